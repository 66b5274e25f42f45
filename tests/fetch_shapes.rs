//! Fetches bodies in every coding and framing: they are kept as they came, and read as what they are.
#![cfg(feature = "fetch")]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use folder::{Folder, captured, path_of};
use nianjian::fetch::{FetchOptions, address, fetch};
use server::{Reply, Server};

/// A page that links to the next; what it links to is fetched if the page can be read.
fn page(next: &str) -> String {
    format!("<html><body><p>通州年鉴 2014</p><a href='{next}.html'>条目{next}</a></body></html>")
}

/// A body in each content coding, by the name that the header has.
fn codings(text: &str) -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let bytes = text.as_bytes();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(bytes).unwrap();
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(bytes).unwrap();
    let mut bare = DeflateEncoder::new(Vec::new(), Compression::fast());
    bare.write_all(bytes).unwrap();
    let length = u32::try_from(bytes.len()).unwrap();
    // One uncompressed meta-block, then the empty last one.
    let brotli = [&(((length - 1) << 4) | 1 << 20).to_le_bytes()[..3], bytes, &[0x03]].concat();
    // A frame of one raw block.
    let frame = [0x28, 0xb5, 0x2f, 0xfd, 0x60, 0, 0];
    let size = u16::try_from(length - 256).unwrap().to_le_bytes();
    let block = ((length << 3) | 1).to_le_bytes();
    let zstd = [&frame[..5], &size, &block[..3], bytes].concat();
    vec![
        ("gzip", "gzip", gzip.finish().unwrap()),
        ("zlib", "deflate", zlib.finish().unwrap()),
        ("deflate", "deflate", bare.finish().unwrap()),
        ("br", "br", brotli),
        ("zstd", "zstd", zstd),
    ]
}

#[test]
fn every_content_coding_is_kept_and_read() {
    let bodies: Vec<(String, &str, Vec<u8>)> = ["gzip", "zlib", "deflate", "br", "zstd"]
        .iter()
        .enumerate()
        .map(|(n, name)| {
            let next = ["zlib", "deflate", "br", "zstd", "end"][n];
            // Longer than 256 bytes, as the frame above has it.
            let text = page(next) + &"<!-- 年鉴 -->".repeat(30);
            let coded = codings(&text).into_iter().find(|(own, _, _)| own == name).unwrap();
            (format!("/b/{name}.html"), coded.1, coded.2)
        })
        .collect();
    let sent = bodies.clone();
    let server = Server::start(move |hit| match sent.iter().find(|(path, _, _)| *path == hit.target) {
        Some((_, coding, body)) => Reply::html(body.clone()).with("Content-Encoding", coding),
        None if hit.target == "/b/end.html" => Reply::html("<p>条目的正文。</p>"),
        None => Reply::new(404, ""),
    });
    let folder = Folder::new("codings");
    let options = FetchOptions { follow: true, ..folder.options() };
    let seed = address::read(&server.url("/b/gzip.html")).unwrap();
    fetch(&[seed], &FetchOptions { depth: 9, ..options }, Box::new(())).unwrap();
    let records = folder.warc();
    // Each page was read, or the next one would not have been found.
    let wanted: Vec<&str> = bodies.iter().map(|(p, _, _)| p.as_str()).chain(["/b/end.html"]).collect();
    assert_eq!(captured(&records), wanted);
    for (path, coding, body) in &bodies {
        let record = records.iter().find(|r| r.kind() == "response" && path_of(r.uri()) == *path).unwrap();
        let (head, kept) = record.parts();
        assert!(head.contains(&format!("content-encoding: {coding}\r\n")), "{path}: {head}");
        assert!(kept == *body, "{path} is not as it came");
    }
}

