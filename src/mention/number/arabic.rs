//! Reads a run of Arabic digits with grouping and a decimal point: 1,150 · 8,640.5.

use crate::normal::Decimal;

/// A run of digits with grouping and a decimal point: its value, its end, how many digits if plain.
pub(super) fn arabic(chars: &[char], start: usize) -> Option<(Decimal, usize, usize)> {
    // What texts are full of: digits and no more, in one machine word.
    let (mut end, mut value) = (start, 0u64);
    while let Some(digit) = chars.get(end).and_then(|c| c.to_digit(10)) {
        value = value.wrapping_mul(10).wrapping_add(digit.into());
        end += 1;
    }
    let goes_on = chars.get(end) == Some(&' ') && chars.get(end + 1).is_some_and(char::is_ascii_digit);
    if end - start < 20 && !goes_on && !matches!(chars.get(end), Some(',' | '.')) {
        return Some((Decimal::integer(value.into()), end, end - start));
    }
    let digits_from = |at: usize| chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
    let leading = digits_from(start);
    let (mut at, mut grouped) = (start + leading, false);
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
        // 12 500平方米: blanks between groups of three, and a word right behind them.
        let (commas, blanks) = (groups(','), groups(' '));
        let counted = chars.get(blanks).is_some_and(|c| c.is_alphabetic() || matches!(c, '.' | '%'));
        let end = if commas > at || !counted { commas } else { blanks };
        grouped = end > at;
        at = end;
    }
    let fraction = if chars.get(at) == Some(&'.') { digits_from(at + 1) } else { 0 };
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
    Some((Decimal::new(value, u32::try_from(scale).ok()?)?, end, plain))
}
