//! Holds the imports in `src/` against the table of who may know whom, so that a page keeps walking
//! through the code in one direction.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules it may use. A line names only modules above it: no cycle.
/// Each may use what its line names and does: what is not used goes. Every module may use itself, `error` and `budget`; `lib`, `main` and `cli` see the public doors.
const MAY_USE: &[(&str, &[&str])] = &[
    ("budget", &[]),
    ("text", &[]),
    ("mark", &[]),
    ("language", &[]),
    ("normal", &[]),
    ("data", &[]),
    ("mention", &["data", "normal"]),
    ("page", &[]),
    ("table", &["data", "mention", "normal"]),
    ("place", &["data"]),
    ("record", &["mention", "normal", "page", "place", "table", "text"]),
    ("decode", &["page", "data", "record"]),
    ("document", &["decode", "data", "table"]),
    ("article", &["document", "data", "record", "normal", "table"]),
    ("coverage", &["article", "data", "record"]),
    ("section", &["article", "data", "record"]),
    ("check", &["data", "mention", "normal", "record", "table"]),
    ("emit", &["record"]),
    (
        "convert",
        &[
            "article", "check", "coverage", "data", "decode", "document", "emit", "mention", "page", "place",
            "record", "section", "table",
        ],
    ),
    ("verify", &["mark", "page"]),
    ("fetch", &["page", "data", "decode"]),
    ("batch", &["check", "convert", "data", "decode", "emit", "mark", "page", "record", "text"]),
    ("inspect", &["article", "check", "convert", "document", "page", "record", "mention"]),
    ("export", &["check", "data", "record", "normal", "mark", "mention", "page", "place", "table"]),
    ("search", &["record", "mark", "mention", "export", "text"]),
    (
        "site",
        &["check", "data", "language", "record", "mark", "mention", "table", "export", "search", "text"],
    ),
];

/// The floors of `mention/`, lowest first: a file may use the files of the floors below its own. `mod.rs` and `date/mod.rs`
/// are doors, with the types that all share. To add a file, put it on the lowest floor that is above all it uses.
const MENTION: &[&[&str]] = &[
    &[
        "class",
        "date/cue",
        "date/parsed",
        "date/resolve",
        "fact/change",
        "fact/share",
        "found",
        "parts",
        "cursor",
    ],
    &[
        "arbitrate",
        "bound",
        "date/dated",
        "fact",
        "fact/before",
        "fact/each",
        "fact/behind",
        "fact/beside",
        "fact/clause",
        "fact/province",
        "fact/same",
        "noted",
        "number",
        "number/arabic",
        "number/reader",
    ],
    &["classifier", "date/point", "folded", "guard", "hit", "length", "per", "second_number"],
    &["count", "date/decade", "date/figures", "date/month", "duration", "explain", "number/bare"],
    &["date/quarter", "measure", "money", "scan"],
    &["date/year", "exclude", "ordinal", "ratio", "reading"],
    &["date/christ", "date/era", "date/forms", "date/word", "unit"],
    &["date/range", "quantity"],
    &["date/five_year_plan"],
];

/// Files of `mention/` that are doors, or tests.
const MENTION_FREE: &[&str] =
    &["mod", "date/mod", "kinds", "examples", "settled", "shortened", "typography", "fact/examples"];

/// Modules that stand outside the order.
const FREE: &[&str] = &["lib", "main", "cli", "error"];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            rust_files(&path, out);
        // What only tests is free.
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            out.push(path);
        }
    }
}

/// The names after `crate::` in a line, braces at the first level included.
fn crate_paths(line: &str) -> Vec<String> {
    let word = |s: &str| s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        let rest = &line[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let (mut depth, mut start) = (0, 0);
                for (i, c) in list.char_indices() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth > 0 => depth -= 1,
                        ',' | '}' if depth == 0 => {
                            found.push(word(list[start..i].trim()));
                            start = i + 1;
                        }
                        _ => {}
                    }
                }
            }
            None => found.push(word(rest)),
        }
    }
    found
}

/// A file's code without comments and without the module of its tests, which stands at its end.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split_once("#[cfg(test)]\nmod tests {").map_or(text, |(code, _)| code);
    code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn the_table_has_no_cycle() {
    for (i, (name, uses)) in MAY_USE.iter().enumerate() {
        for used in *uses {
            assert!(
                MAY_USE[..i].iter().any(|(above, _)| above == used),
                "{name} uses {used}, which is not above it"
            );
        }
    }
}

