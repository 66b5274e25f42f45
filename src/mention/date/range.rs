//! Joins points to ranges and adds the boundary words: 1月1日至3月5日, 自2010年起, 截至年底, 6月底前.

use crate::data::words::{Boundary, words};
use crate::mention::date::decade;
use crate::mention::date::forms::{self, Parsed, starts};
use crate::mention::date::point::{part_of_day, tail};
use crate::mention::date::resolve::{Antecedents, Resolved, resolve};
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::found::Found;
use crate::mention::number::{self, Number};
use crate::mention::quantity::range_sign;
use crate::mention::scan::Scan;
use crate::mention::{Kind, Relation};

/// A date with what later dates may take from it.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    pub(crate) found: Found,
    last: Resolved,
    governs: bool,
}

impl Dated {
    /// Lets later dates take their year, month or day from this one.
    pub(crate) fn remember(&self, antecedents: &mut Antecedents) {
        antecedents.remember(&self.last, self.governs);
    }
}

/// What a boundary word says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Since,
    Before,
    AsOf,
    During,
    Around,
    /// 从: only with 起, 开始, 以来 or a far end.
    From,
}

fn role(name: &str) -> Option<Role> {
    Some(match name {
        "since" => Role::Since,
        "before" => Role::Before,
        "as_of" | "to" => Role::AsOf,
        "during" => Role::During,
        "around" => Role::Around,
        "from" => Role::From,
        _ => return None,
    })
}

/// The point that begins at `at`, in figures or as a word.
fn point_at(chars: &[char], at: usize) -> Option<(Parsed, &'static str)> {
    word_at(chars, at, None).map(|p| (p, "date word")).or_else(|| {
        let number = number::read(chars, at)?;
        forms::read(chars, &number)
    })
}

/// A date word of the tables, with the month or season that may follow a year.
fn word_at(chars: &[char], at: usize, floor: Option<usize>) -> Option<Parsed> {
    let fits = |end: usize, word: &crate::data::words::DateWord| {
        let before = at.checked_sub(1).filter(|&i| floor.is_none_or(|f| i >= f)).and_then(|i| chars.get(i));
        !before.is_some_and(|&c| word.not_after.contains(c))
            && !chars.get(end).is_some_and(|&c| word.not_before.contains(c))
    };
    let (end, word) = words().date.at(chars, at, fits)?;
    let year = match word.year.as_str() {
        "coverage" if word.part.is_some() && word.years == 0 && word.month.is_none() => YearOf::Unsaid,
        "coverage" => YearOf::Coverage(word.years),
        "sentence" => YearOf::Sentence,
        "antecedent" => YearOf::Antecedent(word.years),
        _ => YearOf::Same,
    };
    let mut point = Point::of(year);
    let place = |name: &Option<String>| name.as_deref().map(|n| n == "next");
    if let Some(next) = place(&word.month) {
        point.month = if next { MonthOf::Next } else { MonthOf::Same }
    }
    if let Some(next) = place(&word.day) {
        point.day = if next { DayOf::Next } else { DayOf::Same }
    }
    point.part_of_day = word.part_of_day.as_deref().and_then(part_of_day);
    point.fine = match word.part.as_deref() {
        Some("start") => Fine::Start,
        Some("end") => Fine::End,
        Some("first_half") => Fine::Months(1, 6),
        Some("second_half") => Fine::Months(7, 12),
        Some("spring") => Fine::Season(21),
        Some("summer") => Fine::Season(22),
        Some("autumn") => Fine::Season(23),
        Some("winter") => Fine::Season(24),
        Some("first_ten") => Fine::Ten(1),
        Some("second_ten") => Fine::Ten(2),
        Some("last_ten") => Fine::Ten(3),
        _ => Fine::None,
    };
    let whole_year = point.fine == Fine::None && point.month == MonthOf::Unsaid;
    if whole_year && word.year != "sentence" {
        return Some(forms::within_year(chars, end, point));
    }
    if point.month == MonthOf::Same && point.day == DayOf::Unsaid && point.fine == Fine::None {
        // 当月15日, 同月底, 该月上旬
        let mut end = end;
        for (w, fine) in [
            ("上旬", Fine::Ten(1)),
            ("中旬", Fine::Ten(2)),
            ("下旬", Fine::Ten(3)),
            ("底", Fine::End),
            ("末", Fine::End),
            ("初", Fine::Start),
        ] {
            if starts(chars, end, w) {
                return Some(Parsed {
                    first: Point { fine, ..point },
                    last: None,
                    end: end + w.chars().count(),
                });
            }
        }
        if let Some(number) = number::read(chars, end)
            && let Some(day) =
                number.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok())
            && chars.get(number.end) == Some(&'日')
        {
            point.day = DayOf::Said(day);
            end = number.end + 1;
        }
        return Some(Parsed { first: point, last: None, end });
    }
    Some(Parsed { first: point, last: None, end })
}

