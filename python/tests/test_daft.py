"""Holds the Daft example to the program's records."""

from __future__ import annotations

import runpy
from pathlib import Path

from conftest import ROOT, Run, without_source


def test_daft_gives_the_programs_records(warc: Path, run: Run) -> None:
    example = runpy.run_path(str(ROOT / "python" / "examples" / "daft_warc.py"))
    found = example["records"]([str(warc)]).to_pydict()
    records = {uri: record for uri, record in zip(found["uri"], found["record"]) if record is not None}
    assert {u: without_source(r) for u, r in records.items()} == {u: without_source(r) for u, r in run.records.items()}
    assert len(found["uri"]) == len(run.records) + len(run.failures) + len(run.skipped)
