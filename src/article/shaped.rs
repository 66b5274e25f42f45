//! The lines of a page with what their shape says: each is read once, when it is first asked for.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Deref;

use crate::data::{Label, chrome};
use crate::document::{Document, Kind, Line};

use super::day::{Dated, date};
use super::furniture;
use super::labels::{self, Field};
use super::letters::{compact, is_han, place};
use super::sign::{self, Signed};

/// A document whose lines know their shape.
pub(super) struct ShapedPage<'d> {
    document: &'d Document<'d>,
    pub(super) lines: Vec<Shaped<'d>>,
    /// `<title>` without blanks.
    pub(super) head: String,
    /// A bit for each of its characters, by the lowest six of theirs.
    head_bits: u64,
}

impl<'d> ShapedPage<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        let head = compact(document.title.as_deref().unwrap_or_default()).into_owned();
        let head_bits = head.chars().fold(0, |bits, c| bits | bit(c));
        ShapedPage { document, lines: document.lines.iter().map(Shaped::new).collect(), head, head_bits }
    }

    /// Where the text of a line begins in `<title>`, blanks not compared.
    pub(super) fn in_head(&self, line: &Shaped) -> Option<usize> {
        *line.in_head.get_or_init(|| {
            let first = line.text.chars().next()?;
            // Most begin with a character that the other lacks.
            let may_begin = self.head_bits & bit(first) != 0 && self.head.contains(first);
            may_begin.then(|| place(&self.head, line.solid()))?
        })
    }

    /// The lines that hold the value of a label that is the whole of line `i`: those behind it in its
    /// row or list, up to the next label; where it stands in no small one, the next line.
    pub(super) fn beside(&self, i: usize) -> Vec<usize> {
        let row = || {
            let own = self.elements.get(self.lines.get(i)?.element as usize)?;
            Some(self.elements.get(own.parent as usize)?.lines.clone())
        };
        let end = row().filter(|row| row.len() <= 12).map_or(i + 2, |row| row.end as usize);
        let shown = |l: &Shaped| l.hidden.is_none() && matches!(l.kind, Kind::Text | Kind::Item(_));
        let short = |l: &Shaped| (1..=40).contains(&l.chars) && !l.text.contains(['。', '，', '！', '？']);
        let labels = |l: &Shaped| chrome().label(l.solid()).is_some() || !l.fields().is_empty();
        let is_value = |l: &Shaped| shown(l) && short(l) && !labels(l);
        (i + 1..end).take_while(|i| self.lines.get(*i).is_some_and(is_value)).take(4).collect()
    }
}

fn bit(c: char) -> u64 {
    1 << (c as u32 % 64)
}

/// What is no line is the document's.
impl<'d> Deref for ShapedPage<'d> {
    type Target = Document<'d>;

    fn deref(&self) -> &Document<'d> {
        self.document
    }
}

/// A line and what its shape says.
pub(super) struct Shaped<'d> {
    line: &'d Line<'d>,
    /// None where the text has no blank.
    solid: OnceCell<Option<String>>,
    in_head: OnceCell<Option<usize>>,
    fields: OnceCell<Vec<Field>>,
    date: OnceCell<Option<Box<Dated>>>,
    furniture: OnceCell<bool>,
    signed: OnceCell<Option<Box<Signed>>>,
}

impl<'d> Shaped<'d> {
    pub(super) fn new(line: &'d Line<'d>) -> Self {
        Shaped {
            line,
            solid: OnceCell::new(),
            in_head: OnceCell::new(),
            fields: OnceCell::new(),
            date: OnceCell::new(),
            furniture: OnceCell::new(),
            signed: OnceCell::new(),
        }
    }

    /// The text without its blanks, of which a line has one kind.
    pub(super) fn solid(&self) -> &str {
        let text = &self.line.text;
        let spread = || memchr::memchr(b' ', text.as_bytes()).is_some();
        let solid = self.solid.get_or_init(|| spread().then(|| compact(text).into_owned()));
        solid.as_deref().unwrap_or(text)
    }

    /// The labels with their values.
    pub(super) fn fields(&self) -> &[Field] {
        self.fields.get_or_init(|| labels::fields(self.line))
    }

