//! Writes the flat tables as Parquet.

use std::fs::File;
use std::path::{Path, PathBuf};

use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;

use super::arrow::{Rows, Table};
use super::{ExportError, Line, View};
use crate::record::Record;

/// Rows and bytes of text gathered before they are handed on.
const BATCH_ROWS: usize = 4096;
const BATCH_BYTES: usize = 8 << 20;
/// Bytes that a row group may take in memory.
const GROUP_BYTES: usize = 64 << 20;

/// One file under construction.
struct TableFile {
    path: PathBuf,
    writer: ArrowWriter<File>,
    rows: Rows,
}

impl TableFile {
    fn create(at: &Path, table: Table) -> Result<Self, ExportError> {
        let path = at.join(format!("{}.parquet", table.name()));
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = ArrowWriter::try_new(file, table.schema(), Some(properties));
        let writer = writer.map_err(|e| failed(&path, e))?;
        Ok(TableFile { path, writer, rows: Rows::new(table) })
    }

    fn add(&mut self, record: &Record) -> Result<(), ExportError> {
        self.rows.add(record);
        if self.rows.len() >= BATCH_ROWS || self.rows.bytes() >= BATCH_BYTES {
            self.hand_on()
        } else {
            Ok(())
        }
    }

    fn hand_on(&mut self) -> Result<(), ExportError> {
        let batch = self.rows.take().map_err(|e| failed(&self.path, e))?;
        self.writer.write(&batch).map_err(|e| failed(&self.path, e))?;
        if self.writer.in_progress_size() > GROUP_BYTES {
            self.writer.flush().map_err(|e| failed(&self.path, e))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), ExportError> {
        self.hand_on()?;
        self.writer.close().map(drop).map_err(|e| failed(&self.path, e))
    }
}

fn failed(path: &Path, error: impl std::fmt::Display) -> ExportError {
    ExportError(format!("cannot write {}: {error}", path.display()))
}

/// A file a table.
pub(super) struct ParquetView {
    files: Vec<TableFile>,
}

impl ParquetView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        let files: Result<_, _> = Table::ALL.into_iter().map(|table| TableFile::create(at, table)).collect();
        Ok(ParquetView { files: files? })
    }
}

impl View for ParquetView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        self.files.iter_mut().try_for_each(|file| file.add(record))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        for file in &mut self.files {
            file.writer.append_key_value_metadata(KeyValue::new("remark".to_owned(), what.to_owned()));
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.files.into_iter().try_for_each(TableFile::finish)?;
        Ok(Vec::new())
    }
}
