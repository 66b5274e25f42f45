//! Reads the words that stand around a number in its clause, and the dates that it is stated for: by
//! them a reader tells 妇女之家593个 from 新建妇女之家42个 and from 妇女之家示范点20个.

use super::{Hit, Mark};
use crate::export::days;
use crate::export::fold::fold;
use crate::export::sentence::{ends_clause, ends_part};
use crate::mention::number::begins;
use crate::mention::{Context, Kind, find_mentions};

/// What stands for the number in a wording.
const NUMBER: &str = "N";

/// The words around a number.
#[derive(Debug, PartialEq)]
pub struct Around {
    /// Before the indicator and the number, from the start of the clause; where nothing stands there,
    /// of the sentence: 新建学校3个，妇女之家42个.
    pub before: String,
    /// Between the indicator and the number.
    pub words: String,
    /// After both, to the end of the clause or to a 、.
    pub after: String,
    /// All of it as it is compared: folded, without marks and blanks, [`NUMBER`] for the number and
    /// `#` for the numerals of other mentions, which are not the same in every year.
    pub wording: String,
    /// The first date there that does not lie in the year of the page.
    pub dated: Option<String>,
}

/// The name of a book, page or section as it is compared: folded, without marks and blanks, `#` for
/// the numerals of dates.
pub fn name(text: &str) -> String {
    let folded: Vec<char> = fold(text).chars().collect();
    let mut inside = vec![false; folded.len()];
    for m in find_mentions(text, &Context::default()) {
        if m.kind == Kind::Date {
            inside.get_mut(m.start..m.end).unwrap_or_default().fill(true);
        }
    }
    plain(folded.into_iter().zip(inside))
}

/// Letters alone, with `#` for a numeral inside a mention.
fn plain(chars: impl Iterator<Item = (char, bool)>) -> String {
    let mut plain = String::new();
    for (c, inside) in chars {
        if inside && begins(c) {
            if !plain.ends_with('#') {
                plain.push('#');
            }
        } else if c.is_alphanumeric() {
            plain.push(c);
        }
    }
    plain
}

fn is_date(mark: &Mark) -> bool {
    mark.kind.as_deref() == Some(Kind::Date.name())
}

fn is_number(mark: &Mark) -> bool {
    mark.kind.as_deref().and_then(Kind::named).is_some_and(Kind::states_number)
}

/// A sentence, prepared to be asked for many numbers: every offset counts in it.
pub struct Sentence<'h> {
    original: Vec<char>,
    folded: Vec<char>,
    /// Which characters belong to a mention.
    inside: Vec<bool>,
    marks: Vec<(usize, usize, &'h Mark)>,
    /// Where clauses begin.
    clauses: Vec<usize>,
    /// Where the sentence begins, and what follows a semicolon.
    parts: Vec<usize>,
    indicator: &'h str,
    length: usize,
    /// Where the indicator stands.
    places: Vec<usize>,
}

impl<'h> Sentence<'h> {
    /// Prepares the sentence of a hit; `indicator` is folded.
    pub fn of(hit: &'h Hit, indicator: &'h str) -> Self {
        let original: Vec<char> = hit.sentence.chars().collect();
        let folded: Vec<char> = fold(&hit.sentence).chars().collect();
        let within = |at: usize| at.saturating_sub(hit.sentence_start).min(original.len());
        let marks: Vec<_> = hit.marks.iter().map(|m| (within(m.start), within(m.end), m)).collect();
        let mut inside = vec![false; original.len()];
        for (start, end, _) in &marks {
            inside.get_mut(*start..*end).unwrap_or_default().fill(true);
        }
        let (mut clauses, mut parts) = (vec![0], vec![0]);
        for (i, (c, inside)) in original.iter().zip(&inside).enumerate() {
            if !inside && ends_part(*c) {
                parts.push(i + 1);
            }
            if !inside && ends_clause(*c) {
                clauses.push(i + 1);
            }
        }
        let word: Vec<char> = indicator.chars().collect();
        let windows = folded.windows(word.len().max(1)).enumerate();
        let places = windows.filter(|(_, window)| *window == word).map(|(at, _)| at).collect();
        Sentence { original, folded, inside, marks, clauses, parts, indicator, length: word.len(), places }
    }

