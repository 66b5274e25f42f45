//! Finds the newest whole capture of each address in the WARC files of a run.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::name;
use crate::page::http;
use crate::page::warc::{Entry, Header, WarcReader};

/// The newest capture of each address: its rank, then its place in the run. 24 bytes an address.
#[derive(Debug, Default)]
pub struct Captures {
    newest: HashMap<u64, (u64, u64)>,
    /// How many records have been counted.
    count: u64,
}

/// Whether a record can be a page: a response or a resource with an address. A revisit is none.
pub fn is_capture(header: &Header) -> bool {
    matches!(header.kind.as_str(), "response" | "resource") && header.uri.is_some()
}

impl Captures {
    /// Reads the headers of a WARC file.
    ///
    /// # Errors
    /// Those of the disk; damage is passed over, as it will be when the file is read.
    pub fn index(&mut self, path: &Path) -> io::Result<()> {
        let mut reader = WarcReader::open(path)?;
        while let Some(entry) = reader.next(0, |_| false)? {
            let place = self.place();
            let Entry::Record { header, block } = entry else { continue };
            if is_capture(&header) && answered(&header, &block) {
                let seen = (rank(&header, &block), place);
                let newest = self.newest.entry(key(&header)).or_insert(seen);
                *newest = (*newest).max(seen);
            }
        }
        Ok(())
    }

    /// The second walk over the same files begins.
    pub fn rewind(&mut self) {
        self.count = 0;
    }

    /// Counts an entry; its place in the run.
    pub fn place(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Whether a later capture of the same address has been indexed.
    pub fn is_older(&self, header: &Header, place: u64) -> bool {
        self.newest.get(&key(header)).is_some_and(|(_, newest)| *newest != place)
    }
}

fn key(header: &Header) -> u64 {
    name::exact_key(header.uri.as_deref().unwrap_or_default())
}

/// A page that was not there must not hide the one that was.
fn answered(header: &Header, block: &[u8]) -> bool {
    header.kind == "resource" || http::status(block).is_none_or(http::is_page)
}

/// A number that sorts captures: what is known to be cut must not hide what is whole, then the date counts.
fn rank(header: &Header, block: &[u8]) -> u64 {
    let short = || http::announced(block, header.length).is_some_and(|(said, came)| came < said);
    let torn = || short() || http::two_lengths(block).is_some();
    let cut = header.truncated.is_some() || (header.kind == "response" && torn());
    (u64::from(!cut) << 63) | header.instant().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(date: &str, truncated: Option<&str>) -> Header {
        Header {
            kind: "response".into(),
            uri: None,
            date: Some(date.into()),
            record_id: String::new(),
            content_type: None,
            truncated: truncated.map(str::to_owned),
            block_digest: None,
            payload_digest: None,
            length: 46,
            offset: 0,
        }
    }

    #[test]
    fn whole_captures_come_before_cut_ones_and_then_the_date_counts() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n<p>x</p>";
        let short = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>x</p>";
        let of = |date: &str, truncated, block: &[u8]| rank(&header(date, truncated), block);
        let (early, late) = ("2026-11-23T10:00:00Z", "2026-11-23T19:00:00+08:00");
        assert!(of(early, None, whole) < of(late, None, whole));
        assert!(of(early, None, whole) > of(late, Some("length"), whole));
        assert!(of(early, None, whole) > of(late, None, short));
        let two = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\n<p>x</p>";
        assert!(of(early, None, whole) > of(late, None, two));
        assert!(of("soon", None, whole) < of(early, None, whole));
    }
}
