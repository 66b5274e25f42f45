//! Where contradictions enter the site: what is accused in a record, for its page and for the page of what is
//! to be looked at.

use super::filters::circled;
use super::words::{Words, fill};
use crate::check::{Finding, Kind, Verdict, findings};
use crate::record::{Block, Record, Table};

/// A number that contradicts others.
#[derive(Debug, Clone)]
pub(crate) struct Accused {
    /// Its number on the page: ①.
    pub(crate) number: usize,
    /// The section, from 0.
    pub(crate) section: usize,
    /// The block, from 0.
    pub(crate) block: usize,
    /// The mention in its block, from 0.
    pub(crate) mention: Option<usize>,
    /// The cell of a table: row and column, from 0.
    pub(crate) cell: Option<(usize, usize)>,
    /// What is printed.
    pub(crate) printed: String,
    /// The words of the row and the column, where it stands in a table.
    pub(crate) of: String,
    /// What it should be, with the sum.
    pub(crate) sentence: String,
}

impl Accused {
    /// The number as printed, and what it should be.
    pub(crate) fn said(&self, w: &Words) -> String {
        fill(w.printed_is, &[&self.printed, &self.sentence])
    }

    /// The way to the sum, for the box of the number.
    pub(crate) fn ground(number: usize, w: &Words) -> String {
        fill(w.accused_see, &[&circled(number)])
    }

    /// The anchor of the number or cell; that of its block where neither is known.
    pub(crate) fn anchor(&self) -> String {
        let block = format!("s{}b{}", self.section + 1, self.block + 1);
        match (self.cell, self.mention) {
            (Some((row, column)), _) => format!("{block}r{}c{}", row + 1, column + 1),
            (None, Some(mention)) => format!("{block}m{}", mention + 1),
            (None, None) => block,
        }
    }
}

/// The numbers of a record that contradict others, in the order of the text.
pub(crate) fn accused(record: &Record, w: &Words) -> Vec<Accused> {
    let found = findings(record).into_iter().filter(|f| f.verdict == Verdict::Contradicts);
    found.enumerate().filter_map(|(at, finding)| of_finding(record, at + 1, finding, w)).collect()
}

/// The findings of a block, written out below it: number and sentence.
pub(crate) fn sums(accused: &[Accused], w: &Words) -> Vec<(usize, String)> {
    accused.iter().map(|a| (a.number, a.said(w))).collect()
}

/// Whether a notice of the conversion says of a table what a finding says too.
pub(crate) fn repeats(notice: &str, accused: &[Accused]) -> bool {
    accused.iter().any(|a| a.cell.is_some() && notice.contains(&format!(": {} is stated", a.printed)))
}

/// What the site shows of a finding: the number or cell that is accused.
fn of_finding(record: &Record, number: usize, finding: Finding, w: &Words) -> Option<Accused> {
    let sentence = sentence(&finding, w);
    let place = finding.places.into_iter().next()?;
    let block = record.sections.get(place.section)?.blocks.get(place.block)?;
    let mentions = block.running_text().map(|(_, mentions)| mentions).unwrap_or_default();
    let mention = place
        .start
        .zip(place.end)
        .and_then(|(start, end)| mentions.iter().position(|m| m.start < end && start < m.end));
    let cell = place.row.zip(place.column);
    let of = match (block, cell) {
        (Block::Table(table), Some((row, column))) => labels(table, row, column, w),
        _ => String::new(),
    };
    Some(Accused {
        number,
        section: place.section,
        block: place.block,
        mention,
        cell,
        printed: place.text,
        of,
        sentence,
    })
}

/// The caption of a table, the words of a row and those of a column.
fn labels(table: &Table, row: usize, column: usize, w: &Words) -> String {
    let head = table.head_of(row as u32, column as u32).map(|h| h.path.as_slice()).unwrap_or_default();
    let above = table.columns.get(column).map(|c| c.path.as_slice()).unwrap_or_default();
    let words: Vec<&str> = table.caption.iter().chain(head).chain(above).map(String::as_str).collect();
    words.join(w.comma)
}

/// What the other numbers give, in the language of the page. The sums of `check` are signs, and stay.
fn sentence(finding: &Finding, w: &Words) -> String {
    if !w.chinese() {
        return finding.note.clone();
    }
    let computed = finding.computed.as_str();
    let text = |at: usize| finding.places.get(at).map(|p| p.text.as_str()).unwrap_or_default();
    match finding.kind {
        Kind::Sum => {
            let sums = finding.note.split("; ").filter_map(|note| note.split(", ").next());
            let sums: Vec<&str> = sums.collect();
            let apart = finding.difference.as_deref().unwrap_or_default();
            let less = match (plain(&finding.stated), plain(computed)) {
                (Some(stated), Some(computed)) if stated < computed => "少",
                _ => "多",
            };
            format!("{}，{less} {apart}。", sums.join("；"))
        }
        Kind::Share => format!("{} ÷ {} = {computed}%。", text(1), text(2)),
        Kind::Growth => format!("由 {} 到 {}，升降 {computed}%。", text(1), text(2)),
        Kind::Change => format!("由 {} 到 {}，相差 {computed}。", text(1), text(2)),
        Kind::Date if finding.places.len() > 1 => format!("{} 是 {computed} 年。", text(1)),
        Kind::Date if computed.starts_with("星期") => format!("那天是{computed}。"),
        Kind::Date => format!("那个月只有 {computed} 天。"),
    }
}

fn plain(number: &str) -> Option<f64> {
    number.replace(',', "").parse().ok()
}
