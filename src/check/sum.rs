//! 其中: the parts of a whole in running text; 按…分: its classes; 共计 behind its parts.
//!
//! Parts that are more than their whole contradict it where they are of one dimension; parts that are less, only where
//! the list is said to be complete. An open list says nothing.

use std::collections::BTreeSet;

use super::clause::{Number, Numbers, Sentence, Units, is_stop, opened, units};
use super::printed::{Fit, Printed};
use super::text::Mark;
use super::{Claim, Kind, Place, Text, Verdict};
use crate::data::checks::{begins, checks, has};
use crate::mention::{Kind as Mentioned, Mention};

/// A whole with its parts, for the shares and averages that stand behind them.
pub(super) struct Among<'t> {
    pub(super) whole: &'t Mention,
    pub(super) parts: Vec<&'t Mention>,
}

/// What begins a list of parts.
#[derive(Debug, Clone, Copy)]
struct Opener {
    /// Where it stands.
    at: usize,
    /// Where the parts begin.
    end: usize,
    /// 按…分: the parts are all there is.
    classes: bool,
}

/// A part: the numbers that stand under one name. 城镇0.47万户、0.78万人 are two of one part.
struct Part<'n, 't> {
    numbers: Vec<&'n Number<'t>>,
}

/// The sums of a text.
pub(super) fn claims<'t>(text: &Text<'t>, numbers: &Numbers<'t>, out: &mut Vec<Claim>) -> Vec<Among<'t>> {
    let mut found = Vec::new();
    // A sum has a whole and parts.
    for sentence in numbers.sentences().filter(|sentence| sentence.both.len() > 1) {
        for opener in sentence.marks.iter().filter_map(|mark| opener(text, sentence, *mark)) {
            among(text, sentence, opener, out, &mut found);
        }
        behind(text, sentence.own, out);
        listed(text, sentence.own, out);
    }
    found
}

/// What begins a list of parts at a mark: 其中, 按职业分，, 分产业看，.
fn opener(text: &Text<'_>, sentence: Sentence<'_, '_>, (at, c): Mark) -> Option<Opener> {
    let lasts: &[&str] = match c {
        '其' if text.char_at(at + 1) == Some('中') => {
            return Some(Opener { at, end: at + 2, classes: false });
        }
        '按' => &["分", "分类"],
        '分' => &["看"],
        _ => return None,
    };
    let ahead = text.between(at, (at + 14).min(sentence.end));
    let inside = ahead.split(is_stop).next().unwrap_or_default();
    let end = at + inside.chars().count();
    let stands = end > at + 2 && text.char_at(end).is_some_and(is_stop);
    let ends = stands && lasts.iter().any(|last| inside.ends_with(last));
    ends.then_some(Opener { at, end, classes: true })
}

/// Reads one list of parts.
fn among<'t>(
    text: &Text<'t>,
    sentence: Sentence<'_, 't>,
    opener: Opener,
    out: &mut Vec<Claim>,
    found: &mut Vec<Among<'t>>,
) {
    let (marks, _) = sentence.marks.split_at(sentence.marks.partition_point(|(at, _)| *at < opener.at));
    let level = opened(0, marks);
    let own = sentence.own;
    let (_, behind) = own.split_at(own.partition_point(|n| n.mention.start <= opener.at));
    let mut parts = list(text, opener.end, level, behind);
    let opens = opener.at <= sentence.start + 1 || opener.classes;
    let ahead = if opens { sentence.both } else { own };
    let (ahead, _) = ahead.split_at(ahead.partition_point(|n| n.mention.end <= opener.at));
    let units: Vec<Option<&str>> =
        parts.first().map(|p| p.numbers.iter().map(|n| n.unit()).collect()).unwrap_or_default();
    for unit in units {
        let own: Vec<Number> = parts.iter().filter_map(|p| p.of(unit)).collect();
        held(text, opener, level, (ahead, behind), &own, out, found);
    }
    // 其中男33.18万人、女31.75万人；0～17岁13.26万人，…: the same whole by another dimension.
    while let Some(last) = parts.last().and_then(|p| p.numbers.last()).map(|n| n.mention.end) {
        let (_, rest) = behind.split_at(behind.partition_point(|n| n.mention.start < last));
        let Some(next) = rest.first() else { return };
        if !text.between(last, next.mention.start).starts_with('；') || rest.len() < 2 {
            return;
        }
        parts = list(text, last + 1, level, rest);
        let own: Vec<Number> = parts.iter().filter_map(|p| p.numbers.first().copied()).copied().collect();
        let Some(whole) = found.last().map(|among| among.whole) else { return };
        let Some(whole) = ahead.iter().find(|n| n.mention.start == whole.start) else { return };
        if !is_ranges(&own) || whole.unit() != own.first().and_then(|n| n.unit()) {
            return;
        }
        out.extend(claim(text, whole, &own, true));
    }
}

