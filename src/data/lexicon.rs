//! Looks words up at a place of a text: longest match first, by a small table of first characters.

use std::collections::BTreeMap;

/// Words and what each means. Lookups cost a table read or two where no word begins with the character, and a
/// search by the second character where one does. A text asks many lexicons, so that tables must be small: what
/// stays in the processor's nearest cache is found at once.
#[derive(Debug)]
pub struct Lexicon<T> {
    /// First characters with their groups, each at its code or behind, a quarter full; a power of two long.
    heads: Box<[Option<(char, u16)>]>,
    groups: Vec<Group<T>>,
    backwards: bool,
}

/// The words with one first character. Words are stored without it, in the direction of the lookup.
#[derive(Debug)]
struct Group<T> {
    /// By their second character, then longer ones first.
    longer: Vec<(Box<[char]>, T)>,
    /// The second character of each.
    seconds: Vec<char>,
    /// A bit for the low six bits of each: most places have none of them, and are known at once.
    mask: u64,
    /// What the character alone means.
    alone: Vec<T>,
}

impl<T> Default for Group<T> {
    fn default() -> Self {
        Group { longer: Vec::new(), seconds: Vec::new(), mask: 0, alone: Vec::new() }
    }
}

/// The bit of a second character.
fn bit(second: char) -> u64 {
    1 << (second as u32 % 64)
}

impl<T> Lexicon<T> {
    /// Words that are looked up from their first character on.
    pub fn new(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::build(words, false)
    }

    /// Words that are looked up from their last character back.
    pub fn backwards(words: impl IntoIterator<Item = (String, T)>) -> Self {
        Self::build(words, true)
    }

    fn build(words: impl IntoIterator<Item = (String, T)>, backwards: bool) -> Self {
        let mut by_head: BTreeMap<char, Group<T>> = BTreeMap::new();
        for (word, meaning) in words {
            let mut chars: Vec<char> = word.chars().collect();
            if backwards {
                chars.reverse();
            }
            let Some((&head, rest)) = chars.split_first() else { continue };
            let group = by_head.entry(head).or_default();
            if rest.is_empty() {
                group.alone.push(meaning);
            } else {
                group.longer.push((rest.into(), meaning));
            }
        }
        let size = (4 * by_head.len()).next_power_of_two();
        let mut lexicon = Lexicon { heads: vec![None; size].into(), groups: Vec::new(), backwards };
        for (head, group) in by_head {
            let free = (0..size).map(|step| (head as usize + step) & (size - 1));
            let free = free.filter_map(|at| lexicon.heads.get(at)?.is_none().then_some(at)).next();
            if let Some(slot) = free.and_then(|at| lexicon.heads.get_mut(at)) {
                *slot = Some((head, lexicon.groups.len() as u16));
                lexicon.groups.push(group);
            }
        }
        for group in &mut lexicon.groups {
            let second = |rest: &[char]| rest.first().copied().unwrap_or_default();
            group.longer.sort_by_key(|(rest, _)| (second(rest), std::cmp::Reverse(rest.len())));
            group.seconds = group.longer.iter().map(|(rest, _)| second(rest)).collect();
            group.mask = group.seconds.iter().fold(0, |mask, &second| mask | bit(second));
        }
        lexicon
    }

    /// The words that begin with a character.
    #[inline]
    fn group(&self, head: char) -> Option<&Group<T>> {
        let mut at = head as usize;
        loop {
            // An empty place ends the search, and three of four are empty.
            let (known, group) = (*self.heads.get(at & (self.heads.len() - 1))?)?;
            if known == head {
                return self.groups.get(usize::from(group));
            }
            at += 1;
        }
    }

    /// The longest word that is made of the characters that `text` gives, from 0 on, and that `fits`, given its
    /// length; its length and meaning.
    #[inline]
    fn longest(
        &self,
        text: impl Fn(usize) -> Option<char>,
        fits: impl Fn(usize, &T) -> bool,
    ) -> Option<(usize, &T)> {
        let group = self.group(text(0)?)?;
        if let Some(second) = text(1).filter(|&second| group.mask & bit(second) != 0) {
            let from = group.seconds.partition_point(|&c| c < second);
            let alike = group.longer.iter().skip(from).take_while(|(rest, _)| rest.first() == Some(&second));
            let mut hits = alike.filter(|(rest, meaning)| {
                rest.iter().enumerate().skip(1).all(|(i, &c)| text(i + 1) == Some(c))
                    && fits(rest.len() + 1, meaning)
            });
            if let Some((rest, meaning)) = hits.next() {
                return Some((rest.len() + 1, meaning));
            }
        }
        group.alone.iter().find(|meaning| fits(1, meaning)).map(|meaning| (1, meaning))
    }

    /// The longest word that begins at `at` and that `fits`, given where it ends; its end and meaning.
    #[inline]
    pub fn at(&self, chars: &[char], at: usize, fits: impl Fn(usize, &T) -> bool) -> Option<(usize, &T)> {
        debug_assert!(!self.backwards);
        let hit = self.longest(|i| chars.get(at + i).copied(), |len, meaning| fits(at + len, meaning));
        hit.map(|(len, meaning)| (at + len, meaning))
    }

    /// The longest word that ends at `end` and that `fits`, given where it starts; its start and meaning.
    #[inline]
    pub fn ending(
        &self,
        chars: &[char],
        end: usize,
        fits: impl Fn(usize, &T) -> bool,
    ) -> Option<(usize, &T)> {
        debug_assert!(self.backwards);
        let before = |i| chars.get(end.checked_sub(i + 1)?).copied();
        let hit = self.longest(before, |len, meaning| fits(end - len, meaning));
        hit.map(|(len, meaning)| (end - len, meaning))
    }

    /// Every character at which a lookup may find a word.
    pub fn heads(&self) -> impl Iterator<Item = char> + '_ {
        self.heads.iter().flatten().map(|(head, _)| *head)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let words = [("米", 1), ("平方米", 2), ("平方", 3)].map(|(w, n)| (w.to_owned(), n));
        let chars: Vec<char> = "3平方米".chars().collect();
        let forwards = Lexicon::new(words.clone());
        assert_eq!(forwards.at(&chars, 1, |_, _| true), Some((4, &2)));
        assert_eq!(forwards.at(&chars, 1, |_, &n| n != 2), Some((3, &3)));
        assert_eq!(forwards.at(&chars, 0, |_, _| true), None);
        let backwards = Lexicon::backwards(words);
        assert_eq!(backwards.ending(&chars, 4, |_, _| true), Some((1, &2)));
    }
}
