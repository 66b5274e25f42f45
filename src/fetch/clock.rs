//! Writes and reads points in time as archives and HTTP spell them: no time zone but UTC.

use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Milliseconds since 1970.
pub fn millis(at: SystemTime) -> i64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds since 1970 on a clock that only goes forward: the system's when it was first asked, and what has
/// passed since. Pauses are kept by it, so that setting the system's clock changes none.
pub fn now() -> i64 {
    static BEGAN: OnceLock<(i64, Instant)> = OnceLock::new();
    let (began, instant) = BEGAN.get_or_init(|| (millis(SystemTime::now()), Instant::now()));
    began.saturating_add(milliseconds(instant.elapsed()))
}

/// A duration in milliseconds.
pub fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// RFC 3339 to the second: `2026-11-23T10:00:00Z`, as `WARC-Date` and the record write it.
pub fn rfc3339(millis: i64) -> String {
    let seconds = millis.div_euclid(1000);
    let (days, in_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", in_day / 3600, in_day / 60 % 60, in_day % 60)
}

/// Milliseconds since 1970 of an instant as [`rfc3339`] writes it.
pub fn read_rfc3339(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.strip_suffix('Z')?.split(['-', 'T', ':']).collect();
    let number = |part: &&str| part.parse::<u16>().ok().map(i64::from);
    let numbers: Vec<i64> = parts.iter().map(number).collect::<Option<_>>()?;
    let &[year, month, day, hour, minute, second] = numbers.as_slice() else { return None };
    Some((days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000)
}

/// Fourteen digits, as a CDXJ index writes it.
pub fn stamp14(millis: i64) -> String {
    rfc3339(millis).chars().filter(char::is_ascii_digit).collect()
}

/// How long `Retry-After` asks to wait: seconds, or until a date. That counts from the `date` of the same answer,
/// where it has one: the server's clock may not be ours.
pub fn retry_after(value: &str, date: Option<&str>, now_millis: i64) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = http_date(value)?;
    let wait = until.saturating_sub(date.and_then(http_date).unwrap_or(now_millis));
    Some(Duration::from_millis(u64::try_from(wait).unwrap_or(0)))
}

/// Milliseconds since 1970 of a date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(value: &str) -> Option<i64> {
    let parts: Vec<&str> = value.split([' ', ':', ',']).filter(|p| !p.is_empty()).collect();
    let &[_, day, month, year, hour, minute, second, "GMT"] = parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|m| m.eq_ignore_ascii_case(month))? as i64 + 1;
    let number = |text: &str| text.parse::<i64>().ok().filter(|n| (0..10_000).contains(n));
    let days = days(number(year)?, month, number(day)?);
    Some((days * 86_400 + number(hour)? * 3600 + number(minute)? * 60 + number(second)?) * 1000)
}

/// Year, month and day of a day counted from 1970-01-01 (proleptic Gregorian; eras of 400 years).
fn civil(days: i64) -> (i64, i64, i64) {
    let z = days + 719_468;
    let (era, of_era) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

/// The inverse of [`civil`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let shifted = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_instants() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400_000, "2000-02-29T00:00:00Z"),
            (1_795_428_000_999, "2026-11-23T10:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
        ] {
            assert_eq!(rfc3339(millis), text);
            assert_eq!(read_rfc3339(text), Some(millis.div_euclid(1000) * 1000));
        }
        assert_eq!(read_rfc3339("2026-11-23"), None);
        assert_eq!(stamp14(1_795_428_000_999), "20261123100000");
    }

    #[test]
    fn days_and_civil_agree() {
        for day in (-200_000..200_000).step_by(37) {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
        }
    }

    #[test]
    fn reads_retry_after() {
        let seconds = |text: &str| retry_after(text, None, 784_111_770_000).map(|d| d.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(7));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:40:37 GMT"), Some(0));
        assert_eq!(seconds("99999999999999999999"), Some(u64::MAX));
        assert_eq!((seconds("soon"), seconds(""), seconds("-1")), (None, None, None));
        assert_eq!(seconds("Sun, 06 Nov 99999999999999 08:40:37 GMT"), None);
        // Our clock is a year behind; the server's own tells how long.
        let date = Some("Sun, 06 Nov 1994 08:49:30 GMT");
        let wait = retry_after("Sun, 06 Nov 1994 08:49:37 GMT", date, 752_575_770_000);
        assert_eq!(wait, Some(Duration::from_secs(7)));
    }

    #[test]
    fn goes_forward_only() {
        let (a, b) = (now(), now());
        assert!(a <= b && (a - millis(SystemTime::now())).abs() < 10_000);
    }
}
