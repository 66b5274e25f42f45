//! 比上年的298.4万人次增加14.2万人次，增长4.8%: a number, the one of the year before, and what lies between them.
//!
//! The year before is said in five ways: 比上年的298.4万人次增加…; 比上年增加…，上年为298.4万人次; 由298.4万人次增加到
//! 312.6万人次; earlier in the section, under the same name: 1982年总人口142863人。1990年总人口161274人，比1982年增加…;
//! and, for a rate, by the change itself: 比上年增加14.2万人次，增长4.8%.

use super::clause::{Number, Sentence, is_stop};
use super::history::History;
use super::printed::{Fit, Printed};
use super::{Claim, Kind, Place, Text, Verdict};
use crate::data::checks::{checks, has};
use crate::mention::Change;

/// The growth and the changes of a sentence.
pub(super) fn claims(text: &Text<'_>, sentence: Sentence<'_, '_>, history: &History, out: &mut Vec<Claim>) {
    let own = sentence.own;
    let mut at = 0;
    while at < own.len() {
        let end = chain(text, own, at);
        if let Some(changes) = own.get(at..end).filter(|changes| !changes.is_empty())
            && let Some(pair) = pair(text, own, at, end)
        {
            let words = text.between(sentence.start, sentence.end);
            held(text, changes, &pair, words, history, out);
        }
        at = end.max(at + 1);
    }
}

/// Where the changes that begin at a number end: 增加14.2万人次，增长4.8% are two of one chain.
fn chain(text: &Text<'_>, own: &[Number], at: usize) -> usize {
    let change = |i: usize| own.get(i).is_some_and(|n| n.mention.change.is_some());
    let mut end = at;
    while change(end) && (end == at || goes_on(text, own, end)) {
        end += 1;
    }
    end
}

/// Whether only words of change stand between a number and the one before it: ，增长.
fn goes_on(text: &Text<'_>, own: &[Number], at: usize) -> bool {
    let gap = at.checked_sub(1).and_then(|i| own.get(i)).zip(own.get(at));
    gap.is_some_and(|(last, next)| is_change(text.between(last.mention.end, next.mention.start)))
}

/// Whether words only say which way it went: 增加, ，增长.
fn is_change(gap: &str) -> bool {
    let gap = gap.trim_matches(is_stop).trim_end_matches('了').trim_start_matches(['净', '或', '即']);
    ["增加", "增长", "减少", "下降", "上升", "提高", "降低", "增", "减", "增幅", "降幅", "增幅为", "增长率为"]
        .contains(&gap)
}

/// A number and the one of the year before.
struct Pair<'n, 't> {
    now: &'n Number<'t>,
    earlier: Option<&'n Number<'t>>,
    /// The year that it is compared with.
    year: Option<i32>,
    /// Whether it is accused where it does not agree.
    sure: bool,
}

/// What a change lies between: a number of the text, what it was, and where that stands.
struct Moved {
    before: Printed,
    by: Printed,
    place: Place,
}

