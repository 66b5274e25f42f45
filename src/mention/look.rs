//! Looks at a place of the folded text: which character, which word, blanks, the sign of a range.

use crate::data::words::words;

/// The character at a place.
pub(crate) fn at(chars: &[char], i: usize) -> Option<char> {
    chars.get(i).copied()
}

/// Whether the text goes on with `word`.
pub(crate) fn starts(chars: &[char], from: usize, word: &str) -> bool {
    chars.get(from..).is_some_and(|rest| {
        let mut rest = rest.iter();
        word.chars().all(|c| rest.next() == Some(&c))
    })
}

/// Whether `word` ends at `end`.
pub(crate) fn ends(chars: &[char], end: usize, word: &str) -> bool {
    chars.get(..end).is_some_and(|before| {
        let mut before = before.iter().rev();
        word.chars().rev().all(|c| before.next() == Some(&c))
    })
}

/// Skips a blank or two between a number and its unit.
pub(crate) fn blanks(chars: &[char], at: usize) -> usize {
    let n = chars.iter().skip(at).take(3).take_while(|&&c| c == ' ').count();
    if n <= 2 { at + n } else { at }
}

/// The end of a range sign at `at`: 至, 到, -, ~.
pub(crate) fn range_sign(chars: &[char], at: usize) -> Option<usize> {
    let from = blanks(chars, at);
    let (end, _) = words().range.at(chars, from, |_, _| true)?;
    Some(blanks(chars, end))
}
