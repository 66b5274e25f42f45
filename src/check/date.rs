//! Days that do not exist, years of an era beside their Gregorian one, and weekdays beside their date.

use super::{Claim, Kind, Text, Verdict};
use crate::data::eras::eras;
use crate::mention::{Basis, Kind as Mentioned, Mention};
use crate::normal::Day;
use crate::normal::edtf::days_in;

/// Words before a day of the old calendar, whose second month has thirty days.
const LUNAR: &[&str] = &["农历", "阴历", "旧历", "夏历"];

/// The first year whose days are those of the Gregorian calendar.
const SOLAR: i32 = 1912;

/// A date with the day that its value says.
#[derive(Clone, Copy)]
struct Dated<'t> {
    mention: &'t Mention,
    day: Day,
}

impl Dated<'_> {
    fn of(mention: &Mention) -> Option<Dated<'_>> {
        Some(Dated { mention, day: Day::parse(&mention.value)? })
    }
}

/// The dates of a text.
pub(super) fn claims(text: &Text<'_>, out: &mut Vec<Claim>) {
    for (at, mention) in text.mentions.iter().enumerate().filter(|(_, m)| m.kind == Mentioned::Date) {
        let dated = Dated::of(mention);
        if let Some(dated) = dated {
            out.extend(no_day(text, dated));
            out.extend(weekday(text, dated));
            out.extend(leap_day(text, dated));
        }
        out.extend(within(text, mention));
        out.extend(never(text, mention));
        if let Some((first, next)) = dated.zip(text.mentions.get(at + 1)) {
            let gap = text.between(mention.end, next.start);
            match gap {
                "（" | "（公元" | "，公元" | "，即公元" => {
                    let Some(next) = Dated::of(next) else { continue };
                    out.extend(era(text, first, next));
                    out.extend(era(text, next, first));
                }
                "至" | "到" | "—" | "～" | "－" => {
                    out.extend(Dated::of(next).and_then(|next| backwards(text, first, next)))
                }
                _ => {}
            }
        }
    }
}

fn claim(
    places: Vec<super::Place>,
    verdict: Verdict,
    (stated, computed): (String, String),
    note: String,
) -> Claim {
    let reason = (verdict == Verdict::NotComparable).then_some(UNSURE);
    Claim { verdict, note, reason, ..Claim::new(Kind::Date, places, stated, computed) }
}

/// Why a date says nothing.
const UNSURE: &str = "the year is not sure";

/// A day that its month does not have. The mention was shrunk to its month, so the day is read from the text.
fn no_day(text: &Text<'_>, Dated { mention, day }: Dated<'_>) -> Option<Claim> {
    let month = day.month.filter(|_| day.day.is_none())?;
    let from = mention.start;
    // 2月30日 within the mention, or behind its 月.
    let (written, behind) = text.behind(from, 16).split_once('月')?;
    let (digits, _) = behind.split_once('日')?;
    let number: u8 = digits.parse().ok().filter(|_| is_digits(digits))?;
    let end = from + written.chars().count() + 1;
    if number == 0 || end > mention.end + digits.len() {
        return None;
    }
    let printed: u8 = written.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    let explicit = written.contains('年');
    let year = day.year.filter(|_| explicit || number != 29);
    let before = text.before(from, 4);
    let lunar = LUNAR.iter().any(|w| before.contains(w)) || day.year.is_none_or(|y| y < SOLAR);
    if printed != month || lunar || number <= days_in(year, month) {
        return None;
    }
    let place = text.place(from, end + digits.len() + 1);
    let note = format!("month {month} has {} days", days_in(year, month));
    Some(claim(
        vec![place],
        Verdict::Contradicts,
        (number.to_string(), days_in(year, month).to_string()),
        note,
    ))
}

fn is_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// 1976年2月29日: a day that its year has.
fn leap_day(text: &Text<'_>, Dated { mention, day }: Dated<'_>) -> Option<Claim> {
    if (day.month, day.day) != (Some(2), Some(29)) {
        return None;
    }
    let numbers = ("29".to_owned(), days_in(day.year, 2).to_string());
    Some(claim(vec![text.place_of(mention)], Verdict::Holds, numbers, format!("{day} exists")))
}

