//! Reads what begins with a `<`: tags, comments, and what of them is dropped.
//!
//! What a page has once or twice is marked as cold, so that the code for each tag stays together: the cache of
//! instructions has a quarter fewer misses.

use std::borrow::Cow;

use super::kind::{self, Kind};
use super::{NeedsTree, Reader, Stage, Tag, doctype, tag};
use crate::document::strip::{self, Piece};

impl<'t> Reader<'t, '_> {
    /// Reads what begins with a `<` before `at`; the place behind it.
    pub(super) fn markup(&mut self, at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let first = *bytes.get(at)?;
        if first.is_ascii_alphabetic() {
            return self.start_tag(at);
        }
        if let Some(behind) = self.comment_left_out(at - 1)? {
            return Some(behind);
        }
        self.settle()?;
        match first {
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
                self.add(Cow::Borrowed("<"), true, false)?;
                self.seam = at;
                Some(at)
            }
        }
    }

    fn start_tag(&mut self, at: usize) -> Option<usize> {
        let (name, end) = tag::name(self.page, at)?;
        let (name, kind) = kind::kind(&name);
        let mut attrs = std::mem::take(&mut self.spare);
        let end = tag::attributes(self.page, end, &mut attrs)?;
        if let Some(behind) = self.left_out(at - 1, kind, end)? {
            self.spare = attrs;
            return Some(behind);
        }
        self.settle()?;
        let tag = Tag { name, kind, attrs };
        if matches!(kind, Kind::Title | Kind::Textarea) {
            return self.raw(&tag, end);
        }
        self.begin(&tag)?;
        self.spare = tag.attrs;
        match kind {
            Kind::Drawing => self.past_drawing(end),
            Kind::Template => self.past_template(end),
            Kind::Pre => self.past_line_end(end),
            _ => Some(end),
        }
    }

    /// The place behind the line end at a place: the one behind `<pre>` is none of its text.
    #[cold]
    fn past_line_end(&mut self, at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => return Some(at + 2),
            (Some(b'\n'), _) => return Some(at + 1),
            (Some(b'&'), _) => return self.give_up(NeedsTree::Reference),
            (Some(b'\r'), _) => self.seam = at + 1,
            _ => self.seam = at,
        }
        Some(self.seam)
    }

    fn end_tag(&mut self, at: usize) -> Option<usize> {
        // Most are that of the element that was opened last.
        if let Some(open) = self.open.last()
            && let Some(b'>') =
                self.page.get(at..).and_then(|rest| rest.strip_prefix(&*open.name)?.bytes().next())
        {
            let (name, kind) = (open.name.clone(), open.kind);
            self.end(&name, kind)?;
            return Some(at + name.len() + 1);
        }
        let (name, end) = tag::name(self.page, at)?;
        let (name, kind) = kind::kind(&name);
        let end = tag::close(self.page, end)?;
        self.end(&name, kind)?;
        Some(end)
    }

    /// The end of the comment that begins at a place, where it is dropped: `Some(None)` where none is, and none where the
    /// page needs the tree.
    pub(super) fn comment_left_out(&self, start: usize) -> Option<Option<usize>> {
        let bytes = self.page.as_bytes();
        if !bytes.get(start..).is_some_and(|rest| rest.starts_with(b"<!--")) {
            return Some(None);
        }
        let end = strip::comment_end(bytes, start);
        match bytes.get(start..end).is_some_and(strip::is_marker) {
            true => Some(None),
            false => self.leave_out(start, end).map(Some),
        }
    }

    /// The same of the element whose start tag stands from `start` to `end`.
    pub(super) fn left_out(&mut self, start: usize, kind: Kind, end: usize) -> Option<Option<usize>> {
        if !matches!(kind, Kind::Foreign | Kind::Unknown) {
            return Some(None);
        }
        let bytes = self.page.as_bytes();
        match self.beside.element(bytes, start, strip::name(bytes, start), end) {
            Piece::Dropped(behind) => self.leave_out(start, behind).map(Some),
            Piece::Kept(behind) if behind == end => Some(None),
            // That such an element begins is told when it does.
            Piece::Kept(_) | Piece::Rest if kind == Kind::Foreign => Some(None),
            Piece::Kept(_) | Piece::Rest => self.give_up(NeedsTree::Torn),
        }
    }

    /// Drops a part of the page; the place behind it.
    fn leave_out(&self, start: usize, end: usize) -> Option<usize> {
        self.only_if(start != self.seam, NeedsTree::Torn)?;
        Some(end)
    }

    /// Reads an element whose content has no tags.
    #[cold]
    fn raw(&mut self, tag: &Tag<'t>, at: usize) -> Option<usize> {
        let (close, end) = strip::close_tag(self.page.as_bytes(), at, tag.name.as_bytes())?;
        let text = self.text_of(strip::with_line_feeds(self.page.get(at..close)?))?;
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
                self.ink = true;
                self.only_if(within < self.open.len(), NeedsTree::OutsideCells)?;
                self.pop();
            }
        }
        Some(end)
    }

    #[cold]
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
    #[cold]
    fn odd_comment(&mut self, at: usize) -> Option<usize> {
        let text = self.up_to_end(at)?;
        self.comment(text)?;
        Some(at + text.len() + 1)
    }

    /// What stands from a place to the next `>`; none where `strip` might see a tag in it.
    fn up_to_end(&self, at: usize) -> Option<&'t str> {
        let rest = self.page.get(at..)?;
        let end = memchr::memchr2(b'<', b'>', rest.as_bytes())?;
        rest.get(..end).filter(|_| rest.as_bytes().get(end) == Some(&b'>'))
    }

    fn comment(&mut self, text: &'t str) -> Option<()> {
        let text = strip::with_line_feeds(text);
        if self.stage == Stage::After {
            self.late.push(text);
            return Some(());
        }
        self.flush();
        self.only_if(self.late.is_empty(), NeedsTree::BehindBody)?;
        self.walk.comment(&text);
        Some(())
    }

    #[cold]
    fn doctype(&mut self, at: usize) -> Option<usize> {
        let doctype = self.up_to_end(at)?;
        if self.stage == Stage::Start {
            self.quirks = doctype::is_standard(doctype).then_some(false);
        }
        Some(at + doctype.len() + 1)
    }
}
