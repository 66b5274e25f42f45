//! Finds the dates, counts and amounts of a text and prints each with its place, value and bound.
//! Run it with `cargo run --example mentions -- TEXT`.

use nianjian::{Context, find_mentions};

fn main() {
    let given = std::env::args().nth(1);
    let text = given.as_deref().unwrap_or("1月17日,为400多户贫困妇女送去50多万元慰问金,比上年增长8%。");
    shown(text).iter().for_each(|line| println!("{line}"));
}

/// A line for each mention.
pub fn shown(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let context = Context { coverage_year: Some(2013), ..Context::default() };
    for mention in find_mentions(text, &context) {
        let bound = mention.bound.map_or(String::new(), |bound| format!(" {bound:?}"));
        let unit = mention.unit.as_deref().unwrap_or_default();
        // Offsets count characters, so they are taken with `chars`, never as bytes.
        let words: String = text.chars().skip(mention.start).take(mention.end - mention.start).collect();
        lines.push(format!("{}..{} {words} = {} {unit}{bound}", mention.start, mention.end, mention.value));
    }
    lines
}
