//! Finds the title: what the head names it, confirmed by a line of the page; else the line that
//! looks most like one.

use rustc_hash::FxHashMap;
use serde_json::Value;

use crate::data::{Label, chrome};
use crate::document::{Chosen, Kind, Line};

use super::furniture::{edit_link, permalink};
use super::head::{fold, is_file_name, says_nothing, without_suffix};
use super::letters::{compact, is_han, same};
use super::opening::part;
use super::region::Region;
use super::rule::Known;
use super::score;
use super::score::{
    ENOUGH, ENOUGH_AROUND, MOST_AROUND, NAME_OF_SITE, at_most, highest, is_called_title, score, separates,
    unnamed,
};
use super::shaped::{Shaped, ShapedPage};
use super::trace::Weighed;
use super::work::begins_with_book;

/// A title and where it stands.
pub(super) struct Title {
    pub(super) known: Known<String>,
    /// The line it stands in.
    pub(super) line: Option<usize>,
    /// How many lines behind that one go on with it.
    pub(super) more: usize,
}

impl Title {
    /// The lines that it stands in.
    pub(super) fn lines(&self) -> impl Iterator<Item = usize> + use<> {
        let more = self.more;
        self.line.into_iter().flat_map(move |line| line..=line + more)
    }

    /// A title that stands in a line, or in none: then it is guessed.
    fn confirmed(text: String, rule: impl Into<String>, line: Option<usize>) -> Self {
        let known = Known { value: text, rule: rule.into(), guessed: line.is_none() };
        Title { known, line, more: 0 }
    }
}

/// What the ways to a title look at.
struct Look<'d> {
    document: &'d ShapedPage<'d>,
    region: &'d Region,
    /// `<title>` as written.
    head: &'d str,
    /// Whether that names the site or the book and nothing else.
    of_site: bool,
}

