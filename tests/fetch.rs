//! Fetches from servers on loopback: what is followed, how politely, what is written, and what is refused.
#![cfg(feature = "fetch")]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;
#[path = "fetch/yearbook.rs"]
mod yearbook;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use folder::{Folder, captured, path_of};
use nianjian::fetch::{FetchOptions, Private, Summary, Visitor, Watch, address, fetch};
use nianjian::{Failure, Notice};
use server::{Reply, Server};
use yearbook::{FOLDER, Yearbook};

#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Watch for Notes {
    fn notice(&mut self, notice: &Notice) {
        self.0.lock().unwrap().push(notice.code.clone());
    }
}

fn run(url: &str, options: &FetchOptions) -> Result<Summary, Failure> {
    fetch(&[address::read(url).unwrap()], options, Box::new(()))
}

#[test]
fn a_yearbook_is_fetched_whole_and_nothing_else() {
    let site = Arc::new(Yearbook::new(300));
    let server = Server::start({
        let site = Arc::clone(&site);
        move |hit| site.reply(hit)
    });
    let folder = Folder::new("yearbook");
    let options = FetchOptions { follow: true, delay: Duration::from_millis(50), ..folder.options() };
    let summary = run(&server.url("/nj/2014/index.html"), &options).unwrap();

    let pages = captured(&folder.warc());
    let unique: BTreeSet<String> = pages.iter().cloned().collect();
    assert_eq!(unique, site.wanted());
    assert_eq!(pages.len(), unique.len(), "a page was written twice");
    assert_eq!(summary.done as usize, pages.len());

    // Nothing was asked for that is not wanted, and nothing twice but what failed.
    let mut asked: BTreeMap<String, u32> = BTreeMap::new();
    for path in server.paths() {
        *asked.entry(path).or_default() += 1;
    }
    let t = |n: u32| format!("{FOLDER}t2015_{n:04}.html");
    for (path, times) in &asked {
        let expected = match path {
            p if *p == t(33) => 4,
            p if *p == t(35) => 2,
            _ => 1,
        };
        assert_eq!(*times, expected, "{path}");
        let known = [31, 32, 33, 34].map(t).contains(path) || unique.contains(path);
        assert!(known, "{path} is not wanted");
    }
    let failures = folder.failures();
    let want = [(t(32), "status-404"), (t(33), "status-500"), (format!("{FOLDER}closed/a.html"), "robots")];
    assert_eq!(failures, want.map(|(p, r)| (p, r.to_owned())).into());
    assert_eq!(summary.failed, 3);
    let left: BTreeMap<String, u64> = summary.left.into_iter().collect();
    assert!(left["calendar"] >= 3 && left["other-host"] == 1 && left["not-a-page"] == 1, "{left:?}");
    assert!(left["linked-from-article"] >= 290 && left["redirect-outside"] == 1, "{left:?}");

    // The order: contents and their further pages, then each entry with its further pages behind it.
    let three = |n: u32| [t(n), t(n).replace(".html", "_1.html"), t(n).replace(".html", "_2.html")];
    let list = ["index.html", "index_1.html", "index_2.html"].map(|p| format!("{FOLDER}{p}"));
    assert_eq!(pages[..7], [&list[..], &[t(1), t(2), t(3), t(4)]].concat());
    assert_eq!(pages[7..11], [&three(5)[..], &[t(6)]].concat());

    politely(&server, Duration::from_millis(50));
}

/// One request at a time, and after each answer the pause: the least one, or five times what the answer took.
fn politely(server: &Server, least: Duration) {
    let log = server.log();
    assert_eq!(log[0].target, "/robots.txt");
    for pair in log.windows(2) {
        assert_eq!(pair[1].busy, 1);
        let gap = pair[1].at.saturating_duration_since(pair[0].done);
        let took = pair[0].done - pair[0].at;
        // The server's clock starts a little later and stops a little earlier than the client's.
        let wanted = least.max(5 * took) - Duration::from_millis(5);
        assert!(gap >= wanted, "{} came {gap:?} after {}, not {wanted:?}", pair[1].target, pair[0].target);
    }
}

