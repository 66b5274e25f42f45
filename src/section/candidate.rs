//! Looks at one block alone: what at its start could be a heading, and by which rule.

use std::ops::Range;

use super::period::{self, Period};
use super::{heading_text, is_han, text_of};
use crate::article::Block;
use crate::data::chars::Chars;
use crate::data::headings;
use crate::data::outline::{self, Rank};

/// Why something is a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// A profile or an override says so.
    Told,
    /// 【…】, or with another opening bracket where the page uses it so.
    Bracket(char),
    /// `<h1>`…`<h6>`.
    Level,
    /// A bold line of its own.
    Bold,
    /// Bold words before the text.
    BoldRunIn,
    /// Words parted from the text by two or more blanks.
    Gap,
    /// 第三节 棉花 on a line of its own.
    Chapter,
    /// 一、农业 on a line of its own.
    Number,
    /// The year or month of a chronicle on a line of its own.
    Period,
    /// A few words in the middle of a line of their own.
    Centred,
    /// A few words on a line of their own behind a mark: ■ 综述.
    Marked,
    /// A few words on a line of their own, with nothing but their place to tell them from text.
    Line,
}

impl Rule {
    /// The rule's name in kebab-case.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Told => "override",
            Rule::Bracket(_) => "brackets",
            Rule::Level => "heading-element",
            Rule::Bold => "bold-line",
            Rule::BoldRunIn => "bold-run-in",
            Rule::Gap => "run-in",
            Rule::Chapter => "chapter-line",
            Rule::Number => "numbered-line",
            Rule::Period => "chronicle-line",
            Rule::Centred => "centred-line",
            Rule::Marked => "marked-line",
            Rule::Line => "plain-line",
        }
    }
}

/// What could be a heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Why.
    pub(super) rule: Rule,
    /// The heading without its brackets, in bytes of the block's text.
    pub(super) inner: Range<usize>,
    /// Where the heading ends and the text begins.
    pub(super) end: usize,
    /// Whether text follows in the same block.
    pub(super) runs_in: bool,
}

/// What could be a heading in a block; the first rule that fits speaks.
pub(super) fn of(block: &Block) -> Option<Candidate> {
    let text = heading_text(block)?;
    let cues = &block.cues;
    if text.starts_with(['【', '〖', '〔', '［', '[']) {
        return bracket(text);
    }
    // An item of a list is opened by brackets only.
    text_of(block)?;
    let whole = |rule| Some(Candidate { rule, inner: 0..text.len(), end: text.len(), runs_in: false });
    let marked =
        |rule| Some(Candidate { rule, inner: without_frame(text)?, end: text.len(), runs_in: false });
    let few = text.chars().filter(|c| is_han(*c) || !c.is_whitespace()).nth(30).is_none();
    let squeezed = if few { squeeze(text) } else { String::new() };
    let short = few && !headings().is_none(&squeezed) && !is_aside(text);
    let open_end = text.ends_with(['。', '；', '，', '、', ';', ',', '!', '！']);
    let colon = text.ends_with(['：', ':']);
    if short && !open_end {
        if cues.level.is_some() && has_words(&squeezed) {
            return marked(Rule::Level);
        }
        if matches!(period::of(text), Some(Period::Year | Period::Month)) {
            return whole(Rule::Period);
        }
        if matches!(outline::number(text), Some((Rank::Chapter, _))) && !text.contains('。') {
            return whole(Rule::Chapter);
        }
        let prose = text.contains(['。', '；']) || colon;
        if cues.strong >= text.len() && !prose && has_words(&squeezed) && period::of(text).is_none() {
            return marked(Rule::Bold);
        }
        if matches!(outline::number(text), Some((Rank::Han | Rank::HanBracketed, end)) if end < text.len())
            && !prose
        {
            return whole(Rule::Number);
        }
        if let Some(inner) = plain_line(text) {
            let rule = match inner.start > 0 {
                true => Rule::Marked,
                false if cues.centred => Rule::Centred,
                false => Rule::Line,
            };
            return Some(Candidate { rule, inner, end: text.len(), runs_in: false });
        }
    }
    run_in(text, cues.strong, &cues.gaps)
}

/// Whether a line is all in round brackets: what a page says beside its title, as （某县下辖镇）, no heading. The
/// number of an outline is one: （一）.
fn is_aside(text: &str) -> bool {
    let inner = text.strip_prefix(['（', '(']).and_then(|t| t.strip_suffix(['）', ')']));
    inner.is_some_and(|t| !t.contains(['（', '）', '(', ')'])) && outline::number(text).is_none()
}

/// Marks before a heading.
static MARKS: Chars = Chars::of("■●◆▲◎★□○◇△☆▶※▎▍▌▊▋█┃⊙◉✦✧❖");

fn without_marks(text: &str) -> &str {
    text.trim_start_matches(|c: char| MARKS.has(c) || c.is_whitespace())
}

/// Where the words of a heading stand between its marks: ★概况★, ■公共安全.
fn without_frame(text: &str) -> Option<Range<usize>> {
    let words = without_marks(text);
    let start = text.len() - words.len();
    let words = words.trim_end_matches(|c: char| MARKS.has(c) || c.is_whitespace());
    (!words.is_empty()).then(|| start..start + words.len())
}

/// A few words without a stop, perhaps behind a mark (■ 综述): where the words stand.
fn plain_line(text: &str) -> Option<Range<usize>> {
    let Range { start, end } = without_frame(text)?;
    let words = text.get(start..end)?;
    let chars = words.chars().filter(|c| !c.is_whitespace()).count();
    let han = words.chars().filter(|c| is_han(*c)).count();
    let fits = (2..=16).contains(&han)
        && han * 4 >= chars * 3
        && !words
            .contains(['，', '。', '；', '：', ',', ';', ':', '？', '?', '！', '、', '|', '>', '（', '('])
        && period::of(words).is_none();
    fits.then_some(start..end)
}

