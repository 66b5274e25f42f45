//! Keeps on disk what is known, what waits and what became of it, so that a fetch goes on where it was.

mod list;

use std::io;
use std::path::Path;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, named_params, params};
use url::Url;

use super::address::{key, origin};
use super::client::Validators;
use crate::error::Failure;

pub use list::Capture;

/// Bump this when the tables change: an older state is then named as such.
const VERSION: i64 = 1;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seed(id INTEGER PRIMARY KEY, uri TEXT UNIQUE NOT NULL, start TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS page(
  id INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, uri TEXT NOT NULL, origin TEXT NOT NULL, seed INTEGER NOT NULL,
  via INTEGER, first INTEGER NOT NULL, depth INTEGER NOT NULL, hops INTEGER NOT NULL, parts INTEGER NOT NULL,
  rank INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, next_at INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, status INTEGER, etag TEXT, modified TEXT, digest TEXT, captured TEXT,
  text_hash INTEGER, failure TEXT);
CREATE INDEX IF NOT EXISTS queue ON page(origin, rank, id) WHERE state = 0;
CREATE INDEX IF NOT EXISTS looks ON page(text_hash) WHERE text_hash IS NOT NULL;
CREATE TABLE IF NOT EXISTS capture(
  uri TEXT NOT NULL, surt TEXT NOT NULL, stamp TEXT NOT NULL, mime TEXT NOT NULL, status INTEGER NOT NULL,
  digest TEXT NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, page INTEGER NOT NULL, ends INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS captured ON capture(page);
CREATE TABLE IF NOT EXISTS left_out(key TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS host(origin TEXT PRIMARY KEY, next_at INTEGER NOT NULL, pause INTEGER NOT NULL DEFAULT 0)
  WITHOUT ROWID;
";

/// What [`item`] reads.
const ITEM: &str = "SELECT id, uri, seed, via, first, depth, hops, parts, attempts, etag, modified, digest, captured FROM page";

/// What became of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waits for its turn.
    Queued = 0,
    /// Fetched.
    Done = 1,
    /// Tried in vain.
    Failed = 2,
    /// Handed out and not come back.
    Leased = 3,
    /// A redirect that leads out of what is wanted.
    Left = 4,
    /// Waits for its turn in another session: this one has a few pages to ask for again.
    Held = 5,
}

/// A page in the queue.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its row.
    pub id: i64,
    /// Its address.
    pub url: Url,
    /// The first address it was reached from.
    pub seed: i64,
    /// The page that named it.
    pub via: Option<i64>,
    /// Whether it stands for the first address: itself, or what that redirects to.
    pub first: bool,
    /// Steps from the first address.
    pub depth: u32,
    /// Redirects on the way to it.
    pub hops: u32,
    /// Which further page of an article it is.
    pub parts: u32,
    /// Tries so far.
    pub attempts: u32,
    /// For a conditional request.
    pub known: Validators,
    /// The payload digest of the last full capture, and its `WARC-Date`.
    pub captured: Option<(String, String)>,
}

/// A page to be queued.
#[derive(Debug)]
pub struct New<'u> {
    /// Its address.
    pub url: &'u Url,
    /// The page that named it.
    pub from: Option<&'u Item>,
    /// The first address.
    pub seed: i64,
    /// See [`Item`].
    pub first: bool,
    /// See [`Item`].
    pub depth: u32,
    /// See [`Item`].
    pub hops: u32,
    /// See [`Item`].
    pub parts: u32,
    /// 0 goes before 1: the pages of an article come one after the other.
    pub rank: u32,
}

/// The state of a fetch.
pub struct Frontier {
    db: Connection,
}

fn failed(e: &rusqlite::Error) -> Failure {
    let advice = "check the disk; if the state is damaged, move it and the WARC away together";
    Failure::new("fetch", "state", format!("the state on disk cannot be used: {e}"), advice)
}

/// The result of anything that touches the disk.
pub type Kept<T> = Result<T, Failure>;

