//! Gives each input of a run a file name of its own that every file system takes.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::budget;
use crate::text::is_unseen;

/// Names that Windows keeps for devices, whatever their ending.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt"];

/// The names given so far in a run.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<u64>,
}

/// A number for a name, for sets and maps. Names that differ in case alone are the same file on some
/// systems, hence the same number.
pub fn key(name: &str) -> u64 {
    exact_key(&name.to_lowercase())
}

/// A number for a text of which every letter counts.
pub fn exact_key(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Names {
    /// A name below `records/` for the input at `place`: a path with `/`, or a URI. Two places never get
    /// the same name; the one that comes second gets a mark made of `distinct`, what tells it apart.
    pub fn assign(&mut self, place: &str, distinct: &str) -> String {
        let plain = portable(place);
        let name = format!("{plain}.json");
        if self.taken.insert(key(&name)) {
            return name;
        }
        let mut turn = 0;
        loop {
            let name = format!("{plain}~{}.json", mark(&format!("{distinct}\0{turn}")));
            if self.taken.insert(key(&name)) {
                return name;
            }
            turn += 1;
        }
    }
}

fn mark(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    HEXLOWER.encode(digest.get(..4).unwrap_or(&digest))
}

/// The place as a relative path without anything a file system may refuse.
fn portable(place: &str) -> String {
    let without_scheme = place.split_once("://").map_or(place, |(_, rest)| rest);
    let open = match without_scheme.ends_with('/') {
        true => format!("{without_scheme}index"),
        false => without_scheme.to_owned(),
    };
    let parts: Vec<String> = open.split('/').filter(|p| !p.is_empty()).map(part).collect();
    let last = parts.len().saturating_sub(1);
    let folder = |(i, p): (usize, &String)| match i < last && p.to_ascii_lowercase().ends_with(".json") {
        true => format!("{p}_"),
        false => p.clone(),
    };
    let name = parts.iter().enumerate().map(folder).collect::<Vec<_>>().join("/");
    match (name.is_empty(), name.len() > budget::NAME) {
        (true, _) => "_".into(),
        (_, true) => format!("_long/{}-{}", mark(&name), parts.last().map_or("", String::as_str)),
        _ => name,
    }
}

fn part(part: &str) -> String {
    let mut safe: String = part
        .chars()
        .map(|c| match c {
            c if c.is_control() || is_unseen(c) || r#"<>:"|?*\"#.contains(c) || c == '\u{fffd}' => '_',
            c => c,
        })
        .collect();
    if safe.ends_with(['.', ' ']) {
        safe.pop();
        safe.push('_');
    }
    let stem = safe.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let device = DEVICES.iter().any(|d| {
        let rest = stem.strip_prefix(d);
        rest.is_some_and(|r| {
            r.is_empty() || (d.len() == 3 && r.len() == 1 && r.as_bytes()[0].is_ascii_digit())
        })
    });
    if device {
        safe.insert(0, '_');
    }
    if safe.len() > budget::NAME_PART {
        let end = (0..=budget::NAME_PART).rev().find(|i| safe.is_char_boundary(*i)).unwrap_or(0);
        safe = format!("{}~{}", &safe[..end], mark(part));
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_become_portable_names() {
        for (place, name) in [
            ("pages/fulian.html", "pages/fulian.html.json"),
            ("年鉴/妇联.htm", "年鉴/妇联.htm.json"),
            ("http://h.cn:80/a/t.html?id=1", "h.cn_80/a/t.html_id=1.json"),
            ("http://h.cn/a/", "h.cn/a/index.json"),
            ("a.zip!/b/../c.html", "a.zip!/b/._/c.html.json"),
            ("aux.html", "_aux.html.json"),
            ("com1/x", "_com1/x.json"),
            ("dots. /x.", "dots._/x_.json"),
            ("x.json/a", "x.json_/a.json"),
            ("/", "index.json"),
            ("年\u{202e}lmth.exe", "年_lmth.exe.json"),
            ("a\u{200b}b\u{feff}.html", "a_b_.html.json"),
        ] {
            assert_eq!(Names::default().assign(place, ""), name, "{place}");
        }
    }

    #[test]
    fn no_two_places_share_a_name() {
        let mut names = Names::default();
        let given = ["a?b", "a*b", "A_b", "a_b"].map(|p| names.assign(p, p).to_lowercase());
        assert_eq!(given.iter().collect::<HashSet<_>>().len(), 4, "{given:?}");
        let again = names.assign("a_b", "a_b");
        assert!(!given.contains(&again.to_lowercase()));
    }

    #[test]
    fn long_names_are_cut() {
        let long = "年".repeat(400);
        let mut names = Names::default();
        let name = names.assign(&long, "");
        assert!(name.len() < 220, "{}", name.len());
        let deep = vec!["folder"; 200].join("/");
        assert!(names.assign(&deep, "").len() < 220);
        assert_ne!(names.assign(&format!("{long}1"), ""), name);
    }
}