/// What a way follows, and the way.
type Way = (&'static str, fn(&Look) -> Option<Title>);

/// The ways to a title; the first that finds one is followed.
const WAYS: &[Way] = &[
    ("the element that the profile selects", by_profile),
    ("a <meta> of the content system", by_meta),
    ("the value of 题名", by_label),
    ("the line that looks most like one", by_line),
    ("the line above the text, where <title> names the site", by_place),
    ("og:title", |look| {
        by_head(look, meta(look.document, "og:title").map(|t| without_suffix(&t)), "og:title")
    }),
    ("the headline of JSON-LD", |look| by_head(look, headline(look.document), "json-ld")),
    ("the heading that is a piece of <title>", by_piece),
    ("the last step of the breadcrumb that is a piece of <title>", by_crumb),
    ("<title>", by_title),
];

/// Finds the title of a page.
pub(super) fn find(document: &ShapedPage, region: &Region) -> Option<Title> {
    let head = document.title.as_deref().unwrap_or_default();
    let look =
        Look { document, region, head, of_site: says_nothing(head) || names_the_way(document, region, head) };
    WAYS.iter().find_map(|(_, way)| way(&look))
}

/// Whether the pieces of `<title>` are the words of links above the text, and none a line of the page: it names
/// the site and the column.
fn names_the_way(document: &ShapedPage, region: &Region, head: &str) -> bool {
    let pieces: Vec<String> =
        head.split(separates).map(|piece| compact(piece).into_owned()).filter(|p| !p.is_empty()).collect();
    let above = document.lines.get(..region.first_prose).unwrap_or_default();
    let links = |line: &Shaped, piece: &str| {
        let words = |link: &crate::document::Link| line.text.get(link.start as usize..link.end as usize);
        line.links.iter().filter_map(words).any(|words| compact(words) == piece)
    };
    let leads = |piece: &String| {
        above.iter().any(|line| links(line, piece))
            && !above.iter().any(|line| line.link_chars == 0 && line.solid() == piece)
    };
    pieces.len() >= 2 && pieces.iter().all(leads)
}

/// Each line that can be the title, and what speaks for it and against it.
pub(super) fn weighed(document: &ShapedPage, region: &Region) -> Vec<Weighed> {
    candidates(document, region, |_| true).filter_map(|i| score::weighed(document, region, i)).collect()
}

fn meta(document: &ShapedPage, name: &str) -> Option<String> {
    document.meta.iter().find(|(n, _)| n == name).map(|(_, value)| fold(value))
}

fn by_profile(look: &Look) -> Option<Title> {
    let document = look.document;
    // Few pages have a profile, and to look around each line takes longer than to look at each element.
    document.elements.iter().find(|e| e.chosen == Chosen::Title)?;
    let line = document.lines.iter().position(|l| chosen(document, l.element))?;
    let text = document.lines.get(line)?.text.to_string();
    Some(Title { known: Known::stated(text, "profile"), line: Some(line), more: 0 })
}

/// The names of `<meta>` that hold nothing but the title; the first is believed without a line that confirms it.
const META: [&str; 2] = ["articletitle", "pagetitle"];

fn by_meta(look: &Look) -> Option<Title> {
    META.iter().find_map(|name| {
        let value = meta(look.document, name)?;
        let line = confirming(look, &value);
        (line.is_some() || *name == META[0]).then(|| Title::confirmed(value, format!("meta {name}"), line))
    })
}

/// The line that says a text and no more.
fn confirming(look: &Look, text: &str) -> Option<usize> {
    candidates(look.document, look.region, |i| is_line(look.document, i, text)).next()
}

/// The line that looks most like a title, where it looks enough like one.
fn by_line(look: &Look) -> Option<Title> {
    let Look { document, region, head, .. } = look;
    let (score, i) = best(look)?;
    if score < ENOUGH {
        return None;
    }
    let i = below_site(document, region, i).unwrap_or(i);
    let line = document.lines.get(i)?;
    let rule = match line.cues.level {
        Some(level) => format!("h{level}"),
        None if document.head.contains(line.solid()) => "title-confirmed".into(),
        None => "line".into(),
    };
    let (text, more) = whole(document, i, head);
    Some(Title { known: Known::stated(text, rule), line: Some(i), more })
}

/// The line with the highest score. Where nothing speaks for a line, or there is no `<title>`, what stands
/// around it does.
fn best(look: &Look) -> Option<(f32, usize)> {
    let Look { document, region, head, of_site } = look;
    let site = |i: usize| if *of_site && is_line(document, i, head) { NAME_OF_SITE } else { 0.0 };
    let own = |i: usize| score(document, region, i) + site(i);
    let bounds: Vec<(f32, usize)> =
        short_lines(document, region).map(|i| (at_most(document, region, i) + site(i), i)).collect();
    let headless = document.head.is_empty();
    if !headless && let Some(best) = highest(document, bounds.iter().copied(), ENOUGH, own) {
        return Some(best);
    }
    let mut times: FxHashMap<&str, u32> = FxHashMap::default();
    for line in candidates(document, region, |_| headless).filter_map(|i| document.lines.get(i)) {
        *times.entry(line.solid()).or_default() += 1;
    }
    let enough = match (headless, *of_site) {
        (true, _) => f32::NEG_INFINITY,
        (false, true) => ENOUGH,
        (false, false) => ENOUGH_AROUND,
    };
    let bounds = bounds.into_iter().map(|(most, i)| (most + MOST_AROUND, i));
    highest(document, bounds, enough, |i| own(i) + unnamed(document, &times, i))
}

fn by_label(look: &Look) -> Option<Title> {
    let text = labelled(look.document, look.region)?;
    Some(Title { known: Known::stated(text, "label"), line: None, more: 0 })
}

/// The line shortly above the text, or that below the name of the book, where `<title>` says nothing of the page.
fn by_place(look: &Look) -> Option<Title> {
    let Look { document, region, head, of_site } = look;
    if !(head.is_empty() || *of_site) {
        return None;
    }
    let i = last_centred(document, region).or_else(|| below_book(document, region))?;
    let line = document.lines.get(i)?;
    let rule = if is_set_apart(document, line) { "centred line" } else { "below book" };
    Some(Title { known: Known::guessed(tidy(line, head), rule), line: Some(i), more: 0 })
}

/// What the head of the page says, and the line that confirms it.
fn by_head(look: &Look, text: Option<String>, rule: &str) -> Option<Title> {
    let text = text.filter(|t| !t.is_empty())?;
    let line = confirming(look, &text);
    Some(Title::confirmed(text, rule, line))
}

/// The heading that `<title>` has behind the name of the site: 旧志新读 » 劳动和社会保障.
fn by_piece(look: &Look) -> Option<Title> {
    let Look { document, region, head, .. } = look;
    let piece = |i: usize| {
        document.lines.get(i).is_some_and(|line| {
            let heads = line.cues.level.is_some_and(|level| level <= 3);
            heads && !score::leads_home(line) && score::is_piece(&document.head, line.solid())
        })
    };
    let i = candidates(document, region, piece).next_back()?;
    let line = document.lines.get(i)?;
    Some(Title { known: Known::stated(tidy(line, head), "piece of title"), line: Some(i), more: 0 })
}

/// What a breadcrumb ends in, without a link, where `<title>` has it beside the name of the site:
/// 地情园地 > 2014年林业 below 地情园地 - 2014年林业.
fn by_crumb(look: &Look) -> Option<Title> {
    let Look { document, region, .. } = look;
    let last = |i: usize| {
        let line = document.lines.get(i).filter(|l| l.link_chars > 0)?;
        let at = line.text.rfind(['>', '＞', '»', '›', '→'])?;
        let step = line.text.get(at..)?.trim_start_matches(['>', '＞', '»', '›', '→', ' ']);
        let linked = line.links.iter().any(|link| link.end as usize > at);
        let solid = compact(step);
        let fits = (2..=40).contains(&solid.chars().count()) && solid.len() < document.head.len();
        (!linked && fits && score::is_piece(&document.head, &solid)).then(|| step.to_owned())
    };
    let step = candidates(document, region, |_| true).find_map(last)?;
    Some(Title { known: Known::stated(step, "last crumb"), line: None, more: 0 })
}

/// `<title>`; where no line confirms it, rather the heading above the text.
fn by_title(look: &Look) -> Option<Title> {
    let Look { document, region, head, .. } = look;
    let found = by_head(look, Some(without_suffix(head)).filter(|name| !is_file_name(name)), "title")?;
    if found.line.is_none()
        && let Some(i) = heading_above(document, region)
        && let Some(line) = document.lines.get(i)
    {
        return Some(Title {
            known: Known::guessed(tidy(line, head), "heading above"),
            line: Some(i),
            more: 0,
        });
    }
    Some(found)
}

/// The value of 题名 in the fields above the text, or in the table of fields there.
fn labelled(document: &ShapedPage, region: &Region) -> Option<String> {
    (region.first_prose.saturating_sub(40)..=region.first_prose).find_map(|i| {
        let line = document.lines.get(i).filter(|l| l.hidden.is_none())?;
        let value = match &line.kind {
            Kind::Table(grid) => in_table(&grid.rows)?,
            _ => {
                let field = line.fields().iter().find(|f| f.label == Label::Title && line.chars <= 60)?;
                match line.text.get(field.value.clone())? {
                    "" => &document.lines.get(*document.beside(i).first()?)?.text,
                    value => value,
                }
            }
        };
        Some(value.to_owned()).filter(|v| !v.is_empty())
    })
}

/// What stands in the cell behind 题名.
fn in_table(rows: &[crate::table::layout::Row]) -> Option<&str> {
    let named =
        |word: &String| chrome().label(compact(word).trim_end_matches(['：', ':'])) == Some(Label::Title);
    let mut pairs = rows.iter().flat_map(|row| row.cells.iter().zip(row.cells.iter().skip(1)));
    pairs.find(|(word, value)| named(word) && *value != *word).map(|(_, value)| value.as_str())
}

/// The last centred line, heading or line called title shortly before the text.
fn last_centred(document: &ShapedPage, region: &Region) -> Option<usize> {
    let near = region.first_prose.saturating_sub(8);
    let apart = |l: &Shaped| is_set_apart(document, l) || is_bold_alone(document, region, l);
    let plain = |l: &Shaped| l.link_chars == 0 && !l.text.starts_with(['【', '〔', '［', '（', '(', '—']);
    let titles = |l: &Shaped| apart(l) && plain(l) && l.fields().is_empty();
    let is_title = |i: usize| {
        (near..region.first_prose).contains(&i)
            && document.lines.get(i).is_some_and(titles)
            && !is_numbered_part(document, region, i)
    };
    let mut lines = candidates(document, region, is_title);
    let mut found = lines.next_back()?;
    // Where lines like it part the text, it heads the first part, and the title stands above.
    if heads_like_others(document, region, found) {
        found = lines.next_back().unwrap_or(found);
    }
    Some(found)
}

/// Whether a line is centred as others behind it are, that stand in the text as headings do.
fn heads_like_others(document: &ShapedPage, region: &Region, i: usize) -> bool {
    let Some(line) = document.lines.get(i).filter(|l| l.cues.centred) else { return false };
    let bold = |l: &Shaped| l.cues.strong == l.text.len();
    // 二、邮局 has a mark behind its number.
    let short = |l: &Shaped| (2..=20).contains(&l.chars) && l.stops <= 1;
    let alike = |l: &Shaped| l.cues.centred && l.hidden.is_none() && short(l) && bold(l) == bold(line);
    document.lines.get(region.first_prose..region.last_prose).is_some_and(|lines| lines.iter().any(alike))
}

/// Whether the markup sets a line apart as titles are.
fn is_set_apart(document: &ShapedPage, line: &Line) -> bool {
    line.cues.centred || line.cues.level.is_some() || is_called_title(document, line)
}

/// Whether a line is bold in an element of a class of its own, where others, that are bold too, part the text.
fn is_bold_alone(document: &ShapedPage, region: &Region, line: &Shaped) -> bool {
    let class = |l: &Shaped| document.elements.get(l.element as usize).map_or("", |e| &*e.class);
    let bold = |l: &&Shaped| l.hidden.is_none() && l.chars <= 20 && l.cues.strong == l.text.len();
    let behind = document.lines.get(region.first_prose..region.last_prose).unwrap_or_default();
    let mut others = behind.iter().filter(bold).peekable();
    let parts = others.peek().is_some() && others.all(|l| class(l) != class(line));
    bold(&line) && !class(line).is_empty() && parts
}

/// The heading right above the element of the text, or called title in it and alike no other: better evidence
/// than a `<title>` that no line confirms. Between it and the text stands nothing but the date line.
fn heading_above(document: &ShapedPage, region: &Region) -> Option<usize> {
    let at = last_centred(document, region)?;
    let line = document.lines.get(at)?;
    // The first line of the text, larger in the middle: a document whose properties name something else.
    let numbered = part(&line.text).is_some() || heads_like_others(document, region, at);
    let opens = at == region.lines.start && line.cues.centred && !numbered;
    let called = is_called_title(document, line) && {
        let class = |l: &Shaped| document.elements.get(l.element as usize).map(|e| &e.class);
        let behind = document.lines.get(at + 1..region.lines.end.max(at + 1)).unwrap_or_default();
        !behind.iter().any(|l| class(l) == class(line))
    };
    let passes = |l: &Shaped| {
        let blank = l.hidden.is_some() || l.chars == 0 || l.is_furniture();
        // Below a line that is called the title the text may begin with a heading.
        let heading = (called || opens)
            && l.chars <= 20
            && (l.cues.strong == l.text.len() || l.cues.level.is_some() || l.text.starts_with('【'));
        blank || heading || !l.fields().is_empty() || l.date().is_some() && l.stops == 0
    };
    let first = region.first_prose.min(if called || opens { usize::MAX } else { region.lines.start });
    let between = document.lines.get(at + 1..first)?;
    (line.chars >= 2 && (called || opens || at < region.lines.start) && between.iter().all(passes))
        .then_some(at)
}

/// The line between that of the book and the text: 渌川年鉴（2019）, 中共渌川县委员会, 【…】….
fn below_book(document: &ShapedPage, region: &Region) -> Option<usize> {
    let (book, line) = (region.first_prose.checked_sub(2)?, region.first_prose - 1);
    let short = |l: &Shaped| (2..=20).contains(&l.chars) && l.stops == 0;
    let shown = |l: &Shaped| l.hidden.is_none() && l.link_chars == 0;
    let plain = |l: &Shaped| !l.text.starts_with(['【', '〔', '［', '〖', '（', '(', '—']);
    let heads = |l: &Shaped| short(l) && shown(l) && plain(l) && l.fields().is_empty();
    let stands = document.lines.get(line).is_some_and(heads);
    (stands && document.lines.get(book).is_some_and(|l| begins_with_book(&l.text))).then_some(line)
}

/// The heading below the best one where that is only the name of the site: `<title>` ends with it, and what
/// stands before it there is the heading.
fn below_site(document: &ShapedPage, region: &Region, best: usize) -> Option<usize> {
    if let Some(named) = below_blog(document, region, best) {
        return Some(named);
    }
    let site = document.lines.get(best).map(|l| l.solid()).filter(|name| name.chars().count() >= 6)?;
    let before = document.head.strip_suffix(site)?.trim_end_matches(separates);
    let is_heading = |l: &Shaped| {
        l.link_chars == 0 && is_set_apart(document, l) && l.solid().len() > 3 && before.ends_with(l.solid())
    };
    candidates(document, region, |i| i > best && document.lines.get(i).is_some_and(is_heading)).next()
}

/// The line called title below the name of a site that `<title>` begins with, and that says all the rest of it:
/// 濂溪客舍: 濂溪鄉土志稿.
fn below_blog(document: &ShapedPage, region: &Region, best: usize) -> Option<usize> {
    let site = document.lines.get(best)?.solid();
    let rest = document.head.strip_prefix(site)?;
    let named = rest.trim_start_matches(|c| separates(c) || matches!(c, ':' | '：'));
    let is_named = |i: usize| {
        let line = document.lines.get(i).filter(|_| i > best);
        line.is_some_and(|l| l.solid() == named && is_called_title(document, l))
    };
    let parted = named.len() < rest.len() && named.chars().count() >= 2;
    candidates(document, region, is_named).next().filter(|_| parted)
}

/// The title that begins with a line, and how many lines behind go on with it: those of the same element that
/// `<title>` has in one piece with it.
fn whole(document: &ShapedPage, i: usize, head: &str) -> (String, usize) {
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

fn chosen(document: &ShapedPage, element: u32) -> bool {
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

fn is_line(document: &ShapedPage, i: usize, text: &str) -> bool {
    document.lines.get(i).is_some_and(|l| same(&l.text, text))
}

/// The lines such as are wanted that can be a title. Whether their words are those of furniture is asked last.
fn candidates<'d>(
    document: &'d ShapedPage,
    region: &'d Region,
    such: impl Fn(usize) -> bool + 'd,
) -> impl DoubleEndedIterator<Item = usize> + 'd {
    let is_furniture = |i: usize| document.lines.get(i).is_some_and(Shaped::is_furniture);
    short_lines(document, region).filter(move |i| such(*i) && !is_furniture(*i))
}

/// The short lines up to the first running text.
fn short_lines<'d>(
    document: &'d ShapedPage,
    region: &'d Region,
) -> impl DoubleEndedIterator<Item = usize> + 'd {
    (0..=region.first_prose).filter(|i| {
        document.lines.get(*i).is_some_and(|line| {
            line.hidden.is_none()
                && matches!(line.kind, Kind::Text | Kind::Item(_))
                && (2..=90).contains(&line.chars)
        })
    })
}

