//! Writes what the search in the browser reads: pairs of characters by shard, values by type and size, and the
//! texts in blocks. All of it as scripts, since a page opened from a file may load nothing else.
//!
//! A number is written in digits of base 45: 45 signs for digits that others follow, 45 for the last. A list of
//! ascending numbers is written as differences.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufWriter, Read, Write};
use std::path::PathBuf;

use askama::Template;
use serde_json::json;

use super::ask::Asked;
use super::figures::Named;
use super::folder::{Folder, harmless};
use super::frame::{Frame, Place};
use super::gather::stated_year;
use super::survey::Survey;
use super::values::{Interval, ValuePlace, cell_starts, of_cell, of_mention};
use crate::export::ExportError;
use crate::export::fold::fold_char;
use crate::export::rows::texts;
use crate::export::sentence::Sentences;
use crate::record::{Block, Record, Table};

/// The text of a block, in bytes.
const BLOCK: usize = 24 * 1024;
/// Postings that a shard keeps in memory.
const BUFFER: usize = 4096;

/// The index under construction.
pub(crate) struct SearchIndex {
    shards: Vec<Shard>,
    /// The number of the next section.
    section: u32,
    blocks: Vec<u32>,
    block: Vec<serde_json::Value>,
    block_bytes: usize,
    values: BTreeMap<String, ValueFile>,
    units: Vec<String>,
    /// Sections, book and year of each entry.
    entries: Vec<i64>,
}

struct Shard {
    /// The pair, and the section.
    waiting: Vec<(u64, u32)>,
    spilled: bool,
}

struct ValueFile {
    out: BufWriter<File>,
    last: u32,
}

const DIGITS: &[u8] =
    b"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}";

/// Writes a number.
fn put(number: u32, out: &mut String) {
    let mut rest = number as usize;
    while rest >= 45 {
        out.push(char::from(DIGITS.get(45 + rest % 45).copied().unwrap_or(b'#')));
        rest /= 45;
    }
    out.push(char::from(DIGITS.get(rest).copied().unwrap_or(b'#')));
}

fn in_word(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c) || c.is_alphanumeric()
}

/// The pairs of a text, folded; the last character of a run stands with 0.
fn pairs(text: &str, out: &mut Vec<u64>) {
    let mut before: Option<char> = None;
    let mut close = |pair: Option<char>, c: u32| {
        if let Some(b) = pair {
            out.push((u64::from(u32::from(b)) << 32) | u64::from(c));
        }
    };
    for c in text.chars().map(fold_char) {
        if in_word(c) {
            close(before, u32::from(c));
            before = Some(c);
        } else {
            close(before.take(), 0);
        }
    }
    close(before, 0);
}

impl SearchIndex {
    /// Begins an index for texts of `length` characters.
    pub(crate) fn new(length: u64) -> SearchIndex {
        let wanted = (length / 8000).next_power_of_two().clamp(8, 512) as usize;
        let shards = (0..wanted).map(|_| Shard { waiting: Vec::new(), spilled: false }).collect();
        SearchIndex {
            shards,
            section: 0,
            blocks: Vec::new(),
            block: Vec::new(),
            block_bytes: 0,
            values: BTreeMap::new(),
            units: Vec::new(),
            entries: Vec::new(),
        }
    }

