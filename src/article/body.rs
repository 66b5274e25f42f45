//! Turns the lines of the text into blocks: tables get the caption and the unit note above them,
//! pictures the caption below.

use crate::document::{Kind, Line};

use super::letters::compact;
use super::shaped::{Shaped, ShapedPage};
use super::verdicts::{Cut, Verdicts};
use super::{Block, Content, Cues};

/// How many cells a table may have whose short rows are filled up: more than any that a person made.
const MOST_FILLED: usize = 1_000_000;

/// Makes blocks of the lines kept, without the ends that the cuts take off.
pub(super) fn blocks(document: &ShapedPage, kept: &[usize], verdicts: &Verdicts) -> Vec<Block> {
    let Verdicts { cuts, notes, .. } = verdicts;
    let mut out: Vec<Block> = Vec::new();
    let pairs = kept.iter().zip(kept.iter().skip(1));
    let pairs = pairs.filter_map(|(i, next)| Some((document.lines.get(*i)?, document.lines.get(*next)?)));
    // One cell beside another is chance.
    let cells_head = pairs.filter(|(line, next)| heads_cell(document, line, next)).nth(1).is_some();
    let mut lines = kept.iter().filter_map(|i| Some((*i, document.lines.get(*i)?))).peekable();
    while let Some((i, line)) = lines.next() {
        if let Some((_, mark)) = notes.iter().find(|(at, _)| *at == i) {
            let content = Content::Note { mark: Some(mark.clone()), text: text(line, i, cuts) };
            out.push(Block { content, cues: Cues::default() });
            continue;
        }
        let content = match &line.kind {
            Kind::Figure(uri) => {
                let below = lines.next_if(|(_, next)| is_figure_caption(document, next, line));
                Content::Figure { uri: uri.clone(), caption: below.map(|(_, l)| l.text.clone()) }
            }
            Kind::Table(grid) => {
                let (content, notes) = table(&mut out, grid);
                out.push(Block { content, cues: line.cues.clone() });
                let paragraph = |text| Block { content: Content::Paragraph { text }, cues: Cues::default() };
                out.extend(notes.into_iter().map(paragraph));
                continue;
            }
            Kind::Item(marker) => Content::Item { marker: marker.clone(), text: text(line, i, cuts) },
            Kind::Text | Kind::Caption => Content::Paragraph { text: text(line, i, cuts) },
        };
        let mut cues = line.cues.clone();
        // What a `<dt>` names is told in the `<dd>` behind it: it heads it as a heading element would.
        let told = |(_, next): &(usize, &Shaped)| name(document, next) == "dd" && next.stops >= 2;
        let beside = |(_, next): &(usize, &Shaped)| heads_cell(document, line, next);
        let term = name(document, line) == "dt" && lines.peek().is_some_and(told);
        if term || cells_head && lines.peek().is_some_and(beside) {
            cues.level = cues.level.or(Some(6));
        }
        if let Content::Paragraph { text } | Content::Item { text, .. } = &content {
            cues.strong = cues.strong.min(text.len());
            cues.gaps.retain(|at| *at < text.len());
            if text.is_empty() {
                continue;
            }
        }
        out.push(Block { content, cues });
    }
    out
}

fn name<'d>(document: &'d ShapedPage, line: &Line) -> &'d str {
    document.elements.get(line.element as usize).map_or("", |e| &*e.name)
}

fn text(line: &Line, i: usize, cuts: &[Cut]) -> String {
    let cut = cuts.iter().find(|cut| cut.line == i);
    match cut.and_then(|cut| line.text.get(..cut.from)) {
        Some(text) => text.trim_end().to_owned(),
        None => line.text.clone(),
    }
}

/// The cell that a line stands in.
fn cell(document: &ShapedPage, line: &Line) -> Option<usize> {
    let mut at = line.element as usize;
    for _ in 0..3 {
        let element = document.elements.get(at)?;
        if matches!(&*element.name, "td" | "th") {
            return Some(at);
        }
        at = element.parent as usize;
    }
    None
}

/// Whether a line is all of a cell, and the next one is the text in the cell beside it.
fn heads_cell(document: &ShapedPage, line: &Shaped, next: &Shaped) -> bool {
    let plain = !line.text.contains(|c: char| c.is_ascii_digit() || "，。；：、".contains(c));
    if !(2..=16).contains(&line.chars) || !plain || next.stops < 2 {
        return false;
    }
    let cells = cell(document, line).zip(cell(document, next));
    cells.is_some_and(|(own, other)| {
        let of = |at: usize| document.elements.get(at);
        let alone = of(own).is_some_and(|e| e.lines.len() == 1);
        own != other && alone && of(own).map(|e| e.parent) == of(other).map(|e| e.parent)
    })
}

