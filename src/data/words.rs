//! The tables of `words.toml`: bound words, boundary words of dates, parts of day, date words and plans.

use super::chars::Chars;
use super::lexicon::{Group, Lexicon, Stretch, mask};

/// A bound word.
#[derive(Debug, Clone)]
pub struct BoundWord {
    /// The name of the bound: `more_than`, …
    pub bound: &'static str,
    /// Characters that may not precede the word.
    pub not_after: Chars,
    /// Words that may precede it though they end in one of those.
    pub but_after: &'static [&'static str],
    /// Characters that may not follow the word.
    pub not_before: Chars,
    /// Characters of which one must follow the word.
    pub only_before: Option<Chars>,
    /// Only money takes it.
    pub money_only: bool,
}

/// A boundary word of dates.
#[derive(Debug, Clone)]
pub struct Boundary {
    /// `since`, `before`, `as_of`, `during`, `around`, `from`, `to` or `none`.
    pub role: &'static str,
    /// Characters that may not precede the word.
    pub not_after: Chars,
    /// Characters that may not follow the word.
    pub not_before: Chars,
}

/// A word that is a date, or the beginning of one.
#[derive(Debug, Clone)]
pub struct DateWord {
    /// Where the year comes from: `coverage`, `sentence`, `antecedent`, `same`.
    pub year: &'static str,
    /// Years to add.
    pub years: i32,
    /// `same` or `next`: the month of the antecedent.
    pub month: Option<&'static str>,
    /// `same` or `next`: the day of the antecedent.
    pub day: Option<&'static str>,
    /// A part: `start`, `end`, `first_half`, `second_half`, `spring`, …
    pub part: Option<&'static str>,
    /// A part of the day.
    pub part_of_day: Option<&'static str>,
    /// Characters that may not precede the word.
    pub not_after: Chars,
    /// Characters that may not follow the word.
    pub not_before: Chars,
}

/// A five-year plan, with its first and last year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
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
    pub part_of_day: Lexicon<&'static str>,
    /// Words that are dates.
    pub date: Lexicon<DateWord>,
    /// Five-year plans.
    pub plan: Lexicon<Plan>,
    /// Words and signs between the ends of a range.
    pub range: Lexicon<&'static str>,
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The tables.
pub const fn words() -> &'static Words {
    &WORDS
}
