//! Keeps a mention from beginning in the middle of a number, a date or an era that it does not contain: never the tail
//! alone of 3□1.5万, 永和九年, 2013年2月30日 or 1.5×104吨. What stands left of a mention and belongs to it, but could not be
//! read with it, makes it none.

use crate::data::eras::eras;
use crate::mention::cursor::{among, at, ends, starts};
use crate::mention::found::{DECADE, Found, QUARTER};
use crate::mention::{Basis, Kind, class, number};

/// Whether what stands left of a mention belongs to its number, date or era. `edge` is where the last thing ends that has
/// been read: nothing before it belongs to what follows.
pub(crate) fn is_tail(chars: &[char], found: &Found, edge: usize) -> bool {
    let start = found.start;
    let (Some(first), Some(before)) = (at(chars, start), start.checked_sub(1).and_then(|i| at(chars, i)))
    else {
        return false;
    };
    if start <= edge {
        return false;
    }
    let date = found.kind == Kind::Date;
    if date && within_a_date(chars, found, first, before, edge) {
        return true;
    }
    if !(number::begins(first) || first == '半') {
        return false;
    }
    // Before nearly all amounts stands a character that no number, sum or name goes on with: 2 % of all reading of counts.
    let amount = !matches!(found.kind, Kind::Date | Kind::Duration);
    let han = matches!(before, '\u{3000}'..='\u{9fff}');
    if amount && han && class::beside(chars, start - 1) & class::HEAD == 0 {
        return false;
    }
    within_a_number(chars, start, first, before, found.kind)
        || !date && within_a_name(chars, start, before, found.kind)
        || within_an_era(chars, found, edge)
        || of_parts(chars, found, before)
        || below_nought(chars, start, before)
}

/// Whether the character is a figure of any script but Han; signs above and below the line and in circles are none.
fn is_figure(c: char) -> bool {
    c.is_ascii_digit()
        // Nearly every character that is asked is Han, of which Unicode calls none numeric.
        || !c.is_ascii()
            && !matches!(c, '\u{3000}'..='\u{9fff}')
            && c.is_numeric()
            && !matches!(c, '²' | '³' | '¹' | '\u{2070}'..='\u{209f}' | '\u{2150}'..='\u{218b}')
            && !matches!(c, '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}')
}

/// Whether the character is a Han digit or multiplier; some are words as often.
fn is_numeral(c: char) -> bool {
    number::begins(c) && !c.is_ascii_digit() && !matches!(c, '数' | '陆' | '伍' | '拾')
}

/// Whether a figure, a numeral or a sign for one that cannot be read ends at `end`.
fn numeral_ends(chars: &[char], end: usize) -> bool {
    end.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| is_figure(c) || is_numeral(c) || is_lost(c))
}

/// Whether the character stands for figures that cannot be read.
fn is_lost(c: char) -> bool {
    among!(c, "□■▢▯〓×_\u{fffd}")
}

/// Whether the 年 at `at` ends a year that could not be read or recurs: 永和九年, 次年, 每年, but not 这年, 那年.
fn is_a_year(chars: &[char], year: usize) -> bool {
    let before = year.checked_sub(1).and_then(|i| at(chars, i));
    numeral_ends(chars, year)
        || before.is_some_and(|c| among!(c, "元上去今明当本是该同次翌前每常历逐往隔整终"))
}

