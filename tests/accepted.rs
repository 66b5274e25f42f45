//! Accepts findings of `check` by their ids, as a person does who has looked at the source.
#![cfg(feature = "cli")]

mod made;

use made::Place;
use serde_json::Value;

const PAGE: &str = "<meta charset=utf-8><title>沅泽县年鉴2014</title><h1>教育</h1>\
    <p>2013年，全县教育事业平稳发展，各项工作按计划完成，群众满意度提高。</p>\
    <p>全年招聘教师86人，其中男31人，女56人。</p>";

fn findings(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("a finding is JSON")).collect()
}

#[test]
fn what_is_accepted_counts_no_more_and_stays() {
    let place = Place::new();
    place.write("pages/a.html", PAGE);
    assert_eq!(place.run(&["convert", "pages", "-o", "out", "-q"]).status, Some(0));
    let before = place.run(&["check", "out", "--format", "jsonl"]);
    assert_eq!(before.status, Some(1), "{}", before.err);
    let found = findings(&before.out);
    assert_eq!(found.len(), 1);
    let id = found[0]["id"].as_str().expect("an id");

    place.write("nianjian.toml", format!("[check]\n{id} = \"照录原文\"\n0000000000000000 = \"不存在\"\n"));
    let after = place.run(&["check", "out", "--format", "jsonl", "--profile", "nianjian.toml"]);
    assert_eq!(after.status, Some(0), "what is accepted does not count: {}", after.err);
    let found = findings(&after.out);
    assert_eq!(found.len(), 1, "it stays in the output");
    assert_eq!(found[0]["verdict"], "accepted");
    assert_eq!(found[0]["reason"], "照录原文");
    assert!(after.err.contains("0000000000000000"), "an id that meets nothing is named: {}", after.err);
}
