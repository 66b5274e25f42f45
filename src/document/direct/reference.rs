//! Resolves character references: the few that pages are full of here, all others by the tokenizer.

use std::borrow::Cow;

use html5gum::{Token, Tokenizer};

/// The references that pages have most, without the ampersand.
const FREQUENT: [(&str, char); 12] = [
    ("nbsp;", '\u{a0}'),
    ("amp;", '&'),
    ("gt;", '>'),
    ("lt;", '<'),
    ("quot;", '"'),
    ("ensp;", '\u{2002}'),
    ("emsp;", '\u{2003}'),
    ("middot;", '·'),
    ("ldquo;", '“'),
    ("rdquo;", '”'),
    ("mdash;", '—'),
    ("copy;", '©'),
];

/// A text without references.
pub(super) fn in_text(text: &str) -> Option<Cow<'_, str>> {
    resolve(text, false)
}

/// The value of an attribute without references; none where it takes the whole tokenizer.
pub(super) fn in_value(value: &str) -> Option<Cow<'_, str>> {
    resolve(value, true)
}

fn resolve(text: &str, value: bool) -> Option<Cow<'_, str>> {
    let ampersand = |text: &str| memchr::memchr(b'&', text.as_bytes());
    let Some(mut at) = ampersand(text) else { return Some(Cow::Borrowed(text)) };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    loop {
        out.push_str(rest.get(..at)?);
        rest = rest.get(at + 1..)?;
        if let Some((name, c)) = FREQUENT.iter().find(|(name, _)| rest.starts_with(name)) {
            out.push(*c);
            rest = rest.get(name.len()..)?;
        } else if is_plain(rest.as_bytes(), value) {
            out.push('&');
        } else {
            return if value { value_by_the_book(text) } else { text_by_the_book(text) };
        }
        match ampersand(rest) {
            Some(next) => at = next,
            None => break,
        }
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// Whether no reference begins with an ampersand before this.
fn is_plain(rest: &[u8], value: bool) -> bool {
    let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    match rest.get(name) {
        Some(b'#') if name == 0 => false,
        // In a value, a name that an equals sign ends is a parameter of an address.
        Some(b'=') if value => true,
        _ => name == 0,
    }
}

fn text_by_the_book(text: &str) -> Option<Cow<'_, str>> {
    let mut out = String::with_capacity(text.len());
    for token in Tokenizer::new(text) {
        match token {
            Ok(Token::String(part)) => out.push_str(std::str::from_utf8(&part).ok()?),
            Ok(Token::Error(_)) => {}
            _ => return None,
        }
    }
    Some(Cow::Owned(out))
}

fn value_by_the_book(value: &str) -> Option<Cow<'_, str>> {
    let quote = ['"', '\''].into_iter().find(|quote| !value.contains(*quote))?;
    let tag = format!("<a b={quote}{value}{quote}>");
    Tokenizer::new(&tag).find_map(|token| match token {
        Ok(Token::StartTag(tag)) => {
            let value = tag.attributes.into_values().next()?;
            Some(Cow::Owned(std::str::from_utf8(&value).ok()?.to_owned()))
        }
        _ => None,
    })
}
