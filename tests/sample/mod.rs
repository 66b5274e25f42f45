//! Makes small records for the tests of views and search.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

/// A folder for one test, empty, removed when dropped.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        let at = std::env::temp_dir().join(format!("nianjian-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&at);
        fs::create_dir_all(&at).expect("a scratch folder");
        Scratch(at)
    }

    /// Writes `records.jsonl` and returns the folder.
    pub fn with_lines(self, lines: &[String]) -> Self {
        fs::write(self.0.join("records.jsonl"), lines.join("\n") + "\n").expect("records are written");
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A text with its mentions: each is its surface, its type and its further fields.
pub fn marked(text: &str, mentions: &[(&str, &str, Value)]) -> (String, Vec<Value>) {
    let mut from = 0;
    let found = mentions.iter().map(|(surface, kind, fields)| {
        let byte = from + text[from..].find(surface).unwrap_or_else(|| panic!("{surface} is not in {text}"));
        from = byte + surface.len();
        let start = text[..byte].chars().count();
        let mut mention =
            json!({"type": kind, "start": start, "end": start + surface.chars().count(), "text": surface});
        for (name, value) in fields.as_object().expect("fields") {
            mention[name] = value.clone();
        }
        mention
    });
    (text.to_owned(), found.collect())
}

pub fn paragraph(text: &str, mentions: &[(&str, &str, Value)]) -> Value {
    let (text, mentions) = marked(text, mentions);
    json!({"kind": "paragraph", "text": text, "mentions": mentions})
}

pub fn section(heading: &str, blocks: Vec<Value>) -> Value {
    marked_section(heading, &[], blocks)
}

/// A section with mentions in its heading.
pub fn marked_section(heading: &str, mentions: &[(&str, &str, Value)], blocks: Vec<Value>) -> Value {
    let (heading, mentions) = marked(heading, mentions);
    let surface = format!("【{heading}】");
    json!({"heading": heading, "heading_surface": surface, "heading_mentions": mentions, "blocks": blocks})
}

/// A record; `n` makes its digest and its path.
pub fn record(n: u32, title: &str, year: Option<i32>, sections: Vec<Value>) -> Value {
    let digest = format!("{n:064x}");
    json!({
        "schema": "nianjian.record/2",
        "id": format!("sha256:{digest}"),
        "source": {
            "uri": null, "path": format!("pages/{n}.html"), "media_type": "text/html", "bytes": 1000 + n,
            "sha256": digest, "retrieved": null, "status": null, "warc": null,
            "charset": {"name": "gb18030", "declared": "gb2312", "chosen_by": "label", "replaced": 0}
        },
        "title": title, "published": "2015-01-26", "published_surface": "2015-01-26", "origin": "区委党史办",
        "contributors": [{"name": "倪晓燕", "organization": null, "role": "contributor"}],
        "breadcrumb": ["首页", "年鉴 \"2014\", 群团"],
        "work": {"title": "通州年鉴", "volume": year.map(|y| (y + 1).to_string()), "path": ["群众团体"]},
        "coverage": year.map(|y| json!({"year": y, "basis": "overview", "evidence": format!("{y}年")})),
        "place": year.map(|y| json!({"name": "通州区", "path": ["北京市", "通州区"], "code": "110112",
            "standard": "GB/T 2260", "code_year": y, "basis": "site_id", "evidence": "1101120001"})),
        "site": {"organizer": "通州区人民政府", "hosts": [], "site_id": null, "icp": null, "public_security": null},
        "sections": sections, "attachments": [], "pages": null,
        "notices": [{"code": "charset-lie", "message": "declared gb2312, is UTF-8"}],
        "generator": "nianjian 0.1.0"
    })
}

/// Two volumes of one district, in Simplified and in Traditional characters, and a gazetteer page
/// without a year: every type of mention and every kind of block.
pub fn records() -> Vec<Value> {
    let money = |value: &str, bound: &str| json!({"value": value, "bound": bound, "unit": "CNY"});
    let count = |value: &str, bound: &str, unit: &str| json!({"value": value, "bound": bound, "unit": unit});
    let first = record(
        1,
        "通州区妇女联合会",
        Some(2013),
        vec![
            section(
                "概况",
                vec![
                    paragraph(
                        "2013年,区妇联建立妇女之家593个。为400多户贫困妇女送去50多万元慰问金！1月17日下午,“三八”捐款1.2亿元，增长3.5%。",
                        &[
                            ("2013年", "date", json!({"value": "2013", "basis": "explicit"})),
                            ("593个", "count", count("593", "exact", "个")),
                            ("400多户", "count", count("400", "more_than", "户")),
                            ("50多万元", "money", money("500000", "more_than")),
                            (
                                "1月17日下午",
                                "date",
                                json!({"value": "2013-01-17", "basis": "coverage_year", "part_of_day": "afternoon"}),
                            ),
                            ("1.2亿元", "money", money("120000000", "exact")),
                            ("3.5%", "ratio", json!({"value": "3.5", "bound": "exact", "unit": "percent"})),
                        ],
                    ),
                    json!({"kind": "item", "marker": "1.", "text": "县、乡、村三级", "mentions": [
                        {"type": "count", "start": 5, "end": 7, "text": "三级", "value": "3", "bound": "exact", "unit": "级"}]}),
                    json!({"kind": "item", "marker": null, "text": "<无> & \"引号\"", "mentions": []}),
                    json!({"kind": "table", "caption": "经费", "unit_note": "单位:万元", "header_rows": 1,
                        "rows": [["年份", "捐助"], ["2013", ""], ["=1+1", "a,b\n\"c\""]]}),
                    json!({"kind": "note", "mark": "①", "text": "含衣物", "mentions": []}),
                    json!({"kind": "figure", "uri": "images/a b.jpg", "caption": "合影"}),
                ],
            ),
            section(
                "培训",
                vec![paragraph(
                    "自2010年以来举办2~3次培训，近万人次参加，第三届历时3天。3月至10月，面积907平方千米，年龄60周岁以上。",
                    &[
                        (
                            "自2010年以来",
                            "date",
                            json!({"value": "2010/..", "basis": "explicit", "relation": "since"}),
                        ),
                        ("2~3次", "count", json!({"value": "2", "max": "3", "bound": "exact", "unit": "次"})),
                        ("近万人次", "count", count("10000", "less_than", "人次")),
                        ("第三届", "ordinal", json!({"value": "3", "unit": "届"})),
                        ("3天", "duration", json!({"value": "P3D", "bound": "exact"})),
                        ("3月至10月", "date", json!({"value": "2013-03/2013-10", "basis": "coverage_year"})),
                        ("907平方千米", "measure", json!({"value": "907", "bound": "exact", "unit": "km2"})),
                        ("60周岁以上", "age", json!({"value": "60", "bound": "at_least", "unit": "a"})),
                    ],
                )],
            ),
        ],
    );
    let second = record(
        2,
        "通州區婦女聯合會",
        Some(2014),
        vec![section(
            "概况",
            vec![paragraph(
                "2014年,區婦聯建立婦女之家612個。捐款約8000萬元，冬季救助上世纪80年代困難戶不足1000人次，每千克3.5元/千克。",
                &[
                    ("2014年", "date", json!({"value": "2014", "basis": "explicit"})),
                    ("612個", "count", count("612", "exact", "个")),
                    ("約8000萬元", "money", money("80000000", "about")),
                    ("冬季", "date", json!({"value": "2014-24", "basis": "coverage_year"})),
                    ("上世纪80年代", "date", json!({"value": "198X", "basis": "explicit"})),
                    ("不足1000人次", "count", count("1000", "less_than", "人次")),
                    (
                        "3.5元/千克",
                        "money",
                        json!({"value": "3.5", "bound": "exact", "unit": "CNY", "per": "千克"}),
                    ),
                ],
            )],
        )],
    );
    let third = record(
        3,
        "海塘",
        None,
        vec![
            json!({"heading": null, "heading_surface": null, "heading_mentions": [], "blocks": [
            paragraph("1月17日乾隆帝捐款，超过3000人次，历时半年。控制\u{1}字符。", &[
                ("1月17日", "date", json!({"value": "XXXX-01-17", "basis": "unresolved"})),
                ("超过3000人次", "count", count("3000", "more_than", "人次")),
                ("半年", "duration", json!({"value": "P6M", "bound": "exact"})),
            ])]}),
            marked_section(
                "1998年<水灾> & 近300户",
                &[
                    ("1998年", "date", json!({"value": "1998", "basis": "explicit"})),
                    ("近300户", "count", count("300", "less_than", "户")),
                ],
                vec![paragraph("灾后重建。", &[])],
            ),
        ],
    );
    vec![first, second, third]
}

/// A page whose two tables are read: values in two units, a missing one, an index, a fraction, and names
/// that a spreadsheet would take for formulas.
pub fn yearbook() -> Value {
    let output = json!({
        "kind": "table", "caption": "2013年主要农产品产量", "unit_note": "单位：万吨", "header_rows": 2,
        "rows": [["产品", "产量", "产量", "增长（%）"], ["产品", "2012年", "2013年", "增长（%）"],
                 ["=粮食", "1.20", "1.234", "2.8"], ["棉花", "…", "0.10", "-1/3"]],
        "columns": [
            {"role": "label", "path": ["产品"]},
            {"role": "value", "path": ["产量", "2012年"], "unit": "t", "unit_surface": "万吨", "unit_from": "unit_note",
             "date": "2012", "date_from": "column"},
            {"role": "value", "path": ["产量", "2013年"], "unit": "t", "unit_surface": "万吨", "unit_from": "unit_note",
             "date": "2013", "date_from": "column"},
            {"role": "value", "path": ["增长"], "unit": "percent", "unit_surface": "%", "unit_from": "column",
             "date": "2013", "date_from": "caption"}],
        "heads": [{"row": 2, "path": ["=粮食"]}, {"row": 3, "path": ["棉花"]}],
        "values": [
            {"row": 2, "column": 1, "value": "12000"}, {"row": 2, "column": 2, "value": "12340"},
            {"row": 2, "column": 3, "value": "2.8"}, {"row": 3, "column": 1, "missing": "…"},
            {"row": 3, "column": 2, "value": "1000"}, {"row": 3, "column": 3, "value": "-1/3"}]
    });
    let people = json!({
        "kind": "table", "caption": null, "unit_note": null, "header_rows": 1,
        "rows": [["年份", "人口（人）"], ["1998年", "12345678901234567890"]],
        "columns": [{"role": "label", "path": ["年份"]},
                    {"role": "value", "path": ["人口"], "unit": "人", "unit_surface": "人", "unit_from": "column"}],
        "heads": [{"row": 1, "path": ["1998年"]}],
        "values": [{"row": 1, "column": 1, "value": "12345678901234567890", "date": "1998", "date_from": "row"}]
    });
    record(4, "+农业", Some(2013), vec![section("农业", vec![output, people])])
}

pub fn lines(records: &[Value]) -> Vec<String> {
    records.iter().map(Value::to_string).collect()
}

/// Every file below a folder with its bytes.
pub fn snapshot(at: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    if at.is_file() {
        return vec![(String::new(), fs::read(at).expect("readable"))];
    }
    for entry in fs::read_dir(at).expect("readable") {
        let entry = entry.expect("readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        found.extend(
            snapshot(&entry.path()).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)),
        );
    }
    found.sort();
    found
}

/// Runs a program of Python and returns what it prints; fails with what it says on standard error.
pub fn run_python(python: &Path, program: &str, arguments: &[&Path]) -> String {
    let output = std::process::Command::new(python)
        .arg("-c")
        .arg(program)
        .args(arguments)
        .env("PYTHONUTF8", "1")
        .output()
        .expect("Python runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}
