//! Counts what pages say of a whole while the records are read: a line of each year, so that no page has to
//! count.

use std::collections::BTreeMap;

use super::scratch::{Dated, Look};

/// The kinds of things to be looked at.
const KINDS: usize = 6;

/// What the lines of a year come to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct OfYear {
    /// Entries that say something of the year.
    pub(crate) said_by: usize,
    last_said: Option<usize>,
    pub(crate) lines: usize,
    /// Entries that the lines are from.
    pub(crate) entries: usize,
    last_line: Option<usize>,
    /// Lines whose year is inferred.
    pub(crate) tagged: usize,
    /// Lines of each month; 0 is the year alone.
    pub(crate) months: [usize; 13],
}

/// The counts. Entries come in their order, so that the last one alone has to be known.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    years: BTreeMap<i32, OfYear>,
    looks: [usize; KINDS],
}

impl Sums {
    /// Notes that an entry says something of a year.
    pub(crate) fn said(&mut self, year: i32, entry: usize) {
        let of = self.years.entry(year).or_default();
        if of.last_said.replace(entry) != Some(entry) {
            of.said_by += 1;
        }
    }

    /// Counts a dated line.
    pub(crate) fn dated(&mut self, d: &Dated) {
        let of = self.years.entry(d.year).or_default();
        of.lines += 1;
        of.tagged += usize::from(d.tag > 0);
        if of.last_line.replace(d.entry) != Some(d.entry) {
            of.entries += 1;
        }
        if let Some(month) = of.months.get_mut(usize::from(d.month())) {
            *month += 1;
        }
    }

    /// Counts what is to be looked at.
    pub(crate) fn look(&mut self, look: &Look) {
        if let Some(count) = self.looks.get_mut(usize::from(look.kind)) {
            *count += 1;
        }
    }

    /// The years of which entries say something, newest first, with the number of entries.
    pub(crate) fn years(&self) -> Vec<(i32, usize)> {
        self.years.iter().rev().filter(|(_, of)| of.said_by > 0).map(|(y, of)| (*y, of.said_by)).collect()
    }

    /// What is known of a year.
    pub(crate) fn year(&self, year: i32) -> Option<&OfYear> {
        self.years.get(&year)
    }

    /// How many there are to look at of a kind.
    pub(crate) fn looks(&self, kind: u8) -> usize {
        self.looks.get(usize::from(kind)).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_counts_once_in_a_year() {
        let line = |entry, from, to, tag| Dated {
            year: 2013,
            from,
            to,
            entry,
            anchor: String::new(),
            heading: None,
            tag,
            sentence: String::new(),
            start: 0,
            end: 0,
        };
        let mut sums = Sums::default();
        for (entry, year) in [(0, 2013), (0, 2012), (0, 2013), (3, 2013)] {
            sums.said(year, entry);
        }
        for d in [line(0, 301, 301, 0), line(0, 101, 1231, 1), line(3, 1201, 1231, 2)] {
            sums.dated(&d);
        }
        assert_eq!(sums.years(), [(2013, 2), (2012, 1)]);
        let of = sums.year(2013).cloned().unwrap_or_default();
        assert_eq!((of.lines, of.entries, of.tagged), (3, 2, 2));
        assert_eq!((of.months[0], of.months[3], of.months[12]), (1, 1, 1));
    }
}
