"""The compiled part of the package; `help()` shows each function's documentation."""

import pyarrow

from nianjian.record import Mention, Record

__all__ = ["Failure", "Rejection", "Skip", "convert", "convert_batch", "extract"]

class Rejection(ValueError):
    """A page gives no record."""

    reason: str
    """A stable name in kebab-case, such as `no-article`."""
    message: str
    """What was found."""

class Failure(Rejection):
    """The page should give a record and does not."""

    stage: str
    """The stage that gave up: `read`, `decode`, `document`, `article`, …"""
    advice: str
    """What to do about it."""

class Skip(Rejection):
    """The bytes are no article at all, such as a list of links."""

def convert(
    html: bytes,
    *,
    uri: str | None = None,
    year: int | None = None,
    charset: str | None = None,
    content_type: str | None = None,
    retrieved: str | None = None,
) -> Record: ...
def extract(text: str, *, year: int | None = None, currency: str | None = None) -> list[Mention]: ...
def convert_batch(
    batch: pyarrow.RecordBatch, *, year: int | None = None, charset: str | None = None
) -> pyarrow.RecordBatch: ...
