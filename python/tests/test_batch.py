"""Holds `convert_batch` to its columns, its errors and the program's records."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from conftest import RETRIEVED, Page, Run, without_source

import nianjian

COLUMNS = [
    ("id", pa.string()),
    ("uri", pa.string()),
    ("retrieved", pa.string()),
    ("warc_file", pa.string()),
    ("warc_offset", pa.int64()),
    ("outcome", pa.string()),
    ("record", pa.string()),
    ("title", pa.string()),
    ("published", pa.string()),
    ("origin", pa.string()),
    ("work_title", pa.string()),
    ("work_volume", pa.string()),
    ("coverage_year", pa.int32()),
    ("sections", pa.int32()),
    ("mentions", pa.int32()),
    ("reason", pa.string()),
    ("error", pa.string()),
]


def batch_of(pages: list[Page], body: pa.DataType = pa.binary(), text: pa.DataType = pa.string()) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [
            pa.array([p.uri for p in pages], text),
            pa.array([p.body for p in pages], body),
            pa.array([p.content_type for p in pages], text),
            pa.array([p.status for p in pages], pa.int32()),
        ],
        names=["uri", "body", "content_type", "status"],
    )


def test_each_row_is_the_programs(pages: list[Page], run: Run) -> None:
    rows = nianjian.convert_batch(batch_of(pages)).to_pylist()
    assert [r["uri"] for r in rows] == [p.uri for p in pages]
    for row in rows:
        uri = row["uri"]
        if row["outcome"] == "record":
            assert without_source(row["record"]) == without_source(run.records[uri])
            assert row["error"] is None and row["reason"] is None
        else:
            other = run.failures if row["outcome"] == "failed" else run.skipped
            assert row["reason"] == other[uri]["reason"]
            assert row["reason"] in row["error"]
            assert row["record"] is None and row["sections"] is None
    assert {r["outcome"] for r in rows} == {"record", "failed", "skipped"}


def test_flat_columns_say_what_the_record_says(good: list[Page]) -> None:
    for row in nianjian.convert_batch(batch_of(good)).to_pylist():
        record = json.loads(row["record"])
        assert row["id"] == record["id"]
        assert row["title"] == record["title"]
        assert row["published"] == record["published"]
        assert row["origin"] == record["origin"]
        assert row["work_title"] == record["work"]["title"]
        assert row["work_volume"] == record["work"]["volume"]
        assert row["coverage_year"] == (record["coverage"] or {}).get("year")
        assert row["sections"] == len(record["sections"])
        mentions = sum(
            len(s["heading_mentions"]) + sum(len(b.get("mentions", [])) for b in s["blocks"])
            for s in record["sections"]
        )
        assert row["mentions"] == mentions


def test_the_columns_are_these() -> None:
    empty = nianjian.convert_batch(batch_of([]))
    assert empty.num_rows == 0
    assert [(f.name, f.type) for f in empty.schema] == COLUMNS


@pytest.mark.parametrize("body", [pa.large_binary(), pa.binary_view()], ids=str)
@pytest.mark.parametrize("text", [pa.large_string(), pa.string_view()], ids=str)
def test_layouts_of_other_engines_give_the_same(pages: list[Page], body: pa.DataType, text: pa.DataType) -> None:
    assert nianjian.convert_batch(batch_of(pages, body, text)).equals(nianjian.convert_batch(batch_of(pages)))


def test_a_slice_gives_its_own_rows(pages: list[Page]) -> None:
    whole = nianjian.convert_batch(batch_of(pages))
    assert nianjian.convert_batch(batch_of(pages).slice(2, 3)).equals(whole.slice(2, 3))


def test_provenance_goes_into_the_record(good: list[Page]) -> None:
    batch = pa.RecordBatch.from_pydict(
        {
            "uri": [good[0].uri],
            "body": [good[0].body],
            "retrieved": [RETRIEVED],
            "status": pa.array([200], pa.int64()),
            "warc_file": ["a.warc.gz"],
            "warc_record_id": ["urn:uuid:1"],
            "warc_offset": [42],
        }
    )
    source = json.loads(nianjian.convert_batch(batch).column("record")[0].as_py())["source"]
    assert (source["uri"], source["retrieved"], source["status"]) == (good[0].uri, RETRIEVED, 200)
    assert source["warc"] == {"file": "a.warc.gz", "record_id": "urn:uuid:1", "offset": 42}


def test_a_null_page_is_an_error_of_its_row(good: list[Page]) -> None:
    pages = [good[0], Page("http://null.example/", None), good[1]]
    rows = nianjian.convert_batch(batch_of(pages)).to_pylist()
    assert [r["outcome"] for r in rows] == ["record", "failed", "record"]
    assert rows[1]["id"] is None and rows[1]["reason"] == "no-body" and "'body'" in rows[1]["error"]


def test_a_null_uri_is_no_error(good: list[Page]) -> None:
    batch = pa.RecordBatch.from_arrays([pa.nulls(1), pa.array([good[0].body])], names=["uri", "body"])
    (row,) = nianjian.convert_batch(batch).to_pylist()
    assert row["outcome"] == "record" and row["uri"] is None


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"uri": ["u"]}, "'body' is missing"),
        ({"body": [b"b"]}, "'uri' is missing"),
        ({"uri": ["u"], "body": ["text"]}, "'body' has the wrong type: expected binary"),
        ({"uri": [1], "body": [b"b"]}, "'uri' has the wrong type: expected string"),
        ({"uri": ["u"], "body": [b"b"], "status": ["200"]}, "'status' has the wrong type: expected int32 or int64"),
        ({"uri": ["u"], "body": [b"b"], "retrieved": [7]}, "'retrieved' has the wrong type"),
    ],
)
def test_a_wrong_column_is_named(columns: dict[str, list[object]], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        nianjian.convert_batch(pa.RecordBatch.from_pydict(columns))


def test_options_hold_for_all_rows(good: list[Page]) -> None:
    out = nianjian.convert_batch(batch_of(good), year=1999)
    assert set(out.column("coverage_year").to_pylist()) == {1999}
