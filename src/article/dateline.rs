//! Reads the date and the origin: from the head, then from the date line near the title.

use serde_json::Value;

use crate::data::{Label, chrome};
use crate::document::{Chosen, Kind, Line};
use crate::record::{Contributor, Role};
use crate::table::layout::Row;

use super::day::{Dated, date, labelled};
use super::labels::Field;
use super::letters::{compact, is_han, short_name};
use super::names;
use super::region::Region;
use super::rule::Known;
use super::shaped::{Shaped, ShapedPage};
use super::sign;

/// What the date line says.
#[derive(Debug, Default)]
pub(super) struct DateLine {
    /// The date.
    pub(super) date: Option<Known<Written>>,
    /// The origin.
    pub(super) origin: Option<Known<String>>,
    /// The lines that were read.
    pub(super) lines: Vec<usize>,
    /// Lines of nothing but a date that are the text's own: a bulletin's date, the days of a chronicle.
    pub(super) own: Vec<usize>,
    /// Authors and editors named there: label and value.
    pub(super) signed: Vec<(Label, String)>,
    /// The author that the page's JSON-LD names, or WeChat.
    pub(super) author: Option<String>,
}

/// A date as EDTF and as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// As EDTF.
    pub edtf: String,
    /// As the page writes it.
    pub surface: String,
}

impl Written {
    fn of(date: Dated, text: &str) -> Self {
        Written { surface: text.get(date.span).unwrap_or_default().to_owned(), edtf: date.edtf }
    }

    /// The date of a value.
    fn value(text: &str) -> Option<Self> {
        labelled(text).map(|d| Written::of(d, text))
    }
}

/// How far from the text the date line is looked for, in lines.
const REACH: usize = 30;

/// A way to a field of the record.
type Way<T> = fn(&ShapedPage, &Found) -> Option<Known<T>>;

/// The ways to a date; the first that finds one is followed.
const DATES: &[Way<Written>] = &[
    |page, _| dated(meta(page, &["pubdate"])?),
    |_, found| Some(Known::stated(found.labelled.clone()?, "date-line")),
    |_, found| Some(Known::stated(found.bare.clone()?, "date-line")),
    |_, found| Some(Known::stated(found.updated.clone()?, "date-line")),
    |page, _| dated(meta(page, DATE_META)?),
    |page, _| json_date(page),
];

/// The ways to an origin.
const ORIGINS: &[Way<String>] = &[
    |page, _| named(meta(page, &["contentsource"])?),
    |_, found| Some(Known::stated(found.best_source()?.to_owned(), "date-line")),
    |_, found| Some(Known::stated(found.bare_origin.clone()?, "date-line, no label")),
    |page, _| named(meta(page, SOURCE_META)?),
];

/// The names of `<meta>` with a date, the surest first.
const DATE_META: &[&str] = &[
    "publishdate",
    "publish_date",
    "article:published_time",
    "og:published_time",
    "og:release_date",
    "og:time",
    "datepublished",
    "weibo:article:create_at",
    "publishtime",
    "bytedance:published_time",
    "releasedate",
    "date",
];

/// Those with an origin.
const SOURCE_META: &[&str] = &["source", "mediaid", "og:article:source", "article:source"];

/// The first of the names that the page has, and its content.
fn meta<'d>(page: &'d ShapedPage, names: &[&str]) -> Option<(&'d str, &'d str)> {
    names.iter().find_map(|name| {
        page.meta.iter().find(|(n, _)| n == name).map(|(n, value)| (n.as_str(), value.as_str()))
    })
}

fn dated((name, value): (&str, &str)) -> Option<Known<Written>> {
    Some(Known::stated(Written::value(value)?, format!("meta {name}")))
}

fn named((name, value): (&str, &str)) -> Option<Known<String>> {
    Some(Known::stated(origin(value)?, format!("meta {name}")))
}

