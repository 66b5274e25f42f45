//! Runs the program's `fetch`: its exit statuses, a real web server, and what other tools say of its WARC.
#![cfg(all(feature = "fetch", feature = "cli"))]

#[path = "fetch/folder.rs"]
mod folder;
mod outside;
#[path = "fetch/server.rs"]
mod server;
#[path = "fetch/yearbook.rs"]
mod yearbook;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use folder::{Folder, program, stderr};
use server::{Reply, Server, read_warc};
use yearbook::{FOLDER, Yearbook};

/// Path and query of every page with status 200, in the order of the file.
fn captured(warc: &Path) -> Vec<String> {
    folder::captured(&read_warc(warc))
}

#[test]
fn exit_statuses_and_messages() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/good" => Reply::html("<p>x</p>"),
        _ => Reply::new(404, ""),
    });
    let folder = Folder::new("status");
    let run = |url: &str, name: &str, more: &[&str]| program(url, &folder.file(name), more).output().unwrap();

    let good = run(&server.url("/good"), "good.warc.gz", &["--delay", "0"]);
    assert_eq!(good.status.code(), Some(0), "{}", stderr(&good));
    assert!(good.stdout.is_empty());
    assert_eq!(captured(&folder.file("good.warc.gz")), ["/good"]);
    assert_eq!(fs::read_to_string(folder.file("good.failures.jsonl")).unwrap(), "");

    let bad = run(&server.url("/bad"), "bad.warc.gz", &["--delay", "0"]);
    assert_eq!(bad.status.code(), Some(1));
    assert!(stderr(&bad).contains("/bad: status-404: "), "{}", stderr(&bad));
    let listed = fs::read_to_string(folder.file("bad.failures.jsonl")).unwrap();
    let line: serde_json::Value = serde_json::from_str(listed.trim_end()).unwrap();
    assert_eq!((line["reason"].as_str(), line["attempts"].as_u64()), (Some("status-404"), Some(1)));

    let wrong = run("file:///etc/passwd", "wrong.warc.gz", &[]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(stderr(&wrong).contains("expected an http or https address"), "{}", stderr(&wrong));
    assert!(!folder.file("wrong.warc.gz").exists());

    // A WARC without its state is never written to.
    fs::remove_file(folder.file("good.state.sqlite")).unwrap();
    let before = fs::read(folder.file("good.warc.gz")).unwrap();
    let orphan = run(&server.url("/good"), "good.warc.gz", &[]);
    assert_eq!(orphan.status.code(), Some(2));
    assert_eq!(fs::read(folder.file("good.warc.gz")).unwrap(), before);
}

#[test]
fn a_list_of_addresses() {
    let server = Server::start(|_| Reply::html("<p>x</p>"));
    let folder = Folder::new("list");
    let list = format!("# pages\n{}\n\n{}\n", server.url("/a"), server.url("/b"));
    fs::write(folder.file("list.txt"), list).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
    command.args(["fetch", "--allow-private", "--delay", "0", "-q", "--list"]).arg(folder.file("list.txt"));
    let output = command.arg("-o").arg(folder.file("a.warc.gz")).output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
    assert_eq!(captured(&folder.file("a.warc.gz")), ["/a", "/b"]);
}

