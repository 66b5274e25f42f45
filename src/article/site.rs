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
        if text.len() > 1000 && text.chars().nth(1000).is_some() || dropped.reason == "script" {
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
        let without_colon = |verbs| joined.split(is_gap).find_map(|piece| runs(piece, verbs));
        site.organizer = site.organizer.take().or_else(|| without_colon(["主办", "主辦"]));
        if site.hosts.is_empty() {
            site.hosts.extend(without_colon(["承办", "承辦"]));
        }
        site.site_id = site.site_id.take().or_else(|| first(&SITE_ID).map(number));
        site.icp = site.icp.take().or_else(|| first(&ICP).map(|v| v.split_whitespace().collect()));
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

/// Who does what a verb says that stands behind the name: 某县人民政府主办.
fn runs(piece: &str, verbs: [&str; 2]) -> Option<String> {
    let name = verbs.iter().find_map(|verb| piece.strip_suffix(verb))?;
    let sentence = name.contains(['，', '。', '；', '：', ':']) || name.contains('由');
    (!sentence && name.chars().count() <= 30 && chrome().is_organisation(name)).then(|| name.to_owned())
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
            lines.iter().map(|l| Removed { text: (*l).into(), reason: "footer".into() }).collect();
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
        let behind = of(&["某县人民政府主办 某县大数据局承办"]);
        assert_eq!(
            (behind.organizer.as_deref(), behind.hosts),
            (Some("某县人民政府"), vec!["某县大数据局".into()])
        );
    }
}
