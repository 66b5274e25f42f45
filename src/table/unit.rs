//! Reads units where tables write them: in brackets behind a name, behind a stroke, in a column of their own, in
//! 单位：… above the table. What a unit means is what it means behind a number in running text.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::data::tables::tables;
use crate::data::units::units;
use crate::mention::folded::Folded;
use crate::mention::{Context, Kind, find_mentions};

/// A unit: its code, what it makes of the number, and how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unit {
    /// None where the tables do not know it: the value is then not scaled.
    pub(crate) code: Option<Cow<'static, str>>,
    /// What the number is multiplied by, as a power of ten: 4 for 万元.
    pub(crate) power: i32,
    pub(crate) surface: String,
    pub(crate) per: Option<String>,
    /// What an index is held against.
    pub(crate) base: Option<Base>,
    /// Whether it counts things by a word that is also a name of them: 站, 场.
    pub(crate) noun: bool,
}

/// What an index is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// 上年=100, 上年同期=100.
    YearBefore,
    /// 1952年=100.
    Year(u16),
}

impl Unit {
    fn named(code: &'static str, surface: &str) -> Self {
        Unit {
            code: Some(Cow::Borrowed(code)),
            power: 0,
            surface: surface.to_owned(),
            per: None,
            base: None,
            noun: false,
        }
    }

    /// A unit that the tables do not know: as written, and nothing is scaled.
    pub(crate) fn unknown(surface: &str) -> Self {
        Unit { code: None, power: 0, surface: surface.to_owned(), per: None, base: None, noun: true }
    }

    /// Whether it says of what kind the number is, whatever the table counts: %, ‰, 个百分点.
    pub(crate) fn is_ratio(&self) -> bool {
        matches!(self.code.as_deref(), Some("percent" | "permille" | "percentage_point"))
    }
}

/// Reads units and remembers what was read: a table asks for the same few over and over.
#[derive(Debug, Default)]
pub(crate) struct Units {
    known: FxHashMap<String, Option<Unit>>,
}

impl Units {
    /// The unit that a text is; `code` is absent where it looks like one that the tables do not know, and nothing
    /// where it is none.
    pub(crate) fn read(&mut self, surface: &str) -> Option<Unit> {
        if let Some(unit) = self.known.get(surface) {
            return unit.clone();
        }
        let unit = read(surface);
        self.known.insert(surface.to_owned(), unit.clone());
        unit
    }
}

/// Whether a text is units in brackets, as they stand above a table in place of 单位：…: （万人）, （人次、万元）.
pub(crate) fn is_bracketed(text: &str) -> bool {
    let inner = text.trim().strip_prefix(['（', '(']).and_then(|t| t.strip_suffix(['）', ')']));
    let known = |piece: &str| read(piece).is_some_and(|unit| unit.code.is_some() && !unit.noun);
    inner.is_some_and(|inner| inner.split(['、', '，', ',']).all(known))
}

fn read(surface: &str) -> Option<Unit> {
    let surface = surface.trim();
    let text = han_part(surface);
    if text.is_empty() || text.chars().count() > 16 {
        return None;
    }
    if let Some(unit) = ratio(text, surface).or_else(|| index(text, surface)).or_else(|| time(text, surface))
    {
        return Some(unit);
    }
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    if let Some((code, rest)) = currency(&solid)
        && let Some(unit) = counted(&rest, surface).filter(|u| u.code.as_deref() == Some("CNY"))
    {
        return Some(Unit { code: Some(Cow::Borrowed(code)), ..unit });
    }
    counted(&solid, surface)
}

/// The currency that a unit begins with, and the rest: 新臺幣千元.
fn currency(solid: &str) -> Option<(&'static str, String)> {
    let mut folded = Folded::default();
    folded.read(solid);
    let chars = &folded.chars;
    let (end, unit) = (2..chars.len().min(8)).rev().find_map(|end| {
        let (at, unit) = units().before.ending(chars, end, |at, _| at == 0)?;
        (at == 0).then_some((end, unit))
    })?;
    Some((unit.code, chars.get(end..)?.iter().collect()))
}

/// The part of a text in Han letters, where a translation stands behind it: 公里 km, 万人次 10 000 person-times.
fn han_part(text: &str) -> &str {
    let latin = |(at, _): &(usize, &str)| {
        let behind = text.get(at + 1..).unwrap_or_default();
        let before = text.get(..*at).unwrap_or_default();
        behind.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '(')
            && behind.is_ascii()
            && !before.is_ascii()
    };
    text.match_indices(' ').find(latin).and_then(|(at, _)| text.get(..at)).unwrap_or(text).trim()
}

