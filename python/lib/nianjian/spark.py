"""Runs the conversion over a Spark cluster: WARC files or Parquet of pages in, Parquet of records out.

Every step gives a DataFrame, so Spark's own means apply: retries, speculation, partitioned output.

    from nianjian import spark as nj

    pages = nj.read_warc(session, "hdfs:///crawl/*.warc.gz")
    nj.convert_pages(pages, year=2013).write.parquet("hdfs:///records")
"""

from __future__ import annotations

from io import BytesIO
from posixpath import basename
from typing import Callable, Iterator, Literal, get_args

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as pafs
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql.functions import col, desc, row_number
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import StructType

from nianjian._native import convert_batch, record_rows, table_schema
from nianjian._native import read_warc as captures

TableName = Literal["pages", "sections", "blocks", "mentions", "tables", "observations", "checks"]

__all__ = [
    "CAPTURES",
    "PAGES",
    "RECORDS",
    "TABLES",
    "convert_archive",
    "convert_pages",
    "newest",
    "read_warc",
    "split_warc",
    "table_of",
    "write_tables",
]

#: The columns that `read_warc` gives: a response as it came over the wire, and where it stands.
CAPTURES = pa.schema(
    [
        ("uri", pa.string()),
        ("response", pa.binary()),
        ("body", pa.binary()),
        ("content_type", pa.string()),
        ("damage", pa.string()),
        ("retrieved", pa.string()),
        ("warc_file", pa.string()),
        ("warc_record_id", pa.string()),
        ("warc_offset", pa.int64()),
    ]
)

#: All columns that `convert_pages` takes notice of. It needs `uri` and one of `body` and `response`.
PAGES = pa.schema([*CAPTURES, ("status", pa.int32())])

#: The columns that `convert_pages` gives: those of `nianjian.convert_batch`.
RECORDS = convert_batch(pa.RecordBatch.from_pylist([], schema=PAGES)).schema

#: The flat tables that `write_tables` writes, with the columns of `nianjian export --to parquet`. Spark
#: has no dictionaries: words of a small set are plain strings here.
TABLES = {
    name: pa.schema(
        [
            field.with_type(field.type.value_type if pa.types.is_dictionary(field.type) else field.type)
            for field in table_schema(name)
        ]
    )
    for name in get_args(TableName)
}

#: How many bytes of pages are converted at a time. A batch of Spark counts rows, not bytes, and
#: the answer must fit beside it in the memory of the Python worker.
SLICE = 64 << 20


