//! Tables of words and site profiles that need no Rust to edit.
