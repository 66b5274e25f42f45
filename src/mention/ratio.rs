//! Reads shares and rates: 82%, 百分之三十, 七成, 四成五, 2.3倍, 3.82个百分点, 三分之一.

use crate::mention::Bound;
use crate::mention::Kind;
use crate::mention::bound;
use crate::mention::cursor::{among, range_sign, starts};
use crate::mention::found::Found;
use crate::mention::hit::{Hit, row};
use crate::mention::number::{self, Number};
use crate::mention::scan::Scan;
use crate::normal::Decimal;

/// The rule of 成.
pub(crate) const TENTHS: &str = "ratio in tenths";

/// Whether what [`unit`] reads may begin with a character.
pub(crate) fn begins(c: char) -> bool {
    matches!(c, '个' | '多' | '成')
}

/// 成 after a number; the signs and words of the tables are read with the other units.
pub(crate) fn unit(chars: &[char], number: &Number, at: usize) -> Option<Hit> {
    let next = chars.get(at + 1).copied();
    if matches!(next, Some('多' | '个')) && ["个多百分点", "多个百分点"].iter().any(|w| starts(chars, at, w))
    {
        let mut hit = Hit::new(Kind::Ratio, at + 5, "percentage_point", "ratio");
        hit.bound = Some(Bound::MoreThan);
        return Some(hit);
    }
    // 回落1.1个点: no count has decimals and 点.
    if number.low.is_fractional()
        && starts(chars, at, "个点")
        && !chars.get(at + 2).is_some_and(|&c| among!(c, "位"))
    {
        return Some(Hit::new(Kind::Ratio, at + 2, "percentage_point", "ratio"));
    }
    if chars.get(at) != Some(&'成') {
        return None;
    }
    if next.is_some_and(|c| among!(c, "立功果本品熟都就绩语套型材"))
        || number.multiplied && number.trailing > 0
    {
        return None;
    }
    let mut hit = Hit::new(Kind::Ratio, at + 1, "percent", TENTHS);
    hit.power = 1;
    if next == Some('半') {
        (hit.more, hit.end) = (Some(Decimal::integer(5)), at + 2);
    } else if let Some(d) = next.and_then(tenth).filter(|&d| d > 0)
        && !chars.get(at + 2).is_some_and(|&c| number::begins(c) || among!(c, "成.%"))
        && !(next.is_some_and(|c| c.is_ascii_digit()) && counts(chars, at + 2))
    {
        (hit.more, hit.end) = (Some(Decimal::integer(u128::from(d))), at + 2);
    }
    Some(hit)
}

/// The digit behind 成, in either script: 四成五, 9成2.
fn tenth(c: char) -> Option<u32> {
    c.to_digit(10).or_else(|| number::digit(c))
}

/// Whether what stands behind a digit makes it a number of its own: 占3成5人.
fn counts(chars: &[char], at: usize) -> bool {
    row(chars, at).is_some() || chars.get(at).is_some_and(|&c| among!(c, "元月日号"))
}