fn within_a_number(chars: &[char], start: usize, first: char, before: char, kind: Kind) -> bool {
    let numeral = |end: usize| numeral_ends(chars, end);
    match before {
        // 7、8两个月: 两 counts what stands before it.
        c if is_figure(c) => first != '两',
        '第' => true,
        '□' | '■' | '▢' | '▯' | '〓' | '_' | '\u{fffd}' => true,
        // 几百, 数百 begin at 几 and 数; 人数500人 does not.
        '数' => {
            !first.is_ascii_digit()
                && !number::digit(first).is_some()
                // 总数|百分之八十二
                && !starts(chars, start + 1, "分之")
        }
        // 李四5000元, 表一2013年: a name ends in the numeral. 二00人, 十5人, 三五人: it is one number.
        // 贰拾|壹座, but not 大陆四成
        '拾' | '陆' | '伍' => among!(first, "壹贰叁肆伍陆柒捌玖拾佰仟"),
        // 1.7亿65周岁以上老人: the one is told of the other.
        '万' | '亿' if matches!(kind, Kind::Age | Kind::Date | Kind::Duration | Kind::Ratio) => {
            !first.is_ascii_digit()
        }
        c if is_numeral(c) => {
            let named = number::digit(c).is_some_and(|d| d > 0) && !numeral(start - 1);
            !(named && matches!(first, '1'..='9' | '两'))
        }
        '.' | '·' | '^' => numeral(start - 1),
        // 三十二点|六米
        '点' => !first.is_ascii_digit() && numeral(start - 1),
        // 2,|341人, 12 |500平方米
        ',' | ' ' => {
            let figures = |c: &&char| c.is_ascii_digit();
            let before = chars.get(..start - 1).unwrap_or_default().iter().rev().take(4);
            chars.iter().skip(start).take(4).take_while(figures).count() == 3
                && (1..=3).contains(&before.take_while(figures).count())
        }
        ':' | '/' => first.is_ascii_digit() && numeral(start - 1) && kind != Kind::Date,
        '?' => numeral(start - 1),
        'O' | 'o' | 'О' | 'о' | 'Ο' | 'ο' => numeral(start - 1),
        // 1.5×104吨, whose 4 stood above the line
        '×' | '*' | 'x' | 'X' => {
            numeral(start - 1)
                && starts(chars, start, "10")
                && at(chars, start + 2).is_some_and(|c| matches!(c, '1'..='9'))
        }
        _ => false,
    }
}

/// Whether the number continues a Latin word, a model or a document number: J-360型, G20, COVID-19, DN300管.
fn within_a_name(chars: &[char], start: usize, before: char, kind: Kind) -> bool {
    let second = start.checked_sub(2).and_then(|i| at(chars, i));
    match before {
        c if c.is_ascii_alphabetic() && at(chars, start).is_some_and(|c| c.is_ascii_digit()) => {
            let letters = chars.get(..start).unwrap_or_default().iter().rev().take(4);
            let letters = letters.take_while(|c| c.is_ascii_alphabetic()).count();
            letters == 1
                || kind == Kind::Count && ["DN", "PN", "De", "dn"].iter().any(|w| ends(chars, start, w))
        }
        'Φ' | 'φ' | 'Ø' | 'ø' | '∅' => true,
        '%' | '#' => true,
        // 图2人口变化, 见表3户数
        '图' | '表' if kind == Kind::Count => {
            !second.is_some_and(|c| c.is_alphanumeric() && !among!(c, "见附如"))
                && at(chars, start).is_some_and(|c| c.is_ascii_digit())
        }
        '+' => joined_by_plus(chars, start),
        '-' => second.is_some_and(|c| c.is_ascii_alphanumeric()),
        _ => false,
    }
}

/// Whether the plus sign before a number makes a name with what stands before it: 2+2, A+3, but not +126人.
pub(crate) fn joined_by_plus(chars: &[char], start: usize) -> bool {
    let before = start.checked_sub(2).and_then(|i| at(chars, i));
    let joins = |c: char| c.is_ascii_alphanumeric() || number::begins(c) || among!(c, "+)”’」』》");
    before.is_some_and(joins) || !at(chars, start).is_some_and(|c| c.is_ascii_digit())
}

