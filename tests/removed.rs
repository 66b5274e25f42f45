//! What `inspect` shows as kept and as dropped is together all of a page's text, each piece once:
//! nothing vanishes unsaid. The page's text is gathered by another reader of its tree.

mod outside;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nianjian::data::Profile;
use nianjian::decode::decode;
use nianjian::inspect::inspect;
use nianjian::page::Page;
use nianjian::record::Block;
use nianjian::{Options, Provenance};

/// Elements whose text no reader sees.
const SKIPPED: [&str; 8] = ["script", "style", "template", "noscript", "iframe", "title", "svg", "noframes"];

fn html_below(folder: &Path) -> Vec<PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of pages") {
        let path = entry.expect("an entry").path();
        match path.extension().and_then(|e| e.to_str()) {
            None if path.is_dir() => out.extend(html_below(&path)),
            Some("html" | "htm") => out.push(path),
            _ => {}
        }
    }
    out.sort();
    out
}

/// What takes no room on the page.
const INVISIBLE: [char; 10] = [
    '\u{ad}', '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202c}', '\u{2060}',
    '\u{feff}',
];

/// A text without blanks; figures above or below the line as figures.
fn solid(text: &str) -> String {
    let plain = |c: char| match c {
        '⁰' | '₀' => '0',
        '¹' | '₁' => '1',
        '²' | '₂' => '2',
        '³' | '₃' => '3',
        '⁴'..='⁹' => char::from(b'4' + (c as u32 - '⁴' as u32) as u8),
        '₄'..='₉' => char::from(b'4' + (c as u32 - '₄' as u32) as u8),
        '⁺' | '₊' => '+',
        '⁻' | '₋' => '-',
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace() && !INVISIBLE.contains(c)).map(plain).collect()
}

/// The text nodes of a page, and what its pictures say of themselves.
fn text_of(page: &str) -> (Vec<String>, String) {
    let html = scraper::Html::parse_document(page);
    let (mut texts, mut pictures) = (Vec::new(), String::new());
    for node in html.tree.root().descendants() {
        if let Some(element) = node.value().as_element().filter(|e| e.name() == "img") {
            pictures.extend(element.attrs().map(|(_, value)| solid(value)));
        }
        let Some(text) = node.value().as_text().map(|t| solid(t)) else { continue };
        let mut around = node.ancestors().filter_map(|a| a.value().as_element());
        if !text.is_empty() && !around.any(|e| SKIPPED.contains(&e.name())) {
            texts.push(text);
        }
    }
    (texts, pictures)
}

fn counts<'t>(texts: impl IntoIterator<Item = &'t str>) -> BTreeMap<char, i64> {
    let mut out = BTreeMap::new();
    for c in texts.into_iter().flat_map(str::chars) {
        *out.entry(c).or_default() += 1;
    }
    out
}

/// What is wrong with a page; none where it gives no record.
fn faults(path: &Path) -> Option<Vec<String>> {
    let provenance = Provenance { content_type: Some("text/html".into()), ..Provenance::default() };
    let page = Page { provenance, body: fs::read(path).expect("a page") };
    let seen = inspect(&page, &Options::default()).ok()?;
    let (nodes, pictures) = text_of(&decode(&page, None, &Profile::default()).text);
    let shown: String =
        seen.kept.iter().chain(seen.dropped.iter().map(|d| &d.text)).map(|t| solid(t)).collect();
    let mut faults = Vec::new();
    // A text node may be cut where a part of it is dropped.
    let there = |text: &str| shown.contains(text);
    let parted = |text: &str| text.char_indices().any(|(at, _)| there(&text[..at]) && there(&text[at..]));
    let lost = nodes.iter().filter(|t| !there(t) && !parted(t));
    faults.extend(lost.map(|t| format!("{t:?} is neither kept nor dropped")));
    let (wanted, found) = (counts(nodes.iter().map(String::as_str)), counts([shown.as_str()]));
    let figures = seen.record.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| match b {
        Block::Figure { uri, .. } => Some(uri.as_str()),
        _ => None,
    });
    let spare = counts(figures.chain([pictures.as_str()]));
    for c in wanted.keys().chain(found.keys()) {
        let of = |counts: &BTreeMap<char, i64>| counts.get(c).copied().unwrap_or(0);
        let (more, spare) = (of(&found) - of(&wanted), of(&spare));
        if !(0..=spare).contains(&more) {
            faults.push(format!("{c:?} is shown {} times, stands there {} times", of(&found), of(&wanted)));
        }
    }
    faults.extend(
        seen.dropped.iter().filter(|d| d.reason.is_empty()).map(|d| format!("{:?} has no reason", d.text)),
    );
    faults.dedup();
    Some(faults)
}

fn hold(pages: &[PathBuf], least: usize) {
    let (mut records, mut wrong) = (0, Vec::new());
    for path in pages {
        let Some(faults) = faults(path) else { continue };
        records += 1;
        wrong.extend(faults.into_iter().take(8).map(|f| format!("{}: {f}", path.display())));
    }
    assert!(records >= least, "only {records} pages gave a record");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn kept_and_dropped_are_the_whole_page() {
    hold(&html_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages")), 50);
}

#[test]
fn kept_and_dropped_are_the_whole_of_real_pages() {
    let Some(corpus) = outside::corpus() else { return };
    hold(&html_below(&corpus.join("pages")), 80);
}
