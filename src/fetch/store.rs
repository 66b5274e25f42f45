//! Takes in what was fetched: into the WARC, the frontier, and the queue of what follows from it.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use url::Url;

use super::address::{self, folder, key, same_site};
use super::cdxj;
use super::client::{Client, Exchange, Validators, response_lines};
use super::clock::{rfc3339, stamp14};
use super::fault::{self, Fault};
use super::follow::{self, From, Scope, Taken};
use super::frontier::{Capture, Frontier, Item, Kept, New, State};
use super::links::{self, Links};
use super::warc::{Place, Record, Warc, payload_digest};
use super::{FetchOptions, kind};
use crate::error::Failure;
use crate::page::{Page, Provenance};

/// More redirects in a row than this lead nowhere.
pub const MAX_HOPS: u32 = 10;
/// An article of more pages than this has none.
const MAX_PARTS: u32 = 500;
/// What is written is made safe at least this often.
const COMMIT: Duration = Duration::from_millis(500);

/// Files of one fetch, named after the WARC.
#[derive(Debug, Clone)]
pub struct Files {
    /// The WARC.
    pub warc: PathBuf,
    /// The frontier.
    pub state: PathBuf,
    /// The index.
    pub cdxj: PathBuf,
    /// The pages that failed.
    pub failures: PathBuf,
}

impl Files {
    /// Names the files beside `warc`: `a.warc.gz` has `a.state.sqlite`, `a.cdxj` and `a.failures.jsonl`.
    pub fn beside(warc: &Path) -> Self {
        let name = warc.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let stem = name.strip_suffix(".gz").unwrap_or(&name);
        let stem = stem.strip_suffix(".warc").unwrap_or(stem);
        let beside = |end: &str| warc.with_file_name(format!("{stem}.{end}"));
        Files {
            warc: warc.to_owned(),
            state: beside("state.sqlite"),
            cdxj: beside("cdxj"),
            failures: beside("failures.jsonl"),
        }
    }
}

/// What became of a page, for those who watch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Bytes received.
    pub bytes: u64,
    /// Whether a page, and no redirect, was written or found unchanged.
    pub page: bool,
    /// Whether it is as it was the time before.
    pub unchanged: bool,
    /// Why it failed.
    pub failure: Option<Failure>,
}

/// The frontier and the WARC of a fetch.
pub struct Store {
    /// The queue and what is known.
    pub frontier: Frontier,
    warc: Warc,
    files: Files,
    options: FetchOptions,
    warcinfo: String,
    since: Instant,
    known: u64,
    /// How many pages wait, and when they were counted.
    queued: Option<(Instant, u64)>,
}

fn unwritable(path: &Path, e: &io::Error) -> Failure {
    let found = format!("{} cannot be written: {e}", path.display());
    Failure::new("fetch", "write", found, "check the folder and the disk, then run the same command again")
}

