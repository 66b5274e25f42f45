//! Says what anything that comes from outside may be at most: every bound on size, count, depth and time stands here,
//! with a word on where its number comes from. `docs/bounds.md` shows them to readers.
//!
//! [`Budget`] is that of a page, which the caller may change; each part of it has its own failure reason. The rest are
//! constants: what goes beyond them is no honest page, archive, answer or record.

mod endless;

use std::time::Duration;

use crate::error::Failure;

pub use endless::{is_endless, open, open_sized};

/// What a page may be at most. What goes beyond is a failure of that page, and the run goes on.
///
/// ```
/// use nianjian::{Options, Page, budget::Budget, convert};
///
/// let page = Page { body: "<div>".repeat(30).into(), ..Page::default() };
/// let budget = Budget { depth: 20, ..Budget::default() };
/// let why = convert(&page, &Options { budget, ..Options::default() }).expect_err("too deep");
/// assert!(why.to_string().contains("too-deep"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Bytes, codings taken off: `too-large`. Whoever reads a page holds it to that.
    pub bytes: u64,
    /// Elements inside each other: `too-deep`.
    pub depth: usize,
    /// Lines, each of which takes some hundred bytes of memory however short it is: `too-many-lines`.
    pub lines: usize,
    /// Time: `too-slow`. A run holds its pages to that; [`convert()`](crate::convert()) knows no clock.
    pub time: Duration,
}

impl Default for Budget {
    /// A chapter of a book has about 1 MB; the largest page known, an Excel sheet saved as HTML, 11. The tree builder
    /// takes time that grows with the square of the depth: 2,000 take half a second. With so many lines a page stays
    /// below 300 MB of memory. A page of 16 MB takes some seconds.
    fn default() -> Self {
        Budget { bytes: 16 << 20, depth: 2000, lines: 200_000, time: Duration::from_secs(60) }
    }
}

impl Budget {
    /// Looks at the length of a page.
    ///
    /// # Errors
    /// `too-large`.
    pub fn hold_bytes(&self, bytes: u64) -> Result<(), Failure> {
        hold_bytes(bytes, self.bytes)
    }

    /// Looks at a text before it is read: at the line ends of flat text, or at the tags of a page, of which a line seldom
    /// has more than five.
    ///
    /// # Errors
    /// `too-many-lines`.
    pub fn hold_text(&self, text: &str, media_type: &str) -> Result<(), Failure> {
        let (sign, what, a_line) =
            if media_type == "text/plain" { (b'\n', "line ends", 2) } else { (b'<', "tags", 5) };
        let most = self.lines.saturating_mul(a_line);
        if text.len() <= most {
            return Ok(());
        }
        let found = memchr::memchr_iter(sign, text.as_bytes()).count();
        if found <= most {
            return Ok(());
        }
        Err(self.too_many_lines(&format!("{found} {what}, which is more than {a_line} a line")))
    }

    /// Looks at the lines of a page.
    ///
    /// # Errors
    /// `too-many-lines`.
    pub fn hold_lines(&self, lines: usize) -> Result<(), Failure> {
        if lines <= self.lines { Ok(()) } else { Err(self.too_many_lines(&format!("{lines}"))) }
    }

    fn too_many_lines(&self, found: &str) -> Failure {
        let message = format!(
            "expected at most {} lines, or twice as many tags or line ends, found {found}",
            self.lines
        );
        let advice = "part the page, or raise the limit with --max-lines if the machine has the memory";
        Failure::new("document", "too-many-lines", message, advice)
    }

    /// The failure `too-deep` of a page with so many elements inside each other.
    pub fn too_deep(&self, found: usize) -> Failure {
        let message = format!("expected at most {} elements inside each other, found {found}", self.depth);
        let advice = "the page is broken or hostile; if it is neither, raise the limit with --max-depth";
        Failure::new("document", "too-deep", message, advice)
    }

    /// The failure `too-slow` of a page that was not done in time.
    pub fn too_slow(&self) -> Failure {
        let message = format!("a page has {} s here, this one was not done by then", self.time.as_secs());
        Failure::new("convert", "too-slow", message, "raise the limit with --max-seconds")
    }
}

/// The failure `too-large`. Readers stop one byte behind the limit, so that many bytes mean that there are more.
pub(crate) fn hold_bytes(bytes: u64, most: u64) -> Result<(), Failure> {
    if bytes <= most {
        return Ok(());
    }
    let found = match bytes == most.saturating_add(1) {
        true => format!("more than {most} bytes"),
        false => format!("{bytes} bytes"),
    };
    let message = format!("a page has at most {most} bytes here, this one has {found}");
    Err(Failure::new("read", "too-large", message, "raise the limit with --max-bytes if it is a page"))
}

