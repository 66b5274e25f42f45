//! Turns one Arrow batch of pages into one Arrow batch of records, row by row.
//!
//! Any engine that hands over `pyarrow.RecordBatch`es can call it. A bad row gets an error in its
//! own row; only a batch of the wrong shape is refused as a whole, since every one like it would be.

use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int32Type, Int64Type};
use arrow_array::{Array, ArrayRef, Int32Array, RecordBatch, StringArray};
use arrow_pyarrow::PyArrowType;
use arrow_schema::{DataType, Field, Schema};
use nianjian::page::WarcPlace;
use nianjian::record::{Block, Section};
use nianjian::{Failure, Options, Page, Provenance, Record, Rejection};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use sha2::Digest;

/// Turns a batch of pages into a batch of records, one row for each row and in the same order.
///
/// Columns in: `body` (binary: the page's bytes) and `uri` (string); where present also
/// `content_type`, `retrieved` (strings), `status` (int) and the place in a WARC file:
/// `warc_file`, `warc_record_id` (strings) and `warc_offset` (int). Others are ignored.
///
/// Columns out: `id`, `uri`, `outcome` (`record`, `failed` or `skipped`), `record` (the record as
/// JSON text, byte for byte what `nianjian convert` writes), `title`, `published`, `origin`,
/// `work_title`, `work_volume`, `coverage_year`, `sections` and `mentions` (how many), `reason`
/// and `error`. A row that gives no record has null in the columns from `record` to `mentions`.
///
/// Args:
///     batch: the pages.
///     year: the year the texts report on, for all rows.
///     charset: the label of the encoding, for all rows.
///
/// Raises:
///     ValueError: a column is absent or has the wrong type; the message names it.
///
/// >>> import nianjian, pyarrow as pa
/// >>> pages = pa.RecordBatch.from_pydict({
/// ...     "uri": ["http://example.org/t1.html", "http://example.org/empty"],
/// ...     "body": ["<title>妇联</title><p>【概况】2013年,建立妇女之家593个。</p>".encode(), None]})
/// >>> nianjian.convert_batch(pages).column("outcome").to_pylist()
/// ['record', 'failed']
#[pyfunction]
#[pyo3(signature = (batch, *, year=None, charset=None))]
pub fn convert_batch(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    year: Option<i32>,
    charset: Option<String>,
) -> PyResult<PyArrowType<RecordBatch>> {
    let options = Options { year, charset };
    let pages = Pages::of(&batch.0).map_err(PyValueError::new_err)?;
    let rows: Vec<Row> = py.detach(|| (0..pages.len()).map(|i| Row::of(pages.page(i), &options)).collect());
    fits(&rows).map_err(PyValueError::new_err)?;
    into_batch(&rows).map(PyArrowType).map_err(|e| PyValueError::new_err(e.to_string()))
}

