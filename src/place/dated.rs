//! Looks names and codes up in the dated table of places: which places had a name in a year, which codes
//! followed one that ended.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::data::places::{PLACES, place_words};

/// The years whose lists the table holds.
pub(crate) const YEARS: std::ops::RangeInclusive<i32> = 1981..=2024;

/// A place as it stood from one year's list to another's.
#[derive(Debug)]
pub(crate) struct Dated {
    /// Six digits.
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    pub(crate) from: i32,
    pub(crate) to: i32,
    /// The name without its suffix, and for an autonomous place without the names of peoples.
    bare: Option<&'static str>,
    successors: &'static str,
}

impl Dated {
    /// Whether it stands in the list of a year; the last list stands for later years.
    pub(crate) fn stands(&self, year: i32) -> bool {
        (self.from..=self.to).contains(&year.min(*YEARS.end()))
    }

    pub(crate) fn is_province(&self) -> bool {
        self.code.ends_with("0000")
    }

    pub(crate) fn is_prefecture(&self) -> bool {
        self.code.ends_with("00") && !self.is_province()
    }

    /// The digits with which the codes of what lies in it begin.
    pub(crate) fn prefix(&self) -> &'static str {
        let long = if self.is_province() {
            2
        } else if self.is_prefecture() {
            4
        } else {
            6
        };
        self.code.get(..long).unwrap_or(self.code)
    }

    /// Whether another place lies within it.
    pub(crate) fn holds(&self, other: &Dated) -> bool {
        self.code != other.code && other.code.starts_with(self.prefix())
    }
}

/// What is said of a name by the form in which it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// With its suffix, or short with one: 通州区, 积石山县.
    Full,
    /// Without: 通州.
    Bare,
}

/// A row as `build/places.rs` writes it: where its parts stand in the text of the table, in bytes, and its years.
struct Row {
    code: u32,
    name: (u32, u8),
    /// How long the name without its suffix is; 0 where it has none.
    bare: u8,
    years: (u16, u16),
    successors: (u32, u8),
}

const LAST: u16 = *YEARS.end() as u16;

const fn row(line: u32, name: u8, bare: u8, from: u16, to: u16, behind: u32, successors: u8) -> Row {
    Row { code: line, name: (line + 7, name), bare, years: (from, to), successors: (behind, successors) }
}

/// The two first characters of a name, of 16 bits each, in one number whose order is theirs.
const fn head(first: char, second: char) -> u32 {
    (first as u32) << 16 | second as u32
}

// `ROWS`; the numbers of the rows in the order of their names, `NAMES`, and in that of the names without suffix,
// `BARE_NAMES`; and where in both the names begin that have the same head, `HEADS`.
include!(concat!(env!("OUT_DIR"), "/places.rs"));

/// The table: its rows in the order of their codes.
pub(crate) struct Table {
    rows: Vec<Dated>,
}

/// Whether a name of a place begins as a text does: most texts begin with two characters that none begins with.
pub(crate) fn may_begin(text: &str) -> bool {
    like(text).is_some()
}

/// Where those names stand in `NAMES` and in `BARE_NAMES` that begin with the same two characters as a name.
fn like(name: &str) -> Option<(Range<usize>, Range<usize>)> {
    let mut chars = name.chars();
    let head = head(chars.next()?, chars.next()?);
    let at = HEADS.binary_search_by_key(&head, |(head, ..)| *head).ok()?;
    let from = |at: usize| match HEADS.get(at) {
        Some((_, name, bare)) => (usize::from(*name), usize::from(*bare)),
        None => (NAMES.len(), BARE_NAMES.len()),
    };
    let ((name, bare), (name_end, bare_end)) = (from(at), from(at + 1));
    Some((name..name_end, bare..bare_end))
}

/// The table.
pub(crate) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(Table::read);
    &TABLE
}

