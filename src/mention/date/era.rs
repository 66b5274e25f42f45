//! Reads years of eras: 民国二十五年, 清光绪三十年, 民国七至十二年, and the years behind one that its era counts
//! too: 光绪三年大旱，五年方丰.

use crate::data::chars::Chars;
use crate::data::eras::{Era, eras};
use crate::mention::Kind;
use crate::mention::cursor::{among, at, blanks, ends, range_sign, starts};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::quarter::quarters;
use crate::mention::date::year::within_year;
use crate::mention::date::{Cue, Fine, MonthOf, Point, YearOf};
use crate::mention::number::{self, Number, Script};
use crate::mention::scan::Scan;
use crate::mention::second_number::SecondNumber;

/// What a year goes on to when it is none: a length, a school form.
static NO_YEAR: Chars = Chars::of("级龄轻鉴画货内间来多余前后以之期制历久的代生");

impl Era {
    /// The Gregorian year of its n-th year.
    fn year(&self, n: u32) -> Option<i32> {
        let year = self.first.checked_add(i32::try_from(n).ok()?)? - 1;
        ((1..=150).contains(&n) && year <= self.last).then_some(year)
    }

    fn point(&'static self, year: i32) -> Point {
        Point { era: Some(self), cue: Cue::Era, ..Point::of(YearOf::Said(year)) }
    }

    /// Whether its months are those of the Gregorian calendar.
    fn solar(&self, year: i32) -> bool {
        self.solar.is_some_and(|from| from <= year)
    }

    /// What follows 年: in a lunar year the season alone.
    fn within(&'static self, chars: &[char], end: usize, year: i32) -> Parsed {
        let point = self.point(year);
        let parsed = within_year(chars, end, point);
        let season = parsed.first.month == MonthOf::Unsaid
            && matches!(parsed.first.fine, Fine::Season(_) | Fine::None)
            && parsed.last.is_none();
        if season || self.solar(year) { parsed } else { Parsed { first: point, last: None, end } }
    }
}

/// Where the next number stands after a 、 or the sign of a range at `end`.
fn listed_after(chars: &[char], end: usize) -> Option<usize> {
    if at(chars, end) == Some('、') { Some(end + 1) } else { range_sign(chars, end) }
}

/// The number and 年 after the name of an era: 二十五年, 元年, 七至十二年, 16、17两年, 七十年代.
pub(crate) fn numbered(chars: &[char], from: usize, era: &'static Era) -> Option<Parsed> {
    let from = blanks(chars, from);
    if starts(chars, from, "元年") {
        return Some(era.within(chars, from + 2, era.first));
    }
    // 康熙元、二年, 康熙元至三年
    if at(chars, from) == Some('元')
        && let Some(next) = listed_after(chars, from + 1)
        && let Some(last) = number::read(chars, next)
        && at(chars, blanks(chars, last.end)) == Some('年')
        && let Some(year) = era.year(last.plain()?)
    {
        let end = blanks(chars, last.end) + 1;
        return Some(Parsed { first: era.point(era.first), last: Some(era.point(year)), end });
    }
    // 民国前六年
    if at(chars, from) == Some('前') && era.first == 1912 {
        let number = number::read(chars, from + 1)?;
        let n = number.plain().filter(|n| (1..=200).contains(n)).and_then(|n| i32::try_from(n).ok())?;
        let year = Point { cue: Cue::Era, ..Point::of(YearOf::Said(1912 - n)) };
        return (at(chars, number.end) == Some('年')).then(|| Parsed::point(year, number.end + 1))?;
    }
    let number = number::read(chars, from).filter(|n| n.bound.is_none() && !n.bare && n.digits < 4)?;
    let first = era.year(number.low.whole()?)?;
    let mut last = match number.high {
        Some(high) => Some(era.year(high.whole()?)?),
        None => None,
    };
    let mut end = blanks(chars, number.end);
    if last.is_none() && starts(chars, end, "年代") && era.solar(first) && number.plain()? % 10 == 0 {
        let point = Point { fine: Fine::Decade(first / 10), ..era.point(first) };
        return Parsed::point(point, end + 2);
    }
    if last.is_none() && at(chars, end) != Some('年') {
        let listed = at(chars, number.end) == Some('、');
        let second = number::read(chars, listed_after(chars, number.end)?)?;
        let far = era.year(second.plain()?)?;
        last = Some(far).filter(|&far| if listed { far == first + 1 } else { far > first });
        last?;
        end = blanks(chars, second.end);
        end += usize::from(listed && at(chars, end) == Some('两'));
    }
    // 康熙八、九两年
    end += usize::from(number.high.is_some() && starts(chars, end, "两年"));
    if at(chars, end) != Some('年') {
        return None;
    }
    match last {
        Some(last) => Some(Parsed { first: era.point(first), last: Some(era.point(last)), end: end + 1 }),
        None => Some(era.within(chars, end + 1, first)),
    }
}

