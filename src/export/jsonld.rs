//! Writes one JSON-LD document: every record an `Article` of schema.org, in one `@graph`.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{ExportError, View, rows};
use crate::record::{Block, Record, Role};

/// The document under construction.
pub(super) struct JsonldView {
    path: PathBuf,
    out: BufWriter<File>,
    first: bool,
}

impl JsonldView {
    /// Creates the document.
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let file = File::create(path).map_err(|e| ExportError::io("create", path, &e))?;
        let mut view = JsonldView { path: path.to_owned(), out: BufWriter::new(file), first: true };
        view.write(b"{\"@context\":\"https://schema.org\",\"@graph\":[\n")?;
        Ok(view)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.out.write_all(bytes).map_err(|e| ExportError::io("write", &self.path, &e))
    }
}

impl JsonldView {
    fn node(&mut self, node: &Value) -> Result<(), ExportError> {
        if !self.first {
            self.write(b",\n")?;
        }
        self.first = false;
        self.write(node.to_string().as_bytes())
    }
}

impl View for JsonldView {
    fn add(&mut self, record: &Record, _line: &str) -> Result<(), ExportError> {
        self.node(&Value::Object(article(record)))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.node(&json!({"@type": "Dataset", "creativeWorkStatus": "incomplete", "description": what}))
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.write(b"\n]}\n")?;
        self.out.flush().map_err(|e| ExportError::io("write", &self.path, &e))?;
        Ok(Vec::new())
    }
}

fn article(record: &Record) -> Map<String, Value> {
    let mut article = Map::new();
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            article.insert(name.to_owned(), value);
        }
    };
    let organization = |name: &String| json!({"@type": "Organization", "name": name});
    let people = |role: Role| -> Option<Value> {
        let people: Vec<Value> = record
            .contributors
            .iter()
            .filter(|c| c.role == role)
            .map(|c| match &c.organization {
                Some(o) => json!({"@type": "Person", "name": c.name, "affiliation": organization(o)}),
                // An organisation that signs alone is a name as well: which it is, is not known.
                None => json!({"@type": "Thing", "name": c.name}),
            })
            .collect();
        (!people.is_empty()).then_some(Value::Array(people))
    };
    put("@type", Some(json!("Article")));
    put(
        "identifier",
        Some(
            json!([record.id, {"@type": "PropertyValue", "propertyID": "sha256", "value": record.source.sha256}]),
        ),
    );
    put("headline", record.title.as_ref().map(|t| json!(t)));
    put("datePublished", record.published.as_ref().map(|d| json!(d)));
    put("contributor", people(Role::Contributor));
    put("editor", people(Role::Editor));
    put("sourceOrganization", record.origin.as_ref().map(organization));
    put("publisher", record.site.organizer.as_ref().map(organization));
    put("url", record.source.uri.as_ref().map(|u| json!(u)));
    put("encodingFormat", Some(json!(record.source.media_type)));
    put("temporalCoverage", record.coverage.as_ref().map(|c| json!(format!("{:04}", c.year))));
    put(
        "spatialCoverage",
        record.place.as_ref().map(|place| {
            let code = json!({"@type": "PropertyValue", "propertyID": place.standard, "value": place.code});
            json!({"@type": "Place", "name": place.below.as_ref().unwrap_or(&place.name), "address": place.path.concat(),
                   "identifier": code})
        }),
    );
    put(
        "isPartOf",
        record.work.title.as_ref().map(|title| {
            let mut volume = json!({"@type": "PublicationVolume", "name": title});
            if let (Some(number), Some(object)) = (&record.work.volume, volume.as_object_mut()) {
                object.insert("volumeNumber".into(), json!(number));
            }
            volume
        }),
    );
    put("hasPart", Some(Value::Array(record.sections.iter().map(section).collect())));
    let files: Vec<Value> = record
        .attachments
        .iter()
        .map(|a| json!({"@type": "MediaObject", "name": a.text, "contentUrl": a.uri}))
        .collect();
    put("associatedMedia", (!files.is_empty()).then_some(Value::Array(files)));
    article
}

fn section(section: &crate::record::Section) -> Value {
    let mut part = Map::new();
    part.insert("@type".into(), json!("WebPageElement"));
    if let Some(heading) = &section.heading {
        part.insert("name".into(), json!(heading));
    }
    part.insert("text".into(), json!(rows::body(section)));
    let images: Vec<Value> = section
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::Figure { uri, caption, .. } => {
                Some(json!({"@type": "ImageObject", "contentUrl": uri, "caption": caption}))
            }
            _ => None,
        })
        .collect();
    if !images.is_empty() {
        part.insert("image".into(), Value::Array(images));
    }
    Value::Object(part)
}
