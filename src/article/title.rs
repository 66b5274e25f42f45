//! Finds the title: what the head names it, confirmed by a line of the page; else the line that
//! looks most like one.

use std::collections::HashMap;

use serde_json::Value;

use crate::data::{Label, chrome};
use crate::document::{Chosen, Kind, Line};

use super::region::Region;
use super::shape::{compact, is_han, same};
use super::sheet::{Shaped, Sheet};
use super::work::begins_with_book;

/// A title and what found it.
pub(super) struct Title {
    pub(super) text: String,
    pub(super) rule: String,
    /// The line it stands in.
    pub(super) line: Option<usize>,
    /// How many lines behind that one go on with it.
    pub(super) more: usize,
    /// Whether no line of the page says so.
    pub(super) guessed: bool,
}

/// The names of `<meta>` that hold nothing but the title.
const META: [&str; 2] = ["articletitle", "pagetitle"];

/// Finds the title of a page.
pub(super) fn find(document: &Sheet, region: &Region) -> Option<Title> {
    let head = document.title.as_deref().unwrap_or_default();
    if let Some(i) = document.lines.iter().position(|l| chosen(document, l.element)) {
        let text = document.lines.get(i).map(|l| l.text.clone())?;
        return Some(Title { text, rule: "profile".into(), line: Some(i), more: 0, guessed: false });
    }
    for name in META {
        let Some((_, value)) = document.meta.iter().find(|(n, _)| n == name) else { continue };
        let line = candidates(document, region).find(|i| is_line(document, *i, value));
        if line.is_some() || name == "articletitle" {
            return Some(Title {
                text: fold(value),
                rule: format!("meta {name}"),
                line,
                more: 0,
                guessed: line.is_none(),
            });
        }
    }
    let solid = &document.head;
    let mut times: HashMap<&str, u32> = HashMap::new();
    if solid.is_empty() {
        for line in candidates(document, region).filter_map(|i| document.lines.get(i)) {
            *times.entry(line.solid()).or_default() += 1;
        }
    }
    let site = names_site(head);
    let own = |i: usize| {
        let of_site = site && is_line(document, i, head);
        score(document, region, i) - if of_site { 8.0 } else { 0.0 }
    };
    let best_of = |around: bool| {
        let scored = candidates(document, region)
            .map(|i| (own(i) + if around { unnamed(document, &times, i) } else { 0.0 }, i));
        scored.fold(None, |best: Option<(f32, usize)>, next| match best {
            Some((most, _)) if next.0 <= most => best,
            _ => Some(next),
        })
    };
    let mut best = best_of(solid.is_empty());
    // Where nothing else speaks for a line, the date line below does.
    if best.is_none_or(|(score, _)| score < 4.0) && !solid.is_empty() {
        let enough = if site { 4.0 } else { 4.5 };
        best = best_of(true).filter(|(score, _)| *score >= enough);
    }
    if let Some((score, i)) = best
        && score >= 4.0
        && let Some(i) = below_site(document, region, i).or(Some(i))
        && let Some(line) = document.lines.get(i)
    {
        let rule = match line.cues.level {
            Some(level) => format!("h{level}"),
            None if solid.contains(line.solid()) => "title-confirmed".into(),
            None => "line".into(),
        };
        let (text, more) = whole(document, i, head);
        return Some(Title { text, rule, line: Some(i), more, guessed: false });
    }
    if let Some(text) = labelled(document, region) {
        return Some(Title { text, rule: "label".into(), line: None, more: 0, guessed: false });
    }
    let meta = |name: &str| document.meta.iter().find(|(n, _)| n == name).map(|(_, v)| fold(v));
    let fallbacks = [
        (meta("og:title").map(|t| without_suffix(&t)), "og:title"),
        (headline(document), "json-ld"),
        (Some(without_suffix(head)).filter(|name| !is_file_name(name)), "title"),
    ];
    if (head.is_empty() || site)
        && let Some(i) = last_centred(document, region).or_else(|| below_book(document, region))
        && let Some(line) = document.lines.get(i)
    {
        return Some(Title {
            text: tidy(line, head),
            rule: if is_set_apart(document, line) { "centred line" } else { "below book" }.into(),
            line: Some(i),
            more: 0,
            guessed: true,
        });
    }
    for (text, rule) in fallbacks {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            let line = candidates(document, region).find(|i| is_line(document, *i, &text));
            if rule == "title"
                && line.is_none()
                && let Some(i) = heading_above(document, region)
                && let Some(line) = document.lines.get(i)
            {
                let rule = "heading above".into();
                return Some(Title { text: tidy(line, head), rule, line: Some(i), more: 0, guessed: true });
            }
            return Some(Title { text, rule: rule.into(), line, more: 0, guessed: line.is_none() });
        }
    }
    None
}

