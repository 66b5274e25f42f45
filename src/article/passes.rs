//! Judges the lines of the page: a table of passes, each of which drops lines by its rules.

use crate::data::chrome;
use crate::document::{Kind, Line};

use super::alone::{self, Spot};
use super::folio;
use super::furniture::{
    back_link, begins_with, edit_link, home_link, lead, leading_back_link, more_link, permalink,
};
use super::letters::{is_common_han, is_han};
use super::notes;
use super::region::Region;
use super::rule::Rule;
use super::shaped::ShapedPage;
use super::signatures;
use super::verdicts::Verdicts;

/// What the passes look at.
pub(super) struct Place<'p> {
    pub(super) document: &'p ShapedPage<'p>,
    pub(super) region: &'p Region,
    pub(super) title: Option<&'p str>,
    /// Lines that the title, the date line and the breadcrumb were read from.
    pub(super) read: &'p [(usize, Rule)],
    /// Lines of nothing but a date that are the text's own.
    pub(super) own: &'p [usize],
}

/// What a pass looks for, and the pass.
type Pass = (&'static str, fn(&Place, &mut Verdicts));

/// The passes in their order. What one has dropped the next leaves alone, but for lines that something is
/// read from ([`Rule::overrules`]).
const PASSES: &[Pass] = &[
    ("each line alone", lines_alone),
    ("what dropped terms tell", told_by_terms),
    ("lines already read", already_read),
    ("a summary that the text repeats", repeated_summary),
    ("words above links", heads_of_links),
    ("headings of what was dropped", heads_of_nothing),
    ("links to the rest", more_links),
    ("numbers of printed pages", folio::page_numbers),
    ("heads of printed pages", folio::running_heads),
    ("figures beside headings", heading_figures),
    ("figures within headings", glued_figures),
    ("what stands before the title", before_title),
    ("what the site offers next", offers),
    ("notes to the text", notes::read),
    ("who signs, and disclaimers", signatures::read),
    ("links back from notes", back_links),
];

/// Judges the lines.
pub(super) fn judge(place: &Place) -> Verdicts {
    let mut verdicts = Verdicts::new(place.document.lines.len(), place.region.lines.clone());
    for (_, pass) in PASSES {
        pass(place, &mut verdicts);
    }
    verdicts.settle();
    verdicts
}

fn lines_alone(place: &Place, out: &mut Verdicts) {
    for at in place.region.lines.clone() {
        let Some(line) = place.document.lines.get(at) else { continue };
        if let Some(rule) = alone::rule(line, &Spot { place, at }) {
            out.drop(at, rule);
        }
    }
}

/// Drops the few words of a `<dd>` behind a `<dt>` of furniture: 词条标签： 地理， 乡镇.
fn told_by_terms(place: &Place, out: &mut Verdicts) {
    let named = |i: usize, name: &str| {
        let line = place.document.lines.get(i)?;
        let element = place.document.elements.get(line.element as usize)?;
        (&*element.name == name).then_some(line)
    };
    for i in place.region.lines.clone() {
        let furniture = matches!(out.rule(i), Some(Rule::Words | Rule::LabelBelow | Rule::Labels));
        let few =
            || named(i + 1, "dd").is_some_and(|l| l.chars <= 40 && l.stops <= 3 && !l.text.contains('。'));
        if furniture && named(i, "dt").is_some() && few() {
            out.drop(i + 1, Rule::Words);
        }
    }
}

/// Drops the lines that were read, around the text; the title also in it.
fn already_read(place: &Place, out: &mut Verdicts) {
    let Place { document, region, read, .. } = place;
    // A bare date below the text is its own: where and when it was signed. Who signs is read later.
    let own = |i: usize| {
        let line = document.lines.get(i).filter(|_| i > region.last_prose && region.lines.contains(&i));
        line.is_some_and(|l| l.fields().is_empty() || l.names_signers())
    };
    for (i, rule) in *read {
        let around = *i < region.first_prose || *i > region.last_prose;
        if (around || *rule == Rule::Title) && !own(*i) {
            out.drop(*i, *rule);
        }
    }
}

/// Drops a summary before the text that says what the text says again: 导读：…, or its opening words.
fn repeated_summary(place: &Place, out: &mut Verdicts) {
    let Place { document, region, .. } = place;
    let kept = |i: &usize| out.keeps(*i) && region.values.get(*i).is_some_and(|v| *v > 0.0);
    let mut prose = region.lines.clone().filter(kept).filter_map(|i| Some((i, document.lines.get(i)?)));
    let Some((first, line)) = prose.next() else { return };
    let bare = line.text.trim_end_matches(['.', '…', '。', ' ']);
    let lead = bare.trim_start_matches(['【', '[']);
    let said = match chrome().summary.find(lead).and_then(|word| lead.get(word.len()..)) {
        Some(rest) => {
            let rest = rest.trim_start_matches(['：', ':', '】', ']', ' ']);
            rest.split(['。', '；']).next().unwrap_or(rest)
        }
        None => bare,
    };
    let clause = said.split('，').take(2).collect::<Vec<_>>().join("，");
    let said = if said.len() < bare.len() { clause.as_str() } else { said };
    let mut later = prose.take(4).filter(|(_, l)| l.element != line.element);
    if said.chars().count() >= 12 && later.any(|(_, l)| super::letters::place(&l.text, said).is_some()) {
        out.drop(first, Rule::Abstract);
    }
}

/// Drops a line in mid-text that heads nothing but links: 相关阅读.
fn heads_of_links(place: &Place, out: &mut Verdicts) {
    for i in place.region.lines.clone() {
        let heads = out.keeps(i)
            && out.rule(i + 1) == Some(Rule::Links)
            && place.document.lines.get(i).is_some_and(|l| l.chars <= 12 && begins_offers(l));
        if heads {
            out.drop(i, Rule::HeadsLinks);
        }
    }
}

/// Drops a heading whose section is furniture by its class, all of it: 参考文献 in a wiki.
fn heads_of_nothing(place: &Place, out: &mut Verdicts) {
    let level = |i: usize| place.document.lines.get(i).and_then(|l| l.cues.level);
    for i in place.region.lines.clone().rev() {
        let Some(own) = level(i).filter(|_| out.keeps(i)) else { continue };
        let next = (i + 1..place.region.lines.end).find(|j| out.keeps(*j));
        let empty = next.is_none_or(|j| level(j).is_some_and(|level| level <= own));
        if empty && out.rule(i + 1) == Some(Rule::Class) {
            out.drop(i, Rule::HeadsLinks);
        }
    }
}

/// Takes 【详细】 off the ends of lines, [编辑], and ¶.
fn more_links(place: &Place, out: &mut Verdicts) {
    for i in place.region.lines.clone() {
        if out.keeps(i)
            && let Some(line) = place.document.lines.get(i)
            && let Some(from) = leads_off(line)
        {
            out.cut(i, from..line.text.len(), Rule::MoreLink);
        }
    }
}

/// Where the link begins at the end of a line that leads off from it.
fn leads_off(line: &Line) -> Option<usize> {
    [more_link, edit_link, home_link, permalink].iter().find_map(|link| link(line))
}

/// Takes ↩ off the ends of notes, and ↑ off their beginnings.
fn back_links(place: &Place, out: &mut Verdicts) {
    for (i, line) in place.document.lines.iter().enumerate() {
        if let Some(from) = back_link(line) {
            out.cut(i, from..line.text.len(), Rule::BackLink);
        }
        if out.is_note(i)
            && let Some(to) = leading_back_link(line)
        {
            out.cut(i, 0..to, Rule::BackLink);
        }
    }
}

/// Takes the figures off the headings that they count, where they stand in an element of their own: 1 before 沦陷.
fn glued_figures(place: &Place, out: &mut Verdicts) {
    let mut figures: Vec<(usize, usize)> = Vec::new();
    for i in place.region.lines.clone().filter(|i| out.keeps(*i)) {
        let Some(line) = place.document.lines.get(i).filter(|l| l.cues.level.is_some()) else { continue };
        let end = line.text.bytes().take_while(u8::is_ascii_digit).count();
        let counts = line.text.get(..end).and_then(|n| n.parse().ok()) == Some(figures.len() + 1);
        let words = line.text.get(end..).is_some_and(|rest| rest.trim_start().starts_with(is_han));
        if counts && words && line.is_seam(end) {
            figures.push((i, end));
        }
    }
    if figures.len() >= 2 {
        figures.into_iter().for_each(|(i, end)| out.cut(i, 0..end, Rule::HeadingFigure));
    }
}

/// Drops the figures that count the headings in lines of their own: 01 above 粮食生产, 02 above 粮食收购.
fn heading_figures(place: &Place, out: &mut Verdicts) {
    let kept: Vec<usize> = place.region.lines.clone().filter(|i| out.keeps(*i)).collect();
    let line = |at: usize| kept.get(at).and_then(|i| place.document.lines.get(*i));
    let mut figures: Vec<usize> = Vec::new();
    for at in 0..kept.len() {
        if line(at).and_then(|l| ornament(&l.text)) != Some(figures.len() + 1) {
            continue;
        }
        let heads = line(at + 1).is_some_and(|l| {
            l.chars <= 24 && l.stops == 0 && l.text.contains(is_han) && ornament(&l.text).is_none()
        });
        let told =
            line(at + 2).is_some_and(|l| l.stops >= 1 || matches!(l.kind, Kind::Figure(_) | Kind::Table(_)));
        if heads && told {
            figures.extend(kept.get(at));
        }
    }
    if figures.len() >= 2 {
        figures.into_iter().for_each(|i| out.drop(i, Rule::HeadingFigure));
    }
}

/// The number that a line is, and nothing else but an ornament: 01, PART 2, No.3.
fn ornament(text: &str) -> Option<usize> {
    // Most lines are told by one of their first characters.
    if text.chars().any(is_common_han) {
        return None;
    }
    let mark = |c: char| !c.is_alphanumeric();
    let words = text.trim_end_matches(mark);
    let lower = words.trim_start_matches(mark).to_ascii_lowercase();
    let lead = ["part", "no", "chapter"].iter().find_map(|lead| lower.strip_prefix(lead));
    let figures = lead.unwrap_or(&lower).trim_matches(mark);
    ((1..=2).contains(&figures.len())).then(|| figures.parse().ok())?
}

/// Nothing that stands before the title is content.
fn before_title(place: &Place, out: &mut Verdicts) {
    let region = place.region;
    let Some((title, _)) = place.read.iter().find(|(_, rule)| *rule == Rule::Title) else { return };
    let above = region.lines.start..*title;
    if above.clone().any(|i| region.values.get(i).is_some_and(|v| *v > 0.0)) {
        return;
    }
    above.for_each(|i| out.drop(i, Rule::BeforeTitle));
}

/// Cuts off what the site offers to read next: from words that begin it, behind at least half of the text
/// and before less than a quarter of it.
fn offers(place: &Place, out: &mut Verdicts) {
    let Place { document, region, .. } = place;
    let weight = |out: &Verdicts, i: usize| match out.keeps(i) {
        true => region.values.get(i).copied().unwrap_or(0.0).max(0.0),
        false => 0.0,
    };
    let total: f32 = region.lines.clone().map(|i| weight(out, i)).sum();
    let mut before = 0.0;
    for i in region.lines.clone() {
        let Some(line) = document.lines.get(i) else { continue };
        let short = line.hidden.is_none() && line.chars <= 24 && line.stops <= 2;
        if before * 2.0 >= total && short && begins_offers(line) {
            let rest: f32 = (i..region.lines.end).map(|j| weight(out, j)).sum();
            if rest * 4.0 <= total {
                let unsigned = |j: &usize| document.lines.get(*j).is_none_or(|l| l.signed().is_none());
                (i..region.lines.end).filter(unsigned).for_each(|j| out.drop(j, Rule::Related));
                return;
            }
        }
        before += weight(out, i);
    }
}

/// Whether a line is the words after which the site offers more to read: 相关新闻.
pub(super) fn begins_offers(line: &Line) -> bool {
    begins_with(line, &chrome().tail).is_some_and(|word| {
        let more = || lead(line).skip(word.chars().count()).any(char::is_alphanumeric);
        line.link_chars > 0 || !more()
    })
}
