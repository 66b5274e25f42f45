//! 平均每户16.51元: a total by how many share it.

use super::clause::{Number, Numbers, Sentence, Units, is_stop, units};
use super::printed::{Fit, Printed};
use super::sum::Among;
use super::{Claim, Kind, Text, Verdict};

/// Words of an average that do not say what of.
const EMPTY: &[&str] =
    &["平均", "均", "每", "人均", "户均", "创造", "实现", "拥有", "占有", "达", "为", "约", "年"];

/// The averages of a text.
pub(super) fn claims(text: &Text<'_>, numbers: &Numbers<'_>, sums: &[Among<'_>], out: &mut Vec<Claim>) {
    for Sentence { start, last, both, .. } in numbers.sentences() {
        // 平均每户16.51元，每人4.53元: the word holds for those behind it.
        let mut says = false;
        for (at, number) in both.iter().enumerate().skip(last.len()) {
            let Some(per) = number.mention.per.as_deref().filter(|_| number.mention.change.is_none()) else {
                says = false;
                continue;
            };
            says |= number.label.contains('均');
            // The sentence before may have the total.
            let before = Before { numbers: both.get(..at).unwrap_or_default(), start };
            out.extend(average(text, number, per, before, says, sums));
        }
    }
}

/// The numbers before an average, and where its sentence begins.
struct Before<'n, 't> {
    numbers: &'n [Number<'t>],
    start: usize,
}

fn average(
    text: &Text<'_>,
    number: &Number,
    per: &str,
    Before { numbers: before, start }: Before<'_, '_>,
    says: bool,
    sums: &[Among<'_>],
) -> Option<Claim> {
    let stated = number.quotient?;
    let part = |n: &Number| sums.iter().any(|s| s.parts.iter().any(|p| p.start == n.mention.start));
    let levels = || before.iter().rev().filter(|n| n.is_level() && !n.is_earlier(text)).take(12);
    // 6284人次 are shared by heads, too: they may hold.
    let counts = |n: &&Number| {
        units(n.unit(), Some(per)) != Units::Other || n.unit().is_some_and(|unit| unit.starts_with(per))
    };
    let counted = |n: &&Number| counts(n) && n.printed.is_some();
    let divisors: Vec<&Number> = levels().filter(counted).collect();
    let totals: Vec<&Number> =
        levels().filter(|n| n.unit() == number.unit() && n.printed.is_some()).collect();
    let fit = |total: &Number, by: &Number| stated.fit_quotient(total.printed?, by.printed?, (1, 1));
    let pairs = || totals.iter().flat_map(|total| divisors.iter().map(move |by| (*total, *by)));
    let apart = |(total, by): &(&Number, &Number)| total.mention.start != by.mention.start;
    let held = pairs().filter(apart).find(|(t, d)| fit(t, d).is_some_and(|f| f != Fit::Apart));
    let whole = |n: &&&Number| !part(n) && n.mention.start >= start;
    let ((total, by), sure) = match held {
        Some(pair) => (pair, true),
        None => {
            // Which two it is of must be plain: one total of its name, one divisor.
            let mut named = totals.iter().filter(whole).filter(|t| is_of(number, t));
            let (total, by) = (*named.next()?, **divisors.iter().filter(whole).collect::<Vec<_>>().first()?);
            let one = |can: &dyn Fn(&&Number) -> bool| levels().filter(|n| can(n) && whole(&n)).count() == 1;
            // 学生4万余人: what has a bound may be the one that is meant.
            let alone = named.next().is_none() && one(&|n| n.unit() == number.unit()) && one(&counts);
            let same = units(by.unit(), Some(per)) == Units::Same;
            ((total, by), alone && same && says && total.mention.start != by.mention.start)
        }
    };
    let (sum, count) = (total.printed?, by.printed?);
    let computed = Printed::quotient(sum, count, (1, 1))?;
    let near = computed.is_near(stated, 3);
    let (verdict, reason) = match stated.fit_quotient(sum, count, (1, 1))? {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if sure && near => (Verdict::Contradicts, None),
        Fit::Apart => (Verdict::NotComparable, Some("what it is an average of is not sure")),
    };
    // 分为9孔，每孔跨径24米: each, not on an average.
    if !says && verdict != Verdict::NotComparable {
        return None;
    }
    Some(Claim {
        verdict,
        note: format!("{} / {} = {}", sum.shown(), count.shown(), computed.shown()),
        reason,
        unit: number.mention.unit.clone(),
        ..Claim::new(
            Kind::Average,
            vec![text.place_of(number.mention), text.place_of(total.mention), text.place_of(by.mention)],
            stated.shown(),
            computed.shown(),
        )
    })
}

/// Whether an average may be of a total: it has no name of its own, or theirs.
fn is_of(number: &Number, total: &Number) -> bool {
    let mut name = number.label.trim_matches(is_stop).to_owned();
    for word in EMPTY {
        name = name.replace(word, "");
    }
    if let Some(per) = number.mention.per.as_deref() {
        name = name.replace(per, "");
    }
    name.is_empty() || total.label.contains(&name)
}
