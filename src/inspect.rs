//! Shows how one page was understood: what was kept, what was dropped, and by which rule.

mod shown;

use std::fmt;

use serde::Serialize;

use crate::article::{Article, Block, Content, Removed, Trace, Weighed};
use crate::budget;
use crate::convert::{Options, Understood, add_mentions, assemble, understand};
use crate::document::{Document, Kind, Line, NeedsTree, Selectors};
use crate::error::{Notice, Rejection};
use crate::page::Page;
use crate::record::{Coverage, Record, Section};

pub use shown::{as_json, mentions, sketch};

/// One page as it was understood.
#[derive(Debug, Clone, Serialize)]
pub struct Inspection<R = Record> {
    /// The record.
    pub record: R,
    /// Which rule found each field and the body.
    pub rules: Vec<FieldRule>,
    /// Which rule found each section's heading; null for the text before the first.
    pub heading_rules: Vec<Option<&'static str>>,
    /// The text of each block that was kept, headings included.
    pub kept: Vec<String>,
    /// One for each of these: the CSS selector by which a person would point at it; null in flat text.
    pub kept_at: Vec<Option<String>>,
    /// Each block that was dropped.
    pub dropped: Vec<Dropped>,
    /// What was weighed on the way, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<Traced>,
}

/// What was weighed while a page was read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Traced {
    /// Why it took a tree to lay the page out; null where none was built.
    pub needs_tree: Option<&'static str>,
    /// The name of each rule that dropped something, and what it dropped.
    pub fired: Vec<(&'static str, String)>,
    /// The five elements that speak most for being the text, the best first.
    pub bodies: Vec<Scored>,
    /// The five lines that look most like the title, the best first.
    pub titles: Vec<Scored>,
}

/// What could be the text or the title, how much spoke for it, and the parts of that.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct Scored {
    pub what: String,
    pub score: f32,
    pub parts: Vec<(&'static str, f32)>,
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
    /// The CSS selector by which a person would point at it; null in flat text.
    pub at: Option<String>,
}

/// Converts a page and keeps what `convert` forgets.
pub fn inspect(page: &Page, options: &Options) -> Result<Inspection, Rejection> {
    look(page, options, false, add_mentions)
}

/// The same, with what was weighed on the way.
pub fn inspect_traced(page: &Page, options: &Options) -> Result<Inspection, Rejection> {
    look(page, options, true, add_mentions)
}

/// Looks at a page; the mentions of its record are found by `read`, now or later.
fn look<S, N>(
    page: &Page,
    options: &Options,
    trace: bool,
    read: impl FnOnce(Vec<Section>, Option<&Coverage>, Vec<Notice>) -> (S, N),
) -> Result<Inspection<Record<S, N>>, Rejection> {
    let mut weighed = trace.then(Trace::default);
    let (understood, looked) = understand(page, options, weighed.as_mut(), Looked::new)?;
    let trace = weighed.map(|trace| Traced::of(trace, looked.needs_tree));
    Ok(Inspection { trace, ..seen(page, understood, looked, read) })
}

/// What is kept of a page's lines, and what was dropped.
struct Looked {
    needs_tree: Option<&'static str>,
    kept: Vec<String>,
    kept_at: Vec<Option<String>>,
    dropped: Vec<Dropped>,
}

impl Looked {
    fn new(document: &Document, article: &Article, removed: Vec<Removed>) -> Looked {
        let mut places = Places::new(document);
        let kept: Vec<String> = article.blocks.iter().map(text).collect();
        let kept_at = kept.iter().map(|text| places.of(text)).collect();
        places.next = 0;
        let dropped = removed.into_iter().map(|Removed { text, rule }| {
            let at = places.of(&text);
            Dropped { text: text.into_owned(), reason: rule.reason().to_owned(), at }
        });
        let dropped = dropped.collect();
        Looked { needs_tree: document.needs_tree.map(NeedsTree::says), kept, kept_at, dropped }
    }
}

impl Traced {
    fn of(trace: Trace, needs_tree: Option<&'static str>) -> Traced {
        let scored = |Weighed { what, score, parts }| Scored { what, score, parts };
        Traced {
            needs_tree,
            fired: trace.fired.into_iter().map(|(rule, text)| (rule.name(), text)).collect(),
            bodies: trace.bodies.into_iter().map(scored).collect(),
            titles: trace.titles.into_iter().map(scored).collect(),
        }
    }
}

