//! Writes the files of the site. What is the same as in the site before is not written again: the new folder
//! gets the old file itself.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::export::ExportError;

/// The folder under construction, and the one that it replaces.
pub(crate) struct Folder {
    at: PathBuf,
    old: PathBuf,
    /// Files that were written anew.
    pub(crate) written: u64,
    /// Files that were taken over.
    pub(crate) kept: u64,
}

impl Folder {
    pub(crate) fn new(at: &Path, old: &Path) -> Result<Folder, ExportError> {
        for name in ["e", "r", "y", "f", "b", "p", "data", "data/i", "data/t", "data/v"] {
            let folder = at.join(name);
            fs::create_dir_all(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        }
        Ok(Folder { at: at.to_owned(), old: old.to_owned(), written: 0, kept: 0 })
    }

    /// The place of a file under construction.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.at.join(name)
    }

    /// Writes a page or a script: what would steer a browser or a reader's eye is shown as U+FFFD.
    pub(crate) fn page(&mut self, name: &str, text: &str) -> Result<(), ExportError> {
        self.bytes(name, harmless(text).as_bytes())
    }

    /// Writes a file as it is.
    pub(crate) fn bytes(&mut self, name: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let (new, old) = (self.at.join(name), self.old.join(name));
        let same_length =
            fs::symlink_metadata(&old).is_ok_and(|m| m.is_file() && m.len() == bytes.len() as u64);
        if same_length && fs::read(&old).is_ok_and(|had| had == bytes) && fs::hard_link(&old, &new).is_ok() {
            self.kept += 1;
            return Ok(());
        }
        self.written += 1;
        fs::write(&new, bytes).map_err(|e| ExportError::io("write", &new, &e))
    }

    /// Ends a file that was written piece by piece: where the old one is the same, it is taken over.
    pub(crate) fn settle(&mut self, name: &str) -> Result<(), ExportError> {
        let (new, old) = (self.at.join(name), self.old.join(name));
        if same(&new, &old).unwrap_or(false) {
            let aside = new.with_extension("old");
            if fs::hard_link(&old, &aside).is_ok() {
                self.kept += 1;
                return fs::rename(&aside, &new).map_err(|e| ExportError::io("write", &new, &e));
            }
        }
        self.written += 1;
        Ok(())
    }

    /// Removes the folders that stayed empty.
    pub(crate) fn tidy(&self) {
        for name in ["e", "r", "y", "f", "b", "p", "data/v"] {
            let _ = fs::remove_dir(self.at.join(name));
        }
    }
}

fn same(a: &Path, b: &Path) -> std::io::Result<bool> {
    let (left, right) = (fs::symlink_metadata(a)?, fs::symlink_metadata(b)?);
    if !right.is_file() || left.len() != right.len() {
        return Ok(false);
    }
    let (mut left, mut right) = (BufReader::new(File::open(a)?), BufReader::new(File::open(b)?));
    let (mut x, mut y) = ([0; 8192], [0; 8192]);
    loop {
        let n = left.read(&mut x)?;
        if n == 0 {
            return Ok(true);
        }
        let part = y.get_mut(..n).unwrap_or_default();
        right.read_exact(part)?;
        if x.get(..n) != Some(&*part) {
            return Ok(false);
        }
    }
}

/// A text in which nothing steers: U+FFFD stands for control characters and for those that change the direction
/// of writing.
pub(crate) fn harmless(text: &str) -> Cow<'_, str> {
    let steers = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
    };
    // Nearly all texts hold none: one look at the bytes that could begin one.
    if !text.bytes().any(|b| (b < 0x20 && b != b'\n' && b != b'\t') || matches!(b, 0x7F | 0xC2 | 0xD8 | 0xE2))
    {
        return text.into();
    }
    if text.contains(steers) { text.replace(steers, "\u{FFFD}").into() } else { text.into() }
}
