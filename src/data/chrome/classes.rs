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
    words: FxHashMap<Vec<u8>, Hint>,
    /// For each byte the lengths of the words that begin with it, a bit each.
    lengths: Vec<u64>,
}

impl Classes {
    pub(super) fn new(file: file::Classes) -> Self {
        let groups =
            [(file.content, Hint::Content), (file.furniture, Hint::Furniture), (file.strong, Hint::Strong)];
        let lower = |(words, hint): (Vec<String>, Hint)| {
            words.into_iter().map(move |word| (word.to_ascii_lowercase().into_bytes(), hint))
        };
        let words: Vec<(Vec<u8>, Hint)> = groups.into_iter().flat_map(lower).collect();
        let mut lengths = vec![0; 256];
        for (word, _) in &words {
            if let Some(slot) = word.first().and_then(|first| lengths.get_mut(usize::from(*first))) {
                *slot |= bit(word.len());
            }
        }
        Classes { words: words.into_iter().collect(), lengths }
    }

    /// What a class attribute, with the id behind it, says.
    pub(super) fn hint(&self, class: &str) -> Hint {
        let lower = class.to_ascii_lowercase();
        let mut best = Hint::None;
        let mut from = 0;
        for name in lower.as_bytes().split(u8::is_ascii_whitespace) {
            let written = class.as_bytes().get(from..from + name.len()).unwrap_or_default();
            from += name.len() + 1;
            let trimmed = name.iter().rposition(|b| !(b.is_ascii_digit() || matches!(b, b'_' | b'-')));
            let trimmed = name.get(..trimmed.map_or(0, |last| last + 1)).unwrap_or_default();
            let mut hint = self.said_by(name).max(self.said_by(trimmed));
            if name.contains(&b'_') && name.windows(2).any(|two| two == b"__") {
                hint = hint.max(self.said_by(&without_double(name)));
            }
            if hint == Hint::Strong {
                return Hint::Strong;
            }
            best = best.max(hint);
            for piece in pieces(written) {
                best = best.max(name.get(piece).map_or(Hint::None, |piece| self.said_by(piece)));
            }
        }
        // A piece alone never makes it sure: `zoom-button`.
        if best == Hint::Strong { Hint::Content } else { best }
    }

    fn said_by(&self, word: &[u8]) -> Hint {
        // Most words are told by their beginning and length to be none of these.
        let lengths = word.first().and_then(|first| self.lengths.get(usize::from(*first)));
        let may_say = lengths.is_some_and(|lengths| lengths & bit(word.len()) != 0);
        may_say.then(|| self.words.get(word).copied()).flatten().unwrap_or_default()
    }
}

fn bit(length: usize) -> u64 {
    1 << (length % 64)
}

/// A name with one _ for two: as `str::replace` does, from the left.
fn without_double(name: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(name.len());
    let mut bytes = name.iter().copied().peekable();
    while let Some(b) = bytes.next() {
        out.push(b);
        if b == b'_' {
            bytes.next_if_eq(&b'_');
        }
    }
    out
}

/// Cuts a class name into its words: `articleFooter`, `article-footer`, `footer2`.
fn pieces(name: &[u8]) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut start = 0;
    std::iter::from_fn(move || {
        start += name.get(start..)?.iter().position(u8::is_ascii_alphabetic)?;
        let rest = name.get(start..)?;
        let goes_on = |two: &&[u8]| match two {
            [a, b] => b.is_ascii_alphabetic() && !(a.is_ascii_lowercase() && b.is_ascii_uppercase()),
            _ => false,
        };
        let end = start + 1 + rest.windows(2).take_while(goes_on).count();
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
