//! Takes from a grid, and from the lines above it, what is no row: caption, unit, the notes below.

use crate::data::simplified::simple;
use crate::data::tables::tables;
use crate::document::Grid;
use crate::table::is_bracketed;
use crate::table::layout::Row;

use super::letters::compact;
use super::{Block, Content};

/// A table of the article: its rows without caption, unit and notes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// The caption; behind it, where there is one, its translation.
    pub caption: Option<String>,
    /// 单位：… as written, with what stands beside it: 上年=100.
    pub unit_note: Option<String>,
    /// A date beside the unit, which stands in neither.
    pub dated: Option<String>,
    /// Whether it goes on with the table before it: 续表.
    pub continued: bool,
    /// How many of the first rows the markup says are heads.
    pub head_rows: u32,
    /// The rows; all have one length.
    pub rows: Vec<Row>,
    /// The text as the page has it, each line once, with what stands above as caption and unit note.
    pub source: Vec<String>,
}

/// A table with what stands above it in `out`, and the notes below its rows.
pub(super) fn table(out: &mut Vec<Block>, grid: &Grid) -> (Table, Vec<String>) {
    let mut table = Table {
        head_rows: grid.head_rows,
        rows: grid.rows.clone(),
        source: grid.source.clone(),
        ..Table::default()
    };
    for line in &grid.captions {
        table.take_line(line);
    }
    table.take_rows();
    let notes = table.take_notes();
    table.source.retain(|line| !notes.contains(line));
    table.take_above(out);
    table.continued = table.caption.as_deref().is_some_and(is_continued);
    (table, notes)
}

impl Table {
    /// Takes a line of the caption, which may hold the unit.
    fn take_line(&mut self, line: &str) {
        if is_unit_note(line) || is_base(line) {
            self.take_unit(line);
            return;
        }
        let (words, unit) = without_unit(line, self.unit_note.is_none());
        if let Some(unit) = unit {
            self.take_unit(&unit);
        }
        self.caption =
            Some(self.caption.take().map_or_else(|| words.to_owned(), |before| format!("{before} {words}")));
    }

    fn take_unit(&mut self, line: &str) {
        let unit = bare_unit_note(line);
        self.unit_note =
            Some(self.unit_note.take().map_or_else(|| unit.clone(), |before| format!("{before} {unit}")));
    }

    /// Takes the first rows that hold one text, or a unit with little beside it.
    fn take_rows(&mut self) {
        // A row of two cells or more must be left.
        let last = self.rows.iter().rposition(|row| row.filled().nth(1).is_some()).unwrap_or(0);
        let mut taken = 0;
        while taken < last && self.take_row(taken) {
            taken += 1;
        }
        self.rows.drain(..taken);
        self.head_rows = self.head_rows.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
    }

    /// Takes the row at `at` as caption or unit; false where it is the first row of the table.
    fn take_row(&mut self, at: usize) -> bool {
        let Some(row) = self.rows.get(at) else { return false };
        let mut texts: Vec<&str> = row.filled().map(|(_, text)| text).collect();
        texts.dedup();
        let reaches_down = row.slots.iter().any(|slot| slot.above);
        match texts.as_slice() {
            [] => true,
            _ if reaches_down => false,
            [one] => {
                let one = (*one).to_owned();
                self.takes(&one)
            }
            // A cell beside that goes on below is a head, and so is all of its row.
            _ if self.rows.get(at + 1).is_some_and(|below| below.slots.iter().any(|slot| slot.above)) => {
                false
            }
            several => {
                let several: Vec<String> = several.iter().map(|t| (*t).to_owned()).collect();
                self.takes_with_unit(&several)
            }
        }
    }

    /// Takes the one text of a row as caption or unit; false where it is the first row of the table.
    fn takes(&mut self, text: &str) -> bool {
        if is_unit_note(text) || is_base(text) {
            self.take_unit(text);
            return true;
        }
        // (person) below 单位：人, Schools below 学校.
        if is_translation(text) {
            match (&mut self.unit_note, &mut self.caption) {
                (Some(note), _) => note.push_str(&format!(" {text}")),
                (None, Some(caption)) => caption.push_str(&format!(" {text}")),
                (None, None) => return false,
            }
            return true;
        }
        let numbered = self.caption.as_deref().is_none_or(is_table_number);
        if numbered && self.unit_note.is_none() && text.chars().count() <= 150 && !text.ends_with('。') {
            self.take_line(text);
            return true;
        }
        false
    }

