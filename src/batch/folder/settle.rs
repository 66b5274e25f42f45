//! Settles at the end of a run what becomes of the pages of articles with several: each names its article,
//! or all of them become one record.
//!
//! Until then such pages wait in `.nianjian/pages/`, and their lines have no record. In memory there is only
//! where they are and where their links lead. Where something is to change, the lines from there on are set
//! aside and come back, like lines in another order, so a kill costs nothing here either.

use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{BUFFERED, Folder, Made, PAGES, RECORDS};
use crate::batch::RunError;
use crate::batch::chain::{self, Node};
use crate::batch::join::join;
use crate::batch::journal::{self, Ends, Glance, Line, Outcome, Outline};
use crate::batch::name;
use crate::batch::spool::{Spool, Spooled};
use crate::check;
use crate::emit;
use crate::record::{Record, Tally};

/// A page with others beside it, by its line.
struct Waiting {
    node: Node,
    at: Ends,
    line_len: u64,
    /// A digest of the page, where it is from, and the options.
    work: u64,
    /// What was made of it in an earlier run.
    settled: Option<u64>,
}

/// All pages that wait, and what is to become of them.
struct Fates {
    waiting: Vec<Waiting>,
    /// The pages of each article, in their order.
    articles: Vec<Vec<usize>>,
    /// For each page its article and its place there, where the first page of that is known.
    places: Vec<Option<(usize, usize)>>,
    /// A digest of what is made of each page.
    digests: Vec<u64>,
    join: bool,
}

impl Fates {
    fn new(waiting: Vec<Waiting>, join: bool) -> Fates {
        let nodes: Vec<Node> = waiting.iter().map(|w| w.node).collect();
        let articles = chain::articles(&nodes);
        let mut places = vec![None; waiting.len()];
        let mut digests = vec![digest("alone", &[]); waiting.len()];
        for (number, pages) in articles.iter().enumerate() {
            let together = if join { pages.as_slice() } else { pages.get(..1).unwrap_or_default() };
            let works: Vec<u64> = together.iter().map(|&page| waiting[page].work).collect();
            let made = digest(if join { "joined" } else { "linked" }, &works);
            for (place, &page) in pages.iter().enumerate() {
                places[page] = Some((number, place));
                digests[page] = made;
            }
        }
        Fates { waiting, articles, places, digests, join }
    }

    fn is_settled(&self, page: usize) -> bool {
        self.waiting[page].settled == Some(self.digests[page])
    }
}

fn digest(what: &str, of: &[u64]) -> u64 {
    let mut hash = Sha256::new_with_prefix(what);
    for part in of {
        hash.update(part.to_be_bytes());
    }
    hash.finalize().iter().take(8).fold(0, |n, byte| n << 8 | u64::from(*byte))
}

fn work(line: &Line) -> u64 {
    let text = |field: &Option<String>| field.clone().unwrap_or_default();
    digest(&[text(&line.sha256), text(&line.provenance), line.options.clone()].join(" "), &[])
}

/// The line of a page that was settled, its record, and the file of that.
type Settled = (Line, Option<Spooled>, Option<Made>);

/// A file that was set aside, read from its beginning.
type Aside = BufReader<fs::File>;

fn reader(path: &Path) -> Result<Aside, RunError> {
    let file = fs::File::open(path).map_err(|e| RunError::output(path, e))?;
    Ok(BufReader::with_capacity(BUFFERED, file))
}

impl Folder {
    /// Gives every page of an article with several what all pages together say of it.
    pub(super) fn settle(&mut self, join: bool) -> Result<(), RunError> {
        if self.paged.is_empty() {
            return Ok(());
        }
        let fates = Fates::new(self.waiting()?, join);
        let Some(first) = (0..fates.waiting.len()).find(|&page| !fates.is_settled(page)) else {
            return Ok(());
        };
        self.cursor = Some(fates.waiting[first].at);
        self.diverge()?;
        let path = self.aside_journal.path.clone();
        let wrong = |error: io::Error| RunError::output(&path, error);
        let mut lines = reader(&path)?;
        let mut records = self.records.is_some().then(|| reader(&self.aside_records.path)).transpose()?;
        let (mut bytes, mut page) = (Vec::new(), first);
        loop {
            bytes.clear();
            if lines.read_until(b'\n', &mut bytes).map_err(wrong)? == 0 {
                return self.flush();
            }
            let outline: Outline = serde_json::from_slice(&bytes).map_err(|e| wrong(e.into()))?;
            let length = outline.record_len();
            if outline.is_paged() && !fates.is_settled(page) {
                let line = serde_json::from_slice(&bytes).map_err(|e| wrong(e.into()))?;
                let (line, record, made) = self.make_of(&fates, page, line)?;
                self.add(&line, record.as_ref().map(|r| &r.line), made)?;
                if let Some(records) = &mut records {
                    records.seek_relative(length as i64).map_err(wrong)?;
                }
            } else {
                self.bring_back(&bytes, records.as_mut(), length)?;
            }
            page += usize::from(outline.is_paged());
        }
    }

