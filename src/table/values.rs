//! Reads the values of a table: each number with its unit, its date and what is in doubt.

use super::date::{self, Dates, Hint, Stands};
use super::grid::Grid;
use super::head::{self, ColumnHead};
use super::label::{Label, Labels};
use super::measure::{Measured, Place, Stated, Without, base, measure};
use super::name::untranslated;
use super::note::Notes;
use super::number::{Number, Said, Sign};
use super::read::{Sheet, count32};
use super::role::Panel;
use super::unit::{Unit, Units};
use super::{DateFrom, Doubt, Value};

/// The values under way.
pub(super) struct Values<'v, 's> {
    pub(super) sheet: &'v Sheet<'s>,
    pub(super) grid: &'v Grid<'s>,
    pub(super) heads: usize,
    pub(super) columns: &'v [ColumnHead],
    pub(super) notes: &'v Notes,
    pub(super) stated: &'v Stated,
    pub(super) units: &'v mut Units,
    pub(super) dates: Dates,
    pub(super) out: Vec<Value>,
    /// How many values have a unit that cannot be told.
    pub(super) unclear: usize,
}

impl Values<'_, '_> {
    /// Reads the values of a panel.
    pub(super) fn panel(&mut self, panel: &Panel, labels: &Labels) {
        let caption: Vec<Hint> = match self.sheet.told.and_then(|t| t.date.as_deref()) {
            // As words, or in EDTF.
            Some(date) => match self.dates.hints(date, Stands::Name) {
                hints if hints.is_empty() => vec![Hint::Full(date.to_owned())],
                hints => hints,
            },
            None => self.sheet.caption.map(|c| self.dates.hints(c, Stands::Caption)).unwrap_or_default(),
        };
        let note = self.sheet.unit_note.map(|n| self.dates.hints(n, Stands::Caption)).unwrap_or_default();
        let mut above: Vec<(Hint, DateFrom)> =
            first_full(caption).into_iter().chain(first_full(note)).map(|h| (h, DateFrom::Caption)).collect();
        if above.is_empty() && self.sheet.year.is_none() {
            let title = self.sheet.title.map(|t| self.dates.hints(t, Stands::Caption)).unwrap_or_default();
            above.extend(first_full(title).map(|h| (h, DateFrom::Caption)));
        }
        above.extend(self.sheet.year.map(|year| (Hint::Full(format!("{year:04}")), DateFrom::CoverageYear)));
        let by_head: Vec<Vec<(Hint, DateFrom)>> = panel.values.iter().map(|c| self.head_hints(*c)).collect();
        let grown = self.grown(panel, &by_head, &above);
        let takes = self.takes(panel);
        let rows: Vec<usize> = (self.heads..self.grid.rows.len())
            .filter(|row| labels.rows.get(*row).is_some_and(|l| l.as_ref().is_none_or(|l| !l.group)))
            .collect();
        let unit_rows = rows.len();
        for (nth, row) in rows.into_iter().enumerate() {
            if self.grid.is_across(row) || head::repeats(self.grid, row, self.heads) {
                continue;
            }
            let chain = chain(labels, row);
            let mut of_row: Vec<(Hint, DateFrom)> = Vec::new();
            for label in &chain {
                if let Some(name) = label.path.last() {
                    of_row
                        .extend(self.dates.hints(name, Stands::Name).into_iter().map(|h| (h, DateFrom::Row)));
                }
            }
            // Labels in columns before the last one.
            for name in chain.first().map(|l| l.path.iter().rev().skip(1)).into_iter().flatten() {
                of_row.extend(self.dates.hints(name, Stands::Name).into_iter().map(|h| (h, DateFrom::Row)));
            }
            let unit_cell = panel.unit.and_then(|column| self.unit_cell(row, column));
            let whole_units: Vec<Unit> = match panel.unit {
                Some(column) => chain
                    .iter()
                    .skip(1)
                    .filter_map(|l| l.own_row)
                    .filter_map(|r| self.unit_cell(r, column))
                    .collect(),
                None => Vec::new(),
            };
            for (((at, column), of_head), grew) in panel.values.iter().enumerate().zip(&by_head).zip(&grown) {
                let said = self.grid.said(row, *column).clone();
                let place = Where {
                    row,
                    column: *column,
                    chain: &chain,
                    unit_cell: unit_cell.as_ref(),
                    whole_units: &whole_units,
                    place: takes.get(at).copied().flatten().map_or((0, 0), |place| {
                        (place, takes.iter().flatten().max().map_or(0, |last| last + 1))
                    }),
                    row_place: (nth, unit_rows),
                    years_across: !of_head.is_empty(),
                };
                let hints: Vec<(Hint, DateFrom)> =
                    of_row.iter().chain(of_head).chain(grew).chain(&above).cloned().collect();
                self.value(&said, &place, &hints);
            }
        }
    }

