//! Says whose an output folder is. It is ours if it carries our mark and the journal that belongs to it, holds nothing,
//! or only what `fetch` wrote; everything else is refused. A mark alone proves nothing: it may have been copied.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use super::journal::{self, Past};
use super::{BEGUN, RunError, Store, remove};
use crate::budget;
use crate::mark::{self, Maker, Manifest};
use crate::record::{GENERATOR, SCHEMA};

/// In `.nianjian/`: a run has come to its end in this folder, and its records are to be kept.
pub const ENDED: &str = "ended";

/// Whether a run may write into a folder; nothing is written for that.
///
/// # Errors
/// [`RunError::NotOurs`] with what was found there, [`RunError::IsFile`].
pub fn check(root: &Path, replace: bool) -> Result<(), RunError> {
    if root.is_file() {
        return Err(RunError::IsFile(root.to_owned()));
    }
    if replace || !root.is_dir() {
        return Ok(());
    }
    let found = match mark::read(&mark::of_folder(root)) {
        Some(mark) if mark.maker.command == "convert" => unproven(root),
        Some(mark) => Some(format!("what `nianjian {}` wrote", mark.maker.command)),
        None => stranger(root, "")?,
    };
    found.map_or(Ok(()), |found| Err(RunError::NotOurs(root.to_owned(), found)))
}

/// What a run has written, beside its journal.
const WRITTEN: [&str; 6] =
    ["failures.jsonl", "manifest.json", "records", "records.jsonl", "report.json", "skipped.jsonl"];

/// What stands in a folder with our mark at the place of something that a run writes, where no journal tells of it.
fn unproven(root: &Path) -> Option<String> {
    let work = root.join(".nianjian");
    let journals = [root.join("journal.jsonl"), work.join("journal.jsonl")];
    let [own, aside] = journals.each_ref().map(|path| head(path, LINE.len()));
    // A run that was killed before the first line.
    let begun = own.as_ref().is_some_and(Vec::is_empty) && root.join(BEGUN).exists();
    let tells = |head: &Vec<u8>| !head.is_empty() && LINE.starts_with(head);
    if begun || [&own, &aside].into_iter().flatten().any(tells) {
        return None;
    }
    let holds = |name: &&&str| {
        let path = root.join(name);
        let files = || fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        fs::symlink_metadata(&path).is_ok_and(|meta| if meta.is_dir() { files() } else { meta.len() > 0 })
    };
    let strange = WRITTEN.iter().find(holds).copied();
    let strange = strange.or_else(|| own.is_some_and(|head| !head.is_empty()).then_some("journal.jsonl"));
    strange.map(|name| format!("its mark, but no journal that tells of {name}"))
}

/// The first bytes of a file; none where it cannot be read.
fn head(path: &Path, length: usize) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    budget::open(path).and_then(|file| file.take(length as u64).read_to_end(&mut head)).ok()?;
    Some(head)
}

/// How a line of `journal.jsonl`, `failures.jsonl` and `skipped.jsonl` begins.
const LINE: &[u8] = b"{\"input\":\"";

/// The first thing in a folder without our mark that may be somebody's. Hidden files say nothing of a
/// folder; a WARC and what stands beside it by its name is what `fetch` leaves, where it writes by itself.
fn stranger(folder: &Path, below: &str) -> Result<Option<String>, RunError> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let mut names: Vec<(String, bool)> = entries
        .map_err(|e| RunError::output(folder, e))?
        .iter()
        .map(|e| (e.file_name().to_string_lossy().into_owned(), e.file_type().is_ok_and(|t| t.is_dir())))
        .collect();
    names.sort_unstable();
    let stem = |name: &str| {
        let stem = name.strip_suffix(".gz").unwrap_or(name).strip_suffix(".warc");
        stem.map(|stem| format!("{stem}."))
    };
    let warcs: Vec<String> = names.iter().filter_map(|(name, _)| stem(name)).collect();
    for (name, is_dir) in names {
        if is_dir && name == "fetched" && below.is_empty() {
            if let Some(found) = stranger(&folder.join(&name), "fetched/")? {
                return Ok(Some(found));
            }
        } else if is_dir && name != ".nianjian"
            || !name.starts_with('.') && !warcs.iter().any(|warc| name.starts_with(warc))
        {
            return Ok(Some(format!("{below}{name}")));
        }
    }
    Ok(None)
}

