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
    longest: usize,
}

impl Classes {
    pub(super) fn new(file: file::Classes) -> Self {
        let groups =
            [(file.content, Hint::Content), (file.furniture, Hint::Furniture), (file.strong, Hint::Strong)];
        let lower = |(words, hint): (Vec<String>, Hint)| {
            words.into_iter().map(move |word| (word.to_ascii_lowercase(), hint))
        };
        let words: FxHashMap<String, Hint> = groups.into_iter().flat_map(lower).collect();
        Classes { longest: words.keys().map(String::len).max().unwrap_or(0), words }
    }

    /// What a class attribute, with the id behind it, says.
    pub(super) fn hint(&self, class: &str) -> Hint {
        let mut best = Hint::None;
        for whole in class.split_ascii_whitespace() {
            let lower = whole.to_ascii_lowercase();
            let trimmed = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_' || c == '-');
            let mut hint = self.said_by(&lower);
            if trimmed.len() < lower.len() {
                hint = hint.max(self.said_by(trimmed));
            }
            // Few classes have it, and to look for a text takes more than all the rest.
            if lower.contains('_') && lower.contains("__") {
                hint = hint.max(self.said_by(&lower.replace("__", "_")));
            }
            if hint == Hint::Strong {
                return Hint::Strong;
            }
            best = best.max(hint);
            for piece in pieces(whole) {
                best = best.max(lower.get(piece).map_or(Hint::None, |piece| self.said_by(piece)));
            }
        }
        // A piece alone never makes it sure: `zoom-button`.
        if best == Hint::Strong { Hint::Content } else { best }
    }

    fn said_by(&self, word: &str) -> Hint {
        let short = Some(word).filter(|w| w.len() <= self.longest);
        short.and_then(|w| self.words.get(w).copied()).unwrap_or_default()
    }
}

/// Cuts a class name into its words: `articleFooter`, `article-footer`, `footer2`.
fn pieces(class: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let bytes = class.as_bytes();
    let mut start = 0;
    let ends = (1..=bytes.len()).filter(|at| match (bytes.get(at - 1), bytes.get(*at)) {
        (Some(a), Some(b)) => {
            !a.is_ascii_alphabetic()
                || !b.is_ascii_alphabetic()
                || (a.is_ascii_lowercase() && b.is_ascii_uppercase())
        }
        _ => true,
    });
    ends.map(move |end| std::mem::replace(&mut start, end)..end).filter(|piece| piece.len() >= 2)
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
