//! Runs a query: the texts of the sections that the index names are read, every condition is checked
//! in them, and the sentences that hold what was asked for are the hits.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{params, params_from_iter};

use super::hit::{Hit, InTable, Mark, Source};
use super::value::OfYear;
use super::{Index, Query, SearchError};
use crate::export::fold::fold;
use crate::export::sentence::Sentences;

/// Where all that is asked for must stand together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// In one section, with its heading; every sentence that holds a part of it is a hit.
    #[default]
    Section,
    /// In one sentence.
    Sentence,
}

/// The first hits of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// In the order of the records.
    pub hits: Vec<Hit>,
    /// Whether there may be more.
    pub more: bool,
}

/// A text of a section.
struct Text {
    part: &'static str,
    block: Option<(i64, i64)>,
    cell: Option<(i64, i64)>,
    text: String,
    marks: Vec<(Mark, usize)>,
    table: Option<InTable>,
}

/// The head of a section's page.
pub(super) struct Head {
    pub(super) source: Source,
    pub(super) heading: Option<String>,
    /// The number that the heading begins with.
    pub(super) outline: Option<String>,
}

impl Index {
    /// The first `limit` hits of a query.
    pub fn find(&self, query: &Query, limit: usize) -> Result<Results, SearchError> {
        let mut hits = Vec::new();
        let mut more = false;
        self.each_section(query, 0, |section| {
            hits.append(&mut self.hits_in(section, query)?);
            more = hits.len() > limit;
            Ok(!more)
        })?;
        hits.truncate(limit);
        Ok(Results { hits, more })
    }

