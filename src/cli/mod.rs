//! Reads the command line, prints, and chooses the exit status. Sees the library's public doors only.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Turns scraped Chinese yearbook pages into structured, citable archive records.
#[derive(Parser)]
#[command(name = "nianjian", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {}

/// Runs the program.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    match cli.command {}
}
