//! `nianjian export`: records in, a view of them out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nianjian::export::{self, Format, Request};

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Write the records as CSV, SQLite, TEI, Dublin Core, JSON-LD, a bag or Parquet
///
/// Reads DIR/records.jsonl line by line. Lines that are no record are named and left out, and the
/// exit status is then 1. An export that is stopped leaves the one before as it was. An earlier view
/// is replaced; what this program did not write, or what was changed since, is refused.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian export output --to csv --bom         tables for a spreadsheet, in output/csv
  nianjian export output --to sqlite            one database, output/records.sqlite
  nianjian export output --to bagit --sources pages -o deposit")]
pub struct ExportArgs {
    /// What `convert` wrote, or a JSON Lines file of records
    #[arg(value_name = "DIR", default_value = "output")]
    from: PathBuf,
    /// The view
    #[arg(long, value_name = "FORMAT")]
    to: View,
    /// The file or folder to write [default: the name of the view, in DIR]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// CSV begins with a byte order mark, for spreadsheets
    #[arg(long)]
    bom: bool,
    /// For a bag: a folder in which the records' paths are found, or a file to take whole, such as a WARC
    #[arg(long, value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// Replace what stands there, though this program did not write it or it was changed since
    #[arg(long)]
    replace: bool,
}

/// The library's formats as values of `--to`.
#[derive(Debug, Clone, Copy)]
struct View(Format);

impl ValueEnum for View {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [View; Format::ALL.len()] = {
            let mut all = [View(Format::ALL[0]); Format::ALL.len()];
            let mut i = 0;
            while i < all.len() {
                all[i] = View(Format::ALL[i]);
                i += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

/// Runs the subcommand.
pub fn run(args: &ExportArgs, globals: &Globals) -> Result<Status, CliError> {
    let View(format) = args.to;
    if args.bom && !matches!(format, Format::Csv | Format::Dc) {
        return Err(CliError::usage("--bom is for CSV files: it goes with --to csv and --to dc"));
    }
    if !args.sources.is_empty() && format != Format::Bagit {
        return Err(CliError::usage("--sources is for bags: it goes with --to bagit"));
    }
    let request = Request {
        from: args.from.clone(),
        to: args.output.clone(),
        format,
        bom: args.bom,
        sources: args.sources.clone(),
        replace: args.replace,
    };
    let summary = export::export(&request, &mut |fault| globals.error(&fault.to_string()))
        .map_err(|e| CliError::usage(e.to_string()))?;
    for note in &summary.notes {
        globals.warn(note);
    }
    if globals.interactive() {
        globals.say(&format!("{} records in {}", summary.records, summary.to.display()));
    }
    Ok(if summary.faults > 0 { Status::SomeFailed } else { Status::Done })
}
