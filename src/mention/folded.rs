//! Folds a text for lookup: one character for one character, without what a reader does not see as a boundary. Where
//! something is left out, [`Folded::original`] leads back to the offsets of the text.

use std::sync::LazyLock;

use crate::data::simplified::{For, compatibility, simplified};
use crate::mention::class::{self, Classes};
use crate::mention::cursor::among;
use crate::mention::number;

/// A text folded for lookup: full width to half width, Traditional to Simplified, dashes and tildes to one of each;
/// invisible characters and the single blanks of typesetting between Han and figures are left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) chars: Vec<char>,
    /// Where something may begin that the scan reads.
    pub(crate) begins: Vec<u32>,
    /// How many runs of numerals there are: about as many mentions as the text can have.
    pub(crate) numerals: usize,
    /// Quotations and book titles, as (open, close), in the order in which they open.
    pub(crate) quotes: Vec<(usize, usize)>,
    /// For each character that is left out, in order, the place in `chars` before which it stood.
    left_out: Vec<usize>,
    open: Vec<(char, usize, usize)>,
}

/// Marks of a table entry, above the class: what is left out, a blank that may be, a sign that may stand for 〇.
const INVISIBLE: u32 = 1 << 24;
const BLANK: u32 = 1 << 25;
const NOUGHT: u32 = 1 << 26;
const MARKED: u32 = INVISIBLE | BLANK | NOUGHT;

/// The longest run of signs for 〇 in one number.
const LONGEST_NOUGHTS: usize = 8;

const INVISIBLES: &str = "\u{ad}\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{2060}\u{feff}\u{fe00}\u{fe01}\u{fe02}\
    \u{fe03}\u{fe04}\u{fe05}\u{fe06}\u{fe07}\u{fe08}\u{fe09}\u{fe0a}\u{fe0b}\u{fe0c}\u{fe0d}\u{fe0e}\u{fe0f}";
/// Blanks that are folded to one; tabs are, too, but part columns.
const BLANKS: &str =
    "\u{a0}\u{3000}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200a}\u{202f}\u{205f}";
/// Zeros and the letters O, as they are and as wide as Han characters.
const NOUGHTS: &str = "0OoОоΟο０Ｏｏ";

/// What each character of the lower plane is folded to, in the low half, and the class and the marks of that, in the
/// high half.
fn table() -> &'static [u32] {
    static TABLE: LazyLock<Vec<u32>> = LazyLock::new(|| {
        let mut table: Vec<u32> = (0..=u16::MAX).map(u32::from).collect();
        // What is read here has no characters beyond the lower plane.
        for (from, to) in simplified(For::Mentions).filter(|(_, to)| *to <= '\u{FFFF}') {
            set(&mut table, from, to);
        }
        for (from, to) in compatibility() {
            let to = table.get(to as usize).and_then(|code| char::from_u32(*code)).unwrap_or(to);
            set(&mut table, from, to);
        }
        for wide in '！'..='～' {
            let narrow = char::from_u32(wide as u32 - 0xFEE0).unwrap_or(wide);
            set(&mut table, wide, narrow);
        }
        for (from, to) in [
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
        ] {
            for c in from.chars() {
                set(&mut table, c, to);
            }
        }
        let classes = Classes::new().all();
        for entry in &mut table {
            *entry |= u32::from(classes.get(*entry as usize).copied().unwrap_or_default()) << 16;
        }
        for (chars, mark) in [(INVISIBLES, INVISIBLE), (BLANKS, BLANK), (" ", BLANK), (NOUGHTS, NOUGHT)] {
            for c in chars.chars() {
                table.get_mut(c as usize).into_iter().for_each(|entry| *entry |= mark);
            }
        }
        table
    });
    &TABLE
}

/// The code of the character that begins at a byte offset, and its length. The short way is for what nearly all of a
/// text is, Han characters and figures; it makes folding twice as fast.
#[inline]
fn code(text: &str, at: usize) -> Option<(u32, usize)> {
    match *text.as_bytes().get(at..)? {
        [one @ ..0x80, ..] => Some((u32::from(one), 1)),
        [a @ 0xE0..0xF0, b, c, ..] => {
            let bits = |byte: u8| u32::from(byte & 0x3F);
            Some((u32::from(a & 0x0F) << 12 | bits(b) << 6 | bits(c), 3))
        }
        _ => text.get(at..)?.chars().next().map(|c| (c as u32, c.len_utf8())),
    }
}

/// The entry of characters beyond the lower plane, which are what they are.
const ASTRAL: u32 = 0;

