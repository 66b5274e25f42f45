//! Gets single pages, as politely as a whole fetch: the door for converting an address.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use url::Url;

use super::address::{self, key, origin};
use super::client::{Client, Exchange, Plain, Validators};
use super::clock::rfc3339;
use super::fault::{self, Fault};
use super::pace::Pace;
use super::robots::Allows;
use super::{FetchOptions, kind, links};
use crate::budget;
use crate::error::Failure;
use crate::page::{Page, Provenance};

/// Gets pages one after the other, and remembers the rules and the pace of each host.
pub struct Visitor {
    client: Client,
    options: FetchOptions,
    runtime: tokio::runtime::Runtime,
    hosts: BTreeMap<String, Host>,
}

struct Host {
    rules: Allows,
    free_at: Instant,
}

/// Gets one page: robots.txt is obeyed, redirects and refreshes are followed, what can pass is tried again.
///
/// Gives the page with the address it came from in the end. Fails with the name of what went wrong:
/// `dns`, `connect`, `tls`, `tls-legacy`, `timeout`, `robots`, `status-404`, `challenge`, `too-large`,
/// `not-a-page`, `private-address`, `redirects`, `scheme` and the like.
pub fn get_page(url: &str, options: &FetchOptions) -> Result<Page, Failure> {
    Visitor::new(options)?.get(url)
}

impl Visitor {
    /// Prepares for visits.
    pub fn new(options: &FetchOptions) -> Result<Self, Failure> {
        let client = Client::new(options)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|e| {
            Failure::new(
                "fetch",
                "client",
                format!("the runtime cannot be set up: {e}"),
                "close other programs",
            )
        })?;
        Ok(Visitor { client, options: options.clone(), runtime, hosts: BTreeMap::new() })
    }

    /// Gets one page; see [`get_page`].
    pub fn get(&mut self, url: &str) -> Result<Page, Failure> {
        let mut url = address::read(url)?;
        let mut seen = vec![url.to_string()];
        loop {
            let answer = self.try_get(&url).map_err(|f| f.failure)?;
            let wants_cookie = answer.header("set-cookie").is_some();
            let target = match answer.location() {
                Some(location) => {
                    let target = address::resolve_location(&url, location);
                    let lost = || endless(format!("the redirect from {url} leads to no address"));
                    Some(target.ok_or_else(lost)?)
                }
                None => None,
            };
            let (page, target) = match target {
                Some(target) => (None, target),
                None => {
                    let page = self.page(&answer)?;
                    let found = links::links(&page, &url);
                    match links::refresh(&found, &url).filter(|t| seen.iter().all(|s| key_of(s) != key(t))) {
                        Some(target) => (Some(page), target),
                        None => return Ok(page),
                    }
                }
            };
            address::check_scheme(&target)?;
            if seen.len() > budget::REDIRECTS as usize
                || (page.is_none() && !wants_cookie && seen.contains(&target.to_string()))
            {
                return Err(endless(format!("{} redirects in a row, the last one to {target}", seen.len())));
            }
            seen.push(target.to_string());
            url = target;
        }
    }

    fn page(&self, answer: &Exchange) -> Result<Page, Failure> {
        if let Some(fault) = fault::of_status(answer.status, answer.reason, None) {
            return Err(fault.failure);
        }
        let Plain { body, torn } = answer.plain_body(self.options.max_bytes).map_err(|f| f.failure)?;
        if torn {
            return Err(fault::torn().failure);
        }
        let content_type = answer.header("content-type");
        kind::check(content_type.as_deref(), &body).map_err(|f| f.failure)?;
        let provenance = Provenance {
            uri: Some(answer.url.to_string()),
            content_type,
            retrieved: Some(rfc3339(answer.began)),
            status: Some(answer.status),
            ..Provenance::default()
        };
        Ok(Page { provenance, body })
    }

    /// One answer, after as many tries as it takes.
    fn try_get(&mut self, url: &Url) -> Result<Exchange, Fault> {
        self.know_host(url)?;
        let mut tried = 0;
        loop {
            let got = self.ask(url, None);
            let again = match &got {
                Err(fault) => Some(fault.clone()),
                Ok(answer) if answer.is_torn(self.options.max_bytes) => Some(fault::torn()),
                Ok(answer) => fault::of_status(answer.status, answer.reason, Client::wait_of(answer)),
            };
            match again.filter(|f| f.passing && tried < self.options.retries) {
                Some(fault) => {
                    tried += 1;
                    self.back_off(url, &fault, tried)?;
                }
                None => return got,
            }
        }
    }

    /// Reads the rules of a host once.
    fn know_host(&mut self, url: &Url) -> Result<(), Fault> {
        let origin = origin(url);
        if !self.hosts.contains_key(&origin) {
            self.hosts.insert(origin.clone(), Host { rules: Allows::Open, free_at: Instant::now() });
            let rules = self.rules(url)?;
            if let Some(host) = self.hosts.get_mut(&origin) {
                let (pause, _) = Pace::of(&self.options).pause(rules.delay(), Duration::ZERO);
                host.free_at = host.free_at.max(after(pause));
                host.rules = rules;
            }
        }
        self.hosts.get(&origin).map_or(Ok(()), |h| h.rules.allow(url))
    }

    fn rules(&mut self, url: &Url) -> Result<Allows, Fault> {
        let Ok(mut url) = url.join("/robots.txt") else { return Ok(Allows::Open) };
        let mut tried = 0;
        for _ in 0..=self.options.retries + 5 {
            let got = self.ask(&url, Some(budget::ROBOTS_BYTES));
            let answer = match got {
                Err(fault) if fault.passing && tried < self.options.retries => {
                    tried += 1;
                    self.back_off(&url, &fault, tried)?;
                    continue;
                }
                got => got?,
            };
            match answer.location().and_then(|l| address::resolve_location(&url, l)) {
                Some(target) => url = target,
                None => return Ok(Allows::of(self.options.token(), &answer).0),
            }
        }
        Ok(Allows::Open)
    }

    fn ask(&mut self, url: &Url, cut_at: Option<usize>) -> Result<Exchange, Fault> {
        let free_at = self.hosts.get(&origin(url)).map(|h| h.free_at);
        let Visitor { runtime, client, .. } = self;
        let start = Instant::now().max(free_at.unwrap_or_else(Instant::now));
        let got = runtime.block_on(async {
            tokio::time::sleep_until(start.into()).await;
            client.get(url, &Validators::default(), cut_at).await
        });
        if let Some(host) = self.hosts.get_mut(&origin(url)) {
            let (pause, _) = Pace::of(&self.options).pause(host.rules.delay(), start.elapsed());
            host.free_at = after(pause);
        }
        got
    }

    fn back_off(&mut self, url: &Url, fault: &Fault, tried: u32) -> Result<(), Fault> {
        let pace = Pace::of(&self.options);
        let pause = pace.backoff(tried).max(fault.wait.unwrap_or_default());
        if pace.is_too_long(pause) {
            return Err(fault.clone());
        }
        if let Some(host) = self.hosts.get_mut(&origin(url)) {
            host.free_at = host.free_at.max(after(pause));
        }
        Ok(())
    }
}

/// The instant after a pause; one too far away to be told is a lifetime away.
fn after(pause: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(pause).unwrap_or_else(|| now + Duration::from_secs(3_000_000_000))
}

fn key_of(seen: &str) -> String {
    Url::parse(seen).map(|u| key(&u)).unwrap_or_default()
}

fn endless(told: String) -> Failure {
    Failure::new("fetch", "redirects", told, "look at the address with a browser")
}
