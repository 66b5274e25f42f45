//! Reads years and what may follow them: 2013年1月17日, 七八年春, 1998年底, 2013—2015年, 2013年上半年.

use crate::data::chars::Chars;
use crate::data::eras::eras;
use crate::mention::cursor::{among, at, blanks, ends, goods, range_sign, starts};
use crate::mention::date::month::{first_months, goes_on, month, within_month};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::quarter::{quarters, within_quarters};
use crate::mention::date::{Cue, Fine, MonthOf, Point, YearOf};
use crate::mention::length::record;
use crate::mention::number::{self, Number, Script};
use crate::mention::second_number::SecondNumber;

/// A date that begins with its year.
pub(crate) fn year(chars: &[char], number: &Number, far: Option<&SecondNumber>) -> Option<Parsed> {
    if number.bound.is_some() {
        return None;
    }
    let from = blanks(chars, number.end);
    if at(chars, from) == Some('年') {
        let next = at(chars, from + 1);
        let (value, cue) = year_value(chars, number, from + 1)?;
        if next.is_some_and(|c| among!(c, "级龄轻鉴画货")) && !goods(chars, from + 1)
            // 1950年代, but 2013年代表
            || (next == Some('代')
                && !at(chars, from + 2).is_some_and(|c| among!(c, "表理办码替课号价际收")))
            || (next == Some('以') && at(chars, from + 2) == Some('上'))
            || number.digits != 4 && next.is_some_and(|c| among!(c, "多余"))
        {
            return None;
        }
        let length = ["历史", "的历史", "之久", "来的"].iter().any(|w| starts(chars, from + 1, w));
        if length && !record(chars, from + 1) {
            return None;
        }
        return Some(within_year(chars, from + 1, Point { cue, ..Point::of(YearOf::Said(value)) }));
    }
    if let Some(parsed) = working_year(chars, number) {
        return Some(parsed);
    }
    // 2013—2015年, 2004—2005学年, 公元25—220年
    let far = far?;
    let second = far.number;
    let mut end = blanks(chars, second.end);
    let from = number.start.checked_sub(1).and_then(|i| at(chars, i)) == Some('从');
    // 1988、1989两年
    if far.listed && at(chars, end + 1) == Some('年') {
        let sums = at(chars, end).and_then(number::digit) == Some(far.steps + 1);
        end += usize::from(sums && number.digits == 4);
    }
    if !from && !matches!(at(chars, end), Some('年' | '学' | '赛')) {
        return None;
    }
    let counted = (after_christ(chars, number.start) || beside_an_era(chars, number.start))
        && (1..=4).contains(&number.digits);
    let short = || clipped_first(chars, number, &second).filter(|_| !counted && !far.listed);
    let full = |&n: &u32| counted || number.digits == 4 && (1000..2200).contains(&n);
    let first = number.low.whole().filter(full).or_else(short)?;
    if second.high.is_some() || second.bound.is_some() || !(counted || matches!(second.digits, 2 | 4)) {
        return None;
    }
    // 1998、1999年
    if far.listed && second.plain() != Some(first + far.steps) {
        return None;
    }
    let school = starts(chars, end, "学年");
    let season = starts(chars, end, "赛季") && second.plain().is_some_and(|n| n % 100 == (first + 1) % 100);
    if at(chars, end) != Some('年') && !school && !season {
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
    let clipped = second.digits == 2 && !counted;
    let last = if clipped { first / 100 * 100 + last } else { last };
    if last < first || counted && last >= 2200 {
        return None;
    }
    let first = Point::of(YearOf::Said(i32::try_from(first).ok()?));
    let last = Point::of(YearOf::Said(i32::try_from(last).ok()?));
    if season {
        return Some(Parsed { first, last: Some(last), end: second.end });
    }
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

/// What stands behind the 年 of a length: 98年|来, 3年|多.
static LASTS: Chars = Chars::of("后前内来的间之历多余以");

/// The year that two figures stand for: 00 to 40 are of this century.
fn full_year(n: u32) -> u32 {
    if n <= 40 { 2000 + n } else { 1900 + n }
}

/// The year that the two figures at the near end of a range stand for: 98—2003年, 09—11年.
fn clipped_first(chars: &[char], number: &Number, second: &Number) -> Option<u32> {
    let n = number.plain().filter(|_| number.digits == 2 && number.script == Script::Arabic)?;
    let last = second.plain()?;
    match second.digits {
        4 if (1950..2100).contains(&last) => {
            Some(last / 100 * 100 + n).map(|year| if year > last { year - 100 } else { year })
        }
        2 if at(chars, number.start) == Some('0') && n < last && last <= 40 => Some(2000 + n),
        _ => None,
    }
}

/// 2012/2013年度, 2012/13学年: a year that begins in one and ends in the next.
fn working_year(chars: &[char], number: &Number) -> Option<Parsed> {
    let sign = blanks(chars, number.end);
    if at(chars, sign) != Some('/') {
        return None;
    }
    let first = number.plain().filter(|n| number.digits == 4 && (1000..2200).contains(n))?;
    let second = number::read(chars, blanks(chars, sign + 1))?;
    let last = match second.digits {
        4 => second.plain()?,
        2 => first / 100 * 100 + second.plain()?,
        _ => return None,
    };
    let end = blanks(chars, second.end);
    let word = ["年度", "学年度", "学年", "榨季", "制糖期", "赛季", "年"]
        .into_iter()
        .find(|w| starts(chars, end, w))?;
    let end = if word.starts_with(['年', '学']) { end + word.chars().count() } else { second.end };
    let year = |n: u32| i32::try_from(n).ok().map(|n| Point::of(YearOf::Said(n)));
    (last == first + 1).then_some(Parsed { first: year(first)?, last: Some(year(last)?), end })
}

/// Whether 公元 says that what follows are years, however few digits they have.
fn after_christ(chars: &[char], start: usize) -> bool {
    ["公元", "西元"].iter().any(|lead| ends(chars, start, lead))
}

/// Whether the years in a bracket say when an era or a reign was: 贞观年间（627～649年）, 唐代（618—907年）.
fn beside_an_era(chars: &[char], start: usize) -> bool {
    let open = start.checked_sub(1).filter(|&i| at(chars, i) == Some('('));
    let lead = |open: usize| {
        ["年间", "时期", "初年", "末年", "中叶", "元年"].iter().any(|w| ends(chars, open, w))
            || eras().dynasties.ending(chars, open, |_, ()| true).is_some()
            || eras().names.ending(chars, open, |_, ()| true).is_some()
            || ["代", "朝"].iter().any(|w| ends(chars, open, w))
    };
    open.is_some_and(lead)
}

/// The year that a number names before 年, and what makes it one.
fn year_value(chars: &[char], number: &Number, after: usize) -> Option<(i32, Cue)> {
    let plain = number.digits > 0 && !number.multiplied;
    let single = number.high.is_none();
    let whole = || number.low.whole().filter(|_| single);
    // 公元742年, 公元前221年, (前121年)
    let counted = |lead: &str| ends(chars, number.start, lead);
    let (n, cue) = if ["公元", "公元前", "西元", "西元前", "(前"].iter().any(|lead| counted(lead))
    {
        (number.plain().filter(|n| (1..=2199).contains(n))?, Cue::Christ)
    } else if number.digits == 4 && plain && single {
        (whole().filter(|n| (100..=2199).contains(n))?, Cue::Figures)
    } else if number.digits == 3 && number.script == Script::Positional && month_follows(chars, after) {
        (number.low.whole()?, Cue::Month)
    } else if number.digits == 3 && plain && number.script == Script::Arabic && early(chars, number, after) {
        (whole().filter(|n| *n >= 100)?, Cue::Told)
    } else if number.digits == 2 && plain && !(number.script == Script::Chinese && single) {
        let n = two_digits(number)?;
        (full_year(n), short_year(chars, number, n, after)?)
    } else {
        spelled_year(chars, number, after)?
    };
    Some((i32::try_from(n).ok()?, cue))
}

/// The number of two digits; 七八年 with a month is 1978, though it may be seven or eight years.
fn two_digits(number: &Number) -> Option<u32> {
    match number.high {
        None => number.low.whole(),
        Some(ones) => Some(number.low.whole()? * 10 + ones.whole()?),
    }
}

/// What makes a year of two digits.
fn short_year(chars: &[char], number: &Number, n: u32, after: usize) -> Option<Cue> {
    let before = number.start.checked_sub(1).and_then(|i| at(chars, i));
    let arabic = number.script == Script::Arabic;
    // 1996年开工，98年竣工
    let clipped = || {
        let length = at(chars, after).is_some_and(|c| LASTS.has(c) || among!(c, "生寿租"));
        arabic
            && n >= 49
            && !n.is_multiple_of(10)
            && before.is_some_and(|c| among!(c, "，,。；;、(自从到至于"))
            && !length
    };
    if at(chars, number.start).is_some_and(|c| matches!(c, '0' | '零' | '〇')) {
        Some(Cue::Nought)
    } else if before.is_some_and(|c| matches!(c, '’' | '\'' | '‘')) {
        Some(Cue::Apostrophe)
    } else if number.script == Script::Positional && (n >= 49 || (10..30).contains(&n)) {
        // 九八年, 一六年: a length would be 十六年.
        Some(Cue::TwoDigits)
    } else if clipped() || arabic && n >= 80 && before.is_none() && heads_a_sentence(chars, after) {
        Some(Cue::Clipped)
    } else if month_follows(chars, after) {
        Some(Cue::Month)
    } else {
        (arabic && n < 100 && ends_as_year(chars, after)).then_some(Cue::End)
    }
}

/// A year spelled as a number: 一千九百九十八年, 二千零八年; but 一千五百年, 一千二百三十年 are lengths.
fn spelled_year(chars: &[char], number: &Number, after: usize) -> Option<(u32, Cue)> {
    let spelled = number.script == Script::Chinese
        && number.multiplied
        && number.high.is_none()
        && number.bound.is_none();
    let n = number.low.whole().filter(|n| spelled && (1000..2100).contains(n))?;
    let two = at(chars, number.start) == Some('二') && n == 2000;
    let year = !n.is_multiple_of(10) || n >= 1800 && !n.is_multiple_of(100);
    let counted = at(chars, after).is_some_and(|c| among!(c, "来间多余"));
    if two || year && !counted {
        Some((n, Cue::Spelled))
    } else {
        month_follows(chars, after).then_some((n, Cue::Month))
    }
}

/// Whether a month, a season or a quarter stands behind 年.
fn month_follows(chars: &[char], after: usize) -> bool {
    let from = blanks(chars, after);
    number::read(chars, from).is_some_and(|n| {
        n.plain().is_some_and(|m| (1..=12).contains(&m))
            && (at(chars, n.end) == Some('月') || range_sign(chars, n.end).is_some())
    }) || at(chars, from).is_some_and(|c| among!(c, "春夏秋冬"))
        || (at(chars, from + 1) == Some('季') && at(chars, from + 2) == Some('度'))
}

/// Whether a year of three figures is told as a point: 延至835年, 卒于687年; a length is told with other words.
fn early(chars: &[char], number: &Number, after: usize) -> bool {
    let told = ["延至", "至于", "卒于", "生于", "建于", "始建于", "迁于", "始于", "置于", "废于"];
    told.iter().any(|w| ends(chars, number.start, w))
        && !at(chars, after).is_some_and(|c| among!(c, "来间多余以之内"))
}

/// Whether a part of the year stands behind 年, as behind no length: 19年底, 98年年底, 13年上半年, 12年第三季度.
fn ends_as_year(chars: &[char], after: usize) -> bool {
    let twice = after + usize::from(at(chars, after) == Some('年'));
    at(chars, twice).is_some_and(|c| among!(c, "底末初"))
        || ["上半年", "下半年", "全年"].iter().any(|w| starts(chars, after, w))
        || at(chars, after).is_some_and(|c| among!(c, "第前")) && quarters(chars, after).is_some()
}

/// Whether what follows the 年 at the beginning of a text makes it a year: 98年洪灾, but not 98年历史, 99年.
fn heads_a_sentence(chars: &[char], after: usize) -> bool {
    at(chars, after).is_some_and(|c| c.is_alphabetic() && !LASTS.has(c) && !among!(c, "生寿租使期老"))
}

/// Whether the 初 that ends at `end` begins the name of a school year: 2012年初三学生, but not 2012年初三项工程.
fn is_grade(chars: &[char], end: usize) -> bool {
    end.checked_sub(1).and_then(|i| at(chars, i)) == Some('初')
        && at(chars, end).is_some_and(|c| among!(c, "一二三"))
        && at(chars, end + 1).is_some_and(|c| among!(c, "学年毕班全考生各部下上语数英升师"))
}

/// What follows a year: a month, a half, a quarter, a season, its beginning or end.
pub(crate) fn within_year(chars: &[char], end: usize, point: Point) -> Parsed {
    let mut end = end;
    if at(chars, end) == Some('度') && !at(chars, end + 1).is_some_and(|c| among!(c, "假过")) {
        end += 1;
    }
    let from = blanks(chars, end);
    let with = |fine: Fine, end: usize| Parsed { first: Point { fine, ..point }, last: None, end };
    const PARTS: [(&str, Fine); 12] = [
        ("上半年", Fine::Months(1, 6)),
        ("下半年", Fine::Months(7, 12)),
        ("前半年", Fine::Months(1, 6)),
        ("后半年", Fine::Months(7, 12)),
        ("年初", Fine::Start),
        ("年末", Fine::End),
        ("年底", Fine::End),
        ("底", Fine::End),
        ("末", Fine::End),
        ("初", Fine::Start),
        ("首季度", Fine::Months(1, 3)),
        ("首季", Fine::Months(1, 3)),
    ];
    let begins = at(chars, from).is_some_and(|c| among!(c, "上下前后年底末初首"));
    for (word, fine) in PARTS.into_iter().filter(|_| begins) {
        let end = from + word.chars().count();
        if starts(chars, from, word) && !goes_on(chars, end) && !is_grade(chars, end) {
            return with(fine, end);
        }
    }
    for (season, c) in [(21, '春'), (22, '夏'), (23, '秋'), (24, '冬')] {
        if at(chars, from) == Some(c)
            && !at(chars, from + 1).is_some_and(|c| among!(c, "节运播耕收令粮种训征考招蚕小大玉晚学"))
        {
            let word = at(chars, from + 1).is_some_and(|c| {
                (c == '季' && !at(chars, from + 2).is_some_and(|c| among!(c, "学高运"))) || c == '天'
            });
            if at(chars, from + 1) == Some('季') && !word {
                break;
            }
            return with(Fine::Season(season), from + 1 + usize::from(word));
        }
    }
    if let Some((last, end)) = first_months(chars, from) {
        return with(Fine::Months(1, last), end);
    }
    // 2024年内, 2012年年内, but 2013年内蒙古
    let inner = from + usize::from(at(chars, from) == Some('年'));
    if matches!(point.year, YearOf::Said(_))
        && at(chars, inner) == Some('内')
        && !at(chars, inner + 1)
            .is_some_and(|c| among!(c, "蒙外科地陆部容涵衣训政战需阁河江黄丘乡迁退销贸循生"))
    {
        return Parsed { first: point, last: None, end: inner + 1 };
    }
    if let Some((a, b, stop)) = quarters(chars, from) {
        let (first, end) = within_quarters(chars, a, b, stop, point);
        return Parsed { first, last: None, end };
    }
    if starts(chars, from, "元月") {
        let parsed =
            within_month(chars, from + 2, Point { month: MonthOf::Said(1), ..point }, Script::Arabic);
        return parsed;
    }
    if let Some(number) = number::read(chars, from)
        && let Some(parsed) = month(chars, &number, SecondNumber::after(chars, &number).as_ref())
    {
        let first = Point { year: point.year, era: point.era, ..parsed.first };
        return Parsed { first, last: parsed.last, end: parsed.end };
    }
    Parsed { first: point, last: None, end }
}

/// The far end of a range whose near one is a year of two figures: 09年到11年, 98年至03年.
pub(crate) fn far_of_two(chars: &[char], from: usize, first: &Point) -> Option<Parsed> {
    let short = matches!(first.cue, Cue::Nought | Cue::Apostrophe | Cue::TwoDigits | Cue::Clipped | Cue::End);
    let number = number::read(chars, from).filter(|n| short && n.digits == 2 && n.bound.is_none())?;
    let end = blanks(chars, number.end);
    let lasts = at(chars, end + 1).is_some_and(|c| LASTS.has(c));
    if at(chars, end) != Some('年') || lasts {
        return None;
    }
    let n = two_digits(&number)?;
    let year = i32::try_from(full_year(n)).ok()?;
    Some(within_year(chars, end + 1, Point { cue: first.cue, ..Point::of(YearOf::Said(year)) }))
}
