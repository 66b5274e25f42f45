//! Seeks words in all the lines at once that were dropped: most of a page, in many short lines.

use memchr::memmem::Finder;

use super::Removed;

/// The lines that were dropped, and their texts as one: to look for words in each line by itself takes three times as
/// long.
pub(super) struct Dropped<'r> {
    pub(super) lines: &'r [Removed<'r>],
    text: String,
    /// Where each line ends there.
    ends: Vec<usize>,
}

impl<'r> Dropped<'r> {
    pub(super) fn new(lines: &'r [Removed<'r>]) -> Self {
        let room = lines.iter().map(|line| line.text.len() + 1).sum();
        let (mut text, mut ends) = (String::with_capacity(room), Vec::with_capacity(lines.len()));
        for line in lines {
            text.push_str(&line.text);
            text.push('\n');
            ends.push(text.len());
        }
        Dropped { lines, text, ends }
    }

    /// The lines that hold one of the words, in order.
    pub(super) fn with(&self, words: &[Finder]) -> Vec<usize> {
        let mut found = Vec::new();
        for word in words {
            // A line holds a word once or a thousand times: it is told once.
            let mut told = None;
            for at in word.find_iter(self.text.as_bytes()) {
                let line = self.ends.partition_point(|end| *end <= at);
                found.extend(Some(line).filter(|_| told.replace(line) != Some(line)));
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What is sought, made ready once for all pages.
pub(super) fn finders(words: &'static [&'static str]) -> Vec<Finder<'static>> {
    words.iter().map(Finder::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Rule;

    #[test]
    fn tells_the_lines_that_hold_a_word() {
        let lines = ["志", "", "县志、年鉴、县志", "无", "年鉴"];
        let lines = lines.map(|text| Removed { text: text.into(), rule: Rule::Outside });
        let dropped = Dropped::new(&lines);
        assert_eq!(dropped.with(&finders(&["鉴", "志"])), [0, 2, 4]);
        assert!(dropped.with(&finders(&["鉴志"])).is_empty());
    }
}
