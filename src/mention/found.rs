//! Holds a mention while its text is being read: offsets in characters, and what led to its value.

use std::borrow::Cow;
use std::num::NonZeroU32;

use crate::mention::date::Cue;
use crate::mention::{Basis, Bound, Kind, PartOfDay, Relation};

/// The rules of decades and of quarters, by which their finds are told from other dates.
pub(crate) const DECADE: &str = "decade or century";
pub(crate) const QUARTER: &str = "quarter";

/// A stretch of a text, in characters.
pub(crate) type Span = (usize, usize);

/// A stretch of a text as a mention and its fact keep it: a dense text has many, and what is small stays near the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words {
    start: u32,
    end: NonZeroU32,
}

impl Words {
    /// None where it ends where the text begins, as no words do.
    pub(crate) fn of((start, end): Span) -> Option<Words> {
        let end = u32::try_from(end).ok().and_then(NonZeroU32::new)?;
        Some(Words { start: u32::try_from(start).ok()?, end })
    }

    /// Where they stand.
    pub(crate) fn span(self) -> Span {
        (self.start as usize, self.end.get() as usize)
    }
}

/// A mention as it is found. `cue` is kept for the explanation, `number` for that and for what is asked of it later. It is
/// handed on from reader to reader, which takes a call for each that is larger than 128 bytes: 2 % of dense texts.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: String,
    pub(crate) max: Option<Box<str>>,
    pub(crate) bound: Option<Bound>,
    pub(crate) unit: Option<Cow<'static, str>>,
    pub(crate) per: Option<Words>,
    pub(crate) basis: Option<Basis>,
    pub(crate) relation: Option<Relation>,
    pub(crate) part_of_day: Option<PartOfDay>,
    pub(crate) time: Option<(u8, u8)>,
    /// The name of the rule that read it.
    pub(crate) rule: &'static str,
    /// What gave the year of a date.
    pub(crate) cue: Option<Cue>,
    /// Where the number stands: see [`Found::number`].
    pub(crate) number: Option<Words>,
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
            number: Words::of((start, end)),
            weak: false,
        }
    }

    /// Where its number stands, or what else has the value.
    pub(crate) fn number(&self) -> Span {
        self.number.map_or((self.start, self.end), Words::span)
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::hit::Hit;

    #[test]
    fn what_is_handed_on_is_small() {
        assert!(size_of::<super::Found>() <= 128 && size_of::<Hit>() <= 128);
    }
}
