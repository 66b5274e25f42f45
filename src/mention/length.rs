//! Tells lengths of time from dates by the words around them: 3日内, 拘留15日, 历三月, 超1998年历史最高水位.

use crate::mention::cursor::{among, ends, starts};
use crate::mention::number::{self, Number, Script};

/// Whether what stands before N月 speaks of a length: 历三月乃成, 围城三月.
pub(crate) fn is_months(chars: &[char], number: &Number) -> bool {
    const TOLD: [&str; 9] = ["历时", "历", "为期", "围城", "费时", "需时", "长达", "相持", "被围"];
    const CALENDARS: [&str; 11] =
        ["农历", "阴历", "旧历", "夏历", "阳历", "公历", "西历", "新历", "日历", "月历", "学历"];
    // 越三月工竣, but 跨越三月.
    let passed = || {
        ["阅", "越"].iter().any(|w| ends(chars, number.start, w))
            && !["跨越", "穿越", "翻越", "订阅", "借阅", "审阅"].iter().any(|w| ends(chars, number.start, w))
    };
    let told = || {
        ["凡", "经"].iter().any(|w| ends(chars, number.start, w))
            && chars.get(number.end + 1).is_some_and(|&c| among!(c, "而乃始方告竣成工遂卒完落讫毕,，"))
    };
    number.script == Script::Chinese
        && number.plain().is_some_and(|n| n < 100)
        && (passed() || told() || TOLD.iter().any(|w| ends(chars, number.start, w)))
        && !CALENDARS.iter().any(|w| ends(chars, number.start, w))
        && !chars.get(number.end + 1).is_some_and(|&c| number::begins(c) || among!(c, "份初中底末上下"))
}

/// Whether what stands after N日 makes it a length of time: 3日内, 5日以上, 三日累计降雨.
pub(crate) fn days_last(chars: &[char], after: usize) -> bool {
    chars.get(after).is_some_and(|&c| among!(c, "内后游间均余累"))
        || ["之内", "以内", "以上", "以下", "不等"].iter().any(|w| starts(chars, after, w))
}

/// Whether what stands before N日 speaks of a length: 拘留15日, 淫雨十七日.
pub(crate) fn is_length(chars: &[char], start: usize) -> bool {
    const TOLD: [&str; 35] = [
        "拘留", "限期", "公示", "延长", "罢课", "罢工", "停业", "停产", "停课", "停水", "历时", "为期",
        "连续", "淫雨", "大雨", "阴雨", "暴雨", "逾期", "期限", "休假", "逗留", "滞留", "行程", "工期",
        "假期", "展期", "会期", "激战", "围城", "戒严", "公告", "羁押", "游", "满", "期",
    ];
    let told = |end: usize| TOLD.iter().any(|w| ends(chars, end, w));
    if told(start) {
        return true;
    }
    // 15日、10日不等, 15日至30日
    let sign = start
        .checked_sub(2)
        .filter(|&i| chars.get(i) == Some(&'日') && chars.get(i + 1).is_some_and(|&c| among!(c, "、至到-~")));
    sign.is_some_and(|i| {
        let digits = chars
            .get(..i)
            .unwrap_or_default()
            .iter()
            .rev()
            .take(3)
            .take_while(|c| number::begins(**c))
            .count();
        digits > 0 && told(i - digits)
    })
}

/// Whether a record of that year follows, and no length of history: 超1998年历史最高水位.
pub(crate) fn record(chars: &[char], at: usize) -> bool {
    starts(chars, at, "历史") && chars.get(at + 2).is_some_and(|&c| among!(c, "最同水记纪极新高低"))
}
