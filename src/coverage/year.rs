//! Reads the years and the volumes that a text writes in full.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::data::chars::Chars;
use crate::data::eras::eras as eras_table;
use crate::data::simplified::simple;

/// A year written in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Year {
    /// The Gregorian year.
    pub(super) value: i32,
    /// The words.
    pub(super) surface: String,
    /// Whether it stands for itself: no end of a range or of an interval that is open (自2010年, 2010年以来).
    pub(super) points: bool,
    /// Whether it is told as past, not planned.
    pub(super) past: bool,
}

/// What a title or a step of the breadcrumb says of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Volume {
    /// It reports on this year.
    Reports(i32),
    /// It reports on several.
    Several,
}

/// What the eras end with that the pattern of years knows.
static ERA_ENDS: Chars = Chars::of("国國前宋元明清");
/// What can be the last figure of a year.
static FIGURES: Chars = Chars::of("０１２３４５６７８９〇○零一二三四五六七八九十百");
const HAN_DIGITS: &str = "〇○零一二三四五六七八九";

static YEAR: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) (?P<era>民国|民國|公元前|宋|元|明|清)? \s? (?P<y> (?:[12][0-9]{3}|[１２][０-９]{3}|[一二][〇○零一二三四五六七八九]{3}) | [0-9]{1,3} | [一二三四五六七八九十百零〇]{1,6} ) \s?年",
    )
    .expect("the pattern of years is tested")
});
static VOLUME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          年[鉴鑑] [》]? \s? [（(〔\[·・—-]? \s? (?P<a>(?:民國|民国)?\s?[0-9０-９〇○零一二三四五六七八九十百]{2,4})
        | (?P<b>(?:民國|民国)?\s?[0-9０-９〇○零一二三四五六七八九十百]{2,4}) \s? (?: 年卷 | 年版 | 年[鉴鑑] | 卷 | 版 )
        | (?P<c>(?:民國|民国)?\s?[0-9０-９〇○零一二三四五六七八九十百]{2,4}) \s? 年度? [^，。；0-9]{0,10} (?: 年[鉴鑑] | 大事 | 纪事 | 記事 )",
    )
    .expect("the pattern of volumes is tested")
});

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || FIGURES.has(c)
}

fn number(text: &str) -> Option<i32> {
    let mut value = 0i32;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => c as i32 - '0' as i32,
            '０'..='９' => c as i32 - '０' as i32,
            '〇' | '○' | '零' => 0,
            _ => HAN_DIGITS.chars().skip(2).position(|d| d == c)? as i32,
        };
        value = value.checked_mul(10)?.checked_add(digit)?;
    }
    Some(value)
}

/// A number of 民國 years: figures, or Han numerals below 200.
fn roc(text: &str) -> Option<i32> {
    if !text.contains(['十', '百']) {
        return number(text);
    }
    let (mut value, mut last) = (0, 0);
    for c in text.chars() {
        match c {
            '百' => (value, last) = (value + last.max(1) * 100, 0),
            '十' => (value, last) = (value + last.max(1) * 10, 0),
            '零' | '〇' => {}
            c => last = number(&c.to_string())?,
        }
    }
    Some(value + last)
}

/// The longest that the pattern of years can match, in bytes.
const LONGEST_YEAR: usize = 40;

/// The years a text writes in full, in order. 民國 years count, reign years do not.
pub(super) fn full_years(text: &str) -> Vec<Year> {
    // Nothing at the start of the pattern can be sought, so only what stands before each 年 is read.
    let mut from = 0;
    let years = text.match_indices('年').filter_map(|(at, mark)| {
        let end = at + mark.len();
        if !text.get(..at)?.trim_end().ends_with(is_figure) {
            return None;
        }
        let mut start = from.max(at.saturating_sub(LONGEST_YEAR));
        while !text.is_char_boundary(start) {
            start += 1;
        }
        from = end;
        if let Some(year) = plain_year(text, at) {
            return year_at(text, at - 4..end, year);
        }
        let window = text.get(start..end)?;
        // 5年 is no year, which is told without the pattern: only one of the Republic has fewer than four figures.
        if !window.contains('民') && figures_before(text, at) < 4 {
            return None;
        }
        full_year(text, start, &YEAR.captures(window)?)
    });
    years.collect()
}

/// How many figures stand before a byte offset, a blank passed by.
fn figures_before(text: &str, end: usize) -> usize {
    let before = text.get(..end).unwrap_or_default().trim_end();
    before.chars().rev().take(4).take_while(|c| is_figure(*c)).count()
}

fn full_year(text: &str, offset: usize, captures: &Captures<'_>) -> Option<Year> {
    let whole = captures.get(0)?;
    let digits = captures.name("y")?.as_str();
    let value = match captures.name("era").map(|m| m.as_str()) {
        Some("民国" | "民國") => 1911 + roc(digits)?,
        Some(_) => return None,
        None if digits.chars().count() == 4 => number(digits)?,
        None => return None,
    };
    year_at(text, offset + whole.start()..offset + whole.end(), value)
}

