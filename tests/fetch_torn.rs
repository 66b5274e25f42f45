//! Tears answers off, and damages, replaces and lengthens what a fetch wrote: nothing torn counts as whole, and
//! nothing that stands in the WARC is lost.
#![cfg(all(feature = "fetch", feature = "cli"))]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use folder::{Folder, captured, program, stderr};
use nianjian::Notice;
use nianjian::fetch::{FetchOptions, Summary, Watch, address, fetch};
use serde_json::Value;
use server::{Reply, Server, read_warc};

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Watch for Notes {
    fn notice(&mut self, notice: &Notice) {
        self.0.lock().unwrap().push(notice.code.clone());
    }
}

fn run(url: &str, options: &FetchOptions) -> (Summary, Vec<String>) {
    let notes = Notes::default();
    let summary = fetch(&[address::read(url).unwrap()], options, Box::new(notes.clone())).unwrap();
    let codes = notes.0.lock().unwrap().clone();
    (summary, codes)
}

fn article() -> String {
    let lines: String = (0..300).map(|n| format!("<p>第{n}项：全县投入{n}万元，完成{n}处。</p>")).collect();
    format!(
        "<html><head><meta charset=utf-8><title>概况</title></head><body><h1>概况</h1>{lines}</body></html>"
    )
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    coder.write_all(bytes).unwrap();
    coder.finish().unwrap()
}

/// Converts a WARC with the program; the records and what was said.
fn convert(warc: &Path, out: &Path) -> (Vec<Value>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
    let output = command.arg("convert").arg(warc).arg("-o").arg(out).output().unwrap();
    let lines = fs::read_to_string(out.join("records.jsonl")).unwrap_or_default();
    (lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect(), stderr(&output))
}

fn notices(record: &Value) -> Vec<&str> {
    record["notices"].as_array().unwrap().iter().filter_map(|n| n["code"].as_str()).collect()
}

/// How the answer for a path is torn.
fn torn(path: &str) -> Reply {
    let page = article();
    let coded = gzipped(page.as_bytes());
    let (head, body) = match path {
        "/length" => (format!("Content-Length: {}", page.len()), page.as_bytes()[..5000].to_vec()),
        "/chunks" => {
            ("Transfer-Encoding: chunked".into(), [b"1388\r\n", &page.as_bytes()[..5000], b"\r\n"].concat())
        }
        "/gzip" => (
            format!("Content-Encoding: gzip\r\nContent-Length: {}", coded.len()),
            coded[..coded.len() / 2].to_vec(),
        ),
        // The server's own store was cut: its length is that of what it sends.
        _ => (
            format!("Content-Encoding: gzip\r\nContent-Length: {}", coded.len() / 2),
            coded[..coded.len() / 2].to_vec(),
        ),
    };
    Reply::raw(move |s| {
        write!(s, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"1\"\r\n{head}\r\n\r\n")?;
        s.write_all(&body)
    })
}

#[test]
fn a_torn_answer_stays_open_and_is_asked_for_again_without_conditions() {
    for path in ["/length", "/chunks", "/gzip", "/store"] {
        let well = Arc::new(AtomicBool::new(false));
        let server = Server::start({
            let well = Arc::clone(&well);
            move |hit| match hit.target.as_str() {
                "/robots.txt" => Reply::new(404, ""),
                _ if hit.header.contains_key("if-none-match") => Reply::new(304, ""),
                _ if well.load(Ordering::SeqCst) => Reply::html(article()).with("ETag", "\"1\""),
                path => torn(path),
            }
        });
        let folder = Folder::new("torn");
        let options = FetchOptions { retries: 1, ..folder.options() };
        let (first, _) = run(&server.url(path), &options);
        assert_eq!((first.done, first.failed), (0, 1), "{path}");
        assert_eq!(folder.failures()[path], "disconnected");
        let kept = folder.warc();
        let kept: Vec<_> = kept.iter().filter(|r| r.kind() == "response").collect();
        assert_eq!((kept.len(), kept[0].header.contains_key("warc-truncated")), (1, true), "{path}");
        let (records, said) = convert(&options.out, &folder.file("cut"));
        assert_eq!(records.len(), 1, "{path}: {said}");
        assert!(notices(&records[0]).contains(&"cut-off"), "{path}: {:?}", records[0]["notices"]);

        well.store(true, Ordering::SeqCst);
        let (second, _) = run(&server.url(path), &options);
        assert_eq!((second.done, second.failed, second.unchanged), (1, 0, 0), "{path}");
        assert!(server.log().iter().all(|h| !h.header.contains_key("if-none-match")), "{path}");
        let (records, _) = convert(&options.out, &folder.file("whole"));
        assert_eq!(records.len(), 1);
        assert!(!notices(&records[0]).contains(&"cut-off"), "{path}");
        let (third, _) = run(&server.url(path), &options);
        assert_eq!((third.done, third.unchanged), (1, 1), "what is whole is a reason again");
        folder.check_index();
    }
}

