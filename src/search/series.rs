//! Lines up an indicator over volumes: numbers of text that measure the same thing, and values of tables under the
//! same heads, of one kind and in one unit, counted in one manner: 新建妇女之家 is none of 妇女之家. Where a text does not say what its number measures, those are lined up that
//! stand in one clause with the words, under the same heading. Every point shows its sentence, or the heads of its
//! cell, and the words around its number; what differs from year to year is named. Nothing is chosen in silence.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};
use serde::Serialize;

use super::clause::{Sentence, name};
use super::hit::{Hit, InTable, Mark, Source, of_table};
use super::plan::of_pages;
use super::{Index, Query, SearchError, Words};
use crate::export::fold::fold;

/// An indicator over volumes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The words that were asked for.
    pub indicator: String,
    /// What all points measure, folded to Simplified, without marks and blanks; null where the text does not say it.
    pub measured: Option<String>,
    /// `up` or `down`: all points are changes.
    pub change: Option<String>,
    /// In what manner all points count it, where that is no level: `new` (新建, 新增), `running_total` (累计) …
    pub manner: Option<String>,
    /// The heading of the first point, folded to Simplified, without its number.
    pub heading: Option<String>,
    /// The type of the numbers.
    #[serde(rename = "type")]
    pub kind: String,
    /// Their unit.
    pub unit: Option<String>,
    /// What they are counted by.
    pub per: Option<String>,
    /// In the order of the years; a point without a year stands first.
    pub points: Vec<Point>,
    /// What keeps the points from being one series, with the years that it concerns.
    pub doubts: Vec<String>,
}

/// A number of a series, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// `prose` or `table`.
    pub from: &'static str,
    /// The year of a value of a table; else the coverage year of the page.
    pub year: Option<i32>,
    /// For a value of a table: its date, EDTF.
    pub date: Option<String>,
    /// The number as written.
    pub text: String,
    /// Its value.
    pub value: String,
    /// The high end of a range.
    pub max: Option<String>,
    /// How the number limits the true value.
    pub bound: Option<String>,
    /// What the number counts or measures, folded to Simplified.
    pub measured: Option<String>,
    /// `up` or `down`: the number is a change.
    pub change: Option<String>,
    /// The words before the indicator and the number, from the start of their clause; where nothing
    /// stands there, from the start of the sentence.
    pub before: String,
    /// The words between the indicator and the number: empty where they touch.
    pub words: String,
    /// The words after both, to the end of the clause or to a 、.
    pub after: String,
    /// The words around as they are compared: folded, without marks, `N` for the number, `#` for the
    /// numerals of other mentions.
    pub wording: String,
    /// A date beside the number that does not lie in the coverage year.
    pub dated: Option<String>,
    /// The heading of the section.
    pub heading: Option<String>,
    /// The sentence; for a value of a table its caption and its heads.
    pub sentence: String,
    /// Where it stands.
    pub source: Source,
}

/// What makes points one series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// What they measure, as it is compared.
    measured: Option<String>,
    /// Where that is not known, the heading under which they stand.
    heading: Option<String>,
    kind: String,
    unit: Option<String>,
    per: Option<String>,
    change: Option<String>,
    manner: Option<String>,
}

type Found = BTreeMap<Key, Vec<Point>>;

/// How many wordings or names a doubt shows.
const SHOWN: usize = 8;

impl Index {
    /// The series of an indicator: of the words `indicator`, written as they stand in the text.
    /// `narrow` limits years and headings. Series with more volumes come first, and of these the ones
    /// with fewer doubts.
    pub fn series(&self, indicator: &str, narrow: &Query) -> Result<Vec<Series>, SearchError> {
        let word = fold(indicator.trim());
        if word.is_empty() {
            return Err(SearchError(
                "expected the words of an indicator, such as 妇女之家, found none".into(),
            ));
        }
        let query = Query { words: Some(Words::Word(word.clone())), ..narrow.clone() };
        let mut found = Found::new();
        for section in self.sections(&query)? {
            let (outline, hits) = self.mentions(section)?;
            for hit in hits {
                add_points(&hit, outline.as_deref().unwrap_or_default(), &word, &mut found);
            }
        }
        self.add_cells(&word, narrow, &mut found)?;
        let mut series: Vec<Series> =
            found.into_iter().map(|(key, points)| line_up(indicator, key, points)).collect();
        series.sort_by_key(|s| (std::cmp::Reverse(s.volumes()), s.doubts.len()));
        Ok(series)
    }
}

