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
    /// The words between the number, date or stop before it and itself.
    pub(super) label: String,
    /// What is counted: the words that the mention names, else the label.
    pub(super) name: String,
    /// How many brackets are open.
    pub(super) depth: usize,
}

impl Number<'_> {
    /// Its unit: days for a length of time.
    pub(super) fn unit(&self) -> Option<&str> {
        match self.mention.kind {
            Kind::Duration => Some("天"),
            _ => self.mention.unit.as_deref(),
        }
    }

    /// Whether it counts or measures, and is no rate, average or change.
    pub(super) fn is_level(&self) -> bool {
        let m = self.mention;
        m.change.is_none() && m.per.is_none() && m.kind != Kind::Ratio && self.unit().is_some()
    }

    /// Whether it is a rate in per cent that is no change.
    pub(super) fn is_share(&self) -> bool {
        self.mention.unit.as_deref() == Some("percent") && self.mention.change.is_none()
    }

    /// Whether it speaks of the year before.
    pub(super) fn is_earlier(&self, text: Text<'_>) -> bool {
        let ahead = text.between(self.mention.start.saturating_sub(12), self.mention.start);
        let clause = ahead.rsplit(['，', '、', '；', '。']).next().unwrap_or_default();
        clause.contains('比') && clause.ends_with('的') || clause.contains("上年") || clause.contains("去年")
    }
}

/// Marks and words that may stand at the edge of a label.
pub(super) const STOPS: &[char] =
    &['，', ',', '、', '；', ';', '：', ':', '。', '（', '）', '(', ')', '“', '”', '"', ' '];

/// The sentences of a text; a stop within a bracket ends none.
pub(super) fn sentences(text: Text<'_>) -> Vec<Sentence> {
    let (mut found, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, c) in text.chars.iter().enumerate() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth = depth.saturating_sub(1),
            '\n' => {
                found.push(Sentence { start, end: at });
                (start, depth) = (at + 1, 0);
            }
            '。' | '！' | '？' if depth == 0 => {
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
        match mention.kind {
            // 五年以上有期徒刑46人: part of the label, as ordinals and ages are.
            Kind::Duration if !mention.value.ends_with('D') => {}
            Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio | Kind::Duration => {
                let label = text.between(before, mention.start);
                let label = label.trim_end_matches(STOPS).rsplit(STOPS).next().unwrap_or_default();
                let label = label.strip_prefix("其中").unwrap_or(label).trim().to_owned();
                let name = mention.measured.as_ref().map(|p| text.between(p.start, p.end));
                let name = name.unwrap_or_else(|| label.clone());
                found.push(Number { mention, label, name, depth: open });
                before = mention.end;
            }
            Kind::Date => before = mention.end,
            // 第一产业投资, 35岁以下: part of the label.
            Kind::Ordinal | Kind::Age => {}
        }
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

/// Where a year is said, with the year that holds from there on. `before` holds from the start. What a number is
/// compared with (比上年) is no date of it.
pub(super) fn years(chars: &[char], mentions: &[Mention], before: Option<i32>) -> Vec<(usize, i32)> {
    let compared = |m: &&Mention| {
        let ahead = m.start.checked_sub(1).and_then(|at| chars.get(at));
        !matches!(ahead, Some('比' | '较' | '占'))
    };
    let dates = mentions.iter().filter(|m| m.kind == Kind::Date).filter(compared);
    let year = |m: &Mention| m.value.get(..4).and_then(|y| y.parse::<i32>().ok());
    let said = dates.filter_map(|m| Some((m.start, year(m)?)));
    before.map(|year| (0, year)).into_iter().chain(said).collect()
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
pub(super) fn units(one: Option<&str>, other: Option<&str>) -> Units {
    let plain = |unit: &'_ str| if unit == "件次" { "件".to_owned() } else { unit.to_owned() };
    match (one.map(plain), other.map(plain)) {
        (Some(a), Some(b)) if a == b => Units::Same,
        (Some(a), Some(b)) if LIKE.iter().any(|l| l.contains(&a) && l.contains(&b)) => Units::Alike,
        _ => Units::Other,
    }
}
