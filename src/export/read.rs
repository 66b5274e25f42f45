//! Reads records one after the other, and names each line that is none.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::ExportError;
use crate::budget;
use crate::mark::Manifest;
use crate::record::{Record, schema_fault, span_fault, text_fault};

/// A line that is no record, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: u64,
    /// What was expected and what was found.
    pub reason: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.file.display(), self.line, self.reason)
    }
}

/// What is known of the run that made a file of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The beginning of the digest that the manifest gives the records; `unsealed` where there is none.
    pub run: String,
    /// Whether the run came to its end; none for records that stand alone, beside no journal.
    pub finished: Option<bool>,
    /// Whether the file has another length than the manifest says.
    pub changed: bool,
}

impl Seal {
    /// Looks beside a file of records.
    pub fn of(file: &Path) -> Seal {
        let manifest = Manifest::of(file.parent().unwrap_or(Path::new("")));
        let sealed = manifest.as_ref().and_then(|m| m.files.get("records.jsonl"));
        let own = file.file_name().is_some_and(|name| name == "records.jsonl");
        match (manifest.as_ref(), sealed.filter(|_| own)) {
            (Some(manifest), Some(sealed)) => Seal {
                run: sealed.sha256.chars().take(16).collect(),
                finished: Some(manifest.finished),
                changed: fs::metadata(file).map_or(0, |m| m.len()) != sealed.bytes,
            },
            _ => {
                let run_under_way = own && file.with_file_name("journal.jsonl").exists();
                Seal { run: "unsealed".into(), finished: run_under_way.then_some(false), changed: false }
            }
        }
    }

    /// What a reader of a view must know.
    pub fn note(&self) -> Option<String> {
        if self.finished == Some(false) {
            return Some(
                "the run that made these records has not come to its end: they are not all; run the same \
                 `nianjian convert` again"
                    .into(),
            );
        }
        let changed = "records.jsonl is not as the run sealed it; `nianjian verify` says what differs";
        self.changed.then(|| changed.to_owned())
    }
}

/// The records of a folder or of a JSON Lines file, in their order.
pub struct Records {
    seal: Seal,
    file: PathBuf,
    folder: PathBuf,
    input: BufReader<File>,
    line: u64,
    /// Where the line read last begins, and where the next one does, in bytes.
    begins: (u64, u64),
    bytes: Vec<u8>,
    text: String,
    /// Keys of the records so far, each by 16 bytes of its digest.
    seen: HashSet<[u8; 16]>,
    /// How many lines repeat a record, and the first of them.
    repeated: Option<(u64, u64)>,
}

impl Records {
    /// Opens `records.jsonl` in the folder `from`, or the file `from` itself.
    pub fn open(from: &Path) -> Result<Self, ExportError> {
        let file = records_file(from)?;
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        let input = File::open(&file).map_err(|e| ExportError::io("read", &file, &e))?;
        let input = BufReader::with_capacity(1 << 18, input);
        Ok(Records {
            seal: Seal::of(&file),
            file,
            folder,
            input,
            line: 0,
            begins: (0, 0),
            bytes: Vec::new(),
            text: String::new(),
            seen: HashSet::new(),
            repeated: None,
        })
    }

    /// What is known of the run that made them.
    pub fn seal(&self) -> &Seal {
        &self.seal
    }

    /// The file that holds the records.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The folder that holds the records.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The line that [`Records::next_record`] read last, without its line end.
    pub fn line(&self) -> &str {
        &self.text
    }

    /// Where that line begins in the file, in bytes.
    pub fn line_begins(&self) -> u64 {
        self.begins.0
    }

    /// What the caller should know of records that stood twice: the same page of two inputs.
    pub fn note(&self) -> Option<String> {
        self.repeated.map(|(count, first)| {
            format!(
                "{count} lines repeat a record, the first of them line {first}; each record is taken once"
            )
        })
    }

