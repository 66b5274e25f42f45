//! A file of the output folder that lines are appended to.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::BUFFERED;
use crate::batch::RunError;
use crate::batch::report::Sealed;
use crate::batch::spool::{self, Spooled};

/// A file that lines are appended to, with what has not been written yet.
pub(super) struct Appended {
    pub(super) path: PathBuf,
    file: File,
    pub(super) end: u64,
    pub(super) pending: Vec<u8>,
    /// The digest of the file, as long as all of it has been appended by this run.
    sum: Option<Sha256>,
}

impl Appended {
    pub(super) fn open(path: PathBuf, end: u64) -> Result<Appended, RunError> {
        let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = opened.and_then(|f| f.set_len(end).map(|()| f)).map_err(|e| RunError::output(&path, e))?;
        Ok(Appended { path, file, end, pending: Vec::new(), sum: None })
    }

    /// Takes the digest of what is appended, where nothing was there.
    pub(super) fn summed(self) -> Appended {
        Appended { sum: (self.end == 0).then(Sha256::new), ..self }
    }

    /// Length and digest of the file, where they are known without reading it and nobody else has written there.
    pub(super) fn sealed(&self) -> Option<Sealed> {
        let sum = self.sum.as_ref().filter(|_| self.pending.is_empty())?;
        let there = fs::metadata(&self.path).is_ok_and(|there| there.len() == self.end);
        there.then(|| Sealed { bytes: self.end, sha256: HEXLOWER.encode(&sum.clone().finalize()) })
    }

    pub(super) fn flush(&mut self) -> Result<(), RunError> {
        self.give().map_err(|e| RunError::output(&self.path, e))
    }

    fn give(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let written =
            self.file.seek(SeekFrom::Start(self.end)).and_then(|_| self.file.write_all(&self.pending));
        if let Err(error) = written {
            // Best effort: the next run cuts a torn line off anyway.
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        self.end += self.pending.len() as u64;
        if let Some(sum) = &mut self.sum {
            sum.update(&self.pending);
        }
        self.pending.clear();
        Ok(())
    }

    /// Appends the line of a record.
    pub(super) fn append(&mut self, line: &spool::Line) -> Result<(), RunError> {
        line.copy(self).map_err(|e| RunError::output(&self.path, e))
    }

    pub(super) fn cut(&mut self, end: u64) -> Result<(), RunError> {
        self.file.set_len(end).map_err(|e| RunError::output(&self.path, e))?;
        self.sum = self.sum.take().filter(|_| self.end == end);
        self.end = end;
        Ok(())
    }

    pub(super) fn read(&mut self, at: u64, length: u64) -> Result<Vec<u8>, RunError> {
        let mut bytes = vec![0; length as usize];
        let read = self.file.seek(SeekFrom::Start(at)).and_then(|_| self.file.read_exact(&mut bytes));
        read.map_err(|e| RunError::output(&self.path, e))?;
        Ok(bytes)
    }

    /// A line of a given place and length; `room` is where it is kept if it is long.
    pub(super) fn line(&mut self, at: u64, length: u64, room: PathBuf) -> Result<Spooled, RunError> {
        let read = self.file.seek(SeekFrom::Start(at));
        let read = read.and_then(|_| spool::Line::read(&mut self.file, length, room));
        read.map_err(|e| RunError::output(&self.path, e))
    }

    /// Writes what is to stand at a place where something of the same length does, if it is another.
    pub(super) fn mend(&mut self, at: u64, length: u64, line: &spool::Line) -> Result<(), RunError> {
        let there = self.file.seek(SeekFrom::Start(at)).and_then(|_| line.is_next(&mut self.file, length));
        if there.map_err(|e| RunError::output(&self.path, e))? {
            return Ok(());
        }
        self.sum = None;
        let written = self.file.seek(SeekFrom::Start(at)).and_then(|_| line.copy(&mut self.file));
        written.map_err(|e| RunError::output(&self.path, e))
    }

    /// Appends a part of another file. What is to stand before it has been written.
    pub(super) fn take_over(&mut self, from: &mut Appended, begin: u64, end: u64) -> Result<(), RunError> {
        debug_assert!(self.pending.is_empty(), "{} bytes wait", self.pending.len());
        if begin == end {
            return Ok(());
        }
        self.sum = None;
        let seeks = self.file.seek(SeekFrom::Start(self.end)).and(from.file.seek(SeekFrom::Start(begin)));
        let length = end.saturating_sub(begin);
        let copied = seeks.and_then(|_| io::copy(&mut (&from.file).take(length), &mut self.file));
        match copied {
            // Nothing from a stretch that ends before it begins is a fault, too.
            Ok(copied) if copied == length && begin < end => {
                self.end += copied;
                Ok(())
            }
            stopped => {
                // Best effort: the next run cuts a torn line off anyway.
                let _ = self.file.set_len(self.end);
                let (path, error) = match stopped {
                    Ok(_) => (&from.path, io::ErrorKind::UnexpectedEof.into()),
                    Err(error) => (&self.path, error),
                };
                Err(RunError::output(path, error))
            }
        }
    }
}

/// What comes in pieces is kept back no longer than short lines are.
impl Write for Appended {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= BUFFERED {
            self.give()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.give()
    }
}
