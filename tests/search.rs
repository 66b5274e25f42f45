//! Searches made records, by words and by values, and compares with a scan of their text.
#![cfg(feature = "search")]

mod sample;

use std::fs;

use nianjian::export::fold::fold;
use nianjian::mention::{Change, Kind};
use nianjian::search::{Condition, Hit, Index, Progress, Query, Scope, Volume, Words};
use sample::{Scratch, lines, paragraph, record, records, section};
use serde_json::{Value, json};

fn open(scratch: &Scratch) -> Index {
    Index::open(&scratch.0, &mut |fault| panic!("{fault}")).expect("the index opens")
}

fn words(text: &str) -> Query {
    Query { words: Some(Words::parse(text).unwrap_or_else(|e| panic!("{e}"))), ..Query::default() }
}

fn value(kind: Kind, text: &str) -> Query {
    Query {
        conditions: vec![Condition::number(kind, text).unwrap_or_else(|e| panic!("{e}"))],
        ..Query::default()
    }
}

fn find(index: &Index, query: &Query) -> Vec<Hit> {
    index.find(query, 1000).expect("an answer").hits
}

fn marks(index: &Index, query: &Query) -> Vec<String> {
    find(index, query).into_iter().flat_map(|hit| hit.marks).map(|mark| mark.text).collect()
}

#[test]
fn words_are_found_in_both_scripts_and_offsets_point_into_the_original() {
    let scratch = Scratch::new("words").with_lines(&lines(&records()));
    let index = open(&scratch);
    assert_eq!(marks(&index, &words("妇联")), ["妇联", "婦聯"]);
    assert_eq!(find(&index, &words("妇联")), find(&index, &words("婦聯")));
    assert_eq!(marks(&index, &words("捐款")), ["捐款", "捐款", "捐款"]);
    assert_eq!(marks(&index, &words("乾隆")), ["乾隆"]);
    assert_eq!(marks(&index, &words("妇女联合会")), ["妇女联合会", "婦女聯合會"], "titles");
    assert_eq!(marks(&index, &words("捐助")), ["捐助"], "cells");
    assert_eq!(marks(&index, &words("经费")), ["经费"], "captions");
    assert_eq!(marks(&index, &words("概况")), ["概况", "概况"], "headings");
    let hits = find(&index, &words("捐款 妇联"));
    assert_eq!(hits.len(), 4, "the sentences of both sections: {hits:#?}");
    for hit in find(&index, &words("捐款")) {
        for mark in &hit.marks {
            let within: String = hit
                .sentence
                .chars()
                .skip(mark.start - hit.sentence_start)
                .take(mark.end - mark.start)
                .collect();
            assert_eq!(within, mark.text);
        }
    }
    let first = &find(&index, &words("捐款"))[0];
    assert_eq!(first.sentence, "1月17日下午,“三八”捐款1.2亿元，增长3.5%。");
    assert_eq!((first.source.path.as_deref(), first.source.year), (Some("pages/1.html"), Some(2013)));
    assert_eq!(
        (first.source.part, first.source.block, first.heading.as_deref()),
        ("text", Some(1), Some("概况"))
    );
}

