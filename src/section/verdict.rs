//! Decides over the whole page which candidates are headings.

use super::candidate::{Candidate, Rule, of, squeeze};
use super::{heading_text, text_of, without_padding};
use crate::article::{Article, Block, Content};
use crate::data::{Profile, headings as words, outline};

/// The headings of an article, one entry a block.
pub(super) fn headings(article: &Article, profile: &Profile) -> Vec<Option<Candidate>> {
    let blocks = &article.blocks;
    let mut all: Vec<Option<Candidate>> = blocks.iter().map(of).collect();
    for (block, candidate) in blocks.iter().zip(&mut all) {
        overrule(block, candidate, profile);
    }
    let page = Survey::of(article, &all);
    for at in 0..all.len() {
        let keep = match all.get(at) {
            Some(Some(candidate)) => page.holds(candidate, blocks, &all, at),
            _ => continue,
        };
        if !keep && let Some(slot) = all.get_mut(at) {
            *slot = None;
        }
    }
    all
}

/// What a profile says of a block comes before what the rules say.
fn overrule(block: &Block, candidate: &mut Option<Candidate>, profile: &Profile) {
    let Some(text) = text_of(block) else { return };
    if let Some(found) = candidate
        && !profile.no_headings.is_empty()
    {
        let heading = squeeze(&without_padding(text.get(found.inner.clone()).unwrap_or_default()));
        if profile.no_headings.iter().any(|h| squeeze(h) == heading) {
            *candidate = None;
        }
    }
    let told = profile.headings.iter().filter(|h| !h.is_empty()).find_map(|h| {
        let end = prefix_end(text, h)?;
        Some(Candidate {
            rule: Rule::Told,
            inner: 0..end,
            end,
            runs_in: text.get(end..).is_some_and(|t| !t.trim().is_empty()),
        })
    });
    if told.is_some() {
        *candidate = told;
    }
}

/// Where a heading ends that a text begins with, blanks not compared.
fn prefix_end(text: &str, heading: &str) -> Option<usize> {
    let mut wanted = heading.chars().filter(|c| !c.is_whitespace());
    let mut next = wanted.next();
    for (at, c) in text.char_indices() {
        match next {
            None => return Some(at),
            Some(_) if c.is_whitespace() => {}
            Some(w) if w == c => next = wanted.next(),
            Some(_) => return None,
        }
    }
    next.is_none().then_some(text.len())
}

/// How often the page uses each rule.
struct Survey {
    brackets: Vec<(char, usize)>,
    /// Whether most characters stand in blocks that are bold all through: beside tables, lines that head them may be
    /// all the running text.
    mostly_bold: bool,
    /// Whether bold words before the text are headings, not emphasis and not who speaks.
    run_ins_head: bool,
    gaps: usize,
    chapters: usize,
    numbers: usize,
    periods: usize,
    chronicle: bool,
    marked: usize,
    /// Whether centred lines stand before running text, two at least and nearly all of them.
    centred: bool,
    /// Whether lines of a few words, and nothing else, part the page's text.
    lines: bool,
}

impl Survey {
    fn of(article: &Article, all: &[Option<Candidate>]) -> Self {
        let count = |is: &dyn Fn(Rule) -> bool| all.iter().flatten().filter(|c| is(c.rule)).count();
        let title = article.title_text().unwrap_or_default();
        Survey {
            brackets: "【〖〔［[".chars().map(|open| (open, count(&|r| r == Rule::Bracket(open)))).collect(),
            mostly_bold: count(&|r| r == Rule::Bold) > 0 && mostly_bold(&article.blocks),
            run_ins_head: run_ins_head(&article.blocks, all),
            gaps: count(&|r| r == Rule::Gap),
            chapters: count(&|r| r == Rule::Chapter),
            numbers: count(&|r| r == Rule::Number),
            periods: count(&|r| r == Rule::Period),
            marked: count(&|r| r == Rule::Marked),
            centred: centred_lines_head(&article.blocks, all),
            lines: lines_part_the_text(&article.blocks, all),
            chronicle: title.contains(['事', '年', '月'])
                && ["大事", "年表", "纪事", "记事", "月志", "紀事"].iter().any(|w| title.contains(w)),
        }
    }