impl Frontier {
    /// Opens or creates the state. Fails where another process uses it or it is of another version.
    pub fn open(path: &Path) -> Kept<Self> {
        let db = Connection::open(path).map_err(|e| failed(&e))?;
        let frontier = Frontier { db };
        let foreign = frontier.is_foreign().map_err(|e| failed(&e))?;
        if foreign {
            return Err(Failure::new(
                "fetch",
                "state",
                format!("expected the state of a fetch in {}, found another database", path.display()),
                "give another -o: the file is left as it is",
            ));
        }
        frontier.set_up().map_err(|e| failed(&e))?;
        let version = frontier.meta("version")?.unwrap_or(VERSION);
        if version != VERSION {
            return Err(Failure::new(
                "fetch",
                "state",
                format!("expected a state of version {VERSION}, found {version}"),
                "go on with the program that wrote it, or begin with a new -o",
            ));
        }
        frontier.set_meta("version", VERSION)?;
        Ok(frontier)
    }

    /// Whether the database has tables, and not those of a fetch.
    fn is_foreign(&self) -> rusqlite::Result<bool> {
        let sql = "SELECT count(*), coalesce(sum(name IN ('meta', 'seed', 'page', 'capture')), 0)
                   FROM sqlite_master WHERE type = 'table'";
        self.db.query_row(sql, [], |r| Ok(r.get::<_, i64>(0)? > 0 && r.get::<_, i64>(1)? < 4))
    }

    fn set_up(&self) -> rusqlite::Result<()> {
        self.db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        self.db.pragma_update(None, "journal_mode", "WAL")?;
        self.db.pragma_update(None, "synchronous", "NORMAL")?;
        self.db.set_prepared_statement_cache_capacity(32);
        self.db.execute_batch(TABLES)?;
        let sql = "SELECT count(*) FROM pragma_table_info('host') WHERE name = 'pause'";
        if self.db.query_row(sql, [], |r| r.get::<_, i64>(0))? == 0 {
            // A state from before pauses were kept beside their ends.
            self.db.execute_batch("ALTER TABLE host ADD COLUMN pause INTEGER NOT NULL DEFAULT 0")?;
        }
        // The first write takes the lock, so a second process fails here and not in the middle.
        self.db.execute_batch("BEGIN IMMEDIATE; COMMIT")
    }

    /// Begins a transaction.
    pub fn begin(&self) -> Kept<()> {
        self.db.execute_batch("BEGIN").map_err(|e| failed(&e))
    }

    /// Ends it.
    pub fn commit(&self) -> Kept<()> {
        self.db.execute_batch("COMMIT").map_err(|e| failed(&e))
    }

    /// A number kept under a name.
    pub fn meta(&self, name: &str) -> Kept<Option<i64>> {
        self.one("SELECT value FROM meta WHERE name = ?", [name], |r| r.get(0))
    }

    /// Keeps a number under a name.
    pub fn set_meta(&self, name: &str, value: i64) -> Kept<()> {
        self.run(
            "INSERT INTO meta VALUES(?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            params![name, value],
        )
        .map(drop)
    }

