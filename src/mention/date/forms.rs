//! Lists the forms of dates that begin with a number. To add one, add a row to [`FORMS`]: the examples are
//! its documentation and its test.

use crate::mention::date::decade::decade;
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::number::{self, Number, Script};
use crate::mention::quantity::{blanks, range_sign};
use crate::normal::Day;

/// What a form reads: a point, or both ends of a range whose unit is written once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parsed {
    pub(crate) first: Point,
    pub(crate) last: Option<Point>,
    pub(crate) end: usize,
}

impl Parsed {
    pub(crate) fn point(first: Point, end: usize) -> Option<Parsed> {
        Some(Parsed { first, last: None, end })
    }
}

/// One form of dates.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&[char], &Number) -> Option<Parsed>,
    /// Text and EDTF, read in a record that covers 2013.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) examples: &'static [(&'static str, &'static str)],
}

/// The forms, in the order in which they are tried.
pub(crate) const FORMS: &[Form] = &[
    Form {
        name: "date in figures",
        read: figures,
        examples: &[
            ("2013-01-17", "2013-01-17"),
            ("2013.1.17", "2013-01-17"),
            ("2013/01/17", "2013-01-17"),
            ("20130117", "2013-01-17"),
        ],
    },
    Form {
        name: "year",
        read: year,
        examples: &[
            ("2013年1月17日", "2013-01-17"),
            ("二〇一三年一月十七日", "2013-01-17"),
            ("1998年底", "1998-12"),
            ("2013—2015年", "2013/2015"),
            ("2013年上半年", "2013-01/2013-06"),
            ("1996年7～9月", "1996-07/1996-09"),
            ("2013年秋", "2013-23"),
        ],
    },
    Form {
        name: "decade or century",
        read: decade,
        examples: &[
            ("80年代", "198X"),
            ("20世纪70年代末", "197X"),
            ("十九世纪七十年代", "187X"),
            ("21世纪", "20XX"),
            ("80年代初", "198X"),
        ],
    },
    Form {
        name: "month",
        read: month,
        examples: &[
            ("7月", "2013-07"),
            ("1月17日", "2013-01-17"),
            ("3月上旬", "2013-03-01/2013-03-10"),
            ("5～6月", "2013-05/2013-06"),
            ("6、7月", "2013-06/2013-07"),
            ("8月5～16日", "2013-08-05/2013-08-16"),
            ("12月底", "2013-12"),
        ],
    },
    Form {
        name: "quarter",
        read: quarter,
        examples: &[("一季度", "2013-01/2013-03"), ("1至3季度", "2013-01/2013-09")],
    },
    Form { name: "day of the month", read: day, examples: &[] },
];

/// Reads the number at its place as a date.
pub(crate) fn read(chars: &[char], number: &Number) -> Option<(Parsed, &'static str)> {
    FORMS.iter().find_map(|form| (form.read)(chars, number).map(|parsed| (parsed, form.name)))
}

pub(crate) fn at(chars: &[char], i: usize) -> Option<char> {
    chars.get(i).copied()
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
    let date = Day {
        year: Some(i32::try_from(year).ok()?),
        month: u8::try_from(month).ok(),
        day: u8::try_from(day).ok(),
    };
    let mut point = Point::of(YearOf::Said(date.year?));
    (point.month, point.day) = (MonthOf::Said(date.month?), DayOf::Said(date.day?));
    (date.exists() && month >= 1).then_some(point)
}

