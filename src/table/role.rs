//! Says what each column holds, and which columns stand side by side as panels.

use super::Role;
use super::grid::Grid;
use super::head::{ColumnHead, repeats};
use super::name::{fold, is_translation, untranslated};
use super::number::Said;
use super::unit::Units;
use crate::data::tables::tables;

/// Columns that belong together: labels with the values behind them. A table has one, or several side by side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Panel {
    /// The columns that name what a row is about, from the left.
    pub(crate) labels: Vec<usize>,
    pub(crate) unit: Option<usize>,
    pub(crate) values: Vec<usize>,
}

/// What the body cells of a column are.
#[derive(Debug, Clone, Copy, Default)]
struct Sight {
    numbers: usize,
    missing: usize,
    words: usize,
    years: usize,
    translations: usize,
    /// Numbers that count up from 1.
    running: usize,
    /// Numbers with a unit, a range or a bound in the cell.
    classes: usize,
}

impl Sight {
    fn filled(&self) -> usize {
        self.numbers + self.missing + self.words
    }
}

/// The rows that say something of single columns: no groups, no repeated heads.
pub(crate) fn body_rows(grid: &Grid<'_>, heads: usize) -> Vec<usize> {
    let single = |row: &usize| !grid.is_across(*row) && !repeats(grid, *row, heads);
    (heads..grid.rows.len()).filter(single).collect()
}

/// The role of each column.
pub(crate) fn roles(grid: &Grid<'_>, heads: usize, columns: &[ColumnHead], units: &mut Units) -> Vec<Role> {
    let body = body_rows(grid, heads);
    let sights: Vec<Sight> = (0..grid.width).map(|column| sight(grid, &body, column)).collect();
    let none = ColumnHead::default();
    let head = |column: usize| columns.get(column).unwrap_or(&none);
    let mut roles: Vec<Role> = Vec::with_capacity(grid.width);
    for (column, sight) in sights.iter().enumerate() {
        let count_units = || count_units(grid, &body, column, units);
        roles.push(role(head(column), sight, column, count_units));
    }
    settle_first(grid, &body, &sights, columns, &mut roles);
    settle_labels(grid, &body, &sights, columns, &mut roles);
    roles
}

fn sight(grid: &Grid<'_>, body: &[usize], column: usize) -> Sight {
    let mut sight = Sight::default();
    let mut next = 1;
    for row in body {
        if grid.slot(*row, column).left {
            continue;
        }
        match grid.said(*row, column) {
            Said::Blank => {}
            Said::Missing(_) => sight.missing += 1,
            Said::Number(n) => {
                sight.numbers += 1;
                sight.years += usize::from(grid.is_year(*row, column));
                sight.classes += usize::from(n.unit.is_some() || n.high.is_some() || n.bound.is_some());
                if n.low.whole() == Some(next) {
                    sight.running += 1;
                    next += 1;
                }
            }
            Said::Words => {
                sight.words += 1;
                sight.years += usize::from(grid.is_year(*row, column));
                sight.translations += usize::from(is_translation(grid.text(*row, column)));
            }
        }
    }
    sight
}

/// How many body cells of a column are units.
fn count_units(grid: &Grid<'_>, body: &[usize], column: usize, units: &mut Units) -> usize {
    let words = body.iter().filter(|row| !grid.slot(**row, column).left);
    let words = words.filter(|row| matches!(grid.said(**row, column), Said::Words));
    let is_unit = |row: &&usize| {
        let text = grid.text(**row, column);
        // 县医院 begins as a unit does; 村里 is one that the tables do not know.
        let known = |unit: super::unit::Unit| unit.code.is_some() || text.chars().count() <= 2;
        units.read(untranslated(text)).is_some_and(known)
    };
    words.filter(is_unit).count()
}

