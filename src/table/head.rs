//! Finds the head rows of a table, and the path of each column through them.

use super::grid::Grid;
use super::name::{Name, Part, fold, is_translation, read, untranslated};
use super::number::Said;
use super::unit::Units;
use crate::data::chars::Chars;
use crate::data::tables::tables;

/// The head of a column.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnHead {
    /// The names in its head cells, from the top down.
    pub(crate) path: Vec<String>,
    /// The row of each of them.
    levels: Vec<usize>,
    /// The names with what is read from them, from the top down; those of units alone, too.
    pub(crate) steps: Vec<Name>,
    /// The texts of its head cells as they are compared, joined.
    pub(crate) folded: String,
    /// The column that it is a part of.
    pub(crate) whole: Option<usize>,
    pub(crate) marks: Vec<String>,
}

impl ColumnHead {
    /// Its lowest name as it is compared.
    pub(crate) fn last(&self) -> String {
        self.path.last().map(|step| fold(step)).unwrap_or_default()
    }
}

/// What a row among the first ones is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// 甲 乙 1 2 3
    Letters,
    /// （人） （万元）
    Units,
    /// 2012年 2013年
    Years,
    /// Basic Statistics
    Translation,
    /// Numbers, or marks for missing ones.
    Data,
    Words,
}

/// How many of the first rows are heads: those that the markup says, with the rows of units and letters below; else
/// those up to the first with a number.
pub(crate) fn count(grid: &Grid<'_>, marked: usize, units: &mut Units) -> (usize, bool) {
    let total = grid.rows.len();
    let marked = if marked < total { marked } else { 0 };
    let mut at = marked;
    let mut sure = marked > 0;
    while at + 1 < total || at < total && at > 0 {
        let kind = kind(grid, at, units);
        let head = match kind {
            Kind::Letters | Kind::Units | Kind::Translation => at > 0,
            Kind::Years => is_row_of_years(grid, at, marked, units),
            Kind::Data => false,
            Kind::Words if marked > 0 => false,
            Kind::Words => at == 0 || !is_group(grid, at) && (hangs(grid, at) || spans(grid, at - 1)),
        };
        if !head || at + 1 >= total && at > 0 {
            sure |= kind == Kind::Data;
            break;
        }
        at += 1;
    }
    (at, !sure)
}

fn kind(grid: &Grid<'_>, row: usize, units: &mut Units) -> Kind {
    let filled: Vec<usize> = grid.filled(row).collect();
    if is_letters(grid, row, &filled) {
        return Kind::Letters;
    }
    let text = |column: &usize| grid.text(row, *column);
    let again = |c: &usize| row > 0 && grid.is_year(row, *c) && text(c) == grid.text(row - 1, *c);
    let translates = filled.iter().any(|c| is_translation(text(c)));
    if translates && filled.iter().all(|c| is_translation(text(c)) || again(c)) {
        return Kind::Translation;
    }
    let own: Vec<usize> = filled.iter().copied().filter(|c| !grid.slot(row, *c).above).collect();
    let behind: Vec<usize> = own.iter().copied().filter(|c| *c > 0).collect();
    let unit = |column: &usize| {
        let text = untranslated(text(column)).trim();
        let bare = text.trim_matches(['（', '）', '(', ')', '[', ']']);
        !grid.is_number(row, *column) && units.read(bare).is_some_and(|u| u.code.is_some())
    };
    let first = own.iter().find(|c| **c == 0).map_or("", |c| grid.text(row, *c));
    let first_is_head = || first.is_empty() || tables().unit_heads.has(&fold(first));
    if !behind.is_empty() && first_is_head() && behind.iter().all(unit) {
        return Kind::Units;
    }
    let number = |c: &usize| grid.is_number(row, *c) || grid.is_year(row, *c);
    let numbers: Vec<usize> = behind.iter().copied().filter(number).collect();
    let missing = behind.iter().any(|c| matches!(grid.said(row, *c), Said::Missing(_)));
    match numbers.is_empty() {
        false if numbers.iter().all(|c| grid.is_year(row, *c)) && !missing && !grid.is_year(row, 0) => {
            Kind::Years
        }
        false => Kind::Data,
        true if missing => Kind::Data,
        // A first column of numbers with nothing else beside is data, too.
        true if behind.is_empty() && grid.is_number(row, 0) => Kind::Data,
        true => Kind::Words,
    }
}

