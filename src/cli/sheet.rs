//! Prints a table as it was read: what each column holds, then the grid with the value of each cell.

use nianjian::export::rows::{date_from_name, doubt_name, unit_from_name};
use nianjian::language::Language;
use nianjian::mention::Bound;
use nianjian::record::{Observation, Table};
use nianjian::table::{Column, Doubt, Role};

use super::language::{padded, padded_before};

/// The lines of a table; `number` is its place in the record, from 1, by which a profile can speak of it.
pub(super) fn lines(table: &Table, number: usize, language: Language) -> Vec<String> {
    let mut out = vec![title(table, number, language)];
    out.extend(table.columns.iter().enumerate().map(|(at, column)| column_line(at, column, language)));
    let mut observations = table.observations().peekable();
    for (r, row) in (0_u32..).zip(&table.rows) {
        let cell = |(c, text): (u32, &String)| match observations.next_if(|o| (o.row, o.column) == (r, c)) {
            Some(value) => value_of(&value, table.columns.get(c as usize), &table.doubts, language),
            None => text.clone(),
        };
        let cells: Vec<String> = (0_u32..).zip(row).map(cell).collect();
        let place = if r < table.header_rows { language.label("head").to_owned() } else { r.to_string() };
        let place = padded_before(&place, 4);
        let path = table.head_of(r, 0).filter(|head| head.path.len() > 1).map(|head| head.path.join(" › "));
        let path = path.map(|path| format!("  ‹{path}›")).unwrap_or_default();
        out.push(format!("    {place} | {}{path}", cells.join(" | ")));
    }
    out
}

/// `table 1: 2013年人口  单位：人  2 head rows  ?head-guessed`.
fn title(table: &Table, number: usize, language: Language) -> String {
    let caption = table.caption.as_deref().unwrap_or(language.label("(no caption)"));
    let mut line = format!("{} {number}: {caption}", language.label("table"));
    if let Some(unit) = &table.unit_note {
        line.push_str(&format!("  {unit}"));
    }
    let heads = match table.header_rows {
        1 => "1 head row".to_owned(),
        n => format!("{n} head rows"),
    };
    line.push_str(&format!("  {}", language.told(&heads)));
    if table.continued {
        line.push_str(&format!("  {}", language.label("goes on with the one before")));
    }
    line + &doubts(&table.doubts)
}

fn doubts(doubts: &[Doubt]) -> String {
    doubts.iter().map(|doubt| format!("  ?{}", doubt_name(*doubt))).collect()
}

/// `1 value  产量 › 2012年  in t (万吨, unit_note)  of 2012 (column)`.
fn column_line(at: usize, column: &Column, language: Language) -> String {
    let role = match column.role {
        Role::Label => "label",
        Role::Index => "index",
        Role::Unit => "unit",
        Role::Value => "value",
        Role::Text => "text",
    };
    let role = padded(language.label(role), 5);
    let mut line = format!("    {at:>4} {role} {}", column.path.join(" › "));
    if let Some(surface) = &column.unit_surface {
        let unit = column.unit.as_deref().unwrap_or(language.label("a unit that is not known"));
        let from = column.unit_from.map_or("", unit_from_name);
        line.push_str(&format!("  {}", language.told(&format!("in {unit} ({surface}, {from})"))));
    }
    if let Some(date) = &column.date {
        let from = column.date_from.map_or("", date_from_name);
        line.push_str(&format!("  {}", language.told(&format!("of {date} ({from})"))));
    }
    line
}

/// How a number limits the true value, as a sign.
pub(super) fn sign(bound: Option<Bound>) -> &'static str {
    match bound {
        None | Some(Bound::Exact) => "=",
        Some(Bound::MoreThan) => ">",
        Some(Bound::AtLeast) => "≥",
        Some(Bound::LessThan) => "<",
        Some(Bound::AtMost) => "≤",
        Some(Bound::About) => "≈",
    }
}

/// A cell with its value behind it, and with the unit and the date that its column does not state for all.
fn value_of(
    value: &Observation<'_>,
    column: Option<&Column>,
    of_table: &[Doubt],
    language: Language,
) -> String {
    let sign = sign(value.bound);
    let mut out = format!("⟨{}", value.text);
    match value.value {
        Some(number) => out.push_str(&format!(" {sign} {number}")),
        None => out.push_str(&format!(" {}", language.label("missing"))),
    }
    if let Some(max) = value.max {
        out.push_str(&format!("…{max}"));
    }
    let own = |of_column: Option<&str>, text: Option<&str>| match text {
        Some(text) if of_column.is_none() => format!(" {text}"),
        _ => String::new(),
    };
    out.push_str(&own(column.and_then(|c| c.unit.as_deref()), value.unit));
    out.push_str(&own(column.and_then(|c| c.date.as_deref()), value.date));
    let doubted: Vec<Doubt> = value.doubts.iter().filter(|d| !of_table.contains(d)).copied().collect();
    out.push_str(&doubts(&doubted));
    out + "⟩"
}
