//! Reads the texts of a record one after another: what each says is scanned, gets its facts and its surfaces.

use std::borrow::Cow;

use crate::data::COVERAGE_YEARS;
use crate::mention::date::resolve::Antecedents;
use crate::mention::explain::{self, Why};
use crate::mention::fact::{self, Fact};
use crate::mention::folded::Folded;
use crate::mention::found::{Found, Words};
use crate::mention::money;
use crate::mention::parts::{Part, Parts};
use crate::mention::scan::Scan;
use crate::mention::{Context, Kind, Mention, Phrase};
use crate::normal::Day;

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
            if found.is_empty() {
                continue;
            }
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
        if self.folded.noted.begins.is_empty() {
            return Vec::new();
        }
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
        let cut = |span: (usize, usize)| {
            let (start, end) = self.folded.stretch(span);
            (part.chars + start, part.chars + end, self.folded.words(part.text, span).to_owned())
        };
        let mention = |found: Found, fact: Option<&Fact>| {
            let phrase = |words: Option<Words>| {
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
                max: max.map(String::from),
                bound,
                unit: if bare { Some(self.currency.clone()) } else { unit },
                per: per.map(|per| cut(per.span()).2),
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
