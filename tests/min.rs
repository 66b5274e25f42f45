//! Holds one rule on one small page each: the pages of `tests/min` and what `expected.toml` says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use nianjian::data::Profiles;
use nianjian::{Options, Page, Provenance, Rejection, convert};
use serde::Deserialize;
use serde_json::Value;

const PAGES: &str = "tests/min";

/// What must hold of a page; the head of `expected.toml` says what each key means.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rule: String,
    profile: Option<String>,
    fails: Option<String>,
    #[serde(default)]
    is: BTreeMap<String, Value>,
    headings: Option<Vec<String>>,
    texts: Option<usize>,
    #[serde(default)]
    contains: Vec<String>,
    #[serde(default)]
    lacks: Vec<String>,
    #[serde(default)]
    values: BTreeMap<String, String>,
    persons: Option<Vec<String>>,
    figures: Option<Vec<String>>,
    #[serde(default)]
    notices: Vec<String>,
    #[serde(default)]
    silent: Vec<String>,
}

fn expected() -> BTreeMap<String, Expected> {
    toml::from_str(&fs::read_to_string(format!("{PAGES}/expected.toml")).expect("the rows")).expect("rows")
}

fn record(name: &str, row: &Expected) -> Result<Value, Rejection> {
    let mut options = Options::default();
    if let Some(profile) = &row.profile {
        let text = fs::read_to_string(Path::new(PAGES).join(profile)).expect("the profile");
        let mut profiles = Profiles::read(&text).expect("a profile");
        profiles.extend(Profiles::built_in().clone());
        options.profiles = Arc::new(profiles);
    }
    let provenance = Provenance { path: Some(name.to_owned()), ..Provenance::default() };
    let page = Page { provenance, body: fs::read(Path::new(PAGES).join(name)).expect("the page") };
    convert(&page, &options).map(|record| serde_json::to_value(record).expect("a record is JSON"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn blocks(record: &Value) -> impl Iterator<Item = &Value> {
    list(&record["sections"]).iter().flat_map(|s| list(&s["blocks"]))
}

fn strings<'v>(values: impl Iterator<Item = &'v Value>) -> Vec<&'v str> {
    values.filter_map(Value::as_str).collect()
}

/// Every string of a value, for what must stand nowhere.
fn all(value: &Value, out: &mut String) {
    match value {
        Value::String(text) => {
            out.push_str(text);
            out.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|v| all(v, out)),
        Value::Object(fields) => fields.values().for_each(|v| all(v, out)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What does not hold of the record of a page.
fn wrong(record: &Value, row: &Expected) -> Vec<String> {
    let mut out = Vec::new();
    let mut same = |what: &str, found: &dyn std::fmt::Debug, wanted: &dyn std::fmt::Debug| {
        let (found, wanted) = (format!("{found:?}"), format!("{wanted:?}"));
        if found != wanted {
            out.push(format!("{what}: {found} instead of {wanted}"));
        }
    };
    for (way, wanted) in &row.is {
        let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        same(way, &record.pointer(&format!("/{way}")).map(plain), &Some(plain(wanted)));
    }
    if let Some(wanted) = &row.headings {
        same("headings", &strings(list(&record["sections"]).iter().map(|s| &s["heading"])), wanted);
    }
    let texts = strings(blocks(record).map(|b| &b["text"]));
    if let Some(wanted) = row.texts {
        same("texts", &texts.len(), &wanted);
    }
    for words in &row.contains {
        same(words, &texts.iter().any(|text| text.contains(words)), &true);
    }
    let mut said = String::new();
    for field in ["title", "origin", "contributors", "breadcrumb", "work", "sections", "attachments"] {
        all(&record[field], &mut said);
    }
    for words in &row.lacks {
        same(words, &said.contains(words.as_str()), &false);
    }
    let mentions: Vec<&Value> = blocks(record).flat_map(|b| list(&b["mentions"])).collect();
    for (surface, wanted) in &row.values {
        let plain = |m: &Value| m["text"].as_str().unwrap_or_default().replace(['\u{ad}', '\u{2060}'], "");
        let found =
            mentions.iter().find(|m| plain(m) == *surface).map(|m| m["value"].as_str().unwrap_or("-"));
        same(surface, &found, &Some(wanted));
    }
    if let Some(wanted) = &row.persons {
        let person = |p: &Value| {
            format!("{} | {}", p["name"].as_str().unwrap_or("-"), p["organization"].as_str().unwrap_or(""))
        };
        same("persons", &list(&record["contributors"]).iter().map(person).collect::<Vec<_>>(), wanted);
    }
    if let Some(wanted) = &row.figures {
        same("figures", &strings(blocks(record).map(|b| &b["uri"])), wanted);
    }
    let codes = strings(list(&record["notices"]).iter().map(|n| &n["code"]));
    for (list, wanted) in [(&row.notices, true), (&row.silent, false)] {
        for code in list {
            same(code, &codes.contains(&code.as_str()), &wanted);
        }
    }
    out
}

#[test]
fn each_page_keeps_its_rule() {
    let mut faults = Vec::new();
    for (name, row) in &expected() {
        let found = match (record(name, row), &row.fails) {
            (Ok(record), None) => wrong(&record, row),
            (Err(Rejection::Failed(failure)), Some(reason)) if failure.reason == *reason => Vec::new(),
            (Ok(_), Some(reason)) => vec![format!("a record instead of the failure {reason}")],
            (Err(rejection), _) => vec![rejection.to_string()],
        };
        faults.extend(found.into_iter().map(|fault| format!("{name}: {fault} ({})", row.rule)));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_page_has_a_row_and_each_row_a_page() {
    let pages: BTreeSet<String> = fs::read_dir(PAGES)
        .expect("the pages")
        .map(|entry| entry.expect("a page").file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".html"))
        .collect();
    let rows = expected();
    assert_eq!(pages, rows.keys().cloned().collect());
    for (name, row) in &rows {
        let looked_at = [
            row.fails.iter().count() + usize::from(row.headings.is_some()) + row.texts.iter().count(),
            usize::from(row.persons.is_some()) + usize::from(row.figures.is_some()),
            row.is.len() + row.contains.len() + row.lacks.len() + row.values.len(),
            row.notices.len() + row.silent.len(),
        ];
        assert!(looked_at.iter().sum::<usize>() > 0, "{name}: nothing is looked at");
    }
}
