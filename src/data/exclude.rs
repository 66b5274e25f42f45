//! Reads `exclude.toml`: names and fixed words that only look like mentions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::lexicon::Lexicon;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExcludeFile {
    fixed: BTreeMap<String, String>,
}

/// The fixed words, and the example of each.
#[derive(Debug)]
pub struct Excluded {
    /// Words in which nothing is a mention.
    pub fixed: Lexicon<()>,
    /// The words, each with a sentence that is read wrong without it.
    pub examples: Vec<(String, String)>,
}

/// The table, read once.
pub fn excluded() -> &'static Excluded {
    static EXCLUDED: LazyLock<Excluded> = LazyLock::new(|| {
        // Part of the program; a test reads every row, so that a broken one never ships.
        let file: ExcludeFile =
            toml::from_str(include_str!("exclude.toml")).expect("exclude.toml is well-formed");
        Excluded {
            fixed: Lexicon::new(file.fixed.keys().map(|word| (word.clone(), ()))),
            examples: file.fixed.into_iter().collect(),
        }
    });
    &EXCLUDED
}
