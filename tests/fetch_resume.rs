//! Stops and kills fetches, and damages what they wrote: the same command goes on where it was.
#![cfg(all(feature = "fetch", feature = "cli"))]

#[path = "fetch/folder.rs"]
mod folder;
#[path = "fetch/server.rs"]
mod server;
#[path = "fetch/yearbook.rs"]
mod yearbook;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use folder::{Folder, captured, program, stderr};
use nianjian::fetch::{FetchOptions, Summary, address, fetch};
use server::{Reply, Server};
use yearbook::Yearbook;

fn yearbook(entries: u32, slow: Duration) -> (Arc<Yearbook>, Server) {
    let site = Arc::new(Yearbook::new(entries));
    let server = Server::start({
        let site = Arc::clone(&site);
        move |hit| {
            let reply = site.reply(hit);
            let slow = reply.slow.max(slow);
            reply.slow(slow)
        }
    });
    (site, server)
}

fn run(url: &str, options: &FetchOptions) -> Summary {
    fetch(&[address::read(url).unwrap()], options, Box::new(())).unwrap()
}

/// How many requests were for a page that had been had before.
fn asked_again(server: &Server, site: &Yearbook) -> usize {
    let mut wanted = site.wanted();
    // Busy the first time: it is rightly asked for twice.
    wanted.retain(|p| !p.ends_with("t2015_0035.html"));
    let asked: Vec<String> = server.paths().into_iter().filter(|p| wanted.contains(p)).collect();
    asked.len() - asked.iter().collect::<BTreeSet<_>>().len()
}

/// Kills the program ten times at random moments, then lets it end; `again` is how many pages may be asked
/// for again after each kill.
fn kill_ten_times(name: &str, delay: &str, slow: Duration, again: usize) {
    let (site, server) = yearbook(300, slow);
    let folder = Folder::new(name);
    let url = server.url("/nj/2014/index.html");
    let arguments = ["--follow", "--delay", delay];
    let mut random = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().subsec_nanos();
    println!("random numbers begin with {random}");
    for _ in 0..10 {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut command = program(&url, &folder.files().warc, &arguments);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(40 + random % 300)));
        child.kill().unwrap();
        // Had it ended by itself, the next run would rightly ask for everything again.
        assert_eq!(child.wait().unwrap().code(), None, "it was to be killed");
    }
    let before_last = server.paths().len();
    let last = program(&url, &folder.files().warc, &arguments).output().unwrap();
    assert_eq!(last.status.code(), Some(1), "{}", stderr(&last));
    let pages = captured(&folder.warc());
    let unique: BTreeSet<String> = pages.iter().cloned().collect();
    assert_eq!(unique, site.wanted());
    assert_eq!(pages.len(), unique.len(), "a page was written twice");
    let twice = asked_again(&server, &site);
    println!("{twice} pages asked for again, {before_last} before the last run");
    assert!(twice <= 10 * again, "{twice} pages were asked for again");
    folder.check_index();
}

#[test]
fn killed_ten_times_it_ends_with_the_same_pages() {
    kill_ten_times("kill", "0.02", Duration::ZERO, 1);
}

/// Without a pause it is the page on the wire that is asked for again, and now and then the one on its way to the disk.
#[test]
fn killed_in_full_flight_it_ends_with_the_same_pages() {
    kill_ten_times("kill-fast", "0", Duration::from_millis(8), 2);
}

/// The state as it was when a fetch had come to page `at`, with the WARC of the whole fetch: as if the
/// session had been killed before it noted anything after that page.
fn rolled_back(name: &str, warc: &str, at: usize) -> (Folder, Arc<Yearbook>, Server, FetchOptions) {
    let folder = Folder::new(name);
    let site = Arc::new(Yearbook::new(60));
    let (stop, seen) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let server = Server::start({
        let (site, stop) = (Arc::clone(&site), Arc::clone(&stop));
        move |hit| {
            if seen.fetch_add(1, Ordering::SeqCst) == at {
                stop.store(true, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(300));
            }
            site.reply(hit)
        }
    });
    let options = FetchOptions { out: folder.file(warc), follow: true, ..folder.options() };
    let first = run(&server.url("/nj/2014/"), &FetchOptions { stop, ..options.clone() });
    assert!(first.interrupted && first.queued > 0, "{first:?}");
    let state = folder.files().state;
    fs::copy(&state, folder.file("early")).unwrap();
    run(&server.url("/nj/2014/"), &options);
    fs::rename(folder.file("early"), &state).unwrap();
    server.forget();
    (folder, site, server, options)
}