#[test]
fn the_pause_is_a_second_unless_said_otherwise() {
    let server = Server::start(|_| Reply::html("<p>x</p>"));
    let folder = Folder::new("defaults");
    let options = FetchOptions { delay: FetchOptions::default().delay, ..folder.options() };
    let seeds = ["/a", "/b"].map(|p| address::read(&server.url(p)).unwrap());
    fetch(&seeds, &options, Box::new(())).unwrap();
    assert_eq!(server.paths(), ["/a", "/b"]);
    politely(&server, Duration::from_secs(1));
    let hit = &server.log()[1];
    assert!(hit.header["user-agent"].starts_with("nianjian/"));
}

#[test]
fn the_pause_that_robots_txt_asks_for_is_kept() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::html(
            "User-agent: other\nDisallow: /\n\nUser-agent: nianjian\nCrawl-delay: 0.3\nDisallow: /no\n",
        ),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("crawl-delay");
    let seeds = ["/a", "/no", "/b"].map(|p| address::read(&server.url(p)).unwrap());
    let options = FetchOptions { delay: Duration::from_millis(10), ..folder.options() };
    fetch(&seeds, &options, Box::new(())).unwrap();
    assert_eq!(server.paths(), ["/a", "/b"]);
    politely(&server, Duration::from_millis(300));
    assert_eq!(folder.failures(), BTreeMap::from([("/no".to_owned(), "robots".to_owned())]));
}

#[test]
fn retry_after_is_obeyed() {
    let times = Arc::new(Mutex::new(0));
    let server = Server::start(move |hit| {
        let mut times = times.lock().unwrap();
        *times += u32::from(hit.target == "/a");
        match hit.target.as_str() {
            "/a" if *times == 1 => Reply::new(429, "later").with("Retry-After", "1"),
            "/c" => Reply::new(503, "later").with("Retry-After", "9999"),
            _ => Reply::html("<p>x</p>"),
        }
    });
    let folder = Folder::new("retry-after");
    let notes = Notes::default();
    let seeds = ["/a", "/b", "/c", "/d"].map(|p| address::read(&server.url(p)).unwrap());
    let options = FetchOptions { delay: Duration::from_millis(1), ..folder.options() };
    let summary = fetch(&seeds, &options, Box::new(notes.clone())).unwrap();
    let log = server.log();
    let paths: Vec<&str> = log.iter().map(|h| h.target.as_str()).collect();
    // The wait holds for the whole host; a wait that is too long ends the run for it.
    assert_eq!(paths, ["/robots.txt", "/a", "/b", "/a", "/c"]);
    assert!(log[2].at - log[1].done >= Duration::from_millis(990));
    assert_eq!((summary.queued, summary.failed), (2, 0));
    assert_eq!(*notes.0.lock().unwrap(), ["retry-later"]);
}

