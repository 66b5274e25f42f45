//! Joins the pages of articles: what each page says of the article, one record of all, after kills too.
#![cfg(feature = "cli")]

mod made;

use std::fs;
use std::path::{Path, PathBuf};

use made::{Place, gzip, response, warc_record};
use serde_json::Value;

/// A page of an article: the first line goes on with the section of the page before.
fn page(article: &str, number: u32, total: u32) -> String {
    let name = |n: u32| if n == 1 { format!("{article}.html") } else { format!("{article}_{n}.html") };
    let link = |there: bool, to: u32, word: &str| match there {
        true => format!("<a href=\"{}\">{word}</a>", name(to)),
        false => String::new(),
    };
    let links: String = (1..=total)
        .map(|n| if n == number { format!("【{n}】") } else { link(true, n, &format!("【{n}】")) })
        .collect();
    let before = link(number > 1, number - 1, "上一页");
    let after = link(number < total, number + 1, "下一页");
    let head = if number == 1 {
        "<p>【概况】 2013年，全县完成造林面积1.2万亩，比上年增长8%。</p>"
    } else {
        ""
    };
    format!(
        "<html><head><meta charset=\"utf-8\"><title>{article}局</title></head><body><h1>{article}局</h1>\
         <div class=\"content\">{head}<p>第{number}页续文，3月5日组织干部{number}00人参加义务植树，任务全部完成。</p>\
         <p>【工作{number}】 组织开展巡查{number}次，整改问题{number}处，没有发生违纪违规问题，受到群众好评。</p>\
         </div><div class=\"pager\">{links}</div><div>{before} {after}</div></body></html>"
    )
}

/// Articles whose pages come in an odd order: the tenth before the second.
fn articles(place: &Place) {
    for (article, total) in [("lin", 11), ("shui", 2), ("nong", 3)] {
        for number in 1..=total {
            let name =
                if number == 1 { format!("{article}.html") } else { format!("{article}_{number}.html") };
            place.write(&format!("in/{article}/{name}"), page(article, number, total));
        }
    }
    for n in 0..40 {
        place.write(&format!("in/m{n:02}.html"), made::page(n));
    }
}

fn by_path<'r>(records: &'r [Value], path: &str) -> &'r Value {
    records.iter().find(|r| r["source"]["path"] == path).unwrap_or_else(|| panic!("no record of {path}"))
}

fn texts(record: &Value) -> Vec<(String, u64, String)> {
    let sections = record["sections"].as_array().unwrap();
    let blocks = sections.iter().flat_map(|s| {
        let heading = s["heading"].as_str().unwrap_or("-").to_owned();
        s["blocks"].as_array().unwrap().iter().map(move |b| (heading.clone(), b))
    });
    blocks
        .map(|(h, b)| (h, b["part"].as_u64().unwrap_or(0), b["text"].as_str().unwrap_or("").to_owned()))
        .collect()
}

#[test]
fn pages_name_their_article() {
    let place = Place::new();
    articles(&place);
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(0));
    let records = place.lines("out/records.jsonl");
    assert_eq!(records.len(), 11 + 2 + 3 + 40);
    for article in ["lin", "shui", "nong"] {
        let first = by_path(&records, &format!("{article}/{article}.html"));
        let pages: Vec<&Value> = records.iter().filter(|r| r["title"] == format!("{article}局")).collect();
        assert!(pages.len() > 1);
        for page in pages {
            assert_eq!(page["pages"]["article"], first["id"], "{}", page["source"]["path"]);
            assert!(page.get("parts").is_none());
        }
    }
    // Records stand in the order of the inputs, and each file is its line.
    let paths: Vec<&str> = records.iter().map(|r| r["source"]["path"].as_str().unwrap()).collect();
    let mut sorted = paths.clone();
    sorted.sort_unstable();
    assert_eq!(paths, sorted);
    for record in &records {
        let file = format!("out/records/{}.json", record["source"]["path"].as_str().unwrap());
        assert_eq!(place.json(&file), *record);
    }
    assert!(by_path(&records, "m01.html")["pages"].is_null());
}

