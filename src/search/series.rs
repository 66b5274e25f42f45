//! Lines up an indicator over volumes: numbers with the same unit, under the same heading, in the
//! same clause as the same words. Every point shows its sentence; nothing is chosen in silence.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Hit, Index, Query, SearchError, Source, Words};
use crate::export::fold::fold;

/// An indicator over volumes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The words that were asked for.
    pub indicator: String,
    /// The heading under which all points stand, folded to Simplified.
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
    /// What keeps the points from being one series: `several in one year`, `words differ`, …
    pub doubts: Vec<String>,
}

/// A number of a series, with its evidence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Point {
    /// The coverage year of the page.
    pub year: Option<i32>,
    /// The number as written.
    pub text: String,
    /// Its value.
    pub value: String,
    /// The high end of a range.
    pub max: Option<String>,
    /// How the number limits the true value.
    pub bound: Option<String>,
    /// The words between the indicator and the number: empty where they touch.
    pub words: String,
    /// The sentence.
    pub sentence: String,
    /// Where the sentence stands.
    pub source: Source,
}

/// What makes points one series.
type Key = (Option<String>, String, Option<String>, Option<String>);

impl Index {
    /// The series of an indicator: of the words `indicator`, written as they stand in the text.
    /// `narrow` limits years and headings. Series with more volumes come first.
    pub fn series(&self, indicator: &str, narrow: &Query) -> Result<Vec<Series>, SearchError> {
        let word = fold(indicator.trim());
        if word.is_empty() {
            return Err(SearchError(
                "expected the words of an indicator, such as 妇女之家, found none".into(),
            ));
        }
        let query = Query { words: Some(Words::Word(word.clone())), ..narrow.clone() };
        let mut found: BTreeMap<Key, Vec<Point>> = BTreeMap::new();
        for section in self.sections(&query)? {
            for hit in self.numbers(section)? {
                add_points(&hit, &word, &mut found);
            }
        }
        let mut series: Vec<Series> =
            found.into_iter().map(|(key, points)| line_up(indicator, key, points)).collect();
        series.sort_by_key(|s| std::cmp::Reverse(s.volumes()));
        Ok(series)
    }
}

/// Adds the numbers of a sentence that stand in one clause with the word.
fn add_points(hit: &Hit, word: &str, found: &mut BTreeMap<Key, Vec<Point>>) {
    let sentence: Vec<char> = hit.sentence.chars().collect();
    let folded: Vec<char> = fold(&hit.sentence).chars().collect();
    let within = |at: usize| at.saturating_sub(hit.sentence_start);
    let spans: Vec<(usize, usize)> = hit.marks.iter().map(|m| (within(m.start), within(m.end))).collect();
    for (i, mark) in hit.marks.iter().enumerate() {
        let Some(words) = between(&folded, &sentence, word, &spans, i) else { continue };
        let heading = hit.heading.as_deref().map(fold);
        let key = (heading, mark.kind.clone().unwrap_or_default(), mark.unit.clone(), mark.per.clone());
        found.entry(key).or_default().push(Point {
            year: hit.source.year,
            text: mark.text.clone(),
            value: mark.value.clone().unwrap_or_default(),
            max: mark.max.clone(),
            bound: mark.bound.clone(),
            words,
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

/// The words between the indicator and the number `i`, where both stand in one clause and no other
/// number stands between; the nearest occurrence counts.
fn between(
    folded: &[char],
    sentence: &[char],
    word: &str,
    spans: &[(usize, usize)],
    i: usize,
) -> Option<String> {
    let word: Vec<char> = word.chars().collect();
    let (start, end) = *spans.get(i)?;
    let gaps =
        folded.windows(word.len()).enumerate().filter(|(_, window)| *window == word).filter_map(|(at, _)| {
            let after = at + word.len();
            let gap = if after <= start {
                after..start
            } else if at >= end {
                end..at
            } else {
                return None;
            };
            let text = sentence.get(gap.clone())?;
            let one_clause =
                !text.iter().any(|c| matches!(c, '，' | ',' | '；' | ';' | '。' | '！' | '？' | '：' | ':'));
            let alone = !spans.iter().any(|s| s.0 < gap.end && gap.start < s.1);
            (one_clause && alone).then(|| text.iter().collect::<String>())
        });
    gaps.min_by_key(|gap| gap.chars().count())
}

fn line_up(indicator: &str, key: Key, mut points: Vec<Point>) -> Series {
    points.sort_by_key(|p| p.year);
    let mut doubts = Vec::new();
    let same_year = points.windows(2).any(|w| matches!(w, [a, b] if a.year == b.year));
    if same_year {
        doubts.push("several points in one year: which belongs to the series is not decided".to_owned());
    }
    let first = points.first().map(|p| fold(&p.words));
    if points.iter().any(|p| Some(fold(&p.words)) != first) {
        doubts.push("the words between the indicator and the number differ".to_owned());
    }
    if points.iter().any(|p| p.year.is_none()) {
        doubts.push("some points have no coverage year".to_owned());
    }
    let (heading, kind, unit, per) = key;
    Series { indicator: indicator.to_owned(), heading, kind, unit, per, points, doubts }
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn a_number_belongs_to_the_words_of_its_clause() {
        let cases = [
            ("建立妇女之家593个。", "593个", Some("")),
            ("妇女之家增至612个，学校3个", "612个", Some("增至")),
            ("妇女之家增至612个，学校3个", "3个", None),
            ("建成20个妇女之家", "20个", Some("")),
            ("妇女之家，共612个", "612个", None),
        ];
        for (sentence, number, expected) in cases {
            let chars: Vec<char> = sentence.chars().collect();
            let spans: Vec<(usize, usize)> = ["593个", "612个", "3个", "20个"]
                .iter()
                .filter_map(|n| sentence.find(n).map(|b| (sentence[..b].chars().count(), n.chars().count())))
                .map(|(start, length)| (start, start + length))
                .collect();
            let at = sentence[..sentence.find(number).unwrap()].chars().count();
            let i = spans.iter().position(|s| s.0 == at).unwrap();
            assert_eq!(between(&chars, &chars, "妇女之家", &spans, i).as_deref(), expected, "{sentence}");
        }
    }
}