impl<'t> Part<'_, 't> {
    /// Its number of a unit, under its name.
    fn of(&self, unit: Option<&str>) -> Option<Number<'t>> {
        let number = self.numbers.iter().find(|n| n.unit() == unit)?;
        let label = self.numbers.first().map_or("", |first| first.label);
        Some(Number { label, ..**number })
    }
}

/// Holds the parts of one unit against their whole.
fn held<'t>(
    text: &Text<'t>,
    opener: Opener,
    level: usize,
    (ahead, behind): (&[Number<'t>], &[Number<'t>]),
    parts: &[Number<'t>],
    out: &mut Vec<Claim>,
    found: &mut Vec<Among<'t>>,
) {
    let Some(first) = parts.first() else { return };
    let can = |n: &&Number| {
        n.depth <= level
            && units(n.unit(), first.unit()) == Units::Same
            && n.is_level()
            && !n.is_earlier(text)
    };
    let wholes: Vec<&Number> = ahead.iter().rev().filter(can).collect();
    // 企业320家，新增41家，其中工业企业210家，商业企业110家: an earlier number that the parts make up is their whole.
    let printed: Option<Vec<Printed>> = parts.iter().map(|p| p.printed).collect();
    let sum = printed.and_then(|p| Printed::sum(&p)).filter(|_| parts.len() > 1);
    let is_sum = |n: &&&Number| n.printed.zip(sum).is_some_and(|(n, s)| n.fit(s) == Fit::Same);
    let largest = || wholes.iter().max_by_key(|n| n.printed.map_or(0, |p| p.value));
    let last = if opener.classes { largest() } else { wholes.first() };
    let Some(whole) = wholes.iter().find(is_sum).or(last) else { return };
    // 另有 is no whole; an average has no parts that add up.
    let other = ["平均", "均", "每", "另"].iter().any(|w| whole.label.contains(w));
    if other || parts.iter().any(|p| p.label.contains('各') || p.label.contains("均")) {
        return;
    }
    found.push(Among { whole: whole.mention, parts: parts.iter().map(|p| p.mention).collect() });
    let firsts = firsts(text, opener, level, behind);
    let all = wholes.iter().find(|w| is_all(w, &firsts)).filter(|_| !is_all(whole, parts));
    if let Some(all) = all {
        out.extend(claim(text, all, &firsts, true));
    } else if parts.len() > 1 {
        let near = sum.zip(whole.printed).is_some_and(|(s, w)| s.is_near(w, 5));
        out.extend(claim(text, whole, parts, complete(whole, parts) || opener.classes && near));
    }
}