#[test]
fn imports_follow_the_table() {
    let table: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut files, mut faults, mut seen) = (Vec::new(), Vec::new(), 0);
    let mut unused: BTreeSet<(&str, &str)> =
        MAY_USE.iter().flat_map(|(name, uses)| uses.iter().map(|used| (*name, *used))).collect();
    rust_files(&src, &mut files);
    files.sort();
    for file in files {
        let below = file.strip_prefix(&src).expect("below src");
        let first = below.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
        let module = first.trim_end_matches(".rs");
        if FREE.contains(&module) {
            continue;
        }
        let Some(uses) = table.get(module) else {
            faults.push(format!(
                "{}: module {module} is not in the table of tests/layering.rs",
                below.display()
            ));
            continue;
        };
        for (n, line) in code_lines(&fs::read_to_string(&file).expect("a source file is UTF-8")) {
            seen += 1;
            let place = format!("{}:{}", below.display(), n + 1);
            if line.contains("super::super") {
                faults
                    .push(format!("{place}: super::super hides where an import comes from; write crate::…"));
            }
            if line.trim_end().ends_with("crate::{") {
                faults
                    .push(format!("{place}: a list over several lines is not read here; write a line each"));
            }
            for used in crate_paths(line) {
                unused.retain(|(name, may)| *name != module || *may != used);
                // What does not begin in lower case is a re-export of lib.rs: the module is to be named.
                if used.chars().next().is_some_and(char::is_uppercase) {
                    faults.push(format!("{place}: {used} comes through lib.rs; name its module"));
                } else if used != module
                    && used != "error"
                    && used != "budget"
                    && !uses.contains(&used.as_str())
                {
                    faults.push(format!("{place}: {module} may not use {used}"));
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} lines read: is src/ where it was?");
    faults.extend(unused.iter().map(|(name, used)| format!("{name} may use {used} and does not")));
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// The paths of an import, each brace list at its place written out.
fn written_out(path: &str) -> Vec<String> {
    let Some((before, list)) = path.split_once('{') else {
        return vec![path.trim().to_owned()];
    };
    let (mut depth, mut start, mut found) = (0, 0, Vec::new());
    for (i, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.extend(written_out(&format!("{}{}", before.trim(), list[start..i].trim())));
                start = i + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found
}

/// The files of `mention/` that a statement of its code uses.
fn used_in_mention(statement: &str, files: &[&str]) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in statement.match_indices("crate::mention::") {
        let rest = &statement[at + "crate::mention::".len()..];
        for path in written_out(rest) {
            let parts: Vec<&str> = path.split("::").collect();
            let names = [parts.iter().take(2).copied().collect::<Vec<_>>().join("/"), parts[0].to_owned()];
            used.extend(names.into_iter().find(|name| files.contains(&name.as_str())));
        }
    }
    used
}

#[test]
fn the_files_of_mention_stand_on_floors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/mention");
    let floor = |name: &str| MENTION.iter().position(|files| files.contains(&name));
    let known: Vec<&str> = MENTION.concat();
    let (mut files, mut faults, mut uses) = (Vec::new(), Vec::new(), 0);
    rust_files(&folder, &mut files);
    for file in files {
        let name = file.strip_prefix(&folder).expect("below mention").with_extension("");
        let name = name.to_string_lossy().replace('\\', "/");
        if MENTION_FREE.contains(&name.as_str()) {
            continue;
        }
        let name = name.trim_end_matches("/mod");
        let Some(own) = floor(name) else {
            faults.push(format!("{name} stands on no floor of tests/layering.rs"));
            continue;
        };
        let text = fs::read_to_string(&file).expect("a source file is UTF-8");
        let code: String = code_lines(&text).map(|(_, line)| line).collect::<Vec<_>>().join(" ");
        let mut below = 0;
        for statement in code.split(';') {
            for used in used_in_mention(statement, &known) {
                uses += 1;
                if used != name {
                    below = below.max(floor(&used).map_or(0, |floor| floor + 1));
                }
                if used != name && floor(&used).is_none_or(|below| below >= own) {
                    faults.push(format!("{name} uses {used}, which is not below it"));
                }
            }
        }
        if below < own {
            faults.push(format!("{name} stands on floor {own} and uses nothing above floor {below}"));
        }
    }
    assert!(uses > 100, "only {uses} imports read: is src/mention where it was?");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn reads_paths_and_brace_lists() {
    assert_eq!(
        written_out("date::{Point, range::{Role, value}, resolve}"),
        ["date::Point", "date::range::Role", "date::range::value", "date::resolve"]
    );
    assert_eq!(used_in_mention("use crate::mention::{Kind, cursor::among}", &["cursor"]), ["cursor"]);
    assert_eq!(crate_paths("use crate::error::Notice;"), ["error"]);
    assert_eq!(crate_paths("use crate::{page::{Page, X}, text};"), ["page", "text"]);
    assert_eq!(crate_paths("fn f(x: crate::page::Page) -> crate::record::Record"), ["page", "record"]);
}
