//! Writes a bag (RFC 8493, BagIt 1.0): each record as a file, what the records were made from where
//! the caller has it, Dublin Core for both, and a SHA-512 of every file. No clock enters it: the
//! same records make the same bag.
//!
//! The payload is laid out as Archivematica takes it: `objects/` and `metadata/metadata.csv`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256, Sha512};

use super::dc::DcTable;
use super::read::file_stem;
use super::{ExportError, View};
use crate::page::archive::file_below;
use crate::record::{GENERATOR, Record, Source};

/// The bag under construction.
pub(super) struct BagView {
    bag: PathBuf,
    metadata: DcTable,
    /// Payload files and their SHA-512, by their path in the bag.
    manifest: BTreeMap<String, String>,
    octets: u64,
    /// Folders in which the paths of records are looked up.
    folders: Vec<PathBuf>,
    wanted: u64,
    missing: u64,
    changed: Vec<String>,
    remark: Option<String>,
}

impl BagView {
    /// Lays out the bag in the empty folder `at`. Of `sources`, files are taken whole, and in
    /// folders the pages of the records are looked up by their paths.
    pub fn create(at: &Path, sources: &[PathBuf]) -> Result<Self, ExportError> {
        for folder in ["data/objects/records", "data/metadata"] {
            let folder = at.join(folder);
            fs::create_dir_all(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        }
        let mut bag = BagView {
            bag: at.to_owned(),
            metadata: DcTable::create(at.join("data/metadata/metadata.csv"), false)?,
            manifest: BTreeMap::new(),
            octets: 0,
            folders: Vec::new(),
            wanted: 0,
            missing: 0,
            changed: Vec::new(),
            remark: None,
        };
        for source in sources {
            if source.is_dir() {
                bag.folders.push(source.clone());
            } else {
                let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let within = format!("data/objects/sources/{}", plain(&name));
                if bag.manifest.contains_key(&within) {
                    return Err(ExportError(format!("two sources are named {name}; rename one of them")));
                }
                bag.copy(source, &within)?;
            }
        }
        Ok(bag)
    }

    /// Copies a file into the bag and returns its SHA-256.
    fn copy(&mut self, from: &Path, within: &str) -> Result<String, ExportError> {
        let mut input = File::open(from).map_err(|e| ExportError::io("read", from, &e))?;
        let to = self.bag.join(within);
        if let Some(parent) = to.parent() {
            fs::create_dir_all(parent).map_err(|e| ExportError::io("create", parent, &e))?;
        }
        let mut output = File::create(&to).map_err(|e| ExportError::io("create", &to, &e))?;
        let (mut long, mut short) = (Sha512::new(), Sha256::new());
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
        self.manifest.insert(within.to_owned(), HEXLOWER.encode(&long.finalize()));
        Ok(HEXLOWER.encode(&short.finalize()))
    }

    fn put(&mut self, within: &str, bytes: &[u8]) -> Result<(), ExportError> {
        let to = self.bag.join(within);
        fs::write(&to, bytes).map_err(|e| ExportError::io("write", &to, &e))?;
        self.octets += bytes.len() as u64;
        self.manifest.insert(within.to_owned(), HEXLOWER.encode(&Sha512::digest(bytes)));
        Ok(())
    }

    /// Copies a page, or the container that holds it, that a record was made from.
    fn add_source(&mut self, source: &Source) -> Result<(), ExportError> {
        let Some(path) = source.path.as_deref() else { return Ok(()) };
        if self.folders.is_empty() {
            return Ok(());
        }
        self.wanted += 1;
        let (file, in_container) = match path.split_once("!/") {
            Some((container, _)) => (container, true),
            None => (path, false),
        };
        let within = format!("data/objects/sources/{}", plain(file));
        if self.manifest.contains_key(&within) {
            return Ok(());
        }
        let below = Path::new(file).components().all(|c| matches!(c, Component::Normal(_)));
        let found = self.folders.iter().filter(|_| below).find_map(|folder| file_below(folder, file));
        let Some(found) = found else {
            self.missing += 1;
            return Ok(());
        };
        let digest = self.copy(&found, &within)?;
        if !in_container && digest != source.sha256 {
            self.changed.push(path.to_owned());
        }
        Ok(())
    }

    fn finish_bag(mut self) -> Result<Vec<String>, ExportError> {
        self.metadata.finish()?;
        let within = "data/metadata/metadata.csv";
        let path = self.bag.join(within);
        let bytes = fs::read(&path).map_err(|e| ExportError::io("read", &path, &e))?;
        self.octets += bytes.len() as u64;
        self.manifest.insert(within.into(), HEXLOWER.encode(&Sha512::digest(&bytes)));
        let oxum = format!("{}.{}", self.octets, self.manifest.len());
        let remark = self.remark.as_ref().map(|remark| format!("External-Description: {remark}\n"));
        let remark = remark.unwrap_or_default();
        let manifest: String =
            self.manifest.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
        let tags = [
            ("bag-info.txt", format!("Bag-Software-Agent: {GENERATOR}\nPayload-Oxum: {oxum}\n{remark}")),
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
        Ok(notes(self.folders.is_empty(), self.wanted, self.missing, &self.changed))
    }
}

fn notes(no_folders: bool, wanted: u64, missing: u64, changed: &[String]) -> Vec<String> {
    let mut notes = Vec::new();
    if no_folders {
        notes.push(
            "the bag holds no pages looked up by path; --sources DIR adds those that the records name".into(),
        );
    }
    if missing > 0 {
        notes.push(format!("{missing} of {wanted} pages were not found in the folders of --sources"));
    }
    for path in changed {
        notes.push(format!("{path} is not as it was when its record was made: its SHA-256 differs"));
    }
    notes
}

impl View for BagView {
    fn add(&mut self, record: &Record, line: &str) -> Result<(), ExportError> {
        let stem = file_stem(record);
        let bucket = format!("objects/records/{}", stem.get(..2).unwrap_or_default());
        let folder = self.bag.join("data").join(&bucket);
        fs::create_dir_all(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        let name = format!("{bucket}/{stem}.json");
        self.put(&format!("data/{name}"), format!("{line}\n").as_bytes())?;
        self.metadata.add(&name, record)?;
        std::iter::once(&record.source).chain(&record.parts).try_for_each(|source| self.add_source(source))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.finish_bag()
    }
}

/// A path as the bag has it. Manifests must escape line ends and `%`, and readers disagree on how
/// `%` is to be escaped: the bag has the full-width sign in its stead, and blanks for line ends.
fn plain(path: &str) -> String {
    path.replace('%', "％").replace(['\n', '\r'], " ")
}
