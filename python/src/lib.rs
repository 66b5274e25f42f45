//! Binds the crate to Python: one page, one text, or one Arrow batch in; records out.
//!
//! Nothing is decided here: the module turns Python's values into the crate's, frees the
//! interpreter while the crate works, and turns the answer back.
#![deny(unsafe_code)]

mod batch;
mod error;
mod file;
mod pages;
mod tables;
mod warc;

use nianjian::{Context, Options, Page, Provenance, find_mentions};
use pyo3::prelude::*;

/// What the program uses, too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reads yearbook (年鉴) pages into records: the compiled part of the package `nianjian`.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::batch::convert_batch;
    #[pymodule_export]
    use super::error::{Failure, Rejection, Skip};
    #[pymodule_export]
    use super::tables::{record_rows, table_schema};
    #[pymodule_export]
    use super::warc::{Captures, read_warc};
    #[pymodule_export]
    use super::{convert, extract};
}

/// Turns one page into its record.
///
/// The answer is the record as `json.loads` would give it: what `nianjian convert` writes for the
/// same bytes. Offsets of mentions are indices into the Python string they belong to.
///
/// Args:
///     html: the bytes as they came, HTML or plain text. Decoding is part of the work: do not decode them first.
///     uri: the address they came from.
///     year: the year the text reports on, where you know better than the page.
///     charset: the label of the encoding, where you know better than the page.
///     content_type: the `Content-Type` of the response.
///     retrieved: when the page was fetched: RFC 3339, in UTC.
///
/// Raises:
///     Failure: the page should give a record and does not.
///     Skip: the bytes are no article at all, such as a list of links.
///
/// >>> import nianjian
/// >>> text = "【概况】2013年,全区建立妇女之家593个,1月17日走访慰问200户,发放慰问金2.5万元。"
/// >>> page = f"<title>妇联</title><p>{text}</p>".encode("gb18030")
/// >>> record = nianjian.convert(page, uri="http://example.org/t1.html")
/// >>> block = record["sections"][0]["blocks"][0]
/// >>> [block["text"][m["start"]:m["end"]] for m in block["mentions"]]
/// ['2013年', '593个', '1月17日', '200户', '2.5万元']
#[pyfunction]
#[pyo3(signature = (html, *, uri=None, year=None, charset=None, content_type=None, retrieved=None))]
fn convert<'py>(
    py: Python<'py>,
    html: &[u8],
    uri: Option<String>,
    year: Option<i32>,
    charset: Option<String>,
    content_type: Option<String>,
    retrieved: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let provenance = Provenance { uri, content_type, retrieved, ..Provenance::default() };
    let page = Page { provenance, body: html.to_vec() };
    let options = Options { year, charset, ..Options::default() };
    let record = py.detach(|| nianjian::convert(&page, &options)).map_err(|x| error::raise(py, &x))?;
    Ok(pythonize::pythonize(py, &record)?)
}

/// Finds the mentions of one text: dates, counts, money and their kin, each with its value.
///
/// Args:
///     text: running text, without markup.
///     year: the year it reports on; dates without a year are resolved with it.
///     currency: the ISO 4217 code of a bare 元; CNY without it.
///
/// Offsets are indices into `text`.
///
/// >>> import nianjian
/// >>> for m in nianjian.extract("1月17日,走访慰问200户,发放2.5万元。", year=2013):
/// ...     print(m["type"], m["text"], m["value"], m.get("unit"))
/// date 1月17日 2013-01-17 None
/// count 200户 200 户
/// money 2.5万元 25000 CNY
#[pyfunction]
#[pyo3(signature = (text, *, year=None, currency=None))]
fn extract<'py>(
    py: Python<'py>,
    text: &str,
    year: Option<i32>,
    currency: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let context = Context { coverage_year: year, currency: currency.map(Into::into), in_force: None };
    let mentions = py.detach(|| find_mentions(text, &context));
    Ok(pythonize::pythonize(py, &mentions)?)
}
