//! Drops what a book prints around the text of each page: its number, and the words beside that.

use super::letters::same;
use super::opening::part;
use super::passes::Place;
use super::rule::Rule;
use super::verdicts::Verdicts;
use super::work::begins_with_book;

/// Drops the bare numbers of printed pages: lines of nothing but a figure that count on from page to page, or
/// one that is the first line of the text or the last.
pub(super) fn page_numbers(place: &Place, out: &mut Verdicts) {
    let kept: Vec<usize> = place.region.lines.clone().filter(|i| out.keeps(*i)).collect();
    let number = |i: usize| place.document.lines.get(i).and_then(|line| folio(&line.text));
    let found: Vec<(usize, u32)> = kept.iter().filter_map(|i| Some((*i, number(*i)?))).collect();
    let counts_on =
        found.iter().zip(found.iter().skip(1)).all(|((_, a), (_, b))| (*a + 1..=*a + 2).contains(b));
    let at_edge = |i: usize| kept.first() == Some(&i) || kept.last() == Some(&i);
    match found.as_slice() {
        // Figures from 1 on in lines of their own may count the headings.
        [(_, first), _, ..] if counts_on && *first > 3 => {
            found.iter().for_each(|(i, _)| out.drop(*i, Rule::PageNumber));
        }
        [(i, number)] if at_edge(*i) && *number > 3 => out.drop(*i, Rule::PageNumber),
        _ => {}
    }
}

/// The number of a page where a line is that and no more: 186.
fn folio(text: &str) -> Option<u32> {
    let figures = text.trim();
    let number = (1..=4).contains(&figures.len()) && figures.bytes().all(|b| b.is_ascii_digit());
    let number: u32 = figures.parse().ok().filter(|_| number)?;
    // A chronicle has years in lines of their own.
    (!(1000..2100).contains(&number)).then_some(number)
}

/// Drops what stands beside the number of each printed page: the name of the book, the name of the chapter, or
/// the same words twice.
pub(super) fn running_heads(place: &Place, out: &mut Verdicts) {
    let beside = |i: usize, out: &Verdicts| {
        let number = |j: usize| out.rule(j) == Some(Rule::PageNumber);
        number(i + 1) || i.checked_sub(1).is_some_and(number)
    };
    let short = |i: &usize| {
        let line = place.document.lines.get(*i)?;
        (line.chars <= 30 && line.stops == 0).then(|| (*i, line.solid()))
    };
    let lines: Vec<(usize, &str)> = place.region.lines.clone().filter_map(|i| short(&i)).collect();
    let heads: Vec<(usize, &str)> = lines.iter().copied().filter(|(i, _)| beside(*i, out)).collect();
    for (i, words) in &heads {
        let twice = heads.iter().filter(|(_, other)| other == words).nth(1).is_some();
        let above = lines.iter().take_while(|(other, _)| other < i);
        let chapter = part(words).is_some() && above.clone().any(|(_, other)| other == words);
        let title = place.title.is_some_and(|title| same(title, words));
        if out.keeps(*i) && (twice || chapter || title || begins_with_book(words)) {
            out.drop(*i, Rule::RunningHead);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_pages_without_marks() {
        for (text, want) in
            [("186", Some(186)), (" 7 ", Some(7)), ("1986", None), ("12345", None), ("18页", None)]
        {
            assert_eq!(folio(text), want, "{text}");
        }
    }
}