/// What the text makes of a one before it.
fn counted(solid: &str, surface: &str) -> Option<Unit> {
    let one = |text: &str| {
        let mentions = find_mentions(&format!("1{text}"), &Context::default());
        let first = mentions.into_iter().next().filter(|m| m.start == 0)?;
        let amount =
            matches!(first.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio | Kind::Age);
        amount.then_some(first)
    };
    let whole = solid.chars().count() + 1;
    let found = one(solid);
    if let Some(found) = found.as_ref().filter(|m| m.end == whole) {
        let noun = found.kind == Kind::Count && solid.chars().count() == 1 && tables().places.has(solid);
        return Some(Unit {
            code: found.unit.clone(),
            power: power(&found.value)?,
            surface: surface.to_owned(),
            per: found.per.clone(),
            base: None,
            noun,
        });
    }
    // 张/千人, 人/平方公里
    if let Some((over, under)) = solid.split_once(['/', '／'])
        && !under.is_empty()
        && let Some(found) = one(over).filter(|m| m.end == over.chars().count() + 1)
    {
        return Some(Unit {
            code: found.unit.clone(),
            power: power(&found.value)?,
            surface: surface.to_owned(),
            per: Some(under.to_owned()),
            base: None,
            noun: false,
        });
    }
    // 万吨标准煤: tons, of something.
    if let Some(found) = found.as_ref().filter(|m| m.kind == Kind::Measure)
        && tables().of.end(solid)
    {
        return Some(Unit {
            code: found.unit.clone(),
            power: power(&found.value)?,
            surface: surface.to_owned(),
            per: None,
            base: None,
            noun: false,
        });
    }
    // It begins as a unit does, or says that it counts: one that the tables do not know.
    let begins = found.is_some_and(|m| m.end > 1);
    let multiplied = solid.starts_with(['万', '亿', '千', '百']);
    let known = begins || multiplied || tables().unknown_units.has(solid);
    (known && solid.chars().count() <= 8).then(|| Unit::unknown(surface))
}

/// Which power of ten a number is.
fn power(value: &str) -> Option<i32> {
    let zeros = value.strip_prefix('1')?;
    zeros.bytes().all(|b| b == b'0').then(|| i32::try_from(zeros.len()).ok())?
}

/// %, ±%, ‰, 百分点, also in words.
fn ratio(text: &str, surface: &str) -> Option<Unit> {
    let bare = text
        .trim_matches(|c: char| matches!(c, '±' | '+' | '-' | '－' | '＋' | '、' | '，' | ' ' | '为' | '以'));
    let code = match bare {
        "%" | "％" | "﹪" | "百分比" | "百分数" | "百分之" => "percent",
        "‰" | "千分比" | "千分之" => "permille",
        "百分点" | "个百分点" | "個百分點" | "百分點" => "percentage_point",
        _ => return None,
    };
    Some(Unit::named(code, surface))
}

/// 上年=100, 以1952年为100, 1978年＝100.
pub(crate) fn index(text: &str, surface: &str) -> Option<Unit> {
    if !text.contains(['0', '０']) {
        return None;
    }
    let solid: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '＝' | '：' | ':' => '=',
            '０'..='９' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            c => c,
        })
        .collect();
    let at = ["=100", "为100", "為100", "等于100", "定为100"].iter().find_map(|sign| solid.find(sign))?;
    let before = solid.get(..at)?;
    let years = |word: &&str| before.contains(*word);
    let base = if ["上年", "去年", "上月", "前期", "上期", "以上年"].iter().any(years) {
        Base::YearBefore
    } else {
        let digits: Vec<&str> =
            before.split(|c: char| !c.is_ascii_digit()).filter(|d| d.len() == 4).collect();
        Base::Year(digits.last()?.parse().ok()?)
    };
    Some(Unit { base: Some(base), ..Unit::named("index", surface) })
}

/// Lengths of time, which running text reads as durations.
fn time(text: &str, surface: &str) -> Option<Unit> {
    let code = match text {
        "年" | "周年" | "岁" | "歲" => "a",
        "月" | "个月" | "個月" => "mo",
        "天" | "日" | "工日" => "d",
        "小时" | "小時" | "时" => "h",
        "分钟" | "分鐘" => "min",
        "秒" => "s",
        _ => return None,
    };
    Some(Unit::named(code, surface))
}

/// A name of a head or a label, parted from the unit that is written with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) unit: Option<Unit>,
}

