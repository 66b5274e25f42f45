//! Looks words up at a place of a text: longest match first, by a table over the first character.

/// Words and what each means. Lookups cost one table read where no word begins with the character, and a search
/// by the second character where one does.
#[derive(Debug)]
pub struct Lexicon<T> {
    heads: Box<[u16]>,
    groups: Vec<Group<T>>,
    backwards: bool,
}

/// The words with one first character. Words are stored without it, in the direction of the lookup.
#[derive(Debug)]
struct Group<T> {
    head: char,
    /// By their second character, then longer ones first.
    longer: Vec<(Box<[char]>, T)>,
    /// The second character of each.
    seconds: Vec<char>,
    /// What the character alone means.
    alone: Vec<T>,
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
        let mut lexicon = Lexicon { heads: vec![0; 0x1_0000].into(), groups: Vec::new(), backwards };
        for (word, meaning) in words {
            let mut chars: Vec<char> = word.chars().collect();
            if backwards {
                chars.reverse();
            }
            let Some((&head, rest)) = chars.split_first() else { continue };
            // No word begins beyond the table, in the planes of rare characters; one that did would not be
            // found, and the test of its example would say so.
            let Some(slot) = lexicon.heads.get_mut(head as usize) else { continue };
            if *slot == 0 {
                let group = Group { head, longer: Vec::new(), seconds: Vec::new(), alone: Vec::new() };
                lexicon.groups.push(group);
                *slot = lexicon.groups.len() as u16;
            }
            let Some(group) = lexicon.groups.get_mut(usize::from(*slot) - 1) else { continue };
            if rest.is_empty() {
                group.alone.push(meaning);
            } else {
                group.longer.push((rest.into(), meaning));
            }
        }
        for group in &mut lexicon.groups {
            let second = |rest: &[char]| rest.first().copied().unwrap_or_default();
            group.longer.sort_by_key(|(rest, _)| (second(rest), std::cmp::Reverse(rest.len())));
            group.seconds = group.longer.iter().map(|(rest, _)| second(rest)).collect();
        }
        lexicon
    }

    /// The longest word that is made of the characters that `text` gives, from 0 on, and that `fits`, given its
    /// length; its length and meaning.
    #[inline]
    fn longest(
        &self,
        text: impl Fn(usize) -> Option<char>,
        fits: impl Fn(usize, &T) -> bool,
    ) -> Option<(usize, &T)> {
        let slot = usize::from(*self.heads.get(text(0)? as usize)?);
        let group = self.groups.get(slot.checked_sub(1)?)?;
        if let Some(second) = text(1) {
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
        self.groups.iter().map(|group| group.head)
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
