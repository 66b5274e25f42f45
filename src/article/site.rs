//! Reads what the footer says of the site: who runs it, and the numbers it is registered under.

use std::borrow::Cow;
use std::sync::LazyLock;

use memchr::memmem::Finder;

use crate::data::chars::Chars;
use crate::data::chrome;
use crate::record::Site;

use super::dropped::{Dropped, finders};
use super::letters::is_han;

/// What stands before the name of who runs the site; of two that begin alike the longer one first.
const ORGANIZER: &[&str] = &["主办单位", "主办方", "主辦單位", "主办", "主辦"];
/// What stands before the names of those who do so for them.
const HOSTS: &[&str] = &["承办单位", "承辦單位", "承办", "承辦"];
const PUBLIC_SECURITY: &[&str] = &["公网安备", "公安备案号", "公安备案", "公安机关备案号", "公安机关备案"];
/// Labels that end the value of the one before.
const NEXT: &[&str] = &[
    "主办",
    "主辦",
    "承办",
    "承辦",
    "协办",
    "维护",
    "技术支持",
    "技術支持",
    "版权",
    "版權",
    "联系",
    "聯絡",
    "地址",
    "邮编",
    "邮箱",
    "电话",
    "電話",
    "网站标识码",
    "政府网站",
    "标识码",
    "备案",
    "京公网",
    "Copyright",
    "您是",
];
/// The characters that these begin with.
static NEXT_OF: Chars = Chars::of("主承协维技版联聯地邮电電网政标备京C您");
/// What one of the values needs: most lines have none of it.
static ANY: LazyLock<Vec<Finder>> =
    LazyLock::new(|| finders(&["主办", "主辦", "承办", "承辦", "标识码", "ICP", "公网安备", "公安"]));

/// What stands behind each of some words in a text, in order. They all begin with the same character.
fn behind<'t>(text: &'t str, words: &'static [&'static str]) -> impl Iterator<Item = &'t str> {
    let first = words.first().and_then(|word| word.chars().next());
    let places = first.into_iter().flat_map(|first| text.match_indices(first));
    let from = places.filter_map(|(at, _)| text.get(at..));
    from.flat_map(|rest| words.iter().filter_map(move |word| rest.strip_prefix(word)))
}

/// The first so many characters of a text that are such, where they are at least as many as a value has.
fn run(text: &str, length: std::ops::RangeInclusive<usize>, such: impl Fn(char) -> bool) -> Option<&str> {
    let chars = text.char_indices().take_while(|(_, c)| such(*c)).take(*length.end());
    let (count, end) = chars.fold((0, 0), |(count, _), (at, c)| (count + 1, at + c.len_utf8()));
    text.get(..end).filter(|_| count >= *length.start())
}

/// What a name in a footer is made of.
fn names(text: &str) -> Option<&str> {
    run(text, 2..=60, |c| !(is_gap(c) || is_colon(c)))
}

/// The name behind a label and its colon.
fn labelled(rest: &str) -> Option<&str> {
    names(rest.trim_start().strip_prefix(is_colon)?.trim_start())
}

/// The names behind a label: where sixty characters end at a comma, those behind it belong to them, too.
fn labelled_all(rest: &str) -> Option<&str> {
    let value = rest.trim_start().strip_prefix(is_colon)?.trim_start();
    let mut end = names(value)?.len();
    let next = |behind: &str| {
        let behind = behind.strip_prefix(COMMAS)?;
        let behind = behind.strip_prefix(char::is_whitespace).unwrap_or(behind);
        names(behind).map(|name| behind.len() - name.len())
    };
    while let Some(left) = value.get(end..).and_then(next) {
        end = value.len() - left;
    }
    value.get(..end)
}

/// The number behind 标识码, perhaps with letters before its figures.
fn site_id(rest: &str) -> Option<&str> {
    let value = without_colon(rest);
    let letters = run(value, 0..=4, |c| c.is_ascii_alphabetic())?.len();
    let figures = run(value.get(letters..)?, 6..=20, |c| c.is_ascii_digit())?.len();
    value.get(..letters + figures)
}

