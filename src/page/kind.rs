//! Tells by name and first bytes what a file is: a page, a container of pages, or neither.

use std::borrow::Cow;

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

/// A format that files come in.
#[derive(Debug)]
pub struct Format {
    /// What a person calls it.
    pub name: &'static str,
    /// What its files' names end with, in lower case.
    endings: &'static [&'static str],
    /// What its files begin with; any of these.
    magic: &'static [&'static [u8]],
    /// What becomes of its files.
    pub kind: Kind,
}

const SAVE_AS_HTML: Kind =
    Kind::Unsupported("open it in a browser or office program and save it as HTML or plain text");
const UNPACK: Kind = Kind::Unsupported("unpack it and give the folder");
const TO_WARC: Kind = Kind::Unsupported("convert it to WARC first, for example with `warcio recompress`");
const TO_TEXT: Kind = Kind::Unsupported("convert it to text first");
const PDF_TO_TEXT: Kind = Kind::Unsupported("convert it to text first (pdftotext -layout)");

const fn format(
    name: &'static str,
    kind: Kind,
    endings: &'static [&'static str],
    magic: &'static [&'static [u8]],
) -> Format {
    Format { name, endings, magic, kind }
}

/// All formats that are told apart, by their names and by their first bytes. The longest ending that fits a name
/// counts, the first row whose bytes fit. To add one, add a row.
const FORMATS: &[Format] = &[
    format("an HTML page", Kind::Page("text/html"), &[".html", ".htm", ".shtml"], &[]),
    format("an XHTML page", Kind::Page("application/xhtml+xml"), &[".xhtml"], &[]),
    format("a text", Kind::Page("text/plain"), &[".txt"], &[]),
    format("a page saved whole", Kind::Page("multipart/related"), &[".mht", ".mhtml"], &[]),
    format("a WARC file", Kind::Warc, &[".warc", ".warc.gz"], &[b"WARC/1.", b"WARC/0."]),
    format("an ARC file", TO_WARC, &[".arc", ".arc.gz"], &[b"filedesc://"]),
    format("an EPUB book", UNPACK, &[".epub"], &[]),
    format("an Office document", SAVE_AS_HTML, &[".docx", ".odt"], &[]),
    format("a ZIP archive", Kind::Zip, &[".zip"], &[b"PK\x03\x04"]),
    format("a tar archive", Kind::Tar, &[".tar"], &[]),
    format("a tar archive in gzip", Kind::TarGz, &[".tar.gz", ".tgz"], &[]),
    format("a RAR archive", UNPACK, &[".rar"], &[b"Rar!"]),
    format("a 7z archive", UNPACK, &[".7z"], &[b"7z\xbc\xaf\x27\x1c"]),
    format("a gzip file", UNPACK, &[".gz"], &[b"\x1f\x8b"]),
    format("a PDF", PDF_TO_TEXT, &[".pdf"], &[b"%PDF-"]),
    format("an Office document", SAVE_AS_HTML, &[".doc", ".wps"], &[b"\xd0\xcf\x11\xe0"]),
    format("an RTF document", SAVE_AS_HTML, &[".rtf"], &[b"{\\rtf"]),
    format("a CAJ document", TO_TEXT, &[".caj"], &[b"CAJ\0", b"HN\0\0"]),
    format("a PNG picture", Kind::Furniture, &[".png"], &[b"\x89PNG"]),
    format("a JPEG picture", Kind::Furniture, &[".jpg", ".jpeg"], &[b"\xff\xd8\xff"]),
    format("a GIF picture", Kind::Furniture, &[".gif"], &[b"GIF8"]),
    format("a style sheet", Kind::Furniture, &[".css"], &[]),
    format("a script", Kind::Furniture, &[".js"], &[]),
    format("a database", Kind::Furniture, &[], &[b"SQLite format 3\0"]),
    format("a program", Kind::Furniture, &[], &[b"\x7fELF"]),
];

/// JSON begins as other texts do: [`by_bytes`] reads on.
const JSON: Format = format(
    "JSON",
    Kind::Unsupported(
        "take the text out of it (a field such as content) and save that as HTML or plain text",
    ),
    &[],
    &[],
);

