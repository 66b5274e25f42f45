//! Writes one cell: a text stays a text, a number and a day are what they are where the program can hold them.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, Format, Worksheet, XlsxError};

use super::look::Look;
use crate::export::xml;

/// How many UTF-16 units a cell holds.
const LONGEST: usize = 32_767;
/// How many digits a binary number keeps.
const DIGITS: usize = 15;

/// A decimal that a workbook shows as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    value: f64,
    decimals: usize,
    grouped: bool,
}

/// Reads a decimal that a number format can show exactly as it is written: digits, grouped by thousands or not, a
/// point. What would lose a zero, a sign or a digit is none.
pub(super) fn number(text: &str) -> Option<Number> {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let all_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let grouped = whole.contains(',');
    if grouped {
        let mut groups = whole.split(',');
        let first = groups.next().unwrap_or_default();
        if first.len() > 3 || !all_digits(first) || !groups.all(|g| g.len() == 3 && all_digits(g)) {
            return None;
        }
    }
    let plain = whole.replace(',', "");
    let padded = plain.len() > 1 && plain.starts_with('0');
    if !all_digits(&plain) || padded || fraction.is_some_and(|f| !all_digits(f)) {
        return None;
    }
    let fraction = fraction.unwrap_or_default();
    if plain.len() + fraction.len() > DIGITS {
        return None;
    }
    let value: f64 = format!("{plain}.{fraction}0").parse().ok()?;
    // A negative zero shows no sign.
    if negative && value == 0.0 {
        return None;
    }
    let value = if negative { -value } else { value };
    Some(Number { value, decimals: fraction.len(), grouped })
}

/// Writes a number as it is written, in a table or not.
pub(super) fn put_number(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    number: Number,
    look: &Look,
    framed: bool,
) -> Result<(), XlsxError> {
    let format = look.number(number.decimals, number.grouped, framed);
    sheet.write_number_with_format(row, column, number.value, format).map(drop)
}

/// Writes a text; never a formula, and never more than a cell holds.
pub(super) fn put_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, column, fit(&xml::legal(text)).into_owned(), format).map(drop)
}

/// Writes a day; one that the calendar of workbooks does not have, before 1900, is a text.
pub(super) fn put_day(
    sheet: &mut Worksheet,
    at: (u32, u16),
    day: &str,
    look: &Look,
) -> Result<(), XlsxError> {
    let mut parts = day.splitn(3, '-').map(|part| part.parse::<u16>().ok());
    let date = match (parts.next().flatten(), parts.next().flatten(), parts.next().flatten()) {
        // Its first months count a day that there never was.
        (Some(year), Some(month), Some(day)) if year > 1900 => {
            let small = |n: u16| u8::try_from(n).unwrap_or(0);
            ExcelDateTime::from_ymd(year, small(month), small(day)).ok()
        }
        _ => None,
    };
    match date {
        Some(date) => sheet.write_datetime_with_format(at.0, at.1, &date, &look.day).map(drop),
        None => put_text(sheet, at, day, &look.text),
    }
}

/// A text as a cell holds it: a longer one is cut, and says so.
fn fit(text: &str) -> Cow<'_, str> {
    if text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST {
        return Cow::Borrowed(text);
    }
    let mark = format!("……〔截断：全文 {} 字，见 CSV〕", text.chars().count());
    let room = LONGEST - mark.encode_utf16().count();
    let mut used = 0;
    let kept: String = text
        .chars()
        .take_while(|c| {
            used += c.len_utf16();
            used <= room
        })
        .collect();
    Cow::Owned(kept + &mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_one_only_where_it_shows_as_it_is_written() {
        for text in ["0", "5", "-3.5", "0.10", "1,234", "12,345,678.90", "123456789012345", "-0.5"] {
            assert!(number(text).is_some(), "{text}");
        }
        for text in [
            "",
            "-",
            "1/3",
            "007",
            "00",
            "1,23",
            "1234,567",
            ",123",
            "1.",
            ".5",
            "1e5",
            "+3",
            "-0",
            "-0.00",
            "12%",
            "１２",
            "1 234",
            "1234567890123456",
            "0.1234567890123456",
            "3-5",
            "=1",
            "1,2345",
        ] {
            assert!(number(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_text_too_long_for_a_cell_is_cut_with_a_mark() {
        let short = "年".repeat(LONGEST);
        assert_eq!(fit(&short), short);
        let long = "𠮷".repeat(LONGEST);
        let cut = fit(&long);
        assert!(
            cut.encode_utf16().count() <= LONGEST && cut.ends_with("全文 32767 字，见 CSV〕"),
            "{}",
            cut.len()
        );
    }
}
