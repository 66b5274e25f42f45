//! Times the way of a page through the stages, and the whole against a bare parse of the same text.
//!
//! The last line is `whole / bare parse: corpus X.XX fixtures Y.YY seed Z.ZZ`. Whole: bytes to JSON bytes,
//! the digests of both included. Bare parse: `scraper::Html::parse_document` of the decoded text. Both are
//! timed in turn, page by page, in one process with one allocator; a page's time is the least of its
//! rounds, and the ratio is that of the sums. Sets whose data are absent show `-`.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nianjian::article::Article;
use nianjian::budget::Budget;
use nianjian::data::Profile;
use nianjian::document;
use nianjian::place::{self, Evidence, Place};
use nianjian::record::{Block, Section};
use nianjian::{Context, Options, Page, Provenance, Reading, convert, emit};
use nianjian::{article, coverage, decode, section};
use sha2::{Digest, Sha256};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long a set is timed.
const BUDGET: Duration = Duration::from_secs(8);
/// How often each page is timed at least and at most.
const ROUNDS: (usize, usize) = (5, 60);

/// The stages, in order, and what is around them.
const STAGES: [&str; 10] = [
    "bare",
    "whole",
    "decode",
    "parse",
    "article",
    "section",
    "coverage",
    "place",
    "mentions",
    "json+sha256",
];

#[derive(Default)]
struct Set {
    pages: usize,
    records: usize,
    bytes: usize,
    /// The sums over the pages of the least times, in seconds.
    seconds: [f64; STAGES.len()],
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = std::env::var_os("NIANJIAN_SHARED").map_or_else(|| root.join("../shared"), PathBuf::from);
    let sets = [
        ("corpus", html_below(&shared.join("corpus"))),
        ("fixtures", html_below(&root.join("fixtures"))),
        ("seed", seed_pages(&shared.join("seed"))),
    ];
    let mut ratios = Vec::new();
    println!("{:9} {:>5} {:>7} {:>9}  microseconds a page", "set", "pages", "records", "KB/page");
    for (name, pages) in sets {
        if pages.is_empty() {
            ratios.push(format!("{name} -"));
            continue;
        }
        let set = time(&pages);
        let a_page = |seconds: f64| seconds * 1e6 / set.pages as f64;
        let kilobytes = set.bytes as f64 / 1000.0 / set.pages as f64;
        print!("{name:9} {:5} {:7} {kilobytes:9.1}", set.pages, set.records);
        for (stage, seconds) in STAGES.iter().zip(set.seconds) {
            print!("  {stage} {:.0}", a_page(seconds));
        }
        println!();
        ratios.push(format!("{name} {:.2}", set.seconds[1] / set.seconds[0]));
    }
    println!("whole / bare parse: {}", ratios.join(" "));
}

fn time(pages: &[Page]) -> Set {
    let options = Options::default();
    let mut least = vec![[f64::INFINITY; STAGES.len()]; pages.len()];
    let mut set = Set { pages: pages.len(), ..Set::default() };
    let texts: Vec<String> =
        pages.iter().map(|p| decode::decode(p, None, &Profile::default()).text.to_string()).collect();
    let began = Instant::now();
    let mut round = 0;
    while round < ROUNDS.0 || round < ROUNDS.1 && began.elapsed() < BUDGET {
        for ((page, text), least) in pages.iter().zip(&texts).zip(&mut least) {
            let mut now = [f64::INFINITY; STAGES.len()];
            let clock = Instant::now();
            drop(black_box(scraper::Html::parse_document(black_box(text))));
            now[0] = clock.elapsed().as_secs_f64();
            let clock = Instant::now();
            let made = black_box(whole(black_box(page), &options));
            now[1] = clock.elapsed().as_secs_f64();
            set.records += usize::from(round == 0 && made);
            stages(page, &options, &mut now);
            least.iter_mut().zip(now).for_each(|(l, n)| *l = l.min(n));
        }
        round += 1;
    }
    set.bytes = pages.iter().map(|p| p.body.len()).sum();
    for (i, sum) in set.seconds.iter_mut().enumerate() {
        *sum = least.iter().map(|l| l[i]).filter(|s| s.is_finite()).sum();
    }
    set
}

/// Bytes to JSON bytes; whether there is a record.
fn whole(page: &Page, options: &Options) -> bool {
    match convert(page, options) {
        Ok(record) => {
            let json = emit::json_line(&record).expect("a record is JSON");
            black_box(Sha256::digest(&json));
            true
        }
        Err(_) => false,
    }
}