/// 2013-01-17, 2013.1.17, 2013/1/17, 20130117, 1999.08-2002.02
fn figures(chars: &[char], number: &Number) -> Option<Parsed> {
    if number.script != Script::Arabic || number.multiplied {
        return None;
    }
    let start = number.start;
    let before = start.checked_sub(1).and_then(|i| at(chars, i));
    if before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '#')) {
        return None;
    }
    let whole = chars.iter().skip(start).take(9).take_while(|c| c.is_ascii_digit()).count();
    if whole == 8 {
        let n = number.low.whole()?;
        let point = day_point(n / 10_000, n / 100 % 100, n % 100)?;
        let fits = (1900..2100).contains(&(n / 10_000))
            && !at(chars, start + 8).is_some_and(|c| c == '.' || c == '-' || "元万人号".contains(c));
        return if fits { Parsed::point(point, start + 8) } else { None };
    }
    if whole != 4 {
        return None;
    }
    let (year, end) = digits(chars, start, 4)?;
    let sign = at(chars, end).filter(|c| matches!(c, '-' | '.' | '/'))?;
    let (month, end) = digits(chars, end + 1, 2)?;
    let separated = at(chars, end).filter(|&c| c == sign || (sign == '.' && c == '-'));
    if separated.is_some()
        && let Some((day, mut stop)) = digits(chars, end + 1, 2).or_else(|| glued_clock(chars, end + 1))
        && let Some(point) = day_point(year, month, day)
        && !(sign == '.' && separated == Some('-') && stop - end != 3)
        && !(sign == '.' && separated == Some('-') && at(chars, stop) == Some('.'))
    {
        if at(chars, stop).is_some_and(|c| c == sign && c != '-' || c.is_ascii_alphabetic()) {
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
        && digits(chars, end + 1, 4).filter(|&(y, e)| y >= year && e == end + 5).is_some_and(|(_, e)| {
            at(chars, e) == Some('.')
                && digits(chars, e + 1, 2).is_some_and(|(m, s)| s == e + 3 && (1..=12).contains(&m))
        });
    let second = before.is_some_and(|_| false);
    if sign == '.'
        && end == start + 7
        && (1..=12).contains(&month)
        && (1000..2100).contains(&year)
        && (alone || ranged || second)
    {
        let mut point = Point::of(YearOf::Said(i32::try_from(year).ok()?));
        point.month = MonthOf::Said(u8::try_from(month).ok()?);
        if !ranged {
            return Parsed::point(point, end);
        }
        let (year, e) = digits(chars, end + 1, 4)?;
        let (month, stop) = digits(chars, e + 1, 2)?;
        let mut last = Point::of(YearOf::Said(i32::try_from(year).ok()?));
        last.month = MonthOf::Said(u8::try_from(month).ok()?);
        return Some(Parsed { first: point, last: Some(last), end: stop });
    }
    None
}

/// 2018-12-1209:03: two digits of a day with a clock time behind.
fn glued_clock(chars: &[char], from: usize) -> Option<(u32, usize)> {
    let four = chars.iter().skip(from).take(5).take_while(|c| c.is_ascii_digit()).count() == 4;
    let clock = four && at(chars, from + 4) == Some(':');
    let value = chars.get(from..from + 2)?.iter().filter_map(|c| c.to_digit(10)).fold(0, |v, d| v * 10 + d);
    clock.then_some((value, from + 2))
}

/// The year that a number names before 年, by how it is written.
fn year_value(chars: &[char], number: &Number, after: usize) -> Option<i32> {
    let plain = number.digits > 0 && !number.multiplied;
    let raw = |n: &Number| -> Option<u32> {
        if n.high.is_none() {
            return n.low.whole();
        }
        // 七八年 with a month is 1978.
        let ones = n.high?.whole()?;
        Some(n.low.whole()? * 10 + ones)
    };
    let month_follows = || {
        let from = blanks(chars, after);
        number::read(chars, from).is_some_and(|n| {
            n.plain().is_some_and(|m| (1..=12).contains(&m))
                && (at(chars, n.end) == Some('月') || range_sign(chars, n.end).is_some())
        }) || at(chars, from).is_some_and(|c| "春夏秋冬".contains(c))
            || (at(chars, from + 1) == Some('季') && at(chars, from + 2) == Some('度'))
    };
    match number.digits {
        4 if plain && number.high.is_none() => {
            number.low.whole().filter(|n| (100..=2199).contains(n)).and_then(|n| i32::try_from(n).ok())
        }
        3 if number.script == Script::Positional && month_follows() => {
            i32::try_from(number.low.whole()?).ok()
        }
        2 if plain && !(number.script == Script::Chinese && number.high.is_none()) => {
            let n = i32::try_from(raw(number)?).ok()?;
            let nought = at(chars, number.start).is_some_and(|c| c == '0' || c == '零' || c == '〇');
            let quoted = number
                .start
                .checked_sub(1)
                .and_then(|i| at(chars, i))
                .is_some_and(|c| c == '’' || c == '\'' || c == '‘');
            let spelled = number.script == Script::Positional && n >= 49;
            (nought
                || quoted
                || spelled
                || month_follows()
                || (number.script == Script::Arabic && n < 100 && ends_as_year(chars, after)))
            .then_some(if n <= 40 { 2000 + n } else { 1900 + n })
        }
        _ if number.script == Script::Chinese
            && number.multiplied
            && number.high.is_none()
            && number.bound.is_none() =>
        {
            let n = number.low.whole().filter(|n| (1000..2100).contains(n))?;
            let two = at(chars, number.start) == Some('二') && n == 2000;
            (two || month_follows()).then(|| i32::try_from(n).ok()).flatten()
        }
        _ => None,
    }
}

/// 19年底, 98年底
fn ends_as_year(chars: &[char], after: usize) -> bool {
    at(chars, after).is_some_and(|c| "底末初".contains(c))
}

/// A date that begins with its year.
fn year(chars: &[char], number: &Number) -> Option<Parsed> {
    if number.bound.is_some() {
        return None;
    }
    let from = blanks(chars, number.end);
    if at(chars, from) == Some('年') {
        let next = at(chars, from + 1);
        let value = year_value(chars, number, from + 1)?;
        if next.is_some_and(|c| "级龄轻鉴画货".contains(c))
            || (next == Some('以') && at(chars, from + 2) == Some('上'))
            || next.is_some_and(|c| "多余".contains(c))
        {
            return None;
        }
        let length = ["历史", "的历史", "之久", "来的"].iter().any(|w| starts(chars, from + 1, w));
        if length {
            return None;
        }
        return Some(within_year(chars, from + 1, Point::of(YearOf::Said(value))));
    }
    // 2013—2015年, 2004—2005学年
    let (sign, four) = (range_sign(chars, number.end)?, number.digits == 4);
    let first = number.low.whole().filter(|&n| four && (1000..2200).contains(&n))?;
    let second = number::read(chars, sign)
        .filter(|n| n.high.is_none() && n.bound.is_none() && (n.digits == 4 || n.digits == 2))?;
    let end = blanks(chars, second.end);
    let school = starts(chars, end, "学年");
    if at(chars, end) != Some('年') && !school {
        let from = number.start.checked_sub(1).and_then(|i| at(chars, i)) == Some('从');
        let bare = from
            && second.digits == 4
            && second.low.whole().is_some_and(|n| n > first && n < 2200)
            && !at(chars, second.end).is_some_and(|c| c.is_ascii_alphanumeric());
        return bare
            .then(|| {
                Some(Parsed {
                    first: Point::of(YearOf::Said(i32::try_from(first).ok()?)),
                    last: Some(Point::of(YearOf::Said(i32::try_from(second.low.whole()?).ok()?))),
                    end: second.end,
                })
            })
            .flatten();
    }
    let last = second.low.whole()?;
    let last = if second.digits == 2 { first / 100 * 100 + last } else { last };
    if last < first {
        return None;
    }
    let first = Point::of(YearOf::Said(i32::try_from(first).ok()?));
    let last = Point::of(YearOf::Said(i32::try_from(last).ok()?));
    if school {
        let year = end + 2 + usize::from(at(chars, end + 2) == Some('度'));
        return Some(Parsed { first, last: Some(last), end: year });
    }
    let rest = within_year(chars, end + 1, last);
    if rest.last.is_some() {
        return None;
    }
    Some(Parsed { first, last: Some(rest.first), end: rest.end })
}

/// Whether the text goes on with `word`.
pub(crate) fn starts(chars: &[char], from: usize, word: &str) -> bool {
    let rest = chars.get(from..).unwrap_or_default();
    rest.len() >= word.chars().count() && rest.iter().zip(word.chars()).all(|(&a, b)| a == b)
}

/// What follows a year: a month, a half, a quarter, a season, its beginning or end.
pub(crate) fn within_year(chars: &[char], end: usize, point: Point) -> Parsed {
    let mut end = end;
    if at(chars, end) == Some('度') && !at(chars, end + 1).is_some_and(|c| "假过".contains(c)) {
        end += 1;
    }
    let from = blanks(chars, end);
    let with = |fine: Fine, end: usize| Parsed { first: Point { fine, ..point }, last: None, end };
    for (word, fine) in [
        ("上半年", Fine::Months(1, 6)),
        ("下半年", Fine::Months(7, 12)),
        ("年初", Fine::Start),
        ("年末", Fine::End),
        ("年底", Fine::End),
        ("底", Fine::End),
        ("末", Fine::End),
        ("初", Fine::Start),
        ("首季度", Fine::Months(1, 3)),
        ("首季", Fine::Months(1, 3)),
    ] {
        if starts(chars, from, word)
            && !(word == "初" && at(chars, from + 1).is_some_and(|c| "中步级期审".contains(c)))
        {
            return with(fine, from + word.chars().count());
        }
    }
    for (season, c) in [(21, '春'), (22, '夏'), (23, '秋'), (24, '冬')] {
        if at(chars, from) == Some(c)
            && !at(chars, from + 1).is_some_and(|c| "节运播耕收令粮种训征考招蚕小大玉晚学".contains(c))
        {
            let word = at(chars, from + 1).is_some_and(|c| {
                (c == '季' && !at(chars, from + 2).is_some_and(|c| "学高运".contains(c))) || c == '天'
            });
            if at(chars, from + 1) == Some('季') && !word {
                break;
            }
            return with(Fine::Season(season), from + 1 + usize::from(word));
        }
    }
    if let Some((a, b, stop)) = quarters(chars, from) {
        if at(chars, stop).is_some_and(|c| c == '末' || c == '底') {
            return Parsed {
                first: Point { month: MonthOf::Said(b), fine: Fine::End, ..point },
                last: None,
                end: stop + 1,
            };
        }
        return with(Fine::Months(a, b), stop);
    }
    if starts(chars, from, "元月") {
        let parsed =
            within_month(chars, from + 2, Point { month: MonthOf::Said(1), ..point }, Script::Arabic);
        return parsed;
    }
    if let Some(number) = number::read(chars, from)
        && let Some(parsed) = month(chars, &number)
    {
        let year = point.year;
        let first = Point { year, ..parsed.first };
        return Parsed { first, last: parsed.last, end: parsed.end };
    }
    Parsed { first: point, last: None, end }
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
        last = one(i).filter(|&n| n > first)?;
        end = i + 1;
    }
    let word = if starts(chars, end, "个季度") && lead == '前' {
        3
    } else if starts(chars, end, "季度") {
        2
    } else {
        return None;
    };
    let begin = if lead == '前' { 1 } else { first };
    Some((begin * 3 - 2, last * 3, end + word))
}

