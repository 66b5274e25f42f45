//! Says in plain words what a notice of a record means to a reader. To add one, add a row: its code, whether it
//! stands above the text of its entry, Chinese, English.

use super::words::Words;

const NOTICES: &[(&str, bool, &str, &str)] = &[
    (
        "charset-lie",
        false,
        "网页标错了编码，已按实际编码解读。",
        "The page names a wrong encoding; the right one was used.",
    ),
    (
        "charset-detected",
        false,
        "网页没有标明编码，由字节推定。",
        "The page names no encoding; it was told by its bytes.",
    ),
    ("charset-unknown", false, "网页所标的编码不可识别。", "The encoding that the page names is not known."),
    (
        "characters-replaced",
        true,
        "有字未能解出，文中显示为 �。",
        "Some characters could not be read and are shown as �.",
    ),
    (
        "contributor-guessed",
        false,
        "文末括号里的名字按署名处理。",
        "A name in brackets was taken for a signature.",
    ),
    ("coverage-doubtful", true, "所载年份有疑。", "The year is in doubt."),
    (
        "cut-off",
        true,
        "网页没有抓全，文字可能不完整。",
        "The page was not fetched whole; text may be missing.",
    ),
    ("lines-joined", false, "排印的断行已接为一段。", "Printed lines were joined into paragraphs."),
    (
        "pages-missing",
        true,
        "本篇分为几页，其中有的没有抓到。",
        "Some of the pages of this entry are missing.",
    ),
    ("profile", false, "按为本站所写的规则读取。", "Read by rules written for its site."),
    (
        "saved-from",
        false,
        "由浏览器另存的网页，网址取自存档时的标记。",
        "Saved by a browser; the address is from its mark.",
    ),
    ("saved-whole", false, "由浏览器另存的网页。", "Saved by a browser."),
    (
        "table-spans-ignored",
        true,
        "有表格的合并单元格过大，未展开。",
        "Spans of a table were too large and were left out.",
    ),
];

/// What a notice means; none where only its own sentence says it.
pub(crate) fn words(code: &str, w: &Words) -> Option<&'static str> {
    let row = NOTICES.iter().find(|row| row.0 == code)?;
    Some(if w.chinese() { row.2 } else { row.3 })
}

/// Whether a notice stands above the text. One that is not known does.
pub(crate) fn above(code: &str) -> bool {
    NOTICES.iter().find(|row| row.0 == code).is_none_or(|row| row.1)
}
