"""Turns scraped Chinese yearbook (年鉴) pages into structured, citable archive records.

`convert` takes one page, `extract` one text, `convert_batch` one Arrow batch of pages. `read_warc`
makes such batches of a WARC file; `record_rows` makes flat tables of records. `nianjian.spark` runs
all of it over a cluster.
"""

from nianjian._native import (
    Captures,
    Failure,
    Rejection,
    Skip,
    convert,
    convert_batch,
    extract,
    read_warc,
    record_rows,
    table_schema,
)

__all__ = [
    "Captures",
    "Failure",
    "Rejection",
    "Skip",
    "convert",
    "convert_batch",
    "extract",
    "read_warc",
    "record_rows",
    "table_schema",
]
