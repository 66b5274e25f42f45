//! Makes the home page, the contents of each volume, and the page of the years.

use std::collections::HashMap;
use std::ops::Range;

use askama::Template;

use super::ask::for_address;
use super::frame::{Frame, Place};
use super::looks;
use super::survey::{Book, Entry, LISTED, Survey, contents_file};
use super::words::{Words, fill};

/// The home page, or the contents of one volume.
#[derive(Template)]
#[template(path = "home.html")]
struct HomePage<'a> {
    frame: Frame<'a>,
    heading: String,
    facts: Vec<String>,
    doubt: Option<String>,
    /// As written, and for an address.
    examples: Vec<(String, String)>,
    /// Whether this is the home page, with its search box.
    home: bool,
    books: Vec<BookView<'a>>,
    places: Vec<Region>,
    places_n: String,
    /// Whether the tree of places is short enough to stand open.
    places_open: bool,
    bars: Vec<Bar>,
    earlier: Vec<Bar>,
    /// Which of the pages of a long volume this is, and the ways to those before and behind.
    page_of: Option<String>,
    before: Option<String>,
    behind: Option<String>,
}

/// A place in the tree of places, which is written as a list: how deep it lies, and where its first book stands.
struct Region {
    depth: usize,
    name: String,
    /// Entries of it and of what lies in it.
    count: usize,
    href: String,
}

struct BookView<'a> {
    id: usize,
    /// The place, where it is another than that of the book before.
    region: Option<String>,
    title: String,
    volume: String,
    facts: String,
    /// Its own page, where the entries are not listed here.
    href: Option<String>,
    groups: Vec<(String, Vec<EntryView<'a>>)>,
}

struct EntryView<'a> {
    entry: &'a Entry,
    doubt: Option<String>,
    facts: String,
}

/// A bar of the years: a gap before it is a dot.
struct Bar {
    year: i32,
    count: usize,
    width: usize,
    gap: bool,
}

/// Years shown without being asked for.
const BARS: usize = 48;
/// Places that are shown without being asked for.
const PLACES_OPEN: usize = 16;
/// The width of the longest bar.
const WIDEST: usize = 122;

/// Makes the home page.
pub(crate) fn home(survey: &Survey) -> String {
    let w = survey.w;
    let mut facts = vec![fill(w.entries_n, &[&survey.entries.len()])];
    if survey.tables > 0 {
        facts.push(fill(w.tables_n, &[&survey.tables]));
    }
    if let Some((first, last)) = survey.span() {
        facts.push(if first == last { fill(w.year_n, &[&first]) } else { fill(w.from_to, &[&first, &last]) });
    }
    facts.extend(survey.remark.map(str::to_owned));
    let (bars, earlier) = bars(survey);
    let listed = |book: &Book| if survey.contents_apart() { 0..0 } else { 0..book.entries.len() };
    let books = survey.books.iter().enumerate().map(|(i, book)| book_view(survey, i, book, listed(book)));
    let places = regions(survey);
    let page = HomePage {
        frame: Frame::new(survey, w.contents, Place::Home, ""),
        heading: survey.title.clone(),
        facts,
        doubt: doubt(survey),
        examples: examples(survey, &bars),
        home: true,
        books: books.collect(),
        places_n: fill(w.places_n, &[&places.len()]),
        places_open: places.len() <= PLACES_OPEN,
        places,
        bars,
        earlier,
        page_of: None,
        before: None,
        behind: None,
    };
    page.render().unwrap_or_default()
}

/// Makes a page of the contents of the volume at `at`.
pub(crate) fn volume(survey: &Survey, at: usize, page: usize) -> Option<String> {
    let book = survey.books.get(at)?;
    let name = book.name(survey.w);
    let pages = book.pages();
    let beside = |page: Option<usize>| {
        page.filter(|page| *page < pages).map(|page| format!("../{}", contents_file(at, page)))
    };
    let listed = page.saturating_mul(LISTED)..page.saturating_add(1).saturating_mul(LISTED);
    if page >= pages {
        return None;
    }
    let page = HomePage {
        frame: Frame::new(survey, &name, Place::Home, "../"),
        heading: name,
        facts: vec![book_facts(survey, book)],
        doubt: None,
        examples: Vec::new(),
        home: false,
        books: vec![BookView { title: String::new(), region: None, ..book_view(survey, at, book, listed) }],
        places: Vec::new(),
        places_n: String::new(),
        places_open: false,
        bars: Vec::new(),
        earlier: Vec::new(),
        page_of: (pages > 1).then(|| fill(survey.w.page_of, &[&(page + 1), &pages])),
        before: beside(page.checked_sub(1)),
        behind: beside(page.checked_add(1)),
    };
    page.render().ok()
}

