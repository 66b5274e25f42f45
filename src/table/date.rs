//! Reads what heads, labels and captions say of time, and puts the parts together: 2009 beside 上半年 is
//! 2009-01/2009-06.

use rustc_hash::FxHashMap;

use super::DateFrom;
use super::name::fold;
use crate::data::chars::Chars;
use crate::data::tables::tables;
use crate::mention::{Basis, Context, Kind, find_mentions};

/// What a text says of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hint {
    /// A date with its year, EDTF.
    Full(String),
    /// A date without a year, as written: 1月, 上半年.
    Part(String),
    /// A day whose month stands elsewhere: 15日.
    Day(u8),
    /// A year counted from the one reported on: 上年 is -1; with the same part of the year where it is 上年同期.
    Relative { years: i32, same: bool },
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// In a head or label: 2013年末 names the year.
    Name,
    /// In a caption or note: 2013年末 is its month.
    Caption,
}

/// The year that stands in for one that is not known, so that 上半年 can be read.
const SOME_YEAR: i32 = 2000;

/// Reads times and remembers what was read.
#[derive(Debug, Default)]
pub(crate) struct Dates {
    parts: FxHashMap<(String, i32), Option<String>>,
    /// Whether years count from 1912: a label said 民國 98年.
    pub(crate) republic: bool,
}

impl Dates {
    /// What a text says of time: each date in it that is not one that something is held against.
    pub(crate) fn hints(&mut self, text: &str, stands: Stands) -> Vec<Hint> {
        static SIGNS: Chars = Chars::of("0123456789年月季旬期末初一二三四五六七八九十");
        let solid = fold(text);
        if !solid.contains(|c| SIGNS.has(c)) {
            return Vec::new();
        }
        if stands == Stands::Name
            && let Some(hint) = self.bare(&solid)
        {
            return vec![hint];
        }
        if stands == Stands::Name
            && let Some(day) = day(&solid)
        {
            return vec![Hint::Day(day)];
        }
        let context = Context { coverage_year: Some(SOME_YEAR), ..Context::default() };
        let mut out = Vec::new();
        let chars: Vec<char> = solid.chars().collect();
        for mention in find_mentions(&solid, &context) {
            if mention.kind != Kind::Date {
                continue;
            }
            let before: String = chars.iter().take(mention.start).collect();
            let behind: String = chars.iter().skip(mention.end).collect();
            if is_held_against(&before, &behind) {
                continue;
            }
            if mention.text.contains("民国") {
                self.republic = true;
            }
            if let Some(hint) = hint(&mention.text, mention.value, mention.basis, &behind, stands) {
                out.push(hint);
            }
        }
        out
    }

    /// A year that stands alone: 1978, 99年 below 民國 98年, 1978-1985.
    fn bare(&self, solid: &str) -> Option<Hint> {
        let year = |text: &str| {
            let known = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<i32>().ok().filter(|y| known && (1000..=2100).contains(y))
        };
        let bare = solid.strip_suffix("年").unwrap_or(solid);
        if let Some(year) = year(bare) {
            return Some(Hint::Full(format!("{year:04}")));
        }
        if let Some((from, to)) = bare.split_once(['-', '~', '至'])
            && let (Some(from), Some(to)) = (year(from.trim_end_matches('年')), year(to))
            && from < to
        {
            return Some(Hint::Full(format!("{from:04}/{to:04}")));
        }
        if bare.len() < solid.len()
            && (2..=3).contains(&bare.len())
            && bare.bytes().all(|b| b.is_ascii_digit())
        {
            let number: i32 = bare.parse().ok()?;
            if self.republic {
                return Some(Hint::Full(format!("{:04}", number + 1911)));
            }
            // 85年 as a label is a year of the century.
            if bare.len() == 2 && number >= 30 {
                return Some(Hint::Full(format!("{:04}", number + 1900)));
            }
        }
        None
    }

    /// A date without a year, in the year `year`.
    fn at(&mut self, part: &str, year: i32) -> Option<String> {
        let key = (part.to_owned(), year);
        if let Some(known) = self.parts.get(&key) {
            return known.clone();
        }
        let context = Context { coverage_year: Some(year), ..Context::default() };
        let date = find_mentions(part, &context).into_iter().find(|m| m.kind == Kind::Date).map(|m| m.value);
        self.parts.insert(key, date.clone());
        date
    }

