//! Judges links: which belong to the yearbook that a fetch began with, and why the others do not.
//!
//! Taken are the entries of a table of contents and the further pages of an article or a list, inside the
//! folder of the first address. A page that is an article leads to its own further pages only.

use url::Url;

use super::address::{folder, key, same_site};
use super::links::{Kind, Link, Links};
use crate::budget;
use crate::data::follow::{follow, has};

/// A further page has a number of at most this many digits; longer ones are names.
const PAGE_DIGITS: usize = 3;
/// A page with fewer characters of prose than this for each entry it lists is a table of contents.
const PROSE_AN_ENTRY: usize = 25;
/// The first page was given as a table of contents: where it lists so many entries, each may have a summary.
const MANY_ENTRIES: usize = 10;
/// The length of such a summary.
const PROSE_A_SUMMARY: usize = 150;

/// What may be followed from one first address.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The site.
    pub start: Url,
    /// Path prefixes; the folder of the first address is one of them.
    pub folders: Vec<Url>,
    /// How many links a page may lie away from the first, further pages of an article not counted.
    pub depth: u32,
}

/// How a link came to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// An entry of a table of contents: one step further away.
    Entry,
    /// A further page of the same article or list, or a frame of it.
    Part,
}

/// The page whose links are judged.
#[derive(Debug, Clone, Copy)]
pub struct From<'p> {
    /// Its address.
    pub url: &'p Url,
    /// How many steps it lies away from the first.
    pub depth: u32,
}

/// What becomes of each link of a page, in the page's order: the link and how it is taken, or why it is left.
pub fn judge<'l>(
    scope: &Scope,
    from: From,
    found: &'l Links,
) -> Vec<(&'l Link, Result<Taken, &'static str>)> {
    let mut verdicts: Vec<_> = found.links.iter().map(|l| (l, verdict(scope, from, l))).collect();
    let mut entries: Vec<String> =
        verdicts.iter().filter(|(_, v)| matches!(v, Ok(Taken::Entry))).map(|(l, _)| key(&l.url)).collect();
    entries.sort_unstable();
    entries.dedup();
    let summaries = from.depth == 0 && entries.len() >= MANY_ENTRIES;
    let prose_an_entry = if summaries { PROSE_A_SUMMARY } else { PROSE_AN_ENTRY };
    let contents = entries.len() * prose_an_entry >= found.prose;
    for (link, verdict) in &mut verdicts {
        if found.nofollow || (link.nofollow && verdict.is_ok()) {
            *verdict = Err("nofollow");
        } else if matches!(verdict, Ok(Taken::Entry)) && !contents {
            *verdict = Err("linked-from-article");
        } else if matches!(verdict, Ok(Taken::Entry)) && from.depth >= scope.depth {
            *verdict = Err("depth");
        }
    }
    verdicts
}

fn verdict(scope: &Scope, from: From, link: &Link) -> Result<Taken, &'static str> {
    let (url, label) = (&link.url, plain(&link.label));
    let words = follow();
    if !same_site(url, &scope.start) {
        return Err("other-host");
    }
    if has(&words.path.no_page, &extension(url)) {
        return Err("not-a-page");
    }
    if is_calendar(scope, from.url, url, &label) {
        return Err("calendar");
    }
    if is_loop(url) {
        return Err("loop");
    }
    if !inside(scope, url) {
        return Err("outside-folder");
    }
    if matches!(link.kind, Kind::Frame | Kind::Refresh) {
        return Ok(Taken::Part);
    }
    let numbered = page_label(&label).is_some();
    let says_page = link.kind == Kind::Sequel || has(&words.labels.page, &label);
    if (says_page || numbered) && continues(from.url, url, says_page) {
        return Ok(Taken::Part);
    }
    if says_page {
        return Err("furniture");
    }
    if has(&words.labels.neighbour, &label) || begins_with(&words.labels.neighbour, &link.label) {
        return Err("neighbour");
    }
    if has(&words.labels.furniture, &label) {
        return Err("furniture");
    }
    // One Han character is a title (序, 跋); of other letters it takes two.
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let title = letters > 1 || label.chars().any(han);
    if numbered || !title {
        return Err("no-title");
    }
    Ok(Taken::Entry)
}

