//! Looks names and codes up in the dated table of places: which places had a name in a year, which codes
//! followed one that ended.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

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

/// The table with its indexes.
pub(crate) struct Table {
    rows: Vec<Dated>,
    full: FxHashMap<&'static str, Vec<u16>>,
    bare: FxHashMap<&'static str, Vec<u16>>,
    codes: FxHashMap<&'static str, Vec<u16>>,
}

/// What ends a name, longer ones first.
const SUFFIXES: [&str; 14] = [
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "行政区",
    "地区",
    "林区",
    "省",
    "市",
    "盟",
    "县",
    "区",
    "旗",
];

/// A name without its suffix, and for an autonomous place without the names of peoples.
fn bare(name: &'static str) -> Option<&'static str> {
    let (base, suffix) = SUFFIXES.iter().find_map(|s| Some((name.strip_suffix(s)?, *s)))?;
    let mut short = base;
    if suffix.starts_with("自治") {
        while let Some(rest) = place_words().peoples.iter().find_map(|p| short.strip_suffix(p.as_str())) {
            // 东乡族自治县 is named by the people alone.
            if rest.is_empty() {
                short = short.strip_suffix('族').unwrap_or(short);
                break;
            }
            // 内蒙古 is a name.
            if rest.chars().count() < 2 {
                break;
            }
            short = rest;
        }
    }
    (short.chars().count() >= 2).then_some(short)
}

/// The table.
pub(crate) fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(Table::read);
    &TABLE
}

impl Table {
    fn read() -> Table {
        let row = |line: &'static str| {
            let mut cells = line.split('\t');
            let (code, name) = (cells.next()?, cells.next()?);
            let from = cells.next()?.parse().ok()?;
            let to = cells.next().and_then(|t| t.parse().ok()).unwrap_or(*YEARS.end());
            Some(Dated { code, name, from, to, successors: cells.next().unwrap_or_default() })
        };
        let rows: Vec<Dated> = PLACES.lines().skip(1).filter_map(row).collect();
        let room = || FxHashMap::with_capacity_and_hasher(rows.len(), Default::default());
        let (mut full, mut short, mut codes) = (room(), room(), room());
        for (at, row) in (0u16..).zip(&rows) {
            full.entry(row.name).or_insert_with(Vec::new).push(at);
            codes.entry(row.code).or_insert_with(Vec::new).push(at);
            if let Some(bare) = bare(row.name) {
                short.entry(bare).or_insert_with(Vec::new).push(at);
            }
        }
        Table { rows, full, bare: short, codes }
    }

    fn of(&self, list: Option<&Vec<u16>>) -> Vec<&Dated> {
        list.into_iter().flatten().filter_map(|at| self.rows.get(usize::from(*at))).collect()
    }

    /// All places that ever had a name, in Simplified characters, and in which form it names them.
    pub(crate) fn named(&self, name: &str) -> Option<(Form, Vec<&Dated>)> {
        if let Some(rows) = self.full.get(name) {
            return Some((Form::Full, self.of(Some(rows))));
        }
        if let Some(whole) = place_words().short.get(name) {
            // 巴州 is 巴州区, too.
            let other = self.bare.get(name);
            let form = if name.ends_with(['县', '旗']) { Form::Full } else { Form::Bare };
            let mut rows = self.of(self.full.get(whole.as_str()));
            rows.extend(self.of(other));
            return Some((form, rows));
        }
        if let Some(rows) = self.bare.get(name) {
            return Some((Form::Bare, self.of(Some(rows))));
        }
        // 积石山县, 黔西南州: the class of the autonomous place behind its short name.
        let class = ["州", "县", "旗"].into_iter().find(|c| name.ends_with(c))?;
        let rows = self.of(self.bare.get(name.strip_suffix(class)?));
        let rows: Vec<&Dated> = rows
            .into_iter()
            .filter(|r| r.name.strip_suffix(class).is_some_and(|base| base.ends_with("自治")))
            .collect();
        (!rows.is_empty()).then_some((Form::Full, rows))
    }

    /// The place that a code named last.
    pub(crate) fn latest(&self, code: &str) -> Option<&Dated> {
        self.of(self.codes.get(code)).into_iter().max_by_key(|r| r.to)
    }

    /// The place that a code names in a year.
    pub(crate) fn at(&self, code: &str, year: i32) -> Option<&Dated> {
        self.of(self.codes.get(code)).into_iter().find(|r| r.stands(year))
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
                    open.extend(self.of(self.codes.get(code)).into_iter().filter(|r| r.to >= row.to));
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
        let same = |r: &&&Dated| bare(r.name).is_some() && bare(r.name) == bare(later.name);
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
            assert!(table().full.contains_key(full.as_str()), "{short}: {full} is not in the table");
        }
        for (name, code) in &place_words().within {
            assert!(table().codes.contains_key(code.as_str()), "{name}: {code} is not in the table");
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
