//! Runs a query: the texts of the sections that the index names are read, every condition is checked
//! in them, and the sentences that hold what was asked for are the hits.

use std::collections::BTreeMap;

use rusqlite::types::Value;
use rusqlite::{Row, params, params_from_iter};
use serde::Serialize;

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

/// A sentence that holds what was asked for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The heading of the section.
    pub heading: Option<String>,
    /// The sentence.
    pub sentence: String,
    /// Where the sentence starts in the text that holds it, in Unicode scalar values.
    pub sentence_start: usize,
    /// What is to be highlighted.
    pub marks: Vec<Mark>,
    /// Where the text stands.
    pub source: Source,
    /// For a value of a table: what it measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<InTable>,
}

/// What a value of a table measures: the words that stand around the cell, in place of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InTable {
    /// The table's caption.
    pub caption: Option<String>,
    /// What the row is about, from the top down.
    pub row_path: Vec<String>,
    /// What the column is about, from the top down.
    pub column_path: Vec<String>,
    /// The date of the value, EDTF.
    pub date: Option<String>,
}

impl InTable {
    /// Reads it from a row of `observations`, whose columns stand from `at` on: caption, row_path, column_path, date.
    pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<InTable> {
        let path = |at: usize| -> rusqlite::Result<Vec<String>> {
            let text: Option<String> = row.get(at)?;
            Ok(text.and_then(|t| serde_json::from_str(&t).ok()).unwrap_or_default())
        };
        Ok(InTable {
            caption: row.get(at)?,
            row_path: path(at + 1)?,
            column_path: path(at + 2)?,
            date: row.get(at + 3)?,
        })
    }

