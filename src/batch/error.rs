//! Says why a run could not begin or go on, and what to do.

use std::path::{Path, PathBuf};
use std::{fmt, io};

/// Why a run could not begin or go on. What was written before stands, and the same command goes on.
#[derive(Debug)]
pub enum RunError {
    /// Another run holds the folder.
    Locked(PathBuf),
    /// The folder does not carry our mark; what was found there.
    NotOurs(PathBuf, String),
    /// A file stands where the folder should, and no flag makes one of it.
    IsFile(PathBuf),
    /// The system gives no threads.
    Threads,
    /// A file of the output cannot be written or read.
    Output(PathBuf, io::Error),
    /// The walk over the inputs met a fault of the program.
    Walk,
}

impl RunError {
    pub(super) fn output(path: &Path, error: io::Error) -> RunError {
        RunError::Output(path.to_owned(), error)
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RunError::Locked(folder) => write!(
                f,
                "another run is writing to {}: wait for its end, or give another folder with -o",
                folder.display()
            ),
            RunError::NotOurs(folder, found) => write!(
                f,
                "{}: expected an empty folder, or one that `nianjian convert` made, found {found}; nothing was \
                 begun; give another folder with -o, or say with --replace that it may be used",
                folder.display()
            ),
            RunError::IsFile(path) => write!(
                f,
                "{}: expected an empty folder, found a file; nothing was begun; give a folder with -o",
                path.display()
            ),
            RunError::Threads => {
                f.write_str("the system gives no more threads: give a smaller number with --jobs")
            }
            RunError::Walk => f.write_str(
                "the program met a case that it does not know while it looked through the inputs: please \
                 report it; what was written stands",
            ),
            RunError::Output(path, error) => {
                let advice = match error.kind() {
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "make room on the disk",
                    io::ErrorKind::NotFound => "the output folder was removed while the run went on",
                    io::ErrorKind::PermissionDenied => {
                        "give yourself the right to write there, or another folder with -o"
                    }
                    _ => "look after the disk, or give another folder with -o",
                };
                write!(
                    f,
                    "{}: cannot be written: {error}; {advice}; the same command then goes on",
                    path.display()
                )
            }
        }
    }
}

impl std::error::Error for RunError {}