impl Index {
    /// Adds the values of tables whose heads hold the word.
    fn add_cells(&self, word: &str, narrow: &Query, found: &mut Found) -> Result<(), SearchError> {
        let solid: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        let mut values = vec![Value::Text(solid)];
        let pages = of_pages(narrow, &mut values);
        let pages = pages.map_or_else(String::new, |wanted| {
            format!(" AND o.page_id IN (SELECT page FROM pages WHERE {wanted})")
        });
        let sql = format!(
            "SELECT {}, {}, o.measured_folded, 1, {}, s.heading, s.outline, o.\"row\", o.\"column\", b.number
             FROM observations o INDEXED BY observations_measured
             JOIN sections s ON s.section = o.section_id JOIN pages p ON p.page = o.page_id
             LEFT JOIN blocks b ON b.block = o.block_id
             WHERE o.measured_folded IS NOT NULL AND instr(o.measured_folded, ?1) > 0 AND o.value IS NOT NULL{pages}
             ORDER BY o.rowid",
            of_table("o", InTable::COLUMNS),
            of_table("o", Mark::COLUMNS),
            Source::COLUMNS
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let heading: Option<String> = row.get(21)?;
            let holds = narrow.heading.as_ref().is_none_or(|words| {
                let heading = heading.as_deref().map(fold).unwrap_or_default();
                words.holds(&|word| heading.contains(word))
            });
            if holds {
                let (key, point) = cell_point(row, heading)?;
                found.entry(key).or_default().push(point);
            }
        }
        Ok(())
    }
}

/// A value of a table as a point, from the columns that [`Index::add_cells`] asks for.
fn cell_point(row: &Row<'_>, heading: Option<String>) -> rusqlite::Result<(Key, Point)> {
    let table = InTable::read(row, 0)?;
    let mark = Mark::read(row, 4, (0, 0))?;
    let source = Source::read(row, 14)?;
    let measured = mark.measured.unwrap_or_default();
    let key = Key {
        measured: Some(name(&measured)),
        heading: None,
        kind: mark.kind.unwrap_or_else(|| "number".to_owned()),
        unit: mark.unit,
        per: mark.per,
        change: None,
        manner: None,
    };
    let outline: Option<String> = row.get(22)?;
    let heading =
        heading.as_deref().map(|h| h.strip_prefix(outline.as_deref().unwrap_or_default()).unwrap_or(h));
    let dated = table.date.as_deref().and_then(|date| date.get(..4)).and_then(|year| year.parse().ok());
    let words = table.words();
    let point = Point {
        from: "table",
        year: dated.or(source.year),
        date: table.date.clone(),
        text: mark.text,
        value: mark.value.unwrap_or_default(),
        max: mark.max,
        bound: mark.bound,
        measured: Some(measured),
        change: None,
        before: String::new(),
        words: String::new(),
        after: String::new(),
        // The heads are the same; what stands around them is the caption.
        wording: String::new(),
        dated: None,
        heading: heading.map(|h| fold(h.trim())),
        sentence: words,
        source: Source {
            part: "cell",
            block: row.get(25)?,
            cell: Some((row.get::<_, i64>(23)? + 1, row.get::<_, i64>(24)? + 1)),
            ..source
        },
    };
    Ok((key, point))
}