#[test]
fn an_answer_of_two_lengths_is_torn() {
    for lengths in ["{0}\r\nContent-Length: 5000", "5000\r\ncontent-length: {0}", "{0}, 5000"] {
        let well = Arc::new(AtomicBool::new(false));
        let server = Server::start({
            let well = Arc::clone(&well);
            move |hit| match hit.target.as_str() {
                "/robots.txt" => Reply::new(404, ""),
                _ if well.load(Ordering::SeqCst) => Reply::html(article()),
                _ => Reply::raw(move |s| {
                    let lengths = lengths.replace("{0}", &article().len().to_string());
                    write!(
                        s,
                        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {lengths}\r\n\r\n"
                    )?;
                    s.write_all(article().as_bytes())
                }),
            }
        });
        let folder = Folder::new("lengths");
        let options = FetchOptions { retries: 1, ..folder.options() };
        let (first, _) = run(&server.url("/a.html"), &options);
        assert_eq!((first.done, first.failed), (0, 1), "{lengths}");
        assert_eq!(folder.failures()["/a.html"], "disconnected", "{lengths}");
        well.store(true, Ordering::SeqCst);
        let (second, _) = run(&server.url("/a.html"), &options);
        assert_eq!((second.done, second.failed), (1, 0), "{lengths}");
    }
}

/// The old whole capture is what is converted while the newer one is torn.
#[test]
fn a_torn_capture_does_not_hide_a_whole_one() {
    let torn_now = Arc::new(AtomicBool::new(false));
    let server = Server::start({
        let torn_now = Arc::clone(&torn_now);
        move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            _ if torn_now.load(Ordering::SeqCst) => torn("/length"),
            _ => Reply::html(article()).with("ETag", "\"0\""),
        }
    });
    let folder = Folder::new("torn-later");
    let options = FetchOptions { retries: 0, ..folder.options() };
    run(&server.url("/a"), &options);
    torn_now.store(true, Ordering::SeqCst);
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let (second, _) = run(&server.url("/a"), &options);
    assert_eq!((second.done, second.failed), (0, 1));
    let (records, _) = convert(&options.out, &folder.file("out"));
    assert_eq!(records.len(), 1);
    assert!(!notices(&records[0]).contains(&"cut-off"));
    // The newest capture is torn: nothing may refer to the old one any more.
    run(&server.url("/a"), &options);
    assert!(!server.log().last().unwrap().header.contains_key("if-none-match"));
}

#[test]
fn statuses_that_are_pages_and_those_that_are_not() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        path => Reply::new(path[1..].parse().unwrap(), article()),
    });
    for (status, page) in [(200, true), (203, true), (226, true), (201, false), (202, false), (206, false)] {
        let folder = Folder::new("statuses");
        let options = FetchOptions { retries: 0, ..folder.options() };
        let (summary, _) = run(&server.url(&format!("/{status}")), &options);
        assert_eq!((summary.done, summary.failed), if page { (1, 0) } else { (0, 1) }, "{status}");
        let (records, said) = convert(&options.out, &folder.file("out"));
        assert_eq!(records.len(), usize::from(page), "{status}: {said}");
    }
}

