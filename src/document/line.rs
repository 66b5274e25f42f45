//! Collects the text between two block borders into a line: white space folded, what the markup
//! says of it kept.

use std::borrow::Cow;

use super::room::{Blanks, Room, Word, is_blank, is_invisible};
use crate::table::layout::Row;

/// What the markup, or the blanks of flat text, say about a heading at the start of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cues {
    /// 1–6 where the block is an `<h1>`…`<h6>`.
    pub level: Option<u8>,
    /// How many bytes at the start of the text are bold; the text's length where all of it is.
    pub strong: usize,
    /// Whether the block is centred.
    pub centred: bool,
    /// Byte offsets in the text of each blank that stands for two or more blanks, or for a U+3000.
    pub gaps: Vec<usize>,
    /// Whether the source indents the block (U+3000, nbsp, blanks).
    pub indented: bool,
    /// How far the blanks before the text indent it, in half em: U+3000 is an em.
    pub indent: u16,
}

/// The text between two block borders, or a picture, or a data table.
#[derive(Debug, Clone, Default)]
pub struct Line<'t> {
    /// The element it stands in: an index into the document's elements.
    pub element: u32,
    /// What it is.
    pub kind: Kind,
    /// The text; empty for a table, the `alt` of a picture.
    pub text: Cow<'t, str>,
    /// What the markup says of it.
    pub cues: Cues,
    /// Whether it is set to the right.
    pub right: bool,
    /// Its links, in order.
    pub links: Vec<Link<'t>>,
    /// Byte offsets in the text where one text node ends and the next begins, in order.
    pub seams: Vec<u32>,
    /// Its inline elements that have a class or an id, innermost first.
    pub marks: Vec<Mark<'t>>,
    /// How many characters it has, blanks not counted.
    pub chars: u32,
    /// How many of them stand in links.
    pub link_chars: u32,
    /// How many of them are Chinese punctuation marks of running text.
    pub stops: u32,
    /// Whether it is not shown: why not.
    pub hidden: Option<&'static str>,
    /// What parts it from the line before.
    pub border: Border,
    /// How many further lines, as the page breaks them, were joined to it.
    pub joined: u32,
}

impl<'t> Line<'t> {
    /// Whether a text node begins at a byte offset of the text where another ends.
    pub fn is_seam(&self, at: usize) -> bool {
        self.seams.binary_search(&(at as u32)).is_ok()
    }

    /// Goes on with the next line of a paragraph that the page breaks as a book prints it.
    pub(super) fn join(&mut self, next: Line<'t>) {
        let whole = self.cues.strong == self.text.len();
        let dated = next.border == Border::Dated;
        if dated || wants_blank(&self.text, &next.text) {
            self.text.to_mut().push(' ');
        }
        let at = self.text.len();
        if whole && next.cues.strong > 0 {
            self.cues.strong = at + next.cues.strong;
        }
        let moved = at as u32;
        self.cues.gaps.extend(next.cues.gaps.iter().map(|gap| at + gap));
        self.seams.push(moved);
        self.seams.extend(next.seams.iter().map(|seam| moved + seam));
        let link = |l: Link<'t>| Link { start: moved + l.start, end: moved + l.end, ..l };
        self.links.extend(next.links.into_iter().map(link));
        let mark = |m: Mark<'t>| Mark { start: moved + m.start, end: moved + m.end, ..m };
        self.marks.extend(next.marks.into_iter().map(mark));
        self.text.to_mut().push_str(&next.text);
        self.chars += next.chars;
        self.link_chars += next.link_chars;
        self.stops += next.stops;
        self.joined += u32::from(!dated) + next.joined;
    }
}

/// Whether a blank stands where two printed lines meet: between Latin words. Han meets Han, and a figure its
/// other half, with nothing between.
pub(super) fn wants_blank(text: &str, next: &str) -> bool {
    let word = text.trim_end_matches([',', '.', ';', ':', ')']);
    word.ends_with(|c: char| c.is_ascii_alphabetic()) && next.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// What parts a line from the one before it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Border {
    /// A block of the page begins or ends.
    #[default]
    Block,
    /// An empty line, or an indent made of blanks, inside one block.
    Paragraph,
    /// One `<br>`.
    Break,
    /// A line end of a `<pre>`.
    Print,
    /// The border of the cell before, which dates it.
    Dated,
}

