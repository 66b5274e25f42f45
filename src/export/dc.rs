//! Writes Dublin Core: `metadata.csv` as Archivematica takes it, and `dc.xml` in the form of
//! `oai_dc`. Elements that may be repeated are repeated.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns::Cell;
use super::csv::CsvFile;
use super::read::{file_stem, place};
use super::xml::{push_attribute, push_element};
use super::{ExportError, Line, View, legend};
use crate::record::{Record, Role};

/// The columns in their order, and the element that each holds.
const ELEMENTS: [(&str, &str); 12] = [
    ("dc.title", "title"),
    ("dc.creator", "creator"),
    ("dc.contributor", "contributor"),
    ("dc.publisher", "publisher"),
    ("dc.date", "date"),
    ("dc.type", "type"),
    ("dc.format", "format"),
    ("dc.identifier", "identifier"),
    ("dc.source", "source"),
    ("dc.relation", "relation"),
    ("dc.coverage", "coverage"),
    ("dc.description", "description"),
];

/// The columns of the table.
pub(super) fn columns() -> impl Iterator<Item = &'static str> {
    std::iter::once("filename").chain(ELEMENTS.iter().map(|element| element.0))
}

/// What a record says in Dublin Core: each element with its value, in the order of [`ELEMENTS`].
pub(super) fn elements(record: &Record) -> Vec<(&'static str, String)> {
    // Dublin Core has no place for how the page was read.
    let Record {
        schema: _,
        id,
        source,
        title,
        published,
        published_surface: _,
        origin,
        contributors,
        breadcrumb: _,
        work,
        coverage,
        place,
        site,
        sections,
        attachments: _,
        pages: _,
        parts: _,
        notices: _,
        generator: _,
    } = record;
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut put = |name, value: Option<&str>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            found.push((name, value.to_owned()));
        }
    };
    put("title", title.as_deref());
    put("creator", origin.as_deref());
    for c in contributors {
        let role = if c.role == Role::Editor { " (editor)" } else { "" };
        let organization = c.organization.as_ref().map(|o| format!(", {o}")).unwrap_or_default();
        put("contributor", Some(&format!("{}{organization}{role}", c.name)));
    }
    put("publisher", site.organizer.as_deref());
    put("date", published.as_deref());
    put("type", Some("Text"));
    put("format", Some(&source.media_type));
    put("identifier", Some(id));
    put("source", source.uri.as_deref());
    put("source", source.path.as_deref());
    let volume = [work.title.as_deref(), work.volume.as_deref()];
    put("relation", Some(&volume.into_iter().flatten().collect::<Vec<_>>().join(" ")));
    put("coverage", coverage.as_ref().map(|c| c.year.to_string()).as_deref());
    put(
        "coverage",
        place.as_ref().map(|p| format!("{} ({} {})", p.path.concat(), p.standard, p.code)).as_deref(),
    );
    let headings: Vec<&str> = sections.iter().filter_map(|s| s.heading.as_deref()).collect();
    put("description", Some(&headings.join("; ")));
    found
}

/// The table of Dublin Core, a row a record. An element with several values holds them joined by
/// `|`: one column an element keeps the columns stable.
pub(super) struct DcTable(CsvFile);

impl DcTable {
    /// Creates the file and its header: `filename`, then `dc.title` and so on.
    pub fn create(path: PathBuf, bom: bool) -> Result<Self, ExportError> {
        Ok(DcTable(CsvFile::create(path, bom, columns())?))
    }

    /// Adds a record, under the file that it describes.
    pub fn add(&mut self, filename: &str, record: &Record) -> Result<(), ExportError> {
        let found = elements(record);
        let mut cells = vec![Cell::from(filename)];
        for (_, name) in ELEMENTS {
            let values: Vec<&str> =
                found.iter().filter(|(n, _)| *n == name).map(|(_, v)| v.as_str()).collect();
            cells.push(if values.is_empty() { Cell::Null } else { values.join("|").into() });
        }
        self.0.row(&cells)
    }

    /// Writes what is left.
    pub fn finish(self) -> Result<(), ExportError> {
        self.0.finish()
    }
}

/// Both files.
pub(super) struct DcView {
    at: PathBuf,
    remark: Option<String>,
    table: DcTable,
    path: PathBuf,
    xml: BufWriter<File>,
}

impl DcView {
    /// Creates both files in the folder `at`.
    pub fn create(at: &Path, bom: bool) -> Result<Self, ExportError> {
        let path = at.join("dc.xml");
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let table = DcTable::create(at.join("metadata.csv"), bom)?;
        let mut view = DcView { at: at.to_owned(), remark: None, table, path, xml: BufWriter::new(file) };
        view.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<records>\n")?;
        Ok(view)
    }

    fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.xml.write_all(text.as_bytes()).map_err(|e| ExportError::io("write", &self.path, &e))
    }
}

impl View for DcView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        let place = place(record);
        let name = if place.is_empty() { file_stem(record) } else { place.to_owned() };
        self.table.add(&name, record)?;
        let mut out = String::from("<oai_dc:dc");
        push_attribute(&mut out, "xmlns:oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/");
        push_attribute(&mut out, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
        out.push_str(">\n");
        for (name, value) in elements(record) {
            push_element(&mut out, &format!("dc:{name}"), &value);
        }
        out.push_str("</oai_dc:dc>\n");
        self.write(&out)
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        // Two hyphens would end the comment.
        self.write(&format!("<!-- {} -->\n", what.replace("--", "- -")))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExportError> {
        let told = legend::File { table: "metadata", columns: columns().collect() };
        legend::write(&self.at, &[told], self.remark.as_deref())?;
        self.write("</records>\n")?;
        self.xml.flush().map_err(|e| ExportError::io("write", &self.path, &e))?;
        self.table.finish()?;
        Ok(Vec::new())
    }
}
