//! Scores the mentions against gold data, and fails below the floors of `fixtures/gold/floors.toml`.

mod outside;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nianjian::mention::number;
use nianjian::{Context, find_mentions};
use outside::shared;
use serde_json::Value;

const FIRST: [&str; 4] = ["value", "max", "bound", "unit"];
const SECOND: [&str; 5] = ["basis", "relation", "part_of_day", "time", "per"];

fn lines(path: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let parse = |line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().filter(|l| !l.trim().is_empty()).map(parse).collect()
}

fn floors() -> toml::Table {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gold/floors.toml");
    std::fs::read_to_string(path).expect("floors.toml").parse().expect("floors.toml is TOML")
}

fn floor(set: &str, name: &str) -> f64 {
    let value = &floors()[set][name];
    value.as_float().or_else(|| value.as_integer().map(|n| n as f64)).expect("a number")
}

fn context(line: &Value) -> Context {
    Context {
        coverage_year: line["coverage_year"].as_i64().and_then(|y| i32::try_from(y).ok()),
        currency: line["currency"].as_str().map(|c| c.to_owned().into()),
        in_force: line["context"].as_str().map(str::to_owned),
    }
}

fn field<'v>(m: &'v Value, name: &str) -> Option<&'v str> {
    let found = m[name].as_str();
    if name == "bound" { found.or(Some("exact")) } else { found }
}

/// Whether a found mention is one of the readings of a gold one, in `fields`.
fn same(gold: &Value, found: &Value, fields: &[&str]) -> bool {
    let variants =
        std::iter::once(gold.clone()).chain(gold["alt"].as_array().into_iter().flatten().map(|over| {
            let mut other = gold.clone();
            for (k, v) in over.as_object().into_iter().flatten() {
                other[k] = v.clone();
            }
            other
        }));
    variants.into_iter().any(|gold| {
        let spans =
            gold["start"] == found["start"] && gold["end"] == found["end"] && gold["type"] == found["type"];
        spans
            && fields.iter().all(|name| {
                let other = gold[format!("alt_{name}")]
                    .as_array()
                    .is_some_and(|alts| alts.iter().any(|a| a.as_str() == found[*name].as_str()));
                field(&gold, name) == field(found, name) || other
            })
    })
}

fn overlap(a: &Value, b: &Value) -> bool {
    let n = |v: &Value, k: &str| v[k].as_i64().unwrap_or(0);
    n(a, "start") < n(b, "end") && n(b, "start") < n(a, "end")
}

/// Right, gold and found by figure.
type Tally = BTreeMap<&'static str, [usize; 3]>;

fn score(texts: &[Value]) -> (Tally, Vec<String>) {
    let (mut tally, mut errors) = (Tally::new(), Vec::new());
    for line in texts {
        let text = line["text"].as_str().expect("text");
        let found: Vec<Value> = find_mentions(text, &context(line))
            .iter()
            .map(|m| serde_json::to_value(m).expect("JSON"))
            .collect();
        let gold = line["mentions"].as_array().expect("mentions");
        let (optional, required): (Vec<&Value>, Vec<&Value>) =
            gold.iter().partition(|m| m["optional"].as_bool() == Some(true));
        let counted: Vec<&Value> = found
            .iter()
            .filter(|f| required.iter().any(|m| overlap(m, f)) || !optional.iter().any(|m| overlap(m, f)))
            .collect();
        let core = |m: &&Value| matches!(m["type"].as_str(), Some("date" | "count" | "money"));
        let both: Vec<&str> = FIRST.iter().chain(&SECOND).copied().collect();
        for (figure, fields, only_core) in
            [("first", &FIRST[..], false), ("core", &FIRST[..], true), ("second", &both[..], false)]
        {
            let wanted: Vec<&&Value> = required.iter().filter(|m| !only_core || core(m)).collect();
            let right = wanted.iter().filter(|m| counted.iter().any(|f| same(m, f, fields))).count();
            let row = tally.entry(figure).or_default();
            row[0] += right;
            row[1] += wanted.len();
            row[2] += counted.iter().filter(|f| !only_core || core(f)).count();
        }
        errors.extend(
            required
                .iter()
                .filter(|m| !counted.iter().any(|f| same(m, f, &FIRST)))
                .map(|m| format!("{} missed {m}", line["id"])),
        );
    }
    (tally, errors)
}

