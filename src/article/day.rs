//! Reads a date to the day out of the lines around a text: 2015-01-26, 2009年11月09日, 民國103年5月20日, 二〇一四年….

use std::ops::Range;
use std::str::FromStr;
use std::sync::LazyLock;

use regex::Regex;

use crate::data::chars::Chars;
use crate::normal::edtf::days_in;

use super::letters::{half_width, has_sign, is_wide_figure};

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

/// The first date in a text, to the day; the figures may have the width of Han characters.
pub(super) fn date(text: &str) -> Option<Dated> {
    if !has_sign(text, is_wide_figure) {
        return narrow(text);
    }
    // Where each byte of the folded text stands in the text.
    let (mut folded, mut places) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    for (at, c) in text.char_indices() {
        let c = half_width(c);
        places.extend(std::iter::repeat_n(at, c.len_utf8()));
        folded.push(c);
    }
    places.push(text.len());
    let Dated { span, edtf } = narrow(&folded)?;
    Some(Dated { span: *places.get(span.start)?..*places.get(span.end)?, edtf })
}

/// The date that the value of a label begins with, also in forms that mean nothing elsewhere: 20150126,
/// 113-05-20 and 104年1月26日 of the Republic, 2015年1月.
pub(super) fn labelled(value: &str) -> Option<Dated> {
    date(value).or_else(|| {
        let folded: String = value.chars().map(half_width).collect();
        let found = compact_date(&folded).or_else(|| republican(&folded)).or_else(|| month(&folded))?;
        // The figures before its end are as many as in the value.
        let count = folded.get(..found.span.end)?.chars().count();
        let end = value.char_indices().nth(count).map_or(value.len(), |(at, _)| at);
        Some(Dated { span: 0..end, edtf: found.edtf })
    })
}

/// 20150126
fn compact_date(text: &str) -> Option<Dated> {
    let figures = text.bytes().take_while(u8::is_ascii_digit).count();
    let part = |range: Range<usize>| text.get(range)?.parse::<u8>().ok();
    let year = text.get(..4)?.parse().ok().filter(|year| figures == 8 && (1900..2100).contains(year))?;
    Dated::new(0..8, year, part(4..6)?, part(6..8)?)
}

/// A date of the Republic: 113-05-20, 104年1月26日.
fn republican(text: &str) -> Option<Dated> {
    let (year, rest) = number::<i32>(text, 3).filter(|(year, _)| (60..200).contains(year))?;
    let (month, rest) = number(parted(rest, '年')?, 2)?;
    let (day, rest) = number(parted(rest, '月')?, 2)?;
    let rest = rest.strip_prefix('日').unwrap_or(rest);
    Dated::new(0..text.len() - rest.len(), year + 1911, month, day)
}

/// 2015年1月, 2015-01, and no more.
fn month(text: &str) -> Option<Dated> {
    let (year, rest) = number::<i32>(text, 4).filter(|(year, _)| (1900..2100).contains(year))?;
    let (month, rest) = number::<u8>(parted(rest, '年')?, 2).filter(|(month, _)| (1..=12).contains(month))?;
    let rest = rest.strip_prefix('月').unwrap_or(rest);
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '—' | '～' | '~' | '至'));
    ends.then(|| Dated { span: 0..text.len() - rest.len(), edtf: format!("{year:04}-{month:02}") })
}

fn narrow(text: &str) -> Option<Dated> {
    let dates = [in_figures(text), spelled(text)];
    dates.into_iter().flatten().min_by_key(|date| date.span.start)
}

/// The first date with a year of four figures. Nearly all dates of pages are such, and a pattern is slow.
fn in_figures(text: &str) -> Option<Dated> {
    let mut from = 0;
    while let Some(found) = memchr::memchr2(b'1', b'2', text.as_bytes().get(from..)?) {
        let at = from + found;
        let Some((year, month, day, behind)) = text.get(at..).and_then(begins_with_date) else {
            if let Some(date) = ends_with_year(text, at) {
                return Some(date);
            }
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

/// The date whose year stands at `at` and last, where its other figures tell themselves which of them is the day:
/// 15/03/2010, but not 05/03/2010.
fn ends_with_year(text: &str, at: usize) -> Option<Dated> {
    let before = text.get(..at)?;
    let mark = before.chars().next_back().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (year, rest) = number::<i32>(text.get(at..)?, 4).filter(|(year, _)| (1900..2100).contains(year))?;
    let (head, second) = before.strip_suffix(mark)?.rsplit_once(mark)?;
    let start = head.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let first = head.get(start..)?;
    let apart = |c: char| !(c.is_ascii_digit() || c == mark);
    if !(rest.chars().next().is_none_or(apart) && head.get(..start)?.chars().next_back().is_none_or(apart))
        || first.len() > 2
        || second.len() > 2
    {
        return None;
    }
    let (first, second) = (first.parse::<u8>().ok()?, second.parse::<u8>().ok()?);
    let span = start..text.len() - rest.len();
    match (first, second) {
        (day @ 13.., month) | (month, day @ 13..) => Dated::new(span, year, month, day),
        _ => None,
    }
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
    blank(text).strip_prefix([word, '-', '/', '.', '．', '－', '—', '–', '―']).map(blank)
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
    let mut years = text.match_indices('年').peekable();
    years.peek()?;
    if !(years.any(|(at, _)| ends_in_numeral(text, at)) || text.contains('民')) || !text.contains('日') {
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
            ("２０１５－０１－２６", Some("2015-01-26")),
            ("2015—01—26", Some("2015-01-26")),
            ("1921—2014", None),
            ("20150126", None),
        ];
        for (text, want) in rows {
            assert_eq!(date(text).map(|d| d.edtf).as_deref(), want, "{text}");
        }
        let wide = "发布：２０１５年１月２６日　";
        let span = date(wide).map(|d| d.span);
        assert_eq!(span.and_then(|span| wide.get(span)), Some("２０１５年１月２６日"));
    }

    #[test]
    fn dates_behind_a_label() {
        let rows = [
            ("20150126", Some(("2015-01-26", "20150126"))),
            ("15/03/2010", Some(("2010-03-15", "15/03/2010"))),
            ("最後更新：31-12-1998", Some(("1998-12-31", "31-12-1998"))),
            ("3/15/2010 9:12:45 AM", Some(("2010-03-15", "3/15/2010"))),
            ("05/03/2010", None),
            ("1998-2010年", None),
            ("２０１５０１２６ 来源", Some(("2015-01-26", "２０１５０１２６"))),
            ("104年1月26日", Some(("2015-01-26", "104年1月26日"))),
            ("113-05-20", Some(("2024-05-20", "113-05-20"))),
            ("2015年1月", Some(("2015-01", "2015年1月"))),
            ("2015年1月—10月", None),
            ("201501261234", None),
            ("12年1月26日", None),
        ];
        for (text, want) in rows {
            let found = labelled(text);
            let got = found.as_ref().map(|d| (d.edtf.as_str(), &text[d.span.clone()]));
            assert_eq!(got, want, "{text}");
        }
    }
}
