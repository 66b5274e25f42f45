//! Turns the lines of the text into blocks: tables get the caption and the unit note above them,
//! pictures the caption below.

use crate::document::{Kind, Line};

use super::letters::compact;
use super::shaped::{Shaped, ShapedPage};
use super::table::table;
use super::verdicts::{Cut, Verdicts};
use super::{Block, Content, Cues};

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
                let (table, notes) = table(&mut out, grid);
                out.push(Block { content: Content::Table(Box::new(table)), cues: line.cues.clone() });
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
