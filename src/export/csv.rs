//! Writes pages, sections, blocks, mentions, tables and their observations as CSV (RFC 4180, UTF-8, a header line).
//!
//! Nothing and an empty text are told apart: nothing is an empty field, an empty text is `""`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns::{self, Cell, Column};
use super::{ExportError, View, rows};
use crate::record::Record;

/// One CSV file under construction.
pub(super) struct CsvFile {
    path: PathBuf,
    out: BufWriter<File>,
    line: String,
}

impl CsvFile {
    /// Creates the file and writes its header.
    pub fn create<'h>(
        path: PathBuf,
        bom: bool,
        names: impl Iterator<Item = &'h str>,
    ) -> Result<Self, ExportError> {
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let mut csv = CsvFile { path, out: BufWriter::with_capacity(1 << 16, file), line: String::new() };
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
            push_field(&mut self.line, cell);
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
        let file = |name: &str, columns: &'static [Column]| {
            CsvFile::create(at.join(name), bom, columns.iter().map(|column| column.0))
        };
        Ok(CsvView {
            pages: file("pages.csv", columns::PAGES)?,
            sections: file("sections.csv", columns::SECTIONS)?,
            blocks: file("blocks.csv", columns::BLOCKS)?,
            mentions: file("mentions.csv", columns::MENTIONS)?,
            tables: file("tables.csv", columns::CELLS)?,
            observations: file("observations.csv", columns::OBSERVATIONS)?,
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
