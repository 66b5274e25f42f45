//! Opens the workbook with readers that are not ours: what is a number is one, what is none is not, and nothing is
//! reckoned with.
#![cfg(feature = "xlsx")]

mod outside;
mod sample;

use std::fs;
use std::path::Path;

use nianjian::export::{Format, Request, Summary, export};
use outside::{python, soffice};
use sample::{Scratch, lines, paragraph, record, records, run_python, section, yearbook};
use serde_json::{Value, json};

/// Texts that a careless spreadsheet would turn into something else, in a table and in prose.
fn traps() -> Value {
    let cells =
        ["1/3", "0.10", "007", "=1+1", "+8", "-5", "3-5", "1,234.50", "12345678901234567890", "1E5", "TRUE"];
    let values: Vec<Value> =
        cells.iter().enumerate().map(|(i, cell)| json!({"row": i + 1, "column": 1, "value": cell})).collect();
    let mut rows = vec![json!(["名称", "数量"])];
    rows.extend(cells.iter().enumerate().map(|(i, cell)| json!([format!("第{i}项"), cell])));
    let table = json!({
        "kind": "table", "caption": "易错[数]: 'a'/b?", "unit_note": null, "header_rows": 1, "header_columns": 1,
        "rows": rows,
        "columns": [{"role": "label", "path": ["名称"]}, {"role": "value", "path": ["数量"]}],
        "heads": [], "values": [values[0], values[1], values[2], values[5], values[7], values[8]]
    });
    let text = paragraph(
        "三分之一，1.50万元，1893年立。",
        &[
            ("三分之一", "ratio", json!({"value": "1/3", "bound": "exact", "unit": "fraction"})),
            ("1.50万元", "money", json!({"value": "15000", "bound": "exact", "unit": "CNY"})),
            ("1893年", "date", json!({"value": "1893", "basis": "explicit"})),
        ],
    );
    let long = paragraph(&"長".repeat(40_000), &[]);
    record(5, "=HYPERLINK(\"http://h.cn\")", Some(2013), vec![section("易错", vec![table, text, long])])
}

fn run(scratch: &Scratch) -> Summary {
    let request = Request {
        from: scratch.0.clone(),
        to: None,
        format: Format::Xlsx,
        bom: false,
        sources: Vec::new(),
        bag: Default::default(),
        replace: false,
    };
    export(&request, &mut |fault| panic!("{fault}")).expect("the workbook is written")
}

fn sample(name: &str) -> Scratch {
    let mut all = records();
    all.extend([yearbook(), traps()]);
    Scratch::new(name).with_lines(&lines(&all))
}

#[test]
fn cells_have_their_types_and_texts_stay_texts() {
    let Some(python) = python() else { return };
    let scratch = sample("xlsx");
    let summary = run(&scratch);
    let program = r##"
import datetime, openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames[:8] == ["说明", "条目", "数值", "日期", "表格数据", "校核", "页面", "表格目录"], book.sheetnames
assert len(book.sheetnames) == 8 + 4 and book.sheetnames[-1] == "表4 易错数 ab"
assert book.properties.created == datetime.datetime(2000, 1, 1)
for sheet in book:
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", (sheet.title, cell.coordinate, cell.value)
def rows(name):
    sheet = book[name]
    assert sheet.freeze_panes and sheet.auto_filter.ref, name
    head, *rest = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row)) for row in rest]
numbers, dates, seen = rows("数值"), rows("日期"), rows("表格数据")
assert len(numbers) + len(dates) == 28 + 3 and not any(r["类型"] == "date" for r in numbers)
by = {r["原文"]: r for r in numbers}
assert by["1.2亿元"]["值"] == 120000000 and by["3.5%"]["值"] == 3.5 and by["三分之一"]["值"] == "1/3"
assert by["3天"]["值"] == "P3D" and by["50多万元"]["界限"] == "more_than"
assert all(r["原文"] in r["所在句"] for r in numbers + dates)
days = {r["原文"]: (r["值"], r["起日"], r["止日"]) for r in dates}
assert days["1月17日下午"][1:] == (datetime.datetime(2013, 1, 17),) * 2
assert days["1893年"] == ("1893", "1893-01-01", "1893-12-31")
values = {(r["表题"], r["行"], r["列"]): r["值"] for r in seen}
assert values[("2013年主要农产品产量", 2, 1)] == 12000 and values[("2013年主要农产品产量", 3, 3)] == "-1/3"
assert values[("2013年主要农产品产量", 3, 1)] is None
assert [v for (c, *_), v in values.items() if c is None] == ["12345678901234567890"]
entries = rows("条目")
cut = next(r["正文"] for r in entries if r["条目标题"] == "易错")
assert len(cut) == 32767 and cut.endswith("字，见 CSV〕"), len(cut)
assert entries[-1]["篇名"].startswith("=HYPERLINK")
notes = [cell.comment.text for cell in book["数值"][1]]
assert all("（" in note for note in notes)
grid = [[c for c in row] for row in book["表4 易错数 ab"].iter_rows(min_row=5)]
assert [c.value for c in grid[0][:2]] == ["名称", "数量"]
shown = [(row[1].value, row[1].data_type, row[1].number_format) for row in grid[1:12]]
assert shown[0][:2] == ("1/3", "s") and shown[1] == (0.1, "n", "0.00") and shown[2][:2] == ("007", "s"), shown
assert shown[3][:2] == ("=1+1", "s") and shown[5] == (-5, "n", "0") and shown[7] == (1234.5, "n", "#,##0.00")
assert shown[8][:2] == ("12345678901234567890", "s") and shown[10][:2] == ("TRUE", "s")
links = [cell.hyperlink for cell in book["表格目录"]["B"][1:]]
for link, title in zip(links, book.sheetnames[8:]):
    assert link.location.replace("'", "") == f"{title}!A1", (link.location, title)
