//! Reads every view back, with readers that are not ours where there are any, and compares it with
//! the records it was made from.

mod outside;
mod sample;

use std::fs;
use std::path::Path;

use nianjian::export::read::Fault;
use nianjian::export::staging::Shape;
use nianjian::export::{BagOptions, Format, Request, Summary, export};
use outside::python;
use sample::{Scratch, lines, records, run_python, snapshot};

fn request(scratch: &Scratch, format: Format) -> Request {
    Request {
        from: scratch.0.clone(),
        to: None,
        format,
        bom: false,
        sources: Vec::new(),
        bag: Default::default(),
        replace: false,
    }
}

/// All but those that cannot be made from records alone.
fn formats() -> impl Iterator<Item = Format> {
    Format::ALL.iter().copied().filter(|format| format.name() != "wacz")
}

fn run(request: &Request) -> (Summary, Vec<Fault>) {
    let mut faults = Vec::new();
    let summary = export(request, &mut |fault| faults.push(fault.clone())).expect("the export is written");
    (summary, faults)
}

#[test]
fn broken_and_foreign_lines_are_named_and_left_out() {
    let good = lines(&records());
    let mut all = good.clone();
    all.insert(0, "{\"id\": \"cut".into());
    all.insert(2, good[0].replace("nianjian.record/2", "other.record/7"));
    all.insert(3, String::new());
    all.insert(
        4,
        good[0].replacen("\"origin\"", "\"orign\"", 1).replacen(
            &format!("{:064x}", 1),
            &format!("{:064x}", 9),
            2,
        ),
    );
    all.push(good[1].clone());
    all.push("[1, 2]".into());
    let broken = Scratch::new("faults").with_lines(&all);
    let clean = Scratch::new("no-faults").with_lines(&good);
    for format in formats() {
        let (summary, faults) = run(&request(&broken, format));
        assert_eq!(summary.records, 3, "{format:?}");
        let expected = [(1, "JSON"), (3, "other.record/7"), (5, "orign"), (9, "record")];
        assert_eq!(faults.len(), expected.len(), "{format:?}: {faults:#?}");
        assert_eq!(summary.faults, 4);
        assert!(
            summary.notes.iter().any(|n| n.contains("line 8")),
            "the repeated record is told: {:?}",
            summary.notes
        );
        for (fault, (line, word)) in faults.iter().zip(expected) {
            assert_eq!(fault.line, line, "{fault}");
            assert!(fault.reason.contains(word), "{fault} does not say {word}");
        }
        let (other, none) = run(&request(&clean, format));
        assert!(none.is_empty());
        assert_eq!(
            snapshot(&summary.to),
            snapshot(&other.to),
            "{format:?}: the good records give the same view"
        );
    }
}

#[test]
fn bytes_that_are_no_utf8_are_a_fault_and_not_the_end() {
    let scratch = Scratch::new("bytes");
    let mut bytes = b"\xff\xfe{}\n".to_vec();
    bytes.extend(lines(&records()).join("\r\n").bytes());
    fs::write(scratch.path("records.jsonl"), bytes).unwrap();
    let (summary, faults) = run(&request(&scratch, Format::Csv));
    assert_eq!((summary.records, faults.len()), (3, 1));
    assert!(faults[0].to_string().contains("records.jsonl:1: expected UTF-8"), "{}", faults[0]);
}

#[test]
fn the_same_records_give_the_same_bytes_and_replace_what_stood_there() {
    let scratch = Scratch::new("again").with_lines(&lines(&records()));
    for format in formats() {
        let (summary, _) = run(&request(&scratch, format));
        let first = snapshot(&summary.to);
        let (summary, _) = run(&request(&scratch, format));
        assert_eq!(first, snapshot(&summary.to), "{format:?}");
    }
    let left: Vec<_> = fs::read_dir(&scratch.0).unwrap().map(|e| e.unwrap().file_name()).collect();
    let marks = formats().filter(|f| f.shape() == Shape::File).count();
    assert_eq!(left.len(), 1 + formats().count() + marks, "nothing but their marks is left: {left:?}");
}

