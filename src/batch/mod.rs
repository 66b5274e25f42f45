//! Runs many pages: finds them, converts them in parallel, writes in input order, goes on after a kill.

mod captures;
mod chain;
mod error;
mod folder;
mod join;
mod journal;
mod links;
mod name;
mod pipeline;
mod report;
mod source;
mod spool;
mod work;

use std::collections::{BTreeMap, BinaryHeap};
use std::fmt;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::thread;
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::budget::{self, Budget};
use crate::convert::Options;
use crate::record::{GENERATOR, SCHEMA};
use folder::{Folder, Store};
use journal::{Done, Line};
use pipeline::{Plan, Sink};
use work::{Bench, Worked};

pub use error::RunError;
pub use folder::Rest;
pub use journal::{Glance, Outcome};
pub use report::{Counts, Report, SiteReport};
pub use source::{Found, Given, Source, total_bytes};

/// Which files a run writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// A file for each record.
    Json,
    /// `records.jsonl`.
    Jsonl,
    /// Both.
    #[default]
    Both,
}

/// Which of the pages found are converted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Pick {
    /// All.
    #[default]
    All,
    /// The first so many.
    First(usize),
    /// So many from everywhere in the inputs, the same ones each time.
    Sample(usize),
    /// The one of this name.
    Named(String),
}

/// Tries a page where it can do no harm: in a process of its own.
#[derive(Clone)]
pub struct Apart {
    /// Gives whether the page of this name (see [`Found::input`]) ends in an orderly way.
    pub attempt: Arc<dyn Fn(&str) -> bool + Send + Sync>,
    /// How long that may take at most.
    pub grace: Duration,
}

impl Apart {
    fn ends_well(&self, input: &str) -> bool {
        (self.attempt)(input)
    }
}

impl fmt::Debug for Apart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Apart").field("grace", &self.grace).finish_non_exhaustive()
    }
}

/// Where the records go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Into a folder, which remembers what was done.
    Folder(PathBuf),
    /// To standard output as JSON Lines.
    Stdout,
}

/// What is to be done.
#[derive(Debug, Clone)]
pub struct Job {
    /// The inputs.
    pub given: Vec<Given>,
    /// Where the records go.
    pub output: Output,
    /// Which files are written.
    pub format: Format,
    /// Which pages.
    pub pick: Pick,
    /// What the caller decides for each page.
    pub options: Options,
    /// How many workers.
    pub jobs: usize,
    /// Make one record of the pages of an article. Needs a folder: the pages wait for each other there.
    pub join: bool,
    /// Do again what was done before.
    pub force: bool,
    /// Remove the records of inputs that are not given.
    pub prune: bool,
    /// Take the output folder though it does not carry our mark.
    pub replace: bool,
    /// How a page is tried that was in hand when the run before came to a bad end; none: not at all.
    pub apart: Option<Apart>,
}

/// One outcome, as the caller sees it go by.
#[derive(Debug)]
pub struct Seen<'l> {
    /// What the input is called.
    pub input: &'l str,
    /// Its address, where it has one.
    pub uri: Option<&'l str>,
    /// Why it failed, where it did.
    pub failure: Option<&'l crate::error::Failure>,
    /// Why it was skipped, where it was.
    pub skip: Option<&'l crate::error::Skip>,
    /// What the caller's own words did not do on it.
    pub alarms: &'l [String],
    /// The tables of profiles by which it was read, as far as its own bytes brought them.
    pub profiles: &'l [String],
}

/// What a run tells while it goes on, and how it is told to stop.
pub struct Watch<'w> {
    /// Called for each outcome, in input order.
    pub seen: &'w mut dyn FnMut(Seen<'_>),
    /// How many bytes of the inputs have been passed.
    pub passed: Arc<AtomicU64>,
    /// Set it and the run finishes the pages in hand and stops.
    pub stop: Arc<AtomicBool>,
}

