//! Holds a date that has been read and resolved.

use crate::mention::date::resolve::{Antecedents, Resolved};
use crate::mention::found::Found;

/// A date with what later dates may take from it.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) found: Found,
    pub(crate) last: Resolved,
    pub(crate) governs: bool,
    /// In brackets it says again what stands before them: 光绪三年（1877年）.
    pub(crate) gloss: bool,
}

impl Dated {
    /// Lets later dates take their year, month or day from this one.
    pub(crate) fn remember(&self, antecedents: &mut Antecedents) {
        antecedents.remember(&self.last, self.governs, self.gloss);
    }
}
