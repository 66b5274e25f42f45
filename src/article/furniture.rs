//! Tells lines of page furniture by their words: 【打印】 【关闭】, 上一篇：….

use crate::data::{LONGEST_START, Prefixes, chrome};
use crate::document::Line;

use super::letters::{compact, is_common_han, is_figure, is_han, opens, parts};

/// Whether a line is made of words of furniture and figures only.
pub(super) fn is_furniture(line: &Line) -> bool {
    if line.chars == 0 || line.chars > 120 {
        return false;
    }
    let begins = |c: char| parts(c) || is_figure(c) || chrome().begins_token(c);
    if !line.text.starts_with(begins) {
        return false;
    }
    only_tokens(line, false) || !line.seams.is_empty() && only_tokens(line, true)
}

/// Whether all pieces of a line are words of furniture or figures; with `seams`, the text nodes are
/// pieces, too.
fn only_tokens(line: &Line, seams: bool) -> bool {
    let text = &*line.text;
    let (mut words, mut start) = (0, 0);
    let mut fits = |piece: &str| {
        let known = chrome().is_token(piece) || counts_pages(piece);
        words += usize::from(known);
        known || piece.chars().all(is_figure)
    };
    for (at, c) in text.char_indices() {
        let parts = parts(c);
        if parts || seams && line.is_seam(at) {
            if !text.get(start..at).is_some_and(&mut fits) {
                return false;
            }
            start = if parts { at + c.len_utf8() } else { at };
        }
    }
    text.get(start..).is_some_and(fits) && words > 0
}

/// 共3页, 20条: a word of furniture but for its figures.
fn counts_pages(piece: &str) -> bool {
    piece.ends_with(['页', '頁', '条', '條', '录', '錄'])
        && chrome().is_token(&piece.replace(|c: char| c.is_ascii_digit(), ""))
}

/// Where the link to the rest begins that a line ends in: …【详细】.
pub(super) fn more_link(line: &Line) -> Option<usize> {
    let link = line.links.last().filter(|l| l.start > 0)?;
    let words = line.text.get(link.start as usize..).map(compact)?;
    let words = words.trim_matches(|c: char| !c.is_alphanumeric());
    let before = line.text.get(..link.start as usize)?;
    chrome()
        .is_more(words)
        .then(|| before.trim_end_matches(|c: char| opens(c) || c == '>' || c.is_whitespace()).len())
}

/// Where the link begins that leads from the end of the text back to the site: 返回首页，查看更多.
pub(super) fn home_link(line: &Line) -> Option<usize> {
    let link = line.links.last().filter(|l| l.start > 0)?;
    let words = line.text.get(link.start as usize..).map(compact)?;
    let words = words.trim_matches(['[', ']', '【', '】', '↑', '▲']);
    let mut pieces = words.split(['，', ',', '>', '》']).filter(|piece| !piece.is_empty());
    // 返回首页, and the 回顶部 that a book sets behind each entry.
    let back = |piece: &str| {
        let few = piece.chars().count() <= 8;
        few && (piece.starts_with("返回") || piece.starts_with('回') && chrome().is_token(piece))
    };
    let leads = pieces.next().is_some_and(back) && pieces.all(|piece| back(piece) || chrome().is_more(piece));
    leads.then_some(link.start as usize)
}

/// Where the link begins that opens a section of a wiki for editing: 概况[编辑].
pub(super) fn edit_link(line: &Line) -> Option<usize> {
    let link = line.links.last().filter(|l| l.start > 0)?;
    let before = line.text.get(..link.start as usize)?;
    let words = line.text.get(link.start as usize..link.end as usize)?.trim().to_lowercase();
    let bare = before.trim_end_matches(|c: char| opens(c) || c.is_whitespace());
    (chrome().is_edit(&words) && bare.len() < before.len() && !bare.is_empty()).then_some(bare.len())
}

/// Where the mark begins at the end of a heading that is a link to the heading itself: 驿道¶.
pub(super) fn permalink(line: &Line) -> Option<usize> {
    let link = line.links.last().filter(|l| l.start > 0 && l.href.starts_with('#'))?;
    let words = line.text.get(link.start as usize..)?.trim();
    let mark = matches!(words, "¶" | "#" | "§" | "🔗" | "∞");
    mark.then(|| line.text.get(..link.start as usize).map(|before| before.trim_end().len()))?
}

/// Whether a character is of an arrow that leads from a note back into the text.
fn is_back_arrow(c: char) -> bool {
    matches!(c, '↩' | '↑' | '⤴' | '↵' | '^' | '\u{fe0e}' | '\u{fe0f}')
}