impl Store {
    /// Opens or begins the fetch that writes `options.out`, with `seeds` as first addresses.
    pub fn open(seeds: &[Url], options: &FetchOptions, now: i64) -> Kept<Self> {
        let files = Files::beside(&options.out);
        if let Some(dir) = options.out.parent().filter(|d| !d.as_os_str().is_empty()) {
            std::fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))?;
        }
        let length = std::fs::metadata(&files.warc).map_or(0, |m| m.len());
        if length > 0 && !files.state.exists() {
            return Err(Failure::new(
                "fetch",
                "state",
                format!("{} is there, but its state {} is not", files.warc.display(), files.state.display()),
                "give another -o, or move the WARC away",
            ));
        }
        let frontier = Frontier::open(&files.state)?;
        frontier.begin()?;
        let ended = frontier.meta("finished")? == Some(1);
        let mut safe = frontier.meta("length")?.unwrap_or(0).cast_unsigned();
        if length < safe {
            safe = frontier.forget_beyond(length)?;
        }
        frontier.take_back()?;
        let wants = i64::from(options.follow) + 2 * i64::from(options.depth);
        if ended {
            frontier.queue_all(frontier.meta("wants")? == Some(wants))?;
        }
        frontier.set_meta("wants", wants)?;
        frontier.set_meta("finished", 0)?;
        for seed in seeds {
            frontier.seed(seed)?;
        }
        let known = frontier.known()?;
        let warc = Warc::open(&files.warc, safe).map_err(|e| unwritable(&files.warc, &e))?;
        let (since, options) = (Instant::now(), options.clone());
        let mut store =
            Store { frontier, warc, files, options, warcinfo: String::new(), since, known, queued: None };
        store.warcinfo(now)?;
        store.commit()?;
        Ok(store)
    }

    fn append(&mut self, record: &Record) -> Kept<Place> {
        self.warc.append(record).map_err(|e| unwritable(&self.files.warc, &e))
    }

    fn warcinfo(&mut self, now: i64) -> Kept<()> {
        let contact = self.options.contact.as_deref().unwrap_or("none given");
        let text = format!(
            "software: nianjian/{}\r\nformat: WARC File Format 1.1\r\n\
             conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n\
             robots: obey (RFC 9309)\r\noperator: {contact}\r\nhttp-header-user-agent: {}\r\n",
            env!("CARGO_PKG_VERSION"),
            self.options.agent(),
        );
        let name = self.warc_name();
        let record = Record {
            kind: "warcinfo",
            date: &rfc3339(now),
            uri: None,
            content_type: "application/warc-fields",
            fields: vec![("WARC-Filename", name)],
            head: b"",
            payload: text.as_bytes(),
        };
        self.warcinfo = self.append(&record)?.id;
        Ok(())
    }

    fn warc_name(&self) -> String {
        self.files.warc.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Makes safe what was written, if it is time or `now`.
    pub fn settle(&mut self, now: bool) -> Kept<()> {
        if !now && self.since.elapsed() < COMMIT {
            return Ok(());
        }
        self.commit()?;
        self.frontier.begin()
    }

    fn commit(&mut self) -> Kept<()> {
        self.warc.sync().map_err(|e| unwritable(&self.files.warc, &e))?;
        self.frontier.set_meta("length", self.warc.end().cast_signed())?;
        self.since = Instant::now();
        self.frontier.commit()
    }

    /// How many pages wait; counted once a second, for those who watch.
    pub fn queued(&mut self) -> Kept<u64> {
        match self.queued {
            Some((counted, queued)) if counted.elapsed() < Duration::from_secs(1) => Ok(queued),
            _ => {
                let queued = self.frontier.count(State::Queued)?;
                self.queued = Some((Instant::now(), queued));
                Ok(queued)
            }
        }
    }

    /// Begins to work, after [`Store::open`].
    pub fn begin(&self) -> Kept<()> {
        self.frontier.begin()
    }

    /// Ends the session: writes the index and the list of failures. `finished` says that nothing waits.
    pub fn close(&mut self, finished: bool) -> Kept<()> {
        self.frontier.set_meta("finished", i64::from(finished))?;
        self.commit()?;
        cdxj::write(&self.files.cdxj, &self.warc_name(), &self.frontier)?;
        super::report::write_failures(&self.files.failures, &self.frontier)
    }

    /// Keeps the robots.txt that is obeyed as metadata: it is no page of the yearbook.
    pub fn robots(&mut self, answer: &Exchange) -> Kept<()> {
        let record = Record {
            kind: "metadata",
            date: &rfc3339(answer.began),
            uri: Some(answer.url.as_str()),
            content_type: "application/http; msgtype=response",
            fields: vec![("WARC-Warcinfo-ID", self.warcinfo.clone())],
            head: &response_lines(answer),
            payload: &answer.body,
        };
        self.append(&record).map(drop)
    }

    /// Notes that a page failed for good.
    pub fn fail(&mut self, item: &Item, fault: Fault) -> Kept<Outcome> {
        self.frontier.fail(item.id, &fault.failure)?;
        Ok(Outcome { failure: Some(fault.failure), ..Outcome::default() })
    }

    /// Takes in an answer that is final: writes it, and queues what follows from it.
    pub fn take_in(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
        let bytes = answer.body.len() as u64;
        let done = match answer.status {
            304 if item.captured.is_some() => self.unchanged(item, answer),
            _ if answer.location().is_some() => self.redirect(item, answer),
            status => match fault::of_status(status, answer.reason, Client::wait_of(answer)) {
                Some(fault) => {
                    self.write(item, answer, &payload_digest(&answer.body))?;
                    self.fail(item, fault)
                }
                None => self.page(item, answer),
            },
        }?;
        Ok(Outcome { bytes, ..done })
    }

    fn unchanged(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
        let (digest, _) = item.captured.clone().unwrap_or_default();
        self.write_as(item, answer, &digest, Some("server-not-modified"))?;
        self.frontier.done(item.id, 200, &item.known, None)?;
        Ok(Outcome { page: true, unchanged: true, ..Outcome::default() })
    }

    fn redirect(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
        self.write(item, answer, &payload_digest(&answer.body))?;
        let location = answer.location().unwrap_or_default();
        let shown = String::from_utf8_lossy(location);
        let Some(target) = address::resolve_location(&item.url, location) else {
            let told = format!("the redirect leads to no address: {shown:?}");
            return self.fail(item, Fault::lasting("redirects", told, "look at the address with a browser"));
        };
        if let Err(failure) = address::check_scheme(&target) {
            return self.fail(item, Fault { failure, passing: false, wait: None });
        }
        self.frontier.done(item.id, answer.status, &Validators::default(), None)?;
        if target == item.url && answer.header("set-cookie").is_some() && item.hops < MAX_HOPS {
            // It wants to see its cookie again.
            self.frontier.respell(item.id, &target, item.hops + 1)?;
            return Ok(Outcome::default());
        }
        self.send_on(item, &target)
    }

    /// Queues the address that a redirect leads to, next in turn.
    fn send_on(&mut self, item: &Item, target: &Url) -> Kept<Outcome> {
        let endless = |told: String| Fault::lasting("redirects", told, "look at the address with a browser");
        if item.hops >= MAX_HOPS {
            return self.fail(item, endless(format!("more than {MAX_HOPS} redirects in a row")));
        }
        if key(target) == key(&item.url) && *target != item.url {
            self.frontier.respell(item.id, target, item.hops + 1)?;
            return Ok(Outcome::default());
        }
        if self.frontier.came_through(item, target)? {
            return self.fail(item, endless(format!("the redirect leads back to {target}")));
        }
        if !self.queue_next(item, target)? {
            self.frontier.left(item.id)?;
            self.frontier.leave(&key(target), "redirect-outside")?;
        }
        Ok(Outcome::default())
    }

    /// Queues the address that a page sends its readers on to. The page itself is kept: it may say something.
    fn refresh(&mut self, item: &Item, target: &Url) -> Kept<()> {
        let endless = item.hops >= MAX_HOPS || self.frontier.came_through(item, target)?;
        if endless || !self.queue_next(item, target)? {
            let reason = if endless { "loop" } else { "redirect-outside" };
            self.frontier.leave(&key(target), reason)?;
        }
        Ok(())
    }

    /// Queues `target` in place of `item`, next in turn; `false` where it is not wanted.
    fn queue_next(&mut self, item: &Item, target: &Url) -> Kept<bool> {
        if item.first {
            self.move_start(item, target)?;
        } else if !self
            .scope(item.seed)?
            .is_some_and(|s| same_site(&s.start, target) && follow::inside(&s, target))
        {
            return Ok(false);
        }
        let Item { seed, first, depth, parts, hops, .. } = *item;
        let new = New { url: target, from: Some(item), seed, first, depth, hops: hops + 1, parts, rank: 0 };
        self.known += u64::from(self.frontier.queue(&new)?);
        Ok(true)
    }

    /// Where the first address leads elsewhere, the folder counts from there; a folder that still holds it stays.
    fn move_start(&self, item: &Item, target: &Url) -> Kept<()> {
        let Some(scope) = self.scope(item.seed)? else { return Ok(()) };
        let stays = same_site(&scope.start, target)
            && folder(&scope.start) != "/"
            && target.path().starts_with(folder(&scope.start));
        if stays { Ok(()) } else { self.frontier.set_start(item.seed, target) }
    }

    fn page(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
        let body = match answer.plain_body(self.options.max_bytes) {
            Ok(body) => body,
            Err(fault) => return self.fail(item, fault),
        };
        if let Err(fault) = kind::check(answer.header("content-type").as_deref(), &body) {
            return self.fail(item, fault);
        }
        let digest = payload_digest(&answer.body);
        let known = Validators { etag: answer.header("etag"), modified: answer.header("last-modified") };
        let unchanged = item.captured.as_ref().is_some_and(|(d, _)| *d == digest);
        if unchanged {
            self.write_as(item, answer, &digest, Some("identical-payload-digest"))?;
            self.frontier.done(item.id, answer.status, &known, None)?;
        } else {
            self.write(item, answer, &digest)?;
            let date = rfc3339(answer.began);
            self.frontier.done(item.id, answer.status, &known, Some((&digest, &date)))?;
        }
        let content_type = answer.header("content-type");
        let page = Page { body, provenance: Provenance { content_type, ..Provenance::default() } };
        if kind::is_html(page.provenance.content_type.as_deref(), &page.body) {
            let found = links::links(&page, &item.url);
            if let Some(target) = links::refresh(&found, &item.url) {
                self.refresh(item, &target)?;
            }
            if self.options.follow {
                self.follow(item, &found)?;
            }
        }
        Ok(Outcome { page: true, unchanged, ..Outcome::default() })
    }

    fn scope(&self, seed: i64) -> Kept<Option<Scope>> {
        let Some(start) = self.frontier.start(seed)? else { return Ok(None) };
        let mut folders = vec![start.clone()];
        folders.extend(self.options.within.iter().cloned());
        // A whole site is no yearbook: from its root only what the first page itself lists is taken.
        let depth = if folder(&start) == "/" { self.options.depth.min(1) } else { self.options.depth };
        Ok(Some(Scope { start, folders, depth }))
    }

    fn follow(&mut self, item: &Item, found: &Links) -> Kept<()> {
        let Some(scope) = self.scope(item.seed)? else { return Ok(()) };
        if item.url.query().is_some() && self.frontier.looks_known(item, found.text_hash)? {
            for link in &found.links {
                self.frontier.leave(&key(&link.url), "duplicate")?;
            }
            return Ok(());
        }
        let from = From { url: &item.url, depth: item.depth };
        for (link, verdict) in follow::judge(&scope, from, found) {
            let (depth, parts, rank) = match verdict {
                Ok(Taken::Entry) => (item.depth + 1, 0, 1),
                Ok(Taken::Part) if item.parts < MAX_PARTS => (item.depth, item.parts + 1, 0),
                Ok(Taken::Part) => {
                    self.frontier.leave(&key(&link.url), "loop")?;
                    continue;
                }
                Err(reason) => {
                    self.frontier.leave(&key(&link.url), reason)?;
                    continue;
                }
            };
            if self.options.limit.is_some_and(|limit| self.known >= limit) {
                self.frontier.leave(&key(&link.url), "limit")?;
                continue;
            }
            let new = New {
                url: &link.url,
                from: Some(item),
                seed: item.seed,
                first: false,
                depth,
                hops: 0,
                parts,
                rank,
            };
            self.known += u64::from(self.frontier.queue(&new)?);
        }
        Ok(())
    }

    fn write(&mut self, item: &Item, answer: &Exchange, digest: &str) -> Kept<()> {
        self.write_as(item, answer, digest, None)
    }

    /// Writes request, response (or revisit) and metadata, and notes the capture for the index.
    fn write_as(&mut self, item: &Item, answer: &Exchange, digest: &str, revisit: Option<&str>) -> Kept<()> {
        let (date, uri) = (rfc3339(answer.began), item.url.as_str());
        let of_session = ("WARC-Warcinfo-ID", self.warcinfo.clone());
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
        if answer.cut {
            fields.push(("WARC-Truncated", "disconnect".to_owned()));
        }
        if let Some(profile) = revisit {
            let profile = format!("http://netpreserve.org/warc/1.1/revisit/{profile}");
            let (_, first) = item.captured.clone().unwrap_or_default();
            fields.push(("WARC-Profile", profile));
            fields.push(("WARC-Refers-To-Target-URI", uri.to_owned()));
            fields.push(("WARC-Refers-To-Date", first));
            fields.push(("WARC-Payload-Digest", digest.to_owned()));
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
        let text = self.metadata(item, answer)?;
        self.append(&Record {
            kind: "metadata",
            date: &date,
            uri: Some(uri),
            content_type: "application/warc-fields",
            fields: vec![of_session, ("WARC-Concurrent-To", place.id.clone())],
            head: b"",
            payload: text.as_bytes(),
        })?;
        let mime = answer.header("content-type").unwrap_or_default();
        let mime = mime.split(';').next().map(str::trim).filter(|m| !m.is_empty()).unwrap_or("unk");
        self.frontier.capture(&Capture {
            uri,
            surt: &cdxj::surt(&item.url),
            stamp: &stamp14(answer.began),
            mime: if revisit.is_some() { "warc/revisit" } else { mime },
            status: answer.status,
            digest,
            offset: place.offset,
            length: place.length,
            page: item.id,
            ends: self.warc.end(),
        })
    }

    fn metadata(&self, item: &Item, answer: &Exchange) -> Kept<String> {
        let mut text = format!("fetchTimeMs: {}\r\ndepth: {}\r\n", answer.took.as_millis(), item.depth);
        let via = item.via.map(|id| self.frontier.uri(id)).transpose()?.flatten();
        if let Some(via) = via {
            // One letter a step, as other crawlers write it: a link, or a redirect.
            let steps = "L".repeat((item.depth + item.parts) as usize) + &"R".repeat(item.hops as usize);
            text.push_str(&format!("via: {via}\r\nhopsFromSeed: {steps}\r\n"));
        }
        if let Some(coding) = answer.header("transfer-encoding") {
            text.push_str(&format!("transfer-coding-removed: {coding}\r\n"));
        }
        Ok(text)
    }
}