/// The entry of a character.
#[inline]
fn entry(table: &[u32], code: u32) -> u32 {
    match table.get(code as usize) {
        Some(&entry) => entry,
        // Variation selectors
        None if (0xE0100..=0xE01EF).contains(&code) => INVISIBLE,
        None => ASTRAL,
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

fn set(table: &mut [u32], from: char, to: char) {
    if let Some(slot) = table.get_mut(from as usize) {
        *slot = to as u32;
    }
}

impl Folded {
    /// Folds `text`, in one pass, into the buffers that are there.
    pub(crate) fn read(&mut self, text: &str) {
        let table = table();
        self.chars.clear();
        self.quotes.clear();
        self.open.clear();
        self.begins.clear();
        self.numerals = 0;
        self.chars.reserve(text.len() / 2);
        self.left_out.clear();
        // Past the last numeral; none yet.
        let mut numeral = usize::MAX;
        let (mut from, mut noughts) = (0, 0);
        while let Some((code, length)) = code(text, from) {
            from += length;
            let mut entry = entry(table, code);
            if entry & MARKED != 0 {
                if entry & INVISIBLE != 0 || entry & BLANK != 0 && self.sets_apart(table, text, from) {
                    self.left_out.push(self.chars.len());
                    continue;
                }
                if entry & NOUGHT != 0 {
                    if noughts == 0 {
                        noughts = self.noughts(table, text, from);
                    }
                    if noughts > 0 {
                        noughts -= 1;
                        entry = table.get('〇' as usize).copied().unwrap_or_default();
                    }
                }
            }
            let class = (entry >> 16) as u8;
            let folded = if entry == ASTRAL { code } else { entry & 0xFFFF };
            let folded = char::from_u32(folded).unwrap_or_default();
            if class & class::BEGINS != 0 {
                let at = self.chars.len();
                if class & class::QUOTE != 0 {
                    self.quotation(folded);
                }
                if class & class::NUMBER != 0 {
                    self.numerals += usize::from(numeral != at);
                    numeral = at + 1;
                }
                self.begins.push(at as u32);
            }
            self.chars.push(folded);
        }
    }

    /// Whether a single blank before the byte `from` only sets figures, letters and signs apart from Han characters.
    fn sets_apart(&self, table: &[u32], text: &str, from: usize) -> bool {
        let Some(&before) = self.chars.last() else { return false };
        let mut from = from;
        let behind = loop {
            let Some((code, length)) = code(text, from) else { return false };
            let entry = entry(table, code);
            if entry & INVISIBLE == 0 {
                break if entry == ASTRAL { return false } else { char::from_u32(entry & 0xFFFF) };
            }
            from += length;
        };
        let Some(behind) = behind else { return false };
        // 表一 2013年: two numbers.
        let two = |a: char, b: char| number::digit(a).is_some() && a != '零' && b.is_ascii_digit();
        is_han(before) && is_sign(behind) && !two(before, behind)
            || is_sign(before) && is_han(behind) && !two(behind, before)
    }

    /// How many signs for 〇 stand before the byte `from`, the last of which ends there, and behind it, if they stand
    /// between Han digits: 二OO八年, 二00八年, 二百O六.
    fn noughts(&self, table: &[u32], text: &str, from: usize) -> usize {
        let numeral = |c: char| number::digit(c).is_some() || matches!(c, '十' | '百' | '千' | '万');
        if !self.chars.last().is_some_and(|&c| numeral(c)) {
            return 0;
        }
        let mut from = from;
        for run in 1..=LONGEST_NOUGHTS {
            let Some((code, length)) = code(text, from) else { return 0 };
            let entry = entry(table, code);
            if entry & NOUGHT == 0 {
                let next = char::from_u32(entry & 0xFFFF).unwrap_or_default();
                let ends = number::digit(next).is_some() || matches!(next, '年' | '月' | '日' | '号');
                return if ends { run } else { 0 };
            }
            from += length;
        }
        0
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
        (from, if end > start { self.original(end - 1) + 1 } else { from })
    }

    /// Whether something is left out right before `at`.
    pub(crate) fn is_apart(&self, at: usize) -> bool {
        self.left_out.binary_search(&at).is_ok()
    }

    fn quotation(&mut self, c: char) {
        let at = self.chars.len();
        let opens = |open: char| self.open.iter().rposition(|&(o, _, _)| o == open);
        let opening = match c {
            '”' => '“',
            '’' => '‘',
            '」' => '「',
            '』' => '『',
            '》' => '《',
            '〉' => '〈',
            '"' if opens('"').is_some() => '"',
            _ => {
                // More open marks than any text nests are no quotations.
                if self.open.len() < 8 {
                    self.open.push((c, at, self.quotes.len()));
                    self.quotes.push((at, usize::MAX));
                }
                return;
            }
        };
        if let Some(depth) = opens(opening) {
            if let Some(&(_, _, slot)) = self.open.get(depth)
                && let Some(quote) = self.quotes.get_mut(slot)
            {
                quote.1 = at;
            }
            self.open.truncate(depth);
        }
    }

    /// Where the quotation that opens at `at` closes.
    pub(crate) fn closes(&self, at: usize) -> Option<usize> {
        let slot = self.quotes.binary_search_by_key(&at, |&(open, _)| open).ok()?;
        self.quotes.get(slot).map(|&(_, close)| close).filter(|&close| close != usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> String {
        let mut folded = Folded::default();
        folded.read(text);
        folded.chars.iter().collect()
    }

    #[test]
    fn folds_one_for_one() {
        assert_eq!(folded("１２３萬８，２０４餘個％—～"), "123万8,204余个%-~");
        assert_eq!(folded("二○一三 肆佰參拾圓"), "二〇一三 肆佰叁拾元");
        assert_eq!(folded("𣲗河"), "𣲗河");
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
            assert_eq!(folded(text), shown, "{text}");
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
    }

    #[test]
    fn pairs_quotes() {
        let mut folded = Folded::default();
        folded.read("甲“乙‘丙’丁”戊“己");
        assert_eq!(folded.closes(1), Some(7));
        assert_eq!(folded.closes(3), Some(5));
        assert_eq!(folded.closes(9), None);
        folded.read("“外”内”");
        assert_eq!(folded.closes(0), Some(2));
    }
}
