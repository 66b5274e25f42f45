//! 占…的x%: a part, its whole, and the rate between them. The whole stands before the 的 with its number, is named there
//! (占投资总额的), is the whole of the list that the part stands in, or is that of the shares beside it.

use super::clause::{Number, Sentence, is_stop};
use super::history::{History, Level};
use super::printed::{Fit, Printed};
use super::sum::Among;
use super::{Claim, Kind, Place, Text, Verdict};
use crate::mention::Mention;

/// A share as it is read, before its whole is known.
struct Share<'n, 't> {
    rate: &'n Number<'t>,
    part: &'n Number<'t>,
    /// What is said of the whole.
    of: Of<'t>,
}

/// What a share says of its whole.
enum Of<'t> {
    /// Its number stands there.
    Number(Level),
    /// It has a name.
    Name(&'t str),
    /// Nothing.
    Nothing,
}

/// The shares of a sentence.
pub(super) fn claims(
    text: &Text<'_>,
    sentence: Sentence<'_, '_>,
    sums: &[Among<'_>],
    history: &mut History,
    out: &mut Vec<Claim>,
) {
    let shares = (0..sentence.own.len()).filter_map(|at| read(text, sentence.own, at));
    let words = text.between(sentence.start, sentence.end);
    resolve(text, shares.collect(), sums, history, words, out);
    rates(text, sentence.own, out);
}

/// Reads one share.
fn read<'n, 't>(text: &'t Text<'_>, own: &'n [Number<'t>], at: usize) -> Option<Share<'n, 't>> {
    let rate = own.get(at).filter(|n| n.is_share())?;
    let last = own.get(at.checked_sub(1)?)?;
    let gap = text.between(last.mention.end, rate.mention.start);
    let bare = gap.trim_matches(is_stop).trim();
    if gap.trim() == "的" {
        // 工业用电量13.62亿千瓦时，占全社会用电量19.27亿千瓦时的75.7%
        let ahead = text.before(last.mention.start, 24);
        let clause = ahead.rsplit(['，', '、', '；', '。', '（', '(']).next().unwrap_or_default();
        let takes =
            ["占", "仅占", "约占", "为", "完成", "达到", "相当于"].iter().any(|w| clause.starts_with(w));
        let whole = Level::of(text, last, &[]).filter(|_| takes && last.is_level())?;
        let like = |n: &&Number| {
            let between = || text.between(n.mention.end, last.mention.start);
            n.is_level() && n.unit() == last.unit() && !between().contains('；')
        };
        let before: Vec<&Number> = own.get(..at - 1)?.iter().rev().filter(like).take(4).collect();
        // 完成投资2.1亿元，其中贷款1.8亿元，占计划3亿元的70%: the share is that of the number that it fits.
        let stated = rate.quotient?;
        let fits = |n: &&&Number| {
            let fit = n.printed.and_then(|part| stated.fit_rate(part, whole.printed));
            fit.is_some_and(|f| f != Fit::Apart)
        };
        let part = before.iter().find(fits).or(before.first()).copied()?;
        return Some(Share { rate, part, of: Of::Number(whole) });
    }
    let part = last;
    if !part.is_level() || bare.contains(['，', '；', '。']) {
        return None;
    }
    if ["占", "仅占", "约占", "占比", "占比为", "所占比重为", "占比重"].contains(&bare) {
        return Some(Share { rate, part, of: Of::Nothing });
    }
    // 离婚登记占总数的21.4%: what takes its share is the number of that name.
    let (whose, rest) = bare.split_once('占')?;
    let whose = whose.trim_end_matches(['仅', '约']);
    let mut before = own.get(..at)?.iter().rev();
    let part = before.find(|n| n.is_level() && (whose.is_empty() || n.label.ends_with(whose)))?;
    let name = rest.strip_suffix("的").or_else(|| rest.strip_suffix("的比重为")).filter(|n| !n.is_empty())?;
    Some(Share { rate, part, of: Of::Name(name) })
}

