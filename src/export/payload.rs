//! The payload of a bag and the tags that seal it: a SHA-512 of every file. Paths count from `data/`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256, Sha512};

use super::ExportError;
use crate::record::GENERATOR;

/// The label of the program that made the bag.
pub(super) const AGENT: &str = "Bag-Software-Agent";
/// The label of how much the payload holds.
pub(super) const OXUM: &str = "Payload-Oxum";

/// What a file that was copied holds.
pub(super) struct Copied {
    /// Its digest.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

/// The files so far.
pub(super) struct Payload {
    bag: PathBuf,
    /// The SHA-512 of each.
    sums: BTreeMap<String, String>,
    octets: u64,
}

impl Payload {
    /// That of a bag in the folder `bag`.
    pub fn new(bag: &Path) -> Self {
        Payload { bag: bag.to_owned(), sums: BTreeMap::new(), octets: 0 }
    }

    /// Where a file of it is.
    pub fn path(&self, within: &str) -> PathBuf {
        self.bag.join("data").join(within)
    }

    /// Whether it has the file.
    pub fn has(&self, within: &str) -> bool {
        self.sums.contains_key(within)
    }

    /// Its files, in the order of their names.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.sums.keys().map(String::as_str)
    }

    /// Copies a file into the payload.
    pub fn copy(&mut self, from: &Path, within: &str) -> Result<Copied, ExportError> {
        let mut input = File::open(from).map_err(|e| ExportError::io("read", from, &e))?;
        let to = self.path(within);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(|e| ExportError::io("create", parent, &e))?;
        }
        let mut output = File::create(&to).map_err(|e| ExportError::io("create", &to, &e))?;
        let (mut long, mut short, before) = (Sha512::new(), Sha256::new(), self.octets);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let n = match input.read(&mut buffer) {
                Ok(0) => break,
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(ExportError::io("read", from, &e)),
            };
            let piece = buffer.get(..n).unwrap_or_default();
            long.update(piece);
            short.update(piece);
            self.octets += n as u64;
            output.write_all(piece).map_err(|e| ExportError::io("write", &to, &e))?;
        }
        self.sums.insert(within.to_owned(), HEXLOWER.encode(&long.finalize()));
        Ok(Copied { sha256: HEXLOWER.encode(&short.finalize()), bytes: self.octets - before })
    }

    /// Writes a small file into the payload.
    pub fn put(&mut self, within: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let to = self.path(within);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(|e| ExportError::io("create", parent, &e))?;
        }
        fs::write(&to, bytes).map_err(|e| ExportError::io("write", &to, &e))?;
        self.octets += bytes.len() as u64;
        self.sums.insert(within.to_owned(), HEXLOWER.encode(&Sha512::digest(bytes)));
        Ok(())
    }

    /// Takes a file that stands in the payload already into account; returns its length.
    pub fn take(&mut self, within: &str) -> Result<u64, ExportError> {
        let path = self.path(within);
        let unread = |e: &io::Error| ExportError::io("read", &path, e);
        let mut input = File::open(&path).map_err(|e| unread(&e))?;
        let (mut hash, mut buffer, before) = (Sha512::new(), vec![0; 1 << 16], self.octets);
        loop {
            let n = input.read(&mut buffer).map_err(|e| unread(&e))?;
            if n == 0 {
                break;
            }
            hash.update(buffer.get(..n).unwrap_or_default());
            self.octets += n as u64;
        }
        self.sums.insert(within.to_owned(), HEXLOWER.encode(&hash.finalize()));
        Ok(self.octets - before)
    }

    /// Writes the tags, the lines of `info` among them.
    pub fn seal(&self, info: &[(String, String)], remark: Option<&str>) -> Result<(), ExportError> {
        let oxum = format!("{}.{}", self.octets, self.sums.len());
        let remark = remark.map(|remark| ("External-Description", remark));
        let lines = info.iter().map(|(label, value)| (label.as_str(), value.as_str()));
        let lines = lines.chain([(AGENT, GENERATOR), (OXUM, &oxum)]).chain(remark);
        let info: String = lines.map(|(label, value)| format!("{label}: {value}\n")).collect();
        let manifest: String = self.sums.iter().map(|(path, sum)| format!("{sum}  data/{path}\n")).collect();
        let tags = [
            ("bag-info.txt", info),
            ("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".to_owned()),
            ("manifest-sha512.txt", manifest),
        ];
        let mut sealed = String::new();
        for (name, text) in &tags {
            sealed.push_str(&format!("{}  {name}\n", HEXLOWER.encode(&Sha512::digest(text.as_bytes()))));
        }
        for (name, text) in tags.iter().map(|(n, t)| (*n, t)).chain([("tagmanifest-sha512.txt", &sealed)]) {
            let path = self.bag.join(name);
            fs::write(&path, text).map_err(|e| ExportError::io("write", &path, &e))?;
        }
        Ok(())
    }
}
