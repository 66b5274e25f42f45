//! Ends a run: says what becomes of the records whose inputs were not given this time.
//!
//! They are kept, and marked as gone, until the caller asks to prune. Only what a run left that never came
//! to its end goes by itself: had it not been killed, nobody would have seen it.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::path::Path;

use super::{Folder, PAGES, RECORDS, RunError, claim, remove};
use crate::batch::journal::{self, Ends, Line};
use crate::batch::name;
use crate::batch::spool::{self, Spooled};

/// What became of the records that no input of this run gave, by their names.
#[derive(Debug, Default)]
pub struct Rest {
    /// Their inputs were not given; they were removed.
    pub removed: Vec<String>,
    /// Their inputs were given and read, and gave none this time; they were removed.
    pub without: Vec<String>,
    /// Their inputs were not given, or could not be read; they were kept.
    pub kept: Vec<String>,
    /// Their files were changed by somebody, or are gone and cannot be made again: their lines went, and
    /// what there is was left.
    pub left: Vec<String>,
    /// Whether the inputs were fewer than half of those that had given records before.
    pub shrunk: bool,
}

/// A record whose input was not given.
struct Stale {
    name: String,
    at: Ends,
    line_len: u64,
    /// Whether it has a record, and is not only one page of a joined one.
    record: bool,
}

impl Folder {
    /// Ends a run that came to its end: keeps or removes records whose inputs were not given, removes what
    /// was set aside, and settles what is to become of the pages of articles with several.
    pub fn finish(&mut self, join: bool, prune: bool) -> Result<Rest, RunError> {
        self.diverge()?;
        self.flush()?;
        self.check()?;
        let mut rest = Rest { shrunk: self.used.len() * 2 < self.before, ..Rest::default() };
        let keep = !prune && (self.ended || rest.shrunk);
        for stale in self.stale()? {
            let key = name::key(&stale.name);
            if keep && stale.record && !self.without.contains(&key) {
                match self.keep_gone(&stale)? {
                    true => rest.kept.push(stale.name),
                    false => rest.left.push(stale.name),
                }
                continue;
            }
            let ours = |digest| self.ours.contains(&(key, digest));
            match self.store.take_away(RECORDS, &stale.name, ours)? {
                true if stale.record && self.without.contains(&key) => rest.without.push(stale.name),
                true if stale.record => rest.removed.push(stale.name),
                true => {}
                false => rest.left.push(stale.name),
            }
        }
        self.flush()?;
        self.clear_aside()?;
        self.settle(join)?;
        self.clear_aside()?;
        self.sweep_pages(&self.root.join(PAGES), "")?;
        remove(&self.aside_records.path)?;
        remove(&self.aside_journal.path)?;
        self.store.close()?;
        let ended = self.root.join(".nianjian").join(claim::ENDED);
        fs::write(&ended, b"").map_err(|e| RunError::output(&ended, e))?;
        Ok(rest)
    }

    /// The lines set aside whose names no line of this run has: of several of one name the last.
    fn stale(&self) -> Result<Vec<Stale>, RunError> {
        let (mut found, mut at) = (BTreeMap::<u64, Stale>::new(), Ends::default());
        let mut order = HashMap::new();
        let read = journal::each_line(&self.aside_journal.path, |line: Line, bytes| {
            let line_len = bytes.len() as u64;
            let made = line.record.is_some() || line.paged.is_some();
            let key = name::key(&line.name);
            if made && !self.used.contains(&key) {
                let number = order.len() as u64;
                let number = *order.entry(key).or_insert(number);
                let record = line.record.is_some();
                found.insert(number, Stale { name: line.name, at, line_len, record });
            }
            at.lines += line_len;
            at.records += line.record.map_or(0, |r| r.bytes);
            true
        });
        read.map_err(|e| RunError::output(&self.aside_journal.path, e))?;
        Ok(found.into_values().collect())
    }

    /// Keeps a record whose input was not given; whether it is still whole somewhere.
    fn keep_gone(&mut self, stale: &Stale) -> Result<bool, RunError> {
        let bytes = self.aside_journal.read(stale.at.lines, stale.line_len)?;
        let line = serde_json::from_slice(&bytes);
        let mut line: Line = line.map_err(|e| RunError::output(&self.aside_journal.path, e.into()))?;
        let Some(glance) = &line.record else { return Ok(false) };
        let digest = journal::short(&glance.sha256);
        let path = self.store.path(RECORDS, &stale.name);
        let whole = |line: &Spooled| journal::short(&line.sha256) == digest;
        let room = self.store.room(self.number());
        let file = File::open(&path);
        let record = match self.records {
            Some(_) => {
                Some(self.aside_records.line(stale.at.records, glance.bytes, room.clone())?).filter(whole)
            }
            None => None,
        };
        let of_file = |mut file: &File| spool::Line::read(&mut file, glance.bytes, room.clone()).ok();
        let record = record.or_else(|| file.as_ref().ok().and_then(of_file).filter(whole));
        let Some(mut record) = record else { return Ok(false) };
        let made = match self.store.files && file.is_err() {
            true => Some(self.make(&mut record)?),
            false => None,
        };
        line.gone = true;
        if line.paged.take().is_some() {
            // If it comes back, it takes its place among the pages anew.
            line.provenance = None;
        }
        self.add(&line, Some(&record.line), made)?;
        Ok(true)
    }

    /// Removes pages that wait for nobody.
    fn sweep_pages(&self, folder: &Path, below: &str) -> Result<(), RunError> {
        let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
        for entry in entries.flatten() {
            let own = entry.file_name().to_string_lossy().into_owned();
            let name = if below.is_empty() { own } else { format!("{below}/{own}") };
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                self.sweep_pages(&entry.path(), &name)?;
                // Only empty folders go.
                let _ = fs::remove_dir(entry.path());
            } else if !self.paged.contains(&name::key(&name)) {
                remove(&entry.path())?;
            }
        }
        Ok(())
    }
}
