//! Tells whether a character is one of a few, at the price of a shift where it is not.

use std::borrow::Cow;

use serde::Deserialize;

/// A few characters that a rule or a row of a table names.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "String")]
pub struct Chars {
    /// A bit for the low six bits of each.
    mask: u64,
    chars: Cow<'static, str>,
}

impl Chars {
    /// The characters of a text that is written in the program.
    pub const fn of(chars: &'static str) -> Self {
        Chars { mask: mask(chars.as_bytes()), chars: Cow::Borrowed(chars) }
    }

    /// Whether the character is one of them.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        self.mask >> (c as u32 % 64) & 1 != 0 && self.chars.chars().any(|one| one == c)
    }
}

impl From<String> for Chars {
    fn from(chars: String) -> Self {
        Chars { mask: mask(chars.as_bytes()), chars: Cow::Owned(chars) }
    }
}

/// The low six bits of a character are those of its last byte.
const fn mask(bytes: &[u8]) -> u64 {
    let (mut mask, mut rest) = (0, bytes);
    while let [byte, after @ ..] = rest {
        let last = match after {
            [next, ..] => *next & 0xC0 != 0x80,
            [] => true,
        };
        if last {
            mask |= 1 << (*byte % 64);
        }
        rest = after;
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_its_characters_and_no_other() {
        let text = "一二x,𣲗〇¥";
        let (fixed, read) = (Chars::of("一二x,𣲗〇¥"), Chars::from(text.to_owned()));
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            assert_eq!((fixed.has(c), read.has(c)), (text.contains(c), text.contains(c)), "{c}");
        }
        assert!(!Chars::default().has('一'));
    }
}
