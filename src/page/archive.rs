//! Reads the members of ZIP and tar archives, in the order in which they stand there.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use encoding_rs::GB18030;

use super::kind::{self, Kind};
use super::unread::{read_all, unreadable};
use crate::budget::{self, hold_bytes};
use crate::error::{Failure, Rejection, Skip};

/// A member of an archive: its name with `/`, and its bytes with their media type, or why not.
#[derive(Debug)]
pub struct Member {
    /// The name, decoded.
    pub name: String,
    /// The bytes and what the name says they are.
    pub content: Result<(Vec<u8>, Option<&'static str>), Rejection>,
}

/// Which archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ZIP.
    Zip,
    /// tar.
    Tar,
    /// tar in gzip.
    TarGz,
}

/// Gives each member of the archive to `each`, until that says stop. Folders are no members. A member of
/// more than `max_bytes` bytes, unpacked, is given as a failure.
///
/// # Errors
/// A failure of the archive as a whole, `unreadable` or `damaged-archive`: members before the damage have
/// been given.
pub fn members(
    path: &Path,
    format: Format,
    max_bytes: u64,
    each: &mut dyn FnMut(Member) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let file = BufReader::with_capacity(64 * 1024, budget::open(path).map_err(unreadable)?);
    match format {
        Format::Zip => zip_members(file, max_bytes, each),
        Format::Tar => tar_members(file, max_bytes, each),
        Format::TarGz => tar_members(flate2::bufread::MultiGzDecoder::new(file), max_bytes, each),
    }
}

fn damaged(error: impl std::fmt::Display) -> Failure {
    let message = format!("the archive cannot be read to its end: {error}");
    Failure::new("read", "damaged-archive", message, "get the archive again; what was read before stands")
}

fn zip_members(
    file: BufReader<File>,
    max_bytes: u64,
    each: &mut dyn FnMut(Member) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let mut archive = zip::ZipArchive::new(file).map_err(damaged)?;
    let mut spans = Spans::default();
    for index in 0..archive.len() {
        let (name, span) = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => {
                let begin = entry.header_start();
                let end = begin.saturating_add(LOCAL_HEADER).saturating_add(entry.compressed_size());
                (decode_name(entry.name_raw()), Some(begin..end))
            }
            Err(_) => (format!("member {index}"), None),
        };
        let shared = span.is_some_and(|span| !spans.take(span));
        let content = match archive.by_index(index) {
            Ok(_) if shared => Err(shares_bytes()),
            Ok(mut entry) => {
                let size = entry.size();
                content(&name, size, &mut entry, max_bytes)
            }
            Err(error) => {
                let message = format!("the member cannot be unpacked: {error}");
                let advice = "unpack it with another program and give the folder";
                Err(Failure::new("read", "damaged-member", message, advice).into())
            }
        };
        if each(Member { name, content }).is_break() {
            break;
        }
    }
    Ok(())
}

/// How many bytes stand before a member at least.
const LOCAL_HEADER: u64 = 30;

/// The bytes of an archive that members have taken so far.
#[derive(Default)]
struct Spans(BTreeMap<u64, u64>);

impl Spans {
    /// Takes bytes; false if another member has some of them.
    fn take(&mut self, span: Range<u64>) -> bool {
        let before = self.0.range(..span.end).next_back();
        if before.is_some_and(|(_, end)| *end > span.start) {
            return false;
        }
        self.0.insert(span.start, span.end);
        true
    }
}

fn shares_bytes() -> Rejection {
    let message = "the member has its bytes in common with another: one file is meant to give many pages";
    Failure::new("read", "shared-bytes", message, "get the archive from where it was made").into()
}

fn tar_members(
    from: impl Read,
    max_bytes: u64,
    each: &mut dyn FnMut(Member) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let mut archive = tar::Archive::new(from);
    // Headers that only say something of the next member are read here: tar itself has no bound for them.
    let mut long_name: Option<Vec<u8>> = None;
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
            if entry.size() > budget::TAR_NAME {
                let message =
                    format!("a header of {} bytes, at most {} were expected", entry.size(), budget::TAR_NAME);
                return Err(damaged(message));
            }
            let mut header = Vec::new();
            entry.read_to_end(&mut header).map_err(damaged)?;
            let name = match kind.is_gnu_longname() {
                true => Some(header.strip_suffix(b"\0").unwrap_or(&header).to_vec()),
                false => pax_path(&header),
            };
            long_name = name.or(long_name);
            continue;
        }
        if kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
            continue;
        }
        let name = long_name.take().unwrap_or_else(|| entry.path_bytes().into_owned());
        if kind.is_dir() {
            continue;
        }
        let name = decode_name(&name);
        let content = match kind.is_file() || kind.is_contiguous() {
            true => {
                let size = entry.size();
                content(&name, size, &mut entry, max_bytes)
            }
            false => Err(Skip::new("not-a-page", "a link, a device or a file with holes").into()),
        };
        if each(Member { name, content }).is_break() {
            break;
        }
    }
    Ok(())
}

/// The name that an extended header gives: records of `length key=value` and a line end.
fn pax_path(header: &[u8]) -> Option<Vec<u8>> {
    let (mut rest, mut path) = (header, None);
    while let Some(blank) = rest.iter().position(|b| *b == b' ') {
        let length: usize = std::str::from_utf8(rest.get(..blank)?).ok()?.parse().ok()?;
        let record = rest.get(blank + 1..length)?;
        if let Some(value) = record.strip_prefix(b"path=") {
            path = Some(value.strip_suffix(b"\n").unwrap_or(value).to_vec());
        }
        rest = rest.get(length..)?;
    }
    path
}

