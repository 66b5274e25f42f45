//! Reads WARC files record by record: plain or gzip, a member a record or many; goes on after damage.

mod beginning;
mod header;
mod placed;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use flate2::bufread::GzDecoder;

use crate::budget;
use crate::error::Failure;

pub use header::Header;
use placed::Placed;

/// How much of a block is given even when the block is not wanted: the header of most answers.
const PEEK: u64 = 2048;
/// What may be read in vain: so many times the file, and this much of a small one. Bytes that look like beginnings of
/// records and are none could else take for ever.
const WASTE: (u64, u64) = (8, 16 << 20);
/// What it costs at least to look at another place of the file.
const LOOK: u64 = 64 * 1024;

/// A record of a WARC file, or what is left of one.
#[derive(Debug)]
pub enum Entry {
    /// A whole record.
    Record {
        /// Its header.
        header: Header,
        /// Its block where it was wanted and not too large, otherwise the first bytes of it.
        block: Vec<u8>,
    },
    /// A record that is cut or damaged; the next entry is the next whole one.
    Damaged {
        /// Where it begins.
        offset: u64,
        /// Its address, where its header could be read.
        uri: Option<String>,
        /// What is wrong.
        failure: Failure,
    },
}

/// The records of a WARC file, or of whatever can be read and sought like one, in order.
///
/// ```
/// use nianjian::page::warc::{Entry, WarcReader};
///
/// let file = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://h.cn/\r\nContent-Length: 10\r\n\r\n<p>年</p>\r\n\r\n";
/// let mut reader = WarcReader::new(std::io::Cursor::new(file))?;
/// while let Some(entry) = reader.next(16 << 20, |header| header.kind == "resource")? {
///     match entry {
///         Entry::Record { header, block } => assert_eq!((header.offset, block), (0, "<p>年</p>".into())),
///         Entry::Damaged { failure, .. } => eprintln!("{failure}"),
///     }
/// }
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct WarcReader<R = File> {
    state: State<R>,
    gzip: bool,
    size: u64,
    /// Where the record in hand begins.
    here: u64,
    /// The address of the record in hand.
    uri: Option<String>,
    /// The bytes read in vain so far, for records that turned out damaged and for what looked like a beginning.
    waste: u64,
}

#[derive(Debug)]
enum State<R> {
    /// Before a record of a plain file, or before a gzip member.
    Between(BufReader<Placed<R>>),
    /// Inside a gzip member.
    Inside(Box<BufReader<GzDecoder<BufReader<Placed<R>>>>>),
    /// Nothing more to come.
    End,
}

/// Why a record cannot be read.
enum Fault {
    /// The bytes are wrong: skip the record.
    Damaged(String),
    /// The file ends in the record.
    Truncated,
    /// The file cannot be read.
    Io(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        match error.kind() {
            _ if error.raw_os_error().is_some() => Fault::Io(error),
            io::ErrorKind::UnexpectedEof => Fault::Truncated,
            _ => Fault::Damaged(error.to_string()),
        }
    }
}

impl WarcReader {
    /// Opens a WARC file; its first bytes say whether it is compressed.
    pub fn open(path: &Path) -> io::Result<WarcReader> {
        WarcReader::new(budget::open(path)?)
    }

    /// Opens a WARC file at byte `from`, where a record begins, or its gzip member where `gzip` says so.
    pub fn open_at(path: &Path, from: u64, gzip: bool) -> io::Result<WarcReader> {
        let reader = WarcReader::starting(budget::open(path)?, from)?;
        Ok(WarcReader { gzip, here: from, ..reader })
    }
}

impl<R: Read + Seek> WarcReader<R> {
    /// Takes an open WARC file, from its first byte on.
    pub fn new(file: R) -> io::Result<Self> {
        WarcReader::starting(file, 0)
    }

    fn starting(mut file: R, from: u64) -> io::Result<Self> {
        let size = file.seek(SeekFrom::End(0))?;
        let mut raw = BufReader::with_capacity(64 * 1024, Placed::new(file, from)?);
        let gzip = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        Ok(WarcReader { state: State::Between(raw), gzip, size, here: 0, uri: None, waste: 0 })
    }

