//! Reads the numbers of running text as they are printed: with half a unit of their last place.

use crate::mention::{Bound, Kind, Mention};
use crate::normal::printed::{ONE, digits};

pub(super) use crate::normal::printed::{Fit, Printed};

impl Printed {
    /// A number of running text as it is printed, and as what was divided and is rounded even where it is a whole
    /// count: 平均每户4人. None where it is no single exact number.
    pub(super) fn read(mention: &Mention) -> Option<(Printed, Printed)> {
        if mention.max.is_some() || !matches!(mention.bound, None | Some(Bound::Exact)) {
            return None;
        }
        let value = mention.value.as_str();
        let found = Printed::exact(match mention.kind {
            Kind::Duration => value.strip_prefix('P')?.strip_suffix('D')?,
            _ => value,
        })?;
        // What its last printed place is worth.
        let place = match digits(&mention.text) {
            Some(digits) if digits > 0 => (found.value / digits).abs(),
            // 十二人
            _ if mention.kind == Kind::Count => ONE,
            _ => return None,
        };
        let exact = matches!(mention.kind, Kind::Count | Kind::Duration) && place == ONE;
        let quotient = Printed { half: place / 2, ..found };
        Some((if exact { found } else { quotient }, quotient))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Printed {
        let found = crate::mention::find_mentions(text, &crate::mention::Context::default());
        found.first().and_then(Printed::read).expect("a number").0
    }

    #[test]
    fn the_last_printed_place_bounds_a_number() {
        assert_eq!(printed("1.2亿元"), Printed { value: 120_000_000 * ONE, half: 5_000_000 * ONE });
        assert_eq!(printed("126.9万人").half, 500 * ONE);
        assert_eq!(printed("138.0公里").half, ONE / 20);
        assert_eq!(printed("214个").half, 0);
        assert_eq!(printed("86140元").half, ONE / 2);
        assert_eq!(printed("305天"), Printed { value: 305 * ONE, half: 0 });
    }
}
