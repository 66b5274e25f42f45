//! Drives a fetch: one worker a host, one request at a time, everything that comes back into the store.

mod shared;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use url::Url;

use super::FetchOptions;
use super::client::{Client, Exchange, Validators};
use super::clock::{milliseconds, now};
use super::fault::{self, Fault};
use super::frontier::{Item, Kept, State};
use super::pace::Pace;
use super::report::{Summary, Wait, Watch, Why};
use super::robots::Allows;
use super::store::Store;
use crate::budget;
use crate::error::{Failure, Notice};
use crate::page::http::is_page;
use shared::{Job, Shared};

/// So many hosts are asked at the same time, each over one connection.
const HOSTS: usize = 8;
/// So many pages are handed out at once where no pause is kept.
const BATCH: u32 = 64;
/// No answer waits for the store but the one it works on: after a kill, hardly more than the page that was on
/// the wire is asked for again.
const AHEAD: usize = 0;
/// A wait as long as this is told, once.
const LONG: Duration = Duration::from_secs(60);
/// Of so many pages of a host what came is kept in mind while they are tried again.
const TORN: usize = 8;
/// After so many pages in a row that could not be had for one host, the rest waits for another run.
const DEAD_AFTER: u32 = 5;

/// So often it is looked whether the fetch is to stop.
const LOOK: Duration = Duration::from_millis(100);

