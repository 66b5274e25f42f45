//! Reads `headings.toml`: what is no heading though it looks like one, and what headings sum up.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use serde::Deserialize;

use super::chrome::Prefixes;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    whole: Vec<String>,
    starts: Vec<String>,
    ends: Vec<String>,
    overview: Vec<String>,
}

fn file() -> File {
    toml::from_str(include_str!("headings.toml")).expect("headings.toml is tested to read")
}

/// What headings may be called.
pub struct Headings {
    whole: FxHashSet<String>,
    starts: Prefixes,
    ends: Vec<String>,
    overview: Vec<String>,
}

static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    let File { whole, starts, ends, overview } = file();
    Headings { whole: whole.into_iter().collect(), starts: Prefixes::new(&starts), ends, overview }
});

/// The words about headings.
pub fn headings() -> &'static Headings {
    &HEADINGS
}

impl Headings {
    /// Whether a text without blanks is no heading, whatever brackets or boldness say.
    pub fn is_none(&self, text: &str) -> bool {
        self.whole.contains(text) || self.starts.find(text).is_some()
    }

    /// Whether a text without blanks names who reports: 【北京新浪網】 begins a news item, no section.
    pub fn names_press(&self, text: &str) -> bool {
        self.ends.iter().any(|w| text.ends_with(w.as_str()))
    }

    /// Whether a heading without blanks says that its section sums up the others, and does no more.
    pub fn is_overview(&self, text: &str) -> bool {
        text.chars().count() <= 8 && self.overview.iter().any(|w| text.ends_with(w.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_reads_and_no_word_stands_twice() {
        let File { whole, starts, ends, overview } = file();
        for list in [&whole, &starts, &ends, &overview] {
            let mut seen = HashSet::new();
            assert!(list.iter().all(|w| seen.insert(w.as_str())), "a word stands twice");
            for word in list {
                assert!(!word.is_empty() && !word.contains(char::is_whitespace), "{word:?}");
            }
        }
        assert!(starts.iter().all(|w| w.to_lowercase() == *w), "texts are compared as they are");
        assert!(headings().is_none("责任编辑:王頔") && headings().is_overview("卫生概况"));
        assert!(!headings().is_none("概况") && headings().names_press("北京新浪網"));
    }
}
