//! Opens pages as browsers save them: whole in one file (MHT), or with their address in a comment.

use std::borrow::Cow;

use data_encoding::BASE64;

use super::kind::{self, Kind};
use super::{Page, Provenance};
use crate::error::{Failure, Notice};

/// A page ready to be read.
pub(crate) struct Saved<'p> {
    /// The page itself.
    pub(crate) page: Cow<'p, Page>,
    /// Its address, as far as it is known.
    pub(crate) uri: Option<String>,
    /// What a reader must know of it.
    pub(crate) notice: Option<Notice>,
}

/// Opens a page. What nobody saved stays as it is.
///
/// # Errors
/// A failure where the bytes are those of a page saved whole and cannot be read, or the name says something else.
pub(crate) fn open(page: &Page) -> Result<Saved<'_>, Failure> {
    let known = page.provenance.uri.clone();
    if is_message(&page.body) {
        return open_message(page, known);
    }
    if let (None, Some(uri)) = (&known, saved_from(&page.body)) {
        let message =
            format!("the address is the one that a browser wrote into the page when it saved it: {uri}");
        let notice = Some(Notice::new("saved-from", message));
        return Ok(Saved { page: Cow::Borrowed(page), uri: Some(uri), notice });
    }
    Ok(Saved { page: Cow::Borrowed(page), uri: known, notice: None })
}

/// How far the address is looked for.
const HEAD: usize = 4096;

/// The address in `<!-- saved from url=(0042)http://… -->`.
fn saved_from(bytes: &[u8]) -> Option<String> {
    const BEGINS: &[u8] = b"saved from url=(";
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let at = memchr::memmem::find(head, BEGINS)? + BEGINS.len();
    let rest = head.get(at..)?;
    let rest = rest.get(memchr::memchr(b')', rest.get(..8)?)? + 1..)?;
    let end = rest.iter().position(|b| b.is_ascii_whitespace() || *b == b'>')?;
    address(std::str::from_utf8(rest.get(..end)?).ok()?)
}

fn address(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches("--");
    let web = ["http://", "https://"]
        .iter()
        .any(|s| text.get(..s.len()).is_some_and(|t| t.eq_ignore_ascii_case(s)));
    web.then(|| text.to_owned())
}

/// Whether bytes are those of a message in MIME: a header with `MIME-Version` before anything else.
fn is_message(bytes: &[u8]) -> bool {
    // Most pages begin with a tag.
    if !bytes.first().is_some_and(u8::is_ascii_alphabetic) {
        return false;
    }
    let head = Part::read(bytes.get(..HEAD).unwrap_or(bytes));
    head.field("mime-version").is_some() && head.field("content-type").is_some()
}

fn open_message(page: &Page, known: Option<String>) -> Result<Saved<'_>, Failure> {
    if let Some(Kind::Page(other)) = page.provenance.path.as_deref().map(kind::by_name)
        && other != MHT
    {
        let message = format!("expected {other} by the name of the file, found a page saved whole (MHT)");
        return Err(Failure::new("read", "other-format", message, "rename it so that it ends in .mht"));
    }
    let whole = Part::read(&page.body);
    let place = whole.field("snapshot-content-location");
    let Some((part, body)) = whole.page() else {
        let message = "expected a part with the page in a page saved whole (MHT), found none";
        let advice = "open it in a browser and save it as HTML";
        return Err(Failure::new("read", "no-part", message, advice));
    };
    let place = place.or(part.field("content-location"));
    let uri = known.or(place.as_deref().and_then(address));
    let from = uri.as_deref().map_or(String::new(), |uri| format!(", saved from {uri}"));
    let notice = Notice::new("saved-whole", format!("read out of a page saved whole (MHT){from}"));
    let provenance =
        Provenance { content_type: part.field("content-type"), uri: uri.clone(), ..page.provenance.clone() };
    Ok(Saved { page: Cow::Owned(Page { provenance, body }), uri, notice: Some(notice) })
}

