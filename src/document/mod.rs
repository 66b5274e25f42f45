//! Parses HTML into lines: the text between two block borders, the pictures and the data tables of
//! a page in reading order, each with what the markup says of it.
//!
//! A page whose tags nest is laid out while it is read; of any other a tree is built, walked once and thrown
//! away. What the later stages ask of it stands in [`Document::elements`]: which element encloses which lines,
//! its name and its class.

mod attribute;
mod chosen;
mod direct;
mod dom;
mod few;
mod flat;
mod line;
mod looks;
mod printed;
mod room;
mod selector;
mod sheets;
mod shell;
mod state;
mod strip;
mod style;
mod table;
mod tree;
mod walk;
mod wrap;

use std::ops::Range;

use html5ever::LocalName;

use crate::budget::Budget;
use crate::data::Profile;
use crate::decode::Decoded;
use crate::error::{Failure, Notice};
use looks::Looks;

pub use direct::NeedsTree;
pub use few::Few;
pub use flat::{flat, media_type};
pub use line::{Border, Cues, Grid, Kind, Line, Link, Mark};
pub use selector::Selectors;
pub use shell::{explain, is_cut_off};

/// A page as lines.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// `<title>`.
    pub title: Option<String>,
    /// `<meta>`: name, property or itemprop in lower case, and content; empty contents left out.
    pub meta: Vec<(String, String)>,
    /// The contents of `<script type="application/ld+json">`.
    pub json_ld: Vec<String>,
    /// The elements that can enclose a line, in document order; the first is the whole page.
    pub elements: Vec<Element>,
    /// The lines in document order.
    pub lines: Vec<Line>,
    /// Comments and empty `<meta>` that say where a content begins or ends: the index of the next line and the text.
    pub markers: Vec<(u32, String)>,
    /// What a reader must know of how it was read.
    pub notices: Vec<Notice>,
    /// Why it took a tree to lay it out; none where it was laid out while it was read.
    pub needs_tree: Option<NeedsTree>,
}

/// An element that encloses lines.
#[derive(Debug, Clone)]
pub struct Element {
    /// Its name in lower case.
    pub(crate) name: LocalName,
    /// Its class and id, parted by a space; empty where it has none.
    pub class: Box<str>,
    /// Whether the last word of that is the id.
    pub has_id: bool,
    /// The element around it; its own index for the first.
    pub parent: u32,
    /// The lines inside it.
    pub lines: Range<u32>,
    /// Whether a selector of the profile chose it: as content, to be dropped, as title, as date line.
    pub chosen: Chosen,
}

/// What a site's profile says of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Chosen {
    #[default]
    No,
    Content,
    Drop,
    Title,
    Date,
}

/// Parses a page. A page whose elements are nested deeper than the limit is a failure: the parser
/// needs time that grows with the square of the depth.
pub fn parse(decoded: &Decoded, budget: &Budget, profile: &Profile) -> Result<Document, Failure> {
    let text = decoded.text.as_str();
    let stripped = strip::strip(text);
    let page = stripped.page(text);
    let chosen = chosen::chosen(&page, profile)?;
    let looks = Looks::read(stripped.styles.iter().filter_map(|r| text.get(r.clone())));
    let direct = match chosen.hits.is_empty() {
        true => direct::read(&page, &looks, budget),
        false => Err(NeedsTree::Profile),
    };
    let mut document = match direct {
        Ok(document) => document,
        Err(why) => Document { needs_tree: Some(why), ..by_tree(&page, &chosen.hits, &looks, budget)? },
    };
    document.notices = chosen.notices(&document);
    printed::join(&mut document);
    document.json_ld = stripped.json_ld.into_iter().map(|r| text[r].to_owned()).collect();
    Ok(document)
}

/// A page as the reader lays it out, none where that leaves it to the tree, and as the tree does; for tests and fuzzing.
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub fn both(page: &str) -> (Option<String>, String) {
    let stripped = strip::strip(page);
    let page = stripped.page(page);
    let looks = Looks::default();
    let budget = Budget::default();
    let show = |document: Document| format!("{document:#?}");
    let read = direct::read(&page, &looks, &budget).ok().map(show);
    (read, by_tree(&page, &[], &looks, &budget).map(show).unwrap_or_default())
}

/// Lays out a page by its tree.
fn by_tree(
    page: &str,
    chosen: &[(usize, Chosen)],
    looks: &Looks<'_>,
    budget: &Budget,
) -> Result<Document, Failure> {
    let dom = dom::parse(page, budget.depth).map_err(|depth| budget.too_deep(depth))?;
    let mut walk = walk::Walk::new(looks, budget, dom.0.len());
    tree::walk(&dom, chosen, &mut walk);
    Ok(walk.finish())
}
