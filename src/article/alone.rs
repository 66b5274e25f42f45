//! Judges each line of the region alone: a table of tests, the first that holds names the rule.

use crate::data::{Label, chrome};
use crate::document::{Kind, Line};

use super::attachments::offers_files;
use super::letters::{compact, is_common_han, same};
use super::passes::{Place, begins_offers};
use super::rule::Rule;
use super::shaped::Shaped;
use super::{site, work};

/// Where a line stands: its number among the lines of the page.
pub(super) struct Spot<'p> {
    pub(super) place: &'p Place<'p>,
    pub(super) at: usize,
}

impl Spot<'_> {
    fn in_head(&self) -> bool {
        self.at < self.place.region.first_prose
    }

    fn in_tail(&self) -> bool {
        self.at > self.place.region.last_prose
    }

    /// Whether a line stands above or below the running text and is short enough for a date line.
    fn is_beside(&self, line: &Line) -> bool {
        (self.in_head() || self.in_tail()) && line.chars <= LONGEST_DATE_LINE
    }
}

/// How many characters a date line may have.
const LONGEST_DATE_LINE: u32 = 120;

/// How many characters the words have, with their colon, that stand before the link to what is offered.
const LONGEST_OFFER: u32 = 6;

/// A rule and whether it holds for a line.
type Test = (Rule, fn(&Shaped, &Spot) -> bool);

/// Of lines of all kinds.
const ANY: &[Test] = &[(Rule::Profile, profile_drops), (Rule::Class, is_classed)];

const PICTURE: &[Test] = &[(Rule::Icon, is_ornament)];

const TABLE: &[Test] = &[(Rule::KeyValueTable, is_key_value)];

const TEXT: &[Test] = &[
    (Rule::TitleAgain, says_title),
    (Rule::Words, |line, _| line.is_furniture()),
    (Rule::Attachment, |line, _| offers_files(line)),
    (Rule::Book, names_book),
    (Rule::Links, is_links),
    (Rule::Footer, is_footer),
    (Rule::PageNumber, |line, _| is_page_number(&line.text)),
    (Rule::Labels, is_labelled),
    (Rule::LabelBelow, is_labelled_below),
    (Rule::BareDate, is_bare_date),
    (Rule::LoneMark, |line, _| is_lone_mark(&line.text, line.chars)),
];

/// The rule by which a line is no content, whatever stands around it.
pub(super) fn rule(line: &Shaped, spot: &Spot) -> Option<Rule> {
    if let Some(why) = line.hidden
        && !(spot.place.region.unhidden && why == "hidden")
    {
        return Some(Rule::Hidden(why));
    }
    let own = match line.kind {
        Kind::Figure(_) => PICTURE,
        Kind::Table(_) => TABLE,
        Kind::Text | Kind::Item(_) | Kind::Caption => TEXT,
    };
    ANY.iter().chain(own).find(|(_, holds)| holds(line, spot)).map(|(rule, _)| *rule)
}

fn profile_drops(line: &Shaped, spot: &Spot) -> bool {
    spot.place.region.dropped.get(line.element as usize) == Some(&true)
}

fn is_classed(line: &Shaped, spot: &Spot) -> bool {
    spot.place.region.furniture.get(line.element as usize) == Some(&true)
}

/// Whether a picture stands far from the text, or is an ornament by its name.
fn is_ornament(line: &Shaped, spot: &Spot) -> bool {
    let Kind::Figure(uri) = &line.kind else { return false };
    let region = spot.place.region;
    spot.at + 6 < region.first_prose || spot.at > region.last_prose + 6 || is_icon(uri)
}

/// Whether a table above the text holds two labels or more.
fn is_key_value(line: &Shaped, spot: &Spot) -> bool {
    let Kind::Table(grid) = &line.kind else { return false };
    spot.in_head() && grid.rows.iter().flat_map(|row| &row.cells).filter(|cell| is_label(cell)).count() >= 2
}

