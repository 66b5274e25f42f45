//! Answers a search from the index, as the page shows it: a section after the other, with the sentences and the rows of
//! tables in which it says what was asked for.

use std::collections::BTreeSet;

use super::ask::Asked;
use super::figures;
use super::number::in_myriads;
use super::search::{Answer, HitView, LineView};
use super::serve::Site;
use super::words::{Words, fill};
use crate::export::read::stem_of;
use crate::mention::Kind;
use crate::search::{Hit, Mark, Query, SearchError, Volume};

/// Sections that a page shows.
const SHOWN: usize = 20;
/// Sentences of a section that a page shows.
const LINES: usize = 4;
/// How much of a table's row stands on each side of a number, in characters.
const AROUND: usize = 90;

/// A section that answers.
struct Found {
    entry: usize,
    section: i64,
    hits: Vec<Hit>,
}

/// What is found, and what to say of it; nothing where nothing was asked.
pub(super) fn answer(site: &Site, asked: &Asked) -> Answer {
    let w = site.survey.w;
    let said = |state: String| Answer { state: Some(state), ..Answer::default() };
    let query = match asked.query(volume(site, asked)) {
        Ok(Some(query)) => query,
        Ok(None) => return Answer::default(),
        Err(error) => return said(fill(w.hits_bad, &[&error])),
    };
    let (found, on) = match page(site, &query, asked) {
        Ok(found) => found,
        Err(error) => return said(fill(w.hits_failed, &[&error])),
    };
    let (first, last) = (asked.n + 1, asked.n + found.len());
    let state = match (asked.n, found.len(), &on) {
        (0, 0, _) => format!("{}{}", w.hits_none, w.hits_none_advice),
        (0, n, None) => fill(w.hits_n, &[&n]),
        (0, n, Some(_)) => fill(w.hits_first, &[&n]),
        _ => fill(w.hits_from_to, &[&first, &last]),
    };
    let words = asked.plain_words();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    Answer {
        state: Some(state),
        hits: found.iter().filter_map(|found| view(site, found, &query)).collect(),
        beside: figures::named(&site.indicators, &words, w),
        more: on.map(|a| (asked.going_on(&a, last), w.hits_next.to_owned())),
    }
}

/// The book that is asked for.
fn volume(site: &Site, asked: &Asked) -> Option<Volume> {
    let book = site.survey.books.get(asked.b.parse::<usize>().ok()?)?;
    let place = book.title.is_none().then(|| book.region.concat());
    Some(Volume { title: book.title.clone(), volume: book.volume.clone(), place })
}

/// The sections of one page in the order that is asked for, and behind which hit the next page goes on.
fn page(site: &Site, query: &Query, asked: &Asked) -> Result<(Vec<Found>, Option<String>), SearchError> {
    let mut found: Vec<Found> = Vec::new();
    let mut skip = if asked.o == "v" { asked.a.parse::<usize>().unwrap_or(0) } else { 0 };
    let mut take = |query: &Query, section: i64| -> Result<bool, SearchError> {
        let hits = site.index.hits_in(section, query)?;
        if let Some(entry) = hits.first().and_then(|hit| entry(site, hit)) {
            if skip > 0 {
                skip -= 1;
            } else {
                found.push(Found { entry, section, hits });
            }
        }
        Ok(found.len() <= SHOWN)
    };
    match asked.o.as_str() {
        "v" => site.index.each_by_value(query, |section| take(query, section))?,
        "y" => by_year(site, query, &asked.a, &mut take)?,
        _ => site.index.each_section(query, asked.a.parse().unwrap_or(0), |section| take(query, section))?,
    }
    let more = found.len() > SHOWN;
    found.truncate(SHOWN);
    let behind = found.last().filter(|_| more).map(|last| match asked.o.as_str() {
        "v" => (asked.a.parse::<usize>().unwrap_or(0) + SHOWN).to_string(),
        "y" => {
            let year = site.survey.entries.get(last.entry).and_then(|e| e.year);
            format!("{}.{}", year.map_or_else(String::new, |y| y.to_string()), last.section)
        }
        _ => last.section.to_string(),
    });
    Ok((found, behind))
}

