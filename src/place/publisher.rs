//! Reads who publishes a page. Publishers confirm, tell homonyms apart, and decide only where nothing says what the
//! page is about. They speak of the day of publication, a code of the coverage year: both are compared through the
//! places that followed.

use crate::data::places::place_words;
use crate::error::Notice;

use super::about::simplified;
use super::dated::{Dated, Table};
use super::read::chain;
use super::{Evidence, PlaceBasis};

/// How a publisher's place stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Relation {
    /// Another place.
    Other,
    /// It lies within it.
    Within,
    /// It holds it.
    Holds,
    /// It is the same, or what followed it.
    Same,
}

/// A place that a publisher names.
struct Named<'t> {
    places: Vec<&'t Dated>,
    basis: PlaceBasis,
    evidence: String,
    below: Option<String>,
}

/// What a page says of who publishes it.
pub(super) struct Publisher<'t> {
    named: Vec<Named<'t>>,
    /// The beginnings of codes that registrations say, to tell homonyms apart and nothing more.
    hints: Vec<(String, String)>,
    /// An organisation of a place that the table does not have: 澄溪区人民政府.
    unknown: Option<String>,
}

impl<'t> Publisher<'t> {
    pub(super) fn read(table: &'t Table, seen: &Evidence<'_>) -> Publisher<'t> {
        let mut named: Vec<Named<'t>> = Vec::new();
        let mut unknown = None;
        for name in seen.organizer.into_iter().chain(seen.hosts.iter().map(String::as_str)) {
            for name in name.split('、') {
                match organisation(table, name) {
                    Organisation::Of(found) => named.push(found),
                    Organisation::OfUnknown => unknown = unknown.or_else(|| Some(name.to_owned())),
                    Organisation::Other => {}
                }
            }
        }
        if let Some(id) = seen.site_id {
            let row = id.get(..6).filter(|c| !c.starts_with("00")).and_then(|code| table.latest(code));
            named.extend(row.map(|row| Named {
                places: vec![row],
                basis: PlaceBasis::SiteId,
                evidence: id.to_owned(),
                below: None,
            }));
        }
        let registered = seen.icp.and_then(|icp| {
            let first = icp.chars().next()?;
            Some((place_words().registration.get(&first.to_string())?.clone(), icp.to_owned()))
        });
        let police = seen.public_security.and_then(|n| Some((n.get(..6)?.to_owned(), n.to_owned())));
        let police = police.filter(|(code, _)| table.latest(code).is_some());
        Publisher { named, hints: police.into_iter().chain(registered).collect(), unknown }
    }

    /// The candidates that publishers leave, and which publisher decided.
    pub(super) fn narrow(
        &self,
        table: &Table,
        rows: Vec<&'t Dated>,
    ) -> (Vec<&'t Dated>, Option<(PlaceBasis, String)>) {
        if rows.len() < 2 {
            return (rows, None);
        }
        for named in &self.named {
            let relation = |r: &Dated| named.places.iter().map(|p| relation(table, r, p)).max();
            let best = rows.iter().filter_map(|r| relation(r)).max().unwrap_or(Relation::Other);
            if best == Relation::Other {
                continue;
            }
            let left: Vec<&Dated> = rows.iter().copied().filter(|r| relation(r) == Some(best)).collect();
            if let [one] = left.as_slice() {
                return (vec![*one], Some((named.basis, named.evidence.clone())));
            }
        }
        for (prefix, _) in &self.hints {
            let left: Vec<&Dated> =
                rows.iter().copied().filter(|r| r.code.starts_with(prefix.as_str())).collect();
            if let [one] = left.as_slice() {
                return (vec![*one], None);
            }
        }
        (rows, None)
    }

    /// Whether a publisher names one of the places, or one that holds it or lies within it.
    pub(super) fn confirms(&self, table: &Table, rows: &[&Dated]) -> bool {
        let known = |r: &Dated, p: &Dated| relation(table, r, p) != Relation::Other;
        self.named.iter().any(|named| named.places.iter().any(|p| rows.iter().any(|r| known(r, p))))
    }

    /// A notice where a publisher names another place, or one within it.
    pub(super) fn doubt(&self, table: &Table, row: &Dated) -> Option<Notice> {
        self.named.iter().find_map(|named| {
            let best = named.places.iter().map(|p| relation(table, row, p)).max()?;
            let what = match best {
                Relation::Same | Relation::Holds => return None,
                Relation::Within => "a place within it",
                Relation::Other => "another place",
            };
            let places: Vec<&str> = named.places.iter().map(|p| p.name).collect();
            let message = format!(
                "{} {} by the page's own words, but its publisher names {what}: {} ({})",
                row.code,
                row.name,
                places.join(", "),
                named.evidence
            );
            Some(Notice::new("place-doubtful", message))
        })
    }

    /// The organisation of a place that the table does not have, where nothing else of the publishers is known.
    pub(super) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref().filter(|_| self.named.iter().all(|n| n.basis == PlaceBasis::SiteId))
    }

    /// The place that the publishers name together, where they name one.
    pub(super) fn best(&self, table: &Table) -> Option<(&'t Dated, PlaceBasis, String, Option<String>)> {
        self.named.iter().find_map(|named| {
            let (left, by) = self.narrow(table, super::outermost(&named.places));
            let [row] = left.as_slice() else { return None };
            let (basis, evidence) = by.unwrap_or((named.basis, named.evidence.clone()));
            Some((*row, basis, evidence, named.below.clone()))
        })
    }
}

