//! Reads the tables of an article into its sections, once the year that it reports on is known.

use crate::article::{Article, Content, is_note};
use crate::budget;
use crate::data::Profile;
use crate::error::Notice;
use crate::place::{self, Place};
use crate::record::{Block, Coverage, Section, Table};
use crate::table::{self, Carried, Sheet};

/// Reads every table. `sections` were split from `article`, so that both have the same tables in the same order.
pub(super) fn read(
    article: &Article,
    sections: &mut [Section],
    coverage: Option<&Coverage>,
    profile: &Profile,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    let blocks = sections.iter_mut().flat_map(|section| &mut section.blocks);
    let mut tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Paragraph { .. } | Block::Item { .. } | Block::Note { .. } | Block::Figure { .. } => None,
    });
    let mut before: Option<Carried> = None;
    let mut number = 0;
    for (at, block) in article.blocks.iter().enumerate() {
        let Content::Table(page) = &block.content else { continue };
        let Some(out) = tables.next() else { break };
        number += 1;
        let cells: usize = page.rows.iter().map(|row| row.cells.len()).sum();
        if cells > budget::TABLE_CELLS {
            let message = format!(
                "a table of {cells} cells was kept as text: at most {} are read",
                budget::TABLE_CELLS
            );
            notices.push(Notice::new("table-too-large", message));
            continue;
        }
        let carried = before.as_ref().filter(|_| page.continued);
        if let Some(caption) = carried.and_then(Carried::caption) {
            out.caption = Some(caption.to_owned());
        }
        out.continued = carried.is_some();
        let unit_note = match (&page.unit_note, &page.dated) {
            (Some(unit), Some(date)) => Some(format!("{unit} {date}")),
            (unit, date) => unit.clone().or(date.clone()),
        };
        let reading = table::read(&Sheet {
            caption: out.caption.as_deref(),
            unit_note: unit_note.as_deref(),
            head_rows: page.head_rows,
            rows: &page.rows,
            below: &notes_below(article, at),
            year: coverage.map(|c| c.year),
            title: article.title_text(),
            carried,
            told: profile.table(out.caption.as_deref(), number),
        });
        let (carried, doubtful) = take(out, reading);
        notices.extend(doubtful);
        if !page.continued || before.is_none() {
            before = Some(carried);
        }
    }
    notices
}

/// Takes into a table what was read of it; what the next one may go on with and the notices are left.
fn take(out: &mut Table, reading: table::Reading) -> (Carried, Vec<Notice>) {
    out.header_rows = reading.header_rows;
    out.header_columns = reading.header_columns;
    out.columns = reading.columns;
    out.heads = reading.heads;
    out.values = reading.values;
    out.indents = reading.indents;
    out.notes = reading.notes;
    out.doubts = reading.doubts;
    (reading.carried, reading.notices)
}

/// Gives the rows of a table the codes of the places that their labels name, where three or more name places below
/// that of the record: 昌平区 in a table of 北京市.
pub(super) fn place_rows(sections: &mut [Section], place: &Place) {
    for block in sections.iter_mut().flat_map(|section| &mut section.blocks) {
        let Block::Table(table) = block else { continue };
        let labels = table.heads.iter().map(|head| head.path.last().map_or("", String::as_str));
        let codes = place::below(place, labels);
        for (head, code) in table.heads.iter_mut().zip(codes) {
            head.place_code = code;
        }
    }
}

/// The paragraphs below a table that are notes to it.
fn notes_below(article: &Article, at: usize) -> Vec<String> {
    let mut below = Vec::new();
    for block in article.blocks.iter().skip(at + 1) {
        match &block.content {
            Content::Paragraph { text } if is_note(text) || below.is_empty() && is_marked(text) => {
                below.push(text.clone());
            }
            Content::Note { text, .. } => below.push(text.clone()),
            Content::Paragraph { .. } | Content::Item { .. } | Content::Table(_) | Content::Figure { .. } => {
                break;
            }
        }
    }
    below
}

/// Whether a line right below a table begins with a raised figure.
fn is_marked(text: &str) -> bool {
    text.starts_with(|c| "¹²³⁴⁵⁶⁷⁸⁹".contains(c))
}
