//! Holds every digest of a run, a view, a bag or a WARC against the bytes, and says what is wrong: what an
//! archivist does once a year.
//!
//! Nothing is written. Files are read once each, in pieces, so memory does not grow with them.

mod bag;
mod run;
mod warc;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::mark::{self, Mark};

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1, or the byte at which a record of a WARC begins.
    pub at: Option<At>,
    /// What was expected and what was found.
    pub what: String,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// A line, counted from 1.
    Line(u64),
    /// A byte, counted from 0.
    Byte(u64),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.at {
            Some(At::Line(n)) => write!(f, "{}:{n}: {}", self.file.display(), self.what),
            Some(At::Byte(n)) => write!(f, "{}@{n}: {}", self.file.display(), self.what),
            None => write!(f, "{}: {}", self.file.display(), self.what),
        }
    }
}

/// What was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// Runs, views, bags and WARC files.
    pub things: u64,
    /// Digests that were held against bytes.
    pub digests: u64,
    /// Records of WARC files that have no digest, or one of a kind that is not known.
    pub without: u64,
    /// What is wrong; each was handed to `on_fault`.
    pub faults: u64,
}

/// What all checks share.
struct Check<'c> {
    checked: Checked,
    on_fault: &'c mut dyn FnMut(&Fault),
}

/// Checks a folder or a file and everything in it that carries digests. `things` of the answer is 0 where
/// there is no such thing.
///
/// # Errors
/// Where the path itself cannot be read; files in it that cannot be read are faults.
pub fn verify(path: &Path, on_fault: &mut dyn FnMut(&Fault)) -> io::Result<Checked> {
    let mut check = Check { checked: Checked::default(), on_fault };
    match fs::metadata(path)?.is_dir() {
        true => check.folder(path, 0),
        false => check.file(path),
    }
    Ok(check.checked)
}

/// How many folders deep things are looked for that carry digests.
const DEPTH: usize = 3;

impl Check<'_> {
    fn fault(&mut self, file: &Path, at: Option<At>, what: impl Into<String>) {
        self.checked.faults += 1;
        (self.on_fault)(&Fault { file: file.to_owned(), at, what: what.into() });
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        let mark = mark::read(&mark::of_folder(folder));
        if let Some(mark) = mark.as_ref().filter(|mark| mark.maker.command != "convert") {
            self.checked.things += 1;
            self.marked(folder, mark);
        }
        if folder.join("bagit.txt").is_file() {
            return self.bag(folder);
        }
        let is_run = mark.as_ref().is_some_and(|mark| mark.maker.command == "convert")
            || folder.join("manifest.json").is_file() && folder.join("journal.jsonl").is_file();
        if is_run {
            self.run(folder);
        } else if mark.is_some() {
            return;
        }
        let mut entries: Vec<PathBuf> =
            fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort_unstable();
        for path in entries {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if let Some(of) = name.strip_prefix('.').and_then(|n| n.strip_suffix(".mark.jsonl")) {
                let view = mark::read(&path).is_some_and(|mark| mark.maker.command != "search");
                if view && !folder.join(of).exists() {
                    self.fault(&folder.join(of), None, "is not there, though its mark is");
                }
                continue;
            }
            let own = is_run && ["records", "changed"].contains(&name.as_str());
            let is_link = fs::symlink_metadata(&path).is_ok_and(|m| m.is_symlink());
            if own || is_link || path.is_dir() && (name.starts_with('.') || depth == DEPTH) {
                continue;
            }
            match path.is_dir() {
                true => self.folder(&path, depth + 1),
                false => self.file(&path),
            }
        }
    }

    /// A file that carries digests, or has a mark beside it.
    fn file(&mut self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        if let Some(mark) = mark::read(&mark::of_file(path)) {
            self.checked.things += 1;
            self.checked.digests += 1;
            match mark.has(path) {
                Ok(true) => {}
                Ok(false) => self.fault(path, None, "is not as it was written: its mark has another digest"),
                Err(error) => self.fault(path, None, format!("cannot be read: {error}")),
            }
        }
        if name.ends_with(".warc") || name.ends_with(".warc.gz") {
            self.warc(path);
        }
    }

    /// A folder whose mark lists its files.
    fn marked(&mut self, folder: &Path, mark: &Mark) {
        for sealed in &mark.files {
            let path = folder.join(&sealed.name);
            if !mark::is_below(&sealed.name) {
                self.fault(
                    &mark::of_folder(folder),
                    None,
                    format!("{:?} leads out of the folder", sealed.name),
                );
                continue;
            }
            self.same(&path, sealed.bytes, &sealed.sha256);
        }
    }

    /// Holds a file against its length and its SHA-256.
    fn same(&mut self, path: &Path, bytes: u64, sha256: &str) {
        self.checked.digests += 1;
        match mark::digest(path) {
            Ok((found, _)) if found != bytes => {
                self.fault(path, None, format!("expected {bytes} bytes, found {found}"));
            }
            Ok((_, found)) if found != sha256 => {
                self.fault(path, None, format!("expected SHA-256 {sha256}, found {found}"));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.fault(path, None, "is not there"),
            Err(error) => self.fault(path, None, format!("cannot be read: {error}")),
        }
    }
}