fn says_title(line: &Shaped, spot: &Spot) -> bool {
    let near = spot.at <= spot.place.region.first_prose + 1;
    near && spot.place.title.is_some_and(|title| same(title, &line.text) || is_name_behind_book(title, line))
}

/// Whether a line is what a title says behind the name of a book: 房地产业 in 江陵渡年鉴2012房地产业.
fn is_name_behind_book(title: &str, line: &Shaped) -> bool {
    let title = compact(title);
    let book = title.strip_suffix(line.solid());
    line.chars >= 2 && book.is_some_and(work::begins_with_book)
}

fn names_book(line: &Shaped, spot: &Spot) -> bool {
    let above = || spot.in_head() && work::begins_with_book(&line.text);
    line.chars <= 40 && (work::is_excerpt(&line.text) || above())
}

fn is_links(line: &Shaped, spot: &Spot) -> bool {
    let prose = spot.place.region.values.get(spot.at).is_some_and(|v| *v > 0.0);
    let bar =
        || spot.in_head() && line.links.len() >= 2 && line.stops == 0 && line.text.contains(['|', '｜']);
    // 相关解读：<《…办法》政策解读>
    let offers = || {
        line.chars <= 80
            && line.link_chars > 0
            && line.link_chars + LONGEST_OFFER >= line.chars
            && begins_offers(line)
    };
    !prose
        && !is_linked_sentence(line, spot)
        && (line.link_chars * 10 >= line.chars * 8 || is_row_of_links(line) || bar() || offers())
}

/// Whether a line in mid-text is sentences that all stand in one link, beside others that stand in none.
fn is_linked_sentence(line: &Shaped, spot: &Spot) -> bool {
    let region = spot.place.region;
    let parent = |i: usize| {
        let line = spot.place.document.lines.get(i)?;
        spot.place.document.elements.get(line.element as usize).map(|e| e.parent)
    };
    let runs = |i: usize| region.values.get(i).is_some_and(|v| *v > 0.0) && parent(i) == parent(spot.at);
    let within = spot.at.checked_sub(1).is_some_and(runs) && runs(spot.at + 1);
    let sentences = line.stops >= 2 && line.chars >= 24 && line.text.ends_with('。');
    within && sentences && line.links.len() == 1
}

fn is_footer(line: &Shaped, spot: &Spot) -> bool {
    spot.in_tail() && line.chars <= 80 && line.stops <= 1 && site::is_footer(&line.text)
}

/// Whether a line names who signs below the text: what stands beside the names does not count then.
fn signs_below(line: &Shaped, spot: &Spot) -> bool {
    spot.in_tail() && line.names_signers()
}

/// Whether a line around the text is labels of a date line, and not much else.
fn is_labelled(line: &Shaped, spot: &Spot) -> bool {
    if !spot.is_beside(line) || signs_below(line, spot) {
        return false;
    }
    let found = line.fields();
    let Some(first) = found.first() else { return false };
    let lead = line.text.get(..first.start).map_or(0, |t| compact(t).chars().count());
    let values = found.iter().any(|f| matches!(f.label, Label::Source(_) | Label::Date | Label::Other));
    let little = lead <= 2 || found.len() >= 2 || line.date().is_some();
    values && little && line.stops <= 4
}

fn is_labelled_below(line: &Shaped, spot: &Spot) -> bool {
    let other = || line.fields().iter().any(|f| f.label == Label::Other);
    spot.in_tail() && spot.is_beside(line) && line.stops == 0 && !line.names_signers() && other()
}

/// Whether a line above the text is a date and at most 24 characters more.
fn is_bare_date(line: &Shaped, spot: &Spot) -> bool {
    let own = spot.place.own.contains(&spot.at);
    if own || !spot.in_head() || line.chars > LONGEST_DATE_LINE || line.stops > 1 || line.tells_occasion() {
        return false;
    }
    line.date().is_some_and(|d| {
        let written = line.text.get(d.span.clone()).map_or(0, |t| compact(t).chars().count() as u32);
        line.chars.saturating_sub(written) <= 24
    })
}