impl Scan<'_> {
    /// The date whose first number is `number`.
    pub(crate) fn date_at_number(&mut self, number: &Number) -> Option<Dated> {
        let (parsed, rule) = forms::read(self.chars, number)?;
        // 每月15日、20日; 每年3至5月: a habit, no date.
        let habit = ["每月", "每年", "逢", "每", "每周"].iter().any(|w| {
            let n = w.chars().count();
            number.start >= n && starts(self.chars, number.start - n, w)
        });
        let listed = self.habit > 0
            && self.habit + 1 == number.start
            && self.chars.get(self.habit).is_some_and(|&c| "、和".contains(c));
        if parsed.first.year == YearOf::Unsaid && (habit || listed) {
            self.habit = parsed.end;
            return None;
        }
        let old = ["距今", "距今约", "距今已"].iter().any(|w| {
            number.start >= w.chars().count() && starts(self.chars, number.start - w.chars().count(), w)
        });
        if old {
            return None;
        }
        let mut start = number.start;
        for lead in ["公元前", "公元"] {
            let n = lead.chars().count();
            if matches!(parsed.first.year, YearOf::Said(_))
                && start >= self.floor + n
                && starts(self.chars, start - n, lead)
            {
                start -= n;
                break;
            }
        }
        let mut parsed = parsed;
        if starts(self.chars, start, "公元前")
            && let YearOf::Said(year) = parsed.first.year
        {
            parsed.first.year = YearOf::Said(1 - year);
        }
        // 近2000年, 逾1000年: a length, no year.
        if matches!(parsed.first.year, YearOf::Said(_))
            && start.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(|&c| "近逾达".contains(c))
            && parsed.last.is_none()
            && self.chars.get(start.wrapping_sub(2)) != Some(&'最')
        {
            return None;
        }
        self.whole(start, parsed, rule)
    }

    /// The date that begins with a word at `at`: 全年, 同年秋, 民国二十五年, 上世纪80年代.
    pub(crate) fn date_word(&mut self, at: usize) -> Option<Found> {
        let dated = if let Some(parsed) = word_at(self.chars, at, Some(self.floor)) {
            self.whole(at, parsed, "date word")
        } else if let Some((parsed, start)) = self.era(at) {
            self.whole(start, parsed, "era year")
        } else if starts(self.chars, at, "元月") {
            let parsed = forms::within_year(self.chars, at, Point::of(YearOf::Unsaid));
            self.whole(at, parsed, "month")
        } else if let Some(parsed) = self.last_century(at) {
            self.whole(at, parsed, "decade of a named century")
        } else if let Some((a, b, end)) =
            forms::quarters(self.chars, at).filter(|_| self.chars.get(at) == Some(&'前'))
        {
            let point = Point { fine: Fine::Months(a, b), ..Point::of(YearOf::Unsaid) };
            self.whole(at, Parsed { first: point, last: None, end }, "quarter")
        } else {
            self.lone_season(at)
        };
        let dated = dated?;
        dated.remember(self.antecedents);
        Some(dated.found)
    }

    /// 第三季度 at 第, 首季 at 首.
    pub(crate) fn date_ordinal(&mut self, at: usize) -> Option<Found> {
        let (a, b, end) = forms::quarters(self.chars, at)
            .or_else(|| starts(self.chars, at, "首季度").then_some((1, 3, at + 3)))?;
        let point = Point { fine: Fine::Months(a, b), ..Point::of(YearOf::Unsaid) };
        let dated = self.whole(at, Parsed { first: point, last: None, end }, "quarter")?;
        dated.remember(self.antecedents);
        Some(dated.found)
    }

    /// 上世纪80年代, 本世纪
    fn last_century(&self, at: usize) -> Option<Parsed> {
        if !starts(self.chars, at, "上世纪") && !starts(self.chars, at, "上个世纪") {
            return None;
        }
        let end = at + if starts(self.chars, at, "上世纪") { 3 } else { 4 };
        if let Some(number) = number::read(self.chars, end)
            && let Some((first, last, end)) = decade::decades(self.chars, &number, 19)
        {
            return Some(Parsed { first, last, end });
        }
        let point = Point { fine: Fine::Century(19), ..Point::of(YearOf::Said(1900)) };
        Some(Parsed { first: point, last: None, end })
    }

    /// An entry that begins 秋，…: a season alone at the beginning of a text.
    fn lone_season(&self, at: usize) -> Option<Dated> {
        let season = match self.chars.get(at)? {
            '春' => 21,
            '夏' => 22,
            '秋' => 23,
            '冬' => 24,
            _ => return None,
        };
        let begins = self.chars.get(..at)?.iter().all(|c| c.is_whitespace())
            || self.chars.get(at - 1).is_some_and(|&c| c == '。');
        let end = matches!(self.chars.get(at + 1), Some(',' | ' '));
        let point = Point { fine: Fine::Season(season), ..Point::of(YearOf::Unsaid) };
        (begins && end).then(|| self.whole(at, Parsed { first: point, last: None, end: at + 1 }, "season"))?
    }

    /// 民国二十五年, 清光绪三十年: a year of an era, in Gregorian years.
    fn era(&self, at: usize) -> Option<(Parsed, usize)> {
        let (end, era) = words().era.at(self.chars, at, |_, _| true)?;
        let (n, stop) = if self.chars.get(end) == Some(&'元') {
            (1, end + 1)
        } else {
            let number = number::read(self.chars, end).filter(|n| n.bound.is_none())?;
            let digits = if number.high.is_some() { None } else { number.low.whole() };
            (i32::try_from(digits?).ok()?, number.end)
        };
        let year = era.first.checked_add(n)? - 1;
        if self.chars.get(stop) != Some(&'年') || n < 1 || year > era.last {
            // 民国7—12年
            return None;
        }
        let mut start = at;
        for lead in [
            "北宋", "南宋", "清代", "明代", "清朝", "明朝", "清", "明", "元", "宋", "唐", "隋", "金", "辽",
            "后周", "伪满", "日本",
        ] {
            let k = lead.chars().count();
            if at >= self.floor + k
                && starts(self.chars, at - k, lead)
                && !(k == 1
                    && at > k
                    && self.chars.get(at - k - 1).is_some_and(|&c| "证说公文发声".contains(c)))
            {
                start = at - k;
                break;
            }
        }
        let solar = era.first >= 1912;
        let point = Point::of(YearOf::Said(year));
        let parsed = if solar {
            forms::within_year(self.chars, stop + 1, point)
        } else {
            era_season(self.chars, stop + 1, point)
        };
        Some((parsed, start))
    }

    /// “十二五”期间, 十三五时期: a plan with the word that makes it a date.
    pub(crate) fn plan(&mut self, at: usize) -> Option<Found> {
        let open = matches!(self.chars.get(at), Some('“' | '「' | '"' | '‘' | '『'));
        let (end, years) = words().plan.at(self.chars, at + usize::from(open), |_, _| true)?;
        let quoted = open && matches!(self.chars.get(end), Some('”' | '」' | '"' | '’' | '』'));
        if open != quoted {
            return None;
        }
        let end = end + usize::from(quoted);
        let (role, end) = if starts(self.chars, end, "期间") {
            (Some(Role::During), end + 2)
        } else if starts(self.chars, end, "时期") {
            let stop = end + 2;
            if starts(self.chars, stop, "以来") {
                (Some(Role::Since), stop + 2)
            } else {
                (Some(Role::During), stop)
            }
        } else if starts(self.chars, end, "以来") {
            (Some(Role::Since), end + 2)
        } else {
            return None;
        };
        // 八五 and its like without quotes are numbers too.
        if !open
            && years.last < 2006
            && !starts(self.chars, end.saturating_sub(2), "期间")
            && !starts(self.chars, end.saturating_sub(2), "时期")
        {
            return None;
        }
        let mut start = at;
        if let Some((before, word)) = words().date_before.ending(self.chars, at, |i, _| i >= self.floor)
            && word.role == "since"
            && role == Some(Role::Since)
        {
            start = before;
        }
        let point =
            Point { fine: Fine::Years(years.first, years.last), ..Point::of(YearOf::Said(years.first)) };
        let resolved = resolve(&point, self.antecedents)?;
        let mut found = Found::new(Kind::Date, start, end, String::new(), "five-year plan");
        value(&mut found, &resolved, None, role);
        Some(found)
    }

    /// A point or a range with its tail and boundary words, resolved. Where the far end would lie before the
    /// near one, the two are no range: 全年至上年.
    fn whole(&self, start: usize, parsed: Parsed, rule: &'static str) -> Option<Dated> {
        let chars = self.chars;
        let Parsed { mut first, mut last, mut end } = parsed;
        if let Some(point) = &mut last {
            end = tail(chars, end, point);
        } else {
            end = tail(chars, end, &mut first);
            if let Some((point, stop)) = far_end(chars, end, &first)
                && self.closed(&first, &point).is_some()
            {
                last = Some(point);
                end = stop;
            }
        }
        let (start, left) = self.boundary_before(start);
        let (end, right) = boundary_after(chars, end, last.unwrap_or(first).is_day());
        let ranged = last.is_some();
        let mut start_at = start;
        if left == Some(Role::From) && right != Some(Role::Since) && !ranged {
            start_at = start + 1;
        }
        let role = match (left, right) {
            (_, Some(Role::Before | Role::Around | Role::During)) => right,
            (Some(Role::From), right) => right,
            (Some(left), _) if left != Role::From => Some(left),
            (_, right) => right,
        };
        let head = resolve(&first, self.antecedents)?;
        let mut found = Found::new(Kind::Date, start_at, end, String::new(), rule);
        let tail = match last {
            Some(point) => Some(self.closed(&first, &point)?),
            None => None,
        };
        if !head.valid() {
            return None;
        }
        let role = if ranged && matches!(role, Some(Role::Since | Role::AsOf)) { None } else { role };
        value(&mut found, &head, tail.as_ref(), role);
        found.part_of_day = first.part_of_day;
        found.time = first.time;
        let founded = start
            .checked_sub(2)
            .and_then(|i| chars.get(i..start))
            .is_some_and(|w| matches!(w, [c, '于'] if "立建办始生成设".contains(*c)));
        let compared = start.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| "比较".contains(c))
            || ["同期", "相比"].iter().any(|w| starts(chars, end, w));
        let governs = !matches!(role, Some(Role::Since)) && !founded && !compared && head.governs(&first);
        let mut last = tail.unwrap_or(head);
        last.keep = !compared && last.keep;
        Some(Dated { found, last, governs })
    }

    /// The far end of a range, resolved after the near one.
    fn closed(&self, first: &Point, last: &Point) -> Option<Resolved> {
        let head = resolve(first, self.antecedents)?;
        let mut after = self.antecedents.clone();
        after.begin_range(&head);
        resolve(last, &after).filter(Resolved::valid)?.closing(last, &head)
    }

    fn boundary_before(&self, start: usize) -> (usize, Option<Role>) {
        let chars = self.chars;
        let fits = |at: usize, word: &Boundary| {
            at >= self.floor
                && !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| word.not_after.contains(c))
        };
        match words().date_before.ending(chars, start, fits) {
            Some((at, word)) => (at, role(&word.role)),
            None => (start, None),
        }
    }
}

