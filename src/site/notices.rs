//! Says in plain words what a notice of a record means to a reader. To add one, add a row: its code, whether it
//! stands above the text of its entry, Chinese, English.

use super::retell::retell;
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
        "place-ambiguous",
        false,
        "同名的地方不止一处，未定。",
        "Several places have this name; none was given.",
    ),
    (
        "place-doubtful",
        false,
        "书名所指的地方与页上所写不合，未定。",
        "The page names another place than its book; none was given.",
    ),
    ("place-unknown", false, "地名表中没有这个地方。", "The place is not in the list of places."),
    (
        "table-spans-ignored",
        true,
        "有表格的合并单元格过大，未展开。",
        "Spans of a table were too large and were left out.",
    ),
    ("table-sum", true, "表中合计与分项相加不符：", "The parts of a table do not give its total: "),
    (
        "table-unit-unclear",
        false,
        "表的单位有几种，不知何者。",
        "A table states several units; which is meant is not clear.",
    ),
];

/// The particulars of a notice for a Chinese reader: its code, the sentence of the record with holes, and what
/// is said of them. To add one, add a row; a sentence that fits none is shown as it is.
const PARTICULARS: &[(&str, &str, &str)] = &[
    ("charset-detected", "nothing declares the encoding; {} fits the bytes best", "最合于 {}"),
    ("charset-lie", "the page declares {} and is {}", "页上标作 {}，实为 {}"),
    ("charset-unknown", "{} names no encoding and was not followed", "标作 {}"),
    (
        "contributor-guessed",
        "{} stands in brackets beside the text, which is taken for a signature",
        "署名：{}",
    ),
    ("lines-joined", "{} lines, broken as a book prints them, were joined to those before", "接了 {} 行"),
    (
        "place-ambiguous",
        "several places are called {}: {}; name one with --place or in a profile",
        "{}：{}。转换时加 --place 可定。",
    ),
    (
        "place-doubtful",
        "{} by other words, but {} is of a place without a code: none is given",
        "一说 {}，而 {} 不在地名表中",
    ),
    ("profile", "read by the profile of {}", "所用规则：{}"),
    ("table-sum", "table {}: {} is stated, its {} parts give {}", "{}写作 {}，{} 个分项相加得 {}。"),
];

/// The particulars of a notice, in the language of the page where they are known.
pub(crate) fn particulars(code: &str, message: &str, w: &Words) -> String {
    let rows = PARTICULARS.iter().filter(|row| w.chinese() && row.0 == code);
    rows.map(|(_, sentence, said)| (*sentence, *said))
        .find_map(|row| retell(&[row], message))
        .unwrap_or_else(|| message.to_owned())
}

/// What a notice means; none where only its own sentence says it.
pub(crate) fn words(code: &str, w: &Words) -> Option<&'static str> {
    let row = NOTICES.iter().find(|row| row.0 == code)?;
    Some(if w.chinese() { row.2 } else { row.3 })
}

/// Whether a notice stands above the text. One that is not known does.
pub(crate) fn above(code: &str) -> bool {
    NOTICES.iter().find(|row| row.0 == code).is_none_or(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    #[test]
    fn the_particulars_of_a_notice_are_said_in_chinese() {
        let w = Words::of(Language::Chinese);
        let said = |code, message| particulars(code, message, w);
        assert_eq!(
            said("table-sum", "table 支出, 合计, 2013年: 24,315 is stated, its 3 parts give 24415"),
            "支出，合计，2013年写作 24,315，3 个分项相加得 24415。"
        );
        assert_eq!(said("charset-lie", "the page declares gbk and is utf-8"), "页上标作 gbk，实为 utf-8");
        assert_eq!(said("charset-lie", "another sentence"), "another sentence");
        assert_eq!(said("new-code", "a sentence"), "a sentence");
        let english =
            particulars("charset-lie", "the page declares gbk and is utf-8", Words::of(Language::English));
        assert_eq!(english, "the page declares gbk and is utf-8");
    }
}
