"""Turns one page into its record, be it in memory or in a file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nianjian import _native

if TYPE_CHECKING:
    from nianjian.record import Record


def convert(
    html: bytes | os.PathLike[str],
    *,
    uri: str | None = None,
    year: int | None = None,
    charset: str | None = None,
    content_type: str | None = None,
    retrieved: str | None = None,
) -> Record:
    """Turns one page into its record.

    The answer is the record as `json.loads` would give it: what `nianjian convert` writes for the
    same bytes. Offsets of mentions are indices into the Python string they belong to.

    Args:
        html: the bytes as they came, HTML or plain text, or the `pathlib.Path` of a file with them. Decoding is part
            of the work: do not decode them first.
        uri: the address they came from.
        year: the year the text reports on, where you know better than the page.
        charset: the label of the encoding, where you know better than the page.
        content_type: the `Content-Type` of the response.
        retrieved: when the page was fetched: RFC 3339, in UTC.

    Raises:
        Failure: the page should give a record and does not.
        Skip: the bytes are no article at all, such as a list of links.
        TypeError: it is neither bytes nor a path.
        OSError: the file cannot be read.

    >>> import nianjian
    >>> text = "【概况】2013年,全区建立妇女之家593个,1月17日走访慰问200户,发放慰问金2.5万元。"
    >>> page = f"<title>妇联</title><p>{text}</p>".encode("gb18030")
    >>> record = nianjian.convert(page, uri="http://example.org/t1.html")
    >>> block = record["sections"][0]["blocks"][0]
    >>> [block["text"][m["start"]:m["end"]] for m in block["mentions"]]
    ['2013年', '593个', '1月17日', '200户', '2.5万元']
    """
    if isinstance(html, os.PathLike):
        with open(html, "rb") as file:
            html = file.read()
    elif not isinstance(html, bytes):
        raise TypeError(
            f"expected the bytes of a page, or the pathlib.Path of its file, found {type(html).__name__}; "
            "a file is given as Path(name), a page as it came, not decoded"
        )
    return _native.convert(
        html, uri=uri, year=year, charset=charset, content_type=content_type, retrieved=retrieved
    )
