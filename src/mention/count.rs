//! Reads counts: 8家, 260期, 近万人次, 364 人, 15村, 县、乡、村三级.

use crate::data::chars::Chars;
use crate::data::units::{Unit, UnitKind};
use crate::mention::Kind;
use crate::mention::classifier::holds;
use crate::mention::cursor::among;
use crate::mention::found::Found;
use crate::mention::hit::{Hit, row, tenths};
use crate::mention::number::{self, Number, Script};

/// The count whose classifier is `unit`, which ends at `end`.
pub(crate) fn unit(chars: &[char], number: &Number, end: usize, unit: &'static Unit) -> Option<Hit> {
    if unit.kind == UnitKind::Noun {
        // 两县, 三省 and the like name a few known ones.
        let chinese = number.script != Script::Arabic && number.script != Script::Mixed;
        let over = number.low.whole().is_none_or(|n| n > 10) || number.bound.is_some();
        // 七一一厂 is a name.
        let ok = !number.low.is_fractional()
            && number.script != Script::Positional
            && (!chinese || over)
            && !(number.digits == 4 && number.low.whole().is_some_and(|n| (1900..2100).contains(&n)));
        return ok.then(|| Hit::new(Kind::Count, end, unit.code, "count of a noun"));
    }
    let mut hit = Hit::new(Kind::Count, end, unit.code, "count");
    // 统一一次, 唯一一所: the first 一 ends a word.
    let twice = number.script == Script::Positional && number.low.whole() == Some(11);
    if twice || names_a_place(chars, number, end) {
        return None;
    }
    if unit.guards.iter().any(|&guard| holds(guard, chars, number, end)) {
        return None;
    }
    if unit.code == "方" && is_cubic(chars, number) {
        return Some(Hit::new(Kind::Measure, end, "m3", "measure of earth and water"));
    }
    if let Some((more, end)) = tenths(chars, unit.code, end) {
        (hit.more, hit.end) = (Some(more), end);
    }
    // 257人/平方公里
    if chars.get(end) == Some(&'/')
        && let Some((stop, below)) = row(chars, end + 1)
        && matches!(below.kind, UnitKind::Measure)
    {
        (hit.per, hit.end, hit.rule) = (Some((end + 1, stop)), stop, "count per unit");
    }
    // 一个平台, 一堂课: a count only where its surroundings say so.
    hit.weak =
        number.low.whole() == Some(1) && number.script == Script::Chinese && number.end - number.start == 1;
    Some(hit)
}

/// Whether 方 is a cubic metre: 土石3万方, 1.5方.
fn is_cubic(chars: &[char], number: &Number) -> bool {
    number.trailing >= 4 || number.low.is_fractional() || earthwork(chars, number.start)
}

/// Whether the clause before 方 speaks of what is measured by it: earth, stone, water, timber.
fn earthwork(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(8)..start).unwrap_or_default();
    let clause = before.iter().rev().take_while(|c| !among!(**c, "，,。；;、"));
    clause.into_iter().any(|c| among!(*c, "土砂沙泥料淤渣木混"))
}

/// What stands behind a numeral and a classifier or a unit in the name of a place: 三元区, 五道梁, 九眼桥.
static PLACE: Chars = Chars::of("区镇乡村桥路河站街巷梁沟山湾坝岭屯寨庄堡营湖岛县市旗坪坡洼窝塘峪崖滩洲渡");

/// Classifiers and units that are in names of places.
static IN_PLACES: Chars = Chars::of("元道面眼间台门口棵块峰股盘孔把架方环包亩株穴墩堆窑层通枝");

/// Those of them that count what stands in such places too: 三块路牌.
static COUNT_TOO: Chars = Chars::of("块面层把架盘株堆窑包孔间");

