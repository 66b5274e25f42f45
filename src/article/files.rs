//! Reads what hangs on an article: files for download, the other pages of the same article, the breadcrumb.

use std::sync::LazyLock;

use regex::Regex;

use crate::data::chrome;
use crate::document::Line;
use crate::record::{Attachment, Pages};

use super::region::Region;
use super::shape::compact;
use super::sheet::Sheet;
use super::work::begins_with_book;

/// Endings of files that are no pages.
const ENDINGS: [&str; 16] = [
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "zip", "rar", "7z", "wps", "et", "ofd", "csv", "txt",
    "ceb",
];

/// Whether a link leads to a file.
fn is_file(href: &str, words: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    let ends = |text: &str| {
        text.rsplit_once('.').is_some_and(|(_, end)| ENDINGS.iter().any(|e| end.eq_ignore_ascii_case(e)))
    };
    !href.is_empty() && (ends(path) || ends(words.trim())) && !is_script(href)
}

fn is_script(href: &str) -> bool {
    href.get(.."javascript".len()).is_some_and(|h| h.eq_ignore_ascii_case("javascript"))
}

fn words<'l>(line: &'l Line, link: &crate::document::Link) -> &'l str {
    line.text.get(link.start as usize..link.end as usize).unwrap_or_default().trim()
}

/// The files offered in the article and below it.
pub(super) fn attachments(document: &Sheet, region: &Region) -> Vec<Attachment> {
    let from = region.lines.start.min(region.first_prose.saturating_sub(12));
    let to = (region.lines.end + 25).min(document.lines.len());
    let mut out: Vec<Attachment> = Vec::new();
    for line in document.lines.get(from..to).unwrap_or_default().iter().filter(|l| l.hidden.is_none()) {
        for link in &line.links {
            let text = words(line, link);
            let uri = link.href.trim();
            if is_file(uri, text) && !text.is_empty() && !out.iter().any(|a| a.uri == uri) {
                out.push(Attachment { text: text.to_owned(), uri: uri.to_owned() });
            }
        }
    }
    out
}

/// Whether a line offers files and says nothing else.
pub(super) fn offers_files(line: &Line) -> bool {
    // 附件：1.<a>: a short name is no longer than what stands before it.
    let called = line.text.starts_with("附件") && line.chars <= line.link_chars + 8;
    !line.links.is_empty()
        && (called || line.link_chars * 2 > line.chars)
        && line.links.iter().all(|link| is_file(link.href.trim(), words(line, link)))
}