    /// The words around the `i`-th mention, where it states a number and the indicator stands in one
    /// clause with it and no other number between. The nearest place of the indicator counts.
    pub fn around(&self, i: usize, year: Option<i32>) -> Option<Around> {
        let &(start, end, mark) = self.marks.get(i)?;
        // 妇女之家 stands in the clause, but the number counts something else.
        let measures = mark.measured.as_ref().map(|measured| fold(measured).contains(self.indicator));
        if !is_number(mark) || measures == Some(false) {
            return None;
        }
        // What the number is known to measure may stand in another clause, before other numbers.
        let known = measures == Some(true);
        let number = |m: &&(usize, usize, &Mark)| is_number(m.2);
        let number_before =
            self.marks.get(..i)?.iter().rev().find(number).filter(|_| !known).map_or(0, |m| m.1);
        let number_after = self.marks.get(i + 1..)?.iter().find(number).filter(|_| !known);
        let number_after = number_after.map_or(usize::MAX, |m| m.0);
        let clause = if known { (0, self.original.len()) } else { self.clause(start) };
        let to = start.checked_sub(self.length);
        let before = to.and_then(|to| self.places.partition_point(|at| *at <= to).checked_sub(1));
        let before = before.and_then(|n| self.places.get(n)).copied();
        let before = before.filter(|at| at + self.length >= number_before.max(clause.0));
        let after = self.places.get(self.places.partition_point(|at| *at < end)).copied();
        let after = after.filter(|at| *at <= number_after.min(clause.1));
        let place = match (before, after) {
            (Some(before), Some(after)) if after - end < start - before - self.length => after,
            (before, after) => before.or(after)?,
        };
        Some(self.describe(place, (start, end), year))
    }

    fn describe(&self, place: usize, number: (usize, usize), year: Option<i32>) -> Around {
        let indicator = (place, place + self.length);
        let indicator_first = indicator < number;
        let ((first, from), (to, last), names) = if indicator_first {
            (indicator, number, [self.indicator, NUMBER])
        } else {
            (number, indicator, [NUMBER, self.indicator])
        };
        let clause = self.clause(first);
        let nothing_before = self.plain(clause.0, first).is_empty();
        let begin = if nothing_before { start_of(&self.parts, first) } else { clause.0 };
        let listed =
            |at: &usize| self.original.get(*at) == Some(&'、') && self.inside.get(*at) == Some(&false);
        let finish = (last..self.clause(last).1).find(listed).unwrap_or(self.clause(last).1);
        let [one, two] = names;
        let [before, words, after] =
            [(begin, first), (from, to), (last, finish)].map(|(a, b)| (self.shown(a, b), self.plain(a, b)));
        Around {
            wording: format!("{}{one}{}{two}{}", before.1, words.1, after.1),
            before: before.0,
            words: words.0,
            after: after.0,
            dated: year.and_then(|year| self.dated(begin, finish, year)),
        }
    }

    /// The first date from `begin` to `finish` that does not lie in the year; where none stands there,
    /// that of the clause before. A date without a numeral counts where it opens a clause: 上年，… but
    /// not 比上年增加.
    fn dated(&self, begin: usize, finish: usize, year: i32) -> Option<String> {
        let opens = |at: usize| self.plain(self.clause(at).0, at).is_empty();
        let numeral = |mark: &Mark| mark.text.chars().any(begins);
        let dates = || self.marks.iter().filter(|m| is_date(m.2));
        let other = |m: &&(usize, usize, &Mark)| !lies_in(m.2.value.as_deref().unwrap_or_default(), year);
        let within = |m: &&(usize, usize, &Mark)| m.0 >= begin && m.0 < finish;
        let mut here = dates().filter(within).filter(|m| opens(m.0) || numeral(m.2)).peekable();
        let found = if here.peek().is_some() {
            here.find(other)
        } else {
            dates().rev().find(|m| m.0 < begin && opens(m.0)).filter(other)
        };
        found.map(|m| m.2.text.clone())
    }