/// 【…】 at the start of a text.
fn bracket(text: &str) -> Option<Candidate> {
    let open = text.chars().next()?;
    let close = match open {
        '【' => '】',
        '〖' => '〗',
        '〔' => '〕',
        '［' => '］',
        _ => ']',
    };
    let start = open.len_utf8();
    let end = start + text.get(start..)?.find(close)?;
    let inner = text.get(start..end)?;
    let squeezed = squeeze(inner);
    let labelled = squeezed.find(['：', ':']).is_some_and(|at| squeezed[..at].chars().count() <= 4);
    let fits = (1..=45).contains(&squeezed.chars().count())
        && has_words(&squeezed)
        && !inner.contains([open, '。', '；'])
        && !labelled
        && !headings().is_none(&squeezed);
    let after = end + close.len_utf8();
    let rest = text.get(after..)?.trim();
    // A second bracket behind the first is a row of buttons.
    let row = rest.starts_with(open) && rest.chars().count() < 40;
    (fits && !row).then_some(Candidate {
        rule: Rule::Bracket(open),
        inner: start..end,
        end: after,
        runs_in: !rest.is_empty(),
    })
}

/// Words parted from the text behind them by being bold, or by two or more blanks.
fn run_in(text: &str, strong: usize, gaps: &[usize]) -> Option<Candidate> {
    let gap = gap_end(text, gaps);
    let bold = (strong > 0 && strong < text.len()).then_some(strong);
    let (rule, end) = match (gap, bold) {
        // Bold words that end in a colon say themselves where they end.
        (_, Some(end)) if ends_in_colon(text, end) => (Rule::BoldRunIn, end),
        (Some(end), _) => (Rule::Gap, end),
        (None, Some(end)) => (Rule::BoldRunIn, end),
        (None, None) => return None,
    };
    let colon = |text: &str| if rule == Rule::BoldRunIn { text.starts_with(['：', ':']) } else { false };
    let end = if text.get(end..).is_some_and(colon) {
        end + text.get(end..)?.chars().next()?.len_utf8()
    } else {
        end
    };
    let start = text.len() - without_marks(text).len();
    let mut words = text.get(start..end)?.trim();
    if rule == Rule::BoldRunIn {
        words =
            words.trim_end_matches(|c: char| matches!(c, '：' | ':') || MARKS.has(c) || c.is_whitespace());
    }
    let squeezed = squeeze(words);
    let rest = text.get(end..)?.trim_start();
    let fits = (2..=14).contains(&squeezed.chars().count())
        && squeezed.chars().filter(|c| is_han(*c)).count() >= 2
        && !squeezed.contains(['，', '。', '；', '：', ',', ':', ';', '!', '！', '？', '|', '｜', '/', '>'])
        && !(squeezed.contains('、') && outline::number(words).is_none() && squeezed.chars().count() > 8)
        && period::of(words).is_none()
        && (!squeezed.starts_with(|c: char| c.is_ascii_digit()) || numbers_words(words))
        && !headings().is_none(&squeezed)
        && is_prose(rest);
    let inner = if rule == Rule::BoldRunIn { start..start + words.len() } else { start..end };
    fits.then_some(Candidate { rule, inner, end, runs_in: true })
}

/// Whether words stand behind the number of a list: 1.公园建设.
fn numbers_words(words: &str) -> bool {
    let behind = outline::number(words).and_then(|(_, end)| words.get(end..));
    behind.is_some_and(|rest| rest.chars().filter(|c| is_han(*c)).count() >= 2)
}

/// Whether the words up to a byte offset end in a colon, or one follows.
fn ends_in_colon(text: &str, end: usize) -> bool {
    let colon = ['：', ':'];
    text.get(..end).is_some_and(|t| t.trim_end().ends_with(colon))
        || text.get(end..).is_some_and(|t| t.starts_with(colon))
}

/// Where the words before the first gap end; single characters that are spread by gaps belong
/// together: 收  购    1954年.
fn gap_end(text: &str, gaps: &[usize]) -> Option<usize> {
    let mut start = 0;
    let mut spread = true;
    for (i, &gap) in gaps.iter().enumerate() {
        let piece = text.get(start..gap)?.trim();
        spread = spread && piece.chars().filter(|c| !c.is_whitespace()).count() == 1;
        let next = gaps.get(i + 1).copied();
        let goes_on = next.is_some_and(|n| text.get(gap..n).is_some_and(|t| t.trim().chars().count() == 1));
        if !(spread && (goes_on || i == 0 && squeeze(text.get(..gap)?).chars().count() < 2)) {
            return Some(gap);
        }
        start = gap;
    }
    None
}

/// Whether a text is long enough, and punctuated, to be the text of a section. What begins with a
/// sex or a bracket goes on with a person's name.
fn is_prose(rest: &str) -> bool {
    rest.chars().count() >= 10
        && rest.contains(['，', '。', '；', ',', '、'])
        && !rest.starts_with(['男', '女', '（', '(', '：', ':', '—', '-', '，', '、', '。', '的'])
}

/// Whether a text holds a word: more than figures and marks.
fn has_words(squeezed: &str) -> bool {
    squeezed.chars().any(|c| c.is_alphabetic())
}

/// A text without its blanks.
pub(super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    out.extend(text.split(char::is_whitespace));
    out
}
