//! Series of sentences as the index gives them.

use std::collections::BTreeMap;

use super::gather::bare;
use super::*;
use crate::search::Hit;
use crate::search::clause::tests::hit;
use crate::search::clause::{Sentence, name};

/// The series of 妇女之家 in sentences of years, changed by `change`.
fn series_of(sentences: &[(Option<i32>, &str)], change: impl Fn(usize, &mut Hit)) -> Vec<Series> {
    let mut found: BTreeMap<Key, Vec<Point>> = BTreeMap::new();
    for (i, (year, sentence)) in sentences.iter().enumerate() {
        let mut hit = hit(sentence, *year);
        change(i, &mut hit);
        let sentence = Sentence::of(&hit, "妇女之家");
        for (i, mark) in hit.marks.iter().enumerate() {
            let Some(around) = sentence.around(i, hit.source.year) else { continue };
            let measured = mark.measured.as_deref().map(name);
            let key = Key {
                heading: hit
                    .heading
                    .as_deref()
                    .filter(|_| measured.is_none())
                    .map(|h| name(bare(h, Some("一、")))),
                measured,
                kind: mark.kind.clone().unwrap_or_default(),
                unit: mark.unit.clone(),
                per: mark.per.clone(),
                change: mark.change.clone(),
                manner: mark.manner.clone(),
            };
            found.entry(key).or_default().push(read::point(&hit, mark, around, Some("一、")));
        }
    }
    let mut names = Names::default();
    found.into_iter().map(|(key, points)| line_up("妇女之家", &key, points, &mut names)).collect()
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
    let sentences: Vec<(Option<i32>, &str)> = sentences.iter().map(|s| (Some(2013), s.as_str())).collect();
    let series = series_of(&sentences, |_, _| ());
    assert!(series[0].doubts.iter().all(|d| d.chars().count() < 400), "{:?}", series[0].doubts);
    assert!(series[0].doubts.iter().any(|d| d.contains("7个, … (2013)")), "{:?}", series[0].doubts);
}
