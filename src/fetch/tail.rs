//! Reads back what stands in the WARC beyond what the state knows: written by a session that was killed before it
//! was noted, by one whose state was replaced by an older one, or by somebody else.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

use super::archive::{Written, time_taken};
use super::client::{Exchange, read_response};
use super::clock::read_rfc3339;
use super::frontier::Kept;
use super::warc::is_ours;
use crate::error::Failure;
use crate::page::warc::{Entry, Header, WarcReader};

/// The end of a WARC, from a byte on.
pub struct Tail {
    reader: WarcReader,
    path: PathBuf,
    gzip: bool,
    /// The end of the last whole record.
    whole: u64,
    /// The records that this program did not write: how many, and where the first stands.
    foreign: Option<(u64, u64)>,
    /// A response or a revisit whose metadata may follow.
    open: Option<(Header, Vec<u8>, u64)>,
}

/// An answer that this program wrote.
pub struct Found {
    /// The answer as far as the WARC has it. Of a revisit it has the header only.
    pub answer: Exchange,
    /// The digest of its payload.
    pub digest: Option<String>,
    /// Whether it is a revisit.
    pub revisit: bool,
    /// The text of its metadata record; empty where the session was killed before that.
    pub metadata: Vec<u8>,
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
        let reader = WarcReader::open_at(path, from, gzip).map_err(|e| unreadable(path, &e))?;
        Ok(Tail { reader, path: path.to_owned(), gzip, whole: from, foreign: None, open: None })
    }

    /// The next answer that this program wrote.
    pub fn next(&mut self) -> Kept<Option<Found>> {
        loop {
            let step = self.step().map_err(|e| unreadable(&self.path, &e))?;
            match step {
                Step::Found(found) => return Ok(Some(*found)),
                Step::Other => {}
                Step::End => return Ok(None),
            }
        }
    }

    /// The end of the last whole record, once all have been read; what is beyond is torn, or no record.
    pub fn whole(&self) -> u64 {
        self.whole
    }

    /// The records that this program did not write: how many, and where the first stands.
    pub fn foreign(&self) -> Option<(u64, u64)> {
        self.foreign
    }

    fn step(&mut self) -> io::Result<Step> {
        // Records of others may be of any size: of them the header is enough.
        let entry = self.reader.next(u64::MAX, is_named_by_us)?;
        let Some(Entry::Record { header, block }) = entry else {
            // Damage has no end of its own: it lasts until the next whole record.
            let last = self.close(&[]);
            return Ok(if entry.is_none() && matches!(last, Step::Other) { Step::End } else { last });
        };
        let ends = self.reader.position()?;
        if self.is_torn(ends)? {
            return Ok(self.close(&[]));
        }
        self.whole = ends;
        let ours = is_named_by_us(&header);
        if !ours {
            let (count, first) = self.foreign.unwrap_or((0, header.offset));
            self.foreign = Some((count + 1, first));
        }
        Ok(match header.kind.as_str() {
            "response" | "revisit" if ours => {
                let before = self.close(&[]);
                self.open = Some((header, block, ends));
                before
            }
            "metadata" if ours && self.open.as_ref().is_some_and(|(h, ..)| h.uri == header.uri) => {
                self.close(&block)
            }
            _ => self.close(&[]),
        })
    }

    /// Whether the last record of a plain file lacks the line ends that close it. A gzip member has an end of its own.
    fn is_torn(&mut self, ends: u64) -> io::Result<bool> {
        if self.gzip || !self.reader.is_at_end()? {
            return Ok(false);
        }
        Ok(ends < 4 || read_at(&self.path, ends - 4, 4)? != b"\r\n\r\n")
    }

    /// The answer that was waiting for its metadata.
    fn close(&mut self, metadata: &[u8]) -> Step {
        let Some((header, message, end)) = self.open.take() else { return Step::Other };
        let ends = if metadata.is_empty() { end } else { self.whole };
        let written = Written { offset: header.offset, length: end - header.offset, ends };
        found(&header, &message, metadata, written).map_or(Step::Other, |found| Step::Found(Box::new(found)))
    }
}

/// Whether a record has a name as this program gives them; see [`is_ours`].
fn is_named_by_us(header: &Header) -> bool {
    header.record_id.get(23..24) == Some("8")
}

enum Step {
    Found(Box<Found>),
    /// Something else, or damage.
    Other,
    End,
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
        cut: header.truncated.is_some(),
        peer: None,
        began: read_rfc3339(header.date.as_deref()?)?,
        took: time_taken(metadata).unwrap_or(Duration::ZERO),
    };
    let (digest, revisit) = (header.payload_digest.clone(), header.kind == "revisit");
    Some(Found { answer, digest, revisit, metadata: metadata.to_vec(), written })
}

/// Up to `count` bytes of a file from `at` on.
fn read_at(path: &Path, at: u64, count: u64) -> io::Result<Vec<u8>> {
    let (mut file, mut read) = (File::open(path)?, Vec::new());
    file.seek(SeekFrom::Start(at))?;
    file.take(count).read_to_end(&mut read)?;
    Ok(read)
}

/// Whether what stands at byte `at` begins like a record that was torn off and that this program wrote.
pub fn is_torn_record_of_ours(path: &Path, at: u64, gzip: bool) -> Kept<bool> {
    let mut head = read_at(path, at, 4096).map_err(|e| unreadable(path, &e))?;
    if gzip {
        let mut plain = Vec::new();
        // It is torn: what could be read before the error counts.
        let _ = flate2::read::GzDecoder::new(head.as_slice()).take(4096).read_to_end(&mut plain);
        head = plain;
    }
    Ok(is_ours(&head))
}

/// Whether a record begins at byte `at`, as far as its first bytes tell.
pub fn begins_record(path: &Path, at: u64, gzip: bool) -> Kept<bool> {
    let sign: &[u8] = if gzip { &[0x1f, 0x8b, 0x08] } else { b"WARC/1." };
    let found = read_at(path, at, sign.len() as u64).map_err(|e| unreadable(path, &e))?;
    Ok(sign.starts_with(&found))
}

/// The header and the block of the record at byte `at`; none where it is damaged.
pub fn record_at(path: &Path, at: u64, gzip: bool) -> Kept<Option<(Header, Vec<u8>)>> {
    let read = || WarcReader::open_at(path, at, gzip)?.next(u64::MAX, |_| true);
    match read().map_err(|e| unreadable(path, &e))? {
        Some(Entry::Record { header, block }) => Ok(Some((header, block))),
        _ => Ok(None),
    }
}
