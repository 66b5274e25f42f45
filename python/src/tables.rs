//! Turns records into rows of the flat tables that `nianjian export --to parquet` writes.

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_pyarrow::PyArrowType;
use arrow_schema::Schema;
use nianjian::Record;
use nianjian::export::arrow::{Rows, Table};
use nianjian::record::text_fault;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Gives the Arrow schema of a flat table.
///
/// Args:
///     table: `pages`, `sections`, `blocks`, `mentions`, `tables`, `observations` or `checks`.
///
/// >>> import nianjian
/// >>> nianjian.table_schema("mentions").field("value_decimal").type
/// Decimal128Type(decimal128(38, 9))
#[pyfunction]
pub fn table_schema(table: &str) -> PyResult<PyArrowType<Schema>> {
    Ok(PyArrowType(named(table)?.schema().as_ref().clone()))
}

/// Turns a batch of records into the rows of a flat table.
///
/// Args:
///     batch: a column `record` with records as JSON text, as `convert_batch` gives them; null is no row.
///     table: `pages` (a row a record), `sections`, `blocks`, `mentions`, `tables` (a row a cell) or `observations` (a row a number, of tables and of
///         running text).
///
/// Raises:
///     ValueError: there is no such column or table, or a text is no record.
///
/// >>> import nianjian, pyarrow as pa
/// >>> text = "【概况】2013年,全区建立妇女之家593个,1月17日走访慰问200户,发放慰问金2.5万元。"
/// >>> pages = pa.RecordBatch.from_pydict({"uri": ["u"], "body": [f"<title>妇联</title><p>{text}</p>".encode()]})
/// >>> records = nianjian.convert_batch(pages)
/// >>> nianjian.record_rows(records, "mentions").select(["heading", "text", "value", "unit"]).to_pylist()[1]
/// {'heading': '概况', 'text': '593个', 'value': '593', 'unit': '个'}
#[pyfunction]
pub fn record_rows(
    py: Python<'_>,
    batch: PyArrowType<RecordBatch>,
    table: &str,
) -> PyResult<PyArrowType<RecordBatch>> {
    let table = named(table)?;
    py.detach(|| rows(&batch.0, table)).map(PyArrowType).map_err(PyValueError::new_err)
}

fn named(name: &str) -> PyResult<Table> {
    Table::ALL.into_iter().find(|t| t.name() == name).ok_or_else(|| {
        let names = Table::ALL.map(Table::name).join(", ");
        PyValueError::new_err(format!("expected one of the tables {names}, found '{name}'"))
    })
}

fn rows(batch: &RecordBatch, table: Table) -> Result<RecordBatch, String> {
    let column = batch.column_by_name("record").and_then(|c| c.as_string_opt::<i32>());
    let column =
        column.ok_or("column 'record' is missing or no string: expected what convert_batch gives")?;
    let mut rows = Rows::new(table);
    for (number, json) in column.iter().enumerate() {
        let Some(json) = json else { continue };
        let record: Record = serde_json::from_str(json).map_err(|e| {
            let fault = text_fault(json).unwrap_or_else(|| e.to_string());
            format!("row {number} of column 'record' is no record: {fault}")
        })?;
        rows.add(&record);
    }
    rows.take().map_err(|e| e.to_string())
}
