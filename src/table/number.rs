//! Reads one cell: a number with its sign, bound, range, unit and footnote marks, a mark that stands for a missing
//! number, or words.

use super::unit::{Unit, Units};
use crate::data::chars::Chars;
use crate::data::tables::tables;
use crate::mention::cursor::range_sign;
use crate::mention::folded::Folded;
use crate::mention::number::{Script, read as read_number};
use crate::mention::{Bound, bound};
use crate::normal::Decimal;

/// What a cell says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Said {
    /// Nothing.
    Blank,
    /// That the number is missing: the mark as written.
    Missing(String),
    /// A number.
    Number(Box<Number>),
    /// Something else.
    Words,
}

/// A number as a cell writes it, not yet scaled by a unit that stands elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Number {
    pub(crate) low: Decimal,
    pub(crate) high: Option<Decimal>,
    /// 1/3, which no decimal says exactly.
    pub(crate) fraction: Option<String>,
    pub(crate) bound: Option<Bound>,
    /// The unit in the cell.
    pub(crate) unit: Option<Unit>,
    /// How it is marked as one that may lie below nought.
    pub(crate) sign: Sign,
    /// Whether it is written with four digits and no more: 2013 may be a year.
    pub(crate) four_digits: bool,
    /// Footnote marks.
    pub(crate) marks: Vec<String>,
}

/// How a number is marked as one that may lie below nought, where a note has to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    /// Not, or by a minus sign, which is in the number.
    Plain,
    /// ▲ or △.
    Triangle,
    /// (12.3)
    Brackets,
}

/// Whether a text is a number and nothing else, whatever its digits, groups and sign.
pub fn is_figure(text: &str) -> bool {
    let mut digits = 0_usize;
    let all = text.chars().all(|c| {
        digits += usize::from(c.is_ascii_digit() || ('０'..='９').contains(&c));
        matches!(c, '0'..='9' | '０'..='９' | '.' | '．' | ',' | '，' | '-' | '－' | '−' | '+' | '%' | '％' | ' ')
    });
    all && digits > 0 && text.len() <= 60
}

/// How many decimal places the number of a cell is printed with.
pub fn places(text: &str) -> u32 {
    let mut folded = Folded::default();
    folded.read(text);
    let chars = &folded.chars;
    let point = chars.iter().enumerate().position(|(i, c)| {
        let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
        *c == '.' && digit(i.checked_sub(1)) && digit(Some(i + 1))
    });
    let after = chars.iter().skip(point.map_or(chars.len(), |at| at + 1));
    u32::try_from(after.take_while(|c| c.is_ascii_digit()).count()).unwrap_or(0)
}

/// The superscripts that stand for footnotes, and the digits they raise.
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";
static IS_RAISED: Chars = Chars::of(RAISED);

/// Takes the footnote marks off the end of a text: ①, *, [1], 1), （1）, a raised digit. Bracketed and plain numbers
/// only where a note has that mark.
pub(crate) fn split_marks<'t>(text: &'t str, noted: &[String]) -> (&'t str, Vec<String>) {
    let mut marks = Vec::new();
    let mut rest = text.trim();
    while let Some((before, mark)) = last_mark(rest, noted) {
        marks.insert(0, mark);
        rest = before.trim_end();
    }
    (rest, marks)
}

fn last_mark<'t>(text: &'t str, noted: &[String]) -> Option<(&'t str, String)> {
    let last = text.chars().next_back()?;
    let before = text.get(..text.len() - last.len_utf8())?;
    if before.is_empty() {
        return None;
    }
    if is_circled(last) {
        return Some((before, last.to_string()));
    }
    // # is a mark where a note says so; before a name it makes a part.
    let hash = matches!(last, '#' | '＃') && noted.iter().any(|mark| mark.starts_with(last));
    if hash || matches!(last, '*' | '＊' | '※' | '†' | '‡') {
        let bare = before.trim_end_matches(last);
        if bare.is_empty() {
            return None;
        }
        return Some((bare, text.get(bare.len()..)?.to_owned()));
    }
    if IS_RAISED.has(last) {
        let bare = before.trim_end_matches(|c| IS_RAISED.has(c));
        // 10⁴ is a power, km² a unit; a raised digit behind a figure or a word of a table is a mark.
        let squared = bare.ends_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '米' | '里'));
        if squared || bare.ends_with("10") && bare.contains(['×', 'x']) {
            return None;
        }
        let raised = text.get(bare.len()..)?;
        let plain = raised.chars().filter_map(|c| RAISED.chars().position(|r| r == c)).map(|d| d.to_string());
        return Some((bare, plain.collect()));
    }
    let open = match last {
        ']' => '[',
        '］' => '［',
        '〕' => '〔',
        ')' => '(',
        '）' => '（',
        _ => return None,
    };
    // 5.07 1): no bracket opens.
    let (bare, inner) = match text.rfind(open) {
        Some(at) => (text.get(..at)?, text.get(at + open.len_utf8()..text.len() - last.len_utf8())?),
        None => {
            let bare = before.trim_end_matches(|c: char| c.is_ascii_digit());
            (bare, before.get(bare.len()..)?)
        }
    };
    let number = (1..=2).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit());
    let mark = text.get(bare.len()..)?.trim();
    let square = matches!(last, ']' | '］' | '〕');
    let known = square || noted.iter().any(|m| m == inner || m == mark);
    (number && known && !bare.trim().is_empty()).then(|| (bare, mark.to_owned()))
}

