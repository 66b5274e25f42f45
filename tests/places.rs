//! Scores the places of records against gold pages that are not part of the project.

mod outside;

use std::fs;

use nianjian::{Options, Page, convert};
use outside::shared;
use serde_json::Value;

#[test]
fn pages_have_the_code_of_their_year() {
    let Some(shared) = shared() else { return };
    let gold = fs::read_to_string(shared.join("places/gold.jsonl")).expect("the gold");
    let (mut right, mut all, mut silent, mut needless) = (0, 0, 0, 0);
    for line in gold.lines().filter(|l| !l.trim().is_empty()) {
        let gold: Value = serde_json::from_str(line).expect("JSON");
        let name = gold["page"].as_str().expect("page");
        let body = fs::read(shared.join(format!("places/pages/{name}.html"))).expect("the page");
        let record = convert(&Page { body, ..Page::default() }, &Options::default()).expect("a record");
        let code = record.place.as_ref().map(|p| p.code.as_str());
        let noted = record.notices.iter().any(|n| n.code.starts_with("place-"));
        let further = gold["codes"].as_array().into_iter().flatten().map(Value::as_str);
        all += 1;
        if std::iter::once(gold["code"].as_str()).chain(further).any(|c| c == code) {
            right += 1;
            needless += usize::from(noted && gold["notice"].is_null() && gold["notice_ok"].is_null());
        } else {
            silent += usize::from(code.is_some() && !noted);
            eprintln!("{name}: expected {}, found {code:?}", gold["code"]);
        }
    }
    eprintln!("{right} of {all} right, {silent} silent, {needless} needless notices");
    assert!(right * 100 >= all * 97 && silent == 0 && needless == 0);
}
