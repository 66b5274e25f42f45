//! Converts a folder of pages into a sealed output and says what failed. The program does the same with
//! `nianjian convert`; here the caller sees each outcome and may stop the run.
//! Run it with `cargo run --example batch -- PAGES OUTPUT`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use nianjian::Options;
use nianjian::batch::{self, Format, Given, Job, Output, Pick, RunError, Watch};

fn main() -> Result<(), RunError> {
    let mut args = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(pages), Some(output)) = (args.next(), args.next()) else {
        eprintln!("expected a folder of pages and a folder for the records");
        return Ok(());
    };
    let (records, failed) = converted(&pages, &output)?;
    println!("{records} records");
    failed.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// How many records the pages of a folder give, and a line for each that failed.
pub fn converted(pages: &Path, output: &Path) -> Result<(u64, Vec<String>), RunError> {
    let job = Job {
        given: vec![Given::Path(pages.to_owned())],
        output: Output::Folder(output.to_owned()),
        format: Format::Both,
        pick: Pick::All,
        options: Options::default(),
        jobs: 1,
        join: false,
        force: false,
        prune: false,
        replace: false,
        apart: None,
    };
    let mut failed = Vec::new();
    let mut seen = |seen: batch::Seen<'_>| {
        failed.extend(seen.failure.map(|why| format!("{}: {why}", seen.input)));
    };
    let watch = Watch { seen: &mut seen, passed: Arc::default(), stop: Arc::default() };
    let summary = batch::run(&job, watch)?;
    Ok((summary.report.counts.records, failed))
}
