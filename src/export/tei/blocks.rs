//! The sections and blocks of a TEI text.

use std::collections::{BTreeMap, BTreeSet};

use super::marks::push_marked;
use crate::export::xml::{push_attribute, push_element, push_text, word};
use crate::record::{Block, Observation, Section, Table};
use crate::table::Role;

/// Adds a section: its heading and its blocks.
pub(super) fn push_section(out: &mut String, section: &Section) {
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
        Block::Table(table) => push_table(out, table),
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

/// Adds a table: label and data cells told apart, each value as a measure that points to the labels that say
/// what it measures.
fn push_table(out: &mut String, table: &Table) {
    // What the columns, heads and values say stands at the cells; marks and indents are in their texts.
    let Table {
        caption,
        unit_note,
        header_rows,
        header_columns,
        continued,
        rows,
        columns,
        heads,
        values,
        indents: _,
        notes: _,
        doubts: _,
        part: _,
    } = table;
    // Where the table begins in the file is a name for it that no other has.
    let id = |row: u32, column: u32| format!("t{}-{row}-{column}", out.len());
    let last_head = header_rows.checked_sub(1);
    let label_of = |row, column| table.head_of(row, column).map(|head| (head.row, head.column));
    let named: BTreeSet<(u32, u32)> = values
        .iter()
        .flat_map(|v| last_head.map(|row| (row, v.column)).into_iter().chain(label_of(v.row, v.column)))
        .collect();
    let ids: BTreeMap<(u32, u32), String> = named.into_iter().map(|at| (at, id(at.0, at.1))).collect();
    out.push_str(if *continued { "<table type=\"continued\">\n" } else { "<table>\n" });
    if let Some(caption) = caption {
        push_element(out, "head", caption);
    }
    if let Some(note) = unit_note {
        out.push_str("<head type=\"unit\">");
        push_text(out, note);
        out.push_str("</head>\n");
    }
    let mut observations = table.observations().peekable();
    for (r, row) in (0..).zip(rows) {
        let in_head = r < *header_rows;
        out.push_str(if in_head { "<row role=\"label\">" } else { "<row role=\"data\">" });
        for (c, cell) in (0..).zip(row) {
            let is_label = match columns.get(c as usize) {
                Some(column) => matches!(column.role, Role::Label | Role::Index | Role::Unit),
                None => c < *header_columns || heads.iter().any(|head| (head.row, head.column) == (r, c)),
            };
            out.push_str(if in_head || is_label { "<cell role=\"label\"" } else { "<cell role=\"data\"" });
            if let Some(id) = ids.get(&(r, c)) {
                push_attribute(out, "xml:id", id);
            }
            out.push('>');
            while observations.next_if(|o| (o.row, o.column) < (r, c)).is_some() {}
            match observations.next_if(|o| (o.row, o.column) == (r, c)) {
                Some(o) => {
                    let labels = [last_head.map(|row| (row, c)), label_of(r, c)];
                    let labels: Vec<String> = labels
                        .iter()
                        .flatten()
                        .filter_map(|at| ids.get(at))
                        .map(|id| format!("#{id}"))
                        .collect();
                    push_value(out, &o, cell, &labels.join(" "));
                }
                None => push_text(out, cell),
            }
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

/// Adds a cell's words as a measure in the unit that holds for it.
fn push_value(out: &mut String, o: &Observation, cell: &str, labels: &str) {
    let Some(value) = o.value else { return push_text(out, cell) };
    out.push_str("<measure");
    push_attribute(out, "quantity", value);
    if let Some(unit) = o.unit.and_then(word) {
        push_attribute(out, "unit", &unit);
    }
    if let Some(per) = o.per.and_then(word) {
        push_attribute(out, "subtype", &format!("per-{per}"));
    }
    if !labels.is_empty() {
        push_attribute(out, "corresp", labels);
    }
    out.push('>');
    push_text(out, cell);
    out.push_str("</measure>");
}