/// Where this page stands among the pages of its article: from 【1】【2】【3】 and 下一页 near the text.
pub(super) fn pages(document: &Sheet, region: &Region) -> Option<Pages> {
    let from = region.first_prose;
    let to = (region.lines.end.max(region.last_prose + 1) + 8).min(document.lines.len());
    let mut pages = Pages::default();
    let mut numbers: Vec<(u32, Option<String>)> = Vec::new();
    for line in document.lines.get(from..to).unwrap_or_default() {
        if line.hidden.is_some() || line.chars > 120 || line.stops > 3 {
            continue;
        }
        let here = numbered(line);
        if here.len() >= 2 && numbers.is_empty() {
            numbers = here;
        }
        let mut turns = false;
        for link in &line.links {
            let uri = Some(link.href.trim()).filter(|h| is_address(h)).map(str::to_owned);
            let word = compact(words(line, link));
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            match word {
                "下一页" | "下页" | "后一页" | "下一頁" | "后页" => {
                    turns = true;
                    pages.next = pages.next.take().or(uri)
                }
                "上一页" | "上页" | "前一页" | "上一頁" | "前页" => {
                    turns = true;
                    pages.prev = pages.prev.take().or(uri)
                }
                _ => {}
            }
        }
        if let Some((index, total)) = fraction(&line.text).filter(|_| turns) {
            pages.index = pages.index.or(Some(index));
            pages.total = pages.total.or(Some(total));
        }
        if let Some(total) = total(&line.text) {
            pages.total = pages.total.or(Some(total));
            pages.index = pages.index.or(current(&line.text).filter(|n| *n <= total));
        }
    }
    if numbers.len() >= 2 {
        pages.total = pages.total.or(numbers.iter().map(|(n, _)| *n).max());
        // This page is the number without a link, else the one before the next or behind the previous.
        let own = numbers.iter().find(|(_, href)| href.is_none()).map(|(n, _)| *n);
        let at =
            |uri: &Option<String>| numbers.iter().find(|(_, h)| h.is_some() && h == uri).map(|(n, _)| *n);
        pages.index = own
            .or(at(&pages.next).map(|n| n.saturating_sub(1)))
            .or(at(&pages.prev).map(|n| n + 1))
            .filter(|n| *n > 0)
            .or(pages.index);
        if let Some(index) = pages.index {
            let beside = |n: u32| numbers.iter().find(|(m, _)| *m == n).and_then(|(_, h)| h.clone());
            pages.next = pages.next.take().or_else(|| beside(index + 1));
            pages.prev = pages.prev.take().or_else(|| beside(index.checked_sub(1)?));
        }
    }
    let plural = pages.total.is_some_and(|t| t > 1) || numbers.len() >= 2;
    let linked = pages.next.is_some() || pages.prev.is_some();
    // 上一页 and 下一页 alone lead to other articles as often as not.
    let about = plural
        || (linked && document.lines.get(from..to).is_some_and(|l| l.iter().any(|l| says_paged(&l.text))));
    about.then_some(pages)
}

fn says_paged(text: &str) -> bool {
    ["余下全文", "阅读全文", "全文阅读", "本文共", "在本页阅读全文"].iter().any(|w| text.contains(w))
}

fn is_address(href: &str) -> bool {
    !href.is_empty() && !href.starts_with('#') && !is_script(href)
}

/// The page numbers of a line: 【1】【2】【3】, 1 2 3.
fn numbered(line: &Line) -> Vec<(u32, Option<String>)> {
    let mut out: Vec<(u32, Option<String>)> = Vec::new();
    if line.links.is_empty() {
        return out;
    }
    let text = line.text.as_str();
    let mut at = 0;
    // Nothing but the border of an element may stand between two numbers.
    let nodes = line.seams.iter().map(|s| *s as usize).chain([text.len()]);
    let mut begin = 0;
    let nodes = nodes.filter_map(|end| text.get(std::mem::replace(&mut begin, end)..end));
    for piece in nodes.flat_map(|node| node.split(|c: char| !c.is_ascii_digit())) {
        let start = at + text.get(at..).and_then(|t| t.find(piece)).unwrap_or(0);
        at = start + piece.len();
        let Some(number) = piece.parse::<u32>().ok().filter(|n| (1..=200).contains(n)) else { continue };
        let link = line.links.iter().find(|l| (l.start as usize..l.end as usize).contains(&start));
        // A running list from 1 on; anything else is no pager.
        let wanted = out.last().map_or(1, |(n, _)| n + 1);
        if number == wanted {
            out.push((number, link.map(|l| l.href.trim().to_owned()).filter(|h| is_address(h))));
        }
    }
    let other = text.chars().filter(|c| c.is_alphabetic()).count();
    let linked = out.iter().filter(|(_, h)| h.is_some()).count();
    if linked + 1 >= out.len() && linked > 0 && other <= 12 { out } else { Vec::new() }
}

/// 本文共2页, 共 3 页, 1/3.
fn total(text: &str) -> Option<u32> {
    let at = text.find('共')?;
    let rest = compact(text.get(at + '共'.len_utf8()..)?);
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    let behind = rest.get(digits.len()..)?;
    let page = behind.starts_with('页') || behind.starts_with('頁');
    let alone = compact(text).chars().count() <= 60;
    if page && alone { digits.parse().ok().filter(|n| *n <= 500) } else { None }
}

