//! Writes each record as a TEI P5 text: dates, measures and numbers marked where they stand,
//! provenance in the header.
//!
//! The text content of `head`, `p` and `item` is the text of the record, character for character.

mod blocks;
mod header;
mod marks;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::columns::{Cell, place_cell};
use super::csv::CsvFile;
use super::read::file_stem;
use super::{ExportError, Line, View, legend};
use crate::record::Record;

/// The columns of the index.
pub(super) const INDEX: [&str; 5] = ["file", "record", "place", "title", "coverage_year"];

/// The folder of texts and its index.
pub(super) struct TeiView {
    at: PathBuf,
    folder: PathBuf,
    index: CsvFile,
    made: BTreeSet<String>,
    remark: Option<String>,
}

impl TeiView {
    /// Creates the folder of texts and the index in `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        let folder = at.join("texts");
        fs::create_dir(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        Ok(TeiView {
            at: at.to_owned(),
            folder,
            index: CsvFile::create(at.join("texts.csv"), false, INDEX.into_iter())?,
            made: BTreeSet::new(),
            remark: None,
        })
    }
}

impl View for TeiView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        let stem = file_stem(record);
        // Folders of 256 each: some file systems slow down with a hundred thousand names in one.
        let bucket = stem.get(..2).unwrap_or_default().to_owned();
        let folder = self.folder.join(&bucket);
        if !self.made.contains(&bucket) {
            fs::create_dir(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
            self.made.insert(bucket.clone());
        }
        let path = folder.join(format!("{stem}.xml"));
        fs::write(&path, text(record, self.remark.as_deref()))
            .map_err(|e| ExportError::io("write", &path, &e))?;
        self.index.row(&[
            format!("texts/{bucket}/{stem}.xml").into(),
            record.id.as_str().into(),
            place_cell(record),
            record.title.as_deref().into(),
            record.coverage.as_ref().map_or(Cell::Null, |c| Cell::Int(c.year.into())),
        ])
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        let told = legend::File { table: "texts", columns: INDEX.to_vec() };
        legend::write(&self.at, &[told], self.remark.as_deref())?;
        self.index.finish()?;
        Ok(Vec::new())
    }
}

/// A record as a TEI document; `remark` is what a reader of the records as a whole must know.
pub fn text(record: &Record, remark: Option<&str>) -> String {
    let mut body = String::new();
    for section in &record.sections {
        blocks::push_section(&mut body, section);
    }
    if record.sections.is_empty() {
        body.push_str("<p/>\n");
    }
    let mut out = String::with_capacity(body.len() + 2048);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n");
    header::push_header(&mut out, record, remark);
    out.push_str("<text>\n<body>\n");
    out.push_str(&body);
    out.push_str("</body>\n</text>\n</TEI>\n");
    out
}
