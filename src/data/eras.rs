//! Reads `eras.toml`: the eras by which years are counted, the dynasties before their names, and the names that say no
//! year alone.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::lexicon::Lexicon;

/// An era, with its first and last Gregorian year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Era {
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
    /// The year from which on its months are those of the Gregorian calendar.
    #[serde(default)]
    pub solar: Option<i32>,
    /// It is one only where no other Han character stands before it.
    #[serde(default)]
    pub alone: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EraFile {
    dynasties: Vec<String>,
    unresolved: Vec<String>,
    era: BTreeMap<String, Era>,
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
    /// The names that have a row.
    pub rows: Vec<String>,
}

impl Eras {
    fn load() -> Self {
        // Part of the program; a test reads all rows, so that a broken one never ships.
        let file: EraFile = toml::from_str(include_str!("eras.toml")).expect("eras.toml is well-formed");
        let short = |name: &String| {
            let dynasty = file.dynasties.iter().find(|d| name.strip_prefix(d.as_str()).is_some_and(is_name));
            dynasty.and_then(|d| name.strip_prefix(d.as_str())).map(str::to_owned)
        };
        let named = file.era.iter().filter(|(_, era)| !era.alone).map(|(name, _)| name);
        let names: BTreeSet<String> =
            named.clone().cloned().chain(named.filter_map(short)).chain(file.unresolved).collect();
        Eras {
            rows: file.era.keys().cloned().collect(),
            names: Lexicon::backwards(names.into_iter().map(|name| (name, ()))),
            dynasties: Lexicon::backwards(file.dynasties.into_iter().map(|name| (name, ()))),
            named: Lexicon::new(file.era),
        }
    }

    /// The era of a name.
    pub fn of(&self, name: &str) -> Option<&Era> {
        let chars: Vec<char> = name.chars().collect();
        self.named.at(&chars, 0, |_, _| true).map(|(_, era)| era)
    }
}

/// Whether what stands behind a dynasty is long enough for the name of an era.
fn is_name(rest: &str) -> bool {
    rest.chars().count() >= 2
}

/// The table, read once.
pub fn eras() -> &'static Eras {
    static ERAS: LazyLock<Eras> = LazyLock::new(Eras::load);
    &ERAS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_an_era_that_ends_after_it_begins() {
        assert!(eras().rows.len() > 300);
        for name in &eras().rows {
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
