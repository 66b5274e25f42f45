//! What is not ours is neither replaced nor removed: files and folders of the user's at the places of
//! outputs, names in journals that lead elsewhere, records whose inputs are not there for once.
#![cfg(feature = "cli")]

mod made;

use std::fs;

use made::{Place, page};

fn with_records(pages: u32) -> Place {
    let place = Place::new();
    for n in 0..pages {
        place.write(&format!("in/{n:03}.html"), page(n));
    }
    assert_eq!(place.run(&["convert", "in", "-o", "out", "-q"]).status, Some(0));
    place
}

fn read(place: &Place, file: &str) -> String {
    fs::read_to_string(place.path(file)).unwrap_or_else(|e| panic!("{file}: {e}"))
}

#[test]
fn all_that_a_run_makes_is_known_as_its_own() {
    let place = with_records(2);
    place.write("in/empty.html", "");
    place.write("in/broken.zip", "PK\x03\x04");
    for args in
        [&["convert", "in", "-o", "out", "-q"][..], &["convert", "in", "-o", "out", "-q", "--limit", "1"]]
    {
        place.run(args);
        let made = fs::read_dir(place.path("out")).unwrap().map(|entry| entry.unwrap().file_name());
        for name in made {
            assert!(nianjian::mark::is_of_run(name.as_ref()), "{name:?} stands in no list of what a run has");
        }
    }
}

#[test]
fn views_replace_views_alone() {
    let place = with_records(2);
    // Folders and files of the user's whose names are those of a view.
    for (view, target, file) in [
        ("bagit", "project", "project/data/thesis/1.txt"),
        ("csv", "tables", "tables/pages.csv"),
        ("dc", "dc", "dc/dc.xml"),
        ("tei", "texts", "texts/texts/a.xml"),
        ("sqlite", "notes.txt", "notes.txt"),
        ("jsonld", "mine.jsonld", "mine.jsonld"),
        ("csv", "in", "in/000.html"),
    ] {
        if !place.path(file).exists() {
            place.write(file, "years of work");
        }
        let before = read(&place, file);
        let ran = place.run(&["export", "out", "--to", view, "-o", target]);
        assert_eq!(ran.status, Some(2), "{view} {ran:?}");
        assert!(ran.err.contains("--replace"), "{view} says what to do: {}", ran.err);
        assert_eq!(read(&place, file), before, "{view}");
    }
    // What is read is not replaced even by who insists.
    for (view, target) in [
        ("jsonld", "out/records.jsonl"),
        ("jsonld", "out/manifest.json"),
        ("bagit", "out"),
        ("csv", "."),
        ("csv", "out/records"),
        ("tei", "out/.nianjian"),
        ("sqlite", "out/journal.jsonl"),
        ("site", "out/records"),
    ] {
        let before = place.tree("out");
        let ran = place.run(&["export", "out", "--to", view, "-o", target, "--replace"]);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(place.tree("out") == before, "{view}");
    }
    place.write("in/2014/own.html", page(9));
    let bag = ["export", "out", "--to", "bagit", "--sources", "in", "--replace", "-o"];
    assert_eq!(place.run(&[&bag[..], &["in/2014"]].concat()).status, Some(2), "a part of the sources");
    assert_eq!(place.run(&[&bag[..], &["in/bag"]].concat()).status, Some(0));
    assert_eq!(place.run(&[&bag[..], &["in/bag"]].concat()).status, Some(0), "a view among them is one");
    // A view is replaced as long as nobody has worked in it.
    for (view, target, file) in [("csv", "view", "view/pages.csv"), ("sqlite", "view.sqlite", "view.sqlite")]
    {
        let export = ["export", "out", "--to", view, "-o", target];
        assert_eq!(place.run(&export).status, Some(0), "{view}");
        assert_eq!(place.run(&export).status, Some(0), "{view} again");
        place.write(file, "corrected by hand");
        assert_eq!(place.run(&export).status, Some(2), "{view}");
        assert_eq!(read(&place, file), "corrected by hand");
        assert_eq!(place.run(&[&export[..], &["--replace"]].concat()).status, Some(0));
        assert_ne!(fs::read(place.path(file)).unwrap(), b"corrected by hand");
    }
    place.write("view/notes.txt", "beside it");
    assert_eq!(place.run(&["export", "out", "--to", "csv", "-o", "view"]).status, Some(2));
    assert_eq!(read(&place, "view/notes.txt"), "beside it");
}

