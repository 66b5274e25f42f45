"""Holds `convert` and `extract` to what their documentation says."""

from __future__ import annotations

import doctest
import json
import threading
import time
from pathlib import Path

import pytest
from conftest import Page, Run, without_source

import nianjian


def test_convert_gives_the_programs_record(good: list[Page], run: Run) -> None:
    for page in good:
        assert page.body is not None
        record = nianjian.convert(page.body, uri=page.uri, content_type=page.content_type)
        text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
        assert without_source(text) == without_source(run.records[page.uri]), page.uri


def test_offsets_are_indices_of_python_strings(good: list[Page]) -> None:
    seen = 0
    for page in good:
        assert page.body is not None
        for section in nianjian.convert(page.body)["sections"]:
            for block in section["blocks"]:
                if block["kind"] in ("paragraph", "item"):
                    for mention in block["mentions"]:
                        assert block["text"][mention["start"] : mention["end"]] == mention["text"]
                        seen += 1
    assert seen > 20


def test_offsets_count_characters_beyond_the_basic_plane() -> None:
    text = "𠮷田镇2013年植树𡈽600株"
    found = nianjian.extract(text)
    assert [text[m["start"] : m["end"]] for m in found] == [m["text"] for m in found]
    assert "2013年" in [m["text"] for m in found]


def test_extract_uses_the_year_and_the_currency() -> None:
    (date,) = nianjian.extract("1月17日召开会议", year=2013)
    assert (date["value"], date["basis"]) == ("2013-01-17", "coverage_year")
    (date,) = nianjian.extract("1月17日召开会议")
    assert (date["value"], date["basis"]) == ("XXXX-01-17", "unresolved")
    (money,) = nianjian.extract("捐款500元", currency="TWD")
    assert (money["value"], money["unit"]) == ("500", "TWD")
    assert nianjian.extract("") == []


def test_convert_takes_what_the_caller_knows(good: list[Page]) -> None:
    body = good[0].body
    assert body is not None
    record = nianjian.convert(body, uri="http://a.example/", year=1999, retrieved="2026-01-02T03:04:05Z")
    assert record["coverage"] is not None
    assert (record["coverage"]["year"], record["coverage"]["basis"]) == (1999, "caller")
    assert record["source"]["uri"] == "http://a.example/"
    assert record["source"]["retrieved"] == "2026-01-02T03:04:05Z"
    record = nianjian.convert("<title>甲</title><p>2013年,全区建立妇女之家593个,走访慰问贫困妇女200户,发放慰问金2.5万元。</p>".encode("gb18030"), charset="gbk")
    assert record["source"]["charset"]["chosen_by"] == "caller"


def test_a_page_without_record_says_why() -> None:
    with pytest.raises(nianjian.Rejection) as caught:
        nianjian.convert(b"")
    error = caught.value
    assert isinstance(error, ValueError)
    assert error.reason and error.message and error.reason in str(error)
    if isinstance(error, nianjian.Failure):
        assert error.stage and error.advice
    else:
        assert isinstance(error, nianjian.Skip)


@pytest.mark.parametrize("wrong", ["text", None, 3])
def test_convert_wants_bytes(wrong: object) -> None:
    with pytest.raises(TypeError, match="bytes"):
        nianjian.convert(wrong)  # type: ignore[arg-type]


def test_convert_reads_a_file(good: list[Page], tmp_path: Path) -> None:
    body = next(page.body for page in good if page.body is not None)
    (tmp_path / "page.html").write_bytes(body)
    assert nianjian.convert(tmp_path / "page.html") == nianjian.convert(body)


def test_the_interpreter_runs_on_while_a_page_is_read() -> None:
    text = "2013年1月17日,走访慰问200户,发放慰问金2.5万元。" * 20_000
    spans: list[float] = []
    ready = threading.Event()

    def work() -> None:
        ready.set()
        start = time.monotonic()
        nianjian.extract(text)
        spans.append(time.monotonic() - start)

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    longest, last = 0.0, time.monotonic()
    while thread.is_alive():
        time.sleep(0)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    thread.join()
    # Turning the answer into Python's lists holds the interpreter, finding the mentions must not.
    assert longest < 0.9 * spans[0]


def test_the_readmes_examples_run() -> None:
    failed, tried = doctest.testfile(str(Path(__file__).parents[1] / "README.md"), module_relative=False)
    assert tried > 5 and failed == 0


@pytest.mark.parametrize("name", sorted(n for n in nianjian.__all__ if callable(getattr(nianjian, n))))
def test_examples_run(name: str) -> None:
    doc = getattr(nianjian, name).__doc__
    assert doc, f"{name} has no documentation"
    test = doctest.DocTestParser().get_doctest(doc, {}, name, None, 0)
    if not isinstance(getattr(nianjian, name), type):
        assert test.examples, f"{name} has no example"
    result = doctest.DocTestRunner().run(test)
    assert result.failed == 0