    fn prepared(&self, sql: &str) -> Kept<CachedStatement<'_>> {
        self.db.prepare_cached(sql).map_err(|e| failed(&e))
    }

    fn run(&self, sql: &str, parameters: impl Params) -> Kept<usize> {
        self.prepared(sql)?.execute(parameters).map_err(|e| failed(&e))
    }

    /// The first row of an answer, if there is one.
    fn one<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Kept<Option<T>> {
        self.prepared(sql)?.query_row(parameters, read).optional().map_err(|e| failed(&e))
    }

    /// All rows of an answer.
    fn all<T>(
        &self,
        sql: &str,
        parameters: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Kept<Vec<T>> {
        let mut query = self.prepared(sql)?;
        let rows = query.query_map(parameters, read).and_then(Iterator::collect);
        rows.map_err(|e| failed(&e))
    }

    /// Hands out the rows of an answer one by one, until `each` cannot write.
    fn each_row(&self, sql: &str, mut each: impl FnMut(&Row) -> io::Result<()>) -> Kept<io::Result<()>> {
        let mut query = self.prepared(sql)?;
        let mut rows = query.query([]).map_err(|e| failed(&e))?;
        while let Some(row) = rows.next().map_err(|e| failed(&e))? {
            if let Err(e) = each(row) {
                return Ok(Err(e));
            }
        }
        Ok(Ok(()))
    }

    fn number(&self, sql: &str, parameters: impl Params) -> Kept<i64> {
        let read = self.one(sql, parameters, |r| r.get::<_, Option<i64>>(0))?;
        Ok(read.flatten().unwrap_or(0))
    }

    /// Puts every known page back into the queue for a new run. `conditional` is false where pages must come
    /// whole, because more is wanted of them than the time before.
    pub fn queue_all(&self, conditional: bool) -> Kept<()> {
        self.run("UPDATE page SET state = 0, attempts = 0, next_at = 0, failure = NULL", [])?;
        if !conditional {
            self.run("UPDATE page SET etag = NULL, modified = NULL", [])?;
        }
        self.run("DELETE FROM left_out", []).map(drop)
    }

    /// Takes back what was handed out when the last run was stopped. No page waits longer for its next try than the
    /// pause before it, whatever the clock said when that was noted.
    pub fn take_back(&self, now: i64, pause: impl Fn(u32) -> i64) -> Kept<()> {
        self.run("UPDATE page SET state = 0 WHERE state IN (3, 5)", [])?;
        let waiting = "SELECT DISTINCT attempts FROM page WHERE state = 0 AND next_at > ?";
        for attempts in self.all(waiting, [now], |r| r.get::<_, u32>(0))? {
            let latest = now.saturating_add(pause(attempts));
            let sql = "UPDATE page SET next_at = min(next_at, ?) WHERE state = 0 AND attempts = ?";
            self.run(sql, params![latest, attempts])?;
        }
        Ok(())
    }

    /// Lets what waits wait for another session.
    pub fn hold(&self) -> Kept<()> {
        self.run("UPDATE page SET state = ? WHERE state = 0", [State::Held as i64]).map(drop)
    }

    /// Puts a page back into the queue as if it had never been had; says whether it is known at all.
    pub fn again(&self, url: &Url) -> Kept<bool> {
        let sql = "UPDATE page SET state = 0, attempts = 0, next_at = 0, failure = NULL, etag = NULL, modified = NULL,
                   digest = NULL, captured = NULL WHERE key = ?";
        self.run(sql, [key(url)]).map(|n| n > 0)
    }

    /// Forgets captures beyond `length`, the bytes that the WARC really has, and gives the end of the last one
    /// that is whole.
    pub fn forget_beyond(&self, length: u64) -> Kept<u64> {
        let length = length.cast_signed();
        let lost = "UPDATE page SET state = 0, etag = NULL, modified = NULL, digest = NULL, captured = NULL
                    WHERE id IN (SELECT page FROM capture WHERE ends > ?)";
        self.run(lost, [length])?;
        self.run("DELETE FROM capture WHERE ends > ?", [length])?;
        Ok(self.number("SELECT max(ends) FROM capture", [])?.cast_unsigned())
    }

    /// The number and the start of a first address; a new one is added, and queued.
    pub fn seed(&self, url: &Url) -> Kept<()> {
        let uri = url.as_str();
        self.run("INSERT OR IGNORE INTO seed(uri, start) VALUES(?1, ?1)", [uri])?;
        let seed = self.number("SELECT id FROM seed WHERE uri = ?", [uri])?;
        self.queue(&New { url, from: None, seed, first: true, depth: 0, hops: 0, parts: 0, rank: 1 })
            .map(drop)
    }

    /// The address from which a first address's folder counts.
    pub fn start(&self, seed: i64) -> Kept<Option<Url>> {
        let start: Option<String> = self.one("SELECT start FROM seed WHERE id = ?", [seed], |r| r.get(0))?;
        Ok(start.and_then(|s| Url::parse(&s).ok()))
    }

    /// Moves that address.
    pub fn set_start(&self, seed: i64, url: &Url) -> Kept<()> {
        self.run("UPDATE seed SET start = ? WHERE id = ?", params![url.as_str(), seed]).map(drop)
    }

    /// Queues a page unless it is known; says whether it was new.
    pub fn queue(&self, new: &New) -> Kept<bool> {
        let sql = "INSERT OR IGNORE INTO page(key, uri, origin, seed, via, first, depth, hops, parts, rank)
                   VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
        let (key, origin) = (key(new.url), origin(new.url));
        let via = new.from.map(|f| f.id);
        let row = params![
            key,
            new.url.as_str(),
            origin,
            new.seed,
            via,
            new.first,
            new.depth,
            new.hops,
            new.parts,
            new.rank
        ];
        self.run(sql, row).map(|n| n > 0)
    }

    /// Sends a page on to another spelling of its address.
    pub fn respell(&self, id: i64, url: &Url, hops: u32) -> Kept<()> {
        let sql = "UPDATE page SET uri = ?, hops = ?, rank = 0, state = 0 WHERE id = ?";
        self.run(sql, params![url.as_str(), hops, id]).map(drop)
    }

    /// Whether `id` stands among the pages that redirected to `item`, or is the item itself.
    pub fn came_through(&self, item: &Item, url: &Url) -> Kept<bool> {
        let target = self.number("SELECT id FROM page WHERE key = ?", [key(url)])?;
        let (mut at, mut left) = (Some(item.id), item.hops + 1);
        while let Some(id) = at.filter(|_| left > 0) {
            if id == target {
                return Ok(true);
            }
            at = Some(self.number("SELECT via FROM page WHERE id = ?", [id])?).filter(|&v| v > 0);
            left -= 1;
        }
        Ok(false)
    }

    /// Hands out up to `count` pages of a host whose time has come, in their order.
    pub fn lease(&self, origin: &str, now: i64, count: u32) -> Kept<Vec<Item>> {
        let sql = format!(
            "{ITEM} WHERE state = 0 AND origin = :origin AND next_at <= :now ORDER BY rank, id LIMIT :count"
        );
        let rows = self.all(&sql, named_params! {":origin": origin, ":now": now, ":count": count}, item)?;
        for row in &rows {
            self.run("UPDATE page SET state = 3 WHERE id = ?", [row.id])?;
        }
        Ok(rows)
    }

    /// The page with this address, whatever its state.
    pub fn find(&self, url: &Url) -> Kept<Option<Item>> {
        let sql = format!("{ITEM} WHERE key = ?");
        let found = self.one(&sql, [key(url)], item)?;
        Ok(found.map(|item| Item { url: url.clone(), ..item }))
    }

    /// When the next page of a host has its time, if one waits.
    pub fn next_at(&self, origin: &str) -> Kept<Option<i64>> {
        let waits = self.number("SELECT count(*) FROM page WHERE state = 0 AND origin = ?", [origin])?;
        if waits == 0 {
            return Ok(None);
        }
        self.number("SELECT min(next_at) FROM page WHERE state = 0 AND origin = ?", [origin]).map(Some)
    }

    /// The hosts for which pages wait, in the order of their first page.
    pub fn hosts(&self) -> Kept<Vec<String>> {
        let sql = "SELECT origin FROM page WHERE state = 0 GROUP BY origin ORDER BY min(id)";
        self.all(sql, [], |r| r.get(0))
    }

    /// Notes that a page was fetched.
    pub fn done(&self, id: i64, status: u16, known: &Validators, captured: Option<(&str, &str)>) -> Kept<()> {
        let (digest, date) = captured.unzip();
        let sql =
            "UPDATE page SET state = ?, status = ?, etag = ?, modified = ?, digest = coalesce(?, digest),
                   captured = coalesce(?, captured), failure = NULL WHERE id = ?";
        self.run(sql, params![State::Done as i64, status, known.etag, known.modified, digest, date, id])
            .map(drop)
    }

    /// Notes that a redirect leads out of what is wanted.
    pub fn left(&self, id: i64) -> Kept<()> {
        self.run("UPDATE page SET state = ? WHERE id = ?", [State::Left as i64, id]).map(drop)
    }

    /// Notes that a page failed for good.
    pub fn fail(&self, id: i64, failure: &Failure) -> Kept<()> {
        let told = serde_json::to_string(failure).unwrap_or_default();
        self.run(
            "UPDATE page SET state = 2, attempts = attempts + 1, failure = ? WHERE id = ?",
            params![told, id],
        )
        .map(drop)
    }

    /// Forgets what was captured of a page: what stands there now is no reason to ask for less than all of it.
    pub fn forget_capture(&self, id: i64) -> Kept<()> {
        let sql = "UPDATE page SET etag = NULL, modified = NULL, digest = NULL, captured = NULL WHERE id = ?";
        self.run(sql, [id]).map(drop)
    }

    /// Puts a page back until `next_at`; `tried` counts the try.
    pub fn postpone(&self, id: i64, next_at: i64, tried: bool) -> Kept<()> {
        let sql = "UPDATE page SET state = 0, attempts = attempts + ?, next_at = ? WHERE id = ?";
        self.run(sql, params![i64::from(tried), next_at, id]).map(drop)
    }

    /// Keeps how a page's text looks, and says whether another page under the same path looks the same.
    pub fn looks_known(&self, item: &Item, text_hash: i64) -> Kept<bool> {
        let path = key(&item.url);
        let path = path.split('?').next().unwrap_or_default();
        let sql = "SELECT count(*) FROM page WHERE text_hash = ?1 AND id <> ?2
                   AND (key = ?3 OR substr(key, 1, length(?3) + 1) = ?3 || '?')";
        let known = self.number(sql, params![text_hash, item.id, path])? > 0;
        self.run("UPDATE page SET text_hash = ? WHERE id = ?", params![text_hash, item.id])?;
        Ok(known)
    }

    /// Counts a link that was left.
    pub fn leave(&self, key: &str, reason: &str) -> Kept<()> {
        self.run("INSERT OR IGNORE INTO left_out VALUES(?, ?)", [key, reason]).map(drop)
    }

    /// How many links were left for which reason, without those that were taken from elsewhere.
    pub fn left_out(&self) -> Kept<Vec<(String, u64)>> {
        let sql = "SELECT reason, count(*) FROM left_out WHERE key NOT IN (SELECT key FROM page)
                   GROUP BY reason ORDER BY 2 DESC, 1";
        self.all(sql, [], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?.cast_unsigned())))
    }

    /// How many pages are in a state.
    pub fn count(&self, state: State) -> Kept<u64> {
        Ok(self.number("SELECT count(*) FROM page WHERE state = ?", [state as i64])?.cast_unsigned())
    }

    /// How many pages are known.
    pub fn known(&self) -> Kept<u64> {
        Ok(self.number("SELECT count(*) FROM page", [])?.cast_unsigned())
    }

    /// How long a host must still be left alone: not longer than the pause that was noted, whatever the clock said
    /// then and says now.
    pub fn host(&self, origin: &str, now: i64) -> Kept<i64> {
        let sql = "SELECT max(0, min(next_at - ?, pause)) FROM host WHERE origin = ?";
        self.number(sql, params![now, origin])
    }

    /// Keeps that a host must be left alone for `pause` milliseconds from `now` on.
    pub fn set_host(&self, origin: &str, now: i64, pause: i64) -> Kept<()> {
        let sql = "INSERT INTO host(origin, next_at, pause) VALUES(?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET next_at = ?2, pause = ?3";
        self.run(sql, params![origin, now.saturating_add(pause), pause]).map(drop)
    }

    /// The first address that was given first, as its number.
    pub fn first_seed(&self) -> Kept<i64> {
        self.number("SELECT min(id) FROM seed", [])
    }

    /// The address of a page.
    pub fn uri(&self, id: i64) -> Kept<Option<String>> {
        self.one("SELECT uri FROM page WHERE id = ?", [id], |r| r.get(0))
    }
}

fn item(row: &Row) -> rusqlite::Result<Item> {
    let uri: String = row.get(1)?;
    let url = Url::parse(&uri).map_err(|e| {
        rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e))
    })?;
    let digest: Option<String> = row.get(11)?;
    let captured: Option<String> = row.get(12)?;
    Ok(Item {
        id: row.get(0)?,
        url,
        seed: row.get(2)?,
        via: row.get(3)?,
        first: row.get(4)?,
        depth: row.get(5)?,
        hops: row.get(6)?,
        parts: row.get(7)?,
        attempts: row.get(8)?,
        known: Validators { etag: row.get(9)?, modified: row.get(10)? },
        captured: digest.zip(captured),
    })
}
