//! Reads the words by which the place of a page is told.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words of `places.toml`; the head of each list says what they do.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceWords {
    /// Peoples' names at the end of an autonomous place's name.
    pub peoples: Vec<String>,
    /// What ends the title of a book.
    pub books: Vec<String>,
    /// What stands before the place in the title of a renewed book.
    pub before: Vec<String>,
    /// What makes the subject of a book an institution.
    pub institutions: Vec<String>,
    /// What makes an organiser a keeper of every place's books.
    pub keepers: Vec<String>,
    /// What ends the name of a place without a code.
    pub uncoded: Vec<String>,
    /// What may stand behind the place at the beginning of a title.
    pub offices: Vec<String>,
    /// Words that look like districts.
    pub words: Vec<String>,
    /// What parts a chapter's name from the place that it names.
    pub marks: String,
    /// The national yearbooks of the state.
    pub national: Vec<String>,
    /// Short names that no rule makes, each with the full name.
    pub short: BTreeMap<String, String>,
    /// Places without a code, each with the code of the province that holds them.
    pub within: BTreeMap<String, String>,
    /// The first character of a registration, and the first two digits of the code.
    pub registration: BTreeMap<String, String>,
}

/// The words of `places.toml`.
pub fn place_words() -> &'static PlaceWords {
    static WORDS: LazyLock<PlaceWords> =
        LazyLock::new(|| toml::from_str(include_str!("places.toml")).expect("places.toml is tested"));
    &WORDS
}

/// The dated table of places: a line a place, from a year on and up to a year; its script tells the columns.
pub const PLACES: &str = include_str!("place/table.tsv");