impl Table {
    fn read() -> Table {
        let part = |from: u32, length: u8| {
            PLACES.get(from as usize..from as usize + usize::from(length)).unwrap_or_default()
        };
        let dated = |row: &Row| {
            let name = part(row.name.0, row.name.1);
            let (from, to) = row.years;
            Dated {
                code: part(row.code, 6),
                name,
                bare: name.get(..usize::from(row.bare)).filter(|bare| !bare.is_empty()),
                from: from.into(),
                to: to.into(),
                successors: part(row.successors.0, row.successors.1),
            }
        };
        Table { rows: ROWS.iter().map(dated).collect() }
    }

    /// The places that ever had a name.
    fn full(&self, name: &str) -> Vec<&Dated> {
        let alike = like(name).and_then(|(names, _)| NAMES.get(names));
        self.of(alike).filter(|row| row.name == name).collect()
    }

    /// Those whose name is this without its suffix.
    fn bare(&self, name: &str) -> Vec<&Dated> {
        let alike = like(name).and_then(|(_, names)| BARE_NAMES.get(names));
        self.of(alike).filter(|row| row.bare == Some(name)).collect()
    }

    fn of(&self, numbers: Option<&'static [u16]>) -> impl Iterator<Item = &Dated> {
        numbers.into_iter().flatten().filter_map(|at| self.rows.get(usize::from(*at)))
    }

    /// The places that a code ever named.
    fn coded(&self, code: &str) -> impl Iterator<Item = &Dated> {
        let from = self.rows.partition_point(|row| row.code < code);
        self.rows.iter().skip(from).take_while(move |row| row.code == code)
    }

    /// All places that ever had a name, in Simplified characters, and in which form it names them.
    pub(crate) fn named(&self, name: &str) -> Option<(Form, Vec<&Dated>)> {
        let rows = self.full(name);
        if !rows.is_empty() {
            return Some((Form::Full, rows));
        }
        let bare = self.bare(name);
        if let Some(whole) = place_words().short.get(name) {
            let form = if name.ends_with(['县', '旗']) { Form::Full } else { Form::Bare };
            // 巴州 is 巴州区, too.
            return Some((form, self.full(whole).into_iter().chain(bare).collect()));
        }
        if !bare.is_empty() {
            return Some((Form::Bare, bare));
        }
        // 积石山县, 黔西南州: the class of the autonomous place behind its short name.
        let class = ["州", "县", "旗"].into_iter().find(|c| name.ends_with(c))?;
        let mut rows = self.bare(name.strip_suffix(class)?);
        rows.retain(|r| r.name.strip_suffix(class).is_some_and(|base| base.ends_with("自治")));
        (!rows.is_empty()).then_some((Form::Full, rows))
    }

    /// The place that a code named last.
    pub(crate) fn latest(&self, code: &str) -> Option<&Dated> {
        self.coded(code).max_by_key(|r| r.to)
    }

    /// The place that a code names in a year.
    pub(crate) fn at(&self, code: &str, year: i32) -> Option<&Dated> {
        self.coded(code).find(|r| r.stands(year))
    }

