//! Does the work for one input: reads it, converts it, makes its line and its record.

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::folder::{Made, PAGES, RECORDS, Store};
use super::journal::{self, Done, Glance, Known, Line, Outcome, Paged};
use super::source::Found;
use super::spool::{self, Spool, Spooled};
use super::{Apart, Format, RunError, name};
use crate::convert::{Draft, Options, Summed, draft};
use crate::data::PROFILE_UNUSED;
use crate::decode::AGAINST_BYTES;
use crate::emit;
use crate::error::{Failure, Rejection};
use crate::mark;
use crate::page::{Bytes, Page, Unread};
use crate::record::GENERATOR;

/// The notices that say what the caller's own words did not do.
const ALARMS: [&str; 2] = [AGAINST_BYTES, PROFILE_UNUSED];

/// What all workers of a run share.
pub struct Bench {
    /// What the caller decides for a page.
    pub options: Options,
    /// The digest of the options that matter for a line.
    pub digest: String,
    /// What was done before.
    pub done: Done,
    /// The output folder, where there is one.
    pub store: Option<Store>,
    /// Pages that were in hand when the run before ended, by the keys of their names, and how to try one
    /// of them where it can do no harm.
    pub suspects: HashSet<u64>,
    /// See `suspects`.
    pub apart: Option<Apart>,
    /// How many bytes of the inputs have been passed.
    pub passed: Arc<AtomicU64>,
}

/// The outcome of the work for one input.
pub enum Worked {
    /// The same work was done before.
    Known(Known),
    /// It was done now.
    Now {
        /// Its line.
        line: Box<Line>,
        /// Its record as a line of JSON.
        record: Option<spool::Line>,
        /// The file that was made of it.
        made: Option<Made>,
    },
}

impl Bench {
    /// Does the work. `late` says whether the run has given this input up meanwhile.
    ///
    /// # Errors
    /// Only where a file cannot be written: that ends the run.
    pub fn work(&self, seq: u64, found: Found, late: impl Fn() -> bool) -> Result<Worked, RunError> {
        let mut line = self.blank(found.input, found.uri, found.name);
        let page = match found.item.and_then(|unread| self.read(unread)) {
            Ok(page) => page,
            Err(why) => return Ok(Worked::without(reject(line, why))),
        };
        let provenance = journal::provenance_digest(&page.provenance);
        if let Some(known) = self.done.get(&name::key(&line.name)) {
            let sha256 = HEXLOWER.encode(&Sha256::digest(&page.body));
            if known.check == journal::check(&sha256, &provenance, &self.digest)
                && self.there(&line.name, known)
            {
                return Ok(Worked::Known(*known));
            }
        }
        line.provenance = Some(provenance);
        if self.ends_the_run(&line) {
            line.sha256 = Some(HEXLOWER.encode(&Sha256::digest(&page.body)));
            return Ok(Worked::without(reject(line, ended_the_run().into())));
        }
        let (draft, mut record, Summed { tally, contradictions }) = match guarded(|| self.write(seq, &page)) {
            Ok(written) => written?,
            Err(why) => {
                line.sha256 = Some(HEXLOWER.encode(&Sha256::digest(&page.body)));
                return Ok(Worked::without(reject(line, why)));
            }
        };
        line.sha256 = Some(draft.source.sha256.clone());
        let alarms = draft.notices.iter().filter(|n| ALARMS.contains(&n.code.as_str()));
        line.alarms = alarms.map(|notice| notice.message.clone()).collect();
        if page.provenance.uri != draft.source.uri {
            let path = page.provenance.path.as_deref();
            line.profiles = self.options.profiles.of(draft.source.uri.as_deref(), path).1;
        }
        line.paged = self.store.as_ref().and_then(|_| Paged::of(&draft, &record));
        let waits = line.paged.is_some();
        line.record = (!waits).then(|| Glance::of(&draft, &record, tally, contradictions));
        let made = match &self.store {
            Some(store) if !late() && (waits || store.files) => {
                Some(store.make(if waits { PAGES } else { RECORDS }, seq, &mut record)?)
            }
            _ => None,
        };
        Ok(Worked::Now { line: Box::new(line), record: (!waits).then_some(record.line), made })
    }

    /// Reads a page. What is a file of its own has then been passed.
    fn read(&self, unread: Unread) -> Result<Page, Rejection> {
        let file = match &unread.bytes {
            Bytes::File(path) | Bytes::Sniffed(path) => Some(path.clone()),
            Bytes::Body(_) | Bytes::Http(_) => None,
        };
        let page = unread.read(self.options.budget.bytes);
        if let Some(path) = file {
            let size = |_: &Rejection| fs::metadata(path).map_or(0, |there| there.len());
            let passed = page.as_ref().map_or_else(size, |page| page.body.len() as u64);
            self.passed.fetch_add(passed, Ordering::Relaxed);
        }
        page
    }

