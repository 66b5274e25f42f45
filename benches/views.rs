//! Measures export and search on made records: `cargo bench --bench views --features parquet`.
//!
//! `NIANJIAN_BENCH_RECORDS` says how many (100,000 where it says nothing),
//! `NIANJIAN_BENCH_FORMAT` names one format to export alone. Each record is one of the fixtures'
//! records with its running text made of other sentences of the fixtures, so that records have the
//! fixtures' mean size and density of mentions. Some characters outside mentions are replaced by
//! chance, so that the index meets at least 50,000 different pairs of characters. The years run
//! with the records, as in a row of volumes.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nianjian::export::sentence::Sentences;
use nianjian::export::{Format, Request, export};
use nianjian::mention::{Kind, Mention};
use nianjian::record::{Block, Coverage, CoverageBasis, Record, faults};
use nianjian::search::{Condition, Index, Query, Words};

/// A generator of numbers that are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }
}

/// A sentence of the fixtures; the mentions' offsets count in it.
struct Sentence {
    chars: Vec<char>,
    mentions: Vec<Mention>,
}

/// The fixtures' records and the sentences of their paragraphs and items.
fn fixtures() -> (Vec<Record>, Vec<Sentence>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("fixtures").map(|e| e.expect("fixtures").path()).collect();
    paths.sort();
    let texts = paths.iter().filter_map(|path| fs::read_to_string(path.join("record.json")).ok());
    let records: Vec<Record> = texts.map(|text| serde_json::from_str(&text).expect("a record")).collect();
    let blocks = records.iter().flat_map(|r| &r.sections).flat_map(|s| &s.blocks);
    let mut sentences = Vec::new();
    for block in blocks {
        let (Block::Paragraph { text, mentions, .. } | Block::Item { text, mentions, .. }) = block else {
            continue;
        };
        let split = Sentences::of(text);
        let mut at = 0;
        while at < text.chars().count() {
            let (start, end, sentence) = split.at(at);
            let within = mentions.iter().filter(|m| start <= m.start && m.end <= end).cloned();
            let mentions =
                within.map(|m| Mention { start: m.start - start, end: m.end - start, ..m }).collect();
            sentences.push(Sentence { chars: sentence.chars().collect(), mentions });
            at = end.max(at + 1);
        }
    }
    (records, sentences)
}

/// Puts other sentences in the place of a text, of the same length by and large.
fn recombine(text: &mut String, mentions: &mut Vec<Mention>, sentences: &[Sentence], chance: &mut Chance) {
    let wanted = text.chars().count();
    let mut made: Vec<char> = Vec::new();
    mentions.clear();
    while made.is_empty() || made.len() < wanted {
        let sentence = &sentences[chance.below(sentences.len())];
        if !made.is_empty() && made.len() + sentence.chars.len() / 2 > wanted {
            break;
        }
        let at = made.len();
        mentions.extend(sentence.mentions.iter().map(|m| Mention {
            start: m.start + at,
            end: m.end + at,
            ..m.clone()
        }));
        for (i, c) in sentence.chars.iter().enumerate() {
            let stated = sentence.mentions.iter().any(|m| m.start <= i && i < m.end);
            let replaced = *c >= '一' && !stated && chance.below(40) == 0;
            let other = char::from_u32(0x4E00 + chance.below(3000) as u32);
            made.push(other.filter(|_| replaced).unwrap_or(*c));
        }
    }
    *text = made.into_iter().collect();
}

/// Writes the records and says how large and how various they are.
fn write_records(at: &Path, count: usize) {
    let (templates, sentences) = fixtures();
    let mean = templates.iter().map(|r| serde_json::to_string(r).expect("JSON").len()).sum::<usize>()
        / templates.len();
    let mut chance = Chance(7);
    let mut pairs: HashSet<(char, char)> = HashSet::new();
    let (mut sections, mut mentions_made) = (0, 0);
    let mut out = BufWriter::new(File::create(at).expect("a file"));
    for n in 0..count {
        let mut record = templates[n % templates.len()].clone();
        record.source.sha256 = format!("{n:064x}");
        record.id = format!("sha256:{n:064x}");
        record.source.path = Some(format!("pages/{n}.html"));
        let year = 1990 + i32::try_from(n * 30 / count).expect("a year");
        record.coverage = Some(Coverage { year, basis: CoverageBasis::Majority, evidence: None });
        sections += record.sections.len();
        for block in record.sections.iter_mut().flat_map(|s| &mut s.blocks) {
            if let Block::Paragraph { text, mentions, .. } | Block::Item { text, mentions, .. } = block {
                recombine(text, mentions, &sentences, &mut chance);
                mentions_made += mentions.len();
                if pairs.len() < 50_000 {
                    pairs.extend(text.chars().zip(text.chars().skip(1)));
                }
            }
        }
        if n < templates.len() {
            assert_eq!(faults(&record), [], "the made records are whole");
        }
        writeln!(out, "{}", serde_json::to_string(&record).expect("JSON")).expect("written");
    }
    out.flush().expect("written");
    drop(out);
    let bytes = fs::metadata(at).expect("a file").len() / count as u64;
    println!(
        "{count} records of {bytes} bytes, {:.1} sections and {:.1} mentions each (mean of the fixtures: {mean} bytes), {} different pairs of characters or more",
        sections as f64 / count as f64,
        mentions_made as f64 / count as f64,
        pairs.len()
    );
    assert!(pairs.len() >= 50_000 || count < 10_000, "too few pairs of characters");
}

/// Lets the count of [`peak_memory`] begin anew, where the system can.
fn forget_peak() {
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process has used since, where the system tells.
fn peak_memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or("unknown");
    line.trim().to_owned()
}

/// The seconds of processor time that this process has used, where the system tells: what a busy
/// machine does not change. Linux counts them in hundredths.
fn processor() -> f64 {
    let status = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = status.rsplit(')').next().unwrap_or_default();
    let times = behind_name.split_whitespace().skip(11).take(2);
    times.filter_map(|t| t.parse::<f64>().ok()).sum::<f64>() / 100.0
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
    write_records(&folder.join("records.jsonl"), count);
    let only = std::env::var("NIANJIAN_BENCH_FORMAT").ok();
    for &format in Format::ALL.iter().filter(|f| only.as_deref().is_none_or(|name| name == f.name())) {
        let request = Request {
            from: folder.clone(),
            to: None,
            format,
            bom: false,
            sources: Vec::new(),
            bag: Default::default(),
            replace: false,
        };
        forget_peak();
        let (start, busy) = (Instant::now(), processor());
        let summary = export(&request, &mut |fault| panic!("{fault}")).expect("an export");
        let (seconds, busy) = (start.elapsed().as_secs_f64(), processor() - busy);
        assert_eq!(summary.records, count as u64);
        println!(
            "export {:8} {seconds:7.2} s {:8.0} records/s, processor {busy:7.2} s, peak memory {}",
            format.name(),
            count as f64 / seconds,
            peak_memory()
        );
    }
    let busy = processor();
    let start = Instant::now();
    let index = Index::open(&folder, &mut |fault| panic!("{fault}")).expect("an index");
    println!("index built in {:.2} s, processor {:.2} s", start.elapsed().as_secs_f64(), processor() - busy);
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
        ("money >=5000000000, 2013", year(value(Kind::Money, ">=5000000000"))),
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
