//! Keeps what has been done: a line for each input of a run, in input order.
//!
//! Line and record belong together: the record of the n-th line that has one is the n-th line of
//! `records.jsonl`. A record is written before its line, so a torn end costs at most some pages.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::spool::{self, Spooled};
use super::{links, name};
use crate::budget;
use crate::error::{Failure, Skip};
use crate::mark;
use crate::page::Provenance;
use crate::record::{GENERATOR, Record, Tally};

/// How an input ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It gave a record.
    Record,
    /// It should have given one.
    Failed,
    /// It is no page of an article.
    Skipped,
    /// Its record is a part of that of the article's first page.
    Joined,
}

/// A line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Path, `container!/member`, `warc@offset`, or `-`.
    pub input: String,
    /// The address, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The file below `records/`; no two lines have the same.
    pub name: String,
    /// The digest of the page's bytes, where they could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// A digest of where the bytes are from, which the record tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// The program that did it.
    pub program: String,
    /// A digest of the options that matter for the record.
    pub options: String,
    /// What the record is like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Glance>,
    /// Where the page stands among the pages of its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paged: Option<Paged>,
    /// What the caller's own words did not do: a selector that chooses nothing, an encoding against the bytes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<String>,
    /// The tables of profiles by which a page was read that names its address itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profiles: Vec<String>,
    /// Why it failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Why it was skipped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip: Option<Skip>,
    /// The input was not given in the run that came last; its record is kept.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
}

/// A page that has others of its article beside it. Its record waits until all inputs have been seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paged {
    /// Where it is.
    pub place: String,
    /// Where the page before is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prev: Option<String>,
    /// Where the page after is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Which page this is, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub index: Option<u32>,
    /// How many there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// The digest of the record as it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// A digest of what was made of it; none while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<String>,
}

impl Paged {
    /// What a record says of its place among the pages; none for a page that is alone.
    pub fn of<S, N>(record: &Record<S, N>, line: &Spooled) -> Option<Paged> {
        let pages = record.pages.as_ref()?;
        let place = links::place(record.source.uri.as_deref(), record.source.path.as_deref())?;
        let lead = |link: &Option<String>| links::resolve(&place, link.as_deref()?);
        let (prev, next) = (lead(&pages.prev), lead(&pages.next));
        let sha256 = Some(line.sha256.clone());
        Some(Paged { place, prev, next, index: pages.index, total: pages.total, sha256, settled: None })
    }
}

/// What a record is like: enough for a report without reading it again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// The length of its line, the line end included.
    pub bytes: u64,
    /// The digest of its line.
    pub sha256: String,
    /// The site: the host, the site's id, or the first folder of the path.
    pub site: String,
    /// The coverage year.
    pub year: Option<i32>,
    /// How many sections have a heading.
    pub sections: u64,
    /// How many characters of text.
    pub characters: u64,
    /// How many mentions.
    pub mentions: u64,
    /// How many of them are dates without a known year.
    pub unresolved: u64,
    /// How many U+FFFD the decoding made.
    pub replaced: u64,
    /// How many numbers contradict others.
    #[serde(default)]
    pub contradictions: u64,
}

impl Glance {
    /// Looks at a record, its line, what stands in it, and how many of its numbers contradict others.
    pub fn of<S, N>(record: &Record<S, N>, line: &Spooled, tally: Tally, contradictions: u64) -> Glance {
        let Tally { sections, characters, mentions, unresolved } = tally;
        Glance {
            bytes: line.bytes,
            sha256: line.sha256.clone(),
            site: site(record),
            year: record.coverage.as_ref().map(|c| c.year),
            sections,
            characters,
            mentions,
            unresolved,
            replaced: record.source.charset.replaced,
            contradictions,
        }
    }
}

