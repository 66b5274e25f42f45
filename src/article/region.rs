//! Finds the element that holds the article: the one whose lines speak most for running text after
//! what speaks against it is taken off.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::data::Hint;
use crate::document::{Chosen, Element, Kind};

use super::classes::{furniture, hints};
use super::furniture::more_link;
use super::prose::{Sums, own, value};
use super::shaped::{Shaped, ShapedPage};
use super::table::{is_note, is_unit_note};
use super::trace::Weighed;

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
    /// How many characters of running text it holds.
    pub(super) size: f32,
    /// Whether a title and its date line stand right above the text.
    pub(super) headed: bool,
    /// Whether what the page hides is the article.
    pub(super) unhidden: bool,
    /// For each element of the document, whether its class or name says that it is furniture.
    pub(super) furniture: Vec<bool>,
    /// For each element, whether the profile drops it.
    pub(super) dropped: Vec<bool>,
    /// What each line says for running text.
    pub(super) values: Vec<f32>,
}

/// How many characters of running text make an article.
const ENOUGH: f32 = 30.0;

/// Finds the article, or none where the page has no running text. Where sentences are few, short
/// lines count, too (a roster, a poem); where nothing is shown, what waits for a script to show it.
pub(super) fn find(document: &ShapedPage) -> Option<Region> {
    let page = Page::new(document);
    let sentences = page.region(false, false);
    if let Some(region) = &sentences
        && (region.size >= 120.0 || region.rule == "profile")
    {
        return sentences;
    }
    let lines = page.region(true, false);
    match (&sentences, &lines) {
        // A sentence below a title and its date line is an article, however much stands elsewhere.
        (Some(a), Some(b)) if a.headed && !b.headed && a.size < ENOUGH => sentences,
        (Some(a), Some(b)) if b.size > a.size * 2.5 => lines,
        (None, Some(_)) => lines,
        (None, None) => page.region(false, true),
        _ => sentences,
    }
}

/// Each element that speaks for itself as the text, and what speaks for it and against it.
pub(super) fn weighed(document: &ShapedPage, region: &Region) -> Vec<Weighed> {
    let page = Page::new(document);
    let weights = region.values.iter().zip(&page.weights);
    let sums = Sums::new(&weights.map(|(v, w)| if *v > 0.0 { v * w } else { *v }).collect::<Vec<_>>());
    let selectors = document.selectors();
    let elements = document.elements.iter().enumerate().map(|(i, element)| {
        let (lines, hint) = (range(element), page.hints.get(i).copied().unwrap_or_default());
        let (sum, running) = (sums.of(&lines), sums.positive(&lines));
        let score = by_class(hint, sum);
        let parts = vec![("running text", running), ("against it", sum - running), ("class", score - sum)];
        let what = selectors.of(i as u32).unwrap_or_else(|| element.name.to_string());
        Weighed { what, score, parts }
    });
    elements.filter(|weighed| weighed.score > 0.0).collect()
}

/// The sum of an element with what its class says.
fn by_class(hint: Hint, sum: f32) -> f32 {
    match hint {
        Hint::Strong => sum * 1.25,
        Hint::Content => sum * 1.05,
        Hint::None | Hint::Furniture => sum,
    }
}

/// What is known of a page's lines and elements before the article is looked for.
struct Page<'d> {
    document: &'d ShapedPage<'d>,
    hints: Vec<Hint>,
    furniture: Vec<bool>,
    dropped: Vec<bool>,
    teasers: Vec<bool>,
    titles: Vec<bool>,
    weights: Vec<f32>,
    /// What each line says for running text; none where only the length of the page's lines can tell.
    values: Vec<Option<f32>>,
}

