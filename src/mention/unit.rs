//! Reads the unit after a number, with what is written between the two and behind it.

use crate::data::units::UnitKind;
use crate::mention::cursor::blanks;
use crate::mention::hit::{Hit, at_end, row, row_after, with_half};
use crate::mention::number::{self, Number};
use crate::mention::{Kind, class, count, duration, measure, money, ratio};

/// The unit that stands after `number`.
pub(crate) fn unit(chars: &[char], number: &Number, lead: Option<&'static str>) -> Option<Hit> {
    let at = blanks(chars, number.end);
    if lead.is_none() && class::beside(chars, at) & class::UNIT == 0 {
        return None;
    }
    let loose = row_after(chars, at, false);
    let known = match loose {
        Some((end, unit)) if at_end(chars, end, unit) => loose,
        Some(_) => row(chars, at),
        None => None,
    };
    // What the unit begins with, and what the tables know it for, spares the readers that find nothing there.
    let (first, kind) = (chars.get(at).copied(), known.map(|(_, unit)| unit.kind));
    let may_be_money = lead.is_some() || kind == Some(UnitKind::Money) || first.is_some_and(money::begins);
    if may_be_money && let Some(hit) = money::unit(chars, number, at, known, lead) {
        return Some(hit);
    }
    if lead.is_some() {
        return None;
    }
    let listed = || {
        let strict = number.script == number::Script::Chinese
            && number.bound.is_none()
            && number.end - number.start <= 2;
        // Behind a blank another word may begin: 36.2 人均产值.
        let (end, row) = if strict || at > number.end { known } else { loose }?;
        match row.kind {
            UnitKind::Count | UnitKind::Noun => count::unit(chars, number, end, row),
            UnitKind::Measure => measure::unit(chars, number, end, row),
            UnitKind::Age => Some(with_half(chars, number, Hit::new(Kind::Age, end, row.code, "age"))),
            UnitKind::Ratio
                if chars.get(end).is_some_and(char::is_ascii_alphanumeric)
                    && chars.get(end - 1) == Some(&'%') =>
            {
                None
            }
            UnitKind::Ratio => Some(with_half(chars, number, Hit::new(Kind::Ratio, end, row.code, "ratio"))),
            UnitKind::Money | UnitKind::Duration => None,
        }
    };
    // Handed on at once: each look at what was found moves it.
    if first.is_some_and(ratio::begins)
        && let Some(hit) = ratio::unit(chars, number, at)
    {
        return Some(hit);
    }
    let lasts = kind == Some(UnitKind::Duration) || duration::begins(chars, at);
    if lasts && let Some(hit) = duration::unit(chars, number, at, known) {
        return Some(hit);
    }
    if let Some(hit) = measure::reversed(chars, at) {
        return Some(hit);
    }
    if first == Some('度') {
        return listed().or_else(|| measure::degree(chars, number, at));
    }
    listed()
}
