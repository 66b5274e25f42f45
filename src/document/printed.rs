//! Joins the lines of paragraphs that a page breaks as a book prints them: by `<br>`, by the line ends of a `<pre>`, by a
//! block a line.

use std::mem;

use html5ever::local_name;

use super::line::{Border, Kind, Line};
use super::wrap::{self, Kept, Row, WIDEST};
use super::{Chosen, Document, Element, sheets};

/// Joins the lines of a page that are printed ones. What stands at the head or the foot of each printed page goes.
pub(super) fn join(document: &mut Document) {
    for i in sheets::heads(document) {
        if let Some(line) = document.lines.get_mut(i) {
            line.hidden = Some("furniture");
        }
    }
    let mut on = Vec::new();
    let mut note = |run: &[usize], going_on: &[bool]| {
        let pairs = run.iter().skip(1).zip(run).zip(going_on.iter().skip(1));
        let before = on.len();
        on.extend(pairs.filter(|(_, on)| **on).map(|((i, before), _)| (*i, *before)));
        on.len() > before
    };
    let runs = runs(document);
    let mut apart = false;
    for (run, kept) in &runs {
        let joins = note(run, &wrap::going_on(&rows(document, run), *kept));
        apart |= !joins && *kept == Kept::Break;
    }
    if apart {
        for (runs, going_on) in together(document, &runs) {
            for (run, going_on) in runs.iter().zip(&going_on) {
                note(run, going_on);
            }
        }
    }
    let dated =
        |(i, line): (usize, &Line)| (line.border == Border::Dated).then(|| Some((i, i.checked_sub(1)?)))?;
    on.extend(document.lines.iter().enumerate().filter_map(dated));
    if !on.is_empty() {
        on.sort_unstable();
        on.dedup();
        merge(document, &on);
    }
}

/// The lines of a run as the page prints them.
fn rows<'d>(document: &'d Document, run: &[usize]) -> Vec<Row<'d>> {
    run.iter().filter_map(|i| document.lines.get(*i)).map(row).collect()
}

/// Runs that are paragraphs of one kind, and which of their lines go on.
type Together<'r> = (Vec<&'r [usize]>, Vec<Vec<bool>>);

/// The paragraphs of one kind that a page breaks by `<br>`, where what they show together tells that all their lines
/// are printed ones: a scanner's program gives each paragraph an element, and many have two lines only.
fn together<'r>(document: &Document, runs: &'r [Run]) -> Vec<Together<'r>> {
    let mut kinds: Vec<(&Element, Vec<&'r [usize]>)> = Vec::new();
    for (run, _) in runs.iter().filter(|(_, kept)| *kept == Kept::Break) {
        let element = run.first().and_then(|i| document.lines.get(*i));
        let element = element.and_then(|line| document.elements.get(line.element as usize));
        let Some(element) = element.filter(|e| e.name == local_name!("p") && e.lines.len() == run.len())
        else {
            continue;
        };
        match kinds.iter_mut().find(|(other, _)| kind(&other.class) == kind(&element.class)) {
            Some((_, alike)) => alike.push(run),
            None => kinds.push((element, vec![run])),
        }
    }
    let joined = |(_, alike): (&Element, Vec<&'r [usize]>)| {
        let mut paragraphs: Vec<_> = alike.iter().map(|run| rows(document, run)).collect();
        Some((alike, wrap::going_on_together(&mut paragraphs, Kept::Break)?))
    };
    kinds.into_iter().filter(|(_, alike)| alike.len() >= 3).filter_map(joined).collect()
}

/// Lines that may be those of paragraphs: by their number, and how they were kept.
type Run = (Vec<usize>, Kept);

/// The runs of lines in which nothing but line ends parts one from the next.
fn runs(document: &Document) -> Vec<Run> {
    let (mut runs, mut run): (Vec<Run>, Run) = (Vec::new(), (Vec::new(), Kept::Block));
    let mut close = |run: &mut Run| {
        if run.0.len() >= 2 {
            runs.push(mem::replace(run, (Vec::new(), Kept::Block)));
        }
        run.0.clear();
    };
    for (i, line) in document.lines.iter().enumerate().filter(|(_, line)| line.hidden.is_none()) {
        let kept = run.0.last().and_then(|before| follows(document, *before, i));
        let fits = |kept: Kept| run.0.len() == 1 || (kept == Kept::Block) == (run.1 == Kept::Block);
        match kept.filter(|kept| fits(*kept)) {
            Some(kept) if run.0.len() == 1 || kept == Kept::Pre => run.1 = kept,
            Some(_) => {}
            None => close(&mut run),
        }
        if is_short(line) {
            run.0.push(i);
        }
    }
    close(&mut run);
    runs
}

