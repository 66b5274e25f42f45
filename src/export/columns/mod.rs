//! Defines the columns of the flat tables, once for every format that has columns: a table a file, a row a
//! column. Columns are only ever added at the end: what reads them by name or by place goes on working.
//!
//! What a row is made of is taken apart field by field, so that a new field of the record does not compile
//! before somebody has said what becomes of it here. What a column means is said in `data/columns.toml`.

mod blocks;
mod cells;
mod checks;
mod mentions;
mod observations;
mod pages;
mod sections;

use std::borrow::Cow;

use super::read::place;
use super::{rows, stated};
use crate::record::Record;

pub use blocks::{BLOCKS, block};
pub use cells::{CELLS, cell};
pub use checks::{CHECKS, CheckRow, check};
pub use mentions::{MENTIONS, mention};
pub use observations::{OBSERVATIONS, observation};
pub use pages::{PAGES, page};
pub use sections::{SECTIONS, section};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// One of few words, worth a dictionary.
    Word,
    /// A whole number.
    Int,
    /// A decimal, exact.
    Decimal,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// Yes or no.
    Flag,
}

/// What stands in a row under a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// Nothing is known, or the column does not apply.
    Null,
    /// For [`Holds::Text`], [`Holds::Word`], [`Holds::Decimal`] and [`Holds::Day`].
    Text(Cow<'r, str>),
    /// For [`Holds::Int`].
    Int(i64),
    /// For [`Holds::Flag`].
    Flag(bool),
}