    fn count(&self, open: char) -> usize {
        self.brackets.iter().find(|(c, _)| *c == open).map_or(0, |(_, n)| *n)
    }

    /// Whether the page's own use makes a candidate a heading.
    fn holds(&self, candidate: &Candidate, blocks: &[Block], all: &[Option<Candidate>], at: usize) -> bool {
        let next = told(blocks, at);
        let text = blocks.get(at).and_then(heading_text).unwrap_or_default();
        let inner = squeeze(text.get(candidate.inner.clone()).unwrap_or_default());
        let bracketed = self.count('【') + self.count('〖') > 0;
        match candidate.rule {
            Rule::Told => true,
            Rule::Bracket(open @ ('【' | '〖')) => {
                let alone = self.count(open) == 1;
                (candidate.runs_in || next.is_some()) && !(alone && words().names_press(&inner))
            }
            Rule::Bracket(open) => self.count(open) >= 2 && (candidate.runs_in || next.is_some()),
            Rule::Level => next.is_some(),
            Rule::Bold => next.is_some() && !self.mostly_bold && !next.is_some_and(|b| is_captioned(b, text)),
            Rule::BoldRunIn => !bracketed && self.run_ins_head,
            Rule::Gap => {
                let gazetteer = self.chapters > 0 || self.gaps >= 2;
                let press = words().names_press(&inner);
                !bracketed && gazetteer && !press
            }
            Rule::Chapter => next.is_some(),
            Rule::Number => {
                // Numbered lines one after the other are a list.
                let before_prose = all.get(at + 1).is_some_and(|c| c.as_ref().is_none_or(|c| c.runs_in))
                    && next.is_some_and(|b| text_of(b).is_none_or(is_told));
                self.numbers >= 2 && before_prose
            }
            Rule::Period => next.is_some() && (self.periods >= 2 || self.chronicle),
            Rule::Marked => (self.marked >= 2 || self.lines) && is_prose(next),
            Rule::Centred => (self.centred || self.lines) && is_prose(next),
            Rule::Line => self.lines && is_prose(next),
        }
    }
}

/// The block behind a line that it may head, pictures between them passed by.
fn told(blocks: &[Block], at: usize) -> Option<&Block> {
    let figure = |b: &&Block| matches!(b.content, Content::Figure { .. });
    blocks.iter().skip(at + 1).find(|b| !figure(b)).or_else(|| blocks.get(at + 1))
}

/// Whether lines of a few words are the page's headings: nearly all of them stand before running text, the
/// text begins with one, has three, or two that are words of a name, and nothing else on the page could be a heading.
fn lines_part_the_text(blocks: &[Block], all: &[Option<Candidate>]) -> bool {
    let rule = |at: usize| all.get(at).and_then(|c| c.as_ref()).map(|c| c.rule);
    let others = all
        .iter()
        .flatten()
        .any(|c| !matches!(c.rule, Rule::Line | Rule::Centred | Rule::Marked | Rule::Gap | Rule::BoldRunIn));
    let plain = |at: &usize| matches!(rule(*at), Some(Rule::Line | Rule::Centred | Rule::Marked));
    let lines: Vec<usize> = (0..all.len()).filter(plain).collect();
    let before_prose = lines.iter().filter(|at| is_prose(told(blocks, **at))).count();
    let few = |at: &usize| blocks.get(*at).and_then(text_of).is_some_and(|t| squeeze(t).chars().count() <= 6);
    let names = lines.len() == before_prose && lines.iter().all(few);
    let least = if lines.first() == Some(&0) || names { 2 } else { 3 };
    !others && before_prose >= least && before_prose * 4 >= lines.len() * 3
}

