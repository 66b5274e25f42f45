//! Writes a lexicon of `src/data/lexicon.rs`, which says what its parts are.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::list;

/// Words, each with what it means as Rust, that are looked up from their first character on.
pub fn forwards<'w>(words: impl Iterator<Item = (&'w str, impl ToString)>) -> String {
    source(words.map(|(word, meaning)| (word.chars().collect(), meaning.to_string())))
}

/// Words that are looked up from their last character back.
pub fn backwards<'w>(words: impl Iterator<Item = (&'w str, impl ToString)>) -> String {
    source(words.map(|(word, meaning)| (word.chars().rev().collect(), meaning.to_string())))
}

/// The words with one first character, without it.
#[derive(Default)]
struct Group {
    longer: Vec<(Vec<char>, String)>,
    alone: Vec<String>,
}

fn source(words: impl Iterator<Item = (Vec<char>, String)>) -> String {
    let mut groups: BTreeMap<char, Group> = BTreeMap::new();
    for (word, meaning) in words {
        let (head, rest) = word.split_first().expect("a word has a character");
        let group = groups.entry(*head).or_default();
        match rest {
            [] => group.alone.push(meaning),
            _ => group.longer.push((rest.to_vec(), meaning)),
        }
    }
    // A quarter full, so that a search for a character that is no head ends at once.
    let size = (4 * groups.len()).next_power_of_two();
    let mut heads = vec![None; size];
    for (number, head) in groups.keys().enumerate() {
        let mut places = (0..size).map(|step| (*head as usize + step) & (size - 1));
        let free = places.find(|at| heads[*at].is_none()).expect("three of four are free");
        heads[free] = Some((*head, number));
    }
    let mut lists = Lists::default();
    let groups = list(groups.into_values().map(|group| lists.take(group)));
    let Lists { longer, seconds, chars, alone } = lists;
    let heads = list(heads.iter().map(|head| format!("{head:?}")));
    let (longer, alone) = (list(longer), list(alone));
    format!(
        "Lexicon {{ heads: {heads}, groups: {groups}, longer: {longer}, seconds: &{seconds:?}, chars: &{chars:?}, \
         alone: {alone} }}"
    )
}

/// What all groups of a lexicon hold.
#[derive(Default)]
struct Lists {
    longer: Vec<String>,
    seconds: Vec<char>,
    chars: Vec<char>,
    alone: Vec<String>,
}

impl Lists {
    /// Adds what a group holds, and says where.
    fn take(&mut self, mut group: Group) -> String {
        group.longer.sort_by_key(|(rest, _)| (rest[0], Reverse(rest.len())));
        let (longer, alone) = (self.longer.len(), self.alone.len());
        for (rest, meaning) in group.longer {
            self.longer.push(format!("({}, {meaning})", stretch(self.chars.len(), rest.len())));
            self.seconds.push(rest[0]);
            self.chars.extend(rest);
        }
        self.alone.extend(group.alone);
        let seconds = &self.seconds[longer..];
        format!(
            "Group {{ longer: {}, mask: mask(&{seconds:?}), alone: {} }}\n",
            stretch(longer, seconds.len()),
            stretch(alone, self.alone.len() - alone)
        )
    }
}

/// A part of a list, as Rust.
pub fn stretch(from: usize, length: usize) -> String {
    format!("Stretch {{ from: {from}, length: {length} }}")
}