    /// Hands the sections that the index names for a query to `take`, in their order and from the one behind
    /// `after` on, until it says that it has enough.
    pub(crate) fn each_section(
        &self,
        query: &Query,
        after: i64,
        mut take: impl FnMut(i64) -> Result<bool, SearchError>,
    ) -> Result<(), SearchError> {
        let (sql, values) = self.plan(query, after)?;
        let mut sections = self.database.prepare_cached(&sql)?;
        let mut rows = sections.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            if !take(row.get(0)?)? {
                break;
            }
        }
        Ok(())
    }

    /// The hits of one section; none where it does not answer.
    pub(crate) fn hits_in(&self, section: i64, query: &Query) -> Result<Vec<Hit>, SearchError> {
        let head = self.head(section)?;
        let heading_holds = query.heading.as_ref().is_none_or(|words| {
            let heading = head.heading.as_deref().map(fold).unwrap_or_default();
            words.holds(&|word| heading.contains(word))
        });
        if !heading_holds {
            return Ok(Vec::new());
        }
        let mut texts = self.texts(section, &head)?;
        let met = self.mark_values(section, &head, query, &mut texts)?;
        let words_hold = mark_words(query, &mut texts);
        if query.scope == Scope::Section && !(words_hold && met.iter().all(|m| *m)) {
            return Ok(Vec::new());
        }
        // A query of headings or years alone is answered with the first sentence.
        if query.words.is_none() && query.conditions.is_empty() {
            return Ok(first_sentence(&head, &texts).into_iter().collect());
        }
        let mut hits = Vec::new();
        for text in &texts {
            push_hits(&head, text, query, &mut hits);
        }
        Ok(hits)
    }

    /// The first sentence of a section.
    #[cfg(feature = "site")]
    pub(crate) fn opening(&self, section: i64) -> Result<Option<Hit>, SearchError> {
        let head = self.head(section)?;
        Ok(first_sentence(&head, &self.texts(section, &head)?))
    }

    /// The cells of a table's row. `section`, and block and row counted from 1.
    #[cfg(feature = "site")]
    pub(crate) fn row(&self, section: i64, block: i64, row: i64) -> Result<Vec<String>, SearchError> {
        let mut cells = self.database.prepare_cached(
            "SELECT value FROM cells JOIN blocks USING (block)
             WHERE blocks.section = ?1 AND blocks.number = ?2 AND row = ?3 ORDER BY \"column\"",
        )?;
        let found = cells.query_map([section, block, row], |r| r.get(0))?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }

    /// Marks the mentions that meet a condition; tells of each condition whether one does.
    fn mark_values(
        &self,
        section: i64,
        head: &Head,
        query: &Query,
        texts: &mut [Text],
    ) -> Result<Vec<bool>, SearchError> {
        let mut met = Vec::new();
        for (i, condition) in query.conditions.iter().enumerate() {
            let mut values = vec![Value::Integer(section)];
            let (sure, may) = condition.sql(&mut values);
            values.remove(0);
            let test = if query.possible { may } else { sure.clone() };
            let of_year = condition.of_year(head.source.year);
            let test = Test { section: Value::Integer(section), test, sure, of_year, values };
            let told = self.mark_mentions(&test, i, texts)?;
            let tabled = condition.is_of_numbers() && self.mark_cells(&test, i, texts)?;
            met.push(told || tabled);
        }
        Ok(met)
    }

    /// Marks the mentions of a section that pass a test, each with the number of the condition; tells whether one
    /// does.
    fn mark_mentions(&self, test: &Test, condition: usize, texts: &mut [Text]) -> Result<bool, SearchError> {
        let of_year = test.of_year.as_ref().map_or("1", |of| of.mentions.as_str());
        let sql = format!(
            "SELECT block, start, \"end\", number, {}, measured, {} FROM mentions INDEXED BY mentions_section
             WHERE section = ?1 AND {} AND {of_year} ORDER BY mention",
            Mark::COLUMNS,
            test.sure,
            test.test
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(test.params()))?;
        // Mentions and texts come in the same order, so that each is looked for from the last one's text on.
        let (mut any, mut from) = (false, 0);
        while let Some(row) = rows.next()? {
            any = true;
            let block: Option<i64> = row.get(0)?;
            let mark = Mark { mention: Some(row.get(3)?), ..Mark::read(row, 4, (row.get(1)?, row.get(2)?))? };
            let here = |t: &Text| t.block.map(|b| b.0) == block && matches!(t.part, "text" | "heading");
            from += texts.iter().skip(from).position(here).unwrap_or(0);
            if let Some(text) = texts.get_mut(from).filter(|t| here(t)) {
                text.marks.push((mark, condition));
            }
        }
        Ok(any)
    }

    /// The same for the values of the section's tables.
    fn mark_cells(&self, test: &Test, condition: usize, texts: &mut [Text]) -> Result<bool, SearchError> {
        let of_year = test.of_year.as_ref().map_or("1", |of| of.cells.as_str());
        let sql = format!(
            "SELECT block_id, \"row\", \"column\", {}, indicator, {}, {}
             FROM observations INDEXED BY observations_section
             WHERE source = 'table' AND section_id = ?1 AND {} AND {of_year} ORDER BY rowid",
            Mark::COLUMNS,
            test.sure,
            InTable::COLUMNS,
            test.test
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(test.params()))?;
        let (mut any, mut from) = (false, 0);
        while let Some(row) = rows.next()? {
            any = true;
            let block: Option<i64> = row.get(0)?;
            let cell: (i64, i64) = (row.get(1)?, row.get(2)?);
            let here = |t: &Text| t.block.map(|b| b.0) == block && t.cell == Some((cell.0 + 1, cell.1 + 1));
            // Values and cells come in the same order.
            from += texts.iter().skip(from).position(here).unwrap_or(0);
            if let Some(text) = texts.get_mut(from).filter(|t| here(t)) {
                let mark = Mark::read(row, 3, (0, text.text.chars().count()))?;
                text.marks.push((Mark { text: text.text.clone(), ..mark }, condition));
                text.table = Some(InTable::read(row, 13)?);
            }
        }
        Ok(any)
    }

    pub(super) fn head(&self, section: i64) -> Result<Head, SearchError> {
        let sql = format!(
            "SELECT {}, s.heading, s.outline FROM sections s JOIN pages p USING (page) WHERE s.section = ?1",
            Source::COLUMNS
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        Ok(statement.query_row([section], |r| {
            Ok(Head { source: Source::read(r, 0)?, heading: r.get(7)?, outline: r.get(8)? })
        })?)
    }

    fn texts(&self, section: i64, head: &Head) -> Result<Vec<Text>, SearchError> {
        let mut texts = Vec::new();
        let mut put = |part, block, cell, text: Option<String>| {
            if let Some(text) = text {
                texts.push(Text { part, block, cell, text, marks: Vec::new(), table: None });
            }
        };
        if head.source.section == 1 {
            put("title", None, None, head.source.title.clone());
        }
        put("heading", None, None, head.heading.clone());
        let mut blocks = self.database.prepare_cached(
            "SELECT block, number, kind, text, caption, unit_note FROM blocks WHERE section = ?1 ORDER BY number",
        )?;
        let mut cells = self.database.prepare_cached(
            "SELECT row, \"column\", value FROM cells WHERE block = ?1 ORDER BY row, \"column\"",
        )?;
        let mut rows = blocks.query([section])?;
        while let Some(row) = rows.next()? {
            let block = Some((row.get(0)?, row.get(1)?));
            let kind: String = row.get(2)?;
            put("text", block, None, row.get(3)?);
            put("caption", block, None, row.get(4)?);
            put("caption", block, None, row.get(5)?);
            if kind == "table" {
                let mut cells = cells.query(params![block.map(|b| b.0)])?;
                while let Some(cell) = cells.next()? {
                    put("cell", block, Some((cell.get(0)?, cell.get(1)?)), cell.get(2)?);
                }
            }
        }
        Ok(texts)
    }
}

