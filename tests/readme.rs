//! Holds the README against the program: its help block, its commands, the folders it names.
#![cfg(feature = "cli")]

mod made;

use std::path::Path;
use std::process::Command;

use made::Place;

const README: &str = include_str!("../README.md");
const PROFILES: &str = include_str!("../docs/profiles.md");
const GUIDE: &str = include_str!("../docs/guide.md");
const SEARCH: &str = include_str!("../docs/search.md");
const VIEWS: &str = include_str!("../docs/views.md");
const DESIGN: &str = include_str!("../docs/design.md");
const CHINESE: &str = include_str!("../README.zh-CN.md");
const CONTRIBUTING: &str = include_str!("../CONTRIBUTING.md");
const RELEASING: &str = include_str!("../RELEASING.md");

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
fn every_path_that_the_papers_name_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for word in [README, CHINESE, CONTRIBUTING, RELEASING, PROFILES, GUIDE, SEARCH, VIEWS, DESIGN]
        .into_iter()
        .flat_map(spans)
    {
        let named = ["src/", "tests/", "fixtures/", "benches/", "python/", "fuzz/"]
            .iter()
            .any(|p| word.starts_with(p));
        if named && !word.contains(['<', '*', ' ', '{', '…']) {
            seen += 1;
            assert!(root.join(word).exists(), "{word} is named, and is not there");
        }
    }
    assert!(seen > 20, "only {seen} paths found");
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
    let walk = PROFILES;
    let profile = std::fs::read_to_string(root.join("fixtures/walk/profile.toml")).expect("the profile");
    assert_eq!(between(walk, "```toml\n", "```"), profile, "the profile is not that of the page");
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