/// What a column holds by its head and its cells alone.
fn role(head: &ColumnHead, sight: &Sight, column: usize, count_units: impl FnOnce() -> usize) -> Role {
    let name = head.last();
    let filled = sight.filled();
    let has_unit = head.steps.iter().any(|step| step.unit.is_some());
    if filled == 0 {
        return Role::Text;
    }
    // A column headed 单位 holds units, or the names of offices.
    let units = &tables().unit_heads;
    let unit_head = || head.path.is_empty() || units.has(&name) || units.has(&fold(&head.path.concat()));
    if sight.words > sight.numbers && unit_head() && count_units() * 2 > filled {
        return Role::Unit;
    }
    let counts = tables().index_heads.has(&name) || tables().index_ends.end(&name);
    let index = counts || name.is_empty() && sight.running >= 3;
    if index && !has_unit && sight.numbers * 2 >= filled && sight.words * 4 <= filled {
        return Role::Index;
    }
    // A column of years measures nothing, where its head speaks of time.
    let of_time = || name.is_empty() || name == "年" || tables().time_ends.end(&name);
    if sight.years * 2 > filled && column > 0 && sight.years >= sight.numbers && !has_unit && of_time() {
        return Role::Text;
    }
    if (sight.numbers + sight.missing) * 2 >= filled && sight.numbers + sight.missing > 0 {
        let words = tables().text_ends.end(&name) && !has_unit;
        let none = sight.numbers == 0 && sight.words > 0;
        return if words || none { Role::Text } else { Role::Value };
    }
    Role::Text
}

/// A first column of numbers names the rows where they are years, or run on beside no other names.
fn settle_first(
    grid: &Grid<'_>,
    body: &[usize],
    sights: &[Sight],
    columns: &[ColumnHead],
    roles: &mut [Role],
) {
    let Some(first) = roles.iter().position(|role| *role != Role::Index) else { return };
    let (Some(sight), Some(head)) = (sights.get(first), columns.get(first)) else { return };
    if roles.get(first) != Some(&Role::Value) {
        return;
    }
    let words = roles.iter().skip(first + 1).any(|role| *role == Role::Text);
    let name = head.last();
    let named = tables().label_heads.has(&name);
    let unit = head.steps.iter().any(|step| step.unit.is_some());
    // Classes of a size or an age, each with its unit: 0－14岁, 65岁以上.
    let others = roles.iter().skip(first + 1).any(|role| *role == Role::Value);
    let numbers = sight.numbers.max(2);
    let classes = others && !unit && sight.classes * 10 >= numbers * 8 && sight.words <= sight.numbers;
    let years = sight.years * 2 > sight.filled();
    let distinct = || {
        let mut seen: Vec<&str> = body.iter().map(|row| grid.text(*row, first)).collect();
        seen.sort_unstable();
        seen.windows(2).all(|pair| pair.first() != pair.last())
    };
    let runs = sight.running >= 3 && sight.running * 10 >= sight.filled() * 8;
    if (years || classes || named && !unit || !unit && !words && runs && distinct())
        && let Some(role) = roles.get_mut(first)
    {
        *role = Role::Label;
    }
}

/// The text columns at the left name the rows: the first, and those behind it that tell apart what it groups.
fn settle_labels(
    grid: &Grid<'_>,
    body: &[usize],
    sights: &[Sight],
    columns: &[ColumnHead],
    roles: &mut [Role],
) {
    let is_text_head = |column: usize| {
        let name = columns.get(column).map(ColumnHead::last).unwrap_or_default();
        !name.is_empty() && tables().text_ends.end(&name) && !tables().label_heads.has(&name)
    };
    for (start, end) in bounds(grid, sights, columns, roles) {
        let mut labels: Vec<usize> = Vec::new();
        for column in start..end {
            match roles.get(column) {
                Some(Role::Label) => labels.push(column),
                Some(Role::Text) => {}
                Some(Role::Value | Role::Unit) if !labels.is_empty() => break,
                _ => continue,
            }
            let Some(sight) = sights.get(column) else { break };
            if roles.get(column) != Some(&Role::Text) || sight.filled() == 0 {
                continue;
            }
            let translates = sight.translations * 2 > sight.filled();
            let groups = labels.is_empty() || !tells_apart(grid, body, &labels);
            if !translates && groups && (labels.is_empty() || !is_text_head(column)) {
                labels.push(column);
                if let Some(role) = roles.get_mut(column) {
                    *role = Role::Label;
                }
            }
        }
    }
}

/// Whether the labels so far tell the rows apart: none is blank or repeated.
fn tells_apart(grid: &Grid<'_>, body: &[usize], labels: &[usize]) -> bool {
    let label = |row: &usize| labels.iter().map(|c| grid.text(*row, *c)).collect::<Vec<_>>();
    let mut seen: Vec<Vec<&str>> =
        body.iter().map(label).filter(|l| l.iter().any(|t| !t.is_empty())).collect();
    let blank = body.len() - seen.len();
    seen.sort_unstable();
    let before = seen.len();
    seen.dedup();
    blank == 0 && seen.len() == before
}

