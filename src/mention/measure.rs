//! Reads physical quantities with their UCUM code: 907平方千米, 30毫克/升, 80立方米每秒, 两米半.

use crate::data::chars::Chars;
use crate::data::units::{Unit, UnitKind};
use crate::mention::Kind;
use crate::mention::count;
use crate::mention::cursor::{among, blanks};
use crate::mention::hit::{Hit, row, tenths, with_half};
use crate::mention::number::{self, Number, Script};
use crate::normal::Decimal;

/// Characters after 里 that make a place of it: 三里屯.
static PLACE: Chars = Chars::of("屯村铺店庄河桥亭沟坡镇街营墩堡乡社台岗湾洼坪塘井寨湖岭山路牌洞海坝甸坨园长");

/// The quantity whose unit is `unit`, which ends at `end`.
pub(crate) fn unit(chars: &[char], number: &Number, end: usize, unit: &'static Unit) -> Option<Hit> {
    let next = chars.get(end).copied();
    match unit.code {
        "[li_cn]" if number.script != Script::Arabic && next.is_some_and(|c| PLACE.has(c)) => {
            return None;
        }
        "[mu_cn]" if count::names_a_place(chars, number, end) => return None,
        code if is_loose(chars, number, end, code) && tenths(chars, code, end).is_none() => return None,
        "[li_cn]"
            if number.small_chinese(10)
                && next.is_some_and(|c| c.is_alphanumeric() && !among!(c, "许余"))
                && !goes_on_in_steps(chars, end) =>
        {
            return None;
        }
        _ => {}
    }
    let mut hit = with_half(chars, number, Hit::new(Kind::Measure, end, unit.code, "measure"));
    if let Some((more, end)) = tenths(chars, unit.code, end) {
        (hit.more, hit.end) = (Some(more), end);
    }
    if unit.code == "m"
        && let Some((more, end)) = centimetres(chars, number, hit.end)
    {
        (hit.more, hit.end) = (Some(more), end);
    }
    if let Some((over, end)) = divisor(chars, hit.end) {
        hit.unit = format!("{}/{over}", unit.code).into();
        (hit.end, hit.rule) = (end, "measure as a quotient");
    }
    Some(hit)
}

/// Whether an old unit counts nothing here: 三尺讲台, 百丈崖, 500两会; a small numeral and a word are a name or an idiom, and
/// 两 is more often the number.
fn is_loose(chars: &[char], number: &Number, end: usize, code: &str) -> bool {
    let word = chars.get(end).is_some_and(|&c| c.is_alphabetic() && !number::begins(c));
    match code {
        "[zhang_cn]" | "[chi_cn]" | "[cun_cn]" => word && (number.small_chinese(11) || number.bare),
        // 捐银五百两修城: no other 两 stands behind tens and hundreds.
        "[liang_cn]" if number.script == Script::Chinese && !number.small_chinese(11) => {
            chars.get(end) == Some(&'会')
        }
        "[liang_cn]" => chars.get(end).is_some_and(|&c| c.is_alphabetic() && !among!(c, "白银余多以左上")),
        _ => false,
    }
}

/// Whether steps stand behind 里: 城周九里十三步.
fn goes_on_in_steps(chars: &[char], end: usize) -> bool {
    number::read(chars, end).is_some_and(|steps| chars.get(steps.end) == Some(&'步'))
}

/// The figures behind 米, and their end: 一米八, 跳高1米85. What they count themselves goes on with another word.
fn centimetres(chars: &[char], number: &Number, end: usize) -> Option<(Decimal, usize)> {
    let arabic = number.script == Script::Arabic;
    let figure =
        |i: usize| chars.get(i).and_then(|&c| if arabic { c.to_digit(10) } else { number::digit(c) });
    let metre = chars.get(end.checked_sub(1)?) == Some(&'米') && number.high.is_none() && !number.multiplied;
    let tenth = figure(end).filter(|_| metre && !number.low.is_fractional() && number.bound.is_none())?;
    let hundredth = figure(end + 1);
    let stop = end + 1 + usize::from(hundredth.is_some());
    let apart = |&c: &char| !c.is_alphanumeric() && !among!(c, ".·-~%‰℃°×") || among!(c, "的高长宽深厚左以");
    if !chars.get(stop).is_none_or(apart) {
        return None;
    }
    let value = u128::from(tenth * 10 + hundredth.unwrap_or_default());
    Some((Decimal::new(value, 2)?, stop))
}

