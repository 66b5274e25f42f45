//! A number of the text against the cell of a table of the same record that has its words, its unit and its date:
//! 农村信用社贷款余额33.4亿元 beside the row 农村信用社 and the column 贷款余额.
//!
//! A cell is named by its row and its column. One of the two names stands in the clause of the number; the other there,
//! earlier in the sentence (水稻播种面积…，总产量…), or it goes without saying: 合计 of the rows, the year of the columns.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::clause::{Number, Numbers, Sentence};
use super::column::Sheet;
use super::printed::{Fit, Printed};
use super::{Claim, Kind, Place, Text, Verdict};
use crate::normal::printed::{ONE, digits};
use crate::record::{Block, Section, Table};
use crate::table::number::places;
use crate::table::{Column, Head, Role, Value, is_sum, is_total};

/// Words around names that name nothing.
const SCOPES: &[&str] = &[
    "全县", "全市", "全区", "全省", "全国", "全镇", "全乡", "全州", "各", "年末", "年底", "其中", "总",
    "共有", "共", "有", "达到", "达", "为", "完成", "实现", "的", "人均", "全部", "当年", "全年", "增至",
    "本", "实有", "计",
];

/// A cell with a number, and what names it.
#[derive(Debug)]
struct Cell {
    place: Place,
    row: String,
    total: bool,
    column: String,
    /// Whether the columns of its table are told apart by their years alone.
    dated: bool,
    year: Option<i32>,
    /// Whether it is the only one of its unit and year in its row.
    alone: bool,
    number: Printed,
}

/// The longest name, in characters, that is looked for in a text.
const LONGEST: usize = 16;

/// How many characters before a number its names may stand.
const REACH: usize = 64;

/// The names of rows or of columns; those of one character say nothing. A text is looked up in them, so that it costs
/// the same with many names as with few.
#[derive(Debug, Default)]
struct Names {
    /// What stands for a name: itself, and whether that is all of it (贷款 stands for 贷款余额).
    forms: BTreeMap<String, (String, bool)>,
    /// The characters that one begins with: most of a text begin none.
    firsts: FxHashSet<char>,
}

impl Names {
    fn add(&mut self, name: &str) {
        if !(2..=LONGEST).contains(&name.chars().count()) {
            return;
        }
        self.firsts.extend(name.chars().next());
        self.forms.insert(name.to_owned(), (name.to_owned(), true));
        let ends = ["余额", "总额", "总数", "数量", "数", "量", "额"];
        if let Some(short) = ends.iter().find_map(|w| name.strip_suffix(w)).filter(|s| s.chars().count() > 1)
        {
            self.forms.entry(short.to_owned()).or_insert_with(|| (name.to_owned(), false));
        }
    }

    /// The names in a text, each with the place where it begins, as it is found from the left.
    fn find<'n>(&'n self, text: &'n str) -> impl Iterator<Item = (usize, &'n str, bool)> {
        let starts = text.char_indices().filter(|(_, c)| self.firsts.contains(c));
        starts.flat_map(|(start, _)| {
            let rest = text.get(start..).unwrap_or_default();
            let ends = rest.char_indices().map(|(at, _)| at).chain([rest.len()]);
            let forms = ends.skip(2).take(LONGEST - 1).filter_map(|end| self.forms.get(rest.get(..end)?));
            forms.map(move |(name, full)| (start, name.as_str(), *full))
        })
    }
}

/// The cells of one unit, with their names.
#[derive(Debug, Default)]
struct OfUnit {
    cells: Vec<Cell>,
    rows: Names,
    columns: Names,
    /// The cells of a row's name, and those of totals.
    by_row: BTreeMap<String, Vec<usize>>,
    totals: Vec<usize>,
}

/// The cells of a record by their unit.
#[derive(Debug, Default)]
pub(super) struct Cells {
    by_unit: BTreeMap<String, OfUnit>,
    /// The words of the captions, which belong to every name: 粮食 in 粮食总产量.
    captions: String,
}

impl Cells {
    pub(super) fn of(sections: &[Section]) -> Cells {
        let mut cells = Cells::default();
        for (s, section) in sections.iter().enumerate() {
            for (b, block) in section.blocks.iter().enumerate() {
                if let Block::Table(table) = block {
                    cells.captions.push_str(&plain(table.caption.as_deref().unwrap_or_default()));
                    cells.add(table, s, b);
                }
            }
        }
        cells
    }

