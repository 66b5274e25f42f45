"""Makes what the tests share: the fixtures as pages, a WARC of them, and the program's answer to it."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RETRIEVED = "2026-11-23T10:00:00Z"


@dataclass(frozen=True)
class Page:
    """A page as a server would answer."""

    uri: str
    body: bytes | None
    content_type: str = "text/html"
    status: int = 200


#: Pages that give no record, each for its own reason.
BAD = [
    Page("http://bad.example/empty.html", b""),
    Page("http://bad.example/picture.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "image/jpeg"),
    Page("http://bad.example/noise.html", bytes(range(256)) * 8),
    Page("http://bad.example/blank.html", b"<html><head><title></title></head><body></body></html>"),
    Page("http://bad.example/gone.html", "<p>页面不存在</p>".encode(), status=404),
]


def fixtures() -> list[tuple[bool, Page]]:
    """The fixtures of the project, and whether each must give a record."""
    kinds = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}
    found = []
    for path in sorted((ROOT / "fixtures" / "pages").glob("*/page.*")):
        about = path.with_name("about.toml").read_text(encoding="utf-8")
        uri = f"http://fixtures.example/{path.parent.name}/{path.name}"
        page = Page(uri, path.read_bytes(), kinds[path.suffix])
        found.append(('expect = "record"' in about, page))
    assert len(found) >= 5, "expected the project's fixtures below fixtures/pages"
    return found


@pytest.fixture(scope="session")
def good() -> list[Page]:
    """The fixtures that must give a record."""
    return [page for record, page in fixtures() if record]


@pytest.fixture(scope="session")
def pages() -> list[Page]:
    """All fixtures, with bad pages among them."""
    mixed = [page for _, page in fixtures()]
    for place, page in enumerate(BAD):
        mixed.insert(1 + 3 * place, page)
    return mixed


@pytest.fixture(scope="session")
def warc(pages: list[Page], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WARC of the pages, one gzip member a record."""
    path = tmp_path_factory.mktemp("warc") / "pages.warc.gz"
    with path.open("wb") as file:
        for number, page in enumerate(pages):
            file.write(gzip.compress(warc_response(number, page), mtime=0))
    return path


def warc_response(number: int, page: Page) -> bytes:
    """One capture as WARC/1.1."""
    assert page.body is not None
    http = (
        f"HTTP/1.1 {page.status} X\r\nContent-Type: {page.content_type}\r\n"
        f"Content-Length: {len(page.body)}\r\n\r\n"
    ).encode() + page.body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Date: {RETRIEVED}\r\nWARC-Target-URI: {page.uri}\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode()
    return head + http + b"\r\n\r\n"


@pytest.fixture(scope="session")
def program() -> Path:
    """The program, built by the same sources."""
    path = Path(os.environ.get("NIANJIAN_PROGRAM", ROOT / "target" / "debug" / "nianjian"))
    assert path.exists(), f"expected the program at {path}: run `cargo build` first or set NIANJIAN_PROGRAM"
    return path


@dataclass(frozen=True)
class Run:
    """What the program wrote for a WARC, by URI."""

    records: dict[str, str]
    failures: dict[str, dict[str, str]]
    skipped: dict[str, dict[str, str]]
    folder: Path


@pytest.fixture(scope="session")
def run(program: Path, warc: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The program's answer to the WARC."""
    out = tmp_path_factory.mktemp("run")
    done = subprocess.run([program, "convert", warc, "-o", out], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    lines = (out / "records.jsonl").read_text(encoding="utf-8").splitlines()
    return Run(
        records={json.loads(line)["source"]["uri"]: line for line in lines},
        failures=by_uri(out / "failures.jsonl"),
        skipped=by_uri(out / "skipped.jsonl"),
        folder=out,
    )


def by_uri(path: Path) -> dict[str, dict[str, str]]:
    """The lines of a file of failures, by the URI they name."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {row["uri"]: row for row in rows}


def without_source(record: str) -> str:
    """A record's text but for its `source`, everything else byte for byte."""
    start, end = record.index('"source":{'), record.index(',"title":')
    assert start < end
    return record[:start] + record[end:]
