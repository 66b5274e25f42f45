//! A run of `convert`: its manifest, its journal, and each record as a line and as a file.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{At, Check};
use crate::budget;
use crate::mark;

/// The part of a manifest that seals files.
#[derive(Deserialize)]
struct Manifest {
    finished: bool,
    #[serde(default)]
    options: BTreeMap<String, String>,
    files: BTreeMap<String, Extent>,
}

#[derive(Deserialize)]
struct Extent {
    bytes: u64,
    sha256: String,
}

/// The part of a journal's line that seals a record.
#[derive(Deserialize)]
struct Line {
    name: String,
    sha256: Option<String>,
    record: Option<Extent>,
}

/// The part of a record that repeats the digest of its source.
#[derive(Deserialize)]
struct Record {
    id: String,
    source: Source,
}

#[derive(Deserialize)]
struct Source {
    sha256: String,
}

impl Check<'_> {
    pub(super) fn run(&mut self, folder: &Path) {
        self.checked.things += 1;
        let at = folder.join("manifest.json");
        let manifest = match fs::read(&at) {
            Ok(bytes) => {
                serde_json::from_slice::<Manifest>(&bytes).map_err(|e| format!("is no manifest: {e}"))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err("is not there: the run has not come to its end; run the same `nianjian convert` again"
                    .into())
            }
            Err(error) => Err(format!("cannot be read: {error}")),
        };
        let manifest = manifest.map_err(|what| self.fault(&at, None, what)).ok();
        if manifest.as_ref().is_some_and(|m| !m.finished) {
            self.fault(&at, None, "the run has not come to its end; run the same `nianjian convert` again");
        }
        for (name, sealed) in manifest.iter().flat_map(|m| &m.files) {
            match mark::is_below(name) {
                true => self.same(&folder.join(name), sealed.bytes, &sealed.sha256),
                false => self.fault(&at, None, format!("{name:?} leads out of the folder")),
            }
        }
        let format = manifest.as_ref().and_then(|m| m.options.get("format")).map(String::as_str);
        let lines = format != Some("json") && folder.join("records.jsonl").exists();
        let files = format != Some("jsonl") && folder.join("records").exists();
        if let Err(error) = self.journal(folder, lines, files) {
            self.fault(&folder.join("journal.jsonl"), None, format!("cannot be read: {error}"));
        }
    }

    fn journal(&mut self, folder: &Path, lines: bool, files: bool) -> io::Result<()> {
        let (journal, records) = (folder.join("journal.jsonl"), folder.join("records.jsonl"));
        let mut input = BufReader::with_capacity(1 << 18, File::open(&journal)?);
        let mut all =
            if lines { Some(BufReader::with_capacity(1 << 18, File::open(&records)?)) } else { None };
        let (mut text, mut number, mut count, mut names) = (Vec::new(), 0, 0, HashSet::new());
        loop {
            text.clear();
            if input.by_ref().take(budget::RECORD_BYTES).read_until(b'\n', &mut text)? == 0 {
                break;
            }
            number += 1;
            let line: Line = match serde_json::from_slice(&text) {
                Ok(line) => line,
                Err(error) => {
                    self.fault(&journal, Some(At::Line(number)), format!("is no line of a journal: {error}"));
                    continue;
                }
            };
            if !mark::is_below(&line.name) {
                self.fault(
                    &journal,
                    Some(At::Line(number)),
                    format!("{:?} leads out of the folder", line.name),
                );
                continue;
            }
            let Some(sealed) = &line.record else { continue };
            count += 1;
            if let Some(all) = &mut all {
                let mut bytes = Vec::new();
                all.by_ref().take(sealed.bytes.min(budget::RECORD_BYTES)).read_to_end(&mut bytes)?;
                self.record(&records, count, &bytes, &line, sealed);
            }
            if files {
                self.same(&folder.join("records").join(&line.name), sealed.bytes, &sealed.sha256);
                names.insert(line.name);
            }
        }
        if let Some(all) = &mut all
            && !all.fill_buf()?.is_empty()
        {
            self.fault(
                &records,
                Some(At::Line(count + 1)),
                "expected the end, found lines of no journal's line",
            );
        }
        if files {
            self.strangers(&folder.join("records"), "", &names);
        }
        Ok(())
    }

    /// Holds a line of `records.jsonl` against the journal, and what it says of its source.
    fn record(&mut self, file: &Path, number: u64, bytes: &[u8], line: &Line, sealed: &Extent) {
        self.checked.digests += 1;
        let found = HEXLOWER.encode(&Sha256::digest(bytes));
        if found != sealed.sha256 {
            let what = format!("{}: expected SHA-256 {}, found {found}", line.name, sealed.sha256);
            return self.fault(file, Some(At::Line(number)), what);
        }
        let source = line.sha256.as_deref().unwrap_or_default();
        let same = serde_json::from_slice::<Record>(bytes)
            .is_ok_and(|r| r.source.sha256 == source && r.id.strip_prefix("sha256:") == Some(source));
        if !same {
            let what =
                format!("{}: the digest of its source is not that of the journal, {source}", line.name);
            self.fault(file, Some(At::Line(number)), what);
        }
    }

    /// Names files that no line tells of.
    fn strangers(&mut self, folder: &Path, below: &str, names: &HashSet<String>) {
        let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().collect();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let own = entry.file_name().to_string_lossy().into_owned();
            let name = if below.is_empty() { own } else { format!("{below}/{own}") };
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                self.strangers(&entry.path(), &name, names);
            } else if !names.contains(&name) {
                self.fault(&entry.path(), None, "no line of the journal tells of it");
            }
        }
    }
}
