//! Every fuzz target is built, begins with seeds, and stands in the table of `fuzz/README.md`. The targets themselves
//! are built and run by `fuzz/run.sh`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join(path)
}

#[test]
fn every_target_is_built_seeded_and_told() {
    let files = fs::read_dir(here("fuzz_targets")).unwrap().map(|e| e.unwrap().path());
    let targets: BTreeSet<String> =
        files.map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    assert!(targets.len() >= 12, "{targets:?}");
    let manifest: toml::Table = fs::read_to_string(here("Cargo.toml")).unwrap().parse().unwrap();
    let built: BTreeSet<String> = manifest["bin"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(built, targets);
    let readme = fs::read_to_string(here("README.md")).unwrap();
    let told: BTreeSet<String> = readme
        .lines()
        .filter_map(|l| l.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .collect();
    assert_eq!(told, targets);
    // Pages are among the fixtures.
    for target in targets.iter().filter(|t| *t != "convert") {
        let seeds = fs::read_dir(here("seeds").join(target)).map_or(0, Iterator::count);
        assert!(seeds > 0, "{target} has no seeds");
    }
}
