//! Finds the word that a distributive governs: 每家5000元 → 家, 人均3000元 → 人.

use crate::data::chars::Chars;
use crate::data::units::units;
use crate::mention::cursor::{among, ends, starts};
use crate::mention::found::Found;
use crate::mention::number;

/// How far back a distributive reaches.
const REACH: usize = 24;

/// What stands before 均 when it means "on average for each".
static AVERAGED: Chars = Chars::of("人户亩头年日月村校班生场天周家县乡镇季");

/// Those of them that are times.
static TIMES: Chars = Chars::of("年日月天周季");

/// The word that the nearest 每 or 均 between `floor` and `start` governs, within the clause. A `level`, as a
/// temperature or a concentration, is averaged over times and not had in each.
pub(crate) fn governing(chars: &[char], start: usize, floor: usize, level: bool) -> Option<(usize, usize)> {
    // 人均收入增长8%，达到3.5万元: the clause before says what is reached.
    let may = matches!(chars.get(start.wrapping_sub(1)), Some('达' | '到'));
    let reached = [",达到", ",达"].iter().find(|w| may && ends(chars, start, w));
    let (start, floor) = match reached {
        Some(word) => (start - word.chars().count(), 0),
        None => (start, floor),
    };
    let low = start.saturating_sub(REACH).max(floor);
    for at in (low..start).rev() {
        match chars.get(at)? {
            '，' | ',' | '。' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' | '、' | '(' | ')' =>
            {
                return None;
            }
            // 每隔5米栽1株: a distance, no share.
            '每' if chars.get(at + 1) == Some(&'隔') => return None,
            '每' => return each(chars, at + 1, start),
            '均' => {
                let before = at.checked_sub(1).filter(|&i| i >= low).and_then(|i| chars.get(i));
                // 平均, 年均; in 每人均 the 每 is further left and means the same.
                // 按年均汇率折算: a rate, of nothing that follows.
                if starts(chars, at + 1, "汇率") {
                    return None;
                }
                if before.is_some_and(|&c| AVERAGED.has(c) && !(level && TIMES.has(c)))
                    || before.is_some_and(|&c| among!(c, "只车次")) && averages(chars, at - 1)
                {
                    return Some((at - 1, at));
                }
                // 平均亩增收
                if before == Some(&'平') && chars.get(at + 1).is_some_and(|&c| among!(c, "人户亩头")) {
                    return Some((at + 1, at + 2));
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether 只, 车 or 次 at `at` is what 均 averages over, and not what it says of all: 次均费用, but 三次均.
fn averages(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    !before.is_some_and(|&c| number::begins(c) || among!(c, "每多各几首该本此火汽列货客不"))
}

/// The word that a 每 before the amount `last` governs, where `start` begins the next of one list:
/// 每户大米50斤、棉被2床. A sum or a time between the two begins something new.
pub(crate) fn carried(chars: &[char], last: &Found, start: usize) -> Option<(usize, usize)> {
    let (from, to) = last.per?.span();
    if from >= last.start || to > last.start {
        return None;
    }
    let each = chars.get(..from)?.last() == Some(&'每');
    let (sign, between) = chars.get(last.end..start)?.split_first()?;
    let thing = |c: &char| c.is_alphabetic() && !among!(*c, "共总计全合累达年月日其");
    (each && *sign == '、' && between.len() <= 8 && between.iter().all(thing)).then_some((from, to))
}

/// The word after 每: 家, 千名, 架次, 平方米.
fn each(chars: &[char], at: usize, limit: usize) -> Option<(usize, usize)> {
    if at >= limit {
        return None;
    }
    let mut word = at;
    // 每千名, 每5年, 每两年, 每半月; but in 每三甲医院 三 is no number.
    if chars.get(at).is_some_and(|&c| number::begins(c) || c == '半') {
        word = number::read(chars, at).map_or(at + 1, |n| n.end);
        let time = chars.get(word).is_some_and(|&c| among!(c, "年月周天日个季小星"));
        if chars.get(at).is_some_and(|&c| number::digit(c).is_some() || c == '半') && !time {
            word = at;
        }
    }
    let known = units().after.at(chars, word, |end, _| end <= limit).map(|(end, _)| end);
    let two = ["学期", "学年", "季度", "小时", "星期", "昼夜", "平方", "台斤", "台时", "床日"];
    let longer = two.iter().find(|w| starts(chars, word, w));
    let end = known.max(longer.map(|_| word + 2)).unwrap_or(word + 1);
    (end <= limit && word < end).then_some((at, end))
}
