//! Finds the newest capture of each address in the WARC files of a run.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::name;
use crate::page::warc::{Entry, Header, WarcReader};

/// The newest capture of each address: its date, then its place in the run. 24 bytes an address.
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
                let seen = (digits(header.date.as_deref()), place);
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
    header.kind == "resource"
        || block.get(8..13).is_some_and(|status| status == b" 200 ")
        || !block.starts_with(b"HTTP/")
}

/// A date as a number that sorts like it: seconds, then five further digits.
fn digits(date: Option<&str>) -> u64 {
    let found = date.unwrap_or_default().bytes().filter(u8::is_ascii_digit).chain(std::iter::repeat(b'0'));
    found.take(19).fold(0, |n, d| n * 10 + u64::from(d - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_sort() {
        assert!(digits(Some("2026-11-23T10:00:00Z")) < digits(Some("2026-11-23T10:00:00.5Z")));
        assert!(digits(None) < digits(Some("1999-01-01T00:00:00Z")));
    }
}