/// Whether `<title>` names the site or the book, or both, and nothing else.
fn names_site(head: &str) -> bool {
    let mut names = head.split(['_', '-', '|', '－', '—']).map(str::trim).filter(|name| !name.is_empty());
    let sites = !head.is_empty() && names.all(|name| chrome().names_site(name));
    let name = without_suffix(head);
    sites || !name.contains(' ') && begins_with_book(&name)
}

/// The value of 题名 in the fields above the text.
fn labelled(document: &Sheet, region: &Region) -> Option<String> {
    (region.first_prose.saturating_sub(40)..=region.first_prose).find_map(|i| {
        let line = document.lines.get(i).filter(|l| l.hidden.is_none() && l.chars <= 60)?;
        let field = line.fields().iter().find(|f| f.label == Label::Title)?;
        let value = match line.text.get(field.value.clone())? {
            "" => &document.lines.get(*document.beside(i).first()?)?.text,
            value => value,
        };
        Some(value.to_owned()).filter(|v| !v.is_empty())
    })
}

/// The last centred line, heading or line called title shortly before the text.
fn last_centred(document: &Sheet, region: &Region) -> Option<usize> {
    let near = region.first_prose.saturating_sub(8);
    let mut lines: Vec<usize> =
        candidates(document, region).filter(|i| (near..region.first_prose).contains(i)).collect();
    lines.reverse();
    lines.into_iter().find(|i| {
        document.lines.get(*i).is_some_and(|l| {
            is_set_apart(document, l)
                && l.link_chars == 0
                && !l.text.starts_with(['【', '〔', '［', '（', '(', '—'])
                && l.fields().is_empty()
                && !is_numbered_part(document, region, *i)
        })
    })
}

/// Whether the markup sets a line apart as titles are.
fn is_set_apart(document: &Sheet, line: &Line) -> bool {
    line.cues.centred || line.cues.level.is_some() || is_called_title(document, line)
}

/// The heading right above the element of the text, or called title in it and alike no other: better evidence
/// than a `<title>` that no line confirms. Between it and the text stands nothing but the date line.
fn heading_above(document: &Sheet, region: &Region) -> Option<usize> {
    let at = last_centred(document, region)?;
    let line = document.lines.get(at)?;
    let called = is_called_title(document, line) && {
        let class = |l: &Shaped| document.elements.get(l.element as usize).map(|e| &e.class);
        let behind = document.lines.get(at + 1..region.lines.end.max(at + 1)).unwrap_or_default();
        !behind.iter().any(|l| class(l) == class(line))
    };
    let passes = |l: &Shaped| {
        let blank = l.hidden.is_some() || l.chars == 0 || l.is_furniture();
        blank || !l.fields().is_empty() || l.date().is_some() && l.stops == 0
    };
    let first = region.first_prose.min(if called { usize::MAX } else { region.lines.start });
    let between = document.lines.get(at + 1..first)?;
    (line.chars >= 2 && (called || at < region.lines.start) && between.iter().all(passes)).then_some(at)
}

/// The line between that of the book and the text: 渌川年鉴（2019）, 中共渌川县委员会, 【…】….
fn below_book(document: &Sheet, region: &Region) -> Option<usize> {
    let (book, line) = (region.first_prose.checked_sub(2)?, region.first_prose - 1);
    let heads = |l: &Shaped| {
        (2..=20).contains(&l.chars)
            && l.hidden.is_none()
            && l.link_chars == 0
            && l.stops == 0
            && l.fields().is_empty()
            && !l.text.starts_with(['【', '〔', '［', '〖', '（', '(', '—'])
    };
    let stands = document.lines.get(line).is_some_and(heads);
    (stands && document.lines.get(book).is_some_and(|l| begins_with_book(&l.text))).then_some(line)
}

