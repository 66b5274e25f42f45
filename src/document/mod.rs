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
mod faces;
mod flat;
mod indent;
mod line;
mod printed;
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

use crate::data::Profile;
use crate::decode::Decoded;
use crate::error::{Failure, Notice};

pub use direct::NeedsTree;
pub use flat::{flat, media_type};
pub use line::{Border, Cues, Grid, Kind, Line, Link, Mark};
pub use shell::{explain, is_cut_off};

/// What a page may be at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many elements may be open inside each other.
    pub depth: usize,
    /// How many lines the page may have: each takes some hundred bytes of memory, however short it is.
    pub lines: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { depth: 2000, lines: 200_000 }
    }
}

impl Limits {
    /// Looks at a text before it is read: line ends of flat text, tags of a page, of which most lines take two.
    ///
    /// # Errors
    /// `too-many-lines`, where it has more of them than twice the lines that a page may have.
    pub fn admit(&self, text: &str, media_type: &str) -> Result<(), Failure> {
        let sign = if media_type == "text/plain" { b'\n' } else { b'<' };
        let signs = memchr::memchr_iter(sign, text.as_bytes()).count();
        if signs > self.lines.saturating_mul(2) { Err(self.too_many_lines()) } else { Ok(()) }
    }

    /// Looks at a document.
    ///
    /// # Errors
    /// `too-many-lines`.
    pub fn hold(&self, document: Document) -> Result<Document, Failure> {
        if document.lines.len() > self.lines { Err(self.too_many_lines()) } else { Ok(document) }
    }

    fn too_many_lines(&self) -> Failure {
        Failure::new(
            "document",
            "too-many-lines",
            format!("expected at most {} lines, found more", self.lines),
            "part the page, or raise the limit with --max-lines if the machine has the memory",
        )
    }
}

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

/// What the style sheets of a page say.
#[derive(Clone, Copy)]
struct Looks<'h> {
    hides: &'h style::Hides,
    indents: &'h indent::Indents,
    faces: &'h faces::Faces,
}

/// Parses a page. A page whose elements are nested deeper than the limit is a failure: the parser
/// needs time that grows with the square of the depth.
pub fn parse(decoded: &Decoded, limits: &Limits, profile: &Profile) -> Result<Document, Failure> {
    let text = decoded.text.as_str();
    let stripped = strip::strip(text);
    let page = stripped.page(text);
    let chosen = chosen::chosen(&page, profile)?;
    let sheets = || stripped.styles.iter().filter_map(|r| text.get(r.clone()));
    let (hides, indents) = (style::Hides::read(sheets()), indent::Indents::read(sheets()));
    let faces = faces::Faces::read(sheets());
    let looks = Looks { hides: &hides, indents: &indents, faces: &faces };
    let direct = match chosen.hits.is_empty() {
        true => direct::read(&page, looks, limits.depth),
        false => Err(NeedsTree::Profile),
    };
    let mut document = match direct {
        Ok(document) => document,
        Err(why) => Document { needs_tree: Some(why), ..by_tree(&page, &chosen.hits, looks, limits)? },
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
    let (hides, indents, faces) = Default::default();
    let looks = Looks { hides: &hides, indents: &indents, faces: &faces };
    let limits = Limits::default();
    let show = |document: Document| format!("{document:#?}");
    let read = direct::read(&page, looks, limits.depth).ok().map(show);
    (read, by_tree(&page, &[], looks, &limits).map(show).unwrap_or_default())
}

/// Lays out a page by its tree.
fn by_tree(
    page: &str,
    chosen: &[(usize, Chosen)],
    looks: Looks<'_>,
    limits: &Limits,
) -> Result<Document, Failure> {
    let dom = dom::parse(page, limits.depth).map_err(|depth| too_deep(depth, limits))?;
    let mut walk = walk::Walk::new(looks, dom.0.len());
    tree::walk(&dom, chosen, &mut walk);
    Ok(walk.finish())
}

fn too_deep(depth: usize, limits: &Limits) -> Failure {
    Failure::new(
        "document",
        "too-deep",
        format!("expected at most {} elements inside each other, found {depth}", limits.depth),
        "the page is broken or hostile; if it is neither, raise the limit on the depth",
    )
}
