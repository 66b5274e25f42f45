//! Writes the texts alone, as those who build corpora take them: JSON Lines with `id`, `text` and `metadata`.
//!
//! The text is the title, the headings and the paragraphs, items and notes, a line each. Tables are no running
//! text: how many there are is said.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{ExportError, Line, View, rows};
use crate::record::{Block, Record, Source};

/// The file under construction.
pub(super) struct TextsView {
    path: PathBuf,
    out: BufWriter<File>,
    remark: Option<String>,
}

impl TextsView {
    /// Creates the file.
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let file = File::create(path).map_err(|e| ExportError::io("create", path, &e))?;
        Ok(TextsView { path: path.to_owned(), out: BufWriter::new(file), remark: None })
    }
}

impl View for TextsView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        let line = format!("{}\n", line(record, self.remark.as_deref()));
        self.out.write_all(line.as_bytes()).map_err(|e| ExportError::io("write", &self.path, &e))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.out.flush().map_err(|e| ExportError::io("write", &self.path, &e))?;
        Ok(Vec::new())
    }
}

/// The words of a record: title, headings and running texts, a line each.
pub(super) fn words(record: &Record) -> String {
    let mut lines: Vec<&str> = record.title.as_deref().into_iter().collect();
    for section in &record.sections {
        lines.extend(rows::texts(section).map(|(_, text, _)| text));
    }
    lines.join("\n")
}

fn line(record: &Record, remark: Option<&str>) -> Value {
    // What is about the page and not about the text stays in the record.
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
        site: _,
        sections,
        attachments: _,
        pages: _,
        parts: _,
        notices,
        generator,
    } = record;
    let Source { uri, path, media_type: _, bytes: _, sha256: _, retrieved, status: _, warc: _, charset: _ } =
        source;
    let blocks = sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter(|block| matches!(block, Block::Table(_))).count();
    let mut metadata = json!({
        "title": title, "uri": uri, "path": path, "retrieved": retrieved, "published": published, "origin": origin,
        "contributors": contributors, "work": work.title, "volume": work.volume, "chapters": work.path,
        "coverage_year": coverage.as_ref().map(|c| c.year),
        "place": place.as_ref().map(|p| p.path.concat()), "place_code": place.as_ref().map(|p| &p.code),
        "headings": sections.iter().filter_map(|s| s.heading.as_deref()).collect::<Vec<_>>(),
        "tables": tables, "notices": notices.iter().map(|n| n.code.as_str()).collect::<Vec<_>>(),
        "generator": generator,
    });
    if let (Some(remark), Some(fields)) = (remark, metadata.as_object_mut()) {
        fields.insert("remark".into(), remark.into());
    }
    json!({"id": id, "text": words(record), "metadata": metadata})
}
