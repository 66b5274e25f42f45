//! Finds the element that holds the article: the one whose lines speak most for running text after
//! what speaks against it is taken off.

use std::ops::Range;

use crate::data::{Hint, chrome};
use crate::document::{Chosen, Document, Element, Kind, Line};

use super::shape::{is_furniture, starts_like_furniture};

/// Where the article stands.
pub(super) struct Region {
    /// Its lines.
    pub(super) lines: Range<usize>,
    /// The first line of running text in it.
    pub(super) first_prose: usize,
    /// The last.
    pub(super) last_prose: usize,
    /// What decided.
    pub(super) rule: String,
    /// For each element of the document, whether its class or name says that it is furniture.
    pub(super) furniture: Vec<bool>,
    /// For each element, whether the profile drops it.
    pub(super) dropped: Vec<bool>,
    /// What each line says for running text.
    pub(super) values: Vec<f32>,
}

/// How many characters of running text make an article.
const ENOUGH: f32 = 30.0;

/// Finds the article, or none where the page has no running text.
pub(super) fn find(document: &Document) -> Option<Region> {
    let plain: Vec<f32> = document.lines.iter().map(|line| value(line, false)).collect();
    let sums = Sums::new(&plain);
    let hints: Vec<Hint> = document.elements.iter().map(hint).collect();
    let furniture = furniture(document, &hints, &sums);
    let dropped = inherited(document, |e| e.chosen == Chosen::Drop);
    for short in [false, true] {
        let values: Vec<f32> = document
            .lines
            .iter()
            .map(|line| {
                let at = line.element as usize;
                match furniture.get(at) == Some(&true) || dropped.get(at) == Some(&true) {
                    true => -(line.chars as f32).min(30.0),
                    false => value(line, short),
                }
            })
            .collect();
        let sums = Sums::new(&values);
        let Some((best, rule)) = chosen(document).or_else(|| best(document, &hints, &sums)) else { continue };
        let element = document.elements.get(best)?;
        let mut lines = range(element);
        if element.chosen == Chosen::Content {
            let last = document.elements.iter().rev().find(|e| e.chosen == Chosen::Content);
            lines.end = last.map_or(lines.end, |e| lines.end.max(e.lines.end as usize));
        }
        let prose = |i: &usize| values.get(*i).is_some_and(|v| *v > 0.0);
        let Some(first_prose) = lines.clone().find(prose) else { continue };
        let last_prose = lines.clone().rev().find(prose).unwrap_or(first_prose);
        let positive: f32 = lines.clone().filter_map(|i| values.get(i)).filter(|v| **v > 0.0).sum();
        if positive >= ENOUGH || element.chosen == Chosen::Content {
            return Some(Region { lines, first_prose, last_prose, rule, furniture, dropped, values });
        }
    }
    None
}

fn range(element: &Element) -> Range<usize> {
    element.lines.start as usize..element.lines.end as usize
}

/// What the profile's selector hit.
fn chosen(document: &Document) -> Option<(usize, String)> {
    let at = document.elements.iter().position(|e| e.chosen == Chosen::Content)?;
    Some((at, "profile".to_owned()))
}

/// The element with the largest sum; of two alike the inner one.
fn best(document: &Document, hints: &[Hint], sums: &Sums) -> Option<(usize, String)> {
    let mut best: Option<(usize, f32)> = None;
    for (i, element) in document.elements.iter().enumerate() {
        let sum = sums.of(&range(element));
        let score = match hints.get(i) {
            Some(Hint::Strong) => sum * 1.25,
            Some(Hint::Content) => sum * 1.05,
            _ => sum,
        };
        if score > 0.0 && best.is_none_or(|(_, most)| score >= most * 0.999) {
            best = Some((i, score));
        }
    }
    let (at, _) = best?;
    let element = document.elements.get(at)?;
    let rule = match (element.class.is_empty(), hints.get(at)) {
        (false, Some(Hint::Strong)) => format!("marker {}.{}", element.name, element.class),
        (false, _) => format!("density {}.{}", element.name, element.class),
        (true, _) => format!("density {}", element.name),
    };
    Some((at, rule))
}

fn hint(element: &Element) -> Hint {
    match &*element.name {
        "nav" | "footer" | "aside" | "menu" => return Hint::Furniture,
        "ucapcontent" => return Hint::Strong,
        _ => {}
    }
    if element.class.is_empty() {
        return if matches!(&*element.name, "article" | "main") { Hint::Content } else { Hint::None };
    }
    chrome().hint(&element.class)
}

/// Which elements are furniture by their class: not those that hold most of the page's text.
fn furniture(document: &Document, hints: &[Hint], sums: &Sums) -> Vec<bool> {
    let total = sums.positive(&(0..document.lines.len()));
    let mut out = vec![false; document.elements.len()];
    for (i, element) in document.elements.iter().enumerate() {
        let parent = i > 0 && out.get(element.parent as usize) == Some(&true);
        let own = hints.get(i) == Some(&Hint::Furniture) && {
            let holds = sums.positive(&range(element));
            holds * 2.0 < total || holds == 0.0
        };
        if let Some(slot) = out.get_mut(i) {
            *slot = parent || own;
        }
    }
    out
}

fn inherited(document: &Document, own: impl Fn(&Element) -> bool) -> Vec<bool> {
    let mut out = vec![false; document.elements.len()];
    for (i, element) in document.elements.iter().enumerate() {
        let parent = i > 0 && out.get(element.parent as usize) == Some(&true);
        if let Some(slot) = out.get_mut(i) {
            *slot = parent || own(element);
        }
    }
    out
}

/// What a line says for running text: its characters, or a malus. With `short`, lines without
/// punctuation count, too: a roster, a poem.
fn value(line: &Line, short: bool) -> f32 {
    if line.hidden.is_some() {
        return 0.0;
    }
    let own = line.chars.saturating_sub(line.link_chars) as f32;
    match &line.kind {
        Kind::Figure(_) => return 0.0,
        Kind::Table(_) if line.link_chars * 2 > line.chars => return -20.0,
        Kind::Table(_) => return own * 0.5,
        _ => {}
    }
    if line.link_chars * 2 > line.chars {
        return -(8.0 + line.link_chars as f32 * 0.3).min(30.0);
    }
    if line.chars <= 120 && (is_furniture(line) || starts_like_furniture(line)) {
        return -8.0;
    }
    if line.stops >= 2 || (line.stops >= 1 && own >= 16.0) || own >= 40.0 {
        own
    } else if short {
        own * 0.5
    } else {
        -1.0
    }
}

/// Sums over ranges of lines in constant time.
struct Sums {
    all: Vec<f32>,
    positive: Vec<f32>,
}

impl Sums {
    fn new(values: &[f32]) -> Self {
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

    fn of(&self, lines: &Range<usize>) -> f32 {
        self.all.get(lines.end).unwrap_or(&0.0) - self.all.get(lines.start).unwrap_or(&0.0)
    }

    fn positive(&self, lines: &Range<usize>) -> f32 {
        self.positive.get(lines.end).unwrap_or(&0.0) - self.positive.get(lines.start).unwrap_or(&0.0)
    }
}
