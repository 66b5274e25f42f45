//! Builds the flat tables of records as Arrow batches: days as dates, decimals as decimals beside
//! their text, words of a small set as dictionaries. Parquet files and the Python package take them.

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Decimal128Builder, Int64Builder, StringBuilder,
    StringDictionaryBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};

use super::columns::{Cell, FLAT, Flat, Holds};
use super::days;
use crate::record::Record;

/// Digits of the decimal columns, in all and behind the point. A decimal that does not fit stands
/// in its text column alone.
const PRECISION: u8 = 38;
const SCALE: i8 = 9;

/// A flat table of records: `pages`, `sections`, `blocks`, `mentions`, `tables` (a row a cell), `observations` (a
/// row a value of a table).
#[derive(Clone, Copy)]
pub struct Table(Flat);

impl Table {
    /// All tables.
    pub const ALL: [Table; FLAT.len()] = {
        let mut all = [Table(FLAT[0]); FLAT.len()];
        let mut i = 0;
        while i < FLAT.len() {
            all[i] = Table(FLAT[i]);
            i += 1;
        }
        all
    };

    /// The table's name, which is that of its file.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The table's columns as Arrow types; all may be null.
    pub fn schema(self) -> SchemaRef {
        let fields = self.0.columns.iter().map(|(name, holds)| Field::new(*name, data_type(*holds), true));
        Arc::new(Schema::new(fields.collect::<Vec<_>>()))
    }
}

/// Rows of a table under construction.
pub struct Rows {
    table: Table,
    schema: SchemaRef,
    columns: Vec<Gather>,
    rows: usize,
    bytes: usize,
}

impl Rows {
    /// Begins a batch of a table.
    pub fn new(table: Table) -> Self {
        let columns = table.0.columns.iter().map(|(_, holds)| Gather::new(*holds)).collect();
        Rows { table, schema: table.schema(), columns, rows: 0, bytes: 0 }
    }

    /// Adds what the table holds of a record.
    pub fn add(&mut self, record: &Record) {
        (self.table.0.rows)(record, &mut |cells| self.push(cells));
    }

    fn push(&mut self, cells: &[Cell]) {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(cell);
            if let Cell::Text(text) = cell {
                self.bytes += text.len();
            }
        }
        self.rows += 1;
    }

    /// How many rows were added since the last batch.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether no row was added since the last batch.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How many bytes of text were added since the last batch.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Hands out the rows as a batch and begins the next one.
    pub fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        let arrays = self.columns.iter_mut().map(Gather::take).collect();
        (self.rows, self.bytes) = (0, 0);
        RecordBatch::try_new(self.schema.clone(), arrays)
    }
}

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