/// How a publisher's place of today stands to a place of the coverage year.
fn relation(table: &Table, of_year: &Dated, publisher: &Dated) -> Relation {
    let line = table.line(of_year);
    if line.contains(publisher.code) {
        return Relation::Same;
    }
    if line.iter().any(|code| code.starts_with(publisher.prefix())) {
        return Relation::Holds;
    }
    match publisher.code.starts_with(of_year.prefix()) {
        true => Relation::Within,
        false => Relation::Other,
    }
}

/// Whose office an organisation is.
enum Organisation<'t> {
    Of(Named<'t>),
    /// Of a place that the table does not have.
    OfUnknown,
    /// Of none.
    Other,
}

/// The place whose office an organisation is: 南京市鼓楼区人民政府办公室, 中共邢台市委党史研究室.
fn organisation<'t>(table: &'t Table, name: &str) -> Organisation<'t> {
    let words = place_words();
    let text: String = name.chars().filter(|c| !c.is_whitespace()).map(simplified).collect();
    if words.keepers.iter().any(|k| text.contains(k.as_str())) {
        return Organisation::Other;
    }
    let leads = ["中国共产党", "中共", "中国人民政治协商会议", "政协", "共青团"];
    let bare = leads.iter().find_map(|l| text.strip_prefix(l)).unwrap_or(&text);
    let chars: Vec<char> = bare.chars().collect();
    let found = chain(table, &chars, None, true);
    let length = found.as_ref().map_or(0, |c| c.length);
    let rest: String = chars.get(length..).unwrap_or_default().iter().collect();
    // 澄江区人民政府 is none of 澄江县.
    let longest = if found.is_some() { 0 } else { 5 };
    let class = rest.chars().position(|c| "省市县区州旗盟".contains(c)).is_some_and(|at| at <= longest);
    if class
        && found.as_ref().is_none_or(|c| !c.full)
        && words.offices.iter().any(|o| rest.ends_with(o.as_str()))
    {
        return Organisation::OfUnknown;
    }
    let Some(found) = found else { return Organisation::Other };
    let below = words.uncoded.iter().filter(|u| u.chars().count() > 1).find_map(|u| {
        let end = rest.find(u.as_str())? + u.len();
        rest.get(..end).map(|zone| format!("{}{zone}", found.name))
    });
    Organisation::Of(Named {
        places: found.places,
        basis: PlaceBasis::Organizer,
        evidence: name.to_owned(),
        below,
    })
}
