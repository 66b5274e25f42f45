//! `fetch`: gets pages politely from the web into a WARC.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use nianjian::fetch::{FetchOptions, Files, Private, Progress, Summary, Watch, address, fetch};
use nianjian::language::Language;
use nianjian::{Failure, Notice};
use url::Url;

use super::status::{CliError, Status};
use super::terminal::{Globals, Interrupt, harmless, label};

/// Fetch pages politely into a WARC that `convert` and any web archive read
///
/// Stopped or killed, the same command goes on where it was; run again later, it fetches what is new or
/// changed. robots.txt is obeyed; each host is asked over one connection, with a pause after each answer:
/// the longest of --delay, what robots.txt asks for, and five times what the last page took. Requests that
/// can pass are tried again, and Retry-After is kept.
///
/// Beside FILE.warc.gz stand FILE.cdxj (index), FILE.failures.jsonl (each page that failed, and why) and
/// FILE.state.sqlite (where the fetch is).
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  # a whole yearbook from its table of contents, then its records
  nianjian fetch http://www.example.gov.cn/nj/2014/ --follow -o nj-2014.warc.gz
  nianjian convert nj-2014.warc.gz -o nj-2014

  # a list of addresses, one a line, with an address for those who run the servers
  nianjian fetch --list pages.txt --contact archive@example.org

  # a page whose capture is damaged, as `convert` said
  nianjian fetch --again http://www.example.gov.cn/nj/2014/t1.html -o nj-2014.warc.gz

  # entries that lie in another folder than their table of contents
  nianjian fetch http://www.example.gov.cn/col/col12/ --follow --within http://www.example.gov.cn/art/2014/")]
pub struct FetchArgs {
    /// Addresses of pages, or with --follow of tables of contents
    #[arg(value_name = "URL", required_unless_present_any = ["list", "again"])]
    urls: Vec<String>,
    /// Read further addresses from FILE, one a line (`-`: standard input; `#` begins a comment)
    #[arg(long, value_name = "FILE")]
    list: Option<PathBuf>,
    /// The WARC to write; a name that ends in .gz is compressed, one member a record
    #[arg(short, long, value_name = "FILE", default_value = "output/pages.warc.gz")]
    output: PathBuf,
    /// Fetch this page as if it had never been had, without conditions: what is kept of it is damaged; may be
    /// given more than once, and without other addresses
    #[arg(long, value_name = "URL")]
    again: Vec<String>,
    /// Fetch at most N pages
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// The most bytes of a page, after decompression
    #[arg(long, value_name = "BYTES", default_value_t = FetchOptions::default().max_bytes)]
    max_bytes: usize,
    #[command(flatten)]
    manners: Manners,
}

/// How addresses are fetched, by `fetch` and by whatever else takes addresses.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fetching")]
pub struct Manners {
    /// Follow the entries of a table of contents and the further pages of an article, in the folder of
    /// the address
    #[arg(long)]
    follow: bool,
    /// How many links an entry may lie away from the first page
    #[arg(long, value_name = "N", default_value_t = 3)]
    depth: u32,
    /// Follow into this folder too; may be given more than once
    #[arg(long, value_name = "URL", requires = "follow")]
    within: Vec<String>,
    /// The least pause between two requests to a host, in seconds; 0 leaves only robots.txt's own
    #[arg(long, value_name = "SECONDS", default_value = "1", value_parser = seconds)]
    delay: Duration,
    /// The most time for fetching a page, in seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// The longest wait that a site can ask for, in seconds: a longer Crawl-delay counts as this, and a host that
    /// asks by Retry-After for more is left for another run
    #[arg(long, value_name = "SECONDS", default_value = "3600", value_parser = seconds)]
    max_wait: Duration,
    /// How often a request that can pass is tried again
    #[arg(long, value_name = "N", default_value_t = 3)]
    retries: u32,
    /// The name given to servers; its first word is what robots.txt calls it
    #[arg(long, value_name = "NAME", default_value_t = FetchOptions::default().user_agent)]
    user_agent: String,
    /// A mail or web address where those who run the servers can reach you
    #[arg(long, value_name = "ADDRESS")]
    contact: Option<String>,
    /// Fetch from private, loopback and link-local addresses too; with HOSTS, from these hosts only
    #[arg(long, value_name = "HOSTS", num_args = 0..=1, require_equals = true, value_delimiter = ',')]
    allow_private: Option<Vec<String>>,
}

