//! Totals of tables: a row against the rows it covers, and 男 and 女 against the number before them. What covers what
//! is told by the paths of the table, never by sums.

use std::collections::BTreeMap;

use super::printed::{Fit, Printed};
use super::{Claim, Kind, Place, Verdict, sum};
use crate::data::tables::tables;
use crate::record::Table;
use crate::table::number::places;
use crate::table::{Doubt, Role, Value, adds_up, is_subtotal, is_sum, is_total};

/// A table with its place in the record.
pub(super) struct Sheet<'t> {
    pub(super) table: &'t Table,
    pub(super) section: usize,
    pub(super) block: usize,
}

/// A sum of cells.
struct Sum {
    total: (u32, u32),
    parts: Vec<(u32, u32)>,
    stated: Printed,
    numbers: Vec<Printed>,
    sum: Printed,
    blanks: bool,
}

impl Sum {
    fn fit(&self) -> Fit {
        self.sum.fit(self.stated)
    }

    /// Whether it differs by one digit in one place: a slip of the pen or the press.
    fn one_digit(&self) -> bool {
        let apart = self.sum.apart(self.stated).shown();
        apart.chars().filter(|c| !matches!(c, '0' | '.')).count() == 1
    }

    /// Whether the difference is a part: one that was counted twice, or that is no part.
    fn is_a_part(&self) -> bool {
        let apart = (self.sum.value - self.stated.value).abs();
        self.numbers.iter().any(|n| n.value == apart)
    }
}

/// The sums of a table.
pub(super) fn claims(sheet: &Sheet<'_>, out: &mut Vec<Claim>) {
    let table = sheet.table;
    let mut found: Vec<(Sum, Claim)> = Vec::new();
    for (total, parts, named) in sheet.sums_of_rows() {
        let columns = (0_u32..).zip(&table.columns).filter(|(_, c)| c.role == Role::Value);
        let sums = columns.filter_map(|(column, _)| {
            let parts: Vec<(u32, u32)> = parts.iter().map(|row| (*row, column)).collect();
            sheet.sum((total, column), &parts)
        });
        found.extend(sheet.judged(sums.collect(), named));
    }
    let sums = sheet.sums_of_columns();
    let mut behind = sheet.sums_behind();
    behind.retain(|(total, _)| !sums.iter().any(|(other, _)| other == total));
    let sums = sums.into_iter().map(|sum| (sum, false));
    for ((total, parts), shown) in sums.chain(behind.into_iter().map(|sum| (sum, true))) {
        let sums = table.heads.iter().filter_map(|head| {
            let parts: Vec<(u32, u32)> = parts.iter().map(|column| (head.row, *column)).collect();
            sheet.sum((head.row, total), &parts)
        });
        let sums: Vec<Sum> = sums.collect();
        let holds = sums.iter().filter(|s| s.fit() != Fit::Apart && s.stated.value != 0).count();
        if shown && (holds < 3 || holds <= 2 * (sums.len() - holds)) {
            continue;
        }
        let judged = sheet.judged(sums, false);
        for (sum, claim) in judged {
            // One fault, one finding: the cell where the wrong column and the wrong row cross is named once.
            let crossed = found.iter_mut().find(|(other, accused)| {
                let cell = |s: &Sum| s.parts.iter().chain([&s.total]).copied().collect::<Vec<_>>();
                let both = accused.verdict == Verdict::Contradicts && claim.verdict == Verdict::Contradicts;
                let total = other.total;
                both && (cell(&sum).contains(&total) || other.parts.contains(&sum.total))
            });
            match crossed {
                Some((_, accused)) => {
                    let new = claim.places.into_iter().filter(|p| !accused.places.contains(p));
                    let new: Vec<Place> = new.collect();
                    accused.places.extend(new);
                    accused.note = format!("{}; {}", accused.note, claim.note);
                }
                None => found.push((sum, claim)),
            }
        }
    }
    out.extend(found.into_iter().map(|(_, claim)| claim));
}

