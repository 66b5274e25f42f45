//! Finds the year that a text reports on, and the words that say so.
//!
//! Never the page's date: a page posted in 2015 may hold the yearbook of 2014, which reports on 2013.
//! A text that runs over several years has no coverage year.

mod year;

use std::collections::BTreeMap;

use crate::article::Article;
use crate::data::headings;
use crate::record::{Block, Coverage, CoverageBasis, Section};
use year::{Volume, Year};

/// The coverage year: the caller's, else the one before a yearbook's volume, else the year in the
/// opening of the overview or of the first section, else the year written most of the time.
pub fn find(article: &Article, sections: &[Section], caller: Option<i32>) -> Option<Coverage> {
    if let Some(year) = caller {
        return Some(Coverage { year, basis: CoverageBasis::Caller, evidence: None });
    }
    match volume(article) {
        Some((Volume::Reports(year), evidence)) => {
            return Some(Coverage { year, basis: CoverageBasis::Volume, evidence: Some(evidence) });
        }
        Some((Volume::Several, _)) => return None,
        None => {}
    }
    let texts: Vec<&str> = sections.iter().flat_map(texts_of).collect();
    let years: Vec<Year> = texts.iter().flat_map(|t| year::full_years(t)).collect();
    if several(sections, &texts, &years) {
        return None;
    }
    overview(sections, &years).or_else(|| majority(&years))
}

/// What the title, the breadcrumb, the book or the site's name says of the volume.
fn volume(article: &Article) -> Option<(Volume, String)> {
    let work = &article.work;
    let book = match (&work.title, &work.volume) {
        (Some(title), Some(volume)) => Some(format!("{title}{volume}")),
        _ => None,
    };
    article
        .title_text()
        .into_iter()
        .chain(article.breadcrumb.iter().rev().map(String::as_str))
        .chain(book.as_deref())
        .find_map(|text| Some((year::volume(text)?, text.to_owned())))
}

/// Whether a text runs over several years: its headings name several, or its years are many and
/// none of them prevails.
fn several(sections: &[Section], texts: &[&str], years: &[Year]) -> bool {
    let mut heads: Vec<i32> = sections
        .iter()
        .filter_map(|s| s.heading.as_deref())
        .filter(|h| h.chars().count() <= 12)
        .filter_map(|h| year::full_years(h).first().map(|y| y.value))
        .collect();
    heads.dedup();
    let other = || texts.iter().map(|t| year::ranges(t) + year::eras(t)).sum::<usize>();
    heads.len() >= 2 || other() >= 2.max(years.len() / 2 + 1)
}

/// The first full year in the opening of 概况, or else of the first section.
fn overview(sections: &[Section], years: &[Year]) -> Option<Coverage> {
    let found = opening_year(sections)?;
    prevails(found.value, years).then_some(Coverage {
        year: found.value,
        basis: CoverageBasis::Overview,
        evidence: Some(found.surface),
    })
}

/// The words in the opening that name a year after the one that the volume reports on.
pub(crate) fn later_opening(sections: &[Section], coverage: &Coverage) -> Option<String> {
    let of_volume = coverage.basis == CoverageBasis::Volume;
    let opening = of_volume.then(|| opening_year(sections))?;
    opening.filter(|year| year.value > coverage.year && year.past).map(|year| year.surface)
}

fn opening_year(sections: &[Section]) -> Option<Year> {
    let is_overview =
        |s: &&Section| s.heading.as_deref().is_some_and(|h| headings().is_overview(h.trim_matches('“')));
    let year = |text: &str| year::full_years(text).into_iter().find(|y| y.points);
    let overview = sections.iter().find(is_overview).and_then(opening).and_then(year);
    overview.or_else(|| sections.iter().find_map(opening).and_then(year))
}

/// The opening of a section: a line of a few words is none, and a heading above others has none.
fn opening(section: &Section) -> Option<&str> {
    texts_of(section).find(|t| t.contains(['。', '，', ',']))
}

/// Whether a year can be what a text reports on: no year after it is written more often, and the
/// years before it do not outnumber it by far.
fn prevails(year: i32, years: &[Year]) -> bool {
    let points = || years.iter().filter(|y| y.points);
    let times = points().filter(|y| y.value == year).count();
    let later = points().filter(|y| y.value > year && y.past).count();
    let earlier = points().filter(|y| y.value < year).count();
    later <= times && earlier <= 6 * times
}

/// The year written more than half of the time, and at least three times.
fn majority(years: &[Year]) -> Option<Coverage> {
    let mut times: BTreeMap<i32, (usize, usize)> = BTreeMap::new();
    for (at, year) in years.iter().enumerate() {
        let (count, last) = times.entry(year.value).or_default();
        (*count, *last) = (*count + 1, at);
    }
    let (&year, &(count, last)) = times.iter().max_by_key(|(year, (count, _))| (*count, **year))?;
    (count >= 3 && count * 2 > years.len()).then(|| Coverage {
        year,
        basis: CoverageBasis::Majority,
        evidence: years.get(last).map(|y| y.surface.clone()),
    })
}

