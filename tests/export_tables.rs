//! Reads what the views hold of tables back, with readers that are not ours.

mod outside;
mod sample;

use nianjian::export::{Format, Request, Summary, export};
use outside::python;
use sample::{Scratch, lines, records, run_python, yearbook};

fn run(name: &str, format: Format, bom: bool) -> (Scratch, Summary) {
    let mut all = records();
    all.push(yearbook());
    let scratch = Scratch::new(name).with_lines(&lines(&all));
    let request = Request {
        from: scratch.0.clone(),
        to: None,
        format,
        bom,
        sources: Vec::new(),
        bag: Default::default(),
        replace: false,
    };
    let summary = export(&request, &mut |fault| panic!("{fault}")).expect("the export is written");
    (scratch, summary)
}

#[cfg(feature = "search")]
#[test]
fn the_database_lines_tables_up() {
    let Some(python) = python() else { return };
    let (_scratch, summary) = run("tables-sqlite", Format::Sqlite, false);
    let program = r#"
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
one = lambda sql: db.execute(sql).fetchall()
assert one("SELECT \"table\", \"row\", \"column\", text, value, unit, date, missing FROM observations WHERE source = 'table'") == [
    (1, 2, 1, "1.20", "12000", "t", "2012", None), (1, 2, 2, "1.234", "12340", "t", "2013", None),
    (1, 2, 3, "2.8", "2.8", "percent", "2013", None), (1, 3, 1, "…", None, "t", "2012", "…"),
    (1, 3, 2, "0.10", "1000", "t", "2013", None), (1, 3, 3, "-1/3", "-1/3", "percent", "2013", None),
    (2, 1, 1, "12345678901234567890", "12345678901234567890", "人", "1998", None)], one("SELECT * FROM observations")
# A number of the text is an observation that leads to its mention, its section and its page.
told = """SELECT o.text, o.value, o.indicator, o.source, o."table", o.mention, m.text, p.path FROM observations o
    JOIN mentions m ON m.mention = o.mention_id JOIN pages p ON p.page = o.page_id WHERE o.source = 'prose'"""
assert all(row[0] == row[6] and row[4] == 0 for row in one(told)), one(told)
stated = "SELECT count(*) FROM mentions WHERE type IN ('count', 'money', 'measure', 'ratio')"
assert len(one(told)) > 5 and [(len(one(told)),)] == one(stated)
assert one("SELECT count(*) FROM observations o LEFT JOIN blocks b ON b.block = o.block_id AND b.section = o.section_id WHERE b.kind = 'table'") == [(7,)]
assert one("PRAGMA foreign_key_check(observations)") == []
assert one("SELECT sum(value_decimal) FROM observations WHERE unit = 't'") == [(25340.0,)]
assert one("SELECT day_from, day_to FROM observations WHERE date = '1998' AND source = 'table'") == [("1998-01-01", "1998-12-31")]
assert one("SELECT row_path, title, path FROM observations WHERE source = 'table' LIMIT 1") == [('["=粮食"]', "+农业", "pages/4.html")]
assert one("SELECT date, value FROM series_of_tables WHERE series = '=粮食 · 产量'") == [("2012", "12000"), ("2013", "12340")]
assert one("SELECT series FROM series_of_tables WHERE unit = '人'") == [("人口",)], "a year is no part of what is measured"
print("read by SQLite", sqlite3.sqlite_version)
"#;
    assert!(run_python(&python, program, &[&summary.to]).starts_with("read by SQLite"));
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_holds_observations_and_blocks() {
    let Some(python) = python() else { return };
    let (_scratch, summary) = run("tables-parquet", Format::Parquet, false);
    let program = r#"
import datetime, decimal, sys
import duckdb, pyarrow as pa, pyarrow.parquet as pq
folder = sys.argv[1]
table = pq.read_table(f"{folder}/observations.parquet")
assert pa.types.is_date32(table.schema.field("day_from").type) and pa.types.is_dictionary(table.schema.field("unit").type)
assert pa.types.is_decimal(table.schema.field("value_decimal").type) and pa.types.is_integer(table.schema.field("row").type)
rows = [r for r in table.to_pylist() if r["source"] == "table"]
assert len(rows) < table.num_rows and all(r["table"] == 0 and r["mention"] for r in table.to_pylist() if r["source"] == "prose")
D = decimal.Decimal
assert [r["value_decimal"] for r in rows] == [D(12000), D(12340), D("2.8"), None, D(1000), None, D("12345678901234567890")]
assert [r["value"] for r in rows][-2:] == ["-1/3", "12345678901234567890"]
assert (rows[0]["day_from"], rows[0]["day_to"]) == (datetime.date(2012, 1, 1), datetime.date(2012, 12, 31))
# The offsets of mentions are those of the block's text.
found = duckdb.sql(f"""SELECT m.text, b.text[m.start + 1 : m."end"] FROM '{folder}/mentions.parquet' m
    JOIN '{folder}/blocks.parquet' b USING (record, section, block)""").fetchall()
assert len(found) == 28 and all(surface == cut for surface, cut in found), found
kinds = {r["kind"] for r in pq.read_table(f"{folder}/blocks.parquet").to_pylist()}
assert kinds == {"heading", "paragraph", "item", "table", "note", "figure"}, kinds
print(len(rows))
"#;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "7");
}

#[test]
fn a_data_package_says_what_its_files_hold() {
    let Some(python) = python() else { return };
    let (_scratch, summary) = run("tables-package", Format::Datapackage, false);
    let program = r#"
import csv, datetime, decimal, hashlib, json, re, sys
from frictionless import validate
folder = sys.argv[1]
report = validate(f"{folder}/datapackage.json")
assert report.valid and len(report.tasks) == 7, report.flatten(["code", "message"])
package = json.load(open(f"{folder}/datapackage.json", encoding="utf-8"))
assert package["$schema"].endswith("/2.0/datapackage.json")
flag = {"true": True, "false": False}.__getitem__
kinds = {"string": str, "integer": int, "number": decimal.Decimal, "date": datetime.date.fromisoformat, "boolean": flag}
files, keys = {}, {}
for resource in package["resources"]:
    raw = open(f"{folder}/{resource['path']}", "rb").read()
    assert (resource["bytes"], resource["hash"]) == (len(raw), "sha256:" + hashlib.sha256(raw).hexdigest())
    schema = resource["schema"]
    rows = list(csv.DictReader(open(f"{folder}/{resource['path']}", encoding="utf-8", newline="")))
    assert rows and list(rows[0]) == [f["name"] for f in schema["fields"]]
    for field in schema["fields"]:
        constraints = field.get("constraints", {})
        for row in rows:
            cell = row[field["name"]]
            row[field["name"]] = None if cell == "" else kinds[field["type"]](cell)
            assert cell != "" or not constraints.get("required"), (field, row)
            assert re.fullmatch(constraints.get("pattern", ".*"), cell, re.S)
    of = lambda row, names: tuple(row[n] for n in names)
    files[resource["name"]] = rows
    keys[resource["name"]] = found = {of(row, schema["primaryKey"]) for row in rows}
    assert len(found) == len(rows), resource["name"]
    for foreign in schema.get("foreignKeys", []):
        there = foreign["reference"]
        targets = {of(row, there["fields"]) for row in files[there["resource"]]}
        assert all(of(row, foreign["fields"]) in targets for row in rows), resource["name"]
told = [r for r in files["observations"] if r["source"] == "prose"]
assert told and all(r["table"] == 0 for r in told) and len({r["row"] for r in told if r["path"] == told[0]["path"]}) > 1
files["observations"] = [r for r in files["observations"] if r["source"] == "table"]
assert list(files)[:6] == ["pages", "sections", "blocks", "mentions", "tables", "observations"]
assert [r["value"] for r in files["observations"]][-2:] == ["-1/3", "12345678901234567890"]
for resource in package["resources"]:
    assert all(f["title"] and f["description"] for f in resource["schema"]["fields"]), resource["name"]
assert files["observations"][0]["day_from"] == datetime.date(2012, 1, 1)
assert files["observations"][0]["row_path"] == '["=粮食"]' and files["tables"][0]["header"] is True
print(len(files["observations"]))
"#;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "7");
}

#[test]
fn every_csv_file_has_the_legend_of_its_columns_beside_it() {
    for format in [Format::Csv, Format::Datapackage, Format::Tei, Format::Dc] {
        let (_scratch, summary) = run("legends", format, false);
        let legend = std::fs::read_to_string(summary.to.join("README.txt")).expect("README.txt");
        let mut seen = 0;
        for entry in std::fs::read_dir(&summary.to).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|e| e != "csv") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let part = legend.split(&format!("\n{name}  ")).nth(1).unwrap_or_else(|| panic!("no {name}"));
            let part = part.split("\n\n").next().unwrap();
            for column in text.lines().next().unwrap().split(',') {
                assert!(part.contains(&format!("\n  {column}  ")), "{name} {column}");
            }
            seen += 1;
        }
        assert!(seen > 0, "{format:?}");
    }
}

#[test]
fn a_spreadsheet_finds_no_formula_and_a_program_the_very_text() {
    let Some(python) = python() else { return };
    for bom in [false, true] {
        let (_scratch, summary) = run("tables-bom", Format::Csv, bom);
        let program = r#"
import csv, sys
folder, bom = sys.argv[1], sys.argv[2] == "True"
rows = lambda name: list(csv.DictReader(open(f"{folder}/{name}.csv", encoding="utf-8-sig", newline="")))
mark = "'" if bom else ""
assert rows("pages")[3]["title"] == mark + "+农业"
cells = [row["value"] for row in rows("tables")]
assert mark + "=1+1" in cells and mark + "=粮食" in cells and mark + "-1/3" in cells and "0.10" in cells
assert not bom or not any(cell[:1] in ("=", "+", "-", "@", "\t") for cell in cells)
print("read")
"#;
        let flag = std::path::Path::new(if bom { "True" } else { "False" });
        assert_eq!(run_python(&python, program, &[&summary.to, flag]).trim(), "read");
    }
}
