//! Tells how a fetch went: the list of failures, the summary, and the watch while it runs.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::frontier::Frontier;
use crate::error::{Failure, Notice};

/// How far a fetch has come.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    /// Pages fetched or found unchanged in this session.
    pub done: u64,
    /// Pages that wait.
    pub queued: u64,
    /// Pages that failed for good in this session.
    pub failed: u64,
    /// Bytes received in this session.
    pub bytes: u64,
    /// The pause that is being kept, if one is.
    pub wait: Option<Wait>,
}

/// A pause before a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    /// The host.
    pub host: String,
    /// How long.
    pub pause: Duration,
    /// Why it is that long.
    pub why: Why,
}

/// Why a pause is as long as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The pause given by the user, or the least one.
    Delay,
    /// `Crawl-delay` of robots.txt.
    CrawlDelay,
    /// Five times what the last page took.
    SlowServer,
    /// `Retry-After`.
    RetryAfter,
    /// Time before another try.
    Backoff,
}

impl Why {
    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Why::Delay => "the pause between two pages",
            Why::CrawlDelay => "robots.txt asks for it",
            Why::SlowServer => "5 × the last page",
            Why::RetryAfter => "the server asks for it",
            Why::Backoff => "before another try",
        }
    }
}

/// Watches a fetch.
pub trait Watch: Send {
    /// Something has moved.
    fn progress(&mut self, _progress: &Progress) {}
    /// Something that people should know.
    fn notice(&mut self, _notice: &Notice) {}
    /// A page failed for good.
    fn failed(&mut self, _uri: &str, _failure: &Failure) {}
}

impl Watch for () {}

/// How a fetch went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Pages fetched or found unchanged in this session.
    pub done: u64,
    /// Those of them that were as the time before.
    pub unchanged: u64,
    /// Pages that have failed, in this session or an earlier one of the same run.
    pub failed: u64,
    /// Pages that still wait, where the fetch was stopped or a host cannot be asked now.
    pub queued: u64,
    /// Bytes received in this session.
    pub bytes: u64,
    /// Links seen and left, by reason.
    pub left: Vec<(String, u64)>,
    /// Whether the fetch was stopped.
    pub interrupted: bool,
}

/// One line of the list of failures.
#[derive(Serialize)]
struct Line<'f> {
    uri: &'f str,
    via: Option<&'f str>,
    attempts: u32,
    #[serde(flatten)]
    failure: &'f Failure,
}

/// Writes the list of failures to `path`, whole or not at all.
pub fn write_failures(path: &Path, frontier: &Frontier) -> Result<(), Failure> {
    let unwritable = |e: io::Error| {
        let found = format!("the list of failures {} cannot be written: {e}", path.display());
        Failure::new("fetch", "write", found, "check the folder and the disk; the WARC itself is whole")
    };
    let partial = path.with_extension("jsonl.part");
    let mut out = BufWriter::new(File::create(&partial).map_err(unwritable)?);
    let written = frontier.failures(|uri, via, attempts, failure| {
        serde_json::to_writer(&mut out, &Line { uri, via, attempts, failure })?;
        out.write_all(b"\n")
    })?;
    written.and_then(|()| out.flush()).map_err(unwritable)?;
    drop(out);
    fs::rename(&partial, path).map_err(unwritable)
}
