//! Writes pages, sections and mentions as Parquet: days as dates, decimals as decimals beside their
//! text, words of a small set as dictionaries.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
    StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;

use super::columns::{self, Cell, Column, Holds};
use super::{ExportError, View, days, rows};
use crate::record::Record;

/// Digits of the decimal columns, in all and behind the point. A decimal that does not fit stands
/// in its text column alone.
const PRECISION: u8 = 38;
const SCALE: i8 = 9;
/// Rows and bytes of text gathered before they are handed on.
const BATCH_ROWS: usize = 4096;
const BATCH_BYTES: usize = 8 << 20;
/// Bytes that a row group may take in memory.
const GROUP_BYTES: usize = 64 << 20;

/// A column under construction.
enum Gather {
    Text(StringBuilder),
    Word(StringDictionaryBuilder<Int32Type>),
    Int(Int64Builder),
    Decimal(Decimal128Builder),
    Day(Date32Builder),
    Flag(BooleanBuilder),
}

impl Gather {
    fn new(holds: Holds) -> Self {
        match holds {
            Holds::Text => Gather::Text(StringBuilder::new()),
            Holds::Word => Gather::Word(StringDictionaryBuilder::new()),
            Holds::Int => Gather::Int(Int64Builder::new()),
            Holds::Decimal => Gather::Decimal(Decimal128Builder::new().with_data_type(data_type(holds))),
            Holds::Day => Gather::Day(Date32Builder::new()),
            Holds::Flag => Gather::Flag(BooleanBuilder::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        let text = match cell {
            Cell::Text(text) => Some(text.as_ref()),
            _ => None,
        };
        match self {
            Gather::Text(b) => b.append_option(text),
            Gather::Word(b) => b.append_option(text),
            Gather::Int(b) => b.append_option(if let Cell::Int(n) = cell { Some(*n) } else { None }),
            Gather::Decimal(b) => b.append_option(text.and_then(scaled)),
            Gather::Day(b) => b.append_option(text.and_then(days::since_epoch)),
            Gather::Flag(b) => b.append_option(if let Cell::Flag(f) = cell { Some(*f) } else { None }),
        }
    }

    fn take(&mut self) -> ArrayRef {
        match self {
            Gather::Text(b) => ArrayBuilder::finish(b),
            Gather::Word(b) => ArrayBuilder::finish(b),
            Gather::Int(b) => ArrayBuilder::finish(b),
            Gather::Decimal(b) => ArrayBuilder::finish(b),
            Gather::Day(b) => ArrayBuilder::finish(b),
            Gather::Flag(b) => ArrayBuilder::finish(b),
        }
    }
}

fn data_type(holds: Holds) -> DataType {
    match holds {
        Holds::Text => DataType::Utf8,
        Holds::Word => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
        Holds::Int => DataType::Int64,
        Holds::Decimal => DataType::Decimal128(PRECISION, SCALE),
        Holds::Day => DataType::Date32,
        Holds::Flag => DataType::Boolean,
    }
}

/// A decimal as a whole number of 10^-SCALE; None where it does not fit.
fn scaled(decimal: &str) -> Option<i128> {
    let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
    let missing = usize::try_from(SCALE).ok()?.checked_sub(fraction.len())?;
    let digits = format!("{whole}{fraction}{}", "0".repeat(missing));
    let number: i128 = digits.parse().ok()?;
    (number.unsigned_abs() < 10u128.pow(PRECISION.into())).then_some(number)
}

/// One file under construction.
struct Table {
    path: PathBuf,
    writer: ArrowWriter<File>,
    schema: Arc<Schema>,
    columns: Vec<Gather>,
    rows: usize,
    bytes: usize,
}

impl Table {
    fn create(path: PathBuf, columns: &[Column]) -> Result<Self, ExportError> {
        let fields: Vec<Field> =
            columns.iter().map(|(name, holds)| Field::new(*name, data_type(*holds), true)).collect();
        let schema = Arc::new(Schema::new(fields));
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = ArrowWriter::try_new(file, schema.clone(), Some(properties));
        let writer = writer.map_err(|e| failed(&path, e))?;
        let columns = columns.iter().map(|(_, holds)| Gather::new(*holds)).collect();
        Ok(Table { path, writer, schema, columns, rows: 0, bytes: 0 })
    }

    fn row(&mut self, cells: &[Cell]) -> Result<(), ExportError> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
            if let Cell::Text(text) = cell {
                self.bytes += text.len();
            }
        }
        self.rows += 1;
        if self.rows >= BATCH_ROWS || self.bytes >= BATCH_BYTES { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> Result<(), ExportError> {
        let arrays = self.columns.iter_mut().map(Gather::take).collect();
        (self.rows, self.bytes) = (0, 0);
        let batch = RecordBatch::try_new(self.schema.clone(), arrays).map_err(|e| failed(&self.path, e))?;
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

/// The three files.
pub(super) struct ParquetView {
    pages: Table,
    sections: Table,
    mentions: Table,
}

impl ParquetView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        Ok(ParquetView {
            pages: Table::create(at.join("pages.parquet"), columns::PAGES)?,
            sections: Table::create(at.join("sections.parquet"), columns::SECTIONS)?,
            mentions: Table::create(at.join("mentions.parquet"), columns::MENTIONS)?,
        })
    }
}

impl View for ParquetView {
    fn add(&mut self, record: &Record, _line: &str) -> Result<(), ExportError> {
        self.pages.row(&columns::page(record))?;
        for row in rows::sections(record) {
            self.sections.row(&columns::section(&row))?;
        }
        rows::each_mention(record, |row| self.mentions.row(&columns::mention(&row)))
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.pages.finish()?;
        self.sections.finish()?;
        self.mentions.finish()?;
        Ok(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn decimals_are_scaled_exactly() {
        let cases = [
            ("1", Some(1_000_000_000)),
            ("-3.5", Some(-3_500_000_000)),
            ("-0.5", Some(-500_000_000)),
            ("0.000000001", Some(1)),
            ("0.0000000001", None),
            ("100000000000000000000000000000", None),
            ("99999999999999999999999999999", Some(99_999_999_999_999_999_999_999_999_999_000_000_000)),
        ];
        for (decimal, expected) in cases {
            assert_eq!(scaled(decimal), expected, "{decimal}");
        }
    }
}