    /// Puts hints together, the nearest first; none where no year is known.
    pub(crate) fn resolve(&mut self, hints: &[(Hint, DateFrom)]) -> Option<(String, DateFrom)> {
        let mut part: Option<&str> = None;
        let mut shift: Option<(i32, bool)> = None;
        let mut from: Option<DateFrom> = None;
        let mut full: Option<&str> = None;
        let mut day: Option<u8> = None;
        for (hint, place) in hints {
            match hint {
                Hint::Day(number) if day.is_none() => day = Some(*number),
                Hint::Part(text)
                    if part.is_none() && full.is_none_or(is_year) && *place != DateFrom::Caption =>
                {
                    part = Some(text);
                }
                Hint::Relative { years, same } if shift.is_none() && *place != DateFrom::Caption => {
                    shift = Some((*years, *same));
                }
                Hint::Full(date) if full.is_none() => full = Some(date),
                _ => continue,
            }
            from.get_or_insert(*place);
            if full.is_some() && (part.is_some() || !full.is_some_and(is_year)) && shift.is_some() {
                break;
            }
        }
        let full = full?;
        let (years, same) = shift.unwrap_or((0, false));
        let date = match part {
            Some(part) => self.at(part, year_of(full)? + years)?,
            None if years == 0 => full.to_owned(),
            None if same || is_year(full) => shifted(full, years)?,
            None => format!("{:04}", year_of(full)? + years),
        };
        // A day of the month of which the table is.
        let date = match (day, month_of(&date)) {
            (Some(day), Some(month)) => format!("{month}-{day:02}"),
            _ => date,
        };
        Some((date, from?))
    }
}

/// The day that a label is: 15日, 3号.
fn day(solid: &str) -> Option<u8> {
    let number = solid.strip_suffix(['日', '号'])?;
    number.parse().ok().filter(|day| (1..=31).contains(day) && number.len() <= 2)
}

/// The month in which a date lies: 2008-01 of 2008-01-01/2008-01-10.
fn month_of(date: &str) -> Option<&str> {
    let month = date.get(..7)?;
    let (_, end) = date.split_once('/').unwrap_or((date, date));
    let digits = month.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    (digits && end.starts_with(month)).then_some(month)
}

/// Whether a name says nothing but a time, so that it is no part of what is measured: 2013年, 1—6月, 上半年, 上年同期.
pub(crate) fn is_time(name: &str) -> bool {
    let name = fold(name);
    let relative =
        ["本年", "上年", "去年", "今年", "前年", "当年", "上年同期", "去年同期", "本期", "上期", "全年"];
    if relative.contains(&name.as_str()) {
        return true;
    }
    let digit = |c: char| c.is_ascii_digit() || "〇零一二三四五六七八九十元".contains(c);
    let sign = |c: char| "年月日季度旬上下半前末底初度至民国-—–~".contains(c);
    let named = name.contains(['年', '月', '季', '半']) || name.len() == 4;
    named
        && name.chars().all(|c| digit(c) || sign(c))
        && (name.contains(digit) || name.contains("半年"))
        && !name.starts_with(['年', '季', '月'])
}

/// Whether a date is what something is held against: 比上年增长, 为2012年%, 按1990年不变价.
fn is_held_against(before: &str, behind: &str) -> bool {
    let lead = ["比", "较", "为", "以", "按", "与", "占", "比上", "同比", "是", "相当于"];
    let tail = ["不变价", "价格", "可比价", "价计算", "为100", "=100", "年价", "价"];
    lead.iter().any(|word| before.ends_with(word)) || tail.iter().any(|word| behind.starts_with(word))
}

/// Whether a head says how much something grew, and the year that it is held against where it says one: 比上年增长,
/// 比2012年±, 为2014年.
pub(crate) fn grows_against(name: &str) -> Option<Option<i32>> {
    let name = fold(name);
    let against = tables().against.iter().find_map(|word| {
        let (_, year) = name.split_once(word)?;
        let year = year.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
        year.parse().ok()
    });
    (against.is_some() || tables().growth.iter().any(|word| name.contains(word))).then_some(against)
}

fn hint(text: &str, value: String, basis: Option<Basis>, behind: &str, stands: Stands) -> Option<Hint> {
    let edge = |c: &char| matches!(c, '末' | '底' | '初' | '终');
    let ends = text.chars().next_back().filter(edge).is_some();
    let relative =
        [("前年", -2), ("上年", -1), ("去年", -1), ("本年", 0), ("当年", 0), ("今年", 0), ("报告期", 0)];
    if basis == Some(Basis::Explicit) {
        // 2013年末 as a head gives the year.
        let year = value.get(..4).filter(|_| ends && stands == Stands::Name && value.len() == 7);
        return Some(Hint::Full(year.map_or(value.clone(), str::to_owned)));
    }
    if let Some((_, years)) = relative.iter().find(|(word, _)| text.starts_with(word)) {
        let same = behind.starts_with("同期") || behind.starts_with("同月") || behind.starts_with("同季");
        return (*years != 0 || same).then_some(Hint::Relative { years: *years, same });
    }
    if text.starts_with('年') && ends {
        return None;
    }
    Some(Hint::Part(text.to_owned()))
}

