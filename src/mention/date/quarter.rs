//! Reads quarters of the year: 一季度, 第三季度, 前三季度, 一至三季度, 二季度末.

use crate::mention::cursor::{among, at, range_sign, starts};
use crate::mention::date::month::goes_on;
use crate::mention::date::parsed::Parsed;
use crate::mention::date::{Fine, MonthOf, Point, YearOf};
use crate::mention::number::{self, Number};
use crate::mention::second_number::SecondNumber;

pub(crate) fn quarter(chars: &[char], number: &Number, _: Option<&SecondNumber>) -> Option<Parsed> {
    let (a, b, end) = quarters(chars, number.start)?;
    // 一季度一次, 一季度一考核: how often, not when.
    if at(chars, number.start) == Some('一')
        && a + 2 == b
        && at(chars, end).is_some_and(|c| among!(c, "一两二三"))
    {
        return None;
    }
    let (parsed, end) = within_quarters(chars, a, b, end, Point::of(YearOf::Unsaid));
    Parsed::point(parsed, end)
}

/// The quarters from month `a` to month `b` of the year of `point`, or the beginning or end of them: 二季度初.
pub(crate) fn within_quarters(chars: &[char], a: u8, b: u8, end: usize, point: Point) -> (Point, usize) {
    let month = |month: u8, fine: Fine| Point { month: MonthOf::Said(month), fine, ..point };
    match at(chars, end) {
        Some('末' | '底') => (month(b, Fine::End), end + 1),
        Some('初') if !goes_on(chars, end + 1) => (month(a, Fine::Start), end + 1),
        _ => (Point { fine: Fine::Months(a, b), ..point }, end),
    }
}

/// 一季度, 第三季度, 前三季度, 一至三季度: first and last month, and the end.
pub(crate) fn quarters(chars: &[char], from: usize) -> Option<(u8, u8, usize)> {
    let lead = at(chars, from)?;
    let skip = usize::from(lead == '第' || lead == '前');
    let one = |i: usize| {
        at(chars, i)
            .and_then(|c| c.to_digit(10).or_else(|| number::digit(c)))
            .filter(|n| (1..=4).contains(n))
            .and_then(|n| u8::try_from(n).ok())
    };
    let first = one(from + skip)?;
    let mut end = from + skip + 1;
    let mut last = first;
    let next = range_sign(chars, end).or_else(|| (at(chars, end) == Some('、')).then_some(end + 1));
    if let Some(i) = next {
        // 第二、第三季度
        let i = i + usize::from(lead == '第' && at(chars, i) == Some('第'));
        last = one(i).filter(|&n| n > first)?;
        end = i + 1;
    }
    let word = if starts(chars, end, "个季度") && lead == '前' {
        3
    } else if starts(chars, end, "季度") {
        2
    } else if lead == '第' && season_of_the_year(chars, end) {
        1
    } else {
        return None;
    };
    let begin = if lead == '前' { 1 } else { first };
    Some((begin * 3 - 2, last * 3, end + word))
}

/// Whether 季 at `at` is a quarter of the year: 第4季, but not 第二季水稻.
pub(crate) fn season_of_the_year(chars: &[char], at: usize) -> bool {
    chars.get(at) == Some(&'季') && !chars.get(at + 1).is_some_and(|&c| among!(c, "节水稻作早晚茬播综"))
}