/// What stands below the line of a quotient: `/升`, `每秒`, `/平方米·天`; its code and its end.
fn divisor(chars: &[char], at: usize) -> Option<(String, usize)> {
    let slash = chars.get(at) == Some(&'/');
    let per = chars.get(at) == Some(&'每');
    if !slash && !per {
        return None;
    }
    let mut from = blanks(chars, at + 1);
    if slash && chars.get(from) == Some(&'每') {
        from += 1;
    }
    let (code, end) = time(chars, from, slash).or_else(|| {
        let (end, row) = row(chars, from)?;
        match row.kind {
            UnitKind::Measure => Some((row.code.to_owned(), end)),
            UnitKind::Duration => Some((time_code(row.code)?.to_owned(), end)),
            UnitKind::Count | UnitKind::Noun if slash => Some((format!("{{{}}}", row.code), end)),
            _ => None,
        }
    })?;
    if per && chars.get(end).is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    // A second unit below the line: 克/平方米·天.
    if chars.get(end).is_some_and(|&c| c == '·' || c == '/')
        && let Some((second, end)) = time(chars, end + 1, true).or_else(|| {
            row(chars, end + 1)
                .filter(|(_, r)| r.kind == UnitKind::Measure)
                .map(|(e, r)| (r.code.to_owned(), e))
        })
    {
        return Some((format!("({code}.{second})"), end));
    }
    Some((code, end))
}

/// A unit of time below the line.
fn time(chars: &[char], at: usize, slash: bool) -> Option<(String, usize)> {
    let code = match chars.get(at)? {
        '秒' => ("s", at + 1 + usize::from(chars.get(at + 1) == Some(&'钟'))),
        's' if slash => ("s", at + 1),
        'h' if slash && chars.get(at + 1) != Some(&'a') => ("h", at + 1),
        'd' if slash => ("d", at + 1),
        'a' if slash => ("a", at + 1),
        '分' => ("min", at + 1 + usize::from(chars.get(at + 1) == Some(&'钟'))),
        '小' if chars.get(at + 1) == Some(&'时') => ("h", at + 2),
        '时' if slash => ("h", at + 1),
        '天' | '日' => ("d", at + 1 + usize::from(chars.get(at) == Some(&'昼'))),
        '月' if slash => ("mo", at + 1),
        '年' if slash => ("a", at + 1),
        '周' if slash => ("wk", at + 1),
        _ => return None,
    };
    Some((code.0.to_owned(), code.1))
}

fn time_code(designator: &str) -> Option<&'static str> {
    Some(match designator {
        "Y" => "a",
        "M" => "mo",
        "W" => "wk",
        "D" => "d",
        "TH" => "h",
        "TM" => "min",
        "TS" => "s",
        _ => return None,
    })
}

/// 度 after a number: electricity where the clause speaks of it, else a temperature where it does.
pub(crate) fn degree(chars: &[char], number: &Number, at: usize) -> Option<Hit> {
    if chars.get(at) != Some(&'度')
        || chars.get(at + 1).is_some_and(|&c| among!(c, "假数量过角电") && c != '电')
    {
        return None;
    }
    if chars.get(at + 1) == Some(&'电') {
        return Some(Hit::new(Kind::Measure, at + 1, "kW.h", "measure of electricity"));
    }
    let clause = chars.get(number.start.saturating_sub(16)..number.start)?;
    if clause.ends_with(&['零', '下']) {
        return Some(Hit::new(Kind::Measure, at + 1, "Cel", "measure of temperature"));
    }
    for (i, &c) in clause.iter().enumerate().rev() {
        match c {
            '。' | '；' | ';' => break,
            '电' => return Some(Hit::new(Kind::Measure, at + 1, "kW.h", "measure of electricity")),
            '氏' if !matches!(i.checked_sub(1).and_then(|i| clause.get(i)), Some('摄' | '华')) => {}
            '温' | '氏' => {
                let fahrenheit =
                    clause.get(i.saturating_sub(3)..=i).is_some_and(|before| before.contains(&'华'));
                let scale = if fahrenheit { "[degF]" } else { "Cel" };
                return Some(Hit::new(Kind::Measure, at + 1, scale, "measure of temperature"));
            }
            // 体温39度，酒度38度: degrees of something else.
            '度' if clause
                .get(i.wrapping_sub(1))
                .is_some_and(|&c| c.is_alphabetic() && !number::begins(c) && !among!(c, "温年季程制")) =>
            {
                return None;
            }
            _ => {}
        }
    }
    None
}

/// 秒立方米 and its like, said the other way round.
pub(crate) fn reversed(chars: &[char], at: usize) -> Option<Hit> {
    let length = match chars.get(at..)? {
        ['秒', '立', '方', '米', ..] | ['立', '方', '米', '秒', ..] => 4,
        ['个', '流', '量', ..] => 3,
        _ => return None,
    };
    Some(Hit::new(Kind::Measure, at + length, "m3/s", "measure as a quotient"))
}
