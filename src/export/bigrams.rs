//! Cuts text into overlapping pairs of characters, so that a plain full-text index finds Chinese
//! words of any length as phrases: 妇女联合 becomes `妇女 女联 联合 合`.
//!
//! The last character of a run stands alone too, so every character begins a token and a query of
//! one character is a prefix.

use super::fold::fold_char;

/// Whether a character belongs to a run. The index is made to part tokens at blanks and punctuation
/// alone, so it keeps every such character, also those that it does not know.
fn in_word(c: char) -> bool {
    // Han characters first: the general question takes a search.
    ('\u{4E00}'..='\u{9FFF}').contains(&c) || c.is_alphanumeric()
}

/// Adds the tokens of `text` to `out`, each followed by a blank.
pub fn push_tokens(text: &str, out: &mut String) {
    let mut before: Option<char> = None;
    for c in text.chars().map(fold_char) {
        match (before, in_word(c)) {
            (Some(b), true) => {
                out.extend([b, c, ' ']);
                before = Some(c);
            }
            (None, true) => before = Some(c),
            (Some(b), false) => {
                out.extend([b, ' ']);
                before = None;
            }
            (None, false) => {}
        }
    }
    if let Some(b) = before {
        out.extend([b, ' ']);
    }
}

/// The query that finds the tokens of `words` one after the other, in FTS5's syntax; None where
/// `words` holds nothing that is indexed.
///
/// ```
/// use nianjian::export::bigrams::phrase;
/// assert_eq!(phrase("妇联").as_deref(), Some("\"妇联\""));
/// assert_eq!(phrase("婦女聯合").as_deref(), Some("\"妇女 女联 联合\""));
/// assert_eq!(phrase("县").as_deref(), Some("\"县\"*"));
/// assert_eq!(phrase("%"), None);
/// ```
pub fn phrase(words: &str) -> Option<String> {
    let mut tokens = String::new();
    push_tokens(words, &mut tokens);
    let mut tokens: Vec<&str> = tokens.split_whitespace().collect();
    // The last character begins a token in the text whatever follows there: alone it is a prefix,
    // after a pair it is in that pair already. A break at the end of the query is not asked for.
    let last = tokens.pop()?;
    let pair_before = tokens.last().is_some_and(|t| t.ends_with(last) && t.chars().count() == 2);
    Some(if pair_before {
        format!("\"{}\"", tokens.join(" "))
    } else {
        tokens.push(last);
        format!("\"{}\"*", tokens.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_runs_into_pairs() {
        let cases = [
            ("妇女联合", "妇女 女联 联合 合 "),
            ("县、乡", "县 乡 "),
            ("593个，GDP", "59 93 3个 个 gd dp p "),
            ("", ""),
            ("。", ""),
        ];
        for (text, expected) in cases {
            let mut out = String::new();
            push_tokens(text, &mut out);
            assert_eq!(out, expected, "{text}");
        }
    }

    #[test]
    fn a_phrase_keeps_its_breaks() {
        let cases = [
            ("县、乡", Some("\"县 乡\"*")),
            ("妇联,捐款", Some("\"妇联 联 捐款\"")),
            ("妇联,捐", Some("\"妇联 联 捐\"*")),
            ("联联", Some("\"联联\"")),
            ("  ", None),
        ];
        for (words, expected) in cases {
            assert_eq!(phrase(words).as_deref(), expected, "{words}");
        }
    }
}
