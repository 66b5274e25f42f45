//! Writes a WACZ 1.1.1: the WARC files that the records were made from, with an index, our titles and texts as its
//! list of pages, and the digest of everything. Replay programs open it as it is.
//!
//! WARC files are stored and not packed again: what replays them reads from the middle. No clock enters: the same
//! records and WARC files give the same bytes.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use rusqlite::Connection;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{ExportError, Line, View, texts};
use crate::page::surt::surt;
use crate::page::warc::{Entry, Header, WarcReader};
use crate::record::{GENERATOR, Record};

/// The version of the format.
const VERSION: &str = "1.1.1";
/// Lines of the index in one packed block.
const BLOCK: usize = 1024;

/// The package under construction.
pub(super) struct WaczView {
    path: PathBuf,
    zip: ZipWriter<BufWriter<File>>,
    resources: Vec<Value>,
    index: Connection,
    /// Digest and length of the list of pages so far.
    pages: (Sha256, u64),
    first: Option<(String, Option<String>)>,
    /// The time of the newest page.
    newest: Option<String>,
    without: u64,
    damaged: u64,
    /// Records that share their gzip member with another.
    shared: u64,
    remark: Option<String>,
}

impl WaczView {
    /// Packs the WARC files and their index, and begins the list of pages.
    pub fn create(path: &Path, sources: &[PathBuf]) -> Result<Self, ExportError> {
        if sources.is_empty() {
            return Err(ExportError(
                "expected the WARC files that the records were made from, found none; name each with --sources".into(),
            ));
        }
        let file = File::create(path).map_err(|e| ExportError::io("create", path, &e))?;
        let index = Connection::open("").and_then(|index| {
            // A file without a name, that goes with the program.
            index.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                 CREATE TABLE lines (key TEXT NOT NULL, line TEXT NOT NULL); BEGIN",
            )?;
            Ok(index)
        });
        let mut view = WaczView {
            path: path.to_owned(),
            zip: ZipWriter::new(BufWriter::with_capacity(1 << 18, file)),
            resources: Vec::new(),
            index: index.map_err(|e| broken(path, e))?,
            pages: (Sha256::new(), 0),
            first: None,
            newest: None,
            without: 0,
            damaged: 0,
            shared: 0,
            remark: None,
        };
        for source in sources {
            view.warc(source)?;
        }
        view.begin("pages/pages.jsonl", CompressionMethod::Deflated)?;
        let head = json!({"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": true});
        view.page(&format!("{head}\n"))?;
        Ok(view)
    }

    fn begin(&mut self, name: &str, method: CompressionMethod) -> Result<(), ExportError> {
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .large_file(true);
        self.zip.start_file(name, options).map_err(|e| broken(&self.path, e))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ExportError> {
        self.zip.write_all(bytes).map_err(|e| ExportError::io("write", &self.path, &e))
    }

    fn page(&mut self, line: &str) -> Result<(), ExportError> {
        self.pages.0.update(line.as_bytes());
        self.pages.1 += line.len() as u64;
        self.write(line.as_bytes())
    }

    fn seal(&mut self, path: &str, hash: Sha256, bytes: u64) {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let hash = format!("sha256:{}", HEXLOWER.encode(&hash.finalize()));
        self.resources.push(json!({"name": name, "path": path, "hash": hash, "bytes": bytes}));
    }

    /// Adds a small file.
    fn put(&mut self, path: &str, method: CompressionMethod, bytes: &[u8]) -> Result<(), ExportError> {
        self.begin(path, method)?;
        self.write(bytes)?;
        self.seal(path, Sha256::new_with_prefix(bytes), bytes.len() as u64);
        Ok(())
    }

    /// Packs a WARC file as it is and reads where its captures stand.
    fn warc(&mut self, source: &Path) -> Result<(), ExportError> {
        let unread = |e: &io::Error| ExportError::io("read", source, e);
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_warc = name.to_lowercase().trim_end_matches(".gz").ends_with(".warc");
        if !is_warc || !source.is_file() {
            return Err(ExportError(format!(
                "expected a WARC file as --sources of a WACZ, found {}; name the .warc or .warc.gz files",
                source.display()
            )));
        }
        let path = format!("archive/{name}");
        if self.resources.iter().any(|resource| resource["path"] == path.as_str()) {
            return Err(ExportError(format!("two sources are named {name}; rename one of them")));
        }
        self.begin(&path, CompressionMethod::Stored)?;
        let mut input = BufReader::new(File::open(source).map_err(|e| unread(&e))?);
        let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 18]);
        loop {
            let n = input.read(&mut buffer).map_err(|e| unread(&e))?;
            let piece = buffer.get(..n).unwrap_or_default();
            if piece.is_empty() {
                break;
            }
            hash.update(piece);
            bytes += n as u64;
            self.write(piece)?;
        }
        self.seal(&path, hash, bytes);
        self.captures(source, &name).map_err(|e| unread(&e))?.map_err(|e| broken(&self.path, e))
    }

    /// Adds the captures of a WARC file to the index.
    fn captures(&mut self, source: &Path, name: &str) -> io::Result<rusqlite::Result<()>> {
        let mut reader = WarcReader::open(source)?;
        let mut before = None;
        // Of a block no more is wanted than the header of its answer.
        while let Some(entry) = reader.next(0, |_| false)? {
            let Entry::Record { header, block } = entry else {
                self.damaged += 1;
                continue;
            };
            self.shared += u64::from(before == Some(header.offset));
            before = Some(header.offset);
            let length = reader.position()?.saturating_sub(header.offset);
            if let Some((key, line)) = capture(&header, &block, length, name)
                && let Err(e) = self.index.execute("INSERT INTO lines VALUES (?1, ?2)", [key, line])
            {
                return Ok(Err(e));
            }
        }
        Ok(Ok(()))
    }

    /// Writes the index: its lines in packed blocks, and where each block begins.
    fn index(&mut self) -> Result<(), ExportError> {
        let path = self.path.clone();
        let failed = |e: rusqlite::Error| broken(&path, e);
        let index = std::mem::replace(&mut self.index, Connection::open_in_memory().map_err(failed)?);
        index.execute_batch("COMMIT").map_err(failed)?;
        let data = "indexes/index.cdx.gz";
        self.begin(data, CompressionMethod::Stored)?;
        let mut guide =
            format!("!meta 0 {}\n", json!({"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}));
        let (mut hash, mut offset) = (Sha256::new(), 0_u64);
        let mut lines = index.prepare("SELECT key, line FROM lines ORDER BY key, line").map_err(failed)?;
        let mut rows = lines.query([]).map_err(failed)?;
        loop {
            let (mut block, mut first, mut count) =
                (GzEncoder::new(Vec::new(), Compression::default()), None, 0);
            while count < BLOCK
                && let Some(row) = rows.next().map_err(failed)?
            {
                let (key, line): (String, String) =
                    (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
                let put = block.write_all(format!("{key} {line}\n").as_bytes());
                put.map_err(|e| ExportError::io("write", &path, &e))?;
                first.get_or_insert(key);
                count += 1;
            }
            let Some(first) = first else { break };
            let packed = block.finish().map_err(|e| ExportError::io("write", &path, &e))?;
            let digest = format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(&packed)));
            guide.push_str(&format!(
                "{first} {}\n",
                json!({"offset": offset, "length": packed.len(), "digest": digest, "filename": "index.cdx.gz"})
            ));
            hash.update(&packed);
            offset += packed.len() as u64;
            self.write(&packed)?;
        }
        self.seal(data, hash, offset);
        self.put("indexes/index.idx", CompressionMethod::Deflated, guide.as_bytes())
    }

    fn package(&mut self) -> Result<(), ExportError> {
        let created = self.newest.clone();
        let (main, date) = self.first.clone().unzip();
        let mut package = json!({
            "profile": "data-package",
            "wacz_version": VERSION,
            "software": GENERATOR,
            "title": "年鉴记录",
            "resources": self.resources,
        });
        let told = [
            ("description", self.remark.clone()),
            ("created", created),
            ("mainPageUrl", main),
            ("mainPageDate", date.flatten()),
        ];
        for (name, value) in told {
            if let (Some(value), Some(fields)) = (value, package.as_object_mut()) {
                fields.insert(name.into(), value.into());
            }
        }
        let text = serde_json::to_string_pretty(&package).unwrap_or_default();
        let hash = format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(text.as_bytes())));
        let digest = json!({"path": "datapackage.json", "hash": hash}).to_string();
        self.begin("datapackage.json", CompressionMethod::Deflated)?;
        self.write(text.as_bytes())?;
        self.begin("datapackage-digest.json", CompressionMethod::Deflated)?;
        self.write(digest.as_bytes())
    }
}