/// Hands over the sections year after year, those of no year last, from the one behind `behind` on: 2013.4567.
fn by_year(
    site: &Site,
    query: &Query,
    behind: &str,
    take: &mut impl FnMut(&Query, i64) -> Result<bool, SearchError>,
) -> Result<(), SearchError> {
    let (first, last) = query.years.unwrap_or((i32::MIN, i32::MAX));
    let (year, section) = behind.split_once('.').unwrap_or_default();
    let (from, section) = (year.parse::<i32>().ok(), section.parse::<i64>().unwrap_or(0));
    let undated = !behind.is_empty() && from.is_none();
    let known: BTreeSet<i32> = site.survey.entries.iter().filter_map(|e| e.year).collect();
    let years = known.into_iter().filter(|y| !undated && from.is_none_or(|from| *y >= from));
    let years = years.filter(|y| (first..=last).contains(y));
    let mut queries: Vec<(Query, i64)> = years
        .map(|y| {
            let after = if from == Some(y) { section } else { 0 };
            (Query { years: Some((y, y)), ..query.clone() }, after)
        })
        .collect();
    if query.years.is_none() {
        let after = if undated { section } else { 0 };
        queries.push((Query { undated: true, ..query.clone() }, after));
    }
    for (query, after) in &queries {
        let mut enough = false;
        site.index.each_section(query, *after, |section| {
            let on = take(query, section)?;
            enough = !on;
            Ok(on)
        })?;
        if enough {
            break;
        }
    }
    Ok(())
}

/// The entry that a hit stands in.
fn entry(site: &Site, hit: &Hit) -> Option<usize> {
    let place = hit.source.path.as_deref().or(hit.source.uri.as_deref()).unwrap_or_default();
    let stem = stem_of(&hit.source.record, place);
    let short = stem.get(..16).unwrap_or(&stem);
    site.stems.get(&stem).or_else(|| site.stems.get(short)).copied()
}

fn view(site: &Site, found: &Found, query: &Query) -> Option<HitView> {
    let entry = site.survey.entries.get(found.entry)?;
    let first = found.hits.first()?;
    let heading = first.heading.as_deref().map(|h| format!("・{h}")).unwrap_or_default();
    let href = format!("e/{}.html#s{}", entry.stem, first.source.section);
    let mut lines: Vec<LineView> = Vec::new();
    for hit in shown(site, found, query) {
        let line = line(site, found.section, &hit, &href);
        if !lines.iter().any(|l| l.pieces == line.pieces && l.behind == line.behind) {
            lines.push(line);
        }
    }
    Some(HitView {
        title: format!("{}{heading}", entry.title),
        href,
        book: site.survey.book_of(entry),
        year: entry.year.map(|y| fill(site.survey.w.reports_on, &[&y])).unwrap_or_default(),
        lines,
    })
}

/// The sentences to show: those with a number where numbers are asked for, else those of the text; where the title or
/// the heading alone holds the words, the first sentence.
fn shown(site: &Site, found: &Found, query: &Query) -> Vec<Hit> {
    let numbers = query.conditions.iter().any(|c| !c.is_of_dates());
    let strong = |hit: &&Hit| {
        if numbers { hit.marks.iter().any(is_number) } else { hit.source.block.is_some() }
    };
    let lines: Vec<Hit> = found.hits.iter().filter(strong).take(LINES).cloned().collect();
    if !lines.is_empty() {
        return lines;
    }
    let opening = site.index.opening(found.section).ok().flatten();
    opening.or_else(|| found.hits.first().cloned()).into_iter().collect()
}

fn is_number(mark: &Mark) -> bool {
    mark.kind.as_deref().is_some_and(|kind| kind != Kind::Date.name())
}

