"""Opens an output folder as data frames."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

import nianjian

PAGE = """<meta charset=utf-8><title>沅泽县年鉴2014</title><h1>农业</h1>
<p>2013年，全县农业生产平稳，各项指标见下表，数字由县统计局提供，按当年价格计算。</p>
<p>1月17日，为400多户农户发放补贴2.5万元，比上年增长8%。</p>
<table><caption>主要农产品产量　单位：吨</caption><tr><th>产品</th><th>2012年</th><th>2013年</th></tr>
<tr><td>粮食</td><td>241,900</td><td>243,600</td></tr><tr><td>水果</td><td>1,200</td><td>…</td></tr></table>"""


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> nianjian.Frames:
    folder = tmp_path_factory.mktemp("frames")
    (folder / "pages").mkdir()
    (folder / "pages" / "a.html").write_text(PAGE, encoding="utf-8")
    command = [sys.executable, "-m", "nianjian", "convert", str(folder / "pages"), "-q", "-o", str(folder / "out")]
    subprocess.run(command, check=True)
    return nianjian.open(folder / "out")


def test_records(frames: nianjian.Frames) -> None:
    assert len(frames.records) == 1
    assert frames.records.loc[0, "title"] == "农业"
    assert frames.records["coverage_year"].dtype == pd.Int64Dtype()


def test_mentions_have_plain_types(frames: nianjian.Frames) -> None:
    money = frames.mentions.query("type == 'money'")
    assert money["value_decimal"].tolist() == [Decimal("25000").quantize(Decimal("1e-9"))]
    assert money["value_float"].tolist() == [25000.0]
    assert money["value_float"].dtype == "float64"
    assert frames.mentions["day_from"].dtype.kind == "M"


def test_offsets_count_in_the_text_of_the_block(frames: nianjian.Frames) -> None:
    keys = ["record", "section", "block"]
    joined = frames.mentions.merge(frames.blocks, on=keys, suffixes=("", "_of_block"))
    assert len(joined) > 3
    for row in joined.to_dict("records"):
        assert row["text_of_block"][row["start"] : row["end"]] == row["text"]


def test_series_line_up_observations(frames: nianjian.Frames) -> None:
    series = frames.series
    assert series["series"].unique().tolist() == ["粮食"]
    assert series["value_float"].tolist() == [241900.0, 243600.0]


def test_checks_are_a_table(frames: nianjian.Frames) -> None:
    assert "kind" in frames.checks.columns and len(frames.checks) == 0


def test_no_records_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nianjian convert"):
        nianjian.open(tmp_path)
