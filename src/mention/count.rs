//! Reads counts: 8家, 260期, 近万人次, 364 人, 15村, 县、乡、村三级.

use crate::data::units::{Unit, UnitKind};
use crate::mention::Kind;
use crate::mention::found::Found;
use crate::mention::look::{among, ends};
use crate::mention::number::{Number, Script};
use crate::mention::unit::{Hit, row};

/// The count whose classifier is `unit`, which ends at `end`.
pub(crate) fn unit(chars: &[char], number: &Number, end: usize, unit: &'static Unit) -> Option<Hit> {
    let next = chars.get(end).copied();
    let small = number.small_chinese(11) && number.high.is_none() && number.bound.is_none();
    if unit.kind == UnitKind::Noun {
        // 两县, 三省 and the like name a few known ones.
        let chinese = number.script != Script::Arabic && number.script != Script::Mixed;
        let over = number.low.whole().is_none_or(|n| n > 10) || number.bound.is_some();
        let ok = !number.low.is_fractional()
            && (!chinese || over)
            && !(number.digits == 4 && number.low.whole().is_some_and(|n| (1900..2100).contains(&n)));
        return ok.then(|| Hit::new(Kind::Count, end, unit.code.as_str(), "count of a noun"));
    }
    let mut hit = Hit::new(Kind::Count, end, unit.code.as_str(), "count");
    match unit.code.as_str() {
        "级" => {
            let network = chars.get(end..(end + 6).min(chars.len())).is_some_and(|w| {
                w.windows(2).any(|p| matches!(p, ['网', '络'] | ['体', '系'] | ['联', '动']))
            });
            if !sums_a_list(chars, number.start) && !(network && small && number.low.whole() > Some(1)) {
                return None;
            }
            hit.rule = "count that sums a list";
        }
        "届" => {
            let session = next.is_some_and(|c| among!(c, "全人政党委省市县区国团中一二三四五六七八九十"));
            if session || number.low.whole().is_none_or(|n| n > 60) {
                return None;
            }
            let counted = ["连续", "举办", "已办", "历经", "共", "办了", "举行", "了"]
                .iter()
                .any(|w| ends(chars, number.start, w))
                || (number.low.whole() < Some(8) && next.is_none_or(|c| among!(c, "，,。；;、")));
            if !counted {
                return None;
            }
        }
        "本" if small && next.is_some_and(|c| among!(c, "以上线率")) => return None,
        "段" if small && chars.get(number.start.wrapping_sub(1)) == Some(&'路') => return None,
        "单元" if next.is_some_and(|c| c.is_ascii_digit()) => return None,
        "期" if number.script != Script::Arabic && next.is_some_and(|c| among!(c, "工项建主扩改开技")) =>
        {
            return None;
        }
        "期" if number.script == Script::Arabic
            && next == Some('工')
            && chars.get(end + 1) == Some(&'程') =>
        {
            return None;
        }
        "次" if small && next == Some('方') => return None,
        "号" => return None,
        "代" if small && next.is_some_and(|c| !among!(c, "人")) => return None,
        "组" if small && number.script == Script::Arabic => {}
        "类" | "等" | "路" | "层" | "段" if small && number.low.whole() == Some(1) => return None,
        "类" if small
            && !sums_a_list(chars, number.start)
            && next.is_some_and(|c| among!(c, "疫医手人经土地区水企费"))
            && number.low.whole().is_some_and(|n| n < 3) =>
        {
            return None;
        }
        "家" | "户" | "座" | "台" | "面"
            if number.script != Script::Arabic
                && next.is_some_and(|c| among!(c, "村镇店庄河沟寨岭坝塘湾县"))
                && !chars.get(end + 1).is_some_and(|&c| among!(c, "铺面户")) =>
        {
            return None;
        }
        _ => {}
    }
    // 一个平台, 一堂课: a count only where its surroundings say so.
    hit.weak =
        number.low.whole() == Some(1) && number.script == Script::Chinese && number.end - number.start == 1;
    Some(hit)
}

/// Whether what stands before is an enumeration: 县、乡、村三级, 甲、乙两家.
fn sums_a_list(chars: &[char], start: usize) -> bool {
    let low = start.saturating_sub(9);
    let Some(before) = chars.get(low..start) else { return false };
    let last = before
        .last()
        .is_some_and(|&c| among!(c, "县乡村镇市区省部组户社校州国旗队班厅局家点园站所厂企会地街道院"));
    for &c in before.iter().rev() {
        match c {
            '、' | '和' | '与' => return last,
            '，' | '。' | '；' | ',' | ';' => return false,
            _ => {}
        }
    }
    // 省市县三级, 区镇村三级
    let levels =
        before.iter().rev().take_while(|&&c| among!(c, "中央国省市县区乡镇村组街道社州旗户班校")).count();
    levels >= 2
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
    matches!(unit.kind, UnitKind::Count).then_some((end, unit.code.as_str()))
}