    /// Adds an entry.
    pub(crate) fn add(
        &mut self,
        folder: &mut Folder,
        survey: &Survey,
        at: usize,
        record: &Record,
    ) -> Result<(), ExportError> {
        let Some(entry) = survey.entries.get(at) else { return Ok(()) };
        if self.block.is_empty() {
            self.blocks.push(self.section);
        }
        let mut sections = Vec::new();
        let mut found = Vec::new();
        for (i, section) in record.sections.iter().enumerate() {
            found.clear();
            let mut blocks = Vec::new();
            if i == 0 {
                pairs(&entry.title, &mut found);
            }
            pairs(section.heading.as_deref().unwrap_or_default(), &mut found);
            for (b, block) in section.blocks.iter().enumerate() {
                let text = block_text(block);
                if !text.is_empty() {
                    pairs(&text, &mut found);
                    self.block_bytes += text.len();
                    blocks.push(json!([b + 1, harmless(&text)]));
                }
            }
            found.sort_unstable();
            found.dedup();
            for pair in &found {
                self.post(folder, *pair)?;
            }
            for (b, text, mentions) in texts(section) {
                let sentences = Sentences::of(text);
                for (m, mention) in mentions.iter().enumerate() {
                    let year = stated_year(&sentences, mentions, m).unwrap_or(0);
                    if let Some((place, value)) = of_mention(mention, b, m + 1, year) {
                        self.value(folder, place, mention.unit.as_deref(), value)?;
                    }
                }
            }
            for (b, block) in section.blocks.iter().enumerate() {
                if let Block::Table(table) = block {
                    self.cells(folder, b + 1, table)?;
                }
            }
            sections.push(json!([i + 1, harmless(section.heading.as_deref().unwrap_or_default()), blocks]));
            self.section += 1;
        }
        let year = i64::from(entry.year.unwrap_or(0));
        self.entries.extend([record.sections.len() as i64, entry.book as i64, year]);
        self.block.push(json!([entry.stem, harmless(&entry.title), sections]));
        if self.block_bytes > BLOCK { self.end_block(folder) } else { Ok(()) }
    }

    fn end_block(&mut self, folder: &mut Folder) -> Result<(), ExportError> {
        let Some(number) = self.blocks.len().checked_sub(1).filter(|_| !self.block.is_empty()) else {
            return Ok(());
        };
        let text = serde_json::to_string(&std::mem::take(&mut self.block)).unwrap_or_default();
        self.block_bytes = 0;
        folder.page(&format!("data/t/{number}.js"), &format!("nianjian.text({number},{text})\n"))
    }

    fn post(&mut self, folder: &Folder, pair: u64) -> Result<(), ExportError> {
        let count = self.shards.len() as u64;
        let at = ((pair >> 32) % count) as usize;
        let Some(shard) = self.shards.get_mut(at) else { return Ok(()) };
        shard.waiting.push((pair, self.section));
        if shard.waiting.len() < BUFFER { Ok(()) } else { spill(shard, &spill_path(folder, at)) }
    }

    /// Adds the numbers of a table: the year is that of the cell.
    fn cells(&mut self, folder: &Folder, block: usize, table: &Table) -> Result<(), ExportError> {
        let starts = cell_starts(table);
        for value in &table.values {
            if let Some((place, unit, value)) = of_cell(table, value, block, &starts) {
                self.value(folder, place, Some(unit), value)?;
            }
        }
        Ok(())
    }

    fn value(
        &mut self,
        folder: &Folder,
        place: ValuePlace,
        unit: Option<&str>,
        value: Interval,
    ) -> Result<(), ExportError> {
        let Interval { name, low, high, open, year } = value;
        let unit = unit.unwrap_or_default();
        let unit = match self.units.iter().position(|u| u == unit) {
            Some(at) => at,
            None => {
                self.units.push(unit.to_owned());
                self.units.len() - 1
            }
        };
        let file = match self.values.entry(name) {
            std::collections::btree_map::Entry::Occupied(file) => file.into_mut(),
            std::collections::btree_map::Entry::Vacant(slot) => {
                let path = folder.path(&format!("data/v/{}.js", slot.key()));
                let mut out =
                    BufWriter::new(File::create(&path).map_err(|e| ExportError::io("create", &path, &e))?);
                write!(out, "nianjian.values(\"{}\",\"", slot.key())
                    .map_err(|e| ExportError::io("write", &path, &e))?;
                slot.insert(ValueFile { out, last: 0 })
            }
        };
        let mut line = String::new();
        put(self.section - file.last, &mut line);
        file.last = self.section;
        let ValuePlace { block, mark, start, length } = place;
        for n in [block, mark, start, length, unit * 2 + usize::from(open)] {
            put(n as u32, &mut line);
        }
        put(u32::try_from(year).unwrap_or(0), &mut line);
        line.push('!');
        line.push_str(&low);
        if high != low {
            line.push('!');
            line.push_str(&high);
        }
        line.push(' ');
        file.out.write_all(line.as_bytes()).map_err(|e| ExportError::io("write", &folder.path("data/v"), &e))
    }

