//! Finds the path of each row: its label below the labels that govern it.

use std::cell::OnceCell;

use super::grid::Grid;
use super::head::repeats;
use super::name::{Name, Part, fold, is_sum, is_total, read};
use super::role::Panel;
use super::unit::{Unit, Units};

/// What a row is about, in one panel.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Label {
    /// Its label below the labels that govern it.
    pub(crate) path: Vec<String>,
    pub(crate) marks: Vec<String>,
    /// The unit in its own label.
    pub(crate) unit: Option<Unit>,
    /// The row that it is a part of, or that governs it.
    pub(crate) whole: Option<usize>,
    /// Whether it says that the row is a part: 其中 or #.
    pub(crate) part: bool,
    /// Whether the row is a label and no more.
    pub(crate) group: bool,
    /// Whether it states a sum.
    pub(crate) total: bool,
    /// How far it is indented, in half em.
    pub(crate) indent: u16,
}

/// The labels of a panel, one a row of the table; none for heads, repeated heads and rows without a label.
pub(crate) struct Labels {
    pub(crate) rows: Vec<Option<Label>>,
    /// Whether a 其中 stands in a table that indents nothing.
    pub(crate) flat: bool,
}

/// A label that may govern those below it.
struct Open {
    /// How far the row is indented, and how far its name.
    raw: u16,
    name: u16,
    part: Option<Part>,
    path: Vec<String>,
    row: usize,
    time: bool,
}

/// A row that is a label and no more.
struct Group {
    kind: (bool, Option<u8>, u16),
    label: String,
    row: usize,
}

/// Reads the labels of a panel.
pub(crate) fn labels(
    grid: &Grid<'_>,
    heads: usize,
    panel: &Panel,
    noted: &[String],
    units: &mut Units,
) -> Labels {
    let body: Vec<usize> = (heads..grid.rows.len()).filter(|row| !repeats(grid, *row, heads)).collect();
    let mut walk = Walk {
        grid,
        panel,
        noted,
        body: &body,
        bracketed: OnceCell::new(),
        out: Labels { rows: vec![None; grid.rows.len()], flat: false },
        groups: Vec::new(),
        open: Vec::new(),
        carried: vec![String::new(); panel.labels.len()],
        main: Vec::new(),
        main_row: None,
        part_of: None,
        prefix: Vec::new(),
        total_in_group: false,
    };
    let last_group = body.iter().rev().find(|row| walk.is_group(**row)).copied();
    let sparse = walk.sparse_columns(&body);
    for (i, row) in body.iter().enumerate() {
        let next = body.get(i + 1).copied();
        if walk.is_group(*row) {
            walk.group(*row, next, units);
        } else {
            walk.row(*row, last_group.is_none_or(|last| last < *row), &sparse, units);
        }
    }
    walk.out
}

struct Walk<'g, 's> {
    grid: &'g Grid<'s>,
    panel: &'g Panel,
    noted: &'g [String],
    /// The rows below the heads.
    body: &'g [usize],
    /// Whether units stand in the brackets of most labels; few tables are asked.
    bracketed: OnceCell<bool>,
    out: Labels,
    groups: Vec<Group>,
    open: Vec<Open>,
    /// The last text in each column of labels.
    carried: Vec<String>,
    /// The path of the last row outside a cell 其中 that spans rows, and the row.
    main: Vec<String>,
    main_row: Option<usize>,
    /// The row that a cell 其中 makes this one a part of.
    part_of: Option<usize>,
    prefix: Vec<String>,
    total_in_group: bool,
}

impl Walk<'_, '_> {
    /// Whether a row says one thing across the table, or is a label without a value.
    fn is_group(&self, row: usize) -> bool {
        if self.grid.is_across(row) {
            return true;
        }
        let Some(first) = self.panel.labels.first() else { return false };
        let filled = self.panel.labels.iter().any(|c| !self.grid.text(row, *c).is_empty());
        let blank = |c: &usize| self.grid.is_blank(row, *c);
        let one = self.panel.labels.iter().skip(1).all(|c| {
            self.grid.text(row, *c).is_empty() || self.grid.text(row, *c) == self.grid.text(row, *first)
        });
        let unit_blank = self.panel.unit.is_none_or(|c| self.grid.text(row, c).is_empty());
        filled && one && unit_blank && !self.panel.values.is_empty() && self.panel.values.iter().all(blank)
    }