fn content(
    name: &str,
    size: u64,
    from: &mut dyn Read,
    max_bytes: u64,
) -> Result<(Vec<u8>, Option<&'static str>), Rejection> {
    let kind = kind::by_name(name);
    match kind {
        Kind::Page(_) | Kind::Unknown => {}
        Kind::Unsupported(advice) => return Err(unsupported(name, advice)),
        Kind::Warc | Kind::Zip | Kind::Tar | Kind::TarGz => {
            return Err(
                Skip::new("nested-archive", "an archive inside an archive: unpack the outer one").into()
            );
        }
        Kind::Furniture => return Err(not_a_page()),
    }
    if let Kind::Page(media_type) = kind {
        hold_bytes(size, max_bytes)?;
        return Ok((body(from, max_bytes, size)?, Some(media_type)));
    }
    let mut head = Vec::new();
    io::Read::take(&mut *from, kind::SNIFFED as u64).read_to_end(&mut head).map_err(bad_member)?;
    if !kind::looks_like_html(&head) {
        return Err(not_a_page());
    }
    hold_bytes(size, max_bytes)?;
    Ok((body(io::Cursor::new(head).chain(from), max_bytes, size)?, Some("text/html")))
}

fn body(from: impl Read, max_bytes: u64, size: u64) -> Result<Vec<u8>, Rejection> {
    match read_all(from, max_bytes, size as usize) {
        Err(Rejection::Failed(failure)) if failure.reason == "unreadable" => Err(bad_member(failure.message)),
        read => read,
    }
}

fn bad_member(error: impl std::fmt::Display) -> Rejection {
    let message = format!("the member is damaged: {error}");
    Failure::new("read", "damaged-member", message, "get the archive again").into()
}

/// The skip of a file that is no page by its name.
pub fn not_a_page() -> Rejection {
    Skip::new("not-a-page", "neither its name nor its first bytes say HTML or text").into()
}

/// The skip of a file in a format that is not read, with what to do about it.
pub fn unsupported(name: &str, advice: &str) -> Rejection {
    let ending = name.rsplit_once('.').map_or("", |(_, e)| e).to_ascii_lowercase();
    Skip::new("unsupported-format", format!(".{ending} is not read: {advice}")).into()
}

/// The file at a path below a folder, where the folder's own names may be of another encoding than the path.
pub fn file_below(folder: &Path, path: &str) -> Option<PathBuf> {
    let mut at = folder.to_owned();
    for part in path.split('/') {
        let plain = at.join(part);
        at = match plain.exists() {
            true => plain,
            false => {
                let mut entries = std::fs::read_dir(&at).ok()?.flatten();
                let same = |name: &OsStr| decode_name(name.as_encoded_bytes()) == part;
                entries.find(|entry| same(&entry.file_name()))?.path()
            }
        };
    }
    at.is_file().then_some(at)
}

/// A file name as text: UTF-8, or GB18030 as archives from Chinese Windows have it.
pub fn decode_name(raw: &[u8]) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_either_encoding() {
        assert_eq!(decode_name("年鉴/1.html".as_bytes()), "年鉴/1.html");
        assert_eq!(decode_name(b"\xc4\xea\xbc\xf8/1.html"), "年鉴/1.html");
    }

    #[test]
    fn members_that_share_bytes_are_told() {
        let mut spans = Spans::default();
        for (span, free) in
            [(0..10, true), (10..20, true), (5..6, false), (0..10, false), (30..40, true), (25..31, false)]
        {
            assert_eq!(spans.take(span.clone()), free, "{span:?}");
        }
    }

    #[test]
    fn extended_headers_give_names() {
        assert_eq!(pax_path(b"12 mtime=12\n17 path=a/b.html\n").as_deref(), Some(&b"a/b.html"[..]));
        assert_eq!(pax_path(b"999 path=a\n"), None);
        assert_eq!(pax_path(b"\0\0\0"), None);
    }

    fn tar_of(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, *bytes).unwrap();
        }
        tar.into_inner().unwrap()
    }

    #[test]
    fn tar_members_in_order_and_a_cut_one() {
        let files: &[(&str, &[u8])] = &[
            ("b/1.html", b"<html>1"),
            ("a.png", b"\x89PNG"),
            ("show.asp", b"<html>2"),
            ("x.zip", b"PK"),
            ("z.pdf", b"%PDF"),
        ];
        let bytes = tar_of(files);
        let path = std::env::temp_dir().join(format!("nianjian-{}.tar", std::process::id()));
        let read = |bytes: &[u8]| {
            std::fs::write(&path, bytes).unwrap();
            let mut seen = Vec::new();
            let end = members(&path, Format::Tar, 1000, &mut |m| {
                seen.push(match m.content {
                    Ok((body, _)) => format!("{} {}", m.name, String::from_utf8_lossy(&body)),
                    Err(Rejection::Skipped(s)) => format!("{} skipped {}", m.name, s.reason),
                    Err(Rejection::Failed(f)) => format!("{} failed {}", m.name, f.reason),
                });
                ControlFlow::Continue(())
            });
            (seen, end.map_err(|f| f.reason))
        };
        let (seen, end) = read(&bytes);
        assert_eq!(
            seen,
            [
                "b/1.html <html>1",
                "a.png skipped not-a-page",
                "show.asp <html>2",
                "x.zip skipped nested-archive",
                "z.pdf skipped unsupported-format"
            ]
        );
        assert_eq!(end, Ok(()));
        let (seen, end) = read(&bytes[..515]);
        assert_eq!(
            (seen.len(), end.is_err()),
            (1, true),
            "cut in the first member: it fails, then the archive"
        );
        std::fs::remove_file(&path).unwrap();
    }
}
