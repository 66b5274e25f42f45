//! `nianjian view`: records as a reading site, opened in the browser.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::Args;
use nianjian::site::{self, Request, Server};

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Read the records: a site that opens by a double click
///
/// Writes a folder of pages (contents, entries with the values beside the words, search, a chronicle of every
/// year, figures over the years, what is to be looked at) that needs no server and no network, and opens it.
/// Run again, it writes only what has changed.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian view output                          the site in output/site, opened in the browser
  nianjian view output --title 通州年鉴 --licence 'CC BY 4.0' --no-open -o site
  nianjian view output --serve                  for 100,000 records and more")]
pub struct ViewArgs {
    /// What `convert` wrote, or a JSON Lines file of records
    #[arg(value_name = "DIR", default_value = "output")]
    from: PathBuf,
    /// The folder to write [default: site, in DIR]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// The title of the collection [default: the names of its books]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The line that says under which licence the texts are
    #[arg(long, value_name = "TEXT")]
    licence: Option<String>,
    /// The folder in which the records' paths are found: each page can then be seen as it was
    #[arg(long, value_name = "PATH")]
    sources: Option<PathBuf>,
    /// Replace what stands there, though this program did not write it or it was changed since
    #[arg(long)]
    replace: bool,
    /// Write nothing: serve the same pages from the records, to this machine alone
    #[arg(long, conflicts_with_all = ["output", "replace"])]
    serve: bool,
    /// The port to serve at; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 8080, requires = "serve")]
    port: u16,
    /// Write the site and open nothing
    #[arg(long)]
    no_open: bool,
}

/// Runs the subcommand.
pub fn run(args: &ViewArgs, globals: &Globals) -> Result<Status, CliError> {
    let request = Request {
        from: args.from.clone(),
        to: args.output.clone(),
        title: args.title.clone(),
        language: globals.named.unwrap_or_default(),
        licence: args.licence.clone(),
        sources: args.sources.clone(),
        replace: args.replace,
    };
    if args.serve { serve(&request, args, globals) } else { write(&request, !args.no_open, globals) }
}

/// Writes a site and opens it.
pub fn write(request: &Request, open: bool, globals: &Globals) -> Result<Status, CliError> {
    let summary = site::write(request, &mut |fault| globals.error(&fault.to_string()))
        .map_err(|e| CliError::usage(e.to_string()))?;
    for note in &summary.notes {
        globals.warn(note);
    }
    let home = summary.to.join("index.html");
    if globals.interactive() {
        let (written, kept) = summary.files;
        globals.say(&format!("{} entries, {written} files written, {kept} unchanged", summary.records));
        globals.say(&format!("open {}", home.display()));
    }
    if open && !open_page(&home) {
        globals.say(&format!("no browser could be opened; open {}", home.display()));
    }
    Ok(if summary.faults > 0 { Status::SomeFailed } else { Status::Done })
}

/// Serves the site until it is interrupted.
fn serve(request: &Request, args: &ViewArgs, globals: &Globals) -> Result<Status, CliError> {
    let server = Server::open(request, args.port, &mut |fault| globals.error(&fault.to_string()))
        .map_err(|e| CliError::usage(e.to_string()))?;
    globals.say(&format!("{}  (Ctrl-C ends it)", server.address()));
    if !args.no_open && !open_page(Path::new(&server.address())) {
        globals.say("no browser could be opened");
    }
    server.run();
    Ok(Status::Done)
}

/// Opens a page as a double click would; tells whether something was there to do it.
fn open_page(page: &Path) -> bool {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    Command::new(opener)
        .arg(page)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .is_ok()
}
