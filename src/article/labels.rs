//! Reads the labels of a line and their values: 来源：区委党史办 日期：2015-01-26.

use std::ops::Range;

use crate::data::{Label, chrome, ends_as_source};
use crate::document::Line;

use super::day::date;
use super::letters::{
    closes, compact, is_bar, is_colon, is_common_han, is_figure, is_han, opens, parts, short_name, signs,
};

/// A label in a line and the value behind it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Field {
    pub(super) label: Label,
    /// The label as written, without blanks.
    pub(super) word: String,
    /// Where the label begins, in bytes.
    pub(super) start: usize,
    /// Where its value stands; empty where it has none.
    pub(super) value: Range<usize>,
}

/// Whether a character can stand behind a label: see [`label_at`].
fn ends_label(c: char) -> bool {
    is_colon(c) || is_bar(c) || closes(c) || matches!(c, ' ' | '/' | '／' | '[' | '［')
}

/// How many characters the words of a label may have.
const LONGEST_LABEL: usize = 9;

/// The labels of a line, in order. A label is a known word with a colon behind it; without one it
/// must stand alone in its element, or before a bar or slash.
pub(super) fn fields(line: &Line) -> Vec<Field> {
    let text = &*line.text;
    let mut found: Vec<Field> = Vec::new();
    for at in ends(line) {
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { continue };
        let behind = at + c.len_utf8();
        let Some((start, label, word)) = label_at(line, at, c) else { continue };
        if found.last().is_some_and(|f| f.start >= start || f.value.start > start) {
            continue;
        }
        let mark = is_colon(c) || is_bar(c) || closes(c) || matches!(c, '/' | '／' | '[' | '［');
        let from = if mark { behind } else { at };
        if let Some(before) = found.last_mut() {
            before.value.end = before.value.end.min(start);
        }
        found.push(Field { label, word, start, value: from..text.len() });
    }
    for field in &mut found {
        field.value = trim_value(line, field);
    }
    found
}

/// Where a label may end, in order: at the signs that stand behind one, and where a text node begins.
fn ends<'l>(line: &'l Line) -> impl Iterator<Item = usize> + 'l {
    let mut signs = signs(&line.text).filter(|(_, c)| ends_label(*c)).map(|(at, _)| at).peekable();
    let mut seams = line.seams.iter().map(|seam| *seam as usize).peekable();
    std::iter::from_fn(move || {
        let at = match (signs.peek(), seams.peek()) {
            (Some(sign), Some(seam)) => *sign.min(seam),
            (Some(at), None) | (None, Some(at)) => *at,
            (None, None) => return None,
        };
        signs.next_if_eq(&at);
        while seams.next_if_eq(&at).is_some() {}
        Some(at)
    })
}

/// The label that a character ends: a colon, a bar or slash, a bracket; a blank or the border of an element where
/// its value follows.
fn label_at(line: &Line, at: usize, c: char) -> Option<(usize, Label, String)> {
    let text = &*line.text;
    let signs = |label: &Label| matches!(label, Label::Author | Label::Editor);
    if is_colon(c) {
        return label_before(line, at);
    }
    if is_bar(c) || matches!(c, '/' | '／' | '[' | '［') {
        // 文／薄云生, 来源 | 新华社, 来源[区党史办]
        let opened = matches!(c, '[' | '［');
        return label_before(line, at).filter(|(start, label, _)| {
            let known = matches!(label, Label::Source(_)) || signs(label) || opened && *label == Label::Date;
            known && begins_piece(line, *start)
        });
    }
    if closes(c) {
        // 【作者】厉海东；
        return label_before(line, at).filter(|(start, label, _)| {
            let opened = text.get(..*start).is_some_and(|t| t.ends_with(opens));
            let value = text.get(at + c.len_utf8()..);
            opened && !matches!(label, Label::Other | Label::Title) && is_short_value(value)
        });
    }
    if c != ' ' && !line.is_seam(at) {
        return None;
    }
    label_before(line, at).filter(|(start, label, word)| {
        let rest = text.get(at..).unwrap_or_default().trim_start();
        let alone = begins_piece(line, *start) && word.chars().count() >= 2;
        alone
            && match label {
                Label::Date => begins_with_date(rest),
                Label::Source(_) => c != ' ' && (*start == 0 || line.is_seam(*start)),
                Label::Author | Label::Editor => short_name(rest) || linked_name(line, rest),
                Label::Affiliation | Label::Title | Label::Other => false,
            }
    })
}

