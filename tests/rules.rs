//! Holds the rules of the article against the fixtures: a rule that fires on none of them is dead, or lacks
//! its page.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nianjian::article::{self, Rule, Trace};
use nianjian::budget::Budget;
use nianjian::data::Profile;
use nianjian::decode::decode;
use nianjian::document::{self, NeedsTree};
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

/// What was weighed on a page, and why it took a tree.
fn read(path: &Path) -> Option<(Trace, Option<NeedsTree>)> {
    let page = Page { body: fs::read(path).ok()?, ..Page::default() };
    let profile = Profile::default();
    let decoded = decode(&page, None, &profile);
    let document = match document::media_type(&decoded.text, None) {
        "text/plain" => document::flat(&decoded.text),
        _ => document::parse(&decoded, &Budget::default(), &profile).ok()?,
    };
    let mut trace = Trace::default();
    article::read(&document, &profile, Some(&mut trace)).ok()?;
    Some((trace, document.needs_tree))
}

/// Rules that need a profile, which the fixtures of pages have none of: `tests/overrides.rs` has.
const ELSEWHERE: &[Rule] = &[Rule::Profile];

#[test]
fn every_rule_fires_on_a_fixture() {
    let mut paths = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"), &mut paths);
    paths.sort();
    let mut fired: BTreeMap<Rule, Vec<PathBuf>> = BTreeMap::new();
    let mut trees: BTreeMap<&str, usize> = BTreeMap::new();
    for path in paths {
        let Some((trace, needs_tree)) = read(&path) else { continue };
        assert!(!trace.bodies.is_empty(), "nothing was weighed for the text of {}", path.display());
        *trees.entry(needs_tree.map_or("no tree", NeedsTree::says)).or_default() += 1;
        for (rule, _) in trace.fired {
            let on = fired.entry(rule).or_default();
            if on.last() != Some(&path) {
                on.push(path.clone());
            }
        }
    }
    println!("pages by why they took a tree:");
    trees.iter().for_each(|(why, pages)| println!("  {pages:>4} {why}"));
    println!("rules that fire on one page only:");
    for (rule, on) in fired.iter().filter(|(_, on)| on.len() == 1) {
        println!("  {rule:?} ({}) on {}", rule.reason(), on[0].display());
    }
    let dead: Vec<&Rule> =
        Rule::ALL.iter().filter(|r| !fired.contains_key(r) && !ELSEWHERE.contains(r)).collect();
    assert!(dead.is_empty(), "no fixture shows {dead:?}");
}
