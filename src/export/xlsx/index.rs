//! Lists the tables of the pages, gives each its sheet, and leads to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{IgnoreError, Worksheet, XlsxError};

use super::MOST_TABLES;
use super::cell::put_text;
use super::look::Look;
use crate::record::{Block, Record};

/// The name of the sheet that lists them.
pub(super) const BACK: &str = "表格目录";
/// How many characters the name of a sheet has.
const LONGEST_NAME: usize = 31;
/// How many rows and how many links a sheet of the list has.
const MOST_LINKS: usize = 60_000;

/// A table of a page.
pub(super) struct Entry {
    /// Where the line of its record begins.
    pub begins: u64,
    /// Its number in the record, from 1.
    pub table: usize,
    /// The workbook that holds it, where it is another.
    pub file: Option<String>,
    /// The sheet.
    pub sheet: String,
    told: Told,
    /// Where the workbooks of tables are, from the workbook.
    folder: Option<String>,
}

/// What the list says of a table.
#[derive(Clone, Default)]
struct Told {
    caption: Option<String>,
    title: Option<String>,
    heading: Option<String>,
    year: Option<i32>,
    unit_note: Option<String>,
    rows: usize,
    columns: usize,
    values: usize,
    place: String,
}

/// Where the workbooks of tables stand.
pub(super) struct Place {
    /// The folder.
    pub folder: PathBuf,
    /// Its name.
    pub name: String,
}

impl Place {
    /// Beside the workbook: `records.xlsx` has `records-tables`.
    pub fn of(workbook: &Path) -> Self {
        let stem = workbook.file_stem().unwrap_or_default().to_string_lossy();
        let name = format!("{stem}-tables");
        Place { folder: workbook.with_file_name(&name), name }
    }
}

/// The tables found so far.
#[derive(Default)]
pub(super) struct Tables(Vec<(u64, usize, Told)>);

