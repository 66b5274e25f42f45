//! Says what a notice of a record means to a reader, and where its entry shows it.

use super::words::Words;

/// The notices that stand at the foot of an entry, with where it came from. All others stand above its text.
const BELOW: &[&str] = &[
    "charset-detected",
    "charset-lie",
    "charset-unknown",
    "contributor-guessed",
    "lines-joined",
    "place-ambiguous",
    "place-code-year",
    "place-doubtful",
    "place-unknown",
    "profile",
    "saved-from",
    "saved-whole",
    "table-unit-unclear",
];

/// The particulars of a notice, in the language of the page.
pub(crate) fn particulars(message: &str, w: &Words) -> String {
    w.language().told(message).into_owned()
}

/// What a notice means; none where only its own sentence says it.
pub(crate) fn words(code: &str, w: &Words) -> Option<&'static str> {
    w.language().of_notice(code)
}

/// Whether a notice stands above the text.
pub(crate) fn above(code: &str) -> bool {
    !BELOW.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::Language;

    #[test]
    fn the_particulars_of_a_notice_are_said_in_chinese() {
        let w = Words::of(Language::Chinese);
        let said = |message| particulars(message, w);
        assert_eq!(
            said("table 支出, 合计, 2013年: 24,315 is stated, its 3 parts give 24415"),
            "支出，合计，2013年写作 24,315，3 个分项相加得 24415。"
        );
        assert_eq!(said("the page declares gbk and is utf-8"), "页上标作 gbk，实为 utf-8");
        assert_eq!(said("another sentence"), "another sentence");
        let english = particulars("the page declares gbk and is utf-8", Words::of(Language::English));
        assert_eq!(english, "the page declares gbk and is utf-8");
    }
}
