//! Reads a number in any script: 1,150 · 3万5千 · 三百二十五 · 二〇一三 · 壹仟玖佰 · 三四十 · 数百 · 百余.

mod arabic;
mod bare;
mod reader;

use arabic::{Run, arabic, raised};
pub use bare::{Numeral, find, read_all};
use reader::Reader;

use crate::mention::Bound;
use crate::mention::class::{self, Classes};
use crate::mention::cursor::{among, blanks};
use crate::normal::Decimal;

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// 325
    Arabic,
    /// 三百二十五, 三
    Chinese,
    /// 二〇一三
    Positional,
    /// 3万5千
    Mixed,
}

/// A number as it is written, in character offsets.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Number {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) low: Decimal,
    pub(crate) high: Option<Decimal>,
    /// From a word inside or right after it: 400多, 数百.
    pub(crate) bound: Option<Bound>,
    pub(crate) script: Script,
    /// A multiplier without digits: 万, 千.
    pub(crate) bare: bool,
    /// A multiplier is written in it.
    pub(crate) multiplied: bool,
    /// How many digits a run of plain digits has: 4 in 2013 and 二〇一三, 0 for all else.
    pub(crate) digits: usize,
    /// The largest 万 or 亿 at its end: what a range shares.
    pub(crate) trailing: u32,
}

impl Number {
    /// A number in Arabic figures alone.
    fn arabic(start: usize, end: usize, value: Decimal, digits: usize) -> Self {
        Number {
            start,
            end,
            low: value,
            high: None,
            bound: None,
            script: Script::Arabic,
            bare: false,
            multiplied: false,
            digits,
            trailing: 0,
        }
    }

    /// The value if it is a plain whole number: no multiplier, no point, no bound, no range.
    pub(crate) fn plain(&self) -> Option<u32> {
        let plain = self.high.is_none() && self.bound.is_none() && !self.bare;
        if plain { self.low.whole() } else { None }
    }

    /// Whether it is one Chinese numeral below `limit`.
    pub(crate) fn small_chinese(&self, limit: u32) -> bool {
        self.script == Script::Chinese && self.low.whole().is_some_and(|n| n < limit)
    }
}

/// The value of one Chinese digit, plain or financial.
pub(crate) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' => 0,
        '一' | '壹' => 1,
        '二' | '贰' | '两' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

/// The power of ten of a multiplier.
fn power(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 1,
        '百' | '佰' => 2,
        '千' | '仟' => 3,
        '万' => 4,
        '亿' => 8,
        '兆' => 12,
        _ => return None,
    })
}

/// Whether a number can begin with the character.
#[inline]
pub(crate) fn begins(c: char) -> bool {
    c != '半' && Classes::new().of(c) & class::NUMBER != 0
}

/// Where to go on after a number that could not be read: past a run of numerals too long to mean one.
pub(crate) fn past_run(chars: &[char], at: usize) -> usize {
    let numeral =
        |c: &&char| c.is_ascii_digit() || **c == ',' || digit(**c).is_some() || power(**c).is_some();
    let run = chars.iter().skip(at).take_while(numeral).count();
    if run > 30 { at + run } else { at + 1 }
}

/// Whether the 个 at `at` counts, and is no part of a number: 3个, but 3个亿.
#[inline]
fn counts(chars: &[char], at: usize) -> bool {
    chars.get(at) == Some(&'个') && !chars.get(at + 1).is_some_and(|&c| matches!(c, '多' | '余' | '亿'))
}

/// Figures and no more, which texts are full of: none where a number may go on behind them.
#[inline]
fn figures(chars: &[char], start: usize, Run { end, value }: Run) -> Option<Number> {
    let digits = end - start;
    let whole =
        (1..20).contains(&digits) && (counts(chars, end) || class::beside(chars, end) & class::REST == 0);
    whole.then(|| Number::arabic(start, end, Decimal::integer(value.into()), digits))
}

/// 1.2万, 386亿: figures with one multiplier at `end` behind which no number goes on, as in most sums: whole, and not piece
/// by piece.
fn multiplied(chars: &[char], start: usize, value: Decimal, end: usize) -> Option<Number> {
    let trailing = match chars.get(end)? {
        '万' => 4,
        '亿' => 8,
        _ => return None,
    };
    let next = chars.get(end + 1).copied().unwrap_or_default();
    if begins(next) || class::beside(chars, end + 1) & class::REST != 0 {
        return None;
    }
    let value = value.shifted(i32::try_from(trailing).ok()?)?;
    let number = Number::arabic(start, end + 1, value, 0);
    Some(Number { script: Script::Mixed, multiplied: true, trailing, ..number })
}