    /// Converts a page and writes its line. A line that cannot be kept is no fault of the page.
    fn write(&self, seq: u64, page: &Page) -> Result<Result<Written, RunError>, Rejection> {
        let draft = draft(page, &self.options)?;
        let at = match &self.store {
            Some(store) => store.room(seq),
            None => std::env::temp_dir().join(format!("nianjian-{}-{seq}", std::process::id())),
        };
        let spool = Spool::new(at.clone(), emit::room(draft.source.bytes));
        let written = match draft.write(spool) {
            Ok((spool, sum)) => spool.end().map(|record| (draft, record, sum)),
            Err(error) if error.is_io() => Err(error.into()),
            Err(error) => return Err(internal(&error.to_string()).into()),
        };
        Ok(written.map_err(|error| RunError::output(&at, error)))
    }

    /// How much longer than others a page may take: a suspect is tried apart first.
    pub fn grace(&self, key: u64) -> Duration {
        let apart = self.apart.as_ref().filter(|_| self.suspects.contains(&key));
        apart.map_or(Duration::ZERO, |apart| apart.grace)
    }

    /// Whether a page that was in hand when the run before ended does so again, tried where it does no
    /// harm. A run that was killed by somebody says nothing of its pages.
    fn ends_the_run(&self, line: &Line) -> bool {
        let suspect = self.suspects.contains(&name::key(&line.name));
        suspect && self.apart.as_ref().is_some_and(|apart| !apart.ends_well(&line.input))
    }

    /// The line of an input that took too long.
    pub fn too_slow(&self, input: String, uri: Option<String>, name: String) -> Worked {
        Worked::without(reject(self.blank(input, uri, name), self.options.budget.too_slow().into()))
    }

    fn blank(&self, input: String, uri: Option<String>, name: String) -> Line {
        Line {
            input,
            uri,
            name,
            sha256: None,
            provenance: None,
            outcome: Outcome::Record,
            program: GENERATOR.into(),
            options: self.digest.clone(),
            record: None,
            paged: None,
            alarms: Vec::new(),
            profiles: Vec::new(),
            failure: None,
            skip: None,
            gone: false,
        }
    }

    /// Whether the files of a record made before are there, and as they were written.
    fn there(&self, name: &str, known: &Known) -> bool {
        let Some(store) = &self.store else { return true };
        let is = |shelf, digest: u128| {
            let found = mark::digest(&store.path(shelf, name));
            found.is_ok_and(|(_, sha256)| journal::short(&sha256) == digest)
        };
        let record = known.record_len == 0 || !store.files || is(RECORDS, known.record);
        record && known.page.is_none_or(|digest| is(PAGES, digest))
    }
}

impl Worked {
    /// The outcome of an input that gave no record.
    fn without(line: Line) -> Worked {
        Worked::Now { line: Box::new(line), record: None, made: None }
    }
}

fn ended_the_run() -> Failure {
    Failure::new(
        "convert",
        "ended-the-run",
        "the program came to a bad end at this page, and again when it was tried by itself",
        "give it more memory, or report the page; --force tries it again",
    )
}

/// A page that was converted: the record but for its sections, its line, and what is in that.
type Written = (Draft, Spooled, Summed);

/// Works on a page; a fault of the program costs one page, not the run.
fn guarded<T>(work: impl FnOnce() -> Result<T, Rejection>) -> Result<T, Rejection> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(internal("the program met a case that it does not know").into()))
}

fn internal(what: &str) -> Failure {
    Failure::new("convert", "internal-error", what, "this is a fault of the program: please report the page")
}

fn reject(mut line: Line, why: Rejection) -> Line {
    match why {
        Rejection::Failed(failure) => {
            line.outcome = Outcome::Failed;
            line.failure = Some(failure);
        }
        Rejection::Skipped(skip) => {
            line.outcome = Outcome::Skipped;
            line.skip = Some(skip);
        }
    }
    line
}

/// Which files a run writes.
impl Format {
    /// Whether there is a file for each record.
    pub fn files(self) -> bool {
        matches!(self, Format::Json | Format::Both)
    }

    /// Whether there is `records.jsonl`.
    pub fn lines(self) -> bool {
        matches!(self, Format::Jsonl | Format::Both)
    }
}
