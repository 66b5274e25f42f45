//! Reads the lines below a table: which mark each note explains, what a missing number means, how a number below
//! nought is marked.

use super::Footnote;
use super::number::is_circled;

/// What the notes of a table say.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Notes {
    /// The text of each mark.
    pub(crate) marked: Vec<Footnote>,
    /// The marks as a cell may carry them: ①, 1), and 1 for a raised one.
    pub(crate) marks: Vec<String>,
    /// Whether ▲ or △ stands for a minus.
    pub(crate) triangles: bool,
    /// Whether brackets stand for a minus.
    pub(crate) brackets: bool,
    /// Marks for missing numbers with what is said of them.
    missing: Vec<(String, String)>,
}

impl Notes {
    /// Reads the lines; `above` are caption and unit note, which may explain signs, too.
    pub(crate) fn read(below: &[String], above: &[&str]) -> Self {
        let mut notes = Notes::default();
        for line in below {
            notes.marked.extend(marked(line));
        }
        for note in &notes.marked {
            notes.marks.push(note.mark.clone());
            let bare = note.mark.trim_matches(['(', ')', '（', '）', '[', ']']);
            notes.marks.push(bare.to_owned());
        }
        let all = || below.iter().map(String::as_str).chain(above.iter().copied());
        let minus = |text: &str| {
            ["负", "負", "减", "減", "降", "亏", "虧", "赤字", "绌", "絀"].iter().any(|w| text.contains(w))
        };
        notes.triangles = all().any(|text| {
            text.match_indices(['▲', '△', '▼']).any(|(at, _)| {
                let near: String = text.get(at..).unwrap_or_default().chars().take(16).collect();
                minus(&near)
            })
        });
        notes.brackets = all().any(|text| {
            let at =
                ["括号", "括弧", "()", "（）", "( )", "（ ）", "（　）"].iter().find_map(|w| text.find(w));
            at.is_some_and(|at| {
                minus(&text.get(at..).unwrap_or_default().chars().take(24).collect::<String>())
            })
        });
        notes.missing = below.iter().flat_map(|line| missing(line)).collect();
        notes
    }

    /// What is said of a mark for a missing number.
    pub(crate) fn of_missing(&self, mark: &str) -> Option<&str> {
        let kind = |mark: &str| mark.chars().next().map(|c| if matches!(c, '.' | '⋯') { '…' } else { c });
        self.missing.iter().find(|(m, _)| m == mark || kind(m) == kind(mark)).map(|(_, said)| said.as_str())
    }
}

/// The notes in a line: 注：①含卫生服务站。②不含民营医院。
fn marked(line: &str) -> Vec<Footnote> {
    let body = without_lead(line);
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (at, c) in body.char_indices() {
        // A mark begins the line, or stands behind the end of the note before.
        let before = body.get(..at).unwrap_or_default().trim_end();
        let begins =
            before.is_empty() || before.ends_with(['。', '；', ';', '：', ':', '，', ',', '.', '、', '）']);
        if is_circled(c) && (begins || before.ends_with(|c: char| !c.is_ascii())) {
            starts.push((at, at + c.len_utf8()));
        } else if begins
            && let Some(end) = plain_mark(body.get(at..).unwrap_or_default())
            && starts.last().is_none_or(|(_, last)| *last <= at)
        {
            starts.push((at, at + end));
        }
    }
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([body.len()]);
    let note = |((at, text), end): (&(usize, usize), usize)| {
        let mark = body.get(*at..*text)?.trim().trim_end_matches(['.', '、', '．', '：', ':']);
        let mark: String = mark.chars().map(plain).collect();
        let text = body.get(*text..end)?.trim().trim_start_matches(['：', ':', '、', '．']).trim();
        (!text.is_empty()).then(|| Footnote { mark, text: text.to_owned() })
    };
    starts.iter().zip(ends).filter_map(note).collect()
}

/// Digits that are raised as plain ones.
fn plain(c: char) -> char {
    "⁰¹²³⁴⁵⁶⁷⁸⁹"
        .chars()
        .position(|raised| raised == c)
        .and_then(|d| char::from_digit(d as u32, 10))
        .unwrap_or(c)
}