#[cfg(unix)]
#[test]
fn interrupted_it_closes_in_good_order() {
    let server = Server::start(|hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        _ => Reply::html("<p>x</p>"),
    });
    let folder = Folder::new("interrupt");
    let warc = folder.file("a.warc.gz");
    let list: String = (0..50).map(|n| server.url(&format!("/{n}\n"))).collect();
    fs::write(folder.file("list.txt"), list).unwrap();
    let arguments =
        ["--list", folder.file("list.txt").to_str().unwrap(), "--delay", "0.3"].map(str::to_owned);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let child = program(&server.url("/0"), &warc, &arguments).spawn().unwrap();
    while server.paths().is_empty() {
        std::thread::sleep(Duration::from_millis(20));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{}", stderr(&output));
    assert!(!captured(&warc).is_empty());
    assert!(folder.file("a.cdxj").exists());
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts nginx over `root` on a free port; `None` where it is not installed.
fn nginx(folder: &Folder, root: &Path) -> Option<(Running, String)> {
    let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"]
        .iter()
        .find(|p| Path::new(p).exists())?;
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let place = folder.0.display();
    let conf = format!(
        "daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;\n\
         events {{}}\n\
         http {{ access_log {place}/access.log; client_body_temp_path {place}/t1; proxy_temp_path {place}/t2;\n\
         fastcgi_temp_path {place}/t3; uwsgi_temp_path {place}/t4; scgi_temp_path {place}/t5;\n\
         types {{ text/html html; text/plain txt; }} gzip on; gzip_min_length 0; gzip_types text/plain;\n\
         server {{ listen {address}; root {}; location = /nj/2014/ {{ return 301 /nj/2014/index.html; }} }} }}",
        root.display()
    );
    fs::write(folder.file("nginx.conf"), conf).unwrap();
    let child = Command::new(program)
        .args(["-p", &place.to_string(), "-c"])
        .arg(folder.file("nginx.conf"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running(child);
    for _ in 0..100 {
        if std::net::TcpStream::connect(address).is_ok() {
            return Some((running, format!("http://{address}")));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("nginx does not answer: {}", fs::read_to_string(folder.file("error.log")).unwrap_or_default());
}

#[test]
fn a_real_server_with_a_yearbook_in_gbk() {
    let folder = Folder::new("nginx");
    let root = folder.file("root");
    let site = Yearbook::new(60);
    let mut wanted = site.wanted();
    wanted.retain(|p| !p.contains("moved/"));
    for path in &wanted {
        let file = root.join(&path[1..]);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        let body = site.reply(&server_hit(path)).body;
        // The entry that is busy the first time is asked for until it is not.
        let body = if path.contains("_0035") { site.reply(&server_hit(path)).body } else { body };
        fs::write(file, body).unwrap();
    }
    fs::write(root.join("robots.txt"), "User-agent: *\nDisallow: /nj/2014/closed/\n").unwrap();
    let Some((_running, address)) = nginx(&folder, &root) else {
        return outside::skipped("nginx is not installed");
    };
    let warc = folder.file("nj.warc.gz");
    let run = || {
        program(&format!("{address}/nj/2014/"), &warc, &["--follow", "--delay", "0.001"]).output().unwrap()
    };
    let first = run();
    // The entries that the made site moves or breaks are plain 404s here.
    assert_eq!(first.status.code(), Some(1), "{}", stderr(&first));
    let pages = captured(&warc);
    assert_eq!(pages.iter().cloned().collect::<BTreeSet<_>>(), wanted);
    assert_eq!(pages.len(), wanted.len());
    let size = fs::metadata(&warc).unwrap().len();

    let second = run();
    assert!(stderr(&second).contains(&format!("({} unchanged)", wanted.len())), "{}", stderr(&second));
    let log = fs::read_to_string(folder.file("access.log")).unwrap();
    assert_eq!(log.lines().filter(|l| l.contains("\" 304 ")).count(), wanted.len());
    let records = read_warc(&warc);
    assert_eq!(records.iter().filter(|r| r.kind() == "revisit").count(), wanted.len());
    assert!(fs::metadata(&warc).unwrap().len() > size);
    assert!(records.iter().any(|r| r.kind() == "response" && r.parts().0.contains("content-encoding: gzip")));
    assert!(pages.contains(&format!("{FOLDER}index.html")));
}

fn server_hit(path: &str) -> server::Hit {
    let now = std::time::Instant::now();
    server::Hit { at: now, done: now, target: path.into(), header: Default::default(), busy: 1 }
}

#[test]
fn warcio_accepts_the_warc_and_its_digests() {
    let Some(python) = outside::python() else { return };
    let zipped = {
        let mut coder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut coder, b"<p>zipped</p>").unwrap();
        coder.finish().unwrap()
    };
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::html("User-agent: *\nDisallow: /no\n"),
        "/b/" => Reply::html(
            "<a href=zipped>条目甲</a><a href=chunked>条目乙</a><a href=moved>条目丙</a><a href=gone>条目丁</a><a href=etag>条目戊</a>",
        ),
        "/b/zipped" => Reply::html(zipped.clone()).with("Content-Encoding", "gzip"),
        "/b/chunked" => Reply::raw(|s| {
            std::io::Write::write_all(
                s,
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n4\r\npage\r\n0\r\n\r\n",
            )
        }),
        "/b/moved" => Reply::redirect("there"),
        "/b/there" => Reply::html("<p>\u{5e74}</p>"),
        "/b/etag" if hit.header.contains_key("if-none-match") => Reply::new(304, ""),
        "/b/etag" => Reply::html("<p>same</p>").with("ETag", "\"1\""),
        _ => Reply::new(404, "gone"),
    });
    let folder = Folder::new("warcio");
    let warc = folder.file("a.warc.gz");
    for _ in 0..2 {
        let output = program(&server.url("/b/"), &warc, &["--follow", "--delay", "0"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    }
    let records = read_warc(&warc);
    let responses = records.iter().filter(|r| r.kind() == "response").count();
    let revisits = records.iter().filter(|r| r.kind() == "revisit").count();
    assert!(responses >= 7 && revisits >= 4, "{responses} responses, {revisits} revisits");

    let warcio = |arguments: &[&str]| {
        let output =
            Command::new(&python).args(["-m", "warcio.cli"]).args(arguments).arg(&warc).output().unwrap();
        assert!(output.status.success(), "{}{}", String::from_utf8_lossy(&output.stdout), stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let checked = warcio(&["check", "-v"]);
    let passed = checked.lines().filter(|l| l.contains("digest pass")).count();
    // Revisits have no payload of their own: warcio counts them apart.
    assert_eq!(passed, records.len() - revisits, "{checked}");
    assert!(!checked.contains("fail"), "{checked}");
    let listed = warcio(&["index", "-f", "warc-type,warc-target-uri,http:status,offset"]);
    assert_eq!(listed.lines().count(), records.len());

    // One broken byte is found.
    let mut bytes = fs::read(&warc).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x55;
    fs::write(folder.file("broken.warc.gz"), bytes).unwrap();
    let broken =
        Command::new(&python).args(["-m", "warcio.cli", "check"]).arg(folder.file("broken.warc.gz")).output();
    assert!(!broken.unwrap().status.success());
}

/// Everything of a record but where its bytes are from.
fn without_source(line: &str) -> serde_json::Value {
    let mut record: serde_json::Value = serde_json::from_str(line).unwrap();
    let charset = record["source"]["charset"].clone();
    record["source"] = charset;
    record
}

fn convert(arguments: &[&std::ffi::OsStr]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nianjian")).arg("convert").args(arguments).output().unwrap()
}

#[test]
fn the_warc_converts_to_the_same_records_as_the_pages() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut pages: Vec<Vec<u8>> = Vec::new();
    let mut folders = vec![fixtures];
    while let Some(folder) = folders.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "html") {
                pages.push(fs::read(path).unwrap());
            }
        }
    }
    assert!(pages.len() >= 3, "the fixtures have pages");
    let folder = Folder::new("equal");
    let saved = folder.file("saved");
    fs::create_dir_all(&saved).unwrap();
    for (n, page) in pages.iter().enumerate() {
        fs::write(saved.join(format!("t{n:03}.html")), page).unwrap();
    }
    let count = pages.len();
    let server = Server::start(move |hit| {
        let number = hit.target.strip_prefix("/nj/t").and_then(|t| t.get(..3)?.parse::<usize>().ok());
        match number.and_then(|n| pages.get(n)) {
            Some(page) => Reply::html(page.clone()),
            None => Reply::new(404, ""),
        }
    });
    let list: String = (0..count).map(|n| server.url(&format!("/nj/t{n:03}.html\n"))).collect();
    fs::write(folder.file("list.txt"), list).unwrap();
    let warc = folder.file("a.warc.gz");
    let list = folder.file("list.txt").to_string_lossy().into_owned();
    let fetched =
        program(&server.url("/nj/t000.html"), &warc, &["--list", &list, "--delay", "0"]).output().unwrap();
    assert_eq!(fetched.status.code(), Some(0), "{}", stderr(&fetched));

    let records = |input: &Path, name: &str| -> Vec<serde_json::Value> {
        let out = folder.file(name);
        let output = convert(&[input.as_os_str(), "-o".as_ref(), out.as_os_str()]);
        let text = fs::read_to_string(out.join("records.jsonl"))
            .unwrap_or_else(|e| panic!("no records: {e}; {}", stderr(&output)));
        text.lines().map(without_source).collect()
    };
    let (from_warc, from_files) = (records(&warc, "from-warc"), records(&saved, "from-files"));
    assert!(!from_files.is_empty());
    assert_eq!(from_warc.len(), from_files.len());
    for (a, b) in from_warc.iter().zip(&from_files) {
        assert_eq!(a, b);
    }
}

#[test]
fn the_pages_of_an_article_find_each_other_in_their_records() {
    let site = Yearbook::new(30);
    let server = Server::start(move |hit| site.reply(hit));
    let folder = Folder::new("articles");
    let warc = folder.file("a.warc.gz");
    let fetched = program(&server.url("/nj/2014/"), &warc, &["--follow", "--delay", "0"]).output().unwrap();
    assert_eq!(fetched.status.code(), Some(1), "the robots rules forbid one: {}", stderr(&fetched));
    let records = |join: &[&str]| -> Vec<serde_json::Value> {
        let out = folder.file("records");
        let args = [warc.as_os_str(), "-o".as_ref(), out.as_os_str()];
        let output = convert(&[&args[..], &join.iter().map(|j| j.as_ref()).collect::<Vec<_>>()].concat());
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let text = fs::read_to_string(out.join("records.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let (single, joined) = (records(&[]), records(&["--join"]));
    for entry in [5, 20] {
        let of = |all: &[serde_json::Value]| -> Vec<serde_json::Value> {
            let title = format!("条目{entry}");
            all.iter().filter(|r| r["title"] == title).cloned().collect()
        };
        let (single, joined) = (of(&single), of(&joined));
        assert_eq!((single.len(), joined.len()), (3, 1), "entry {entry}");
        assert!(single.iter().all(|r| r["pages"]["article"] == single[0]["id"]), "entry {entry}");
        assert_eq!((&joined[0]["id"], joined[0]["parts"].as_array().unwrap().len()), (&single[0]["id"], 2));
    }
}

#[test]
fn an_address_is_converted() {
    let site = Yearbook::new(20);
    let server = Server::start(move |hit| site.reply(hit));
    let folder = Folder::new("address");
    let url = server.url("/nj/2014/t2015_0001.html");
    let out = folder.file("out");
    let run = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianjian"));
        command.args(["convert", &url, "--allow-private", "--delay", "0", "-o"]).arg(&out).args(more);
        command.output().unwrap()
    };
    let first = run(&[]);
    assert_eq!(first.status.code(), Some(0), "{}", stderr(&first));
    let records = fs::read_to_string(out.join("records.jsonl")).unwrap();
    let record: serde_json::Value = serde_json::from_str(records.trim_end()).unwrap();
    assert_eq!(record["source"]["uri"].as_str(), Some(url.as_str()));
    assert_eq!(record["title"].as_str(), Some("条目1"));
    assert!(record["source"]["warc"]["record_id"].is_string());

    // Again: asked for, found to be the same, and the records stay.
    let second = run(&[]);
    assert_eq!(second.status.code(), Some(0), "{}", stderr(&second));
    assert_eq!(fs::read_to_string(out.join("records.jsonl")).unwrap(), records);

    let missing = server.url("/nj/2014/t2015_0999.html");
    let to_stdout = Command::new(env!("CARGO_BIN_EXE_nianjian"))
        .args(["convert", &url, &missing, "--allow-private", "--delay", "0", "-o", "-"])
        .output()
        .unwrap();
    assert_eq!(to_stdout.status.code(), Some(1), "{}", stderr(&to_stdout));
    assert_eq!(String::from_utf8_lossy(&to_stdout.stdout).lines().count(), 1);
    assert!(stderr(&to_stdout).contains("t2015_0999.html: status-404"), "{}", stderr(&to_stdout));
}