#[test]
fn faults_have_names_and_the_run_goes_on() {
    let bomb = {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..200).for_each(|_| coder.write_all(&vec![b'0'; 1 << 20]).unwrap());
        coder.finish().unwrap()
    };
    assert!(bomb.len() < 250_000);
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/bomb" => Reply::html(bomb.clone()).with("Content-Encoding", "gzip"),
        "/endless" => Reply::raw(|s| {
            s.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")?;
            loop {
                s.write_all(&[b'x'; 65_536])?;
            }
        }),
        "/dripping" => Reply::raw(|s| {
            s.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
            loop {
                s.write_all(b"x")?;
                std::thread::sleep(Duration::from_millis(50));
            }
        }),
        "/header" => Reply::raw(|s| {
            s.write_all(b"HTTP/1.1 200 OK\r\n")?;
            (0..100_000).try_for_each(|n| s.write_all(format!("X-{n}: {}\r\n", "h".repeat(90)).as_bytes()))
        }),
        path if path.starts_with("/hop") => {
            let n: u32 = path[4..].parse().unwrap();
            Reply::redirect(&format!("/hop{}", n + 1))
        }
        "/cookie" if hit.header.get("cookie").is_some_and(|c| c == "seen=1") => {
            Reply::html("<html>cookie</html>")
        }
        "/cookie" => Reply::redirect("/cookie").with("Set-Cookie", "seen=1; Path=/"),
        "/round" => Reply::redirect("/round2"),
        "/round2" => Reply::redirect("/round"),
        "/file" => Reply::redirect("file:///etc/passwd"),
        "/refused" => Reply::redirect(&format!("http://{closed}/")),
        "/private" => Reply::redirect("http://10.11.12.13/secret"),
        "/numeric" => Reply::redirect("http://0x7f000002/"),
        "/412" => Reply::new(412, "<script>solve()</script>"),
        "/521" => Reply::new(521, "<script>solve()</script>"),
        "/404" => Reply::new(404, "no"),
        "/500" => Reply::new(500, "no"),
        "/pdf" => Reply::html("%PDF-1.4").with("Content-Type", "application/pdf"),
        "/garbage" => Reply::raw(|s| s.write_all(b"\x15\x03\x01\x00\x02\x02\x28 garbage\r\n\r\n")),
        "/closes" => Reply::raw(|_| Ok(())),
        _ => Reply::html("<html>good</html>"),
    });
    let folder = Folder::new("faults");
    let wanted = [
        ("/bomb", "/bomb", "too-large"),
        ("/endless", "/endless", "too-large"),
        ("/dripping", "/dripping", "timeout"),
        ("/header", "/header", "too-large"),
        ("/hop0", "/hop10", "redirects"),
        ("/round", "/round2", "redirects"),
        ("/file", "/file", "scheme"),
        ("/refused", "/", "connect"),
        ("/private", "/secret", "private-address"),
        ("/412", "/412", "challenge"),
        ("/521", "/521", "challenge"),
        ("/404", "/404", "status-404"),
        ("/500", "/500", "status-500"),
        ("/pdf", "/pdf", "not-a-page"),
        ("/garbage", "/garbage", "bad-response"),
        ("/closes", "/closes", "disconnected"),
    ];
    let mut seeds: Vec<_> = wanted.iter().map(|(p, _, _)| address::read(&server.url(p)).unwrap()).collect();
    seeds.push(address::read(&server.url("/good")).unwrap());
    seeds.push(address::read(&server.url("/cookie")).unwrap());
    seeds.push(address::read("http://no-such-host.invalid/dns").unwrap());
    let options = FetchOptions {
        private: Private::Hosts(vec!["127.0.0.1".into()]),
        timeout: Duration::from_secs(1),
        retries: 1,
        ..folder.options()
    };
    let summary = fetch(&seeds, &options, Box::new(())).unwrap();
    let failures = folder.failures();
    for (_, path, reason) in wanted {
        assert_eq!(failures.get(path).map(String::as_str), Some(reason), "{path}");
    }
    assert_eq!(failures["/dns"], "dns");
    assert_eq!(failures.len(), wanted.len() + 1);
    assert_eq!(summary.failed, wanted.len() as u64 + 1);
    assert_eq!(
        captured(&folder.warc()).iter().collect::<BTreeSet<_>>(),
        BTreeSet::from([&"/good".into(), &"/cookie".into()])
    );
    let hops = server.paths().iter().filter(|p| p.starts_with("/hop")).count();
    assert_eq!(hops, 11);
}

#[test]
fn private_addresses_are_refused_in_every_spelling() {
    let server = Server::start(|_| Reply::html("secret"));
    let port = server.address.port();
    let folder = Folder::new("private");
    let options = FetchOptions { private: Private::Refused, ..folder.options() };
    let hosts = ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"];
    let seeds: Vec<_> = hosts
        .iter()
        .enumerate()
        .map(|(n, h)| address::read(&format!("http://{h}:{port}/{n}")).unwrap())
        .collect();
    let summary = fetch(&seeds, &options, Box::new(())).unwrap();
    assert_eq!((summary.done, summary.failed), (0, seeds.len() as u64));
    assert!(folder.failures().values().all(|r| r == "private-address"), "{:?}", folder.failures());
    assert!(server.log().is_empty());
}

