//! Writes one SQLite database: normalised tables, views for common questions, and a full-text
//! index of character pairs that any SQLite from 3.40 on reads without extensions. The search of
//! this program uses the same database.

mod flat;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rusqlite::{CachedStatement, Connection, params};
use sha2::{Digest, Sha256};

use self::flat::{BESIDE, flat_table, insert_checks};
use super::columns;
use super::fold::fold;
use super::fulltext::{FullText, Tokens};
use super::{ExportError, Line, View, bigrams, days, naming, rows, sortable};
use crate::mention::{Bound, Kind, Mention};
use crate::record::{Block, Charset, GENERATOR, Pages, Record, Section, Site, Source, Table, Work};

/// The version of the tables; it grows when a column or table changes its meaning or goes.
pub const LAYOUT: &str = "nianjian.sqlite/2";

/// Records a transaction: few enough that its pages stay in the cache.
const BATCH: u64 = 10_000;

/// The cache while rows come in, in MiB. They come in their order, so that a larger one saves no time.
const CACHE: u32 = 24;
/// The cache while indexes are made, in MiB; each of two threads sorts in as much beside it.
const SORTING: u32 = 10;

/// The database under construction.
pub struct SqliteView {
    path: PathBuf,
    database: Connection,
    search: FullText,
    pages: i64,
    sections: i64,
    blocks: i64,
    mentions: i64,
    /// Where the numbers of the record in hand stand.
    places: Vec<Place>,
    /// Records since the last commit.
    pending: u64,
}

/// A section of the record in hand: its id, and for its heading and each of its blocks the id and that of the
/// mention before the first.
struct Place {
    section: i64,
    texts: Vec<(Option<i64>, i64)>,
}

/// The indexes that are made when all rows are in.
const INDEXES: &str = include_str!("sqlite_indexes.sql");

/// The tables, and the indexes that are made on the way.
fn tables() -> [Cow<'static, str>; 4] {
    [
        flat_table("observations", columns::OBSERVATIONS, &[BESIDE]).into(),
        flat_table("checks", columns::CHECKS, &[]).into(),
        include_str!("sqlite.sql").into(),
        include_str!("sqlite_search.sql").into(),
    ]
}

/// Tells a database with these tables and indexes from one of another version of the program, also where the columns
/// that both have mean the same.
pub fn tables_mark() -> String {
    let mut hash = Sha256::new();
    for part in tables().iter().map(Cow::as_ref).chain([INDEXES]) {
        hash.update(part.as_bytes());
    }
    HEXLOWER.encode(hash.finalize().get(..8).unwrap_or_default())
}

fn failed(path: &Path) -> impl Fn(rusqlite::Error) -> ExportError + '_ {
    move |e| ExportError(format!("cannot write the database {}: {e}", path.display()))
}

/// Opens a new database for one writer, with a cache of so many MiB.
pub(super) fn open_new(path: &Path, cache: u32) -> rusqlite::Result<Connection> {
    let database = Connection::open(path)?;
    // The file is thrown away when the run is stopped: no journal is needed.
    database.execute_batch(&format!(
        "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
         PRAGMA cache_size = -{}; PRAGMA locking_mode = EXCLUSIVE; PRAGMA threads = 2;",
        cache * 1024
    ))?;
    Ok(database)
}

impl SqliteView {
    /// Creates the database at `path`, where nothing stands.
    pub fn create(path: &Path) -> Result<Self, ExportError> {
        let begin = || -> rusqlite::Result<Connection> {
            let database = open_new(path, CACHE)?;
            for tables in tables() {
                database.execute_batch(&tables)?;
            }
            database.set_prepared_statement_cache_capacity(32);
            let put = "INSERT INTO meta VALUES (?1, ?2)";
            database.execute(put, ["layout", LAYOUT])?;
            database.execute(put, ["generator", GENERATOR])?;
            database.execute_batch("BEGIN")?;
            Ok(database)
        };
        let database = begin().map_err(failed(path))?;
        let search = FullText::begin(path);
        Ok(SqliteView {
            path: path.to_owned(),
            database,
            search,
            pages: 0,
            sections: 0,
            blocks: 0,
            mentions: 0,
            places: Vec::new(),
            pending: 0,
        })
    }

    /// Adds a record.
    pub fn insert(&mut self, record: &Record) -> Result<(), ExportError> {
        self.try_insert(record).map_err(failed(&self.path))
    }

    /// Adds a line to `meta`, for a reader of the database.
    pub fn note(&mut self, name: &str, value: &str) -> Result<(), ExportError> {
        let put = self.database.execute("INSERT OR REPLACE INTO meta VALUES (?1, ?2)", [name, value]);
        put.map(drop).map_err(failed(&self.path))
    }

