//! Finds the elements that a profile's selectors choose.

use super::Chosen;
use crate::data::Profile;
use crate::error::Failure;

/// The elements that a profile's selectors hit, by their number in document order. The selectors
/// are matched in scraper's tree, which the same parser builds from the same text.
pub(super) fn chosen(page: &str, profile: &Profile) -> Result<Vec<(usize, Chosen)>, Failure> {
    let mut wanted = Vec::new();
    let all =
        [(Chosen::Content, &profile.content), (Chosen::Title, &profile.title), (Chosen::Date, &profile.date)];
    for (chosen, css) in all {
        wanted.extend(css.iter().map(|css| (chosen, css)));
    }
    wanted.extend(profile.drop.iter().map(|css| (Chosen::Drop, css)));
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let mut selectors = Vec::new();
    for (chosen, css) in wanted {
        let selector = scraper::Selector::parse(css).map_err(|e| {
            Failure::new(
                "document",
                "bad-selector",
                format!("expected a CSS selector in the profile, found `{css}`: {e}"),
                "correct the profile",
            )
        })?;
        selectors.push((chosen, selector));
    }
    let html = scraper::Html::parse_document(page);
    let mut hits = Vec::new();
    let mut number = 0;
    for node in html.tree.root().descendants() {
        let Some(element) = scraper::ElementRef::wrap(node) else { continue };
        if node.ancestors().any(|n| n.value().is_fragment()) {
            continue;
        }
        for (chosen, selector) in &selectors {
            if selector.matches(&element) {
                hits.push((number, *chosen));
                break;
            }
        }
        number += 1;
    }
    Ok(hits)
}
