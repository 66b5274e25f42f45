//! Any bytes, as an HTTP answer, give a page or a reason, and never more bytes than a page may have.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::page::coding::{decode, start};
use nianjian::page::{Bytes, Provenance, Unread};

const MOST: u64 = 1 << 16;

fuzz_target!(|given: (u8, &[u8])| {
    let (kind, bytes) = given;
    let head = match kind % 8 {
        0 => "",
        1 => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n",
        2 => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n",
        3 => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate, br\r\n\r\n",
        4 => "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: zstd\r\n\r\n",
        5 => "HTTP/1.1 203 OK\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n",
        6 => "HTTP/1.0 200\n",
        _ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
    };
    let message = [head.as_bytes(), bytes].concat();
    let unread = Unread { provenance: Provenance::default(), bytes: Bytes::Http(message) };
    if let Ok(page) = unread.read(MOST) {
        assert!(page.body.len() as u64 <= MOST);
    }
    for codings in ["gzip", "deflate", "br", "zstd", "gzip, br", "x"] {
        if let Ok(plain) = decode(codings, bytes, MOST as usize) {
            assert!(plain.body.len() as u64 <= MOST);
        }
        if let Ok(plain) = start(codings, bytes, 100) {
            assert!(plain.body.len() <= 100);
        }
    }
});
