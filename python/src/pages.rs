//! Reads the columns of an Arrow batch of pages: checks them once, then gives a page a row.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use nianjian::page::WarcPlace;
use nianjian::{Page, Provenance};

/// The columns of a batch of pages, checked.
pub struct Pages {
    body: ArrayRef,
    uri: ArrayRef,
    content_type: Option<ArrayRef>,
    retrieved: Option<ArrayRef>,
    status: Option<ArrayRef>,
    warc_file: Option<ArrayRef>,
    warc_record_id: Option<ArrayRef>,
    warc_offset: Option<ArrayRef>,
}

impl Pages {
    /// The columns of a batch, or which of them is absent or of the wrong type.
    pub fn of(batch: &RecordBatch) -> Result<Pages, String> {
        Ok(Pages {
            body: required(batch, "body", Kind::Binary)?,
            uri: required(batch, "uri", Kind::Text)?,
            content_type: optional(batch, "content_type", Kind::Text)?,
            retrieved: optional(batch, "retrieved", Kind::Text)?,
            status: optional(batch, "status", Kind::Integer)?,
            warc_file: optional(batch, "warc_file", Kind::Text)?,
            warc_record_id: optional(batch, "warc_record_id", Kind::Text)?,
            warc_offset: optional(batch, "warc_offset", Kind::Integer)?,
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// The bytes of a row; none where they are null.
    pub fn body(&self, row: usize) -> Option<&[u8]> {
        bytes(&self.body, row)
    }

    /// The address of a row.
    pub fn uri(&self, row: usize) -> Option<&str> {
        text(Some(&self.uri), row)
    }

    /// The WARC file of a row.
    pub fn warc_file(&self, row: usize) -> Option<&str> {
        text(self.warc_file.as_ref(), row)
    }

    /// Where the row's capture begins in its WARC file.
    pub fn warc_offset(&self, row: usize) -> Option<i64> {
        integer(self.warc_offset.as_ref(), row)
    }

    /// The page of a row; none where its bytes are null.
    pub fn page(&self, row: usize) -> Option<Page> {
        let body = self.body(row)?.to_vec();
        let provenance = Provenance {
            uri: self.uri(row).map(str::to_owned),
            path: None,
            content_type: text(self.content_type.as_ref(), row).map(str::to_owned),
            retrieved: text(self.retrieved.as_ref(), row).map(str::to_owned),
            status: integer(self.status.as_ref(), row).and_then(|n| u16::try_from(n).ok()),
            warc: self.place(row),
        };
        Some(Page { provenance, body })
    }

    fn place(&self, row: usize) -> Option<WarcPlace> {
        Some(WarcPlace {
            file: self.warc_file(row)?.to_owned(),
            record_id: text(self.warc_record_id.as_ref(), row)?.to_owned(),
            offset: self.warc_offset(row).and_then(|n| u64::try_from(n).ok())?,
        })
    }
}

/// What a column must hold; engines differ in how they lay it out.
#[derive(Clone, Copy)]
enum Kind {
    Binary,
    Text,
    Integer,
}

impl Kind {
    fn admits(self, found: &DataType) -> bool {
        use DataType::{Binary, BinaryView, Int32, Int64, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
        match self {
            Kind::Binary => matches!(found, Binary | LargeBinary | BinaryView),
            Kind::Text => matches!(found, Utf8 | LargeUtf8 | Utf8View | Null),
            Kind::Integer => matches!(found, Int32 | Int64 | Null),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Binary => "binary (the page's bytes, not decoded)",
            Kind::Text => "string",
            Kind::Integer => "int32 or int64",
        }
    }
}

fn required(batch: &RecordBatch, name: &str, kind: Kind) -> Result<ArrayRef, String> {
    optional(batch, name, kind)?.ok_or_else(|| {
        let found: Vec<_> = batch.schema_ref().fields().iter().map(|f| f.name().as_str()).collect();
        format!(
            "column '{name}' is missing: expected {}, found the columns {found:?}; rename or select it first",
            kind.name()
        )
    })
}

fn optional(batch: &RecordBatch, name: &str, kind: Kind) -> Result<Option<ArrayRef>, String> {
    match batch.column_by_name(name) {
        Some(column) if !kind.admits(column.data_type()) => Err(format!(
            "column '{name}' has the wrong type: expected {}, found {}; cast it first",
            kind.name(),
            column.data_type()
        )),
        column => Ok(column.cloned()),
    }
}

fn bytes(column: &ArrayRef, row: usize) -> Option<&[u8]> {
    if column.is_null(row) {
        return None;
    }
    match column.data_type() {
        DataType::Binary => Some(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(row)),
        _ => column.as_binary_view_opt().map(|c| c.value(row)),
    }
}

fn text(column: Option<&ArrayRef>, row: usize) -> Option<&str> {
    let column = column.filter(|c| !c.is_null(row))?;
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row)),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row)),
        _ => column.as_string_view_opt().map(|c| c.value(row)),
    }
}

fn integer(column: Option<&ArrayRef>, row: usize) -> Option<i64> {
    let column = column.filter(|c| !c.is_null(row))?;
    match column.data_type() {
        DataType::Int32 => Some(column.as_primitive::<Int32Type>().value(row).into()),
        _ => column.as_primitive_opt::<Int64Type>().map(|c| c.value(row)),
    }
}
