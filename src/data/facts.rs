//! Reads `facts.toml`: the words by which a number says what it counts, and whether it is a change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::chars::Chars;
use super::lexicon::Lexicon;

/// What a word is, as far as a name ends at it: a set, because 完成 governs a noun and links it to a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Role(u32);

/// A verb that is no part of a name.
pub const VERB: Role = Role(1);
/// A verb at the head of a clause, a noun elsewhere.
pub const ACT: Role = Role(1 << 1);
/// A head that makes one name with such a word.
pub const COMPOUND: Role = Role(1 << 2);
/// A verb with its own object.
pub const WHOLE: Role = Role(1 << 3);
/// Between a name and its number.
pub const LINK: Role = Role(1 << 4);
/// An adverb, preposition, conjunction or pronoun.
pub const STOP: Role = Role(1 << 5);
/// A scope of time, place or body before a name.
pub const SCOPE: Role = Role(1 << 6);
/// A noun of quantity.
pub const QUANTITY: Role = Role(1 << 7);
/// A name that holds other words.
pub const NOUN: Role = Role(1 << 8);
/// A rise.
pub const UP: Role = Role(1 << 9);
/// A fall.
pub const DOWN: Role = Role(1 << 10);
/// What makes a level of a change.
pub const LEVEL: Role = Role(1 << 11);
/// 同比.
pub const COMPARE: Role = Role(1 << 12);
/// A head noun of persons and bodies.
pub const BODY: Role = Role(1 << 13);
/// A verb that tells the state of the thing.
pub const STATE: Role = Role(1 << 15);
/// A verb that deals with what the number before counts.
pub const AGAIN: Role = Role(1 << 14);
/// A body that owns what is named behind it.
pub const OWNER: Role = Role(1 << 16);
/// What a body that is counted owns, counted in its turn.
pub const OWNED: Role = Role(1 << 19);
/// A word before the name at the beginning of a clause.
pub const LEAD: Role = Role(1 << 20);
/// A verb that works on a thing that there is.
pub const MEND: Role = Role(1 << 17);
/// A thing that such a verb works on, though it makes a name with other verbs.
pub const THING: Role = Role(1 << 18);

impl Role {
    /// Both sets together.
    pub const fn or(self, other: Role) -> Role {
        Role(self.0 | other.0)
    }

    /// Whether the sets have something in common.
    pub const fn is(self, other: Role) -> bool {
        self.0 & other.0 != 0
    }
}

/// A table of words of one role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// A text with {} for the word.
    pub example: String,
    /// What the number of the example measures.
    pub measured: String,
    /// The words, separated by blanks.
    pub words: String,
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
    /// The tables as they stand in the file.
    pub tables: BTreeMap<String, Rows>,
}

/// What is known of the first two characters of a word, in the direction of a lookup.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// Both characters; the second is 0 for a word of one character. No entry is 0.
    key: u32,
    /// The role of the word that they are, none where they are no word, and whether longer words begin so.
    role: Role,
}

/// Marks the beginning of a longer word among the roles of an entry.
const LONGER: Role = Role(1 << 31);
/// As many bits has a key to be found by: those of a place, and some more to tell at once that there is no entry.
const PLACE_BITS: u32 = 13;
const KNOWN_BITS: u32 = 16;

/// Words of one and two characters by these: nearly every word is one of them, and nearly every place of a text
/// begins none, and both are known by one look. It is small, so that it stays near the processor.
#[derive(Debug)]
struct Short {
    /// A bit for each character with which a key begins.
    heads: Box<[u64]>,
    /// A bit for each key that has an entry, and for few others.
    known: Box<[u64]>,
    entries: Box<[Entry]>,
}

