//! `nianjian convert`: pages in, records out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use data_encoding::HEXLOWER;
use indicatif::{ProgressBar, ProgressStyle};
use nianjian::batch::{self, Apart, Format, Given, Job, Output, Pick, RunError, Seen, Watch};
use nianjian::budget::{self, Budget};
use nianjian::data::Profiles;
use nianjian::{Options, Rejection};
use sha2::{Digest, Sha256};

use super::closing::{self, Skips};
use super::reading::PageArgs;
use super::status::{CliError, Status};
use super::terminal::{Globals, Interrupt};

/// Convert pages into records
///
/// Takes HTML and text files, folders of any depth, .warc, .warc.gz, .zip, .tar, .tar.gz, addresses of pages
/// (fetched into a WARC below DIR first), and `-` for one page on standard input. Writes to DIR: records/ (a
/// file for each page), records.jsonl (all of them, in input order), failures.jsonl, skipped.jsonl,
/// report.json (where to look first), and last manifest.json.
///
/// What was done before is not done again: after a kill, or over more pages, the same command goes on. Other
/// options, a changed page or another version of the program convert again. Records in DIR of inputs that
/// are no longer given are kept and named, until --prune removes them. DIR must be new, empty, or made by
/// this command.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian convert pages/                       all pages below a folder, into output/
  nianjian convert crawl.warc.gz -o archive     the newest capture of each page of a crawl
  nianjian convert http://h.cn/nj/t1.html       a page of the web, fetched politely
  nianjian convert page.html -o - | jq .title   one page, to standard output
  nianjian convert pages/ --sample 50 -o trial  fifty pages from everywhere, always the same
  nianjian convert pages/ --join                one record for the pages of an article
  nianjian convert pages/ --year 2013           the year that the pages report on, where you know it")]
pub struct ConvertArgs {
    /// Files, folders, archives, addresses of pages; `-` is standard input
    #[arg(required = true, value_name = "INPUT")]
    inputs: Vec<PathBuf>,
    /// Where the records go; `-` writes JSON Lines to standard output
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    output: PathBuf,
    /// In which form records are written
    #[arg(long, value_enum, default_value = "both")]
    format: FormatArg,
    #[command(flatten)]
    pages: PageArgs,
    /// How many pages at once [default: all cores]
    #[arg(short, long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Only the first N pages
    #[arg(long, value_name = "N", conflicts_with = "sample")]
    limit: Option<NonZeroUsize>,
    /// Only N pages from everywhere in the inputs, the same ones each time
    #[arg(long, value_name = "N")]
    sample: Option<NonZeroUsize>,
    /// Say what would be converted and what skipped; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Make one record of the pages of an article; each block says on which page it stands
    #[arg(long)]
    join: bool,
    /// Start over: convert again what was converted before
    #[arg(long)]
    force: bool,
    /// Remove the records of inputs that are not given
    #[arg(long)]
    prune: bool,
    /// Write to DIR though something stands there that this command did not make
    #[arg(long)]
    replace: bool,
    /// Convert the input of this name alone and write nothing: whether it ends well is the answer
    #[arg(long, hide = true, value_name = "INPUT")]
    alone: Option<String>,
    /// How many bytes a page may have
    #[arg(long, value_name = "N", default_value_t = Budget::default().bytes)]
    max_bytes: u64,
    /// How many elements may be open inside each other
    #[arg(long, value_name = "N", default_value_t = Budget::default().depth)]
    max_depth: usize,
    /// How many lines a page may have
    #[arg(long, value_name = "N", default_value_t = Budget::default().lines)]
    max_lines: usize,
    /// How many seconds a page may take
    #[arg(long, value_name = "N", default_value_t = Budget::default().time.as_secs())]
    max_seconds: u64,
    #[cfg(feature = "fetch")]
    #[command(flatten)]
    manners: super::fetch::Manners,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatArg {
    /// A file for each record, below records/
    Json,
    /// A line for each record, in records.jsonl
    Jsonl,
    /// Files and lines
    Both,
}

/// Converts.
pub fn run(args: &ConvertArgs, globals: &Globals) -> Result<Status, CliError> {
    let web = Web::of(args);
    let job = job(args, &web)?;
    if args.dry_run {
        return dry_run(&job, &web);
    }
    if args.alone.is_some() {
        return alone(&job);
    }
    batch::check_output(&job).map_err(|error| run_error(&job, error))?;
    let interrupt = Interrupt::install();
    let fetched = web.fetch(args, &interrupt, globals)?;
    if fetched == Status::Interrupted {
        return Ok(fetched);
    }
    let began = Instant::now();
    let passed = Arc::new(AtomicU64::new(0));
    let progress = Progress::start(&job, globals, &passed);
    let mut seen = |seen: Seen<'_>| progress.seen(&seen, globals);
    let watch = Watch { seen: &mut seen, passed, stop: interrupt.flag().clone() };
    let outcome = batch::run(&job, watch);
    progress.end();
    let summary = outcome.map_err(|error| run_error(&job, error))?;
    progress.told.borrow().say(globals);
    let converted = closing::close(&summary, &job, &progress.skips.borrow(), began.elapsed(), globals)?;
    Ok(if converted == Status::Done { fetched } else { converted })
}

/// The inputs that are addresses, and the WARC into which they are fetched before anything is converted.
/// The same addresses have the same WARC, so a later run asks only for what has changed.
struct Web {
    urls: Vec<String>,
    warc: PathBuf,
    /// Where nothing is kept: the records go to standard output.
    passing: bool,
}

impl Web {
    fn of(args: &ConvertArgs) -> Web {
        let text = |path: &PathBuf| path.to_str().filter(|t| is_address(t)).map(str::to_owned);
        let urls: Vec<String> = args.inputs.iter().filter_map(text).collect();
        let passing = args.output.as_os_str() == "-";
        let digest = HEXLOWER.encode(&Sha256::digest(urls.join("\n")));
        let name = digest.get(..8).unwrap_or(&digest);
        let folder = match passing {
            true => std::env::temp_dir().join(format!("nianjian-{}", std::process::id())),
            false => args.output.join("fetched"),
        };
        Web { urls, warc: folder.join(format!("{name}.warc.gz")), passing }
    }