fn broken(path: &Path, error: impl std::fmt::Display) -> ExportError {
    ExportError(format!("cannot write {}: {error}", path.display()))
}

/// The line of a capture in the index, behind its key: the address turned inside out, and when it was made.
fn capture(header: &Header, block: &[u8], length: u64, file: &str) -> Option<(String, String)> {
    if !matches!(header.kind.as_str(), "response" | "revisit" | "resource") {
        return None;
    }
    let uri = header.uri.as_deref()?;
    let url = url::Url::parse(uri).ok().filter(url::Url::has_host)?;
    let stamp: String = header.date.as_deref()?.chars().filter(char::is_ascii_digit).take(14).collect();
    let (head, _) = crate::page::http::split_head(block).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let mime = match header.kind.as_str() {
        "revisit" => Some("warc/revisit".to_owned()),
        "resource" => header.content_type.clone(),
        _ => crate::page::http::field(&head, "content-type"),
    };
    let mime = mime.and_then(|m| m.split(';').next().map(|m| m.trim().to_ascii_lowercase()));
    let status = crate::page::http::status(block).filter(|_| header.kind != "resource");
    let mut line = json!({"url": uri, "mime": mime.unwrap_or_else(|| "unk".into())});
    let fields = [
        ("status", status.map(|status| status.to_string())),
        ("digest", header.payload_digest.clone()),
        ("length", Some(length.to_string())),
        ("offset", Some(header.offset.to_string())),
        ("filename", Some(file.to_owned())),
    ];
    for (name, value) in fields {
        if let (Some(value), Some(line)) = (value, line.as_object_mut()) {
            line.insert(name.into(), value.into());
        }
    }
    Some((format!("{} {stamp}", surt(&url)), line.to_string()))
}

