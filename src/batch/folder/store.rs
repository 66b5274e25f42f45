//! Writes single files into the output folder, on any thread, and takes them away again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::{RunError, remove};
use crate::batch::journal;
use crate::batch::spool::Spooled;

/// Where records lie as files, below the output folder.
pub const RECORDS: &str = "records";
/// Where the pages of articles with several wait for each other, below the output folder.
pub const PAGES: &str = ".nianjian/pages";
/// Where things are kept that were changed by somebody, below the output folder.
const CHANGED: &str = "changed";
/// Which pages are in hand, below the output folder.
pub(super) const BEGUN: &str = ".nianjian/begun";
/// How long a line there is: the key of a name in hexadecimal figures.
const BEGUN_LINE: usize = 17;

/// Writes single files into the output folder, on any thread.
#[derive(Debug, Clone)]
pub struct Store {
    root: PathBuf,
    /// Whether each record has a file.
    pub files: bool,
    /// Whether each record has a line in `records.jsonl`.
    pub lines: bool,
}

/// A file that was made and has no name yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Made {
    /// What it is called meanwhile.
    pub number: u64,
    /// Where it belongs.
    pub shelf: &'static str,
    /// The beginning of its digest.
    pub digest: u128,
}

/// Where a worker says which page it has in hand, so that a run that this page ends has named it.
pub struct Begun {
    file: File,
    at: u64,
}

impl Begun {
    /// Says so. What cannot be written is no reason to leave the page.
    pub fn mark(&mut self, key: u64) {
        let line = format!("{key:016x}\n");
        #[cfg(unix)]
        let _ = std::os::unix::fs::FileExt::write_all_at(&self.file, line.as_bytes(), self.at);
        #[cfg(not(unix))]
        let _ = self
            .file
            .seek(SeekFrom::Start(self.at))
            .and_then(|_| io::Write::write_all(&mut self.file, line.as_bytes()));
    }
}

impl Store {
    /// Writes below `root`.
    pub fn new(root: &Path, files: bool, lines: bool) -> Store {
        Store { root: root.to_owned(), files, lines }
    }

    /// Makes the folders; what a killed run had not named goes.
    pub fn open(&self) -> Result<(), RunError> {
        let scratch = self.scratch();
        if scratch.exists() {
            fs::remove_dir_all(&scratch).map_err(|e| RunError::output(&scratch, e))?;
        }
        let records = self.files.then(|| self.root.join(RECORDS));
        for folder in [scratch].into_iter().chain(records) {
            fs::create_dir_all(&folder).map_err(|e| RunError::output(&folder, e))?;
        }
        Ok(())
    }

    /// The run is over: nothing is in hand, and nothing waits for its name.
    pub fn close(&self) -> Result<(), RunError> {
        let _ = fs::remove_dir_all(self.scratch());
        remove(&self.root.join(BEGUN))
    }

    /// Where a file lies.
    pub fn path(&self, shelf: &str, name: &str) -> PathBuf {
        self.root.join(shelf).join(name)
    }

    /// Where files are made before they get their names.
    fn scratch(&self) -> PathBuf {
        self.root.join(".nianjian").join("tmp")
    }

    /// The pages that were in hand when the run before ended, by the keys of their names.
    pub fn begun(&self) -> Vec<u64> {
        let text = fs::read_to_string(self.root.join(BEGUN)).unwrap_or_default();
        text.lines().filter_map(|line| u64::from_str_radix(line.trim_matches('\0'), 16).ok()).collect()
    }

    /// Where the worker of this number says what it has in hand.
    pub fn begin(&self, worker: usize) -> Option<Begun> {
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(self.root.join(BEGUN));
        Some(Begun { file: file.ok()?, at: (worker * BEGUN_LINE) as u64 })
    }

    /// Where a line is kept until it is written, if it is long. No two threads give the same number.
    pub fn room(&self, number: u64) -> PathBuf {
        self.scratch().join(format!("line-{number}"))
    }

    /// Makes a file that will get its name by [`Store::put`]. No two threads give the same number.
    pub fn make(&self, shelf: &'static str, number: u64, record: &mut Spooled) -> Result<Made, RunError> {
        let made = self.scratch().join(number.to_string());
        record.line.place(&made).map_err(|e| {
            let _ = fs::remove_file(&made);
            RunError::output(&made, e)
        })?;
        Ok(Made { number, shelf, digest: journal::short(&record.sha256) })
    }

