//! Shows the page as it was: the bytes with the record's digest, in a frame that runs nothing and asks nothing
//! of any other place.

use std::fs;
use std::path::Path;

use askama::Template;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::frame::{Frame, Place};
use super::survey::Survey;
use crate::mark::is_below;
use crate::record::Record;

/// The largest page that is shown as it was.
const LARGEST: u64 = 4 << 20;

/// The bytes that a record was made from, where they stand below `sources` unchanged.
pub(crate) fn bytes(sources: &Path, record: &Record) -> Option<Vec<u8>> {
    let path = record.source.path.as_deref().filter(|p| is_below(p))?;
    if record.source.bytes > LARGEST {
        return None;
    }
    let bytes = fs::read(sources.join(path)).ok()?;
    (HEXLOWER.encode(&Sha256::digest(&bytes)) == record.source.sha256).then_some(bytes)
}

#[derive(Template)]
#[template(path = "source.html")]
struct SourcePage<'a> {
    frame: Frame<'a>,
    stem: &'a str,
    title: &'a str,
    name: &'a str,
    html: String,
    plain: bool,
}

/// Makes the page that shows a page as it was.
pub(crate) fn page(survey: &Survey, at: usize, record: &Record, bytes: &[u8]) -> Option<String> {
    let entry = survey.entries.get(at)?;
    let encoding = encoding_rs::Encoding::for_label(record.source.charset.name.as_bytes())?;
    let (text, ..) = encoding.decode(bytes);
    let plain = record.source.media_type == "text/plain";
    let page = SourcePage {
        frame: Frame::new(survey, &entry.title, Place::Entry, "../"),
        stem: &entry.stem,
        title: &entry.title,
        name: &entry.place,
        html: if plain { text.into_owned() } else { quiet(&text) },
        plain,
    };
    page.render().ok()
}

/// Tags that would ask for something or run, and what goes in front of their attributes so that they do not: of
/// two attributes of one name the first holds. The policy and the frame's sandbox forbid all of it anyway, and
/// the browser would write an error for each. To add one, add a row.
const QUIET: &[(&str, &str)] = &[
    ("script", "type=\"text/plain\" src=\"\""),
    ("link", "rel=\"was\""),
    ("img", "src=\"data:,\" srcset=\"\""),
    ("input", "src=\"data:,\""),
    ("iframe", "src=\"about:blank\""),
    ("frame", "src=\"about:blank\""),
    ("embed", "src=\"data:,\""),
    ("object", "data=\"data:,\""),
    ("video", "src=\"data:,\" poster=\"\""),
    ("audio", "src=\"data:,\""),
    ("source", "src=\"data:,\" srcset=\"\""),
    ("meta", "http-equiv=\"was\""),
    ("base", "href=\"about:blank\""),
    ("body", "background=\"data:,\""),
    ("table", "background=\"data:,\""),
    ("td", "background=\"data:,\""),
    ("tr", "background=\"data:,\""),
];

/// A page in which nothing runs and nothing is asked for.
fn quiet(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut pieces = html.split('<');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        out.push('<');
        out.push_str(name);
        if let Some((_, first)) = QUIET.iter().find(|(tag, _)| name.eq_ignore_ascii_case(tag)) {
            out.push(' ');
            out.push_str(first);
            out.push(' ');
        }
        let (tag, text) = rest.split_at(rest.find('>').unwrap_or(rest.len()));
        for word in tag.split_inclusive(char::is_whitespace) {
            if is_handler(word) {
                out.push_str("data-");
            }
            out.push_str(word);
        }
        out.push_str(text);
    }
    out
}

/// Whether a word of a tag begins a handler: `onclick=`.
fn is_handler(word: &str) -> bool {
    let name = word.split_once('=').map(|(name, _)| name);
    let on = |n: &str| n.len() > 2 && n.get(..2).is_some_and(|on| on.eq_ignore_ascii_case("on"));
    name.is_some_and(|n| on(n) && n.bytes().all(|b| b.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::quiet;

    #[test]
    fn what_would_run_or_ask_is_quiet() {
        let page = "<p>a < b<SCRIPT src='x.js'></SCRIPT><img src=a.png><a onClick=\"x()\" href=b>甲</a>";
        let quiet = quiet(page);
        assert_eq!(
            quiet,
            "<p>a < b<SCRIPT type=\"text/plain\" src=\"\"  src='x.js'></SCRIPT>\
             <img src=\"data:,\" srcset=\"\"  src=a.png><a data-onClick=\"x()\" href=b>甲</a>"
        );
    }
}
