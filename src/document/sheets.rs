//! Tells the printed pages of a book that stand one below the other in one page of the web, each a box alike, and what
//! stands at the head and the foot of each: its number, the name of the book.

use std::collections::HashMap;
use std::ops::Range;

use html5ever::{LocalName, local_name};
use rustc_hash::FxHashMap;

use super::line::{Kind, Line};
use super::printed::kind;
use super::{Document, Element};

/// A printed page has so many lines at least.
const LEAST: u32 = 3;
/// How many lines at the head and at the foot are no text.
const EDGE: usize = 2;

/// The lines at the head and the foot of printed pages.
pub(super) fn heads(document: &Document) -> Vec<usize> {
    // Each has its number; of most pages no part has one there.
    let is_numbered = |sheet: &Element| edges(document, &sheet.lines).any(|i| is_number(document, i));
    if !document.elements.iter().any(|e| is_sheet(e) && is_numbered(e)) {
        return Vec::new();
    }
    let mut boxes: FxHashMap<(u32, &LocalName, &str), Vec<&Element>> = FxHashMap::default();
    for element in document.elements.iter().filter(|e| is_sheet(e)) {
        boxes.entry((element.parent, &element.name, kind(&element.class))).or_default().push(element);
    }
    let mut out = Vec::new();
    // Boxes alike are printed pages where each has its number. Most have none, which is soon seen.
    let numbered = |sheets: &&Vec<&Element>| {
        let edges = sheets.iter().flat_map(|sheet| edges(document, &sheet.lines));
        sheets.len() >= 2 && edges.filter(|i| is_number(document, *i)).count() >= sheets.len()
    };
    for sheets in boxes.values().filter(numbered) {
        let edges: Vec<Vec<usize>> =
            sheets.iter().map(|sheet| edges(document, &sheet.lines).collect()).collect();
        let mut seen: HashMap<String, usize> = HashMap::new();
        for edge in &edges {
            let mut words: Vec<String> = edge.iter().filter_map(|i| words(document.lines.get(*i)?)).collect();
            words.sort_unstable();
            words.dedup();
            words.into_iter().for_each(|words| *seen.entry(words).or_default() += 1);
        }
        // On all pages; of many, on half: those of the left say something else than those of the right.
        let often = |words: &String| seen.get(words).is_some_and(|n| *n >= 2 && *n * 2 >= sheets.len());
        let repeated = |i: &usize| document.lines.get(*i).and_then(words).is_some_and(|words| often(&words));
        let of_book: Vec<usize> = edges.into_iter().flatten().filter(repeated).collect();
        if of_book.iter().filter(|i| is_number(document, **i)).count() == sheets.len() {
            out.extend(of_book);
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Whether a line is the first of a printed page and the other, shown before it, the last of the page before.
pub(super) fn turns(document: &Document, before: usize, i: usize) -> bool {
    let sheet = |line: usize| {
        let element = document.elements.get(document.lines.get(line)?.element as usize)?;
        document.elements.get(element.parent as usize).filter(|e| is_sheet(e))
    };
    let Some((first, second)) = sheet(before).zip(sheet(i)) else { return false };
    let hidden = |lines: Range<usize>| {
        document.lines.get(lines).is_some_and(|lines| lines.iter().all(|l| l.hidden.is_some()))
    };
    first.name == second.name
        && kind(&first.class) == kind(&second.class)
        && hidden(before + 1..i)
        && (before..i).any(|i| document.lines.get(i).is_some_and(|l| l.hidden == Some("furniture")))
}

fn is_sheet(element: &Element) -> bool {
    element.lines.end.saturating_sub(element.lines.start) >= LEAST
        && (element.name == local_name!("div") || element.name == local_name!("section"))
}

/// The first and the last lines of a printed page.
fn edges(document: &Document, lines: &Range<u32>) -> impl Iterator<Item = usize> {
    let lines = lines.start as usize..lines.end as usize;
    let shown = move |i: &usize| document.lines.get(*i).is_some_and(|l| l.hidden.is_none());
    let first = lines.clone().filter(shown).take(EDGE);
    first.chain(lines.rev().filter(shown).take(EDGE))
}

/// Whether a line is a number, with or without marks.
fn is_number(document: &Document, line: usize) -> bool {
    let Some(line) = document.lines.get(line) else { return false };
    is_short(line) && has_figures(line) && !line.text.contains(char::is_alphabetic)
}

/// What a short line says beside figures and marks; none where it is running text. Nothing, where it is a number.
fn words(line: &Line) -> Option<String> {
    if !is_short(line) {
        return None;
    }
    let words: String = line.text.chars().filter(|c| c.is_alphabetic()).collect();
    (!words.is_empty() || has_figures(line)).then_some(words)
}

fn is_short(line: &Line) -> bool {
    matches!(line.kind, Kind::Text) && line.chars <= 24 && line.stops == 0 && line.chars > 0
}

fn has_figures(line: &Line) -> bool {
    (1..=12).contains(&line.text.bytes().filter(u8::is_ascii_digit).count())
}
