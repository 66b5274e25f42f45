//! Defines the columns of the flat tables, once for every format that has columns. Columns are
//! only ever added at the end: what reads them by name or by place goes on working.

use std::borrow::Cow;

use super::days;
use super::read::place;
use super::rows::{self, BlockRow, CellRow, MentionRow, ObservationRow, SectionRow};
use crate::record::{Block, Record};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Any text.
    Text,
    /// One of few words, worth a dictionary.
    Word,
    /// A whole number.
    Int,
    /// A decimal, exact.
    Decimal,
    /// A day, `YYYY-MM-DD`.
    Day,
    /// Yes or no.
    Flag,
}

/// What stands in a row under a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'r> {
    /// Nothing is known, or the column does not apply.
    Null,
    /// For [`Holds::Text`], [`Holds::Word`], [`Holds::Decimal`] and [`Holds::Day`].
    Text(Cow<'r, str>),
    /// For [`Holds::Int`].
    Int(i64),
    /// For [`Holds::Flag`].
    Flag(bool),
}

/// A column: its name and what it holds.
pub type Column = (&'static str, Holds);

use Holds::{Day, Decimal, Flag, Int, Text, Word};

/// The columns of `pages`. Lists are JSON arrays.
pub const PAGES: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("title", Text),
    ("published", Text),
    ("published_from", Day),
    ("published_to", Day),
    ("published_surface", Text),
    ("origin", Text),
    ("contributors", Text),
    ("breadcrumb", Text),
    ("work_title", Text),
    ("work_volume", Text),
    ("work_path", Text),
    ("coverage_year", Int),
    ("coverage_basis", Word),
    ("coverage_evidence", Text),
    ("sections", Int),
    ("mentions", Int),
    ("notices", Text),
    ("attachments", Text),
    ("media_type", Word),
    ("bytes", Int),
    ("retrieved", Text),
    ("status", Int),
    ("charset", Word),
    ("charset_declared", Word),
    ("charset_chosen_by", Word),
    ("charset_replaced", Int),
    ("site_organizer", Text),
    ("site_hosts", Text),
    ("site_id", Text),
    ("site_icp", Text),
    ("site_public_security", Text),
    ("page_index", Int),
    ("page_total", Int),
    ("page_prev", Text),
    ("page_next", Text),
    ("page_article", Text),
    ("schema", Word),
    ("generator", Word),
    ("place_code", Word),
    ("place", Text),
    ("place_below", Text),
];

/// The columns of `sections`.
pub const SECTIONS: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("section", Int),
    ("title", Text),
    ("coverage_year", Int),
    ("heading", Text),
    ("heading_surface", Text),
    ("outline", Text),
    ("blocks", Int),
    ("mentions", Int),
    ("text", Text),
];

/// The columns of `mentions`.
pub const MENTIONS: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("section", Int),
    ("block", Int),
    ("mention", Int),
    ("title", Text),
    ("coverage_year", Int),
    ("heading", Text),
    ("type", Word),
    ("start", Int),
    ("end", Int),
    ("text", Text),
    ("value", Text),
    ("max", Text),
    ("bound", Word),
    ("unit", Word),
    ("per", Word),
    ("basis", Word),
    ("relation", Word),
    ("part_of_day", Word),
    ("time", Text),
    ("value_decimal", Decimal),
    ("max_decimal", Decimal),
    ("day_from", Day),
    ("day_to", Day),
    ("sentence", Text),
    ("measured", Text),
    ("change", Word),
    ("against", Text),
];

/// The columns of `tables`: a row is a cell.
pub const CELLS: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("section", Int),
    ("block", Int),
    ("row", Int),
    ("column", Int),
    ("header", Flag),
    ("title", Text),
    ("coverage_year", Int),
    ("heading", Text),
    ("caption", Text),
    ("unit_note", Text),
    ("value", Text),
];

/// The columns of `blocks`: the texts in which mentions have their offsets; block 0 is the heading.
pub const BLOCKS: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("section", Int),
    ("block", Int),
    ("title", Text),
    ("coverage_year", Int),
    ("heading", Text),
    ("kind", Word),
    ("marker", Text),
    ("outline", Text),
    ("part", Int),
    ("text", Text),
    ("caption", Text),
    ("unit_note", Text),
    ("source", Text),
];