/// The label that ends before a byte offset: where it begins, what it names, its words.
fn label_before(line: &Line, end: usize) -> Option<(usize, Label, String)> {
    let text = &*line.text;
    let before = text.get(..end)?.trim_end();
    if !before.chars().next_back().is_some_and(|last| chrome().ends_label(last)) {
        return None;
    }
    // Where each of the last characters begins, the last one first, with the bytes that they take without blanks; and
    // the last blank among them.
    let mut starts = [(0, 0); LONGEST_LABEL];
    let (mut count, mut bytes, mut blank) = (0, 0, None);
    for (at, c) in before.char_indices().rev() {
        if c.is_whitespace() {
            blank = blank.or(Some(at));
            continue;
        }
        let Some(slot) = starts.get_mut(count).filter(|_| !ends_words(c)) else { break };
        bytes += if c == '\u{200b}' { 0 } else { c.len_utf8() };
        *slot = (at, bytes);
        count += 1;
    }
    // The border of an element parts words as a blank does.
    let seam = line.seams.partition_point(|s| (*s as usize) < before.len()).checked_sub(1);
    let parted = blank.max(seam.and_then(|i| line.seams.get(i)).map(|s| *s as usize));
    let solid = compact(before.get(starts.get(count.checked_sub(1)?)?.0..)?);
    let source = ends_as_source(&solid);
    for n in (1..=count).rev() {
        let (at, bytes) = *starts.get(n - 1)?;
        let word = solid.get(solid.len().checked_sub(bytes)?..)?;
        // Most words begin with a character that no label begins with.
        if !(source || word.chars().next().is_some_and(|first| chrome().begins_label(first))) {
            continue;
        }
        // 来 源 is spread; 祝南枝 来源 is a name and a label.
        let label = match parted.is_some_and(|parted| at < parted) {
            true => chrome().listed_label(word),
            false => chrome().label(word),
        };
        let Some(label) = label else { continue };
        // One character is a label only where a piece begins.
        if n == 1 && count > 1 && !follows_blank(text, at) {
            continue;
        }
        return Some((at, label, word.to_owned()));
    }
    None
}

/// Whether a character stands in no label.
fn ends_words(c: char) -> bool {
    if is_common_han(c) {
        return false;
    }
    is_colon(c) || is_bar(c) || opens(c) || closes(c) || matches!(c, '，' | '。' | '；')
}

fn follows_blank(text: &str, at: usize) -> bool {
    let before = text.get(..at).and_then(|t| t.chars().next_back());
    before.is_none_or(|c| c.is_whitespace() || opens(c) || is_bar(c))
}

/// Whether something begins at a byte offset: the line, an element, a word, a bracket.
fn begins_piece(line: &Line, at: usize) -> bool {
    let apart = |c: char| c == ' ' || opens(c) || is_bar(c) || closes(c);
    let before = || line.text.get(..at).and_then(|t| t.chars().next_back());
    at == 0 || line.is_seam(at) || before().is_some_and(apart)
}

/// Whether the rest of a line begins with a link that is a name.
fn linked_name(line: &Line, rest: &str) -> bool {
    let start = line.text.len() - rest.len();
    let link = line.links.iter().find(|l| l.start as usize == start);
    link.and_then(|l| line.text.get(start..l.end as usize)).is_some_and(short_name)
}

/// Whether a few words without a comma stand before the next bracket: the value of a label in brackets.
fn is_short_value(rest: Option<&str>) -> bool {
    let value = rest.and_then(|rest| rest.split(opens).next()).unwrap_or_default().trim();
    !value.is_empty() && value.chars().nth(24).is_none() && !value.contains(['，', '。', '：', ':'])
}

