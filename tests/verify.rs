//! `verify` sees every changed byte of what was sealed, and nothing else.
#![cfg(all(feature = "cli", feature = "search"))]

mod made;

use std::fs;

use made::{Place, gzip, page, response, warc_record};

fn whole() -> Place {
    let place = Place::new();
    for n in 0..3 {
        place.write(&format!("in/{n}.html"), page(n));
    }
    place.write("in/empty.html", "");
    place.write("in/logo.png", b"\x89PNG");
    place.run(&["convert", "in", "-o", "out"]);
    for view in ["csv", "sqlite", "bagit"] {
        assert_eq!(place.run(&["export", "out", "--to", view]).status, Some(0), "{view}");
    }
    place
}

fn flip(place: &Place, file: &str, at: usize) {
    let mut bytes = fs::read(place.path(file)).unwrap();
    let at = at.min(bytes.len() - 1);
    bytes[at] ^= 1;
    fs::write(place.path(file), bytes).unwrap();
}

#[test]
fn a_changed_byte_is_seen_wherever_it_is() {
    let place = whole();
    let ran = place.run(&["verify", "out"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    for file in [
        "out/records.jsonl",
        "out/journal.jsonl",
        "out/failures.jsonl",
        "out/skipped.jsonl",
        "out/report.json",
        "out/records/1.html.json",
        "out/csv/mentions.csv",
        "out/records.sqlite",
        "out/bagit/data/metadata/metadata.csv",
        "out/bagit/bag-info.txt",
        "out/bagit/manifest-sha512.txt",
    ] {
        let before = fs::read(place.path(file)).unwrap();
        flip(&place, file, 40);
        let ran = place.run(&["verify", "out"]);
        assert_eq!(ran.status, Some(1), "{file}");
        let name = file.rsplit('/').next().unwrap();
        assert!(ran.err.contains(name), "{file}: {}", ran.err);
        fs::remove_file(place.path(file)).unwrap();
        assert_eq!(place.run(&["verify", "out"]).status, Some(1), "{file} is gone");
        fs::write(place.path(file), before).unwrap();
    }
    assert_eq!(place.run(&["verify", "out"]).status, Some(0));
    // The digests of a manifest that somebody wrote himself are not enough: the journal has them too.
    let lines = fs::read_to_string(place.path("out/records.jsonl")).unwrap();
    place.write("out/records.jsonl", lines.replacen("财政", "税务", 1));
    let ran = place.run(&["verify", "out"]);
    assert!(ran.err.contains("records.jsonl:1: 0.html.json"), "{}", ran.err);
    place.write("out/records.jsonl", lines);
    // A file that nobody knows.
    for (file, said) in [("out/records/new.json", "no line"), ("out/bagit/data/new.txt", "no manifest")] {
        place.write(file, "new");
        let ran = place.run(&["verify", "out"]);
        assert_eq!(ran.status, Some(1));
        assert!(ran.err.contains(said), "{}", ran.err);
        fs::remove_file(place.path(file)).unwrap();
    }
    fs::remove_file(place.path("out/manifest.json")).unwrap();
    let ran = place.run(&["verify", "out"]);
    assert!(ran.status == Some(1) && ran.err.contains("not come to its end"), "{}", ran.err);
}

#[test]
fn a_warc_is_checked_record_by_record() {
    let place = Place::new();
    let record = |n: u32, digest: &str| {
        let answer = response("200 OK", "Content-Type: text/html\r\n", page(n).as_bytes());
        let record = warc_record("response", &format!("http://h.cn/{n}"), "2026-11-23T10:00:00Z", &answer);
        let text = String::from_utf8(record).unwrap();
        text.replacen("WARC-Date", &format!("{digest}WARC-Date"), 1).into_bytes()
    };
    let good = "WARC-Block-Digest: sha256:".to_owned()
        + &{
            use sha2::{Digest, Sha256};
            let answer = response("200 OK", "Content-Type: text/html\r\n", page(1).as_bytes());
            data_encoding::HEXLOWER.encode(&Sha256::digest(answer))
        }
        + "\r\n";
    place.write("good.warc.gz", gzip(&record(1, &good)));
    assert_eq!(place.run(&["verify", "good.warc.gz"]).status, Some(0));
    let two = [record(1, &good), record(2, &good), record(3, "")].concat();
    place.write("bad.warc", &two);
    let ran = place.run(&["verify", "bad.warc"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("http://h.cn/2") && !ran.err.contains("http://h.cn/1:"), "{}", ran.err);
    assert!(ran.err.contains("1 records of WARC files have no digest"), "{}", ran.err);
    place.write("cut.warc.gz", &gzip(&record(1, &good))[..200]);
    assert_eq!(place.run(&["verify", "cut.warc.gz"]).status, Some(1));
}

#[test]
fn what_carries_no_digest_is_no_answer() {
    let place = Place::new();
    place.write("notes/a.txt", "x");
    let ran = place.run(&["verify", "notes"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("nothing with digests"), "{}", ran.err);
    assert_eq!(place.run(&["verify", "nowhere"]).status, Some(2));
}