/// Fetches `seeds`, and what follows from them, into `options.out`; goes on where an earlier run was stopped.
///
/// Pages that fail are counted in the summary and listed beside the WARC. Fails where nothing could be
/// started, or where the disk cannot be written.
pub fn fetch(seeds: &[Url], options: &FetchOptions, mut watch: Box<dyn Watch>) -> Result<Summary, Failure> {
    let client = Client::new(options)?;
    let mut store = Store::open(seeds, options, now())?;
    store.notices().iter().for_each(|notice| watch.notice(notice));
    let (jobs, inbox) = sync_channel::<Job>(AHEAD);
    let keeper = std::thread::spawn(move || -> (Store, Kept<()>) {
        let kept = store.begin().and_then(|()| keep(&mut store, &inbox));
        (store, kept)
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| {
        Failure::new("fetch", "client", format!("the runtime cannot be set up: {e}"), "close other programs")
    })?;
    let (halt, stop) = watch::channel(false);
    let shared = Arc::new(Shared {
        client,
        options: options.clone(),
        store: jobs,
        stop,
        progress: Mutex::default(),
        watch: Mutex::new(watch),
        unchanged: Mutex::new(0),
    });
    let ran = runtime.block_on(all_hosts(&shared, &halt));
    drop(runtime);
    let interrupted = *shared.stop.borrow();
    let progress = lock(&shared.progress).clone();
    let unchanged = *lock(&shared.unchanged);
    drop(shared);
    let (mut store, kept) = keeper.join().map_err(|_| lost())?;
    kept.and(ran)?;
    let in_state = |state| store.frontier.count(state);
    let queued = in_state(State::Queued)? + in_state(State::Leased)? + in_state(State::Held)?;
    store.close(queued == 0)?;
    Ok(Summary {
        done: progress.done,
        unchanged,
        failed: store.frontier.count(State::Failed)?,
        queued,
        bytes: progress.bytes,
        left: store.frontier.left_out()?,
        interrupted,
    })
}

/// The store's own thread: jobs in their order, and what they wrote made safe from time to time.
fn keep(store: &mut Store, inbox: &std::sync::mpsc::Receiver<Job>) -> Kept<()> {
    loop {
        match inbox.recv_timeout(Duration::from_millis(500)) {
            Ok(job) => job(store)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
        store.settle(false)?;
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn lost() -> Failure {
    Failure::new("fetch", "state", "the store has stopped", "see the failure before this one; run again")
}

/// Starts a worker for each host that has pages waiting, until none has.
async fn all_hosts(shared: &Arc<Shared>, halt: &watch::Sender<bool>) -> Kept<()> {
    let mut workers = JoinSet::new();
    let mut seen = BTreeSet::new();
    let stopped = async {
        while !shared.options.stop.load(Ordering::Relaxed) {
            tokio::time::sleep(LOOK).await;
        }
        halt.send_replace(true);
    };
    tokio::pin!(stopped);
    loop {
        let hosts = shared.ask(|store| store.frontier.hosts()).await?;
        for host in hosts {
            if workers.len() < HOSTS && !*shared.stop.borrow() && seen.insert(host.clone()) {
                workers.spawn(one_host(Arc::clone(shared), host));
            }
        }
        tokio::select! {
            ended = workers.join_next() => match ended {
                // A host may come up again, from a redirect; one that was given up does not.
                Some(Ok(Ok((host, ended)))) => {
                    if ended == Ended::Empty {
                        seen.remove(&host);
                    }
                }
                Some(Ok(Err(failure))) => return Err(failure),
                Some(Err(_)) => return Err(lost()),
                None => return Ok(()),
            },
            () = &mut stopped => {}
        }
        if *shared.stop.borrow() {
            while let Some(ended) = workers.join_next().await {
                ended.map_err(|_| lost())??;
            }
            return Ok(());
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Ended {
    /// Nothing waits any more.
    Empty,
    /// The host cannot be asked now.
    GivenUp,
}

async fn one_host(shared: Arc<Shared>, origin: String) -> Kept<(String, Ended)> {
    let left = {
        let origin = origin.clone();
        shared.ask(move |store| store.frontier.host(&origin, now())).await?
    };
    let mut host = Host {
        pace: Pace::of(&shared.options),
        shared,
        origin: origin.clone(),
        rules: Allows::Open,
        free_at: now().saturating_add(left),
        why: Why::Delay,
        told: None,
        torn: BTreeMap::new(),
        dead: 0,
        unreachable: None,
        batch: VecDeque::new(),
    };
    let ended = host.work().await?;
    Ok((origin, ended))
}

/// One host, its rules and its pace.
struct Host {
    shared: Arc<Shared>,
    origin: String,
    rules: Allows,
    pace: Pace,
    /// When the next request may go out, by [`now`].
    free_at: i64,
    why: Why,
    /// The reason of the last long wait that people were told of.
    told: Option<Why>,
    /// The longest torn answer of pages that are tried again.
    torn: BTreeMap<i64, Exchange>,
    /// Pages in a row that could not be had because of the host.
    dead: u32,
    /// Why not even robots.txt could be had.
    unreachable: Option<Fault>,
    batch: VecDeque<Item>,
}

impl Host {
    async fn work(&mut self) -> Kept<Ended> {
        if !self.read_rules().await? {
            return Ok(Ended::GivenUp);
        }
        loop {
            if *self.shared.stop.borrow() || self.dead >= DEAD_AFTER {
                self.give_back().await?;
                return Ok(Ended::GivenUp);
            }
            let Some(item) = self.next().await? else { return Ok(Ended::Empty) };
            let refused = self.unreachable.clone().map_or_else(|| self.rules.allow(&item.url), Err);
            if let Err(fault) = refused {
                self.give_up(item, fault).await?;
                continue;
            }
            if !self.wait().await {
                self.batch.push_front(item);
                continue;
            }
            if !self.visit(item).await? {
                self.give_back().await?;
                return Ok(Ended::GivenUp);
            }
        }
    }

    /// Gets robots.txt; `false` where the fetch was stopped meanwhile.
    async fn read_rules(&mut self) -> Kept<bool> {
        let Ok(mut url) = Url::parse(&self.origin).and_then(|u| u.join("/robots.txt")) else {
            return Ok(true);
        };
        let (mut tried, mut hops) = (0, 0);
        loop {
            if !self.wait().await {
                return Ok(false);
            }
            let got = self.shared.client.get(&url, &Validators::default(), Some(budget::ROBOTS_BYTES)).await;
            self.rest(got.as_ref().ok(), None);
            let passing = match &got {
                Ok(answer) => fault::of_status(answer.status, answer.reason, Client::wait_of(answer)),
                Err(fault) => Some(fault.clone()),
            };
            if let Some(wait) = passing.as_ref().and_then(|f| f.wait).filter(|w| self.pace.is_too_long(*w)) {
                self.tell_later(wait);
                return Ok(false);
            }
            if let Some(fault) = passing.filter(|f| f.passing && tried < self.shared.options.retries) {
                tried += 1;
                self.back_off(&fault, tried);
                continue;
            }
            let answer = match got {
                Ok(answer) => answer,
                Err(fault) => {
                    self.unreachable = Some(fault);
                    return Ok(true);
                }
            };
            let target = answer.location().and_then(|l| super::address::resolve_location(&url, l));
            if let Some(target) = target.filter(|_| hops < 5) {
                (url, hops) = (target, hops + 1);
                continue;
            }
            let (rules, notice) = Allows::of(self.shared.options.token(), &answer);
            self.rules = rules;
            if let Some(notice) = notice {
                lock(&self.shared.watch).notice(&notice);
            }
            if let Some(asked) = self.rules.delay().filter(|d| self.pace.is_too_long(*d)) {
                let most = self.shared.options.max_wait.as_secs_f64();
                let message = format!(
                    "{} asks in its robots.txt for a pause of {} s between two pages: it gets {most} s (--max-wait)",
                    self.origin,
                    asked.as_secs()
                );
                lock(&self.shared.watch).notice(&Notice::new("crawl-delay", message));
            }
            if matches!(self.rules, Allows::Written(_)) {
                self.shared.tell(move |store| store.robots(&answer))?;
            }
            self.rest(None, None);
            return Ok(true);
        }
    }

    /// The next page whose time has come; waits for one that is put back.
    async fn next(&mut self) -> Kept<Option<Item>> {
        loop {
            if let Some(item) = self.batch.pop_front() {
                return Ok(Some(item));
            }
            let count = if self.shared.options.delay.is_zero() { BATCH } else { 1 };
            let (origin, polite) = (self.origin.clone(), count == 1);
            let (items, next_at, queued) = self
                .shared
                .ask(move |store| {
                    store.settle(polite)?;
                    let items = store.frontier.lease(&origin, now(), count)?;
                    let next_at = if items.is_empty() { store.frontier.next_at(&origin)? } else { None };
                    Ok((items, next_at, store.queued()?))
                })
                .await?;
            lock(&self.shared.progress).queued = queued + items.len() as u64;
            self.batch.extend(items);
            if self.batch.is_empty() {
                let Some(next_at) = next_at else { return Ok(None) };
                if !self.pause_until(next_at, Why::Backoff).await {
                    return Ok(None);
                }
            }
        }
    }

    /// Keeps the pause of the host; `false` where the fetch was stopped meanwhile.
    async fn wait(&mut self) -> bool {
        let (until, why) = (self.free_at, self.why);
        self.pause_until(until, why).await
    }

    async fn pause_until(&mut self, until: i64, why: Why) -> bool {
        let left = Duration::from_millis(u64::try_from(until.saturating_sub(now())).unwrap_or(0));
        if left.is_zero() {
            return !*self.shared.stop.borrow();
        }
        if left >= LONG && self.told.replace(why) != Some(why) {
            let message = format!("{}: waiting {} s, as {}", self.origin, left.as_secs(), why.text());
            lock(&self.shared.watch).notice(&Notice::new("long-wait", message));
        }
        self.shared.show(Some(Wait { host: self.origin.clone(), pause: left, why }));
        let mut stop = self.shared.stop.clone();
        tokio::select! {
            () = tokio::time::sleep(left) => true,
            _ = stop.wait_for(|stopped| *stopped) => false,
        }
    }

    /// Sets when the host may be asked again, after an answer or after none.
    fn rest(&mut self, answer: Option<&Exchange>, failed_after: Option<Duration>) {
        let took = answer.map(|a| a.took).or(failed_after).unwrap_or_default();
        let (pause, why) = self.pace.pause(self.rules.delay(), took);
        let free_at = now().saturating_add(milliseconds(pause));
        if free_at > self.free_at {
            (self.free_at, self.why) = (free_at, why);
        }
    }

    /// When another try may be made; what the server asks for holds for the whole host.
    fn back_off(&mut self, fault: &Fault, tried: u32) -> i64 {
        let backoff = self.pace.backoff(tried).max(fault.wait.unwrap_or_default());
        let next_at = now().saturating_add(milliseconds(backoff));
        if fault.wait.is_some() && next_at > self.free_at {
            (self.free_at, self.why) = (next_at, Why::RetryAfter);
        }
        next_at
    }

    /// Asks for a page and hands the answer on; `false` where the host asks for a wait that is too long.
    async fn visit(&mut self, item: Item) -> Kept<bool> {
        let start = std::time::Instant::now();
        let got = self.shared.client.get(&item.url, &item.known, None).await;
        self.rest(got.as_ref().ok(), Some(start.elapsed()));
        let last = item.attempts >= self.shared.options.retries;
        // An answer with a status that gives no page is an answer all the same, and kept in the end.
        let (got, again) = match got {
            // What came is kept in the end, as what it is.
            Ok(answer) if answer.is_torn(self.shared.options.max_bytes) => {
                (Some(answer), Some(fault::torn()))
            }
            Ok(answer) => {
                let fault = fault::of_status(answer.status, answer.reason, Client::wait_of(&answer));
                (Some(answer), fault)
            }
            Err(fault) => (None, Some(fault)),
        };
        if let Some(wait) = again.as_ref().and_then(|f| f.wait).filter(|w| self.pace.is_too_long(*w)) {
            self.tell_later(wait);
            self.shared.tell(move |store| store.frontier.postpone(item.id, 0, false))?;
            return Ok(false);
        }
        if let Some(fault) = again.as_ref().filter(|f| f.passing && !last) {
            if let Some(answer) = got.filter(|a| is_page(a.status)) {
                self.keep_in_mind(item.id, answer);
            }
            let next_at = self.back_off(fault, item.attempts + 1);
            let (origin, now, left) = self.rest_of_pause();
            self.shared.tell(move |store| {
                store.frontier.set_host(&origin, now, left)?;
                store.frontier.postpone(item.id, next_at, true)
            })?;
            return Ok(true);
        }
        let dead = |f: &Fault| matches!(f.failure.reason.as_str(), "dns" | "connect" | "timeout");
        self.dead = if again.as_ref().is_some_and(dead) { self.dead + 1 } else { 0 };
        let longer = |torn: &Exchange| match (&got, &again) {
            (Some(answer), Some(_)) => is_page(answer.status) && answer.body.len() < torn.body.len(),
            (Some(_), None) => false,
            (None, _) => true,
        };
        let torn = self.torn.remove(&item.id).filter(longer);
        match (torn.or(got), again) {
            (Some(answer), _) => self.hand_over(item, answer).await?,
            (None, Some(fault)) => self.give_up(item, fault).await?,
            (None, None) => {}
        }
        if self.dead >= DEAD_AFTER {
            let message =
                format!("{} does not answer: what waits for it is left for another run", self.origin);
            lock(&self.shared.watch).notice(&Notice::new("host-dead", message));
        }
        Ok(true)
    }

    /// Keeps a torn answer in mind: the next try may bring less.
    fn keep_in_mind(&mut self, page: i64, answer: Exchange) {
        let longer = self.torn.get(&page).is_none_or(|kept| kept.body.len() < answer.body.len());
        if longer && (self.torn.len() < TORN || self.torn.contains_key(&page)) {
            self.torn.insert(page, answer);
        }
    }

    /// Tells that the host asks for a wait that is too long for this run. Nothing of it is kept: who runs the same
    /// command again decides when.
    fn tell_later(&self, wait: Duration) {
        let message = format!(
            "{} asks to wait {} s, longer than the {} s of --max-wait: what waits for it is left for another run",
            self.origin,
            wait.as_secs(),
            self.shared.options.max_wait.as_secs_f64()
        );
        lock(&self.shared.watch).notice(&Notice::new("retry-later", message));
    }

    /// The host, the time, and for how many milliseconds from then it must be left alone.
    fn rest_of_pause(&self) -> (String, i64, i64) {
        let now = now();
        (self.origin.clone(), now, self.free_at.saturating_sub(now).max(0))
    }

    async fn hand_over(&mut self, item: Item, answer: Exchange) -> Kept<()> {
        let uri = item.url.to_string();
        let (origin, now, left) = self.rest_of_pause();
        let polite = !self.shared.options.delay.is_zero();
        let shared = Arc::clone(&self.shared);
        let take_in = move |store: &mut Store| {
            let outcome = store.take_in(&item, &answer)?;
            if polite {
                store.frontier.set_host(&origin, now, left)?;
                store.settle(true)?;
            }
            shared.count(&uri, &outcome);
            Ok(())
        };
        // With a pause the page's links must be known before the next page is chosen; without one the
        // store works while the next page is on its way.
        if polite { self.shared.ask(take_in).await } else { self.shared.tell(take_in) }
    }

    async fn give_up(&mut self, item: Item, fault: Fault) -> Kept<()> {
        let uri = item.url.to_string();
        let outcome = self.shared.ask(move |store| store.fail(&item, fault)).await?;
        self.shared.count(&uri, &outcome);
        Ok(())
    }

    /// Puts back what was handed out and not fetched.
    async fn give_back(&mut self) -> Kept<()> {
        let ids: Vec<i64> = self.batch.drain(..).map(|i| i.id).collect();
        self.shared
            .ask(move |store| ids.into_iter().try_for_each(|id| store.frontier.postpone(id, 0, false)))
            .await
    }
}
