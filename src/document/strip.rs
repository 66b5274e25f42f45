//! Finds the pieces of a page that are to be read: all but scripts, styles and comments, which are a third of many
//! pages and end up in no text. The reader passes them by as it meets them; the tree builder gets a page without them.

use std::borrow::Cow;
use std::ops::Range;

use super::office::Settings;

/// What of a page goes to the tree builder, and what was found beside.
pub(super) struct Stripped {
    /// The pieces to parse, in order.
    pub(super) kept: Vec<Range<usize>>,
    pub(super) beside: Beside,
}

/// What stands in a page and is none of its text.
#[derive(Default)]
pub(super) struct Beside {
    /// The contents of `<script type="application/ld+json">`.
    pub(super) json_ld: Vec<Range<usize>>,
    /// The contents of `<style>` for the screen.
    pub(super) styles: Vec<Range<usize>>,
    settings: Settings,
}

impl Stripped {
    /// The text that goes to the tree builder.
    pub(super) fn page(&self, text: &str) -> String {
        let mut page = String::with_capacity(self.kept.iter().map(Range::len).sum());
        page.extend(self.kept.iter().filter_map(|r| text.get(r.clone())));
        match with_line_feeds(&page) {
            Cow::Borrowed(_) => page,
            Cow::Owned(page) => page,
        }
    }
}

/// A text with its lines ended by line feeds alone.
pub(super) fn with_line_feeds(text: &str) -> Cow<'_, str> {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for at in memchr::memchr_iter(b'\r', text.as_bytes()) {
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + 1;
        if text.as_bytes().get(from) != Some(&b'\n') {
            out.push('\n');
        }
    }
    out.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(out)
}

/// What stands at a `<`, up to where.
pub(super) enum Piece {
    /// It is to be read.
    Kept(usize),
    Dropped(usize),
    /// Where it ends is the tree builder's business, and all behind it.
    Rest,
}

/// Cuts a page into what goes to the parser. Reads tags as the tokenizer does: a `<script>` in the
/// value of an attribute or in a `<textarea>` is none.
pub(super) fn strip(text: &str) -> Stripped {
    let bytes = text.as_bytes();
    let mut out = Stripped { kept: Vec::new(), beside: Beside::default() };
    let (mut kept_from, mut at) = (0, 0);
    while let Some(start) = next_tag(bytes, at) {
        match out.beside.piece(bytes, start) {
            Piece::Kept(end) => at = end,
            Piece::Dropped(end) => {
                out.keep(kept_from..start);
                (kept_from, at) = (end, end);
            }
            Piece::Rest => break,
        }
    }
    out.keep(kept_from..bytes.len());
    out
}

/// Where the next `<` stands, from a place on.
fn next_tag(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memchr(b'<', bytes.get(at..)?).map(|found| at + found)
}

impl Stripped {
    fn keep(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.kept.push(range);
        }
    }
}

impl Beside {
    fn piece(&mut self, bytes: &[u8], start: usize) -> Piece {
        let rest = bytes.get(start..).unwrap_or_default();
        if rest.get(1).is_some_and(u8::is_ascii_alphabetic) {
            let name = name(bytes, start);
            return self.element(bytes, start, name, tag_end(bytes, start + 1 + name.len()));
        }
        if !rest.starts_with(b"<!--") {
            return Piece::Kept(start + 1);
        }
        let end = comment_end(bytes, start);
        match bytes.get(start..end).is_some_and(is_marker) {
            true => Piece::Kept(end),
            false => Piece::Dropped(end),
        }
    }

