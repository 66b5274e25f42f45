//! What was weighed while a page was read: for a person who looks at one page, and for tests. `convert` asks for none.

use super::Rule;

/// What was weighed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// What was dropped, behind its rule: the lines in the order of the page, then pieces of lines.
    pub fired: Vec<(Rule, String)>,
    /// The elements that could hold the text, the best first.
    pub bodies: Vec<Weighed>,
    /// The lines that could be the title, the best first.
    pub titles: Vec<Weighed>,
}

/// What could be the body or the title, and what spoke for it and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The element or the line.
    pub what: String,
    /// How much spoke for it in all.
    pub score: f32,
    /// The parts of that, those that say nothing left out.
    pub parts: Vec<(&'static str, f32)>,
}

/// How many are kept of those that could be something.
const BEST: usize = 5;

impl Trace {
    /// The best of what was weighed; of two alike the one that stands first.
    pub(super) fn best(mut all: Vec<Weighed>) -> Vec<Weighed> {
        all.iter_mut().for_each(|weighed| weighed.parts.retain(|(_, weight)| *weight != 0.0));
        all.sort_by(|a, b| b.score.total_cmp(&a.score));
        all.truncate(BEST);
        all
    }
}