#[test]
fn queries_combine() {
    let scratch = Scratch::new("combine").with_lines(&lines(&records()));
    let index = open(&scratch);
    let paths = |query: &Query| {
        let mut paths: Vec<String> = find(&index, query).into_iter().filter_map(|h| h.source.path).collect();
        paths.dedup();
        paths
    };
    assert_eq!(paths(&words("捐款 NOT 妇联")), ["pages/3.html"]);
    assert_eq!(paths(&words("捐款 -婦聯")), ["pages/3.html"]);
    assert_eq!(paths(&words("乾隆 OR 培训")), ["pages/1.html", "pages/3.html"]);
    assert_eq!(paths(&words("(乾隆 OR 婦聯) 捐款")), ["pages/1.html", "pages/2.html", "pages/3.html"]);
    assert_eq!(paths(&words("\"县、乡\"")), ["pages/1.html"]);
    assert_eq!(paths(&words("县乡")), Vec::<String>::new());
    assert_eq!(paths(&words("\"3.5%\"")), ["pages/1.html"]);
    assert_eq!(
        paths(&words("&")),
        ["pages/1.html", "pages/3.html"],
        "what the index leaves out is looked for in the text"
    );
    assert_eq!(paths(&words("§")), Vec::<String>::new());
    assert_eq!(paths(&Query { years: Some((2014, 2014)), ..words("捐款") }), ["pages/2.html"]);
    assert_eq!(paths(&Query { years: Some((2000, 2013)), ..words("捐款") }), ["pages/1.html"]);
    let at = |code: &str| paths(&Query { place: Some(code.into()), ..words("捐款") });
    assert_eq!(
        (at("1101"), at("3206")),
        (paths(&Query { years: Some((2000, 2014)), ..words("捐款") }), Vec::<String>::new())
    );
    let heading = Some(Words::parse("培訓").unwrap());
    assert_eq!(marks(&index, &Query { heading: heading.clone(), ..words("举办") }), ["举办"]);
    assert_eq!(find(&index, &Query { heading, ..words("妇联") }).len(), 0);
    assert_eq!(paths(&Query { scope: Scope::Sentence, ..words("妇联 捐款") }), Vec::<String>::new());
    assert_eq!(
        paths(&Query { scope: Scope::Sentence, ..words("妇联 妇女之家") }),
        ["pages/1.html", "pages/2.html"]
    );
    let limited = index.find(&words("捐款"), 2).unwrap();
    assert_eq!((limited.hits.len(), limited.more), (2, true));
}

#[test]
fn values_are_compared_by_value_and_bound() {
    let scratch = Scratch::new("values").with_lines(&lines(&records()));
    let index = open(&scratch);
    let possible = |query: Query| Query { possible: true, ..query };
    let cases: &[(Kind, &str, &[&str], &[&str])] = &[
        (Kind::Money, ">=100000000", &["1.2亿元"], &["50多万元", "1.2亿元"]),
        (Kind::Money, ">=80000000", &["1.2亿元", "約8000萬元"], &["50多万元", "1.2亿元", "約8000萬元"]),
        (Kind::Money, ">80000000", &["1.2亿元"], &["50多万元", "1.2亿元"]),
        (Kind::Money, "<=3.5", &["3.5元/千克"], &["3.5元/千克"]),
        (
            Kind::Money,
            ">=500000",
            &["50多万元", "1.2亿元", "約8000萬元"],
            &["50多万元", "1.2亿元", "約8000萬元"],
        ),
        (
            Kind::Money,
            ">500000",
            &["50多万元", "1.2亿元", "約8000萬元"],
            &["50多万元", "1.2亿元", "約8000萬元"],
        ),
        (Kind::Money, "=120000000", &["1.2亿元"], &["50多万元", "1.2亿元"]),
        (
            Kind::Count,
            ">=400",
            &["593个", "400多户", "612個", "超过3000人次"],
            &["593个", "400多户", "近万人次", "612個", "不足1000人次", "超过3000人次"],
        ),
        (
            Kind::Count,
            "<1000",
            &["593个", "三级", "2~3次", "612個", "不足1000人次", "近300户"],
            &["593个", "400多户", "三级", "2~3次", "近万人次", "612個", "不足1000人次", "近300户"],
        ),
        (Kind::Count, "2..3", &["三级", "2~3次"], &["三级", "2~3次", "近万人次", "不足1000人次", "近300户"]),
        (
            Kind::Count,
            ">2",
            &["593个", "400多户", "三级", "612個", "超过3000人次"],
            &[
                "593个",
                "400多户",
                "三级",
                "2~3次",
                "近万人次",
                "612個",
                "不足1000人次",
                "超过3000人次",
                "近300户",
            ],
        ),
    ];
    for (kind, condition, sure, may) in cases {
        assert_eq!(marks(&index, &value(*kind, condition)), *sure, "{kind:?} {condition}");
        assert_eq!(marks(&index, &possible(value(*kind, condition))), *may, "{kind:?} {condition}, possible");
    }
    let hits = find(&index, &possible(value(Kind::Money, ">=100000000")));
    let sure: Vec<Option<bool>> = hits.iter().flat_map(|h| &h.marks).map(|m| m.sure).collect();
    assert_eq!(sure, [Some(false), Some(true)]);
}

