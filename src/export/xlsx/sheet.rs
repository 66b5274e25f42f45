//! The sheets that show flat tables: which columns, in which order, how wide; the first row and the columns that
//! name a row stay in view, every column has its filter and a note that says what it holds.

use rust_xlsxwriter::{IgnoreError, Note, Workbook, Worksheet, XlsxError};

use super::cell::{number, put_day, put_number, put_text};
use super::look::Look;
use crate::data::columns::legends;
use crate::export::columns::{Cell, FLAT, Holds};

/// How many rows a sheet has.
const MOST_ROWS: u32 = 1_048_576;

/// How a column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Show {
    /// As what it holds.
    Plain,
    /// A text in as many lines as it needs.
    Wrap,
    /// As a number where it is a decimal: the value of an amount, not of a date.
    Number,
}

use Show::{Number, Plain, Wrap};

/// Which rows of its table a sheet shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// All.
    All,
    /// Mentions that are dates.
    Dates,
    /// Mentions that are none.
    Numbers,
    /// Values of tables: those of running text have the sheet of numbers.
    Tables,
}

/// A sheet: its name, the flat table that it shows, and of it the columns with their width in characters.
pub(super) struct Shown {
    /// Its name.
    pub name: &'static str,
    /// The flat table.
    pub table: &'static str,
    /// Which of its rows.
    pub keep: Keep,
    /// The columns, from left to right.
    pub columns: &'static [(&'static str, u8, Show)],
    /// How many of them stay in view.
    pub fixed: u16,
}

