//! Finds the elements that a profile's selectors choose.

use super::{Chosen, Document, strip};
use crate::data::Profile;
use crate::error::{Failure, Notice};

/// What a profile's selectors hit.
#[derive(Default)]
pub(super) struct Found {
    /// The elements, by their number in document order.
    pub(super) hits: Vec<(usize, Chosen)>,
    /// The selectors that choose nothing, each with its key.
    unused: Vec<String>,
}

/// Matches the selectors of a profile in scraper's tree, which the same parser builds from the same text.
pub(super) fn chosen(text: &str, profile: &Profile) -> Result<Found, Failure> {
    let mut selectors = Vec::new();
    for (key, css) in profile.selectors() {
        let selector = scraper::Selector::parse(css).map_err(|e| {
            let message = format!("expected a CSS selector as {key} of the profile, found `{css}`: {e}");
            Failure::new("document", "bad-selector", message, "correct the profile")
        })?;
        selectors.push((of_key(key), selector, false, format!("{key} `{css}`")));
    }
    let mut found = Found::default();
    if selectors.is_empty() {
        return Ok(found);
    }
    let html = scraper::Html::parse_document(&strip::strip(text).page(text));
    let mut number = 0;
    for node in html.tree.root().descendants() {
        let Some(element) = scraper::ElementRef::wrap(node) else { continue };
        if node.ancestors().any(|n| n.value().is_fragment()) {
            continue;
        }
        let mut chosen = None;
        for (says, selector, used, _) in &mut selectors {
            if selector.matches(&element) {
                *used = true;
                chosen = chosen.or(Some(*says));
            }
        }
        found.hits.extend(chosen.map(|chosen| (number, chosen)));
        number += 1;
    }
    found.unused = selectors.into_iter().filter(|(_, _, used, _)| !used).map(|(.., name)| name).collect();
    Ok(found)
}

fn of_key(key: &str) -> Chosen {
    match key {
        "content" => Chosen::Content,
        "title" => Chosen::Title,
        "date" => Chosen::Date,
        _ => Chosen::Drop,
    }
}

impl Found {
    /// What a reader must know of selectors that do nothing on a page.
    pub(super) fn notices(self, document: &Document) -> Vec<Notice> {
        let of = |key: &str, chosen: Chosen| {
            let hit = self.hits.iter().any(|(_, c)| *c == chosen);
            let holds = document.elements.iter().any(|e| e.chosen == chosen && !e.lines.is_empty());
            (hit && !holds).then(|| format!("the element that {key} chooses holds no text"))
        };
        let empty = [("content", Chosen::Content), ("title", Chosen::Title), ("date", Chosen::Date)];
        let empty = empty.into_iter().filter_map(|(key, chosen)| of(key, chosen));
        let unused = self.unused.iter().map(|name| format!("{name} of the profile chooses nothing"));
        unused.chain(empty).map(|message| Notice::new(crate::data::PROFILE_UNUSED, message)).collect()
    }
}
