//! Makes a yearbook site: contents on three pages, 300 entries in GBK, and everything that goes wrong on real ones.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use crate::server::{Hit, Reply};

pub const FOLDER: &str = "/nj/2014/";

/// The site, with as many entries as wanted.
pub struct Yearbook {
    pub entries: u32,
    /// Paths that have been asked for, for those that fail once.
    asked: Mutex<BTreeSet<String>>,
}

fn gbk(text: &str) -> Vec<u8> {
    encoding_rs::GBK.encode(text).0.into_owned()
}

impl Yearbook {
    pub fn new(entries: u32) -> Self {
        Yearbook { entries, asked: Mutex::default() }
    }

    /// Entries with three pages each.
    fn has_pages(n: u32) -> bool {
        n % 15 == 5
    }

    fn list_pages(&self) -> u32 {
        self.entries.div_ceil(100)
    }

    /// Every path that should be fetched with status 200.
    pub fn wanted(&self) -> BTreeSet<String> {
        let mut out = BTreeSet::from([format!("{FOLDER}index.html")]);
        out.extend((1..self.list_pages()).map(|n| format!("{FOLDER}index_{n}.html")));
        for n in (1..=self.entries).filter(|n| !matches!(n, 31..=34)) {
            out.insert(format!("{FOLDER}t2015_{n:04}.html"));
            if Yearbook::has_pages(n) {
                out.extend([1, 2].map(|p| format!("{FOLDER}t2015_{n:04}_{p}.html")));
            }
        }
        out.insert(format!("{FOLDER}moved/t2015_0031.html"));
        out
    }

    pub fn reply(&self, hit: &Hit) -> Reply {
        let path = hit.target.split('?').next().unwrap_or_default();
        let first_time = self.asked.lock().unwrap().insert(hit.target.clone());
        let html = |text: String| Reply::html(gbk(&text)).with("Content-Type", "text/html; charset=gb2312");
        if path == "/robots.txt" {
            let rules = "User-agent: *\nDisallow: /nj/2014/closed/\n";
            return Reply::html(rules).with("Content-Type", "text/plain");
        }
        let Some(file) = path.strip_prefix(FOLDER) else {
            return html("<a href='/nj/2014/'>别处</a>".into());
        };
        if file.is_empty() || file.starts_with("index") {
            let page = file.trim_start_matches("index").trim_start_matches('_').trim_end_matches(".html");
            return html(self.contents(page.parse().unwrap_or(0)));
        }
        if file.starts_with("rl.asp") {
            let month: u32 = hit.target.rsplit('=').next().and_then(|m| m.parse().ok()).unwrap_or(0);
            let next = month + 1;
            return html(format!(
                "<a href='rl.asp?month={next}'>下个月</a> <a href='rl.asp?month={next}'>大事</a>"
            ));
        }
        let number =
            |at: std::ops::Range<usize>| file.trim_start_matches("moved/").get(at)?.parse::<u32>().ok();
        match (number(6..10), number(11..12)) {
            (Some(31), _) if !file.starts_with("moved/") => Reply::redirect("moved/t2015_0031.html"),
            (Some(32), _) => Reply::new(404, gbk("没有")),
            (Some(33), _) => Reply::new(500, gbk("坏了")),
            (Some(34), _) => Reply::redirect("/gone.html"),
            (Some(35), None) if first_time => Reply::new(503, gbk("忙")),
            (Some(n), None) if Yearbook::has_pages(n) => html(article(n, 0)),
            (Some(n), Some(page)) if Yearbook::has_pages(n) && page < 3 => html(article(n, page)),
            (Some(n), None) if n % 100 == 50 => html(article(n, 0)).slow(Duration::from_millis(120)),
            (Some(n), None) if n <= self.entries => html(article(n, 0)),
            _ => Reply::new(404, gbk("没有")),
        }
    }

    fn contents(&self, page: u32) -> String {
        let mut out = String::from(
            "<html><head><meta charset=gb2312><title>目录</title></head><body>\
             <a href='/'>网站首页</a> <a href='/nj/2013/'>2013年卷</a> <a href='/nj/'>通州年鉴</a>\
             <a href='rl.asp?month=1'>工作日程</a> <a href='/calendar/2014/01/'>日历</a>\
             <a href='javascript:print()'>打印</a> <a href='mailto:a@b.cn'>联系</a> <a href='full.pdf'>全书下载</a>\
             <a href='http://other.example.cn/nj/2014/t2015_0001.html'>兄弟单位</a> <a href='closed/a.html'>内部条目</a><ul>",
        );
        for n in (1..=self.entries).filter(|n| (n - 1) / 100 == page) {
            // Every other link carries the session of this visit.
            let session = if n % 2 == 0 { format!("?PHPSESSID=p{page}x{n}") } else { String::new() };
            out.push_str(&format!("<li><a href='t2015_{n:04}.html{session}'>条目{n}</a></li>"));
        }
        out.push_str("</ul>");
        for n in 0..self.list_pages() {
            let file = if n == 0 { "index.html".to_owned() } else { format!("index_{n}.html") };
            out.push_str(&format!("<a href='{file}'>{}</a> ", n + 1));
        }
        out + "</body></html>"
    }
}

fn article(n: u32, page: u32) -> String {
    let prose =
        "2013年，全区妇联组织坚持服务大局、服务妇女儿童，开展活动120次，参加3.5万人次，投入资金200万元。"
            .repeat(6);
    let mut out = format!(
        "<html><head><meta charset=gb2312><title>条目{n}_通州年鉴</title></head><body><h1>条目{n}</h1>\
         <p>{prose}</p><p>第{}页。</p><a href='t2015_{:04}.html'>下一篇</a> <a href='index.html'>返回目录</a>\
         <a href='/calendar/2014/02/'>2月</a> <a href='sidebar_{n}.html'>相关链接内容</a>",
        page + 1,
        n + 1
    );
    if Yearbook::has_pages(n) {
        let file = |p: u32| match p {
            0 => format!("t2015_{n:04}.html"),
            p => format!("t2015_{n:04}_{p}.html"),
        };
        out.push_str("<div>");
        for p in 0..3 {
            out.push_str(&format!(" <a href='{}'>{}</a>", file(p), p + 1));
        }
        if page < 2 {
            out.push_str(&format!(" <a href='{}'>下一页</a>", file(page + 1)));
        }
        out.push_str("</div>");
    }
    out + "</body></html>"
}
