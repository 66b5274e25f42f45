//! Keeps for each line of the page whether it is content, or the rule by which it is none.

use std::ops::Range;

use crate::record::Contributor;

use super::rule::Rule;
use super::sign::Signed;

/// What is known of the lines of a page. At first all stand outside the text.
pub(super) struct Verdicts {
    rules: Vec<Option<Rule>>,
    /// Who signs in them.
    pub(super) signed: Vec<Contributor>,
    /// The names that nothing but their place tells to be those of authors.
    pub(super) guessed: Vec<String>,
    /// The origin that the end of the text names: （来源：区党史办）.
    pub(super) origin: Option<String>,
    /// Lines that are notes, each with its mark.
    pub(super) notes: Vec<(usize, String)>,
    /// Lines whose ends or beginnings are no content.
    pub(super) cuts: Vec<Cut>,
}

/// The end or the beginning of a line that is no content.
pub(super) struct Cut {
    pub(super) line: usize,
    /// Where it stands, in bytes.
    pub(super) range: Range<usize>,
    pub(super) rule: Rule,
}

impl Cut {
    fn is_lead(&self) -> bool {
        self.range.start == 0
    }
}

impl Verdicts {
    /// Of a page of so many lines, of which those of the region may be content.
    pub(super) fn new(lines: usize, region: Range<usize>) -> Self {
        let mut rules = vec![Some(Rule::Outside); lines];
        rules.get_mut(region).into_iter().flatten().for_each(|rule| *rule = None);
        Verdicts {
            rules,
            signed: Vec::new(),
            guessed: Vec::new(),
            origin: None,
            notes: Vec::new(),
            cuts: Vec::new(),
        }
    }

    /// Drops a line by a rule, unless another has dropped it that this one does not overrule.
    pub(super) fn drop(&mut self, line: usize, rule: Rule) {
        if let Some(slot) = self.rules.get_mut(line)
            && slot.is_none_or(|other| rule.overrules(other))
        {
            *slot = Some(rule);
        }
    }

    /// Drops the beginning or the end of a line.
    pub(super) fn cut(&mut self, line: usize, range: Range<usize>, rule: Rule) {
        self.cuts.push(Cut { line, range, rule });
    }

    /// What is left of a line.
    pub(super) fn left(&self, line: usize, text: &str) -> Range<usize> {
        let (mut start, mut end) = (0, text.len());
        for cut in self.cuts.iter().filter(|cut| cut.line == line) {
            match cut.is_lead() {
                true => start = start.max(cut.range.end),
                false => end = end.min(cut.range.start),
            }
        }
        start..end.max(start)
    }

    /// Keeps a line as a note, with its mark.
    pub(super) fn note(&mut self, line: usize, mark: String) {
        if let Some(slot) = self.rules.get_mut(line) {
            *slot = None;
            self.notes.push((line, mark));
        }
    }

    /// Whether a line is a note.
    pub(super) fn is_note(&self, line: usize) -> bool {
        self.notes.iter().any(|(at, _)| *at == line)
    }

    /// Remembers who is taken for an author by nothing but the place of the name.
    pub(super) fn guess(&mut self, signed: &Signed) {
        if signed.guessed {
            self.guessed.extend(signed.contributors.iter().map(|c| c.name.clone()));
        }
    }

    /// Whether a line is content.
    pub(super) fn keeps(&self, line: usize) -> bool {
        self.rules.get(line) == Some(&None)
    }

    /// The rule that dropped a line.
    pub(super) fn rule(&self, line: usize) -> Option<Rule> {
        self.rules.get(line).copied().flatten()
    }

    /// Takes the cuts out that another cut of the line, or the line's own rule, makes needless.
    pub(super) fn settle(&mut self) {
        let rules = &self.rules;
        self.cuts.retain(|cut| rules.get(cut.line) == Some(&None));
        self.cuts.sort_by_key(|cut| (cut.line, cut.range.start));
        self.cuts.dedup_by_key(|cut| (cut.line, cut.is_lead()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_stays_unless_a_line_was_read() {
        let mut verdicts = Verdicts::new(4, 1..4);
        assert!(!verdicts.keeps(0) && verdicts.keeps(1));
        verdicts.drop(1, Rule::Words);
        verdicts.drop(1, Rule::Links);
        assert_eq!(verdicts.rule(1), Some(Rule::Words));
        verdicts.drop(1, Rule::DateLine);
        assert_eq!(verdicts.rule(1), Some(Rule::DateLine));
        verdicts.drop(0, Rule::Related);
        assert_eq!(verdicts.rule(0), Some(Rule::Outside));
        verdicts.cut(1, 3..12, Rule::MoreLink);
        verdicts.cut(2, 9..12, Rule::SignedTail);
        verdicts.cut(2, 6..12, Rule::MoreLink);
        verdicts.cut(2, 0..2, Rule::BackLink);
        verdicts.settle();
        let cuts: Vec<(usize, usize)> = verdicts.cuts.iter().map(|c| (c.line, c.range.start)).collect();
        assert_eq!(cuts, [(2, 0), (2, 6)]);
        assert_eq!(verdicts.left(2, "abcdefghijkl"), 2..6);
    }
}
