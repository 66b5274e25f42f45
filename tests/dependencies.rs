//! Holds the licences of every dependency, development ones included, against a list, and the Rust that each
//! needs against the one that is stated. The compiler's own lints hold the code itself against that.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that a dependency may have; one of the choices of its expression must be made of these alone.
/// MPL-2.0 asks for changes to its own files only.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether an SPDX expression can be met by allowed licences: `OR` chooses, `AND` binds tighter, `/` is the old `OR`.
fn allowed(expression: &str) -> bool {
    let tokens = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = tokens.split_whitespace().collect();
    let mut at = 0;
    any(&tokens, &mut at) && at == tokens.len()
}

fn any(tokens: &[&str], at: &mut usize) -> bool {
    let mut good = all(tokens, at);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        good |= all(tokens, at);
    }
    good
}

fn all(tokens: &[&str], at: &mut usize) -> bool {
    let mut good = one(tokens, at);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        good &= one(tokens, at);
    }
    good
}

fn one(tokens: &[&str], at: &mut usize) -> bool {
    let Some(token) = tokens.get(*at) else { return false };
    *at += 1;
    if *token == "(" {
        let good = any(tokens, at);
        *at += 1;
        return good;
    }
    if tokens.get(*at) == Some(&"WITH") {
        let name = format!("{token} WITH {}", tokens.get(*at + 1).unwrap_or(&""));
        *at += 2;
        return ALLOWED.contains(&name.as_str());
    }
    ALLOWED.contains(token)
}

#[test]
fn expressions_are_read() {
    let cases = [
        ("MIT OR Apache-2.0", true),
        ("MIT/Apache-2.0", true),
        ("GPL-2.0-or-later", false),
        ("GPL-3.0 OR MIT", true),
        ("(MIT OR GPL-3.0) AND Unicode-3.0", true),
        ("MIT AND GPL-3.0", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("", false),
    ];
    for (expression, expected) in cases {
        assert_eq!(allowed(expression), expected, "{expression:?}");
    }
}

/// What cargo knows of all packages that a manifest leads to, with all features and on every system.
fn packages(manifest: &str) -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--all-features", "--locked", "--manifest-path"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join(manifest))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let Value::Array(packages) = metadata["packages"].take() else { panic!("{manifest}: no packages") };
    assert!(packages.len() > 30, "{manifest}: only {} packages read", packages.len());
    packages
}

/// The two packages that are built and given away.
const MANIFESTS: [&str; 2] = ["Cargo.toml", "python/Cargo.toml"];

#[test]
fn every_dependency_has_an_allowed_licence() {
    for manifest in MANIFESTS {
        let faults: Vec<String> = packages(manifest)
            .iter()
            .filter(|p| !allowed(p["license"].as_str().unwrap_or("")))
            .map(|p| format!("{} {}: {}", p["name"], p["version"], p["license"]))
            .collect();
        assert!(faults.is_empty(), "{manifest}: not on the list of licences:\n{}", faults.join("\n"));
    }
}

/// The other list of licences, for those who use `cargo deny`.
#[test]
fn both_lists_of_licences_are_one() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).unwrap();
    let table: toml::Table = text.parse().unwrap();
    let listed: Vec<&str> =
        table["licenses"]["allow"].as_array().unwrap().iter().filter_map(|l| l.as_str()).collect();
    assert_eq!(listed, ALLOWED);
    let banned = table["bans"]["deny"].as_array().unwrap();
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    for name in banned.iter().filter_map(|crate_| crate_["name"].as_str()) {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name} is back");
    }
}

/// A version of Rust as numbers that compare.
fn version(package: &Value) -> Vec<u32> {
    let stated = package["rust_version"].as_str().unwrap_or("1.0");
    let mut numbers: Vec<u32> = stated.split('.').map(|n| n.parse().expect("a number")).collect();
    numbers.resize(3, 0);
    numbers
}

#[test]
fn no_dependency_needs_a_newer_rust_than_is_stated() {
    for manifest in MANIFESTS {
        let packages = packages(manifest);
        let own = packages.iter().find(|p| p["name"] == "nianjian").expect("the package itself");
        let newer: Vec<&Value> = packages.iter().filter(|p| version(p) > version(own)).collect();
        let named = newer.iter().map(|p| format!("{} {}: {}", p["name"], p["version"], p["rust_version"]));
        assert!(newer.is_empty(), "{manifest}:\n{}", named.collect::<Vec<_>>().join("\n"));
    }
}
