//! 其中: the parts of a whole in running text, and 共计 behind its parts.
//!
//! Parts that are more than their whole contradict it where they are of one dimension; parts that are less, only where
//! the list is said to be complete. An open list says nothing.

use std::collections::BTreeSet;

use super::clause::{Number, Sentence, Units, depth, finds, numbers, units};
use super::printed::{Fit, Printed};
use super::{Claim, Kind, Text, Verdict};
use crate::mention::Mention;

/// Words of people and things that are not told apart by them: 女党员 may be 大专以上, too.
const TRAITS: &[&str] = &[
    "女",
    "男",
    "党员",
    "团员",
    "少数民族",
    "学历",
    "学位",
    "岁",
    "以上",
    "以下",
    "文化",
    "大专",
    "本科",
    "大学",
    "研究生",
    "职称",
    "高级",
    "中级",
    "初级",
    "干部",
    "青年",
    "妇女",
    "残疾",
    "老年",
    "儿童",
    "新",
    "重点",
    "骨干",
    "专职",
    "获",
    "优秀",
    "先进",
    "代表",
    "农民",
    "学生",
    "职工",
    "贫困",
    "累计",
    "重大",
    "破获",
    "党外",
    "连任",
    "市级",
    "省级",
    "特困",
    "归侨",
    "侨眷",
];

/// Pairs of words that are all there is.
const PAIRS: &[(&str, &str)] = &[
    ("男", "女"),
    ("城镇", "农村"),
    ("城镇", "乡村"),
    ("城市", "农村"),
    ("城区", "乡镇"),
    ("市区", "郊区"),
    ("农业", "非农业"),
    ("公办", "民办"),
    ("国有", "非国有"),
    ("出口", "进口"),
];

/// Last parts that close a list.
const REST: &[&str] = &["其他", "其它", "其余", "不详"];

/// Words before a number that is no part of what was spoken of before.
const ENDS: &[&str] = &[
    "另", "此外", "还有", "外加", "共", "合计", "总计", "全年", "全县", "全市", "全区", "总数", "总共",
    "平均", "除",
];

/// Whether a number can be a whole or a part.
fn counts(mention: &Mention) -> bool {
    mention.change.is_none()
        && mention.per.is_none()
        && mention.unit.is_some()
        && mention.kind != crate::mention::Kind::Ratio
}

/// A whole with its parts, for the shares that stand behind them.
pub(super) struct Among<'t> {
    pub(super) whole: &'t Mention,
    pub(super) parts: Vec<&'t Mention>,
}

/// The sums of a text.
pub(super) fn claims<'t>(text: Text<'t>, sentences: &[Sentence], out: &mut Vec<Claim>) -> Vec<Among<'t>> {
    let mut found = Vec::new();
    let mut before: Vec<Number<'t>> = Vec::new();
    for sentence in sentences {
        let own = numbers(text, *sentence);
        for at in finds(text, *sentence, "其中") {
            among(text, *sentence, at, (&before, &own), out, &mut found);
        }
        behind(text, &own, out);
        before = own;
    }
    found
}

/// Reads one 其中.
fn among<'t>(
    text: Text<'t>,
    sentence: Sentence,
    at: usize,
    (before, own): (&[Number<'t>], &[Number<'t>]),
    out: &mut Vec<Claim>,
    found: &mut Vec<Among<'t>>,
) {
    let level = depth(text, sentence, at);
    let behind: Vec<&Number> = own.iter().filter(|n| n.mention.start > at).collect();
    let parts = parts(text, at, level, &behind);
    let Some(first) = parts.first() else { return };
    // 比上年的35.17亿美元 is another year's.
    let earlier = |n: &Number| {
        let ahead = text.between(n.mention.start.saturating_sub(12), n.mention.start);
        let clause = ahead.rsplit(['，', '、', '；', '。']).next().unwrap_or_default();
        clause.contains('比') && clause.ends_with('的') || clause.contains("上年")
    };
    let same =
        |n: &&Number| counts(n.mention) && !earlier(n) && units(n.mention, first.mention) == Units::Same;
    let opens = at <= sentence.start + 1;
    let ahead = if opens { before } else { own };
    let before_it = |n: &&Number| (opens || n.mention.end <= at) && n.depth <= level && same(n);
    let wholes: Vec<&Number> = ahead.iter().rev().filter(before_it).collect();
    let Some(last) = wholes.first() else { return };
    // 企业320家，新增41家，其中工业企业210家，商业企业110家: an earlier number that the parts make up is their whole.
    let printed: Option<Vec<Printed>> = parts.iter().map(|p| Printed::of(p.mention)).collect();
    let sum = printed.and_then(|p| Printed::sum(&p)).filter(|_| parts.len() > 1);
    let is_sum = |n: &&&Number| Printed::of(n.mention).zip(sum).is_some_and(|(n, s)| n.fit(s) == Fit::Same);
    let whole = wholes.iter().find(is_sum).unwrap_or(last);
    // 另有 is no whole; an average has no parts that add up.
    let other = ["平均", "均", "每", "另"].iter().any(|w| whole.label.contains(w));
    if other || parts.iter().any(|p| p.label.contains('各') || p.label.contains("均")) {
        return;
    }
    found.push(Among { whole: whole.mention, parts: parts.iter().map(|p| p.mention).collect() });
    if parts.len() > 1 {
        out.extend(claim(text, whole, &parts, complete(&parts)));
    }
}