/// What is to be looked at, by the same count as the menu and the page that it leads to.
fn doubt(survey: &Survey) -> Option<String> {
    let w = survey.w;
    let kinds = looks::open_kinds(survey);
    let parts: Vec<String> = kinds.iter().map(|(name, count)| fill(w.kind_n, &[name, count])).collect();
    let open = looks::open_count(survey);
    (open > 0).then(|| format!("{}{}", fill(w.to_check_n, &[&open, &parts.join(w.semicolon)]), w.see))
}

/// Three things to look for that are there: a word, the large amounts of a year, a month.
fn examples(survey: &Survey, bars: &[Bar]) -> Vec<(String, String)> {
    let mut headings: Vec<(&String, &u32)> = survey.headings.iter().collect();
    headings.sort_by_key(|(word, count)| (std::cmp::Reverse(**count), (*word).clone()));
    let common = |word: &str| matches!(word, "概况" | "概述" | "综述");
    let mut words = headings.into_iter().map(|(word, _)| word.as_str()).filter(|word| !common(word));
    let mut out: Vec<String> = words.next().map(str::to_owned).into_iter().collect();
    let most = |(year, _): &(&i32, &usize)| bars.iter().find(|b| b.year == **year).map(|b| (b.count, b.year));
    for (size, amount) in [(8, "1亿"), (6, "100万")] {
        let years = survey.largest.iter().filter(|(_, largest)| **largest >= size);
        if let Some((year, _)) = years.max_by_key(most) {
            out.push(format!("{year}年 金额>={amount}"));
            break;
        }
    }
    let month = |b: &Bar| {
        let months = survey.scratch.sums.year(b.year)?.months;
        let most = (1..).zip(months.iter().skip(1)).filter(|(_, n)| **n > 0).max_by_key(|(_, n)| **n)?;
        Some((b.count, b.year, most.0))
    };
    let most = bars.iter().filter_map(month).max();
    out.extend(most.map(|(_, year, month)| format!("{year}年{month}月")));
    out.into_iter().map(|text| (text.clone(), for_address(&text))).collect()
}

/// The examples of the search page.
pub(crate) fn search_examples(survey: &Survey) -> Vec<(String, String)> {
    examples(survey, &bars(survey).0)
}

fn bars(survey: &Survey) -> (Vec<Bar>, Vec<Bar>) {
    let years = survey.scratch.sums.years();
    let most = years.iter().map(|y| y.1).max().unwrap_or(1).max(1);
    let mut last = None;
    let mut bars: Vec<Bar> = years
        .into_iter()
        .map(|(year, count)| {
            let gap = last.is_some_and(|last: i32| last - year > 1);
            last = Some(year);
            Bar { year, count, width: (count * WIDEST / most).max(2), gap }
        })
        .collect();
    let earlier = bars.split_off(bars.len().min(BARS));
    (bars, earlier)
}

fn book_facts(survey: &Survey, book: &Book) -> String {
    let w = survey.w;
    let mut years: Vec<i32> =
        book.entries.iter().filter_map(|at| survey.entries.get(*at)).filter_map(|e| e.year).collect();
    years.sort_unstable();
    years.dedup();
    let count = fill(w.entries_n, &[&book.entries.len()]);
    match (years.as_slice(), &book.title) {
        ([only], Some(_)) => format!("{count}{}{}", w.comma, fill(w.reports_on, &[only])),
        ([first, .., last], Some(_)) => {
            format!("{count}{}{}", w.comma, fill(w.reports_on, &[&format!("{first}—{last}")]))
        }
        _ => count,
    }
}

