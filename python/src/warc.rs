//! Reads a WARC file as a stream and hands its captures to Python in Arrow batches.
//!
//! A capture stays as it came over the wire: `convert_batch` takes it apart, on another core if
//! the engine has one.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::ArrowError;
use nianjian::Failure;
use nianjian::page::warc::{Entry, Header, WarcReader};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::file::PythonFile;
use crate::pages::MAX_BYTES;

/// A batch is handed on when it has so many captures, or so many bytes of them.
const ROWS: usize = 500;
const BYTES: usize = 32 << 20;

/// Reads the captures of a WARC file, compressed or not, in batches that `convert_batch` takes.
///
/// A row is a response or a resource: `uri`, `response` (status line, header and body as they came over
/// the wire) or `body` and `content_type` (of a resource), `retrieved`, `warc_file`, `warc_record_id`
/// and `warc_offset`. What cannot be read is a row with neither, and `damage` says why; the records
/// behind it are read. Requests, revisits and other records are passed over.
///
/// Args:
///     file: an object with `read(n)` and `seek(offset, whence)`, opened for bytes: a file, `io.BytesIO`,
///         what `pyarrow.fs` opens.
///     name: the file's name, as the records shall give it.
///
/// >>> import io, nianjian
/// >>> warc = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n" \
/// ...     b"Content-Length: 27\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>x</p>\r\n\r\n"
/// >>> [row["uri"] for batch in nianjian.read_warc(io.BytesIO(warc), "a.warc") for row in batch.to_pylist()]
/// ['http://a.example/']
#[pyfunction]
pub fn read_warc(py: Python<'_>, file: Py<PyAny>, name: String) -> PyResult<Captures> {
    let reader = WarcReader::new(PythonFile::new(py, file)?)?;
    Ok(Captures { reader: Mutex::new(reader), name })
}

/// The batches of a WARC file.
#[pyclass(frozen, module = "nianjian")]
pub struct Captures {
    reader: Mutex<WarcReader<PythonFile>>,
    name: String,
}

#[pymethods]
impl Captures {
    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<PyArrowType<RecordBatch>>> {
        let batch = py.detach(|| self.batch())?;
        Ok((batch.num_rows() > 0).then_some(PyArrowType(batch)))
    }
}

impl Captures {
    fn batch(&self) -> PyResult<RecordBatch> {
        let mut reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let mut columns = Columns::default();
        while columns.rows < ROWS && columns.bytes < BYTES {
            // A response has its HTTP header on top of the page.
            match reader.next(MAX_BYTES + (1 << 16), is_capture)? {
                None => break,
                Some(entry) => columns.push(entry, &self.name),
            }
        }
        columns.finish().map_err(|e| PyValueError::new_err(e.to_string()))
    }
}

fn is_capture(header: &Header) -> bool {
    matches!(header.kind.as_str(), "response" | "resource") && header.uri.is_some()
}

/// The columns of a batch, in order.
#[derive(Default)]
struct Columns {
    rows: usize,
    bytes: usize,
    uri: StringBuilder,
    response: BinaryBuilder,
    body: BinaryBuilder,
    content_type: StringBuilder,
    damage: StringBuilder,
    retrieved: StringBuilder,
    warc_file: StringBuilder,
    warc_record_id: StringBuilder,
    warc_offset: Int64Builder,
}

impl Columns {
    fn push(&mut self, entry: Entry, file: &str) {
        let (header, block) = match entry {
            Entry::Record { header, .. } if !is_capture(&header) => return,
            Entry::Record { header, block } if header.length > block.len() as u64 => {
                let found =
                    format!("a page has at most {MAX_BYTES} bytes here, this one has {}", header.length);
                let failure = Failure::new("read", "too-large", found, "convert it by itself");
                return self.push_damage(header.offset, header.uri, &failure, file);
            }
            Entry::Record { header, block } => (header, block),
            Entry::Damaged { offset, uri, failure } => return self.push_damage(offset, uri, &failure, file),
        };
        self.bytes += block.len();
        let http = header.kind == "response";
        let (response, body) = if http { (Some(block), None) } else { (None, Some(block)) };
        self.response.append_option(response);
        self.body.append_option(body);
        self.content_type.append_option(header.content_type.filter(|_| !http));
        self.damage.append_null();
        self.retrieved.append_option(header.date);
        self.warc_record_id.append_value(header.record_id);
        self.push_place(header.offset, header.uri, file);
    }

    fn push_damage(&mut self, offset: u64, uri: Option<String>, failure: &Failure, file: &str) {
        self.response.append_null();
        self.body.append_null();
        self.content_type.append_null();
        self.damage.append_option(serde_json::to_string(failure).ok());
        self.retrieved.append_null();
        self.warc_record_id.append_null();
        self.push_place(offset, uri, file);
    }

    fn push_place(&mut self, offset: u64, uri: Option<String>, file: &str) {
        self.uri.append_option(uri);
        self.warc_file.append_value(file);
        self.warc_offset.append_option(i64::try_from(offset).ok());
        self.rows += 1;
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let columns: [(&str, ArrayRef); 9] = [
            ("uri", Arc::new(self.uri.finish())),
            ("response", Arc::new(self.response.finish())),
            ("body", Arc::new(self.body.finish())),
            ("content_type", Arc::new(self.content_type.finish())),
            ("damage", Arc::new(self.damage.finish())),
            ("retrieved", Arc::new(self.retrieved.finish())),
            ("warc_file", Arc::new(self.warc_file.finish())),
            ("warc_record_id", Arc::new(self.warc_record_id.finish())),
            ("warc_offset", Arc::new(self.warc_offset.finish())),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
    }
}