/// Whether a date goes on one that could not be read: 永和九年|三月, 2月|30日, 公元前|206年, 19世纪|70年代, 1998年1月-|10月.
fn within_a_date(chars: &[char], found: &Found, first: char, before: char, edge: usize) -> bool {
    let start = found.start;
    // What says its year, or begins with a word of its own, goes on nothing.
    let year = found.basis == Some(Basis::Explicit);
    let goes_on = number::begins(first) || among!(first, "上中下初底末春夏秋冬第前首元");
    match before {
        c if !year && is_lost(c) => true,
        // 一|至三季度
        _ if matches!(first, '至' | '到') && numeral_ends(chars, start) => true,
        // 上|年末, 民国三十七|年底
        c if first == '年' => numeral_ends(chars, start) || among!(c, "上去今明当本同次翌前是该"),
        '前' | '第' if found.rule == QUARTER => true,
        // 七月初|三至七月十五: a day of the lunar calendar.
        '初' if number::begins(first) && at(chars, start.wrapping_sub(2)) == Some('月') => true,
        '年' | '月' | '日' | '旬' | '底' | '末' | '初' if matches!(first, '至' | '到') => true,
        '年' => goes_on && !year && is_a_year(chars, start - 1),
        '月' => goes_on && !year,
        '纪' => goes_on && found.rule == DECADE,
        '前' => {
            let lead = start - 1;
            ["公元", "西元", "纪元"].iter().any(|word| ends(chars, lead, word))
                || lead.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| among!(c, "(-~至"))
        }
        '-' | '~' | '至' | '到' => {
            goes_on
                && !year
                && start - 1 > edge
                && start.checked_sub(2).and_then(|i| at(chars, i)).is_some_and(|c| among!(c, "年月日"))
        }
        _ => false,
    }
}

/// The longest year of an era that is looked over.
const LONGEST_YEAR: usize = 8;

/// How many years of an era are listed at most: 永和元、二、四年.
const LONGEST_LIST: usize = 8;

/// Whether N年 counts the years of an era or a reign that says no year here: 永和九年, 洪武三十五年, 永和元、二年, 秦孝公十二年.
fn within_an_era(chars: &[char], found: &Found, edge: usize) -> bool {
    let (start, _) = found.number();
    let four = || chars.iter().skip(start).take(4).filter(|c| c.is_ascii_digit()).count() == 4;
    if !matches!(found.kind, Kind::Duration | Kind::Date) || four() {
        return false;
    }
    let chinese = !at(chars, start).is_some_and(|c| c.is_ascii_digit());
    let mut name = start;
    // 永和元、二年, 永和三至五年
    for _ in 0..LONGEST_LIST {
        let sign = name
            .checked_sub(1)
            .filter(|&i| i > edge && at(chars, i).is_some_and(|c| among!(c, "、至到-~及和")))
            .filter(|&i| numeral_ends(chars, i) || at(chars, i - 1).is_some_and(|c| among!(c, "元年")));
        let Some(sign) = sign else { break };
        let listed = chars.get(..sign).unwrap_or_default().iter().rev().take(LONGEST_YEAR);
        let of_a_year = |c: &&char| is_figure(**c) || is_numeral(**c) || matches!(c, '元' | '年');
        name = sign - listed.take_while(of_a_year).count();
    }
    // 公元907~960年: 元 is the end of a word.
    if at(chars, name) == Some('元')
        && name.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| among!(c, "公西"))
    {
        name += 1;
    }
    // 民国前六年, 公元907~960年
    if ["民国前", "公元", "西元", "公元前", "西元前"].iter().any(|lead| ends(chars, name, lead))
    {
        return name < start || ends(chars, name, "前");
    }
    let known = eras().names.ending(chars, name, |at, ()| chinese || eras_alone(chars, at, name));
    known.is_some() || is_ruler(chars, name) || is_republic(chars, name)
}

/// Where the name of an era begins that ends at `end`, where several eras bore it or its years are not known here.
pub(crate) fn unresolved_era(chars: &[char], end: usize) -> Option<usize> {
    let named = |from: usize| eras().named.at(chars, from, |stop, _| stop == end).is_some();
    eras().names.ending(chars, end, |from, ()| !named(from)).map(|(from, ())| from)
}

/// Whether the name of an era is that of a row of the table, and no place as well: behind 保定 only a Chinese numeral counts
/// years of an era.
fn eras_alone(chars: &[char], start: usize, end: usize) -> bool {
    eras().named.at(chars, start, |stop, _| stop == end).is_some()
}