/// The media type of a page saved whole.
const MHT: &str = "multipart/related";

/// A message, or a part of one.
struct Part<'b> {
    head: String,
    body: &'b [u8],
}

impl<'b> Part<'b> {
    /// Parts the header from the body at the first empty line.
    fn read(bytes: &'b [u8]) -> Part<'b> {
        let mut at = 0;
        while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
            let line = memchr::memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
            let empty = rest.get(..line).is_some_and(|line| line.trim_ascii().is_empty());
            if empty {
                break;
            }
            at += line;
        }
        let head = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
        // A line that begins with a blank goes on with the field before.
        let head = head.replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ");
        let body = bytes.get(at..).unwrap_or_default();
        let body = body.strip_prefix(b"\r\n").or(body.strip_prefix(b"\n")).unwrap_or(body);
        Part { head, body }
    }

    /// The value of a field; its name is in lower case.
    fn field(&self, name: &str) -> Option<String> {
        let field = |line: &str| {
            let (found, value) = line.split_once(':')?;
            found.trim().eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        };
        self.head.lines().find_map(field).filter(|value| !value.is_empty())
    }

    /// The parts between the boundaries.
    fn parts(&self) -> Vec<Part<'b>> {
        let kind = self.field("content-type").unwrap_or_default();
        let Some(boundary) = parameter(&kind, "boundary") else { return Vec::new() };
        let mark = format!("--{boundary}");
        let starts: Vec<usize> = memchr::memmem::find_iter(self.body, &mark)
            .filter(|at| *at == 0 || self.body.get(at - 1) == Some(&b'\n'))
            .collect();
        let part = |(i, at): (usize, &usize)| {
            let end = starts.get(i + 1).copied().unwrap_or(self.body.len());
            let inner = self.body.get(at + mark.len()..end).filter(|inner| !inner.starts_with(b"--"))?;
            let line = memchr::memchr(b'\n', inner)? + 1;
            Some(Part::read(inner.get(line..)?))
        };
        starts.iter().enumerate().filter_map(part).collect()
    }

    fn is_page(&self) -> bool {
        let kind = self.field("content-type").unwrap_or_default().to_ascii_lowercase();
        kind.starts_with("text/html") || kind.starts_with("application/xhtml")
    }

    /// The part that is the page, with its bytes as they were before they were packed: the first, or the largest
    /// that a frameset holds.
    fn page(self) -> Option<(Part<'b>, Vec<u8>)> {
        let mut parts: Vec<(Part<'b>, Vec<u8>)> = Vec::new();
        let mut open = vec![self];
        while let Some(part) = open.pop() {
            let inner = part.parts();
            open.extend(inner.into_iter().rev());
            if part.is_page() {
                let body = part.unpacked();
                parts.push((part, body));
            }
        }
        let first = parts.first()?;
        let frames = memchr::memmem::find(&first.1.to_ascii_lowercase(), b"<frameset").is_some();
        let largest = (1..parts.len()).max_by_key(|i| parts.get(*i).map_or(0, |(_, body)| body.len()));
        let chosen = largest.filter(|_| frames).unwrap_or(0);
        Some(parts.swap_remove(chosen))
    }

    /// Its bytes as they were before they were packed.
    fn unpacked(&self) -> Vec<u8> {
        let packing = self.field("content-transfer-encoding").unwrap_or_default().to_ascii_lowercase();
        match packing.as_str() {
            "quoted-printable" => unquoted(self.body),
            "base64" => {
                let solid: Vec<u8> = self.body.iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
                // A cut file ends in the middle of a group.
                let whole = solid.get(..solid.len() / 4 * 4).unwrap_or_default();
                BASE64.decode(whole).unwrap_or_else(|wrong| {
                    let good = whole.get(..wrong.position / 4 * 4).unwrap_or_default();
                    BASE64.decode(good).unwrap_or_default()
                })
            }
            _ => self.body.to_vec(),
        }
    }
}

