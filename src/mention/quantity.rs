//! Reads a number with its unit, as one amount or a range, with the bound words around it.

use crate::mention::far::Far;
use crate::mention::found::Found;
use crate::mention::look::{among, range_sign, starts};
use crate::mention::number::{self, Number};
use crate::mention::scan::Scan;
use crate::mention::unit::{Hit, unit};
use crate::mention::{Bound, Kind, bound, duration, money, per};
use crate::normal::Decimal;

/// A range or one amount: both numbers, the unit, how each end is scaled.
struct Amount {
    first: Number,
    second: Option<Number>,
    /// The far end is below nought.
    below: bool,
    hit: Hit,
    /// The unit stands after the first end too.
    twice: Option<Hit>,
}

/// Whether the far number is the smaller one: counts and lengths of time do not run down, 2013年至2010年.
fn runs_down(first: &Number, second: &Number) -> bool {
    second.low.compare(first.low) == Some(std::cmp::Ordering::Less)
}

/// The low end of a range, raised by the multiplier that is written at the high end and holds for both, unless
/// it would pass the high one: 3至5万元, 两到三千.
fn shared(first: &Number, second: &Number) -> Option<Decimal> {
    let raised = |power: u32| {
        let raised = first.low.shifted(i32::try_from(power).ok()?)?;
        (raised.compare(second.low) == Some(std::cmp::Ordering::Less)).then_some(raised)
    };
    if first.trailing > 0 {
        return None;
    }
    let chinese = first.script == number::Script::Chinese && second.script == number::Script::Chinese;
    if first.multiplied {
        // 一百二十到一百五十万, 十八至三十万
        return (chinese && second.trailing > 0).then(|| raised(second.trailing)).flatten();
    }
    if second.trailing > 0
        && let Some(low) = raised(second.trailing)
    {
        return Some(low);
    }
    // 两到三千, 八到九百
    let zeros = || second.low.to_string().bytes().rev().take_while(|&b| b == b'0').count();
    (chinese && second.multiplied).then(|| raised(u32::try_from(zeros()).ok()?)).flatten()
}

fn amount(chars: &[char], first: Number, far: Option<&Far>, lead: Option<&'static str>) -> Option<Amount> {
    if let Some(hit) = unit(chars, &first, lead) {
        // 1000元至3000元, 15%~20%, 60岁至92岁
        if first.high.is_none()
            && let Some(at) = range_sign(chars, hit.end)
            && let Some((second, below)) = far_end(chars, at)
            && let Some(other) = unit(chars, &second, lead).filter(|o| lead.is_none() || o.end > second.end)
            && other.kind == hit.kind
            && (other.unit == hit.unit || hit.kind == Kind::Duration)
            && !other.weak
            && !(hit.kind == Kind::Duration && hit.duration == other.duration && runs_down(&first, &second))
        {
            return Some(Amount { first, second: Some(second), below, hit: other, twice: Some(hit) });
        }
        return Some(Amount { first, second: None, below: false, hit, twice: None });
    }
    if first.high.is_some() || first.bare {
        return None;
    }
    let second = match far {
        Some(far) => (!far.listed).then_some((far.number, false)),
        // ¥3-¥5, 3(含)-5元
        None => {
            let end = if starts(chars, first.end, "(含)") { first.end + 3 } else { first.end };
            let at = range_sign(chars, end)?;
            let at = if chars.get(at) == Some(&'¥') { at + 1 } else { at };
            far_end(chars, at)
        }
    };
    let (second, below) = second.filter(|(n, _)| n.high.is_none() && !n.bare)?;
    let hit = unit(chars, &second, lead)?;
    if hit.weak
        || (matches!(hit.kind, Kind::Count | Kind::Duration)
            && second.trailing == 0
            && runs_down(&first, &second))
    {
        return None;
    }
    Some(Amount { first, second: Some(second), below, hit, twice: None })
}

/// The far end of a range, and whether it is below nought: 至-8℃, 至零下8℃.
fn far_end(chars: &[char], at: usize) -> Option<(Number, bool)> {
    let sign = match chars.get(at)? {
        '-' if chars.get(at + 1).is_some_and(char::is_ascii_digit) => 1,
        '零' if chars.get(at + 1) == Some(&'下') => 2,
        _ => 0,
    };
    let number = number::read(chars, at + sign).filter(|n| n.high.is_none() && !n.bare)?;
    Some((number, sign > 0))
}

