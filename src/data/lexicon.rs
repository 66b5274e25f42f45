//! Looks words up at a place of a text: longest match first, by a table over the first character.

/// Words and what each means. Lookups cost one table read where no word begins with the character.
#[derive(Debug)]
pub struct Lexicon<T> {
    heads: Box<[u16]>,
    groups: Vec<Vec<(Box<[char]>, T)>>,
    backwards: bool,
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
            let chars: Box<[char]> = word.chars().collect();
            let head = if backwards { chars.last() } else { chars.first() };
            let Some(slot) = head.and_then(|&c| lexicon.heads.get_mut(c as usize)) else { continue };
            if *slot == 0 {
                lexicon.groups.push(Vec::new());
                *slot = lexicon.groups.len() as u16;
            }
            if let Some(group) = lexicon.groups.get_mut(usize::from(*slot) - 1) {
                group.push((chars, meaning));
            }
        }
        for group in &mut lexicon.groups {
            group.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        }
        lexicon
    }

    fn group(&self, head: char) -> &[(Box<[char]>, T)] {
        let slot = self.heads.get(head as usize).copied().unwrap_or(0);
        usize::from(slot).checked_sub(1).and_then(|i| self.groups.get(i)).map_or(&[], Vec::as_slice)
    }

    /// The longest word that begins at `at` and that `fits`, given where it ends; its end and meaning.
    pub fn at(&self, chars: &[char], at: usize, fits: impl Fn(usize, &T) -> bool) -> Option<(usize, &T)> {
        debug_assert!(!self.backwards);
        let rest = chars.get(at..)?;
        let group = self.group(*rest.first()?);
        let hit =
            |(word, meaning): &&(Box<[char]>, T)| rest.starts_with(word) && fits(at + word.len(), meaning);
        group.iter().find(hit).map(|(word, meaning)| (at + word.len(), meaning))
    }

    /// The longest word that ends at `end` and that `fits`, given where it starts; its start and meaning.
    pub fn ending(
        &self,
        chars: &[char],
        end: usize,
        fits: impl Fn(usize, &T) -> bool,
    ) -> Option<(usize, &T)> {
        debug_assert!(self.backwards);
        let before = chars.get(..end)?;
        let group = self.group(*before.last()?);
        let hit =
            |(word, meaning): &&(Box<[char]>, T)| before.ends_with(word) && fits(end - word.len(), meaning);
        group.iter().find(hit).map(|(word, meaning)| (end - word.len(), meaning))
    }

    /// Every character with which a word begins.
    pub fn heads(&self) -> impl Iterator<Item = char> + '_ {
        self.groups.iter().filter_map(|g| g.first()?.0.first().copied())
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
