//! Takes from a record what pages of the whole show: dated sentences, numbers of indicators, doubts.

use super::looks;
use super::marked::standing;
use super::scratch::{Dated, Point};
use super::survey::Survey;
use super::words::fill;
use crate::data::tables::tables;
use crate::export::ExportError;
use crate::export::days::bounds;
use crate::export::fold::fold;
use crate::export::manner::{label as manner_label, manner_of_each};
use crate::export::rows::{sections, texts};
use crate::export::sentence::Sentences;
use crate::export::stated::governing;
use crate::mention::{Basis, Bound, Context, Kind, Mention, find_mentions};
use crate::record::{Block, Record, Table};
use crate::table::is_time;

/// The longest sentence that the chronicle shows whole, in characters.
const SENTENCE: usize = 400;

/// Takes from the record at `at` what pages of the whole show.
pub(crate) fn gather(survey: &mut Survey, at: usize, record: &Record) -> Result<(), ExportError> {
    // One book, or one place; a page that names neither stands for itself.
    let scope = record.work.title.as_deref().or(record.place.as_ref().map(|p| p.name.as_str()));
    let scope = scope.or(record.title.as_deref()).unwrap_or(survey.w.untitled).to_owned();
    for row in sections(record) {
        heading(survey, row.section.heading.as_deref());
        for (block, text, mentions) in texts(row.section) {
            survey.length += text.chars().count() as u64;
            let block_anchor = format!("s{}b{block}", row.number);
            dated(survey, at, &block_anchor, row.section.heading.as_deref(), text, mentions)?;
            numbers(survey, at, &block_anchor, &scope, text, mentions, record)?;
            amounts(survey, record, mentions);
        }
        for (i, block) in row.section.blocks.iter().enumerate() {
            if let Block::Table(table) = block {
                let anchor = format!("s{}b{}", row.number, i + 1);
                cells(survey, at, &anchor, &scope, table)?;
            }
        }
    }
    looks::of_record(survey, at, record)
}

/// Counts headings of three to eight Han characters: words that a reader may look for.
fn heading(survey: &mut Survey, heading: Option<&str>) {
    let Some(heading) = heading else { return };
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    if (3..=8).contains(&heading.chars().count())
        && heading.chars().all(han)
        && (survey.headings.len() < 20_000 || survey.headings.contains_key(heading))
    {
        *survey.headings.entry(heading.to_owned()).or_insert(0) += 1;
    }
}

fn amounts(survey: &mut Survey, record: &Record, mentions: &[Mention]) {
    let Some(coverage) = &record.coverage else { return };
    for mention in mentions.iter().filter(|m| m.kind == Kind::Money && m.unit.as_deref() == Some("CNY")) {
        let whole = mention.value.split('.').next().unwrap_or_default();
        let largest = survey.largest.entry(coverage.year).or_default();
        *largest = whole.len().saturating_sub(1).max(*largest);
    }
}

/// The first and last day of a date that lies in one year: year, and month × 100 + day of both.
pub(crate) fn in_one_year(edtf: &str) -> Option<(i32, u16, u16)> {
    let (from, to) = bounds(edtf);
    let split = |day: &str| -> Option<(i32, u16)> {
        let year = day.get(..4)?.parse().ok()?;
        let month: u16 = day.get(5..7)?.parse().ok()?;
        let day: u16 = day.get(8..10)?.parse().ok()?;
        Some((year, month * 100 + day))
    };
    let (year, first) = split(from.as_deref()?)?;
    // 1978年起: its year is said, and nothing of the years behind it.
    let (last_year, last) = match to.as_deref() {
        Some(to) => split(to)?,
        None => (year, 1231),
    };
    (year == last_year).then_some((year, first, last))
}

