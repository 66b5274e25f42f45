"""Measures what each engine adds to the bare function: 20,000 pages, one line an engine.

    pip install WHEEL pyspark 'pandas>=2.2,<3' daft 'ray[data]'
    python benches/overhead.py [--pages 20000] [FOLDER…]

Pages are the project's fixtures, or what lies below the folders named, repeated. An engine that is
not installed is left out. `crate` is the same work in Rust without Python (`cargo bench --bench
bare`), left out where cargo is absent. Engines run on as many cores as there are, so their time is
given as core time: wall time times cores. The first run of an engine, which starts it, is printed apart.
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import logging
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import nianjian

HERE = Path(__file__).resolve().parent
CORES = os.cpu_count() or 1
ROWS = 500


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folders", nargs="*", type=Path, default=[HERE.parents[1] / "fixtures" / "pages"])
    arguments.add_argument("--pages", type=int, default=20_000)
    given = arguments.parse_args()
    bodies = read(given.folders)
    table = repeat(bodies, given.pages)
    mean = sum(map(len, bodies)) / len(bodies)
    print(f"{given.pages} pages ({len(bodies)} different, mean {mean:.0f} bytes), {CORES} cores\n")
    print(f"{'':22}{'first run, s':>14}{'core µs a page':>16}{'added µs':>10}")
    with tempfile.TemporaryDirectory() as folder:
        parquet = Path(folder) / "pages.parquet"
        pq.write_table(table, parquet, row_group_size=given.pages // (2 * CORES) + 1)
        rust = crate(bodies, Path(folder))
        if rust:
            line("crate (Rust)", None, rust, None)
        bare = alone(table)
        line("convert_batch", None, bare, None)
        if rust:
            print(f"{'':22}convert_batch / crate = {bare / rust:.2f}")
        for name, module, engine in (("Daft", "daft", on_daft), ("Spark", "pyspark", on_spark), ("Ray Data", "ray", on_ray)):
            if importlib.util.find_spec(module):
                first, warm = engine(parquet)
                core = warm * CORES * 1e6 / given.pages
                line(name, first, core, core - bare)


def line(name: str, first: float | None, core: float, added: float | None) -> None:
    print(
        f"{name:22}{'' if first is None else format(first, '.1f'):>14}{core:>16.1f}"
        f"{'' if added is None else format(added, '.1f'):>10}",
        flush=True,
    )


def read(folders: list[Path]) -> list[bytes]:
    kinds = {".html", ".htm", ".shtml", ".txt"}
    paths = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in kinds)
    if not paths:
        sys.exit(f"expected pages below {', '.join(map(str, folders))}, found none")
    return [p.read_bytes() for p in paths]


def repeat(bodies: list[bytes], count: int) -> pa.Table:
    chosen = list(itertools.islice(itertools.cycle(bodies), count))
    return pa.table({"uri": [f"http://bench.example/{n}" for n in range(count)], "body": chosen})


def crate(bodies: list[bytes], folder: Path) -> float | None:
    """The fastest of five rounds of the crate alone."""
    if not shutil.which("cargo"):
        return None
    file = folder / "bodies"
    enough = list(itertools.islice(itertools.cycle(bodies), max(2_000, len(bodies))))
    file.write_bytes(b"".join(struct.pack("<Q", len(b)) + b for b in enough))
    command = ["cargo", "bench", "--quiet", "--bench", "bare", "--", str(file)]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return float(done.stdout)


def alone(table: pa.Table) -> float:
    """The fastest of five rounds of `convert_batch` in one thread."""
    some = table.slice(0, 2_000).to_batches(max_chunksize=ROWS)
    rows = sum(b.num_rows for b in some)
    times: list[float] = []
    for _ in range(5):
        start = time.perf_counter()
        for batch in some:
            nianjian.convert_batch(batch)
        times.append(time.perf_counter() - start)
    return float(min(times) * 1e6 / rows)


def timed(job: Callable[[], int]) -> tuple[float, float]:
    """The first run and the fastest of the next three; `job` gives the number of records."""
    times, counts = [], set()
    for _ in range(4):
        start = time.perf_counter()
        counts.add(job())
        times.append(time.perf_counter() - start)
    assert len(counts) == 1 and counts != {0}, counts
    return times[0], min(times[1:])


def on_spark(parquet: Path) -> tuple[float, float]:
    from pyspark.sql import SparkSession, functions

    from nianjian import spark as nj

    # Workers run the Python that holds the wheel.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    start = time.perf_counter()
    session = (
        SparkSession.builder.master(f"local[{CORES}]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.execution.arrow.maxRecordsPerBatch", str(ROWS))
        # A file as small as this one would be a single task.
        .config("spark.sql.files.maxPartitionBytes", str(parquet.stat().st_size // CORES + 1))
        .config("spark.sql.files.openCostInBytes", "0")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )

    def job() -> int:
        records = nj.convert_pages(session.read.parquet(str(parquet)))
        # Asks for every record's text, so that all of it crosses back into Spark.
        row = records.select(functions.count("record"), functions.sum(functions.length("record"))).first()
        return int(row[0]) if row else 0

    first, warm = timed(job)
    started = time.perf_counter() - start
    session.stop()
    return min(started, first), warm


def on_daft(parquet: Path) -> tuple[float, float]:
    import daft

    @daft.func.batch(return_dtype=daft.DataType.string(), batch_size=ROWS)
    def record(body: daft.Series, uri: daft.Series) -> pa.Array:
        batch = pa.RecordBatch.from_arrays([body.to_arrow(), uri.to_arrow()], names=["body", "uri"])
        return nianjian.convert_batch(batch).column("record")

    def job() -> int:
        frame = daft.read_parquet(str(parquet))
        done = frame.select(record(daft.col("body"), daft.col("uri")).alias("record")).collect()
        return len([r for r in done.to_pydict()["record"] if r is not None])

    return timed(job)


def on_ray(parquet: Path) -> tuple[float, float]:
    import ray

    ray.init(num_cpus=CORES, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    ray.data.DataContext.get_current().enable_progress_bars = False

    def convert(table: pa.Table) -> pa.Table:
        return pa.Table.from_batches([nianjian.convert_batch(b) for b in table.combine_chunks().to_batches()])

    def job() -> int:
        pages = ray.data.read_parquet(str(parquet), override_num_blocks=2 * CORES)
        done = pages.map_batches(convert, batch_format="pyarrow", batch_size=ROWS)
        return sum(1 for t in done.iter_batches(batch_format="pyarrow", batch_size=None) for r in t["record"] if r.is_valid)

    times = timed(job)
    ray.shutdown()
    return times


if __name__ == "__main__":
    main()
