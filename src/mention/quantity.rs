//! Reads a number with its unit, as one amount or a range, with the bound words around it.

use crate::mention::cursor::{among, blanks, ends, range_sign, starts};
use crate::mention::found::{Found, Words};
use crate::mention::guard::joined_by_plus;
use crate::mention::hit::{Hit, row};
use crate::mention::number::{self, Number};
use crate::mention::scan::Scan;
use crate::mention::second_number::SecondNumber;
use crate::mention::unit::unit;
use crate::mention::{Bound, Kind, bound, class, duration, money, per, ratio};
use crate::normal::Decimal;

/// A range or one amount: both numbers, the unit, how each end is scaled. What only a range has stands apart: moving it
/// with each amount costs 4 % of all reading of counts.
struct Amount<'n> {
    first: &'n Number,
    second: Option<Box<Number>>,
    /// The far end is below nought.
    below: bool,
    hit: Hit,
    /// The unit stands after the first end too.
    twice: Option<Box<Hit>>,
}

impl Amount<'_> {
    /// Its value and the high end of its range; `negative` says that the near end is below nought.
    fn values(&self, negative: bool) -> Option<(String, Option<Box<str>>)> {
        let Amount { first, second, hit, .. } = self;
        let second = second.as_deref();
        let shared = second.filter(|_| self.twice.is_none()).and_then(|second| shared(first, second));
        let low = shared.unwrap_or(first.low);
        let high = second.map(|s| s.low).or(first.high);
        let near = self.twice.as_deref().unwrap_or(hit);
        if hit.kind == Kind::Duration {
            return duration::values(low, high, hit, self.twice.as_deref());
        }
        // Nearly all numbers say how many of their unit there are.
        if high.is_none() && hit.power == 0 && hit.more.is_none() && !negative {
            return Some((low.text(), None));
        }
        let scale = |value: Decimal, hit: &Hit, below: bool| -> Option<Decimal> {
            let value = value.shifted(hit.power.into())?;
            let value = hit.more.map_or(Some(value), |more| value.plus(more))?;
            Some(if below { value.negated() } else { value })
        };
        // 零下三四十度: one number, one sign.
        let below = self.below || negative && second.is_none();
        let low = scale(low, near, negative)?;
        let Some(high) = high else { return Some((low.text(), None)) };
        let high = scale(high, hit, below)?;
        // 零下8~12℃: the colder end is the low one.
        let turned = negative && below && high.compare(low) == Some(std::cmp::Ordering::Less);
        let (low, high) = if turned { (high, low) } else { (low, high) };
        Some((low.text(), Some(high.text().into())))
    }
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

fn amount<'n>(
    chars: &[char],
    first: &'n Number,
    far: Option<&SecondNumber>,
    lead: Option<&'static str>,
) -> Option<Amount<'n>> {
    if let Some(hit) = unit(chars, first, lead) {
        // 1000元至3000元, 15%~20%, 60岁至92岁
        if first.high.is_none()
            && let Some(at) = range_sign(chars, hit.end)
            && let Some((second, below)) = far_end(chars, at)
            && let Some(other) = unit(chars, &second, lead).filter(|o| lead.is_none() || o.end > second.end)
            && other.kind == hit.kind
            && (other.unit == hit.unit || hit.kind == Kind::Duration)
            && !other.weak
            && !(hit.kind == Kind::Duration && hit.length == other.length && runs_down(first, &second))
        {
            return Some(Amount {
                first,
                second: Some(Box::new(second)),
                below,
                hit: other,
                twice: Some(Box::new(hit)),
            });
        }
        return Some(Amount { first, second: None, below: false, hit, twice: None });
    }
    if first.high.is_some() || first.bare {
        return None;
    }
    // 零下4到零下1℃: 零 is no number there.
    let second = match far.filter(|far| !starts(chars, far.number.start, "零下")) {
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
    // 零下8~12℃: said once, it holds for both ends.
    let below = below || ends(chars, first.start, "零下");
    let hit = unit(chars, &second, lead)?;
    if hit.weak
        || (matches!(hit.kind, Kind::Count | Kind::Duration)
            && second.trailing == 0
            && runs_down(first, &second))
    {
        return None;
    }
    Some(Amount { first, second: Some(Box::new(second)), below, hit, twice: None })
}

/// Whether what may be a unit stands behind the number, or behind the far one.
fn is_followed(chars: &[char], number: &Number, far: Option<&SecondNumber>) -> bool {
    let behind = |end: usize| class::beside(chars, blanks(chars, end));
    let near = behind(number.end);
    near & class::UNIT != 0
        || match far {
            Some(far) => behind(far.number.end) & class::UNIT != 0 || starts(chars, far.number.start, "零下"),
            // 3(含)-5元, ¥3-¥5
            None => {
                chars.get(number.end) == Some(&'(')
                    || near & class::RANGE != 0 && range_sign(chars, number.end).is_some()
            }
        }
}