/// Where a value ends: at a bar, a bracket, a wide blank, the end of its own element.
fn trim_value(line: &Line, field: &Field) -> Range<usize> {
    let text = &*line.text;
    let Range { mut start, mut end } = field.value.clone();
    let raw = text.get(start..end).unwrap_or_default();
    start += raw.len() - raw.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200b}').len();
    let value = text.get(start..end).unwrap_or_default();
    let person = matches!(field.label, Label::Author | Label::Editor);
    let mut depth = 0;
    for (i, c) in value.char_indices() {
        let at = start + i;
        let stop = ends_at_link(line, start, at, person)
            || if opens(c) {
                depth += 1;
                // A bracket inside a name stays: 新华社（北京）; a square one begins furniture.
                i == 0 && !matches!(c, '「' | '〖') || matches!(c, '【' | '［' | '[')
            } else if closes(c) {
                depth -= 1;
                depth < 0
            } else if c == ' ' {
                ends_at_blank(line, at, value.get(i + 1..).unwrap_or_default(), person)
            } else {
                is_bar(c) || i > 0 && ends_at_seam(line, start, at, c)
            };
        if stop {
            end = at;
            break;
        }
    }
    let value = text.get(start..end).unwrap_or_default();
    let trimmed = value.trim_end_matches(|c: char| {
        c.is_whitespace()
            || matches!(c, ',' | '，' | ';' | '；' | '。' | '、' | '-' | '—' | '>' | '/' | '·')
            || is_bar(c)
    });
    start..start + trimmed.len()
}

/// Whether a value that is a link ends with it, another before a link; one that names a person before a button.
fn ends_at_link(line: &Line, start: usize, at: usize, person: bool) -> bool {
    let begins = || line.links.iter().find(|l| l.start as usize == at);
    if person {
        return begins().is_some_and(|l| is_button(line, l));
    }
    let own = line.links.iter().find(|l| l.start as usize == start);
    at > start && (own.is_some_and(|l| l.end as usize <= at) || begins().is_some())
}

/// Whether a value ends at a blank before the rest of it.
fn ends_at_blank(line: &Line, at: usize, rest: &str, person: bool) -> bool {
    let wide = line.cues.gaps.contains(&at);
    if !person {
        return wide || !goes_on(rest);
    }
    // 税　捷: a name of two characters is spread.
    let next = rest.split(' ').next().unwrap_or_default().trim_end_matches(closes);
    let single = next.chars().count() == 1 && next.chars().all(is_han);
    let label = next.chars().nth(1).is_some() && chrome().label(next).is_some();
    wide && !single && !short_name(next) || label || begins_with_date(rest)
}

/// Whether a value ends where a text node begins: it began with one itself, or what begins is something else.
fn ends_at_seam(line: &Line, start: usize, at: usize, c: char) -> bool {
    line.is_seam(at) && (line.is_seam(start) && !matches!(c, '-' | '－') || begins_other(line, at))
}

/// Whether the text node that begins at a byte offset does not go on with a value: a date, a button, a counter.
fn begins_other(line: &Line, at: usize) -> bool {
    let next = line.seams.get(line.seams.partition_point(|s| *s as usize <= at));
    let end = next.map_or(line.text.len(), |s| *s as usize);
    let node = line.text.get(at..end).unwrap_or_default();
    let apart = |c: char| parts(c) || is_figure(c);
    let word = node.trim_start_matches(apart).split(apart).next().unwrap_or_default();
    // 卷次：2014 is another field, whatever its label.
    let label = node.find(is_colon).and_then(|at| node.get(..at));
    let labelled = label.is_some_and(|l| l.chars().all(is_han) && (2..=6).contains(&l.chars().count()));
    let known = || chrome().is_token(word) || chrome().label(word).is_some();
    begins_with_date(node) || labelled || word.chars().nth(1).is_some() && known()
}

fn begins_with_date(text: &str) -> bool {
    date(text).is_some_and(|d| d.span.start == 0)
}

/// Whether a link's words are furniture: 打印.
fn is_button(line: &Line, link: &crate::document::Link) -> bool {
    let words = compact(line.text.get(link.start as usize..link.end as usize).unwrap_or_default());
    chrome().is_token(&words) || chrome().label(&words).is_some()
}

