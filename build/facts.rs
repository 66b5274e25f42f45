//! Writes the tables of `facts.toml` for `src/data/facts.rs`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::lexicon::stretch;
use super::{examples, list, table};

#[path = "../src/data/facts/role.rs"]
#[allow(dead_code, reason = "what the roles are for, the program knows")]
mod role;

use role::{OWNER, Role};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    example: String,
    measured: String,
    words: String,
}

pub fn source() -> String {
    let tables: BTreeMap<String, Rows> = table("facts.toml");
    let mut words: BTreeMap<&str, Role> = BTreeMap::new();
    for (table, rows) in &tables {
        let role = role::role(table).unwrap_or_else(|| panic!("facts.toml: no table is called {table}"));
        for word in rows.words.split_whitespace() {
            let known = words.entry(word).or_default();
            *known = known.or(role);
        }
    }
    let owners = words.iter().filter(|(_, role)| role.is(OWNER));
    let owner_ends: BTreeSet<char> = owners.filter_map(|(word, _)| word.chars().last()).collect();
    let tested = |(name, rows): (&String, &Rows)| {
        let Rows { example, measured, words } = rows;
        format!("({name:?}, Rows {{ example: {example:?}, measured: {measured:?}, words: {words:?} }})\n")
    };
    format!(
        "static FACTS: Facts = Facts {{ forwards: {}, backwards: {}, owner_ends: set(&{:?}) }};\n{}",
        lookup(words.iter().map(|(word, role)| (word.chars().collect(), *role))),
        lookup(words.iter().map(|(word, role)| (word.chars().rev().collect(), *role))),
        owner_ends.into_iter().collect::<Vec<char>>(),
        examples("TABLES", "(&str, Rows)", tables.iter().map(tested)),
    )
}

/// Words, or what stands behind their beginnings, with their roles.
type Words = Vec<(Vec<char>, Role)>;

/// The words by their first two characters, 0 where there is no second.
fn lookup(words: impl Iterator<Item = (Vec<char>, Role)>) -> String {
    let mut beginnings: BTreeMap<(char, char), (Role, Words)> = BTreeMap::new();
    for (word, role) in words {
        let at = |i: usize| word.get(i).copied().unwrap_or_default();
        let (short, longer) = beginnings.entry((at(0), at(1))).or_default();
        match word.get(2..) {
            Some(rest) if !rest.is_empty() => longer.push((rest.to_vec(), role)),
            _ => *short = short.or(role),
        }
    }
    let mut long = LongWords::default();
    long.group(Words::new());
    let mut rows = Vec::new();
    for ((first, second), (role, longer)) in beginnings {
        let number = if longer.is_empty() { 0 } else { long.groups.len() };
        if number > 0 {
            long.group(longer);
        }
        rows.push(format!("({first:?}, {second:?}, {role:?}, {number})"));
    }
    format!("Lookup::of({}, {})", list(rows), long.source())
}

/// All words of more than two characters, as Rust but for the characters.
#[derive(Default)]
struct LongWords {
    groups: Vec<String>,
    words: Vec<String>,
    chars: Vec<char>,
}

impl LongWords {
    /// Adds the words that go on after the same two characters.
    fn group(&mut self, mut words: Words) {
        words.sort_by_key(|(rest, _)| Reverse(rest.len()));
        let thirds: Vec<char> = words.iter().map(|(rest, _)| rest[0]).collect();
        let part = stretch(self.words.len(), words.len());
        self.groups.push(format!("Longer {{ thirds: mask(&{thirds:?}), words: {part} }}"));
        for (rest, role) in words {
            self.words.push(format!("({}, {role:?})", stretch(self.chars.len(), rest.len())));
            self.chars.extend(rest);
        }
    }

    fn source(self) -> String {
        let LongWords { groups, words, chars } = self;
        format!("LongWords {{ groups: {}, words: {}, chars: &{chars:?} }}", list(groups), list(words))
    }
}
