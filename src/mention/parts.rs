//! Reads a very long text in parts, cut where a sentence ends: what is known of each of its characters meanwhile takes
//! many times its room.

use crate::budget::TEXT_AT_ONCE;

/// A part of a text.
#[derive(Debug, Clone, Copy)]
pub struct Part<'t> {
    /// Its words.
    pub text: &'t str,
    /// How many characters of the text stand before it, as Unicode scalar values.
    pub chars: usize,
    /// How many bytes of the text stand behind it.
    behind: usize,
}

impl<'t> Part<'t> {
    /// A text that is no part of another.
    pub fn whole(text: &'t str) -> Self {
        Part { text, chars: 0, behind: 0 }
    }

    /// About how many parts are left, this one among them.
    pub(crate) fn parts_left(&self) -> usize {
        1 + self.behind.div_ceil(self.text.len().max(1))
    }
}

/// The parts of a text, one after another: at least one. All but very long texts have one only.
#[derive(Debug, Clone)]
pub struct Parts<'t> {
    rest: Option<&'t str>,
    chars: usize,
}

impl<'t> Parts<'t> {
    /// Begins with the first.
    pub fn of(text: &'t str) -> Self {
        Parts { rest: Some(text), chars: 0 }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Part<'t>> {
        let text = self.rest?;
        let end = if text.len() <= TEXT_AT_ONCE { text.len() } else { cut(text) };
        let (text, rest) = text.split_at_checked(end)?;
        let part = Part { text, chars: self.chars, behind: rest.len() };
        self.rest = Some(rest).filter(|rest| !rest.is_empty());
        if self.rest.is_some() {
            self.chars += text.chars().count();
        }
        Some(part)
    }
}

/// Where the first part of a long text ends: behind the last line or sentence of its second half, or else a comma;
/// where it has none of them, before a number, so that none is read in halves.
fn cut(text: &str) -> usize {
    let head = (0..4).find_map(|less| text.get(..TEXT_AT_ONCE - less)).unwrap_or(text);
    let ends = ['\n', '。', '；', '，', '、'].into_iter();
    let half = (head.len() / 2..).find(|&at| head.is_char_boundary(at)).unwrap_or_default();
    let second = head.get(half..).unwrap_or_default();
    let mut ends = ends.filter_map(|end| Some(half + second.rfind(end)? + end.len_utf8()));
    ends.next().or_else(|| Some(half + last_number(second)?)).unwrap_or(head.len())
}

/// How many numbers are looked at for one where a text can be cut.
const MOST_NUMBERS: usize = 100;

/// Where the last number begins. Only where there is no other, one that goes on with a date or a bound (2013 年|12 月,
/// 约|400户) or may go on with a number (2 849 亿元).
fn last_number(text: &str) -> Option<usize> {
    // What stands before it, blanks taken away.
    let before = |at: usize| {
        let head = text.get(..at)?;
        head.chars().next_back().filter(|c| c.is_alphabetic() || c.is_whitespace())?;
        head.trim_end().chars().next_back()
    };
    let figures = text.char_indices().rev().filter(|(_, c)| c.is_numeric());
    let mut numbers = figures.filter_map(|(at, _)| Some((at, before(at)?))).take(MOST_NUMBERS);
    let whole = |&(_, c): &(usize, char)| c.is_alphabetic() && !['年', '月', '第', '约', '近'].contains(&c);
    let last = numbers.next()?;
    let number = if whole(&last) { last } else { numbers.find(whole).unwrap_or(last) };
    Some(number.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, Reading, find_mentions};

    #[test]
    fn a_long_text_is_read_as_a_short_one_is() {
        let sentence = "2013年，全县𠀀投入50多万元，比上年增长8%；1月17日为400多户贫困妇女送去慰问金。";
        let long = sentence.repeat(4 * TEXT_AT_ONCE / sentence.len());
        let parts: Vec<&str> = Parts::of(&long).map(|part| part.text).collect();
        assert!(parts.len() > 3 && parts.iter().all(|part| part.ends_with('。')), "{}", parts.len());
        assert_eq!(parts.concat(), long);
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        let one = find_mentions(sentence, &context);
        let all = find_mentions(&long, &context);
        assert_eq!(all.len(), one.len() * long.len() / sentence.len());
        let chars: Vec<char> = long.chars().collect();
        let text = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
        for (found, want) in all.iter().zip(one.iter().cycle()) {
            assert_eq!((&found.value, &found.text), (&want.value, &text(found.start, found.end)));
            for phrase in [&found.measured, &found.against].into_iter().flatten() {
                assert_eq!(phrase.text, text(phrase.start, phrase.end));
            }
        }
        let mut reading = Reading::new(&context);
        assert_eq!(reading.explain(&long).len(), all.len());
    }

    #[test]
    fn no_number_is_read_in_halves() {
        for (piece, found) in
            [("12月", 1), ("12月12日", 1), ("全县400多户贫困妇女", 1), ("3.5亿元 ", 1), ("第12名", 1)]
        {
            let times = 3 * TEXT_AT_ONCE / piece.len();
            assert_eq!(
                find_mentions(&piece.repeat(times), &Context::default()).len(),
                found * times,
                "{piece}"
            );
        }
    }

    #[test]
    fn what_has_no_sentences_is_cut_all_the_same() {
        for text in ["", "字", &"字".repeat(TEXT_AT_ONCE), &"a".repeat(TEXT_AT_ONCE + 1)] {
            assert_eq!(Parts::of(text).map(|part| part.text).collect::<String>(), *text);
        }
    }
}
