//! Says what keeps the points of a series from being one.

use std::collections::{BTreeMap, HashMap};

use super::Point;
use crate::search::clause;

/// How many wordings or names a doubt shows.
const SHOWN: usize = 8;

/// Names as they are compared. A book has few, and most of them many times.
#[derive(Default)]
pub struct Names(HashMap<String, String>);

impl Names {
    /// See [`clause::name`].
    pub fn of(&mut self, text: &str) -> String {
        if let Some(name) = self.0.get(text) {
            return name.clone();
        }
        let name = clause::name(text);
        self.0.insert(text.to_owned(), name.clone());
        name
    }
}

/// What keeps points from being one series.
pub fn doubts(points: &[Point], names: &mut Names) -> Vec<String> {
    let mut doubts = Vec::new();
    let mut doubt = |what: &str, found: Option<String>| {
        if let Some(found) = found {
            doubts.push(format!("{what}: {found}"));
        }
    };
    let wording = |p: &Point| Some(p.wording.clone()).filter(|w| !w.is_empty());
    doubt("the words around the number (N) differ", differing(points, wording));
    let heading = |p: &Point| p.heading.as_deref().map(|heading| names.of(heading));
    doubt("under different headings", differing(points, heading));
    doubt("several numbers in one year", several_in_a_year(points));
    doubt("dated otherwise than the volume", named(points, |p| p.dated.clone()));
    let inexact = |p: &Point| p.bound.as_deref().is_some_and(|b| b != "exact") || p.max.is_some();
    doubt("not exact", named(points, |p| inexact(p).then(|| p.text.clone())));
    let title = |p: &Point| p.source.title.as_deref().map(|title| names.of(title));
    doubt("of pages with different titles", differing(points, title));
    let work = |p: &Point| p.source.work.as_deref().map(|work| names.of(work));
    doubt("of different books", differing(points, work));
    if points.iter().any(|p| p.year.is_none()) {
        doubts.push("some points have no coverage year".to_owned());
    }
    doubts
}

/// What differs among the points, with the years of each, where it does.
fn differing(points: &[Point], of: impl FnMut(&Point) -> Option<String>) -> Option<String> {
    let groups = groups(points, of);
    (groups.len() > 1).then(|| shown(&groups))
}

/// What some of the points have, with the years of each, where any has.
fn named(points: &[Point], of: impl FnMut(&Point) -> Option<String>) -> Option<String> {
    let groups = groups(points, of);
    (!groups.is_empty()).then(|| shown(&groups))
}

type Group = (String, Vec<Option<i32>>);

/// The points by what `of` says of them, each with its years: what most years have comes first.
fn groups(points: &[Point], mut of: impl FnMut(&Point) -> Option<String>) -> Vec<Group> {
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
