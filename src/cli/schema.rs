//! Prints the JSON Schema of a record.

use std::io::{self, Write};

use clap::Args;

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Print the JSON Schema of a record
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  nianjian schema > record.schema.json")]
pub struct SchemaArgs {}

/// Prints the schema.
pub fn run(_: &SchemaArgs, _: &Globals) -> Result<Status, CliError> {
    io::stdout().write_all(nianjian::emit::schema().as_bytes()).map_err(CliError::stdout)?;
    Ok(Status::Done)
}