/// Whether a line is several links with nothing but brackets and marks between: 【收藏】【查看评论】.
fn is_row_of_links(line: &Line) -> bool {
    let mut from = 0;
    let mut between = line.links.iter().map(|link| {
        let gap = line.text.get(from..link.start as usize);
        from = link.end as usize;
        gap
    });
    let bare = |text: &str| !text.contains(char::is_alphanumeric);
    line.links.len() >= 2
        && between.by_ref().all(|gap| gap.is_some_and(bare))
        && line.links.last().and_then(|l| line.text.get(l.end as usize..)).is_some_and(bare)
}

/// The number of a printed page, with its marks: • 186 •, —186—.
fn is_page_number(text: &str) -> bool {
    let marks = ['•', '·', '●', '∙', '-', '－', '—', '–'];
    let (inner, behind) = (text.trim_start_matches(marks), text.trim_end_matches(marks));
    let figures = inner.trim_end_matches(marks).trim();
    inner.len() < text.len()
        && behind.len() < text.len()
        && (1..=4).contains(&figures.len())
        && figures.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a line is one or two marks, or a rule drawn with more of one kind: ----------, ＊＊＊. Dots say that
/// words are left out, boxes that they cannot be read.
fn is_lone_mark(text: &str, chars: u32) -> bool {
    let rule = |c: char| {
        matches!(c, '-' | '－' | '—' | '─' | '━' | '=' | '＝' | '_' | '*' | '＊' | '~' | '～' | '☆' | '★')
    };
    text.chars().all(|c| !is_common_han(c) && !c.is_alphanumeric())
        && (chars <= 2 || text.chars().all(|c| rule(c) || c.is_whitespace()))
}

/// Whether a picture is furniture by its name.
fn is_icon(uri: &str) -> bool {
    let name = uri.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let name = name.rsplit('/').next().unwrap_or_default();
    chrome().is_icon(name) || name.ends_with(".svg")
}

fn is_label(cell: &str) -> bool {
    let solid = compact(cell);
    let word = solid.trim_end_matches(['：', ':']);
    !word.is_empty() && chrome().label(word).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Link;

    #[test]
    fn numbers_of_printed_pages() {
        let rows = [
            ("• 186 •", true),
            ("—3—", true),
            ("- 12 -", true),
            ("186", false),
            ("—186", false),
            ("— 甲 —", false),
        ];
        for (text, want) in rows {
            assert_eq!(is_page_number(text), want, "{text}");
        }
    }

    #[test]
    fn rules_drawn_with_marks() {
        let rows = [
            ("----------", true),
            ("＊ ＊ ＊", true),
            ("——————", true),
            ("……", true),
            ("………", false),
            ("□□□", false),
            ("—甲—", false),
        ];
        for (text, want) in rows {
            assert_eq!(is_lone_mark(text, compact(text).chars().count() as u32), want, "{text}");
        }
    }

    #[test]
    fn rows_of_links() {
        // Links stand between angle brackets.
        let rows =
            [("【<收藏>】【<打印文章>】【<查看评论>】", true), ("【<概况>】", false), ("<甲>和<乙>", false)];
        for (marked, want) in rows {
            let (mut text, mut links) = (String::new(), Vec::new());
            for c in marked.chars() {
                let at = text.len() as u32;
                match c {
                    '<' => links.push(Link { start: at, end: at, href: "1.htm".into() }),
                    '>' => links.iter_mut().last().expect("an open link").end = at,
                    c => text.push(c),
                }
            }
            assert_eq!(
                is_row_of_links(&Line { text: text.into(), links, ..Line::default() }),
                want,
                "{marked}"
            );
        }
    }
}
