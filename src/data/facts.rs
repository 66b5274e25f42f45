//! The tables of `facts.toml`: the words by which a number says what it counts, and whether it is a change.

mod role;

use super::lexicon::{Mask, Stretch, mask};
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
    forwards: Lookup,
    /// Looked up from their last character back.
    backwards: Lookup,
    /// The last characters of owners, a bit for each: more than can be looked through.
    owner_ends: [u64; HEADS],
}

/// What is known of the first two characters of a word, in the direction of a lookup.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Both characters; the second is 0 for a word of one character. No entry is 0.
    key: u32,
    /// The role of the word that they are; none where they are no word.
    role: Role,
    /// Which of the groups holds the longer words that begin so.
    longer: u16,
}

/// Words of more than two characters, of which these are the same.
#[derive(Debug)]
struct Longer {
    /// What [`mask`] makes of their third characters: most places have none of them.
    thirds: Mask,
    /// Where they are, longer ones first.
    words: Stretch,
}

/// All words of more than two characters.
#[derive(Debug)]
struct LongWords {
    /// The first is empty.
    groups: &'static [Longer],
    /// The words of all groups without the first two characters, each with its place in `chars`.
    words: &'static [(Stretch, Role)],
    chars: &'static [char],
}

/// As many bits has a key to be found by: those of a place, and some more to tell at once that there is no entry.
const PLACE_BITS: u32 = 13;
const KNOWN_BITS: u32 = 16;
const HEADS: usize = 0x1_0000 / 64;
const KNOWN: usize = 1 << (KNOWN_BITS - 6);
const ENTRIES: usize = 1 << PLACE_BITS;

/// The words by their first two characters: nearly every place of a text begins no word, which one look tells, and
/// few have a longer word to compare. It is small, so that it stays near the processor. A lexicon of words by their
/// first character costs 4 % of all reading of prose.
#[derive(Debug)]
struct Lookup {
    /// A bit for each character with which a key begins.
    heads: [u64; HEADS],
    /// A bit for each key that has an entry, and for few others.
    known: [u64; KNOWN],
    entries: [Entry; ENTRIES],
    longer: LongWords,
}

impl Lookup {
    /// Each beginning as its two characters, 0 where there is no second, the role of the word that it is, and which of
    /// the groups holds those that go on.
    const fn of(mut beginnings: &[(char, char, Role, u16)], longer: LongWords) -> Self {
        let (mut heads, mut known) = ([0; HEADS], [0; KNOWN]);
        let mut entries = [Entry { key: 0, role: Role(0), longer: 0 }; ENTRIES];
        while let [(first, second, role, longer), rest @ ..] = beginnings {
            let key = Self::key(*first, *second);
            let place = Self::spread(key) >> (32 - KNOWN_BITS);
            heads[*first as usize / 64] |= 1 << (*first as u32 % 64);
            known[place as usize / 64] |= 1 << (place % 64);
            let mut at = Self::slot(key);
            while entries[at].key != 0 {
                at = (at + 1) % ENTRIES;
            }
            entries[at] = Entry { key, role: *role, longer: *longer };
            beginnings = rest;
        }
        Lookup { heads, known, entries, longer }
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

    #[inline]
    fn entry(&self, first: char, second: char) -> Option<&Entry> {
        let key = Self::key(first, second);
        if !has(&self.known, Self::spread(key) >> (32 - KNOWN_BITS)) {
            return None;
        }
        self.entries.get(self.place(key)).filter(|entry| entry.key == key && key != 0)
    }

    /// The longest word that is made of the characters that `text` gives, from 0 on, and that `fits`, given its
    /// length; its length and role.
    #[inline]
    fn longest(
        &self,
        text: impl Fn(usize) -> Option<char>,
        fits: impl Fn(usize, &Role) -> bool,
    ) -> Option<(usize, Role)> {
        let first = text(0)?;
        if !has(&self.heads, first as u32) {
            return None;
        }
        let second = text(1).unwrap_or_default();
        if let Some(entry) = self.entry(first, second) {
            let longer = self.longer.groups.get(usize::from(entry.longer));
            let longer = longer.filter(|longer| text(2).is_some_and(|c| longer.thirds.may_have(c)));
            for (rest, role) in longer.map(|longer| longer.words.of(self.longer.words)).unwrap_or_default() {
                let rest = rest.of(self.longer.chars);
                let length = 2 + rest.len();
                if (2..).zip(rest).all(|(at, &c)| text(at) == Some(c)) && fits(length, role) {
                    return Some((length, *role));
                }
            }
            if entry.role != Role::default() && second != '\0' && fits(2, &entry.role) {
                return Some((2, entry.role));
            }
        }
        let alone = self.entry(first, '\0')?;
        fits(1, &alone.role).then_some((1, alone.role))
    }
}

/// A bit for each of some characters.
const fn set(mut chars: &[char]) -> [u64; HEADS] {
    let mut bits = [0; HEADS];
    while let [first, rest @ ..] = chars {
        bits[*first as usize / 64] |= 1 << (*first as u32 % 64);
        chars = rest;
    }
    bits
}

#[inline]
fn has(bits: &[u64], at: u32) -> bool {
    bits.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0)
}

impl Facts {
    /// Whether the name of an owner may end with the character.
    pub fn ends_owner(&self, last: char) -> bool {
        has(&self.owner_ends, last as u32)
    }

    /// The longest word that begins at `at` and that `fits`, given where it ends; its end and role.
    #[inline]
    pub fn at(
        &self,
        chars: &[char],
        at: usize,
        fits: impl Fn(usize, &Role) -> bool,
    ) -> Option<(usize, Role)> {
        let word =
            self.forwards.longest(|i| chars.get(at + i).copied(), |length, role| fits(at + length, role));
        word.map(|(length, role)| (at + length, role))
    }

    /// The longest word that ends at `end` and does not begin before `floor`; its start and role.
    #[inline]
    pub fn ending(&self, chars: &[char], end: usize, floor: usize) -> Option<(usize, Role)> {
        let before = |i| chars.get(end.checked_sub(i + 1)?).copied();
        let word = self.backwards.longest(before, |length, _| end >= floor + length);
        word.map(|(length, role)| (end - length, role))
    }
}

include!(concat!(env!("OUT_DIR"), "/facts.rs"));

/// The tables.
pub fn facts() -> &'static Facts {
    &FACTS
}