/// The figures behind a label of the police.
fn police(rest: &str) -> Option<&str> {
    run(without_colon(rest), 10..=18, |c| c.is_ascii_digit())
}

/// The first registration of a site in a text: 京ICP备20015255号-1.
fn icp(text: &str) -> Option<&str> {
    text.match_indices("ICP").find_map(|(at, word)| {
        let before = text.get(..at)?;
        let before = before.strip_suffix(char::is_whitespace).unwrap_or(before);
        let province = before.chars().next_back().filter(|c| is_province(*c))?;
        let rest = text.get(at + word.len()..)?;
        let rest = one_blank(one_blank(rest).strip_prefix(['备', '備', '证', '證'])?);
        let rest = rest.strip_prefix('字').map_or(rest, |rest| rest.strip_prefix('第').unwrap_or(rest));
        let rest = one_blank(rest);
        let rest = one_blank(rest.get(run(rest, 6..=12, |c| c.is_ascii_digit())?.len()..)?);
        let rest = rest.strip_prefix(['号', '號']).unwrap_or(rest);
        let further =
            rest.strip_prefix('-').and_then(|rest| run(rest, 1..=usize::MAX, |c| c.is_ascii_digit()));
        let end = text.len() - rest.len() + further.map_or(0, |figures| figures.len() + 1);
        text.get(before.len() - province.len_utf8()..end)
    })
}

/// Whether a character may stand for a province. A bullet does not; a radical does, which stands for its character in what
/// comes from a printed page: ⻘.
fn is_province(c: char) -> bool {
    is_han(c) && c != '○' || matches!(c, '\u{2e80}'..='\u{2fdf}')
}

fn one_blank(text: &str) -> &str {
    text.strip_prefix(char::is_whitespace).unwrap_or(text)
}

fn without_colon(text: &str) -> &str {
    let text = text.trim_start();
    text.strip_prefix(is_colon).unwrap_or(text).trim_start()
}

/// Reads the dropped lines from the last one up; the lowest line that says something counts.
pub(super) fn read(dropped: &Dropped) -> Site {
    let mut site = Site::default();
    let text = |at: usize| dropped.lines.get(at).map(|line| &*line.text);
    // A label may stand in one line and its value in the next.
    let before = |at: &usize| at.checked_sub(1).filter(|at| text(*at).is_some_and(is_label));
    let mut telling = dropped.with(&ANY);
    telling.extend(telling.iter().filter_map(before).collect::<Vec<_>>());
    telling.sort_unstable();
    telling.dedup();
    for at in telling.into_iter().rev() {
        let Some(text) = text(at) else { continue };
        if text.len() > 1000 && text.chars().nth(1000).is_some() {
            continue;
        }
        let joined = match dropped.lines.get(at + 1).filter(|_| is_label(text)) {
            Some(next) => Cow::Owned(format!("{text}{}", next.text)),
            None => Cow::Borrowed(text),
        };
        let organizer = || behind(&joined, ORGANIZER).find_map(labelled).and_then(name);
        site.organizer = site.organizer.take().or_else(organizer);
        if site.hosts.is_empty()
            && let Some(names) = behind(&joined, HOSTS).find_map(labelled_all)
        {
            site.hosts = names.split(COMMAS).filter_map(name).collect();
        }
        site.organizer = site.organizer.take().or_else(|| runs(&joined, ["主办", "主辦"]));
        if site.hosts.is_empty() {
            site.hosts.extend(runs(&joined, ["承办", "承辦"]));
        }
        let id = || behind(&joined, &["标识码"]).find_map(site_id).map(str::to_owned);
        site.site_id = site.site_id.take().or_else(id);
        let icp = || icp(&joined).map(|number| number.split_whitespace().collect());
        site.icp = site.icp.take().or_else(icp);
        let police = || behind(&joined, PUBLIC_SECURITY).find_map(police).map(str::to_owned);
        site.public_security = site.public_security.take().or_else(police);
    }
    site
}

/// Whether a line is a label whose value may stand in the next one.
fn is_label(text: &str) -> bool {
    text.trim_end().ends_with(['：', ':']) && text.chars().nth(12).is_none()
}

