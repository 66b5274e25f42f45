//! Keeps what pages gather from many records in a database on disk, so that memory does not grow with the
//! collection: dated sentences, numbers of indicators, and what is to be looked at.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, Row, params};

use super::sums::Sums;
use crate::export::ExportError;

/// A dated sentence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Dated {
    pub(crate) year: i32,
    /// Its first and last day: month × 100 + day.
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) entry: usize,
    pub(crate) anchor: String,
    pub(crate) heading: Option<String>,
    /// 0 written, 1 推, 2 承.
    pub(crate) tag: u8,
    pub(crate) sentence: String,
    /// Where the date stands in the sentence, in characters.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Dated {
    /// The month that it stands under; 0: the year alone.
    pub(crate) fn month(&self) -> u16 {
        if self.from <= 101 && self.to >= 1231 { 0 } else { self.from / 100 }
    }
}

/// A number of an indicator.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Point {
    /// The book, the place, or nothing.
    pub(crate) scope: String,
    /// What the table that it stands in is about; nothing for a number of a text.
    pub(crate) subject: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) year: i32,
    pub(crate) value: String,
    /// As written.
    pub(crate) surface: String,
    pub(crate) exact: bool,
    pub(crate) entry: usize,
    pub(crate) anchor: String,
    pub(crate) from_table: bool,
}

/// Something to be looked at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Look {
    /// The kind, in the order of the page.
    pub(crate) kind: u8,
    pub(crate) entry: usize,
    /// `s3`, or nothing for the whole entry.
    pub(crate) anchor: String,
    /// The words: before, those in doubt, behind.
    pub(crate) before: String,
    pub(crate) words: String,
    pub(crate) behind: String,
    pub(crate) note: String,
}

/// The database.
pub(crate) struct Scratch {
    database: Connection,
    /// What the lines come to.
    pub(crate) sums: Sums,
    /// The file, which goes with this.
    path: PathBuf,
}

const TABLES: &str = "
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -16000;
CREATE TABLE dated (year INTEGER, first INTEGER, last INTEGER, entry INTEGER, anchor TEXT, heading TEXT,
  tag INTEGER, sentence TEXT, start INTEGER, stop INTEGER, month INTEGER, spans INTEGER);
CREATE TABLE point (scope TEXT, subject TEXT, name TEXT, unit TEXT, year INTEGER, value TEXT, surface TEXT, exact INTEGER,
  entry INTEGER, anchor TEXT, from_table INTEGER);
CREATE TABLE look (kind INTEGER, entry INTEGER, anchor TEXT, before TEXT, words TEXT, behind TEXT, note TEXT);
BEGIN;
";

const INDEXES: &str = "
CREATE INDEX dated_order ON dated (year, month, spans, first, last, entry);
CREATE INDEX point_series ON point (scope, name, unit, year);
CREATE INDEX look_kind ON look (kind);
COMMIT;
";

/// 国营 of 商业网点 and 国营 of 工业企业 are two indicators: what tables of several subjects call alike is called by
/// its subject too. One subject in all volumes needs no more than its name.
const SUBJECTS: &str = "
UPDATE point SET name = subject || ' ' || name WHERE from_table AND subject <> '' AND (scope, name, unit) IN
  (SELECT scope, name, unit FROM point WHERE from_table GROUP BY scope, name, unit
   HAVING count(DISTINCT subject) > 1);
";

/// An indicator with enough years.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Indicator {
    pub(crate) scope: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    /// What the tables are about that its numbers stand in, where the name does not say it.
    pub(crate) subject: String,
    pub(crate) years: usize,
}

fn failed(error: rusqlite::Error) -> ExportError {
    ExportError(format!("the site's own database failed: {error}; is there room on the disk?"))
}

impl Scratch {
    /// Begins an empty one at `path`.
    pub(crate) fn begin(path: &Path) -> Result<Scratch, ExportError> {
        let database = Connection::open(path).map_err(failed)?;
        database.execute_batch(TABLES).map_err(failed)?;
        Ok(Scratch { database, sums: Sums::default(), path: path.to_owned() })
    }

    /// Ends the writing.
    pub(crate) fn ready(&self) -> Result<(), ExportError> {
        self.database
            .execute_batch(SUBJECTS)
            .and_then(|()| self.database.execute_batch(INDEXES))
            .map_err(failed)
    }

    pub(crate) fn add_dated(&mut self, d: &Dated) -> Result<(), ExportError> {
        self.sums.dated(d);
        let sql = "INSERT INTO dated VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
        let mut statement = self.database.prepare_cached(sql).map_err(failed)?;
        let row = params![
            d.year,
            d.from,
            d.to,
            d.entry,
            d.anchor,
            d.heading,
            d.tag,
            d.sentence,
            d.start,
            d.end,
            d.month(),
            d.from != d.to
        ];
        statement.execute(row).map_err(failed)?;
        Ok(())
    }