#[test]
fn views_of_a_run_that_has_not_ended_say_so() {
    let scratch = Scratch::new("unfinished").with_lines(&lines(&records()));
    fs::write(scratch.path("journal.jsonl"), "").unwrap();
    for format in formats() {
        let (summary, _) = run(&request(&scratch, format));
        assert!(summary.notes.iter().any(|note| note.contains("come to its end")), "{format:?}");
        let said = |(name, bytes): &(String, Vec<u8>)| {
            !name.contains(".nianjian") && bytes.windows(15).any(|window| window == b"come to its end")
        };
        // A workbook is packed, and has its own test.
        assert_eq!(snapshot(&summary.to).iter().any(said), format.name() != "xlsx", "{format:?}");
    }
}

#[test]
fn an_export_that_fails_leaves_the_one_before() {
    let scratch = Scratch::new("fails").with_lines(&lines(&records()));
    let with_source =
        Request { sources: vec![scratch.path("records.jsonl")], ..request(&scratch, Format::Bagit) };
    let (summary, _) = run(&with_source);
    let before = snapshot(&summary.to);
    let missing = Request { sources: vec![scratch.path("not-there.warc.gz")], ..with_source };
    let error = export(&missing, &mut |_| {}).expect_err("a missing source fails").to_string();
    assert!(error.contains("not-there.warc.gz"), "{error}");
    assert_eq!(snapshot(&summary.to), before);
    let error =
        export(&Request { from: scratch.path("nowhere"), ..missing }, &mut |_| {}).expect_err("no records");
    assert!(error.to_string().contains("records"), "{error}");
}

#[test]
fn csv_reads_back_to_the_same_values() {
    let Some(python) = python() else { return };
    let scratch = Scratch::new("csv").with_lines(&lines(&records()));
    for bom in [false, true] {
        let (summary, _) = run(&Request { bom, ..request(&scratch, Format::Csv) });
        let program = r#"
import csv, json, sys
folder, jsonl, bom = sys.argv[1], sys.argv[2], sys.argv[3] == "True"
records = [json.loads(line) for line in open(jsonl, encoding="utf-8") if line.strip()]
def rows(name):
    raw = open(f"{folder}/{name}.csv", "rb").read()
    assert raw.startswith(b"\xef\xbb\xbf") == bom
    return list(csv.DictReader(open(f"{folder}/{name}.csv", encoding="utf-8-sig", newline="")))
def same(cell, value):
    assert cell == ("" if value is None else str(value)), (cell, value)
pages = rows("pages")
assert len(pages) == len(records)
for row, r in zip(pages, records):
    same(row["record"], r["id"]); same(row["path"], r["source"]["path"]); same(row["title"], r["title"])
    same(row["coverage_year"], (r["coverage"] or {}).get("year"))
    assert json.loads(row["breadcrumb"]) == r["breadcrumb"]
    assert json.loads(row["contributors"]) == r["contributors"]
    same(row["bytes"], r["source"]["bytes"]); same(row["charset"], r["source"]["charset"]["name"])
sections = rows("sections")
flat = [(r, s) for r in records for s in r["sections"]]
assert len(sections) == len(flat)
for row, (r, s) in zip(sections, flat):
    same(row["heading"], s["heading"])
    same(row["text"], "\n".join(b["text"] for b in s["blocks"] if "text" in b))
mentions = rows("mentions")
texts = lambda s: [(0, s["heading"], s["heading_mentions"])] + [(i, b["text"], b["mentions"]) for i, b in enumerate(s["blocks"], 1) if "text" in b]
flat = [(i, text, m) for r in records for s in r["sections"] for i, text, found in texts(s) for m in found]
assert len(mentions) == len(flat) and any(i == 0 for i, text, m in flat)
for row, (i, text, m) in zip(mentions, flat):
    for name in ("type start end text value max bound unit per basis relation part_of_day time").split():
        same(row[name], m.get(name))
    same(row["block"], i)
    assert text[int(row["start"]):int(row["end"])] == row["text"]
    assert row["text"] in row["sentence"] and row["sentence"] in text
    start = int(row["sentence_start"])
    assert text[start:start + len(row["sentence"])] == row["sentence"]
    assert start <= int(row["start"]) and int(row["end"]) <= start + len(row["sentence"])
    bare = lambda words: words.replace(" ", "")
    assert bare(row["before"] + row["text"] + row["after"]) in bare(text), row
cells = rows("tables")
flat = [v for r in records for s in r["sections"] for b in s["blocks"] for row in b.get("rows", []) for v in row]
assert [row["value"] for row in cells] == ["'=1+1" if bom and v == "=1+1" else v for v in flat]
assert [row["header"] for row in cells][:3] == ["true", "true", "false"]
print(len(mentions))
"#;
        let flag = if bom { "True" } else { "False" };
        let told =
            run_python(&python, program, &[&summary.to, &scratch.path("records.jsonl"), Path::new(flag)]);
        assert_eq!(told.trim(), "28");
    }
}

