//! The words that may name what a number counts, as the index looks them up: 妇女之家 of 妇女之家593个.

use super::fold::fold_char;
use super::sentence::ends_clause;
use crate::mention::Mention;

/// What stands for the number itself: no folded text holds it.
const NUMBER: char = 'N';

/// So many characters beyond what bounds the words are kept. A word that is looked for may reach over the bound; its
/// first or last characters, so many, are then found all the same.
pub const BEYOND: usize = 4;

/// The naming words of each mention of a text, folded to Simplified; none of what is no number. They are what the
/// number measures, where that is known; else its clause, up to the numbers beside it.
pub fn words_of_each(text: &str, mentions: &[Mention]) -> Vec<Option<String>> {
    let unknown = |m: &Mention| m.kind.states_number() && m.measured.is_none();
    let clauses = mentions.iter().any(unknown).then(|| Folded::of(text, mentions));
    let mut words = Vec::with_capacity(mentions.len());
    // Where the number before ends.
    let mut floor = 0;
    for (i, mention) in mentions.iter().enumerate() {
        if !mention.kind.states_number() {
            words.push(None);
            continue;
        }
        words.push(Some(match (&mention.measured, &clauses) {
            (None, Some(clauses)) => {
                let mut behind = mentions.iter().skip(i + 1);
                let ceiling = behind.find(|m| m.kind.states_number()).map_or(usize::MAX, |m| m.start);
                clauses.around((mention.start, mention.end), (floor, ceiling))
            }
            (measured, _) => {
                let measured = measured.as_ref().map_or("", |phrase| phrase.text.as_str());
                measured.chars().map(fold_char).collect()
            }
        }));
        floor = mention.end;
    }
    words
}

/// A folded text and where its clauses begin, in `char`s.
struct Folded {
    chars: Vec<char>,
    begins: Vec<usize>,
}

impl Folded {
    fn of(text: &str, mentions: &[Mention]) -> Folded {
        let (mut chars, mut begins) = (Vec::with_capacity(text.len() / 3), vec![0]);
        let mut inside = mentions.iter().peekable();
        for (i, c) in text.chars().enumerate() {
            while inside.next_if(|m| m.end <= i).is_some() {}
            if ends_clause(c) && inside.peek().is_none_or(|m| m.start > i) {
                begins.push(i + 1);
            }
            chars.push(fold_char(c));
        }
        Folded { chars, begins }
    }

    /// The clause around a number, but no more than from `floor` to `ceiling`, each with what is kept beyond.
    fn around(&self, (start, end): (usize, usize), (floor, ceiling): (usize, usize)) -> String {
        let next = self.begins.partition_point(|begin| *begin <= start);
        let begin = next.checked_sub(1).and_then(|n| self.begins.get(n)).copied().unwrap_or(0);
        let finish = self.begins.get(next).copied().unwrap_or(self.chars.len());
        let from = begin.max(floor).saturating_sub(BEYOND).min(start);
        let to = finish.min(ceiling).saturating_add(BEYOND).min(self.chars.len()).max(end);
        let piece = |from: usize, to: usize| self.chars.get(from..to).unwrap_or_default();
        piece(from, start).iter().chain(&[NUMBER]).chain(piece(end, to)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, find_mentions};

    #[test]
    fn the_words_reach_to_the_numbers_beside_and_a_little_over() {
        let text = "全區婦女之家，達593個；另有20個，15個，增长8%，共計妇女骨干35人次。";
        let mentions = find_mentions(text, &Context::default());
        let words = words_of_each(text, &mentions);
        let found: Vec<(&str, Option<&str>, bool)> = mentions
            .iter()
            .zip(&words)
            .map(|(m, words)| (m.text.as_str(), words.as_deref(), m.measured.is_some()))
            .collect();
        for (number, words, known) in &found {
            let words = words.unwrap_or_default();
            assert!(*known || words.contains('N'), "{number}: {words}");
            assert!(*known || words.chars().count() <= 30, "{number}: {words}");
        }
        let unknown = found.iter().find(|f| f.0 == "15個").and_then(|f| f.1);
        assert_eq!(unknown, Some("20个,N,增长8%"), "{found:#?}");
    }

    #[test]
    fn what_is_no_number_has_none() {
        let text = "2013年1月17日，召开第3次会议。";
        let mentions = find_mentions(text, &Context::default());
        assert!(!mentions.is_empty());
        assert!(words_of_each(text, &mentions).iter().all(Option::is_none));
    }
}