impl<'d> Page<'d> {
    fn new(document: &'d ShapedPage<'d>) -> Self {
        let values: Vec<Option<f32>> = document.lines.iter().map(|line| value(line, false)).collect();
        let plain: Vec<f32> = values.iter().map(|value| value.unwrap_or(-1.0)).collect();
        let sums = Sums::new(&plain);
        let hints = hints(document);
        let named = named(document);
        let anchor = anchor(document, &named);
        let is_title = |(l, named): (&Shaped, &Named)| {
            l.cues.level == Some(1) && l.chars <= 90 || l.chars >= 4 && *named != Named::No
        };
        Page {
            document,
            furniture: furniture(document, &hints, &sums, anchor),
            hints,
            dropped: inherited(document, |e| e.chosen == Chosen::Drop),
            teasers: teasers(document, &sums),
            titles: document.lines.iter().zip(&named).map(is_title).collect(),
            weights: weights(document, anchor),
            values,
        }
    }

    /// What each line says for running text, where `short` lines or what is `hidden` count or do not.
    fn said(&self, short: bool, hidden: bool) -> Vec<f32> {
        let value = |(i, line): (usize, &Shaped)| {
            let at = line.element as usize;
            if self.furniture.get(at) == Some(&true) || self.dropped.get(at) == Some(&true) {
                -2.0
            } else if self.teasers.get(i) == Some(&true) {
                -6.0
            } else if self.titles.get(i) == Some(&true) {
                -1.0
            } else {
                let value = if hidden { value(line, true) } else { self.values.get(i).copied().flatten() };
                value.unwrap_or(if short { own(line) * 0.5 } else { -1.0 })
            }
        };
        self.document.lines.iter().enumerate().map(value).collect()
    }

    /// The region by sentences, by `short` lines, or by what is `hidden`.
    fn region(&self, short: bool, hidden: bool) -> Option<Region> {
        let document = self.document;
        let values = self.said(short, hidden);
        let weighted = values.iter().zip(&self.weights).map(|(v, w)| if *v > 0.0 { v * w } else { *v });
        let sums = Sums::new(&weighted.collect::<Vec<_>>());
        let (best, mut rule) = chosen(document).or_else(|| best(document, &self.hints, &sums))?;
        let element = document.elements.get(best)?;
        let mut lines = range(element);
        if element.chosen == Chosen::Content {
            let last = document.elements.iter().rev().find(|e| e.chosen == Chosen::Content);
            lines.end = last.map_or(lines.end, |e| lines.end.max(e.lines.end as usize));
        } else if let Some(between) = between_markers(document, &lines, &sums) {
            lines = between;
            rule = "marker comments".to_owned();
        } else if &*element.name == "p" {
            lines = self.with_siblings(element, lines, &values);
        }
        let lines = self.with_names(self.with_table(element, lines));
        let prose = |i: &usize| values.get(*i).is_some_and(|v| *v > 0.0);
        let first_prose = lines.clone().find(prose)?;
        let last_prose = lines.clone().rev().find(prose).unwrap_or(first_prose);
        let size: f32 = lines.clone().filter_map(|i| values.get(i)).filter(|v| **v > 0.0).sum();
        // Where the page itself says that this is an article, a few words are enough: a roster.
        let headed = !hidden && self.headed(first_prose);
        let sure = headed
            || self.hints.get(best) == Some(&Hint::Strong)
            || document.meta.iter().any(|(n, _)| n == "articletitle");
        // A few numbers in rows are data: statistical yearbooks have pages of one small table.
        let counted = |i: usize| document.lines.get(i).is_some_and(|l| is_counted(&l.kind));
        let tabular = lines.clone().any(|i| prose(&i) && counted(i));
        let enough = if tabular {
            ENOUGH / 6.0
        } else if sure {
            ENOUGH / 3.0
        } else {
            ENOUGH
        };
        (size >= enough || element.chosen == Chosen::Content).then(|| Region {
            lines,
            first_prose,
            last_prose,
            rule,
            size,
            headed,
            unhidden: hidden,
            furniture: self.furniture.clone(),
            dropped: self.dropped.clone(),
            values,
        })
    }