/// Adds a line for each year that a sentence dates something in, at its most exact day.
fn dated(
    survey: &mut Survey,
    at: usize,
    block: &str,
    heading: Option<&str>,
    text: &str,
    mentions: &[Mention],
) -> Result<(), ExportError> {
    if !mentions.iter().any(|m| m.kind == Kind::Date) {
        return Ok(());
    }
    let sentences = Sentences::of(text);
    let mut lines: Vec<Dated> = Vec::new();
    let mut of_sentence = usize::MAX;
    for (i, mention) in standing(text, mentions).filter(|(_, m)| m.kind == Kind::Date) {
        let Some((year, from, to)) = in_one_year(&mention.value) else { continue };
        survey.scratch.sums.said(year, at);
        let (start, end, sentence) = sentences.at(mention.start);
        if start != of_sentence {
            flush(survey, &mut lines)?;
            of_sentence = start;
        }
        // A sentence that is its date alone is a heading.
        if end - start <= mention.end - mention.start + 1 {
            continue;
        }
        let line = Dated {
            year,
            from,
            to,
            entry: at,
            anchor: format!("{block}m{}", i + 1),
            heading: heading.map(str::to_owned),
            tag: match mention.basis {
                Some(Basis::CoverageYear) => 1,
                Some(Basis::Antecedent) => 2,
                Some(Basis::Explicit | Basis::Unresolved) | None => 0,
            },
            sentence: sentence.chars().take(SENTENCE).collect::<String>()
                + if end - start > SENTENCE { "……" } else { "" },
            start: mention.start - start,
            end: mention.end - start,
        };
        match lines.iter_mut().find(|l| l.year == year) {
            Some(other) if to - from < other.to - other.from => *other = line,
            Some(_) => {}
            None => lines.push(line),
        }
    }
    flush(survey, &mut lines)
}

fn flush(survey: &mut Survey, lines: &mut Vec<Dated>) -> Result<(), ExportError> {
    lines.drain(..).try_for_each(|line| survey.scratch.add_dated(&line))
}

/// Adds the numbers of a text of which the record says what they count, each in the year of the date that governs
/// it in its sentence, or in the year that the entry reports on.
fn numbers(
    survey: &Survey,
    at: usize,
    block: &str,
    scope: &str,
    text: &str,
    mentions: &[Mention],
    record: &Record,
) -> Result<(), ExportError> {
    if !mentions.iter().any(|m| m.measured.is_some()) {
        return Ok(());
    }
    let sentences = Sentences::of(text);
    let coverage = record.coverage.as_ref().map(|c| c.year);
    let manners = manner_of_each(text, mentions);
    for (i, mention) in standing(text, mentions) {
        let Some(measured) = &mention.measured else { continue };
        let counts = matches!(mention.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio);
        if !counts || mention.change.is_some() || mention.max.is_some() || mention.against.is_some() {
            continue;
        }
        let year = match governing(mentions, i, sentences.at(mention.start).0) {
            Some(date) => in_one_year(date).map(|d| d.0),
            None => coverage,
        };
        let Some(year) = year else { continue };
        survey.scratch.add_point(&Point {
            scope: scope.to_owned(),
            subject: String::new(),
            name: match manners.get(i).copied().flatten() {
                Some(manner) => {
                    let label = manner_label(manner).unwrap_or(manner);
                    fill(survey.w.in_manner, &[&fold(&measured.text), &label])
                }
                None => fold(&measured.text),
            },
            unit: unit_key(mention.unit.as_deref(), mention.per.as_deref()),
            year,
            value: mention.value.clone(),
            surface: mention.text.clone(),
            exact: mention.bound.is_none_or(|b| b == Bound::Exact),
            entry: at,
            anchor: format!("{block}m{}", i + 1),
            from_table: false,
        })?;
    }
    Ok(())
}

/// The year of the date that governs a number in its sentence.
pub(crate) fn stated_year(sentences: &Sentences<'_>, mentions: &[Mention], at: usize) -> Option<i32> {
    let sentence = sentences.at(mentions.get(at)?.start).0;
    in_one_year(governing(mentions, at, sentence)?).map(|d| d.0)
}

/// A unit and what it is counted by: `CNY/人`.
fn unit_key(unit: Option<&str>, per: Option<&str>) -> String {
    let unit = unit.unwrap_or_default();
    per.map_or_else(|| unit.to_owned(), |per| format!("{unit}\u{1}{per}"))
}

