//! Takes an HTTP response apart: status, type, and the body without its transfer and content codings.

use std::borrow::Cow;

use super::coding::{self, CodingError};
use super::kind;
use crate::budget::hold_bytes;
use crate::error::{Failure, Rejection, Skip};

/// A response that is a page.
#[derive(Debug)]
pub struct Response {
    /// The status; none where there is no status line.
    pub status: Option<u16>,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// The body, as the page was before it was sent.
    pub body: Vec<u8>,
    /// Why it is known not to be all of the page, where it is.
    pub cut_off: Option<String>,
}

/// Whether an answer with this status is a page: 200, 203 (from a cache that changed it) and 226 (put together
/// from what had changed). 206 is a part of one, 201 and 202 tell of a page that is not there yet.
pub(crate) fn is_page(status: u16) -> bool {
    matches!(status, 200 | 203 | 226)
}

/// The status of a message; none where it does not begin with a status line.
pub(crate) fn status(message: &[u8]) -> Option<u16> {
    let line = message.split(|b| *b == b'\n').next()?.strip_prefix(b"HTTP/")?;
    let word = line.split(u8::is_ascii_whitespace).filter(|w| !w.is_empty()).nth(1)?;
    std::str::from_utf8(word).ok()?.parse().ok()
}

/// How many bytes of body the header of a message announced, and how many stand in its block of `length` bytes;
/// none where the header says nothing that can be counted. `message` may be only the beginning of the block.
pub(crate) fn announced(message: &[u8], length: u64) -> Option<(u64, u64)> {
    let (head, body_at) = split_head(message)?;
    let head = String::from_utf8_lossy(head);
    if field(&head, "transfer-encoding").is_some() {
        return None;
    }
    let announced = field(&head, "content-length")?.split(',').next()?.trim().parse().ok()?;
    Some((announced, length.saturating_sub(body_at as u64)))
}

/// The lengths that the header of a message announces, where they differ: nobody can say where its body ends (RFC 9110,
/// 8.6). A transfer coding says so itself.
pub(crate) fn two_lengths(message: &[u8]) -> Option<String> {
    let (head, _) = split_head(message)?;
    let head = String::from_utf8_lossy(head);
    if field(&head, "transfer-encoding").is_some() {
        return None;
    }
    let mut lengths: Vec<&str> =
        fields(&head, "content-length").flat_map(|value| value.split(',')).map(str::trim).collect();
    lengths.dedup_by_key(|length| length.parse::<u64>().ok());
    (lengths.len() > 1).then(|| lengths.join(" and "))
}

/// Reads a response as it came over the wire. Bodies that deny their header (a chunked one that is
/// plain, a gzip one that is HTML) are taken as they are: archives keep such headers. Of a body that was cut off,
/// what came is given.
///
/// # Errors
/// Skips: `status` (not one of 200, 203, 226), `not-a-page` (by its type, or by its bytes where the type says nothing).
/// Failures: `malformed-http`, `content-coding`, `too-large`.
pub fn response(mut message: Vec<u8>, max_bytes: u64) -> Result<Response, Rejection> {
    let Some((head, body_at)) = split_head(&message) else {
        let message = "an HTTP header was expected, none was found";
        return Err(Failure::new("read", "malformed-http", message, "fetch the page again").into());
    };
    let head = String::from_utf8_lossy(head).into_owned();
    let status = status(&message);
    if status.is_some_and(|s| !is_page(s)) {
        let message = format!("the server answered {}", head.lines().next().unwrap_or_default().trim());
        return Err(Skip::new("status", message).into());
    }
    let short = announced(&message, message.len() as u64).filter(|(said, came)| came < said);
    let mut cut_off = two_lengths(&message).map(|lengths| format!("two lengths were announced, {lengths}"));
    cut_off =
        cut_off.or_else(|| short.map(|(said, came)| format!("{said} bytes were announced, {came} came")));
    let content_type = field(&head, "content-type");
    message.drain(..body_at);
    let mut body = message;
    if field(&head, "transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"))
        && let Some((inside, whole)) = dechunk(&body)
    {
        body = inside;
        cut_off = cut_off.or_else(|| (!whole).then(|| "its last chunk did not come whole".to_owned()));
    }
    if let Some(codings) = field(&head, "content-encoding") {
        let (plain, whole) = uncoded(&codings, body, max_bytes)?;
        body = plain;
        cut_off =
            cut_off.or_else(|| (!whole).then(|| format!("it ends in the middle of its coding, {codings}")));
    }
    hold_bytes(body.len() as u64, max_bytes)?;
    match kind::page_type(content_type.as_deref().unwrap_or_default()) {
        Some(true) => {}
        None if kind::looks_like_html(&body) => {}
        _ => {
            let found = content_type.as_deref().unwrap_or("no type, and bytes that are no HTML");
            return Err(
                Skip::new("not-a-page", format!("HTML or text was expected, {found} was found")).into()
            );
        }
    }
    Ok(Response { status, content_type, body, cut_off })
}