    /// Ends the index; gives what the script must know of it.
    pub(crate) fn finish(mut self, folder: &mut Folder) -> Result<serde_json::Value, ExportError> {
        self.end_block(folder)?;
        for at in 0..self.shards.len() {
            let Some(shard) = self.shards.get_mut(at) else { continue };
            let mut postings = std::mem::take(&mut shard.waiting);
            if shard.spilled {
                let path = spill_path(folder, at);
                unspill(&path, &mut postings)?;
            }
            postings.sort_unstable();
            let text = shard_text(&postings);
            folder.page(&format!("data/i/{at}.js"), &format!("nianjian.shard({at},{})\n", json!(text)))?;
        }
        let names: Vec<String> = self.values.keys().cloned().collect();
        for (name, mut file) in std::mem::take(&mut self.values) {
            let path = folder.path(&format!("data/v/{name}.js"));
            let ended = file.out.write_all(b"\")\n").and_then(|()| file.out.flush());
            ended.map_err(|e| ExportError::io("write", &path, &e))?;
            drop(file);
            folder.settle(&format!("data/v/{name}.js"))?;
        }
        let entries = serde_json::to_string(&self.entries).unwrap_or_default();
        folder.page("data/entries.js", &format!("nianjian.entries({entries})\n"))?;
        folder.page("data/fold.js", &format!("nianjian.fold({})\n", json!(fold_table())))?;
        Ok(
            json!({ "shards": self.shards.len(), "blocks": self.blocks, "values": names, "units": self.units }),
        )
    }
}

/// The text of a block as it is searched; the cells of a table row by row.
fn block_text(block: &Block) -> String {
    match block {
        Block::Paragraph { text, .. } | Block::Item { text, .. } | Block::Note { text, .. } => text.clone(),
        Block::Figure { caption, .. } => caption.clone().unwrap_or_default(),
        Block::Table(table) => {
            let mut lines: Vec<String> = table.caption.iter().chain(&table.unit_note).cloned().collect();
            lines.extend(table.rows.iter().map(|row| row.join(" ")));
            lines.join("\n")
        }
    }
}

fn spill_path(folder: &Folder, at: usize) -> PathBuf {
    folder.path(&format!(".spill-{at}"))
}

fn spill(shard: &mut Shard, path: &PathBuf) -> Result<(), ExportError> {
    let failed = |e: std::io::Error| ExportError::io("write", path, &e);
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(shard.waiting.len() * 12);
    for (pair, section) in shard.waiting.drain(..) {
        bytes.extend_from_slice(&pair.to_le_bytes());
        bytes.extend_from_slice(&section.to_le_bytes());
    }
    shard.spilled = true;
    file.write_all(&bytes).map_err(failed)
}

fn unspill(path: &PathBuf, postings: &mut Vec<(u64, u32)>) -> Result<(), ExportError> {
    let failed = |e: std::io::Error| ExportError::io("read", path, &e);
    let mut bytes = Vec::new();
    File::open(path).and_then(|mut f| f.read_to_end(&mut bytes)).map_err(failed)?;
    for chunk in bytes.chunks_exact(12) {
        let (pair, section) = chunk.split_at(8);
        let pair = pair.try_into().map(u64::from_le_bytes).unwrap_or_default();
        let section = section.try_into().map(u32::from_le_bytes).unwrap_or_default();
        postings.push((pair, section));
    }
    fs::remove_file(path).map_err(failed)
}

