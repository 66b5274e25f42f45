//! Keeps exchanges in the WARC: request, response or revisit, and what is known of the fetch.

use std::fs::File;
use std::io::{self, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::FetchOptions;
use super::client::{Exchange, response_lines};
use super::clock::rfc3339;
use super::frontier::{Item, Kept};
use super::warc::{Place, Record, Warc};
use crate::error::Failure;

/// The WARC of a fetch.
pub struct Archive {
    warc: Warc,
    path: PathBuf,
    name: String,
    /// The id of this session's warcinfo.
    session: String,
}

/// Where a response or a revisit stands in the WARC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The first byte of its member.
    pub offset: u64,
    /// The length of the member.
    pub length: u64,
    /// The end of the last record of its exchange.
    pub ends: u64,
}

/// What is said of a page that is as it was.
pub struct Revisit<'r> {
    /// How that is known: the last part of `WARC-Profile`.
    pub profile: &'static str,
    /// The digest of the payload then and now.
    pub digest: &'r str,
}

/// A file that cannot be written or read back.
pub fn unwritable(path: &Path, e: &io::Error) -> Failure {
    let found = format!("{} cannot be written: {e}", path.display());
    Failure::new("fetch", "write", found, "check the folder and the disk, then run the same command again")
}

impl Archive {
    /// Opens or creates the WARC.
    pub fn open(path: &Path) -> Kept<Self> {
        let warc = Warc::open(path).map_err(|e| unwritable(path, &e))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Archive { warc, path: path.to_owned(), name, session: String::new() })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has.
    pub fn end(&self) -> u64 {
        self.warc.end()
    }

    /// Whether each record is a gzip member.
    pub fn is_gzip(&self) -> bool {
        self.warc.is_gzip()
    }

    /// Cuts off what is beyond `length` bytes: the torn last member of a session of ours.
    pub fn cut(&mut self, length: u64) -> Kept<()> {
        self.warc.cut(length).map_err(|e| unwritable(&self.path, &e))
    }

    /// Moves what is beyond `from` into a file of its own beside the WARC, and gives its path.
    pub fn set_aside(&mut self, from: u64) -> Kept<PathBuf> {
        let (path, mut aside) = self.aside(from)?;
        let mut moved = || -> io::Result<()> {
            let mut file = File::open(&self.path)?;
            file.seek(SeekFrom::Start(from))?;
            io::copy(&mut file, &mut aside)?;
            aside.sync_all()
        };
        moved().map_err(|e| unwritable(&path, &e))?;
        self.cut(from)?;
        Ok(path)
    }

    /// A new file for what stood at `from`.
    fn aside(&self, from: u64) -> Kept<(PathBuf, File)> {
        let mut number = 0;
        loop {
            let more = if number == 0 { String::new() } else { format!("-{number}") };
            let path = self.path.with_file_name(format!("{}.tail-{from}{more}", self.name));
            match File::create_new(&path) {
                Ok(file) => return Ok((path, file)),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(e) => return Err(unwritable(&path, &e)),
            }
        }
    }

    /// Waits until everything written is on the disk.
    pub fn sync(&self) -> Kept<()> {
        self.warc.sync().map_err(|e| unwritable(&self.path, &e))
    }

    fn append(&mut self, record: &Record) -> Kept<Place> {
        self.warc.append(record).map_err(|e| unwritable(&self.path, &e))
    }

    /// Gives what was appended to the operating system.
    fn flush(&mut self) -> Kept<()> {
        self.warc.flush().map_err(|e| unwritable(&self.path, &e))
    }

    /// Writes the warcinfo to which everything written from now on belongs.
    pub fn begin_session(&mut self, options: &FetchOptions, now: i64) -> Kept<()> {
        let contact = options.contact.as_deref().unwrap_or("none given");
        let text = format!(
            "software: nianjian/{}\r\nformat: WARC File Format 1.1\r\n\
             conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
             robots: obey (RFC 9309)\r\noperator: {contact}\r\nhttp-header-user-agent: {}\r\n",
            env!("CARGO_PKG_VERSION"),
            options.agent(),
        );
        let record = Record {
            kind: "warcinfo",
            date: &rfc3339(now),
            uri: None,
            content_type: "application/warc-fields",
            fields: vec![("WARC-Filename", self.name.clone())],
            head: b"",
            payload: text.as_bytes(),
        };
        self.session = self.append(&record)?.id;
        self.flush()
    }

