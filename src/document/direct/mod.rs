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
mod markup;
mod past;
mod reference;
mod tag;

use std::borrow::Cow;
use std::cell::Cell;

use html5ever::{LocalName, local_name};

use super::attribute::Attribute;
use super::looks::Looks;
use super::strip::{self, Beside};
use super::walk::Walk;
use super::{Chosen, Document};
use crate::budget::Budget;
pub use cause::NeedsTree;
use kind::Kind;

/// Lays out a page, and gives what stands beside its text; or says why it takes the tree builder, as for more elements
/// inside each other than the budget has.
pub(super) fn read<'t>(
    page: &'t str,
    looks: &Looks<'_>,
    budget: &Budget,
) -> Result<(Document<'t>, Beside), NeedsTree> {
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
        held: Held::default(),
        seam: usize::MAX,
        beside: Beside::default(),
        text: Cow::Borrowed(""),
        ink: false,
        form: None,
        quirks: Some(true),
        late: Vec::new(),
        spare: Vec::new(),
        why: Cell::new(None),
    };
    match reader.run() {
        Some(()) => Ok((reader.walk.finish(), reader.beside)),
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

/// The text since the last tag. What is dropped between leaves no trace in it.
#[derive(Default)]
struct Held<'t> {
    text: Cow<'t, str>,
    /// Whether it is more than white space.
    ink: bool,
    /// Whether a reference may be in it.
    refers: bool,
}

struct Reader<'t, 'h> {
    page: &'t str,
    depth: usize,
    walk: Walk<'h, 't>,
    stage: Stage,
    open: Vec<Open>,
    /// How many of a kind are open: most searches for one find none, and a page may have thousands of elements open.
    open_of: [u32; Kind::ALL],
    /// Whether the body has no attributes, or was left out.
    bare_body: bool,
    /// How many elements have begun: the number of the newest.
    begun: u32,
    held: Held<'t>,
    /// Where nothing may be dropped, since what stands before would read otherwise with what stands behind.
    seam: usize,
    beside: Beside,
    /// The text node under construction, and whether it is more than white space.
    text: Cow<'t, str>,
    ink: bool,
    /// The form that takes the fields: forms do not nest.
    form: Option<u32>,
    /// Whether a table may stand in a paragraph; none where that is not known.
    quirks: Option<bool>,
    /// The comments behind the body.
    late: Vec<Cow<'t, str>>,
    /// Room for the attributes of the next tag.
    spare: Vec<Attribute<'t>>,
    /// Why it gave up.
    why: Cell<Option<NeedsTree>>,
}

impl<'t> Reader<'t, '_> {
    /// Gives up, and says why.
    #[cold]
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
        while let Some(start) = self.hold(at)? {
            at = self.markup(start + 1)?;
        }
        self.settle()?;
        self.imply_body()?;
        while !self.open.is_empty() {
            self.pop();
        }
        self.late.iter().for_each(|comment| self.walk.comment(comment));
        Some(())
    }

    /// Holds the text up to the next `<`; the place of that, none at the end of the page.
    fn hold(&mut self, from: usize) -> Option<Option<usize>> {
        let rest = self.page.as_bytes().get(from..)?;
        let blanks = tag::blanks(rest);
        let mut end = match rest.get(blanks) {
            Some(b'<') => Some(blanks),
            _ => memchr::memchr2(b'<', b'&', rest.get(blanks..)?).map(|ink| blanks + ink),
        };
        if let Some(reference) = end.filter(|at| rest.get(*at) == Some(&b'&')) {
            self.held.refers = true;
            end = memchr::memchr(b'<', rest.get(reference..)?).map(|more| reference + more);
        }
        let length = end.unwrap_or(rest.len());
        if length > 0 {
            self.held.ink |= length > blanks;
            let piece = self.page.get(from..from + length)?;
            match self.held.text.is_empty() {
                true => self.held.text = Cow::Borrowed(piece),
                false => self.held.text.to_mut().push_str(piece),
            }
        }
        Some(end.map(|end| from + end))
    }

    /// Adds the text that is held to the text node under construction: a tag follows it.
    fn settle(&mut self) -> Option<()> {
        if self.held.text.is_empty() {
            return Some(());
        }
        let Held { text, ink, refers } = std::mem::take(&mut self.held);
        self.add(text, ink, refers)
    }

    /// Adds a piece to the text node under construction. `ink` says whether it is more than white space, `refers` whether
    /// a reference may be in it.
    fn add(&mut self, mut piece: Cow<'t, str>, ink: bool, refers: bool) -> Option<()> {
        if !matches!(self.stage, Stage::Body | Stage::After) {
            if !ink {
                // It stands where nothing is shown, or nowhere.
                return Some(());
            }
            piece = match piece {
                Cow::Borrowed(piece) => Cow::Borrowed(piece.trim_ascii_start()),
                Cow::Owned(piece) => Cow::Owned(piece.trim_ascii_start().to_owned()),
            };
            if piece.starts_with("&#") {
                return self.give_up(NeedsTree::Reference);
            }
            self.imply_body()?;
        }
        if self.walk.keeps_line_ends() && piece.contains('\r') {
            piece = Cow::Owned(strip::with_line_feeds(&piece).into_owned());
        }
        if ink {
            self.return_to_body()?;
            if self.kind().holds_cells() {
                return self.give_up(NeedsTree::OutsideCells);
            }
        }
        if refers {
            piece = self.text_of(piece)?;
        }
        self.ink |= ink;
        match self.text.is_empty() {
            true => self.text = piece,
            false => self.text.to_mut().push_str(&piece),
        }
        Some(())
    }

    /// A piece of the page as text.
    fn text_of(&self, piece: Cow<'t, str>) -> Option<Cow<'t, str>> {
        let text = match &piece {
            Cow::Borrowed(piece) => reference::in_text(piece),
            Cow::Owned(piece) => reference::in_text(piece).map(|text| Cow::Owned(text.into_owned())),
        };
        text.or_else(|| self.give_up(NeedsTree::Reference))
    }

    /// Hands over the text node, which ends here.
    fn flush(&mut self) {
        let (ink, text) = (std::mem::take(&mut self.ink), std::mem::take(&mut self.text));
        match (ink, &text) {
            _ if text.is_empty() => {}
            (true, Cow::Borrowed(piece)) => self.walk.piece(piece),
            (true, Cow::Owned(text)) => self.walk.text(text),
            (false, text) => self.walk.blank(text),
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
