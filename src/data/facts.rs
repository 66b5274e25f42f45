//! The tables of `facts.toml`: the words by which a number says what it counts, and whether it is a change.

mod role;

use super::chars::Chars;
use super::lexicon::{Group, Lexicon, mask};
use role::LONGER;
pub use role::*;

/// A table of words of one role.
#[cfg(test)]
pub(crate) struct Rows {
    /// A text with {} for the word.
    pub(crate) example: &'static str,
    /// What the number of the example measures.
    pub(crate) measured: &'static str,
    /// The words, separated by blanks.
    pub(crate) words: &'static str,
}

/// The words of all tables.
#[derive(Debug)]
pub struct Facts {
    /// Looked up from their first character on.
    forwards: Lexicon<Role>,
    /// Looked up from their last character back.
    backwards: Lexicon<Role>,
    /// Short words, from their first character on and from their last one back.
    begins: Short,
    ends: Short,
    /// The last characters of owners.
    owner_ends: Chars,
}

/// What is known of the first two characters of a word, in the direction of a lookup.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Both characters; the second is 0 for a word of one character. No entry is 0.
    key: u32,
    /// The role of the word that they are, none where they are no word, and whether longer words begin so.
    role: Role,
}

/// As many bits has a key to be found by: those of a place, and some more to tell at once that there is no entry.
const PLACE_BITS: u32 = 13;
const KNOWN_BITS: u32 = 16;
const HEADS: usize = 0x1_0000 / 64;
const KNOWN: usize = 1 << (KNOWN_BITS - 6);
const ENTRIES: usize = 1 << PLACE_BITS;

/// Words of one and two characters by these: nearly every word is one of them, and nearly every place of a text
/// begins none, and both are known by one look. It is small, so that it stays near the processor.
#[derive(Debug)]
struct Short {
    /// A bit for each character with which a key begins.
    heads: [u64; HEADS],
    /// A bit for each key that has an entry, and for few others.
    known: [u64; KNOWN],
    entries: [Entry; ENTRIES],
}

impl Short {
    /// Each word as its first two characters, 0 where there is no second, and its role, [`LONGER`] where it goes on.
    const fn of(mut words: &[(char, char, Role)]) -> Self {
        let (mut heads, mut known) = ([0; HEADS], [0; KNOWN]);
        let mut entries = [Entry { key: 0, role: Role(0) }; ENTRIES];
        while let [(first, second, role), rest @ ..] = words {
            let key = Self::key(*first, *second);
            let bit = Self::spread(key) >> (32 - KNOWN_BITS);
            heads[*first as usize / 64] |= 1 << (*first as u32 % 64);
            known[bit as usize / 64] |= 1 << (bit % 64);
            let mut at = Self::slot(key);
            while entries[at].key != 0 && entries[at].key != key {
                at = (at + 1) % ENTRIES;
            }
            entries[at] = Entry { key, role: entries[at].role.or(*role) };
            words = rest;
        }
        Short { heads, known, entries }
    }

    /// Whether a key begins with the character.
    #[inline]
    fn begins(&self, first: char) -> bool {
        self.heads.get(first as usize / 64).is_some_and(|heads| heads >> (first as u32 % 64) & 1 != 0)
    }

    /// Characters beyond the lower plane stand in no word.
    #[inline]
    const fn key(first: char, second: char) -> u32 {
        let (first, second) = (first as u32, second as u32);
        if first > 0xFFFF || second > 0xFFFF { 0 } else { first << 16 | second }
    }

    #[inline]
    const fn spread(key: u32) -> u32 {
        key.wrapping_mul(0x9E37_79B1)
    }

    /// Where the entry of a key stands, unless those of others are there and before the next empty place.
    #[inline]
    const fn slot(key: u32) -> usize {
        (Self::spread(key) >> (32 - PLACE_BITS)) as usize
    }

    /// Where the entry of a key stands, or an empty place: most places are.
    #[inline]
    fn place(&self, key: u32) -> usize {
        let mut at = Self::slot(key);
        while self.entries.get(at).is_some_and(|entry| entry.key != 0 && entry.key != key) {
            at = (at + 1) & ((1 << PLACE_BITS) - 1);
        }
        at
    }

    /// The roles of the word that the two characters are, with [`LONGER`] where longer words begin so.
    #[inline]
    fn get(&self, first: char, second: char) -> Option<Role> {
        let key = Self::key(first, second);
        let bit = Self::spread(key) >> (32 - KNOWN_BITS);
        if self.known.get(bit as usize / 64)? >> (bit % 64) & 1 == 0 {
            return None;
        }
        self.entries.get(self.place(key)).filter(|entry| entry.key == key && key != 0).map(|entry| entry.role)
    }
}

impl Facts {
    /// Whether the name of an owner may end with the character.
    pub fn ends_owner(&self, last: char) -> bool {
        self.owner_ends.has(last)
    }

    /// The longest word that begins at `at` and that `fits`, given where it ends; its end and role.
    #[inline]
    pub fn at(
        &self,
        chars: &[char],
        at: usize,
        fits: impl Fn(usize, &Role) -> bool,
    ) -> Option<(usize, Role)> {
        let first = *chars.get(at)?;
        if !self.begins.begins(first) {
            return None;
        }
        let second = chars.get(at + 1).copied().unwrap_or_default();
        if let Some(role) = self.begins.get(first, second) {
            if role.is(LONGER) {
                return self.forwards.at(chars, at, fits).map(|(end, role)| (end, *role));
            }
            if second != '\0' && fits(at + 2, &role) {
                return Some((at + 2, role));
            }
        }
        let role = self.begins.get(first, '\0')?;
        fits(at + 1, &role).then_some((at + 1, role))
    }

    /// The longest word that ends at `end` and does not begin before `floor`; its start and role.
    #[inline]
    pub fn ending(&self, chars: &[char], end: usize, floor: usize) -> Option<(usize, Role)> {
        let last = *chars.get(end.checked_sub(1)?)?;
        if !self.ends.begins(last) {
            return None;
        }
        let before = end.checked_sub(2).and_then(|at| chars.get(at)).copied().unwrap_or_default();
        if let Some(role) = self.ends.get(last, before) {
            if role.is(LONGER) {
                let word = self.backwards.ending(chars, end, |start, _| start >= floor);
                return word.map(|(start, role)| (start, *role));
            }
            if before != '\0' && end >= floor + 2 {
                return Some((end - 2, role));
            }
        }
        let role = self.ends.get(last, '\0')?;
        (end > floor).then_some((end - 1, role))
    }
}

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// The tables.
pub fn facts() -> &'static Facts {
    &FACTS
}
