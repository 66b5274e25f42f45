//! Reads all records once and keeps what pages of the whole need: a line of each entry in memory, everything
//! longer in the scratch database.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::gather;
use super::looks;
use super::scratch::Scratch;
use super::source;
use super::words::{Words, fill};
use crate::export::ExportError;
use crate::export::read::{Fault, Records, Seal, file_stem, place};
use crate::record::{Block, Record};

/// What all pages know of the collection.
pub(crate) struct Survey {
    pub(crate) w: &'static Words,
    pub(crate) title: String,
    pub(crate) licence: Option<String>,
    pub(crate) entries: Vec<Entry>,
    pub(crate) books: Vec<Book>,
    pub(crate) scratch: Scratch,
    pub(crate) tables: usize,
    /// The characters of all texts.
    pub(crate) length: u64,
    /// Headings that stand in several entries, for the examples of the search.
    pub(crate) headings: HashMap<String, u32>,
    /// The largest amount of yuan of entries that report on a year, in powers of ten.
    pub(crate) largest: BTreeMap<i32, usize>,
    /// Files that were no pages, and those that failed or were skipped.
    pub(crate) outcome: looks::Outcome,
    /// What the reader must know of the records as a whole: that they are not all, or not as they were made.
    pub(crate) remark: Option<&'static str>,
    /// Views that stand beside the site.
    pub(crate) downloads: Vec<String>,
}

/// A line of an entry.
pub(crate) struct Entry {
    /// The name of its files.
    pub(crate) stem: String,
    pub(crate) title: String,
    /// Where its record came from.
    pub(crate) place: String,
    pub(crate) book: usize,
    pub(crate) path: Vec<String>,
    pub(crate) year: Option<i32>,
    /// Sections with a heading.
    pub(crate) sections: u32,
    pub(crate) tables: u32,
    pub(crate) contradictions: u32,
    pub(crate) unresolved: u32,
    pub(crate) title_guessed: bool,
    pub(crate) has_source: bool,
    /// Where its line begins in the file of the records, in bytes.
    pub(crate) begins: u64,
}

/// A volume of a book with its entries.
pub(crate) struct Book {
    /// None: entries whose page names no book.
    pub(crate) title: Option<String>,
    pub(crate) volume: Option<String>,
    /// The place, from the province down.
    pub(crate) region: Vec<String>,
    /// Its code, by which places stand in the order of the standard: 北京 first.
    pub(crate) code: String,
    pub(crate) entries: Vec<usize>,
}

/// What puts an entry beside another on the home page.
#[derive(PartialEq, Eq, Hash)]
enum BookKey {
    /// A title and a volume.
    Volume(String, Option<String>),
    /// A place, from the province down.
    OutsideBooks(Vec<String>),
}

/// Entries that one page lists: with more, each volume has a page of its contents, and a long one has several.
pub(crate) const LISTED: usize = 1000;

impl Book {
    /// 通州年鉴 2014.
    pub(crate) fn name(&self, w: &Words) -> String {
        match (&self.title, &self.volume) {
            (Some(title), Some(volume)) => format!("{title} {volume}"),
            (Some(title), None) => title.clone(),
            (None, _) => w.no_book.to_owned(),
        }
    }

    /// How many pages its contents fill.
    pub(crate) fn pages(&self) -> usize {
        self.entries.len().div_ceil(LISTED)
    }
}

/// The name of a page of a book's contents.
pub(crate) fn contents_file(book: usize, page: usize) -> String {
    match page {
        0 => format!("b/{}.html", book + 1),
        page => format!("b/{}-{}.html", book + 1, page + 1),
    }
}

impl Survey {
    /// Whether each volume has a page of its contents.
    pub(crate) fn contents_apart(&self) -> bool {
        self.entries.len() > LISTED
    }

    /// Where the contents of the book at `book` stand, on the page that has its entry `nth`.
    pub(crate) fn contents(&self, book: usize, nth: usize) -> String {
        if self.contents_apart() {
            contents_file(book, nth / LISTED)
        } else {
            format!("index.html#b{}", book + 1)
        }
    }

    /// The book of an entry, and where the entry stands in it.
    pub(crate) fn in_book(&self, at: usize) -> Option<(&Book, usize)> {
        let book = self.books.get(self.entries.get(at)?.book)?;
        Some((book, book.entries.binary_search(&at).ok()?))
    }

