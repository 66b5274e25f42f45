//! Writes one JSON-LD document: every record an `Article` of schema.org, in one `@graph`, with a name (`@id`) for
//! the record, its sections, blocks, mentions and values of tables.
//!
//! A name is `urn:nianjian:` with the digest of the record's key, and behind `#` the place that the reading site
//! has, too: `s3b2m5` is the fifth mention of the second block of the third section, block 0 its heading.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::read::file_stem;
use super::{ExportError, Line, View, rows};
use crate::mention::{Kind, Mention};
use crate::record::{Block, Contributor, Observation, Record, Role, Section, Table};

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

    fn node(&mut self, node: &Value) -> Result<(), ExportError> {
        if !self.first {
            self.write(b",\n")?;
        }
        self.first = false;
        self.write(node.to_string().as_bytes())
    }
}

impl View for JsonldView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        self.node(&article(record))
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

/// A node without the properties that nothing is known of.
struct Node(Map<String, Value>);

impl Node {
    fn new(kind: &str, id: Option<String>) -> Self {
        let mut node = Node(Map::new());
        node.put("@type", Some(kind));
        node.put("@id", id);
        node
    }

    fn put(&mut self, name: &str, value: Option<impl Into<Value>>) {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value.into());
        }
    }

    /// Adds a list where it has any.
    fn list(&mut self, name: &str, values: Vec<Value>) {
        self.put(name, (!values.is_empty()).then_some(values));
    }
}

impl From<Node> for Value {
    fn from(node: Node) -> Self {
        Value::Object(node.0)
    }
}

fn organization(name: &str) -> Value {
    json!({"@type": "Organization", "name": name})
}

fn people(contributors: &[Contributor], wanted: Role) -> Vec<Value> {
    let people = contributors.iter().filter(|c| c.role == wanted);
    people
        .map(|Contributor { name, organization: of, role: _ }| match of {
            Some(of) => json!({"@type": "Person", "name": name, "affiliation": organization(of)}),
            // An organisation that signs alone is a name as well: which it is, is not known.
            None => json!({"@type": "Thing", "name": name}),
        })
        .collect()
}

fn article(record: &Record) -> Value {
    // How the page was read stays in the record.
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
        attachments,
        pages: _,
        parts: _,
        notices: _,
        generator: _,
    } = record;
    let name = format!("urn:nianjian:{}", file_stem(record));
    let mut article = Node::new("Article", Some(name.clone()));
    article.list(
        "identifier",
        vec![json!(id), json!({"@type": "PropertyValue", "propertyID": "sha256", "value": source.sha256})],
    );
    article.put("headline", title.as_deref());
    article.put("datePublished", published.as_deref());
    article.list("contributor", people(contributors, Role::Contributor));
    article.list("editor", people(contributors, Role::Editor));
    article.put("sourceOrganization", origin.as_deref().map(organization));
    article.put("publisher", site.organizer.as_deref().map(organization));
    article.put("url", source.uri.as_deref());
    article.put("encodingFormat", Some(source.media_type.as_ref()));
    article.put("temporalCoverage", coverage.as_ref().map(|c| format!("{:04}", c.year)));
    article.put(
        "spatialCoverage",
        place.as_ref().map(|place| {
            let code = json!({"@type": "PropertyValue", "propertyID": place.standard, "value": place.code});
            json!({"@type": "Place", "name": place.below.as_ref().unwrap_or(&place.name), "address": place.path.concat(),
                   "identifier": code})
        }),
    );
    article.put(
        "isPartOf",
        work.title.as_deref().map(|title| {
            let mut volume = Node::new("PublicationVolume", None);
            volume.put("name", Some(title));
            volume.put("volumeNumber", work.volume.as_deref());
            Value::from(volume)
        }),
    );
    let parts = sections.iter().zip(1..).map(|(part, number)| section(part, &format!("{name}#s{number}")));
    article.put("hasPart", Some(parts.collect::<Vec<_>>()));
    let files =
        attachments.iter().map(|a| json!({"@type": "MediaObject", "name": a.text, "contentUrl": a.uri}));
    article.list("associatedMedia", files.collect());
    article.into()
}