#[test]
fn numbers_are_found_by_what_they_count_and_by_their_direction() {
    let text = "妇女之家593个，学校12所，财政收入下降3.2%，人口增长0.4%。";
    let number = |surface, kind, value: &str, unit: &str, of: (usize, &str), change: Value| {
        let measured = json!({"start": of.0, "end": of.0 + of.1.chars().count(), "text": of.1});
        let mut fields = json!({"value": value, "bound": "exact", "unit": unit, "measured": measured});
        if !change.is_null() {
            fields["change"] = change;
        }
        (surface, kind, fields)
    };
    let mentions = [
        number("593个", "count", "593", "个", (0, "妇女之家"), Value::Null),
        number("12所", "count", "12", "所", (9, "学校"), Value::Null),
        number("3.2%", "ratio", "3.2", "percent", (15, "财政收入"), json!("down")),
        number("0.4%", "ratio", "0.4", "percent", (26, "人口"), json!("up")),
    ];
    let made = record(1, "妇联", Some(2013), vec![section("概况", vec![paragraph(text, &mentions)])]);
    let scratch = Scratch::new("facts").with_lines(&lines(&[made]));
    let index = open(&scratch);
    let asked = |condition: Condition| Query { conditions: vec![condition], ..Query::default() };
    assert_eq!(marks(&index, &asked(Condition::any_number().of("婦女之家"))), ["593个"]);
    assert_eq!(marks(&index, &asked(Condition::any_number().changed(Change::Down))), ["3.2%"]);
    let more = Condition::number(Kind::Count, ">10").unwrap().of("学校");
    assert_eq!(marks(&index, &asked(more)), ["12所"]);
    assert!(marks(&index, &asked(Condition::any_number().of("人口").changed(Change::Down))).is_empty());
}

/// A volume with a table of investments and a sentence on one of them.
fn volume_with_table(number: u32, year: i32, value: (&str, &str)) -> Value {
    let table = json!({
        "kind": "table", "caption": format!("{year}年水利工程投资"), "unit_note": null, "header_rows": 1,
        "rows": [["工程", "投资（万元）"], ["水库加固", value.0], ["渠道清淤", "—"]],
        "columns": [{"role": "label", "path": ["工程"]},
            {"role": "value", "path": ["投资"], "unit": "CNY", "unit_surface": "万元", "unit_from": "column",
             "date": year.to_string(), "date_from": "caption"}],
        "heads": [{"row": 1, "path": ["水库加固"]}, {"row": 2, "path": ["渠道清淤"]}],
        "values": [{"row": 1, "column": 1, "value": value.1}, {"row": 2, "column": 1, "missing": "—"}]
    });
    let measured = json!({"start": 2, "end": 8, "text": "水库加固投资"});
    let fields = json!({"value": "300000", "bound": "exact", "unit": "CNY", "measured": measured});
    let told = paragraph("完成水库加固投资30万元。", &[("30万元", "money", fields)]);
    record(number, "水利", Some(year), vec![section("工程建设", vec![told, table])])
}

#[test]
fn values_of_tables_answer_with_the_heads_that_they_stand_under() {
    let volumes = [
        volume_with_table(1, 2013, ("4,586.5", "45865000")),
        volume_with_table(2, 2014, ("5,020", "50200000")),
    ];
    let scratch = Scratch::new("table-values").with_lines(&lines(&volumes));
    let index = open(&scratch);
    let hits = find(&index, &value(Kind::Money, ">=4000万"));
    assert_eq!(hits.iter().map(|h| h.sentence.as_str()).collect::<Vec<_>>(), ["4,586.5", "5,020"]);
    let Some(table) = &hits[0].table else { panic!("no table: {hits:#?}") };
    assert_eq!(table.words(), "2013年水利工程投资 · 水库加固 · 投资");
    assert_eq!((hits[0].source.part, hits[0].source.cell), ("cell", Some((2, 2))));
    assert_eq!(hits[0].marks[0].value.as_deref(), Some("45865000"));
    let of = Query { conditions: vec![Condition::any_number().of("水庫加固")], ..Query::default() };
    assert_eq!(marks(&index, &of), ["30万元", "4,586.5", "30万元", "5,020"]);
    let together =
        Query {
            scope: Scope::Sentence, words: words("水库加固").words, ..value(Kind::Money, ">=5000万")
        };
    assert_eq!(marks(&index, &together), ["5,020"], "the heads are the sentence of a cell");
    assert_eq!(
        marks(&index, &Query { years: Some((2014, 2014)), ..value(Kind::Money, ">=4000万") }),
        ["5,020"]
    );
    assert!(marks(&index, &value(Kind::Count, ">=4000")).is_empty());
}