/// Whether a line may be one of a book's page.
fn is_short(line: &Line) -> bool {
    // Two columns of a Han character take three bytes.
    let narrow = line.text.len() <= WIDEST / 2 * 3;
    let text = matches!(line.kind, Kind::Text | Kind::Item(_)) && line.cues.level.is_none();
    narrow && text && line.link_chars * 2 <= line.chars
}

/// How a line is parted from the one before, if both may belong to one text.
fn follows(document: &Document, before: usize, i: usize) -> Option<Kept> {
    let (above, line) = (document.lines.get(before)?, document.lines.get(i)?);
    if !is_short(line) || line.kind != Kind::Text {
        return None;
    }
    if above.element == line.element {
        return match line.border {
            Border::Break => Some(Kept::Break),
            Border::Print => Some(Kept::Pre),
            Border::Paragraph => Some(Kept::Break),
            Border::Block | Border::Dated => None,
        };
    }
    let first = document.elements.get(above.element as usize)?;
    let second = document.elements.get(line.element as usize)?;
    let holds = |lines: &std::ops::Range<u32>, i: usize| lines.start as usize == i && lines.len() == 1;
    let paragraph = second.name == local_name!("p") || second.name == local_name!("div");
    let beside = first.parent == second.parent || sheets::turns(document, before, i);
    let alike = first.name == second.name && beside && kind(&first.class) == kind(&second.class);
    let alone = holds(&first.lines, before) && holds(&second.lines, i);
    let plain = first.chosen == Chosen::No && second.chosen == Chosen::No;
    (paragraph && alike && alone && plain).then_some(Kept::Block)
}

/// The first class of an element: those behind it may say where a line stands.
pub(super) fn kind(class: &str) -> &str {
    class.split(' ').next().unwrap_or_default()
}

/// A line as the page prints it.
fn row<'l>(line: &'l Line) -> Row<'l> {
    let parted = matches!(line.border, Border::Paragraph);
    let indented = line.cues.indented && matches!(line.border, Border::Paragraph | Border::Block);
    let mut row = Row::new(&line.text, if indented { INDENT } else { 0 });
    row.begins |= parted || line.cues.strong > 0;
    row.apart |= line.cues.centred || line.right || is_tabular(line) || line.cues.strong == line.text.len();
    row
}

/// An indent of two Han characters, in columns.
const INDENT: usize = 4;

/// Whether blanks part a line into cells.
fn is_tabular(line: &Line) -> bool {
    line.cues.gaps.len() >= 3
}

/// Joins lines, each to one that stands before it.
fn merge(document: &mut Document, on: &[(usize, usize)]) {
    // How many of the new lines begin before an old one, and which of them it has become.
    let mut begun = Vec::with_capacity(document.lines.len() + 1);
    let mut new: Vec<usize> = Vec::with_capacity(document.lines.len());
    let mut lines: Vec<Line> = Vec::with_capacity(document.lines.len());
    let mut on = on.iter().peekable();
    for (i, line) in mem::take(&mut document.lines).into_iter().enumerate() {
        begun.push(lines.len() as u32);
        let joined = on.next_if(|(at, _)| *at == i).and_then(|(_, before)| new.get(*before).copied());
        match joined.and_then(|at| Some((at, lines.get_mut(at)?))) {
            Some((at, before)) => {
                before.join(line);
                new.push(at);
            }
            None => {
                new.push(lines.len());
                lines.push(line);
            }
        }
    }
    begun.push(lines.len() as u32);
    let moved = |at: u32| begun.get(at as usize).copied().unwrap_or(lines.len() as u32);
    for element in &mut document.elements {
        element.lines = moved(element.lines.start)..moved(element.lines.end);
    }
    for (at, _) in &mut document.markers {
        *at = moved(*at);
    }
    document.lines = lines;
}

#[cfg(test)]
mod tests {
    use crate::budget::Budget;
    use crate::data::Profile;
    use crate::document::{Kind, parse};
    use crate::{Page, decode::decode};