    /// The entries before and after in the book.
    pub(crate) fn neighbours(&self, at: usize) -> (Option<&Entry>, Option<&Entry>) {
        let Some((book, here)) = self.in_book(at) else { return (None, None) };
        let entry = |i: Option<usize>| i.and_then(|i| book.entries.get(i)).and_then(|e| self.entries.get(*e));
        (entry(here.checked_sub(1)), entry(here.checked_add(1)))
    }

    /// Whether the page as it was can be shown.
    pub(crate) fn has_source(&self, at: usize) -> bool {
        self.entries.get(at).is_some_and(|e| e.has_source)
    }

    /// The name of an entry's book, and nothing outside of books.
    pub(crate) fn book_of(&self, entry: &Entry) -> String {
        self.books
            .get(entry.book)
            .filter(|b| b.title.is_some())
            .map_or_else(|| self.w.no_book.to_owned(), |b| b.name(self.w))
    }

    /// The first and the last year that entries report on.
    pub(crate) fn span(&self) -> Option<(i32, i32)> {
        let years = || self.entries.iter().filter_map(|e| e.year);
        Some((years().min()?, years().max()?))
    }
}

/// What the caller says of the site.
pub(crate) struct Told<'a> {
    pub(crate) w: &'static Words,
    pub(crate) title: Option<&'a str>,
    pub(crate) licence: Option<&'a str>,
    /// The folder with the pages as they were.
    pub(crate) sources: Option<&'a Path>,
}

/// Reads all records. `scratch` is where the database goes.
pub(crate) fn survey(
    records: &mut Records,
    told: &Told<'_>,
    scratch: &Path,
    on_fault: &mut dyn FnMut(&Fault),
) -> Result<(Survey, u64), ExportError> {
    let mut survey = Survey {
        w: told.w,
        title: String::new(),
        licence: told.licence.map(str::to_owned),
        entries: Vec::new(),
        books: Vec::new(),
        scratch: Scratch::begin(scratch)?,
        tables: 0,
        length: 0,
        headings: HashMap::new(),
        largest: BTreeMap::new(),
        outcome: looks::outcome(records.folder(), told.w),
        remark: remark(records.seal(), told.w),
        downloads: downloads(records.folder()),
    };
    let mut books: HashMap<BookKey, usize> = HashMap::new();
    let mut stems: HashMap<String, usize> = HashMap::new();
    let mut faults = 0;
    while let Some(next) = records.next_record()? {
        match next {
            Ok(record) => {
                let at = survey.entries.len();
                let entry = entry(&mut survey, &record, &mut books, &mut stems, told);
                survey.entries.push(Entry { begins: records.line_begins(), ..entry });
                gather::gather(&mut survey, at, &record)?;
            }
            Err(fault) => {
                on_fault(&fault);
                faults += 1;
            }
        }
    }
    survey.scratch.ready()?;
    order_books(&mut survey);
    survey.title = told.title.map_or_else(|| title(&survey), str::to_owned);
    Ok((survey, faults))
}

