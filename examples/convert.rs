//! Converts one page and prints what was understood: title, year, place, headings and amounts.
//! Run it with `cargo run --example convert -- PAGE.html`; without a page it takes one of the fixtures.

use std::error::Error;
use std::fmt::Write;

use nianjian::mention::Kind;
use nianjian::{Options, Page, convert};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1);
    print!("{}", shown(path.as_deref().unwrap_or("fixtures/walk/page.html"))?);
    Ok(())
}

/// What is understood of the page in a file.
pub fn shown(path: &str) -> Result<String, Box<dyn Error>> {
    let page = Page { body: std::fs::read(path)?, ..Page::default() };
    let record = convert(&page, &Options::default())?;
    let mut out = String::new();
    writeln!(out, "{}", record.title.as_deref().unwrap_or("(no title)"))?;
    if let Some(coverage) = &record.coverage {
        writeln!(
            out,
            "reports on {} ({})",
            coverage.year,
            coverage.evidence.as_deref().unwrap_or("no words")
        )?;
    }
    for section in &record.sections {
        writeln!(out, "【{}】", section.heading.as_deref().unwrap_or_default())?;
        for (_, mentions) in section.blocks.iter().filter_map(|block| block.running_text()) {
            for mention in mentions.iter().filter(|m| m.kind == Kind::Money) {
                writeln!(
                    out,
                    "  {} = {} {}",
                    mention.text,
                    mention.value,
                    mention.unit.as_deref().unwrap_or_default()
                )?;
            }
        }
    }
    for notice in &record.notices {
        writeln!(out, "{}: {}", notice.code, notice.message)?;
    }
    Ok(out)
}
