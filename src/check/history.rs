//! What a section has said so far: numbers with their names and years, for the shares and changes behind them.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::clause::Number;
use super::printed::Printed;
use super::sum::Among;
use super::{Place, Text};

/// How many numbers back one may stand.
const REACH: usize = 60;

/// A number that others may be held against.
#[derive(Debug, Clone)]
pub(super) struct Level {
    pub(super) name: String,
    pub(super) unit: Cow<'static, str>,
    pub(super) year: Option<i32>,
    pub(super) printed: Printed,
    pub(super) place: Place,
    /// Whether a list of its parts stands behind it.
    pub(super) whole: bool,
}

/// The numbers of a section so far.
#[derive(Debug, Default)]
pub(super) struct History {
    pub(super) levels: VecDeque<Level>,
    /// The whole that a share named last: 占出口总值的.
    pub(super) named: Option<Level>,
}

impl Level {
    pub(super) fn of(text: &Text<'_>, number: &Number<'_>, sums: &[Among<'_>]) -> Option<Level> {
        let printed = number.printed?;
        Some(Level {
            name: number.name.to_owned(),
            unit: number.lasting_unit()?,
            year: text.year_at(number.mention.start),
            printed,
            place: text.place_of(number.mention),
            whole: sums.iter().any(|s| s.whole.start == number.mention.start),
        })
    }
}

impl History {
    /// Takes the numbers of a sentence in.
    pub(super) fn add(&mut self, text: &Text<'_>, own: &[Number<'_>], sums: &[Among<'_>]) {
        let levels = own.iter().filter(|n| n.is_level() && !n.is_earlier(text));
        self.levels.extend(levels.filter_map(|n| Level::of(text, n, sums)));
    }

    /// The number of the same name in another year, where there is one alone.
    pub(super) fn of_year(&self, number: &Number<'_>, year: i32) -> Option<&Level> {
        let name = number.name;
        let same = |l: &&Level| l.year == Some(year) && Some(&*l.unit) == number.unit() && l.name == name;
        let mut found = self.levels.iter().rev().filter(|_| name.chars().count() > 1).filter(same);
        found.next().filter(|_| found.next().is_none())
    }

    /// Forgets what stands too far back.
    pub(super) fn forget(&mut self) {
        let far = self.levels.len().saturating_sub(REACH);
        self.levels.drain(..far);
    }
}
