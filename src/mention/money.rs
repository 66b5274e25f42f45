//! Reads currencies: 50万元, 5元3角, 3.5元/千克, 人民币5000元, ￥300.

use crate::data::units::{Unit, UnitKind, units};
use crate::mention::Kind;
use crate::mention::count::names_a_place;
use crate::mention::cursor::{among, blanks, starts};
use crate::mention::hit::{Hit, row};
use crate::mention::number::{self, Number, Script};
use crate::normal::Decimal;

/// A bare 元, whose currency the caller or the page says.
pub(crate) const BARE: &str = "元";

/// The currency word or sign that ends at `start`.
pub(crate) fn before(chars: &[char], start: usize, floor: usize) -> Option<(usize, &'static str)> {
    let end = if start > floor && chars.get(start - 1) == Some(&' ') { start - 1 } else { start };
    let (at, unit) = units().before.ending(chars, end, |at, _| at >= floor)?;
    // 旧人民币
    if units().uncoded.ending(chars, end, |from, ()| from < at).is_some() {
        return None;
    }
    // The end of the amount before: 4人民币5美元.
    let amount = at
        .checked_sub(1)
        .and_then(|i| chars.get(i))
        .is_some_and(|&c| number::digit(c).is_some() || among!(c, "十百千万亿") || c.is_ascii_digit());
    (!amount || ends_a_name(chars, at)).then_some((at, unit.code))
}

/// Whether a sum is in a currency that has no code, whose word stands right before it or behind its 元: 法币五万元,
/// 五万元法币, 边币3万元. A word in 币 that no table knows is one.
pub(crate) fn is_uncoded(chars: &[char], start: usize, floor: usize, end: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|i| chars.get(i));
    // 回笼货币36亿元
    let money = || before(2) == Some(&'货');
    let named = start > floor
        && (before(1) == Some(&'币') && !money()
            || units().uncoded.ending(chars, start, |from, ()| from >= floor).is_some());
    let behind =
        (end..end + 5).any(|stop| units().uncoded.ending(chars, stop, |from, ()| from == end).is_some());
    named || behind
}

/// Whether a currency that is no row of the tables, or not always, may begin with a character.
pub(crate) fn begins(c: char) -> bool {
    matches!(c, '元' | '块' | '角' | '毛' | '分' | '美' | '欧' | '便')
}

/// The currency after a number, with its fractions and its per-unit; `known` is the row of the tables at `at`,
/// `lead` the currency before the number.
pub(crate) fn unit(
    chars: &[char],
    number: &Number,
    at: usize,
    known: Option<(usize, &'static Unit)>,
    lead: Option<&'static str>,
) -> Option<Hit> {
    let c = chars.get(at).copied();
    let next = chars.get(at + 1).copied();
    // 李四人民币500元: the numeral ends a name, the currency begins a sum.
    let begins_a_sum = |end: usize| {
        lead.is_none()
            && number.end == at
            && ends_a_name(chars, at)
            && chars.get(end).is_some_and(|c| c.is_ascii_digit() || number::begins(*c))
            && units().before.ending(chars, end, |from, _| from == at).is_some()
    };
    if known.is_some_and(|(end, unit)| unit.kind == UnitKind::Money && begins_a_sum(end)) {
        return None;
    }
    let mut hit = match known.filter(|(_, unit)| unit.kind == UnitKind::Money) {
        Some((end, unit)) => Hit::new(Kind::Money, end, unit.code, "money"),
        None => match c {
            Some('元')
                if !next.is_some_and(|n| among!(n, "旦月件素宵朝代老首帅勋气曲帝桥里"))
                    && !names_a_place(chars, number, at + 1) =>
            {
                Hit::new(Kind::Money, at + 1, lead.unwrap_or(BARE), "money")
            }
            // 3万元人民币 is in the table; 三块, 九毛 only as amounts.
            Some('块')
                if next.is_some_and(|n| number::digit(n).is_some() || n.is_ascii_digit())
                    && fraction(chars, at + 1).is_some()
                    || (c == Some('块') && number.low.is_fractional()) =>
            {
                Hit::new(Kind::Money, at + 1, lead.unwrap_or(BARE), "money")
            }
            // 花费三块, 每斤9块
            Some('块')
                if ends_clause(next)
                    && (number.script == Script::Chinese && spent(chars, number.start)
                        || is_priced(chars, number.start)
                        || is_all(chars, number, at)) =>
            {
                Hit::new(Kind::Money, at + 1, lead.unwrap_or(BARE), "money")
            }
            Some('块') if number.multiplied && number.trailing >= 4 && !pieces(chars, number.start) => {
                Hit::new(Kind::Money, at + 1, lead.unwrap_or(BARE), "money")
            }
            Some('角' | '毛' | '分') => return small(chars, number, at),
            // 三美分, 十六便士
            Some(first @ ('美' | '欧' | '便')) if foreign_cent(chars, at).is_some() && lead.is_none() => {
                let code = match first {
                    '美' => "USD",
                    '欧' => "EUR",
                    _ => "GBP",
                };
                return Some(Hit { power: -2, ..Hit::new(Kind::Money, at + 2, code, "money in small coin") });
            }
            _ if lead.is_some() => Hit::new(Kind::Money, number.end, lead.unwrap_or(BARE), "money"),
            _ => return None,
        },
    };
    if number.trailing < 4
        && let Some((more, end)) = fraction(chars, hit.end)
    {
        // 一块五毛钱
        let coin = end.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| among!(c, "角毛分"));
        let end = end + usize::from(coin && chars.get(end) == Some(&'钱'));
        (hit.more, hit.end, hit.rule) = (Some(more), end, "money with fractions");
    }
    // 300元人民币 with fractions, 2.99RMB
    if hit.unit == BARE
        && let Some((end, unit)) = row(chars, hit.end).filter(|(_, unit)| unit.kind == UnitKind::Money)
        && chars.get(hit.end).is_none_or(|&c| c != '元')
    {
        (hit.end, hit.unit) = (end, unit.code.into());
    }
    if chars.get(hit.end) == Some(&'/') {
        let at = blanks(chars, hit.end + 1);
        let at = if chars.get(at) == Some(&'每') { at + 1 } else { at };
        if let Some(end) = per_unit(chars, at) {
            hit.per = Some((at, end));
            hit.end = end;
            hit.rule = "money per unit";
        }
    } else if chars.get(hit.end) == Some(&'每')
        && let Some((end, unit)) = row(chars, hit.end + 1)
        && matches!(unit.kind, UnitKind::Measure)
        && !chars.get(end).is_some_and(|c| number::begins(*c))
    {
        hit.per = Some((hit.end + 1, end));
        hit.end = end;
        hit.rule = "money per unit";
    }
    Some(hit)
}

