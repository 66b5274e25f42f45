//! Reads the columns of an Arrow batch of pages: checks them once, then gives a page a row.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::DataType;
use nianjian::page::{Bytes, Unread, WarcPlace};
use nianjian::{Failure, Page, Provenance, Rejection, Skip};

/// The largest page, after its content coding is removed.
pub const MAX_BYTES: u64 = 16 << 20;

/// The columns of a batch of pages, checked.
pub struct Pages {
    body: Option<ArrayRef>,
    response: Option<ArrayRef>,
    damage: Option<ArrayRef>,
    uri: ArrayRef,
    content_type: Option<ArrayRef>,
    retrieved: Option<ArrayRef>,
    status: Option<ArrayRef>,
    warc_file: Option<ArrayRef>,
    warc_record_id: Option<ArrayRef>,
    warc_offset: Option<ArrayRef>,
    rows: usize,
}

impl Pages {
    /// The columns of a batch, or which of them is absent or of the wrong type.
    pub fn of(batch: &RecordBatch) -> Result<Pages, String> {
        let response = optional(batch, "response", Kind::Binary)?;
        Ok(Pages {
            body: match response {
                Some(_) => optional(batch, "body", Kind::Binary)?,
                None => Some(required(batch, "body", Kind::Binary)?),
            },
            response,
            damage: optional(batch, "damage", Kind::Text)?,
            rows: batch.num_rows(),
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
        self.rows
    }

    /// The body of a row.
    pub fn body(&self, row: usize) -> Option<&[u8]> {
        bytes(self.body.as_ref(), row)
    }

    /// The address of a row.
    pub fn uri(&self, row: usize) -> Option<&str> {
        text(Some(&self.uri), row)
    }

    /// The WARC file of a row.
    pub fn warc_file(&self, row: usize) -> Option<&str> {
        text(self.warc_file.as_ref(), row)
    }

    /// When the row was fetched.
    pub fn retrieved(&self, row: usize) -> Option<&str> {
        text(self.retrieved.as_ref(), row)
    }

    /// Where the row's capture begins in its WARC file.
    pub fn warc_offset(&self, row: usize) -> Option<i64> {
        integer(self.warc_offset.as_ref(), row)
    }

    /// The page of a row, or why there is none.
    pub fn page(&self, row: usize) -> Result<Page, Rejection> {
        let provenance = self.provenance(row);
        if let Some(body) = self.body(row) {
            check_status(provenance.status)?;
            return Ok(Page { provenance, body: body.to_vec() });
        }
        if let Some(message) = bytes(self.response.as_ref(), row) {
            return Unread { provenance, bytes: Bytes::Http(message.to_vec()) }.read(MAX_BYTES);
        }
        let known =
            text(self.damage.as_ref(), row).and_then(|json| serde_json::from_str::<Failure>(json).ok());
        Err(known.unwrap_or_else(no_body).into())
    }

    fn provenance(&self, row: usize) -> Provenance {
        Provenance {
            uri: self.uri(row).map(str::to_owned),
            path: None,
            content_type: text(self.content_type.as_ref(), row).map(str::to_owned),
            retrieved: self.retrieved(row).map(str::to_owned),
            status: integer(self.status.as_ref(), row).and_then(|n| u16::try_from(n).ok()),
            warc: self.place(row),
            cut_off: None,
        }
    }

    fn place(&self, row: usize) -> Option<WarcPlace> {
        Some(WarcPlace {
            file: self.warc_file(row)?.to_owned(),
            record_id: text(self.warc_record_id.as_ref(), row)?.to_owned(),
            offset: self.warc_offset(row).and_then(|n| u64::try_from(n).ok())?,
        })
    }
}

fn no_body() -> Failure {
    let found = "expected the page's bytes in column 'body' or 'response', found null";
    Failure::new("read", "no-body", found, "fetch the page again or leave the row out")
}

/// What is said of a capture in a WARC file holds for a row that names its status.
fn check_status(status: Option<u16>) -> Result<(), Rejection> {
    match status {
        None | Some(200) => Ok(()),
        Some(other) => Err(Skip::new("status", format!("the server answered {other}")).into()),
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
            Kind::Binary => matches!(found, Binary | LargeBinary | BinaryView | Null),
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

fn bytes(column: Option<&ArrayRef>, row: usize) -> Option<&[u8]> {
    let column = column.filter(|c| !c.is_null(row))?;
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
