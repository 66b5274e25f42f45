//! Reads ranks, editions, sessions and batches: 第三届, 首家, 第一批, 102周年, 一等奖.

use crate::data::chars::Chars;
use crate::mention::Kind;
use crate::mention::count::classifier;
use crate::mention::cursor::{blanks, range_sign};
use crate::mention::found::{Found, Words};
use crate::mention::number::{self, Number};
use crate::mention::scan::Scan;

/// Characters before 首 with which it makes another word.
static OTHER_WORD: Chars = Chars::of("榜部匕元自昂岁回魁俯罪祸党叩聚斩贼逆匪酋敌寇翘马牛龙船");

/// What 首 counts beside the classifiers of the table.
static FIRST: Chars = Chars::of(
    "个家届批场次例任期套座条只支台部位轮名本笔单列艘架辆班堂站棵株头项件宗组类款所间处集版幅枚张份道趟封户篇根块栋幢颗匹羽册卷辑门间顶对盏幕曲桩航片面节层段副口孔",
);

impl Scan<'_> {
    /// 第N with or without a classifier, at 第.
    pub(crate) fn ordinal(&self, at: usize) -> Option<Found> {
        let chars = self.chars;
        let from = blanks(chars, at + 1);
        let number = number::read(chars, from)
            .filter(|n| n.high.is_none() && n.bound.is_none() && !n.low.is_fractional())?;
        let value = number.low.to_string();
        let next = blanks(chars, number.end);
        let mut found = Found::new(Kind::Ordinal, at, number.end, value, "ordinal");
        found.number = Words::of((number.start, number.end));
        if let Some(&c) = chars.get(next)
            && matches!(c, '年' | '天' | '季' | '周' | '日' | '月' | '夜' | '小')
        {
            let after = chars.get(next + 1);
            let clock = c == '小' && (after != Some(&'时'));
            if clock || (c == '年' && after == Some(&'级')) || (c == '季' && after == Some(&'度')) {
                return None;
            }
            found.end = next + if c == '小' { 2 } else { 1 };
            found.unit = Some(if c == '小' { "小时".into() } else { c.to_string().into() });
            return Some(found);
        }
        if let Some((end, unit)) = classifier(chars, next) {
            let after = chars.get(end).copied();
            let name = (unit == "人" && after == Some('民'))
                || matches!(unit, "课" | "面" | "发")
                    && after.is_some_and(|c| c.is_alphabetic())
                    && unit != "课"
                || (unit == "次" && after == Some('世'));
            if name {
                return None;
            }
            found.end = end;
            found.unit = Some(unit.into());
            return Some(found);
        }
        // 第二, and nothing that it could be the name of.
        let ends = chars.get(number.end).is_none_or(|&c| !c.is_alphanumeric());
        let listed = chars.get(number.end) == Some(&'、') || range_sign(chars, number.end).is_some();
        (ends && !listed).then_some(found)
    }

    /// 首 + classifier, at 首.
    pub(crate) fn first(&self, at: usize) -> Option<Found> {
        let chars = self.chars;
        let before = at.checked_sub(1).and_then(|i| chars.get(i));
        if before.is_some_and(|&c| OTHER_WORD.has(c) || number::begins(c)) {
            return None;
        }
        let &c = chars.get(at + 1)?;
        if !FIRST.has(c) {
            return None;
        }
        let (end, unit) = classifier(chars, at + 1)
            .filter(|(end, _)| end - at == 2)
            .or_else(|| (c == '站').then_some((at + 2, "站")))?;
        let mut found = Found::new(Kind::Ordinal, at, end, "1".to_owned(), "ordinal with 首");
        found.unit = Some(unit.into());
        Some(found)
    }

    /// N周年 and N等奖.
    #[inline(never)]
    pub(crate) fn anniversary_or_prize(&self, number: &Number) -> Option<Found> {
        let chars = self.chars;
        let at = blanks(chars, number.end);
        let (unit, n) = match (chars.get(at)?, chars.get(at + 1)?) {
            ('周', '年') => ("周年", 2),
            ('等', '奖') if chars.get(at + 2) == Some(&'学') && chars.get(at + 3) == Some(&'金') => {
                return None;
            }
            ('等', '奖') if number.low.whole().is_some_and(|n| (1..=9).contains(&n)) => ("等奖", 2),
            _ => return None,
        };
        if number.high.is_some() || number.low.is_fractional() {
            return None;
        }
        let mut found = Found::new(
            Kind::Ordinal,
            number.start,
            at + n,
            number.low.to_string(),
            if unit == "周年" { "anniversary" } else { "prize" },
        );
        found.unit = Some(unit.into());
        found.number = Words::of((number.start, number.end));
        Some(found)
    }
}
