//! Folds a text for lookup: one character for one character, without what a reader does not see as a boundary. Where
//! something is left out, [`Folded::original`] leads back to the offsets of the text.

use std::str::Chars;

use crate::data::chars::first as first_code;
use crate::data::simplified::{self, For};
use crate::mention::class::{self, Classes};
use crate::mention::cursor::among;
use crate::mention::noted::Noted;
use crate::mention::number;

/// A text folded for lookup: full width to half width, Traditional to Simplified, dashes and tildes to one of each;
/// invisible characters and the single blanks of typesetting between Han and figures are left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) chars: Vec<char>,
    /// Where in the text each of them stands, in bytes.
    bytes: Vec<u32>,
    /// What the scan reads.
    pub(crate) noted: Noted,
    /// For each character that is left out, in order, the place in `chars` before which it stood.
    left_out: Vec<usize>,
    /// How many signs for 〇 are left of a number.
    noughts: usize,
}

/// What a character is folded to, and what that is: its class, and the marks of the character.
#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    shown: char,
    is: u16,
}

/// Marks of an entry, above the class: what is left out, a blank that may be, and a sign that may stand for 〇.
const INVISIBLE: u16 = 1 << 8;
const BLANK: u16 = 1 << 9;
const NOUGHT: u16 = 1 << 10;
const MARKED: u16 = INVISIBLE | BLANK | NOUGHT;
/// Where the scan reads.
const BEGINS: u16 = class::BEGINS as u16;

/// The longest run of signs for 〇 in one number.
const LONGEST_NOUGHTS: usize = 8;

const INVISIBLES: &str = "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{fe00}\u{fe01}\u{fe02}\
    \u{fe03}\u{fe04}\u{fe05}\u{fe06}\u{fe07}\u{fe08}\u{fe09}\u{fe0a}\u{fe0b}\u{fe0c}\u{fe0d}\u{fe0e}\u{fe0f}";
/// Blanks that are folded to one; tabs are, too, but part columns.
const BLANKS: &str =
    "\u{a0}\u{3000}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}";
/// Zeros and the letters O, as they are and as wide as Han characters.
const NOUGHTS: &str = "0OoОоΟο０Ｏｏ";

/// Signs that are folded to one of them.
const ALIKE: &[(&str, char)] = &[
    ("—–‐‑‒―─━−﹣﹘⁃", '-'),
    ("〜∼∽˜～", '~'),
    (BLANKS, ' '),
    ("\t", ' '),
    ("％﹪", '%'),
    ("￥", '¥'),
    ("／∕", '/'),
    ("﹒．", '.'),
    ("﹐", ','),
    ("﹕", ':'),
    ("○◯⭕", '〇'),
    ("•・‧∙⋅･", '·'),
    ("≧⩾", '≥'),
    ("≦⩽", '≤'),
    ("﹥", '>'),
    ("﹤", '<'),
];

/// The entry of each character of the lower plane, half a megabyte. The compiler fills it: in `folds` what is folded to
/// itself is 0.
static TABLE: [Entry; 0x1_0000] = {
    let mut folds = [0; 0x1_0000];
    fold_ideographs(&mut folds);
    let mut wide = '！' as u32;
    while wide <= '～' as u32 {
        set(&mut folds, wide, wide - 0xFEE0);
        wide += 1;
    }
    let mut alike = ALIKE;
    while let [(from, to), rest @ ..] = alike {
        let mut from = from.as_bytes();
        while let Some((code, behind)) = first_code(from) {
            set(&mut folds, code, *to as u32);
            from = behind;
        }
        alike = rest;
    }
    let mut table = [Entry { shown: '\0', is: 0 }; 0x1_0000];
    let mut code = 0;
    while code < table.len() {
        let to = if folds[code] == 0 { code } else { folds[code] as usize };
        if let Some(shown) = char::from_u32(to as u32) {
            table[code] = Entry { shown, is: Classes::new().all()[to] as u16 };
        }
        code += 1;
    }
    mark(&mut table, INVISIBLES, INVISIBLE);
    mark(&mut table, BLANKS, BLANK);
    mark(&mut table, " ", BLANK);
    mark(&mut table, NOUGHTS, NOUGHT);
    table
};

