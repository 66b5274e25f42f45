//! Holds the reading site to what it promises: the same bytes for the same records, only what changed written
//! anew, sizes, links that lead somewhere, hostile text that stays text; and in a real browser, where one is
//! installed, everything that only a browser can tell (`tests/site/browser.cjs`).
#![cfg(all(feature = "site", feature = "cli"))]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use nianjian::site::{Language, Request, write};
use serde_json::{Value, json};

fn scratch(name: &str) -> PathBuf {
    let at = std::env::temp_dir().join(format!("nianjian-site-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&at);
    fs::create_dir_all(&at).expect("a scratch folder");
    at
}

/// The records of the fixtures, a record with every kind of table value, and a hostile one.
fn records(at: &Path) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut lines = Vec::new();
    let mut folders: Vec<_> = fs::read_dir(fixtures).expect("fixtures").flatten().map(|f| f.path()).collect();
    folders.sort();
    for folder in folders {
        if let Ok(text) = fs::read_to_string(folder.join("record.json")) {
            let record: Value = serde_json::from_str(&text).expect("a record");
            lines.push(record);
        }
    }
    let first = lines.first().expect("a fixture").clone();
    lines.push(hostile(first.clone()));
    lines.push(figures(first));
    let text: String = lines.iter().map(|l| format!("{l}\n")).collect();
    fs::write(at.join("records.jsonl"), text).expect("records are written");
}

const HOSTILE: &str =
    "</title><script>window.hacked=1</script>\"onerror=\"window.hacked=1\" x='\u{202E}\u{2066}\u{7}";

/// A record in which every text that a page shows is an attack.
fn hostile(mut record: Value) -> Value {
    record["id"] = json!(format!("sha256:{}", "0".repeat(64)));
    record["title"] = json!(HOSTILE);
    record["origin"] = json!(HOSTILE);
    record["contributors"] = json!([{ "name": HOSTILE, "organization": HOSTILE, "role": "contributor" }]);
    record["breadcrumb"] = json!([HOSTILE, "con.html", "../x"]);
    record["work"] = json!({ "title": "con.html", "volume": "../../x", "path": [HOSTILE] });
    record["source"]["path"] = json!("../../x/con.html");
    record["source"]["uri"] = json!("javascript:window.hacked=1//https://example.org");
    record["attachments"] = json!([{ "text": HOSTILE, "uri": "javascript:window.hacked=1" }]);
    record["notices"] = json!([{ "code": HOSTILE, "message": HOSTILE }]);
    let mention = json!({ "type": "count", "start": 0, "end": 3, "text": "</t", "value": HOSTILE, "unit": HOSTILE, "bound": "exact" });
    record["sections"] = json!([{
        "heading": HOSTILE, "heading_surface": format!("【{HOSTILE}】"), "heading_mentions": [],
        "blocks": [
            { "kind": "paragraph", "text": format!("{HOSTILE}低保"), "mentions": [mention] },
            { "kind": "figure", "uri": "javascript:window.hacked=1", "caption": HOSTILE },
            { "kind": "table", "caption": HOSTILE, "unit_note": HOSTILE, "header_rows": 9, "rows": [[HOSTILE], [HOSTILE, HOSTILE]] },
        ],
    }]);
    record
}

/// A table of three years that was read.
fn figures(mut record: Value) -> Value {
    record["id"] = json!(format!("sha256:{}", "1".repeat(64)));
    record["title"] = json!("粮食生产");
    record["work"] = json!({ "title": "清溪年鉴", "volume": "2014", "path": [] });
    let column = |path: &str, role: &str| json!({ "role": role, "path": [path] });
    let value = |row: u32, value: &str, year: &str| json!({ "row": row, "column": 1, "value": value, "unit": "t", "unit_surface": "吨", "date": year });
    record["sections"] = json!([{ "heading": "产量", "heading_surface": "【产量】", "heading_mentions": [], "blocks": [{
        "kind": "table", "caption": "主要年份粮食产量", "unit_note": "单位：吨", "header_rows": 1, "header_columns": 1,
        "rows": [["年份", "粮食产量"], ["1978", "90200"], ["1985", "98330.5"], ["1990", "104716"]],
        "columns": [column("年份", "label"), column("粮食产量", "value")],
        "heads": [{ "row": 1, "path": ["1978"] }, { "row": 2, "path": ["1985"] }, { "row": 3, "path": ["1990"] }],
        "values": [value(1, "90200", "1978"), value(2, "98330.5", "1985"), value(3, "104716", "1990")],
    }] }]);
    record
}

/// A record with a table of the given years, one column 国营.
fn state_owned(id: char, caption: &str, years: [&str; 3]) -> String {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut folders: Vec<_> = fs::read_dir(fixture).expect("fixtures").flatten().map(|f| f.path()).collect();
    folders.sort();
    let found = folders.iter().find_map(|folder| fs::read_to_string(folder.join("record.json")).ok());
    let mut record = figures(serde_json::from_str(&found.expect("a fixture")).expect("a record"));
    record["id"] = json!(format!("sha256:{}", id.to_string().repeat(64)));
    let table = &mut record["sections"][0]["blocks"][0];
    table["caption"] = json!(caption);
    table["columns"][1]["path"] = json!(["国营"]);
    for (row, year) in years.into_iter().enumerate() {
        table["values"][row]["date"] = json!(year);
        table["heads"][row]["path"] = json!([year]);
    }
    format!("{record}\n")
}

#[test]
fn what_tables_of_several_subjects_call_alike_is_called_by_its_subject() {
    let at = scratch("subjects");
    let names = |records: &[String]| {
        fs::write(at.join("records.jsonl"), records.concat()).expect("records");
        let site = at.join("site");
        let _ = fs::remove_dir_all(&site);
        make(&request(&at, "site"));
        let script = fs::read_to_string(site.join("data/figures.js")).expect("the indicators");
        let rows = script.trim().strip_prefix("nianjian.figures(").and_then(|s| s.strip_suffix(")"));
        let rows: Vec<Vec<String>> = serde_json::from_str(rows.expect("a call")).expect("rows");
        rows.into_iter().map(|row| format!("{} {}", row[0], row[3])).collect::<Vec<_>>()
    };
    let shops = |id, caption: &str, years| state_owned(id, caption, years);
    // One subject in two volumes: one series under its own name.
    let one = [
        shops('a', "表3-1　2013年商业网点情况表", ["2011", "2012", "2013"]),
        shops('b', "2014年商业网点情况", ["2012", "2013", "2014"]),
    ];
    assert_eq!(names(&one), ["国营 4 年"]);
    // Another subject: neither takes the other's numbers.
    let two = [one[0].clone(), shops('c', "续表4-2　工业企业一览表", ["1978", "1979", "1980"])];
    assert_eq!(names(&two), ["商业网点情况 国营 3 年", "工业企业 国营 3 年"]);
}

fn request(from: &Path, to: &str) -> Request {
    Request { from: from.to_owned(), to: Some(from.join(to)), ..Request::default() }
}

fn make(request: &Request) -> nianjian::site::Summary {
    write(request, &mut |fault| panic!("{fault}")).expect("a site")
}

/// The files of a site by name; what says who made it is none of it.
fn files(site: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(at: &Path, below: &str, out: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(at).expect("a folder").flatten() {
            let name = format!("{below}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true if name == ".nianjian" => {}
                true => walk(&entry.path(), &format!("{name}/"), out),
                false => drop(out.insert(name, fs::read(entry.path()).expect("a file"))),
            }
        }
    }
    let mut out = BTreeMap::new();
    walk(site, "", &mut out);
    out
}

#[test]
fn the_same_records_give_the_same_bytes_and_only_what_changed_is_written() {
    let at = scratch("same");
    records(&at);
    let first = make(&request(&at, "one"));
    make(&request(&at, "two"));
    assert!(files(&at.join("one")) == files(&at.join("two")), "two sites of the same records differ");
    assert_eq!(first.files.1, 0);
    let again = make(&request(&at, "one"));
    assert_eq!(
        (again.files.0, again.files.1),
        (0, first.files.0),
        "nothing changed, and something was written"
    );
    // One title is another: its page and the pages that name it are written, the other entries are not.
    let text = fs::read_to_string(at.join("records.jsonl")).expect("records");
    fs::write(at.join("records.jsonl"), text.replacen("粮食生产", "粮食与油料", 1)).expect("records");
    let before = files(&at.join("one"));
    make(&request(&at, "one"));
    let after = files(&at.join("one"));
    let changed: Vec<&String> =
        after.iter().filter(|(name, bytes)| before.get(*name) != Some(bytes)).map(|(name, _)| name).collect();
    let entries = changed.iter().filter(|name| name.starts_with("e/")).count();
    assert!((1..=3).contains(&entries), "{changed:?}");
    fs::remove_dir_all(at).expect("scratch goes");
}

#[test]
fn sizes_are_bounded_by_the_records() {
    let at = scratch("sizes");
    records(&at);
    copies(&at, 8);
    make(&request(&at, "site"));
    let files = files(&at.join("site"));
    let total: usize = files.values().map(Vec::len).sum();
    assert!(total < 8 * (10 << 20), "{total} bytes");
    let mut seen = 0;
    for (name, page) in files.iter().filter(|(name, _)| name.starts_with("e/")) {
        let record = &files[&name.replace("e/", "r/").replace(".html", ".json")];
        assert!(
            page.len() <= 3 * record.len() + 15 * 1024,
            "{name}: {} of a record of {}",
            page.len(),
            record.len()
        );
        seen += 1;
    }
    assert!(seen > 70, "{seen}");
    let size = |start: &str| -> usize {
        files.iter().filter(|(name, _)| name.starts_with(start)).map(|(_, bytes)| bytes.len()).sum()
    };
    // A few pages have more pairs that stand once than a collection has: the bound is for collections.
    let (index, text) = (size("data/i/") + size("data/v/"), size("data/t/"));
    assert!(index * 10 <= text * 12, "index {index}, text {text}");
    fs::remove_dir_all(at).expect("scratch goes");
}

/// Makes more records of those that are there, each with another identity.
fn copies(at: &Path, count: usize) {
    let text = fs::read_to_string(at.join("records.jsonl")).expect("records");
    let mut all = String::new();
    for copy in 0..count {
        for line in text.lines() {
            let mut record: Value = serde_json::from_str(line).expect("a record");
            let path = format!("{copy}/{}", record["source"]["path"].as_str().unwrap_or_default());
            record["source"]["path"] = json!(path);
            all.push_str(&format!("{record}\n"));
        }
    }
    fs::write(at.join("records.jsonl"), all).expect("records are written");
}

/// The values of an attribute in a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let start = format!(" {name}=\"");
    page.split(&start).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_link_leads_to_a_page_and_a_place_in_it() {
    let at = scratch("links");
    records(&at);
    make(&request(&at, "site"));
    let files = files(&at.join("site"));
    let pages: BTreeMap<&str, String> = files
        .iter()
        .filter(|(name, _)| name.ends_with(".html"))
        .map(|(name, bytes)| (name.as_str(), String::from_utf8(bytes.clone()).expect("UTF-8")))
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(name, page)| (*name, attributes(page, "id").into_iter().collect())).collect();
    let mut seen = 0;
    for (name, page) in &pages {
        assert_eq!(attributes(page, "id").len(), ids[name].len(), "{name}: an id stands twice");
        for href in attributes(page, "href").into_iter().chain(attributes(page, "src")) {
            if href.starts_with("http") || href.contains("../records.") {
                continue;
            }
            let (file, hash) = href.split_once('#').map_or((href, None), |(file, hash)| (file, Some(hash)));
            let file = file.split('?').next().unwrap_or_default();
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match file.strip_prefix("../") {
                Some(rest) => rest.to_owned(),
                None if file.is_empty() => (*name).to_owned(),
                None if folder.is_empty() => file.to_owned(),
                None => format!("{folder}/{file}"),
            };
            assert!(files.contains_key(&target), "{name}: {href} leads nowhere");
            if let Some(hash) = hash.filter(|h| !h.is_empty()) {
                assert!(ids[target.as_str()].contains(hash), "{name}: {href} has no such place");
            }
            seen += 1;
        }
    }
    assert!(seen > 2000, "only {seen} links");
    fs::remove_dir_all(at).expect("scratch goes");
}

