//! Looks at a place of the folded text: which character, which word, blanks, the sign of a range.

use crate::data::words::words;

/// The character at a place.
#[inline]
pub(crate) fn at(chars: &[char], i: usize) -> Option<char> {
    chars.get(i).copied()
}

/// Whether the text goes on with `word`.
#[inline]
pub(crate) fn starts(chars: &[char], from: usize, word: &str) -> bool {
    chars.get(from..).is_some_and(|rest| {
        let mut rest = rest.iter();
        word.chars().all(|c| rest.next() == Some(&c))
    })
}

/// Whether the character is one of those of the literal: `among!(c, "年月日")`.
macro_rules! among {
    ($c:expr, $chars:literal) => {{
        static CHARS: $crate::data::chars::Chars = $crate::data::chars::Chars::of($chars);
        CHARS.has($c)
    }};
}
pub(crate) use among;

/// Whether `word` ends at `end`.
#[inline]
pub(crate) fn ends(chars: &[char], end: usize, word: &str) -> bool {
    chars.get(..end).is_some_and(|before| {
        let mut before = before.iter().rev();
        word.chars().rev().all(|c| before.next() == Some(&c))
    })
}

/// Skips a blank or two between a number and its unit.
#[inline]
pub(crate) fn blanks(chars: &[char], at: usize) -> usize {
    let blank = |i: usize| chars.get(i) == Some(&' ');
    if !blank(at) {
        at
    } else if !blank(at + 1) {
        at + 1
    } else if !blank(at + 2) {
        at + 2
    } else {
        at
    }
}

/// Whether what follows 年 is the beginning of 货物, 货运 and their like, and not the end of 年货.
pub(crate) fn goods(chars: &[char], at: usize) -> bool {
    chars.get(at) == Some(&'货')
        && chars.get(at + 1).is_some_and(|&c| among!(c, "物运币款源轮车量船主邮机站"))
}

/// The end of a range sign at `at`: 至, 到, -, ~.
pub(crate) fn range_sign(chars: &[char], at: usize) -> Option<usize> {
    let from = blanks(chars, at);
    let (end, _) = words().range.at(chars, from, |_, _| true)?;
    Some(blanks(chars, end))
}