/// Holds changes of one number against it and the year before.
fn held(
    text: &Text<'_>,
    changes: &[Number],
    pair: &Pair<'_, '_>,
    words: &str,
    history: &History,
    out: &mut Vec<Claim>,
) {
    let Some(after) = pair.now.printed else { return };
    let earlier = pair.earlier.and_then(|n| Some((n.printed?, text.place_of(n.mention))));

    let said = || {
        let year =
            pair.year.filter(|year| text.year_at(pair.now.mention.start).is_some_and(|now| *year < now))?;
        let level = history.of_year(pair.now, year)?;
        Some((level.printed, level.place.clone()))
    };
    if pair.earlier.is_some() && earlier.is_none() {
        return;
    }
    let far = earlier.is_none();
    let earlier = earlier.or_else(said);
    let far = far && earlier.is_some();
    for change in changes {
        let moved = match &earlier {
            Some((before, place)) => by_of(change, after, *before).map(|by| (*before, by, place.clone())),
            // The year before is the number less its change.
            None => {
                let by = changes.iter().find(|c| c.unit() == pair.now.unit()).filter(|_| is_rate(change));
                by.and_then(|c| {
                    let by = c.printed?;
                    let before = match c.mention.change? {
                        Change::Up => after.less(by)?,
                        Change::Down => after.plus(by)?,
                    };
                    Some((before, by, text.place_of(c.mention)))
                })
            }
        };
        let moved = moved.map(|(before, by, place)| Moved { before, by, place });
        let claim = moved.and_then(|moved| claim(text, change, moved, pair.now, words));
        // What another sentence says of that year may have another reach: it accuses only where it is near.
        let sure = |c: &Claim| pair.sure && (!far || c.is_near(3));
        let plain = |c: &Claim| c.verdict != Verdict::Contradicts || sure(c);
        out.extend(claim.filter(plain));
    }
}

fn is_rate(change: &Number) -> bool {
    change.unit() == Some("percent")
}

/// Finds the numbers that a chain of changes lies between.
fn pair<'n, 't>(text: &Text<'t>, own: &'n [Number<'t>], first: usize, end: usize) -> Option<Pair<'n, 't>> {
    let before = |n: usize| first.checked_sub(n).and_then(|i| own.get(i)).filter(|n| n.is_level());
    let change = own.get(first)?;
    let last = before(1)?;
    let gap = text.between(last.mention.end, change.mention.start);
    let clause = |at: usize| text.before(at, 16).rsplit(['，', '；', '。']).next().unwrap_or_default();
    if is_change(gap) && compares(clause(last.mention.start)) {
        return compared(text, own.get(..first - 1)?, last, change);
    }
    if let Some(now) = before(2).filter(|now| is_change(gap) && now.unit() == last.unit()) {
        // 由298.4万人次增加到312.6万人次，增长4.8%
        let between = text.between(now.mention.end, last.mention.start);
        if clause(now.mention.start).contains(['由', '从', '自']) && becomes(between) {
            return Some(Pair { now: last, earlier: Some(now), year: None, sure: true });
        }
    }
    // 用户1.26万户，净增0.48万户，增长61.5%: since when is not said; it only holds.
    let sure = is_compared(gap);
    if !sure && !is_change(gap) {
        return None;
    }
    let final_change = end.checked_sub(1).and_then(|i| own.get(i))?;
    let behind = own.get(end).filter(|n| n.is_level() && n.unit() == last.unit());
    let behind = behind.filter(|n| is_said(text.between(final_change.mention.end, n.mention.start)));
    let year = text.date_between(last.mention.end, change.mention.start);
    let year = year.and_then(|m| m.value.get(..4)?.parse().ok());
    Some(Pair { now: last, earlier: behind, year, sure })
}

/// 比上年的11624万元增长13.4%: which number before it grew. It is the last of the unit, or another that agrees; a number
/// that stands farther and does not agree is accused only where it has the name of the change.
fn compared<'n, 't>(
    text: &Text<'t>,
    before: &'n [Number<'t>],
    earlier: &'n Number<'t>,
    change: &Number,
) -> Option<Pair<'n, 't>> {
    // 预算12400万元的106.3%: a whole is not what grew.
    let whole = |n: &Number| text.char_at(n.mention.end) == Some('的');
    let states = |n: &Number| n.mention.change.is_none() && n.unit() == earlier.unit();
    let can = |n: &&Number| states(n) && !n.is_earlier(text) && !whole(n);
    let numbers: Vec<&Number> = before.iter().rev().filter(can).take(4).collect();
    let past = earlier.printed;
    let agrees = |n: &&&Number| {
        let by = past.and_then(|past| by_of(change, n.printed?, past));
        by.zip(past).and_then(|(by, past)| fit(change, by, past)).is_some_and(|f| f != Fit::Apart)
    };
    let nearest = *numbers.first()?;
    let agreeing = numbers.iter().find(agrees).copied();
    let next = before.last().is_some_and(|n| n.mention.start == nearest.mention.start);
    let named = nearest.mention.measured.is_some() && nearest.name == change.name;
    // 其中境外2.1万人次，比上年的108万人次增长11.1%: another's year before.
    let near = nearest.printed.zip(past).is_some_and(|(now, past)| {
        now.value < past.value.saturating_mul(3) && past.value < now.value.saturating_mul(3)
    });
    let now = agreeing.unwrap_or(nearest);
    Some(Pair { now, earlier: Some(earlier), year: None, sure: near && (next || named) })
}

