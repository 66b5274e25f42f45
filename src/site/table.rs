//! Lays a table out as books print it: spans joined again, numbers under each other on their point, units on a
//! line of their own below the head, and behind each number what it means.

use super::dates;
use super::findings::{self, Accused};
use super::number::with_unit;
use super::say::bounded;
use super::words::{Words, fill};
use crate::mention::Bound;
use crate::record::Table;
use crate::table::{Doubt, Role, Value};

/// A table as it is shown.
pub(crate) struct TableView<'t> {
    pub(crate) anchor: String,
    pub(crate) caption: Option<&'t str>,
    /// What it is called where a caption is wanted and there is none.
    pub(crate) name: String,
    pub(crate) unit_note: Option<&'t str>,
    pub(crate) head: Vec<Vec<Cell<'t>>>,
    pub(crate) body: Vec<Row<'t>>,
    pub(crate) notes: Vec<(&'t str, &'t str)>,
    pub(crate) doubts: Vec<&'static str>,
    /// Findings written out: number and sentence.
    pub(crate) sums: Vec<(usize, String)>,
    /// Whether it takes more than the measure of the text.
    pub(crate) wide: bool,
}

/// A row of the body.
pub(crate) struct Row<'t> {
    pub(crate) total: bool,
    pub(crate) cells: Vec<Cell<'t>>,
}

/// A cell.
pub(crate) struct Cell<'t> {
    pub(crate) text: &'t str,
    /// Its unit, bracket and all, where that goes on a line of its own.
    pub(crate) unit: Option<&'t str>,
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) class: &'static str,
    /// What a number lacks to line up on its point: `.0`.
    pub(crate) pad: String,
    pub(crate) value: Option<CellValue>,
}

/// What a number of a table means.
pub(crate) struct CellValue {
    pub(crate) anchor: String,
    pub(crate) words: String,
    pub(crate) grounds: Vec<String>,
    pub(crate) machine: String,
    /// The number of the finding that accuses it.
    pub(crate) accused: Option<usize>,
}

/// Labels of rows that sum others up.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "共计",
    "总数",
    "全年",
    "上半年",
    "下半年",
    "合計",
    "總計",
    "小計",
    "共計",
    "總數",
];

/// Lays a table out.
pub(crate) fn view<'t>(table: &'t Table, anchor: String, accused: &[Accused], w: &Words) -> TableView<'t> {
    let head_rows = (table.header_rows as usize).min(table.rows.len());
    let (head, body) = table.rows.split_at(head_rows);
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns: Vec<ColumnLook> = (0..width).map(|c| ColumnLook::of(table, body, c)).collect();
    let labels = (table.header_columns as usize).max(1).min(width);
    let body = Body { table, rows: body, head_rows, labels, columns: &columns, anchor: &anchor, accused, w };
    let rows = body.laid_out();
    let longest: usize = (0..width)
        .map(|c| {
            table.rows.iter().filter_map(|r| r.get(c)).map(|t| width_of(t).min(24)).max().unwrap_or(0) + 3
        })
        .sum();
    TableView {
        caption: table.caption.as_deref(),
        name: table.caption.clone().unwrap_or_else(|| w.table.to_owned()),
        unit_note: table.unit_note.as_deref(),
        head: head_cells(head, &columns),
        body: rows,
        notes: table.notes.iter().map(|n| (n.mark.as_str(), n.text.as_str())).collect(),
        doubts: table.doubts.iter().map(|d| doubt_words(*d, w)).collect(),
        sums: findings::sums(accused, w),
        wide: longest > 84,
        anchor,
    }
}

/// The width of a text in half em.
fn width_of(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// What a doubt says.
pub(crate) fn doubt_words(doubt: Doubt, w: &Words) -> &'static str {
    match doubt {
        Doubt::HeadGuessed => w.head_guessed,
        Doubt::UnitNone => w.unit_unknown,
        Doubt::UnitUnclear => w.unit_unclear,
        Doubt::DateCoverage => w.date_coverage,
        Doubt::HalvesFolded => w.halves_folded,
        Doubt::HierarchyFlat => w.hierarchy_flat,
    }
}

/// How a column is set.
struct ColumnLook {
    /// Numbers stand at the right.
    numbers: bool,
    /// The most places behind the point, where its numbers line up on it.
    places: Option<usize>,
}

impl ColumnLook {
    fn of(table: &Table, body: &[Vec<String>], column: usize) -> ColumnLook {
        let cells =
            || body.iter().filter_map(|row| row.get(column)).map(|c| c.trim()).filter(|c| !c.is_empty());
        let role = table.columns.get(column).map(|c| c.role);
        let (all, numeric) = (cells().count(), cells().filter(|c| is_number(c) || is_dash(c)).count());
        let numbers = match role {
            Some(Role::Value) => true,
            // Ranks and running numbers stand at the right too, unless they open the row.
            Some(Role::Label | Role::Unit | Role::Text | Role::Index) => {
                column > 0 && all > 0 && numeric == all
            }
            None => column > 0 && all > 0 && numeric * 3 >= all * 2,
        };
        let units_differ = table.columns.iter().any(|c| c.role == Role::Unit);
        let places = cells().filter(|c| is_number(c)).map(places).max();
        ColumnLook { numbers, places: places.filter(|_| numbers && !units_differ) }
    }
}

