//! The tables of `units.toml` and `currencies.toml`: what may stand after a number.

use super::chars::Chars;
use super::lexicon::{Group, Lexicon, Stretch, mask};

/// What a unit makes of the number before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum UnitKind {
    Count,
    /// A noun that is its own classifier.
    Noun,
    Measure,
    Duration,
    Age,
    Ratio,
    Money,
}

/// A condition under which a classifier counts nothing. Conditions are code, in `mention/classifier.rs`; a row of
/// `units.toml` names those of its classifier, each with a text in which it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Guard {
    Festival,
    Edition,
    Troop,
    Grade,
    Term,
    Batch,
    Road,
    Address,
    Side,
    Village,
    Group,
    Sown,
    Rank,
    Market,
    Machine,
    Loose,
    Detachment,
    Numbered,
    Phase,
    Power,
    Session,
    Untold,
    Ring,
    First,
    Sort,
    Settlement,
}

/// One row: a word that may stand after a number.
#[derive(Debug, Clone)]
pub struct Unit {
    /// What it makes of the number.
    pub kind: UnitKind,
    /// The unit of the mention: classifier, UCUM code, ISO 4217 code, designator, kind of ratio.
    pub code: &'static str,
    /// Characters that may not follow.
    pub not_before: Chars,
    /// Where it counts nothing.
    pub guards: &'static [Guard],
    /// How many of the unit of its code it is: a 刻 is 15 minutes.
    pub times: u32,
}

/// The tables of units, ready for lookup.
#[derive(Debug)]
pub struct Units {
    /// Every unit that follows its number.
    pub after: Lexicon<Unit>,
    /// Currency words and signs that precede the number.
    pub before: Lexicon<Unit>,
    /// Currencies that have no code, by where they end.
    pub uncoded: Lexicon<()>,
}

/// A row as the tests read it.
#[cfg(test)]
pub(crate) struct Row {
    pub(crate) word: &'static str,
    pub(crate) unit: Unit,
    /// Text in which the word is read as this unit.
    pub(crate) example: &'static str,
    /// Texts in which its guards hold.
    pub(crate) guarded: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/units.rs"));

/// The tables.
pub const fn units() -> &'static Units {
    &UNITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_in_two_tables() {
        let mut looked_up = 0;
        for Row { word, unit, .. } in ROWS {
            let chars: Vec<char> = word.chars().collect();
            if let Some((end, found)) = units().after.at(&chars, 0, |_, _| true)
                && end == chars.len()
            {
                assert_eq!(found.kind, unit.kind, "{word} stands in two tables");
                looked_up += 1;
            }
        }
        assert!(looked_up * 10 > ROWS.len() * 9, "{looked_up} words found by lookup");
    }

    #[test]
    fn every_row_has_an_example_with_its_word() {
        for Row { word, example, .. } in ROWS {
            assert!(example.contains(word), "{word}: the example lacks the word");
        }
    }
}
