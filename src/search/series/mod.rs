//! Lines up an indicator over volumes: numbers of text that measure the same thing, and values of tables under the
//! same heads, of one kind and in one unit, counted in one manner: 新建妇女之家 is none of 妇女之家. Where a text does not say what its number measures, those are lined up that
//! stand in one clause with the words, under the same heading. Every point shows its sentence, or the heads of its
//! cell, and the words around its number; what differs from year to year is named. Nothing is chosen in silence.

mod doubts;
mod gather;
mod read;

use std::cmp::Reverse;

use serde::Serialize;

use self::doubts::{Names, doubts};
use self::gather::{Group, Key};
use super::hit::Source;
use super::{Index, Query, SearchError};
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

/// So many numbers are read with their sentences at once: a text is read once for all of them.
const AT_ONCE: usize = 4096;

/// What is told while an indicator is lined up.
#[derive(Debug)]
pub enum Progress {
    /// So many thousandths of the work are done.
    Done(u64),
    /// The next series.
    Found(Box<Series>),
}

impl Index {
    /// The series of an indicator: of the words `indicator`, written as they stand in the text.
    /// `narrow` limits years and headings. Series with more volumes come first, and of these the ones
    /// with fewer doubts.
    pub fn series(&self, indicator: &str, narrow: &Query) -> Result<Vec<Series>, SearchError> {
        let mut series = Vec::new();
        self.each_series(indicator, narrow, usize::MAX, &mut |told| {
            if let Progress::Found(found) = told {
                series.push(*found);
            }
            true
        })?;
        Ok(series)
    }

    /// Hands the first `limit` of the same series to `take`, each as soon as no other can come before it, until it
    /// says that it has enough.
    pub fn each_series(
        &self,
        indicator: &str,
        narrow: &Query,
        limit: usize,
        take: &mut dyn FnMut(Progress) -> bool,
    ) -> Result<(), SearchError> {
        let word = fold(indicator.trim());
        if word.is_empty() {
            return Err(SearchError(
                "expected the words of an indicator, such as 妇女之家, found none".into(),
            ));
        }
        let (mut names, mut share, mut on) = (Names::default(), 0, true);
        let groups = self.gather(&word, narrow, &mut names, &mut |done, of| {
            let now = done * 500 / of.max(1);
            if now != share {
                share = now;
                on = on && take(Progress::Done(now));
            }
        })?;
        let all: usize = groups.iter().map(|group| group.places.len()).sum();
        let (mut queue, mut read) = (Queue { ready: Vec::new(), left: limit }, 0);
        for groups in parts(&groups) {
            let volumes = groups.first().map_or(0, |group| group.volumes);
            on = on && queue.hand_out(Some(volumes), take);
            if !on || queue.left == 0 {
                return Ok(());
            }
            let points = self.points(groups, &word)?;
            for (group, points) in groups.iter().zip(points).filter(|(_, points)| !points.is_empty()) {
                queue.add(line_up(indicator, &group.key, points, &mut names), &group.key);
            }
            read += groups.iter().map(|group| group.places.len()).sum::<usize>();
            on = take(Progress::Done(500 + (read * 500 / all.max(1)) as u64));
        }
        if on {
            queue.hand_out(None, take);
        }
        Ok(())
    }
}

/// The groups in parts that are read at once: of one count of volumes, and of no more numbers than are read at once
/// but for a single group.
fn parts(mut groups: &[Group]) -> impl Iterator<Item = &[Group]> {
    std::iter::from_fn(move || {
        let volumes = groups.first()?.volumes;
        let mut numbers = 0;
        let mut fits = |group: &Group| {
            let first = numbers == 0;
            numbers += group.places.len();
            group.volumes == volumes && (first || numbers <= AT_ONCE)
        };
        let count = groups.iter().position(|group| !fits(group)).unwrap_or(groups.len());
        let (part, rest) = groups.split_at(count);
        groups = rest;
        Some(part)
    })
}

/// Series that are read, until none can come before them.
struct Queue {
    /// In their order.
    ready: Vec<(Rank, Series)>,
    /// How many more are asked for.
    left: usize,
}

/// Series of more volumes come first, then those of fewer doubts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    volumes: Reverse<usize>,
    doubts: usize,
    key: Key,
}

impl Queue {
    fn add(&mut self, series: Series, key: &Key) {
        let rank = Rank { volumes: Reverse(series.volumes()), doubts: series.doubts.len(), key: key.clone() };
        let at = self.ready.partition_point(|(ready, _)| *ready < rank);
        self.ready.insert(at, (rank, series));
        self.ready.truncate(self.left);
    }

    /// Hands out what has more volumes than any that is still to be read; whether more is wanted.
    fn hand_out(&mut self, volumes: Option<usize>, take: &mut dyn FnMut(Progress) -> bool) -> bool {
        let before = |rank: &Rank| volumes.is_none_or(|volumes| rank.volumes.0 > volumes);
        let count = self.ready.partition_point(|(rank, _)| before(rank));
        self.left -= count;
        self.ready.drain(..count).all(|(_, series)| take(Progress::Found(Box::new(series))))
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

fn line_up(indicator: &str, key: &Key, mut points: Vec<Point>, names: &mut Names) -> Series {
    points.sort_by(|a, b| (a.year, &a.date).cmp(&(b.year, &b.date)));
    let doubts = doubts(&points, names);
    let heading = points.first().and_then(|p| p.heading.clone());
    let Key { measured, heading: _, kind, unit, per, change, manner } = key.clone();
    let indicator = indicator.to_owned();
    Series { indicator, measured, change, manner, heading, kind, unit, per, points, doubts }
}

#[cfg(test)]
mod tests;
