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

/// What `docs/check.md` says of the checks: each row and each table of it is an example.
mod checks {
    use nianjian::check::{Verdict, findings};
    use nianjian::{Options, Page, convert};

    const PAGE: &str = include_str!("../docs/check.md");

    /// The kind, the verdict (empty: none that accuses) and the page of an example.
    struct Example {
        kind: String,
        verdict: String,
        body: String,
    }

    fn paragraph(text: &str) -> String {
        format!("<p>{text}本年各项工作进展顺利，得到上级和社会各界的充分肯定。</p>")
    }

    fn rows() -> Vec<Example> {
        let rows = PAGE.lines().filter_map(|line| {
            let cells: Vec<&str> =
                line.strip_prefix('|')?.strip_suffix('|')?.split('|').map(str::trim).collect();
            let [kind, verdict, text] = cells.as_slice() else { return None };
            let stands = !text.is_empty() && *kind != "kind" && !kind.starts_with("---");
            stands.then(|| Example {
                kind: (*kind).into(),
                verdict: (*verdict).into(),
                body: paragraph(text),
            })
        });
        rows.collect()
    }

    fn tables() -> Vec<Example> {
        let blocks = PAGE.split("```table ").skip(1).filter_map(|rest| rest.split_once("```"));
        let example = |(block, _): (&str, &str)| {
            let (head, lines) = block.split_once('\n').expect("a line of what it shows");
            let (kind, verdict) = head.split_once(' ').expect("a kind and a verdict");
            let (mut rows, mut text) =
                (String::new(), String::from("2012年各乡镇有关情况见下表，数据来自统计部门。"));
            for line in lines.lines() {
                match line.contains('|') {
                    true => {
                        let cells = line.split('|').map(|cell| format!("<td>{}</td>", cell.trim()));
                        rows.push_str(&format!("<tr>{}</tr>", cells.collect::<String>()));
                    }
                    false => text = line.to_owned(),
                }
            }
            let body =
                format!("<p align=center>2012年情况</p><table border=1>{rows}</table>{}", paragraph(&text));
            Example { kind: kind.into(), verdict: verdict.trim().into(), body }
        };
        blocks.map(example).collect()
    }

    #[test]
    fn every_example_of_the_checks_has_its_verdict() {
        let (rows, tables) = (rows(), tables());
        assert!(rows.len() > 25 && tables.len() > 7, "{} rows, {} tables", rows.len(), tables.len());
        for Example { kind, verdict, body } in rows.into_iter().chain(tables) {
            let page = format!("<h1>概况</h1>{body}");
            let options = Options { year: Some(2012), ..Options::default() };
            let record = convert(&Page { body: page.into(), ..Page::default() }, &options).expect("a record");
            let found = findings(&record);
            let verdicts: Vec<&str> =
                found.iter().filter(|f| f.kind.name() == kind).map(|f| f.verdict.name()).collect();
            match verdict.as_str() {
                "" => assert!(!verdicts.contains(&"contradicts"), "{kind}: {body}: {found:#?}"),
                said => assert!(verdicts.contains(&said), "{kind} {said}: {body}: {found:#?}"),
            }
            let accused = found.iter().filter(|f| f.verdict == Verdict::Contradicts).count();
            assert_eq!(
                accused,
                usize::from(verdict == "contradicts"),
                "{kind} {verdict}: {body}: {found:#?}"
            );
        }
    }
}
