//! Says how much a line looks like the title of its page.

use rustc_hash::FxHashMap;

use crate::data::chrome;
use crate::document::Line;

use super::letters::place;
use super::region::Region;
use super::shaped::{Shaped, ShapedPage};
use super::trace::Weighed;

/// How much a line must look like a title to be one: a heading of the page alone is enough.
pub(super) const ENOUGH: f32 = 4.0;
/// The same, where only what stands around a line speaks for it and `<title>` names something else.
pub(super) const ENOUGH_AROUND: f32 = 4.5;
/// What is said against a line that is the name of the site.
pub(super) const NAME_OF_SITE: f32 = -8.0;
/// What a date line below says for a line, or that it stands twice; see [`unnamed`].
const AROUND: f32 = 4.0;
/// What both say.
pub(super) const MOST_AROUND: f32 = 2.0 * AROUND;

/// How much a line looks like the title: the sum of what speaks for it and against it. The weights were
/// found on the pages of the corpus, where half a point more or less for one changes nothing.
pub(super) fn score(document: &ShapedPage, region: &Region, i: usize) -> f32 {
    let Some(line) = document.lines.get(i) else { return 0.0 };
    sum(&parts(document, region, line, i, Asked::All))
}

/// What a line scores at most, which is told sooner: what speaks against it by its words is not asked.
pub(super) fn at_most(document: &ShapedPage, region: &Region, i: usize) -> f32 {
    let Some(line) = document.lines.get(i) else { return 0.0 };
    sum(&parts(document, region, line, i, Asked::Shape))
}

/// The line with the highest score that is enough; of two alike the first. Each has what it scores at most: most are
/// links of menus, of which no more is asked.
pub(super) fn highest(
    document: &ShapedPage,
    lines: impl Iterator<Item = (f32, usize)>,
    enough: f32,
    score: impl Fn(usize) -> f32,
) -> Option<(f32, usize)> {
    let mut best: Option<(f32, usize)> = None;
    for (most, i) in lines {
        let wins = |score: f32| score >= enough && best.is_none_or(|(highest, _)| score > highest);
        if wins(most) && !document.lines.get(i).is_some_and(Shaped::is_furniture) {
            let score = score(i);
            debug_assert!(score <= most, "line {i} scores {score}, more than {most}");
            best = if wins(score) { Some((score, i)) } else { best };
        }
    }
    best
}

