//! Reads `headings.toml`: what is no heading though it looks like one, and what headings sum up.

use std::sync::LazyLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    whole: Vec<String>,
    starts: Vec<String>,
    ends: Vec<String>,
    overview: Vec<String>,
}

static FILE: LazyLock<File> =
    LazyLock::new(|| toml::from_str(include_str!("headings.toml")).expect("headings.toml is tested to read"));

/// What headings may be called.
pub struct Headings(());

/// The words about headings.
pub fn headings() -> Headings {
    Headings(())
}

impl Headings {
    /// Whether a text without blanks is no heading, whatever brackets or boldness say.
    pub fn is_none(&self, text: &str) -> bool {
        FILE.whole.iter().any(|w| w == text) || FILE.starts.iter().any(|w| text.starts_with(w.as_str()))
    }

    /// Whether a text without blanks names who reports: 【北京新浪網】 begins a news item, no section.
    pub fn names_press(&self, text: &str) -> bool {
        FILE.ends.iter().any(|w| text.ends_with(w.as_str()))
    }

    /// Whether a heading without blanks says that its section sums up the others, and does no more.
    pub fn is_overview(&self, text: &str) -> bool {
        text.chars().count() <= 8 && FILE.overview.iter().any(|w| text.ends_with(w.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_table_reads_and_no_word_stands_twice() {
        let mut seen = HashSet::new();
        for word in FILE.whole.iter().chain(&FILE.starts).chain(&FILE.ends).chain(&FILE.overview) {
            assert!(!word.is_empty() && !word.contains(char::is_whitespace), "{word:?}");
        }
        for list in [&FILE.whole, &FILE.starts, &FILE.ends, &FILE.overview] {
            seen.clear();
            assert!(list.iter().all(|w| seen.insert(w.as_str())), "a word stands twice");
        }
        assert!(headings().is_none("责任编辑:王頔") && headings().is_overview("卫生概况"));
        assert!(!headings().is_none("概况") && headings().names_press("北京新浪網"));
    }
}
