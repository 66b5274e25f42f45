//! Holds the words that decide which links of a page belong to a yearbook: `follow.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

/// The table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follow {
    /// Texts of links.
    pub labels: Labels,
    /// Parts of paths.
    pub path: PathWords,
    /// Names of query parameters.
    pub parameter: Parameters,
}

/// Texts of links; see the table for what each list says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Labels {
    pub page: Vec<String>,
    pub neighbour: Vec<String>,
    pub furniture: Vec<String>,
    pub calendar: Vec<String>,
    pub calendar_contains: Vec<String>,
}

/// Parts of paths; see the table for what each list says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PathWords {
    pub calendar: Vec<String>,
    pub no_page: Vec<String>,
}

/// Names of query parameters; see the table for what each list says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Parameters {
    pub page: Vec<String>,
    pub calendar: Vec<String>,
    pub calendar_beside_year: Vec<String>,
    pub session: Vec<String>,
    pub maybe_session: Vec<String>,
    pub maybe_stamp: Vec<String>,
}

static FOLLOW: LazyLock<Follow> =
    LazyLock::new(|| toml::from_str(include_str!("follow.toml")).expect("the test below reads this table"));

/// The words, read once.
pub fn follow() -> &'static Follow {
    &FOLLOW
}

/// Whether `word` stands in `list`.
pub fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|w| w == word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_list_is_lower_case_and_no_word_has_two_meanings() {
        let table = follow();
        let (l, p, q) = (&table.labels, &table.path, &table.parameter);
        let groups: [&[&Vec<String>]; 3] = [
            &[&l.page, &l.neighbour, &l.furniture, &l.calendar],
            &[&p.calendar, &p.no_page],
            &[&q.page, &q.calendar, &q.calendar_beside_year, &q.session, &q.maybe_session, &q.maybe_stamp],
        ];
        for group in groups {
            let mut seen = BTreeSet::new();
            for word in group.iter().flat_map(|list| list.iter()) {
                assert_eq!(*word, word.to_lowercase());
                assert!(seen.insert(word), "{word} stands twice");
            }
        }
        assert!(!l.calendar_contains.is_empty());
    }

    #[test]
    fn every_list_in_one_script_is_sorted() {
        let table = follow();
        let (l, p, q) = (&table.labels, &table.path, &table.parameter);
        let labels = [&l.neighbour, &l.calendar_contains];
        let paths = [&p.calendar, &p.no_page];
        let names =
            [&q.page, &q.calendar, &q.calendar_beside_year, &q.session, &q.maybe_session, &q.maybe_stamp];
        for list in labels.into_iter().chain(paths).chain(names) {
            assert!(list.windows(2).all(|w| w[0] < w[1]), "{list:?}");
        }
    }
}
