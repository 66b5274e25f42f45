//! Finds the first and the last day that a date (EDTF, as mentions carry it) can mean.

use crate::normal::edtf::days_in;

/// The first and the last day of a date, as `YYYY-MM-DD`; None where that end is open or unknown.
///
/// ```
/// use nianjian::export::days::bounds;
/// assert_eq!(bounds("2012-02"), (Some("2012-02-01".into()), Some("2012-02-29".into())));
/// assert_eq!(bounds("2010/.."), (Some("2010-01-01".into()), None));
/// assert_eq!(bounds("XXXX-01-17"), (None, None));
/// ```
pub fn bounds(edtf: &str) -> (Option<String>, Option<String>) {
    let (from, to) = edtf.split_once('/').unwrap_or((edtf, edtf));
    (point(from).map(|days| days.0), point(to).map(|days| days.1))
}

/// The first and the last day of a point in time: a day, month, season, year, decade or century.
fn point(edtf: &str) -> Option<(String, String)> {
    let edtf = edtf.trim_end_matches(['~', '?', '%']);
    let mut parts = edtf.splitn(3, '-');
    let year = parts.next()?;
    if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit() || b == b'X') || year.starts_with('X') {
        return None;
    }
    let (first, last) = (year.replace('X', "0"), year.replace('X', "9"));
    let Some(month) = parts.next() else {
        return Some((format!("{first}-01-01"), format!("{last}-12-31")));
    };
    if first != last {
        return None;
    }
    let number: u16 = year.parse().ok()?;
    let month: u8 = two_digits(month)?;
    if let Some(day) = parts.next() {
        let day = two_digits(day)?;
        let exists = (1..=12).contains(&month) && (1..=days_in(Some(number.into()), month)).contains(&day);
        return exists.then(|| (edtf.to_owned(), edtf.to_owned()));
    }
    let (from, until) = match month {
        1..=12 => (month, month),
        // Spring to autumn; winter runs into the next year.
        21..=23 => (3 * (month - 20), 3 * (month - 20) + 2),
        24 => {
            let next = number.checked_add(1).filter(|n| *n < 10_000)?;
            return Some((
                format!("{year}-12-01"),
                format!("{next:04}-02-{:02}", days_in(Some(next.into()), 2)),
            ));
        }
        _ => return None,
    };
    Some((
        format!("{year}-{from:02}-01"),
        format!("{year}-{until:02}-{:02}", days_in(Some(number.into()), until)),
    ))
}

fn two_digits(text: &str) -> Option<u8> {
    (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// The days from 1970-01-01 to a day written `YYYY-MM-DD`, as column formats count them.
pub fn since_epoch(day: &str) -> Option<i32> {
    let mut parts = day.splitn(3, '-').map(|p| p.parse::<i32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    // Years run from March here, so that the leap day is the last one.
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(365 * year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400) + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_of_a_date_has_its_days() {
        let cases = [
            ("2013", "2013-01-01", "2013-12-31"),
            ("2013-02", "2013-02-01", "2013-02-28"),
            ("2000-02", "2000-02-01", "2000-02-29"),
            ("1900-02", "1900-02-01", "1900-02-28"),
            ("2013-01-17", "2013-01-17", "2013-01-17"),
            ("2010/..", "2010-01-01", ""),
            ("../2013-05-01", "", "2013-05-01"),
            ("2013-01/2013-10", "2013-01-01", "2013-10-31"),
            ("2013-01-01/2013-03-05", "2013-01-01", "2013-03-05"),
            ("198X", "1980-01-01", "1989-12-31"),
            ("20XX", "2000-01-01", "2099-12-31"),
            ("2013-21", "2013-03-01", "2013-05-31"),
            ("2013-23", "2013-09-01", "2013-11-30"),
            ("2013-24", "2013-12-01", "2014-02-28"),
            ("2013-09~", "2013-09-01", "2013-09-30"),
            ("XXXX-01-17", "", ""),
            ("2013-02-30", "", ""),
            ("2013-13", "", ""),
            ("P3D", "", ""),
            ("", "", ""),
            ("/", "", ""),
            ("年年年年", "", ""),
        ];
        for (edtf, from, to) in cases {
            let found = bounds(edtf);
            let found = (found.0.unwrap_or_default(), found.1.unwrap_or_default());
            assert_eq!(found, (from.to_string(), to.to_string()), "{edtf:?}");
        }
    }

    #[test]
    fn days_are_counted_from_the_epoch() {
        let cases = [
            ("1970-01-01", 0),
            ("1969-12-31", -1),
            ("2000-03-01", 11_017),
            ("2013-01-17", 15_722),
            ("0001-01-01", -719_162),
        ];
        for (day, expected) in cases {
            assert_eq!(since_epoch(day), Some(expected), "{day}");
        }
        assert_eq!(since_epoch("2013"), None);
    }
}
