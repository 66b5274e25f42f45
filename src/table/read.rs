//! Drives a table through the steps of its reading: the only function that knows their order.

use std::collections::BTreeMap;

use super::date::{Dates, Hint, Stands};
use super::grid::Grid;
use super::head::{self, ColumnHead};
use super::label::{Label, Labels, labels};
use super::layout::Row;
use super::measure::{Measured, Place, Stated, Without, base, measure};
use super::name::{fold, untranslated};
use super::note::Notes;
use super::number::{Number, Said, Sign};
use super::role::{Panel, panels, roles};
use super::sum;
use super::unit::{Unit, Units};
use super::{Column, DateFrom, Doubt, Footnote, Head, Role, Value};
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

fn count32(n: usize) -> u32 {
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
        tables().label_heads.iter().chain(&tables().text_ends).any(|w| *w == fold(grid.text(0, column)))
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

/// The values under way.
struct Values<'v, 's> {
    sheet: &'v Sheet<'s>,
    grid: &'v Grid<'s>,
    heads: usize,
    columns: &'v [ColumnHead],
    notes: &'v Notes,
    stated: &'v Stated,
    units: &'v mut Units,
    dates: Dates,
    out: Vec<Value>,
    /// How many values have a unit that cannot be told.
    unclear: usize,
}

impl Values<'_, '_> {
    fn panel(&mut self, panel: &Panel, labels: &Labels) {
        let caption: Vec<Hint> = match self.sheet.told.and_then(|t| t.date.as_deref()) {
            Some(date) => self.dates.hints(date, Stands::Caption),
            None => self.sheet.caption.map(|c| self.dates.hints(c, Stands::Caption)).unwrap_or_default(),
        };
        let note = self.sheet.unit_note.map(|n| self.dates.hints(n, Stands::Caption)).unwrap_or_default();
        let mut above: Vec<(Hint, DateFrom)> =
            first_full(caption).into_iter().chain(first_full(note)).map(|h| (h, DateFrom::Caption)).collect();
        if above.is_empty() && self.sheet.year.is_none() {
            let title = self.sheet.title.map(|t| self.dates.hints(t, Stands::Caption)).unwrap_or_default();
            above.extend(first_full(title).map(|h| (h, DateFrom::Caption)));
        }
        above.extend(self.sheet.year.map(|year| (Hint::Full(format!("{year:04}")), DateFrom::CoverageYear)));
        let by_head: Vec<Vec<(Hint, DateFrom)>> = panel.values.iter().map(|c| self.head_hints(*c)).collect();
        let takes = self.takes(panel);
        let rows: Vec<usize> = (self.heads..self.grid.rows.len())
            .filter(|row| labels.rows.get(*row).is_some_and(|l| l.as_ref().is_none_or(|l| !l.group)))
            .collect();
        let unit_rows = rows.len();
        for (nth, row) in rows.into_iter().enumerate() {
            if self.grid.is_across(row) || head::repeats(self.grid, row, self.heads) {
                continue;
            }
            let chain = chain(labels, row);
            let mut of_row: Vec<(Hint, DateFrom)> = Vec::new();
            for label in &chain {
                if let Some(name) = label.path.last() {
                    of_row
                        .extend(self.dates.hints(name, Stands::Name).into_iter().map(|h| (h, DateFrom::Row)));
                }
            }
            // Labels in columns before the last one.
            for name in chain.first().map(|l| l.path.iter().rev().skip(1)).into_iter().flatten() {
                of_row.extend(self.dates.hints(name, Stands::Name).into_iter().map(|h| (h, DateFrom::Row)));
            }
            let unit_cell = panel.unit.and_then(|column| self.unit_cell(row, column));
            let whole_units: Vec<Unit> = match panel.unit {
                Some(column) => chain
                    .iter()
                    .skip(1)
                    .filter_map(|l| l.own_row)
                    .filter_map(|r| self.unit_cell(r, column))
                    .collect(),
                None => Vec::new(),
            };
            for ((at, column), of_head) in panel.values.iter().enumerate().zip(&by_head) {
                let said = self.grid.said(row, *column).clone();
                let place = Where {
                    row,
                    column: *column,
                    chain: &chain,
                    unit_cell: unit_cell.as_ref(),
                    whole_units: &whole_units,
                    place: takes
                        .get(at)
                        .copied()
                        .flatten()
                        .map_or((0, 0), |place| (place, takes.iter().flatten().count())),
                    row_place: (nth, unit_rows),
                    years_across: !of_head.is_empty(),
                };
                let hints: Vec<(Hint, DateFrom)> =
                    of_row.iter().chain(of_head).chain(&above).cloned().collect();
                self.value(&said, &place, &hints);
            }
        }
    }

    /// For each value column its place among those that state no unit of their own.
    fn takes(&self, panel: &Panel) -> Vec<Option<usize>> {
        let mut next = 0;
        let own = |column: &usize| {
            self.columns.get(*column).is_some_and(|head| head.steps.iter().any(|step| step.unit.is_some()))
        };
        panel
            .values
            .iter()
            .map(|column| {
                (!own(column)).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect()
    }

    fn head_hints(&mut self, column: usize) -> Vec<(Hint, DateFrom)> {
        let steps: Vec<String> = self
            .columns
            .get(column)
            .map(|head| head.path.iter().rev().cloned().collect())
            .unwrap_or_default();
        let mut out = Vec::new();
        for step in steps {
            out.extend(self.dates.hints(&step, Stands::Name).into_iter().map(|h| (h, DateFrom::Column)));
        }
        out
    }

    /// The unit in a cell of the column of units; 〃 repeats the one above.
    fn unit_cell(&mut self, row: usize, column: usize) -> Option<Unit> {
        let mut at = row;
        loop {
            let text = untranslated(self.grid.text(at, column));
            if matches!(text, "〃" | "″" | "同上" | "\"" | "〞" | "”") && at > self.heads {
                at -= 1;
                continue;
            }
            let text = text.trim_matches(['（', '）', '(', ')']);
            return (!text.is_empty()).then(|| self.units.read(text).unwrap_or_else(|| Unit::unknown(text)));
        }
    }

    fn value(&mut self, said: &Said, place: &Where<'_>, hints: &[(Hint, DateFrom)]) {
        let number = match said {
            Said::Blank | Said::Words => return,
            Said::Missing(_) => None,
            Said::Number(number) => Some(number.as_ref()),
        };
        if number.is_some_and(|n| self.is_doubtful(n)) {
            return;
        }
        let date = self.dates.resolve(hints);
        let none = ColumnHead::default();
        let head = self.columns.get(place.column).unwrap_or(&none);
        let links: Vec<&Label> = place.chain.iter().map(|l| &l.label).collect();
        let whole_units: Vec<&Unit> = place.whole_units.iter().collect();
        let measured = measure(
            &Place {
                cell: number.and_then(|n| n.unit.as_ref()),
                unit_column: place.unit_cell,
                labels: &links,
                whole_units: &whole_units,
                head,
                whole_head: head.whole.and_then(|whole| self.columns.get(whole)),
                column: place.place,
                row: place.row_place,
                years_across: place.years_across,
            },
            self.stated,
        );
        let mut doubts = Vec::new();
        match &measured {
            Ok(m) if m.unit.code.is_none() => doubts.push(Doubt::UnitNone),
            Ok(_) => {}
            Err(Without::None) => doubts.push(Doubt::UnitNone),
            Err(Without::Unclear) => {
                self.unclear += 1;
                doubts.push(Doubt::UnitUnclear);
            }
        }
        if date.as_ref().is_some_and(|(_, from)| *from == DateFrom::CoverageYear) {
            doubts.push(Doubt::DateCoverage);
        }
        let missing = match said {
            Said::Missing(mark) => Some(mark.clone()),
            Said::Blank | Said::Words | Said::Number(_) => None,
        };
        let mut value = Value {
            row: count32(place.row),
            column: count32(place.column),
            value: None,
            max: None,
            bound: None,
            unit: None,
            unit_surface: None,
            unit_from: None,
            per: None,
            base: None,
            date: None,
            date_from: None,
            missing_note: missing.as_deref().and_then(|m| self.notes.of_missing(m)).map(str::to_owned),
            missing,
            marks: number.map(|n| n.marks.clone()).unwrap_or_default(),
            doubts,
        };
        if let Some(number) = number
            && !self.scale(&mut value, number, measured.as_ref().ok())
        {
            return;
        }
        if let Ok(Measured { unit, from }) = measured {
            value.base = base(&unit, date.as_ref().map(|(d, _)| d.as_str()));
            value.unit = unit.code;
            value.unit_surface = Some(unit.surface);
            value.unit_from = Some(from);
            value.per = unit.per;
        }
        if let Some((date, from)) = date {
            (value.date, value.date_from) = (Some(date), Some(from));
        }
        self.out.push(value);
    }

    /// Whether a number is marked in a way that may mean a minus, and nothing says that it does.
    fn is_doubtful(&self, number: &Number) -> bool {
        match number.sign {
            Sign::Plain => false,
            Sign::Triangle => !self.notes.triangles,
            Sign::Brackets => !self.notes.brackets,
        }
    }

    /// Puts the number in its unit; false where it has too many digits.
    fn scale(&self, value: &mut Value, number: &Number, measured: Option<&Measured>) -> bool {
        let power = measured.filter(|m| m.unit.code.is_some()).map_or(0, |m| m.unit.power);
        if let Some(fraction) = &number.fraction {
            value.value = (power == 0).then(|| fraction.clone());
            return power == 0;
        }
        let signed = |d: crate::normal::Decimal| if number.sign == Sign::Plain { d } else { d.negated() };
        let Some(low) = number.low.shifted(power) else { return false };
        value.value = Some(signed(low).to_string());
        value.max = number.high.and_then(|h| h.shifted(power)).map(|h| signed(h).to_string());
        value.bound = number.bound;
        true
    }
}

/// Where a value stands.
struct Where<'w> {
    row: usize,
    column: usize,
    chain: &'w [Link],
    unit_cell: Option<&'w Unit>,
    whole_units: &'w [Unit],
    place: (usize, usize),
    row_place: (usize, usize),
    years_across: bool,
}

/// A label in the chain of those that govern a row.
struct Link {
    label: Label,
    own_row: Option<usize>,
}

impl std::ops::Deref for Link {
    type Target = Label;
    fn deref(&self) -> &Label {
        &self.label
    }
}

/// A row's label and those that it is a part of, the nearest first.
fn chain(labels: &Labels, row: usize) -> Vec<Link> {
    let mut out = Vec::new();
    let mut at = Some(row);
    while let Some(row) = at
        && out.len() < 16
        && let Some(Some(label)) = labels.rows.get(row)
    {
        at = label.whole.filter(|whole| *whole < row);
        out.push(Link { label: label.clone(), own_row: Some(row) });
    }
    out
}

/// The first date with its year, and a part of a year beside it, of what a caption says.
fn first_full(hints: Vec<Hint>) -> Option<Hint> {
    hints.into_iter().find(|h| matches!(h, Hint::Full(_)))
}