    /// Builds the indexes and closes the database.
    pub fn close(self) -> Result<(), ExportError> {
        let SqliteView { path, database, search, .. } = self;
        database
            .execute_batch("COMMIT")
            .and_then(|()| database.execute_batch(&format!("PRAGMA cache_size = -{}", SORTING * 1024)))
            .and_then(|()| database.execute_batch(INDEXES))
            .and_then(|()| search.move_into(&database))
            .and_then(|()| database.execute_batch("PRAGMA analysis_limit = 1000; ANALYZE;"))
            .and_then(|()| database.close().map_err(|(_, e)| e))
            .map_err(failed(&path))
    }

    fn try_insert(&mut self, record: &Record) -> rusqlite::Result<()> {
        self.pages += 1;
        self.places.clear();
        insert_page(&self.database, self.pages, record)?;
        for (i, section) in record.sections.iter().enumerate() {
            self.insert_section(record, i + 1, section)?;
        }
        self.insert_observations(record)?;
        insert_checks(&self.database, record)?;
        self.pending += 1;
        if self.pending == BATCH {
            self.database.execute_batch("COMMIT; BEGIN")?;
            self.pending = 0;
        }
        Ok(())
    }

    fn insert_section(&mut self, record: &Record, number: usize, section: &Section) -> rusqlite::Result<()> {
        self.sections += 1;
        let mut put = self.database.prepare_cached("INSERT INTO sections VALUES (?,?,?,?,?,?)")?;
        put.execute(params![
            self.sections,
            self.pages,
            number,
            section.heading,
            section.heading_surface,
            section.outline
        ])?;
        let mut mentions = self.database.prepare_cached(
            "INSERT INTO mentions VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        )?;
        let mut place = Place { section: self.sections, texts: vec![(None, self.mentions)] };
        let heading = section.heading.as_deref().unwrap_or_default();
        let found = (heading, section.heading_mentions.as_slice());
        insert_mentions(&mut mentions, (self.sections, None), found, &mut self.mentions)?;
        let mut tokens = String::new();
        for (i, block) in section.blocks.iter().enumerate() {
            self.blocks += 1;
            insert_block(&self.database, self.blocks, self.sections, i + 1, block)?;
            place.texts.push((Some(self.blocks), self.mentions));
            if let Some(found) = block.running_text() {
                insert_mentions(
                    &mut mentions,
                    (self.sections, Some(self.blocks)),
                    found,
                    &mut self.mentions,
                )?;
            }
            push_block_tokens(block, &mut tokens);
        }
        let (mut title, mut heading) = (String::new(), String::new());
        if number == 1 {
            bigrams::push_tokens(record.title.as_deref().unwrap_or_default(), &mut title);
        }
        bigrams::push_tokens(section.heading.as_deref().unwrap_or_default(), &mut heading);
        self.places.push(place);
        self.search.add(Tokens { section: self.sections, title, heading, text: tokens })
    }
}

fn json(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_default()
}

fn insert_page(database: &Connection, page: i64, record: &Record) -> rusqlite::Result<()> {
    let Record {
        schema,
        id,
        source,
        title,
        published,
        published_surface,
        origin,
        contributors,
        breadcrumb,
        work,
        coverage,
        place,
        site,
        sections: _,
        attachments,
        pages,
        parts: _,
        notices,
        generator,
    } = record;
    // The digest is the id; where the page stands in a WARC is in the record.
    let Source { uri, path, media_type, bytes, sha256: _, retrieved, status, warc: _, charset } = source;
    let Work { title: work_title, volume, path: work_path } = work;
    let Site { organizer, hosts, site_id, icp, public_security } = site;
    let Charset { name: charset, declared, chosen_by, replaced } = charset;
    let coverage = coverage.as_ref();
    let Pages { index, total, prev, next, article } = pages.clone().unwrap_or_default();
    let mut put = database.prepare_cached(
        "INSERT INTO pages VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
    )?;
    put.execute(params![
        page,
        id,
        path,
        uri,
        title,
        published,
        published_surface,
        origin,
        json(breadcrumb),
        work_title,
        volume,
        json(work_path),
        coverage.map(|c| c.year),
        coverage.map(|c| rows::coverage_basis_name(c.basis)),
        coverage.and_then(|c| c.evidence.as_deref()),
        media_type,
        i64::try_from(*bytes).unwrap_or(i64::MAX),
        retrieved,
        status,
        charset,
        declared,
        rows::charset_basis_name(*chosen_by),
        i64::try_from(*replaced).unwrap_or(i64::MAX),
        organizer,
        json(hosts),
        site_id,
        icp,
        public_security,
        index,
        total,
        prev,
        next,
        article,
        schema,
        generator,
        place.as_ref().map(|p| &p.code),
        place.as_ref().map(|p| p.path.concat()),
        place.as_ref().and_then(|p| p.below.as_ref()),
    ])?;
    let mut put = database.prepare_cached("INSERT INTO contributors VALUES (?,?,?,?,?)")?;
    for (i, c) in contributors.iter().enumerate() {
        put.execute(params![page, i + 1, c.name, c.organization, rows::role_name(c.role)])?;
    }
    let mut put = database.prepare_cached("INSERT INTO notices VALUES (?,?,?,?)")?;
    for (i, notice) in notices.iter().enumerate() {
        put.execute(params![page, i + 1, notice.code, notice.message])?;
    }
    let mut put = database.prepare_cached("INSERT INTO attachments VALUES (?,?,?,?)")?;
    for (i, attachment) in attachments.iter().enumerate() {
        put.execute(params![page, i + 1, attachment.text, attachment.uri])?;
    }
    Ok(())
}

fn insert_block(
    database: &Connection,
    id: i64,
    section: i64,
    number: usize,
    block: &Block,
) -> rusqlite::Result<()> {
    let mut put = database.prepare_cached("INSERT INTO blocks VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")?;
    let none: Option<&str> = None;
    match block {
        Block::Paragraph { text, outline, part, .. } => {
            put.execute(params![
                id,
                section,
                number,
                "paragraph",
                text,
                none,
                outline,
                part,
                none,
                none,
                none,
                none
            ])?;
        }
        Block::Item { marker, text, part, .. } => {
            put.execute(params![
                id, section, number, "item", text, marker, none, part, none, none, none, none
            ])?;
        }
        Block::Figure { uri, caption, part } => {
            put.execute(params![
                id, section, number, "figure", none, none, none, part, caption, none, none, uri
            ])?;
        }
        Block::Note { mark, text, part, .. } => {
            put.execute(params![
                id, section, number, "note", text, mark, none, part, none, none, none, none
            ])?;
        }
        Block::Table(table) => {
            let Table { caption, unit_note, header_rows, rows, part, .. } = table.as_ref();
            put.execute(params![
                id,
                section,
                number,
                "table",
                none,
                none,
                none,
                part,
                caption,
                unit_note,
                header_rows,
                none
            ])?;
            let mut put = database.prepare_cached("INSERT INTO cells VALUES (?,?,?,?,?)")?;
            for (r, row) in rows.iter().enumerate() {
                for (c, value) in row.iter().enumerate() {
                    put.execute(params![id, r + 1, c + 1, (r as u64) < u64::from(*header_rows), value])?;
                }
            }
        }
    }
    Ok(())
}

fn push_block_tokens(block: &Block, tokens: &mut String) {
    match block {
        Block::Paragraph { text, .. } | Block::Item { text, .. } | Block::Note { text, .. } => {
            bigrams::push_tokens(text, tokens);
        }
        Block::Figure { caption, .. } => bigrams::push_tokens(caption.as_deref().unwrap_or_default(), tokens),
        Block::Table(table) => {
            let Table { caption, unit_note, rows, .. } = table.as_ref();
            for text in caption.iter().chain(unit_note).chain(rows.iter().flatten()) {
                bigrams::push_tokens(text, tokens);
            }
        }
    }
}

fn insert_mentions(
    put: &mut CachedStatement<'_>,
    (section, block): (i64, Option<i64>),
    (text, mentions): (&str, &[Mention]),
    id: &mut i64,
) -> rusqlite::Result<()> {
    let words = naming::words_of_each(text, mentions);
    for ((i, m), words) in mentions.iter().enumerate().zip(words) {
        *id += 1;
        let Mention {
            kind,
            start,
            end,
            text,
            value,
            max,
            bound,
            unit,
            per,
            basis,
            relation,
            part_of_day,
            time,
            measured,
            change,
            against,
        } = m;
        let number = rows::is_decimal(*kind);
        let (low, high) = if number { rows::ends(m) } else { (None, None) };
        let (low, high) = (low.and_then(sortable::key), high.and_then(sortable::key));
        let (from, to) = if *kind == Kind::Date { days::bounds(value) } else { (None, None) };
        let measured = measured.as_ref().map(|phrase| &phrase.text);
        put.execute(params![
            *id,
            section,
            block,
            i + 1,
            kind.name(),
            start,
            end,
            text,
            value,
            max,
            bound.map(rows::bound_name),
            unit,
            per,
            basis.map(rows::basis_name),
            relation.map(rows::relation_name),
            part_of_day.map(rows::part_of_day_name),
            time,
            if number { value.parse::<f64>().ok() } else { None },
            low,
            low.as_ref().map(|_| *bound == Some(Bound::MoreThan)),
            high,
            high.as_ref().map(|_| *bound == Some(Bound::LessThan)),
            from,
            to,
            measured,
            change.map(rows::change_name),
            against.as_ref().map(|phrase| &phrase.text),
            measured.map(|words| fold(words)),
            words,
        ])?;
    }
    Ok(())
}

impl View for SqliteView {
    fn add(&mut self, record: &Record, _line: Line<'_>) -> Result<(), ExportError> {
        self.insert(record)
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.note("remark", what)
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.close()?;
        Ok(Vec::new())
    }
}
