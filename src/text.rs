//! Converts between byte offsets, used inside, and offsets in Unicode scalar values, used at the edge.

/// Turns byte offsets of one text into offsets in `char`s. Ask in ascending order: each question
/// counts on from the one before, so a whole text costs one pass.
///
/// ```
/// let text = "2013年，400多户";
/// let mut offsets = nianjian::text::CharOffsets::new(text);
/// assert_eq!(text.find("400").map(|byte| offsets.at(byte)), Some(6));
/// ```
pub struct CharOffsets<'t> {
    text: &'t str,
    byte: usize,
    chars: usize,
}

impl<'t> CharOffsets<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> Self {
        CharOffsets { text, byte: 0, chars: 0 }
    }

    /// The offset in `char`s of the byte offset `byte`, which must lie inside the text, on a character
    /// boundary: for another one the answer is of no use.
    /// A question that goes back counts again from the start.
    pub fn at(&mut self, byte: usize) -> usize {
        if byte < self.byte {
            (self.byte, self.chars) = (0, 0);
        }
        let between = self.text.as_bytes().get(self.byte..byte).unwrap_or_default();
        // Every byte that is no continuation byte starts a character.
        self.chars += between.iter().filter(|&&b| (b as i8) >= -0x40).count();
        self.byte = byte;
        self.chars
    }
}

/// Turns offsets in `char`s of one text into byte offsets. Ask in ascending order, or not far back: each
/// question goes on from the one before, so a whole text costs one pass.
///
/// This is how a mention's offsets cut its surface out of a text in Rust:
///
/// ```
/// let (text, start, end) = ("2013年，400多户", 6, 11);
/// let mut bytes = nianjian::text::ByteOffsets::new(text);
/// assert_eq!(&text[bytes.at(start)..bytes.at(end)], "400多户");
/// ```
pub struct ByteOffsets<'t> {
    text: &'t str,
    byte: usize,
    chars: usize,
}

impl<'t> ByteOffsets<'t> {
    /// Starts at the beginning of `text`.
    pub fn new(text: &'t str) -> Self {
        ByteOffsets { text, byte: 0, chars: 0 }
    }

    /// The byte offset of the `chars`-th character; the end of the text where it has fewer.
    pub fn at(&mut self, chars: usize) -> usize {
        let bytes = self.text.as_bytes();
        if chars < self.chars {
            let back = self.chars - chars;
            // At the end of the text more characters may have been asked for than there are.
            if back <= chars && self.byte < bytes.len() {
                for _ in 0..back {
                    self.byte = self.byte.saturating_sub(1);
                    while bytes.get(self.byte).is_some_and(|&byte| byte & 0xC0 == 0x80) {
                        self.byte = self.byte.saturating_sub(1);
                    }
                }
                self.chars = chars;
                return self.byte;
            }
            (self.byte, self.chars) = (0, 0);
        }
        let mut on = chars - self.chars;
        self.chars = chars;
        if on > NEAR {
            let mut rest = self.text.get(self.byte..).unwrap_or_default().chars();
            rest.nth(on - 1);
            self.byte = bytes.len() - rest.as_str().len();
            return self.byte;
        }
        while on > 0 {
            self.byte += match bytes.get(self.byte) {
                Some(0..0x80) => 1,
                Some(0x80..0xE0) => 2,
                Some(0xE0..0xF0) => 3,
                Some(0xF0..) => 4,
                None => break,
            };
            on -= 1;
        }
        self.byte
    }
}

/// How many characters are stepped over one by one, before counting many at a time takes less.
const NEAR: usize = 12;

/// Whether a character is not seen and yet changes what is: it turns the direction of writing, joins or parts
/// without a mark, or ends a line where none ends. A name with such a character looks like another.
///
/// ```
/// use nianjian::text::is_unseen;
/// assert!(is_unseen('\u{202e}') && is_unseen('\u{200b}') && !is_unseen('年') && !is_unseen('\u{3000}'));
/// ```
pub fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_offsets_go_back_and_forth() {
        let text = "2013年，𣲗400多户é";
        let expected = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(byte, _)| byte);
        let mut bytes = ByteOffsets::new(text);
        for n in [0, 5, 4, 9, 8, 11, 2, 99, 11, 12, 3, usize::MAX, 7, 6, 0, 13] {
            assert_eq!(bytes.at(n), expected(n), "{n}");
        }
    }

    #[test]
    fn counts_characters_and_can_go_back() {
        let text = "a年𣲗b";
        let mut offsets = CharOffsets::new(text);
        let at: Vec<usize> = [0, 1, 4, 8, 9, 1].map(|b| offsets.at(b)).into();
        assert_eq!(at, [0, 1, 2, 3, 4, 1]);
    }

    #[test]
    fn finds_the_byte_of_a_character() {
        let mut offsets = ByteOffsets::new("a年𣲗b");
        let at: Vec<usize> = [0, 1, 2, 3, 4, 9, 1].map(|c| offsets.at(c)).into();
        assert_eq!(at, [0, 1, 4, 8, 9, 9, 1]);
    }
}