/// 甲 乙 1 2 3, A B C, (1) (2): the names by which a book speaks of its columns.
fn is_letters(grid: &Grid<'_>, row: usize, filled: &[usize]) -> bool {
    static LETTERS: Chars = Chars::of("甲乙丙丁戊己庚辛");
    if row == 0 || filled.len() < 2 {
        return false;
    }
    let mut next = 1;
    let mut letters = 0;
    let all = filled.iter().all(|column| {
        let text = grid.text(row, *column);
        let bare = text
            .trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')' | '[' | ']'));
        let mut chars = bare.chars();
        let one = chars.next().filter(|_| chars.next().is_none());
        if one.is_some_and(|c| LETTERS.has(c)) {
            letters += 1;
            return true;
        }
        let is_next = bare == next.to_string() || one.is_some_and(|c| c as u32 == '①' as u32 + next - 1);
        let latin =
            one.is_some_and(|c| c.is_ascii_uppercase() && c as u32 - 'A' as u32 == next + letters - 1);
        next += 1;
        is_next || latin
    });
    let labels = || tables().index_heads.has(&fold(grid.text(0, 0)));
    all && (letters > 0 || filled.first() == Some(&0) && filled.len() >= 3 && !labels())
        || bracketed_letters(grid, row, filled)
}

fn bracketed_letters(grid: &Grid<'_>, row: usize, filled: &[usize]) -> bool {
    let first = fold(grid.text(row, 0));
    let named = matches!(first.as_str(), "栏次" | "行次" | "甲");
    let mut next = 0;
    named
        && filled.iter().skip(1).all(|column| {
            next += 1;
            let text = fold(grid.text(row, *column));
            text.trim_matches(['(', ')']) == next.to_string() || text.contains('=')
        })
}

/// Whether the first cell of a row is blank, or the one above it: the row goes on with the heads above.
fn hangs(grid: &Grid<'_>, row: usize) -> bool {
    let first = grid.text(row, 0);
    row > 0 && (first.is_empty() || grid.slot(row, 0).above || first == grid.text(row - 1, 0))
}

/// Whether a cell of a row spans columns, but not the table.
fn spans(grid: &Grid<'_>, row: usize) -> bool {
    !grid.is_across(row) && (1..grid.width).any(|c| grid.slot(row, c).left && !grid.text(row, c).is_empty())
}

/// Whether a row is a label and no more: the head of a group, not of a column.
fn is_group(grid: &Grid<'_>, row: usize) -> bool {
    grid.is_across(row) || grid.filled(row).all(|column| column == 0) && !grid.text(row, 0).is_empty()
}

/// Whether the years of a row are heads: its first cell heads the labels, or nothing like it follows.
fn is_row_of_years(grid: &Grid<'_>, row: usize, marked: usize, units: &mut Units) -> bool {
    let first = fold(grid.text(row, 0));
    if hangs(grid, row) || first.is_empty() || names_labels(&first) {
        return true;
    }
    // 某镇 1984 2013 above 某村 1990 2001: counts that look like years. A translation repeats the years.
    let same = |below: &usize| (1..grid.width).all(|c| grid.text(*below, c) == grid.text(row, c));
    let below = (row + 1..grid.rows.len()).find(|below| !same(below));
    let alone = below.is_some_and(|below| kind(grid, below, units) != Kind::Years);
    alone && (row == 0 || is_falling_or_rising(grid, row) && marked == 0)
}

