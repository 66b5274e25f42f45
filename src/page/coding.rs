//! Removes the content coding (gzip, deflate, br, zstd) from a body, never giving more than a limit.

use std::borrow::Cow;
use std::io::{ErrorKind, Read};

use crate::budget;

/// A body without its content coding.
#[derive(Debug, PartialEq, Eq)]
pub struct Uncoded<'b> {
    /// The bytes; the same ones where there was no coding.
    pub body: Cow<'b, [u8]>,
    /// Whether the coded stream came to its end: `false` for one that was cut off.
    pub whole: bool,
}

/// Why a body has no readable form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodingError {
    /// It is longer than the limit after decompression.
    TooLarge,
    /// Its coding has a name that is not known here.
    Unknown(String),
    /// Nothing of it could be decompressed.
    Broken(String),
}

/// Removes the codings named in a `Content-Encoding` value (the last one named comes off first).
///
/// `max` bounds what comes out, in bytes. A body that does not begin as its coding must, which is what
/// servers send that announce gzip and forget it, is given as it is. A body cut off inside its coding
/// gives what could be read, with `whole` false.
///
/// ```
/// use nianjian::page::coding::{CodingError, decode};
/// assert_eq!(decode("identity", b"page", 10).unwrap().body.as_ref(), b"page");
/// assert_eq!(decode("", b"page", 3), Err(CodingError::TooLarge));
/// ```
pub fn decode<'b>(codings: &str, body: &'b [u8], max: usize) -> Result<Uncoded<'b>, CodingError> {
    let out = start(codings, body, max.saturating_add(1))?;
    if out.body.len() > max { Err(CodingError::TooLarge) } else { Ok(out) }
}

/// Like [`decode`], but gives the first `max` bytes of a body that is longer, with `whole` false.
pub fn start<'b>(codings: &str, body: &'b [u8], max: usize) -> Result<Uncoded<'b>, CodingError> {
    if codings.split(',').count() > budget::CODINGS {
        return Err(CodingError::Broken(format!(
            "more than {} codings on top of each other",
            budget::CODINGS
        )));
    }
    let mut out = Uncoded { body: Cow::Borrowed(body), whole: true };
    for name in codings.rsplit(',').map(|n| n.trim().to_ascii_lowercase()) {
        let bytes = out.body.as_ref();
        if bytes.is_empty() {
            break;
        }
        let read = match name.as_str() {
            "" | "identity" | "none" => continue,
            "gzip" | "x-gzip" if !bytes.starts_with(&[0x1f, 0x8b]) => continue,
            "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(bytes), max),
            // Some servers send the bare stream where the standard wants the zlib frame.
            "deflate" if is_zlib(bytes) => read(flate2::read::ZlibDecoder::new(bytes), max),
            "deflate" => read(flate2::read::DeflateDecoder::new(bytes), max),
            "br" => read(brotli_decompressor::Decompressor::new(bytes, 4096), max),
            "zstd" if !bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => continue,
            "zstd" => match ruzstd::decoding::StreamingDecoder::new(bytes) {
                Ok(stream) => read(stream, max),
                Err(e) => Err(CodingError::Broken(e.to_string())),
            },
            other => return Err(CodingError::Unknown(other.to_owned())),
        };
        let (bytes, whole) = read?;
        out = Uncoded { body: Cow::Owned(bytes), whole: out.whole && whole };
    }
    if out.body.len() > max {
        let cut = out.body.get(..max).unwrap_or_default().to_vec();
        out = Uncoded { body: Cow::Owned(cut), whole: false };
    }
    Ok(out)
}

fn is_zlib(bytes: &[u8]) -> bool {
    matches!(bytes, [cmf, flg, ..] if cmf & 15 == 8 && u16::from_be_bytes([*cmf, *flg]).is_multiple_of(31))
}

fn read(stream: impl Read, max: usize) -> Result<(Vec<u8>, bool), CodingError> {
    let mut out = Vec::new();
    let limit = u64::try_from(max).unwrap_or(u64::MAX);
    match stream.take(limit).read_to_end(&mut out) {
        Ok(_) => {
            let whole = out.len() < max;
            Ok((out, whole))
        }
        Err(e) if out.is_empty() && e.kind() != ErrorKind::UnexpectedEof => {
            Err(CodingError::Broken(e.to_string()))
        }
        Err(_) => Ok((out, false)),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), Compression::fast());
        coder.write_all(bytes).unwrap();
        coder.finish().unwrap()
    }

    fn text(codings: &str, body: &[u8]) -> (String, bool) {
        let out = decode(codings, body, 1 << 20).unwrap();
        (String::from_utf8_lossy(&out.body).into_owned(), out.whole)
    }

    #[test]
    fn takes_off_each_coding() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all("年鉴".as_bytes()).unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), Compression::fast());
        bare.write_all("年鉴".as_bytes()).unwrap();
        let zstd = ruzstd::encoding::compress_to_vec(
            "年鉴".as_bytes(),
            ruzstd::encoding::CompressionLevel::Uncompressed,
        );
        // `年鉴` as brotli writes it: one uncompressed meta-block, then the empty last one.
        let brotli = [&[0x8b, 0x02, 0x80][..], "年鉴".as_bytes(), &[0x03]].concat();
        let table: [(&str, Vec<u8>); 7] = [
            ("gzip", gzip("年鉴".as_bytes())),
            ("GZIP, identity", gzip("年鉴".as_bytes())),
            ("gzip, x-gzip", gzip(&gzip("年鉴".as_bytes()))),
            ("deflate", zlib.finish().unwrap()),
            ("deflate", bare.finish().unwrap()),
            ("zstd", zstd),
            ("br", brotli),
        ];
        for (codings, body) in table {
            assert_eq!(text(codings, &body), ("年鉴".to_owned(), true), "{codings}");
        }
    }

    #[test]
    fn forgives_what_servers_do() {
        assert_eq!(text("gzip", b"<html>"), ("<html>".to_owned(), true));
        let whole = gzip("通州年鉴2014".repeat(500).as_bytes());
        let (read, finished) = text("gzip", &whole[..whole.len() - 12]);
        assert!(!finished && read.starts_with("通州年鉴2014"));
        assert_eq!(decode("compress", b"x", 9), Err(CodingError::Unknown("compress".into())));
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&gzip(&vec![b'0'; 8 << 20]));
        assert_eq!(decode("gzip, gzip", &bomb, 1 << 20), Err(CodingError::TooLarge));
        assert_eq!(decode("", &[0; 5], 4), Err(CodingError::TooLarge));
        assert!(decode("", &[0; 4], 4).unwrap().whole);
        assert!(matches!(decode(&"gzip, ".repeat(9), b"x", 9), Err(CodingError::Broken(_))));
        let first = start("gzip, gzip", &bomb, 1000).unwrap();
        assert_eq!((first.body.len(), first.whole), (1000, false));
    }
}