#[test]
fn outdated_tls_is_named() {
    // A server that answers every hello with the alert `protocol_version`, as those before TLS 1.2 do.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut hello = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut hello);
            let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]);
        }
    });
    let folder = Folder::new("tls");
    run(&format!("https://{address}/a"), &folder.options()).unwrap();
    assert_eq!(folder.failures()["/a"], "tls-legacy");
}

#[test]
fn robots_txt_of_a_hundred_megabytes() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::raw(|s| {
            s.write_all(
                b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\nUser-agent: *\nDisallow: /no\n",
            )?;
            let line = b"Disallow: /never-heard-of-it/\n".repeat(2000);
            (0..1748).try_for_each(|_| s.write_all(&line))
        }),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("robots");
    let notes = Notes::default();
    let seeds = ["/no", "/yes"].map(|p| address::read(&server.url(p)).unwrap());
    fetch(&seeds, &folder.options(), Box::new(notes.clone())).unwrap();
    assert_eq!(server.paths(), ["/yes"]);
    assert_eq!(*notes.0.lock().unwrap(), ["robots-cut"]);
}

#[test]
fn robots_txt_that_cannot_be_had_forbids_everything() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(503, ""),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("no-robots");
    run(&server.url("/a"), &FetchOptions { retries: 1, ..folder.options() }).unwrap();
    assert!(server.paths().is_empty());
    assert_eq!(folder.failures()["/a"], "robots");
}

#[test]
fn redirects_refreshes_frames_and_bases_lead_to_the_pages() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/start" => Reply::redirect("/n%C4%EA/2014/"),
        "/n%C4%EA/2014/" => Reply::html("<meta http-equiv=refresh content='0; url=main.html'>"),
        "/n%C4%EA/2014/main.html" => {
            Reply::html("<frameset><frame src=left.html><frame src='/ad.html'></frameset>")
        }
        "/n%C4%EA/2014/left.html" => {
            Reply::html("<base href='sub/'><a href=a.html>条目甲</a><a href='./b.html#x'>条目乙</a>")
        }
        "/n%C4%EA/2014/sub/a.html" => Reply::redirect("b.html"),
        "/n%C4%EA/2014/sub/b.html" => {
            Reply::html("条目。<script>createPageHTML(2, 0, \"b\", \"html\");</script>")
        }
        "/n%C4%EA/2014/sub/b_1.html" | "/robots.txt" => Reply::html("条目。"),
        other => Reply::new(404, other.to_owned()),
    });
    let folder = Folder::new("ways");
    let options = FetchOptions { follow: true, delay: Duration::from_millis(1), ..folder.options() };
    run(&server.url("/start"), &options).unwrap();
    let ways = ["", "main.html", "left.html", "sub/a.html", "sub/b.html", "sub/b_1.html"];
    let want: Vec<String> = ways.iter().map(|p| format!("/n%C4%EA/2014/{p}")).collect();
    assert_eq!(server.paths(), [&["/start".to_owned()], &want[..]].concat());
}