/// What the seal of the run says to readers.
fn remark(seal: &Seal, w: &'static Words) -> Option<&'static str> {
    match seal.finished {
        Some(false) => Some(w.unfinished),
        _ => seal.changed.then_some(w.changed_since),
    }
}

fn entry(
    survey: &mut Survey,
    record: &Record,
    books: &mut HashMap<BookKey, usize>,
    stems: &mut HashMap<String, usize>,
    told: &Told<'_>,
) -> Entry {
    let at = survey.entries.len();
    let region = record.place.as_ref().map(|p| p.path.clone()).unwrap_or_default();
    // Pages outside of books stand together by their place; a book's place is that of its first page.
    let key = match &record.work.title {
        Some(title) => BookKey::Volume(title.clone(), record.work.volume.clone()),
        None => BookKey::OutsideBooks(region.clone()),
    };
    let book = *books.entry(key).or_insert_with(|| {
        let title = record.work.title.clone();
        let volume = title.as_ref().and(record.work.volume.clone());
        let code = record.place.as_ref().map(|p| p.code.clone()).unwrap_or_default();
        survey.books.push(Book { title, volume, region, code, entries: Vec::new() });
        survey.books.len() - 1
    });
    if let Some(book) = survey.books.get_mut(book) {
        book.entries.push(at);
    }
    let whole = file_stem(record);
    let short = whole.get(..16).unwrap_or(&whole).to_owned();
    // Two records with one short name: the later has the whole one.
    let stem = if stems.insert(short.clone(), at).is_some() { whole } else { short };
    let tables =
        record.sections.iter().flat_map(|s| &s.blocks).filter(|b| matches!(b, Block::Table(_))).count();
    survey.tables += tables;
    let has_source = told.sources.is_some_and(|sources| source::bytes(sources, record).is_some());
    Entry {
        stem,
        title: entry_title(record, survey.w),
        place: place(record).to_owned(),
        book,
        path: path(record),
        year: record.coverage.as_ref().map(|c| c.year),
        sections: record.sections.iter().filter(|s| s.heading.is_some()).count() as u32,
        tables: tables as u32,
        contradictions: 0,
        unresolved: super::entry::unresolved(record).count() as u32,
        title_guessed: record.notices.iter().any(|n| n.code == "title-guessed"),
        has_source,
        begins: 0,
    }
}

fn entry_title(record: &Record, w: &Words) -> String {
    let said = record.title.as_deref().map(str::trim).filter(|t| !t.is_empty());
    said.unwrap_or(w.untitled).to_owned()
}

/// The chapters above an entry; outside of books the steps of the breadcrumb that say something.
fn path(record: &Record) -> Vec<String> {
    if record.work.title.is_some() {
        return record.work.path.clone();
    }
    let title = record.title.as_deref().unwrap_or_default();
    let says = |step: &&String| {
        let bare: String = step.chars().filter(|c| !c.is_whitespace()).collect();
        !["首页", "首頁", "主页", "主頁", "网站首页", "網站首頁", "正文", "检索结果", "数据库首页"]
            .contains(&bare.as_str())
            && bare != title
    };
    record.breadcrumb.iter().filter(says).cloned().collect()
}

/// Puts the books in the order of places, names and volumes; within a place those without a name come last, and
/// behind all what is of no place.
fn order_books(survey: &mut Survey) {
    let mut order: Vec<usize> = (0..survey.books.len()).collect();
    let number = |text: &str| -> i64 {
        let digits: String =
            text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    order.sort_by_cached_key(|i| {
        let book = survey.books.get(*i);
        let volume = book.and_then(|b| b.volume.clone()).unwrap_or_default();
        let region = book.map(|b| b.region.clone()).unwrap_or_default();
        let outside = book.is_none_or(|b| b.title.is_none());
        (
            region.is_empty(),
            book.map(|b| b.code.clone()).unwrap_or_default(),
            region,
            outside,
            book.and_then(|b| b.title.clone()),
            number(&volume),
            volume,
        )
    });
    let mut books: Vec<Option<Book>> = std::mem::take(&mut survey.books).into_iter().map(Some).collect();
    for from in order {
        let Some(book) = books.get_mut(from).and_then(Option::take) else { continue };
        let to = survey.books.len();
        for at in &book.entries {
            if let Some(entry) = survey.entries.get_mut(*at) {
                entry.book = to;
            }
        }
        survey.books.push(book);
    }
}

/// A title where the caller gives none: the book, or the first and how many more.
fn title(survey: &Survey) -> String {
    let mut names: Vec<&str> = survey.books.iter().filter_map(|b| b.title.as_deref()).collect();
    names.dedup();
    match names.as_slice() {
        [] => survey.w.collection.to_owned(),
        [only] => (*only).to_owned(),
        [first, second] => format!("{first}、{second}"),
        [first, ..] => {
            let n = names.len();
            if survey.w.chinese() {
                fill("{}等 {} 种", &[first, &n])
            } else {
                fill("{} and {} more", &[first, &(n - 1)])
            }
        }
    }
}

/// The views that stand beside the records.
fn downloads(folder: &Path) -> Vec<String> {
    let known = [
        "records.jsonl",
        "records.sqlite",
        "records.xlsx",
        "csv",
        "parquet",
        "tei",
        "dc",
        "records.jsonld",
        "bagit",
    ];
    known.iter().filter(|name| folder.join(name).exists()).map(|name| (*name).to_owned()).collect()
}
