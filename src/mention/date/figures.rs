//! Reads dates in figures: 2013-01-17, 2013.1.17, 20130117, 1999.08-2002.02.

use crate::mention::cursor::{among, at};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::{DayOf, MonthOf, Point, YearOf};
use crate::mention::number::{Number, Script};
use crate::mention::second_number::SecondNumber;
use crate::normal::Day;

/// 2013-01-17, 2013.1.17, 2013/1/17, 20130117, 1999.08-2002.02
pub(crate) fn figures(chars: &[char], number: &Number, _: Option<&SecondNumber>) -> Option<Parsed> {
    let start = number.start;
    // A year has four figures.
    if number.end - start < 4 || number.script != Script::Arabic || number.multiplied {
        return None;
    }
    let before = start.checked_sub(1).and_then(|i| at(chars, i));
    // 1950.3.5-1952.6.30: between dates with points or slashes a dash is the sign of a range.
    let range = || {
        before == Some('-')
            && matches!(at(chars, start + 4), Some('.' | '/'))
            && start.checked_sub(2).and_then(|i| at(chars, i)).is_some_and(|c| c.is_ascii_digit())
    };
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '#')) && !range() {
        return None;
    }
    let whole = chars.iter().skip(start).take(9).take_while(|c| c.is_ascii_digit()).count();
    if whole == 8 {
        let n = number.low.whole()?;
        let (year, month, day) = (n / 10_000, n / 100 % 100, n % 100);
        let point = day_point(year, month, day)?;
        let exists = day <= days(year, month);
        let fits = (1900..2100).contains(&year)
            && exists
            && !at(chars, start + 8).is_some_and(|c| c == '.' || c == '-' || among!(c, "元万人号"));
        return if fits { Parsed::point(point, start + 8) } else { None };
    }
    if whole != 4 {
        return None;
    }
    let (year, end) = digits(chars, start, 4)?;
    if at(chars, end) == Some(' ') {
        return apart(chars, start, year, end);
    }
    let sign = at(chars, end).filter(|c| matches!(c, '-' | '.' | '/'))?;
    let (month, end) = digits(chars, end + 1, 2)?;
    let separated = at(chars, end).filter(|&c| c == sign || (sign == '.' && c == '-'));
    if separated.is_some()
        && let Some((day, mut stop)) = digits(chars, end + 1, 2).or_else(|| glued_clock(chars, end + 1))
        && let Some(point) = day_point(year, month, day)
        && !(sign == '.' && separated == Some('-') && stop - end != 3)
        && !(sign == '.' && separated == Some('-') && at(chars, stop) == Some('.'))
    {
        let clock = at(chars, stop) == Some('T') && at(chars, stop + 1).is_some_and(|c| c.is_ascii_digit());
        if !clock && at(chars, stop).is_some_and(|c| c == sign && c != '-' || c.is_ascii_alphabetic()) {
            return None;
        }
        if at(chars, stop) == Some('日') {
            stop += 1;
        }
        return Parsed::point(point, stop);
    }
    // 1999.08-2002.02, and alone only as the whole text.
    let alone = start == 0 && end == chars.len();
    let ranged = at(chars, end).is_some_and(|c| c == '-' || c == '~')
        && digits(chars, end + 1, 4).filter(|&(y, e)| y >= year && y < 2100 && e == end + 5).is_some_and(
            |(y, e)| {
                let month = digits(chars, e + 1, 2).is_some_and(|(m, _)| (1..=12).contains(&m));
                let ends = || {
                    y > year
                        && !at(chars, e).is_some_and(|c| c.is_ascii_alphanumeric() || among!(c, "-~/年%"))
                };
                if at(chars, e) == Some('.') { month } else { ends() }
            },
        );
    if sign == '.'
        && (1..=12).contains(&month)
        && (1000..2100).contains(&year)
        && (ranged || alone && end == start + 7)
    {
        let mut point = Point::of(YearOf::Said(i32::try_from(year).ok()?));
        point.month = MonthOf::Said(u8::try_from(month).ok()?);
        if !ranged {
            return Parsed::point(point, end);
        }
        let (year, e) = digits(chars, end + 1, 4)?;
        let mut last = Point::of(YearOf::Said(i32::try_from(year).ok()?));
        // 2008.03-2009
        if at(chars, e) != Some('.') {
            return Some(Parsed { first: point, last: Some(last), end: e });
        }
        let (month, stop) = digits(chars, e + 1, 2)?;
        last.month = MonthOf::Said(u8::try_from(month).ok()?);
        return Some(Parsed { first: point, last: Some(last), end: stop });
    }
    None
}

/// 2010 01 29, with two figures for month and day, and no further column beside it.
fn apart(chars: &[char], start: usize, year: u32, end: usize) -> Option<Parsed> {
    let two = |from: usize| digits(chars, from, 2).filter(|&(_, end)| end == from + 2);
    let (month, end) = two(end + 1)?;
    let (day, stop) = two(end + 1).filter(|_| at(chars, end) == Some(' '))?;
    let blank = |i: usize| at(chars, i) == Some(' ');
    let column = |i: Option<usize>| i.and_then(|i| at(chars, i)).is_some_and(|c| c.is_ascii_digit());
    let before = start.checked_sub(1).is_some_and(blank) && column(start.checked_sub(2));
    let behind = blank(stop) && column(Some(stop + 1)) && at(chars, stop + 3) != Some(':');
    let ends = !at(chars, stop).is_some_and(|c| c.is_ascii_alphanumeric() || among!(c, ".-/%"));
    let fits = (1900..2100).contains(&year) && day <= days(year, month) && ends && !before && !behind;
    Parsed::point(day_point(year, month, day)?, stop).filter(|_| fits)
}

fn digits(chars: &[char], from: usize, most: usize) -> Option<(u32, usize)> {
    let n = chars.iter().skip(from).take(most + 1).take_while(|c| c.is_ascii_digit()).count();
    if n == 0 || n > most {
        return None;
    }
    let value = chars.get(from..from + n)?.iter().filter_map(|c| c.to_digit(10)).fold(0, |v, d| v * 10 + d);
    Some((value, from + n))
}

fn day_point(year: u32, month: u32, day: u32) -> Option<Point> {
    let mut point = Point::of(YearOf::Said(i32::try_from(year).ok()?));
    point.month = MonthOf::Said(u8::try_from(month).ok().filter(|m| (1..=12).contains(m))?);
    point.day = DayOf::Said(u8::try_from(day).ok().filter(|d| (1..=31).contains(d))?);
    Some(point)
}

/// How many days a month has.
fn days(year: u32, month: u32) -> u32 {
    let month = Day { year: i32::try_from(year).ok(), month: u8::try_from(month).ok(), day: Some(1) };
    month.month_end().day.map_or(0, u32::from)
}

/// 2018-12-1209:03: two digits of a day with a clock time behind.
fn glued_clock(chars: &[char], from: usize) -> Option<(u32, usize)> {
    let four = chars.iter().skip(from).take(5).take_while(|c| c.is_ascii_digit()).count() == 4;
    let clock = four && at(chars, from + 4) == Some(':');
    let value = chars.get(from..from + 2)?.iter().filter_map(|c| c.to_digit(10)).fold(0, |v, d| v * 10 + d);
    clock.then_some((value, from + 2))
}
