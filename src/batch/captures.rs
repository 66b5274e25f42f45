//! Finds the newest whole capture of each address in the WARC files of a run.

use std::collections::HashMap;
use std::path::Path;
use std::{fs, io, thread};

use super::name;
use crate::page::http;
use crate::page::warc::{Entry, Header, WarcReader};

/// Which captures are older than another one of the same address. What is known of each address goes when all files
/// have been looked through; from then on there is a bit for each capture.
#[derive(Debug, Default)]
pub struct Captures {
    /// The newest capture of each address so far: its rank, then its place in the run.
    newest: HashMap<u64, (u64, u64)>,
    /// Captures of pages that were not there, each with its address.
    unanswered: Vec<(u64, u64)>,
    /// A bit for each place: an older capture stands there.
    older: Vec<u64>,
    /// How many records have been counted.
    count: u64,
}

/// From how many bytes on a file is read in two halves.
const LARGE: u64 = 4 << 20;

/// Whether a record can be a page: a response or a resource with an address. A revisit is none.
pub fn is_capture(header: &Header) -> bool {
    matches!(header.kind.as_str(), "response" | "resource") && header.uri.is_some()
}

impl Captures {
    /// Reads the headers of a WARC file.
    ///
    /// # Errors
    /// Those of the disk; damage is passed over, as it will be when the file is read.
    pub fn index(&mut self, path: &Path) -> io::Result<()> {
        let size = fs::metadata(path)?.len();
        match size >= LARGE && thread::available_parallelism().is_ok_and(|n| n.get() > 1) {
            true => self.index_halves(path, size / 2),
            false => self.read(&mut WarcReader::open(path)?, u64::MAX).map(drop),
        }
    }

    /// Reads a file in two halves at once: nothing else can be done before all of it is known, and taking its members
    /// apart is a tenth of the work of a run. Two jobs take 9 % less time so. The second half counts only where the
    /// first comes to its beginning.
    fn index_halves(&mut self, path: &Path, middle: u64) -> io::Result<()> {
        let (mut first, mut second) = (WarcReader::open(path)?, WarcReader::open(path)?);
        let middle = second.go_on(middle)?;
        thread::scope(|scope| {
            let rest = thread::Builder::new().spawn_scoped(scope, move || {
                let mut rest = Captures::default();
                rest.read(&mut second, u64::MAX).map(|_| rest)
            });
            let met = self.read(&mut first, middle)?;
            match rest.ok().and_then(|rest| rest.join().ok()).filter(|_| met) {
                Some(rest) => self.add(rest?),
                None => drop(self.read(&mut first, u64::MAX)?),
            }
            Ok(())
        })
    }

    /// Reads on until a record ends at or behind `end`; whether all were whole and one ends there.
    fn read(&mut self, reader: &mut WarcReader, end: u64) -> io::Result<bool> {
        let mut whole = true;
        while reader.position()? < end {
            let Some(entry) = reader.next(0, |_| false)? else { return Ok(false) };
            let place = self.place();
            let Entry::Record { header, block } = entry else {
                whole = false;
                continue;
            };
            if !is_capture(&header) {
                continue;
            }
            match answered(&header, &block) {
                true => self.see(key(&header), (rank(&header, &block), place)),
                false => self.unanswered.push((key(&header), place)),
            }
        }
        Ok(whole && reader.position()? == end)
    }

    fn see(&mut self, key: u64, seen: (u64, u64)) {
        let newest = self.newest.entry(key).or_insert(seen);
        let older = seen.min(*newest);
        *newest = seen.max(*newest);
        if older != *newest {
            self.mark(older.1);
        }
    }

    fn mark(&mut self, place: u64) {
        let (word, bit) = bit(place);
        if self.older.len() <= word {
            self.older.resize(word + 1, 0);
        }
        if let Some(word) = self.older.get_mut(word) {
            *word |= bit;
        }
    }

    /// Takes in what stands behind.
    fn add(&mut self, behind: Captures) {
        let Captures { newest, unanswered, older, count } = behind;
        // In no order: the largest wins.
        #[allow(clippy::iter_over_hash_type)]
        for (key, (rank, place)) in newest {
            self.see(key, (rank, self.count + place));
        }
        self.unanswered.extend(unanswered.into_iter().map(|(key, place)| (key, self.count + place)));
        let places = (0..older.len() as u64 * 64).filter(|place| is_marked(&older, *place));
        for place in places {
            self.mark(self.count + place);
        }
        self.count += count;
    }

    /// All files have been looked through.
    pub fn settle(&mut self) {
        let newest = std::mem::take(&mut self.newest);
        for (key, place) in std::mem::take(&mut self.unanswered) {
            if newest.contains_key(&key) {
                self.mark(place);
            }
        }
    }

    /// The second walk over the same files begins.
    pub fn rewind(&mut self) {
        self.count = 0;
    }

