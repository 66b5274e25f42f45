//! Turns one Arrow batch of pages into one Arrow batch of records, row by row.
//!
//! Any engine that hands over `pyarrow.RecordBatch`es can call it. A bad row gets an error in its
//! own row; only a batch of the wrong shape is refused as a whole, since every one like it would be.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::ArrowError;
use nianjian::record::{Block, Section};
use nianjian::{Failure, Options, Record, Rejection};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use sha2::Digest;

use crate::pages::Pages;

/// Turns a batch of pages into a batch of records, one row for each row and in the same order.
///
/// Columns in: `uri` (string) and `body` (binary: the page's bytes) or `response` (binary: an HTTP
/// response as a WARC file has it, which is taken apart here); where present also `content_type`, `retrieved` (strings), `status` (int) and the place in a WARC file:
/// `warc_file`, `warc_record_id` (strings) and `warc_offset` (int). Others are ignored. A page has at
/// most 16 MiB.
///
/// Columns out: `id`, `uri`, `retrieved`, `warc_file`, `warc_offset`, `outcome` (`record`, `failed` or `skipped`), `record` (the record as
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
/// >>> text = "【概况】2013年,全区建立妇女之家593个,1月17日走访慰问200户,发放慰问金2.5万元。"
/// >>> pages = pa.RecordBatch.from_pydict({
/// ...     "uri": ["http://example.org/t1.html", "http://example.org/empty"],
/// ...     "body": [f"<title>妇联</title><p>{text}</p>".encode(), None]})
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
    let options = Options { year, charset, ..Options::default() };
    let pages = Pages::of(&batch.0).map_err(PyValueError::new_err)?;
    py.detach(|| records(&pages, &options)).map(PyArrowType).map_err(PyValueError::new_err)
}

fn records(pages: &Pages, options: &Options) -> Result<RecordBatch, String> {
    let mut columns = Columns::default();
    for row in 0..pages.len() {
        columns.uri.append_option(pages.uri(row));
        columns.retrieved.append_option(pages.retrieved(row));
        columns.warc_file.append_option(pages.warc_file(row));
        columns.warc_offset.append_option(pages.warc_offset(row));
        match answer(pages, row, options) {
            Ok((record, json)) => columns.push_record(&record, &json)?,
            Err(rejection) => {
                columns.id.append_option(pages.body(row).map(digest));
                columns.push_rejection(&rejection);
            }
        }
    }
    columns.finish().map_err(|e| e.to_string())
}

/// The record of a row with its JSON text.
fn answer(pages: &Pages, row: usize, options: &Options) -> Result<(Record, String), Rejection> {
    let page = pages.page(row)?;
    // A fault of the crate costs one page, not the job.
    let record =
        catch_unwind(AssertUnwindSafe(|| nianjian::convert(&page, options))).unwrap_or_else(|_| {
            let found = "the program met a case that it does not know";
            let advice = "this is a fault of the program: please report the page";
            Err(Failure::new("convert", "internal-error", found, advice).into())
        })?;
    let json = serde_json::to_string(&record)
        .map_err(|e| Failure::new("record", "unwritable", e.to_string(), "report the page to the project"))?;
    Ok((record, json))
}

/// The `id` of the record that these bytes would have given.
fn digest(body: &[u8]) -> String {
    let hex: String = sha2::Sha256::digest(body).iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

/// The columns of the answer, in order.
#[derive(Default)]
struct Columns {
    id: StringBuilder,
    uri: StringBuilder,
    retrieved: StringBuilder,
    warc_file: StringBuilder,
    warc_offset: Int64Builder,
    outcome: StringBuilder,
    record: StringBuilder,
    title: StringBuilder,
    published: StringBuilder,
    origin: StringBuilder,
    work_title: StringBuilder,
    work_volume: StringBuilder,
    coverage_year: Int32Builder,
    sections: Int32Builder,
    mentions: Int32Builder,
    reason: StringBuilder,
    error: StringBuilder,
}

impl Columns {
    fn push_record(&mut self, record: &Record, json: &str) -> Result<(), String> {
        let bytes = self.record.values_slice().len() + json.len();
        if i32::try_from(bytes).is_err() {
            let most = i32::MAX;
            return Err(format!(
                "the records of this batch have more than the {most} bytes that a string column holds: \
                 give fewer rows at a time (batch.slice)"
            ));
        }
        self.id.append_value(&record.id);
        self.outcome.append_value("record");
        self.record.append_value(json);
        self.title.append_option(record.title.as_deref());
        self.published.append_option(record.published.as_deref());
        self.origin.append_option(record.origin.as_deref());
        self.work_title.append_option(record.work.title.as_deref());
        self.work_volume.append_option(record.work.volume.as_deref());
        self.coverage_year.append_option(record.coverage.as_ref().map(|c| c.year));
        self.sections.append_value(count(record.sections.len()));
        self.mentions.append_value(count(mentions(record)));
        self.reason.append_null();
        self.error.append_null();
        Ok(())
    }

    fn push_rejection(&mut self, rejection: &Rejection) {
        let (outcome, reason) = match rejection {
            Rejection::Failed(x) => ("failed", &x.reason),
            Rejection::Skipped(x) => ("skipped", &x.reason),
        };
        self.outcome.append_value(outcome);
        let texts = [
            &mut self.record,
            &mut self.title,
            &mut self.published,
            &mut self.origin,
            &mut self.work_title,
            &mut self.work_volume,
        ];
        texts.into_iter().for_each(StringBuilder::append_null);
        let numbers = [&mut self.coverage_year, &mut self.sections, &mut self.mentions];
        numbers.into_iter().for_each(Int32Builder::append_null);
        self.reason.append_value(reason);
        self.error.append_value(rejection.to_string());
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let nullable = true;
        let columns: [(&str, ArrayRef, bool); 17] = [
            ("id", Arc::new(self.id.finish()), nullable),
            ("uri", Arc::new(self.uri.finish()), nullable),
            ("retrieved", Arc::new(self.retrieved.finish()), nullable),
            ("warc_file", Arc::new(self.warc_file.finish()), nullable),
            ("warc_offset", Arc::new(self.warc_offset.finish()), nullable),
            ("outcome", Arc::new(self.outcome.finish()), false),
            ("record", Arc::new(self.record.finish()), nullable),
            ("title", Arc::new(self.title.finish()), nullable),
            ("published", Arc::new(self.published.finish()), nullable),
            ("origin", Arc::new(self.origin.finish()), nullable),
            ("work_title", Arc::new(self.work_title.finish()), nullable),
            ("work_volume", Arc::new(self.work_volume.finish()), nullable),
            ("coverage_year", Arc::new(self.coverage_year.finish()), nullable),
            ("sections", Arc::new(self.sections.finish()), nullable),
            ("mentions", Arc::new(self.mentions.finish()), nullable),
            ("reason", Arc::new(self.reason.finish()), nullable),
            ("error", Arc::new(self.error.finish()), nullable),
        ];
        RecordBatch::try_from_iter_with_nullable(columns)
    }
}

fn mentions(record: &Record) -> usize {
    let in_block = |block: &Block| block.running_text().map_or(0, |(_, mentions)| mentions.len());
    let in_section = |s: &Section| s.heading_mentions.len() + s.blocks.iter().map(in_block).sum::<usize>();
    record.sections.iter().map(in_section).sum()
}

fn count(n: usize) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX)
}