/// Whether the one Han digit that ends at `end` may be the end of a name: 李四, 王五.
fn ends_a_name(chars: &[char], end: usize) -> bool {
    let digit = end.checked_sub(1).and_then(|i| chars.get(i)).copied().and_then(number::digit);
    let before = end.checked_sub(2).and_then(|i| chars.get(i));
    digit.is_some_and(|d| d > 0)
        && before.is_some_and(|&c| c.is_alphabetic() && !number::begins(c) && c != '第')
}

/// Whether nothing of its clause stands behind an amount.
fn ends_clause(next: Option<char>) -> bool {
    next.is_none_or(|c| !c.is_alphanumeric())
}

/// Whether the clause before an amount speaks of paying.
fn spent(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(6)..start).unwrap_or_default();
    before.iter().rev().take_while(|c| !among!(**c, "，,。；;、")).any(|c| among!(*c, "花付卖买赚值价收钱费"))
}

/// Whether a Chinese numeral and its coin are all that the text says: 九块, 九毛.
fn is_all(chars: &[char], number: &Number, at: usize) -> bool {
    number.script == Script::Chinese && number.start == 0 && at == number.end && at + 1 == chars.len()
}

/// Whether an amount is the price of each: 每斤9块, 每根八角.
fn is_priced(chars: &[char], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|i| chars.get(i));
    before(1).is_some_and(|&c| among!(c, "斤克两吨尺丈米亩度石担天月年人次根碗张件只个瓶包盒份袋头"))
        && [before(2), before(3)].contains(&Some(&'每'))
}

/// Whether the clause before an amount of 块 speaks of what comes in pieces: 砖3.6亿块.
fn pieces(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(6)..start).unwrap_or_default();
    before.iter().rev().take_while(|c| !among!(**c, "，,。；;、")).any(|c| among!(*c, "砖坯瓦板石碑牌匾煤屏"))
}

/// The unit after a slash.
fn per_unit(chars: &[char], at: usize) -> Option<usize> {
    let number = chars
        .get(at)
        .filter(|c| c.is_ascii_digit() || among!(**c, "百千万"))
        .and_then(|_| number::read(chars, at));
    let at = number.map_or(at, |n| n.end);
    if let Some((end, _)) = row(chars, at) {
        // 元/人·月, 元/平方米·年
        if chars.get(end).is_some_and(|&c| c == '·' || c == '.')
            && let Some((second, _)) = row(chars, end + 1).filter(|(_, u)| u.kind != UnitKind::Money)
        {
            return Some(second);
        }
        return Some(end);
    }
    let named =
        ["学期", "学年", "季度", "月", "日", "时", "度", "股", "生", "吨", "套", "夜", "晚", "间", "课"];
    named.iter().find(|w| starts(chars, at, w)).map(|w| at + w.chars().count())
}

