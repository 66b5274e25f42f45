//! Makes the pages of the indicators: a chart, its data, and what keeps them from being one series.

use std::collections::BTreeSet;

use askama::Template;
use data_encoding::HEXLOWER;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::chart::{Chart, ChartPoint, draw};
use super::filters;
use super::folder::harmless;
use super::frame::{Frame, Place};
use super::number::{grouped, unit_name};
use super::scratch::{Indicator, Point};
use super::survey::Survey;
use super::words::{Words, fill};
use crate::export::ExportError;
use crate::export::fold::fold;

/// How many indicators have a page; those of most years come first.
const SHOWN: usize = 2000;
/// How many neighbours stand beside a chart.
const BESIDE: usize = 40;
/// How many numbers of one year are shown.
const VALUES: usize = 8;
/// How many entries are named as those that the numbers are from.
const TITLES: usize = 3;
/// The least years of a series.
const YEARS: usize = 3;

#[derive(Template)]
#[template(path = "figures.html")]
struct FiguresPage<'a> {
    frame: Frame<'a>,
    scopes: Vec<(String, Vec<Link>)>,
    cut: Option<String>,
}

struct Link {
    name: String,
    /// What its tables are about, or nothing.
    subject: String,
    href: String,
    years: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct FigurePage<'a> {
    frame: Frame<'a>,
    scope: &'a str,
    name: &'a str,
    facts: Vec<(String, String)>,
    beside: Vec<Link>,
    chart: Chart,
    axis: String,
    unit: String,
    title: String,
    desc: String,
    rows: Vec<RowView>,
    doubts: Vec<(usize, String)>,
    has_text: bool,
    has_table: bool,
    dotted: bool,
    csv: String,
}

struct RowView {
    year: i32,
    value: String,
    doubt: Option<usize>,
    places: Vec<(String, String, String)>,
}

/// The indicators that have a page, and how many more there are.
pub(crate) fn indicators(survey: &Survey) -> Result<(Vec<Indicator>, usize), ExportError> {
    let (mut all, count) = survey.scratch.indicators(YEARS, SHOWN)?;
    all.sort_by_cached_key(|i| (i.scope.clone(), std::cmp::Reverse(i.years), i.name.clone(), i.unit.clone()));
    let more = count.saturating_sub(all.len());
    Ok((all, more))
}

/// The name of an indicator's files, made of what it is: the same in every run.
pub(crate) fn stem(i: &Indicator) -> String {
    let digest = Sha256::digest(format!("{}\0{}\0{}", i.scope, i.name, i.unit).as_bytes());
    HEXLOWER.encode(digest.get(..6).unwrap_or_default())
}

fn link(i: &Indicator, root: &str, here: bool, w: &Words) -> Link {
    Link {
        name: i.name.clone(),
        subject: i.subject.clone(),
        href: format!("{root}f/{}.html", stem(i)),
        years: fill(w.n_years, &[&i.years]),
        here,
    }
}

/// How many figures stand beside what was found.
const NAMED: usize = 6;

/// A figure beside what was found.
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) href: String,
    pub(crate) scope: String,
    pub(crate) years: String,
}

/// The indicators whose names hold all words that are asked for, the shortest names first.
pub(crate) fn named(all: &[Indicator], words: &[&str], w: &Words) -> Vec<Named> {
    let words: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let holds = |i: &&Indicator| {
        let name = fold(&i.name);
        !words.is_empty() && words.iter().all(|word| name.contains(word))
    };
    let mut found: Vec<&Indicator> = all.iter().filter(holds).collect();
    found.sort_by_key(|i| i.name.chars().count());
    let view = |i: &&Indicator| {
        let Link { name, href, years, .. } = link(i, "", false, w);
        Named { name, href, scope: i.scope.clone(), years }
    };
    found.iter().take(NAMED).map(view).collect()
}

/// The names of all indicators for the script: name, book, file, years.
pub(crate) fn script(all: &[Indicator], w: &Words) -> String {
    let rows = all
        .iter()
        .map(|i| json!([harmless(&i.name), harmless(&i.scope), stem(i), fill(w.n_years, &[&i.years])]));
    format!("nianjian.figures({})\n", serde_json::Value::from_iter(rows))
}

