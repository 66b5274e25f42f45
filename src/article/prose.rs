//! Says of each line how much it speaks for running text, and sums that over ranges of lines.

use std::ops::Range;

use crate::document::{Kind, Line};

use super::sheet::Shaped;

/// What a line says for running text: its characters, or a malus. None is said by words without
/// punctuation: they are for it in a roster or a poem, else against it.
pub(super) fn value(line: &Shaped, hidden: bool) -> Option<f32> {
    if line.hidden.is_some_and(|why| !(hidden && why == "hidden")) {
        return Some(-1.0);
    }
    let own = own(line);
    match &line.kind {
        Kind::Figure(_) => return Some(0.0),
        Kind::Table(_) if line.link_chars * 2 > line.chars => return Some(-20.0),
        Kind::Table(_) => return Some(own * 0.5),
        _ => {}
    }
    if line.link_chars * 2 > line.chars {
        return Some(-(4.0 + line.link_chars as f32 * 0.15).min(12.0));
    }
    if is_contents_entry(line) {
        return Some(-4.0);
    }
    if line.chars <= 120 && line.is_furniture() {
        return Some(-8.0);
    }
    if line.chars <= 120 && is_labelled(line) {
        return Some(-4.0);
    }
    // A date and a few words: a date line, an entry of a list.
    if line.stops == 0 && line.chars <= 80 && line.text.contains(['1', '2']) && line.date().is_some() {
        return Some(-3.0);
    }
    let sentence = line.stops >= 1 && own >= 5.0 && line.text.ends_with(['。', '，', '；', '！', '？', '”']);
    let runs = line.stops >= 2 || (line.stops >= 1 && own >= 16.0) || own >= 40.0 || sentence;
    runs.then_some(own)
}

/// How many characters of a line stand in no link.
pub(super) fn own(line: &Line) -> f32 {
    line.chars.saturating_sub(line.link_chars) as f32
}

/// Whether a line leads to a page of a book: 第一节 体制沿革……（241）.
fn is_contents_entry(line: &Line) -> bool {
    let page = |c: char| c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | ' ');
    let bare = line.text.trim_end_matches(page);
    line.chars <= 60
        && bare.len() < line.text.len()
        && (bare.ends_with("……") || bare.ends_with("····") || bare.ends_with("...."))
}

/// Whether a line begins with a label, or holds several.
fn is_labelled(line: &Shaped) -> bool {
    if !line.text.contains(['：', ':', '／', '/', '|', '丨']) {
        return false;
    }
    let found = line.fields();
    let lead = |start: usize| {
        line.text.get(..start).map_or(0, |t| t.chars().filter(|c| c.is_alphanumeric()).count())
    };
    let Some(first) = found.first() else { return false };
    found.len() >= 2 || lead(first.start) == 0 && first.value.len() <= 60 || line.date().is_some()
}

/// Sums over ranges of lines in constant time.
pub(super) struct Sums {
    all: Vec<f32>,
    positive: Vec<f32>,
}

impl Sums {
    pub(super) fn new(values: &[f32]) -> Self {
        let mut sums = Sums {
            all: Vec::with_capacity(values.len() + 1),
            positive: Vec::with_capacity(values.len() + 1),
        };
        let (mut all, mut positive) = (0.0, 0.0);
        sums.all.push(all);
        sums.positive.push(positive);
        for value in values {
            all += value;
            positive += value.max(0.0);
            sums.all.push(all);
            sums.positive.push(positive);
        }
        sums
    }

    pub(super) fn of(&self, lines: &Range<usize>) -> f32 {
        self.all.get(lines.end).unwrap_or(&0.0) - self.all.get(lines.start).unwrap_or(&0.0)
    }

    pub(super) fn positive(&self, lines: &Range<usize>) -> f32 {
        self.positive.get(lines.end).unwrap_or(&0.0) - self.positive.get(lines.start).unwrap_or(&0.0)
    }
}
