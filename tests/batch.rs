//! Kills runs at many moments and changes their inputs: what stands at the end is what an undisturbed
//! run would have written.
#![cfg(feature = "cli")]

mod made;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::time::Duration;

use made::{Place, gzip, page, response, warc_record};

/// How many pages the folder and the WARC have together.
const PAGES: u32 = 600;

fn many_pages() -> Place {
    let place = Place::new();
    let mut warc = Vec::new();
    for n in 0..PAGES / 2 {
        place.write(&format!("in/{}/{n:03}.html", n % 7), page(n));
        let answer = response("200 OK", "Content-Type: text/html\r\n", page(1000 + n).as_bytes());
        let record =
            warc_record("response", &format!("http://h.cn/{n}.html"), "2026-11-23T10:00:00Z", &answer);
        warc.extend(gzip(&record));
    }
    place.write("in/z.warc.gz", warc);
    place.write("in/3/empty.html", b"");
    place.write("in/4/logo.png", b"\x89PNG");
    place
}

/// A folder of results without the lock, which says nothing.
fn results(place: &Place, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let mut tree = place.tree(folder);
    tree.remove("/.nianjian/lock");
    tree
}

fn assert_same(place: &Place, folder: &str, undisturbed: &BTreeMap<String, Vec<u8>>, what: &str) {
    let now = results(place, folder);
    let names = |t: &BTreeMap<String, Vec<u8>>| t.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&now), names(undisturbed), "{what}");
    for (name, bytes) in undisturbed {
        assert!(now[name] == *bytes, "{what}: {name} differs");
    }
}

/// Numbers that look random and are the same each time.
fn fractions(count: usize) -> impl Iterator<Item = f64> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    })
    .take(count)
}

/// Runs and kills when the journal has grown to `until` bytes; how many lines it then had.
fn kill_at(place: &Place, args: &[&str], until: u64) -> usize {
    let mut child = place.command(args).spawn().unwrap();
    let journal = place.path("out/journal.jsonl");
    while child.try_wait().unwrap().is_none() {
        if fs::metadata(&journal).is_ok_and(|m| m.len() >= until) {
            break;
        }
        std::thread::sleep(Duration::from_micros(300));
    }
    let _ = child.kill();
    child.wait().unwrap();
    let bytes = fs::read(&journal).unwrap_or_default();
    bytes.iter().filter(|b| **b == b'\n').count()
}

#[test]
fn a_killed_run_ends_like_an_undisturbed_one() {
    let place = many_pages();
    let undisturbed = ["convert", "in", "-o", "whole", "--jobs", "2"];
    assert_eq!(place.run(&undisturbed).status, Some(1), "the empty page fails");
    let whole = results(&place, "whole");
    let (bytes, lines) = (whole["/journal.jsonl"].len() as f64, place.lines("whole/journal.jsonl").len());
    assert_eq!(lines, PAGES as usize + 2);
    let args = ["convert", "in", "-o", "out", "--jobs", "2"];
    let mut inside = 0;
    for (turn, fraction) in fractions(20).enumerate() {
        let _ = fs::remove_dir_all(place.path("out"));
        let done = kill_at(&place, &args, (bytes * (0.02 + 0.93 * fraction)) as u64);
        inside += usize::from(done * 100 >= lines && done * 100 <= lines * 99);
        for file in ["manifest.json", "report.json"] {
            assert!(done == lines || !place.path("out").join(file).exists(), "{file} seals no torn run");
        }
        for (name, bytes) in place.tree("out") {
            let record = name.starts_with("/records/");
            assert!(!record || bytes == whole[&name], "{name} is whole or not there");
        }
        assert_eq!(place.run(&args).status, Some(1));
        assert_same(&place, "out", &whole, &format!("turn {turn}, killed after {done} lines"));
    }
    assert!(inside >= 15, "only {inside} of 20 kills hit a run under way");
}

#[test]
fn a_run_killed_again_and_again_ends_all_the_same() {
    let place = many_pages();
    place.run(&["convert", "in", "-o", "whole"]);
    let whole = results(&place, "whole");
    let bytes = whole["/journal.jsonl"].len() as u64;
    let args = ["convert", "in", "-o", "out"];
    for turn in 1..9 {
        kill_at(&place, &args, bytes * turn / 10);
    }
    place.run(&args);
    assert_same(&place, "out", &whole, "after eight kills");
}