#[cfg(feature = "search")]
#[test]
fn python_reads_the_database() {
    let Some(python) = python() else { return };
    let scratch = Scratch::new("sqlite").with_lines(&lines(&records()));
    let (summary, _) = run(&request(&scratch, Format::Sqlite));
    let program = r#"
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
one = lambda sql, *a: db.execute(sql, a).fetchall()
assert one("PRAGMA integrity_check") == [("ok",)]
assert one("PRAGMA foreign_key_check") == []
assert one("SELECT count(*) FROM pages") == [(3,)]
assert one("SELECT count(*) FROM mentions") == [(28,)]
def found(words):
    return [r[0] for r in one("SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", words)]
assert found('"妇联"') == [1, 3], found('"妇联"')
assert found("捐款") == [1, 3, 4]
assert found('"妇女 女之 之家"') == [1, 3]
assert found("县*") == [1] and found("村*") == [1]
assert found("heading : 培训") == [2]
assert found("title : 妇女") == [1, 3]
assert found("捐款 NOT 妇联") == [4]
assert found("捐助") == [1]
assert one("SELECT text FROM figures WHERE type='money' AND amount >= 1e8") == [("1.2亿元",)]
assert one("SELECT count(*) FROM figures") == [(17,)]
assert one("SELECT value, day_from, day_to FROM dates WHERE value LIKE '%X'") == [("198X", "1980-01-01", "1989-12-31")]
assert one("SELECT coverage_year, pages, mentions FROM years") == [(None, 1, 5), (2013, 1, 16), (2014, 1, 7)], one("SELECT * FROM years")
for text, start, end, context in one('SELECT text, start, "end", context FROM figures'):
    assert context[start:end] == text
assert one("SELECT value FROM cells ORDER BY block, row, \"column\"")[-1] == ('a,b\n"c"',)
assert one("SELECT name FROM people WHERE coverage_year = 2014") == [("倪晓燕",)]
print("read by SQLite", sqlite3.sqlite_version)
"#;
    assert!(run_python(&python, program, &[&summary.to]).starts_with("read by SQLite"));
}

