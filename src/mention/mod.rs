//! Finds dates, counts, amounts of money and their kin in running text and normalises each.
//!
//! [`find_mentions`] reads one text; a [`Reading`] reads the texts of a record one after another, so that
//! 同年 and 12日 find the date that they refer to. What comes out is a [`Mention`]: type, place, surface
//! and one normalised value. Values are never corrected, reconciled or de-duplicated.

pub(crate) mod arbitrate;
pub(crate) mod bound;
pub(crate) mod class;
pub(crate) mod classifier;
pub(crate) mod count;
pub(crate) mod cursor;
pub(crate) mod date;
pub(crate) mod duration;
#[cfg(test)]
mod examples;
pub(crate) mod exclude;
mod explain;
pub(crate) mod fact;
pub(crate) mod folded;
pub(crate) mod found;
pub(crate) mod guard;
pub(crate) mod hit;
#[cfg(test)]
mod kinds;
pub(crate) mod length;
pub(crate) mod measure;
pub(crate) mod money;
mod noted;
pub mod number;
pub(crate) mod ordinal;
pub(crate) mod parts;
pub(crate) mod per;
pub(crate) mod quantity;
pub(crate) mod ratio;
mod reading;
pub(crate) mod scan;
pub(crate) mod second_number;
#[cfg(test)]
mod settled;
#[cfg(test)]
mod shortened;
#[cfg(test)]
mod typography;
pub(crate) mod unit;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use explain::Why;
pub use parts::{Part, Parts};
pub use reading::{Reading, find_mentions};

/// What a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Kind {
    Date,
    Count,
    Money,
    Ratio,
    Measure,
    Duration,
    Age,
    Ordinal,
}

impl Kind {
    /// Every kind, in the order of `docs/mentions.md`.
    pub const ALL: [Kind; 8] = [
        Kind::Date,
        Kind::Count,
        Kind::Money,
        Kind::Ratio,
        Kind::Measure,
        Kind::Duration,
        Kind::Age,
        Kind::Ordinal,
    ];

    /// Its name in records, tables and on the command line.
    ///
    /// ```
    /// use nianjian::mention::Kind;
    /// assert_eq!(Kind::ALL.map(Kind::name)[..3], ["date", "count", "money"]);
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Count => "count",
            Kind::Money => "money",
            Kind::Ratio => "ratio",
            Kind::Measure => "measure",
            Kind::Duration => "duration",
            Kind::Age => "age",
            Kind::Ordinal => "ordinal",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Which of two readings of equal length wins: that of the lower number.
    pub(crate) const fn precedence(self) -> u8 {
        match self {
            Kind::Date => 0,
            Kind::Count => 1,
            Kind::Money => 2,
            Kind::Ratio => 3,
            Kind::Measure => 4,
            Kind::Duration => 5,
            Kind::Age => 6,
            Kind::Ordinal => 7,
        }
    }

    /// Whether its value is a decimal that states how many or how much: neither a date, a length of time nor a rank.
    pub const fn states_number(self) -> bool {
        match self {
            Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure | Kind::Age => true,
            Kind::Date | Kind::Duration | Kind::Ordinal => false,
        }
    }
}

/// How a number limits the true value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Bound {
    Exact,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
    About,
}

/// How the year of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Its digits stand in the span.
    Explicit,
    /// From an earlier date.
    Antecedent,
    /// From what the book covers.
    CoverageYear,
    /// Not known: `XXXX-01-17`.
    Unresolved,
}

/// How a date limits what it dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Relation {
    AsOf,
    Since,
    Before,
    During,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum PartOfDay {
    BeforeDawn,
    EarlyMorning,
    Morning,
    Noon,
    Afternoon,
    Dusk,
    Evening,
    Night,
}

/// Whether a number is a change of a level, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// 增长8%.
    Up,
    /// 下降0.4个百分点.
    Down,
}

/// Words of the text that a mention stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Where they start, in Unicode scalar values.
    pub start: usize,
    /// Where they end, exclusive.
    pub end: usize,
    /// The words: exactly `text[start..end]`.
    pub text: String,
}

/// A stretch of running text with one normalised value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Where it starts, in Unicode scalar values.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The surface: exactly `text[start..end]`.
    pub text: String,
    /// The normalised value: EDTF, ISO 8601 duration or a decimal.
    pub value: String,
    /// The high end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// How the number limits the true value; absent for dates and ordinals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Classifier, ISO 4217 or UCUM code, or the kind of ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
    /// The word that a distributive governs: 每家5000元 → 家.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// How the year of a date is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How a date limits what it dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// The part of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_day: Option<PartOfDay>,
    /// The clock time: `09:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// What is counted or measured: 400多户|贫困妇女.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Box<Phrase>>,
    /// The direction, where the number is a change and no level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What a change or share is held against: 比|上年|增长8%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Box<Phrase>>,
}

/// What is known before the text begins. The default knows nothing: 1月17日 is then `XXXX-01-17`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The year that the record reports on, one of
    /// [`COVERAGE_YEARS`](crate::data::COVERAGE_YEARS); another is not followed.
    pub coverage_year: Option<i32>,
    /// ISO 4217 code of a bare 元; CNY where absent.
    pub currency: Option<Cow<'static, str>>,
    /// EDTF date in force when the text begins: a chronicle's heading, the item before. Only a year, a month
    /// or a day counts.
    pub in_force: Option<String>,
}
