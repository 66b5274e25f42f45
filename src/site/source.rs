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
    let page = SourcePage {
        frame: Frame::new(survey, &entry.title, Place::Entry, "../"),
        stem: &entry.stem,
        title: &entry.title,
        name: &entry.place,
        html: text.into_owned(),
        plain: record.source.media_type == "text/plain",
    };
    page.render().ok()
}
