//! Finds the lines that sign the text, and the disclaimers behind it, and drops them.

use crate::data::{Label, chrome};
use crate::document::{Kind, Line};
use crate::record::Contributor;

use super::furniture::begins_with;
use super::passes::Place;
use super::rule::Rule;
use super::shaped::{Shaped, ShapedPage};
use super::sign;
use super::verdicts::Verdicts;

/// How many lines at the end of the text may sign it or disclaim.
const END: usize = 8;
/// How many lines at its head may.
const HEAD: usize = 3;
/// How many lines behind its element may.
const BEHIND: usize = 12;

/// Takes signatures and disclaimers off the end of the text, and bylines off its head.
pub(super) fn read(place: &Place, out: &mut Verdicts) {
    let content: Vec<usize> =
        place.region.lines.clone().filter(|i| out.keeps(*i) && !out.is_note(*i)).collect();
    // The last lines come first: the end of the text is read upwards.
    let mut signed: Vec<Vec<Contributor>> = Vec::new();
    for i in content.iter().rev().take(2 * END) {
        signed.extend(beside(place.document, *i, out));
    }
    signed.extend(at_the_end(place, &content, out));
    signed.extend(at_the_head(place, &content, out));
    for names in behind(place, out) {
        signed.insert(0, names);
    }
    out.signed = signed.into_iter().rev().flatten().collect();
}

fn text<'p>(place: &'p Place, i: usize) -> Option<&'p Shaped<'p>> {
    place.document.lines.get(i).filter(|l| matches!(l.kind, Kind::Text | Kind::Item(_)))
}

/// Reads the last lines upwards: who signs in each, and behind the last sentence.
fn at_the_end(place: &Place, content: &[usize], out: &mut Verdicts) -> Vec<Vec<Contributor>> {
    let mut signed = Vec::new();
    let mut last_text = false;
    for i in content.iter().rev().copied().filter(|i| text(place, *i).is_some()).take(END) {
        let Some(line) = text(place, i).filter(|_| out.keeps(i)) else { continue };
        if disclaims(line) {
            out.drop(i, Rule::Disclaimer);
        } else if let Some(found) = line.signed()
            && (line.cues.level.is_none() || i > place.region.last_prose)
        {
            out.drop(i, Rule::SignedLine);
            out.guess(found);
            signed.push(found.contributors.clone());
        } else if last_text {
            continue;
        } else if i > place.region.last_prose
            && let Some(found) = sign::closing(line)
        {
            out.drop(i, Rule::SignedClosing);
            out.guess(&found);
            signed.push(found.contributors);
        } else {
            last_text = true;
            let left = out.left(i, &line.text);
            // 回顶部 behind the names is cut already.
            let shorter = line.text.get(..left.end).filter(|left| left.len() < line.text.len());
            let shorter = shorter.map(sign::piece);
            if let Some(found) = sign::tail(shorter.as_ref().unwrap_or(line)) {
                out.cut(i, found.from..line.text.len(), Rule::SignedTail);
                out.guess(&found);
                signed.push(found.contributors);
            } else if let Some((from, origin)) = sign::source(line) {
                out.cut(i, from..line.text.len(), Rule::SourceTail);
                out.origin = Some(origin);
            }
        }
    }
    signed
}

/// Reads the first lines: a byline above the text.
fn at_the_head(place: &Place, content: &[usize], out: &mut Verdicts) -> Vec<Vec<Contributor>> {
    let mut signed = Vec::new();
    for i in content.iter().copied().filter(|i| text(place, *i).is_some()).take(HEAD) {
        let Some(line) = text(place, i).filter(|_| out.keeps(i)) else { continue };
        if line.cues.level.is_none()
            && !line.text.contains("：【")
            && let Some(found) = line.signed().filter(|s| !s.contributors.is_empty())
        {
            out.drop(i, Rule::SignedHead);
            out.guess(found);
            signed.push(found.contributors.clone());
        }
    }
    signed
}

/// Reads what stands behind the region: [责任编辑：俞琤], and right behind it （柯文）.
fn behind(place: &Place, out: &mut Verdicts) -> Vec<Vec<Contributor>> {
    let end = place.region.lines.end;
    let mut signed = Vec::new();
    for i in end..(end + BEHIND).min(place.document.lines.len()) {
        let Some(line) = text(place, i).filter(|l| l.hidden.is_none()) else { continue };
        let signs =
            |found: &&sign::Signed| !line.fields().is_empty() || i == end && !found.contributors.is_empty();
        if line.link_chars * 2 <= line.chars
            && let Some(found) = line.signed().filter(signs)
        {
            out.drop(i, Rule::SignedBehind);
            out.guess(found);
            let beside = beside(place.document, i, out).unwrap_or_default();
            signed.push(if found.contributors.is_empty() { beside } else { found.contributors.clone() });
        }
    }
    signed
}

/// Who signs beside a label that is a line of its own: 编写: in one cell, the names in the next.
fn beside(document: &ShapedPage, i: usize, out: &mut Verdicts) -> Option<Vec<Contributor>> {
    let line = document.lines.get(i).filter(|l| l.hidden.is_none() && l.chars <= 8)?;
    let labels = line.labels();
    let [field] = &*labels else { return None };
    let signs = matches!(field.label, Label::Author | Label::Editor | Label::Affiliation);
    if !signs || field.start > 0 || !field.value.is_empty() {
        return None;
    }
    let names = document.beside(i);
    let value: Vec<&str> = names.iter().filter_map(|i| Some(&*document.lines.get(*i)?.text)).collect();
    let contributors = sign::labelled(field.label, &value.join("、"));
    if contributors.is_empty() {
        return None;
    }
    names.into_iter().chain([i]).for_each(|i| out.drop(i, Rule::SignedBeside));
    Some(contributors)
}

/// Whether a line disclaims: it begins like a disclaimer and says so, or says so three times.
fn disclaims(line: &Line) -> bool {
    let starts = || begins_with(line, &chrome().disclaimer_starts).is_some();
    let says = chrome().disclaiming_words(&line.text);
    let announces = || line.chars <= 12 && line.text.ends_with(['：', ':', '】']);
    says >= 3 || (says >= 1 || announces()) && starts()
}
