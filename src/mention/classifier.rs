//! Says where a classifier counts nothing: 庆祝三八节, 2013版, 光明村六组. `units.toml` names the condition in the row of the
//! classifier, with a text in which it holds; the conditions stand here.

use crate::data::units::Guard;
use crate::mention::cursor::{among, ends, starts};
use crate::mention::number::{self, Number, Script};

/// Whether the condition holds where a classifier ends at `end`, behind `number`. Apart from its caller, which would look
/// at once at all that any condition asks for: 3 % of all reading of counts.
#[inline(never)]
pub(crate) fn holds(guard: Guard, chars: &[char], number: &Number, end: usize) -> bool {
    let next = chars.get(end).copied();
    let before = number.start.checked_sub(1).and_then(|i| chars.get(i)).copied();
    let small = number.small_chinese(11) && number.high.is_none() && number.bound.is_none();
    match guard {
        Guard::Festival => is_festival(chars, number, end),
        Guard::Edition => is_edition(number),
        Guard::Troop => is_troop(chars, number, end),
        Guard::Grade => is_grade(chars, number, end),
        Guard::Term => is_term(chars, number, end),
        Guard::Batch => small && next.is_some_and(|c| among!(c, "以上线率")),
        Guard::Road => small && before == Some('路'),
        Guard::Address => next.is_some_and(|c| c.is_ascii_digit()) && in_an_address(chars, end),
        Guard::Side => small && next.is_some_and(char::is_alphabetic),
        Guard::Village => small && names_a_village(chars, end),
        Guard::Group => in_a_place(chars, number, end),
        Guard::Sown => sown(chars, end),
        Guard::Rank => {
            next == Some('级')
                || next == Some('方') && chars.get(end + 1).is_some_and(|&c| among!(c, "权药笺"))
        }
        Guard::Market => number.script == Script::Positional && market_days(number),
        Guard::Machine => small && names_a_machine(chars, end),
        // 三石水库, 12石材企业, but not 三石五斗: a small numeral and a word behind name something.
        Guard::Loose => next.is_some_and(|c| {
            small && c.is_alphabetic() && !number::begins(c)
                || among!(c, "材料化块墙膏油灰榴黄水灌进导种资渠")
        }),
        Guard::Detachment => next == Some('队') && chars.get(end + 1) != Some(&'伍'),
        Guard::Numbered => next.is_some_and(|c| c.is_ascii_digit()),
        Guard::Phase => is_phase(chars, number, end),
        Guard::Power => small && next == Some('方'),
        // 十六届二次会议: a session.
        Guard::Session => {
            small && next.is_some_and(|c| among!(c, "会全")) && after_a_term(chars, number.start)
        }
        Guard::Untold => !points(chars, number.start, end),
        Guard::Ring => number.script != Script::Arabic,
        Guard::First => small && number.low.whole() == Some(1),
        Guard::Sort => small && is_sort(chars, number, end),
        Guard::Settlement => {
            number.script != Script::Arabic
                && next.is_some_and(|c| among!(c, "村镇店庄河沟寨岭坝塘湾县渠港垭集"))
                && !chars.get(end + 1).is_some_and(|&c| among!(c, "铺面户"))
        }
    }
}

/// Whether 级 grades, and does not sum a list or count steps: 三级残疾, but not 县、乡、村三级, 2级台阶.
fn is_grade(chars: &[char], number: &Number, end: usize) -> bool {
    let small = number.small_chinese(11) && number.high.is_none() && number.bound.is_none();
    let network = chars
        .get(end..(end + 6).min(chars.len()))
        .is_some_and(|w| w.windows(2).any(|p| matches!(p, ['网', '络'] | ['体', '系'] | ['联', '动'])));
    let steps = ["台阶", "石阶", "阶梯", "踏步", "石级"];
    let steps = steps.iter().any(|w| starts(chars, end, w) || ends(chars, number.start, w));
    !steps && !sums_a_list(chars, number.start) && !(network && small && number.low.whole() > Some(1))
}

/// Whether 届 names a term of office: 十四届三中全会, but not 已举办12届.
fn is_term(chars: &[char], number: &Number, end: usize) -> bool {
    let next = chars.get(end).copied();
    let session = next.is_some_and(|c| among!(c, "全人政党委省市县区国团中一二三四五六七八九十"));
    let counted = ["连续", "举办", "已办", "历经", "共", "办了", "举行", "了"];
    let counted = counted.iter().any(|w| ends(chars, number.start, w))
        || number.low.whole() < Some(8) && next.is_none_or(|c| among!(c, "，,。；;、"));
    session || number.low.whole().is_none_or(|n| n > 60) || !counted
}

/// Whether 期 is a phase of building: 二期工程, 3期工程.
fn is_phase(chars: &[char], number: &Number, end: usize) -> bool {
    if number.script == Script::Arabic {
        return starts(chars, end, "工程");
    }
    chars.get(end).is_some_and(|&c| among!(c, "工项建主扩改开技作"))
}

/// Whether 类 names one sort of several: 三类水, 一类疫苗, but not 共三类.
fn is_sort(chars: &[char], number: &Number, end: usize) -> bool {
    let next = chars.get(end).copied();
    !sums_a_list(chars, number.start)
        && (next == Some('水')
            || number.low.whole() < Some(3) && next.is_some_and(|c| among!(c, "疫医手人经土地区企费本")))
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
            number.digits == 4 && (1900..2100).contains(&n) || number.digits == 2 && !(10..80).contains(&n)
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
fn in_a_place(chars: &[char], number: &Number, end: usize) -> bool {
    let unit = end - number.end;
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
