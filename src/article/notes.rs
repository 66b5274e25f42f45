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
    let texts: Vec<&str> = region
        .lines
        .clone()
        .filter(|i| out.keeps(*i))
        .filter_map(|i| Some(lines.get(i)?.text.as_str()))
        .collect();
    // The mark stands in the text, behind something.
    let stands = |mark: &str| texts.iter().any(|text| text.match_indices(mark).any(|(at, _)| at > 0));
    let from = region.first_prose + 1;
    let to = (region.lines.end.max(region.last_prose) + REACH).min(lines.len());
    let mut before = None;
    for i in from..to {
        let Some(line) = lines.get(i).filter(|l| may_be_note(l)) else { continue };
        if !matches!(out.rule(i), None | Some(Rule::Outside | Rule::Class | Rule::Links)) {
            continue;
        }
        let named = is_named(place, line.element);
        let own = mark(&line.text).filter(|mark| stands(mark));
        let numbered = own.or_else(|| Some(listed(line)?).filter(|mark| named && stands(mark)));
        let Some(found) = numbered.filter(|found| named || follows(before.as_deref(), found)) else {
            continue;
        };
        out.note(i, found.clone());
        before = Some(found);
    }
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