    /// Takes a row with a unit, beside which a date, a translation or the caption stands.
    fn takes_with_unit(&mut self, texts: &[String]) -> bool {
        if !texts.iter().any(|text| is_unit_note(text)) || texts.len() > 4 {
            return false;
        }
        let of_unit = |text: &str| is_unit_note(text) || is_base(text) || is_translation(text);
        let beside = |text: &String| of_unit(text) || is_table_number(text) || is_dated(text);
        // The caption stands left of its unit; what stands right of it are heads beside a corner with the unit.
        let unit = texts.iter().position(|text| is_unit_note(text));
        let names = |(at, text): (usize, &String)| {
            self.caption.is_none() && text.chars().count() >= 4 && unit.is_some_and(|unit| at < unit)
        };
        if !texts.iter().enumerate().all(|(at, text)| beside(text) || names((at, text))) {
            return false;
        }
        for text in texts {
            if is_unit_note(text) || is_base(text) {
                self.take_unit(text);
            } else if is_translation(text) {
                if let Some(note) = &mut self.unit_note {
                    note.push_str(&format!(" {text}"));
                }
            } else if is_dated(text) {
                self.dated = Some(text.clone());
            } else {
                self.take_line(text);
            }
        }
        true
    }

    /// The rows at the end that are one cell and a note: 注：….
    fn take_notes(&mut self) -> Vec<String> {
        let mut notes = Vec::new();
        while self.rows.len() > 2 {
            let Some(row) = self.rows.last() else { break };
            let texts: Vec<&str> = row.filled().map(|(_, text)| text).collect();
            let [value] = texts.as_slice() else { break };
            if !is_note(value) || row.slots.iter().any(|slot| slot.above) {
                break;
            }
            notes.insert(0, (*value).to_owned());
            self.rows.pop();
        }
        notes
    }

    /// Takes the lines above that name the table and its unit: 学校情况表 · Schools · （上年=100） · 单位：人 · (person).
    fn take_above(&mut self, out: &mut Vec<Block>) {
        // What was said in the table is not said again above it.
        let (mut has_unit, mut translated) = (self.unit_note.is_some(), Vec::new());
        for _ in 0..5 {
            let Some(text) = above(out) else { break };
            if is_unit_note(&text) && !has_unit {
                self.unit_note = Some(match self.unit_note.take() {
                    Some(behind) => format!("{} {behind}", bare_unit_note(&text)),
                    None => bare_unit_note(&text),
                });
                has_unit = true;
            } else if is_base(&text) && self.caption.is_none() {
                let base = bare_unit_note(&text);
                self.unit_note = Some(match self.unit_note.take() {
                    Some(behind) => format!("{base} {behind}"),
                    None => base,
                });
            } else if is_translation(&text) && text.chars().count() <= 100 && names_below(out) {
                translated.insert(0, text.clone());
            } else {
                break;
            }
            self.source.insert(0, text);
            out.pop();
        }
        self.take_caption(out);
        for text in translated {
            let unit = text.starts_with('(') || text.starts_with('（');
            let of = if unit && self.unit_note.is_some() || self.caption.is_none() {
                &mut self.unit_note
            } else {
                &mut self.caption
            };
            *of = Some(of.take().map_or_else(|| text.clone(), |before| format!("{before} {text}")));
        }
    }

    fn take_caption(&mut self, out: &mut Vec<Block>) {
        if self.caption.is_none()
            && let Some(text) = above(out)
        {
            let (words, unit) = without_unit(&text, self.unit_note.is_none());
            if unit.is_some() || out.last().is_some_and(|b| is_table_caption(b, self.unit_note.is_some())) {
                self.caption = Some(words.to_owned());
                self.unit_note = self.unit_note.take().or(unit);
                self.source.insert(0, text);
                out.pop();
            }
        }
        // 表7-2 is a number; what it is the number of stands in the line above.
        if let Some(number) = self.caption.as_deref().filter(|c| is_table_number(c))
            && let Some(text) = out.last().filter(|b| is_table_caption(b, true)).and_then(|_| above(out))
        {
            self.caption = Some(format!("{text} {number}"));
            self.source.insert(0, text);
            out.pop();
        }
    }
}