/// What a file of this name is.
///
/// ```
/// use nianjian::page::kind::{Kind, by_name};
/// assert_eq!(by_name("Pages.WARC.GZ"), Kind::Warc);
/// assert_eq!(by_name("fulian.aspx"), Kind::Unknown);
/// ```
pub fn by_name(name: &str) -> Kind {
    let lower = name.to_ascii_lowercase();
    let endings =
        FORMATS.iter().flat_map(|format| format.endings.iter().map(move |ending| (*ending, format.kind)));
    endings
        .filter(|(ending, _)| lower.ends_with(ending))
        .max_by_key(|(ending, _)| ending.len())
        .map_or(Kind::Unknown, |(_, kind)| kind)
}

/// The format that a file's bytes say, whatever its name; none for text and HTML.
///
/// ```
/// use nianjian::page::kind::by_bytes;
/// assert_eq!(by_bytes(b"{\\rtf1\\ansi").map(|f| f.name), Some("an RTF document"));
/// assert_eq!(by_bytes(br#"{"content": "<p>"}"#).map(|f| f.name), Some("JSON"));
/// assert!(by_bytes(b"<html>").is_none());
/// ```
pub fn by_bytes(bytes: &[u8]) -> Option<&'static Format> {
    let fits = |format: &&Format| format.magic.iter().any(|magic| bytes.starts_with(magic));
    FORMATS.iter().find(fits).or_else(|| is_json(bytes).then_some(&JSON))
}

/// Whether bytes are those of a JSON object, or of a list of such.
fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let inner = bytes.strip_prefix(b"[").unwrap_or(bytes).trim_ascii_start();
    let begins = inner.strip_prefix(b"{").is_some_and(|rest| rest.trim_ascii_start().starts_with(b"\""));
    // The whole of it, or line after line.
    let mut values = serde_json::Deserializer::from_slice(bytes).into_iter::<serde::de::IgnoredAny>();
    begins && values.next().is_some_and(|value| value.is_ok())
}

/// How many bytes of a file with an unknown name are looked at.
pub const SNIFFED: usize = 1024;

/// What an HTML page has in its first bytes, in either case.
const HTML_SIGNS: &[&[u8]] =
    &[b"<!doctype html", b"<html", b"<head", b"<meta", b"<title", b"<body", b"<div", b"<table"];

/// Whether a file that begins with `head` looks like HTML: a tag comes first, behind byte order marks and
/// blanks, so that a text which speaks of tags is none. UTF-16 is seen through.
pub fn looks_like_html(head: &[u8]) -> bool {
    let head = head.get(..SNIFFED).unwrap_or(head);
    let shown: Cow<'_, [u8]> = match head.contains(&0) {
        true => head.iter().copied().filter(|b| *b != 0).collect(),
        false => head.into(),
    };
    let before = |b: &u8| b.is_ascii_whitespace() || matches!(b, 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    let tags = shown.iter().position(|b| !before(b)).and_then(|first| shown.get(first..)).unwrap_or_default();
    let is_sign = |at: usize| {
        let begins =
            |sign: &&[u8]| tags.get(at..at + sign.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(sign));
        HTML_SIGNS.iter().any(begins)
    };
    tags.first() == Some(&b'<') && memchr::memchr_iter(b'<', tags).any(is_sign)
}

/// Whether a response of this `Content-Type` is a page. None where the type says nothing.
pub fn page_type(content_type: &str) -> Option<bool> {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" | "multipart/related" | "message/rfc822" => {
            Some(true)
        }
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
        assert!(matches!(by_name("old.arc.gz"), Kind::Unsupported(advice) if advice.contains("WARC")));
        let mut endings: Vec<&str> = FORMATS.iter().flat_map(|format| format.endings).copied().collect();
        endings.sort_unstable();
        assert!(endings.windows(2).all(|two| two[0] != two[1]), "an ending stands twice: {endings:?}");
    }

    #[test]
    fn bytes() {
        for (bytes, name) in [
            (&b"%PDF-1.4"[..], Some("a PDF")),
            (b"filedesc://a.arc 0.0.0.0", Some("an ARC file")),
            (b"WARC/1.1\r\n", Some("a WARC file")),
            (b" \n[{\"title\": \"x\"}, {\"title\": \"y\"}]", Some("JSON")),
            (b"{\"title\": 1}\n{\"title\": 2}\n", Some("JSON")),
            (b"{\"title\": ", None),
            (b"{\xe5\xb9\xb4}", None),
            (b"[1] \xe6\xb3\xa8", None),
            (b"<p>", None),
            (b"", None),
        ] {
            assert_eq!(by_bytes(bytes).map(|format| format.name), name, "{bytes:?}");
        }
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
