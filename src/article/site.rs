//! Reads what the footer says of the site: who runs it, and the numbers it is registered under.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::data::chars::Chars;
use crate::data::chrome;
use crate::record::Site;

use super::Removed;

/// Labels that end the value of the one before.
const NEXT: &str = r"主办|主辦|承办|承辦|协办|维护|技术支持|技術支持|版权|版權|联系|聯絡|地址|邮编|邮箱|电话|電話|网站标识码|政府网站|标识码|备案|京公网|Copyright|您是";

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the patterns of the footer are tested")
}

static ORGANIZER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:主办单位|主办方|主辦單位|主办|主辦)\s*[:：]\s*[^\s|｜:：]{2,60}"));
static HOSTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:承办单位|承辦單位|承办|承辦)\s*[:：]\s*[^\s|｜:：]{2,60}(?:[、，,]\s?[^\s|｜:：]{2,60})*")
});
static SITE_ID: LazyLock<Regex> = LazyLock::new(|| pattern(r"标识码\s*[:：]?\s*[A-Za-z]{0,4}[0-9]{6,20}"));
static ICP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[\p{Han}]\s?ICP\s?[备備证證]\s?(?:字第?)?\s?[0-9]{6,12}\s?[号號]?(?:-[0-9]+)?")
});
static PUBLIC_SECURITY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:公网安备|公安备案号?|公安机关备案号?)\s*[:：]?\s*[0-9]{10,18}"));
/// What one of the patterns needs: most lines have none of it, nor a character of it.
static ANY: LazyLock<Regex> = LazyLock::new(|| pattern("主办|主辦|承办|承辦|标识码|ICP|公网安备|公安"));
static ANY_OF: Chars = Chars::of("办辦识I安");
static NEXT_LABEL: LazyLock<Regex> = LazyLock::new(|| pattern(NEXT));

/// Reads the dropped lines from the last one up; the lowest line that says something counts.
pub(super) fn read(removed: &[Removed]) -> Site {
    let mut site = Site::default();
    for (at, dropped) in removed.iter().enumerate().rev() {
        let text = dropped.text.as_str();
        if text.len() > 1000 && text.chars().nth(1000).is_some() {
            continue;
        }
        // A label may stand in one line and its value in the next.
        let joined = match removed.get(at + 1) {
            Some(next) if text.trim_end().ends_with(['：', ':']) && text.chars().nth(12).is_none() => {
                Cow::Owned(format!("{text}{}", next.text))
            }
            _ => Cow::Borrowed(text),
        };
        if !joined.chars().any(|c| ANY_OF.has(c)) || !ANY.is_match(&joined) {
            continue;
        }
        let first = |pattern: &Regex| pattern.find(&joined).map(|m| m.as_str());
        site.organizer =
            site.organizer.take().or_else(|| first(&ORGANIZER).and_then(behind_colon).and_then(name));
        if site.hosts.is_empty()
            && let Some(names) = first(&HOSTS).and_then(behind_colon)
        {
            site.hosts = names.split(['、', '，', ',']).filter_map(name).collect();
        }
        site.organizer = site.organizer.take().or_else(|| runs(&joined, ["主办", "主辦"]));
        if site.hosts.is_empty() {
            site.hosts.extend(runs(&joined, ["承办", "承辦"]));
        }
        site.site_id = site.site_id.take().or_else(|| first(&SITE_ID).map(number));
        // The others begin with a word, which is found soon.
        let icp = || joined.contains("ICP").then(|| first(&ICP)).flatten();
        site.icp = site.icp.take().or_else(|| icp().map(|v| v.split_whitespace().collect()));
        site.public_security = site.public_security.take().or_else(|| first(&PUBLIC_SECURITY).map(number));
    }
    site
}

fn behind_colon(field: &str) -> Option<&str> {
    field.split_once([':', '：']).map(|(_, value)| value.trim_start())
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
    if !line.ends_with(['办', '辦', '护', '有', '作']) && !line.contains(['©', '备', '證', '证']) {
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

/// The number behind a label that has neither figure nor Latin letter.
fn number(field: &str) -> String {
    field.trim_start_matches(|c: char| !c.is_ascii_alphanumeric()).to_owned()
}

/// A name without the label that is glued to its end.
fn name(value: &str) -> Option<String> {
    let end = NEXT_LABEL.find(value).map_or(value.len(), |m| m.start());
    let name = value.get(..end)?.trim().trim_end_matches(['，', ',', '。', ';', '；', '|']);
    (name.chars().count() >= 2).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(lines: &[&str]) -> Site {
        let removed: Vec<Removed> =
            lines.iter().map(|l| Removed { text: (*l).into(), rule: super::super::Rule::Outside }).collect();
        read(&removed)
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