/// What a run came to.
#[derive(Debug)]
pub struct Summary {
    /// Whether it came to its end.
    pub finished: bool,
    /// What it found, by site too. For standard output, the counts alone.
    pub report: Report,
    /// What became of the records that no input of this run gave.
    pub rest: Rest,
    /// How many files and lines somebody had changed since they were written; they are in `changed/`.
    pub changed: u64,
    /// The inputs gave no page, and the folder was left as it is.
    pub untouched: bool,
}

/// Does a job.
///
/// # Errors
/// Where the output folder is held by another run or cannot be written. A page that fails is no error.
pub fn run(job: &Job, watch: Watch<'_>) -> Result<Summary, RunError> {
    let known_options = options_that_matter(job);
    let digest = options_digest(&known_options);
    let bench = |done, store: Option<Store>| {
        Arc::new(Bench {
            options: job.options.clone(),
            digest: digest.clone(),
            done,
            suspects: store.iter().flat_map(Store::begun).collect(),
            apart: job.apart.clone(),
            passed: watch.passed.clone(),
            store,
        })
    };
    let jobs = job.jobs.min(budget::JOBS);
    let plan = |bench| Plan { bench, jobs, stop: watch.stop.clone() };
    let root = match &job.output {
        Output::Folder(root) => root,
        Output::Stdout => {
            let find = finder(job, None, watch.passed.clone());
            let mut sink = Lines { out: Some(io::stdout()), counts: Counts::default(), seen: watch.seen };
            let finished = pipeline::run(&plan(bench(Done::new(), None)), find, &mut sink)?;
            return Ok(Summary::of(finished, sink.counts));
        }
    };
    check_output(job)?;
    let offer = offer(job, root);
    let find = finder(job, Some(root.clone()), watch.passed.clone());
    // What is no page is listed in a new folder; in one that has records it says nothing of these.
    if offer == Offer::Nothing || offer == Offer::Others && root.join("journal.jsonl").exists() {
        let mut sink = Lines { out: None, counts: Counts::default(), seen: watch.seen };
        let finished = pipeline::run(&plan(bench(Done::new(), None)), find, &mut sink)?;
        return Ok(Summary { untouched: true, ..Summary::of(finished, sink.counts) });
    }
    let (folder, past) = Folder::open(root, job.format, job.force, job.replace)?;
    let store = Some(folder.store());
    let mut sink = Kept { folder, seen: watch.seen, since_check: 0 };
    let finished = pipeline::run(&plan(bench(past.done, store)), find, &mut sink)?;
    seal(job, root, &mut sink.folder, finished, &known_options)
}

/// Whether a run may write to its output; nothing is written for that.
///
/// # Errors
/// [`RunError::NotOurs`], where the folder does not carry our mark.
pub fn check_output(job: &Job) -> Result<(), RunError> {
    match &job.output {
        Output::Folder(root) => folder::check_claim(root, job.replace),
        Output::Stdout => Ok(()),
    }
}

/// What the inputs give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Offer {
    /// A page at least.
    Pages,
    /// No page, but something that is none, or should have been one.
    Others,
    /// Nothing: an empty folder, such as that of a disk that is not there.
    Nothing,
}

/// Looks at the inputs until there is a page, as far as it can be told without reading a pipe.
fn offer(job: &Job, root: &Path) -> Offer {
    let piped = |given: &Given| match given {
        Given::Stdin => true,
        Given::Path(path) => !path.is_dir() && !path.is_file() && !budget::is_endless(path),
    };
    if job.given.iter().any(piped) {
        return Offer::Pages;
    }
    let (passed, mut offer) = (AtomicU64::new(0), Offer::Nothing);
    let mut source = Source::unindexed(&job.given, Some(root), job.options.budget.bytes, &passed);
    let _ = source.walk(&mut |found| match found.item {
        Ok(_) => {
            offer = Offer::Pages;
            ControlFlow::Break(())
        }
        Err(_) => {
            offer = Offer::Others;
            ControlFlow::Continue(())
        }
    });
    offer
}

