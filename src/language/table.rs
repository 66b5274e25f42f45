//! Reads the table of Chinese, when it is first asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::fill::{fill, holes};

/// A sentence, parted at its holes, and how it is said.
pub(super) struct Row {
    pieces: Vec<String>,
    said: String,
    /// How many bytes of it are its own.
    own: usize,
}

/// What a notice means to a reader.
#[derive(Deserialize)]
pub(super) struct Meaning {
    pub(super) zh: String,
    pub(super) en: String,
}

#[derive(Deserialize)]
struct Sentences {
    #[serde(default)]
    sentences: BTreeMap<String, String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Codes {
    findings: BTreeMap<String, String>,
    codes: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Notices {
    notices: BTreeMap<String, Meaning>,
}

/// The sentences of the program: of its commands, and of what reads pages and writes views.
pub(super) fn sentences() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let more =
            [include_str!("zh/pages.toml"), include_str!("zh/views.toml"), include_str!("zh/others.toml")];
        let more = more.map(read);
        let all = std::iter::once(commands()).chain(&more);
        rows(all.flat_map(|table| table.sentences.clone()))
    })
}

/// Words that stand alone.
pub(super) fn labels() -> &'static BTreeMap<String, String> {
    static LABELS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    LABELS.get_or_init(|| {
        let rules = read(include_str!("zh/rules.toml"));
        rules.labels.into_iter().chain(commands().labels.clone()).collect()
    })
}

fn commands() -> &'static Sentences {
    static TABLE: OnceLock<Sentences> = OnceLock::new();
    TABLE.get_or_init(|| read(include_str!("zh/commands.toml")))
}

fn read(text: &str) -> Sentences {
    toml::from_str(text).expect("the tables of sentences are tested to read")
}

/// The sentences of the check.
pub(super) fn findings() -> &'static [Row] {
    static ROWS: OnceLock<Vec<Row>> = OnceLock::new();
    ROWS.get_or_init(|| rows(short().findings.clone()))
}

/// The codes, each with a few words.
pub(super) fn codes() -> &'static BTreeMap<String, String> {
    &short().codes
}

/// The notices, by their codes.
pub(super) fn notices() -> &'static BTreeMap<String, Meaning> {
    static NOTICES: OnceLock<Notices> = OnceLock::new();
    let read = || toml::from_str(include_str!("notices.toml")).expect("notices.toml is tested to read");
    &NOTICES.get_or_init(read).notices
}

fn short() -> &'static Codes {
    static CODES: OnceLock<Codes> = OnceLock::new();
    CODES.get_or_init(|| toml::from_str(include_str!("zh/codes.toml")).expect("codes.toml is tested to read"))
}

impl Row {
    /// Where in a text, of which these are the holes, its own words begin; those with more of them before others.
    fn begins(&self, holes: &[&str]) -> (usize, std::cmp::Reverse<usize>) {
        let opening = self.pieces.first().is_none_or(String::is_empty);
        let begins = holes.first().filter(|_| opening).map_or(0, |hole| hole.len());
        (begins, std::cmp::Reverse(self.own))
    }
}

/// The rows of a table.
fn rows(table: impl IntoIterator<Item = (String, String)>) -> Vec<Row> {
    let row = |(sentence, said): (String, String)| {
        let pieces: Vec<String> = sentence.split("{}").map(str::to_owned).collect();
        Row { own: pieces.iter().map(String::len).sum(), pieces, said }
    };
    table.into_iter().map(row).collect()
}

/// How many readings of a text are tried.
const READINGS: usize = 3;

/// A text as the rows say it, and what stands in its holes likewise. Of the rows that fit, the one whose own words begin
/// first holds the others in its holes (`a.html: empty`), and of those that begin together the one with more words is
/// meant. A reading that leaves English behind has parted the text at the wrong place; then the next is tried.
pub(super) fn told<'t>(rows: &[Row], text: &'t str) -> Cow<'t, str> {
    if text.contains('\n') {
        return text.split('\n').map(|line| told(rows, line)).collect::<Vec<_>>().join("\n").into();
    }
    let whole = text.trim_start();
    let fitting = rows.iter().filter_map(|row| Some((row, holes(&row.pieces, whole)?)));
    let mut fitting: Vec<(&Row, Vec<&str>)> = fitting.collect();
    fitting.sort_by_key(|(row, found)| row.begins(found));
    let indent = text.strip_suffix(whole).unwrap_or_default();
    let said = |(row, found): (&Row, Vec<&str>)| {
        let values: Vec<Cow<'_, str>> = found.into_iter().map(|hole| told(rows, hole)).collect();
        format!("{indent}{}", fill(&row.said, &values))
    };
    let mut first = None;
    for reading in fitting.into_iter().take(READINGS).map(said) {
        if !is_english(&reading) {
            return reading.into();
        }
        first.get_or_insert(reading);
    }
    first.map_or(text.into(), Cow::Owned)
}

/// Whether three English words stand in a row.
fn is_english(text: &str) -> bool {
    let mut row = 0;
    text.split(' ').any(|word| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let is_word = !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
        row = if is_word { row + 1 } else { 0 };
        row == 3
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_reads_and_no_row_has_more_holes_than_its_sentence() {
        for row in sentences().iter().chain(findings()) {
            let sentence = row.pieces.join("{}");
            assert!(!row.said.is_empty(), "{sentence}");
            let holes = row.pieces.len() - 1;
            let numbered = (1..10).filter(|n| row.said.contains(&format!("{{{n}}}"))).max().unwrap_or(0);
            assert!(row.said.matches("{}").count().max(numbered) <= holes, "{sentence}: {}", row.said);
            assert!(row.own > 0, "{sentence}");
        }
        assert!(!codes().is_empty() && !notices().is_empty());
    }
}
