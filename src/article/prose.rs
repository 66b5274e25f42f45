//! Says of each line how much it speaks for running text, and sums that over ranges of lines.

use std::ops::Range;

use crate::data::chrome;
use crate::document::{Grid, Kind, Line};

use super::letters::{compact, has_sign};
use super::shaped::Shaped;
use super::site::is_footer;

/// What a line says for running text: its characters, or a malus. None is said by words without
/// punctuation: they are for it in a roster or a poem, else against it.
pub(super) fn value(line: &Shaped, hidden: bool) -> Option<f32> {
    if line.hidden.is_some_and(|why| !(hidden && why == "hidden")) {
        return Some(-1.0);
    }
    let own = own(line);
    match &line.kind {
        Kind::Figure(_) => return Some(0.0),
        // The names of a table of numbers may lead to their pages.
        Kind::Table(grid) if line.link_chars * 2 > line.chars && !is_of_numbers(grid) => return Some(-20.0),
        Kind::Table(grid) if is_key_value(grid) => return Some(-4.0),
        Kind::Table(_) => return Some(own * 0.5),
        _ => {}
    }
    if line.link_chars * 2 > line.chars {
        return Some(-(4.0 + line.link_chars as f32 * 0.15).min(12.0));
    }
    if is_contents_entry(line) {
        return Some(-4.0);
    }
    if line.chars <= 120 && (line.is_furniture() || line.stops <= 1 && is_footer(&line.text)) {
        return Some(-8.0);
    }
    if line.chars <= 120 && is_labelled(line) {
        return Some(-4.0);
    }
    // A date and a few words: a date line, an entry of a list.
    if line.stops == 0 && line.chars <= 80 && has_year(&line.text) && line.date().is_some() {
        return Some(-3.0);
    }
    let sentence = line.stops >= 1 && own >= 5.0 && line.text.ends_with(['。', '，', '；', '！', '？', '”']);
    let runs = line.stops >= 2 || (line.stops >= 1 && own >= 16.0) || own >= 40.0 || sentence;
    runs.then_some(own)
}

/// Whether a text has a figure that years begin with.
fn has_year(text: &str) -> bool {
    memchr::memchr2(b'1', b'2', text.as_bytes()).is_some()
}

/// Whether a quarter of the cells of a table are numbers.
fn is_of_numbers(grid: &Grid) -> bool {
    let cells: usize = grid.rows.iter().map(|row| row.cells.len()).sum();
    grid.numbers >= 2 && grid.numbers as usize * 4 >= cells
}

/// Whether a table is a few labels with a value beside each: what an office discloses of a document. The
/// labels of a directory stand side by side in its first row.
fn is_key_value(grid: &Grid) -> bool {
    if grid.rows.len() > 16 || grid.rows.iter().any(|row| row.cells.len() > 8) {
        return false;
    }
    let is_label = |cell: &str| {
        let words = compact(cell);
        words.len() <= 30 && chrome().label(words.trim_end_matches(['：', ':'])).is_some()
    };
    let pairs = grid.rows.iter().flat_map(|row| row.cells.iter().zip(row.cells.iter().skip(1)));
    let labelled = pairs.filter(|(word, value)| is_label(word) && !is_label(value)).take(3).count();
    let rows = grid.rows.iter().filter(|row| is_label(row.text(0))).count();
    labelled == 3 && rows * 2 >= grid.rows.len()
}

/// How many characters of a line stand in no link.
pub(super) fn own(line: &Line) -> f32 {
    line.chars.saturating_sub(line.link_chars) as f32
}

/// Whether a line leads to a page of a book: 第一节 体制沿革……（241）.
fn is_contents_entry(line: &Line) -> bool {
    let page = |c: char| c.is_ascii_digit() || matches!(c, '（' | '）' | '(' | ')' | ' ');
    let bare = line.text.trim_end_matches(page);
    let dots = || ["……", "····", "...."].iter().any(|dots| bare.ends_with(dots));
    line.chars <= 60 && bare.len() < line.text.len() && dots()
}

/// Whether a line begins with a label, or holds several.
fn is_labelled(line: &Shaped) -> bool {
    // Most lines have no such mark, which is told quicker than that they have no label.
    if !has_sign(&line.text, |c| matches!(c, '：' | ':' | '／' | '/' | '|' | '丨')) {
        return false;
    }
    let found = line.fields();
    let lead = |start: usize| {
        line.text.get(..start).map_or(0, |t| t.chars().filter(|c| c.is_alphanumeric()).count())
    };
    let Some(first) = found.first() else { return false };
    found.len() >= 2 || lead(first.start) == 0 && first.value.len() <= 60 || line.date().is_some()
}

/// Sums over ranges of lines in constant time.
pub(super) struct Sums {
    all: Vec<f32>,
    positive: Vec<f32>,
}

impl Sums {
    pub(super) fn new(values: &[f32]) -> Self {
        let mut sums = Sums {
            all: Vec::with_capacity(values.len() + 1),
            positive: Vec::with_capacity(values.len() + 1),
        };
        let (mut all, mut positive) = (0.0, 0.0);
        sums.all.push(all);
        sums.positive.push(positive);
        for value in values {
            all += value;
            positive += value.max(0.0);
            sums.all.push(all);
            sums.positive.push(positive);
        }
        sums
    }

    pub(super) fn of(&self, lines: &Range<usize>) -> f32 {
        self.all.get(lines.end).unwrap_or(&0.0) - self.all.get(lines.start).unwrap_or(&0.0)
    }

    pub(super) fn positive(&self, lines: &Range<usize>) -> f32 {
        self.positive.get(lines.end).unwrap_or(&0.0) - self.positive.get(lines.start).unwrap_or(&0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_labels_and_values() {
        let rows: [(&[&[&str]], bool); 4] = [
            (
                &[
                    &["索 引 号", "014/2017", "信息分类", "统计信息"],
                    &["发布机构", "县商务局", "关 键 词", "商务"],
                ],
                true,
            ),
            (&[&["索引号：", "014/2017"], &["发布机构：", ""], &["公开日期：", "2017-10-31"]], true),
            (&[&["名称", "地址", "电话"], &["县医院", "健康路1号", "4220000"]], false),
            (&[&["年份", "产量"], &["2016", "3"]], false),
        ];
        for (cells, want) in rows {
            let row = |row: &&[&str]| {
                crate::table::layout::Row::plain(row.iter().map(|c| (*c).to_owned()).collect())
            };
            let rows = cells.iter().map(row).collect();
            assert_eq!(is_key_value(&Grid { rows, ..Grid::default() }), want, "{cells:?}");
        }
    }
}
