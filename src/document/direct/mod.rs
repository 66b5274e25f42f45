//! Lays out a page while it is read, without a tree: for pages whose tags nest, as most do.
//!
//! The rules are those of tree construction in the HTML standard, as far as they can be followed by looking at the
//! open elements alone. Where more is needed (text that belongs before a table, bold that must be opened again, a
//! formula …), the reader gives up, and the page goes to the tree builder. What it does read, it reads as the
//! tree builder would: a test compares the two.

mod begin;
mod cause;
#[cfg(test)]
mod compare;
mod doctype;
mod end;
mod kind;
mod past;
mod reference;
mod tag;

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::{LocalName, local_name};

use super::attribute::Attribute;
use super::looks::Looks;
use super::strip;
use super::walk::Walk;
use super::{Chosen, Document};
use crate::budget::Budget;
pub use cause::NeedsTree;
use kind::Kind;

/// Lays out a page without carriage returns, or says why it takes the tree builder, as for more elements
/// inside each other than the budget has.
pub(super) fn read(page: &str, looks: &Looks<'_>, budget: &Budget) -> Result<Document, NeedsTree> {
    if memchr::memchr(0, page.as_bytes()).is_some() {
        return Err(NeedsTree::Nul);
    }
    let mut reader = Reader {
        page,
        depth: budget.depth,
        walk: Walk::new(looks, budget, page.len() / 24),
        stage: Stage::Start,
        open: Vec::new(),
        open_of: [0; Kind::ALL],
        bare_body: true,
        begun: 0,
        text: Cow::Borrowed(""),
        form: None,
        quirks: Some(true),
        late: Vec::new(),
        spare: Vec::new(),
        why: Cell::new(None),
    };
    match reader.run() {
        Some(()) => Ok(reader.walk.finish()),
        // What is looked for and not found is the end of a tag.
        None => Err(reader.why.get().unwrap_or(NeedsTree::Torn)),
    }
}

/// How far a page has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Before `<html>`.
    Start,
    /// Before `<head>`.
    Html,
    Head,
    /// Between `</head>` and `<body>`.
    Between,
    Body,
    /// Behind `</body>`: what comes still belongs to the body, but for comments.
    After,
}

/// An element that is open.
struct Open {
    name: LocalName,
    kind: Kind,
    /// Its number among the elements of the page, to know it again by.
    number: u32,
}

/// A start tag.
struct Tag<'t> {
    name: LocalName,
    kind: Kind,
    attrs: Vec<Attribute<'t>>,
}

struct Reader<'t, 'h> {
    page: &'t str,
    depth: usize,
    walk: Walk<'h>,
    stage: Stage,
    open: Vec<Open>,
    /// How many of a kind are open: most searches for one find none, and a page may have thousands of elements open.
    open_of: [u32; Kind::ALL],
    /// Whether the body has no attributes, or was left out.
    bare_body: bool,
    /// How many elements have begun: the number of the newest.
    begun: u32,
    /// The text node under construction.
    text: Cow<'t, str>,
    /// The form that takes the fields: forms do not nest.
    form: Option<u32>,
    /// Whether a table may stand in a paragraph; none where that is not known.
    quirks: Option<bool>,
    /// The comments behind the body.
    late: Vec<&'t str>,
    /// Room for the attributes of the next tag.
    spare: Vec<Attribute<'t>>,
    /// Why it gave up.
    why: Cell<Option<NeedsTree>>,
}