/// A yearbook of two pages, with validators.
fn small() -> Server {
    Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ if hit.header.contains_key("if-none-match") => Reply::new(304, ""),
        "/nj/" => Reply::html("<a href=a.html>条目甲</a><a href=b.html>条目乙</a>").with("ETag", "\"0\""),
        _ => Reply::html(article()).with("ETag", "\"1\""),
    })
}

fn append(path: &Path, bytes: &[u8]) {
    fs::OpenOptions::new().append(true).open(path).unwrap().write_all(bytes).unwrap();
}

#[test]
fn records_of_others_stay_where_they_are() {
    let server = small();
    let folder = Folder::new("foreign");
    let options = FetchOptions { follow: true, ..folder.options() };
    run(&server.url("/nj/"), &options);
    let record = "WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>\r\n\
                  WARC-Target-URI: http://mine/\r\nWARC-Date: 2026-11-23T10:00:00Z\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n";
    append(&options.out, &gzipped(record.as_bytes()));
    let before = fs::read(&options.out).unwrap();
    let (summary, codes) = run(&server.url("/nj/"), &options);
    assert_eq!((summary.done, summary.unchanged), (3, 3));
    assert_eq!(codes, ["foreign-records"]);
    assert!(fs::read(&options.out).unwrap().starts_with(&before));
    assert!(read_warc(&options.out).iter().any(|r| r.uri() == "http://mine/"));
    assert_eq!(run(&server.url("/nj/"), &options).1, [""; 0], "it is told once");
}

