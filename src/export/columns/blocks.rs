//! The columns of `blocks`.

use super::{flat, year};
use crate::export::rows::BlockRow;
use crate::record::Block;

/// What the columns hold of a block; what its kind does not have is empty.
#[derive(Default)]
struct Fields<'r> {
    kind: &'static str,
    marker: Option<&'r str>,
    outline: Option<&'r str>,
    text: Option<&'r str>,
    caption: Option<&'r str>,
    unit_note: Option<&'r str>,
    source: Option<&'r str>,
    part: Option<u32>,
}

/// Mentions have a table of their own, and so have cells and values.
fn fields(block: &Block) -> Fields<'_> {
    match block {
        Block::Paragraph { text, outline, part, mentions: _ } => Fields {
            kind: "paragraph",
            outline: outline.as_deref(),
            text: Some(text),
            part: *part,
            ..Fields::default()
        },
        Block::Item { marker, text, part, mentions: _ } => Fields {
            kind: "item",
            marker: marker.as_deref(),
            text: Some(text),
            part: *part,
            ..Fields::default()
        },
        Block::Note { mark, text, part, mentions: _ } => Fields {
            kind: "note",
            marker: mark.as_deref(),
            text: Some(text),
            part: *part,
            ..Fields::default()
        },
        Block::Table(table) => Fields {
            kind: "table",
            caption: table.caption.as_deref(),
            unit_note: table.unit_note.as_deref(),
            part: table.part,
            ..Fields::default()
        },
        Block::Figure { uri, caption, part } => Fields {
            kind: "figure",
            caption: caption.as_deref(),
            source: Some(uri),
            part: *part,
            ..Fields::default()
        },
    }
}

flat! {
    /// The columns of `blocks`: the texts in which mentions have their offsets; block 0 is the heading.
    BLOCKS;
    /// The cells of a block under [`BLOCKS`].
    block(row: &BlockRow<'r>) {
        let BlockRow { record, section_number, section, number, block } = *row;
        let heading = || Fields {
            kind: "heading",
            outline: section.outline.as_deref(),
            text: section.heading.as_deref(),
            ..Fields::default()
        };
        let Fields { kind, marker, outline, text, caption, unit_note, source, part } = block.map_or_else(heading, fields);
    }
    "record" Text = &record.id;
    "path" Text = &record.source.path;
    "uri" Text = &record.source.uri;
    "section" Int = section_number;
    "block" Int = number;
    "title" Text = &record.title;
    "coverage_year" Int = year(record);
    "heading" Text = &section.heading;
    "kind" Word = kind;
    "marker" Text = marker;
    "outline" Text = outline;
    "part" Int = part;
    "text" Text = text;
    "caption" Text = caption;
    "unit_note" Text = unit_note;
    "source" Text = source;
}
