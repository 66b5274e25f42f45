//! Drives a table through the steps of its reading: the only function that knows their order.

use std::collections::BTreeMap;

use super::date::Dates;
use super::grid::Grid;
use super::head::{self, ColumnHead};
use super::label::{Labels, labels};
use super::layout::Row;
use super::measure::Stated;
use super::name::fold;
use super::note::Notes;
use super::role::{Panel, panels, roles};
use super::sum;
use super::unit::{Unit, Units};
use super::values::Values;
use super::{Column, Doubt, Footnote, Head, Role, Value};
use crate::data::TableProfile;
use crate::error::Notice;

/// A table as the page has it.
#[derive(Debug, Default)]
pub struct Sheet<'s> {
    /// Its caption.
    pub caption: Option<&'s str>,
    /// 单位：… as written, with what stands beside it: 上年=100.
    pub unit_note: Option<&'s str>,
    /// How many of the first rows the markup says are heads.
    pub head_rows: u32,
    /// Its rows, of one length.
    pub rows: &'s [Row],
    /// The lines of the notes below it.
    pub below: &'s [String],
    /// The year that the record reports on.
    pub year: Option<i32>,
    /// The title of the page, which dates its tables where nothing nearer does.
    pub title: Option<&'s str>,
    /// The table that it goes on with.
    pub carried: Option<&'s Carried>,
    /// What a profile says of it.
    pub told: Option<&'s TableProfile>,
}

/// What a table hands on to the one that continues it: 续表.
#[derive(Debug, Clone, Default)]
pub struct Carried {
    columns: Vec<ColumnHead>,
    roles: Vec<Role>,
    unit_note: Option<String>,
    caption: Option<String>,
}

/// What was read of a table.
#[derive(Debug, Default)]
pub struct Reading {
    /// How many of the first rows are heads.
    pub header_rows: u32,
    /// How many of the first columns name what a row is about.
    pub header_columns: u32,
    /// One a column.
    pub columns: Vec<Column>,
    /// One a body row that has a label.
    pub heads: Vec<Head>,
    /// One a cell of a value column that is not blank.
    pub values: Vec<Value>,
    /// How far each row's label is indented, in half em; empty where none is.
    pub indents: Vec<u32>,
    /// The notes that a mark points to.
    pub notes: Vec<Footnote>,
    /// What was guessed of the whole table.
    pub doubts: Vec<Doubt>,
    /// What a reader must know.
    pub notices: Vec<Notice>,
    /// What a table that continues this one needs.
    pub carried: Carried,
}

