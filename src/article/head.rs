//! Reads what `<title>` says: the name of the page beside those of column and site, or nothing of the page.

use crate::data::chrome;

use super::letters::{compact, is_han, is_wide_figure};
use super::work::begins_with_book;

/// Whether `<title>` says nothing of the page: it is that of a program, or names the site, the book, or both,
/// and perhaps the book's pages.
pub(super) fn says_nothing(head: &str) -> bool {
    if head.is_empty() {
        return false;
    }
    if chrome().is_worthless_title(head) {
        return true;
    }
    let mut names = head.split(['_', '-', '|', '－', '—']).map(str::trim).filter(|name| !name.is_empty());
    // 全文阅读 is a button, 法編號:01010 a field.
    let button = |name: &str| chrome().is_token(&compact(name).to_lowercase());
    let nothing =
        |name: &str| names_site(name) || chrome().is_worthless_title(name) || button(name) || is_fields(name);
    let sites = names.all(nothing);
    let name = without_suffix(head);
    let book = match name.split_once(' ') {
        None => begins_with_book(&name),
        Some((book, pages)) => begins_with_book(book) && is_pages(pages),
    };
    sites || book || is_bare_part(&name)
}

/// Whether a name is fields with figures and no more: 法編號:01010 版本:036032700.
fn is_fields(name: &str) -> bool {
    name.split_whitespace().all(|field| {
        field.split_once([':', '：']).is_some_and(|(label, value)| {
            let figures = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
            figures && label.chars().all(is_han) && label.chars().count() <= 6
        })
    })
}

/// Whether a name numbers a part of a book and does not name it: 第二十六篇.
fn is_bare_part(name: &str) -> bool {
    let inner =
        name.strip_prefix('第').map(|t| t.trim_end_matches(['编', '編', '篇', '章', '节', '節', '卷', '辑']));
    inner.is_some_and(|number| {
        let counts = |c: char| c.is_ascii_digit() || "一二三四五六七八九十百零〇廿".contains(c);
        number.len() + '第'.len_utf8() < name.len() && !number.is_empty() && number.trim().chars().all(counts)
    })
}

/// Whether a name is that of a site or a book, perhaps with its edition: 柏邑县志（民国铅印本）.
fn names_site(name: &str) -> bool {
    let bare = name.trim_end_matches(['）', ')']);
    let plain = if bare.len() < name.len() { bare.split(['（', '(']).next().unwrap_or(bare) } else { name };
    chrome().names_site(plain.trim_end())
}

/// 第128-129页
fn is_pages(text: &str) -> bool {
    let inner = text.trim().strip_prefix('第').and_then(|t| t.strip_suffix(['页', '頁']));
    inner.is_some_and(|t| {
        t.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '－' | '—' | '～' | '、' | ' '))
    })
}

/// Whether a `<title>` is rather the name of a file: 06youdian, 某县年鉴2012.pdf.
pub(super) fn is_file_name(name: &str) -> bool {
    if let Some((stem, ending)) = name.rsplit_once('.')
        && !stem.is_empty()
        && chrome().ends_file(ending)
    {
        return true;
    }
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    name.chars().all(is_part) && name.contains(|c: char| c.is_ascii_digit())
}

/// `<title>` without the names of column and site behind it.
pub(super) fn without_suffix(title: &str) -> String {
    let title = fold(title);
    if !title.contains(['_', '-', '–', '|', '｜', '－', '—', '·']) {
        return title;
    }
    for separator in ["_", "--", " - ", " – ", " | ", "|", "｜", "－－", "——", " · ", "-", "－"] {
        if let Some((first, rest)) = split_once(&title, separator) {
            let (first, rest) = (first.trim(), rest.trim());
            if first.chars().count() >= 2
                && (separator.trim().len() < separator.len() || rest.chars().count() <= 40)
            {
                return first.to_owned();
            }
        }
    }
    title
}

/// The title before and behind the first separator that stands between words, not between figures: 第128-129页,
/// 表2-1 人口 and 15-40 go on.
fn split_once<'t>(title: &'t str, separator: &str) -> Option<(&'t str, &'t str)> {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || is_wide_figure(c));
    // Most separators stand in no title: a search that prepares itself costs more than it saves.
    title.match_indices(separator.chars().next()?).find_map(|(at, _)| {
        let (before, behind) = (title.get(..at)?, title.get(at..)?.strip_prefix(separator)?);
        let within = digit(before.chars().next_back()) && digit(behind.chars().next());
        (!within).then_some((before, behind))
    })
}

/// A text with its blanks folded.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
