//! Reads a table as observations: each value with its unit, its date and the paths that say what it measures.

use super::Table;
use crate::mention::Bound;
use crate::table::is_time;
use crate::table::number::places;
use crate::table::{DateFrom, Doubt, UnitFrom, Value};

/// A value of a table with all that is known of it. Rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation<'t> {
    /// The row in `rows`.
    pub row: u32,
    /// The column.
    pub column: u32,
    /// What the row is about.
    pub row_path: &'t [String],
    /// What the column is about.
    pub column_path: &'t [String],
    /// The cell as written.
    pub text: &'t str,
    /// The number in its unit; absent where it is missing.
    pub value: Option<&'t str>,
    /// The high end of a range.
    pub max: Option<&'t str>,
    /// How the number limits the true value; absent where it is exact or missing.
    pub bound: Option<Bound>,
    /// How many decimal places are printed; absent where the number is missing.
    pub places: Option<u32>,
    /// The unit; absent where none is known.
    pub unit: Option<&'t str>,
    /// The unit as written.
    pub unit_surface: Option<&'t str>,
    /// Where the unit stands.
    pub unit_from: Option<UnitFrom>,
    /// What it is had by.
    pub per: Option<&'t str>,
    /// The base of an index, EDTF.
    pub base: Option<&'t str>,
    /// The date, EDTF.
    pub date: Option<&'t str>,
    /// Where the date stands.
    pub date_from: Option<DateFrom>,
    /// The mark that stands for a missing number.
    pub missing: Option<&'t str>,
    /// What a note says of that mark.
    pub missing_note: Option<&'t str>,
    /// Footnote marks of the value, its row and its column.
    pub marks: Vec<&'t str>,
    /// What was guessed or could not be told, of the value and of its table.
    pub doubts: Vec<Doubt>,
    /// The code of the place that the row's label names.
    pub place_code: Option<&'t str>,
}

impl Observation<'_> {
    /// What the value measures: the names of its row and its column, the outer ones first, without those that are
    /// times.
    pub fn indicator(&self) -> String {
        let steps = self.row_path.iter().chain(self.column_path).filter(|step| !is_time(step));
        let mut out = String::new();
        for step in steps {
            if !out.is_empty() {
                out.push_str(" · ");
            }
            out.push_str(step);
        }
        out
    }
}

/// What a value is measured in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure<'t> {
    /// ISO 4217, UCUM, kind of ratio, `index`, or the classifier; absent where the tables of units do not know it.
    pub unit: Option<&'t str>,
    /// As written.
    pub surface: Option<&'t str>,
    /// Where it stands.
    pub from: Option<UnitFrom>,
    /// What it is had by.
    pub per: Option<&'t str>,
}

impl Table {
    /// The unit of a value: its own, or the one that its column states for all.
    pub fn measure_of<'t>(&'t self, value: &'t Value) -> Measure<'t> {
        let column = self.columns.get(value.column as usize);
        match column.filter(|_| value.unit_surface.is_none()) {
            None => Measure {
                unit: value.unit.as_deref(),
                surface: value.unit_surface.as_deref(),
                from: value.unit_from,
                per: value.per.as_deref(),
            },
            Some(column) => Measure {
                unit: column.unit.as_deref(),
                surface: column.unit_surface.as_deref(),
                from: column.unit_from,
                per: column.per.as_deref(),
            },
        }
    }

    /// The date of a value, EDTF, and where it stands: its own, or the one that its column states for all.
    pub fn date_of<'t>(&'t self, value: &'t Value) -> (Option<&'t str>, Option<DateFrom>) {
        let column = self.columns.get(value.column as usize);
        match column.filter(|_| value.date.is_none()) {
            None => (value.date.as_deref(), value.date_from),
            Some(column) => (column.date.as_deref(), column.date_from),
        }
    }

    /// The values of the table, row by row.
    ///
    /// ```
    /// use nianjian::{Options, Page, convert, record::Block};
    ///
    /// let page = "<h1>农业</h1><p>2013年，全县粮食生产获得丰收，总产量再创历史新高，农民收入稳步增长。</p>\
    ///     <p align=center>2013年粮食产量</p><p align=right>单位：万吨</p>\
    ///     <table border=1><tr><td>作物</td><td>产量</td></tr><tr><td>小麦</td><td>1.2</td></tr></table>";
    /// let record = convert(&Page { body: page.into(), ..Page::default() }, &Options::default())?;
    /// let tables = record.sections.iter().flat_map(|s| &s.blocks).filter_map(|b| match b {
    ///     Block::Table(table) => Some(table),
    ///     _ => None,
    /// });
    /// let found: Vec<_> = tables.flat_map(|t| t.observations()).map(|o| (o.value, o.unit, o.date)).collect();
    /// assert_eq!(found, [(Some("12000"), Some("t"), Some("2013"))]);
    /// # Ok::<(), nianjian::Rejection>(())
    /// ```
    pub fn observations(&self) -> impl Iterator<Item = Observation<'_>> {
        self.values.iter().map(|value| {
            let head = self.head_of(value.row, value.column);
            let column = self.columns.get(value.column as usize);
            let text = self.rows.get(value.row as usize).and_then(|r| r.get(value.column as usize));
            let text = text.map_or("", String::as_str);
            let measure = self.measure_of(value);
            let (date, date_from) = self.date_of(value);
            let marks = value.marks.iter();
            let marks = marks
                .chain(head.into_iter().flat_map(|h| &h.marks))
                .chain(column.into_iter().flat_map(|c| &c.marks));
            let mut doubts = value.doubts.clone();
            doubts.extend(self.doubts.iter().filter(|d| !value.doubts.contains(d)));
            Observation {
                row: value.row,
                column: value.column,
                row_path: head.map_or(&[], |h| h.path.as_slice()),
                column_path: column.map_or(&[], |c| c.path.as_slice()),
                text,
                value: value.value.as_deref(),
                max: value.max.as_deref(),
                bound: value.bound,
                places: value.value.as_ref().map(|_| places(text)),
                unit: measure.unit,
                unit_surface: measure.surface,
                unit_from: measure.from,
                per: measure.per,
                base: value.base.as_deref().or(column.and_then(|c| c.base.as_deref())),
                date,
                date_from,
                missing: value.missing.as_deref(),
                missing_note: value.missing_note.as_deref(),
                marks: marks.map(String::as_str).collect(),
                doubts,
                place_code: head.and_then(|h| h.place_code.as_deref()),
            }
        })
    }

    /// The label that a cell stands under: of panels side by side the one on its left.
    pub fn head_of(&self, row: u32, column: u32) -> Option<&crate::table::Head> {
        let behind = self.heads.partition_point(|head| (head.row, head.column) <= (row, column));
        behind.checked_sub(1).and_then(|at| self.heads.get(at)).filter(|head| head.row == row)
    }
}
