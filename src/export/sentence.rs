//! Splits a text into its sentences, and each into its clauses, so that a figure can be shown with the words that
//! state it.

use std::ops::Range;

use crate::budget::SENTENCE_CHARS;
use crate::mention::Mention;

/// The sentences of one text. Together they cover it but for the white space between them.
///
/// A sentence of more than [`SENTENCE_CHARS`] characters counts as several, parted behind a comma where there is one.
pub struct Sentences<'t> {
    text: &'t str,
    /// Start and end of each in `char`s, and its start and end in bytes.
    spans: Vec<(usize, usize, usize, usize)>,
    /// Where sentences begin and end, in bytes, though they be long.
    whole: Vec<(usize, usize)>,
}

/// Where a long sentence may be parted.
fn pauses(c: char) -> bool {
    matches!(c, '，' | '；' | '、' | ',' | ';' | '：') || c.is_whitespace()
}

/// What ends a sentence. A semicolon does not.
fn ends(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '\n')
}

/// What may stand between the end and the next sentence and belongs to the first.
fn closes(c: char) -> bool {
    matches!(c, '”' | '’' | '」' | '』' | '）' | ')' | '】' | '》' | '"') || ends(c)
}

impl<'t> Sentences<'t> {
    /// Splits `text` after 。！？ and the brackets that close behind them.
    pub fn of(text: &'t str) -> Self {
        let mut sentences = Sentences { text, spans: Vec::new(), whole: Vec::new() };
        let (mut chars, mut bytes, mut ended) = (0, 0, false);
        let mut start = (0, 0);
        for c in text.chars() {
            if ended && !closes(c) {
                sentences.close(start, (chars, bytes));
                start = (chars, bytes);
                ended = false;
            }
            ended |= ends(c);
            chars += 1;
            bytes += c.len_utf8();
        }
        sentences.close(start, (chars, bytes));
        sentences
    }

    /// Ends a sentence. Places are in `char`s and in bytes.
    fn close(&mut self, start: (usize, usize), end: (usize, usize)) {
        self.whole.push((start.1, end.1));
        if end.0 - start.0 <= SENTENCE_CHARS {
            return self.add(start, end);
        }
        let piece = self.text.get(start.1..end.1).unwrap_or_default();
        // Where the part in hand begins, and behind which pause it may end.
        let (mut from, mut pause, mut here) = (start, None, start);
        for c in piece.chars() {
            if here.0 - from.0 >= SENTENCE_CHARS {
                let to = pause.take().unwrap_or(here);
                self.add(from, to);
                from = to;
            }
            here = (here.0 + 1, here.1 + c.len_utf8());
            if pauses(c) {
                pause = Some(here);
            }
        }
        self.add(from, end);
    }

    fn add(&mut self, start: (usize, usize), end: (usize, usize)) {
        let piece = self.text.get(start.1..end.1).unwrap_or_default();
        let lead = piece.len() - piece.trim_start().len();
        let lead_chars = piece.chars().take_while(|c| c.is_whitespace()).count();
        let kept = piece.trim();
        if !kept.is_empty() {
            let from = (start.0 + lead_chars, start.1 + lead);
            self.spans.push((from.0, from.0 + kept.chars().count(), from.1, from.1 + kept.len()));
        }
    }

