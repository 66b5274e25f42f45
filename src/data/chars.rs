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
const fn masks(mut text: &[u8]) -> ([u64; 4], [u64; 4]) {
    let (mut low, mut mix) = ([0; 4], [0; 4]);
    while let Some((code, rest)) = first(text) {
        low[code as usize / 64 % 4] |= 1 << (code % 64);
        mix[mixed(code) as usize / 64] |= 1 << (mixed(code) % 64);
        text = rest;
    }
    (low, mix)
}

/// The code of the first character of a text in UTF-8, and what stands behind it. For tables that the compiler makes,
/// where there is no `chars`.
pub const fn first(text: &[u8]) -> Option<(u32, &[u8])> {
    let (mut code, mut rest) = match text {
        [byte @ 0xF0..=0xFF, rest @ ..] => ((*byte & 0x07) as u32, rest),
        [byte @ 0xE0..=0xEF, rest @ ..] => ((*byte & 0x0F) as u32, rest),
        [byte @ 0xC0..=0xDF, rest @ ..] => ((*byte & 0x1F) as u32, rest),
        [byte, rest @ ..] => (*byte as u32, rest),
        [] => return None,
    };
    while let [byte @ 0x80..=0xBF, behind @ ..] = rest {
        (code, rest) = (code << 6 | (*byte & 0x3F) as u32, behind);
    }
    Some((code, rest))
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
