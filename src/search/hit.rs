//! What a search answers with: sentences with what is marked in them, and where they stand; and how these are read
//! from rows of the index.

use rusqlite::Row;
use serde::Serialize;

/// A sentence that holds what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The heading of the section.
    pub heading: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Where the sentence starts in the text that holds it, in Unicode scalar values.
    pub sentence_start: usize,
    /// What is to be highlighted.
    pub marks: Vec<Mark>,
    /// Where the text stands.
    pub source: Source,
    /// For a value of a table: what it measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<InTable>,
}

/// What a value of a table measures: the words that stand around the cell, in place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InTable {
    /// The table's caption.
    pub caption: Option<String>,
    /// What the row is about, from the top down.
    pub row_path: Vec<String>,
    /// What the column is about, from the top down.
    pub column_path: Vec<String>,
    /// The date of the value, EDTF.
    pub date: Option<String>,
}

impl InTable {
    /// The columns of `observations` that it is read from.
    pub(super) const COLUMNS: &str = "caption, row_path, column_path, date";

    /// Reads it from a row that has [`InTable::COLUMNS`] from `at` on.
    pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<InTable> {
        let path = |at: usize| -> rusqlite::Result<Vec<String>> {
            let text: Option<String> = row.get(at)?;
            Ok(text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default())
        };
        Ok(InTable {
            caption: row.get(at)?,
            row_path: path(at + 1)?,
            column_path: path(at + 2)?,
            date: row.get(at + 3)?,
        })
    }

    /// All its words, in the order of reading: caption · row › … · column › ….
    pub fn words(&self) -> String {
        let paths = [self.row_path.join(" › "), self.column_path.join(" › ")];
        let parts = self.caption.iter().map(String::as_str).chain(paths.iter().map(String::as_str));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// A stretch of a sentence that answers the query. Offsets count in the text, as in the record.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    /// Where it starts.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// What stands there.
    pub text: String,
    /// For a value: its type; absent for a word.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// For a value: as the record has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The high end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// How the number limits the true value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<String>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it is counted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// What the number counts or measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// `up` or `down`: the number is a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// In what manner it counts, as `observations` say: `new`, `running_total` …; where it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manner: Option<String>,
    /// For a value: whether it surely meets the condition, and not only may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sure: Option<bool>,
    /// For a mention: its number in the heading or block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention: Option<i64>,
}

impl Mark {
    /// The columns that it is read from in `mentions`; in `observations` what it measures stands in `indicator`.
    pub(super) const COLUMNS: &str = "text, type, value, max, bound, unit, per, change";

    /// Reads a value from a row that has from `at` on [`Mark::COLUMNS`], what it measures, and whether it surely
    /// meets the condition.
    pub(super) fn read(row: &Row<'_>, at: usize, (start, end): (usize, usize)) -> rusqlite::Result<Mark> {
        Ok(Mark {
            start,
            end,
            text: row.get(at)?,
            kind: row.get(at + 1)?,
            value: row.get(at + 2)?,
            max: row.get(at + 3)?,
            bound: row.get(at + 4)?,
            unit: row.get(at + 5)?,
            per: row.get(at + 6)?,
            change: row.get(at + 7)?,
            measured: row.get(at + 8)?,
            sure: Some(row.get::<_, Option<bool>>(at + 9)?.unwrap_or(false)),
            mention: None,
            manner: None,
        })
    }

    /// A word.
    pub(super) fn word(start: usize, end: usize, text: String) -> Mark {
        Mark { start, end, text, ..Mark::default() }
    }
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The record.
    pub record: String,
    /// Its path.
    pub path: Option<String>,
    /// Its address.
    pub uri: Option<String>,
    /// The title of the page.
    pub title: Option<String>,
    /// The title of the book.
    pub work: Option<String>,
    /// The coverage year.
    pub year: Option<i32>,
    /// The section, counted from 1.
    pub section: i64,
    /// `title`, `heading`, `text`, `caption` or `cell`.
    pub part: &'static str,
    /// The block, counted from 1; null for title and heading.
    pub block: Option<i64>,
    /// For a cell: row and column, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<(i64, i64)>,
}

impl Source {
    /// The columns that it is read from, of `sections` s and `pages` p.
    pub(super) const COLUMNS: &str =
        "s.number, p.record, p.path, p.uri, p.title, p.work_title, p.coverage_year";

    /// Reads it from a row that has [`Source::COLUMNS`] from `at` on: the section, and no text of it.
    pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Source> {
        Ok(Source {
            section: row.get(at)?,
            record: row.get(at + 1)?,
            path: row.get(at + 2)?,
            uri: row.get(at + 3)?,
            title: row.get(at + 4)?,
            work: row.get(at + 5)?,
            year: row.get(at + 6)?,
            part: "text",
            block: None,
            cell: None,
        })
    }
}

/// Columns of a table that goes by a name in the statement.
pub(super) fn of_table(table: &str, columns: &str) -> String {
    format!("{table}.{}", columns.replace(", ", &format!(", {table}.")))
}
