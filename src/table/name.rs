//! Reads the name in a head or label: without its translation, its marks, its unit, its number in an outline and
//! the word that makes it a part.

use super::number::split_marks;
use super::unit::{Unit, Units, part};
use crate::data::chars::Chars;
use crate::data::tables::tables;
use crate::mention::folded::Folded;

/// The sign that a head or label is a part of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// 其中：
    Among,
    /// #
    Hash,
}

impl Part {
    /// How far the sign moves the name behind it, in half em.
    pub(crate) fn width(self) -> u16 {
        match self {
            Part::Among => 6,
            Part::Hash => 1,
        }
    }
}

/// A name as a head or label says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Name {
    /// Without outer blanks and blanks between Han characters.
    pub(crate) text: String,
    pub(crate) marks: Vec<String>,
    pub(crate) unit: Option<Unit>,
    pub(crate) part: Option<Part>,
    /// The rank of its number in an outline: 1 for 一、, 2 for （一）, 3 for 1.
    pub(crate) rank: Option<u8>,
    /// The same with the words that were taken for a unit: 文化馆（站）.
    pub(crate) whole: String,
    /// Whether nothing but a unit stands there: （万元）.
    pub(crate) only_unit: bool,
}

/// Reads a name. `noted` are the marks that notes explain.
pub(crate) fn read(text: &str, noted: &[String], units: &mut Units) -> Name {
    let mut name = Name::default();
    let text = untranslated(text);
    let (text, marks) = split_marks(text, noted);
    name.marks = marks;
    let (sign, text) = without_part(text);
    name.part = sign;
    let (rank, text) = without_outline(text);
    name.rank = rank;
    // A second sign: （一）其中：….
    let (sign, text) = if name.part.is_none() { without_part(text) } else { (None, text) };
    name.part = name.part.or(sign);
    name.whole = solid(text.trim_end_matches(['：', ':']));
    let named = part(text, units);
    // 種植面積 Planted Area （公頃）
    let (bare, marks) = split_marks(untranslated(&named.name), noted);
    name.marks.splice(0..0, marks);
    name.text = solid(bare.trim_end_matches(['：', ':']));
    name.only_unit = name.text.is_empty() && named.unit.is_some();
    name.unit = named.unit;
    name
}

/// The Chinese part of a text, where a line in Latin letters stands below it in the same cell.
pub(crate) fn untranslated(text: &str) -> &str {
    let text = text.trim();
    if text.is_ascii() {
        return text;
    }
    let han = |t: &str| t.contains(|c: char| ('\u{3400}'..='\u{9fff}').contains(&c));
    let cut = text.match_indices(' ').find(|(at, _)| {
        let behind = text.get(at + 1..).unwrap_or_default();
        let letters = behind.chars().filter(char::is_ascii_alphabetic).count();
        letters >= 2
            && !han(behind)
            && behind.starts_with(|c: char| c.is_ascii_alphabetic() || c == '#' || c == '(')
            && han(text.get(..*at).unwrap_or_default())
    });
    cut.and_then(|(at, _)| text.get(..at)).unwrap_or(text).trim_end()
}

/// Whether a text only translates: Latin letters and no Han character.
pub(crate) fn is_translation(text: &str) -> bool {
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    letters >= 2 && text.is_ascii()
}

/// Takes 其中： or # off the front.
pub(crate) fn without_part(text: &str) -> (Option<Part>, &str) {
    let trimmed = text.trim_start();
    if let Some(rest) = trimmed.strip_prefix(['#', '＃']) {
        return (Some(Part::Hash), rest.trim_start());
    }
    for word in tables().among.iter() {
        let mut rest = trimmed;
        let all = word.chars().all(|c| {
            let next = rest.trim_start();
            match next.strip_prefix(c) {
                Some(behind) => {
                    rest = behind;
                    true
                }
                None => false,
            }
        });
        if all {
            let rest = rest.trim_start();
            let behind = rest.strip_prefix(['：', ':', '，', '、']).map(str::trim_start);
            // 合计中学 is no part; 其中女性 is one.
            if behind.is_some() || rest.is_empty() || word == "其中" {
                return (Some(Part::Among), behind.unwrap_or(rest));
            }
        }
    }
    (None, text)
}

/// Takes an outline number off the front: 一、 （一） 1. 1、.
pub(crate) fn without_outline(text: &str) -> (Option<u8>, &str) {
    let trimmed = text.trim_start();
    static NUMERALS: Chars = Chars::of("一二三四五六七八九十");
    let numeral = |c: char| NUMERALS.has(c);
    let digit = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    let lead = |t: &str, is: &dyn Fn(char) -> bool| -> usize {
        t.char_indices().take_while(|(_, c)| is(*c)).last().map_or(0, |(at, c)| at + c.len_utf8())
    };
    let not_number = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.trim().is_empty();
    if let Some(inner) = trimmed.strip_prefix(['（', '(']) {
        for (rank, is) in [(2, &numeral as &dyn Fn(char) -> bool), (4, &digit)] {
            let at = lead(inner, is);
            if at > 0
                && let Some(rest) = inner.get(at..).and_then(|r| r.strip_prefix(['）', ')']))
                && !rest.trim().is_empty()
            {
                return (Some(rank), rest.trim_start().trim_start_matches(['、', '．']).trim_start());
            }
        }
    }
    let at = lead(trimmed, &numeral);
    if at > 0
        && let Some(rest) = trimmed.get(at..).and_then(|r| r.strip_prefix(['、', '．', '.', '，']))
        && !rest.trim().is_empty()
    {
        return (Some(1), rest.trim_start());
    }
    let at = lead(trimmed, &digit);
    if (1..=6).contains(&at)
        && let Some(rest) = trimmed.get(at..).and_then(|r| r.strip_prefix(['、', '．', '.']))
        && not_number(rest)
    {
        return (Some(3), rest.trim_start());
    }
    (None, text)
}