/// The sheets in their order. Another flat table gets its sheet here.
pub(super) const SHEETS: [Shown; 6] = [
    Shown {
        name: "条目",
        table: "sections",
        keep: Keep::All,
        columns: &[
            ("coverage_year", 9, Plain),
            ("title", 26, Wrap),
            ("heading", 22, Wrap),
            ("text", 80, Plain),
            ("mentions", 8, Plain),
            ("blocks", 8, Plain),
            ("outline", 8, Plain),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("section", 9, Plain),
            ("record", 20, Plain),
        ],
        fixed: 3,
    },
    Shown {
        name: "数值",
        table: "mentions",
        keep: Keep::Numbers,
        columns: &[
            ("coverage_year", 9, Plain),
            ("title", 22, Wrap),
            ("heading", 16, Wrap),
            ("measured", 18, Wrap),
            ("text", 14, Wrap),
            ("value", 15, Number),
            ("max", 10, Number),
            ("bound", 11, Plain),
            ("unit", 9, Plain),
            ("per", 6, Plain),
            ("change", 8, Plain),
            ("against", 14, Wrap),
            ("type", 10, Plain),
            ("sentence", 70, Wrap),
            ("before", 24, Plain),
            ("after", 24, Plain),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("section", 9, Plain),
            ("block", 9, Plain),
            ("mention", 9, Plain),
            ("record", 20, Plain),
        ],
        fixed: 0,
    },
    Shown {
        name: "日期",
        table: "mentions",
        keep: Keep::Dates,
        columns: &[
            ("coverage_year", 9, Plain),
            ("title", 22, Wrap),
            ("heading", 16, Wrap),
            ("text", 18, Wrap),
            ("value", 20, Plain),
            ("day_from", 12, Plain),
            ("day_to", 12, Plain),
            ("basis", 14, Plain),
            ("relation", 10, Plain),
            ("part_of_day", 12, Plain),
            ("time", 8, Plain),
            ("sentence", 70, Wrap),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("section", 9, Plain),
            ("block", 9, Plain),
            ("mention", 9, Plain),
            ("record", 20, Plain),
        ],
        fixed: 0,
    },
    Shown {
        name: "表格数据",
        table: "observations",
        keep: Keep::Tables,
        columns: &[
            ("coverage_year", 9, Plain),
            ("title", 22, Wrap),
            ("heading", 16, Wrap),
            ("caption", 26, Wrap),
            ("row_path", 24, Wrap),
            ("column_path", 24, Wrap),
            ("date", 12, Plain),
            ("text", 14, Plain),
            ("value", 16, Number),
            ("max", 10, Number),
            ("bound", 11, Plain),
            ("unit", 10, Plain),
            ("per", 8, Plain),
            ("base", 8, Plain),
            ("missing", 9, Plain),
            ("missing_note", 16, Wrap),
            ("marks", 9, Plain),
            ("doubts", 18, Wrap),
            ("unit_surface", 10, Plain),
            ("unit_from", 11, Plain),
            ("date_from", 12, Plain),
            ("day_from", 12, Plain),
            ("day_to", 12, Plain),
            ("place_code", 10, Plain),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("table", 9, Plain),
            ("row", 7, Plain),
            ("column", 7, Plain),
            ("record", 20, Plain),
        ],
        fixed: 0,
    },
    Shown {
        name: "校核",
        table: "checks",
        keep: Keep::All,
        columns: &[
            ("verdict", 14, Plain),
            ("kind", 14, Plain),
            ("coverage_year", 9, Plain),
            ("title", 22, Wrap),
            ("heading", 16, Wrap),
            ("text", 60, Wrap),
            ("stated", 16, Plain),
            ("computed", 16, Plain),
            ("difference", 12, Plain),
            ("unit", 9, Plain),
            ("reason", 40, Wrap),
            ("note", 24, Wrap),
            ("possible", 9, Plain),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("section", 9, Plain),
            ("block", 9, Plain),
            ("row", 7, Plain),
            ("column", 7, Plain),
            ("check", 20, Plain),
            ("record", 20, Plain),
        ],
        fixed: 0,
    },
    Shown {
        name: "页面",
        table: "pages",
        keep: Keep::All,
        columns: &[
            ("coverage_year", 9, Plain),
            ("title", 30, Wrap),
            ("work_title", 18, Wrap),
            ("work_volume", 9, Plain),
            ("place", 18, Wrap),
            ("place_code", 10, Plain),
            ("published", 12, Plain),
            ("origin", 16, Wrap),
            ("contributors", 24, Wrap),
            ("sections", 9, Plain),
            ("mentions", 9, Plain),
            ("notices", 30, Wrap),
            ("attachments", 20, Plain),
            ("site_organizer", 20, Wrap),
            ("charset", 10, Plain),
            ("retrieved", 20, Plain),
            ("path", 30, Plain),
            ("uri", 30, Plain),
            ("record", 20, Plain),
        ],
        fixed: 2,
    },
];

/// A sheet under construction, and the full ones before it.
pub(super) struct Sheet {
    /// What it shows.
    pub shown: &'static Shown,
    /// Of each column its place in the flat table and what it holds.
    columns: Vec<(usize, Holds, Show)>,
    /// Where it stands in the flat table which rows are kept.
    told: Option<usize>,
    full: Vec<Worksheet>,
    now: Worksheet,
    next: u32,
}

impl Sheet {
    /// Begins a sheet.
    pub fn begin(shown: &'static Shown, workbook: &mut Workbook, look: &Look) -> Result<Self, XlsxError> {
        let flat = FLAT.iter().find(|flat| flat.name == shown.table);
        let all = flat.map_or(&[][..], |flat| flat.columns);
        let at = |name: &str| all.iter().position(|column| column.0 == name);
        let columns = shown.columns.iter().filter_map(|(name, _, show)| {
            let place = at(name)?;
            Some((place, all.get(place)?.1, *show))
        });
        Ok(Sheet {
            shown,
            columns: columns.collect(),
            told: at(if shown.keep == Keep::Tables { "source" } else { "type" }),
            full: Vec::new(),
            now: open(shown, 1, workbook, look)?,
            next: 1,
        })
    }

