//! Drives one page through the stages: the only function that knows their order.

use crate::error::{Failure, Rejection};
use crate::page::Page;
use crate::record::Record;

/// What the caller decides for a page.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The coverage year.
    pub year: Option<i32>,
    /// The label of the encoding.
    pub charset: Option<String>,
}

/// Turns one page into its record, or says why not. Never panics; does no I/O.
pub fn convert(_page: &Page, _options: &Options) -> Result<Record, Rejection> {
    Err(Failure::new("article", "no-article", "not built yet", "wait").into())
}
