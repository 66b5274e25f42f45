//! Reads conditions on values, `>=1亿` or `1000..2000人次`, with the same reader that finds values in
//! text, and puts them to the database.
//!
//! A stated value is an interval: 400多户 lies above 400, 近万人 below 10,000, 2~3次 between 2 and 3;
//! what is *about* a number is taken at that number. A mention meets a condition when the whole
//! interval does: 400多户 meets `>=400` and `>400`, not `>=500` and no `<=`. With `possible` those
//! count too whose interval meets the condition in part.

use rusqlite::types::Value;

use super::SearchError;
use crate::export::fold::fold;
use crate::export::{days, rows, sortable};
use crate::mention::{Change, Context, Kind, find_mentions};

/// A condition that some mention must meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// The type of mention; None: any that states a quantity.
    kind: Option<Kind>,
    /// Its unit; None: any.
    unit: Option<String>,
    /// What it must state.
    test: Test,
    /// Words that what it measures must have, folded.
    of: Option<String>,
    /// The direction that it must say.
    change: Option<Change>,
    /// The year that it must be stated for.
    year: Option<i32>,
}

/// Which values of a section are of a year, in SQL.
pub(super) struct OfYear {
    pub(super) mentions: String,
    pub(super) cells: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// Anything.
    Stated,
    /// A number, compared by its key.
    AtLeast(String),
    MoreThan(String),
    AtMost(String),
    LessThan(String),
    Between(String, String),
    /// First and last day.
    Days(String, String),
}

/// The types of condition on the command line.
pub type ConditionKind = Kind;

impl Condition {
    /// Any mention of a type.
    pub fn stated(kind: Kind) -> Condition {
        Condition { kind: Some(kind), unit: None, test: Test::Stated, of: None, change: None, year: None }
    }

    /// Any number: a count, an amount of money, a measure or a ratio.
    pub fn any_number() -> Condition {
        Condition { kind: None, unit: None, test: Test::Stated, of: None, change: None, year: None }
    }

    /// The same, of a number that measures what the words name: 妇女之家, of 593个.
    pub fn of(self, words: &str) -> Condition {
        Condition { of: Some(fold(words.trim())), ..self }
    }

    /// The same, of a number that is a change in this direction.
    pub fn changed(self, change: Change) -> Condition {
        Condition { change: Some(change), ..self }
    }

    /// The same, of a number that is stated for a year: by the date that governs it or that of its cell, or by the
    /// year that its page reports on. Where neither is known, it is enough that its section names the year.
    pub fn in_year(self, year: i32) -> Condition {
        Condition { year: Some(year), ..self }
    }

    /// The year that it is limited to.
    pub(super) fn year(&self) -> Option<i32> {
        self.year
    }

    /// Whether it is a condition on dates.
    pub fn is_of_dates(&self) -> bool {
        self.kind == Some(Kind::Date)
    }

    /// The year, where it asks for dates that lie in one.
    pub fn whole_year(&self) -> Option<i32> {
        let Test::Days(from, to) = &self.test else { return None };
        let year = from.strip_suffix("-01-01")?;
        (to.strip_suffix("-12-31") == Some(year)).then(|| year.parse().ok()).flatten()
    }