const COMMAS: [char; 3] = ['、', '，', ','];

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：')
}

fn is_gap(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '｜')
}

/// What stands behind the name of who does it, and before whose name it stands without a colon.
fn done_words() -> impl Iterator<Item = &'static str> {
    chrome().runs.iter().map(String::as_str)
}

/// Who does what a verb says that stands behind the name: 某县人民政府主办, 甲县档案局、乙办公室 联合主办.
fn runs(line: &str, verbs: [&str; 2]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut pieces = line.split(is_gap).filter(|piece| !piece.is_empty()).peekable();
    while let Some(piece) = pieces.next() {
        let done = verbs.iter().find_map(|verb| piece.strip_suffix(verb));
        let Some(glued) = done.map(|name| name.trim_end_matches("联合").trim_end_matches("共同")) else {
            if is_name(piece) {
                names.push(piece)
            } else {
                names.clear()
            }
            continue;
        };
        if !glued.is_empty() {
            if is_name(glued) {
                return Some(glued.to_owned());
            }
            continue;
        }
        // 主办 may stand before the name, too: then no other verb follows that.
        let next =
            pieces.peek().copied().filter(|next| is_name(next) && !done_words().any(|v| next.ends_with(v)));
        let mut behind = pieces.clone().skip(1);
        let before = next.is_some() && !behind.next().is_some_and(|piece| done_words().any(|v| v == piece));
        // Only 联合 says that several names belong to it.
        let joint = piece.len() > "主办".len();
        let from = if joint { 0 } else { names.len().saturating_sub(1) };
        return names.get(from..).filter(|names| !before && !names.is_empty()).map(|names| names.join("、"));
    }
    None
}

/// Whether a piece of a footer names an organisation, or several.
fn is_name(piece: &str) -> bool {
    let sentence = piece.contains(['，', '。', '；', '：', ':']) || piece.contains('由');
    !sentence
        && piece.chars().nth(40).is_none()
        && piece.split('、').all(|name| chrome().is_organisation(name))
}

/// Whether a short line below the text tells who runs the site, or its registration, and no more.
pub(super) fn is_footer(line: &str) -> bool {
    // Most lines have none of the characters.
    let registers = || line.chars().any(|c| matches!(c, '©' | '备' | '證' | '证'));
    if !line.ends_with(['办', '辦', '护', '有', '作']) && !registers() {
        return false;
    }
    let registered = ["©", "ICP备", "ICP證", "ICP证", "公网安备"].iter().any(|mark| line.contains(mark));
    let runs = |piece: &str| {
        let name = done_words().find_map(|verb| piece.strip_suffix(verb)).unwrap_or(piece);
        name.is_empty() || matches!(name, "联合" | "共同") || is_name(name)
    };
    let verb = done_words().any(|verb| line.ends_with(verb));
    registered || verb && line.split(is_gap).filter(|piece| !piece.is_empty()).all(runs)
}