    /// Where the clause of an offset begins and ends.
    fn clause(&self, at: usize) -> (usize, usize) {
        let next = self.clauses.partition_point(|start| *start <= at);
        (start_of(&self.clauses, at), self.clauses.get(next).map_or(self.original.len(), |start| start - 1))
    }

    fn shown(&self, from: usize, to: usize) -> String {
        self.original.get(from..to).unwrap_or_default().iter().collect()
    }

    fn plain(&self, from: usize, to: usize) -> String {
        let folded = self.folded.get(from..to).unwrap_or_default().iter().copied();
        plain(folded.zip(self.inside.get(from..to).unwrap_or_default().iter().copied()))
    }
}

/// The last of `starts` that is not behind `at`.
fn start_of(starts: &[usize], at: usize) -> usize {
    let n = starts.partition_point(|start| *start <= at);
    n.checked_sub(1).and_then(|n| starts.get(n)).copied().unwrap_or(0)
}

/// Whether a date lies in a year: both ends do, or it is open to the present.
fn lies_in(edtf: &str, year: i32) -> bool {
    let year = format!("{year:04}-");
    let (from, to) = days::bounds(edtf);
    match (from, to) {
        // A date of no known year says nothing of another.
        (None, None) => true,
        (from, to) => from.is_some_and(|d| d.starts_with(&year)) && to.is_none_or(|d| d.starts_with(&year)),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::search::Source;

    /// A sentence of a page as the index gives it, with the mentions that are found in it.
    pub fn hit(sentence: &str, year: Option<i32>) -> Hit {
        let mark = |m: crate::mention::Mention| Mark {
            start: m.start,
            end: m.end,
            text: m.text,
            kind: Some(m.kind.name().to_owned()),
            value: Some(m.value),
            max: m.max,
            bound: m.bound.map(|b| crate::export::rows::bound_name(b).to_owned()),
            unit: m.unit.map(|u| u.into_owned()),
            per: m.per.map(|p| p.to_string()),
            measured: m.measured.map(|phrase| phrase.text),
            change: m.change.map(|c| crate::export::rows::change_name(c).to_owned()),
            sure: Some(true),
            mention: None,
            manner: None,
        };
        let context = Context { coverage_year: year, ..Context::default() };
        let mentions = find_mentions(sentence, &context);
        let manners = crate::export::manner::manner_of_each(sentence, &mentions);
        let marks = mentions.into_iter().zip(manners);
        let marks = marks.map(|(m, manner)| Mark { manner: manner.map(str::to_owned), ..mark(m) }).collect();
        Hit {
            heading: Some("概况".into()),
            sentence: sentence.to_owned(),
            sentence_start: 0,
            marks,
            source: Source {
                record: "sha256:0".into(),
                path: None,
                uri: None,
                title: Some("妇女联合会".into()),
                work: Some("通州年鉴".into()),
                year,
                section: 1,
                part: "text",
                block: Some(1),
                cell: None,
            },
            table: None,
        }
    }

    #[test]
    fn the_words_of_the_clause_tell_numbers_apart() {
        let cases = [
            ("2013年,区妇联建立妇女之家593个。", "593个", Some("区妇联建立妇女之家N"), ""),
            ("2013年，區婦聯建立「婦女之家」593個。", "593個", Some("区妇联建立妇女之家N"), ""),
            ("新建妇女之家542个", "542个", Some("新建妇女之家N"), ""),
            ("妇女之家增至612个，学校3个", "612个", Some("妇女之家增至N"), ""),
            ("妇女之家增至612个，学校3个", "3个", None, ""),
            ("妇女之家，共612个", "612个", None, ""),
            ("妇女之家之友35人", "35人", Some("妇女之家之友N"), ""),
            ("建成20个妇女之家", "20个", Some("建成N妇女之家"), ""),
            ("建成20个妇女之家示范点、3所学校。", "20个", Some("建成N妇女之家示范点"), ""),
            ("妇女之家593个（含村级）。", "593个", Some("妇女之家N含村级"), ""),
            // Nothing in the clause says what is counted: the sentence may.
            ("全区新建学校3所，妇女之家42个；另有妇女之家5个", "42个", Some("全区新建学校#所妇女之家N"), ""),
            ("全区新建学校3所，妇女之家42个；另有妇女之家5个", "5个", Some("另有妇女之家N"), ""),
            ("各类组织：妇女之家593个", "593个", Some("各类组织妇女之家N"), ""),
            // Another number stands between, and both measure what the word names.
            ("妇女之家593个，占95%", "95%", Some("妇女之家#个占N"), ""),
            ("妇女之家由539个增至593个", "593个", Some("妇女之家由#个增至N"), ""),
            ("妇女之家由539个增至593个", "539个", Some("妇女之家由N增至#个"), ""),
            // The nearest place counts.
            (
                "妇女之家工作有进展的村建成妇女之家593个",
                "593个",
                Some("妇女之家工作有进展的村建成妇女之家N"),
                "",
            ),
            // Dates: what they say but not their figures is compared.
            ("截至2013年底建立妇女之家593个", "593个", Some("截至#年底建立妇女之家N"), ""),
            ("2012年建立妇女之家539个", "539个", Some("#年建立妇女之家N"), "2012年"),
            ("2012年，区妇联建立妇女之家539个", "539个", Some("区妇联建立妇女之家N"), "2012年"),
            ("上年，建立妇女之家539个", "539个", Some("建立妇女之家N"), "上年"),
            ("妇女之家比上年增加19个", "19个", Some("妇女之家比上年增加N"), ""),
            ("2013年，学校比上年增加1所，妇女之家593个", "593个", Some("#年学校比上年增加#所妇女之家N"), ""),
            ("自2010年以来建立妇女之家593个", "593个", Some("自#年以来建立妇女之家N"), "自2010年以来"),
            ("3月起，建立妇女之家593个", "593个", Some("建立妇女之家N"), ""),
            ("到2015年，建立妇女之家700个", "700个", Some("建立妇女之家N"), "到2015年"),
        ];
        for (sentence, number, wording, dated) in cases {
            let hit = hit(sentence, Some(2013));
            let i = hit.marks.iter().position(|m| m.text == number);
            let i = i.unwrap_or_else(|| panic!("{number} is no mention of {sentence}: {:#?}", hit.marks));
            let found = Sentence::of(&hit, "妇女之家").around(i, Some(2013));
            assert_eq!(found.as_ref().map(|f| f.wording.as_str()), wording, "{sentence}");
            let found = found.and_then(|f| f.dated).unwrap_or_default();
            assert_eq!(found, dated, "{sentence}");
        }
    }

    #[test]
    fn the_words_are_shown_as_written() {
        let hit = hit("2013年，區婦聯「婦女之家」已達593個（含村級）。", Some(2013));
        let found = Sentence::of(&hit, "妇女之家").around(1, None).unwrap();
        assert_eq!((found.before.as_str(), found.words.as_str()), ("區婦聯「", "」已達"));
        assert_eq!(found.after, "（含村級）");
    }

    #[test]
    fn a_year_in_a_name_makes_no_other_name() {
        let cases = [("2013年妇女工作", "#年妇女工作"), ("婦女 工作", "妇女工作"), ("106国道", "106国道")];
        for (text, expected) in cases {
            assert_eq!(name(text), expected);
        }
    }
}