impl Sheet<'_> {
    fn value(&self, (row, column): (u32, u32)) -> Option<&Value> {
        let values = &self.table.values;
        let at = values.binary_search_by_key(&(row, column), |v| (v.row, v.column)).ok()?;
        values.get(at)
    }

    pub(super) fn text(&self, (row, column): (u32, u32)) -> &str {
        let row = self.table.rows.get(row as usize);
        row.and_then(|r| r.get(column as usize)).map_or("", |t| t.trim())
    }

    pub(super) fn place(&self, cell: (u32, u32)) -> Place {
        Place {
            section: self.section,
            block: self.block,
            text: self.text(cell).to_owned(),
            start: None,
            end: None,
            row: Some(cell.0 as usize),
            column: Some(cell.1 as usize),
        }
    }

    /// The rows that state a sum, with the rows of their parts, and whether their name says so.
    fn sums_of_rows(&self) -> Vec<(u32, Vec<u32>, bool)> {
        let mut levels: BTreeMap<_, Vec<(u32, &str)>> = BTreeMap::new();
        for head in &self.table.heads {
            if let Some((name, above)) = head.path.split_last() {
                levels.entry((head.column, above)).or_default().push((head.row, name));
            }
        }
        let mut found = Vec::new();
        // Parts below the row that is their whole.
        for head in &self.table.heads {
            let parts = levels.get(&(head.column, head.path.as_slice()));
            if let Some(parts) = parts.filter(|p| p.len() > 1) {
                let named = head.path.last().is_some_and(|n| is_sum(n));
                found.push((head.row, parts.iter().map(|p| p.0).collect(), named));
            }
        }
        // Parts beside it.
        for ((column, above), rows) in &levels {
            let totals: Vec<&(u32, &str)> = rows.iter().filter(|r| is_total(r.1)).collect();
            let [(total, name)] = totals.as_slice() else { continue };
            let own: Vec<String> = above.iter().cloned().chain([(*name).to_owned()]).collect();
            let nested = levels.contains_key(&(*column, own.as_slice()));
            let subtotals: Vec<u32> = rows.iter().filter(|r| is_subtotal(r.1)).map(|r| r.0).collect();
            let parts: Vec<u32> = match subtotals.len() {
                0 => rows.iter().map(|r| r.0).filter(|row| row != total).collect(),
                1 => continue,
                _ => subtotals,
            };
            if !nested && parts.len() > 1 {
                found.push((*total, parts, true));
            }
        }
        found
    }

    /// The columns that state a sum, with the columns of their parts: 男 and 女 behind their whole, and 合计 beside
    /// what has the same heads above it.
    fn sums_of_columns(&self) -> Vec<(u32, Vec<u32>)> {
        let values = |c: &&(u32, &crate::table::Column)| c.1.role == Role::Value;
        let columns: Vec<(u32, &crate::table::Column)> = (0_u32..).zip(&self.table.columns).collect();
        let columns: Vec<_> = columns.iter().filter(values).collect();
        let name = |at: usize| columns.get(at).and_then(|c| c.1.path.last()).map_or("", String::as_str);
        let sums: Vec<bool> = (0..columns.len()).map(|at| is_sum(name(at))).collect();
        let mut found = Vec::new();
        for at in 1..columns.len() {
            let pair = matches!((name(at), name(at + 1)), ("男" | "男性", "女" | "女性"));
            let (Some(whole), Some(man), Some(woman)) =
                (columns.get(at - 1), columns.get(at), columns.get(at + 1))
            else {
                continue;
            };
            if pair && whole.1.date == man.1.date {
                found.push((whole.0, vec![man.0, woman.0]));
            }
        }
        for ((column, total), _) in columns.iter().zip(&sums).filter(|(_, sum)| **sum) {
            let beside = |c: &&&(u32, &crate::table::Column)| {
                c.0 != *column
                    && c.1.path.len() == total.path.len()
                    && c.1.path.split_last().map(|p| p.1) == total.path.split_last().map(|p| p.1)
                    && c.1.unit == total.unit
            };
            let parts: Vec<u32> = columns.iter().filter(beside).map(|c| c.0).collect();
            let again = columns.iter().zip(&sums).any(|(c, sum)| *sum && beside(&c));
            if parts.len() > 1 && !again && !found.iter().any(|(t, _)| t == column) {
                found.push((*column, parts));
            }
        }
        found
    }

    /// The columns whose head may state the sum of those behind it: 总额, 国营, 集体, 个体.
    fn sums_behind(&self) -> Vec<(u32, Vec<u32>)> {
        let columns = (0_u32..).zip(&self.table.columns).filter(|(_, c)| c.role == Role::Value);
        let columns: Vec<(u32, &crate::table::Column)> = columns.collect();
        let says = |c: &crate::table::Column| c.path.last().is_some_and(|name| may_be_total(name));
        let mut found = Vec::new();
        for (at, (column, total)) in columns.iter().enumerate().filter(|(_, (_, c))| says(c)) {
            let behind = columns.get(at + 1..).unwrap_or_default().iter();
            let like = |c: &&&(u32, &crate::table::Column)| {
                c.1.unit == total.unit && c.1.date == total.date && !says(c.1) && adds_up(&c.1.path, &[])
            };
            let parts: Vec<u32> = behind.take_while(|c| like(&c)).map(|c| c.0).collect();
            if parts.len() > 1 {
                found.push((*column, parts));
            }
        }
        found
    }

    /// The unit of a value, and the same as written.
    fn unit<'v>(&'v self, value: &'v Value) -> (Option<&'v str>, Option<&'v str>) {
        let measure = self.table.measure_of(value);
        (measure.unit, measure.surface)
    }

    /// Adds cells up, where they are numbers of one unit that can be added.
    fn sum(&self, total: (u32, u32), cells: &[(u32, u32)]) -> Option<Sum> {
        let whole = self.value(total)?;
        let (mut parts, mut numbers, mut blanks) = (Vec::new(), Vec::new(), false);
        let own = self.unit(whole);
        let rounded = own.0.is_some() && own.0 != own.1;
        for cell in cells {
            let text = self.text(*cell);
            match self.value(*cell).filter(|v| v.value.is_some()) {
                Some(value) => {
                    // Which of 户、人 a column of 男 has cannot be told: it has that of its whole.
                    let unclear = value.doubts.contains(&Doubt::UnitUnclear) && self.unit(value).0.is_none();
                    let other = self.unit(value) != own && !unclear;
                    if other || value.max.is_some() || value.bound.is_some() {
                        return None;
                    }
                    parts.push(*cell);
                    numbers.push(Printed::cell(text, places(text), rounded)?);
                }
                None if matches!(text, "" | "－" | "-" | "—" | "——" | "无" | "/") => blanks = true,
                None => return None,
            }
        }
        let column = self.table.columns.get(total.1 as usize)?;
        let head = self.table.head_of(total.0, total.1).map_or(&[][..], |head| &head.path);
        // The unit of a column that states one for all does not stand at its values.
        let rate = |u: &str| {
            matches!(u, "percent" | "permille" | "index" | "percentage_point" | "Cel" | "times")
                || u.contains('/')
        };
        let can = adds_up(&column.path, &[whole]) && adds_up(head, &[]);
        if !can || own.0.is_some_and(rate) || column.per.is_some() || parts.len() < 2 {
            return None;
        }
        let text = self.text(total);
        let stated = Printed::cell(text, places(text), rounded)?;
        let sum = Printed::sum(&numbers)?;
        Some(Sum { total, parts, stated, numbers, sum, blanks })
    }

    /// Says of sums that have the same parts which of them are wrong: others must hold, for the parts to be all.
    fn judged(&self, sums: Vec<Sum>, named: bool) -> Vec<(Sum, Claim)> {
        let holds = sums.iter().filter(|s| s.fit() != Fit::Apart && s.stated.value != 0).count();
        let fails = sums.iter().filter(|s| s.fit() == Fit::Apart).count();
        // Blanks count as nothing where another sum with blanks holds.
        let nothing = sums.iter().any(|s| s.blanks && s.fit() != Fit::Apart && s.stated.value != 0);
        let judge = |sum: Sum| {
            let apart = (sum.sum.value - sum.stated.value).abs();
            let near = apart.saturating_mul(5) < sum.stated.value.abs();
            let sure = match named {
                true => near && holds >= 1 && (holds >= fails || sum.one_digit()) || near && sum.one_digit(),
                false => near && holds >= 2 && (holds > 2 * fails || holds >= 2 * fails && sum.one_digit()),
            };
            let (verdict, reason) = match sum.fit() {
                Fit::Same => (Verdict::Holds, None),
                Fit::Rounded => (Verdict::Rounding, None),
                Fit::Apart if sum.blanks && !nothing => (Verdict::NotComparable, Some("a part is missing")),
                Fit::Apart if sum.is_a_part() => {
                    (Verdict::NotComparable, Some("the difference is one of the parts"))
                }
                Fit::Apart if sure => (Verdict::Contradicts, None),
                Fit::Apart => (Verdict::NotComparable, Some("that these are all parts is not shown")),
            };
            let claim = self.claim(&sum, verdict, reason);
            (sum, claim)
        };
        sums.into_iter().map(judge).collect()
    }

    fn claim(&self, sum: &Sum, verdict: Verdict, reason: Option<&'static str>) -> Claim {
        let unit = self.value(sum.total).and_then(|v| self.table.measure_of(v).surface);
        let places = [&sum.total].into_iter().chain(&sum.parts).map(|cell| self.place(*cell)).collect();
        Claim {
            verdict,
            difference: Some(sum.stated.apart(sum.sum).shown()),
            unit: unit.map(|u| u.to_owned().into()),
            note: sum::added(sum.stated, &sum.numbers, sum.sum),
            reason,
            ..Claim::new(Kind::Sum, places, sum.stated.shown(), sum.sum.shown())
        }
    }
}

/// Whether the head of a column may state the sum of those behind it.
fn may_be_total(name: &str) -> bool {
    let name: String = name.chars().map(super::folded).collect();
    tables().total_heads.has(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_totals_are_known() {
        for name in tables().total_heads.examples() {
            assert!(may_be_total(&name), "{name}");
        }
        assert!(may_be_total("總額") && !may_be_total("国营"));
    }
}
