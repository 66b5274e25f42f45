//! A printed number is an interval: half a unit of its last printed place to both sides. 1.2亿 is what lies between
//! 115,000,000 and 125,000,000, for its last place is worth ten million; 126.9万 is ± 500. A count without 万 or 亿 is
//! what it says; money and measures are rounded even where they are whole. All is exact: whole numbers of 10⁻⁹.

use crate::mention::{Bound, Kind, Mention};
use crate::normal::Decimal;

/// How many decimal places are kept; a number with more of them is not compared.
const PLACES: u32 = 9;

/// One, in units of 10⁻⁹.
const ONE: i128 = 1_000_000_000;

/// A number with half a unit of its last printed place, both in 10⁻⁹.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Printed {
    pub(super) value: i128,
    pub(super) half: i128,
}

/// How two printed numbers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fit {
    Same,
    Rounded,
    Apart,
}

fn scaled(text: &str) -> Option<i128> {
    let shifted = Decimal::parse(text)?.shifted(i32::try_from(PLACES).ok()?)?.to_string();
    shifted.parse().ok()
}

/// The digits of a number as written, as one whole number: 1.2亿 has 12.
fn digits(text: &str) -> Option<i128> {
    let mut found = None;
    for c in text.chars() {
        let digit = match c {
            '0'..='9' => u32::from(c) - u32::from('0'),
            '０'..='９' => u32::from(c) - u32::from('０'),
            _ => continue,
        };
        found = Some(found.unwrap_or(0_i128).checked_mul(10)?.checked_add(digit.into())?);
    }
    found
}

impl Printed {
    /// A number of running text; none where it is no single exact number.
    pub(super) fn of(mention: &Mention) -> Option<Printed> {
        if mention.max.is_some() || !matches!(mention.bound, None | Some(Bound::Exact)) {
            return None;
        }
        let value = scaled(&mention.value)?;
        let place = match digits(&mention.text) {
            Some(digits) if digits > 0 => (value / digits).abs(),
            // 十二人
            _ if mention.kind == Kind::Count => ONE,
            _ => return None,
        };
        let whole = mention.kind == Kind::Count && place == ONE;
        Some(Printed { value, half: if whole { 0 } else { place / 2 } })
    }

    /// A cell as it is printed; `rounded` says whether whole numbers are rounded.
    pub(super) fn cell(text: &str, places: u32, rounded: bool) -> Option<Printed> {
        let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ')).collect();
        let value = scaled(&plain)?;
        let place = 10_i128.checked_pow(PLACES.checked_sub(places)?)?;
        Some(Printed { value, half: if places == 0 && !rounded { 0 } else { place / 2 } })
    }

    /// The sum of all; none where it is too large.
    pub(super) fn sum(parts: &[Printed]) -> Option<Printed> {
        parts.iter().try_fold(Printed { value: 0, half: 0 }, |sum, part| {
            Some(Printed {
                value: sum.value.checked_add(part.value)?,
                half: sum.half.checked_add(part.half)?,
            })
        })
    }

    /// This less another.
    pub(super) fn less(self, other: Printed) -> Option<Printed> {
        Some(Printed {
            value: self.value.checked_sub(other.value)?,
            half: self.half.checked_add(other.half)?,
        })
    }

    /// How it stands to another number that should be the same.
    pub(super) fn fit(self, other: Printed) -> Fit {
        let apart = (self.value - other.value).abs();
        if apart == 0 {
            Fit::Same
        } else if apart <= self.half + other.half {
            Fit::Rounded
        } else {
            Fit::Apart
        }
    }

    /// How a rate in per cent stands to `part` of `whole`. Books cut as often as they round: from half of the last
    /// place to a whole one the rate is taken for cut.
    pub(super) fn fit_rate(self, part: Printed, whole: Printed) -> Option<Fit> {
        let hundred = 100 * ONE;
        let (low, high) = (part.value - part.half, part.value + part.half);
        let (least, most) = (whole.value - whole.half, whole.value + whole.half);
        if least <= 0 {
            return None;
        }
        // low / most … high / least, against the rate: each side times the whole. A negative part is turned round.
        let (under, over) = if low >= 0 { (most, least) } else { (least, most) };
        let reach = |slack: i128| -> Option<bool> {
            let rate_high = self.value.checked_add(slack)?.checked_mul(under)?;
            let rate_low = self.value.checked_sub(slack)?.checked_mul(over)?;
            Some(low.checked_mul(hundred)? <= rate_high && high.checked_mul(hundred)? >= rate_low)
        };
        Some(if reach(self.half)? {
            Fit::Same
        } else if reach((self.half * 2).saturating_sub(1))? {
            Fit::Rounded
        } else {
            Fit::Apart
        })
    }

    /// What `part` of `whole` is in per cent, with two places more than needed cut off.
    pub(super) fn rate(part: Printed, whole: Printed) -> Option<String> {
        let hundredths = part.value.checked_mul(10_000)?.checked_div(whole.value)?;
        Some(shown(hundredths.checked_mul(ONE / 100)?))
    }

    pub(super) fn shown(self) -> String {
        shown(self.value)
    }

    /// How far it is from another, without a sign.
    pub(super) fn apart(self, other: Printed) -> String {
        shown((self.value - other.value).abs())
    }
}

fn shown(value: i128) -> String {
    let decimal = Decimal::new(value.unsigned_abs(), PLACES).map(|d| d.to_string()).unwrap_or_default();
    if value < 0 { format!("-{decimal}") } else { decimal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Printed {
        let found = crate::mention::find_mentions(text, &crate::mention::Context::default());
        found.first().and_then(Printed::of).expect("a number")
    }

    #[test]
    fn the_last_printed_place_bounds_a_number() {
        assert_eq!(printed("1.2亿元"), Printed { value: 120_000_000 * ONE, half: 5_000_000 * ONE });
        assert_eq!(printed("126.9万人").half, 500 * ONE);
        assert_eq!(printed("138.0公里").half, ONE / 20);
        assert_eq!(printed("214个").half, 0);
        assert_eq!(printed("86140元").half, ONE / 2);
    }

    #[test]
    fn a_rate_is_accused_from_a_whole_last_place_on() {
        let fit = |rate: &str, part: &str, whole: &str| {
            printed(rate).fit_rate(printed(part), printed(whole)).expect("small numbers")
        };
        assert_eq!(fit("45.4%", "187名", "412名"), Fit::Same);
        assert_eq!(fit("45.3%", "187名", "412名"), Fit::Rounded);
        assert_eq!(fit("45.5%", "187名", "412名"), Fit::Apart);
        assert_eq!(fit("45.2%", "187名", "412名"), Fit::Apart);
    }
}