    /// All its words, in the order of reading: caption · row › … · column › ….
    pub fn words(&self) -> String {
        let paths = [self.row_path.join(" › "), self.column_path.join(" › ")];
        let parts = self.caption.iter().map(String::as_str).chain(paths.iter().map(String::as_str));
        parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// A stretch of a sentence that answers the query. Offsets count in the text, as in the record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mark {
    /// Where it starts.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// What stands there.
    pub text: String,
    /// For a value: its type; absent for a word.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// For a value: as the record has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The high end of a range.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// How the number limits the true value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bound: Option<String>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// What it is counted by.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// What the number counts or measures.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measured: Option<String>,
    /// `up` or `down`: the number is a change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// For a value: whether it surely meets the condition, and not only may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sure: Option<bool>,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The record.
    pub record: String,
    /// Its path.
    pub path: Option<String>,
    /// Its address.
    pub uri: Option<String>,
    /// The title of the page.
    pub title: Option<String>,
    /// The title of the book.
    pub work: Option<String>,
    /// The coverage year.
    pub year: Option<i32>,
    /// The section, counted from 1.
    pub section: i64,
    /// `title`, `heading`, `text`, `caption` or `cell`.
    pub part: &'static str,
    /// The block, counted from 1; null for title and heading.
    pub block: Option<i64>,
    /// For a cell: row and column, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<(i64, i64)>,
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
struct Head {
    source: Source,
    heading: Option<String>,
    /// The number that the heading begins with.
    outline: Option<String>,
}

impl Index {
    /// The first `limit` hits of a query.
    pub fn find(&self, query: &Query, limit: usize) -> Result<Results, SearchError> {
        let (sql, values) = self.plan(query)?;
        let mut sections = self.database.prepare_cached(&sql)?;
        let mut rows = sections.query(params_from_iter(values))?;
        let mut hits = Vec::new();
        while let Some(row) = rows.next()? {
            self.read_section(row.get(0)?, query, &mut hits)?;
            if hits.len() > limit {
                hits.truncate(limit);
                return Ok(Results { hits, more: true });
            }
        }
        Ok(Results { hits, more: false })
    }

    /// The sentences of a section that have mentions, with all of these marked, and the number before
    /// its heading.
    pub(super) fn mentions(&self, section: i64) -> Result<(Option<String>, Vec<Hit>), SearchError> {
        let (head, mut texts) = self.texts(section)?;
        self.mark_mentions(vec![Value::Integer(section)], "1", "1", 0, &mut texts)?;
        let mut hits = Vec::new();
        for text in &texts {
            push_hits(&head, text, &Query::default(), &mut hits);
        }
        Ok((head.outline, hits))
    }

    /// Adds the hits of one section.
    fn read_section(&self, section: i64, query: &Query, hits: &mut Vec<Hit>) -> Result<(), SearchError> {
        let (head, mut texts) = self.texts(section)?;
        let heading_holds = query.heading.as_ref().is_none_or(|words| {
            let heading = head.heading.as_deref().map(fold).unwrap_or_default();
            words.holds(&|word| heading.contains(word))
        });
        if !heading_holds {
            return Ok(());
        }
        let met = self.mark_values(section, query, &mut texts)?;
        let words_hold = mark_words(query, &mut texts);
        if query.scope == Scope::Section && !(words_hold && met.iter().all(|m| *m)) {
            return Ok(());
        }
        // A query of headings or years alone is answered with the first sentence.
        let no_marks = query.words.is_none() && query.conditions.is_empty();
        for text in &texts {
            if no_marks && text.part == "text" {
                hits.extend(hit(&head, text, &Sentences::of(&text.text), 0, &[]));
                break;
            }
            push_hits(&head, text, query, hits);
        }
        Ok(())
    }

    /// Marks the mentions that meet a condition; tells of each condition whether one does.
    fn mark_values(&self, section: i64, query: &Query, texts: &mut [Text]) -> Result<Vec<bool>, SearchError> {
        let mut met = Vec::new();
        for (i, condition) in query.conditions.iter().enumerate() {
            let mut values = vec![Value::Integer(section)];
            let (sure, may) = condition.sql(&mut values);
            let test = if query.possible { &may } else { &sure };
            let told = self.mark_mentions(values.clone(), test, &sure, i, texts)?;
            let tabled = self.mark_cells(values, test, &sure, i, texts)?;
            met.push(told || tabled);
        }
        Ok(met)
    }

    /// Marks the mentions of a section that pass `test`, each with the number of the condition;
    /// tells whether one does. The first of `values` is the section.
    fn mark_mentions(
        &self,
        values: Vec<Value>,
        test: &str,
        sure: &str,
        condition: usize,
        texts: &mut [Text],
    ) -> Result<bool, SearchError> {
        let sql = format!(
            "SELECT block, start, \"end\", text, type, value, max, bound, unit, per, measured, change, {sure}
             FROM mentions INDEXED BY mentions_section WHERE section = ?1 AND {test} ORDER BY mention"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        // Mentions and texts come in the same order, so that each is looked for from the last one's text on.
        let (mut any, mut from) = (false, 0);
        while let Some(row) = rows.next()? {
            any = true;
            let block: Option<i64> = row.get(0)?;
            let mark = value_mark(row)?;
            let here = |t: &Text| t.block.map(|b| b.0) == block && matches!(t.part, "text" | "heading");
            from += texts.iter().skip(from).position(here).unwrap_or(0);
            if let Some(text) = texts.get_mut(from).filter(|t| here(t)) {
                text.marks.push((mark, condition));
            }
        }
        Ok(any)
    }

    /// The same for the values of the section's tables.
    fn mark_cells(
        &self,
        values: Vec<Value>,
        test: &str,
        sure: &str,
        condition: usize,
        texts: &mut [Text],
    ) -> Result<bool, SearchError> {
        let sql = format!(
            "SELECT block_id, \"row\", \"column\", text, type, value, max, bound, unit, per, indicator, {sure},
                    caption, row_path, column_path, date
             FROM observations INDEXED BY observations_section
             WHERE source = 'table' AND section_id = ?1 AND {test} ORDER BY rowid"
        );
        let mut statement = self.database.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let (mut any, mut from) = (false, 0);
        while let Some(row) = rows.next()? {
            any = true;
            let block: Option<i64> = row.get(0)?;
            let cell: (i64, i64) = (row.get(1)?, row.get(2)?);
            let here = |t: &Text| t.block.map(|b| b.0) == block && t.cell == Some((cell.0 + 1, cell.1 + 1));
            // Values and cells come in the same order.
            from += texts.iter().skip(from).position(here).unwrap_or(0);
            if let Some(text) = texts.get_mut(from).filter(|t| here(t)) {
                let mark = Mark {
                    kind: row.get(4)?,
                    value: row.get(5)?,
                    max: row.get(6)?,
                    bound: row.get(7)?,
                    unit: row.get(8)?,
                    per: row.get(9)?,
                    measured: row.get(10)?,
                    sure: Some(row.get::<_, Option<bool>>(11)?.unwrap_or(false)),
                    ..Mark::word(0, text.text.chars().count(), text.text.clone())
                };
                text.marks.push((mark, condition));
                text.table = Some(InTable::read(row, 12)?);
            }
        }
        Ok(any)
    }

    fn texts(&self, section: i64) -> Result<(Head, Vec<Text>), SearchError> {
        let mut statement = self.database.prepare_cached(
            "SELECT s.heading, s.number, p.record, p.path, p.uri, p.title, p.coverage_year, p.work_title, s.outline
             FROM sections s JOIN pages p USING (page) WHERE s.section = ?1",
        )?;
        let head = statement.query_row([section], |r| {
            Ok(Head {
                heading: r.get(0)?,
                source: Source {
                    section: r.get(1)?,
                    record: r.get(2)?,
                    path: r.get(3)?,
                    uri: r.get(4)?,
                    title: r.get(5)?,
                    year: r.get(6)?,
                    work: r.get(7)?,
                    part: "text",
                    block: None,
                    cell: None,
                },
                outline: r.get(8)?,
            })
        })?;
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
        Ok((head, texts))
    }
}

fn value_mark(row: &Row<'_>) -> rusqlite::Result<Mark> {
    Ok(Mark {
        start: row.get(1)?,
        end: row.get(2)?,
        text: row.get(3)?,
        kind: row.get(4)?,
        value: row.get(5)?,
        max: row.get(6)?,
        bound: row.get(7)?,
        unit: row.get(8)?,
        per: row.get(9)?,
        measured: row.get(10)?,
        change: row.get(11)?,
        sure: Some(row.get::<_, Option<bool>>(12)?.unwrap_or(false)),
    })
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

impl Mark {
    fn word(start: usize, end: usize, text: String) -> Mark {
        let none = None;
        Mark {
            start,
            end,
            text,
            kind: none.clone(),
            value: none.clone(),
            max: none.clone(),
            bound: none.clone(),
            unit: none.clone(),
            per: none.clone(),
            measured: none.clone(),
            change: none,
            sure: None,
        }
    }
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
