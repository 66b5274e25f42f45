//! Walks a folded text once, from left to right, and reads what begins at each character.

use crate::mention::arbitrate::better;
use crate::mention::class::{self, Classes};
use crate::mention::cursor::{blanks, range_sign};
use crate::mention::date::dated::Dated;
use crate::mention::date::point::clock;
use crate::mention::date::resolve::Antecedents;
use crate::mention::folded::Folded;
use crate::mention::found::Found;
use crate::mention::second_number::SecondNumber;
use crate::mention::{Bound, Kind, bound, count, duration, guard, number};

/// The reading of one text.
pub(crate) struct Scan<'t> {
    pub(crate) folded: &'t Folded,
    pub(crate) chars: &'t [char],
    pub(crate) antecedents: &'t mut Antecedents,
    pub(crate) found: Vec<Found>,
    /// Where the last mention ends: nothing reaches back over it.
    pub(crate) floor: usize,
    /// Where the last thing ends that has been read, mention or not: what stands before belongs to nothing behind.
    edge: usize,
    /// The number after the last one, where it has been read with it.
    ahead: Option<number::Number>,
    /// Years of eras that say no year here, as stretches of the text.
    pub(crate) doubts: Vec<(usize, usize)>,
    /// Where the last recurring or lunar time ends: 每月15日, 农历三月十五.
    pub(crate) habit: usize,
}

impl<'t> Scan<'t> {
    pub(crate) fn new(folded: &'t Folded, antecedents: &'t mut Antecedents) -> Self {
        // As many as there are numerals, so that the list of a dense text does not move as it grows.
        let found = Vec::with_capacity(folded.noted.numerals);
        Scan {
            folded,
            chars: &folded.chars,
            antecedents,
            found,
            floor: 0,
            edge: 0,
            ahead: None,
            doubts: Vec::new(),
            habit: 0,
        }
    }

    /// Finds all mentions, in order, and the years of eras that say no year.
    pub(crate) fn run(mut self) -> (Vec<Found>, Vec<(usize, usize)>) {
        self.read_from(0);
        (self.found, self.doubts)
    }

    /// Finds the mentions that begin at `next` or behind; what stands before is seen, and not read.
    #[cfg(test)]
    pub(crate) fn run_from(mut self, mut next: usize) -> Vec<Found> {
        while self.is_within_figures(next) {
            next = self.step(next, class::NUMBER).max(next + 1);
        }
        self.read_from(next);
        self.found
    }

    fn read_from(&mut self, mut next: usize) {
        let classes = Classes::new();
        for mut at in self.folded.noted.begins.iter().map(|&at| at as usize) {
            while at >= next
                && let Some(&c) = self.chars.get(at)
            {
                next = self.step(at, classes.of(c)).max(at + 1);
                // What has been read may end among figures, of which the first alone is listed.
                if !self.is_within_figures(next) {
                    break;
                }
                at = next;
            }
        }
        count::settle(self.chars, &mut self.found);
    }

    /// Whether figures stand on either side of a place.
    fn is_within_figures(&self, at: usize) -> bool {
        let figure = |at: usize| self.chars.get(at).is_some_and(char::is_ascii_digit);
        figure(at) && at.checked_sub(1).is_some_and(figure)
    }

    /// Takes a mention up, unless it is but the tail of something; says where to go on.
    fn accept(&mut self, found: Found) -> usize {
        let tail = guard::is_tail(self.chars, &found, self.edge);
        self.take(found, tail)
    }

    /// The same of a date, from which later ones may take what they lack.
    fn accept_date(&mut self, date: Dated) -> usize {
        let tail = guard::is_tail(self.chars, &date.found, self.edge);
        if !tail {
            date.remember(self.antecedents);
        }
        self.take(date.found, tail)
    }

    fn take(&mut self, found: Found, tail: bool) -> usize {
        let end = found.end;
        if !tail {
            self.floor = end;
            self.edge = end;
            self.found.push(found);
        } else if matches!(found.kind, Kind::Date | Kind::Duration) {
            self.doubts.extend(guard::unresolved_era(self.chars, found.number().0).map(|from| (from, end)));
        }
        end
    }

    /// Steps over what is no mention, and has been read to its end.
    fn pass(&mut self, end: usize) -> usize {
        self.edge = self.edge.max(end);
        end
    }

    /// Reads what begins at `at`, and says where to go on. Part of the walk: nearly always there is nothing to read, and
    /// the call would be the most of it.
    #[inline]
    fn step(&mut self, at: usize, class: u8) -> usize {
        if class & class::SENTENCE_END != 0 {
            self.antecedents.end_sentence();
            return at + 1;
        }
        if class & class::QUOTE != 0 {
            if let Some(found) = self.plan(at) {
                return self.accept(found);
            }
            let end = self.past_quotation(at).unwrap_or(at + 1);
            return self.pass(end);
        }
        let word =
            class & class::ALONE != 0 || class & (class::FIXED | class::WORD) != 0 && self.begins_word(at);
        if class & class::FIXED != 0
            && word
            && let Some(end) = self.past_fixed_word(at)
        {
            return self.pass(end);
        }
        if class & class::WORD != 0
            && word
            && let Some(date) = self.date_word(at)
        {
            return self.accept_date(date).max(self.habit);
        }
        if self.chars.get(at) == Some(&'元') && self.chars.get(at + 1) == Some(&'年') {
            self.doubts.extend(guard::unresolved_era(self.chars, at).map(|from| (from, at + 2)));
        }
        if class & class::ORDINAL != 0 {
            if let Some(date) = self.date_ordinal(at) {
                return self.accept_date(date);
            }
            let ordinal = if self.chars.get(at) == Some(&'第') { self.ordinal(at) } else { self.first(at) };
            if let Some(found) = ordinal {
                return self.accept(found);
            }
            // What follows 第 is a name, no number of its own.
            if self.chars.get(at) == Some(&'第') {
                let end = self.past_ordinals(at + 1);
                return self.pass(end);
            }
            return at + 1;
        }
        if class & class::NUMBER != 0 {
            return self.number(at);
        }
        at + 1
    }

