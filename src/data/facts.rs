//! Reads `facts.toml`: the words by which a number says what it counts, and whether it is a change.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

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
    pub forwards: Lexicon<Role>,
    /// Looked up from their last character back.
    pub backwards: Lexicon<Role>,
    /// The tables as they stand in the file.
    pub tables: BTreeMap<String, Rows>,
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
        "up" | "more" => UP,
        "down" | "less" => DOWN,
        "level" => LEVEL,
        "compare" => COMPARE,
        "body" => BODY,
        "again" => AGAIN,
        "state" => STATE,
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
        Facts { forwards: Lexicon::new(all()), backwards: Lexicon::backwards(all()), tables }
    }
}

/// The tables, read once.
pub fn facts() -> &'static Facts {
    static FACTS: LazyLock<Facts> = LazyLock::new(Facts::load);
    &FACTS
}
