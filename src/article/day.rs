//! Reads a date to the day out of the lines around a text: 2015-01-26, 2009年11月09日, 民國103年5月20日, 二〇一四年….

use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;

use crate::data::chars::Chars;
use crate::normal::edtf::days_in;

/// A date in a text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Dated {
    /// Where it stands, in bytes.
    pub(super) span: Range<usize>,
    /// As EDTF.
    pub(super) edtf: String,
}

impl Dated {
    fn new(span: Range<usize>, year: i32, month: u8, day: u8) -> Option<Self> {
        let exists = (1..=12).contains(&month) && (1..=days_in(Some(year), month)).contains(&day);
        exists.then(|| Dated { span, edtf: format!("{year:04}-{month:02}-{day:02}") })
    }
}

/// The first date in a text, to the day.
pub(super) fn date(text: &str) -> Option<Dated> {
    let dates = [in_figures(text), spelled(text)];
    dates.into_iter().flatten().min_by_key(|date| date.span.start)
}

/// The first date with a year of four figures. Nearly all dates of pages are such, and a pattern is slow.
fn in_figures(text: &str) -> Option<Dated> {
    let mut from = 0;
    while let Some(found) = memchr::memchr2(b'1', b'2', text.as_bytes().get(from..)?) {
        let at = from + found;
        let Some((year, month, day, behind)) = text.get(at..).and_then(begins_with_date) else {
            from = at + 1;
            continue;
        };
        from = text.len() - behind.len();
        // Not the end of a longer number.
        let longer = text.get(..at)?.ends_with(|c: char| c.is_ascii_digit());
        if let Some(date) = Dated::new(at..from, year, month, day).filter(|_| !longer) {
            return Some(date);
        }
    }
    None
}

/// Year, month and day of the date that a text begins with, and what stands behind it.
fn begins_with_date(text: &str) -> Option<(i32, u8, u8, &str)> {
    let (year, rest) = number(text, 4).filter(|(year, _)| (1900..2100).contains(year))?;
    let (month, rest) = number(parted(rest, '年')?, 2)?;
    let (day, rest) = number(parted(rest, '月')?, 2)?;
    Some((year, month, day, blank(rest).strip_prefix('日').unwrap_or(rest)))
}

/// The number of at most so many figures that a text begins with, and what stands behind it.
fn number<N: FromStr>(text: &str, most: usize) -> Option<(N, &str)> {
    let figures = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    Some((text.get(..figures)?.parse().ok()?, text.get(figures..)?))
}

/// What stands behind the word or the mark between the parts of a date.
fn parted(text: &str, word: char) -> Option<&str> {
    blank(text).strip_prefix([word, '-', '/', '.', '．', '－']).map(blank)
}

fn blank(text: &str) -> &str {
    text.strip_prefix(char::is_whitespace).unwrap_or(text)
}

static SPELLED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        (?:中華)?民\s?[國国]\s?(?P<my>\d{2,3})\s?年\s?(?P<mm>\d{1,2})\s?月\s?(?P<md>\d{1,2})\s?日
        | (?P<cy>[一二][〇○零Ｏ一二三四五六七八九]{3})年(?P<cm>[一二三四五六七八九十]{1,2})月(?P<cd>[一二三四五六七八九十]{1,3})日",
    )
    .expect("the pattern of dates is tested")
});

/// The first date with a year of 民國 or in Chinese numerals.
fn spelled(text: &str) -> Option<Dated> {
    // Most texts hold none, which is told without the pattern.
    if !(text.contains('民') || text.match_indices('年').any(|(at, _)| ends_in_numeral(text, at))) {
        return None;
    }
    SPELLED.captures_iter(text).find_map(|found| {
        let number = |name: &str| found.name(name).and_then(|m| m.as_str().parse::<u8>().ok());
        let chinese = |name: &str| found.name(name).map(|m| chinese_number(m.as_str()));
        let republic = found.name("my").and_then(|m| m.as_str().parse::<i32>().ok()).map(|y| y + 1911);
        let year = republic.or_else(|| found.name("cy").map(|m| chinese_year(m.as_str())))?;
        let month = number("mm").or(chinese("cm"))?;
        let day = number("md").or(chinese("cd"))?;
        Dated::new(found.get(0)?.range(), year, month, day)
    })
}

/// Whether a Chinese numeral stands before a byte offset.
fn ends_in_numeral(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c| NUMERALS.has(c)))
}

static NUMERALS: Chars = Chars::of("〇○零Ｏ一二三四五六七八九");

fn digit(c: char) -> u8 {
    "〇一二三四五六七八九".chars().position(|d| d == c).unwrap_or(0) as u8
}

fn chinese_year(text: &str) -> i32 {
    text.chars().fold(0, |year, c| year * 10 + i32::from(digit(c)))
}

/// 1–31 in Chinese numerals.
fn chinese_number(text: &str) -> u8 {
    match text.split_once('十') {
        Some((tens, ones)) => {
            let tens = tens.chars().next().map_or(1, digit);
            tens * 10 + ones.chars().next().map_or(0, digit)
        }
        None => text.chars().next().map_or(0, digit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_to_the_day() {
        let rows = [
            ("2009年11月09日13:48", Some("2009-11-09")),
            ("发布 2015/5/2", Some("2015-05-02")),
            ("2020.10.04", Some("2020-10-04")),
            ("中華民國103年5月20日", Some("2014-05-20")),
            ("二〇一四年十二月三十一日", Some("2014-12-31")),
            ("2015-13-01", None),
            ("2015年2月30日 2015年3月1日", Some("2015-03-01")),
            ("12015-01-02", None),
            ("2014 年 5 月 6 日", Some("2014-05-06")),
            ("一九九八年十月一日，2001-01-01", Some("1998-10-01")),
            ("2013年1月—10月", None),
        ];
        for (text, want) in rows {
            assert_eq!(date(text).map(|d| d.edtf).as_deref(), want, "{text}");
        }
    }
}
