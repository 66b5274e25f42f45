//! Describes a bag's payload as an RO-Crate 1.2: the records with their titles, what they were made from, who gives
//! them and under which licence. Entities are written as they come.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::ExportError;
use super::bagit::BagOptions;
use crate::record::{GENERATOR, Record, Source};

/// The name of the file, in the payload's root.
pub(super) const NAME: &str = "ro-crate-metadata.json";
/// How many books a name tells of.
const MOST_BOOKS: usize = 3;

/// The description under construction.
pub(super) struct Crate {
    path: PathBuf,
    out: BufWriter<File>,
    books: BTreeSet<String>,
    records: u64,
    /// The newest day of fetching, and of the pages' date lines.
    fetched: Option<String>,
    published: Option<String>,
}

/// A path below the root as an `@id`: what an IRI cannot hold is escaped.
fn id(path: &str) -> String {
    let mut out = String::new();
    for c in path.chars() {
        match c {
            ' '
            | '"'
            | '<'
            | '>'
            | '\\'
            | '^'
            | '`'
            | '{'
            | '|'
            | '}'
            | '%'
            | '#'
            | '?'
            | '['
            | ']'
            | '\0'..='\u{1F}' => {
                out.push_str(&format!("%{:02X}", c as u32));
            }
            c => out.push(c),
        }
    }
    out
}

