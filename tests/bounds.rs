//! What comes from outside is bounded: small inputs that were made to take much memory or time, to pass for
//! others, or to end the run, end as a failure of their own, and the run goes on.
#![cfg(feature = "cli")]

mod made;

use std::fs;
use std::io::Write;

use made::{Place, page};

fn roster(bytes: usize) -> String {
    let mut text = String::from("<html><meta charset=utf-8><title>人物</title><h1>人物</h1>");
    for n in 0.. {
        if text.len() > bytes {
            break;
        }
        let year = 1850 + n * 7 % 140;
        text.push_str(&format!(
            "<p>王某{n}，{year}年{}月生，{}年参加工作，男，汉族。</p>",
            n % 12 + 1,
            year + 20
        ));
    }
    text
}

#[test]
fn a_roster_of_births_is_a_record() {
    let place = Place::new();
    place.write("in/roster.html", roster(3 << 20));
    let ran = place.run(&["convert", "in", "-o", "out", "--max-seconds", "50"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
}

/// A tar header block with its checksum.
fn tar_block(name: &str, kind: u8, size: u64) -> [u8; 512] {
    let mut header = tar::Header::new_gnu();
    header.set_path(name).unwrap();
    header.set_entry_type(tar::EntryType::new(kind));
    header.set_size(size);
    header.set_mode(0o644);
    header.set_cksum();
    *header.as_bytes()
}

#[test]
fn tar_headers_are_read_as_far_as_a_name_goes() {
    let place = Place::new();
    let body = page(1);
    for kind in [b'L', b'x'] {
        // A header that says that it is 4 GiB long, and is for a while.
        let mut tar = tar_block("a.html", b'0', body.len() as u64).to_vec();
        tar.extend(body.bytes());
        tar.resize(tar.len().div_ceil(512) * 512, 0);
        tar.extend(tar_block("././@LongLink", kind, 4 << 30));
        tar.resize(tar.len() + (8 << 20), b'A');
        place.write("big.tar.gz", made::gzip(&tar));
        let ran = place.run(&["convert", "big.tar.gz", "-o", &format!("out{kind}")]);
        assert_eq!(ran.status, Some(1), "{ran:?}");
        assert_eq!(place.reasons(&format!("out{kind}/failures.jsonl")), ["big.tar.gz damaged-archive"]);
        assert_eq!(place.lines(&format!("out{kind}/records.jsonl")).len(), 1, "what was before it stands");
    }
    // Names that need such a header are read, in either form.
    let long = format!("{}/页面.html", "年鉴".repeat(40));
    let mut gnu = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(body.len() as u64);
    header.set_mode(0o644);
    gnu.append_data(&mut header, &long, body.as_bytes()).unwrap();
    place.write("gnu.tar", gnu.into_inner().unwrap());
    let mut pax = Vec::new();
    let value = format!(" path={long}\n");
    let length = (value.len() + 3).to_string();
    let record = format!("{length}{value}");
    assert_eq!(record.len(), value.len() + 3);
    pax.extend(tar_block("pax", b'x', record.len() as u64));
    pax.extend(record.bytes());
    pax.resize(pax.len().div_ceil(512) * 512, 0);
    pax.extend(tar_block("short.html", b'0', body.len() as u64));
    pax.extend(body.bytes());
    pax.resize(pax.len().div_ceil(512) * 512 + 1024, 0);
    place.write("pax.tar", pax);
    for name in ["gnu", "pax"] {
        assert_eq!(place.run(&["convert", &format!("{name}.tar"), "-o", name]).status, Some(0), "{name}");
        let path = place.lines(&format!("{name}/records.jsonl"))[0]["source"]["path"].clone();
        assert_eq!(path, format!("{name}.tar!/{long}"));
    }
}

/// Drawn tables whose cells span and multiply, or that are nothing but frames.
#[test]
fn drawn_tables_grow_with_their_text() {
    let place = Place::new();
    let line = "全县经济平稳，各项指标完成，各项事业都有发展，人民生活改善。\n";
    let spans = |columns: usize, rows: usize, cell: usize| {
        let head = format!("┌{}──┐\n", "──┬".repeat(columns - 1));
        format!("{line}{head}│{}│\n{}", "字".repeat(cell), "│  ├──┤\n".repeat(rows))
    };
    let pages = [
        ("small.txt", spans(200, 200, 2000)),
        ("large.txt", spans(400, 400, 8000)),
        ("frames.txt", format!("{line}{}", "┌──┬──┐\n".repeat(4000))),
    ];
    for (name, page) in &pages {
        place.write(&format!("in/{name}"), page);
    }
    assert_eq!(place.run(&["convert", "in", "-o", "out", "--jobs", "1"]).status, Some(0));
    for (record, (name, page)) in
        place.lines("out/records.jsonl").iter().zip([&pages[2], &pages[1], &pages[0]])
    {
        assert_eq!(record["source"]["path"], *name);
        assert!(record.to_string().len() < 40 * page.len(), "{name}");
    }
}

/// A ZIP of which every entry is the same stored file.
fn overlapping(names: &[&str], body: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(body);
    let fields = |out: &mut Vec<u8>, name: &str| {
        out.extend([20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0x56]);
        out.extend(crc.sum().to_le_bytes());
        out.extend((body.len() as u32).to_le_bytes());
        out.extend((body.len() as u32).to_le_bytes());
        out.extend((name.len() as u16).to_le_bytes());
        out.extend([0, 0]);
    };
    let mut zip = b"PK\x03\x04".to_vec();
    fields(&mut zip, names[0]);
    zip.extend(names[0].bytes());
    zip.extend(body);
    let begin = zip.len() as u32;
    for name in names {
        zip.extend(b"PK\x01\x02\x14\x00");
        fields(&mut zip, name);
        zip.extend([0; 14]);
        zip.extend(name.bytes());
    }
    let size = zip.len() as u32 - begin;
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend((names.len() as u16).to_le_bytes());
    zip.extend((names.len() as u16).to_le_bytes());
    zip.extend(size.to_le_bytes());
    zip.extend(begin.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

#[test]
fn zip_members_that_share_their_bytes_are_one() {
    let place = Place::new();
    place.write("one.zip", overlapping(&["a.html"], page(1).as_bytes()));
    assert_eq!(place.run(&["convert", "one.zip", "-o", "one"]).status, Some(0));
    place.write("many.zip", overlapping(&["a.html", "b.html", "c.html"], page(1).as_bytes()));
    assert_eq!(place.run(&["convert", "many.zip", "-o", "many"]).status, Some(1));
    assert_eq!(place.lines("many/records.jsonl").len(), 1);
    assert_eq!(
        place.reasons("many/failures.jsonl"),
        ["many.zip!/b.html shared-bytes", "many.zip!/c.html shared-bytes"]
    );
}

#[test]
fn views_show_no_more_of_a_sentence_than_is_read() {
    let place = Place::new();
    let list = "1月17日，为400多户送去50多万元，".repeat(1500);
    place.write(
        "in/list.html",
        format!("<html><meta charset=utf-8><title>概况</title><h1>概况</h1><p>{list}</p>"),
    );
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(0));
    assert_eq!(place.run(&["export", "out", "--to", "csv"]).status, Some(0));
    let csv = fs::read_to_string(place.path("out/csv/mentions.csv")).unwrap();
    assert!(csv.len() < 4500 * 2000, "{} bytes", csv.len());
    assert!(
        csv.lines().skip(1).all(|row| row.chars().count() < 700),
        "a sentence has 500 characters at most"
    );
    let series = place.run(&["search", "out", "多户", "--series", "--limit", "1"]);
    assert_eq!(series.status, Some(0));
    assert!(series.out.len() < 4500 * 2000, "{} bytes", series.out.len());
}

#[test]
fn lines_without_end_are_a_failure_of_their_own() {
    let place = Place::new();
    place.write("in/flat.txt", "甲乙\n".repeat(500_000));
    place.write("in/breaks.html", format!("<meta charset=utf-8><h1>概况</h1>{}", "甲<br>".repeat(500_000)));
    place.write("in/cells.html", format!("<meta charset=utf-8><table>{}", "<tr><td>1".repeat(250_000)));
    place.write("in/good.html", page(1));
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(1));
    let reasons = ["breaks.html too-many-lines", "cells.html too-many-lines", "flat.txt too-many-lines"];
    assert_eq!(place.reasons("out/failures.jsonl"), reasons);
    assert_eq!(place.lines("out/records.jsonl").len(), 1);
}

#[test]
fn workers_are_no_more_than_are_of_use() {
    let place = Place::new();
    place.write("in/a.html", page(1));
    let most = "18446744073709551615";
    for (flag, value) in [("--jobs", "1"), ("--jobs", "100000"), ("--jobs", most), ("--max-seconds", most)] {
        let ran = place.run(&["convert", "in", flag, value, "--force"]);
        assert_eq!(ran.status, Some(0), "{flag} {value}: {}", ran.err);
    }
}

#[test]
fn what_is_read_whole_has_a_limit() {
    let place = Place::new();
    place.write("long.txt", format!("2013年，400多户\n{}\n50多万元\n", "字".repeat(7 << 20)));
    let ran = place.run(&["extract", "long.txt"]);
    assert_eq!((ran.status, ran.out.lines().count()), (Some(1), 2), "{}", ran.err);
    assert!(ran.err.contains("long.txt:2: too-large"), "{}", ran.err);
    place.write("large.html", vec![b' '; 17 << 20]);
    let ran = place.run(&["inspect", "large.html"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("too-large") && ran.err.contains("--max-bytes"), "{}", ran.err);
}

#[cfg(unix)]
#[test]
fn links_lead_out_of_no_folder() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("secret/diary.html", page(1));
    place.write("in/a.html", page(2));
    place.write("in/sub/b.html", page(3));
    symlink("../secret/diary.html", place.path("in/diary.html")).unwrap();
    symlink(place.path("secret/diary.html"), place.path("in/sub/again.html")).unwrap();
    symlink("sub/b.html", place.path("in/inside.html")).unwrap();
    symlink("../secret", place.path("in/folder")).unwrap();
    assert_eq!(place.run(&["convert", "in", "-o", "out"]).status, Some(0));
    assert_eq!(place.lines("out/records.jsonl").len(), 3, "a link that stays inside is a page");
    assert_eq!(
        place.reasons("out/skipped.jsonl"),
        ["diary.html linked-outside", "folder linked-folder", "sub/again.html linked-outside"]
    );
    // What the user names is what the user wants.
    assert_eq!(place.run(&["convert", "in/diary.html", "-o", "named"]).status, Some(0));
}

#[test]
fn unseen_characters_turn_no_name_and_no_line() {
    let place = Place::new();
    place.write("in/年鉴\u{202e}lmth.exe.html", "");
    place.write("in/a\u{200b}.html", page(1));
    place.write("in/a.html", page(2));
    let ran = place.run(&["convert", "in", "-o", "out", "-vv"]);
    assert_eq!(ran.status, Some(1));
    assert!(!ran.err.contains(['\u{202e}', '\u{200b}']), "{:?}", ran.err);
    let names: Vec<String> = place.tree("out/records").into_keys().collect();
    assert_eq!(names, ["/a.html.json", "/a_.html.json"]);
    assert_eq!(
        place.lines("out/records.jsonl")[1]["source"]["path"],
        "a\u{200b}.html",
        "what it is called stays"
    );
    place.write("hidden.txt", "全县\u{202e}增长\u{2066}8%\u{feff}，投资1.2亿元。\n");
    let ran = place.run(&["extract", "hidden.txt", "--format", "highlight"]);
    assert!(!ran.out.contains(['\u{202e}', '\u{2066}', '\u{feff}']), "{:?}", ran.out);
}

fn records(place: &Place, folder: &str) -> String {
    fs::read_to_string(place.path(folder).join("records.jsonl")).unwrap()
}

#[cfg(feature = "search")]
#[test]
fn one_bad_record_is_left_out_of_a_view_and_named() {
    let place = Place::new();
    for n in 0..3 {
        place.write(&format!("in/{n}.html"), page(n));
    }
    place.run(&["convert", "in", "-o", "out"]);
    let good = records(&place, "out");
    let mut line: serde_json::Value = serde_json::from_str(good.lines().nth(1).unwrap()).unwrap();
    for (start, end) in [(u64::MAX, u64::MAX), (0, 1 << 40), (5, 2)] {
        let mention = line.pointer_mut("/sections/0/blocks/0/mentions/0").unwrap();
        (mention["start"], mention["end"]) = (start.into(), end.into());
        let lines: Vec<&str> = good.lines().collect();
        place.write("bad/records.jsonl", format!("{}\n{line}\n{}\n", lines[0], lines[2]));
        for view in ["csv", "sqlite", "tei", "dc", "jsonld", "bagit"] {
            let ran = place.run(&["export", "bad", "--to", view]);
            assert_eq!(ran.status, Some(1), "{view} {ran:?}");
            assert!(ran.err.contains("records.jsonl:2: "), "{view} {}", ran.err);
        }
        let ran = place.run(&["search", "bad", "财政", "--format", "jsonl"]);
        assert_eq!((ran.status, ran.out.lines().count()), (Some(1), 2), "{}", ran.err);
        assert_eq!(place.run(&["validate", "bad/records.jsonl"]).status, Some(1));
    }
}

#[cfg(all(feature = "search", unix))]
#[test]
fn an_index_is_that_of_its_records() {
    let place = Place::new();
    for n in 0..40 {
        place.write(&format!("in/{n}.html"), page(n));
    }
    place.run(&["convert", "in", "-o", "out"]);
    // Five at once: one builds, and each answers.
    let search = ["search", "out", "财政", "--limit", "0", "--format", "jsonl"];
    let running: Vec<_> = (0..5).map(|_| place.command(&search).spawn().unwrap()).collect();
    let answers: Vec<_> =
        running.into_iter().map(|run| made::Ran::from(run.wait_with_output().unwrap())).collect();
    for ran in &answers {
        assert_eq!((ran.status, ran.out.lines().count()), (Some(0), 40), "{}", ran.err);
    }
    // Other records of the same size at the same time.
    let file = place.path("out/records.jsonl");
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    let changed = records(&place, "out").replace("财政收入", "税务收入");
    fs::write(&file, changed).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(time).unwrap();
    assert_eq!(
        place.run(&["search", "out", "税务", "--limit", "0", "--format", "jsonl"]).out.lines().count(),
        40
    );
    // A damaged index is built anew.
    let index = place.path("out/.records.jsonl.index");
    let mut file = fs::File::options().write(true).open(&index).unwrap();
    file.write_all(b"SQLite format 3\0damaged").unwrap();
    drop(file);
    let ran = place.run(&["search", "out", "税务", "--limit", "0", "--format", "jsonl"]);
    assert_eq!((ran.status, ran.out.lines().count()), (Some(0), 40), "{}", ran.err);
}

/// A page that the program cannot hold in the memory that it is given ends the run; the next one tries it by
/// itself, says so, and goes past it.
#[cfg(target_os = "linux")]
#[test]
fn a_page_that_ends_the_run_is_set_aside() {
    let place = Place::new();
    for n in 0..20 {
        place.write(&format!("in/{n:02}.html"), page(n));
    }
    place.write("in/10-big.html", roster(5 << 20));
    let program = env!("CARGO_BIN_EXE_nianjian");
    let limited = |kilobytes: u32| {
        let script = format!("ulimit -v {kilobytes}; exec \"$0\" convert in -o out -q --jobs 1");
        let output = std::process::Command::new("sh")
            .args(["-c", &script, program])
            .current_dir(place.path(""))
            .output();
        made::Ran::from(output.unwrap())
    };
    // How much it takes depends on the machine: look for what is too little for the one page.
    let Some(kilobytes) =
        [110_000, 120_000, 100_000, 90_000, 150_000, 200_000].into_iter().find(|kilobytes| {
            let _ = fs::remove_dir_all(place.path("out"));
            limited(*kilobytes).status.is_none() && place.path("out/.nianjian/begun").exists()
        })
    else {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no limit of memory ends a run here");
        return;
    };
    let ran = limited(kilobytes);
    assert_eq!(ran.status, Some(1), "{}", ran.err);
    assert_eq!(place.reasons("out/failures.jsonl"), ["10-big.html ended-the-run"], "{}", ran.err);
    assert_eq!(place.lines("out/records.jsonl").len(), 20);
    // It is not tried again until somebody asks for it.
    assert_eq!(limited(kilobytes).status, Some(1));
    let ran = place.run(&["convert", "in", "-o", "out", "--force", "--max-seconds", "600"]);
    assert_eq!(ran.status, Some(0), "{}", ran.err);
    assert_eq!(place.lines("out/records.jsonl").len(), 21);
}

/// Every bound stands once: in `src/budget.rs`, and in the table that shows it to readers.
#[test]
fn each_bound_stands_once() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let code = fs::read_to_string(root.join("src/budget.rs")).unwrap();
    let docs = fs::read_to_string(root.join("docs/bounds.md")).unwrap();
    let name = |line: &str| {
        let name =
            line.trim_start_matches("pub(crate) ").trim_start_matches("pub ").strip_prefix("const ")?;
        Some(name.split(':').next().unwrap_or_default().to_owned())
    };
    let names: Vec<String> = code.lines().filter_map(name).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in &names {
        assert_eq!(docs.matches(&format!("| `{name}` |")).count(), 1, "docs/bounds.md and {name}");
    }
    let rows = docs.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    for row in rows {
        assert!(names.iter().any(|name| name == row), "docs/bounds.md names {row}, src/budget.rs does not");
    }
    let default = nianjian::budget::Budget::default();
    for shown in [
        format!("| {} MiB | `too-large` |", default.bytes >> 20),
        format!("| {},000 | `too-deep` |", default.depth / 1000),
        format!("| {},000 | `too-many-lines` |", default.lines / 1000),
        format!("| {} s | `too-slow` |", default.time.as_secs()),
    ] {
        assert!(docs.contains(&shown), "docs/bounds.md has not {shown}");
    }
    // No room that reads what comes from outside has bounds of its own.
    for room in ["page", "fetch", "batch", "document", "verify", "cli"] {
        let mut folders = vec![root.join("src").join(room)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let text = fs::read_to_string(&path).unwrap();
                let own = text.lines().find(|line| {
                    let line = line.trim_start();
                    line.contains("const ") && (line.contains("const MAX_") || line.contains("const MOST"))
                });
                assert_eq!(own, None, "{}: bounds stand in src/budget.rs", path.display());
            }
        }
    }
}
