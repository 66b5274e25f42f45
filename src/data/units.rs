//! Reads `units.toml` and `currencies.toml`: what may stand after a number.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::chars::Chars;
use super::lexicon::Lexicon;

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
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
    Thousandths,
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
    pub code: String,
    /// Characters that may not follow.
    pub not_before: Chars,
    /// Where it counts nothing.
    pub guards: Vec<Guard>,
    /// Texts in which those hold.
    pub guarded: Vec<String>,
    /// How many of the unit of its code it is: a 刻 is 15 minutes.
    pub times: u32,
    /// Text in which the word is read as this unit.
    pub example: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    code: Option<String>,
    example: String,
    #[serde(default)]
    not_before: Chars,
    #[serde(default = "once")]
    times: u32,
    #[serde(default)]
    guard: BTreeMap<String, String>,
}

fn once() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Row {
    Example(String),
    Full(Full),
}

type Table = BTreeMap<String, Row>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitFile {
    count: Table,
    noun: Table,
    measure: Table,
    duration: Table,
    age: Table,
    ratio: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CurrencyFile {
    before: Table,
    after: Table,
    uncoded: BTreeMap<String, String>,
}

/// The condition of a name.
fn guard(name: &str) -> Guard {
    let read: Result<Guard, serde::de::value::Error> = Guard::deserialize(name.into_deserializer());
    read.expect("units.toml names conditions that are known")
}

fn rows(kind: UnitKind, table: Table) -> impl Iterator<Item = (String, Unit)> {
    table.into_iter().map(move |(word, row)| {
        let full = match row {
            Row::Example(example) => Full {
                code: None,
                example,
                not_before: Chars::default(),
                times: once(),
                guard: BTreeMap::new(),
            },
            Row::Full(full) => full,
        };
        let code = full.code.unwrap_or_else(|| word.clone());
        let guards = full.guard.keys().map(|name| guard(name)).collect();
        let guarded = full.guard.into_values().collect();
        (
            word,
            Unit {
                kind,
                code,
                not_before: full.not_before,
                guards,
                guarded,
                times: full.times,
                example: full.example,
            },
        )
    })
}

/// The classifiers that 次 makes of those of one character: 人次, 场次; but no 名次, 层次, 档次.
fn with_times(rows: &[(String, Unit)]) -> Vec<(String, Unit)> {
    let mut times = Vec::new();
    for (word, unit) in rows {
        let single = word.chars().count() == 1 && !"个名位层级档等".contains(word.as_str());
        let compound = format!("{word}次");
        if unit.kind == UnitKind::Count && single && !rows.iter().any(|(word, _)| *word == compound) {
            times.push((
                compound.clone(),
                Unit {
                    code: compound.clone(),
                    not_before: "日年月晨级要数序生第品".to_owned().into(),
                    example: format!("12{compound}"),
                    guards: Vec::new(),
                    guarded: Vec::new(),
                    ..unit.clone()
                },
            ));
        }
    }
    times
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
    /// The words of those, each with a text that holds no mention.
    pub uncoded_examples: Vec<(String, String)>,
    /// All rows, in the order of the tables.
    pub rows: Vec<(String, Unit)>,
}

impl Units {
    fn load() -> Self {
        // The tables are part of the program; a test reads them all, so that a broken row never ships.
        let units: UnitFile = toml::from_str(include_str!("units.toml")).expect("units.toml is well-formed");
        let money: CurrencyFile =
            toml::from_str(include_str!("currencies.toml")).expect("currencies.toml is well-formed");
        let mut after: Vec<(String, Unit)> = Vec::new();
        for (kind, table) in [
            (UnitKind::Count, units.count),
            (UnitKind::Noun, units.noun),
            (UnitKind::Measure, units.measure),
            (UnitKind::Duration, units.duration),
            (UnitKind::Age, units.age),
            (UnitKind::Ratio, units.ratio),
            (UnitKind::Money, money.after),
        ] {
            after.extend(rows(kind, table));
        }
        after.extend(with_times(&after));
        let before: Vec<_> = rows(UnitKind::Money, money.before).collect();
        Units {
            rows: after.iter().chain(&before).cloned().collect(),
            after: Lexicon::new(after),
            before: Lexicon::backwards(before),
            uncoded: Lexicon::backwards(money.uncoded.keys().map(|word| (word.clone(), ()))),
            uncoded_examples: money.uncoded.into_iter().collect(),
        }
    }
}

/// The tables, read once.
pub fn units() -> &'static Units {
    static UNITS: LazyLock<Units> = LazyLock::new(Units::load);
    &UNITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_stands_in_two_tables() {
        let mut looked_up = 0;
        for (word, unit) in &units().rows {
            let chars: Vec<char> = word.chars().collect();
            if let Some((end, found)) = units().after.at(&chars, 0, |_, _| true)
                && end == chars.len()
            {
                assert_eq!(found.kind, unit.kind, "{word} stands in two tables");
                looked_up += 1;
            }
        }
        assert!(looked_up * 10 > units().rows.len() * 9, "{looked_up} words found by lookup");
    }

    #[test]
    fn every_row_has_an_example_with_its_word() {
        for (word, unit) in &units().rows {
            assert!(unit.example.contains(word.as_str()), "{word}: the example lacks the word");
        }
    }
}