    fn label_column(&self) -> usize {
        self.panel.labels.first().copied().unwrap_or(0)
    }

    fn is_bracketed(&self, units: &mut Units) -> bool {
        *self.bracketed.get_or_init(|| {
            let column = self.panel.labels.last().copied().unwrap_or(0);
            let texts = self.body.iter().map(|row| self.grid.text(*row, column));
            let named = texts.filter(|text| read(text, self.noted, units).unit.is_some());
            named.count() * 2 >= self.body.len()
        })
    }

    /// For each column of labels whether most of its cells are blank, so that a blank one goes on with the one above.
    fn sparse_columns(&self, body: &[usize]) -> Vec<bool> {
        let sparse = |column: &usize| {
            let rows = body.iter().filter(|row| !self.is_group(**row));
            let (mut blank, mut all) = (0, 0);
            for row in rows {
                all += 1;
                blank += usize::from(self.grid.text(*row, *column).is_empty());
            }
            blank * 2 >= all && blank > 0
        };
        self.panel.labels.iter().map(sparse).collect()
    }

    fn group(&mut self, row: usize, next: Option<usize>, units: &mut Units) {
        let column = if self.grid.is_across(row) { 0 } else { self.label_column() };
        let name = read(self.grid.text(row, column), self.noted, units);
        let indent = self.grid.slot(row, column).indent;
        if name.text.is_empty() {
            if let Some(part) = name.part {
                // 其中： alone: what stands deeper below it are parts of the row before.
                self.close_for_part(indent);
                let above = self.open.last();
                let (path, whole) = above.map_or((Vec::new(), row), |o| (o.path.clone(), o.row));
                self.open.push(Open {
                    raw: indent,
                    name: indent + part.width(),
                    part: Some(part),
                    path,
                    row: whole,
                    time: false,
                });
            }
            return;
        }
        let deeper =
            next.is_some_and(|next| self.grid.slot(next, column).indent > indent && !self.is_group(next));
        if deeper && !self.grid.is_across(row) {
            self.place(row, name, indent, true);
            return;
        }
        self.open.clear();
        self.main.clear();
        self.main_row = None;
        let kind = (self.grid.is_across(row), name.rank, indent);
        let kept = self.groups.iter().position(|g| g.kind == kind).unwrap_or(self.groups.len());
        self.groups.truncate(kept);
        self.total_in_group |= false;
        let whole = self.groups.last().map(|g| g.row);
        self.groups.push(Group { kind, label: name.text.clone(), row });
        let label = Label {
            path: self.groups.iter().map(|g| g.label.clone()).collect(),
            marks: name.marks,
            unit: name.unit,
            whole,
            part: name.part.is_some(),
            group: true,
            total: false,
            indent,
        };
        self.set(row, label);
    }

    fn row(&mut self, row: usize, after_groups: bool, sparse: &[bool], units: &mut Units) {
        let grid = self.grid;
        let mut prefix: Vec<String> = Vec::new();
        let mut name: Option<(Name, u16)> = None;
        self.part_of = None;
        for (i, column) in self.panel.labels.iter().enumerate() {
            let slot = grid.slot(row, *column);
            let mut text = grid.text(row, *column);
            if slot.left && i > 0 {
                continue;
            }
            let goes_on = text.is_empty()
                && sparse.get(i) == Some(&true)
                && (i + 1 < self.panel.labels.len() || i == 0);
            let carried = self.carried.get(i).cloned().unwrap_or_default();
            if goes_on {
                text = &carried;
            } else {
                // A new cell ends what the columns behind it carried.
                if !text.is_empty() && *text != *carried {
                    self.carried.iter_mut().skip(i + 1).for_each(String::clear);
                }
                if let Some(slot) = self.carried.get_mut(i)
                    && !text.is_empty()
                {
                    text.clone_into(slot);
                }
            }
            if text.is_empty() {
                continue;
            }
            if let Some((above, _)) = name.take() {
                match (above.part, above.text.is_empty()) {
                    // A cell 其中 beside several rows: they are parts of the row before.
                    (Some(_), true) => {
                        prefix = self.main.clone();
                        self.part_of = self.main_row;
                    }
                    _ => prefix.push(above.text),
                }
            }
            name = Some((read(text, self.noted, units), slot.indent));
        }
        let Some((mut name, indent)) = name else { return };
        // 文化馆（站） names two things, unless units stand in the brackets of most labels.
        if name.unit.as_ref().is_some_and(|unit| unit.noun) && !self.is_bracketed(units) {
            (name.unit, name.text) = (None, name.whole.clone());
        }
        if prefix != self.prefix {
            self.open.clear();
            self.prefix.clone_from(&prefix);
        }
        if !self.groups.is_empty() && is_total(&name.text) {
            if after_groups && !self.total_in_group {
                self.groups.clear();
                self.open.clear();
            } else {
                self.total_in_group = true;
            }
        }
        self.place(row, name, indent, false);
    }

