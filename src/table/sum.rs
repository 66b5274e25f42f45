//! Holds sums that a table states against their parts, in exact decimals. It changes nothing, and accuses only where
//! another column or row of the same parts holds.

use super::Value;
use super::grid::Grid;
use super::head::ColumnHead;
use super::label::Labels;
use super::name::{fold, is_subtotal, is_total};
use super::number::{Said, places};
use super::role::Panel;
use crate::data::tables::tables;
use crate::error::Notice;
use crate::normal::printed::{Fit, Printed};

/// A cell as it is printed; none where it is no plain number.
fn printed(text: &str, said: &Said) -> Option<Printed> {
    let Said::Number(number) = said else { return None };
    if number.high.is_some() || number.bound.is_some() || number.fraction.is_some() || number.unit.is_some() {
        return None;
    }
    Printed::cell(&number.low.to_string(), places(text), false)
}

/// A sum held against its parts.
struct Held {
    stated: Printed,
    found: Printed,
}

impl Held {
    fn holds(&self) -> bool {
        self.found.fit(self.stated) != Fit::Apart
    }
}

/// Whether numbers under a name add up.
pub(crate) fn adds_up(names: &[String], values: &[&Value]) -> bool {
    let rate = |name: &String| {
        let name = fold(name);
        tables().rates.iter().any(|w| name.ends_with(w) || w.chars().count() > 1 && name.contains(w))
    };
    let ratio = |v: &&Value| {
        matches!(
            v.unit.as_deref(),
            Some("percent" | "permille" | "index" | "percentage_point" | "Cel" | "times")
        ) || v.unit.as_deref().is_some_and(|u| u.contains('/'))
            || v.per.is_some()
    };
    !names.iter().any(rate) && !values.iter().any(ratio)
}

/// The notices of sums that differ from their parts. `values` have their own units.
pub(crate) fn notices(
    grid: &Grid<'_>,
    table: &str,
    panels: &[(&Panel, &Labels)],
    columns: &[ColumnHead],
    values: &[Value],
) -> Vec<Notice> {
    let mut out = Vec::new();
    for (panel, labels) in panels {
        for (total, parts) in sums_of_rows(labels) {
            rows(grid, table, panel, columns, values, labels, total, &parts, &mut out);
        }
    }
    out
}

/// The rows that state a sum, each with the rows of its parts.
fn sums_of_rows(labels: &Labels) -> Vec<(usize, Vec<usize>)> {
    let mut out = Vec::new();
    let label = |row: usize| labels.rows.get(row).and_then(Option::as_ref);
    let count = labels.rows.len();
    let plain: Vec<usize> = (0..count).filter(|row| label(*row).is_some_and(|l| !l.group)).collect();
    // Children by the row that they are a part of, once.
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    for row in &plain {
        if let Some(whole) = label(*row).and_then(|l| l.whole)
            && let Some(list) = children.get_mut(whole)
        {
            list.push(*row);
        }
    }
    let sum = |row: usize| label(row).filter(|l| l.total)?.path.last();
    let is_sum = |row: usize| sum(row).is_some_and(|n| is_total(n));
    let totals: Vec<usize> = plain.iter().copied().filter(|row| is_sum(*row)).collect();
    if let [total] = totals.as_slice() {
        let own = label(*total).map(|l| l.path.len()).unwrap_or(0);
        let sub = |row: usize| sum(row).is_some_and(|n| is_subtotal(n));
        let subtotals: Vec<usize> = plain.iter().copied().filter(|row| sub(*row)).collect();
        let inner = |row: usize| label(row).and_then(|l| l.whole).and_then(label).is_some_and(|l| !l.group);
        let leaves: Vec<usize> = if children.get(*total).is_some_and(|c| c.len() > 1) {
            Vec::new()
        } else if subtotals.len() > 1 {
            subtotals
        } else {
            plain.iter().copied().filter(|row| row != total && !inner(*row)).collect()
        };
        if own <= 1 && leaves.len() > 1 {
            out.push((*total, leaves));
        }
    }
    for (whole, parts) in children.into_iter().enumerate() {
        if parts.len() > 1 && label(whole).is_some_and(|l| !l.group) {
            out.push((whole, parts));
        }
    }
    out
}

#[allow(clippy::too_many_arguments)]
fn rows(
    grid: &Grid<'_>,
    table: &str,
    panel: &Panel,
    columns: &[ColumnHead],
    values: &[Value],
    labels: &Labels,
    total: usize,
    parts: &[usize],
    out: &mut Vec<Notice>,
) {
    let name =
        |row: usize| labels.rows.get(row).and_then(Option::as_ref).and_then(|l| l.path.last()).cloned();
    let stated_sum = name(total).is_some_and(|n| is_total(&n));
    let mut held_columns: Vec<(usize, Held)> = Vec::new();
    for column in &panel.values {
        let heads = columns.get(*column).map(|h| h.path.clone()).unwrap_or_default();
        let of = |row: usize| {
            values
                .binary_search_by_key(&(row, *column), |v| (v.row as usize, v.column as usize))
                .ok()
                .and_then(|at| values.get(at))
        };
        let own: Vec<&Value> = parts.iter().chain([&total]).filter_map(|row| of(*row)).collect();
        let one_unit = own.windows(2).all(|pair| match pair {
            [a, b] => a.unit == b.unit && a.unit_surface == b.unit_surface,
            _ => true,
        });
        if own.len() != parts.len() + 1
            || !one_unit
            || !adds_up(&heads, &own)
            || !adds_up(&[name(total).unwrap_or_default()], &[])
        {
            continue;
        }
        let number = |row: usize| printed(grid.text(row, *column), grid.said(row, *column));
        let Some(stated) = number(total) else { continue };
        let Some(all) = parts.iter().map(|row| number(*row)).collect::<Option<Vec<_>>>() else { continue };
        held_columns.extend(Printed::sum(&all).map(|found| (*column, Held { stated, found })));
    }
    let fits = held_columns.iter().filter(|(_, h)| h.holds()).count();
    for (column, h) in held_columns.iter().filter(|(_, h)| !h.holds()) {
        // Parts that another column proves to be all of them; or a total whose sum is near.
        let near = stated_sum && held_columns.len() == 1 && h.found.is_near(h.stated, 5);
        if fits == 0 && !near {
            continue;
        }
        let head = columns.get(*column).map(|c| c.path.join(" · ")).unwrap_or_default();
        let what = name(total).unwrap_or_default();
        let message = format!(
            "{table}, {what}, {head}: {} is stated, its {} parts give {}",
            grid.text(total, *column),
            parts.len(),
            h.found.shown()
        );
        out.push(Notice::new("table-sum", message));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_do_not_add_up() {
        for name in tables().rates.examples() {
            assert!(!adds_up(std::slice::from_ref(&name), &[]), "{name}");
        }
        assert!(adds_up(&["小麦产量".to_owned()], &[]));
    }
}
