//! Folds a text for lookup: one character for one character, without what a reader does not see as a boundary. Where
//! something is left out, [`Folded::original`] leads back to the offsets of the text.

use std::str::Chars;

use crate::data::chars::first as first_code;
use crate::data::simplified::{self, For};
use crate::mention::class::{self, Classes};
use crate::mention::cursor::among;
use crate::mention::number;

/// A text folded for lookup: full width to half width, Traditional to Simplified, dashes and tildes to one of each;
/// invisible characters and the single blanks of typesetting between Han and figures are left out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folded {
    pub(crate) chars: Vec<char>,
    /// Where in the text each of them stands, in bytes.
    bytes: Vec<u32>,
    /// Where something may begin that the scan reads: of figures side by side, the first.
    pub(crate) begins: Vec<u32>,
    /// How many runs of numerals there are: about as many mentions as the text can have.
    pub(crate) numerals: usize,
    /// Quotations and book titles, as (open, close), in the order in which they open.
    pub(crate) quotes: Vec<(usize, usize)>,
    /// For each character that is left out, in order, the place in `chars` before which it stood.
    left_out: Vec<usize>,
    /// Where the last numeral ends; none yet.
    numeral: usize,
    /// How many signs for 〇 are left of a number.
    noughts: usize,
    open: Vec<(char, usize, usize)>,
}

/// Marks of a table entry, above the class: what is left out, a blank that may be, and a sign that may stand for 〇.
const INVISIBLE: u32 = 1 << 24;
const BLANK: u32 = 1 << 25;
const NOUGHT: u32 = 1 << 26;
const MARKED: u32 = INVISIBLE | BLANK | NOUGHT;
/// The classes at which the scan reads, where they stand in an entry.
const BEGINS: u32 = (class::BEGINS as u32) << 16;
/// What asks for more than to list the place.
const MORE: u32 = MARKED | ((class::NUMBER | class::QUOTE) as u32) << 16;

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

