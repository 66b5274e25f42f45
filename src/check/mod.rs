//! Where a record contradicts itself: parts that are not their sum, a rate that the two numbers beside it refute, a day
//! that does not exist. It accuses only where the text leaves no other reading, and changes nothing.
//!
//! [`findings`] walks through the texts and the tables once, a file of this folder for each kind: `date`, `sum` (running
//! text), `column` (sums of tables), `share`, `growth` (with `change`), `average`, `quotient` (the same three in columns
//! of tables), `across` (text against table); [`Series`] holds records against each other. All of them compare numbers
//! as they are printed (`printed`), and read sentences with one reader (`clause`).

mod across;
mod average;
mod clause;
mod column;
mod date;
mod growth;
mod history;
mod printed;
mod quotient;
mod series;
mod share;
mod sum;
mod text;

use std::borrow::Cow;

pub use series::Series;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};
use text::{Text, folded};

use crate::mention::{Mention, Part, Parts};
use crate::normal::printed::Printed;
use crate::record::{Block, Coverage, Record, Section};

/// What is claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A day that exists, an era beside its year, a weekday beside its date.
    Date,
    /// Parts and their whole, in running text or in a table.
    Sum,
    /// 占…的x%.
    Share,
    /// 比上年增长x%.
    Growth,
    /// 比上年增加 N.
    Change,
    /// 人均, 亩产: a total by how many share it.
    Average,
    /// The same number in a table and in the text.
    TextTable,
    /// The same indicator and date in two volumes; only [`Series`] finds it.
    Series,
}

impl Kind {
    /// Every kind, in the order of certainty.
    pub const ALL: [Kind; 8] = [
        Kind::Date,
        Kind::Sum,
        Kind::Share,
        Kind::Growth,
        Kind::Change,
        Kind::Average,
        Kind::TextTable,
        Kind::Series,
    ];

    /// Its name in findings and on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Sum => "sum",
            Kind::Share => "share",
            Kind::Growth => "growth",
            Kind::Change => "change",
            Kind::Average => "average",
            Kind::TextTable => "text-table",
            Kind::Series => "series",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How a claim came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The printed numbers agree.
    Holds,
    /// They agree as far as they are rounded or cut.
    Rounding,
    /// They do not agree.
    Contradicts,
    /// Nothing can be said; `reason` says why.
    NotComparable,
    /// They do not agree, and a person has accepted it; `reason` says why. Only [`Finding::accept`] gives it.
    Accepted,
}

impl Verdict {
    /// Its name in findings.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Holds => "holds",
            Verdict::Rounding => "rounding",
            Verdict::Contradicts => "contradicts",
            Verdict::NotComparable => "not_comparable",
            Verdict::Accepted => "accepted",
        }
    }
}

/// A number or date that takes part in a claim. Sections, blocks, rows and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The section.
    pub section: usize,
    /// The block of the section.
    pub block: usize,
    /// As written.
    pub text: String,
    /// In running text: where it starts, in Unicode scalar values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Where it ends, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// In a table: its row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// Its column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
}

/// A claim of a record with what came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Lasting: the same claim of the same page has the same.
    pub id: String,
    /// What is claimed.
    pub kind: Kind,
    /// How it came out.
    pub verdict: Verdict,
    /// The `id` of the record.
    pub record: String,
    /// The record's path below the folder given.
    pub path: Option<String>,
    /// The record's address.
    pub uri: Option<String>,
    /// What takes part; the first is what is accused.
    pub places: Vec<Place>,
    /// What is printed.
    pub stated: String,
    /// What it should be by the other numbers.
    pub computed: String,
    /// How far they are apart, without a sign; absent where it is no number. Of running text in the unit, of a table
    /// as its cells are printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
    /// The unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// A sentence for an editor.
    pub note: String,
    /// Why nothing can be said, or why it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether what cannot be compared may be wrong: the numbers do not agree if the likeliest reading is right.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub possible: bool,
}