/// The columns of `observations`: a row is a value of a table. Paths, marks and doubts are JSON lists.
pub const OBSERVATIONS: &[Column] = &[
    ("record", Text),
    ("path", Text),
    ("uri", Text),
    ("title", Text),
    ("coverage_year", Int),
    ("heading", Text),
    ("table", Int),
    ("caption", Text),
    ("row", Int),
    ("column", Int),
    ("row_path", Text),
    ("column_path", Text),
    ("date", Text),
    ("day_from", Day),
    ("day_to", Day),
    ("date_from", Word),
    ("text", Text),
    ("value", Text),
    ("max", Text),
    ("bound", Word),
    ("places", Int),
    ("unit", Word),
    ("unit_surface", Word),
    ("unit_from", Word),
    ("per", Word),
    ("base", Word),
    ("missing", Word),
    ("marks", Text),
    ("doubts", Text),
    ("missing_note", Text),
    ("value_decimal", Decimal),
    ("max_decimal", Decimal),
    ("section", Int),
    ("block", Int),
    ("place_code", Word),
];

/// A flat table: its columns, and how its rows are told apart.
pub struct Flat {
    /// Its name, which is that of its file.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
    /// The columns that tell its rows apart within a record.
    pub key: &'static [&'static str],
    /// The table in which its row belongs to a row, by the key of that table.
    pub within: Option<&'static str>,
}

impl Flat {
    /// The name of its CSV file.
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }
}

/// The flat tables, each after the one that it is within.
pub const FLAT: [Flat; 6] = [
    Flat { name: "pages", columns: PAGES, key: &[], within: None },
    Flat { name: "sections", columns: SECTIONS, key: &["section"], within: Some("pages") },
    Flat { name: "blocks", columns: BLOCKS, key: &["section", "block"], within: Some("sections") },
    Flat {
        name: "mentions",
        columns: MENTIONS,
        key: &["section", "block", "mention"],
        within: Some("blocks"),
    },
    Flat {
        name: "tables",
        columns: CELLS,
        key: &["section", "block", "row", "column"],
        within: Some("blocks"),
    },
    Flat {
        name: "observations",
        columns: OBSERVATIONS,
        key: &["table", "row", "column"],
        within: Some("blocks"),
    },
];

impl<'r> From<&'r str> for Cell<'r> {
    fn from(text: &'r str) -> Self {
        Cell::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::Text(Cow::Owned(text))
    }
}

impl From<usize> for Cell<'_> {
    fn from(number: usize) -> Self {
        Cell::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl<'r, T: Into<Cell<'r>>> From<Option<T>> for Cell<'r> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Null, Into::into)
    }
}

fn int<'r>(number: impl Into<i64>) -> Cell<'r> {
    Cell::Int(number.into())
}

/// A list as a JSON array; an empty one is nothing.
fn list<T: serde::Serialize>(items: &[T]) -> Cell<'_> {
    if items.is_empty() {
        return Cell::Null;
    }
    serde_json::to_string(items).ok().into()
}

fn year(record: &Record) -> Cell<'_> {
    record.coverage.as_ref().map_or(Cell::Null, |c| int(c.year))
}

