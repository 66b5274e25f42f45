//! Reads tables drawn with box characters: cells by their columns, spanned cells repeated.

use super::columns;
use crate::budget;
use crate::document::line::Grid;
use crate::document::room::is_blank;
use crate::table::layout::{Row, Slot};
use crate::table::number::is_figure;

/// Whether a character is a vertical stroke.
fn is_bar(c: char) -> bool {
    matches!(c, '│' | '┃' | '║' | '|' | '｜' | '︱')
}

/// Whether a character is a box character.
fn is_box(c: char) -> bool {
    ('\u{2500}'..='\u{257f}').contains(&c)
}

/// Whether a character has a stroke that goes up or down.
fn is_joint(c: char) -> bool {
    is_bar(c) || (is_box(c) && !is_level(c))
}

/// Whether a character is a horizontal stroke and no more.
fn is_level(c: char) -> bool {
    matches!(c, '─' | '━' | '═' | '┄' | '┅' | '┈' | '┉' | '╌' | '╍')
}

/// Whether a line is part of a drawn table: it begins with a box character and holds two.
pub(super) fn is_drawn(line: &str) -> bool {
    let trimmed = line.trim_matches(is_blank);
    let barred = || trimmed.starts_with('|') && trimmed.ends_with('|');
    if is_typed_rule(trimmed) || barred() && trimmed.len() > 2 {
        return true;
    }
    let mut boxes = trimmed.chars().filter(|c| is_box(*c) || is_bar(*c));
    trimmed.starts_with(is_box) && boxes.nth(1).is_some()
}

/// Whether a line is a rule typed with signs of the keyboard: +-----+-----+, |-----|-----|.
fn is_typed_rule(trimmed: &str) -> bool {
    trimmed.starts_with(['+', '|'])
        && trimmed.ends_with(['+', '|'])
        && trimmed.contains(['-', '='])
        && trimmed.chars().all(|c| matches!(c, '+' | '|' | '-' | '=' | ':' | ' '))
}

/// The stroke that a sign of a typed rule stands for.
fn stroke(c: char) -> char {
    match c {
        '+' => '┼',
        '|' => '│',
        '-' | '=' | ':' => '─',
        c => c,
    }
}

/// A line as characters with the column each begins in.
fn placed(line: &str) -> Vec<(usize, char)> {
    let mut at = 0;
    let mut out = Vec::new();
    let typed = is_typed_rule(line.trim_matches(is_blank));
    for c in line.trim_end_matches(is_blank).chars() {
        // A sign of the keyboard is narrower than the stroke that it stands for.
        out.push((at, if typed { stroke(c) } else { c }));
        at += columns(c);
    }
    out
}

/// Reads the lines of a table; none where no row holds text. Where it is too large to be true, its lines
/// are rows of one cell; where the repeated values of spanned cells are, they stand once.
pub(super) fn grid(drawing: &[&str]) -> Option<Grid> {
    let lines: Vec<Vec<(usize, char)>> = drawing.iter().map(|l| placed(l)).collect();
    let borders = borders(&lines);
    let width = borders.len().checked_sub(1).filter(|w| *w > 0)?;
    if width > budget::DRAWN_COLUMNS || width.saturating_mul(lines.len()) > budget::DRAWN_PLACES {
        return as_it_stands(drawing);
    }
    let mut table = Table { cells: Vec::new(), rows: Vec::new(), open: false, width };
    for line in &lines {
        table.add(line, &borders);
    }
    let (rows, spans_ignored) = table.rows();
    let source = || drawing.iter().map(|l| l.trim_matches(is_blank).to_owned()).collect();
    let numbers = rows.iter().flat_map(|row| &row.cells).filter(|cell| is_figure(cell)).count();
    (!rows.is_empty()).then(|| Grid {
        numbers: u32::try_from(numbers).unwrap_or(u32::MAX),
        rows,
        source: source(),
        spans_ignored,
        ..Grid::default()
    })
}

