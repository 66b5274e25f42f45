//! Names the ways in which the program ends.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a subcommand ended that could do its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything is done; skipped inputs are no failure. Exit status 0.
    Done,
    /// Some input failed; each was named. Exit status 1.
    SomeFailed,
    /// An interrupt ended the work early. Exit status 130.
    Interrupted,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> ExitCode {
        ExitCode::from(match status {
            Status::Done => 0,
            Status::SomeFailed => 1,
            Status::Interrupted => 130,
        })
    }
}

/// Why a subcommand could not begin or not go on. The text says what was expected, what was found,
/// where, and what to do.
#[derive(Debug)]
pub enum CliError {
    /// Wrong usage, or nothing could be started: exit status 2.
    NotStarted(String),
    /// The work had to stop midway (disk full, output gone): exit status 1.
    Stopped(String),
    /// Nobody reads standard output any more: exit status 0, in silence, as `head` expects.
    BrokenPipe,
}

impl CliError {
    /// Wrong usage, or nothing could be started.
    pub fn usage(message: impl Into<String>) -> CliError {
        CliError::NotStarted(message.into())
    }

    /// An error in writing to standard output.
    pub fn stdout(error: io::Error) -> CliError {
        match error.kind() {
            io::ErrorKind::BrokenPipe => CliError::BrokenPipe,
            _ => CliError::Stopped(format!("cannot write to standard output: {error}")),
        }
    }

    /// Whether the reader of standard output has gone, which is no news for anybody.
    pub fn is_broken_pipe(&self) -> bool {
        matches!(self, CliError::BrokenPipe)
    }

    /// The exit status.
    pub fn status(&self) -> ExitCode {
        ExitCode::from(match self {
            CliError::NotStarted(_) => 2,
            CliError::Stopped(_) => 1,
            CliError::BrokenPipe => 0,
        })
    }
}

impl fmt::Display for CliError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CliError::NotStarted(text) | CliError::Stopped(text) => f.write_str(text),
            CliError::BrokenPipe => f.write_str("standard output was closed"),
        }
    }
}