/// The header, and where the body begins.
pub(crate) fn split_head(message: &[u8]) -> Option<(&[u8], usize)> {
    let crlf = memchr::memmem::find(message, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(message, b"\n\n").map(|at| (at, at + 2));
    let (end, body) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((message.get(..end)?, body))
}

/// The value of the first field of this name; none if it is empty.
pub(crate) fn field(head: &str, name: &str) -> Option<String> {
    fields(head, name).next().map(str::to_owned)
}

/// The values of all fields of this name that are not empty.
fn fields<'h>(head: &'h str, name: &str) -> impl Iterator<Item = &'h str> {
    head.lines().skip(1).filter_map(move |line| {
        let (found, value) = line.split_once(':')?;
        Some(value.trim()).filter(|value| found.trim().eq_ignore_ascii_case(name) && !value.is_empty())
    })
}

/// The body without its chunk sizes, and whether its last chunk came; none if it is not chunked, though the header
/// says so. A first line that reads as a size, as a year does, is one where a chunk of that size follows, or where
/// a page begins behind it that was cut off in its first chunk.
fn dechunk(mut rest: &[u8]) -> Option<(Vec<u8>, bool)> {
    let mut inside = Vec::with_capacity(rest.len());
    let mut chunks = 0;
    while !rest.is_empty() {
        let line_end = memchr::memchr(b'\n', rest.get(..64).unwrap_or(rest));
        let Some((size, line_end)) = line_end.and_then(|end| Some((chunk_size(rest.get(..end)?)?, end)))
        else {
            // Cut off inside the line of a size, or no line of a size.
            let cut = chunks > 0 && line_end.is_none() && rest.len() < 64;
            return cut.then_some((inside, false));
        };
        rest = rest.get(line_end + 1..).unwrap_or_default();
        if size == 0 {
            // Behind the last chunk may stand fields of a header; behind no chunk at all stands nothing.
            return (chunks > 0 || rest.trim_ascii().is_empty()).then_some((inside, true));
        }
        let Some((chunk, after)) = rest.split_at_checked(size) else {
            let page =
                chunks > 0 || rest.trim_ascii_start().starts_with(b"<") || rest.starts_with(&[0x1f, 0x8b]);
            inside.extend_from_slice(rest);
            return page.then_some((inside, false));
        };
        inside.extend_from_slice(chunk);
        chunks += 1;
        rest = match after.strip_prefix(b"\r\n").or(after.strip_prefix(b"\n")) {
            Some(after) => after,
            None if after.is_empty() || after == b"\r" => return Some((inside, false)),
            None => return None,
        };
    }
    (chunks > 0).then_some((inside, false))
}

/// The size that the line before a chunk states: hexadecimal digits, then nothing or an extension.
fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
    let (digits, after) = line.split_at_checked(digits)?;
    let proper = after.iter().all(u8::is_ascii_whitespace) || after.starts_with(b";");
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok().filter(|_| proper)
}