    /// Closes what a row with 其中 at an indent is no part of.
    fn close_for_part(&mut self, indent: u16) {
        while let Some(top) = self.open.last()
            && (top.raw > indent || top.part.is_some() && top.raw >= indent)
        {
            self.open.pop();
        }
    }

    /// Whether a row stands beside one with # though its name is moved a little further, as that behind the sign is:
    /// less than the part itself is moved from its whole.
    fn is_beside(&self, top: &Open, indent: u16) -> bool {
        let whole = self.open.iter().rev().nth(1).map_or(0, |whole| whole.raw);
        top.part == Some(Part::Hash) && indent.saturating_sub(top.raw) < top.raw.saturating_sub(whole)
    }

    /// Puts a row with a name below the labels that are open and govern it.
    fn place(&mut self, row: usize, name: Name, indent: u16, group: bool) {
        let time = is_time(&name.text);
        match name.part {
            Some(_) => self.close_for_part(indent),
            None => {
                while let Some(top) = self.open.last() {
                    let ends = match top.part {
                        // What stands as deep as the name behind 其中： is a part beside it.
                        Some(_) => indent <= top.name || self.is_beside(top, indent),
                        None => top.raw >= indent || top.time && time,
                    };
                    if !ends {
                        break;
                    }
                    // Nothing tells where the parts end.
                    self.out.flat |= top.part.is_some()
                        && top.raw == indent
                        && self.open.iter().rev().nth(1).is_some_and(|whole| whole.raw >= indent);
                    self.open.pop();
                }
            }
        }
        let above = self.open.last();
        let whole = above.map(|o| o.row).or(self.part_of).or(self.groups.last().map(|g| g.row));
        let whole = whole.filter(|whole| *whole != row);
        let inner: Vec<String> = above.map(|o| o.path.clone()).unwrap_or_default();
        let inner: Vec<String> = inner.into_iter().chain([name.text.clone()]).collect();
        let groups = self.groups.iter().map(|g| g.label.clone());
        let path: Vec<String> =
            groups.chain(self.prefix.iter().cloned()).chain(inner.iter().cloned()).collect();
        let column = self.panel.labels.first().copied().unwrap_or(0);
        let first = self.grid.text(row, column);
        if self.panel.labels.len() < 2 || !fold(first).starts_with("其中") {
            self.main.clone_from(&inner);
            self.main_row = Some(row);
            if self.panel.labels.len() > 1 {
                self.main = self.prefix.iter().cloned().chain(inner.iter().cloned()).collect();
            }
        }
        let part = name.part;
        let width = part.map_or(0, Part::width);
        self.open.push(Open { raw: indent, name: indent + width, part, path: inner, row, time });
        let label = Label {
            total: is_sum(&name.text),
            path,
            marks: name.marks,
            unit: name.unit,
            whole,
            part: part.is_some(),
            group,
            indent,
        };
        self.set(row, label);
    }

    fn set(&mut self, row: usize, label: Label) {
        if let Some(slot) = self.out.rows.get_mut(row) {
            *slot = Some(label);
        }
    }
}

/// Whether a label is a time: one year is no part of the year above it, however it is set.
fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches(['年', '月', '日']);
    !text.is_empty()
        && text.chars().all(|c| c.is_ascii_digit() || "０１２３４５６７８９民国國年月-—".contains(c))
}
