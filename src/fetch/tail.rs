//! Reads back the exchanges that a session wrote into the WARC and did not note before it was killed.

use std::io;
use std::path::{Path, PathBuf};

use url::Url;

use super::archive::{Written, time_taken};
use super::client::{Exchange, read_response};
use super::clock::read_rfc3339;
use super::frontier::Kept;
use crate::error::Failure;
use crate::page::warc::{Entry, Header, WarcReader};

/// The end of a WARC, from a byte on.
pub struct Tail {
    reader: WarcReader,
    path: PathBuf,
    /// A plain file does not show whether its last record is whole.
    last_counts: bool,
}

/// An exchange of which every record is whole.
pub struct Found {
    /// The answer as far as the WARC has it. Of a revisit it has the header only.
    pub answer: Exchange,
    /// Whether it is a revisit.
    pub revisit: bool,
    /// Where it stands.
    pub written: Written,
}

fn unreadable(path: &Path, e: &io::Error) -> Failure {
    let found = format!("{} cannot be read: {e}", path.display());
    Failure::new("fetch", "read", found, "check the disk, then run the same command again")
}

impl Tail {
    /// Opens the WARC at byte `from`, where a record begins.
    pub fn open(path: &Path, from: u64, gzip: bool) -> Kept<Self> {
        let reader = WarcReader::open_at(path, from).map_err(|e| unreadable(path, &e))?;
        Ok(Tail { reader, path: path.to_owned(), last_counts: gzip })
    }

    /// The next whole exchange. Records that belong to none are passed over; the first that is torn, or
    /// that is not as [`super::archive::Archive`] writes it, is the end.
    pub fn next(&mut self) -> Kept<Option<Found>> {
        self.step().map_err(|e| unreadable(&self.path, &e))
    }

    fn step(&mut self) -> io::Result<Option<Found>> {
        let mut response = None;
        while let Some(Entry::Record { header, block }) = self.reader.next(u64::MAX, |_| true)? {
            let ends = self.reader.position()?;
            match header.kind.as_str() {
                "response" | "revisit" => response = Some((header, block, ends)),
                "metadata" => {
                    // Of robots.txt there is no response.
                    let Some((header, message, end)) = response.take() else { continue };
                    if !self.last_counts && self.reader.is_at_end()? {
                        return Ok(None);
                    }
                    let written = Written { offset: header.offset, length: end - header.offset, ends };
                    return Ok(found(&header, &message, &block, written));
                }
                _ => {}
            }
        }
        Ok(None)
    }
}

fn found(header: &Header, message: &[u8], metadata: &[u8], written: Written) -> Option<Found> {
    let (status, lines, body) = read_response(message)?;
    let answer = Exchange {
        url: Url::parse(header.uri.as_deref()?).ok()?,
        request: Vec::new(),
        status: status.as_u16(),
        reason: status.canonical_reason().unwrap_or_default(),
        header: lines,
        body,
        cut: false,
        peer: None,
        began: read_rfc3339(header.date.as_deref()?)?,
        took: time_taken(metadata)?,
    };
    Some(Found { answer, revisit: header.kind == "revisit", written })
}