#[test]
fn records_go_into_a_folder_of_ours_alone() {
    let place = with_records(2);
    for (folder, file) in [
        ("site", "site/manifest.json"),
        ("site2", "site2/records.jsonl"),
        ("site3", "site3/notes.txt"),
        ("site4", "site4/records/000.html.json"),
        ("site5", "site5/fetched/letter.txt"),
    ] {
        place.write(file, "mine");
        let ran = place.run(&["convert", "in", "-o", folder]);
        assert_eq!(ran.status, Some(2), "{folder} {ran:?}");
        assert!(ran.err.contains("--replace"), "{}", ran.err);
        assert_eq!(place.tree(folder).len(), 1, "{folder}: nothing was written");
        assert_eq!(read(&place, file), "mine");
    }
    assert_eq!(place.run(&["convert", "in", "-o", "site3", "--replace"]).status, Some(0));
    assert_eq!(read(&place, "site3/notes.txt"), "mine", "what we do not write stays");
    assert_eq!(place.run(&["convert", "in", "-o", "site3"]).status, Some(0), "it is marked now");
    place.write("letter", "mine");
    let ran = place.run(&["convert", "in", "-o", "letter", "--replace"]);
    assert_eq!((ran.status, read(&place, "letter").as_str()), (Some(2), "mine"), "{ran:?}");
    // Where nothing of anybody's is, nobody is asked: an empty folder, hidden files, what `fetch` leaves.
    fs::create_dir(place.path("empty")).unwrap();
    place.write("hidden/.gitkeep", "");
    place.write("fetched/pages.warc.gz", "");
    place.write("fetched/pages.state.sqlite", "");
    for folder in ["empty", "hidden", "fetched"] {
        assert_eq!(place.run(&["convert", "in", "-o", folder]).status, Some(0), "{folder}");
    }
    // The folder of a view is not that of a run.
    assert_eq!(place.run(&["export", "out", "--to", "csv", "-o", "view"]).status, Some(0));
    assert_eq!(place.run(&["convert", "in", "-o", "view"]).status, Some(2));
}

#[test]
fn a_mark_alone_makes_no_folder_ours() {
    let place = with_records(2);
    let mark = read(&place, "out/.nianjian/mark.jsonl");
    let records = read(&place, "out/records.jsonl");
    // The mark of another folder, copied; with an empty journal, with one of somebody else's.
    for (folder, journal) in [("a", None), ("b", Some("")), ("c", Some("my diary\n"))] {
        for (file, text) in [
            ("records.jsonl", "{\"mine\":1}\n"),
            ("records.jsonl", records.as_str()),
            ("failures.jsonl", "notes\n"),
            ("manifest.json", "{\"name\":\"app\"}"),
            ("report.json", "{}"),
            ("records/000.html.json", "{}\n"),
        ] {
            let folder = format!("{folder}-{}-{}", file.replace(['/', '.'], "-"), text.len());
            let at = |file: &str| format!("{folder}/{file}");
            place.write(&at(".nianjian/mark.jsonl"), &mark);
            place.write(&at(file), text);
            if let Some(journal) = journal {
                place.write(&at("journal.jsonl"), journal);
            }
            let before = place.tree(&folder);
            let ran = place.run(&["convert", "in", "-o", &folder]);
            assert_eq!(ran.status, Some(2), "{folder}: {ran:?}");
            assert!(ran.err.contains("--replace") && ran.err.contains("no journal"), "{}", ran.err);
            assert!(place.tree(&folder) == before, "{folder}: nothing was written");
        }
    }
    // A mark and nothing else is an empty folder.
    place.write("empty/.nianjian/mark.jsonl", &mark);
    assert_eq!(place.run(&["convert", "in", "-o", "empty"]).status, Some(0));
}

