//! Reads dates that begin with a word: 全年, 同年秋, 当月15日, 民国二十五年, 上世纪80年代, 前三季度.

use crate::data::words::{DateWord, words};
use crate::mention::cursor::{among, goods, starts};
use crate::mention::date::dated::Dated;
use crate::mention::date::decade::{decades, stage};
use crate::mention::date::month::{first_months, part_of_month};
use crate::mention::date::parsed::Parsed;
use crate::mention::date::point::part_of_day;
use crate::mention::date::quarter::{quarters, season_of_the_year};
use crate::mention::date::year::within_year;
use crate::mention::date::{DayOf, Fine, MonthOf, Point, YearOf};
use crate::mention::found::QUARTER;
use crate::mention::number;
use crate::mention::scan::Scan;
use crate::mention::second_number::SecondNumber;

/// A date word of the tables, with the month or season that may follow a year.
pub(crate) fn word_at(chars: &[char], at: usize, floor: Option<usize>) -> Option<Parsed> {
    let fits = |end: usize, word: &DateWord| {
        let before = at.checked_sub(1).filter(|&i| floor.is_none_or(|f| i >= f)).and_then(|i| chars.get(i));
        !before.is_some_and(|&c| word.not_after.has(c))
            && (!chars.get(end).is_some_and(|&c| word.not_before.has(c)) || goods(chars, end))
    };
    let (end, word) = words().date.at(chars, at, fits)?;
    let year = match word.year {
        "coverage" if word.part.is_some() && word.years == 0 && word.month.is_none() => YearOf::Unsaid,
        "coverage" => YearOf::Coverage(word.years),
        "sentence" => YearOf::Sentence,
        "antecedent" => YearOf::Antecedent(word.years),
        _ => YearOf::Same,
    };
    let mut point = Point::of(year);
    let place = |name: Option<&str>| name.map(|n| n == "next");
    if let Some(next) = place(word.month) {
        point.month = if next { MonthOf::Next } else { MonthOf::Same }
    }
    if let Some(next) = place(word.day) {
        point.day = if next { DayOf::Next } else { DayOf::Same }
    }
    point.part_of_day = word.part_of_day.and_then(part_of_day);
    point.fine = match word.part {
        Some("start") => Fine::Start,
        Some("end") => Fine::End,
        Some("first_half") => Fine::Months(1, 6),
        Some("second_half") => Fine::Months(7, 12),
        Some("spring") => Fine::Season(21),
        Some("summer") => Fine::Season(22),
        Some("autumn") => Fine::Season(23),
        Some("winter") => Fine::Season(24),
        Some("first_ten") => Fine::Tens(1, 1),
        Some("second_ten") => Fine::Tens(2, 2),
        Some("last_ten") => Fine::Tens(3, 3),
        Some("first_two_tens") => Fine::Tens(1, 2),
        Some("last_two_tens") => Fine::Tens(2, 3),
        _ => Fine::None,
    };
    let whole_year = point.fine == Fine::None && point.month == MonthOf::Unsaid;
    if whole_year && word.year != "sentence" {
        return Some(within_year(chars, end, point));
    }
    let whole_month = matches!(point.month, MonthOf::Same | MonthOf::Next);
    if whole_month && point.day == DayOf::Unsaid && point.fine == Fine::None {
        // 当月15日, 同月底, 该月上旬, 次月初
        let mut end = end;
        if let Some((fine, end)) = part_of_month(chars, end) {
            return Some(Parsed { first: Point { fine, ..point }, last: None, end });
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

/// 上世纪80年代, 上世纪末, 本世纪初
pub(crate) fn named_century(chars: &[char], at: usize) -> Option<Parsed> {
    let (century, end) = [("上世纪", 19), ("上个世纪", 19), ("本世纪", 20)]
        .iter()
        .find(|(word, _)| starts(chars, at, word))
        .map(|&(word, century)| (century, at + word.chars().count()))?;
    if let Some(number) = number::read(chars, end)
        && let Some((first, last, end)) =
            decades(chars, &number, SecondNumber::after(chars, &number).as_ref(), century)
    {
        return Some(Parsed { first, last, end });
    }
    let point = Point { fine: Fine::Century(century), ..Point::of(YearOf::Said(century * 100)) };
    Some(Parsed { first: point, last: None, end: stage(chars, end) })
}

impl Scan<'_> {
    /// The date that begins with a word at `at`: 全年, 同年秋, 民国二十五年, 上世纪80年代.
    pub(crate) fn date_word(&mut self, at: usize) -> Option<Dated> {
        if let Some(parsed) = word_at(self.chars, at, Some(self.floor)) {
            self.whole(at, parsed, "date word")
        } else if let Some((parsed, start)) = self.era(at) {
            self.whole(start, parsed, "era year")
        } else {
            match self.chars.get(at)? {
                // 一轮圆月: 圆 is read as 元.
                '元' if starts(self.chars, at, "元月") && !self.is_round(at) => {
                    let parsed = within_year(self.chars, at, Point::of(YearOf::Unsaid));
                    self.whole(at, parsed, "month")
                }
                '上' | '本' => self.whole(at, named_century(self.chars, at)?, "decade of a named century"),
                '前' => self.first_of_the_year(at),
                _ => self.lone_season(at),
            }
        }
    }

    /// Whether the moon is told of, and no month: 一轮圆月.
    fn is_round(&self, at: usize) -> bool {
        at.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(|&c| among!(c, "轮团满弯赏"))
    }

    /// 前三季度, 前11个月
    fn first_of_the_year(&self, at: usize) -> Option<Dated> {
        let (months, end, rule) = match quarters(self.chars, at) {
            Some((a, b, end)) => (Fine::Months(a, b), end, QUARTER),
            None => {
                let (last, end) = first_months(self.chars, at)?;
                let before = at.checked_sub(1).and_then(|i| self.chars.get(i));
                if before.is_some_and(|c| c.is_alphanumeric()) {
                    return None;
                }
                (Fine::Months(1, last), end, "first months")
            }
        };
        let point = Point { fine: months, ..Point::of(YearOf::Unsaid) };
        self.whole(at, Parsed { first: point, last: None, end }, rule)
    }

    /// 第三季度 at 第, 首季 at 首.
    pub(crate) fn date_ordinal(&self, at: usize) -> Option<Dated> {
        let (a, b, end) = quarters(self.chars, at)
            .or_else(|| starts(self.chars, at, "首季度").then_some((1, 3, at + 3)))
            .or_else(|| {
                (starts(self.chars, at, "首") && season_of_the_year(self.chars, at + 1)).then_some((
                    1,
                    3,
                    at + 2,
                ))
            })?;
        let point = Point { fine: Fine::Months(a, b), ..Point::of(YearOf::Unsaid) };
        self.whole(at, Parsed { first: point, last: None, end }, QUARTER)
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
}
