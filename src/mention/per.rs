//! Finds the word that a distributive governs: 每家5000元 → 家, 人均3000元 → 人.

use crate::data::chars::Chars;
use crate::data::units::units;
use crate::mention::look::{among, starts};
use crate::mention::number;

/// How far back a distributive reaches.
const REACH: usize = 24;

/// What stands before 均 when it means "on average for each".
static AVERAGED: Chars = Chars::of("人户亩年日月村校班生场天周家县乡镇季");

/// The word that the nearest 每 or 均 between `floor` and `start` governs, within the clause.
pub(crate) fn governing(chars: &[char], start: usize, floor: usize) -> Option<(usize, usize)> {
    let low = start.saturating_sub(REACH).max(floor);
    for at in (low..start).rev() {
        match chars.get(at)? {
            '，' | ',' | '。' | '；' | ';' | '：' | ':' | '！' | '!' | '？' | '?' | '、' | '(' | ')' =>
            {
                return None;
            }
            '每' => return each(chars, at + 1, start),
            '均' if at > low && chars.get(at - 1).is_some_and(|&c| AVERAGED.has(c)) => {
                // 平均, 年均; in 每人均 the 每 is further left and means the same.
                return Some((at - 1, at));
            }
            _ => {}
        }
    }
    None
}

/// The word after 每: 家, 千名, 架次, 平方米.
fn each(chars: &[char], at: usize, limit: usize) -> Option<(usize, usize)> {
    let mut word = at;
    if chars.get(at).is_some_and(|&c| among!(c, "十百千万亿"))
        || chars.get(at).is_some_and(char::is_ascii_digit)
    {
        word = number::read(chars, at).map_or(at, |n| n.end);
    }
    let known = units().after.at(chars, word, |end, _| end <= limit).map(|(end, _)| end);
    let two = ["学期", "学年", "季度", "小时", "星期", "昼夜", "平方"];
    let longer = two.iter().find(|w| starts(chars, word, w));
    let end = known.or(longer.map(|_| word + 2)).unwrap_or(word + 1);
    (end <= limit && word < end).then_some((at, end))
}
