//! Writes where the names of `src/data/place/table.tsv` stand, and their order, for `src/place/dated.rs`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{list, table, text};

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

#[derive(Deserialize)]
struct Words {
    peoples: Vec<String>,
    short: BTreeMap<String, String>,
}

/// The rows with their names; the order of these, and of those without what ends them; and where in both stand the names
/// with the same two first characters.
pub fn source() -> String {
    let (places, words): (String, Words) = (text("place/table.tsv"), table("places.toml"));
    let (mut rows, mut names, mut bare_names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut from, mut before) = (0, "");
    for line in places.split_inclusive('\n') {
        let (start, cells) = (from, line.trim_end());
        from += line.len();
        let mut columns = cells.split('\t');
        let (code, name) = (columns.next().expect("a code"), columns.next().expect("a name"));
        if code == "code" {
            continue;
        }
        assert!(code.len() == 6, "{code} has not six figures");
        assert!(std::mem::replace(&mut before, code) <= code, "{code} stands behind a larger code");
        let first = columns.next().expect("a year");
        let last = columns.next().filter(|year| !year.is_empty()).unwrap_or("LAST");
        let successors = columns.next().unwrap_or_default().len();
        let bare = bare(name, &words.peoples).unwrap_or_default();
        names.push((name, rows.len()));
        bare_names.extend((!bare.is_empty()).then_some((bare, rows.len())));
        let (name, bare, behind) = (name.len(), bare.len(), start + cells.len() - successors);
        rows.push(format!("row({start}, {name}, {bare}, {first}, {last}, {behind}, {successors})"));
    }
    names.sort();
    bare_names.sort();
    let all = names.iter().chain(&bare_names).map(|(name, _)| *name);
    let heads: BTreeSet<(char, char)> = all.chain(words.short.keys().map(String::as_str)).map(head).collect();
    let heads = heads.iter().map(|head| {
        let from = |list: &[(&str, usize)]| list.partition_point(|(name, _)| self::head(name) < *head);
        format!("(head({:?}, {:?}), {}, {})", head.0, head.1, from(&names), from(&bare_names))
    });
    let heads = list(heads);
    let numbers = |names: &[(&str, usize)]| list(names.iter().map(|(_, number)| number.to_string()));
    let (count, rows) = (rows.len(), rows.join(", "));
    let (names, bare_names) = (numbers(&names), numbers(&bare_names));
    format!(
        "static ROWS: [Row; {count}] = [{rows}];\nstatic NAMES: &[u16] = {names};\n\
         static BARE_NAMES: &[u16] = {bare_names};\nstatic HEADS: &[(u32, u16, u16)] = {heads};\n"
    )
}

/// The two first characters of a name.
fn head(name: &str) -> (char, char) {
    let mut chars = name.chars();
    let mut next =
        || chars.next().filter(|c| *c <= '\u{ffff}').expect("a name has two characters, each of 16 bits");
    (next(), next())
}

/// A name without its suffix, and for an autonomous place without the names of peoples: the beginning of the name.
fn bare<'n>(name: &'n str, peoples: &[String]) -> Option<&'n str> {
    let (base, suffix) = SUFFIXES.iter().find_map(|s| Some((name.strip_suffix(s)?, *s)))?;
    let mut short = base;
    if suffix.starts_with("自治") {
        while let Some(rest) = peoples.iter().find_map(|p| short.strip_suffix(p.as_str())) {
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
