//! Tables of words and site profiles that need no Rust to edit.

#[cfg(feature = "fetch")]
pub mod follow;
mod profile;

pub use profile::Profile;