/// A name without the label that is glued to its end.
fn name(value: &str) -> Option<String> {
    let next = |(at, c): &(usize, char)| {
        let begins = |rest: &str| NEXT.iter().any(|next| rest.starts_with(next));
        NEXT_OF.has(*c) && value.get(*at..).is_some_and(begins)
    };
    let end = value.char_indices().find(next).map_or(value.len(), |(at, _)| at);
    let name = value.get(..end)?.trim().trim_end_matches(['，', ',', '。', ';', '；', '|']);
    (name.chars().count() >= 2).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::{Removed, Rule};
    use super::*;

    fn of(lines: &[&str]) -> Site {
        let removed: Vec<Removed> =
            lines.iter().map(|l| Removed { text: (*l).into(), rule: Rule::Outside }).collect();
        read(&Dropped::new(&removed))
    }

    #[test]
    fn reads_footers() {
        let site = of(&[
            "主办：某某论坛",
            "主办:甲市人民政府 承办:甲市人民政府办公室、甲市数据局 政府网站标识码:1101120001 京公网安备 11011202002947号 京ICP备20015255号-1",
        ]);
        assert_eq!(site.organizer.as_deref(), Some("甲市人民政府"));
        assert_eq!(site.hosts, ["甲市人民政府办公室", "甲市数据局"]);
        assert_eq!(site.site_id.as_deref(), Some("1101120001"));
        assert_eq!(site.icp.as_deref(), Some("京ICP备20015255号-1"));
        assert_eq!(site.public_security.as_deref(), Some("11011202002947"));
        let glued = of(&["主办单位：乙县档案局承办单位：丙公司", "公安备案号：00032302000064"]);
        assert_eq!(glued.organizer.as_deref(), Some("乙县档案局"));
        assert_eq!(glued.hosts, ["丙公司"]);
        assert_eq!(glued.public_security.as_deref(), Some("00032302000064"));
        assert_eq!(of(&["主办：", "丁区政府"]).organizer.as_deref(), Some("丁区政府"));
        assert_eq!(of(&["活动由区文化馆主办，共120人", "活动由区文化馆主办"]), Site::default());
        let rows = [
            ("霁州市档案局 主办", Some("霁州市档案局")),
            ("霁州市档案局、霁州市地方志办公室主办", Some("霁州市档案局、霁州市地方志办公室")),
            ("渌川县电信局 渌川县信息办公室 联合主办", Some("渌川县电信局、渌川县信息办公室")),
            ("某某科技公司 某县人民政府 主办 某县大数据局 承办", Some("某县人民政府")),
            ("某某科技公司 主办 某县人民政府", None),
            ("书画展 主办", None),
        ];
        for (line, want) in rows {
            assert_eq!(of(&[line]).organizer.as_deref(), want, "{line}");
        }
        let behind = of(&["某县人民政府主办 某县大数据局承办"]);
        assert_eq!(
            (behind.organizer.as_deref(), behind.hosts),
            (Some("某县人民政府"), vec!["某县大数据局".into()])
        );
    }

    #[test]
    fn each_label_has_a_character_that_is_looked_for_first() {
        assert!(NEXT.iter().all(|next| next.starts_with(|c| NEXT_OF.has(c))));
        for label in [ORGANIZER, HOSTS, PUBLIC_SECURITY].concat() {
            assert!(ANY.iter().any(|any| any.find(label.as_bytes()).is_some()), "{label}");
        }
    }

    #[test]
    fn numbers_of_a_site_in_other_forms() {
        let id = |line: &str| of(&[&format!("ICP {line}")]).site_id;
        assert_eq!(id("网站标识码：bm21000001").as_deref(), Some("bm21000001"));
        assert_eq!(id("标识码 标识码 ： 1101120001").as_deref(), Some("1101120001"));
        assert_eq!(id("标识码：abcde123456"), None);
        assert_eq!(id("标识码：12345"), None);
        let rows = [
            ("苏 ICP 备 字第 123456 号-12", Some("苏ICP备字第123456号-12")),
            ("增值电信业务 ICP证 苏ICP證010203040506789", Some("苏ICP證010203040506")),
            ("A ICP备09000077号", None),
            ("○ ICP备05012345号", None),
            ("⻘ICP备05012345号", Some("⻘ICP备05012345号")),
            ("京ICP备12345号", None),
        ];
        for (line, icp) in rows {
            assert_eq!(of(&[line]).icp.as_deref(), icp, "{line}");
        }
        let police = |line: &str| of(&[line]).public_security;
        assert_eq!(police("京公网安备 公安机关备案号：1101120200294").as_deref(), Some("1101120200294"));
        assert_eq!(police("公安备案12345"), None);
    }

    #[test]
    fn lines_of_a_footer() {
        let rows = [
            ("澄江区地方志办公室 © 2010 ALL RIGHTS RESERVED 苏ICP备09000077", true),
            ("霁州市档案局、霁州市地方志办公室主办", true),
            ("渌川县电信局 渌川县信息办公室 联合主办", true),
            ("书画展 县文化局主办", false),
            ("活动由区文化馆主办", false),
            ("申一鸣", false),
        ];
        for (line, want) in rows {
            assert_eq!(is_footer(line), want, "{line}");
        }
    }
}
