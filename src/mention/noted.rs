//! Notes what the scan reads of a text while it is folded: where something may begin, numerals, quotations.

use crate::mention::class;

/// What is noted of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Noted {
    /// Where something may begin that the scan reads: of figures side by side, the first.
    pub(crate) begins: Vec<u32>,
    /// How many runs of numerals there are: about as many mentions as the text can have.
    pub(crate) numerals: usize,
    /// Where the last numeral ends.
    numeral: Option<usize>,
    /// Quotations and book titles, as (open, close), in the order in which they open.
    quotes: Vec<(usize, usize)>,
    /// Those that are open: the mark, where it stands, and which of `quotes` it is.
    open: Vec<(char, usize, usize)>,
}

impl Noted {
    /// Begins a text.
    pub(crate) fn clear(&mut self) {
        self.begins.clear();
        self.quotes.clear();
        self.open.clear();
        (self.numerals, self.numeral) = (0, None);
    }

    /// Notes a character, of whatever class.
    #[inline]
    pub(crate) fn note(&mut self, c: char, class: u8, at: usize) {
        if class & class::BEGINS != 0 {
            self.begins.push(at as u32);
        }
        if class & class::QUOTE != 0 {
            self.quotation(c, at);
        }
        if class & class::NUMBER != 0 {
            self.numerals += usize::from(self.numeral != Some(at));
            self.goes_on(at);
        }
    }

    /// Notes a figure behind another.
    #[inline]
    pub(crate) fn goes_on(&mut self, at: usize) {
        self.numeral = Some(at + 1);
    }

    /// Opens or closes a quotation with the mark at `at`.
    fn quotation(&mut self, c: char, at: usize) {
        let opens = |open: char| self.open.iter().rposition(|&(o, _, _)| o == open);
        let opening = match c {
            '”' => '“',
            '’' => '‘',
            '」' => '「',
            '』' => '『',
            '》' => '《',
            '〉' => '〈',
            '"' if opens('"').is_some() => '"',
            _ => {
                // More open marks than any text nests are no quotations.
                if self.open.len() < 8 {
                    self.open.push((c, at, self.quotes.len()));
                    self.quotes.push((at, usize::MAX));
                }
                return;
            }
        };
        if let Some(depth) = opens(opening) {
            if let Some(&(_, _, slot)) = self.open.get(depth)
                && let Some(quote) = self.quotes.get_mut(slot)
            {
                quote.1 = at;
            }
            self.open.truncate(depth);
        }
    }

    /// Where the quotation that opens at `at` closes.
    pub(crate) fn closes(&self, at: usize) -> Option<usize> {
        let slot = self.quotes.binary_search_by_key(&at, |&(open, _)| open).ok()?;
        self.quotes.get(slot).map(|&(_, close)| close).filter(|&close| close != usize::MAX)
    }
}

#[cfg(test)]
mod tests {
    use crate::mention::folded::Folded;

    #[test]
    fn pairs_quotes() {
        let mut folded = Folded::default();
        folded.read("甲“乙‘丙’丁”戊“己");
        assert_eq!(folded.noted.closes(1), Some(7));
        assert_eq!(folded.noted.closes(3), Some(5));
        assert_eq!(folded.noted.closes(9), None);
        folded.read("“外”内”");
        assert_eq!(folded.noted.closes(0), Some(2));
    }
}
