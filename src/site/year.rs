//! Makes the page of a year: everything dated in it, in the order of days.

use askama::Template;

use super::dates;
use super::frame::{Frame, Place};
use super::scratch::Dated;
use super::survey::{Entry, Survey};
use super::words::{Words, fill};
use crate::export::ExportError;

/// Lines that one page holds; a fuller year has a page for each part.
const LINES: usize = 1200;

#[derive(Template)]
#[template(path = "year.html")]
struct YearPage<'a> {
    frame: Frame<'a>,
    heading: String,
    facts: Vec<String>,
    previous: Option<i32>,
    next: Option<i32>,
    months: Vec<MonthLink>,
    parts: Vec<PartView<'a>>,
}

impl YearPage<'_> {
    fn year_name(&self, year: &i32) -> String {
        fill(self.frame.w.year_n, &[year])
    }

    fn lines(&self, count: &usize) -> String {
        fill(self.frame.w.lines_n, &[count])
    }
}

struct MonthLink {
    name: &'static str,
    href: String,
    count: usize,
    here: bool,
}

struct PartView<'a> {
    id: String,
    name: &'static str,
    count: usize,
    /// Whole-year statements stand in a closed list.
    closed: bool,
    lines: Vec<LineView<'a>>,
    page_of: Option<String>,
    on: Option<String>,
}

struct LineView<'a> {
    day: String,
    before: String,
    date: String,
    behind: String,
    href: String,
    book: String,
    tag: Option<&'static str>,
    entry: &'a Entry,
    heading: Option<String>,
}

/// A page of a year: its name and the part of the year that it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct YearFile {
    pub(crate) name: String,
    year: i32,
    /// None: the whole year; otherwise the month (0: the year alone) and the number of its page.
    part: Option<(u8, usize)>,
}

/// The pages of a year.
pub(crate) fn files(survey: &Survey, year: i32) -> Vec<YearFile> {
    let of = survey.scratch.sums.year(year).cloned().unwrap_or_default();
    let mut files = vec![YearFile { name: format!("y/{year}.html"), year, part: None }];
    if of.lines > LINES {
        for (month, count) in (0..).zip(of.months) {
            for page in 0..count.div_ceil(LINES) {
                files.push(YearFile { name: file_name(year, month, page), year, part: Some((month, page)) });
            }
        }
    }
    files
}

fn file_name(year: i32, month: u8, page: usize) -> String {
    match page {
        0 => format!("y/{year}-{month:02}.html"),
        page => format!("y/{year}-{month:02}-{}.html", page + 1),
    }
}

/// Makes a page of a year. `years` are all that have one, newest first.
pub(crate) fn page(survey: &Survey, file: &YearFile, years: &[(i32, usize)]) -> Result<String, ExportError> {
    let w = survey.w;
    let year = file.year;
    let of = survey.scratch.sums.year(year).cloned().unwrap_or_default();
    let count = |month: u8| of.months.get(usize::from(month)).copied().unwrap_or(0);
    let apart = of.lines > LINES;
    let months = (1..=12).chain([0]).filter(|m| *m > 0 || count(0) > 0);
    let links = months.clone().map(|month| MonthLink {
        name: part_name(month, w),
        href: match (apart, count(month)) {
            (true, 1..) => format!("../{}", file_name(year, month, 0)),
            _ => format!("#m{month}"),
        },
        count: count(month),
        here: file.part.is_some_and(|p| p.0 == month),
    });
    let links: Vec<MonthLink> = links.filter(|l| !apart || l.count > 0).collect();
    let mut parts = Vec::new();
    match file.part {
        Some((month, page)) => parts.push(part(survey, year, month, page, count(month), false)?),
        None if apart => {}
        None => {
            for month in months {
                parts.push(part(survey, year, month, 0, count(month), month == 0)?);
            }
        }
    }
    let mut facts = vec![fill(w.lines_from, &[&of.lines, &of.entries])];
    if of.tagged > 0 {
        facts.push(fill(w.lines_inferred, &[&of.tagged]));
    }
    let here = years.iter().position(|y| y.0 == year);
    let beside = |at: Option<usize>| at.and_then(|at| years.get(at)).map(|y| y.0);
    let heading = fill(w.year_n, &[&year]);
    let page = YearPage {
        frame: Frame::new(survey, &heading, Place::Years, "../"),
        heading,
        facts,
        previous: beside(here.map(|h| h + 1)),
        next: beside(here.and_then(|h| h.checked_sub(1))),
        months: links,
        parts,
    };
    Ok(page.render().unwrap_or_default())
}

