//! Reads the second of two numbers whose unit is written once: 3至5万元, 7～9月, 6、7月.

use crate::mention::class;
use crate::mention::cursor::{at, blanks, range_sign};
use crate::mention::number::{self, Number};

/// The number that follows another over a range sign or 、.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SecondNumber {
    pub(crate) number: Number,
    /// Over 、, not over the sign of a range.
    pub(crate) listed: bool,
    /// How far a list runs on by ones: 7、8、9月 is two steps.
    pub(crate) steps: u32,
}

/// How many numbers a list with one unit has at most: the days of a month. Longer ones, read again from each of
/// their numbers, would take quadratic time.
const LONGEST_LIST: u32 = 31;

impl SecondNumber {
    /// The number that follows `number`.
    pub(crate) fn after(chars: &[char], number: &Number) -> Option<SecondNumber> {
        if class::beside(chars, blanks(chars, number.end)) & class::RANGE == 0 {
            return None;
        }
        let mark = |n: &Number| at(chars, n.end) == Some('、');
        let next = |n: &Number| number::read(chars, blanks(chars, n.end + 1));
        if !mark(number) {
            let number = number::read(chars, range_sign(chars, number.end)?)?;
            return Some(SecondNumber { number, listed: false, steps: 0 });
        }
        let mut far = SecondNumber { number: next(number)?, listed: true, steps: 1 };
        while far.steps < LONGEST_LIST
            && mark(&far.number)
            && let Some(after) = next(&far.number)
            && after.plain().is_some()
            && after.plain() == far.number.plain().map(|n| n + 1)
        {
            (far.number, far.steps) = (after, far.steps + 1);
        }
        Some(far)
    }
}