    /// The pages of the journal that wait or waited, in its order.
    fn waiting(&self) -> Result<Vec<Waiting>, RunError> {
        let (mut found, mut at) = (Vec::new(), Ends::default());
        let read = journal::each_line(&self.journal.path, |outline: Outline, bytes| {
            let line_len = bytes.len() as u64;
            let line = outline.is_paged().then(|| serde_json::from_slice::<Line>(bytes).ok()).flatten();
            if let Some((line, paged)) = line.as_ref().and_then(|l| Some((l, l.paged.as_ref()?))) {
                let settled = paged.settled.as_ref().and_then(|s| u64::from_str_radix(s, 16).ok());
                found.push(Waiting { node: Node::of(paged), at, line_len, work: work(line), settled });
            }
            at.lines += line_len;
            at.records += outline.record_len();
            true
        });
        read.map_err(|e| RunError::output(&self.journal.path, e))?;
        Ok(found)
    }

    /// Appends a line that was set aside, with its record, which comes next among those set aside.
    fn bring_back(&mut self, line: &[u8], from: Option<&mut Aside>, length: u64) -> Result<(), RunError> {
        let mut pending = line.len();
        if let (Some(records), Some(from)) = (&mut self.records, from) {
            let copied = io::copy(&mut from.by_ref().take(length), &mut *records);
            let copied = copied.map_err(|e| RunError::output(&self.aside_records.path, e))?;
            if copied < length {
                let short = io::ErrorKind::UnexpectedEof.into();
                return Err(RunError::output(&self.aside_records.path, short));
            }
            pending = records.pending.len();
        }
        self.journal.pending.extend_from_slice(line);
        match pending.max(self.journal.pending.len()) >= BUFFERED {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Makes of a page what it is to be: its line and its record.
    fn make_of(&mut self, fates: &Fates, page: usize, mut line: Line) -> Result<Settled, RunError> {
        if let Some(paged) = &mut line.paged {
            paged.settled = Some(format!("{:016x}", fates.digests[page]));
        }
        let article = fates.places[page].map(|(number, place)| (&fates.articles[number], place));
        let record = match article {
            Some((pages, place)) if fates.join && place > 0 && pages.len() > 1 => {
                line.outcome = Outcome::Joined;
                line.record = None;
                let key = name::key(&line.name);
                if !self.store.take_away(RECORDS, &line.name, |digest| self.ours.contains(&(key, digest)))? {
                    self.store
                        .keep(&self.store.path(RECORDS, &line.name), &format!("{RECORDS}/{}", line.name))?;
                    self.changed += 1;
                }
                return Ok((line, None, None));
            }
            Some((pages, 0)) if fates.join && pages.len() > 1 => {
                let further = pages.get(1..).unwrap_or_default().iter();
                let names = further.map(|&page| Ok(self.line(&fates.waiting[page])?.name));
                let names = names.collect::<Result<Vec<_>, RunError>>()?;
                let names = std::iter::once(&line.name).chain(&names);
                let records = names.map(|name| self.page(name)).collect::<Result<Vec<_>, _>>()?;
                join(records)
            }
            _ => Some(self.page(&line.name)?),
        };
        let Some(mut record) = record else { return Ok((line, None, None)) };
        if let (Some(known), Some((pages, _))) = (&mut record.pages, article) {
            let first = self.line(&fates.waiting[pages[0]])?;
            known.article = first.sha256.map(|digest| format!("sha256:{digest}"));
        }
        let spool = Spool::new(self.store.room(self.number()), emit::room(record.source.bytes));
        let written = emit::write_line(&record, spool).map_err(io::Error::from).and_then(Spool::end);
        let mut written = written.map_err(|e| RunError::output(&self.root, e))?;
        line.outcome = Outcome::Record;
        line.record =
            Some(Glance::of(&record, &written, Tally::of(&record.sections), check::contradictions(&record)));
        let made = self.store.files.then(|| self.make(&mut written)).transpose()?;
        Ok((line, Some(written), made))
    }

    /// The line of a page, wherever it now is.
    fn line(&mut self, waiting: &Waiting) -> Result<Line, RunError> {
        let moved = waiting.at.lines >= self.cut.0.lines;
        let at = if moved { self.moved(waiting.at) } else { waiting.at };
        let journal = if moved { &mut self.aside_journal } else { &mut self.journal };
        let bytes = journal.read(at.lines, waiting.line_len)?;
        serde_json::from_slice(&bytes).map_err(|e| RunError::output(&journal.path, e.into()))
    }

    /// The record of a page as it waits.
    fn page(&self, name: &str) -> Result<Record, RunError> {
        let path = self.store.path(PAGES, name);
        let bytes = fs::read(&path).map_err(|e| RunError::output(&path, e))?;
        serde_json::from_slice(&bytes).map_err(|e| RunError::output(&path, e.into()))
    }
}
