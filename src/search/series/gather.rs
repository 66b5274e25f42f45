//! Asks the index which numbers may be points of a series, and lines them up by what makes them one. No text is read
//! for it: a number is looked up by its naming words, and a few too many come at most.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params_from_iter};

use super::doubts::Names;
use crate::export::fold::fold;
use crate::export::naming::BEYOND;
use crate::search::plan::of_pages;
use crate::search::{Index, Query, SearchError, Words};

/// What makes points one series.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// What they measure, as it is compared.
    pub measured: Option<String>,
    /// Where that is not known, the heading under which they stand.
    pub heading: Option<String>,
    pub kind: String,
    pub unit: Option<String>,
    pub per: Option<String>,
    pub change: Option<String>,
    pub manner: Option<String>,
}

/// Where a number stands in the index, in the order of the records; those of tables behind those of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A mention, with its section and its block; none for the heading.
    Text { section: i64, block: Option<i64>, mention: i64 },
    /// A row of the observations.
    Cell(i64),
}

/// Numbers that may be one series.
#[derive(Debug)]
pub struct Group {
    pub key: Key,
    /// Of how many volumes it has points at most.
    pub volumes: usize,
    pub places: Vec<Place>,
}

#[derive(Default)]
struct Gathered {
    years: Vec<i32>,
    places: Vec<Place>,
}

impl Gathered {
    fn add(&mut self, year: Option<i32>, place: Place) {
        if let Some((year, Err(at))) = year.map(|year| (year, self.years.binary_search(&year))) {
            self.years.insert(at, year);
        }
        self.places.push(place);
    }
}

/// How a heading is shown: without the number that it begins with.
pub fn bare<'h>(heading: &'h str, outline: Option<&str>) -> &'h str {
    heading.strip_prefix(outline.unwrap_or_default()).unwrap_or(heading).trim()
}

impl Index {
    /// The numbers whose naming words have the folded `word`, those of most volumes first, then by what makes them a
    /// series. `looked` is told of how many sections of how many has been asked.
    pub(super) fn gather(
        &self,
        word: &str,
        narrow: &Query,
        names: &mut Names,
        looked: &mut dyn FnMut(u64, u64),
    ) -> Result<Vec<Group>, SearchError> {
        let mut found = BTreeMap::new();
        self.gather_numbers(word, narrow, names, looked, &mut found)?;
        self.gather_cells(word, narrow, names, &mut found)?;
        let group = |(key, Gathered { years, places })| Group { key, volumes: years.len(), places };
        let mut groups: Vec<Group> = found.into_iter().map(group).collect();
        groups.sort_by_key(|group| std::cmp::Reverse(group.volumes));
        Ok(groups)
    }

    fn gather_numbers(
        &self,
        word: &str,
        narrow: &Query,
        names: &mut Names,
        looked: &mut dyn FnMut(u64, u64),
        found: &mut BTreeMap<Key, Gathered>,
    ) -> Result<(), SearchError> {
        let query = Query { words: Some(Words::Word(word.to_owned())), ..narrow.clone() };
        let (wanted, mut values) = self.plan(&query, 0)?;
        let ends = ends(word).map(|end| {
            values.push(Value::Text(end));
            format!("instr(m.words, ?{}) > 0", values.len())
        });
        let sql = format!(
            "WITH wanted(section) AS ({wanted}) SELECT m.mention, m.section FROM wanted
             CROSS JOIN mentions m INDEXED BY mentions_words ON m.section = wanted.section
             WHERE m.words IS NOT NULL AND ({})",
            ends.join(" OR ")
        );
        let last: Option<i64> =
            self.database.query_row("SELECT max(section) FROM sections", [], |row| row.get(0))?;
        let of = last.unwrap_or(0).unsigned_abs();
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut number = self.database.prepare_cached(
            "SELECT m.block, m.type, m.unit, m.per, m.change, m.measured, o.manner, p.coverage_year, s.heading, s.outline
             FROM mentions m JOIN sections s ON s.section = m.section JOIN pages p ON p.page = s.page
             LEFT JOIN observations o ON o.mention_id = m.mention WHERE m.mention = ?1",
        )?;
        while let Some(row) = rows.next()? {
            let (mention, section): (i64, i64) = (row.get(0)?, row.get(1)?);
            looked(section.unsigned_abs(), of);
            let (key, year, block) =
                number.query_row([mention], |row| Ok((key(row, names)?, row.get(7)?, row.get(0)?)))?;
            found.entry(key).or_default().add(year, Place::Text { section, block, mention });
        }
        Ok(())
    }

