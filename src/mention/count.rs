//! Reads counts: 8家, 260期, 近万人次, 364 人, 15村, 县、乡、村三级.

use crate::data::chars::Chars;
use crate::data::units::{Unit, UnitKind};
use crate::mention::Kind;
use crate::mention::found::Found;
use crate::mention::look::{among, ends, starts};
use crate::mention::number::{self, Number, Script};
use crate::mention::unit::{Hit, row};

/// The count whose classifier is `unit`, which ends at `end`.
pub(crate) fn unit(chars: &[char], number: &Number, end: usize, unit: &'static Unit) -> Option<Hit> {
    let next = chars.get(end).copied();
    let small = number.small_chinese(11) && number.high.is_none() && number.bound.is_none();
    if unit.kind == UnitKind::Noun {
        // 两县, 三省 and the like name a few known ones.
        let chinese = number.script != Script::Arabic && number.script != Script::Mixed;
        let over = number.low.whole().is_none_or(|n| n > 10) || number.bound.is_some();
        // 七一一厂 is a name.
        let ok = !number.low.is_fractional()
            && number.script != Script::Positional
            && (!chinese || over)
            && !(number.digits == 4 && number.low.whole().is_some_and(|n| (1900..2100).contains(&n)));
        return ok.then(|| Hit::new(Kind::Count, end, unit.code.as_str(), "count of a noun"));
    }
    let mut hit = Hit::new(Kind::Count, end, unit.code.as_str(), "count");
    if names_a_place(chars, number, end) {
        return None;
    }
    match unit.code.as_str() {
        "节" if is_festival(chars, number, end) => return None,
        "版" | "款" if is_edition(number) => return None,
        "部" | "团" if is_troop(chars, number, end) => return None,
        "级" => {
            let network = chars.get(end..(end + 6).min(chars.len())).is_some_and(|w| {
                w.windows(2).any(|p| matches!(p, ['网', '络'] | ['体', '系'] | ['联', '动']))
            });
            let steps = ["台阶", "石阶", "阶梯", "踏步", "石级"];
            let steps = steps.iter().any(|w| starts(chars, end, w) || ends(chars, number.start, w));
            if !steps
                && !sums_a_list(chars, number.start)
                && !(network && small && number.low.whole() > Some(1))
            {
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
        "栋" | "幢" | "座" if next.is_some_and(|c| c.is_ascii_digit()) && in_an_address(chars, end) => {
            return None;
        }
        "方" | "保" | "甲" | "丁" | "样" if small && next.is_some_and(char::is_alphabetic) => {
            return None;
        }
        "台" | "道" | "间" | "棵" | "眼" | "口" if small && names_a_village(chars, end) => return None,
        "组" | "单元" | "队" if in_a_place(chars, number, unit.code.chars().count()) => return None,
        "种" if sown(chars, end) => return None,
        "处" if next == Some('级')
            || next == Some('方') && chars.get(end + 1).is_some_and(|&c| among!(c, "权药笺")) =>
        {
            return None;
        }
        // 二五八集, 一四七场: the days of a market.
        "集" | "场" if number.script == Script::Positional && market_days(number) => return None,
        "轮" | "缸" if small && names_a_machine(chars, end) => return None,
        "个" if number.low.is_fractional() && starts(chars, end, "千分点") => return None,
        "支" if next == Some('队') && chars.get(end + 1) != Some(&'伍') => return None,
        "单元" if next.is_some_and(|c| c.is_ascii_digit()) => return None,
        "期" if number.script != Script::Arabic && next.is_some_and(|c| among!(c, "工项建主扩改开技作")) =>
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
        // 十六届二次会议: a session.
        "次" if small && next.is_some_and(|c| among!(c, "会全")) && after_a_term(chars, number.start) => {
            return None;
        }
        "点" if !points(chars, number.start, end) => return None,
        "环" if number.script != Script::Arabic => return None,
        "方" if number.trailing >= 4 || number.low.is_fractional() || earthwork(chars, number.start) => {
            return Some(Hit::new(Kind::Measure, end, "m3", "measure of earth and water"));
        }
        "号" => return None,
        "代" if small && next.is_some_and(|c| !among!(c, "人")) => return None,
        "类" | "等" | "路" | "层" | "段" if small && number.low.whole() == Some(1) => return None,
        "类" if small
            && !sums_a_list(chars, number.start)
            && (next == Some('水')
                || number.low.whole() < Some(3)
                    && next.is_some_and(|c| among!(c, "疫医手人经土地区企费本"))) =>
        {
            return None;
        }
        "家" | "户" | "座" | "台" | "面"
            if number.script != Script::Arabic
                && next.is_some_and(|c| among!(c, "村镇店庄河沟寨岭坝塘湾县渠港垭集"))
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

/// Whether a Chinese numeral is the name of a regiment, of which 个 counts the others: 二七四团, 新五师三团.
fn named_by_number(number: &Number) -> bool {
    matches!(number.script, Script::Chinese | Script::Positional)
        && number.high.is_none()
        && number.bound.is_none()
}

/// How many groups of one place are looked through.
const LONGEST_ADDRESS: usize = 8;

/// Whether the number is that of a group or a stairway in an address: 光明村六组, 东街2组、3组, 新民街3单元,
/// 东风大队四队; but not 全村8组, 8村12组.
fn in_a_place(chars: &[char], number: &Number, unit: usize) -> bool {
    let mut start = number.start;
    // 2组、3组: the place stands before the first.
    let word = chars.get(number.end..number.end + unit);
    for _ in 0..LONGEST_ADDRESS {
        let mark = start.checked_sub(1).filter(|&i| matches!(chars.get(i), Some('、' | '和')));
        let Some(last) = mark.and_then(|mark| mark.checked_sub(unit)) else { break };
        if word != chars.get(last..last + unit) {
            break;
        }
        let before = chars.get(..last).unwrap_or_default();
        start = last - before.iter().rev().take(3).take_while(|c| number::begins(**c)).count();
    }
    let team = chars.get(number.end) == Some(&'队');
    let place = match start.checked_sub(1).and_then(|i| chars.get(i)) {
        Some('队') => team && ends(chars, start, "大队"),
        Some('社') => ends(chars, start, "公社"),
        Some('村' | '屯' | '寨') => true,
        Some('街') => !team,
        Some('路' | '巷') => unit == 2,
        _ => false,
    };
    let before = start.checked_sub(2).and_then(|i| chars.get(i));
    place
        && before
            .is_some_and(|&c| c.is_alphabetic() && !number::begins(c) && !among!(c, "全各每几多余个等该"))
}

/// Whether the digits are the days of the ten on which a market is held.
fn market_days(number: &Number) -> bool {
    number.low.whole().is_some_and(|n| matches!(n, 147 | 258 | 369))
}

/// Whether what has the wheels or cylinders is a machine: 四轮拖拉机, 四缸柴油机.
fn names_a_machine(chars: &[char], end: usize) -> bool {
    ["拖拉", "摩托", "汽车", "驱动", "柴油", "汽油", "发动"].iter().any(|word| starts(chars, end, word))
}

/// Whether 种 after a number begins 种植 or 种子: 郑麦7698种植5万亩, but 12种植物.
fn sown(chars: &[char], end: usize) -> bool {
    match chars.get(end) {
        Some('植') => !chars.get(end + 1).is_some_and(|&c| among!(c, "物被株")),
        Some('子') => !chars.get(end + 1).is_some_and(|&c| among!(c, "弹类目")),
        _ => false,
    }
}

/// Whether 届 stands a few characters before: 十六届二次, 一届委员会三次.
fn after_a_term(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(8)..start).unwrap_or_default();
    before.iter().rev().take_while(|c| !among!(**c, "，,。；;、")).any(|&c| c == '届')
}

/// Whether the clause before 方 speaks of what is measured by it: earth, stone, water, timber.
fn earthwork(chars: &[char], start: usize) -> bool {
    let before = chars.get(start.saturating_sub(8)..start).unwrap_or_default();
    let clause = before.iter().rev().take_while(|c| !among!(**c, "，,。；;、"));
    clause.into_iter().any(|c| among!(*c, "土砂沙泥料淤渣木混"))
}

/// Whether 点 counts what is said, and no clock time: 提出3点要求, 要求3点.
fn points(chars: &[char], start: usize, end: usize) -> bool {
    ["要求", "意见", "建议", "希望", "指示", "体会", "经验", "启示", "措施", "倡议", "共识"]
        .iter()
        .any(|word| starts(chars, end, word) || ends(chars, start, word))
}

/// Whether a number and a part of a house follow: 6栋2单元, 3座501室.
fn in_an_address(chars: &[char], end: usize) -> bool {
    let number = number::read(chars, end).map_or(end, |n| n.end);
    ["单元", "室", "号", "楼"].iter().any(|part| starts(chars, number, part))
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
    let one = end == number.end + 1 && chars.get(number.end).is_some_and(|&c| IN_PLACES.has(c));
    if !single || !one {
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

/// Whether a numeral with 节 is a festival: 三八节, 六一节, 三月三节, 双十节, but not 十一节课, 3节.
fn is_festival(chars: &[char], number: &Number, end: usize) -> bool {
    let before = number.start.checked_sub(1).and_then(|i| chars.get(i));
    let lesson = chars.get(end).is_some_and(|&c| among!(c, "课车次专必选网微"));
    let greeted =
        ["庆祝", "欢庆", "欢度", "喜迎", "迎", "庆", "纪念"].iter().any(|w| ends(chars, number.start, w));
    let day =
        chars.get(end).is_some_and(|&c| among!(c, "日期前后假长当")) || chars.get(end).is_none() || greeted;
    match number.script {
        Script::Positional => number.digits == 2 && !lesson,
        Script::Chinese if before == Some(&'双') => true,
        Script::Chinese if number.low.whole() == Some(11) => !lesson && day,
        Script::Arabic => greeted && !lesson,
        _ => before == Some(&'月'),
    }
}

/// Whether a number before 版 or 款 is the year or the number of an edition: 2013版, 98版, 03版, 零五版, 2.0版.
fn is_edition(number: &Number) -> bool {
    let n = number.low.whole().unwrap_or(0);
    (match number.script {
        Script::Arabic => {
            number.digits == 4 && (1900..2100).contains(&n) || number.digits == 2 && (n >= 80 || n < 10)
        }
        Script::Positional => true,
        _ => false,
    }) || number.low.is_fractional()
}

/// Whether a number is the name of troops: 9379部队, 524团1营, 二七四团, but not 12部, 3个团.
fn is_troop(chars: &[char], number: &Number, end: usize) -> bool {
    let arabic = number.script == Script::Arabic;
    let part = chars.get(end).is_some_and(|&c| number::begins(c) || among!(c, "营连部长政"));
    let part = part && chars.get(end - 1) == Some(&'团');
    let force = chars.get(end - 1) == Some(&'部') && chars.get(end) == Some(&'队');
    force
        || chars.get(end - 1) == Some(&'团') && (named_by_number(number) || arabic && number.digits >= 3)
        || part
}

/// Whether a village is named behind a classifier: 三台子村, 四道沟村, 九间棚村, but not 三台拖拉机.
fn names_a_village(chars: &[char], end: usize) -> bool {
    let behind = |i: usize| chars.get(i).is_some_and(|&c| among!(c, "村镇乡屯")) || starts(chars, i, "社区");
    !chars.get(end).is_some_and(|&c| among!(c, "乡农行自")) && (behind(end + 1) || behind(end + 2))
}

/// Whether what stands before is an enumeration: 县、乡、村三级, 甲、乙两家, 县、乡（镇）两级.
fn sums_a_list(chars: &[char], start: usize) -> bool {
    let end = before_a_bracket(chars, start);
    let low = end.saturating_sub(9);
    let Some(before) = chars.get(low..end) else { return false };
    let last = before
        .last()
        .is_some_and(|&c| among!(c, "县乡村镇市区省部组户社校州国旗队班厅局家点园站所厂企会地街道院级"));
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

/// Where the word ends whose other name stands in brackets before `start`: 街道（镇）三级.
fn before_a_bracket(chars: &[char], start: usize) -> usize {
    let before = chars.get(start.saturating_sub(8)..start).unwrap_or_default();
    let Some((')', name)) = before.split_last().map(|(&c, rest)| (c, rest)) else { return start };
    let inside = name.iter().rev().take_while(|c| c.is_alphabetic() || **c == '、').count();
    match start.checked_sub(inside + 2) {
        Some(open) if inside > 0 && chars.get(open) == Some(&'(') => open,
        _ => start,
    }
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
