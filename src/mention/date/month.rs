//! Reads months and days without a year: 7月, 5～6月, 3月上旬, 8月5～16日, 17日.

use crate::mention::date::forms::Parsed;
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::duration;
use crate::mention::look::{at, blanks, range_sign, starts};
use crate::mention::number::{self, Number, Script};
use crate::normal::Day;

/// A month of the year, alone or with its day.
pub(crate) fn month(chars: &[char], number: &Number) -> Option<Parsed> {
    if number.bound.is_some() || number.multiplied && number.script != Script::Chinese {
        return None;
    }
    let mut point = Point::of(YearOf::Unsaid);
    let (first, second, end) = match number.plain() {
        Some(first) => {
            // 7～9月, 6、7月: the unit once.
            let listed = at(chars, number.end) == Some('、');
            let from =
                if listed { Some(blanks(chars, number.end + 1)) } else { range_sign(chars, number.end) };
            let second = from
                .and_then(|i| number::read(chars, i))
                .filter(|n| n.high.is_none())
                .and_then(|n| n.plain().map(|m| (m, n.end)));
            match second {
                Some((m, end))
                    if at(chars, end) == Some('月') && (!listed || m == first + 1) && m > first =>
                {
                    (first, Some(m), end)
                }
                _ => (first, None, number.end),
            }
        }
        _ => return None,
    };
    let end = blanks(chars, end);
    if at(chars, end) != Some('月')
        || !(1..=12).contains(&first)
        || second.is_some_and(|m| m > 12)
        || (number.script == Script::Arabic && number.digits > 2)
    {
        return None;
    }
    let next = at(chars, end + 1);
    if next.is_some_and(|c| "龄票饼刊息薪季光".contains(c))
        || (next == Some('余') && number.script != Script::Arabic)
    {
        return None;
    }
    point.month = MonthOf::Said(u8::try_from(first).ok()?);
    if let Some(last) = second {
        let mut last_point = point;
        last_point.month = MonthOf::Said(u8::try_from(last).ok()?);
        let rest = within_month(chars, end + 1, last_point, number.script);
        if rest.last.is_some() || rest.first.is_day() {
            return Some(Parsed { first: point, last: Some(last_point), end: end + 1 });
        }
        return Some(Parsed { first: point, last: Some(rest.first), end: rest.end });
    }
    Some(within_month(chars, end + 1, point, number.script))
}

/// What follows a month: a day, days, ten days, its beginning or end.
pub(crate) fn within_month(chars: &[char], end: usize, point: Point, script: Script) -> Parsed {
    let mut end = end;
    if at(chars, end) == Some('份') {
        end += 1;
    }
    let from = blanks(chars, end);
    for (word, fine) in [
        ("上旬", Fine::Ten(1)),
        ("中旬", Fine::Ten(2)),
        ("下旬", Fine::Ten(3)),
        ("底", Fine::End),
        ("末", Fine::End),
        ("初", Fine::Start),
        ("月底", Fine::End),
        ("月末", Fine::End),
        ("月初", Fine::Start),
    ] {
        if starts(chars, from, word) && !(word == "初" && at(chars, from + 1).is_some_and(number::begins)) {
            return Parsed { first: Point { fine, ..point }, last: None, end: from + word.chars().count() };
        }
    }
    let bare = Parsed { first: point, last: None, end };
    let MonthOf::Said(month) = point.month else { return bare };
    let Some(number) = number::read(chars, from)
        .filter(|n| n.plain().is_some_and(|d| (1..=31).contains(&d)) && !n.low.is_fractional())
    else {
        return bare;
    };
    let Some(first) = number.plain().and_then(|d| u8::try_from(d).ok()) else { return bare };
    let exists = |d: u8| Day { year: None, month: Some(month), day: Some(d) }.exists();
    let after = blanks(chars, number.end);
    let named = |i: usize| match at(chars, i) {
        Some('日') => !at(chars, i + 1).is_some_and(|c| "元".contains(c)),
        Some('号') => !at(chars, i + 1).is_some_and(|c| "线楼院文机井".contains(c)),
        _ => false,
    };
    if !exists(first) {
        return bare;
    }
    let day = Point { day: DayOf::Said(first), ..point };
    if named(after) {
        return Parsed { first: day, last: None, end: after + 1 };
    }
    let listed = (at(chars, number.end) == Some('、')).then_some(number.end + 1);
    if let Some(i) = listed.or_else(|| range_sign(chars, number.end))
        && let Some(second) = number::read(chars, i)
        && let Some(last) = second
            .plain()
            .and_then(|d| u8::try_from(d).ok())
            .filter(|&d| d > first && exists(d) && (listed.is_none() || d == first + 1))
        && named(blanks(chars, second.end))
    {
        let last = Point { day: DayOf::Said(last), ..point };
        return Parsed { first: day, last: Some(last), end: blanks(chars, second.end) + 1 };
    }
    // 十二月十五: the day without 日, where nothing follows that it could count.
    let ends =
        at(chars, number.end).is_none_or(|c| !c.is_alphanumeric()) && at(chars, number.end) != Some('%');
    let chinese = number.script == Script::Chinese && script == Script::Chinese;
    let to = starts(chars, number.end, "至") || starts(chars, number.end, "到");
    if from == end
        && ((ends && (chinese || (number.end == chars.len() && number.digits == 2)))
            || to && number::read(chars, number.end + 1).is_some_and(|n| at(chars, n.end) == Some('月')))
    {
        return Parsed { first: day, last: None, end: number.end };
    }
    bare
}

/// A bare day: the month is that of the nearest earlier date.
pub(crate) fn day(chars: &[char], number: &Number) -> Option<Parsed> {
    let value = |n: &Number| n.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let first = value(number)?;
    if duration::is_length(chars, number.start) {
        return None;
    }
    let named = |i: usize| {
        at(chars, i) == Some('日')
            && !at(chars, i + 1).is_some_and(|c| "元本照产报期内游均间余常".contains(c))
    };
    let point = |d: u8| Point { month: MonthOf::Same, day: DayOf::Said(d), ..Point::of(YearOf::Unsaid) };
    let after = blanks(chars, number.end);
    if named(after) {
        let alike =
            number.start.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| "如每终单".contains(c))
                || (first == 1 && number.script == Script::Chinese && number.start > 0);
        return if alike { None } else { Parsed::point(point(first), after + 1) };
    }
    let listed = at(chars, number.end) == Some('、');
    let i = if listed { blanks(chars, number.end + 1) } else { range_sign(chars, number.end)? };
    let second = number::read(chars, i)?;
    let last = value(&second).filter(|&d| d > first && (!listed || d == first + 1))?;
    let end = blanks(chars, second.end);
    if !named(end) {
        return None;
    }
    Some(Parsed { first: point(first), last: Some(point(last)), end: end + 1 })
}