/// Whether a name goes on behind a blank: 新华网 － 人民日报, Reuters News.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(['-', '－', '—', '–'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line<'static> {
        Line { text: text.to_owned().into(), chars: compact(text).chars().count() as u32, ..Line::default() }
    }

    #[test]
    fn labels_and_their_values() {
        let rows: [(&str, &[(&str, &str)]); 17] = [
            ("来源：区委党史办 日期：2015-01-26 10:00", &[("来源", "区委党史办"), ("日期", "2015-01-26")]),
            (
                "来源: | 发布时间: 2018-05-17 | 浏览次数: 2168",
                &[("来源", ""), ("发布时间", "2018-05-17"), ("浏览次数", "2168")],
            ),
            ("（责任编辑：刘则华）", &[("责任编辑", "刘则华")]),
            ("文／薄云生", &[("文", "薄云生")]),
            ("作者：言午 编辑：双木", &[("作者", "言午"), ("编辑", "双木")]),
            (
                "发布于：2014/07/10 来源：中共清砚区委宣传部 字号：[大] [中]",
                &[("发布于", "2014/07/10"), ("来源", "中共清砚区委宣传部"), ("字号", "")],
            ),
            ("撰稿 税 捷", &[("撰稿", "税 捷")]),
            ("作者：祝南枝 来源：本站", &[("作者", "祝南枝"), ("来源", "本站")]),
            ("发布日期[2015-01-26] 来源[区粮食局] ", &[("发布日期", "2015-01-26"), ("来源", "区粮食局")]),
            ("拟稿人：王芳 审核人：李四 2012-03-04", &[("拟稿人", "王芳"), ("审核人", "李四")]),
            ("【作者】厉海东；", &[("作者", "厉海东")]),
            ("【来源】县农业局 【发布时间】2015-01-26", &[("来源", "县农业局"), ("发布时间", "2015-01-26")]),
            ("【作者】", &[]),
            ("【文字】全县出版图书12种，发行8万册。", &[]),
            ("作者 苏小河 分类 渌川年鉴2016", &[]),
            ("作者：苏小河 分类 渌川年鉴2016", &[("作者", "苏小河")]),
            ("会议指出，要抓好落实", &[]),
        ];
        for (text, want) in rows {
            let line = line(text);
            let got = fields(&line);
            let got: Vec<(&str, &str)> =
                got.iter().map(|f| (f.word.as_str(), &line.text[f.value.clone()])).collect();
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn the_border_of_an_element_ends_a_value() {
        let rows: [(&str, &[(&str, &str)]); 11] = [
            ("来源：县融媒体中心|2022-02-11", &[("来源", "县融媒体中心")]),
            ("作者：王芳|2022年2月11日", &[("作者", "王芳")]),
            ("来源：县卫生局|打印", &[("来源", "县卫生局")]),
            ("来源：县卫生局|128阅读|2022-02-11", &[("来源", "县卫生局")]),
            ("来源：县卫生局|发布于2022-02-11", &[("来源", "县卫生局")]),
            (
                "来源：云岭年鉴（2019）|页码：第286—289页",
                &[("来源", "云岭年鉴（2019）"), ("页码", "第286—289页")],
            ),
            ("来源：县志办|卷次：2014", &[("来源", "县志办")]),
            ("作者：院史办|来源：院史办", &[("作者", "院史办"), ("来源", "院史办")]),
            // Word cuts names and titles where it likes.
            ("撰稿人：张|小芳", &[("撰稿人", "张小芳")]),
            ("来源：《党史》|2012|年第3期", &[("来源", "《党史》2012年第3期")]),
            ("信息|来|源：县卫生局", &[("信息来源", "县卫生局")]),
        ];
        for (nodes, want) in rows {
            let mut line = line(&nodes.replace('|', ""));
            let borders = nodes.match_indices('|').enumerate();
            line.seams = borders.map(|(before, (at, _))| (at - before) as u32).collect();
            let got = fields(&line);
            let got: Vec<(&str, &str)> =
                got.iter().map(|f| (f.word.as_str(), &line.text[f.value.clone()])).collect();
            assert_eq!(got, want, "{nodes}");
        }
    }
}
