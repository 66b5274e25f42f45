//! `nianjian verify`: every digest of a run, a view, a bag or a WARC, held against the bytes.

use std::path::PathBuf;

use clap::Args;
use nianjian::verify;

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Check every digest of a run, its views, a bag or a WARC
///
/// Of a run: the files that its manifest seals, each record as line and as file against the journal, files
/// that no line tells of, and views, bags and WARC files in the same folder. Of a bag: all its manifests and
/// its payload. Of a WARC: every record. What is wrong is named; nothing is written.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian verify output                        a run, with the views in its folder
  nianjian verify deposit                       a bag
  nianjian verify tongzhou-2014.warc.gz && echo whole")]
pub struct VerifyArgs {
    /// What `convert`, `export` or `fetch` wrote, any bag, any WARC
    #[arg(required = true, value_name = "DIR|FILE")]
    paths: Vec<PathBuf>,
}

/// Runs the subcommand.
pub fn run(args: &VerifyArgs, globals: &Globals) -> Result<Status, CliError> {
    let mut status = Status::Done;
    for path in &args.paths {
        let shown = path.display();
        let checked = verify::verify(path, &mut |fault| globals.error(&fault.to_string()));
        let checked =
            checked.map_err(|e| CliError::usage(format!("{shown}: expected a folder or a file: {e}")))?;
        if checked.things == 0 {
            return Err(CliError::usage(format!(
                "{shown}: expected a run, a view, a bag or a WARC, found nothing with digests; give the folder \
                 that `nianjian convert` wrote"
            )));
        }
        let wrong = match checked.faults {
            0 => "all as it was written".to_owned(),
            n => format!("{n} faults"),
        };
        let without = match checked.without {
            0 => String::new(),
            n => format!("; {n} records of WARC files have no digest"),
        };
        let (wrong, without) = (globals.told(&wrong), globals.told(&without));
        globals.say(&format!("{shown}: {} digests, {wrong}{without}", checked.digests));
        if checked.faults > 0 {
            status = Status::SomeFailed;
        }
    }
    Ok(status)
}
