//! Tables of words and site profiles that need no Rust to edit.

pub mod chars;
pub mod checks;
mod chrome;
pub mod columns;
pub mod eras;
pub mod exclude;
pub mod facts;
#[cfg(feature = "fetch")]
pub mod follow;
mod headings;
pub mod lexicon;
pub mod manners;
pub(crate) mod outline;
mod pictures;
pub mod places;
mod profile;
pub mod simplified;
pub mod tables;
pub mod units;
pub mod words;

pub use chrome::{Chrome, Hint, LONGEST_START, Label, Prefixes, Turn, chrome, ends_as_source};
pub use headings::{Headings, headings};
pub use pictures::{Pictures, file_name, pictures};
pub use profile::{COVERAGE_YEARS, PROFILE_UNUSED, Profile, Profiles, ROLES, TableProfile, VolumeReports};