    /// The values of a section that are of the year, where it is limited to one; `coverage` is that of the page.
    pub(super) fn of_year(&self, coverage: Option<i32>) -> Option<OfYear> {
        let year = self.year?;
        let days = format!("day_from BETWEEN '{year:04}-01-01' AND '{year:04}-12-31'");
        let stated = format!(
            "EXISTS (SELECT 1 FROM observations o WHERE o.mention_id = mentions.mention AND o.{days})"
        );
        let named = format!(
            "EXISTS (SELECT 1 FROM mentions d WHERE d.section = ?1 AND d.type = 'date' AND d.{days})"
        );
        let undated = "NOT EXISTS (SELECT 1 FROM observations o
                                   WHERE o.mention_id = mentions.mention AND o.day_from IS NOT NULL)";
        Some(match coverage {
            Some(coverage) if coverage == year => OfYear {
                mentions: "1".to_owned(),
                cells: format!("({days} OR day_from IS NULL OR date_from = 'coverage_year')"),
            },
            Some(_) => OfYear { mentions: stated, cells: days },
            None => OfYear {
                mentions: format!("({stated} OR ({undated} AND {named}))"),
                cells: format!("({days} OR (day_from IS NULL AND {named}))"),
            },
        })
    }

    /// Whether it is a condition on a quantity.
    pub fn is_of_numbers(&self) -> bool {
        matches!(self.kind, None | Some(Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio))
    }

    /// Reads a condition on numbers: an operator (`>=`, `>`, `<=`, `<`, `=`, none for `=`) and a
    /// value as text states it (`1亿`, `1000人次`, `5000万美元`), or two values with `..` between.
    /// A value of money without its currency is in CNY; a count without its unit is of any.
    pub fn number(kind: Kind, text: &str) -> Result<Condition, SearchError> {
        let text = text.trim();
        if let Some((low, high)) = text.split_once("..") {
            let (high, low) = (Amount::read(kind, high)?, Amount::read(kind, low)?);
            let unit = high.unit.or(low.unit);
            let test = Test::Between(low.low, high.high);
            return Ok(Condition { kind: Some(kind), unit, test, of: None, change: None, year: None });
        }
        let signs = [(">=", 2), ("≥", 2), ("<=", 3), ("≤", 3), (">", 0), ("<", 1), ("=", 4), ("", 4)];
        let (sign, rest) = signs
            .into_iter()
            .find_map(|(sign, operator)| text.strip_prefix(sign).map(|rest| (operator, rest)))
            .unwrap_or((4, text));
        let amount = Amount::read(kind, rest)?;
        let test = match sign {
            0 => Test::MoreThan(amount.high),
            1 => Test::LessThan(amount.low),
            2 => Test::AtLeast(amount.low),
            3 => Test::AtMost(amount.high),
            _ => Test::Between(amount.low, amount.high),
        };
        Ok(Condition { kind: Some(kind), unit: amount.unit, test, of: None, change: None, year: None })
    }

    /// Reads a date (EDTF, or as text states it): dates that lie in it.
    pub fn date(text: &str) -> Result<Condition, SearchError> {
        let stated = || {
            let found = find_mentions(text.trim(), &Context::default());
            found.into_iter().find(|m| m.kind == Kind::Date).map(|m| days::bounds(&m.value))
        };
        let bounds = match days::bounds(text.trim()) {
            (None, None) => stated().unwrap_or_default(),
            bounds => bounds,
        };
        match bounds {
            (None, None) => {
                Err(SearchError(format!("expected a date such as 2013-03 or 2013年3月, found {text:?}")))
            }
            (from, to) => {
                let (from, to) = (from.unwrap_or_else(|| "0000".into()), to.unwrap_or_else(|| "9999".into()));
                let test = Test::Days(from, to);
                Ok(Condition { kind: Some(Kind::Date), unit: None, test, of: None, change: None, year: None })
            }
        }
    }

    /// The end of the values that they are ordered by, and that an index of both tables has: the high one where they
    /// are held against a highest value.
    #[cfg(feature = "site")]
    pub(super) fn end(&self) -> &'static str {
        if matches!(self.test, Test::AtMost(_) | Test::LessThan(_)) { "high" } else { "low" }
    }

    /// The condition on a row of `mentions` in SQL: first that the row surely meets it, then that it
    /// may. Values go to `values`, numbered from there on.
    pub(super) fn sql(&self, values: &mut Vec<Value>) -> (String, String) {
        let mut bind = |text: &str| {
            values.push(Value::Text(text.to_owned()));
            format!("?{}", values.len())
        };
        let mut shape = match self.kind {
            Some(kind) => format!("type = {}", bind(kind.name())),
            None => "type IN ('count', 'money', 'measure', 'ratio')".to_owned(),
        };
        if let Some(of) = &self.of {
            shape.push_str(&format!(" AND instr(measured_folded, {}) > 0", bind(of)));
        }
        if let Some(change) = self.change {
            shape.push_str(&format!(" AND change = {}", bind(rows::change_name(change))));
        }
        if let Some(unit) = &self.unit {
            shape.push_str(&format!(" AND unit = {}", bind(unit)));
        }
        // Each part of an OR has an index of its own.
        let (above, below) = ("high IS NULL AND low IS NOT NULL", "low IS NULL AND high IS NOT NULL");
        let (sure, may) = match &self.test {
            Test::Stated => ("1".to_owned(), "1".to_owned()),
            Test::AtLeast(x) => {
                let x = bind(x);
                (format!("low >= {x}"), format!("(({}) OR ({above}))", not_below(&x)))
            }
            Test::MoreThan(x) => {
                let x = bind(x);
                (format!("low >= {x} AND (low > {x} OR low_open)"), format!("(high > {x} OR ({above}))"))
            }
            Test::AtMost(x) => {
                let x = bind(x);
                (format!("high <= {x}"), format!("(({}) OR ({below}))", not_above(&x)))
            }
            Test::LessThan(x) => {
                let x = bind(x);
                (format!("high <= {x} AND (high < {x} OR high_open)"), format!("(low < {x} OR ({below}))"))
            }
            Test::Between(low, high) => {
                let (low, high) = (bind(low), bind(high));
                (
                    format!("low >= {low} AND low <= {high} AND high <= {high}"),
                    format!(
                        "(({} AND {}) OR ({above} AND {}) OR ({below} AND {}))",
                        not_below(&low),
                        not_above(&high),
                        not_above(&high),
                        not_below(&low)
                    ),
                )
            }
            Test::Days(from, to) => {
                let (from, to) = (bind(from), bind(to));
                (
                    format!("day_from >= {from} AND day_from <= {to} AND day_to <= {to}"),
                    format!(
                        "(day_from IS NOT NULL OR day_to IS NOT NULL) AND coalesce(day_from, '0000') <= {to}
                         AND coalesce(day_to, '9999') >= {from}"
                    ),
                )
            }
        };
        (format!("({shape} AND {sure})"), format!("({shape} AND {may})"))
    }
}

