//! A printed number is an interval: half a unit of its last printed place to both sides. 1.2亿 is what lies between
//! 115,000,000 and 125,000,000, for its last place is worth ten million; 126.9万 is ± 500. A count without 万 or 亿 is
//! what it says; money and measures are rounded even where they are whole. All is exact: whole numbers of 10⁻⁹.

use super::Decimal;

/// How many decimal places are kept; a number with more of them is not compared.
const PLACES: u32 = 9;

/// What no number reaches, so that sums of a few of them do not overflow.
const LARGEST: u128 = 10_u128.pow(34);

/// One, in units of 10⁻⁹.
pub const ONE: i128 = 1_000_000_000;

/// A number with half a unit of its last printed place, both in 10⁻⁹.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Printed {
    /// The number.
    pub value: i128,
    /// Half a unit of its last place; 0 where it is exact.
    pub half: i128,
}

/// How two printed numbers stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// They agree as far as they are printed.
    Same,
    /// They agree as far as they are rounded or cut.
    Rounded,
    /// They do not agree.
    Apart,
}

/// The digits of a number as written, as one whole number: 1.2亿 has 12.
pub fn digits(text: &str) -> Option<i128> {
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
    /// A decimal that is exact; none where it is too large to be added to others.
    pub fn exact(text: &str) -> Option<Printed> {
        let value = Decimal::parse(text)?.in_places(PLACES)?;
        (value.unsigned_abs() < LARGEST).then_some(Printed { value, half: 0 })
    }

    /// A cell as it is printed, with that many decimal places; `rounded` says whether whole numbers are rounded.
    pub fn cell(text: &str, places: u32, rounded: bool) -> Option<Printed> {
        let plain: String = text.chars().filter(|c| !matches!(c, ',' | '，' | ' ' | '+')).collect();
        let Printed { value, half: _ } = Printed::exact(&plain)?;
        let place = 10_i128.checked_pow(PLACES.checked_sub(places)?)?;
        Some(Printed { value, half: if places == 0 && !rounded { 0 } else { place / 2 } })
    }

    /// The sum of all; none where it is too large.
    pub fn sum(parts: &[Printed]) -> Option<Printed> {
        parts.iter().try_fold(Printed { value: 0, half: 0 }, |sum, part| sum.plus(*part))
    }

    /// This and another.
    pub fn plus(self, other: Printed) -> Option<Printed> {
        Some(Printed {
            value: self.value.checked_add(other.value)?,
            half: self.half.checked_add(other.half)?,
        })
    }

    /// This less another.
    pub fn less(self, other: Printed) -> Option<Printed> {
        Some(Printed {
            value: self.value.checked_sub(other.value)?,
            half: self.half.checked_add(other.half)?,
        })
    }

    /// How it stands to another number that should be the same.
    pub fn fit(self, other: Printed) -> Fit {
        let apart = (self.value - other.value).abs();
        if apart == 0 {
            Fit::Same
        } else if apart <= self.half + other.half {
            Fit::Rounded
        } else {
            Fit::Apart
        }
    }

    /// How it stands to `part / whole × up / down`, a quotient. Books cut as often as they round: from half of the last
    /// place to a whole one the quotient is taken for cut.
    pub fn fit_quotient(self, part: Printed, whole: Printed, (up, down): (i128, i128)) -> Option<Fit> {
        let (low, high) = (part.value - part.half, part.value + part.half);
        let (least, most) = (whole.value - whole.half, whole.value + whole.half);
        if least <= 0 {
            return None;
        }
        let up = up.checked_mul(ONE)?;
        // low / most … high / least, against the quotient: each side times the whole. A negative part is turned round.
        let (under, over) = if low >= 0 { (most, least) } else { (least, most) };
        let reach = |slack: i128| -> Option<bool> {
            let stated_high = self.value.checked_add(slack)?.checked_mul(under)?.checked_mul(down)?;
            let stated_low = self.value.checked_sub(slack)?.checked_mul(over)?.checked_mul(down)?;
            Some(low.checked_mul(up)? <= stated_high && high.checked_mul(up)? >= stated_low)
        };
        Some(if reach(self.half)? {
            Fit::Same
        } else if reach((self.half * 2).saturating_sub(1))? {
            Fit::Rounded
        } else {
            Fit::Apart
        })
    }

    /// How a rate in per cent stands to `part` of `whole`.
    pub fn fit_rate(self, part: Printed, whole: Printed) -> Option<Fit> {
        self.fit_quotient(part, whole, (100, 1))
    }

    /// What `part` of `whole`, times `up / down`, is, cut after two decimal places.
    pub fn quotient(part: Printed, whole: Printed, (up, down): (i128, i128)) -> Option<Printed> {
        let over = part.value.checked_mul(up)?.checked_mul(100)?;
        let hundredths = over.checked_div(whole.value.checked_mul(down)?)?;
        Some(Printed { value: hundredths.checked_mul(ONE / 100)?, half: 0 })
    }

    /// What `part` of `whole` is in per cent, cut after two decimal places.
    pub fn rate(part: Printed, whole: Printed) -> Option<Printed> {
        Printed::quotient(part, whole, (100, 1))
    }

    /// How far it is from another, without a sign.
    pub fn apart(self, other: Printed) -> Printed {
        Printed { value: (self.value - other.value).abs(), half: 0 }
    }

    /// Whether it is less than a `part` of itself away from another: 3 for a third.
    pub fn is_near(self, other: Printed, part: i128) -> bool {
        self.apart(other).value.saturating_mul(part) < self.value.abs().max(other.value.abs())
    }

    /// As a decimal.
    pub fn shown(self) -> String {
        let decimal = Decimal::new(self.value.unsigned_abs(), PLACES).map(|d| d.to_string());
        let decimal = decimal.unwrap_or_default();
        if self.value < 0 { format!("-{decimal}") } else { decimal }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_places_that_it_prints() {
        assert_eq!(Printed::cell("1,234", 0, false), Some(Printed { value: 1234 * ONE, half: 0 }));
        assert_eq!(Printed::cell("33.40", 2, true), Some(Printed { value: 33_400_000_000, half: ONE / 200 }));
        assert_eq!(Printed::cell("-5.4", 1, true).map(Printed::shown).as_deref(), Some("-5.4"));
        assert_eq!(Printed::cell("…", 0, false), None);
    }

    #[test]
    fn a_quotient_is_apart_from_a_whole_last_place_on() {
        let whole = |n: i128| Printed { value: n * ONE, half: 0 };
        let fit = |tenths: i128| {
            let stated = Printed { value: tenths * ONE / 10, half: ONE / 20 };
            stated.fit_rate(whole(187), whole(412)).expect("small numbers")
        };
        assert_eq!([454, 453, 455, 452].map(fit), [Fit::Same, Fit::Rounded, Fit::Apart, Fit::Apart]);
        assert_eq!(whole(5).fit_quotient(whole(1), whole(0), (1, 1)), None);
    }
}