    /// Counts an entry; its place in the run.
    pub fn place(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    /// Whether a newer whole capture of the same address has been indexed.
    pub fn is_older(&self, place: u64) -> bool {
        is_marked(&self.older, place)
    }
}

/// The word of a place, and its bit there.
fn bit(place: u64) -> (usize, u64) {
    (usize::try_from(place / 64).unwrap_or(usize::MAX), 1 << (place % 64))
}

fn is_marked(marks: &[u64], place: u64) -> bool {
    let (word, bit) = bit(place);
    marks.get(word).is_some_and(|word| word & bit != 0)
}

fn key(header: &Header) -> u64 {
    name::exact_key(header.uri.as_deref().unwrap_or_default())
}

/// A page that was not there must not hide the one that was.
fn answered(header: &Header, block: &[u8]) -> bool {
    header.kind == "resource" || http::status(block).is_none_or(http::is_page)
}

/// A number that sorts captures: what is known to be cut must not hide what is whole, then the date counts.
fn rank(header: &Header, block: &[u8]) -> u64 {
    let short = || http::announced(block, header.length).is_some_and(|(said, came)| came < said);
    let torn = || short() || http::two_lengths(block).is_some();
    let cut = header.truncated.is_some() || (header.kind == "response" && torn());
    (u64::from(!cut) << 63) | header.instant().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(date: &str, truncated: Option<&str>) -> Header {
        Header {
            kind: "response".into(),
            uri: None,
            date: Some(date.into()),
            record_id: String::new(),
            content_type: None,
            truncated: truncated.map(str::to_owned),
            block_digest: None,
            payload_digest: None,
            length: 46,
            offset: 0,
        }
    }

    /// The captures of a file: address, rank and place of each.
    fn one_by_one(file: &Path) -> Vec<(u64, (u64, u64))> {
        let (mut reader, mut place, mut seen) = (WarcReader::open(file).expect("a file"), 0, Vec::new());
        while let Some(entry) = reader.next(0, |_| false).expect("a file") {
            place += 1;
            if let Entry::Record { header, block } = entry {
                seen.push((key(&header), (rank(&header, &block), place)));
            }
        }
        seen
    }

    #[test]
    fn halves_are_a_whole() {
        let file = std::env::temp_dir().join(format!("nianjian-halves-{}.warc", std::process::id()));
        let record = |n: u32| {
            let page = format!("<p>{n} WARC/1.1 {}</p>", "年".repeat(n as usize % 40));
            format!(
                "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Target-URI: http://h.cn/{}\r\n\
                 WARC-Date: 2026-11-{:02}T10:00:00Z\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
                n % 37,
                n * 7 % 28 + 1,
                page.len()
            )
            .into_bytes()
        };
        let gzipped = |bytes: Vec<u8>| {
            let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            io::Write::write_all(&mut coder, &bytes).expect("room");
            coder.finish().expect("room")
        };
        let plain: Vec<Vec<u8>> = (0..100).map(record).collect();
        let coded: Vec<Vec<u8>> = plain.iter().cloned().map(gzipped).collect();
        let mut damaged = coded.concat();
        let at = damaged.len() / 3;
        damaged[at..at + 9].fill(0);
        for bytes in [plain.concat(), coded.concat(), damaged, coded.concat()[..7000].to_vec(), Vec::new()] {
            fs::write(&file, &bytes).expect("room");
            let mut whole = Captures::default();
            whole.read(&mut WarcReader::open(&file).expect("a file"), u64::MAX).expect("a file");
            let seen = one_by_one(&file);
            let newer =
                |seen: &(u64, (u64, u64)), than: &(u64, (u64, u64))| seen.0 == than.0 && seen.1 > than.1;
            let older = seen.iter().filter(|one| seen.iter().any(|other| newer(other, one)));
            let expected: Vec<u64> = older.map(|one| one.1.1).collect();
            for middle in (0..bytes.len() as u64 + 2).step_by(97) {
                let mut halves = Captures::default();
                halves.index_halves(&file, middle).expect("a file");
                assert_eq!((&halves.newest, halves.count), (&whole.newest, whole.count), "{middle}");
                halves.settle();
                let older: Vec<u64> = (0..halves.count + 2).filter(|place| halves.is_older(*place)).collect();
                assert_eq!(older, expected, "{middle}");
            }
        }
        fs::remove_file(file).expect("our file");
    }

    #[test]
    fn whole_captures_come_before_cut_ones_and_then_the_date_counts() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n<p>x</p>";
        let short = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<p>x</p>";
        let of = |date: &str, truncated, block: &[u8]| rank(&header(date, truncated), block);
        let (early, late) = ("2026-11-23T10:00:00Z", "2026-11-23T19:00:00+08:00");
        assert!(of(early, None, whole) < of(late, None, whole));
        assert!(of(early, None, whole) > of(late, Some("length"), whole));
        assert!(of(early, None, whole) > of(late, None, short));
        let two = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Length: 8\r\n\r\n<p>x</p>";
        assert!(of(early, None, whole) > of(late, None, two));
        assert!(of("soon", None, whole) < of(early, None, whole));
    }
}
