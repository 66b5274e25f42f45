//! Finds the word that a text begins with.

use std::collections::BTreeMap;

use super::folded;
use super::heads::Heads;
use crate::data::simplified::simple;

/// Words found by how a text begins: the first character leads to the few that can match.
#[derive(Debug, Default)]
pub struct Prefixes {
    words: Vec<(char, Vec<String>)>,
    /// What these begin with: most texts begin with another.
    heads: Heads,
}

impl Prefixes {
    pub(in crate::data) fn new(words: &[String]) -> Self {
        let mut map: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for word in words.iter().map(|w| folded(&w.to_lowercase())) {
            if let Some(first) = word.chars().next() {
                map.entry(first).or_default().push(word);
            }
        }
        map.values_mut().for_each(|words| words.sort_by_key(|w| std::cmp::Reverse(w.len())));
        Prefixes { heads: Heads::new(map.keys().copied()), words: map.into_iter().collect() }
    }

    fn of(&self, first: char) -> Option<&[String]> {
        if !self.heads.has(first) {
            return None;
        }
        let at = self.words.binary_search_by_key(&simple(first), |(c, _)| *c).ok()?;
        self.words.get(at).map(|(_, words)| words.as_slice())
    }

    /// The longest word that `text`, in lower case, begins with, in its Simplified form or another.
    pub fn find(&self, text: &str) -> Option<&str> {
        self.lead(text.chars())
    }

    /// The same of a text that is given by its characters.
    pub fn lead(&self, mut text: impl Iterator<Item = char> + Clone) -> Option<&str> {
        let words = self.of(text.clone().next()?)?;
        text.next();
        let begins = |word: &&String| {
            let mut text = text.clone();
            // All words here begin with the first character.
            word.chars().skip(1).all(|w| text.next().is_some_and(|c| c == w || simple(c) == w))
        };
        words.iter().find(begins).map(String::as_str)
    }
}
