//! Writes each record as a TEI P5 text: dates, measures and numbers marked where they stand,
//! provenance in the header.
//!
//! The text content of `head`, `p` and `item` is the text of the record, character for character.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::columns::{Cell, place_cell};
use super::csv::CsvFile;
use super::read::file_stem;
use super::xml::{push_attribute, push_element, push_text, word};
use super::{ExportError, View, days, rows};
use crate::mention::{Bound, Kind, Mention};
use crate::record::{Block, Record, Section, Source, Table};

/// The folder of texts and its index.
pub(super) struct TeiView {
    folder: PathBuf,
    index: CsvFile,
    made: BTreeSet<String>,
}

impl TeiView {
    /// Creates the folder of texts and the index in `at`.
    pub fn create(at: &Path) -> Result<Self, ExportError> {
        let folder = at.join("texts");
        fs::create_dir(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        let names = ["file", "record", "place", "title", "coverage_year"];
        Ok(TeiView {
            folder,
            index: CsvFile::create(at.join("texts.csv"), false, names.into_iter())?,
            made: BTreeSet::new(),
        })
    }
}

impl View for TeiView {
    fn add(&mut self, record: &Record, _line: &str) -> Result<(), ExportError> {
        let stem = file_stem(record);
        // Folders of 256 each: some file systems slow down with a hundred thousand names in one.
        let bucket = stem.get(..2).unwrap_or_default().to_owned();
        let folder = self.folder.join(&bucket);
        if !self.made.contains(&bucket) {
            fs::create_dir(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
            self.made.insert(bucket.clone());
        }
        let path = folder.join(format!("{stem}.xml"));
        fs::write(&path, text(record)).map_err(|e| ExportError::io("write", &path, &e))?;
        self.index.row(&[
            format!("texts/{bucket}/{stem}.xml").into(),
            record.id.as_str().into(),
            place_cell(record),
            record.title.as_deref().into(),
            record.coverage.as_ref().map_or(Cell::Null, |c| Cell::Int(c.year.into())),
        ])
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.index.finish()?;
        Ok(Vec::new())
    }
}

/// A record as a TEI document.
pub fn text(record: &Record) -> String {
    let mut body = String::new();
    for section in &record.sections {
        push_section(&mut body, section);
    }
    if record.sections.is_empty() {
        body.push_str("<p/>\n");
    }
    let mut out = String::with_capacity(body.len() + 2048);
    out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\n");
    push_header(&mut out, record);
    out.push_str("<text>\n<body>\n");
    out.push_str(&body);
    out.push_str("</body>\n</text>\n</TEI>\n");
    out
}

fn push_header(out: &mut String, record: &Record) {
    out.push_str("<teiHeader>\n<fileDesc>\n<titleStmt>\n");
    push_element(out, "title", record.title.as_deref().unwrap_or_default());
    for c in &record.contributors {
        out.push_str("<respStmt>\n");
        push_element(out, "resp", rows::role_name(c.role));
        push_element(out, "name", &c.name);
        if let Some(organization) = &c.organization {
            push_element(out, "orgName", organization);
        }
        out.push_str("</respStmt>\n");
    }
    out.push_str("</titleStmt>\n<publicationStmt>\n<p>");
    push_idno(out, "record", &record.id);
    push_idno(out, "schema", &record.schema);
    out.push_str("</p>\n</publicationStmt>\n<sourceDesc>\n");
    push_source(out, record);
    for part in &record.parts {
        out.push_str("<bibl type=\"part\">\n");
        push_source_place(out, part);
        out.push_str("</bibl>\n");
    }
    out.push_str("</sourceDesc>\n</fileDesc>\n<encodingDesc>\n<appInfo>\n<application ident=\"nianjian\"");
    let version = record.generator.split_whitespace().last().unwrap_or_default();
    push_attribute(out, "version", version_number(version));
    out.push_str(">\n");
    push_element(out, "label", &record.generator);
    out.push_str("</application>\n</appInfo>\n");
    push_categories(out, record);
    out.push_str("</encodingDesc>\n");
    push_profile(out, record);
    out.push_str("</teiHeader>\n");
}

/// TEI wants one to four numbers with dots between; anything else is no version to it.
fn version_number(version: &str) -> &str {
    let parts: Vec<&str> = version.split('.').collect();
    let good =
        parts.len() <= 4 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    if good { version } else { "0" }
}

fn push_idno(out: &mut String, kind: &str, value: &str) {
    out.push_str("<idno");
    push_attribute(out, "type", kind);
    out.push('>');
    push_text(out, value);
    out.push_str("</idno>\n");
}

fn push_source(out: &mut String, record: &Record) {
    out.push_str("<bibl type=\"page\">\n");
    push_element(out, "title", record.title.as_deref().unwrap_or_default());
    if let Some(work) = &record.work.title {
        out.push_str("<title level=\"m\">");
        push_text(out, work);
        out.push_str("</title>\n");
    }
    if let Some(volume) = &record.work.volume {
        out.push_str("<biblScope unit=\"volume\">");
        push_text(out, volume);
        out.push_str("</biblScope>\n");
    }
    if let Some(origin) = &record.origin {
        out.push_str("<orgName type=\"origin\">");
        push_text(out, origin);
        out.push_str("</orgName>\n");
    }
    if let Some(organizer) = &record.site.organizer {
        push_element(out, "publisher", organizer);
    }
    if let Some(published) = &record.published {
        out.push_str("<date type=\"published\"");
        push_days(out, published);
        out.push('>');
        push_text(out, record.published_surface.as_deref().unwrap_or(published));
        out.push_str("</date>\n");
    }
    push_source_place(out, &record.source);
    out.push_str("</bibl>\n");
}

/// Where the bytes came from and how to know them again.
fn push_source_place(out: &mut String, source: &Source) {
    if let Some(uri) = &source.uri {
        push_idno(out, "uri", uri);
    }
    if let Some(path) = &source.path {
        push_idno(out, "path", path);
    }
    push_idno(out, "sha256", &source.sha256);
    if let Some(retrieved) = &source.retrieved {
        out.push_str("<date type=\"retrieved\">");
        push_text(out, retrieved);
        out.push_str("</date>\n");
    }
    out.push_str("<note type=\"charset\">");
    push_text(out, &source.charset.name);
    out.push_str("</note>\n");
}

fn push_profile(out: &mut String, record: &Record) {
    if record.coverage.is_none() && record.place.is_none() {
        return;
    }
    out.push_str("<profileDesc>\n<settingDesc>\n<setting>\n");
    if let Some(place) = &record.place {
        out.push_str("<placeName");
        push_attribute(out, "ref", &format!("gbt2260:{}", place.code));
        out.push('>');
        push_text(out, &place.path.concat());
        out.push_str("</placeName>\n");
    }
    if let Some(coverage) = &record.coverage {
        out.push_str("<date type=\"coverage\"");
        push_days(out, &format!("{:04}", coverage.year));
        push_attribute(out, "ana", &format!("#coverage-{}", rows::coverage_basis_name(coverage.basis)));
        out.push('>');
        push_text(out, coverage.evidence.as_deref().unwrap_or_default());
        out.push_str("</date>\n");
    }
    out.push_str("</setting>\n</settingDesc>\n</profileDesc>\n");
}

/// The words that `ana` points to, those alone that this text uses.
fn push_categories(out: &mut String, record: &Record) {
    let mut used: BTreeSet<String> = BTreeSet::new();
    if let Some(coverage) = &record.coverage {
        used.insert(format!("coverage-{}", rows::coverage_basis_name(coverage.basis)));
    }
    for section in &record.sections {
        for (_, _, mentions) in rows::texts(section) {
            used.extend(mentions.iter().flat_map(readings));
        }
    }
    if used.is_empty() {
        return;
    }
    out.push_str("<classDecl>\n<taxonomy>\n");
    for name in used {
        out.push_str("<category");
        push_attribute(out, "xml:id", &name);
        out.push('>');
        let (group, word) = name.split_once('-').unwrap_or(("", &name));
        out.push_str("<catDesc>");
        push_text(out, &format!("{group}: {word}"));
        out.push_str("</catDesc></category>\n");
    }
    out.push_str("</taxonomy>\n</classDecl>\n");
}

/// How a mention is to be read, as the names of categories.
fn readings(m: &Mention) -> Vec<String> {
    let bound = m.bound.filter(|b| *b != Bound::Exact).map(|b| format!("bound-{}", rows::bound_name(b)));
    let basis = m.basis.map(|b| format!("basis-{}", rows::basis_name(b)));
    let relation = m.relation.map(|r| format!("relation-{}", rows::relation_name(r)));
    let part = m.part_of_day.map(|p| format!("part_of_day-{}", rows::part_of_day_name(p)));
    let change = m.change.map(|c| format!("change-{}", rows::change_name(c)));
    bound.into_iter().chain(basis).chain(relation).chain(part).chain(change).collect()
}

fn push_section(out: &mut String, section: &Section) {
    out.push_str("<div");
    if let Some(outline) = section.outline.as_deref() {
        push_attribute(out, "n", outline);
    }
    out.push_str(">\n");
    if let Some(heading) = &section.heading {
        out.push_str("<head>");
        push_marked(out, heading, &section.heading_mentions);
        out.push_str("</head>\n");
    }
    let mut in_list = false;
    for block in &section.blocks {
        let item = matches!(block, Block::Item { .. });
        if item != in_list {
            out.push_str(if item { "<list>\n" } else { "</list>\n" });
            in_list = item;
        }
        push_block(out, block);
    }
    if in_list {
        out.push_str("</list>\n");
    }
    if section.blocks.is_empty() {
        // A division must hold something besides its head.
        out.push_str("<p/>\n");
    }
    out.push_str("</div>\n");
}

fn push_block(out: &mut String, block: &Block) {
    match block {
        Block::Paragraph { text, mentions, .. } => {
            out.push_str("<p>");
            push_marked(out, text, mentions);
            out.push_str("</p>\n");
        }
        Block::Item { marker, text, mentions, .. } => {
            out.push_str("<item");
            if let Some(marker) = marker {
                push_attribute(out, "n", marker);
            }
            out.push('>');
            push_marked(out, text, mentions);
            out.push_str("</item>\n");
        }
        Block::Note { mark, text, mentions, .. } => {
            out.push_str("<note place=\"bottom\"");
            if let Some(mark) = mark {
                push_attribute(out, "n", mark);
            }
            out.push('>');
            push_marked(out, text, mentions);
            out.push_str("</note>\n");
        }
        Block::Table(table) => {
            let Table { caption, unit_note, header_rows, rows, .. } = table.as_ref();
            push_table(out, caption.as_deref(), unit_note.as_deref(), *header_rows, rows);
        }
        Block::Figure { uri, caption, .. } => {
            out.push_str("<figure>");
            if let Some(caption) = caption {
                push_element(out, "head", caption);
            }
            match safe_uri(uri) {
                Some(uri) => {
                    out.push_str("<graphic");
                    push_attribute(out, "url", &uri);
                    out.push_str("/>");
                }
                None => push_element(out, "figDesc", uri),
            }
            out.push_str("</figure>\n");
        }
    }
}

/// The address as the schema's anyURI takes it: blanks and brackets escaped.
fn safe_uri(uri: &str) -> Option<String> {
    let mut safe = String::new();
    for c in uri.trim().chars() {
        match c {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' | '[' | ']' => {
                safe.push_str(&format!("%{:02X}", c as u32));
            }
            c if c.is_control() => return None,
            c => safe.push(c),
        }
    }
    let escaped =
        |at: usize| safe.get(at + 1..at + 3).is_some_and(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
    let whole = safe.match_indices('%').all(|(at, _)| escaped(at)) && safe.matches('#').count() < 2;
    let scheme_ok = !safe.starts_with(':');
    (!safe.is_empty() && whole && scheme_ok).then_some(safe)
}

fn push_table(
    out: &mut String,
    caption: Option<&str>,
    note: Option<&str>,
    header_rows: u32,
    rows: &[Vec<String>],
) {
    out.push_str("<table>\n");
    if let Some(caption) = caption {
        push_element(out, "head", caption);
    }
    if let Some(note) = note {
        out.push_str("<head type=\"unit\">");
        push_text(out, note);
        out.push_str("</head>\n");
    }
    for (i, row) in rows.iter().enumerate() {
        out.push_str(if (i as u64) < u64::from(header_rows) { "<row role=\"label\">" } else { "<row>" });
        for cell in row {
            out.push_str("<cell>");
            push_text(out, cell);
            out.push_str("</cell>");
        }
        if row.is_empty() {
            out.push_str("<cell/>");
        }
        out.push_str("</row>\n");
    }
    if rows.is_empty() {
        out.push_str("<row><cell/></row>\n");
    }
    out.push_str("</table>\n");
}

/// Adds text with its mentions as elements. A mention that does not fit its text (offsets beyond
/// it, or over another mention) is left unmarked; the text is whole in any case.
fn push_marked(out: &mut String, text: &str, mentions: &[Mention]) {
    let (mut rest, mut at) = (text, 0);
    // Where the text begins in the file is a name for it that no other text has.
    let names = Names { text: out.len(), spans: names(mentions) };
    let mut spans = names.spans.iter().peekable();
    let mut push = |out: &mut String, start: usize, end: usize, m: Option<&Mention>| {
        if start < at || end <= start {
            return;
        }
        let Some((before, from)) = split_at_char(rest, start - at) else { return };
        let Some((surface, after)) = split_at_char(from, end - start) else { return };
        push_text(out, before);
        match m {
            Some(m) => push_mention(out, m, surface, names.id(m).as_deref()),
            None => {
                out.push_str("<seg type=\"measured\"");
                push_attribute(out, "xml:id", &names.id_of(start));
                out.push('>');
                push_text(out, surface);
                out.push_str("</seg>");
            }
        }
        (rest, at) = (after, end);
    };
    for m in mentions {
        while let Some(&(start, end)) = spans.next_if(|span| span.0 < m.start) {
            push(out, start, end, None);
        }
        push(out, m.start, m.end, Some(m));
    }
    for &(start, end) in spans {
        push(out, start, end, None);
    }
    push_text(out, rest);
}

/// The names of what the numbers of a text measure.
struct Names {
    text: usize,
    /// In their order, none over another or over a mention.
    spans: Vec<(usize, usize)>,
}

impl Names {
    fn id_of(&self, start: usize) -> String {
        format!("m{}-{start}", self.text)
    }

