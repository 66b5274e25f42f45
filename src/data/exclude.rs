//! The words of `exclude.toml`: names and fixed words that only look like mentions.

use super::lexicon::{Group, Lexicon, Stretch, mask};

/// The fixed words.
#[derive(Debug)]
pub struct Excluded {
    /// Words in which nothing is a mention.
    pub fixed: Lexicon<()>,
}

include!(concat!(env!("OUT_DIR"), "/exclude.rs"));

/// The table.
pub const fn excluded() -> &'static Excluded {
    &EXCLUDED
}