/// Whether the label is 上一篇 and the like, with the neighbour's title behind it.
fn begins_with(words: &[String], label: &str) -> bool {
    words.iter().any(|w| {
        label.trim_start().strip_prefix(w.as_str()).is_some_and(|rest| rest.starts_with([':', '：', ' ']))
    })
}

/// The label without white space, brackets and arrows, in lower case.
fn plain(label: &str) -> String {
    let noise = |c: char| c.is_whitespace() || "[]【】()（）<>〈〉《》«»‹›→←|·>>".contains(c);
    label.chars().filter(|c| !noise(*c)).flat_map(char::to_lowercase).collect()
}

/// The number of a page in `2`, `第2页`.
fn page_label(plain: &str) -> Option<u32> {
    let inner = plain.strip_prefix('第').and_then(|p| p.strip_suffix('页')).unwrap_or(plain);
    let short = !inner.is_empty() && inner.len() <= PAGE_DIGITS;
    inner.parse().ok().filter(|_| short)
}

fn extension(url: &Url) -> String {
    let last = url.path().rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.').map(|(_, e)| e.to_ascii_lowercase()).unwrap_or_default()
}

/// Whether `url` lies in one of the folders.
pub fn inside(scope: &Scope, url: &Url) -> bool {
    let spelled = |u: &Url, path: &str| {
        let mut of_path = u.clone();
        of_path.set_path(path);
        of_path.set_query(None);
        let folded = key(&of_path);
        folded.split_once("://").map(|(_, rest)| rest.trim_start_matches("www.").to_owned())
    };
    let path = spelled(url, url.path());
    scope.folders.iter().any(|f| match (spelled(f, folder(f)), &path) {
        (Some(folder), Some(path)) => path.starts_with(&folder),
        _ => false,
    })
}

/// A path that goes round in circles.
fn is_loop(url: &Url) -> bool {
    let parts: Vec<&str> = url.path().split('/').filter(|p| !p.is_empty()).collect();
    parts.iter().any(|p| parts.iter().filter(|q| q == &p).count() > budget::PATH_REPEATS)
}

/// A link through a calendar: by its label, its path, its query, or as a date that leads to a date.
fn is_calendar(scope: &Scope, from: &Url, url: &Url, label: &str) -> bool {
    let words = follow();
    if has(&words.labels.calendar, label) || words.labels.calendar_contains.iter().any(|w| label.contains(w))
    {
        return true;
    }
    let path = url.path().to_ascii_lowercase();
    if path.split(['/', '.', '_', '-']).any(|part| has(&words.path.calendar, part)) {
        return true;
    }
    let digits = |value: &str| value.chars().all(|c| c.is_ascii_digit() || "-/.年月日".contains(c));
    let query: Vec<_> = url.query_pairs().filter(|(_, v)| !v.is_empty() && digits(v)).collect();
    let year = query.iter().any(|(_, v)| v.parse().is_ok_and(|n: u32| (1900..2200).contains(&n)));
    let dated_query = query.iter().any(|(name, _)| {
        let name = name.to_ascii_lowercase();
        has(&words.parameter.calendar, &name) || (year && has(&words.parameter.calendar_beside_year, &name))
    });
    let date_label = is_date(label) || page_label(label).is_some();
    // The year of the yearbook stands in its own folder: only what is below that makes a date.
    let below = url.path().strip_prefix(folder(&scope.start)).unwrap_or(url.path());
    dated_query || (date_label && (ends_in_date(below) || (is_date(label) && same_family(from, url))))
}

/// `2015年3月`, `3月`, `2015-03-08`, and nothing else.
fn is_date(label: &str) -> bool {
    label.chars().any(|c| c.is_ascii_digit())
        && label.chars().any(|c| "年月日-/.".contains(c))
        && label.chars().all(|c| c.is_ascii_digit() || "年月日-/.".contains(c))
}

