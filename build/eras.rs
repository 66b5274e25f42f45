//! Writes the tables of `eras.toml` for `src/data/eras.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{examples, lexicon, table};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Era {
    first: i32,
    last: i32,
    solar: Option<i32>,
    #[serde(default)]
    alone: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    dynasties: Vec<String>,
    unresolved: Vec<String>,
    era: BTreeMap<String, Era>,
}

pub fn source() -> String {
    let file: File = table("eras.toml");
    let short = |name: &String| {
        let dynasty = file.dynasties.iter().find(|d| name.strip_prefix(d.as_str()).is_some_and(is_name));
        dynasty.and_then(|d| name.strip_prefix(d.as_str())).map(str::to_owned)
    };
    let named = file.era.iter().filter(|(_, era)| !era.alone).map(|(name, _)| name);
    let names: BTreeSet<String> = named
        .clone()
        .cloned()
        .chain(named.filter_map(short))
        .chain(file.unresolved.iter().cloned())
        .collect();
    let era = |Era { first, last, solar, alone }: &Era| {
        format!("Era {{ first: {first}, last: {last}, solar: {solar:?}, alone: {alone} }}")
    };
    let nothing = |name: &'_ String| (name.clone(), "()");
    let (names, dynasties): (Vec<_>, Vec<_>) =
        (names.iter().map(nothing).collect(), file.dynasties.iter().map(nothing).collect());
    format!(
        "static ERAS: Eras = Eras {{ named: {}, names: {}, dynasties: {} }};\n{}",
        lexicon::forwards(file.era.iter().map(|(name, row)| (name.as_str(), era(row)))),
        lexicon::backwards(names.iter().map(|(name, row)| (name.as_str(), row))),
        lexicon::backwards(dynasties.iter().map(|(name, row)| (name.as_str(), row))),
        examples("ROWS", "&str", file.era.keys().map(|name| format!("{name:?}"))),
    )
}

/// Whether what stands behind a dynasty is long enough for the name of an era.
fn is_name(rest: &str) -> bool {
    rest.chars().count() >= 2
}