    /// The lines of a text with the table of numbers that stands right behind its element, below two short lines at
    /// most that name it.
    fn with_table(&self, text: &Element, lines: Range<usize>) -> Range<usize> {
        let of = |line: &Shaped| self.document.elements.get(line.element as usize);
        let beside = |line: &Shaped| of(line).is_some_and(|e| e.parent == text.parent);
        let mut behind =
            self.document.lines.iter().enumerate().skip(lines.end).filter(|(_, l)| l.hidden.is_none());
        for _ in 0..3 {
            let Some((i, line)) = behind.next() else { break };
            match &line.kind {
                Kind::Table(grid)
                    if is_counted(&line.kind) && grid.rows.len() >= 3 && line.link_chars == 0 =>
                {
                    return if beside(line) { lines.start..i + 1 } else { lines };
                }
                Kind::Text | Kind::Caption if line.chars <= 40 && line.stops == 0 && line.link_chars == 0 => {
                }
                _ => break,
            }
        }
        lines
    }

    /// The lines of a text that begins or ends with a table of numbers, with what names the table above it and the
    /// notes below: 表3-6 农业生产概况 · 单位：公顷 · 注：….
    fn with_names(&self, lines: Range<usize>) -> Range<usize> {
        let line = |i: usize| self.document.lines.get(i).filter(|l| l.hidden.is_none());
        let counted = |i: usize| line(i).is_some_and(|l| is_counted(&l.kind));
        let (mut start, mut end) = (lines.start, lines.end);
        if counted(start) {
            let words = |i: usize| {
                line(i).filter(|l| matches!(l.kind, Kind::Text | Kind::Caption) && l.link_chars == 0)
            };
            let above = |at: usize| at.checked_sub(1).and_then(words);
            while above(start).is_some_and(|l| is_unit_note(&l.text)) && lines.start - start < 3 {
                start -= 1;
            }
            let names = |l: &&Shaped| {
                let plain = l.stops == 0
                    && !l.is_date_line()
                    && !l.is_furniture()
                    && !l.text.contains(['>', '»', '›']);
                (4..=60).contains(&l.chars) && plain && l.fields().is_empty()
            };
            start -= usize::from(above(start).filter(names).is_some());
        }
        if end.checked_sub(1).is_some_and(counted) {
            while line(end).is_some_and(|l| is_note(&l.text) && l.link_chars == 0) && end - lines.end < 8 {
                end += 1;
            }
        }
        start..end
    }

    /// The lines of a paragraph that holds the whole text, with the short ones beside it: an entry of one
    /// long paragraph has its heading, its picture and who signs it in paragraphs of their own.
    fn with_siblings(&self, long: &Element, lines: Range<usize>, values: &[f32]) -> Range<usize> {
        let runs = |i: usize| values.get(i).is_some_and(|v| *v > 0.0);
        let beside = |i: usize| {
            let Some(line) = self.document.lines.get(i).filter(|l| l.hidden.is_none()) else { return false };
            let table = matches!(line.kind, Kind::Table(_));
            let within = line.element == long.parent
                || self.document.elements.get(line.element as usize).is_some_and(|e| {
                    let text = matches!(&*e.name, "p" | "pre" | "h2" | "h3" | "h4" | "h5" | "h6");
                    e.parent == long.parent && (text || table)
                });
            // What speaks against running text ends the entry: links, dates, words of furniture.
            within && (values.get(i).is_some_and(|v| *v > -2.0) || line.signed().is_some())
        };
        let heads = |i: usize| self.document.lines.get(i).is_some_and(|l| l.cues.level.is_some());
        let (mut start, mut end) = (lines.start, lines.end);
        while start > 0 && beside(start - 1) && self.titles.get(start - 1) == Some(&false) {
            start -= 1;
        }
        while beside(end) && (!heads(end) || runs(end + 1)) {
            end += 1;
        }
        start..end
    }

    /// Whether a title and its date line stand right above a line: eight lines hold both.
    fn headed(&self, first: usize) -> bool {
        let title = (first.saturating_sub(8)..first).find(|i| self.titles.get(*i) == Some(&true));
        let between = title.and_then(|title| self.document.lines.get(title + 1..first));
        between.is_some_and(|lines| lines.iter().any(Shaped::is_date_line))
    }
}

