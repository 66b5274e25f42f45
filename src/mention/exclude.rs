//! Decides what only looks like a mention: quoted names and slogans, book titles, fixed words.

use crate::data::exclude::excluded;
use crate::mention::bound;
use crate::mention::cursor::among;
use crate::mention::number;
use crate::mention::scan::Scan;

/// A quotation as long as this is read as running text if it has clauses.
const LONG: usize = 40;

impl Scan<'_> {
    /// Where to go on after the quotation that opens at `at`; none where it is running text.
    pub(crate) fn past_quotation(&self, at: usize) -> Option<usize> {
        let close = self.folded.noted.closes(at)?;
        let inside = self.chars.get(at + 1..close)?;
        if matches!(self.chars.get(at), Some('《' | '〈')) {
            return Some(close + 1);
        }
        let speech = at.checked_sub(1).and_then(|i| self.chars.get(i)).is_some_and(|&c| among!(c, ":道曰"))
            || self
                .chars
                .get(at.saturating_sub(2)..at)
                .is_some_and(|w| matches!(w, ['说' | '道' | '称' | '曰' | '答' | '问', ',']));
        let told =
            self.chars.get(at.saturating_sub(3)..at).is_some_and(|w| w.contains(&'说') || w.contains(&'道'))
                || self
                    .chars
                    .get(close + 1..(close + 7).min(self.chars.len()))
                    .is_some_and(|w| w.contains(&'说'));
        let speech = speech || told;
        let sentences = inside.iter().any(|&c| among!(c, "。!?;"));
        let clauses = inside.len() > LONG && inside.contains(&',');
        if speech && !inside.is_empty() && inside.len() > 4 || sentences || clauses {
            return None;
        }
        Some(close + 1)
    }

    /// Whether a word ends inside a number: 总户|数九|千八百户, 这一|千二百元.
    fn number_goes_on(&self, end: usize) -> bool {
        let last = end.checked_sub(1).and_then(|i| self.chars.get(i)).and_then(|&c| number::digit(c));
        last.is_some_and(|digit| digit > 0) && self.chars.get(end).is_some_and(|&c| among!(c, "十百千万亿"))
    }

    /// The end of the fixed word that begins at `at`. A bound before 亿元企业 makes a number of it: 产值超亿元企业2家.
    pub(crate) fn past_fixed_word(&self, at: usize) -> Option<usize> {
        let letter =
            |i: Option<usize>| i.and_then(|i| self.chars.get(i)).is_some_and(char::is_ascii_alphabetic);
        let latin = letter(Some(at));
        // SO2, but not in ISO2000.
        let within = |end: usize| {
            latin
                && (letter(at.checked_sub(1)) || self.chars.get(end).is_some_and(char::is_ascii_alphanumeric))
        };
        let fits = |end: usize| !within(end) && !left_out::is(self.chars.get(at..end));
        let (end, ()) = excluded().fixed.at(self.chars, at, |end, ()| fits(end))?;
        let bounded = || bound::before(self.chars, at, self.floor).is_some();
        let number = self.chars.get(at).is_some_and(|&c| among!(c, "百千万亿")) && bounded();
        (!number && !self.number_goes_on(end)).then_some(end)
    }
}

/// Fixed words that a test leaves out, to show what their rows are for.
#[cfg(test)]
pub(super) mod left_out {
    use std::cell::RefCell;

    thread_local! {
        static WORDS: RefCell<Vec<Vec<char>>> = const { RefCell::new(Vec::new()) };
    }

    /// What `read` gives where the table lacks the rows of `words`.
    pub(in crate::mention) fn without<T>(words: &[&str], read: impl FnOnce() -> T) -> T {
        WORDS.set(words.iter().map(|word| word.chars().collect()).collect());
        let given = read();
        WORDS.take();
        given
    }

    pub(super) fn is(word: Option<&[char]>) -> bool {
        WORDS.with_borrow(|words| words.iter().any(|left_out| Some(left_out.as_slice()) == word))
    }
}

#[cfg(not(test))]
mod left_out {
    pub(super) const fn is(_: Option<&[char]>) -> bool {
        false
    }
}
