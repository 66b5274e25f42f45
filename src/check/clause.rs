//! Reads a text as sentences, and the numbers of a sentence with the words before them and the bracket they stand in:
//! once, for all kinds of claims.

use std::borrow::Cow;

use super::Text;
use super::printed::Printed;
use crate::mention::{Kind, Mention};

/// A sentence with its numbers: where it starts and ends, in Unicode scalar values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sentence<'n, 't> {
    pub(super) start: usize,
    pub(super) end: usize,
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
        clause.ends_with('的') && clause.contains('比') || clause.contains("上年") || clause.contains("去年")
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
    sentences: Vec<Span>,
}

/// A sentence that has numbers, and where its own and those of the sentence before begin among all.
struct Span {
    start: usize,
    end: usize,
    last: usize,
    own: usize,
}

impl<'t> Numbers<'t> {
    /// The numbers of a text; a stop within a bracket ends no sentence.
    pub(super) fn of(text: &'t Text<'_>) -> Numbers<'t> {
        let mut found = Numbers { all: Vec::new(), sentences: Vec::new() };
        let (mut mentions, mut start, mut last, mut depth) = (text.mentions, 0, 0, 0_usize);
        for (at, c) in text.chars().chain(['\n']).enumerate() {
            match c {
                '（' => depth += 1,
                '）' => depth = depth.saturating_sub(1),
                '\n' | '。' | '！' | '？' if depth == 0 || c == '\n' => {
                    let own = found.all.len();
                    mentions = found.add(text, mentions, start, at);
                    if found.all.len() > own {
                        found.sentences.push(Span { start, end: at, last, own });
                    }
                    (start, last, depth) = (at + 1, own, 0);
                }
                _ => {}
            }
        }
        found
    }

    /// Takes in the numbers of a sentence; the mentions behind it.
    fn add<'m>(
        &mut self,
        text: &'t Text<'m>,
        mentions: &'m [Mention],
        start: usize,
        end: usize,
    ) -> &'m [Mention] {
        let mentions = mentions.get(mentions.iter().take_while(|m| m.start < start).count()..);
        let mentions = mentions.unwrap_or_default();
        let (own, rest) = mentions.split_at(mentions.iter().take_while(|m| m.end <= end).count());
        let (mut before, mut at, mut depth) = (start, start, 0);
        for mention in own {
            depth = opened(depth, text.between(at, mention.start));
            at = mention.start;
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
        self.sentences.iter().zip(ends).map(|(Span { start, end, last, own }, to)| {
            let among = |from, to| self.all.get(from..to).unwrap_or_default();
            Sentence {
                start: *start,
                end: *end,
                own: among(*own, to),
                last: among(*last, *own),
                both: among(*last, to),
            }
        })
    }
}

/// How many brackets are open behind some words.
pub(super) fn opened(depth: usize, words: &str) -> usize {
    words.chars().fold(depth, |depth, c| match c {
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
