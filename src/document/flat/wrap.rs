//! Joins the lines of a paragraph that was wrapped at a fixed width.

use super::{drawn, indent, is_blank, width};

/// Whether, and how wide, a text is wrapped.
pub(super) struct Wrapping {
    /// The width of a full line in columns; none where lines are paragraphs.
    full: Option<usize>,
    /// Whether paragraphs are indented and wrapped after so many characters: those of one column make
    /// a full line a narrow one.
    hanging: bool,
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
        let Some(&widest) = widths.iter().max() else { return Wrapping { full: None, hanging: false } };
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
        let hanging = hanging(lines);
        Wrapping { full: (wrapped || hanging).then_some(widest), hanging }
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
            let broken = self.hanging && is_indented(first) && goes_on(last, full);
            if blank || begins || !broken && width_of(last) + SLACK < full {
                break;
            }
            join(&mut paragraph, next);
            taken += 1;
        }
        (paragraph, taken)
    }
}

/// Whether indented paragraphs go on in lines without indent, more than once, and no line is wide.
fn hanging(lines: &[&str]) -> bool {
    let (mut inside, mut going_on, mut widest) = (false, 0, 0);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        inside = (inside || is_indented(line)) && !drawn::is_drawn(line) && width_of(line) > 0;
        if inside {
            widest = widest.max(width_of(line));
            let broken = goes_on(line, 60) && indent(next) == 0 && width_of(next) > 0;
            going_on += usize::from(broken && !drawn::is_drawn(next));
            inside = broken;
        }
    }
    going_on >= 2 && widest <= WIDEST
}

/// Whether a line is indented as the first of a paragraph is.
fn is_indented(line: &str) -> bool {
    (2..=8).contains(&indent(line))
}

/// Whether a line of two thirds of the width at least breaks off in mid-sentence.
fn goes_on(line: &str, full: usize) -> bool {
    width_of(line) * 3 >= full * 2 && !ends_sentence(line)
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