#[test]
fn tei_is_valid_and_marks_every_mention() {
    let Some(python) = python() else { return };
    let scratch = Scratch::new("tei").with_lines(&lines(&records()));
    let (summary, _) = run(&request(&scratch, Format::Tei));
    let program = r##"
import csv, json, os, sys
from importlib.util import find_spec
from lxml import etree
folder, jsonl = sys.argv[1:3]
schema = etree.RelaxNG(etree.parse(os.path.join(find_spec("schemas").submodule_search_locations[0], "tei_all.rng")))
assert not schema.validate(etree.fromstring("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text/></TEI>"))
T = "{http://www.tei-c.org/ns/1.0}"
records = {r["id"]: r for r in (json.loads(line) for line in open(jsonl, encoding="utf-8"))}
tested = 0
legal = lambda text: text.replace("\x01", "\ufffd")
for row in csv.DictReader(open(f"{folder}/texts.csv", encoding="utf-8", newline="")):
    tree = etree.parse(f"{folder}/{row['file']}")
    assert schema.validate(tree), schema.error_log
    record = records.pop(row["record"])
    body = tree.find(f".//{T}body")
    heads = [e for e in body.iter(f"{T}head") if e.getparent().tag == T + "div"]
    texts = [e for e in body.iter(f"{T}head", f"{T}p", f"{T}item", f"{T}note") if (e.tag != T + "head" or e in heads) and (e.tag != T + "note" or e.get("place") == "bottom")]
    wanted = []
    for s in record["sections"]:
        wanted += [(s["heading"], s["heading_mentions"])] if s["heading"] else []
        wanted += [(b["text"], b["mentions"]) for b in s["blocks"] if "text" in b]
    assert ["".join(e.itertext()) for e in texts] == [legal(text) for text, _ in wanted]
    mentions = [m for _, found in wanted for m in found]
    marks = [e for e in body.iter(f"{T}date", f"{T}measure", f"{T}time", f"{T}num") if not (e.tag == T + "num" and e.getparent().tag == T + "measure") and e.getparent().tag != T + "cell"]
    assert len(marks) == len(mentions)
    for e, m in zip(marks, mentions):
        assert "".join(e.itertext()) == m["text"]
        if m["type"] == "date":
            assert e.tag == T + "date" and e.get("when-custom").split()[0] == m["value"]
            plain = all(c in "0123456789-" for c in m["value"]) and m["value"][5:7] <= "12"
            assert (e.get("when") == m["value"]) == plain, m
        elif m["type"] == "duration":
            assert e.tag == T + "time" and e.get("dur-iso") == m["value"]
        elif m["type"] == "ordinal":
            assert e.tag == T + "num" and (e.get("value"), e.get("subtype")) == (m["value"], m["unit"])
        else:
            assert e.tag == T + "measure" and (e.get("type"), e.get("quantity"), e.get("unit")) == (m["type"], m["value"], m["unit"])
        bound = m.get("bound", "exact")
        assert (f"#bound-{bound}" in e.get("ana", "").split()) == (bound != "exact")
        assert (e.find(f"{T}certainty") is not None) == (bound != "exact")
        num = e.find(f"{T}num")
        if bound in ("more_than", "at_least"):
            assert num.get("atLeast") == m["value"] and num.get("atMost") is None
        if bound in ("less_than", "at_most"):
            assert num.get("atMost") == m["value"] and num.get("atLeast") is None
        if "max" in m:
            assert (num.get("atLeast"), num.get("atMost")) == (m["value"], m["max"])
        tested += 1
    for name in (e.get("ana", "") for e in tree.iter()):
        for pointer in name.split():
            assert tree.find(f".//{T}category[@{{http://www.w3.org/XML/1998/namespace}}id='{pointer[1:]}']") is not None
assert not records
season = [d for row in csv.DictReader(open(f"{folder}/texts.csv", encoding="utf-8")) for d in etree.parse(f"{folder}/{row['file']}").iter(f"{T}date") if d.get("when-custom") == "2014-24"]
assert [(d.get("notBefore"), d.get("notAfter")) for d in season] == [("2014-12-01", "2015-02-28")]
print(tested)
"##;
    let told = run_python(&python, program, &[&summary.to, &scratch.path("records.jsonl")]);
    assert_eq!(told.trim(), "28");
}

/// The names that a document of JSON-LD gives.
fn names_in(value: &serde_json::Value, into: &mut Vec<String>) {
    if let Some(fields) = value.as_object() {
        into.extend(fields.get("@id").and_then(|name| name.as_str()).map(str::to_owned));
        fields.values().for_each(|value| names_in(value, into));
    }
    value.as_array().into_iter().flatten().for_each(|value| names_in(value, into));
}

#[test]
fn citations_are_those_of_the_reading_site_and_texts_are_whole() {
    let scratch = Scratch::new("citations").with_lines(&lines(&records()));
    let (summary, _) = run(&request(&scratch, Format::Citations));
    let read = |name: &str| fs::read_to_string(summary.to.join(name)).unwrap();
    let items: Vec<serde_json::Value> = serde_json::from_str(&read("csl.json")).unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!((&items[0]["type"], &items[0]["container-title"]), (&"chapter".into(), &"通州年鉴".into()));
    assert_eq!(items[0]["issued"]["date-parts"], serde_json::json!([[2015, 1, 26]]));
    assert!(items.iter().all(|item| item["id"].is_string() && item["title"].is_string()));
    let first = read("gbt7714.txt").lines().next().unwrap().to_owned();
    assert!(first.starts_with("倪晓燕. 通州区妇女联合会[M/OL]//通州年鉴：2014. (2015-01-26)"), "{first}");
    assert_eq!(read("gbt7714.txt").lines().count(), 3);
    assert_eq!(read("citations.bib").matches("@incollection{").count(), 3);

    let (summary, _) = run(&request(&scratch, Format::Texts));
    let texts = fs::read_to_string(&summary.to).unwrap();
    let texts: Vec<serde_json::Value> =
        texts.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(texts.len(), 3);
    for (text, record) in texts.iter().zip(records()) {
        assert_eq!(text.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "text", "metadata"]);
        assert_eq!(text["id"], record["id"]);
        let words = text["text"].as_str().unwrap();
        assert!(words.starts_with(record["title"].as_str().unwrap()));
        let blocks =
            record["sections"].as_array().unwrap().iter().flat_map(|s| s["blocks"].as_array().unwrap());
        for block in blocks.filter_map(|block| block["text"].as_str()) {
            assert!(words.contains(block), "{block}");
        }
        assert_eq!(text["metadata"]["coverage_year"], record["coverage"]["year"]);
    }
    assert_eq!(texts[0]["metadata"]["tables"], 1);
}