/// The 1 of 共3页 当前第1页.
fn current(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once('第')?;
    let (digits, behind) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
    behind.starts_with(['页', '頁']).then(|| digits.parse().ok())?.filter(|n| *n > 0)
}

/// 2/3 between the links of a pager.
fn fraction(text: &str) -> Option<(u32, u32)> {
    let (before, behind) = text.split_once('/')?;
    let figures = |t: &str| t.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok();
    let index = figures(before.trim_end().rsplit(' ').next()?)?;
    let total = figures(behind.trim_start().split(' ').next()?)?;
    ((1..=total).contains(&index) && total <= 500).then_some((index, total))
}

/// The steps of the breadcrumb, and the lines they stand in.
pub(super) fn breadcrumb(
    document: &Sheet,
    region: &Region,
    title: Option<usize>,
) -> (Vec<String>, Vec<usize>) {
    let end = region.first_prose.max(title.unwrap_or(0)).min(document.lines.len());
    let mut best: Option<(Vec<String>, Vec<usize>)> = None;
    let mut named = NamedCrumbs::default();
    let mut i = 0;
    while i < end {
        let Some(line) = document.lines.get(i) else { break };
        i += 1;
        if line.hidden.is_some() || line.chars > 150 {
            continue;
        }
        if labelled_crumb(&line.text) {
            let (steps, lines) = collect(document, i - 1, end);
            if steps.len() >= 2 {
                return (steps, lines);
            }
        }
        if best.is_none() && (may_be_crumb(line) || named.has(document, line)) {
            let (steps, lines) = collect(document, i - 1, end);
            let parted = lines.iter().filter_map(|i| document.lines.get(*i)).any(|l| is_trail(&l.text));
            if steps.len() >= 2 && (parted || named.has(document, line)) {
                best = Some((steps, lines));
            }
        }
    }
    best.unwrap_or_default()
}

/// Whether a line begins with the first step of a breadcrumb, or is steps between arrows.
fn may_be_crumb(line: &Line) -> bool {
    let first = line.text.split(['>', '＞', '»', '›', '→', '-', ' ', '/', '|']).next().unwrap_or_default();
    let first = compact(first);
    let home = first.ends_with("首页") || first.ends_with("首頁");
    // 设为首页 begins a bar of buttons.
    chrome().is_crumb(&first)
        || home && !chrome().is_token(&first)
        || arrowed(&line.text)
        || begins_with_book(&first) && is_trail(&line.text)
}

/// Which classes name a breadcrumb. Neighbours are mostly of one class: what the last one said is kept.
#[derive(Default)]
struct NamedCrumbs<'d> {
    last: &'d str,
    named: bool,
}

impl<'d> NamedCrumbs<'d> {
    /// Whether the class of the line's element, or of the one around it, names a breadcrumb.
    fn has(&mut self, document: &'d Sheet, line: &Line) -> bool {
        let Some(element) = document.elements.get(line.element as usize) else { return false };
        let parent = document.elements.get(element.parent as usize);
        self.names(&element.class) || parent.is_some_and(|parent| self.names(&parent.class))
    }

    fn names(&mut self, class: &'d str) -> bool {
        if class.is_empty() {
            return false;
        }
        if class != self.last {
            *self = NamedCrumbs { last: class, named: CRUMB_CLASS.is_match(class) };
        }
        self.named
    }
}

static CRUMB_CLASS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?i-u)crumb|bread|position|weizhi|curpath|location|dqwz|curmb|col_path|mbx")
        .expect("the pattern of classes is tested")
});

fn labelled_crumb(text: &str) -> bool {
    if !text.contains(['位', '当', '當']) {
        return false;
    }
    let solid = compact(text);
    let label = solid.split(['：', ':', '>', '»', '＞', '-']).next().unwrap_or_default();
    let place = label.contains("位置") && label.chars().count() <= 9;
    place || label.starts_with(['当', '當']) && chrome().is_crumb(label)
}

