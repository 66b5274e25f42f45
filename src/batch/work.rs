//! Does the work for one input: reads it, converts it, makes its line and its record.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::folder::{PAGES, RECORDS, Store};
use super::journal::{self, Done, Glance, Known, Line, Outcome, Paged};
use super::source::Found;
use super::{Format, RunError, name};
use crate::convert::{Options, convert};
use crate::emit;
use crate::error::{Failure, Rejection};
use crate::page::Page;
use crate::record::GENERATOR;

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
            Err(why) => return Ok(Worked::Now { line: Box::new(reject(line, why)), record: None }),
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
        match guarded(&page, &self.options) {
            Ok(record) => {
                line.sha256 = Some(record.source.sha256.clone());
                match emit::json_line(&record) {
                    Ok(bytes) => {
                        let Some(store) = &self.store else {
                            line.record = Some(Glance::of(&record, &bytes));
                            return Ok(Worked::Now { line: Box::new(line), record: Some(bytes) });
                        };
                        line.paged = Paged::of(&record);
                        let waits = line.paged.is_some();
                        if !waits {
                            line.record = Some(Glance::of(&record, &bytes));
                        }
                        if !late() && (waits || store.files) {
                            let shelf = if waits { PAGES } else { RECORDS };
                            store.write(shelf, &line.name, seq, &bytes)?;
                        }
                        Ok(Worked::Now { line: Box::new(line), record: (!waits).then_some(bytes) })
                    }
                    Err(error) => {
                        let why = internal(&error.to_string());
                        Ok(Worked::Now { line: Box::new(reject(line, why.into())), record: None })
                    }
                }
            }
            Err(why) => {
                line.sha256 = Some(HEXLOWER.encode(&Sha256::digest(&page.body)));
                Ok(Worked::Now { line: Box::new(reject(line, why)), record: None })
            }
        }
    }

    /// The line of an input that took too long.
    pub fn too_slow(&self, input: String, uri: Option<String>, name: String, seconds: u64) -> Worked {
        let message = format!("a page has {seconds} s here, this one was not done by then");
        let failure = Failure::new("convert", "too-slow", message, "raise the limit with --max-seconds");
        Worked::Now { line: Box::new(reject(self.blank(input, uri, name), failure.into())), record: None }
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
            failure: None,
            skip: None,
        }
    }

    /// Whether the files of a record made before are still there.
    fn there(&self, name: &str, known: &Known) -> bool {
        let Some(store) = &self.store else { return true };
        let length = |shelf| fs::metadata(store.path(shelf, name)).map_or(0, |m| m.len());
        let record = known.record_len == 0 || !store.files || length(RECORDS) == known.record_len;
        record && (!known.paged || length(PAGES) > 0)
    }
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
