//! Reads a text as sentences, and the numbers of a sentence with the words before them and the bracket they stand in.

use super::Text;
use crate::mention::{Kind, Mention};

/// A sentence: where it starts and ends, in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A number of a sentence.
#[derive(Debug, Clone)]
pub(super) struct Number<'t> {
    pub(super) mention: &'t Mention,
    /// The words between the number, bracket or stop before it and itself.
    pub(super) label: String,
    /// How many brackets are open.
    pub(super) depth: usize,
}

/// The sentences of a text; a stop within a bracket ends none.
pub(super) fn sentences(text: Text<'_>) -> Vec<Sentence> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.chars.iter().enumerate() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '。' | '！' | '？' | '\n' if depth == 0 => {
                found.push(Sentence { start, end: at });
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < text.chars.len() {
        found.push(Sentence { start, end: text.chars.len() });
    }
    found
}

/// How many brackets are open at a place of a sentence.
pub(super) fn depth(text: Text<'_>, sentence: Sentence, at: usize) -> usize {
    text.chars.get(sentence.start..at).unwrap_or_default().iter().fold(0, |depth, c| match c {
        '（' | '(' => depth + 1,
        '）' | ')' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// The numbers of a sentence, dates left out.
pub(super) fn numbers(text: Text<'_>, sentence: Sentence) -> Vec<Number<'_>> {
    let from = text.mentions.partition_point(|m| m.start < sentence.start);
    let own = text.mentions.get(from..).unwrap_or_default();
    let (mut before, mut at, mut open) = (sentence.start, sentence.start, 0);
    let mut found = Vec::new();
    for mention in own.iter().take_while(|m| m.end <= sentence.end) {
        for c in text.chars.get(at..mention.start).unwrap_or_default() {
            match c {
                '（' | '(' => open += 1,
                '）' | ')' => open = usize::saturating_sub(open, 1),
                _ => {}
            }
        }
        at = mention.start;
        if matches!(mention.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio) {
            let label = text.between(before, mention.start);
            let stop = |c: char| "，、；：。（）()“”\"".contains(c);
            let label = label.trim_end_matches(stop).rsplit(stop).next().unwrap_or_default();
            let label = label.strip_prefix("其中").unwrap_or(label).trim().to_owned();
            found.push(Number { mention, label, depth: open });
        }
        before = mention.end;
    }
    found
}

/// Where a word stands in a sentence.
pub(super) fn finds(text: Text<'_>, sentence: Sentence, word: &str) -> Vec<usize> {
    let word: Vec<char> = word.chars().collect();
    let own = text.chars.get(sentence.start..sentence.end).unwrap_or_default();
    let starts = own.windows(word.len().max(1)).enumerate().filter(|(_, w)| *w == word.as_slice());
    starts.map(|(at, _)| sentence.start + at).collect()
}

/// Classifiers that stand for one another: they may make a sum hold, and never accuse.
const LIKE: &[&str] = &["件起", "家个户处所", "头匹", "名人口"];

/// How the units of two numbers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Units {
    Same,
    Alike,
    Other,
}

/// Compares the units of two numbers; 件次 counts 件.
pub(super) fn units(one: &Mention, other: &Mention) -> Units {
    let unit = |m: &Mention| m.unit.as_deref().map(|u| if u == "件次" { "件" } else { u }).map(str::to_owned);
    match (unit(one), unit(other)) {
        (Some(a), Some(b)) if a == b => Units::Same,
        (Some(a), Some(b)) if LIKE.iter().any(|l| l.contains(&a) && l.contains(&b)) => Units::Alike,
        _ => Units::Other,
    }
}
