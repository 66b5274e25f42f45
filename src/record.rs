//! Defines the record that one page becomes: complete in itself, the same bytes for the same page.
//!
//! Field order is output order. Absent knowledge is `null` or an empty list; fields of a block or
//! a mention that do not apply are left out.

mod check;
mod observation;
mod strict;
mod tally;
mod version;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Notice;
use crate::mention::Mention;
use crate::page::WarcPlace;
use crate::place::Place;
use crate::table;

pub use check::{Fault, faults, is_decimal, is_edtf, span_fault};
pub use observation::{Measure, Observation};
pub use tally::Tally;
pub use version::{schema_fault, text_fault};

/// The schema that this version writes.
pub const SCHEMA: &str = "nianjian.record/2";
/// The program that this version names in its records.
pub const GENERATOR: &str = concat!("nianjian ", env!("CARGO_PKG_VERSION"));

// Sections, blocks and notices are of another type only while a record is written whose mentions have not been found yet.

/// One page as an archive record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Record")]
pub struct Record<S = Vec<Section>, N = Vec<Notice>> {
    /// The record's schema and its version.
    pub schema: Cow<'static, str>,
    /// `sha256:` and the digest of the source bytes, in hexadecimal.
    pub id: String,
    /// Where the bytes came from and how they were read.
    pub source: Source,
    /// The title of the article.
    pub title: Option<String>,
    /// The date line of the page as EDTF, without a clock time.
    pub published: Option<String>,
    /// The date line's date as written.
    pub published_surface: Option<String>,
    /// 来源: who the page says the text is from.
    pub origin: Option<String>,
    /// Who wrote, supplied or edited the text.
    pub contributors: Vec<Contributor>,
    /// The steps of the breadcrumb, as written.
    pub breadcrumb: Vec<String>,
    /// What the page says of its book.
    pub work: Work,
    /// The year the text reports on; null where none is known.
    pub coverage: Option<Coverage>,
    /// The place the text reports on; null where none is known.
    #[serde(default)]
    pub place: Option<Place>,
    /// What the footer says of the site.
    pub site: Site,
    /// The text, split at its headings.
    pub sections: S,
    /// Files offered for download.
    pub attachments: Vec<Attachment>,
    /// The place of this page among the pages of one article.
    pub pages: Option<Pages>,
    /// With `convert --join`: the sources of the further pages that were joined to the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Source>,
    /// What was guessed, repaired or doubted.
    pub notices: N,
    /// The program and its version.
    pub generator: Cow<'static, str>,
}

/// Where the bytes came from and how they were read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The address as fetched.
    pub uri: Option<String>,
    /// The path below the folder given, with `/`.
    pub path: Option<String>,
    /// `text/html` or `text/plain`.
    pub media_type: Cow<'static, str>,
    /// The length of the source in bytes.
    pub bytes: u64,
    /// The SHA-256 of the source bytes, in hexadecimal (fixity).
    pub sha256: String,
    /// When it was fetched: RFC 3339; null for a file.
    pub retrieved: Option<String>,
    /// The HTTP status; null for a file.
    pub status: Option<u16>,
    /// The place in a WARC file.
    pub warc: Option<WarcPlace>,
    /// How the bytes became text.
    pub charset: Charset,
}

/// How the bytes became text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Charset {
    /// The encoding used, in lower case, as the Encoding Standard names it.
    pub name: Cow<'static, str>,
    /// The label that the page (or, without one, HTTP) declares, in lower case.
    pub declared: Option<String>,
    /// What decided.
    pub chosen_by: CharsetBasis,
    /// How many U+FFFD the decoding made.
    pub replaced: u64,
}

/// What decided on the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CharsetBasis {
    /// A byte order mark.
    Bom,
    /// The caller.
    Caller,
    /// A site profile.
    Profile,
    /// The HTTP header.
    Http,
    /// The page's own label.
    Label,
    /// The bytes are valid UTF-8, whatever the label says.
    Utf8,
    /// The candidate with the fewest replacements.
    Detected,
}

/// Somebody who wrote, supplied or edited the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contributor {
    /// A person's name, or the organisation's where it signs alone.
    pub name: String,
    /// The organisation a person signs for.
    pub organization: Option<String>,
    /// What the person did.
    pub role: Role,
}

/// What a contributor did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Wrote or supplied the text.
    Contributor,
    /// Edited the page.
    Editor,
}

/// What the page says of its book.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Work {
    /// The book's title without its volume: 通州年鉴.
    pub title: Option<String>,
    /// The volume as written: 2014.
    pub volume: Option<String>,
    /// The chapters above this page.
    pub path: Vec<String>,
}

/// The year the text reports on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// The year.
    pub year: i32,
    /// How it is known.
    pub basis: CoverageBasis,
    /// The words that say so.
    pub evidence: Option<String>,
}

/// How the coverage year is known, in the order of preference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageBasis {
    /// Given by the caller.
    Caller,
    /// The volume of the yearbook.
    Volume,
    /// The opening of 概况 or of the first section.
    Overview,
    /// The year written in full most of the time.
    Majority,
}

/// What the footer says of the site.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// 主办.
    pub organizer: Option<String>,
    /// 承办.
    pub hosts: Vec<String>,
    /// 网站标识码.
    pub site_id: Option<String>,
    /// ICP备案.
    pub icp: Option<String>,
    /// 公网安备, its number.
    pub public_security: Option<String>,
}

