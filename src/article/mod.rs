//! Finds the article in a document, strips the chrome and reads title, date line, origin and contributors.

pub use crate::document::Cues;

use crate::data::Profile;
use crate::document::{Document, Kind};
use crate::error::{Notice, Rejection, Skip};
use crate::record::{Attachment, Contributor, Pages, Site, Work};

/// An article without its page's furniture. Everything dropped stands in `removed` with its reason.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// The title.
    pub title: Option<String>,
    /// The date line's date as EDTF, to the day.
    pub published: Option<String>,
    /// The date line's date as written.
    pub published_surface: Option<String>,
    /// 来源.
    pub origin: Option<String>,
    /// Who wrote, supplied or edited the text.
    pub contributors: Vec<Contributor>,
    /// The steps of the breadcrumb.
    pub breadcrumb: Vec<String>,
    /// What the page says of its book.
    pub work: Work,
    /// What the footer says of the site.
    pub site: Site,
    /// Files offered for download.
    pub attachments: Vec<Attachment>,
    /// The place of this page among the pages of one article.
    pub pages: Option<Pages>,
    /// The content in reading order.
    pub blocks: Vec<Block>,
    /// What was dropped, and why.
    pub removed: Vec<Removed>,
    /// Which rule found each field and the body: `("title", "h1")`.
    pub rules: Vec<(&'static str, String)>,
    /// What was guessed.
    pub notices: Vec<Notice>,
}

/// One block of content. Its text is final: offsets count in it, nobody rewrites it.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// What speaks for a heading in it.
    pub cues: Cues,
}

/// The content of a block; text has its white space folded and its ends trimmed.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Content {
    Paragraph { text: String },
    Item { marker: Option<String>, text: String },
    Table { caption: Option<String>, unit_note: Option<String>, header_rows: u32, rows: Vec<Vec<String>> },
    Figure { uri: String, caption: Option<String> },
}

/// A block that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its text.
    pub text: String,
    /// Why it is no content: a rule's name in kebab-case.
    pub reason: String,
}

/// Reads the article of a page. A page that is no article at all, such as a list of links, is a skip.
pub fn read(document: &Document, _profile: &Profile) -> Result<Article, Rejection> {
    let mut article = Article { title: document.title.clone(), ..Article::default() };
    for line in document.lines.iter().filter(|l| l.hidden.is_none()) {
        let cues = line.cues.clone();
        let content = match &line.kind {
            Kind::Text | Kind::Caption => Content::Paragraph { text: line.text.clone() },
            Kind::Item(marker) => Content::Item { marker: marker.clone(), text: line.text.clone() },
            Kind::Figure(uri) => Content::Figure { uri: uri.clone(), caption: None },
            Kind::Table(grid) => Content::Table {
                caption: grid.caption.clone(),
                unit_note: None,
                header_rows: grid.header_rows,
                rows: grid.rows.clone(),
            },
        };
        article.blocks.push(Block { content, cues });
    }
    if article.blocks.is_empty() {
        return Err(Skip::new("no-text", "the page holds no text").into());
    }
    Ok(article)
}