fn not_below(x: &str) -> String {
    format!("high >= {x} AND (high > {x} OR NOT high_open)")
}

fn not_above(x: &str) -> String {
    format!("low <= {x} AND (low < {x} OR NOT low_open)")
}

/// The keys of a value that was asked for: its low and its high end.
struct Amount {
    low: String,
    high: String,
    unit: Option<String>,
}

impl Amount {
    fn read(kind: Kind, text: &str) -> Result<Amount, SearchError> {
        let text = text.trim();
        let plain = text.replace(',', "");
        if let Some(key) = sortable::key(&plain) {
            let unit = (kind == Kind::Money).then(|| "CNY".to_owned());
            return Ok(Amount { low: key.clone(), high: key, unit });
        }
        // A bare number is no mention: give it the unit that its type has where none is written.
        let with = match kind {
            Kind::Money => "元",
            Kind::Count => "个",
            Kind::Ratio => "%",
            Kind::Age => "岁",
            _ => "",
        };
        let whole = |text: &str| {
            let length = text.chars().count();
            let mut found = find_mentions(text, &Context::default()).into_iter();
            found.find(|m| m.kind == kind && m.start == 0 && m.end == length)
        };
        let completed = format!("{text}{with}");
        let (mention, bare) = match whole(text) {
            Some(m) => (Some(m), false),
            None => (whole(&completed), true),
        };
        let keys = mention.as_ref().and_then(|m| {
            let low = sortable::key(&m.value)?;
            let high = m.max.as_deref().map_or_else(|| Some(low.clone()), sortable::key)?;
            Some((low, high))
        });
        let Some((mention, (low, high))) = mention.zip(keys) else {
            let name = kind.name();
            return Err(SearchError(format!(
                "expected a value of type {name}, such as {}, found {text:?}",
                example(kind)
            )));
        };
        let any_unit = bare && kind == Kind::Count;
        let unit = mention.unit.filter(|_| !any_unit).map(|u| u.into_owned());
        Ok(Amount { low, high, unit })
    }
}

fn example(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "'>=1亿' or '100万..500万美元'",
        Kind::Count => "'>1000人次' or '>=400'",
        Kind::Ratio => "'>50%'",
        Kind::Measure => "'>=1万亩'",
        Kind::Age => "'>=60周岁'",
        Kind::Ordinal => "'3'",
        Kind::Date | Kind::Duration => "a number",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_numbers_are_read_without_a_unit() {
        let key = |n: &str| sortable::key(n).unwrap_or_default();
        let money = |text: &str| Condition::number(Kind::Money, text).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(money(">=1,000").test, Test::AtLeast(key("1000")));
        assert_eq!(money("> 1000").test, Test::MoreThan(key("1000")));
        assert_eq!(money("≤5.5").test, Test::AtMost(key("5.5")));
        assert_eq!(money("1..2").test, Test::Between(key("1"), key("2")));
        assert_eq!(money("=7").test, Test::Between(key("7"), key("7")));
        assert_eq!(money("7").unit.as_deref(), Some("CNY"));
        assert!(Condition::number(Kind::Money, ">=much").is_err());
        assert!(Condition::date("whenever").is_err());
    }

    #[test]
    fn values_are_read_as_text_states_them() {
        let key = |n: &str| sortable::key(n).unwrap_or_default();
        let cases = [
            (Kind::Money, ">=1亿", Test::AtLeast(key("100000000")), Some("CNY")),
            (Kind::Money, ">=1亿元", Test::AtLeast(key("100000000")), Some("CNY")),
            (Kind::Money, "<5000万美元", Test::LessThan(key("50000000")), Some("USD")),
            (Kind::Money, "100万..2亿", Test::Between(key("1000000"), key("200000000")), Some("CNY")),
            (Kind::Count, ">1000人次", Test::MoreThan(key("1000")), Some("人次")),
            (Kind::Count, ">=1.5万", Test::AtLeast(key("15000")), None),
            (Kind::Count, "三千户", Test::Between(key("3000"), key("3000")), Some("户")),
            (Kind::Ratio, ">50%", Test::MoreThan(key("50")), Some("percent")),
            (Kind::Measure, ">=1万亩", Test::AtLeast(key("10000")), Some("[mu_cn]")),
        ];
        for (kind, text, test, unit) in cases {
            let found = Condition::number(kind, text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!((found.test, found.unit.as_deref()), (test, unit), "{text}");
        }
        let date = Condition::date("2013年3月").unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(date.test, Test::Days("2013-03-01".into(), "2013-03-31".into()));
    }
}
