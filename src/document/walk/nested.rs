//! Follows what stands inside each other: lists with their items, tables with their rows and cells.

use html5ever::{LocalName, local_name};

use super::Walk;
use crate::document::attribute::{Attribute, Key, value};
use crate::document::line::{Border, Kind, Line};
use crate::document::table::{Frame, Group};

/// A list that is open: the number of its next item, and how to write it; none for bullets.
pub(super) struct List {
    next: Option<i64>,
    style: char,
}

impl Walk<'_, '_> {
    /// Begins a list or a table, or a part of one.
    pub(super) fn begin_nested(&mut self, name: &LocalName, attrs: &[Attribute<'_>]) {
        let number = |name: Key| value(attrs, name).and_then(|v| v.parse::<i64>().ok());
        match *name {
            local_name!("ul") | local_name!("menu") | local_name!("dir") => {
                self.lists.push(List { next: None, style: '1' });
            }
            local_name!("ol") => {
                let style = value(attrs, Key::Type).and_then(|v| v.chars().next()).unwrap_or('1');
                self.lists.push(List { next: Some(number(Key::Start).unwrap_or(1)), style });
            }
            local_name!("li") => {
                let marker = self.lists.last_mut().and_then(|list| {
                    let own = number(Key::Value).or(list.next)?;
                    list.next.as_mut().map(|next| *next = own.saturating_add(1))?;
                    Some(marker(own, list.style))
                });
                self.item = Some(marker);
            }
            local_name!("table") => {
                if let Some(outer) = self.tables.last_mut() {
                    outer.nested = true;
                }
                self.tables.push(Frame::new(self.out.lines.len(), self.state.element, attrs));
            }
            _ => self.begin_part(name, attrs),
        }
    }

    /// Begins a part of the table that is open.
    fn begin_part(&mut self, name: &LocalName, attrs: &[Attribute<'_>]) {
        let Some(frame) = self.tables.last_mut() else { return };
        let span = |name: Key| value(attrs, name).and_then(|v| v.parse::<i64>().ok());
        match *name {
            local_name!("tr") => frame.row(self.state.hidden.is_some()),
            local_name!("caption") => frame.marked = true,
            local_name!("thead") => frame.group(Group::Head),
            local_name!("tbody") => frame.group(Group::Body),
            local_name!("tfoot") => frame.group(Group::Foot),
            local_name!("td") | local_name!("th") => {
                let head = *name == local_name!("th");
                frame.cell(self.out.lines.len(), head, span(Key::Rowspan), span(Key::Colspan));
            }
            local_name!("select") | local_name!("textarea") => frame.form = true,
            _ => {}
        }
    }

    /// Ends what an element of this name has begun.
    pub(super) fn end_nested(&mut self, name: &LocalName) {
        match *name {
            local_name!("table") => self.close_table(),
            local_name!("ul") | local_name!("ol") => {
                self.lists.pop();
            }
            local_name!("li") => self.item = None,
            _ => {
                let lines = self.out.lines.len();
                let Some(frame) = self.tables.last_mut() else { return };
                match *name {
                    local_name!("td") | local_name!("th") => frame.end_cell(lines),
                    local_name!("thead") | local_name!("tfoot") => frame.group(Group::Body),
                    _ => {}
                }
            }
        }
    }

    /// Ends a table: where it holds data, its lines become one line.
    fn close_table(&mut self) {
        let Some(mut frame) = self.tables.pop() else { return };
        let Some(inside) = self.out.lines.get(frame.first_line..) else { return };
        let Some(mut grid) = frame.grid(inside) else {
            for at in frame.dated(inside) {
                if let Some(line) = self.out.lines.get_mut(at) {
                    line.border = Border::Dated;
                }
            }
            return;
        };
        let (mut table, mut beside) = (Line::default(), Vec::new());
        for line in self.out.lines.drain(frame.first_line..) {
            if line.hidden.is_some() {
                beside.push(line);
            } else {
                table.chars += line.chars;
                table.link_chars += line.link_chars;
                table.stops += line.stops;
                table.links.extend(line.links);
                grid.source.push(line.text.into_owned());
            }
        }
        table.element = frame.element;
        table.kind = Kind::Table(Box::new(grid));
        self.add(table);
        self.out.lines.extend(beside);
        let end = self.out.lines.len() as u32;
        for element in self.out.elements.iter_mut().skip(frame.element as usize + 1) {
            element.lines.start = element.lines.start.min(end);
            element.lines.end = element.lines.end.min(end);
        }
    }
}

/// The marker of an item of an ordered list.
fn marker(number: i64, style: char) -> String {
    let letter = |base: u8| {
        number
            .checked_sub(1)
            .and_then(|n| u8::try_from(n).ok())
            .filter(|n| *n < 26)
            .map(|n| format!("{}.", (base + n) as char))
    };
    match style {
        'a' => letter(b'a'),
        'A' => letter(b'A'),
        _ => None,
    }
    .unwrap_or_else(|| format!("{number}."))
}
