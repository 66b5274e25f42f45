//! Reads numbers with Chinese digits and multipliers, piece by piece: 3万5千, 三百二十五, 三四十, 百余.

use super::arabic::{Run, arabic, counts};
use super::{Number, Script, digit, power};
use crate::data::units::units;
use crate::mention::Bound;
use crate::mention::cursor::{among, blanks, ends};
use crate::normal::Decimal;

const NONE: u32 = u32::MAX;

pub(super) struct Reader<'t> {
    chars: &'t [char],
    start: usize,
    at: usize,
    total: (Decimal, Decimal),
    section: (Decimal, Decimal),
    coefficient: Option<(Decimal, Decimal)>,
    /// Whether the coefficient is one digit, which after a multiplier may stand for tenths: 一万二.
    single: bool,
    arabic: bool,
    chinese: bool,
    multiplied: bool,
    bare: bool,
    /// A digit or a word for digits has been read.
    spelled: bool,
    /// 零 or a word like 多 stands after the last multiplier.
    gap: bool,
    fraction: bool,
    bound: Option<Bound>,
    last: u32,
    last_big: u32,
    digits: usize,
}

fn add(a: (Decimal, Decimal), b: (Decimal, Decimal)) -> Option<(Decimal, Decimal)> {
    Some((a.0.plus(b.0)?, a.1.plus(b.1)?))
}

fn shift(a: (Decimal, Decimal), power: u32) -> Option<(Decimal, Decimal)> {
    let power = i32::try_from(power).ok()?;
    Some((a.0.shifted(power)?, a.1.shifted(power)?))
}

fn same(n: u32) -> (Decimal, Decimal) {
    (Decimal::integer(u128::from(n)), Decimal::integer(u128::from(n)))
}

/// Whether two digits side by side name a range: 三四十, 两三个, 三五千.
fn adjacent(a: u32, b: u32) -> bool {
    a >= 1 && (b == a + 1 || (a, b) == (3, 5))
}

impl<'t> Reader<'t> {
    /// Reads the number that begins at `start`, as far as it goes.
    pub(super) fn read(chars: &'t [char], start: usize) -> Option<Number> {
        let zero = same(0);
        let mut reader = Reader {
            chars,
            start,
            at: start,
            total: zero,
            section: zero,
            coefficient: None,
            single: false,
            arabic: false,
            chinese: false,
            multiplied: false,
            bare: false,
            spelled: false,
            gap: false,
            fraction: false,
            bound: None,
            last: NONE,
            last_big: NONE,
            digits: 0,
        };
        loop {
            if reader.coefficient.is_none() && reader.coefficient()? {
                reader.spelled |= reader.coefficient.is_some();
                continue;
            }
            if reader.multiplier()? || reader.point()? {
                continue;
            }
            if reader.at > start && reader.bounded() {
                if reader.peek(0).and_then(power).is_some_and(|p| p >= 4 || (p >= 2 && !reader.multiplied))
                    && !reader.prefixed_unit()
                {
                    continue;
                }
                break;
            }
            break;
        }
        reader.finish(start)
    }

    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Reads a coefficient; false where none stands here.
    fn coefficient(&mut self) -> Option<bool> {
        let Some(c) = self.peek(0) else { return Some(false) };
        if c.is_ascii_digit() {
            let (value, end, digits) = arabic(self.chars, self.at, Run::at(self.chars, self.at))?;
            let after = self.chars.get(end).copied();
            let first = !self.multiplied && self.section.0.is_zero();
            let shared = after.and_then(power).is_some();
            if !first && !shared && !self.gap {
                // After a multiplier only a full rest counts: 3万4000, 1万600; in 3万5 the 5 is another number.
                let rest = if self.last == NONE { self.last_big } else { self.last };
                if end - self.at < rest.min(3) as usize && digits > 0 {
                    return Some(false);
                }
            }
            self.arabic = true;
            self.single = false;
            self.digits = if first { digits } else { 0 };
            self.coefficient = Some((value, value));
            self.at = end;
            self.some_more(value, digits)?;
            return Some(true);
        }
        if digit(c).is_some() {
            return self.chinese_digits();
        }
        if matches!(c, '几' | '数') {
            // 总数|百分之八十二
            let share = || self.peek(2) == Some('分') && self.peek(3) == Some('之');
            let next = self.peek(1).and_then(power).is_some() && !share();
            if next || (c == '几' && self.last == 1) {
                self.coefficient = Some((Decimal::integer(1), Decimal::integer(9)));
                self.single = false;
                self.chinese = true;
                self.bound = Some(Bound::About);
                self.at += 1;
                return Some(true);
            }
            if c == '几' && self.gap {
                // 一百零几万
                self.bound = Some(Bound::MoreThan);
                self.at += 1;
            }
        }
        // 二百有五, 三十有二
        let and = c == '有' && self.multiplied && !self.arabic && matches!(self.last, 1..=3);
        if and && self.peek(1).is_some_and(|c| c == '十' || c != '两' && digit(c).is_some_and(|d| d > 0)) {
            self.gap = true;
            self.at += 1;
            return Some(true);
        }
        Some(false)
    }

