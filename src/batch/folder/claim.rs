//! Says whose an output folder is. It is ours if it carries our mark, holds nothing, or only what `fetch`
//! wrote; everything else is refused.

use std::fs;
use std::path::Path;

use super::{RunError, Store};
use crate::mark::{self, Maker, Manifest};
use crate::record::GENERATOR;

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
        Some(mark) if mark.maker.command == "convert" => return Ok(()),
        Some(mark) => Some(format!("what `nianjian {}` wrote", mark.maker.command)),
        None => stranger(root, "")?,
    };
    found.map_or(Ok(()), |found| Err(RunError::NotOurs(root.to_owned(), found)))
}

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
                changed += 1;
            }
            _ => {}
        }
    }
    Ok(changed)
}
