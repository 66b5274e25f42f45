//! Holds `docs/mentions.md` against what the program reads: each row of its tables is an example.

use nianjian::{Context, find_mentions};
use serde_json::Value;

const PAGE: &str = include_str!("../docs/mentions.md");

/// What a row may say of a mention beside its text.
const FIELDS: [&str; 10] =
    ["type", "value", "max", "bound", "unit", "per", "basis", "relation", "part_of_day", "time"];

/// A row with the line that it stands on, and its cells with their heads.
struct Row {
    line: usize,
    cells: Vec<(&'static str, &'static str)>,
}

impl Row {
    /// A cell; empty where the table has no such column.
    fn cell(&self, head: &str) -> &'static str {
        self.cells.iter().find(|(name, _)| *name == head).map_or("", |(_, cell)| cell)
    }

    fn has(&self, head: &str) -> bool {
        self.cells.iter().any(|(name, _)| *name == head)
    }
}

/// The cells of a line of a table; none for other lines.
fn cells(line: &'static str) -> Option<Vec<&'static str>> {
    let inner = line.trim().strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect())
}

/// The rows of the tables that begin with `text`, those of one text together.
fn examples() -> Vec<Vec<Row>> {
    let mut examples: Vec<Vec<Row>> = Vec::new();
    let mut heads: Vec<&str> = Vec::new();
    for (at, line) in PAGE.lines().enumerate() {
        let Some(cells) = cells(line) else {
            heads.clear();
            continue;
        };
        if heads.is_empty() {
            heads = cells;
        } else if heads.first() == Some(&"text") && !line.contains("---") {
            assert_eq!(cells.len(), heads.len(), "line {}: as many cells as heads", at + 1);
            let row = Row { line: at + 1, cells: heads.iter().copied().zip(cells).collect() };
            match examples.last_mut() {
                Some(text) if row.cell("text").is_empty() => text.push(row),
                _ => examples.push(vec![row]),
            }
        }
    }
    examples
}

/// What the text of the rows yields, each mention with its text.
fn found(first: &Row) -> Vec<Value> {
    let coverage_year = match first.cell("covers") {
        "-" => None,
        "" => Some(2013),
        year => Some(year.parse().unwrap_or_else(|e| panic!("line {}: {year}: {e}", first.line))),
    };
    let text = first.cell("text");
    let mentions = find_mentions(text, &Context { coverage_year, ..Context::default() });
    for mention in &mentions {
        let span: String = text.chars().skip(mention.start).take(mention.end - mention.start).collect();
        assert_eq!(span, mention.text, "line {}: the span is the text", first.line);
    }
    mentions.iter().map(|m| serde_json::to_value(m).expect("a mention is JSON")).collect()
}

/// What a mention is not as its row says.
fn faults(row: &Row, mention: &Value) -> Vec<String> {
    let said = |name: &str| mention[name].as_str().filter(|said| *said != "exact").unwrap_or_default();
    let mut faults = Vec::new();
    let mut hold = |head: &str, said: &str| {
        let cell = row.cell(head);
        if cell != said {
            faults.push(format!("line {}: {head} is {said:?}, the page says {cell:?}", row.line));
        }
    };
    hold("mention", said("text"));
    for field in FIELDS.into_iter().filter(|field| *field != "basis" || row.has("basis")) {
        hold(field, said(field));
    }
    faults
}

#[test]
fn every_row_is_what_its_text_yields() {
    let mut wrong = Vec::new();
    for rows in examples() {
        let Some(first) = rows.first() else { continue };
        let rows: Vec<&Row> = rows.iter().filter(|row| !row.cell("mention").is_empty()).collect();
        let found = found(first);
        if found.len() != rows.len() {
            wrong.push(format!(
                "line {}: {} has {} mentions, the page {}: {found:?}",
                first.line,
                first.cell("text"),
                found.len(),
                rows.len()
            ));
        }
        wrong.extend(rows.iter().zip(&found).flat_map(|(row, mention)| faults(row, mention)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_tables_are_read() {
    let examples = examples();
    let silent = examples.iter().flatten().filter(|row| !row.has("mention")).count();
    assert!(examples.len() > 150 && silent > 20, "{} texts, {silent} without a mention", examples.len());
    let known =
        |head: &str| FIELDS.contains(&head) || ["text", "covers", "mention", "because"].contains(&head);
    for (head, _) in examples.iter().flatten().flat_map(|row| &row.cells) {
        assert!(known(head), "no field is called {head}");
    }
    for kind in nianjian::mention::Kind::ALL.map(nianjian::mention::Kind::name) {
        assert!(examples.iter().flatten().any(|row| row.cell("type") == kind), "no example of {kind}");
    }
}