/// The parts behind 其中: numbers of one unit at one level, until something else begins.
fn parts<'n, 't>(text: Text<'_>, at: usize, level: usize, behind: &[&'n Number<'t>]) -> Vec<&'n Number<'t>> {
    let mut parts: Vec<&Number> = Vec::new();
    let mut end = at;
    for number in behind {
        let gap = text.between(end, number.mention.start);
        let closes = number.depth < level || level > 0 && gap.contains(['）', ')']);
        if closes || !parts.is_empty() && gap.contains("其中") {
            break;
        }
        if number.depth > level {
            continue;
        }
        let ratio = number.mention.kind == crate::mention::Kind::Ratio;
        let like = |first: &&Number| {
            let tail: Vec<char> = first.label.chars().rev().take(3).collect();
            tail.len() == 3 && number.label.chars().rev().take(3).eq(tail.iter().copied())
        };
        if gap.contains('；') && !ratio && !parts.first().is_some_and(like) {
            break;
        }
        if ratio || number.mention.change.is_some() {
            end = number.mention.end;
            continue;
        }
        let other_unit = parts.first().is_some_and(|p| p.mention.unit != number.mention.unit);
        let dated = text
            .mentions
            .iter()
            .any(|m| m.kind == crate::mention::Kind::Date && m.start >= end && m.end <= number.mention.start);
        let ends = ENDS.iter().any(|w| number.label.starts_with(w));
        if !counts(number.mention) || other_unit || dated || ends {
            break;
        }
        parts.push(number);
        end = number.mention.end;
    }
    parts
}

/// Whether a list says that it is complete.
fn complete(parts: &[&Number]) -> bool {
    let label = |at: usize| parts.get(at).map_or("", |p| p.label.as_str());
    let pair = parts.len() == 2
        && PAIRS.iter().any(|(a, b)| {
            let holds = |x: &str, y: &str| label(0).starts_with(x) && label(1).starts_with(y);
            holds(a, b) || holds(b, a)
        });
    pair || REST.iter().any(|w| label(parts.len() - 1).starts_with(w))
}

/// Whether parts may overlap.
fn overlaps(parts: &[&Number]) -> bool {
    let trait_of = |p: &&Number| p.label.is_empty() || TRAITS.iter().any(|w| p.label.contains(w));
    parts.iter().any(trait_of) || !distinct(parts)
}

/// Whether each part has another name.
fn distinct(parts: &[&Number]) -> bool {
    let names: BTreeSet<&str> = parts.iter().map(|p| p.label.as_str()).collect();
    names.len() == parts.len() && !names.contains("")
}

/// Holds parts against their whole.
fn claim(text: Text<'_>, whole: &Number, parts: &[&Number], complete: bool) -> Option<Claim> {
    let mut places = vec![text.place_of(whole.mention)];
    places.extend(parts.iter().map(|p| text.place_of(p.mention)));
    let unit = whole.mention.unit.clone();
    let numbers: Option<Vec<Printed>> = parts.iter().map(|p| Printed::of(p.mention)).collect();
    let (Some(stated), Some(numbers)) = (Printed::of(whole.mention), numbers) else {
        return Some(Claim {
            kind: Kind::Sum,
            verdict: Verdict::NotComparable,
            places,
            stated: whole.mention.value.clone(),
            computed: String::new(),
            difference: None,
            unit,
            note: "a number has a bound".into(),
            reason: Some("bound"),
            labels: Vec::new(),
        });
    };
    let sum = Printed::sum(&numbers)?;
    // A first stretch of the list that is the whole: what follows is another.
    let early = (2..numbers.len()).any(|n| {
        let first = numbers.get(..n).and_then(Printed::sum);
        first.is_some_and(|s| s.fit(stated) == Fit::Same)
    });
    let (verdict, reason) = match sum.fit(stated) {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if early => (Verdict::NotComparable, Some("the list ends before its last number")),
        // Far more than the whole: it is another's.
        Fit::Apart if sum.value / 2 > stated.value => (Verdict::NotComparable, Some("the whole is not sure")),
        Fit::Apart if complete => (Verdict::Contradicts, None),
        Fit::Apart if sum.value > stated.value && !overlaps(parts) => (Verdict::Contradicts, None),
        Fit::Apart if sum.value > stated.value => (Verdict::NotComparable, Some("the parts may overlap")),
        Fit::Apart => (Verdict::NotComparable, Some(OPEN)),
    };
    let labels = parts.iter().map(|p| p.label.clone()).collect();
    Some(Claim { labels, ..said(places, (stated, &numbers, sum), verdict, reason, unit) })
}