fn seen<S, N>(
    page: &Page,
    understood: Understood,
    looked: Looked,
    read: impl FnOnce(Vec<Section>, Option<&Coverage>, Vec<Notice>) -> (S, N),
) -> Inspection<Record<S, N>> {
    let Looked { needs_tree: _, kept, kept_at, dropped } = looked;
    let charset = &understood.decoded.charset;
    let mut rules = vec![rule("source.charset", &basis(&charset.chosen_by))];
    rules.extend(understood.article.rules().into_iter().map(|(field, name)| rule(field, name)));
    if let Some(coverage) = &understood.coverage {
        rules.push(rule("coverage", &basis(&coverage.basis)));
    }
    let heading_rules = understood.split.rules.iter().map(|r| r.map(|r| r.name())).collect();
    let record = assemble(page, understood, read);
    rules.extend(record.place.as_ref().map(|place| rule("place", &basis(&place.basis))));
    Inspection { record, rules, heading_rules, kept, kept_at, dropped, trace: None }
}

/// A line of a profile that may turn what becomes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    key: &'static str,
    value: String,
    text: String,
}

/// The lines of a profile that may turn what becomes of a text, likeliest first: what would keep it where it was
/// dropped, drop it where it was kept, and make a line of a heading.
pub fn suggestions(seen: &Inspection, text: &str) -> Vec<Suggestion> {
    let line = |key, value: &str| Suggestion { key, value: value.to_owned(), text: text.to_owned() };
    let heads = seen.record.sections.iter().filter_map(|s| s.heading.as_deref());
    let mut out: Vec<Suggestion> =
        heads.filter(|heading| heading.contains(text)).map(|heading| line("no_headings", heading)).collect();
    for (_, at) in seen.kept.iter().zip(&seen.kept_at).filter(|(kept, _)| kept.contains(text)) {
        out.extend(at.iter().map(|css| line("drop", css)));
    }
    let root = |css: &str| css.split(" > ").next().unwrap_or_default().to_owned();
    let own = seen.kept_at.iter().flatten().next().map(|css| root(css));
    for css in
        seen.dropped.iter().filter(|dropped| dropped.text.contains(text)).filter_map(|d| d.at.as_deref())
    {
        // With the text that is kept already, then without it; what holds the block, then the block alone.
        let outer = root(css);
        let both = own.as_ref().filter(|own| **own != outer).map(|own| format!("{own}, {outer}"));
        out.extend(both.iter().map(|css| line("content", css)));
        out.extend([line("content", &outer), line("content", css)]);
    }
    out
}

impl Suggestion {
    /// Whether a page that was read with this line has become as it was meant.
    pub fn holds(&self, after: &Inspection) -> bool {
        let kept = after.kept.iter().any(|kept| kept.contains(&self.text));
        let heads = after.record.sections.iter().any(|s| s.heading.as_deref() == Some(&*self.value));
        match self.key {
            "drop" => !kept,
            "no_headings" => kept && !heads,
            _ => kept,
        }
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = quoted(&self.value);
        match self.key {
            "drop" | "no_headings" => write!(f, "{} = [{value}]", self.key),
            key => write!(f, "{key} = {value}"),
        }
    }
}

/// A text as TOML writes it: in quotes.
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out + "\""
}

/// Finds the lines of texts that stand in the order of the document.
struct Places<'d> {
    document: &'d Document<'d>,
    selectors: Selectors<'d>,
    next: usize,
    /// How many lines may still be looked at: texts that were joined from lines are none of them.
    left: usize,
}

impl<'d> Places<'d> {
    fn new(document: &'d Document<'d>) -> Self {
        // No line of flat text has a selector.
        let left = if document.elements.len() > 1 { budget::LINES_LOOKED_AT } else { 0 };
        Places { document, selectors: document.selectors(), next: 0, left }
    }

    /// The selector of the next line that has this text, or of the first; an end of a line counts, too.
    fn of(&mut self, text: &str) -> Option<String> {
        let at = self.look(text, self.next).or_else(|| self.look(text, 0))?;
        self.next = at + 1;
        self.selectors.of(self.document.lines.get(at)?.element)
    }

    /// The first line from `from` on that has this text.
    fn look(&mut self, text: &str, from: usize) -> Option<usize> {
        let is = |line: &Line| match &line.kind {
            Kind::Table(grid) => {
                grid.source.first().is_some_and(|first| text.lines().any(|line| line == first))
            }
            Kind::Figure(uri) => text == uri || text == line.text,
            _ => !text.is_empty() && (line.text.starts_with(text) || line.text.ends_with(text)),
        };
        let mut lines = self.document.lines.iter().skip(from).take(self.left);
        let (all, found) = (lines.len(), lines.position(is));
        self.left = self.left.saturating_sub(found.map_or(all, |at| at + 1));
        found.map(|at| from + at)
    }
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
        Content::Table(table) => table.source.join("\n"),
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
        assert_eq!(seen.dropped, [Dropped { text: "财政局".into(), reason: "title".into(), at: None }]);
    }
}
