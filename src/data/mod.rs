//! Tables of words and site profiles that need no Rust to edit.

mod chrome;
#[cfg(feature = "fetch")]
pub mod follow;
mod headings;
mod profile;

pub use chrome::{Chrome, Hint, Label, Prefixes, chrome};
pub use headings::{Headings, headings};
pub use profile::Profile;