    #[cfg(feature = "fetch")]
    fn fetch(
        &self,
        args: &ConvertArgs,
        interrupt: &Interrupt,
        globals: &Globals,
    ) -> Result<Status, CliError> {
        if self.urls.is_empty() {
            return Ok(Status::Done);
        }
        let again = self.failed(&args.output);
        super::fetch::fetch_into(&self.urls, &again, &self.warc, &args.manners, interrupt, globals)
    }

    /// The addresses whose captures the last run into the same folder could not read.
    #[cfg(feature = "fetch")]
    fn failed(&self, output: &Path) -> Vec<String> {
        let name = self.warc.file_name().and_then(|n| n.to_str()).unwrap_or_default();
        let lines = std::fs::read_to_string(output.join("failures.jsonl")).unwrap_or_default();
        let of_line = |line: &str| {
            let line: serde_json::Value = serde_json::from_str(line).ok()?;
            let text = |field: &str| line.get(field).and_then(serde_json::Value::as_str);
            let ours = text("stage") == Some("read") && text("input")?.contains(name);
            text("uri").filter(|_| ours && self.warc.exists()).map(str::to_owned)
        };
        lines.lines().filter_map(of_line).collect()
    }

    #[cfg(not(feature = "fetch"))]
    fn fetch(&self, _: &ConvertArgs, _: &Interrupt, _: &Globals) -> Result<Status, CliError> {
        match self.urls.first() {
            None => Ok(Status::Done),
            Some(url) => Err(CliError::usage(format!(
                "{url}: a file or a folder was expected; this program was built without the feature `fetch`"
            ))),
        }
    }
}

impl Drop for Web {
    fn drop(&mut self) {
        if let Some(folder) = self.warc.parent().filter(|_| self.passing && !self.urls.is_empty()) {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn is_address(text: &str) -> bool {
    let start = |scheme: &str| text.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
    start("http://") || start("https://")
}

fn job(args: &ConvertArgs, web: &Web) -> Result<Job, CliError> {
    let (addresses, files): (Vec<_>, Vec<_>) =
        args.inputs.iter().partition(|path| path.to_str().is_some_and(is_address));
    let mut given = files.into_iter().map(|path| given(path)).collect::<Result<Vec<_>, _>>()?;
    if !addresses.is_empty() {
        given.push(Given::Path(web.warc.clone()));
    }
    let stdins = given.iter().filter(|g| **g == Given::Stdin).count();
    if stdins > 1 || stdins == 1 && args.sample.is_some() {
        return Err(CliError::usage("standard input (-) can be read only once, and not with --sample"));
    }
    if args.join && args.output.as_os_str() == "-" {
        return Err(CliError::usage(
            "--join needs a folder (-o DIR): the pages of an article wait there for each other",
        ));
    }
    let cores = || std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    Ok(Job {
        given,
        output: match args.output.as_os_str() == "-" {
            true => Output::Stdout,
            false => Output::Folder(args.output.clone()),
        },
        format: match args.format {
            FormatArg::Json => Format::Json,
            FormatArg::Jsonl => Format::Jsonl,
            FormatArg::Both => Format::Both,
        },
        pick: match (&args.alone, args.limit, args.sample) {
            (Some(input), ..) => Pick::Named(input.clone()),
            (_, Some(limit), _) => Pick::First(limit.get()),
            (_, _, Some(sample)) => Pick::Sample(sample.get()),
            _ => Pick::All,
        },
        options: Options {
            budget: Budget {
                bytes: args.max_bytes,
                depth: args.max_depth,
                lines: args.max_lines,
                time: Duration::from_secs(args.max_seconds),
            },
            ..args.pages.options(args.inputs.iter().map(PathBuf::as_path))?
        },
        jobs: args.jobs.map_or_else(cores, NonZeroUsize::get).min(budget::JOBS),
        join: args.join,
        force: args.force,
        prune: args.prune,
        replace: args.replace,
        apart: Some(apart(Duration::from_secs(args.max_seconds))),
    })
}

/// Converts one input and writes nothing.
fn alone(job: &Job) -> Result<Status, CliError> {
    let job = Job { output: Output::Stdout, join: false, jobs: 1, ..job.clone() };
    let watch = Watch { seen: &mut |_| {}, passed: Arc::default(), stop: Arc::default() };
    batch::run(&job, watch).map_err(|error| run_error(&job, error))?;
    Ok(Status::Done)
}

/// Tries an input with the same command in another process, which may come to a bad end.
fn apart(max_time: Duration) -> Apart {
    let grace = max_time.saturating_add(Duration::from_secs(10));
    let attempt = move |input: &str| {
        let Ok(program) = std::env::current_exe() else { return true };
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1)).arg("--alone").arg(input);
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Where nothing can be tried, nothing is known.
        let Ok(mut child) = quiet.spawn() else { return true };
        let began = Instant::now();
        loop {
            match child.try_wait() {
                Ok(Some(status)) => return !ended_badly(status),
                Ok(None) if began.elapsed() < grace => std::thread::sleep(Duration::from_millis(5)),
                _ => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return true;
                }
            }
        }
    };
    Apart { attempt: Arc::new(attempt), grace }
}

/// Whether a process ended by a fault of its own, or because it took what the system could not give.
fn ended_badly(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        // SIGINT, SIGTERM and SIGHUP are sent by people.
        if let Some(signal) = status.signal() {
            return ![1, 2, 15].contains(&signal);
        }
    }
    status.code().is_none_or(|code| ![0, 1, 2, 130].contains(&code))
}