impl Tables {
    /// Adds those of a record whose line begins at `begins`.
    pub fn add(&mut self, record: &Record, place: &str, begins: u64) {
        let mut number = 0;
        for section in &record.sections {
            for block in &section.blocks {
                let Block::Table(table) = block else { continue };
                number += 1;
                let told = Told {
                    caption: table.caption.clone(),
                    title: record.title.clone(),
                    heading: section.heading.clone(),
                    year: record.coverage.as_ref().map(|c| c.year),
                    unit_note: table.unit_note.clone(),
                    rows: table.rows.len(),
                    columns: table.rows.iter().map(Vec::len).max().unwrap_or(0),
                    values: table.values.len(),
                    place: place.to_owned(),
                };
                self.0.push((begins, number, told));
            }
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// All of them as sheets of the workbook.
    pub fn in_one(&self) -> Vec<Entry> {
        let entries = self.0.iter().enumerate();
        entries.map(|(i, (begins, table, told))| entry(i + 1, *begins, *table, told)).collect()
    }

    /// All of them as sheets of workbooks in `folder`, a workbook a folder of pages.
    pub fn in_files(&self, folder: &str) -> Vec<Entry> {
        let mut folders: BTreeMap<&str, usize> = BTreeMap::new();
        for (.., told) in &self.0 {
            folders.insert(folder_of(&told.place), 0);
        }
        let numbers: BTreeMap<&str, usize> = folders.keys().copied().zip(1..).collect();
        let entries = self.0.iter().enumerate().map(|(i, (begins, table, told))| {
            let of = folder_of(&told.place);
            let before = folders.entry(of).or_default();
            let part = *before / MOST_TABLES + 1;
            *before += 1;
            let part = if part > 1 { format!("-{part}") } else { String::new() };
            let number = numbers.get(of).copied().unwrap_or_default();
            let mut entry = entry(i + 1, *begins, *table, told);
            entry.file = Some(format!("{number:03}-{}{part}.xlsx", file_name(of)));
            entry.folder = Some(folder.to_owned());
            entry
        });
        entries.collect()
    }
}

fn entry(number: usize, begins: u64, table: usize, told: &Told) -> Entry {
    let sheet = sheet_name(number, told.caption.as_deref().or(told.heading.as_deref()).unwrap_or_default());
    Entry { begins, table, file: None, sheet, told: told.clone(), folder: None }
}

/// The folder of a page, by its path or its address.
fn folder_of(place: &str) -> &str {
    let place = place.split_once("://").map_or(place, |(_, rest)| rest);
    place.split(['?', '#']).next().and_then(|path| path.rsplit_once('/')).map_or("", |(folder, _)| folder)
}

/// The last step of a folder as the name of a file that every system takes.
fn file_name(folder: &str) -> String {
    let last = folder.trim_end_matches(['/', '!']).rsplit('/').next().unwrap_or_default();
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    let name: String = last.chars().map(safe).take(40).collect();
    if name.is_empty() { "tables".into() } else { name }
}

/// A name that no other sheet has, and that every program takes.
fn sheet_name(number: usize, caption: &str) -> String {
    let unsafe_char =
        |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') || c.is_control();
    let mut name = format!("表{number} ");
    let mut room = LONGEST_NAME.saturating_sub(name.encode_utf16().count());
    for c in caption.chars().filter(|c| !unsafe_char(*c)) {
        match room.checked_sub(c.len_utf16()) {
            Some(rest) => room = rest,
            None => break,
        }
        name.push(c);
    }
    crate::export::xml::legal(name.trim_end()).into_owned()
}

/// The heads of the list, with their widths.
const HEADS: [(&str, u8); 10] = [
    ("序号", 7),
    ("表题", 44),
    ("篇名", 26),
    ("条目标题", 18),
    ("记述年份", 9),
    ("单位注", 18),
    ("行数", 7),
    ("列数", 7),
    ("数值", 7),
    ("出处", 40),
];

/// The list, in as many sheets as it needs.
pub(super) fn sheets(look: &Look, entries: &[Entry]) -> Result<Vec<Worksheet>, XlsxError> {
    let parts = entries.chunks(MOST_LINKS).chain(entries.is_empty().then_some(entries));
    parts.enumerate().map(|(part, entries)| sheet(look, part, entries)).collect()
}

fn sheet(look: &Look, part: usize, entries: &[Entry]) -> Result<Worksheet, XlsxError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(if part == 0 { BACK.to_owned() } else { format!("{BACK} {}", part + 1) })?;
    for (column, (head, width)) in (0..).zip(HEADS) {
        put_text(&mut sheet, (0, column), head, &look.head)?;
        sheet.set_column_width(column, f64::from(width))?;
    }
    for (row, (number, entry)) in (1..).zip((part * MOST_LINKS + 1..).zip(entries)) {
        let Told { caption, title, heading, year, unit_note, rows, columns, values, place } = &entry.told;
        let int = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        sheet.write_number_with_format(row, 0, int(number), &look.int)?;
        let name = &entry.sheet;
        let link = match (&entry.file, &entry.folder) {
            (Some(file), Some(folder)) => format!("file:///{folder}/{file}#'{name}'!A1"),
            _ => format!("internal:'{name}'!A1"),
        };
        let words = caption.as_deref().unwrap_or(name);
        let words: String = crate::export::xml::legal(words).chars().take(200).collect();
        sheet.write_url_with_options(row, 1, link.as_str(), words, "", Some(&look.link))?;
        for (column, text) in [(2, title), (3, heading), (5, unit_note)] {
            put_text(&mut sheet, (row, column), text.as_deref().unwrap_or_default(), &look.wrap)?;
        }
        if let Some(year) = year {
            sheet.write_number_with_format(row, 4, *year, &look.int)?;
        }
        for (column, n) in [(6, rows), (7, columns), (8, values)] {
            sheet.write_number_with_format(row, column, int(*n), &look.int)?;
        }
        put_text(&mut sheet, (row, 9), place, &look.text)?;
    }
    let last = u32::try_from(entries.len()).unwrap_or(1).max(1);
    sheet.set_freeze_panes(1, 2)?;
    sheet.autofilter(0, 0, last, 9)?;
    sheet.ignore_error_range(0, 0, last, 9, IgnoreError::NumberStoredAsText)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_and_files_are_taken_by_every_program() {
        assert_eq!(sheet_name(3, "产量[1]: 粮食/棉花 'a'?*\\"), "表3 产量1 粮食棉花 a");
        assert_eq!(sheet_name(12, &"𠮷".repeat(40)).encode_utf16().count(), 30);
        assert_eq!(sheet_name(1, ""), "表1");
        assert_eq!(folder_of("a.zip!/x/y.html"), "a.zip!/x");
        assert_eq!(folder_of("http://h.cn/nj/2014/a.html?b=/c"), "h.cn/nj/2014");
        assert_eq!(folder_of("a.html"), "");
        assert_eq!([file_name("h.cn/nj:/"), file_name(""), file_name("a.zip!")], ["nj_", "tables", "a_zip"]);
    }
}
