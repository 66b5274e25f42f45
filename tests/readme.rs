//! Holds the README against the program: its help block, its commands, the folders it names.
#![cfg(feature = "cli")]

mod made;

use std::path::Path;
use std::process::Command;

use made::Place;

const README: &str = include_str!("../README.md");

fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let from = text.find(start).unwrap_or_else(|| panic!("the README has no {start}")) + start.len();
    let to = text[from..].find(end).unwrap_or_else(|| panic!("the README has no {end}"));
    &text[from..from + to]
}

#[test]
fn the_help_block_is_what_the_program_prints() {
    let output = Command::new(env!("CARGO_BIN_EXE_nianjian")).arg("-h").output().expect("the program runs");
    let help: Vec<&str> =
        std::str::from_utf8(&output.stdout).expect("UTF-8").lines().map(str::trim_end).collect();
    let block = between(README, "<!-- help -->\n```text\n", "```\n<!-- /help -->");
    assert_eq!(
        block.trim_end(),
        help.join("\n").trim_end(),
        "put the output of `nianjian -h` into the README"
    );
}

#[test]
fn every_path_that_the_readme_names_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for word in README.split('`').skip(1).step_by(2) {
        let named = ["src/", "tests/", "fixtures/", "benches/", "python/", "fuzz/"]
            .iter()
            .any(|p| word.starts_with(p));
        if named && !word.contains(['<', '*', ' ', '{', '…']) {
            seen += 1;
            assert!(root.join(word).exists(), "the README names {word}, which is not there");
        }
    }
    assert!(seen > 5, "only {seen} paths found in the README");
}

#[test]
fn the_two_commands_are_those_that_work() {
    let block = between(README, "## Two commands", "## ");
    let commands: Vec<&str> =
        between(block, "```sh\n", "```").lines().map(|l| l.split('#').next().unwrap_or("").trim()).collect();
    assert_eq!(commands, ["cargo run --release -- convert fixtures", "bash tests/run.sh"]);
    // The first, without its build: every fixture gives a record or a reason, and the status is 0.
    let place = Place::new();
    let out = place.path("out");
    let status = Command::new(env!("CARGO_BIN_EXE_nianjian"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["convert", "fixtures", "-q", "-o"])
        .arg(&out)
        .status()
        .expect("the program runs");
    assert_eq!(status.code(), Some(0));
    assert!(out.join("manifest.json").exists());
    let records = std::fs::read_to_string(out.join("records.jsonl")).expect("records.jsonl");
    assert!(records.lines().count() >= 40, "{} records", records.lines().count());
    assert_eq!(std::fs::read(out.join("failures.jsonl")).expect("failures.jsonl"), b"");
}

#[test]
fn the_walk_to_a_profile_is_what_the_program_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let walk = between(README, "### When a page goes wrong", "\n## ");
    let profile = std::fs::read_to_string(root.join("fixtures/walk/profile.toml")).expect("the profile");
    assert_eq!(between(walk, "```toml\n", "```"), profile, "the profile is not that of the README");
    let mut shown = 0;
    for block in walk.split("```console\n").skip(1).map(|b| b.split("```").next().unwrap_or_default()) {
        let (command, want) = block.split_once('\n').expect("a command and what it prints");
        let args = command.strip_prefix("$ nianjian ").expect("a command of the program");
        let mut run = Command::new(env!("CARGO_BIN_EXE_nianjian"));
        let output = run.current_dir(root).args(args.split(' ')).output().expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim_end(), want.trim_end(), "{command}");
        shown += 1;
    }
    assert_eq!(shown, 2, "the walk shows the page twice: wrong, then right");
}
