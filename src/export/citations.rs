//! Writes a citation of each record: CSL-JSON for reference managers, BibTeX, and GB/T 7714 for people.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::cite::citations;
use super::{ExportError, Line, View};
use crate::record::Record;

/// A form of citation as a file.
struct Out {
    path: PathBuf,
    out: BufWriter<File>,
    /// What stands before the first citation, between two, and behind the last.
    frame: [&'static str; 3],
}

/// The files, in the order in which [`citations`] gives the forms.
const FILES: [(&str, [&str; 3]); 3] = [
    ("gbt7714.txt", ["", "\n", "\n"]),
    ("citations.bib", ["", "\n\n", "\n"]),
    ("csl.json", ["[\n", ",\n", "\n]\n"]),
];

/// The folder under construction.
pub(super) struct CitationsView {
    at: PathBuf,
    files: Vec<Out>,
    empty: bool,
}

impl CitationsView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        let files = FILES.into_iter().map(|(name, frame)| {
            let path = at.join(name);
            let out = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
            let mut file = Out { path, out: BufWriter::new(out), frame };
            let [begin, ..] = frame;
            file.write(begin)?;
            Ok(file)
        });
        Ok(CitationsView {
            at: at.to_owned(),
            files: files.collect::<Result<_, ExportError>>()?,
            empty: true,
        })
    }
}

impl Out {
    fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.out.write_all(text.as_bytes()).map_err(|e| ExportError::io("write", &self.path, &e))
    }
}

impl View for CitationsView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        for (file, citation) in self.files.iter_mut().zip(citations(record)) {
            let [_, between, _] = file.frame;
            if !self.empty {
                file.write(between)?;
            }
            file.write(&citation.whole())?;
        }
        self.empty = false;
        Ok(())
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        let path = self.at.join("README.txt");
        std::fs::write(&path, format!("{what}\n")).map_err(|e| ExportError::io("write", &path, &e))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExportError> {
        for file in &mut self.files {
            let [.., end] = file.frame;
            file.write(end)?;
            file.out.flush().map_err(|e| ExportError::io("write", &file.path, &e))?;
        }
        Ok(Vec::new())
    }
}