#[test]
fn every_framing_is_understood() {
    let text = "<html><body>通州年鉴 2014</body></html>";
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/chunked" => Reply::raw(move |s| {
            s.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
            for piece in text.as_bytes().chunks(7) {
                write!(s, "{:x}\r\n", piece.len())?;
                s.write_all(piece)?;
                s.write_all(b"\r\n")?;
            }
            s.write_all(b"0\r\n\r\n")
        }),
        "/old" => Reply::raw(move |s| write!(s, "HTTP/1.0 200 OK\r\n\r\n{text}")),
        "/longer" => Reply::raw(move |s| write!(s, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{text}")),
        "/shorter" => Reply::raw(move |s| write!(s, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{text}")),
        "/torn" => {
            Reply::raw(move |s| write!(s, "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<html>half"))
        }
        _ => Reply::new(404, ""),
    });
    let folder = Folder::new("shapes");
    let paths = ["/chunked", "/old", "/longer", "/shorter", "/torn"];
    let seeds = paths.map(|p| address::read(&server.url(p)).unwrap());
    fetch(&seeds, &FetchOptions { retries: 1, ..folder.options() }, Box::new(())).unwrap();
    let records = folder.warc();
    let response = |path: &str| {
        let found = records.iter().find(|r| r.kind() == "response" && path_of(r.uri()) == path);
        let record = found.unwrap_or_else(|| panic!("{path} is not in the WARC"));
        (record.header.get("warc-truncated").map(String::as_str), record.parts())
    };
    let (_, (head, body)) = response("/chunked");
    assert!(
        head.contains("x-archive-orig-transfer-encoding: chunked") && !head.contains("\ntransfer-encoding")
    );
    assert_eq!(body, text.as_bytes());
    assert_eq!(response("/old").1.1, text.as_bytes());
    let (cut, (head, body)) = response("/longer");
    assert_eq!((cut, body.as_slice()), (Some("disconnect"), text.as_bytes()));
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"));
    assert_eq!(response("/shorter").1.1, &text.as_bytes()[..20]);
    assert_eq!(response("/torn").1.1, b"<html>half");
    let asked = |path: &str| server.paths().iter().filter(|p| *p == path).count();
    assert_eq!((asked("/longer"), asked("/torn")), (1, 2));
    let metadata = records.iter().find(|r| r.kind() == "metadata" && path_of(r.uri()) == "/chunked").unwrap();
    assert!(String::from_utf8_lossy(&metadata.block).contains("transfer-coding-removed: chunked\r\n"));
}

#[test]
fn hosts_in_chinese_are_asked_for_by_their_registered_names() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/b/" => Reply::html("<a href='http://年鉴.invalid/甲'>条目甲</a><a href='/b/乙.html'>条目乙</a>"),
        "/b/%E4%B9%99.html" => Reply::html("<p>条目乙的正文。</p>"),
        other => Reply::new(404, other.to_owned()),
    });
    let folder = Folder::new("idn");
    let seeds = [server.url("/b/"), "http://年鉴.invalid/甲".to_owned()].map(|u| address::read(&u).unwrap());
    let options = FetchOptions { follow: true, retries: 0, ..folder.options() };
    let summary = fetch(&seeds, &options, Box::new(())).unwrap();
    assert_eq!(captured(&folder.warc()), ["/b/", "/b/%E4%B9%99.html"]);
    assert_eq!(summary.failed, 1);
    let text = std::fs::read_to_string(folder.files().failures).unwrap();
    assert!(text.contains("http://xn--hwtn17i.invalid/%E7%94%B2") && text.contains("\"dns\""), "{text}");
}

#[test]
fn headers_that_are_none_cost_no_page() {
    let text = page("end");
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ => {
            let length = text.len();
            let text = text.clone();
            Reply::raw(move |s| {
                s.write_all(
                    b"HTTP/1.1 200 OK\r\nX-A: \xe5\xb9\xb4\xff\r\nX-B : blank\r\nX-Fold: a\r\n b\r\n\tc\r\n",
                )?;
                s.write_all(b"Bad Header: x\r\nX-Dup: 1\r\nX-Dup: 2\r\nWARC-Type: x\r\n")?;
                write!(s, "Content-Length: {length}\r\n\r\n{text}")
            })
        }
    });
    let folder = Folder::new("headers");
    let seeds = [address::read(&server.url("/a")).unwrap()];
    let summary = fetch(&seeds, &folder.options(), Box::new(())).unwrap();
    assert_eq!((summary.done, summary.failed), (1, 0));
    let records = folder.warc();
    let response = records.iter().find(|r| r.kind() == "response").unwrap();
    assert_eq!((response.status(), response.parts().1), (200, page("end").into_bytes()));
    folder.check_index();
}
