//! Reads a table: what each column and row is about, and each number with its unit and its date. The cells
//! as written go in, and what was read from them comes out; the cells stay as they are.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mention::Bound;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Names of what the row is about.
    Label,
    /// A running number.
    Index,
    /// The unit of the row.
    Unit,
    /// Numbers.
    Value,
    /// Other words.
    Text,
}

/// Where the unit of a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnitFrom {
    /// In the cell.
    Cell,
    /// In the row's column of units.
    UnitColumn,
    /// In the row's label.
    Row,
    /// In the column's head.
    Column,
    /// In 单位:….
    UnitNote,
    /// In what the row or column is a part of.
    Whole,
}

/// Where the date of a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DateFrom {
    /// In the cell.
    Cell,
    /// In the row's label.
    Row,
    /// In the column's head.
    Column,
    /// In the caption.
    Caption,
    /// The year that the record reports on.
    CoverageYear,
}

/// What was guessed or could not be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// How many rows are heads was guessed.
    HeadGuessed,
    /// No unit is stated.
    UnitNone,
    /// Several units are stated, and which one holds cannot be told.
    UnitUnclear,
    /// The date is that of the record.
    DateCoverage,
    /// Two panels side by side were read one below the other.
    HalvesFolded,
    /// 其中 without a sign of where the parts end.
    HierarchyFlat,
}

/// A unit as read: `unit` and `per` normalised, `surface` as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// ISO 4217, UCUM, kind of ratio, `index`, or the classifier in its Simplified form; absent where the table
    /// of units does not know it: the value is then not scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
    /// As written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_surface: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_from: Option<UnitFrom>,
    /// 元/人 → 人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// The base of an index, EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it holds.
    pub role: Role,
    /// Its head cells from the top down.
    pub path: Vec<String>,
    /// The unit of its values, where all have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// The date of its values, EDTF, where all have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where that date stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_from: Option<DateFrom>,
    /// Footnote marks in its head.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

/// What a row is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The row.
    pub row: u32,
    /// Its label below the labels that govern it.
    pub path: Vec<String>,
    /// Footnote marks in its label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The code of the place that its label names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_code: Option<String>,
}

/// What a cell of a value column says. Unit and date stand here where they are not those of the column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The row.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// The number in its unit: a decimal, or `1/3`; absent where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The high end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// How the number limits the true value; absent where it is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// Its date, EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Where the date stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_from: Option<DateFrom>,
    /// The mark that stands for a missing number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
    /// What a note says of that mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing_note: Option<String>,
    /// Footnote marks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// What was guessed or could not be told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<Doubt>,
}

/// A note below a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The mark that points to it.
    pub mark: String,
    /// Its text.
    pub text: String,
}
