//! Reads tags and their attributes as the tokenizer of HTML does, where [`strip`](crate::document::strip) sees them end
//! in the same place.

use std::borrow::Cow;
use std::ops::Range;

use super::reference;
use crate::document::attribute::{self, Attribute};
use crate::document::strip::{tag_end, with_line_feeds};

/// White space between the parts of a tag.
const BLANK: u8 = 1;
const SLASH: u8 = 2;
/// `>`
const END: u8 = 4;
const EQUALS: u8 = 8;
const CAPITAL: u8 = 16;
/// `<`
const OPEN: u8 = 32;

/// What a byte may be in a tag: looked up for each byte of one.
static CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        class[byte] = match byte as u8 {
            b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' => BLANK,
            b'/' => SLASH,
            b'>' => END,
            b'=' => EQUALS,
            b'A'..=b'Z' => CAPITAL,
            b'<' => OPEN,
            _ => 0,
        };
        byte += 1;
    }
    class
};

fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

/// The place of the first byte from a place on that is of one of some classes.
fn until(bytes: &[u8], mut at: usize, classes: u8) -> Option<usize> {
    while class(*bytes.get(at)?) & classes == 0 {
        at += 1;
    }
    Some(at)
}

/// The place of the first byte from a place on that is of none of some classes.
fn past(bytes: &[u8], mut at: usize, classes: u8) -> Option<usize> {
    while class(*bytes.get(at)?) & classes != 0 {
        at += 1;
    }
    Some(at)
}

/// How many bytes of white space a text begins with.
pub(super) fn blanks(text: &[u8]) -> usize {
    text.iter().position(|b| class(*b) & BLANK == 0).unwrap_or(text.len())
}

/// The name that a tag begins with, in lower case, and where it ends. `at` is its first letter.
pub(super) fn name(text: &str, at: usize) -> Option<(Cow<'_, str>, usize)> {
    let name = text.get(at..)?;
    let mut met = 0;
    let length = name.bytes().position(|b| {
        let class = class(b);
        met |= class;
        class & (BLANK | SLASH | END) != 0
    })?;
    // `strip` would take what follows for an attribute, or for a tag.
    if met & (EQUALS | OPEN) != 0 {
        return None;
    }
    let name = name.get(..length)?;
    let lower = match met & CAPITAL {
        0 => Cow::Borrowed(name),
        _ => Cow::Owned(name.to_ascii_lowercase()),
    };
    Some((lower, at + length))
}

/// Where an end tag ends, from behind its name. None where it holds what `strip` would take for another tag.
pub(super) fn close(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    if *bytes.get(at)? == b'>' {
        return Some(at + 1);
    }
    let end = attributes(text, at, &mut Vec::new())?;
    (!bytes.get(at..end)?.contains(&b'<')).then_some(end)
}

/// Reads the attributes behind a tag's name, and gives where the tag ends. None where the page ends before the tag
/// does, where a value needs the whole tokenizer, or where `strip` sees the tag end elsewhere.
pub(super) fn attributes<'t>(text: &'t str, mut at: usize, into: &mut Vec<Attribute<'t>>) -> Option<usize> {
    let bytes = text.as_bytes();
    into.clear();
    // Whether a quote may stand behind an equals sign that begins no value: `strip` takes it for that of one.
    let (name_end, mut odd) = (at, false);
    loop {
        at = past(bytes, at, BLANK | SLASH)?;
        match class(*bytes.get(at)?) {
            END if odd => return Some(at + 1).filter(|end| tag_end(bytes, name_end) == *end),
            END => return Some(at + 1),
            // A name may begin with an equals sign.
            EQUALS => odd = true,
            _ => {}
        }
        let read = match attribute::frequent(bytes.get(at..)?) {
            Some((length, read)) => {
                at += length;
                read
            }
            None => {
                let from = at;
                at = until(bytes, at + 1, BLANK | SLASH | END | EQUALS)?;
                let read = attribute::read(bytes.get(from..at)?);
                at = past(bytes, at, BLANK)?;
                read
            }
        };
        let mut value = Value::default();
        if *bytes.get(at)? == b'=' {
            (value, at) = Value::read(bytes, past(bytes, at + 1, BLANK)?)?;
            odd |= value.bare && bytes.get(value.range.clone())?.contains(&b'=');
        }
        if let Some(name) = read.filter(|name| !into.iter().any(|a| a.name == *name)) {
            let text = text.get(value.range)?;
            let value = if value.plain { Cow::Borrowed(text) } else { resolved(text)? };
            into.push(Attribute { name, value });
        }
    }
}

/// A value without references, its lines ended by line feeds alone.
fn resolved(value: &str) -> Option<Cow<'_, str>> {
    match with_line_feeds(value) {
        Cow::Borrowed(value) => reference::in_value(value),
        Cow::Owned(value) => Some(Cow::Owned(reference::in_value(&value)?.into_owned())),
    }
}

/// Where a value stands.
struct Value {
    range: Range<usize>,
    /// Whether it is sure to stand as it is written.
    plain: bool,
    /// Whether it stands without quotes.
    bare: bool,
}

impl Default for Value {
    fn default() -> Self {
        Value { range: 0..0, plain: true, bare: false }
    }
}

impl Value {
    /// The value that begins at a place, and the place behind it.
    fn read(bytes: &[u8], at: usize) -> Option<(Value, usize)> {
        match *bytes.get(at)? {
            quote @ (b'"' | b'\'') => {
                let from = at + 1;
                // One search for all: with two, reading attributes took 11 % more instructions.
                let first = from + memchr::memchr3(quote, b'&', b'\r', bytes.get(from..)?)?;
                let plain = bytes.get(first) == Some(&quote);
                let end = if plain { first } else { first + memchr::memchr(quote, bytes.get(first..)?)? };
                Some((Value { range: from..end, plain, bare: false }, end + 1))
            }
            b'>' => Some((Value::default(), at)),
            _ => {
                let end = until(bytes, at, BLANK | END)?;
                Some((Value { range: at..end, plain: false, bare: true }, end))
            }
        }
    }
}
