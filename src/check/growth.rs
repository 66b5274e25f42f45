//! 比上年的298.4万人次增加14.2万人次，增长4.8%: a number, the one before it, and what lies between them.

use super::clause::{Number, Sentence, numbers};
use super::printed::{Fit, Printed};
use super::{Claim, Kind, Text, Verdict};
use crate::mention::{Change, Mention};

/// Words that say that a rate is of other prices or another reach than the numbers beside it.
const OTHER_PRICES: &[&str] =
    &["可比", "不变价", "扣除价格", "实际增长", "同口径", "年均", "平均每年", "生产总值", "增加值", "总产值"];

/// The growth and the changes of a text.
pub(super) fn claims(text: Text<'_>, sentences: &[Sentence], out: &mut Vec<Claim>) {
    for sentence in sentences {
        let own = numbers(text, *sentence);
        let words = text.between(sentence.start, sentence.end);
        for (at, earlier) in own.iter().enumerate() {
            let Some(now) = at.checked_sub(1).and_then(|i| own.get(i)) else { continue };
            let gap = text.between(now.mention.end, earlier.mention.start);
            let level = |n: &Number| n.mention.change.is_none() && n.mention.per.is_none();
            let lines_up = now.mention.unit.is_some() && now.mention.unit == earlier.mention.unit;
            if !compares(&gap) || !level(now) || !level(earlier) || !lines_up {
                continue;
            }
            let mut end = earlier.mention.end;
            for change in own.iter().skip(at + 1) {
                let gap = text.between(end, change.mention.start);
                let Some(direction) = change.mention.change.filter(|_| is_change(&gap)) else { break };
                end = change.mention.end;
                let numbers = (change.mention, earlier.mention, now.mention);
                out.extend(claim(text, numbers, direction, &words));
            }
        }
    }
}

/// Whether the words between two numbers hold the first against the second: ，比上年的.
fn compares(gap: &str) -> bool {
    let gap = gap.trim_start_matches(['，', ',', '、']);
    gap.starts_with('比') && gap.ends_with('的') && !gap.contains(['，', '；', '（', '、'])
}

/// Whether words only say which way it went: 增加, ，增长.
fn is_change(gap: &str) -> bool {
    let gap = gap.trim_matches(['，', ',', '、', '了', '净']);
    ["增加", "增长", "减少", "下降", "上升", "提高", "降低"].contains(&gap)
}

fn claim(
    text: Text<'_>,
    (change, earlier, now): (&Mention, &Mention, &Mention),
    direction: Change,
    words: &str,
) -> Option<Claim> {
    let stated = Printed::of(change)?;
    let (before, after) = (Printed::of(earlier)?, Printed::of(now)?);
    let moved = match direction {
        Change::Up => after.less(before)?,
        Change::Down => before.less(after)?,
    };
    let rate = change.unit.as_deref() == Some("percent");
    if !rate && change.unit != now.unit {
        return None;
    }
    let fit = if rate { growth(stated, moved, before)? } else { stated.fit(moved) };
    let (verdict, reason) = match fit {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if OTHER_PRICES.iter().any(|w| words.contains(w)) => {
            (Verdict::NotComparable, Some("comparable prices"))
        }
        Fit::Apart => (Verdict::Contradicts, None),
    };
    let computed = if rate { Printed::rate(moved, before)? } else { moved.shown() };
    let (after_shown, before_shown) = (after.shown(), before.shown());
    let note = match (rate, direction) {
        (true, Change::Up) => format!("{before_shown} → {after_shown} is {computed}% more"),
        (true, Change::Down) => format!("{before_shown} → {after_shown} is {computed}% less"),
        (false, Change::Up) => format!("{after_shown} − {before_shown} = {computed}"),
        (false, Change::Down) => format!("{before_shown} − {after_shown} = {computed}"),
    };
    Some(Claim {
        kind: if rate { Kind::Growth } else { Kind::Change },
        verdict,
        places: vec![text.place_of(change), text.place_of(earlier), text.place_of(now)],
        stated: stated.shown(),
        computed,
        difference: (!rate).then(|| stated.apart(moved)),
        unit: change.unit.clone(),
        note,
        reason,
        labels: Vec::new(),
    })
}

/// Both numbers move within their last place. The earlier one stands above and below the line: taken twice, the reach
/// is wider than it need be, never narrower.
fn growth(stated: Printed, moved: Printed, before: Printed) -> Option<Fit> {
    stated.fit_rate(moved, before)
}
