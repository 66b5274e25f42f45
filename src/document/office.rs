//! Finds where the settings of an office program end that a page was saved with: they are none of its text.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::strip::tag_end;

/// What the names of the settings begin with.
const NAMES: [&[u8]; 5] = [b"xml", b"o:", b"w:", b"x:", b"m:mathpr"];

/// What the names of elements begin with that hold text of the page, whatever they stand in.
const SHOWN: [&[u8]; 4] = [b"p", b"div", b"table", b"td"];

/// What is known of a page's settings. Each end is sought once a page and not once a tag: tags that nothing closes would
/// else take time by the square of their number.
#[derive(Default)]
pub(super) struct Settings {
    /// Where the end tags begin, in order, by their names in lower case; none before the first is asked for.
    ends: Option<FxHashMap<Vec<u8>, Vec<usize>>>,
    /// A place, and where from there on the first element begins that holds text of the page.
    shown: Range<usize>,
}

impl Settings {
    /// The end of the settings that begin with the tag from `start` to `open_end`: `<xml>…</xml>`, or
    /// `<w:WordDocument>…` where a content system has taken that off. None where the tag holds text of the page, as
    /// `<o:p>` does, `<w:Sdt>`, or a smart tag.
    pub(super) fn end(&mut self, bytes: &[u8], start: usize, open_end: usize) -> Option<usize> {
        let tag = bytes.get(start + 1..open_end)?;
        let name = tag.get(..tag.iter().position(|b| ends_name(*b))?)?.to_ascii_lowercase();
        if name == b"o:p" || name.starts_with(b"w:sdt") || !is_setting(&name) {
            return None;
        }
        if tag.ends_with(b"/>") {
            return Some(open_end);
        }
        let ends = self.ends.get_or_insert_with(|| ends(bytes)).get(&name);
        let close = ends.and_then(|ends| ends.get(ends.partition_point(|at| *at < open_end)).copied());
        let Some(close) = close else { return Some(open_end) };
        let shows = self.first_shown(bytes, open_end) < close;
        Some(if shows { open_end } else { tag_end(bytes, close + "</".len() + name.len()) })
    }

    /// Where the first element from a place on begins that holds text of the page, or the page ends.
    fn first_shown(&mut self, bytes: &[u8], at: usize) -> usize {
        let is_known = self.shown.start <= at && at <= self.shown.end;
        if !is_known {
            let rest = bytes.get(at..).unwrap_or_default();
            let shows = |found: &usize| rest.get(found + 1..).is_some_and(|tag| begins_with(tag, &SHOWN));
            let first = memchr::memchr_iter(b'<', rest).find(shows);
            self.shown = at..first.map_or(bytes.len(), |found| at + found);
        }
        self.shown.end
    }
}

fn ends_name(b: u8) -> bool {
    b.is_ascii_whitespace() || matches!(b, b'>' | b'/')
}

/// Whether the element is a setting whose name a text begins with.
fn is_setting(text: &[u8]) -> bool {
    begins_with(text, &NAMES)
}

fn begins_with(text: &[u8], names: &[&[u8]]) -> bool {
    names.iter().any(|name| text.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)))
}

/// Where the end tags of settings begin, by their names.
fn ends(bytes: &[u8]) -> FxHashMap<Vec<u8>, Vec<usize>> {
    let mut ends: FxHashMap<Vec<u8>, Vec<usize>> = FxHashMap::default();
    for start in memchr::memmem::find_iter(bytes, b"</") {
        let rest = bytes.get(start + "</".len()..).unwrap_or_default();
        if !is_setting(rest) {
            continue;
        }
        let name = rest.iter().position(|b| ends_name(*b)).and_then(|length| rest.get(..length));
        if let Some(name) = name {
            ends.entry(name.to_ascii_lowercase()).or_default().push(start);
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_end_where_they_are_closed_and_hold_no_text() {
        let rows = [
            ("<w:View>Normal</w:View>b", "b"),
            ("<w:View>1</W:VIEW >b</w:View>", "b</w:View>"),
            ("<w:a>1<w:b>2</w:c>", "1<w:b>2</w:c>"),
            ("<w:a>1<PATH></w:a>", "1<PATH></w:a>"),
            ("<w:a>1</w:ab>2</w:a>3", "3"),
            ("<w:a/>1</w:a>", "1</w:a>"),
        ];
        for (page, want) in rows {
            let open_end = page.find('>').map_or(page.len(), |at| at + 1);
            let end = Settings::default().end(page.as_bytes(), 0, open_end);
            assert_eq!(end.and_then(|end| page.get(end..)), Some(want), "{page}");
        }
        assert_eq!(Settings::default().end(b"<o:p>1</o:p>", 0, 5), None);
    }

    #[test]
    fn what_is_known_of_one_tag_serves_the_next() {
        let page = "<w:a><w:a><w:b></w:b><p></w:a><w:a>1</w:a>";
        let mut settings = Settings::default();
        let ends: Vec<Option<usize>> = [(0, 5), (5, 10), (10, 15), (30, 35)]
            .map(|(start, open_end)| settings.end(page.as_bytes(), start, open_end))
            .into();
        assert_eq!(ends, [Some(5), Some(10), Some(21), Some(page.len())]);
    }
}