/// Where panels begin and end. A second one begins at a column of names behind values, where the heads of the first
/// come again.
fn bounds(grid: &Grid<'_>, sights: &[Sight], columns: &[ColumnHead], roles: &[Role]) -> Vec<(usize, usize)> {
    let last = |column: usize| columns.get(column).map(ColumnHead::last).unwrap_or_default();
    let whole = |column: usize| columns.get(column).map(|c| c.folded.clone()).unwrap_or_default();
    let is_value = |column: usize| roles.get(column) == Some(&Role::Value);
    let first_label = (0..grid.width).find(|c| matches!(roles.get(*c), Some(Role::Label | Role::Text)));
    let Some(first_label) = first_label else { return vec![(0, grid.width)] };
    let first_values: Vec<usize> =
        (first_label..grid.width).skip_while(|c| !is_value(*c)).take_while(|c| is_value(*c)).collect();
    let mut starts = vec![0];
    for column in first_label + 1..grid.width {
        let from = starts.last().copied().unwrap_or(0);
        let behind_values = (from..column).any(is_value);
        let names = matches!(roles.get(column), Some(Role::Text | Role::Label))
            && sights.get(column).is_some_and(|s| s.words > 0 || s.years > 0);
        if !behind_values || !names || !(column + 1..grid.width).any(is_value) {
            continue;
        }
        let same_head = !whole(column).is_empty() && whole(column) == whole(first_label);
        let next = (column + 1..grid.width).find(|c| is_value(*c));
        let same_values = next.zip(first_values.first()).is_some_and(|(next, first)| {
            !whole(next).is_empty() && whole(next) == whole(*first)
                || !last(next).is_empty() && last(next) == last(*first)
        });
        if same_head || same_values {
            // A running number before the names belongs to them.
            let index = column.checked_sub(1).filter(|c| roles.get(*c) == Some(&Role::Index));
            starts.push(index.unwrap_or(column));
        }
    }
    let ends = starts.iter().skip(1).copied().chain([grid.width]);
    starts.iter().copied().zip(ends).collect()
}

/// The panels of a table.
pub(crate) fn panels(roles: &[Role]) -> Vec<Panel> {
    let mut out: Vec<Panel> = Vec::new();
    let mut panel = Panel::default();
    for (column, role) in roles.iter().enumerate() {
        match role {
            Role::Label => {
                if !panel.values.is_empty() {
                    out.push(std::mem::take(&mut panel));
                }
                panel.labels.push(column);
            }
            // A unit behind values is that of the values behind it; of several the nearest counts.
            Role::Unit => panel.unit = Some(column),
            Role::Value => panel.values.push(column),
            Role::Index | Role::Text => {}
        }
    }
    out.push(panel);
    out
}

#[cfg(test)]
mod tests {
    use super::super::head;
    use super::super::layout::Row;
    use super::*;

    /// The roles of the columns of a table whose first row is its head.
    fn told(rows: &[[&str; 3]]) -> Vec<Role> {
        let rows: Vec<Row> = rows.iter().map(|row| Row::plain(row.map(str::to_owned).to_vec())).collect();
        let mut units = Units::default();
        let grid = Grid::read(&rows, &[], &mut units);
        let columns = head::columns(&grid, 1, &[], &mut units);
        roles(&grid, 1, &columns, &mut units)
    }

    #[test]
    fn heads_say_what_their_columns_hold() {
        for head in tables().unit_heads.examples() {
            let told =
                told(&[["指标", &head, "2013年"], ["粮食产量", "吨", "51"], ["播种面积", "公顷", "72"]]);
            assert_eq!(told, [Role::Label, Role::Unit, Role::Value], "{head}");
        }
        for head in tables().index_heads.examples().chain(tables().index_ends.examples()) {
            let told = told(&[[&head, "医院", "医师"], ["31", "县医院", "51"], ["17", "中医院", "72"]]);
            assert_eq!(told, [Role::Index, Role::Label, Role::Value], "{head}");
        }
        for head in tables().text_ends.examples() {
            let told = told(&[["乡镇", &head, "人口"], ["东乡", "12", "5100"], ["西乡", "15", "7200"]]);
            // 邮政编码 is a number that runs on, too.
            let [Role::Label, Role::Text | Role::Index, Role::Value] = told[..] else {
                panic!("{head}: {told:?}")
            };
        }
        for head in tables().time_ends.examples() {
            let told = told(&[["桥名", &head, "长度"], ["甲桥", "1956", "51"], ["乙桥", "1983", "72"]]);
            assert_eq!(told, [Role::Label, Role::Text, Role::Value], "{head}");
        }
    }
}
