//! Turns the lines of the text into blocks: tables get the caption and the unit note above them,
//! pictures the caption below.

use crate::document::{Kind, Line};

use super::clean::Cut;
use super::shape::compact;
use super::sheet::Sheet;
use super::{Block, Content};

/// How many cells a table may have whose short rows are filled up: more than any that a person made.
const MOST_FILLED: usize = 1_000_000;

/// Makes blocks of the lines kept, without the ends that `cuts` takes off.
pub(super) fn blocks(document: &Sheet, kept: &[usize], cuts: &[Cut]) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut lines = kept.iter().filter_map(|i| Some((*i, document.lines.get(*i)?))).peekable();
    while let Some((i, line)) = lines.next() {
        let content = match &line.kind {
            Kind::Figure(uri) => {
                let below = lines.next_if(|(_, next)| is_figure_caption(document, next, line));
                Content::Figure { uri: uri.clone(), caption: below.map(|(_, l)| l.text.clone()) }
            }
            Kind::Table(grid) => table(&mut out, grid),
            Kind::Item(marker) => Content::Item { marker: marker.clone(), text: text(line, i, cuts) },
            Kind::Text | Kind::Caption => Content::Paragraph { text: text(line, i, cuts) },
        };
        let mut cues = line.cues.clone();
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

fn text(line: &Line, i: usize, cuts: &[Cut]) -> String {
    let cut = cuts.iter().find(|cut| cut.line == i);
    match cut.and_then(|cut| line.text.get(..cut.from)) {
        Some(text) => text.trim_end().to_owned(),
        None => line.text.clone(),
    }
}

/// The `<figcaption>`, or a short line below a picture that is centred or says that it is a caption.
fn is_figure_caption(document: &Sheet, line: &Line, figure: &Line) -> bool {
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

/// A table with what stands above it.
fn table(out: &mut Vec<Block>, grid: &crate::document::Grid) -> Content {
    let (mut caption, mut unit_note): (Option<String>, Option<String>) = (None, None);
    for line in &grid.captions {
        if unit_note.is_none() && is_unit_note(line) {
            unit_note = Some(bare_unit_note(line));
        } else {
            caption = Some(caption.map_or_else(|| line.clone(), |before| format!("{before} {line}")));
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
            caption = Some(value);
        }
    }
    let mut source = grid.source.clone();
    if unit_note.is_none()
        && let Some(text) = above(out).filter(|t| is_unit_note(t))
    {
        unit_note = Some(bare_unit_note(&text));
        source.insert(0, text);
        out.pop();
    }
    if caption.is_none()
        && let Some(text) =
            out.last().filter(|b| is_table_caption(b, unit_note.is_some())).and_then(|_| above(out))
    {
        source.insert(0, text.clone());
        caption = Some(text);
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
    Content::Table { caption, unit_note, header_rows, rows, source }
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

/// 单位：万元, also in brackets.
fn is_unit_note(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_start_matches(['（', '(', '【', '[']);
    let unit = ["单位", "計量單位", "计量单位", "單位", "货币单位", "金额单位"];
    unit.iter().any(|u| bare.strip_prefix(u).is_some_and(|rest| rest.starts_with(['：', ':'])))
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
