//! Reads what a caller says of pages: their year, their encoding, and the profiles of their sites.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use nianjian::Options;
use nianjian::budget;
use nianjian::data::{COVERAGE_YEARS, Profiles};
use nianjian::decode;

use super::status::CliError;

/// The name of an override file: in a folder that is an input, or beside a file that is one.
const BESIDE: &str = "nianjian.toml";

/// How many folders up from a page its override file is looked for.
const UP: usize = 8;

/// What every subcommand that reads pages may be told of them.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// The coverage year: the year that the pages report on
    #[arg(long, value_name = "N", value_parser = year)]
    year: Option<i32>,
    /// The place that the pages report on: its code in GB/T 2260, six digits such as 110112
    #[arg(long, value_name = "CODE", value_parser = place)]
    place: Option<String>,
    /// The encoding of the pages, where they do not say it or lie: gb18030, big5, utf-8
    #[arg(long, value_name = "NAME", value_parser = charset)]
    charset: Option<String>,
    /// Site profiles and overrides; a nianjian.toml in or beside an input is read, too
    #[arg(long, value_name = "FILE")]
    profile: Vec<PathBuf>,
}

impl PageArgs {
    /// What the caller decides for one page, and the path by which the profiles know it: as `convert` sees both where
    /// it is given the folder that the nearest `nianjian.toml` stands in, or the one that the profiles speak of.
    pub fn options_of_page(&self, input: &Path) -> Result<(Options, Option<String>), CliError> {
        let whole = input.canonicalize().unwrap_or_else(|_| input.to_owned());
        let base = whole.ancestors().skip(1).take(UP).find(|folder| folder.join(BESIDE).is_file());
        let options = self.options([base.unwrap_or(&whole)])?;
        let below = |base: &Path| {
            let path = whole.strip_prefix(base).ok()?;
            Some(path.iter().map(|step| step.to_string_lossy()).collect::<Vec<_>>().join("/"))
        };
        let spoken_of = |path: &String| options.profiles.of(None, Some(path)).1.len();
        let path = match base {
            Some(base) => below(base),
            // Of the paths that most tables speak of, the shortest.
            None => {
                let paths: Vec<String> = whole.ancestors().skip(1).take(UP).filter_map(below).collect();
                paths.into_iter().rev().max_by_key(spoken_of)
            }
        };
        Ok((options, path))
    }

    /// What the caller decides for the pages of these inputs.
    pub fn options<'a>(&self, inputs: impl IntoIterator<Item = &'a Path>) -> Result<Options, CliError> {
        Ok(Options {
            year: self.year,
            place: self.place.clone(),
            charset: self.charset.clone(),
            profiles: Arc::new(profiles(inputs, &self.profile)?),
            ..Options::default()
        })
    }
}

/// A code of a place.
fn place(text: &str) -> Result<String, String> {
    let code = text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit());
    code.then(|| text.to_owned()).ok_or_else(|| "expected six digits, such as 110112".to_owned())
}

/// A coverage year; what is none is most likely a slip, such as 13 for 2013.
pub fn year(text: &str) -> Result<i32, String> {
    let (first, last) = (COVERAGE_YEARS.start(), COVERAGE_YEARS.end());
    let year = text.parse().ok().filter(|year| COVERAGE_YEARS.contains(year));
    year.ok_or_else(|| format!("expected a year from {first} to {last}"))
}

fn charset(label: &str) -> Result<String, String> {
    match decode::is_known(label) {
        true => Ok(label.to_owned()),
        false => Err("expected an encoding such as gb18030, big5 or utf-8".to_owned()),
    }
}

/// The overrides beside the inputs, then the files given: the later overrule the earlier.
pub fn profiles<'a>(
    inputs: impl IntoIterator<Item = &'a Path>,
    given: &[PathBuf],
) -> Result<Profiles, CliError> {
    let beside: BTreeSet<PathBuf> = inputs
        .into_iter()
        .map(|input| if input.is_dir() { input.join(BESIDE) } else { input.with_file_name(BESIDE) })
        .filter(|file| file.is_file())
        .collect();
    let mut all = Profiles::default();
    for file in beside.iter().chain(given) {
        let wrong =
            |e: String| CliError::usage(format!("{}: expected a file of profiles: {e}", file.display()));
        let text = budget::open(file).and_then(io::read_to_string).map_err(|e| wrong(e.to_string()))?;
        all.extend(Profiles::read(&text).map_err(wrong)?);
    }
    Ok(all)
}
