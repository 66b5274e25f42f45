//! Writes the tables of words that mentions are read by as Rust, so that the program has them ready when it starts: to
//! parse them took most of the time of a short run. A row is written in `src/data/*.toml`; what it may say stands there.

mod eras;
mod facts;
mod lexicon;
mod places;
mod simplified;
mod units;
mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

fn main() {
    println!("cargo::rerun-if-changed=src/data");
    println!("cargo::rerun-if-changed=build");
    let out = std::env::var("OUT_DIR").expect("cargo names the folder");
    let tables = [
        ("eras", eras::source()),
        ("exclude", excluded()),
        ("facts", facts::source()),
        ("places", places::source()),
        ("simplified", simplified::source()),
        ("units", units::source()),
        ("words", words::source()),
    ];
    for (name, source) in tables {
        fs::write(Path::new(&out).join(name).with_extension("rs"), source).expect("the folder is writable");
    }
    stand_at_a_fixed_place();
}

/// On Linux the program stands at a fixed place in memory. At any other the loader writes an address for each place where
/// the program could panic, and for more, into some 200 of its pages at each start: a fifth of the time of `extract` of a
/// line. Heap, stack and libraries lie anywhere, as before.
fn stand_at_a_fixed_place() {
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    if target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}

/// The table of a name. A row that cannot be read stops the build.
fn table<T: DeserializeOwned>(name: &str) -> T {
    toml::from_str(&text(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// The text of a table.
fn text(name: &str) -> String {
    // As it is now: one target folder may serve several checkouts.
    let project = std::env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder");
    let path = Path::new(&project).join("src/data").join(name);
    fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// The words in which nothing is a mention.
fn excluded() -> String {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        fixed: BTreeMap<String, String>,
    }
    let File { fixed } = table("exclude.toml");
    let words = lexicon::forwards(fixed.keys().map(|word| (word.as_str(), "()")));
    format!(
        "static EXCLUDED: Excluded = Excluded {{ fixed: {words} }};\n{}",
        examples(
            "EXAMPLES",
            "(&str, &str)",
            fixed.iter().map(|(word, example)| format!("({word:?}, {example:?})"))
        )
    )
}

/// A list that only tests read.
fn examples(name: &str, of: &str, rows: impl Iterator<Item = String>) -> String {
    format!("#[cfg(test)]\npub(crate) static {name}: &[{of}] = {};\n", list(rows))
}

/// A list as Rust.
fn list(rows: impl IntoIterator<Item = String>) -> String {
    format!("&[{}]", rows.into_iter().collect::<Vec<_>>().join(", "))
}