#[test]
fn changes_are_converted_again_and_nothing_else_is_left() {
    let place = many_pages();
    place.run(&["convert", "in", "-o", "out", "--limit", "100"]);
    assert_eq!(place.lines("out/records.jsonl").len() + place.lines("out/failures.jsonl").len(), 100);
    // More pages, a changed one, a removed one, one that fails now, one in between; then a kill.
    place.write("in/0/007.html", page(9000));
    place.write("in/1/0005.html", page(9001));
    place.write("in/2/009.html", b"");
    fs::remove_file(place.path("in/0/014.html")).unwrap();
    place.run(&["convert", "in", "-o", "fresh"]);
    let fresh = results(&place, "fresh");
    kill_at(&place, &["convert", "in", "-o", "out"], fresh["/journal.jsonl"].len() as u64 / 2);
    let ran = place.run(&["convert", "in", "-o", "out", "--prune"]);
    assert_eq!(ran.status, Some(1));
    assert!(ran.err.contains("0/014.html"), "what is removed is named: {}", ran.err);
    assert_same(&place, "out", &fresh, "after changes");
    // Other options convert again, and back.
    place.run(&["convert", "in", "-o", "out", "--year", "2001"]);
    assert!(place.lines("out/records.jsonl").iter().all(|r| r["coverage"]["year"] == 2001));
    place.run(&["convert", "in", "-o", "out"]);
    assert_same(&place, "out", &fresh, "after other options");
    place.run(&["convert", "in", "-o", "out", "--force"]);
    assert_same(&place, "out", &fresh, "after --force");
    // A record that somebody took away is made again.
    fs::remove_file(place.path("out/records/1/0005.html.json")).unwrap();
    place.run(&["convert", "in", "-o", "out"]);
    assert_same(&place, "out", &fresh, "after a loss");
}

#[test]
fn what_was_done_is_not_done_again() {
    let place = many_pages();
    place.run(&["convert", "in", "-o", "out"]);
    // A mark in the old lines shows whether they were kept or made anew.
    let journal = place.path("out/journal.jsonl");
    let marked = fs::read_to_string(&journal).unwrap().replace("\"mentions\":", "\"mentions\": ");
    fs::write(&journal, &marked).unwrap();
    place.write("in/0/000a.html", page(77));
    place.run(&["convert", "in", "-o", "out"]);
    let now = fs::read_to_string(&journal).unwrap();
    assert_eq!(now.matches("\"mentions\": ").count(), PAGES as usize, "all old ones are kept");
    assert_eq!(now.matches("\"mentions\":").count(), PAGES as usize + 1, "one is new");
}

#[test]
fn a_torn_end_is_repaired() {
    let place = many_pages();
    place.run(&["convert", "in", "-o", "out"]);
    let whole = results(&place, "out");
    for (file, cut) in
        [("records.jsonl", 3000), ("journal.jsonl", 2500), ("journal.jsonl", 1), ("records.jsonl", 1)]
    {
        let path = place.path("out").join(file);
        let length = fs::metadata(&path).unwrap().len();
        File::options().write(true).open(&path).unwrap().set_len(length - cut).unwrap();
        place.run(&["convert", "in", "-o", "out"]);
        assert_same(&place, "out", &whole, &format!("{file} cut by {cut}"));
    }
}

