//! What numbers count, whether they are a change and against what, in prose made for the project: `tests/facts`.
//!
//! A line is a paragraph. A number stands as `{number|what it counts|u or d|against what}`; readings that are as good
//! are parted by `/`, `∅` is none, and `?` at the end says that none is no fault.

use std::path::Path;

use nianjian::mention::{Change, Phrase};
use nianjian::{Context, Mention, find_mentions};

/// The files, and how many of a hundred numbers must be right in each, a number that is not found among the wrong ones:
/// floors that only rise.
const FLOORS: [(&str, usize); 6] = [
    ("county", 96),
    ("walks_of_life", 91),
    ("institutions", 92),
    ("others", 88),
    ("fields", 96),
    ("unseen", 86),
];

/// What is said of a number.
struct Gold<'t> {
    start: usize,
    number: &'t str,
    measured: &'t str,
    change: &'t str,
    against: &'t str,
}

/// A paragraph without its marks, and its numbers.
fn read(line: &str) -> (String, Vec<Gold<'_>>) {
    let (mut text, mut gold) = (String::new(), Vec::new());
    for piece in line.split('{') {
        let Some((marked, rest)) = piece.split_once('}') else {
            text.push_str(piece);
            continue;
        };
        let mut fields = marked.split('|').chain(std::iter::repeat(""));
        let mut next = || fields.next().unwrap_or_default();
        let (start, number) = (text.chars().count(), next());
        gold.push(Gold { start, number, measured: next(), change: next(), against: next() });
        text.push_str(number);
        text.push_str(rest);
    }
    (text, gold)
}

/// Whether a reading is among those that are right; none stands for nothing said.
fn is_right(readings: &str, found: Option<&str>) -> bool {
    let optional = readings.is_empty() || readings.ends_with('?');
    let mut all = readings.trim_end_matches('?').split('/');
    match found {
        Some(found) => all.any(|reading| reading == found),
        None => optional || all.any(|reading| reading == "∅"),
    }
}

fn is_told(gold: &Gold<'_>, mention: &Mention) -> bool {
    let change = mention.change.map(|change| match change {
        Change::Up => "u",
        Change::Down => "d",
    });
    let words = |phrase: &'_ Option<Box<Phrase>>| phrase.as_ref().map(|phrase| phrase.text.clone());
    is_right(gold.measured, words(&mention.measured).as_deref())
        && is_right(gold.change, change)
        && is_right(gold.against, words(&mention.against).as_deref())
}

#[test]
fn numbers_say_what_they_count() {
    for (name, floor) in FLOORS {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/facts/{name}.txt"));
        let file = std::fs::read_to_string(&path).expect("a file of paragraphs");
        let (mut right, mut all, mut wrong) = (0, 0, Vec::new());
        for line in file.lines() {
            let (text, gold) = read(line);
            let mentions = find_mentions(&text, &Context::default());
            for gold in &gold {
                let found = mentions.iter().find(|m| m.start == gold.start && m.text == gold.number);
                all += 1;
                match found {
                    Some(mention) if is_told(gold, mention) => right += 1,
                    _ => wrong.push(format!("{}: {}", gold.number, gold.measured)),
                }
            }
        }
        println!("{name}: {right} of {all}");
        assert!(right * 100 >= floor * all, "{name}: {right} of {all}, expected {floor} %: {wrong:#?}");
    }
}
