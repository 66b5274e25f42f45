//! Shows how one page was understood: what was kept, what was dropped, and by which rule.

use serde::Serialize;

use crate::article::{Block, Content, Removed};
use crate::convert::{Options, assemble, understand};
use crate::error::Rejection;
use crate::page::Page;
use crate::record::Record;

/// One page as it was understood.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection {
    /// The record.
    pub record: Record,
    /// Which rule found each field and the body.
    pub rules: Vec<FieldRule>,
    /// Which rule found each section's heading; null for the text before the first.
    pub heading_rules: Vec<Option<&'static str>>,
    /// The text of each block that was kept, headings included.
    pub kept: Vec<String>,
    /// Each block that was dropped.
    pub dropped: Vec<Dropped>,
}

/// The rule that found a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldRule {
    /// The field of the record, or `body`.
    pub field: String,
    /// The rule.
    pub rule: String,
}

/// A block that was dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    /// Its text.
    pub text: String,
    /// Why: a rule's name in kebab-case.
    pub reason: String,
}

/// Converts a page and keeps what `convert` forgets.
pub fn inspect(page: &Page, options: &Options) -> Result<Inspection, Rejection> {
    let understood = understand(page, options)?;
    let article = &understood.article;
    let charset = &understood.decoded.charset;
    let mut rules = vec![rule("source.charset", &basis(&charset.chosen_by))];
    rules.extend(article.rules().into_iter().map(|(field, name)| rule(field, name)));
    if let Some(coverage) = &understood.coverage {
        rules.push(rule("coverage", &basis(&coverage.basis)));
    }
    let kept = article.blocks.iter().map(text).collect();
    let drop = |r: &Removed| Dropped { text: r.text.clone(), reason: r.rule.reason().to_owned() };
    let dropped = article.removed.iter().map(drop).collect();
    let heading_rules = understood.split.rules.iter().map(|r| r.map(|r| r.name())).collect();
    Ok(Inspection { record: assemble(page, understood), rules, heading_rules, kept, dropped })
}

fn rule(field: &str, rule: &str) -> FieldRule {
    FieldRule { field: field.to_owned(), rule: rule.to_owned() }
}

/// A basis by the name that it has in the record.
fn basis(basis: &impl Serialize) -> String {
    serde_json::to_value(basis).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The text of a block as the page has it; a table's lines stand one below the other.
fn text(block: &Block) -> String {
    match &block.content {
        Content::Paragraph { text } | Content::Item { text, .. } | Content::Note { text, .. } => text.clone(),
        Content::Table { source, .. } => source.join("\n"),
        Content::Figure { uri, caption } => caption.clone().unwrap_or_else(|| uri.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_which_rule_found_what() {
        let text = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n";
        let page = Page { body: text.into(), ..Page::default() };
        let seen = inspect(&page, &Options::default()).expect("a record");
        let of = |f: &str| seen.rules.iter().find(|r| r.field == f).map(|r| r.rule.as_str());
        assert_eq!(
            (of("source.charset"), of("title"), of("coverage")),
            (Some("utf8"), Some("first-line"), Some("overview"))
        );
        assert_eq!(seen.heading_rules, [Some("brackets")]);
        assert_eq!(seen.dropped, [Dropped { text: "财政局".into(), reason: "title".into() }]);
    }
}
