//! Folds a text for lookup: one character for one character, so that offsets stay those of the text.

use std::sync::LazyLock;

use crate::data::simplified::{For, simplified};
use crate::mention::class::{self, Classes};

/// A text folded for lookup: full width to half width, Traditional to Simplified, dashes and tildes to
/// one of each. `chars[i]` is the i-th character of the text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) chars: Vec<char>,
    /// Where something may begin that the scan reads.
    pub(crate) begins: Vec<usize>,
    /// How many runs of numerals there are: about as many mentions as the text can have.
    pub(crate) numerals: usize,
    /// Quotations and book titles, as (open, close), in the order in which they open.
    pub(crate) quotes: Vec<(usize, usize)>,
    open: Vec<(char, usize, usize)>,
}

/// What each character of the lower plane is folded to, in the low half, and the class of that, in the high half.
fn table() -> &'static [u32] {
    static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let mut table: Vec<char> =
            (0..=u16::MAX).map(|code| char::from_u32(code.into()).unwrap_or_default()).collect();
        // What is read here has no characters beyond the lower plane.
        for (from, to) in simplified(For::Mentions).filter(|(_, to)| *to <= '\u{FFFF}') {
            set(&mut table, from, to);
        }
        for wide in '！'..='～' {
            let narrow = char::from_u32(wide as u32 - 0xFEE0).unwrap_or(wide);
            set(&mut table, wide, narrow);
        }
        for (from, to) in [
            ("—–‐‑‒―─━−﹣﹘⁃", '-'),
            ("〜∼∽˜～", '~'),
            ("\u{a0}\u{3000}\u{2002}\u{2003}\u{2009}\t", ' '),
            ("％﹪", '%'),
            ("￥", '¥'),
            ("／∕", '/'),
            ("﹒．", '.'),
            ("﹐", ','),
            ("﹕", ':'),
            ("○◯⭕", '〇'),
        ] {
            for c in from.chars() {
                set(&mut table, c, to);
            }
        }
        let classes = Classes::new();
        table.into_iter().map(|c| (c as u32 & 0xFFFF) | u32::from(classes.of(c)) << 16).collect()
    });
    &TABLE
}

/// The code of the character that begins at a byte offset, and its length. The short way is for what nearly all of a
/// text is, Han characters and figures; it makes folding twice as fast.
#[inline]
fn code(text: &str, at: usize) -> Option<(u32, usize)> {
    match *text.as_bytes().get(at..)? {
        [one @ ..0x80, ..] => Some((u32::from(one), 1)),
        [a @ 0xE0..0xF0, b, c, ..] => {
            let bits = |byte: u8| u32::from(byte & 0x3F);
            Some((u32::from(a & 0x0F) << 12 | bits(b) << 6 | bits(c), 3))
        }
        _ => text.get(at..)?.chars().next().map(|c| (c as u32, c.len_utf8())),
    }
}

fn set(table: &mut [char], from: char, to: char) {
    if let Some(slot) = table.get_mut(from as usize) {
        *slot = to;
    }
}

impl Folded {
    /// Folds `text`, in one pass, into the buffers that are there.
    pub(crate) fn read(&mut self, text: &str) {
        let table = table();
        self.chars.clear();
        self.quotes.clear();
        self.open.clear();
        self.begins.clear();
        self.numerals = 0;
        self.chars.reserve(text.len() / 2);
        // Past the last numeral; none yet.
        let mut numeral = usize::MAX;
        let mut from = 0;
        while let Some((code, length)) = code(text, from) {
            from += length;
            let (folded, class) = match table.get(code as usize) {
                Some(&entry) => (entry & 0xFFFF, (entry >> 16) as u8),
                None => (code, 0),
            };
            let folded = char::from_u32(folded).unwrap_or_default();
            if class & class::BEGINS != 0 {
                let at = self.chars.len();
                if class & class::QUOTE != 0 {
                    self.quotation(folded);
                }
                if class & class::NUMBER != 0 {
                    self.numerals += usize::from(numeral != at);
                    numeral = at + 1;
                }
                self.begins.push(at);
            }
            self.chars.push(folded);
        }
    }

    fn quotation(&mut self, c: char) {
        let at = self.chars.len();
        let opens = |open: char| self.open.iter().rposition(|&(o, _, _)| o == open);
        let opening = match c {
            '”' => '“',
            '’' => '‘',
            '」' => '「',
            '』' => '『',
            '》' => '《',
            '〉' => '〈',
            '"' if opens('"').is_some() => '"',
            _ => {
                // More open marks than any text nests are no quotations.
                if self.open.len() < 8 {
                    self.open.push((c, at, self.quotes.len()));
                    self.quotes.push((at, usize::MAX));
                }
                return;
            }
        };
        if let Some(depth) = opens(opening) {
            if let Some(&(_, _, slot)) = self.open.get(depth)
                && let Some(quote) = self.quotes.get_mut(slot)
            {
                quote.1 = at;
            }
            self.open.truncate(depth);
        }
    }

    /// Where the quotation that opens at `at` closes.
    pub(crate) fn closes(&self, at: usize) -> Option<usize> {
        let slot = self.quotes.binary_search_by_key(&at, |&(open, _)| open).ok()?;
        self.quotes.get(slot).map(|&(_, close)| close).filter(|&close| close != usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = Folded::default();
        folded.read(text);
        folded.chars.iter().collect()
    }

    #[test]
    fn folds_one_for_one() {
        assert_eq!(folded("１２３萬８，２０４餘個％—～"), "123万8,204余个%-~");
        assert_eq!(folded("二○一三 肆佰參拾圓"), "二〇一三 肆佰叁拾元");
        assert_eq!(folded("𣲗河"), "𣲗河");
    }

    #[test]
    fn pairs_quotes() {
        let mut folded = Folded::default();
        folded.read("甲“乙‘丙’丁”戊“己");
        assert_eq!(folded.closes(1), Some(7));
        assert_eq!(folded.closes(3), Some(5));
        assert_eq!(folded.closes(9), None);
        folded.read("“外”内”");
        assert_eq!(folded.closes(0), Some(2));
    }
}
