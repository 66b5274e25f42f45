//! `nianjian export`: records in, a view of them out.

#[cfg(feature = "site")]
use std::path::Path;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use nianjian::export::{self, BagOptions, Format, Request};
#[cfg(feature = "site")]
use nianjian::export::{ExportError, SiteWriter};

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Write the records as tables, a workbook, a database, TEI, citations, a bag, a site and more
///
/// Reads DIR/records.jsonl line by line. Lines that are no record are named and left out, and the
/// exit status is then 1. An export that is stopped leaves the one before as it was. An earlier view
/// is replaced; what this program did not write, or what was changed since, is refused.
#[derive(Debug, Args)]
#[command(after_long_help = "Examples:
  nianjian export output --to csv --bom         tables for a spreadsheet, in output/csv
  nianjian export output --to sqlite            one database, output/records.sqlite
  nianjian export output --to xlsx              a workbook to open, output/records.xlsx
  nianjian export output --to bagit --sources pages --site -o deposit
  nianjian export output --to wacz --sources pages.warc.gz")]
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
    /// CSV for spreadsheets: with a byte order mark, and a ' before what would be a formula
    #[arg(long)]
    bom: bool,
    /// For a bag or a site: a folder in which the records' paths are found; for a bag also a file to take whole, such as a WARC; for a WACZ each of its WARC files
    #[arg(long, value_name = "PATH")]
    sources: Vec<PathBuf>,
    /// For a bag: a line of bag-info.txt, such as 'Source-Organization: 通州区档案馆'
    #[arg(long, value_name = "LABEL: VALUE", value_parser = label_and_value)]
    info: Vec<(String, String)>,
    /// For a bag: the licence of the texts, its address or its name
    #[arg(long, value_name = "LICENCE")]
    licence: Option<String>,
    /// For a bag: put the reading site into it
    #[cfg(feature = "site")]
    #[arg(long)]
    site: bool,
    /// Replace what stands there, though this program did not write it or it was changed since
    #[arg(long)]
    replace: bool,
}

/// The library's formats as values of `--to`, and the site.
#[derive(Debug, Clone, Copy)]
enum View {
    Format(Format),
    #[cfg(feature = "site")]
    Site,
}

impl ValueEnum for View {
    fn value_variants<'a>() -> &'a [Self] {
        const COUNT: usize = Format::ALL.len() + cfg!(feature = "site") as usize;
        const ALL: [View; COUNT] = {
            let mut all = [View::Format(Format::ALL[0]); COUNT];
            let mut i = 0;
            while i < Format::ALL.len() {
                all[i] = View::Format(Format::ALL[i]);
                i += 1;
            }
            #[cfg(feature = "site")]
            {
                all[i] = View::Site;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(match self {
            View::Format(format) => format.name(),
            #[cfg(feature = "site")]
            View::Site => "site",
        }))
    }
}

/// Runs the subcommand.
pub fn run(args: &ExportArgs, globals: &Globals) -> Result<Status, CliError> {
    let format = match args.to {
        View::Format(format) => format,
        #[cfg(feature = "site")]
        View::Site => return site(args, globals),
    };
    if args.bom && !matches!(format, Format::Csv | Format::Dc) {
        return Err(CliError::usage("--bom is for CSV files: it goes with --to csv and --to dc"));
    }
    if !args.sources.is_empty() && !takes_sources(format) {
        return Err(CliError::usage("--sources goes with --to bagit, --to wacz and --to site"));
    }
    let bag = bag_options(args);
    if format != Format::Bagit && (!bag.info.is_empty() || bag.licence.is_some() || bag.site.is_some()) {
        return Err(CliError::usage("--info, --licence and --site go with --to bagit"));
    }
    let request = Request {
        from: args.from.clone(),
        to: args.output.clone(),
        format,
        bom: args.bom,
        sources: args.sources.clone(),
        bag,
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

/// A label and its value, parted by the first colon.
fn label_and_value(text: &str) -> Result<(String, String), String> {
    let (label, value) = text.split_once(':').ok_or("expected LABEL: VALUE, found no colon")?;
    Ok((label.trim().to_owned(), value.trim().to_owned()))
}

fn takes_sources(format: Format) -> bool {
    #[cfg(feature = "fetch")]
    if format == Format::Wacz {
        return true;
    }
    format == Format::Bagit
}

fn bag_options(args: &ExportArgs) -> BagOptions {
    BagOptions {
        info: args.info.clone(),
        licence: args.licence.clone(),
        #[cfg(feature = "site")]
        site: args.site.then_some(site_into as SiteWriter),
        #[cfg(not(feature = "site"))]
        site: None,
    }
}

/// Writes the reading site of the records in `from` into the folder `to`.
#[cfg(feature = "site")]
fn site_into(from: &Path, sources: Option<&Path>, to: &Path) -> Result<(), ExportError> {
    let request = nianjian::site::Request {
        from: from.to_owned(),
        to: Some(to.to_owned()),
        sources: sources.map(Path::to_owned),
        ..Default::default()
    };
    // The lines that are no records were named when the bag read them.
    nianjian::site::write(&request, &mut |_| {}).map(drop)
}

/// Writes the reading site, as `view` does.
#[cfg(feature = "site")]
fn site(args: &ExportArgs, globals: &Globals) -> Result<Status, CliError> {
    let sources = match args.sources.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        _ => return Err(CliError::usage("expected one folder as --sources of a site, found several")),
    };
    if args.bom || args.site || args.licence.is_some() || !args.info.is_empty() {
        return Err(CliError::usage(
            "--bom goes with --to csv and --to dc; --info, --licence and --site with --to bagit",
        ));
    }
    let request = nianjian::site::Request {
        from: args.from.clone(),
        to: args.output.clone(),
        sources,
        language: globals.named.unwrap_or_default(),
        replace: args.replace,
        ..Default::default()
    };
    super::view::write(&request, false, globals)
}
