//! Reads the dates of WARC records, which people and programs write with more or fewer parts than they should.

/// An instant as microseconds since the year 0, of a date as RFC 3339 has it: `2026-11-23T10:00:00Z`. What is left
/// out counts as the beginning (`2026-11`), a time without a zone as UTC, and marks between the figures may be
/// missing (`20261123100000`).
pub(crate) fn instant(text: &str) -> Option<u64> {
    let (date, zone) = split_zone(text.trim());
    let mut rest = date;
    let mut part = |digits: usize, low: u64, high: u64| -> Option<u64> {
        rest = rest.trim_start_matches(['-', 'T', 't', ' ', ':']);
        if rest.is_empty() {
            return Some(low);
        }
        let (number, after) = rest.split_at_checked(digits)?;
        rest = after;
        let number = number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok())??;
        (low..=high).contains(&number).then_some(number)
    };
    let year = part(4, 0, 9999).filter(|_| !date.is_empty())?;
    let (month, day) = (part(2, 1, 12)?, part(2, 1, 31)?);
    let (hour, minute, second) = (part(2, 0, 24)?, part(2, 0, 59)?, part(2, 0, 60)?);
    let micros = match rest.strip_prefix(['.', ',']) {
        Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => {
            digits.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |n, d| n * 10 + u64::from(d - b'0'))
        }
        Some(_) => return None,
        None if rest.is_empty() => 0,
        None => return None,
    };
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute;
    // The year 0 has no instant before it.
    let minutes = minutes.checked_add_signed(-zone?)?;
    Some((minutes * 60 + second) * 1_000_000 + micros)
}

/// What stands before the zone, and the zone in minutes east of Greenwich; none where it is no zone.
fn split_zone(text: &str) -> (&str, Option<i64>) {
    if let Some(date) = text.strip_suffix(['Z', 'z']) {
        return (date, Some(0));
    }
    // A minus may also part the date: a zone stands behind a time.
    let time = text.find(['T', 't', ' ', ':']).unwrap_or(text.len());
    let Some(at) = text.get(time..).and_then(|t| t.rfind(['+', '-'])).map(|at| time + at) else {
        return (text, Some(0));
    };
    let (date, zone) = text.split_at(at);
    let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range).and_then(|d| d.parse::<i64>().ok());
    let minutes = match digits.len() {
        2 => number(0..2).map(|h| h * 60),
        4 => number(0..2).zip(number(2..4)).map(|(h, m)| h * 60 + m),
        _ => None,
    };
    (date.trim_end(), minutes.map(|m| if zone.starts_with('-') { -m } else { m }))
}

/// Days from the first of March of the year 0 in the calendar of today, and 366 more so that none is below 0.
fn days(year: u64, month: u64, day: u64) -> u64 {
    let (year, month) = if month < 3 { (year + 399, month + 9) } else { (year + 400, month - 3) };
    year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_sort_as_the_instants_they_name() {
        let sorted = [
            "0000-01-01T00:00:00Z",
            "1999",
            "2000-02-28T23:59:59Z",
            "2000-02-29",
            "2000-03-01T00:15:00+00:30",
            "2000-03-01T00:00Z",
            "2026-11-23T18:30:00+09:00",
            "2026-11-23T10:00:00Z",
            "2026-11-23T10:00:00.5Z",
            "2026-11-23T10:00:00.500001Z",
            "2026-11-23T18:00:01+0800",
            "2026-11-23 10:00:02",
            "20261123100003",
            "2026-11-23T09:00:04-01",
            "9999-12-31T23:59:60Z",
        ];
        let instants: Vec<u64> = sorted.iter().map(|d| instant(d).unwrap_or_else(|| panic!("{d}"))).collect();
        assert!(instants.is_sorted_by(|a, b| a < b), "{instants:?}");
        assert_eq!(instant("2026-11-23T18:00:00+08:00"), instant("2026-11-23T10:00:00Z"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "",
            "soon",
            "2026-13-01",
            "2026-11-23T10:00:00.xZ",
            "2026-11-23T99:00:00Z",
            "年",
            "2026-11-23T1",
            "-5",
        ] {
            assert_eq!(instant(text), None, "{text}");
        }
    }
}