impl Short {
    fn of(words: impl Iterator<Item = (Vec<char>, Role)>) -> Self {
        let mut short = Short {
            heads: vec![0; 1 << 10].into(),
            known: vec![0; 1 << (KNOWN_BITS - 6)].into(),
            entries: vec![Entry::default(); 1 << PLACE_BITS].into(),
        };
        for (chars, role) in words {
            let Some(&first) = chars.first() else { continue };
            let key = Self::key(first, chars.get(1).copied().unwrap_or_default());
            let (at, bit) = (short.place(key), Self::spread(key) >> (32 - KNOWN_BITS));
            if let (Some(entry), Some(known), Some(heads)) = (
                short.entries.get_mut(at),
                short.known.get_mut(bit as usize / 64),
                short.heads.get_mut(first as usize / 64),
            ) {
                *heads |= 1 << (first as u32 % 64);
                *known |= 1 << (bit % 64);
                entry.key = key;
                entry.role = entry.role.or(if chars.len() <= 2 { role } else { LONGER });
            }
        }
        short
    }

    /// Whether a key begins with the character.
    #[inline]
    fn begins(&self, first: char) -> bool {
        self.heads.get(first as usize / 64).is_some_and(|heads| heads >> (first as u32 % 64) & 1 != 0)
    }

    /// Characters beyond the lower plane stand in no word.
    #[inline]
    fn key(first: char, second: char) -> u32 {
        let (first, second) = (first as u32, second as u32);
        if first > 0xFFFF || second > 0xFFFF { 0 } else { first << 16 | second }
    }

    #[inline]
    const fn spread(key: u32) -> u32 {
        key.wrapping_mul(0x9E37_79B1)
    }

    /// Where the entry of a key stands, or an empty place: most places are.
    #[inline]
    fn place(&self, key: u32) -> usize {
        let mut at = (Self::spread(key) >> (32 - PLACE_BITS)) as usize;
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

/// The role that a table gives its words.
pub fn role(table: &str) -> Option<Role> {
    Some(match table {
        "verb" => VERB,
        "act" => ACT,
        "compound" => COMPOUND,
        "whole" => WHOLE,
        "link" => LINK,
        "stop" => STOP,
        "scope" => SCOPE,
        "quantity" | "extent" => QUANTITY,
        "noun" => NOUN,
        "up" | "more" | "above" => UP,
        "down" | "less" | "below" => DOWN,
        "level" => LEVEL,
        "compare" => COMPARE,
        "body" => BODY,
        "again" => AGAIN,
        "state" => STATE,
        "owner" => OWNER,
        "mend" => MEND,
        "lead" => LEAD,
        "owned" => OWNED,
        "thing" => THING,
        _ => return None,
    })
}

impl Facts {
    fn load() -> Self {
        // Part of the program; a test reads all rows, so that a broken one never ships.
        let tables: BTreeMap<String, Rows> =
            toml::from_str(include_str!("facts.toml")).expect("facts.toml is well-formed");
        let mut words: BTreeMap<&str, Role> = BTreeMap::new();
        for (table, rows) in &tables {
            let role = role(table).unwrap_or_default();
            for word in rows.words.split_whitespace() {
                let known = words.entry(word).or_default();
                *known = known.or(role);
            }
        }
        let all = || words.iter().map(|(word, role)| ((*word).to_owned(), *role));
        let begins = Short::of(words.iter().map(|(word, role)| (word.chars().collect(), *role)));
        let ends = Short::of(words.iter().map(|(word, role)| (word.chars().rev().collect(), *role)));
        let owners = words.iter().filter(|(_, role)| role.is(OWNER));
        let owner_ends: BTreeSet<char> = owners.filter_map(|(word, _)| word.chars().last()).collect();
        Facts {
            forwards: Lexicon::new(all()),
            backwards: Lexicon::backwards(all()),
            begins,
            ends,
            owner_ends: owner_ends.into_iter().collect::<String>().into(),
            tables,
        }
    }

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

/// The tables, read once.
pub fn facts() -> &'static Facts {
    static FACTS: LazyLock<Facts> = LazyLock::new(Facts::load);
    &FACTS
}
