//! Reads where a page stands among the pages of one article.

use crate::data::{Turn, chrome};
use crate::document::Line;
use crate::record::Pages;

use super::attachments::{is_script, words};
use super::letters::compact;
use super::region::Region;
use super::shaped::ShapedPage;

/// How many lines behind the text a pager is looked for.
const REACH: usize = 8;

/// Where this page stands among the pages of its article: from 【1】【2】【3】 and 下一页 near the text.
pub(super) fn pages(document: &ShapedPage, region: &Region) -> Option<Pages> {
    let from = region.first_prose;
    let to = (region.lines.end.max(region.last_prose + 1) + REACH).min(document.lines.len());
    let near = document.lines.get(from..to).unwrap_or_default();
    let mut pages = Pages::default();
    let mut numbers: Vec<Number> = Vec::new();
    for line in near.iter().filter(|l| l.hidden.is_none() && l.chars <= 120 && l.stops <= 3) {
        if numbers.is_empty() {
            numbers = numbered(line);
        }
        let turns = turn(line, &mut pages);
        if let Some((index, total)) = turns.then(|| fraction(&line.text)).flatten() {
            pages.index = pages.index.or(Some(index));
            pages.total = pages.total.or(Some(total));
        }
        if let Some(total) = total(&line.text) {
            pages.total = pages.total.or(Some(total));
            pages.index = pages.index.or(current(&line.text).filter(|n| *n <= total));
        }
    }
    if numbers.len() >= 2 {
        place_among(&numbers, &mut pages);
    }
    let plural = pages.total.is_some_and(|t| t > 1) || numbers.len() >= 2;
    let linked = pages.next.is_some() || pages.prev.is_some();
    // 上一页 and 下一页 alone lead to other articles as often as not.
    let about = plural || linked && near.iter().any(|l| chrome().says_paged(&l.text));
    about.then_some(pages)
}

/// A number of a pager, and where it leads.
type Number = (u32, Option<String>);

/// Takes the links to the next and the previous page; says whether there was one.
fn turn(line: &Line, pages: &mut Pages) -> bool {
    let mut turns = false;
    for link in &line.links {
        let word = compact(words(line, link));
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let slot = match chrome().turns(word) {
            Some(Turn::Next) => &mut pages.next,
            Some(Turn::Previous) => &mut pages.prev,
            None => continue,
        };
        turns = true;
        if slot.is_none() {
            *slot = Some(link.href.trim()).filter(|h| is_address(h)).map(str::to_owned);
        }
    }
    turns
}

/// Finds this page among the numbers: the one without a link, else the one before the next or behind the
/// previous; and the pages beside it.
fn place_among(numbers: &[Number], pages: &mut Pages) {
    pages.total = pages.total.or(numbers.iter().map(|(n, _)| *n).max());
    let own = numbers.iter().find(|(_, href)| href.is_none()).map(|(n, _)| *n);
    let at = |uri: &Option<String>| numbers.iter().find(|(_, h)| h.is_some() && h == uri).map(|(n, _)| *n);
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

fn is_address(href: &str) -> bool {
    !href.is_empty() && !href.starts_with('#') && !is_script(href)
}

/// The page numbers of a line, two at least: 【1】【2】【3】, 1 2 3.
fn numbered(line: &Line) -> Vec<(u32, Option<String>)> {
    let mut out: Vec<(u32, Option<String>)> = Vec::new();
    let text = &*line.text;
    if line.links.is_empty() || !text.contains('1') {
        return out;
    }
    let mut at = 0;
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let start = at + start;
        // Nothing but the border of an element may stand between two numbers.
        let node = line.seams.get(line.seams.partition_point(|s| *s as usize <= start));
        let figures = text.get(start..node.map_or(text.len(), |s| *s as usize)).unwrap_or_default();
        let figures = figures.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
        at = start + figures.len().max(1);
        let Some(number) = figures.parse::<u32>().ok().filter(|n| (1..=200).contains(n)) else { continue };
        let link = line.links.iter().find(|l| (l.start as usize..l.end as usize).contains(&start));
        // A running list from 1 on; anything else is no pager.
        let wanted = out.last().map_or(1, |(n, _)| n + 1);
        if number == wanted {
            out.push((number, link.map(|l| l.href.trim().to_owned()).filter(|h| is_address(h))));
        }
    }
    if out.len() < 2 {
        return Vec::new();
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_in_words() {
        let of = |text: &str| (total(text), current(text));
        assert_eq!(of("共3页 当前第1页 下一页 末页"), (Some(3), Some(1)));
        assert_eq!(of("第2页/共3页"), (Some(3), Some(2)));
        assert_eq!(of("第一页 最后一页"), (None, None));
        assert_eq!(fraction("首页 上一页 2/3 下一页"), Some((2, 3)));
        assert_eq!(fraction("上一页 2012/03 下一页"), None);
    }
}
