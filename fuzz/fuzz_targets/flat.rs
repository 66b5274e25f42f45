//! Any text, laid out by its line ends, blanks and drawn rules, gives a record that holds together or a reason;
//! cells of drawn tables stay within their rows.
#![no_main]

use libfuzzer_sys::fuzz_target;
use nianjian::record::{Block, faults};
use nianjian::{Options, Page, Provenance, convert};

fuzz_target!(|lines: Vec<(u8, &str)>| {
    // Random bytes draw no tables: a number stands for a piece of one, or for the text itself.
    let piece = |(kind, text): &(u8, &str)| match kind % 16 {
        0 => "├──┼──┤\n".to_owned(),
        1 => "┌──┬──┐\n".to_owned(),
        2 => "└──┴──┘\n".to_owned(),
        3 => "+----+----+\n".to_owned(),
        4 => format!("│{text}│2013│\n"),
        5 => format!("|{text}|3.5|\n"),
        6 => "│".repeat(text.len() % 40),
        7 => "─┬".repeat(text.len() % 40),
        8 => format!("　　{text}\n"),
        9 => format!("【{text}】"),
        10 => "\n\n".to_owned(),
        11 => format!("{text}\t{text}\n"),
        _ => (*text).to_owned(),
    };
    let body: String = lines.iter().map(piece).collect();
    let provenance = Provenance { content_type: Some("text/plain".into()), ..Provenance::default() };
    let page = Page { provenance, body: body.into_bytes() };
    let Ok(record) = convert(&page, &Options::default()) else { return };
    assert_eq!(faults(&record), []);
    let cells = |block: &Block| match block {
        Block::Table(table) => table.rows.iter().map(Vec::len).sum(),
        _ => 0,
    };
    let cells: usize = record.sections.iter().flat_map(|s| &s.blocks).map(cells).sum();
    // A cell takes a mark in the text, or stands for a blank.
    assert!(cells <= 64 * (page.body.len() + 1), "{cells} cells in {} bytes", page.body.len());
});