// Archives and WARCs.

/// The length of the name of a tar member that has a header of its own, in bytes: paths have 4,096 on Linux.
pub(crate) const TAR_NAME: u64 = 1 << 20;
/// The header of a WARC record, in bytes: what crawlers write has below 2,000.
pub(crate) const WARC_HEADER: usize = 64 * 1024;
/// Within how many bytes a gzip member gives its first: its own header may hold a name that never ends.
pub(crate) const GZIP_HEADER: u64 = 4096;
/// Content codings on top of each other: servers use one, seldom two.
pub(crate) const CODINGS: usize = 8;

// What is shown of a page.

/// Lines that `inspect` looks at for the places of the texts: a page has some hundred, and each text is near the one before.
pub(crate) const LINES_LOOKED_AT: usize = 20_000_000;

// A page's tables.

/// Cells of a table whose spans are followed and whose values are read: the largest seen in a yearbook has some 6,000.
pub(crate) const TABLE_CELLS: usize = 20_000;
/// The texts of its cells together, spanned ones repeated, in bytes.
pub(crate) const TABLE_BYTES: usize = 2 << 20;
/// Columns of a drawn table: a line of print has 120.
pub(crate) const DRAWN_COLUMNS: usize = 1000;
/// Places for cells in a drawn table, most of which lines make one.
pub(crate) const DRAWN_PLACES: usize = 400_000;

// What a run makes.

/// How many bytes of a text are sought for mentions at once: what is known of each character meanwhile takes many times
/// its room, which stays near the processor, and no sentence comes near.
pub(crate) const TEXT_AT_ONCE: usize = 32 * 1024;
/// Workers: more only take memory from each other.
pub const JOBS: usize = 256;
/// A part of a file's name in bytes, `.json` and a mark not counted: file systems have 255.
pub(crate) const NAME_PART: usize = 180;
/// A whole name below the output folder, in bytes: Linux has 4,096, Windows 260 or 32,767.
pub(crate) const NAME: usize = 600;

/// A line that `extract` reads, in bytes: a text, no book. `--max-bytes` changes it.
pub const LINE_BYTES: u64 = 4 << 20;

// What is read again.

/// A record as a line of JSON, in bytes: a page of 16 MiB that is full of mentions gives 280 MB.
pub const RECORD_BYTES: u64 = 512 << 20;
/// A record of a WARC whose digests are checked, in bytes; films are left out.
pub const CHECKED_BYTES: u64 = 1 << 30;
/// A sentence in a view, in characters: enough for what is written to be read, and a bound for lists that go on for
/// pages without a full stop.
pub const SENTENCE_CHARS: usize = 500;

// What servers answer.

/// A robots.txt, in bytes: RFC 9309 asks for 500 KiB at least; the rest is not read.
#[cfg(feature = "fetch")]
pub(crate) const ROBOTS_BYTES: usize = 512 * 1024;
/// Redirects in a row: RFC 9309 asks for five at least, browsers follow twenty.
#[cfg(feature = "fetch")]
pub(crate) const REDIRECTS: u32 = 10;
/// Further pages of one article: the longest seen has some 60.
#[cfg(feature = "fetch")]
pub(crate) const ARTICLE_PAGES: u32 = 500;
/// An address, in bytes: what browsers of old took.
#[cfg(feature = "fetch")]
pub(crate) const ADDRESS_BYTES: usize = 2000;
/// How often one part of a path may stand in it before it is a loop.
#[cfg(feature = "fetch")]
pub(crate) const PATH_REPEATS: usize = 3;
/// Links read of one page: more than any table of contents has.
#[cfg(feature = "fetch")]
pub(crate) const PAGE_LINKS: usize = 20_000;
/// Attributes read of one tag: more than any honest tag has.
#[cfg(feature = "fetch")]
pub(crate) const TAG_ATTRIBUTES: usize = 100;
/// Cookies of a host: RFC 6265 asks browsers for 50; sites of yearbooks set two or three.
#[cfg(feature = "fetch")]
pub(crate) const COOKIES: usize = 30;
/// A cookie, in bytes: RFC 6265 asks for 4,096.
#[cfg(feature = "fetch")]
pub(crate) const COOKIE_BYTES: usize = 4096;