/// Whether a line is a table of numbers.
fn is_counted(kind: &Kind) -> bool {
    matches!(kind, Kind::Table(grid) if grid.numbers >= 2)
}

/// The lines between comments (or empty `<meta>`) that say where the content begins and ends, where
/// most of the text stands there.
fn between_markers(document: &ShapedPage, lines: &Range<usize>, sums: &Sums) -> Option<Range<usize>> {
    let names = |text: &str| {
        let lower = text.to_ascii_lowercase();
        ["content", "正文", "内容", "article", "信息"].iter().any(|w| lower.contains(w)).then_some(lower)
    };
    let begins = |text: &str| names(text).is_some_and(|t| t.contains("begin") || t.contains("start"));
    let ends = |text: &str| names(text).is_some_and(|t| t.contains("end"));
    let start = document
        .markers
        .iter()
        .filter(|(_, t)| begins(t))
        .map(|(at, _)| *at as usize)
        .max_by_key(|at| (sums.positive(&((*at).max(lines.start)..lines.end)) as u64, *at))?;
    let end = document
        .markers
        .iter()
        .filter(|(at, t)| *at as usize > start && ends(t))
        .map(|(at, _)| *at as usize)
        .next()?;
    let inside = start.max(lines.start)..end.min(lines.end);
    (inside.start < inside.end && sums.positive(&inside) >= sums.positive(lines) * 0.8).then_some(inside)
}

/// How much the text of each line counts: the more links stand between the title and it, the less.
/// Without a title that `<title>` confirms, every line counts the same.
fn weights(document: &ShapedPage, anchor: Option<usize>) -> Vec<f32> {
    let mut out = vec![1.0; document.lines.len()];
    let Some(anchor) = anchor else { return out };
    let mut links = 0.0_f32;
    for (i, (weight, line)) in out.iter_mut().zip(&document.lines).enumerate() {
        if i < anchor {
            *weight = 0.3;
            continue;
        }
        *weight = (-links / 25.0).exp().max(0.15);
        if line.hidden.is_none() && line.link_chars * 2 > line.chars {
            links += 1.0;
        }
    }
    out
}

/// Whether a line stands in `<title>`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Named {
    No,
    Within,
    AtStart,
}

/// Which lines of at most 90 characters stand in `<title>`, blanks not compared.
fn named(document: &ShapedPage) -> Vec<Named> {
    let is_named = |line: &Shaped| {
        if document.head.is_empty() || !(1..=90).contains(&line.chars) {
            return Named::No;
        }
        match document.in_head(line) {
            Some(0) => Named::AtStart,
            Some(_) => Named::Within,
            None => Named::No,
        }
    };
    document.lines.iter().map(is_named).collect()
}

/// The line that `<title>` confirms to be the title: a heading before other lines, the longest first.
fn anchor(document: &ShapedPage, named: &[Named]) -> Option<usize> {
    let mut best: Option<(u32, usize)> = None;
    for (i, (line, named)) in document.lines.iter().zip(named).enumerate() {
        let plain = line.hidden.is_none() && line.chars >= 2 && line.link_chars * 2 <= line.chars;
        if *named == Named::No || !plain || !matches!(line.kind, Kind::Text | Kind::Item(_)) {
            continue;
        }
        let begins = if *named == Named::AtStart { 20 } else { 0 };
        let heading = line.cues.level.map_or(0, |level| 12 - u32::from(level.min(6)) * 2);
        let score = line.chars + begins + heading;
        if best.is_none_or(|(most, _)| score > most) {
            best = Some((score, i));
        }
    }
    best.map(|(_, i)| i)
}

