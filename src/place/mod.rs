//! Says which place a record reports on, with its code of that year: what the page says of its book, its chapter
//! and its site goes in; the place comes out with what says so, and notices where it had to be decided or could
//! not. Running text is no evidence.

mod about;
mod dated;
mod publisher;
mod read;

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Notice;

use about::{About, Subject};
use dated::{Dated, Table, table};
use publisher::Publisher;
use read::Edition;

/// The place a record reports on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Its name in the year of the code.
    pub name: String,
    /// From the province down, names of that year.
    pub path: Vec<String>,
    /// Six digits.
    pub code: String,
    /// The standard of the code: `GB/T 2260`.
    pub standard: Cow<'static, str>,
    /// The code is that of 31 December of this year.
    pub code_year: i32,
    /// What says so.
    pub basis: PlaceBasis,
    /// The words that say so.
    pub evidence: String,
    /// A place within it that has no code: a development zone, a township, a village, a county of old.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
}

/// What says which place a record reports on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceBasis {
    /// The caller.
    Caller,
    /// A profile.
    Profile,
    /// The title of the book.
    Book,
    /// A step of the breadcrumb.
    Breadcrumb,
    /// The title of the article.
    Title,
    /// Who runs the site.
    Organizer,
    /// The site's registration as a government site.
    SiteId,
}

/// What a page says of where it is from. Texts are as written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Evidence<'e> {
    /// A code from the caller.
    pub caller: Option<&'e str>,
    /// A code from a profile.
    pub profile: Option<&'e str>,
    /// The title of the book.
    pub book: Option<&'e str>,
    /// The volume of the book.
    pub volume: Option<&'e str>,
    /// The chapters above the page.
    pub chapters: &'e [String],
    /// The breadcrumb.
    pub breadcrumb: &'e [String],
    /// The title of the article.
    pub title: Option<&'e str>,
    /// Who runs the site.
    pub organizer: Option<&'e str>,
    /// Who runs it for the organiser.
    pub hosts: &'e [String],
    /// The number of a government site.
    pub site_id: Option<&'e str>,
    /// The number of the site at the ministry.
    pub icp: Option<&'e str>,
    /// The number of the site at the police.
    pub public_security: Option<&'e str>,
    /// The year that the text reports on.
    pub year: Option<i32>,
}

/// The standard that the codes are of.
const STANDARD: &str = "GB/T 2260";

/// Finds the place of a page, and says what was doubtful.
///
/// ```
/// use nianjian::place::{Evidence, find};
///
/// let seen = Evidence { book: Some("襄阳年鉴"), year: Some(2008), ..Evidence::default() };
/// let (place, notices) = find(&seen);
/// let place = place.expect("a place");
/// assert_eq!((place.code.as_str(), place.name.as_str()), ("420607", "襄阳区"));
/// assert!(notices.is_empty());
/// ```
pub fn find(seen: &Evidence<'_>) -> (Option<Place>, Vec<Notice>) {
    let table = table();
    if let Some((code, basis)) =
        seen.caller.map(|c| (c, PlaceBasis::Caller)).or(seen.profile.map(|c| (c, PlaceBasis::Profile)))
    {
        return given(table, code, basis, seen.year);
    }
    let unknown = |organisation: &str, place: &str| {
        let message =
            format!("{place} by other words, but {organisation} is of a place without a code: none is given");
        (None, vec![Notice::new("place-doubtful", message)])
    };
    let year = seen.year.or_else(|| seen.volume.and_then(about::last_year));
    let publisher = Publisher::read(table, seen);
    match about::read(table, seen, year) {
        Subject::NoPlace => (None, Vec::new()),
        Subject::Unknown { below } => match publisher.unknown() {
            Some(organisation) => match publisher.best(table) {
                Some((row, ..)) => unknown(organisation, row.name),
                None => (None, Vec::new()),
            },
            None => from_publisher(table, &publisher, seen, year, below),
        },
        Subject::Place(about) if about.bare && publisher.unknown().is_some() => {
            unknown(publisher.unknown().unwrap_or_default(), &about.evidence)
        }
        Subject::Place(about) if about.weak && !publisher.confirms(table, &about.places) => {
            match from_publisher(table, &publisher, seen, year, about.below.clone()) {
                (None, _) => decide(table, &about, &publisher, year),
                found => found,
            }
        }
        Subject::Place(about) => decide(table, &about, &publisher, year),
    }
}

/// A code that somebody gave stands, with the nearest edition that has it.
fn given(table: &Table, code: &str, basis: PlaceBasis, year: Option<i32>) -> (Option<Place>, Vec<Notice>) {
    let row = year.and_then(|y| table.at(code, y)).or_else(|| table.latest(code));
    let Some(row) = row else {
        let message =
            format!("expected a code of {STANDARD} from 1981 on, found {code:?}: no place is given");
        return (None, vec![Notice::new("place-unknown", message)]);
    };
    let edition = match year {
        Some(year) if row.stands(year) => year.min(*dated::YEARS.end()),
        Some(year) if year < row.from => row.from,
        _ => row.to,
    };
    let notices = match year {
        Some(year) if year != edition => vec![other_edition(row, edition, Some(year))],
        _ => Vec::new(),
    };
    (Some(place(table, row, edition, basis, code.to_owned(), None)), notices)
}