/// The cells of a record under [`PAGES`].
pub fn page(record: &Record) -> Vec<Cell<'_>> {
    let (source, pages) = (&record.source, record.pages.as_ref());
    let (from, to) = record.published.as_deref().map(days::bounds).unwrap_or_default();
    let number = |n: Option<u32>| n.map_or(Cell::Null, int);
    let codes: Vec<&str> = record.notices.iter().map(|n| n.code.as_str()).collect();
    let mentions: usize = record.sections.iter().map(rows::mention_count).sum();
    vec![
        record.id.as_str().into(),
        source.path.as_deref().into(),
        source.uri.as_deref().into(),
        record.title.as_deref().into(),
        record.published.as_deref().into(),
        from.into(),
        to.into(),
        record.published_surface.as_deref().into(),
        record.origin.as_deref().into(),
        list(&record.contributors),
        list(&record.breadcrumb),
        record.work.title.as_deref().into(),
        record.work.volume.as_deref().into(),
        list(&record.work.path),
        year(record),
        record.coverage.as_ref().map(|c| rows::coverage_basis_name(c.basis)).into(),
        record.coverage.as_ref().and_then(|c| c.evidence.as_deref()).into(),
        record.sections.len().into(),
        mentions.into(),
        if codes.is_empty() { Cell::Null } else { serde_json::to_string(&codes).ok().into() },
        list(&record.attachments),
        source.media_type.as_ref().into(),
        Cell::Int(i64::try_from(source.bytes).unwrap_or(i64::MAX)),
        source.retrieved.as_deref().into(),
        source.status.map_or(Cell::Null, int),
        source.charset.name.as_ref().into(),
        source.charset.declared.as_deref().into(),
        rows::charset_basis_name(source.charset.chosen_by).into(),
        Cell::Int(i64::try_from(source.charset.replaced).unwrap_or(i64::MAX)),
        record.site.organizer.as_deref().into(),
        list(&record.site.hosts),
        record.site.site_id.as_deref().into(),
        record.site.icp.as_deref().into(),
        record.site.public_security.as_deref().into(),
        number(pages.and_then(|p| p.index)),
        number(pages.and_then(|p| p.total)),
        pages.and_then(|p| p.prev.as_deref()).into(),
        pages.and_then(|p| p.next.as_deref()).into(),
        pages.and_then(|p| p.article.as_deref()).into(),
        record.schema.as_ref().into(),
        record.generator.as_ref().into(),
        record.place.as_ref().map(|p| p.code.as_str()).into(),
        record.place.as_ref().map(|p| p.path.concat()).into(),
        record.place.as_ref().and_then(|p| p.below.as_deref()).into(),
    ]
}

/// What every table begins with: the key of the record.
fn key(record: &Record) -> [Cell<'_>; 3] {
    [record.id.as_str().into(), record.source.path.as_deref().into(), record.source.uri.as_deref().into()]
}

/// The cells of a section under [`SECTIONS`].
pub fn section<'r>(row: &SectionRow<'r>) -> Vec<Cell<'r>> {
    let (record, section) = (row.record, row.section);
    let mut cells = Vec::with_capacity(SECTIONS.len());
    cells.extend(key(record));
    cells.extend([
        row.number.into(),
        record.title.as_deref().into(),
        year(record),
        section.heading.as_deref().into(),
        section.heading_surface.as_deref().into(),
        section.outline.as_deref().into(),
        section.blocks.len().into(),
        rows::mention_count(section).into(),
        rows::body(section).into(),
    ]);
    cells
}

/// The cells of a mention under [`MENTIONS`].
pub fn mention<'r>(row: &MentionRow<'r>) -> Vec<Cell<'r>> {
    let (record, m) = (row.record, row.mention);
    let decimal = |text: &'r str| -> Cell<'r> {
        let is_decimal = rows::is_decimal(m.kind) && super::sortable::key(text).is_some();
        if is_decimal { text.into() } else { Cell::Null }
    };
    let (from, to) = match m.kind {
        crate::mention::Kind::Date => days::bounds(&m.value),
        _ => (None, None),
    };
    let mut cells = Vec::with_capacity(MENTIONS.len());
    cells.extend(key(record));
    cells.extend([
        row.section_number.into(),
        row.block.into(),
        row.number.into(),
        record.title.as_deref().into(),
        year(record),
        row.section.heading.as_deref().into(),
        m.kind.name().into(),
        m.start.into(),
        m.end.into(),
        m.text.as_str().into(),
        m.value.as_str().into(),
        m.max.as_deref().into(),
        m.bound.map(rows::bound_name).into(),
        m.unit.as_deref().into(),
        m.per.as_deref().into(),
        m.basis.map(rows::basis_name).into(),
        m.relation.map(rows::relation_name).into(),
        m.part_of_day.map(rows::part_of_day_name).into(),
        m.time.as_deref().into(),
        decimal(&m.value),
        m.max.as_deref().map_or(Cell::Null, decimal),
        from.into(),
        to.into(),
        row.sentence.into(),
        m.measured.as_ref().map(|phrase| phrase.text.as_str()).into(),
        m.change.map(rows::change_name).into(),
        m.against.as_ref().map(|phrase| phrase.text.as_str()).into(),
    ]);
    cells
}