#[test]
fn a_tail_that_is_no_record_is_kept_aside() {
    let server = small();
    let torn =
        gzipped(b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-0");
    for (name, tail) in
        [("text", &b"my own notes\n"[..]), ("zeros", &[0; 4096]), ("torn", &torn[..torn.len() - 6])]
    {
        let folder = Folder::new(&format!("tail-{name}"));
        let options = FetchOptions { follow: true, ..folder.options() };
        run(&server.url("/nj/"), &options);
        let length = fs::metadata(&options.out).unwrap().len();
        append(&options.out, tail);
        let (summary, codes) = run(&server.url("/nj/"), &options);
        assert_eq!((summary.done, codes), (3, vec!["unknown-tail".to_owned()]), "{name}");
        let aside = folder.file(&format!("a.warc.gz.tail-{length}"));
        assert_eq!(fs::read(aside).unwrap(), tail);
        read_warc(&options.out);
        folder.check_index();
    }
}

#[test]
fn an_older_state_costs_no_capture() {
    let entries: String = (0..30).map(|n| format!("<a href={n}.html>条目{n}甲</a>")).collect();
    let alive = Arc::new(AtomicBool::new(true));
    let server = Server::start({
        let alive = Arc::clone(&alive);
        move |hit| match hit.target.as_str() {
            _ if !alive.load(Ordering::SeqCst) => Reply::raw(|_| Ok(())),
            "/robots.txt" => Reply::new(404, ""),
            "/nj/" => Reply::html(entries.clone()),
            _ => Reply::html(article()),
        }
    });
    for warc in ["a.warc.gz", "a.warc"] {
        alive.store(true, Ordering::SeqCst);
        let folder = Folder::new("older");
        let options = FetchOptions { out: folder.file(warc), follow: true, retries: 0, ..folder.options() };
        run(&server.url("/nj/"), &FetchOptions { limit: Some(4), ..options.clone() });
        fs::copy(folder.files().state, folder.file("old")).unwrap();
        run(&server.url("/nj/"), &options);
        let before = fs::read(&options.out).unwrap();
        let index = fs::read_to_string(folder.files().cdxj).unwrap();
        fs::rename(folder.file("old"), folder.files().state).unwrap();
        alive.store(false, Ordering::SeqCst);
        let (summary, codes) = run(&server.url("/nj/"), &options);
        assert_eq!((summary.done, codes), (0, vec![]), "{warc}");
        assert!(fs::read(&options.out).unwrap().starts_with(&before), "{warc}");
        assert_eq!(fs::read_to_string(folder.files().cdxj).unwrap(), index, "{warc}");
        // The server is there again: what is known to be had is not written twice.
        alive.store(true, Ordering::SeqCst);
        let (summary, _) = run(&server.url("/nj/"), &options);
        assert_eq!((summary.done, summary.unchanged), (31, 31), "{warc}");
    }
}

#[test]
fn a_damaged_capture_is_fetched_again() {
    let server = small();
    let folder = Folder::new("damaged");
    let options = FetchOptions { follow: true, ..folder.options() };
    run(&server.url("/nj/"), &options);
    let index = fs::read_to_string(folder.files().cdxj).unwrap();
    let line = index.lines().find(|l| l.contains("/a.html")).unwrap();
    let fields: BTreeMap<String, String> = serde_json::from_str(line.splitn(3, ' ').nth(2).unwrap()).unwrap();
    let number = |name: &str| fields[name].parse::<usize>().unwrap();
    let mut bytes = fs::read(&options.out).unwrap();
    bytes[number("offset") + number("length") / 2] ^= 0xff;
    fs::write(&options.out, &bytes).unwrap();
    server.forget();
    let (summary, _) = run(&server.url("/nj/"), &options);
    assert_eq!((summary.done, summary.unchanged), (3, 2), "{summary:?}");
    let asked: Vec<bool> = server
        .log()
        .iter()
        .filter(|h| h.target == "/nj/a.html")
        .map(|h| h.header.contains_key("if-none-match"))
        .collect();
    assert_eq!(asked, [true, false]);
    let (records, said) = convert(&options.out, &folder.file("out"));
    assert!(
        records.iter().any(|r| r["source"]["uri"].as_str().is_some_and(|u| u.ends_with("a.html"))),
        "{said}"
    );
}

#[test]
fn again_asks_without_conditions_for_that_page_alone() {
    let server = small();
    let folder = Folder::new("again");
    let options = FetchOptions { follow: true, ..folder.options() };
    run(&server.url("/nj/"), &options);
    server.forget();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
    command.args(["fetch", "--again", &server.url("/nj/b.html"), "--allow-private", "--delay", "0", "-o"]);
    let output = command.arg(&options.out).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let log = server.log();
    let asked: Vec<_> =
        log.iter().map(|h| (h.target.as_str(), h.header.contains_key("if-none-match"))).collect();
    assert_eq!(asked, [("/robots.txt", false), ("/nj/b.html", false)]);
    let pages = captured(&folder.warc());
    assert_eq!(pages.iter().filter(|p| *p == "/nj/b.html").count(), 2, "it is written whole: {pages:?}");
    let (later, _) = run(&server.url("/nj/"), &options);
    assert_eq!((later.done, later.unchanged), (3, 3), "it is a run like the one before");
}

/// A run that was stopped goes on as it was, also where a page was asked for again between.
#[test]
fn again_leaves_what_waits_for_the_command_that_goes_on() {
    let entries: String = (0..9).map(|n| format!("<a href={n}.html>条目{n}甲</a>")).collect();
    let stop = Arc::new(AtomicBool::new(false));
    let server = Server::start({
        let stop = Arc::clone(&stop);
        move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            "/nj/" => Reply::html(entries.clone()),
            path => {
                stop.fetch_or(path == "/nj/2.html", Ordering::SeqCst);
                Reply::html(article()).slow(std::time::Duration::from_millis(if path == "/nj/2.html" {
                    300
                } else {
                    0
                }))
            }
        }
    });
    let folder = Folder::new("again-between");
    let options = FetchOptions { follow: true, ..folder.options() };
    let (first, _) = run(&server.url("/nj/"), &FetchOptions { stop, ..options.clone() });
    assert!(first.interrupted && first.queued > 0, "{first:?}");
    server.forget();
    let again = vec![address::read(&server.url("/nj/0.html")).unwrap()];
    let alone = FetchOptions { again, follow: false, ..options.clone() };
    let between = fetch(&[], &alone, Box::new(())).unwrap();
    assert_eq!((between.done, server.paths()), (1, vec!["/nj/0.html".to_owned()]));
    assert!(between.queued > 0);
    run(&server.url("/nj/"), &options);
    let pages: std::collections::BTreeSet<_> = captured(&folder.warc()).into_iter().collect();
    assert_eq!(pages.len(), 10, "{pages:?}");
}