/// 3月4日至4月6日: the end of a span does not stand before its start. 12月至2月 is a winter; 5月18日至5月8日, within one
/// month, is none.
fn within(text: &Text<'_>, mention: &Mention) -> Option<Claim> {
    let (start, end) = mention.value.split_once('/')?;
    let (start, end) = (Day::parse(start)?, Day::parse(end)?);
    let (_, tail) = mention.text.split_once(['至', '到', '—', '－', '～', '-'])?;
    let year = |day: Day| day.year.zip(day.month);
    let ((from, first), (to, last)) = (year(start)?, year(end)?);
    let said = tail.contains('年');
    let verdict = match (to - from, said) {
        (0, _) | (1.., true) => Verdict::Holds,
        (_, false) if first == last && start.day.is_some() && end.day < start.day => Verdict::Contradicts,
        (_, false) => return None,
        (_, true) => Verdict::Contradicts,
    };
    let note = match verdict {
        Verdict::Contradicts => "the end stands before the start".to_owned(),
        _ => format!("{start} stands before {end}"),
    };
    Some(claim(vec![text.place_of(mention)], verdict, (mention.value.clone(), mention.value.clone()), note))
}

/// 1975年3月至1974年5月: two dates that are no span, for the second stands before the first.
fn backwards(text: &Text<'_>, start: Dated<'_>, end: Dated<'_>) -> Option<Claim> {
    if !in_digits(start.mention) || !in_digits(end.mention) {
        return None;
    }
    let key = |day: Day| Some((day.year?, day.month.filter(|m| *m <= 12)));
    let (from, to) = (key(start.day)?, key(end.day)?);
    let back = to.0 < from.0 || to.0 == from.0 && from.1.zip(to.1).is_some_and(|(a, b)| b < a);
    let places = vec![text.place_of(end.mention), text.place_of(start.mention)];
    let numbers = (end.mention.value.clone(), start.mention.value.clone());
    back.then(|| claim(places, Verdict::Contradicts, numbers, "the end stands before the start".to_owned()))
}

/// 民国16年（1926年）, 1926年（民国16年）: the year of the era and the Gregorian one.
fn era(text: &Text<'_>, Dated { mention, day: old }: Dated<'_>, gregorian: Dated<'_>) -> Option<Claim> {
    let last = mention.end.max(gregorian.mention.end);
    let is_year = |day: Day| day.month.is_none().then_some(day.year).flatten();
    let (old, new) = (is_year(old)?, gregorian.day.year?);
    let gregorian = gregorian.mention;
    let stands = matches!(mention.basis, None | Some(Basis::Explicit));
    let is_era = mention.text.ends_with('年') && !in_digits(mention) && stands;
    let closes = matches!(text.char_at(last), Some('）' | '，' | '年'));
    if !is_era || !closes || !in_digits(gregorian) {
        return None;
    }
    let republic = mention.text.contains('民');
    // The lunar year runs into the Gregorian one behind it.
    let verdict = match new - old {
        0 => Verdict::Holds,
        1 if !republic => Verdict::NotComparable,
        _ => Verdict::Contradicts,
    };
    let places = vec![text.place_of(gregorian), text.place_of(mention)];
    let note = format!("{} is {old}", mention.text);
    Some(claim(places, verdict, (new.to_string(), old.to_string()), note))
}

/// Whether a date begins with the four digits of a year.
fn in_digits(mention: &Mention) -> bool {
    mention.text.chars().take(4).filter(char::is_ascii_digit).count() == 4
}

/// 咸丰十二年（1862年）: a year that its era never had. No mention says it, so it is read from the text.
fn never(text: &Text<'_>, gregorian: &Mention) -> Option<Claim> {
    if !in_digits(gregorian) || gregorian.start < 4 {
        return None;
    }
    let ahead = text.before(gregorian.start, 12).strip_suffix("年（")?;
    let numeral = |c: char| "元一二三四五六七八九十廿卅0123456789".contains(c);
    let name = ahead.trim_end_matches(numeral);
    let written = ahead.get(name.len()..)?;
    let number = year_number(written)?;
    let name: Vec<char> = name.chars().collect();
    let (start, ()) = eras().names.ending(&name, name.len(), |_, _| true)?;
    let name: String = name.get(start..)?.iter().collect();
    let era = eras().of(&name)?;
    let years = era.last - era.first + 1;
    let end = gregorian.start - 1;
    let written = text.place(end - 1 - written.chars().count() - name.chars().count(), end);
    let note = format!("{name} has {years} years");
    let numbers = (number.to_string(), years.to_string());
    (number > years)
        .then(|| claim(vec![written, text.place_of(gregorian)], Verdict::Contradicts, numbers, note))
}