    fn id(&self, m: &Mention) -> Option<String> {
        let phrase = m.measured.as_ref()?;
        self.spans.binary_search(&(phrase.start, phrase.end)).is_ok().then(|| self.id_of(phrase.start))
    }
}

/// The spans of names that can be marked: in their order, none over another or over a mention.
fn names(mentions: &[Mention]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = mentions
        .iter()
        .filter_map(|m| m.measured.as_ref())
        .map(|phrase| (phrase.start, phrase.end))
        .collect();
    spans.sort_unstable();
    spans.dedup();
    let mut end = 0;
    spans.retain(|span| {
        let next = mentions.partition_point(|m| m.end <= span.0);
        let free = span.0 >= end && mentions.get(next).is_none_or(|m| m.start >= span.1);
        if free {
            end = span.1;
        }
        free
    });
    spans
}

fn split_at_char(text: &str, chars: usize) -> Option<(&str, &str)> {
    match text.char_indices().nth(chars) {
        Some((byte, _)) => text.split_at_checked(byte),
        None if text.chars().count() == chars => Some((text, "")),
        None => None,
    }
}

fn push_mention(out: &mut String, m: &Mention, surface: &str, measured: Option<&str>) {
    let name = match m.kind {
        Kind::Date => "date",
        Kind::Duration => "time",
        Kind::Ordinal => "num",
        Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure | Kind::Age => "measure",
    };
    out.push('<');
    out.push_str(name);
    let unit = m.unit.as_deref().and_then(word);
    let value = match m.kind {
        Kind::Date => {
            push_date(out, m);
            "@when"
        }
        Kind::Duration => {
            out.push_str(" type=\"duration\"");
            push_attribute(out, "dur-iso", &m.value);
            "@dur-iso"
        }
        Kind::Ordinal => {
            out.push_str(" type=\"ordinal\"");
            push_attribute(out, "value", &m.value);
            if let Some(unit) = unit {
                push_attribute(out, "subtype", &unit);
            }
            "@value"
        }
        _ => {
            push_attribute(out, "type", m.kind.name());
            push_attribute(out, "quantity", &m.value);
            if let Some(unit) = unit {
                push_attribute(out, "unit", &unit);
            }
            if let Some(per) = m.per.as_deref().and_then(word) {
                push_attribute(out, "subtype", &format!("per-{per}"));
            }
            if let Some(measured) = measured {
                push_attribute(out, "corresp", &format!("#{measured}"));
            }
            "@quantity"
        }
    };
    let readings: Vec<String> = readings(m).iter().map(|name| format!("#{name}")).collect();
    if !readings.is_empty() {
        push_attribute(out, "ana", &readings.join(" "));
    }
    out.push('>');
    push_bounded(out, m, surface, name == "measure");
    if m.bound.is_some_and(|b| b != Bound::Exact) {
        out.push_str("<certainty locus=\"value\"");
        push_attribute(out, "match", value);
        out.push_str(" cert=\"medium\"/>");
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Adds the words of a mention; those of a bounded or ranging measure inside a `num`, which alone
/// can say between which ends the number lies.
fn push_bounded(out: &mut String, m: &Mention, surface: &str, measure: bool) {
    let exact = m.max.is_none() && m.bound.is_none_or(|b| b == Bound::Exact);
    if exact || !measure {
        push_text(out, surface);
        return;
    }
    out.push_str("<num");
    if m.max.is_none() {
        push_attribute(out, "value", &m.value);
    }
    let about_one = m.bound == Some(Bound::About) && m.max.is_none();
    if !about_one {
        let (low, high) = rows::ends(m);
        for (name, end) in [("atLeast", low), ("atMost", high)] {
            if let Some(end) = end {
                push_attribute(out, name, end);
            }
        }
    }
    out.push('>');
    push_text(out, surface);
    out.push_str("</num>");
}

fn push_date(out: &mut String, m: &Mention) {
    if let Some(relation) = m.relation {
        push_attribute(out, "type", rows::relation_name(relation));
    }
    push_days(out, &m.value);
    // The value itself, with the clock time as a second word.
    let exact = match &m.time {
        Some(time) => format!("{} T{time}", m.value),
        None => m.value.clone(),
    };
    push_attribute(out, "when-custom", &exact);
    push_attribute(out, "datingMethod", "https://www.loc.gov/standards/datetime/");
}

/// Adds `when` for a day, month or year, else `notBefore` and `notAfter` as far as they are known.
fn push_days(out: &mut String, edtf: &str) {
    let plain = edtf.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let season = edtf.len() == 7 && edtf.get(5..7).is_some_and(|month| month > "12");
    let (from, to) = days::bounds(edtf);
    if plain && !season && from.is_some() {
        push_attribute(out, "when", edtf);
        return;
    }
    if let Some((first, last)) = edtf.split_once('/') {
        let is_plain =
            |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'-') && days::bounds(s).0.is_some();
        // An end keeps the precision that is written: to 2013-10 is not to its last day.
        for (name, written, day) in [("notBefore", first, from), ("notAfter", last, to)] {
            if is_plain(written) && !(written.len() == 7 && written.get(5..7).is_some_and(|m| m > "12")) {
                push_attribute(out, name, written);
            } else if let Some(day) = day {
                push_attribute(out, name, &day);
            }
        }
        return;
    }
    for (name, day) in [("notBefore", from), ("notAfter", to)] {
        if let Some(day) = day {
            push_attribute(out, name, &day);
        }
    }
}