/// The words of a command line: blanks part them but inside double quotes, and ` #` begins a comment.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted, mut begun) = (Vec::new(), String::new(), false, false);
    for c in line.chars() {
        match c {
            '"' => (quoted, begun) = (!quoted, true),
            '#' if !quoted && !begun => break,
            ' ' if !quoted => {
                if std::mem::take(&mut begun) {
                    words.push(std::mem::take(&mut word));
                }
            }
            c => {
                word.push(c);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

/// The commands of the program that a page shows in blocks of shell, without the program's name.
fn shown(page: &str) -> Vec<Vec<String>> {
    let blocks = page.split("```sh\n").skip(1).map(|b| b.split("```").next().unwrap_or_default());
    let lines = blocks.flat_map(str::lines).filter_map(|l| l.strip_prefix("nianjian "));
    lines.map(words).collect()
}

/// The code that stands in the lines of a page.
fn spans(page: &str) -> impl Iterator<Item = &str> {
    page.split("```").step_by(2).flat_map(|prose| prose.split('`').skip(1).step_by(2))
}

fn help(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_nianjian")).args(args).arg("--help").output();
    let output = output.expect("the program runs");
    assert!(output.status.success(), "nianjian {} --help", args.join(" "));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The long and short flags that a help names.
fn flags(help: &str) -> Vec<&str> {
    let words = help.split(|c: char| !(c.is_alphanumeric() || c == '-'));
    words.filter(|w| w.starts_with('-') && w.len() > 1).collect()
}

#[test]
#[cfg(all(feature = "fetch", feature = "search", feature = "site"))]
fn the_papers_name_only_verbs_and_flags_that_the_program_has() {
    let general = help(&[]);
    let verbs: Vec<&str> = between(&general, "Commands:\n", "\n\n")
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next().filter(|word| !word.is_empty()))
        .collect();
    let papers = [README, CHINESE, PROFILES, GUIDE, SEARCH, VIEWS];
    let inline =
        papers.into_iter().flat_map(spans).filter_map(|code| code.strip_prefix("nianjian ")).map(words);
    let mut seen = 0;
    for command in papers.into_iter().flat_map(shown).chain(inline).filter(|c| c.concat() != "VERB--help") {
        let help = match command.first().map(String::as_str) {
            Some(verb) if verbs.contains(&verb) => help(&[verb]),
            Some(flag) if flag.starts_with('-') => general.clone(),
            other => panic!("{other:?} is no verb of the program"),
        };
        for flag in command.iter().filter(|word| word.starts_with('-')) {
            assert!(flags(&help).contains(&flag.as_str()), "{command:?}: there is no {flag}");
        }
        seen += 1;
    }
    assert!(seen > 50, "only {seen} commands found");
    let all: String = verbs.iter().filter(|verb| **verb != "help").map(|verb| help(&[verb])).collect();
    for flag in spans(CHINESE).filter(|code| code.starts_with("--")).flat_map(str::split_whitespace) {
        assert!(!flag.starts_with('-') || flags(&all).contains(&flag), "there is no {flag}");
    }
}

#[test]
#[cfg(all(feature = "fetch", feature = "search", feature = "site"))]
fn the_commands_of_the_chinese_readme_work_one_after_the_other() {
    let place = Place::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = std::fs::read(root.join("fixtures/walk/page.html")).expect("the page of the walk");
    place.write("网页/2014/fulian.html", page);
    let mut ran = 0;
    for command in shown(CHINESE) {
        // What asks the web is no part of a test.
        if command.iter().any(|word| word.contains("年鉴2014.warc.gz")) {
            continue;
        }
        let mut args: Vec<&str> = command.iter().map(String::as_str).collect();
        if args.first() == Some(&"view") {
            args.push("--no-open");
        }
        let it = place.run(&args);
        assert_eq!(it.status, Some(0), "{command:?}: {}", it.err);
        if args.contains(&"--suggest") {
            let block = between(CHINESE, "```toml\n", "```");
            assert_eq!(it.out.trim_end(), block.trim_end(), "{command:?}");
        }
        ran += 1;
    }
    assert!(ran > 15, "only {ran} commands ran");
    for made in ["records.jsonl", "site/index.html", "csv/observations.csv", "records.sqlite"] {
        assert!(place.path("记录").join(made).exists(), "记录/{made}");
    }
    let profile = CHINESE.split("```toml\n").nth(2).and_then(|b| b.split("```").next()).expect("a profile");
    let profile = profile.replace("妇女维权", "老年优待");
    nianjian::data::Profiles::read(&profile).expect("the profile reads");
    place.write("网页/2014/nianjian.toml", profile);
    let it = place.run(&["inspect", "网页/2014/fulian.html"]);
    assert!(it.out.contains("老龄工作  by profile") && it.out.contains("【基本情况】"), "{}", it.out);
}

#[test]
fn the_readme_is_short_and_leads_to_every_page() {
    assert!(README.lines().count() <= 150, "{} lines", README.lines().count());
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut pages = 0;
    for entry in std::fs::read_dir(docs).expect("docs/") {
        let name = entry.expect("an entry").file_name().into_string().expect("UTF-8");
        pages += 1;
        assert!(README.contains(&format!("(docs/{name})")), "the README does not lead to docs/{name}");
    }
    assert!(pages >= 10);
}

#[test]
fn each_readme_leads_to_the_other() {
    assert!(README.contains("](README.zh-CN.md)") && CHINESE.contains("](README.md)"));
}

#[test]
fn the_rows_that_are_shown_to_those_who_add_some_stand_in_their_tables() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for block in CONTRIBUTING.split("```toml\n# ").skip(1) {
        let (file, rows) =
            block.split("```").next().and_then(|b| b.split_once('\n')).expect("a file and rows");
        let table = std::fs::read_to_string(root.join(file)).expect("the table");
        for row in rows.lines() {
            assert!(table.lines().any(|line| line == row), "{file} has no {row}");
            seen += 1;
        }
    }
    assert_eq!(seen, 2);
}

/// The keys of a truth or of what is said about a page, those of what lies in them too.
fn keys(value: &serde_json::Value, into: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            into.insert(key.strip_prefix("alt_").unwrap_or(key).to_owned());
            keys(value, into);
        }),
        serde_json::Value::Array(values) => values.iter().for_each(|value| keys(value, into)),
        _ => {}
    }
}

#[test]
fn the_keys_of_the_fixtures_are_described() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let (mut truth, mut about) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
    for folder in std::fs::read_dir(root).expect("the fixtures").map(|e| e.expect("an entry").path()) {
        if let Ok(text) = std::fs::read_to_string(folder.join("truth.json")) {
            keys(&serde_json::from_str(&text).expect("truth.json reads"), &mut truth);
        }
        if let Ok(text) = std::fs::read_to_string(folder.join("about.toml")) {
            let table: toml::Table = text.parse().expect("about.toml reads");
            for (key, value) in &table {
                let below = value.as_table().map(|t| t.keys().map(|k| format!("{key}.{k}")).collect());
                about.extend(below.unwrap_or_else(|| vec![key.clone()]));
            }
        }
    }
    assert!(truth.len() > 10 && about.len() > 4, "{truth:?} {about:?}");
    for (keys, start, end) in
        [(truth, "### truth.json", "\u{0}"), (about, "### about.toml", "### truth.json")]
    {
        let text = format!("{CONTRIBUTING}\u{0}");
        let described = between(&text, start, end);
        for key in keys {
            assert!(described.contains(&format!("`{key}`")), "{start}: {key} is not described");
        }
    }
}