/// Adds the numbers of a sentence that measure what the word names, or stand in one clause with it.
fn add_points(hit: &Hit, outline: &str, word: &str, found: &mut Found) {
    let sentence = Sentence::of(hit, word);
    let heading = hit.heading.as_deref().map(|h| h.strip_prefix(outline).unwrap_or(h).trim());
    for (i, mark) in hit.marks.iter().enumerate() {
        let Some(around) = sentence.around(i, hit.source.year) else { continue };
        let measured = mark.measured.as_deref().map(name);
        let key = Key {
            heading: heading.filter(|_| measured.is_none()).map(name),
            measured,
            kind: mark.kind.clone().unwrap_or_default(),
            unit: mark.unit.clone(),
            per: mark.per.clone(),
            change: mark.change.clone(),
            manner: mark.manner.clone(),
        };
        found.entry(key).or_default().push(Point {
            from: "prose",
            year: hit.source.year,
            date: None,
            text: mark.text.clone(),
            value: mark.value.clone().unwrap_or_default(),
            max: mark.max.clone(),
            bound: mark.bound.clone(),
            measured: mark.measured.as_deref().map(fold),
            change: mark.change.clone(),
            before: around.before,
            words: around.words,
            after: around.after,
            wording: around.wording,
            dated: around.dated,
            heading: heading.map(fold),
            sentence: hit.sentence.clone(),
            source: hit.source.clone(),
        });
    }
}

impl Series {
    /// How many volumes have a point.
    pub fn volumes(&self) -> usize {
        let mut years: Vec<i32> = self.points.iter().filter_map(|p| p.year).collect();
        years.sort_unstable();
        years.dedup();
        years.len()
    }
}

fn line_up(indicator: &str, key: Key, mut points: Vec<Point>) -> Series {
    points.sort_by(|a, b| (a.year, &a.date).cmp(&(b.year, &b.date)));
    let doubts = doubts(&points);
    let heading = points.first().and_then(|p| p.heading.clone());
    let Key { measured, heading: _, kind, unit, per, change, manner } = key;
    let indicator = indicator.to_owned();
    Series { indicator, measured, change, manner, heading, kind, unit, per, points, doubts }
}

/// What keeps points from being one series.
fn doubts(points: &[Point]) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut doubt = |what: &str, found: Option<String>| {
        if let Some(found) = found {
            doubts.push(format!("{what}: {found}"));
        }
    };
    let wording = |p: &Point| Some(p.wording.clone()).filter(|w| !w.is_empty());
    doubt("the words around the number (N) differ", differing(points, wording));
    doubt("under different headings", differing(points, |p| p.heading.as_deref().map(name)));
    doubt("several numbers in one year", several_in_a_year(points));
    doubt("dated otherwise than the volume", named(points, |p| p.dated.clone()));
    let inexact = |p: &Point| p.bound.as_deref().is_some_and(|b| b != "exact") || p.max.is_some();
    doubt("not exact", named(points, |p| inexact(p).then(|| p.text.clone())));
    doubt("of pages with different titles", differing(points, |p| p.source.title.as_deref().map(name)));
    doubt("of different books", differing(points, |p| p.source.work.as_deref().map(name)));
    if points.iter().any(|p| p.year.is_none()) {
        doubts.push("some points have no coverage year".to_owned());
    }
    doubts
}

/// What differs among the points, with the years of each, where it does.
fn differing(points: &[Point], of: impl Fn(&Point) -> Option<String>) -> Option<String> {
    let groups = groups(points, of);
    (groups.len() > 1).then(|| shown(&groups))
}

/// What some of the points have, with the years of each, where any has.
fn named(points: &[Point], of: impl Fn(&Point) -> Option<String>) -> Option<String> {
    let groups = groups(points, of);
    (!groups.is_empty()).then(|| shown(&groups))
}

type Group = (String, Vec<Option<i32>>);

