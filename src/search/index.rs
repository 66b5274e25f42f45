//! Keeps the index beside the records and builds it anew when they have changed.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, OptionalExtension};

use super::SearchError;
use crate::export::ExportError;
use crate::export::read::{Fault, Records, Seal, records_file};
use crate::export::sqlite::{SqliteView, tables_mark};
use crate::export::staging::{Claim, Shape, Staging};
use crate::mark::{self, Maker};
use crate::record::GENERATOR;

/// An index that is up to date with its records.
pub struct Index {
    pub(super) database: Connection,
    /// Lines of the records that are none and are left out.
    pub faults: u64,
    /// Whether it was built now.
    pub built: bool,
    /// What the reader of its answers must know of the records: that their run has not come to its end.
    pub remark: Option<String>,
}

impl Index {
    /// Opens the index of the folder that `convert` wrote, or of a JSON Lines file of records;
    /// builds it where there is none or the records have changed, and hands the lines that are no
    /// record to `on_fault` then.
    pub fn open(from: &Path, on_fault: &mut dyn FnMut(&Fault)) -> Result<Index, SearchError> {
        Index::open_telling(from, on_fault, &mut |_, _| ())
    }

    /// The same, and tells `on_read` of how many bytes of how many have been read while it builds the index.
    pub fn open_telling(
        from: &Path,
        on_fault: &mut dyn FnMut(&Fault),
        on_read: &mut dyn FnMut(u64, u64),
    ) -> Result<Index, SearchError> {
        let records = records_file(from)?;
        let remark = Seal::of(&records).note();
        let path = index_path(&records);
        let state = state(&records)?;
        if let Some(index) = open_fresh(&path, &state) {
            return Ok(Index { remark, ..index });
        }
        let built = build(&records, (&path, &state), on_fault, on_read)?;
        let index = open_fresh(&path, &state).map(|index| Index { built, remark, ..index });
        index.ok_or_else(|| {
            SearchError(format!("the index {} was built and cannot be opened", path.display()))
        })
    }
}

/// `.records.jsonl.index`, a hidden file beside the records.
fn index_path(records: &Path) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(records.file_name().unwrap_or_default());
    name.push(".index");
    records.with_file_name(name)
}

/// What an index was built from: the size and the times of the records, and the tables of this version: an index of
/// other tables is built anew. The
/// time of a change cannot be set back as that of the content can; where the system keeps none, the
/// content itself is read.
fn state(records: &Path) -> Result<String, SearchError> {
    let unread = |e| ExportError::io("read", records, &e);
    let meta = fs::metadata(records).map_err(unread)?;
    #[cfg(unix)]
    let changed = {
        use std::os::unix::fs::MetadataExt;
        format!(
            "{}.{:09} {}.{:09} {}",
            meta.mtime(),
            meta.mtime_nsec(),
            meta.ctime(),
            meta.ctime_nsec(),
            meta.ino()
        )
    };
    #[cfg(not(unix))]
    let changed = mark::digest(records).map_err(unread)?.1;
    Ok(format!("{} {GENERATOR} {} bytes at {changed}", tables_mark(), meta.len()))
}

fn open_fresh(path: &Path, state: &str) -> Option<Index> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let database = Connection::open_with_flags(path, flags).ok()?;
    let note = |name: &str| {
        let found =
            database.query_row("SELECT value FROM meta WHERE name = ?1", [name], |r| r.get::<_, String>(0));
        found.optional().ok().flatten()
    };
    if note("built from")? != state {
        return None;
    }
    let faults = note("faults")?.parse().ok()?;
    // Not mapped: the pages that are read once would count as memory of this process, a whole index at last.
    database.execute_batch("PRAGMA mmap_size = 0; PRAGMA cache_size = -32768;").ok()?;
    database.set_prepared_statement_cache_capacity(32);
    Some(Index { database, faults, built: false, remark: None })
}

/// Who makes an index.
const SEARCH: &str = "search";

/// How long a search waits for another one that builds the index.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Builds the index, unless another search does so meanwhile; whether it did.
fn build(
    records: &Path,
    (path, state): (&Path, &str),
    on_fault: &mut dyn FnMut(&Fault),
    on_read: &mut dyn FnMut(u64, u64),
) -> Result<bool, SearchError> {
    let mut input = Records::open(records)?;
    let maker = Maker { finished: input.seal().finished, ..Maker::new(SEARCH, input.seal().run.clone()) };
    // An index that was damaged is still ours, and nothing is in it that is not in the records.
    let ours = mark::read(&mark::of_file(path)).is_some_and(|mark| mark.maker.command == SEARCH);
    let replace = ours || begins_like_a_database(path);
    let staging = Staging::begin_within(path, Shape::File, Claim { maker, replace }, PATIENCE)?;
    if open_fresh(path, state).is_some() {
        return Ok(false);
    }
    let mut view = SqliteView::create(staging.path())?;
    let mut faults = 0u64;
    let bytes = fs::metadata(records).map_or(0, |meta| meta.len());
    while let Some(next) = input.next_record()? {
        on_read(input.line_begins(), bytes);
        match next {
            Ok(record) => view.insert(&record)?,
            Err(fault) => {
                on_fault(&fault);
                faults += 1;
            }
        }
    }
    view.note("faults", &faults.to_string())?;
    view.note("built from", state)?;
    view.close()?;
    staging.commit()?;
    Ok(true)
}

fn begins_like_a_database(path: &Path) -> bool {
    let mut head = [0; 16];
    fs::File::open(path).and_then(|mut f| f.read_exact(&mut head)).is_ok() && &head == b"SQLite format 3\0"
}