/// Whether the line above the last one names a table or its unit.
fn names_below(out: &[Block]) -> bool {
    let Some(before) = out.len().checked_sub(2).and_then(|at| out.get(at)) else { return false };
    let Content::Paragraph { text } = &before.content else { return false };
    is_unit_note(text) || is_base(text) || is_table_caption(before, true)
}

/// Whether a text in a row of its own, or below a table, is a note to it.
pub(crate) fn is_note(text: &str) -> bool {
    let leads = [
        "注",
        "註",
        "备注",
        "附注",
        "附註",
        "说明",
        "說明",
        "表注",
        "資料來源",
        "资料来源",
        "数据来源",
        "注释",
    ];
    let led = leads
        .iter()
        .any(|lead| text.strip_prefix(lead).is_some_and(|rest| rest.trim_start().starts_with(['：', ':'])));
    let circled = |c: char| matches!(c, '①'..='⑳' | '＊' | '*' | '※');
    led || text.starts_with(circled) && text.chars().count() > 3
        || text.strip_prefix(['注', '註']).is_some_and(|rest| rest.starts_with(circled))
        || ["[1]", "［1］", "〔1〕", "[2]", "［2］"].iter().any(|mark| text.starts_with(mark))
}

/// Whether a caption is the number of a table and no more: 表7-2.
fn is_table_number(caption: &str) -> bool {
    let digit = |c: char| c.is_ascii_digit();
    caption.strip_prefix('表').is_some_and(|rest| {
        rest.contains(digit) && rest.chars().all(|c| digit(c) || matches!(c, ' ' | '-' | '－' | '—' | '.'))
    })
}

/// Whether a caption says no more than that a table goes on: 续表, 续表1, （续表2）, (续).
pub(crate) fn is_continued(caption: &str) -> bool {
    let solid = compact(caption);
    let bare = solid.trim_matches(['（', '）', '(', ')', '【', '】']);
    let bare = bare.trim_end_matches(|c: char| c.is_numeric() || "-－—（）()一二三四五六".contains(c));
    let bare: String = bare.chars().map(simple).collect();
    tables().continued.has(&bare) || bare.starts_with("续表") && bare.chars().count() <= 3
}

fn above(out: &[Block]) -> Option<String> {
    match &out.last()?.content {
        Content::Paragraph { text } => Some(text.clone()),
        _ => None,
    }
}

/// What stands before the colon of a unit; none holds another before it.
const UNITS: [&str; 7] = ["計量單位", "计量单位", "货币单位", "金额单位", "計算單位", "单位", "單位"];

/// The caption and the unit that stands in its line behind a blank or in brackets: 资源表（单位：张、人）.
fn without_unit(text: &str, wanted: bool) -> (&str, Option<String>) {
    let begins = |(at, _): &(usize, &str)| {
        let (before, unit) = text.split_at_checked(*at).unwrap_or_default();
        before.ends_with([' ', '（', '(']) && is_unit_note(unit)
    };
    let found = UNITS.iter().filter(|_| wanted).find_map(|unit| text.match_indices(unit).find(begins));
    let Some((before, unit)) = found.and_then(|(at, _)| text.split_at_checked(at)) else {
        // 旅游接待情况（万人次、万元）
        let open = text.rfind(['（', '(']).filter(|at| wanted && *at > 0);
        let parts = open.and_then(|at| text.split_at_checked(at)).filter(|(_, unit)| is_bracketed(unit));
        return parts.map_or((text, None), |(words, unit)| (words.trim_end(), Some(bare_unit_note(unit))));
    };
    let words = before.trim_end_matches([' ', '（', '(']);
    let unit = if before.ends_with(' ') { unit } else { unit.trim_end_matches(['）', ')']) };
    if words.is_empty() { (text, None) } else { (words, Some(unit.to_owned())) }
}