    pub(crate) fn add_point(&self, p: &Point) -> Result<(), ExportError> {
        let sql = "INSERT INTO point VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let mut statement = self.database.prepare_cached(sql).map_err(failed)?;
        let row = params![
            p.scope,
            p.subject,
            p.name,
            p.unit,
            p.year,
            p.value,
            p.surface,
            p.exact,
            p.entry,
            p.anchor,
            p.from_table
        ];
        statement.execute(row).map_err(failed)?;
        Ok(())
    }

    pub(crate) fn add_look(&mut self, l: &Look) -> Result<(), ExportError> {
        self.sums.look(l);
        let sql = "INSERT INTO look VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let mut statement = self.database.prepare_cached(sql).map_err(failed)?;
        let row = params![l.kind, l.entry, l.anchor, l.before, l.words, l.behind, l.note];
        statement.execute(row).map_err(failed)?;
        Ok(())
    }

    /// The lines of a month of a year in the order of days, days before what is open; month 0: the year alone.
    pub(crate) fn dated(
        &self,
        year: i32,
        month: u8,
        limit: usize,
        offset: usize,
    ) -> Result<Vec<Dated>, ExportError> {
        let sql = "SELECT * FROM dated WHERE year = ?1 AND month = ?2
                   ORDER BY spans, first, last, entry, rowid LIMIT ?3 OFFSET ?4";
        self.rows(sql, params![year, month, limit, offset], |r| {
            Ok(Dated {
                year: r.get(0)?,
                from: r.get(1)?,
                to: r.get(2)?,
                entry: r.get(3)?,
                anchor: r.get(4)?,
                heading: r.get(5)?,
                tag: r.get(6)?,
                sentence: r.get(7)?,
                start: r.get(8)?,
                end: r.get(9)?,
            })
        })
    }

    /// The indicators that stand in at least `least` years, those of most years first, and how many there are.
    pub(crate) fn indicators(
        &self,
        least: usize,
        limit: usize,
    ) -> Result<(Vec<Indicator>, usize), ExportError> {
        let sql = "SELECT scope, name, unit, subject, years, count(*) OVER () FROM
                     (SELECT scope, name, unit, count(DISTINCT year) AS years,
                        CASE WHEN min(nullif(subject, '')) = max(subject) AND instr(name, max(subject)) = 0
                          THEN max(subject) ELSE '' END AS subject
                      FROM point GROUP BY scope, name, unit HAVING years >= ?1)
                   ORDER BY years DESC, scope, name, unit LIMIT ?2";
        let mut count = 0;
        let found = self.rows(sql, params![least, limit], |r| {
            count = r.get(5)?;
            Ok(Indicator {
                scope: r.get(0)?,
                name: r.get(1)?,
                unit: r.get(2)?,
                subject: r.get(3)?,
                years: r.get(4)?,
            })
        })?;
        Ok((found, count))
    }

    /// The numbers of an indicator by year.
    pub(crate) fn points(&self, of: &Indicator) -> Result<Vec<Point>, ExportError> {
        let sql = "SELECT * FROM point WHERE scope = ?1 AND name = ?2 AND unit = ?3 ORDER BY year, rowid";
        self.rows(sql, params![of.scope, of.name, of.unit], |r| {
            Ok(Point {
                scope: r.get(0)?,
                subject: r.get(1)?,
                name: r.get(2)?,
                unit: r.get(3)?,
                year: r.get(4)?,
                value: r.get(5)?,
                surface: r.get(6)?,
                exact: r.get(7)?,
                entry: r.get(8)?,
                anchor: r.get(9)?,
                from_table: r.get(10)?,
            })
        })
    }

    /// What is to be looked at of one kind, in the order of the records.
    pub(crate) fn looks(&self, kind: u8, limit: usize) -> Result<Vec<Look>, ExportError> {
        self.rows("SELECT * FROM look WHERE kind = ?1 ORDER BY rowid LIMIT ?2", params![kind, limit], |r| {
            Ok(Look {
                kind: r.get(0)?,
                entry: r.get(1)?,
                anchor: r.get(2)?,
                before: r.get(3)?,
                words: r.get(4)?,
                behind: r.get(5)?,
                note: r.get(6)?,
            })
        })
    }

    fn rows<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, ExportError> {
        let mut statement = self.database.prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map(values, read).map_err(failed)?;
        rows.collect::<Result<_, _>>().map_err(failed)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}
