//! Reads a text as sentences, and the numbers of a sentence with the words before them and the bracket they stand in:
//! once, for all kinds of claims.

use std::borrow::Cow;

use super::printed::Printed;
use super::text::{Mark, Text};
use crate::mention::{Kind, Mention};

/// A sentence with its numbers: where it starts and ends, in Unicode scalar values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'n, 't> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) marks: &'t [Mark],
    /// Its numbers, dates left out.
    pub(super) own: &'n [Number<'t>],
    /// Those of the sentence before it.
    pub(super) last: &'n [Number<'t>],
    /// Both.
    pub(super) both: &'n [Number<'t>],
}

/// A number of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number<'t> {
    pub(super) mention: &'t Mention,
    /// The words between the number, date or stop before it and itself.
    pub(super) label: &'t str,
    /// What is counted: the words that the mention names, else the label.
    pub(super) name: &'t str,
    /// How many brackets are open.
    pub(super) depth: usize,
    /// As it is printed; none where it is no single exact number.
    pub(super) printed: Option<Printed>,
    /// The same as a number that was divided, and rounded even where it is a whole count: 平均每户4人.
    pub(super) quotient: Option<Printed>,
}

/// The unit of a length of time.
const DAYS: &str = "天";

impl<'t> Number<'t> {
    /// Its unit: days for a length of time.
    pub(super) fn unit(&self) -> Option<&'t str> {
        match self.mention.kind {
            Kind::Duration => Some(DAYS),
            _ => self.mention.unit.as_deref(),
        }
    }

    /// Its unit, for as long as it is wanted.
    pub(super) fn lasting_unit(&self) -> Option<Cow<'static, str>> {
        match self.mention.kind {
            Kind::Duration => Some(DAYS.into()),
            _ => self.mention.unit.clone(),
        }
    }

    /// Whether it counts or measures, and is no rate, average or change.
    pub(super) fn is_level(&self) -> bool {
        let m = self.mention;
        m.change.is_none() && m.per.is_none() && m.kind != Kind::Ratio && self.unit().is_some()
    }

    /// Whether it is a rate in per cent that is no change.
    pub(super) fn is_share(&self) -> bool {
        self.mention.change.is_none() && self.mention.unit.as_deref() == Some("percent")
    }

    /// Whether it speaks of the year before.
    pub(super) fn is_earlier(&self, text: &Text<'_>) -> bool {
        let ahead = text.before(self.mention.start, 12);
        let clause = ahead.rsplit(['，', '、', '；', '。']).next().unwrap_or_default();
        clause.contains('比') && clause.ends_with('的') || clause.contains("上年") || clause.contains("去年")
    }
}

/// Whether a mark may stand at the edge of a label.
pub(super) fn is_stop(c: char) -> bool {
    matches!(
        c,
        '，' | ','
            | '、'
            | '；'
            | ';'
            | '：'
            | ':'
            | '。'
            | '（'
            | '）'
            | '('
            | ')'
            | '“'
            | '”'
            | '"'
            | ' '
    )
}

/// The numbers of a text, by sentences.
pub(super) struct Numbers<'t> {
    all: Vec<Number<'t>>,
    sentences: Vec<Span<'t>>,
}

/// A sentence that has numbers, and where its own and those of the sentence before begin among all.
struct Span<'t> {
    start: usize,
    end: usize,
    marks: &'t [Mark],
    last: usize,
    own: usize,
}

impl<'t> Numbers<'t> {
    /// The numbers of a text.
    pub(super) fn of(text: &'t Text<'_>) -> Numbers<'t> {
        let mut found = Numbers { all: Vec::with_capacity(text.mentions.len()), sentences: Vec::new() };
        let (mut mentions, mut marks) = (text.mentions, text.marks.as_slice());
        let (mut start, mut last) = (0, 0);
        while !mentions.is_empty() && start < text.len() {
            let (inside, behind) = marks.split_at(within(marks));
            let end = behind.first().map_or(text.len(), |(at, _)| *at);
            let own = found.all.len();
            mentions = found.add(text, mentions, inside, (start, end));
            if found.all.len() > own {
                found.sentences.push(Span { start, end, marks: inside, last, own });
            }
            (start, last) = (end + 1, own);
            marks = behind.get(1..).unwrap_or_default();
        }
        found
    }

    /// Takes in the numbers of a sentence; the mentions behind it.
    fn add<'m>(
        &mut self,
        text: &'t Text<'m>,
        mentions: &'m [Mention],
        mut marks: &[Mark],
        (start, end): (usize, usize),
    ) -> &'m [Mention] {
        let (_, mentions) = mentions.split_at(mentions.partition_point(|m| m.start < start));
        let (own, rest) = mentions.split_at(mentions.partition_point(|m| m.end <= end));
        let (mut before, mut depth) = (start, 0);
        for mention in own {
            let (ahead, behind) = marks.split_at(marks.partition_point(|(at, _)| *at < mention.start));
            (depth, marks) = (opened(depth, ahead), behind);
            match mention.kind {
                // 五年以上有期徒刑46人: part of the label, as ordinals and ages are.
                Kind::Duration if !mention.value.ends_with('D') => {}
                Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio | Kind::Duration => {
                    let label = text.between(before, mention.start);
                    let label = label.trim_end_matches(is_stop).rsplit(is_stop).next().unwrap_or_default();
                    let label = label.strip_prefix("其中").unwrap_or(label).trim();
                    let name = mention.measured.as_ref().map_or(label, |p| text.between(p.start, p.end));
                    let (printed, quotient) = Printed::read(mention).unzip();
                    self.all.push(Number { mention, label, name, depth, printed, quotient });
                    before = mention.end;
                }
                Kind::Date => before = mention.end,
                // 第一产业投资, 35岁以下: part of the label.
                Kind::Ordinal | Kind::Age => {}
            }
        }
        rest
    }

    /// The sentences that have numbers.
    pub(super) fn sentences(&self) -> impl Iterator<Item = Sentence<'_, 't>> {
        let ends = self.sentences.iter().skip(1).map(|next| next.own).chain([self.all.len()]);
        self.sentences.iter().zip(ends).map(|(Span { start, end, marks, last, own }, to)| {
            let among = |from, to| self.all.get(from..to).unwrap_or_default();
            Sentence {
                start: *start,
                end: *end,
                marks,
                own: among(*own, to),
                last: among(*last, *own),
                both: among(*last, to),
            }
        })
    }
}

/// How many marks stand within the first sentence; a stop within a bracket ends none.
fn within(marks: &[Mark]) -> usize {
    let mut depth = 0;
    let ends = |mark: &Mark| {
        depth = opened(depth, &[*mark]);
        mark.1 == '\n' || depth == 0 && matches!(mark.1, '。' | '！' | '？')
    };
    marks.iter().position(ends).unwrap_or(marks.len())
}

/// How many brackets are open behind some marks.
pub(super) fn opened(depth: usize, marks: &[Mark]) -> usize {
    marks.iter().fold(depth, |depth, (_, c)| match c {
        '（' => depth + 1,
        '）' => depth.saturating_sub(1),
        _ => depth,
    })
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
    let plain = |unit| if unit == "件次" { "件" } else { unit };
    match (one.map(plain), other.map(plain)) {
        (Some(a), Some(b)) if a == b => Units::Same,
        (Some(a), Some(b)) if LIKE.iter().any(|l| l.contains(a) && l.contains(b)) => Units::Alike,
        _ => Units::Other,
    }
}
