//! Says which rule read a mention, and which words led to its value.

use serde::Serialize;

use crate::mention::date::Cue;
use crate::mention::fact::Fact;
use crate::mention::folded::Folded;
use crate::mention::found::Found;

/// Why a mention has its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Why {
    /// The name of the rule: "money with fractions", "month", …
    pub rule: &'static str,
    /// What each part of the surface, and the word that gave `per`, said.
    pub words: Vec<(&'static str, String)>,
    /// What gave the year of a date: "the coverage year", "its four figures", …
    pub year: Option<&'static str>,
}

/// The explanations of the mentions of a text.
pub(crate) fn whys(text: &str, folded: &Folded, found: &[Found]) -> Vec<Why> {
    let cut = |span: (usize, usize)| folded.words(text, span).to_owned();
    let explain = |found: &Found| {
        let mut words = Vec::new();
        let (start, end) = found.number();
        if found.start < start {
            words.push(("before the number", cut((found.start, start))));
        }
        words.push((if found.basis.is_some() { "date" } else { "number" }, cut((start, end))));
        if end < found.end {
            words.push(("after the number", cut((end, found.end))));
        }
        if let Some(per) = found.per {
            words.push(("per", cut(per.span())));
        }
        Why { rule: found.rule, words, year: found.cue.map(Cue::name) }
    };
    found.iter().map(explain).collect()
}

/// Adds the rule that found what a number measures, and the words that it goes by.
pub(crate) fn add_facts(text: &str, folded: &Folded, whys: &mut [Why], facts: &[Fact]) {
    let cut = |span: (usize, usize)| folded.words(text, span).to_owned();
    for (why, fact) in whys.iter_mut().zip(facts) {
        if fact.measured.is_some() || fact.change.is_some() {
            why.words.push(("fact", fact.rule.to_owned()));
        }
        let words = [("measured", fact.measured), ("by the word", fact.cue), ("against", fact.against)];
        let words = words.into_iter().filter_map(|(name, words)| words.map(|words| (name, words.span())));
        why.words.extend(words.map(|(name, span)| (name, cut(span))));
    }
}