    /// 20几万, 30几人: some more than the tens.
    fn some_more(&mut self, tens: Decimal, digits: usize) -> Option<()> {
        let round = digits == 2 && tens.whole().is_some_and(|n| n % 10 == 0);
        if round && self.peek(0) == Some('几') && self.counts(self.at + 1) {
            self.coefficient = Some((tens.plus(Decimal::integer(1))?, tens.plus(Decimal::integer(9))?));
            (self.bound, self.chinese) = (Some(Bound::About), true);
            self.at += 1;
        }
        Some(())
    }

    /// Whether a multiplier or a unit stands at `at`.
    fn counts(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|&c| power(c).is_some()) || unit_begins(self.chars, at)
    }

    fn chinese_digits(&mut self) -> Option<bool> {
        let run = self.chars.iter().skip(self.at).take_while(|&&c| digit(c).is_some()).count();
        let (chars, at) = (self.chars, self.at);
        let value = |i: usize| chars.get(at + i).copied().and_then(digit).unwrap_or(0);
        let started = self.multiplied || !self.section.0.is_zero();
        if started && run >= 1 && value(0) == 0 {
            // 一百零五: the nought fills a place.
            let follows = self.peek(1).is_some_and(|c| {
                digit(c).is_some() || power(c).is_some() || among!(c, "几廿卅卌") || c.is_ascii_digit()
            });
            if !follows {
                return Some(false);
            }
            self.gap = true;
            self.at += 1;
            return Some(true);
        }
        self.chinese = true;
        // 三千两, 二两五钱: behind a number 两 is a weight, unless it counts hundreds and more: 三千两百.
        let weight = |i: usize| {
            self.peek(i) == Some('两')
                && !self.peek(i + 1).is_some_and(|c| power(c).is_some() || unit_begins(chars, at + i + 1))
        };
        if started && weight(0) {
            return Some(false);
        }
        // 初三两个年级: a 两 inside a run begins another number.
        let split = run > 1
            && (self.peek(1) == Some('两') && value(0) != 1 && value(0) != 2
                || value(0) == 2 && weight(1)
                // 一两二钱
                || value(0) == 1 && weight(1) && self.peek(3) == Some('钱'));
        let run = if split { 1 } else { run };
        if run == 1 || (started && run == 2 && !adjacent(value(0), value(1))) {
            let d = value(0);
            // 三、四十人: consecutive digits, what follows written once.
            if run == 1
                && self.peek(1) == Some('、')
                && d > 0
                && self.peek(2).and_then(digit) == Some(d + 1)
                && self
                    .chars
                    .get(self.at + 3)
                    .is_some_and(|&c| power(c).is_some() || unit_begins(self.chars, self.at + 3))
            {
                self.coefficient = Some((same(d).0, same(d + 1).0));
                self.at += 3;
                return Some(true);
            }
            self.single = true;
            self.coefficient = Some(same(d));
            self.digits = usize::from(!started);
            self.at += 1;
            return Some(true);
        }
        // 一二.五公里 is 12.5.
        let pointed =
            matches!(self.peek(2), Some('.' | '·')) && self.peek(3).is_some_and(|c| digit(c).is_some());
        if run == 2
            && !pointed
            && adjacent(value(0), value(1))
            && (!started || self.last != NONE || self.peek(2).and_then(power).is_some())
        {
            self.coefficient = Some((same(value(0)).0, same(value(1)).0));
            self.single = false;
            self.digits = 2;
            self.at += 2;
            return Some(true);
        }
        if started {
            // 十二五 and the like: the digits do not belong together.
            return Some(false);
        }
        let mut n: u128 = 0;
        for i in 0..run {
            n = n.checked_mul(10)?.checked_add(u128::from(value(i)))?;
        }
        self.coefficient = Some((Decimal::integer(n), Decimal::integer(n)));
        self.single = false;
        self.digits = run;
        self.at += run;
        Some(true)
    }

    /// Reads a multiplier; false where none stands here.
    fn multiplier(&mut self) -> Option<bool> {
        let Some(c) = self.peek(0) else { return Some(false) };
        if among!(c, "廿卅卌") && self.coefficient.is_none() && self.last > 1 {
            let tens = match c {
                '廿' => 20,
                '卅' => 30,
                _ => 40,
            };
            self.section = add(self.section, same(tens))?;
            (self.last, self.chinese, self.multiplied) = (1, true, true);
            self.at += 1;
            return Some(true);
        }
        // 两个亿, 12.5 亿元
        let skip = match c {
            '个' if self.coefficient.is_some() && self.peek(1) == Some('亿') => 1,
            // 3个多亿
            '个' if self.coefficient.is_some()
                && self.peek(1).is_some_and(|c| matches!(c, '多' | '余'))
                && self.peek(2) == Some('亿') =>
            {
                self.bound = Some(Bound::MoreThan);
                2
            }
            ' ' if self.arabic && self.coefficient.is_some() => self.gap_before_multiplier(),
            _ => 0,
        };
        let Some(p) = self.peek(skip).and_then(power) else { return Some(false) };
        let fresh = self.section.0.is_zero();
        if matches!(c, '千' | '百' | '兆') && (fresh || self.coefficient.is_none()) && self.prefixed_unit()
        {
            return Some(false);
        }
        let started = self.multiplied;
        if p < 4 {
            if self.last <= p {
                return Some(false);
            }
            let coefficient = match self.coefficient.take() {
                Some(read) => read,
                None if p == 1 || !started => {
                    self.bare |= !started && p > 1;
                    same(1)
                }
                None => return Some(false),
            };
            self.section = add(self.section, shift(coefficient, p)?)?;
            self.last = p;
        } else {
            // A zero is a number: 0万 is 0, and only where nothing stands before it is 万 a number of its own.
            let said = self.coefficient.is_some() || self.last != NONE;
            let part = match self.coefficient.take() {
                // 百二万 is 120万.
                Some(read) if self.single && !self.gap && matches!(self.last, 2 | 3) => {
                    add(self.section, shift(read, self.last - 1)?)?
                }
                Some(read) => add(self.section, read)?,
                None => self.section,
            };
            if part.1.is_zero() && !said {
                if !started {
                    self.bare = true;
                    self.total = shift(same(1), p)?;
                } else if self.total.1.is_zero() {
                    return Some(false);
                } else {
                    self.total = shift(self.total, p)?;
                }
            } else if self.last_big != NONE && p > self.last_big {
                self.total = shift(add(self.total, part)?, p)?;
            } else {
                self.total = add(self.total, shift(part, p)?)?;
            }
            self.section = same(0);
            (self.last, self.last_big) = (NONE, p);
        }
        self.chinese = true;
        self.multiplied = true;
        self.gap = false;
        self.fraction = false;
        self.at += 1 + skip;
        Some(true)
    }

    /// How many blanks stand before a 万 or 亿 that a unit follows: 12.5 亿元.
    fn gap_before_multiplier(&self) -> usize {
        let at = blanks(self.chars, self.at);
        let big = self.chars.get(at).is_some_and(|&c| matches!(c, '万' | '亿'));
        if big && self.counts(blanks(self.chars, at + 1)) { at - self.at } else { 0 }
    }

    /// Whether 千, 百 or 兆 here is the prefix of a unit: 5千瓦, 一千克.
    fn prefixed_unit(&self) -> bool {
        let hit = units().after.at(self.chars, self.at, |end, unit| {
            !self.chars.get(end).is_some_and(|&c| unit.not_before.has(c))
        });
        hit.is_some() && (self.coefficient.is_some() || self.multiplied)
    }

    /// 点 and what follows it: 三点一四, 两千万点五; in old prints a point: 三·五亿, 三.五亿, 百分之一.五.
    fn point(&mut self) -> Option<bool> {
        let sign = matches!(self.peek(0), Some('.' | '·'));
        if !(sign || self.peek(0) == Some('点')) || self.fraction || self.bare {
            return Some(false);
        }
        // 三·五亿 and 二十三·五公里, but not 十.五
        let tenths = self.multiplied && self.coefficient.is_some() && self.peek(0) == Some('·');
        if sign
            && (self.arabic
                || self.multiplied && !tenths
                || !self.peek(1).is_some_and(|c| digit(c).is_some()))
        {
            return Some(false);
        }
        let digits = self
            .chars
            .iter()
            .skip(self.at + 1)
            .map_while(|&c| c.to_digit(10).or_else(|| digit(c).filter(|_| c != '两')));
        let (mut value, mut places) = (0u128, 0u32);
        for d in digits {
            value = value.checked_mul(10)?.checked_add(u128::from(d))?;
            places += 1;
        }
        if places == 0 || (self.coefficient.is_none() && !self.multiplied) {
            return Some(false);
        }
        let end = self.at + 1 + places as usize;
        if sign && !(counts(self.chars, end) || ends(self.chars, self.start, "分之")) {
            return Some(false);
        }
        let fraction = Decimal::new(value, places)?;
        let whole = self.coefficient.unwrap_or(same(0));
        self.coefficient = Some((whole.0.plus(fraction)?, whole.1.plus(fraction)?));
        (self.fraction, self.single, self.digits) = (true, false, 0);
        self.at = end;
        Some(true)
    }

    /// 多, 余, 有余, 来 in the number: 400多, 五十余, 十来; only a big multiplier may follow.
    fn bounded(&mut self) -> bool {
        let Some(c) = self.peek(0) else { return false };
        let tens = match self.coefficient {
            Some((low, _)) => {
                self.arabic && !self.multiplied && low.whole().is_some_and(|n| n >= 10 && n % 10 == 0)
            }
            None => self.multiplied,
        };
        match c {
            '多' | '余' if self.bound.is_none() && !self.fraction => {
                let one = self.coefficient.is_some() && self.single;
                if one && self.peek(1).and_then(power).is_none_or(|p| p < 4) {
                    return false;
                }
                self.bound = Some(Bound::MoreThan);
            }
            // 三百有余户
            '有' if self.peek(1) == Some('余') && self.bound.is_none() && self.counts(self.at + 2) => {
                self.bound = Some(Bound::MoreThan);
                self.at += 1;
            }
            '来' if tens && self.bound.is_none() && (!self.bare || unit_begins(self.chars, self.at + 1)) => {
                self.bound = Some(Bound::About);
            }
            _ => return false,
        }
        self.at += 1;
        self.gap = true;
        true
    }

    fn finish(mut self, start: usize) -> Option<Number> {
        if self.at == start {
            return None;
        }
        let mut value = add(self.total, self.section)?;
        if let Some(coefficient) = self.coefficient {
            // 一百五 is 150, 一万二 is 12000; after 零 the digit counts as it stands.
            let power = if self.last == NONE { self.last_big } else { self.last };
            let tenths =
                self.single && self.multiplied && !self.gap && !self.fraction && power != NONE && power >= 2;
            value = add(value, if tenths { shift(coefficient, power - 1)? } else { coefficient })?;
        }
        let range = value.0 != value.1;
        let script = match (self.arabic, self.chinese) {
            (true, true) => Script::Mixed,
            (true, false) => Script::Arabic,
            _ if self.digits >= 2 && !self.multiplied && !range => Script::Positional,
            _ => Script::Chinese,
        };
        // 百三, 千五 are numbers; 百, 千 need a bound word.
        self.bare = !self.spelled && self.chars.get(start).is_some_and(|&c| among!(c, "百佰千仟万亿"));
        Some(Number {
            start,
            end: self.at,
            low: value.0,
            high: range.then_some(value.1),
            bound: self.bound,
            script,
            bare: self.bare,
            multiplied: self.multiplied,
            digits: if self.multiplied || self.fraction { 0 } else { self.digits },
            trailing: if self.coefficient.is_none() && self.section.1.is_zero() && self.last_big != NONE {
                self.last_big
            } else {
                0
            },
        })
    }
}

/// Whether a unit stands at `at`.
fn unit_begins(chars: &[char], at: usize) -> bool {
    units()
        .after
        .at(chars, at, |end, unit| !chars.get(end).is_some_and(|&c| unit.not_before.has(c)))
        .is_some()
        || chars.get(at).is_some_and(|&c| among!(c, "元成"))
}
