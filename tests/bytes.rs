//! Feeds broken input: a record, a clear failure or a skip must come of it, never a panic.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use nianjian::mention::Kind;
use nianjian::record::{Block, faults};
use nianjian::{Options, Page, Provenance, Record, Rejection, convert};

/// What must come of a file.
enum Outcome {
    /// A record, read as this encoding.
    Record(&'static str),
    /// No page of an article, for this reason.
    Skipped(&'static str),
    /// A page that should give a record and cannot, for this reason.
    Failed(&'static str),
}

use Outcome::{Failed, Record as Gives, Skipped};

const FILES: &[(&str, Outcome)] = &[
    ("gbk-cut-in-char.html", Gives("gb18030")),
    ("utf8-cut-in-char.html", Gives("utf-8")),
    ("meta-says-utf8-is-gbk.html", Gives("gb18030")),
    ("meta-says-gbk-is-utf8.html", Gives("utf-8")),
    ("label-after-64-kb.html", Gives("gb18030")),
    ("utf16le-without-bom.html", Gives("utf-16le")),
    ("latin1-label-is-gbk.html", Gives("gb18030")),
    ("one-bad-byte-in-utf8.html", Gives("utf-8")),
    ("nul-bytes-in-text.html", Gives("utf-8")),
    ("picture.html", Skipped("not-a-page")),
    ("unclosed-comment.html", Skipped("no-text")),
    ("only-brackets.txt", Skipped("no-article")),
    ("unclosed-bracket.txt", Gives("utf-8")),
    ("torn-table.txt", Skipped("no-article")),
];

/// What must fail, and why.
const BROKEN: &[(&str, Outcome)] = &[
    ("blank.txt", Failed("empty")),
    ("empty.html", Failed("empty")),
    ("random.html", Failed("undecodable")),
];

fn read(name: &str, body: Vec<u8>) -> Result<Record, Rejection> {
    let text = name.ends_with(".txt").then(|| "text/plain".to_owned());
    let provenance = Provenance { content_type: text, path: Some(name.into()), ..Provenance::default() };
    let result = convert(&Page { provenance, body }, &Options::default());
    if let Ok(record) = &result {
        assert_eq!(faults(record), [], "{name}");
    }
    result
}

fn reason(rejection: &Rejection) -> &str {
    match rejection {
        Rejection::Failed(failure) => &failure.reason,
        Rejection::Skipped(skip) => &skip.reason,
    }
}

#[test]
fn every_file_comes_out_as_it_should() {
    check("fixtures/bytes", FILES);
}

#[test]
fn what_is_broken_fails_with_its_reason() {
    check("tests/broken", BROKEN);
}

fn check(folder: &str, files: &[(&str, Outcome)]) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut stored: Vec<String> = fs::read_dir(&folder)
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|n| n != "README.md")
        .collect();
    stored.sort();
    let mut named: Vec<&str> = files.iter().map(|(n, _)| *n).collect();
    named.sort_unstable();
    assert_eq!(stored, named, "a file without a line in this test, or a line without a file");
    for (name, outcome) in files {
        let result = read(name, fs::read(folder.join(name)).expect("the file"));
        match (outcome, &result) {
            (Gives(charset), Ok(record)) => assert_eq!(record.source.charset.name, *charset, "{name}"),
            (Skipped(want), Err(Rejection::Skipped(skip))) => assert_eq!(skip.reason, *want, "{name}"),
            (Failed(want), Err(Rejection::Failed(failure))) => assert_eq!(failure.reason, *want, "{name}"),
            (_, other) => panic!("{name}: {:?}", other.as_ref().map(|r| &r.title)),
        }
    }
}

#[test]
fn hostile_markup_ends_at_once() {
    // So many of them are more lines than a page may have, too: that is told first.
    for (depth, want) in [(100_000, "too-deep"), (1_100_000, "too-many-lines")] {
        let deep = "<div>".repeat(depth) + "2013年，全县工业总产值18.6亿元。";
        let rejection = read("deep.html", deep.into_bytes()).expect_err("too deep");
        assert_eq!(reason(&rejection), want);
    }
    let cell = "<td rowspan=65535 colspan=1000>2013年，全县工业总产值18.6亿元，比上年增长</td>";
    let table =
        format!("<h1>工业</h1><table border=1>{}</table>", format!("<tr>{}</tr>", cell.repeat(5)).repeat(20));
    let _ = read("spans.html", table.into_bytes());
}

#[test]
fn every_kind_of_value_is_without_fault() {
    let text = "财政局\n\n【概况】 2013年，收入1.2亿元，占三分之一，比上年增长8%，历时半年，面积907平方千米，第三届，\
                有60周岁以上老人50多万人，每千克3.5元/千克，2010年以来两三次获奖。\n";
    let record = read("kinds.txt", text.into()).expect("a record");
    let blocks = record.sections.iter().flat_map(|s| &s.blocks);
    let kinds: BTreeSet<Kind> = blocks
        .filter_map(|b| if let Block::Paragraph { mentions, .. } = b { Some(mentions) } else { None })
        .flatten()
        .map(|m| m.kind)
        .collect();
    assert_eq!(kinds.len(), 8, "{kinds:?}");
}

#[test]
fn every_prefix_of_a_page_is_safe() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages/tdbr-dangshi/page.html");
    let page = fs::read(folder).expect("the page");
    for end in (0..page.len()).step_by(97) {
        let _ = read("prefix.html", page[..end].to_vec());
    }
}