fn site<S, N>(record: &Record<S, N>) -> String {
    let host = record
        .source
        .uri
        .as_deref()
        .and_then(|uri| uri.split_once("://"))
        .map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase());
    let folder = || {
        let path = record.source.path.as_deref()?;
        path.split_once('/').map(|(first, _)| first.to_owned())
    };
    host.filter(|h| !h.is_empty())
        .or(record.site.site_id.clone())
        .or_else(folder)
        .unwrap_or_else(|| "-".into())
}

/// The digest of what a record tells of where its bytes are from.
pub fn provenance_digest(p: &Provenance) -> String {
    let mut hash = Sha256::new();
    let status = p.status.map(|s| s.to_string());
    let warc = p.warc.as_ref().map(|w| format!("{}\0{}\0{}", w.file, w.record_id, w.offset));
    for part in [&p.uri, &p.path, &p.content_type, &p.retrieved, &status, &warc, &p.cut_off] {
        hash.update(part.as_deref().unwrap_or("\u{1}").as_bytes());
        hash.update([0]);
    }
    HEXLOWER.encode(&hash.finalize()[..8])
}

/// What makes a line stand for the same work: the bytes, where they are from, the options, the program.
pub fn check(sha256: &str, provenance: &str, options: &str) -> u64 {
    name::key(&format!("{sha256} {provenance} {options} {GENERATOR}"))
}

/// Where a line and its record are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// What the work was; see [`check`].
    pub check: u64,
    /// In the set-aside files of an earlier run, not in those of the folder.
    pub aside: bool,
    /// Where the line begins.
    pub line_at: u64,
    /// Its length, the line end included.
    pub line_len: u32,
    /// Where the record begins.
    pub record_at: u64,
    /// Its length, the line end included.
    pub record_len: u64,
    /// The beginning of the record's digest.
    pub record: u128,
    /// Of a page that has others of its article beside it: the beginning of the digest of what waits.
    pub page: Option<u128>,
}

impl Known {
    /// Where line and record begin.
    pub fn ends(&self) -> Ends {
        Ends { lines: self.line_at, records: self.record_at }
    }
}

/// The beginning of a digest: enough to tell a file from any other.
pub fn short(sha256: &str) -> u128 {
    sha256.get(..32).and_then(|hex| u128::from_str_radix(hex, 16).ok()).unwrap_or_default()
}

/// The beginning of the digest of the next so many bytes.
///
/// # Errors
/// See [`spool::digest`].
pub fn short_of(from: &mut dyn BufRead, length: u64) -> io::Result<u128> {
    let digest = spool::digest(from, length)?;
    Ok(digest.iter().take(16).fold(0, |n, byte| n << 8 | u128::from(*byte)))
}

/// What is known of inputs done before, by the key of their name.
pub type Done = HashMap<u64, Known>;

/// What stands in the journals of earlier runs.
#[derive(Debug, Default)]
pub struct Past {
    /// The work that need not be done again.
    pub done: Done,
    /// The records that were written: the key of the name, and the beginning of the digest. What is not
    /// among them is not ours to remove.
    pub ours: HashSet<(u64, u128)>,
}

/// What reading a journal came to.
#[derive(Debug, Default)]
pub struct Loaded {
    /// How far it is whole and its records are there.
    pub ends: Ends,
    /// Records that are not as the journal says, by their places in `records.jsonl`.
    pub damaged: Vec<(u64, u64)>,
}

/// Where whole lines end in a journal and its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ends {
    /// In the journal.
    pub lines: u64,
    /// In `records.jsonl`.
    pub records: u64,
}