impl Scan<'_> {
    /// Reads the amount whose number is `number`: count, money, ratio, measure, duration or age.
    pub(crate) fn amount(&self, number: &Number, far: Option<&Far>) -> Option<Found> {
        let chars = self.chars;
        let (mut start, mut left) = (number.start, None);
        let negative = self.minus(number.start);
        if let Some(at) = negative {
            start = at;
        }
        let mut lead = None;
        for _ in 0..2 {
            if left.is_none()
                && let Some((at, bound)) = bound::before(chars, start, self.floor)
            {
                start = at;
                left = Some(bound);
            }
            if lead.is_none()
                && let Some((at, code)) = money::before(chars, start, self.floor)
            {
                start = at;
                lead = Some(code);
            } else {
                break;
            }
        }
        if lead.is_none() && self.inside_a_name(number.start, start) {
            return None;
        }
        let Amount { first, second, below, hit, twice } = amount(chars, *number, far, lead)?;
        let count_like = matches!(hit.kind, Kind::Count | Kind::Age);
        if number.low.is_zero()
            && number.script == number::Script::Chinese
            && number.end - number.start == 1
            && start == number.start
            && (self.chars.len() != 2)
        {
            return None;
        }
        if count_like
            && number.low.is_fractional()
            && second.is_none()
            && !number.multiplied
            && hit.kind == Kind::Age
            && lead.is_some()
        {
            return None;
        }
        let mut found = Found::new(hit.kind, start, hit.end, String::new(), hit.rule);
        found.number = (first.start, second.map_or(first.end, |n| n.end));
        let scale = |value: Decimal, hit: &Hit| -> Option<Decimal> {
            let value = value.shifted(hit.power)?;
            match hit.more {
                Some(more) => value.plus(more),
                None => Some(value),
            }
        };
        let shared = second.filter(|_| twice.is_none()).and_then(|second| shared(&first, &second));
        let low = shared.unwrap_or(first.low);
        let high = second.map(|s| s.low).or(first.high);
        let sign = |d: Decimal| if negative.is_some() { d.negated() } else { d };
        if hit.kind == Kind::Duration {
            let (value, max) = duration::values(low, high, &hit, twice.as_ref())?;
            (found.value, found.max) = (value, max);
        } else {
            found.value = sign(scale(low, twice.as_ref().unwrap_or(&hit))?).to_string();
            found.max = match high {
                Some(high) => {
                    let high = scale(high, &hit)?;
                    Some(if below { high.negated() } else { high }.to_string())
                }
                None => None,
            };
            found.unit = Some(hit.unit.clone());
        }
        let inner = second.and_then(|s| s.bound).or(first.bound).or(hit.bound);
        let right = bound::after(chars, found.end, hit.kind == Kind::Money);
        let mut right_bound = None;
        if let Some((end, bound)) = right {
            found.end = end;
            right_bound = Some(bound);
            // 30余人以上, 五百多元左右
            if matches!(bound, Bound::MoreThan)
                && let Some((end, _)) = bound::after(chars, end, false)
            {
                found.end = end;
            }
        }
        // 百岁, 百万吨级: a multiplier is a number only with a bound word.
        if number.bare && left.is_none() && inner.is_none() && right_bound.is_none() {
            return None;
        }
        if (below || negative.is_some()) && !matches!(hit.kind, Kind::Money | Kind::Ratio | Kind::Measure) {
            return None;
        }
        let bound = left.or(inner).or(right_bound).unwrap_or(Bound::Exact);
        found.bound = Some(if found.max.is_some() && bound == Bound::MoreThan && second.is_some() {
            Bound::Exact
        } else {
            bound
        });
        found.weak = hit.weak && left.is_none() && right_bound.is_none();
        found.per = hit.per;
        if found.per.is_none() && matches!(hit.kind, Kind::Count | Kind::Money | Kind::Measure) {
            let level = hit.kind == Kind::Measure && (hit.unit == "Cel" || hit.unit.contains('/'));
            found.per = per::governing(chars, found.start, self.floor, level)
                .or_else(|| per::carried(chars, self.found.last()?, found.start));
        }
        Some(found)
    }

    /// A minus sign or 负 before a number.
    fn minus(&self, start: usize) -> Option<usize> {
        let at = start.checked_sub(1).filter(|&i| i >= self.floor)?;
        let before = at.checked_sub(1).and_then(|i| self.chars.get(i));
        match self.chars.get(at)? {
            '负' if !before.is_some_and(|&c| among!(c, "担肩自胜背抱欺辜减税债")) => Some(at),
            '-' if self.chars.get(start).is_some_and(char::is_ascii_digit)
                && !before.is_some_and(|&c| {
                    c.is_ascii_alphanumeric() || number::begins(c) || among!(c, "-%)℃～~")
                })
                && (at > self.floor || at == 0) =>
            {
                Some(at)
            }
            '下' if before == Some(&'零') && at > self.floor => Some(at - 1),
            _ => None,
        }
    }

    /// Whether the number continues a Latin word, a model or a document number: J-360型, G20, COVID-19.
    fn inside_a_name(&self, number: usize, start: usize) -> bool {
        if start != number {
            return false;
        }
        let Some(before) = number.checked_sub(1) else { return false };
        match self.chars.get(before) {
            Some(c) if c.is_ascii_alphabetic() => {
                !(before > 0 && self.chars.get(before - 1).is_some_and(char::is_ascii_alphabetic))
            }
            Some('+' | '%' | '#') => true,
            Some('-') => before
                .checked_sub(1)
                .and_then(|i| self.chars.get(i))
                .is_some_and(|c| c.is_ascii_alphanumeric()),
            Some('.') => {
                before.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(char::is_ascii_digit)
            }
            Some(':' | '·' | '/') => {
                before.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(char::is_ascii_digit)
                    && self.chars.get(number).is_some_and(char::is_ascii_digit)
            }
            _ => false,
        }
    }
}
