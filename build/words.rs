//! Writes the tables of `words.toml` for `src/data/words.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{examples, lexicon, list, table};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    bound_before: BTreeMap<String, BoundWord>,
    bound_after: BTreeMap<String, BoundWord>,
    date_before: BTreeMap<String, Boundary>,
    date_after: BTreeMap<String, Boundary>,
    part_of_day: BTreeMap<String, String>,
    date: BTreeMap<String, DateWord>,
    plan: BTreeMap<String, Plan>,
    range: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BoundWord {
    bound: String,
    #[serde(default)]
    not_after: String,
    #[serde(default)]
    but_after: Vec<String>,
    #[serde(default)]
    not_before: String,
    only_before: Option<String>,
    #[serde(default)]
    money_only: bool,
    example: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Boundary {
    role: String,
    #[serde(default)]
    not_after: String,
    #[serde(default)]
    not_before: String,
    example: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DateWord {
    year: String,
    #[serde(default)]
    years: i32,
    month: Option<String>,
    day: Option<String>,
    part: Option<String>,
    part_of_day: Option<String>,
    #[serde(default)]
    not_after: String,
    #[serde(default)]
    not_before: String,
    example: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    first: i32,
    last: i32,
}

/// A row as Rust, and its example.
trait Row {
    fn source(&self) -> String;

    fn example(&self) -> &str;
}

impl Row for BoundWord {
    fn source(&self) -> String {
        let BoundWord { bound, not_after, but_after, not_before, only_before, money_only, .. } = self;
        let only_before = only_before.as_ref().map(|chars| format!("Chars::of({chars:?})"));
        let only_before = only_before.map_or("None".to_owned(), |chars| format!("Some({chars})"));
        let but_after = list(but_after.iter().map(|word| format!("{word:?}")));
        format!(
            "BoundWord {{ bound: {bound:?}, not_after: Chars::of({not_after:?}), but_after: {but_after}, \
             not_before: Chars::of({not_before:?}), only_before: {only_before}, money_only: {money_only} }}"
        )
    }

    fn example(&self) -> &str {
        &self.example
    }
}

impl Row for Boundary {
    fn source(&self) -> String {
        let Boundary { role, not_after, not_before, .. } = self;
        format!(
            "Boundary {{ role: {role:?}, not_after: Chars::of({not_after:?}), \
             not_before: Chars::of({not_before:?}) }}"
        )
    }

    fn example(&self) -> &str {
        &self.example
    }
}

impl Row for DateWord {
    fn source(&self) -> String {
        let DateWord { year, years, month, day, part, part_of_day, not_after, not_before, .. } = self;
        format!(
            "DateWord {{ year: {year:?}, years: {years}, month: {month:?}, day: {day:?}, part: {part:?}, \
             part_of_day: {part_of_day:?}, not_after: Chars::of({not_after:?}), \
             not_before: Chars::of({not_before:?}) }}"
        )
    }

    fn example(&self) -> &str {
        &self.example
    }
}

pub fn source() -> String {
    let file: File = table("words.toml");
    let mut rows = tested("bound_before", &file.bound_before);
    rows.extend(tested("bound_after", &file.bound_after));
    rows.extend(tested("date_before", &file.date_before));
    rows.extend(tested("date_after", &file.date_after));
    rows.extend(tested("date", &file.date));
    rows.extend(file.part_of_day.keys().map(|word| row("part_of_day", word, &format!("3月4日{word}"))));
    rows.extend(file.plan.keys().map(|word| row("plan", word, &format!("“{word}”期间"))));
    let texts = |table: &BTreeMap<String, String>| {
        lexicon::forwards(table.iter().map(|(word, meaning)| (word.as_str(), format!("{meaning:?}"))))
    };
    let plan = |Plan { first, last }: &Plan| format!("Plan {{ first: {first}, last: {last} }}");
    let fields = [
        ("bound_before", lexicon::backwards(meant(&file.bound_before))),
        ("bound_after", lexicon::forwards(meant(&file.bound_after))),
        ("date_before", lexicon::backwards(meant(&file.date_before))),
        ("date_after", lexicon::forwards(meant(&file.date_after))),
        ("part_of_day", texts(&file.part_of_day)),
        ("date", lexicon::forwards(meant(&file.date))),
        ("plan", lexicon::forwards(file.plan.iter().map(|(word, years)| (word.as_str(), plan(years))))),
        ("range", texts(&file.range)),
    ];
    let fields: String = fields.map(|(name, words)| format!("{name}: {words},\n")).concat();
    format!("static WORDS: Words = Words {{ {fields} }};\n")
        + &examples("EXAMPLES", "(&str, &str, &str)", rows.into_iter())
}

fn meant<R: Row>(table: &BTreeMap<String, R>) -> impl Iterator<Item = (&str, String)> {
    table.iter().map(|(word, row)| (word.as_str(), row.source()))
}

/// The examples of a table.
fn tested<R: Row>(name: &str, table: &BTreeMap<String, R>) -> Vec<String> {
    table.iter().map(|(word, meaning)| row(name, word, meaning.example())).collect()
}

fn row(table: &str, word: &str, example: &str) -> String {
    format!("({table:?}, {word:?}, {example:?})")
}