/// The heading below the best one where that is only the name of the site: `<title>` ends with it, and what
/// stands before it there is the heading.
fn below_site(document: &Sheet, region: &Region, best: usize) -> Option<usize> {
    let site = document.lines.get(best).map(|l| l.solid()).filter(|name| name.chars().count() >= 6)?;
    let before = document.head.strip_suffix(site)?.trim_end_matches(separates);
    let is_heading = |l: &Shaped| {
        l.link_chars == 0 && is_set_apart(document, l) && l.solid().len() > 3 && before.ends_with(l.solid())
    };
    candidates(document, region)
        .skip_while(|i| *i <= best)
        .find(|i| document.lines.get(*i).is_some_and(is_heading))
}

/// The title that begins with a line, and how many lines behind go on with it: those of the same element that
/// `<title>` has in one piece with it.
fn whole(document: &Sheet, i: usize, head: &str) -> (String, usize) {
    let Some(first) = document.lines.get(i) else { return Default::default() };
    let (mut text, mut solid, mut more) = (tidy(first, head), first.solid().to_owned(), 0);
    for next in document.lines.get(i + 1..).unwrap_or_default().iter().take(3) {
        solid.push_str(next.solid());
        let one = next.element == first.element && next.hidden.is_none() && next.chars > 0;
        if !one || next.kind != Kind::Text || !document.head.contains(&solid) {
            break;
        }
        let next = tidy(next, head);
        let apart = format!("{text} {next}");
        text = if head.contains(&apart) { apart } else { text + &next };
        more += 1;
    }
    (text, more)
}

/// Whether a `<title>` is rather the name of a file: 06youdian.
fn is_file_name(name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.chars().all(is_part) && name.contains(|c: char| c.is_ascii_digit())
}

fn chosen(document: &Sheet, element: u32) -> bool {
    let mut at = element as usize;
    while let Some(e) = document.elements.get(at) {
        if e.chosen == Chosen::Title {
            return true;
        }
        if at == 0 {
            return false;
        }
        at = e.parent as usize;
    }
    false
}

