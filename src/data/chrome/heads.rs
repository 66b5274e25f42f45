//! Tells by one character whether any of many words begins, or ends, with it.

use crate::data::simplified::{For, simplified};

/// The characters that some words begin with, or end with, and those that are looked up as one of them: a bit for each,
/// by its place in its plane. One of another plane may pass for one of them: what passes is looked up.
#[derive(Debug, Default)]
pub(super) struct Heads(Vec<u64>);

impl Heads {
    pub(super) fn new(chars: impl Iterator<Item = char>) -> Self {
        let mut heads = Heads(vec![0; PLANE / 64]);
        chars.for_each(|c| heads.add(c));
        for (other, c) in simplified(For::Mentions) {
            if heads.has(c) {
                heads.add(other);
            }
        }
        heads
    }

    fn add(&mut self, c: char) {
        let code = c as usize % PLANE;
        self.0.get_mut(code / 64).into_iter().for_each(|bits| *bits |= 1 << (code % 64));
    }

    /// Whether one of the words begins, or ends, with a character, in its Simplified form or another.
    pub(super) fn has(&self, c: char) -> bool {
        let code = c as usize % PLANE;
        self.0.get(code / 64).is_some_and(|bits| bits >> (code % 64) & 1 != 0)
    }
}

/// How many characters a plane has.
const PLANE: usize = 0x1_0000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::simplified::simple;

    #[test]
    fn has_each_form_of_its_characters() {
        let heads = Heads::new("鉴国x".chars());
        for c in (0..PLANE as u32).filter_map(char::from_u32) {
            let one = |c: char| matches!(c, '鉴' | '国' | 'x');
            assert_eq!(heads.has(c), one(c) || one(simple(c)), "{c}");
        }
    }
}
