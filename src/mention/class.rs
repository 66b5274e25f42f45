//! Says in one table read what may begin at a character, and what may follow a number that ends before it.

use std::sync::LazyLock;

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

/// A table by the codes of all characters below the astral planes; the others have nothing.
struct Table(Vec<u8>);

impl Table {
    fn new() -> Self {
        Table(vec![0; 0x1_0000])
    }

    fn mark(&mut self, chars: impl Iterator<Item = char>, class: u8) {
        for c in chars {
            if let Some(slot) = self.0.get_mut(c as usize) {
                *slot |= class;
            }
        }
    }
}

/// What the character at `at` may be to a number that stands beside it: one look spares those readers that find nothing
/// there.
#[inline]
pub(crate) fn beside(chars: &[char], at: usize) -> u8 {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let mut table = Table::new();
        table.mark(GOES_ON.chars(), REST);
        table.mark("分又之".chars(), SHARE);
        table.mark(words().range.heads().chain(['、']), RANGE);
        table.mark("年月日季世-./".chars(), DATE);
        table.mark(units().after.heads().chain("元块角毛分成月日时便".chars()), UNIT);
        table.mark("周等".chars(), RANK);
        let leads = words().bound_before.heads().chain(units().before.heads());
        table.mark(leads.chain("上 -负下".chars()), LEAD);
        table.mark(BEGINNINGS.chars().chain("第〓点图表元块角毛顷丈尺石斗至到".chars()), HEAD);
        table
    });
    chars.get(at).and_then(|&c| TABLE.0.get(c as usize)).copied().unwrap_or_default()
}

/// The classes of all characters.
fn table() -> &'static [u8] {
    static TABLE: LazyLock<Table> = LazyLock::new(|| {
        let mut table = Table::new();
        table.mark(BEGINNINGS.chars().chain(['半']), NUMBER);
        for (c, second) in words_and_eras() {
            table.mark([c].into_iter(), if second.is_none() { WORD | ALONE } else { WORD });
        }
        table.mark("上本秋春夏冬前元".chars(), WORD | ALONE);
        table.mark(excluded().fixed.heads(), FIXED);
        table.mark("“”‘’「」『』《》〈〉\"".chars(), QUOTE);
        table.mark("。!?".chars(), SENTENCE_END);
        table.mark("第首".chars(), ORDINAL);
        table
    });
    &TABLE.0
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

    /// Those of all characters that have some.
    pub(crate) fn all(self) -> &'static [u8] {
        self.0
    }

    /// What may begin at a character.
    pub(crate) fn of(self, c: char) -> u8 {
        self.0.get(c as usize).copied().unwrap_or(0)
    }
}
