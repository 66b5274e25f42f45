//! Tells data tables from layout tables, and lays a data table's cells out in rows.

use std::ops::Range;

use super::attribute::Attribute;
use super::line::{Grid, Kind, Line};

/// How many cells a table may have when its spans are followed.
pub(super) const MAX_CELLS: usize = 20_000;
/// How many bytes the texts of its cells may have together.
pub(super) const MAX_BYTES: usize = 2 << 20;

struct Cell {
    lines: Range<usize>,
    head: bool,
    rows: usize,
    columns: usize,
}

/// A table that is open.
pub(super) struct Frame {
    pub(super) first_line: usize,
    pub(super) element: u32,
    /// Whether a table stands inside this one.
    pub(super) nested: bool,
    /// Whether a border, a caption or a header says that it holds data.
    pub(super) marked: bool,
    pub(super) form: bool,
    pub(super) in_head: bool,
    layout: bool,
    head_rows: usize,
    rows: Vec<Vec<Cell>>,
}

impl Frame {
    pub(super) fn new(first_line: usize, element: u32, attrs: &[Attribute<'_>]) -> Self {
        let (mut marked, mut layout) = (false, false);
        for attr in attrs {
            match attr.name {
                "border" => marked |= !matches!(attr.value.trim(), "" | "0" | "0px" | "none"),
                "class" => marked |= attr.value.contains("Mso") || attr.value.contains("Grid"),
                "role" => layout |= matches!(attr.value.trim(), "presentation" | "none"),
                _ => {}
            }
        }
        Frame {
            first_line,
            element,
            nested: false,
            marked,
            form: false,
            in_head: false,
            layout,
            head_rows: 0,
            rows: Vec::new(),
        }
    }

    pub(super) fn row(&mut self) {
        self.rows.push(Vec::new());
        if self.in_head {
            self.head_rows = self.rows.len();
        }
    }

    pub(super) fn cell(&mut self, lines: usize, head: bool, rows: Option<i64>, columns: Option<i64>) {
        let span = |n: Option<i64>, most: i64| n.unwrap_or(1).clamp(1, most) as usize;
        self.marked |= head;
        // rowspan="0" reaches to the end of the table.
        let rows = if rows == Some(0) { 65_534 } else { span(rows, 65_534) };
        let cell = Cell { lines: lines..lines, head, rows, columns: span(columns, 1000) };
        match self.rows.last_mut() {
            Some(row) => row.push(cell),
            None => self.rows.push(vec![cell]),
        }
    }

    pub(super) fn end_cell(&mut self, lines: usize) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.lines.end = lines;
        }
    }

    /// The cells in rows, or none where the table only lays out the page. `inside` are its lines.
    pub(super) fn grid(&self, inside: &[Line]) -> Option<Grid> {
        if !self.holds_data(inside) {
            return None;
        }
        let captions = inside.iter().filter(|l| l.kind == Kind::Caption && l.hidden.is_none());
        let (rows, spans_ignored) = self.spread(inside);
        if rows.len() < 2 && !self.marked {
            return None;
        }
        Some(Grid {
            captions: captions.map(|l| l.text.clone()).collect(),
            header_rows: self.header_rows(&rows),
            rows,
            spans_ignored,
            source: Vec::new(),
        })
    }

    fn holds_data(&self, inside: &[Line]) -> bool {
        if self.nested || self.form || self.layout || self.heads_texts(inside) {
            return false;
        }
        let filled = |cell: &&Cell| inside.get(self.relative(cell)).is_some_and(|l| !l.is_empty());
        let wide = self.rows.iter().filter(|row| row.iter().filter(filled).count() >= 2).count();
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns < 2 || wide < 2 && !(self.marked && wide == 1 && self.rows.len() >= 2) {
            return false;
        }
        let (mut chars, mut links, mut largest) = (0, 0, 0);
        for cell in self.rows.iter().flatten() {
            let lines = inside.get(self.relative(cell)).unwrap_or_default();
            if lines.iter().any(|l| matches!(l.kind, Kind::Figure(_))) {
                return false;
            }
            let size: u32 = lines.iter().map(|l| l.chars).sum();
            chars += size;
            links += lines.iter().map(|l| l.link_chars).sum::<u32>();
            largest = largest.max(size);
        }
        let regular =
            self.rows.iter().filter(|row| row.len() + 1 >= columns).count() * 10 >= self.rows.len() * 6;
        let prose = largest > 120 && largest * 2 > chars;
        links * 2 < chars && !prose && (self.marked || regular)
    }

    /// Whether each row is a cell of a few words and one of sentences beside it: headings and their texts.
    fn heads_texts(&self, inside: &[Line]) -> bool {
        let lines = |cell: &Cell| inside.get(self.relative(cell)).unwrap_or_default();
        let heads = |row: &Vec<Cell>| {
            let [head, told] = row.as_slice() else { return false };
            let [words] = lines(head) else { return false };
            let plain = !words.text.contains(|c: char| c.is_ascii_digit() || "，。；：、".contains(c));
            let (chars, stops) = lines(told).iter().fold((0, 0), |sum, l| (sum.0 + l.chars, sum.1 + l.stops));
            let ends = lines(told).iter().any(|l| l.text.ends_with('。'));
            (2..=16).contains(&words.chars) && plain && chars >= 24 && stops >= 2 && ends
        };
        self.rows.len() >= 2 && self.rows.iter().all(heads)
    }

    fn relative(&self, cell: &Cell) -> Range<usize> {
        cell.lines.start.saturating_sub(self.first_line)..cell.lines.end.saturating_sub(self.first_line)
    }

    /// Repeats each cell's value in every cell that it spans; where that makes a table too large to
    /// be true, the spans are not followed.
    fn spread(&self, inside: &[Line]) -> (Vec<Vec<String>>, bool) {
        let text = |cell: &Cell| {
            let lines = inside.get(self.relative(cell)).unwrap_or_default();
            let shown = lines.iter().filter(|l| l.hidden.is_none()).map(|l| l.text.as_str());
            shown.collect::<Vec<_>>().join(" ")
        };
        // A column that only one span claims is none: 1000 columns of one cell.
        let most_columns =
            self.rows.iter().map(|row| row.iter().map(|c| c.columns).sum::<usize>()).max().unwrap_or(0);
        let (mut cells, mut bytes) = (0, 0);
        for (i, row) in self.rows.iter().enumerate() {
            for cell in row {
                let spread =
                    cell.rows.min(self.rows.len() - i).saturating_mul(cell.columns.min(most_columns));
                cells += spread;
                bytes += spread.saturating_mul(
                    inside.get(self.relative(cell)).unwrap_or_default().iter().map(|l| l.text.len()).sum(),
                );
            }
        }
        let ignore = cells > MAX_CELLS || bytes > MAX_BYTES;
        let mut rows: Vec<Vec<String>> = Vec::with_capacity(self.rows.len());
        // What hangs down into the row: for each column the value and how many rows are left.
        let mut hanging: Vec<Option<(String, usize)>> = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            let mut out: Vec<String> = Vec::new();
            let mut cells = row.iter();
            loop {
                while let Some(Some((value, left))) = hanging.get_mut(out.len()) {
                    out.push(value.clone());
                    *left -= 1;
                    if *left == 0
                        && let Some(slot) = hanging.get_mut(out.len() - 1)
                    {
                        *slot = None;
                    }
                }
                let Some(cell) = cells.next() else {
                    // What hangs further right stands in its own column.
                    let further = hanging.iter().skip(out.len()).position(Option::is_some);
                    let Some(gap) = further else { break };
                    out.resize(out.len() + gap, String::new());
                    continue;
                };
                let value = text(cell);
                let (down, across) = match ignore {
                    true => (1, 1),
                    false => (cell.rows.min(self.rows.len() - i), cell.columns),
                };
                for _ in 0..across {
                    // A span never runs over what hangs down from above.
                    if hanging.get(out.len()).is_some_and(Option::is_some) {
                        break;
                    }
                    if down > 1 {
                        hanging.resize(hanging.len().max(out.len() + 1), None);
                        if let Some(slot) = hanging.get_mut(out.len()) {
                            *slot = Some((value.clone(), down - 1));
                        }
                    }
                    out.push(value.clone());
                }
            }
            // A row that only spans from above reach into, or an empty one, is no row of its own.
            if !row.is_empty() && out.iter().any(|cell| !cell.is_empty()) {
                rows.push(out);
            }
        }
        (rows, ignore)
    }

    /// `<thead>`, else rows of `<th>` only, else the rows that the first row's spans reach into
    /// when they hold words and no figures.
    fn header_rows(&self, rows: &[Vec<String>]) -> u32 {
        if self.head_rows > 0 {
            return self.head_rows.min(rows.len()) as u32;
        }
        let heads = self.rows.iter().take_while(|row| !row.is_empty() && row.iter().all(|c| c.head)).count();
        if heads > 0 {
            return heads.min(rows.len()) as u32;
        }
        let spanned = self.rows.first().and_then(|row| row.iter().map(|c| c.rows).max()).unwrap_or(1);
        let words = |row: &Vec<String>| row.iter().all(|cell| !is_figure(cell));
        let candidates =
            rows.iter().take(spanned.min(rows.len().saturating_sub(1))).take_while(|row| words(row)).count();
        candidates as u32
    }
}

/// Whether a cell holds a number and nothing else.
fn is_figure(cell: &str) -> bool {
    let rest = cell.trim_matches(|c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%' | '+' | ' ' | '—' | '/')
    });
    !cell.is_empty() && rest.is_empty()
}