/// Parts the name of a head or label from its unit: 总产值（万元）, 藏书/万册, 增长%, 产量 单位：吨.
pub(crate) fn part(text: &str, units: &mut Units) -> Named {
    let text = text.trim();
    let named =
        |name: &str, unit| Named { name: name.trim().trim_end_matches(['，', ',']).trim().to_owned(), unit };
    if let Some((name, unit)) = in_brackets(text, units) {
        return named(&name, Some(unit));
    }
    if let Some((name, unit)) = text.rsplit_once(['/', '／'])
        && !name.trim().is_empty()
        && let Some(unit) = units.read(unit).filter(|u| u.code.is_some())
        && !name.ends_with(|c: char| c.is_ascii_digit())
    {
        // 增长/% and 元/人 on its own, which is all unit.
        if units.read(text).is_some_and(|u| u.code.is_some()) {
            return named("", units.read(text));
        }
        return named(name, Some(unit));
    }
    // 职工平均工资，元
    if let Some((name, unit)) = text.rsplit_once(['，', ','])
        && name.chars().count() >= 2
        && let Some(unit) = units.read(unit).filter(|u| u.code.is_some() && !u.noun)
    {
        return named(name, Some(unit));
    }
    // 以1978年为100 says all of a head, 上年=100 most of it: the words stay.
    if let Some(unit) = index(text, text) {
        return named(text, Some(unit));
    }
    for sign in ["±%", "±％", "%", "％", "‰"] {
        if let Some(name) = text.strip_suffix(sign) {
            return named(name.trim_end_matches(['±', '+', '-', '/', '（', '(', ' ']), units.read(sign));
        }
    }
    // 降水量mm, 平均气温℃
    if let Some((name, unit)) = signs_behind(text)
        && let Some(unit) = units.read(unit).filter(|u| u.code.is_some() && !u.noun)
    {
        return named(name, Some(unit));
    }
    for word in ["计量单位", "單位", "单位"] {
        if let Some(at) = text.rfind(word)
            && let Some(unit) =
                text.get(at + word.len()..).and_then(|u| u.trim_start().strip_prefix(['：', ':']))
            && let Some(unit) = units.read(unit.trim().trim_end_matches(['）', ')']))
        {
            return named(text.get(..at).unwrap_or_default().trim_end_matches(['（', '(']), Some(unit));
        }
    }
    named(text, None)
}

/// The letters or the sign of a unit that stand behind the last Han character, and what stands before them: one letter
/// rather numbers a class.
fn signs_behind(text: &str) -> Option<(&str, &str)> {
    let han = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    let (at, last) = text.char_indices().rfind(|(_, c)| han(*c))?;
    let (name, signs) = text.split_at_checked(at + last.len_utf8())?;
    let signs = signs.trim_start();
    let letters = signs.starts_with(|c: char| c.is_ascii_alphabetic()) && signs.chars().nth(1).is_some();
    (letters || signs.starts_with(['℃', '㎡', '㎜', '㎞', '㎏', '㎝', 'µ', 'μ', '°']))
        .then_some((name, signs))
}

/// The last pair of brackets whose words are a unit; the name is what stands around it.
fn in_brackets(text: &str, units: &mut Units) -> Option<(String, Unit)> {
    let mut end = text.len();
    while let Some(open) = text.get(..end)?.rfind(['（', '(', '［', '[', '〔']) {
        let bracket = text.get(open..)?.chars().next()?.len_utf8();
        let inner = text.get(open + bracket..)?;
        let close = inner.find(['）', ')', '］', ']', '〕']).unwrap_or(inner.len());
        let words = inner.get(..close)?.trim();
        let behind = inner.get(close..)?.chars().skip(1).collect::<String>();
        let words = words.strip_prefix("单位").or(words.strip_prefix("單位")).unwrap_or(words);
        let words = words.trim_start_matches(['：', ':']).trim();
        // （%，上年=100） and （万元，当年价）: the first that is one.
        let whole = units.read(words).filter(|u| u.code.is_some() || u.noun);
        let first = whole.clone().filter(|u| u.code.is_some());
        let parts = words.split(['，', ',', '；', ';', '、']);
        let unit = first
            .or_else(|| parts.map(str::trim).find_map(|w| units.read(w).filter(|u| u.code.is_some())))
            .or(whole);
        if let Some(unit) = unit {
            let name = format!("{}{behind}", text.get(..open)?.trim_end().trim_end_matches(['/', '／']));
            return Some((name, unit));
        }
        end = open;
    }
    None
}

