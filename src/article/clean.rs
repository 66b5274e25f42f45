//! Says of each line of the region why it is no content, or nothing where it is.

use crate::data::{Label, chrome};
use crate::document::{Kind, Line};
use crate::record::Contributor;

use super::files::offers_files;
use super::region::Region;
use super::shape::{compact, head, more_link, place, same};
use super::sheet::{Shaped, Sheet};
use super::{sign, site, work};

/// The verdict on the region's lines.
pub(super) struct Clean {
    /// For each line of the document the reason why it is no content.
    pub(super) reasons: Vec<Option<&'static str>>,
    /// Who signs in them.
    pub(super) signed: Vec<Contributor>,
    /// The origin that the end of the text names: （来源：区党史办）.
    pub(super) origin: Option<String>,
    /// Lines whose ends are no content.
    pub(super) cuts: Vec<Cut>,
}

/// The end of a line that is no content.
pub(super) struct Cut {
    pub(super) line: usize,
    /// Where it begins, in bytes.
    pub(super) from: usize,
    pub(super) reason: &'static str,
}

/// How many lines at the end of the text may sign it or disclaim.
const END: usize = 8;

/// Judges the lines. `known` are lines that the title, the date line and the breadcrumb were read from.
pub(super) fn judge(
    document: &Sheet,
    region: &Region,
    title: Option<&str>,
    known: &[(usize, &'static str)],
) -> Clean {
    let mut out = Clean {
        reasons: vec![Some("outside"); document.lines.len()],
        signed: Vec::new(),
        origin: None,
        cuts: Vec::new(),
    };
    for i in region.lines.clone() {
        let Some(line) = document.lines.get(i) else { continue };
        if let Some(slot) = out.reasons.get_mut(i) {
            *slot = reason(region, line, i, title);
        }
    }
    // A bare date below the text is its own: where and when it was signed. Who signs is read below.
    let own = |i: usize| {
        let line = document.lines.get(i).filter(|_| i > region.last_prose && region.lines.contains(&i));
        line.is_some_and(|l| l.fields().is_empty() || signs(l))
    };
    for (i, why) in known {
        if let Some(slot) = out.reasons.get_mut(*i)
            && (*i < region.first_prose || *i > region.last_prose || *why == "title")
            && !own(*i)
        {
            *slot = Some(why);
        }
    }
    drop_abstract(document, region, &mut out);
    head_links(document, region, &mut out);
    cut_more_links(document, region, &mut out);
    before_title(region, known, &mut out);
    cut_tail(document, region, &mut out);
    sign_and_disclaim(document, region, &mut out);
    // The first cut of a line takes the others with it.
    out.cuts.retain(|cut| out.reasons.get(cut.line) == Some(&None));
    out.cuts.sort_by_key(|cut| (cut.line, cut.from));
    out.cuts.dedup_by_key(|cut| cut.line);
    out
}

fn reason(region: &Region, line: &Shaped, i: usize, title: Option<&str>) -> Option<&'static str> {
    if let Some(why) = line.hidden
        && !(region.unhidden && why == "hidden")
    {
        return Some(why);
    }
    let element = line.element as usize;
    if region.dropped.get(element) == Some(&true) {
        return Some("profile");
    }
    if region.furniture.get(element) == Some(&true) {
        return Some("class");
    }
    let in_head = i < region.first_prose;
    let in_tail = i > region.last_prose;
    match &line.kind {
        Kind::Figure(uri) => {
            let beside = in_head && i + 6 < region.first_prose || i > region.last_prose + 6;
            return (beside || is_icon(uri)).then_some("icon");
        }
        Kind::Table(grid) => {
            let labelled = grid.rows.iter().flatten().filter(|c| is_label(c)).count();
            return (labelled >= 2 && in_head).then_some("key-value-table");
        }
        _ => {}
    }
    if title.is_some_and(|t| same(t, &line.text)) && (in_head || i <= region.first_prose + 1) {
        return Some("title");
    }
    if line.is_furniture() {
        return Some("furniture");
    }
    if offers_files(line) {
        return Some("attachment");
    }
    if line.chars <= 40 && (work::is_excerpt(&line.text) || in_head && work::begins_with_book(&line.text)) {
        return Some("book-line");
    }
    let prose = region.values.get(i).is_some_and(|v| *v > 0.0);
    if (line.link_chars * 10 >= line.chars * 8 || is_row_of_links(line)) && !prose {
        return Some("links");
    }
    if in_tail && line.chars <= 80 && line.stops <= 1 && site::is_footer(&line.text)
        || is_page_number(&line.text)
    {
        return Some("furniture");
    }
    if (in_head || in_tail) && line.chars <= 120 {
        let found = line.fields();
        let lead =
            found.first().map_or(0, |f| line.text.get(..f.start).map_or(0, |t| compact(t).chars().count()));
        // Who signs is read below, whatever stands beside the names.
        if in_tail && signs(line) {
            return None;
        }
        let values = found.iter().any(|f| matches!(f.label, Label::Source(_) | Label::Date | Label::Other));
        if !found.is_empty()
            && values
            && (lead <= 2 || found.len() >= 2 || line.date().is_some())
            && line.stops <= 4
        {
            return Some("date-line");
        }
        // 某某办公室 技术支持：某某公司
        if in_tail && line.stops == 0 && found.iter().any(|f| f.label == Label::Other) {
            return Some("furniture");
        }
        if line.date().is_some_and(|d| {
            let other = line.chars as usize
                - line
                    .text
                    .get(d.span.clone())
                    .map_or(0, |t| compact(t).chars().count())
                    .min(line.chars as usize);
            other <= if in_head { 24 } else { 8 }
        }) && line.stops <= 1
            && in_head
            && !line.tells_occasion()
        {
            return Some("date-line");
        }
    }
    let lone = line.chars <= 2 && line.text.chars().all(|c| !c.is_alphanumeric());
    if lone {
        return Some("furniture");
    }
    None
}

/// Whether a line is several links with nothing but brackets and marks between: 【收藏】【查看评论】.
fn is_row_of_links(line: &Line) -> bool {
    let mut from = 0;
    let mut between = line.links.iter().map(|link| {
        let gap = line.text.get(from..link.start as usize);
        from = link.end as usize;
        gap
    });
    let bare = |text: &str| !text.contains(char::is_alphanumeric);
    line.links.len() >= 2
        && between.by_ref().all(|gap| gap.is_some_and(bare))
        && line.links.last().and_then(|l| line.text.get(l.end as usize..)).is_some_and(bare)
}

/// The number of a printed page, with its marks: • 186 •, —186—.
fn is_page_number(text: &str) -> bool {
    let marks = ['•', '·', '●', '∙', '-', '－', '—', '–'];
    let (inner, behind) = (text.trim_start_matches(marks), text.trim_end_matches(marks));
    let figures = inner.trim_end_matches(marks).trim();
    inner.len() < text.len()
        && behind.len() < text.len()
        && (1..=4).contains(&figures.len())
        && figures.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line names who signs.
fn signs(line: &Shaped) -> bool {
    line.signed().is_some_and(|signed| !signed.contributors.is_empty())
}

/// Drops a summary before the text that says what the text says again: 导读：…, or its opening words.
fn drop_abstract(document: &Sheet, region: &Region, out: &mut Clean) {
    let kept =
        |i: &usize| out.reasons.get(*i) == Some(&None) && region.values.get(*i).is_some_and(|v| *v > 0.0);
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
    if said.chars().count() >= 12 && later.any(|(_, l)| place(&l.text, said).is_some()) {
        set(out, first, "abstract");
    }
}

/// Drops a line in mid-text that heads nothing but links: 相关阅读.
fn head_links(document: &Sheet, region: &Region, out: &mut Clean) {
    for i in region.lines.clone() {
        let heads = out.reasons.get(i) == Some(&None)
            && out.reasons.get(i + 1) == Some(&Some("links"))
            && document.lines.get(i).is_some_and(|l| l.chars <= 12 && is_tail(l));
        if heads {
            set(out, i, "related");
        }
    }
}

/// Takes 【详细】 off the ends of lines.
fn cut_more_links(document: &Sheet, region: &Region, out: &mut Clean) {
    for i in region.lines.clone().filter(|i| out.reasons.get(*i) == Some(&None)) {
        if let Some(from) = document.lines.get(i).and_then(|l| more_link(l)) {
            out.cuts.push(Cut { line: i, from, reason: "more-link" });
        }
    }
}

/// Whether a picture is furniture by its name.
fn is_icon(uri: &str) -> bool {
    let name = uri.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let name = name.rsplit('/').next().unwrap_or_default();
    let words = [
        "icon", "ico_", "logo", "share", "btn", "button", "blank", "spacer", "qrcode", "ewm", "erweima",
        "weixin", "weibo", "loading", "arrow", "c.gif", "dot.", "line.", "qr.",
    ];
    words.iter().any(|w| name.contains(w)) || name.ends_with(".svg")
}

fn is_label(cell: &str) -> bool {
    let solid = compact(cell);
    let word = solid.trim_end_matches(['：', ':']);
    !word.is_empty() && chrome().label(word).is_some()
}

/// Nothing that stands before the title is content.
fn before_title(region: &Region, known: &[(usize, &'static str)], out: &mut Clean) {
    let Some(title) = known.iter().find(|(_, why)| *why == "title").map(|(i, _)| *i) else { return };
    let prose: f32 =
        (region.lines.start..title).filter_map(|i| region.values.get(i)).filter(|v| **v > 0.0).sum();
    if prose > 0.0 {
        return;
    }
    for i in region.lines.start..title {
        if let Some(slot) = out.reasons.get_mut(i)
            && slot.is_none()
        {
            *slot = Some("before-title");
        }
    }
}

/// Cuts off what the site offers to read next.
fn cut_tail(document: &Sheet, region: &Region, out: &mut Clean) {
    let kept = |out: &Clean, i: usize| match out.reasons.get(i) {
        Some(None) => region.values.get(i).copied().unwrap_or(0.0).max(0.0),
        _ => 0.0,
    };
    let total: f32 = region.lines.clone().map(|i| kept(out, i)).sum();
    let mut before = 0.0;
    for i in region.lines.clone() {
        let Some(line) = document.lines.get(i) else { continue };
        if before * 2.0 >= total
            && line.hidden.is_none()
            && line.chars <= 24
            && line.stops <= 2
            && is_tail(line)
        {
            let rest: f32 = (i..region.lines.end).map(|j| kept(out, j)).sum();
            if rest * 4.0 <= total {
                for j in i..region.lines.end {
                    if let Some(slot) = out.reasons.get_mut(j)
                        && slot.is_none()
                        && document.lines.get(j).is_none_or(|l| l.signed().is_none())
                    {
                        *slot = Some("related");
                    }
                }
                return;
            }
        }
        before += kept(out, i);
    }
}

fn is_tail(line: &Line) -> bool {
    let head = head(line);
    chrome().tail.find(&head).is_some_and(|word| {
        let rest: String = head.chars().skip(word.chars().count()).collect();
        rest.chars().all(|c| !c.is_alphanumeric()) || line.link_chars > 0
    })
}

/// Takes signatures and disclaimers off the end of the text, and bylines off its head.
fn sign_and_disclaim(document: &Sheet, region: &Region, out: &mut Clean) {
    let content: Vec<usize> = region.lines.clone().filter(|i| out.reasons.get(*i) == Some(&None)).collect();
    let text = |i: &usize| document.lines.get(*i).filter(|l| matches!(l.kind, Kind::Text | Kind::Item(_)));
    let mut signed: Vec<Vec<Contributor>> = Vec::new();
    for i in content.iter().rev().take(2 * END) {
        signed.extend(sign_beside(document, *i, out));
    }
    let mut last_text = None;
    for i in content.iter().rev().filter(|i| text(i).is_some()).take(END) {
        let Some(line) = text(i) else { continue };
        if out.reasons.get(*i) != Some(&None) {
            continue;
        }
        if disclaims(line) {
            set(out, *i, "disclaimer");
        } else if let Some(found) = line.signed() {
            set(out, *i, "signature");
            signed.push(found.contributors.clone());
        } else if last_text.is_none()
            && *i > region.last_prose
            && let Some(contributors) = sign::closing(line)
        {
            set(out, *i, "signature");
            signed.push(contributors);
        } else if last_text.is_none() {
            last_text = Some(*i);
            if let Some(found) = sign::tail(line) {
                out.cuts.push(Cut { line: *i, from: found.from, reason: "signature" });
                signed.push(found.contributors);
            } else if let Some((from, origin)) = sign::source(line) {
                out.cuts.push(Cut { line: *i, from, reason: "source" });
                out.origin = Some(origin);
            }
        }
    }
    for i in content.iter().filter(|i| text(i).is_some()).take(3) {
        let Some(line) = text(i) else { continue };
        if out.reasons.get(*i) == Some(&None)
            && line.cues.level.is_none()
            && !line.text.contains("：【")
            && let Some(found) = line.signed()
            && !found.contributors.is_empty()
        {
            set(out, *i, "signature");
            signed.push(found.contributors.clone());
        }
    }
    // Behind the region: [责任编辑：俞琤], and right behind it （柯文）.
    for i in region.lines.end..(region.lines.end + 12).min(document.lines.len()) {
        let Some(line) = text(&i).filter(|l| l.hidden.is_none()) else { continue };
        if line.link_chars * 2 <= line.chars
            && let Some(found) = line.signed()
            && (!line.fields().is_empty() || i == region.lines.end && !found.contributors.is_empty())
        {
            set(out, i, "signature");
            let beside = sign_beside(document, i, out).unwrap_or_default();
            signed.insert(0, if found.contributors.is_empty() { beside } else { found.contributors.clone() });
        }
    }
    out.signed = signed.into_iter().rev().flatten().collect();
}

/// Who signs beside a label that is a line of its own: 编写: in one cell, the names in the next.
fn sign_beside(document: &Sheet, i: usize, out: &mut Clean) -> Option<Vec<Contributor>> {
    let line = document.lines.get(i).filter(|l| l.hidden.is_none() && l.chars <= 8)?;
    let labels = line.labels();
    let [field] = &*labels else { return None };
    let signs = matches!(field.label, Label::Author | Label::Editor | Label::Affiliation);
    if !signs || field.start > 0 || !field.value.is_empty() {
        return None;
    }
    let names = document.beside(i);
    let value: Vec<&str> = names.iter().filter_map(|i| Some(document.lines.get(*i)?.text.as_str())).collect();
    let contributors = sign::labelled(field.label, &value.join("、"));
    if contributors.is_empty() {
        return None;
    }
    names.into_iter().chain([i]).for_each(|i| set(out, i, "signature"));
    Some(contributors)
}

fn set(out: &mut Clean, i: usize, why: &'static str) {
    if let Some(slot) = out.reasons.get_mut(i) {
        *slot = Some(why);
    }
}

/// Whether a line disclaims: it begins like a disclaimer and says so, or says so three times.
fn disclaims(line: &Line) -> bool {
    let start = head(line);
    let starts = chrome().disclaimer_starts.find(&start).is_some();
    let says = chrome().disclaiming_words(&line.text);
    (starts && says >= 1)
        || says >= 3
        || (starts && line.chars <= 12 && line.text.ends_with(['：', ':', '】']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Link;

    #[test]
    fn numbers_of_printed_pages() {
        let rows = [
            ("• 186 •", true),
            ("—3—", true),
            ("- 12 -", true),
            ("186", false),
            ("—186", false),
            ("— 甲 —", false),
        ];
        for (text, want) in rows {
            assert_eq!(is_page_number(text), want, "{text}");
        }
    }

    #[test]
    fn rows_of_links() {
        // Links stand between angle brackets.
        let rows =
            [("【<收藏>】【<打印文章>】【<查看评论>】", true), ("【<概况>】", false), ("<甲>和<乙>", false)];
        for (marked, want) in rows {
            let (mut text, mut links) = (String::new(), Vec::new());
            for c in marked.chars() {
                let at = text.len() as u32;
                match c {
                    '<' => links.push(Link { start: at, end: at, href: "1.htm".into() }),
                    '>' => links.iter_mut().last().expect("an open link").end = at,
                    c => text.push(c),
                }
            }
            assert_eq!(is_row_of_links(&Line { text, links, ..Line::default() }), want, "{marked}");
        }
    }
}
