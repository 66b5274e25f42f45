//! Reads decades and centuries: 80年代, 20世纪70年代末, 七八十年代, 21世纪.

use crate::mention::cursor::{at, blanks, starts};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::{Fine, Point, YearOf};
use crate::mention::number::{self, Number};
use crate::mention::second_number::SecondNumber;

/// 80年代, 20世纪80年代初, 21世纪
pub(crate) fn decade(chars: &[char], number: &Number, far: Option<&SecondNumber>) -> Option<Parsed> {
    let from = number.end;
    if starts(chars, from, "世纪") {
        let century =
            number.plain().filter(|n| (1..=21).contains(n)).and_then(|n| i32::try_from(n).ok())? - 1;
        let rest = blanks(chars, from + 2);
        // 二十世纪的20年代
        let rest = if at(chars, rest) == Some('的') { rest + 1 } else { rest };
        if let Some(tens) = number::read(chars, rest)
            && let Some((first, last, end)) =
                decades(chars, &tens, SecondNumber::after(chars, &tens).as_ref(), century)
        {
            return Some(Parsed { first, last, end });
        }
        let point = Point { fine: Fine::Century(century), ..Point::of(YearOf::Said(century * 100)) };
        return Parsed::point(point, stage(chars, from + 2));
    }
    // 1980年代, 80年代
    if number.digits == 4 && starts(chars, from, "年代") {
        let year = number.plain().filter(|n| n % 10 == 0).and_then(|n| i32::try_from(n).ok())?;
        let point = Point { fine: Fine::Decade(year / 10), ..Point::of(YearOf::Said(year)) };
        return Parsed::point(point, stage(chars, from + 2));
    }
    let (first, last, end) = decades(chars, number, far, 19)?;
    Some(Parsed { first, last, end })
}

/// 80年代 or 七八十年代 in a century.
pub(crate) fn decades(
    chars: &[char],
    number: &Number,
    far: Option<&SecondNumber>,
    century: i32,
) -> Option<(Point, Option<Point>, usize)> {
    let tens = |n: u32| {
        (n.is_multiple_of(10) && (10..=90).contains(&n)).then(|| i32::try_from(n / 10).ok()).flatten()
    };
    let point = |tens: i32| Point {
        fine: Fine::Decade(century * 10 + tens),
        ..Point::of(YearOf::Said(century * 100 + tens * 10))
    };
    let mut end = number.end;
    let first = tens(number.low.whole()?)?;
    let mut last = match number.high {
        Some(high) => Some(tens(high.whole()?)?),
        None => None,
    };
    if !starts(chars, end, "年代") && last.is_none() {
        let second = far.filter(|far| !far.listed || far.number.start == end + 1)?.number;
        last = Some(tens(second.plain()?).filter(|&t| t > first)?);
        end = second.end;
    }
    if !starts(chars, end, "年代") || number.bound.is_some() {
        return None;
    }
    Some((point(first), last.map(point), stage(chars, end + 2)))
}

/// 初, 中期, 末, 后期 after a decade or century.
pub(crate) fn stage(chars: &[char], end: usize) -> usize {
    let from = blanks(chars, end);
    let words = ["初期", "中期", "末期", "前期", "后期", "初叶", "中叶", "末叶", "中后期", "初", "末", "中"];
    let fits = |w: &&&str| {
        starts(chars, from, w)
            && !(**w == "中" && at(chars, from + 1).is_some_and(|c| c.is_alphabetic() && c != '期'))
    };
    words.iter().find(fits).map_or(end, |w| from + w.chars().count())
}
