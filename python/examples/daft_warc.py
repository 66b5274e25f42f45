"""Converts WARC files with Daft: `python daft_warc.py OUT.parquet WARC…`."""

from __future__ import annotations

import sys

import daft
import pyarrow as pa
from daft import col

import nianjian


@daft.func.batch(return_dtype=daft.DataType.string(), batch_size=500)
def record(uri: daft.Series, response: daft.Series, retrieved: daft.Series) -> pa.Array:
    """The record of each response as JSON; null where there is none."""
    columns = [uri.to_arrow(), response.to_arrow(), retrieved.to_arrow()]
    batch = pa.RecordBatch.from_arrays(columns, names=["uri", "response", "retrieved"])
    return nianjian.convert_batch(batch).column("record")


def records(warcs: list[str]) -> daft.DataFrame:
    """The records of WARC files, by URI."""
    captures = daft.read_warc(warcs).where(col("WARC-Type") == "response")
    date = col("WARC-Date").strftime("%Y-%m-%dT%H:%M:%SZ")
    return captures.select(
        col("WARC-Target-URI").alias("uri"), record(col("WARC-Target-URI"), col("warc_content"), date).alias("record")
    )


if __name__ == "__main__":
    records(sys.argv[2:]).write_parquet(sys.argv[1])