/// Traditional characters become Simplified ones, radicals and compatibility ideographs what they stand for.
const fn fold_ideographs(table: &mut [u32]) {
    let mut pairs = simplified::PAIRS;
    while let [(from, to, only), rest @ ..] = pairs {
        // What is read here has no characters beyond the lower plane.
        if !matches!(only, Some(For::Search)) && *to <= '\u{FFFF}' {
            set(table, *from as u32, *to as u32);
        }
        pairs = rest;
    }
    let mut pairs = simplified::COMPATIBILITY;
    while let [(from, to), rest @ ..] = pairs {
        // Which may be Traditional.
        let simple = table[*to as usize];
        set(table, *from as u32, if simple == 0 { *to as u32 } else { simple });
        pairs = rest;
    }
}

const fn set(table: &mut [u32], from: u32, to: u32) {
    if from <= 0xFFFF {
        table[from as usize] = if from == to { 0 } else { to };
    }
}

const fn mark(table: &mut [Entry], chars: &str, mark: u16) {
    let mut chars = chars.as_bytes();
    while let Some((code, rest)) = first_code(chars) {
        table[code as usize].is |= mark;
        chars = rest;
    }
}

/// The entry of a character; those beyond the lower plane are what they are.
#[inline]
fn folded(c: char) -> Entry {
    match TABLE.get(c as usize) {
        Some(&entry) => entry,
        None if matches!(c, '\u{E0100}'..='\u{E01EF}') => Entry { shown: c, is: INVISIBLE },
        None => Entry { shown: c, is: 0 },
    }
}

