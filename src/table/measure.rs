//! Says which unit each value has: the nearest of those that its cell, its row, its column and the note above the
//! table state.

use super::UnitFrom;
use super::head::ColumnHead;
use super::label::Label;
use super::name::fold;
use super::unit::{Base, Unit, Units, index, note};
use crate::data::tables::tables;

/// A unit, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measured {
    pub(crate) unit: Unit,
    pub(crate) from: UnitFrom,
}

/// Why a value has no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Without {
    /// None is stated.
    None,
    /// Several are, and which one holds cannot be told.
    Unclear,
}

/// What the note above a table and its corner say.
#[derive(Debug, Default)]
pub(crate) struct Stated {
    units: Vec<Unit>,
    /// What an index is held against.
    index: Option<Unit>,
    /// The unit in the corner cell, which holds for the whole table.
    corner: Option<Unit>,
    /// What the caption names with a unit in brackets behind it, and the unit: 各月降水量（毫米）与气温.
    named: Vec<(String, Unit)>,
}

impl Stated {
    /// Reads the unit note, what the caption says of an index, and the unit in the corner.
    pub(crate) fn read(
        unit_note: Option<&str>,
        caption: Option<&str>,
        corner: Option<Unit>,
        units: &mut Units,
    ) -> Self {
        let mut stated = Stated { corner, ..Stated::default() };
        for unit in unit_note.map(|text| note(text, units)).unwrap_or_default() {
            match unit.base {
                Some(_) => stated.index = Some(unit),
                None => stated.units.push(unit),
            }
        }
        if stated.index.is_none() {
            stated.index = caption.and_then(|c| index(c, c));
        }
        stated.named = caption.map(|c| named(c, units)).unwrap_or_default();
        stated
    }

    /// The unit that the note states for a head; `place` is the place of the column among those that take one of
    /// several, and `of` how many there are.
    fn of(&self, names: &[&str], place: usize, of: usize) -> Result<Option<&Unit>, Without> {
        match self.units.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(only)),
            several => {
                let mut spoken = false;
                for kinds in names.iter().filter_map(|name| tables().kinds_of(name)) {
                    spoken = true;
                    let mut fitting = several.iter().filter(|unit| fits(kinds, unit));
                    if let (Some(unit), None) = (fitting.next(), fitting.next()) {
                        return Ok(Some(unit));
                    }
                }
                // By its place, unless its name speaks of another.
                if of == several.len()
                    && let Some(unit) = several.get(place)
                    && (!spoken
                        || names.iter().filter_map(|n| tables().kinds_of(n)).any(|kinds| fits(kinds, unit)))
                {
                    return Ok(Some(unit));
                }
                Err(Without::Unclear)
            }
        }
    }
}

/// What a caption names with a unit in brackets behind it.
fn named(caption: &str, units: &mut Units) -> Vec<(String, Unit)> {
    let opens = caption.match_indices(['（', '(']);
    let of = opens.filter_map(|(at, open)| {
        let (words, behind) = caption.split_at_checked(at)?;
        let (inner, _) = behind.get(open.len()..)?.split_once(['）', ')'])?;
        Some((fold(words), units.read(inner).filter(|unit| unit.code.is_some() && !unit.noun)?))
    });
    of.collect()
}

/// Whether a unit is among those that a head speaks of.
fn fits(kinds: &[String], unit: &Unit) -> bool {
    let Some(code) = unit.code.as_deref() else { return false };
    let money = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    kinds.iter().any(|kind| kind == code || kind == "MONEY" && money)
}

/// Whether a name is that of a rate: by its end, which is looked at before the name is folded.
fn is_rate(name: &str) -> bool {
    let plain = |c: char| c.is_ascii() || ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let last = name.trim_end().chars().next_back();
    let may = last.is_some_and(|c| "率重速度数數".contains(c) || !plain(c));
    may && {
        let name = fold(name);
        ["率", "比重", "增速", "速度", "系数", "指数"].iter().any(|word| name.ends_with(word))
    }
}