/// By how much a number has moved, in the direction of the change.
fn by_of(change: &Number, now: Printed, before: Printed) -> Option<Printed> {
    let by = now.less(before)?;
    match change.mention.change? {
        Change::Up => Some(by),
        Change::Down => Some(Printed { value: -by.value, ..by }),
    }
}

/// How a change stands to what it is of.
fn fit(change: &Number, by: Printed, before: Printed) -> Option<Fit> {
    match is_rate(change) {
        true => change.quotient?.fit_rate(by, before),
        false => Some(change.printed?.fit(by)),
    }
}

/// Whether the words between two numbers hold the first against the second: ，比上年的.
fn compares(gap: &str) -> bool {
    let gap = gap.trim_start_matches(is_stop);
    gap.starts_with(['比', '较']) && gap.ends_with('的') && !gap.contains(['，', '；', '（', '、'])
}

/// Whether the words before a change hold the number before them against a year: ，比上年增加.
fn is_compared(gap: &str) -> bool {
    let gap = gap.trim_start_matches(is_stop);
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
    let gap = gap.trim_start_matches(is_stop).trim_start_matches('而');
    let rest =
        ["上年同期", "去年同期", "上年", "去年", "上一年", "前一年"].iter().find_map(|w| gap.strip_prefix(w));
    rest.is_some_and(|rest| ["", "为", "是", "仅为", "的"].contains(&rest))
}

/// Whether a rate may be of other prices than the numbers: 按可比价格计算, or what is published so.
fn other_prices(now: &Number, words: &str) -> bool {
    let published = |name: &str| has(&checks().published, name);
    has(&checks().prices, words) || published(now.name) || published(now.label)
}

fn claim(
    text: &Text<'_>,
    change: &Number,
    Moved { before, by, place }: Moved,
    now: &Number,
    words: &str,
) -> Option<Claim> {
    let rate = is_rate(change);
    if !rate && change.unit() != now.unit() {
        return None;
    }
    let mention = change.mention;
    let direction = mention.change?;
    let stated = if rate { change.quotient? } else { change.printed? };
    let (verdict, reason) = match fit(change, by, before)? {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if rate && other_prices(now, words) => (Verdict::NotComparable, Some("comparable prices")),
        Fit::Apart => (Verdict::Contradicts, None),
    };
    let computed = if rate { Printed::rate(by, before)? } else { by }.shown();
    let (after, before) = (now.printed?.shown(), before.shown());
    let note = match (rate, direction) {
        (true, Change::Up) => format!("{before} → {after} is {computed}% more"),
        (true, Change::Down) => format!("{before} → {after} is {computed}% less"),
        (false, Change::Up) => format!("{after} − {before} = {computed}"),
        (false, Change::Down) => format!("{before} − {after} = {computed}"),
    };
    let kind = if rate { Kind::Growth } else { Kind::Change };
    let places = vec![text.place_of(mention), place, text.place_of(now.mention)];
    Some(Claim {
        verdict,
        difference: (!rate).then(|| stated.apart(by).shown()),
        unit: mention.unit.clone(),
        note,
        reason,
        ..Claim::new(kind, places, stated.shown(), computed)
    })
}
