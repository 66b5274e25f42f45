//! Tells by the class of an element what it holds.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::file;

/// What the class of an element says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord)]
pub enum Hint {
    /// Nothing.
    #[default]
    None,
    /// It may hold the text.
    Content,
    /// It holds the text.
    Strong,
    /// It holds furniture.
    Furniture,
}

/// The words of classes, in lower case.
pub(super) struct Classes {
    words: FxHashMap<String, Hint>,
    /// For each byte the lengths of the words that begin with it, a bit each.
    lengths: Vec<u64>,
}

impl Classes {
    pub(super) fn new(file: file::Classes) -> Self {
        let groups =
            [(file.content, Hint::Content), (file.furniture, Hint::Furniture), (file.strong, Hint::Strong)];
        let lower = |(words, hint): (Vec<String>, Hint)| {
            words.into_iter().map(move |word| (word.to_ascii_lowercase(), hint))
        };
        let words: FxHashMap<String, Hint> = groups.into_iter().flat_map(lower).collect();
        let mut lengths = vec![0; 256];
        for word in words.keys() {
            if let Some(slot) = word.bytes().next().and_then(|first| lengths.get_mut(usize::from(first))) {
                *slot |= bit(word.len());
            }
        }
        Classes { words, lengths }
    }

    /// What a class attribute, with the id behind it, says.
    pub(super) fn hint(&self, class: &str) -> Hint {
        let lower = class.to_ascii_lowercase();
        let mut best = Hint::None;
        for (whole, range) in names(class) {
            let name = lower.get(range.clone()).unwrap_or_default();
            let trimmed = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
            let mut hint = self.said_by(name);
            if trimmed.len() < name.len() {
                hint = hint.max(self.said_by(trimmed));
            }
            if name.as_bytes().windows(2).any(|two| two == b"__") {
                hint = hint.max(self.said_by(&name.replace("__", "_")));
            }
            if hint == Hint::Strong {
                return Hint::Strong;
            }
            best = best.max(hint);
            for piece in pieces(whole) {
                best = best.max(name.get(piece).map_or(Hint::None, |piece| self.said_by(piece)));
            }
        }
        // A piece alone never makes it sure: `zoom-button`.
        if best == Hint::Strong { Hint::Content } else { best }
    }

    fn said_by(&self, word: &str) -> Hint {
        // Most words are told by their beginning and length to be none of these.
        let lengths = word.bytes().next().and_then(|first| self.lengths.get(usize::from(first)));
        let may_say = lengths.is_some_and(|lengths| lengths & bit(word.len()) != 0);
        may_say.then(|| self.words.get(word).copied()).flatten().unwrap_or_default()
    }
}

fn bit(length: usize) -> u64 {
    1 << (length % 64)
}

/// The names in a class attribute, and where they stand.
fn names(class: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut from = 0;
    class.split(|c: char| c.is_ascii_whitespace()).filter_map(move |name| {
        let end = from + name.len();
        let start = std::mem::replace(&mut from, end + 1);
        (!name.is_empty()).then_some((name, start..end))
    })
}

/// Cuts a class name into its words: `articleFooter`, `article-footer`, `footer2`.
fn pieces(class: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = class.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        start += bytes.get(start..)?.iter().position(u8::is_ascii_alphabetic)?;
        let rest = bytes.get(start..)?;
        let goes_on = |two: &[u8]| match two {
            [a, b] => b.is_ascii_alphabetic() && !(a.is_ascii_lowercase() && b.is_ascii_uppercase()),
            _ => false,
        };
        let end = start + 1 + rest.windows(2).take_while(|two| goes_on(two)).count();
        Some(std::mem::replace(&mut start, end)..end)
    })
    .filter(|piece| piece.len() >= 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::chrome;

    #[test]
    fn hints_come_from_words_of_the_class() {
        let rows = [
            ("TRS_Editor", Hint::Strong),
            ("vsb_content_4", Hint::Strong),
            ("article-footer", Hint::Furniture),
            ("newsContent", Hint::Strong),
            ("relatedNews2", Hint::Furniture),
            ("wrap", Hint::None),
            ("contentstyle1042", Hint::None),
            ("content", Hint::Content),
        ];
        for (class, want) in rows {
            assert_eq!(chrome().hint(class), want, "{class}");
        }
    }
}
