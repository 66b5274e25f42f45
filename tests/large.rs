//! The promises of a large run, measured: memory, an even rate, and the same bytes after many kills.
//!
//! `cargo test --release --test large -- --ignored --nocapture --test-threads 1`; `NIANJIAN_PAGES` says how
//! many pages (200,000 unless set, some 12 GB of disk below the folder for temporary files).
#![cfg(all(target_os = "linux", feature = "cli"))]

mod made;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use made::{Place, gzip, response, warc_record};

/// Peak memory of a run, in KiB.
const MEMORY: u64 = 150 * 1024;

fn wanted() -> usize {
    std::env::var("NIANJIAN_PAGES").map_or(200_000, |n| n.parse().expect("NIANJIAN_PAGES is a number"))
}

fn fixtures() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut files: Vec<PathBuf> = fs::read_dir(root)
        .expect("fixtures/pages")
        .flat_map(|e| ["page.html", "page.txt"].map(|f| e.as_ref().expect("an entry").path().join(f)))
        .filter(|f| f.exists())
        .collect();
    files.sort();
    files.iter().map(|f| fs::read(f).expect("a page")).collect()
}

/// What was seen of a run while it went on.
#[derive(Debug, Default)]
struct Watched {
    peak: u64,
    /// When, and after how much work of the processors, the journal had which length.
    seen: Vec<(Duration, Duration, u64)>,
}

/// The processor time of a process so far.
fn worked(id: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name, which may hold blanks, ends with the last parenthesis; ticks are hundredths of a second.
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|t| t.parse::<u64>().ok()).unwrap_or(0);
    Duration::from_millis(10 * (ticks(11) + ticks(12)))
}

/// Watches a run until it ends, or until its journal has `until` bytes.
fn watch(child: &mut Child, journal: &Path, until: u64) -> Watched {
    let (began, mut watched) = (Instant::now(), Watched::default());
    let status = format!("/proc/{}/status", child.id());
    while child.try_wait().unwrap().is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let peak = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|l| l.trim().strip_suffix(" kB")?.parse().ok());
        watched.peak = watched.peak.max(peak.unwrap_or(0));
        let length = fs::metadata(journal).map_or(0, |m| m.len());
        watched.seen.push((began.elapsed(), worked(child.id()), length));
        if length >= until {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    watched
}

impl Watched {
    /// Bytes of the journal a second, and a second of the processors, between two parts of the way.
    fn rates(&self, whole: u64, from: f64, to: f64) -> [f64; 2] {
        let at = |part: f64| {
            let length = (whole as f64 * part) as u64;
            *self.seen.iter().find(|(_, _, seen)| *seen >= length).expect("the journal grows to its end")
        };
        let (first, last) = (at(from), at(to));
        [last.0 - first.0, last.1 - first.1]
            .map(|took| (last.2 - first.2) as f64 / took.as_secs_f64().max(0.001))
    }
}

/// Whether two files, or all files below two folders, are the same.
fn same(one: &Path, other: &Path) -> bool {
    if one.is_dir() {
        let names = |folder: &Path| {
            let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
            names.retain(|name| name != "lock");
            names.sort();
            names
        };
        let inside = names(one);
        return inside == names(other) && inside.iter().all(|name| same(&one.join(name), &other.join(name)));
    }
    let [mut one, mut other] =
        [one, other].map(|f| BufReader::with_capacity(1 << 20, File::open(f).unwrap()));
    let (mut here, mut there) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let n = one.read(&mut here).unwrap();
        if n == 0 {
            return other.read(&mut there).unwrap() == 0;
        }
        if other.read_exact(&mut there[..n]).is_err() || here[..n] != there[..n] {
            return false;
        }
    }
}

fn hold(place: &Place, input: &str, format: &str, pages: usize) {
    let args = |out: &'static str| ["convert", input, "-q", "--format", format, "-o", out];
    let start = |out| place.command(&args(out)).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    let mut child = start("whole");
    let watched = watch(&mut child, &place.path("whole/journal.jsonl"), u64::MAX);
    child.wait().unwrap();
    let took = began.elapsed().as_secs_f64();
    let whole = fs::metadata(place.path("whole/journal.jsonl")).unwrap().len();
    let (first, last) = (watched.rates(whole, 0.05, 0.25), watched.rates(whole, 0.75, 0.95));
    let [by_clock, by_work] = [0, 1].map(|n| last[n] / first[n]);
    println!(
        "{input}: {pages} pages in {took:.1} s, {:.0} a second; peak {:.1} MB; rate at the end / at the start: \
         {by_clock:.3} by the clock, {by_work:.3} by the work of the processors",
        pages as f64 / took,
        watched.peak as f64 / 1024.0
    );

    // Killed at twenty random moments, each run going on where the one before was.
    let mut random = std::process::id();
    let mut moments: Vec<u64> = (0..20)
        .map(|_| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (whole as f64 * (0.01 + 0.98 * f64::from(random) / f64::from(u32::MAX))) as u64
        })
        .collect();
    moments.sort_unstable();
    let mut killed = 0;
    for until in moments {
        let mut child = start("out");
        watch(&mut child, &place.path("out/journal.jsonl"), until);
        killed += usize::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
    }
    let mut child = start("out");
    let again = watch(&mut child, &place.path("out/journal.jsonl"), u64::MAX);
    child.wait().unwrap();
    let alike = same(&place.path("whole"), &place.path("out"));
    println!(
        "{input}: killed {killed} times, the same bytes: {alike}; peak of the last run {:.1} MB",
        again.peak as f64 / 1024.0
    );
    assert!(alike && killed >= 15, "{killed} kills");
    assert!(watched.peak.max(again.peak) < MEMORY, "{} KiB", watched.peak.max(again.peak));
    // On a machine that others use, the clock alone proves nothing.
    assert!(by_clock >= 0.9 || by_work >= 0.9, "the rate fell to {by_clock:.3}, {by_work:.3}");
    for out in ["whole", "out"] {
        fs::remove_dir_all(place.path(out)).unwrap();
    }
}

#[test]
#[ignore = "takes long and much of the disk"]
fn a_large_folder() {
    let (place, pages, fixtures) = (Place::new(), wanted(), fixtures());
    for n in 0..pages {
        place.write(&format!("in/{:03}/{n:06}.html", n / 1000), &fixtures[n % fixtures.len()]);
    }
    hold(&place, "in", "both", pages);
}

#[test]
#[ignore = "takes long and much of the disk"]
fn a_large_warc() {
    let (place, pages, fixtures) = (Place::new(), wanted(), fixtures());
    let mut warc = BufWriter::new(File::create(place.path("in.warc.gz")).unwrap());
    for n in 0..pages {
        let answer = response("200 OK", "Content-Type: text/html\r\n", &fixtures[n % fixtures.len()]);
        let uri = format!("http://h.cn/{:03}/{n:06}.html", n / 1000);
        warc.write_all(&gzip(&warc_record("response", &uri, "2026-11-23T10:00:00Z", &answer))).unwrap();
    }
    warc.into_inner().unwrap().sync_all().unwrap();
    hold(&place, "in.warc.gz", "jsonl", pages);
}
