//! Columns that are reckoned from others of their table: a share (存贷比), a growth (比上年增长), an average (亩产).
//!
//! Which columns a rate is of is seldom said by its head. It is the pair that most rows hold with: a quotient of three
//! digits that agrees in row after row does so by no accident. The rows that then do not agree are accused.

use std::collections::BTreeMap;

use super::printed::{Fit, Printed};
use super::{Claim, Kind, Verdict, column::Sheet};
use crate::data::checks::{checks, has};
use crate::table::number::places;
use crate::table::{Role, is_total};

/// How many columns of numbers a table may have to be looked at: each rate is held against every pair.
const WIDEST: usize = 24;

/// How many powers of ten may lie between the units of an average and those of its columns.
const POWERS: u32 = 8;

/// What a column may be reckoned from; columns by their place in [`Columns::all`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Formula {
    /// The first by the second, in per cent.
    Share(usize, usize),
    /// A column by its total row, in per cent.
    OfTotal(usize),
    /// From the second to the first, in per cent.
    Growth(usize, usize),
    /// From the row of the year before, in per cent.
    OverRows(usize),
    /// The first by the second, times `up / down`.
    Average(usize, usize, (i128, i128)),
}

/// A column of numbers.
struct Numbers {
    column: u32,
    percent: bool,
    /// Its head says an average.
    average: bool,
    /// Its head says a growth.
    growth: bool,
    cells: BTreeMap<u32, Printed>,
}

/// The columns of a table.
struct Columns {
    all: Vec<Numbers>,
    total: Option<u32>,
    /// The row of the year before.
    before: BTreeMap<u32, u32>,
}

/// A cell that was reckoned again.
struct Reckoned {
    row: u32,
    fit: Fit,
    stated: Printed,
    /// What it is reckoned from, and where that stands.
    from: (Printed, Printed, (i128, i128)),
    cells: [(u32, u32); 2],
}

/// The reckoned columns of a table.
pub(super) fn claims(sheet: &Sheet<'_>, out: &mut Vec<Claim>) {
    let Some(columns) = Columns::of(sheet) else { return };
    for stated in &columns.all {
        let Some((formula, rows)) = columns.best(sheet, stated) else { continue };
        for row in rows {
            out.extend(claim(sheet, stated, formula, row));
        }
    }
}

impl Columns {
    /// The columns of a table; none where it has too many of them, or none that is reckoned from others.
    fn of(sheet: &Sheet<'_>) -> Option<Columns> {
        let table = sheet.table;
        let mut all: Vec<Numbers> = Vec::new();
        for (at, column) in (0_u32..).zip(&table.columns).filter(|(_, c)| c.role == Role::Value) {
            let head = column.path.concat();
            let percent = column.unit.as_deref() == Some("percent");
            let average = !percent
                && (["均", "每", "单产", "亩产", "密度"].iter().any(|w| head.contains(w))
                    || column.unit.as_deref().is_some_and(|u| u.contains('/'))
                    || column.per.is_some());
            let growth = ["增长", "增减", "±", "比上年", "增幅", "升降"].iter().any(|w| head.contains(w));
            all.push(Numbers { column: at, percent, average, growth, cells: BTreeMap::new() });
        }
        if all.len() > WIDEST || !all.iter().any(|n| n.percent || n.average) {
            return None;
        }
        for value in table.values.iter().filter(|v| v.value.is_some() && v.max.is_none() && v.bound.is_none())
        {
            let text = sheet.text((value.row, value.column));
            let Some(numbers) = all.iter_mut().find(|n| n.column == value.column) else { continue };
            let derived = numbers.percent || numbers.average;
            let surface = table.measure_of(value);
            let rounded = derived || surface.unit.is_some() && surface.unit != surface.surface;
            if let Some(cell) = Printed::cell(text, places(text), rounded) {
                numbers.cells.insert(value.row, cell);
            }
        }
        let mut years: BTreeMap<i32, u32> = BTreeMap::new();
        for head in &table.heads {
            if let Some(year) = head.path.last().and_then(|n| year_of(n)) {
                years.insert(year, head.row);
            }
        }
        let before = years.iter().filter_map(|(year, row)| Some((*row, *years.get(&(year - 1))?))).collect();
        let mut totals = table.heads.iter().filter(|h| h.path.last().is_some_and(|n| is_total(n)));
        let total = totals.next().map(|h| h.row).filter(|_| totals.next().is_none());
        Some(Columns { all, total, before })
    }

    /// What a column is most likely reckoned from, with its rows: more than two must hold, and few not.
    fn best(&self, sheet: &Sheet<'_>, stated: &Numbers) -> Option<(Formula, Vec<Reckoned>)> {
        let mut best: Option<(usize, Formula, Vec<Reckoned>)> = None;
        for formula in self.formulas(stated) {
            let rows: Vec<Reckoned> =
                stated.cells.iter().filter_map(|(row, cell)| self.reckon(*row, *cell, formula)).collect();
            // A rate of one digit agrees with many.
            let telling = |r: &&Reckoned| r.fit != Fit::Apart && r.stated.value.abs() >= r.stated.half * 20;
            let holds = rows.iter().filter(telling).count();
            let published = |r: &&Reckoned| stated.growth && sheet.is_published(r.row, stated.column);
            let fails = rows.iter().filter(|r| r.fit == Fit::Apart && !published(r)).count();
            if holds > 2 && holds > 2 * fails && best.as_ref().is_none_or(|(most, ..)| holds > *most) {
                best = Some((holds, formula, rows));
            }
        }
        best.map(|(_, formula, rows)| (formula, rows))
    }

