"""Holds the conversion on a cluster of two executor processes to the program's records."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import BAD, Page, Run, warc_response, without_source
from pyspark.sql import DataFrame, SparkSession

from nianjian import spark as nj


@pytest.fixture(scope="module")
def session() -> Iterator[SparkSession]:
    """Two executors of one core and 1 GiB each, every one a process of its own."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("nianjian tests")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", "3")
        .getOrCreate()
    )
    yield session
    session.stop()


def frame(session: SparkSession, pages: list[Page]) -> DataFrame:
    """The pages as rows of several tasks."""
    rows = [(p.uri, bytearray(p.body or b""), p.content_type, p.status) for p in pages]
    columns = "uri string, body binary, content_type string, status int"
    return session.createDataFrame(rows, columns).repartition(4)


def assert_the_programs(answer: DataFrame, run: Run, *, whole: bool) -> None:
    """Each row is what the program wrote for the page: `whole`, or all but its source."""
    rows = answer.collect()
    records = {r.uri: r.record for r in rows if r.outcome == "record"}
    trim = str if whole else without_source
    assert {u: trim(r) for u, r in records.items()} == {u: trim(r) for u, r in run.records.items()}
    for outcome, expected in (("failed", run.failures), ("skipped", run.skipped)):
        found = {r.uri: r.reason for r in rows if r.outcome == outcome}
        assert found == {uri: row["reason"] for uri, row in expected.items()}
    assert len(rows) == len(run.records) + len(run.failures) + len(run.skipped)


def test_the_cluster_gives_the_programs_records(session: SparkSession, pages: list[Page], run: Run) -> None:
    answer = nj.convert_pages(frame(session, pages))
    assert answer.columns == nj.RECORDS.names
    assert len(run.failures) + len(run.skipped) > len(BAD)
    assert_the_programs(answer, run, whole=False)


def test_a_lost_executor_changes_nothing(
    session: SparkSession, pages: list[Page], run: Run, tmp_path: Path
) -> None:
    marker = str(tmp_path / "killed")

    def kill_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield batch
            try:
                file = os.open(marker, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            except FileExistsError:
                continue
            # This worker's ancestors: the daemon that forks workers, then the executor.
            executor = os.getpid()
            while b"CoarseGrainedExecutorBackend" not in Path(f"/proc/{executor}/cmdline").read_bytes():
                executor = int(Path(f"/proc/{executor}/stat").read_text().rpartition(")")[2].split()[1])
            os.write(file, str(executor).encode())
            os.close(file)
            os.kill(executor, signal.SIGKILL)
            time.sleep(30)

    pages_frame = frame(session, pages)
    answer = nj.convert_pages(pages_frame.mapInArrow(kill_once, pages_frame.schema))
    assert_the_programs(answer, run, whole=False)
    killed = int(Path(marker).read_text())
    state = Path(f"/proc/{killed}/stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_wrong_column_is_named_before_the_job(session: SparkSession) -> None:
    with pytest.raises(ValueError, match="'body' has the wrong type"):
        nj.convert_pages(session.createDataFrame([("u", "text")], "uri string, body string"))
    with pytest.raises(ValueError, match="'uri' is missing"):
        nj.convert_pages(session.createDataFrame([(bytearray(b"x"),)], "body binary"))


def test_slices_keep_every_row_and_the_limit() -> None:
    sizes = [0, 10, 3, 3, 3, 20, 0, 1, None]
    bodies = [None if n is None else bytes(n) for n in sizes]
    batch = pa.RecordBatch.from_pydict({"body": pa.array(bodies, pa.binary())})
    parts = list(nj.slices(batch, nj.bodies(batch), 9))
    assert pa.Table.from_batches(parts).to_pydict() == batch.to_pydict()
    for part in parts:
        total = sum(len(body or b"") for body in part.column("body").to_pylist())
        assert total <= 9 or len([b for b in part.column("body").to_pylist() if b]) == 1
    assert list(nj.slices(batch.slice(0, 0), nj.bodies(batch.slice(0, 0)), 9)) == []


def test_warc_files_become_the_programs_tables(
    session: SparkSession, warc: Path, run: Run, program: Path, tmp_path: Path
) -> None:
    assert_the_programs(nj.convert_pages(nj.read_warc(session, str(warc))), run, whole=True)
    files = session.read.format("binaryFile").load(str(warc))
    assert_the_programs(nj.convert_pages(nj.split_warc(files)), run, whole=True)

    out = tmp_path / "tables"
    nj.convert_archive(session, [str(warc)], str(out))
    command = [program, "export", run.folder, "--to", "parquet", "-o", tmp_path / "parquet"]
    subprocess.run(command, check=True, capture_output=True)
    for table, schema in nj.TABLES.items():
        expected = pq.read_table(tmp_path / "parquet" / f"{table}.parquet").cast(schema)
        parts = sorted((out / table).glob("year=*/*.parquet"))
        found = pa.concat_tables(pq.ParquetFile(part).read() for part in parts)
        assert [(f.name, f.type) for f in found.schema] == [(f.name, f.type) for f in schema]
        assert sorted(map(repr, found.to_pylist())) == sorted(map(repr, expected.to_pylist()))


def test_a_stopped_job_goes_on(session: SparkSession, warc: Path, pages: list[Page], tmp_path: Path) -> None:
    folder, out = tmp_path / "warc", tmp_path / "tables"
    (folder / "below").mkdir(parents=True)
    shutil.copy(warc, folder / "a.warc.gz")
    nj.convert_archive(session, [str(folder)], str(out))
    before = {path: path.stat().st_mtime_ns for path in (out / "records").glob("*.parquet")}
    later = warc_response(999, Page("http://later.example/", pages[0].body))
    (folder / "below" / "b.warc").write_bytes(later)
    (folder / "below" / "c.txt").write_bytes(b"no WARC")
    nj.convert_archive(session, [str(folder)], str(out), group=1)

    after = {path: path.stat().st_mtime_ns for path in (out / "records").glob("*.parquet")}
    assert before.items() <= after.items()
    rows = session.read.parquet(str(out / "records")).collect()
    assert len(rows) == len(pages) + 1
    assert {row.warc_file for row in rows} == {"a.warc.gz", "below/b.warc"}
    counts = session.read.parquet(str(out / "pages")).groupBy("uri").count().collect()
    assert {row["count"] for row in counts} == {1}
    assert "http://later.example/" in {row.uri for row in counts}


def test_the_newest_capture_counts(session: SparkSession, pages: list[Page], tmp_path: Path) -> None:
    body = pages[0].body
    first, second = Page("http://a.example/", body), Page("http://a.example/", body + b" " if body else None)
    newer = warc_response(2, second).replace(b"2026-11-23", b"2026-11-24")
    gone = warc_response(3, Page("http://a.example/", b"gone", status=404)).replace(b"2026-11-23", b"2026-11-25")
    (tmp_path / "a.warc").write_bytes(newer + warc_response(1, first) + gone)
    records = nj.convert_pages(nj.read_warc(session, str(tmp_path)))
    assert sorted(row.outcome for row in records.collect()) == ["record", "record", "skipped"]
    assert [row.retrieved for row in nj.newest(records).collect()] == ["2026-11-24T10:00:00Z"]


def test_a_folder_without_warc_is_named(session: SparkSession, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="found none at"):
        nj.read_warc(session, str(tmp_path))