fn check(set: &str, texts: &[Value]) {
    let least = floor(set, "lines") as usize;
    assert!(texts.len() >= least, "{set}: {} texts, the set has at least {least}", texts.len());
    let (tally, errors) = score(texts);
    for (figure, [right, gold, found]) in tally {
        let f1 = 2.0 * right as f64 / (gold + found).max(1) as f64;
        println!("{set} {figure}: {right} right of {gold}, {found} found, F1 {f1:.4}");
        let floor = floor(set, figure);
        assert!(f1 >= floor, "{set} {figure}: F1 {f1:.4} is below the floor {floor}\n{}", errors.join("\n"));
    }
}

#[test]
fn own_gold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gold");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("fixtures/gold").filter_map(|e| e.ok().map(|e| e.path())).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    let texts: Vec<Value> = files.iter().flat_map(|p| lines(p)).collect();
    check("own", &texts);
}

#[test]
fn shared_gold() {
    let Some(shared) = shared() else { return };
    check("seed", &lines(&shared.join("gold/seed.jsonl")));
    check("gazetteers", &lines(&shared.join("gold/gazetteers.jsonl")));
    let mut pages: Vec<PathBuf> = std::fs::read_dir(shared.join("pages"))
        .expect("pages")
        .filter_map(|e| e.ok().map(|e| e.path().join("gold.jsonl")))
        .collect();
    pages.retain(|p| p.is_file());
    pages.sort();
    let texts: Vec<Value> = pages.iter().flat_map(|p| lines(p)).collect();
    check("pages", &texts);
}

#[test]
fn tables_of_other_extractors() {
    let Some(shared) = shared() else { return };
    let (mut right, mut all, mut numbers, mut read) = (0usize, 0usize, 0usize, 0usize);
    let mut misread = Vec::new();
    for line in lines(&shared.join("suites/public.jsonl")) {
        let text = line["text"].as_str().expect("text");
        let tags: Vec<&str> =
            line["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        if tags.iter().any(|t| {
            ["gap:", "no_ucum", "currency_by_contract", "source_rolls"].iter().any(|p| t.starts_with(p))
        }) {
            continue;
        }
        let found: Vec<Value> = find_mentions(text, &context(&line))
            .iter()
            .map(|m| serde_json::to_value(m).expect("JSON"))
            .collect();
        for want in line["expected"].as_array().into_iter().flatten() {
            if want["type"] == "number" {
                numbers += 1;
                let value = |n: &number::Numeral| {
                    Some(n.value.to_string().as_str()) == want["value"].as_str()
                        && n.max.map(|m| m.to_string()).as_deref() == want["max"].as_str()
                };
                let hit = number::find(text)
                    .iter()
                    .any(|n| want["start"] == n.start && want["end"] == n.end && value(n));
                read += usize::from(hit);
                if !hit {
                    misread.push(format!(
                        "{text}: want {} {}, found {:?}",
                        want["text"],
                        want["value"],
                        number::find(text)
                    ));
                }
                continue;
            }
            all += 1;
            let fields: &[&str] = if want["value_ok"].as_bool() == Some(false) { &[] } else { &FIRST };
            let from = tags.contains(&"span-从");
            right += usize::from(found.iter().any(|f| {
                let mut f = f.clone();
                if from && f["start"].as_i64().map(|s| s + 1) == want["start"].as_i64() {
                    f["start"] = want["start"].clone();
                }
                same(want, &f, fields)
            }));
        }
    }
    println!("tables: {right} of {all} mentions, {read} of {numbers} numbers");
    assert!(all > 550 && numbers > 300, "the tables have more mentions: {all} and {numbers} numbers");
    assert!(
        read as f64 >= floor("tables", "numbers") * numbers as f64,
        "{read} of {numbers} numbers\n{}",
        misread.join("\n")
    );
    assert!(right as f64 >= floor("tables", "mentions") * all as f64, "{right} of {all} mentions");
}
