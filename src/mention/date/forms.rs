//! Lists the forms of dates that begin with a number. To add one, add a row to [`FORMS`]: the examples are
//! its documentation and its test.

use crate::mention::cursor::{at, blanks};
use crate::mention::date::decade::decade;
use crate::mention::date::figures::figures;
use crate::mention::date::month::{day, month};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::quarter::quarter;
use crate::mention::date::year::year;
use crate::mention::found::{DECADE, QUARTER};
use crate::mention::number::Number;
use crate::mention::second_number::SecondNumber;

/// One form of dates.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    pub(crate) read: fn(&[char], &Number, Option<&SecondNumber>) -> Option<Parsed>,
    /// The characters of which one always stands after the number, or after the far one; none where any may. Two, so that
    /// to look at all forms takes no loops: 2 % of months.
    pub(crate) behind: Option<[char; 2]>,
    /// Text and EDTF, read in a record that covers 2013.
    #[cfg_attr(not(test), allow(dead_code))]
    pub(crate) examples: &'static [(&'static str, &'static str)],
}

/// The forms, in the order in which they are tried.
pub(crate) const FORMS: &[Form] = &[
    Form {
        name: "date in figures",
        read: figures,
        behind: None,
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
        behind: None,
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
        name: DECADE,
        read: decade,
        behind: Some(['世', '年']),
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
        behind: Some(['月'; 2]),
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
        name: QUARTER,
        read: quarter,
        behind: Some(['季'; 2]),
        examples: &[("一季度", "2013-01/2013-03"), ("1至3季度", "2013-01/2013-09")],
    },
    Form { name: "day of the month", read: day, behind: Some(['日'; 2]), examples: &[] },
];

/// Reads the number at its place as a date.
pub(crate) fn read(
    chars: &[char],
    number: &Number,
    far: Option<&SecondNumber>,
) -> Option<(Parsed, &'static str)> {
    let end = far.map_or(number.end, |far| far.number.end);
    let next = at(chars, blanks(chars, end));
    // One look tells of nearly all numbers of prose that they are no dates: 5 % of its time.
    let short = far.is_none() && number.end - number.start < 4;
    if short && !matches!(next, Some('年' | '月' | '日' | '季' | '世')) {
        return None;
    }
    let may_be = |form: &&Form| match form.behind {
        // Of a few figures only 年 makes a year.
        None => !short || next == Some('年'),
        Some(behind) => next.is_some_and(|c| behind.contains(&c)),
    };
    let mut forms = FORMS.iter().filter(may_be);
    forms.find_map(|form| (form.read)(chars, number, far).map(|parsed| (parsed, form.name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::number;
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
                assert_eq!(
                    read(&chars, &number, SecondNumber::after(&chars, &number).as_ref())
                        .map(|(_, name)| name),
                    Some(form.name),
                    "{text}"
                );
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
