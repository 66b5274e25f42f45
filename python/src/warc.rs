//! Reads a WARC file as a stream and hands its captures to Python in Arrow batches.
//!
//! A capture stays as it came over the wire: `convert_batch` takes it apart, on another core if
//! the engine has one.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_pyarrow::PyArrowType;
use arrow_schema::ArrowError;
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
/// A row is a response: `uri`, `response` (status line, header and body as they came over the wire),
/// `retrieved`, `warc_file`, `warc_record_id` and `warc_offset`. What cannot be read is a row with a
/// null `response`, and `damage` says why; the records behind it are read.
///
/// Args:
///     file: an object with `read(n)` and `seek(offset, whence)`, opened for bytes: a file, `io.BytesIO`,
///         what `pyarrow.fs` opens.
///     name: the file's name, as the records shall give it.
///
/// >>> import io, nianjian
/// >>> warc = b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\n" \
/// ...     b"Content-Length: 27\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>年</p>\r\n\r\n"
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
            // A header more than a page: bodies are measured again when their coding is off.
            match reader.next(MAX_BYTES + (1 << 20), is_response)? {
                None => break,
                Some(entry) => columns.push(entry, &self.name),
            }
        }
        columns.finish().map_err(|e| PyValueError::new_err(e.to_string()))
    }
}

fn is_response(header: &Header) -> bool {
    header.kind == "response"
}

/// The columns of a batch, in order.
#[derive(Default)]
struct Columns {
    rows: usize,
    bytes: usize,
    uri: StringBuilder,
    response: BinaryBuilder,
    damage: StringBuilder,
    retrieved: StringBuilder,
    warc_file: StringBuilder,
    warc_record_id: StringBuilder,
    warc_offset: Int64Builder,
}

impl Columns {
    fn push(&mut self, entry: Entry, file: &str) {
        match entry {
            Entry::Record { header, .. } if !is_response(&header) => return,
            Entry::Record { header, block } => {
                self.bytes += block.len();
                self.response.append_value(block);
                self.damage.append_null();
                self.uri.append_option(header.uri);
                self.retrieved.append_option(header.date);
                self.warc_record_id.append_value(header.record_id);
                self.warc_offset.append_option(i64::try_from(header.offset).ok());
            }
            Entry::Damaged { offset, uri, failure } => {
                self.response.append_null();
                self.damage.append_option(serde_json::to_string(&failure).ok());
                self.uri.append_option(uri);
                self.retrieved.append_null();
                self.warc_record_id.append_null();
                self.warc_offset.append_option(i64::try_from(offset).ok());
            }
        }
        self.warc_file.append_value(file);
        self.rows += 1;
    }

    fn finish(mut self) -> Result<RecordBatch, ArrowError> {
        let columns: [(&str, ArrayRef); 7] = [
            ("uri", Arc::new(self.uri.finish())),
            ("response", Arc::new(self.response.finish())),
            ("damage", Arc::new(self.damage.finish())),
            ("retrieved", Arc::new(self.retrieved.finish())),
            ("warc_file", Arc::new(self.warc_file.finish())),
            ("warc_record_id", Arc::new(self.warc_record_id.finish())),
            ("warc_offset", Arc::new(self.warc_offset.finish())),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
    }
}