    /// The labels with their values; one that is a line of its own needs no colon.
    pub(super) fn labels(&self) -> Cow<'_, [Field]> {
        let found = self.fields();
        if !found.is_empty() || self.chars > 8 {
            return Cow::Borrowed(found);
        }
        let (word, end) = (self.solid(), self.text.len());
        let label = chrome().label(word).filter(|l| !matches!(l, Label::Title | Label::Other));
        let field = label.map(|label| Field { label, word: word.to_owned(), start: 0, value: end..end });
        Cow::Owned(field.into_iter().collect())
    }

    /// The first date, to the day.
    pub(super) fn date(&self) -> Option<&Dated> {
        self.date.get_or_init(|| date(&self.line.text).map(Box::new)).as_deref()
    }

    /// Whether it is a date line: a date with labels, or with little else, and not today's.
    pub(super) fn is_date_line(&self) -> bool {
        let written = |d: &Dated| self.text.get(d.span.clone()).map_or(0, |t| t.chars().count() as u32);
        let dates = |d| !self.fields().is_empty() || self.stops == 0 && written(d) * 2 > self.chars;
        let other = || self.tells_today() || self.tells_occasion();
        self.hidden.is_none() && self.date().is_some_and(dates) && !other()
    }

    /// Whether it is a date to the day and nothing else, but for brackets.
    pub(super) fn is_lone_date(&self) -> bool {
        let outside = |text: Option<&str>| text.is_some_and(|t| !t.contains(char::is_alphanumeric));
        let text = &self.text;
        self.hidden.is_none()
            && self.chars <= 24
            && self
                .date()
                .is_some_and(|d| outside(text.get(..d.span.start)) && outside(text.get(d.span.end..)))
    }

    /// Whether it says what day it is.
    pub(super) fn tells_today(&self) -> bool {
        ["今天", "今日", "當前", "当前", "现在"].iter().any(|w| self.text.contains(w))
    }

    /// Whether it tells the occasion of a text: in brackets or behind a dash, a date that runs into words, as in
    /// （2012年12月26日在县人民代表大会上） or （原载《某报》2001年3月4日）. That is no date of the page.
    pub(super) fn tells_occasion(&self) -> bool {
        if !self.text.starts_with(['（', '(', '—', '─']) {
            return false;
        }
        let Some(Dated { span, .. }) = self.date() else { return false };
        let (before, behind) = (self.text.get(..span.start), self.text.get(span.end..));
        let words = [before, behind].into_iter().flatten();
        let han = words.flat_map(str::chars).filter(|c| is_han(*c)).count();
        let glued =
            before.is_some_and(|t| t.ends_with('》')) || behind.is_some_and(|t| t.starts_with(is_han));
        glued && han >= 4 && self.fields().is_empty()
    }

    /// Whether it is made of words of furniture and figures only, or begins like furniture.
    pub(super) fn is_furniture(&self) -> bool {
        *self
            .furniture
            .get_or_init(|| furniture::is_furniture(self.line) || furniture::starts_like_furniture(self.line))
    }

    /// Whether it names who signs.
    pub(super) fn names_signers(&self) -> bool {
        self.signed().is_some_and(|signed| !signed.contributors.is_empty())
    }

    /// Who signs in it, where it does nothing else.
    pub(super) fn signed(&self) -> Option<&Signed> {
        self.signed.get_or_init(|| sign::line(self).map(Box::new)).as_deref()
    }
}

impl<'d> Deref for Shaped<'d> {
    type Target = Line<'d>;

    fn deref(&self) -> &Line<'d> {
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_the_page_and_of_an_occasion() {
        let rows = [
            ("2012-03-04", true, false),
            ("发布日期：2013-08-06 来源：县政府办公室", true, false),
            ("（2012年12月26日在县第十六届人民代表大会第二次会议上）", false, true),
            ("——2012年12月26日在县第十六届人民代表大会第二次会议上", false, true),
            ("（2012年12月26日县人民政府第8次常务会议通过）", false, true),
            ("（原载《某报》2001年3月4日）", false, true),
            ("（2012年12月26日）", true, false),
            ("（2012-03-04发布）", true, false),
            ("（2012年12月26日星期三）", true, false),
            ("（县史志办 2012年12月26日）", true, false),
            ("（县史志办2012年12月26日）", true, false),
            ("（来源：县史志办公室2012年12月26日）", true, false),
            ("2012-03-04 县卫生局", true, false),
            ("（2012年12月26日在县人大会上）", false, true),
            ("2012年12月26日，县人大开会。", false, false),
            ("今天是2012年12月26日", false, false),
        ];
        for (text, dates, occasion) in rows {
            let (chars, stops) = (compact(text).chars().count(), text.matches(['，', '。']).count());
            let line =
                Line { text: text.into(), chars: chars as u32, stops: stops as u32, ..Line::default() };
            let line = Shaped::new(&line);
            assert_eq!((line.is_date_line(), line.tells_occasion()), (dates, occasion), "{text}");
        }
    }
}