/// Makes the list of all indicators.
pub(crate) fn list(survey: &Survey, all: &[Indicator], more: usize) -> String {
    let w = survey.w;
    let mut scopes: Vec<(String, Vec<Link>)> = Vec::new();
    for indicator in all {
        let scope = indicator.scope.as_str();
        let link = link(indicator, "", false, w);
        match scopes.last_mut().filter(|s| s.0 == scope) {
            Some((_, links)) => links.push(link),
            None => scopes.push((scope.to_owned(), vec![link])),
        }
    }
    let page = FiguresPage {
        frame: Frame::new(survey, w.figures, Place::Figures, ""),
        scopes,
        cut: (more > 0).then(|| fill(w.figures_cut, &[&more])),
    };
    page.render().unwrap_or_default()
}

/// Makes the page of one indicator and its data as CSV.
pub(crate) fn page(
    survey: &Survey,
    all: &[Indicator],
    at: usize,
) -> Result<Option<(String, String)>, ExportError> {
    let Some(indicator) = all.get(at) else { return Ok(None) };
    let w = survey.w;
    let points = survey.scratch.points(indicator)?;
    let (unit, per) = match indicator.unit.split_once('\u{1}') {
        Some((unit, per)) => (unit, Some(per)),
        None => (indicator.unit.as_str(), None),
    };
    let mut unit = if unit.is_empty() { String::new() } else { unit_name(unit, w).to_owned() };
    if let Some(per) = per {
        unit.push_str(&fill(w.in_brackets, &[&fill(w.each, &[&per])]));
    }
    let (rows, doubts, drawn) = lines(survey, &points, &unit);
    let csv = csv(survey, &points);
    let (first, last) = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) => (first.year, last.year),
        _ => return Ok(None),
    };
    let dotted = rows.iter().zip(rows.iter().skip(1)).any(|(a, b)| b.year - a.year > 10);
    let chart = draw(drawn, w.chinese());
    let blank = if w.chinese() || chart.scale.is_empty() { "" } else { " " };
    let axis = format!("{}{blank}{unit}", chart.scale);
    let near = at.saturating_sub(BESIDE / 2)..(at + BESIDE / 2).min(all.len());
    let beside = near.filter_map(|i| Some((i, all.get(i)?))).filter(|(_, i)| i.scope == indicator.scope);
    let beside = beside.map(|(i, indicator)| link(indicator, "../", i == at, w)).collect();
    let unit_shown = if unit.is_empty() { w.unit_none.to_owned() } else { unit.clone() };
    let mut facts = vec![
        (fill(w.years_span, &[&first, &last, &rows.len()]), String::new()),
        (w.unit.to_owned(), unit_shown.clone()),
        (w.evidence.to_owned(), titles(survey, &points)),
    ];
    if !indicator.subject.is_empty() {
        facts.insert(1, (w.table.to_owned(), indicator.subject.clone()));
    }
    let page = FigurePage {
        frame: Frame::new(survey, &indicator.name, Place::Figures, "../"),
        scope: &indicator.scope,
        name: &indicator.name,
        facts,
        beside,
        axis,
        unit: unit_shown,
        title: fill(w.chart_of, &[&indicator.name, &first, &last]),
        desc: chart.points.iter().map(|p| p.point.label.as_str()).collect::<Vec<_>>().join(w.semicolon),
        chart,
        has_text: points.iter().any(|p| !p.from_table),
        has_table: points.iter().any(|p| p.from_table),
        rows,
        doubts,
        dotted,
        csv: format!("{}.csv", stem(indicator)),
    };
    Ok(Some((page.render().unwrap_or_default(), csv)))
}