/// The units of 单位：…, in their order, and what an index is held against.
pub(crate) fn note(text: &str, units: &mut Units) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    let bare = |text: &str| -> String {
        text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '（' | '）' | '(' | ')' | '【' | '】'))
            .to_owned()
    };
    for piece in text.split(['、', '，', ',', '；', ';', '\n']) {
        let mut piece = bare(piece);
        for word in ["计量单位", "計量單位", "货币单位", "金额单位", "单位", "單位"] {
            if let Some(at) = piece.find(word) {
                piece = bare(
                    piece.get(at + word.len()..).unwrap_or_default().trim_start_matches(['：', ':', ' ']),
                );
                break;
            }
        }
        if let Some(index) = index(&piece, &piece) {
            out.push(index);
            continue;
        }
        // 千人  2013年, 人 (person): the first word.
        let word = piece.split(['\u{3000}', ' ', '（', '(']).next().unwrap_or_default();
        if piece.starts_with('按') || piece.is_empty() {
            continue;
        }
        if let Some(unit) = units.read(&piece).filter(|u| u.code.is_some()).or_else(|| units.read(word)) {
            out.push(unit);
        } else if !word.is_empty() && word.chars().count() <= 8 {
            out.push(Unit::unknown(word));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(unit: Option<Unit>) -> String {
        let Some(unit) = unit else { return "none".into() };
        let per = unit.per.map(|p| format!(" per {p}")).unwrap_or_default();
        let base = unit.base.map(|b| format!(" {b:?}")).unwrap_or_default();
        format!("{} {}{per}{base}", 10_u64.pow(unit.power as u32), unit.code.as_deref().unwrap_or("?"))
    }

    #[test]
    fn the_words_of_units_are_known() {
        for text in tables().of.examples() {
            assert_eq!(shown(read(&text)), "10000 t", "{text}");
        }
        for text in tables().unknown_units.examples() {
            assert_eq!(shown(read(&text)), "1 ?", "{text}");
        }
    }

    #[test]
    fn reads_units() {
        let rows = [
            ("万元", "10000 CNY"),
            ("新臺幣千元", "1000 TWD"),
            ("公里 km", "1 km"),
            ("万人次 10 000 person-times", "10000 人次"),
            ("亿千瓦时", "100000000 kW.h"),
            ("公斤/公顷", "1 kg/har"),
            ("元/人", "1 CNY per 人"),
            ("人/平方公里", "1 人 per 平方公里"),
            ("%", "1 percent"),
            ("±％", "1 percent"),
            ("‰", "1 permille"),
            ("个百分点", "1 percentage_point"),
            ("年", "1 a"),
            ("村里", "1 ?"),
            ("戶", "1 户"),
            ("万吨标准煤", "10000 t"),
            ("上年=100", "1 index YearBefore"),
            ("以1952年为100", "1 index Year(1952)"),
            ("助理", "none"),
            ("当年价", "none"),
        ];
        for (text, want) in rows {
            assert_eq!(shown(read(text)), want, "{text}");
        }
    }

    #[test]
    fn parts_names_from_units() {
        let rows = [
            ("总产值（万元）", "总产值", "10000 CNY"),
            ("藏书/万册", "藏书", "10000 册"),
            ("粮食产量 (吨)", "粮食产量", "1 t"),
            ("比上年增减（±%）", "比上年增减", "1 percent"),
            ("比上年±%", "比上年", "1 percent"),
            ("增长%", "增长", "1 percent"),
            ("单价/（元/公斤）", "单价", "1 CNY per 公斤"),
            ("执业（助理）医师", "执业（助理）医师", "none"),
            ("产量 单位：吨", "产量", "1 t"),
            ("（万元）", "", "10000 CNY"),
            ("元/人", "", "1 CNY per 人"),
            ("村里數（村里）", "村里數", "1 ?"),
            ("总产值（万元，当年价）", "总产值", "10000 CNY"),
            ("地区生产总值", "地区生产总值", "none"),
            ("以1978年为100", "以1978年为100", "1 index Year(1978)"),
            ("指数（上年=100）", "指数", "1 index YearBefore"),
            ("职工平均工资，元", "职工平均工资", "1 CNY"),
            ("水路，公路", "水路，公路", "none"),
            ("降水量mm", "降水量", "1 mm"),
            ("平均气温℃", "平均气温", "1 Cel"),
            ("人均GDP", "人均GDP", "none"),
            ("维生素C", "维生素C", "none"),
        ];
        for (text, name, unit) in rows {
            let found = part(text, &mut Units::default());
            assert_eq!((found.name.as_str(), shown(found.unit).as_str()), (name, unit), "{text}");
        }
    }

    #[test]
    fn reads_the_units_above_a_table() {
        let rows = [
            ("单位：万元", "10000 CNY"),
            ("单位：公顷、吨、公斤/公顷", "1 har|1 t|1 kg/har"),
            ("單位：新臺幣千元", "1000 TWD"),
            ("计量单位：千人　　2013年", "1000 人"),
            ("单位:所,人", "1 所|1 人"),
            ("单位：人 (person)", "1 人"),
            ("（上年=100）", "1 index YearBefore"),
            ("单位：万元，按当年价格计算", "10000 CNY"),
        ];
        for (text, want) in rows {
            let units = note(text, &mut Units::default());
            assert_eq!(
                units.into_iter().map(|u| shown(Some(u))).collect::<Vec<_>>().join("|"),
                want,
                "{text}"
            );
        }
    }
}