    fn add(&mut self, table: &Table, section: usize, block: usize) {
        let sheet = Sheet { table, section, block };
        let names: Vec<Option<String>> = table.columns.iter().map(name_of_column).collect();
        let mut last: Option<(&Head, Row)> = None;
        for values in table.values.chunk_by(|a, b| a.row == b.row) {
            for value in values {
                let Some((unit, number)) = number_of_cell(table, value) else { continue };
                let column = table.columns.iter().zip(&names).nth(value.column as usize);
                let Some((_, column)) = column.filter(|(c, _)| c.role == Role::Value) else { continue };
                let Some(head) = table.head_of(value.row, value.column) else { continue };
                let (_, row) = match last.take().filter(|(before, _)| std::ptr::eq(*before, head)) {
                    Some(known) => last.insert(known),
                    None => last.insert((head, Row::of(head))),
                };
                let year = |value: &Value| table.date_of(value).0.and_then(|d| d.get(..4)?.parse().ok());
                let own: Option<i32> = year(value);
                let like = |v: &Value| table.measure_of(v).unit == Some(unit) && year(v) == own;
                let cell = Cell {
                    place: sheet.place((value.row, value.column)),
                    row: row.name.clone(),
                    total: row.total,
                    dated: column.is_none(),
                    column: column.clone().unwrap_or_default(),
                    year: own,
                    alone: !values.iter().any(|v| v.column != value.column && like(v)),
                    number,
                };
                self.by_unit.entry(unit.to_owned()).or_default().add(cell);
            }
        }
    }
}

/// The name of a row, and whether it is a total.
struct Row {
    name: String,
    total: bool,
}

impl Row {
    fn of(head: &Head) -> Row {
        let name = head.path.last().map(|name| plain(name)).unwrap_or_default();
        Row { total: is_sum(&name), name }
    }
}

/// The name of a column, where it has more than its year.
fn name_of_column(column: &Column) -> Option<String> {
    column.path.iter().map(|name| plain(name)).rfind(|name| !is_year(name) && !is_total(name))
}

/// The number of a cell with its unit; none where it is no single exact one.
fn number_of_cell<'t>(table: &'t Table, value: &'t Value) -> Option<(&'t str, Printed)> {
    let measure = table.measure_of(value);
    let unit = measure.unit.filter(|_| measure.per.is_none())?;
    let text = table.rows.get(value.row as usize)?.get(value.column as usize)?;
    let exact = value.max.is_none() && value.bound.is_none();
    Some((unit, scaled(text, value, measure.surface != Some(unit)).filter(|_| exact)?))
}

impl OfUnit {
    fn add(&mut self, cell: Cell) {
        let at = self.cells.len();
        if cell.total {
            self.totals.push(at);
        } else {
            self.rows.add(&cell.row);
        }
        self.columns.add(&cell.column);
        self.by_row.entry(cell.row.clone()).or_default().push(at);
        self.cells.push(cell);
    }
}

/// The number of a cell in its unit, with half of its last printed place.
pub(super) fn scaled(text: &str, value: &Value, rounded: bool) -> Option<Printed> {
    let found = Printed::exact(value.value.as_deref()?)?;
    let place = digits(text).filter(|d| *d > 0).map(|d| (found.value / d).abs())?;
    let whole = place == ONE && places(text) == 0 && !rounded;
    Some(Printed { half: if whole { 0 } else { place / 2 }, ..found })
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).map(super::folded).collect()
}

/// Whether a head is only a date: 2012年, 2012年末.
fn is_year(name: &str) -> bool {
    let rest = name.trim_end_matches(['年', '末', '底', '度', '月', '日', '初']);
    !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit() || matches!(c, '年' | '月'))
}

/// How well a cell is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Named {
    /// A part of its name stands there: 贷款 for 贷款余额.
    Partly,
    /// Its name, with other words.
    Loosely,
    /// Its name and nothing else.
    Fully,
}

/// The numbers of a text that stand in a table, too.
pub(super) fn claims(text: &Text<'_>, numbers: &Numbers<'_>, cells: &Cells, out: &mut Vec<Claim>) {
    if cells.by_unit.is_empty() {
        return;
    }
    for sentence in numbers.sentences() {
        for number in sentence.own.iter().filter(|n| n.is_level()) {
            out.extend(number_of(text, sentence, number, cells));
        }
    }
}

/// The names of a table's rows and columns that the words before a number say.
struct Said<'c> {
    /// Those in its clause, and whether in full.
    rows: BTreeMap<&'c str, bool>,
    columns: BTreeMap<&'c str, bool>,
    /// The one that stands last before it in the sentence.
    row: Option<&'c str>,
    column: Option<&'c str>,
    /// The words of its clause.
    label: &'c str,
}