/// Spring to winter after the year of an era.
fn era_season(chars: &[char], end: usize, point: Point) -> Parsed {
    let parsed = forms::within_year(chars, end, point);
    if parsed.first.month == MonthOf::Unsaid
        && matches!(parsed.first.fine, Fine::Season(_) | Fine::None)
        && parsed.last.is_none()
    {
        return parsed;
    }
    Parsed { first: point, last: None, end }
}

fn boundary_after(chars: &[char], end: usize, day: bool) -> (usize, Option<Role>) {
    let fits = |at: usize, word: &Boundary| {
        !chars.get(at).is_some_and(|&c| {
            word.not_before.contains(c)
                || (word.role == "before" && (number::begins(c) && c != '几' || c == '第'))
        })
    };
    // 8月10日始雨: after a day 始 begins a verb.
    if day && chars.get(end) == Some(&'始') {
        return (end, None);
    }
    match words().date_after.at(chars, end, fits) {
        Some((at, word)) => (at, role(&word.role)),
        None => (end, None),
    }
}

/// The far end of a range that goes on at `end`.
fn far_end(chars: &[char], end: usize, first: &Point) -> Option<(Point, usize)> {
    let mut from = end;
    // 自5月26日起至29日止
    if starts(chars, end, "起至") || starts(chars, end, "起到") {
        from = end + 1;
    }
    // 2007年与2009年之间
    let between = chars.get(from).is_some_and(|&c| c == '与' || c == '和');
    if between {
        let (parsed, _) = point_at(chars, from + 1)?;
        let mut point = parsed.first;
        let end = tail(chars, parsed.end, &mut point);
        let word = ["之间", "间"].iter().find(|w| starts(chars, end, w))?;
        return parsed.last.is_none().then_some((point, end + word.chars().count()));
    }
    let at = range_sign(chars, from)?;
    if starts(chars, at, "今") && !starts(chars, at, "今年") {
        return None;
    }
    let (parsed, _) = point_at(chars, at)?;
    if parsed.last.is_some()
        || (parsed.first.year == YearOf::Sentence
            && first.year == YearOf::Sentence
            && parsed.first.fine == Fine::None)
    {
        return None;
    }
    let mut point = parsed.first;
    // A bare day ends a range only of days.
    if point.month == MonthOf::Same && matches!(point.day, DayOf::Said(_)) && !first.is_day() {
        return None;
    }
    let end = tail(chars, parsed.end, &mut point);
    Some((point, end))
}