    /// Whether a fixed word or a date word may begin with the two characters at `at`.
    fn begins_word(&self, at: usize) -> bool {
        matches!(self.chars.get(at..at + 2), Some(&[first, second]) if class::begins_word(first, second))
    }

    /// The end of the numbers behind a 第 that is no mention: 第一、二、三组, 第3—5期.
    fn past_ordinals(&self, at: usize) -> usize {
        let Some(mut end) = number::read(self.chars, at).map(|n| n.end) else { return at };
        loop {
            let next = match self.chars.get(end) {
                Some('、') => Some(end + 1),
                _ => range_sign(self.chars, end),
            };
            match next.and_then(|next| number::read(self.chars, next)) {
                Some(number) => end = number.end,
                None => return end,
            }
        }
    }

    fn number(&mut self, at: usize) -> usize {
        if self.chars.get(at) == Some(&'半') {
            return match self.half(at) {
                Some(found) => self.accept(found),
                None => at + 1,
            };
        }
        if !self.chars.get(at).is_some_and(char::is_ascii_digit)
            && let Some(found) = self.plan(at)
        {
            return self.accept(found);
        }
        let number = match self.ahead {
            Some(ahead) if ahead.start == at => ahead,
            _ => match number::read(self.chars, at) {
                Some(number) => number,
                None => return number::past_run(self.chars, at),
            },
        };
        self.read_number(&number)
    }

    /// Reads what a number begins, and says where to go on.
    fn read_number(&mut self, number: &number::Number) -> usize {
        // One look at what stands behind spares the readers that find nothing there: 3 % of a table of numbers, 6 % of
        // months.
        let end = blanks(self.chars, number.end);
        let behind = class::beside(self.chars, end);
        if behind & class::SHARE != 0
            && let Some(found) = self.share(number)
        {
            return self.accept(found);
        }
        let far = SecondNumber::after(self.chars, number);
        self.ahead = far.map(|far| far.number);
        let date = if behind & (class::DATE | class::RANGE) != 0 || may_be_figures(self.chars, number, end) {
            self.date_at_number(number, far.as_ref())
        } else {
            None
        };
        // No amount is longer, and none is told in a month that is a date.
        let month = self.chars.get(number.end) == Some(&'月');
        let mut amount = if date.as_ref().is_some_and(|d| month || d.found.end > number.end + 3) {
            None
        } else {
            self.amount(number, far.as_ref())
        };
        if behind & class::RANK != 0
            && let Some(prize) = self.anniversary_or_prize(number)
        {
            amount = better(Some(prize), amount);
        }
        let wins = match (&date, &amount) {
            (Some(date), Some(amount)) => date.found.end >= amount.end,
            (date, _) => date.is_some(),
        };
        if wins && let Some(date) = date {
            return self.accept_date(date);
        }
        match amount {
            Some(found) => self.accept(found),
            None => {
                let end = self.past_clock(number).max(self.habit);
                if end > number.end { self.pass(end) } else { end }
            }
        }
    }

    /// The end of a clock time that stands alone, whose minutes and seconds are no length: 7时58分31秒.
    fn past_clock(&self, number: &number::Number) -> usize {
        let hours = matches!(self.chars.get(number.end), Some('时' | '点'));
        let time = || clock(self.chars, number.start).map(|(_, end)| end);
        if hours { time().unwrap_or(number.end) } else { number.end }
    }

    #[inline(never)]
    fn half(&self, at: usize) -> Option<Found> {
        let (length, end, inner) = duration::half(self.chars, at)?;
        let left = bound::before(self.chars, at, self.floor);
        let mut found = Found::new(
            Kind::Duration,
            left.map_or(at, |(at, _)| at),
            end,
            length.to_string(),
            "half a unit of time",
        );
        let right = bound::after(self.chars, end, false);
        if let Some((end, _)) = right {
            found.end = end;
        }
        found.bound = left.map(|b| b.1).or(inner).or(right.map(|b| b.1)).or(Some(Bound::Exact));
        Some(found)
    }
}

/// Whether a number behind which nothing makes a date of it may be one in figures: 20130117, 2013 01 17, 1999.08; `end` is
/// where the blanks behind it end.
fn may_be_figures(chars: &[char], number: &number::Number, end: usize) -> bool {
    let length = number.end - number.start;
    let apart = || length == 4 && end > number.end && chars.get(number.end + 3) == Some(&' ');
    let pointed = || length > 4 && chars.get(number.start + 4) == Some(&'.');
    length >= 8 || apart() || pointed()
}
