//! Reads the breadcrumb: the steps that lead from the site's first page to this one.

use crate::data::chrome;
use crate::document::Line;

use super::classes::Asked;
use super::letters::{compact, has_sign, is_blank, signs};
use super::region::Region;
use super::shaped::ShapedPage;
use super::work::begins_with_book;

/// The steps of the breadcrumb, and the lines they stand in.
pub(super) fn breadcrumb(
    document: &ShapedPage,
    region: &Region,
    title: Option<usize>,
) -> (Vec<String>, Vec<usize>) {
    let end = region.first_prose.max(title.unwrap_or(0)).min(document.lines.len());
    let mut best: Option<(Vec<String>, Vec<usize>)> = None;
    let mut named = Asked::new(names_crumb);
    let mut i = 0;
    while i < end {
        let Some(line) = document.lines.get(i) else { break };
        i += 1;
        if line.hidden.is_some() || line.chars > 150 {
            continue;
        }
        if labelled_crumb(&line.text) {
            let (steps, lines) = collect(document, i - 1, end);
            if steps.len() >= 2 {
                return (steps, lines);
            }
        }
        if best.is_none() && (may_be_crumb(line) || is_classed(document, line, &mut named)) {
            let (steps, lines) = collect(document, i - 1, end);
            let parted = lines.iter().filter_map(|i| document.lines.get(*i)).any(|l| is_trail(&l.text));
            if steps.len() >= 2 && (parted || is_classed(document, line, &mut named)) {
                best = Some((steps, lines));
            }
        }
    }
    best.unwrap_or_default()
}

/// Whether a line begins with the first step of a breadcrumb, or is steps between arrows.
fn may_be_crumb(line: &Line) -> bool {
    let parts = |c: char| matches!(c, '>' | '＞' | '»' | '›' | '→' | '-' | ' ' | '/' | '|');
    let end = signs(&line.text).find(|(_, c)| parts(*c)).map(|(at, _)| at);
    let first = compact(end.and_then(|end| line.text.get(..end)).unwrap_or(&line.text));
    // 设为首页 begins a bar of buttons.
    let home = || (first.ends_with("首页") || first.ends_with("首頁")) && !chrome().is_token(&first);
    let steps = || {
        has_sign(&line.text, |c| PLAIN_ARROWS.contains(&c)) && (arrowed(&line.text) || is_linked_trail(line))
    };
    let book = || begins_with_book(&first) && is_trail(&line.text);
    chrome().is_crumb(&first) || home() || steps() || book()
}

/// Whether the class of a line's element, or of the one around it, names a breadcrumb.
fn is_classed<'d>(document: &'d ShapedPage, line: &Line, named: &mut Asked<'d, bool>) -> bool {
    let Some(element) = document.elements.get(line.element as usize) else { return false };
    let parent = document.elements.get(element.parent as usize);
    let mut names = |class: &'d str| !class.is_empty() && named.of(class);
    names(&element.class) || parent.is_some_and(|parent| names(&parent.class))
}

/// Whether a class names a breadcrumb.
fn names_crumb(class: &str) -> bool {
    let bytes = class.as_bytes();
    bytes.iter().enumerate().any(|(at, first)| {
        let words: &[&str] = match first.to_ascii_lowercase() {
            b'b' => &["bread"],
            b'c' => &["crumb", "curpath", "curmb", "col_path"],
            b'd' => &["dqwz"],
            b'l' => &["location"],
            b'm' => &["mbx"],
            b'p' => &["position"],
            b'w' => &["weizhi"],
            _ => return false,
        };
        let begins = |word: &&str| {
            bytes.get(at..at + word.len()).is_some_and(|part| part.eq_ignore_ascii_case(word.as_bytes()))
        };
        words.iter().any(begins)
    })
}

/// How many characters the label of a breadcrumb may have.
const LONGEST_LABEL: usize = 9;

fn labelled_crumb(text: &str) -> bool {
    let mut solid = text.chars().filter(|c| !is_blank(*c)).take(LONGEST_LABEL);
    if !solid.any(|c| matches!(c, '位' | '当' | '當')) {
        return false;
    }
    let solid = compact(text);
    let label = solid.split(['：', ':', '>', '»', '＞', '-']).next().unwrap_or_default();
    let place = label.contains("位置") && label.chars().count() <= LONGEST_LABEL;
    place || label.starts_with(['当', '當']) && chrome().is_crumb(label)
}