/// Reads the date line. `title` is the line of the title.
pub(super) fn read(document: &ShapedPage, region: &Region, title: Option<usize>) -> DateLine {
    let lone = lone_dates(document, region);
    let chronicle = is_chronicle(document, region, &lone);
    let near = near(document, region, title);
    let (mut out, mut found) = (DateLine::default(), Found::default());
    for i in near.iter().copied() {
        let Some(line) = document.lines.get(i) else { continue };
        if let Kind::Table(grid) = &line.kind {
            let signed = found.table(&grid.rows);
            out.signed.extend(signed.into_iter().filter(|_| i < region.first_prose));
            continue;
        }
        let before = found.count();
        fields_of(document, region, i, &mut found, &mut out);
        if !(chronicle && lone.contains(&i)) {
            take_bare_date(document, region, i, &mut found, &mut out);
        }
        if before != found.count() {
            out.lines.push(i);
        }
    }
    out.author = json_author(document).or(out.author);
    if out.author.is_none()
        && let Some((i, names)) = near.iter().find_map(|i| named_authors(document, region, *i))
    {
        out.author = Some(names);
        out.lines.push(i);
    }
    found.sources.sort_by_key(|(rank, _)| *rank);
    out.date = DATES.iter().find_map(|way| way(document, &found));
    out.own = match &out.date {
        _ if chronicle => lone,
        // Written out and another than the page's, a date above the text is that of the text.
        Some(page) => lone.into_iter().filter(|i| tells_other_day(document, region, *i, page)).collect(),
        None => Vec::new(),
    };
    let own = |i: &usize| out.own.contains(i) && Some(*i) == found.bare_line;
    out.lines.retain(|i| !own(i));
    out.origin = ORIGINS.iter().find_map(|way| way(document, &found));
    out
}

/// Takes a date without a label, where no date is known yet, and what stands behind it.
fn take_bare_date(document: &ShapedPage, region: &Region, i: usize, found: &mut Found, out: &mut DateLine) {
    let Some(line) = document.lines.get(i).filter(|_| !found.dated()) else { return };
    let Some(date) = bare_date(region, line, i) else { return };
    // What stands behind the date with no label is the origin: sina, huanqiu and their like.
    match line.text.get(date.span.end..).and_then(sign::byline) {
        Some(name) => out.signed.push((Label::Author, name.to_owned())),
        None => {
            let next = || marked_origin(document, i).or_else(|| following(line, date.span.end));
            found.bare_origin = found.bare_origin.take().or_else(next);
        }
    }
    out.author = wechat_author(line).or_else(|| marked_author(line));
    found.bare = Some(Written::of(date.clone(), &line.text));
    found.bare_line = Some(i);
}

/// The lines of the region that are a date and nothing else.
fn lone_dates(document: &ShapedPage, region: &Region) -> Vec<usize> {
    let lone = |i: &usize| document.lines.get(*i).is_some_and(Shaped::is_lone_date);
    region.lines.clone().filter(lone).collect()
}

/// Whether lone dates part the text as the days of a chronicle do: two days at least, one in its midst.
fn is_chronicle(document: &ShapedPage, region: &Region, lone: &[usize]) -> bool {
    let day = |i: &usize| document.lines.get(*i).and_then(|l| l.date()).map(|d| d.edtf.as_str());
    let within = lone.iter().any(|i| (region.first_prose..region.last_prose).contains(i));
    within && lone.iter().any(|i| day(i) != lone.first().and_then(day))
}

/// Whether a date above the text is written out and is not that of the page.
fn tells_other_day(document: &ShapedPage, region: &Region, i: usize, page: &Known<Written>) -> bool {
    let line = document.lines.get(i).filter(|_| i < region.first_prose);
    let other = |d: &Dated| d.edtf != page.value.edtf;
    line.is_some_and(|l| l.text.contains('年') && l.date().is_some_and(other))
}

