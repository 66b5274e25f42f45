//! Tells by the class of an element what it holds.

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

/// The words of classes, in lower case, by the byte that they begin with.
pub(super) struct Classes(Vec<Begun>);

/// The words that begin with one byte, and a bit for the length of each.
#[derive(Clone, Default)]
struct Begun {
    words: Vec<(String, Hint)>,
    lengths: u64,
}

impl Classes {
    pub(super) fn new(file: file::Classes) -> Self {
        // Of a word in two groups the first counts.
        let groups =
            [(file.strong, Hint::Strong), (file.furniture, Hint::Furniture), (file.content, Hint::Content)];
        let lower = |(words, hint): (Vec<String>, Hint)| {
            words.into_iter().map(move |word| (word.to_ascii_lowercase(), hint))
        };
        let mut begun = vec![Begun::default(); 256];
        for (word, hint) in groups.into_iter().flat_map(lower) {
            let first = word.bytes().next().unwrap_or_default();
            if let Some(begun) = begun.get_mut(usize::from(first)) {
                begun.lengths |= bit(word.len());
                begun.words.push((word, hint));
            }
        }
        Classes(begun)
    }

    /// What a class attribute, with the id behind it, says.
    pub(super) fn hint(&self, class: &str) -> Hint {
        let mut best = Hint::None;
        for name in class.as_bytes().split(u8::is_ascii_whitespace) {
            let trimmed = name.iter().rposition(|b| !(b.is_ascii_digit() || matches!(b, b'_' | b'-')));
            let trimmed = name.get(..trimmed.map_or(0, |last| last + 1)).unwrap_or_default();
            let mut hint = self.said_by(name);
            if trimmed.len() < name.len() {
                hint = hint.max(self.said_by(trimmed));
            }
            if name.contains(&b'_') && name.windows(2).any(|two| two == b"__") {
                hint = hint.max(self.said_by(&without_double(name)));
            }
            if hint == Hint::Strong {
                return Hint::Strong;
            }
            best = best.max(hint).max(self.said_by_pieces(trimmed));
        }
        // A piece alone never makes it sure: `zoom-button`.
        if best == Hint::Strong { Hint::Content } else { best }
    }

    /// What the words of a class name say: `articleFooter`, `article-footer`, `footer2`. One letter says nothing, and
    /// what is all of the name has been asked.
    fn said_by_pieces(&self, name: &[u8]) -> Hint {
        let (mut best, mut start, mut small) = (Hint::None, 0, false);
        for (at, b) in name.iter().chain(b" ").enumerate() {
            let (letter, capital) = (b.is_ascii_alphabetic(), b.is_ascii_uppercase());
            if !letter || small && capital {
                let piece = name.get(start..at).filter(|piece| (2..name.len()).contains(&piece.len()));
                best = best.max(piece.map_or(Hint::None, |piece| self.said_by(piece)));
                start = at + usize::from(!letter);
            }
            small = letter && !capital;
        }
        best
    }

    fn said_by(&self, word: &[u8]) -> Hint {
        let begun = word.first().and_then(|first| self.0.get(usize::from(first.to_ascii_lowercase())));
        // Most words are told by their beginning and length to be none of these.
        let Some(begun) = begun.filter(|begun| begun.lengths & bit(word.len()) != 0) else {
            return Hint::None;
        };
        let same = |(known, _): &&(String, Hint)| known.as_bytes().eq_ignore_ascii_case(word);
        begun.words.iter().find(same).map_or(Hint::None, |(_, hint)| *hint)
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