fn is_number(cell: &str) -> bool {
    let digits = cell.trim_start_matches(['-', '－', '−', '+']);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, ',' | '.' | '，' | ' '))
}

fn is_dash(cell: &str) -> bool {
    matches!(cell, "-" | "－" | "—" | "——" | "…" | "..." | "…." | "/" | "*" | "#")
}

fn places(cell: &str) -> usize {
    cell.split_once('.').map_or(0, |(_, fraction)| fraction.len())
}

/// What a number lacks behind its point to have `most` places.
fn pad(cell: &str, most: usize) -> String {
    match most.saturating_sub(places(cell)) {
        0 => String::new(),
        lacking if cell.contains('.') => "0".repeat(lacking),
        lacking => format!(".{}", "0".repeat(lacking)),
    }
}

/// A head's unit, where it ends with one in brackets.
fn split_unit(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    let at = text.rfind(['（', '(']).filter(|at| *at > 0 && text.ends_with(['）', ')']));
    match at.map(|at| text.split_at(at)) {
        Some((name, unit)) => (name.trim_end(), Some(unit)),
        None => (text, None),
    }
}

/// The head with its spans joined: equal neighbours below one parent are one cell.
fn head_cells<'t>(head: &'t [Vec<String>], columns: &[ColumnLook]) -> Vec<Vec<Cell<'t>>> {
    let width = columns.len();
    let text = |r: usize, c: usize| head.get(r).and_then(|row| row.get(c)).map_or("", |t| t.trim());
    let mut taken = vec![vec![false; width]; head.len()];
    let mut out = Vec::new();
    for r in 0..head.len() {
        let mut cells = Vec::new();
        for c in 0..width {
            if taken.get(r).and_then(|row| row.get(c)).copied().unwrap_or(true) {
                continue;
            }
            let same_parents = |d: usize| (0..r).all(|above| text(above, c) == text(above, d));
            let mut across = 1;
            while c + across < width
                && !text(r, c).is_empty()
                && text(r, c + across) == text(r, c)
                && same_parents(c + across)
            {
                across += 1;
            }
            let whole = |below: usize| (c..c + across).all(|d| text(below, d) == text(r, c));
            let mut down = 1;
            while r + down < head.len() && !text(r, c).is_empty() && whole(r + down) {
                down += 1;
            }
            for row in taken.iter_mut().skip(r).take(down) {
                row.iter_mut().skip(c).take(across).for_each(|t| *t = true);
            }
            let (name, unit) = split_unit(text(r, c));
            let numbers = columns.get(c).is_some_and(|look| look.numbers);
            let class = match (across > 1, numbers) {
                (true, _) => "span",
                (false, true) => "n",
                (false, false) => "",
            };
            cells.push(Cell {
                text: name,
                unit,
                columns: across,
                rows: down,
                class,
                pad: String::new(),
                value: None,
            });
        }
        out.push(cells);
    }
    out
}

/// The body of a table with what its cells are laid out by.
struct Body<'t, 'a> {
    table: &'t Table,
    rows: &'t [Vec<String>],
    head_rows: usize,
    /// How many columns are labels.
    labels: usize,
    columns: &'a [ColumnLook],
    anchor: &'a str,
    accused: &'a [Accused],
    w: &'a Words,
}

impl<'t> Body<'t, '_> {
    fn laid_out(&self) -> Vec<Row<'t>> {
        let mut values = self.table.values.iter().peekable();
        let row = |(i, row): (usize, &'t Vec<String>)| {
            let first = row.first().map_or("", |t| t.trim());
            let bare: String = first.chars().filter(|c| !c.is_whitespace()).collect();
            let whole = row.len() > 1 && !first.is_empty() && row.iter().all(|c| c.trim() == first);
            let cells = row.iter().enumerate().filter_map(|(c, text)| {
                let value = next_value(&mut values, self.head_rows + i, c);
                let cell = self.cell(i, row, c, whole)?;
                let value = value.filter(|_| !cell.text.is_empty());
                Some(Cell { value: value.map(|v| self.value(v, text.trim())), ..cell })
            });
            Row { total: TOTALS.contains(&bare.as_str()), cells: cells.collect() }
        };
        self.rows.iter().enumerate().map(row).collect()
    }

    /// A cell without its value; none where it is part of the one before or above. `whole`: the row says one thing.
    fn cell(&self, i: usize, row: &'t [String], c: usize, whole: bool) -> Option<Cell<'t>> {
        let grouped = self.table.header_columns as usize;
        let goes_on = c > 0 && (whole || spans_label(row, grouped, c - 1));
        if goes_on || c < grouped && joins(self.rows, i, c) {
            return None;
        }
        let below = (i + 1..self.rows.len()).take_while(|r| c < grouped && joins(self.rows, *r, c)).count();
        let look = self.columns.get(c);
        let numbers = look.is_some_and(|look| look.numbers) && !whole;
        let text = row.get(c).map_or("", |t| t.trim());
        let most = look.and_then(|look| look.places).filter(|_| numbers && is_number(text));
        let indent = indent(self.table, self.head_rows + i).filter(|_| c == 0);
        Some(Cell {
            text,
            unit: None,
            columns: if whole { row.len() } else { across(row, grouped, c) },
            rows: 1 + below,
            class: class(c < self.labels, numbers, whole, indent),
            pad: most.map(|most| pad(text, most)).unwrap_or_default(),
            value: None,
        })
    }
}