/// Reads the labels of a line: dates and origins, and who signs above the text or in the date line.
fn fields_of(document: &ShapedPage, region: &Region, i: usize, found: &mut Found, out: &mut DateLine) {
    let Some(line) = document.lines.get(i) else { return };
    // WordPress has its date line, with the author, below the text. Later ones are those of comments.
    let dates = !found.dated() && i <= region.last_prose + 8 && line.is_date_line();
    for field in &*line.labels() {
        let value = value_of(document, line, field, i);
        found.value(field.label, &field.word, &value);
        let signs = matches!(field.label, Label::Author | Label::Editor | Label::Affiliation);
        if signs && !value.is_empty() && (i < region.first_prose || dates) {
            out.signed.push((field.label, value));
        }
    }
}

/// What the lines around the text say of date and origin.
#[derive(Default)]
struct Found {
    /// Origins with their ranks.
    sources: Vec<(u8, String)>,
    labelled: Option<Written>,
    /// The date of a change, or of the writing: where no other is stated.
    updated: Option<Written>,
    bare: Option<Written>,
    /// Where that stands.
    bare_line: Option<usize>,
    bare_origin: Option<String>,
}

impl Found {
    /// Takes the values of the labels in a table, each in the cell before its value, and says who signs.
    fn table(&mut self, rows: &[Row]) -> Vec<(Label, String)> {
        let mut signed = Vec::new();
        for (word, value) in rows.iter().flat_map(|row| row.cells.iter().zip(row.cells.iter().skip(1))) {
            let word = compact(word);
            let word = word.trim_end_matches(['：', ':']);
            if let Some(label) = chrome().label(word) {
                self.value(label, word, value);
                if matches!(label, Label::Author | Label::Editor | Label::Affiliation)
                    && chrome().label(value).is_none()
                {
                    signed.push((label, value.clone()));
                }
            }
        }
        signed
    }

    /// Takes the value of a label.
    fn value(&mut self, label: Label, word: &str, value: &str) {
        match label {
            Label::Source(rank) => self.sources.extend(origin(value).map(|v| (rank, v))),
            Label::Date => {
                let Some(d) = labelled(value) else { return };
                let late = chrome().is_late_date(word);
                let slot = if late { &mut self.updated } else { &mut self.labelled };
                slot.get_or_insert(Written::of(d, value));
            }
            _ => {}
        }
    }

    /// Whether the date of publication is known.
    fn dated(&self) -> bool {
        self.bare.is_some() || self.labelled.is_some()
    }

    /// The first origin of the best rank, once they are sorted.
    fn best_source(&self) -> Option<&str> {
        self.sources.first().map(|(_, value)| value.as_str())
    }

    /// How much is known: grows with each find.
    fn count(&self) -> usize {
        let dates = [&self.labelled, &self.updated, &self.bare];
        self.sources.len() + dates.iter().filter(|d| d.is_some()).count()
    }
}

/// A date without a label in a line around the text. Today's date is none, nor one beside a link to
/// something else.
fn bare_date<'l>(region: &Region, line: &'l Shaped, i: usize) -> Option<&'l Dated> {
    let behind = i > region.last_prose;
    if !(i < region.first_prose || behind) || line.chars > 90 || line.link_chars * 10 > line.chars * 7 {
        return None;
    }
    let d = line.date()?;
    let holds = |l: &crate::document::Link| (l.start as usize..l.end as usize).contains(&d.span.start);
    let other = behind && !line.links.is_empty() && !line.links.iter().any(holds);
    // An entry of a list: a link and its date.
    let entry =
        matches!(line.kind, Kind::Item(_)) && line.links.iter().any(|l| l.end as usize <= d.span.start);
    let own = !other && !entry && !line.tells_today() && !line.tells_occasion() && !counts_since(line, d);
    (d.edtf.as_str() >= "1994" && own).then_some(d)
}

/// Whether a line counts the visitors of a site, or says since when: 您是第…位客人 自2001年3月1日.
fn counts_since(line: &Shaped, date: &Dated) -> bool {
    let since = line.text.get(..date.span.start).is_some_and(|t| t.ends_with(['自', '从', '從']));
    since || line.text.contains("您是") || line.text.contains("您為")
}