/// Whether the years of a ruler are counted: 秦孝公十二年, 汉武帝三年, but not 办公三年, 称帝三年.
fn is_ruler(chars: &[char], end: usize) -> bool {
    let title = end.checked_sub(1).and_then(|i| at(chars, i));
    let before = end.checked_sub(2).and_then(|i| at(chars, i));
    let named = before.is_some_and(|c| c.is_alphabetic());
    match title {
        Some('公') => named && !before.is_some_and(|c| among!(c, "办充不为陈外主")),
        Some('王' | '帝' | '皇') => named && !before.is_some_and(|c| among!(c, "称为封国女大霸当做")),
        Some('宗' | '祖') => named && !before.is_some_and(|c| among!(c, "正大小先外曾卷佛")),
        Some('世') => before == Some('二') && end.checked_sub(3).and_then(|i| at(chars, i)) == Some('秦'),
        Some('后') => before.is_some_and(|c| among!(c, "吕高")),
        _ => false,
    }
}

/// 民廿六年 whose 民 is no word of its own.
fn is_republic(chars: &[char], end: usize) -> bool {
    let people = end.checked_sub(1).filter(|&i| at(chars, i) == Some('民'));
    people.is_some_and(|i| !i.checked_sub(1).and_then(|i| at(chars, i)).is_some_and(|c| c.is_alphabetic()))
}

/// The longest number that is looked over.
const LONGEST_NUMBER: usize = 30;

/// Whether a number is the far end of a range whose 零下 holds for both: 零下8~|12℃.
fn below_nought(chars: &[char], start: usize, before: char) -> bool {
    if !among!(before, "-~至到") || !numeral_ends(chars, start - 1) || starts(chars, start, "零下") {
        return false;
    }
    let near = chars.get(..start - 1).unwrap_or_default().iter().rev().take(LONGEST_NUMBER);
    let figures = near.take_while(|c| is_figure(**c) || is_numeral(**c) || **c == '.').count();
    ends(chars, start - 1 - figures, "零下")
}

