//! Reads the chapter or list number that a text begins with: 第三节, 一、 （一） 1. ①.

use super::chars::Chars;

/// How deep a number usually stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    /// 第一编, 第二章, 第三节.
    Chapter,
    /// 一、
    Han,
    /// （一）
    HanBracketed,
    /// 1. 1、 (1) ①
    Figure,
}

static HAN_FIGURES: Chars = Chars::of("一二三四五六七八九十百零〇○");
/// The parts of a book that are numbered.
static PARTS: Chars = Chars::of("编編篇卷章节節目类類辑輯部");

/// The number at the start of a text: its rank and its length in bytes.
pub(crate) fn number(text: &str) -> Option<(Rank, usize)> {
    chapter(text).or_else(|| bracketed(text)).or_else(|| plain(text)).or_else(|| circled(text))
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// The length of the leading run of characters, and how many they are.
fn run(text: &str, is: impl Fn(char) -> bool) -> (usize, usize) {
    let count = text.chars().take_while(|c| is(*c)).count();
    (text.chars().take(count).map(char::len_utf8).sum(), count)
}

/// 第三节; the words behind it are its title, so 第三节课 is none: a blank or the end must follow.
fn chapter(text: &str) -> Option<(Rank, usize)> {
    let inner = text.strip_prefix('第')?;
    let inner = inner.strip_prefix(' ').unwrap_or(inner);
    let (length, count) = run(inner, |c| HAN_FIGURES.has(c) || is_figure(c));
    let rest = inner.get(length..)?;
    let rest = rest.strip_prefix(' ').unwrap_or(rest);
    let part = rest.chars().next().filter(|c| PARTS.has(*c))?;
    let behind = rest.get(part.len_utf8()..)?;
    let ends = behind.is_empty() || behind.starts_with([' ', '：', ':', '、']);
    (ends && (1..=4).contains(&count)).then(|| (Rank::Chapter, text.len() - behind.len()))
}

/// （一） (1) 〔2〕.
fn bracketed(text: &str) -> Option<(Rank, usize)> {
    let open = text.chars().next().filter(|c| matches!(c, '（' | '('))?;
    let inner = text.get(open.len_utf8()..)?;
    for (rank, is) in
        [(Rank::HanBracketed, &(|c| HAN_FIGURES.has(c)) as &dyn Fn(char) -> bool), (Rank::Figure, &is_figure)]
    {
        let (length, count) = run(inner, is);
        let behind = inner.get(length..)?;
        if (1..=3).contains(&count) && behind.starts_with(['）', ')']) {
            let close = behind.chars().next().map_or(0, char::len_utf8);
            return Some((rank, open.len_utf8() + length + close));
        }
    }
    None
}

/// 一、 1. 1、 1．; 2.3亿元 is none.
fn plain(text: &str) -> Option<(Rank, usize)> {
    let (length, count) = run(text, |c| HAN_FIGURES.has(c));
    let behind = text.get(length..)?;
    if (1..=3).contains(&count) && behind.starts_with('、') {
        // 一、二年级 goes on with the next figure.
        let next = behind.chars().nth(1);
        return (!next.is_some_and(|c| HAN_FIGURES.has(c))).then_some((Rank::Han, length + '、'.len_utf8()));
    }
    let (length, count) = run(text, is_figure);
    let behind = text.get(length..)?;
    let mark = behind.chars().next().filter(|c| matches!(c, '.' | '．' | '、'))?;
    let next = behind.get(mark.len_utf8()..)?.chars().next();
    let goes_on = next.is_none_or(|c| is_figure(c) || (mark == '、' && c == ' '));
    ((1..=2).contains(&count) && !goes_on).then_some((Rank::Figure, length + mark.len_utf8()))
}

fn circled(text: &str) -> Option<(Rank, usize)> {
    let c = text.chars().next().filter(|c| ('①'..='⒇').contains(c) || ('⒈'..='⒛').contains(c))?;
    Some((Rank::Figure, c.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_and_leaves_amounts_alone() {
        let rows = [
            ("一、农业", Some("一、")),
            ("十二、交通", Some("十二、")),
            ("（一）摸清底数", Some("（一）")),
            ("(3)其他", Some("(3)")),
            ("1.加强领导", Some("1.")),
            ("2、健全机制", Some("2、")),
            ("１．种植业", Some("１．")),
            ("①清理", Some("①")),
            ("第三节 棉 花", Some("第三节")),
            ("第 十 章 商业", Some("第 十 章")),
            ("第二章", Some("第二章")),
            ("第三节课上", None),
            ("2.3亿元投资", None),
            ("一、二年级学生", None),
            ("3、4月间", None),
            ("2013年", None),
            ("（1889～1961）", None),
            ("", None),
        ];
        for (text, want) in rows {
            assert_eq!(number(text).and_then(|(_, end)| text.get(..end)), want, "{text}");
        }
    }
}