/// What each character of the lower plane is folded to, in the low half, and the class and the marks of that, in the
/// high half. The compiler fills it; meanwhile what is folded to itself is 0.
static TABLE: [u32; 0x1_0000] = {
    let mut table = [0; 0x1_0000];
    fold_ideographs(&mut table);
    let mut wide = '！' as u32;
    while wide <= '～' as u32 {
        set(&mut table, wide, wide - 0xFEE0);
        wide += 1;
    }
    let mut alike = ALIKE;
    while let [(from, to), rest @ ..] = alike {
        let mut from = from.as_bytes();
        while let Some((code, behind)) = first_code(from) {
            set(&mut table, code, *to as u32);
            from = behind;
        }
        alike = rest;
    }
    let mut code = 0;
    while code < table.len() {
        let to = if table[code] == 0 { code } else { table[code] as usize };
        table[code] = to as u32 | (Classes::new().all()[to] as u32) << 16;
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

const fn mark(table: &mut [u32], chars: &str, mark: u32) {
    let mut chars = chars.as_bytes();
    while let Some((code, rest)) = first_code(chars) {
        table[code as usize] |= mark;
        chars = rest;
    }
}

/// What a character is folded to, and its entry; those beyond the lower plane are what they are.
#[inline]
fn folded(c: char) -> (char, u32) {
    match TABLE.get(c as usize) {
        Some(&entry) => (shown(entry), entry),
        None if matches!(c, '\u{E0100}'..='\u{E01EF}') => (c, INVISIBLE),
        None => (c, 0),
    }
}

/// What the character of an entry is folded to.
#[inline]
fn shown(entry: u32) -> char {
    char::from_u32(entry & 0xFFFF).unwrap_or_default()
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
        self.quotes.clear();
        self.open.clear();
        self.begins.clear();
        self.left_out.clear();
        (self.numerals, self.numeral, self.noughts) = (0, usize::MAX, 0);
        // Written into places that are there: to push each character takes a third longer.
        let (mut chars, mut bytes) = (std::mem::take(&mut self.chars), std::mem::take(&mut self.bytes));
        let most = text.chars().count();
        chars.resize(most, '\0');
        bytes.resize(most, 0);
        self.begins.reserve(most / 4);
        let (mut rest, mut at) = (text.as_bytes(), 0);
        loop {
            if rest.first().is_some_and(|lead| lead & 0xF0 == 0xE0) {
                let byte = (text.len() - rest.len()) as u32;
                let places = chars.iter_mut().zip(&mut bytes).skip(at);
                let more = plain(rest, (at, byte), places, &mut self.begins);
                rest = rest.get(3 * more..).unwrap_or_default();
                at += more;
            }
            let byte = (text.len() - rest.len()) as u32;
            let Some((mut c, entry, behind)) = first(text, rest) else { break };
            rest = behind;
            let noted = entry & (MARKED | BEGINS) != 0;
            if noted {
                let Some(shown) = self.note((c, entry), (&chars, at), (text, rest)) else { continue };
                c = shown;
            }
            if let Some((place, stands)) = chars.get_mut(at).zip(bytes.get_mut(at)) {
                (*place, *stands) = (c, byte);
            }
            at += 1;
            if noted && c.is_ascii_digit() {
                let places = chars.iter_mut().zip(&mut bytes).skip(at);
                let more = figures(rest, (text.len() - rest.len()) as u32, places);
                rest = rest.get(more..).unwrap_or_default();
                at += more;
                self.numeral = at;
            }
        }
        chars.truncate(at);
        bytes.truncate(at);
        (self.chars, self.bytes) = (chars, bytes);
    }

    /// What a folded character becomes at `at` in `chars`, before the `rest` of the text; none where it is left out.
    /// Notes what the scan reads there. Apart from the loop, for three of four characters need nothing of it.
    #[inline(never)]
    fn note(
        &mut self,
        (mut c, mut entry): (char, u32),
        (chars, at): (&[char], usize),
        (text, rest): (&str, &[u8]),
    ) -> Option<char> {
        if entry & MARKED != 0 {
            let rest = text.get(text.len() - rest.len()..).unwrap_or_default();
            let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied();
            match marked((c, entry), before, rest, &mut self.noughts) {
                Some(shown) => (c, entry) = shown,
                None => {
                    self.left_out.push(at);
                    return None;
                }
            }
        }
        let class = (entry >> 16) as u8;
        if class & class::BEGINS != 0 {
            self.begins.push(at as u32);
        }
        if class & class::QUOTE != 0 {
            self.quotation(c, at);
        }
        if class & class::NUMBER != 0 {
            self.numerals += usize::from(self.numeral != at);
            self.numeral = at + 1;
        }
        Some(c)
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

    /// Opens or closes a quotation with the mark at `at`.
    fn quotation(&mut self, c: char, at: usize) {
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

/// Copies the figures at the head of a text, which need no second look behind a first one, and says how many: 2 % of a
/// table of numbers.
#[inline]
fn figures<'p>(text: &[u8], first: u32, places: impl Iterator<Item = (&'p mut char, &'p mut u32)>) -> usize {
    let figures = text.iter().take_while(|byte| byte.is_ascii_digit());
    let copy = |((figure, byte), (place, stands)): ((&u8, u32), (&mut char, &mut u32))| {
        (*place, *stands) = (char::from(*figure), byte);
    };
    figures.zip(first..).zip(places).map(copy).count()
}

/// Folds the characters of three bytes at the head of a text, as far as no more is to be done than to write them down
/// and to list where the scan reads, and says how many. Nearly all of a text is of them: a loop of its own, in which
/// nothing else is kept, takes half the time.
#[inline(never)]
fn plain<'p>(
    text: &[u8],
    (at, byte): (usize, u32),
    places: impl Iterator<Item = (&'p mut char, &'p mut u32)>,
    begins: &mut Vec<u32>,
) -> usize {
    let (threes, _) = text.as_chunks::<3>();
    let mut count = 0;
    for (&[lead, second, third], (place, stands)) in threes.iter().zip(places) {
        if lead & 0xF0 != 0xE0 {
            break;
        }
        let code = u32::from(lead & 0xF) << 12 | u32::from(second & 0x3F) << 6 | u32::from(third & 0x3F);
        let entry = TABLE.get(code as usize).copied().unwrap_or_default();
        if entry & (MORE | BEGINS) != 0 {
            if entry & MORE != 0 {
                break;
            }
            begins.push((at + count) as u32);
        }
        (*place, *stands) = (shown(entry), byte + 3 * count as u32);
        count += 1;
    }
    count
}

/// The folded character at which the rest of a text begins, its entry, and what stands behind it.
#[inline]
fn first<'t>(text: &str, rest: &'t [u8]) -> Option<(char, u32, &'t [u8])> {
    if let Some((&byte, behind)) = rest.split_first()
        && byte.is_ascii()
    {
        let entry = TABLE.get(usize::from(byte)).copied().unwrap_or_default();
        return Some((shown(entry), entry, behind));
    }
    let c = text.get(text.len() - rest.len()..)?.chars().next()?;
    let (shown, entry) = folded(c);
    Some((shown, entry, rest.get(c.len_utf8()..).unwrap_or_default()))
}

/// What a marked character, folded, and its entry become between `before` and `rest`; none where it is left out.
/// `noughts` counts the signs for 〇 that are left of a number.
#[inline(never)]
fn marked(
    (c, entry): (char, u32),
    before: Option<char>,
    rest: &str,
    noughts: &mut usize,
) -> Option<(char, u32)> {
    if entry & INVISIBLE != 0 || entry & BLANK != 0 && sets_apart(before, rest.chars()) {
        return None;
    }
    if entry & NOUGHT != 0 {
        if *noughts == 0 {
            *noughts = self::noughts(before, rest.chars());
        }
        if *noughts > 0 {
            *noughts -= 1;
            return Some(folded('〇'));
        }
    }
    Some((c, entry))
}

/// Whether a single blank between `before` and `rest` only sets figures, letters and signs apart from Han characters.
fn sets_apart(before: Option<char>, rest: Chars) -> bool {
    // Between figures, letters and signs no blank is left out.
    if before.is_some_and(|c| c.is_ascii()) && rest.as_str().bytes().next().is_some_and(|c| c.is_ascii()) {
        return false;
    }
    let behind = rest.map(folded).find(|(_, entry)| entry & INVISIBLE == 0);
    let (Some(before), Some((behind, _))) = (before, behind) else { return false };
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
    for (run, (next, entry)) in (1..=LONGEST_NOUGHTS).zip(rest.map(folded)) {
        if entry & NOUGHT == 0 {
            let ends = number::digit(next).is_some() || matches!(next, '年' | '月' | '日' | '号');
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