/// Finds the whole of each share of a sentence, and holds it.
fn resolve(
    text: &Text<'_>,
    shares: Vec<Share<'_, '_>>,
    sums: &[Among<'_>],
    history: &mut History,
    words: &str,
    out: &mut Vec<Claim>,
) {
    // The wholes that shares of this sentence held against.
    let mut shown: Vec<Level> = Vec::new();
    for share in &shares {
        let Some(parts) = Parts::of(text, share) else { continue };
        let Some(whole) = whole_of(text, share, &parts, sums, history, &shown, words) else { continue };
        let Some(claim) = parts.claim(&whole) else { continue };
        // A whole that only stands near may be another's: a misprint is not far off.
        let said = matches!(share.of, Of::Number(_));
        if claim.verdict == Verdict::Contradicts && !said && !claim.is_near(2) {
            continue;
        }
        if claim.verdict != Verdict::Contradicts {
            shown.push(whole);
        }
        out.push(claim);
    }
}

/// Finds the whole of a share.
fn whole_of(
    text: &Text<'_>,
    share: &Share<'_, '_>,
    parts: &Parts,
    sums: &[Among<'_>],
    history: &mut History,
    shown: &[Level],
    words: &str,
) -> Option<Level> {
    let part = share.part.mention;
    let unit = share.part.unit()?;
    let can = |l: &&Level| {
        let before = l.place.block < text.block || l.place.start < Some(part.start);
        before && l.unit == unit && l.printed.value >= parts.part.value
    };
    let near: Vec<&Level> = history.levels.iter().rev().filter(can).collect();
    let fits = |l: &&Level| parts.fit(l.printed).is_some_and(|f| f != Fit::Apart);
    let among = sums.iter().rev().find(|s| s.parts.iter().any(|p| p.start == part.start));
    let among = among.and_then(|s| near.iter().find(|l| text.is_at(&l.place, s.whole))).copied();
    match &share.of {
        Of::Number(whole) => Some(whole.clone()),
        Of::Name(name) => {
            let found = named(name, &near, among, text.year_at(part.start), &fits);
            if found.is_some() {
                history.named.clone_from(&found);
            }
            found
        }
        Of::Nothing => {
            let beside = shown.iter().rev().find(|l| l.unit == unit);
            let said = |l: &&Level| l.unit == unit && core(&l.name).is_some_and(|core| words.contains(&core));
            let beside = beside.or(history.named.as_ref().filter(said));
            // Before one is accused: another whole near by that the rate shows.
            let holds = among.filter(fits).or(beside.filter(fits));
            let holds = holds.or(near.iter().take(16).copied().find(fits));
            holds.or(among).or(beside).cloned()
        }
    }
}

/// The number that a whole's name means: 投资总额 is 固定资产投资.
fn named(
    name: &str,
    near: &[&Level],
    among: Option<&Level>,
    year: Option<i32>,
    fits: &dyn Fn(&&Level) -> bool,
) -> Option<Level> {
    let Some(core) = core(name) else { return among.or(near.iter().copied().find(fits)).cloned() };
    let own = |l: &Level| core_of(&l.name);
    let tail: Vec<&Level> = near.iter().filter(|l| own(l).ends_with(&core)).copied().collect();
    let fitting = tail.iter().copied().find(fits);
    // What does not fit is accused only of its own year.
    let of_year = || tail.iter().filter(|l| l.year == year).copied();
    let exact = of_year().find(|l| own(l) == core);
    // A name that only ends so accuses where its parts stand behind it: 公共财政预算支出 for 总支出.
    let largest = of_year().filter(|l| l.whole).max_by_key(|l| l.printed.value);
    fitting.or(exact).or(largest).cloned()
}

/// A name without words of amount; none where nothing is left: 总数.
fn core(name: &str) -> Option<String> {
    let core = core_of(name);
    (core.chars().count() > 1).then_some(core)
}

fn core_of(name: &str) -> String {
    let scopes = ["全部", "全县", "全市", "全区", "全省", "全国", "全镇", "全乡", "同期", "各项", "其", "本"];
    let rest = scopes.iter().find_map(|w| name.strip_prefix(w)).unwrap_or(name);
    let ends = ["总数", "总额", "总值", "总量", "总计", "总和", "总人数", "余额"];
    let rest = ends.iter().find_map(|w| rest.strip_suffix(w)).unwrap_or(rest);
    rest.replace('总', "")
}

/// The numbers of a share.
struct Parts {
    stated: Printed,
    part: Printed,
    place: Place,
    rate: Place,
    unit: Option<std::borrow::Cow<'static, str>>,
}

impl Parts {
    fn of(text: &Text<'_>, share: &Share<'_, '_>) -> Option<Parts> {
        Some(Parts {
            stated: share.rate.quotient?,
            part: share.part.printed?,
            place: text.place_of(share.part.mention),
            rate: text.place_of(share.rate.mention),
            unit: share.rate.mention.unit.clone(),
        })
    }

    fn fit(&self, whole: Printed) -> Option<Fit> {
        self.stated.fit_rate(self.part, whole)
    }

    fn claim(&self, whole: &Level) -> Option<Claim> {
        let verdict = match self.fit(whole.printed)? {
            Fit::Same => Verdict::Holds,
            Fit::Rounded => Verdict::Rounding,
            Fit::Apart => Verdict::Contradicts,
        };
        let computed = Printed::rate(self.part, whole.printed)?.shown();
        let places = vec![self.rate.clone(), self.place.clone(), whole.place.clone()];
        Some(Claim {
            verdict,
            note: format!("{} / {} = {computed}%", self.part.shown(), whole.printed.shown()),
            unit: self.unit.clone(),
            ..Claim::new(Kind::Share, places, self.stated.shown(), computed)
        })
    }
}

/// 床位4126张，入住老人2873人，入住率69.6%: a rate that two numbers before it show holds. It is never accused, for what it
/// is a rate of is not said; where the number before it has its word (入住), it is possibly wrong.
fn rates(text: &Text<'_>, own: &[Number], out: &mut Vec<Claim>) {
    for (at, rate) in own.iter().enumerate() {
        let Some(stated) = rate.quotient.filter(|_| rate.is_share()) else { continue };
        if !rate.label.ends_with(['率', '比']) || rate.mention.value == "100" {
            continue;
        }
        let before: Vec<(&Mention, Printed)> = own
            .get(at.saturating_sub(8)..at)
            .unwrap_or_default()
            .iter()
            .filter(|n| n.is_level())
            .filter_map(|n| Some((n.mention, n.printed?)))
            .collect();
        let pairs = before.iter().rev().flat_map(|part| before.iter().map(move |whole| (part, whole)));
        let mut holds = pairs.filter(|((a, part), (b, whole))| {
            let fit = || stated.fit_rate(*part, *whole) == Some(Fit::Same);
            a.start != b.start && part.value < whole.value && fit()
        });
        let held = holds.next();
        let possible = || {
            let [.., whole, part] = before.as_slice() else { return None };
            let stem = rate.label.trim_end_matches('率');
            let named = stem.chars().count() > 1 && own.get(at - 1).is_some_and(|n| n.label.contains(stem));
            let near = Printed::rate(part.1, whole.1).is_some_and(|rate| rate.is_near(stated, 2));
            (named && near && part.1.value < whole.1.value).then_some((part, whole))
        };
        let Some(((part, p), (whole, w))) = held.or_else(possible) else { continue };
        let Some(computed) = Printed::rate(*p, *w).map(Printed::shown) else { continue };
        let (verdict, reason) = match stated.fit_rate(*p, *w) {
            Some(Fit::Same) => (Verdict::Holds, None),
            Some(Fit::Rounded) => (Verdict::Rounding, None),
            Some(Fit::Apart) | None => (Verdict::NotComparable, Some("what it is a rate of is not said")),
        };
        let places = vec![text.place_of(rate.mention), text.place_of(part), text.place_of(whole)];
        out.push(Claim {
            verdict,
            reason,
            possible: verdict == Verdict::NotComparable,
            note: format!("{} / {} = {computed}%", p.shown(), w.shown()),
            unit: rate.mention.unit.clone(),
            ..Claim::new(Kind::Share, places, stated.shown(), computed)
        });
    }
}
