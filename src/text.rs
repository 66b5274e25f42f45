//! Converts between byte offsets, used inside, and offsets in Unicode scalar values, used at the edge.

/// Turns byte offsets of one text into offsets in `char`s. Ask in ascending order: each question
/// counts on from the one before, so a whole text costs one pass.
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

    /// The offset in `char`s of the byte offset `byte`, which must lie on a character boundary.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_characters_and_can_go_back() {
        let text = "a年𣲗b";
        let mut offsets = CharOffsets::new(text);
        let at: Vec<usize> = [0, 1, 4, 8, 9, 1].map(|b| offsets.at(b)).into();
        assert_eq!(at, [0, 1, 2, 3, 4, 1]);
    }
}