/// The rows of the data, what is in doubt, and the points to draw: one for each year, the first number that the
/// year has.
fn lines(
    survey: &Survey,
    points: &[Point],
    unit: &str,
) -> (Vec<RowView>, Vec<(usize, String)>, Vec<ChartPoint>) {
    let w = survey.w;
    let (mut rows, mut doubts, mut drawn) = (Vec::new(), Vec::new(), Vec::new());
    for of_year in points.chunk_by(|a, b| a.year == b.year) {
        let Some(first) = of_year.first() else { continue };
        let mut values: Vec<&str> = of_year.iter().map(|p| p.value.as_str()).collect();
        values.sort_unstable();
        values.dedup();
        let mut doubt = None;
        if values.len() > 1 {
            let mut all: Vec<&str> = of_year.iter().map(|p| p.surface.as_str()).collect();
            all.dedup();
            let all = some_of(all.into_iter().map(str::to_owned));
            doubts.push((doubts.len() + 1, fill(w.several_values, &[&first.year, &all])));
            doubt = Some(doubts.len());
        } else if !first.exact {
            doubts.push((doubts.len() + 1, fill(w.not_exact, &[&first.year, &first.surface])));
            doubt = Some(doubts.len());
        }
        let href = |p: &Point| {
            let entry = survey.entries.get(p.entry)?;
            Some((format!("../e/{}.html#{}", entry.stem, p.anchor), entry))
        };
        let places = of_year.iter().filter_map(|p| {
            let (href, entry) = href(p)?;
            let kind = if p.from_table { w.in_table } else { w.in_text };
            Some((href, kind.to_owned(), format!("{} {}", survey.book_of(entry), entry.title)))
        });
        let value = grouped(&first.value);
        rows.push(RowView {
            year: first.year,
            value: if values.len() > 1 { some_of(values.iter().map(|v| grouped(v))) } else { value.clone() },
            doubt,
            places: places.take(6).collect(),
        });
        if let (Ok(number), Some((href, _))) = (first.value.parse::<f64>(), href(first)) {
            let label = format!("{}{}{value} {unit}", fill(w.year_n, &[&first.year]), w.comma);
            drawn.push(ChartPoint {
                year: first.year,
                value: number,
                label,
                href,
                open: !first.from_table,
                doubt,
            });
        }
    }
    (rows, doubts, drawn)
}

/// The entries that the numbers are from: 国营 alone does not say what is state-owned.
fn titles(survey: &Survey, points: &[Point]) -> String {
    let entries: BTreeSet<usize> = points.iter().map(|p| p.entry).collect();
    let mut titles: Vec<&str> = Vec::new();
    for entry in entries.into_iter().filter_map(|at| survey.entries.get(at)) {
        if !titles.contains(&entry.title.as_str()) {
            titles.push(&entry.title);
        }
    }
    let more = if titles.len() > TITLES { "……" } else { "" };
    titles.truncate(TITLES);
    format!("{}{more}", titles.join("、"))
}

/// The first numbers of a year that has many.
fn some_of(values: impl Iterator<Item = String>) -> String {
    let mut shown: Vec<String> = values.take(VALUES + 1).collect();
    if shown.len() > VALUES {
        shown.truncate(VALUES);
        shown.push("……".to_owned());
    }
    shown.join("、")
}

fn csv(survey: &Survey, points: &[Point]) -> String {
    let mut out = String::from("\u{FEFF}year,value,unit,text,book,entry,record,anchor\r\n");
    for p in points {
        let Some(entry) = survey.entries.get(p.entry) else { continue };
        let year = p.year.to_string();
        let unit = p.unit.replace('\u{1}', "/");
        let book = survey.book_of(entry);
        let cells = [&year, &p.value, &unit, &p.surface, &book, &entry.title, &entry.stem, &p.anchor];
        for (i, cell) in cells.into_iter().enumerate() {
            if i > 0 {
                out.push(',');
            }
            out.push_str(&csv_cell(cell));
        }
        out.push_str("\r\n");
    }
    out
}

/// A cell for spreadsheets, which would run what begins as a formula.
fn csv_cell(text: &str) -> String {
    let formula = text.starts_with(['=', '@', '+', '\t', '\r'])
        || (text.starts_with('-') && text.parse::<f64>().is_err());
    let text = if formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