#[test]
fn a_number_is_of_the_year_that_its_sentence_or_its_page_states() {
    let date = |value: &str| json!({"value": value, "basis": "explicit"});
    let money = |value: &str| json!({"value": value, "unit": "CNY", "bound": "exact"});
    let text = "2012年投资1.5亿元。2013年投资2.5亿元。贷款3.5亿元。";
    let mentions = [
        ("2012年", "date", date("2012")),
        ("1.5亿元", "money", money("150000000")),
        ("2013年", "date", date("2013")),
        ("2.5亿元", "money", money("250000000")),
        ("3.5亿元", "money", money("350000000")),
    ];
    let page = |n, year| record(n, "投资", year, vec![section("概况", vec![paragraph(text, &mentions)])]);
    let scratch = Scratch::new("of-year").with_lines(&lines(&[
        page(1, Some(2012)),
        page(2, Some(2014)),
        page(3, None),
        volume_with_table(4, 2013, ("45,865.5", "458655000")),
    ]));
    let index = open(&scratch);
    let of_year = |year| {
        let condition = Condition::number(Kind::Money, ">=1亿").unwrap().in_year(year);
        let hits = find(&index, &Query { conditions: vec![condition], ..Query::default() });
        let said = |hit: Hit| (hit.source.path.unwrap(), hit.marks[0].text.clone());
        hits.into_iter().map(said).collect::<Vec<_>>()
    };
    let at = |n: u32, text: &str| (format!("pages/{n}.html"), text.to_owned());
    let (one, two, three) = ("1.5亿元", "2.5亿元", "3.5亿元");
    // The first page reports on 2012, the second on another year, and of the third none is known.
    assert_eq!(of_year(2012), [at(1, one), at(1, two), at(1, three), at(2, one), at(3, one), at(3, three)]);
    assert_eq!(of_year(2013), [at(1, two), at(2, two), at(3, two), at(3, three), at(4, "45,865.5")]);
    assert_eq!(of_year(2014), [at(2, one), at(2, two), at(2, three)]);
    assert_eq!(of_year(2015), []);
    let year = |text: &str| Condition::date(text).unwrap().whole_year();
    assert_eq!((year("2013"), year("2013年3月"), year("2012/2013")), (Some(2013), None, None));
}

#[test]
fn a_volume_and_pages_without_a_year_are_asked_for_alone() {
    let scratch = Scratch::new("volume").with_lines(&lines(&records()));
    let index = open(&scratch);
    let paths = |query: Query| {
        let mut paths: Vec<String> = find(&index, &query).into_iter().filter_map(|h| h.source.path).collect();
        paths.dedup();
        paths
    };
    let all = records();
    let of = |title: Option<&str>| -> Vec<String> {
        let of = all.iter().filter(|r| r["work"]["title"].as_str() == title && r["sections"] != json!([]));
        of.map(|r| r["source"]["path"].as_str().unwrap().to_owned()).collect()
    };
    let first = &all[0]["work"];
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let volume = Volume { title: text(&first["title"]), volume: text(&first["volume"]), place: None };
    let found = paths(Query { volume: Some(volume.clone()), ..words("捐款") });
    assert!(
        !found.is_empty() && found.iter().all(|path| of(first["title"].as_str()).contains(path)),
        "{found:?}"
    );
    let other = Volume { title: Some("没有这本书".into()), ..volume };
    assert!(paths(Query { volume: Some(other), ..words("捐款") }).is_empty());
    let undated = paths(Query { undated: true, ..words("捐款") });
    let want: Vec<String> =
        all.iter().filter(|r| r["coverage"].is_null()).filter_map(|r| text(&r["source"]["path"])).collect();
    assert!(!undated.is_empty() && undated.iter().all(|path| want.contains(path)), "{undated:?}");
}

