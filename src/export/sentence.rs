//! Splits a text into its sentences, so that a figure can be shown with the words that state it.

/// The sentences of one text. Together they cover it but for the white space between them.
pub struct Sentences<'t> {
    text: &'t str,
    /// Start and end of each in `char`s, and its start and end in bytes.
    spans: Vec<(usize, usize, usize, usize)>,
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
        let mut spans = Vec::new();
        let (mut chars, mut bytes, mut ended) = (0, 0, false);
        let mut close = |start: (usize, usize), end: (usize, usize)| {
            let piece = text.get(start.1..end.1).unwrap_or_default();
            let lead = piece.len() - piece.trim_start().len();
            let lead_chars = piece.chars().take_while(|c| c.is_whitespace()).count();
            let kept = piece.trim();
            if !kept.is_empty() {
                let from = (start.0 + lead_chars, start.1 + lead);
                spans.push((from.0, from.0 + kept.chars().count(), from.1, from.1 + kept.len()));
            }
        };
        let mut start = (0, 0);
        for c in text.chars() {
            if ended && !closes(c) {
                close(start, (chars, bytes));
                start = (chars, bytes);
                ended = false;
            }
            ended |= ends(c);
            chars += 1;
            bytes += c.len_utf8();
        }
        close(start, (chars, bytes));
        Sentences { text, spans }
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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn finds_the_sentence_of_an_offset() {
        let sentences = Sentences::of("甲乙。 丙丁。");
        assert_eq!(sentences.at(0), (0, 3, "甲乙。"));
        assert_eq!(sentences.at(2), (0, 3, "甲乙。"));
        assert_eq!(sentences.at(4), (4, 7, "丙丁。"));
        assert_eq!(sentences.at(99), (4, 7, "丙丁。"));
    }
}
