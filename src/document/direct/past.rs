//! Goes past what stands in a page and is none of its text: drawings and templates.

use super::kind::{self, Kind};
use super::{NeedsTree, Reader, tag};

impl Reader<'_, '_> {
    /// The end of the drawing whose start tag ends at a place; none where something of the page stands in it.
    pub(super) fn past_drawing(&self, mut at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        // Whether the tag that ends at a place has no end tag.
        let is_empty = |end: usize| bytes.get(..end).is_some_and(|b| b.ends_with(b"/>"));
        let mut depth = usize::from(!is_empty(at));
        while depth > 0 {
            let open = at + memchr::memchr(b'<', bytes.get(at..)?)? + 1;
            let closes = *bytes.get(open)? == b'/';
            let (name, end) = tag::name(self.page, open + usize::from(closes))?;
            if !kind::draws(&name) {
                return self.give_up(NeedsTree::Foreign);
            }
            at = tag::attributes(self.page, end, &mut Vec::new())?;
            match (&*name, closes) {
                ("svg", true) => depth -= 1,
                ("svg", false) if !is_empty(at) => depth += 1,
                _ => {}
            }
        }
        Some(at)
    }

    /// The end of the template whose start tag ends at a place; none where that does not stand in its tags alone.
    pub(super) fn past_template(&self, mut at: usize) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let mut depth = 1;
        while depth > 0 {
            let open = at + memchr::memchr(b'<', bytes.get(at..)?)? + 1;
            let closes = *bytes.get(open)? == b'/';
            let first = open + usize::from(closes);
            if !bytes.get(first)?.is_ascii_alphabetic() {
                // A comment, or what is taken for one.
                self.only_if(!matches!(bytes.get(open)?, b'!' | b'?' | b'/'), NeedsTree::Foreign)?;
                at = open;
                continue;
            }
            let (name, end) = tag::name(self.page, first)?;
            at = tag::attributes(self.page, end, &mut Vec::new())?;
            match kind::kind(&name).1 {
                Kind::Template if closes => depth -= 1,
                Kind::Template => depth += 1,
                Kind::Title | Kind::Textarea | Kind::Foreign if !closes => {
                    return self.give_up(NeedsTree::Foreign);
                }
                _ => {}
            }
        }
        Some(at)
    }
}
