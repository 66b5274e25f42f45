//! Reads the words around a number that bound it: 近 … 余 … 以上. Columns as in the contract's table.

use crate::data::words::words;
use crate::mention::Bound;
use crate::mention::look::{among, ends};

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
        at >= floor && (!barred || word.but_after.iter().any(|before| ends(chars, at, before)))
    };
    if let Some((at, word)) = words().bound_before.ending(chars, start, fits) {
        return Some((at, named(&word.bound)));
    }
    // 上万, 上百: only before a bare multiplier.
    let up = start.checked_sub(1).filter(|&i| i >= floor && chars.get(i) == Some(&'上'))?;
    let multiplier = chars.get(start).is_some_and(|&c| among!(c, "十百千万亿"));
    let else_where =
        up.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| among!(c, "以网路地线山海马早晚如"));
    (multiplier && !else_where).then_some((up, Bound::MoreThan))
}

/// The bound word that follows the unit.
pub(crate) fn after(chars: &[char], end: usize, money: bool) -> Option<(usize, Bound)> {
    let fits = |at: usize, word: &crate::data::words::BoundWord| {
        (money || !word.money_only) && !chars.get(at).is_some_and(|&c| word.not_before.has(c))
    };
    let (at, word) = words().bound_after.at(chars, end, fits)?;
    Some((at, named(&word.bound)))
}
