"""The compiled part of the package; `help()` shows each function's documentation."""

from collections.abc import Iterator
from typing import Literal, Protocol, TypeAlias, final, type_check_only

import pyarrow

from nianjian.record import Mention, Record

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

_TableName: TypeAlias = Literal["pages", "sections", "blocks", "mentions", "tables", "observations", "checks"]

@type_check_only
class _BinaryFile(Protocol):
    """What `read_warc` asks of a file opened for bytes."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int, /) -> object: ...
    def tell(self) -> int: ...

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
def read_warc(file: _BinaryFile, name: str) -> Captures: ...
def record_rows(batch: pyarrow.RecordBatch, table: _TableName) -> pyarrow.RecordBatch: ...
def table_schema(table: _TableName) -> pyarrow.Schema: ...
@final
class Captures:
    """The batches of a WARC file."""

    def __iter__(self) -> Iterator[pyarrow.RecordBatch]: ...
    def __next__(self) -> pyarrow.RecordBatch: ...
