//! Measures export and search on made records: `cargo bench --bench views --features parquet`.
//!
//! `NIANJIAN_BENCH_RECORDS` says how many (100,000 where it says nothing),
//! `NIANJIAN_BENCH_FORMAT` names one format to export alone. The sentences of the
//! fixtures are shuffled into records of the fixtures' mean size, and some characters of each are
//! replaced by chance, so that the index meets at least 50,000 different pairs of characters.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nianjian::export::{Format, Request, export};
use nianjian::mention::Kind;
use nianjian::search::{Condition, Index, Query, Words};
use regex::Regex;
use serde_json::{Value, json};

/// A generator of numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }
}

/// The sentences, headings and mean size (in sentences) of the fixtures.
fn fixtures() -> (Vec<String>, Vec<String>, usize) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let (mut sentences, mut headings, mut pages) = (Vec::new(), Vec::new(), 0);
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("fixtures").map(|e| e.expect("fixtures").path()).collect();
    paths.sort();
    for path in paths {
        let Ok(text) = fs::read_to_string(path.join("truth.json")) else { continue };
        let truth: Value = serde_json::from_str(&text).expect("JSON");
        pages += 1;
        for section in truth["sections"].as_array().expect("sections") {
            headings.extend(section["heading"].as_str().map(str::to_owned));
            for paragraph in section["paragraphs"].as_array().expect("paragraphs") {
                let paragraph = paragraph.as_str().expect("text");
                sentences.extend(paragraph.split_inclusive('。').map(str::to_owned));
            }
        }
    }
    let mean = sentences.len() / pages;
    (sentences, headings, mean)
}

/// Numbers with units, enough like mentions to fill the tables.
fn mentions(text: &str, numbers: &Regex) -> Vec<Value> {
    let mut offsets = nianjian::text::CharOffsets::new(text);
    let found = numbers.captures_iter(text).map(|c| {
        let whole = c.get(0).expect("a match");
        let (start, end) = (offsets.at(whole.start()), offsets.at(whole.end()));
        let unit = &c["unit"];
        let (kind, unit) = match unit {
            "元" => ("money", "CNY"),
            "%" | "％" => ("ratio", "percent"),
            "年" => ("date", ""),
            unit => ("count", unit),
        };
        let zeros = match &c["factor"] {
            "万" => "0000",
            "亿" => "00000000",
            _ => "",
        };
        let mut mention = json!({"type": kind, "start": start, "end": end, "text": whole.as_str()});
        if kind == "date" {
            mention["value"] = json!(format!("{:0>4}", &c["n"]));
        } else {
            mention["value"] = json!(format!("{}{zeros}", &c["n"]));
            mention["bound"] = json!("exact");
            mention["unit"] = json!(unit);
        }
        mention
    });
    found.collect()
}

/// Writes the records; returns how many pairs of characters they have and their size.
fn write_records(at: &Path, count: usize) -> (usize, u64) {
    let (sentences, headings, mean) = fixtures();
    let numbers = Regex::new(r"(?P<n>\d{1,4})(?P<factor>[万亿]?)(?P<unit>元|%|％|年|个|户|人次|人|家|亩|次)")
        .expect("a pattern");
    let mut chance = Chance(7);
    let mut pairs: HashSet<(char, char)> = HashSet::new();
    let mut out = BufWriter::new(File::create(at).expect("a file"));
    for n in 0..count {
        let sections: Vec<Value> = (0..3)
            .map(|_| {
                let blocks: Vec<Value> = (0..mean.div_ceil(3))
                    .map(|_| {
                        let sentence = &sentences[chance.below(sentences.len())];
                        let text: String = sentence
                            .chars()
                            .map(|c| if c >= '一' && chance.below(40) == 0 { char::from_u32(0x4E00 + chance.below(3000) as u32).unwrap_or(c) } else { c })
                            .collect();
                        if pairs.len() < 200_000 {
                            pairs.extend(text.chars().zip(text.chars().skip(1)));
                        }
                        let mentions = mentions(&text, &numbers);
                        json!({"kind": "paragraph", "text": text, "mentions": mentions})
                    })
                    .collect();
                let heading = &headings[chance.below(headings.len())];
                json!({"heading": heading, "heading_surface": heading, "heading_mentions": [], "blocks": blocks})
            })
            .collect();
        let year = 1990 + chance.below(30);
        let record = json!({
            "schema": "nianjian.record/1", "id": format!("sha256:{n:064x}"),
            "source": {"uri": null, "path": format!("pages/{n}.html"), "media_type": "text/html", "bytes": 20000,
                "sha256": format!("{n:064x}"), "retrieved": null, "status": null, "warc": null,
                "charset": {"name": "utf-8", "declared": "utf-8", "chosen_by": "label", "replaced": 0}},
            "title": headings[chance.below(headings.len())], "published": null, "published_surface": null, "origin": null,
            "contributors": [], "breadcrumb": [], "work": {"title": null, "volume": null, "path": []},
            "coverage": {"year": year, "basis": "majority", "evidence": null},
            "site": {"organizer": null, "hosts": [], "site_id": null, "icp": null, "public_security": null},
            "sections": sections, "attachments": [], "pages": null, "notices": [], "generator": "nianjian 0.1.0"});
        writeln!(out, "{record}").expect("written");
    }
    out.flush().expect("written");
    drop(out);
    (pairs.len(), fs::metadata(at).expect("a file").len())
}

