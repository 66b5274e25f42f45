//! Asks for waits that nobody can keep, sets clocks wrong and closes standard error: a fetch ends all the same.
#![cfg(all(feature = "fetch", feature = "cli"))]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use folder::{Folder, program, stderr};
use nianjian::Notice;
use nianjian::fetch::{FetchOptions, Summary, Visitor, Watch, address, fetch};
use server::{Reply, Server};

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<Notice>>>);

impl Watch for Notes {
    fn notice(&mut self, notice: &Notice) {
        self.0.lock().unwrap().push(notice.clone());
    }
}

impl Notes {
    fn codes(&self) -> Vec<String> {
        self.0.lock().unwrap().iter().map(|n| n.code.clone()).collect()
    }
}

fn run(paths: &[&str], server: &Server, options: &FetchOptions) -> (Summary, Notes) {
    let seeds: Vec<_> = paths.iter().map(|p| address::read(&server.url(p)).unwrap()).collect();
    let notes = Notes::default();
    let summary = fetch(&seeds, options, Box::new(notes.clone())).unwrap();
    (summary, notes)
}

#[test]
fn a_crawl_delay_of_thirty_years_is_cut_to_the_limit_and_told() {
    for delay in ["1000000000", "31536000.5", "18446744073709551615"] {
        let server = Server::start(move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::html(format!("User-agent: *\nCrawl-delay: {delay}\n")),
            _ => Reply::html("<p>x</p>"),
        });
        let folder = Folder::new("crawl-delay");
        let options = FetchOptions { max_wait: Duration::from_millis(300), ..folder.options() };
        let began = Instant::now();
        let (summary, notes) = run(&["/a", "/b"], &server, &options);
        assert_eq!(summary.done, 2);
        assert!((Duration::from_millis(600)..Duration::from_secs(20)).contains(&began.elapsed()));
        assert_eq!(notes.codes(), ["crawl-delay"]);
        let mut visitor = Visitor::new(&options).unwrap();
        visitor.get(&server.url("/a")).unwrap();
    }
}

#[test]
fn a_retry_after_beyond_the_limit_leaves_the_host_for_another_run() {
    for wait in ["Sun, 06 Nov 9999 08:49:37 GMT", "99999999999999999999", "18446744073709551615", "7200"] {
        let times = Arc::new(AtomicUsize::new(0));
        let server = Server::start(move |hit| match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            _ if times.fetch_add(1, Ordering::SeqCst) > 0 => Reply::html("<p>x</p>"),
            _ => Reply::new(503, "").with("Retry-After", wait),
        });
        let folder = Folder::new("retry-after");
        let options = FetchOptions { retries: 1, ..folder.options() };
        let began = Instant::now();
        let (first, notes) = run(&["/a"], &server, &options);
        assert_eq!((first.queued, first.done), (1, 0), "{wait}");
        assert_eq!(notes.codes(), ["retry-later"], "{wait}");
        let (second, _) = run(&["/a"], &server, &options);
        assert_eq!(second.done, 1, "{wait}");
        assert!(began.elapsed() < Duration::from_secs(20), "{wait}");
    }
}

#[test]
fn a_robots_txt_that_asks_to_come_back_in_a_thousand_years_is_left_for_another_run() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(503, "").with("Retry-After", "31536000000"),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("robots-later");
    let (summary, notes) = run(&["/a"], &server, &folder.options());
    assert_eq!((summary.queued, summary.failed), (1, 0));
    assert_eq!(notes.codes(), ["retry-later"]);
    assert!(server.paths().is_empty());
}

