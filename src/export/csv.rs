//! Writes pages, sections, blocks, mentions, tables and their observations as CSV (RFC 4180, UTF-8, a header line).
//!
//! Nothing and an empty text are told apart: nothing is an empty field, an empty text is `""`.
//! In the form for spreadsheets, with a byte order mark, no text of a page is taken for a formula.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns::{self, Cell, FLAT};
use super::{ExportError, View, rows};
use crate::record::Record;

/// One CSV file under construction.
pub(super) struct CsvFile {
    path: PathBuf,
    out: BufWriter<File>,
    line: String,
    /// Whether spreadsheets are to read it.
    bom: bool,
}

impl CsvFile {
    /// Creates the file and writes its header.
    pub fn create<'h>(
        path: PathBuf,
        bom: bool,
        names: impl Iterator<Item = &'h str>,
    ) -> Result<Self, ExportError> {
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let mut csv =
            CsvFile { path, out: BufWriter::with_capacity(1 << 16, file), line: String::new(), bom };
        if bom {
            csv.line.push('\u{FEFF}');
        }
        let names: Vec<Cell> = names.map(Cell::from).collect();
        csv.row(&names)?;
        Ok(csv)
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.line.push(',');
            }
            match cell {
                Cell::Text(text) if self.bom && is_formula(text) => {
                    push_field(&mut self.line, &format!("'{text}").into());
                }
                _ => push_field(&mut self.line, cell),
            }
        }
        self.line.push_str("\r\n");
        let written = self.out.write_all(self.line.as_bytes());
        self.line.clear();
        written.map_err(|e| ExportError::io("write", &self.path, &e))
    }

    /// Writes what is left.
    pub fn finish(mut self) -> Result<(), ExportError> {
        self.out.flush().map_err(|e| ExportError::io("write", &self.path, &e))
    }
}

/// Whether a spreadsheet would reckon with a text as a formula. A plain number with a sign is none.
fn is_formula(text: &str) -> bool {
    match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => !text.get(1..).is_some_and(is_plain_number),
        _ => false,
    }
}

/// Digits, with one point among them at most.
fn is_plain_number(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    [whole, fraction].iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
}

fn push_field(line: &mut String, cell: &Cell) {
    match cell {
        Cell::Null => {}
        Cell::Int(number) => line.push_str(&number.to_string()),
        Cell::Flag(flag) => line.push_str(if *flag { "true" } else { "false" }),
        Cell::Text(text) if text.is_empty() || text.contains(['"', ',', '\r', '\n']) => {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        }
        Cell::Text(text) => line.push_str(text),
    }
}

/// The files, one a table.
pub(super) struct CsvView {
    pages: CsvFile,
    sections: CsvFile,
    blocks: CsvFile,
    mentions: CsvFile,
    tables: CsvFile,
    observations: CsvFile,
}

impl CsvView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path, bom: bool) -> Result<Self, ExportError> {
        let [pages, sections, blocks, mentions, tables, observations] = FLAT.map(|flat| {
            CsvFile::create(at.join(flat.file()), bom, flat.columns.iter().map(|column| column.0))
        });
        Ok(CsvView {
            pages: pages?,
            sections: sections?,
            blocks: blocks?,
            mentions: mentions?,
            tables: tables?,
            observations: observations?,
        })
    }
}

impl View for CsvView {
    fn add(&mut self, record: &Record, _line: &str) -> Result<(), ExportError> {
        self.pages.row(&columns::page(record))?;
        for row in rows::sections(record) {
            self.sections.row(&columns::section(&row))?;
        }
        rows::each_block(record, |row| self.blocks.row(&columns::block(&row)))?;
        rows::each_mention(record, |row| self.mentions.row(&columns::mention(&row)))?;
        rows::each_cell(record, |row| self.tables.row(&columns::cell(&row)))?;
        rows::each_observation(record, |row| self.observations.row(&columns::observation(&row)))
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.pages.finish()?;
        self.sections.finish()?;
        self.blocks.finish()?;
        self.mentions.finish()?;
        self.tables.finish()?;
        self.observations.finish()?;
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::is_formula;

    #[test]
    fn a_number_with_a_sign_is_no_formula() {
        for text in [
            "=1+1", "+农业", "-1/3", "-", "--", "@名称", "\t=1", "-1.2.3", "-0.5元", "-02XX", "+8610-1", "-.",
        ] {
            assert!(is_formula(text), "{text}");
        }
        for text in ["", "-3.5", "+12", "-0", "1/3", "－5", "—", "a=b", "'=1", "农业"] {
            assert!(!is_formula(text), "{text}");
        }
    }
}
