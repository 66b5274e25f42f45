//! Writes a bag (RFC 8493, BagIt 1.0): each record as a file, what the records were made from where
//! the caller has it, Dublin Core for both, and a SHA-512 of every file. No clock enters it: the
//! same records make the same bag.
//!
//! The payload is laid out as Archivematica takes it: `objects/` and `metadata/metadata.csv`.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::dc::DcTable;
use super::payload::Payload;
use super::read::file_stem;
use super::research_object::{self, Crate};
use super::{ExportError, Line, View, payload};
use crate::mark;
use crate::page::archive::file_below;
use crate::record::{Record, Source};

/// Writes a reading site of a file of records, with the folder of their pages, into a folder.
pub type SiteWriter = fn(&Path, Option<&Path>, &Path) -> Result<(), ExportError>;

/// What only bags have.
#[derive(Debug, Clone, Default)]
pub struct BagOptions {
    /// Lines of `bag-info.txt`: label and value, such as `Source-Organization` and 通州区档案馆.
    pub info: Vec<(String, String)>,
    /// The licence of the texts, its address or its name.
    pub licence: Option<String>,
    /// Writes the reading site into the bag, where one is wanted.
    pub site: Option<SiteWriter>,
}

/// Labels that the program fills in itself.
const OWN: [&str; 2] = [payload::AGENT, payload::OXUM];

impl BagOptions {
    /// Says what is wrong with a line of `bag-info.txt`.
    fn fault(&self) -> Option<String> {
        self.info.iter().find_map(|(label, value)| {
            let plain = !label.is_empty() && label.trim() == label && !label.contains([':', '\r', '\n']);
            let what = if !plain || value.trim().is_empty() || value.contains(['\r', '\n']) {
                "expected `LABEL: VALUE` in one line"
            } else if OWN.iter().any(|own| own.eq_ignore_ascii_case(label)) {
                "expected a label that the program does not fill in itself"
            } else {
                return None;
            };
            Some(format!("{what} for bag-info.txt, found `{label}: {value}`"))
        })
    }
}

/// The bag under construction.
pub(super) struct BagView {
    payload: Payload,
    /// The file of records.
    from: PathBuf,
    options: BagOptions,
    metadata: DcTable,
    described: Crate,
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
    pub fn create(
        at: &Path,
        from: &Path,
        sources: &[PathBuf],
        options: &BagOptions,
    ) -> Result<Self, ExportError> {
        if let Some(fault) = options.fault() {
            return Err(ExportError(fault));
        }
        for folder in ["data/objects/records", "data/metadata"] {
            let folder = at.join(folder);
            fs::create_dir_all(&folder).map_err(|e| ExportError::io("create", &folder, &e))?;
        }
        let mut bag = BagView {
            payload: Payload::new(at),
            from: from.to_owned(),
            options: options.clone(),
            metadata: DcTable::create(at.join("data").join(METADATA), false)?,
            described: Crate::create(&at.join("data"))?,
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
                let within = format!("objects/sources/{}", plain(&name));
                if bag.payload.has(&within) {
                    return Err(ExportError(format!("two sources are named {name}; rename one of them")));
                }
                let copied = bag.payload.copy(source, &within)?;
                let is_warc = name.trim_end_matches(".gz").ends_with(".warc");
                let format = if is_warc { "application/warc" } else { "application/octet-stream" };
                bag.described.file(&within, copied.bytes, &name, format)?;
            }
        }
        Ok(bag)
    }

    /// The name of a record's file: that of its page where it has one, else its key.
    fn name_of(&self, record: &Record) -> String {
        let short = |path: &&str| path.split('/').all(|part| part.len() <= 200);
        let path = record.source.path.as_deref().filter(|path| mark::is_below(path)).filter(short);
        let named = path.map(|path| format!("objects/records/{}.json", plain(path)));
        named.filter(|name| !self.payload.has(name)).unwrap_or_else(|| {
            let stem = file_stem(record);
            format!("objects/records/{}/{stem}.json", stem.get(..2).unwrap_or_default())
        })
    }

    /// Copies a page, or the container that holds it, that a record was made from; tells where in the payload it is.
    fn add_source(&mut self, source: &Source) -> Result<Option<String>, ExportError> {
        let Some(path) = source.path.as_deref().filter(|_| !self.folders.is_empty()) else { return Ok(None) };
        self.wanted += 1;
        let (file, in_container) = match path.split_once("!/") {
            Some((container, _)) => (container, true),
            None => (path, false),
        };
        let place = format!("objects/sources/{}", plain(file));
        if self.payload.has(&place) {
            return Ok(Some(place));
        }
        let below = Path::new(file).components().all(|c| matches!(c, Component::Normal(_)));
        let found = self.folders.iter().filter(|_| below).find_map(|folder| file_below(folder, file));
        let Some(found) = found else {
            self.missing += 1;
            return Ok(None);
        };
        let copied = self.payload.copy(&found, &place)?;
        if !in_container && copied.sha256 != source.sha256 {
            self.changed.push(path.to_owned());
        }
        self.described.source(&place, copied.bytes, source)?;
        Ok(Some(place))
    }

    /// Writes the reading site into the payload, where it is wanted.
    fn site(&mut self) -> Result<(), ExportError> {
        let Some(write) = self.options.site else { return Ok(()) };
        let at = self.payload.path("site");
        write(&self.from, self.folders.first().map(PathBuf::as_path), &at)?;
        // The mark of the bag lists these files, too.
        let mark = mark::of_folder(&at);
        let gone = mark.parent().map_or(Ok(()), fs::remove_dir_all);
        gone.map_err(|e| ExportError::io("write", &mark, &e))?;
        for file in mark::seal(&at).map_err(|e| ExportError::io("read", &at, &e))? {
            self.payload.take(&format!("site/{}", file.name))?;
        }
        self.described.folder("site/", "阅览网站（打开 site/index.html）")
    }

    fn finish_bag(mut self) -> Result<Vec<String>, ExportError> {
        self.site()?;
        let BagView {
            mut payload,
            from: _,
            options,
            metadata,
            mut described,
            folders,
            wanted,
            missing,
            changed,
            remark,
        } = self;
        metadata.finish()?;
        let bytes = payload.take(METADATA)?;
        described.file(METADATA, bytes, "Dublin Core", "text/csv")?;
        let files = payload.files().filter(|path| !path.starts_with("site/"));
        let parts = files.chain(options.site.is_some().then_some("site/"));
        let mut told = described.finish(parts, &options, remark.as_deref())?;
        payload.take(research_object::NAME)?;
        payload.seal(&options.info, remark.as_deref())?;
        told.extend(notes(folders.is_empty(), wanted, missing, &changed));
        Ok(told)
    }
}

/// Where the Dublin Core of the records stands in the payload.
const METADATA: &str = "metadata/metadata.csv";

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
    fn add(&mut self, record: &Record, line: Line<'_>) -> Result<(), ExportError> {
        let name = self.name_of(record);
        let text = format!("{}\n", line.text);
        self.payload.put(&name, text.as_bytes())?;
        self.metadata.add(&name, record)?;
        let made_from = self.add_source(&record.source)?;
        for part in &record.parts {
            self.add_source(part)?;
        }
        self.described.record(&name, text.len() as u64, record, made_from.as_deref())
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
