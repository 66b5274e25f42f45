//! Reads the numbers of running text as observations: what each measures, of when it is, whether it is a change. With
//! the values of tables they are all that a book states.

use super::manner::manner_of_each;
use super::rows::{ObservationRow, sections, texts};
use super::sentence::Sentences;
use crate::mention::{Bound, Kind, Mention};
use crate::record::{Observation, Record};
use crate::table::number::places;
use crate::table::{DateFrom, Doubt};

/// Where the date of a number stands that its own sentence dates.
pub const SENTENCE: &str = "sentence";

/// Hands every number of a record's running text to `take`, in the order of the text. It is of no table, so that its
/// table is 0 and its row counts the numbers of the record.
pub fn each_stated<'r>(record: &'r Record, mut take: impl FnMut(ObservationRow<'r>)) {
    let mut row = 0_u32;
    let year = record.coverage.as_ref().map(|c| format!("{:04}", c.year));
    for in_section in sections(record) {
        for (block, text, mentions) in texts(in_section.section) {
            if !mentions.iter().any(|m| m.kind.states_number()) {
                continue;
            }
            let sentences = Sentences::of(text);
            let manners = manner_of_each(text, mentions);
            for ((i, mention), manner) in mentions.iter().enumerate().zip(manners) {
                // An age measures a person, a rank nothing.
                if !matches!(mention.kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio) {
                    continue;
                }
                let date = governing(mentions, i, sentences.at(mention.start).0);
                let (date, dated_by, doubts) = match (date, &year) {
                    (Some(date), _) => (Some(date.to_owned()), Some(SENTENCE), Vec::new()),
                    (None, Some(year)) => (
                        Some(year.clone()),
                        Some(super::rows::date_from_name(DateFrom::CoverageYear)),
                        vec![Doubt::DateCoverage],
                    ),
                    (None, None) => (None, None, Vec::new()),
                };
                take(ObservationRow {
                    record,
                    section_number: in_section.number,
                    section: in_section.section,
                    block,
                    table: 0,
                    caption: None,
                    observation: observed(mention, row, doubts),
                    prose: Some(super::rows::Stated { number: i + 1, mention, date, dated_by, manner }),
                });
                row += 1;
            }
        }
    }
}

fn observed(mention: &Mention, row: u32, doubts: Vec<Doubt>) -> Observation<'_> {
    Observation {
        row,
        column: 0,
        row_path: &[],
        column_path: &[],
        text: &mention.text,
        value: Some(&mention.value),
        max: mention.max.as_deref(),
        bound: mention.bound.filter(|bound| *bound != Bound::Exact),
        places: Some(places(&mention.text)),
        unit: mention.unit.as_deref(),
        unit_surface: None,
        unit_from: None,
        per: mention.per.as_deref(),
        base: None,
        date: None,
        date_from: None,
        missing: None,
        missing_note: None,
        marks: Vec::new(),
        doubts,
        place_code: None,
    }
}

/// The date that governs the number at `i`: the nearest before it in its sentence, but none that something is held
/// against (比2012年增长) or that is part of a name of what is measured. `sentence` is where the sentence starts.
pub fn governing(mentions: &[Mention], i: usize, sentence: usize) -> Option<&str> {
    let within = |date: &Mention| {
        let phrases = mentions.iter().flat_map(|m| [m.against.as_ref(), m.measured.as_ref()]).flatten();
        let mut over = phrases.filter(|phrase| phrase.start < date.end && date.start < phrase.end);
        over.next().is_some()
    };
    let before = mentions.get(..i)?.iter().rev().take_while(|m| m.start >= sentence);
    let mut dates = before.filter(|m| m.kind == Kind::Date && !m.value.contains('X') && !within(m));
    dates.next().map(|date| date.value.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, find_mentions};

    #[test]
    fn the_date_of_a_number_is_the_nearest_that_its_sentence_states() {
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        let rows = [
            ("1月17日，走访慰问200户。", "200户", Some("2013-01-17")),
            ("财政收入比2012年增长8%。", "8%", None),
            ("2012年建立妇女之家539个，2013年593个。", "593个", Some("2013")),
            ("2012年建立妇女之家539个，2013年593个。", "539个", Some("2012")),
            ("1月17日召开大会。表彰先进集体20个。", "20个", None),
            ("截至年底，有学校32所。", "32所", Some("2013-12-31")),
        ];
        for (text, number, want) in rows {
            let mentions = find_mentions(text, &context);
            let at = mentions
                .iter()
                .position(|m| m.text == number)
                .unwrap_or_else(|| panic!("{number} in {text}"));
            let sentence = Sentences::of(text).at(mentions[at].start).0;
            assert_eq!(governing(&mentions, at, sentence), want, "{text}");
        }
    }
}
