//! Tells by one character whether any of many words begins, or ends, with it.

use super::in_either_form;

/// The characters that some words begin with, or end with.
#[derive(Default)]
pub(super) struct Heads {
    /// In order, each once.
    chars: Vec<char>,
    /// A bit for the low ten bits of each: nine of ten other characters are told by it, without a search.
    bits: [u64; 16],
}

impl Heads {
    pub(super) fn new(chars: impl Iterator<Item = char>) -> Self {
        let mut heads = Heads { chars: chars.collect(), ..Heads::default() };
        heads.chars.sort_unstable();
        heads.chars.dedup();
        for c in &heads.chars {
            let (word, bit) = place(*c);
            heads.bits.get_mut(word).into_iter().for_each(|bits| *bits |= bit);
        }
        heads
    }

    /// Whether one of the words begins, or ends, with a character, in its Simplified form or another.
    pub(super) fn has(&self, c: char) -> bool {
        let holds = |c: char| {
            let (word, bit) = place(c);
            let may_be = self.bits.get(word).is_some_and(|bits| bits & bit != 0);
            may_be.then(|| self.chars.binary_search(&c).ok()).flatten()
        };
        in_either_form(c, holds).is_some()
    }
}

fn place(c: char) -> (usize, u64) {
    (c as usize / 64 % 16, 1 << (c as u32 % 64))
}