#[test]
fn two_runs_on_one_folder() {
    let place = Place::new();
    place.write("in/a.html", page(1));
    assert_eq!(place.run(&["convert", "in"]).status, Some(0));
    let held = File::options().write(true).open(place.path("output/.nianjian/lock")).unwrap();
    held.lock().unwrap();
    let ran = place.run(&["convert", "in"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("another run is writing to output"), "{}", ran.err);
    drop(held);
    assert_eq!(place.run(&["convert", "in"]).status, Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupt_finishes_the_pages_in_hand() {
    let place = many_pages();
    place.run(&["convert", "in", "-o", "whole"]);
    let whole = results(&place, "whole");
    let child = place.command(&["convert", "in", "-o", "out", "--jobs", "1"]).spawn().unwrap();
    let journal = place.path("out/journal.jsonl");
    while fs::metadata(&journal).map_or(0, |m| m.len()) < 5000 {
        std::thread::sleep(Duration::from_millis(1));
    }
    let sent = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.is_ok_and(|s| s.success()));
    let ran = made::Ran::from(child.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(130), "{ran:?}");
    assert!(ran.err.contains("goes on from here"), "{}", ran.err);
    assert_eq!(place.json("out/manifest.json")["finished"], false);
    let lines = place.lines("out/journal.jsonl").len();
    assert!(lines < PAGES as usize, "{lines}");
    place.run(&["convert", "in", "-o", "out"]);
    assert_same(&place, "out", &whole, "after an interrupt");
}

/// How many runs are killed while their inputs change; `NIANJIAN_KILLS` says another number. Three hundred take some ten
/// minutes.
fn kills() -> u32 {
    std::env::var("NIANJIAN_KILLS").map_or(24, |n| n.parse().expect("NIANJIAN_KILLS is a number"))
}

/// After so many kills a run may come to its end, and is held against a clean one.
const A_ROUND: u32 = 12;

/// Adds some pages, removes some, gives some another name, another page or the name of the next.
fn change(place: &Place, turn: u32, mut next: impl FnMut() -> u32) {
    let mut files: Vec<_> =
        place.tree("in").into_keys().map(|name| place.path(&format!("in{name}"))).collect();
    files.sort();
    let touched: Vec<_> = files.iter().skip(next() as usize % 7).step_by(19).cloned().collect();
    for (n, path) in touched.iter().enumerate() {
        match next() % 6 {
            0 => fs::remove_file(path).unwrap(),
            1 => fs::rename(path, path.with_file_name(format!("r{turn:03}-{n}.html"))).unwrap(),
            2 => fs::write(path, page(5000 + next())).unwrap(),
            // Two pages change places.
            3 => {
                if let Some(other) = touched.get(n + 1).filter(|other| other.exists()) {
                    let (a, b) = (fs::read(path).unwrap(), fs::read(other).unwrap());
                    fs::write(path, b).unwrap();
                    fs::write(other, a).unwrap();
                }
            }
            // A record becomes a failure; a failure becomes a record.
            4 => fs::write(path, "").unwrap(),
            _ => {
                fs::rename(path, place.write("in/moved/x", "").with_file_name(format!("{turn:03}-{n}.html")))
                    .unwrap()
            }
        }
    }
    for n in 0..5 {
        place.write(&format!("in/sub{}/a{turn:03}-{n}.html", next() % 3), page(next()));
    }
}

#[test]
fn inputs_that_change_between_kills_leave_nothing_behind() {
    let place = Place::new();
    let run = |jobs: u32| {
        place.command(&["convert", "in", "-o", "out", "--prune", "--jobs", &jobs.to_string()]).spawn()
    };
    for n in 0..120 {
        place.write(&format!("in/{n:03}.html"), page(n));
    }
    let began = std::time::Instant::now();
    place.run(&["convert", "in", "-o", "first"]);
    // How long a run takes, corrected by each: with few changes it is short, on a busy machine long.
    let mut whole = began.elapsed().as_secs_f64();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as u32 % 1000
    };
    let (mut killed, mut held, turns) = (0, 0, kills());
    for turn in 1..=turns {
        change(&place, turn, &mut next);
        let mut child = run(turn % 3 + 1).unwrap();
        std::thread::sleep(Duration::from_secs_f64(whole * 1.1 * f64::from(next()) / 1000.0));
        let runs = child.try_wait().unwrap().is_none();
        killed += u32::from(runs);
        whole *= if runs { 1.1 } else { 0.7 };
        let _ = child.kill();
        child.wait().unwrap();
        nothing_unknown(&place, turn);
        if turn % A_ROUND == 0 || turn == turns {
            let ended = made::Ran::from(run(2).unwrap().wait_with_output().unwrap());
            assert!(matches!(ended.status, Some(0 | 1)), "{ended:?}");
            let fresh = format!("fresh{turn}");
            place.run(&["convert", "in", "-o", &fresh]);
            assert_same(&place, "out", &results(&place, &fresh), &format!("after {turn} kills"));
            held += place.tree(&fresh).len();
            fs::remove_dir_all(place.path(&fresh)).unwrap();
        }
    }
    println!(
        "{killed} of {turns} runs were killed before their end: no orphan, no other byte in {held} files"
    );
    assert!(killed >= turns / 2, "{killed} of {turns} runs were killed before their end");
    assert!(!place.path("out/changed").exists(), "nothing of ours is taken for somebody's");
}

/// At any moment each file of a record is one that a line tells of.
fn nothing_unknown(place: &Place, turn: u32) {
    let known: std::collections::BTreeSet<String> = ["out/journal.jsonl", "out/.nianjian/journal.jsonl"]
        .iter()
        .filter_map(|file| fs::read_to_string(place.path(file)).ok())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(&line).ok())
        .filter_map(|line| Some(format!("/{}", line["name"].as_str()?)))
        .collect();
    if place.path("out/records").exists() {
        for name in place.tree("out/records").keys() {
            assert!(known.contains(name), "turn {turn}: no line tells of {name}");
        }
    }
}