/// 单位：万元, also in brackets; 单位 人 where a blank stands for the colon; Unit: person.
pub(crate) fn is_unit_note(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_start_matches(['（', '(', '【', '[']);
    let short = solid.chars().count() <= 40;
    let coloned =
        UNITS.iter().any(|u| bare.strip_prefix(u).is_some_and(|rest| rest.starts_with(['：', ':'])));
    let blank = || {
        let text = text.trim().trim_start_matches(['（', '(']);
        let word = UNITS.iter().find_map(|u| text.strip_prefix(u));
        word.is_some_and(|rest| {
            rest.starts_with([' ', '\u{3000}'])
                && rest.trim().chars().count() <= 8
                && !rest.trim().contains(' ')
        })
    };
    let translated = || bare.get(..5).is_some_and(|unit| unit.eq_ignore_ascii_case("unit:"));
    short && (coloned || blank() || translated() || solid.len() > bare.len() && is_bracketed(&solid))
}

/// What a table's numbers are held against, or at which prices they are: 上年=100, 按当年价格计算.
fn is_base(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_matches(['（', '）', '(', ')', '【', '】']);
    let index =
        ["=100", "＝100", "为100", "為100", "=１００", "＝１００"].iter().any(|sign| bare.ends_with(sign));
    let prices = bare.starts_with('按')
        && (bare.contains('价') || bare.contains("口径"))
        && bare.chars().count() <= 24;
    let bracketed = solid.len() > bare.len()
        && (bare.ends_with("价") || bare.ends_with("价格"))
        && bare.chars().count() <= 12;
    bare.chars().count() <= 30 && !bare.contains('。') && (index || prices || bracketed)
}

/// Whether a text only translates: Latin letters, and no Han character.
fn is_translation(text: &str) -> bool {
    text.is_ascii() && text.chars().filter(char::is_ascii_alphabetic).count() >= 2
}

/// Whether a text is a date and no more: 2013年, 2013年12月31日, （2013年）.
fn is_dated(text: &str) -> bool {
    let solid = compact(text);
    let bare = solid.trim_matches(['（', '）', '(', ')']);
    let date = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || "年月日度末底-—～至一二三四五六七八九十〇○民国國".contains(c)
    };
    bare.contains('年') && bare.chars().all(date)
}

fn bare_unit_note(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix(['（', '(']).and_then(|t| t.strip_suffix(['）', ')']));
    inner.unwrap_or(text).trim().to_owned()
}

