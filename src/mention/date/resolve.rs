//! Finds the year, month and day that a point leaves unsaid: sentence, chronicle heading, coverage year,
//! nearest earlier date, in the order of docs/mentions.md.

use crate::data::eras::Era;
use crate::mention::Basis;
use crate::mention::date::{Cue, DayOf, Fine, MonthOf, Point, YearOf};
use crate::normal::Day;

/// The dates that later ones take their parts from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Antecedents {
    pub(crate) coverage: Option<i32>,
    /// An explicit year earlier in the sentence.
    sentence: Option<i32>,
    /// Whether years of 民國 are counted without saying so: the currency is Taiwan's.
    pub(crate) republic: bool,
    /// The heading in force, of a chronicle.
    heading: Option<Day>,
    /// The nearest earlier dated year of the section.
    year: Option<i32>,
    /// The nearest earlier year of the section that is written out.
    explicit: Option<i32>,
    /// The nearest earlier month, with its year.
    month: Option<Day>,
    /// The nearest earlier day.
    day: Option<Day>,
    /// The era that counts the years of the text, and its year that was said last.
    era: Option<(&'static Era, i32)>,
}

/// A point with its context: first and last day or month, and how the year is known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolved {
    day: Day,
    fine: Fine,
    pub(crate) basis: Basis,
    /// What gave the year.
    pub(crate) cue: Cue,
    /// Later dates may refer to it.
    pub(crate) keep: bool,
    /// Its year is written, here or at the near end of the range.
    pub(crate) said: bool,
    era: Option<&'static Era>,
}

impl Antecedents {
    pub(crate) fn new(coverage: Option<i32>, in_force: Option<Day>, republic: bool) -> Self {
        let mut antecedents = Antecedents { coverage, republic, ..Antecedents::default() };
        if let Some(day) = in_force {
            antecedents.head(day);
        }
        antecedents
    }

    /// Puts a chronicle heading in force.
    pub(crate) fn head(&mut self, day: Day) {
        self.heading = Some(Day { day: None, ..day });
        self.year = day.year;
        self.month = day.month.map(|_| Day { day: None, ..day });
        self.day = day.day.map(|_| day);
    }

    /// Begins a section: its antecedents are gone, a chronicle's headings stay.
    pub(crate) fn begin_section(&mut self) {
        let heading = self.heading;
        let Antecedents { coverage, republic, .. } = *self;
        *self = Antecedents { coverage, republic, ..Antecedents::default() };
        if let Some(day) = heading {
            self.head(day);
        }
    }

    pub(crate) fn end_sentence(&mut self) {
        self.sentence = None;
    }

    /// Takes up a date that has been read.
    pub(crate) fn remember(&mut self, date: &Resolved, governs: bool, gloss: bool) {
        if !date.keep {
            return;
        }
        // 同月 and 中旬 in the year that the record covers say no other.
        if governs && date.day.year.is_some() && (date.said || date.day.year != self.coverage) {
            self.sentence = date.day.year;
        }
        if date.said {
            self.explicit = date.day.year;
            if !gloss {
                self.era = date.era.zip(date.day.year);
            }
        }
        self.remember_within(date);
    }

    /// The era that counts the years of the text, and its year that was said last.
    pub(crate) fn era(&self) -> Option<(&'static Era, i32)> {
        self.era
    }

    /// Takes up the parts of a date for the one that stands next to it.
    pub(crate) fn remember_within(&mut self, date: &Resolved) {
        if !date.keep {
            // 前年11月到去年3月: nothing is taken over but the year of this range.
            return;
        }
        let day = date.end();
        if day.year.is_some() {
            self.year = day.year;
        }
        if let Some(m) = day.month
            && m <= 12
            && !matches!(date.fine, Fine::Months(..) | Fine::Season(_))
        {
            self.month = Some(Day { day: None, ..day });
            if day.day.is_some() && date.day.day.is_some() {
                self.day = Some(day);
            }
        }
    }

    /// Takes up the near end of a range for its far end, which has its year, whatever gave that: 去年3—5月.
    pub(crate) fn begin_range(&mut self, date: &Resolved) {
        self.remember_within(&Resolved { keep: true, ..*date });
        self.sentence = date.day.year.or(self.sentence);
    }

    /// The year of a date that has none, in the order of docs/mentions.md.
    fn unsaid(&self) -> (Option<i32>, Basis, Cue) {
        let heading = self.heading.and_then(|h| h.year);
        match (self.sentence, heading, self.coverage, self.explicit) {
            (Some(year), ..) => (Some(year), Basis::Antecedent, Cue::Sentence),
            (None, Some(year), ..) => (Some(year), Basis::Antecedent, Cue::Heading),
            (None, None, Some(year), _) => (Some(year), Basis::CoverageYear, Cue::Coverage),
            (None, None, None, Some(year)) => (Some(year), Basis::Antecedent, Cue::Earlier),
            (None, None, None, None) => (None, Basis::Unresolved, Cue::Coverage),
        }
    }

