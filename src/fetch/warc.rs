//! Writes WARC/1.1: one gzip member a record, with digests of block and payload.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use data_encoding::{BASE32, HEXLOWER};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha1::{Digest, Sha1};

/// A record on its way into the file. The block is given in pieces: lines of a header, then the body.
pub struct Record<'r> {
    /// `WARC-Type`.
    pub kind: &'static str,
    /// `WARC-Date`.
    pub date: &'r str,
    /// `WARC-Target-URI`.
    pub uri: Option<&'r str>,
    /// `Content-Type` of the block.
    pub content_type: &'static str,
    /// Further fields, in order.
    pub fields: Vec<(&'static str, String)>,
    /// The lines before the payload.
    pub head: &'r [u8],
    /// The payload.
    pub payload: &'r [u8],
}

/// Where a record stands in the file, and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `WARC-Record-ID` with its angle brackets.
    pub id: String,
    /// The first byte of the record's member.
    pub offset: u64,
    /// The length of the member.
    pub length: u64,
}

/// A WARC file that is appended to.
pub struct Warc {
    file: File,
    gzip: bool,
    /// Where the next record begins, those not yet written included.
    end: u64,
    pending: Vec<u8>,
}

impl Warc {
    /// Opens or creates `path`, to append to it. A name that ends in `.gz` is compressed.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        let end = file.seek(SeekFrom::End(0))?;
        let gzip = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gz"));
        Ok(Warc { file, gzip, end, pending: Vec::new() })
    }

    /// Cuts off what is beyond `length` bytes.
    pub fn cut(&mut self, length: u64) -> io::Result<()> {
        if self.end > length {
            self.file.set_len(length)?;
            self.end = self.file.seek(SeekFrom::Start(length))?;
        }
        Ok(())
    }

    /// How many bytes the file has.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// Whether each record is a gzip member.
    pub fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// Appends a record; it is written with the next [`Warc::flush`].
    pub fn append(&mut self, record: &Record) -> io::Result<Place> {
        let block = sha1_of(&[record.head, record.payload]);
        let id = self.name(record, &block);
        let mut head = format!("WARC/1.1\r\nWARC-Type: {}\r\nWARC-Record-ID: {id}\r\n", record.kind);
        head.push_str(&format!("WARC-Date: {}\r\n", record.date));
        if let Some(uri) = record.uri {
            head.push_str(&format!("WARC-Target-URI: {uri}\r\n"));
        }
        for (name, value) in &record.fields {
            head.push_str(&format!("{name}: {}\r\n", value.replace(['\r', '\n'], " ")));
        }
        head.push_str(&format!("WARC-Block-Digest: {block}\r\n"));
        if record.kind == "response" {
            head.push_str(&format!("WARC-Payload-Digest: {}\r\n", payload_digest(record.payload)));
        }
        let length = record.head.len() + record.payload.len();
        head.push_str(&format!("Content-Type: {}\r\nContent-Length: {length}\r\n\r\n", record.content_type));
        let pieces = [head.as_bytes(), record.head, record.payload, b"\r\n\r\n"];
        let begins = self.pending.len();
        match self.gzip {
            true => self.compress(&pieces)?,
            false => pieces.iter().for_each(|piece| self.pending.extend_from_slice(piece)),
        }
        let place = Place { id, offset: self.end, length: (self.pending.len() - begins) as u64 };
        self.end += place.length;
        Ok(place)
    }

    fn compress(&mut self, pieces: &[&[u8]]) -> io::Result<()> {
        let mut member = GzEncoder::new(&mut self.pending, Compression::default());
        for piece in pieces {
            member.write_all(piece)?;
        }
        member.finish().map(drop)
    }

    /// Gives what was appended to the operating system in one piece, so that a kill seldom tears an exchange.
    pub fn flush(&mut self) -> io::Result<()> {
        let written = self.file.write_all(&self.pending);
        self.pending.clear();
        written
    }

    /// Waits until everything written is on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// A name made of what is in the record and where it stands: as good as a random one within a file that
    /// is only appended to, and without a source of randomness.
    fn name(&self, record: &Record, block: &str) -> String {
        let mut hash = Sha1::new();
        for part in [record.kind, record.date, record.uri.unwrap_or_default(), block] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(self.end.to_be_bytes());
        let mut bytes = hash.finalize();
        // Version 8 (custom) and the variant, as RFC 9562 lays them out.
        bytes[6] = (bytes[6] & 0x0f) | 0x80;
        bytes[8] = (bytes[8] & 0x3f) | 0x80;
        let hex = HEXLOWER.encode(&bytes);
        format!("<urn:uuid:{}-{}-{}-{}-{}>", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..32])
    }
}