/// Reads a table.
pub fn read(sheet: &Sheet<'_>) -> Reading {
    let mut units = Units::default();
    let notes =
        Notes::read(sheet.below, &[sheet.caption.unwrap_or_default(), sheet.unit_note.unwrap_or_default()]);
    let grid = Grid::read(sheet.rows, &notes.marks, &mut units);
    let told = sheet.told;
    let (mut rows, mut guessed) = head::count(&grid, sheet.head_rows as usize, &mut units);
    if let Some(said) = told.and_then(|t| t.header_rows) {
        (rows, guessed) = ((said as usize).min(grid.rows.len()), false);
    }
    let carried = sheet.carried.filter(|c| rows == 0 && c.columns.len() == grid.width);
    let columns = match carried {
        Some(before) => before.columns.clone(),
        None => head::columns(&grid, rows, &notes.marks, &mut units),
    };
    let mut roles = match carried {
        Some(before) => before.roles.clone(),
        None => roles(&grid, rows, &columns, &mut units),
    };
    overrule(&mut roles, told);
    if rows > 0 && !roles.contains(&Role::Value) && sheet.head_rows == 0 {
        rows = heads_of_words(&grid, rows, told.and_then(|t| t.header_rows));
    }
    let panels = panels(&roles);
    let labels: Vec<Labels> =
        panels.iter().map(|p| labels(&grid, rows, p, &notes.marks, &mut units)).collect();
    let said_unit = told.and_then(|t| t.unit.clone()).or(sheet.unit_note.map(str::to_owned));
    let said_unit = said_unit.or(sheet.carried.and_then(|c| c.unit_note.clone()));
    let corner = corner(&columns, &panels);
    let stated = Stated::read(said_unit.as_deref(), sheet.caption, corner, &mut units);
    let mut values = Values {
        sheet,
        grid: &grid,
        heads: rows,
        columns: &columns,
        notes: &notes,
        stated: &stated,
        units: &mut units,
        dates: Dates::default(),
        out: Vec::new(),
        unclear: 0,
    };
    for (panel, labels) in panels.iter().zip(&labels) {
        values.panel(panel, labels);
    }
    let (mut found, unclear) = (values.out, values.unclear);
    found.sort_by_key(|value| (value.row, value.column));
    let mut reading = Reading {
        header_rows: count32(rows),
        header_columns: told.and_then(|t| t.header_columns).unwrap_or_else(|| header_columns(&panels)),
        notes: notes.marked.clone(),
        ..Reading::default()
    };
    if unclear > 0 {
        let message = format!(
            "{}: which of the units {} holds for {unclear} values cannot be told",
            named(sheet),
            said_unit.as_deref().unwrap_or_default()
        );
        reading.notices.push(Notice::new("table-unit-unclear", message));
    }
    let panels: Vec<(&Panel, &Labels)> = panels.iter().zip(&labels).collect();
    reading.notices.extend(sum::notices(&grid, &named(sheet), &panels, &columns, &found));
    reading.columns = settle(&mut found, &roles, &columns);
    reading.heads = heads(&panels);
    reading.indents = indents(&grid, &panels);
    doubts(&mut reading, guessed, &labels, &roles);
    reading.values = found;
    reading.carried =
        Carried { columns, roles, unit_note: said_unit, caption: sheet.caption.map(str::to_owned) };
    reading
}

impl Carried {
    /// The caption of the table that is continued.
    pub fn caption(&self) -> Option<&str> {
        self.caption.as_deref()
    }
}

pub(super) fn count32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// How a notice calls the table.
fn named(sheet: &Sheet<'_>) -> String {
    sheet.caption.map_or_else(|| "a table without caption".to_owned(), |c| format!("table {c}"))
}

fn overrule(roles: &mut [Role], told: Option<&TableProfile>) {
    let Some(told) = told else { return };
    for (role, said) in roles.iter_mut().zip(&told.roles) {
        *role = match said.as_str() {
            "label" => Role::Label,
            "index" => Role::Index,
            "unit" => Role::Unit,
            "value" => Role::Value,
            _ => Role::Text,
        };
    }
    if let Some(columns) = told.header_columns.filter(|_| told.roles.is_empty()) {
        for role in roles.iter_mut().take(columns as usize) {
            *role = Role::Label;
        }
    }
}

/// A table of two columns without a number is a list of names and what is said of them; it has no head row.
fn heads_of_words(grid: &Grid<'_>, rows: usize, told: Option<u32>) -> usize {
    use crate::data::tables::tables;
    let named = |column: usize| {
        let name = fold(grid.text(0, column));
        tables().label_heads.has(&name) || tables().text_ends.has(&name)
    };
    if told.is_none() && rows == 1 && grid.width == 2 && !(named(0) && named(1)) { 0 } else { rows }
}

/// The unit in the corner cell: the head of the labels.
fn corner(columns: &[ColumnHead], panels: &[Panel]) -> Option<Unit> {
    let first = panels.first()?.labels.first()?;
    let unit = columns.get(*first)?.steps.iter().rev().find_map(|step| step.unit.clone())?;
    unit.code.is_some().then_some(unit)
}

fn header_columns(panels: &[Panel]) -> u32 {
    let Some(panel) = panels.first().filter(|p| !p.values.is_empty()) else { return 0 };
    let first_value = panel.values.first().copied().unwrap_or(0);
    count32(panel.labels.iter().filter(|c| **c < first_value).map(|c| c + 1).max().unwrap_or(0))
}

