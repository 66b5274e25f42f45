//! Holds the pages of `docs/` against the program: each rule is listed, each table is read as its page says, each
//! question to the database has an answer. `docs/mentions.md` has its own test.
#![cfg(all(feature = "cli", feature = "search"))]

mod made;

use std::path::Path;

use made::Place;
use nianjian::article::Rule;

const RULES: &str = include_str!("../docs/rules.md");
const TABLES: &str = include_str!("../docs/tables.md");
const VIEWS: &str = include_str!("../docs/views.md");

/// The blocks of code of a language, each with the prose behind it.
fn blocks(page: &'static str, language: &str) -> Vec<(&'static str, &'static str)> {
    let fence = format!("```{language}\n");
    let mut out = Vec::new();
    let mut rest = page;
    while let Some(at) = rest.find(&fence) {
        let code = &rest[at + fence.len()..];
        let end = code.find("```").expect("a block has an end");
        rest = &code[end + 3..];
        out.push((&code[..end], rest.split("```").next().unwrap_or_default()));
    }
    out
}

/// The rows of the first table of Markdown, without its head.
fn rows(prose: &'static str) -> Vec<Vec<&'static str>> {
    let table = prose.lines().skip_while(|l| !l.starts_with('|')).take_while(|l| l.starts_with('|'));
    let cells = |l: &'static str| l.trim_matches('|').split('|').map(str::trim).collect();
    table.skip(2).map(cells).collect()
}

#[test]
fn every_rule_is_listed_with_its_word() {
    let listed: Vec<(String, String)> =
        rows(RULES).into_iter().map(|row| (row[1].to_owned(), row[0].trim_matches('`').to_owned())).collect();
    for rule in Rule::ALL {
        let row = (format!("{rule:?}"), rule.reason().to_owned());
        assert!(listed.contains(&row), "docs/rules.md lacks {row:?}");
    }
    assert_eq!(listed.len(), Rule::ALL.len(), "docs/rules.md lists a rule that there is not");
}

#[test]
fn each_table_is_read_as_its_page_says() {
    let shown = blocks(TABLES, "html");
    assert!(shown.len() >= 2);
    for (html, prose) in shown {
        let place = Place::new();
        let opening = "<h1>沅泽县国民经济</h1><p>全县经济平稳发展，各项指标见下表，数字由县统计局提供，按当年价格计算。</p>";
        place.write("pages/a.html", format!("<meta charset=utf-8><body>{opening}{html}</body>"));
        assert_eq!(place.run(&["convert", "pages", "-o", "out", "-q"]).status, Some(0));
        assert_eq!(place.run(&["export", "out", "--to", "sqlite", "-q"]).status, Some(0));
        let db = rusqlite::Connection::open(place.path("out/records.sqlite")).expect("a database");
        let mut of = db
            .prepare("SELECT row_path, column_path, value, unit, date, missing FROM observations ORDER BY \"row\", \"column\"")
            .expect("the columns are there");
        let text = |row: &rusqlite::Row<'_>, at: usize| -> rusqlite::Result<String> {
            let text = row.get::<_, Option<String>>(at)?.unwrap_or_default();
            Ok(text.trim_matches(['[', ']']).replace("\",\"", " › ").trim_matches('"').to_owned())
        };
        let found: Vec<Vec<String>> = of
            .query_map([], |row| (0..6).map(|at| text(row, at)).collect())
            .and_then(Iterator::collect)
            .expect("rows");
        assert_eq!(found, rows(prose), "{html}");
    }
}

#[test]
fn every_view_is_shown_with_its_command() {
    let place = Place::new();
    let help = place.run(&["export", "--help"]).out;
    for format in nianjian::export::Format::ALL {
        let name = format.name();
        assert!(
            VIEWS.contains(&format!("nianjian export output --to {name} ")),
            "docs/views.md lacks {name}"
        );
        assert!(help.contains(name), "the help lacks {name}");
    }
    for flag in ["--info", "--licence", "--site", "--sources", "--bom"] {
        assert!(VIEWS.contains(flag) && help.contains(flag), "{flag}");
    }
}

#[test]
fn each_question_to_the_database_is_answered() {
    let place = Place::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let fixtures = fixtures.to_str().expect("UTF-8");
    assert_eq!(place.run(&["convert", fixtures, "-o", "output", "-q"]).status, Some(0));
    assert_eq!(place.run(&["export", "output", "--to", "sqlite", "-q"]).status, Some(0));
    let db = rusqlite::Connection::open(place.path("output/records.sqlite")).expect("a database");
    let mut asked = 0;
    for (code, _) in blocks(VIEWS, "python") {
        for line in code.lines().filter_map(|l| l.strip_prefix("db.execute(\"")?.strip_suffix("\")")) {
            let sql = line.replace("\\\"", "\"");
            let mut question = db.prepare(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
            let answers = question.query([]).and_then(|mut rows| rows.next().map(|row| row.is_some()));
            assert!(answers.unwrap_or_else(|e| panic!("{sql}: {e}")), "{sql}: no row on the fixtures");
            asked += 1;
        }
    }
    assert_eq!(asked, 3);
}