/// Whether typesetters put a blank between a character and figures.
fn is_han(c: char) -> bool {
    matches!(c, '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// Whether a character is a figure, a Latin letter or a sign of what is counted or measured.
fn is_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || among!(c, "%‰℃℉°~-+±≥≤<>=¥$€£()/")
}

impl Folded {
    /// Folds `text`, in one pass, into the buffers that are there.
    pub(crate) fn read(&mut self, text: &str) {
        self.noted.clear();
        self.left_out.clear();
        self.noughts = 0;
        self.make_room(text.len() * 3 / 8 + 1);
        let (mut at, mut byte) = (0, 0);
        while let Some(&lead) = text.as_bytes().get(byte) {
            let (more, length) = match lead {
                0..=0x7F => (self.ascii(text, (at, byte)), 1),
                0xE0..=0xEF => (self.plain(text, (at, byte)), 3),
                _ => (0, 1),
            };
            (at, byte) = (at + more, byte + more * length);
            if more > 0 {
                continue;
            }
            if at == self.chars.len() {
                self.make_room(at + (text.len() - byte) * 3 / 8 + 1);
            }
            let mut rest = text.get(byte..).unwrap_or_default().chars();
            let Some(entry) = rest.next().map(folded) else { break };
            let before = at.checked_sub(1).and_then(|i| self.chars.get(i)).copied();
            let next = text.len() - rest.as_str().len();
            match marked(entry, before, rest, &mut self.noughts) {
                Some(Entry { shown, is }) => {
                    self.noted.note(shown, is as u8, at);
                    if let Some((place, stands)) = self.chars.get_mut(at).zip(self.bytes.get_mut(at)) {
                        (*place, *stands) = (shown, byte as u32);
                    }
                    at += 1;
                }
                None => self.left_out.push(at),
            }
            byte = next;
        }
        self.chars.truncate(at);
        self.bytes.truncate(at);
    }

    /// Makes places for so many characters: a few more than what is left has if it is Han. To write into places that are
    /// there takes three fourths of the time of a push, and to count the characters first would be one more pass.
    fn make_room(&mut self, places: usize) {
        if self.chars.len() < places {
            self.chars.resize(places, '\0');
            self.bytes.resize(places, 0);
        }
    }

    /// Folds the characters of three bytes at `byte` in the text, as far as none is marked, and says how many. Nearly all
    /// of a text is of them: a loop of its own, which keeps little, takes half the time.
    #[inline(never)]
    fn plain(&mut self, text: &str, (at, byte): (usize, usize)) -> usize {
        let (threes, _) = text.as_bytes().get(byte..).unwrap_or_default().as_chunks::<3>();
        let chars = self.chars.get_mut(at..).unwrap_or_default().iter_mut();
        let bytes = self.bytes.get_mut(at..).unwrap_or_default().iter_mut();
        let mut count = 0;
        for (&[lead, second, third], (place, stands)) in threes.iter().zip(chars.zip(bytes)) {
            if lead & 0xF0 != 0xE0 {
                break;
            }
            let code = u16::from(lead) << 12 | u16::from(second & 0x3F) << 6 | u16::from(third & 0x3F);
            let Entry { shown, is } = TABLE.get(usize::from(code)).copied().unwrap_or_default();
            if is & (MARKED | BEGINS) != 0 {
                if is & MARKED != 0 {
                    break;
                }
                self.noted.note(shown, is as u8, at + count);
            }
            (*place, *stands) = (shown, (byte + 3 * count) as u32);
            count += 1;
        }
        count
    }

    /// Folds the ASCII characters at `byte` in the text, and says how many, up to one that is marked and stands beside
    /// one that is not ASCII: between figures, letters and signs blanks stay, and behind them no O is a nought.
    fn ascii(&mut self, text: &str, (at, byte): (usize, usize)) -> usize {
        let text = text.as_bytes().get(byte..).unwrap_or_default();
        let mut before = at.checked_sub(1).and_then(|i| self.chars.get(i)).copied().unwrap_or_default();
        let chars = self.chars.get_mut(at..).unwrap_or_default().iter_mut();
        let bytes = self.bytes.get_mut(at..).unwrap_or_default().iter_mut();
        let mut count = 0;
        for (&c, (place, stands)) in text.iter().zip(chars.zip(bytes)) {
            let Entry { shown, is } = TABLE.get(usize::from(c)).copied().unwrap_or_default();
            let blank = is & BLANK != 0;
            let stays = || before.is_ascii() && (!blank || text.get(count + 1).is_some_and(u8::is_ascii));
            if !c.is_ascii() || is & MARKED != 0 && !stays() {
                break;
            }
            if is & BEGINS != 0 {
                // Of figures side by side the first is listed.
                if c.is_ascii_digit() && before.is_ascii_digit() {
                    self.noted.goes_on(at + count);
                } else {
                    self.noted.note(shown, is as u8, at + count);
                }
            }
            (*place, *stands) = (shown, (byte + count) as u32);
            before = shown;
            count += 1;
        }
        count
    }

    /// Where in the text the character stands that is at `at` in `chars`.
    pub(crate) fn original(&self, at: usize) -> usize {
        match self.left_out.first() {
            Some(&first) if first <= at => at + self.left_out.partition_point(|&place| place <= at),
            _ => at,
        }
    }

    /// The same of a stretch of characters, which may be empty.
    pub(crate) fn stretch(&self, (start, end): (usize, usize)) -> (usize, usize) {
        let from = self.original(start);
        let left_out = self.left_out.get(from - start..).unwrap_or_default();
        let within = left_out.iter().take_while(|&&place| place < end).count();
        (from, if end > start { from + end - start + within } else { from })
    }

    /// The words of `text`, which has been read, that a stretch of characters is folded from.
    pub(crate) fn words<'t>(&self, text: &'t str, (start, end): (usize, usize)) -> &'t str {
        let byte = |at: usize| self.bytes.get(at).map(|&byte| byte as usize);
        let cut = || {
            if self.left_out.is_empty() {
                return text.get(byte(start)?..byte(end).unwrap_or(text.len()));
            }
            let last = end.checked_sub(1).filter(|&last| last >= start).and_then(byte)?;
            let length = text.get(last..)?.chars().next()?.len_utf8();
            text.get(byte(start)?..last + length)
        };
        cut().unwrap_or_default()
    }

    /// Whether something is left out right before `at`.
    pub(crate) fn is_apart(&self, at: usize) -> bool {
        self.left_out.binary_search(&at).is_ok()
    }
}

