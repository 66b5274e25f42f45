//! Reads `manners.toml`: the words that make a number another quantity than the thing that it counts.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A manner of counting.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manner {
    /// Words right before the number or the name of what it counts, each with a text.
    #[serde(default)]
    pub right_before: BTreeMap<String, String>,
    /// Words anywhere before the number in its clause, each with a text.
    #[serde(default)]
    pub in_clause: BTreeMap<String, String>,
}

/// The manners by name, read once.
pub fn manners() -> &'static BTreeMap<String, Manner> {
    static MANNERS: LazyLock<BTreeMap<String, Manner>> = LazyLock::new(|| {
        toml::from_str(include_str!("manners.toml")).expect("manners.toml is tested to read")
    });
    &MANNERS
}
