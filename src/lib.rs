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
//! [`convert()`] drives one [`Page`] through all of it; [`find_mentions`] reads a plain text; [`batch`] runs folders,
//! WARCs and archives to a sealed output; [`export`] and [`search`] read its records again.
//!
//! ```
//! use nianjian::{Context, find_mentions};
//!
//! let context = Context { coverage_year: Some(2013), ..Context::default() };
//! let found = find_mentions("1月17日,为400多户送去50多万元", &context);
//! let values: Vec<&str> = found.iter().map(|m| m.value.as_str()).collect();
//! assert_eq!(values, ["2013-01-17", "400", "500000"]);
//! ```
//!
//! # Offsets
//!
//! `start` and `end` count Unicode scalar values (`char`s) of the text handed in, never bytes.
//!
//! # Features
//!
//! `default = ["cli", "fetch", "search", "site"]`; `parquet` and `arrow` add columnar views. Without default features
//! the core is left: no command line, no network, no database.
//!
//! # Errors
//!
//! A page gives a [`Record`] or a [`Rejection`]: a [`Failure`] (it could not be read) or a [`Skip`] (it is no article).
//! No input panics. What was guessed or repaired stands in the record as a [`Notice`].
//!
//! # Read on
//!
//! [`convert()`], [`Record`], [`find_mentions`], [`batch::run`], [`export::Format`].
#![forbid(unsafe_code)]

pub mod article;
pub mod batch;
pub mod budget;
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
pub mod language;
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
