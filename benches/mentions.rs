//! Measures `find_mentions`: prose, and what slows other extractors down. `cargo bench --bench mentions`.

use std::hint::black_box;
use std::time::Instant;

use nianjian::{Context, find_mentions};

const PROSE: &str = "全年新培育项目基地8家，开展培训260期，培训妇女近万人次，培养壮大了一批女性合作组织，提升了妇女参与经济建设的能力。\
围绕中心，主动作为，在服务大局中提升影响力，坚持知识引领，依托科研院所，积极开展创业就业系列培训，组织妇女学习果树栽培、蘑菇种植、花卉艺术等技能，并加大证书培训力度。\
1月17日，区妇联开展的送温暖活动在镇里正式启动，向全区500多户贫困家庭发放40多万元慰问金和慰问品，同时提供贴心关怀、技能培训、卫生保健等志愿服务。";

fn repeated(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len() + 1)
}

/// The best of some runs, in MB/s.
fn rate(text: &str) -> (f64, usize) {
    let context = Context { coverage_year: Some(2013), ..Context::default() };
    let mut best = f64::MAX;
    let mut found = 0;
    for _ in 0..7 {
        let start = Instant::now();
        found = black_box(find_mentions(black_box(text), &context)).len();
        best = best.min(start.elapsed().as_secs_f64());
    }
    (text.len() as f64 / 1e6 / best, found)
}

fn main() {
    // Tables load once, outside the measured runs.
    black_box(find_mentions(PROSE, &Context::default()));
    println!("{:24} {:>10} {:>10} {:>10} {:>8}", "text", "100 KB", "1 MB", "mentions", "growth");
    for (name, piece) in [
        ("prose", PROSE),
        ("number table", "1998 120.5 3,400 17 2.4% 12家 1,386.5万元\n"),
        ("bare number table", "1998 120.5 3400 17 2.4 88 1386.5\n"),
        ("digit run", "3"),
        ("chinese digit run", "三"),
        ("multiplier run", "万"),
        ("months", "12月"),
        ("months and days", "12月12日"),
        ("dashes", "3-"),
        ("commas", "333,"),
        ("quotes without end", "“"),
        ("nested quotes", "“《‘"),
        ("brackets", "（"),
        ("every", "每3个"),
    ] {
        let (small, _) = rate(&repeated(piece, 100_000));
        let (large, found) = rate(&repeated(piece, 1_000_000));
        println!("{name:24} {small:>7.0} MB/s {large:>7.0} MB/s {found:>8} {:>7.2}x", 10.0 * small / large);
    }
}
