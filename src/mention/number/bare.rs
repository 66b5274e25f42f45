//! Finds bare numbers, which no unit follows: for texts that are numbers, and to test the reader.

use super::{Script, begins, read};
use crate::mention::Bound;
use crate::mention::folded::Folded;
use crate::normal::Decimal;

/// A bare number found by [`find`], in Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numeral {
    /// Where it starts.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The value, or the low end of a range.
    pub value: Decimal,
    /// The high end of a range: 三五千.
    pub max: Option<Decimal>,
}

impl Numeral {
    /// With the offsets of the text that was handed in.
    fn unfolded(self, folded: &Folded) -> Self {
        let (start, end) = folded.stretch((self.start, self.end));
        Numeral { start, end, ..self }
    }
}

/// Reads a text that is one number, in any script.
///
/// ```
/// use nianjian::mention::number;
/// let value = |text| number::read_all(text).map(|n| n.value.to_string());
/// assert_eq!(value("一亿零一百万").as_deref(), Some("101000000"));
/// assert_eq!(value("３万5千").as_deref(), Some("35000"));
/// assert_eq!(value("八成"), None);
/// ```
pub fn read_all(text: &str) -> Option<Numeral> {
    let mut folded = Folded::default();
    folded.read(text);
    let found = numeral(&folded.chars, 0)?;
    (found.end == folded.chars.len()).then(|| found.unfolded(&folded))
}

fn numeral(chars: &[char], start: usize) -> Option<Numeral> {
    // .5 is a number only where it stands alone.
    if chars.get(start) == Some(&'.') {
        let places = chars.iter().skip(start + 1).take_while(|c| c.is_ascii_digit()).count();
        let digits: String = chars.iter().skip(start + 1).take(places).collect();
        let value = Decimal::new(digits.parse().ok()?, u32::try_from(places).ok()?)?;
        return (places > 0).then_some(Numeral { start, end: start + 1 + places, value, max: None });
    }
    if chars.get(start) == Some(&'半') && chars.get(start + 1).is_some_and(|&c| matches!(c, '百' | '千')) {
        let value = Decimal::integer(if chars.get(start + 1) == Some(&'百') { 50 } else { 500 });
        return Some(Numeral { start, end: start + 2, value, max: None });
    }
    let number = read(chars, start)?;
    let (value, max) = (number.low, number.high);
    if number.bound == Some(Bound::About) && number.script == Script::Chinese {
        return Some(Numeral { start, end: number.end, value: without_some(value, max), max: None });
    }
    Some(Numeral { start, end: number.end, value, max })
}

/// The part of a number that 几 leaves said: 二十几万 is 200000 and some; 几万 says nothing but 10000.
fn without_some(low: Decimal, high: Option<Decimal>) -> Decimal {
    match (low.whole(), high.and_then(Decimal::whole)) {
        // 几 stands for 1 to 9 of what it counts.
        (Some(first), Some(last)) if first > (last - first) / 8 => {
            Decimal::integer(u128::from(first - (last - first) / 8))
        }
        _ => low,
    }
}

/// Finds the bare numbers of a text: what no unit follows and what is no part of a word.
///
/// ```
/// use nianjian::mention::number;
/// let found = number::find("增加值 1.2亿 ，家庭 三五千");
/// let values: Vec<String> = found.iter().map(|n| n.value.to_string()).collect();
/// assert_eq!(values, ["120000000", "3000"]);
/// assert_eq!((found[0].start, found[0].end), (4, 8));
/// ```
pub fn find(text: &str) -> Vec<Numeral> {
    let mut folded = Folded::default();
    folded.read(text);
    let chars = &folded.chars;
    let (mut found, mut at) = (Vec::new(), 0);
    while at < chars.len() {
        let starts = chars.get(at).is_some_and(|&c| begins(c) || c == '.' || c == '半');
        let Some(number) = starts.then(|| numeral(chars, at)).flatten() else {
            at = super::past_run(chars, at);
            continue;
        };
        at = number.end.max(at + 1);
        let alone = |c: Option<&char>| c.is_none_or(|&c| !c.is_alphanumeric() || matches!(c, '是' | '有'));
        let before = number.start.checked_sub(1).and_then(|i| chars.get(i));
        // A blank that the folding left out parts all the same.
        if (alone(before) || folded.is_apart(number.start))
            && (alone(chars.get(number.end)) || folded.is_apart(number.end))
            && !read(chars, number.start).is_some_and(|n| n.bare && n.end - n.start == 1)
        {
            found.push(number.unfolded(&folded));
        }
    }
    found
}