/// A condition, put to the values of one section.
struct Test {
    section: Value,
    test: String,
    sure: String,
    of_year: Option<OfYear>,
    /// What the tests hold, numbered from 2 on.
    values: Vec<Value>,
}

impl Test {
    fn params(&self) -> impl Iterator<Item = &Value> {
        std::iter::once(&self.section).chain(&self.values)
    }
}

/// Marks the words of the query; tells whether it holds in the texts together.
fn mark_words(query: &Query, texts: &mut [Text]) -> bool {
    let Some(words) = &query.words else { return true };
    let mut wanted = words.wanted();
    wanted.sort_unstable();
    wanted.dedup();
    let folded: Vec<String> = texts.iter().map(|t| fold(&t.text)).collect();
    for (text, folded) in texts.iter_mut().zip(&folded) {
        for word in &wanted {
            let length = word.chars().count();
            let mut chars = crate::text::CharOffsets::new(folded);
            for (byte, _) in folded.match_indices(word) {
                let start = chars.at(byte);
                let surface = text.text.chars().skip(start).take(length).collect();
                text.marks.push((Mark::word(start, start + length, surface), usize::MAX));
            }
        }
    }
    words.holds(&|word| folded.iter().any(|text| text.contains(word)))
}

fn first_sentence(head: &Head, texts: &[Text]) -> Option<Hit> {
    let text = texts.iter().find(|text| text.part == "text")?;
    hit(head, text, &Sentences::of(&text.text), 0, &[])
}

/// Adds a hit for each sentence of a text that has marks.
fn push_hits(head: &Head, text: &Text, query: &Query, hits: &mut Vec<Hit>) {
    if text.marks.is_empty() {
        return;
    }
    let sentences = Sentences::of(&text.text);
    let mut by_sentence: BTreeMap<usize, Vec<&(Mark, usize)>> = BTreeMap::new();
    for mark in &text.marks {
        by_sentence.entry(sentences.at(mark.0.start).0).or_default().push(mark);
    }
    for (start, marks) in by_sentence {
        if query.scope == Scope::Sentence {
            // What stands around a value is what it is said of.
            let around = text.table.as_ref().map(InTable::words).unwrap_or_default();
            let sentence = fold(&format!("{} {around}", sentences.at(start).2));
            let words = query.words.as_ref().is_none_or(|w| w.holds(&|word| sentence.contains(word)));
            let values = (0..query.conditions.len()).all(|i| marks.iter().any(|m| m.1 == i));
            if !(words && values) {
                continue;
            }
        }
        hits.extend(hit(head, text, &sentences, start, &marks));
    }
}

fn hit(
    head: &Head,
    text: &Text,
    sentences: &Sentences<'_>,
    at: usize,
    marks: &[&(Mark, usize)],
) -> Option<Hit> {
    let (sentence_start, _, sentence) = sentences.at(at);
    let mut marks: Vec<Mark> = marks.iter().map(|m| m.0.clone()).collect();
    marks.sort();
    marks.dedup();
    let source =
        Source { part: text.part, block: text.block.map(|b| b.1), cell: text.cell, ..head.source.clone() };
    let (heading, table) = (head.heading.clone(), text.table.clone());
    let hit = Hit { heading, sentence: sentence.to_owned(), sentence_start, marks, source, table };
    (!sentence.is_empty()).then_some(hit)
}