/// The same stages one by one, as far as the page goes.
fn stages(page: &Page, options: &Options, now: &mut [f64; STAGES.len()]) {
    let profile = Profile::default();
    let mut stage = 2;
    let mut clock = Instant::now();
    let mut done = || {
        now[stage] = clock.elapsed().as_secs_f64();
        stage += 1;
        clock = Instant::now();
    };
    let decoded = decode::decode(page, None, &profile);
    done();
    let Ok(document) = document::parse(&decoded, &Budget::default(), &profile) else { return };
    done();
    let Ok((article, _)) = article::read(&document, &profile, None) else { return };
    done();
    let split = section::split(&article, &profile);
    done();
    let year = coverage::find(&article, &split.sections, options.year).map(|c| c.year);
    done();
    black_box(place(&article, year));
    done();
    black_box(mentions(&split.sections, year));
    done();
    let Ok(record) = convert(page, options) else { return };
    let clock = Instant::now();
    let json = emit::json_line(&record).expect("a record is JSON");
    black_box((Sha256::digest(&json), Sha256::digest(&page.body)));
    now[9] = clock.elapsed().as_secs_f64();
}

/// The place of the page, from what the page alone says.
fn place(article: &Article, year: Option<i32>) -> Option<Place> {
    let seen = Evidence {
        book: article.work.title.as_deref(),
        volume: article.work.volume.as_deref(),
        chapters: &article.work.path,
        breadcrumb: &article.breadcrumb,
        title: article.title.as_ref().map(|t| t.value.as_str()),
        organizer: article.site.organizer.as_deref(),
        hosts: &article.site.hosts,
        site_id: article.site.site_id.as_deref(),
        icp: article.site.icp.as_deref(),
        public_security: article.site.public_security.as_deref(),
        year,
        ..Evidence::default()
    };
    place::find(&seen).0
}

fn mentions(sections: &[Section], coverage_year: Option<i32>) -> usize {
    let mut reading = Reading::new(&Context { coverage_year, ..Context::default() });
    let mut found = 0;
    for section in sections {
        found += reading.section(section.heading.as_deref()).len();
        for block in &section.blocks {
            if let Block::Paragraph { text, .. } | Block::Item { text, .. } = block {
                found += reading.find(text).len();
            }
        }
    }
    found
}

fn page(path: &Path, body: Vec<u8>) -> Page {
    let provenance = Provenance {
        path: path.file_name().map(|n| n.to_string_lossy().into_owned()),
        content_type: Some("text/html".into()),
        ..Provenance::default()
    };
    Page { provenance, body }
}

fn html_below(folder: &Path) -> Vec<Page> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    paths.sort();
    let mut pages = Vec::new();
    for path in paths {
        if path.is_dir() {
            pages.extend(html_below(&path));
        } else if path.extension().is_some_and(|e| e == "html" || e == "htm") {
            pages.push(page(&path, fs::read(&path).expect("a page is readable")));
        }
    }
    pages
}

/// The texts of the seed, each inside a government page of about 60 KB.
fn seed_pages(folder: &Path) -> Vec<Page> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).map(|d| d.flatten().map(|e| e.path()).collect()).unwrap_or_default();
    paths.sort();
    let texts = paths.iter().filter(|p| p.extension().is_some_and(|e| e == "txt"));
    texts.map(|p| page(p, template(&fs::read_to_string(p).expect("a text")).into_bytes())).collect()
}

fn template(text: &str) -> String {
    let item = |i: usize| {
        format!(
            "<li class=\"nav-item\"><a href=\"/col/col{i}/index.html\" target=\"_blank\">栏目{i}</a></li>\n"
        )
    };
    let links: String = (0..140).map(item).collect();
    let script = "var _hmt=_hmt||[];function tab(i){document.getElementById('t'+i).style.display='block';}\n"
        .repeat(60);
    let style = ".nav-item{float:left;margin:0 10px;font:12px/24px SimSun}.TRS_Editor p{text-indent:2em}\n"
        .repeat(60);
    let paragraphs: String = text
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            format!("<p style=\"text-indent: 2em\"><span style=\"font-size: 16px\">{line}</span></p>\n")
        })
        .collect();
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>年鉴</title><style>{style}</style>\
         <script>{script}</script></head><body><div class=\"nav\"><ul>{links}</ul></div>\
         <div class=\"article\"><div class=\"TRS_Editor\">{paragraphs}</div></div>\
         <div class=\"footer\"><ul>{links}</ul></div></body></html>"
    )
}