/// A short line that names a table: 表1, …统计表, or centred and not a sentence. Above the unit of a
/// table it may be indented.
fn is_table_caption(block: &Block, above_unit: bool) -> bool {
    let Content::Paragraph { text } = &block.content else { return false };
    if is_continued(text) {
        return true;
    }
    let solid = compact(text);
    let count = solid.chars().count();
    if !(4..=60).contains(&count)
        || text.ends_with(['。', '：', ':', '；', '，'])
        || text.starts_with(['【', '〔', '［'])
    {
        return false;
    }
    let named = text.starts_with('表') && text.chars().any(|c| c.is_ascii_digit())
        || ["表", "统计", "情况", "一览", "名录", "名单", "指标", "比较", "構成", "构成", "統計", "概況"]
            .iter()
            .any(|w| solid.ends_with(w));
    let whole = block.cues.strong == text.len();
    named && (whole || above_unit || !block.cues.indented) || block.cues.centred
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Cues;

    /// Caption, unit and notes of a table of three columns below some paragraphs.
    fn read(above: &[&str], last: &str) -> (Option<String>, Option<String>, Vec<String>) {
        let paragraph = |text: &&str| Block {
            content: Content::Paragraph { text: (*text).into() },
            cues: Cues::default(),
        };
        let mut out: Vec<Block> = above.iter().map(paragraph).collect();
        let row = |cells: [&str; 3]| Row::plain(cells.map(str::to_owned).to_vec());
        let rows = vec![row(["名称", "床位", "人数"]), row(["县医院", "300", "410"]), row([last, "", ""])];
        let (table, notes) = table(&mut out, &Grid { rows, head_rows: 1, ..Grid::default() });
        (table.caption, table.unit_note, notes)
    }

    #[test]
    fn a_table_that_goes_on_says_so() {
        for caption in tables().continued.examples() {
            assert!(is_continued(&caption) && is_continued(&caption.replace('续', "續")), "{caption}");
        }
        assert!(is_continued("续表2-1") && !is_continued("续修县志统计表"));
    }

    #[test]
    fn captions_units_and_notes() {
        let some = |t: &str| Some(t.to_owned());
        let rows: [(&[&str], &str, _); 15] = [
            (&["某县卫生资源表 单位：张、人"], "1", (some("某县卫生资源表"), some("单位：张、人"), vec![])),
            (
                &["某县卫生资源表（单位：张、人）"],
                "1",
                (some("某县卫生资源表"), some("单位：张、人"), vec![]),
            ),
            (
                &["2011年某县卫生资源情况", "表7-2 计量单位：张"],
                "1",
                (some("2011年某县卫生资源情况 表7-2"), some("计量单位：张"), vec![]),
            ),
            (&["某县旅游情况（万人次、万元）"], "1", (some("某县旅游情况"), some("万人次、万元"), vec![])),
            (&["某县文化馆（站）情况"], "1", (some("某县文化馆（站）情况"), None, vec![])),
            (&["（万元）"], "1", (None, some("万元"), vec![])),
            (&["（单位：万元）"], "1", (None, some("单位：万元"), vec![])),
            (&["单位\u{3000}人"], "1", (None, some("单位\u{3000}人"), vec![])),
            (&["全县有事业单位：学校、医院。"], "1", (None, None, vec![])),
            (
                &["某县总值指数统计", "（上年=100）"],
                "1",
                (some("某县总值指数统计"), some("上年=100"), vec![]),
            ),
            (
                &["某县学校情况表", "Basic Statistics on Schools", "单位：人", "(person)"],
                "1",
                (some("某县学校情况表 Basic Statistics on Schools"), some("单位：人 (person)"), vec![]),
            ),
            (&["（续表2）"], "1", (some("（续表2）"), None, vec![])),
            (&[], "注：不含村卫生室", (None, None, vec!["注：不含村卫生室".into()])),
            (&[], "②不含村卫生室", (None, None, vec!["②不含村卫生室".into()])),
            (&[], "注册护士", (None, None, vec![])),
        ];
        for (above, last, want) in rows {
            assert_eq!(read(above, last), want, "{above:?} {last}");
        }
    }

    #[test]
    fn first_rows_that_are_none() {
        /// First rows; the caption, the unit note and how many rows are left.
        type Case = (&'static [&'static [&'static str]], Option<&'static str>, Option<&'static str>, usize);
        let rows: [Case; 8] = [
            // A corner with the unit, and heads beside it.
            (&[&["单位：亿元", "生产总值", "工业产值"]], None, None, 3),
            (&[&["一、学校数", "", "计量单位：所"]], Some("一、学校数"), Some("计量单位：所"), 2),
            (&[&["", "", "单位：人"]], None, Some("单位：人"), 2),
            (&[&["学校情况表", "", ""]], Some("学校情况表"), None, 2),
            (&[&["2013年", "单位：人", "单位：人"]], None, Some("单位：人"), 2),
            (
                &[&["学校表", "", ""], &["Schools", "", ""], &["", "", "单位：人"]],
                Some("学校表 Schools"),
                Some("单位：人"),
                2,
            ),
            (&[&["学校情况表", "", ""], &["", "", "（上年=100）"]], Some("学校情况表"), Some("上年=100"), 2),
            (&[], None, None, 2),
        ];
        for (first, caption, unit, left) in rows {
            let row = |cells: &[&str]| {
                let mut row = Row::plain(cells.iter().map(|c| (*c).to_owned()).collect());
                for i in 1..cells.len() {
                    let spans =
                        cells.get(i) == cells.get(i - 1) && !cells.get(i).is_some_and(|c| c.is_empty());
                    if let Some(slot) = row.slots.get_mut(i) {
                        slot.left = spans;
                    }
                }
                row
            };
            let mut all: Vec<Row> = first.iter().map(|cells| row(cells)).collect();
            all.push(row(&["类别", "学校", "学生"]));
            all.push(row(&["小学", "20", "1200"]));
            let (table, _) = table(&mut Vec::new(), &Grid { rows: all, ..Grid::default() });
            let got = (table.caption.as_deref(), table.unit_note.as_deref(), table.rows.len());
            assert_eq!(got, (caption, unit, left), "{first:?}");
        }
    }
}