/// A year of an era: 元, 十二, 二十三, 12.
fn year_number(written: &str) -> Option<i32> {
    if written == "元" {
        return Some(1);
    }
    if let Ok(number) = written.parse() {
        return Some(number);
    }
    let digit =
        |c: char| "一二三四五六七八九".chars().position(|d| d == c).and_then(|d| i32::try_from(d + 1).ok());
    let written = written.replace('廿', "二十").replace('卅', "三十");
    let (tens, ones) = written
        .split_once('十')
        .map_or(("", written.as_str()), |(tens, ones)| (if tens.is_empty() { "一" } else { tens }, ones));
    let one = |text: &str| text.chars().try_fold(0, |_, c| digit(c)).filter(|_| text.chars().count() < 2);
    Some(one(tens)? * 10 + one(ones)?)
}

/// 2月28日（星期一）: the weekday of the date.
fn weekday(text: &Text<'_>, Dated { mention, day }: Dated<'_>) -> Option<Claim> {
    let (year, month, date) = (day.year.filter(|y| *y >= SOLAR)?, day.month?, day.day?);
    let behind = text.between(mention.start, mention.end + 6);
    let name = ["星期", "周"].iter().find_map(|w| behind.split_once(w))?;
    let stated = "日一二三四五六天".chars().position(|c| name.1.starts_with(c))? % 7;
    let (_, tail) = name.0.rsplit_once('日')?;
    if !matches!(tail, "（" | "(" | "") {
        return None;
    }
    let computed = weekday_of(year, month, date);
    let name = |n: usize| format!("星期{}", "日一二三四五六".chars().nth(n).unwrap_or_default());
    let verdict = match (stated == computed, mention.basis) {
        (true, _) => Verdict::Holds,
        (false, Some(Basis::Explicit)) => Verdict::Contradicts,
        (false, _) => Verdict::NotComparable,
    };
    let note = format!("{day} is a {}", name(computed));
    Some(claim(vec![text.place_of(mention)], verdict, (name(stated), name(computed)), note))
}

/// The weekday of a day, from 0 for Sunday.
fn weekday_of(year: i32, month: u8, day: u8) -> usize {
    // Sakamoto: months are counted from March, so that the leap day is the last of the year.
    let shift = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
    let year = if month < 3 { year - 1 } else { year };
    let shift = shift.get(usize::from(month).saturating_sub(1)).copied().unwrap_or(0);
    let sum = year + year / 4 - year / 100 + year / 400 + shift + i32::from(day);
    usize::try_from(sum.rem_euclid(7)).unwrap_or(0)
}

/// A weekday accuses where the year is not written only if two others of the record hold in that year, and fewer do not.
pub(super) fn trust_weekdays(claims: &mut [Claim]) {
    let is_weekday = |c: &Claim| c.kind == Kind::Date && c.stated.starts_with("星期");
    let count = |verdict| claims.iter().filter(|c| is_weekday(c) && c.verdict == verdict).count();
    let (held, unsure) = (count(Verdict::Holds), count(Verdict::NotComparable));
    if held < 2 || unsure >= held {
        return;
    }
    for claim in claims.iter_mut().filter(|c| is_weekday(c) && c.verdict == Verdict::NotComparable) {
        claim.verdict = Verdict::Contradicts;
        claim.reason = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_years_of_eras() {
        let read = ["元", "九", "十", "十二", "二十三", "廿", "12", "二三", "十十"].map(year_number);
        assert_eq!(read, [Some(1), Some(9), Some(10), Some(12), Some(23), Some(20), Some(12), None, None]);
    }

    #[test]
    fn tells_weekdays() {
        assert_eq!(weekday_of(2015, 1, 15), 4);
        assert_eq!(weekday_of(2000, 2, 29), 2);
        assert_eq!(weekday_of(1949, 10, 1), 6);
    }
}