/// Where the scale begins that stands before a temperature: 摄氏20度, 华氏98.6度.
fn scale_before(chars: &[char], start: usize, hit: &Hit) -> Option<usize> {
    let named =
        hit.rule == "measure of temperature" && ["摄氏", "华氏"].iter().any(|w| ends(chars, start, w));
    start.checked_sub(2).filter(|_| named)
}

/// Whether neither a sign nor a word for a currency or a bound can stand before a number.
fn stands_alone(chars: &[char], start: usize) -> bool {
    let before = |back: usize| start.checked_sub(back).and_then(|i| chars.get(i));
    let nearest = if before(1) == Some(&' ') { before(2) } else { before(1) };
    match nearest {
        None | Some('0'..='9' | '%' | ',' | ';' | '。' | '、' | '\n') => true,
        Some('-') => before(2).is_some_and(char::is_ascii_digit),
        Some(_) => false,
    }
}

/// Whether a sign, a bound word or a currency may stand before a number, there or before a blank: one look denies it of
/// nearly all.
fn may_lead(chars: &[char], start: usize) -> bool {
    let before =
        |back: usize| start.checked_sub(back).is_some_and(|at| class::beside(chars, at) & class::LEAD != 0);
    let blank = start.checked_sub(1).is_some_and(|at| chars.get(at) == Some(&' '));
    before(if blank { 2 } else { 1 })
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

/// What stands before a number and belongs to it.
#[derive(Default)]
struct Lead {
    /// Where it begins.
    start: usize,
    /// A minus sign or its word.
    negative: bool,
    bound: Option<Bound>,
    currency: Option<&'static str>,
}

impl Scan<'_> {
    /// What stands before the number at `start`: a sign, a bound word and a currency, in either order.
    fn lead(&self, start: usize) -> Lead {
        let mut lead = Lead { start, ..Lead::default() };
        if !may_lead(self.chars, start) {
            return lead;
        }
        if let Some(at) = self.minus(start) {
            (lead.start, lead.negative) = (at, true);
        }
        for _ in 0..2 {
            if lead.bound.is_none()
                && let Some((at, bound)) = bound::before(self.chars, lead.start, self.floor)
            {
                (lead.start, lead.bound) = (at, Some(bound));
            }
            if lead.currency.is_none()
                && let Some((at, code)) = money::before(self.chars, lead.start, self.floor)
            {
                (lead.start, lead.currency) = (at, Some(code));
            } else {
                break;
            }
        }
        lead
    }

    /// Reads the amount whose number is `number`: count, money, ratio, measure, duration or age.
    pub(crate) fn amount(&self, number: &Number, far: Option<&SecondNumber>) -> Option<Found> {
        let chars = self.chars;
        // Most numbers of tables count nothing: without this look dashes between figures take 15 % longer.
        let followed = is_followed(chars, number, far);
        if !followed && stands_alone(chars, number.start) {
            return None;
        }
        let Lead { start, negative, bound: left, currency: lead } = self.lead(number.start);
        if !followed && lead.is_none() {
            return None;
        }
        // Looked at where it lies: to move it costs as much as to read the unit.
        let mut read = amount(chars, number, far, lead);
        let read = read.as_mut()?;
        if read.hit.kind == Kind::Money
            && lead.is_none()
            && money::is_uncoded(chars, start, self.floor, read.hit.end)
        {
            return None;
        }
        if read.hit.kind == Kind::Count && self.heads_a_line(number) {
            return None;
        }
        if left == Some(Bound::AtMost) && self.at_the_peak(number, start, read.hit.end) {
            return None;
        }
        if number.low.is_zero()
            && number.script == number::Script::Chinese
            && number.end - number.start == 1
            && start == number.start
            && read.hit.kind != Kind::Money
            && (self.chars.len() != 2)
        {
            return None;
        }
        if number.low.is_fractional()
            && read.second.is_none()
            && !number.multiplied
            && read.hit.kind == Kind::Age
            && lead.is_some()
        {
            return None;
        }
        // A sign belongs to what may lie below nought; +126人 counts 126人.
        let signed = matches!(read.hit.kind, Kind::Money | Kind::Ratio | Kind::Measure);
        let plus = if signed && start == number.start { self.plus(start) } else { None };
        let start = plus.unwrap_or(start);
        let start = scale_before(chars, start, &read.hit).filter(|&at| at >= self.floor).unwrap_or(start);
        let Amount { first, second, below, hit, .. } = &*read;
        let inner = second.as_ref().and_then(|s| s.bound).or(first.bound).or(hit.bound);
        let right = bound::after(chars, hit.end, hit.kind == Kind::Money)
            .or_else(|| (hit.rule == ratio::TENTHS).then(|| bound::strong_or_weak(chars, hit.end)).flatten());
        let mut end = hit.end;
        if let Some((stop, bound)) = right {
            // 30余人以上, 五百多元左右
            let again = || bound::after(chars, stop, false).filter(|_| bound == Bound::MoreThan);
            end = again().map_or(stop, |(stop, _)| stop);
        }
        let right = right.map(|(_, bound)| bound);
        // 百岁, 百万吨级: a multiplier is a number only with a bound word.
        if number.bare && left.is_none() && inner.is_none() && right.is_none() {
            return None;
        }
        if (*below || negative) && !signed {
            return None;
        }
        let (value, max) = read.values(negative)?;
        let bound = left.or(inner).or(right).unwrap_or(Bound::Exact);
        let ranged = max.is_some() && bound == Bound::MoreThan && second.is_some();
        let per = hit.per.or_else(|| {
            let level = hit.kind == Kind::Measure && (hit.unit == "Cel" || hit.unit.contains('/'));
            let shared = matches!(hit.kind, Kind::Count | Kind::Money | Kind::Measure);
            let governing = shared.then(|| per::governing(chars, start, self.floor, level))?;
            governing.or_else(|| per::carried(chars, self.found.last()?, start))
        });
        let per = per.and_then(Words::of);
        let stands = Words::of((first.start, second.as_ref().map_or(first.end, |n| n.end)));
        let weak = hit.weak && left.is_none() && right.is_none();
        let (kind, rule) = (hit.kind, hit.rule);
        let unit = (kind != Kind::Duration).then(|| std::mem::take(&mut read.hit.unit));
        let bound = Some(if ranged { Bound::Exact } else { bound });
        Some(Found {
            max,
            bound,
            unit,
            per,
            number: stands,
            weak,
            ..Found::new(kind, start, end, value, rule)
        })
    }

    /// Whether a blank behind the number parts it from another word: 1 人口, where a line begins, 36.2 人均产值.
    fn heads_a_line(&self, number: &Number) -> bool {
        let first = number.start == 0 || self.chars.get(number.start - 1) == Some(&'\n');
        (first || number.low.is_fractional())
            && self.folded.is_apart(number.end)
            && row(self.chars, number.end).is_none()
    }

    /// Whether 最多 speaks of the one that had the most, and bounds nothing: 最多一天接诊320人, but not
    /// 每人最多一次.
    #[inline(never)]
    fn at_the_peak(&self, number: &Number, start: usize, end: usize) -> bool {
        let one = self.chars.get(number.start) == Some(&'一') && number.end - number.start == 1;
        let most = ["最多", "至多"].iter().any(|w| starts(self.chars, start, w));
        let clause = |at: usize| self.chars.iter().skip(at).take(12).take_while(|c| c.is_alphanumeric());
        let each = self.chars.get(start.saturating_sub(6)..start).unwrap_or_default().contains(&'每');
        let counts = |&c: &char| {
            c.is_ascii_digit() || number::digit(c).is_some_and(|d| d > 1) || among!(c, "十百千万")
        };
        one && most && !each && clause(end).skip(1).any(counts)
    }

    /// The plus sign that says that a number is above nought: 同比+8.3%. Behind an amount it adds another.
    fn plus(&self, start: usize) -> Option<usize> {
        let at = start.checked_sub(1).filter(|&i| self.chars.get(i) == Some(&'+'))?;
        ((at > self.floor || at == 0) && !joined_by_plus(self.chars, start)).then_some(at)
    }

    /// A minus sign or 负 before a number.
    pub(crate) fn minus(&self, start: usize) -> Option<usize> {
        let at = start.checked_sub(1).filter(|&i| i >= self.floor)?;
        let before = at.checked_sub(1).and_then(|i| self.chars.get(i));
        // 13.5元-14元: the sign of a range
        let ranged = || {
            let unit = at.checked_sub(1).filter(|&i| self.chars.get(i).is_some_and(|c| c.is_alphabetic()));
            unit.is_some_and(|i| i > 0 && self.chars.get(i - 1).is_some_and(|&c| number::begins(c)))
        };
        match self.chars.get(at)? {
            '-' if ranged() => None,
            '负' if !before.is_some_and(|&c| among!(c, "担肩自胜背抱欺辜减税债正")) => Some(at),
            '-' if self.chars.get(start).is_some_and(char::is_ascii_digit)
                && !before.is_some_and(|&c| {
                    c.is_ascii_alphanumeric() || number::begins(c) || among!(c, "-%)℃～~□\u{fffd}")
                })
                && (at > self.floor || at == 0) =>
            {
                Some(at)
            }
            '下' if before == Some(&'零') && at > self.floor => Some(at - 1),
            _ => None,
        }
    }
}
