//! Holds the bytes of one page with their provenance, and reads them from files, WARC, ZIP and tar.
//!
//! A container gives [`Unread`] pages in the order in which they stand in it; [`Unread::read`] does the
//! rest of the work (opening the file, HTTP framing, content codings), so that it can run in parallel.

pub mod archive;
pub mod coding;
pub(crate) mod date;
pub mod http;
pub mod kind;
pub(crate) mod saved;
#[cfg(feature = "fetch")]
pub mod surt;
mod unread;
pub mod warc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use unread::{Bytes, Unread};

/// Bytes as they came, and how they came.
///
/// ```
/// use nianjian::{Page, Provenance};
///
/// let provenance = Provenance { uri: Some("http://h.cn/nj/t1.html".into()), ..Provenance::default() };
/// let page = Page { provenance, body: "<h1>概况</h1>".into() };
/// # assert_eq!(page.body.len(), 15);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Where the bytes are from.
    pub provenance: Provenance,
    /// The bytes of the page, content coding removed.
    pub body: Vec<u8>,
}

/// Where the bytes of a page are from. Absent knowledge is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Provenance {
    /// The address as fetched; it also chooses the site's profile.
    pub uri: Option<String>,
    /// The path below the folder given, with `/`.
    pub path: Option<String>,
    /// The `Content-Type` of the response, or what the file's name says.
    pub content_type: Option<String>,
    /// When it was fetched: RFC 3339, UTC.
    pub retrieved: Option<String>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// The place in a WARC file.
    pub warc: Option<WarcPlace>,
    /// Why the bytes are known not to be all of the page, where they are: `WARC-Truncated`, or fewer bytes than
    /// were announced.
    pub cut_off: Option<String>,
}

/// The place of a capture in a WARC file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarcPlace {
    /// The WARC's path below the folder given, or its name.
    pub file: String,
    /// `WARC-Record-ID` without its angle brackets.
    pub record_id: String,
    /// Where the record's gzip member, or the record itself, begins in the file, in bytes.
    pub offset: u64,
}
