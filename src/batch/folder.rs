//! Keeps the output folder of a run: never half a file, and what was done before stands.
//!
//! While the inputs come in the order in which they stand in the journal and end as they did, nothing is
//! written: the cursor moves over the old lines. At the first difference the lines after the cursor, with
//! their records, are set aside in `.nianjian/`, the files are cut at the cursor, and from there on lines are
//! appended, made anew or copied from what was set aside. So a run can be killed at any moment.

mod settle;

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::journal::{self, Done, Ends, Known, Line};
use super::{Format, RunError, name};
use crate::error::{Failure, Skip};

/// How many bytes are kept back before they are given to the operating system.
const BUFFERED: usize = 128 * 1024;

/// A file that lines are appended to, with what has not been written yet.
struct Appended {
    path: PathBuf,
    file: File,
    end: u64,
    pending: Vec<u8>,
}

impl Appended {
    fn open(path: PathBuf, end: u64) -> Result<Appended, RunError> {
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.and_then(|f| f.set_len(end).map(|()| f)).map_err(|e| RunError::output(&path, e))?;
        Ok(Appended { path, file, end, pending: Vec::new() })
    }

    fn flush(&mut self) -> Result<(), RunError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let written =
            self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(&self.pending));
        if let Err(error) = written {
            // Best effort: the next run cuts a torn line off anyway.
            let _ = self.file.set_len(self.end);
            return Err(RunError::output(&self.path, error));
        }
        self.end += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }

    fn cut(&mut self, end: u64) -> Result<(), RunError> {
        self.file.set_len(end).map_err(|e| RunError::output(&self.path, e))?;
        self.end = end;
        Ok(())
    }

    fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>, RunError> {
        let mut bytes = vec![0; length as usize];
        let read = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|e| RunError::output(&self.path, e))?;
        Ok(bytes)
    }

    /// Appends a part of another file.
    fn take_over(&mut self, from: &mut Appended, begin: u64, end: u64) -> Result<(), RunError> {
        let seeks = self.file.seek(SeekFrom::Start(self.end)).and(from.file.seek(SeekFrom::Start(begin)));
        let copied = seeks.and_then(|_| io::copy(&mut (&from.file).take(end - begin), &mut self.file));
        self.end += copied.map_err(|e| RunError::output(&self.path, e))?;
        Ok(())
    }
}

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
    /// The names of the records of this run.
    used: HashSet<u64>,
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
    pub fn open(root: &Path, format: Format, force: bool) -> Result<(Folder, Done), RunError> {
        let work = root.join(".nianjian");
        fs::create_dir_all(&work).map_err(|e| RunError::output(root, e))?;
        let lock = lock(root, &work)?;
        for file in ["manifest.json", "report.json"] {
            remove(&root.join(file))?;
        }
        let store = Store { root: root.to_owned(), files: format.files() };
        let scratch = store.scratch();
        if scratch.exists() {
            fs::remove_dir_all(&scratch).map_err(|e| RunError::output(&scratch, e))?;
        }
        fs::create_dir_all(&scratch).map_err(|e| RunError::output(&scratch, e))?;
        if format.files() {
            let records = root.join(RECORDS);
            fs::create_dir_all(&records).map_err(|e| RunError::output(&records, e))?;
        }

        let mut done = Done::new();
        let records_path = root.join("records.jsonl");
        if !format.lines() {
            remove(&records_path)?;
        }
        let kept = |path: &Path| format.lines().then(|| fs::metadata(path).map_or(0, |m| m.len()));
        let load = |journal: &Path, records: &Path, aside, done: &mut Done| {
            journal::load(journal, kept(records), aside, done).map_err(|e| RunError::output(journal, e))
        };
        let (aside_journal, aside_records) = (work.join("journal.jsonl"), work.join("records.jsonl"));
        let aside = load(&aside_journal, &aside_records, true, &mut done)?;
        let journal_path = root.join("journal.jsonl");
        let ends = load(&journal_path, &records_path, false, &mut done)?;
        let open = |path: &str, end| Appended::open(root.join(path), end);
        let mut folder = Folder {
            root: root.to_owned(),
            store,
            journal: Appended::open(journal_path, ends.lines)?,
            records: format.lines().then(|| Appended::open(records_path, ends.records)).transpose()?,
            failures: open("failures.jsonl", 0)?,
            skipped: open("skipped.jsonl", 0)?,
            aside_journal: Appended::open(aside_journal, aside.lines)?,
            aside_records: Appended::open(aside_records, aside.records)?,
            cursor: Some(Ends::default()),
            cut: (Ends::default(), Ends::default()),
            used: HashSet::new(),
            _lock: lock,
        };
        if force {
            done.clear();
            folder.diverge()?;
        }
        Ok((folder, done))
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
        let line: Line =
            serde_json::from_slice(&bytes).map_err(|e| RunError::output(&journal.path, e.into()))?;
        if stays {
            self.advance(u64::from(known.line_len), known.record_len);
        } else {
            if let Some(records) = &mut self.records {
                let record = self.aside_records.read(at.records, known.record_len)?;
                records.pending.extend_from_slice(&record);
            }
            self.journal.pending.extend_from_slice(&bytes);
        }
        self.list(&line)?;
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

    /// Takes a line made now, with its record.
    pub fn add(&mut self, line: &Line, record: Option<&[u8]>) -> Result<(), RunError> {
        let mut bytes =
            serde_json::to_vec(line).map_err(|e| RunError::output(&self.journal.path, e.into()))?;
        bytes.push(b'\n');
        let record_len = record.map_or(0, |r| r.len() as u64);
        if let Some(cursor) = self.cursor {
            let length = bytes.len() as u64;
            if cursor.lines + length <= self.journal.end && self.journal.read(cursor.lines, length)? == bytes
            {
                self.advance(length, record_len);
                return self.list(line);
            }
            self.diverge()?;
        }
        if let (Some(records), Some(record)) = (&mut self.records, record) {
            records.pending.extend_from_slice(record);
        }
        self.journal.pending.extend_from_slice(&bytes);
        self.list(line)
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
        } else {
            self.used.insert(name::key(&line.name));
        }
        listed.map_err(|e| RunError::output(&self.root, e.into()))?;
        let pending =
            [&self.journal, &self.failures, &self.skipped].iter().map(|a| a.pending.len()).sum::<usize>();
        match pending + self.records.as_ref().map_or(0, |r| r.pending.len()) >= BUFFERED {
            true => self.flush(),
            false => Ok(()),
        }
    }

    /// Gives everything to the operating system, records before the lines that tell of them.
    pub fn flush(&mut self) -> Result<(), RunError> {
        if let Some(records) = &mut self.records {
            records.flush()?;
        }
        self.failures.flush()?;
        self.skipped.flush()?;
        self.journal.flush()
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

    /// Ends a run that came to its end: removes records whose inputs are no longer given, and what was
    /// set aside; settles what is to become of the pages of articles with several. Gives how many records
    /// were removed.
    pub fn finish(&mut self, join: bool) -> Result<u64, RunError> {
        self.diverge()?;
        self.flush()?;
        self.check()?;
        let mut stale = Vec::new();
        let path = self.aside_journal.path.clone();
        let read = journal::each_line(&path, |line: Line, _| {
            let made = line.record.is_some() || line.paged.is_some();
            if made && !self.used.contains(&name::key(&line.name)) {
                stale.push(line.name);
            }
            true
        });
        read.map_err(|e| RunError::output(&path, e))?;
        stale.sort_unstable();
        stale.dedup();
        for name in &stale {
            self.store.remove(RECORDS, name)?;
            self.store.remove(PAGES, name)?;
        }
        self.clear_aside()?;
        self.settle(join)?;
        self.clear_aside()?;
        remove(&self.aside_records.path)?;
        remove(&self.aside_journal.path)?;
        let _ = fs::remove_dir(self.store.scratch());
        Ok(stale.len() as u64)
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

/// Where records lie as files, below the output folder.
pub const RECORDS: &str = "records";
/// Where the pages of articles with several wait for each other, below the output folder.
pub const PAGES: &str = ".nianjian/pages";

/// Writes single files into the output folder, on any thread.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    /// Whether each record has a file.
    pub files: bool,
}

impl Store {
    /// Where a file lies.
    pub fn path(&self, shelf: &str, name: &str) -> PathBuf {
        self.root.join(shelf).join(name)
    }

    /// Where files are made before they get their names.
    fn scratch(&self) -> PathBuf {
        self.root.join(".nianjian").join("tmp")
    }

    /// Writes a record's file whole or not at all. No two threads give the same `seq`.
    pub fn write(&self, shelf: &str, name: &str, seq: u64, bytes: &[u8]) -> Result<(), RunError> {
        let path = self.path(shelf, name);
        let made = self.scratch().join(seq.to_string());
        let rename = || match fs::rename(&made, &path) {
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && self.root.join("journal.jsonl").exists() =>
            {
                path.parent().map_or(Ok(()), fs::create_dir_all)?;
                fs::rename(&made, &path)
            }
            renamed => renamed,
        };
        fs::write(&made, bytes).and_then(|()| rename()).map_err(|e| {
            let _ = fs::remove_file(&made);
            RunError::output(&path, e)
        })
    }

    /// Removes a file, and the folders that are empty without it.
    fn remove(&self, shelf: &str, name: &str) -> Result<(), RunError> {
        let path = self.path(shelf, name);
        remove(&path)?;
        // Only empty folders go.
        let _ = path.parent().map(fs::remove_dir);
        Ok(())
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
