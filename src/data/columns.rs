//! Reads `columns.toml`: what the tables of the views and their columns mean, in Chinese and in English.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a table or a column holds, for people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Legend {
    /// Its heading in Chinese.
    pub heading: String,
    /// What it holds, in Chinese.
    pub chinese: String,
    /// What it holds, in English.
    pub english: String,
}

/// What a word means that stands under a column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Meaning {
    /// In Chinese.
    pub chinese: String,
    /// In English.
    pub english: String,
}

/// All legends.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Legends {
    tables: BTreeMap<String, Legend>,
    all: BTreeMap<String, Legend>,
    column: BTreeMap<String, BTreeMap<String, Legend>>,
    words: BTreeMap<String, BTreeMap<String, Meaning>>,
}

impl Legends {
    /// What a table holds.
    pub fn table(&self, table: &str) -> Option<&Legend> {
        self.tables.get(table)
    }

    /// What a column of a table holds.
    pub fn column(&self, table: &str, column: &str) -> Option<&Legend> {
        self.column.get(table).and_then(|columns| columns.get(column)).or_else(|| self.all.get(column))
    }

    /// The words that may stand under a column, with their meanings; none for most columns.
    pub fn words(&self, column: &str) -> impl Iterator<Item = (&str, &Meaning)> {
        self.words.get(column).into_iter().flatten().map(|(word, meaning)| (word.as_str(), meaning))
    }

    /// The rows that stand for one table or for all: the table, empty for all, and the column.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str)> {
        let own =
            self.column.iter().flat_map(|(t, columns)| columns.keys().map(|c| (t.as_str(), c.as_str())));
        self.all.keys().map(|column| ("", column.as_str())).chain(own)
    }
}

/// The legends, read once.
pub fn legends() -> &'static Legends {
    static LEGENDS: LazyLock<Legends> = LazyLock::new(|| {
        toml::from_str(include_str!("columns.toml")).expect("columns.toml is tested to read")
    });
    &LEGENDS
}
