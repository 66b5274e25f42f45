//! Reads lengths of time: 20年, 两个月, 三周, 半年, 一个半小时, 8天20小时, 三月余.

use crate::data::units::{Unit, UnitKind};
use crate::mention::cursor::{among, blanks, ends, starts};
use crate::mention::hit::{Hit, Length, row};
use crate::mention::length::{days_last, is_length, is_months, record};
use crate::mention::number::{self, Number, Script};
use crate::mention::{Bound, Kind};
use crate::normal::duration::Part;
use crate::normal::{Decimal, Duration};

fn part(designator: &str) -> Option<Part> {
    Some(match designator {
        "Y" => Part::Years,
        "M" => Part::Months,
        "W" => Part::Weeks,
        "D" => Part::Days,
        "TH" => Part::Hours,
        "TM" => Part::Minutes,
        "TS" => Part::Seconds,
        _ => return None,
    })
}

/// Whether a unit of time that is no row of the tables, or not always, may begin at `at`.
pub(crate) fn begins(chars: &[char], at: usize) -> bool {
    match chars.get(at) {
        Some('个') => matches!(chars.get(at + 1), Some('半' | '多' | '余' | '工')),
        first => matches!(first, Some('工' | '月' | '日' | '时' | '分')),
    }
}

/// The unit of time at `at`, its end and the bound word in it; `inside` a longer duration 时 and 分 count too.
fn word(
    chars: &[char],
    number: &Number,
    at: usize,
    known: Option<(usize, &'static Unit)>,
    inside: bool,
) -> Option<(Part, usize, Option<Bound>)> {
    if chars.get(at) == Some(&'个') && matches!(chars.get(at + 1), Some('多' | '余')) {
        let month = ["月", "小时", "星期", "世纪"].iter().find(|w| starts(chars, at + 2, w))?;
        let part = match *month {
            "月" => Part::Months,
            "小时" => Part::Hours,
            _ => Part::Weeks,
        };
        return Some((part, at + 2 + month.chars().count(), Some(Bound::MoreThan)));
    }
    // Here, and no row: 第一个工作日 and 首个工作日 are ranks.
    let working = at + usize::from(chars.get(at) == Some(&'个'));
    if chars.get(working) == Some(&'工') && starts(chars, working, "工作日") {
        return Some((Part::Days, working + 3, None));
    }
    if let Some((end, unit)) = known.filter(|(_, u)| u.kind == UnitKind::Duration) {
        return Some((part(unit.code)?, end, None));
    }
    let next = chars.get(at + 1).copied();
    match chars.get(at)? {
        // 三月余, 两月: a numeral with 月 that no day follows; 40余日, 90日.
        '月' if is_months(chars, number)
            || number.bound.is_some()
            || (chars.get(number.start) == Some(&'两') && next != Some('份'))
            || (next == Some('余') && number.script != Script::Arabic) =>
        {
            Some((Part::Months, at + 1, None))
        }
        '日' if days_last(chars, at + 1)
            || number.bound.is_some()
            || chars.get(number.start) == Some(&'两')
            || number.low.whole().is_some_and(|n| n > 31) =>
        {
            let ok = !next.is_some_and(|c| among!(c, "元本照产报期"));
            ok.then_some((Part::Days, at + 1, None))
        }
        // 5.17日: a day of May, and no length
        '日' if number.low.is_fractional() && is_month_and_day(chars, number) => None,
        '日' if number.low.is_fractional() || (!inside && is_length(chars, number.start)) => {
            Some((Part::Days, at + 1, None))
        }
        '时' if inside => Some((Part::Hours, at + 1, None)),
        '分' if inside && next != Some('之') => Some((Part::Minutes, at + 1, None)),
        '分' if !inside => {
            // 1分09秒
            let from = at + 1 + usize::from(next.is_some_and(|c| c == '零'));
            let second = number::read(chars, from)?;
            (chars.get(second.end) == Some(&'秒')).then_some((Part::Minutes, at + 1, None))
        }
        '日' if inside => Some((Part::Days, at + 1, None)),
        _ => None,
    }
}

/// The length of time whose number is `number`; `known` is the row of the tables at `at`.
pub(crate) fn unit(
    chars: &[char],
    number: &Number,
    at: usize,
    known: Option<(usize, &'static Unit)>,
) -> Option<Hit> {
    // 一个半小时, 两个半月
    if chars.get(at) == Some(&'个') && chars.get(at + 1) == Some(&'半') {
        let (end, unit) = row(chars, at + 2)
            .filter(|(_, u)| u.kind == UnitKind::Duration)
            .map(|(e, u)| (e, u.code))
            .or_else(|| starts(chars, at + 2, "月").then(|| (at + 3, "M")))?;
        let whole = part(unit)?;
        let mut length = Duration::of(number.low, whole);
        let (half, n) = whole.half()?;
        length.push(Decimal::integer(n), half);
        let mut hit = Hit::new(Kind::Duration, end, "", "duration with a half");
        hit.length = Some(Length::Parts(length));
        return Some(hit);
    }
    // 120秒立方米 is a rate of flow.
    if chars.get(at) == Some(&'秒') && ["立方", "立米", "公方"].iter().any(|rate| starts(chars, at + 1, rate))
    {
        return None;
    }
    let (first, mut end, bound) = word(chars, number, at, known, false)?;
    // 一周一调度, 一天一汇总: how often, not how long; 一小时一刻钟 is a length.
    let goes_on =
        first >= Part::Hours && row(chars, end + 1).is_some_and(|(_, unit)| unit.kind == UnitKind::Duration);
    if number.small_chinese(2) && first != Part::Years && chars.get(end) == Some(&'一') && !goes_on {
        return None;
    }
    if first == Part::Years && !year_length(chars, number, end) {
        return None;
    }
    let mut hit = Hit::new(Kind::Duration, end, "", "duration");
    hit.bound = bound;
    hit.times = times(known);
    let amount = number.low.times(hit.times)?;
    let alone = || Duration::of(amount, first);
    // All parts, where there are several.
    let mut parts = None;
    if number.high.is_none() && number.bound.is_none() && bound.is_none() {
        let mut last = first;
        loop {
            if parts.is_none()
                && chars.get(end) == Some(&'半')
                && !chars.get(end + 1).is_some_and(|&c| among!(c, "数年月天日小"))
                && let Some((half, n)) = last.half()
            {
                parts.get_or_insert_with(alone).push(Decimal::integer(n), half);
                end += 1;
                break;
            }
            let from = ["零", "又", "外加", "加上", "余", ""]
                .iter()
                .find(|w| starts(chars, end, w))
                .map_or(end, |w| end + w.chars().count());
            let Some(next) = number::read(chars, from).filter(|n| n.high.is_none() && n.bound.is_none())
            else {
                break;
            };
            let at = blanks(chars, next.end);
            let known = row(chars, at);
            let Some((part, stop, None)) = word(chars, &next, at, known, true) else { break };
            // 一周7天, 一年12个月: the second says the first again.
            let again = next.low.whole().zip(last.holds(part)).is_some_and(|(n, most)| n >= most);
            let Some(amount) = next.low.times(times(known)) else { break };
            if part <= last || again || (part == Part::Months && !starts(chars, at, "个")) {
                break;
            }
            // What is smaller than the last part always goes in.
            parts.get_or_insert_with(alone).push(amount, part);
            (last, end) = (part, stop);
        }
    }
    hit.end = end;
    if parts.is_some() {
        hit.rule = "duration of several parts";
    }
    hit.length = Some(parts.map_or(Length::Of(first), Length::Parts));
    Some(hit)
}

/// Whether figures with a point are a month and a day, and no average: 5.17日, but not 平均9.12日.
fn is_month_and_day(chars: &[char], number: &Number) -> bool {
    let hundredths = number.low.shifted(2).and_then(Decimal::whole);
    let point = number.end.checked_sub(3).and_then(|i| chars.get(i)) == Some(&'.');
    let averaged = number.start.checked_sub(1).and_then(|i| chars.get(i));
    point
        && hundredths.is_some_and(|n| (1..=12).contains(&(n / 100)) && (10..=31).contains(&(n % 100)))
        && !averaged.is_some_and(|&c| among!(c, "均院期为达至到短长约过超近"))
}

/// How many of the unit of its code a row's word is.
fn times(known: Option<(usize, &'static Unit)>) -> u32 {
    known.filter(|(_, unit)| unit.kind == UnitKind::Duration).map_or(1, |(_, unit)| unit.times)
}

/// Whether N年 is a length of time: not a grade, a school form or an age of wine.
fn year_length(chars: &[char], number: &Number, end: usize) -> bool {
    // 09年 is a year.
    if number.digits > 1 && chars.get(number.start) == Some(&'0') {
        return false;
    }
    let next = chars.get(end).copied();
    let small = number.small_chinese(13);
    // 新的一年, 最高的一年: a year, and no length.
    let more = next.is_some_and(|c| among!(c, "多余半零又"));
    let that = || ends(chars, number.start, "的") || ends(chars, number.start, "前");
    if number.small_chinese(2) && !more && number.end - number.start == 1 && that() {
        return false;
    }
    // 较2014年多19人, 1960年余粮, 超1998年历史最高水位: that year.
    let calendar = number.digits == 4 && number.low.whole().is_some_and(|n| (1000..2100).contains(&n));
    let within = || ["之内", "以内", "内"].iter().any(|w| starts(chars, end, w));
    if calendar && (next.is_some_and(|c| among!(c, "多余")) || record(chars, end) || within()) {
        return false;
    }
    if small
        && next.is_some_and(|c| among!(c, "生制一"))
        && !(next == Some('一') && (chars.get(end + 1) == Some(&'遇') || ends(chars, number.start, "每")))
    {
        return false;
    }
    if next == Some('来') && small {
        return true;
    }
    !(number.start > 0 && chars.get(number.start - 1) == Some(&'第'))
}

/// Value and `max` of a length: one number, a range with the unit once, or with both units.
pub(crate) fn values(
    low: Decimal,
    high: Option<Decimal>,
    hit: &Hit,
    first: Option<&Hit>,
) -> Option<(String, Option<Box<str>>)> {
    let print = |amount: Decimal, hit: &Hit| -> Option<String> {
        let amount = amount.times(hit.times)?;
        Some(match hit.length.as_ref()? {
            Length::Of(part) => part.print(amount),
            Length::Parts(parts) => parts.to_string(),
        })
    };
    let value = print(low, first.unwrap_or(hit))?;
    let max = match high {
        Some(high) => Some(print(high, hit)?.into()),
        None => None,
    };
    Some((value, max))
}

/// 半年, 半天, 半小时, 半个月, 半个多月 at 半: the length, its end and the bound word in it.
pub(crate) fn half(chars: &[char], at: usize) -> Option<(Duration, usize, Option<Bound>)> {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    if before.is_some_and(|&c| among!(c, "上下前后大小一多过夜两三四五六七八九十年天月个吨米斤里点"))
    {
        return None;
    }
    let rows: [(&str, Part, u128); 8] = [
        ("个小时", Part::Minutes, 30),
        ("个钟头", Part::Minutes, 30),
        ("小时", Part::Minutes, 30),
        ("个世纪", Part::Years, 50),
        ("个月", Part::Days, 15),
        ("年", Part::Months, 6),
        ("天", Part::Hours, 12),
        ("分钟", Part::Seconds, 30),
    ];
    let more = starts(chars, at + 1, "个多") || starts(chars, at + 1, "个余");
    let reads = |word: &str| match word.strip_prefix('个') {
        Some(rest) if more => starts(chars, at + 3, rest),
        _ => starts(chars, at + 1, word),
    };
    let (word, part, n) = rows.into_iter().find(|(word, ..)| reads(word))?;
    let end = at + 1 + word.chars().count() + usize::from(more);
    if chars.get(end).is_some_and(|&c| among!(c, "度报刊线坛")) {
        return None;
    }
    Some((Duration::of(Decimal::integer(n), part), end, more.then_some(Bound::MoreThan)))
}
