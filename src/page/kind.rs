//! Tells by name and first bytes what a file is: a page, a container of pages, or neither.

/// What a file is, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A page; its media type.
    Page(&'static str),
    /// A WARC file, compressed or not: the bytes say which.
    Warc,
    /// A ZIP archive.
    Zip,
    /// A tar archive.
    Tar,
    /// A tar archive in gzip.
    TarGz,
    /// A format that pages come in and that is not read: what to do about it.
    Unsupported(&'static str),
    /// No page that anybody would expect here: pictures, style sheets, scripts.
    Furniture,
    /// The name does not say it.
    Unknown,
}

const SAVE_AS_HTML: &str = "open it in a browser or office program and save it as HTML or plain text";
const UNPACK: &str = "unpack it and give the folder";

/// Endings in lower case, and what they stand for. The first that fits counts.
const BY_ENDING: &[(&str, Kind)] = &[
    (".html", Kind::Page("text/html")),
    (".htm", Kind::Page("text/html")),
    (".shtml", Kind::Page("text/html")),
    (".xhtml", Kind::Page("application/xhtml+xml")),
    (".txt", Kind::Page("text/plain")),
    (".warc", Kind::Warc),
    (".warc.gz", Kind::Warc),
    (".zip", Kind::Zip),
    (".tar", Kind::Tar),
    (".tar.gz", Kind::TarGz),
    (".tgz", Kind::TarGz),
    (".mht", Kind::Unsupported("open it in a browser and save it as HTML")),
    (".mhtml", Kind::Unsupported("open it in a browser and save it as HTML")),
    (".pdf", Kind::Unsupported("convert it to text first (pdftotext -layout)")),
    (".doc", Kind::Unsupported(SAVE_AS_HTML)),
    (".docx", Kind::Unsupported(SAVE_AS_HTML)),
    (".wps", Kind::Unsupported(SAVE_AS_HTML)),
    (".rtf", Kind::Unsupported(SAVE_AS_HTML)),
    (".odt", Kind::Unsupported(SAVE_AS_HTML)),
    (".epub", Kind::Unsupported(UNPACK)),
    (".caj", Kind::Unsupported("convert it to text first")),
    (".rar", Kind::Unsupported(UNPACK)),
    (".7z", Kind::Unsupported(UNPACK)),
    (".gz", Kind::Unsupported(UNPACK)),
    (".css", Kind::Furniture),
    (".js", Kind::Furniture),
    (".png", Kind::Furniture),
    (".jpg", Kind::Furniture),
    (".jpeg", Kind::Furniture),
    (".gif", Kind::Furniture),
];

/// What a file of this name is.
///
/// ```
/// use nianjian::page::kind::{Kind, by_name};
/// assert_eq!(by_name("Pages.WARC.GZ"), Kind::Warc);
/// assert_eq!(by_name("fulian.aspx"), Kind::Unknown);
/// ```
pub fn by_name(name: &str) -> Kind {
    let lower = name.to_ascii_lowercase();
    let longest = |a: &&(&str, Kind), b: &&(&str, Kind)| a.0.len().cmp(&b.0.len());
    BY_ENDING
        .iter()
        .filter(|(ending, _)| lower.ends_with(ending))
        .max_by(longest)
        .map_or(Kind::Unknown, |(_, kind)| *kind)
}

/// How many bytes of a file with an unknown name are looked at.
pub const SNIFFED: usize = 1024;

/// What an HTML page has in its first bytes, in lower case.
const HTML_SIGNS: &[&[u8]] =
    &[b"<!doctype html", b"<html", b"<head", b"<meta", b"<title", b"<body", b"<div", b"<table"];

/// Whether a file that begins with `head` looks like HTML: a tag comes first, behind byte order marks and
/// blanks, so that a text which speaks of tags is none. UTF-16 is seen through.
pub fn looks_like_html(head: &[u8]) -> bool {
    let head = head.iter().take(SNIFFED).filter(|b| **b != 0).map(u8::to_ascii_lowercase);
    let before = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    let head: Vec<u8> = head.skip_while(before).collect();
    head.first() == Some(&b'<') && HTML_SIGNS.iter().any(|sign| memchr::memmem::find(&head, sign).is_some())
}

/// Whether a response of this `Content-Type` is a page. None where the type says nothing.
pub fn page_type(content_type: &str) -> Option<bool> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" => Some(true),
        ""
        | "application/octet-stream"
        | "unknown/unknown"
        | "application/unknown"
        | "text/xml"
        | "application/xml" => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for (name, kind) in [
            ("a.htm", Kind::Page("text/html")),
            ("A.HTML", Kind::Page("text/html")),
            ("t.txt", Kind::Page("text/plain")),
            ("x.tar.gz", Kind::TarGz),
            ("x.warc", Kind::Warc),
            ("年鉴.zip", Kind::Zip),
            ("noending", Kind::Unknown),
            ("show.asp", Kind::Unknown),
            ("style.css", Kind::Furniture),
        ] {
            assert_eq!(by_name(name), kind, "{name}");
        }
        assert!(matches!(by_name("a.pdf"), Kind::Unsupported(_)));
        assert!(matches!(by_name("log.gz"), Kind::Unsupported(_)));
    }

    #[test]
    fn heads() {
        assert!(looks_like_html(b"\n<!DOCTYPE HTML PUBLIC"));
        assert!(looks_like_html(b"\xff\xfe<\0h\0t\0m\0l\0>\0"));
        assert!(looks_like_html(b"\xef\xbb\xbf\r\n<!-- saved --><div>"));
        assert!(!looks_like_html(b"# How to read <title> and <div>"));
        assert!(!looks_like_html(b"\x89PNG\r\n\x1a\n"));
        assert!(!looks_like_html(b""));
    }

    #[test]
    fn types() {
        assert_eq!(page_type("text/html; charset=gb2312"), Some(true));
        assert_eq!(page_type("image/png"), Some(false));
        assert_eq!(page_type(""), None);
    }
}
