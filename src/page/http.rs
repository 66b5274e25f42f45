//! Takes an HTTP response apart: status, type, and the body without its transfer and content codings.

use std::borrow::Cow;

use super::coding::{self, CodingError};
use super::kind;
use super::unread::check_size;
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
}

/// Reads a response as it came over the wire. Bodies that deny their header (a chunked one that is
/// plain, a gzip one that is HTML) are taken as they are: archives keep such headers.
///
/// # Errors
/// Skips: `status` (not 200), `not-a-page` (by its type, or by its bytes where the type says nothing).
/// Failures: `malformed-http`, `content-coding`, `too-large`.
pub fn response(mut message: Vec<u8>, max_bytes: u64) -> Result<Response, Rejection> {
    let Some((head, body_at)) = split_head(&message) else {
        let message = "an HTTP header was expected, none was found";
        return Err(Failure::new("read", "malformed-http", message, "fetch the page again").into());
    };
    let head = String::from_utf8_lossy(head).into_owned();
    let status = status(&head);
    if status.is_some_and(|s| s != 200) {
        let message = format!("the server answered {}", head.lines().next().unwrap_or_default().trim());
        return Err(Skip::new("status", message).into());
    }
    let content_type = field(&head, "content-type");
    message.drain(..body_at);
    let mut body = message;
    if field(&head, "transfer-encoding").is_some_and(|v| v.to_ascii_lowercase().contains("chunked"))
        && let Some(whole) = dechunk(&body)
    {
        body = whole;
    }
    if let Some(codings) = field(&head, "content-encoding") {
        body = uncoded(&codings, body, max_bytes)?;
    }
    check_size(body.len() as u64, max_bytes)?;
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
    Ok(Response { status, content_type, body })
}

/// The header, and where the body begins.
fn split_head(message: &[u8]) -> Option<(&[u8], usize)> {
    let crlf = memchr::memmem::find(message, b"\r\n\r\n").map(|at| (at, at + 4));
    let lf = memchr::memmem::find(message, b"\n\n").map(|at| (at, at + 2));
    let (end, body) = match (crlf, lf) {
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b)?,
    };
    Some((message.get(..end)?, body))
}

fn status(head: &str) -> Option<u16> {
    head.lines().next()?.strip_prefix("HTTP/")?.split_ascii_whitespace().nth(1)?.parse().ok()
}

/// The value of the first field of this name; none if it is empty.
pub(crate) fn field(head: &str, name: &str) -> Option<String> {
    head.lines().skip(1).find_map(|line| {
        let (found, value) = line.split_once(':')?;
        (found.trim().eq_ignore_ascii_case(name) && !value.trim().is_empty()).then(|| value.trim().to_owned())
    })
}

/// The body without its chunk sizes; none if it is not chunked. A cut one gives what is there.
fn dechunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(rest.len());
    let mut first = true;
    while !rest.is_empty() {
        let line_end = memchr::memchr(b'\n', rest);
        let line = rest.get(..line_end.unwrap_or(rest.len()).min(64))?;
        let digits = line.iter().take_while(|b| b.is_ascii_hexdigit()).count();
        let size = std::str::from_utf8(&line[..digits]).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
        let proper =
            line[digits..].iter().all(|b| b.is_ascii_whitespace()) || line.get(digits) == Some(&b';');
        let (Some(size), Some(line_end), true) = (size, line_end, proper) else {
            return (!first).then_some(whole);
        };
        if size == 0 {
            break;
        }
        first = false;
        rest = &rest[line_end + 1..];
        whole.extend_from_slice(&rest[..size.min(rest.len())]);
        rest = rest.get(size..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or(rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    Some(whole)
}

fn uncoded(codings: &str, body: Vec<u8>, max_bytes: u64) -> Result<Vec<u8>, Rejection> {
    let failed =
        |message: String| Err(Failure::new("read", "content-coding", message, "fetch the page again").into());
    match coding::decode(codings, &body, usize::try_from(max_bytes).unwrap_or(usize::MAX)) {
        Ok(coding::Uncoded { body: Cow::Borrowed(_), .. }) => Ok(body),
        Ok(coding::Uncoded { body, whole: true }) => Ok(body.into_owned()),
        Ok(_) => failed(format!("the body ends in the middle of its coding, {codings}")),
        Err(CodingError::TooLarge) => check_size(max_bytes.saturating_add(1), max_bytes).map(|()| Vec::new()),
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
        let mut torn = gzipped(PAGE);
        torn.truncate(torn.len() / 2);
        assert_eq!(
            reason(with("Content-Type: text/html\r\nContent-Encoding: gzip\r\n", &torn)),
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
}
