//! Tells whether a character is one of a few, at the price of a shift where it is not.

/// A few characters that a rule or a row of a table names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chars {
    /// A bit for the low byte of each: with fewer bits a character that is none is looked for twice as often.
    mask: [u64; 4],
    chars: &'static str,
}

impl Chars {
    /// The characters of a text that is written in the program.
    pub const fn of(chars: &'static str) -> Self {
        Chars { mask: mask(chars.as_bytes()), chars }
    }

    /// Whether the character is one of them.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let [a, b, d, e] = self.mask;
        let bits = match c as u32 / 64 % 4 {
            0 => a,
            1 => b,
            2 => d,
            _ => e,
        };
        bits >> (c as u32 % 64) & 1 != 0 && self.chars.chars().any(|one| one == c)
    }
}

/// The low byte of a character is made of its last two bytes in UTF-8.
const fn mask(bytes: &[u8]) -> [u64; 4] {
    let (mut mask, mut rest, mut before) = ([0; 4], bytes, 0);
    while let [byte, after @ ..] = rest {
        let last = match after {
            [next, ..] => *next & 0xC0 != 0x80,
            [] => true,
        };
        if last {
            let high = if *byte < 0x80 { *byte / 64 } else { before % 4 };
            mask[high as usize] |= 1 << (*byte % 64);
        }
        (before, rest) = (*byte, after);
    }
    mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_its_characters_and_no_other() {
        let text = "一二x,𣲗〇¥";
        let fixed = Chars::of(text);
        for c in (0..0x3_0000).filter_map(char::from_u32) {
            assert_eq!(fixed.has(c), text.contains(c), "{c}");
        }
        assert!(!Chars::default().has('一'));
    }
}
