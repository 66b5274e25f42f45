//! Lists what the frontier knows: the captures, for the index, and the failures.

use std::io;

use rusqlite::params;

use super::{Frontier, Kept};
use crate::error::Failure;

/// A capture in the WARC, for the index.
#[derive(Debug)]
#[allow(missing_docs)]
pub struct Capture<'c> {
    pub uri: &'c str,
    pub surt: &'c str,
    pub stamp: &'c str,
    pub mime: &'c str,
    pub status: u16,
    pub digest: &'c str,
    pub offset: u64,
    pub length: u64,
    pub page: i64,
    pub ends: u64,
}

impl Frontier {
    /// Where the last capture of a page with a body stands in the WARC, and its payload digest.
    pub fn place_of(&self, page: i64) -> Kept<Option<(u64, String)>> {
        let sql = "SELECT offset, digest FROM capture WHERE page = ? AND mime <> 'warc/revisit'
                   ORDER BY offset DESC LIMIT 1";
        self.one(sql, [page], |r| Ok((r.get::<_, i64>(0)?.cast_unsigned(), r.get(1)?)))
    }

    /// The address and the place of the capture that was written last.
    pub fn last_capture(&self) -> Kept<Option<(String, u64)>> {
        let sql = "SELECT uri, offset FROM capture ORDER BY ends DESC LIMIT 1";
        self.one(sql, [], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned())))
    }

    /// Notes a capture for the index.
    pub fn capture(&self, c: &Capture) -> Kept<()> {
        let sql = "INSERT INTO capture VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let row = params![
            c.uri,
            c.surt,
            c.stamp,
            c.mime,
            c.status,
            c.digest,
            c.offset.cast_signed(),
            c.length.cast_signed(),
            c.page,
            c.ends.cast_signed()
        ];
        self.run(sql, row).map(drop)
    }

    /// Calls `each` for every capture in the order of the index.
    pub fn captures(&self, mut each: impl FnMut(&Capture) -> io::Result<()>) -> Kept<io::Result<()>> {
        let sql = "SELECT uri, surt, stamp, mime, status, digest, offset, length, page, ends FROM capture
                   ORDER BY surt, stamp, uri, mime, CAST(status AS TEXT), digest, CAST(length AS TEXT), CAST(offset AS TEXT)";
        self.each_row(sql, |row| {
            let text = |n: usize| row.get_ref(n).ok().and_then(|v| v.as_str().ok()).unwrap_or_default();
            let number = |n: usize| row.get::<_, i64>(n).unwrap_or_default();
            each(&Capture {
                uri: text(0),
                surt: text(1),
                stamp: text(2),
                mime: text(3),
                status: u16::try_from(number(4)).unwrap_or_default(),
                digest: text(5),
                offset: number(6).cast_unsigned(),
                length: number(7).cast_unsigned(),
                page: number(8),
                ends: number(9).cast_unsigned(),
            })
        })
    }

    /// Calls `each` for every failed page: its address, who named it, how often it was tried, and why it failed.
    pub fn failures(
        &self,
        mut each: impl FnMut(&str, Option<&str>, u32, &Failure) -> io::Result<()>,
    ) -> Kept<io::Result<()>> {
        let sql = "SELECT p.uri, v.uri, p.attempts, p.failure FROM page p LEFT JOIN page v ON v.id = p.via
                   WHERE p.state = 2 ORDER BY p.id";
        self.each_row(sql, |row| {
            let text = |n: usize| row.get::<_, Option<String>>(n).ok().flatten();
            let Some(failure) = text(3).and_then(|f| serde_json::from_str(&f).ok()) else { return Ok(()) };
            let uri = text(0).unwrap_or_default();
            each(&uri, text(1).as_deref(), row.get(2).unwrap_or_default(), &failure)
        })
    }
}