/// The cells of a table's cell under [`CELLS`].
pub fn cell<'r>(row: &CellRow<'r>) -> Vec<Cell<'r>> {
    let mut cells = Vec::with_capacity(CELLS.len());
    cells.extend(key(row.record));
    cells.extend([
        row.section_number.into(),
        row.block.into(),
        row.row.into(),
        row.column.into(),
        Cell::Flag(row.header),
        row.record.title.as_deref().into(),
        year(row.record),
        row.section.heading.as_deref().into(),
        row.caption.into(),
        row.unit_note.into(),
        row.value.into(),
    ]);
    cells
}

/// The cells of a block under [`BLOCKS`].
pub fn block<'r>(row: &BlockRow<'r>) -> Vec<Cell<'r>> {
    let none = || Cell::Null;
    let text = |text: &'r str| Cell::from(text);
    let part = row.block.and_then(Block::part).map_or(Cell::Null, int);
    let (kind, marker, outline, words, caption, unit_note, source) = match row.block {
        None => (
            "heading",
            none(),
            row.section.outline.as_deref().into(),
            row.section.heading.as_deref().into(),
            none(),
            none(),
            none(),
        ),
        Some(Block::Paragraph { text: words, outline, .. }) => {
            ("paragraph", none(), outline.as_deref().into(), text(words), none(), none(), none())
        }
        Some(Block::Item { marker, text: words, .. }) => {
            ("item", marker.as_deref().into(), none(), text(words), none(), none(), none())
        }
        Some(Block::Note { mark, text: words, .. }) => {
            ("note", mark.as_deref().into(), none(), text(words), none(), none(), none())
        }
        Some(Block::Table(table)) => (
            "table",
            none(),
            none(),
            none(),
            table.caption.as_deref().into(),
            table.unit_note.as_deref().into(),
            none(),
        ),
        Some(Block::Figure { uri, caption, .. }) => {
            ("figure", none(), none(), none(), caption.as_deref().into(), none(), text(uri))
        }
    };
    let mut cells = Vec::with_capacity(BLOCKS.len());
    cells.extend(key(row.record));
    cells.extend([
        row.section_number.into(),
        row.number.into(),
        row.record.title.as_deref().into(),
        year(row.record),
        row.section.heading.as_deref().into(),
        kind.into(),
        marker,
        outline,
        part,
        words,
        caption,
        unit_note,
        source,
    ]);
    cells
}

/// The cells of a table's value under [`OBSERVATIONS`].
pub fn observation<'r>(row: &ObservationRow<'r>) -> Vec<Cell<'r>> {
    let o = &row.observation;
    let (from, to) = o.date.map(days::bounds).unwrap_or_default();
    let path = |path: &'r [String]| -> Cell<'r> { serde_json::to_string(path).ok().into() };
    let doubts: Vec<&str> = o.doubts.iter().map(|d| rows::doubt_name(*d)).collect();
    let words = |words: &[&str]| -> Cell<'r> {
        if words.is_empty() { Cell::Null } else { serde_json::to_string(words).ok().into() }
    };
    let decimal =
        |text: Option<&'r str>| -> Cell<'r> { text.filter(|t| super::sortable::key(t).is_some()).into() };
    let [record, place, uri] = key(row.record);
    vec![
        record,
        place,
        uri,
        row.record.title.as_deref().into(),
        year(row.record),
        row.section.heading.as_deref().into(),
        row.table.into(),
        row.caption.into(),
        int(o.row),
        int(o.column),
        path(o.row_path),
        path(o.column_path),
        o.date.into(),
        from.into(),
        to.into(),
        o.date_from.map(rows::date_from_name).into(),
        o.text.into(),
        o.value.into(),
        o.max.into(),
        o.bound.map(rows::bound_name).into(),
        o.places.map_or(Cell::Null, int),
        o.unit.into(),
        o.unit_surface.into(),
        o.unit_from.map(rows::unit_from_name).into(),
        o.per.into(),
        o.base.into(),
        o.missing.into(),
        words(&o.marks),
        words(&doubts),
        o.missing_note.into(),
        decimal(o.value),
        decimal(o.max),
        row.section_number.into(),
        row.block.into(),
        o.place_code.or(row.record.place.as_ref().map(|p| p.code.as_str())).into(),
    ]
}

/// A name for the place of a record, for people: its path or its URI.
pub fn place_cell(record: &Record) -> Cell<'_> {
    let place = place(record);
    if place.is_empty() { Cell::Null } else { place.into() }
}