/// Reads a journal into `past` as far as it is whole and its records are there. `records` is
/// `records.jsonl`, none where no such file is kept; each record is held against its digest, and what was
/// damaged is as if it had not been done. A journal that is not there is empty.
///
/// # Errors
/// Those of the disk.
pub fn load(path: &Path, records: Option<&Path>, aside: bool, past: &mut Past) -> io::Result<Loaded> {
    let mut loaded = Loaded::default();
    let mut records = records.map(RecordLines::open).transpose()?;
    let mut broken = Ok(());
    each_line(path, |line: Line, bytes| {
        if !mark::is_below(&line.name) {
            // No line of ours: no name that we give leads out of the folder.
            return false;
        }
        let length = bytes.len() as u64;
        let (at, record_len) = (loaded.ends, line.record.as_ref().map_or(0, |r| r.bytes));
        let found = match (&mut records, &line.record) {
            (Some(records), Some(_)) => match records.next(record_len) {
                Ok(Some(found)) => Some(found),
                Ok(None) => return false,
                Err(error) => {
                    broken = Err(error);
                    return false;
                }
            },
            _ => None,
        };
        let record = line.record.as_ref().map_or(0, |r| short(&r.sha256));
        let whole = found.is_none_or(|found| found == record);
        if !whole {
            loaded.damaged.push((at.records, record_len));
        }
        if line.record.is_some() {
            past.ours.insert((name::key(&line.name), record));
        }
        if let (Some(sha256), Some(provenance)) = (&line.sha256, &line.provenance) {
            let again = line.failure.as_ref().is_some_and(|f| f.reason == "too-slow");
            if line.program == GENERATOR && !again && whole {
                let known = Known {
                    check: check(sha256, provenance, &line.options),
                    aside,
                    line_at: at.lines,
                    line_len: length as u32,
                    record_at: at.records,
                    record_len,
                    record,
                    page: line.paged.as_ref().map(|p| p.sha256.as_deref().map_or(0, short)),
                };
                past.done.insert(name::key(&line.name), known);
            }
        }
        loaded.ends.lines += length;
        loaded.ends.records += record_len;
        true
    })?;
    broken.map(|()| loaded)
}

/// The records of a file one after the other, by their lengths.
struct RecordLines {
    file: Box<dyn BufRead>,
    left: u64,
}

impl RecordLines {
    /// A file that is not there is empty.
    fn open(path: &Path) -> io::Result<RecordLines> {
        let (file, left): (Box<dyn BufRead>, _) = match budget::open(path) {
            Ok(file) => {
                let left = file.metadata()?.len();
                (Box::new(BufReader::with_capacity(256 * 1024, file)), left)
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => (Box::new(io::empty()), 0),
            Err(error) => return Err(error),
        };
        Ok(RecordLines { file, left })
    }

    /// The beginning of the digest of the next record; none where the file ends before it.
    fn next(&mut self, length: u64) -> io::Result<Option<u128>> {
        if length > self.left {
            return Ok(None);
        }
        self.left -= length;
        short_of(&mut *self.file, length).map(Some)
    }
}

/// The part of a line that tells where others are. Reading whole lines takes several times as long.
#[derive(Debug, Deserialize)]
pub struct Outline {
    record: Option<Extent>,
    paged: Option<IgnoredAny>,
}

#[derive(Debug, Deserialize)]
struct Extent {
    bytes: u64,
}

impl Outline {
    /// The length of the line's record; 0 where it has none.
    pub fn record_len(&self) -> u64 {
        self.record.as_ref().map_or(0, |r| r.bytes)
    }

    /// Whether the page has others of its article beside it.
    pub fn is_paged(&self) -> bool {
        self.paged.is_some()
    }
}

/// Gives each whole line, as far as the caller wants to know it, and its bytes to `each`, until that gives
/// false or a line is torn.
pub fn each_line<L: DeserializeOwned>(path: &Path, mut each: impl FnMut(L, &[u8]) -> bool) -> io::Result<()> {
    let file = match budget::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut lines = BufReader::with_capacity(64 * 1024, file);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        lines.by_ref().read_until(b'\n', &mut bytes)?;
        let whole = bytes.last() == Some(&b'\n');
        let Some(line) = whole.then(|| serde_json::from_slice(&bytes).ok()).flatten() else { return Ok(()) };
        if !each(line, &bytes) {
            return Ok(());
        }
    }
}