/// Where the dynasty begins whose name ends at `end`.
fn dynasty(chars: &[char], end: usize) -> Option<usize> {
    eras().dynasties.ending(chars, end, |_, ()| true).map(|(start, ())| start)
}

/// Whether a word that is an era only alone is one at `from`: 民27年, 于民27年, but not 移民27年.
fn stands_alone(chars: &[char], from: usize) -> bool {
    let before = from.checked_sub(1).and_then(|i| at(chars, i));
    !before.is_some_and(|c| c.is_alphanumeric() && !among!(c, "自从于於在至到由及和与迄前后年月日"))
}

/// The era year that begins at `from`, with the dynasty before its name.
pub(crate) fn named(chars: &[char], from: usize) -> Option<Parsed> {
    let name = |i: usize| eras().named.at(chars, i, |_, era| !era.alone || i == from);
    // The names of dynasties have three characters at most.
    let behind = || (1..=3).filter_map(|n| name(from + n).filter(|_| dynasty(chars, from + n) == Some(from)));
    let (end, era) = name(from).or_else(|| behind().next())?;
    numbered(chars, end, era)
}

/// Where a month and day of the lunar calendar end: 八月, 闰四月初三日, 正月十五日.
pub(crate) fn lunar(chars: &[char], from: usize) -> usize {
    let chinese = |i: usize, most: u32| {
        number::read(chars, i)
            .filter(|n| n.script == Script::Chinese && n.plain().is_some_and(|n| (1..=most).contains(&n)))
    };
    let month = from + usize::from(at(chars, from) == Some('闰'));
    let end = match at(chars, month) {
        Some('正' | '冬' | '腊') => month + 1,
        _ => chinese(month, 12).map_or(from, |n| n.end),
    };
    if end == from || at(chars, end) != Some('月') {
        return from;
    }
    let day = end + 1 + usize::from(at(chars, end + 1) == Some('初'));
    match chinese(day, 30) {
        Some(n) if at(chars, n.end) == Some('日') => n.end + 1,
        _ => end + 1,
    }
}

/// Whether something begins with the year that ends at `end`: 自104年起, 104年以來, but not 成立104年以來.
fn begun(chars: &[char], number: &Number, end: usize) -> bool {
    let before = number.start.checked_sub(1).and_then(|i| at(chars, i));
    let said = before.is_some_and(|c| among!(c, "自从"));
    let begins = number.digits == 3 && !before.is_some_and(char::is_alphanumeric);
    (said || begins) && ["起", "以来", "开始"].iter().any(|w| starts(chars, end, w))
}