    fn year(&self, point: &Point) -> Option<(Option<i32>, Basis, Cue)> {
        let covered =
            |more: i32| self.coverage.map(|year| (Some(year + more), Basis::CoverageYear, Cue::Coverage));
        Some(match point.year {
            YearOf::Said(year) => (Some(year), Basis::Explicit, point.cue),
            YearOf::Unsaid => self.unsaid(),
            YearOf::Coverage(more) => {
                covered(more).unwrap_or_else(|| match (self.heading.and_then(|h| h.year), self.explicit) {
                    (Some(year), _) => (Some(year + more), Basis::Antecedent, Cue::Heading),
                    (None, Some(year)) => (Some(year + more), Basis::Antecedent, Cue::Earlier),
                    (None, None) => (None, Basis::Unresolved, Cue::Coverage),
                })
            }
            YearOf::Sentence => match self.sentence {
                Some(year) => (Some(year), Basis::Antecedent, Cue::Sentence),
                None => covered(0).unwrap_or_else(|| self.unsaid()),
            },
            YearOf::Antecedent(more) => match self.year {
                Some(year) => (Some(year + more), Basis::Antecedent, Cue::Antecedent),
                None => covered(more)?,
            },
            YearOf::Same => (Some(self.year?), Basis::Antecedent, Cue::Antecedent),
        })
    }
}

/// The antecedent of 同月 and 同日, some years later for 去年同月.
fn later(day: Day, point: &Point) -> Day {
    match point.year {
        YearOf::Antecedent(more) => Day { year: day.year.map(|year| year + more), ..day },
        _ => day,
    }
}

/// Gives a point its year, month and day; a day that its month does not have leaves year and month; none where its antecedent is missing.
pub(crate) fn resolve(point: &Point, antecedents: &Antecedents) -> Option<Resolved> {
    let (mut basis, mut cue) = (Basis::Antecedent, Cue::Antecedent);
    let mut day = match (point.month, point.day) {
        (_, DayOf::Same) => later(antecedents.day?, point),
        (_, DayOf::Next) => antecedents.day?.later(1)?,
        (MonthOf::Same, _) => later(antecedents.month?, point),
        (MonthOf::Next, _) => {
            let month = antecedents.month?;
            match month.month? {
                12 => Day { year: month.year.map(|y| y + 1), month: Some(1), day: None },
                m => Day { month: Some(m + 1), ..month },
            }
        }
        (month, _) => {
            let year;
            (year, basis, cue) = antecedents.year(point)?;
            Day { year, month: if let MonthOf::Said(m) = month { Some(m) } else { None }, day: None }
        }
    };
    if let DayOf::Said(d) = point.day {
        day.day = Some(d);
        // 2013年2月29日
        if !day.exists() && matches!(point.month, MonthOf::Said(_)) {
            day.day = None;
        }
    }
    if day.year.is_none() && basis == Basis::Antecedent {
        basis = Basis::Unresolved;
    }
    let told = matches!(point.month, MonthOf::Same) && matches!(point.year, YearOf::Antecedent(_));
    let keep = !told
        && !matches!(point.year, YearOf::Coverage(n) if n != 0)
        && !(point.year == YearOf::Sentence && antecedents.year.is_some())
        && !matches!(point.fine, Fine::Decade(_) | Fine::Century(_) | Fine::Years(..));
    let said = matches!(point.year, YearOf::Said(_));
    Some(Resolved { day, fine: point.fine, basis, cue, keep, said, era: point.era })
}

impl Resolved {
    /// Whether the day exists.
    pub(crate) fn valid(&self) -> bool {
        self.day.exists() && self.day.year.is_none_or(|y| (-9999..=9999).contains(&y))
    }

    /// Whether later dates of the sentence take its year: it is written, or an anaphor with a month says it.
    pub(crate) fn governs(&self, point: &Point) -> bool {
        match point.year {
            YearOf::Said(_) => self.keep,
            YearOf::Antecedent(_) | YearOf::Same => point.month != MonthOf::Unsaid,
            _ => false,
        }
    }

    /// The far end of a range that begins with `head`; none where no reading ends after it begins. What takes
    /// its year or month from the near end is then in the next one: 12月20日至1月5日, 11月至2月.
    pub(crate) fn closing(self, point: &Point, head: &Resolved) -> Option<Resolved> {
        let follows = |far: &Resolved| match (head.earliest(), far.latest()) {
            (Some(begin), Some(end)) => begin <= end,
            _ => true,
        };
        if follows(&self) {
            return Some(self);
        }
        let day = match (point.year, point.month) {
            (YearOf::Unsaid, MonthOf::Same) => {
                let next = Day { day: Some(1), ..self.day }.month_end().later(1)?;
                Day { day: self.day.day, ..next }
            }
            (YearOf::Unsaid, _) => Day { year: self.day.year.map(|y| y + 1), ..self.day },
            _ => return None,
        };
        Some(Resolved { day, ..self }).filter(|far| far.valid() && follows(far))
    }