const ARROWS: [char; 8] = ['>', '＞', '»', '›', '→', '\\', '〉', '》'];

fn has_separator(text: &str) -> bool {
    is_trail(text) || text.contains(" | ")
}

/// Whether what parts the pieces of a line leads from one to the next. Bars part the links of a menu.
fn is_trail(text: &str) -> bool {
    text.contains(ARROWS)
        || text.contains(['-', '/', ':'])
            && (["--", " - ", " / ", "::"].iter().any(|separator| text.contains(separator)) || slashed(text))
}

/// Whether slashes part a line, and no date does: 首页/年鉴/2016.
fn slashed(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    let slashes = || memchr::memchr_iter(b'/', bytes);
    slashes().nth(1).is_some() && !slashes().any(|at| digit(at.checked_sub(1)) && digit(Some(at + 1)))
}

/// Whether a line is short steps between arrows: 柏陵县财政局 -> 年鉴 -> 财政.
fn arrowed(text: &str) -> bool {
    let steps = || text.split(['>', '＞', '»', '›']).map(str::trim).filter(|s| !s.is_empty());
    steps().nth(2).is_some() && steps().all(|s| s.chars().count() <= 24) && !text.contains(['。', '，'])
}

/// The steps from a line on: of one line, or of the one-step lines of a table row or a list.
fn collect(document: &Sheet, from: usize, end: usize) -> (Vec<String>, Vec<usize>) {
    let mut steps: Vec<String> = Vec::new();
    let mut lines = vec![from];
    let Some(first) = document.lines.get(from) else { return (steps, lines) };
    steps.extend(split(first));
    let holder = |i: usize| document.lines.get(i).map(|l| around(document, l.element));
    if steps.len() <= 1 && !has_separator(first.text.trim_end_matches(ARROWS)) {
        for i in from + 1..end.min(from + 16) {
            let Some(line) = document.lines.get(i).filter(|l| l.chars <= 40 && l.hidden.is_none()) else {
                break;
            };
            if holder(i) != holder(from) {
                break;
            }
            steps.extend(split(line));
            lines.push(i);
        }
    }
    (steps, lines)
}

/// The row or list that a line's cell or item stands in.
fn around(document: &Sheet, element: u32) -> u32 {
    let Some(own) = document.elements.get(element as usize) else { return element };
    match &*own.name {
        "td" | "th" | "li" | "dd" | "dt" => own.parent,
        _ => element,
    }
}

