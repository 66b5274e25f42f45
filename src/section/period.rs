//! Tells the lines that head the parts of a chronicle: a year or a month and no more.

use super::candidate::squeeze;
use crate::data::chars::Chars;

/// What a line that names a period names at its finest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    /// 2003年, 民国二十五年, 公元前651年（晋献公二十六年）.
    Year,
    /// 1月, 五月份, 5～6月.
    Month,
    /// 1月10日, 同日, 下旬: governs an entry, never a section.
    Day,
}

static FIGURES: Chars = Chars::of("一二三四五六七八九十百千零〇○廿卅元正冬腊");
static BETWEEN: Chars = Chars::of("～~—–-－―至、 ");
const ERAS: &[&str] = &["公元前", "公元", "民国", "民國", "前"];
/// Words that stand for a date within a chronicle. Without blanks.
const SAME: &[&str] = &[
    "同日",
    "是日",
    "该日",
    "当日",
    "同月",
    "是月",
    "该月",
    "本月",
    "当月",
    "同年",
    "是年",
    "该年",
    "本年",
    "当年",
    "翌日",
    "次日",
    "上旬",
    "中旬",
    "下旬",
    "月初",
    "月底",
    "月末",
    "年初",
    "年底",
    "年末",
    "年内",
    "全年",
    "春",
    "夏",
    "秋",
    "冬",
    "春季",
    "夏季",
    "秋季",
    "冬季",
    "上半年",
    "下半年",
    "該日",
    "當日",
    "該月",
    "當月",
    "該年",
    "當年",
    "年中",
    "春节前夕",
    "中",
    "初",
    "底",
];

/// What a short text names if it names a period and nothing else.
pub(super) fn of(text: &str) -> Option<Period> {
    let squeezed = squeeze(text);
    if SAME.contains(&squeezed.as_str()) {
        return Some(Period::Day);
    }
    // A remark in brackets says the year once more, or the weekday.
    let bare = squeezed.split(['（', '(']).next().unwrap_or_default();
    let bare = ERAS.iter().find_map(|era| bare.strip_prefix(era)).unwrap_or(bare);
    let (mut period, mut figures) = (None, 0);
    for c in bare.chars() {
        match c {
            '0'..='9' | '０'..='９' => figures += 1,
            c if FIGURES.has(c) => figures += 1,
            // 一、日常管理 is no day: figures belong to what stands right behind them.
            c if BETWEEN.has(c) => figures = 0,
            '年' if figures > 0 => (period, figures) = (Some(Period::Year), 0),
            '月' if figures > 0 => (period, figures) = (Some(Period::Month), 0),
            '份' | '间' if period == Some(Period::Month) => {}
            '初' | '中' | '底' | '末' | '上' | '下' | '旬' if period.is_some() => {
                period = Some(Period::Day)
            }
            '日' | '号' if figures > 0 => (period, figures) = (Some(Period::Day), 0),
            // What stands behind a day is an hour or a part of the day.
            _ if period == Some(Period::Day) && text.chars().count() <= 20 => {}
            _ => return None,
        }
    }
    period
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_periods_from_days_and_from_words() {
        use Period::{Day, Month, Year};
        let rows = [
            ("2003年", Some(Year)),
            ("民国二十五年", Some(Year)),
            ("公元前651年（晋献公二十六年）", Some(Year)),
            ("二〇一三年", Some(Year)),
            ("1月", Some(Month)),
            ("5～6月", Some(Month)),
            ("十二月份", Some(Month)),
            ("2013年1月", Some(Month)),
            ("1月10日", Some(Day)),
            ("19―21日", Some(Day)),
            ("9日上午", Some(Day)),
            ("5月27日19时20分", Some(Day)),
            ("该 月", Some(Day)),
            ("下旬", Some(Day)),
            ("4月21日至6月底", Some(Day)),
            ("品种", None),
            ("一、日治时期", None),
            ("十、月季栽培", None),
            ("1月、2月", Some(Month)),
            ("一中", None),
            ("月季", None),
            ("", None),
        ];
        for (text, want) in rows {
            assert_eq!(of(text), want, "{text}");
        }
    }
}
