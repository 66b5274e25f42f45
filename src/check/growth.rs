//! 比上年的298.4万人次增加14.2万人次，增长4.8%: a number, the one of the year before, and what lies between them.
//!
//! The year before is said in four ways: 比上年的298.4万人次增加…; 比上年增加…，上年为298.4万人次; 由298.4万人次增加到
//! 312.6万人次; and, for a rate, by the change itself: 比上年增加14.2万人次，增长4.8%.

use super::clause::{Number, STOPS, Sentence, numbers};
use super::printed::{Fit, Printed};
use super::{Claim, Kind, Text, Verdict};
use crate::data::checks::{checks, has};
use crate::mention::{Change, Mention};

/// The growth and the changes of a text.
pub(super) fn claims(text: Text<'_>, sentences: &[Sentence], out: &mut Vec<Claim>) {
    for sentence in sentences {
        let own = numbers(text, *sentence);
        let words = text.between(sentence.start, sentence.end);
        let mut at = 0;
        while at < own.len() {
            let chain = chain(text, &own, at);
            if chain > at {
                run(text, &own, at, chain, &words, out);
            }
            at = chain.max(at + 1);
        }
    }
}

/// Where the changes that begin at a number end: 增加14.2万人次，增长4.8% are two of one chain.
fn chain(text: Text<'_>, own: &[Number], at: usize) -> usize {
    let change = |i: usize| own.get(i).is_some_and(|n| n.mention.change.is_some());
    let mut end = at;
    while change(end) && (end == at || goes_on(text, own, end)) {
        end += 1;
    }
    end
}

/// Whether only words of change stand between a number and the one before it: ，增长.
fn goes_on(text: Text<'_>, own: &[Number], at: usize) -> bool {
    let gap = at.checked_sub(1).and_then(|i| own.get(i)).zip(own.get(at));
    gap.is_some_and(|(last, next)| is_change(&text.between(last.mention.end, next.mention.start)))
}

/// Whether words only say which way it went: 增加, ，增长.
fn is_change(gap: &str) -> bool {
    let gap = gap.trim_matches(STOPS).trim_end_matches('了').trim_start_matches(['净', '或', '即']);
    ["增加", "增长", "减少", "下降", "上升", "提高", "降低", "增", "减", "增幅", "降幅", "增幅为", "增长率为"]
        .contains(&gap)
}

/// Holds the changes from `first` to `end` against the numbers around them.
fn run(text: Text<'_>, own: &[Number], first: usize, end: usize, words: &str, out: &mut Vec<Claim>) {
    let changes = own.get(first..end).unwrap_or_default();
    let Some(pair) = pair(text, own, first, end) else { return };
    let Pair { now, earlier } = pair;
    for change in changes {
        let Some(direction) = change.mention.change else { continue };
        match earlier {
            Some(earlier) => {
                out.extend(claim(text, (change.mention, Some(earlier), now), None, direction, words));
            }
            // The year before is the number less its change.
            None => {
                let by = changes.iter().find(|c| c.unit() == now.unit() && c.mention.change.is_some());
                let rate = change.mention.unit.as_deref() == Some("percent");
                if let Some(by) = by.filter(|_| rate) {
                    out.extend(claim(text, (change.mention, None, now), Some(by.mention), direction, words));
                }
            }
        }
    }
}

/// A number and the one of the year before.
struct Pair<'n, 't> {
    now: &'n Number<'t>,
    earlier: Option<&'t Mention>,
}