    /// Gives a file its name. What stands there is replaced if it is `ours` by its digest, otherwise kept
    /// in `changed/`; whether it was.
    pub fn put(&self, made: &Made, name: &str, ours: impl Fn(u128) -> bool) -> Result<bool, RunError> {
        let (from, to) = (self.scratch().join(made.number.to_string()), self.path(made.shelf, name));
        let failed = |e| RunError::output(&to, e);
        let renamed = match rename_new(&from, &to) {
            Err(e) if e.kind() == io::ErrorKind::NotFound && self.root.join("journal.jsonl").exists() => {
                to.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
                rename_new(&from, &to)
            }
            renamed => renamed,
        };
        match renamed {
            Ok(()) => return Ok(false),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => {
                let _ = fs::remove_file(&from);
                return Err(failed(e));
            }
        }
        let there = digest(&to).map_err(failed)?;
        let strange = made.shelf == RECORDS && there.is_none_or(|d| d != made.digest && !ours(d));
        if strange {
            self.keep(&to, &format!("{}/{name}", made.shelf))?;
        }
        fs::rename(&from, &to).map_err(failed)?;
        Ok(strange)
    }

    /// Removes a file that is `ours` by its digest, and the folders that are empty without it; whether
    /// nothing is left there.
    pub fn take_away(&self, shelf: &str, name: &str, ours: impl Fn(u128) -> bool) -> Result<bool, RunError> {
        let path = self.path(shelf, name);
        let failed = |e| RunError::output(&path, e);
        if fs::symlink_metadata(&path).is_err() {
            return Ok(true);
        }
        // A folder in between may be a link that leads elsewhere.
        let inside = path.parent().and_then(|p| p.canonicalize().ok());
        let root = self.root.canonicalize().map_err(failed)?;
        let found = digest(&path).map_err(failed)?;
        if inside.is_none_or(|p| !p.starts_with(&root)) || !found.is_some_and(ours) {
            return Ok(false);
        }
        remove(&path)?;
        // Only empty folders go.
        let shelf = self.root.join(shelf);
        let mut folder = path.parent();
        while let Some(at) = folder.filter(|at| *at != shelf && fs::remove_dir(at).is_ok()) {
            folder = at.parent();
        }
        Ok(true)
    }

    /// Moves to `changed/` what somebody has changed or put there.
    pub fn keep(&self, from: &Path, called: &str) -> Result<(), RunError> {
        let to = self.free(called);
        let parents = to.parent().map_or(Ok(()), fs::create_dir_all);
        parents.and_then(|()| fs::rename(from, &to)).map_err(|e| RunError::output(&to, e))
    }

    /// Copies a part of a file to the file of the same name in `changed/`.
    pub fn keep_line(&self, from: &Path, at: u64, length: u64) -> Result<(), RunError> {
        let to = self.root.join(CHANGED).join(from.file_name().unwrap_or_default());
        let copy = || -> io::Result<()> {
            to.parent().map_or(Ok(()), fs::create_dir_all)?;
            let mut file = File::open(from)?;
            file.seek(SeekFrom::Start(at))?;
            let mut out = OpenOptions::new().append(true).create(true).open(&to)?;
            io::copy(&mut file.take(length), &mut out).map(drop)
        };
        copy().map_err(|e| RunError::output(&to, e))
    }

    /// A name in `changed/` under which nothing stands.
    fn free(&self, called: &str) -> PathBuf {
        let at = self.root.join(CHANGED);
        let names = std::iter::once(called.to_owned()).chain((2..).map(|n| format!("{called}.{n}")));
        names.map(|name| at.join(name)).find(|path| fs::symlink_metadata(path).is_err()).unwrap_or(at)
    }
}

/// The beginning of the digest of a file; none of what is no file.
fn digest(path: &Path) -> io::Result<Option<u128>> {
    match fs::symlink_metadata(path)?.is_file() {
        true => Ok(Some(journal::short(&crate::mark::digest(path)?.1))),
        false => Ok(None),
    }
}

/// Gives a file a name under which nothing stands.
fn rename_new(from: &Path, to: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // A file system that cannot do this.
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS) => {}
            renamed => return renamed.map_err(io::Error::from),
        }
    }
    match fs::symlink_metadata(to) {
        Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(from, to),
    }
}