#[test]
fn pages_of_an_article_become_one_record() {
    let place = Place::new();
    articles(&place);
    let ran = place.run(&["convert", "in", "--join", "-o", "out"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    let records = place.lines("out/records.jsonl");
    assert_eq!(records.len(), 3 + 40);
    let lin = by_path(&records, "lin/lin.html");
    let parts: Vec<&str> =
        lin["parts"].as_array().unwrap().iter().map(|p| p["path"].as_str().unwrap()).collect();
    let wanted: Vec<String> = (2..=11).map(|n| format!("lin/lin_{n}.html")).collect();
    assert_eq!(parts, wanted);
    let texts = texts(lin);
    // Text before the first heading of a page goes on with the section before.
    let expected: Vec<(String, u64)> = (1..=11)
        .flat_map(|n| {
            let before = if n == 1 { "概况".into() } else { format!("工作{}", n - 1) };
            let first = (n == 1).then(|| ("概况".to_owned(), 1));
            first.into_iter().chain([(before, n), (format!("工作{n}"), n)])
        })
        .collect();
    assert_eq!(texts.iter().map(|(h, p, _)| (h.clone(), *p)).collect::<Vec<_>>(), expected);
    assert_eq!(lin["coverage"]["year"], 2013);
    assert_eq!(lin["pages"]["article"], lin["id"]);
    assert_eq!(place.tree("out/records").len(), 43, "no file for a page that was joined");
    let counts = &place.json("out/manifest.json")["counts"];
    assert_eq!(
        (&counts["inputs"], &counts["records"], &counts["joined"]),
        (&56.into(), &43.into(), &13.into())
    );
    // The other programs take it.
    let valid = place.run(&["validate", "out/records.jsonl"]);
    assert_eq!(valid.status, Some(0), "{}", valid.err);
    for view in ["csv", "tei", "dc", "jsonld", "bagit"] {
        let mut args = vec!["export", "out", "--to", view];
        if view == "bagit" {
            args.extend(["--sources", "in", "-o", "bag"]);
        }
        assert_eq!(place.run(&args).status, Some(0), "{view}");
    }
    let bagged = place.tree("bag/data/objects/sources");
    assert!(bagged.contains_key("/lin/lin_11.html"), "the sources of all pages are kept");
}

#[test]
fn joining_leaves_the_same_bytes_however_it_came_to_them() {
    let place = Place::new();
    articles(&place);
    for (mode, join) in [("join", &["--join"][..]), ("link", &[])] {
        let run = |out: &str, more: &[&str]| {
            let args = [&["convert", "in", "-o", out], join, more].concat();
            let ran = place.run(&args);
            assert_eq!(ran.status, Some(0), "{}", ran.err);
        };
        let whole = format!("{mode}-whole");
        run(&whole, &["--jobs", "1"]);
        let tree = |out: &str| {
            let mut tree = place.tree(out);
            tree.remove("/.nianjian/lock");
            tree
        };
        let wanted = tree(&whole);
        let same = |out: &str, what: &str| {
            let now = tree(out);
            assert!(now.keys().eq(wanted.keys()), "{what}: {:?}", now.keys());
            for (name, bytes) in &wanted {
                assert!(now[name] == *bytes, "{mode}, {what}: {name} differs");
            }
        };
        run(&whole, &[]);
        same(&whole, "a second run");
        let out = format!("{mode}-out");
        run(&out, &["--jobs", "4", "--limit", "7"]);
        run(&out, &["--jobs", "4"]);
        same(&out, "begun with a few");
        fs::rename(place.path("in/lin/lin_5.html"), place.path("kept")).unwrap();
        run(&out, &[]);
        fs::rename(place.path("kept"), place.path("in/lin/lin_5.html")).unwrap();
        run(&out, &[]);
        same(&out, "a page went and came back");
        // Killed at any moment, the last part of the run included.
        for turn in 0..12 {
            let _ = fs::remove_dir_all(place.path(&out));
            for step in 0..3 {
                let args = [&["convert", "in", "-o", &out], join].concat();
                let mut child = place.command(&args).spawn().unwrap();
                std::thread::sleep(std::time::Duration::from_millis(4 + 9 * turn + 5 * step));
                let _ = child.kill();
                child.wait().unwrap();
            }
            run(&out, &[]);
            same(&out, &format!("turn {turn} of kills"));
        }
    }
    // One way and then the other.
    let args = ["convert", "in", "-o", "link-out", "--join"];
    assert_eq!(place.run(&args).status, Some(0));
    assert!(place.tree("link-out") == place.tree("join-whole"), "joined after it was linked");
}

#[test]
fn a_gap_is_said_and_nothing_is_joined_over_it() {
    let place = Place::new();
    for number in [1, 2, 4, 5] {
        let name = if number == 1 { "lin.html".into() } else { format!("lin_{number}.html") };
        place.write(&format!("in/{name}"), page("lin", number, 5));
    }
    place.run(&["convert", "in", "--join", "-o", "out"]);
    let records = place.lines("out/records.jsonl");
    assert_eq!(records.len(), 3);
    let whole = by_path(&records, "lin.html");
    assert_eq!(whole["parts"].as_array().unwrap().len(), 1);
    let notices = whole["notices"].as_array().unwrap();
    assert!(notices.iter().any(|n| n["code"] == "pages-missing"), "{notices:?}");
    assert!(by_path(&records, "lin_4.html")["pages"]["article"].is_null());
}

#[test]
fn pages_of_a_warc_are_joined_whatever_their_order() {
    let place = Place::new();
    let mut warc = Vec::new();
    for number in [3, 1, 2] {
        let name = if number == 1 { "lin.html".into() } else { format!("lin_{number}.html") };
        let answer = response("200 OK", "Content-Type: text/html\r\n", page("lin", number, 3).as_bytes());
        let uri = format!("http://H.cn:80/nj/{name}");
        warc.extend(gzip(&warc_record("response", &uri, "2026-11-23T10:00:00Z", &answer)));
    }
    place.write("in.warc.gz", warc);
    assert_eq!(place.run(&["convert", "in.warc.gz", "--join", "-o", "out"]).status, Some(0));
    let records = place.lines("out/records.jsonl");
    assert_eq!(records.len(), 1);
    assert_eq!(records[0]["source"]["uri"], "http://H.cn:80/nj/lin.html");
    assert_eq!(records[0]["parts"][1]["uri"], "http://H.cn:80/nj/lin_3.html");
    assert!(records[0]["parts"][1]["warc"]["offset"].is_number());
}

#[test]
fn joining_needs_a_folder() {
    let place = Place::new();
    place.write("a.html", made::page(1));
    let ran = place.run(&["convert", "a.html", "--join", "-o", "-"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("--join needs a folder"), "{}", ran.err);
}

#[test]
fn the_articles_of_the_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/paged");
    let entries = fs::read_dir(root).unwrap().map(|e| e.unwrap().path());
    let folders: Vec<PathBuf> = entries.filter(|p| p.is_dir()).collect();
    assert!(!folders.is_empty());
    for folder in folders {
        let place = Place::new();
        let ran = place.run(&["convert", folder.to_str().unwrap(), "--join", "--format", "jsonl"]);
        assert_eq!(ran.status, Some(0), "{}", ran.err);
        let records = place.lines("output/records.jsonl");
        assert_eq!(records.len(), 1, "{}", folder.display());
        let text = serde_json::to_string_pretty(
            &serde_json::from_value::<nianjian::Record>(records[0].clone()).unwrap(),
        );
        let (text, file) = (text.unwrap() + "\n", folder.join("joined.json"));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&file, &text).unwrap();
        }
        assert!(
            fs::read_to_string(&file).is_ok_and(|t| t == text),
            "{}: UPDATE=1, then read the diff",
            file.display()
        );
    }
}