/// What a line is.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Kind {
    /// Text.
    #[default]
    Text,
    /// The first text of an item of a list; the marker of an ordered one.
    Item(Option<String>),
    /// The text of a `<caption>` or `<figcaption>`.
    Caption,
    /// A picture: its address as written.
    Figure(String),
    /// A table that holds data.
    Table(Box<Grid>),
}

/// The cells of a data table; a spanned cell repeats its value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// The lines of the `<caption>`.
    pub captions: Vec<String>,
    /// The text of the table as the page has it: each line once, captions included.
    pub source: Vec<String>,
    /// How many of the first rows the markup says are heads.
    pub head_rows: u32,
    /// The cells, row by row; all rows have one length.
    pub rows: Vec<Row>,
    /// How many of the cells are numbers.
    pub numbers: u32,
    /// Whether the spans were too large to be true and were not followed.
    pub spans_ignored: bool,
}

/// A link inside a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Link<'t> {
    /// Where its words begin in the line's text, in bytes.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// Its address as written; empty where it has none.
    pub href: Cow<'t, str>,
}

/// An inline element inside a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark<'t> {
    /// Where its text begins in the line's text, in bytes.
    pub start: u32,
    /// Where it ends.
    pub end: u32,
    /// Its class and id, parted by a space.
    pub class: Cow<'t, str>,
}

/// A line under construction.
#[derive(Default)]
pub(super) struct Builder<'t> {
    line: Line<'t>,
    /// Room for the text of a line that is no piece of the page: that in which one before grew.
    spare: String,
    blanks: Blanks,
    /// Whether a character that is not bold has been seen.
    plain: bool,
    link: Option<OpenLink<'t>>,
}

/// A link that is open.
struct OpenLink<'t> {
    /// Its address; none where only a script can follow it.
    href: Option<Cow<'t, str>>,
    /// Where its words begin, once there are some.
    start: Option<u32>,
    /// How many characters they have.
    chars: u32,
}

/// What only a script can follow is a button: a sentence of more characters is text.
const BUTTON: u32 = 24;

impl<'t> Builder<'t> {
    /// Adds a text node.
    pub(super) fn push(&mut self, text: &str, strong: bool) {
        self.add(text, None, strong);
    }

    /// Adds a text node that is a piece of the page: where nothing comes to it, that is the line's text, as of most.
    pub(super) fn push_piece(&mut self, text: &'t str, strong: bool) {
        self.add(text, Some(text), strong);
    }

    fn add(&mut self, text: &str, piece: Option<&'t str>, strong: bool) {
        let behind = |at: usize| text.as_bytes().get(at..).unwrap_or_default();
        let mut first = true;
        // Most texts between tags begin with white space of the source, or are nothing else.
        let mut at = self.blanks.add_source(text.as_bytes());
        let (mut word, mut start) = (Word::default(), at);
        loop {
            at += word.add_plain(behind(at));
            let next = text.get(at..).and_then(|t| t.chars().next());
            let room = next.map(|c| self.room(c, text, at));
            if let (Some(c), Some(Room::Ink)) = (next, room) {
                word.add(c);
                at += c.len_utf8();
                continue;
            }
            if word.chars > 0 {
                let own = piece.and_then(|piece| piece.get(start..at));
                self.word(text.get(start..at).unwrap_or_default(), own, &word, strong, first);
                (word, first) = (Word::default(), false);
            }
            let Some(c) = next else { break };
            if let Some(Room::Blank) = room {
                self.blanks.add(c);
            }
            at += c.len_utf8();
            at += self.blanks.add_source(behind(at));
            start = at;
        }
    }

    /// Adds a text node that is nothing but white space of the source.
    pub(super) fn push_blank(&mut self, text: &str) {
        self.blanks.add_only_source(text.as_bytes());
    }

