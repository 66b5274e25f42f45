"""Converts WARC files with Ray Data, a file a task: `python ray_warc.py OUT WARC…`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import ray

import nianjian


def convert(paths: dict[str, Any]) -> Iterator[pa.Table]:
    """The records of the WARC files named, a table at a time."""
    for path in paths["item"]:
        with open(path, "rb") as file:
            for batch in nianjian.read_warc(file, path):
                yield pa.Table.from_batches([nianjian.convert_batch(batch)])


def records(warcs: list[str]) -> ray.data.Dataset:
    """The records of WARC files and why there is none, as `convert_batch` gives them."""
    return ray.data.from_items(warcs, override_num_blocks=len(warcs)).map_batches(convert, batch_size=1)


if __name__ == "__main__":
    records(sys.argv[2:]).write_parquet(sys.argv[1])