/// `/2015/03/`, `/2015-03.html`: a path whose last parts are a year and a month, perhaps a day.
fn ends_in_date(path: &str) -> bool {
    let stem = path.trim_end_matches('/');
    let stem = match stem.rsplit_once('.') {
        Some((before, after)) if !after.contains('/') && after.chars().all(char::is_alphanumeric) => before,
        _ => stem,
    };
    let mut numbers = Vec::new();
    for part in stem.rsplit(['/', '-']) {
        match part.parse::<u32>() {
            Ok(n) if part.len() <= 2 && (1..=31).contains(&n) && numbers.len() < 2 => numbers.push(n),
            Ok(n) => return !numbers.is_empty() && part.len() == 4 && (1900..2200).contains(&n),
            Err(_) => return false,
        }
    }
    false
}

/// Whether two addresses differ in digits only.
fn same_family(a: &Url, b: &Url) -> bool {
    let shape = |u: &Url| {
        let mut out = String::new();
        for c in u.path().chars().chain("?".chars()).chain(u.query().unwrap_or_default().chars()) {
            match c {
                '0'..='9' if out.ends_with('0') => {}
                '0'..='9' => out.push('0'),
                c => out.push(c),
            }
        }
        out
    };
    shape(a) == shape(b)
}

/// Whether two addresses can be pages of one article or list: they differ in a page number only, in the
/// file's name (`t1.html`, `t1_2.html`; `t1.html`, `t1/2.html`) or in the query. Names that are nothing but a
/// number (`12.html`, `13.html`) may be two articles: only a label that says so makes them pages of one.
fn continues(a: &Url, b: &Url, says_page: bool) -> bool {
    if key(a) == key(b) {
        return false;
    }
    let without_page = |u: &Url| {
        let mut rest: Vec<(String, String)> = u
            .query_pairs()
            .filter(|(name, _)| !has(&follow().parameter.page, &name.to_ascii_lowercase()))
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        rest.sort_unstable();
        rest
    };
    if without_page(a) != without_page(b) {
        return false;
    }
    let (a, b) = (Stem::of(a.path()), Stem::of(b.path()));
    let alike = a.bare.is_some() && a.bare == b.bare && (says_page || !a.only_number);
    a.whole == b.whole || a.bare == b.whole || a.whole == b.bare || alike
}

/// The name of a page's file, with and without its page number.
#[derive(Debug)]
struct Stem {
    whole: Option<String>,
    bare: Option<String>,
    only_number: bool,
}

impl Stem {
    fn of(path: &str) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let (name, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        let extension = extension.to_ascii_lowercase();
        // The first page of a folder's list is the folder itself.
        let name = if file.is_empty() { "index" } else { name };
        let extension = if file.is_empty() { "html".to_owned() } else { extension };
        let number = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let head = &name[..name.len() - number];
        let bare = (1..=PAGE_DIGITS).contains(&number).then(|| {
            let head = head.strip_suffix("_p").or(head.strip_suffix("-p")).unwrap_or(head);
            head.trim_end_matches(['_', '-'])
        });
        let join = |name: &str| Some(format!("{folder}/{name}.{extension}"));
        match bare {
            // `123/2`: the number is the whole name, and the article its folder.
            Some("") => {
                Stem { whole: join(name), bare: Some(format!("{folder}.{extension}")), only_number: true }
            }
            // `t12`: digits that are part of the name number no pages; `t1_2` and `index2` do.
            Some(bare) if bare.len() < head.len() || matches!(bare, "index" | "list" | "page") => {
                Stem { whole: join(name), bare: join(bare), only_number: false }
            }
            _ => Stem { whole: join(name), bare: None, only_number: false },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        let start = Url::parse("http://www.h.cn/nj/2014/index.html").unwrap();
        Scope { folders: vec![start.clone()], start, depth: 3 }
    }

    fn one(from: &str, to: &str, label: &str) -> Result<Taken, &'static str> {
        let base = scope().start;
        let (from, url) = (base.join(from).unwrap(), base.join(to).unwrap());
        let link = Link { url, label: label.into(), kind: Kind::Anchor, nofollow: false };
        verdict(&scope(), From { url: &from, depth: 0 }, &link)
    }