    fn formulas(&self, stated: &Numbers) -> Vec<Formula> {
        let sources: Vec<usize> = (0..self.all.len())
            .filter(|i| self.all.get(*i).is_some_and(|n| !n.percent && n.column != stated.column))
            .collect();
        let pairs =
            || sources.iter().flat_map(|a| sources.iter().map(move |b| (*a, *b))).filter(|(a, b)| a != b);
        let mut found = Vec::new();
        if stated.percent {
            if stated.growth {
                found.extend(sources.iter().map(|a| Formula::OverRows(*a)));
                found.extend(pairs().map(|(a, b)| Formula::Growth(a, b)));
            }
            found.extend(pairs().map(|(a, b)| Formula::Share(a, b)));
            if !stated.growth {
                found.extend(sources.iter().map(|a| Formula::OfTotal(*a)));
            }
        } else if stated.average {
            found.extend(pairs().filter_map(|(a, b)| self.power(stated, a, b)));
        }
        found
    }

    /// The power of ten by which the first row that has all three cells agrees.
    fn power(&self, stated: &Numbers, a: usize, b: usize) -> Option<Formula> {
        let powers = (0..=POWERS).flat_map(|k| [(10_i128.pow(k), 1), (1, 10_i128.pow(k))]);
        powers.map(|times| Formula::Average(a, b, times)).find(|formula| {
            let rows = stated.cells.iter().filter_map(|(row, cell)| self.reckon(*row, *cell, *formula));
            rows.take(3).any(|r| r.fit != Fit::Apart)
        })
    }

    fn cell(&self, at: usize, row: u32) -> Option<(Printed, (u32, u32))> {
        let numbers = self.all.get(at)?;
        Some((*numbers.cells.get(&row)?, (row, numbers.column)))
    }

    fn reckon(&self, row: u32, stated: Printed, formula: Formula) -> Option<Reckoned> {
        let (part, whole, times) = match formula {
            Formula::Share(a, b) | Formula::Growth(a, b) => {
                (self.cell(a, row)?, self.cell(b, row)?, (100, 1))
            }
            Formula::OfTotal(a) => (self.cell(a, row)?, self.cell(a, self.total?)?, (100, 1)),
            Formula::OverRows(a) => (self.cell(a, row)?, self.cell(a, *self.before.get(&row)?)?, (100, 1)),
            Formula::Average(a, b, times) => (self.cell(a, row)?, self.cell(b, row)?, times),
        };
        let grown = matches!(formula, Formula::Growth(..) | Formula::OverRows(_));
        let above = if grown { part.0.less(whole.0)? } else { part.0 };
        Some(Reckoned {
            row,
            fit: stated.fit_quotient(above, whole.0, times)?,
            stated,
            from: (above, whole.0, times),
            cells: [part.1, whole.1],
        })
    }
}

impl Sheet<'_> {
    /// Whether a row is about what is published at comparable prices.
    fn is_published(&self, row: u32, column: u32) -> bool {
        let head = self.table.head_of(row, column);
        head.is_some_and(|h| has(&checks().published, &h.path.concat()))
    }
}

/// The year that a row is about.
fn year_of(name: &str) -> Option<i32> {
    let digits = name.strip_suffix('年').unwrap_or(name);
    (digits.len() == 4).then(|| digits.parse().ok()).flatten().filter(|y| (1800..2100).contains(y))
}

fn claim(sheet: &Sheet<'_>, column: &Numbers, formula: Formula, row: Reckoned) -> Option<Claim> {
    let kind = match formula {
        Formula::Share(..) | Formula::OfTotal(_) => Kind::Share,
        Formula::Growth(..) | Formula::OverRows(_) => Kind::Growth,
        Formula::Average(..) => Kind::Average,
    };
    let prices = kind == Kind::Growth && sheet.is_published(row.row, column.column);
    let (verdict, reason) = match row.fit {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if prices => (Verdict::NotComparable, Some("comparable prices")),
        Fit::Apart => (Verdict::Contradicts, None),
    };
    let mut places = vec![sheet.place((row.row, column.column))];
    places.extend(row.cells.iter().map(|cell| sheet.place(*cell)));
    let (part, whole, times) = row.from;
    let shown = Printed::quotient(part, whole, times)?.shown();
    let [first, second] = row.cells.map(|cell| sheet.text(cell));
    let note = match kind {
        Kind::Growth => format!("{second} → {first} is {shown}%"),
        Kind::Average => format!("{first} by {second} is {shown}"),
        _ => format!("{first} / {second} = {shown}%"),
    };
    let unit = sheet.table.columns.get(column.column as usize).and_then(|c| c.unit_surface.clone());
    Some(Claim {
        verdict,
        note,
        reason,
        unit: unit.map(Into::into),
        ..Claim::new(kind, places, row.stated.shown(), shown)
    })
}
