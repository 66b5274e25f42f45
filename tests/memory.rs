//! The peak of memory stays below forty times the page, whatever the page is made of.
#![cfg(all(target_os = "linux", feature = "cli"))]

mod made;

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use made::Place;

/// How large the pages are: enough for what is lost by the line to be seen.
const PAGE: usize = 3 << 20;
/// The peak, for each byte of the page.
const TIMES: u64 = 40;
/// The same where all of the page is one paragraph: its mentions are found, explained and written part by part.
const ALONE: u64 = 25;

/// A page of pieces, up to its length.
fn filled(head: &str, piece: impl Fn(usize) -> String) -> String {
    let mut page = head.to_owned();
    for n in 0.. {
        if page.len() >= PAGE {
            break;
        }
        page.push_str(&piece(n));
    }
    page
}

/// The peak of a run in bytes, and whether it ended as it should.
fn peak(place: &Place, args: &[&str]) -> (u64, bool) {
    let mut child = place.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let (status, mut peak) = (format!("/proc/{}/status", child.id()), 0);
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let seen = line.and_then(|l| l.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        peak = peak.max(seen.unwrap_or(0) * 1024);
        if let Some(ended) = child.try_wait().unwrap() {
            return (peak, ended.success());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_page_takes_no_more_than_forty_times_itself() {
    let html = "<html><meta charset=utf-8><title>概况</title><h1>概况</h1>";
    let flat = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元。\n\n";
    let pages = [
        (
            "roster.html",
            filled(html, |n| {
                format!(
                    "<p>王某{n}，{}年{}月生，{}年参加工作。</p>",
                    1850 + n % 140,
                    n % 12 + 1,
                    1870 + n % 140
                )
            }),
        ),
        (
            "dense.html",
            filled(html, |n| {
                format!("{}{}户{}元，", if n % 50 == 0 { "<p>" } else { "" }, n % 9 + 1, n % 27 + 1)
            }),
        ),
        (
            "alone.html",
            filled(&format!("{html}<p>"), |n| {
                format!("第{n}条全镇粮食产量{}吨，比上年增长{}%，", n % 900, n % 20)
            }),
        ),
        (
            "breaks.html",
            filled(html, |n| format!("第{n}户王某某，种粮{}亩，收入{}元。<br>", n % 90, n % 9000)),
        ),
        (
            "boxes.html",
            filled(html, |n| {
                format!(
                    "<div><div class=a{}><span>第{n}条</span>全镇产量{}吨，比上年增长{}%。</div></div>",
                    n % 7,
                    n % 900,
                    n % 20
                )
            }),
        ),
        (
            "headed.html",
            filled(html, |n| {
                format!(
                    "<p><b>【条目{n}】</b>2013年，全县完成投资{}.2亿元，比上年增长{}%。</p>",
                    n % 90,
                    n % 9
                )
            }),
        ),
        (
            "linked.html",
            filled(html, |n| {
                format!(
                    "<p>据<a href=/nj/{n}.html class=l>第{n}卷</a>记载，总产{}万吨，<b>增长</b>{}%，各项工作取得进展。</p>",
                    n % 90,
                    n % 9
                )
            }),
        ),
        (
            "flat.txt",
            filled(flat, |n| {
                format!(
                    "    第{n}段，全县财政收入{}.2亿元，比上年增长{}%，各项支出得到保障。\n",
                    n % 90,
                    n % 9
                )
            }),
        ),
        (
            "drawn.txt",
            filled(flat, |n| {
                format!(
                    "┌────┬────┐\n│乡镇│户数│\n├────┼────┤\n│甲乡│{:4}│\n└────┴────┘\n全县第{n}次统计，情况如上表所列。\n",
                    n % 1000
                )
            }),
        ),
    ];
    let place = Place::new();
    let mut wrong = Vec::new();
    for (name, page) in &pages {
        place.write(name, page);
        let convert = vec!["convert", name, "-o", name.split('.').next().unwrap()];
        for args in [convert, vec!["inspect", name], vec!["inspect", name, "--format", "json", "--explain"]] {
            let most = if *name == "alone.html" { ALONE } else { TIMES } * page.len() as u64;
            let (peak, ended) = peak(&place, &args);
            println!("{args:?}: {} MB, {:.1} times", peak >> 20, peak as f64 / page.len() as f64);
            if peak > most || !ended {
                wrong.push(format!("{args:?}: {} MB, ended well: {ended}", peak >> 20));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // One long text and many short ones.
    let text: String = filled("", |n| format!("第{n}条全镇粮食产量{}吨，比上年增长{}%。", n % 900, n % 20));
    place.write("one.txt", &text);
    place.write("lines.txt", text.replace('。', "。\n"));
    for (name, args) in [("one.txt", &["--explain"][..]), ("one.txt", &[]), ("lines.txt", &[])] {
        let (peak, ended) = peak(&place, &[&["extract", name][..], args].concat());
        println!("extract {name} {args:?}: {} MB", peak >> 20);
        assert!(ended && peak < ALONE * text.len() as u64, "{name}: {} MB", peak >> 20);
    }
}

/// The peak of the database and of the index, for records that alone are larger: their caches are bounded.
const DATABASE: u64 = 84 << 20;

#[test]
fn a_database_takes_no_more_than_its_caches() {
    let record = include_str!("../fixtures/pages/div-jiaotong/record.json");
    let mut record: serde_json::Value = serde_json::from_str(record).unwrap();
    let mut lines = String::new();
    for n in 0..120 {
        record["source"]["path"] = format!("pages/{n}.html").into();
        let uri = format!("http://a.cn/{n}/{}", "a".repeat(1 << 20));
        record["attachments"] = serde_json::json!([{"text": "附件", "uri": uri}]);
        lines.push_str(&record.to_string());
        lines.push('\n');
    }
    let place = Place::new();
    place.write("records.jsonl", &lines);
    let export = ["export", "records.jsonl", "--to", "sqlite", "-o", "records.sqlite"];
    for args in
        [&export[..], &["search", "records.jsonl", "公路"], &["search", "records.jsonl", "公路", "--series"]]
    {
        let (peak, ended) = peak(&place, args);
        println!("{args:?}: {} MB", peak >> 20);
        assert!(ended && peak < DATABASE, "{args:?}: {} MB, ended well: {ended}", peak >> 20);
    }
}
