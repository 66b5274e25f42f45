//! Keeps the output folder of a run: never half a file, and what was done before stands.
//!
//! While the inputs come in the order in which they stand in the journal and end as they did, nothing is
//! written: the cursor moves over the old lines. At the first difference the lines after the cursor, with
//! their records, are set aside in `.nianjian/`, the files are cut at the cursor, and from there on lines are
//! appended, made anew or copied from what was set aside. So a run can be killed at any moment.

//!
//! Files of records are made in `.nianjian/tmp/` and get their names when the lines that tell of them have
//! been written: no file of a record is without its line. What is removed or replaced is held against the
//! journal first, by name and digest: what is not as it was written is not ours, and is moved to `changed/`.

mod appended;
mod claim;
mod rest;
mod settle;
mod store;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::journal::{self, Ends, Known, Line, Past};
use super::report::Sealed;
use super::spool::{self, Spooled};
use super::{Format, RunError, name};
use crate::error::{Failure, Skip};

use appended::Appended;
pub use claim::check as check_claim;
pub use rest::Rest;
use store::BEGUN;
pub use store::{Begun, Made, PAGES, RECORDS, Store};

/// How many bytes are kept back before they are given to the operating system.
const BUFFERED: usize = 128 * 1024;

/// The output folder of a run under way.
pub struct Folder {
    root: PathBuf,
    store: Store,
    journal: Appended,
    records: Option<Appended>,
    failures: Appended,
    skipped: Appended,
    aside_journal: Appended,
    aside_records: Appended,
    /// Where the next old line is expected, while nothing has differed.
    cursor: Option<Ends>,
    /// Where the files were cut, and where the cut part begins in the files set aside.
    cut: (Ends, Ends),
    /// Whether no earlier run has left anything.
    anew: bool,
    /// The names of the records of this run, where an earlier one has left some.
    used: HashSet<u64>,
    /// Those of them that have other pages of their articles beside them.
    paged: HashSet<u64>,
    /// The names of inputs that were read in this run and gave none.
    without: HashSet<u64>,
    /// The records written by earlier runs; see [`Past::ours`].
    ours: HashSet<(u64, u128)>,
    /// How many names have one.
    before: usize,
    /// Whether a run has come to its end here.
    ended: bool,
    /// Files that wait for their lines to be written, to get their names.
    moves: Vec<(Made, String)>,
    /// How many files and lines were not as they had been written; they are in `changed/`.
    changed: u64,
    /// Held as long as the run goes on; the system gives it back even after a kill.
    _lock: File,
}

/// A line of `failures.jsonl`.
#[derive(Serialize)]
struct FailureLine<'l> {
    input: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'l str>,
    #[serde(flatten)]
    failure: &'l Failure,
}

/// A line of `skipped.jsonl`.
#[derive(Serialize)]
struct SkipLine<'l> {
    input: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<&'l str>,
    #[serde(flatten)]
    skip: &'l Skip,
}

impl Folder {
    /// Opens or makes the folder, locks it, repairs torn ends, and says what was done before.
    ///
    /// # Errors
    /// Where the folder is not ours, is held by another run, or cannot be written.
    pub fn open(root: &Path, format: Format, force: bool, replace: bool) -> Result<(Folder, Past), RunError> {
        claim::check(root, replace)?;
        let work = root.join(".nianjian");
        fs::create_dir_all(&work).map_err(|e| RunError::output(root, e))?;
        let lock = lock(root, &work)?;
        claim::mark(root)?;
        let store = Store::new(root, format.files(), format.lines());
        let (mut past, records_path) = (Past::default(), root.join("records.jsonl"));
        let journal_path = root.join("journal.jsonl");
        let mut changed = claim::keep_changed(root, &store)?;
        for file in ["manifest.json", "report.json"] {
            remove(&root.join(file))?;
        }
        store.open()?;
        let load = |journal: &Path, records: &Path, aside, past: &mut Past| {
            let records = format.lines().then_some(records);
            journal::load(journal, records, aside, past).map_err(|e| RunError::output(journal, e))
        };
        let (aside_journal, aside_records) = (work.join("journal.jsonl"), work.join("records.jsonl"));
        let aside = load(&aside_journal, &aside_records, true, &mut past)?.ends;
        let loaded = load(&journal_path, &records_path, false, &mut past)?;
        for (at, length) in &loaded.damaged {
            store.keep_line(&records_path, *at, *length)?;
            changed += 1;
        }
        let ends = loaded.ends;
        if !format.lines() {
            changed += u64::from(claim::drop_records(&store, &journal_path, &records_path)?);
        }
        for (file, proven) in [
            ("failures.jsonl", 0),
            ("skipped.jsonl", 0),
            ("journal.jsonl", ends.lines),
            ("records.jsonl", ends.records),
        ] {
            changed += u64::from(claim::keep_tail(&store, &root.join(file), proven)?);
        }
        let open = |path: &str, end| Appended::open(root.join(path), end).map(Appended::summed);
        let anew = ends.lines == 0 && aside.lines == 0 && past.ours.is_empty();
        let mut folder = Folder {
            root: root.to_owned(),
            journal: open("journal.jsonl", ends.lines)?,
            records: format.lines().then(|| open("records.jsonl", ends.records)).transpose()?,
            failures: open("failures.jsonl", 0)?,
            skipped: open("skipped.jsonl", 0)?,
            aside_journal: Appended::open(aside_journal, aside.lines)?,
            aside_records: Appended::open(aside_records, aside.records)?,
            cursor: Some(Ends::default()),
            cut: (Ends::default(), Ends::default()),
            anew,
            used: HashSet::new(),
            paged: HashSet::new(),
            without: HashSet::new(),
            ours: std::mem::take(&mut past.ours),
            before: 0,
            ended: work.join(claim::ENDED).exists(),
            moves: Vec::new(),
            changed,
            store,
            _lock: lock,
        };
        folder.before = folder.ours.iter().map(|(name, _)| name).collect::<HashSet<_>>().len();
        if force {
            past.done.clear();
            folder.diverge()?;
        }
        Ok((folder, past))
    }