fn section(section: &Section, name: &str) -> Value {
    let Section { heading, heading_surface: _, outline, heading_mentions, blocks } = section;
    let mut part = Node::new("WebPageElement", Some(name.to_owned()));
    part.put("name", heading.as_deref());
    part.put("position", outline.as_deref());
    part.put("text", Some(rows::body(section)));
    part.list("mentions", mentions(heading_mentions, &format!("{name}b0")));
    let (mut parts, mut images) = (Vec::new(), Vec::new());
    for (block, number) in blocks.iter().zip(1..) {
        let name = format!("{name}b{number}");
        match block {
            Block::Paragraph { text, outline: place, part: _, mentions: found }
            | Block::Item { marker: place, text, part: _, mentions: found }
            | Block::Note { mark: place, text, part: _, mentions: found } => {
                let mut node = Node::new("WebPageElement", Some(name.clone()));
                node.put("position", place.as_deref());
                node.put("text", Some(text.as_str()));
                node.list("mentions", mentions(found, &name));
                parts.push(node.into());
            }
            Block::Table(table) => parts.push(self::table(table, &name)),
            Block::Figure { uri, caption, part: _ } => {
                let mut node = Node::new("ImageObject", Some(name));
                node.put("contentUrl", Some(uri.as_str()));
                node.put("caption", caption.as_deref());
                images.push(node.into());
            }
        }
    }
    part.list("hasPart", parts);
    part.list("image", images);
    part.into()
}

fn mentions(found: &[Mention], text: &str) -> Vec<Value> {
    found.iter().zip(1..).map(|(m, number)| mention(m, format!("{text}m{number}"))).collect()
}

fn mention(m: &Mention, name: String) -> Value {
    // Where it stands says the name.
    let Mention {
        kind,
        start: _,
        end: _,
        text,
        value,
        max,
        bound: _,
        unit,
        per,
        basis: _,
        relation: _,
        part_of_day: _,
        time: _,
        measured,
        change,
        against,
    } = m;
    let (schema, unit_name) = match kind {
        Kind::Money => ("MonetaryAmount", "currency"),
        Kind::Count | Kind::Ratio | Kind::Measure | Kind::Age => ("QuantitativeValue", "unitText"),
        Kind::Date | Kind::Duration | Kind::Ordinal => ("PropertyValue", "unitText"),
    };
    let mut node = Node::new(schema, Some(name));
    if schema == "PropertyValue" {
        node.put("propertyID", Some(kind.name()));
    }
    node.put("name", measured.as_ref().map(|phrase| phrase.text.as_str()));
    node.put("description", Some(text.as_str()));
    let (low, high) = if rows::is_decimal(*kind) { rows::ends(m) } else { (None, None) };
    if max.is_none() && low == high || !rows::is_decimal(*kind) {
        node.put("value", Some(value.as_str()));
    } else {
        node.put("minValue", low);
        node.put("maxValue", high);
    }
    node.put(unit_name, unit.as_deref());
    let further = [("per", per.as_deref()), ("change", change.map(rows::change_name))];
    let further =
        further.into_iter().chain([("against", against.as_ref().map(|phrase| phrase.text.as_str()))]);
    let further = further.filter_map(|(name, value)| {
        value.map(|value| json!({"@type": "PropertyValue", "propertyID": name, "value": value}))
    });
    // The property that says more of a value; an amount of money has none.
    node.list(if schema == "MonetaryAmount" { "subjectOf" } else { "valueReference" }, further.collect());
    node.into()
}

fn table(table: &Table, name: &str) -> Value {
    // Columns, heads and values are in the observations.
    let Table {
        caption,
        unit_note,
        header_rows: _,
        header_columns: _,
        continued: _,
        rows,
        columns: _,
        heads: _,
        values: _,
        indents: _,
        notes: _,
        doubts: _,
        part: _,
    } = table;
    let mut node = Node::new("Table", Some(name.to_owned()));
    node.put("name", caption.as_deref());
    node.put("description", unit_note.as_deref());
    let lines: Vec<String> = rows.iter().map(|row| row.join("\t")).collect();
    node.put("text", Some(lines.join("\n")));
    node.list("mentions", table.observations().map(|o| observation(&o, name)).collect());
    node.into()
}

fn observation(o: &Observation, table: &str) -> Value {
    let path: Vec<&str> = o.row_path.iter().chain(o.column_path).map(String::as_str).collect();
    let mut node = Node::new("Observation", Some(format!("{table}r{}c{}", o.row, o.column)));
    node.put("name", Some(path.join(" › ")));
    node.put("description", Some(o.text));
    match o.max {
        Some(max) => {
            node.put("minValue", o.value);
            node.put("maxValue", Some(max));
        }
        None => node.put("value", o.value),
    }
    node.put("unitText", o.unit.or(o.unit_surface));
    node.put("observationDate", o.date);
    node.into()
}
