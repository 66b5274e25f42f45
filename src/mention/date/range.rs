//! Joins points to ranges and adds the boundary words: 1月1日至3月5日, 自2010年起, 截至年底, 6月底前.

use crate::data::words::{Boundary, words};
use crate::mention::cursor::{among, blanks, ends, range_sign, starts};
use crate::mention::date::dated::Dated;
use crate::mention::date::forms;
use crate::mention::date::parsed::Parsed;
use crate::mention::date::point::tail;
use crate::mention::date::resolve::{Resolved, print, resolve};
use crate::mention::date::word::{named_century, word_at};
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::date::{christ, era, year};
use crate::mention::found::Found;
use crate::mention::number::{self, Number};
use crate::mention::scan::Scan;
use crate::mention::second_number::SecondNumber;
use crate::mention::{Kind, Relation, class};

/// What a boundary word says about a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
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
    let word = || word_at(chars, at, None).map(|parsed| (parsed, "date word"));
    let era = || era::named(chars, at).map(|parsed| (parsed, "era year"));
    let century = || named_century(chars, at).map(|parsed| (parsed, "decade of a named century"));
    word().or_else(era).or_else(century).or_else(|| {
        let number = number::read(chars, at)?;
        forms::read(chars, &number, SecondNumber::after(chars, &number).as_ref())
    })
}