    /// How many files and lines were not as they had been written.
    pub fn changed(&self) -> u64 {
        self.changed
    }

    /// What writes single files here.
    pub fn store(&self) -> Store {
        self.store.clone()
    }

    /// Takes a line that was made in an earlier run; gives it back.
    pub fn keep(&mut self, known: &Known) -> Result<Line, RunError> {
        let stays = self.cursor.is_some_and(|c| !known.aside && c.lines == known.line_at);
        if !stays {
            self.diverge()?;
        }
        let at = if stays || known.aside { known.ends() } else { self.moved(known.ends()) };
        let journal = if stays { &mut self.journal } else { &mut self.aside_journal };
        let bytes = journal.read(at.lines, u64::from(known.line_len))?;
        let mut line: Line =
            serde_json::from_slice(&bytes).map_err(|e| RunError::output(&journal.path, e.into()))?;
        if stays && !line.gone {
            self.advance(u64::from(known.line_len), known.record_len);
            self.list(&line)?;
            return Ok(line);
        }
        let room = self.store.room(self.number());
        let from = if stays { self.records.as_mut() } else { Some(&mut self.aside_records) };
        let record = match from {
            Some(records) if self.store.lines => Some(records.line(at.records, known.record_len, room)?),
            _ => None,
        };
        if line.gone {
            // Its input is back.
            line.gone = false;
            self.add(&line, record.as_ref().map(|r| &r.line), None)?;
        } else {
            if let (Some(records), Some(record)) = (&mut self.records, &record) {
                records.append(&record.line)?;
            }
            self.journal.pending.extend_from_slice(&bytes);
            self.list(&line)?;
        }
        Ok(line)
    }

    /// Where something is in the files set aside that was after the cut.
    fn moved(&self, at: Ends) -> Ends {
        let (cut, moved) = self.cut;
        Ends {
            lines: moved.lines + at.lines.saturating_sub(cut.lines),
            records: moved.records + at.records.saturating_sub(cut.records),
        }
    }

    /// Takes a line made now, with its record, and with the file that was made of it.
    pub fn add(
        &mut self,
        line: &Line,
        record: Option<&spool::Line>,
        made: Option<Made>,
    ) -> Result<(), RunError> {
        let mut bytes =
            serde_json::to_vec(line).map_err(|e| RunError::output(&self.journal.path, e.into()))?;
        bytes.push(b'\n');
        self.moves.extend(made.map(|made| (made, line.name.clone())));
        let record_len = line.record.as_ref().map_or(0, |r| r.bytes);
        if let Some(cursor) = self.cursor {
            let length = bytes.len() as u64;
            if cursor.lines + length <= self.journal.end && self.journal.read(cursor.lines, length)? == bytes
            {
                if let (Some(records), Some(record)) = (&mut self.records, record) {
                    records.mend(cursor.records, record_len, record)?;
                }
                self.advance(length, record_len);
                return self.list(line);
            }
            self.diverge()?;
        }
        if let (Some(records), Some(record)) = (&mut self.records, record) {
            records.append(record)?;
        }
        self.journal.pending.extend_from_slice(&bytes);
        self.list(line)
    }

    /// Makes the file of a record by the thread that writes the lines.
    fn make(&self, record: &mut Spooled) -> Result<Made, RunError> {
        self.store.make(RECORDS, self.number(), record)
    }

    /// The number of the next file that the thread makes which writes the lines: counted from the other end than
    /// the inputs are.
    fn number(&self) -> u64 {
        u64::MAX - self.moves.len() as u64
    }

    fn advance(&mut self, lines: u64, records: u64) {
        if let Some(cursor) = &mut self.cursor {
            cursor.lines += lines;
            cursor.records += records;
        }
    }

