//! Where contradictions enter the site: what is accused in a record, for its page and for the page of what is
//! to be looked at.

use super::filters::circled;
use super::number::grouped_within;
use super::words::{Words, fill};
use crate::check::{Finding, Verdict, findings};
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

/// What the other numbers give, in the language of the page.
fn sentence(finding: &Finding, w: &Words) -> String {
    // Years and days have no thousands; what is reckoned has.
    let reckoned = [" = ", " → ", " by "].iter().any(|sign| finding.note.contains(sign));
    let note = if reckoned { grouped_within(&finding.note) } else { finding.note.clone() };
    let said = w.language().of_finding(&note);
    if w.chinese() { format!("{said}。") } else { said.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;
    use crate::{Options, Page, convert};

    #[test]
    fn a_finding_is_said_at_its_number_in_the_language_of_the_page() {
        let text = "教育\n\n【教师】 2013年，全县招聘教师86人，其中男31人，女56人，分配到各乡镇的学校。\n";
        let page = Page { body: text.into(), ..Page::default() };
        let record = convert(&page, &Options::default()).expect("a record");
        let chinese = accused(&record, Words::of(Language::Chinese));
        let [finding] = chinese.as_slice() else { panic!("{chinese:?}") };
        assert_eq!(finding.said(Words::of(Language::Chinese)), "原作 86人：31 + 56 = 87，少 1。");
        assert_eq!(finding.anchor(), "s1b1m2");
        let english = accused(&record, Words::of(Language::English));
        assert!(english.iter().all(|a| a.sentence == "31 + 56 = 87, 1 more than 86"));
    }
}
