//! The tables of `eras.toml`: the eras by which years are counted, the dynasties before their names, and the names that
//! say no year alone.

use super::lexicon::{Group, Lexicon, Stretch, mask};

/// An era, with its first and last Gregorian year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Era {
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
    /// The year from which on its months are those of the Gregorian calendar.
    pub solar: Option<i32>,
    /// It is one only where no other Han character stands before it.
    pub alone: bool,
}

/// The table, ready for lookup.
#[derive(Debug)]
pub struct Eras {
    /// Eras by their names.
    pub named: Lexicon<Era>,
    /// Every name of an era, with or without its years, by where it ends.
    pub names: Lexicon<()>,
    /// Dynasties, by where their names end.
    pub dynasties: Lexicon<()>,
}

impl Eras {
    /// The era of a name.
    pub fn of(&self, name: &str) -> Option<&Era> {
        let chars: Vec<char> = name.chars().collect();
        self.named.at(&chars, 0, |_, _| true).map(|(_, era)| era)
    }
}

include!(concat!(env!("OUT_DIR"), "/eras.rs"));

/// The table.
pub const fn eras() -> &'static Eras {
    &ERAS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_era_that_ends_after_it_begins() {
        assert!(ROWS.len() > 300);
        for name in ROWS {
            let era = eras().of(name).expect("found by its name");
            assert!(era.first <= era.last, "{name} ends before it begins");
            assert!(era.solar.is_none_or(|from| (era.first..=era.last).contains(&from)), "{name}");
        }
    }

    #[test]
    fn a_name_of_several_eras_is_known_without_its_years() {
        let ends = |text: &str| {
            let chars: Vec<char> = text.chars().collect();
            eras().names.ending(&chars, chars.len(), |_, _| true).map(|(start, ())| start)
        };
        assert_eq!(
            (ends("永和"), ends("梁永和"), ends("光绪"), ends("统和")),
            (Some(0), Some(1), Some(0), Some(0))
        );
        assert!(eras().of("永和").is_none() && eras().of("晋永和").is_some());
    }
}
