//! 占…的x%: a part, its whole, and the rate between them.

use super::printed::{Fit, Printed};
use super::sum::Among;
use super::{Claim, Kind, Text, Verdict};
use crate::mention::Mention;

/// The shares of a text.
pub(super) fn claims(text: Text<'_>, sums: &[Among<'_>], out: &mut Vec<Claim>) {
    for (at, rate) in text.mentions.iter().enumerate() {
        if rate.unit.as_deref() != Some("percent") || rate.change.is_some() {
            continue;
        }
        let Some(last) = at.checked_sub(1).and_then(|i| text.mentions.get(i)) else { continue };
        let gap = text.between(last.end, rate.start);
        let pair = match gap.trim() {
            "的" => of_whole(text, at, last),
            // 女党员187名，占45.4%
            "，占" | "占" | ",占" | "、占" => {
                let part = |s: &&Among| s.parts.iter().any(|p| p.start == last.start);
                sums.iter().rev().find(part).map(|s| (last, s.whole))
            }
            _ => None,
        };
        if let Some((part, whole)) = pair {
            out.extend(claim(text, rate, part, whole));
        }
    }
}

/// The part of 工业用电量13.62亿千瓦时，占全社会用电量19.27亿千瓦时的75.7%.
fn of_whole<'t>(text: Text<'t>, at: usize, whole: &'t Mention) -> Option<(&'t Mention, &'t Mention)> {
    let part = at.checked_sub(2).and_then(|i| text.mentions.get(i))?;
    let gap = text.between(part.end, whole.start);
    let takes = gap.trim_start_matches(['，', ',', '、']).starts_with('占');
    (takes && !gap.contains('。') && part.unit == whole.unit && part.change.is_none())
        .then_some((part, whole))
}

fn claim(text: Text<'_>, rate: &Mention, part: &Mention, whole: &Mention) -> Option<Claim> {
    let (stated, part_is, whole_is) = (Printed::of(rate)?, Printed::of(part)?, Printed::of(whole)?);
    let verdict = match stated.fit_rate(part_is, whole_is)? {
        Fit::Same => Verdict::Holds,
        Fit::Rounded => Verdict::Rounding,
        Fit::Apart => Verdict::Contradicts,
    };
    let computed = Printed::rate(part_is, whole_is)?;
    Some(Claim {
        kind: Kind::Share,
        verdict,
        places: vec![text.place_of(rate), text.place_of(part), text.place_of(whole)],
        stated: stated.shown(),
        note: format!("{} / {} = {computed}%", part_is.shown(), whole_is.shown()),
        computed,
        difference: None,
        unit: rate.unit.clone(),
        reason: None,
        labels: Vec::new(),
    })
}