fn sum(parts: &[(&'static str, f32)]) -> f32 {
    parts.iter().map(|(_, weight)| weight).sum()
}

/// What is asked of a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// All but what only speaks against it and takes long.
    Shape,
    All,
}

/// How much a line looks like the title, part by part.
pub(super) fn weighed(document: &ShapedPage, region: &Region, i: usize) -> Option<Weighed> {
    let line = document.lines.get(i)?;
    let parts = parts(document, region, line, i, Asked::All).to_vec();
    Some(Weighed { what: line.text.to_string(), score: sum(&parts), parts })
}

/// The parts of the score, each with its name.
fn parts(
    document: &ShapedPage,
    region: &Region,
    line: &Shaped,
    i: usize,
    asked: Asked,
) -> [(&'static str, f32); 16] {
    let (text, head) = (line.solid(), document.head.as_str());
    let at = document.in_head(line);
    let within = |weight: fn(&str) -> f32| if at.is_some() { weight(text) } else { 0.0 };
    let holds = |holds: bool, weight: f32| if holds { weight } else { 0.0 };
    // The name of the site is a piece of <title>, too.
    let site = at.is_some() && head != text && chrome().ends_like_site(text);
    let level = match line.cues.level {
        Some(1) => 4.0,
        Some(2) => 3.0,
        Some(3) => 1.0,
        _ => 0.0,
    };
    [
        ("in <title>", within(|_| 2.0)),
        ("at its start", holds(at == Some(0), 3.0)),
        ("length", within(|text| (text.chars().count() as f32 / 10.0).min(2.0))),
        // A whole piece of it: 人物春秋-顾砚田.
        ("a piece of it", holds(at.is_some() && is_piece(head, text), 2.0)),
        ("name of a site", holds(site, -3.0)),
        ("like <title>", holds(at.is_none() && is_like(text, head), 3.0)),
        ("heading", level),
        ("class", holds(is_called_title(document, line), 2.5)),
        ("centred", holds(line.cues.centred, 1.0)),
        ("bold", holds(line.cues.strong == line.text.len(), 0.5)),
        ("in the region", holds(region.lines.contains(&i), 0.5)),
        ("in furniture", holds(region.furniture.get(line.element as usize) == Some(&true), -3.0)),
        ("a link", holds(line.link_chars * 2 > line.chars, -4.0)),
        ("leads to the site", holds(asked == Asked::All && leads_home(line), -5.0)),
        ("no title by its words", if asked == Asked::All { against(line) } else { 0.0 }),
        // The nearer to the text, the better.
        ("far from the text", -(region.first_prose.saturating_sub(i) as f32 * 0.05).min(1.5)),
    ]
}

/// Whether all of a line is a link to the first page of the site: /, index.html, http://blog.example.cn/.
pub(super) fn leads_home(line: &Shaped) -> bool {
    let [link] = &*line.links else { return false };
    if link.start > 0 || (link.end as usize) < line.text.len() {
        return false;
    }
    let href = &*link.href;
    let path = match place(href, "://").and_then(|at| href.get(at + "://".len()..)) {
        Some(address) => address.split_once('/').map_or("", |(_, path)| path),
        None => without_dots(href).trim_start_matches('/'),
    };
    let root = path.is_empty() && !href.is_empty() && !href.starts_with('#');
    root || path.starts_with("index.") || path.starts_with("default.")
}

/// An address without the ./ before it.
fn without_dots(mut href: &str) -> &str {
    while let Some(rest) = href.strip_prefix("./") {
        href = rest;
    }
    href
}

/// What the words of a line say against it: an end as of a sentence, ——某县年鉴2012 as below a title, a
/// date, labels.
fn against(line: &Shaped) -> f32 {
    let ends = line.text.ends_with(['：', ':', '。', '；', '，']);
    let dated = line.date().is_some_and(|d| d.span.len() * 2 > line.text.len());
    let rows =
        [(ends, 2.0), (line.text.starts_with("——"), 5.0), (dated, 5.0), (!line.fields().is_empty(), 4.0)];
    -rows.iter().filter(|(holds, _)| *holds).map(|(_, weight)| weight).sum::<f32>()
}

/// Whether the class of a line's element, or of one inside it, names it the title.
pub(super) fn is_called_title(document: &ShapedPage, line: &Line) -> bool {
    let around = document.elements.get(line.element as usize).map(|e| &*e.class);
    line.marks.iter().map(|m| &*m.class).chain(around).any(names_title)
}

/// What speaks for a line of a page without `<title>`, such as flat text: it stands there twice, or
/// right before the date line.
pub(super) fn unnamed(document: &ShapedPage, times: &FxHashMap<&str, u32>, i: usize) -> f32 {
    let Some(line) = document.lines.get(i) else { return 0.0 };
    let twice = times.get(line.solid()).is_some_and(|times| *times > 1);
    let dated = document.lines.get(i + 1).is_some_and(Shaped::is_date_line);
    f32::from(u8::from(twice)) * AROUND + f32::from(u8::from(dated)) * AROUND
}

/// Whether a text stands in `<title>` between separators.
pub(super) fn is_piece(head: &str, text: &str) -> bool {
    head.match_indices(text).any(|(at, _)| {
        let before = head.get(..at).and_then(|t| t.chars().next_back());
        let after = head.get(at + text.len()..).and_then(|t| t.chars().next());
        before.is_none_or(separates) && after.is_none_or(separates)
    })
}

/// Whether a character parts the pieces of `<title>`.
pub(super) fn separates(c: char) -> bool {
    matches!(c, '_' | '-' | '—' | '–' | '－' | '|' | '｜' | '·' | '>' | '»' | '~' | ',' | '，')
}

/// Whether `<title>` begins with a cut or slightly different form of a line.
fn is_like(line: &str, head: &str) -> bool {
    if head.is_empty() || line.chars().nth(7).is_none() {
        return false;
    }
    let same = line.chars().zip(head.chars()).take_while(|(a, b)| a == b).count();
    same >= 8 && same * 10 >= line.chars().count().min(head.chars().count()) * 6
}

fn names_title(class: &str) -> bool {
    const WORDS: [&str; 7] = ["tit", "bt", "biaoti", "headline", "tt", "arttit", "arti"];
    class.split(|c: char| !c.is_ascii_alphanumeric()).any(|w| {
        let w = w.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_title = |part: Option<&str>| part.is_some_and(|p| p.eq_ignore_ascii_case("title"));
        is_title(w.get(..5)) && w.len() <= 10
            || is_title(w.len().checked_sub(5).and_then(|at| w.get(at..)))
            || WORDS.iter().any(|known| w.eq_ignore_ascii_case(known))
    })
}
