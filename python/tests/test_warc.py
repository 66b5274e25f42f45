"""Holds the reader of WARC files and the flat tables to the program."""

from __future__ import annotations

import gzip
import io
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet as pq
import pytest
from conftest import Page, Run

import nianjian


def read(data: bytes, name: str = "pages.warc.gz") -> pa.Table:
    """The answer to all captures of a WARC file."""
    batches = [nianjian.convert_batch(b) for b in nianjian.read_warc(io.BytesIO(data), name)]
    return pa.Table.from_batches(batches)


def test_the_records_are_the_programs_with_their_source(warc: Path, run: Run, pages: list[Page]) -> None:
    rows = read(warc.read_bytes()).to_pylist()
    assert {r["uri"]: r["record"] for r in rows if r["record"]} == run.records
    assert {r["uri"]: r["reason"] for r in rows if r["outcome"] == "failed"} == {
        uri: row["reason"] for uri, row in run.failures.items()
    }
    assert {r["uri"]: r["reason"] for r in rows if r["outcome"] == "skipped"} == {
        uri: row["reason"] for uri, row in run.skipped.items()
    }
    assert [r["uri"] for r in rows] == [p.uri for p in pages]


def test_files_of_pyarrow_are_read(warc: Path) -> None:
    with pa.fs.LocalFileSystem().open_input_file(str(warc)) as file:
        batches = list(nianjian.read_warc(file, "pages.warc.gz"))
    with warc.open("rb") as file:
        assert batches == list(nianjian.read_warc(file, "pages.warc.gz"))


def test_a_plain_file_is_read(warc: Path, pages: list[Page]) -> None:
    rows = read(gzip.decompress(warc.read_bytes()), "pages.warc").to_pylist()
    assert [r["uri"] for r in rows] == [p.uri for p in pages]


def test_damage_is_a_row_and_the_rest_is_read(warc: Path, pages: list[Page]) -> None:
    data = bytearray(warc.read_bytes())
    whole = read(bytes(data)).to_pylist()
    # Six bytes inside the second member.
    at = whole[1]["warc_offset"] + 60
    data[at : at + 6] = b"\xff" * 6
    rows = read(bytes(data)).to_pylist()
    good = {r["uri"]: r["record"] for r in rows}
    assert [good.get(r["uri"]) for r in whole if r is not whole[1]] == [r["record"] for r in whole if r is not whole[1]]
    damaged = [r for r in rows if r["warc_offset"] == whole[1]["warc_offset"]]
    assert [(r["outcome"], r["record"]) for r in damaged] == [("failed", None)]
    assert damaged[0]["reason"] in ("damaged-record", "truncated-record")


def test_a_cut_file_says_so(warc: Path) -> None:
    data = warc.read_bytes()
    whole, rows = read(data).to_pylist(), read(data[:-20]).to_pylist()
    assert rows[:-1] == whole[:-1]
    assert (rows[-1]["outcome"], rows[-1]["reason"]) == ("failed", "truncated-record")


def test_an_error_of_the_file_is_raised(warc: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the network is gone")

    with pytest.raises(OSError, match="the network is gone"):
        list(nianjian.read_warc(Broken(warc.read_bytes()), "pages.warc.gz"))
    with pytest.raises((OSError, ValueError), match="binary mode"):
        list(nianjian.read_warc(io.StringIO("WARC/1.1"), "pages.warc"))  # type: ignore[arg-type]


@pytest.mark.parametrize("table", ["pages", "sections", "blocks", "mentions", "tables", "observations", "checks"])
def test_tables_are_the_programs(
    table: str, warc: Path, run: Run, program: Path, tmp_path: Path
) -> None:
    command = [program, "export", run.folder, "--to", "parquet", "-o", tmp_path / "parquet"]
    subprocess.run(command, check=True, capture_output=True)
    expected = pq.read_table(tmp_path / "parquet" / f"{table}.parquet")
    found = [nianjian.record_rows(batch, table) for batch in read(warc.read_bytes()).to_batches()]  # type: ignore[arg-type]
    rows = pa.Table.from_batches(found)
    assert [(f.name, f.type) for f in rows.schema] == [(f.name, f.type) for f in expected.schema]
    assert rows.schema == nianjian.table_schema(table)  # type: ignore[arg-type]
    assert rows.to_pylist() == expected.to_pylist()
    assert rows.num_rows > 0


def test_what_is_no_record_is_named() -> None:
    with pytest.raises(ValueError, match="row 1 of column 'record'"):
        nianjian.record_rows(pa.RecordBatch.from_pydict({"record": [None, "{}"]}), "pages")
    with pytest.raises(ValueError, match="'record' is missing"):
        nianjian.record_rows(pa.RecordBatch.from_pydict({"text": ["{}"]}), "pages")
    with pytest.raises(ValueError, match="pages, sections, blocks, mentions, tables, observations, checks, found 'page'"):
        nianjian.record_rows(pa.RecordBatch.from_pydict({"record": ["{}"]}), "page")  # type: ignore[arg-type]
