//! Walks a record as rows: its sections, its mentions, the cells of its tables. Numbers of
//! sections and blocks count from 1, as people do; block 0 is the heading.

use super::sentence::{Clauses, Sentences};
use crate::mention::{Basis, Bound, Change, Kind, Mention, PartOfDay, Relation};
use crate::place::PlaceBasis;
use crate::record::{Block, CharsetBasis, CoverageBasis, Observation, Record, Role, Section};
use crate::table::{DateFrom, Doubt, UnitFrom};

/// A section of a record.
pub struct SectionRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// The section's number in the record.
    pub number: usize,
    /// The section.
    pub section: &'r Section,
}

/// A mention and where it stands.
pub struct MentionRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// The section's number in the record.
    pub section_number: usize,
    /// The section.
    pub section: &'r Section,
    /// The block's number in the section; 0 for the heading.
    pub block: usize,
    /// The mention's number in the heading or block.
    pub number: usize,
    /// The mention.
    pub mention: &'r Mention,
    /// The sentence that holds it.
    pub sentence: &'r str,
    /// Where that sentence starts in the heading or block, in Unicode scalar values.
    pub sentence_start: usize,
    /// The words before it in its clause.
    pub before: &'r str,
    /// The words behind it in its clause.
    pub after: &'r str,
}

/// A cell of a table.
pub struct CellRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// The section's number in the record.
    pub section_number: usize,
    /// The section.
    pub section: &'r Section,
    /// The block's number in the section.
    pub block: usize,
    /// The table's caption.
    pub caption: Option<&'r str>,
    /// The table's 单位:….
    pub unit_note: Option<&'r str>,
    /// The row, from 1.
    pub row: usize,
    /// The column, from 1.
    pub column: usize,
    /// Whether the row is a header.
    pub header: bool,
    /// What stands in the cell.
    pub value: &'r str,
}

/// A block of a section.
pub struct BlockRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// The section's number in the record.
    pub section_number: usize,
    /// The section.
    pub section: &'r Section,
    /// The block's number in the section; 0 for the heading.
    pub number: usize,
    /// The block; None for the heading.
    pub block: Option<&'r Block>,
}

/// A number of running text that is told as an observation.
pub struct Stated<'r> {
    /// The mention's number in the heading or block.
    pub number: usize,
    /// The mention.
    pub mention: &'r Mention,
    /// The date that governs it, EDTF.
    pub date: Option<String>,
    /// Where that date stands: `sentence` or `coverage_year`.
    pub dated_by: Option<&'static str>,
    /// In what manner it counts: new, running_total …; none for a level.
    pub manner: Option<&'static str>,
}

/// A value of a table, or a number of running text.
pub struct ObservationRow<'r> {
    /// The record.
    pub record: &'r Record,
    /// The section's number in the record.
    pub section_number: usize,
    /// The section.
    pub section: &'r Section,
    /// The block's number in the section.
    pub block: usize,
    /// The table's number in the record, from 1; 0 for a number of running text.
    pub table: usize,
    /// The table's caption.
    pub caption: Option<&'r str>,
    /// The value with all that is known of it.
    pub observation: Observation<'r>,
    /// The number of running text; none for a value of a table.
    pub prose: Option<Stated<'r>>,
}

/// The sections of a record.
pub fn sections(record: &Record) -> impl Iterator<Item = SectionRow<'_>> {
    record.sections.iter().enumerate().map(move |(i, section)| SectionRow { record, number: i + 1, section })
}

/// The running texts of a section with their mentions: the heading as block 0, then the blocks
/// that have text.
pub fn texts(section: &Section) -> impl Iterator<Item = (usize, &str, &[Mention])> {
    let heading = section.heading.as_deref().map(|text| (0, text, section.heading_mentions.as_slice()));
    heading.into_iter().chain(
        section
            .blocks
            .iter()
            .enumerate()
            .filter_map(|(i, block)| block.running_text().map(|(text, mentions)| (i + 1, text, mentions))),
    )
}

/// Hands every mention of a record to `take`, in the order of the text.
pub fn each_mention<'r>(record: &'r Record, mut take: impl FnMut(MentionRow<'r>)) {
    for SectionRow { record, number, section } in sections(record) {
        for (block, text, mentions) in texts(section) {
            if mentions.is_empty() {
                continue;
            }
            let (sentences, clauses) = (Sentences::of(text), Clauses::of(text, mentions));
            for (i, mention) in mentions.iter().enumerate() {
                let sentence = sentences.range_around(mention.start, mention.end);
                let (before, after) = clauses.around(mention.start, mention.end);
                let row = MentionRow {
                    record,
                    section_number: number,
                    section,
                    block,
                    number: i + 1,
                    mention,
                    sentence_start: clauses.char_at(sentence.start),
                    sentence: text.get(sentence).unwrap_or_default(),
                    before,
                    after,
                };
                take(row);
            }
        }
    }
}

/// Hands every table cell of a record to `take`, row by row.
pub fn each_cell<'r>(record: &'r Record, mut take: impl FnMut(CellRow<'r>)) {
    for SectionRow { record, number, section } in sections(record) {
        for (i, block) in section.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            for (r, row) in table.rows.iter().enumerate() {
                for (c, value) in row.iter().enumerate() {
                    take(CellRow {
                        record,
                        section_number: number,
                        section,
                        block: i + 1,
                        caption: table.caption.as_deref(),
                        unit_note: table.unit_note.as_deref(),
                        row: r + 1,
                        column: c + 1,
                        header: (r as u64) < u64::from(table.header_rows),
                        value,
                    });
                }
            }
        }
    }
}

