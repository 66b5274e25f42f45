//! Prints shell completions and the man page, both made from the definitions of the command line.

use std::io::{self, Write};

use clap::Args;
use clap_complete::Shell;

use super::language;
use super::status::{CliError, Status};
use super::terminal::Globals;

/// Print the completions of a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  nianjian completions bash > ~/.local/share/bash-completion/completions/nianjian
  nianjian completions zsh  > ~/.zfunc/_nianjian
  nianjian completions fish > ~/.config/fish/completions/nianjian.fish")]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Print the man page of the program, or of one of its commands
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  nianjian man | man -l -
  nianjian man convert > nianjian-convert.1")]
pub struct ManArgs {
    /// The command; none for the program as a whole
    command: Option<String>,
}

/// Prints the completions.
pub fn completions(args: &CompletionsArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut language::command(globals.language), "nianjian", &mut script);
    print(&script)
}

/// Prints the man page.
pub fn man(args: &ManArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut command = language::command(globals.language);
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => command.find_subcommand(name).cloned().ok_or_else(|| {
            CliError::usage(format!("no command is called {name:?}; `nianjian --help` lists them"))
        })?,
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text).map_err(CliError::stdout)?;
    print(&text)
}

fn print(bytes: &[u8]) -> Result<Status, CliError> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(CliError::stdout)?;
    Ok(Status::Done)
}
