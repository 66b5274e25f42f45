//! Reads a table: what each column and row is about, and each number with its unit and its date. The cells
//! as written go in, and what was read from them comes out; the cells stay as they are.
//!
//! [`read`] walks through the files of this folder in one direction: what each cell says (`number`), which rows are
//! heads (`head`), what each column holds (`role`), what each row is about (`label`), what the lines below explain
//! (`note`), and then each value (`values`) with its unit (`measure`) and its date (`date`). `sum` holds totals against their
//! parts.

mod date;
mod grid;
mod head;
mod label;
pub mod layout;
mod measure;
mod name;
mod note;
pub mod number;
mod read;
mod role;
mod sum;
mod unit;
mod values;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mention::Bound;

pub(crate) use date::is_time;
pub(crate) use name::{is_subtotal, is_sum, is_total};
pub use read::{Carried, Reading, Sheet, read};
pub(crate) use sum::adds_up;
pub(crate) use unit::is_bracketed;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ColumnRole")]
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

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// What it holds.
    pub role: Role,
    /// Its head cells from the top down, without units, marks and blanks between Han characters.
    pub path: Vec<String>,
    /// The unit of its values, where all have this one: ISO 4217, UCUM, kind of ratio, `index`, or the classifier
    /// in its Simplified form; absent where the tables of units do not know it: the values are then not scaled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
    /// That unit as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_surface: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_from: Option<UnitFrom>,
    /// What it is had by: 元/人 → 人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// The base of an index, EDTF, where all values have this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// The date of its values, EDTF, where all have this one.
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
    /// Where tables stand side by side: the first column of labels that it is read from; 0 in a single table.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub column: u32,
    /// Its label below the labels that govern it.
    pub path: Vec<String>,
    /// Footnote marks in its label.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
    /// The code of the place that its label names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_code: Option<String>,
}

/// What a cell of a value column says. Unit, base and date stand here where the column does not state one for all.
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
    /// Its unit, as that of a column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
    /// That unit as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_surface: Option<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_from: Option<UnitFrom>,
    /// What it is had by: 元/人 → 人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// The base of an index, EDTF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
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

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A note below a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Footnote {
    /// The mark that points to it.
    pub mark: String,
    /// Its text.
    pub text: String,
}
