//! Prints and reads the EDTF dates of the record: `2013`, `2013-01-17`, `XXXX-07`, `198X`, `2013-21`.

use std::fmt;

/// A year, a month or a day of the Gregorian calendar; a missing year prints as `XXXX`.
///
/// ```
/// use nianjian::normal::Day;
///
/// let eve = Day::parse("2013-12-31").expect("a day");
/// assert_eq!(eve.later(1).map(|day| day.to_string()).as_deref(), Some("2014-01-01"));
/// assert_eq!(Day { year: None, ..eve }.to_string(), "XXXX-12-31");
/// assert_eq!(Day::parse("2013-02-29"), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Day {
    /// The year, where it is known; negative before the common era.
    pub year: Option<i32>,
    /// The month (1–12) or the season (21–24).
    pub month: Option<u8>,
    /// The day of the month.
    pub day: Option<u8>,
}

impl Day {
    /// Reads a year, a month or a day; none for any other EDTF form.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.splitn(3, '-');
        let two = |part: &str| (part.len() == 2).then(|| part.parse().ok()).flatten();
        let year = parts.next().filter(|y| y.len() == 4)?;
        let year = if year == "XXXX" { None } else { Some(year.parse().ok().filter(|&y| y >= 0)?) };
        let month = match parts.next() {
            Some(part) => Some(two(part).filter(|m| (1..=12).contains(m))?),
            None => None,
        };
        let day = match parts.next() {
            Some(part) => {
                Some(two(part).filter(|&d| d >= 1 && month.is_some_and(|m| d <= days_in(year, m)))?)
            }
            None => None,
        };
        Some(Day { year, month, day })
    }

    /// Whether the day exists in its month, and the month in the year.
    pub fn exists(self) -> bool {
        match (self.month, self.day) {
            (Some(m @ 1..=12), Some(d)) => d >= 1 && d <= days_in(self.year, m),
            (Some(m), None) => (1..=12).contains(&m) || (21..=24).contains(&m),
            (None, None) => true,
            _ => false,
        }
    }

    /// The last day of the month.
    pub fn month_end(self) -> Day {
        Day { day: self.month.map(|m| days_in(self.year, m)), ..self }
    }

    /// The day `days` later, at most as many as the next month has; none where this is no day.
    pub fn later(self, days: u8) -> Option<Day> {
        let (month, day) = (self.month?, self.day?);
        let last = days_in(self.year, month);
        let day = day.checked_add(days)?;
        Some(if day <= last {
            Day { day: Some(day), ..self }
        } else if month < 12 {
            Day { month: Some(month + 1), day: Some(day - last), ..self }
        } else {
            Day { year: self.year.map(|y| y.saturating_add(1)), month: Some(1), day: Some(day - last) }
        })
    }
}

/// How many days a month has; February has 29 where the year is not known.
pub fn days_in(year: Option<i32>, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => {
            let leap = |y: i32| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
            if year.is_none_or(leap) { 29 } else { 28 }
        }
        _ => 31,
    }
}

impl Day {
    /// Prints the date to a text or a formatter. Digit by digit: a chronicle prints little else, and `{:04}` costs more
    /// than all that is done to find a date.
    pub fn print(&self, out: &mut impl fmt::Write) -> fmt::Result {
        let digit = |n: u32| char::from(b'0' + (n % 10) as u8);
        match self.year {
            Some(year @ -9999..=9999) => {
                if year < 0 {
                    out.write_char('-')?;
                }
                let year = year.unsigned_abs();
                for n in [year / 1000, year / 100, year / 10, year] {
                    out.write_char(digit(n))?;
                }
            }
            Some(year) => write!(out, "{year}")?,
            None => out.write_str("XXXX")?,
        }
        for part in [self.month, self.day].into_iter().flatten().map(u32::from) {
            out.write_char('-')?;
            if part >= 100 {
                out.write_char(digit(part / 100))?;
            }
            out.write_char(digit(part / 10))?;
            out.write_char(digit(part))?;
        }
        Ok(())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.print(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_what_it_reads() {
        for text in ["2013", "2013-01", "2013-01-17", "XXXX-02-29", "0367-01-01"] {
            assert_eq!(Day::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        for text in ["", "13", "2013-13", "2013-02-29", "2013-1", "2010/..", "198X"] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn counts_on_over_the_end_of_a_month() {
        let next = |text| Day::parse(text).and_then(|d| d.later(1)).map(|d| d.to_string());
        assert_eq!(next("2013-12-31").as_deref(), Some("2014-01-01"));
        assert_eq!(next("2012-02-28").as_deref(), Some("2012-02-29"));
        assert_eq!(Day::parse("2020-02").map(|d| d.month_end().to_string()).as_deref(), Some("2020-02-29"));
    }
}