impl<'t> Reader<'t, '_> {
    /// Gives up, and says why.
    fn give_up<T>(&self, why: NeedsTree) -> Option<T> {
        self.why.set(self.why.get().or(Some(why)));
        None
    }

    /// Goes on where something holds.
    fn only_if(&self, holds: bool, why: NeedsTree) -> Option<()> {
        if holds { Some(()) } else { self.give_up(why) }
    }

    fn run(&mut self) -> Option<()> {
        let mut at = 0;
        while let Some(start) = strip::next_tag(self.page.as_bytes(), at) {
            if start > at {
                self.add(self.page.get(at..start)?)?;
            }
            at = self.markup(start + 1)?;
        }
        self.add(self.page.get(at..)?)?;
        self.imply_body()?;
        while !self.open.is_empty() {
            self.pop();
        }
        self.late.iter().for_each(|comment| self.walk.comment(comment));
        Some(())
    }

    /// Reads what begins with a `<` before `at`; the place behind it.
    fn markup(&mut self, at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        match *bytes.get(at)? {
            b if b.is_ascii_alphabetic() => self.start_tag(at),
            b'/' => match *bytes.get(at + 1)? {
                b if b.is_ascii_alphabetic() => self.end_tag(at + 1),
                b'>' => Some(at + 2),
                _ => self.odd_comment(at + 1),
            },
            b'!' if bytes.get(at + 1..)?.starts_with(b"--") => self.proper_comment(at - 1),
            b'!' if bytes.get(at + 1..at + 8).is_some_and(|b| b.eq_ignore_ascii_case(b"doctype")) => {
                self.doctype(at + 8)
            }
            b'!' => self.odd_comment(at + 1),
            b'?' => self.odd_comment(at),
            _ => {
                self.add("<")?;
                Some(at)
            }
        }
    }

    fn start_tag(&mut self, at: usize) -> Option<usize> {
        let (name, end) = tag::name(self.page, at)?;
        let (name, kind) = kind::kind(&name);
        let mut attrs = std::mem::take(&mut self.spare);
        let end = tag::attributes(self.page, end, &mut attrs)?;
        let tag = Tag { name, kind, attrs };
        if matches!(kind, Kind::Title | Kind::Textarea) {
            return self.raw(&tag, end);
        }
        self.begin(&tag)?;
        self.spare = tag.attrs;
        match kind {
            Kind::Drawing => return self.past_drawing(end),
            Kind::Template => return self.past_template(end),
            _ => {}
        }
        match (kind, self.page.as_bytes().get(end)) {
            // The line break behind `<pre>` is none of its text.
            (Kind::Pre, Some(b'\n')) => Some(end + 1),
            (Kind::Pre, Some(b'&')) => self.give_up(NeedsTree::Reference),
            _ => Some(end),
        }
    }

    fn end_tag(&mut self, at: usize) -> Option<usize> {
        let (name, end) = tag::name(self.page, at)?;
        let (name, kind) = kind::kind(&name);
        let end = tag::attributes(self.page, end, &mut Vec::new())?;
        self.end(&name, kind)?;
        Some(end)
    }

    /// Reads an element whose content has no tags.
    fn raw(&mut self, tag: &Tag<'t>, at: usize) -> Option<usize> {
        let (close, end) = strip::close_tag(self.page.as_bytes(), at, tag.name.as_bytes())?;
        let text = self.text_of(self.page.get(at..close)?)?;
        match tag.kind {
            Kind::Title => {
                self.begin(tag)?;
                self.walk.title(&text);
            }
            _ => {
                let within = self.open.len();
                self.begin(tag)?;
                self.text = match text.strip_prefix('\n') {
                    Some(rest) => Cow::Owned(rest.to_owned()),
                    None => text,
                };
                self.only_if(within < self.open.len(), NeedsTree::OutsideCells)?;
                self.pop();
            }
        }
        Some(end)
    }

    /// Adds to the text node under construction.
    fn add(&mut self, piece: &'t str) -> Option<()> {
        let blank = piece.bytes().all(|b| b.is_ascii_whitespace());
        let mut piece = piece;
        if !matches!(self.stage, Stage::Body | Stage::After) {
            if blank {
                // It stands where nothing is shown, or nowhere.
                return Some(());
            }
            piece = piece.trim_ascii_start();
            if piece.starts_with("&#") {
                return self.give_up(NeedsTree::Reference);
            }
            self.imply_body()?;
        }
        if !blank {
            self.return_to_body()?;
            if self.kind().holds_cells() {
                return self.give_up(NeedsTree::OutsideCells);
            }
        }
        if !piece.is_empty() {
            let piece = if blank { Cow::Borrowed(piece) } else { self.text_of(piece)? };
            match self.text.is_empty() {
                true => self.text = piece,
                false => self.text.to_mut().push_str(&piece),
            }
        }
        Some(())
    }

    /// A piece of the page as text.
    fn text_of(&self, piece: &'t str) -> Option<Cow<'t, str>> {
        reference::in_text(piece).or_else(|| self.give_up(NeedsTree::Reference))
    }

    fn proper_comment(&mut self, at: usize) -> Option<usize> {
        let end = strip::comment_end(self.page.as_bytes(), at);
        let body = self.page.get(at + "<!--".len()..end)?;
        let text = match body {
            ">" | "->" => "",
            _ => body.strip_suffix("-->").or(body.strip_suffix("--!>"))?,
        };
        self.comment(text)?;
        Some(end)
    }

    /// What the standard takes for a comment because it is no tag: `<?xml …>`, `<![endif]>`.
    fn odd_comment(&mut self, at: usize) -> Option<usize> {
        let len = memchr::memchr(b'>', self.page.as_bytes().get(at..)?)?;
        self.comment(self.page.get(at..at + len)?)?;
        Some(at + len + 1)
    }

    fn comment(&mut self, text: &'t str) -> Option<()> {
        if self.stage == Stage::After {
            self.late.push(text);
            return Some(());
        }
        self.flush();
        self.only_if(self.late.is_empty(), NeedsTree::BehindBody)?;
        self.walk.comment(text);
        Some(())
    }

    fn doctype(&mut self, at: usize) -> Option<usize> {
        let len = memchr::memchr(b'>', self.page.as_bytes().get(at..)?)?;
        if self.stage == Stage::Start {
            self.quirks = doctype::is_standard(self.page.get(at..at + len)?).then_some(false);
        }
        Some(at + len + 1)
    }

    /// Hands over the text node, which ends here.
    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.walk.text(&self.text);
            self.text = Cow::Borrowed("");
        }
    }

    /// Opens an element.
    fn open(&mut self, tag: &Tag<'t>) -> Option<()> {
        self.flush();
        self.begun += 1;
        self.count(tag.kind, 1);
        self.open.push(Open { name: tag.name.clone(), kind: tag.kind, number: self.begun });
        self.only_if(self.open.len() < self.depth, NeedsTree::Deep)?;
        let read = self.walk.begin(&tag.name, &tag.attrs, Chosen::No);
        self.only_if(read, NeedsTree::Unread)
    }

    /// Opens and closes an element.
    fn place(&mut self, tag: &Tag<'t>) {
        self.flush();
        self.begun += 1;
        if self.walk.begin(&tag.name, &tag.attrs, Chosen::No) {
            self.walk.end();
        }
    }

    /// Opens an element that the page leaves out.
    fn imply(&mut self, name: LocalName, kind: Kind) -> Option<()> {
        self.open(&Tag { name, kind, attrs: Vec::new() })
    }

    /// Opens what is missing up to the body, and the body.
    fn imply_body(&mut self) -> Option<()> {
        if !matches!(self.stage, Stage::Body | Stage::After) {
            self.imply_up_to_body()?;
            self.imply(local_name!("body"), Kind::Body)?;
            self.stage = Stage::Body;
        }
        Some(())
    }

    /// Opens and closes what is missing before the body.
    fn imply_up_to_body(&mut self) -> Option<()> {
        if self.stage == Stage::Start {
            self.imply(local_name!("html"), Kind::Html)?;
            self.stage = Stage::Html;
        }
        if self.stage == Stage::Html {
            self.imply(local_name!("head"), Kind::Head)?;
            self.stage = Stage::Head;
        }
        if self.stage == Stage::Head {
            self.pop();
            self.stage = Stage::Between;
        }
        Some(())
    }

    /// Goes on behind `</body>`; what comes then belongs before the comments that stood there.
    fn return_to_body(&mut self) -> Option<()> {
        self.stage = Stage::Body;
        self.only_if(self.late.is_empty(), NeedsTree::BehindBody)
    }

    /// Closes the element that was opened last.
    fn pop(&mut self) {
        self.flush();
        if let Some(open) = self.open.pop() {
            self.count(open.kind, -1);
        }
        self.walk.end();
    }

    fn count(&mut self, kind: Kind, more: i32) {
        if let Some(count) = self.open_of.get_mut(kind as usize) {
            *count = count.saturating_add_signed(more);
        }
    }

    /// Whether an element of a kind is open anywhere.
    fn has_open(&self, kind: Kind) -> bool {
        self.open_of.get(kind as usize).is_some_and(|count| *count > 0)
    }

    /// The kind of the element that was opened last.
    fn kind(&self) -> Kind {
        self.open.last().map_or(Kind::Html, |open| open.kind)
    }

    /// The innermost open element that is wanted, unless one that bounds the search stands before it.
    fn within(&self, wanted: impl Fn(&Open) -> bool, bounds: impl Fn(Kind) -> bool) -> Option<usize> {
        let last = self.open.iter().rposition(|open| wanted(open) || bounds(open.kind))?;
        self.open.get(last).is_some_and(wanted).then_some(last)
    }

    /// The innermost open element that is wanted, where an end tag reaches it.
    fn in_scope(&self, wanted: impl Fn(&Open) -> bool) -> Option<usize> {
        self.within(wanted, Kind::bounds)
    }

    /// Whether an element of a kind is open where an end tag reaches it.
    fn is_in_scope(&self, kind: Kind) -> bool {
        self.has_open(kind) && self.in_scope(|open| open.kind == kind).is_some()
    }

    /// The open paragraph.
    fn paragraph(&self) -> Option<usize> {
        if !self.has_open(Kind::Paragraph) {
            return None;
        }
        self.within(|open| open.kind == Kind::Paragraph, |kind| kind.bounds() || kind == Kind::Button)
    }

    /// The cell or the caption around this place.
    fn cell(&self) -> Option<usize> {
        if !(self.has_open(Kind::Cell) || self.has_open(Kind::Caption)) {
            return None;
        }
        self.within(|open| matches!(open.kind, Kind::Cell | Kind::Caption), |kind| kind == Kind::Table)
    }

    /// Closes the elements that need no end tag, but for those of a name.
    fn close_implied(&mut self, but: Option<&LocalName>) {
        while self.open.last().is_some_and(|open| open.kind.ends_by_itself() && Some(&open.name) != but) {
            self.pop();
        }
    }

    /// Closes elements down to the one at an index; none where one of them would be opened again.
    fn close_to(&mut self, index: usize) -> Option<()> {
        let mut inside = self.open.iter().skip(index + 1);
        if inside.any(|open| open.kind.reopens() || open.kind == Kind::Embedded) {
            return self.give_up(NeedsTree::Formatting);
        }
        self.pop_to(index);
        Some(())
    }

    /// Closes elements down to the one at an index, behind which none of them is opened again.
    fn clear_to(&mut self, index: usize) -> Option<()> {
        if self.open.iter().skip(index + 1).any(|open| open.kind == Kind::Embedded) {
            return self.give_up(NeedsTree::Formatting);
        }
        self.pop_to(index);
        Some(())
    }

    fn pop_to(&mut self, index: usize) {
        while self.open.len() > index {
            self.pop();
        }
    }

    fn close_paragraph(&mut self) -> Option<()> {
        match self.paragraph() {
            Some(paragraph) => self.close_to(paragraph),
            None => Some(()),
        }
    }
}
