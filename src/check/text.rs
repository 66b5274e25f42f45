//! A running text as all kinds of claims read it: compared as folded, shown as written.

use std::cell::OnceCell;

use super::Place;
use crate::data::simplified::simple;
use crate::mention::{Kind, Mention, Part};

/// A running text with its place in the record. Of a very long one it is a part, and offsets count in that.
pub(super) struct Text<'t> {
    pub(super) section: usize,
    pub(super) block: usize,
    part: Part<'t>,
    /// The characters as written; few texts are asked for them.
    written: OnceCell<Vec<char>>,
    /// As it is compared: Traditional as Simplified, narrow marks as wide ones, character by character.
    folded: String,
    /// Where each character of that begins, in bytes, and where the last one ends.
    at: Vec<u32>,
    /// The marks that end sentences, the brackets, and the characters that lists begin with.
    pub(super) marks: Vec<Mark>,
    pub(super) mentions: &'t [Mention],
    /// Where a year is said, with the year that then holds; the first stands before the text.
    years: Vec<(usize, i32)>,
}

/// A character that tells sentences, brackets or lists, with its place.
pub(super) type Mark = (usize, char);

impl<'t> Text<'t> {
    /// Reads a text of a section's block, with the year that holds before it.
    pub(super) fn read(
        (section, block): (usize, usize),
        part: Part<'t>,
        mentions: &'t [Mention],
        year: Option<i32>,
    ) -> Text<'t> {
        let (mut folded, mut copied) = (String::with_capacity(part.text.len()), 0);
        let (mut at, mut marks) = (Vec::with_capacity(part.text.len() + 1), Vec::new());
        for (byte, c) in part.text.char_indices() {
            at.push((folded.len() + byte - copied) as u32);
            if is_plain(c) {
                continue;
            }
            let compared = self::folded(c);
            if is_mark(compared) {
                marks.push((at.len() - 1, compared));
            }
            // Few characters are compared as others: the stretches between them are copied as they are.
            if compared != c {
                folded.push_str(part.text.get(copied..byte).unwrap_or_default());
                folded.push(compared);
                copied = byte + c.len_utf8();
            }
        }
        folded.push_str(part.text.get(copied..).unwrap_or_default());
        at.push(folded.len() as u32);
        let years = year.map(|year| (0, year)).into_iter().collect();
        let written = OnceCell::new();
        let mut text = Text { section, block, part, written, folded, at, marks, mentions, years };
        text.say_years();
        text
    }

    /// Notes where a year is said, and holds from there on. What a number is compared with (比上年) is no date of it.
    fn say_years(&mut self) {
        for date in self.mentions.iter().filter(|m| m.kind == Kind::Date) {
            let ahead = date.start.checked_sub(1).and_then(|at| self.char_at(at));
            let year = date.value.get(..4).and_then(|year| year.parse().ok());
            let compared = matches!(ahead, Some('比' | '较' | '占'));
            self.years.extend(year.filter(|_| !compared).map(|year| (date.start, year)));
        }
    }

    /// The year that a place of the text is about.
    pub(super) fn year_at(&self, at: usize) -> Option<i32> {
        let before = self.years.partition_point(|(from, _)| *from <= at).checked_sub(1)?;
        self.years.get(before).map(|(_, year)| *year)
    }

    /// The last date that stands between two places.
    pub(super) fn date_between(&self, start: usize, end: usize) -> Option<&'t Mention> {
        // Those between the two alone: a text may be a list of many thousands.
        let from = self.mentions.partition_point(|m| m.start < start);
        let between = self.mentions.get(from..)?.iter().take_while(|m| m.end <= end);
        between.filter(|m| m.kind == Kind::Date).last()
    }

    /// The year that holds behind the text.
    pub(super) fn last_year(&self) -> Option<i32> {
        self.years.last().map(|(_, year)| *year)
    }

    /// How many characters it has.
    pub(super) fn len(&self) -> usize {
        self.at.len() - 1
    }

    /// The character that begins at a place.
    pub(super) fn char_at(&self, at: usize) -> Option<char> {
        self.between(at, at + 1).chars().next()
    }

    /// The characters from `start` to `end`; nothing where that is no stretch of the text.
    pub(super) fn between(&self, start: usize, end: usize) -> &str {
        let stretch = self.at.get(start).zip(self.at.get(end));
        stretch.and_then(|(start, end)| self.folded.get(*start as usize..*end as usize)).unwrap_or_default()
    }

    /// The last characters before a place, at most so many.
    pub(super) fn before(&self, at: usize, most: usize) -> &str {
        self.between(at.saturating_sub(most), at)
    }

    /// The characters from a place on, at most so many.
    pub(super) fn behind(&self, at: usize, most: usize) -> &str {
        self.between(at, (at + most).min(self.len()))
    }

    pub(super) fn place(&self, start: usize, end: usize) -> Place {
        let written = self.written.get_or_init(|| self.part.text.chars().collect());
        self.place_of_text(start, end, written.get(start..end).unwrap_or_default().iter().collect())
    }

    /// Where a mention stands; its text is what is written there.
    pub(super) fn place_of(&self, mention: &Mention) -> Place {
        self.place_of_text(mention.start, mention.end, mention.text.clone())
    }

    fn place_of_text(&self, start: usize, end: usize, text: String) -> Place {
        Place {
            section: self.section,
            block: self.block,
            text,
            start: Some(self.part.chars + start),
            end: Some(self.part.chars + end),
            row: None,
            column: None,
        }
    }

    /// Whether a place is that of a mention of this text.
    pub(super) fn is_at(&self, place: &Place, mention: &Mention) -> bool {
        place.section == self.section
            && place.block == self.block
            && place.start == Some(self.part.chars + mention.start)
    }
}

/// Whether a character is compared as it stands, and no mark: most of a text. Asked first, this takes a third of the
/// time of the others.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '0'..='9') && simple(c) == c && !is_mark(c)
}

/// Whether a character is noted with its place.
fn is_mark(c: char) -> bool {
    matches!(c, '（' | '）' | '\n' | '。' | '！' | '？' | '其' | '按' | '分')
}

/// A character as it is compared.
#[inline]
pub(super) fn folded(c: char) -> char {
    match c {
        ',' => '，',
        ';' => '；',
        ':' => '：',
        '(' => '（',
        ')' => '）',
        '\u{3000}' | '\u{a0}' => ' ',
        c => simple(c),
    }
}
