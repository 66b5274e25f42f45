//! The groups of `chrome.toml`, as they are written there.

use serde::Deserialize;

/// The labels of a library's table of fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookFields {
    pub(super) titles: Vec<String>,
    pub(super) chapters: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) labels: Labels,
    pub(super) tokens: Group,
    pub(super) starts: Group,
    pub(super) copies: Group,
    pub(super) tail: Group,
    pub(super) summary: Group,
    pub(super) disclaimer: Disclaimer,
    pub(super) crumb: Group,
    pub(super) sites: Sites,
    pub(super) classes: Classes,
    pub(super) pager: Pager,
    pub(super) more: More,
    pub(super) files: Files,
    pub(super) runs: Group,
    pub(super) excerpt: Excerpt,
    pub(super) book: BookFields,
    pub(super) signature: Signature,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    pub(super) source: Vec<String>,
    pub(super) date: Vec<String>,
    pub(super) author: Vec<String>,
    pub(super) editor: Vec<String>,
    pub(super) late: Vec<String>,
    pub(super) affiliation: Vec<String>,
    pub(super) title: Vec<String>,
    pub(super) other: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Group {
    pub(super) words: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Disclaimer {
    pub(super) starts: Vec<String>,
    pub(super) words: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classes {
    pub(super) strong: Vec<String>,
    pub(super) content: Vec<String>,
    pub(super) furniture: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sites {
    pub(super) words: Vec<String>,
    pub(super) worthless: Vec<String>,
    pub(super) ends: Vec<String>,
    pub(super) greets: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pager {
    pub(super) next: Vec<String>,
    pub(super) previous: Vec<String>,
    pub(super) whole: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct More {
    pub(super) words: Vec<String>,
    pub(super) edit: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Files {
    pub(super) endings: Vec<String>,
    pub(super) ornaments: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Excerpt {
    pub(super) leads: Vec<String>,
    pub(super) tails: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Signature {
    pub(super) roles: Vec<String>,
    pub(super) after: Vec<String>,
    pub(super) beside: Vec<String>,
    pub(super) double_surnames: Vec<String>,
    pub(super) remarks: Vec<String>,
    pub(super) clerks: Vec<String>,
    pub(super) surnames: String,
    pub(super) given_ends: Vec<String>,
    pub(super) no_given_ends: Vec<String>,
    pub(super) counters: Vec<String>,
    pub(super) no_names: Vec<String>,
    pub(super) organisations: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    pub(super) examples: Vec<String>,
}

/// The table as it stands.
pub(super) fn file() -> File {
    // The table is part of the program: a test reads it.
    toml::from_str(include_str!("../chrome.toml")).expect("chrome.toml holds the groups that chrome.rs names")
}
