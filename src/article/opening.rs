//! Reads the lines that stand above the text where no markup and no head names the title: the title
//! of a page saved as text, the chapter and section lines of a book.

use super::{Article, Block, Content, Known, Removed, Rule};
use crate::data::chars::Chars;
use crate::record::Work;

/// The parts of a book that are numbered, from the largest to the smallest.
static PARTS: Chars = Chars::of("编編篇卷章节節");

/// The part that a line heads: 章 in 第四章 气象.
pub(super) fn part(text: &str) -> Option<char> {
    let head: Vec<char> = text.strip_prefix('第')?.chars().take(6).collect();
    let at = head.iter().position(|c| PARTS.has(*c))?;
    let numbered =
        head.iter().take(at).all(|c| "一二三四五六七八九十百零〇 ".contains(*c) || c.is_ascii_digit());
    (at > 0 && numbered).then(|| head.get(at).copied()).flatten()
}

fn text(block: &Block) -> Option<&str> {
    match &block.content {
        Content::Paragraph { text } => Some(text),
        _ => None,
    }
}

/// Whether a block is a short line that can stand above a text.
fn is_head(block: &Block) -> bool {
    text(block).is_some_and(|t| {
        t.chars().count() <= 30
            && !t.starts_with(['【', '〔', '［', '[', '（', '('])
            && !t.contains(['。', '；', '，', '：', ':', '！'])
    })
}

/// Takes title and chapters from the lines above the text. Does nothing where a title is known and
/// was not guessed.
pub(super) fn read(article: &mut Article, removed: &mut Vec<Removed>) {
    let unknown = article.title.is_none();
    if article.title.as_ref().is_some_and(|title| !title.guessed) {
        return;
    }
    let count = article.blocks.iter().take_while(|b| is_head(b)).count().min(8);
    let lines: Vec<String> = article.blocks.iter().take(count).filter_map(text).map(str::to_owned).collect();
    // A page that holds nothing but such lines is a list.
    if lines.is_empty() || lines.len() == article.blocks.len() {
        return;
    }
    let later = |c: char| article.blocks.iter().skip(count).filter_map(text).any(|t| part(t) == Some(c));
    let chapter = lines.iter().rposition(|l| part(l).is_some_and(|c| !later(c)));
    let (at, rule) = match chapter {
        Some(at) => (at, "chapter-line"),
        None if unknown && part(&lines[0]).is_none() => (0, "first-line"),
        None => return,
    };
    let Some(mut title) = lines.get(at).cloned() else { return };
    let mut last = at;
    // 第八章 above, what it is called below.
    if rule == "chapter-line"
        && title.ends_with(|c| PARTS.has(c))
        && let Some(name) = lines.get(at + 1).filter(|line| part(line).is_none())
    {
        title = format!("{title} {name}");
        last += 1;
    }
    if article.work == Work::default() {
        let above = lines.get(..at).unwrap_or_default();
        article.breadcrumb.extend(above.iter().cloned());
    }
    // The title may be repeated right below.
    let end = last + 1 + lines.iter().skip(last + 1).take_while(|l| **l == title).count();
    removed.extend(lines.iter().take(end).enumerate().map(|(i, line)| Removed {
        text: line.clone().into(),
        rule: if i < at { Rule::OpeningBook } else { Rule::OpeningTitle },
    }));
    article.blocks.drain(..end);
    article.title = Some(Known::stated(title, rule));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Cues;

    fn front(lines: &[&str]) -> (Option<String>, Vec<String>, usize) {
        let blocks = lines
            .iter()
            .map(|t| Block { content: Content::Paragraph { text: (*t).into() }, cues: Cues::default() });
        let mut article = Article { blocks: blocks.collect(), ..Article::default() };
        read(&mut article, &mut Vec::new());
        (article.title.map(|t| t.value), article.breadcrumb, article.blocks.len())
    }

    const PROSE: &str = "全县年平均气温14.2℃，1月最冷，7月最热。";

    #[test]
    fn reads_the_lines_above_the_text() {
        let some = |t: &str| Some(t.to_owned());
        assert_eq!(front(&["妇联", "妇联", "【概况】 2013年", PROSE]), (some("妇联"), vec![], 2));
        assert_eq!(
            front(&["柏陵县志（1986―2000）", "第七编 农业", "第三节 棉 花", PROSE]),
            (some("第三节 棉 花"), vec!["柏陵县志（1986―2000）".into(), "第七编 农业".into()], 1)
        );
        assert_eq!(front(&["第八章", "漁農業", PROSE]), (some("第八章 漁農業"), vec![], 1));
        // A section whose like follows below is no title.
        assert_eq!(
            front(&["第四章 气 象", "第一节 气 温", PROSE, "第二节 降 水", PROSE]),
            (some("第四章 气 象"), vec![], 4)
        );
        assert_eq!(front(&["第一节 气 温", PROSE, "第二节 降 水", PROSE]), (None, vec![], 4));
        assert_eq!(front(&["甲", "乙"]), (None, vec![], 2));
    }
}
