//! Prints lengths of time in ISO 8601: `P1Y6M`, `P3W`, `PT1H30M`.

use std::fmt::{self, Write};

use super::Decimal;

/// A unit of a duration, from the largest to the smallest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Part {
    Years,
    Months,
    Weeks,
    Days,
    Hours,
    Minutes,
    Seconds,
}

impl Part {
    /// How many of a smaller part it holds.
    pub(crate) fn holds(self, part: Part) -> Option<u32> {
        Some(match (self, part) {
            (Part::Years, Part::Months) => 12,
            (Part::Weeks, Part::Days) => 7,
            (Part::Days, Part::Hours) => 24,
            (Part::Hours, Part::Minutes) | (Part::Minutes, Part::Seconds) => 60,
            _ => return None,
        })
    }

    /// The designator, and whether it stands after the `T`.
    pub fn designator(self) -> (char, bool) {
        match self {
            Part::Years => ('Y', false),
            Part::Months => ('M', false),
            Part::Weeks => ('W', false),
            Part::Days => ('D', false),
            Part::Hours => ('H', true),
            Part::Minutes => ('M', true),
            Part::Seconds => ('S', true),
        }
    }

    /// The part that a half of this one is counted in, and how many: half a year is six months.
    pub fn half(self) -> Option<(Part, u128)> {
        match self {
            Part::Years => Some((Part::Months, 6)),
            Part::Months => Some((Part::Days, 15)),
            Part::Days => Some((Part::Hours, 12)),
            Part::Hours => Some((Part::Minutes, 30)),
            Part::Minutes => Some((Part::Seconds, 30)),
            Part::Weeks | Part::Seconds => None,
        }
    }
}

/// A length of time as it is written, part by part, larger parts first; never converted.
///
/// ```
/// use nianjian::normal::{Decimal, Duration, duration::Part};
///
/// let mut length = Duration::of(Decimal::integer(1), Part::Hours);
/// assert!(length.push(Decimal::integer(30), Part::Minutes));
/// assert_eq!(length.to_string(), "PT1H30M");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duration {
    parts: Vec<(Part, Decimal)>,
}

impl Duration {
    /// A duration of one part.
    pub fn of(amount: Decimal, part: Part) -> Self {
        Duration { parts: vec![(part, amount)] }
    }

    /// Adds a part smaller than those there are; false, and nothing is added, where it is not.
    pub fn push(&mut self, amount: Decimal, part: Part) -> bool {
        let fits = self.parts.last().is_none_or(|&(last, _)| last < part);
        if fits {
            self.parts.push((part, amount));
        }
        fits
    }
}

impl Part {
    /// Prints so many of it alone.
    pub(crate) fn print(self, amount: Decimal) -> String {
        let (designator, time) = self.designator();
        let mut text = String::with_capacity(16);
        text.push_str(if time { "PT" } else { "P" });
        // Writing to a text never fails.
        let _ = write!(text, "{amount}");
        text.push(designator);
        text
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("P")?;
        let mut in_time = false;
        for &(part, amount) in &self.parts {
            let (designator, time) = part.designator();
            if time && !in_time {
                in_time = true;
                f.write_str("T")?;
            }
            write!(f, "{amount}{designator}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_iso_8601() {
        let mut long = Duration::of(Decimal::integer(1), Part::Years);
        assert!(long.push(Decimal::integer(6), Part::Months));
        assert!(!long.push(Decimal::integer(6), Part::Years));
        assert_eq!(long.to_string(), "P1Y6M");
        let mut short = Duration::of(Decimal::integer(8), Part::Days);
        assert!(short.push(Decimal::integer(20), Part::Hours));
        assert_eq!(short.to_string(), "P8DT20H");
        assert_eq!(Duration::of(Decimal::integer(3), Part::Weeks).to_string(), "P3W");
    }
}