/// Why parts that are less than their whole are not accused.
const OPEN: &str = "open list";

fn said(
    places: Vec<super::Place>,
    (stated, parts, sum): (Printed, &[Printed], Printed),
    verdict: Verdict,
    reason: Option<&'static str>,
    unit: Option<std::borrow::Cow<'static, str>>,
) -> Claim {
    Claim {
        kind: Kind::Sum,
        verdict,
        places,
        stated: stated.shown(),
        computed: sum.shown(),
        difference: Some(stated.apart(sum)),
        unit,
        note: added(stated, parts, sum),
        reason,
        labels: Vec::new(),
    }
}

/// 513 + 99841 = 100354, 240 more than 100114.
pub(super) fn added(stated: Printed, parts: &[Printed], sum: Printed) -> String {
    let terms: Vec<String> = parts.iter().map(|p| p.shown()).collect();
    let terms = terms.join(" + ");
    match sum.value.cmp(&stated.value) {
        std::cmp::Ordering::Equal => format!("{terms} = {}", sum.shown()),
        std::cmp::Ordering::Greater => {
            format!("{terms} = {}, {} more than {}", sum.shown(), stated.apart(sum), stated.shown())
        }
        std::cmp::Ordering::Less => {
            format!("{terms} = {}, {} less than {}", sum.shown(), stated.apart(sum), stated.shown())
        }
    }
}

/// A total behind its parts: 客车46辆、货车83辆，共计129辆.
fn behind(text: Text<'_>, own: &[Number], out: &mut Vec<Claim>) {
    for (at, total) in own.iter().enumerate() {
        let says = ["共计", "合计", "总计", "总数"].iter().any(|w| total.label.ends_with(w));
        if !says || !counts(total.mention) {
            continue;
        }
        let mut parts: Vec<&Number> = Vec::new();
        let (mut start, mut alike) = (total.mention.start, false);
        for number in own.get(..at).unwrap_or_default().iter().rev() {
            let gap = text.between(number.mention.end, start);
            let unit = units(number.mention, total.mention);
            let other = unit == Units::Other || !counts(number.mention);
            if other || gap.contains(['；', '（', '）']) || gap.contains("其中") || number.label.is_empty()
            {
                break;
            }
            alike |= unit == Units::Alike;
            parts.insert(0, number);
            start = number.mention.start;
        }
        let printed: Option<Vec<Printed>> = parts.iter().map(|p| Printed::of(p.mention)).collect();
        let (Some(stated), Some(printed)) = (Printed::of(total.mention), printed) else { continue };
        // The list may begin later than the numbers of its unit.
        let held = (2..=printed.len()).find_map(|n| {
            let from = printed.len() - n;
            let tail = printed.get(from..)?;
            let sum = Printed::sum(tail)?;
            (sum.fit(stated) != Fit::Apart).then_some((from, sum))
        });
        let (from, sum) = match (held, Printed::sum(&printed)) {
            (Some(held), _) => held,
            (None, Some(sum)) => (0, sum),
            (None, None) => continue,
        };
        let tail = printed.get(from..).unwrap_or_default();
        if tail.len() < 2 {
            continue;
        }
        let near = (sum.value - stated.value).abs() < stated.value / 5;
        let (verdict, reason) = match sum.fit(stated) {
            Fit::Same => (Verdict::Holds, None),
            Fit::Rounded => (Verdict::Rounding, None),
            Fit::Apart if near && !alike && distinct(&parts) => (Verdict::Contradicts, None),
            Fit::Apart => (Verdict::NotComparable, Some("where the list begins cannot be told")),
        };
        let mut places = vec![text.place_of(total.mention)];
        places.extend(parts.iter().skip(from).map(|p| text.place_of(p.mention)));
        out.push(said(places, (stated, tail, sum), verdict, reason, total.mention.unit.clone()));
    }
}

/// Lists with the words of a list that holds elsewhere in the record are as complete as that one.
pub(super) fn complete_by_likeness(claims: &mut [Claim]) {
    let whole = |claim: &&Claim| claim.verdict == Verdict::Holds && claim.labels.len() > 2;
    let held: BTreeSet<Vec<String>> = claims.iter().filter(whole).map(|c| c.labels.clone()).collect();
    for claim in claims.iter_mut().filter(|c| c.reason == Some(OPEN) && held.contains(&c.labels)) {
        claim.verdict = Verdict::Contradicts;
        claim.reason = None;
    }
}
