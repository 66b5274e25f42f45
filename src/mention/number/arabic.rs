//! Reads a run of Arabic digits with grouping, a decimal point and a power of ten: 1,150 · 8,640.5 · 12·5% · 1.5×10⁴.

use super::power;
use crate::data::units::units;
use crate::mention::cursor::{among, blanks};
use crate::normal::Decimal;

/// Figures side by side, which texts are full of: where they end, and what they say where they are fewer than twenty.
#[derive(Clone, Copy)]
pub(super) struct Run {
    pub(super) end: usize,
    pub(super) value: u64,
}

impl Run {
    /// Those at `start`.
    #[inline]
    pub(super) fn at(chars: &[char], start: usize) -> Run {
        let mut run = Run { end: start, value: 0 };
        while let Some(digit) = chars.get(run.end).and_then(|c| c.to_digit(10)) {
            run.value = run.value.wrapping_mul(10).wrapping_add(digit.into());
            run.end += 1;
        }
        run
    }
}

/// A run of digits with grouping and a decimal point: its value, its end, how many digits if plain. `run` are those at its
/// start.
pub(super) fn arabic(chars: &[char], start: usize, run: Run) -> Option<(Decimal, usize, usize)> {
    let Run { end, value } = run;
    let grouped_by_blanks = || {
        let next = || chars.iter().skip(end + 1).take(4).take_while(|c| c.is_ascii_digit()).count();
        end - start <= 3 && chars.get(end) == Some(&' ') && next() == 3
    };
    if end - start < 20 && !grouped_by_blanks() && !chars.get(end).is_some_and(|&c| goes_on_with(c)) {
        return Some((Decimal::integer(value.into()), end, end - start));
    }
    let digits_from = |at: usize| chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
    // And with a point among them, which takes half the time of all that follows.
    if chars.get(end) == Some(&'.') {
        let places = digits_from(end + 1);
        let stop = end + 1 + places;
        if places > 0 && stop - start < 20 && !chars.get(stop).is_some_and(|&c| goes_on_with(c)) {
            let places_of = chars.get(end + 1..stop)?.iter().filter_map(|c| c.to_digit(10));
            let value = places_of.fold(value, |value, d| value * 10 + u64::from(d));
            return Some((Decimal::new(value.into(), u32::try_from(places).ok()?)?, stop, 0));
        }
    }
    let leading = end - start;
    let (mut at, mut grouped) = (end, false);
    // 11万0,326: behind a multiplier a nought fills a place of the group.
    let filled = || start.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| matches!(c, '万' | '亿'));
    if (1..=3).contains(&leading) && (chars.get(start) != Some(&'0') || filled()) {
        let groups = |sign: char| {
            let mut end = at;
            while chars.get(end) == Some(&sign)
                && chars.iter().skip(end + 1).take(4).take_while(|c| c.is_ascii_digit()).count() == 3
            {
                end += 4;
            }
            end
        };
        let end = if chars.get(at) == Some(&' ') {
            // 12 500平方米: blanks between groups of three, and a word right behind them.
            let end = groups(' ');
            let word = |c: &char| c.is_alphabetic() || among!(*c, ".%‰℃℉°㎡㎢㎥");
            let counted = chars.get(end).is_some_and(word) || ranges_by_blanks(chars, end);
            if counted { end } else { at }
        } else {
            groups(',')
        };
        grouped = end > at;
        at = end;
    }
    let fraction = match chars.get(at) {
        Some('.') => digits_from(at + 1),
        Some('·') => Some(digits_from(at + 1)).filter(|&n| counts(chars, at + 1 + n)).unwrap_or(0),
        _ => 0,
    };
    // 2013.1.17 is no decimal.
    let dotted = fraction > 0
        && chars.get(at + 1 + fraction) == Some(&'.')
        && chars.get(at + 2 + fraction).is_some_and(char::is_ascii_digit);
    let end = if fraction > 0 && !dotted { at + 1 + fraction } else { at };
    let digits = chars.get(start..end)?.iter().filter_map(|c| c.to_digit(10));
    let value = if end - start < 20 {
        u128::from(digits.fold(0, |value: u64, d| value * 10 + u64::from(d)))
    } else {
        let mut value: u128 = 0;
        for d in digits {
            value = value.checked_mul(10)?.checked_add(u128::from(d))?;
        }
        value
    };
    let scale = if end > at { fraction } else { 0 };
    let plain = if grouped || scale > 0 { 0 } else { leading };
    let value = Decimal::new(value, u32::try_from(scale).ok()?)?;
    // 10⁸, 3.2×10⁸
    if leading == 2
        && end == start + 2
        && let Some((power, end)) = raised(chars, start)
    {
        return Some((Decimal::integer(1).shifted(power)?, end, 0));
    }
    Some(match chars.get(end).filter(|c| among!(**c, "×*xX")).and_then(|_| raised(chars, end + 1)) {
        Some((power, end)) => (value.shifted(power)?, end, 0),
        None => (value, end, plain),
    })
}

/// Whether the sign of a range and a number grouped by a blank stand behind one: 1 200~1 500米.
fn ranges_by_blanks(chars: &[char], at: usize) -> bool {
    let sign = chars.get(at).is_some_and(|&c| among!(c, "~-"));
    let figures = |from: usize| chars.iter().skip(from).take(4).take_while(|c| c.is_ascii_digit()).count();
    let lead = figures(at + 1);
    let blank = chars.get(at + 1 + lead) == Some(&' ');
    sign && (1..=3).contains(&lead) && blank && figures(at + 2 + lead) == 3
}

/// Whether a number may go on with the character behind its digits.
fn goes_on_with(c: char) -> bool {
    among!(c, ",.·×*xX^⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
}

/// Whether what stands at `at` makes an amount of the number before it, so that a point in the middle of the line was
/// its decimal point: 12·5%, 3·5亿, but not 9·11事件, 6·1节.
pub(super) fn counts(chars: &[char], at: usize) -> bool {
    let at = blanks(chars, at);
    chars.get(at).is_some_and(|&c| power(c).is_some() || among!(c, "元成多余×"))
        || chars.get(at) != Some(&'节')
            && units()
                .after
                .at(chars, at, |end, unit| !chars.get(end).is_some_and(|&c| unit.not_before.has(c)))
                .is_some()
}

/// The power of ten at `at`, 10⁸, 10^8 or 十^8, and its end.
pub(super) fn raised(chars: &[char], at: usize) -> Option<(i32, usize)> {
    let at = match chars.get(at)? {
        '十' => at + 1,
        '1' if chars.get(at + 1) == Some(&'0') => at + 2,
        _ => return None,
    };
    let caret = chars.get(at) == Some(&'^');
    let from = at + usize::from(caret);
    let digit = |c: char| {
        if caret {
            c.to_digit(10)
        } else {
            "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip(0..).find(|&(s, _)| s == c).map(|(_, d)| d)
        }
    };
    let below = chars.get(from).is_some_and(|&c| c == if caret { '-' } else { '⁻' });
    let from = from + usize::from(below);
    let (mut power, mut end) = (0i32, from);
    while let Some(d) = chars.get(end).and_then(|&c| digit(c)).filter(|_| end < from + 2) {
        power = power * 10 + i32::try_from(d).ok()?;
        end += 1;
    }
    (end > from).then_some((if below { -power } else { power }, end))
}