/// ① to ⑳, ㊀ and their like.
pub(crate) fn is_circled(c: char) -> bool {
    matches!(c, '①'..='⑳' | '㉑'..='㉟' | '❶'..='❿' | '⓪' | '⓫'..='⓴')
}

/// Reads a cell. `noted` are the marks that the notes below the table explain.
pub(crate) fn read(text: &str, noted: &[String], units: &mut Units) -> Said {
    let text = text.trim();
    if text.is_empty() {
        return Said::Blank;
    }
    if let Some(number) = plain(text) {
        return Said::Number(Box::new(number));
    }
    if is_missing(text) {
        return Said::Missing(text.to_owned());
    }
    let (bare, marks) = split_marks(text, noted);
    if is_missing(bare) {
        return Said::Missing(bare.to_owned());
    }
    match amount(bare, units) {
        Some(number) => Said::Number(Box::new(Number { marks, ..number })),
        None => Said::Words,
    }
}

/// The common case: ASCII digits, groups of three behind commas, a point, a minus.
fn plain(text: &str) -> Option<Number> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    if digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b',' | b'.')) {
        return None;
    }
    let four_digits = text.len() == 4 && digits.len() == 4 && !digits.contains([',', '.']);
    let low =
        if digits.contains(',') { Decimal::parse(&ungrouped(digits)?) } else { Decimal::parse(digits) }?;
    Some(Number {
        low: if negative { low.negated() } else { low },
        high: None,
        fraction: None,
        bound: None,
        unit: None,
        sign: Sign::Plain,
        four_digits,
        marks: Vec::new(),
    })
}

/// 1,234,567.8 without its commas; none where they do not part groups of three.
fn ungrouped(digits: &str) -> Option<String> {
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let threes = groups.all(|group| group.len() == 3);
    ((1..=3).contains(&first.len()) && threes && rest.is_none_or(|r| !r.contains(',')))
        .then(|| digits.replace(',', ""))
}

/// Whether a text is a mark that stands for a missing number.
pub(crate) fn is_missing(text: &str) -> bool {
    let stroke =
        |c: char| matches!(c, '-' | '–' | '—' | '―' | '─' | '━' | '－' | '−' | '…' | '⋯' | '.' | '·' | '﹣');
    let dots = text.chars().all(|c| matches!(c, '.' | '·')) && text.chars().count() < 3;
    text.chars().count() <= 8 && text.chars().all(|c| stroke(c) || c == ' ') && !dots
        || tables().missing.iter().any(|mark| mark.eq_ignore_ascii_case(text))
}

