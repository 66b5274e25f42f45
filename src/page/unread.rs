//! Reads the bytes of one page that a folder or a container has named.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{Page, Provenance, archive, http, kind};
use crate::budget::{self, hold_bytes};
use crate::error::{Failure, Rejection};

/// A page that is known and not yet read.
///
/// ```
/// use nianjian::page::{Bytes, Provenance, Unread};
///
/// let answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>".to_vec();
/// let unread = Unread { provenance: Provenance::default(), bytes: Bytes::Http(answer) };
/// let page = unread.read(16 << 20)?;
/// assert_eq!((page.provenance.status, page.body.as_slice()), (Some(200), &b"<p>Hello</p>"[..]));
/// # Ok::<(), nianjian::Rejection>(())
/// ```
#[derive(Debug)]
pub struct Unread {
    /// What is known of it so far.
    pub provenance: Provenance,
    /// Where its bytes are.
    pub bytes: Bytes,
}

/// Where the bytes of a page are.
#[derive(Debug)]
pub enum Bytes {
    /// In a file whose name says that it is a page.
    File(PathBuf),
    /// In a file whose name says nothing: it is a page if it looks like HTML.
    Sniffed(PathBuf),
    /// Here.
    Body(Vec<u8>),
    /// Here, as an HTTP response: status line, header, coded body.
    Http(Vec<u8>),
}

impl Unread {
    /// Reads the page. `max_bytes` bounds it, also after its content coding is removed: that of an HTTP
    /// response comes off, and its status and type go into the provenance.
    ///
    /// # Errors
    /// A failure of stage `read` where the bytes cannot be had (`unreadable`, `too-large`,
    /// `content-coding`); a skip where they are no page (`not-a-page`, `status`).
    pub fn read(self, max_bytes: u64) -> Result<Page, Rejection> {
        let mut provenance = self.provenance;
        let body = match self.bytes {
            Bytes::Body(body) => {
                hold_bytes(body.len() as u64, max_bytes)?;
                body
            }
            Bytes::File(path) => {
                let (file, length) = open(&path)?;
                read_whole(file, length, max_bytes)?
            }
            Bytes::Sniffed(path) => {
                let (mut file, length) = open(&path)?;
                let mut head = vec![0; kind::SNIFFED];
                let filled = fill(&mut file, &mut head).map_err(unreadable)?;
                if !kind::looks_like_html(&head[..filled]) {
                    return Err(archive::not_a_page());
                }
                provenance.content_type = Some("text/html".into());
                head.truncate(filled);
                read_whole(head.as_slice().chain(file), length, max_bytes)?
            }
            Bytes::Http(message) => {
                let response = http::response(message, max_bytes)?;
                provenance.status = response.status;
                provenance.content_type = response.content_type;
                provenance.cut_off = provenance.cut_off.or(response.cut_off);
                response.body
            }
        };
        Ok(Page { provenance, body })
    }
}

/// Opens a file, with its length.
fn open(path: &Path) -> Result<(File, u64), Rejection> {
    let (file, length) = budget::open_sized(path).map_err(unreadable)?;
    match length {
        Some(length) => Ok((file, length)),
        None => file.metadata().map(|there| (file, there.len())).map_err(|e| unreadable(e).into()),
    }
}

/// Reads a file of a known length, if it is no longer than a page may be.
fn read_whole(from: impl Read, length: u64, max_bytes: u64) -> Result<Vec<u8>, Rejection> {
    hold_bytes(length, max_bytes)?;
    read_all(from, max_bytes, length as usize)
}

/// Reads to the end, or says that there is more than a page may have. `expected` only sizes the buffer.
pub(crate) fn read_all(from: impl Read, max_bytes: u64, expected: usize) -> Result<Vec<u8>, Rejection> {
    let mut body = Vec::with_capacity(expected.saturating_add(1).min(1 << 24));
    from.take(max_bytes.saturating_add(1)).read_to_end(&mut body).map_err(unreadable)?;
    hold_bytes(body.len() as u64, max_bytes)?;
    Ok(body)
}

/// Fills the buffer as far as the source goes.
fn fill(from: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match from.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(filled)
}

/// The failure of a page whose bytes cannot be had.
pub(crate) fn unreadable(error: io::Error) -> Failure {
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => "give yourself the right to read it",
        io::ErrorKind::NotFound => "it was there when its folder was listed; run again",
        io::ErrorKind::IsADirectory => "give the folder itself as an input",
        _ => "look after the disk or the connection to it, then run again",
    };
    Failure::new("read", "unreadable", format!("cannot be read: {error}"), advice)
}