fn quarter(chars: &[char], number: &Number) -> Option<Parsed> {
    let (a, b, end) = quarters(chars, number.start)?;
    if at(chars, end).is_some_and(|c| c == '末' || c == '底') {
        return Parsed::point(
            Point { month: MonthOf::Said(b), fine: Fine::End, ..Point::of(YearOf::Unsaid) },
            end + 1,
        );
    }
    Parsed::point(Point { fine: Fine::Months(a, b), ..Point::of(YearOf::Unsaid) }, end)
}

/// A month of the year, alone or with its day.
fn month(chars: &[char], number: &Number) -> Option<Parsed> {
    if number.bound.is_some() || number.multiplied && number.script != Script::Chinese {
        return None;
    }
    let mut point = Point::of(YearOf::Unsaid);
    let pair = number.high.and_then(number_pair(number));
    let (first, second, end) = match (number.plain(), pair) {
        (Some(first), _) => {
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

fn number_pair(_: &Number) -> impl Fn(crate::normal::Decimal) -> Option<u32> {
    |high| high.whole()
}

/// What follows a month: a day, days, ten days, its beginning or end.
fn within_month(chars: &[char], end: usize, point: Point, script: Script) -> Parsed {
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
fn day(chars: &[char], number: &Number) -> Option<Parsed> {
    let value = |n: &Number| n.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok());
    let first = value(number)?;
    if crate::mention::duration::is_length(chars, number.start) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Context, find_mentions};

    #[test]
    fn every_example_is_read_by_its_row() {
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        for form in FORMS {
            for (text, edtf) in form.examples {
                let chars: Vec<char> = text
                    .chars()
                    .map(|c| {
                        if c == '～' {
                            '~'
                        } else if c == '—' {
                            '-'
                        } else {
                            c
                        }
                    })
                    .collect();
                let number = number::read(&chars, 0).expect("a number");
                assert_eq!(read(&chars, &number).map(|(_, name)| name), Some(form.name), "{text}");
                // At both ends of a sentence, and in the middle.
                for (before, after) in [("", ""), ("会议于", "。"), ("，", "召开")] {
                    let sentence = format!("{before}{text}{after}");
                    let found = find_mentions(&sentence, &context);
                    let values: Vec<(&str, &str)> =
                        found.iter().map(|m| (m.text.as_str(), m.value.as_str())).collect();
                    assert_eq!(values, [(*text, *edtf)], "{sentence}");
                }
            }
        }
    }
}