fn given(path: &Path) -> Result<Given, CliError> {
    if path.as_os_str() == "-" {
        return Ok(Given::Stdin);
    }
    match std::fs::metadata(path) {
        Ok(_) => Ok(Given::Path(path.to_owned())),
        Err(error) => Err(CliError::usage(format!(
            "{}: a file or a folder was expected: {error}; nothing was begun",
            path.display()
        ))),
    }
}

/// One line for each input: what would become of it.
fn dry_run(job: &Job, web: &Web) -> Result<Status, CliError> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut written = web.urls.iter().try_for_each(|url| writeln!(out, "fetch\t{url}"));
    let mut job = job.clone();
    job.given
        .retain(|given| !matches!(given, Given::Path(path) if *path == web.warc && !web.urls.is_empty()));
    batch::dry_run(&job, &mut |found| {
        let name = found.uri.as_deref().unwrap_or(&found.input);
        written = match &found.item {
            Ok(_) => writeln!(out, "convert\t{name}"),
            Err(Rejection::Skipped(skip)) => writeln!(out, "skip\t{name}\t{}", skip.reason),
            Err(Rejection::Failed(failure)) => writeln!(out, "fail\t{name}\t{}", failure.reason),
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    written.and_then(|()| out.flush()).map_err(CliError::stdout)?;
    Ok(Status::Done)
}

fn run_error(job: &Job, error: RunError) -> CliError {
    match error {
        RunError::Output(_, error) if job.output == Output::Stdout => CliError::stdout(error),
        RunError::Locked(_) | RunError::NotOurs(..) | RunError::IsFile(_) => {
            CliError::usage(error.to_string())
        }
        error => CliError::Stopped(error.to_string()),
    }
}

/// The bar on a terminal, and the failures everywhere.
struct Progress {
    bar: Option<ProgressBar>,
    failures: AtomicU64,
    began: Instant,
    passed: Arc<AtomicU64>,
    pages: AtomicU64,
    told: RefCell<Told>,
    skips: RefCell<Skips>,
}

/// What the caller's own words did, and did not, on the pages that have gone by.
struct Told {
    profiles: Arc<Profiles>,
    /// The tables of profiles that spoke of none of them.
    unused: BTreeSet<String>,
    /// What they did not do, on how many pages, and on which first.
    alarms: BTreeMap<String, (u64, String)>,
}

impl Told {
    fn of(job: &Job) -> Told {
        let profiles = job.options.profiles.clone();
        Told { unused: profiles.names().collect(), profiles, alarms: BTreeMap::new() }
    }

    fn see(&mut self, seen: &Seen<'_>) {
        for alarm in seen.alarms {
            let of = self.alarms.entry(alarm.clone()).or_insert_with(|| (0, seen.input.to_owned()));
            of.0 += 1;
        }
        if !self.unused.is_empty() {
            for used in self.profiles.of(seen.uri, Some(seen.input)).1.iter().chain(seen.profiles) {
                self.unused.remove(used);
            }
        }
    }

    /// A line for each.
    fn say(&self, globals: &Globals) {
        for (alarm, (pages, first)) in &self.alarms {
            globals.warn(&match pages {
                1 => format!("{first}: {alarm}"),
                n => format!("{alarm} ({n} pages, first {first})"),
            });
        }
        for table in &self.unused {
            globals.warn(&format!("the profile of {table} spoke of no input of this run"));
        }
    }
}

impl Progress {
    fn start(job: &Job, globals: &Globals, passed: &Arc<AtomicU64>) -> Progress {
        let bar = globals.interactive().then(|| {
            let bar = ProgressBar::new(0);
            let left = globals.language.label("left");
            let form = format!("{{bar:30}} {{percent:>3}} %  {{msg}}  {{eta}} {left}");
            bar.set_style(
                ProgressStyle::with_template(&form).unwrap_or_else(|_| ProgressStyle::default_bar()),
            );
            let (given, counted) = (job.given.clone(), bar.clone());
            std::thread::spawn(move || counted.set_length(batch::total_bytes(&given)));
            bar
        });
        Progress {
            bar,
            failures: 0.into(),
            began: Instant::now(),
            passed: passed.clone(),
            pages: 0.into(),
            told: RefCell::new(Told::of(job)),
            skips: RefCell::default(),
        }
    }

    fn seen(&self, seen: &Seen<'_>, globals: &Globals) {
        let pages = self.pages.fetch_add(1, Ordering::Relaxed) + 1;
        self.told.borrow_mut().see(seen);
        let name = seen.uri.unwrap_or(seen.input);
        if let Some(skip) = seen.skip {
            self.skips.borrow_mut().see(name, skip);
        }
        let line = match (seen.failure, seen.skip) {
            (Some(f), _) => {
                self.failures.fetch_add(1, Ordering::Relaxed);
                Some(format!("{name}: {}", globals.told(&f.to_string())))
            }
            (_, Some(s)) if globals.verbose > 0 => Some(format!("{name}: {}", globals.told(&s.to_string()))),
            (None, None) if globals.verbose > 1 => Some(format!("{name}: record")),
            _ => None,
        };
        let say = |line: &str| match seen.failure {
            Some(_) => globals.error(line),
            None => globals.say(line),
        };
        match (&self.bar, line) {
            (Some(bar), Some(line)) => bar.suspend(|| say(&line)),
            (None, Some(line)) => say(&line),
            _ => {}
        }
        if let Some(bar) = &self.bar {
            let rate = pages as f64 / self.began.elapsed().as_secs_f64().max(0.001);
            let failures = self.failures.load(Ordering::Relaxed);
            bar.set_position(self.passed.load(Ordering::Relaxed));
            let message = format!("{pages} inputs, {rate:.0} a second, {failures} failed");
            bar.set_message(globals.told(&message).into_owned());
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