/// The most memory that this process has used, in MiB, where the system tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown");
    line.trim().to_owned()
}

/// The median time of some runs.
fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..15)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn main() {
    let count = std::env::var("NIANJIAN_BENCH_RECORDS").ok().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let folder = std::env::temp_dir().join(format!("nianjian-views-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder");
    let (pairs, bytes) = write_records(&folder.join("records.jsonl"), count);
    println!("{count} records, {} bytes each, {pairs} pairs of characters or more", bytes / count as u64);
    let only = std::env::var("NIANJIAN_BENCH_FORMAT").ok();
    for &format in Format::ALL.iter().filter(|f| only.as_deref().is_none_or(|name| name == f.name())) {
        let request = Request { from: folder.clone(), to: None, format, bom: false, sources: Vec::new() };
        let start = Instant::now();
        let summary = export(&request, &mut |fault| panic!("{fault}")).expect("an export");
        let seconds = start.elapsed().as_secs_f64();
        assert_eq!(summary.records, count as u64);
        println!(
            "export {:8} {seconds:7.2} s {:8.0} records/s, peak memory {}",
            format.name(),
            count as f64 / seconds,
            peak_memory()
        );
    }
    let start = Instant::now();
    let index = Index::open(&folder, &mut |fault| panic!("{fault}")).expect("an index");
    println!("index built in {:.2} s", start.elapsed().as_secs_f64());
    let words = |text: &str| Query { words: Words::parse(text).ok(), ..Query::default() };
    let value = |kind, text: &str| Query {
        conditions: vec![Condition::number(kind, text).expect("a value")],
        ..Query::default()
    };
    let year = |query: Query| Query { years: Some((2013, 2013)), ..query };
    let queries = [
        ("人民", words("人民")),
        ("降水", words("降水")),
        ("平均", words("平均")),
        ("年", words("年")),
        ("降水 OR 工程", words("降水 OR 工程")),
        ("全市 NOT 工程", words("全市 NOT 工程")),
        ("全市, 2013", year(words("全市"))),
        ("money >=1", value(Kind::Money, ">=1")),
        ("money >=50000000", value(Kind::Money, ">=50000000")),
        ("money >=10000000, 2013", year(value(Kind::Money, ">=10000000"))),
        ("count >1000", value(Kind::Count, ">1000")),
        (
            "全市, money >=10000000",
            Query { words: Words::parse("全市").ok(), ..value(Kind::Money, ">=10000000") },
        ),
    ];
    for (name, query) in queries {
        let first = median(|| drop(index.find(&query, 20).expect("an answer")));
        let hits = index.find(&query, 20).expect("an answer").hits.len();
        let start = Instant::now();
        let sections = index.count_sections(&query).expect("a count");
        println!(
            "search {name:24} first {hits:2} hits {first:9.2?}; {sections:6} sections counted in {:9.2?}",
            start.elapsed()
        );
    }
    fs::remove_dir_all(folder).expect("removed");
}