#[test]
fn what_was_written_and_not_noted_is_not_fetched_again() {
    for (name, warc, again) in [("unnoted", "a.warc.gz", 0), ("unnoted-plain", "a.warc", 1)] {
        let (folder, site, server, options) = rolled_back(name, warc, 20);
        let before = fs::read(&options.out).unwrap();
        let index = fs::read_to_string(folder.files().cdxj).unwrap();
        // A torn record behind it all is cut off.
        let mut file = fs::OpenOptions::new().append(true).open(&options.out).unwrap();
        file.write_all(&before[..300]).unwrap();
        drop(file);
        let summary = run(&server.url("/nj/2014/"), &options);
        let asked = server.paths();
        // Those that gave no answer to keep are tried again, and the last one of a plain file.
        let kept = asked.iter().filter(|p| site.wanted().contains(*p)).count();
        assert!(kept <= again, "{asked:?}");
        assert_eq!((summary.queued, summary.failed), (0, 3));
        let after = fs::read(&options.out).unwrap();
        let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
        assert!(same >= before.len() * 9 / 10, "{same} bytes of {} are as they were", before.len());
        if again == 0 {
            folder.check_index();
            assert_eq!(fs::read_to_string(folder.files().cdxj).unwrap(), index);
            assert_eq!(captured(&folder.warc()).len(), site.wanted().len());
        }
    }
}

#[test]
fn a_warc_that_lost_its_end_is_completed() {
    let (site, server) = yearbook(60, Duration::ZERO);
    let folder = Folder::new("lost");
    let options = FetchOptions { follow: true, ..folder.options() };
    run(&server.url("/nj/2014/index.html"), &options);
    for part in [3, 2] {
        let length = fs::metadata(&options.out).unwrap().len();
        fs::OpenOptions::new().write(true).open(&options.out).unwrap().set_len(length * part / 4).unwrap();
        run(&server.url("/nj/2014/index.html"), &options);
        folder.check_index();
        let pages: BTreeSet<String> = captured(&folder.warc()).into_iter().collect();
        assert_eq!(pages, site.wanted());
    }
}

#[test]
fn a_higher_limit_takes_what_a_lower_one_left() {
    let body = Arc::new(Mutex::new(0));
    let server = Server::start(move |hit| match hit.target.as_str() {
        "/robots.txt" => Reply::new(404, ""),
        "/b/" if hit.header.contains_key("if-none-match") => Reply::new(304, ""),
        "/b/" => {
            let links: String = (1..9).map(|n| format!("<a href={n}.html>条目{n}甲</a>")).collect();
            *body.lock().unwrap() += 1;
            Reply::html(links).with("ETag", "\"1\"")
        }
        _ => Reply::html("<p>条目的正文。</p>"),
    });
    let folder = Folder::new("limits");
    let options = FetchOptions { follow: true, ..folder.options() };
    let first = run(&server.url("/b/"), &FetchOptions { limit: Some(3), ..options.clone() });
    assert_eq!(first.done, 3);
    let second = run(&server.url("/b/"), &options);
    assert_eq!(second.done, 9, "{second:?}");
    folder.check_index();
}

#[test]
fn the_folder_of_the_warc_is_made() {
    let server = Server::start(|_| Reply::html("<p>x</p>"));
    let folder = Folder::new("made");
    let out: PathBuf = folder.file("some/where/b.warc.gz");
    run(&server.url("/a"), &FetchOptions { out: out.clone(), ..folder.options() });
    assert!(out.exists() && out.with_file_name("b.cdxj").exists());
}
