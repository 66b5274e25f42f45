//! Reads `words.toml`: bound words, boundary words of dates, parts of day, date words and plans.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::chars::Chars;
use super::lexicon::Lexicon;

/// A bound word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundWord {
    /// The name of the bound: `more_than`, …
    pub bound: String,
    /// Characters that may not precede the word.
    #[serde(default)]
    pub not_after: Chars,
    /// Words that may precede it though they end in one of those.
    #[serde(default)]
    pub but_after: Vec<String>,
    /// Characters that may not follow the word.
    #[serde(default)]
    pub not_before: Chars,
    /// Characters of which one must follow the word.
    #[serde(default)]
    pub only_before: Option<Chars>,
    /// Only money takes it.
    #[serde(default)]
    pub money_only: bool,
    /// Text in which it bounds a number.
    pub example: String,
}

/// A boundary word of dates.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Boundary {
    /// `since`, `before`, `as_of`, `during`, `around`, `from`, `to` or `none`.
    pub role: String,
    /// Characters that may not precede the word.
    #[serde(default)]
    pub not_after: Chars,
    /// Characters that may not follow the word.
    #[serde(default)]
    pub not_before: Chars,
    /// Text in which it belongs to a date.
    pub example: String,
}

/// A word that is a date, or the beginning of one.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateWord {
    /// Where the year comes from: `coverage`, `sentence`, `antecedent`, `same`.
    pub year: String,
    /// Years to add.
    #[serde(default)]
    pub years: i32,
    /// `same` or `next`: the month of the antecedent.
    #[serde(default)]
    pub month: Option<String>,
    /// `same` or `next`: the day of the antecedent.
    #[serde(default)]
    pub day: Option<String>,
    /// A part: `start`, `end`, `first_half`, `second_half`, `spring`, …
    #[serde(default)]
    pub part: Option<String>,
    /// A part of the day.
    #[serde(default)]
    pub part_of_day: Option<String>,
    /// Characters that may not precede the word.
    #[serde(default)]
    pub not_after: Chars,
    /// Characters that may not follow the word.
    #[serde(default)]
    pub not_before: Chars,
    /// Text in which it is a date.
    pub example: String,
}

/// A five-year plan, with its first and last year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordFile {
    bound_before: BTreeMap<String, BoundWord>,
    bound_after: BTreeMap<String, BoundWord>,
    date_before: BTreeMap<String, Boundary>,
    date_after: BTreeMap<String, Boundary>,
    part_of_day: BTreeMap<String, String>,
    date: BTreeMap<String, DateWord>,
    plan: BTreeMap<String, Plan>,
    range: BTreeMap<String, String>,
}

/// The tables of words, ready for lookup.
#[derive(Debug)]
pub struct Words {
    /// Before the number.
    pub bound_before: Lexicon<BoundWord>,
    /// After the unit.
    pub bound_after: Lexicon<BoundWord>,
    /// Before a date.
    pub date_before: Lexicon<Boundary>,
    /// After a date.
    pub date_after: Lexicon<Boundary>,
    /// Parts of the day.
    pub part_of_day: Lexicon<String>,
    /// Words that are dates.
    pub date: Lexicon<DateWord>,
    /// Five-year plans.
    pub plan: Lexicon<Plan>,
    /// Words and signs between the ends of a range.
    pub range: Lexicon<String>,
    /// Examples of all rows that have one, with the table and the word.
    pub examples: Vec<(&'static str, String, String)>,
}

impl Words {
    fn load() -> Self {
        // Part of the program; a test reads all rows, so that a broken one never ships.
        let file: WordFile = toml::from_str(include_str!("words.toml")).expect("words.toml is well-formed");
        let mut examples = Vec::new();
        for (name, table) in [("bound_before", &file.bound_before), ("bound_after", &file.bound_after)] {
            examples.extend(table.iter().map(|(w, r)| (name, w.clone(), r.example.clone())));
        }
        for (name, table) in [("date_before", &file.date_before), ("date_after", &file.date_after)] {
            examples.extend(table.iter().map(|(w, r)| (name, w.clone(), r.example.clone())));
        }
        examples.extend(file.date.iter().map(|(w, r)| ("date", w.clone(), r.example.clone())));
        examples.extend(file.part_of_day.keys().map(|w| ("part_of_day", w.clone(), format!("3月4日{w}"))));
        examples.extend(file.plan.keys().map(|w| ("plan", w.clone(), format!("“{w}”期间"))));
        Words {
            bound_before: Lexicon::backwards(file.bound_before),
            bound_after: Lexicon::new(file.bound_after),
            date_before: Lexicon::backwards(file.date_before),
            date_after: Lexicon::new(file.date_after),
            part_of_day: Lexicon::new(file.part_of_day),
            date: Lexicon::new(file.date),
            plan: Lexicon::new(file.plan),
            range: Lexicon::new(file.range),
            examples,
        }
    }
}

/// The tables, read once.
pub fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(Words::load);
    &WORDS
}
