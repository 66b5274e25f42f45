//! The columns of `checks`.

use super::{flat, json, year};
use crate::check::{Finding, Place};
use crate::record::Record;

/// A row of the flat table of checks: a record and what was found in it.
#[derive(Debug, Clone, Copy)]
pub struct CheckRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// What was found.
    pub finding: &'r Finding,
}

flat! {
    /// The columns of `checks`: a row is a claim that was held against the numbers beside it.
    CHECKS;
    /// The cells of a claim under [`CHECKS`].
    check(of: &CheckRow<'r>) {
        let CheckRow { record, finding } = *of;
        let Finding {
            id, kind, verdict, record: _, path: _, uri: _, places, stated, computed, difference, unit, note, reason, possible,
        } = finding;
        let first = places.first();
        let section = first.and_then(|place| record.sections.get(place.section));
        let number = |get: fn(&Place) -> Option<usize>| first.and_then(get);
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = section.and_then(|s| s.heading.as_deref());
    "section" Int = number(|p| Some(p.section + 1));
    "block" Int = number(|p| Some(p.block + 1));
    "check" Text = id;
    "kind" Word = kind.name();
    "verdict" Word = verdict.name();
    "text" Text = first.map(|place| place.text.as_str());
    "start" Int = number(|p| p.start);
    "end" Int = number(|p| p.end);
    "row" Int = number(|p| p.row);
    "column" Int = number(|p| p.column);
    "stated" Text = stated;
    "computed" Text = computed;
    "difference" Text = difference;
    "unit" Text = unit;
    "note" Text = note;
    "reason" Text = reason;
    "possible" Flag = *possible;
    "places" Text = json(places);
}
