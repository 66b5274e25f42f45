//! Finds dates, counts, amounts of money and their kin in running text and normalises each.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
}

/// What is known before the text begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The year that the record reports on.
    pub coverage_year: Option<i32>,
    /// ISO 4217 code of a bare 元; CNY where absent.
    pub currency: Option<Cow<'static, str>>,
    /// EDTF date in force when the text begins: a chronicle's heading, the item before.
    pub in_force: Option<String>,
}

/// The running state of one record: dates of earlier texts govern later ones, section by section.
#[derive(Debug, Clone)]
pub struct Reading {}

impl Reading {
    /// Begins a record, or a text that stands alone.
    pub fn new(_context: &Context) -> Self {
        Reading {}
    }

    /// Begins a section: forgets the antecedents of the one before (a chronicle's headings stay in
    /// force) and finds the mentions of its heading. Offsets count in `heading`.
    pub fn section(&mut self, _heading: Option<&str>) -> Vec<Mention> {
        Vec::new()
    }

    /// Finds the mentions of the section's next text. Offsets count in `text`.
    pub fn find(&mut self, _text: &str) -> Vec<Mention> {
        Vec::new()
    }
}

/// Finds the mentions of one text.
pub fn find_mentions(text: &str, context: &Context) -> Vec<Mention> {
    Reading::new(context).find(text)
}