    /// The words around what stands from `start` to `end` (in `char`s): its sentence, or of a long one the
    /// [`SENTENCE_CHARS`] characters around it.
    pub fn around(&self, start: usize, end: usize) -> &'t str {
        self.text.get(self.range_around(start, end)).unwrap_or_default()
    }

    /// Where in the text those words stand, in bytes.
    pub fn range_around(&self, start: usize, end: usize) -> Range<usize> {
        let i = self.spans.partition_point(|span| span.0 <= start).saturating_sub(1);
        let Some(&(first, _, from, to)) = self.spans.get(i) else { return 0..0 };
        let whole = self.whole.partition_point(|sentence| sentence.0 <= from).saturating_sub(1);
        let Some(&(begins, ends)) = self.whole.get(whole) else { return 0..0 };
        let range = self.trimmed(begins, ends);
        let sentence = self.text.get(range.clone()).unwrap_or_default();
        if sentence.len() <= SENTENCE_CHARS || sentence.chars().count() <= SENTENCE_CHARS {
            return range;
        }
        let piece = self.text.get(from..to).unwrap_or_default();
        let at = piece.char_indices().nth(start.saturating_sub(first)).map_or(to, |(byte, _)| from + byte);
        let own = end.saturating_sub(start).min(SENTENCE_CHARS);
        let back = |n: usize, from: usize| {
            let before = self.text.get(begins..from).unwrap_or_default();
            n.checked_sub(1).and_then(|n| before.char_indices().rev().nth(n)).map_or_else(
                || if n == 0 { (from, 0) } else { (begins, before.chars().count()) },
                |(byte, _)| (begins + byte, n),
            )
        };
        let (left, taken) = back((SENTENCE_CHARS - own) / 2, at);
        let behind = self.text.get(at..ends).unwrap_or_default();
        let room = SENTENCE_CHARS - taken;
        let right = behind.char_indices().nth(room).map_or(ends, |(byte, _)| at + byte);
        let left = match room.checked_sub(behind.chars().take(room + 1).count()) {
            Some(spare) if spare > 0 => back(spare, left).0,
            _ => left,
        };
        self.trimmed(left, right)
    }

    /// A stretch of the text without the white space at its ends, in bytes.
    fn trimmed(&self, from: usize, to: usize) -> Range<usize> {
        let piece = self.text.get(from..to).unwrap_or_default();
        let begins = from + piece.len() - piece.trim_start().len();
        begins..begins + piece.trim().len()
    }

    /// The sentence that holds the offset `at` (in `char`s): where it starts and ends, and its words.
    pub fn at(&self, at: usize) -> (usize, usize, &'t str) {
        let i = self.spans.partition_point(|span| span.0 <= at).saturating_sub(1);
        match self.spans.get(i) {
            Some(&(start, end, from, to)) => (start, end, self.text.get(from..to).unwrap_or_default()),
            None => (0, 0, ""),
        }
    }
}

/// What ends a clause.
pub fn ends_clause(c: char) -> bool {
    matches!(c, '，' | ',' | '：' | ':') || ends_part(c)
}

/// What ends a part of a sentence that may have several clauses, or the sentence.
pub fn ends_part(c: char) -> bool {
    matches!(c, '；' | ';' | '。' | '！' | '？')
}

/// The clauses of one text, and where its characters stand in bytes.
pub struct Clauses<'t> {
    text: &'t str,
    /// Where each character begins.
    bytes: Vec<usize>,
    /// Where clauses begin, and where the text ends, in `char`s.
    begins: Vec<usize>,
}

impl<'t> Clauses<'t> {
    /// Splits a text behind commas, colons, semicolons and full stops, but for those inside a mention: 1,200户.
    pub fn of(text: &'t str, mentions: &[Mention]) -> Self {
        let bytes: Vec<usize> = text.char_indices().map(|(byte, _)| byte).collect();
        let (mut begins, mut next) = (vec![0], 0);
        for (i, c) in text.chars().enumerate() {
            while mentions.get(next).is_some_and(|m| m.end <= i) {
                next += 1;
            }
            let inside = mentions.get(next).is_some_and(|m| m.start <= i);
            if !inside && (ends_clause(c) || c == '\n') {
                begins.push(i + 1);
            }
        }
        begins.push(bytes.len());
        Clauses { text, bytes, begins }
    }

    /// Where a byte of the text stands in `char`s.
    pub fn char_at(&self, byte: usize) -> usize {
        self.bytes.partition_point(|b| *b < byte)
    }

    /// The words of its clause before and behind what stands from `start` to `end` (in `char`s), without blanks
    /// at their ends and without the mark that ends the clause.
    pub fn around(&self, start: usize, end: usize) -> (&'t str, &'t str) {
        let begin = self.begins.partition_point(|b| *b <= start).saturating_sub(1);
        let begin = self.begins.get(begin).copied().unwrap_or_default();
        let finish = self.begins.get(self.begins.partition_point(|b| *b < end.max(1))).copied();
        let finish = finish.unwrap_or(self.bytes.len());
        let behind = self.words(end, finish);
        (self.words(begin, start), behind.strip_suffix(ends_clause).unwrap_or(behind).trim_end())
    }

