//! Says what ends a page, and what a reader of its record must know.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A guess, a repair or a doubt that the reader of a record must know about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// A stable name in kebab-case, such as `charset-lie`.
    pub code: String,
    /// One sentence for a person, with what was found.
    pub message: String,
}

impl Notice {
    /// Makes a notice from its code and its sentence.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        Notice { code: code.into(), message: message.into() }
    }
}

/// Why a page gives no record: it should have and did not, or it is no article at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// The page should give a record and does not.
    Failed(Failure),
    /// The input is no article: a list of links, an image, a capture with status 404.
    Skipped(Skip),
}

/// A page that should give a record and does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The stage that gave up: `read`, `decode`, `document`, `article`, …
    pub stage: String,
    /// A stable name in kebab-case, such as `too-large` or `no-article`.
    pub reason: String,
    /// What was expected and what was found, and where.
    pub message: String,
    /// What the user can do about it.
    pub advice: String,
}

/// An input that is no article at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skip {
    /// A stable name in kebab-case, such as `link-list` or `not-a-page`.
    pub reason: String,
    /// What was found.
    pub message: String,
}

impl Failure {
    /// Makes a failure; see the fields for what each part says.
    pub fn new(stage: &str, reason: &str, message: impl Into<String>, advice: impl Into<String>) -> Self {
        Failure { stage: stage.into(), reason: reason.into(), message: message.into(), advice: advice.into() }
    }
}

impl Skip {
    /// Makes a skip; see the fields for what each part says.
    pub fn new(reason: &str, message: impl Into<String>) -> Self {
        Skip { reason: reason.into(), message: message.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}; {}", self.reason, self.stage, self.message, self.advice)
    }
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "skipped ({}): {}", self.reason, self.message)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::Failed(failure) => failure.fmt(f),
            Rejection::Skipped(skip) => skip.fmt(f),
        }
    }
}

impl std::error::Error for Rejection {}

impl From<Failure> for Rejection {
    fn from(x: Failure) -> Self {
        Rejection::Failed(x)
    }
}

impl From<Skip> for Rejection {
    fn from(x: Skip) -> Self {
        Rejection::Skipped(x)
    }
}