#[test]
fn a_series_holds_values_of_tables_beside_those_of_text() {
    let volumes = [
        volume_with_table(1, 2013, ("4,586.5", "45865000")),
        volume_with_table(2, 2014, ("5,020", "50200000")),
    ];
    let scratch = Scratch::new("table-series").with_lines(&lines(&volumes));
    let series = open(&scratch).series("水库加固投资", &Query::default()).unwrap();
    assert_eq!(series.len(), 1, "{series:#?}");
    let points: Vec<_> = series[0].points.iter().map(|p| (p.year, p.from, p.value.as_str())).collect();
    let want = [
        (Some(2013), "prose", "300000"),
        (Some(2013), "table", "45865000"),
        (Some(2014), "prose", "300000"),
        (Some(2014), "table", "50200000"),
    ];
    assert_eq!(points, want);
    assert_eq!(series[0].measured.as_deref(), Some("水库加固投资"));
    assert_eq!(series[0].points[1].sentence, "2013年水利工程投资 · 水库加固 · 投资");
    assert!(
        series[0].doubts.iter().any(|d| d.starts_with("several numbers in one year")),
        "{:?}",
        series[0].doubts
    );
    let narrow = Query { years: Some((2014, 2014)), ..Query::default() };
    assert_eq!(open(&scratch).series("水库加固投资", &narrow).unwrap()[0].points.len(), 2);
}

#[test]
fn dates_types_and_words_narrow_each_other() {
    let scratch = Scratch::new("dates").with_lines(&lines(&records()));
    let index = open(&scratch);
    let date = |text: &str| Query { conditions: vec![Condition::date(text).unwrap()], ..Query::default() };
    assert_eq!(marks(&index, &date("2013-01")), ["1月17日下午"]);
    assert_eq!(marks(&index, &date("2013")), ["2013年", "1月17日下午", "3月至10月"]);
    assert_eq!(marks(&index, &date("1980/1989")), ["上世纪80年代"]);
    assert_eq!(
        marks(&index, &Query { possible: true, ..date("2013-04") }),
        ["2013年", "自2010年以来", "3月至10月"]
    );
    let typed = Query { conditions: vec![Condition::stated(Kind::Age)], ..Query::default() };
    assert_eq!(marks(&index, &typed), ["60周岁以上"]);
    let both = Query { words: words("捐款").words, ..value(Kind::Count, ">=3000") };
    assert_eq!(marks(&index, &both), ["捐款", "超过3000人次"]);
    let both = Query { words: words("妇联").words, ..value(Kind::Count, ">=3000") };
    assert_eq!(marks(&index, &both), Vec::<String>::new());
}

#[test]
fn an_indicator_is_lined_up_with_its_evidence() {
    let scratch = Scratch::new("series").with_lines(&lines(&records()));
    let index = open(&scratch);
    let series = index.series("妇女之家", &Query::default()).unwrap();
    assert_eq!(series.len(), 1, "{series:#?}");
    let points: Vec<_> =
        series[0].points.iter().map(|p| (p.year, p.value.as_str(), p.text.as_str())).collect();
    assert_eq!(points, [(Some(2013), "593", "593个"), (Some(2014), "612", "612個")]);
    assert!(series[0].doubts.is_empty() && series[0].points[1].sentence.contains("婦女之家612個"));
    let series = index.series("捐款", &Query::default()).unwrap();
    let doubts: Vec<_> =
        series.iter().map(|s| (s.heading.as_deref(), s.points.len(), s.doubts.len())).collect();
    assert_eq!(doubts, [(Some("概况"), 2, 2)], "the gazetteer's number stands in another clause");
    assert!(index.series(" ", &Query::default()).is_err());
}