/// The head of a part of the year: a month, or what says the year alone.
fn part_name(month: u8, w: &Words) -> &'static str {
    dates::month_name(month, w).unwrap_or(w.only_year)
}

fn part<'a>(
    survey: &'a Survey,
    year: i32,
    month: u8,
    page: usize,
    count: usize,
    closed: bool,
) -> Result<PartView<'a>, ExportError> {
    let w = survey.w;
    let found = survey.scratch.dated(year, month, LINES, page * LINES)?;
    let mut lines: Vec<LineView<'a>> = Vec::new();
    let mut last = String::new();
    for dated in found {
        let Some(entry) = survey.entries.get(dated.entry) else { continue };
        let said = day(&dated, w);
        // A day is said once.
        let shown = if said == last { String::new() } else { said.clone() };
        last = said;
        lines.push(line(survey, entry, dated, shown));
    }
    let pages = count.div_ceil(LINES);
    Ok(PartView {
        id: format!("m{month}"),
        name: part_name(month, w),
        count,
        closed,
        lines,
        page_of: (pages > 1).then(|| fill(w.page_of, &[&(page + 1), &pages])),
        on: (page + 1 < pages).then(|| format!("../{}", file_name(year, month, page + 1))),
    })
}

fn line<'a>(survey: &Survey, entry: &'a Entry, dated: Dated, day: String) -> LineView<'a> {
    let w = survey.w;
    let piece = |from: usize, n: usize| dated.sentence.chars().skip(from).take(n).collect::<String>();
    LineView {
        day,
        before: piece(0, dated.start),
        date: piece(dated.start, dated.end.saturating_sub(dated.start)),
        behind: piece(dated.end, usize::MAX),
        href: format!("../e/{}.html#{}", entry.stem, dated.anchor),
        book: survey.book_of(entry),
        tag: match dated.tag {
            1 => Some(w.inferred),
            2 => Some(w.carried),
            _ => None,
        },
        entry,
        heading: dated.heading,
    }
}

/// The day, or the part of the year: 16日, 上旬, 月内, 1—6月.
fn day(dated: &Dated, w: &Words) -> String {
    let (month, from) = (dated.from / 100, dated.from % 100);
    let (last_month, to) = (dated.to / 100, dated.to % 100);
    let of_day = |day: u16| if w.chinese() { format!("{day}日") } else { day.to_string() };
    if dated.from <= 101 && dated.to >= 1231 {
        return String::new();
    }
    if dated.from == dated.to {
        return of_day(from);
    }
    if month != last_month {
        return match (w.chinese(), from, dated.to) {
            (_, _, 1231) if from != 1 || month > 1 => format!("{} {}", of_day(from), w.from_on),
            (true, ..) => format!("{month}—{last_month}月"),
            (false, ..) => format!("months {month}–{last_month}"),
        };
    }
    match (from, to) {
        (1, 28..) => w.whole_month.to_owned(),
        (1, 10) => w.first_ten.to_owned(),
        (11, 20) => w.mid_ten.to_owned(),
        (21, 28..) => w.last_ten.to_owned(),
        (from, to) if w.chinese() => format!("{from}—{to}日"),
        (from, to) => format!("{from}–{to}"),
    }
}
