//! Says in Chinese what the program says in English. The code speaks English, one sentence a message, and so do records,
//! failures and journals, whose bytes depend on no locale; what a person reads is turned on its way to the screen.
//!
//! `zh/` is the table of Chinese: a sentence with holes is its own key, as the code has it. Codes, names, paths and values
//! stand in the holes and stay. `tests/language.rs` holds it complete: a sentence that the code can say and the table does
//! not have is named, and so is a row that nothing says.
//!
//! ```
//! use nianjian::language::Language;
//!
//! assert_eq!(Language::Chinese.told("12 records in output/csv"), "12 条记录，写在 output/csv");
//! assert_eq!(Language::English.told("12 records in output/csv"), "12 records in output/csv");
//! ```

mod fill;
mod table;

use std::borrow::Cow;

use table::{codes, findings, labels, notices, sentences};

/// A language in which the program speaks to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Simplified Chinese, in which the pages are.
    #[default]
    Chinese,
    /// English, in which the code itself speaks.
    English,
}

impl Language {
    /// The language of a locale's name: `zh_CN.UTF-8`, `zh-Hant`, `C`.
    pub fn of_locale(name: &str) -> Language {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("zh") { Language::Chinese } else { Language::English }
    }

    /// A sentence of the program in this language; what no row of the table is stays as it is.
    pub fn told(self, sentence: &str) -> Cow<'_, str> {
        match self {
            Language::English => sentence.into(),
            Language::Chinese => table::told(sentences(), sentence),
        }
    }

    /// A word of the program that stands alone: the label of a line, the head of a column.
    pub fn label(self, word: &str) -> &str {
        match self {
            Language::English => word,
            Language::Chinese => labels().get(word).map_or(word, String::as_str),
        }
    }

    /// What [`check`](crate::check) found, in this language: the sentence of a finding's `note`.
    pub fn of_finding(self, note: &str) -> Cow<'_, str> {
        match self {
            Language::English => note.into(),
            Language::Chinese => {
                let said = note.split("; ").map(|part| table::told(findings(), part));
                said.collect::<Vec<_>>().join("；").into()
            }
        }
    }

    /// What a code names, in a few words: the reason of a failure, of a skip or of what was dropped. None where the code
    /// is an English word that says it.
    pub fn of_code(self, code: &str) -> Option<&'static str> {
        match self {
            Language::English => None,
            Language::Chinese => codes().get(code).map(String::as_str),
        }
    }

    /// What a notice means to a reader, by its code.
    pub fn of_notice(self, code: &str) -> Option<&'static str> {
        let notice = notices().get(code)?;
        Some(match self {
            Language::English => &notice.en,
            Language::Chinese => &notice.zh,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, Chinese, English};

    #[test]
    fn a_locale_says_its_language() {
        for name in ["zh", "zh_CN.UTF-8", "zh-Hant-TW", "ZH_tw"] {
            assert_eq!(Language::of_locale(name), Chinese, "{name}");
        }
        for name in ["", "C", "C.UTF-8", "en_GB", "zhuang"] {
            assert_eq!(Language::of_locale(name), English, "{name}");
        }
    }

    #[test]
    fn a_sentence_in_a_sentence_is_said_too() {
        let told = Chinese.told(
            "a.html: empty (read): expected a page, found 3 bytes without a character; fetch the page again",
        );
        assert_eq!(told, "a.html：empty（read）：这不是网页：3 字节，没有一个字；请重新取这个网页");
    }

    #[test]
    fn what_is_no_sentence_of_ours_stays() {
        for text in ["某某年鉴", "output/records.jsonl", "{} {", ""] {
            assert_eq!(Chinese.told(text), text);
        }
    }
}