/// The points by what `of` says of them, each with its years: what most years have comes first.
fn groups(points: &[Point], of: impl Fn(&Point) -> Option<String>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Vec<Option<i32>>> = BTreeMap::new();
    for point in points {
        if let Some(text) = of(point) {
            let years = groups.entry(text).or_default();
            if years.last() != Some(&point.year) {
                years.push(point.year);
            }
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().collect();
    groups.sort_by_key(|(_, years)| std::cmp::Reverse(years.len()));
    groups
}

/// The part of the year that a point is of; none for a whole year.
fn part_of(point: &Point) -> Option<&str> {
    point.date.as_deref().filter(|date| date.len() > 4)
}

/// The numbers of each year that states more than one. A number that is stated twice is one.
fn several_in_a_year(points: &[Point]) -> Option<String> {
    let years: Vec<Group> = points
        .chunk_by(|a, b| a.year == b.year && part_of(a) == part_of(b))
        .filter_map(|points| {
            let mut numbers: Vec<&Point> = Vec::new();
            for p in points {
                let same = |q: &&Point| (&q.value, &q.max, &q.bound) == (&p.value, &p.max, &p.bound);
                if numbers.len() <= SHOWN && !numbers.iter().any(same) {
                    numbers.push(p);
                }
            }
            let texts: Vec<&str> = numbers.iter().map(|p| p.text.as_str()).take(SHOWN).collect();
            let more = if numbers.len() > SHOWN { ", …" } else { "" };
            let text = format!("{}{more}", texts.join(", "));
            (numbers.len() > 1).then(|| (text, points.iter().map(|p| p.year).take(1).collect()))
        })
        .collect();
    (!years.is_empty()).then(|| shown(&years))
}

/// `建立妇女之家N (2013, 2014); 新建妇女之家N (2015)`.
fn shown(groups: &[Group]) -> String {
    let year = |year: &Option<i32>| year.map_or_else(|| "no year".to_owned(), |y| y.to_string());
    let group =
        |(text, years): &Group| format!("{text} ({})", years.iter().map(year).collect::<Vec<_>>().join(", "));
    let mut groups: Vec<String> = groups.iter().take(SHOWN + 1).map(group).collect();
    if groups.len() > SHOWN {
        groups.truncate(SHOWN);
        groups.push("…".to_owned());
    }
    groups.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::clause::tests::hit;

    /// The series of 妇女之家 in sentences of years, changed by `change`.
    fn series_of(sentences: &[(Option<i32>, &str)], change: impl Fn(usize, &mut Hit)) -> Vec<Series> {
        let mut found = BTreeMap::new();
        for (i, (year, sentence)) in sentences.iter().enumerate() {
            let mut hit = hit(sentence, *year);
            change(i, &mut hit);
            add_points(&hit, "一、", "妇女之家", &mut found);
        }
        found.into_iter().map(|(key, points)| line_up("妇女之家", key, points)).collect()
    }

    #[test]
    fn what_differs_is_named_with_its_years() {
        let year = Some;
        type Case<'a> = (&'a [(Option<i32>, &'a str)], &'a [&'a str]);
        let cases: &[Case] = &[
            (&[(year(2013), "建立妇女之家593个。"), (year(2014), "建立婦女之家612個。")], &[]),
            (
                &[
                    (year(2012), "2012年，建立妇女之家539个。"),
                    (year(2013), "命名妇女之家542个。"),
                    (year(2014), "2014年，建立妇女之家612个。"),
                ],
                &["the words around the number (N) differ: 建立妇女之家N (2012, 2014); 命名妇女之家N (2013)"],
            ),
            (
                &[(year(2013), "全县妇女之家593个。"), (year(2014), "全市妇女之家612个。")],
                &["the words around the number (N) differ: 全县妇女之家N (2013); 全市妇女之家N (2014)"],
            ),
            (
                &[(year(2013), "建立妇女之家593个。"), (year(2013), "建立妇女之家539个。")],
                &["several numbers in one year: 593个, 539个 (2013)"],
            ),
            (&[(year(2013), "建立妇女之家593个。"), (year(2013), "建立妇女之家五百九十三个。")], &[]),
            (
                &[(year(2013), "建立妇女之家593个。"), (year(2014), "建立妇女之家近600个。")],
                &["not exact: 近600个 (2014)"],
            ),
            (
                &[(year(2013), "建立妇女之家2~3个。"), (year(2014), "2013年，建立妇女之家3个。")],
                &["dated otherwise than the volume: 2013年 (2014)", "not exact: 2~3个 (2013)"],
            ),
            (
                &[(None, "建立妇女之家593个。"), (year(2014), "建妇女之家612个。")],
                &[
                    "the words around the number (N) differ: 建妇女之家N (2014); 建立妇女之家N (no year)",
                    "some points have no coverage year",
                ],
            ),
        ];
        for (sentences, doubts) in cases {
            let series = series_of(sentences, |_, _| ());
            assert_eq!(series.len(), 1, "{sentences:?}");
            assert_eq!(series[0].points.len(), sentences.len(), "{sentences:?}");
            assert_eq!(series[0].doubts, *doubts, "{sentences:?}");
        }
    }

    #[test]
    fn names_are_lined_up_and_their_differences_named() {
        type Case<'a> = (&'a dyn Fn(&mut Hit), usize, &'a [&'a str]);
        let cases: &[Case] = &[
            // Blanks and script make no other heading.
            (&|h| h.heading = Some("一、概 況".into()), 1, &[]),
            (&|h| h.heading = Some("一、概況".into()), 1, &[]),
            (
                &|h| h.heading = Some("妇女工作".into()),
                1,
                &["under different headings: 妇女工作 (2014); 概况 (2013)"],
            ),
            (&|h| h.heading = None, 1, &[]),
            (
                &|h| h.source.title = Some("工会".into()),
                1,
                &["of pages with different titles: 妇女联合会 (2013); 工会 (2014)"],
            ),
            (&|h| h.source.title = Some("婦女聯合會".into()), 1, &[]),
            (
                &|h| h.source.work = Some("海淀年鉴".into()),
                1,
                &["of different books: 海淀年鉴 (2014); 通州年鉴 (2013)"],
            ),
            (&|h| h.source.work = None, 1, &[]),
        ];
        let sentences = [(Some(2013), "建立妇女之家593个。"), (Some(2014), "建立妇女之家612个。")];
        for (n, (change, count, doubts)) in cases.iter().enumerate() {
            let series = series_of(&sentences, |i, hit| {
                if i == 1 {
                    change(hit)
                }
            });
            assert_eq!(series.len(), *count, "case {n}");
            assert_eq!(series[0].doubts, *doubts, "case {n}");
        }
    }

    #[test]
    fn what_is_counted_in_another_manner_is_another_series() {
        let sentences = [
            (Some(2012), "全区有妇女之家539个。"),
            (Some(2012), "新建妇女之家42个。"),
            (Some(2013), "全区有妇女之家593个。"),
            (Some(2013), "全区新建学校3所，妇女之家54个。"),
            (Some(2013), "累计建成妇女之家620个。"),
            (Some(2013), "妇女之家比上年增加54个。"),
            (Some(2014), "计划建设妇女之家700个。"),
            (Some(2014), "全区妇女之家共612个。"),
        ];
        let series = series_of(&sentences, |_, _| ());
        let texts = |manner: Option<&str>, change: Option<&str>| -> Vec<&str> {
            let of = series.iter().filter(|s| s.manner.as_deref() == manner && s.change.as_deref() == change);
            of.flat_map(|s| &s.points).map(|p| p.text.as_str()).collect()
        };
        assert_eq!(texts(None, None), ["539个", "593个", "612个"]);
        assert_eq!(texts(Some("new"), None), ["42个", "54个"]);
        assert_eq!(texts(Some("running_total"), None), ["620个"]);
        assert_eq!(texts(Some("planned"), None), ["700个"]);
        assert_eq!(texts(None, Some("up")), ["54个"]);
    }

    #[test]
    fn a_long_list_of_differences_is_cut() {
        let sentences: Vec<String> = (0..30).map(|i| format!("建立第{i}片妇女之家{i}个。村{i}片")).collect();
        let sentences: Vec<(Option<i32>, &str)> =
            sentences.iter().map(|s| (Some(2013), s.as_str())).collect();
        let series = series_of(&sentences, |_, _| ());
        assert!(series[0].doubts.iter().all(|d| d.chars().count() < 400), "{:?}", series[0].doubts);
        assert!(series[0].doubts.iter().any(|d| d.contains("7个, … (2013)")), "{:?}", series[0].doubts);
    }
}