#[test]
fn the_second_run_costs_conditional_requests() {
    let changed = Arc::new(Mutex::new(false));
    let flag = Arc::clone(&changed);
    let server = Server::start(move |hit| {
        let now = *flag.lock().unwrap();
        let asked = |name: &str| hit.header.get(name).cloned();
        match hit.target.as_str() {
            "/robots.txt" => Reply::new(404, ""),
            "/b/" if now => {
                Reply::html("<a href=e.html>条目戊</a><a href=t.html>条目丁</a>").with("ETag", "\"2\"")
            }
            "/b/" => Reply::html("<a href=e.html>条目戊</a>").with("ETag", "\"1\""),
            "/b/e.html" if asked("if-none-match").as_deref() == Some("\"e\"") => Reply::new(304, ""),
            "/b/e.html" => Reply::html("条目戊的正文。").with("ETag", "\"e\""),
            "/b/t.html" => Reply::html("条目丁的正文。"),
            _ => Reply::new(404, ""),
        }
    });
    let folder = Folder::new("again");
    let options = FetchOptions { follow: true, ..folder.options() };
    let seed = server.url("/b/");
    let first = run(&seed, &options).unwrap();
    assert_eq!((first.done, first.unchanged), (2, 0));
    server.forget();
    *changed.lock().unwrap() = true;
    let second = run(&seed, &options).unwrap();
    assert_eq!((second.done, second.unchanged), (3, 1));
    assert_eq!(server.paths(), ["/b/", "/b/e.html", "/b/t.html"]);
    // A page without validators comes whole and is found to be the same.
    let third = run(&seed, &options).unwrap();
    assert_eq!((third.done, third.unchanged), (3, 3));
    let records = folder.warc();
    let revisits: Vec<(String, &str)> = records
        .iter()
        .filter(|r| r.kind() == "revisit")
        .map(|r| (path_of(r.uri()), r.header["warc-profile"].rsplit('/').next().unwrap()))
        .collect();
    let path = |p: &str| p.to_owned();
    assert_eq!(
        revisits,
        [
            (path("/b/e.html"), "server-not-modified"),
            (path("/b/"), "identical-payload-digest"),
            (path("/b/e.html"), "server-not-modified"),
            (path("/b/t.html"), "identical-payload-digest"),
        ]
    );
    let index = std::fs::read_to_string(folder.files().cdxj).unwrap();
    assert_eq!(index.lines().count(), captured(&records).len() + revisits.len());
    assert!(index.lines().is_sorted());
}

#[test]
fn a_limit_is_kept() {
    let site = Yearbook::new(60);
    let server = Server::start(move |hit| site.reply(hit));
    let folder = Folder::new("limit");
    let options = FetchOptions { follow: true, limit: Some(12), ..folder.options() };
    let summary = run(&server.url("/nj/2014/"), &options).unwrap();
    assert_eq!(summary.done + summary.failed, 12);
    assert!(summary.left.iter().any(|(reason, _)| reason == "limit"));
}

#[test]
fn a_single_page_is_got_as_politely() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::html("User-agent: *\nDisallow: /no\nCrawl-delay: 0.2\n"),
        "/a" => Reply::redirect("/b"),
        "/b" => Reply::html("<meta http-equiv=refresh content='0;url=/c'>"),
        "/c" => Reply::html(encoding_rs::GBK.encode("<p>年鉴</p>").0.into_owned()),
        "/loop" => Reply::redirect("/loop?again"),
        "/loop?again" => Reply::redirect("/loop"),
        _ => Reply::new(404, ""),
    });
    let options = FetchOptions {
        private: Private::Hosts(vec!["127.0.0.1".into()]),
        delay: Duration::from_millis(10),
        ..FetchOptions::default()
    };
    let mut visitor = Visitor::new(&options).unwrap();
    let page = visitor.get(&server.url("/a")).unwrap();
    assert_eq!(page.provenance.uri, Some(server.url("/c")));
    assert_eq!(
        (page.provenance.status, page.provenance.content_type.as_deref()),
        (Some(200), Some("text/html"))
    );
    assert_eq!(page.body, encoding_rs::GBK.encode("<p>年鉴</p>").0.as_ref());
    for (path, reason) in [("/no", "robots"), ("/gone", "status-404"), ("/loop", "redirects")] {
        assert_eq!(visitor.get(&server.url(path)).unwrap_err().reason, reason, "{path}");
    }
    assert_eq!(visitor.get("http://10.0.0.1/").unwrap_err().reason, "private-address");
    assert!(server.paths().iter().all(|p| p != "/no"));
    politely(&server, Duration::from_millis(200));
}
