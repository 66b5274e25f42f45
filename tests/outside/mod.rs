//! Finds what tests need and the project does not hold: material beside it, and programs of others.
//! A test that lacks it ends early, and says so where `cargo test` does not hide it.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::io::Write;
use std::path::{Path, PathBuf};

/// Says on standard error itself, which `cargo test` shows, that a test is left out.
pub fn skipped(lacking: &str) {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let _ = writeln!(std::io::stderr(), "SKIPPED {test}: {lacking}");
}

/// The folder of gold data and pages that are not part of the project: `NIANJIAN_SHARED`, else `../shared`.
pub fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = std::env::var_os("NIANJIAN_SHARED").map_or(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&format!("no folder {}", folder.display()));
    None
}

/// The corpus of real pages in it.
pub fn corpus() -> Option<PathBuf> {
    let folder = shared()?.join("corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    skipped(&format!("no folder {}", folder.display()));
    None
}

/// Python with the readers of `tests/requirements.txt`.
pub fn python() -> Option<PathBuf> {
    let python = std::env::var_os("NIANJIAN_PYTHON").map(PathBuf::from);
    if python.is_none() {
        skipped("NIANJIAN_PYTHON names no Python with the packages of tests/requirements.txt");
    }
    python
}

/// LibreOffice, which opens workbooks.
pub fn soffice() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("soffice")).find(|file| file.is_file());
    if found.is_none() {
        skipped("there is no soffice; Debian has it in libreoffice-calc-nogui, 90 MB");
    }
    found
}
