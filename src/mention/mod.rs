//! Finds dates, counts, amounts of money and their kin in running text and normalises each.
//!
//! [`find_mentions`] reads one text; a [`Reading`] reads the texts of a record one after another, so that
//! 同年 and 12日 find the date that they refer to. What comes out is a [`Mention`]: type, place, surface
//! and one normalised value. Values are never corrected, reconciled or de-duplicated.

pub(crate) mod arbitrate;
pub(crate) mod bound;
pub(crate) mod class;
pub(crate) mod classifier;
pub(crate) mod count;
pub(crate) mod cursor;
pub(crate) mod date;
pub(crate) mod duration;
#[cfg(test)]
mod examples;
pub(crate) mod exclude;
mod explain;
pub(crate) mod fact;
pub(crate) mod folded;
pub(crate) mod found;
pub(crate) mod guard;
pub(crate) mod hit;
#[cfg(test)]
mod kinds;
pub(crate) mod length;
pub(crate) mod measure;
pub(crate) mod money;
pub mod number;
pub(crate) mod ordinal;
pub(crate) mod parts;
pub(crate) mod per;
pub(crate) mod quantity;
pub(crate) mod ratio;
pub(crate) mod scan;
pub(crate) mod second_number;
#[cfg(test)]
mod settled;
#[cfg(test)]
mod typography;
pub(crate) mod unit;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::data::COVERAGE_YEARS;
use crate::normal::Day;
use crate::text::ByteOffsets;
use date::resolve::Antecedents;
pub use explain::Why;
use fact::Fact;
use folded::Folded;
use found::Found;
pub use parts::{Part, Parts};
use scan::Scan;

/// What a mention is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Kind {
    Date,
    Count,
    Money,
    Ratio,
    Measure,
    Duration,
    Age,
    Ordinal,
}

impl Kind {
    /// Every kind, in the order of `docs/mentions.md`.
    pub const ALL: [Kind; 8] = [
        Kind::Date,
        Kind::Count,
        Kind::Money,
        Kind::Ratio,
        Kind::Measure,
        Kind::Duration,
        Kind::Age,
        Kind::Ordinal,
    ];

    /// Its name in records, tables and on the command line.
    ///
    /// ```
    /// use nianjian::mention::Kind;
    /// assert_eq!(Kind::ALL.map(Kind::name)[..3], ["date", "count", "money"]);
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Date => "date",
            Kind::Count => "count",
            Kind::Money => "money",
            Kind::Ratio => "ratio",
            Kind::Measure => "measure",
            Kind::Duration => "duration",
            Kind::Age => "age",
            Kind::Ordinal => "ordinal",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Which of two readings of equal length wins: that of the lower number.
    pub(crate) const fn precedence(self) -> u8 {
        match self {
            Kind::Date => 0,
            Kind::Count => 1,
            Kind::Money => 2,
            Kind::Ratio => 3,
            Kind::Measure => 4,
            Kind::Duration => 5,
            Kind::Age => 6,
            Kind::Ordinal => 7,
        }
    }

    /// Whether its value is a decimal that states how many or how much: neither a date, a length of time nor a rank.
    pub const fn states_number(self) -> bool {
        match self {
            Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure | Kind::Age => true,
            Kind::Date | Kind::Duration | Kind::Ordinal => false,
        }
    }
}

/// How a number limits the true value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Bound {
    Exact,
    MoreThan,
    AtLeast,
    LessThan,
    AtMost,
    About,
}

/// How the year of a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Its digits stand in the span.
    Explicit,
    /// From an earlier date.
    Antecedent,
    /// From what the book covers.
    CoverageYear,
    /// Not known: `XXXX-01-17`.
    Unresolved,
}

/// How a date limits what it dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Relation {
    AsOf,
    Since,
    Before,
    During,
}

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum PartOfDay {
    BeforeDawn,
    EarlyMorning,
    Morning,
    Noon,
    Afternoon,
    Dusk,
    Evening,
    Night,
}

/// Whether a number is a change of a level, and in which direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// 增长8%.
    Up,
    /// 下降0.4个百分点.
    Down,
}

/// Words of the text that a mention stands in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Phrase {
    /// Where they start, in Unicode scalar values.
    pub start: usize,
    /// Where they end, exclusive.
    pub end: usize,
    /// The words: exactly `text[start..end]`.
    pub text: String,
}

/// A stretch of running text with one normalised value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mention {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// Where it starts, in Unicode scalar values.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The surface: exactly `text[start..end]`.
    pub text: String,
    /// The normalised value: EDTF, ISO 8601 duration or a decimal.
    pub value: String,
    /// The high end of a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// How the number limits the true value; absent for dates and ordinals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
    /// Classifier, ISO 4217 or UCUM code, or the kind of ratio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<Cow<'static, str>>,
    /// The word that a distributive governs: 每家5000元 → 家.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per: Option<String>,
    /// How the year of a date is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// How a date limits what it dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    /// The part of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of_day: Option<PartOfDay>,
    /// The clock time: `09:30`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// What is counted or measured: 400多户|贫困妇女.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Box<Phrase>>,
    /// The direction, where the number is a change and no level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// What a change or share is held against: 比|上年|增长8%.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub against: Option<Box<Phrase>>,
}

