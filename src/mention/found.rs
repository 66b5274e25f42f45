//! Holds a mention while its text is being read: offsets in characters, and what led to its value.

use std::borrow::Cow;

use crate::mention::date::Cue;
use crate::mention::{Basis, Bound, Kind, PartOfDay, Relation};

/// The rules of decades and of quarters, by which their finds are told from other dates.
pub(crate) const DECADE: &str = "decade or century";
pub(crate) const QUARTER: &str = "quarter";

/// A mention as it is found. `number` and `cue` are kept for the explanation.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: String,
    pub(crate) max: Option<String>,
    pub(crate) bound: Option<Bound>,
    pub(crate) unit: Option<Cow<'static, str>>,
    pub(crate) per: Option<(usize, usize)>,
    pub(crate) basis: Option<Basis>,
    pub(crate) relation: Option<Relation>,
    pub(crate) part_of_day: Option<PartOfDay>,
    pub(crate) time: Option<(u8, u8)>,
    /// The name of the rule that read it.
    pub(crate) rule: &'static str,
    /// What gave the year of a date.
    pub(crate) cue: Option<Cue>,
    /// Where the number stands.
    pub(crate) number: (usize, usize),
    /// A count of one that stands only where its surroundings say that it counts.
    pub(crate) weak: bool,
}

impl Found {
    pub(crate) fn new(kind: Kind, start: usize, end: usize, value: String, rule: &'static str) -> Self {
        Found {
            kind,
            start,
            end,
            value,
            max: None,
            bound: None,
            unit: None,
            per: None,
            basis: None,
            relation: None,
            part_of_day: None,
            time: None,
            rule,
            cue: None,
            number: (start, end),
            weak: false,
        }
    }
}