    /// Keeps a robots.txt that is obeyed as metadata: it is no page of the yearbook.
    pub fn robots(&mut self, answer: &Exchange) -> Kept<()> {
        let record = Record {
            kind: "metadata",
            date: &rfc3339(answer.began),
            uri: Some(answer.url.as_str()),
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-Warcinfo-ID", self.session.clone())],
            head: &response_lines(answer),
            payload: &answer.body,
        };
        self.append(&record)?;
        self.flush()
    }

    /// Writes request, response (or revisit) and metadata; `via` is the page that named this one, `torn` says that the
    /// page ended before its time though the connection did not.
    pub fn exchange(
        &mut self,
        item: &Item,
        answer: &Exchange,
        via: Option<&str>,
        revisit: Option<&Revisit>,
        torn: bool,
    ) -> Kept<Written> {
        let (date, uri) = (rfc3339(answer.began), item.url.as_str());
        let of_session = ("WARC-Warcinfo-ID", self.session.clone());
        let request = self.append(&Record {
            kind: "request",
            date: &date,
            uri: Some(uri),
            content_type: "application/http; msgtype=request",
            fields: vec![of_session.clone()],
            head: &answer.request,
            payload: b"",
        })?;
        let mut fields = vec![of_session.clone(), ("WARC-Concurrent-To", request.id)];
        if let Some(peer) = answer.peer {
            fields.push(("WARC-IP-Address", peer.to_string()));
        }
        if answer.cut || torn {
            let why = if answer.cut { "disconnect" } else { "unspecified" };
            fields.push(("WARC-Truncated", why.to_owned()));
        }
        if let Some(Revisit { profile, digest }) = revisit {
            let profile = format!("http://netpreserve.org/warc/1.1/revisit/{profile}");
            let (_, first) = item.captured.clone().unwrap_or_default();
            fields.push(("WARC-Profile", profile));
            fields.push(("WARC-Refers-To-Target-URI", uri.to_owned()));
            fields.push(("WARC-Refers-To-Date", first));
            fields.push(("WARC-Payload-Digest", (*digest).to_owned()));
        }
        let place = self.append(&Record {
            kind: if revisit.is_some() { "revisit" } else { "response" },
            date: &date,
            uri: Some(uri),
            content_type: "application/http; msgtype=response",
            fields,
            head: &response_lines(answer),
            payload: if revisit.is_some() { b"" } else { &answer.body },
        })?;
        self.append(&Record {
            kind: "metadata",
            date: &date,
            uri: Some(uri),
            content_type: "application/warc-fields",
            fields: vec![of_session, ("WARC-Concurrent-To", place.id)],
            head: b"",
            payload: metadata(item, answer, via).as_bytes(),
        })?;
        self.flush()?;
        Ok(Written { offset: place.offset, length: place.length, ends: self.end() })
    }
}

fn metadata(item: &Item, answer: &Exchange, via: Option<&str>) -> String {
    let mut text = format!("fetchTimeMs: {}\r\ndepth: {}\r\n", answer.took.as_millis(), item.depth);
    if let Some(via) = via {
        // One letter a step, as other crawlers write it: a link, or a redirect.
        let steps = "L".repeat((item.depth + item.parts) as usize) + &"R".repeat(item.hops as usize);
        text.push_str(&format!("via: {via}\r\nhopsFromSeed: {steps}\r\n"));
    }
    if let Some(coding) = answer.header("transfer-encoding") {
        text.push_str(&format!("transfer-coding-removed: {coding}\r\n"));
    }
    text
}

/// A field in the text of a metadata record.
fn field<'m>(metadata: &'m [u8], name: &str) -> Option<&'m str> {
    let mut lines = std::str::from_utf8(metadata).ok()?.lines();
    lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// How many steps the page lies away from the first, and the page that named it, as a metadata record says.
pub fn origin(metadata: &[u8]) -> (u32, Option<&str>) {
    (field(metadata, "depth").and_then(|v| v.parse().ok()).unwrap_or(0), field(metadata, "via"))
}

/// How long the fetch took, as the text of a metadata record says.
pub fn time_taken(metadata: &[u8]) -> Option<Duration> {
    field(metadata, "fetchTimeMs").and_then(|v| v.parse().ok()).map(Duration::from_millis)
}