/// What `convert` could not read of an address, it asks for again.
#[test]
fn converting_an_address_again_mends_what_was_damaged() {
    for validators in [false, true] {
        let server = Server::start(move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            _ if hit.header.contains_key("if-none-match") => Reply::new(304, ""),
            _ if validators => Reply::html(article()).with("ETag", "\"1\""),
            _ => Reply::html(article()),
        });
        let folder = Folder::new("mended");
        let out = folder.file("out");
        let convert = || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
            command.args(["convert", &server.url("/a"), "--allow-private", "--delay", "0", "-o"]).arg(&out);
            let output = command.output().unwrap();
            let lines = fs::read_to_string(out.join("records.jsonl")).unwrap_or_default();
            (output.status.code(), lines.lines().count(), stderr(&output))
        };
        let first = convert();
        assert_eq!((first.0, first.1), (Some(0), 1), "{}", first.2);
        let warc = fs::read_dir(out.join("fetched")).unwrap().map(|e| e.unwrap().path());
        let warc = warc.into_iter().find(|p| p.extension().is_some_and(|e| e == "gz")).unwrap();
        let mut bytes = fs::read(&warc).unwrap();
        let response = read_members(&bytes).into_iter().find(|(_, _, kind)| kind == "response").unwrap();
        bytes[response.0 + response.1 / 2] ^= 0xff;
        fs::write(&warc, &bytes).unwrap();
        let second = convert();
        assert_eq!(second.1, 1, "{}", second.2);
    }
}

/// Begin, length and type of each member of a WARC.
fn read_members(bytes: &[u8]) -> Vec<(usize, usize, String)> {
    let (mut at, mut members) = (0, Vec::new());
    while at < bytes.len() {
        let mut coder = flate2::bufread::GzDecoder::new(&bytes[at..]);
        let mut record = String::new();
        coder.read_to_string(&mut record).unwrap();
        let length = bytes.len() - at - coder.into_inner().len();
        let kind = record.split("WARC-Type: ").nth(1).and_then(|k| k.split("\r\n").next()).unwrap();
        members.push((at, length, kind.to_owned()));
        at += length;
    }
    members
}

#[test]
fn files_of_others_are_left_as_they_are() {
    let server = small();
    for name in ["a.warc.gz", "a.cdxj", "a.failures.jsonl", "a.state.sqlite"] {
        let folder = Folder::new("others");
        let path = folder.file(name);
        if name.ends_with("sqlite") {
            let database = rusqlite::Connection::open(&path).unwrap();
            database.execute_batch("CREATE TABLE meta(mine); INSERT INTO meta VALUES('precious')").unwrap();
        } else {
            fs::write(&path, "precious").unwrap();
        }
        let before = fs::read(&path).unwrap();
        let output =
            program(&server.url("/nj/"), &folder.file("a.warc.gz"), &["--delay", "0"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{name}: {}", stderr(&output));
        assert_eq!(fs::read(&path).unwrap(), before, "{name}");
    }
    // The state of one WARC beside another one.
    let folder = Folder::new("other-warc");
    let options = folder.options();
    run(&server.url("/nj/"), &options);
    let other = "my own file, not a WARC at all\n".repeat(500);
    fs::write(&options.out, &other).unwrap();
    let output = program(&server.url("/nj/"), &options.out, &["--delay", "0"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert_eq!(fs::read_to_string(&options.out).unwrap(), other);
}

#[test]
fn a_warc_that_is_gone_is_fetched_anew() {
    let server = small();
    let folder = Folder::new("gone");
    let options = FetchOptions { follow: true, ..folder.options() };
    run(&server.url("/nj/"), &options);
    let before = captured(&folder.warc()).len();
    fs::remove_file(&options.out).unwrap();
    let (summary, _) = run(&server.url("/nj/"), &options);
    assert_eq!((summary.done, summary.unchanged, summary.failed), (3, 0, 0));
    assert_eq!(captured(&folder.warc()).len(), before);
    folder.check_index();
}