def convert_pages(pages: DataFrame, *, year: int | None = None, charset: str | None = None) -> DataFrame:
    """Turns a DataFrame of pages into one of records, row for row.

    Args:
        pages: `uri` and `body` (or `response`), and whichever other columns of `PAGES` there are; further
            ones are dropped.
        year: the year the texts report on, for all rows.
        charset: the label of the encoding, for all rows.

    The columns of the answer are `RECORDS`: `record` is the JSON text that `nianjian convert`
    writes for the page; a row that gives none says why in `outcome`, `reason` and `error`. No page
    ends the job.

    Raises:
        ValueError: a column is absent or has the wrong type. Said here, before the job begins.
    """
    columns = [name for name in PAGES.names if name in pages.columns]
    pages = pages.select(*columns)
    convert_batch(pa.RecordBatch.from_pylist([], schema=to_arrow_schema(pages.schema)))

    def convert(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in slices(batch, bodies(batch), SLICE):
                yield convert_batch(part, year=year, charset=charset)

    return map_batches(pages, convert, RECORDS)


def read_warc(session: SparkSession, *paths: str) -> DataFrame:
    """Reads WARC files into a DataFrame of pages with the columns `CAPTURES`: one file a task.

    Args:
        session: the Spark session.
        paths: WARC files and folders of them (`.warc`, `.warc.gz`, at any depth), each as a path or as a
            URI that `pyarrow.fs` knows: `s3://`, `gs://`, `hdfs://`, `file://`.

    The executors open the files themselves and read them piece by piece, so a file may be larger
    than their memory. Where only Spark can read the storage, use `split_warc`.

    Raises:
        FileNotFoundError: a path does not exist or holds no WARC file.
    """
    return read_files(session, [found for path in paths for found in warc_files(path)])


def read_files(session: SparkSession, files: list[tuple[str, str]]) -> DataFrame:
    """The pages of WARC files, each given by its URI and its name."""

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for number in batch.column("id").to_pylist():
                uri, name = files[number]
                filesystem, path = filesystem_of(uri)
                with filesystem.open_input_file(path) as file:
                    yield from captures(file, name)

    tasks = session.range(0, len(files), 1, numPartitions=max(1, len(files)))
    return map_batches(tasks, read, CAPTURES)


def split_warc(files: DataFrame) -> DataFrame:
    """Splits WARC files that Spark has read whole into a DataFrame of pages with the columns `CAPTURES`.

    Args:
        files: `path` and `content`, as `session.read.format("binaryFile").load(…)` gives them.

    Each file must fit into an executor's memory, and none may pass 2 GB; `read_warc` has no such bounds.
    """

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for path, content in zip(batch.column("path"), batch.column("content")):
                yield from captures(BytesIO(content.as_py()), basename(path.as_py()))

    return map_batches(files.select("path", "content"), read, CAPTURES)


def convert_archive(
    session: SparkSession,
    paths: list[str],
    out: str,
    *,
    year: int | None = None,
    charset: str | None = None,
    group: int = 500,
) -> None:
    """Converts WARC files into Parquet tables below `out`, going on where an earlier call stopped.

    Args:
        session: the Spark session.
        paths: as in `read_warc`.
        out: a folder that Spark can write. `out/records` grows by one group at a time; files that have
            rows there are left out. The other tables are made from it at the end.
        year: the year the texts report on, for all pages.
        charset: the label of the encoding, for all pages.
        group: how many files are converted between two points at which the work is safe.
    """
    files = [found for path in paths for found in warc_files(path)]
    records = session.read.schema(from_arrow_schema(RECORDS))
    done = set()
    try:
        done = {row.warc_file for row in records.parquet(f"{out}/records").select("warc_file").distinct().collect()}
    except AnalysisException as error:
        if error.getCondition() != "PATH_NOT_FOUND":
            raise
    todo = [(uri, name) for uri, name in files if name not in done]
    for start in range(0, len(todo), group):
        pages = read_files(session, todo[start : start + group])
        answer = convert_pages(pages, year=year, charset=charset)
        answer.write.mode("append").parquet(f"{out}/records")
    write_tables(newest(records.parquet(f"{out}/records")), out)


def newest(records: DataFrame) -> DataFrame:
    """The newest record of each address, as `nianjian convert` keeps it; those without address stay."""
    last = Window.partitionBy("uri").orderBy(desc("retrieved"), desc("warc_file"), desc("warc_offset"))
    answered = records.where("coalesce(reason, '') <> 'status'")
    ranked = answered.withColumn("rank", row_number().over(last))
    return ranked.where("outcome = 'record' and (rank = 1 or uri is null)").drop("rank")


def write_tables(records: DataFrame, out: str) -> None:
    """Writes the flat tables of records below `out`, one folder a coverage year.

    Args:
        records: what `convert_pages` gave, read from where it was written: it is gone through once a table.
            Captures of one address at several times are rows of their own: see `newest`.
        out: a folder that Spark can write; a table that is there is replaced.

    Columns and types are those of `nianjian export --to parquet`. The folders are named `year=2013`,
    so `year` is one column more for those who read the table as a whole.
    """
    for name in get_args(TableName):
        table = table_of(records, name).withColumn("year", col("coverage_year"))
        table.write.mode("overwrite").partitionBy("year").parquet(f"{out}/{name}")


def table_of(records: DataFrame, name: TableName) -> DataFrame:
    """A flat view of records: `pages`, `sections`, `blocks`, `mentions`, `tables`, `observations` or `checks`."""

    def rows(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for part in slices(batch, [batch.column("record")], SLICE):
                yield record_rows(part, name).cast(TABLES[name])

    texts = records.where(col("record").isNotNull()).select("record")
    return map_batches(texts, rows, TABLES[name])


def warc_files(path: str) -> list[tuple[str, str]]:
    """The WARC files at a path, sorted: the URI of each, and its name as records give it, which is
    its path below the folder given."""
    filesystem, root = filesystem_of(path)
    info = filesystem.get_file_info(root)
    if info.type == pafs.FileType.File:
        return [(path, basename(root))]
    found = filesystem.get_file_info(pafs.FileSelector(root, recursive=True, allow_not_found=True))
    below = sorted(f.path for f in found if f.is_file and f.path.endswith((".warc", ".warc.gz")))
    if not below:
        raise FileNotFoundError(f"expected a WARC file or a folder of .warc or .warc.gz files, found none at {path}")
    start = len(root.rstrip("/")) + 1
    return [(f"{path.rstrip('/')}/{p[start:]}", p[start:]) for p in below]


def filesystem_of(path: str) -> tuple[pafs.FileSystem, str]:
    """The file system of a path or URI, and the path in it."""
    if "://" not in path:
        return pafs.LocalFileSystem(), path
    # Hadoop's name for what everyone else calls s3.
    filesystem, root = pafs.FileSystem.from_uri(path.replace("s3a://", "s3://", 1))
    return filesystem, root


def map_batches(
    frame: DataFrame,
    function: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]],
    schema: pa.Schema,
) -> DataFrame:
    """`DataFrame.mapInArrow`, its schema given as Arrow's."""
    columns: StructType = from_arrow_schema(schema)
    return frame.mapInArrow(function, columns)


def bodies(batch: pa.RecordBatch) -> list[pa.Array]:
    """The columns of a batch of pages that are long."""
    return [batch.column(name) for name in ("body", "response") if name in batch.schema.names]


def slices(batch: pa.RecordBatch, columns: list[pa.Array], limit: int) -> Iterator[pa.RecordBatch]:
    """Cuts a batch where its long columns pass a number of bytes; a row larger than that stands alone."""
    lengths = [pc.binary_length(column).to_pylist() for column in columns]
    start = size = 0
    for row, several in enumerate(zip(*lengths)):
        length = sum(one or 0 for one in several)
        if size and size + length > limit:
            yield batch.slice(start, row - start)
            start, size = row, 0
        size += length
    if start < batch.num_rows:
        yield batch.slice(start)