    /// The next record, or what is wrong with the next line; None at the end. Empty lines and lines
    /// that repeat a record (same `id` and place) are passed over. Fails where the file cannot be read.
    pub fn next_record(&mut self) -> Result<Option<Result<Record, Fault>>, ExportError> {
        loop {
            self.bytes.clear();
            let read = (&mut self.input).take(budget::RECORD_BYTES).read_until(b'\n', &mut self.bytes);
            let read = read.map_err(|e| ExportError::io("read", &self.file, &e))?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            self.begins = (self.begins.1, self.begins.1 + read as u64);
            if self.bytes.last() == Some(&b'\n') {
                self.bytes.pop();
            } else if read as u64 == budget::RECORD_BYTES {
                self.skip_line()?;
                return Ok(Some(Err(
                    self.fault(format!("the line is longer than {} MiB", budget::RECORD_BYTES >> 20))
                )));
            }
            if self.bytes.trim_ascii().is_empty() {
                continue;
            }
            match self.parse() {
                Ok(record) if self.seen.insert(key_digest(&record)) => return Ok(Some(Ok(record))),
                Ok(_) => {
                    let (count, first) = self.repeated.unwrap_or((0, self.line));
                    self.repeated = Some((count + 1, first));
                }
                Err(reason) => return Ok(Some(Err(self.fault(reason)))),
            }
        }
    }

    fn parse(&mut self) -> Result<Record, String> {
        self.text.clear();
        let text = std::str::from_utf8(self.bytes.trim_ascii()).map_err(|e| {
            format!("expected UTF-8, found another byte {} bytes into the line", e.valid_up_to())
        })?;
        self.text.push_str(text);
        let record: Record = serde_json::from_str(text).map_err(|e| explain(text, &e))?;
        match schema_fault(&record.schema).or_else(|| span_fault(&record)) {
            Some(fault) => Err(fault),
            None => Ok(record),
        }
    }

    fn skip_line(&mut self) -> Result<(), ExportError> {
        let skipped = self.input.skip_until(b'\n').map_err(|e| ExportError::io("read", &self.file, &e))?;
        self.begins.1 += skipped as u64;
        Ok(())
    }

    fn fault(&self, reason: String) -> Fault {
        Fault { file: self.file.clone(), line: self.line, reason }
    }
}

/// The file of records that `from` names: itself, or `records.jsonl` in it.
pub fn records_file(from: &Path) -> Result<PathBuf, ExportError> {
    let file = if from.is_dir() { from.join("records.jsonl") } else { from.to_owned() };
    if file.is_file() {
        return Ok(file);
    }
    let advice = if fs::exists(from.join("records")).unwrap_or(false) {
        "run `nianjian convert` with --format both or jsonl"
    } else {
        "name the folder that `nianjian convert` wrote, or a JSON Lines file of records"
    };
    Err(ExportError(format!("expected a file of records at {}, found none; {advice}", file.display())))
}

/// Reads the record again whose line begins at `begins` in a file of records.
///
/// # Errors
/// Where the file cannot be read, or was changed meanwhile.
pub fn reread(file: &Path, begins: u64) -> Result<Record, ExportError> {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut input = File::open(file)?;
        input.seek(SeekFrom::Start(begins))?;
        let mut bytes = Vec::new();
        BufReader::new(input).take(budget::RECORD_BYTES).read_until(b'\n', &mut bytes)?;
        Ok(bytes)
    };
    let bytes = read().map_err(|e| ExportError::io("read", file, &e))?;
    serde_json::from_slice(bytes.trim_ascii()).map_err(|e| {
        let at = file.display();
        ExportError(format!(
            "expected the record at byte {begins} of {at} as it was, found another: {e}; export again"
        ))
    })
}

/// Says what is wrong with a line that is no record, a foreign schema first.
fn explain(text: &str, error: &serde_json::Error) -> String {
    text_fault(text).unwrap_or_else(|| format!("no whole record: {error}"))
}

/// Where a record came from: its path, or its URI, or nothing where it was read from a pipe.
pub fn place(record: &Record) -> &str {
    record.source.path.as_deref().or(record.source.uri.as_deref()).unwrap_or("")
}

/// The digest of a record's key (`id` and place).
fn key_digest(record: &Record) -> [u8; 16] {
    digest_of(&record.id, place(record))
}

fn digest_of(id: &str, place: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(id.as_bytes());
    hash.update([0]);
    hash.update(place.as_bytes());
    let digest = hash.finalize();
    let mut short = [0; 16];
    short.copy_from_slice(&digest[..16]);
    short
}

/// A name for the files of a record, of 32 hexadecimal digits: made of its key alone, so the same
/// record has the same name in every export.
pub fn file_stem(record: &Record) -> String {
    HEXLOWER.encode(&key_digest(record))
}

/// The same name from the parts of the key.
pub fn stem_of(id: &str, place: &str) -> String {
    HEXLOWER.encode(&digest_of(id, place))
}