#[test]
fn what_the_journal_does_not_prove_is_kept_apart() {
    for (file, mine) in [
        ("records.jsonl", "{\"mine\":1}\n"),
        ("failures.jsonl", "my notes\n"),
        ("skipped.jsonl", "my notes\n"),
        ("journal.jsonl", "my diary\n"),
        ("report.json", "{\"mine\":1}"),
        ("manifest.json", "{\"mine\":1}"),
    ] {
        // A run that has not ended: nothing is sealed.
        let place = with_records(2);
        let whole = place.tree("out");
        for ended in ["manifest.json", "report.json"] {
            fs::remove_file(place.path(&format!("out/{ended}"))).unwrap();
        }
        let there = fs::read_to_string(place.path(&format!("out/{file}"))).unwrap_or_default();
        place.write(&format!("out/{file}"), format!("{there}{mine}"));
        let ran = place.run(&["convert", "in", "-o", "out"]);
        assert_eq!(ran.status, Some(0), "{file}: {ran:?}");
        assert!(ran.err.contains("changed/"), "{file}: {}", ran.err);
        assert_eq!(read(&place, &format!("out/changed/{file}")), mine, "{file}");
        let mut after = place.tree("out");
        after.retain(|name, _| !name.contains("changed/"));
        assert!(after == whole, "{file}");
    }
    // Records of a run for another format.
    let place = with_records(2);
    assert_eq!(place.run(&["convert", "in", "-o", "single", "--format", "json"]).status, Some(0));
    place.write("single/records.jsonl", "mine\n");
    assert_eq!(place.run(&["convert", "in", "-o", "single", "--format", "json"]).status, Some(0));
    assert_eq!(read(&place, "single/changed/records.jsonl"), "mine\n");
}

