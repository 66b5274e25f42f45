//! Tells data tables from layout tables, and lays a data table's cells out in rows.

use std::ops::Range;

use super::attribute::{Attribute, Key};
use super::line::{Grid, Kind, Line};
use crate::budget;
use crate::table::layout::{Row, Slot};
use crate::table::number::is_figure;

/// The parts of a table that its markup tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// `<thead>`
    Head,
    /// `<tbody>`, or none.
    Body,
    /// `<tfoot>`, which stands last whatever its place in the source.
    Foot,
}

struct Cell {
    lines: Range<usize>,
    head: bool,
    rows: usize,
    columns: usize,
    indent: i32,
}

/// A `<tr>` with the cells that begin in it.
struct Tr {
    cells: Vec<Cell>,
    group: Group,
    /// Counts the groups: no cell reaches from one into the next.
    part: u32,
    hidden: bool,
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
    layout: bool,
    group: Group,
    part: u32,
    rows: Vec<Tr>,
}

impl Frame {
    pub(super) fn new(first_line: usize, element: u32, attrs: &[Attribute<'_>]) -> Self {
        let (mut marked, mut layout) = (false, false);
        for attr in attrs {
            match attr.name {
                Key::Border => marked |= !matches!(attr.value.trim(), "" | "0" | "0px" | "none"),
                Key::Class => marked |= attr.value.contains("Mso") || attr.value.contains("Grid"),
                Key::Role => layout |= matches!(attr.value.trim(), "presentation" | "none"),
                _ => {}
            }
        }
        Frame {
            first_line,
            element,
            nested: false,
            marked,
            form: false,
            layout,
            group: Group::Body,
            part: 0,
            rows: Vec::new(),
        }
    }

    /// Begins `<thead>`, `<tbody>` or `<tfoot>`.
    pub(super) fn group(&mut self, group: Group) {
        self.marked |= group == Group::Head;
        self.group = group;
        self.part += 1;
    }

    pub(super) fn row(&mut self, hidden: bool) {
        self.rows.push(Tr { cells: Vec::new(), group: self.group, part: self.part, hidden });
    }

    pub(super) fn cell(&mut self, lines: usize, head: bool, rows: Option<i64>, columns: Option<i64>) {
        let span = |n: Option<i64>, most: i64| n.unwrap_or(1).clamp(1, most) as usize;
        self.marked |= head;
        // rowspan="0" reaches to the end of the table.
        let rows = if rows == Some(0) { 65_534 } else { span(rows, 65_534) };
        let cell = Cell { lines: lines..lines, head, rows, columns: span(columns, 1000), indent: 0 };
        if self.rows.is_empty() {
            self.row(false);
        }
        if let Some(row) = self.rows.last_mut() {
            row.cells.push(cell);
        }
    }

    /// Indents the text of the cell that is open and has none yet, in half em.
    pub(super) fn indent(&mut self, indent: i32, lines: usize) {
        if indent != 0
            && let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut())
            && cell.lines.start == lines
        {
            cell.indent = cell.indent.saturating_add(indent);
        }
    }

