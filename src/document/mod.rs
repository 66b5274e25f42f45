//! Parses HTML into lines: the text between two block borders, the pictures and the data tables of
//! a page in reading order, each with what the markup says of it.
//!
//! A page whose tags nest is laid out while it is read, in one pass; of any other a tree is built, walked once and thrown
//! away. What the later stages ask of it stands in [`Document::elements`]: which element encloses which lines,
//! its name and its class.

mod ahead;
mod attribute;
mod chosen;
mod direct;
mod dom;
mod flat;
mod line;
mod looks;
mod office;
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

use std::borrow::Cow;
use std::ops::Range;

use html5ever::LocalName;

use crate::budget::Budget;
use crate::data::Profile;
use crate::decode::Decoded;
use crate::error::{Failure, Notice};
use looks::Looks;
use strip::Beside;

pub use direct::NeedsTree;
pub use flat::{flat, media_type};
pub use line::{Border, Cues, Grid, Kind, Line, Link, Mark};
pub use selector::Selectors;
pub use shell::{explain, is_cut_off};

/// A page as lines. Of a page that is laid out while it is read, classes, addresses and most lines are pieces of its text:
/// a third of what was allocated for such a page. One laid out by its tree, or flat text, has texts of its own.
#[derive(Debug, Clone, Default)]
pub struct Document<'t> {
    /// `<title>`.
    pub title: Option<String>,
    /// `<meta>`: name, property or itemprop in lower case, and content; empty contents left out.
    pub meta: Vec<(String, String)>,
    /// The contents of `<script type="application/ld+json">`.
    pub json_ld: Vec<String>,
    /// The elements that can enclose a line, in document order; the first is the whole page.
    pub elements: Vec<Element<'t>>,
    /// The lines in document order.
    pub lines: Vec<Line<'t>>,
    /// Comments and empty `<meta>` that say where a content begins or ends: the index of the next line and the text.
    pub markers: Vec<(u32, String)>,
    /// What a reader must know of how it was read.
    pub notices: Vec<Notice>,
    /// Why it took a tree to lay it out; none where it was laid out while it was read.
    pub needs_tree: Option<NeedsTree>,
}

/// An element that encloses lines.
#[derive(Debug, Clone)]
pub struct Element<'t> {
    /// Its name in lower case.
    pub(crate) name: LocalName,
    /// Its class and id, parted by a space; empty where it has none.
    pub class: Cow<'t, str>,
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
pub fn parse<'t>(
    decoded: &'t Decoded<'_>,
    budget: &Budget,
    profile: &Profile,
) -> Result<Document<'t>, Failure> {
    let text = &*decoded.text;
    let chosen = chosen::chosen(text, profile)?;
    let direct = match chosen.hits.is_empty() {
        true => read(text, budget),
        false => Err(NeedsTree::Profile),
    };
    let mut document = match direct {
        Ok(document) => document,
        Err(why) => Document { needs_tree: Some(why), ..build(text, &chosen.hits, budget)? },
    };
    document.notices = chosen.notices(&document);
    printed::join(&mut document);
    Ok(document)
}

/// Lays out a page while it is read. Its style sheets must be known before: they are sought by their tags. Where the
/// reader then meets others, as where one stands in a script or is written in capitals, the page is read again.
fn read<'t>(text: &'t str, budget: &Budget) -> Result<Document<'t>, NeedsTree> {
    let styles = ahead::styles(text);
    let (mut document, mut beside) = direct::read(text, &looks(text, &styles), budget)?;
    if beside.styles != styles {
        (document, beside) = direct::read(text, &looks(text, &beside.styles), budget)?;
    }
    document.json_ld = json_ld(text, &beside);
    Ok(document)
}

/// Lays out a page by its tree.
fn build(text: &str, chosen: &[(usize, Chosen)], budget: &Budget) -> Result<Document<'static>, Failure> {
    let stripped = strip::strip(text);
    let looks = looks(text, &stripped.beside.styles);
    let mut document = by_tree(&stripped.page(text), chosen, &looks, budget)?;
    document.json_ld = json_ld(text, &stripped.beside);
    Ok(document)
}

fn looks<'t>(text: &'t str, styles: &[Range<usize>]) -> Looks<'t> {
    Looks::read(styles.iter().filter_map(|style| text.get(style.clone())))
}

fn json_ld(text: &str, beside: &Beside) -> Vec<String> {
    beside.json_ld.iter().filter_map(|range| text.get(range.clone())).map(str::to_owned).collect()
}

/// A page as the reader lays it out, none where that leaves it to the tree, and as the tree does; for tests and fuzzing.
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub fn both(page: &str) -> (Option<String>, String) {
    let stripped = strip::strip(page);
    let looks = Looks::default();
    let budget = Budget::default();
    let show = |document: Document, beside: &Beside| {
        format!("{document:#?} {:?} {:?}", beside.json_ld, beside.styles)
    };
    let read = direct::read(page, &looks, &budget).ok().map(|(document, beside)| show(document, &beside));
    let built = by_tree(&stripped.page(page), &[], &looks, &budget);
    (read, built.map(|document| show(document, &stripped.beside)).unwrap_or_default())
}

/// Lays out by its tree a page of which what is no text was dropped.
fn by_tree(
    page: &str,
    chosen: &[(usize, Chosen)],
    looks: &Looks<'_>,
    budget: &Budget,
) -> Result<Document<'static>, Failure> {
    let dom = dom::parse(page, budget.depth).map_err(|depth| budget.too_deep(depth))?;
    let mut walk = walk::Walk::new(looks, budget, dom.0.len());
    tree::walk(&dom, chosen, &mut walk);
    Ok(walk.finish())
}