impl Summary {
    fn of(finished: bool, counts: Counts) -> Summary {
        let report = Report { counts, ..Report::default() };
        Summary { finished, report, rest: Rest::default(), changed: 0, untouched: false }
    }
}

/// The files that a run writes while it goes on.
const WRITTEN: [&str; 4] = ["records.jsonl", "failures.jsonl", "skipped.jsonl", "journal.jsonl"];

/// Writes what is written last: report and manifest.
fn seal(
    job: &Job,
    root: &Path,
    folder: &mut Folder,
    finished: bool,
    options: &BTreeMap<&'static str, String>,
) -> Result<Summary, RunError> {
    let rest = match finished {
        true => folder.finish(job.join, job.prune)?,
        false => folder.pause().map(|()| Rest::default())?,
    };
    let journal = root.join("journal.jsonl");
    let sealed = |file: &'static str| {
        let path = root.join(file);
        match folder.sealed(file) {
            Some(sealed) => Ok((file, Some(sealed))),
            None => report::seal(&path).map(|sealed| (file, sealed)).map_err(|e| RunError::output(&path, e)),
        }
    };
    // The digest of all records takes as long as the two readings of the journal: both at once.
    let (report, written) = thread::scope(|scope| {
        let digests = thread::Builder::new().spawn_scoped(scope, || WRITTEN.map(sealed));
        let report = report::of_journal(&journal).map_err(|e| RunError::output(&journal, e));
        let digests = digests.ok().and_then(|digests| digests.join().ok());
        (report, digests.unwrap_or_else(|| WRITTEN.map(sealed)))
    });
    let report = report?;
    folder.write("report.json", &pretty(root, &report)?)?;
    let mut files = BTreeMap::new();
    for file in written.into_iter().chain([sealed("report.json")]) {
        let (file, sealed) = file?;
        files.extend(sealed.map(|sealed| (file, sealed)));
    }
    let manifest = report::Manifest {
        schema: "nianjian.manifest/1",
        generator: GENERATOR,
        finished,
        options,
        counts: &report.counts,
        files,
    };
    folder.write("manifest.json", &pretty(root, &manifest)?)?;
    Ok(Summary { finished, report, rest, changed: folder.changed(), untouched: false })
}

fn pretty(root: &Path, value: &impl serde::Serialize) -> Result<Vec<u8>, RunError> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|e| RunError::output(root, e.into()))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The options that change what a record or a failure says, as the manifest lists them.
fn options_that_matter(job: &Job) -> BTreeMap<&'static str, String> {
    let Options { year, charset, budget, profiles, place } = &job.options;
    let Budget { bytes, depth, lines, time: _ } = budget;
    let shown = |option: Option<String>| option.unwrap_or_else(|| "none".into());
    BTreeMap::from([
        ("charset", shown(charset.clone())),
        ("format", format!("{:?}", job.format).to_lowercase()),
        ("join", job.join.to_string()),
        ("max_bytes", bytes.to_string()),
        ("max_depth", depth.to_string()),
        ("max_lines", lines.to_string()),
        ("place", shown(place.clone())),
        ("profiles", digest_of(&format!("{profiles:?}"))),
        ("schema", SCHEMA.to_owned()),
        ("year", shown(year.map(|y| y.to_string()))),
    ])
}

fn options_digest(options: &BTreeMap<&'static str, String>) -> String {
    let text: String = options.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    digest_of(&text)
}

fn digest_of(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(text.as_bytes())[..8])
}

/// The walk over the inputs, cut down to what the job picks.
fn finder(job: &Job, output: Option<PathBuf>, passed: Arc<AtomicU64>) -> pipeline::Find {
    let (given, pick, max_bytes) = (job.given.clone(), job.pick.clone(), job.options.budget.bytes);
    Box::new(move |each| {
        let mut source = Source::new(&given, output.as_deref(), max_bytes, &passed);
        let _ = picked(&mut source, &pick, each);
    })
}

