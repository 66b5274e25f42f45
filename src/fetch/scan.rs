//! Scans HTML for tags and text in one pass, in linear time whatever the page does: no tree is built.

use memchr::{memchr, memmem};

use crate::budget;

/// Something met on the way through a page.
#[derive(Debug, PartialEq, Eq)]
pub enum Event<'t> {
    /// A start tag, its name in lower case.
    Open(String, Vec<(String, String)>),
    /// An end tag, its name in lower case.
    Close(String),
    /// Text between tags as it stands, references not resolved.
    Text(&'t str),
    /// The inside of a `<script>`.
    Script(&'t str),
}

/// Calls `meet` for everything in `text`, in order.
pub fn scan<'t>(text: &'t str, mut meet: impl FnMut(Event<'t>)) {
    let (mut at, mut quotes) = (0, true);
    while let Some(found) = text.get(at..).and_then(|rest| memchr(b'<', rest.as_bytes())) {
        let open = at + found;
        let after = &text.as_bytes()[open + 1..];
        let next = match after.first() {
            Some(b'!' | b'?') => open + 1 + declaration_end(&text[open + 1..]),
            Some(b'/') => open + 1 + memchr(b'>', after).map_or(after.len(), |n| n + 1),
            Some(c) if c.is_ascii_alphabetic() => open + 1 + tag_end(after, &mut quotes),
            _ => {
                // A lone `<` is text.
                meet(Event::Text(&text[at..=open]));
                at = open + 1;
                continue;
            }
        };
        if open > at {
            meet(Event::Text(&text[at..open]));
        }
        at = next;
        match after.first() {
            Some(b'/') => meet(Event::Close(name(&text[open + 2..next]))),
            Some(c) if c.is_ascii_alphabetic() => {
                let inside = text[open + 1..next].trim_end_matches('>');
                let name = name(inside);
                let raw = matches!(name.as_str(), "script" | "style" | "title" | "textarea" | "xmp");
                let attributes = attributes(inside.get(name.len()..).unwrap_or_default());
                meet(Event::Open(name.clone(), attributes));
                if raw {
                    let length = raw_end(&text[at..], &name);
                    if name == "script" {
                        meet(Event::Script(&text[at..at + length]));
                    }
                    at += length;
                }
            }
            _ => {}
        }
    }
    if let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        meet(Event::Text(rest));
    }
}

/// Where a comment or a declaration ends, counted from its `!`.
fn declaration_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let end = if let Some(comment) = rest.strip_prefix("!--") {
        memmem::find(comment.as_bytes(), b"-->").map(|n| n + 6)
    } else {
        memchr(b'>', bytes).map(|n| n + 1)
    };
    end.unwrap_or(bytes.len())
}

/// Where a start tag ends, `>` included: quotes hide a `>` only where they open a value. After the first
/// quote that is never closed they hide nothing more on the page, which also keeps the pass linear.
fn tag_end(bytes: &[u8], quotes: &mut bool) -> usize {
    let mut quote = None;
    let mut value = false;
    for (i, &b) in bytes.iter().enumerate().filter(|_| *quotes) {
        match quote {
            Some(q) if b == q => quote = None,
            Some(_) => {}
            None => match b {
                b'>' => return i + 1,
                b'"' | b'\'' if value => quote = Some(b),
                _ => {}
            },
        }
        value = quote.is_none() && (b == b'=' || (value && b.is_ascii_whitespace()));
    }
    *quotes = false;
    memchr(b'>', bytes).map_or(bytes.len(), |n| n + 1)
}

/// Where the raw text of `name` ends: at its end tag, which is not included.
fn raw_end(rest: &str, name: &str) -> usize {
    let mut at = 0;
    while let Some(found) = memmem::find(&rest.as_bytes()[at..], b"</") {
        let tag = at + found + 2;
        if rest.as_bytes()[tag..].get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes())) {
            return at + found;
        }
        at = tag;
    }
    rest.len()
}