fn heads(panels: &[(&Panel, &Labels)]) -> Vec<Head> {
    let mut out = Vec::new();
    for (i, (panel, labels)) in panels.iter().enumerate() {
        let column = if i == 0 { 0 } else { panel.labels.first().copied().map_or(0, count32) };
        for (row, label) in labels.rows.iter().enumerate() {
            let Some(label) = label.as_ref().filter(|l| !l.path.is_empty()) else { continue };
            // A group that spans the table is told once.
            if i > 0 && label.group {
                continue;
            }
            let (path, marks) = (label.path.clone(), label.marks.clone());
            out.push(Head { row: count32(row), column, path, marks, place_code: None });
        }
    }
    out.sort_by_key(|head| (head.row, head.column));
    out
}

fn indents(grid: &Grid<'_>, panels: &[(&Panel, &Labels)]) -> Vec<u32> {
    let rows = panels.first().map_or(&[][..], |(_, labels)| labels.rows.as_slice());
    let own: Vec<u32> = rows.iter().map(|l| l.as_ref().map_or(0, |l| u32::from(l.indent))).collect();
    let least = rows.iter().flatten().map(|l| u32::from(l.indent)).min().unwrap_or(0);
    let all: Vec<u32> = own.iter().map(|indent| indent.saturating_sub(least)).collect();
    if all.iter().all(|indent| *indent == 0) || grid.rows.is_empty() { Vec::new() } else { all }
}

fn doubts(reading: &mut Reading, guessed: bool, labels: &[Labels], roles: &[Role]) {
    if guessed && roles.contains(&Role::Value) {
        reading.doubts.push(Doubt::HeadGuessed);
    }
    if labels.iter().any(|l| l.flat) {
        reading.doubts.push(Doubt::HierarchyFlat);
    }
    if labels.iter().filter(|l| l.rows.iter().any(Option::is_some)).count() > 1 {
        reading.doubts.push(Doubt::HalvesFolded);
    }
}

/// Moves what all values of a column have in common to the column.
fn settle(values: &mut [Value], roles: &[Role], heads: &[ColumnHead]) -> Vec<Column> {
    let mut by_column: BTreeMap<u32, Vec<&mut Value>> = BTreeMap::new();
    for value in values.iter_mut() {
        by_column.entry(value.column).or_default().push(value);
    }
    let none = ColumnHead::default();
    let column = |(i, role): (usize, &Role)| {
        let head = heads.get(i).unwrap_or(&none);
        let mut column = Column {
            role: *role,
            path: head.path.clone(),
            unit: None,
            unit_surface: None,
            unit_from: None,
            per: None,
            base: None,
            date: None,
            date_from: None,
            marks: head.marks.clone(),
        };
        let mut own = by_column.remove(&count32(i)).unwrap_or_default();
        let Some(first) = own.first().map(|v| (**v).clone()) else { return column };
        let unit = |v: &Value| (v.unit.clone(), v.unit_surface.clone(), v.unit_from, v.per.clone());
        if own.iter().all(|v| unit(v) == unit(&first)) {
            (column.unit, column.unit_surface, column.unit_from, column.per) = unit(&first);
            own.iter_mut()
                .for_each(|v| (v.unit, v.unit_surface, v.unit_from, v.per) = (None, None, None, None));
        }
        if own.iter().all(|v| v.base == first.base) {
            column.base.clone_from(&first.base);
            own.iter_mut().for_each(|v| v.base = None);
        }
        if own.iter().all(|v| v.date == first.date && v.date_from == first.date_from) {
            (column.date, column.date_from) = (first.date.clone(), first.date_from);
            own.iter_mut().for_each(|v| (v.date, v.date_from) = (None, None));
        }
        column
    };
    roles.iter().enumerate().map(column).collect()
}