#[test]
fn names_in_a_journal_lead_nowhere_else() {
    for name in [
        "../../victim.txt",
        "../victim.txt",
        "/tmp/nianjian-victim",
        "a/../../../victim.txt",
        "..\\victim.txt",
    ] {
        let place = with_records(1);
        place.write("victim.txt", "precious");
        let journal = read(&place, "out/journal.jsonl");
        let foreign =
            journal.replace("\"name\":\"000.html.json\"", &format!("\"name\":{}", serde_json::json!(name)));
        let foreign = foreign.replace("\"input\":\"000.html\"", "\"input\":\"gone.html\"");
        assert_ne!(foreign, journal);
        place.write("out/journal.jsonl", format!("{foreign}{journal}{foreign}"));
        let record = read(&place, "out/records.jsonl");
        place.write("out/records.jsonl", record.repeat(3));
        assert_eq!(place.run(&["convert", "in", "-o", "out", "--prune"]).status, Some(0), "{name}");
        assert_eq!(read(&place, "victim.txt"), "precious", "{name}");
        assert_eq!(read(&place, "out/records.jsonl"), record, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_in_the_output_leads_no_removal_elsewhere() {
    let place = with_records(1);
    place.write("in/sub/a.html", page(7));
    place.run(&["convert", "in", "-o", "out"]);
    let kept = fs::read(place.path("out/records/sub/a.html.json")).unwrap();
    place.write("elsewhere/a.html.json", &kept);
    fs::remove_dir_all(place.path("out/records/sub")).unwrap();
    std::os::unix::fs::symlink(place.path("elsewhere"), place.path("out/records/sub")).unwrap();
    fs::remove_dir_all(place.path("in/sub")).unwrap();
    let ran = place.run(&["convert", "in", "-o", "out", "--prune"]);
    assert!(ran.err.contains("sub/a.html.json"), "{}", ran.err);
    assert_eq!(fs::read(place.path("elsewhere/a.html.json")).unwrap(), kept);
}

#[test]
fn inputs_that_are_not_there_change_nothing() {
    let place = with_records(6);
    let before = place.tree("out");
    fs::create_dir(place.path("unmounted")).unwrap();
    place.write("furniture/logo.png", b"\x89PNG");
    for input in ["unmounted", "furniture"] {
        let ran = place.run(&["convert", input, "-o", "out"]);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.err.contains("left as it is"), "{}", ran.err);
        assert!(place.tree("out") == before, "{input}");
    }
    assert_eq!(place.run(&["convert", "unmounted", "-o", "out", "--prune"]).status, Some(2));
    assert!(place.tree("out") == before, "not even with --prune");
    // Half of the disk is not there: what is gone is kept, as file and as line, and named.
    let moved = |from: &str, to: &str| fs::rename(place.path(from), place.path(to)).unwrap();
    for n in 0..4 {
        moved(&format!("in/00{n}.html"), &format!("00{n}.html"));
    }
    let ran = place.run(&["convert", "in", "-o", "out"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.err.contains("fewer than half") && ran.err.contains("--prune"), "{}", ran.err);
    assert!(ran.err.contains("003.html.json"), "{}", ran.err);
    assert_eq!(place.lines("out/records.jsonl").len(), 6);
    assert_eq!(fs::read_dir(place.path("out/records")).unwrap().count(), 6);
    let counts = place.json("out/manifest.json")["counts"].clone();
    assert_eq!((&counts["records"], &counts["kept"], &counts["inputs"]), (&2.into(), &4.into(), &2.into()));
    // Again and again.
    let kept = place.tree("out");
    place.run(&["convert", "in", "-o", "out"]);
    assert!(place.tree("out") == kept);
    // One comes back, and takes its place.
    moved("001.html", "in/001.html");
    place.run(&["convert", "in", "-o", "out"]);
    let order = |place: &Place| {
        let paths = place.lines("out/records.jsonl").into_iter();
        paths.map(|r| r["source"]["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(order(&place), ["001.html", "004.html", "005.html", "000.html", "002.html", "003.html"]);
    // And all of them: as if nothing had been.
    for n in [0, 2, 3] {
        moved(&format!("00{n}.html"), &format!("in/00{n}.html"));
    }
    place.run(&["convert", "in", "-o", "out"]);
    assert!(place.tree("out") == before);
    // Who wants them gone says so.
    fs::remove_file(place.path("in/005.html")).unwrap();
    let ran = place.run(&["convert", "in", "-o", "out", "--prune"]);
    assert!(ran.err.contains("removed: 005.html.json"), "{}", ran.err);
    assert_eq!(place.lines("out/records.jsonl").len(), 5);
    assert!(!place.path("out/records/005.html.json").exists());
}

#[test]
fn what_somebody_has_changed_is_kept_apart() {
    let place = with_records(3);
    // A record corrected by hand, and its page changes.
    place.write("out/records/001.html.json", "{\"corrected\": true}\n");
    place.write("in/001.html", page(99));
    // A line damaged, lists annotated, a line added.
    let lines = read(&place, "out/records.jsonl").replacen("000.html", "0o0.html", 1);
    place.write("out/records.jsonl", format!("{lines}{{\"added\": \"by hand\"}}\n"));
    place.write("out/failures.jsonl", "my notes\n");
    let ran = place.run(&["convert", "in", "-o", "out"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.err.contains("changed/"), "{}", ran.err);
    assert_eq!(read(&place, "out/changed/records/001.html.json"), "{\"corrected\": true}\n");
    assert_eq!(read(&place, "out/changed/failures.jsonl"), "my notes\n");
    let apart = read(&place, "out/changed/records.jsonl");
    assert!(apart.contains("0o0.html") && apart.contains("by hand"), "{apart}");
    // What is sealed is true.
    place.run(&["convert", "in", "-o", "fresh"]);
    for file in ["records.jsonl", "journal.jsonl", "failures.jsonl", "records/001.html.json", "manifest.json"]
    {
        assert_eq!(read(&place, &format!("out/{file}")), read(&place, &format!("fresh/{file}")), "{file}");
    }
}

#[test]
fn views_of_a_run_under_way_say_so() {
    let place = with_records(2);
    fs::remove_file(place.path("out/manifest.json")).unwrap();
    for args in [
        &["export", "out", "--to", "csv"][..],
        &["export", "out", "--to", "sqlite"],
        &["export", "out", "--to", "bagit"],
        &["search", "out", "财政"],
        &["validate", "out/records.jsonl"],
    ] {
        let ran = place.run(args);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(ran.err.contains("has not come to its end"), "{args:?}: {}", ran.err);
    }
    assert!(read(&place, "out/csv/.nianjian/mark.jsonl").contains("\"finished\":false"));
    assert!(read(&place, "out/bagit/bag-info.txt").contains("not come to its end"));
    place.run(&["convert", "in", "-o", "out"]);
    let ran = place.run(&["export", "out", "--to", "csv"]);
    assert!(!ran.err.contains("come to its end"), "{}", ran.err);
    assert!(read(&place, "out/csv/.nianjian/mark.jsonl").contains("\"finished\":true"));
}

/// What a file of a view says, that of a member where it is an archive.
fn said(place: &Place, file: &str) -> String {
    let bytes = match file.split_once('!') {
        None => fs::read(place.path(file)).unwrap_or_else(|e| panic!("{file}: {e}")),
        Some((archive, member)) => {
            let mut archive = zip::ZipArchive::new(fs::File::open(place.path(archive)).unwrap()).unwrap();
            let mut bytes = Vec::new();
            std::io::copy(&mut archive.by_name(member).unwrap(), &mut bytes).unwrap();
            bytes
        }
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn the_metadata_of_a_view_say_that_its_run_is_under_way() {
    let place = Place::new();
    let answer = made::response("200 OK", "Content-Type: text/html\r\n", page(1).as_bytes());
    let capture = made::warc_record("response", "http://h.cn/a.html", "2026-11-23T10:00:00Z", &answer);
    place.write("in.warc", capture);
    assert_eq!(place.run(&["convert", "in.warc", "-o", "out"]).status, Some(0));
    let manifest = fs::read(place.path("out/manifest.json")).unwrap();
    let views: &[(&str, &[&str])] = &[
        ("csv", &["README.txt"]),
        ("xlsx", &["!docProps/core.xml"]),
        ("datapackage", &["datapackage.json", "README.txt"]),
        ("parquet", &["pages.parquet", "mentions.parquet"]),
        ("sqlite", &[""]),
        ("tei", &["README.txt", "texts/*"]),
        ("dc", &["README.txt", "dc.xml"]),
        ("jsonld", &[""]),
        ("citations", &["README.txt"]),
        ("texts", &[""]),
        ("bagit", &["bag-info.txt", "data/ro-crate-metadata.json"]),
        ("wacz", &["!datapackage.json"]),
    ];
    assert!(nianjian::export::Format::ALL.iter().all(|f| views.iter().any(|(name, _)| *name == f.name())));
    for finished in [false, true] {
        match finished {
            false => fs::remove_file(place.path("out/manifest.json")).unwrap(),
            true => fs::write(place.path("out/manifest.json"), &manifest).unwrap(),
        }
        for format in nianjian::export::Format::ALL {
            let target = format!("{}-{finished}", format.name());
            let mut args = vec!["export", "out", "--to", format.name(), "-o", &target];
            if format.name() == "wacz" {
                args.extend(["--sources", "in.warc"]);
            }
            let ran = place.run(&args);
            assert_eq!(ran.status, Some(0), "{ran:?}");
            let (_, files) = views.iter().find(|(name, _)| *name == format.name()).unwrap();
            for file in *files {
                let mut file = match *file {
                    "" => target.clone(),
                    file if file.starts_with('!') => format!("{target}{file}"),
                    file => format!("{target}/{file}"),
                };
                if let Some(folder) = file.strip_suffix("/*") {
                    let inside = place.tree(folder).into_keys().next().unwrap();
                    file = format!("{folder}{inside}");
                }
                // A README of citations stands there only where there is something to say.
                if finished && !place.path(file.split('!').next().unwrap()).exists() {
                    continue;
                }
                assert_eq!(said(&place, &file).contains("not come to its end"), !finished, "{file}");
            }
        }
        #[cfg(feature = "site")]
        {
            let target = format!("site-{finished}");
            assert_eq!(place.run(&["view", "out", "--no-open", "-o", &target]).status, Some(0));
            for file in ["index.html", "about.html"] {
                let page = said(&place, &format!("{target}/{file}"));
                assert_eq!(page.contains("整理尚未完成"), !finished, "{file}");
            }
        }
    }
}
