//! Reads the second of two numbers whose unit is written once: 3至5万元, 7～9月, 6、7月.

use crate::mention::look::{at, blanks, range_sign};
use crate::mention::number::{self, Number};

/// The number that follows another over a range sign or 、.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Far {
    pub(crate) number: Number,
    /// Over 、, not over the sign of a range.
    pub(crate) listed: bool,
}

impl Far {
    /// The number that follows `number`.
    pub(crate) fn after(chars: &[char], number: &Number) -> Option<Far> {
        let listed = at(chars, number.end) == Some('、');
        let from = if listed { blanks(chars, number.end + 1) } else { range_sign(chars, number.end)? };
        number::read(chars, from).map(|number| Far { number, listed })
    }
}