/// Whether a line is numbered like one behind it: 第一节 where 第二节 follows.
fn is_numbered_part(document: &ShapedPage, region: &Region, i: usize) -> bool {
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

/// The line as `<title>` writes it where that only takes blanks out (财　　政 is 财政), or a tag in
/// an element of its own before it (原创).
fn tidy(line: &Line, head: &str) -> String {
    let end = edit_link(line).or_else(|| permalink(line)).unwrap_or(line.text.len());
    let text = line.text.get(..end).unwrap_or(&line.text);
    let solid = compact(text);
    let head = compact(head);
    if let Some(rest) = line.seams.first().and_then(|at| text.get(*at as usize..))
        && !head.contains(&*solid)
        && rest.chars().count() >= 4
        && head.starts_with(&*compact(rest))
    {
        return rest.trim().to_owned();
    }
    let spread = text.split(' ').all(|w| w.chars().count() == 1);
    if text.contains(' ') && (head.contains(&*solid) && !text.is_ascii() && spread_han(text) || spread) {
        solid.into_owned()
    } else {
        text.to_owned()
    }
}

/// Whether blanks stand only between Han characters.
fn spread_han(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    words.iter().all(|w| w.chars().all(is_han)) && words.iter().any(|w| w.chars().count() == 1)
}

fn headline(document: &ShapedPage) -> Option<String> {
    document.json_ld.iter().find_map(|text| {
        let value: Value = serde_json::from_str(text).ok()?;
        let object = value.as_array().and_then(|a| a.first()).unwrap_or(&value);
        Some(fold(object.get("headline")?.as_str()?)).filter(|t| !t.is_empty())
    })
}
