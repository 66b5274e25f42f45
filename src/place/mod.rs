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

#[cfg(test)]
mod tests {
    use super::*;

    /// The code, or the notice where there is none; with a notice beside a code, both.
    fn told(seen: &Evidence<'_>) -> String {
        let (place, notices) = find(seen);
        let codes = notices.iter().map(|n| n.code.clone());
        let place =
            place.map(|p| format!("{}{}", p.code, p.below.map(|b| format!("/{b}")).unwrap_or_default()));
        place.into_iter().chain(codes).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn books_name_places() {
        let rows = [
            ("通州区年鉴", Some(2013), Some("南通市通州区人民政府"), "320612"),
            ("通州年鉴", Some(2013), Some("北京市通州区人民政府"), "110112"),
            ("通州年鉴", Some(2013), None, "place-ambiguous"),
            ("通县年鉴", Some(1995), None, "110223"),
            ("鼓楼年鉴", Some(2014), Some("福州市鼓楼区人民政府办公室"), "350102"),
            ("襄樊年鉴", Some(2008), None, "420600"),
            ("襄阳年鉴", Some(2012), None, "420600"),
            ("吉林年鉴", Some(2010), None, "220000"),
            ("长沙年鉴", Some(2010), None, "430100"),
            ("崇文年鉴", Some(2010), None, "110103 place-code-year"),
            ("江苏交通年鉴", Some(2010), None, "320000"),
            ("清华大学年鉴", Some(2010), Some("北京市海淀区人民政府"), ""),
            ("北京大学年鉴", Some(2010), None, ""),
            ("中国统计年鉴", Some(2010), None, "000000"),
            ("中国海关年鉴", Some(2010), None, ""),
            ("昆山经济技术开发区年鉴", Some(2010), None, "320583/昆山经济技术开发区"),
            ("新疆生产建设兵团年鉴", Some(2010), None, "650000/新疆生产建设兵团"),
            ("臺北縣志", Some(1960), None, "710000/臺北縣 place-code-year"),
            ("澄溪区年鉴", Some(2010), Some("澄溪区人民政府"), ""),
            ("宝山县志", Some(1920), None, "310000/宝山县 place-code-year"),
            ("前郭县年鉴", Some(2010), None, "220721"),
            ("恩施州年鉴", Some(2010), None, "422800"),
            ("孟村年鉴", Some(2010), None, "130930"),
        ];
        for (book, year, organizer, want) in rows {
            let got = told(&Evidence { book: Some(book), year, organizer, ..Evidence::default() });
            assert_eq!(got, want, "{book} {organizer:?}");
        }
    }

    #[test]
    fn titles_and_chapters_go_deeper() {
        let rows: [(&str, &[&str], Option<&str>, &str); 9] = [
            ("徐州年鉴", &["县区"], Some("铜山区"), "320312"),
            ("徐州年鉴", &["县区", "铜山区"], Some("农业"), "320312"),
            ("徐州年鉴", &["乡镇·大许镇"], Some("农业"), "320300/大许镇"),
            ("苏州年鉴", &["县区概况"], Some("城区绿化"), "320500"),
            ("上海年鉴", &["合作交流"], Some("对口支援绵竹市"), "310000"),
            ("上海年鉴", &["商会"], Some("北京温州商会"), "310000"),
            ("昆明年鉴", &["县区·石林县"], Some("旅游"), "530126"),
            ("延边年鉴", &["县市概况"], Some("延吉市概况"), "222401"),
            ("绵阳年鉴", &["部门"], Some("绵竹市人民政府"), "510700 place-doubtful"),
        ];
        for (book, chapters, title, want) in rows {
            let chapters: Vec<String> = chapters.iter().map(|c| (*c).to_owned()).collect();
            let seen = Evidence {
                book: Some(book),
                chapters: &chapters,
                title,
                year: Some(2012),
                ..Evidence::default()
            };
            assert_eq!(told(&seen), want, "{book} {chapters:?} {title:?}");
        }
    }

    #[test]
    fn publishers_decide_where_nothing_else_does() {
        let seen = |organizer, site_id, year| Evidence { organizer, site_id, year, ..Evidence::default() };
        let rows = [
            (seen(Some("慈溪市人民政府"), None, Some(2013)), "330282"),
            (seen(None, Some("3203120001"), Some(2008)), "320323"),
            (seen(None, Some("bm21000001"), Some(2008)), ""),
            (seen(Some("南京图书馆"), None, Some(2008)), ""),
            (seen(Some("中共邢台市委党史研究室"), None, Some(2008)), "130500"),
            (seen(Some("武汉东湖新技术开发区管理委员会"), None, Some(2010)), "420100/武汉东湖新技术开发区"),
        ];
        for (seen, want) in rows {
            assert_eq!(told(&seen), want, "{seen:?}");
        }
        let given = |code, year| Evidence { caller: Some(code), year, ..Evidence::default() };
        assert_eq!(told(&given("110112", Some(2013))), "110112");
        assert_eq!(told(&given("110223", Some(2013))), "110223 place-code-year");
        assert_eq!(told(&given("999999", None)), "place-unknown");
    }

    #[test]
    fn labels_name_places_directly_below() {
        let seen = Evidence { book: Some("北京年鉴"), year: Some(1996), ..Evidence::default() };
        let place = find(&seen).0.expect("a place");
        let codes = |labels: &[&str]| below(&place, labels.iter().copied());
        let some = |c: &str| Some(c.to_owned());
        assert_eq!(
            codes(&["昌平县", "通 县", "崇文区", "合计"]),
            [some("110221"), some("110223"), some("110103"), None]
        );
        assert!(codes(&["昌平县", "城关镇", "合计"]).is_empty());
    }
}