/// What is known before the text begins. The default knows nothing: 1月17日 is then `XXXX-01-17`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// The year that the record reports on, one of
    /// [`COVERAGE_YEARS`]; another is not followed.
    pub coverage_year: Option<i32>,
    /// ISO 4217 code of a bare 元; CNY where absent.
    pub currency: Option<Cow<'static, str>>,
    /// EDTF date in force when the text begins: a chronicle's heading, the item before. Only a year, a month
    /// or a day counts.
    pub in_force: Option<String>,
}

/// The running state of one record: dates of earlier texts govern later ones, section by section.
///
/// ```
/// use nianjian::{Context, Reading};
///
/// let mut reading = Reading::new(&Context::default());
/// reading.section(Some("大事记"));
/// assert_eq!(reading.find("2013年5月3日，开工。")[0].value, "2013-05-03");
/// assert_eq!(reading.find("同月7日，竣工。")[0].value, "2013-05-07");
/// ```
#[derive(Debug, Clone)]
pub struct Reading {
    antecedents: Antecedents,
    currency: Cow<'static, str>,
    folded: Folded,
    /// Whether a text that is nothing but a date governs what follows.
    dates_head: bool,
    /// Years of eras that say no year here, once each.
    doubts: Vec<String>,
}

/// How many doubts are kept of one record.
const MOST_DOUBTS: usize = 20;

impl Reading {
    /// Begins a record, or a text that stands alone.
    pub fn new(context: &Context) -> Self {
        let coverage = context.coverage_year.filter(|year| COVERAGE_YEARS.contains(year));
        let in_force = context.in_force.as_deref().and_then(Day::parse);
        let currency = context.currency.clone().unwrap_or(Cow::Borrowed("CNY"));
        Reading {
            antecedents: Antecedents::new(coverage, in_force, currency == "TWD"),
            currency,
            folded: Folded::default(),
            dates_head: true,
            doubts: Vec::new(),
        }
    }

    /// The years that were read and say no year, because several eras bore the name or its years are not known:
    /// 永和九年. A year in brackets behind one is a date of its own, and takes the doubt away: 永和九年（353年）.
    pub fn era_doubts(&self) -> &[String] {
        &self.doubts
    }

    /// Begins a section: forgets the antecedents of the one before (a chronicle's headings stay in
    /// force) and finds the mentions of its heading. Offsets count in `heading`.
    pub fn section(&mut self, heading: Option<&str>) -> Vec<Mention> {
        self.antecedents.begin_section();
        let Some(heading) = heading else { return Vec::new() };
        let found = self.scan(heading);
        self.head(&found);
        let mut all = Vec::with_capacity(found.len());
        self.finish(Part::whole(heading), found, &mut all);
        all
    }

    /// Begins a section, like [`Reading::section`], and explains the mentions of its heading.
    pub fn explain_section(&mut self, heading: Option<&str>) -> Vec<(Mention, Why)> {
        self.antecedents.begin_section();
        let Some(heading) = heading else { return Vec::new() };
        let found = self.scan(heading);
        self.head(&found);
        self.explained(Part::whole(heading), found)
    }

    /// Says whether a text that is nothing but a date governs what follows, as in a chronicle (so it does at
    /// first), or only a section's heading does.
    pub fn let_dates_head(&mut self, heads: bool) {
        self.dates_head = heads;
    }

    /// Finds the mentions of the section's next text. Offsets count in `text`.
    ///
    /// A text that is nothing but a year, a month or a day is a heading: it governs what follows, unless
    /// [`Reading::let_dates_head`] says otherwise.
    pub fn find(&mut self, text: &str) -> Vec<Mention> {
        let mut all = Vec::new();
        for part in Parts::of(text) {
            let found = self.found(part.text);
            // One part tells about how many there will be: a list that moves as it grows takes its room twice.
            if all.len() + found.len() > all.capacity() {
                all.reserve_exact(found.len() * part.parts_left());
            }
            self.finish(part, found, &mut all);
        }
        all
    }

    /// Finds the mentions of the section's next text, each with the rule and the words that led to it.
    pub fn explain(&mut self, text: &str) -> Vec<(Mention, Why)> {
        Parts::of(text).flat_map(|part| self.explain_part(part)).collect()
    }

    /// Finds the mentions of the next part of a text. Offsets count in the text. All parts together give what
    /// [`Reading::find`] gives, but those of a long text take many times its room.
    ///
    /// ```
    /// use nianjian::mention::{Parts, Reading};
    ///
    /// let (text, mut reading) = ("全县400多户，".repeat(10_000), Reading::new(&Default::default()));
    /// let found: usize = Parts::of(&text).map(|part| reading.find_part(part).len()).sum();
    /// assert_eq!(found, 10_000);
    /// ```
    pub fn find_part(&mut self, part: Part<'_>) -> Vec<Mention> {
        let found = self.found(part.text);
        let mut all = Vec::with_capacity(found.len());
        self.finish(part, found, &mut all);
        all
    }