/// 400多, 60余: figures and a word for some more at `end`, behind which no multiplier stands.
fn some_more(chars: &[char], start: usize, value: Decimal, (end, digits): (usize, usize)) -> Option<Number> {
    let more = matches!(chars.get(end), Some('多' | '余'))
        && !chars.get(end + 1).is_some_and(|&c| power(c).is_some() || among!(c, "×*xX"));
    let number = Number::arabic(start, end + 1, value, digits);
    more.then_some(Number { bound: Some(Bound::MoreThan), ..number })
}

/// 三, 一: one Chinese digit behind which no number goes on, as most are.
fn one_digit(chars: &[char], start: usize, c: char) -> Option<Number> {
    let (low, end) = (digit(c)?, start + 1);
    let goes_on = |&next: &char| {
        next == '、' || begins(next) || class::beside(chars, end) & class::REST != 0 && !counts(chars, end)
    };
    let alone = !chars.get(end).is_some_and(goes_on);
    let number = Number::arabic(start, end, Decimal::integer(low.into()), 1);
    alone.then_some(Number { script: Script::Chinese, ..number })
}

/// Whether a number goes on behind figures that end at `end`: 400多, 3个亿, 5万.
fn goes_on(chars: &[char], end: usize) -> bool {
    let from = blanks(chars, end);
    chars.get(from).is_some_and(|&c| match c {
        '多' | '余' | '来' | '点' | '几' => true,
        '有' => chars.get(from + 1) == Some(&'余'),
        // 3个亿
        '个' => chars.iter().skip(end + 1).find(|c| !matches!(c, '多' | '余')) == Some(&'亿'),
        _ => power(c).is_some(),
    })
}

