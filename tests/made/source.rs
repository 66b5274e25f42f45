//! Reads the source of the program, for tests over all of it.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the crate.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Each file of `src` but those that only test: its name from the root, with `/`, and its text.
pub fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    walk(&root().join("src"), &mut files);
    files.sort();
    let named = |file: &PathBuf| {
        let name = file.strip_prefix(root()).expect("below the root").to_string_lossy().replace('\\', "/");
        (name, fs::read_to_string(file).expect("a source is readable"))
    };
    files.iter().map(named).collect()
}

fn walk(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("src is readable") {
        let path = entry.expect("src is readable").path();
        if path.is_dir() {
            walk(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            out.push(path);
        }
    }
}

/// A source without its tests, which stand at its end.
pub fn code(source: &str) -> &str {
    source.split_once("#[cfg(test)]\nmod tests {").map_or(source, |(code, _)| code)
}

/// A text of the code.
pub struct Literal {
    /// What stands before it on its line.
    pub before: String,
    /// The text, unescaped.
    pub text: String,
}

/// The texts in the code of a file, without its comments and tests.
pub fn literals(source: &str) -> Vec<Literal> {
    let source = code(source);
    let chars: Vec<char> = source.chars().collect();
    let (mut found, mut at, mut line) = (Vec::new(), 0, 0);
    while at < chars.len() {
        let rest = &chars[at..];
        let begins =
            |text: &str| rest.iter().zip(text.chars()).filter(|(a, b)| **a == *b).count() == text.len();
        if chars[at] == '\n' {
            line = at + 1;
        }
        if begins("//") {
            at += rest.iter().position(|c| *c == '\n').unwrap_or(rest.len());
        } else if begins("'\"'") || begins("'\\''") {
            at += if begins("'\"'") { 3 } else { 4 };
        } else if begins("r#\"") || begins("r\"") {
            let (skip, end) = if begins("r#\"") { (3, "\"#") } else { (2, "\"") };
            let text: String = rest[skip..].iter().collect();
            let length = text.find(end).map_or(0, |i| text[..i].chars().count());
            at += skip + length + end.len();
        } else if chars[at] == '"' {
            let before = chars[line..at].iter().collect();
            let (text, length) = string(&rest[1..]);
            found.push(Literal { before, text });
            at += length + 2;
        } else {
            at += 1;
        }
    }
    found
}

/// A string from behind its quote, unescaped, and how many characters it takes.
fn string(chars: &[char]) -> (String, usize) {
    let (mut text, mut at) = (String::new(), 0);
    while at < chars.len() && chars[at] != '"' {
        match (chars[at], chars.get(at + 1)) {
            ('\\', Some('\n')) => {
                at += 2;
                at += chars[at..].iter().take_while(|c| c.is_whitespace()).count();
            }
            ('\\', Some(c)) => {
                text.push(match c {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    c => *c,
                });
                at += 2;
            }
            (c, _) => {
                text.push(c);
                at += 1;
            }
        }
    }
    (text, at)
}

/// Every text of the code with its file.
pub fn texts() -> Vec<(String, Literal)> {
    let of = |(name, source): (String, String)| {
        literals(&source).into_iter().map(move |literal| (name.clone(), literal)).collect::<Vec<_>>()
    };
    sources().into_iter().flat_map(of).collect()
}
