//! Resolves character references: the few that pages are full of here, all others by the tokenizer.

use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{RawKind, State};
use html5ever::tokenizer::{BufferQueue, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

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
            return by_the_book(text, value);
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

/// What the tokenizer makes of a text, or of a value as an attribute's.
fn by_the_book(text: &str, value: bool) -> Option<Cow<'static, str>> {
    let (input, state) = if value {
        let quote = ['"', '\''].into_iter().find(|quote| !text.contains(*quote))?;
        (format!("<a b={quote}{text}{quote}>"), State::Data)
    } else {
        (text.to_owned(), State::RawData(RawKind::Rcdata))
    };
    let options =
        TokenizerOpts { discard_bom: false, initial_state: Some(state), ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Texts::default(), options);
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(input));
    let _ = tokenizer.feed(&queue);
    tokenizer.end();
    Some(Cow::Owned(tokenizer.sink.0.into_inner()))
}

/// The characters and the values that a tokenizer finds.
#[derive(Default)]
struct Texts(RefCell<String>);

impl TokenSink for Texts {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut found = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => found.push_str(&text),
            Token::TagToken(Tag { attrs, .. }) => attrs.iter().for_each(|attr| found.push_str(&attr.value)),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolves_references() {
        let rows = [
            ("a&nbsp;b &amp;c", "a\u{a0}b &c", "a\u{a0}b &c"),
            ("&eacute;&#x4e2d;&#128;", "é中€", "é中€"),
            ("?a=1&copy=2&lt", "?a=1©=2<", "?a=1&copy=2<"),
            ("&notit; &nowhere &", "¬it; &nowhere &", "&notit; &nowhere &"),
            ("\"&hellip;", "\"…", "\"…"),
            ("a < b &le; c", "a < b ≤ c", "a < b ≤ c"),
        ];
        for (text, want, value) in rows {
            assert_eq!(in_text(text).as_deref(), Some(want), "{text}");
            assert_eq!(in_value(text).as_deref(), Some(value), "{text}");
        }
        assert_eq!(in_value("\"'&hellip;"), None);
    }
}