/// A blank, the pair, its sections; a character that ends a run stands with `!`.
fn shard_text(postings: &[(u64, u32)]) -> String {
    let mut out = String::new();
    for list in postings.chunk_by(|a, b| a.0 == b.0) {
        let Some((pair, _)) = list.first() else { continue };
        let char_of = |n: u64| u32::try_from(n).ok().and_then(char::from_u32);
        let (Some(first), second) = (char_of(pair >> 32), char_of(pair & 0xFFFF_FFFF)) else { continue };
        out.push(' ');
        out.push(first);
        out.push(second.filter(|c| *c != '\0').unwrap_or('!'));
        let mut last = 0;
        for (_, section) in list {
            put(section - last, &mut out);
            last = *section;
        }
    }
    out.push(' ');
    out
}

/// Characters and what they fold to, one after the other; what is full width or a capital the script knows.
fn fold_table() -> String {
    let blocks = [
        '\u{3400}'..='\u{4DBF}',
        '\u{4E00}'..='\u{9FFF}',
        '\u{F900}'..='\u{FAFF}',
        '\u{20000}'..='\u{2FA1F}',
    ];
    let all = blocks.into_iter().flatten().map(|c| (c, fold_char(c))).filter(|(c, to)| c != to);
    all.flat_map(|(c, to)| [c, to]).collect()
}

/// The page of the search.
#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    kinds: Vec<(&'static str, &'static str)>,
    books: Vec<(usize, String)>,
    /// What was asked and found, where a server answers.
    asked: Asked,
    state: Option<String>,
    hits: Vec<HitView>,
    /// Figures whose names hold what was asked.
    beside: Vec<Named>,
    more: Option<(String, String)>,
    examples: Vec<(String, String)>,
}

/// What a section says to a query, as a server shows it.
pub(crate) struct HitView {
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) book: String,
    pub(crate) year: String,
    pub(crate) lines: Vec<LineView>,
}

/// A sentence, or the row of a table, with what stands around it.
pub(crate) struct LineView {
    pub(crate) href: String,
    pub(crate) before: String,
    /// The sentence in pieces; every second one is marked.
    pub(crate) pieces: Vec<String>,
    pub(crate) behind: String,
}

/// What is found, and what is said of it; nothing where nothing was asked.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) state: Option<String>,
    pub(crate) hits: Vec<HitView>,
    pub(crate) beside: Vec<Named>,
    /// The address of the hits that follow, and what to say there.
    pub(crate) more: Option<(String, String)>,
}

/// Makes the page of the search for the script.
pub(crate) fn page(survey: &Survey, examples: Vec<(String, String)>) -> String {
    answered(survey, examples, Asked::default(), Answer::default())
}

/// Makes the page of the search with an answer.
pub(crate) fn answered(
    survey: &Survey,
    examples: Vec<(String, String)>,
    asked: Asked,
    answer: Answer,
) -> String {
    let w = survey.w;
    let Answer { state, hits, beside, more } = answer;
    let books = survey.books.iter().enumerate().map(|(i, b)| (i, b.name(w)));
    let page = SearchPage {
        frame: Frame::new(survey, w.search_title, Place::Search, ""),
        kinds: vec![
            ("money", w.kind_money),
            ("count", w.kind_count),
            ("ratio", w.kind_ratio),
            ("measure", w.kind_measure),
            ("age", w.kind_age),
        ],
        books: books.collect(),
        asked,
        state,
        hits,
        beside,
        more,
        examples,
    };
    page.render().unwrap_or_default()
}

/// The script of what changes from site to site: numbers, names, strings.
pub(crate) fn site_script(survey: &Survey, looks: usize, search: &serde_json::Value) -> String {
    let w = survey.w;
    let books: Vec<String> = survey.books.iter().map(|b| b.name(w)).collect();
    let site = json!({
        "looks": looks,
        "search": search,
        "books": books,
        "words": {
            "copy": w.copy, "copied": w.copied, "failed": w.copy_failed, "hits": w.hits_n, "left": w.hits_left, "more": w.hits_more,
            "none": w.hits_none, "advice": w.hits_none_advice, "wait": w.hits_wait, "bad": w.hits_bad,
            "unread": w.hits_failed, "figures": w.figures_beside, "on": w.reports_on,
        },
    });
    format!("var nianjian={site}\n")
}
