//! Measures `find_mentions`: prose, and what slows other extractors down. `cargo bench --bench mentions`.
//!
//! A row is one text of 100 KB and one of 1 MB, each at the best of its rounds, and how much longer the longer one
//! takes. Wanted on a quiet machine: 150 MB/s on prose, 30 MB/s on every row, and 11 times the time at most for
//! 10 times the text. The last line names the rows that fall short. The allocator is the program's. Words behind
//! `--` choose rows: `cargo bench --bench mentions -- prose every`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use nianjian::{Context, find_mentions};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PROSE: &str = "全年新培育项目基地8家，开展培训260期，培训妇女近万人次，培养壮大了一批女性合作组织，提升了妇女参与经济建设的能力。\
围绕中心，主动作为，在服务大局中提升影响力，坚持知识引领，依托科研院所，积极开展创业就业系列培训，组织妇女学习果树栽培、蘑菇种植、花卉艺术等技能，并加大证书培训力度。\
1月17日，区妇联开展的送温暖活动在镇里正式启动，向全区500多户贫困家庭发放40多万元慰问金和慰问品，同时提供贴心关怀、技能培训、卫生保健等志愿服务。";

/// Each row: its name, what is repeated, and the rate that is wanted, in MB/s.
const ROWS: [(&str, &str, f64); 14] = [
    ("prose", PROSE, 150.0),
    ("number table", "1998 120.5 3,400 17 2.4% 12家 1,386.5万元\n", 30.0),
    ("bare number table", "1998 120.5 3400 17 2.4 88 1386.5\n", 30.0),
    ("digit run", "3", 30.0),
    ("chinese digit run", "三", 30.0),
    ("multiplier run", "万", 30.0),
    ("months", "12月", 30.0),
    ("months and days", "12月12日", 30.0),
    ("dashes", "3-", 30.0),
    ("commas", "333,", 30.0),
    ("quotes without end", "“", 30.0),
    ("nested quotes", "“《‘", 30.0),
    ("brackets", "（", 30.0),
    ("every", "每3个", 30.0),
];

/// How much longer ten times the text may take.
const GROWTH: f64 = 11.0;

/// How long a row is measured.
const BUDGET: Duration = Duration::from_millis(1500);

/// The time that one reading of the text takes, and how many mentions it finds.
fn once(text: &str) -> (f64, usize) {
    let context = Context { coverage_year: Some(2013), ..Context::default() };
    let start = Instant::now();
    let found = black_box(find_mentions(black_box(text), &context)).len();
    (start.elapsed().as_secs_f64(), found)
}

fn main() {
    // Tables load once, outside the measured rounds.
    black_box(find_mentions(PROSE, &Context::default()));
    println!("{:20} {:>15} {:>15} {:>10} {:>8}", "text", "100 KB", "1 MB", "mentions", "growth");
    let mut short = Vec::new();
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    for (name, piece, wanted) in ROWS {
        if !chosen.is_empty() && !chosen.iter().any(|word| word == name) {
            continue;
        }
        let [small, large] = [100_000, 1_000_000].map(|bytes| piece.repeat(bytes / piece.len() + 1));
        let (mut best_small, mut best_large, mut mentions) = (f64::MAX, f64::MAX, 0);
        let begin = Instant::now();
        while begin.elapsed() < BUDGET {
            // In turn, so that what else the machine does meets both alike.
            for _ in 0..10 {
                best_small = best_small.min(once(&small).0);
            }
            let (time, found) = once(&large);
            best_large = best_large.min(time);
            mentions = found;
        }
        let rate = |text: &str, time: f64| text.len() as f64 / 1e6 / time;
        let (slower, faster) = (rate(&large, best_large), rate(&small, best_small));
        let growth = best_large / best_small * 10.0 * small.len() as f64 / large.len() as f64;
        println!("{name:20} {faster:>10.1} MB/s {slower:>10.1} MB/s {mentions:>10} {growth:>7.2}x");
        if slower.min(faster) < wanted || growth > GROWTH {
            short.push(name);
        }
    }
    println!(
        "short of what is wanted: {}",
        if short.is_empty() { "none".to_owned() } else { short.join(", ") }
    );
}