    /// What an element of this name is, whose start tag stands from `start` to `open_end`.
    pub(super) fn element(&mut self, bytes: &[u8], start: usize, name: &[u8], open_end: usize) -> Piece {
        if bytes.get(start + 1 + name.len()) == Some(&b':') || name.eq_ignore_ascii_case(b"xml") {
            return self.settings.end(bytes, start, open_end).map_or(Piece::Kept(open_end), Piece::Dropped);
        }
        let Some(raw) = Raw::of(name) else { return Piece::Kept(open_end) };
        let Some((close, end)) = close_tag(bytes, open_end, name) else { return Piece::Rest };
        let tag = bytes.get(start..open_end).unwrap_or_default();
        let inside = bytes.get(open_end..close).unwrap_or_default();
        match raw {
            Raw::Keep => return Piece::Kept(end),
            // `<!-- <script>` inside a script changes where it ends.
            Raw::Script if hides_its_end(inside) => return Piece::Rest,
            Raw::Script if is_json_ld(tag) => self.json_ld.push(open_end..close),
            Raw::Style if is_for_screen(tag) => {
                self.styles.push(open_end..close);
            }
            Raw::Script | Raw::Style | Raw::Drop => {}
        }
        Piece::Dropped(end)
    }
}

/// The name of the element that begins at `start`, as far as it has letters, figures and hyphens.
pub(super) fn name(bytes: &[u8], start: usize) -> &[u8] {
    let is_in_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'-';
    let name = bytes.get(start + 1..).unwrap_or_default();
    name.get(..name.iter().take_while(is_in_name).count()).unwrap_or_default()
}

enum Raw {
    /// Script: dropped, and read with care.
    Script,
    /// A style sheet: dropped but for what it hides.
    Style,
    /// Other raw text without use: dropped.
    Drop,
    /// Raw text that the parser must see.
    Keep,
}

impl Raw {
    fn of(name: &[u8]) -> Option<Raw> {
        let is = |word: &str| name.eq_ignore_ascii_case(word.as_bytes());
        match name.len() {
            5 if is("style") => Some(Raw::Style),
            5 if is("title") => Some(Raw::Keep),
            6 if is("script") => Some(Raw::Script),
            6 if is("iframe") => Some(Raw::Drop),
            8 if is("noscript") => Some(Raw::Drop),
            8 if is("textarea") => Some(Raw::Keep),
            3 if is("xmp") => Some(Raw::Keep),
            7 if is("noembed") => Some(Raw::Keep),
            8 if is("noframes") => Some(Raw::Keep),
            _ => None,
        }
    }
}

/// Whether a comment says where a content begins or ends; such comments stay in the tree.
pub(super) fn is_marker(comment: &[u8]) -> bool {
    if comment.len() > 80 {
        return false;
    }
    let mut marks = false;
    for (at, letter) in comment.iter().enumerate() {
        let is = |word: &[u8]| comment.get(at..at + word.len()).is_some_and(|w| w.eq_ignore_ascii_case(word));
        match letter.to_ascii_lowercase() {
            b'b' => marks |= is(b"begin"),
            b's' => marks |= is(b"start"),
            b'e' => marks |= is(b"end"),
            b'i' if is(b"if") => return false,
            _ => {}
        }
    }
    marks
}

/// Whether the start tag of a style sheet names no medium: one of print hides what the screen shows.
pub(super) fn is_for_screen(tag: &[u8]) -> bool {
    memchr::memmem::find(tag, b"media=").is_none()
}

fn is_json_ld(tag: &[u8]) -> bool {
    tag.windows("ld+json".len()).any(|part| part.eq_ignore_ascii_case(b"ld+json"))
}

fn hides_its_end(script: &[u8]) -> bool {
    let begins = |at: &usize, word: &[u8]| {
        script.get(*at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word))
    };
    let mut tags = memchr::memchr_iter(b'<', script);
    tags.any(|at| begins(&at, b"<!--")) && tags.any(|at| begins(&at, b"<script"))
}

