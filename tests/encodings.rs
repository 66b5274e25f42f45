//! Decodes the bytes of real pages and compares with what they are.

use std::fs;
use std::path::{Path, PathBuf};

use nianjian::Page;
use nianjian::data::Profile;
use nianjian::decode::decode;
use serde_json::Value;

#[test]
fn every_page_of_the_corpus_is_read_as_what_it_is() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let shared = std::env::var_os("NIANJIAN_SHARED").map_or(beside, PathBuf::from);
    let Ok(index) = fs::read_to_string(shared.join("corpus/pages.jsonl")) else {
        eprintln!("skipped: no ../shared");
        return;
    };
    let (mut pages, mut wrong) = (0, Vec::new());
    for line in index.lines() {
        let entry: Value = serde_json::from_str(line).expect("JSON");
        let name = entry["name"].as_str().expect("a name");
        let body = fs::read(shared.join(format!("corpus/pages/{name}.html"))).expect("a page");
        let real = match entry["encoding_real"].as_str().expect("an encoding") {
            "gb2312" | "gbk" => "gb18030",
            other => other,
        };
        let decoded = decode(&Page { body, ..Page::default() }, None, &Profile::default());
        pages += 1;
        if decoded.charset.name != real {
            wrong.push(format!("{name}: {real}, read as {:?}", decoded.charset));
        }
    }
    assert_eq!(pages, index.lines().count());
    assert!(wrong.is_empty(), "{} of {pages} pages wrong:\n{}", wrong.len(), wrong.join("\n"));
}