/// The end of a mark that is no circled number: *, ³, 1), [1], （1）, 1、.
fn plain_mark(text: &str) -> Option<usize> {
    let stars = text.len() - text.trim_start_matches(['*', '＊', '※', '#', '＃']).len();
    if stars > 0 {
        return Some(stars);
    }
    let raised = text.len() - text.trim_start_matches(|c| plain(c) != c).len();
    if raised > 0 {
        return Some(raised);
    }
    let inner = text.strip_prefix(['[', '［', '(', '（', '〔']);
    let open = text.len() - inner.map_or(text.len(), str::len);
    let rest = inner.unwrap_or(text);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=2).contains(&digits) {
        return None;
    }
    let behind = rest.get(digits..)?.chars().next()?;
    let closes = match behind {
        ']' | '］' | ')' | '）' | '〕' => true,
        '.' | '．' | '、' => {
            inner.is_none()
                && !rest.get(digits + behind.len_utf8()..)?.starts_with(|c: char| c.is_ascii_digit())
        }
        // 3含助产士: a raised digit that lost its height.
        c => {
            inner.is_none()
                && digits == 1
                && c as u32 > 0x3400
                && !"年月日人万亿元吨个家户所次％时岁".contains(c)
        }
    };
    closes.then(|| {
        open + digits + if behind as u32 > 0x3400 && inner.is_none() { 0 } else { behind.len_utf8() }
    })
}

/// A line without 注： before it.
fn without_lead(line: &str) -> &str {
    let line = line.trim();
    let leads = ["注", "註", "附注", "附註", "备注", "說明", "说明", "注释", "表注"];
    let led = leads
        .iter()
        .filter_map(|lead| line.strip_prefix(lead))
        .find_map(|r| r.trim_start().strip_prefix(['：', ':']));
    led.unwrap_or_else(|| {
        line.strip_prefix(['注', '註']).filter(|r| r.starts_with(is_circled)).unwrap_or(line)
    })
    .trim_start()
}

/// “…”表示数据不足本表最小单位数: marks for missing numbers, with the words of the note.
fn missing(line: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (at, open) in line.match_indices(['“', '"', '「', '‘']) {
        let inner = line.get(at + open.len()..).unwrap_or_default();
        let Some(end) = inner.find(['”', '"', '」', '’']) else { continue };
        let mark = inner.get(..end).unwrap_or_default().trim();
        let known = super::number::is_missing(mark) || mark == "空格" || mark == "#";
        let close = inner.get(end..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        let said = inner.get(end + close..).unwrap_or_default().trim_start();
        let stop = said.find(['；', ';', '。', '“', '「']).unwrap_or(said.len());
        let said = said.get(..stop).unwrap_or_default().trim_end_matches(['，', ',', '、']).trim();
        if known && !said.is_empty() {
            out.push((mark.to_owned(), said.to_owned()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_notes_at_their_marks() {
        let rows = [
            ("注：①含卫生服务站。②不含民营医院。3含助产士。", "①含卫生服务站。|②不含民营医院。|3含助产士。"),
            ("①不含民办。", "①不含民办。"),
            ("注：1.本表按当年价格计算。2.不含农场。", "1本表按当年价格计算。|2不含农场。"),
            ("* 为快报数", "*为快报数"),
            ("注：[1]含个体户。#为估计数。", "[1]含个体户。|#为估计数。"),
            ("[1] 含县直单位。", "[1]含县直单位。"),
            ("³含助产士。", "3含助产士。"),
            ("注：不含村卫生室", ""),
            ("资料来源：县统计局", ""),
            ("注：2013年起按新口径统计。", ""),
        ];
        for (line, want) in rows {
            let got: Vec<String> =
                marked(line).into_iter().map(|n| format!("{}{}", n.mark, n.text)).collect();
            assert_eq!(got.join("|"), want, "{line}");
        }
    }

    #[test]
    fn what_is_said_of_signs() {
        let below =
            ["注：“…”表示数据不足本表最小单位数；“—”表示无此项。▲为负数，（　）内为减少数。".to_owned()];
        let notes = Notes::read(&below, &[]);
        assert_eq!(notes.of_missing("……"), Some("表示数据不足本表最小单位数"));
        assert_eq!(notes.of_missing("—"), Some("表示无此项"));
        assert!(notes.triangles && notes.brackets);
        assert!(!Notes::read(&["注：▲为重点企业".to_owned()], &[]).triangles);
    }
}
