//! Scores the pages of `../shared/corpus` and holds the figures against floors that only rise.
//! Where the corpus is not there, each test says that it is left out.

mod outside;

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::Path;

use nianjian::data::Profile;
use nianjian::decode::decode;
use nianjian::page::{Page, Provenance};
use nianjian::record::{Block, Record};
use nianjian::{Options, Rejection, convert};
use outside::corpus;
use serde_json::Value;

/// Shares that must be reached: title, date, source, mean F1 of the body, least F1 of a body.
const FLOORS: [(&str, f64); 5] =
    [("title", 0.97), ("date", 0.95), ("source", 0.92), ("body", 0.975), ("least body", 0.5)];
/// How many pages the corpus has.
const PAGES: usize = 86;

/// Each page's name and what became of it.
fn converted(corpus: &Path) -> BTreeMap<String, Result<Record, Rejection>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(corpus.join("pages")).expect("the corpus has pages") {
        let path = entry.expect("a page").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let provenance = Provenance { path: Some(format!("{name}.html")), ..Provenance::default() };
        let page = Page { provenance, body: fs::read(&path).expect("a page") };
        out.insert(name, convert(&page, &Options::default()));
    }
    assert_eq!(out.len(), PAGES, "the corpus has another number of pages than this test knows");
    out
}

fn truth(corpus: &Path, name: &str) -> Value {
    // Not every page has one; the test counts those that are scored.
    let text = fs::read_to_string(corpus.join("truth").join(format!("{name}.json")))
        .unwrap_or_else(|_| "null".into());
    serde_json::from_str(&text).expect("truth is JSON")
}

/// A value without white space, with one form of quotes.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<String>().replace(['“', '”'], "\"")
}

fn grams(text: &str) -> HashSet<String> {
    let chars: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace() && !"#*`|>-[]()".contains(*c)).collect();
    chars.windows(5).map(|w| w.iter().collect()).collect()
}

fn body(record: &Record) -> String {
    let mut out = Vec::new();
    for section in &record.sections {
        out.extend(section.heading_surface.clone().or(section.heading.clone()));
        for block in &section.blocks {
            match block {
                Block::Paragraph { text, .. } | Block::Item { text, .. } | Block::Note { text, .. } => {
                    out.push(text.clone());
                }
                Block::Table(table) => out.extend(table.rows.iter().map(|r| r.join(" "))),
                Block::Figure { caption, .. } => out.extend(caption.clone()),
            }
        }
    }
    out.join("\n")
}

fn f1(found: &str, wanted: &str) -> f64 {
    let (found, wanted) = (grams(found), grams(wanted));
    let hits = found.intersection(&wanted).count() as f64;
    if hits == 0.0 { 0.0 } else { 2.0 * hits / (found.len() + wanted.len()) as f64 }
}

#[test]
fn metadata_and_bodies_reach_the_floors() {
    let Some(corpus) = corpus() else { return };
    let mut tally: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let (mut least, mut wrong) = ((1.0, String::new()), Vec::new());
    for (name, result) in converted(&corpus) {
        let truth = truth(&corpus, &name);
        let record = result.as_ref().ok();
        let published = record.and_then(|r| r.published.clone());
        let found = [
            ("title", record.and_then(|r| r.title.clone())),
            ("date", published.map(|d| d.chars().take(10).collect())),
            ("source", record.and_then(|r| r.origin.clone())),
        ];
        for (key, got) in found {
            let Some(want) = truth[key].as_str().filter(|w| !w.is_empty()) else { continue };
            // Labels that keep the site's suffix.
            if key == "title" && ["rd_", "np_", "tra_baike"].iter().any(|p| name.starts_with(p)) {
                continue;
            }
            let want = fold(want);
            let bare = want
                .split_once('】')
                .filter(|_| want.starts_with('【'))
                .map_or(want.as_str(), |(_, rest)| rest);
            let whole: String = if key == "date" { want.chars().take(10).collect() } else { want.clone() };
            let right = got.as_deref().is_some_and(|g| fold(g) == whole || fold(g) == bare);
            let count = tally.entry(key).or_default();
            *count = (count.0 + f64::from(u8::from(right)), count.1 + 1.0);
            if !right {
                wrong.push(format!("{name}: {key} is {got:?}, should be {want:?}"));
            }
        }
        if let Some(want) = truth["text"].as_str().filter(|t| name.starts_with("mh_") && !t.is_empty()) {
            let score = record.map_or(0.0, |r| f1(&body(r), want));
            let count = tally.entry("body").or_default();
            *count = (count.0 + score, count.1 + 1.0);
            if score < least.0 {
                least = (score, name.clone());
            }
        }
    }
    tally.insert("least body", (least.0, 1.0));
    assert_eq!(tally["body"].1, 28.0, "not all bodies were scored");
    for line in &wrong {
        eprintln!("{line}");
    }
    for (key, floor) in FLOORS {
        let (right, of) = tally[key];
        eprintln!("{key}: {right} of {of} = {:.3}", right / of);
        assert!(right / of >= floor, "{key} fell below {floor} (least body: {})", least.1);
    }
}

#[test]
fn no_bracket_of_a_portal_becomes_a_heading() {
    let Some(corpus) = corpus() else { return };
    let mut records = 0;
    for (name, result) in converted(&corpus) {
        let Ok(record) = result else { continue };
        records += 1;
        let headings = record.sections.iter().filter_map(|s| s.heading_surface.as_deref());
        let bracketed: Vec<&str> = headings.filter(|h| h.starts_with('【')).collect();
        assert!(bracketed.is_empty(), "{name}: {bracketed:?}");
    }
    assert!(records >= 80, "only {records} pages gave a record");
}

#[test]
fn encodings_are_read_right() {
    let Some(corpus) = corpus() else { return };
    let index = fs::read_to_string(corpus.join("pages.jsonl")).expect("the corpus has an index");
    let (mut pages, mut wrong) = (0, Vec::new());
    for line in index.lines() {
        let entry: Value = serde_json::from_str(line).expect("the index is JSON");
        let name = entry["name"].as_str().expect("a name");
        let body = fs::read(corpus.join(format!("pages/{name}.html"))).expect("a page");
        let real = match entry["encoding_real"].as_str().expect("an encoding") {
            "gb2312" | "gbk" => "gb18030",
            other => other,
        };
        let page = Page { body, ..Page::default() };
        let decoded = decode(&page, None, &Profile::default());
        pages += 1;
        if decoded.charset.name != real {
            wrong.push(format!("{name}: {real}, read as {:?}", decoded.charset));
        }
    }
    assert_eq!(pages, PAGES, "the index has another number of pages than this test knows");
    assert!(wrong.is_empty(), "{} of {pages} pages wrong:\n{}", wrong.len(), wrong.join("\n"));
}