/// The body without its content coding, and whether the coding came to its end.
fn uncoded(codings: &str, body: Vec<u8>, max_bytes: u64) -> Result<(Vec<u8>, bool), Rejection> {
    let failed =
        |message: String| Err(Failure::new("read", "content-coding", message, "fetch the page again").into());
    match coding::decode(codings, &body, usize::try_from(max_bytes).unwrap_or(usize::MAX)) {
        Ok(coding::Uncoded { body: Cow::Borrowed(_), .. }) => Ok((body, true)),
        Ok(coding::Uncoded { body, whole: false }) if body.is_empty() => failed(format!(
            "the body ends in the middle of its coding, {codings}, before anything can be read"
        )),
        Ok(coding::Uncoded { body, whole }) => Ok((body.into_owned(), whole)),
        Err(CodingError::TooLarge) => {
            hold_bytes(max_bytes.saturating_add(1), max_bytes)?;
            Ok((Vec::new(), true))
        }
        Err(CodingError::Unknown(name)) => {
            failed(format!("gzip, deflate, br or zstd was expected as content coding, {name:?} was found"))
        }
        Err(CodingError::Broken(error)) => {
            failed(format!("the body says {codings} and cannot be decoded: {error}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const PAGE: &[u8] = "<html><body>通州区</body></html>".as_bytes();

    fn with(head: &str, body: &[u8]) -> Result<Response, Rejection> {
        let mut message = format!("HTTP/1.1 200 OK\r\n{head}\r\n").into_bytes();
        message.extend_from_slice(body);
        response(message, 1000)
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    fn chunked(bytes: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        for piece in bytes.chunks(7) {
            write!(out, "{:x}\r\n", piece.len()).unwrap();
            out.extend_from_slice(piece);
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"0\r\n\r\n");
        out
    }

    fn reason(result: Result<Response, Rejection>) -> String {
        match result.unwrap_err() {
            Rejection::Failed(f) => f.reason,
            Rejection::Skipped(s) => s.reason,
        }
    }

    #[test]
    fn codings_come_off_in_order() {
        for (head, body) in [
            ("", PAGE.to_vec()),
            ("Transfer-Encoding: chunked\r\n", chunked(PAGE)),
            ("Transfer-Encoding: chunked\r\n", PAGE.to_vec()),
            ("Content-Encoding: gzip\r\n", gzipped(PAGE)),
            ("Content-Encoding: gzip\r\n", PAGE.to_vec()),
            ("content-encoding:gzip\r\ntransfer-encoding: Chunked\r\n", chunked(&gzipped(PAGE))),
        ] {
            let got = with(&format!("Content-Type: text/html; charset=utf-8\r\n{head}"), &body).unwrap();
            assert_eq!(got.body, PAGE, "{head}");
            assert_eq!(got.status, Some(200));
            assert_eq!(got.content_type.as_deref(), Some("text/html; charset=utf-8"));
        }
    }

    #[test]
    fn what_is_no_page_is_skipped() {
        assert_eq!(reason(with("Content-Type: image/png\r\n", PAGE)), "not-a-page");
        assert_eq!(reason(with("", b"\x89PNG")), "not-a-page");
        assert_eq!(reason(response(b"HTTP/1.1 404 Not Found\r\n\r\n".to_vec(), 9)), "status");
        assert!(with("", PAGE).is_ok(), "no type, but HTML");
    }

    #[test]
    fn bad_bodies_fail() {
        assert_eq!(
            reason(with("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &gzipped(PAGE)[..11])),
            "content-coding"
        );
        let bomb = gzipped(&vec![b' '; 100_000]);
        assert_eq!(reason(with("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &bomb)), "too-large");
        assert_eq!(
            reason(with("Content-Type: text/html\r\nContent-Encoding: sdch\r\n", PAGE)),
            "content-coding"
        );
        assert_eq!(reason(response(b"garbage".to_vec(), 99)), "malformed-http");
    }
    #[test]
    fn what_is_cut_off_is_given_and_named() {
        let long = [PAGE, &b" ".repeat(3000), "中部 8 年".repeat(400).as_bytes()].concat();
        let torn = |bytes: &[u8]| bytes[..bytes.len() * 2 / 3].to_vec();
        for (head, body, cut) in [
            (format!("Content-Length: {}\r\n", PAGE.len()), PAGE.to_vec(), false),
            (format!("Content-Length: {}\r\n", PAGE.len() - 9), PAGE.to_vec(), false),
            (format!("Content-Length: {}\r\n", PAGE.len() + 1), PAGE.to_vec(), true),
            (format!("Content-Length: {0}\r\ncontent-length: {0}\r\n", PAGE.len()), PAGE.to_vec(), false),
            (format!("Content-Length: {0}, {0}\r\n", PAGE.len()), PAGE.to_vec(), false),
            (format!("Content-Length: {}\r\nContent-Length: 9\r\n", PAGE.len()), PAGE.to_vec(), true),
            (format!("Content-Length: 9\r\nContent-Length: {}\r\n", PAGE.len()), PAGE.to_vec(), true),
            (format!("Content-Length: 9, {}\r\n", PAGE.len()), PAGE.to_vec(), true),
            ("Content-Encoding: gzip\r\n".into(), torn(&gzipped(&long)), true),
            ("Transfer-Encoding: chunked\r\n".into(), torn(&chunked(&long)), true),
            ("Transfer-Encoding: chunked\r\n".into(), [b"ffff\r\n", PAGE].concat(), true),
            ("Transfer-Encoding: chunked\r\nContent-Length: 9999\r\n".into(), chunked(PAGE), false),
            (
                "Content-Length: 9\r\nTransfer-Encoding: chunked\r\nContent-Length: 8\r\n".into(),
                chunked(PAGE),
                false,
            ),
        ] {
            let mut message =
                format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n").into_bytes();
            message.extend_from_slice(&body);
            let read = response(message, 1 << 20).unwrap();
            assert_eq!(read.cut_off.is_some(), cut, "{head} {:?}", read.cut_off);
            assert!(
                read.body.starts_with(PAGE.get(..26).unwrap()) && !read.body.ends_with(b"\r\n0"),
                "{head}"
            );
        }
    }

    #[test]
    fn a_text_that_begins_with_figures_keeps_them() {
        for text in [
            "2013\r\n通州年鉴\r\n",
            "2013\n年鉴",
            "1\nA\n2\nB\n3\nC\n",
            "10\r\n0\r\n",
            "0\n年\n",
            "abc\r\n",
            "0x\r\n年",
        ] {
            let head = "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n";
            let read = with(head, text.as_bytes()).unwrap();
            assert_eq!((String::from_utf8(read.body).unwrap(), read.cut_off), (text.into(), None));
        }
    }

    #[test]
    fn statuses_that_are_pages() {
        for (line, page) in [
            ("HTTP/1.1 200 OK", true),
            ("HTTP/1.1 200", true),
            ("HTTP/2 203 ", true),
            ("HTTP/1.0  226 IM Used", true),
            ("HTTP/1.1 206 Partial Content", false),
            ("HTTP/1.1 202 Accepted", false),
            ("HTTP/1.1 304 Not Modified", false),
        ] {
            let message = format!("{line}\r\nContent-Type: text/html\r\n\r\n<p>年</p>");
            assert_eq!(response(message.into_bytes(), 99).is_ok(), page, "{line}");
        }
    }
}