impl Finding {
    /// Accepts what contradicts: 照录原文. What does not contradict stays as it is.
    pub fn accept(&mut self, reason: &str) {
        if self.verdict == Verdict::Contradicts {
            self.verdict = Verdict::Accepted;
            self.reason = Some(reason.to_owned());
        }
    }
}

/// What a kind's file says of a claim, before it is tied to its record.
struct Claim {
    kind: Kind,
    verdict: Verdict,
    places: Vec<Place>,
    stated: String,
    computed: String,
    difference: Option<String>,
    unit: Option<Cow<'static, str>>,
    note: String,
    reason: Option<&'static str>,
    possible: bool,
    /// Of a list of parts: what each is a part of the whole by.
    labels: Vec<String>,
}

impl Claim {
    /// Whether what is computed is less than a `part` away from what is stated.
    fn is_near(&self, part: i128) -> bool {
        let numbers = Printed::exact(&self.stated).zip(Printed::exact(&self.computed));
        numbers.is_some_and(|(stated, computed)| stated.is_near(computed, part))
    }

    /// A claim that holds, until more is said of it.
    fn new(kind: Kind, places: Vec<Place>, stated: String, computed: String) -> Claim {
        Claim {
            kind,
            verdict: Verdict::Holds,
            places,
            stated,
            computed,
            difference: None,
            unit: None,
            note: String::new(),
            reason: None,
            possible: false,
            labels: Vec::new(),
        }
    }
}

/// Every claim of a record that was held against its numbers, in the order of the text.
///
/// ```
/// use nianjian::check::{Verdict, findings};
/// use nianjian::{Options, Page, convert};
///
/// let text = "教育\n\n【教师】 2013年，全县招聘教师86人，其中男31人，女56人，分配到各乡镇的学校。\n";
/// let record = convert(&Page { body: text.into(), ..Page::default() }, &Options::default())?;
/// let found = findings(&record);
/// assert_eq!(found[0].verdict, Verdict::Contradicts);
/// assert_eq!((found[0].stated.as_str(), found[0].computed.as_str()), ("86", "87"));
/// # Ok::<(), nianjian::Rejection>(())
/// ```
pub fn findings(record: &Record) -> Vec<Finding> {
    Checker::read(record).findings(record)
}

/// How many numbers of a record contradict others.
pub fn contradictions(record: &Record) -> u64 {
    Checker::read(record).contradictions()
}

/// Holds the claims of a record against its numbers, block by block.
pub(crate) struct Checker {
    cells: across::Cells,
    claims: Vec<Claim>,
    history: history::History,
    year: Option<i32>,
    covered: Option<i32>,
    /// How many sections have begun.
    sections: usize,
    /// How many blocks of the section have been read.
    blocks: usize,
}

impl Checker {
    /// Begins a record. The tables of its sections have been read; mentions need not have been found yet.
    pub(crate) fn new(sections: &[Section], coverage: Option<&Coverage>) -> Checker {
        Checker {
            cells: across::Cells::of(sections),
            claims: Vec::new(),
            history: history::History::default(),
            year: None,
            covered: coverage.map(|c| c.year),
            sections: 0,
            blocks: 0,
        }
    }

    /// Reads a record whose mentions have been found.
    fn read(record: &Record) -> Checker {
        let mut checker = Checker::new(&record.sections, record.coverage.as_ref());
        for section in &record.sections {
            checker.section();
            section.blocks.iter().for_each(|block| checker.block(block));
        }
        checker
    }

    /// Begins the next section.
    pub(crate) fn section(&mut self) {
        (self.history, self.year) = (history::History::default(), self.covered);
        (self.sections, self.blocks) = (self.sections + 1, 0);
    }

    /// Reads the next block of the section, with its mentions.
    fn block(&mut self, block: &Block) {
        self.begin(block);
        let Some((text, mut rest)) = block.running_text() else { return };
        let mut parts = Parts::of(text).peekable();
        while let Some(part) = parts.next() {
            let end = parts.peek().map_or(usize::MAX, |next| next.chars);
            let (own, others) = rest.split_at(rest.partition_point(|mention| mention.start < end));
            self.text(part, own);
            rest = others;
        }
    }