    /// The lines of a page, parted by bars.
    fn lines(page: &str) -> String {
        let page = Page { body: page.into(), ..Page::default() };
        let decoded = decode(&page, None, &Profile::default());
        let document = parse(&decoded, &Budget::default(), &Profile::default()).expect("it is read");
        for element in &document.elements {
            assert!(
                element.lines.end as usize <= document.lines.len()
                    && element.lines.start <= element.lines.end
            );
        }
        let text = |line: crate::document::Line| match line.kind {
            Kind::Table(grid) => {
                format!("{:?}", grid.rows.iter().map(|row| &row.cells).collect::<Vec<_>>())
            }
            _ => line.text.into_owned(),
        };
        document.lines.into_iter().map(text).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn joins_what_a_book_breaks() {
        let rows = [
            // By `<br>`, full lines.
            (
                "<p>1990年，全县粮食播种面积三十二万亩，总产量十一万吨，<br>比上年增长百分之八，创历史最高水平。油料作物以油菜为<br>主，播种面积五万亩。<br>1991年遭受水灾，粮食减产。",
                "1990年，全县粮食播种面积三十二万亩，总产量十一万吨，比上年增长百分之八，创历史最高水平。油料作物以油菜为主，播种面积五万亩。|1991年遭受水灾，粮食减产。",
            ),
            // Inside a number and a date.
            (
                "<div>　　全县用电量达到12<br>600万千瓦时，7月1<br>日起调价。</div>",
                "全县用电量达到12600万千瓦时，7月1日起调价。",
            ),
            // A block a line; a heading and an outline number begin anew.
            (
                "<p>　　全镇有各类学校二十一所，其中小学十九所，初级中学两所，</p><p>在校学生四千六百人，教职工三百一十人，适龄儿童入学率为</p><p>百分之九十九。</p><p>　　卫　生</p><p>　　全镇有卫生院一所，村卫生室三十二个，病床四十张，医务</p><p>人员五十二人。</p>",
                "全镇有各类学校二十一所，其中小学十九所，初级中学两所，在校学生四千六百人，教职工三百一十人，适龄儿童入学率为百分之九十九。|卫 生|全镇有卫生院一所，村卫生室三十二个，病床四十张，医务人员五十二人。",
            ),
            // Latin words with a blank between.
            (
                "<p>该项目由世界银行贷款建设，中方为县水利局，外方为 World<br>Bank Group 东亚局，总投资三千万美元，其中贷款一千二百<br>万美元，期限十五年。",
                "该项目由世界银行贷款建设，中方为县水利局，外方为 World Bank Group 东亚局，总投资三千万美元，其中贷款一千二百万美元，期限十五年。",
            ),
            ("<pre>　　粮食总产1\n1.4万吨。\n　　人口3万。</pre>", "粮食总产11.4万吨。|人口3万。"),
            (
                "<pre>表4\n┏━┯━┓\n┃年│数┃\n┠─┼─┨\n┃甲│12┃\n┗━┷━┛\n完</pre>",
                "表4|[[\"年\", \"数\"], [\"甲\", \"12\"]]|完",
            ),
        ];
        for (page, want) in rows {
            assert_eq!(lines(page), want, "{page}");
        }
    }

    #[test]
    fn leaves_other_lines_apart() {
        let rows = [
            // Sentences, lists, verses, rows of a table, contacts.
            "<p>2013年，全区新建公园三处，改造道路十二条。<br>2014年，全区新建公园五处，改造道路十八条。<br>2015年，新建公园一处。",
            "<p>2012年获全国先进集体称号，受到国务院的表彰奖励<br>2013年获全省文明单位称号，受到省政府的通报表扬<br>2014年获全市模范单位称号，受到市政府的通报表扬",
            "<p>白日依山尽，黄河入海流，欲穷千里目，更上一层楼<br>红豆生南国，春来发几枝，愿君多采撷，此物最相思",
            "<p>男　职　工　1　2　0<br>35岁以下　8　0<br>高级职称　15",
            "<p>　　职工人数120<br>2013年招收30人，2014年招收15人。",
            "<p>书记　张三<br>县长　李四<br>主任　王五",
            "<pre>docker stop a\ndocker rm a\ndocker run -d a</pre>",
            "<p>概况</p><p>2013年，全区新建公园三处。</p><p>城市建设</p><p>改造道路十二条。</p>",
            "<p>一、加强领导，健全机构，落实责任，建立各级工作的网络<br>二、广泛宣传，深入发动，营造氛围，提高群众的知晓程度<br>三、突出重点，强化措施。",
        ];
        for page in rows {
            let lines = lines(page);
            let parts = page.matches("<br>").count()
                + page.matches("</p>").count().max(1)
                + page.matches('\n').count();
            assert_eq!(lines.split('|').count(), parts, "{lines}");
        }
    }
}
