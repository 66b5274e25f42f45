//! Tells whether a character is one of a few, at the price of a shift where it is not.

/// A few characters that a rule or a row of a table names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Chars {
    /// A bit for the low byte of each: with fewer bits a character that is none is looked for twice as often.
    low: [u64; 4],
    /// And one for what [`mixed`] makes of it, which keeps nearly all away that the low byte lets pass.
    mixed: [u64; 4],
    chars: &'static str,
}

impl Chars {
    /// The characters of a text that is written in the program.
    pub const fn of(chars: &'static str) -> Self {
        let (low, mixed) = masks(chars.as_bytes());
        Chars { low, mixed, chars }
    }

    /// Whether the character is one of them.
    #[inline]
    pub fn has(&self, c: char) -> bool {
        let code = c as u32;
        let bit = |bits: &[u64; 4], code: u32| {
            bits.get(code as usize / 64 % 4).is_some_and(|bits| bits >> (code % 64) & 1 != 0)
        };
        bit(&self.low, code) && bit(&self.mixed, mixed(code)) && self.chars.chars().any(|one| one == c)
    }
}

/// Eight bits to which all bits of a code add.
const fn mixed(code: u32) -> u32 {
    code.wrapping_mul(0x9E37_79B1) >> 24
}

/// The bits of all characters of a text in UTF-8.
const fn masks(bytes: &[u8]) -> ([u64; 4], [u64; 4]) {
    let (mut low, mut mix, mut rest, mut code) = ([0; 4], [0; 4], bytes, 0u32);
    while let [byte, after @ ..] = rest {
        code = match *byte {
            0x80..0xC0 => code << 6 | (*byte & 0x3F) as u32,
            0xF0.. => (*byte & 0x07) as u32,
            0xE0.. => (*byte & 0x0F) as u32,
            0xC0.. => (*byte & 0x1F) as u32,
            _ => *byte as u32,
        };
        let last = match after {
            [next, ..] => *next & 0xC0 != 0x80,
            [] => true,
        };
        if last {
            low[code as usize / 64 % 4] |= 1 << (code % 64);
            mix[mixed(code) as usize / 64] |= 1 << (mixed(code) % 64);
        }
        rest = after;
    }
    (low, mix)
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