fn name(inside: &str) -> String {
    let end =
        inside.find(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')).unwrap_or(inside.len());
    inside[..end].to_ascii_lowercase()
}

fn attributes(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let blank = |c: char| c.is_ascii_whitespace() || c == '/';
    while found.len() < budget::TAG_ATTRIBUTES {
        rest = rest.trim_start_matches(blank);
        if rest.is_empty() {
            break;
        }
        // A stray `=` begins a name, so that each turn takes at least one character.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let end = rest[first..].find(|c: char| blank(c) || c == '=').map_or(rest.len(), |n| n + first);
        let name = rest[..end].to_ascii_lowercase();
        rest = rest[end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            let quoted = ['"', '\''].iter().find_map(|q| {
                let inside = after.strip_prefix(*q)?;
                inside.split_once(*q)
            });
            (value, rest) = quoted.unwrap_or_else(|| {
                let end = after.find(|c: char| c.is_ascii_whitespace()).unwrap_or(after.len());
                (after[..end].trim_start_matches(['"', '\'']), &after[end..])
            });
        }
        found.push((name, unescape(value)));
    }
    found
}

/// Resolves the references that addresses and labels use: `&amp;`, `&#26085;`, `&nbsp;` and the like.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        rest = after;
        let length = after.bytes().take(10).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let name = &after[..length];
        let read = match name {
            "amp" | "AMP" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            "nbsp" | "ensp" | "emsp" => Some(' '),
            "raquo" => Some('»'),
            "laquo" => Some('«'),
            _ => name.strip_prefix('#').and_then(|n| {
                let code = match n.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => n.parse().ok()?,
                };
                char::from_u32(code)
            }),
        };
        match read {
            Some(c) => {
                out.push(c);
                rest = &after[length..];
                rest = rest.strip_prefix(';').unwrap_or(rest);
            }
            None => out.push('&'),
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(html: &str) -> Vec<String> {
        let mut out = Vec::new();
        scan(html, |event| {
            out.push(match event {
                Event::Open(name, attributes) => {
                    let list: Vec<String> = attributes.iter().map(|(n, v)| format!(" {n}={v}")).collect();
                    format!("<{name}{}>", list.concat())
                }
                Event::Close(name) => format!("</{name}>"),
                Event::Text(text) => text.to_owned(),
                Event::Script(text) => format!("[{text}]"),
            });
        });
        out
    }

    #[test]
    fn reads_tags_as_browsers_do() {
        for (html, want) in [
            (r#"a<A HREF="x>y" b>c</A >"#, &["a", "<a href=x>y b=>", "c", "</a>"][..]),
            ("<a href = 'x' target=_blank/>t", &["<a href=x target=_blank/>", "t"]),
            ("<a href=a?b=1&amp;c=2>", &["<a href=a?b=1&c=2>"]),
            ("<!-- <a href=x> --><b>1 < 2</b>", &["<b>", "1 <", " 2", "</b>"]),
            (
                "<script>if(a<b)'<a href=x>'</SCRIPT>t",
                &["<script>", "[if(a<b)'<a href=x>']", "</script>", "t"],
            ),
            ("<title>1<a>2</title>", &["<title>", "</title>"]),
            ("<a href=\"x>", &["<a href=x>"]),
            ("<!DOCTYPE html><?xml?>t", &["t"]),
            ("年<", &["年<"]),
            ("<a ==x>", &["<a ==x>"]),
            ("<a href='年鉴.html'", &["<a href=年鉴.html>"]),
        ] {
            assert_eq!(seen(html), want, "{html}");
        }
    }

    #[test]
    fn resolves_references() {
        assert_eq!(unescape("a&amp;b&#26085;&#x6708;&nbsp;&copy=1&"), "a&b日月 &copy=1&");
    }

    proptest::proptest! {
        #[test]
        fn never_panics(html in "[<>/=\"'! a年&#x-]{0,60}") {
            scan(&html, |_| {});
        }
    }
}