impl<'c> Said<'c> {
    /// What the words of a clause say, with those before its number; none where the clause has no name.
    fn of(cells: &'c OfUnit, label: &'c str, ahead: &'c str) -> Option<Said<'c>> {
        let here = |names: &'c Names| {
            let mut found: BTreeMap<&str, bool> = BTreeMap::new();
            for (_, name, full) in names.find(label) {
                *found.entry(name).or_default() |= full;
            }
            found
        };
        let (rows, columns) = (here(&cells.rows), here(&cells.columns));
        if rows.is_empty() && columns.is_empty() {
            return None;
        }
        let last = |names: &'c Names| {
            let found = names.find(ahead).filter(|(_, _, full)| *full);
            found.map(|(at, name, _)| (at, name.len(), name)).max().map(|(_, _, name)| name)
        };
        Some(Said { rows, columns, row: last(&cells.rows), column: last(&cells.columns), label })
    }

    /// The cells of the rows that are said; where none is, those of totals.
    fn cells(&self, of: &'c OfUnit) -> Vec<&'c Cell> {
        let rows = self.rows.keys().copied().chain(self.row);
        let rows: BTreeSet<&str> = rows.collect();
        let mut at: BTreeSet<usize> =
            rows.iter().filter_map(|row| of.by_row.get(*row)).flatten().copied().collect();
        if self.row.is_none() {
            at.extend(&of.totals);
        }
        at.into_iter().filter_map(|at| of.cells.get(at)).collect()
    }

    /// How well a cell is named.
    fn names(&self, cell: &Cell, captions: &str) -> Option<Named> {
        let row_here = self.rows.get(cell.row.as_str()).copied();
        let column_here = self.columns.get(cell.column.as_str()).copied();
        let row_said =
            row_here.is_some() || if cell.total { self.row.is_none() } else { self.row == Some(&cell.row) };
        let column_said =
            cell.dated || cell.alone || column_here.is_some() || self.column == Some(&cell.column);
        if !row_said || !column_said || row_here.is_none() && column_here.is_none() {
            return None;
        }
        if !row_here.unwrap_or(true) || !column_here.unwrap_or(true) {
            return Some(Named::Partly);
        }
        let mut rest = self.label.to_owned();
        for name in [cell.row.as_str(), cell.column.as_str()].into_iter().filter(|n| !n.is_empty()) {
            rest = rest.replacen(name, "", 1);
        }
        for scope in SCOPES {
            rest = rest.replace(scope, "");
        }
        Some(if captions.contains(&rest) { Named::Fully } else { Named::Loosely })
    }
}

fn number_of(
    text: &Text<'_>,
    sentence: Sentence<'_, '_>,
    number: &Number<'_>,
    cells: &Cells,
) -> Option<Claim> {
    let of_unit = cells.by_unit.get(number.unit()?)?;
    let stated = number.printed?;
    let at = number.mention.start;
    // What is dated by a month is no year's.
    if text.before(at, 20).contains('月') || number.is_earlier(text) {
        return None;
    }
    let ahead = text.between(sentence.start.max(at.saturating_sub(REACH)), at);
    let said = Said::of(of_unit, number.label, ahead)?;
    let year = text.year_at(at);
    let same_year = |c: &&Cell| match (c.year, year) {
        (Some(a), Some(b)) => a == b,
        _ => !c.dated,
    };
    let dated = said.cells(of_unit).into_iter().filter(same_year);
    let mut named: Vec<(Named, &Cell)> =
        dated.filter_map(|c| Some((said.names(c, &cells.captions)?, c))).collect();
    named.sort_by_key(|(how, _)| std::cmp::Reverse(*how));
    let fits = |c: &Cell| c.number.fit(stated) != Fit::Apart;
    let held = named.iter().find(|(_, c)| fits(c));
    let (cell, verdict, reason) = match (held, named.as_slice()) {
        (Some((_, cell)), _) if cell.number.fit(stated) == Fit::Same => (*cell, Verdict::Holds, None),
        (Some((_, cell)), _) => (*cell, Verdict::Rounding, None),
        (None, [(Named::Fully, cell), rest @ ..]) => {
            let alone = rest.iter().all(|(how, _)| *how != Named::Fully);
            // What stands in another cell is that cell's.
            let other = of_unit.cells.iter().any(fits);
            match alone && !other && cell.number.is_near(stated, 4) {
                true => (*cell, Verdict::Contradicts, None),
                false => (*cell, Verdict::NotComparable, Some("which cell is meant is not sure")),
            }
        }
        (None, _) => return None,
    };
    Some(Claim {
        verdict,
        difference: Some(cell.number.apart(stated).shown()),
        unit: number.mention.unit.clone(),
        note: format!("the table has {}", cell.place.text),
        reason,
        ..Claim::new(
            Kind::TextTable,
            vec![text.place_of(number.mention), cell.place.clone()],
            stated.shown(),
            cell.number.shown(),
        )
    })
}
