//! Says in one table read what may begin at a character, and what may follow a number that ends before it.

use crate::data::chars::first;
use crate::data::lexicon::Lexicon;
use crate::data::{eras::eras, exclude::excluded, units::units, words::words};

/// The characters that a number can begin with.
const BEGINNINGS: &str = "0123456789〇零一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿兆廿卅卌几数";

/// The characters with which a number may go on behind Arabic figures: points, commas and powers, multipliers, words in it,
/// and the blank before them.
const GOES_ON: &str = " ,.·×*xX^⁰¹²³⁴⁵⁶⁷⁸⁹⁻十拾百佰千仟万亿兆多余来点几有个";

/// A number, or 半.
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
/// A date word, whatever the second character: else [`begins_word`] tells.
pub(crate) const ALONE: u8 = 64;

/// What may follow a number: the rest of it.
pub(crate) const REST: u8 = 1;
/// What makes a share of it: 分之, 又, 之.
pub(crate) const SHARE: u8 = 2;
/// The sign or word of a range, or of a list.
pub(crate) const RANGE: u8 = 4;
/// What makes a date of it.
pub(crate) const DATE: u8 = 8;
/// What makes an amount of it.
pub(crate) const UNIT: u8 = 16;
/// What makes a rank of it: 周年, 等奖.
pub(crate) const RANK: u8 = 32;
/// What may stand before a number and belong to it: the end of a bound word or a currency, a sign.
pub(crate) const LEAD: u8 = 64;
/// What may stand before the tail of a number, a sum or a name, and belong to it; of characters that are not Han, any may.
pub(crate) const HEAD: u8 = 128;

/// A table by the codes of all characters below the astral planes; the others have nothing. The compiler fills it: made
/// at the start, the tables of characters were a fourth of the time of a short run.
struct Table([u8; 0x1_0000]);

impl Table {
    const EMPTY: Table = Table([0; 0x1_0000]);

    /// Gives the characters of a text a class, too.
    const fn with(mut self, text: &str, class: u8) -> Self {
        let mut text = text.as_bytes();
        while let Some((code, rest)) = first(text) {
            self.mark(code, class);
            text = rest;
        }
        self
    }

    /// Gives a class to every character with which a word begins, and one to those that need no second character.
    const fn beginning<T>(mut self, words: &Lexicon<T>, class: u8, alone: u8) -> Self {
        let mut place = 0;
        while place < words.places() {
            if let Some((head, is_word, _)) = words.beginning(place) {
                self.mark(head as u32, if is_word { class | alone } else { class });
            }
            place += 1;
        }
        self
    }

    const fn mark(&mut self, code: u32, class: u8) {
        if code <= 0xFFFF {
            self.0[code as usize] |= class;
        }
    }
}

/// What may stand beside a number.
static BESIDE: Table = Table::EMPTY
    .with(GOES_ON, REST)
    .with("分又之", SHARE)
    .beginning(&words().range, RANGE, 0)
    .with("、", RANGE)
    .with("年月日季世-./", DATE)
    .beginning(&units().after, UNIT, 0)
    .with("元块角毛分成月日时便", UNIT)
    .with("周等", RANK)
    .beginning(&words().bound_before, LEAD, 0)
    .beginning(&units().before, LEAD, 0)
    .with("上 -负下", LEAD)
    .with(BEGINNINGS, HEAD)
    .with("第〓点图表元块角毛顷丈尺石斗至到", HEAD);

/// What may begin.
static CLASSES: Table = Table::EMPTY
    .with(BEGINNINGS, NUMBER)
    .with("半", NUMBER)
    .beginning(&words().date, WORD, ALONE)
    .beginning(&eras().named, WORD, ALONE)
    .with("上本秋春夏冬前元", WORD | ALONE)
    .beginning(&excluded().fixed, FIXED, 0)
    .with("“”‘’「」『』《》〈〉\"", QUOTE)
    .with("。!?", SENTENCE_END)
    .with("第首", ORDINAL);

/// The pairs of characters with which fixed words, date words and names of eras begin.
static PAIRS: [u64; 1 << 10] =
    beginnings(&excluded().fixed, beginnings(&eras().named, beginnings(&words().date, [0; 1 << 10])));

/// The bits of the pairs of characters with which words begin, beside those that are there.
const fn beginnings<T>(words: &Lexicon<T>, mut bits: [u64; 1 << 10]) -> [u64; 1 << 10] {
    let mut place = 0;
    while place < words.places() {
        if let Some((head, is_word, mut seconds)) = words.beginning(place) {
            if is_word {
                let at = pair(head, '\0');
                bits[at / 64] |= 1 << (at % 64);
            }
            while let [second, rest @ ..] = seconds {
                let at = pair(head, *second);
                bits[at / 64] |= 1 << (at % 64);
                seconds = rest;
            }
        }
        place += 1;
    }
    bits
}

/// What the character at `at` may be to a number that stands beside it: one look spares those readers that find nothing
/// there.
#[inline]
pub(crate) fn beside(chars: &[char], at: usize) -> u8 {
    chars.get(at).and_then(|&c| BESIDE.0.get(c as usize)).copied().unwrap_or_default()
}

/// The place of the bit of two characters.
#[inline]
const fn pair(first: char, second: char) -> usize {
    ((first as u32) << 16 ^ second as u32).wrapping_mul(0x9E37_79B1) as usize >> 16
}

/// Whether a fixed word, a date word or the name of an era may begin with two characters: every fifth character begins one
/// of these, and with the next one hardly any. Looking the words up costs 4 % of all reading of prose.
pub(crate) fn begins_word(first: char, second: char) -> bool {
    let at = pair(first, second);
    PAIRS.get(at / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0)
}

/// The classes of characters, by their code; look it up once for a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Classes(&'static [u8]);

impl Classes {
    pub(crate) const fn new() -> Self {
        Classes(&CLASSES.0)
    }

    /// Those of all characters that have some.
    pub(crate) const fn all(self) -> &'static [u8] {
        self.0
    }

    /// What may begin at a character.
    pub(crate) fn of(self, c: char) -> u8 {
        self.0.get(c as usize).copied().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::excluded;

    #[test]
    fn no_fixed_word_is_one_character() {
        let fixed = &excluded().fixed;
        let mut beginnings = (0..fixed.places()).filter_map(|place| fixed.beginning(place));
        assert!(!beginnings.any(|(_, is_word, _)| is_word), "a pair of characters begins each");
    }
}
