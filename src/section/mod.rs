//! Splits an article at its headings.
//!
//! Every block is first looked at alone: what in it could be a heading, and by which rule
//! (`candidate`). Then the page as a whole decides which rules it follows (`verdict`): a bold
//! line is a heading where bold lines alternate with text, and emphasis where all of it is bold.

mod candidate;
mod period;
mod verdict;

use crate::article::{Article, Block, Content};
use crate::data::chars::Chars;
use crate::data::{Profile, outline};
use crate::record::{self, Section};

use candidate::Candidate;
pub use candidate::Rule;

/// An article's sections, and the rule that found each one's heading.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Split {
    /// The sections; mentions are not yet in them.
    pub sections: Vec<Section>,
    /// One a section: why its heading is one; none for the text before the first heading.
    pub rules: Vec<Option<Rule>>,
}

/// Splits an article. The profile may name headings that the rules miss, and texts that are none.
pub fn split(article: &Article, profile: &Profile) -> Split {
    let blocks = &article.blocks;
    let headings = verdict::headings(article, profile);
    let mut split = Split::default();
    for (block, heading) in blocks.iter().zip(&headings) {
        let mut rest = 0;
        if let (Some(candidate), Some(text)) = (heading, heading_text(block)) {
            split.sections.push(begin(text, candidate));
            split.rules.push(Some(candidate.rule));
            rest = candidate.end;
        } else if split.sections.is_empty() {
            split.sections.push(Section {
                heading: None,
                heading_surface: None,
                outline: None,
                heading_mentions: Vec::new(),
                blocks: Vec::new(),
            });
            split.rules.push(None);
        }
        if let (Some(block), Some(section)) = (content(block, rest), split.sections.last_mut()) {
            section.blocks.push(block);
        }
    }
    split
}

/// Whether lines of nothing but a date part the text, as in a chronicle: two at least.
pub fn is_chronicle(sections: &[Section]) -> bool {
    let texts = sections.iter().flat_map(|s| &s.blocks).filter_map(record::Block::running_text);
    texts
        .filter(|(text, _)| text.chars().count() <= LONGEST_DATE && period::of(text).is_some())
        .nth(1)
        .is_some()
}

/// How many characters a line may have that is a date and nothing else.
const LONGEST_DATE: usize = 24;

/// Begins a section with its heading.
fn begin(text: &str, candidate: &Candidate) -> Section {
    let inner = text.get(candidate.inner.clone()).unwrap_or_default().trim();
    let surface = text.get(..candidate.end).unwrap_or_default().trim();
    let number = outline::number(inner).and_then(|(_, end)| inner.get(..end));
    Section {
        heading: Some(without_padding(inner)),
        heading_surface: Some(surface.to_owned()),
        outline: number.map(str::to_owned),
        heading_mentions: Vec::new(),
        blocks: Vec::new(),
    }
}

/// A block of the record from what stands behind the heading's end; none where nothing is left.
fn content(block: &Block, from: usize) -> Option<record::Block> {
    Some(match &block.content {
        Content::Paragraph { text } => {
            let text = text.get(from..).unwrap_or_default().trim();
            if text.is_empty() {
                return None;
            }
            let number = outline::number(text).and_then(|(_, end)| text.get(..end));
            record::Block::Paragraph {
                text: text.to_owned(),
                outline: number.map(str::to_owned),
                part: None,
                mentions: Vec::new(),
            }
        }
        Content::Item { marker, text } => {
            let text = text.get(from..).unwrap_or_default().trim();
            if text.is_empty() {
                return None;
            }
            record::Block::Item {
                marker: marker.clone(),
                text: text.to_owned(),
                part: None,
                mentions: Vec::new(),
            }
        }
        Content::Note { mark, text } => {
            record::Block::Note { mark: mark.clone(), text: text.clone(), part: None, mentions: Vec::new() }
        }
        Content::Table(table) => record::Block::Table(Box::new(record::Table {
            caption: table.caption.clone(),
            unit_note: table.unit_note.clone(),
            header_rows: table.head_rows,
            continued: table.continued,
            rows: table.rows.iter().map(|row| row.cells.clone()).collect(),
            ..record::Table::default()
        })),
        Content::Figure { uri, caption } => {
            record::Block::Figure { uri: uri.clone(), caption: caption.clone(), part: None }
        }
    })
}

