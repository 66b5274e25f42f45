//! Reads every page under `fixtures/pages`, found by its folder, compares the whole record with the
//! one beside the page, and scores it against the truth.
//!
//! `UPDATE=1 cargo test --test pages` writes the records anew; the diff is the review.

mod outside;
mod score;

use std::fs;
use std::path::{Path, PathBuf};

use nianjian::record::Record;
use nianjian::{Options, Page, Provenance, Rejection, convert};
use outside::shared;
use score::Tally;
use serde_json::Value;

/// The least that each measure must reach over all pages. A floor only rises.
const FLOORS: &[(&str, f64)] = &[
    ("title", 1.0),
    ("published", 1.0),
    ("source", 1.0),
    ("contributor", 1.0),
    ("editor", 1.0),
    ("site", 1.0),
    ("coverage_year", 1.0),
    ("headings", 1.0),
    ("paragraphs", 1.0),
    ("tables", 1.0),
    ("chrome", 1.0),
];

struct Case {
    name: String,
    folder: PathBuf,
    page: Page,
    about: toml::Table,
    truth: Option<Value>,
}

fn cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&root).expect("fixtures/pages").map(|e| e.expect("an entry").path()).collect();
    folders.sort();
    folders.into_iter().filter(|f| f.is_dir()).map(case).collect()
}

fn case(folder: PathBuf) -> Case {
    let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
    let file = ["page.html", "page.txt"].iter().find(|f| folder.join(f).exists());
    let file = file.unwrap_or_else(|| panic!("{name}: expected page.html or page.txt"));
    let read = |f: &str| fs::read_to_string(folder.join(f));
    let about = read("about.toml").expect("about.toml").parse().expect("about.toml reads");
    let truth = read("truth.json").ok().map(|t| serde_json::from_str(&t).expect("truth.json reads"));
    let provenance = Provenance {
        path: Some(format!("{name}/{file}")),
        content_type: Some(if file.ends_with("txt") { "text/plain" } else { "text/html" }.into()),
        ..Provenance::default()
    };
    let body = fs::read(folder.join(file)).expect("the page");
    Case { name, page: Page { provenance, body }, about, truth, folder }
}

fn records(cases: &[Case]) -> Vec<Result<Record, Rejection>> {
    cases.iter().map(|c| convert(&c.page, &Options::default())).collect()
}

#[test]
fn every_page_gives_the_record_beside_it() {
    let cases = cases();
    let update = std::env::var_os("UPDATE").is_some();
    let mut stale = Vec::new();
    for (case, record) in cases.iter().zip(records(&cases)) {
        let file = case.folder.join("record.json");
        let Ok(record) = record else { continue };
        let mut text = serde_json::to_string_pretty(&record).expect("a record is JSON");
        text.push('\n');
        if update {
            fs::write(&file, text).expect("record.json is written");
        } else if fs::read_to_string(&file).ok().as_deref() != Some(&text) {
            stale.push(case.name.as_str());
        }
    }
    assert!(
        stale.is_empty(),
        "records differ from those beside {stale:?}: UPDATE=1 rewrites them, then read the diff"
    );
}

#[test]
fn a_page_gives_a_record_if_it_should() {
    let cases = cases();
    for (case, record) in cases.iter().zip(records(&cases)) {
        let expect = case.about["expect"].as_str();
        assert_eq!(expect == Some("record"), record.is_ok(), "{}: {:?}", case.name, record.err());
        assert_eq!(case.truth.is_some(), expect == Some("record"), "{}: truth", case.name);
    }
}

#[test]
fn every_record_holds_together() {
    let cases = cases();
    for (case, record) in cases.iter().zip(records(&cases)) {
        let faults = record.map(|r| nianjian::record::faults(&r)).unwrap_or_default();
        assert!(faults.is_empty(), "{}: {faults:?}", case.name);
    }
}

#[test]
fn encodings_are_those_of_the_bytes() {
    for case in cases() {
        let Ok(record) = convert(&case.page, &Options::default()) else { continue };
        let encoding = &case.about["encoding"];
        let real = match encoding["real"].as_str().expect("encoding.real") {
            "big5-hkscs" => "big5",
            "gb2312" | "gbk" => "gb18030",
            "utf-8-bom" => "utf-8",
            other => other,
        };
        assert_eq!(record.source.charset.name, real, "{}", case.name);
        if let Some(by) = encoding.get("chosen_by").and_then(|v| v.as_str()) {
            let got = serde_json::to_value(record.source.charset.chosen_by).expect("JSON");
            assert_eq!(got, by, "{}", case.name);
        }
    }
}

#[test]
fn pages_score_no_less_than_before() {
    let cases = cases();
    let mut tally = Tally::default();
    let mut scored = 0;
    for (case, record) in cases.iter().zip(records(&cases)) {
        if let Some(truth) = &case.truth {
            score::page(&mut tally, &case.name, truth, record.as_ref().ok());
            scored += 1;
        }
    }
    assert!(scored >= 55, "scored {scored} pages, expected at least 55");
    hold(&tally);
}

#[test]
fn the_first_page_is_read_in_full() {
    let Some(shared) = shared() else { return };
    let body = fs::read(shared.join("seed/tongzhou-2014-fulian.txt")).expect("the page");
    let truth = fs::read_to_string(shared.join("gold/seed.pages"))
        .or_else(|_| first_in(&shared.join("gold/seed.pages")));
    let truth: Value = serde_json::from_str(&truth.expect("its truth")).expect("JSON");
    let provenance = Provenance { content_type: Some("text/plain".into()), ..Provenance::default() };
    let record = convert(&Page { provenance, body }, &Options::default()).expect("a record");
    let blocks = record.sections.iter().map(|s| s.blocks.len()).sum::<usize>();
    let mut tally = Tally::default();
    score::page(&mut tally, "seed", &truth, Some(&record));
    assert!(tally.errors.is_empty(), "{}", tally.errors.join("\n"));
    assert_eq!((record.sections.len(), blocks), (23, 44));
}

fn first_in(folder: &Path) -> std::io::Result<String> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    files.sort();
    fs::read_to_string(files.first().expect("a file")).map(|t| t.replace('\n', " "))
}

/// Fails where a measure is below its floor; prints what is wrong.
fn hold(tally: &Tally) {
    for error in &tally.errors {
        eprintln!("{error}");
    }
    for (measure, (right, wanted, found)) in &tally.counts {
        eprintln!("{measure:<16} {right}/{wanted} found {found}: {:.4}", tally.f1(measure));
    }
    for (measure, floor) in FLOORS {
        assert!(tally.counts.contains_key(measure), "{measure}: no page was scored by it");
        let got = tally.f1(measure);
        assert!(got >= *floor, "{measure}: expected at least {floor}, got {got:.4}");
    }
}
