//! Nobody may stand at the other end of a pipe: one that has a name, or a device, is not waited on.
#![cfg(all(unix, feature = "cli"))]

mod made;

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use made::Place;

/// How long a command may take that waits for nothing.
const SOON: Duration = Duration::from_secs(30);

/// The exit status of a command, and what it said; none where it does not come to its end.
fn ends(place: &Place, args: &[&str]) -> Option<(i32, String)> {
    let mut child = place
        .command(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let began = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if began.elapsed() > SOON {
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let ended = child.wait_with_output().unwrap();
    Some((ended.status.code().unwrap(), String::from_utf8(ended.stderr).unwrap()))
}

fn pipe(place: &Place, name: &str) {
    assert!(Command::new("mkfifo").arg(place.path(name)).status().unwrap().success());
}

#[test]
fn a_pipe_among_the_inputs_is_a_failure_and_the_run_goes_on() {
    let place = Place::new();
    place.write(
        "page.txt",
        "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n",
    );
    for name in ["p", "p.html", "p.txt", "p.warc", "p.warc.gz", "p.zip", "p.tar.gz", "p.bin"] {
        pipe(&place, name);
        let (status, said) =
            ends(&place, &["convert", name, "page.txt", "-o", &format!("of-{name}")]).expect(name);
        assert_eq!(status, 1, "{name}: {said}");
        let failures = place.lines(&format!("of-{name}/failures.jsonl"));
        assert_eq!((failures.len(), failures[0]["reason"].as_str()), (1, Some("not-a-file")), "{name}");
        assert_eq!(place.lines(&format!("of-{name}/records.jsonl")).len(), 1, "{name}");
        let (status, said) = ends(&place, &["convert", name, "-o", "alone"]).expect(name);
        assert!(
            status > 0 && said.contains("standard input") || said.contains("not-a-file"),
            "{name}: {said}"
        );
    }
    let (status, _) = ends(&place, &["convert", "/dev/zero", "page.txt", "-o", "zero"]).expect("a device");
    assert_eq!((status, place.lines("zero/failures.jsonl").len()), (1, 1));
    for args in [
        &["inspect", "p.html"][..],
        &["inspect", "page.txt", "--profile", "p"],
        &["convert", "page.txt", "-o", "profiled", "--profile", "p"],
        &["extract", "p"],
        &["extract", "/dev/zero"],
        &["validate", "p"],
        &["verify", "p.warc"],
        &["check", "p"],
        &["search", "p", "年"],
        &["fetch", "--list", "p", "-o", "x.warc.gz"],
    ] {
        let (status, said) = ends(&place, args).unwrap_or_else(|| panic!("{args:?} waits"));
        assert!(status > 0 && !said.is_empty(), "{args:?}: {status} {said}");
    }
}

#[test]
fn a_pipe_in_the_place_of_an_output_is_left_alone() {
    let place = Place::new();
    place.write(
        "page.txt",
        "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n",
    );
    assert_eq!(ends(&place, &["convert", "page.txt", "-o", "out"]).unwrap().0, 0);
    for name in ["p", "p.sqlite", "p.jsonl", "p.warc.gz"] {
        pipe(&place, name);
    }
    for file in ["journal.jsonl", "records.jsonl", "manifest.json", ".nianjian/mark.jsonl"] {
        let folder = format!("in-{}", file.replace(['/', '.'], "-"));
        assert_eq!(ends(&place, &["convert", "page.txt", "-o", &folder]).unwrap().0, 0);
        fs::remove_file(place.path(&format!("{folder}/{file}"))).unwrap();
        pipe(&place, &format!("{folder}/{file}"));
        let (status, said) = ends(&place, &["convert", "page.txt", "-o", &folder]).expect(file);
        assert!(status > 0 && !said.is_empty() || said.contains("changed/"), "{file}: {said}");
    }
    for args in [
        &["convert", "page.txt", "-o", "p"][..],
        &["export", "out", "--to", "sqlite", "-o", "p.sqlite"],
        &["export", "out", "--to", "jsonld", "-o", "p.jsonl"],
        &["export", "out", "--to", "csv", "-o", "p"],
        &["view", "out", "-o", "p"],
        &["fetch", "http://127.0.0.1:9/", "-o", "p.warc.gz"],
    ] {
        let (status, said) = ends(&place, args).unwrap_or_else(|| panic!("{args:?} waits"));
        assert!(status > 0 && !said.is_empty(), "{args:?}: {status} {said}");
    }
}

/// What the shell hands over has somebody at its other end.
#[cfg(target_os = "linux")]
#[test]
fn what_the_shell_hands_over_is_read() {
    let place = Place::new();
    place.write(
        "page.txt",
        "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n",
    );
    let line = format!("{} extract <(cat page.txt)", env!("CARGO_BIN_EXE_nianjian"));
    let ran = Command::new("bash").args(["-c", &line]).current_dir(place.path(".")).output();
    let Ok(ran) = ran else { return println!("SKIPPED: no bash") };
    assert!(String::from_utf8(ran.stdout).unwrap().contains("120000000"));
}