const ARROWS: [char; 8] = ['>', '＞', '»', '›', '→', '\\', '〉', '》'];

/// Those that stand between steps and in nothing else.
const PLAIN_ARROWS: [char; 4] = ['>', '＞', '»', '›'];

fn has_separator(text: &str) -> bool {
    is_trail(text) || text.contains(" | ")
}

/// Whether what parts the pieces of a line leads from one to the next. Bars part the links of a menu.
fn is_trail(text: &str) -> bool {
    text.contains(ARROWS)
        || text.contains(['-', '/', ':'])
            && (["--", " - ", " / ", "::"].iter().any(|separator| text.contains(separator)) || slashed(text))
}

/// Whether slashes part a line, and no date does: 首页/年鉴/2016.
fn slashed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let slashes = || memchr::memchr_iter(b'/', bytes);
    slashes().nth(1).is_some() && !slashes().any(|at| digit(at.checked_sub(1)) && digit(Some(at + 1)))
}

/// Whether a line is short steps between arrows: 柏陵县财政局 -> 年鉴 -> 财政.
fn arrowed(text: &str) -> bool {
    let steps = || text.split(PLAIN_ARROWS).map(str::trim).filter(|s| !s.is_empty());
    steps().nth(2).is_some() && steps().all(|s| s.chars().count() <= 24) && !text.contains(['。', '，'])
}

/// Whether a line is a link and a step behind an arrow, and no more: 靈洲島年報2002 > 第七章.
fn is_linked_trail(line: &Line) -> bool {
    let mut steps = line.text.split(PLAIN_ARROWS).map(str::trim).filter(|s| !s.is_empty());
    let (first, last) = (steps.next().unwrap_or_default(), steps.next());
    let linked = line.links.first().is_some_and(|l| l.start == 0 && l.end as usize == first.len());
    let short = |step: &str| (2..=24).contains(&step.chars().count()) && !step.contains(['。', '，']);
    linked && short(first) && last.is_some_and(short) && steps.next().is_none()
}

/// The steps from a line on: of one line, or of the one-step lines of a table row or a list.
fn collect(document: &ShapedPage, from: usize, end: usize) -> (Vec<String>, Vec<usize>) {
    let mut steps: Vec<String> = Vec::new();
    let mut lines = vec![from];
    let Some(first) = document.lines.get(from) else { return (steps, lines) };
    steps.extend(split(first));
    let holder = |i: usize| document.lines.get(i).map(|l| around(document, l.element));
    if steps.len() <= 1 && !has_separator(first.text.trim_end_matches(ARROWS)) {
        for i in from + 1..end.min(from + 16) {
            let Some(line) = document.lines.get(i).filter(|l| l.chars <= 40 && l.hidden.is_none()) else {
                break;
            };
            let cell = document.elements.get(line.element as usize);
            // A cell of several lines is a menu, no step.
            let menu = i == from + 1
                && line.element == first.element
                && cell.is_some_and(|cell| matches!(&*cell.name, "td" | "th"));
            if holder(i) != holder(from) || menu {
                break;
            }
            steps.extend(split(line));
            lines.push(i);
        }
    }
    (steps, lines)
}

/// The row or list that a line's cell or item stands in.
fn around(document: &ShapedPage, element: u32) -> u32 {
    let Some(own) = document.elements.get(element as usize) else { return element };
    match &*own.name {
        "td" | "th" | "li" | "dd" | "dt" => own.parent,
        _ => element,
    }
}

/// What parts the steps of a line.
#[derive(Clone, Copy)]
struct Marks {
    /// 首页|年鉴, behind a label.
    bars: bool,
    /// 首页—石鼎概览—石鼎年鉴
    dashes: bool,
    /// 首页/年鉴/2016
    slashes: bool,
}