/// Adds the numbers of a table that was read, each under what its row and its column say beside the year.
fn cells(survey: &mut Survey, at: usize, block: &str, scope: &str, table: &Table) -> Result<(), ExportError> {
    let mut years = Vec::new();
    let subject = table.caption.as_deref().map(subject).unwrap_or_default();
    for value in &table.values {
        let Some(date) = table.date_of(value).0 else { continue };
        let Some((year, from, to)) = in_one_year(date) else { continue };
        if !years.contains(&year) {
            years.push(year);
            survey.scratch.sums.said(year, at);
        }
        let (Some(number), None) = (&value.value, &value.max) else { continue };
        let measure = table.measure_of(value);
        let unit = measure.unit.or(measure.surface);
        let mut name = indicator(table, value.row, value.column);
        if name.is_empty() {
            name.clone_from(&subject);
        }
        if name.is_empty() {
            continue;
        }
        name.push_str(&part_of_year(from, to));
        let rows = table.rows.get(value.row as usize);
        let surface = rows.and_then(|row| row.get(value.column as usize)).cloned().unwrap_or_default();
        survey.scratch.add_point(&Point {
            scope: scope.to_owned(),
            subject: subject.clone(),
            name,
            unit: unit_key(unit, measure.per),
            year,
            value: number.clone(),
            surface,
            exact: value.bound.is_none_or(|b| b == Bound::Exact),
            entry: at,
            anchor: format!("{block}r{}c{}", value.row + 1, value.column + 1),
            from_table: true,
        })?;
    }
    Ok(())
}

/// What a table is about, the same in each volume: 表2-1　2013年各乡镇税收收入情况表 is about 各乡镇税收收入情况.
fn subject(caption: &str) -> String {
    let dates = find_mentions(caption, &Context::default());
    let dates: Vec<_> = dates.iter().filter(|m| m.kind == Kind::Date).map(|m| m.start..m.end).collect();
    let kept = caption.chars().enumerate().filter(|(i, _)| !dates.iter().any(|date| date.contains(i)));
    let kept = fold(strip_unit(kept.map(|(_, c)| c).collect::<String>().trim())).replace("()", "");
    let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '—' | '–' | ' ' | '续' | '表');
    tables().caption_ends.without(kept.trim_start_matches(number)).trim().to_owned()
}

/// What a cell is about: the words of its row and of its column, without years, units and totals of the whole.
/// Where they say nothing, the table's subject does.
fn indicator(table: &Table, row: u32, column: u32) -> String {
    let head = table.head_of(row, column).map(|h| h.path.as_slice()).unwrap_or_default();
    let above = table.columns.get(column as usize).map(|c| c.path.as_slice()).unwrap_or_default();
    let mut parts: Vec<String> = Vec::new();
    for part in above.iter().chain(head) {
        let part = fold(strip_unit(part.trim()));
        if !part.is_empty() && !is_time(&part) && !parts.contains(&part) {
            parts.push(part);
        }
    }
    parts.join(" ")
}

fn strip_unit(text: &str) -> &str {
    let at = text.rfind(['（', '(']).filter(|at| *at > 0 && text.ends_with(['）', ')']));
    at.and_then(|at| text.get(..at)).unwrap_or(text).trim_end()
}

/// The months of a number that is not of the whole year, nor of its end: one month of each year is one series.
fn part_of_year(from: u16, to: u16) -> String {
    match (from / 100, to / 100) {
        (1, 12) => String::new(),
        (12, 12) if from == to => String::new(),
        (first, last) if first == last => format!(" {first}月"),
        (first, last) => format!(" {first}—{last}月"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_without_number_date_and_kind_of_table() {
        assert_eq!(subject("表2-1　2013年各乡镇税收收入情况表"), "各乡镇税收收入情况");
        let subjects: Vec<String> =
            tables().caption_ends.examples().map(|caption| subject(&caption)).collect();
        assert!(!subjects.is_empty() && subjects.iter().all(|s| *s == "各乡镇税收收入"), "{subjects:?}");
    }
}
