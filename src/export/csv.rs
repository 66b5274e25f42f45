//! Writes the flat tables as CSV (RFC 4180, UTF-8, a header line), and beside them what their columns mean.
//!
//! Nothing and an empty text are told apart: nothing is an empty field, an empty text is `""`.
//! In the form for spreadsheets, with a byte order mark, no text of a page is taken for a formula.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns::{Cell, FLAT, Flat};
use super::{ExportError, Line, View, legend};
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

/// The files, one a table, and what their columns mean.
pub(super) struct CsvView {
    at: PathBuf,
    files: Vec<(Flat, CsvFile)>,
    remark: Option<String>,
}

impl CsvView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path, bom: bool) -> Result<Self, ExportError> {
        let files: Result<_, ExportError> = FLAT
            .into_iter()
            .map(|flat| {
                let names = flat.columns.iter().map(|column| column.0);
                Ok((flat, CsvFile::create(at.join(flat.file()), bom, names)?))
            })
            .collect();
        Ok(CsvView { at: at.to_owned(), files: files?, remark: None })
    }
}

impl View for CsvView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        self.files.iter_mut().try_for_each(|(flat, file)| flat.each(record, |cells| file.row(cells)))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        let columns = |flat: &Flat| flat.columns.iter().map(|column| column.0).collect();
        let told: Vec<legend::File> = self
            .files
            .iter()
            .map(|(flat, _)| legend::File { table: flat.name, columns: columns(flat) })
            .collect();
        legend::write(&self.at, &told, self.remark.as_deref())?;
        self.files.into_iter().try_for_each(|(_, file)| file.finish())?;
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