/// 刑事案件218件，审结216件；行政案件24件，审结24件: the first number behind each ；.
fn firsts<'t>(text: &Text<'t>, opener: Opener, level: usize, behind: &[Number<'t>]) -> Vec<Number<'t>> {
    let (mut found, mut end): (Vec<Number>, _) = (Vec::new(), opener.end);
    for number in behind.iter().filter(|n| n.depth == level) {
        let gap = text.between(end, number.mention.start);
        if !found.is_empty() && gap.contains("其中") {
            break;
        }
        if found.is_empty() || gap.contains('；') {
            found.push(*number);
        }
        end = number.mention.end;
    }
    found
}

/// Whether numbers are all the parts of a whole, as they are printed.
fn is_all(whole: &Number, parts: &[Number]) -> bool {
    let like = parts.iter().all(|p| p.is_level() && p.unit() == whole.unit());
    let printed: Option<Vec<Printed>> = parts.iter().map(|p| p.printed).collect();
    let sum = printed.and_then(|p| Printed::sum(&p)).zip(whole.printed);
    like && parts.len() > 1 && sum.is_some_and(|(sum, whole)| sum.fit(whole) == Fit::Same)
}

/// The parts behind an opener: numbers at one level, until something else begins.
fn list<'n, 't>(text: &Text<'_>, at: usize, level: usize, behind: &'n [Number<'t>]) -> Vec<Part<'n, 't>> {
    let mut parts: Vec<Part> = Vec::new();
    // Where the last part ends, and whether something of its own stands behind it: a rate, a second number.
    let (mut end, mut more) = (at, false);
    for (i, number) in behind.iter().enumerate() {
        let gap = text.between(end, number.mention.start);
        let closes = number.depth < level || level > 0 && gap.contains(['）', ')']);
        if closes || !parts.is_empty() && gap.contains("其中") {
            break;
        }
        if number.depth > level {
            continue;
        }
        let next = behind.get(i + 1);
        let first = parts.first().and_then(|p| p.numbers.first()).copied();
        let ratio = number.mention.kind == Mentioned::Ratio;
        if gap.contains('；')
            && !ratio
            && !first.is_some_and(|first| goes_on(text, first, number, next, more))
        {
            break;
        }
        if ratio || number.mention.change.is_some() {
            (end, more) = (number.mention.end, true);
            continue;
        }
        let apart = || begins(&checks().apart, number.label) || is_total(number.label);
        if !number.is_level() || text.date_between(end, number.mention.start).is_some() || apart() {
            break;
        }
        if first.is_some_and(|first| first.unit() != number.unit()) {
            // 城镇0.47万户、0.78万人; 中型水库2座，库容2640万立方米，小型水库…座: a second number of the same part.
            let bare = gap.chars().all(|c| is_stop(c) || c == '和');
            let again = next.is_some_and(|next| Some(next.unit()) == first.map(Number::unit));
            let known = parts.len() > 1 && parts.first().is_some_and(|p| p.of(number.unit()).is_some());
            match parts.last_mut().filter(|p| (bare || again || known) && p.of(number.unit()).is_none()) {
                Some(part) => part.numbers.push(number),
                None => break,
            }
            more = true;
        } else {
            parts.push(Part { numbers: vec![number] });
            more = false;
        }
        end = number.mention.end;
    }
    parts
}

/// Whether a list goes on behind a ；: with the words of its first part (第一产业增加值…；第二产业增加值…), or where each
/// part has its rate.
fn goes_on(text: &Text<'_>, first: &Number, number: &Number, next: Option<&Number>, more: bool) -> bool {
    let same = if more { 2 } else { 3 };
    let tail: Vec<char> = first.label.chars().rev().take(same).collect();
    let like = tail.len() == same && number.label.chars().rev().take(same).eq(tail.iter().copied());
    let rated = next.filter(|n| more && n.is_share() && first.unit() == number.unit());
    let rated = rated.is_some_and(|n| text.between(number.mention.end, n.mention.start).contains('占'));
    like || rated
}

/// Whether a list says that it is complete.
fn complete(whole: &Number, parts: &[Number]) -> bool {
    let label = |at: usize| parts.get(at).map_or("", |p| p.label);
    let pair = checks().pair(label(0), label(1)).filter(|_| parts.len() == 2);
    // 公办小学, 民办小学 are not all 学校.
    let pair = pair.is_some_and(|of| {
        let of = of.trim_start_matches('性');
        ["", "人口", "居民", "户", "人员", "部分", "地区"].contains(&of) || whole.label.contains(of)
    });
    pair || begins(&checks().rest, label(parts.len() - 1)) || is_ranges(parts)
}

/// Whether parts are ranges that cover all: 0～17岁, 18～59岁, 60岁及以上; 50亩以下, 50亩以上.
fn is_ranges(parts: &[Number]) -> bool {
    let label = |at: usize| parts.get(at).map_or("", |p| p.label);
    let (first, last) = (label(0), label(parts.len().saturating_sub(1)));
    let open = |label: &str| label.contains("以上") || label.contains("以下");
    let starts = first.starts_with(['0', '０']) || first.contains("以下") || first.contains("以上");
    parts.len() > 2 && starts && open(last) && first.contains("以上") != last.contains("以上")
}

/// Whether parts may overlap.
fn overlaps(parts: &[Number]) -> bool {
    parts.iter().any(|p| has(&checks().traits, p.label)) || !distinct(parts)
}

/// Whether each part has another name.
fn distinct(parts: &[Number]) -> bool {
    let names: BTreeSet<&str> = parts.iter().map(|p| p.label).collect();
    names.len() == parts.len() && !names.contains("")
}

/// Holds parts against their whole.
fn claim(text: &Text<'_>, whole: &Number, parts: &[Number], complete: bool) -> Option<Claim> {
    let mut places = vec![text.place_of(whole.mention)];
    places.extend(parts.iter().map(|p| text.place_of(p.mention)));
    let unit = whole.mention.unit.clone();
    let numbers: Option<Vec<Printed>> = parts.iter().map(|p| p.printed).collect();
    let (Some(stated), Some(numbers)) = (whole.printed, numbers) else {
        return Some(Claim {
            verdict: Verdict::NotComparable,
            reason: Some("bound"),
            note: "a number has a bound".into(),
            unit,
            ..Claim::new(Kind::Sum, places, whole.mention.value.clone(), String::new())
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
        Fit::Apart if sum.value > stated.value && !overlaps(parts) && sum.is_near(stated, 8) => {
            (Verdict::Contradicts, None)
        }
        Fit::Apart if sum.value > stated.value => (Verdict::NotComparable, Some("the parts may overlap")),
        Fit::Apart => (Verdict::NotComparable, Some(OPEN)),
    };
    let possible = verdict == Verdict::NotComparable && lacks_ten_thousand(stated, sum, &numbers);
    let labels = parts.iter().map(|p| p.label.to_owned()).collect();
    Some(Claim { labels, unit, possible, ..said_sum(places, stated, &numbers, sum, verdict, reason) })
}

/// Whether the sum holds where one part is worth ten thousand times as much: 213.4立方米 for 213.4万立方米.
fn lacks_ten_thousand(stated: Printed, sum: Printed, parts: &[Printed]) -> bool {
    parts.iter().any(|part| {
        let times = |n: i128| n.saturating_mul(9_999);
        let more = Printed { value: times(part.value), half: times(part.half) };
        sum.plus(more).is_some_and(|sum| sum.fit(stated) != Fit::Apart)
    })
}

/// Why parts that are less than their whole are not accused.
const OPEN: &str = "open list";

fn said_sum(
    places: Vec<Place>,
    stated: Printed,
    parts: &[Printed],
    sum: Printed,
    verdict: Verdict,
    reason: Option<&'static str>,
) -> Claim {
    Claim {
        verdict,
        difference: Some(stated.apart(sum).shown()),
        note: added(stated, parts, sum),
        reason,
        ..Claim::new(Kind::Sum, places, stated.shown(), sum.shown())
    }
}

/// 513 + 99841 = 100354, 240 more than 100114.
pub(super) fn added(stated: Printed, parts: &[Printed], sum: Printed) -> String {
    let terms: Vec<String> = parts.iter().map(|p| p.shown()).collect();
    let (terms, apart) = (terms.join(" + "), stated.apart(sum).shown());
    match sum.value.cmp(&stated.value) {
        std::cmp::Ordering::Equal => format!("{terms} = {}", sum.shown()),
        std::cmp::Ordering::Greater => {
            format!("{terms} = {}, {apart} more than {}", sum.shown(), stated.shown())
        }
        std::cmp::Ordering::Less => {
            format!("{terms} = {}, {apart} less than {}", sum.shown(), stated.shown())
        }
    }
}

/// Whether a label says a total: 共计, 三者合计, 共 alone.
fn is_total(label: &str) -> bool {
    if label == "共" {
        return true;
    }
    ["共计", "合计", "总计", "总数"].iter().any(|w| label.ends_with(w))
}

/// How many parts a total says that it has: 三者合计, 四项合计.
fn said_parts(label: &str, before: Option<&Number>, text: &Text<'_>, start: usize) -> Option<usize> {
    let counted = before.filter(|n| text.between(n.mention.end, start).trim_start_matches("指标") == label);
    let by_number = counted.filter(|n| matches!(n.unit(), Some("项" | "类" | "种" | "者" | "部分")));
    let word = label.chars().next().and_then(|c| "零一二三四五六七八九十".chars().position(|d| d == c));
    let word = word.filter(|_| label.contains('者') || label.contains('项'));
    by_number.and_then(|n| n.mention.value.parse().ok()).or(word)
}

/// A total behind its parts: 客车46辆、货车83辆，共计129辆.
fn behind(text: &Text<'_>, own: &[Number], out: &mut Vec<Claim>) {
    for (at, total) in own.iter().enumerate() {
        if is_total(total.label) && total.is_level() {
            let before = at.checked_sub(1).and_then(|i| own.get(i));
            let said = said_parts(total.label, before, text, total.mention.start);
            let skip = usize::from(said.is_some() && before.is_some_and(|n| n.unit() != total.unit()));
            out.extend(total_of(text, total, own.get(..at - skip).unwrap_or_default(), said));
        }
    }
}

/// Holds a total against the numbers before it, as many as it says that there are.
fn total_of(text: &Text<'_>, total: &Number, before: &[Number], said: Option<usize>) -> Option<Claim> {
    let (mut parts, mut start, mut loose): (Vec<Number>, _, _) = (Vec::new(), total.mention.start, false);
    for number in before.iter().rev().take(said.unwrap_or(usize::MAX)) {
        let gap = text.between(number.mention.end, start);
        let unit = units(number.unit(), total.unit());
        let other = unit == Units::Other || !number.is_level();
        if gap.contains(['（', '）']) || gap.contains("其中") || number.label.is_empty() {
            break;
        }
        // 《县志》4期，发行2000册；《通讯》2期，发行1200册: what stands between may be of the parts; it only holds.
        loose |= unit == Units::Alike || gap.contains('；') || other;
        if other {
            start = number.mention.start;
            continue;
        }
        parts.insert(0, *number);
        start = number.mention.start;
    }
    let stated = total.printed?;
    let printed: Vec<Printed> = parts.iter().map(|p| p.printed).collect::<Option<_>>()?;
    // The list may begin later than the numbers of its unit.
    let held = (2..=printed.len()).find_map(|n| {
        let from = printed.len() - n;
        let sum = printed.get(from..).and_then(Printed::sum)?;
        (sum.fit(stated) != Fit::Apart).then_some((from, sum))
    });
    let (from, sum) = held.or_else(|| Some((0, Printed::sum(&printed)?)))?;
    let tail = printed.get(from..).filter(|tail| tail.len() > 1)?;
    let (verdict, reason) = match sum.fit(stated) {
        Fit::Same => (Verdict::Holds, None),
        Fit::Rounded => (Verdict::Rounding, None),
        Fit::Apart if sum.is_near(stated, 5) && !loose && distinct(&parts) => (Verdict::Contradicts, None),
        Fit::Apart => (Verdict::NotComparable, Some("where the list begins cannot be told")),
    };
    let mut places = vec![text.place_of(total.mention)];
    places.extend(parts.iter().skip(from).map(|p| text.place_of(p.mention)));
    let unit = total.mention.unit.clone();
    Some(Claim { unit, ..said_sum(places, stated, tail, sum, verdict, reason) })
}

/// 有学校166所，小学132所、初中34所: parts behind their whole without a word. They may hold, and
/// are never accused.
fn listed(text: &Text<'_>, own: &[Number], out: &mut Vec<Claim>) {
    for (at, whole) in own.iter().enumerate().filter(|(_, n)| n.is_level()) {
        let Some(stated) = whole.printed else { continue };
        let (mut parts, mut end): (Vec<&Number>, _) = (Vec::new(), whole.mention.end);
        for number in own.get(at + 1..).unwrap_or_default() {
            let gap = text.between(end, number.mention.start);
            let other = !number.is_level() || number.unit() != whole.unit() || number.depth != whole.depth;
            if other || number.label.is_empty() || gap.contains(['；', '（', '）']) || gap.contains("其中")
            {
                break;
            }
            parts.push(number);
            end = number.mention.end;
        }
        let Some(numbers) = parts.iter().map(|p| p.printed).collect::<Option<Vec<_>>>() else {
            continue;
        };
        // A total says its own parts.
        let total = parts.iter().any(|p| is_total(p.label));
        let sums = (2..=numbers.len()).filter_map(|n| Some((n, Printed::sum(numbers.get(..n)?)?)));
        let Some((n, sum)) = sums.filter(|_| !total).find(|(_, sum)| sum.fit(stated) == Fit::Same) else {
            continue;
        };
        let mut places = vec![text.place_of(whole.mention)];
        places.extend(parts.iter().take(n).map(|p| text.place_of(p.mention)));
        let numbers = numbers.get(..n).unwrap_or_default();
        let unit = whole.mention.unit.clone();
        out.push(Claim { unit, ..said_sum(places, stated, numbers, sum, Verdict::Holds, None) });
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