#[test]
fn a_long_volume_has_several_pages_of_contents() {
    let at = scratch("long");
    records(&at);
    let text = fs::read_to_string(at.join("records.jsonl")).expect("records");
    let last: Value = serde_json::from_str(text.lines().last().expect("a record")).expect("a record");
    let lines = (0..1003).map(|n| {
        let mut record = last.clone();
        record["source"]["path"] = json!(format!("{n}.html"));
        format!("{record}\n")
    });
    fs::write(at.join("records.jsonl"), lines.collect::<String>()).expect("records are written");
    make(&request(&at, "site"));
    let files = files(&at.join("site"));
    let page = |name: &str| String::from_utf8(files[name].clone()).expect("UTF-8");
    let entries = |name: &str| page(name).matches("href=\"../e/").count();
    assert_eq!((entries("b/1.html"), entries("b/1-2.html")), (1000, 3));
    assert!(
        page("b/1.html").contains("href=\"../b/1-2.html\"")
            && page("b/1-2.html").contains("href=\"../b/1.html\"")
    );
    let ways = files.iter().filter(|(name, _)| name.starts_with("e/"));
    let second = ways.filter(|(_, bytes)| String::from_utf8_lossy(bytes).contains("../b/1-2.html")).count();
    assert_eq!(second, 3, "an entry leads to the page of the contents that has it");
    fs::remove_dir_all(at).expect("scratch goes");
}