/// The `<figcaption>`, or a short line below a picture that is centred or says that it is a caption.
fn is_figure_caption(document: &ShapedPage, line: &Line, figure: &Line) -> bool {
    match line.kind {
        Kind::Caption => true,
        Kind::Text => {
            let class = document.elements.get(line.element as usize).map_or("", |e| &*e.class);
            if line.chars <= 80 && (class.contains("caption") || says_caption(&line.text)) {
                return true;
            }
            let ends = line.text.ends_with(['。', '：', ':', '；']);
            let heading = line.text.starts_with(['【', '〔', '［', '一', '（']) && line.chars <= 12
                || line.cues.level.is_some();
            // Bold and short below a picture: a heading behind an ornament.
            let bold = line.cues.strong == line.text.len() && line.chars <= 12;
            let beside = !bold && (line.cues.centred || line.element == figure.element && line.chars <= 40);
            beside && line.chars <= 80 && !heading && (!ends || line.chars <= 50 && line.cues.centred)
        }
        _ => false,
    }
}

/// 图为大桥合龙现场 钟鼓摄, ▲青花碗.
fn says_caption(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_end_matches(['）', ')']);
    solid.starts_with(['▲', '△', '▼']) || solid.starts_with("图为") || bare.ends_with(['摄', '攝'])
}

/// A table with what stands above it, and the notes below its rows.
fn table(out: &mut Vec<Block>, grid: &crate::document::Grid) -> (Content, Vec<String>) {
    let (mut caption, mut unit_note): (Option<String>, Option<String>) = (None, None);
    for line in &grid.captions {
        if unit_note.is_none() && is_unit_note(line) {
            unit_note = Some(bare_unit_note(line));
        } else {
            let (words, unit) = without_unit(line, unit_note.is_none());
            unit_note = unit_note.or(unit);
            caption = Some(caption.map_or_else(|| words.to_owned(), |before| format!("{before} {words}")));
        }
    }
    let (mut rows, mut header_rows) = (grid.rows.clone(), grid.header_rows);
    // A first row that is one cell across holds the caption or the unit note.
    while rows.len() > 2
        && let Some(value) = spanning(&rows)
        && (is_unit_note(&value) || (caption.is_none() && value.chars().count() <= 60))
    {
        rows.remove(0);
        header_rows = header_rows.saturating_sub(1);
        if is_unit_note(&value) {
            unit_note.get_or_insert(bare_unit_note(&value));
        } else {
            let (words, unit) = without_unit(&value, unit_note.is_none());
            unit_note = unit_note.or(unit);
            caption = Some(words.to_owned());
        }
    }
    let mut source = grid.source.clone();
    let notes = take_notes(&mut rows);
    source.retain(|line| !notes.contains(line));
    if unit_note.is_none()
        && let Some(text) = above(out).filter(|t| is_unit_note(t))
    {
        unit_note = Some(bare_unit_note(&text));
        source.insert(0, text);
        out.pop();
    }
    if caption.is_none()
        && let Some(text) = above(out)
    {
        let (words, unit) = without_unit(&text, unit_note.is_none());
        if unit.is_some() || out.last().is_some_and(|b| is_table_caption(b, unit_note.is_some())) {
            caption = Some(words.to_owned());
            unit_note = unit_note.or(unit);
            source.insert(0, text);
            out.pop();
        }
    }
    // 表7-2 is a number; what it is the number of stands in the line above.
    if let Some(number) = caption.as_deref().filter(|c| is_table_number(c))
        && let Some(text) = out.last().filter(|b| is_table_caption(b, true)).and_then(|_| above(out))
    {
        caption = Some(format!("{text} {number}"));
        source.insert(0, text);
        out.pop();
    }
    if header_rows == 0 && grid.header_rows > 0 && !rows.is_empty() {
        header_rows = 1;
    }
    // Rows that the page left short have empty cells at their end.
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if rows.len().saturating_mul(width) <= MOST_FILLED {
        rows.iter_mut().for_each(|row| row.resize(width, String::new()));
    }
    (Content::Table { caption, unit_note, header_rows, rows, source }, notes)
}

/// The rows at the end that are one cell and a note: 注：….
fn take_notes(rows: &mut Vec<Vec<String>>) -> Vec<String> {
    let mut notes = Vec::new();
    while rows.len() > 2
        && let Some((value, others)) = rows.last().and_then(|row| row.split_first())
        && others.iter().all(|cell| cell == value || cell.is_empty())
        && is_note(value)
    {
        notes.insert(0, value.clone());
        rows.pop();
    }
    notes
}

fn is_note(text: &str) -> bool {
    let leads = ["注", "註", "备注", "附注", "说明", "資料來源", "资料来源", "数据来源"];
    leads.iter().any(|lead| text.strip_prefix(lead).is_some_and(|rest| rest.starts_with(['：', ':'])))
}

/// Whether a caption is the number of a table and no more: 表7-2.
fn is_table_number(caption: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    caption.strip_prefix('表').is_some_and(|rest| {
        rest.contains(digit) && rest.chars().all(|c| digit(c) || matches!(c, ' ' | '-' | '－' | '—' | '.'))
    })
}