    #[test]
    fn takes_what_belongs_to_the_yearbook() {
        use Taken::{Entry, Part};
        for (from, to, label, want) in [
            ("index.html", "t20150126_1.html", "通州区妇女联合会", Ok(Entry)),
            ("index.html", "http://h.cn/nj/2014/a/b.html", "概况", Ok(Entry)),
            ("index.html", "01.html", "1月", Ok(Entry)),
            ("index.html", "xu.html", "序", Ok(Entry)),
            ("index.html", "zf/", "更多>>", Ok(Entry)),
            ("index.html", "x.html", "»", Err("no-title")),
            ("index.html", "/nj/2013/t1.html", "概况", Err("outside-folder")),
            ("index.html", "http://k.cn/nj/2014/t1.html", "概况", Err("other-host")),
            ("index.html", "../", "首页", Err("outside-folder")),
            ("index.html", "a.pdf", "全文下载", Err("not-a-page")),
            ("index.html", "index_1.html", "下一页", Ok(Part)),
            ("index.html", "index_1.html", "[2]", Ok(Part)),
            ("./", "index_1.html", "2", Ok(Part)),
            ("index_2.html", "index_1.html", "上一页", Ok(Part)),
            ("list.asp?c=1", "list.asp?c=1&page=2", "尾页", Ok(Part)),
            ("list.asp?c=1", "list.asp?c=2&page=2", "2", Err("no-title")),
            ("t20150126_1234.html", "t20150126_1234_1.html", "下一页>>", Ok(Part)),
            ("t20150126_1234.html", "t20150126_1235.html", "下一篇", Err("neighbour")),
            ("t20150126_1234.html", "t20150126_1235.html", "下一篇：政协", Err("neighbour")),
            ("t20150126_1234.html", "t20150126_1235.html", "下一页", Err("furniture")),
            ("a/12.html", "a/13.html", "13", Err("no-title")),
            ("a/12.html", "a/12/2.html", "2", Ok(Part)),
            ("a/12/2.html", "a/12/3.html", "下一页", Ok(Part)),
            ("t1.html", "print.asp?id=1", "打印", Err("furniture")),
            ("index.html", "x/x/x/x/a.html", "条目", Err("loop")),
        ] {
            assert_eq!(one(from, to, label), want, "{from} → {to} {label}");
        }
    }

    #[test]
    fn leaves_calendars() {
        for (from, to, label) in [
            ("index.html", "calendar/2014-01.html", "2014年大事"),
            ("index.html", "rl.asp?month=3", "大事日程"),
            ("index.html", "rl.asp?y=2014&m=3", "大事日程"),
            ("index.html", "d/2014/03/", "2014年3月"),
            ("index.html", "d/2014-03-08.html", "8"),
            ("d/a201403.html", "d/a201404.html", "2014年4月"),
            ("index.html", "x.html", "下个月 »"),
            ("index.html", "x.html", "万年历查询"),
        ] {
            assert_eq!(one(from, to, label), Err("calendar"), "{to} {label}");
        }
    }

    #[test]
    fn an_article_leads_to_its_own_pages_only() {
        let base = scope().start;
        let link = |to: &str, label: &str| Link {
            url: base.join(to).unwrap(),
            label: label.into(),
            kind: Kind::Anchor,
            nofollow: false,
        };
        let links = vec![link("t2.html", "区政协"), link("t1_1.html", "下一页")];
        let from = base.join("t1.html").unwrap();
        let taken = |prose: usize, depth: u32| -> Vec<Result<Taken, &str>> {
            let found = Links { links: links.clone(), prose, ..Links::default() };
            judge(&scope(), From { url: &from, depth }, &found).into_iter().map(|(_, v)| v).collect()
        };
        assert_eq!(taken(900, 1), [Err("linked-from-article"), Ok(Taken::Part)]);
        assert_eq!(taken(10, 1), [Ok(Taken::Entry), Ok(Taken::Part)]);
        assert_eq!(taken(10, 3), [Err("depth"), Ok(Taken::Part)]);

        // A list whose entries have summaries is a table of contents where the fetch begins, and an article with
        // many neighbours elsewhere.
        let links: Vec<Link> = (10..30).map(|n| link(&format!("t{n}.html"), "条目")).collect();
        let found = Links { links, prose: 2000, ..Links::default() };
        for (depth, taken) in [(0, 20), (1, 0)] {
            let verdicts = judge(&scope(), From { url: &from, depth }, &found);
            assert_eq!(verdicts.iter().filter(|(_, v)| v.is_ok()).count(), taken);
        }
    }
}