    /// What room a character of a text node takes. What joins letters of other scripts, or signs to one, is a part of
    /// them.
    fn room(&self, c: char, text: &str, at: usize) -> Room {
        match c {
            // Chinese punctuation and forms of full width: most of what is not plain.
            '\u{3001}'..='\u{fefe}' => Room::Ink,
            '\u{200c}' | '\u{200d}' => {
                let before = text.get(..at).unwrap_or_default().chars().next_back();
                match before.or(self.line.text.chars().next_back()) {
                    Some(c) if !c.is_ascii() && !('\u{2e80}'..='\u{ffef}').contains(&c) => Room::Ink,
                    _ => Room::None,
                }
            }
            _ if is_invisible(c) => Room::None,
            _ if is_blank(c) => Room::Blank,
            _ => Room::Ink,
        }
    }

    fn word(&mut self, text: &str, piece: Option<&'t str>, word: &Word, strong: bool, first: bool) {
        let line = &mut self.line;
        let blanks = std::mem::take(&mut self.blanks);
        if line.text.is_empty() {
            line.cues.indented |= blanks.wide();
            line.cues.indent = u16::try_from(blanks.seen).unwrap_or(u16::MAX);
        } else {
            if blanks.any {
                if blanks.wide() {
                    line.cues.gaps.push(line.text.len());
                }
                owned(&mut line.text, &mut self.spare).push(' ');
            }
            if first {
                line.seams.push(line.text.len() as u32);
            }
        }
        if let Some(link) = &mut self.link {
            link.start.get_or_insert(line.text.len() as u32);
            link.chars += word.chars;
        }
        match piece.filter(|_| line.text.is_empty()) {
            Some(piece) => line.text = Cow::Borrowed(piece),
            None => owned(&mut line.text, &mut self.spare).push_str(text),
        }
        if !strong {
            self.plain = true;
        } else if !self.plain {
            line.cues.strong = line.text.len();
        }
        line.stops += word.stops;
        line.chars += word.chars;
    }

    /// Opens a link; a link inside a link closes the outer one. One without an address is a script's.
    pub(super) fn open_link(&mut self, href: Option<Cow<'t, str>>) {
        self.close_link();
        self.link = Some(OpenLink { href, start: None, chars: 0 });
    }

    /// Closes the open link, if there is one.
    pub(super) fn close_link(&mut self) {
        let Some(OpenLink { href, start: Some(start), chars }) = self.link.take() else { return };
        let end = self.line.text.len() as u32;
        let words = self.line.text.get(start as usize..).unwrap_or_default();
        if href.is_none() && chars > BUTTON && words.contains('。') {
            return;
        }
        let href = href.unwrap_or_default();
        if !points_to_note(&href, words) {
            self.line.link_chars += chars;
        }
        self.line.links.push(Link { start, end, href });
    }

    /// The address of the open link; empty where it has none.
    pub(super) fn link(&self) -> Option<&str> {
        self.link.as_ref().map(|link| link.href.as_deref().unwrap_or_default())
    }

    /// Where the next character will stand, or would but for a blank.
    pub(super) fn end(&self) -> u32 {
        self.line.text.len() as u32
    }

    /// Notes that an inline element with a class, which began at `start`, ends here.
    pub(super) fn mark(&mut self, start: u32, class: Cow<'t, str>) {
        let text = &self.line.text;
        let end = text.len() as u32;
        let from =
            text.get(start as usize..).map_or(end, |t| start + (t.len() - t.trim_start().len()) as u32);
        if from < end {
            self.line.marks.push(Mark { start: from, end, class });
        }
    }

    /// Whether nothing but white space was added.
    pub(super) fn is_empty(&self) -> bool {
        self.line.text.is_empty()
    }

    /// Forgets the blanks of a line without text.
    pub(super) fn take_blank(&mut self) {
        self.blanks = Blanks::default();
    }

