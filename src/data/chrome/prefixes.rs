//! Finds the word that a text begins with.

use std::collections::BTreeMap;

/// Words found by how a text begins: the first character leads to the few that can match.
#[derive(Debug, Default)]
pub struct Prefixes(Vec<(char, Vec<String>)>);

impl Prefixes {
    pub(in crate::data) fn new(words: &[String]) -> Self {
        let mut map: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for word in words.iter().map(|w| w.to_lowercase()) {
            if let Some(first) = word.chars().next() {
                map.entry(first).or_default().push(word);
            }
        }
        map.values_mut().for_each(|words| words.sort_by_key(|w| std::cmp::Reverse(w.len())));
        Prefixes(map.into_iter().collect())
    }

    fn of(&self, first: char) -> Option<&[String]> {
        let at = self.0.binary_search_by_key(&first, |(c, _)| *c).ok()?;
        self.0.get(at).map(|(_, words)| words.as_slice())
    }

    /// Whether a word begins with a character.
    pub fn begins(&self, first: char) -> bool {
        self.of(first).is_some()
    }

    /// The longest word that `text`, in lower case, begins with.
    pub fn find(&self, text: &str) -> Option<&str> {
        let words = self.of(text.chars().next()?)?;
        words.iter().find(|w| text.starts_with(w.as_str())).map(String::as_str)
    }
}