impl Scan<'_> {
    /// The date whose first number is `number`.
    pub(crate) fn date_at_number(&mut self, number: &Number, far: Option<&SecondNumber>) -> Option<Dated> {
        // What few dates have stands in functions of its own, so that the way of most is short: 5 % of months and days.
        let before = self.before(number.start);
        if matches!(before, Some('前' | '元'))
            && let Some((start, parsed)) = self.before_christ(number)
        {
            return self.whole(start, parsed, "year before Christ");
        }
        let of_years = self.chars.get(blanks(self.chars, number.end)) == Some(&'年');
        let (parsed, rule) = if let Some(parsed) = of_years.then(|| self.era_goes_on(number)).flatten() {
            (parsed, "era year")
        } else if let Some(read) = forms::read(self.chars, number, far) {
            read
        } else if before == Some('(') {
            (self.glossed(number)?, "year as a gloss")
        } else {
            return None;
        };
        let YearOf::Said(_) = parsed.first.year else {
            // 每月15日、20日; 每年3至5月: a habit, no date. 农历三月: no month of the calendar.
            let lunar = self.before(number.start) == Some('历')
                && ["农历", "阴历", "旧历", "夏历"].iter().any(|w| ends(self.chars, number.start, w));
            if parsed.first.year == YearOf::Unsaid && (lunar || self.recurs(number.start)) {
                // 每年11月1日至次年4月30日: both ends recur.
                let far = far_end(self.chars, parsed.end, &parsed.first).map_or(0, |(_, end)| end);
                let lunar = if lunar { era::lunar(self.chars, number.start) } else { 0 };
                self.habit = parsed.end.max(far).max(lunar);
                return None;
            }
            return self.whole(number.start, parsed, rule);
        };
        // 距今约3000年, 建县1400年: a length.
        let ago = match self.before(number.start) {
            Some('约' | '已') => number.start - 1,
            _ => number.start,
        };
        if ["距今", "建县", "建城", "置县", "立县", "建都", "历史"].iter().any(|w| ends(self.chars, ago, w))
        {
            return None;
        }
        let lead = christ::lead_before(self.chars, number.start).filter(|&(start, _)| start >= self.floor);
        let start = lead.map_or(number.start, |(start, _)| start);
        // 近2000年, 逾1000年: a length, no year.
        if self.before(start).is_some_and(|c| among!(c, "近逾达"))
            && parsed.last.is_none()
            && self.chars.get(start.wrapping_sub(2)) != Some(&'最')
        {
            return None;
        }
        self.whole(start, parsed, rule)
    }

    /// The year or century before Christ whose first number is `number`, and where it begins: 公元前221年, （前598—前591年）.
    #[inline(never)]
    fn before_christ(&self, number: &Number) -> Option<(usize, Parsed)> {
        let (start, _) = christ::lead_before(self.chars, number.start)
            .filter(|&(start, after)| start >= self.floor && !after)?;
        let named = number.start - start > 1;
        let free = self.before(start).is_none_or(|c| !c.is_alphanumeric());
        let told = named
            || free
                && (self.before(start) == Some('(')
                    || number.digits >= 3
                    || starts(self.chars, number.end, "世纪"));
        let parsed = christ::counted(self.chars, start).filter(|_| told)?;
        Some((start, parsed))
    }

    /// Whether a number after 每 or in a list after one names a recurring time.
    fn recurs(&self, start: usize) -> bool {
        match self.before(start) {
            Some('每' | '逢') => true,
            Some('月' | '年' | '周') => self.before(start - 1) == Some('每'),
            Some('的') => ["每年的", "每月的"].iter().any(|w| ends(self.chars, start, w)),
            Some('、' | '和') => self.habit > 0 && self.habit + 1 == start,
            _ => false,
        }
    }

    /// The character before a place.
    fn before(&self, at: usize) -> Option<char> {
        self.chars.get(at.checked_sub(1)?).copied()
    }

    /// A point or a range with its tail and boundary words, resolved. Where the far end would lie before the
    /// near one, the two are no range: 全年至上年.
    pub(crate) fn whole(&self, start: usize, parsed: Parsed, rule: &'static str) -> Option<Dated> {
        let chars = self.chars;
        let Parsed { mut first, mut last, mut end } = parsed;
        if let Some(point) = &mut last {
            end = tail(chars, end, point);
        } else {
            end = tail(chars, end, &mut first);
            if goes_on(chars, end)
                && let Some((point, stop)) = far_end(chars, end, &first)
                && self.closed(&first, &point).is_some()
            {
                last = Some(point);
                end = stop;
            }
        }
        let (start, left) = self.boundary_before(start, end);
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
        // Looked at where it lies, and the find made where it goes: to move them is half of what a plain month takes here.
        let Some(head) = &resolve(&first, self.antecedents) else { return None };
        let tail = match last {
            Some(point) => Some(self.closed(&first, &point)?),
            None => None,
        };
        if !head.valid() {
            return None;
        }
        // 自6月14日起到9月14日之前: both ends are said.
        let closed = left == Some(Role::Since) && role == Some(Role::Before);
        let role =
            if ranged && (closed || matches!(role, Some(Role::Since | Role::AsOf))) { None } else { role };
        let founded = || {
            let before = start.checked_sub(2).and_then(|i| chars.get(i..start));
            before.is_some_and(|w| matches!(w, [c, '于'] if among!(*c, "立建办始生成设")))
        };
        // 比2012年, 与2012年相比, 由1965年的4个增至37个
        let before = self.before(start);
        let compared = before.is_some_and(|c| among!(c, "比较"))
            || (before.is_some_and(|c| among!(c, "由从")) && starts(chars, end, "的"))
            || matches!(chars.get(end..), Some(['同', '期', ..] | ['相', '比', ..]));
        let governs = head.governs(&first)
            && !matches!(role, Some(Role::Since | Role::Before))
            && !compared
            && !founded();
        let mut last = *tail.as_ref().unwrap_or(head);
        last.keep = !compared && last.keep;
        last.said |= head.said;
        Some(Dated {
            found: Found {
                basis: Some(head.basis),
                cue: Some(head.cue),
                relation: role.and_then(Role::relation),
                part_of_day: first.part_of_day,
                time: first.time,
                ..Found::new(Kind::Date, start_at, end, value(head, tail.as_ref(), role), rule)
            },
            last,
            governs,
            gloss: before == Some('('),
        })
    }

    /// The far end of a range, resolved after the near one.
    fn closed(&self, first: &Point, last: &Point) -> Option<Resolved> {
        let head = resolve(first, self.antecedents)?;
        let mut after = self.antecedents.clone();
        after.begin_range(&head);
        // 上年11月至当年4月: both years are told from the record's. 去年11月至次年3月: that after the near one.
        let last = match (first.year, last.year) {
            (YearOf::Coverage(_), YearOf::Antecedent(0)) => &Point { year: YearOf::Coverage(0), ..*last },
            _ => last,
        };
        let mut far = resolve(last, &after).filter(Resolved::valid)?.closing(last, &head)?;
        // What takes its year from the near end says no more of it.
        let own = !matches!(last.year, YearOf::Unsaid | YearOf::Same);
        far.keep &= own || head.keep;
        Some(far)
    }

    fn boundary_before(&self, start: usize, end: usize) -> (usize, Option<Role>) {
        let chars = self.chars;
        let fits = |at: usize, word: &Boundary| {
            // 增加到2013年的36家: 到 belongs to the verb.
            let verb = word.role == "to"
                && starts(chars, end, "的")
                && at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphabetic());
            at >= self.floor
                && !verb
                && !at.checked_sub(1).and_then(|i| chars.get(i)).is_some_and(|&c| word.not_after.has(c))
        };
        match words().date_before.ending(chars, start, fits) {
            Some((at, word)) => (at, role(word.role)),
            None => (start, None),
        }
    }
}