/// The year of four figures right before a 年, where no other reading is possible: most years are such.
fn plain_year(text: &str, end: usize) -> Option<i32> {
    let (before, figures) = text.get(..end)?.split_at_checked(end.checked_sub(4)?)?;
    let alone = !before.ends_with(|c| is_figure(c) || c.is_whitespace() || ERA_ENDS.has(c));
    let year = figures.parse().ok().filter(|_| figures.starts_with(['1', '2']))?;
    alone.then_some(year)
}

/// What stands before a year that is planned, and the characters that these words begin with.
const PLANS: [&str; 9] = ["计划", "規劃", "规划", "预计", "力争", "到", "至", "将于", "目标"];
static BEGIN_PLANS: Chars = Chars::of("计規规预力到至将目");

fn year_at(text: &str, span: Range<usize>, value: i32) -> Option<Year> {
    let (before, behind) = (text.get(..span.start)?, text.get(span.end..)?);
    // The figure may be the end of a longer one: 12013年, or of a range: 1998～2001年.
    if before.ends_with(|c: char| c.is_ascii_digit()) || !(1000..=2199).contains(&value) {
        return None;
    }
    let ranges = ['～', '~', '—', '–', '-', '－', '―', '至', '到'];
    // 自从 and 始建于 end so, too.
    let opens = ['自', '从', '由', '於', '于', '比', '较', '與', '与'];
    let closes = ["以来", "以來", "来", "來", "起", "以后", "後", "后", "前", "以前", "之前", "始", "同期"];
    let lead = before.trim_end();
    let until = is_until(lead, behind);
    let points = (until || !before.ends_with(ranges))
        && !behind.starts_with(ranges)
        && !lead.ends_with(opens)
        && !closes.iter().any(|w| behind.starts_with(w));
    let near = before.char_indices().rev().take(6).last().map_or(0, |(at, _)| at);
    let near = before.get(near..)?;
    let planned = near.contains(|c| BEGIN_PLANS.has(c)) && PLANS.iter().any(|w| near.contains(w));
    let past = !planned || until && lead.contains('截');
    Some(Year { value, surface: text.get(span)?.to_owned(), points, past })
}

/// Whether a text tells how things stood in a year: 截至2011年底, and 至2011年底 where a clause begins, for
/// elsewhere it ends a range. 到2015年底 tells of a plan.
fn is_until(before: &str, behind: &str) -> bool {
    if ["截至", "截止到", "截止至", "截至到"].iter().any(|w| before.ends_with(w)) {
        return !behind.trim_start().starts_with(is_figure);
    }
    let end = ["底", "末", "年底", "年末"].iter().any(|w| behind.starts_with(w));
    let begins = |b: &str| b.is_empty() || b.ends_with(['，', '。', '；', ',']);
    end && before.strip_suffix('至').is_some_and(begins)
}

/// How many ranges of years a text holds.
pub(super) fn ranges(text: &str) -> usize {
    let (mut count, mut from) = (0, 0);
    while let Some(found) = text.get(from..).and_then(|rest| memchr::memchr2(b'1', b'2', rest.as_bytes())) {
        let rest = text.get(from + found..).unwrap_or_default();
        let end = range(rest).map(|behind| text.len() - behind.len());
        count += usize::from(end.is_some());
        from = end.unwrap_or(from + found + 1);
    }
    count
}

/// What stands behind a range of years that a text begins with: 1998～2001年, 2003—2005.
fn range(text: &str) -> Option<&str> {
    let behind = after_blank(after_year(text)?).strip_prefix(['～', '~', '—', '–', '-', '－', '―', '至'])?;
    after_year(after_blank(behind))
}

/// What stands behind a year of four figures, with or without 年.
fn after_year(text: &str) -> Option<&str> {
    let figures =
        text.get(..4).filter(|f| f.starts_with(['1', '2']) && f.bytes().all(|b| b.is_ascii_digit()))?;
    let behind = text.get(figures.len()..)?;
    Some(behind.strip_prefix('年').unwrap_or(behind))
}

fn after_blank(text: &str) -> &str {
    text.strip_prefix(char::is_whitespace).unwrap_or(text)
}

/// How many years by reigns or before 1949 a text holds, those of a Taiwan yearbook not counted.
pub(super) fn eras(text: &str) -> usize {
    text.match_indices('年').filter(|&(at, _)| text.get(..at).is_some_and(ends_in_an_era_year)).count()
}

/// The longest number of a year in an era, and the longest of their names behind a dynasty's.
const LONGEST_ERA_YEAR: usize = 12;

fn ends_in_an_era_year(text: &str) -> bool {
    let of_a_year = |c: &char| is_figure(*c) || matches!(c, '元' | '廿' | '卅');
    let number = text.chars().rev().take(LONGEST_ERA_YEAR).map(simple).take_while(of_a_year).count();
    if !(1..=4).contains(&number) {
        return false;
    }
    let mut before: Vec<char> = text.chars().rev().take(LONGEST_ERA_YEAR).map(simple).collect();
    before.reverse();
    let (name, number) = before.split_at(before.len() - number);
    let later = || roc(&number.iter().collect::<String>()).is_some_and(|n| n > 38);
    let taiwan = name.ends_with(&['民', '国']) && later();
    let han = number.iter().all(|c| !c.is_ascii_digit());
    // Behind a name that several eras bore only Han numerals count their years: 永安三年, but not 永安3年.
    let named =
        |at: usize| eras_table().named.at(name, at, |end, era| end == name.len() && !era.alone).is_some();
    let era = eras_table().names.ending(name, name.len(), |at, ()| han || named(at)).is_some();
    (era || name.ends_with(&['公', '元', '前'])) && !taiwan
}