/// The columns of a batch of pages, checked.
struct Pages {
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
    fn of(batch: &RecordBatch) -> Result<Pages, String> {
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

    fn len(&self) -> usize {
        self.body.len()
    }

    /// The page of a row; none where its body is null.
    fn page(&self, row: usize) -> (Option<Page>, Option<String>) {
        let uri = text(Some(&self.uri), row).map(str::to_owned);
        let page = bytes(&self.body, row).map(|body| Page {
            provenance: Provenance {
                uri: uri.clone(),
                path: None,
                content_type: text(self.content_type.as_ref(), row).map(str::to_owned),
                retrieved: text(self.retrieved.as_ref(), row).map(str::to_owned),
                status: integer(self.status.as_ref(), row).and_then(|n| u16::try_from(n).ok()),
                warc: self.place(row),
            },
            body: body.to_vec(),
        });
        (page, uri)
    }

    fn place(&self, row: usize) -> Option<WarcPlace> {
        Some(WarcPlace {
            file: text(self.warc_file.as_ref(), row)?.to_owned(),
            record_id: text(self.warc_record_id.as_ref(), row)?.to_owned(),
            offset: integer(self.warc_offset.as_ref(), row).and_then(|n| u64::try_from(n).ok())?,
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

/// One row out.
struct Row {
    uri: Option<String>,
    id: Option<String>,
    answer: Result<(Record, String), Rejection>,
}

impl Row {
    fn of((page, uri): (Option<Page>, Option<String>), options: &Options) -> Row {
        let Some(page) = page else {
            return Row { uri, id: None, answer: Err(no_body().into()) };
        };
        let answer = nianjian::convert(&page, options).and_then(|record| {
            let json = serde_json::to_string(&record).map_err(|e| unwritable(&e))?;
            Ok((record, json))
        });
        let id = match &answer {
            Ok((record, _)) => record.id.clone(),
            Err(_) => digest(&page.body),
        };
        Row { uri, id: Some(id), answer }
    }

    fn record(&self) -> Option<&Record> {
        self.answer.as_ref().ok().map(|(record, _)| record)
    }

    fn json(&self) -> Option<&str> {
        self.answer.as_ref().ok().map(|(_, json)| json.as_str())
    }

    fn outcome(&self) -> &'static str {
        match &self.answer {
            Ok(_) => "record",
            Err(Rejection::Failed(_)) => "failed",
            Err(Rejection::Skipped(_)) => "skipped",
        }
    }

    fn reason(&self) -> Option<&str> {
        match self.answer.as_ref().err()? {
            Rejection::Failed(x) => Some(&x.reason),
            Rejection::Skipped(x) => Some(&x.reason),
        }
    }

    fn error(&self) -> Option<String> {
        self.answer.as_ref().err().map(ToString::to_string)
    }
}

fn no_body() -> Failure {
    Failure::new(
        "read",
        "no-body",
        "expected the page's bytes in column 'body', found null",
        "fetch the page again or leave the row out",
    )
}

fn unwritable(error: &serde_json::Error) -> Failure {
    Failure::new("record", "unwritable", error.to_string(), "report the page to the project")
}

/// A string column counts its bytes in 32 bits.
fn fits(rows: &[Row]) -> Result<(), String> {
    let bytes: usize = rows.iter().filter_map(Row::json).map(str::len).sum();
    if i32::try_from(bytes).is_ok() {
        return Ok(());
    }
    Err(format!(
        "the records of this batch have {bytes} bytes, a batch holds {}: give fewer rows at a time (batch.slice)",
        i32::MAX
    ))
}

fn into_batch(rows: &[Row]) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let (mut fields, mut columns) = (Vec::new(), Vec::new());
    let mut add = |name: &str, column: ArrayRef, nullable| {
        fields.push(Field::new(name, column.data_type().clone(), nullable));
        columns.push(column);
    };
    add("id", texts(rows, |r| r.id.as_deref()), true);
    add("uri", texts(rows, |r| r.uri.as_deref()), true);
    add("outcome", texts(rows, |r| Some(r.outcome())), false);
    add("record", texts(rows, Row::json), true);
    add("title", texts(rows, |r| r.record()?.title.as_deref()), true);
    add("published", texts(rows, |r| r.record()?.published.as_deref()), true);
    add("origin", texts(rows, |r| r.record()?.origin.as_deref()), true);
    add("work_title", texts(rows, |r| r.record()?.work.title.as_deref()), true);
    add("work_volume", texts(rows, |r| r.record()?.work.volume.as_deref()), true);
    add("coverage_year", numbers(rows, |r| Some(r.record()?.coverage.as_ref()?.year)), true);
    add("sections", numbers(rows, |r| r.record().map(|x| count(x.sections.len()))), true);
    add("mentions", numbers(rows, |r| r.record().map(|x| count(mentions(x)))), true);
    add("reason", texts(rows, Row::reason), true);
    let errors: StringArray = rows.iter().map(Row::error).collect();
    add("error", Arc::new(errors), true);
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
}

fn texts<'a>(rows: &'a [Row], value: impl Fn(&'a Row) -> Option<&'a str>) -> ArrayRef {
    let mut column = StringBuilder::new();
    rows.iter().for_each(|r| column.append_option(value(r)));
    Arc::new(column.finish())
}

fn numbers(rows: &[Row], value: impl Fn(&Row) -> Option<i32>) -> ArrayRef {
    Arc::new(rows.iter().map(value).collect::<Int32Array>())
}

/// The `id` of the record that these bytes give or would have given.
fn digest(body: &[u8]) -> String {
    let hex: String = sha2::Sha256::digest(body).iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

fn mentions(record: &Record) -> usize {
    let in_block = |block: &Block| match block {
        Block::Paragraph { mentions, .. } | Block::Item { mentions, .. } => mentions.len(),
        Block::Table { .. } | Block::Figure { .. } => 0,
    };
    let in_section = |s: &Section| s.heading_mentions.len() + s.blocks.iter().map(in_block).sum::<usize>();
    record.sections.iter().map(in_section).sum()
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