/// Marks a folder as ours, if it is not marked yet.
pub fn mark(root: &Path) -> Result<(), RunError> {
    let at = mark::of_folder(root);
    if mark::read(&at).is_some_and(|mark| mark.maker.command == "convert") {
        return Ok(());
    }
    let maker = Maker::new("convert", GENERATOR.replace(' ', "-"));
    mark::write(&at, &maker, &[]).map_err(|e| RunError::output(&at, e))
}

/// Keeps what somebody has written since into the files that a finished run sealed and the next one writes
/// anew, or has added to those that it goes on with; how much there was of it.
pub fn keep_changed(root: &Path, store: &Store) -> Result<u64, RunError> {
    let manifest = Manifest::of(root);
    let mut changed = 0;
    for (name, sealed) in manifest.iter().filter(|m| m.finished).flat_map(|m| &m.files) {
        let path = root.join(name);
        let failed = |e| RunError::output(&path, e);
        let Ok(meta) = fs::symlink_metadata(&path) else { continue };
        match name.as_str() {
            "failures.jsonl" | "skipped.jsonl" | "report.json"
                if mark::digest(&path).map_err(failed)?.1 != sealed.sha256 =>
            {
                store.keep(&path, name)?;
                changed += 1;
            }
            // Each line of these is held against its digest.
            "records.jsonl" if meta.len() > sealed.bytes => {
                store.keep_line(&path, sealed.bytes, meta.len() - sealed.bytes)?;
                let cut = File::options().write(true).open(&path).and_then(|file| file.set_len(sealed.bytes));
                cut.map_err(failed)?;
                changed += 1;
            }
            _ => {}
        }
    }
    for (name, begins) in ENDS {
        let path = root.join(name);
        let ours = || head(&path, begins.len()).is_some_and(|head| head == begins.as_bytes());
        if fs::symlink_metadata(&path).is_ok() && !ours() {
            store.keep(&path, name)?;
            changed += 1;
        }
    }
    Ok(changed)
}

/// What ends a run, and how it begins.
const ENDS: [(&str, &str); 2] =
    [("manifest.json", "{\n  \"schema\": \"nianjian.manifest/"), ("report.json", "{\n  \"counts\": {")];

/// Takes `records.jsonl` away where none is to be written; what the journal does not prove to be ours is kept. Whether
/// there was something.
pub fn drop_records(store: &Store, journal: &Path, records: &Path) -> Result<bool, RunError> {
    if fs::symlink_metadata(records).is_err() {
        return Ok(false);
    }
    let failed = |e| RunError::output(records, e);
    let known = journal::load(journal, Some(records), false, &mut Past::default()).map_err(failed)?;
    let tail = tail_is_strange(records, known.ends.records, &record_begins()).map_err(failed)?;
    if known.damaged.is_empty() && !tail {
        return remove(records).map(|()| false);
    }
    store.keep(records, "records.jsonl").map(|()| true)
}

/// How a line of `records.jsonl` begins.
fn record_begins() -> Vec<u8> {
    format!("{{\"schema\":\"{SCHEMA}\",").into_bytes()
}

/// Keeps what stands in a file behind the part that the journal proves, where it is no rest of a run that was killed:
/// such a rest is whole lines of ours, and a beginning of one. Whether there was something.
pub fn keep_tail(store: &Store, path: &Path, proven: u64) -> Result<bool, RunError> {
    let begins = match path.file_name().is_some_and(|name| name == "records.jsonl") {
        true => record_begins(),
        false => LINE.to_vec(),
    };
    let strange = tail_is_strange(path, proven, &begins).map_err(|e| RunError::output(path, e))?;
    if strange {
        store.keep_line(path, proven, u64::MAX)?;
    }
    Ok(strange)
}

fn tail_is_strange(path: &Path, proven: u64, begins: &[u8]) -> io::Result<bool> {
    let mut file = match budget::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    file.seek(SeekFrom::Start(proven))?;
    let mut rest = BufReader::new(file);
    loop {
        let mut head = Vec::new();
        let read = rest.by_ref().take(begins.len() as u64).read_until(b'\n', &mut head)?;
        if !begins.starts_with(&head) {
            return Ok(true);
        }
        if read < begins.len() || rest.skip_until(b'\n')? == 0 {
            return Ok(false);
        }
    }
}