/// The lines in which a date line can stand, the likeliest first: between title and text, before
/// the title, behind the text.
fn near(document: &ShapedPage, region: &Region, title: Option<usize>) -> Vec<usize> {
    let head = region.first_prose.min(document.lines.len());
    let from = title.unwrap_or(head).min(head);
    let mut order: Vec<usize> = (from..=head).collect();
    order.extend((from.saturating_sub(REACH)..from).rev());
    order.extend(region.last_prose + 1..(region.last_prose + 1 + REACH).min(document.lines.len()));
    if let Some(i) = document
        .lines
        .iter()
        .position(|l| document.elements.get(l.element as usize).is_some_and(|e| e.chosen == Chosen::Date))
    {
        order.insert(0, i);
    }
    order.retain(|i| {
        document
            .lines
            .get(*i)
            .is_some_and(|l| l.hidden.is_none() && l.chars <= 300 && !matches!(l.kind, Kind::Figure(_)))
    });
    order
}

/// The value of a label; where the line is nothing but the label, what stands beside it.
fn value_of(document: &ShapedPage, line: &Line, field: &Field, i: usize) -> String {
    let value = line.text.get(field.value.clone()).unwrap_or_default();
    if !value.is_empty() || field.start > 0 || field.value.start < line.text.trim_end().len() {
        return value.to_owned();
    }
    let beside = document.beside(i);
    let lines = beside.iter().filter_map(|i| document.lines.get(*i)).map(|l| &*l.text);
    match field.label {
        Label::Author | Label::Editor => lines.collect::<Vec<_>>().join("、"),
        _ => lines.take(1).collect(),
    }
}

/// An origin without its label, or none where there is nothing to name.
fn origin(value: &str) -> Option<String> {
    let mut value = value.trim();
    for label in ["来源：", "来源:", "信息来源：", "来源", "來源："] {
        if let Some(rest) = value.strip_prefix(label) {
            value = rest.trim();
            break;
        }
    }
    // An address in brackets behind the name.
    if value.contains(['（', '(']) {
        for open in ["（http", "(http", "（www", "(www"] {
            value = value.split(open).next().unwrap_or_default().trim();
        }
    }
    let solid = compact(value);
    let nothing = matches!(&*solid, "无" | "暂无" | "未知" | "不详" | "null" | "undefined")
        || solid.chars().all(|c| !c.is_alphanumeric());
    let address = solid.contains("://") || solid.starts_with("www.");
    let other = || solid.chars().nth(50).is_some() || date(&solid).is_some_and(|d| d.span.start == 0);
    (!nothing && !address && !other()).then(|| value.to_owned())
}

/// The text of an element whose class names the source.
fn marked_origin(document: &ShapedPage, i: usize) -> Option<String> {
    let line = document.lines.get(i)?;
    let marks = line.marks.iter().filter(|m| names_source(&m.class));
    let mut named = marks.filter_map(|m| origin(line.text.get(m.start as usize..m.end as usize)?));
    named.next().or_else(|| {
        let next = document.lines.get(i + 1)?;
        let class = &document.elements.get(next.element as usize)?.class;
        (names_source(class) && next.chars <= 30).then(|| origin(&next.text))?
    })
}

/// The link or the organisation that stands next behind a bare date.
fn following(line: &Line, from: usize) -> Option<String> {
    let rest = line.text.get(from..)?;
    let skipped = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':' || c.is_whitespace());
    let start = (from + rest.len() - skipped.len()) as u32;
    let linked = line
        .links
        .iter()
        .find(|l| l.start == start)
        .and_then(|l| line.text.get(start as usize..l.end as usize));
    let word = skipped.split([' ', '|']).next().unwrap_or_default();
    let name = linked.or(Some(word).filter(|w| chrome().is_organisation(w)))?.trim();
    let han = name.chars().filter(|c| is_han(*c)).count();
    let furniture =
        chrome().is_token(&compact(name).to_lowercase()) || chrome().starts.find(&compact(name)).is_some();
    ((2..=15).contains(&han) && !furniture && chrome().label(&compact(name)).is_none())
        .then(|| origin(name))?
}

