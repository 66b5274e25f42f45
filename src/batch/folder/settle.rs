//! Settles at the end of a run what becomes of the pages of articles with several: each names its article,
//! or all of them become one record.
//!
//! Until then such pages wait in `.nianjian/pages/`, and their lines have no record. In memory there is only
//! where they are and where their links lead. Where something is to change, the lines from there on are set
//! aside and come back, like lines in another order, so a kill costs nothing here either.

use std::fs;
use std::io;

use sha2::{Digest, Sha256};

use super::{Folder, Made, PAGES, RECORDS};
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
    /// Where its line and its record begin.
    at: Ends,
    /// Where they end.
    end: Ends,
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
        let mut from = fates.waiting[first].at;
        let end = Ends { lines: self.journal.end, records: self.records.as_ref().map_or(0, |r| r.end) };
        self.cursor = Some(from);
        self.diverge()?;
        for page in (first..fates.waiting.len()).filter(|&page| !fates.is_settled(page)) {
            let waiting = &fates.waiting[page];
            self.bring_back(from, waiting.at)?;
            let line = self.line(waiting)?;
            let (line, record, made) = self.make_of(&fates, page, line)?;
            self.add(&line, record.as_ref().map(|r| &r.line), made)?;
            from = waiting.end;
        }
        self.bring_back(from, end)?;
        self.flush()
    }

    /// The pages of the journal that wait or waited, in its order.
    fn waiting(&self) -> Result<Vec<Waiting>, RunError> {
        let (mut found, mut at) = (Vec::new(), Ends::default());
        let read = journal::each_line(&self.journal.path, |outline: Outline, bytes| {
            let end =
                Ends { lines: at.lines + bytes.len() as u64, records: at.records + outline.record_len() };
            let line = outline.is_paged().then(|| serde_json::from_slice::<Line>(bytes).ok()).flatten();
            if let Some((line, paged)) = line.as_ref().and_then(|l| Some((l, l.paged.as_ref()?))) {
                let settled = paged.settled.as_ref().and_then(|s| u64::from_str_radix(s, 16).ok());
                found.push(Waiting { node: Node::of(paged), at, end, work: work(line), settled });
            }
            at = end;
            true
        });
        read.map_err(|e| RunError::output(&self.journal.path, e))?;
        Ok(found)
    }

    /// Appends the lines between two places that were set aside, and before them their records.
    fn bring_back(&mut self, from: Ends, to: Ends) -> Result<(), RunError> {
        if from.lines == to.lines {
            return Ok(());
        }
        self.flush()?;
        let (from, to) = (self.moved(from), self.moved(to));
        if let Some(records) = &mut self.records {
            records.take_over(&mut self.aside_records, from.records, to.records)?;
        }
        self.journal.take_over(&mut self.aside_journal, from.lines, to.lines)
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
        let bytes = journal.read(at.lines, waiting.end.lines - waiting.at.lines)?;
        serde_json::from_slice(&bytes).map_err(|e| RunError::output(&journal.path, e.into()))
    }

    /// The record of a page as it waits.
    fn page(&self, name: &str) -> Result<Record, RunError> {
        let path = self.store.path(PAGES, name);
        let bytes = fs::read(&path).map_err(|e| RunError::output(&path, e))?;
        serde_json::from_slice(&bytes).map_err(|e| RunError::output(&path, e.into()))
    }
}
