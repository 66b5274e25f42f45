//! Says which place a record reports on, with its code of that year.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The place a record reports on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name in the year of the code.
    pub name: String,
    /// From the province down, names of that year.
    pub path: Vec<String>,
    /// Six digits of GB/T 2260; null where the place has none.
    pub code: Option<String>,
    /// `GB/T 2260`.
    pub standard: Cow<'static, str>,
    /// The code is that of 31 December of this year.
    pub code_year: Option<i32>,
    /// What says so.
    pub basis: PlaceBasis,
    /// The words that say so.
    pub evidence: String,
    /// A place within it that has no code: a development zone, a township, a village.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
}

/// What says which place a record reports on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceBasis {
    /// The caller.
    Caller,
    /// A profile.
    Profile,
    /// The book.
    Work,
    /// A step of the breadcrumb below the book.
    Breadcrumb,
    /// The title.
    Title,
    /// 主办 or 承办.
    Organizer,
    /// 政府网站标识码.
    SiteId,
}
