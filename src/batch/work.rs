//! Does the work for one input: reads it, converts it, makes its line and its record.

use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::folder::{Made, PAGES, RECORDS, Store};
use super::journal::{self, Done, Glance, Known, Line, Outcome, Paged};
use super::source::Found;
use super::{Apart, Format, RunError, name};
use crate::convert::{Options, convert};
use crate::data::PROFILE_UNUSED;
use crate::decode::AGAINST_BYTES;
use crate::emit;
use crate::error::{Failure, Rejection};
use crate::page::Page;
use crate::record::GENERATOR;

/// The notices that say what the caller's own words did not do.
const ALARMS: [&str; 2] = [AGAINST_BYTES, PROFILE_UNUSED];

/// What all workers of a run share.
pub struct Bench {
    /// What the caller decides for a page.
    pub options: Options,
    /// The digest of the options that matter for a line.
    pub digest: String,
    /// What a page may have at most.
    pub max_bytes: u64,
    /// What was done before.
    pub done: Done,
    /// The output folder, where there is one.
    pub store: Option<Store>,
    /// Pages that were in hand when the run before ended, by the keys of their names, and how to try one
    /// of them where it can do no harm.
    pub suspects: HashSet<u64>,
    /// See `suspects`.
    pub apart: Option<Apart>,
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
        record: Option<Vec<u8>>,
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
        let page = match found.item.and_then(|unread| unread.read(self.max_bytes)) {
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
        match guarded(&page, &self.options) {
            Ok(record) => {
                line.sha256 = Some(record.source.sha256.clone());
                let alarms = record.notices.iter().filter(|n| ALARMS.contains(&n.code.as_str()));
                if page.provenance.uri != record.source.uri {
                    let path = page.provenance.path.as_deref();
                    line.profiles = self.options.profiles.of(record.source.uri.as_deref(), path).1;
                }
                line.alarms = alarms.map(|notice| notice.message.clone()).collect();
                match emit::json_line(&record) {
                    Ok(bytes) => {
                        let Some(store) = &self.store else {
                            line.record = Some(Glance::of(&record, &bytes));
                            return Ok(Worked::Now { line: Box::new(line), record: Some(bytes), made: None });
                        };
                        line.paged = Paged::of(&record, &bytes);
                        let (shelf, digest) = match &line.paged {
                            Some(paged) => (PAGES, paged.sha256.as_deref().map_or(0, journal::short)),
                            None => {
                                let glance = Glance::of(&record, &bytes);
                                let digest = journal::short(&glance.sha256);
                                line.record = Some(glance);
                                (RECORDS, digest)
                            }
                        };
                        let waits = line.paged.is_some();
                        let wanted = !late() && (waits || store.files);
                        let made = wanted.then(|| store.make(shelf, seq, &bytes, digest)).transpose()?;
                        Ok(Worked::Now { line: Box::new(line), record: (!waits).then_some(bytes), made })
                    }
                    Err(error) => Ok(Worked::without(reject(line, internal(&error.to_string()).into()))),
                }
            }
            Err(why) => {
                line.sha256 = Some(HEXLOWER.encode(&Sha256::digest(&page.body)));
                Ok(Worked::without(reject(line, why)))
            }
        }
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
    pub fn too_slow(&self, input: String, uri: Option<String>, name: String, seconds: u64) -> Worked {
        let message = format!("a page has {seconds} s here, this one was not done by then");
        let failure = Failure::new("convert", "too-slow", message, "raise the limit with --max-seconds");
        Worked::without(reject(self.blank(input, uri, name), failure.into()))
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
            let bytes = fs::read(store.path(shelf, name));
            bytes.is_ok_and(|bytes| journal::short_of(&bytes) == digest)
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

/// Converts; a fault of the program costs one page, not the run.
fn guarded(page: &Page, options: &Options) -> Result<crate::record::Record, Rejection> {
    catch_unwind(AssertUnwindSafe(|| convert(page, options)))
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