/// Whether a name heads a column of labels: 指标, 产品名称, 年份.
fn names_labels(name: &str) -> bool {
    let heads = &tables().label_heads;
    heads.iter().any(|word| word == name || word.chars().count() > 1 && name.ends_with(word))
}

/// Whether the years of a row run up or down.
fn is_falling_or_rising(grid: &Grid<'_>, row: usize) -> bool {
    let years: Vec<&str> = (1..grid.width).map(|c| grid.text(row, c)).filter(|t| !t.is_empty()).collect();
    let pairs = || years.iter().zip(years.iter().skip(1));
    years.len() >= 3 && (pairs().all(|(a, b)| a < b) || pairs().all(|(a, b)| a > b))
}

/// Whether a body row repeats a head row, or is a row of letters.
pub(crate) fn repeats(grid: &Grid<'_>, row: usize, heads: usize) -> bool {
    let text = |row: usize, column: usize| fold(grid.text(row, column));
    let filled: Vec<usize> = grid.filled(row).collect();
    if filled.len() < 2 || filled.iter().any(|c| grid.is_number(row, *c) && !grid.is_year(row, *c)) {
        return false;
    }
    (0..heads).any(|head| (0..grid.width).all(|column| text(row, column) == text(head, column)))
        || heads > 0 && is_letters(grid, row, &filled)
}

/// The path of each column through the head rows.
pub(crate) fn columns(grid: &Grid<'_>, heads: usize, noted: &[String], units: &mut Units) -> Vec<ColumnHead> {
    let rows: Vec<(usize, Kind)> = (0..heads).map(|row| (row, kind(grid, row, units))).collect();
    let mut out: Vec<ColumnHead> = Vec::with_capacity(grid.width);
    for column in 0..grid.width {
        let mut head = ColumnHead::default();
        let mut above = "";
        for &(row, kind) in &rows {
            let text = grid.text(row, column);
            if row > 0 && matches!(kind, Kind::Letters | Kind::Translation) || grid.slot(row, column).above {
                continue;
            }
            if text.is_empty() || text == above {
                continue;
            }
            above = text;
            let mut name = read(text, noted, units);
            if kind == Kind::Units && row > 0 && name.unit.is_none() {
                name.unit = units.read(untranslated(text));
                name.only_unit = name.unit.is_some();
            }
            head.folded.push_str(&fold(text));
            if let Some(sign) = name.part {
                head.whole = part_of(&out, column, grid, row, sign);
                if let Some(whole) = head.whole.and_then(|w| out.get(w)) {
                    // A part of 合计 is not one of 年末数 below it.
                    let steps = whole.path.iter().zip(&whole.levels).filter(|(_, level)| **level <= row);
                    (head.path, head.levels) = steps.map(|(step, level)| (step.clone(), *level)).unzip();
                }
            }
            if !name.only_unit && !name.text.is_empty() && head.path.last() != Some(&name.text) {
                head.path.push(name.text.clone());
                head.levels.push(row);
            }
            head.marks.extend(name.marks.iter().cloned());
            head.steps.push(name);
        }
        out.push(head);
    }
    out
}

/// The column that a head with 其中 or # in `row` makes this one a part of: the nearest before that is none itself.
fn part_of(before: &[ColumnHead], column: usize, grid: &Grid<'_>, row: usize, sign: Part) -> Option<usize> {
    let start = (1..=column).rev().find(|c| !grid.slot(row, *c).left).unwrap_or(column);
    (1..start).rev().find(|c| {
        let head = before.get(*c);
        let part = head.is_some_and(|h| {
            h.steps.iter().any(|s| s.part.is_some() && (s.part == Some(sign) || sign == Part::Among))
        });
        !part && head.is_some_and(|h| !h.path.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_labels_are_known() {
        for head in tables().label_heads.examples() {
            assert!(names_labels(&head), "{head}");
        }
        assert!(names_labels("企业名称") && !names_labels("人口"));
    }
}