/// Whether a date is a year and no more.
fn is_year(date: &str) -> bool {
    date.len() == 4
}

fn year_of(date: &str) -> Option<i32> {
    date.get(..4)?.parse().ok()
}

/// A date some years later: every year in it is moved.
pub(crate) fn shifted(date: &str, years: i32) -> Option<String> {
    let point = |point: &str| -> Option<String> {
        if point == ".." {
            return Some(point.to_owned());
        }
        let year = year_of(point)? + years;
        Some(format!("{year:04}{}", point.get(4..)?))
    };
    match date.split_once('/') {
        Some((from, to)) => Some(format!("{}/{}", point(from)?, point(to)?)),
        None => point(date),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_names_say_of_time() {
        let mut dates = Dates::default();
        let full = |t: &str| vec![Hint::Full(t.to_owned())];
        let rows = [
            ("1978", full("1978")),
            ("2013年", full("2013")),
            ("2013年末", full("2013")),
            ("年末总人口", vec![]),
            ("1990年比1978年增长", full("1990")),
            ("比上年增长", vec![]),
            ("为2012年", vec![]),
            ("1990年不变价总产值", vec![]),
            ("“七五”时期平均增长", full("1986/1990")),
            ("上半年", vec![Hint::Part("上半年".into())]),
            ("上年同期", vec![Hint::Relative { years: -1, same: true }]),
            ("1978-1985", full("1978/1985")),
            ("85年", full("1985")),
            ("65岁以上", vec![]),
            ("15日", vec![Hint::Day(15)]),
            ("32日", vec![]),
            ("白沙镇", vec![]),
        ];
        for (text, want) in rows {
            assert_eq!(dates.hints(text, Stands::Name), want, "{text}");
        }
        assert_eq!(dates.hints("现住人口（民國102年底）", Stands::Caption), full("2013-12"));
        assert_eq!(dates.hints("103年", Stands::Name), full("2014"));
    }

    #[test]
    fn tells_what_grew_against_when() {
        let rows = [
            ("比2012年±", Some(Some(2012))),
            ("为2014年", Some(Some(2014))),
            ("比上年增长", Some(None)),
            ("增减", Some(None)),
            ("占总产值", None),
            ("2013年", None),
        ];
        for (name, want) in rows {
            assert_eq!(grows_against(name), want, "{name}");
        }
        for name in tables().growth.examples() {
            assert!(grows_against(&name).is_some(), "{name}");
        }
        for name in tables().against.examples() {
            assert_eq!(grows_against(&name), Some(Some(2012)), "{name}");
        }
    }

    #[test]
    fn tells_times_from_what_is_measured() {
        for time in [
            "2013",
            "2013年",
            "1998年末",
            "1—6月",
            "一季度",
            "上半年",
            "民国98年",
            "上年同期",
            "全年",
            "二〇〇〇年",
        ] {
            assert!(is_time(time), "{time}");
        }
        for name in ["年末", "粮食", "12", "65岁以上", "年末总人口", "月收入", "一", "半年报", "年初数", ""]
        {
            assert!(!is_time(name), "{name}");
        }
    }

    #[test]
    fn puts_parts_together() {
        let mut dates = Dates::default();
        let full = |t: &str| Hint::Full(t.to_owned());
        let part = |t: &str| Hint::Part(t.to_owned());
        let before = |same| Hint::Relative { years: -1, same };
        use DateFrom::{Caption, Column, CoverageYear, Row};
        let rows: Vec<(Vec<(Hint, DateFrom)>, &str)> = vec![
            (vec![(full("2009"), Row), (part("上半年"), Column)], "2009-01/2009-06"),
            (vec![(part("1月"), Row), (full("2013"), Caption)], "2013-01"),
            (vec![(before(true), Column), (full("2013-01/2013-06"), Caption)], "2012-01/2012-06"),
            (vec![(before(false), Column), (full("2013-01/2013-06"), Caption)], "2012"),
            (vec![(before(false), Column), (full("2013"), CoverageYear)], "2012"),
            (vec![(full("2011"), Row), (full("2013"), Caption)], "2011"),
            (vec![(full("2011"), Row), (part("1—6月"), Caption)], "2011"),
            (vec![(full("2010"), Row), (before(false), Column)], "2009"),
            (vec![(part("1月"), Row)], ""),
            (vec![(Hint::Day(3), Row), (full("2008-01-01/2008-01-10"), Caption)], "2008-01-03"),
            (vec![(Hint::Day(3), Row), (part("2月"), Row), (full("2008"), Caption)], "2008-02-03"),
            (vec![(Hint::Day(3), Row), (full("2008"), Caption)], "2008"),
        ];
        for (hints, want) in rows {
            let got = dates.resolve(&hints).map(|(date, _)| date).unwrap_or_default();
            assert_eq!(got, want, "{hints:?}");
        }
    }
}