/// The text of a block at whose start a heading may stand.
fn heading_text(block: &Block) -> Option<&str> {
    match &block.content {
        Content::Paragraph { text } | Content::Item { text, .. } => Some(text),
        _ => None,
    }
}

/// The text of a paragraph.
fn text_of(block: &Block) -> Option<&str> {
    match &block.content {
        Content::Paragraph { text } => Some(text),
        _ => None,
    }
}

/// Takes the blanks out that stand between Han characters: 概 况 → 概况.
fn without_padding(text: &str) -> String {
    static MARKS: Chars = Chars::of("“”‘’（）《》、，：·");
    let is_han = |c: Option<char>| c.is_some_and(|c| is_han(c) || MARKS.has(c));
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let before = out.chars().next_back();
        let behind = text.get(at..).and_then(|t| t.chars().find(|c| !c.is_whitespace()));
        if !(c.is_whitespace() && is_han(before) && is_han(behind)) {
            out.push(c);
        }
    }
    out
}

/// Whether a character is a Han character.
fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇' | '○')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Cues, Table};
    use crate::table::layout::Row;

    fn paragraph(text: &str) -> Block {
        Block { content: Content::Paragraph { text: text.into() }, cues: Cues::default() }
    }

    fn bold(text: &str) -> Block {
        let mut block = paragraph(text);
        block.cues.strong = text.len();
        block
    }

    /// A paragraph whose `|` stands for a gap of two blanks.
    fn gapped(text: &str) -> Block {
        let mut cues = Cues::default();
        let mut out = String::new();
        for c in text.chars() {
            if c == '|' {
                cues.gaps.push(out.len());
                out.push(' ');
            } else {
                out.push(c);
            }
        }
        Block { content: Content::Paragraph { text: out }, cues }
    }

    fn table(unit_note: Option<&str>) -> Block {
        let rows = vec![Row::plain(vec!["书 记".into(), "任长河".into()])];
        let unit_note = unit_note.map(Into::into);
        let content = Content::Table(Box::new(Table { unit_note, rows, ..Table::default() }));
        Block { content, cues: Cues::default() }
    }

    fn level(text: &str) -> Block {
        let mut block = paragraph(text);
        block.cues.level = Some(3);
        block
    }

    const PROSE: &str = "全县坚持以科学发展观为指导，扎实工作，开拓进取，各项事业取得新的成绩。";

    /// `heading: number of blocks`, sections parted by blanks.
    fn shape(blocks: Vec<Block>) -> String {
        let article = Article { blocks, ..Article::default() };
        let split = split(&article, &Profile::default());
        let one = |s: &Section| format!("{}:{}", s.heading.as_deref().unwrap_or("-"), s.blocks.len());
        split.sections.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn splits_at_what_the_page_uses_for_headings() {
        let prose = || paragraph(PROSE);
        let after = |head: &str| paragraph(&format!("{head}{PROSE}"));
        let rows: Vec<(&str, Vec<Block>, &str)> = vec![
            ("run in", vec![after("【概 况】 "), prose(), after("【送温暖活动】")], "概况:2 送温暖活动:1"),
            (
                "own lines",
                vec![paragraph("【概况】"), prose(), paragraph("【双拥】"), prose()],
                "概况:1 双拥:1",
            ),
            ("text before", vec![prose(), after("【概况】")], "-:1 概况:1"),
            ("in mid-sentence", vec![paragraph("景区张贴【暂停开放】告示，游客止步。")], "-:1"),
            ("dateline", vec![after("【北京新浪網】")], "-:1"),
            ("furniture", vec![after("【概况】"), paragraph("【打印】 【关闭】")], "概况:2"),
            ("editor", vec![after("【概况】"), paragraph("【责任编辑:王頔】")], "概况:2"),
            (
                "round brackets",
                vec![paragraph("〔基础教育〕"), prose(), paragraph("〔高考〕"), prose()],
                "基础教育:1 高考:1",
            ),
            ("one of them", vec![after("〔2005〕"), prose()], "-:2"),
            ("bold", vec![bold("综 述"), prose(), bold("招商引资"), prose()], "综述:1 招商引资:1"),
            ("all bold", vec![bold(PROSE), bold("小结"), bold(PROSE)], "-:3"),
            ("bold above a table", vec![bold("中共县委员会"), table(None), prose()], "中共县委员会:2"),
            (
                "nothing but tables",
                vec![bold("中共县委员会"), table(None), bold("县政府"), table(None)],
                "中共县委员会:1 县政府:1",
            ),
            ("a year above a table", vec![bold("2010年财政收支"), table(None), prose()], "-:3"),
            ("bold above a unit", vec![bold("财政收支"), table(Some("单位:万元")), prose()], "-:3"),
            ("levels", vec![level("一、概况"), prose(), level("1月"), prose()], "一、概况:1 1月:1"),
            (
                "run in by blanks",
                vec![prose(), gapped(&format!("品种|{PROSE}")), gapped(&format!("收|购|{PROSE}"))],
                "-:1 品种:1 收购:1",
            ),
            (
                "run in behind a mark",
                vec![gapped(&format!("■ 医疗|{PROSE}")), gapped(&format!("■ 防疫|{PROSE}"))],
                "医疗:1 防疫:1",
            ),
            (
                "dates run in",
                vec![gapped(&format!("2月8日|{PROSE}")), gapped(&format!("该|月|{PROSE}"))],
                "-:2",
            ),
            ("years", vec![paragraph("2003年"), prose(), paragraph("2004年"), prose()], "2003年:1 2004年:1"),
            (
                "chapters",
                vec![paragraph("第一节 气 温"), prose(), paragraph("第二节 降 水"), prose()],
                "第一节气温:1 第二节降水:1",
            ),
            (
                "numbers",
                vec![paragraph("一、农业"), prose(), paragraph("二、工业"), prose()],
                "一、农业:1 二、工业:1",
            ),
            ("numbered prose", vec![after("一、"), after("二、")], "-:2"),
            (
                "lines of words",
                vec![paragraph("综 述"), prose(), paragraph("■ 生产建设"), prose(), prose()],
                "综述:1 生产建设:2",
            ),
            (
                "lines of words beside bold ones",
                vec![bold("综述"), prose(), paragraph("生产建设"), prose(), paragraph("安全"), prose()],
                "综述:5",
            ),
            ("two lines within text", vec![prose(), paragraph("甲"), paragraph("乙丙"), prose()], "-:4"),
            ("a line that signs", vec![prose(), prose(), paragraph("县粮食局")], "-:3"),
        ];
        for (name, blocks, want) in rows {
            assert_eq!(shape(blocks), want, "{name}");
        }
    }

    #[test]
    fn a_profile_overrules_the_rules() {
        let article = Article {
            blocks: vec![paragraph("特色工作"), paragraph(PROSE), paragraph("【口号】"), paragraph(PROSE)],
            ..Article::default()
        };
        let profile = Profile {
            headings: vec!["特色工作".into()],
            no_headings: vec!["口号".into()],
            ..Profile::default()
        };
        let split = split(&article, &profile);
        let headings: Vec<_> = split.sections.iter().map(|s| s.heading.as_deref()).collect();
        assert_eq!(headings, [Some("特色工作")]);
        assert_eq!(split.sections[0].blocks.len(), 3);
    }
}
