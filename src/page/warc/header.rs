//! The header of a WARC record.

use std::io::{BufRead, Read};

use super::Fault;
use crate::budget;
use crate::page::date;
use crate::page::http::field;

/// What stands before a record's block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// `WARC-Type` in lower case.
    pub kind: String,
    /// `WARC-Target-URI`.
    pub uri: Option<String>,
    /// `WARC-Date`.
    pub date: Option<String>,
    /// `WARC-Record-ID` without its angle brackets.
    pub record_id: String,
    /// `Content-Type` of the block.
    pub content_type: Option<String>,
    /// `WARC-Truncated`: why the block is not all that there was, in the words of the crawler.
    pub truncated: Option<String>,
    /// `WARC-Block-Digest`, as written: the name of the algorithm, a colon, the digest.
    pub block_digest: Option<String>,
    /// `WARC-Payload-Digest`, as written: the name of the algorithm, a colon, the digest.
    pub payload_digest: Option<String>,
    /// The length of the block in bytes.
    pub length: u64,
    /// Where the record, or the gzip member that holds it, begins in the file, in bytes.
    pub offset: u64,
}

impl Header {
    /// `WARC-Date` as microseconds that sort like the instants they name, whatever their time zone; none where it
    /// is absent or no date.
    pub fn instant(&self) -> Option<u64> {
        self.date.as_deref().and_then(date::instant)
    }
}

/// Reads the header of the record that begins at byte `offset`, up to its block.
pub(super) fn read(from: &mut impl BufRead, offset: u64) -> Result<Header, Fault> {
    let mut head = Vec::new();
    loop {
        let begin = head.len();
        from.by_ref().take((budget::WARC_HEADER - begin) as u64).read_until(b'\n', &mut head)?;
        if begin == 0 && !head.starts_with(b"WARC/") {
            return Err(Fault::Damaged("a line WARC/1.x was expected at its beginning".into()));
        }
        match head.get(begin..) {
            Some(b"\r\n" | b"\n") => break,
            Some(line) if begin > 0 && line.starts_with(b"WARC/") => {
                return Err(Fault::Damaged("its header does not end before the next record begins".into()));
            }
            Some([.., b'\n']) if head.len() < budget::WARC_HEADER => {}
            _ if head.len() >= budget::WARC_HEADER => {
                return Err(Fault::Damaged("its header does not end".into()));
            }
            _ => return Err(Fault::Truncated),
        }
    }
    let head = String::from_utf8_lossy(&head);
    let bare = |value: String| value.trim_matches(['<', '>']).to_owned();
    let length = field(&head, "content-length").and_then(|v| v.parse().ok());
    Ok(Header {
        kind: field(&head, "warc-type").unwrap_or_default().to_ascii_lowercase(),
        uri: field(&head, "warc-target-uri").map(bare),
        date: field(&head, "warc-date"),
        record_id: field(&head, "warc-record-id").map(bare).unwrap_or_default(),
        content_type: field(&head, "content-type"),
        truncated: field(&head, "warc-truncated"),
        block_digest: field(&head, "warc-block-digest"),
        payload_digest: field(&head, "warc-payload-digest"),
        length: length.ok_or_else(|| Fault::Damaged("it has no Content-Length".into()))?,
        offset,
    })
}
