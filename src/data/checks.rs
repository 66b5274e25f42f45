//! Reads `checks.toml`: the words by which `check` tells what can be held against what.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words of checks, each with a text in which it was seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Checks {
    pub traits: BTreeMap<String, String>,
    pub pairs: BTreeMap<String, String>,
    pub rest: BTreeMap<String, String>,
    pub apart: BTreeMap<String, String>,
    pub prices: BTreeMap<String, String>,
    pub published: BTreeMap<String, String>,
}

impl Checks {
    /// Where the names of two parts are all there is, in this order or the other: what stands behind both (男教师, 女教师).
    pub fn pair<'n>(&self, one: &'n str, other: &str) -> Option<&'n str> {
        self.pairs.keys().filter_map(|pair| pair.split_once(' ')).find_map(|(a, b)| {
            let rest =
                |x: &str, y: &str| one.strip_prefix(x).filter(|rest| other.strip_prefix(y) == Some(rest));
            rest(a, b).or_else(|| rest(b, a))
        })
    }
}

/// Whether a text has a word of a table.
pub fn has(words: &BTreeMap<String, String>, text: &str) -> bool {
    words.keys().any(|word| text.contains(word.as_str()))
}

/// Whether a text begins with a word of a table.
pub fn begins(words: &BTreeMap<String, String>, text: &str) -> bool {
    words.keys().any(|word| text.starts_with(word.as_str()))
}

/// The words, read once.
pub fn checks() -> &'static Checks {
    static CHECKS: LazyLock<Checks> =
        LazyLock::new(|| toml::from_str(include_str!("checks.toml")).expect("checks.toml is tested to read"));
    &CHECKS
}
