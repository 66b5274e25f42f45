//! Takes flat text as lines: a page saved as text, or a book that was keyed in, with lines wrapped
//! at a fixed width and tables drawn with box characters.

mod drawn;

use std::borrow::Cow;

use html5ever::LocalName;

use super::line::{Builder, Grid, Kind, Line};
use super::wrap::{self, Kept, Row, columns};
use super::{Chosen, Document, Element};

/// `text/html`, or `text/plain` where no markup is in the text or the sender says so.
pub fn media_type(text: &str, content_type: Option<&str>) -> &'static str {
    let told = content_type.map(|t| t.trim_start().to_ascii_lowercase()).unwrap_or_default();
    let mut end = text.len().min(4096);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default().trim_start();
    let begins = |tag: &&str| head.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
    let is_page = ["<!doctype html", "<html", "<?xml", "<head", "<body"].iter().any(begins);
    if is_page || (!told.starts_with("text/plain") && has_markup(text)) { "text/html" } else { "text/plain" }
}

/// Whether a text holds tags.
fn has_markup(text: &str) -> bool {
    const TAGS: &[&str] = &[
        "p", "br", "div", "td", "tr", "table", "span", "font", "a", "html", "body", "head", "meta", "title",
        "h1", "h2", "b", "!--", "script", "li", "ul", "center", "section", "article", "strong", "em", "img",
        "frameset", "iframe", "hr",
    ];
    memchr::memchr_iter(b'<', text.as_bytes()).take(200).any(|at| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let length =
            rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'!' || *b == b'-').count();
        let name = rest.get(..length.min(12)).unwrap_or_default().to_ascii_lowercase();
        let behind = rest.as_bytes().get(length);
        let whole = matches!(behind, Some(b'>' | b'/' | b' ' | b'\n' | b'\r' | b'\t'));
        (whole && TAGS.contains(&name.as_str())) || name.starts_with("!--")
    })
}

/// Reads flat text. Cannot fail: what is no text was refused before.
pub fn flat(text: &str) -> Document<'static> {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{c}', '\u{2028}', '\u{2029}'], "\n");
    let raw: Vec<&str> = text.split('\n').collect();
    let mut lines = Vec::new();
    let mut at = 0;
    let going_on = wrap::going_on(&rows(&raw), Kept::Flat);
    let mut drawings = Drawings::default();
    while at < raw.len() {
        if let Some((grid, taken)) = drawings.at(&raw, at) {
            part_caption(&mut lines);
            lines.push(Line { kind: Kind::Table(Box::new(grid)), ..Line::default() });
            at += taken;
            continue;
        }
        let mut paragraph = raw.get(at).and_then(|first| line(first));
        at += 1;
        while going_on.get(at) == Some(&true) {
            let next = raw.get(at).and_then(|next| line(next));
            if let (Some(paragraph), Some(next)) = (&mut paragraph, next) {
                paragraph.join(next);
            }
            at += 1;
        }
        lines.extend(paragraph);
    }
    let count = lines.len() as u32;
    let body = Element {
        name: LocalName::from("body"),
        class: Cow::default(),
        has_id: false,
        parent: 0,
        lines: 0..count,
        chosen: Chosen::No,
    };
    Document { elements: vec![body], lines, ..Document::default() }
}

/// Finds drawn tables in lines that are walked from the first to the last.
#[derive(Default)]
pub(super) struct Drawings {
    /// The lines up to here draw no table: they need not be looked at again.
    none_until: usize,
}

impl Drawings {
    /// The table that the lines from `at` on draw, and how many they are.
    pub(super) fn at(&mut self, lines: &[&str], at: usize) -> Option<(Grid, usize)> {
        let rest = lines.get(at..).filter(|_| at >= self.none_until)?;
        let taken = rest.iter().take_while(|line| drawn::is_drawn(line)).count();
        let drawing = rest.get(..taken).filter(|drawing| drawing.len() >= 2)?;
        let grid = drawn::grid(drawing);
        if grid.is_none() {
            self.none_until = at + taken;
        }
        Some((grid?, taken))
    }
}

