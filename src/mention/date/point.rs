//! Holds one point as it is written, and reads what may follow a day: weekday, part of day, clock time.

use crate::data::eras::Era;
use crate::data::words::words;
use crate::mention::PartOfDay;
use crate::mention::cursor::{among, blanks, range_sign};
use crate::mention::date::Cue;
use crate::mention::number::digit;

/// Where the year of a point comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum YearOf {
    Unsaid,
    Said(i32),
    /// The record's, plus some: 上年.
    Coverage(i32),
    /// An explicit one earlier in the sentence, else the record's: 全年.
    Sentence,
    /// The nearest earlier dated year, plus some, else the record's: 次年.
    Antecedent(i32),
    /// That of the nearest earlier date, or no mention: 同年.
    Same,
}

/// Where the month comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MonthOf {
    Unsaid,
    Said(u8),
    Same,
    Next,
}

/// Where the day comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayOf {
    Unsaid,
    Said(u8),
    Same,
    Next,
}

/// A part of a year or month, or more than a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fine {
    None,
    Start,
    End,
    /// Months of the year, first and last.
    Months(u8, u8),
    /// 21 spring to 24 winter.
    Season(u8),
    /// Tens of days of the month, first and last of the three.
    Tens(u8, u8),
    /// 198 for the 1980s.
    Decade(i32),
    /// 20 for the 21st century.
    Century(i32),
    /// Years, first and last: a plan.
    Years(i32, i32),
}

/// One point as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) year: YearOf,
    pub(crate) month: MonthOf,
    pub(crate) day: DayOf,
    pub(crate) fine: Fine,
    /// The era that counts its year.
    pub(crate) era: Option<&'static Era>,
    /// What made a number its year, where it is said.
    pub(crate) cue: Cue,
    pub(crate) part_of_day: Option<PartOfDay>,
    pub(crate) time: Option<(u8, u8)>,
}

impl Point {
    pub(crate) const fn of(year: YearOf) -> Self {
        Point {
            year,
            month: MonthOf::Unsaid,
            day: DayOf::Unsaid,
            fine: Fine::None,
            era: None,
            cue: Cue::Figures,
            part_of_day: None,
            time: None,
        }
    }

    /// Whether it is a day, so that a part of day and a clock time may follow.
    pub(crate) fn is_day(&self) -> bool {
        self.day != DayOf::Unsaid
    }
}

/// The part of day of its name in the tables.
pub(crate) fn part_of_day(name: &str) -> Option<PartOfDay> {
    Some(match name {
        "before_dawn" => PartOfDay::BeforeDawn,
        "early_morning" => PartOfDay::EarlyMorning,
        "morning" => PartOfDay::Morning,
        "noon" => PartOfDay::Noon,
        "afternoon" => PartOfDay::Afternoon,
        "dusk" => PartOfDay::Dusk,
        "evening" => PartOfDay::Evening,
        "night" => PartOfDay::Night,
        _ => return None,
    })
}

/// Reads the weekday, the part of day and the clock time after a day; says where they end.
pub(crate) fn tail(chars: &[char], end: usize, point: &mut Point) -> usize {
    if !point.is_day() {
        return end;
    }
    let mut end = weekday(chars, end).unwrap_or(end);
    let from = blanks(chars, end);
    if point.part_of_day.is_none()
        && let Some((stop, name)) =
            words().part_of_day.at(chars, from, |stop, _| part_fits(chars, from, stop))
    {
        point.part_of_day = part_of_day(name);
        end = stop;
    }
    if let Some((time, stop)) = clock(chars, blanks(chars, end)) {
        let (hour, minute) = time;
        point.time = Some((hour_of_day(hour, minute, point.part_of_day), minute));
        end = stop;
        // 9:30~11:30, 早7时到晚10时: the range has the time of its start.
        let far = |at: usize| words().part_of_day.at(chars, at, |_, _| true).map_or(at, |(end, _)| end);
        if let Some((_, stop)) = range_sign(chars, end).and_then(|at| clock(chars, far(at))) {
            end = stop;
        }
    }
    end
}

/// The hour of twenty-four that is told with a part of the day: 晚8时, 中午1时, 夜12时.
fn hour_of_day(hour: u8, minute: u8, part: Option<PartOfDay>) -> u8 {
    match part {
        Some(PartOfDay::Noon) if hour < 4 => hour + 12,
        Some(PartOfDay::Night) if hour < 5 => hour,
        Some(PartOfDay::Evening | PartOfDay::Night) if hour == 12 => {
            if minute == 0 {
                24
            } else {
                0
            }
        }
        Some(PartOfDay::Afternoon | PartOfDay::Dusk | PartOfDay::Evening | PartOfDay::Night) if hour < 12 => {
            hour + 12
        }
        _ => hour,
    }
}

