//! Reads the members of ZIP and tar archives, in the order in which they stand there.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;

use encoding_rs::GB18030;

use super::kind::{self, Kind};
use super::unread::{check_size, read_all, unreadable};
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
    let file = BufReader::with_capacity(64 * 1024, File::open(path).map_err(unreadable)?);
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
    for index in 0..archive.len() {
        let name = match archive.by_index_raw(index) {
            Ok(entry) if entry.is_dir() => continue,
            Ok(entry) => decode_name(entry.name_raw()),
            Err(_) => format!("member {index}"),
        };
        let content = match archive.by_index(index) {
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

fn tar_members(
    from: impl Read,
    max_bytes: u64,
    each: &mut dyn FnMut(Member) -> ControlFlow<()>,
) -> Result<(), Failure> {
    let mut archive = tar::Archive::new(from);
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let kind = entry.header().entry_type();
        if kind.is_dir() {
            continue;
        }
        let name = decode_name(&entry.path_bytes());
        let content = match kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse() {
            true => {
                let size = entry.size();
                content(&name, size, &mut entry, max_bytes)
            }
            false => Err(Skip::new("not-a-page", "a link or a device, no file").into()),
        };
        if each(Member { name, content }).is_break() {
            break;
        }
    }
    Ok(())
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
        check_size(size, max_bytes)?;
        return Ok((body(from, max_bytes, size)?, Some(media_type)));
    }
    let mut head = Vec::new();
    io::Read::take(&mut *from, kind::SNIFFED as u64).read_to_end(&mut head).map_err(bad_member)?;
    if !kind::looks_like_html(&head) {
        return Err(not_a_page());
    }
    check_size(size, max_bytes)?;
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