/// The words of each line as a row of one cell.
fn as_it_stands(drawing: &[&str]) -> Option<Grid> {
    let words = |line: &&str| {
        let bare = line.replace(|c| is_bar(c) || is_box(c), " ");
        bare.split(is_blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let texts = drawing.iter().map(words).filter(|text| !text.is_empty());
    let rows: Vec<Row> = texts.map(|text| Row::plain(vec![text])).collect();
    (!rows.is_empty()).then(|| Grid {
        rows,
        source: drawing.iter().map(|l| l.trim_matches(is_blank).to_owned()).collect(),
        spans_ignored: true,
        ..Grid::default()
    })
}

/// The columns in which vertical strokes stand. A stroke that is a column off, because the cell
/// beside it was not filled up, is the same stroke.
fn borders(lines: &[Vec<(usize, char)>]) -> Vec<usize> {
    let ruled = |l: &&Vec<(usize, char)>| l.iter().any(|(_, c)| is_level(*c));
    let mut found: Vec<usize> = lines
        .iter()
        .filter(ruled)
        .flat_map(|l| l.iter().filter(|(_, c)| is_joint(*c)).map(|(at, _)| *at))
        .collect();
    found.sort_unstable();
    let mut borders: Vec<usize> = Vec::new();
    for at in found {
        if borders.last().is_none_or(|last| at > last + 1) {
            borders.push(at);
        }
    }
    borders
}

/// A table under construction: each row names the cell of each column, so that a spanned cell is one.
struct Table {
    cells: Vec<String>,
    rows: Vec<Vec<usize>>,
    /// Whether the last row still takes lines.
    open: bool,
    width: usize,
}

impl Table {
    fn new_cell(&mut self) -> usize {
        self.cells.push(String::new());
        self.cells.len() - 1
    }

    fn add(&mut self, line: &[(usize, char)], borders: &[usize]) {
        let column = |at: usize| behind(borders, at + 1).min(self.width - 1);
        let ruled = line.iter().any(|(_, c)| is_level(*c));
        if ruled {
            let mut closed = vec![false; self.width];
            for (at, _) in line.iter().filter(|(_, c)| is_level(*c)) {
                if let Some(slot) = closed.get_mut(column(*at)) {
                    *slot = true;
                }
            }
            self.rule(&closed, line, borders);
            return;
        }
        let joints: Vec<usize> = line.iter().filter(|(_, c)| is_joint(*c)).map(|(at, _)| *at).collect();
        // A line with all strokes has all cells, wherever the strokes stand.
        let all = joints.len() == borders.len();
        let barred: Vec<bool> = (0..self.width)
            .map(|i| {
                let border = borders.get(i).copied().unwrap_or(0);
                let first = joints.partition_point(|at| *at + 1 < border);
                all || i == 0 || joints.get(first).is_some_and(|at| at.abs_diff(border) <= 1)
            })
            .collect();
        let pieces = self.pieces(line, borders, &barred);
        if !self.open || self.goes_on_below(&pieces) {
            let row = (0..self.width).map(|_| self.new_cell()).collect();
            self.begin(row, &barred);
        }
        self.write(&pieces);
    }

    /// Whether a line begins a row though no rule stands above it: it has a first cell and figures,
    /// and so has the row above.
    fn goes_on_below(&self, pieces: &[String]) -> bool {
        let is_row = |cells: &[&str]| {
            cells.first().is_some_and(|c| !c.is_empty()) && cells.iter().skip(1).any(|c| is_figure(c))
        };
        let above = self.rows.last().map_or(&[][..], Vec::as_slice);
        let above: Vec<&str> =
            above.iter().filter_map(|id| self.cells.get(*id)).map(String::as_str).collect();
        let pieces: Vec<&str> = pieces.iter().map(String::as_str).collect();
        is_row(&pieces) && is_row(&above)
    }

    /// Begins a row; a column without a stroke at its left belongs to the cell before it.
    fn begin(&mut self, mut row: Vec<usize>, barred: &[bool]) {
        for i in 1..row.len() {
            if barred.get(i) == Some(&false)
                && let Some(&before) = row.get(i - 1)
                && let Some(slot) = row.get_mut(i)
            {
                *slot = before;
            }
        }
        self.rows.push(row);
        self.open = true;
    }

    /// A ruled line ends the row; a cell that it does not close goes on in the next one.
    fn rule(&mut self, closed: &[bool], line: &[(usize, char)], borders: &[usize]) {
        if !self.open || closed.iter().all(|c| *c) {
            self.open = false;
            return;
        }
        let above = self.rows.last().cloned().unwrap_or_default();
        let row: Vec<usize> = (0..self.width)
            .map(|i| match (closed.get(i), above.get(i)) {
                (Some(false), Some(&cell)) => cell,
                _ => self.new_cell(),
            })
            .collect();
        self.rows.push(row);
        // Text beside the rule belongs to the cells that go on.
        let pieces = self.pieces(line, borders, &vec![true; self.width]);
        self.write(&pieces);
    }

    /// What a line adds to each column. Cells are counted by strokes where the line has them all, so
    /// that a cell filled up badly does not run into the next.
    fn pieces(&self, line: &[(usize, char)], borders: &[usize], barred: &[bool]) -> Vec<String> {
        let bars = line.iter().filter(|(_, c)| is_bar(*c)).count();
        let by_stroke = bars == barred.iter().filter(|b| **b).count() + 1;
        let columns: Vec<usize> = (0..self.width).filter(|i| barred.get(*i) == Some(&true)).collect();
        let mut pieces = vec![String::new(); self.width];
        let mut strokes = 0usize;
        for (at, c) in line {
            if is_bar(*c) || is_box(*c) {
                strokes += 1;
                continue;
            }
            let index = match by_stroke {
                true => columns.get(strokes.max(1) - 1).copied().unwrap_or(0),
                false => behind(borders, *at),
            };
            if let Some(piece) = pieces.get_mut(index.min(self.width - 1)) {
                piece.push(*c);
            }
        }
        pieces
            .iter()
            .map(|p| p.split(is_blank).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// Adds a line's pieces to the cells of the last row.
    fn write(&mut self, pieces: &[String]) {
        let Some(row) = self.rows.last() else { return };
        for (id, piece) in row.iter().zip(pieces) {
            if let Some(cell) = self.cells.get_mut(*id) {
                cell.push_str(piece);
            }
        }
    }

    /// The rows as text, what one cell covers told; and whether spanned cells stand once, because all of
    /// them together would be too large to be true.
    fn rows(&self) -> (Vec<Row>, bool) {
        let mut seen = vec![false; self.cells.len()];
        let (mut repeats, mut bytes) = (0usize, 0usize);
        for id in self.rows.iter().flatten() {
            if let (Some(seen), Some(cell)) = (seen.get_mut(*id), self.cells.get(*id)) {
                repeats += usize::from(*seen);
                bytes += if *seen { cell.len() } else { 0 };
                *seen = true;
            }
        }
        let once = bytes > budget::TABLE_BYTES || repeats > budget::TABLE_CELLS;
        seen.fill(false);
        let mut out: Vec<Row> = Vec::with_capacity(self.rows.len());
        let mut above: &[usize] = &[];
        for ids in &self.rows {
            let mut row = Row::default();
            for (i, id) in ids.iter().enumerate() {
                let again = seen.get_mut(*id).is_some_and(|seen| std::mem::replace(seen, true));
                let left = i > 0 && ids.get(i - 1) == Some(id);
                let slot = Slot { indent: 0, left, above: above.get(i) == Some(id) };
                let cell = self.cells.get(*id).map(String::as_str).unwrap_or_default();
                match again && once {
                    true => row.push(String::new(), Slot::default()),
                    false => row.push(cell.to_owned(), slot),
                }
            }
            if row.cells.iter().any(|cell| !cell.is_empty()) {
                out.push(row);
                above = ids;
            }
        }
        (out, once)
    }
}

/// The last of the borders at or before a column; the first where none is.
fn behind(borders: &[usize], at: usize) -> usize {
    borders.partition_point(|border| *border <= at).saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Vec<String>> {
        let grid = grid(&text.lines().collect::<Vec<_>>());
        grid.map(|g| g.rows.into_iter().map(|row| row.cells).collect()).unwrap_or_default()
    }

    #[test]
    fn repeats_spanned_cells_and_joins_wrapped_ones() {
        let text = "\
┏━━━━┯━━━━━━━━━┓
┃        │       产量       ┃
┃  年份  ├────┬────┨
┃        │  粮食  │  棉花  ┃
┠────┼────┼────┨
┃  1981  │ 587.2  │  84    ┃
┠────┼────┼────┨
┃  1982  │ 产（万 │  12    ┃
┃        │ 吨）   │        ┃
┗━━━━┷━━━━┷━━━━┛";
        let want = [
            ["年份", "产量", "产量"],
            ["年份", "粮食", "棉花"],
            ["1981", "587.2", "84"],
            ["1982", "产（万吨）", "12"],
        ];
        assert_eq!(read(text), want);
    }

    #[test]
    fn rows_without_rules_between_are_rows() {
        let text = "\
┌───┬───┐
│年份  │人口  │
├───┼───┤
│1981  │5000  │
│1982  │5100  │
└───┴───┘";
        assert_eq!(read(text), [["年份", "人口"], ["1981", "5000"], ["1982", "5100"]]);
    }

    #[test]
    fn tables_typed_with_signs_of_the_keyboard() {
        let want = vec![vec!["乡别", "人口"], vec!["城关", "-3.5"], vec!["河东", "13,075"]];
        let typed = "\
+------+--------+
| 乡别 |  人口  |
+------+--------+
| 城关 | -3.5   |
| 河东 | 13,075 |
+------+--------+";
        assert_eq!(read(typed), want);
        assert_eq!(read("| 乡别 | 人口 |\n|---|---:|\n| 城关 | -3.5 |\n| 河东 | 13,075 |"), want);
        assert!(read("|首页|年鉴|\n|方志|地情|").is_empty());
    }

    #[test]
    fn spans_too_large_to_be_true_stand_once() {
        let drawn = |columns: usize, rows: usize, text: usize| {
            let head = "──┬".repeat(columns - 1);
            format!("┌{head}──┐\n│{}│\n{}", "字".repeat(text), "│  ├──┤\n".repeat(rows))
        };
        for (columns, rows, text) in [(200, 200, 2000), (400, 400, 8000), (4000, 4000, 10), (3, 100_000, 50)]
        {
            let drawing = drawn(columns, rows, text);
            let grid = grid(&drawing.lines().collect::<Vec<_>>()).expect("a table");
            let bytes: usize = grid.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.len() + 24).sum();
            assert!(grid.spans_ignored && bytes < 20 << 20, "{columns} {rows} {text}: {bytes}");
            let found: usize =
                grid.rows.iter().flat_map(|row| &row.cells).map(|c| c.matches('字').count()).sum();
            assert!(found >= text, "{columns} {rows} {text}: {found}");
        }
    }

    #[test]
    fn nonsense_is_no_table() {
        for text in ["━━━━━━", "│", "┏┓\n┗┛", "┃┃┃", ""] {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
