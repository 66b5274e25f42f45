//! Turns the lines of the text into blocks: tables get the caption and the unit note above them,
//! pictures the caption below.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::data::pictures;
use crate::document::{Grid, Kind, Line};

use super::letters::compact;
use super::shaped::{Shaped, ShapedPage};
use super::table::table;
use super::verdicts::Verdicts;
use super::{Block, Content, Cues};

/// Makes blocks of the lines kept, without what the cuts take off.
pub(super) fn blocks(document: &ShapedPage, kept: &[usize], verdicts: &Verdicts) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let (cells_head, classes) = (cells_head(document, kept), heading_classes(document, kept));
    let mut lines = kept.iter().filter_map(|i| Some((*i, document.lines.get(*i)?))).peekable();
    while let Some((i, line)) = lines.next() {
        let text = || {
            let left = verdicts.left(i, &line.text);
            line.text.get(left).unwrap_or(&line.text).trim().to_owned()
        };
        let note = verdicts.notes.iter().find(|(at, _)| *at == i);
        let content = match (&line.kind, note) {
            (_, Some((_, mark))) => {
                let content = Content::Note { mark: Some(mark.clone()), text: text() };
                out.push(Block { content, cues: Cues::default() });
                continue;
            }
            (Kind::Figure(uri), _) => {
                let below = lines.next_if(|(_, next)| is_figure_caption(document, next, line));
                Content::Figure { uri: uri.clone(), caption: below.map(|(_, l)| l.text.to_string()) }
            }
            (Kind::Table(grid), _) => {
                push_table(&mut out, grid, &line.cues);
                continue;
            }
            (Kind::Item(marker), _) => Content::Item { marker: marker.clone(), text: text() },
            (Kind::Text | Kind::Caption, _) => Content::Paragraph { text: text() },
        };
        let next = lines.peek().map(|(_, next)| *next);
        let heads = next.is_some_and(|next| {
            is_term(document, line, next) || cells_head && heads_cell(document, line, next)
        }) || classes.contains(class(document, line));
        let mut cues = line.cues.clone();
        if heads {
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

/// A data table, with what was above and below its rows.
fn push_table(out: &mut Vec<Block>, grid: &Grid, cues: &Cues) {
    let (table, notes) = table(out, grid);
    out.push(Block { content: Content::Table(Box::new(table)), cues: cues.clone() });
    let paragraph = |text| Block { content: Content::Paragraph { text }, cues: Cues::default() };
    out.extend(notes.into_iter().map(paragraph));
}

/// Whether cells head the cells beside them: one beside another is chance.
fn cells_head(document: &ShapedPage, kept: &[usize]) -> bool {
    let pairs = kept.iter().zip(kept.iter().skip(1));
    let mut pairs = pairs.filter_map(|(i, next)| Some((document.lines.get(*i)?, document.lines.get(*next)?)));
    pairs.by_ref().filter(|(line, next)| heads_cell(document, line, next)).nth(1).is_some()
}

/// The classes of those elements that hold a few words each and stand before text, two at least: headings that only
/// the page's style sheet sets apart.
fn heading_classes<'d>(document: &'d ShapedPage, kept: &[usize]) -> FxHashSet<&'d str> {
    let lines: Vec<&Shaped> = kept.iter().filter_map(|i| document.lines.get(*i)).collect();
    // How many lines of the class there are, and whether all may be headings.
    let mut found: FxHashMap<&str, (u32, bool)> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        let own = class(document, line);
        if own.is_empty() {
            continue;
        }
        let (times, all) = found.entry(own).or_insert((0, true));
        *times += 1;
        if *all {
            let before = at.checked_sub(1).and_then(|at| lines.get(at));
            *all = may_head(document, before.copied(), line, lines.get(at + 1).copied());
        }
    }
    found.retain(|_, (times, all)| *times >= 2 && *all);
    found.into_keys().collect()
}

/// Whether a line is a few words in a block of their own, before text of another class.
fn may_head(document: &ShapedPage, before: Option<&Shaped>, line: &Shaped, next: Option<&Shaped>) -> bool {
    let alone = document.elements.get(line.element as usize).is_some_and(|e| e.lines.len() == 1);
    let figure = before.is_some_and(|l| matches!(l.kind, Kind::Figure(_)));
    let words = line.kind == Kind::Text && (2..=16).contains(&line.chars) && line.stops == 0;
    let marked = line.text.contains(['：', ':', '（', '(', '【', '〔', '［', '[']);
    let told = next.is_some_and(|next| {
        let text = next.kind == Kind::Text && class(document, next) != class(document, line);
        text && (next.stops >= 1 || next.text.starts_with('【') || next.chars <= 16)
    });
    alone && words && !figure && !marked && told && line.link_chars == 0 && line.date().is_none()
}

/// The class of the paragraph or box that a line stands in.
fn class<'d>(document: &'d ShapedPage, line: &Line) -> &'d str {
    let element = document.elements.get(line.element as usize);
    element.filter(|e| matches!(&*e.name, "p" | "div") && !e.has_id).map_or("", |e| &*e.class)
}

/// Whether a line is what a `<dt>` names, told in the `<dd>` behind it: it heads it as a heading element would.
fn is_term(document: &ShapedPage, line: &Line, next: &Shaped) -> bool {
    name(document, line) == "dt" && name(document, next) == "dd" && next.stops >= 2
}

fn name<'d>(document: &'d ShapedPage, line: &Line) -> &'d str {
    document.elements.get(line.element as usize).map_or("", |e| &*e.name)
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
    if !(2..=16).contains(&line.chars) || next.stops < 2 {
        return false;
    }
    if line.text.contains(|c: char| c.is_ascii_digit() || matches!(c, '，' | '。' | '；' | '：' | '、'))
    {
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
            if line.chars <= 80 && (pictures().is_caption(class) || says_caption(&line.text)) {
                return true;
            }
            if line.chars <= 40 && line.element == figure.element && pictures().is_frame(class) {
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
