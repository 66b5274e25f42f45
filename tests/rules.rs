//! Holds the rules of the article against the fixtures: a rule that fires on none of them is dead, or lacks
//! its page.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nianjian::article::{self, Article, Rule};
use nianjian::data::Profile;
use nianjian::decode::decode;
use nianjian::document::{self, Limits};
use nianjian::page::Page;

fn pages(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("the fixtures are readable") {
        let path = entry.expect("the fixtures are readable").path();
        if path.is_dir() {
            pages(&path, out);
        } else if path.extension().is_some_and(|e| e == "html" || e == "htm" || e == "txt") {
            out.push(path);
        }
    }
}

fn read(path: &Path) -> Option<Article> {
    let page = Page { body: fs::read(path).ok()?, ..Page::default() };
    let profile = Profile::default();
    let decoded = decode(&page, None, &profile);
    let document = match document::media_type(&decoded.text, None) {
        "text/plain" => document::flat(&decoded.text),
        _ => document::parse(&decoded, &Limits::default(), &profile).ok()?,
    };
    article::read(&document, &profile).ok()
}

/// Rules that need a profile, which the fixtures of pages have none of: `tests/overrides.rs` has.
const ELSEWHERE: &[Rule] = &[Rule::Profile];

#[test]
fn every_rule_fires_on_a_fixture() {
    let mut paths = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut paths);
    paths.sort();
    let mut fired: BTreeMap<Rule, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        let Some(article) = read(&path) else { continue };
        for removed in article.removed {
            let on = fired.entry(removed.rule).or_default();
            if on.last() != Some(&path) {
                on.push(path.clone());
            }
        }
    }
    println!("rules that fire on one page only:");
    for (rule, on) in fired.iter().filter(|(_, on)| on.len() == 1) {
        println!("  {rule:?} ({}) on {}", rule.reason(), on[0].display());
    }
    let dead: Vec<&Rule> =
        Rule::ALL.iter().filter(|r| !fired.contains_key(r) && !ELSEWHERE.contains(r)).collect();
    assert!(dead.is_empty(), "no fixture shows {dead:?}");
}