/// The value of the first row where it is one cell across the table.
fn spanning(rows: &[Vec<String>]) -> Option<String> {
    let first = rows.first()?;
    let value = first.first()?;
    let across = first.len() >= 2 && first.iter().all(|cell| cell == value);
    let second = rows.get(1)?;
    (across && !value.is_empty() && second.iter().any(|cell| cell != value)).then(|| value.clone())
}

fn above(out: &[Block]) -> Option<String> {
    match &out.last()?.content {
        Content::Paragraph { text } => Some(text.clone()),
        _ => None,
    }
}

/// What stands before the colon of a unit; none holds another before it.
const UNITS: [&str; 6] = ["計量單位", "计量单位", "货币单位", "金额单位", "单位", "單位"];

/// The caption and the unit that stands in its line behind a blank or in brackets: 资源表（单位：张、人）.
fn without_unit(text: &str, wanted: bool) -> (&str, Option<String>) {
    let begins = |(at, _): &(usize, &str)| {
        let (before, unit) = text.split_at_checked(*at).unwrap_or_default();
        before.ends_with([' ', '（', '(']) && is_unit_note(unit)
    };
    let found = UNITS.iter().filter(|_| wanted).find_map(|unit| text.match_indices(unit).find(begins));
    let Some((before, unit)) = found.and_then(|(at, _)| text.split_at_checked(at)) else {
        return (text, None);
    };
    let words = before.trim_end_matches([' ', '（', '(']);
    let unit = if before.ends_with(' ') { unit } else { unit.trim_end_matches(['）', ')']) };
    if words.is_empty() { (text, None) } else { (words, Some(unit.to_owned())) }
}

/// 单位：万元, also in brackets.
fn is_unit_note(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_start_matches(['（', '(', '【', '[']);
    UNITS.iter().any(|u| bare.strip_prefix(u).is_some_and(|rest| rest.starts_with(['：', ':'])))
        && solid.chars().count() <= 40
}

fn bare_unit_note(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix(['（', '(']).and_then(|t| t.strip_suffix(['）', ')']));
    inner.unwrap_or(text).trim().to_owned()
}

/// A short line that names a table: 表1, …统计表, or centred and not a sentence. Above the unit of a
/// table it may be indented.
fn is_table_caption(block: &Block, above_unit: bool) -> bool {
    let Content::Paragraph { text } = &block.content else { return false };
    let solid = compact(text);
    if matches!(solid.trim_matches(['（', '）', '(', ')']), "续表" | "续上表" | "續表" | "續上表" | "续")
    {
        return true;
    }
    let count = solid.chars().count();
    if !(4..=60).contains(&count)
        || text.ends_with(['。', '：', ':', '；', '，'])
        || text.starts_with(['【', '〔', '［'])
    {
        return false;
    }
    let named = text.starts_with('表') && text.chars().any(|c| c.is_ascii_digit())
        || ["表", "统计", "情况", "一览", "名录", "名单", "指标", "比较", "構成", "构成", "統計", "概況"]
            .iter()
            .any(|w| solid.ends_with(w));
    let whole = block.cues.strong == text.len();
    named && (whole || above_unit || !block.cues.indented) || block.cues.centred
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Grid;

    /// Caption, unit and notes of a table of three columns below some paragraphs.
    fn read(above: &[&str], last: &str) -> (Option<String>, Option<String>, Vec<String>) {
        let paragraph = |text: &&str| Block {
            content: Content::Paragraph { text: (*text).into() },
            cues: Cues::default(),
        };
        let mut out: Vec<Block> = above.iter().map(paragraph).collect();
        let row = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        let rows = vec![row(["名称", "床位", "人数"]), row(["县医院", "300", "410"]), row([last; 3])];
        let (content, notes) = table(&mut out, &Grid { rows, header_rows: 1, ..Grid::default() });
        let Content::Table { caption, unit_note, .. } = content else { return (None, None, notes) };
        (caption, unit_note, notes)
    }

    #[test]
    fn captions_units_and_notes() {
        let some = |t: &str| Some(t.to_owned());
        let rows: [(&[&str], &str, _); 7] = [
            (&["某县卫生资源表 单位：张、人"], "1", (some("某县卫生资源表"), some("单位：张、人"), vec![])),
            (
                &["某县卫生资源表（单位：张、人）"],
                "1",
                (some("某县卫生资源表"), some("单位：张、人"), vec![]),
            ),
            (
                &["2011年某县卫生资源情况", "表7-2 计量单位：张"],
                "1",
                (some("2011年某县卫生资源情况 表7-2"), some("计量单位：张"), vec![]),
            ),
            (&["（单位：万元）"], "1", (None, some("单位：万元"), vec![])),
            (&["全县有事业单位：学校、医院。"], "1", (None, None, vec![])),
            (&[], "注：不含村卫生室", (None, None, vec!["注：不含村卫生室".into()])),
            (&[], "注册护士", (None, None, vec![])),
        ];
        for (above, last, want) in rows {
            assert_eq!(read(above, last), want, "{above:?} {last}");
        }
    }
}