/// Which lines stand in one of several cards alike, each with a link and a few sentences: offers to
/// read something else.
fn teasers(document: &ShapedPage, sums: &Sums) -> Vec<bool> {
    let links: Vec<f32> = document
        .lines
        .iter()
        .map(
            |l| if l.hidden.is_none() && l.link_chars >= 6 && l.link_chars * 2 > l.chars { 1.0 } else { 0.0 },
        )
        .collect();
    let links = Sums::new(&links);
    let is_small = |element: &&Element| {
        let lines = range(element);
        let positive = sums.positive(&lines);
        lines.len() <= 14 && positive > 0.0 && positive <= 600.0
    };
    let mut alike: FxHashMap<(u32, &str, &str), u32> = FxHashMap::default();
    for element in document.elements.iter().filter(|e| is_small(e) && links.of(&range(e)) >= 1.0) {
        *alike.entry((element.parent, &element.name, &element.class)).or_default() += 1;
    }
    let mut out = vec![false; document.lines.len()];
    for element in document.elements.iter().filter(|e| is_small(e) && has_link(document, &range(e))) {
        if alike.get(&(element.parent, &*element.name, &*element.class)).is_some_and(|n| *n >= 3) {
            out.get_mut(range(element)).into_iter().flatten().for_each(|teaser| *teaser = true);
        }
    }
    for (teaser, line) in out.iter_mut().zip(&document.lines) {
        *teaser |= line.chars <= 200 && more_link(line).is_some();
    }
    out
}

fn has_link(document: &ShapedPage, lines: &Range<usize>) -> bool {
    document.lines.get(lines.clone()).is_some_and(|l| l.iter().any(|l| !l.links.is_empty()))
}

pub(super) fn range(element: &Element) -> Range<usize> {
    element.lines.start as usize..element.lines.end as usize
}

/// What the profile's selector hit.
fn chosen(document: &ShapedPage) -> Option<(usize, String)> {
    let at = document.elements.iter().position(|e| e.chosen == Chosen::Content)?;
    Some((at, "profile".to_owned()))
}

/// The element with the largest sum; of two alike the inner one.
fn best(document: &ShapedPage, hints: &[Hint], sums: &Sums) -> Option<(usize, String)> {
    let mut best: Option<(usize, f32)> = None;
    for (i, element) in document.elements.iter().enumerate() {
        let score = by_class(hints.get(i).copied().unwrap_or_default(), sums.of(&range(element)));
        if score > 0.0 && best.is_none_or(|(_, most)| score >= most * 0.999) {
            best = Some((i, score));
        }
    }
    let (at, _) = best?;
    let at = inner(document, hints, sums, at);
    let element = document.elements.get(at)?;
    let rule = match (element.class.is_empty(), hints.get(at)) {
        (false, Some(Hint::Strong)) => format!("marker {}.{}", element.name, element.class),
        (false, _) => format!("density {}.{}", element.name, element.class),
        (true, _) => format!("density {}", element.name),
    };
    Some((at, rule))
}

/// The element inside the best one that already holds the text: one marked beyond doubt with most
/// of it, or any that lacks only a little at the end.
fn inner(document: &ShapedPage, hints: &[Hint], sums: &Sums, best: usize) -> usize {
    let Some(whole) = document.elements.get(best).map(range) else { return best };
    let positive = sums.positive(&whole);
    let mut at = best;
    for (i, element) in document.elements.iter().enumerate().skip(best + 1) {
        let lines = range(element);
        if lines.start >= whole.end {
            break;
        }
        let holds = sums.positive(&lines);
        let before = sums.positive(&(whole.start..lines.start));
        let strong =
            hints.get(i) == Some(&Hint::Strong) && holds >= positive * 0.7 && before <= positive * 0.1;
        if strong || (holds >= positive * 0.93 && before <= 0.0) {
            at = i;
        }
    }
    at
}

fn inherited(document: &ShapedPage, own: impl Fn(&Element) -> bool) -> Vec<bool> {
    let mut out = vec![false; document.elements.len()];
    for (i, element) in document.elements.iter().enumerate() {
        let parent = i > 0 && out.get(element.parent as usize) == Some(&true);
        if let Some(slot) = out.get_mut(i) {
            *slot = parent || own(element);
        }
    }
    out
}
