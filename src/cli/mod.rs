//! Reads the command line, prints, and chooses the exit status. Sees the library's public doors only.
//!
//! A subcommand is one file here: its `Args`, and `run(&Args, &Globals) -> Result<Status, CliError>`.
//! To add one, name the file below, add its variant to [`Command`] and its arm to [`dispatch`].

mod check;
mod closing;
mod complete;
mod convert;
mod export;
mod extract;
#[cfg(feature = "fetch")]
mod fetch;
mod inspect;
mod language;
mod reading;
mod schema;
#[cfg(feature = "search")]
mod search;
mod sheet;
mod status;
mod terminal;
mod validate;
mod verify;
#[cfg(feature = "site")]
mod view;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use status::{CliError, Status};
use terminal::Globals;

/// Turns scraped Chinese yearbook (年鉴) pages into structured, citable archive records.
///
/// Records go to files or standard output, everything meant for people to standard error.
///
/// Exit status: 0 everything done (skipped inputs included), 1 some input failed, 2 wrong usage or
/// nothing could be started, 130 stopped by an interrupt.
#[derive(Parser)]
#[command(name = "nianjian", version, propagate_version = true, max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    globals: terminal::GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Convert(Box<convert::ConvertArgs>),
    Extract(extract::ExtractArgs),
    Export(export::ExportArgs),
    #[cfg(feature = "fetch")]
    Fetch(Box<fetch::FetchArgs>),
    #[cfg(feature = "search")]
    Search(search::SearchArgs),
    #[cfg(feature = "site")]
    View(view::ViewArgs),
    Inspect(inspect::InspectArgs),
    Check(check::CheckArgs),
    Validate(validate::ValidateArgs),
    Verify(verify::VerifyArgs),
    Schema(schema::SchemaArgs),
    Completions(complete::CompletionsArgs),
    Man(complete::ManArgs),
}

fn dispatch(command: &Command, globals: &Globals) -> Result<Status, CliError> {
    match command {
        Command::Convert(args) => convert::run(args, globals),
        Command::Extract(args) => extract::run(args, globals),
        Command::Export(args) => export::run(args, globals),
        #[cfg(feature = "fetch")]
        Command::Fetch(args) => fetch::run(args, globals),
        #[cfg(feature = "search")]
        Command::Search(args) => search::run(args, globals),
        #[cfg(feature = "site")]
        Command::View(args) => view::run(args, globals),
        Command::Inspect(args) => inspect::run(args, globals),
        Command::Check(args) => check::run(args, globals),
        Command::Validate(args) => validate::run(args, globals),
        Command::Verify(args) => verify::run(args, globals),
        Command::Schema(args) => schema::run(args, globals),
        Command::Completions(args) => complete::completions(args, globals),
        Command::Man(args) => complete::man(args, globals),
    }
}

/// Runs the program.
pub fn run() -> ExitCode {
    let args: Vec<_> = std::env::args_os().collect();
    let language = language::chosen(&args);
    let cli = match language::parse(&args, language) {
        Ok(cli) => cli,
        Err(status) => return status,
    };
    let globals = Globals::new(&cli.globals, language);
    match dispatch(&cli.command, &globals) {
        Ok(status) => status.into(),
        Err(error) => {
            if !error.is_broken_pipe() {
                globals.error(&error.to_string());
            }
            error.status()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definitions_hold_together() {
        Cli::command().debug_assert();
    }
}