impl View for WaczView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        let (Some(url), retrieved) = (&record.source.uri, &record.source.retrieved) else {
            self.without += 1;
            return Ok(());
        };
        let mut page = json!({
            "id": super::read::file_stem(record), "url": url, "title": record.title, "text": texts::words(record),
        });
        if let (Some(retrieved), Some(fields)) = (retrieved, page.as_object_mut()) {
            fields.insert("ts".into(), retrieved.as_str().into());
            self.newest = self.newest.take().max(Some(retrieved.clone()));
        }
        self.first.get_or_insert_with(|| (url.clone(), retrieved.clone()));
        self.page(&format!("{page}\n"))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<String>, ExportError> {
        let (hash, bytes) = std::mem::replace(&mut self.pages, (Sha256::new(), 0));
        self.seal("pages/pages.jsonl", hash, bytes);
        self.index()?;
        self.package()?;
        let WaczView { path, zip, without, damaged, shared, .. } = *self;
        let mut out = zip.finish().map_err(|e| broken(&path, e))?;
        out.flush().map_err(|e| ExportError::io("write", &path, &e))?;
        let mut notes = Vec::new();
        if without > 0 {
            notes.push(format!("{without} records have no address and are not in the list of pages"));
        }
        if damaged > 0 {
            notes.push(format!("{damaged} records of the WARC files are damaged and are not in the index"));
        }
        if shared > 0 {
            notes.push(format!(
                "{shared} records of the WARC files are packed together with others and cannot be replayed; pack them \
                 one by one first, for example with `warcio recompress`"
            ));
        }
        Ok(notes)
    }
}
