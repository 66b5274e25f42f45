//! Shows a table of a page as it stands there: a cell a cell. A number is a number where it then shows as it is
//! written, everything else is text.

use std::collections::BTreeMap;

use rust_xlsxwriter::{IgnoreError, Workbook, Worksheet, XlsxError};

use super::cell::{number, put_number, put_text};
use super::index::{BACK, Entry};
use super::look::Look;
use crate::export::read::place;
use crate::record::{Record, Section, Table};
use crate::table::Role;

/// How many columns a sheet has.
const MOST_COLUMNS: usize = 16_384;
/// Cells from which on a sheet lies on disk until it is put together.
const LARGE: usize = 2_000;
/// The row in which the table begins.
const FIRST: u32 = 4;

/// A table with what says where it is from.
pub(super) struct Grid<'g> {
    pub entry: &'g Entry,
    pub record: &'g Record,
    pub section: &'g Section,
    pub table: &'g Table,
}

impl Grid<'_> {
    /// Its sheet.
    pub fn sheet(&self, workbook: &mut Workbook, look: &Look) -> Result<Worksheet, XlsxError> {
        let large = self.table.rows.iter().map(Vec::len).sum::<usize>() > LARGE;
        let mut sheet = if large { workbook.new_worksheet_with_constant_memory()? } else { Worksheet::new() };
        sheet.set_name(&self.entry.sheet)?;
        self.head(&mut sheet, look)?;
        let next = self.rows(&mut sheet, look)?;
        self.notes(&mut sheet, next, look)?;
        let width = self.widths(&mut sheet)?;
        let heads = FIRST.saturating_add(self.table.header_rows);
        let labels = u16::try_from(self.table.header_columns).unwrap_or(0);
        sheet.set_freeze_panes(heads, labels.min(3))?;
        sheet.ignore_error_range(0, 0, next, width, IgnoreError::NumberStoredAsText)?;
        sheet.set_landscape().set_print_fit_to_pages(1, 0);
        Ok(sheet)
    }

    /// What it is called and where it stands.
    fn head(&self, sheet: &mut Worksheet, look: &Look) -> Result<(), XlsxError> {
        let caption = self.table.caption.as_deref().unwrap_or("（无表题）");
        put_text(sheet, (0, 0), caption, &look.title)?;
        let title = self.record.title.as_deref().unwrap_or_default();
        let parts = [Some(title), self.section.heading.as_deref(), self.table.unit_note.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        put_text(sheet, (1, 0), &parts.join("　"), &look.quiet)?;
        put_text(sheet, (2, 0), place(self.record), &look.quiet)?;
        if self.entry.file.is_none() {
            sheet.write_url_with_options(
                3,
                0,
                format!("internal:'{BACK}'!A1").as_str(),
                "← 表格目录",
                "",
                Some(&look.link),
            )?;
        }
        Ok(())
    }

    /// The cells; returns the row behind the last.
    fn rows(&self, sheet: &mut Worksheet, look: &Look) -> Result<u32, XlsxError> {
        let Table { header_rows, rows, columns, heads, values, indents, .. } = self.table;
        let mut values = values.iter().filter(|v| v.value.is_some()).map(|v| (v.row, v.column)).peekable();
        let labels: BTreeMap<u32, u32> = heads.iter().rev().map(|head| (head.row, head.column)).collect();
        let mut next = FIRST;
        for ((r, row), indent) in (0..).zip(rows).zip(indents.iter().chain(std::iter::repeat(&0))) {
            for ((c, text), column) in (0..).zip(row.iter().take(MOST_COLUMNS)).zip(0u16..) {
                while values.next_if(|at| *at < (r, c)).is_some() {}
                let is_value = values.next_if(|at| *at == (r, c)).is_some();
                let is_label = columns.get(c as usize).is_some_and(|column| column.role == Role::Label);
                let at = (next, column);
                match number(text).filter(|_| is_value) {
                    Some(number) => put_number(sheet, at, number, look, true)?,
                    None if r < *header_rows => put_text(sheet, at, text, &look.label)?,
                    None if labels.get(&r) == Some(&c) || is_label => {
                        put_text(sheet, at, text, look.indented(indent / 2))?;
                    }
                    None => put_text(sheet, at, text, &look.cell)?,
                }
            }
            if row.len() > MOST_COLUMNS {
                let more = format!("……另有 {} 列，见 tables.csv", row.len() - MOST_COLUMNS + 1);
                put_text(sheet, (next, u16::MAX >> 2), &more, &look.quiet)?;
            }
            next += 1;
        }
        Ok(next)
    }

    /// What the lines below the table explain, and what was doubtful.
    fn notes(&self, sheet: &mut Worksheet, mut row: u32, look: &Look) -> Result<(), XlsxError> {
        row += 1;
        for note in &self.table.notes {
            put_text(sheet, (row, 0), &format!("{} {}", note.mark, note.text), &look.quiet)?;
            row += 1;
        }
        for doubt in &self.table.doubts {
            let word = crate::export::rows::doubt_name(*doubt);
            let meaning = crate::data::columns::legends().words("doubts").find(|(name, _)| *name == word);
            let meaning = meaning.map_or(word, |(_, meaning)| meaning.chinese.as_str());
            put_text(sheet, (row, 0), &format!("存疑：{meaning}（{word}）"), &look.quiet)?;
            row += 1;
        }
        Ok(())
    }

    /// Makes each column as wide as its longest cell, within reason; returns the last column.
    fn widths(&self, sheet: &mut Worksheet) -> Result<u16, XlsxError> {
        let mut widths: Vec<usize> = Vec::new();
        for row in &self.table.rows {
            for (c, text) in row.iter().take(MOST_COLUMNS).enumerate() {
                let width: usize = text.chars().take(80).map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
                match widths.get_mut(c) {
                    Some(widest) => *widest = width.max(*widest),
                    None => widths.push(width),
                }
            }
        }
        for (column, width) in (0..).zip(&widths) {
            let width = u8::try_from(width + 2).unwrap_or(u8::MAX).clamp(8, 44);
            sheet.set_column_width(column, f64::from(width))?;
        }
        Ok(u16::try_from(widths.len().saturating_sub(1)).unwrap_or(0))
    }
}