/// Finds the numbers that a chain of changes lies between.
fn pair<'n, 't>(text: Text<'t>, own: &'n [Number<'t>], first: usize, end: usize) -> Option<Pair<'n, 't>> {
    let before = |n: usize| first.checked_sub(n).and_then(|i| own.get(i)).filter(|n| n.is_level());
    let like = |a: &Number, b: &Number| a.unit() == b.unit();
    let change = own.get(first)?;
    let last = before(1)?;
    if let Some(now) = before(2).filter(|now| like(now, last)) {
        let gap = text.between(now.mention.end, last.mention.start);
        let near = is_change(&text.between(last.mention.end, change.mention.start));
        if near && compares(&gap) {
            return Some(Pair { now, earlier: Some(last.mention) });
        }
        // 由298.4万人次增加到312.6万人次，增长4.8%
        let ahead = text.between(now.mention.start.saturating_sub(16), now.mention.start);
        let ahead = ahead.rsplit(['，', '；', '。']).next().unwrap_or_default();
        if near && ahead.contains(['由', '从', '自']) && becomes(&gap) {
            return Some(Pair { now: last, earlier: Some(now.mention) });
        }
    }
    let gap = text.between(last.mention.end, change.mention.start);
    if !is_compared(&gap) {
        return None;
    }
    let final_change = end.checked_sub(1).and_then(|i| own.get(i))?;
    let behind = own.get(end).filter(|n| n.is_level() && like(n, last));
    let behind = behind.filter(|n| is_said(&text.between(final_change.mention.end, n.mention.start)));
    Some(Pair { now: last, earlier: behind.map(|n| n.mention) })
}

/// Whether the words between two numbers hold the first against the second: ，比上年的.
fn compares(gap: &str) -> bool {
    let gap = gap.trim_start_matches(STOPS);
    gap.starts_with(['比', '较']) && gap.ends_with('的') && !gap.contains(['，', '；', '（', '、'])
}

/// Whether the words before a change hold the number before them against a year: ，比上年增加.
fn is_compared(gap: &str) -> bool {
    let gap = gap.trim_start_matches(STOPS);
    let rest = gap.strip_prefix("同比").or_else(|| {
        let rest = gap.strip_prefix('比').or_else(|| gap.strip_prefix('较'))?;
        ["上年同期", "去年同期", "上年末", "上年底", "上年", "去年", "上一年", "前一年", "年初"]
            .iter()
            .find_map(|w| rest.strip_prefix(w))
            .or_else(|| {
                rest.split_once('年').filter(|(y, _)| y.chars().all(|c| c.is_ascii_digit())).map(|p| p.1)
            })
    });
    rest.is_some_and(is_change)
}

/// Whether a number becomes another: 增加到, 增加到2010年的.
fn becomes(gap: &str) -> bool {
    let dated = |c: char| c.is_ascii_digit() || "年末底的上今本当".contains(c);
    let to = gap.trim_end_matches(dated).ends_with(['到', '至', '为']);
    to && !gap.contains(['，', '；', '（', '、', '。']) && gap.chars().count() <= 16
}

/// Whether a number is said for the year before: ，上年为.
fn is_said(gap: &str) -> bool {
    let gap = gap.trim_start_matches(STOPS).trim_start_matches('而');
    let rest =
        ["上年同期", "去年同期", "上年", "去年", "上一年", "前一年"].iter().find_map(|w| gap.strip_prefix(w));
    rest.is_some_and(|rest| ["", "为", "是", "仅为", "的"].contains(&rest))
}

/// Whether a rate may be of other prices than the numbers: 按可比价格计算, or what is published so.
fn other_prices(now: &Number, words: &str) -> bool {
    let published = |name: &str| has(&checks().published, name);
    has(&checks().prices, words) || published(now.name()) || published(&now.label)
}

fn claim(
    text: Text<'_>,
    (change, earlier, number): (&Mention, Option<&Mention>, &Number),
    by: Option<&Mention>,
    direction: Change,
    words: &str,
) -> Option<Claim> {
    let now = number.mention;
    let after = Printed::of(now)?;
    let signed = |p: Printed| if direction == Change::Up { p } else { Printed { value: -p.value, ..p } };
    let (before, moved) = match (earlier, by) {
        (Some(earlier), _) => {
            let before = Printed::of(earlier)?;
            (before, signed(after.less(before)?))
        }
        (None, by) => {
            let moved = Printed::of(by?)?;
            (after.less(signed(moved))?, moved)
        }
    };
    let rate = change.unit.as_deref() == Some("percent");
    if !rate && change.unit != now.unit {
        return None;
    }
    let stated = if rate { Printed::of_quotient(change)? } else { Printed::of(change)? };
    let fit = if rate { stated.fit_rate(moved, before)? } else { stated.fit(moved) };
    let (verdict, reason) = match fit {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if rate && other_prices(number, words) => {
            (Verdict::NotComparable, Some("comparable prices"))
        }
        Fit::Apart => (Verdict::Contradicts, None),
    };
    let computed = if rate { Printed::rate(moved, before)? } else { moved };
    let (after, before) = (after.shown(), before.shown());
    let shown = computed.shown();
    let note = match (rate, direction) {
        (true, Change::Up) => format!("{before} → {after} is {shown}% more"),
        (true, Change::Down) => format!("{before} → {after} is {shown}% less"),
        (false, Change::Up) => format!("{after} − {before} = {shown}"),
        (false, Change::Down) => format!("{before} − {after} = {shown}"),
    };
    let places = [Some(change), earlier, by, Some(now)].into_iter().flatten();
    let kind = if rate { Kind::Growth } else { Kind::Change };
    Some(Claim {
        verdict,
        difference: (!rate).then(|| stated.apart(moved).shown()),
        unit: change.unit.clone(),
        note,
        reason,
        ..Claim::new(kind, places.map(|m| text.place_of(m)).collect(), stated.shown(), shown)
    })
}