    /// The first year, month and day that are meant; none where the year is not known.
    fn earliest(&self) -> Option<(i32, u8, u8)> {
        let day = self.begin();
        Some(match self.fine {
            Fine::Decade(d) => (d * 10, 1, 1),
            Fine::Century(c) => (c * 100, 1, 1),
            Fine::Season(s) => (day.year?, (s - 20) * 3, 1),
            _ => (day.year?, day.month.unwrap_or(1), day.day.unwrap_or(1)),
        })
    }

    /// The last one.
    fn latest(&self) -> Option<(i32, u8, u8)> {
        let day = self.end();
        Some(match self.fine {
            Fine::Decade(d) => (d * 10 + 9, 12, 31),
            Fine::Century(c) => (c * 100 + 99, 12, 31),
            // Winter ends in the next year.
            Fine::Season(24) => (day.year? + 1, 2, 29),
            Fine::Season(s) => (day.year?, (s - 20) * 3 + 2, 31),
            _ => (day.year?, day.month.unwrap_or(12), day.day.unwrap_or(31)),
        })
    }

    fn begin(&self) -> Day {
        match self.fine {
            Fine::Months(a, _) => Day { month: Some(a), ..self.day },
            Fine::Season(s) => Day { month: Some(s), ..self.day },
            Fine::Tens(k, _) => Day { day: Some(u8::max(1, (k - 1) * 10 + 1)), ..self.day },
            Fine::Start if self.day.month.is_none() => Day { month: Some(1), ..self.day },
            Fine::End if self.day.month.is_none() => Day { month: Some(12), ..self.day },
            Fine::Years(a, _) => Day { year: Some(a), ..self.day },
            _ => self.day,
        }
    }

    fn end(&self) -> Day {
        match self.fine {
            Fine::Months(_, b) => Day { month: Some(b), ..self.day },
            Fine::Tens(_, k) if k < 3 => Day { day: Some(k * 10), ..self.day },
            Fine::Tens(..) => self.day.month_end(),
            Fine::Years(_, b) => Day { year: Some(b), ..self.day },
            _ => self.begin(),
        }
    }

    /// Prints the point, or the range to `tail`.
    pub(crate) fn print(&self, tail: Option<&Resolved>, mark: &str, text: &mut String) {
        if tail.is_none() && self.fine == Fine::None {
            print(self.day, text);
            text.push_str(mark);
            return;
        }
        let (first, last) = (self.begin(), tail.unwrap_or(self).end());
        match tail {
            Some(_) if first == last => print(first, text),
            _ => self.print_first(text),
        }
        text.push_str(mark);
        if first != last && (tail.is_some() || !self.is_coarse()) {
            text.push('/');
            tail.unwrap_or(self).print_last(text);
            text.push_str(mark);
        }
    }

    /// Prints the first day, month or year, or what has but one text.
    pub(crate) fn print_first(&self, text: &mut String) {
        self.print_end(self.begin(), text);
    }

    /// Prints the last one.
    pub(crate) fn print_last(&self, text: &mut String) {
        self.print_end(self.end(), text);
    }

    fn print_end(&self, day: Day, text: &mut String) {
        match self.fine {
            Fine::Decade(d) => text.push_str(&format!("{d:03}X")),
            // The third century before Christ is -02XX.
            Fine::Century(c) if c < 0 => text.push_str(&format!("-{:02}XX", -c - 1)),
            Fine::Century(c) => text.push_str(&format!("{c:02}XX")),
            _ => print(day, text),
        }
    }

    /// Decades and centuries have one text.
    fn is_coarse(&self) -> bool {
        matches!(self.fine, Fine::Decade(_) | Fine::Century(_))
    }

    /// A limit at the end of a year, a month or a quarter is its last day: 截至年底.
    pub(crate) fn limit(&self) -> Option<Day> {
        (self.fine == Fine::End).then(|| self.begin().month_end())
    }
}

/// Prints a day behind a text.
pub(crate) fn print(day: Day, text: &mut String) {
    // Writing to a text never fails.
    let _ = day.print(text);
}

#[cfg(test)]
mod tests {
    use crate::mention::{Context, find_mentions};

    #[test]
    fn a_range_never_ends_before_it_begins() {
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        for (text, values) in [
            ("11月至2月", vec!["2013-11/2014-02"]),
            ("12月20日至1月5日", vec!["2013-12-20/2014-01-05"]),
            ("12月28日至3日", vec!["2013-12-28/2014-01-03"]),
            ("去年11月至2月", vec!["2012-11/2013-02"]),
            ("2013年底至一季度", vec!["2013-12/2014-03"]),
            ("冬季至春季", vec!["2013-24/2014-21"]),
            // No year is left open here, so these are two dates.
            ("全年至上年", vec!["2013", "2012"]),
            ("90年代至80年代", vec!["199X", "198X"]),
            ("2013年至2010年", vec!["2013", "2010"]),
            ("一世纪十年代", vec!["001X"]),
        ] {
            let found = find_mentions(text, &context);
            assert_eq!(found.iter().map(|m| m.value.as_str()).collect::<Vec<_>>(), values, "{text}");
        }
    }
}
