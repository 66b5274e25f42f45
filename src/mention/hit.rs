//! Holds the unit after a number as it is written, and finds its row in the tables.

use std::borrow::Cow;
use std::str::Chars;

use crate::data::units::{Unit, UnitKind, units};
use crate::mention::class;
use crate::mention::cursor::{among, at, starts};
use crate::mention::number::{self, Number};
use crate::mention::{Bound, Kind};
use crate::normal::duration::Part;
use crate::normal::{Decimal, Duration};

/// The unit after a number, as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Hit {
    pub(crate) kind: Kind,
    pub(crate) end: usize,
    pub(crate) unit: Cow<'static, str>,
    /// What the number is multiplied by, as a power of ten: 七成 is 70 percent.
    pub(crate) power: i8,
    /// Added to the number: 四成五, 两万元五角.
    pub(crate) more: Option<Decimal>,
    /// How many of its unit the word is, of a length of time: a 刻 is 15 minutes.
    pub(crate) times: u32,
    /// The per-unit inside the span: 元/千克.
    pub(crate) per: Option<(usize, usize)>,
    pub(crate) length: Option<Length>,
    /// From a word between number and unit: 17个多月.
    pub(crate) bound: Option<Bound>,
    /// Which rule read it.
    pub(crate) rule: &'static str,
    pub(crate) weak: bool,
}

/// A length of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Length {
    /// As many of one part as the number says.
    Of(Part),
    /// Several parts, which have been read with their numbers.
    Parts(Duration),
}

impl Hit {
    pub(crate) fn new(
        kind: Kind,
        end: usize,
        unit: impl Into<Cow<'static, str>>,
        rule: &'static str,
    ) -> Self {
        Hit {
            kind,
            end,
            unit: unit.into(),
            power: 0,
            more: None,
            times: 1,
            per: None,
            length: None,
            bound: None,
            rule,
            weak: false,
        }
    }
}

/// The same with the half that may stand behind it: 1岁半, 1倍半.
pub(crate) fn with_half(chars: &[char], number: &Number, mut hit: Hit) -> Hit {
    let next = chars.get(hit.end + 1);
    if chars.get(hit.end) == Some(&'半')
        && !next.is_some_and(|&c| among!(c, "数径价额个年月天小"))
        && !number.low.is_fractional()
    {
        (hit.more, hit.end) = (Decimal::new(5, 1), hit.end + 1);
    }
    hit
}

/// Chinese units, with what their tenths, the tenths of those and so on are called.
const TENTHS: &[(&str, &str)] = &[
    ("[mu_cn]", "分厘"),
    ("[zhang_cn]", "尺寸"),
    ("[chi_cn]", "寸"),
    ("[liang_cn]", "钱分厘毫"),
    ("石", "斗升合"),
    ("斗", "升合"),
];

/// What stands behind a Chinese unit in parts of it, and its end: 一亩六分, 三丈六尺五寸, 五两六钱七分八厘, 二顷七十八亩四分.
pub(crate) fn tenths(chars: &[char], code: &str, end: usize) -> Option<(Decimal, usize)> {
    // Behind nearly every unit stands no number.
    if class::beside(chars, end) & class::HEAD == 0 {
        return None;
    }
    if code == "[qing_cn]" {
        let mu = number::read(chars, end)?;
        let whole = mu.plain().filter(|n| (1..100).contains(n) && at(chars, mu.end) == Some('亩'))?;
        let more = Decimal::new(whole.into(), 2)?;
        return with_parts(more, tenths(chars, "[mu_cn]", mu.end + 1), 2, mu.end + 1);
    }
    let (_, parts) = TENTHS.iter().find(|(whole, _)| *whole == code)?;
    parts_of(chars, parts.chars(), end)
}

/// The first of some parts with its own, of which each is the tenth of the one before.
fn parts_of(chars: &[char], mut parts: Chars<'_>, end: usize) -> Option<(Decimal, usize)> {
    let digit = at(chars, end).and_then(|c| c.to_digit(10).or_else(|| number::digit(c)))?;
    let part = parts.next()?;
    let ends = at(chars, end + 1) == Some(part) && !at(chars, end + 2).is_some_and(|c| among!(c, "之别钱"));
    if !ends || digit == 0 {
        return None;
    }
    let end = end + 2;
    with_parts(Decimal::new(digit.into(), 1)?, parts_of(chars, parts, end), 1, end)
}

/// An amount that ends at `end` with the parts behind it, which are those of its 10^-`places`th part.
fn with_parts(
    amount: Decimal,
    parts: Option<(Decimal, usize)>,
    places: i32,
    end: usize,
) -> Option<(Decimal, usize)> {
    match parts {
        Some((less, end)) => Some((amount.plus(less.shifted(-places)?)?, end)),
        None => Some((amount, end)),
    }
}

/// The row of the unit tables that fits at `at`.
pub(crate) fn row(chars: &[char], at: usize) -> Option<(usize, &'static Unit)> {
    row_after(chars, at, true)
}

/// Whether what follows the unit leaves it one.
pub(crate) fn at_end(chars: &[char], end: usize, unit: &Unit) -> bool {
    !chars.get(end).is_some_and(|&c| unit.not_before.has(c))
}

/// Nouns of two characters that begin like a classifier and are never cut: 10万群众.
const NOUNS: &[&str] = &[
    "群众", "部队", "部件", "班级", "条例", "级别", "级差", "户籍", "户型", "期货", "期刊", "本科", "面粉",
    "口岸", "股东", "股份", "课程", "队伍", "队员", "场馆", "件套", "段位", "位次", "团员", "组织", "种子",
    "种苗", "部委", "发布",
];

/// Whether a classifier that ends at `end` is the first half of a noun.
fn begins_a_noun(chars: &[char], end: usize) -> bool {
    let second = chars
        .get(end)
        .is_some_and(|&c| among!(c, "众队件级例别差籍型货刊科粉岸东份程伍员馆套位次织子苗委布"));
    second && end.checked_sub(1).is_some_and(|from| NOUNS.iter().any(|noun| starts(chars, from, noun)))
}

/// The same; after digits a classifier is one, whatever follows: 6个人民团体, but 三个人民公社.
pub(crate) fn row_after(chars: &[char], at: usize, strict: bool) -> Option<(usize, &'static Unit)> {
    units().after.at(chars, at, |end, unit| {
        let next = chars.get(end);
        // A unit of Latin letters ends where the letters end: 5g, but not 5G网络 or 3m长.
        let letters = end.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(char::is_ascii_alphabetic);
        (at_end(chars, end, unit) || !strict && unit.kind == UnitKind::Count && !begins_a_noun(chars, end))
            && !(letters && next.is_some_and(|c| c.is_ascii_alphanumeric()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_is_a_tenth_of_the_one_before() {
        for (code, parts) in TENTHS {
            let text: Vec<char> = "一二三四".chars().zip(parts.chars()).flat_map(|(n, c)| [n, c]).collect();
            let (more, end) = tenths(&text, code, 0).expect("the parts of a unit");
            let figures = "1234".get(..parts.chars().count()).expect("no more than four");
            assert_eq!((more.to_string(), end), (format!("0.{figures}"), text.len()), "{code}");
        }
    }
}
