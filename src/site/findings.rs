//! Where contradictions enter the site: what is accused in a record, for its page and for the page of what is
//! to be looked at.

use crate::check::{Finding, Verdict, findings};
use crate::record::Record;

/// A number that contradicts others.
#[derive(Debug, Clone)]
pub(crate) struct Accused {
    /// Its number on the page: ①.
    pub(crate) number: usize,
    /// The section, from 0.
    pub(crate) section: usize,
    /// The block, from 0.
    pub(crate) block: usize,
    /// The mention in its block, from 0.
    pub(crate) mention: Option<usize>,
    /// The cell of a table: row and column, from 0.
    pub(crate) cell: Option<(usize, usize)>,
    /// What is wrong, with the sum.
    pub(crate) sentence: String,
}

/// The numbers of a record that contradict others, in the order of the text.
pub(crate) fn accused(record: &Record) -> Vec<Accused> {
    let found = findings(record).into_iter().filter(|f| f.verdict == Verdict::Contradicts);
    found.enumerate().filter_map(|(at, finding)| said(record, at + 1, finding)).collect()
}

/// What the site shows of a finding: the number or cell that is accused.
fn said(record: &Record, number: usize, finding: Finding) -> Option<Accused> {
    let place = finding.places.first()?;
    let block = record.sections.get(place.section)?.blocks.get(place.block)?;
    let mentions = block.running_text().map(|(_, mentions)| mentions).unwrap_or_default();
    let mention = place.start.and_then(|start| mentions.iter().position(|m| m.start == start));
    Some(Accused {
        number,
        section: place.section,
        block: place.block,
        mention,
        cell: place.row.zip(place.column),
        sentence: finding.note,
    })
}
