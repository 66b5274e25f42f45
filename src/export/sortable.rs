//! Turns decimals of any length into text that sorts as the numbers do, so that a database can
//! compare and index them exactly.

/// The key of a decimal such as `-3.5` or `620000000`: of two keys the lower in byte order is the
/// lower number, and equal numbers have one key. None where `decimal` is none.
///
/// ```
/// use nianjian::export::sortable::key;
/// assert!(key("9.5") < key("10"));
/// assert_eq!(key("1.50"), key("1.5"));
/// assert_eq!(key("1/3"), None);
/// ```
pub fn key(decimal: &str) -> Option<String> {
    let (negative, digits) = match decimal.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, decimal),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || digits.ends_with('.') {
        return None;
    }
    let whole = whole.trim_start_matches('0');
    let joined = format!("{whole}{fraction}");
    let significant = joined.trim_start_matches('0');
    // The number is 0.SIGNIFICANT times ten to the power of `exponent`.
    let exponent = whole.len() as i64 - (joined.len() - significant.len()) as i64;
    let significant = significant.trim_end_matches('0');
    if significant.is_empty() {
        return Some("1".into());
    }
    let scale = u16::try_from(exponent + 5000).ok().filter(|s| *s < 10_000)?;
    Some(if negative {
        let turned: String = significant.bytes().map(|b| char::from(b'9' - (b - b'0'))).collect();
        format!("0{:04}{turned}~", 9999 - scale)
    } else {
        format!("2{scale:04}{significant}")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn keys_sort_as_numbers() {
        let ascending = [
            "-100000000000000000000000000000000",
            "-12",
            "-3.51",
            "-3.5",
            "-3",
            "-0.05",
            "-0.04",
            "0",
            "0.004",
            "0.04",
            "0.4",
            "1",
            "1.05",
            "1.5",
            "2",
            "9.999",
            "10",
            "10.01",
            "400",
            "620000000",
            "620000000.01",
            "100000000000000000000000000000000",
        ];
        for pair in ascending.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}: {:?} {:?}", key(pair[0]), key(pair[1]));
        }
    }

    #[test]
    fn equal_numbers_have_one_key_and_what_is_no_decimal_none() {
        for (a, b) in [("1", "1.0"), ("007", "7"), ("0", "0.00"), ("-0", "0"), ("0.50", "0.5")] {
            assert_eq!(key(a), key(b), "{a} {b}");
        }
        for bad in ["", "-", ".", ".5", "5.", "1e3", "1/3", "P3D", "+1", "--1", "1.2.3", "１"] {
            assert_eq!(key(bad), None, "{bad:?}");
        }
    }

    proptest! {
        #[test]
        fn keys_agree_with_integers(a in -1_000_000i64..1_000_000, b in -1_000_000i64..1_000_000) {
            let of = |n: i64| key(&n.to_string()).expect("a decimal");
            prop_assert_eq!(of(a).cmp(&of(b)), a.cmp(&b));
            let thousandths = |n: i64| {
                let sign = if n < 0 { "-" } else { "" };
                key(&format!("{sign}{}.{:03}", n.abs() / 1000, n.abs() % 1000)).expect("a decimal")
            };
            prop_assert_eq!(thousandths(a).cmp(&thousandths(b)), a.cmp(&b));
        }
    }
}
