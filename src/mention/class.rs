//! Says in one table read what may begin at a character.

use std::sync::LazyLock;

use crate::data::{eras::eras, exclude::excluded, units::units, words::words};
use crate::mention::number;

pub(crate) const NUMBER: u8 = 1;
/// A date word.
pub(crate) const WORD: u8 = 2;
pub(crate) const FIXED: u8 = 4;
/// The marks of quotations and titles, at either end.
pub(crate) const QUOTE: u8 = 8;
pub(crate) const SENTENCE_END: u8 = 16;
pub(crate) const ORDINAL: u8 = 32;
/// Where the scan has something to read.
pub(crate) const BEGINS: u8 = NUMBER | WORD | FIXED | QUOTE | SENTENCE_END | ORDINAL;
/// What makes an amount of the number before it.
pub(crate) const UNIT: u8 = 64;
/// A date word, whatever the second character: else [`begins_word`] tells.
pub(crate) const ALONE: u8 = 128;

/// The classes of all characters below the astral planes; the others have none.
fn table() -> &'static [u8] {
    static TABLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut table = vec![0u8; 0x1_0000];
        let mut mark = |c: char, class: u8| {
            if let Some(slot) = table.get_mut(c as usize) {
                *slot |= class;
            }
        };
        number::BEGINNINGS.chars().chain(['半']).for_each(|c| mark(c, NUMBER));
        let alone = |second: Option<char>| if second.is_none() { WORD | ALONE } else { WORD };
        words_and_eras().for_each(|(c, second)| mark(c, alone(second)));
        "上本秋春夏冬前元".chars().for_each(|c| mark(c, WORD | ALONE));
        excluded().fixed.heads().for_each(|c| mark(c, FIXED));
        units().after.heads().chain("元块角毛分成月日时".chars()).for_each(|c| mark(c, UNIT));
        for (chars, class) in [("“”‘’「」『』《》〈〉\"", QUOTE), ("。!?", SENTENCE_END), ("第首", ORDINAL)]
        {
            chars.chars().for_each(|c| mark(c, class));
        }
        table
    });
    &TABLE
}

/// The first two characters of date words and names of eras.
fn words_and_eras() -> impl Iterator<Item = (char, Option<char>)> {
    words().date.beginnings().chain(eras().named.beginnings())
}

/// The place of the bit of two characters.
#[inline]
fn pair(first: char, second: char) -> usize {
    ((first as u32) << 16 ^ second as u32).wrapping_mul(0x9E37_79B1) as usize >> 16
}

/// Whether a date word or the name of an era may begin with two characters: every tenth character begins one of these,
/// and with the next one hardly any. Looking the words up costs 3 % of all reading of prose.
pub(crate) fn begins_word(first: char, second: char) -> bool {
    static PAIRS: LazyLock<Box<[u64]>> = LazyLock::new(|| {
        let mut bits = vec![0u64; 1 << 10];
        for (first, second) in words_and_eras() {
            let at = pair(first, second.unwrap_or_default());
            if let Some(bits) = bits.get_mut(at / 64) {
                *bits |= 1 << (at % 64);
            }
        }
        bits.into()
    });
    let at = pair(first, second);
    PAIRS.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0)
}

/// The classes of characters, by their code; look it up once for a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Classes(&'static [u8]);

impl Classes {
    pub(crate) fn new() -> Self {
        Classes(table())
    }

    /// Those of all characters below the astral planes.
    pub(crate) fn all(self) -> &'static [u8] {
        self.0
    }

    /// What may begin at a character.
    pub(crate) fn of(self, c: char) -> u8 {
        self.0.get(c as usize).copied().unwrap_or(0)
    }
}

/// Whether what stands at `at` may begin with a character of this class.
pub(crate) fn stands(chars: &[char], at: usize, class: u8) -> bool {
    chars.get(at).is_some_and(|&c| Classes::new().of(c) & class != 0)
}
