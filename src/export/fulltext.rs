//! Fills the full-text index of a database in a thread and a file of its own, beside the thread that
//! fills the tables: the two cost about the same. At the end the index is moved into the database.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use rusqlite::{Connection, params};

use super::sqlite::open_new;

/// Sections on their way: enough that neither thread waits for the other at every one.
const WAITING: usize = 256;

/// The cache in MiB.
const CACHE: u32 = 8;

/// Sections a transaction: few enough that its pages stay in the cache.
const BATCH: u64 = 30_000;

/// What the file is named behind the name of the database.
pub const SUFFIX: &str = "-search";

/// The tables that FTS5 keeps an index in.
const TABLES: [&str; 4] = ["search_data", "search_idx", "search_docsize", "search_config"];

/// The tokens of a section.
pub struct Tokens {
    /// The section, and the row of the index.
    pub section: i64,
    /// Of the page's title.
    pub title: String,
    /// Of the heading.
    pub heading: String,
    /// Of the text.
    pub text: String,
}

/// The index under construction. Dropped without [`FullText::move_into`], it ends its thread.
pub struct FullText {
    path: PathBuf,
    /// None ends the index; a sender that is gone without it gives the index up.
    rows: Option<SyncSender<Option<Tokens>>>,
    worker: Option<JoinHandle<rusqlite::Result<()>>>,
}

impl FullText {
    /// Begins the index of the database at `database`.
    pub fn begin(database: &Path) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(SUFFIX);
        let path = PathBuf::from(path);
        let (rows, taken) = sync_channel(WAITING);
        let file = path.clone();
        let worker = std::thread::spawn(move || fill(&file, &taken));
        FullText { path, rows: Some(rows), worker: Some(worker) }
    }

    /// Adds a section.
    pub fn add(&mut self, tokens: Tokens) -> rusqlite::Result<()> {
        self.send(Some(tokens))
    }

    fn send(&mut self, row: Option<Tokens>) -> rusqlite::Result<()> {
        match self.rows.as_ref().map(|rows| rows.send(row)) {
            Some(Ok(())) => Ok(()),
            // The thread has ended before its time: it says why.
            _ => self.join().and(Err(stopped())),
        }
    }

    fn join(&mut self) -> rusqlite::Result<()> {
        let ended = self.worker.take().map(JoinHandle::join);
        match ended {
            Some(Ok(result)) => result,
            Some(Err(_)) | None => Err(stopped()),
        }
    }

    /// Ends the index and moves it into the table `search` of `database`, which holds nothing yet.
    pub fn move_into(mut self, database: &Connection) -> rusqlite::Result<()> {
        self.send(None)?;
        self.rows = None;
        self.join()?;
        database.execute("ATTACH ?1 AS made", [self.path.to_string_lossy()])?;
        for table in TABLES {
            database.execute_batch(&format!(
                "DELETE FROM main.{table}; INSERT INTO main.{table} SELECT * FROM made.{table};"
            ))?;
        }
        database.execute_batch("DETACH made")
    }
}

fn stopped() -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure("the thread of the full-text index has stopped".into())
}

impl Drop for FullText {
    fn drop(&mut self) {
        self.rows = None;
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
        // What cannot be removed is swept away with the rest of an export that was stopped.
        let _ = fs::remove_file(&self.path);
    }
}

fn fill(path: &Path, rows: &Receiver<Option<Tokens>>) -> rusqlite::Result<()> {
    let database = open_new(path, CACHE)?;
    database.execute_batch(include_str!("sqlite_search.sql"))?;
    // One merge at the end instead of many on the way. The pieces stay as small as they are by
    // default: larger ones fall out of the processor's cache and take twice the time.
    database.execute_batch("INSERT INTO search(search, rank) VALUES ('automerge', 0); BEGIN;")?;
    let mut put = database.prepare("INSERT INTO search(rowid, title, heading, text) VALUES (?,?,?,?)")?;
    let mut pending = 0;
    while let Ok(row) = rows.recv() {
        let Some(row) = row else {
            return database.execute_batch(
                "INSERT INTO search(search) VALUES ('optimize');
                 INSERT INTO search(search, rank) VALUES ('automerge', 4); COMMIT;",
            );
        };
        put.execute(params![row.section, row.title, row.heading, row.text])?;
        pending += 1;
        if pending == BATCH {
            database.execute_batch("COMMIT; BEGIN")?;
            pending = 0;
        }
    }
    Ok(())
}
