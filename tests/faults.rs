//! Takes away what a run needs (room on the disk, its folder, its inputs): it says so, ends as documented,
//! and the same command goes on from what was written.
#![cfg(all(unix, feature = "cli"))]

mod made;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::{Command, Stdio};

use made::{Place, Ran, gzip, page, response, warc_record};

const PAGES: u32 = 300;

fn pages() -> Place {
    let place = Place::new();
    for n in 0..PAGES {
        place.write(&format!("in/{n:03}.html"), page(n));
    }
    assert_eq!(place.run(&["convert", "in", "-o", "whole"]).status, Some(0));
    place
}

fn results(place: &Place, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut tree = place.tree(folder);
    tree.remove("/.nianjian/lock");
    tree
}

/// Runs a shell script in the folder; `$0` is the program.
fn shell(place: &Place, wrap: &[&str], script: &str) -> Ran {
    let command = [wrap, &["sh", "-c", script, env!("CARGO_BIN_EXE_nianjian")]].concat();
    let mut child = Command::new(command[0]);
    child.args(&command[1..]).current_dir(place.path("")).stdout(Stdio::piped()).stderr(Stdio::piped());
    Ran::from(child.output().unwrap())
}

#[test]
fn a_file_that_may_not_grow_stops_the_run_and_nothing_is_lost() {
    let place = pages();
    // In blocks of 512 bytes; the signal that would end the program is not sent.
    for blocks in [1, 40, 200] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" convert in -o out");
        let ran = shell(&place, &[], &script);
        assert_eq!(ran.status, Some(1), "{blocks}: {ran:?}");
        assert!(ran.err.contains("out/") && ran.err.contains("cannot be written"), "{}", ran.err);
        assert!(ran.err.contains("the same command then goes on"), "{}", ran.err);
        assert!(!place.path("out/manifest.json").exists(), "nothing seals a run that did not end");
        for (name, bytes) in results(&place, "out") {
            let record = name.starts_with("/records/");
            assert!(!record || bytes == results(&place, "whole")[&name], "{name} is whole or not there");
        }
    }
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(0));
    assert!(results(&place, "out") == results(&place, "whole"), "goes on from what was written");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_stops_the_run_and_nothing_is_lost() {
    let place = pages();
    fs::create_dir_all(place.path("disk")).unwrap();
    let wrap = ["unshare", "--user", "--map-root-user", "--mount"];
    let mount = "mount -t tmpfs -o size=2m,nr_inodes=4000 none disk";
    let tried =
        Command::new(wrap[0]).args(&wrap[1..]).args(["sh", "-c", mount]).current_dir(place.path("")).output();
    if !tried.is_ok_and(|t| t.status.success()) {
        println!("skipped: no small disk can be mounted here");
        return;
    }
    // A disk that is nearly full, then one with room.
    let script = format!(
        "{mount} && head -c 1800000 /dev/zero > disk/ballast && \"$0\" convert in -o disk/out; \
         echo status $?; wc -l < disk/out/journal.jsonl; rm disk/ballast && \
         \"$0\" convert in -o disk/out && cp -r disk/out out"
    );
    let ran = shell(&place, &wrap, &script);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.out.contains("status 1"), "{ran:?}");
    assert!(ran.err.contains("make room on the disk; the same command then goes on"), "{}", ran.err);
    let before: u32 = ran.out.lines().nth(1).unwrap().trim().parse().unwrap();
    assert!(before < PAGES, "{before} pages were done when the disk was full");
    assert!(results(&place, "out") == results(&place, "whole"), "goes on from what was written");
}

#[test]
fn an_output_folder_that_is_removed_stops_the_run() {
    for rename in [true, false] {
        let place = pages();
        let child = place.command(&["convert", "in", "-o", "out", "--jobs", "1"]).spawn().unwrap();
        while fs::metadata(place.path("out/journal.jsonl")).map_or(0, |m| m.len()) < 5000 {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        if rename {
            fs::rename(place.path("out"), place.path("elsewhere")).unwrap();
        } else {
            // Files may come while they are removed.
            while place.path("out").exists() && fs::remove_dir_all(place.path("out")).is_err() {}
        }
        let ran = Ran::from(child.wait_with_output().unwrap());
        assert_eq!(ran.status, Some(1), "{ran:?}");
        assert!(ran.err.contains("removed"), "{}", ran.err);
        assert!(!rename || place.lines("elsewhere/records.jsonl").len() >= 5, "what was written stands");
        assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(0));
        assert!(results(&place, "out") == results(&place, "whole"));
    }
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_converted() {
    let place = Place::new();
    place.write("in/a.html", page(1));
    place.write("in/x.html/inside.html", page(2));
    place.write("in/y.warc.gz/inside.html", page(3));
    symlink("nowhere.html", place.path("in/dangling.html")).unwrap();
    symlink("nowhere", place.path("in/dangling")).unwrap();
    symlink("loop.html", place.path("in/loop.html")).unwrap();
    for pipe in ["pipe.html", "pipe", "pipe.warc"] {
        assert!(Command::new("mkfifo").arg(place.path("in").join(pipe)).status().unwrap().success());
    }
    let began = std::time::Instant::now();
    let ran = place.run(&["convert", "in", "-o", "out"]);
    assert!(began.elapsed().as_secs() < 20, "nothing waits for a pipe that nobody writes to");
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let wanted = ["dangling unreadable", "dangling.html unreadable", "loop.html unreadable"];
    assert_eq!(place.reasons("out/failures.jsonl"), wanted);
    assert!(
        ran.err.contains("dangling.html: unreadable (read): a link that leads nowhere; mend"),
        "{}",
        ran.err
    );
    let skipped = ["pipe not-a-file", "pipe.html not-a-file", "pipe.warc not-a-file"];
    assert_eq!(place.reasons("out/skipped.jsonl"), skipped);
    let inputs: Vec<String> = place
        .lines("out/records.jsonl")
        .iter()
        .map(|r| r["source"]["path"].as_str().unwrap().into())
        .collect();
    assert_eq!(inputs, ["a.html", "x.html/inside.html", "y.warc.gz/inside.html"]);
    // What the shell hands over is a page.
    let ran = shell(&place, &[], "cat in/a.html | \"$0\" convert /dev/stdin -o piped");
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert_eq!(place.lines("piped/records.jsonl").len(), 1);
}

/// Wherever a WARC ends, the records before are there and the cut one is named.
#[test]
fn a_warc_may_be_cut_anywhere() {
    let place = Place::new();
    for compressed in [true, false] {
        let member = |n: u32| {
            let answer = response("200 OK", "Content-Type: text/html\r\n", page(n).as_bytes());
            let record =
                warc_record("response", &format!("http://h.cn/{n}"), "2026-11-23T10:00:00Z", &answer);
            if compressed { gzip(&record) } else { record }
        };
        let name = if compressed { "cut.warc.gz" } else { "cut.warc" };
        let (before, last) = (member(1), member(2));
        for cut in (1..last.len() - 4).step_by(41) {
            let _ = fs::remove_dir_all(place.path("output"));
            place.write(name, [&before[..], &last[..cut]].concat());
            let ran = place.run(&["convert", name]);
            assert_eq!(ran.status, Some(1), "{name} cut after {cut}: {ran:?}");
            assert_eq!(place.lines("output/records.jsonl").len(), 1, "{name} cut after {cut}");
            let reasons = place.reasons("output/failures.jsonl");
            let at = format!("{name}@{} ", before.len());
            assert!(reasons.len() == 1 && reasons[0].starts_with(&at), "{cut}: {reasons:?}");
        }
    }
}