impl Scan<'_> {
    /// 百分之N, 千分之N, 万分之N, N分之M.
    #[inline(never)]
    pub(crate) fn share(&self, number: &Number) -> Option<Found> {
        let chars = self.chars;
        let at = number.end;
        match chars.get(at) {
            Some('又') => return self.mixed(number),
            Some('之') => return self.tenths(number),
            _ => {}
        }
        if chars.get(at) != Some(&'分') || chars.get(at + 1) != Some(&'之') {
            return None;
        }
        let part = number::read(chars, at + 2)?;
        let below = self.minus(number.start);
        let sign = |value: Decimal| if below.is_some() { value.negated() } else { value };
        let (unit, power) = match number.plain_or_bare() {
            Some(100) => ("percent", 0),
            Some(1000) => ("permille", 0),
            Some(10_000) => ("percent", -2),
            Some(100_000) => ("percent", -3),
            Some(whole) if part.high.is_none() && whole >= 2 => {
                let mut found = Found::new(
                    Kind::Ratio,
                    number.start,
                    part.end,
                    format!("{}/{whole}", part.plain()?),
                    "ratio as a fraction",
                );
                found.unit = Some("fraction".into());
                found.bound = Some(Bound::Exact);
                return self.with_bounds(found, None);
            }
            _ => return None,
        };
        let mut found = Found::new(
            Kind::Ratio,
            below.unwrap_or(number.start),
            part.end,
            sign(part.low.shifted(power)?).to_string(),
            "ratio in words",
        );
        found.unit = Some(unit.into());
        found.max = part.high.and_then(|h| h.shifted(power)).map(|h| h.text().into());
        if part.bare && part.low.whole() != Some(100) {
            return None;
        }
        // 百分之七、八
        if found.max.is_none()
            && chars.get(part.end) == Some(&'、')
            && let Some(next) = number::read(chars, part.end + 1)
            && next.plain().is_some()
            && next.plain() == part.plain().map(|n| n + 1)
            && !chars.get(next.end).is_some_and(|c| c.is_alphabetic())
        {
            (found.max, found.end) = (next.low.shifted(power).map(|h| h.text().into()), next.end);
        }
        if found.max.is_none()
            && let Some(from) = range_sign(chars, part.end)
        {
            // 百分之三十到四十一, 百分之五至百分之八
            let again = number::read(chars, from)
                .filter(|n| chars.get(n.end) == Some(&'分') && chars.get(n.end + 1) == Some(&'之'));
            let second = match again {
                Some(n) => number::read(chars, n.end + 2),
                None => {
                    number::read(chars, from).filter(|n| !chars.get(n.end).is_some_and(|c| c.is_alphabetic()))
                }
            };
            if let Some(second) = second.filter(|s| s.high.is_none() && !s.bare) {
                found.max = second.low.shifted(power).map(|h| h.text().into());
                found.end = second.end;
            }
        }
        self.with_bounds(found, part.bound)
    }

    /// 十之七, 十之八九: so many of ten.
    fn tenths(&self, number: &Number) -> Option<Found> {
        let ten = number.end == number.start + 1 && self.chars.get(number.start) == Some(&'十');
        let part = number::read(self.chars, number.end + 1).filter(|part| ten && part.bound.is_none())?;
        let digit = |value: Decimal| value.whole().filter(|n| (1..10).contains(n));
        let (low, high) = (digit(part.low)?, part.high.and_then(digit));
        let running = part.high.is_none() || high == Some(low + 1);
        let counted = row(self.chars, part.end).is_some();
        let ends = part.script == number::Script::Chinese && running && !counted;
        let tens = |n: u32| (n * 10).to_string();
        let mut found = Found::new(Kind::Ratio, number.start, part.end, tens(low), TENTHS);
        (found.unit, found.max) = (Some("percent".into()), high.map(|high| tens(high).into()));
        ends.then(|| self.with_bounds(found, None))?
    }

    /// 三又二分之一: a whole number and a fraction.
    fn mixed(&self, number: &Number) -> Option<Found> {
        let whole = number.plain()?;
        let below = number::read(self.chars, number.end + 1)?;
        let over =
            starts(self.chars, below.end, "分之").then(|| number::read(self.chars, below.end + 2))??;
        let (n, m) = (below.plain()?, over.plain().filter(|&m| Some(m) < below.plain())?);
        let value = format!("{}/{n}", u64::from(whole) * u64::from(n) + u64::from(m));
        let mut found = Found::new(Kind::Ratio, number.start, over.end, value, "ratio as a fraction");
        found.unit = Some("fraction".into());
        self.with_bounds(found, None)
    }

    fn with_bounds(&self, mut found: Found, inner: Option<Bound>) -> Option<Found> {
        let left = bound::before(self.chars, found.start, self.floor);
        if let Some((at, _)) = left {
            found.start = at;
        }
        let fraction = found.unit.as_deref() == Some("fraction");
        let right = bound::after(self.chars, found.end, false)
            .or_else(|| fraction.then(|| bound::strong_or_weak(self.chars, found.end)).flatten());
        if let Some((end, _)) = right {
            found.end = end;
        }
        found.bound = left.map(|b| b.1).or(inner).or(right.map(|b| b.1)).or(Some(Bound::Exact));
        Some(found)
    }
}

impl Number {
    fn plain_or_bare(&self) -> Option<u32> {
        if self.high.is_some() || self.bound.is_some() { None } else { self.low.whole() }
    }
}