/// Reads a number with what stands around it.
fn amount(text: &str, units: &mut Units) -> Option<Number> {
    static NUMERALS: Chars = Chars::of("0123456789一二三四五六七八九十百千万亿数几");
    if text.chars().count() > 40 || !text.chars().any(|c| NUMERALS.has(c) || c.is_numeric()) {
        return None;
    }
    let mut folded = Folded::default();
    folded.read(text);
    let mut chars = without_groups(&folded.chars);
    let mut sign = Sign::Plain;
    if let Some(inner) = bracketed(&chars) {
        (chars, sign) = (inner, Sign::Brackets);
    }
    if let ['▲' | '△' | '▼', rest @ ..] = chars.as_slice() {
        let rest: Vec<char> = rest.iter().copied().skip_while(|c| *c == ' ').collect();
        (chars, sign) = (rest, Sign::Triangle);
    }
    if let Some(fraction) = fraction(&chars) {
        return Some(Number { fraction: Some(fraction), sign, ..zero() });
    }
    let start = chars
        .iter()
        .position(|c| c.is_ascii_digit() || matches!(c, '.'))
        .or_else(|| chars.iter().position(|c| crate::mention::number::begins(*c)))?;
    let lead = lead(&chars, start)?;
    let (start, point) = if chars.get(start) == Some(&'.') { (start, true) } else { (start, false) };
    if point {
        // .5
        chars.insert(start, '0');
    }
    let first = read_number(&chars, start).filter(|n| !n.bare)?;
    if first.script == Script::Chinese || first.script == Script::Positional {
        return None;
    }
    let four_digits = first.digits == 4 && start == 0 && first.end == chars.len();
    let (mut low, mut high, mut end) = (first.low, first.high, first.end);
    let mut unit = None;
    if let Some(second) = range_end(&chars, end, &mut unit, units) {
        // Two years are a time, not a range.
        if first.digits == 4 && second.digits == 4 && unit.is_none() {
            return None;
        }
        if second.trailing > first.trailing && unit.is_none() {
            low = low.shifted(i32::try_from(second.trailing).ok()?)?;
        }
        (high, end) = (Some(second.low), second.end);
    }
    let (mut rest, mut after) = behind(&chars, end);
    if !rest.is_empty() {
        let behind_unit = bound_at_end(&rest);
        if let Some((word, bound)) = behind_unit {
            after = after.or(Some(bound));
            rest.truncate(rest.len() - word);
        }
        let surface: String = rest.iter().collect();
        if !rest.is_empty() {
            unit = Some(units.read(surface.trim()).filter(|u| u.code.is_some())?);
            // 2013年 is a year, 1月 and 1—6月 are months, 15日 is a day.
            let year = first.digits == 4 && matches!(surface.trim(), "年" | "年度");
            if year || matches!(surface.trim(), "月" | "月份" | "日" | "号") {
                return None;
            }
        }
    }
    if lead.negative {
        low = low.negated();
        high = high.map(Decimal::negated);
    }
    let bound = lead.bound.or(first.bound).or(after);
    Some(Number { low, high, bound, unit, sign, four_digits, ..zero() })
}

fn zero() -> Number {
    Number {
        low: Decimal::ZERO,
        high: None,
        fraction: None,
        bound: None,
        unit: None,
        sign: Sign::Plain,
        four_digits: false,
        marks: Vec::new(),
    }
}

/// What stands before a number: a sign, a bound word.
struct Lead {
    negative: bool,
    bound: Option<Bound>,
}

fn lead(chars: &[char], start: usize) -> Option<Lead> {
    let mut rest: Vec<char> = chars.get(..start)?.iter().copied().filter(|c| *c != ' ').collect();
    let mut lead = Lead { negative: false, bound: None };
    match rest.last() {
        Some('-' | '−' | '负') => {
            lead.negative = true;
            rest.pop();
        }
        Some('+') => {
            rest.pop();
        }
        _ => {}
    }
    if rest.is_empty() {
        return Some(lead);
    }
    // Some words bound only what follows them.
    let end = rest.len();
    rest.extend(chars.get(start));
    let (at, bound) = bound::before(&rest, end, 0)?;
    lead.bound = Some(bound);
    (at == 0).then_some(lead)
}

/// The far end of a range that goes on at `end`, perhaps behind the unit of the near end.
fn range_end(
    chars: &[char],
    end: usize,
    unit: &mut Option<Unit>,
    units: &mut Units,
) -> Option<crate::mention::number::Number> {
    let far = |at: usize| {
        let at = range_sign(chars, at)?;
        read_number(chars, at).filter(|n| !n.bare && n.high.is_none() && n.script != Script::Chinese)
    };
    if let Some(number) = far(end) {
        return Some(number);
    }
    let word = chars.iter().skip(end).take(6).take_while(|c| !matches!(c, '-' | '~' | '至' | '到')).count();
    let number = (word > 0).then(|| far(end + word)).flatten()?;
    let surface: String = chars.get(end..end + word)?.iter().collect();
    *unit = Some(units.read(&surface).filter(|u| u.code.is_some())?);
    Some(number)
}

/// What stands behind a number, and the bound right behind it: 350以上米 is no writing, 350以上 is.
fn behind(chars: &[char], end: usize) -> (Vec<char>, Option<Bound>) {
    let at = end + chars.iter().skip(end).take_while(|c| **c == ' ').count();
    if let Some((past, bound)) = bound::after(chars, at, false) {
        return (chars.get(past..).unwrap_or_default().to_vec(), Some(bound));
    }
    (chars.get(at..).unwrap_or_default().to_vec(), None)
}

/// The bound word at the end of a text, and how long it is: 米以上.
fn bound_at_end(chars: &[char]) -> Option<(usize, Bound)> {
    (1..chars.len()).find_map(|at| {
        let (end, bound) = bound::after(chars, at, true)?;
        (end == chars.len()).then_some((chars.len() - at, bound))
    })
}

/// Takes out what parts groups of three digits: commas and blanks.
fn without_groups(chars: &[char]) -> Vec<char> {
    let digit = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut out = Vec::with_capacity(chars.len());
    for (i, c) in chars.iter().enumerate() {
        let parts = matches!(c, ',' | ' ' | '\'')
            && digit(i.checked_sub(1))
            && (1..=3).all(|ahead| digit(Some(i + ahead)))
            && !digit(Some(i + 4));
        if !parts {
            out.push(*c);
        }
    }
    out
}