    /// Takes the line out; an open link goes on in the next one.
    pub(super) fn take(&mut self) -> Line<'t> {
        let open = self.link.as_ref().map(|link| link.href.clone());
        self.close_link();
        self.blanks = Blanks::default();
        self.plain = false;
        self.link = open.map(|href| OpenLink { href, start: None, chars: 0 });
        // The line gets as much room as its text and lists take; that in which they grew serves the next.
        let mut line = std::mem::take(&mut self.line);
        if let Cow::Owned(text) = &mut line.text {
            let fitted = text.as_str().to_owned();
            self.spare = std::mem::replace(text, fitted);
            self.spare.clear();
        }
        self.line.cues.gaps = fit(&mut line.cues.gaps);
        self.line.links = fit(&mut line.links);
        self.line.seams = fit(&mut line.seams);
        self.line.marks = fit(&mut line.marks);
        line
    }

    /// Whether a bracket is open at the end of the text so far.
    pub(super) fn ends_in_bracket(&self) -> bool {
        self.line.text.ends_with(['[', '［', '〔', '【', '(', '（'])
    }
}

/// The text of a line to which more comes, in the room that is left over.
fn owned<'l>(text: &'l mut Cow<'_, str>, spare: &mut String) -> &'l mut String {
    if let Cow::Borrowed(piece) = text {
        spare.push_str(piece);
        *text = Cow::Owned(std::mem::take(spare));
    }
    text.to_mut()
}

/// Gives a list as much room as it takes; that in which it grew is left over.
fn fit<T>(list: &mut Vec<T>) -> Vec<T> {
    if list.is_empty() {
        return std::mem::take(list);
    }
    let mut fitted = Vec::with_capacity(list.len());
    fitted.append(list);
    std::mem::replace(list, fitted)
}

/// Whether a link leads to a note of the same page, or back from it: its words are the note's mark, and text.
fn points_to_note(href: &str, words: &str) -> bool {
    if href.len() < 2 || !href.starts_with('#') || words.is_empty() {
        return false;
    }
    let mark = words.trim_matches(['[', ']', '［', '］', '〔', '〕', '(', ')', '（', '）']);
    let mark = mark.strip_prefix(['注', '註']).unwrap_or(mark).trim();
    mark.chars().nth(3).is_none() && !mark.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_blanks_and_joins_text_nodes() {
        let mut builder = Builder::default();
        for (text, strong) in
            [("\u{a0}\u{3000}【概", true), ("\u{3000}况】", true), (" \u{a0}20", false), ("13\n  年", false)]
        {
            builder.push(text, strong);
        }
        let line = builder.take();
        assert_eq!(line.text, "【概 况】 2013 年");
        assert_eq!(line.cues.strong, "【概 况】".len());
        assert_eq!(line.cues.gaps, ["【概".len(), "【概 况】".len()]);
        assert!(line.cues.indented);
        assert_eq!(line.chars, 9);
    }

    #[test]
    fn leaves_out_what_takes_no_room() {
        let rows = [
            (
                "20\u{200b}13年，板桥\u{ad}龙灯会比上\u{feff}年增加4\u{2060}20户",
                "2013年，板桥龙灯会比上年增加420户",
            ),
            ("\u{feff}县\u{200d}志 \u{200e}（\u{202a}ISBN\u{202c}）", "县志 （ISBN）"),
            ("👨\u{200d}👩 一\u{200b} \u{200b}二", "👨\u{200d}👩 一 二"),
            ("\u{200b}\u{feff}", ""),
        ];
        for (text, want) in rows {
            let mut builder = Builder::default();
            builder.push(text, false);
            assert_eq!(builder.take().text, want, "{text:?}");
        }
    }

    #[test]
    fn joins_printed_lines() {
        let line = |text: &str| {
            let mut builder = Builder::default();
            builder.push(text, false);
            builder.take()
        };
        let rows = [
            ("提高到12", "0公里", "提高到120公里"),
            ("经济", "运行", "经济运行"),
            ("the United", "Nations", "the United Nations"),
            ("Beijing,", "China", "Beijing, China"),
            ("GDP", "2000", "GDP2000"),
        ];
        for (first, second, want) in rows {
            let mut joined = line(first);
            joined.join(line(second));
            assert_eq!((&*joined.text, joined.joined), (want, 1));
            assert_eq!(joined.chars as usize, want.chars().filter(|c| *c != ' ').count());
        }
    }
}
