//! Writes the tables of `facts.toml` for `src/data/facts.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{examples, lexicon, list, table};

#[path = "../src/data/facts/role.rs"]
#[allow(dead_code, reason = "what the roles are for, the program knows")]
mod role;

use role::{OWNER, Role};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    example: String,
    measured: String,
    words: String,
}

pub fn source() -> String {
    let tables: BTreeMap<String, Rows> = table("facts.toml");
    let mut words: BTreeMap<&str, Role> = BTreeMap::new();
    for (table, rows) in &tables {
        let role = role::role(table).unwrap_or_else(|| panic!("facts.toml: no table is called {table}"));
        for word in rows.words.split_whitespace() {
            let known = words.entry(word).or_default();
            *known = known.or(role);
        }
    }
    let meant = || words.iter().map(|(word, role)| (*word, format!("{role:?}")));
    let owners = words.iter().filter(|(_, role)| role.is(OWNER));
    let owner_ends: BTreeSet<char> = owners.filter_map(|(word, _)| word.chars().last()).collect();
    let tested = |(name, rows): (&String, &Rows)| {
        let Rows { example, measured, words } = rows;
        format!("({name:?}, Rows {{ example: {example:?}, measured: {measured:?}, words: {words:?} }})\n")
    };
    format!(
        "static FACTS: Facts = Facts {{ forwards: {}, backwards: {}, begins: Short::of({}), ends: Short::of({}), \
         owner_ends: Chars::of({:?}) }};\n{}",
        lexicon::forwards(meant()),
        lexicon::backwards(meant()),
        list(words.iter().map(|(word, role)| short(word.chars(), *role))),
        list(words.iter().map(|(word, role)| short(word.chars().rev(), *role))),
        owner_ends.into_iter().collect::<String>(),
        examples("TABLES", "(&str, Rows)", tables.iter().map(tested)),
    )
}

/// The first two characters of a word, 0 where there is no second, and its role, that of longer words where it is one.
fn short(mut word: impl Iterator<Item = char>, role: Role) -> String {
    let (first, second) = (word.next().unwrap_or_default(), word.next().unwrap_or_default());
    let role = if word.next().is_some() { role::LONGER } else { role };
    format!("({first:?}, {second:?}, {role:?})")
}