impl Manners {
    fn options(&self) -> Result<FetchOptions, CliError> {
        let within = self.within.iter().map(|u| address::read(u)).collect::<Result<_, _>>();
        Ok(FetchOptions {
            delay: self.delay,
            user_agent: self.user_agent.clone(),
            contact: self.contact.clone(),
            timeout: self.timeout,
            retries: self.retries,
            max_wait: self.max_wait,
            follow: self.follow,
            depth: self.depth,
            within: within.map_err(|f| CliError::usage(told(&f)))?,
            private: match &self.allow_private {
                None => Private::Refused,
                Some(hosts) if hosts.is_empty() => Private::Allowed,
                Some(hosts) => Private::Hosts(hosts.clone()),
            },
            ..FetchOptions::default()
        })
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let read = text.parse::<f64>().ok().and_then(|s| Duration::try_from_secs_f64(s).ok());
    read.ok_or_else(|| "expected a number of seconds, such as 1 or 0.5".to_owned())
}

fn told(failure: &Failure) -> String {
    format!("{}: {}; {}", failure.reason, failure.message, failure.advice)
}

/// Fetches.
pub fn run(args: &FetchArgs, globals: &Globals) -> Result<Status, CliError> {
    let urls: Vec<String> = args.urls.iter().cloned().chain(listed(args)?).collect();
    let options = FetchOptions {
        out: args.output.clone(),
        max_bytes: args.max_bytes,
        limit: args.limit,
        again: addresses(&args.again)?,
        ..args.manners.options()?
    };
    fetch_all(&urls, options, &Interrupt::install(), globals)
}

/// Fetches `urls` into `out` for another command, which reads the WARC then. Those of `again` are asked for without
/// conditions: what was had of them could not be read.
pub fn fetch_into(
    urls: &[String],
    again: &[String],
    out: &Path,
    manners: &Manners,
    interrupt: &Interrupt,
    globals: &Globals,
) -> Result<Status, CliError> {
    let options = FetchOptions { out: out.to_owned(), again: addresses(again)?, ..manners.options()? };
    fetch_all(urls, options, interrupt, globals)
}

fn fetch_all(
    urls: &[String],
    options: FetchOptions,
    interrupt: &Interrupt,
    globals: &Globals,
) -> Result<Status, CliError> {
    let seeds = addresses(urls)?;
    if seeds.is_empty() && options.again.is_empty() {
        return Err(CliError::usage(
            "expected at least one address, found none; give a URL or fill the list",
        ));
    }
    let options = FetchOptions { stop: interrupt.flag().clone(), ..options };
    let screen = Screen::new(globals);
    let bar = screen.bar.clone();
    let begun = Instant::now();
    let summary = fetch(&seeds, &options, Box::new(screen));
    bar.finish_and_clear();
    let summary = summary.map_err(|f| match f.reason.as_str() {
        "write" => CliError::Stopped(told(&f)),
        _ => CliError::NotStarted(told(&f)),
    })?;
    close(&summary, &options, globals, begun.elapsed());
    Ok(match summary {
        Summary { interrupted: true, .. } => Status::Interrupted,
        Summary { failed: 0, queued: 0, .. } => Status::Done,
        _ => Status::SomeFailed,
    })
}

/// Reads addresses.
fn addresses(urls: &[String]) -> Result<Vec<Url>, CliError> {
    urls.iter().map(|u| address::read(u).map_err(|f| CliError::usage(told(&f)))).collect()
}

/// The addresses in the list.
fn listed(args: &FetchArgs) -> Result<Vec<String>, CliError> {
    let Some(path) = &args.list else { return Ok(Vec::new()) };
    let text = match path.to_str() {
        Some("-") => std::io::read_to_string(std::io::stdin()),
        _ => nianjian::budget::open(path).and_then(std::io::read_to_string),
    };
    let text = text.map_err(|e| {
        CliError::usage(format!(
            "expected a list of addresses in {}: {e}; give a text file in UTF-8",
            path.display()
        ))
    })?;
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}

/// The closing lines.
fn close(summary: &Summary, options: &FetchOptions, globals: &Globals, took: Duration) {
    let Summary { done, unchanged, failed, queued, bytes, .. } = summary;
    let rate = *done as f64 / took.as_secs_f64().max(0.001);
    globals.say(&format!(
        "{done} pages ({unchanged} unchanged), {failed} failed, {queued} waiting, {:.1} MB, {rate:.1} pages a second → {}",
        *bytes as f64 / 1e6,
        options.out.display()
    ));
    if !summary.left.is_empty() {
        let left = globals.counts(summary.left.iter().map(|(reason, n)| (reason, *n)));
        globals.say(&format!("links seen and left: {left}"));
    }
    let outside = summary.left.iter().find(|(r, _)| r == "outside-folder").map_or(0, |(_, n)| *n);
    if options.follow && *done <= 1 && outside > 20 {
        globals.warn("the entries seem to lie in another folder: add it with --within URL");
    }
    if *failed > 0 {
        globals
            .warn(&format!("the failures are listed in {}", Files::beside(&options.out).failures.display()));
    }
    if *queued > 0 {
        globals.warn("not all is fetched: the same command goes on where it was");
    }
}

/// Draws the progress, and names what fails.
struct Screen {
    bar: ProgressBar,
    quiet: bool,
    language: Language,
}

impl Screen {
    fn new(globals: &Globals) -> Self {
        let bar = if globals.interactive() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        if globals.interactive() {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Screen { bar, quiet: globals.quiet, language: globals.language }
    }

    fn print(&self, what: &str, message: &str) {
        let line = format!("{}{}", label(self.language, what), self.language.told(message));
        // A closed standard error must not end the work.
        self.bar.suspend(|| {
            let _ = writeln!(std::io::stderr(), "{}", harmless(&line));
        });
    }
}

impl Watch for Screen {
    fn progress(&mut self, p: &Progress) {
        if self.bar.is_hidden() {
            return;
        }
        let mb = p.bytes as f64 / 1e6;
        let mut text = format!("{} done, {} queued, {} failed, {mb:.1} MB", p.done, p.queued, p.failed);
        if let Some(wait) = &p.wait {
            let (pause, why) = (wait.pause.as_secs_f64(), wait.why.text());
            text.push_str(&format!("; {} in {pause:.1} s ({why})", wait.host));
        }
        self.bar.set_message(self.language.told(&text).into_owned());
    }

    fn notice(&mut self, notice: &Notice) {
        if !self.quiet {
            self.print("warning", &notice.message);
        }
    }

    fn failed(&mut self, uri: &str, failure: &Failure) {
        self.print("error", &format!("{uri}: {}", told(failure)));
    }
}