fn texts_of(section: &Section) -> impl Iterator<Item = &str> {
    section.blocks.iter().filter_map(|block| match block {
        Block::Paragraph { text, .. } | Block::Item { text, .. } => Some(text.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(heading: Option<&str>, texts: &[&str]) -> Section {
        let blocks = texts.iter().map(|t| Block::Paragraph {
            text: (*t).into(),
            outline: None,
            part: None,
            mentions: Vec::new(),
        });
        Section {
            heading: heading.map(Into::into),
            heading_surface: None,
            outline: None,
            heading_mentions: Vec::new(),
            blocks: blocks.collect(),
        }
    }

    fn titled(title: &str, crumbs: &[&str]) -> Article {
        Article {
            title: Some(crate::article::Known::stated(title.into(), "h1")),
            breadcrumb: crumbs.iter().map(|c| (*c).to_owned()).collect(),
            ..Article::default()
        }
    }

    #[test]
    fn finds_the_year_by_the_order_of_the_rule() {
        use CoverageBasis::{Caller, Majority, Overview, Volume};
        let plain = titled("财政", &[]);
        let volume = titled("财政", &["首页", "通州年鉴2015"]);
        let opening = vec![section(Some("概况"), &["2013年,区妇联扎实工作。自2010年以来，成效显著。"])];
        type Row<'a> = (&'a str, &'a Article, Vec<Section>, Option<i32>, Option<(i32, CoverageBasis)>);
        let rows: Vec<Row<'_>> = vec![
            ("caller", &plain, opening.clone(), Some(2001), Some((2001, Caller))),
            ("overview", &plain, opening.clone(), None, Some((2013, Overview))),
            ("volume", &volume, opening.clone(), None, Some((2014, Volume))),
            (
                "several years",
                &plain,
                vec![
                    section(Some("2003年"), &["2月8日 迁入。"]),
                    section(Some("2004年"), &["1月1日 免征。"]),
                ],
                None,
                None,
            ),
            (
                "gazetteer",
                &plain,
                vec![section(
                    None,
                    &["1952～1957年，推广良种。1986～1990年，以棉为主。1992年审定。民国二十五年始种。"],
                )],
                None,
                None,
            ),
            (
                "founded long ago",
                &plain,
                vec![section(
                    None,
                    &["县医院创立于1951年。1962年扩建，1978年迁址，1985年升级，1999年改制，2003年并入。"],
                )],
                None,
                None,
            ),
            (
                "a year in the second sentence of the opening, behind one of founding",
                &plain,
                vec![section(None, &["文博馆", "馆建于1986年，有藏品1万件。2017年接待观众41万人次。"])],
                None,
                Some((2017, Overview)),
            ),
            (
                "an overview without a year, behind an opening that has one",
                &plain,
                vec![
                    section(None, &["2021年，面对复杂形势，全县经济稳定。"]),
                    section(Some("一、综合"), &["全年生产总值2亿元，增长5%。"]),
                ],
                None,
                Some((2021, Overview)),
            ),
            (
                "a heading above the others",
                &plain,
                vec![section(Some("农业经济"), &[]), section(Some("粮食"), &["2013年，播种30万亩。"])],
                None,
                Some((2013, Overview)),
            ),
            (
                "a first section without a year",
                &plain,
                vec![
                    section(Some("概况"), &["全县有耕地30万亩，人均1亩。"]),
                    section(Some("粮食"), &["2013年，播种30万亩。"]),
                ],
                None,
                None,
            ),
            (
                "majority",
                &plain,
                vec![section(
                    None,
                    &[
                        "全县经济增长，社会稳定。",
                        "2019年末，人口49万；2019年，产值2亿，比2018年增长；2019年投资3亿。",
                    ],
                )],
                None,
                Some((2019, Majority)),
            ),
        ];
        for (name, article, sections, caller, want) in rows {
            let got = find(article, &sections, caller).map(|c| (c.year, c.basis));
            assert_eq!(got, want, "{name}");
        }
    }

    #[test]
    fn tells_an_opening_of_a_later_year_than_the_volume_s() {
        let later = |volume: &str, opening: &str| {
            let sections = [section(None, &[opening])];
            later_opening(&sections, &find(&titled("医院", &[volume]), &sections, None)?)
        };
        assert_eq!(later("医院年鉴（2017）", "2017年，门急诊126.8万人次。"), Some("2017年".into()));
        assert_eq!(later("医院年鉴（2017）", "2016年，门急诊126.8万人次。"), None);
        assert_eq!(later("新闻", "2017年，门急诊126.8万人次。"), None);
    }
}