fn names_source(class: &str) -> bool {
    let lower = class.to_ascii_lowercase();
    lower.split_whitespace().any(|name| {
        // WeChat calls all that stands in its date line media; the account is the nickname.
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        if name.starts_with("rich_media") {
            words.any(|w| w == "nickname")
        } else {
            words.any(|w| matches!(w, "source" | "src" | "from" | "laiyuan" | "origin" | "media" | "ly"))
        }
    })
}

/// The author whom WeChat names without a label before the account.
fn wechat_author(line: &Line) -> Option<String> {
    let texts = line.marks.iter().filter(|m| m.class.contains("rich_media_meta_text"));
    let mut names = texts.filter_map(|m| line.text.get(m.start as usize..m.end as usize));
    names.find(|name| short_name(name)).map(str::to_owned)
}

/// The person in a date line whose element says that it is the author: 發佈於 2018 年 8 月 21 日 由 林志遠.
fn marked_author(line: &Line) -> Option<String> {
    let author = |class: &str| class.split(' ').any(|name| matches!(name, "author" | "fn"));
    let texts = line.marks.iter().filter(|m| author(&m.class));
    let mut names = texts.filter_map(|m| line.text.get(m.start as usize..m.end as usize)).map(str::trim);
    names.find(|name| short_name(name) && names::may_be_named(name)).map(str::to_owned)
}

/// The persons in a line above the text that its class, or the word it begins with (本报记者 陈水生), says to be
/// those of the authors: nothing but names.
fn named_authors(document: &ShapedPage, region: &Region, i: usize) -> Option<(usize, String)> {
    let line = document.lines.get(i).filter(|l| i < region.first_prose && (2..=40).contains(&l.chars))?;
    let class = &document.elements.get(line.element as usize)?.class;
    let names_authors = class.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        ["author", "authors", "zuozhe", "writer"].iter().any(|known| word.eq_ignore_ascii_case(known))
    });
    let begins = || {
        let role = line.text.split(' ').next().filter(|word| word.len() < line.text.len());
        role.is_some_and(|role| role.chars().count() >= 3 && chrome().roles.iter().any(|known| known == role))
    };
    if !(names_authors || begins()) {
        return None;
    }
    let persons = names::names(&line.text, Role::Contributor);
    let is_person = |c: &Contributor| {
        c.organization.is_none()
            && c.name.chars().count() <= 3
            && names::is_person(&c.name)
            && names::may_be_named(&c.name)
    };
    (!persons.is_empty() && persons.iter().all(is_person)).then(|| (i, line.text.to_string()))
}

fn json_author(document: &ShapedPage) -> Option<String> {
    document.json_ld.iter().find_map(|text| {
        let value: Value = serde_json::from_str(text).ok()?;
        let object = value.as_array().and_then(|a| a.first()).unwrap_or(&value);
        let author = object.get("author")?;
        let author = author.as_array().and_then(|a| a.first()).unwrap_or(author);
        let person = author.get("@type").and_then(Value::as_str) == Some("Person");
        Some(author.get("name")?.as_str()?.trim().to_owned()).filter(|name| person && !name.is_empty())
    })
}

fn json_date(document: &ShapedPage) -> Option<Known<Written>> {
    document.json_ld.iter().find_map(|text| {
        let value: Value = serde_json::from_str(text).ok()?;
        let object = value.as_array().and_then(|a| a.first()).unwrap_or(&value);
        let written = object.get("datePublished").or(object.get("pubDate"))?.as_str()?;
        Some(Known::stated(Written::value(written)?, "json-ld"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_that_name_the_source() {
        let rows = [
            ("source", true),
            ("info-from fl", true),
            ("rich_media_meta rich_media_meta_text", false),
            ("rich_media_meta rich_media_meta_nickname profileBt", true),
            ("nickname", false),
        ];
        for (class, want) in rows {
            assert_eq!(names_source(class), want, "{class}");
        }
    }
}