fn boundary_after(chars: &[char], end: usize, day: bool) -> (usize, Option<Role>) {
    let fits = |at: usize, word: &Boundary| {
        !chars.get(at).is_some_and(|&c| {
            word.not_before.has(c) || (word.role == "before" && (number::begins(c) && c != '几' || c == '第'))
        })
    };
    // 8月10日始雨: after a day 始 begins a verb.
    if day && chars.get(end) == Some(&'始') {
        return (end, None);
    }
    match words().date_after.at(chars, end, fits) {
        Some((at, word)) => (at, role(word.role)),
        None => (end, None),
    }
}

/// Whether a range may go on at `end`, which one look denies of nearly all dates.
#[inline]
fn goes_on(chars: &[char], end: usize) -> bool {
    class::beside(chars, blanks(chars, end)) & class::RANGE != 0
        || matches!(chars.get(end), Some('起' | '与' | '和'))
}

/// The far end of a range that goes on at `end`.
fn far_end(chars: &[char], end: usize, first: &Point) -> Option<(Point, usize)> {
    let mut from = end;
    // 自5月26日起至29日止
    if matches!(chars.get(end..), Some(['起', '至' | '到', ..])) {
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
    let counted = first.era.and_then(|era| era::numbered(chars, at, era));
    let parsed = counted
        .or_else(|| christ::far(chars, at, first))
        .or_else(|| point_at(chars, at).map(|(parsed, _)| parsed))
        .or_else(|| first.is_day().then(|| numbered_day(chars, at, first))?)
        .or_else(|| year::far_of_two(chars, at, first))?;
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

/// The day of a range of days that is said as 号, or alone before the end of a clause: 1月1号~5号; 3月8日至12，举办.
fn numbered_day(chars: &[char], from: usize, first: &Point) -> Option<Parsed> {
    let number = number::read(chars, from)?;
    let day = number.plain().filter(|d| (1..=31).contains(d)).and_then(|d| u8::try_from(d).ok())?;
    let end = blanks(chars, number.end);
    let named = chars.get(end) == Some(&'号')
        && !chars.get(end + 1).is_some_and(|&c| among!(c, "线楼院文机井店房桥门"));
    let point = Point { month: MonthOf::Same, day: DayOf::Said(day), ..Point::of(YearOf::Unsaid) };
    let later = matches!(first.day, DayOf::Said(near) if near < day);
    let bare = later && number.digits > 0 && chars.get(number.end).is_none_or(|&c| among!(c, "，,。；;)"));
    let group = chars.iter().skip(number.end + 1).take_while(|c| c.is_ascii_digit()).count();
    match named {
        true => Parsed::point(point, end + 1),
        false => Parsed::point(point, number.end).filter(|_| bare && group != 3),
    }
}

impl Role {
    /// How a date with such a word limits what it dates.
    pub(crate) fn relation(self) -> Option<Relation> {
        match self {
            Role::Since => Some(Relation::Since),
            Role::Before => Some(Relation::Before),
            Role::AsOf => Some(Relation::AsOf),
            Role::During | Role::Around => Some(Relation::During),
            Role::From => None,
        }
    }
}

/// The value of a point, or of a range, with its word.
pub(crate) fn value(head: &Resolved, tail: Option<&Resolved>, role: Option<Role>) -> String {
    let last = tail.unwrap_or(head);
    // A day, or two with a slash: no second allocation.
    let mut text = String::with_capacity(24);
    match role {
        Some(Role::Since) => {
            head.print_first(&mut text);
            text.push_str("/..");
        }
        Some(Role::Before) => {
            text.push_str("../");
            last.print_last(&mut text);
        }
        Some(Role::AsOf) => match last.limit() {
            Some(day) => print(day, &mut text),
            None => head.print(tail, "", &mut text),
        },
        Some(Role::Around) => head.print(tail, "~", &mut text),
        _ => head.print(tail, "", &mut text),
    }
    text
}
