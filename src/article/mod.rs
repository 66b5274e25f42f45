//! Finds the article in a document, strips the chrome and reads title, date line, origin and contributors.

use crate::error::Notice;
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

/// What the markup, or the blanks of flat text, say about a heading at the start of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cues {
    /// 1–6 where the block is an `<h1>`…`<h6>`.
    pub level: Option<u8>,
    /// How many bytes at the start of the text are bold; the text's length where all of it is.
    pub strong: usize,
    /// Whether the block is centred.
    pub centred: bool,
    /// Byte offsets in the text of each blank that stands for two or more blanks, or for a U+3000.
    pub gaps: Vec<usize>,
    /// Whether the source indents the block (U+3000, nbsp, blanks).
    pub indented: bool,
}

/// A block that was dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its text.
    pub text: String,
    /// Why it is no content: a rule's name in kebab-case.
    pub reason: String,
}