    /// For each value column its place among those that state no unit of their own. A part has the place of its whole.
    fn takes(&self, panel: &Panel) -> Vec<Option<usize>> {
        let mut next = 0;
        let mut out: Vec<Option<usize>> = Vec::with_capacity(panel.values.len());
        for column in &panel.values {
            let head = self.columns.get(*column);
            let own = head.is_some_and(|head| head.steps.iter().any(|step| step.unit.is_some()));
            let whole = head.and_then(|head| head.whole);
            let of_whole = panel.values.iter().zip(&out).find(|(other, _)| Some(**other) == whole);
            out.push(match of_whole.and_then(|(_, place)| *place) {
                _ if own => None,
                Some(place) => Some(place),
                None => {
                    next += 1;
                    Some(next - 1)
                }
            });
        }
        out
    }

    /// For each value column that says how much something grew, and not when, what says it: the part of the year that
    /// the column before is of; else the last year of the columns before, or the one behind the year that it is held
    /// against. A year in the caption is nearer than those.
    fn grown(
        &self,
        panel: &Panel,
        by_head: &[Vec<(Hint, DateFrom)>],
        above: &[(Hint, DateFrom)],
    ) -> Vec<Vec<(Hint, DateFrom)>> {
        let year = |hint: &(Hint, DateFrom)| match &hint.0 {
            Hint::Full(date) if date.len() == 4 => date.parse::<i32>().ok(),
            _ => None,
        };
        let captioned = above.iter().any(|hint| hint.1 == DateFrom::Caption && year(hint).is_some());
        let (mut years, mut before): (Vec<i32>, &[(Hint, DateFrom)]) = (Vec::new(), &[]);
        let mut grown = |column: usize, of_head| {
            if !<[_]>::is_empty(of_head) {
                before = of_head;
                years.extend(of_head.iter().find_map(year));
                return None;
            }
            let against = date::grows_against(self.columns.get(column)?.path.last()?)?;
            if before.iter().any(|(hint, _)| matches!(hint, Hint::Part(_))) {
                return Some(before.to_vec());
            }
            let later = years.iter().filter(|grew| against.is_none_or(|base| **grew > base));
            let grew = if against.is_some() { later.min() } else { later.max() }?;
            (!captioned).then(|| vec![(Hint::Full(format!("{grew:04}")), DateFrom::Column)])
        };
        let columns = panel.values.iter().zip(by_head);
        columns.map(|(column, of_head)| grown(*column, of_head).unwrap_or_default()).collect()
    }

    fn head_hints(&mut self, column: usize) -> Vec<(Hint, DateFrom)> {
        let steps: Vec<String> = self
            .columns
            .get(column)
            .map(|head| head.path.iter().rev().cloned().collect())
            .unwrap_or_default();
        let mut out = Vec::new();
        for step in steps {
            out.extend(self.dates.hints(&step, Stands::Name).into_iter().map(|h| (h, DateFrom::Column)));
        }
        out
    }

    /// The unit in a cell of the column of units; 〃 repeats the one above.
    fn unit_cell(&mut self, row: usize, column: usize) -> Option<Unit> {
        let mut at = row;
        loop {
            let text = untranslated(self.grid.text(at, column));
            if matches!(text, "〃" | "″" | "同上" | "\"" | "〞" | "”") && at > self.heads {
                at -= 1;
                continue;
            }
            let text = text.trim_matches(['（', '）', '(', ')']);
            return (!text.is_empty()).then(|| self.units.read(text).unwrap_or_else(|| Unit::unknown(text)));
        }
    }