fn place(
    table: &Table,
    row: &Dated,
    year: i32,
    basis: PlaceBasis,
    evidence: String,
    below: Option<String>,
) -> Place {
    Place {
        name: row.name.to_owned(),
        path: table.path(row, year),
        code: row.code.to_owned(),
        standard: Cow::Borrowed(STANDARD),
        code_year: year,
        basis,
        evidence,
        below,
    }
}

fn other_edition(row: &Dated, edition: i32, year: Option<i32>) -> Notice {
    let asked = year.map_or("no coverage year is known".to_owned(), |y| format!("the record reports on {y}"));
    let message = format!("{} {}: the code is that of the end of {edition}; {asked}", row.code, row.name);
    Notice::new("place-code-year", message)
}

/// Decides among what the page says it is about, with the help of who publishes it.
fn decide(
    table: &Table,
    about: &About<'_>,
    publisher: &Publisher<'_>,
    year: Option<i32>,
) -> (Option<Place>, Vec<Notice>) {
    if about.national {
        let year = year.unwrap_or(*dated::YEARS.end());
        let place = Place {
            name: "中国".to_owned(),
            path: vec!["中国".to_owned()],
            code: "000000".to_owned(),
            standard: Cow::Borrowed(STANDARD),
            code_year: year,
            basis: about.basis,
            evidence: about.evidence.clone(),
            below: None,
        };
        return (Some(place), Vec::new());
    }
    let (rows, by) = publisher.narrow(table, outermost(&about.places));
    let [row] = rows.as_slice() else {
        let list: Vec<String> = rows.iter().map(|r| format!("{} {}", r.code, r.name)).collect();
        let message = format!(
            "several places are called {}: {}; name one with --place or in a profile",
            about.evidence,
            list.join(", ")
        );
        return (None, vec![Notice::new("place-ambiguous", message)]);
    };
    let (code_year, mut notices) = match about.edition {
        Edition::Year => (year.unwrap_or(*dated::YEARS.end()), Vec::new()),
        Edition::Other(edition) => (edition, vec![other_edition(row, edition, year)]),
    };
    notices.extend(publisher.doubt(table, row));
    notices.extend(about.doubt.clone());
    let (basis, evidence) = by.unwrap_or((about.basis, about.evidence.clone()));
    (Some(place(table, row, code_year, basis, evidence, about.below.clone())), notices)
}

/// Where one of the candidates holds all others, a name without suffix is the outer one: 吉林 is the province.
fn outermost<'t>(rows: &[&'t Dated]) -> Vec<&'t Dated> {
    match rows.iter().find(|outer| rows.iter().all(|r| r.code == outer.code || outer.holds(r))) {
        Some(outer) => vec![outer],
        None => rows.to_vec(),
    }
}

/// Where nothing says what the page is about, who publishes it decides.
fn from_publisher(
    table: &Table,
    publisher: &Publisher<'_>,
    seen: &Evidence<'_>,
    year: Option<i32>,
    below: Option<String>,
) -> (Option<Place>, Vec<Notice>) {
    let Some((row, basis, evidence, place_below)) = publisher.best(table) else { return (None, Vec::new()) };
    let below = below.or(place_below);
    let today = year.is_none_or(|y| row.stands(y));
    let rows = match year {
        Some(year) if !today => table.before(row, year),
        _ => vec![row],
    };
    let [of_year] = rows.as_slice() else {
        if rows.is_empty() {
            let edition = if year.is_some_and(|y| y < row.from) { row.from } else { row.to };
            let notice = other_edition(row, edition, year);
            return (Some(place(table, row, edition, basis, evidence, below)), vec![notice]);
        }
        let list: Vec<String> = rows.iter().map(|r| format!("{} {}", r.code, r.name)).collect();
        let message = format!("{evidence} goes back to several places: {}", list.join(", "));
        return (None, vec![Notice::new("place-ambiguous", message)]);
    };
    let code_year = year.unwrap_or(of_year.to).min(*dated::YEARS.end());
    let mut notices = publisher.doubt(table, of_year).into_iter().collect::<Vec<_>>();
    if seen.year.is_none() && year.is_none() {
        notices.push(other_edition(of_year, code_year, None));
    }
    (Some(place(table, of_year, code_year, basis, evidence, below)), notices)
}

/// The codes of labels that name places directly below a place in a year, each by its place in the list; none where
/// fewer than three do.
pub fn below<'l>(within: &Place, labels: impl Iterator<Item = &'l str>) -> Vec<Option<String>> {
    let table = table();
    let Some(outer) = table.at(&within.code, within.code_year) else { return Vec::new() };
    let code = |label: &str| {
        let name: String = label.chars().filter(|c| !c.is_whitespace()).map(about::simplified).collect();
        let (form, rows) = table.named(&name)?;
        let (rows, _) = read::of_year(table, &rows, Some(within.code_year)).ok()?;
        let [row] = rows.into_iter().filter(|r| outer.holds(r)).collect::<Vec<_>>()[..] else { return None };
        // A province has prefectures and, where one stands between, no counties.
        let direct =
            !outer.is_province() || row.is_prefecture() || table.path(row, within.code_year).len() == 2;
        (form == dated::Form::Full && direct).then(|| row.code.to_owned())
    };
    let codes: Vec<Option<String>> = labels.map(code).collect();
    if codes.iter().flatten().count() >= 3 { codes } else { Vec::new() }
}
