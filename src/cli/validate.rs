//! Checks records: against the schema's types, and that what they say holds together.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use clap::Args;
use nianjian::Record;
use nianjian::budget;
use nianjian::export::read::Seal;
use nianjian::record::{faults, text_fault};
use serde::de::IgnoredAny;

use super::status::{CliError, Status};
use super::terminal::Globals;

/// Check records against the schema
///
/// A file is one record as JSON, or one record a line. Beside the shape it is checked that each
/// mention's offsets cut out its surface, and that values are canonical.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  nianjian validate output/records.jsonl
  nianjian validate output/records/*.json
  nianjian convert page.html -o - | nianjian validate -")]
pub struct ValidateArgs {
    /// JSON or JSON Lines files, or folders that `convert` wrote; - is standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    files: Vec<String>,
}

/// Checks the files; names each fault on standard error.
pub fn run(args: &ValidateArgs, globals: &Globals) -> Result<Status, CliError> {
    let (mut records, mut faulty) = (0u64, 0u64);
    for given in &args.files {
        let file = match Path::new(given).is_dir() {
            true => &Path::new(given).join("records.jsonl").to_string_lossy().into_owned(),
            false => given,
        };
        if let Some(remark) = Seal::of(Path::new(file)).note() {
            globals.warn(&format!("{file}: {remark}"));
        }
        let report = |line: usize, message: &str| globals.error(&format!("{file}:{line}: {message}"));
        match check(file, &report) {
            Ok((seen, bad)) => (records, faulty) = (records + seen, faulty + bad),
            Err(error) => {
                globals.error(&format!(
                    "{file}: expected a file of records: {error}; give the folder that `nianjian convert` wrote, or a file"
                ));
                faulty += 1;
            }
        }
    }
    globals.say(&format!("{records} records, {faulty} faulty"));
    Ok(if faulty == 0 { Status::Done } else { Status::SomeFailed })
}

/// How many records a file holds, and how many are faulty.
fn check(file: &str, report: &dyn Fn(usize, &str)) -> io::Result<(u64, u64)> {
    let input: Box<dyn Read> =
        if file == "-" { Box::new(io::stdin()) } else { Box::new(budget::open(Path::new(file))?) };
    let mut input = BufReader::new(input);
    let (mut seen, mut bad, mut line) = (0, 0, 1);
    let (mut bytes, mut keys) = (Vec::new(), HashMap::new());
    while input.by_ref().take(budget::RECORD_BYTES).read_until(b'\n', &mut bytes)? > 0 {
        // One record may run over many lines: it begins with a brace alone.
        if seen == 0 && bytes.trim_ascii() == b"{" {
            input.by_ref().take(budget::RECORD_BYTES).read_to_end(&mut bytes)?;
        }
        let lines = bytes.iter().filter(|b| **b == b'\n').count().max(1);
        if !bytes.trim_ascii().is_empty() {
            seen += 1;
            let whole = match std::str::from_utf8(&bytes) {
                _ if bytes.len() as u64 >= budget::RECORD_BYTES => {
                    report(
                        line,
                        &format!(
                            "expected a record of at most {} MiB, found more",
                            budget::RECORD_BYTES >> 20
                        ),
                    );
                    input.skip_until(b'\n')?;
                    false
                }
                Ok(text) => record(text, line, &mut keys, report),
                Err(e) => {
                    report(
                        line,
                        &format!(
                            "expected UTF-8, found another byte {} bytes into the line",
                            e.valid_up_to()
                        ),
                    );
                    false
                }
            };
            bad += u64::from(!whole);
        }
        line += lines;
        bytes.clear();
    }
    if seen == 0 {
        report(line, "expected a record, found an empty file");
        bad += 1;
    }
    Ok((seen, bad))
}

/// Whether a text is a record without fault; `first` is the number of its first line.
fn record(text: &str, first: usize, keys: &mut HashMap<u64, usize>, report: &dyn Fn(usize, &str)) -> bool {
    // A record of another version is not measured by this one. What is no JSON is told below with its line.
    if let Some(fault) = text_fault(text).filter(|_| serde_json::from_str::<IgnoredAny>(text).is_ok()) {
        report(first, &fault);
        return false;
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let record: Record = match serde_path_to_error::deserialize(&mut reader) {
        Ok(record) => record,
        Err(error) => {
            let line = first + error.inner().line().saturating_sub(1);
            report(line, &format!("{}: {}", error.path(), error.inner()));
            return false;
        }
    };
    if let Err(error) = reader.end() {
        report(first + error.line().saturating_sub(1), &format!("expected one record, found more: {error}"));
        return false;
    }
    let found = faults(&record);
    for fault in &found {
        report(first, &format!("{}: {}", fault.path, fault.message));
    }
    // `id` with path or uri is the key of a record.
    let mut hash = DefaultHasher::new();
    (&record.id, &record.source.path, &record.source.uri, &record.source.warc.as_ref().map(|w| w.offset))
        .hash(&mut hash);
    let before = *keys.entry(hash.finish()).or_insert(first);
    if before != first {
        report(first, &format!("expected another record, found that of line {before} again"));
    }
    found.is_empty() && before == first
}