/// Whether a record was named by [`Warc`], as far as the beginning of its lines tells: other writers take random
/// names, of version 4.
pub fn is_ours(head: &[u8]) -> bool {
    const NAME: &[u8] = b"WARC-Record-ID: <urn:uuid:";
    let name = memchr::memmem::find(head, NAME).and_then(|at| head.get(at + NAME.len()..));
    name.and_then(|name| name.get(14)) == Some(&b'8') && head.starts_with(b"WARC/1.1\r\nWARC-Type: ")
}

fn sha1_of(pieces: &[&[u8]]) -> String {
    let mut hash = Sha1::new();
    for piece in pieces {
        hash.update(piece);
    }
    format!("sha1:{}", BASE32.encode(&hash.finalize()))
}

/// The digest of a payload as `WARC-Payload-Digest` has it.
pub fn payload_digest(payload: &[u8]) -> String {
    sha1_of(&[payload])
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    fn record(payload: &[u8]) -> Record<'_> {
        Record {
            kind: "response",
            date: "2026-11-23T10:00:00Z",
            uri: Some("http://h.cn/"),
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-IP-Address", "1.2.3.4\r\nX: y".into())],
            head: b"HTTP/1.1 200 OK\r\n\r\n",
            payload,
        }
    }

    #[test]
    fn each_record_is_a_member_of_its_own() {
        let dir = std::env::temp_dir().join(format!("nianjian-warc-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        let path = dir.join("a.warc.gz");
        let mut warc = Warc::open(&path).unwrap();
        let first = warc.append(&record(b"page")).unwrap();
        let second = warc.append(&record(b"page")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 0, "nothing is written piece by piece");
        warc.flush().unwrap();
        assert_ne!(first.id, second.id);
        assert_eq!((first.offset, first.length), (0, second.offset));
        let bytes = std::fs::read(&path).unwrap();
        let mut text = String::new();
        flate2::read::GzDecoder::new(&bytes[second.offset as usize..]).read_to_string(&mut text).unwrap();
        assert!(text.starts_with("WARC/1.1\r\nWARC-Type: response\r\n"), "{text}");
        assert!(text.contains("WARC-IP-Address: 1.2.3.4  X: y\r\n"));
        // `printf page | sha1sum`, in base 32.
        assert!(text.contains("WARC-Payload-Digest: sha1:OZYBHTQO4D3NPIDVQ6IS5ORRATH2VPAV\r\n"), "{text}");
        assert!(is_ours(&text.as_bytes()[..120]) && !is_ours(&text.as_bytes()[..60]));
        assert!(!is_ours(text.replacen("-8", "-4", 1).as_bytes()), "{text}");
        assert!(text.ends_with("\r\n\r\nHTTP/1.1 200 OK\r\n\r\npage\r\n\r\n"));

        // A torn member is cut off, and the next one stands where it began.
        drop(warc);
        let mut warc = Warc::open(&path).unwrap();
        assert_eq!(warc.end(), second.offset + second.length);
        warc.cut(second.offset).unwrap();
        assert_eq!(warc.append(&record(b"new")).unwrap().offset, second.offset);
        std::fs::remove_dir_all(&dir).unwrap();
    }
}