/// Hands every heading and block of a record to `take`, in reading order.
pub fn each_block<'r>(record: &'r Record, mut take: impl FnMut(BlockRow<'r>)) {
    for SectionRow { record, number, section } in sections(record) {
        let row =
            |number_in, block| BlockRow { record, section_number: number, section, number: number_in, block };
        if section.heading.is_some() {
            take(row(0, None));
        }
        for (i, block) in section.blocks.iter().enumerate() {
            take(row(i + 1, Some(block)));
        }
    }
}

/// Hands every value of a record's tables to `take`, row by row.
pub fn each_observation<'r>(record: &'r Record, mut take: impl FnMut(ObservationRow<'r>)) {
    let mut number_of_table = 0;
    for SectionRow { record, number, section } in sections(record) {
        for (i, block) in section.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            number_of_table += 1;
            for observation in table.observations() {
                take(ObservationRow {
                    record,
                    section_number: number,
                    section,
                    block: i + 1,
                    table: number_of_table,
                    caption: table.caption.as_deref(),
                    observation,
                    prose: None,
                });
            }
        }
    }
}

/// The paragraphs and items of a section, a line each.
pub fn body(section: &Section) -> String {
    let texts: Vec<&str> = texts(section).filter(|(block, ..)| *block > 0).map(|(_, text, _)| text).collect();
    texts.join("\n")
}

/// How many mentions a section has.
pub fn mention_count(section: &Section) -> usize {
    texts(section).map(|(_, _, mentions)| mentions.len()).sum()
}

/// The numbers between which the true value of a mention lies, low end and high end. None where
/// that end is not stated. What is *about* a number is taken at that number.
pub fn ends(mention: &Mention) -> (Option<&str>, Option<&str>) {
    ends_of(Some(&mention.value), mention.max.as_deref(), mention.bound)
}

/// The same of any value with its high end and its bound.
pub fn ends_of<'v>(
    value: Option<&'v str>,
    max: Option<&'v str>,
    bound: Option<Bound>,
) -> (Option<&'v str>, Option<&'v str>) {
    match bound.unwrap_or(Bound::Exact) {
        Bound::Exact | Bound::About => (value, max.or(value)),
        Bound::MoreThan | Bound::AtLeast => (value, None),
        Bound::LessThan | Bound::AtMost => (None, max.or(value)),
    }
}

/// The type that a mention with a unit has: what a value of a table is looked for as. An index is of none.
pub fn kind_of_unit(unit: Option<&str>) -> Option<Kind> {
    let unit = unit?;
    Some(match unit {
        "percent" | "permille" | "percentage_point" | "times" | "fraction" => Kind::Ratio,
        "index" => return None,
        _ if unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase()) => Kind::Money,
        _ if unit.is_ascii() => Kind::Measure,
        _ => Kind::Count,
    })
}

/// Whether the value of a mention is a decimal: it states a number, or a rank.
pub fn is_decimal(kind: Kind) -> bool {
    kind.states_number() || kind == Kind::Ordinal
}

macro_rules! names {
    ($(#[$doc:meta])* $function:ident, $type:ty, $($variant:ident => $name:literal),+ $(,)?) => {
        $(#[$doc])*
        pub fn $function(value: $type) -> &'static str {
            match value { $(<$type>::$variant => $name),+ }
        }
    };
}

names!(/// The name of a bound in a record.
    bound_name, Bound, Exact => "exact", MoreThan => "more_than", AtLeast => "at_least", LessThan => "less_than",
    AtMost => "at_most", About => "about");
names!(/// The name of a change's direction in a record.
    change_name, Change, Up => "up", Down => "down");
names!(/// The name of a date's basis in a record.
    basis_name, Basis, Explicit => "explicit", Antecedent => "antecedent", CoverageYear => "coverage_year",
    Unresolved => "unresolved");
names!(/// The name of a date's relation in a record.
    relation_name, Relation, AsOf => "as_of", Since => "since", Before => "before", During => "during");
names!(/// The name of a part of the day in a record.
    part_of_day_name, PartOfDay, BeforeDawn => "before_dawn", EarlyMorning => "early_morning", Morning => "morning",
    Noon => "noon", Afternoon => "afternoon", Dusk => "dusk", Evening => "evening", Night => "night");
names!(/// The name of a coverage year's basis in a record.
    coverage_basis_name, CoverageBasis, Caller => "caller", Volume => "volume", Overview => "overview",
    Majority => "majority");
names!(/// The name of what says which place a record reports on.
    place_basis_name, PlaceBasis, Caller => "caller", Profile => "profile", Book => "book",
    Breadcrumb => "breadcrumb", Title => "title", Organizer => "organizer", SiteId => "site_id");
names!(/// The name of what chose the charset in a record.
    charset_basis_name, CharsetBasis, Bom => "bom", Caller => "caller", Profile => "profile", Http => "http",
    Label => "label", Utf8 => "utf8", Detected => "detected");
names!(/// The name of where a unit stands in a record.
    unit_from_name, UnitFrom, Cell => "cell", UnitColumn => "unit_column", Row => "row", Column => "column",
    UnitNote => "unit_note", Whole => "whole");
names!(/// The name of where a date stands in a record.
    date_from_name, DateFrom, Cell => "cell", Row => "row", Column => "column", Caption => "caption",
    CoverageYear => "coverage_year");
names!(/// The name of a doubt in a record.
    doubt_name, Doubt, HeadGuessed => "head-guessed", UnitNone => "unit-none", UnitUnclear => "unit-unclear",
    DateCoverage => "date-coverage", HalvesFolded => "halves-folded", HierarchyFlat => "hierarchy-flat");
names!(/// The name of a contributor's role in a record.
    role_name, Role, Contributor => "contributor", Editor => "editor");
