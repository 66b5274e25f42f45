"""Turns scraped Chinese yearbook (年鉴) pages into structured, citable archive records.

`convert` takes one page, `extract` one text, `convert_batch` one Arrow batch of pages. `read_warc`
makes such batches of a WARC file; `record_rows` makes flat tables of records, and `open` data frames of
an output folder. `nianjian.spark` runs all of it over a cluster.
"""

from importlib.metadata import version as _version

from nianjian._native import (
    Captures,
    Failure,
    Rejection,
    Skip,
    convert_batch,
    extract,
    read_warc,
    record_rows,
    table_schema,
)
from nianjian.frames import Frames, open
from nianjian.page import convert

#: The version of the package, which is that of the program in it.
__version__ = _version("nianjian")

__all__ = [
    "Captures",
    "Failure",
    "Frames",
    "Rejection",
    "Skip",
    "convert",
    "convert_batch",
    "extract",
    "open",
    "read_warc",
    "record_rows",
    "table_schema",
]
