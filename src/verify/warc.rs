//! A WARC file: each record whole, and its block as its digest says.

use std::path::Path;

use data_encoding::{BASE32, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{At, Check};
use crate::budget;
use crate::page::http;
use crate::page::warc::{Entry, Header, WarcReader};

/// Whether a labelled digest (`sha1:BASE32`, `sha256:hex`) is that of some bytes; none where the label is
/// not known.
fn holds(labelled: &str, bytes: &[u8]) -> Option<bool> {
    let (label, value) = labelled.trim().split_once(':')?;
    let found = match label.trim().to_ascii_lowercase().replace('-', "").as_str() {
        "sha1" => Sha1::digest(bytes).to_vec(),
        "sha256" => Sha256::digest(bytes).to_vec(),
        "sha512" => Sha512::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    let hex = value.len() == found.len() * 2;
    let expected = match hex {
        true => HEXLOWER_PERMISSIVE.decode(value.as_bytes()),
        false => {
            let padded = format!("{:=<1$}", value.to_ascii_uppercase(), value.len().div_ceil(8) * 8);
            BASE32.decode(padded.as_bytes())
        }
    };
    Some(expected.is_ok_and(|expected| expected == found))
}

impl Check<'_> {
    pub(super) fn warc(&mut self, path: &Path) {
        self.checked.things += 1;
        let mut reader = match WarcReader::open(path) {
            Ok(reader) => reader,
            Err(error) => return self.fault(path, None, format!("cannot be read: {error}")),
        };
        loop {
            match reader.next(budget::CHECKED_BYTES, |_| true) {
                Ok(None) => return,
                Ok(Some(Entry::Damaged { offset, failure, .. })) => {
                    self.fault(path, Some(At::Byte(offset)), failure.message);
                }
                Ok(Some(Entry::Record { header, block })) => self.warc_record(path, &header, &block),
                Err(error) => return self.fault(path, None, format!("cannot be read: {error}")),
            }
        }
    }

    fn warc_record(&mut self, path: &Path, header: &Header, block: &[u8]) {
        let at = Some(At::Byte(header.offset));
        let of = header.uri.as_deref().unwrap_or(&header.record_id);
        if (block.len() as u64) < header.length {
            return self.fault(path, at, format!("{of}: {} bytes are too many to be checked", header.length));
        }
        // A revisit has the digest of the payload that it does not repeat.
        let payload = header.payload_digest.as_deref().filter(|_| header.kind != "revisit");
        let block_holds = header.block_digest.as_deref().and_then(|digest| holds(digest, block));
        // What a payload is, tools do not agree on; where the block is as it was, so is the payload.
        let held = block_holds.or_else(|| payload.and_then(|digest| payload_holds(digest, header, block)));
        match held {
            Some(true) => self.checked.digests += 1,
            Some(false) => {
                self.checked.digests += 1;
                let digest = header.block_digest.as_deref().or(payload).unwrap_or_default();
                let found = HEXLOWER.encode(&Sha1::digest(block));
                self.fault(path, at, format!("{of}: expected {digest}, found a block of sha1 {found}"));
            }
            None => self.checked.without += 1,
        }
    }
}

/// Whether a digest is that of the payload: of a response the body, with or without its transfer coding.
fn payload_holds(digest: &str, header: &Header, block: &[u8]) -> Option<bool> {
    if header.kind != "response" {
        return holds(digest, block);
    }
    let end = memchr::memmem::find(block, b"\r\n\r\n").map_or(0, |at| at + 4);
    let raw = holds(digest, block.get(end..).unwrap_or_default())?;
    let plain = || {
        let body = http::response(block.to_vec(), usize::MAX as u64).ok();
        body.and_then(|response| holds(digest, &response.body)).unwrap_or(false)
    };
    Some(raw || plain())
}