#[test]
fn hostile_text_stays_text() {
    let at = scratch("hostile");
    records(&at);
    for language in [Language::Chinese, Language::English] {
        make(&Request { language, ..request(&at, "site") });
        for (name, bytes) in files(&at.join("site")) {
            let text = String::from_utf8_lossy(&bytes);
            if name.starts_with("r/") {
                continue;
            }
            assert!(!text.contains(['\u{202E}', '\u{2066}', '\u{7}']), "{name}: a character that steers");
            if !name.ends_with(".html") {
                continue;
            }
            assert_eq!(text.matches("<script").count(), 2, "{name}");
            assert!(text.contains("Content-Security-Policy"), "{name}");
            for href in attributes(&text, "href").into_iter().chain(attributes(&text, "src")) {
                assert!(!href.trim_start().to_lowercase().starts_with("javascript"), "{name}: {href}");
            }
            assert!(!text.contains("\"onerror"), "{name}");
            let stem = name.rsplit('/').next().unwrap_or_default().trim_end_matches(".html");
            assert!(stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'), "{name}");
        }
    }
    fs::remove_dir_all(at).expect("scratch goes");
}

#[test]
fn a_folder_that_is_not_ours_is_refused() {
    let at = scratch("refused");
    records(&at);
    fs::create_dir(at.join("site")).expect("a folder");
    fs::write(at.join("site/thesis.doc"), "mine").expect("a file");
    let refused = write(&request(&at, "site"), &mut |_| {}).expect_err("refused").to_string();
    assert!(refused.contains("thesis.doc"), "{refused}");
    assert_eq!(fs::read_to_string(at.join("site/thesis.doc")).expect("it stays"), "mine");
    fs::remove_dir_all(at).expect("scratch goes");
}

/// The page of the entry whose text has `words`.
fn page_with(files: &BTreeMap<String, Vec<u8>>, folder: &str, words: &str) -> String {
    let has = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(words);
    let mut found =
        files.iter().filter(|(name, b)| name.starts_with(folder) && name.ends_with(".html") && has(b));
    found.next().map(|(name, _)| name.clone()).unwrap_or_else(|| panic!("no page in {folder} has {words}"))
}

/// The program, serving the records of a folder.
struct Served {
    program: Child,
    address: String,
}

impl Served {
    fn begin(at: &Path) -> Served {
        let mut program = Command::new(env!("CARGO_BIN_EXE_nianjian"))
            .args(["view", "--serve", "--port", "0", "--no-open"])
            .arg(at)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let said = BufReader::new(program.stderr.take().expect("a pipe")).lines().map_while(Result::ok);
        let mut addresses = said.filter_map(|l| l.split_whitespace().next().map(str::to_owned));
        let address = addresses.find(|l| l.starts_with("http://")).expect("an address");
        Served { program, address }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

#[test]
fn in_a_browser() {
    let chromium = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".into());
    let Some(modules) = std::env::var_os("NIANJIAN_SITE_MODULES").filter(|m| Path::new(m).is_dir()) else {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED, the browser: expected playwright-core and axe-core in NIANJIAN_SITE_MODULES; tests/run.sh installs them"
        );
        return;
    };
    if !Path::new(&chromium).exists() {
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED, the browser: expected Chromium at {chromium}; tests/run.sh installs it on Debian"
        );
        return;
    }
    let at = scratch("browser");
    records(&at);
    make(&request(&at, "site"));
    let files = files(&at.join("site"));
    let pages = json!({
        "home": "index.html",
        "entry": page_with(&files, "e/", "<h1>澄溪区民政局"),
        "table": page_with(&files, "e/", "<h1>粮食生产"),
        "hostile": page_with(&files, "e/", "&#60;script&#62;"),
        "search": "search.html?q=金额>=1亿",
        "years": "years.html",
        "year": "y/2013.html",
        "figures": "figures.html",
        "figure": page_with(&files, "f/", "粮食产量"),
        "look": "look.html",
        "about": "about.html",
    });
    fs::write(at.join("pages.json"), pages.to_string()).expect("a list of pages");
    let served = Served::begin(&at);
    let out = Command::new("node")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/site/browser.cjs"))
        .arg(at.join("site"))
        .env("NODE_PATH", modules)
        .env("CHROMIUM", chromium)
        .env("NIANJIAN_SERVED", &served.address)
        .output()
        .expect("node runs");
    let said = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{said}");
    eprintln!("{said}");
    fs::remove_dir_all(at).expect("scratch goes");
}
