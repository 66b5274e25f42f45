//! Ends `nianjian convert` for the person who called it: what became of the inputs, where the records are, what to
//! look at first, and what to do next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use nianjian::Skip;
use nianjian::batch::{Format, Given, Job, Output, Rest, Summary};

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Says how it went and chooses the exit status.
pub fn close(
    summary: &Summary,
    job: &Job,
    skips: &Skips,
    took: Duration,
    globals: &Globals,
) -> Result<Status, CliError> {
    let counts = &summary.report.counts;
    rest(&summary.rest, globals);
    if summary.changed > 0 {
        globals.warn(&format!(
            "{} files or lines of the output had been changed since they were written; they are in changed/",
            summary.changed
        ));
    }
    if summary.untouched {
        globals.warn("the inputs gave no page: the output was left as it is");
    }
    if counts.failed > 0 {
        let reasons = globals.counts(counts.failures_by_reason.iter().map(|(reason, n)| (reason, *n)));
        globals.warn(&format!("{} of {} inputs failed: {reasons}", counts.failed, counts.inputs));
    }
    if globals.talks() {
        // One site's row would say what is said below.
        for line in Some(summary.report.table(8)).filter(|table| table.len() > 2).into_iter().flatten() {
            globals.say(&line);
        }
        globals.say(&totals(summary, took));
        for line in skips.lines(globals) {
            globals.say(&line);
        }
    }
    if !summary.finished {
        globals.warn(match job.output {
            Output::Folder(_) => "stopped before the end; the same command goes on from here",
            Output::Stdout => "stopped before the end",
        });
        return Ok(Status::Interrupted);
    }
    nothing_found(summary, job, globals)?;
    if let (Output::Folder(folder), true, false) = (&job.output, globals.talks(), summary.untouched) {
        for line in onward(summary, job, folder, globals) {
            globals.say(&line);
        }
    }
    Ok(if counts.failed > 0 { Status::SomeFailed } else { Status::Done })
}

/// The line with what was done.
fn totals(summary: &Summary, took: Duration) -> String {
    let counts = &summary.report.counts;
    let joined = if counts.joined > 0 { format!(", {} joined", counts.joined) } else { String::new() };
    let rate = counts.inputs as f64 / took.as_secs_f64().max(0.001);
    format!(
        "{} records, {} sections, {} mentions; {} failed, {} skipped{joined}; {:.1} s, {rate:.0} inputs a second",
        counts.records,
        counts.sections,
        counts.mentions,
        counts.failed,
        counts.skipped,
        took.as_secs_f64()
    )
}

/// The skipped inputs by kind.
#[derive(Debug, Default)]
pub struct Skips(BTreeMap<String, Kind>);

/// How many of a kind there are, what to know of them, and the first.
#[derive(Debug)]
struct Kind {
    inputs: u64,
    reason: String,
    words: String,
    first: String,
    /// The ends of their names, and how many have each.
    ends: BTreeMap<String, u64>,
}

impl Kind {
    /// The most frequent ends of the names of files that are no pages: .json 306, .toml 100.
    fn ends(&self) -> Option<String> {
        let mut ends: Vec<_> = self.ends.iter().filter(|(end, _)| !end.is_empty()).collect();
        ends.sort_by_key(|(_, inputs)| std::cmp::Reverse(**inputs));
        let said: Vec<String> =
            ends.iter().take(ENDS).map(|(end, inputs)| format!("{end} {inputs}")).collect();
        let more = if ends.len() > ENDS { ", …" } else { "" };
        (self.reason == "not-a-page" && !said.is_empty()).then(|| format!("{}{more}", said.join(", ")))
    }
}

/// How many ends of names are said.
const ENDS: usize = 3;

/// How many kinds of skipped inputs are said at once.
const KINDS: usize = 8;

impl Skips {
    /// Counts a skipped input.
    pub fn see(&mut self, input: &str, skip: &Skip) {
        // A profile is no page, and was read all the same.
        if Path::new(input).file_name().is_some_and(|name| name == "nianjian.toml") {
            return;
        }
        // What to do about a format depends on which it is; other messages of a kind say one thing, or how
        // many characters a page has.
        let words = advice(&skip.reason).unwrap_or(&skip.message);
        let key = match skip.reason.as_str() {
            "unsupported-format" => words,
            reason => reason,
        };
        let kind = self.0.entry(key.to_owned()).or_insert_with(|| Kind {
            inputs: 0,
            reason: skip.reason.clone(),
            words: words.to_owned(),
            first: input.to_owned(),
            ends: BTreeMap::new(),
        });
        kind.inputs += 1;
        let end = Path::new(input).extension().map(|end| format!(".{}", end.to_string_lossy()));
        *kind.ends.entry(end.unwrap_or_default()).or_default() += 1;
    }

    /// A line for each kind, the most frequent first.
    fn lines(&self, globals: &Globals) -> Vec<String> {
        let mut kinds: Vec<&Kind> = self.0.values().collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.inputs));
        let line = |kind: &&Kind| {
            let words = format!("{}: {}", globals.code(&kind.reason), globals.told(&kind.words));
            match (kind.inputs, kind.ends()) {
                (1, _) => format!("skipped {}: {words}", kind.first),
                (n, None) => format!("skipped {n} inputs, first {}: {words}", kind.first),
                (n, Some(ends)) => format!("skipped {n} inputs ({ends}), first {}: {words}", kind.first),
            }
        };
        let more = kinds.len().saturating_sub(KINDS);
        let rest = (more > 0).then(|| format!("  … and {more} more kinds in skipped.jsonl"));
        kinds.iter().take(KINDS).map(line).chain(rest).collect()
    }
}

