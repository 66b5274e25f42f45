//! Gets pages politely from the web: one at a time, or a whole yearbook into a WARC that can be resumed.
//!
//! ```text
//! address → robots → pace → client → exchange ─┬→ warc (request, response, metadata, revisit) → cdxj
//!              ↑                               └→ links → follow ─┐
//!              └────────────── frontier (SQLite) ←────────────────┘
//! ```
//!
//! The only part of the crate that does network I/O and the only one that is async inside; its doors,
//! [`fetch()`] and [`Visitor`], are plain functions.

pub mod address;
mod archive;
mod cdxj;
mod client;
mod clock;
mod cookies;
mod fault;
mod follow;
mod frontier;
mod guard;
mod kind;
mod links;
mod pace;
mod report;
mod robots;
pub mod rules;
mod run;
mod scan;
mod store;
mod tail;
mod visit;
mod warc;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use url::Url;

use crate::budget::Budget;

pub use report::{Progress, Summary, Wait, Watch, Why};
pub use run::fetch;
pub use store::Files;
pub use visit::{Visitor, get_page};

/// What the caller decides for a fetch.
#[derive(Debug, Clone)]
pub struct FetchOptions {
    /// The WARC to write; its state, index and failures are named after it.
    pub out: PathBuf,
    /// The least pause between two requests to a host. Zero switches politeness off, but for robots.txt.
    pub delay: Duration,
    /// The name given to servers; its first word is what robots.txt calls us.
    pub user_agent: String,
    /// An address for those who run the servers.
    pub contact: Option<String>,
    /// The most bytes of a page, after decompression.
    pub max_bytes: usize,
    /// The most time for a page, from request to last byte.
    pub timeout: Duration,
    /// How often what can pass is tried again.
    pub retries: u32,
    /// The longest wait that a site can ask for: a longer `Crawl-delay` counts as this one, and a host that asks
    /// by `Retry-After` for more is left for another run.
    pub max_wait: Duration,
    /// Pages that are asked for without conditions, as if they had never been had: what is kept of them is damaged.
    pub again: Vec<Url>,
    /// Whether entries and further pages are followed.
    pub follow: bool,
    /// How many links a page may lie away from the first.
    pub depth: u32,
    /// The most pages.
    pub limit: Option<u64>,
    /// Further folders from which pages are taken, as addresses.
    pub within: Vec<Url>,
    /// Whether addresses that are not of the public network are fetched.
    pub private: Private,
    /// Set from outside, it ends the fetch in good order: what is under way is finished and kept.
    pub stop: Arc<AtomicBool>,
}

/// Which addresses that are not of the public network are fetched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Private {
    /// None.
    #[default]
    Refused,
    /// Those of these hosts, as they stand in the address: names or literal addresses, without port.
    Hosts(Vec<String>),
    /// All.
    Allowed,
}

impl Private {
    /// Whether `host` may be of a private network.
    pub fn allows(&self, host: &str) -> bool {
        match self {
            Private::Refused => false,
            Private::Hosts(hosts) => hosts.iter().any(|h| h.eq_ignore_ascii_case(host)),
            Private::Allowed => true,
        }
    }
}

impl Default for FetchOptions {
    fn default() -> Self {
        FetchOptions {
            out: PathBuf::from("output/pages.warc.gz"),
            delay: Duration::from_secs(1),
            user_agent: format!("nianjian/{}", env!("CARGO_PKG_VERSION")),
            contact: None,
            max_bytes: usize::try_from(Budget::default().bytes).unwrap_or(usize::MAX),
            timeout: Duration::from_secs(60),
            retries: 3,
            max_wait: Duration::from_secs(3600),
            again: Vec::new(),
            follow: false,
            depth: 3,
            limit: None,
            within: Vec::new(),
            private: Private::Refused,
            stop: Arc::default(),
        }
    }
}

impl FetchOptions {
    /// The user agent with the contact, as servers see it.
    pub fn agent(&self) -> String {
        match &self.contact {
            Some(contact) => format!("{} (+{contact})", self.user_agent),
            None => self.user_agent.clone(),
        }
    }

    /// The name by which robots.txt calls us: the first word of the user agent.
    fn token(&self) -> &str {
        self.user_agent.split(['/', ' ']).next().unwrap_or_default()
    }
}