    fn words(&self, from: usize, to: usize) -> &'t str {
        let byte = |at: usize| self.bytes.get(at).copied().unwrap_or(self.text.len());
        self.text.get(byte(from)..byte(to)).unwrap_or_default().trim()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_clause_stand_before_and_behind_a_number() {
        let text = "2013年,区妇联建立妇女之家593个；为1,400多户贫困妇女送去 50多万元 慰问金。 增长8%";
        let found = crate::mention::find_mentions(text, &crate::mention::Context::default());
        let clauses = Clauses::of(text, &found);
        let words: Vec<_> = found.iter().map(|m| clauses.around(m.start, m.end)).collect();
        let expected = [
            ("", ""),
            ("区妇联建立妇女之家", ""),
            ("为", "贫困妇女送去 50多万元 慰问金"),
            ("为1,400多户贫困妇女送去", "慰问金"),
            ("增长", ""),
        ];
        assert_eq!(words, expected);
        for at in [(0, 0), (3, 3), (999, 1000), (5, 2)] {
            let _ = clauses.around(at.0, at.1);
        }
        assert_eq!(Clauses::of("", &[]).around(0, 0), ("", ""));
    }

    #[test]
    fn sentences_end_with_their_marks_and_quotes() {
        let cases: &[(&str, &[&str])] = &[
            ("甲。乙！丙", &["甲。", "乙！", "丙"]),
            ("他说：“好。” 又说；不好。", &["他说：“好。”", "又说；不好。"]),
            ("什么？！真的", &["什么？！", "真的"]),
            ("  前后  ", &["前后"]),
            ("增长3.5%", &["增长3.5%"]),
            ("", &[]),
            ("。", &["。"]),
        ];
        for (text, expected) in cases {
            let sentences = Sentences::of(text);
            let found: Vec<&str> = sentences.spans.iter().map(|s| &text[s.2..s.3]).collect();
            assert_eq!(found, *expected, "{text:?}");
        }
    }

    #[test]
    fn long_sentences_are_cut_around_what_is_sought() {
        let list = "1月17日，为400多户送去50多万元，".repeat(200);
        for text in [list.clone(), "户".repeat(3000), format!("{list}。短句，又一句。")] {
            let sentences = Sentences::of(&text);
            let chars: Vec<char> = text.chars().collect();
            let surface = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
            for start in [0, 1, 3, 250, 499, 500, 501, 1999, chars.len() - 5] {
                let around = sentences.around(start, start + 4);
                assert!(around.chars().count() <= SENTENCE_CHARS, "{start}");
                assert!(around.contains(&surface(start, start + 4)), "{start} {around}");
                assert!(text.contains(around));
            }
            assert!(sentences.spans.iter().all(|s| s.1 - s.0 <= SENTENCE_CHARS));
            let middle = sentences.around(1500, 1505).chars().count();
            assert!(middle > SENTENCE_CHARS - 5, "{middle}");
            let parts: usize = sentences.spans.iter().map(|s| s.1 - s.0).sum();
            assert_eq!(parts, chars.len(), "nothing is lost");
            assert!(sentences.around(usize::MAX, usize::MAX).chars().count() <= SENTENCE_CHARS);
            assert!(!sentences.around(usize::MAX, 0).is_empty());
        }
        assert_eq!(Sentences::of("甲乙。 丙丁。").around(4, 5), "丙丁。");
    }

    #[test]
    fn finds_the_sentence_of_an_offset() {
        let sentences = Sentences::of("甲乙。 丙丁。");
        assert_eq!(sentences.at(0), (0, 3, "甲乙。"));
        assert_eq!(sentences.at(2), (0, 3, "甲乙。"));
        assert_eq!(sentences.at(4), (4, 7, "丙丁。"));
        assert_eq!(sentences.at(99), (4, 7, "丙丁。"));
    }
}