/// A sentence, or the row of a cell, with the way to its first number.
fn line(site: &Site, section: i64, hit: &Hit, href: &str) -> LineView {
    let Some(block) = hit.source.block else {
        return LineView {
            href: href.to_owned(),
            before: String::new(),
            pieces: pieces(hit),
            behind: String::new(),
        };
    };
    let block_href = format!("{href}b{block}");
    if let Some((row, column)) = hit.source.cell {
        let table = hit.table.as_ref().filter(|_| hit.marks.iter().any(is_number));
        let cells = site.index.row(section, block, row).unwrap_or_default();
        return LineView {
            href: match table {
                Some(_) => format!("{block_href}r{row}c{column}"),
                None => block_href,
            },
            before: table.and_then(|t| t.caption.clone()).map(|c| format!("{c}　")).unwrap_or_default(),
            pieces: of_row(&cells, usize::try_from(column).unwrap_or(1).saturating_sub(1), hit),
            behind: table.map(|_| value(hit, site.survey.w)).unwrap_or_default(),
        };
    }
    let number = hit.marks.iter().find(|m| is_number(m)).and_then(|m| m.mention);
    LineView {
        href: number.map_or(block_href.clone(), |number| format!("{block_href}m{number}")),
        before: String::new(),
        pieces: pieces(hit),
        behind: String::new(),
    }
}

/// The row of a table around a cell, with what is marked in it.
fn of_row(cells: &[String], column: usize, hit: &Hit) -> Vec<String> {
    let join = |cells: &[String]| cells.iter().map(|c| c.trim()).collect::<Vec<_>>().join(" ");
    let before: Vec<char> = join(cells.get(..column).unwrap_or_default()).chars().collect();
    let before: String = before.iter().skip(before.len().saturating_sub(AROUND)).collect();
    let behind: String = join(cells.get(column + 1..).unwrap_or_default()).chars().take(AROUND).collect();
    let mut out = pieces(hit);
    if let (Some(first), false) = (out.first_mut(), before.is_empty()) {
        *first = format!("{before} {first}");
    }
    if behind.is_empty() {
        return out;
    }
    // Behind a mark its own piece, else the end of the last one.
    if out.len().is_multiple_of(2) {
        out.push(String::new());
    }
    if let Some(last) = out.last_mut() {
        last.push_str(&format!(" {behind}"));
    }
    out
}

/// The number of a cell as people say it, and its year.
fn value(hit: &Hit, w: &Words) -> String {
    let Some(mark) = hit.marks.iter().find(|m| is_number(m)) else { return String::new() };
    let number = in_myriads(mark.value.as_deref().unwrap_or_default(), mark.unit.as_deref(), w);
    let year = hit.table.as_ref().and_then(|t| t.date.as_deref()).and_then(|date| date.get(..4));
    let year = year.map(|y| format!("{}{}", w.comma, fill(w.year_n, &[&y]))).unwrap_or_default();
    format!("　{number}{year}")
}

/// The sentence cut at its marks: words, mark, words, mark …
fn pieces(hit: &Hit) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let inside = |at: usize| hit.marks.iter().any(|m| m.start <= at && at < m.end);
    for (i, c) in hit.sentence.chars().enumerate() {
        // Marked pieces have odd numbers.
        if inside(hit.sentence_start + i) != (pieces.len() % 2 == 0) {
            pieces.push(String::new());
        }
        if let Some(last) = pieces.last_mut() {
            last.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Source;

    fn hit(sentence: &str, marks: &[(usize, usize)]) -> Hit {
        let mark = |(start, end): &(usize, usize)| Mark { start: *start, end: *end, ..Mark::default() };
        Hit {
            heading: None,
            sentence: sentence.to_owned(),
            sentence_start: 0,
            marks: marks.iter().map(mark).collect(),
            source: Source {
                record: String::new(),
                path: None,
                uri: None,
                title: None,
                work: None,
                year: None,
                section: 1,
                part: "cell",
                block: Some(1),
                cell: Some((2, 2)),
            },
            table: None,
        }
    }

    #[test]
    fn every_second_piece_is_marked() {
        assert_eq!(pieces(&hit("建立妇女之家593个", &[(2, 6), (6, 10)])), ["建立", "妇女之家593个"]);
        let cells: Vec<String> = ["水库加固", " 4586.5 ", "完工"].map(str::to_owned).to_vec();
        assert_eq!(of_row(&cells, 1, &hit("4586.5", &[(0, 6)])), ["水库加固 ", "4586.5", " 完工"]);
        assert_eq!(of_row(&cells, 0, &hit("水库加固", &[(0, 2)])), ["", "水库", "加固 4586.5 完工"]);
        assert_eq!(of_row(&[], 3, &hit("水库", &[])), ["水库"]);
    }
}
