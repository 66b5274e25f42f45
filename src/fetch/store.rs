//! Takes in what was fetched: into the WARC, the frontier, and the queue of what follows from it.

mod recover;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use url::Url;

use super::address::{self, folder, key, same_site};
use super::archive::{Archive, Revisit, Written, unwritable};
use super::cdxj;
use super::client::{Client, Exchange, Plain, Validators};
use super::clock::{milliseconds, rfc3339, stamp14};
use super::fault::{self, Fault};
use super::follow::{self, From, Scope, Taken};
use super::frontier::{Capture, Frontier, Item, Kept, New, State};
use super::links::{self, Links};
use super::pace::Pace;
use super::warc::payload_digest;
use super::{FetchOptions, kind};
use crate::budget;
use crate::error::{Failure, Notice};
use crate::page::surt::surt;
use crate::page::{Page, Provenance};

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

    /// Refuses to begin where a file of one of these names is there and the state is not: it is not ours.
    fn check(&self) -> Kept<()> {
        let used = |path: &&PathBuf| std::fs::metadata(path).is_ok_and(|m| !m.is_file() || m.len() > 0);
        let found = [&self.warc, &self.cdxj, &self.failures].into_iter().find(used);
        let Some(found) = found.filter(|_| !self.state.exists()) else { return Ok(()) };
        let told = format!("{} is there, but its state {} is not", found.display(), self.state.display());
        Err(Failure::new("fetch", "state", told, "give another -o, or move the file away"))
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
    archive: Archive,
    files: Files,
    options: FetchOptions,
    since: Instant,
    pace: Pace,
    known: u64,
    /// How many pages wait, and when they were counted.
    queued: Option<(Instant, u64)>,
    notices: Vec<Notice>,
}

/// An answer as it was understood.
struct Reading {
    /// The digest of its payload.
    digest: String,
    /// The profile of its revisit record, where the page is as it was.
    revisit: Option<&'static str>,
    what: What,
}

enum What {
    /// The page is as it was, says the server.
    Unchanged,
    Redirect,
    /// A status that gives no page: kept, and a failure.
    Refused(Fault),
    /// A page that ended before its time: kept as what it is, and a failure that stays open.
    Torn(Fault),
    /// A body that is no page: not kept.
    Unreadable(Fault),
    Page(Page),
}

impl Store {
    /// Opens or begins the fetch that writes `options.out`, with `seeds` as first addresses.
    pub fn open(seeds: &[Url], options: &FetchOptions, now: i64) -> Kept<Self> {
        let files = Files::beside(&options.out);
        if let Some(dir) = options.out.parent().filter(|d| !d.as_os_str().is_empty()) {
            std::fs::create_dir_all(dir).map_err(|e| unwritable(dir, &e))?;
        }
        files.check()?;
        let length = std::fs::metadata(&files.warc).map_or(0, |m| m.len());
        let pace = Pace::of(options);
        let frontier = Frontier::open(&files.state)?;
        frontier.begin()?;
        let finished = frontier.meta("finished")?;
        let mut safe = frontier.meta("length")?.unwrap_or(0).cast_unsigned();
        if length < safe {
            safe = frontier.forget_beyond(length)?;
            // An older index may name what is gone; it is written anew at the end.
            let _ = std::fs::remove_file(&files.cdxj);
        }
        frontier.take_back(now, |attempts| milliseconds(pace.backoff(attempts)))?;
        let known = frontier.known()?;
        let archive = Archive::open(&files.warc)?;
        let (since, options, notices) = (Instant::now(), options.clone(), Vec::new());
        let mut store =
            Store { frontier, archive, files, options, pace, since, known, queued: None, notices };
        store.recover(safe, finished == Some(0), now)?;
        if seeds.is_empty() {
            // Whoever only names pages to be had again wants nothing else now.
            store.frontier.hold()?;
        } else {
            if finished == Some(1) {
                store.frontier.queue_all(store.frontier.meta("wants")? == Some(wants(&store.options)))?;
            }
            store.frontier.set_meta("wants", wants(&store.options))?;
        }
        store.frontier.set_meta("finished", 0)?;
        for seed in seeds {
            store.frontier.seed(seed)?;
        }
        for url in &store.options.again {
            if !store.frontier.again(url)? {
                store.frontier.seed(url)?;
            }
        }
        store.known = store.frontier.known()?;
        store.archive.begin_session(&store.options, now)?;
        store.commit()?;
        Ok(store)
    }