/// 3角, 5分, 零九分, 三毛五 after the whole part, in units of it; and where they end.
fn fraction(chars: &[char], at: usize) -> Option<(Decimal, usize)> {
    let at = if chars.get(at) == Some(&'又') { at + 1 } else { at };
    let zero = chars.get(at).is_some_and(|&c| c == '零' || c == '〇');
    let from = if zero { at + 1 } else { at };
    let one = |i: usize| chars.get(i).and_then(|&c| c.to_digit(10).or_else(|| number::digit(c)));
    let (digit, mut end) = match (one(from), one(from + 1)) {
        (Some(d), None) if chars.get(from + 1) != Some(&'十') => (d, from + 1),
        _ => {
            let two = number::read(chars, from).filter(|n| n.high.is_none() && n.bound.is_none())?;
            let cents = two.low.whole().filter(|&n| (10..100).contains(&n))?;
            let end = foreign_cent(chars, two.end)
                .or_else(|| (chars.get(two.end) == Some(&'分')).then_some(two.end + 1))?;
            return Some((Decimal::new(u128::from(cents), 2)?, end));
        }
    };
    let mut value = Decimal::ZERO;
    match chars.get(end) {
        Some('角' | '毛') => {
            value = value.plus(Decimal::new(u128::from(digit), 1)?)?;
            end += 1;
            let from = if chars.get(end).is_some_and(|&c| c == '零') { end + 1 } else { end };
            if let Some(cents) = one(from) {
                let marked = chars.get(from + 1) == Some(&'分');
                if marked
                    || (chars.get(end - 1) == Some(&'毛')
                        && !chars.get(from + 1).is_some_and(|&c| number::begins(c)))
                {
                    value = value.plus(Decimal::new(u128::from(cents), 2)?)?;
                    end = from + 1 + usize::from(marked);
                }
            }
            Some((value, end))
        }
        Some('分') if chars.get(end + 1) != Some(&'之') => {
            Some((Decimal::new(u128::from(digit), 2)?, end + 1))
        }
        Some('美' | '欧' | '便') if foreign_cent(chars, end).is_some() => {
            Some((Decimal::new(u128::from(digit), 2)?, end + 2))
        }
        _ if chars.get(at.wrapping_sub(1)) == Some(&'块')
            && !chars.get(end).is_some_and(|&c| c.is_alphanumeric() && c != '到' && c != '至') =>
        {
            Some((Decimal::new(u128::from(digit), if zero { 2 } else { 1 })?, end))
        }
        _ => None,
    }
}

/// Where the word for the hundredth of a foreign currency ends: 2英镑50便士, 两美元又三美分.
fn foreign_cent(chars: &[char], at: usize) -> Option<usize> {
    ["美分", "欧分", "便士"].iter().any(|word| starts(chars, at, word)).then_some(at + 2)
}

/// 2角, 九毛九, 九分钱.
fn small(chars: &[char], number: &Number, at: usize) -> Option<Hit> {
    let unit = *chars.get(at)?;
    let money = chars.get(at + 1) == Some(&'钱');
    let follows = chars.get(at + 1).and_then(|&c| c.to_digit(10).or_else(|| number::digit(c)));
    let cents = follows.filter(|_| {
        unit != '分'
            && (chars.get(at + 2) == Some(&'分')
                || (unit == '毛' && !chars.get(at + 2).is_some_and(|c| c.is_alphanumeric())))
    });
    let told =
        money || cents.is_some() || unit == '角' && number.script == Script::Arabic && !number.multiplied;
    // 三角, 八角 are figures.
    let figure = || unit == '角' && chars.get(number.start).is_some_and(|&c| among!(c, "一三四五六八"));
    let all = || is_all(chars, number, at) && !figure();
    let priced = || is_priced(chars, number.start) && ends_clause(chars.get(at + 1).copied());
    let priced = || unit != '分' && (priced() || all());
    let told = told || priced();
    if !told || number.low.is_fractional() && unit == '分' {
        return None;
    }
    let mut hit = Hit::new(Kind::Money, at + 1 + usize::from(money), BARE, "money in small coin");
    hit.power = if unit == '分' { -2 } else { -1 };
    if let Some(cents) = cents {
        hit.more = Decimal::new(u128::from(cents), 2);
        hit.end = at + 2 + usize::from(chars.get(at + 2) == Some(&'分'));
    }
    Some(hit)
}
