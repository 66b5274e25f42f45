"""Compares `nianjian.convert` with trafilatura plus JioNLP on the same pages, in one run.

    pip install WHEEL trafilatura==2.3.1 lxml_html_clean jionlp==1.5.31
    python benches/versus.py [FOLDER…]

trafilatura takes the article out of the page; JioNLP finds its times and its amounts of money. That
is less than a record holds: no sections, no counts, ratios or measures, no provenance. All run in a
plain Python loop on one core; a first pass, in which tools load and compile what they need, is not counted.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jionlp
import trafilatura

import nianjian


def main() -> None:
    folders = [Path(a) for a in sys.argv[1:]] or [Path(__file__).resolve().parents[2] / "fixtures" / "pages"]
    paths = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in {".html", ".htm", ".shtml"})
    pages = [p.read_bytes() for p in paths]
    if len(pages) < 2:
        sys.exit(f"expected at least two pages below {', '.join(map(str, folders))}, found {len(pages)}")
    logging.disable(logging.CRITICAL)

    ours = measure(record, pages)
    body = measure(trafilatura.extract, pages)
    found = measure(mentions, [trafilatura.extract(page) or "" for page in pages])
    print(f"{len(pages)} pages, mean {sum(map(len, pages)) / len(pages):.0f} bytes")
    for name, seconds in (("nianjian", ours), ("trafilatura", body), ("JioNLP", found), ("both", body + found)):
        print(f"{name:12}{seconds * 1e6:12.0f} µs a page{1 / seconds:12.0f} pages a second")
    print(f"ratio {(body + found) / ours:.0f}")


def record(page: bytes) -> None:
    try:
        nianjian.convert(page)
    except nianjian.Rejection:
        pass


def mentions(text: str) -> None:
    jionlp.ner.extract_time(text, time_base={"year": 2013})
    jionlp.ner.extract_money(text)


def measure(work: Callable[[Any], None], inputs: list[Any]) -> float:
    """The mean processor seconds an input, over passes of two seconds and more behind a first one."""
    spent, passes = 0.0, -1
    while passes < 1 or spent < 2:
        start = time.process_time()
        for one in inputs:
            try:
                work(one)
            except Exception as error:  # A page that ends the other tool counts with its time.
                print(f"{type(error).__name__}: {error}", file=sys.stderr)
        passes += 1
        spent += time.process_time() - start if passes else 0.0
    return spent / passes / len(inputs)


if __name__ == "__main__":
    main()