/// What to do about skipped inputs whose own message does not say it.
fn advice(reason: &str) -> Option<&'static str> {
    Some(match reason {
        "not-a-page" => "neither HTML nor text",
        "link-list" => {
            "tables of contents and the like; where one is an article, `content` in nianjian.toml points at it"
        }
        "no-article" => "no running text; where there is some, `content` in nianjian.toml points at it",
        "image-only" => "the text stands in pictures: recognise it first (OCR) and give it as .txt",
        _ => return None,
    })
}

/// How many pages are named for one concern.
const LOOKED_AT: usize = 3;

/// Where the output is, what to look at first, and the next command.
fn onward(summary: &Summary, job: &Job, folder: &Path, globals: &Globals) -> Vec<String> {
    let report = &summary.report;
    let mut lines = Vec::new();
    let mut first = None;
    for (concern, pages) in &report.look_first {
        let named = pages.iter().take(LOOKED_AT).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if pages.len() > LOOKED_AT { ", … (more in report.json)" } else { "" };
        let more = globals.told(more);
        let concern = concern.replace('_', " ");
        let concern = globals.language.label(&concern);
        lines.push(format!("look first at pages {concern}: {named}{more}"));
        first = first.or_else(|| pages.iter().find_map(|page| on_disk(job, page)));
    }
    let at = |name: &str| folder.join(name).display().to_string();
    let lined = !matches!(job.format, Format::Json);
    lines.push(match job.format {
        Format::Json => format!("records: {}", at("records")),
        Format::Jsonl => format!("records: {}", at("records.jsonl")),
        Format::Both => format!("records: {}, and a file for each in {}", at("records.jsonl"), at("records")),
    });
    if report.counts.failed > 0 {
        lines.push(format!("failures, with what to do: {}", at("failures.jsonl")));
    }
    if lined && report.counts.records > 0 {
        let verb = if cfg!(feature = "site") { "view" } else { "export --to csv" };
        lines.push(format!("next: nianjian {verb} {}", quoted(folder)));
    }
    if let Some(page) = first {
        lines.push(format!("why a page reads as it does: nianjian inspect {}", quoted(&page)));
    }
    lines
}

/// Where an input that the report names is found as a file.
fn on_disk(job: &Job, input: &str) -> Option<PathBuf> {
    let found = job.given.iter().filter_map(|given| match given {
        Given::Path(path) if path.is_dir() => Some(path.join(input)),
        Given::Path(path) => Some(path.clone()).filter(|path| path.file_name().is_some_and(|n| n == input)),
        Given::Stdin => None,
    });
    found.into_iter().find(|path| path.is_file())
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    let plain =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '\\' | '.' | '-' | '_' | ':' | ',' | '+' | '=');
    if path.chars().all(plain) { path } else { format!("\"{path}\"") }
}

/// How many names of records are said at once.
const NAMED: usize = 10;

/// Says what became of records that no input of this run gave.
fn rest(rest: &Rest, globals: &Globals) {
    if rest.shrunk {
        globals.warn("the inputs are fewer than half of those before: is something not there?");
    }
    let said: [(&[String], &str); 4] = [
        (
            &rest.kept,
            "records of inputs that were not given, or could not be read, are kept (`gone` in journal.jsonl); \
             --prune removes them",
        ),
        (&rest.removed, "records of inputs that were not given were removed"),
        (&rest.without, "records were removed, because their inputs give none any more (failed or skipped)"),
        (
            &rest.left,
            "files in records/ belong to no record of this run and are not as they were written; they were left",
        ),
    ];
    for (names, what) in said.iter().filter(|(names, _)| !names.is_empty()) {
        let more = names.len().saturating_sub(NAMED);
        let shown = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        globals.warn(&format!("{} {what}: {shown}{more}", names.len()));
    }
}

/// Inputs without any page are a mistake of the caller, not a result.
fn nothing_found(summary: &Summary, job: &Job, globals: &Globals) -> Result<(), CliError> {
    const NO_PAGES: &[&str] = &[
        "not-a-page",
        "unsupported-format",
        "nested-archive",
        "linked-folder",
        "linked-outside",
        "hidden-folder",
        "output-folder",
        "not-a-file",
    ];
    let counts = &summary.report.counts;
    let no_pages: u64 = NO_PAGES.iter().filter_map(|reason| counts.skips_by_reason.get(*reason)).sum();
    if counts.inputs > no_pages {
        return Ok(());
    }
    let names: Vec<String> = job
        .given
        .iter()
        .map(|g| match g {
            Given::Path(path) => path.display().to_string(),
            Given::Stdin => "-".into(),
        })
        .collect();
    let reasons = globals.counts(counts.skips_by_reason.iter().map(|(reason, n)| (reason, *n)));
    let found = if reasons.is_empty() { globals.language.label("nothing") } else { &reasons };
    Err(CliError::usage(format!(
        "no page in {}: files in HTML or text, or .warc, .zip, .tar with such, were expected; found: {found}",
        names.join(", ")
    )))
}
