//! Tells pages from files of other kinds, by what the server says and by the first bytes.

use super::fault::Fault;
use crate::page::kind::by_bytes;

/// Refuses a body that is no page.
pub fn check(content_type: Option<&str>, body: &[u8]) -> Result<(), Fault> {
    let found = match (announced(content_type).as_str(), by_bytes(body)) {
        (_, Some(format)) => format.name.to_owned(),
        (
            "" | "text/html" | "text/plain" | "application/xhtml+xml" | "text/xml" | "application/xml",
            None,
        ) => {
            return Ok(());
        }
        // Servers that do not know say so with these; a body that looks like a page is one.
        ("application/octet-stream" | "unknown/unknown" | "*/*" | "application/x-httpd-php", None)
            if looks_like_html(body) =>
        {
            return Ok(());
        }
        (other, None) => format!("content of type {other}"),
    };
    let advice = "nothing to do; download the file by other means if it is wanted";
    Err(Fault::lasting("not-a-page", format!("expected HTML or plain text, found {found}"), advice))
}

/// Whether a page can have links.
pub fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    announced(content_type) != "text/plain" || looks_like_html(body)
}

fn announced(content_type: Option<&str>) -> String {
    let value = content_type.unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn looks_like_html(body: &[u8]) -> bool {
    let head = body.get(..1024).unwrap_or(body).to_ascii_lowercase();
    [&b"<!doctype html"[..], b"<html", b"<head", b"<body", b"<meta", b"<title"]
        .iter()
        .any(|tag| memchr::memmem::find(&head, tag).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_pages_from_files() {
        for (content_type, body, page) in [
            (Some("text/html; charset=gb2312"), &b"<html>"[..], true),
            (Some("TEXT/PLAIN"), b"text", true),
            (None, b"text", true),
            (Some("text/html"), b"%PDF-1.4", false),
            (Some("application/pdf"), b"%PDF-1.4", false),
            (Some("application/octet-stream"), b"\r\n<HTML>", true),
            (Some("application/octet-stream"), b"\0\0", false),
            (Some("image/png"), b"", false),
        ] {
            assert_eq!(check(content_type, body).is_ok(), page, "{content_type:?}");
        }
    }
}