/// Whether a smaller unit of one sum or length stands behind the larger one: 5元|3角, 8天|20小时.
fn of_parts(chars: &[char], found: &Found, before: char) -> bool {
    let parts = match found.kind {
        Kind::Money => among!(before, "元块角毛") && found.rule == "money in small coin",
        Kind::Duration => among!(before, "年月天时分周"),
        // 三丈|六尺, 二石|五斗
        Kind::Measure | Kind::Count => {
            let unit = found.end.checked_sub(1).and_then(|i| at(chars, i));
            before == '顷' && found.unit.as_deref() == Some("[mu_cn]")
                || matches!(
                    (before, unit),
                    ('丈', Some('尺')) | ('尺', Some('寸')) | ('石', Some('斗')) | ('斗', Some('升'))
                )
        }
        _ => false,
    };
    let unit = found.start - 1;
    let word =
        || chars.get(..unit).unwrap_or_default().iter().rev().take_while(|c| among!(**c, "个小")).count();
    parts && numeral_ends(chars, unit - word())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use crate::mention::date::resolve::Antecedents;
    use crate::mention::folded::Folded;
    use crate::mention::found::Found;
    use crate::mention::scan::Scan;
    use crate::mention::{Context, find_mentions};

    fn gold() -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/gold");
        let mut texts = Vec::new();
        for entry in std::fs::read_dir(folder).expect("fixtures/gold is there") {
            let path = entry.expect("readable").path();
            if path.extension().is_some_and(|e| e == "jsonl") {
                for line in std::fs::read_to_string(path).expect("UTF-8").lines() {
                    let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
                    texts.extend(line["text"].as_str().map(str::to_owned));
                }
            }
        }
        texts
    }

    fn run_from(folded: &Folded, cut: usize) -> Vec<Found> {
        Scan::new(folded, &mut Antecedents::new(Some(2013), None, false)).run_from(cut)
    }

    /// The values that a mention has: those of its ends too.
    fn values(value: &str, max: Option<&str>) -> BTreeSet<String> {
        let ends = value.split('/').chain([value]).chain(max);
        ends.map(str::to_owned).collect()
    }

    /// Whether a value is one of the whole's: as it is, or as the part of it that a range shares.
    fn had(whole: &BTreeSet<String>, found: &BTreeSet<String>) -> bool {
        found.iter().all(|value| whole.contains(value) || matches!(value.as_str(), "" | ".."))
    }

    #[test]
    fn no_mention_begins_where_another_is_cut() {
        let (mut cuts, mut faults) = (0, Vec::new());
        for text in gold() {
            let mut folded = Folded::default();
            folded.read(&text);
            for whole in run_from(&folded, 0) {
                let had_values = values(&whole.value, whole.max.as_deref());
                for cut in whole.start + 1..whole.end {
                    cuts += 1;
                    // 7、|8、9月 are a date of their own, and 两 counts what stands before it: 16、17|两年.
                    let listed = folded.chars[cut - 1] == '、' || folded.chars[cut] == '两';
                    let tail = run_from(&folded, cut).into_iter().find(|found| found.start == cut && !listed);
                    if let Some(tail) = tail
                        && !had(&had_values, &values(&tail.value, tail.max.as_deref()))
                    {
                        let shown =
                            |from: usize, to: usize| folded.chars[from..to].iter().collect::<String>();
                        faults.push(format!(
                            "{} {} cut to {} {}",
                            shown(whole.start, whole.end),
                            whole.value,
                            shown(tail.start, tail.end),
                            tail.value
                        ));
                    }
                }
            }
        }
        assert!(cuts > 1000, "only {cuts} cuts: is fixtures/gold where it was?");
        assert!(faults.is_empty(), "{} of {cuts}\n{}", faults.len(), faults.join("\n"));
    }

    #[test]
    fn no_mention_begins_behind_what_cannot_be_read() {
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        let mut faults = Vec::new();
        for text in gold().iter().take(150) {
            let chars: Vec<char> = text.chars().collect();
            for whole in find_mentions(text, &context) {
                let had_values = values(&whole.value, whole.max.as_deref());
                for (cut, sign) in
                    (whole.start + 1..whole.end).flat_map(|cut| [(cut, '□'), (cut, '\u{fffd}')])
                {
                    let mut torn = chars.clone();
                    torn.insert(cut, sign);
                    let torn: String = torn.into_iter().collect();
                    let tail =
                        find_mentions(&torn, &context).into_iter().find(|found| found.start == cut + 1);
                    if let Some(tail) = tail
                        && !had(&had_values, &values(&tail.value, tail.max.as_deref()))
                    {
                        faults.push(format!("{torn}: {} {}", tail.text, tail.value));
                    }
                }
            }
        }
        assert!(faults.is_empty(), "{}\n{}", faults.len(), faults.join("\n"));
    }

    #[test]
    fn years_of_eras_that_say_no_year_are_doubts() {
        let mut reading = crate::mention::Reading::new(&Context::default());
        reading.find(
            "永和九年，王氏建亭。永兴二年（305年）筑城，太初元年春大旱，贞观三年（629年）修渠，历时三年。",
        );
        assert_eq!(reading.era_doubts(), ["永和九年", "太初元年"]);
    }

    #[test]
    fn what_belongs_to_it_and_cannot_be_read_makes_it_no_mention() {
        for (text, found) in [
            ("永和九年，王氏建亭", ""),
            ("洪武三十五年，设卫", ""),
            ("永和元、二年大旱", ""),
            ("秦孝公十二年置县，汉武帝三年大旱", ""),
            ("办公三年，称帝三年，在保定3年", "三年 三年 3年"),
            ("1.5×104吨", ""),
            ("3□5户，□年三月", ""),
            ("2O13户", ""),
            ("李四5000元，表一2013年", "5000元 2013年"),
            ("人数3000人", "3000人"),
            ("DN300管道，Φ500管", ""),
            ("设A、B两个班", "两个"),
        ] {
            let texts: Vec<String> =
                find_mentions(text, &Context::default()).into_iter().map(|m| m.text).collect();
            assert_eq!(texts.join(" "), found, "{text}");
        }
    }
}
