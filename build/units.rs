//! Writes the tables of `units.toml` and `currencies.toml` for `src/data/units.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{examples, lexicon, list, table};

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    code: Option<String>,
    example: String,
    #[serde(default)]
    not_before: String,
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

/// A word that may stand beside a number.
#[derive(Clone)]
struct Unit {
    word: String,
    kind: &'static str,
    row: Full,
}

impl Unit {
    /// As Rust.
    fn source(&self) -> String {
        let Full { code, not_before, times, guard, .. } = &self.row;
        let guards = list(guard.keys().map(|name| format!("Guard::{}", variant(name))));
        let (kind, code) = (self.kind, code.as_ref().unwrap_or(&self.word));
        format!(
            "Unit {{ kind: UnitKind::{kind}, code: {code:?}, not_before: Chars::of({not_before:?}), \
             guards: {guards}, times: {times} }}"
        )
    }

    /// The row as its tests read it, as Rust.
    fn tested(&self) -> String {
        let guarded = list(self.row.guard.values().map(|text| format!("{text:?}")));
        let (word, example) = (&self.word, &self.row.example);
        format!(
            "Row {{ word: {word:?}, unit: {}, example: {example:?}, guarded: {guarded} }}\n",
            self.source()
        )
    }
}

/// The variant of a name: `SownArea` of `sown_area`.
fn variant(name: &str) -> String {
    let capital = |word: &str| word.split_at_checked(1).map(|(a, rest)| a.to_ascii_uppercase() + rest);
    name.split('_').filter_map(capital).collect()
}

pub fn source() -> String {
    let units: UnitFile = table("units.toml");
    let money: CurrencyFile = table("currencies.toml");
    let mut after = Vec::new();
    for (kind, table) in [
        ("Count", units.count),
        ("Noun", units.noun),
        ("Measure", units.measure),
        ("Duration", units.duration),
        ("Age", units.age),
        ("Ratio", units.ratio),
        ("Money", money.after),
    ] {
        after.extend(rows(kind, table));
    }
    after.extend(with_times(&after));
    let before: Vec<Unit> = rows("Money", money.before).collect();
    let meant = |unit: &Unit| unit.source();
    let units = format!(
        "static UNITS: Units = Units {{ after: {}, before: {}, uncoded: {} }};\n",
        lexicon::forwards(after.iter().map(|unit| (unit.word.as_str(), meant(unit)))),
        lexicon::backwards(before.iter().map(|unit| (unit.word.as_str(), meant(unit)))),
        lexicon::backwards(money.uncoded.keys().map(|word| (word.as_str(), "()"))),
    );
    let uncoded = money.uncoded.iter().map(|(word, example)| format!("({word:?}, {example:?})"));
    units
        + &examples("ROWS", "Row", after.iter().chain(&before).map(Unit::tested))
        + &examples("UNCODED", "(&str, &str)", uncoded)
}

fn rows(kind: &'static str, table: Table) -> impl Iterator<Item = Unit> {
    table.into_iter().map(move |(word, row)| {
        let row = match row {
            Row::Full(full) => full,
            Row::Example(example) => {
                Full { code: None, example, not_before: String::new(), times: once(), guard: BTreeMap::new() }
            }
        };
        Unit { word, kind, row }
    })
}

/// The classifiers that 次 makes of those of one character: 人次, 场次; but no 名次, 层次, 档次.
fn with_times(rows: &[Unit]) -> Vec<Unit> {
    let mut times = Vec::new();
    for unit in rows {
        let single = unit.word.chars().count() == 1 && !"个名位层级档等".contains(&unit.word);
        let word = format!("{}次", unit.word);
        if unit.kind == "Count" && single && !rows.iter().any(|unit| unit.word == word) {
            let row = Full {
                code: None,
                example: format!("12{word}"),
                not_before: "日年月晨级要数序生第品".to_owned(),
                guard: BTreeMap::new(),
                ..unit.row.clone()
            };
            times.push(Unit { word, kind: unit.kind, row });
        }
    }
    times
}