impl Scan<'_> {
    /// The era year whose name stands at `from`, and where it begins; steps over its lunar month and day.
    pub(crate) fn era(&mut self, from: usize) -> Option<(Parsed, usize)> {
        let chars = self.chars;
        let (end, era) = eras().named.at(chars, from, |_, era| !era.alone || stands_alone(chars, from))?;
        let parsed = numbered(chars, end, era)?;
        if let YearOf::Said(year) = parsed.first.year
            && !era.solar(year)
        {
            self.habit = lunar(chars, parsed.end);
        }
        // 证明, 说明: no dynasty.
        let word = |start: usize| {
            from - start == 1
                && start
                    .checked_sub(1)
                    .and_then(|i| at(chars, i))
                    .is_some_and(|c| among!(c, "证说公文发声昨今明"))
        };
        // 晋武帝太康六年: the ruler between the two
        let ruled = || {
            let title =
                from.checked_sub(1).filter(|&i| at(chars, i).is_some_and(|c| among!(c, "帝宗祖皇后")))?;
            (1..=2).filter_map(|n| dynasty(chars, title.checked_sub(n)?)).next()
        };
        let lead = dynasty(chars, from)
            .filter(|&start| !word(start))
            .or_else(ruled)
            .filter(|&start| start >= self.floor);
        Some((parsed, lead.unwrap_or(from)))
    }

    /// N年 that the era in force counts too: 光绪三年大旱，五年方丰; 民國101年底，102年3月.
    #[inline(never)]
    pub(crate) fn era_goes_on(&self, number: &Number) -> Option<Parsed> {
        let chars = self.chars;
        let end = blanks(chars, number.end);
        if at(chars, end) != Some('年') {
            return None;
        }
        let n = number.plain().filter(|_| number.digits < 4)?;
        let since = self.antecedents.republic && begun(chars, number, end + 1);
        if at(chars, end + 1).is_some_and(|c| NO_YEAR.has(c)) && !since {
            return None;
        }
        let arabic = number.script == Script::Arabic;
        let dated = || {
            at(chars, end + 1).is_some_and(|c| among!(c, "度底末初春夏秋冬上下"))
                || starts(chars, end + 1, "元月")
                || quarters(chars, end + 1).is_some()
                || number::read(chars, blanks(chars, end + 1)).is_some_and(|m| {
                    let far = SecondNumber::after(chars, &m).map_or(m.end, |far| far.number.end);
                    m.plain().is_some_and(|m| m <= 12)
                        && [m.end, far].map(|i| at(chars, i)).contains(&Some('月'))
                })
        };
        let Some((era, before)) = self.antecedents.era() else {
            // 102年3月, 101年度: no length, no year of any other era.
            let here = self.antecedents.republic;
            let digits = number.digits == 3 || here && number.digits == 2;
            let covered = here && self.antecedents.coverage == i32::try_from(n.saturating_add(1911)).ok();
            let known = arabic && digits && (dated() || covered || since);
            let republic = eras().of("民国").filter(|_| known)?;
            return numbered(chars, number.start, republic);
        };
        let year = era.year(n)?;
        let begins = number
            .start
            .checked_sub(1)
            .and_then(|i| at(chars, i))
            .is_none_or(|c| among!(c, "，,。；;、（(：: \n至到于於自从迄和与及"));
        let later = year > before && year <= before + 60;
        let near = (arabic || n >= 10) && era.solar(year) && dated() && (year - before).abs() <= 40;
        // 民国元年，改称知事；3年，废府.
        let entry = || at(chars, end + 1) == Some(',') && !ends(chars, number.start, ",");
        ((begins && later && (!arabic || n >= 10 || entry())) || near)
            .then(|| numbered(chars, number.start, era))?
    }

    /// 东汉建安五年（200年）: the gloss of an era year, whose few digits alone would be a length.
    #[inline(never)]
    pub(crate) fn glossed(&self, number: &Number) -> Option<Parsed> {
        let open = number.start.checked_sub(1).filter(|&open| at(self.chars, open) == Some('('))?;
        let n = i32::try_from(number.plain()?).ok()?;
        let said = self.found.last().filter(|f| f.kind == Kind::Date && f.end == open);
        let Some(said) = said else {
            // 永和九年（353年）, 永兴二年筑城（305年）: the era says no year, its gloss does.
            let whole = starts(self.chars, number.end, "年)")
                && number.digits == 3
                && told_by_an_era(self.chars, open);
            let point = Point { cue: Cue::Era, ..Point::of(YearOf::Said(n)) };
            return whole.then(|| Parsed::point(point, number.end + 1))?;
        };
        let year: i32 = said.value.get(..4)?.parse().ok()?;
        let whole = starts(self.chars, number.end, "年)");
        (whole && (n - year).abs() <= 1).then(|| Parsed {
            first: Point::of(YearOf::Said(n)),
            last: None,
            end: number.end + 1,
        })
    }
}

/// How far before a gloss the year of its era may stand.
const GLOSSED: usize = 24;

/// Whether the sentence before a gloss has a year of an era or a reign that says none here.
fn told_by_an_era(chars: &[char], open: usize) -> bool {
    let sentence = chars.get(open.saturating_sub(GLOSSED)..open).unwrap_or_default();
    let sentence = sentence.rsplit(|&c| c == '。').next().unwrap_or_default();
    let numeral = |c: &&char| number::begins(**c) || **c == '元';
    let counted = |(at, c): (usize, &char)| {
        let before = sentence.get(..at).unwrap_or_default();
        let name = at - before.iter().rev().take_while(numeral).count();
        let named = || eras().names.ending(sentence, name, |_, ()| true).is_some();
        let reign =
            || name.checked_sub(1).and_then(|i| sentence.get(i)).is_some_and(|&c| among!(c, "公王帝宗祖"));
        *c == '年' && name < at && (named() || reign())
    };
    sentence.iter().enumerate().any(counted)
}
