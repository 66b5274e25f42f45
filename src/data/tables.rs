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

/// The words of tables. Lists of words are in Simplified characters, without blanks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Tables {
    /// Marks that stand for a missing number.
    pub missing: Vec<String>,
    /// Classifiers of one character that are names of places, too.
    pub places: String,
    /// What a weight may be a weight of.
    pub of: Vec<String>,
    /// Units that no table of units knows.
    pub unknown_units: Vec<String>,
    pub totals: Vec<String>,
    pub total_ends: Vec<String>,
    pub subtotals: Vec<String>,
    pub total_heads: Vec<String>,
    pub rates: Vec<String>,
    pub unit_heads: Vec<String>,
    pub index_heads: Vec<String>,
    pub index_ends: Vec<String>,
    pub text_ends: Vec<String>,
    pub label_heads: Vec<String>,
    pub time_ends: Vec<String>,
    pub among: Vec<String>,
    pub continued: Vec<String>,
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