/// A text without outer blanks and blanks between Han characters: 地区生产 总 值 → 地区生产总值.
pub(crate) fn solid(text: &str) -> String {
    let wide = |c: Option<char>| c.is_some_and(|c| c as u32 > 0x2000);
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.trim().chars() {
        if c.is_whitespace() {
            blank = true;
            continue;
        }
        let before = out.chars().next_back();
        if blank && !(wide(before) || wide(Some(c))) && before.is_some() {
            out.push(' ');
        }
        blank = false;
        out.push(c);
    }
    out
}

/// A text as it is compared with words: Simplified, half width, lower case, without blanks.
pub(crate) fn fold(text: &str) -> String {
    let (mut folded, mut out) = (Folded::default(), String::with_capacity(text.len()));
    folded.read(text);
    for c in folded.chars.iter().filter(|c| !c.is_whitespace()) {
        match c {
            // Han characters, of which most names are, have no cases to be looked for.
            '\u{3400}'..='\u{9fff}' => out.push(*c),
            c => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Whether a name states a sum: 合计, 全县合计. 小计 does not end a group.
pub(crate) fn is_total(name: &str) -> bool {
    totals(&fold(name))
}

/// Whether a name states the sum of its group: 小计.
pub(crate) fn is_subtotal(name: &str) -> bool {
    subtotals(&fold(name))
}

/// Whether a name states a sum of all or of its group.
pub(crate) fn is_sum(name: &str) -> bool {
    let name = fold(name);
    totals(&name) || subtotals(&name)
}

fn totals(folded: &str) -> bool {
    tables().totals.has(folded) || tables().total_ends.end(folded)
}

fn subtotals(folded: &str) -> bool {
    tables().subtotals.end(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_names_are_known() {
        for name in tables().totals.examples().chain(tables().total_ends.examples()) {
            assert!(is_total(&name) && is_sum(&name), "{name}");
        }
        for name in tables().subtotals.examples() {
            assert!(is_subtotal(&name) && is_sum(&name) && !is_total(&name), "{name}");
        }
        for name in tables().among.examples() {
            assert_eq!(without_part(&name), (Some(Part::Among), "女性"), "{name}");
        }
        let read = |name: &String| read(name, &[], &mut Units::default()).unit;
        let places = tables().places.examples();
        let unknown: Vec<String> = places.filter(|n| !read(n).is_some_and(|unit| unit.noun)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn reads_names() {
        let rows = [
            ("年　份", "年份", ""),
            ("地区生产 总 值", "地区生产总值", ""),
            ("公路通车里程 Length of Highways", "公路通车里程", ""),
            ("2013年比上年 增长% Growth Rate over 2012 (%)", "2013年比上年增长", "unit"),
            ("種植面積 Planted Area （公頃）", "種植面積", "unit"),
            ("其中：出口 交货值（万元）", "出口交货值", "Among unit"),
            ("#工　业", "工业", "Hash"),
            ("其 中", "", "Among"),
            ("一、人口", "人口", "rank1"),
            ("（一）执业（助理）医师", "执业（助理）医师", "rank2"),
            ("1.轻工业", "轻工业", "rank3"),
            ("1.5升以下", "1.5升以下", ""),
            ("村卫生室①", "村卫生室", "marks"),
            ("总人口①（人）", "总人口", "marks unit"),
            ("流动资产：", "流动资产", ""),
            ("GDP 增速", "GDP增速", ""),
            ("文化馆（站）", "文化馆", "unit"),
        ];
        for (text, want, signs) in rows {
            let name = read(text, &[], &mut Units::default());
            let mut got: Vec<String> = Vec::new();
            got.extend(name.part.map(|p| format!("{p:?}")));
            got.extend(name.rank.map(|r| format!("rank{r}")));
            got.extend((!name.marks.is_empty()).then(|| "marks".to_owned()));
            got.extend(name.unit.map(|_| "unit".to_owned()));
            assert_eq!((name.text.as_str(), got.join(" ").as_str()), (want, signs), "{text}");
        }
    }

    #[test]
    fn totals() {
        for name in ["合　计", "總計", "全县合计", "资产总计", "全县"] {
            assert!(is_total(name), "{name}");
        }
        for name in ["小计", "会计", "合计划", "县城"] {
            assert!(!is_total(name), "{name}");
        }
    }
}