/// A heading with the text below it (the trade's 条目, an entry).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "Section")]
pub struct Section<B = Vec<Block>> {
    /// The heading without outer brackets and padding; null before the first heading.
    pub heading: Option<String>,
    /// The heading as written.
    pub heading_surface: Option<String>,
    /// Chapter or list number at the start of the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outline: Option<String>,
    /// Mentions in `heading`; offsets count in it.
    pub heading_mentions: Vec<Mention>,
    /// The text below.
    pub blocks: B,
}

/// A piece of a section. The fields that a kind does not have are left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[schemars(rename = "Block")]
pub enum Block<T = String, M = Vec<Mention>> {
    /// Running text.
    Paragraph {
        /// The text; offsets of mentions count in it, in Unicode scalar values.
        text: T,
        /// The outline number the text begins with, which also stands in it: （一）.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outline: Option<String>,
        /// With `--join`: which page it stands on, counted from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u32>,
        /// What was found in the text.
        mentions: M,
    },
    /// An item of a list.
    Item {
        /// The marker of an ordered list: `1.`; null for a bullet.
        marker: Option<String>,
        /// The text; offsets of mentions count in it, in Unicode scalar values.
        text: T,
        /// With `--join`: which page it stands on, counted from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u32>,
        /// What was found in the text.
        mentions: M,
    },
    /// A table that holds data.
    Table(Box<Table>),
    /// A note to the text: a footnote, 注释.
    Note {
        /// The mark that stands in the text, as written: ①, `[1]`, *; null where it has none.
        mark: Option<String>,
        /// The text as the page has it, the mark at its start included; offsets of mentions count in it, in
        /// Unicode scalar values.
        text: T,
        /// With `--join`: which page it stands on, counted from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u32>,
        /// What was found in the text.
        mentions: M,
    },
    /// A picture.
    Figure {
        /// Its address as written in the page.
        uri: String,
        /// Its caption.
        caption: Option<String>,
        /// With `--join`: which page it stands on, counted from 1.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<u32>,
    },
}

impl Block {
    /// With `--join`: which page it stands on, counted from 1.
    pub fn part(&self) -> Option<u32> {
        match self {
            Block::Paragraph { part, .. }
            | Block::Item { part, .. }
            | Block::Figure { part, .. }
            | Block::Note { part, .. } => *part,
            Block::Table(table) => table.part,
        }
    }

    /// Says on which page it stands.
    pub fn set_part(&mut self, number: u32) {
        let part = match self {
            Block::Paragraph { part, .. }
            | Block::Item { part, .. }
            | Block::Figure { part, .. }
            | Block::Note { part, .. } => part,
            Block::Table(table) => &mut table.part,
        };
        *part = Some(number);
    }

    /// A block of running text with other mentions; none where the kind has no running text.
    pub(crate) fn with<M>(&self, mentions: M) -> Option<Block<&str, M>> {
        Some(match self {
            Block::Paragraph { text, outline, part, mentions: _ } => {
                Block::Paragraph { text, outline: outline.clone(), part: *part, mentions }
            }
            Block::Item { marker, text, part, mentions: _ } => {
                Block::Item { marker: marker.clone(), text, part: *part, mentions }
            }
            Block::Note { mark, text, part, mentions: _ } => {
                Block::Note { mark: mark.clone(), text, part: *part, mentions }
            }
            Block::Table(_) | Block::Figure { .. } => return None,
        })
    }

    /// The running text with its mentions, where the kind has one: paragraphs, items, notes.
    pub fn running_text(&self) -> Option<(&str, &[Mention])> {
        match self {
            Block::Paragraph { text, mentions, .. }
            | Block::Item { text, mentions, .. }
            | Block::Note { text, mentions, .. } => Some((text, mentions)),
            Block::Table(_) | Block::Figure { .. } => None,
        }
    }
}

/// A table that holds data: its cells as written, and what was read from them. A spanned cell repeats its
/// value in every cell that it spans. Rows and columns are counted from 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// The caption.
    pub caption: Option<String>,
    /// 单位:… as written.
    pub unit_note: Option<String>,
    /// How many of the first rows are headers.
    pub header_rows: u32,
    /// How many of the first columns name what a row is about.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub header_columns: u32,
    /// Whether it goes on with the table before it: 续表.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub continued: bool,
    /// The cells, row by row.
    pub rows: Vec<Vec<String>>,
    /// What each column holds; empty in a table that was not read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<table::Column>,
    /// What each body row is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<table::Head>,
    /// The values, row by row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<table::Value>,
    /// How far each row's label is indented, in half em; empty where none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indents: Vec<u32>,
    /// The notes below the table that a mark in it points to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<table::Footnote>,
    /// What was guessed or could not be told of the whole table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<table::Doubt>,
    /// With `--join`: which page it stands on, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u32>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A file offered for download.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The words of the link.
    pub text: String,
    /// Its address as written in the page.
    pub uri: String,
}

/// The place of a page among the pages of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// This page, counted from 1.
    pub index: Option<u32>,
    /// How many pages there are.
    pub total: Option<u32>,
    /// The page before, as written in the page.
    pub prev: Option<String>,
    /// The page after, as written in the page.
    pub next: Option<String>,
    /// The `id` of the record of the first page, when it is known.
    pub article: Option<String>,
}