#[test]
fn a_series_says_what_differs_and_in_which_year() {
    let volume =
        |n: u32, heading: (&str, &str, Value), text: &str, number: (&str, &str), change: &[(&str, &str)]| {
            let mentions = [(number.0, "count", json!({"value": number.1, "bound": "exact", "unit": "个"}))];
            let mut section = section(heading.0, vec![paragraph(text, &mentions)]);
            section["heading_mentions"] =
                sample::marked(heading.0, &[(heading.1, "date", heading.2)]).1.into();
            let mut record = record(n, "通州区妇女联合会", Some(2010 + n as i32), vec![section]);
            for (field, value) in change {
                record["work"][*field] = json!(value);
            }
            record
        };
    let year = |n: u32| json!({"value": (2010 + n).to_string(), "basis": "explicit"});
    let all = [
        volume(1, ("2011年妇女工作", "2011年", year(1)), "区妇联建立妇女之家539个。", ("539个", "539"), &[]),
        volume(2, ("2012年婦女工作", "2012年", year(2)), "區婦聯建立婦女之家542個。", ("542個", "542"), &[]),
        volume(3, ("2013年妇女工作", "2013年", year(3)), "区妇联新建妇女之家54个。", ("54个", "54"), &[]),
        volume(
            4,
            ("2014年妇女工作", "2014年", year(4)),
            "区妇联建立妇女之家612个示范点。",
            ("612个", "612"),
            &[("title", "海淀年鉴")],
        ),
    ];
    let scratch = Scratch::new("differ").with_lines(&lines(&all));
    let series = open(&scratch).series("婦女之家", &Query::default()).unwrap();
    assert_eq!(series.len(), 1, "{series:#?}");
    let found: Vec<_> = series[0].points.iter().map(|p| (p.year, p.value.as_str())).collect();
    assert_eq!(found, [(Some(2011), "539"), (Some(2012), "542"), (Some(2013), "54"), (Some(2014), "612")]);
    let doubts: [&str; 2] = [
        "the words around the number (N) differ: 区妇联建立妇女之家N (2011, 2012); \
         区妇联建立妇女之家N示范点 (2014); 区妇联新建妇女之家N (2013)",
        "of different books: 通州年鉴 (2011, 2012, 2013); 海淀年鉴 (2014)",
    ];
    assert_eq!(series[0].doubts, doubts);
    let point = &series[0].points[1];
    assert_eq!(point.heading.as_deref(), Some("2012年妇女工作"));
    assert_eq!((point.before.as_str(), point.words.as_str(), point.after.as_str()), ("區婦聯建立", "", ""));
}

#[test]
fn words_that_reach_over_a_comma_or_another_number_are_found_as_well() {
    let count = |value: &str| json!({"value": value, "bound": "exact", "unit": "个"});
    let listed = [("3个", "count", count("3")), ("5个", "count", count("5"))];
    let behind = [("5个", "count", count("5")), ("3个", "count", count("3"))];
    let texts = [
        paragraph("全区学校3个，妇女之家5个。", &listed),
        paragraph("建成5个妇女之家，校外学校3个。", &behind),
    ];
    let all = texts.map(|text| record(1, "概况", Some(2013), vec![section("概况", vec![text])]));
    for (n, indicators) in [
        (0, ["妇女之家", "，妇女之家", "个，妇女之家", "全区学校3个，妇女之家", "之家"]),
        (1, ["妇女之家", "妇女之家，", "妇女之家，校外", "妇女之家，校外学校3个", "妇"]),
    ] {
        let scratch = Scratch::new(&format!("reach-{n}")).with_lines(&lines(&all[n..=n]));
        for indicator in indicators {
            let series = open(&scratch).series(indicator, &Query::default()).unwrap();
            let found: Vec<&str> = series.iter().flat_map(|s| &s.points).map(|p| p.value.as_str()).collect();
            assert!(found.contains(&"5"), "{indicator}: {found:?}");
        }
    }
}