/// A column: its name and what it holds.
pub type Column = (&'static str, Holds);

/// Declares a flat table: its columns, and the cells of a row of it. First come the steps that take the row
/// apart, then a line a column: its name, what it holds and how to get it.
macro_rules! flat {
    (
        $(#[$columns_doc:meta])* $columns:ident;
        $(#[$cells_doc:meta])* $cells:ident($row:ident: $type:ty) { $($apart:tt)* }
        $($name:literal $holds:ident = $cell:expr;)+
    ) => {
        $(#[$columns_doc])*
        pub const $columns: &[$crate::export::columns::Column] =
            &[$(($name, $crate::export::columns::Holds::$holds)),+];
        $(#[$cells_doc])*
        pub fn $cells<'r>($row: $type) -> Vec<$crate::export::columns::Cell<'r>> {
            $($apart)*
            vec![$($crate::export::columns::Cell::from($cell)),+]
        }
    };
}
use flat;

/// Hands each row that a record gives to a function.
pub type RowsOf = fn(&Record, &mut dyn FnMut(&[Cell<'_>]));

/// A flat table: its columns, how its rows are told apart, and how they are had from a record.
#[derive(Clone, Copy)]
pub struct Flat {
    /// Its name, which is that of its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart within a record.
    pub key: &'static [&'static str],
    /// The table in which its row belongs to a row, by the key of that table.
    pub within: Option<&'static str>,
    /// Hands each row that a record gives to the second.
    pub rows: RowsOf,
}

impl Flat {
    /// The name of its CSV file.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// Hands each row that a record gives to `take`, until one fails.
    pub fn each<E>(
        &self,
        record: &Record,
        mut take: impl FnMut(&[Cell<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut done = Ok(());
        (self.rows)(record, &mut |cells| {
            if done.is_ok() {
                done = take(cells);
            }
        });
        done
    }
}

/// The flat tables, each after the one that it is within. A table that is added here has its CSV file with its
/// legend, its resource in a data package and its Parquet file; `export/sqlite.rs` and `export/xlsx` name theirs.
pub const FLAT: [Flat; 7] = [
    Flat { name: "pages", columns: PAGES, key: &[], within: None, rows: |record, take| take(&page(record)) },
    Flat {
        name: "sections",
        columns: SECTIONS,
        key: &["section"],
        within: Some("pages"),
        rows: |record, take| rows::sections(record).for_each(|row| take(&section(&row))),
    },
    Flat {
        name: "blocks",
        columns: BLOCKS,
        key: &["section", "block"],
        within: Some("sections"),
        rows: |record, take| rows::each_block(record, |row| take(&block(&row))),
    },
    Flat {
        name: "mentions",
        columns: MENTIONS,
        key: &["section", "block", "mention"],
        within: Some("blocks"),
        rows: |record, take| rows::each_mention(record, |row| take(&mention(&row))),
    },
    Flat {
        name: "tables",
        columns: CELLS,
        key: &["section", "block", "row", "column"],
        within: Some("blocks"),
        rows: |record, take| rows::each_cell(record, |row| take(&cell(&row))),
    },
    Flat {
        name: "observations",
        columns: OBSERVATIONS,
        key: &["table", "row", "column"],
        within: Some("blocks"),
        rows: |record, take| {
            rows::each_observation(record, |row| take(&observation(&row)));
            stated::each_stated(record, |row| take(&observation(&row)));
        },
    },
    Flat {
        name: "checks",
        columns: CHECKS,
        key: &["check"],
        within: Some("blocks"),
        rows: |record, take| {
            crate::check::findings(record)
                .iter()
                .for_each(|finding| take(&check(&CheckRow { record, finding })))
        },
    },
];

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'r> From<&'r String> for Cell<'r> {
    fn from(text: &'r String) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl<'r> From<&'r Cow<'static, str>> for Cell<'r> {
    fn from(text: &'r Cow<'static, str>) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<bool> for Cell<'_> {
    fn from(flag: bool) -> Self {
        Cell::Flag(flag)
    }
}

macro_rules! whole_numbers {
    ($($number:ty)+) => { $(
        impl From<$number> for Cell<'_> {
            fn from(number: $number) -> Self {
                Cell::Int(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
        impl From<&$number> for Cell<'_> {
            fn from(number: &$number) -> Self {
                Cell::from(*number)
            }
        }
    )+ };
}
whole_numbers!(u16 u32 u64 i32 usize);

impl<'r, T: Into<Cell<'r>>> From<Option<T>> for Cell<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

macro_rules! absent_or {
    ($($value:ty)+) => { $(
        impl<'r> From<&'r Option<$value>> for Cell<'r> {
            fn from(value: &'r Option<$value>) -> Self {
                value.as_ref().map_or(Cell::Null, Cell::from)
            }
        }
    )+ };
}
absent_or!(String Cow<'static, str> u16);

/// A list as a JSON array; an empty one is nothing.
fn list<'r, T: serde::Serialize>(items: &[T]) -> Cell<'r> {
    if items.is_empty() {
        return Cell::Null;
    }
    serde_json::to_string(items).ok().into()
}

/// A value as JSON.
fn json<'r>(value: &impl serde::Serialize) -> Cell<'r> {
    serde_json::to_string(value).ok().into()
}

/// A number where it is a decimal: a fraction is none.
fn decimal(text: &str) -> Cell<'_> {
    if super::sortable::key(text).is_some() { text.into() } else { Cell::Null }
}

fn year(record: &Record) -> Cell<'_> {
    record.coverage.as_ref().map(|c| c.year).into()
}

/// A name for the place of a record, for people: its path or its URI.
pub fn place_cell(record: &Record) -> Cell<'_> {
    let place = place(record);
    if place.is_empty() { Cell::Null } else { place.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::columns::legends;

    #[test]
    fn every_column_has_its_legend_and_every_legend_its_column() {
        let mut all: Vec<(&str, Vec<&str>)> =
            FLAT.iter().map(|flat| (flat.name, flat.columns.iter().map(|c| c.0).collect())).collect();
        all.push(("metadata", crate::export::dc::columns().collect()));
        all.push(("texts", crate::export::tei::INDEX.to_vec()));
        for (table, columns) in &all {
            assert!(legends().table(table).is_some(), "columns.toml says nothing of the table {table}");
            for column in columns {
                assert!(
                    legends().column(table, column).is_some(),
                    "columns.toml says nothing of {table}.{column}"
                );
            }
        }
        for (table, column) in legends().rows() {
            let stands = |(name, columns): &&(&str, Vec<&str>)| {
                (table.is_empty() || *name == table) && columns.contains(&column)
            };
            assert!(
                all.iter().any(|t| stands(&t)),
                "columns.toml says what {table}.{column} is, and there is none"
            );
        }
    }
}
