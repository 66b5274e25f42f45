//! Gives each test a folder of its own, and reads what a fetch wrote there.

#![allow(dead_code, reason = "each test file uses its part")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use nianjian::fetch::{FetchOptions, Files, Private};

use crate::server::{Record, read_warc};

/// A folder, removed at the end of the test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("nianjian-fetch-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The files of a fetch into this folder.
    pub fn files(&self) -> Files {
        Files::beside(&self.file("a.warc.gz"))
    }

    pub fn options(&self) -> FetchOptions {
        FetchOptions {
            out: self.files().warc,
            delay: Duration::ZERO,
            private: Private::Allowed,
            timeout: Duration::from_secs(5),
            ..FetchOptions::default()
        }
    }

    pub fn warc(&self) -> Vec<Record> {
        read_warc(&self.files().warc)
    }

    /// Reason by path of every failure listed beside the WARC.
    pub fn failures(&self) -> BTreeMap<String, String> {
        let text = fs::read_to_string(self.files().failures).unwrap();
        let text_of = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
        text.lines()
            .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
            .map(|v| (path_of(&text_of(&v["uri"])), text_of(&v["reason"])))
            .collect()
    }

    /// Holds the index against the WARC: a line for each response and revisit, each at its place.
    pub fn check_index(&self) {
        let bytes = fs::read(self.files().warc).unwrap();
        let index = fs::read_to_string(self.files().cdxj).unwrap();
        assert!(index.lines().is_sorted());
        let mut offsets = BTreeSet::new();
        for line in index.lines() {
            let json = line.splitn(3, ' ').nth(2).unwrap();
            let fields: BTreeMap<String, String> = serde_json::from_str(json).unwrap();
            let number = |name: &str| fields[name].parse::<usize>().unwrap();
            let member = &bytes[number("offset")..number("offset") + number("length")];
            let mut coder = flate2::bufread::GzDecoder::new(member);
            let mut record = Vec::new();
            coder.read_to_end(&mut record).unwrap();
            assert!(coder.into_inner().is_empty(), "the length is not that of one member: {line}");
            let record = String::from_utf8_lossy(&record);
            assert!(record.contains(&format!("\r\nWARC-Target-URI: {}\r\n", fields["url"])), "{line}");
            assert!(record.contains("\r\nWARC-Type: response\r\n") || fields["mime"] == "warc/revisit");
            assert!(offsets.insert(number("offset")), "two lines for one record: {line}");
        }
        let captures = self.warc().iter().filter(|r| matches!(r.kind(), "response" | "revisit")).count();
        assert_eq!(offsets.len(), captures);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Path and query of an address.
pub fn path_of(uri: &str) -> String {
    let rest = uri.split_once("://").map_or(uri, |(_, r)| r);
    rest.find('/').map_or("/", |n| &rest[n..]).to_owned()
}

/// Path and query of every page with status 200, in the order of the file.
pub fn captured(records: &[Record]) -> Vec<String> {
    records.iter().filter(|r| r.kind() == "response" && r.status() == 200).map(|r| path_of(r.uri())).collect()
}

/// The program, about to fetch `url` into `warc`.
#[cfg(feature = "cli")]
pub fn program(url: &str, warc: &std::path::Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
    command.args(["fetch", url, "--allow-private", "-o"]).arg(warc).args(more);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
