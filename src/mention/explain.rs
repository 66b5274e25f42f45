//! Says which rule read a mention, and which words led to its value.

use crate::mention::found::Found;

/// Why a mention has its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The name of the rule: "money with fractions", "month", …
    pub rule: &'static str,
    /// What each part of the surface, and the word that gave `per`, said.
    pub words: Vec<(&'static str, String)>,
}

/// The explanation of one mention.
pub(crate) fn why(text: &str, found: &Found) -> Why {
    let cut = |start: usize, end: usize| -> String {
        text.chars().skip(start).take(end.saturating_sub(start)).collect()
    };
    let mut words = Vec::new();
    let (start, end) = found.number;
    if found.start < start {
        words.push(("before the number", cut(found.start, start)));
    }
    words.push((if found.basis.is_some() { "date" } else { "number" }, cut(start, end)));
    if end < found.end {
        words.push(("after the number", cut(end, found.end)));
    }
    if let Some((start, end)) = found.per {
        words.push(("per", cut(start, end)));
    }
    Why { rule: found.rule, words }
}