fn is_line(document: &Sheet, i: usize, text: &str) -> bool {
    document.lines.get(i).is_some_and(|l| same(&l.text, text))
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that can be a title: short ones up to the first running text.
fn candidates<'d>(document: &'d Sheet, region: &'d Region) -> impl Iterator<Item = usize> + 'd {
    (0..=region.first_prose).filter(|i| {
        document.lines.get(*i).is_some_and(|line| {
            line.hidden.is_none()
                && matches!(line.kind, Kind::Text | Kind::Item(_))
                && (2..=90).contains(&line.chars)
                && !line.is_furniture()
        })
    })
}

/// How much a line looks like the title.
fn score(document: &Sheet, region: &Region, i: usize) -> f32 {
    let Some(line) = document.lines.get(i) else { return 0.0 };
    let (text, head) = (line.solid(), document.head.as_str());
    let mut score = 0.0;
    if let Some(at) = document.in_head(line) {
        score += 2.0;
        score += if at == 0 { 3.0 } else { 0.0 };
        score += (text.chars().count() as f32 / 10.0).min(2.0);
        // A whole piece of it: 人物春秋-顾砚田.
        score += if is_piece(head, text) { 2.0 } else { 0.0 };
        // The name of the site is a piece, too.
        let site =
            ["网", "政府", "年鉴", "门户", "網", "史志办", "档案馆"].iter().any(|end| text.ends_with(end));
        score -= if site && head != text { 3.0 } else { 0.0 };
    } else if text.chars().count() >= 8 && !head.is_empty() && alike(text, head) {
        score += 3.0;
    }
    score += match line.cues.level {
        Some(1) => 4.0,
        Some(2) => 3.0,
        Some(3) => 1.0,
        _ => 0.0,
    };
    score += if is_called_title(document, line) { 2.5 } else { 0.0 };
    score += if line.cues.centred { 1.0 } else { 0.0 };
    score += if line.cues.strong == line.text.len() { 0.5 } else { 0.0 };
    if region.lines.contains(&i) {
        score += 0.5;
    }
    if region.furniture.get(line.element as usize) == Some(&true) {
        score -= 3.0;
    }
    if line.link_chars * 2 > line.chars {
        score -= 4.0;
    }
    if line.text.ends_with(['：', ':', '。', '；', '，']) {
        score -= 2.0;
    }
    // ——某县年鉴2012: what stands below a title.
    if line.text.starts_with("——") {
        score -= 5.0;
    }
    if line.date().is_some_and(|d| d.span.len() * 2 > line.text.len()) {
        score -= 5.0;
    }
    if !line.fields().is_empty() {
        score -= 4.0;
    }
    // The nearer to the text, the better.
    score - (region.first_prose.saturating_sub(i) as f32 * 0.05).min(1.5)
}

/// Whether the class of a line's element, or of one inside it, names it the title.
fn is_called_title(document: &Sheet, line: &Line) -> bool {
    let around = document.elements.get(line.element as usize).map(|e| &*e.class);
    line.marks.iter().map(|m| &*m.class).chain(around).any(names_title)
}

/// What speaks for a line of a page without `<title>`, such as flat text: it stands there twice, or
/// right before the date line.
fn unnamed(document: &Sheet, times: &HashMap<&str, u32>, i: usize) -> f32 {
    let Some(line) = document.lines.get(i) else { return 0.0 };
    let twice = times.get(line.solid()).is_some_and(|times| *times > 1);
    let dated = document.lines.get(i + 1).is_some_and(Shaped::is_date_line);
    f32::from(u8::from(twice)) * 4.0 + f32::from(u8::from(dated)) * 4.0
}

/// Whether a line is numbered like one behind it: 第一节 where 第二节 follows.
fn is_numbered_part(document: &Sheet, region: &Region, i: usize) -> bool {
    let part = |text: &str| {
        let mut chars = text.chars().filter(|c| !c.is_whitespace());
        (chars.next() == Some('第')).then(|| {
            chars.take(4).find(|c| matches!(c, '编' | '篇' | '章' | '节' | '節' | '編' | '卷' | '目'))
        })?
    };
    let Some(own) = document.lines.get(i).and_then(|l| part(&l.text)) else { return false };
    let behind = document.lines.get(region.first_prose..).unwrap_or_default();
    behind.iter().any(|l| l.chars <= 40 && part(&l.text) == Some(own))
}

/// Whether a text stands in `<title>` between separators.
fn is_piece(head: &str, text: &str) -> bool {
    head.match_indices(text).any(|(at, _)| {
        let before = head.get(..at).and_then(|t| t.chars().next_back());
        let after = head.get(at + text.len()..).and_then(|t| t.chars().next());
        before.is_none_or(separates) && after.is_none_or(separates)
    })
}

/// Whether a character parts the pieces of `<title>`.
fn separates(c: char) -> bool {
    matches!(c, '_' | '-' | '—' | '–' | '－' | '|' | '｜' | '·' | '>' | '»' | '~' | ',' | '，')
}

/// Whether `<title>` begins with a cut or slightly different form of a line.
fn alike(line: &str, head: &str) -> bool {
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

/// The line as `<title>` writes it where that only takes blanks out (财　　政 is 财政), or a tag in
/// an element of its own before it (原创).
fn tidy(line: &Line, head: &str) -> String {
    let text = line.text.as_str();
    let solid = compact(text);
    let head = compact(head);
    if let Some(rest) = line.seams.first().and_then(|at| text.get(*at as usize..))
        && !head.contains(&solid)
        && rest.chars().count() >= 4
        && head.starts_with(&compact(rest))
    {
        return rest.trim().to_owned();
    }
    let spread = text.split(' ').all(|w| w.chars().count() == 1);
    if text.contains(' ') && (head.contains(&solid) && !text.is_ascii() && spread_han(text) || spread) {
        solid
    } else {
        text.to_owned()
    }
}

/// Whether blanks stand only between Han characters.
fn spread_han(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.iter().all(|w| w.chars().all(is_han)) && words.iter().any(|w| w.chars().count() == 1)
}

/// `<title>` without the names of column and site behind it.
fn without_suffix(title: &str) -> String {
    let title = fold(title);
    if !title.contains(['_', '-', '–', '|', '｜', '－', '—', '·']) {
        return title;
    }
    for separator in ["_", "--", " - ", " – ", " | ", "|", "｜", "－－", "——", " · ", "-", "－"] {
        if let Some((first, rest)) = title.split_once(separator) {
            let (first, rest) = (first.trim(), rest.trim());
            if first.chars().count() >= 2
                && (separator.trim().len() < separator.len() || rest.chars().count() <= 40)
            {
                return first.to_owned();
            }
        }
    }
    title
}

fn headline(document: &Sheet) -> Option<String> {
    document.json_ld.iter().find_map(|text| {
        let value: Value = serde_json::from_str(text).ok()?;
        let object = value.as_array().and_then(|a| a.first()).unwrap_or(&value);
        Some(fold(object.get("headline")?.as_str()?)).filter(|t| !t.is_empty())
    })
}