    /// The values of tables whose heads hold the word.
    fn gather_cells(
        &self,
        word: &str,
        narrow: &Query,
        names: &mut Names,
        found: &mut BTreeMap<Key, Gathered>,
    ) -> Result<(), SearchError> {
        let solid: String = word.chars().filter(|c| !c.is_whitespace()).collect();
        let mut values = vec![Value::Text(solid)];
        let pages = of_pages(narrow, &mut values);
        let pages = pages.map_or_else(String::new, |wanted| {
            format!(" AND o.page_id IN (SELECT page FROM pages WHERE {wanted})")
        });
        let sql = format!(
            "SELECT o.rowid, o.measured_folded, o.type, o.unit, o.per, o.date, p.coverage_year, s.heading
             FROM observations o INDEXED BY observations_measured
             JOIN sections s ON s.section = o.section_id JOIN pages p ON p.page = o.page_id
             WHERE o.measured_folded IS NOT NULL AND instr(o.measured_folded, ?1) > 0 AND o.value IS NOT NULL{pages}
             ORDER BY o.rowid"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            let heading: Option<String> = row.get(7)?;
            let holds = narrow.heading.as_ref().is_none_or(|words| {
                let heading = heading.as_deref().map(fold).unwrap_or_default();
                words.holds(&|word| heading.contains(word))
            });
            if holds {
                let (key, year) = cell_key(row, names)?;
                found.entry(key).or_default().add(year, Place::Cell(row.get(0)?));
            }
        }
        Ok(())
    }
}

/// The year of a value of a table: that of its own date, else the one that its page reports on.
pub fn year_of(date: Option<&str>, coverage: Option<i32>) -> Option<i32> {
    date.and_then(|date| date.get(..4)).and_then(|year| year.parse().ok()).or(coverage)
}

/// What of a folded word must stand among the naming words, all of it where it is short.
fn ends(word: &str) -> [String; 2] {
    let chars: Vec<char> = word.chars().collect();
    let (first, last) = (chars.get(..BEYOND), chars.len().checked_sub(BEYOND).and_then(|at| chars.get(at..)));
    [first, last].map(|end| end.unwrap_or(&chars).iter().collect())
}

/// What makes a number of running text one with others.
fn key(row: &Row<'_>, names: &mut Names) -> rusqlite::Result<Key> {
    let measured = row.get_ref(5)?.as_str_or_null()?.map(|measured| names.of(measured));
    let (heading, outline) = (row.get_ref(8)?.as_str_or_null()?, row.get_ref(9)?.as_str_or_null()?);
    let heading = heading.filter(|_| measured.is_none()).map(|heading| names.of(bare(heading, outline)));
    Ok(Key {
        measured,
        heading,
        kind: row.get(1)?,
        unit: row.get(2)?,
        per: row.get(3)?,
        change: row.get(4)?,
        manner: row.get(6)?,
    })
}

/// The same for a value of a table, and its year.
fn cell_key(row: &Row<'_>, names: &mut Names) -> rusqlite::Result<(Key, Option<i32>)> {
    let key = Key {
        measured: Some(names.of(row.get_ref(1)?.as_str()?)),
        heading: None,
        kind: row.get::<_, Option<String>>(2)?.unwrap_or_else(|| "number".to_owned()),
        unit: row.get(3)?,
        per: row.get(4)?,
        change: None,
        manner: None,
    };
    Ok((key, year_of(row.get_ref(5)?.as_str_or_null()?, row.get(6)?)))
}