/// Where the links end that lead from the beginning of a note back into the text: ↑, ^ a b, ↑ 1.0 1.1.
pub(super) fn leading_back_link(line: &Line) -> Option<usize> {
    let mut at = 0;
    while let Some(c) = line.text.get(at..).and_then(|t| t.chars().next()) {
        let link = line.links.iter().find(|l| l.start as usize == at && l.href.starts_with('#'));
        let words = link.and_then(|l| line.text.get(at..l.end as usize)).unwrap_or_default();
        let counts = |c: char| c.is_ascii_digit() || c == '.' || c.is_ascii_lowercase();
        let letters = !words.is_empty() && words.chars().count() <= 4 && words.chars().all(counts);
        match c {
            c if is_back_arrow(c) || at > 0 && c.is_whitespace() => at += c.len_utf8(),
            _ if at > 0 && letters => at += words.len(),
            _ => break,
        }
    }
    (at > 0).then_some(at)
}

/// Where the link begins that leads from the end of a note back into the text: ↩.
pub(super) fn back_link(line: &Line) -> Option<usize> {
    let text = line.text.trim_end_matches(|c: char| is_back_arrow(c) || c.is_whitespace());
    let arrows = line.text.get(text.len()..)?;
    (!text.is_empty() && arrows.contains(['↩', '↑', '⤴', '↵'])).then_some(text.len())
}

/// The word, of some, that a line begins with.
pub(super) fn begins_with<'w>(line: &Line, words: &'w Prefixes) -> Option<&'w str> {
    words.lead(lead(line))
}

/// The start of a line as prefixes are compared with: lower case, no blanks, no bracket or bullet.
pub(super) fn lead<'l>(line: &'l Line) -> impl Iterator<Item = char> + Clone + 'l {
    let solid = line.text.chars().filter(|c| is_common_han(*c) || !c.is_whitespace());
    let mark = |c: &char| {
        !is_common_han(*c) && (opens(*c) || matches!(c, '·' | '•' | '●' | '■' | '◆' | '▪' | '*' | '※' | '◎'))
    };
    solid.skip_while(mark).take(LONGEST_START).map(lower)
}

/// A character in lower case, where that is one character.
fn lower(c: char) -> char {
    if c.is_ascii() || is_han(c) {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

/// Whether a line begins like furniture. Running prose that happens to begin so is none.
pub(super) fn starts_like_furniture(line: &Line) -> bool {
    speaks_of_copy(line) || starts_like_button(line)
}

/// Whether a line speaks, in sentences too, of the copy that is read or of its site: 这是 Google 存档的 ….
fn speaks_of_copy(line: &Line) -> bool {
    line.chars <= 200 && begins_with(line, &chrome().copies).is_some()
}

fn starts_like_button(line: &Line) -> bool {
    (line.chars <= 60 || line.link_chars * 2 > line.chars)
        && begins_with(line, &chrome().starts)
            .is_some_and(|word| (line.stops <= 2 || word.chars().count() >= 4) && !tells_of(line, word))
}

/// Whether a line is a sentence that begins with a word of furniture and tells of what it means: 主办单位原为联社，….
fn tells_of(line: &Line, word: &str) -> bool {
    let names = |word: &str| chrome().label(word).is_some() || chrome().is_token(word);
    let goes_on = || lead(line).nth(word.chars().count()).is_some_and(is_han);
    line.text.ends_with('。')
        && line.link_chars == 0
        && names(word)
        && goes_on()
        && chrome().disclaiming_words(&line.text) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line<'static> {
        Line { text: text.to_owned().into(), chars: compact(text).chars().count() as u32, ..Line::default() }
    }

    #[test]
    fn sentences_about_what_words_of_furniture_name() {
        for text in
            ["主办单位原为手工业联社，1970年改属二轻局。", "标签印刷业始于1985年。", "下一页历史由此揭开。"]
        {
            assert!(!starts_like_furniture(&line(text)), "{text}");
        }
        for text in
            ["主办单位：县志办。", "版权所有未经许可不得转载。", "扫一扫关注本县方志。", "下一篇 农业"]
        {
            assert!(starts_like_furniture(&line(text)), "{text}");
        }
    }

    #[test]
    fn furniture_by_its_words() {
        for text in [
            "【打印本页】 【关闭窗口】",
            "（全文完）",
            "— END —",
            "字号：[大] [中] [小]",
            "A- A+",
            "[推荐给好友] [关闭]",
            "【字号 大 中 小】",
        ] {
            assert!(is_furniture(&line(text)), "{text}");
        }
        for text in ["概况", "2013", "中小企业", "【打印纸】", "大中小企业"] {
            assert!(!is_furniture(&line(text)), "{text}");
        }
    }
}