    /// The codes that follow a place, its own among them.
    pub(crate) fn line(&self, of: &Dated) -> FxHashSet<&'static str> {
        let mut seen = FxHashSet::default();
        let mut open = vec![of];
        while let Some(row) = open.pop() {
            if !seen.insert(row.code) && seen.len() > 1 {
                continue;
            }
            // With a year in brackets, only a part went over.
            for code in row.successors.split(';').filter(|c| c.len() == 6) {
                if !seen.contains(code) {
                    open.extend(self.coded(code).filter(|r| r.to >= row.to));
                    seen.insert(code);
                }
            }
        }
        seen
    }

    /// The places of a year that one of a later year goes back to.
    pub(crate) fn before(&self, later: &Dated, year: i32) -> Vec<&Dated> {
        let level = |r: &Dated| (r.is_province(), r.is_prefecture());
        let mut rows: Vec<&Dated> = self
            .rows
            .iter()
            .filter(|r| r.stands(year) && level(r) == level(later) && self.line(r).contains(later.code))
            .collect();
        rows.dedup_by_key(|r| r.code);
        // 铜山区 goes back to 铜山县, and took in a part of 九里区.
        let same = |r: &&&Dated| r.bare.is_some() && r.bare == later.bare;
        match rows.iter().filter(same).collect::<Vec<_>>()[..] {
            [one] => vec![*one],
            _ => rows,
        }
    }

    /// The names of the places that hold a place in a year, from the province down, and its own.
    pub(crate) fn path(&self, row: &Dated, year: i32) -> Vec<String> {
        let above = |long: usize| {
            let code = format!("{:0<6}", row.code.get(..long)?);
            (code != row.code).then(|| self.at(&code, year).or_else(|| self.latest(&code)))?
        };
        let mut path: Vec<String> = [2, 4].into_iter().filter_map(above).map(|r| r.name.to_owned()).collect();
        path.push(row.name.to_owned());
        path
    }

    /// How many places stand in the list of a year.
    #[cfg(test)]
    fn count(&self, year: i32) -> usize {
        self.rows.iter().filter(|r| r.stands(year)).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The totals of the year-end lists that the table was made from.
    #[test]
    fn each_year_has_its_total() {
        let totals = [
            (1981, 2640),
            (1982, 2651),
            (1983, 3129),
            (1984, 3169),
            (1985, 3185),
            (1986, 3188),
            (1987, 3185),
            (1988, 3199),
            (1989, 3199),
            (1990, 3203),
            (1991, 3205),
            (1992, 3206),
            (1993, 3204),
            (1994, 3212),
            (1995, 3217),
            (1996, 3227),
            (1997, 3230),
            (1998, 3230),
            (1999, 3226),
            (2000, 3231),
            (2001, 3230),
            (2002, 3229),
            (2003, 3231),
            (2004, 3232),
            (2005, 3232),
            (2006, 3230),
            (2007, 3229),
            (2008, 3229),
            (2009, 3228),
            (2010, 3226),
            (2011, 3222),
            (2012, 3219),
            (2013, 3220),
            (2014, 3221),
            (2015, 3218),
            (2016, 3219),
            (2017, 3219),
            (2018, 3218),
            (2019, 3213),
            (2020, 3211),
            (2021, 3210),
            (2022, 3210),
            (2023, 3211),
            (2024, 3213),
        ];
        for (year, total) in totals {
            assert_eq!(table().count(year), total, "{year}");
        }
    }

    #[test]
    fn short_names_name_places() {
        let rows = [
            ("通州区", Form::Full, "110112"),
            ("通州", Form::Bare, "320612"),
            ("积石山县", Form::Full, "622927"),
            ("黔西南州", Form::Full, "522300"),
            ("海南州", Form::Full, "632500"),
            ("杜蒙县", Form::Full, "230624"),
            ("内蒙古", Form::Bare, "150000"),
            ("新疆", Form::Bare, "650000"),
            ("神农架", Form::Bare, "429021"),
            ("大兴安岭", Form::Bare, "232700"),
            ("东乡", Form::Bare, "622926"),
            ("香港", Form::Bare, "810000"),
        ];
        for (name, form, code) in rows {
            let found = table().named(name);
            assert!(
                found.as_ref().is_some_and(|(f, rows)| *f == form && rows.iter().any(|r| r.code == code)),
                "{name}: {found:?}"
            );
        }
        for (short, full) in &place_words().short {
            assert!(!table().full(full).is_empty(), "{short}: {full} is not in the table");
        }
        for (name, code) in &place_words().within {
            assert!(table().latest(code).is_some(), "{name}: {code} is not in the table");
        }
        assert!(table().named("城区").is_some() && table().named("城").is_none());
    }

    #[test]
    fn codes_follow_each_other() {
        let row = |code: &str, year| table().at(code, year).expect("a row");
        assert!(table().line(row("320323", 2008)).contains("320312"), "铜山");
        assert!(table().line(row("310108", 2014)).contains("310106"), "闸北");
        let before = table().before(table().latest("320312").expect("a row"), 2008);
        assert!(before.iter().any(|r| r.code == "320323"), "{before:?}");
        assert_eq!(table().path(row("320602", 2013), 2013), ["江苏省", "南通市", "崇川区"]);
        assert_eq!(table().path(row("110112", 2013), 2013), ["北京市", "通州区"]);
    }
}
