//! Holds a table's cells with what each says, read once.

use super::layout::{Row, Slot};
use super::number::{Said, read};
use super::unit::Units;

/// The cells of a table and what they say.
pub(crate) struct Grid<'s> {
    pub(crate) rows: &'s [Row],
    said: Vec<Vec<Said>>,
    pub(crate) width: usize,
}

impl<'s> Grid<'s> {
    /// Reads every cell.
    pub(crate) fn read(rows: &'s [Row], noted: &[String], units: &mut Units) -> Self {
        let said = rows.iter().map(|row| row.cells.iter().map(|cell| read(cell, noted, units)).collect());
        let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        Grid { rows, said: said.collect(), width }
    }

    /// The text of a cell; blank outside the table.
    pub(crate) fn text(&self, row: usize, column: usize) -> &'s str {
        self.rows.get(row).map_or("", |r| r.text(column))
    }

    pub(crate) fn slot(&self, row: usize, column: usize) -> Slot {
        self.rows.get(row).map_or(Slot::default(), |r| r.slot(column))
    }

    /// What a cell says.
    pub(crate) fn said(&self, row: usize, column: usize) -> &Said {
        self.said.get(row).and_then(|r| r.get(column)).unwrap_or(&Said::Blank)
    }

    pub(crate) fn is_number(&self, row: usize, column: usize) -> bool {
        matches!(self.said(row, column), Said::Number(_))
    }

    pub(crate) fn is_blank(&self, row: usize, column: usize) -> bool {
        matches!(self.said(row, column), Said::Blank)
    }

    /// Whether a cell is a number of four digits that may be a year.
    pub(crate) fn is_year(&self, row: usize, column: usize) -> bool {
        match self.said(row, column) {
            Said::Number(n) => {
                n.four_digits && n.low.whole().is_some_and(|year| (1000..=2100).contains(&year))
            }
            Said::Words => {
                let text = self.text(row, column);
                let year = text.strip_suffix('年').unwrap_or_default().trim();
                year.chars().count() == 4
                    && year.chars().all(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
            }
            Said::Blank | Said::Missing(_) => false,
        }
    }

    /// The columns of a row that have a text, each cell once where it spans columns.
    pub(crate) fn filled(&self, row: usize) -> impl Iterator<Item = usize> + '_ {
        self.rows.get(row).into_iter().flat_map(|r| r.filled().map(|(column, _)| column))
    }

    /// Whether a row says one thing across the table: one cell that spans, or the same text in every cell.
    pub(crate) fn is_across(&self, row: usize) -> bool {
        let Some(r) = self.rows.get(row) else { return false };
        let first = r.text(0);
        r.cells.len() >= 2 && !first.is_empty() && r.cells.iter().all(|cell| cell == first)
    }
}