/// Walks a source and gives the picked pages, and everything that is no page.
fn picked(
    source: &mut Source<'_>,
    pick: &Pick,
    each: &mut dyn FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    match pick {
        Pick::All => source.walk(each),
        Pick::First(limit) => {
            let mut left = *limit;
            if left == 0 {
                return ControlFlow::Break(());
            }
            source.walk(&mut |found| {
                left -= usize::from(found.item.is_ok());
                each(found)?;
                if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        }
        Pick::Named(input) => source.walk(&mut |found| match found.input == *input {
            true => {
                each(found)?;
                ControlFlow::Break(())
            }
            false => ControlFlow::Continue(()),
        }),
        Pick::Sample(size) => {
            // The pages whose names have the smallest keys: spread like a random choice, and always the same.
            let mut smallest = BinaryHeap::new();
            let _ = source.walk(&mut |found| {
                if found.item.is_ok() {
                    smallest.push(name::key(&found.name));
                    if smallest.len() > *size {
                        smallest.pop();
                    }
                }
                ControlFlow::Continue(())
            });
            let largest = smallest.peek().copied();
            source.walk(&mut |found| {
                let taken = largest.is_some_and(|largest| name::key(&found.name) <= largest);
                if found.item.is_err() || taken { each(found) } else { ControlFlow::Continue(()) }
            })
        }
    }
}

/// What a run would find: nothing is written.
pub fn dry_run(job: &Job, each: &mut dyn FnMut(Found) -> ControlFlow<()>) {
    let output = match &job.output {
        Output::Folder(root) => Some(root.as_path()),
        Output::Stdout => None,
    };
    let passed = AtomicU64::new(0);
    let mut source = Source::new(&job.given, output, job.options.budget.bytes, &passed);
    let _ = picked(&mut source, &job.pick, each);
}

fn show(line: &Line, seen: &mut dyn FnMut(Seen<'_>)) {
    seen(Seen {
        input: &line.input,
        uri: line.uri.as_deref(),
        failure: line.failure.as_ref(),
        skip: line.skip.as_ref(),
        alarms: &line.alarms,
        profiles: &line.profiles,
    });
}

/// Writes into the output folder.
struct Kept<'w> {
    folder: Folder,
    seen: &'w mut dyn FnMut(Seen<'_>),
    since_check: u32,
}

impl Sink for Kept<'_> {
    fn take(&mut self, worked: Worked) -> Result<(), RunError> {
        match worked {
            Worked::Known(known) => show(&self.folder.keep(&known)?, self.seen),
            Worked::Now { line, record, made } => {
                self.folder.add(&line, record.as_ref(), made)?;
                show(&line, self.seen);
            }
        }
        self.since_check += 1;
        if self.since_check >= 256 {
            self.since_check = 0;
            self.folder.check()?;
        }
        Ok(())
    }

    fn pause(&mut self) -> Result<(), RunError> {
        self.folder.flush()
    }
}

/// Writes to standard output, or nowhere.
struct Lines<'w> {
    out: Option<io::Stdout>,
    counts: Counts,
    seen: &'w mut dyn FnMut(Seen<'_>),
}

impl Sink for Lines<'_> {
    fn take(&mut self, worked: Worked) -> Result<(), RunError> {
        if let Worked::Now { line, record, .. } = worked {
            let written = match (&mut self.out, &record) {
                (Some(out), Some(record)) => record.copy(out),
                _ => Ok(()),
            };
            written.map_err(|e| RunError::output(Path::new("standard output"), e))?;
            self.counts.add(&line);
            show(&line, self.seen);
        }
        Ok(())
    }

    fn pause(&mut self) -> Result<(), RunError> {
        self.out
            .as_mut()
            .map_or(Ok(()), Write::flush)
            .map_err(|e| RunError::output(Path::new("standard output"), e))
    }
}