    /// Whether a row of the flat table is shown here.
    pub fn takes(&self, cells: &[Cell]) -> bool {
        let says = |word: &str| self.told.and_then(|at| cells.get(at)) == Some(&Cell::from(word));
        match self.shown.keep {
            Keep::All => true,
            Keep::Dates => says("date"),
            Keep::Numbers => !says("date"),
            Keep::Tables => says("table"),
        }
    }

    /// Adds a row of the flat table.
    pub fn row(&mut self, cells: &[Cell], workbook: &mut Workbook, look: &Look) -> Result<(), XlsxError> {
        if self.next == MOST_ROWS {
            let next = open(self.shown, self.full.len() + 2, workbook, look)?;
            let full = std::mem::replace(&mut self.now, next);
            self.full.push(close(full, self.shown, self.next)?);
            self.next = 1;
        }
        for (column, (place, holds, show)) in (0..).zip(&self.columns) {
            let at = (self.next, column);
            match (cells.get(*place), show, holds) {
                (None | Some(Cell::Null), ..) => {}
                (Some(Cell::Int(n)), ..) => {
                    // No count and no offset is as large as what a binary number cannot hold.
                    self.now.write_number_with_format(at.0, at.1, *n as f64, &look.int)?;
                }
                (Some(Cell::Flag(flag)), ..) => {
                    self.now.write_boolean_with_format(at.0, at.1, *flag, &look.text)?;
                }
                (Some(Cell::Text(day)), _, Holds::Day) => put_day(&mut self.now, at, day, look)?,
                (Some(Cell::Text(text)), Show::Number, _) => match number(text) {
                    Some(number) => put_number(&mut self.now, at, number, look, false)?,
                    None => put_text(&mut self.now, at, text, &look.text)?,
                },
                (Some(Cell::Text(text)), Show::Wrap, _) => put_text(&mut self.now, at, text, &look.wrap)?,
                (Some(Cell::Text(text)), Show::Plain, _) => put_text(&mut self.now, at, text, &look.text)?,
            }
        }
        self.next += 1;
        Ok(())
    }

    /// The sheets, one where all rows have room.
    pub fn finish(mut self) -> Result<Vec<Worksheet>, XlsxError> {
        self.full.push(close(self.now, self.shown, self.next)?);
        Ok(self.full)
    }
}

/// Opens the `part`th sheet and writes its heads.
fn open(shown: &Shown, part: usize, workbook: &mut Workbook, look: &Look) -> Result<Worksheet, XlsxError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    let name = if part == 1 { shown.name.to_owned() } else { format!("{} {part}", shown.name) };
    sheet.set_name(name)?;
    for (column, (name, width, _)) in (0..).zip(shown.columns) {
        sheet.set_column_width(column, f64::from(*width))?;
        let legend = legends().column(shown.table, name);
        put_text(&mut sheet, (0, column), legend.map_or(name, |l| l.heading.as_str()), &look.head)?;
        if let Some(legend) = legend {
            let note = Note::new(format!("{}\n（{name}）", legend.chinese)).add_author_prefix(false);
            sheet.insert_note(0, column, &note)?;
        }
    }
    sheet.set_freeze_panes(1, shown.fixed)?;
    Ok(sheet)
}

/// Sets the filters of a sheet with so many rows.
fn close(mut sheet: Worksheet, shown: &Shown, rows: u32) -> Result<Worksheet, XlsxError> {
    let last = u16::try_from(shown.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, rows.saturating_sub(1).max(1), last)?;
    sheet.ignore_error_range(0, 0, rows.saturating_sub(1), last, IgnoreError::NumberStoredAsText)?;
    sheet.set_landscape().set_repeat_rows(0, 0)?;
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_that_a_sheet_shows_is_one_of_its_table() {
        for shown in &SHEETS {
            let flat = FLAT.iter().find(|flat| flat.name == shown.table).expect("a flat table");
            for (name, ..) in shown.columns {
                assert!(flat.columns.iter().any(|column| column.0 == *name), "{}: {name}", shown.name);
            }
        }
    }
}