/// The entry of a character that may be marked, between `before` and `rest`; none where it is left out. `noughts` counts
/// the signs for 〇 that are left of a number.
fn marked(entry: Entry, before: Option<char>, rest: Chars, noughts: &mut usize) -> Option<Entry> {
    if entry.is & INVISIBLE != 0 || entry.is & BLANK != 0 && sets_apart(before, rest.clone()) {
        return None;
    }
    if entry.is & NOUGHT != 0 {
        if *noughts == 0 {
            *noughts = self::noughts(before, rest);
        }
        if *noughts > 0 {
            *noughts -= 1;
            return Some(folded('〇'));
        }
    }
    Some(entry)
}

/// Whether a single blank between `before` and `rest` only sets figures, letters and signs apart from Han characters.
fn sets_apart(before: Option<char>, rest: Chars) -> bool {
    // Between figures, letters and signs no blank is left out.
    if before.is_some_and(|c| c.is_ascii()) && rest.as_str().bytes().next().is_some_and(|c| c.is_ascii()) {
        return false;
    }
    let behind = rest.map(folded).find(|behind| behind.is & INVISIBLE == 0);
    let (Some(before), Some(Entry { shown: behind, .. })) = (before, behind) else { return false };
    // 表一 2013年: two numbers.
    let two = |a: char, b: char| number::digit(a).is_some() && a != '零' && b.is_ascii_digit();
    is_han(before) && is_sign(behind) && !two(before, behind)
        || is_sign(before) && is_han(behind) && !two(behind, before)
}

/// How many signs for 〇 stand side by side, of which the first stands before `rest`, if they stand between Han
/// digits: 二OO八年, 二00八年, 二百O六.
fn noughts(before: Option<char>, rest: Chars) -> usize {
    let numeral = |c: char| number::digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万');
    if !before.is_some_and(numeral) {
        return 0;
    }
    for (run, next) in (1..=LONGEST_NOUGHTS).zip(rest.map(folded)) {
        if next.is & NOUGHT == 0 {
            let ends = number::digit(next.shown).is_some() || matches!(next.shown, '年' | '月' | '日' | '号');
            return if ends { run } else { 0 };
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fold(text: &str) -> String {
        let mut folded = Folded::default();
        folded.read(text);
        folded.chars.iter().collect()
    }

    #[test]
    fn folds_one_for_one() {
        assert_eq!(fold("１２３萬８，２０４餘個％—～"), "123万8,204余个%-~");
        assert_eq!(fold("二○一三 肆佰參拾圓"), "二〇一三 肆佰叁拾元");
        assert_eq!(fold("𣲗河"), "𣲗河");
    }

    #[test]
    fn leaves_out_what_is_no_boundary() {
        for (text, shown) in [
            ("400 多户，31.5\u{3000}万余亩，20\u{a0}世纪 80 年代", "400多户,31.5万余亩,20世纪80年代"),
            ("4\u{200b}00多人，35\u{feff}0万元，1\u{ad}200", "400多人,350万元,1200"),
            ("1 234 567 人，表一 2013年，概  况，400 人 左右", "1 234 567人,表一 2013年,概  况,400人 左右"),
            ("3⽉5⽇，8⼾，\u{f98e}", "3月5日,8户,年"),
            ("二OO八年，二00八年，一九九О年，二百O六人", "二〇〇八年,二〇〇八年,一九九〇年,二百〇六人"),
            ("三O型，二00人，十000", "三O型,二00人,十000"),
        ] {
            assert_eq!(fold(text), shown, "{text}");
        }
    }

    #[test]
    fn leads_back_to_the_text() {
        let mut folded = Folded::default();
        let text = "共 4\u{200b}00 多户";
        folded.read(text);
        assert_eq!(folded.chars.iter().collect::<String>(), "共400多户");
        let back: String =
            (0..folded.chars.len()).filter_map(|i| text.chars().nth(folded.original(i))).collect();
        assert_eq!(back, "共400多户");
        assert_eq!(folded.stretch((1, 6)), (2, 9));
        assert_eq!(folded.stretch((0, 1)), (0, 1));
        assert_eq!(folded.words(text, (1, 6)), "4\u{200b}00 多户");
        assert_eq!((folded.words(text, (0, 1)), folded.words(text, (2, 2))), ("共", ""));
    }
}