#[test]
fn series_come_one_by_one_in_their_order() {
    let count = || [("5个", "count", json!({"value": "5", "bound": "exact", "unit": "个"}))];
    let volume = |n: u32| {
        let headings = ["丙", "乙", "甲"].into_iter().skip(n as usize);
        let sections =
            headings.map(|heading| section(heading, vec![paragraph("建成妇女之家5个。", &count())]));
        record(n + 1, "概况", Some(2010 + n as i32), sections.collect())
    };
    let scratch = Scratch::new("one-by-one").with_lines(&lines(&[0, 1, 2].map(volume)));
    let index = open(&scratch);
    let all = index.series("妇女之家", &Query::default()).unwrap();
    let order: Vec<_> =
        all.iter().map(|s| (s.heading.as_deref().unwrap_or_default(), s.points.len())).collect();
    assert_eq!(order, [("甲", 3), ("乙", 2), ("丙", 1)]);
    for (limit, wanted) in [(0, 0), (1, 1), (2, 2), (usize::MAX, all.len())] {
        let (mut found, mut last) = (Vec::new(), 0);
        index
            .each_series("妇女之家", &Query::default(), limit, &mut |told| {
                match told {
                    Progress::Found(series) => found.push(*series),
                    Progress::Done(share) => {
                        assert!(last <= share && share <= 1000, "{last} {share}");
                        last = share;
                    }
                }
                true
            })
            .unwrap();
        assert_eq!(found, all[..wanted], "{limit}");
    }
    let mut taken = 0;
    let stop = &mut |told| {
        taken += u32::from(matches!(told, Progress::Found(_)));
        taken == 0
    };
    index.each_series("妇女之家", &Query::default(), usize::MAX, stop).unwrap();
    assert_eq!(taken, 1, "who has enough is given no more");
}

#[test]
fn an_index_of_other_tables_is_built_anew() {
    let scratch = Scratch::new("tables").with_lines(&lines(&records()));
    assert!(open(&scratch).built && !open(&scratch).built);
    let index = rusqlite::Connection::open(scratch.path(".records.jsonl.index")).unwrap();
    let older = "UPDATE meta SET value = 'nianjian.sqlite/2' || substr(value, 17) WHERE name = 'built from'";
    assert_eq!(index.execute(older, []).unwrap(), 1);
    index.execute_batch("DROP INDEX mentions_words; ALTER TABLE mentions DROP COLUMN words;").unwrap();
    drop(index);
    let index = open(&scratch);
    assert!(index.built);
    assert!(!index.series("妇女之家", &Query::default()).unwrap().is_empty());
}

#[test]
fn the_index_follows_the_records() {
    let scratch = Scratch::new("refresh").with_lines(&lines(&records()));
    assert!(open(&scratch).built);
    assert!(!open(&scratch).built, "an index that is up to date is not built again");
    let mut more = records();
    more.push(record(4, "工会", Some(2013), vec![section("慰问", vec![paragraph("慰问职工。", &[])])]));
    let scratch = scratch.with_lines(&lines(&more));
    let index = open(&scratch);
    assert!(index.built);
    assert_eq!(marks(&index, &words("职工")), ["职工"]);
    fs::write(scratch.path(".records.jsonl.index"), "not a database").unwrap();
    assert!(open(&scratch).built, "a broken index is built again");
    let scratch = scratch.with_lines(&["{}".to_owned(), lines(&more)[0].clone()]);
    let mut faults = 0;
    let index = Index::open(&scratch.0, &mut |_| faults += 1).unwrap();
    assert_eq!((faults, index.faults, index.built), (1, 1, true));
    assert!(Index::open(&scratch.path("nowhere"), &mut |_| {}).is_err());
}

