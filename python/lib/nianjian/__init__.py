"""Turns scraped Chinese yearbook (年鉴) pages into structured, citable archive records.

`convert` takes one page, `extract` one text, `convert_batch` one Arrow batch of pages;
`nianjian.spark` runs the last over a cluster.
"""

from nianjian._native import (
    Failure,
    Rejection,
    Skip,
    convert,
    convert_batch,
    extract,
)

__all__ = [
    "Failure",
    "Rejection",
    "Skip",
    "convert",
    "convert_batch",
    "extract",
]