/// A parameter behind a media type: boundary="----=_B".
fn parameter(value: &str, name: &str) -> Option<String> {
    let found = value.split(';').skip(1).find_map(|parameter| {
        let (found, value) = parameter.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    });
    found.filter(|value| !value.is_empty())
}

/// Undoes `=E5=8E=BF` and lines that end in `=`.
fn unquoted(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = memchr::memchr(b'=', rest) {
        out.extend_from_slice(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let digits = rest.get(..2).and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            out.push(byte);
            rest = rest.get(2..).unwrap_or_default();
        } else if let Some(line) = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")) {
            rest = line;
        } else {
            out.push(b'=');
        }
    }
    out.extend_from_slice(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(name: &str, body: &str) -> Page {
        let path = (!name.is_empty()).then(|| name.to_owned());
        Page { provenance: Provenance { path, ..Provenance::default() }, body: body.into() }
    }

    #[test]
    fn addresses_that_browsers_write() {
        let rows = [
            (
                "<!-- saved from url=(0025)http://h.cn/nj/2014/1.htm -->\r\n<html>",
                Some("http://h.cn/nj/2014/1.htm"),
            ),
            ("<!DOCTYPE html>\n<!-- saved from url=(0011)https://h.cn/-->", Some("https://h.cn/")),
            ("<!-- saved from url=(0022)http://internet.e-mail -->", Some("http://internet.e-mail")),
            ("<!-- saved from url=(0014)about:internet -->", None),
            ("<!-- saved from url=(0025)file:///C:/1.htm -->", None),
            ("<p>saved from url=", None),
        ];
        for (body, want) in rows {
            assert_eq!(saved_from(body.as_bytes()).as_deref(), want, "{body}");
        }
        let mut known = page("", "<!-- saved from url=(0025)http://h.cn/ -->");
        known.provenance.uri = Some("http://other.cn/".into());
        assert_eq!(open(&known).ok().and_then(|saved| saved.uri).as_deref(), Some("http://other.cn/"));
    }

    const HEAD: &str = "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://h.cn/1.htm\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--B--\"\r\n\r\n\r\n";

    #[test]
    fn pages_saved_whole() {
        let quoted = "----B--\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\
            Content-Location: https://h.cn/1.htm\r\n\r\n<p a=3D1>=C4=EA=\r\n=BC=F8</p>\r\n----B--\r\nContent-Type: image/gif\r\n\r\nGIF8\r\n----B----\r\n";
        let packed = "----B--\nContent-Transfer-Encoding: base64\nContent-Type: text/html\n\nPHA+\neDwvcD4=\n----B----";
        let frames = "----B--\nContent-Type: text/html\n\n<FRAMESET><frame src=2.htm></FRAMESET>\n----B--\nContent-Type: text/html\n\n<p>1\n----B--\nContent-Type: text/html\n\n<p>longer\n";
        let rows: [(&str, &[u8]); 3] =
            [(quoted, b"<p a=1>\xc4\xea\xbc\xf8</p>\r\n"), (packed, b"<p>x</p>"), (frames, b"<p>longer\n")];
        for (parts, want) in rows {
            let whole = page("1.mht", &format!("{HEAD}{parts}"));
            let saved = open(&whole).expect("a page");
            assert_eq!(saved.page.body, want, "{}", String::from_utf8_lossy(&saved.page.body));
            assert_eq!(saved.uri.as_deref(), Some("https://h.cn/1.htm"));
        }
        let other = page("1.html", &format!("{HEAD}{quoted}"));
        assert_eq!(open(&other).err().map(|f| f.reason).as_deref(), Some("other-format"));
        let none = page("1.mht", &format!("{HEAD}----B--\n\nx\n"));
        assert_eq!(open(&none).err().map(|f| f.reason).as_deref(), Some("no-part"));
        for text in ["标题\n正文", "Title: x\n\n正文", "MIME-Version", ""] {
            assert!(open(&page("", text)).is_ok_and(|saved| saved.notice.is_none()), "{text}");
        }
    }
}