/// Whether a label goes on in the next column: 合计 over both columns of labels.
fn spans_label(row: &[String], labels: usize, column: usize) -> bool {
    let text = |c: usize| row.get(c).map(|t| t.trim()).filter(|t| !t.is_empty() && !is_number(t));
    column + 1 < labels && text(column).is_some() && text(column) == text(column + 1)
}

/// Over how many columns a label goes.
fn across(row: &[String], labels: usize, column: usize) -> usize {
    1 + (column..labels).take_while(|c| spans_label(row, labels, *c)).count()
}

/// Whether a label goes on from the row above: the same words, below the same labels.
fn joins(body: &[Vec<String>], row: usize, column: usize) -> bool {
    let (Some(here), Some(above)) = (body.get(row), row.checked_sub(1).and_then(|r| body.get(r))) else {
        return false;
    };
    let same = |c: usize| here.get(c).map(|t| t.trim()) == above.get(c).map(|t| t.trim());
    here.get(column).is_some_and(|t| !t.trim().is_empty() && !is_number(t.trim())) && (0..=column).all(same)
}

fn indent(table: &Table, row: usize) -> Option<u32> {
    table.indents.get(row).copied().filter(|i| *i > 0)
}

fn class(label: bool, numbers: bool, whole: bool, indent: Option<u32>) -> &'static str {
    match (label, numbers, whole, indent) {
        (_, _, true, _) => "span",
        (_, true, ..) => "n",
        (true, _, _, Some(1..=2)) => "i1",
        (true, _, _, Some(3..=4)) => "i2",
        (true, _, _, Some(5..)) => "i3",
        _ => "",
    }
}

/// The value of a cell; the values come in the order of the cells.
fn next_value<'t>(
    values: &mut std::iter::Peekable<std::slice::Iter<'t, Value>>,
    row: usize,
    column: usize,
) -> Option<&'t Value> {
    let here = |v: &&Value| (v.row as usize, v.column as usize);
    while values.next_if(|v| here(v) < (row, column)).is_some() {}
    values.next_if(|v| here(v) == (row, column))
}

impl Body<'_, '_> {
    /// What a cell means.
    fn value(&self, value: &Value, text: &str) -> CellValue {
        let (table, w) = (self.table, self.w);
        let measure = table.measure_of(value);
        let unit = measure.unit.or(measure.surface);
        let date = table.date_of(value).0;
        let words = match (&value.value, &value.missing) {
            (Some(number), _) => {
                let said = match &value.max {
                    Some(max) => fill(w.range, &[&super::number::grouped(number), &with_unit(max, unit, w)]),
                    None => with_unit(number, unit, w),
                };
                bounded(&said, value.bound, w)
            }
            (None, missing) => {
                let note = value.missing_note.as_deref();
                note.map_or_else(|| fill(w.no_value, &[&missing.as_deref().unwrap_or(text)]), str::to_owned)
            }
        };
        let mut grounds: Vec<String> = date.map(|d| dates::in_words(d, w)).into_iter().collect();
        if let Some(per) = measure.per {
            grounds.push(fill(w.each, &[&per]));
        }
        grounds.extend(value.doubts.iter().map(|d| doubt_words(*d, w).to_owned()));
        let bound = value.bound.filter(|b| *b != Bound::Exact).map(crate::export::rows::bound_name);
        let parts = [value.value.as_deref(), value.max.as_deref(), bound, unit, date];
        let machine = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let (row, column) = (value.row as usize, value.column as usize);
        let accused = self.accused.iter().find(|a| a.cell == Some((row, column))).map(|a| a.number);
        grounds.extend(accused.map(|number| Accused::ground(number, w)));
        let anchor = format!("{}r{}c{}", self.anchor, row + 1, column + 1);
        CellValue { anchor, words, grounds, machine, accused }
    }
}