/// The lines as they are printed; those of drawn tables stand apart.
fn rows<'t>(raw: &[&'t str]) -> Vec<Row<'t>> {
    let row = |line: &&'t str| {
        let mut row = Row::of(line);
        row.apart |= drawn::is_drawn(line);
        row
    };
    raw.iter().map(row).collect()
}

/// A line of the document; none where there is no character.
fn line(text: &str) -> Option<Line<'static>> {
    let mut builder = Builder::default();
    builder.push(text, false);
    (!builder.is_empty()).then(|| builder.take())
}

/// Parts the line above a table into caption and unit where a gap stands between them:
/// 1981～1985年降水量表        单位：毫米.
pub(super) fn part_caption(lines: &mut Vec<Line>) {
    let Some(above) = lines.last() else { return };
    let unit = ["单位", "單位", "计量单位"].iter().filter_map(|w| above.text.find(w)).min();
    let Some(start) = unit.filter(|s| *s > 0 && above.chars < 60) else { return };
    let cut = above.text.get(..start).map_or(start, |t| t.trim_end_matches(['（', '(']).len());
    let (caption, unit) = above.text.split_at(cut);
    let element = above.element;
    let parted = [line(caption), line(unit)];
    lines.pop();
    lines.extend(parted.into_iter().flatten().map(|mut l| {
        (l.element, l.cues.centred) = (element, true);
        l
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<String> {
        flat(text).lines.into_iter().map(|l| l.text.into_owned()).collect()
    }

    #[test]
    fn tells_markup_from_text() {
        let rows = [
            ("<!DOCTYPE html><p>x", None, "text/html"),
            ("标题\n正文<br>正文", None, "text/html"),
            ("标题\n正文，x < y 而 a > b。", None, "text/plain"),
            ("标题\n正文<br>", Some("text/plain"), "text/plain"),
            ("<html>正文", Some("text/plain; charset=gbk"), "text/html"),
            ("<《年鉴》>", None, "text/plain"),
        ];
        for (text, told, want) in rows {
            assert_eq!(media_type(text, told), want, "{text}");
        }
    }

    #[test]
    fn every_line_is_one_where_nothing_is_wrapped() {
        let text = "标题\r\n\r\n　　第一段，很长。\r\n　　第二段。\r\n \r\n末行";
        assert_eq!(texts(text), ["标题", "第一段，很长。", "第二段。", "末行"]);
        assert!(flat(text).lines[1].cues.indented);
    }

    #[test]
    fn wrapped_lines_are_joined_and_tables_read() {
        let text = "第一节  气  温\n\n    县境年平均气温14.2℃，1月最冷，平均零下1.3℃，\n7月最热，平均27.1℃。极端最高气温41.6℃，出现于1966\n年7月19日；极端最低气温零下17.8℃，出现于1969年1月\n31日。\n\n    无霜期  年平均209天，最长238天（1977年），最短\n181天（1962年）。\n\n          降水量表        单位：毫米\n┏━━━━┯━━━━┓\n┃  年份  │ 降水量 ┃\n┠────┼────┨\n┃  1981  │ 587.2  ┃\n┗━━━━┷━━━━┛\n";
        let document = flat(text);
        let lines: Vec<&str> = document.lines.iter().map(|l| &*l.text).collect();
        assert_eq!(lines[0], "第一节 气 温");
        assert!(
            lines[1].contains("出现于1966年7月19日") && lines[1].ends_with("1969年1月31日。"),
            "{}",
            lines[1]
        );
        assert_eq!(lines[2], "无霜期 年平均209天，最长238天（1977年），最短181天（1962年）。");
        assert_eq!(document.lines[2].cues.gaps.len(), 1);
        assert_eq!(lines[3..5], ["降水量表", "单位：毫米"]);
        let Kind::Table(grid) = &document.lines[5].kind else { panic!("no table") };
        let rows: Vec<_> = grid.rows.iter().map(|row| row.cells.as_slice()).collect();
        assert_eq!(rows, [["年份", "降水量"], ["1981", "587.2"]]);
        assert_eq!(document.lines.len(), 6);
    }
}
