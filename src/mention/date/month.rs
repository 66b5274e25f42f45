//! Reads months and days without a year: 7月, 5～6月, 3月上旬, 8月5～16日, 17日.

use crate::mention::cursor::{among, at, blanks};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::length;
use crate::mention::number::{self, Number, Script};
use crate::mention::second_number::SecondNumber;
use crate::normal::{Day, Decimal};

/// A month of the year, alone or with its day.
pub(crate) fn month(chars: &[char], number: &Number, far: Option<&SecondNumber>) -> Option<Parsed> {
    if number.bound.is_some() || number.multiplied && number.script != Script::Chinese {
        return None;
    }
    let mut point = Point::of(YearOf::Unsaid);
    if at(chars, number.start) == Some('两') {
        return None;
    }
    // 7～9月, 6、7月, 7、8、9月: the unit once; 五六月.
    let pair = number.high.and_then(Decimal::whole).zip(number.low.whole());
    let (first, second, end) = match (number.plain(), pair) {
        (Some(first), _) => {
            let second = far
                .and_then(|far| far.number.plain().map(|m| (m, far)))
                .filter(|&(m, far)| m > first && (!far.listed || m == first + far.steps))
                .filter(|(_, far)| at(chars, far.number.end) == Some('月'));
            match second {
                Some((m, far)) => (first, Some(m), far.number.end),
                None => (first, None, blanks(chars, number.end)),
            }
        }
        (None, Some((last, first))) if number.digits == 2 && first + 1 == last => {
            (first, Some(last), number.end)
        }
        _ => return None,
    };
    if at(chars, end) != Some('月')
        || !(1..=12).contains(&first)
        || second.is_some_and(|m| m > 12)
        || (number.script == Script::Arabic && number.digits > 2)
    {
        return None;
    }
    let next = at(chars, end + 1);
    // 一月一次, 历三月 and 三月三 are written so, 1月 is not.
    let alone = second.is_none() && number.script == Script::Chinese;
    let light = next == Some('光') && !at(chars, end + 2).is_some_and(|c| among!(c, "复缆伏荣纤明电学绪辉"));
    if next.is_some_and(|c| among!(c, "龄票饼刊息薪季"))
        || alone && (counts_months(chars, number, end + 1) || length::is_months(chars, number))
        || light
        || (next == Some('余') && number.script != Script::Arabic)
    {
        return None;
    }
    // 十月初一: a month of the lunar calendar.
    if next == Some('初')
        && at(chars, end + 2).is_some_and(|c| among!(c, "一二三四五六七八九十"))
        && !at(chars, end + 3).is_some_and(|c| among!(c, "年级学新班名个次项场期天家处条位人座批届"))
    {
        return None;
    }
    if alone && is_folk_day(chars, number, end + 1) {
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

/// Whether a feast of the lunar calendar is named, whose day repeats its month: 三月三歌圩, 二月二龙抬头, but not 三月三日,
/// 三月三次, 三月三、四日.
fn is_folk_day(chars: &[char], number: &Number, from: usize) -> bool {
    let month = at(chars, number.start).filter(|&c| among!(c, "二三五六七九"));
    let same = number.end - number.start == 1 && month.is_some() && at(chars, from) == month;
    let counts =
        |c: char| number::begins(c) || among!(c, "日号至到、-~和与及次个场批项起轮届期人名户家天周月");
    same && !at(chars, from + 1).is_some_and(counts)
}

/// 上旬, 底 and their like after a month, and where they end.
pub(crate) fn part_of_month(chars: &[char], from: usize) -> Option<(Fine, usize)> {
    let tens = |first, last, mark| {
        (at(chars, from + mark) == Some('旬')).then_some((Fine::Tens(first, last), from + mark + 1))
    };
    match at(chars, from)? {
        '上' if at(chars, from + 1) == Some('中') => tens(1, 2, 2),
        '中' if at(chars, from + 1) == Some('上') => tens(1, 2, 2),
        '中' if at(chars, from + 1) == Some('下') => tens(2, 3, 2),
        '上' => tens(1, 1, 1),
        '中' => tens(2, 2, 1),
        '下' => tens(3, 3, 1),
        '底' | '末' => (!goes_on(chars, from + 1)).then_some((Fine::End, from + 1)),
        '初' => (!goes_on(chars, from + 1)).then_some((Fine::Start, from + 1)),
        _ => None,
    }
}

/// Whether the 初, 末 or 底 that ends at `end` begins another word: 初步, 末班车, 底板.
pub(crate) fn goes_on(chars: &[char], end: usize) -> bool {
    let next = at(chars, end);
    match end.checked_sub(1).and_then(|i| at(chars, i)) {
        Some('初') => next.is_some_and(|c| among!(c, "中步级期审创选赛")),
        Some('末') => next.is_some_and(|c| among!(c, "班端梢")),
        Some('底') => next.is_some_and(|c| among!(c, "板薪部座层气盘")),
        _ => false,
    }
}

/// What follows a month: a day, days, ten days, its beginning or end.
pub(crate) fn within_month(chars: &[char], end: usize, point: Point, script: Script) -> Parsed {
    let mut end = end;
    if at(chars, end) == Some('份') {
        end += 1;
    }
    let from = blanks(chars, end);
    // 5月底, 5月月底, but 5月初三.
    let twice = usize::from(at(chars, from) == Some('月'));
    let part = part_of_month(chars, from + twice).filter(|&(fine, end)| match fine {
        Fine::Tens(..) => twice == 0,
        Fine::Start => twice == 1 || !at(chars, end).is_some_and(number::begins),
        _ => true,
    });
    if let Some((fine, end)) = part {
        return Parsed { first: Point { fine, ..point }, last: None, end };
    }
    let bare = || Parsed { first: point, last: None, end };
    if !matches!(point.month, MonthOf::Said(_)) {
        return bare();
    }
    let Some(number) = number::read(chars, from) else { return bare() };
    let day = number.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let Some(first) = day else { return bare() };
    let after = blanks(chars, number.end);
    let named = |i: usize| match at(chars, i) {
        Some('日') => !at(chars, i + 1).is_some_and(|c| among!(c, "元")),
        Some('号') => !at(chars, i + 1).is_some_and(|c| among!(c, "线楼院文机井")),
        _ => false,
    };
    let day = || Point { day: DayOf::Said(first), ..point };
    if named(after) {
        return Parsed { first: day(), last: None, end: after + 1 };
    }
    if let Some(far) = SecondNumber::after(chars, &number)
        && let Some(last) = far.number.plain().and_then(|d| u8::try_from(d).ok())
        && (last > first && last <= 31)
        && (!far.listed || last == first + 1 && far.number.start == number.end + 1)
        && named(blanks(chars, far.number.end))
    {
        let last = Point { day: DayOf::Said(last), ..point };
        return Parsed { first: day(), last: Some(last), end: blanks(chars, far.number.end) + 1 };
    }
    // 十二月十五: the day without 日, where nothing follows that it could count.
    let next = at(chars, number.end);
    let chinese = number.script == Script::Chinese && script == Script::Chinese;
    let ends = (chinese && next.is_none_or(|c| !c.is_alphanumeric() && c != '%'))
        || (next.is_none() && number.digits == 2);
    let to = || {
        matches!(next, Some('至' | '到'))
            && number::read(chars, number.end + 1).is_some_and(|n| at(chars, n.end) == Some('月'))
    };
    if from == end && (ends || to()) && point_exists(point.month, first) {
        return Parsed { first: day(), last: None, end: number.end };
    }
    bare()
}

fn point_exists(month: MonthOf, day: u8) -> bool {
    let MonthOf::Said(month) = month else { return false };
    Day { year: None, month: Some(month), day: Some(day) }.exists()
}

/// Whether a month is counted, and not named: 一月一次, 一月一主题, 三月一换; 历三月 is three months long.
fn counts_months(chars: &[char], number: &Number, end: usize) -> bool {
    let named = number.start.checked_sub(1).and_then(|i| at(chars, i)) == Some('年');
    if number.script != Script::Chinese || named {
        return false;
    }
    let small =
        number::read(chars, end).filter(|n| n.script == Script::Chinese && n.plain().is_some_and(|n| n < 10));
    let behind = small.and_then(|n| at(chars, n.end));
    let once = small.and_then(|n| n.plain()) == Some(1);
    let often = once && behind.is_some_and(|c| among!(c, "次评查考会换轮报清结测议检访训课题主活学"));
    let day = behind.is_none_or(|c| !c.is_alphanumeric() || among!(c, "日号旬至到"));
    number.plain() == Some(1) && behind.is_some() && !day || often
}

/// The first months of a year, 前11个月: the last of them, and the end.
pub(crate) fn first_months(chars: &[char], from: usize) -> Option<(u8, usize)> {
    let number = (at(chars, from) == Some('前')).then(|| number::read(chars, blanks(chars, from + 1)))??;
    let last = number.plain().filter(|n| (2..=11).contains(n)).and_then(|n| u8::try_from(n).ok())?;
    let end = blanks(chars, number.end);
    let month = at(chars, end) == Some('个') && at(chars, end + 1) == Some('月');
    (month && !at(chars, end + 2).is_some_and(|c| among!(c, "内以之后前起大的龄"))).then_some((last, end + 2))
}

/// A bare day: the month is that of the nearest earlier date.
pub(crate) fn day(chars: &[char], number: &Number, far: Option<&SecondNumber>) -> Option<Parsed> {
    let value = |n: &Number| n.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let first = value(number)?;
    if at(chars, number.start) == Some('两') {
        return None;
    }
    let named = |i: usize| {
        at(chars, i) == Some('日')
            && !at(chars, i + 1).is_some_and(|c| among!(c, "元本照产报期常"))
            && !length::days_last(chars, i + 1)
    };
    let point = |d: u8| Point { month: MonthOf::Same, day: DayOf::Said(d), ..Point::of(YearOf::Unsaid) };
    let after = blanks(chars, number.end);
    if named(after) {
        let alike =
            number.start.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| among!(c, "如每终单初"))
                || (first == 1 && number.script == Script::Chinese && number.start > 0);
        return if alike || length::is_length(chars, number.start) {
            None
        } else {
            Parsed::point(point(first), after + 1)
        };
    }
    let far = far?;
    let last = value(&far.number)
        .filter(|&d| d > first && (!far.listed || u32::from(d) == u32::from(first) + far.steps))?;
    let end = blanks(chars, far.number.end);
    if !named(end) || length::is_length(chars, number.start) {
        return None;
    }
    Some(Parsed { first: point(first), last: Some(point(last)), end: end + 1 })
}
