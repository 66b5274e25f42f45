//! Reads the words around a number that bound it: 近 … 余 … 以上. Columns as in docs/mentions.md.

use crate::data::words::words;
use crate::mention::Bound;
use crate::mention::cursor::{among, blanks, ends};

/// The bound of a row's name.
fn named(name: &str) -> Bound {
    match name {
        "more_than" => Bound::MoreThan,
        "at_least" => Bound::AtLeast,
        "less_than" => Bound::LessThan,
        "at_most" => Bound::AtMost,
        "about" => Bound::About,
        _ => Bound::Exact,
    }
}

/// The bound word that ends where the number (or its currency) starts, not before `floor`.
pub(crate) fn before(chars: &[char], start: usize, floor: usize) -> Option<(usize, Bound)> {
    let fits = |at: usize, word: &crate::data::words::BoundWord| {
        let barred = at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| word.not_after.has(c));
        let follows =
            || chars.get(start).is_some_and(|&c| word.only_before.as_ref().is_none_or(|o| o.has(c)));
        at >= floor && follows() && (!barred || word.but_after.iter().any(|before| ends(chars, at, before)))
    };
    // ≥ 500万元: a blank behind a sign
    let blank = start >= 2 && chars.get(start - 1) == Some(&' ') && among!(*chars.get(start - 2)?, "≥≤><=");
    let end = if blank { start - 1 } else { start };
    if let Some((at, word)) = words().bound_before.ending(chars, end, fits) {
        return Some((at, named(word.bound)));
    }
    // 上万, 上百: only before a bare multiplier.
    let up = start.checked_sub(1).filter(|&i| i >= floor && chars.get(i) == Some(&'上'))?;
    let multiplier = chars.get(start).is_some_and(|&c| among!(c, "十百千万亿"));
    let else_where =
        up.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| among!(c, "以网路地线山海马早晚如"));
    (multiplier && !else_where).then_some((up, Bound::MoreThan))
}

/// 强 and 弱 behind a fraction or tenths: 三分之一强, 四成弱.
pub(crate) fn strong_or_weak(chars: &[char], end: usize) -> Option<(usize, Bound)> {
    let next = chars.get(end + 1);
    let bound = match chars.get(end)? {
        '强' if !next.is_some_and(|&c| among!(c, "于度化大盛烈势项者国县市校镇村")) => {
            Bound::MoreThan
        }
        '弱' if !next.is_some_and(|&c| among!(c, "于势化小视点项智")) => Bound::LessThan,
        _ => return None,
    };
    Some((end + 1, bound))
}

/// The bound word that follows the unit.
pub(crate) fn after(chars: &[char], end: usize, money: bool) -> Option<(usize, Bound)> {
    let fits = |at: usize, word: &crate::data::words::BoundWord| {
        (money || !word.money_only) && !chars.get(at).is_some_and(|&c| word.not_before.has(c))
    };
    // 400 人 左右: a blank before a word of two characters
    let from = blanks(chars, end);
    let (at, word) =
        words().bound_after.at(chars, from, |at, word| (from == end || at > from + 1) && fits(at, word))?;
    Some((at, named(word.bound)))
}