print(len(links))
"##;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "4");
}

#[test]
fn a_workbook_of_a_run_that_has_not_ended_says_so() {
    let Some(python) = python() else { return };
    let scratch = sample("xlsx-unfinished");
    fs::write(scratch.path("journal.jsonl"), "").expect("a journal");
    let summary = run(&scratch);
    let program = r##"
import openpyxl, sys
book = openpyxl.load_workbook(sys.argv[1])
assert "come to its end" in book.properties.description
assert any("come to its end" in (row[0] or "") for row in book["说明"].iter_rows(values_only=True))
print("said")
"##;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "said");
}

#[test]
fn libreoffice_opens_it_and_shows_what_is_written() {
    let Some(soffice) = soffice() else { return };
    let scratch = sample("xlsx-office");
    let summary = run(&scratch);
    let folder = scratch.path("shown");
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1";
    let output = std::process::Command::new(soffice)
        .arg(format!("-env:UserInstallation=file://{}", scratch.path("profile").display()))
        .args(["--headless", "--convert-to", filter, "--outdir"])
        .arg(&folder)
        .arg(&summary.to)
        .output()
        .expect("soffice runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let sheet = |name: &str| {
        let path = folder.join(format!("records-{name}.csv"));
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
    };
    let grid = sheet("表4 易错数 ab");
    let cells: Vec<&str> =
        grid.lines().skip(5).take(11).filter_map(|line| line.split_once(',')).map(|c| c.1).collect();
    let expected = [
        "1/3",
        "0.10",
        "007",
        "=1+1",
        "+8",
        "-5",
        "3-5",
        "\"1,234.50\"",
        "12345678901234567890",
        "1E5",
        "TRUE",
    ];
    assert_eq!(cells, expected, "{grid}");
    assert!(sheet("数值").contains(",三分之一,1/3,") && sheet("日期").contains("2013-01-17"));
    assert!(sheet("条目").contains("=HYPERLINK(\"\"http://h.cn\"\")"));
}

#[test]
fn more_tables_than_a_workbook_takes_stand_beside_it_a_workbook_a_folder() {
    let table = |n: usize| {
        json!({"kind": "table", "caption": format!("表{n}"), "unit_note": null, "header_rows": 1,
               "rows": [["年", "数"], ["2013", n.to_string()]]})
    };
    let all: Vec<Value> = (1..=42)
        .map(|n| {
            let tables = (0..5).map(|i| table(n * 10 + i)).collect();
            let mut page =
                record(u32::try_from(n).unwrap(), "农业", Some(2013), vec![section("产量", tables)]);
            page["source"]["path"] = format!("{}/{n}.html", if n % 2 == 0 { "上册" } else { "下 册" }).into();
            page
        })
        .collect();
    let scratch = Scratch::new("xlsx-many").with_lines(&lines(&all));
    let summary = run(&scratch);
    assert!(summary.notes.iter().any(|note| note.contains("210 tables")), "{:?}", summary.notes);
    let names = |at: &Path| {
        let mut names: Vec<String> =
            fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&scratch.path("records-tables")), [".nianjian", "001-上册.xlsx", "002-下_册.xlsx"]);
    // Again, and it replaces its own.
    let first = sample::snapshot(&scratch.path("records-tables"));
    run(&scratch);
    assert!(
        sample::snapshot(&scratch.path("records-tables")) == first,
        "the same records give the same bytes"
    );
    let Some(python) = python() else { return };
    let program = r##"
import openpyxl, os, sys
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames[-1] == "表格目录", book.sheetnames
links = [cell.hyperlink for cell in book["表格目录"]["B"][1:]]
assert len(links) == 210
others = {}
for link, row in zip(links, book["表格目录"].iter_rows(min_row=2, values_only=True)):
    path = os.path.join(os.path.dirname(sys.argv[1]), link.target)
    other = others.get(path) or others.setdefault(path, openpyxl.load_workbook(path))
    title = link.location.replace("'", "").split("!")[0]
    assert other[title]["A1"].value == row[1], (title, row)
assert sorted(len(book.sheetnames) for book in others.values()) == [105, 105]
print(len(others))
"##;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "2");
}