    /// Begins the next block of the section; reads it, if it is a table.
    pub(crate) fn begin(&mut self, block: &Block) {
        self.blocks += 1;
        if let Block::Table(table) = block
            && !table.continued
        {
            let (section, block) = self.place();
            let sheet = column::Sheet { table, section, block };
            column::claims(&sheet, &mut self.claims);
            quotient::claims(&sheet, &mut self.claims);
        }
    }

    /// The section and the block that are read.
    fn place(&self) -> (usize, usize) {
        (self.sections.saturating_sub(1), self.blocks.saturating_sub(1))
    }

    /// Reads the running text of the block, or its next part, with its mentions.
    pub(crate) fn text(&mut self, part: Part<'_>, mentions: &[Mention]) {
        // Two texts of three on a page have neither a date nor a number.
        if mentions.is_empty() {
            return;
        }
        let (section, block) = self.place();
        let Checker { cells, claims, history, year, .. } = self;
        let moved: Vec<Mention>;
        let mentions = match part.chars {
            0 => mentions,
            before => {
                moved = mentions.iter().map(|mention| without(before, mention)).collect();
                &moved
            }
        };
        let text = Text::read((section, block), part, mentions, *year);
        let numbers = clause::Numbers::of(&text);
        date::claims(&text, claims);
        let sums = sum::claims(&text, &numbers, claims);
        for sentence in numbers.sentences() {
            history.add(&text, sentence.own, &sums);
            share::claims(&text, sentence, &sums, history, claims);
            growth::claims(&text, sentence, history, claims);
        }
        history.forget();
        average::claims(&text, &numbers, &sums, claims);
        across::claims(&text, &numbers, cells, claims);
        *year = text.last_year();
    }

    /// Ends the record.
    fn claims(mut self) -> Vec<Claim> {
        sum::complete_by_likeness(&mut self.claims);
        date::trust_weekdays(&mut self.claims);
        self.claims
    }

    /// Ends the record: every claim, tied to it.
    pub(crate) fn findings(self, record: &Record) -> Vec<Finding> {
        self.claims().into_iter().map(|claim| finding(record, claim)).collect()
    }

    /// Ends the record: how many numbers contradict others.
    pub(crate) fn contradictions(self) -> u64 {
        self.claims().iter().filter(|claim| claim.verdict == Verdict::Contradicts).count() as u64
    }
}

/// A mention as it stands in a part of its text, which has so many characters before it.
fn without(before: usize, mention: &Mention) -> Mention {
    let mut own = mention.clone();
    let Mention { start, end, measured, against, .. } = &mut own;
    let phrases =
        [measured, against].into_iter().flatten().flat_map(|phrase| [&mut phrase.start, &mut phrase.end]);
    [start, end].into_iter().chain(phrases).for_each(|at| *at = at.saturating_sub(before));
    own
}

/// Ties a claim to its record.
fn finding(record: &Record, claim: Claim) -> Finding {
    let Claim {
        kind,
        verdict,
        places,
        stated,
        computed,
        difference,
        unit,
        note,
        reason,
        possible,
        labels: _,
    } = claim;
    let mut hash = Sha256::new();
    hash.update(record.id.as_bytes());
    hash.update(kind.name());
    for place in &places {
        let Place { section, block, text, start, end, row, column } = place;
        hash.update(format!("\0{section}\0{block}\0{text}\0{start:?}\0{end:?}\0{row:?}\0{column:?}"));
    }
    let mut id = HEXLOWER.encode(&hash.finalize());
    id.truncate(16);
    Finding {
        id,
        kind,
        verdict,
        record: record.id.clone(),
        path: record.source.path.clone(),
        uri: record.source.uri.clone(),
        places,
        stated,
        computed,
        difference,
        unit: unit.map(Cow::into_owned),
        note,
        reason: reason.map(str::to_owned),
        possible,
    }
}