/// Reads the number that begins at `start`, as far as it goes.
pub(crate) fn read(chars: &[char], start: usize) -> Option<Number> {
    let c = *chars.get(start)?;
    if c.is_ascii_digit() {
        let run = Run::at(chars, start);
        if let Some(number) = figures(chars, start, run) {
            return Some(number);
        }
        if let Some((value, end, digits)) = arabic(chars, start, run) {
            if !goes_on(chars, end) {
                return Some(Number::arabic(start, end, value, digits));
            }
            let short = multiplied(chars, start, value, end);
            if let Some(number) = short.or_else(|| some_more(chars, start, value, (end, digits))) {
                return Some(number);
            }
        }
    } else if !begins(c) {
        return None;
    }
    // 陆地, 队伍, 收拾: a financial numeral alone is a word.
    if matches!(c, '陆' | '伍' | '拾')
        && !chars.get(start + 1).is_some_and(|&c| power(c).is_some() || among!(c, "元零"))
        && !(c == '拾'
            && chars.get(start + 1).is_some_and(|&c| digit(c).is_some() && among!(c, "壹贰叁肆伍陆柒捌玖六")))
    {
        return None;
    }
    if let Some(number) = one_digit(chars, start, c) {
        return Some(number);
    }
    // 十^4
    if c == '十'
        && let Some((power, end)) = raised(chars, start)
    {
        let low = Decimal::integer(1).shifted(power)?;
        return Some(Number { low, end, multiplied: true, ..Reader::read(chars, start)? });
    }
    let number = Reader::read(chars, start)?;
    // 二.五×十^4
    if chars.get(number.end).is_some_and(|&c| among!(c, "×*xX"))
        && let Some((power, end)) = raised(chars, number.end + 1)
    {
        let high = number.high.and_then(|high| high.shifted(power));
        return Some(Number { low: number.low.shifted(power)?, high, end, digits: 0, ..number });
    }
    Some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_that_numbers_begin_with_are_listed() {
        for c in (0..0x1_0000).filter_map(char::from_u32) {
            let value = digit(c).is_some() || power(c).is_some() || among!(c, "廿卅卌几数");
            assert_eq!(begins(c), c.is_ascii_digit() || value, "{c}");
        }
    }
    use crate::mention::folded::Folded;

    fn shown(text: &str) -> String {
        let mut folded = Folded::default();
        folded.read(text);
        match read(&folded.chars, 0) {
            None => "none".to_owned(),
            Some(n) => {
                let max = n.high.map(|m| format!("–{m}")).unwrap_or_default();
                let bound = n.bound.map(|b| format!(" {b:?}")).unwrap_or_default();
                let rest: String = folded.chars.iter().skip(n.end).collect();
                format!("{}{max}{bound}{}{rest}", n.low, if rest.is_empty() { "" } else { " | " })
            }
        }
    }

    #[test]
    fn reads_every_script() {
        for (text, value) in [
            ("123", "123"),
            ("１，１５０", "1150"),
            ("8,640.5万", "86405000"),
            ("18.20", "18.2"),
            ("6.2亿", "620000000"),
            ("三百二十五", "325"),
            ("二〇一三", "2013"),
            ("二○一三", "2013"),
            ("两千", "2000"),
            ("廿六", "26"),
            ("卅", "30"),
            ("一百零五", "105"),
            ("壹仟玖佰", "1900"),
            ("壹亿叁仟陆佰万", "136000000"),
            ("9佰", "900"),
            ("3万5千", "35000"),
            ("1亿2000万", "120000000"),
            ("9亿8千万", "980000000"),
            ("1萬8,204", "18204"),
            ("一百五", "150"),
            ("两万三", "23000"),
            ("一百二十万三", "1203000"),
            ("十万亿", "10000000000000"),
            ("五兆六十二亿四万五千二", "5006200045200"),
            ("三点五万", "35000"),
            ("两千万点五五四四", "20000000.5544"),
            ("一百零一亿零九百萬", "10109000000"),
            ("0万", "0"),
            ("0.00亿", "0"),
            ("零万", "0"),
            ("3·5亿", "350000000"),
            ("12•5%", "12.5 | %"),
            ("三.五亿", "350000000"),
            ("一二八・三八平方公里", "128.38 | 平方公里"),
            ("1.5×10⁴吨", "15000 | 吨"),
            ("2×10^4万元", "200000000 | 元"),
            ("10⁸立方米", "100000000 | 立方米"),
            ("十^4个", "10000 | 个"),
            ("二十三·五公里", "23.5 | 公里"),
            ("3×十^5吨", "300000 | 吨"),
            ("二.五×十^4人", "25000 | 人"),
            ("三千两", "3000 | 两"),
            ("三千两百", "3200"),
            ("二两五钱", "2 | 两五钱"),
            ("5×10⁻³", "0.005"),
            ("二00八", "2008"),
            ("二百O六人", "206 | 人"),
        ] {
            assert_eq!(shown(text), value, "{text}");
        }
    }

    #[test]
    fn reads_ranges_and_bounds() {
        for (text, value) in [
            ("三四十", "30–40"),
            ("二三百", "200–300"),
            ("三、四十人", "30–40 | 人"),
            ("八、九宗", "8–9 | 宗"),
            ("十七八", "17–18"),
            ("三五千", "3000–5000"),
            ("数百", "100–900 About"),
            ("几十", "10–90 About"),
            ("数十万", "100000–900000 About"),
            ("十几", "11–19 About"),
            ("十余", "10 MoreThan"),
            ("百余", "100 MoreThan"),
            ("400多", "400 MoreThan"),
            ("3万余", "30000 MoreThan"),
            ("50多万", "500000 MoreThan"),
            ("2萬6千餘", "26000 MoreThan"),
            ("二十来", "20 About"),
            ("一百多万", "1000000 MoreThan"),
        ] {
            assert_eq!(shown(text), value, "{text}");
        }
    }

    #[test]
    fn stops_where_the_number_stops() {
        for (text, value) in [
            ("2013.1.17", "2013 | .1.17"),
            ("3万5家", "30000 | 5家"),
            ("5千瓦", "5 | 千瓦"),
            ("36万千瓦", "360000 | 千瓦"),
            ("近", "none"),
            ("陆地", "none"),
            ("拾遗", "none"),
            ("1, 234", "1 | , 234"),
            ("9·11事件", "9 | ·11事件"),
            ("6·1节", "6 | ·1节"),
            ("3×4米", "3 | ×4米"),
            ("一.是", "1 | .是"),
        ] {
            assert_eq!(shown(text), value, "{text}");
        }
    }
}