/// Sets value, basis and relation.
fn value(found: &mut Found, head: &Resolved, tail: Option<&Resolved>, role: Option<Role>) {
    let (first, last) = (head.first(), tail.unwrap_or(head).last());
    let whole = |tilde: &str| match (head.coarse(), tail) {
        (Some(text), None) => format!("{text}{tilde}"),
        _ if first == last => format!("{first}{tilde}"),
        _ => {
            let a = head.coarse().unwrap_or_else(|| first.clone());
            let b = tail.and_then(Resolved::coarse).unwrap_or_else(|| last.clone());
            format!("{a}{tilde}/{b}{tilde}")
        }
    };
    let begin = head.coarse().unwrap_or_else(|| first.clone());
    let finish = tail.unwrap_or(head).coarse().unwrap_or_else(|| last.clone());
    found.value = match role {
        Some(Role::Since) => format!("{begin}/.."),
        Some(Role::Before) => format!("../{finish}"),
        Some(Role::AsOf) => tail.unwrap_or(head).limit().unwrap_or_else(|| whole("")),
        Some(Role::Around) => whole("~"),
        _ => whole(""),
    };
    found.basis = Some(head.basis);
    found.relation = match role {
        Some(Role::Since) => Some(Relation::Since),
        Some(Role::Before) => Some(Relation::Before),
        Some(Role::AsOf) => Some(Relation::AsOf),
        Some(Role::During | Role::Around) => Some(Relation::During),
        _ => None,
    };
}