    pub(super) fn end_cell(&mut self, lines: usize) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.cells.last_mut()) {
            cell.lines.end = lines;
        }
    }

    /// The cells in rows, or none where the table only lays out the page. `inside` are its lines.
    pub(super) fn grid(&mut self, inside: &[Line]) -> Option<Grid> {
        if self.nested
            || self.form
            || self.layout
            || self.heads_texts(inside)
            || !self.dated(inside).is_empty()
        {
            return None;
        }
        let cells = || self.rows.iter().filter(|row| !row.hidden).flat_map(|row| &row.cells);
        let sight = Sight::of(cells().map(|cell| self.lines(inside, cell)));
        if !self.holds_data(inside, &sight) {
            return None;
        }
        let foot = |row: &Tr| row.group == Group::Foot;
        self.rows.sort_by_key(foot);
        let captions = inside.iter().filter(|l| l.kind == Kind::Caption && l.hidden.is_none());
        let Spread { mut rows, head_rows, spans_ignored } = self.spread(inside);
        if rows.len() < 2 && !self.marked {
            return None;
        }
        drop_blank_columns(&mut rows);
        Some(Grid {
            captions: captions.map(|l| l.text.to_string()).collect(),
            head_rows,
            numbers: sight.numbers,
            rows,
            spans_ignored,
            source: Vec::new(),
        })
    }

    /// The lines of the cells that tell what happened when the cell before each says: a chronicle in two columns.
    pub(super) fn dated(&self, inside: &[Line]) -> Vec<usize> {
        let mut told = Vec::new();
        for row in self.rows.iter().filter(|row| !row.hidden) {
            let mut cells = row.cells.iter().filter(|cell| !self.lines(inside, cell).is_empty());
            match (cells.next(), cells.next(), cells.next()) {
                (Some(date), Some(entry), None)
                    if dates(self.lines(inside, date), self.lines(inside, entry)) =>
                {
                    told.push(entry.lines.start);
                }
                // A year, a title, in a row of its own.
                (_, None, None) => {}
                _ => return Vec::new(),
            }
        }
        if self.nested || self.form || told.len() < 3 { Vec::new() } else { told }
    }

    /// The lines of a cell.
    fn lines<'l>(&self, inside: &'l [Line<'l>], cell: &Cell) -> &'l [Line<'l>] {
        let at = |line: usize| line.saturating_sub(self.first_line);
        inside.get(at(cell.lines.start)..at(cell.lines.end)).unwrap_or_default()
    }

    fn holds_data(&self, inside: &[Line], sight: &Sight) -> bool {
        let filled = |cell: &&Cell| !self.lines(inside, cell).is_empty();
        let wide = self.rows.iter().filter(|row| row.cells.iter().filter(filled).count() >= 2).count();
        let columns = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if columns < 2 || wide < 2 && !(self.marked && wide == 1 && self.rows.len() >= 2) {
            return false;
        }
        // A cell that is a picture shows something; one with words beside it is an icon.
        if sight.pictures * 5 >= sight.filled.max(1) {
            return false;
        }
        // Numbers in rows of one length are data, whatever stands in the heads and the remarks.
        let counted = sight.numbers >= 2 && sight.numbers * 4 >= sight.filled;
        if counted && (self.marked || self.is_rectangle()) {
            return true;
        }
        let regular =
            self.rows.iter().filter(|row| row.cells.len() + 1 >= columns).count() * 10 >= self.rows.len() * 6;
        let prose = sight.largest > 120 && sight.largest * 2 > sight.chars;
        sight.links * 2 < sight.chars && !prose && (self.marked || regular)
    }

    /// Whether each row of two cells is one of a few words and one of sentences beside it: headings and their texts.
    /// A row of one cell may stand between them: a title, an introduction.
    fn heads_texts(&self, inside: &[Line]) -> bool {
        let filled = |row: &Tr| {
            let mut cells = row.cells.iter().map(|cell| self.lines(inside, cell)).filter(|l| !l.is_empty());
            (cells.next(), cells.next(), cells.next())
        };
        let mut pairs = 0;
        let laid_out = self.rows.iter().filter(|row| !row.hidden).all(|row| match filled(row) {
            (Some(head), Some(told), None) => {
                pairs += 1;
                heads(head, told)
            }
            (_, second, _) => second.is_none(),
        });
        laid_out && pairs >= 2
    }

    /// Whether most rows are of one length when their spans are followed.
    fn is_rectangle(&self) -> bool {
        let mut lengths: Vec<usize> = Vec::with_capacity(self.rows.len());
        // How many columns hang down into the rows below: ends of spans, by row.
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for (i, row) in self.rows.iter().enumerate() {
            ends.retain(|(end, _)| *end > i);
            let above: usize = ends.iter().map(|(_, columns)| columns).sum();
            lengths.push(above + row.cells.iter().map(|cell| cell.columns).sum::<usize>());
            ends.extend(row.cells.iter().filter(|c| c.rows > 1).map(|c| (i + c.rows, c.columns)));
            if ends.len() > budget::TABLE_CELLS {
                return false;
            }
        }
        let widest = lengths.iter().copied().max().unwrap_or(0);
        lengths.iter().filter(|length| **length == widest).count() * 10 >= self.rows.len() * 6
    }

    /// Whether following the spans makes a table too large to be true.
    fn is_too_large(&self, inside: &[Line], most_columns: usize) -> bool {
        let (mut cells, mut bytes) = (0_usize, 0_usize);
        for (i, row) in self.rows.iter().enumerate() {
            for cell in &row.cells {
                let down = cell.rows.min(self.rows.len() - i);
                let spread = down.saturating_mul(cell.columns.min(most_columns));
                let size: usize = self.lines(inside, cell).iter().map(|l| l.text.len()).sum();
                cells = cells.saturating_add(spread);
                bytes = bytes.saturating_add(spread.saturating_mul(size));
            }
        }
        cells > budget::TABLE_CELLS || bytes > budget::TABLE_BYTES
    }

    /// Repeats each cell's text in every cell that it spans; where that makes a table too large to
    /// be true, the spans are not followed.
    fn spread(&self, inside: &[Line]) -> Spread {
        // A column that only one span claims is none: 1000 columns of one cell.
        let sums = self.rows.iter().map(|row| row.cells.iter().map(|c| c.columns).sum::<usize>());
        let spans_ignored = self.is_too_large(inside, sums.max().unwrap_or(0));
        let mut out = Spread { rows: Vec::with_capacity(self.rows.len()), head_rows: 0, spans_ignored };
        let mut hanging: Vec<Option<Hanging>> = Vec::new();
        let (mut part, mut in_head) = (0, true);
        for row in &self.rows {
            if row.part != part {
                hanging.clear();
                part = row.part;
            }
            let (laid, own) = self.lay(row, inside, &mut hanging, spans_ignored);
            // A row that only spans from above reach into, or an empty one, is no row of its own.
            if row.hidden || !own {
                continue;
            }
            let all_heads = row.cells.iter().all(|c| c.head || self.lines(inside, c).is_empty());
            in_head &= row.group == Group::Head || all_heads && row.cells.iter().any(|c| c.head);
            out.head_rows += u32::from(in_head);
            out.rows.push(laid);
        }
        let width = out.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        if out.rows.len().saturating_mul(width) <= budget::TABLE_CELLS * 50 {
            out.rows.iter_mut().for_each(|row| row.fill(width));
        }
        out
    }

    /// Lays one row out below what hangs down into it; whether a cell of its own has text.
    fn lay(
        &self,
        row: &Tr,
        inside: &[Line],
        hanging: &mut Vec<Option<Hanging>>,
        ignore: bool,
    ) -> (Row, bool) {
        let (mut out, mut own) = (Row::default(), false);
        let mut cells = row.cells.iter();
        loop {
            while let Some(Some(above)) = hanging.get_mut(out.cells.len()) {
                out.push(above.text.clone(), Slot { above: true, ..above.slot });
                above.left -= 1;
                if above.left == 0
                    && let Some(place) = hanging.get_mut(out.cells.len() - 1)
                {
                    *place = None;
                }
            }
            let Some(cell) = cells.next() else {
                // What hangs further right stands in its own column.
                let further = hanging.iter().skip(out.cells.len()).position(Option::is_some);
                let Some(gap) = further else { break };
                out.fill(out.cells.len() + gap);
                continue;
            };
            let lines = self.lines(inside, cell);
            let text = text(lines);
            own |= !text.is_empty();
            let blanks = lines.iter().find(|l| l.hidden.is_none()).map_or(0, |l| i32::from(l.cues.indent));
            let indent = u16::try_from(cell.indent.saturating_add(blanks).max(0)).unwrap_or(u16::MAX);
            let (down, across) = if ignore { (1, 1) } else { (cell.rows, cell.columns) };
            for i in 0..across {
                // A span never runs over what hangs down from above.
                if hanging.get(out.cells.len()).is_some_and(Option::is_some) {
                    break;
                }
                let slot = Slot { indent, left: i > 0, above: false };
                if down > 1 {
                    hanging.resize_with(hanging.len().max(out.cells.len() + 1), || None);
                    if let Some(place) = hanging.get_mut(out.cells.len()) {
                        *place = Some(Hanging { text: text.clone(), slot, left: down - 1 });
                    }
                }
                out.push(text.clone(), slot);
            }
        }
        (out, own)
    }
}

