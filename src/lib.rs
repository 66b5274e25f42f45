//! Turns scraped Chinese yearbook (年鉴) pages into structured, citable archive records.
//!
//! A page walks through the crate in one direction, one type a stage:
//!
//! ```text
//! Page → Decoded → Document → Article ─┬→ Coverage ─┐
//! bytes   text      tree, or   no      └→ Section ──┴→ Mention → Record → bytes
//!                   lines      chrome
//! ```
//!
//! [`convert()`] drives one [`Page`] through all of it; [`find_mentions`] reads a plain text.
#![forbid(unsafe_code)]

pub mod article;
pub mod batch;
pub mod check;
pub mod convert;
pub mod coverage;
pub mod data;
pub mod decode;
pub mod document;
pub mod emit;
pub mod error;
pub mod export;
#[cfg(feature = "fetch")]
pub mod fetch;
pub mod inspect;
pub mod mark;
pub mod mention;
pub mod normal;
pub mod page;
pub mod place;
pub mod record;
#[cfg(feature = "search")]
pub mod search;
pub mod section;
#[cfg(feature = "site")]
pub mod site;
pub mod table;
pub mod text;
#[cfg(feature = "cli")]
pub mod verify;

/// Compiles and runs the README's Rust with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

pub use convert::{Options, convert};
pub use error::{Failure, Notice, Rejection, Skip};
pub use mention::{Context, Mention, Reading, find_mentions};
pub use page::{Page, Provenance};
pub use record::Record;