/// The volume that a title or a step of a breadcrumb names, and the year it reports on: 《××年鉴2014》
/// reports on 2013, a volume named by a 民國 year on that year, 2014年大事记 on 2014.
pub(super) fn volume(text: &str) -> Option<Volume> {
    if !text.contains(['年', '卷', '版', '大', '纪']) || !text.contains(is_figure) {
        return None;
    }
    let book = ["年鉴", "年鑑", "年鉴》", "年鉴("].iter().any(|w| text.contains(w));
    let chronicle = ["大事记", "大事記", "大事年表", "纪事", "大事"].iter().any(|w| text.contains(w));
    let gazetteer = text.contains('志') && !book && !chronicle;
    if gazetteer {
        return None;
    }
    if ranges(text) > 0 {
        return (book || chronicle).then_some(Volume::Several);
    }
    let captures = VOLUME.captures_iter(text).find(|c| is_whole(text, c))?;
    let written = ["a", "b", "c"].iter().find_map(|name| captures.name(name))?.as_str();
    let roc_digits = ["民國", "民国"].iter().find_map(|era| written.strip_prefix(era));
    if let Some(digits) = roc_digits {
        return Some(Volume::Reports(1911 + roc(digits.trim())?));
    }
    // 屏山縣102年年鑑: only there is a volume named by a bare year of the Republic.
    if let Some(republic) = number(written).filter(|n| (100..150).contains(n) && text.contains("年鑑")) {
        return Some(Volume::Reports(1911 + republic));
    }
    if written.chars().count() != 4 {
        return None;
    }
    let year = number(written)?;
    let itself = chronicle && !book;
    (1900..=2199).contains(&year).then_some(Volume::Reports(if itself { year } else { year - 1 }))
}

/// Whether a figure is not a part of a longer one.
fn is_whole(text: &str, captures: &Captures<'_>) -> bool {
    let found = ["a", "b", "c"].iter().find_map(|name| captures.name(name));
    let free = |c: Option<char>| !c.is_some_and(|c| c.is_ascii_digit());
    found.is_some_and(|m| {
        free(text.get(..m.start()).and_then(|t| t.chars().next_back()))
            && free(text.get(m.end()..).and_then(|t| t.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_volumes() {
        use Volume::{Reports, Several};
        let rows = [
            ("通州年鉴2014", Some(Reports(2013))),
            ("鹤汀年鉴（2011）", Some(Reports(2010))),
            ("《岚谷年鉴》2018", Some(Reports(2017))),
            ("2014年卷", Some(Reports(2013))),
            ("2020卷", Some(Reports(2019))),
            ("2015年年鉴", Some(Reports(2014))),
            ("望岫年鉴 2010年版", Some(Reports(2009))),
            ("霧坪鄉年鑑民國101年", Some(Reports(2012))),
            ("屏山縣102年年鑑", Some(Reports(2013))),
            ("屏山縣年鑑（102年）", Some(Reports(2013))),
            ("屏山县年鉴（102年）", None),
            ("2014年大事记", Some(Reports(2014))),
            ("石梅镇大事年表（2003—2005）", Some(Several)),
            ("柏陵县志（1986—2000）", None),
            ("2010年", None),
            ("通州年鉴", None),
            ("【年鉴里的浣溪】浣溪镇（2022）", None),
            ("2015年通州年鉴", Some(Reports(2014))),
            ("关于2013年预算的报告", None),
        ];
        for (text, want) in rows {
            assert_eq!(volume(text), want, "{text}");
        }
    }

    #[test]
    fn reads_full_years() {
        let values = |t: &str| full_years(t).iter().map(|y| (y.value, y.points)).collect::<Vec<_>>();
        assert_eq!(values("2013年,比2012年增长，自2010年以来"), [(2013, true), (2012, false), (2010, false)]);
        assert_eq!(values("二○一三年有碼頭，二〇一二年九月"), [(2013, true), (2012, true)]);
        assert_eq!(
            values("截至2011年底，有。至2012年末；截至二〇一三年年底"),
            [(2011, true), (2012, true), (2013, true)]
        );
        assert_eq!(
            values("截至2012年3月，到2015年底，1998年至2005年底"),
            [(2012, false), (2015, false), (1998, false), (2005, false)]
        );
        assert_eq!(values("民國101年，民國九十八年以後"), [(2012, true), (2009, true)]);
        assert_eq!(values("3年、12013年、清光绪三十年、连续5年"), []);
        assert_eq!(
            (
                ranges("1998～2001年；1855—1935年"),
                eras("民国二十五年、光緒三十年、民國101年、弘治元年、永和九年")
            ),
            (2, 4)
        );
    }
}
