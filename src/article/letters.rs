//! Tells the characters apart that page furniture is made of, and compares texts without their blanks.

use std::borrow::Cow;

/// The characters of a text but those from U+5000 to U+9FFF, and where they stand, in bytes. Most characters are such, and
/// all signs are others: with these passed by, which the bytes from E5 to E9 begin, a search takes a third of the time.
pub(super) fn signs(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        while let Some(0xe5..=0xe9) = text.as_bytes().get(from) {
            from += 3;
        }
        let (at, c) = (from, text.get(from..)?.chars().next()?);
        from += c.len_utf8();
        Some((at, c))
    })
}

/// Whether a text has a sign: a character that [`signs`] gives.
pub(super) fn has_sign(text: &str, is: impl Fn(char) -> bool) -> bool {
    signs(text).any(|(_, c)| is(c))
}

/// Whether a character is a blank, of no width, too.
pub(super) fn is_blank(c: char) -> bool {
    c <= '\u{3000}' && (c.is_whitespace() || c == '\u{200b}')
}

/// A text without its blanks; most have none.
pub(super) fn compact(text: &str) -> Cow<'_, str> {
    if !has_sign(text, is_blank) {
        return text.into();
    }
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for (at, blank) in signs(text).filter(|(_, c)| is_blank(*c)) {
        out.push_str(text.get(from..at).unwrap_or_default());
        from = at + blank.len_utf8();
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out.into()
}

/// Whether two texts are the same but for blanks.
pub(super) fn same(a: &str, b: &str) -> bool {
    let solid = |c: &char| !c.is_whitespace();
    a.chars().filter(solid).eq(b.chars().filter(solid))
}

/// Where a text begins in another. Both are short, so that a search that prepares itself costs more than it saves.
pub(super) fn place(whole: &str, part: &str) -> Option<usize> {
    let first = part.chars().next()?;
    let begins = |(at, _): &(usize, &str)| whole.get(*at..).is_some_and(|rest| rest.starts_with(part));
    whole.match_indices(first).find(begins).map(|(at, _)| at)
}

/// Whether a character is one of the Han characters that make up most of a text; none of them is a mark, as 丨 is.
pub(super) fn is_common_han(c: char) -> bool {
    ('\u{4e29}'..='\u{9fff}').contains(&c)
}

pub(super) fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | '┃' | '│' | '丨' | '¦')
}

pub(super) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '∶' | '﹕')
}

pub(super) fn opens(c: char) -> bool {
    matches!(c, '【' | '［' | '[' | '（' | '(' | '〔' | '〖' | '「')
}

pub(super) fn closes(c: char) -> bool {
    matches!(c, '】' | '］' | ']' | '）' | ')' | '〕' | '〗' | '」')
}

/// Whether a text, up to a bracket that closes, is a name of two to eight Han characters.
pub(super) fn short_name(text: &str) -> bool {
    let name = text.split(|c: char| closes(c) || c == '　').next().unwrap_or_default();
    (2..=8).contains(&compact(name).chars().count())
        && name.chars().all(|c| is_han(c) || c.is_whitespace() || c == '·')
}

/// Whether a character is Han.
pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '〇' | '○')
}

/// Whether a character stands between the pieces of a line of furniture.
pub(super) fn parts(c: char) -> bool {
    if is_common_han(c) {
        return false;
    }
    let sign = is_bar(c) || is_colon(c) || opens(c) || closes(c);
    let mark = matches!(c, '/' | '／' | '、' | '，' | '·' | '•' | '—' | '»' | '›' | '＞' | '!' | '！');
    let ornament = matches!(c, '□' | '○' | '●' | '▲' | '↑' | '←' | '→');
    c.is_whitespace() || sign || mark || ornament
}

/// Whether a character is of a figure, or an arrow.
pub(super) fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | '>' | '<' | '…')
}

/// Whether a character is a figure as wide as a Han character.
pub(super) fn is_wide_figure(c: char) -> bool {
    ('０'..='９').contains(&c)
}

/// A figure of the width of Han characters, or the dash, stroke or point between such, as ASCII has it.
pub(super) fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '－' | '／' | '．' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}
