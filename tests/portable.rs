//! No file of the project, and no name that the program writes, is one that Windows refuses; and the program names no
//! folder that only some systems have.

mod made;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use made::source::{root, texts};

/// Names that Windows keeps for devices, whatever stands behind a dot.
const DEVICES: &[&str] =
    &["con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "lpt1", "lpt2", "lpt3"];

/// What is wrong with a name below a folder, if Windows refuses it.
fn refused(name: &str) -> Option<String> {
    let bad = name.chars().find(|c| c.is_control() || r#"<>:"|?*\"#.contains(*c));
    if let Some(bad) = bad {
        return Some(format!("{name} has {bad:?}"));
    }
    for step in name.split('/') {
        let stem = step.split('.').next().unwrap_or_default().to_ascii_lowercase();
        if DEVICES.contains(&stem.as_str()) {
            return Some(format!("{name} is the name of a device"));
        }
        if step.ends_with(' ') || step.ends_with('.') && !matches!(step, "." | "..") {
            return Some(format!("{name} ends in a blank or a dot"));
        }
    }
    None
}

#[test]
fn what_windows_refuses_is_known() {
    for name in ["a:b.json", "aux.rs", "records/con", "a./b", "what?.html"] {
        assert!(refused(name).is_some(), "{name}");
    }
    for name in ["records.jsonl", "../pages/某某.html", "auxiliary.rs", ".gitignore"] {
        assert_eq!(refused(name), None);
    }
}

fn walk(dir: &Path, shown: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(dir).expect("the project is readable") {
        let entry = entry.expect("the project is readable");
        let name = entry.file_name().to_string_lossy().into_owned();
        let shown = if shown.is_empty() { name.clone() } else { format!("{shown}/{name}") };
        let made = ["target", ".git", "output", "__pycache__", "node_modules"].contains(&name.as_str());
        if !made && entry.file_type().expect("a type").is_dir() {
            walk(&entry.path(), &shown, found);
        } else if !made {
            found.push(shown);
        }
    }
}

#[test]
fn every_file_of_the_project_can_stand_on_windows() {
    let mut names = Vec::new();
    walk(root(), "", &mut names);
    assert!(names.len() > 500, "{} files", names.len());
    let mut wrong: Vec<String> = names.iter().filter_map(|name| refused(name)).collect();
    // 260 characters are all that a path may have there, the folder of the project among them.
    wrong.extend(names.iter().filter(|name| name.chars().count() > 180).cloned());
    let mut folded: BTreeMap<String, &String> = BTreeMap::new();
    for name in &names {
        if let Some(other) = folded.insert(name.to_lowercase(), name) {
            wrong.push(format!("{name} and {other} are one file"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_code_names_no_file_that_windows_refuses() {
    let calls = [
        "join(",
        "join(format!(",
        "join(&format!(",
        "with_file_name(",
        "with_extension(",
        ".page(",
        ".page(&format!(",
    ];
    let mut seen = 0;
    let mut wrong = Vec::new();
    for (file, literal) in texts() {
        let before = literal.before.trim_end();
        // Texts are joined with a sign, too: those are no names.
        let is_name = literal.text.trim() == literal.text
            && literal.text.chars().filter(|c| c.is_alphanumeric()).count() > 1;
        if is_name && calls.iter().any(|call| before.ends_with(call)) {
            seen += 1;
            // What is filled in has names of its own, which batch/name.rs makes and tests.
            let name = literal.text.split(['{', '}']).step_by(2).collect::<String>();
            wrong.extend(refused(&name).map(|why| format!("{file}: {why}")));
        }
        let folders = ["/tmp", "/dev/", "/proc/", "/usr/", "/etc/", "/var/", "/home/"];
        // A table that is named so is no file that is made or read: a path is held against it.
        let named = literal.before.starts_with("const ") && literal.before.contains("_ON_UNIX: ");
        if !named && folders.iter().any(|folder| literal.text.starts_with(folder)) {
            wrong.push(format!("{file}: {} is there on some systems only", literal.text));
        }
    }
    assert!(seen > 40, "only {seen} names were found");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
