//! Joins the lines of a paragraph that was wrapped at a fixed width.

use super::{drawn, indent, is_blank, width};

/// Whether, and how wide, a text is wrapped.
pub(super) struct Wrapping {
    /// The width of a full line in columns; none where lines are paragraphs.
    full: Option<usize>,
}

/// Lines that are wrapped are at most so wide.
const WIDEST: usize = 120;
/// A line is full if so few columns are missing: a character of two, and what may not begin a line.
const SLACK: usize = 7;

impl Wrapping {
    /// Looks at all lines of a text. It is wrapped if its paragraphs are indented or parted by blank
    /// lines, and most full lines go on in the next one.
    pub(super) fn of(lines: &[&str]) -> Self {
        let prose = |l: &&str| !l.trim_matches(is_blank).is_empty() && !drawn::is_drawn(l);
        let widths: Vec<usize> = lines.iter().copied().filter(prose).map(width_of).collect();
        let Some(&widest) = widths.iter().max() else { return Wrapping { full: None } };
        let full = |l: &str| width_of(l) + SLACK >= widest;
        let (mut going_on, mut ending) = (0, 0);
        for pair in lines.windows(2) {
            let [line, next] = pair else { continue };
            if !prose(line) || !full(line) {
                continue;
            }
            if prose(next) && indent(next) == 0 && !ends_sentence(line) {
                going_on += 1;
            } else if !ends_sentence(line) {
                ending += 1;
            }
        }
        let wrapped = (40..=WIDEST).contains(&widest) && going_on >= 2 && going_on > ending;
        Wrapping { full: wrapped.then_some(widest) }
    }

    /// The paragraph that the first line begins, and how many lines it takes.
    pub(super) fn paragraph(&self, lines: &[&str]) -> (String, usize) {
        let Some(first) = lines.first() else { return (String::new(), 0) };
        let mut paragraph = (*first).to_owned();
        let mut taken = 1;
        while let (Some(full), Some(last), Some(next)) = (self.full, lines.get(taken - 1), lines.get(taken)) {
            let blank = next.trim_matches(is_blank).is_empty() || last.trim_matches(is_blank).is_empty();
            let begins =
                next.starts_with(['【', '〔', '［', '〖']) || indent(next) >= 2 || drawn::is_drawn(next);
            if blank || begins || width_of(last) + SLACK < full {
                break;
            }
            join(&mut paragraph, next);
            taken += 1;
        }
        (paragraph, taken)
    }
}

fn width_of(line: &str) -> usize {
    width(line.trim_end_matches(is_blank))
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(is_blank).ends_with(['。', '！', '？', '：', '；'])
}

/// Joins with nothing between; with a blank where Latin letters meet.
fn join(paragraph: &mut String, next: &str) {
    let kept = paragraph.trim_end_matches(is_blank).len();
    paragraph.truncate(kept);
    let next = next.trim_matches(is_blank);
    let letters = paragraph.ends_with(|c: char| c.is_ascii_alphabetic())
        && next.starts_with(|c: char| c.is_ascii_alphabetic());
    if letters {
        paragraph.push(' ');
    }
    paragraph.push_str(next);
}
