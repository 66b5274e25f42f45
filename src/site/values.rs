//! Says what the search must know of a number: its ends, its year, and where it stands.

use super::gather::in_one_year;
use crate::export::days::bounds;
use crate::export::rows::{ends, ends_of, kind_of_unit};
use crate::mention::{Bound, Kind, Mention};
use crate::record::Table;
use crate::table::Value;

/// Columns that the mark of a cell leaves room for: a row's first cell is its row times these.
const COLUMNS: usize = 256;

/// Where a value stands. The mark of a mention is twice its number, that of a cell is odd: row × 256 + column.
pub(super) struct ValuePlace {
    pub(super) block: usize,
    pub(super) mark: usize,
    pub(super) start: usize,
    /// 0 for a cell, which goes to the next blank.
    pub(super) length: usize,
}

/// The file of a value, its ends, and the year that is said of it, 0 where none is.
pub(super) struct Interval {
    pub(super) name: String,
    pub(super) low: String,
    pub(super) high: String,
    pub(super) open: bool,
    pub(super) year: i32,
}

/// The value of a mention; `number` is its number in the block, from 1.
pub(super) fn of_mention(
    mention: &Mention,
    block: usize,
    number: usize,
    year: i32,
) -> Option<(ValuePlace, Interval)> {
    let (name, low, high) = interval(mention)?;
    let length = mention.end - mention.start.min(mention.end);
    let place = ValuePlace { block, mark: number * 2, start: mention.start, length };
    Some((place, Interval { name, low, high, open: is_open(mention.bound), year }))
}

/// The value of a cell with its unit; none where it is missing or its unit says no type, or where it stands too far to
/// the right to be marked.
pub(super) fn of_cell<'t>(
    table: &'t Table,
    value: &'t Value,
    block: usize,
    starts: &[Vec<usize>],
) -> Option<(ValuePlace, &'t str, Interval)> {
    let (row, column) = (value.row as usize, value.column as usize);
    let start = *starts.get(row)?.get(column).filter(|_| column < COLUMNS)?;
    let measure = table.measure_of(value);
    let unit = measure.unit.or(measure.surface).unwrap_or_default();
    let number = value.value.as_deref()?;
    let (low, high) = ends_of(Some(number), value.max.as_deref(), value.bound);
    let (name, low, high) = sized(kind_of_unit(measure.unit)?, low, high)?;
    let year = table.date_of(value).0.and_then(in_one_year).map_or(0, |d| d.0);
    let place = ValuePlace { block, mark: (row * COLUMNS + column) * 2 + 1, start, length: 0 };
    Some((place, unit, Interval { name, low, high, open: is_open(value.bound), year }))
}

fn is_open(bound: Option<Bound>) -> bool {
    matches!(bound, Some(Bound::MoreThan | Bound::LessThan))
}

/// Where the cells of a table start in its text, as the index has it: caption, unit note, rows.
pub(super) fn cell_starts(table: &Table) -> Vec<Vec<usize>> {
    let mut at: usize =
        table.caption.iter().chain(&table.unit_note).map(|line| line.chars().count() + 1).sum();
    let mut rows = Vec::new();
    for row in &table.rows {
        let mut starts = Vec::new();
        for cell in row {
            starts.push(at + cell.chars().take_while(|c| c.is_whitespace()).count());
            at += cell.chars().count() + 1;
        }
        // An empty row is an empty line.
        at += usize::from(row.is_empty());
        rows.push(starts);
    }
    rows
}

/// The file of a mention's value, and its ends.
fn interval(mention: &Mention) -> Option<(String, String, String)> {
    if mention.kind == Kind::Date {
        let (Some(from), Some(to)) = bounds(&mention.value) else { return None };
        let year = from.get(..4)?;
        if to.get(..4) != Some(year) {
            return None;
        }
        return Some((format!("date-{year}"), from.replace('-', ""), to.replace('-', "")));
    }
    if !mention.kind.states_number() {
        return None;
    }
    let (low, high) = ends(mention);
    sized(mention.kind, low, high)
}

/// The file of a number by type and size, and its ends; none where they are no decimals.
fn sized(kind: Kind, low: Option<&str>, high: Option<&str>) -> Option<(String, String, String)> {
    let plain = |end: Option<&str>| {
        end.map_or(Some(String::new()), |e| crate::record::is_decimal(e).then(|| e.to_owned()))
    };
    let (low, high) = (plain(low)?, plain(high)?);
    let size = if low.is_empty() { &high } else { &low };
    let whole = size.trim_start_matches('-').split('.').next().unwrap_or_default();
    let length = whole.trim_start_matches('0').len().saturating_sub(1).min(15);
    // What lies below zero meets every condition that has no low end: it has a file of its own.
    let size = if size.starts_with('-') { "n".to_owned() } else { length.to_string() };
    Some((format!("{}-{size}", kind.name()), low, high))
}