/// Whether a cell of a few words heads the sentences in the one beside it.
fn heads(head: &[Line], told: &[Line]) -> bool {
    let [words] = head else { return false };
    let plain = || {
        !words.text.contains(|c: char| c.is_ascii_digit() || matches!(c, '，' | '。' | '；' | '：' | '、'))
    };
    let (chars, stops) = told.iter().fold((0, 0), |sum, l| (sum.0 + l.chars, sum.1 + l.stops));
    let ends = told.iter().any(|l| l.text.ends_with('。'));
    (2..=16).contains(&words.chars) && chars >= 24 && stops >= 2 && ends && plain()
}

/// Whether a cell is a date without a figure beside it, and the one beside it tells in sentences what happened then.
fn dates(date: &[Line], entry: &[Line]) -> bool {
    let ([date], Some(first)) = (date, entry.first()) else { return false };
    let part = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || c.is_whitespace()
            || "一二三四五六七八九十〇零元正冬腊廿卅年月日旬上中下初末底同是该該当當本翌次春夏秋冬季至、～~-—－".contains(c)
    };
    let names = || date.text.contains(['年', '月', '日', '旬', '季', '春', '夏', '秋', '冬']);
    let sentences = entry.iter().any(|line| line.text.ends_with('。'));
    date.chars <= 14 && names() && date.text.chars().all(part) && sentences && first.kind == Kind::Text
}