    /// Where the record that was given last ends and the next one begins, in bytes.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn position(&mut self) -> io::Result<u64> {
        match &mut self.state {
            State::Between(raw) => raw.stream_position(),
            State::Inside(_) => Ok(self.here),
            State::End => Ok(self.size),
        }
    }

    /// Goes on with the first record that begins at or behind a byte; where that is.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn go_on(&mut self, from: u64) -> io::Result<u64> {
        self.resync(from)?;
        self.position()
    }

    /// Whether no byte follows the record that was given last.
    ///
    /// # Errors
    /// Those of the disk.
    pub fn is_at_end(&mut self) -> io::Result<bool> {
        Ok(self.position()? >= self.size)
    }

    /// The next record. Blocks of up to `max_block` bytes are read where `wanted` says so.
    ///
    /// # Errors
    /// Only those of the disk; a damaged record is an [`Entry`].
    pub fn next(&mut self, max_block: u64, wanted: impl Fn(&Header) -> bool) -> io::Result<Option<Entry>> {
        let fault = match self.step(max_block, wanted) {
            Ok(entry) => return Ok(entry),
            Err(fault) => fault,
        };
        let (offset, uri) = (self.here, self.uri.take());
        let (reason, message) = match fault {
            Fault::Io(error) => return Err(error),
            Fault::Truncated => {
                ("truncated-record", format!("the file ends in the middle of the record at byte {offset}"))
            }
            Fault::Damaged(what) => {
                ("damaged-record", format!("the record at byte {offset} is damaged: {what}"))
            }
        };
        let failure =
            Failure::new("read", reason, message, "fetch the page again; the records after it are read");
        self.waste += LOOK + self.read_so_far()?.saturating_sub(offset);
        self.resync(offset + 1)?;
        if self.is_wasted() {
            self.state = State::End;
            let message =
                format!("the damage at byte {offset} is one too many: what follows in the file is not read");
            let failure =
                Failure::new("read", "too-much-damage", message, "repair the file, or fetch the pages again");
            return Ok(Some(Entry::Damaged { offset, uri, failure }));
        }
        Ok(Some(Entry::Damaged { offset, uri, failure }))
    }

    fn step(&mut self, max_block: u64, wanted: impl Fn(&Header) -> bool) -> Result<Option<Entry>, Fault> {
        self.uri = None;
        loop {
            let found = match &mut self.state {
                State::End => return Ok(None),
                State::Between(raw) => {
                    self.here = raw.stream_position()?;
                    if raw.fill_buf()?.is_empty() {
                        self.state = State::End;
                        return Ok(None);
                    }
                    if self.gzip {
                        self.enter()?;
                        continue;
                    }
                    self.here += skip_blank(raw)?;
                    if raw.fill_buf()?.is_empty() {
                        continue;
                    }
                    let header = header::read(raw, self.here)?;
                    self.uri.clone_from(&header.uri);
                    let whole = wanted(&header) && header.length <= max_block;
                    let from = raw.stream_position()?;
                    if from.saturating_add(header.length) > self.size {
                        return Err(Fault::Truncated);
                    }
                    let block = block(raw, if whole { header.length } else { header.length.min(PEEK) })?;
                    raw.seek_relative((header.length - block.len() as u64) as i64)?;
                    check_end(raw)?;
                    (header, block)
                }
                State::Inside(member) => {
                    skip_blank(member)?;
                    if member.fill_buf()?.is_empty() {
                        self.leave();
                        continue;
                    }
                    let header = header::read(member.as_mut(), self.here)?;
                    self.uri.clone_from(&header.uri);
                    let whole = wanted(&header) && header.length <= max_block;
                    let block =
                        block(member.as_mut(), if whole { header.length } else { header.length.min(PEEK) })?;
                    drain(member.as_mut(), header.length - block.len() as u64)?;
                    check_end(member.as_mut())?;
                    if member.fill_buf()?.is_empty() {
                        self.leave();
                    }
                    (header, block)
                }
            };
            return Ok(Some(Entry::Record { header: found.0, block: found.1 }));
        }
    }

    /// Goes into the gzip member that begins here.
    fn enter(&mut self) -> Result<(), Fault> {
        let State::Between(mut raw) = std::mem::replace(&mut self.state, State::End) else { return Ok(()) };
        let gzip = raw.fill_buf()?.starts_with(&[0x1f]);
        if gzip {
            self.state = State::Inside(Box::new(BufReader::new(GzDecoder::new(raw))));
            return Ok(());
        }
        self.state = State::Between(raw);
        Err(Fault::Damaged("a gzip member was expected, other bytes were found".into()))
    }

    /// Goes out of the gzip member, all of which has been read.
    fn leave(&mut self) {
        if let State::Inside(member) = std::mem::replace(&mut self.state, State::End) {
            self.state = State::Between(member.into_inner().into_inner());
        }
    }

    fn is_wasted(&self) -> bool {
        let (times, least) = WASTE;
        self.waste > self.size.saturating_mul(times).saturating_add(least)
    }

    /// How far the file has been read, the member in hand included.
    fn read_so_far(&mut self) -> io::Result<u64> {
        match &mut self.state {
            State::Between(raw) => raw.stream_position(),
            State::Inside(member) => member.get_mut().get_mut().stream_position(),
            State::End => Ok(self.size),
        }
    }

    /// Finds the next whole beginning of a record at or after `from`.
    fn resync(&mut self, from: u64) -> io::Result<()> {
        let mut raw = match std::mem::replace(&mut self.state, State::End) {
            State::Between(raw) => raw,
            State::Inside(member) => member.into_inner().into_inner(),
            State::End => return Ok(()),
        };
        let mut at = from;
        while let Some(found) = beginning::find(&mut raw, at, self.gzip)? {
            raw.seek(SeekFrom::Start(found))?;
            if !self.gzip || begins_record(&mut raw) {
                raw.seek(SeekFrom::Start(found))?;
                self.state = State::Between(raw);
                return Ok(());
            }
            at = found + 1;
            self.waste += LOOK;
            if self.is_wasted() {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// Passes over line ends; how many bytes.
fn skip_blank(from: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = from.fill_buf()?;
        let blank = buffer.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
        let all = blank == buffer.len();
        from.consume(blank);
        skipped += blank as u64;
        if !all || blank == 0 {
            return Ok(skipped);
        }
    }
}

fn block(from: &mut impl BufRead, length: u64) -> Result<Vec<u8>, Fault> {
    let mut block = Vec::with_capacity(length.min(1 << 20) as usize);
    from.take(length).read_to_end(&mut block)?;
    if (block.len() as u64) < length { Err(Fault::Truncated) } else { Ok(block) }
}

fn drain(from: &mut impl BufRead, length: u64) -> Result<(), Fault> {
    let passed = io::copy(&mut from.take(length), &mut io::sink())?;
    if passed < length { Err(Fault::Truncated) } else { Ok(()) }
}

/// After a block stand two line ends and then a record or nothing; else its length was wrong.
fn check_end(from: &mut impl BufRead) -> Result<(), Fault> {
    skip_blank(from)?;
    let rest = from.fill_buf()?;
    if rest.is_empty() || rest.starts_with(&b"WARC/"[..rest.len().min(5)]) {
        return Ok(());
    }
    Err(Fault::Damaged("after Content-Length bytes no further record begins".into()))
}

/// Whether the gzip member that begins here holds a record.
fn begins_record(raw: &mut BufReader<impl Read + Seek>) -> bool {
    let mut first = [0; 5];
    GzDecoder::new(raw.take(budget::GZIP_HEADER)).read_exact(&mut first).is_ok() && &first == b"WARC/"
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::path::PathBuf;

    use super::*;

    fn record(n: u32) -> Vec<u8> {
        let block = format!("HTTP/1.1 200 OK\r\n\r\n{}", format!("page {n} ").repeat(40));
        let head = format!(
            "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{n}>\r\nWARC-Target-URI: http://h/{n}\r\n\
             WARC-Date: 2026-11-23T10:00:00Z\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block.as_bytes(), b"\r\n\r\n"].concat()
    }

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        out.write_all(bytes).unwrap();
        out.finish().unwrap()
    }

    /// What a reader sees: `n` for a whole record, `!reason` for a damaged one.
    fn seen(name: &str, bytes: &[u8]) -> Vec<String> {
        let path: PathBuf = std::env::temp_dir().join(format!("nianjian-{}-{name}.warc", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        let mut reader = WarcReader::open(&path).unwrap();
        let mut out = Vec::new();
        while let Some(entry) = reader.next(1 << 20, |_| true).unwrap() {
            out.push(match entry {
                Entry::Record { header, block } => {
                    assert_eq!(block.len() as u64, header.length);
                    let n = header.record_id.trim_start_matches("urn:uuid:").to_owned();
                    assert_eq!(header.uri.unwrap(), format!("http://h/{n}"));
                    n
                }
                Entry::Damaged { failure, .. } => format!("!{}", failure.reason),
            });
        }
        std::fs::remove_file(&path).unwrap();
        out
    }

    #[test]
    fn whole_files() {
        let (a, b, c) = (record(1), record(2), record(3));
        let all = ["1", "2", "3"];
        assert_eq!(seen("plain", &[&a[..], &b, &c].concat()), all);
        assert_eq!(seen("members", &[gzipped(&a), gzipped(&b), gzipped(&c)].concat()), all);
        assert_eq!(seen("one-member", &gzipped(&[&a[..], &b, &c].concat())), all);
        assert_eq!(seen("empty", b""), [""; 0]);
    }

    #[test]
    fn a_cut_file_gives_what_is_before_the_cut() {
        let (a, b) = (record(1), record(2));
        let plain = [&a[..], &b].concat();
        assert_eq!(seen("cut-plain", &plain[..plain.len() - 30]), ["1", "!truncated-record"]);
        assert_eq!(seen("cut-head", &plain[..a.len() + 20]), ["1", "!truncated-record"]);
        let gz = [gzipped(&a), gzipped(&b)].concat();
        assert_eq!(seen("cut-gz", &gz[..gz.len() - 12]), ["1", "!truncated-record"]);
    }

    #[test]
    fn damage_costs_one_record() {
        let members = [gzipped(&record(1)), gzipped(&record(2)), gzipped(&record(3))];
        let mut gz = members.concat();
        let middle = members[0].len() + members[1].len() / 2;
        gz[middle] ^= 0xff;
        gz[middle + 1] ^= 0xff;
        assert_eq!(seen("bad-gz", &gz), ["1", "!damaged-record", "3"]);
        let junk = [&members[0][..], &b"\0\0junk\0"[..], &members[2]].concat();
        assert_eq!(seen("junk-gz", &junk), ["1", "!damaged-record", "3"]);
        let long = String::from_utf8(record(2)).unwrap().replace("Content-Length: 2", "Content-Length: 3");
        let plain = [&record(1)[..], long.as_bytes(), &record(3)].concat();
        assert_eq!(seen("bad-length", &plain), ["1", "!damaged-record", "3"]);
    }

    /// Beginnings of nothing cost little, and the record behind them is found.
    #[test]
    fn beginnings_of_nothing_are_passed_over() {
        let (first, second) = (record(1), record(2));
        for junk in [&b"\nWARC/"[..], b"WARC/1.1\n", b"\nWARC/1.1\r\n\r\n", b"WARC/x.y\r\nA: b\r\n"] {
            let lines = [&first[..], &junk.repeat(20_000), &second].concat();
            let seen = seen("lines", &lines);
            assert_eq!(
                (seen.first().map(String::as_str), seen.last().map(String::as_str)),
                (Some("1"), Some("2"))
            );
            assert!(seen.len() < 5, "{:?}: {}", String::from_utf8_lossy(junk), seen.len());
        }
        let magics = [gzipped(&first), [0x1f, 0x8b, 8].repeat(40_000), gzipped(&second)].concat();
        assert_eq!(seen("magics", &magics), ["1", "!damaged-record", "2"]);
    }

    /// Beginnings that look right and have no end are given up in time.
    #[test]
    fn beginnings_in_great_number_end_the_file() {
        let lines = [record(1), b"WARC/1.1\r\nWARC-Type: a\r\n".repeat(20_000)].concat();
        let names = [0x1f, 0x8b, 8, 8, 1, 1, 1, 1, 2, 3].repeat(20_000);
        let names = [gzipped(&record(1)), names].concat();
        for (name, bytes) in [("heads", lines), ("names", names)] {
            let seen = seen(name, &bytes);
            assert_eq!(seen.first().map(String::as_str), Some("1"), "{name}");
            assert_eq!(seen.last().map(String::as_str), Some("!too-much-damage"), "{name}");
            assert!(seen.len() < 1000, "{name}: {}", seen.len());
        }
    }
}