/// A book with those of its entries that are listed.
fn book_view<'a>(survey: &'a Survey, at: usize, book: &'a Book, listed: Range<usize>) -> BookView<'a> {
    let w = survey.w;
    let mut groups: Vec<(String, Vec<EntryView<'a>>)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let href = listed.is_empty().then(|| contents_file(at, 0));
    let range = listed.start.min(book.entries.len())..listed.end.min(book.entries.len());
    let entries = book.entries.get(range).unwrap_or_default();
    for entry in entries.iter().filter_map(|at| survey.entries.get(*at)) {
        let group = entry.path.join(" › ");
        let view = EntryView { entry, doubt: entry_doubt(entry, w), facts: entry_facts(entry, w) };
        let at = *known.entry(group.clone()).or_insert_with(|| {
            groups.push((group, Vec::new()));
            groups.len() - 1
        });
        if let Some((_, list)) = groups.get_mut(at) {
            list.push(view);
        }
    }
    // A group without a name stands first, lest it looks like a part of the one before it.
    groups.sort_by_key(|(name, _)| !name.is_empty());
    BookView {
        id: at + 1,
        region: region_before(survey, at, book),
        title: book.title.clone().unwrap_or_else(|| w.no_book.to_owned()),
        volume: book.volume.clone().unwrap_or_default(),
        facts: book_facts(survey, book),
        href,
        groups,
    }
}

/// Whether the books are of more than one place, so that the home page groups by it.
fn several_places(survey: &Survey) -> bool {
    survey.books.iter().any(|b| survey.books.first().is_some_and(|first| first.region != b.region))
}

/// The name of a book's place, where the book before has another.
fn region_before(survey: &Survey, at: usize, book: &Book) -> Option<String> {
    let before = at.checked_sub(1).and_then(|before| survey.books.get(before));
    let same = before.is_some_and(|before| before.region == book.region);
    if same || !several_places(survey) {
        return None;
    }
    Some(if book.region.is_empty() { survey.w.no_place.to_owned() } else { book.region.join("　") })
}

/// The places of all books from the provinces down, each with its entries and the way to its first book. Books
/// stand in the order of their places, so that those of one place follow each other.
fn regions(survey: &Survey) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::new();
    if !several_places(survey) {
        return out;
    }
    let mut open: Vec<(String, usize)> = Vec::new();
    for (at, book) in survey.books.iter().enumerate().filter(|(_, b)| !b.region.is_empty()) {
        let shared = open.iter().zip(&book.region).take_while(|(open, name)| open.0 == **name).count();
        open.truncate(shared);
        for name in book.region.iter().skip(shared) {
            open.push((name.clone(), out.len()));
            out.push(Region {
                depth: open.len(),
                name: name.clone(),
                count: 0,
                href: survey.contents(at, 0),
            });
        }
        for (_, at) in &open {
            if let Some(region) = out.get_mut(*at) {
                region.count += book.entries.len();
            }
        }
    }
    out
}

fn entry_doubt(entry: &Entry, w: &Words) -> Option<String> {
    if entry.contradictions > 0 {
        return Some(fill(w.sums_n, &[&entry.contradictions]));
    }
    if entry.title_guessed {
        return Some(w.title_guessed.to_owned());
    }
    (entry.unresolved > 0).then(|| fill(w.unresolved_n, &[&entry.unresolved]))
}

fn entry_facts(entry: &Entry, w: &Words) -> String {
    let mut parts = Vec::new();
    if entry.sections > 0 {
        parts.push(fill(w.sections_n, &[&entry.sections]));
    }
    if entry.tables > 0 {
        parts.push(fill(w.n_tables, &[&entry.tables]));
    }
    parts.join(" ")
}

/// The page of the years.
#[derive(Template)]
#[template(path = "years.html")]
struct YearsPage<'a> {
    frame: Frame<'a>,
    decades: Vec<(String, Vec<Bar>)>,
}

/// Makes the page of the years.
pub(crate) fn years(survey: &Survey) -> String {
    let (mut all, earlier) = bars(survey);
    all.extend(earlier);
    let mut decades: Vec<(String, Vec<Bar>)> = Vec::new();
    for bar in all {
        let name = format!("{}—{}", bar.year.div_euclid(10) * 10, bar.year.div_euclid(10) * 10 + 9);
        match decades.last_mut().filter(|d| d.0 == name) {
            Some((_, bars)) => bars.push(bar),
            None => decades.push((name, vec![bar])),
        }
    }
    let page = YearsPage { frame: Frame::new(survey, survey.w.years, Place::Years, ""), decades };
    page.render().unwrap_or_default()
}