/// The text of a cell as it is shown.
fn text(lines: &[Line]) -> String {
    let words = |l: &&Line| l.hidden.is_none() && !matches!(l.kind, Kind::Figure(_));
    let shown = lines.iter().filter(words).map(|l| &*l.text);
    shown.collect::<Vec<_>>().join(" ")
}

/// A cell that hangs down into the next rows, and into how many.
struct Hanging {
    text: String,
    slot: Slot,
    left: usize,
}

/// The rows of a table with its spans followed.
struct Spread {
    rows: Vec<Row>,
    /// How many of the first rows are in `<thead>`, or all of `<th>`.
    head_rows: u32,
    spans_ignored: bool,
}

/// Columns without a text at the right end are none: they only set the width.
fn drop_blank_columns(rows: &mut [Row]) {
    let used = |row: &Row| row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    let width = rows.iter().map(used).max().unwrap_or(0);
    for row in rows {
        row.cells.truncate(width);
        row.slots.truncate(width);
    }
}

/// What a look over the cells of a table shows.
#[derive(Default)]
struct Sight {
    chars: u32,
    links: u32,
    /// The characters of the largest cell.
    largest: u32,
    filled: u32,
    numbers: u32,
    /// Cells with a picture and no word.
    pictures: u32,
}

impl Sight {
    fn of<'l>(cells: impl Iterator<Item = &'l [Line<'l>]>) -> Self {
        let mut sight = Sight::default();
        for lines in cells {
            let shown = || lines.iter().filter(|l| l.hidden.is_none());
            let figure = |l: &&Line| matches!(l.kind, Kind::Figure(_));
            let size: u32 = shown().filter(|l| !figure(l)).map(|l| l.chars).sum();
            sight.chars += size;
            sight.links += shown().map(|l| l.link_chars).sum::<u32>();
            sight.largest = sight.largest.max(size);
            sight.filled += u32::from(size > 0 || shown().next().is_some());
            sight.pictures += u32::from(size == 0 && shown().any(|l| figure(&l)));
            let mut words = shown().filter(|l| !figure(l));
            let number = words.next().is_some_and(|l| is_figure(&l.text)) && words.next().is_none();
            sight.numbers += u32::from(number);
        }
        sight
    }
}