#[test]
fn dublin_core_and_json_ld_say_what_the_records_say() {
    let scratch = Scratch::new("dc").with_lines(&lines(&records()));
    let (summary, _) = run(&request(&scratch, Format::Jsonld));
    let document: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&summary.to).unwrap()).unwrap();
    let graph = document["@graph"].as_array().unwrap();
    assert_eq!(document["@context"], "https://schema.org");
    assert_eq!(graph.len(), 3);
    assert_eq!(graph[0]["headline"], "通州区妇女联合会");
    assert_eq!(graph[0]["temporalCoverage"], "2013");
    assert_eq!(graph[0]["isPartOf"]["volumeNumber"], "2014");
    assert_eq!(graph[1]["hasPart"][0]["name"], "概况");
    let section = &graph[0]["hasPart"][0];
    let name = graph[0]["@id"].as_str().unwrap();
    assert!(name.starts_with("urn:nianjian:"), "{name}");
    assert_eq!(section["@id"], format!("{name}#s1"));
    assert_eq!(section["hasPart"][0]["@id"], format!("{name}#s1b1"));
    let amount = &section["hasPart"][0]["mentions"][3];
    assert_eq!(amount["@id"], format!("{name}#s1b1m4"));
    assert_eq!((&amount["@type"], &amount["minValue"]), (&"MonetaryAmount".into(), &"500000".into()));
    let table = section["hasPart"].as_array().unwrap().iter().find(|part| part["@type"] == "Table").unwrap();
    assert_eq!((&table["name"], &table["@id"]), (&"经费".into(), &format!("{name}#s1b4").into()));
    let mut names = Vec::new();
    names_in(&document, &mut names);
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all, "a name is given once");
    assert!(all > 40, "{all}");
    let Some(python) = python() else { return };
    let (summary, _) = run(&request(&scratch, Format::Dc));
    let program = r#"
import csv, sys
from lxml import etree
folder = sys.argv[1]
rows = list(csv.DictReader(open(f"{folder}/metadata.csv", encoding="utf-8", newline="")))
D = "{http://purl.org/dc/elements/1.1/}"
tree = etree.parse(f"{folder}/dc.xml")
assert len(rows) == len(tree.getroot()) == 3
for row, dc in zip(rows, tree.getroot()):
    for name in ("title", "creator", "contributor", "publisher", "date", "type", "format", "identifier", "coverage", "description"):
        assert row["dc." + name] == "|".join(e.text for e in dc.iter(D + name)), name
assert rows[0]["filename"] == "pages/1.html" and rows[0]["dc.relation"] == "通州年鉴 2014"
assert rows[2]["dc.coverage"] == ""
print("read")
"#;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "read");
}

