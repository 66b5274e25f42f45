//! Reads `tables.toml`: the words of tables' heads, labels and marks.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// What a word of a head says of its unit.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadKind {
    /// Codes of units, or MONEY.
    pub units: Vec<String>,
    /// A head with the word.
    pub example: String,
}

/// Words that a rule asks for, in Simplified characters and without blanks.
#[derive(Debug, Deserialize)]
#[serde(from = "Rows")]
pub struct Words {
    /// A head, label or cell with {} for the word.
    pub example: String,
    words: Vec<String>,
}

/// Words as the table writes them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    /// A head, label or cell with {} for the word.
    example: String,
    /// Separated by blanks.
    words: String,
}

impl From<Rows> for Words {
    fn from(rows: Rows) -> Self {
        let Rows { example, words } = rows;
        Words { example, words: words.split_whitespace().map(str::to_owned).collect() }
    }
}

impl Words {
    /// The words, in the order of the table.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether a text is one of them.
    pub fn has(&self, text: &str) -> bool {
        self.iter().any(|word| word == text)
    }

    /// Whether a text ends with one of them.
    pub fn end(&self, text: &str) -> bool {
        self.iter().any(|word| text.ends_with(word))
    }

    /// A text without the longest of them that it ends with.
    pub fn without<'t>(&self, text: &'t str) -> &'t str {
        self.iter().filter_map(|word| text.strip_suffix(word)).min_by_key(|rest| rest.len()).unwrap_or(text)
    }

    /// The example with each of the words.
    #[cfg(test)]
    pub(crate) fn examples(&self) -> impl Iterator<Item = String> {
        self.iter().map(|word| self.example.replace("{}", word))
    }
}

/// The words of tables.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Tables {
    /// Marks that stand for a missing number.
    pub missing: Words,
    /// Classifiers of one character that are names of places, too.
    pub places: Words,
    /// What a weight may be a weight of.
    pub of: Words,
    /// Units that no table of units knows.
    pub unknown_units: Words,
    pub totals: Words,
    pub total_ends: Words,
    pub subtotals: Words,
    pub total_heads: Words,
    pub rates: Words,
    pub unit_heads: Words,
    pub index_heads: Words,
    pub index_ends: Words,
    pub text_ends: Words,
    pub label_heads: Words,
    pub time_ends: Words,
    pub among: Words,
    /// Captions of a table that goes on with the one before.
    pub continued: Words,
    /// What the head of a column of changes says.
    pub growth: Words,
    /// What stands before the year that a change is held against.
    pub against: Words,
    /// What a caption ends with that says nothing of what its table is about.
    pub caption_ends: Words,
    pub kinds: BTreeMap<String, HeadKind>,
}

impl Tables {
    /// The units that fit a head, by the longest word at its end, else in it.
    pub fn kinds_of(&self, head: &str) -> Option<&[String]> {
        let at_end = self.kinds.iter().filter(|(word, _)| head.ends_with(word.as_str()));
        let inside =
            self.kinds.iter().filter(|(word, _)| word.chars().count() > 1 && head.contains(word.as_str()));
        let longest = |(word, _): &(&String, &HeadKind)| word.len();
        let found = at_end.max_by_key(longest).or_else(|| inside.max_by_key(longest));
        found.map(|(_, kind)| kind.units.as_slice())
    }
}

/// The words, read once.
pub fn tables() -> &'static Tables {
    static TABLES: LazyLock<Tables> =
        LazyLock::new(|| toml::from_str(include_str!("tables.toml")).expect("tables.toml is tested to read"));
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_in_its_example() {
        for (word, kind) in &tables().kinds {
            assert!(kind.example.contains(word.as_str()), "{word}: the example lacks it");
            assert_eq!(tables().kinds_of(&kind.example), Some(kind.units.as_slice()), "{word}");
        }
    }
}
