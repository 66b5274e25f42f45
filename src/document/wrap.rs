//! Tells which lines of a text go on with the line before: those of paragraphs that a book, or a keyed-in copy of
//! one, breaks at the width of its page.

use super::room::is_blank;
use crate::data::outline;

/// A line as it is printed.
pub(super) struct Row<'t> {
    /// Its text without the blanks around it.
    text: &'t str,
    /// How many columns it is indented.
    indent: usize,
    /// How many columns it takes, its indent included.
    width: usize,
    /// Whether it begins a paragraph, whatever stands above.
    pub(super) begins: bool,
    /// Whether it is no prose: a heading, a part of a table. Nothing goes on with it, and it with nothing.
    pub(super) apart: bool,
}

impl<'t> Row<'t> {
    /// Reads a line of flat text.
    pub(super) fn of(line: &'t str) -> Self {
        Row::new(line.trim_matches(is_blank), indent(line))
    }

    /// A line of this text, behind an indent of so many columns.
    pub(super) fn new(text: &'t str, indent: usize) -> Self {
        let begins =
            indent >= 2 || text.starts_with(['【', '〔', '［', '〖']) || outline::number(text).is_some();
        Row { text, indent, width: indent + width(text), begins, apart: text.is_empty() }
    }

    fn ends_sentence(&self) -> bool {
        self.text
            .trim_end_matches(['”', '’', '」', '』', '）', ')'])
            .ends_with(['。', '！', '？', '：', '；'])
    }

    /// Whether it is indented as the first line of a paragraph is.
    fn is_indented(&self) -> bool {
        (2..=8).contains(&self.indent)
    }

    /// Whether it takes two thirds of the width at least and breaks off in mid-sentence.
    fn breaks_off(&self, full: usize) -> bool {
        self.width * 3 >= full * 2 && !self.ends_sentence()
    }
}

/// What a line end means in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// Flat text: what its lines show together decides.
    Flat,
    /// `<pre>`: somebody kept the lines as they were printed. Where some are indented, the others go on.
    Pre,
    /// `<br>`: somebody wanted a line to end.
    Break,
    /// A block of the page a line.
    Block,
}

/// Lines that are wrapped are at most so wide, and at least.
pub(super) const WIDEST: usize = 120;
const NARROWEST: usize = 32;
/// A line is full if so few columns are missing: a character of two, and what may not begin a line.
const SLACK: usize = 7;

/// Whether, and how wide, a text is wrapped.
struct Wrapping {
    widest: usize,
    /// Whether its full lines go on in the next.
    full: bool,
    /// Whether paragraphs are indented and wrapped after so many characters: those of one column make
    /// a full line a narrow one.
    hanging: bool,
    /// Whether all but indented lines go on.
    indented: bool,
    /// Whether an indent tells where paragraphs begin, so that a full line may end with a sentence.
    tells: bool,
}