#[test]
fn a_bag_is_valid_and_one_changed_byte_is_seen() {
    use sha2::Digest;
    let Some(python) = python() else { return };
    let scratch = Scratch::new("bag");
    let page = "<p>年鉴 100%</p>";
    let digest: String = sha2::Sha256::digest(page).iter().map(|b| format!("{b:02x}")).collect();
    let mut all = records();
    all[0]["source"]["path"] = "pages/通州 100%.html".into();
    all[0]["source"]["sha256"] = digest.into();
    all[1]["source"]["path"] = "../outside.html".into();
    let scratch = scratch.with_lines(&lines(&all));
    let sources = scratch.path("sources");
    fs::create_dir_all(sources.join("pages")).unwrap();
    fs::write(sources.join("pages/通州 100%.html"), page).unwrap();
    fs::write(sources.join("pages/3.html"), "another page").unwrap();
    fs::write(scratch.path("outside.html"), "not to be taken").unwrap();
    fs::write(scratch.path("pages.warc.gz"), "a WARC").unwrap();
    let (summary, _) = run(&Request {
        sources: vec![sources, scratch.path("pages.warc.gz")],
        bag: BagOptions {
            info: [
                ("Source-Organization", "通州区档案馆"),
                ("Contact-Name", "倪: 晓燕"),
                ("Bagging-Date", "2026-11-29"),
            ]
            .map(|(label, value)| (label.to_owned(), value.to_owned()))
            .to_vec(),
            licence: Some("https://creativecommons.org/licenses/by/4.0/".into()),
            site: None,
        },
        ..request(&scratch, Format::Bagit)
    });
    assert_eq!(summary.notes.len(), 2, "{:?}", summary.notes);
    assert!(summary.notes[0].contains("1 of 3 pages"), "{:?}", summary.notes);
    assert!(summary.notes[1].contains("pages/3.html is not as it was"), "{:?}", summary.notes);
    let program = r#"
import bagit, csv, json, os, sys, urllib.parse
folder = sys.argv[1]
bag = bagit.Bag(folder)
bag.validate()
names = sorted(bag.payload_files())
assert bag.info["Source-Organization"] == "通州区档案馆" and bag.info["Contact-Name"] == "倪: 晓燕"
from rocrate.rocrate import ROCrate
assert ROCrate(f"{folder}/data").name == "通州年鉴、通州年鉴 2014、通州年鉴 2015", ROCrate(f"{folder}/data").name
crate = json.load(open(f"{folder}/data/ro-crate-metadata.json", encoding="utf-8"))
assert crate["@context"] == "https://w3id.org/ro/crate/1.2/context"
about = {entity["@id"]: entity for entity in crate["@graph"]}
assert len(about) == len(crate["@graph"])
assert about["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
root = about["./"]
assert root["datePublished"] == "2026-11-29" and root["license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}
parts = [part["@id"] for part in root["hasPart"]]
assert all(part in about for part in parts), parts
unquoted = {urllib.parse.unquote(part) for part in parts}
assert {name[5:] for name in names} - unquoted == {"ro-crate-metadata.json"}, (names, unquoted)
record = about["objects/records/pages/通州%20100％.html.json"]
assert record["isBasedOn"] == {"@id": "objects/sources/pages/通州%20100％.html"} and record["name"] == "通州区妇女联合会"
rows = list(csv.DictReader(open(f"{folder}/data/metadata/metadata.csv", encoding="utf-8", newline="")))
assert len(rows) == 3 and all(os.path.exists(f"{folder}/data/{r['filename']}") for r in rows)
assert "data/objects/sources/pages/通州 100％.html" in names and "data/objects/sources/pages.warc.gz" in names
assert not any("outside" in name for name in names), names
for name in names + ["manifest-sha512.txt", "bag-info.txt"]:
    path = os.path.join(folder, name)
    good = open(path, "rb").read()
    bad = bytearray(good); bad[len(bad) // 2] ^= 1
    open(path, "wb").write(bad)
    try:
        bagit.Bag(folder).validate()
    except bagit.BagError:
        pass
    else:
        sys.exit(f"a changed byte in {name} is not seen")
    open(path, "wb").write(good)
bagit.Bag(folder).validate()
print(len(names))
"#;
    assert_eq!(run_python(&python, program, &[&summary.to]).trim(), "8");
}

#[test]
fn a_line_of_bag_info_that_is_none_is_refused() {
    let scratch = Scratch::new("bag-info").with_lines(&lines(&records()));
    for (label, value) in
        [("", "x"), ("A:B", "x"), ("A", "x\ny"), ("payload-oxum", "1.1"), (" A", "x"), ("A", " ")]
    {
        let bag = BagOptions { info: vec![(label.into(), value.into())], ..BagOptions::default() };
        let refused = export(&Request { bag, ..request(&scratch, Format::Bagit) }, &mut |_| {});
        let told = refused.expect_err("no line of bag-info.txt").to_string();
        assert!(told.contains("bag-info.txt"), "{told}");
    }
    assert!(!scratch.path("bagit").exists());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_agrees_with_the_records() {
    let Some(python) = python() else { return };
    let scratch = Scratch::new("parquet").with_lines(&lines(&records()));
    let (summary, _) = run(&request(&scratch, Format::Parquet));
    let program = r#"
import datetime, decimal, json, sys
import duckdb, pyarrow as pa, pyarrow.parquet as pq
folder, jsonl = sys.argv[1:3]
records = [json.loads(line) for line in open(jsonl, encoding="utf-8")]
mentions = [m for r in records for s in r["sections"] for b in [{"mentions": s["heading_mentions"]}] + s["blocks"] for m in b.get("mentions", [])]
table = pq.read_table(f"{folder}/mentions.parquet")
assert table.num_rows == len(mentions)
assert pa.types.is_dictionary(table.schema.field("type").type), table.schema
assert pa.types.is_decimal(table.schema.field("value_decimal").type)
assert pa.types.is_date32(table.schema.field("day_from").type)
for name in "type start end text value max bound unit per basis relation part_of_day time".split():
    assert table.column(name).to_pylist() == [m.get(name) for m in mentions], name
D = decimal.Decimal
total = sum(D(m["value"]) for m in mentions if m["type"] == "money")
db = duckdb.sql(f"SELECT count(*), sum(value_decimal) FROM '{folder}/mentions.parquet' WHERE type = 'money'").fetchall()[0]
assert db == (sum(m["type"] == "money" for m in mentions), total), (db, total)
day = duckdb.sql(f"SELECT day_from, day_to FROM '{folder}/mentions.parquet' WHERE value = '198X'").fetchall()[0]
assert day == (datetime.date(1980, 1, 1), datetime.date(1989, 12, 31)), day
pages = pq.read_table(f"{folder}/pages.parquet").to_pylist()
assert [p["record"] for p in pages] == [r["id"] for r in records]
assert [p["coverage_year"] for p in pages] == [2013, 2014, None]
sections = pq.read_table(f"{folder}/sections.parquet").to_pylist()
assert [s["heading"] for s in sections] == [s["heading"] for r in records for s in r["sections"]]
print(table.num_rows)
"#;
    let told = run_python(&python, program, &[&summary.to, &scratch.path("records.jsonl")]);
    assert_eq!(told.trim(), "28");
}

#[cfg(feature = "cli")]
#[test]
fn the_program_names_broken_lines_and_exits_with_1() {
    use std::process::Command;
    let mut all = lines(&records());
    all.push("{}".into());
    let scratch = Scratch::new("program").with_lines(&all);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_nianjian"))
            .arg("export")
            .arg(&scratch.0)
            .args(arguments)
            .output()
            .expect("the program runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, told) = run(&["--to", "dc"]);
    assert_eq!(status, Some(1));
    assert!(told.contains("records.jsonl:4: expected a record"), "{told}");
    assert!(scratch.path("dc/dc.xml").is_file());
    assert_eq!(run(&["--to", "tei", "--bom"]).0, Some(2));
    assert_eq!(run(&["--to", "papyrus"]).0, Some(2));
    assert_eq!(run(&["--to", "csv", "--info", "A: b"]).0, Some(2));
    assert_eq!(run(&["--to", "bagit", "--info", "no colon"]).0, Some(2));
    #[cfg(feature = "fetch")]
    assert!(run(&["--to", "wacz"]).1.contains("--sources"));
    #[cfg(feature = "site")]
    {
        let (status, told) = run(&["--to", "bagit", "--site", "--info", "Source-Organization: 通州区档案馆"]);
        assert_eq!(status, Some(1), "{told}");
        let manifest = fs::read_to_string(scratch.path("bagit/manifest-sha512.txt")).unwrap();
        assert!(
            manifest.contains("  data/site/index.html\n") && !manifest.contains(".nianjian"),
            "{manifest}"
        );
        assert!(!scratch.path("bagit/data/site/.nianjian").exists());
        let verified =
            Command::new(env!("CARGO_BIN_EXE_nianjian")).arg("verify").arg(scratch.path("bagit")).output();
        assert_eq!(verified.expect("the program runs").status.code(), Some(0));
    }
    assert_eq!(
        run(&["--to", "csv", "-o", env!("CARGO_MANIFEST_DIR")]).0,
        Some(2),
        "a strange folder is not replaced"
    );
}