    fn value(&mut self, said: &Said, place: &Where<'_>, hints: &[(Hint, DateFrom)]) {
        let number = match said {
            Said::Blank | Said::Words => return,
            Said::Missing(_) => None,
            Said::Number(number) => Some(number.as_ref()),
        };
        if number.is_some_and(|n| self.is_doubtful(n)) {
            return;
        }
        let date = self.dates.resolve(hints);
        let none = ColumnHead::default();
        let head = self.columns.get(place.column).unwrap_or(&none);
        let links: Vec<&Label> = place.chain.iter().map(|l| &l.label).collect();
        let whole_units: Vec<&Unit> = place.whole_units.iter().collect();
        let measured = measure(
            &Place {
                cell: number.and_then(|n| n.unit.as_ref()),
                unit_column: place.unit_cell,
                labels: &links,
                whole_units: &whole_units,
                head,
                whole_head: head.whole.and_then(|whole| self.columns.get(whole)),
                column: place.place,
                row: place.row_place,
                years_across: place.years_across,
            },
            self.stated,
        );
        let mut doubts = Vec::new();
        match &measured {
            Ok(m) if m.unit.code.is_none() => doubts.push(Doubt::UnitNone),
            Ok(_) => {}
            Err(Without::None) => doubts.push(Doubt::UnitNone),
            Err(Without::Unclear) => {
                self.unclear += 1;
                doubts.push(Doubt::UnitUnclear);
            }
        }
        if date.as_ref().is_some_and(|(_, from)| *from == DateFrom::CoverageYear) {
            doubts.push(Doubt::DateCoverage);
        }
        let missing = match said {
            Said::Missing(mark) => Some(mark.clone()),
            Said::Blank | Said::Words | Said::Number(_) => None,
        };
        let mut value = Value {
            row: count32(place.row),
            column: count32(place.column),
            value: None,
            max: None,
            bound: None,
            unit: None,
            unit_surface: None,
            unit_from: None,
            per: None,
            base: None,
            date: None,
            date_from: None,
            missing_note: missing.as_deref().and_then(|m| self.notes.of_missing(m)).map(str::to_owned),
            missing,
            marks: number.map(|n| n.marks.clone()).unwrap_or_default(),
            doubts,
        };
        if let Some(number) = number
            && !self.scale(&mut value, number, measured.as_ref().ok())
        {
            return;
        }
        if let Ok(Measured { unit, from }) = measured {
            value.base = base(&unit, date.as_ref().map(|(d, _)| d.as_str()));
            value.unit = unit.code;
            value.unit_surface = Some(unit.surface);
            value.unit_from = Some(from);
            value.per = unit.per;
        }
        if let Some((date, from)) = date {
            (value.date, value.date_from) = (Some(date), Some(from));
        }
        self.out.push(value);
    }

    /// Whether a number is marked in a way that may mean a minus, and nothing says that it does.
    fn is_doubtful(&self, number: &Number) -> bool {
        match number.sign {
            Sign::Plain => false,
            Sign::Triangle => !self.notes.triangles,
            Sign::Brackets => !self.notes.brackets,
        }
    }

    /// Puts the number in its unit; false where it has too many digits.
    fn scale(&self, value: &mut Value, number: &Number, measured: Option<&Measured>) -> bool {
        let power = measured.filter(|m| m.unit.code.is_some()).map_or(0, |m| m.unit.power);
        if let Some(fraction) = &number.fraction {
            value.value = (power == 0).then(|| fraction.clone());
            return power == 0;
        }
        let signed = |d: crate::normal::Decimal| if number.sign == Sign::Plain { d } else { d.negated() };
        let Some(low) = number.low.shifted(power) else { return false };
        value.value = Some(signed(low).to_string());
        value.max = number.high.and_then(|h| h.shifted(power)).map(|h| signed(h).to_string());
        value.bound = number.bound;
        true
    }
}

/// Where a value stands.
struct Where<'w> {
    row: usize,
    column: usize,
    chain: &'w [Link],
    unit_cell: Option<&'w Unit>,
    whole_units: &'w [Unit],
    place: (usize, usize),
    row_place: (usize, usize),
    years_across: bool,
}

/// A label in the chain of those that govern a row.
struct Link {
    label: Label,
    own_row: Option<usize>,
}

impl std::ops::Deref for Link {
    type Target = Label;
    fn deref(&self) -> &Label {
        &self.label
    }
}

/// A row's label and those that it is a part of, the nearest first.
fn chain(labels: &Labels, row: usize) -> Vec<Link> {
    let mut out = Vec::new();
    let mut at = Some(row);
    while let Some(row) = at
        && out.len() < 16
        && let Some(Some(label)) = labels.rows.get(row)
    {
        at = label.whole.filter(|whole| *whole < row);
        out.push(Link { label: label.clone(), own_row: Some(row) });
    }
    out
}

/// The first date with its year, and a part of a year beside it, of what a caption says.
fn first_full(hints: Vec<Hint>) -> Option<Hint> {
    hints.into_iter().find(|h| matches!(h, Hint::Full(_)))
}