    /// What people should know of the files that were found, once.
    pub fn notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.notices)
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
        self.archive.sync()?;
        self.frontier.set_meta("length", self.archive.end().cast_signed())?;
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
        cdxj::write(&self.files.cdxj, self.archive.name(), &self.frontier)?;
        super::report::write_failures(&self.files.failures, &self.frontier)
    }

    /// Keeps the robots.txt that is obeyed.
    pub fn robots(&mut self, answer: &Exchange) -> Kept<()> {
        self.archive.robots(answer)
    }

    /// Notes that a page failed for good.
    pub fn fail(&mut self, item: &Item, fault: Fault) -> Kept<Outcome> {
        self.frontier.fail(item.id, &fault.failure)?;
        Ok(Outcome { failure: Some(fault.failure), ..Outcome::default() })
    }

    /// Takes in an answer that is final: writes it, and queues what follows from it.
    pub fn take_in(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
        let mut reading = self.read(item, answer);
        if reading.revisit.is_some() && !self.is_intact(item)? {
            if matches!(reading.what, What::Unchanged) {
                // What it is said to be like cannot be read any more: it must come whole.
                self.frontier.again(&item.url)?;
                return Ok(Outcome::default());
            }
            reading.revisit = None;
        }
        if !matches!(reading.what, What::Unreadable(_)) {
            let via = item.via.map(|id| self.frontier.uri(id)).transpose()?.flatten();
            let revisit = reading.revisit.map(|profile| Revisit { profile, digest: &reading.digest });
            let torn = matches!(reading.what, What::Torn(_));
            let written = self.archive.exchange(item, answer, via.as_deref(), revisit.as_ref(), torn)?;
            self.note(item, answer, &reading, &written)?;
        }
        let done = self.conclude(item, answer, reading)?;
        Ok(Outcome { bytes: answer.body.len() as u64, ..done })
    }

    /// Says what an answer is. Changes nothing, and says the same of the answer as the WARC has it.
    fn read(&self, item: &Item, answer: &Exchange) -> Reading {
        if let (304, Some((digest, _))) = (answer.status, &item.captured) {
            let revisit = Some("server-not-modified");
            return Reading { digest: digest.clone(), revisit, what: What::Unchanged };
        }
        let digest = payload_digest(&answer.body);
        let plain = |what| Reading { digest: digest.clone(), revisit: None, what };
        if answer.location().is_some() {
            return plain(What::Redirect);
        }
        if let Some(fault) = fault::of_status(answer.status, answer.reason, Client::wait_of(answer)) {
            return plain(What::Refused(fault));
        }
        let content_type = answer.header("content-type");
        let read = answer.plain_body(self.options.max_bytes);
        match read.and_then(|plain| kind::check(content_type.as_deref(), &plain.body).map(|()| plain)) {
            Err(fault) => plain(What::Unreadable(fault)),
            Ok(Plain { body, torn: true }) if body.is_empty() => plain(What::Unreadable(fault::torn())),
            Ok(Plain { torn: true, .. }) => plain(What::Torn(fault::torn())),
            Ok(Plain { body, torn: false }) => {
                let same = item.captured.as_ref().is_some_and(|(d, _)| *d == digest);
                let page = Page { body, provenance: Provenance { content_type, ..Provenance::default() } };
                Reading {
                    digest,
                    revisit: same.then_some("identical-payload-digest"),
                    what: What::Page(page),
                }
            }
        }
    }

    /// Notes a capture for the index.
    fn note(&self, item: &Item, answer: &Exchange, reading: &Reading, written: &Written) -> Kept<()> {
        let mime = answer.header("content-type").unwrap_or_default();
        let mime = mime.split(';').next().map(str::trim).filter(|m| !m.is_empty()).unwrap_or("unk");
        self.frontier.capture(&Capture {
            uri: item.url.as_str(),
            surt: &surt(&item.url),
            stamp: &stamp14(answer.began),
            mime: if reading.revisit.is_some() { "warc/revisit" } else { mime },
            status: answer.status,
            digest: &reading.digest,
            offset: written.offset,
            length: written.length,
            page: item.id,
            ends: written.ends,
        })
    }

    /// Draws the conclusions of an answer that is written: what became of the page, and what is fetched next.
    fn conclude(&mut self, item: &Item, answer: &Exchange, reading: Reading) -> Kept<Outcome> {
        match reading.what {
            What::Unchanged => {
                self.frontier.done(item.id, 200, &item.known, None)?;
                Ok(Outcome { page: true, unchanged: true, ..Outcome::default() })
            }
            What::Redirect => self.redirect(item, answer),
            What::Refused(fault) | What::Unreadable(fault) => self.fail(item, fault),
            What::Torn(fault) => {
                self.frontier.forget_capture(item.id)?;
                self.fail(item, fault)
            }
            What::Page(page) => self.page(item, answer, &page, &reading.digest, reading.revisit.is_some()),
        }
    }

    fn redirect(&mut self, item: &Item, answer: &Exchange) -> Kept<Outcome> {
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
        if target == item.url && answer.header("set-cookie").is_some() && item.hops < budget::REDIRECTS {
            // It wants to see its cookie again.
            self.frontier.respell(item.id, &target, item.hops + 1)?;
            return Ok(Outcome::default());
        }
        self.send_on(item, &target)
    }

    /// Queues the address that a redirect leads to, next in turn.
    fn send_on(&mut self, item: &Item, target: &Url) -> Kept<Outcome> {
        let endless = |told: String| Fault::lasting("redirects", told, "look at the address with a browser");
        if item.hops >= budget::REDIRECTS {
            return self.fail(item, endless(format!("more than {} redirects in a row", budget::REDIRECTS)));
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
        let endless = item.hops >= budget::REDIRECTS || self.frontier.came_through(item, target)?;
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

    fn page(
        &mut self,
        item: &Item,
        answer: &Exchange,
        page: &Page,
        digest: &str,
        unchanged: bool,
    ) -> Kept<Outcome> {
        // A page that ended as pages do, though its length said otherwise, is never asked for under conditions.
        let header = |name| if answer.cut { None } else { answer.header(name) };
        let known = Validators { etag: header("etag"), modified: header("last-modified") };
        let date = rfc3339(answer.began);
        let captured = (!unchanged).then_some((digest, date.as_str()));
        self.frontier.done(item.id, answer.status, &known, captured)?;
        if kind::is_html(page.provenance.content_type.as_deref(), &page.body) {
            let mut found = links::links(page, &item.url);
            found.nofollow |= answer.is_nofollow(self.options.token());
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
                Ok(Taken::Part) if item.parts < budget::ARTICLE_PAGES => (item.depth, item.parts + 1, 0),
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
}

/// What is wanted of every page, as a number that stands in the state: where it is another one, unchanged
/// pages must come whole again. A digest, as it must be the same under every compiler.
fn wants(options: &FetchOptions) -> i64 {
    let FetchOptions { follow, depth, limit, within, .. } = options;
    let within: Vec<&str> = within.iter().map(Url::as_str).collect();
    let digest = Sha256::digest(format!("{follow} {depth} {limit:?} {}", within.join(" ")));
    digest.iter().take(8).fold(0, |number, byte| number << 8 | i64::from(*byte))
}
