//! Runs the program from end to end: what it writes, what it says, how it exits.
#![cfg(feature = "cli")]

mod made;

use std::fs;
use std::io::Write;

use made::{Place, chunked, gzip, page, response, warc_record};

/// A folder `in` with three pages, one of them deeper, and a picture.
fn three_pages() -> Place {
    let place = Place::new();
    place.write("in/b.html", page(2));
    place.write("in/a.htm", page(1));
    place.write("in/c/deep.html", page(3));
    place.write("in/logo.png", b"\x89PNG\r\n");
    place
}

#[test]
fn a_folder_becomes_records_in_order() {
    let place = three_pages();
    let ran = place.run(&["convert", "in"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    let records = place.lines("output/records.jsonl");
    let paths: Vec<_> = records.iter().map(|r| r["source"]["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["a.htm", "b.html", "c/deep.html"]);
    assert_eq!(place.json("output/records/c/deep.html.json"), records[2]);
    assert_eq!(place.reasons("output/skipped.jsonl"), ["logo.png not-a-page"]);
    assert!(place.lines("output/failures.jsonl").is_empty());
    let manifest = place.json("output/manifest.json");
    assert_eq!(manifest["finished"], true);
    assert_eq!((&manifest["counts"]["records"], &manifest["counts"]["skipped"]), (&3.into(), &1.into()));
    let whole = fs::read(place.path("output/records.jsonl")).unwrap();
    assert_eq!(manifest["files"]["records.jsonl"]["bytes"], whole.len());
    assert!(place.json("output/report.json")["sites"].is_object());
}

#[test]
fn validate_names_a_version_that_it_does_not_read() {
    let place = three_pages();
    assert_eq!(place.run(&["convert", "in"]).status, Some(0));
    assert_eq!(place.run(&["-q", "validate", "output/records.jsonl"]).status, Some(0));
    let records = fs::read_to_string(place.path("output/records.jsonl")).unwrap();
    let first = records.lines().next().unwrap();
    // A later version has fields of its own: the version is to be named, not the field.
    let newer = first.replacen(
        "{\"schema\":\"nianjian.record/2\"",
        "{\"later\":1,\"schema\":\"nianjian.record/3\"",
        1,
    );
    assert_ne!(newer, first);
    for (line, words) in [
        (newer, "\"nianjian.record/3\": a newer nianjian wrote it"),
        (first.replacen("nianjian.record/2", "other/1", 1), "\"other/1\""),
        (first.replacen("\"schema\":\"nianjian.record/2\",", "", 1), "without `schema`"),
        (first.replacen("\"title\"", "\"titel\"", 1), "titel"),
        (first[..first.len() - 1].to_owned(), "EOF"),
    ] {
        place.write("one.jsonl", &line);
        let ran = place.run(&["validate", "one.jsonl"]);
        assert_eq!(ran.status, Some(1), "{line}");
        assert!(ran.err.contains("one.jsonl:1: ") && ran.err.contains(words), "{words}: {}", ran.err);
    }
}

#[test]
fn the_same_bytes_with_any_number_of_jobs_and_to_standard_output() {
    let place = Place::new();
    for n in 0..60 {
        place.write(&format!("in/{n:02}.html"), page(n));
    }
    assert_eq!(place.run(&["convert", "in", "-o", "one", "--jobs", "1"]).status, Some(0));
    assert_eq!(place.run(&["convert", "in", "-o", "four", "--jobs", "4"]).status, Some(0));
    assert_eq!(place.tree("one"), place.tree("four"));
    let printed = place.run(&["convert", "in", "-o", "-"]);
    assert_eq!(printed.out.as_bytes(), fs::read(place.path("one/records.jsonl")).unwrap());
    assert_eq!(place.run(&["convert", "in", "-o", "one"]).status, Some(0));
    assert_eq!(place.tree("one"), place.tree("four"), "a second run changes nothing");
}

#[test]
fn formats() {
    let place = three_pages();
    place.run(&["convert", "in", "--format", "json"]);
    assert!(
        place.path("output/records/b.html.json").exists() && !place.path("output/records.jsonl").exists()
    );
    place.run(&["convert", "in", "--format", "jsonl", "-o", "lines"]);
    assert!(!place.path("lines/records").exists() && place.lines("lines/records.jsonl").len() == 3);
    // A folder that changes its format ends as if it had never had another one.
    place.run(&["convert", "in", "--format", "both"]);
    place.run(&["convert", "in", "--format", "both", "-o", "fresh"]);
    assert_eq!(place.tree("output"), place.tree("fresh"));
}

#[test]
fn bad_inputs_end_as_documented() {
    let place = Place::new();
    place.write("empty.html", b"");
    let ran = place.run(&["convert", "empty.html"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.err.contains("empty.html"), "{}", ran.err);
    assert_eq!(place.lines("output/failures.jsonl").len(), 1);

    place.write("binary.html", [0u8, 159, 146, 150, 0, 1, 2, 3].repeat(500));
    let ran = place.run(&["convert", "binary.html", "-o", "binary"]);
    assert_eq!(
        (ran.status, place.reasons("binary/failures.jsonl")),
        (Some(1), vec!["binary.html undecodable".into()])
    );

    place.write("deep.html", "<div>".repeat(100_000));
    let ran = place.run(&["convert", "deep.html", "-o", "deep"]);
    assert_eq!(
        (ran.status, place.reasons("deep/failures.jsonl")),
        (Some(1), vec!["deep.html too-deep".into()])
    );

    place.write("large.html", vec![b' '; 3000]);
    let ran = place.run(&["convert", "large.html", "-o", "large", "--max-bytes", "2999"]);
    assert_eq!(
        (ran.status, place.reasons("large/failures.jsonl")),
        (Some(1), vec!["large.html too-large".into()])
    );

    fs::create_dir_all(place.path("nothing/below")).unwrap();
    place.write("nothing/report.pdf", b"%PDF-1.4");
    let ran = place.run(&["convert", "nothing", "-o", "none"]);
    assert_eq!(ran.status, Some(2));
    assert!(
        ran.err.contains("no page in nothing") && ran.err.contains("1 unsupported-format"),
        "{}",
        ran.err
    );
    assert!(place.lines("none/skipped.jsonl")[0]["message"].as_str().unwrap().contains("pdftotext"));
}

#[test]
fn wrong_usage_ends_with_2() {
    let place = three_pages();
    for args in [
        &["convert"][..],
        &["convert", "missing.html"],
        &["convert", "in", "missing.html"],
        &["convert", "in", "--charset", "klingon"],
        &["convert", "in", "--year", "13"],
        &["convert", "in", "--limit", "3", "--sample", "3"],
        &["convert", "-", "-"],
        &["inspect", "in/a.htm", "--charset", "klingon"],
        &["inspect", "in/a.htm", "--year", "13"],
        &["extract", "--year", "20133"],
        &["man", "nothing"],
    ] {
        let ran = place.run(args);
        assert_eq!(ran.status, Some(2), "{args:?}: {ran:?}");
        assert!(!ran.err.is_empty() && !place.path("output").exists(), "{args:?}");
    }
}

#[test]
fn standard_input_is_one_page() {
    let place = Place::new();
    let ran = place.run_with(&["convert", "-", "-o", "-", "--year", "1999"], page(7).as_bytes());
    let record: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert!(record["source"]["path"].is_null() && record["source"]["uri"].is_null());
    assert_eq!((&record["coverage"]["year"], &record["coverage"]["basis"]), (&1999.into(), &"caller".into()));
}

#[test]
fn a_warc_gives_its_newest_captures() {
    let place = Place::new();
    let html = "Content-Type: text/html; charset=utf-8\r\n";
    let coded = format!("{html}Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n");
    let date = |d: u32| format!("2026-11-{d:02}T10:00:00Z");
    let body = |n: u32| chunked(&gzip(page(n).as_bytes()));
    let records = [
        warc_record(
            "response",
            "http://h.cn/1.html",
            &date(1),
            &response("200 OK", html, page(1).as_bytes()),
        ),
        warc_record("request", "http://h.cn/1.html", &date(2), b"GET / HTTP/1.1\r\n\r\n"),
        warc_record("response", "http://h.cn/1.html", &date(2), &response("200 OK", &coded, &body(2))),
        warc_record("revisit", "http://h.cn/1.html", &date(3), &response("304 Not Modified", "", b"")),
        warc_record("response", "http://h.cn/1.html", &date(4), &response("404 Not Found", html, b"gone")),
        warc_record(
            "response",
            "http://h.cn/p.png",
            &date(4),
            &response("200 OK", "Content-Type: image/png\r\n", b"\x89"),
        ),
    ];
    let offset = |n: usize| records[..n].iter().map(|r| gzip(r).len()).sum::<usize>();
    place.write("w/crawl.warc.gz", records.iter().flat_map(|r| gzip(r)).collect::<Vec<u8>>());
    let ran = place.run(&["convert", "w"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let found = place.lines("output/records.jsonl");
    assert_eq!(found.len(), 1);
    let source = &found[0]["source"];
    assert_eq!(source["uri"], "http://h.cn/1.html");
    assert!(source["path"].is_null());
    assert_eq!((&source["retrieved"], &source["status"]), (&date(2).into(), &200.into()));
    assert_eq!(
        (&source["warc"]["file"], &source["warc"]["offset"]),
        (&"crawl.warc.gz".into(), &offset(2).into())
    );
    assert_eq!(source["bytes"], page(2).len());
    assert!(place.path("output/records/h.cn/1.html.json").exists());
    let at = |n: usize, reason: &str| format!("crawl.warc.gz@{} {reason}", offset(n));
    let skipped = [at(0, "older-capture"), at(3, "revisit"), at(4, "older-capture"), at(5, "not-a-page")];
    assert_eq!(place.reasons("output/skipped.jsonl"), skipped);
}

#[test]
fn a_cut_warc_costs_its_last_record() {
    let place = Place::new();
    let html = "Content-Type: text/html\r\n";
    let record = |n: u32| {
        let answer = response("200 OK", html, page(n).as_bytes());
        gzip(&warc_record("response", &format!("http://h.cn/{n}"), "2026-11-23T10:00:00Z", &answer))
    };
    let whole = [record(1), record(2), record(3)].concat();
    place.write("cut.warc.gz", &whole[..whole.len() - 20]);
    let ran = place.run(&["convert", "cut.warc.gz"]);
    assert_eq!(ran.status, Some(1));
    assert_eq!(place.lines("output/records.jsonl").len(), 2);
    let at = record(1).len() + record(2).len();
    assert_eq!(place.reasons("output/failures.jsonl"), [format!("cut.warc.gz@{at} truncated-record")]);
    assert!(ran.err.contains("truncated-record"), "{}", ran.err);
}

#[test]
fn archives_give_their_members() {
    let place = Place::new();
    let mut zip = zip::ZipWriter::new(fs::File::create(place.path("a.zip")).unwrap());
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in [("x/1.html", page(1)), ("../evil.html", page(2)), ("note.doc", "x".into())] {
        zip.start_file(name, stored).unwrap();
        zip.write_all(bytes.as_bytes()).unwrap();
    }
    zip.finish().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(page(3).len() as u64);
    header.set_mode(0o644);
    tar.append_data(&mut header, "y/3.html", page(3).as_bytes()).unwrap();
    place.write("b.tar.gz", gzip(&tar.into_inner().unwrap()));
    let ran = place.run(&["convert", "a.zip", "b.tar.gz"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let records = place.lines("output/records.jsonl");
    let paths: Vec<_> = records.iter().map(|r| r["source"]["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["a.zip!/x/1.html", "a.zip!/evil.html", "b.tar.gz!/y/3.html"]);
    assert_eq!(place.reasons("output/skipped.jsonl"), ["a.zip!/note.doc unsupported-format"]);
    place.write("broken.zip", b"PK\x03\x04 not really");
    assert_eq!(place.run(&["convert", "broken.zip", "-o", "broken"]).status, Some(1));
    assert_eq!(place.reasons("broken/failures.jsonl"), ["broken.zip damaged-archive"]);
}

#[test]
fn picks_are_the_same_each_time_and_dry_runs_write_nothing() {
    let place = Place::new();
    for n in 0..30 {
        place.write(&format!("in/{n:02}.html"), page(n));
    }
    place.write("in/style.css", b"p{}");
    let dry = place.run(&["convert", "in", "--dry-run"]);
    assert_eq!(dry.out.lines().filter(|l| l.starts_with("convert\t")).count(), 30);
    assert!(dry.out.contains("skip\tstyle.css\tnot-a-page") && !place.path("output").exists());
    let first = place.run(&["convert", "in", "--limit", "4", "-o", "-"]);
    assert_eq!(first.out.lines().count(), 4);
    assert!(first.out.contains("\"03.html\"") && !first.out.contains("\"04.html\""));
    let sample = || place.run(&["convert", "in", "--sample", "7", "-o", "-"]).out;
    assert_eq!(sample().lines().count(), 7);
    assert_eq!(sample(), sample());
}

#[test]
fn paths_of_files_are_as_long_as_needed() {
    let place = Place::new();
    place.write("x/1/page.html", page(1));
    place.write("x/2/page.html", page(2));
    place.write("x/3/other.html", page(3));
    let ran =
        place.run(&["convert", "x/1/page.html", "x/2/page.html", "x/3/other.html", "x/3/../3/other.html"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let records = place.lines("output/records.jsonl");
    let paths: Vec<_> = records.iter().map(|r| r["source"]["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["1/page.html", "2/page.html", "other.html"]);
    assert_eq!(place.lines("output/skipped.jsonl")[0]["reason"], "given-twice");
}

#[test]
fn a_folder_inside_the_inputs_that_holds_the_results_is_no_input() {
    let place = three_pages();
    for _ in 0..2 {
        assert_eq!(place.run(&["convert", ".", "-o", "results"]).status, Some(0));
        assert_eq!(place.lines("results/records.jsonl").len(), 3);
        assert!(place.reasons("results/skipped.jsonl").contains(&"results output-folder".into()));
    }
}

#[cfg(unix)]
#[test]
fn what_cannot_be_written_is_said() {
    let place = three_pages();
    place.write("taken", b"a file");
    let ran = place.run(&["convert", "in", "-o", "taken"]);
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(
        ran.err.contains("taken: expected an empty folder") && ran.err.contains("found a file"),
        "{}",
        ran.err
    );
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = place.command(&["convert", "in", "-o", "-"]).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("standard output"), "{said}");
    }
}

#[test]
fn completions_and_man_pages() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let ran = place.run(&["completions", shell]);
        assert!(ran.status == Some(0) && ran.out.contains("convert"), "{shell}");
    }
    assert!(place.run(&["man"]).out.contains(".TH nianjian"));
    assert!(place.run(&["man", "convert"]).out.contains("max\\-seconds"));
    let help = place.run(&["convert", "--help"]);
    assert!(help.status == Some(0) && help.out.contains("Examples:"));
    assert_eq!(place.run(&["--version"]).out, format!("nianjian {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_run_ends_with_where_the_records_are_what_to_look_at_and_what_comes_next() {
    let place = three_pages();
    place.write(
        "in/d/bare.html",
        "<p>本县位于江边，气候温和，雨量充沛，物产丰富，素称鱼米之乡，民风淳朴。</p>",
    );
    place.write("in/book.pdf", b"%PDF-1.4\n");
    place.write("in/e.html", b"");
    let ran = place.run(&["convert", "in", "-o", "my output", "-v"]);
    assert_eq!(ran.status, Some(1));
    for line in [
        "skipped logo.png: not-a-page: ",
        "skipped book.pdf: unsupported-format: .pdf is not read: convert it to text first",
        "look first at pages without coverage year: d/bare.html",
        "records: my output/records.jsonl, and a file for each in my output/records",
        "failures, with what to do: my output/failures.jsonl",
        "why a page reads as it does: nianjian inspect in/d/bare.html",
    ] {
        assert!(ran.err.lines().any(|l| l.starts_with(line)), "{line}: {}", ran.err);
    }
    #[cfg(feature = "site")]
    assert!(ran.err.contains("\nnext: nianjian view \"my output\"\n"), "{}", ran.err);
    // Two of a kind are one line, and the names of a kind are not all said.
    place.write("in/seal.png", b"\x89PNG\r\n");
    place.write("in/nianjian.toml", "[page.\"a.htm\"]\nyear = 2001\n");
    let ran = place.run(&["convert", "in", "-o", "my output", "-v"]);
    assert!(
        ran.err.contains("skipped 2 inputs (.png 2), first logo.png: not-a-page"),
        "a profile is none: {}",
        ran.err
    );
    // To programs nothing of it is said.
    let ran = place.run(&["convert", "in", "-o", "other"]);
    assert!(!ran.err.contains("next:") && !ran.err.contains("skipped"), "{}", ran.err);
    let ran = place.run(&["convert", "in/a.htm", "-o", "-", "-v"]);
    assert!(!ran.err.contains("next:"), "{}", ran.err);
}

#[test]
fn a_record_that_goes_because_its_page_fails_is_not_said_to_be_of_an_input_that_was_not_given() {
    let place = three_pages();
    assert_eq!(place.run(&["convert", "in"]).status, Some(0));
    // One fails, one is no article any more.
    place.write("in/b.html", b"");
    place.write("in/a.htm", "<ul><li><a href=1>一</a><li><a href=2>二</a></ul>");
    let ran = place.run(&["convert", "in"]);
    assert_eq!(ran.status, Some(1));
    assert!(!ran.err.contains("not given"), "{}", ran.err);
    assert!(
        ran.err.contains(
            "2 records were removed, because their inputs give none any more (failed or skipped): "
        ),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("a.htm.json") && ran.err.contains("b.html.json"), "{}", ran.err);
    // One that is not given is.
    fs::remove_file(place.path("in/c/deep.html")).unwrap();
    place.write("in/new.html", page(7));
    let ran = place.run(&["convert", "in", "--prune"]);
    assert!(
        ran.err.contains("1 records of inputs that were not given were removed: c/deep.html.json"),
        "{}",
        ran.err
    );
}
