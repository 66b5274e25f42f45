//! Chooses between the readings of one place: the longest wins, then the order of the types.

use crate::mention::found::Found;

/// The winner of two readings that start at one number.
pub(crate) fn better(a: Option<Found>, b: Option<Found>) -> Option<Found> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let (first, second) = ((a.end, a.kind.precedence()), (b.end, b.kind.precedence()));
            // Further to the right wins; of equals the type that stands first in docs/mentions.md.
            Some(if first.0 > second.0 || (first.0 == second.0 && first.1 <= second.1) { a } else { b })
        }
        (a, b) => a.or(b),
    }
}