/// Whether centred lines are headings: two at least, and nearly all of them, stand before paragraphs.
fn centred_lines_head(blocks: &[Block], all: &[Option<Candidate>]) -> bool {
    let is_centred = |c: &Option<Candidate>| c.as_ref().is_some_and(|c| c.rule == Rule::Centred);
    let lines = || all.iter().enumerate().filter(|(_, c)| is_centred(c));
    let before_text = lines().filter(|(at, _)| told(blocks, *at).is_some_and(runs)).count();
    before_text >= 2 && before_text * 4 >= lines().count() * 3
}

/// Whether a text tells what a numbered line names: many words, or a sentence.
fn is_told(text: &str) -> bool {
    let chars = text.chars().count();
    chars > 30 || chars >= 12 && text.ends_with('。')
}

/// Whether bold words before the text are the page's headings: each says something else, and they open most
/// paragraphs; or a fourth of them and the first; or they are numbered.
fn run_ins_head(blocks: &[Block], all: &[Option<Candidate>]) -> bool {
    let paragraphs = blocks.iter().filter(|b| runs(b)).count();
    let words = |(block, candidate): (&Block, &Option<Candidate>)| {
        let candidate = candidate.as_ref().filter(|c| c.rule == Rule::BoldRunIn)?;
        text_of(block)?.get(candidate.inner.clone()).map(squeeze)
    };
    let found: Vec<Option<String>> = blocks.iter().zip(all).map(words).collect();
    let words: Vec<&String> = found.iter().flatten().collect();
    let repeated =
        words.iter().enumerate().any(|(at, word)| words.iter().take(at).any(|other| other == word));
    let numbered = words.iter().all(|word| outline::number(word).is_some());
    // The first running text; a title's second line or a date may stand above.
    let opens = blocks.iter().position(runs).and_then(|at| found.get(at)).is_some_and(Option::is_some);
    let enough = words.len() >= 3 && (words.len() * 2 > paragraphs || opens && words.len() * 4 >= paragraphs);
    !repeated && (enough || numbered && words.len() >= 2)
}

/// Whether a block is a paragraph of running text.
fn runs(block: &Block) -> bool {
    text_of(block).is_some() && is_prose(Some(block))
}

/// Whether most characters stand in paragraphs that are bold all through.
fn mostly_bold(blocks: &[Block]) -> bool {
    let texts = || blocks.iter().filter_map(|b| Some((b, text_of(b)?)));
    let chars = |t: &str| t.chars().count();
    let bold: usize = texts().filter(|(b, t)| b.cues.strong >= t.len()).map(|(_, t)| chars(t)).sum();
    let all: usize = texts().map(|(_, t)| chars(t)).chain(blocks.iter().map(in_cells)).sum();
    bold * 2 > all
}

/// How many characters a table holds.
fn in_cells(block: &Block) -> usize {
    match &block.content {
        Content::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.chars().count()).sum()
        }
        _ => 0,
    }
}

/// Whether a bold line above a block rather names a table than begins a section: the table tells its unit
/// and has no caption, or the line has a figure, as the year that the table is of.
fn is_captioned(block: &Block, line: &str) -> bool {
    match &block.content {
        Content::Table(table) => {
            let (caption, unit_note) = (&table.caption, &table.unit_note);
            caption.is_none() && unit_note.is_some() || line.contains(|c: char| c.is_ascii_digit())
        }
        _ => false,
    }
}

/// Whether a block is running text or a table: what a heading may head.
fn is_prose(block: Option<&Block>) -> bool {
    block.is_some_and(|b| match &b.content {
        Content::Paragraph { text } => text.chars().nth(19).is_some() && text.contains('。'),
        Content::Table(_) | Content::Item { .. } => true,
        Content::Figure { .. } | Content::Note { .. } => false,
    })
}