/// Whether a numeral with its classifier is the name of a place or begins it: 三元区, 二道区, 五道梁路段, 八面通镇, but not
/// 两道河堤, 三座桥, 3道沟. 两 counts, and another number beside it says that this one counts too.
pub(crate) fn names_a_place(chars: &[char], number: &Number, end: usize) -> bool {
    let numeral = chars.get(number.start).copied();
    let single = number.script == Script::Chinese
        && number.end - number.start == 1
        && number.high.is_none()
        && numeral.is_some_and(|c| number::digit(c).is_some_and(|d| d > 1) && c != '两' || c == '十');
    let one = || end == number.end + 1 && chars.get(number.end).is_some_and(|&c| IN_PLACES.has(c));
    if !single || !one() {
        return false;
    }
    let counted = number.start.checked_sub(1).and_then(|i| chars.get(i));
    if counted.is_some_and(|&c| among!(c, "共各每有建修设筑架增分")) {
        return false;
    }
    let at = |i: usize| chars.get(end + i).is_some_and(|&c| PLACE.has(c));
    let word = |i: usize| chars.get(end + i).is_some_and(|&c| c.is_alphabetic() && !number::begins(c));
    let town = |i: usize| chars.get(end + i).is_some_and(|&c| among!(c, "镇乡村区县市"));
    let way = chars.get(number.end) == Some(&'道') && chars.get(end).is_some_and(|&c| among!(c, "口岗拐"));
    let near = if chars.get(number.end).is_some_and(|&c| COUNT_TOO.has(c)) { town(0) } else { at(0) };
    near || way || word(0) && town(1) && !chars.get(end).is_some_and(|&c| among!(c, "乡农行自城市省社辖全各"))
}

/// Keeps a 一 + classifier only where it states a number: beside another count in a list, under 各, 每,
/// 分别, 仅, 只, 共, or after its noun at the end of a clause.
pub(crate) fn settle(chars: &[char], found: &mut Vec<Found>) {
    if !found.iter().any(|f| f.weak) {
        return;
    }
    let keep: Vec<bool> = (0..found.len()).map(|i| stands(chars, found, i)).collect();
    let mut keep = keep.into_iter();
    found.retain(|f| keep.next().unwrap_or(true) || !f.weak);
}

fn stands(chars: &[char], found: &[Found], i: usize) -> bool {
    let Some(this) = found.get(i) else { return false };
    if !this.weak {
        return true;
    }
    let clause = |c: &char| among!(*c, "，,。；;！？!?");
    let before = chars.get(this.start.saturating_sub(20)..this.start).unwrap_or_default();
    let head: Vec<char> = before.iter().rev().take_while(|c| !clause(c)).copied().collect();
    let near = head.iter().take(12);
    let told = near.clone().any(|c| among!(*c, "各每仅只共")) || head.windows(2).any(|w| w == ['别', '分']);
    if told {
        return true;
    }
    let after = chars.get(this.end).copied();
    if this.start == 0 && this.end == chars.len() {
        return true;
    }
    let ends = after.is_none_or(|c| among!(c, "，,。；;、！？()"));
    let noun = this
        .start
        .checked_sub(1)
        .and_then(|i| chars.get(i))
        .is_some_and(|c| c.is_alphabetic() && !among!(*c, "这那某任另新又再有是第同不的了到在"));
    if ends && noun {
        return true;
    }
    // In a list with another count: 一台电视机和一台洗衣机, 一个机构两块牌子.
    let joined = |a: usize, b: usize| {
        let gap = chars.get(a..b).unwrap_or_default();
        gap.len() <= 14
            && !gap.iter().any(|c| among!(*c, "。；！？，,"))
            && (gap.len() <= 6 || gap.iter().any(|c| among!(*c, "、和及与")))
    };
    let counts = |f: &Found| f.kind == Kind::Count;
    let next = found
        .get(i + 1)
        .is_some_and(|f| counts(f) && joined(this.end, f.start) && listed(chars, this.end, f));
    let previous = i
        .checked_sub(1)
        .and_then(|i| found.get(i))
        .is_some_and(|f| counts(f) && joined(f.end, this.start) && listed(chars, f.end, this));
    next || previous
}

/// Two counts belong to one list if a list mark stands between them or the second is a number too.
fn listed(chars: &[char], end: usize, next: &Found) -> bool {
    let gap = chars.get(end..next.start).unwrap_or_default();
    gap.iter().any(|c| among!(*c, "、和及与")) || gap.len() <= 4
}

/// Whether a classifier stands at `at`, for 首 and 第N; its end and form.
pub(crate) fn classifier(chars: &[char], at: usize) -> Option<(usize, &'static str)> {
    let (end, unit) = row(chars, at)?;
    matches!(unit.kind, UnitKind::Count).then_some((end, unit.code))
}