impl Crate {
    /// Creates the file in the payload `data`.
    pub fn create(data: &Path) -> Result<Self, ExportError> {
        let path = data.join(NAME);
        let file = File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?;
        let mut made = Crate {
            path,
            out: BufWriter::new(file),
            books: BTreeSet::new(),
            records: 0,
            fetched: None,
            published: None,
        };
        let descriptor = json!({
            "@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"},
            "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
        });
        made.write("{\"@context\":\"https://w3id.org/ro/crate/1.2/context\",\"@graph\":[\n")?;
        made.write(&descriptor.to_string())?;
        Ok(made)
    }

    fn write(&mut self, text: &str) -> Result<(), ExportError> {
        self.out.write_all(text.as_bytes()).map_err(|e| ExportError::io("write", &self.path, &e))
    }

    fn entity(&mut self, entity: &Value) -> Result<(), ExportError> {
        self.write(&format!(",\n{entity}"))
    }

    /// Describes the file of a record. `source` is the file that it was made from, where the bag has it.
    pub fn record(
        &mut self,
        path: &str,
        bytes: u64,
        record: &Record,
        source: Option<&str>,
    ) -> Result<(), ExportError> {
        self.records += 1;
        let book: Vec<&str> =
            [&record.work.title, &record.work.volume].into_iter().filter_map(|w| w.as_deref()).collect();
        if !book.is_empty() && self.books.len() <= MOST_BOOKS {
            self.books.insert(book.join(" "));
        }
        let day = |date: &Option<String>| {
            date.as_deref().and_then(|d| d.get(..10)).filter(|d| is_day(d)).map(str::to_owned)
        };
        self.fetched = self.fetched.take().max(day(&record.source.retrieved));
        self.published = self.published.take().max(day(&record.published));
        let mut file = json!({
            "@id": id(path), "@type": "File", "encodingFormat": "application/json", "identifier": record.id,
            "name": record.title.as_deref().unwrap_or(path), "contentSize": bytes.to_string(),
        });
        let from = source.map(id).or_else(|| record.source.uri.clone());
        if let (Some(from), Some(fields)) = (from, file.as_object_mut()) {
            fields.insert("isBasedOn".into(), json!({"@id": from}));
        }
        self.entity(&file)
    }

    /// Describes a file that a record was made from.
    pub fn source(&mut self, path: &str, bytes: u64, source: &Source) -> Result<(), ExportError> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let mut file = json!({
            "@id": id(path), "@type": "File", "name": name, "encodingFormat": source.media_type,
            "contentSize": bytes.to_string(),
        });
        if let (Some(uri), Some(fields)) = (&source.uri, file.as_object_mut()) {
            fields.insert("url".into(), uri.as_str().into());
        }
        self.entity(&file)
    }

    /// Describes another file.
    pub fn file(&mut self, path: &str, bytes: u64, name: &str, format: &str) -> Result<(), ExportError> {
        self.entity(&json!({
            "@id": id(path), "@type": "File", "name": name, "encodingFormat": format, "contentSize": bytes.to_string(),
        }))
    }

    /// Describes a folder, whose path ends in `/`.
    pub fn folder(&mut self, path: &str, name: &str) -> Result<(), ExportError> {
        self.entity(&json!({"@id": id(path), "@type": "Dataset", "name": name}))
    }

    /// Describes the whole, which has `parts`, and closes the file; tells what is lacking.
    pub fn finish<'p>(
        mut self,
        parts: impl Iterator<Item = &'p str>,
        options: &BagOptions,
        remark: Option<&str>,
    ) -> Result<Vec<String>, ExportError> {
        let field = |label: &str| {
            options
                .info
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(label))
                .map(|(_, value)| value.as_str())
        };
        let (mut notes, mut root) = (Vec::new(), Map::new());
        root.insert("@id".into(), "./".into());
        root.insert("@type".into(), "Dataset".into());
        let books: Vec<&str> = self.books.iter().take(MOST_BOOKS).map(String::as_str).collect();
        let more = if self.books.len() > MOST_BOOKS { "等" } else { "" };
        let name =
            if books.is_empty() { "年鉴记录".to_owned() } else { format!("{}{more}", books.join("、")) };
        root.insert("name".into(), name.into());
        let records = self.records;
        let mut description = format!(
            "{records} records of yearbook and gazetteer pages with their provenance, made by {GENERATOR}."
        );
        for further in [field("External-Description"), remark].into_iter().flatten() {
            description.push_str(&format!(" {further}"));
        }
        root.insert("description".into(), description.into());
        let given = field("Bagging-Date").filter(|day| is_day(day)).map(str::to_owned);
        match given.or(self.fetched.take()).or(self.published.take()) {
            Some(day) => drop(root.insert("datePublished".into(), day.into())),
            None => notes.push(
                "the RO-Crate lacks its datePublished: no page has a day; give one with --info 'Bagging-Date: YYYY-MM-DD'"
                    .to_owned(),
            ),
        }
        let mut further = Vec::new();
        match options.licence.as_deref() {
            Some(licence) => {
                let is_web = super::cite::is_web(licence);
                let at = if is_web { licence } else { "#licence" };
                root.insert("license".into(), json!({"@id": at}));
                further.push(
                    json!({"@id": at, "@type": "CreativeWork", "name": licence, "description": licence}),
                );
            }
            None => notes.push("the RO-Crate states no licence; give one with --licence".to_owned()),
        }
        if let Some(name) = field("Source-Organization") {
            root.insert("publisher".into(), json!({"@id": "#source-organization"}));
            further.push(json!({"@id": "#source-organization", "@type": "Organization", "name": name}));
        }
        for entity in &further {
            self.entity(entity)?;
        }
        // The parts may be many: they are written as they come, too.
        let head = Value::Object(root).to_string();
        let open = head.strip_suffix('}').unwrap_or(&head);
        self.write(&format!(",\n{open},\"hasPart\":["))?;
        for (i, part) in parts.enumerate() {
            let comma = if i > 0 { "," } else { "" };
            self.write(&format!("{comma}\n{}", json!({"@id": id(part)})))?;
        }
        self.write("]}\n]}\n")?;
        self.out.flush().map_err(|e| ExportError::io("write", &self.path, &e))?;
        Ok(notes)
    }
}

fn is_day(text: &str) -> bool {
    super::days::bounds(text) == (Some(text.to_owned()), Some(text.to_owned()))
}
