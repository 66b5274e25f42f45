//! Writes the CSV files as a data package: `datapackage.json` (Data Package 2.0, Table Schema) says of each
//! file what its columns hold, what tells its rows apart and in which row of another file each belongs.
//!
//! `record` with `path` or `uri` is the key of a page. Which of the two stand in the keys is known when all
//! records are in: columns that are empty throughout tell nothing apart.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::columns::{self, Flat, Holds};
use super::csv::CsvView;
use super::{ExportError, Line, View};
use crate::data::columns::legends;
use crate::mark;
use crate::record::{GENERATOR, Record};

/// The folder under construction.
pub(super) struct DatapackageView {
    at: PathBuf,
    csv: CsvView,
    remark: Option<String>,
    key: Key,
}

/// What is known of the columns that tell pages apart.
#[derive(Default)]
struct Key {
    records: u64,
    with_path: u64,
    with_uri: u64,
    /// Records without a path that have a URI.
    by_uri: u64,
}

impl Key {
    fn add(&mut self, record: &Record) {
        let (path, uri) = (record.source.path.is_some(), record.source.uri.is_some());
        self.records += 1;
        self.with_path += u64::from(path);
        self.with_uri += u64::from(uri);
        self.by_uri += u64::from(uri && !path);
    }

    /// The columns that tell pages apart.
    fn columns(&self) -> Vec<&'static str> {
        let mut columns = vec!["record"];
        columns.extend((self.with_path > 0).then_some("path"));
        columns.extend((self.by_uri > 0).then_some("uri"));
        columns
    }

    /// Whether a column of the key stands in every row.
    fn always(&self, column: &str) -> bool {
        match column {
            "path" => self.with_path == self.records,
            "uri" => self.with_uri == self.records,
            _ => true,
        }
    }
}

impl DatapackageView {
    /// Creates the files in the folder `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        let csv = CsvView::create(at, false)?;
        Ok(DatapackageView { at: at.to_owned(), csv, remark: None, key: Key::default() })
    }
}

impl View for DatapackageView {
    fn add(&mut self, record: &Record, line: Line<'_>) -> Result<(), ExportError> {
        self.key.add(record);
        self.csv.add(record, line)
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        self.csv.remark(what)
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        let DatapackageView { at, csv, remark, key } = *self;
        let notes = Box::new(csv).finish()?;
        let resources: Result<Vec<Value>, ExportError> =
            columns::FLAT.iter().map(|flat| resource(&at, flat, &key)).collect();
        let mut package = json!({
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "nianjian-records",
            "title": "Records of yearbook and gazetteer pages",
            "description": remark,
            "generator": GENERATOR,
            "resources": resources?,
        });
        if remark.is_none() {
            package.as_object_mut().and_then(|package| package.shift_remove("description"));
        }
        let path = at.join("datapackage.json");
        let text = serde_json::to_string_pretty(&package).unwrap_or_default() + "\n";
        std::fs::write(&path, text).map_err(|e| ExportError::io("write", &path, &e))?;
        Ok(notes)
    }
}

/// What the package says of a file.
fn resource(at: &Path, flat: &Flat, key: &Key) -> Result<Value, ExportError> {
    let file = flat.file();
    let path = at.join(&file);
    let (bytes, sha256) = mark::digest(&path).map_err(|e| ExportError::io("read", &path, &e))?;
    Ok(json!({
        "name": flat.name,
        "type": "table",
        "path": file,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes,
        "hash": format!("sha256:{sha256}"),
        "schema": schema(flat, key),
    }))
}

fn schema(flat: &Flat, key: &Key) -> Value {
    let own = [key.columns(), flat.key.to_vec()].concat();
    let fields: Vec<Value> = flat
        .columns
        .iter()
        .map(|(name, holds)| {
            let required = own.contains(name) && key.always(name);
            field(flat.name, name, *holds, required)
        })
        .collect();
    let mut schema = json!({
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
        "primaryKey": own,
    });
    let holder = columns::FLAT.iter().find(|other| Some(other.name) == flat.within);
    if let Some(holder) = holder {
        let fields = [key.columns(), holder.key.to_vec()].concat();
        schema["foreignKeys"] =
            json!([{"fields": fields, "reference": {"resource": holder.name, "fields": fields}}]);
    }
    schema
}

fn field(table: &str, name: &str, holds: Holds, required: bool) -> Value {
    let mut field = Map::new();
    field.insert("name".into(), name.into());
    if let Some(legend) = legends().column(table, name) {
        field.insert("title".into(), legend.heading.clone().into());
        field.insert("description".into(), legend.english.clone().into());
    }
    let kind = match holds {
        Holds::Text | Holds::Word => "string",
        Holds::Int => "integer",
        Holds::Decimal => "number",
        Holds::Day => "date",
        Holds::Flag => "boolean",
    };
    field.insert("type".into(), kind.into());
    let mut constraints = Map::new();
    if required {
        constraints.insert("required".into(), true.into());
    }
    if name == "record" {
        constraints.insert("pattern".into(), "sha256:[0-9a-f]{64}".into());
    }
    if !constraints.is_empty() {
        field.insert("constraints".into(), constraints.into());
    }
    field.into()
}