    fn list(&mut self, line: &Line) -> Result<(), RunError> {
        let (input, uri) = (line.input.as_str(), line.uri.as_deref());
        let mut listed = Ok(());
        if let Some(failure) = &line.failure {
            listed = serde_json::to_writer(&mut self.failures.pending, &FailureLine { input, uri, failure });
            self.failures.pending.push(b'\n');
        } else if let Some(skip) = &line.skip {
            listed = serde_json::to_writer(&mut self.skipped.pending, &SkipLine { input, uri, skip });
            self.skipped.pending.push(b'\n');
        }
        let key = name::key(&line.name);
        match (&line.failure, &line.skip) {
            (None, None) if self.anew => {}
            (None, None) => drop(self.used.insert(key)),
            _ if line.sha256.is_some() => drop(self.without.insert(key)),
            // What could not be read has not said that its record is wrong.
            _ => {}
        }
        if line.paged.is_some() {
            self.paged.insert(key);
        }
        listed.map_err(|e| RunError::output(&self.root, e.into()))?;
        let pending =
            [&self.journal, &self.failures, &self.skipped].iter().map(|a| a.pending.len()).sum::<usize>();
        match pending + self.records.as_ref().map_or(0, |r| r.pending.len()) >= BUFFERED {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Gives everything to the operating system: records before the lines that tell of them, and these
    /// before the files get their names.
    pub fn flush(&mut self) -> Result<(), RunError> {
        if let Some(records) = &mut self.records {
            records.flush()?;
        }
        self.failures.flush()?;
        self.skipped.flush()?;
        self.journal.flush()?;
        for (made, name) in self.moves.drain(..) {
            let ours = |digest| self.ours.contains(&(name::key(&name), digest));
            self.changed += u64::from(self.store.put(&made, &name, ours)?);
        }
        Ok(())
    }

    /// Length and digest of a file of lines, where all of it was written by this run.
    pub fn sealed(&self, file: &str) -> Option<Sealed> {
        let all = [&self.journal, &self.failures, &self.skipped].into_iter().chain(&self.records);
        all.into_iter().find(|a| a.path == self.root.join(file)).and_then(Appended::sealed)
    }

    /// Says so when somebody has taken the folder away: written files would be lost in silence.
    pub fn check(&self) -> Result<(), RunError> {
        fs::metadata(&self.journal.path).map(drop).map_err(|e| RunError::output(&self.root, e))
    }

    /// Leaves the old order: what follows the cursor is set aside.
    fn diverge(&mut self) -> Result<(), RunError> {
        let Some(cursor) = self.cursor.take() else { return Ok(()) };
        let records_end = self.records.as_ref().map_or(cursor.records, |r| r.end);
        self.cut = (cursor, Ends { lines: self.aside_journal.end, records: self.aside_records.end });
        if let Some(records) = &mut self.records {
            self.aside_records.take_over(records, cursor.records, records_end)?;
        }
        let lines_end = self.journal.end;
        self.aside_journal.take_over(&mut self.journal, cursor.lines, lines_end)?;
        self.journal.cut(cursor.lines)?;
        match &mut self.records {
            Some(records) => records.cut(cursor.records),
            None => Ok(()),
        }
    }

    /// Ends a run that was stopped: the lists are made whole again for old lines that it did not reach.
    pub fn pause(&mut self) -> Result<(), RunError> {
        if let Some(cursor) = self.cursor.take() {
            let mut rest = Vec::new();
            let (mut at, path) = (0, self.journal.path.clone());
            let read = journal::each_line(&path, |line: Line, bytes| {
                if at >= cursor.lines && line.record.is_none() {
                    rest.push(line);
                }
                at += bytes.len() as u64;
                true
            });
            read.map_err(|e| RunError::output(&path, e))?;
            for line in rest {
                self.list(&line)?;
            }
        }
        self.flush()
    }

    /// Nothing that was set aside is needed any more.
    fn clear_aside(&mut self) -> Result<(), RunError> {
        self.aside_journal.cut(0)?;
        self.aside_records.cut(0)
    }

    /// Writes a file of the folder whole or not at all.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.root.join(file);
        let made = self.root.join(".nianjian").join(file);
        let written = fs::write(&made, bytes).and_then(|()| fs::rename(&made, &path));
        written.map_err(|e| {
            let _ = fs::remove_file(&made);
            RunError::output(&path, e)
        })
    }
}

fn lock(root: &Path, work: &Path) -> Result<File, RunError> {
    let path = work.join("lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|e| RunError::output(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(RunError::Locked(root.to_owned())),
        // A file system without locks: better to go on than to refuse.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(RunError::output(&path, error)),
    }
}

fn remove(path: &Path) -> Result<(), RunError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(RunError::output(path, error)),
        _ => Ok(()),
    }
}
