//! Finds words and values in records, and lines up one indicator over volumes.
//!
//! The index is the SQLite view of the records, kept beside them and built anew when they change.
//! Words are matched after folding (Traditional to Simplified, full width to half width, capitals
//! to small letters); every offset counts in the original text, in Unicode scalar values.

mod clause;
mod find;
mod hit;
mod index;
#[cfg(feature = "site")]
mod largest;
mod plan;
mod query;
mod series;
mod value;

use std::fmt;

pub use find::{Results, Scope};
pub use hit::{Hit, InTable, Mark, Source};
pub use index::Index;
pub use query::Words;
pub use series::{Point, Progress, Series};
pub use value::{Condition, ConditionKind};

use crate::export::ExportError;

/// What is asked for. Everything that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    /// Words that must stand in the text, the heading or the title.
    pub words: Option<Words>,
    /// Words that must stand in the heading.
    pub heading: Option<Words>,
    /// First and last coverage year.
    pub years: Option<(i32, i32)>,
    /// The code of the place that the record reports on, or its first digits: 1101 for all below it.
    pub place: Option<String>,
    /// The volume that the text must stand in.
    pub volume: Option<Volume>,
    /// Whether only pages without a coverage year are asked for.
    pub undated: bool,
    /// Values that must be stated.
    pub conditions: Vec<Condition>,
    /// Whether values count that *may* meet their condition: 近1亿元 for at least 90 million.
    pub possible: bool,
    /// Where all of it must stand together.
    pub scope: Scope,
}

/// A volume of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Volume {
    /// The title of the book; None: pages that name no book.
    pub title: Option<String>,
    /// The volume; None: pages that name none.
    pub volume: Option<String>,
    /// The place of its pages, from the province down, empty where they name none; None: any.
    pub place: Option<String>,
}

/// Why there is no answer: what was expected, what was found, and what to do.
#[derive(Debug)]
pub struct SearchError(pub(crate) String);

impl fmt::Display for SearchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SearchError {}

impl From<ExportError> for SearchError {
    fn from(error: ExportError) -> Self {
        SearchError(error.to_string())
    }
}

impl From<rusqlite::Error> for SearchError {
    fn from(error: rusqlite::Error) -> Self {
        SearchError(format!("the search index cannot be read: {error}; delete it, it is built anew"))
    }
}
