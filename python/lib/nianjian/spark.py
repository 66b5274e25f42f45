"""Runs the conversion over a Spark cluster: WARC files or Parquet of pages in, Parquet of records out.

Every step gives a DataFrame, so Spark's own means apply: retries, speculation, partitioned output.

    from nianjian import spark as nj

    pages = nj.read_warc(session, "hdfs:///crawl/*.warc.gz")
    nj.convert_pages(pages, year=2013).write.parquet("hdfs:///records")
"""

from __future__ import annotations

from typing import Callable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyspark.sql import DataFrame
from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
from pyspark.sql.types import StructType

from nianjian._native import convert_batch

__all__ = ["PAGES", "RECORDS", "convert_pages", "read_warc"]

#: The columns of a DataFrame of pages. `convert_pages` needs `uri` and `body`, and uses the others where present.
PAGES = pa.schema(
    [
        ("uri", pa.string()),
        ("body", pa.binary()),
        ("content_type", pa.string()),
        ("retrieved", pa.string()),
        ("status", pa.int32()),
        ("warc_file", pa.string()),
        ("warc_record_id", pa.string()),
        ("warc_offset", pa.int64()),
    ]
)

#: The columns that `convert_pages` gives: those of `nianjian.convert_batch`.
RECORDS = convert_batch(pa.RecordBatch.from_pylist([], schema=PAGES)).schema

#: How many bytes of pages are converted at a time. A batch of Spark counts rows, not bytes, and
#: the answer must fit beside it in the memory of the Python worker.
SLICE = 64 << 20


def convert_pages(pages: DataFrame, *, year: int | None = None, charset: str | None = None) -> DataFrame:
    """Turns a DataFrame of pages into one of records, row for row.

    Args:
        pages: `uri` and `body`, and whichever other columns of `PAGES` there are; further ones are dropped.
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
            for part in slices(batch, SLICE):
                yield convert_batch(part, year=year, charset=charset)

    return map_batches(pages, convert, RECORDS)


def map_batches(
    frame: DataFrame,
    function: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]],
    schema: pa.Schema,
) -> DataFrame:
    """`DataFrame.mapInArrow`, its schema given as Arrow's."""
    columns: StructType = from_arrow_schema(schema)
    return frame.mapInArrow(function, columns)


def slices(batch: pa.RecordBatch, limit: int) -> Iterator[pa.RecordBatch]:
    """Cuts a batch where its bodies pass a number of bytes; a row larger than that stands alone."""
    start = size = 0
    for row, length in enumerate(pc.binary_length(batch.column("body")).to_pylist()):
        if size and size + (length or 0) > limit:
            yield batch.slice(start, row - start)
            start, size = row, 0
        size += length or 0
    if start < batch.num_rows:
        yield batch.slice(start)
