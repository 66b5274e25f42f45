//! Finds the notes to a text: lines that begin with a mark that stands in the text, [1] or ①, below it or
//! outside the element that holds it.

use crate::document::{Kind, Line};

use super::passes::Place;
use super::rule::Rule;
use super::verdicts::Verdicts;

/// How many lines behind the text notes are looked for.
const REACH: usize = 60;

/// Keeps the notes, whatever has dropped them but what is hidden, and says which mark each has.
pub(super) fn read(place: &Place, out: &mut Verdicts) {
    let region = place.region;
    let lines = &place.document.lines;
    let kept = || region.lines.clone().filter(|i| out.keeps(*i)).filter_map(|i| lines.get(i));
    let texts: Vec<&str> = kept().map(|line| &*line.text).collect();
    let targets: Vec<(&str, &str)> = kept().flat_map(|line| targets(line)).collect();
    // The mark stands in the text, behind something.
    let stands = |mark: &str| texts.iter().any(|text| text.match_indices(mark).any(|(at, _)| at > 0));
    let from = region.first_prose + 1;
    let to = (region.lines.end.max(region.last_prose) + REACH).min(lines.len());
    let mut found: Vec<(usize, String)> = Vec::new();
    for i in from..to {
        let Some(line) = lines.get(i).filter(|l| may_be_note(l)) else { continue };
        if !matches!(out.rule(i), None | Some(Rule::Outside | Rule::Class | Rule::Links)) {
            continue;
        }
        let (written, listed) = (mark(&line.text), listed(line));
        // A line without a mark is a note only where a mark leads to it.
        if written.is_none() && listed.is_none() && targets.is_empty() {
            continue;
        }
        let is_named = is_named(place, line.element);
        // The references of a wiki are no notes to its text, though marks lead to them.
        let pointed = pointed(place, line.element, &targets);
        let pointed = pointed.filter(|_| is_named || out.rule(i) != Some(Rule::Class));
        let named = pointed.is_some() || is_named;
        let own = written.filter(|mark| stands(mark));
        let numbered = own.or_else(|| listed.filter(|mark| named && stands(mark)));
        let numbered = numbered.or_else(|| pointed.map(str::to_owned));
        let before = found.last().map(|(_, mark)| mark.as_str());
        let Some(mark) = numbered.filter(|mark| named || follows(before, mark)) else { continue };
        found.push((i, mark));
    }
    for (i, mark) in found {
        out.note(i, mark);
    }
}

/// Where the marks in a line lead to on the same page: the id, and the mark.
fn targets<'l>(line: &'l Line) -> impl Iterator<Item = (&'l str, &'l str)> {
    line.links.iter().filter_map(|link| {
        let id = link.href.strip_prefix('#').filter(|id| !id.is_empty())?;
        let words = line.text.get(link.start as usize..link.end as usize)?.trim();
        let short = words.chars().nth(5).is_none() && words.chars().any(char::is_numeric);
        (link.start > 0 && short).then_some((id, words))
    })
}

/// The mark in the text that leads to an element, or to one of those around it.
fn pointed<'t>(place: &Place, element: u32, targets: &[(&'t str, &'t str)]) -> Option<&'t str> {
    let mut at = element;
    for _ in 0..4 {
        let element = place.document.elements.get(at as usize)?;
        if element.has_id
            && let Some(id) = element.class.rsplit(' ').next()
            && let Some((_, mark)) = targets.iter().find(|(target, _)| *target == id)
        {
            return Some(mark);
        }
        at = element.parent;
    }
    None
}

fn may_be_note(line: &Line) -> bool {
    line.hidden.is_none()
        && matches!(line.kind, Kind::Text | Kind::Item(_))
        && (4..=600).contains(&line.chars)
}

/// The mark that a line begins with: [1], 〔2〕, ①, 注1.
fn mark(text: &str) -> Option<String> {
    let first = text.chars().next()?;
    if ('①'..='⑳').contains(&first) {
        return Some(first.into());
    }
    let close = match first {
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        _ => return None,
    };
    let end = text.find(close)? + close.len_utf8();
    let mark = text.get(..end)?;
    let inner = mark.trim_matches([first, close]);
    let inner = inner.strip_prefix(['注', '註']).unwrap_or(inner);
    ((1..=3).contains(&inner.len()) && inner.bytes().all(|b| b.is_ascii_digit())).then(|| mark.to_owned())
}

/// The mark of an item of an ordered list of notes: 1. is [1].
fn listed(line: &Line) -> Option<String> {
    let Kind::Item(Some(marker)) = &line.kind else { return None };
    Some(format!("[{}]", marker.trim_end_matches(['.', '、'])))
}

/// Whether a mark is the first, or the next behind another.
fn follows(before: Option<&str>, mark: &str) -> bool {
    let number = |mark: &str| match mark.chars().next() {
        Some(c @ '①'..='⑳') => Some(c as u32 - '①' as u32 + 1),
        _ => mark.trim_matches(|c: char| !c.is_ascii_digit()).parse().ok(),
    };
    match (before.and_then(number), number(mark)) {
        (_, Some(1)) => true,
        (Some(before), Some(next)) => next == before + 1,
        _ => false,
    }
}

/// Whether the class or id of an element, or of those around it, says that it holds notes.
fn is_named(place: &Place, element: u32) -> bool {
    let mut at = element;
    for _ in 0..4 {
        let Some(element) = place.document.elements.get(at as usize) else { return false };
        let class = element.class.to_ascii_lowercase();
        let names = |word: &str| {
            ["footnote", "endnote", "ftn", "_ftn", "fn", "note", "zhushi"].iter().any(|stem| {
                word.strip_prefix(stem)
                    .is_some_and(|rest| rest == "s" || rest.chars().all(|c| !c.is_alphabetic()))
            })
        };
        if class.split_ascii_whitespace().any(names) {
            return true;
        }
        if at == element.parent {
            return false;
        }
        at = element.parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_notes() {
        let rows = [
            ("[1]统计口径", Some("[1]")),
            ("〔12〕统计口径", Some("〔12〕")),
            ("［注2］统计口径", Some("［注2］")),
            ("②一说为春", Some("②")),
            ("[2013]8号", None),
            ("〔甲〕统计", None),
            ("一、统计", None),
        ];
        for (text, want) in rows {
            assert_eq!(mark(text).as_deref(), want, "{text}");
        }
        assert!(follows(None, "①") && follows(Some("[1]"), "[2]") && !follows(None, "[2]"));
    }
}