    /// Finds the mentions of the next part of a text, each with the rule and the words that led to it; see
    /// [`Reading::find_part`].
    pub fn explain_part(&mut self, part: Part<'_>) -> Vec<(Mention, Why)> {
        let found = self.found(part.text);
        self.explained(part, found)
    }

    /// What the next text, or part of one, says, before facts and surfaces.
    fn found(&mut self, text: &str) -> Vec<Found> {
        let found = self.scan(text);
        if self.dates_head {
            self.head(&found);
        }
        found
    }

    fn explained(&self, part: Part, found: Vec<Found>) -> Vec<(Mention, Why)> {
        let mut whys = explain::whys(part.text, &self.folded, &found);
        let mut mentions = Vec::with_capacity(found.len());
        let facts = self.finish(part, found, &mut mentions);
        explain::add_facts(part.text, &self.folded, &mut whys, &facts);
        mentions.into_iter().zip(whys).collect()
    }

    fn scan(&mut self, text: &str) -> Vec<Found> {
        self.folded.read(text);
        self.antecedents.end_sentence();
        let (found, doubts) = Scan::new(&self.folded, &mut self.antecedents).run();
        let glossed = |end: usize| self.folded.chars.get(end) == Some(&'(');
        for (start, end) in doubts.into_iter().filter(|&(_, end)| !glossed(end)) {
            let words: String = self.folded.chars.get(start..end).unwrap_or_default().iter().collect();
            if self.doubts.len() < MOST_DOUBTS && !self.doubts.contains(&words) {
                self.doubts.push(words);
            }
        }
        found
    }

    /// Puts a date in force that is all that a text says.
    fn head(&mut self, found: &[Found]) {
        if let [only] = found
            && only.kind == Kind::Date
            && self.is_whole(only)
            && let Some(day) = Day::parse(&only.value)
        {
            self.antecedents.head(day);
        }
    }

    /// Whether a mention is all that the text says.
    fn is_whole(&self, found: &Found) -> bool {
        let outside = |range: &[char]| range.iter().all(|c| !c.is_alphanumeric());
        let chars = &self.folded.chars;
        outside(chars.get(..found.start).unwrap_or_default())
            && outside(chars.get(found.end..).unwrap_or_default())
    }

    /// Puts the mentions of a part to the others, with the facts and the surfaces.
    fn finish(&self, part: Part, found: Vec<Found>, all: &mut Vec<Mention>) -> Vec<Fact> {
        let facts = fact::read(&self.folded.chars, &found);
        // In ascending order, but for the words that belong to a mention, which stand near it.
        let mut bytes = ByteOffsets::new(part.text);
        let mut cut = |span: (usize, usize)| {
            let (start, end) = self.folded.stretch(span);
            let words = part.text.get(bytes.at(start)..bytes.at(end)).unwrap_or_default().to_owned();
            (part.chars + start, part.chars + end, words)
        };
        let mut mention = |found: Found, fact: Option<&Fact>| {
            let mut phrase = |words: Option<fact::Words>| {
                let (start, end, text) = cut(words?.span());
                Some(Box::new(Phrase { start, end, text }))
            };
            let measured = phrase(fact.and_then(|fact| fact.measured));
            let against = phrase(fact.and_then(|fact| fact.against));
            let Found { kind, value, max, bound, unit, per, basis, relation, part_of_day, time, .. } = found;
            let (start, end, text) = cut((found.start, found.end));
            let bare = kind == Kind::Money && unit.as_deref() == Some(money::BARE);
            Mention {
                kind,
                start,
                end,
                text,
                value,
                max,
                bound,
                unit: if bare { Some(self.currency.clone()) } else { unit },
                per: per.map(|span| cut(span).2),
                basis,
                relation,
                part_of_day,
                time: time.map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
                measured,
                change: fact.and_then(|fact| fact.change),
                against,
            }
        };
        let mut known = facts.iter();
        all.extend(found.into_iter().map(|found| mention(found, known.next())));
        facts
    }
}

/// Finds the mentions of one text.
///
/// Offsets count Unicode scalar values. Mentions come in the order of the text and never overlap.
///
/// ```
/// use nianjian::{Context, find_mentions};
///
/// let context = Context { coverage_year: Some(2013), ..Context::default() };
/// let mentions = find_mentions("1月17日，为400多户家庭送去50多万元。", &context);
/// let values: Vec<&str> = mentions.iter().map(|m| m.value.as_str()).collect();
/// assert_eq!(values, ["2013-01-17", "400", "500000"]);
/// assert_eq!((mentions[1].start, mentions[1].end), (7, 12));
/// assert_eq!(mentions[1].text, "400多户");
/// ```
pub fn find_mentions(text: &str, context: &Context) -> Vec<Mention> {
    Reading::new(context).find(text)
}