/// The inside of a text that is one pair of brackets.
fn bracketed(chars: &[char]) -> Option<Vec<char>> {
    let [first, inner @ .., last] = chars else { return None };
    let pair = matches!((first, last), ('(', ')') | ('（', '）'));
    (pair && !inner.contains(&'(') && !inner.contains(&'（')).then(|| inner.to_vec())
}

/// 1/3, ½ and 三分之一. Larger numbers beside a stroke are two numbers.
fn fraction(chars: &[char]) -> Option<String> {
    let known = [('½', "1/2"), ('⅓', "1/3"), ('⅔', "2/3"), ('¼', "1/4"), ('¾', "3/4")];
    if let [only] = chars {
        return known.iter().find(|(sign, _)| sign == only).map(|(_, text)| (*text).to_owned());
    }
    let digit = |c: &char| c.to_digit(10).filter(|d| *d > 0);
    match chars {
        [over, '/', under] => {
            let (over, under) = (digit(over)?, digit(under)?);
            (over < under).then(|| format!("{over}/{under}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match read(text, &["1".to_owned(), "（1）".to_owned()], &mut Units::default()) {
            Said::Blank => "blank".into(),
            Said::Missing(mark) => format!("missing {mark}"),
            Said::Words => "words".into(),
            Said::Number(n) => {
                let high = n.high.map(|h| format!("..{h}")).unwrap_or_default();
                let bound = n.bound.map(|b| format!(" {b:?}")).unwrap_or_default();
                let unit = n.unit.and_then(|u| u.code).map(|u| format!(" {u}")).unwrap_or_default();
                let sign = if n.sign == Sign::Plain { String::new() } else { format!(" {:?}", n.sign) };
                let marks = if n.marks.is_empty() { String::new() } else { format!(" {:?}", n.marks) };
                format!("{}{high}{bound}{unit}{sign}{marks}", n.fraction.unwrap_or_else(|| n.low.to_string()))
            }
        }
    }

    #[test]
    fn reads_cells() {
        let rows = [
            ("", "blank"),
            ("1,234.50", "1234.5"),
            ("3 634", "3634"),
            ("12　977", "12977"),
            ("１２．５", "12.5"),
            ("-35.2", "-35.2"),
            ("－120.6", "-120.6"),
            ("−3", "-3"),
            ("▲18.4", "18.4 Triangle"),
            ("(20.3)", "20.3 Brackets"),
            ("约210", "210 About"),
            ("近8", "8 LessThan"),
            ("480余", "480 MoreThan"),
            ("350以上", "350 AtLeast"),
            ("不足100", "100 LessThan"),
            ("60—120", "60..120"),
            ("25~40", "25..40"),
            ("12至30", "12..30"),
            ("5-12", "5..12"),
            ("1.2万", "12000"),
            ("16,904元", "16904 CNY"),
            ("86.3万人次", "863000 人次"),
            ("约1.3万株", "13000 About 株"),
            ("45.1％", "45.1 percent"),
            ("24605元/人", "24605 CNY"),
            ("5.07②", "5.07 [\"②\"]"),
            ("588³", "588 [\"3\"]"),
            ("12*", "12 [\"*\"]"),
            ("12[1]", "12 [\"[1]\"]"),
            ("12（1）", "12 [\"（1）\"]"),
            ("12（34）", "words"),
            ("12/34", "words"),
            ("1/3", "1/3"),
            (".5", "0.5"),
            ("0", "0"),
            ("—", "missing —"),
            ("……", "missing ……"),
            ("...", "missing ..."),
            ("n/a", "missing n/a"),
            ("—①", "missing —"),
            ("免费", "words"),
            ("下降0.1个百分点", "words"),
            ("2013年", "words"),
            ("1月", "words"),
            ("1—6月", "words"),
            ("15日", "words"),
            ("6个月", "6 mo"),
            ("1998—2013", "words"),
            ("2011.6—", "words"),
            ("三", "words"),
            ("G20", "words"),
            ("1,23", "words"),
        ];
        for (text, want) in rows {
            assert_eq!(shown(text), want, "{text}");
        }
        for mark in tables().missing.examples() {
            assert_eq!(shown(&mark), format!("missing {mark}"));
        }
    }

    #[test]
    fn places_are_those_printed() {
        for (text, want) in
            [("1,234.50", 2), ("12", 0), ("1.2万", 1), ("９７．０", 1), ("60.5—120", 1), ("", 0)]
        {
            assert_eq!(places(text), want, "{text}");
        }
    }
}