#[test]
fn the_index_finds_what_a_scan_finds() {
    // Every assigned kind of letter and digit, and marks between them.
    let odd = "㐀䶵𠀀𪜶𫝀𫠠𬺰𰀀ⅧⅨ½㎡℃①〇々ー々ゝカガがﾊﾟéÉßİıǅΣσς٣३１Ａａᾳŉé가각々〡〩ꙮⒶ𝒜𐐀";
    let text = format!("通州区妇联，妇女联合会；{odd}。第三届（三级）GDP增长3.5%；妇联妇女。");
    let mut all = records();
    all.push(record(4, "杂", None, vec![section(&format!("甲{odd}"), vec![paragraph(&text, &[])])]));
    all.push(record(5, "断", None, vec![section("断", vec![paragraph("妇", &[]), paragraph("联", &[])])]));
    let scratch = Scratch::new("scan").with_lines(&lines(&all));
    let index = open(&scratch);
    let mut texts: Vec<String> = Vec::new();
    for r in &all {
        texts.push(r["title"].as_str().unwrap().into());
        for s in r["sections"].as_array().unwrap() {
            texts.extend(s["heading"].as_str().map(Into::into));
            for b in s["blocks"].as_array().unwrap() {
                let cells =
                    b["rows"].as_array().into_iter().flatten().flat_map(|row| row.as_array().unwrap());
                let parts = [&b["text"], &b["caption"], &b["unit_note"]].into_iter().chain(cells);
                texts.extend(parts.filter_map(|v| v.as_str()).map(Into::into));
            }
        }
    }
    let folded: Vec<String> = texts.iter().map(|t| fold(t)).collect();
    let mut tried = 0;
    for text in &texts {
        let chars: Vec<char> = text.chars().collect();
        for length in 1..=4 {
            for window in chars.windows(length) {
                let word: String = window.iter().collect();
                if word.contains('"') || word.contains(['“', '”']) || word.trim() != word {
                    continue;
                }
                let hits = find(&index, &words(&format!("\"{word}\"")));
                let found: usize = hits.iter().map(|h| h.marks.len()).sum();
                let wanted = fold(&word);
                let expected: usize = folded.iter().map(|t| t.matches(&wanted).count()).sum();
                assert_eq!(found, expected, "{word:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "only {tried} words tried");
    assert_eq!(
        find(&index, &words("妇联"))
            .iter()
            .filter(|h| h.source.path.as_deref() == Some("pages/5.html"))
            .count(),
        0
    );
}

#[test]
fn no_query_breaks_the_index() {
    let scratch = Scratch::new("hostile").with_lines(&lines(&records()));
    let index = open(&scratch);
    for text in
        ["\"'; DROP TABLE pages; --\"", "*", "^", "NEAR(a b)", "heading:妇", "{", "\\", "妇*", "😀", "\u{0}a"]
    {
        if let Ok(words) = Words::parse(text) {
            let query = Query { words: Some(words), ..Query::default() };
            index.find(&query, 10).unwrap_or_else(|e| panic!("{text}: {e}"));
        }
    }
    assert_eq!(marks(&index, &words("妇联")).len(), 2);
    assert_eq!(
        serde_json::to_value(&find(&index, &words("乾隆"))[0]).unwrap()["source"]["year"],
        json!(null)
    );
}

#[cfg(feature = "cli")]
#[test]
fn the_program_shows_heading_sentence_and_source() {
    use std::process::Command;
    let scratch = Scratch::new("program").with_lines(&lines(&records()));
    let run = |arguments: &[&str]| {
        let mut search = Command::new(env!("CARGO_BIN_EXE_nianjian"));
        let output = search.arg("search").arg(&scratch.0).args(arguments).output().expect("the program runs");
        (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
    };
    let (status, table) = run(&["--money", ">=1亿", "--year", "2013"]);
    assert_eq!(status, Some(0));
    assert_eq!(
        table,
        "2013  通州区妇女联合会 › 概况  pages/1.html\n      1月17日下午,“三八”捐款⟦1.2亿元⟧，增长3.5%。\n      = 1.2亿元: 120000000 CNY\n"
    );
    let (_, jsonl) = run(&["--count", ">1000人次", "--format", "jsonl"]);
    let hits: Vec<serde_json::Value> =
        jsonl.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert_eq!(hits.len(), 1);
    assert_eq!(
        (&hits[0]["marks"][0]["bound"], &hits[0]["source"]["path"]),
        (&json!("more_than"), &json!("pages/3.html"))
    );
    assert_eq!(run(&["婦女之家", "--series", "--format", "jsonl"]).1.lines().count(), 1);
    assert_eq!(
        run(&["婦女之家", "--series"]).1,
        "婦女之家  under 概况, count 个\n\
         2013  593个  pages/1.html\n      2013年,区妇联建立妇女之家593个。\n\
         2014  612個  pages/2.html\n      2014年,區婦聯建立婦女之家612個。\n\n"
    );
    let (_, doubted) = run(&["捐款", "--series"]);
    assert!(doubted.contains("      ? not exact: 約8000萬元 (2014)\n"), "{doubted}");
    assert_eq!(
        run(&["捐款", "--color", "always", "--limit", "1"]).1.matches("\u{1b}[31;1m捐款\u{1b}[0m").count(),
        1
    );
    for wrong in [&[][..], &["(捐款"], &["--money", "viel"], &["--year", "x"], &["--type", "x"]] {
        assert_eq!(run(wrong).0, Some(2), "{wrong:?}");
    }
}
