//! Writes workbooks that a person opens: what the columns mean, entries, numbers and dates with their sentences, the
//! values of tables, and each table of the pages as a grid on a sheet of its own.
//!
//! Rows go to disk as they come. Tables are read again at the end, when it is known how many there are: up to
//! [`MOST_TABLES`] stand in the workbook, more of them in workbooks beside it, a workbook a folder of pages.

mod about;
mod cell;
mod grid;
mod index;
mod look;
mod sheet;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use super::columns::FLAT;
use super::read::{place, reread};
use super::staging::{Claim, Shape, Staging};
use super::{ExportError, Line, Target, View, refuse_own_input};
use crate::record::{Block, GENERATOR, Record};
use grid::Grid;
use index::Tables;
use look::Look;
use sheet::Sheet;

/// How many tables a workbook shows at most.
pub const MOST_TABLES: usize = 200;

/// The workbook under construction.
pub(super) struct XlsxView {
    at: PathBuf,
    target: Target,
    /// Where sheets lie until they are put together.
    scratch: PathBuf,
    workbook: Workbook,
    look: Look,
    sheets: Vec<Sheet>,
    tables: Tables,
    records: u64,
    remark: Option<String>,
}

fn failed(path: &Path) -> impl Fn(XlsxError) -> ExportError + '_ {
    move |e| ExportError(format!("cannot write the workbook {}: {e}", path.display()))
}

/// An empty workbook without a clock: the same records give the same bytes.
fn workbook(scratch: &Path, remark: Option<&str>) -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_tempdir(scratch)?;
    let properties = DocProperties::new()
        .set_title("年鉴记录")
        .set_author(GENERATOR)
        .set_comment(remark.unwrap_or_default())
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    workbook.set_properties(&properties);
    Ok(workbook)
}

impl XlsxView {
    /// Begins the workbook that will stand at `at` until it is whole, and at the target then.
    pub fn create(at: &Path, target: Target) -> Result<Self, ExportError> {
        let scratch = match at.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut workbook = workbook(&scratch, None).map_err(failed(at))?;
        let look = Look::new();
        let sheets: Result<Vec<Sheet>, XlsxError> =
            sheet::SHEETS.iter().map(|shown| Sheet::begin(shown, &mut workbook, &look)).collect();
        Ok(XlsxView {
            at: at.to_owned(),
            target,
            scratch,
            workbook,
            look,
            sheets: sheets.map_err(failed(at))?,
            tables: Tables::default(),
            records: 0,
            remark: None,
        })
    }

    fn rows(&mut self, record: &Record) -> Result<(), XlsxError> {
        for flat in FLAT {
            let mut sheets: Vec<&mut Sheet> =
                self.sheets.iter_mut().filter(|sheet| sheet.shown.table == flat.name).collect();
            if sheets.is_empty() {
                continue;
            }
            flat.each(record, |cells| {
                let mut takes = sheets.iter_mut().filter(|sheet| sheet.takes(cells));
                takes.try_for_each(|sheet| sheet.row(cells, &mut self.workbook, &self.look))
            })?;
        }
        Ok(())
    }

    fn write(self) -> Result<Vec<String>, ExportError> {
        let XlsxView { at, target, scratch, mut workbook, mut look, sheets, tables, records, remark } = self;
        let whole = tables.count() <= MOST_TABLES;
        let place = index::Place::of(&target.to);
        let entries = if whole { tables.in_one() } else { tables.in_files(&place.name) };
        let mut notes = Vec::new();
        let mut grids: Vec<Worksheet> = Vec::new();
        let mut beside = None;
        if whole {
            for entry in &entries {
                let record = reread(&target.from, entry.begins)?;
                grids.extend(grid_of(entry, &record, &mut workbook, &mut look).map_err(failed(&at))?);
            }
        } else {
            beside = Some(write_beside(&place, &target, &entries, &scratch, remark.as_deref())?);
            notes.push(format!(
                "{} tables, more than {MOST_TABLES}: they stand in workbooks in {}, a workbook a folder of pages",
                tables.count(),
                place.folder.display()
            ));
        }
        let shown: Vec<&sheet::Shown> = sheets.iter().map(|sheet| sheet.shown).collect();
        let finish = || -> Result<(), XlsxError> {
            workbook.push_worksheet(about::sheet(&look, &shown, records, tables.count(), remark.as_deref())?);
            for sheet in sheets {
                sheet.finish()?.into_iter().for_each(|part| workbook.push_worksheet(part));
            }
            for part in index::sheets(&look, &entries)? {
                workbook.push_worksheet(part);
            }
            grids.into_iter().for_each(|grid| workbook.push_worksheet(grid));
            let remark = remark.as_deref().unwrap_or_default();
            let properties =
                DocProperties::new().set_title("年鉴记录").set_author(GENERATOR).set_comment(remark);
            workbook.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
            workbook.save(&at)
        };
        finish().map_err(failed(&at))?;
        // The workbook leads to them: they come first.
        beside.map_or(Ok(()), Staging::commit)?;
        Ok(notes)
    }
}

/// The grid of a table; none where the record has changed since it was read.
fn grid_of(
    entry: &index::Entry,
    record: &Record,
    workbook: &mut Workbook,
    look: &mut Look,
) -> Result<Option<Worksheet>, XlsxError> {
    let blocks = record.sections.iter().flat_map(|s| s.blocks.iter().map(move |block| (s, block)));
    let mut tables = blocks.filter_map(|(section, block)| match block {
        Block::Table(table) => Some((section, table)),
        _ => None,
    });
    let found = tables.nth(entry.table.saturating_sub(1));
    found.map(|(section, table)| Grid { entry, record, section, table }.sheet(workbook, look)).transpose()
}

/// Writes the workbooks of tables beside the workbook; they are still to be moved to their place.
fn write_beside(
    place: &index::Place,
    target: &Target,
    entries: &[index::Entry],
    scratch: &Path,
    remark: Option<&str>,
) -> Result<Staging, ExportError> {
    refuse_own_input(&place.folder, &target.from)?;
    let claim = Claim { maker: target.claim.maker.clone(), replace: target.claim.replace };
    let staging = Staging::begin(&place.folder, Shape::Folder, claim)?;
    let mut files: BTreeMap<&str, Vec<&index::Entry>> = BTreeMap::new();
    for entry in entries {
        files.entry(entry.file.as_deref().unwrap_or_default()).or_default().push(entry);
    }
    for (name, entries) in files {
        let path = staging.path().join(name);
        let mut book = workbook(scratch, remark).map_err(failed(&path))?;
        let mut look = Look::new();
        for entry in entries {
            let record = reread(&target.from, entry.begins)?;
            if let Some(grid) = grid_of(entry, &record, &mut book, &mut look).map_err(failed(&path))? {
                book.push_worksheet(grid);
            }
        }
        book.save(&path).map_err(failed(&path))?;
        // As the workbook itself: on the disk before a name points to it.
        File::open(&path).and_then(|f| f.sync_all()).map_err(|e| ExportError::io("write", &path, &e))?;
    }
    Ok(staging)
}

impl View for XlsxView {
    fn add(&mut self, record: &Record, line: Line<'_>) -> Result<(), ExportError> {
        self.records += 1;
        self.tables.add(record, place(record), line.begins);
        let at = self.at.clone();
        self.rows(record).map_err(failed(&at))
    }

    fn remark(&mut self, what: &str) -> Result<(), ExportError> {
        self.remark = Some(what.to_owned());
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError> {
        self.write()
    }
}