/// What was noted under a clock that was a year ahead is kept as long as the pause was, and no longer.
#[test]
fn a_clock_that_was_ahead_costs_no_more_than_the_pause() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/busy" => Reply::new(503, ""),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("clock");
    let options = FetchOptions { delay: Duration::from_millis(20), retries: 1, ..folder.options() };
    run(&["/a", "/busy"], &server, &options);
    let state = rusqlite::Connection::open(folder.files().state).unwrap();
    state
        .execute_batch(
            "UPDATE host SET next_at = next_at + 31536000000;
             UPDATE page SET next_at = 4102444800000, state = 0, attempts = 1;
             UPDATE meta SET value = 0 WHERE name = 'finished'",
        )
        .unwrap();
    drop(state);
    let began = Instant::now();
    let (summary, _) = run(&["/a", "/busy"], &server, &options);
    assert_eq!((summary.done, summary.failed), (1, 1));
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
}

#[test]
fn a_pause_outlasts_a_kill() {
    let times = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ if times.fetch_add(1, Ordering::SeqCst) > 0 => Reply::html("<p>x</p>"),
        _ => Reply::new(429, "").with("Retry-After", "2"),
    });
    let folder = Folder::new("kept-pause");
    let mut child = program(&server.url("/a"), &folder.files().warc, &["--delay", "0"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    while server.paths().is_empty() {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(700));
    child.kill().unwrap();
    child.wait().unwrap();
    let refused = server.log().last().unwrap().done;
    let (summary, _) = run(&["/a"], &server, &folder.options());
    assert_eq!(summary.done, 1);
    let after = server.log().iter().filter(|h| h.target == "/a").nth(1).unwrap().at;
    assert!(after - refused >= Duration::from_millis(1900), "{:?}", after - refused);
}

#[cfg(unix)]
#[test]
fn a_closed_standard_error_ends_nothing() {
    let server = Server::start(|_| Reply::new(404, ""));
    let urls = [server.url("/a"), server.url("/b")];
    for closing in ["2>/dev/full", "2>&-", "2>&1 >/dev/null | true"] {
        if closing.contains("full") && !std::path::Path::new("/dev/full").exists() {
            let _ = writeln!(std::io::stderr(), "SKIPPED, a full device: this system has no /dev/full");
            continue;
        }
        let folder = Folder::new("stderr");
        let script = format!(
            "'{}' fetch {} --allow-private --delay 0.1 -o '{}' {closing}; exit ${{PIPESTATUS[0]}}",
            env!("CARGO_BIN_EXE_nianjian"),
            urls.join(" "),
            folder.file("a.warc.gz").display()
        );
        let output = Command::new("bash").args(["-c", &script]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{closing}: {}", stderr(&output));
        let failures = fs::read_to_string(folder.file("a.failures.jsonl")).unwrap();
        assert_eq!(failures.lines().count(), 2, "{closing}");
    }
}

/// A server that always knows of one page more, or of more links than a page can have, ends nothing but itself.
#[test]
fn pages_without_end_end() {
    let article = |next: usize| {
        format!(
            "<html><body><p>2013年，全县财政收入1.2亿元。</p><a href=\"t1_{next}.html\">下一页</a></body></html>"
        )
    };
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        path => {
            let number = path.rsplit('_').next().and_then(|end| end.strip_suffix(".html")?.parse().ok());
            Reply::html(article(number.unwrap_or(0_usize) + 1))
        }
    });
    let folder = Folder::new("next");
    let (summary, _) = run(&["/nj/t1.html"], &server, &FetchOptions { follow: true, ..folder.options() });
    assert!((2..=520).contains(&summary.done), "{summary:?}");
    assert!(summary.left.iter().any(|(reason, _)| reason == "loop"), "{summary:?}");

    let links: String = (0..30_000).map(|n| format!("<a href=e{n}.html>条目{n}号</a>")).collect();
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/nj/" => Reply::html(links.clone()),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("links");
    let options = FetchOptions { follow: true, limit: Some(3), ..folder.options() };
    let (summary, _) = run(&["/nj/"], &server, &options);
    assert_eq!(summary.done, 3);
    assert!(summary.left.iter().map(|(_, n)| n).sum::<u64>() <= 20_000, "{summary:?}");
}
