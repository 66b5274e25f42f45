//! Tables of words and site profiles that need no Rust to edit.

mod profile;

pub use profile::Profile;