fn part_fits(chars: &[char], from: usize, stop: usize) -> bool {
    let next = chars.get(stop).copied();
    match (chars.get(from), stop - from) {
        (Some('晚'), 1) => !next.is_some_and(|c| among!(c, "会宴婚餐报育稻熟年期些点")),
        (Some('早'), 1) => {
            !next.is_some_and(|c| among!(c, "期已在些年报茬稻市操点餐退产婚熟春泳读训班会教恋"))
        }
        (Some('夜'), 1) => !next.is_some_and(|c| among!(c, "市校班景大总色")),
        (Some('晨'), 1) => !next.is_some_and(|c| among!(c, "练跑会报检读光")),
        _ => true,
    }
}

/// (星期二), 星期二, (周三) after a day.
fn weekday(chars: &[char], at: usize) -> Option<usize> {
    let open = chars.get(at) == Some(&'(');
    let from = if open { at + 1 } else { blanks(chars, at) };
    let name = match chars.get(from..from + 2)? {
        ['星', '期'] | ['礼', '拜'] => 2,
        ['周', _] => 1,
        _ => return None,
    };
    let day = chars.get(from + name).is_some_and(|&c| among!(c, "一二三四五六日天123456"));
    let end = from + name + 1;
    let next = chars.get(end).copied();
    if !day || (name == 1 && !open && !next.is_none_or(|c| among!(c, "上下中晚,，)。、"))) {
        return None;
    }
    if open { (next == Some(')')).then_some(end + 1) } else { Some(end) }
}

/// A clock time: 9时30分, 9:30, 8点, 2时半.
pub(crate) fn clock(chars: &[char], at: usize) -> Option<((u8, u8), usize)> {
    let at = if matches!(chars.get(at), Some('-' | 'T')) { at + 1 } else { at };
    let (hour, end) = clock_number(chars, at)?;
    if hour > 24 {
        return None;
    }
    match chars.get(end)? {
        '时' | '点' => {
            let next = chars.get(end + 1).copied();
            if next.is_some_and(|c| among!(c, "间期代刻差常候评位")) {
                return None;
            }
            match next {
                Some('半') => return Some(((hour, 30), end + 2)),
                Some('整' | '正') => return Some(((hour, 0), end + 2)),
                Some('钟') => return Some(((hour, 0), end + 2)),
                _ => {}
            }
            if let Some((minute, stop)) = clock_number(chars, end + 1).filter(|&(m, _)| m < 60) {
                match chars.get(stop) {
                    Some('分') if chars.get(stop + 1) != Some(&'之') => {
                        return Some(((hour, minute), seconds(chars, stop + 1)));
                    }
                    Some('刻') if minute < 4 => return Some(((hour, minute * 15), stop + 1)),
                    _ => {}
                }
            }
            Some(((hour, 0), end + 1))
        }
        ':' => {
            let (minute, mut stop) =
                clock_number(chars, end + 1).filter(|&(m, stop)| m < 60 && stop == end + 3)?;
            // Seconds belong to the time and are not kept.
            if chars.get(stop) == Some(&':')
                && let Some((_, s)) = clock_number(chars, stop + 1).filter(|&(s, e)| s < 60 && e == stop + 3)
            {
                stop = s;
            }
            Some(((hour, minute), stop))
        }
        _ => None,
    }
}

/// Where the seconds end that stand behind the minutes of a clock time, which are not kept: 28分04秒, 28分53.8秒.
fn seconds(chars: &[char], at: usize) -> usize {
    let Some((_, mut end)) = clock_number(chars, at).filter(|&(s, _)| s < 60) else { return at };
    if chars.get(end) == Some(&'.') {
        end += 1 + chars.iter().skip(end + 1).take_while(|c| c.is_ascii_digit()).count();
    }
    if chars.get(end) == Some(&'秒') { end + 1 } else { at }
}

/// One or two digits, or a Chinese numeral below sixty.
fn clock_number(chars: &[char], at: usize) -> Option<(u8, usize)> {
    let c = *chars.get(at)?;
    if c.is_ascii_digit() {
        let n = chars.iter().skip(at).take(3).take_while(|c| c.is_ascii_digit()).count();
        if n > 2 {
            return None;
        }
        let value = chars.get(at..at + n)?.iter().filter_map(|c| c.to_digit(10)).fold(0, |v, d| v * 10 + d);
        return u8::try_from(value).ok().map(|v| (v, at + n));
    }
    let mut end = at;
    let mut value = 0u32;
    let mut ones = None;
    while let Some(&c) = chars.get(end) {
        match (c, digit(c)) {
            ('十', _) => {
                value += ones.take().unwrap_or(1) * 10;
            }
            ('廿', _) => value += 20,
            (_, Some(d)) if ones.is_none() || ones == Some(0) => ones = Some(d),
            _ => break,
        }
        end += 1;
        if end - at > 3 {
            return None;
        }
    }
    let value = value + ones.unwrap_or(0);
    (end > at).then(|| u8::try_from(value).ok().map(|v| (v, end))).flatten()
}
