//! Reads a very long text in parts, cut where a sentence ends: what is known of each of its characters meanwhile takes
//! many times its room.

use super::{Mention, Phrase};
use crate::budget::TEXT_AT_ONCE;

/// The parts of a text, each with what stands before it.
pub(crate) struct Parts<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Parts<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Parts { text, at: 0 }
    }
}

impl<'t> Iterator for Parts<'t> {
    type Item = (&'t str, &'t str);

    fn next(&mut self) -> Option<Self::Item> {
        let (before, rest) = self.text.split_at_checked(self.at)?;
        let end = if rest.len() <= TEXT_AT_ONCE { rest.len() } else { cut(rest) };
        self.at += end;
        rest.get(..end).filter(|part| !part.is_empty()).map(|part| (before, part))
    }
}

/// Where the first part of a long text ends: behind the last full stop of its second half, or else a comma.
fn cut(text: &str) -> usize {
    let head = (0..4).find_map(|less| text.get(..TEXT_AT_ONCE - less)).unwrap_or(text);
    let ends = ['。', '；', '，', '、'].into_iter();
    let mut ends = ends.filter_map(|end| Some(head.rfind(end)? + end.len_utf8()));
    ends.find(|at| at * 2 > head.len()).unwrap_or(head.len())
}

/// Puts the mentions of a part at their places in the whole.
pub(crate) fn moved(mut mention: Mention, by: usize) -> Mention {
    let Mention { start, end, measured, against, .. } = &mut mention;
    (*start, *end) = (*start + by, *end + by);
    for Phrase { start, end, .. } in [measured, against].into_iter().flatten().map(|phrase| &mut **phrase) {
        (*start, *end) = (*start + by, *end + by);
    }
    mention
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, Reading, find_mentions};

    #[test]
    fn a_long_text_is_read_as_a_short_one_is() {
        let sentence = "2013年，全县𠀀投入50多万元，比上年增长8%；1月17日为400多户贫困妇女送去慰问金。";
        let long = sentence.repeat(3 * TEXT_AT_ONCE / sentence.len());
        let parts: Vec<(&str, &str)> = Parts::of(&long).collect();
        assert!(parts.len() > 3 && parts.iter().all(|(_, part)| part.ends_with('。')), "{}", parts.len());
        assert_eq!(parts.iter().map(|(_, part)| *part).collect::<String>(), long);
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
    fn what_has_no_sentences_is_cut_all_the_same() {
        for text in ["", "字", &"字".repeat(TEXT_AT_ONCE), &"a".repeat(TEXT_AT_ONCE + 1)] {
            assert_eq!(Parts::of(text).map(|(_, part)| part).collect::<String>(), *text);
        }
    }
}
