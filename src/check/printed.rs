//! Reads the numbers of running text as they are printed: with half a unit of their last place.

use crate::mention::{Bound, Kind, Mention};
use crate::normal::printed::{ONE, digits};

pub(super) use crate::normal::printed::{Fit, Printed};

impl Printed {
    /// A number of running text; none where it is no single exact number.
    pub(super) fn of(mention: &Mention) -> Option<Printed> {
        let (found, place) = Printed::with_place(mention)?;
        let exact = matches!(mention.kind, Kind::Count | Kind::Duration) && place == ONE;
        Some(Printed { half: if exact { 0 } else { place / 2 }, ..found })
    }

    /// A number that was divided, and rounded even where it is a whole count: 平均每户4人.
    pub(super) fn of_quotient(mention: &Mention) -> Option<Printed> {
        let (found, place) = Printed::with_place(mention)?;
        Some(Printed { half: place / 2, ..found })
    }

    /// A number, and what its last printed place is worth.
    fn with_place(mention: &Mention) -> Option<(Printed, i128)> {
        if mention.max.is_some() || !matches!(mention.bound, None | Some(Bound::Exact)) {
            return None;
        }
        let days = |value: &str| value.strip_prefix('P')?.strip_suffix('D').map(str::to_owned);
        let value = match mention.kind {
            Kind::Duration => days(&mention.value)?,
            _ => mention.value.clone(),
        };
        let found = Printed::exact(&value)?;
        let place = match digits(&mention.text) {
            Some(digits) if digits > 0 => (found.value / digits).abs(),
            // 十二人
            _ if mention.kind == Kind::Count => ONE,
            _ => return None,
        };
        Some((found, place))
    }
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
        assert_eq!(printed("305天"), Printed { value: 305 * ONE, half: 0 });
    }
}
