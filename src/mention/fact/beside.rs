//! Parts a name from the number right before it, or joins them: 21个|单位|档案|3860卷, 110千伏变电站|3座.

use super::Reader;
use super::before::Name;
use super::behind::Behind;
use crate::data::facts::{BODY, OWNED};
use crate::mention::Kind;
use crate::mention::cursor::among;

/// Units of what a thing is built for: they tell its kind, whatever it is counted in.
const RATINGS: [&str; 9] = ["V", "kV", "kW", "MW", "A", "mA", "mm", "kV.A", "MV.A"];
/// Units in which a thing comes, not its size: 大米5吨.
const AMOUNTS: [&str; 6] = ["t", "kg", "g", "L", "[jin_cn]", "m3"];

impl Reader<'_> {
    /// Gives a name right behind a number the size that the number is, or leaves what the number counts.
    pub(super) fn beside(&self, name: &mut Name) {
        let Some(before) = self.clauses.here.checked_sub(1) else { return };
        let (Some(place), Some(fact)) = (self.clauses.places.get(before), self.found.get(before)) else {
            return;
        };
        if place.end != name.start || !place.is_number() || name.end < name.start + 2 {
            return;
        }
        match fact.measured.map(super::Words::span) {
            Some((start, end)) if start == name.start && end + 2 <= name.end => name.start = end,
            Some((start, _)) if start != name.start => {}
            _ if self.is_size(before) => name.start = place.start,
            _ => {}
        }
    }

    /// Whether a number is a size or limit that belongs to the thing behind it.
    fn is_size(&self, at: usize) -> bool {
        let (Some(place), Some(number)) = (self.clauses.places.get(at), self.mentions.get(at)) else {
            return false;
        };
        let unit = number.unit.as_deref().unwrap_or_default();
        let limit = ["以上", "以下", "以内"].iter().any(|word| self.clauses.ends(place.end, word));
        let counted = self.place.kind == Kind::Count
            && place.kind == Kind::Measure
            && (!AMOUNTS.contains(&unit) || self.clauses.at(place.end) == Some('级'));
        limit || counted || RATINGS.contains(&unit)
    }

    /// Where the name behind a number ends if what it owns has a number of its own: 21个|单位|档案|3860卷.
    pub(super) fn owner_ends(&self, behind: &Behind) -> usize {
        let clauses = &self.clauses;
        let next = clauses.places.get(self.clauses.here + 1);
        let own = next.is_some_and(|next| next.start == behind.end && next.is_number());
        let bodies = self.place.kind == Kind::Count
            && clauses.before(self.place.end).is_some_and(|unit| among!(unit, "个家户所"));
        if !(own && bodies) {
            return behind.end;
        }
        let body = clauses.word_at(behind.start, behind.end).filter(|word| word.is(BODY));
        let owned =
            |at: usize| clauses.facts.at(clauses.chars, at, |end, role| end == behind.end && role.is(OWNED));
        body.filter(|body| owned(body.end).is_some()).map_or(behind.end, |body| body.end)
    }
}