/// Which lines go on with the one before.
pub(super) fn going_on(rows: &[Row<'_>], kept: Kept) -> Vec<bool> {
    joined(rows, kept, &Wrapping::of(rows, kept))
}

/// Which lines of each paragraph go on with the one before, where all of them together show that the page breaks its
/// lines: two of them alone show nothing. None where they do not.
pub(super) fn going_on_together(paragraphs: &mut [Vec<Row<'_>>], kept: Kept) -> Option<Vec<Vec<bool>>> {
    let lengths: Vec<usize> = paragraphs.iter().map(Vec::len).collect();
    let mut rows: Vec<Row<'_>> = Vec::with_capacity(lengths.iter().sum());
    for paragraph in paragraphs {
        if let Some(first) = paragraph.first_mut() {
            first.begins = true;
        }
        rows.append(paragraph);
    }
    let wrapping = Wrapping::of(&rows, kept);
    if !wrapping.full {
        return None;
    }
    let mut rest = rows.as_slice();
    let split = |length: usize| {
        let (paragraph, behind) = rest.split_at_checked(length)?;
        rest = behind;
        Some(joined(paragraph, kept, &wrapping))
    };
    lengths.into_iter().map(split).collect()
}

fn joined(rows: &[Row<'_>], kept: Kept, wrapping: &Wrapping) -> Vec<bool> {
    let mut on = vec![false; rows.len()];
    let mut first = 0;
    for (i, pair) in rows.windows(2).enumerate() {
        let [line, next] = pair else { continue };
        let from_indent = rows.get(first).is_some_and(Row::is_indented);
        let goes = !(next.begins || next.apart || line.apart)
            && (wrapping.goes_on(line, next, from_indent) || parts_number(line, next, kept, wrapping));
        if goes && let Some(slot) = on.get_mut(i + 1) {
            *slot = true;
        } else {
            first = i + 1;
        }
    }
    if kept != Kept::Flat && !end_sentences(rows, &on) {
        on.fill(false);
    }
    on
}

impl Wrapping {
    /// Looks at all lines of a text. It is wrapped if its paragraphs are indented or parted by blank
    /// lines, and most full lines go on in the next one.
    fn of(rows: &[Row<'_>], kept: Kept) -> Self {
        let widest = rows.iter().filter(|row| !row.apart).map(|row| row.width).max().unwrap_or(0);
        let (mut on, mut ending, mut ragged) = (0, 0, 0);
        for pair in rows.windows(2) {
            let [line, next] = pair else { continue };
            if line.apart || line.ends_sentence() {
                continue;
            }
            match (line.width + SLACK >= widest, next.begins || next.apart) {
                (true, false) => on += 1,
                (true, true) => ending += 1,
                (false, false) => ragged += 1,
                (false, true) => {}
            }
        }
        let width = (NARROWEST..=WIDEST).contains(&widest);
        // Lists have lines of all lengths without a stop at their ends.
        let even = kept == Kept::Flat || ragged * 3 <= on;
        let indents = rows.iter().any(Row::is_indented);
        Wrapping {
            widest,
            full: width && even && on >= 2 && on > ending,
            hanging: hanging(rows),
            indented: kept == Kept::Pre && indents,
            tells: kept == Kept::Flat || indents,
        }
    }

    /// Whether a line goes on in the next, where that does not say otherwise.
    fn goes_on(&self, line: &Row<'_>, next: &Row<'_>, from_indent: bool) -> bool {
        // Behind the end of a sentence may stand a heading: a short line that ends none.
        if line.ends_sentence() && next.width * 2 < self.widest && !next.ends_sentence() {
            return false;
        }
        let missing = self.widest.saturating_sub(line.width);
        let full = missing <= if self.tells || !line.ends_sentence() { SLACK } else { 1 };
        (self.full || self.hanging || self.indented) && full
            || self.hanging && from_indent && line.breaks_off(self.widest)
            || self.indented && from_indent && (!line.ends_sentence() || line.width * 5 >= self.widest * 4)
    }
}

/// Whether indented paragraphs go on in lines without indent, more than once, and no line is wide.
fn hanging(rows: &[Row<'_>]) -> bool {
    let (mut inside, mut on, mut widest) = (false, 0, 0);
    for pair in rows.windows(2) {
        let [line, next] = pair else { continue };
        inside = (inside || line.is_indented()) && !line.apart;
        if inside {
            widest = widest.max(line.width);
            let broken = line.breaks_off(60) && next.indent == 0 && !next.text.is_empty();
            on += usize::from(broken && !next.apart);
            inside = broken;
        }
    }
    on >= 2 && widest <= WIDEST
}

/// Whether a line end stands inside a number of running text, or before its unit: 提高到12⏎0公里, 7月1⏎日.
fn parts_number(line: &Row<'_>, next: &Row<'_>, kept: Kept, wrapping: &Wrapping) -> bool {
    let inside = |c: char| c.is_ascii_digit() || c == '.';
    let before = line.text.trim_end_matches(inside);
    let behind = next.text.trim_start_matches(inside);
    let (head, tail) = (line.text.len() - before.len(), next.text.len() - behind.len());
    let is_prose = before.ends_with(is_han) && before.chars().filter(|c| is_han(*c)).count() >= 3;
    let is_year = tail == 4 && behind.starts_with('年');
    let goes_on = match (tail, behind.chars().next()) {
        (0, Some('日')) => before.ends_with('月'),
        (0, Some('月')) => before.ends_with('年'),
        (0, Some('年')) => head == 4,
        (0, unit) => unit.is_some_and(|c| matches!(c, '万' | '亿' | '元' | '%' | '％')),
        (_, unit) => unit.is_some_and(is_unit) && !is_year,
    };
    let sure = wrapping.full || wrapping.hanging || matches!(kept, Kept::Pre | Kept::Break);
    sure && head > 0 && is_prose && goes_on
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

/// Whether a character may stand right behind a number.
fn is_unit(c: char) -> bool {
    is_han(c) || matches!(c, '%' | '％' | '‰' | '℃' | '㎡')
}

/// Whether most of the paragraphs that lines make together end as sentences do; the entries of a list do not. What
/// the page's end cuts off ends nothing.
fn end_sentences(rows: &[Row<'_>], on: &[bool]) -> bool {
    let (mut all, mut ended) = (0, 0);
    for (i, row) in rows.iter().enumerate() {
        let cut_off = i + 1 == rows.len() && ended > 0 && !row.ends_sentence();
        if on.get(i) == Some(&true) && on.get(i + 1) != Some(&true) && !cut_off {
            all += 1;
            ended += usize::from(row.ends_sentence());
        }
    }
    ended * 3 >= all * 2
}

/// The width of a text in columns of a terminal: Han characters and box characters take two.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

pub(super) fn columns(c: char) -> usize {
    match c {
        c if c.is_ascii() => 1,
        '\u{a0}' | '\u{200b}' | '\u{feff}' => 1,
        _ => 2,
    }
}

/// How many columns a line is indented.
fn indent(text: &str) -> usize {
    text.chars().take_while(|c| is_blank(*c)).map(columns).sum()
}