/// The steps of a line.
fn split(line: &Line) -> Vec<String> {
    // ::: is where the keyboard of a blind reader goes.
    let mut text = line.text.trim_start_matches([':', ' ']);
    let mut labelled = false;
    if let Some((label, rest)) = text.split_once(['：', ':'])
        && (label.contains("位置") || chrome().is_crumb(&compact(label)))
    {
        (text, labelled) = (rest, true);
    }
    let arrows = text.contains(ARROWS);
    let marks = Marks {
        bars: labelled && !arrows && text.contains('|'),
        dashes: text.matches('—').count() >= 2 && !arrows && !text.contains("——"),
        slashes: !arrows && !text.contains(" / ") && slashed(text),
    };
    linked_pieces(line, text).into_iter().flat_map(|piece| steps(piece, marks)).collect()
}

/// The text cut at the borders of its links, where nothing else parts it: links side by side.
fn linked_pieces<'t>(line: &Line, text: &'t str) -> Vec<&'t str> {
    let mut cuts: Vec<usize> = Vec::new();
    if !has_separator(text) {
        let shift = line.text.len() - text.len();
        let borders = line.links.iter().flat_map(|l| [l.start as usize, l.end as usize]);
        cuts.extend(borders.filter_map(|at| at.checked_sub(shift)));
    }
    let mut pieces: Vec<&str> = Vec::new();
    let mut at = 0;
    for cut in cuts {
        pieces.extend(text.get(at..cut));
        at = cut;
    }
    pieces.extend(text.get(at..));
    pieces
}

/// The steps of a piece between its marks.
fn steps(piece: &str, marks: Marks) -> Vec<String> {
    let mut arrowed = if marks.dashes { piece.replace('—', ">") } else { piece.to_owned() };
    if marks.bars {
        arrowed = arrowed.replace('|', ">");
    }
    if arrowed.contains(['-', '/', '|', ':']) {
        for separator in ["--", " - ", "->", " / ", " | ", "::"] {
            arrowed = arrowed.replace(separator, ">");
        }
    }
    // A line that slashes part has none of the other signs.
    let parted = ['>', '＞', '»', '›', '→', '〉', if marks.slashes { '/' } else { '\\' }];
    let step = |step: &str| {
        let step = step.trim();
        let edge =
            |c: char| matches!(c, '-' | '/' | '|' | '·' | '：' | ':' | '《' | '》') && !step.contains('《');
        let step = step.trim_matches(edge).trim();
        let label = step.contains("位置") && step.chars().count() <= 9;
        (!step.is_empty() && !label && step.chars().count() <= 60).then(|| step.to_owned())
    };
    arrowed.split(parted).filter_map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_a_trail() {
        let rows: [(&str, &[&str]); 13] = [
            ("首页 > 年鉴 > 正文", &["首页", "年鉴", "正文"]),
            ("当前位置：首页--史志--卫生", &["首页", "史志", "卫生"]),
            ("当前页面：首页 > 年鉴 > 卫生", &["首页", "年鉴", "卫生"]),
            ("当前位置：首页 \\ 年鉴 \\ 卫生", &["首页", "年鉴", "卫生"]),
            ("首页/集团年鉴/2016年卷", &["首页", "集团年鉴", "2016年卷"]),
            ("首页 / 年鉴 / 卫生/计生", &["首页", "年鉴", "卫生/计生"]),
            ("渌川年鉴（2003） > 农业", &["渌川年鉴（2003）", "农业"]),
            ("首页→年鉴→农业", &["首页", "年鉴", "农业"]),
            ("当前位置：首页|年鉴|农业", &["首页", "年鉴", "农业"]),
            ("::: 目前位置：首頁 > 年鑑 > 環保", &["首頁", "年鑑", "環保"]),
            ("首页 今天是2012/3/4", &[]),
            ("网站首页 | 荣誉榜 | 年鉴目录", &[]),
            ("设为首页 - 加入收藏 - 站长信箱", &[]),
        ];
        for (text, want) in rows {
            let line = Line { text: text.into(), ..Line::default() };
            let trail = labelled_crumb(text) || may_be_crumb(&line) && is_trail(text);
            assert_eq!(if trail { split(&line) } else { Vec::new() }, want, "{text}");
        }
    }
}
