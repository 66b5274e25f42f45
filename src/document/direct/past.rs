//! Goes past what stands in a page and is none of its text: drawings and templates.

use std::borrow::Cow;

use super::kind::{self, Kind};
use super::{NeedsTree, Reader, tag};

impl<'t> Reader<'t, '_> {
    /// The end of the drawing whose start tag ends at a place; none where something of the page stands in it.
    pub(super) fn past_drawing(&mut self, mut at: usize) -> Option<usize> {
        let page = self.page;
        // Whether the tag that ends at a place has no end tag.
        let is_empty = |end: usize| page.as_bytes().get(..end).is_some_and(|b| b.ends_with(b"/>"));
        let mut depth = usize::from(!is_empty(at));
        while depth > 0 {
            match self.next(at)? {
                Next::LeftOut(end) => at = end,
                Next::Tag { name, kind: _, closes, end } if kind::draws(&name) => {
                    match (&*name, closes) {
                        ("svg", true) => depth -= 1,
                        ("svg", false) if !is_empty(end) => depth += 1,
                        _ => {}
                    }
                    at = end;
                }
                Next::Tag { .. } | Next::Sign(_) => return self.give_up(NeedsTree::Foreign),
            }
        }
        Some(at)
    }

    /// The end of the template whose start tag ends at a place; none where that does not stand in its tags alone.
    pub(super) fn past_template(&mut self, mut at: usize) -> Option<usize> {
        let mut depth = 1;
        while depth > 0 {
            at = match self.next(at)? {
                Next::LeftOut(end) => end,
                Next::Tag { kind: Kind::Title | Kind::Textarea | Kind::Foreign, closes: false, .. } => {
                    return self.give_up(NeedsTree::Foreign);
                }
                Next::Tag { kind, closes, end, .. } => {
                    match (kind, closes) {
                        (Kind::Template, true) => depth -= 1,
                        (Kind::Template, false) => depth += 1,
                        _ => {}
                    }
                    end
                }
                Next::Sign(end) => {
                    // A comment, or what is taken for one.
                    let sign = self.page.as_bytes().get(end)?;
                    self.only_if(!matches!(sign, b'!' | b'?' | b'/'), NeedsTree::Foreign)?;
                    self.seam = end;
                    end
                }
            };
        }
        Some(at)
    }

    /// What the next `<` begins.
    fn next(&mut self, at: usize) -> Option<Next<'t>> {
        let bytes = self.page.as_bytes();
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        if let Some(behind) = self.comment_left_out(start)? {
            return Some(Next::LeftOut(behind));
        }
        let closes = *bytes.get(start + 1)? == b'/';
        let first = start + 1 + usize::from(closes);
        if !bytes.get(first)?.is_ascii_alphabetic() {
            return Some(Next::Sign(start + 1));
        }
        let (name, end) = tag::name(self.page, first)?;
        let (_, kind) = kind::kind(&name);
        if closes {
            return Some(Next::Tag { name, kind, closes, end: tag::close(self.page, end)? });
        }
        let mut attrs = std::mem::take(&mut self.spare);
        let end = tag::attributes(self.page, end, &mut attrs)?;
        self.spare = attrs;
        Some(match self.left_out(start, kind, end)? {
            Some(end) => Next::LeftOut(end),
            None => Next::Tag { name, kind, closes, end },
        })
    }
}

/// What a `<` begins, and where that ends.
enum Next<'t> {
    /// What is dropped.
    LeftOut(usize),
    Tag {
        name: Cow<'t, str>,
        kind: Kind,
        closes: bool,
        end: usize,
    },
    /// No tag: the place behind the `<`.
    Sign(usize),
}