/// What is known of a value's place, from the nearest on.
pub(crate) struct Place<'p> {
    /// The unit in the cell.
    pub(crate) cell: Option<&'p Unit>,
    /// The unit in the row's column of units.
    pub(crate) unit_column: Option<&'p Unit>,
    /// The row's label, and those of the rows that it is a part of.
    pub(crate) labels: &'p [&'p Label],
    /// The unit columns of those rows.
    pub(crate) whole_units: &'p [&'p Unit],
    pub(crate) head: &'p ColumnHead,
    /// The head of the column that it is a part of.
    pub(crate) whole_head: Option<&'p ColumnHead>,
    /// The column's place among those without a unit, and how many there are; so for the row.
    pub(crate) column: (usize, usize),
    pub(crate) row: (usize, usize),
    /// Whether the column is a time, so that the row says what is counted.
    pub(crate) years_across: bool,
}

/// The unit of a value.
pub(crate) fn measure(place: &Place<'_>, stated: &Stated) -> Result<Measured, Without> {
    let found = |unit: &Unit, from| Ok(Measured { unit: unit.clone(), from });
    if let Some(unit) = place.cell {
        return found(unit, UnitFrom::Cell);
    }
    let own = place.labels.first().and_then(|label| label.unit.as_ref());
    let steps = || place.head.steps.iter().rev().filter_map(|step| step.unit.as_ref());
    // A share is a share, whatever the table counts.
    if let Some(unit) = own.filter(|u| u.is_ratio() || u.base.is_some()) {
        return found(unit, UnitFrom::Row);
    }
    if let Some(unit) = steps().find(|u| u.is_ratio() || u.base.is_some()) {
        return found(unit, UnitFrom::Column);
    }
    if let Some(unit) = place.unit_column {
        return found(unit, UnitFrom::UnitColumn);
    }
    if let Some(unit) = own {
        return found(unit, UnitFrom::Row);
    }
    if let Some(unit) = place.whole_units.first() {
        return found(unit, UnitFrom::Whole);
    }
    if let Some(unit) = place.labels.iter().skip(1).find_map(|label| label.unit.as_ref()) {
        return found(unit, UnitFrom::Whole);
    }
    if let Some(unit) = steps().next() {
        return found(unit, UnitFrom::Column);
    }
    let whole = place.whole_head.and_then(|head| head.steps.iter().rev().find_map(|step| step.unit.as_ref()));
    if let Some(unit) = whole {
        return found(unit, UnitFrom::Whole);
    }
    if let Some(unit) = &stated.index {
        return found(unit, UnitFrom::UnitNote);
    }
    if let Some(unit) = &stated.corner {
        return found(unit, UnitFrom::Column);
    }
    let of_caption = place.head.path.last().map(|head| fold(head)).and_then(|head| {
        let ends = |(words, _): &&(String, Unit)| head.chars().count() >= 2 && words.ends_with(&head);
        stated.named.iter().find(ends)
    });
    if let Some((_, unit)) = of_caption {
        return found(unit, UnitFrom::UnitNote);
    }
    if stated.units.is_empty() {
        return Err(Without::None);
    }
    let head = place.head.path.last().map_or("", String::as_str);
    let label = place.labels.first().and_then(|l| l.path.last()).map_or("", String::as_str);
    // Where one unit is stated no name is asked.
    let names = || -> Vec<String> {
        // 合计 says nothing of its kind, 在校学生 above it does.
        let above = place.head.path.iter().rev().skip(1).map(String::as_str);
        // A part has the unit of its whole, whatever its own name speaks of.
        let own = place.whole_head.is_none().then_some(head);
        own.into_iter().chain(above).chain([label]).map(fold).filter(|name| !name.is_empty()).collect()
    };
    let names = if stated.units.len() > 1 { names() } else { Vec::new() };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let by_column = stated.of(&names, place.column.0, place.column.1);
    let unit = match by_column {
        // Years across: the rows are what is counted.
        Err(_) if place.years_across => stated.of(&[fold(label).as_str()], place.row.0, place.row.1)?,
        Err(why) => return Err(why),
        Ok(unit) => unit,
    };
    match unit {
        // A rate in a table of 万元 is no money; which unit it has is not said.
        Some(unit) if unit.is_ratio() || !(is_rate(head) || is_rate(label)) => {
            found(unit, UnitFrom::UnitNote)
        }
        _ => Err(Without::None),
    }
}

/// The base of an index whose value is of `date`, EDTF.
pub(crate) fn base(unit: &Unit, date: Option<&str>) -> Option<String> {
    match unit.base? {
        Base::Year(year) => Some(format!("{year:04}")),
        Base::YearBefore => super::date::shifted(date?, -1),
    }
}
