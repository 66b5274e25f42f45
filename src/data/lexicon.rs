//! Looks words up at a place of a text: longest match first, by a small table of first characters.

/// Words and what each means. Lookups cost a table read or two where no word begins with the character, and a
/// search by the second character where one does. A text asks many lexicons, so that tables must be small: what
/// stays in the processor's nearest cache is found at once. `build/lexicon.rs` writes them.
#[derive(Debug)]
pub struct Lexicon<T: 'static> {
    /// First characters with their groups, each at its code or behind, a quarter full; a power of two long.
    pub(super) heads: &'static [Option<(char, u16)>],
    pub(super) groups: &'static [Group],
    /// The words of all groups without their first characters, in the direction of the lookup, each with its place in
    /// `chars`; those of a group by their second character, then longer ones first.
    pub(super) longer: &'static [(Stretch, T)],
    /// The second character of each.
    pub(super) seconds: &'static [char],
    pub(super) chars: &'static [char],
    /// What the characters alone mean that are words.
    pub(super) alone: &'static [T],
}

/// The words with one first character, which is the last one where words are looked up backwards.
#[derive(Debug)]
pub(super) struct Group {
    /// Where those of more than one character are.
    pub(super) longer: Stretch,
    /// What [`mask`] makes of their second characters: most places have none of them, and are known at once.
    pub(super) mask: Mask,
    /// Where what the character alone means is.
    pub(super) alone: Stretch,
}

/// A part of a list. Lists in lists were pointers, which the system puts right each time the program starts: those of
/// all words took a sixth of the time of a short run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) from: u32,
    pub(super) length: u32,
}

impl Stretch {
    /// The part of its list.
    #[inline]
    pub(super) const fn of<T>(self, list: &[T]) -> &[T] {
        let Some((_, rest)) = list.split_at_checked(self.from as usize) else { return &[] };
        let Some((part, _)) = rest.split_at_checked(self.length as usize) else { return &[] };
        part
    }
}

/// The bits of some characters, one for the low seven bits of each: most others are known at once for none of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mask([u64; 2]);

impl Mask {
    /// Whether the character may be one of them.
    #[inline]
    pub(super) const fn may_have(self, c: char) -> bool {
        let [low, high] = self.0;
        let half = if c as u32 & 64 == 0 { low } else { high };
        half >> (c as u32 % 64) & 1 != 0
    }
}

/// The bits of some characters.
pub(super) const fn mask(mut chars: &[char]) -> Mask {
    let [mut low, mut high] = [0; 2];
    while let [first, rest @ ..] = chars {
        let bit = 1 << (*first as u32 % 64);
        if *first as u32 & 64 == 0 {
            low |= bit;
        } else {
            high |= bit;
        }
        chars = rest;
    }
    Mask([low, high])
}

impl<T> Lexicon<T> {
    /// The words that begin with a character.
    #[inline]
    fn group(&self, head: char) -> Option<&Group> {
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
        if let Some(second) = text(1).filter(|&second| group.mask.may_have(second)) {
            let from = group.longer.of(self.seconds).partition_point(|&c| c < second);
            let longer = group.longer.of(self.longer).iter().skip(from);
            let longer = longer.map(|(rest, meaning)| (rest.of(self.chars), meaning));
            let alike = longer.take_while(|(rest, _)| rest.first() == Some(&second));
            let mut hits = alike.filter(|(rest, meaning)| {
                rest.iter().enumerate().skip(1).all(|(i, &c)| text(i + 1) == Some(c))
                    && fits(rest.len() + 1, meaning)
            });
            if let Some((rest, meaning)) = hits.next() {
                return Some((rest.len() + 1, meaning));
            }
        }
        group.alone.of(self.alone).iter().find(|meaning| fits(1, meaning)).map(|meaning| (1, meaning))
    }

    /// The longest word that begins at `at` and that `fits`, given where it ends; its end and meaning.
    #[inline]
    pub fn at(&self, chars: &[char], at: usize, fits: impl Fn(usize, &T) -> bool) -> Option<(usize, &T)> {
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
        let before = |i| chars.get(end.checked_sub(i + 1)?).copied();
        let hit = self.longest(before, |len, meaning| fits(end - len, meaning));
        hit.map(|(len, meaning)| (end - len, meaning))
    }

    /// How many places [`Lexicon::beginning`] is to be asked for.
    pub const fn places(&self) -> usize {
        self.heads.len()
    }

    /// The first character of some words, whether it is one of them alone, and the second characters of the others; none
    /// at an empty place. For tables that the compiler makes, where there are no iterators.
    pub const fn beginning(&self, place: usize) -> Option<(char, bool, &'static [char])> {
        match self.heads[place] {
            Some((head, group)) => {
                let Group { longer, alone, .. } = &self.groups[group as usize];
                Some((head, alone.length > 0, longer.of(self.seconds)))
            }
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::data::units::{UnitKind, units};

    #[test]
    fn a_mask_has_its_characters_and_few_others() {
        let seconds = ['月', '小', '百'];
        let mask = super::mask(&seconds);
        assert!(seconds.into_iter().all(|c| mask.may_have(c)));
        let others = ('一'..='龥').filter(|c| !seconds.contains(c) && mask.may_have(*c)).count();
        assert!(others < 20_902 * 3 / 100, "{others}");
    }

    #[test]
    fn the_longest_word_that_fits_wins() {
        let chars: Vec<char> = "3平方米$".chars().collect();
        let code = |at, longest: usize| {
            units().after.at(&chars, at, |end, _| end - at <= longest).map(|(end, unit)| (end, unit.code))
        };
        assert_eq!(code(1, 9), Some((4, "m2")));
        assert_eq!(code(3, 9), Some((4, "m")));
        assert_eq!(code(1, 0), None);
        assert_eq!(code(0, 9), None);
        let dollar = units().before.ending(&chars, 5, |_, _| true);
        assert_eq!(dollar.map(|(start, unit)| (start, unit.kind)), Some((4, UnitKind::Money)));
    }
}
