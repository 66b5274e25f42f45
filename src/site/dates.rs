//! Writes EDTF dates and ISO durations for people: 2013年1月17日, 20世纪80年代, 2013年1月 至 2013年6月.

use super::words::{Words, fill};

const MONTHS: [(&str, &str); 12] = [
    ("一月", "January"),
    ("二月", "February"),
    ("三月", "March"),
    ("四月", "April"),
    ("五月", "May"),
    ("六月", "June"),
    ("七月", "July"),
    ("八月", "August"),
    ("九月", "September"),
    ("十月", "October"),
    ("十一月", "November"),
    ("十二月", "December"),
];

/// The name of a month, from 1: 一月, January.
pub(crate) fn month_name(month: u8, w: &Words) -> Option<&'static str> {
    let name = MONTHS.get(usize::from(month).checked_sub(1)?)?;
    Some(if w.chinese() { name.0 } else { name.1 })
}

/// A date in words. What is no EDTF that the records use stays as it is.
pub(crate) fn in_words(edtf: &str, w: &Words) -> String {
    match edtf.split_once('/') {
        Some((from, "..")) => fill(w.since, &[&point(from, w)]),
        Some(("..", to)) => fill(w.until, &[&point(to, w)]),
        Some((from, to)) => fill(w.range, &[&point(from, w), &point(to, w)]),
        None => point(edtf, w),
    }
}

fn point(edtf: &str, w: &Words) -> String {
    let bare = edtf.trim_end_matches(['~', '?', '%']);
    let (era, digits) = match bare.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, bare),
    };
    let mut parts = digits.splitn(3, '-');
    let Some(year) = parts.next().and_then(|y| year(y, era, w)) else { return edtf.to_owned() };
    let (month, day) = (parts.next(), parts.next());
    let said = match (month, day) {
        (None, _) => year,
        (Some(month), day) => month_day(&year, month, day, w).unwrap_or_else(|| edtf.to_owned()),
    };
    if bare.len() < edtf.len() { fill(w.circa, &[&said]) } else { said }
}

fn year(text: &str, before: bool, w: &Words) -> Option<String> {
    if text == "XXXX" {
        return Some(w.unknown_year.to_owned());
    }
    if let Some(decade) = text.strip_suffix('X') {
        if let Some(century) = decade.strip_suffix('X') {
            let century: u32 = century.parse::<u32>().ok()? + 1;
            return Some(if w.chinese() {
                format!("{century}世纪")
            } else {
                format!("{century}th century")
            });
        }
        decade.parse::<u32>().ok()?;
        return Some(if w.chinese() { format!("{decade}0年代") } else { format!("{decade}0s") });
    }
    let number: u32 = text.parse().ok()?;
    Some(match (w.chinese(), before) {
        (true, false) => format!("{number}年"),
        (true, true) => format!("公元前{}年", number + 1),
        (false, false) => number.to_string(),
        (false, true) => format!("{} BC", number + 1),
    })
}

fn month_day(year: &str, month: &str, day: Option<&str>, w: &Words) -> Option<String> {
    let number: usize = month.parse().ok()?;
    let season = |zh: [&str; 4], en: [&str; 4]| {
        let at = number.checked_sub(21)?;
        let (zh, en) = (zh.get(at)?, en.get(at)?);
        Some(if w.chinese() { format!("{year}{zh}") } else { format!("{en} {year}") })
    };
    if number > 20 {
        return season(["春季", "夏季", "秋季", "冬季"], ["spring", "summer", "autumn", "winter"]);
    }
    let name = MONTHS.get(number.checked_sub(1)?)?.1;
    let day = day.map(str::parse::<u32>).transpose().ok()?;
    Some(match (w.chinese(), day) {
        (true, Some(day)) => format!("{year}{number}月{day}日"),
        (true, None) => format!("{year}{number}月"),
        (false, Some(day)) => format!("{day} {name} {year}"),
        (false, None) => format!("{name} {year}"),
    })
}

/// An ISO 8601 duration in words: P3Y → 3 年, PT2H30M → 2 小时 30 分.
pub(crate) fn duration(iso: &str, w: &Words) -> String {
    let Some(rest) = iso.strip_prefix('P') else { return iso.to_owned() };
    let (mut time, mut number, mut said) = (false, String::new(), Vec::new());
    for c in rest.chars() {
        let name = match (c, time) {
            ('T', _) => {
                time = true;
                continue;
            }
            ('0'..='9' | '.', _) => {
                number.push(c);
                continue;
            }
            ('Y', false) => ("年", "years"),
            ('M', false) => ("个月", "months"),
            ('W', false) => ("周", "weeks"),
            ('D', false) => ("天", "days"),
            ('H', true) => ("小时", "hours"),
            ('M', true) => ("分钟", "minutes"),
            ('S', true) => ("秒", "seconds"),
            _ => return iso.to_owned(),
        };
        let number = super::number::grouped(&std::mem::take(&mut number));
        said.push(format!("{number} {}", if w.chinese() { name.0 } else { name.1 }));
    }
    if said.is_empty() { iso.to_owned() } else { said.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    #[test]
    fn dates_are_written_for_people() {
        let (zh, en) = (Words::of(Language::Chinese), Words::of(Language::English));
        let rows = [
            ("2013-01-17", "2013年1月17日", "17 January 2013"),
            ("2013-01", "2013年1月", "January 2013"),
            ("2013", "2013年", "2013"),
            ("198X", "1980年代", "1980s"),
            ("19XX", "20世纪", "20th century"),
            ("XXXX-01-17", "某年1月17日", "17 January unknown year"),
            ("2013-01/2013-06", "2013年1月 至 2013年6月", "January 2013 to June 2013"),
            ("1978/..", "1978年 起", "since 1978"),
            ("../2014-12", "到 2014年12月 为止", "until December 2014"),
            ("2017-07-01~", "2017年7月1日 前后", "about 1 July 2017"),
            ("2013-21", "2013年春季", "spring 2013"),
            ("-0220", "公元前221年", "221 BC"),
            ("what", "what", "what"),
        ];
        for (edtf, chinese, english) in rows {
            assert_eq!(in_words(edtf, zh), chinese);
            assert_eq!(in_words(edtf, en), english);
        }
        assert_eq!(duration("P3Y", zh), "3 年");
        assert_eq!(duration("PT2H30M", en), "2 hours 30 minutes");
        assert_eq!(duration("P", zh), "P");
    }
}
