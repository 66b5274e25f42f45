//! Finds where a record may begin in bytes that are damaged.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// So many bytes tell whether a record may begin: a gzip header, or the line of the version and a letter.
const HEAD: usize = 16;

/// The first place at or after `from` where a record, or its gzip member, begins by the looks of its first bytes.
pub fn find(raw: &mut BufReader<impl Read + Seek>, from: u64, gzip: bool) -> io::Result<Option<u64>> {
    let sign: &[u8] = if gzip { &[0x1f, 0x8b, 8] } else { b"WARC/" };
    let looks = if gzip { member } else { record };
    raw.seek(SeekFrom::Start(from))?;
    let (mut window, mut window_at) = (Vec::new(), from);
    loop {
        let got = raw.by_ref().take(64 * 1024).read_to_end(&mut window)?;
        for at in memchr::memmem::find_iter(&window, sign) {
            let here = window.get(at..).unwrap_or_default();
            // What stands too near to the end of the window is looked at again with the next one.
            if (got == 0 || here.len() >= HEAD) && looks(here) {
                return Ok(Some(window_at + at as u64));
            }
        }
        if got == 0 {
            return Ok(None);
        }
        let passed = window.len().saturating_sub(HEAD - 1);
        window_at += passed as u64;
        window.drain(..passed);
    }
}

/// A gzip header as RFC 1952 has it: no reserved flag, a level and a system that are known.
fn member(bytes: &[u8]) -> bool {
    matches!(bytes, [_, _, _, flags, _, _, _, _, level, system, ..]
        if flags & 0xe0 == 0 && matches!(level, 0 | 2 | 4) && matches!(system, 0..=13 | 255))
}

/// `WARC/1.1`, a line end, and the letter with which a field begins.
fn record(bytes: &[u8]) -> bool {
    let line_end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
    let (line, field) = bytes.split_at_checked(line_end).unwrap_or_default();
    let version = line.strip_suffix(b"\r").unwrap_or(line).strip_prefix(b"WARC/").unwrap_or_default();
    let [major, b'.', minor @ ..] = version else { return false };
    major.is_ascii_digit()
        && !minor.is_empty()
        && minor.iter().all(u8::is_ascii_digit)
        && field.get(1).is_some_and(u8::is_ascii_alphabetic)
        && field.get(1..6) != Some(b"WARC/")
}