fn split(line: &Line) -> Vec<String> {
    // ::: is where the keyboard of a blind reader goes.
    let mut text = line.text.trim_start_matches([':', ' ']);
    let mut barred = false;
    if let Some((label, rest)) = text.split_once(['：', ':'])
        && (label.contains("位置") || chrome().is_crumb(&compact(label)))
    {
        text = rest;
        // Behind a label bars part steps, too.
        barred = !text.contains(ARROWS) && text.contains('|');
    }
    // 首页—石鼎概览—石鼎年鉴
    let arrows = text.contains(ARROWS);
    let dashes = text.matches('—').count() >= 2 && !arrows && !text.contains("——");
    let slashes = !arrows && !text.contains(" / ") && slashed(text);
    let mut cuts: Vec<usize> = Vec::new();
    if !has_separator(text) {
        // Links side by side with nothing between.
        let shift = line.text.len() - text.len();
        cuts.extend(
            line.links
                .iter()
                .flat_map(|l| [l.start as usize, l.end as usize])
                .filter_map(|at| at.checked_sub(shift)),
        );
    }
    let mut pieces: Vec<&str> = Vec::new();
    let mut at = 0;
    for cut in cuts {
        pieces.extend(text.get(at..cut));
        at = cut;
    }
    pieces.extend(text.get(at..));
    let mut out = Vec::new();
    for piece in pieces {
        let mut dashed = if dashes { piece.replace('—', ">") } else { piece.to_owned() };
        if barred {
            dashed = dashed.replace('|', ">");
        }
        if dashed.contains(['-', '/', '|', ':']) {
            for separator in ["--", " - ", "->", " / ", " | ", "::"] {
                dashed = dashed.replace(separator, ">");
            }
        }
        // A line that slashes part has none of the other signs.
        for step in dashed.split(['>', '＞', '»', '›', '→', '〉', if slashes { '/' } else { '\\' }]) {
            let step = step
                .trim()
                .trim_matches(|c: char| {
                    matches!(c, '-' | '/' | '|' | '·' | '：' | ':' | '《' | '》') && !step.contains('《')
                })
                .trim();
            let label = step.contains("位置") && step.chars().count() <= 9;
            if !step.is_empty() && !label && step.chars().count() <= 60 {
                out.push(step.to_owned());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_offer_files() {
        let line = |text: &str, start: usize, href: &str| {
            let link =
                crate::document::Link { start: start as u32, end: text.len() as u32, href: href.into() };
            let chars = |t: &str| t.chars().count() as u32;
            let link_chars = chars(&text[start..]);
            Line { text: text.into(), chars: chars(text), link_chars, links: vec![link], ..Line::default() }
        };
        let lead = "附件：1.";
        assert!(offers_files(&line("附件：1.报表", lead.len(), "a.xls")));
        assert!(!offers_files(&line("附件：1.报表", lead.len(), "a.htm")));
        assert!(!offers_files(&line("各单位填写报表", "各单位填写".len(), "a.xls")));
    }

    #[test]
    fn page_numbers_in_words() {
        let of = |text: &str| (total(text), current(text));
        assert_eq!(of("共3页 当前第1页 下一页 末页"), (Some(3), Some(1)));
        assert_eq!(of("第2页/共3页"), (Some(3), Some(2)));
        assert_eq!(of("第一页 最后一页"), (None, None));
        assert_eq!(fraction("首页 上一页 2/3 下一页"), Some((2, 3)));
        assert_eq!(fraction("上一页 2012/03 下一页"), None);
    }

    #[test]
    fn steps_of_a_trail() {
        let rows: [(&str, &[&str]); 13] = [
            ("首页 > 年鉴 > 正文", &["首页", "年鉴", "正文"]),
            ("当前位置：首页--史志--卫生", &["首页", "史志", "卫生"]),
            ("当前页面：首页 > 年鉴 > 卫生", &["首页", "年鉴", "卫生"]),
            ("当前位置：首页 \\ 年鉴 \\ 卫生", &["首页", "年鉴", "卫生"]),
            ("首页/集团年鉴/2016年卷", &["首页", "集团年鉴", "2016年卷"]),
            ("首页 / 年鉴 / 卫生/计生", &["首页", "年鉴", "卫生/计生"]),
            ("渌川年鉴（2003） > 农业", &["渌川年鉴（2003）", "农业"]),
            ("首页→年鉴→农业", &["首页", "年鉴", "农业"]),
            ("当前位置：首页|年鉴|农业", &["首页", "年鉴", "农业"]),
            ("::: 目前位置：首頁 > 年鑑 > 環保", &["首頁", "年鑑", "環保"]),
            ("首页 今天是2012/3/4", &[]),
            ("网站首页 | 荣誉榜 | 年鉴目录", &[]),
            ("设为首页 - 加入收藏 - 站长信箱", &[]),
        ];
        for (text, want) in rows {
            let line = Line { text: text.into(), ..Line::default() };
            let trail = labelled_crumb(text) || may_be_crumb(&line) && is_trail(text);
            assert_eq!(if trail { split(&line) } else { Vec::new() }, want, "{text}");
        }
    }
}
