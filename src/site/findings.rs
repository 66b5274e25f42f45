//! Where contradictions enter the site: what is accused in a record, for its page and for the page of what is
//! to be looked at.

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
pub(crate) fn accused(_record: &Record) -> Vec<Accused> {
    Vec::new()
}