/// The end of the comment that begins at `start`.
pub(super) fn comment_end(bytes: &[u8], start: usize) -> usize {
    let body = start + 4;
    let rest = bytes.get(body..).unwrap_or_default();
    if rest.starts_with(b">") {
        return body + 1;
    }
    if rest.starts_with(b"->") {
        return body + 2;
    }
    // Of most the first `>` is the end.
    if let Some(end) = memchr::memchr(b'>', rest)
        && rest.get(..end).is_some_and(|inside| inside.ends_with(b"--"))
    {
        return body + end + 1;
    }
    let mut at = 0;
    while let Some(found) = rest.get(at..).and_then(|r| memchr::memmem::find(r, b"--")) {
        let dashes = at + found;
        match rest.get(dashes + 2) {
            Some(b'>') => return body + dashes + 3,
            Some(b'!') if rest.get(dashes + 3) == Some(&b'>') => return body + dashes + 4,
            _ => at = dashes + 1,
        }
    }
    bytes.len()
}

/// The end of a tag, read from behind its name; a `>` in a quoted value does not end it. [`super::direct`] gives up where
/// it would read a tag otherwise.
pub(super) fn tag_end(bytes: &[u8], mut at: usize) -> usize {
    let mut after_equals = false;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return at + 1,
            b'"' | b'\'' if after_equals => {
                let Some(close) = memchr::memchr(byte, &bytes[at + 1..]) else { return bytes.len() };
                at += close + 1;
                after_equals = false;
            }
            b'=' => after_equals = true,
            b if b.is_ascii_whitespace() => {}
            _ => after_equals = false,
        }
        at += 1;
    }
    bytes.len()
}

/// Where the end tag `</name` begins and ends. It is sought by one byte: a search for more is prepared each time.
pub(super) fn close_tag(bytes: &[u8], mut at: usize, name: &[u8]) -> Option<(usize, usize)> {
    loop {
        let start = at + memchr::memchr(b'<', bytes.get(at..)?)?;
        let after = start + 2 + name.len();
        let same = bytes.get(start + 1) == Some(&b'/')
            && bytes.get(start + 2..after).is_some_and(|n| n.eq_ignore_ascii_case(name));
        if same && bytes.get(after).is_some_and(|b| b.is_ascii_whitespace() || *b == b'/' || *b == b'>') {
            return Some((start, tag_end(bytes, after)));
        }
        at = start + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_with_line_feeds() {
        for (text, want) in [("a\r\nb\r\r\nc\r", "a\nb\n\nc\n"), ("\r\n", "\n"), ("\n\r", "\n\n")] {
            assert_eq!(with_line_feeds(text), want, "{text:?}");
        }
    }

    #[test]
    fn drops_scripts_styles_and_comments_only() {
        let rows = [
            ("a<script>if (a<b) {}</script>b", "ab"),
            ("a<SCRIPT src='x>y'>1</Script >b", "ab"),
            ("a<!-- <p>x</p> -->b<!-->c", "abc"),
            ("<a title=\"<script>\">b</a>", "<a title=\"<script>\">b</a>"),
            ("<textarea><script>1</script></textarea>", "<textarea><script>1</script></textarea>"),
            (
                "a<script><!-- <script>x</script> --></script>b",
                "a<script><!-- <script>x</script> --></script>b",
            ),
            ("a<script>write('<script>1<' + '/script>')</script>b", "ab"),
            ("a<style>p{}</style>b<script>never closed", "ab<script>never closed"),
            ("<!-- 正文 begin -->x", "<!-- 正文 begin -->x"),
            ("a<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml>b", "ab"),
            ("a<w:View>Normal</w:View><w:DontGrow/><X:Rows>2</X:Rows>b", "ab"),
            (
                "a<o:p>b</o:p><st1:chsdate w:st=on>c</st1:chsdate><w:Sdt>d</w:Sdt>",
                "a<o:p>b</o:p><st1:chsdate w:st=on>c</st1:chsdate><w:Sdt>d</w:Sdt>",
            ),
            ("a<xml><p>b</p></xml>c<w:Zoom>d", "a<p>b</p></xml>cd"),
            ("a < b <", "a < b <"),
        ];
        for (page, want) in rows {
            let got: String = strip(page).kept.into_iter().map(|r| &page[r]).collect();
            assert_eq!(got, want, "{page}");
        }
    }
}
