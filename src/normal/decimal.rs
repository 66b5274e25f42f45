//! Holds exact decimals and prints them in one canonical form: no exponent, no grouping, no trailing
//! fractional zeros, no leading plus.

use std::cmp::Ordering;
use std::fmt;

/// An exact decimal: `digits` / 10^`scale`, with a sign. Never a float.
///
/// ```
/// use nianjian::normal::Decimal;
///
/// // 6.2亿
/// let amount = Decimal::parse("6.2").and_then(|d| d.shifted(8));
/// assert_eq!(amount.map(|d| d.to_string()).as_deref(), Some("620000000"));
/// assert_eq!(Decimal::parse("1,000"), None);
/// ```
// Else each takes a third more room, and to move numbers about is much of the work of a dense text.
#[repr(Rust, packed(8))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    negative: bool,
    digits: u128,
    scale: u32,
}

/// More decimal places than any text that means a number.
const MAX_SCALE: u32 = 30;

/// The powers of ten that a value can hold.
const TENS: [u128; 39] = {
    let mut tens = [1; 39];
    let mut i = 1;
    while i < tens.len() {
        tens[i] = tens[i - 1] * 10;
        i += 1;
    }
    tens
};

fn ten(power: u32) -> Option<u128> {
    TENS.get(power as usize).copied()
}

impl Decimal {
    /// Nought.
    pub const ZERO: Decimal = Decimal::integer(0);

    /// A whole number.
    pub const fn integer(n: u128) -> Self {
        Decimal { negative: false, digits: n, scale: 0 }
    }

    /// `digits` / 10^`scale`; none where there are more places than 30.
    pub fn new(digits: u128, scale: u32) -> Option<Self> {
        (scale <= MAX_SCALE).then(|| Decimal { negative: false, digits, scale }.reduced())
    }

    /// Reads digits with at most one point among them and a minus before them; none for any other text, and
    /// for more digits than fit.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if !rest.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let (mut digits, mut places) = (0_u128, None::<u32>);
        for byte in rest.bytes() {
            match byte {
                b'.' if places.is_none() => places = Some(0),
                b'0'..=b'9' => {
                    digits = digits.checked_mul(10)?.checked_add((byte - b'0').into())?;
                    places = places.map(|places| places.saturating_add(1));
                }
                _ => return None,
            }
        }
        let read = Decimal::new(digits, places.unwrap_or(0))?;
        Some(if negative { read.negated() } else { read })
    }

    /// Times 10^`power`; none where that has too many digits or places.
    pub fn shifted(self, power: i32) -> Option<Self> {
        let scale = i64::from(self.scale) - i64::from(power);
        let shifted = if scale >= 0 {
            let scale = u32::try_from(scale).ok().filter(|&s| s <= MAX_SCALE)?;
            Decimal { scale, ..self }
        } else {
            let factor = ten(u32::try_from(-scale).ok()?)?;
            Decimal { digits: self.digits.checked_mul(factor)?, scale: 0, ..self }
        };
        Some(shifted.reduced())
    }

    /// The sum of two decimals of the same sign; none where it is too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        if self.negative != other.negative {
            return None;
        }
        let scale = self.scale.max(other.scale);
        let digits = self.aligned(scale)?.checked_add(other.aligned(scale)?)?;
        Some(Decimal { digits, scale, ..self }.reduced())
    }

    /// Times a whole number; none where it is too large.
    pub fn times(self, factor: u32) -> Option<Self> {
        let digits = self.digits.checked_mul(factor.into())?;
        Some(Decimal { digits, ..self }.reduced())
    }

    /// With the other sign; nought has none.
    pub fn negated(self) -> Self {
        Decimal { negative: !self.negative && self.digits != 0, ..self }
    }

    /// The value as a whole number, if it is one that fits.
    pub fn whole(self) -> Option<u32> {
        (self.scale == 0 && !self.negative).then(|| u32::try_from(self.digits).ok()).flatten()
    }

    /// As a whole number of units of the last of so many decimal places, if it is one that fits.
    pub fn in_places(self, places: u32) -> Option<i128> {
        let units = self.digits.checked_mul(ten(places.checked_sub(self.scale)?)?)?;
        let units = i128::try_from(units).ok()?;
        Some(if self.negative { -units } else { units })
    }

    /// Whether it is nought.
    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    /// Whether it has decimal places.
    pub fn is_fractional(self) -> bool {
        self.scale > 0
    }

    /// Compares two values; none where they cannot be brought to one scale.
    pub fn compare(self, other: Self) -> Option<Ordering> {
        if self.negative != other.negative {
            return Some(other.negative.cmp(&self.negative));
        }
        let scale = self.scale.max(other.scale);
        let order = self.aligned(scale)?.cmp(&other.aligned(scale)?);
        Some(if self.negative { order.reverse() } else { order })
    }

    /// The digits with `scale` decimal places.
    fn aligned(self, scale: u32) -> Option<u128> {
        match scale - self.scale {
            0 => Some(self.digits),
            more => self.digits.checked_mul(ten(more)?),
        }
    }

    fn reduced(mut self) -> Self {
        // Almost every number fits a machine word, whose division costs a tenth.
        let divides = |digits: u128| match u64::try_from(digits) {
            Ok(word) => word.is_multiple_of(10),
            Err(_) => digits.is_multiple_of(10),
        };
        while self.scale > 0 && divides(self.digits) {
            self.digits /= 10;
            self.scale -= 1;
        }
        self.negative &= self.digits != 0;
        self
    }
}

impl Decimal {
    /// As it is printed, without the way over a formatter: a text of figures prints one for every number.
    pub(crate) fn text(self) -> String {
        // Almost every number is a whole one that fits a machine word: 2 % of all reading of counts.
        match u64::try_from(self.digits) {
            Ok(word) if self.scale == 0 && !self.negative => word.to_string(),
            _ => self.print(&mut [0; 41]).to_owned(),
        }
    }

    /// Prints from the last digit on, in one buffer: sign, 39 digits and a point, or 0. and 30 places.
    fn print(self, buffer: &mut [u8; 41]) -> &str {
        let (mut start, mut rest, mut places) = (buffer.len(), self.digits, 0);
        let mut put = |byte: u8| {
            start -= 1;
            buffer[start] = byte;
        };
        while rest > 0 || places <= self.scale {
            if places == self.scale && places > 0 {
                put(b'.');
            }
            // Almost every number fits a machine word, whose division costs a tenth.
            let digit = match u64::try_from(rest) {
                Ok(word) => {
                    rest = u128::from(word / 10);
                    word % 10
                }
                Err(_) => {
                    let digit = rest % 10;
                    rest /= 10;
                    digit as u64
                }
            };
            put(b'0' + digit as u8);
            places += 1;
        }
        if self.negative {
            put(b'-');
        }
        std::str::from_utf8(buffer.get(start..).unwrap_or_default()).unwrap_or_default()
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.print(&mut [0; 41]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_one_form() {
        let shown = |d: Option<Decimal>| d.map(|d| d.to_string());
        assert_eq!(shown(Decimal::new(1820, 2)).as_deref(), Some("18.2"));
        assert_eq!(shown(Decimal::parse("6.2").and_then(|d| d.shifted(8))).as_deref(), Some("620000000"));
        assert_eq!(shown(Decimal::parse("-3.50")).as_deref(), Some("-3.5"));
        assert_eq!(shown(Decimal::parse("-0")).as_deref(), Some("0"));
        assert_eq!(shown(Decimal::parse("9.6").and_then(|d| d.shifted(-3))).as_deref(), Some("0.0096"));
        assert_eq!(shown(Decimal::parse("1").and_then(|d| d.shifted(40))), None);
        assert_eq!(Decimal::parse("1e5"), None);
        let sum = Decimal::parse("50.6").and_then(|a| a.plus(Decimal::parse("0.03")?));
        assert_eq!(shown(sum).as_deref(), Some("50.63"));
        let longest = Decimal::new(u128::MAX, 30).map(Decimal::negated);
        assert_eq!(shown(longest).as_deref(), Some("-340282366.920938463463374607431768211455"));
        assert_eq!(shown(Decimal::new(1, 30)).as_deref(), Some("0.000000000000000000000000000001"));
        assert_eq!(shown(Some(Decimal::ZERO)).as_deref(), Some("0"));
    }

    #[test]
    fn compares_across_scales() {
        let d = |s| Decimal::parse(s).unwrap_or(Decimal::ZERO);
        assert_eq!(d("1.5").compare(d("1.45")), Some(Ordering::Greater));
        assert_eq!(d("-2").compare(d("1")), Some(Ordering::Less));
    }
}
