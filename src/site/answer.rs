//! Answers a search from the index, as the page shows it.

use super::search::{Asked, HitView};
use super::serve::Site;
use super::words::fill;
use crate::export::read::stem_of;
use crate::mention::Kind;
use crate::search::{Condition, Hit, Query, Scope, SearchError, Words};

/// Sentences that a page shows.
const SHOWN: usize = 100;
/// Sentences that are looked at where hits of one book are wanted.
const LOOKED_AT: usize = 5000;

/// The names of types in a query.
const KINDS: &[(&str, Kind)] = &[
    ("金额", Kind::Money),
    ("数量", Kind::Count),
    ("比率", Kind::Ratio),
    ("计量", Kind::Measure),
    ("年龄", Kind::Age),
    ("money", Kind::Money),
    ("count", Kind::Count),
    ("ratio", Kind::Ratio),
    ("measure", Kind::Measure),
    ("age", Kind::Age),
];

/// What is found, and what to say of it; nothing where nothing was asked.
pub(super) fn answer(site: &Site, asked: &Asked) -> (Option<String>, Vec<HitView>) {
    let w = site.survey.w;
    let query = match query(asked) {
        Ok(Some(query)) => query,
        Ok(None) => return (None, Vec::new()),
        Err(error) => return (Some(fill(w.hits_bad, &[&error])), Vec::new()),
    };
    let book = asked.b.parse::<usize>().ok();
    let limit = if book.is_some() { LOOKED_AT } else { SHOWN };
    let results = match site.index.find(&query, limit) {
        Ok(results) => results,
        Err(error) => return (Some(fill(w.hits_failed, &[&error])), Vec::new()),
    };
    let mut hits: Vec<(usize, Hit)> =
        results.hits.into_iter().filter_map(|hit| Some((entry(site, &hit)?, hit))).collect();
    hits.retain(|(at, _)| book.is_none_or(|b| site.survey.entries.get(*at).is_some_and(|e| e.book == b)));
    match asked.o.as_str() {
        "y" => hits.sort_by_key(|(at, hit)| (hit.source.year, *at)),
        "v" => hits.sort_by(|a, b| size(&b.1).total_cmp(&size(&a.1))),
        _ => {}
    }
    let more = results.more || hits.len() > SHOWN;
    hits.truncate(SHOWN);
    let state = match (hits.len(), more) {
        (0, _) => format!("{}{}", w.hits_none, w.hits_none_advice),
        (n, true) => fill(w.hits_shown_more, &[&n]),
        (n, false) => fill(w.hits_shown, &[&n]),
    };
    (Some(state), hits.iter().filter_map(|(at, hit)| view(site, *at, hit)).collect())
}

fn size(hit: &Hit) -> f64 {
    let values = hit.marks.iter().filter_map(|m| m.value.as_deref()).filter_map(|v| v.parse::<f64>().ok());
    values.fold(f64::NEG_INFINITY, f64::max)
}

/// The entry that a hit stands in.
fn entry(site: &Site, hit: &Hit) -> Option<usize> {
    let place = hit.source.path.as_deref().or(hit.source.uri.as_deref()).unwrap_or_default();
    let stem = stem_of(&hit.source.record, place);
    let short = stem.get(..16).unwrap_or(&stem);
    site.stems.get(short).or_else(|| site.stems.get(&stem)).copied()
}

fn view(site: &Site, at: usize, hit: &Hit) -> Option<HitView> {
    let entry = site.survey.entries.get(at)?;
    let heading = hit.heading.as_deref().map(|h| format!("・{h}")).unwrap_or_default();
    let href = format!("e/{}.html#s{}", entry.stem, hit.source.section);
    let line = hit.source.block.map_or_else(|| href.clone(), |b| format!("{href}b{b}"));
    Some(HitView {
        title: format!("{}{heading}", entry.title),
        href,
        book: site.survey.book_of(entry),
        year: entry.year.map(|y| y.to_string()).unwrap_or_default(),
        line,
        pieces: pieces(hit),
    })
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

/// Reads what is asked. None where nothing is.
fn query(asked: &Asked) -> Result<Option<Query>, SearchError> {
    let (mut words, mut conditions) = (Vec::new(), Vec::new());
    let spaced = asked.q.replace(['＞'], ">").replace(['＜'], "<");
    for token in spaced.split_whitespace() {
        match condition(token)? {
            Some(condition) => conditions.push(condition),
            None => words.push(token),
        }
    }
    if !asked.v.trim().is_empty() {
        let kind = KINDS.iter().find(|(name, _)| *name == asked.t).map_or(Kind::Money, |k| k.1);
        conditions.push(Condition::number(kind, &asked.v)?);
    }
    let parse = |text: &str| if text.trim().is_empty() { Ok(None) } else { Words::parse(text).map(Some) };
    let year = |text: &str| text.trim().parse::<i32>().ok();
    let years = match (year(&asked.y), year(&asked.z)) {
        (Some(from), Some(to)) => Some((from, to)),
        (Some(year), None) => Some((year, year)),
        (None, Some(to)) => Some((i32::MIN, to)),
        (None, None) => None,
    };
    let (words, heading) = (parse(&words.join(" "))?, parse(&asked.h)?);
    if words.is_none() && heading.is_none() && years.is_none() && conditions.is_empty() {
        return Ok(None);
    }
    Ok(Some(Query {
        words,
        heading,
        years,
        place: None,
        conditions,
        possible: asked.p,
        scope: Scope::Section,
    }))
}

/// The condition that a word of a query states: 金额>=1亿, 2013年6月.
fn condition(token: &str) -> Result<Option<Condition>, SearchError> {
    for (name, kind) in KINDS {
        if let Some(rest) = token.strip_prefix(name)
            && rest
                .trim_start_matches([':', '：'])
                .starts_with(|c: char| c.is_ascii_digit() || "<>=≥≤".contains(c))
        {
            return Condition::number(*kind, rest.trim_start_matches([':', '：'])).map(Some);
        }
    }
    let bare = token.trim_end_matches(['日', '号', '月', '年']);
    let year = token.chars().take(4).all(|c| c.is_ascii_digit()) && token.chars().nth(4) == Some('年');
    let parts = bare.replace(['年', '月'], "-");
    if year && parts.len() >= 4 && parts.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
        let two = |p: &str| if p.len() == 1 { format!("0{p}") } else { p.to_owned() };
        let edtf: Vec<String> = parts.split('-').map(two).collect();
        return Condition::date(&edtf.join("-")).map(Some);
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_dates_stand_beside_words() {
        let is = |token: &str| condition(token).map(|c| c.is_some()).map_err(|e| e.to_string());
        for token in ["金额>=1亿", "数量:>1000人次", "2013年6月", "2013年"] {
            assert_eq!(is(token), Ok(true), "{token}");
        }
        for token in ["金额", "2013年度", "妇女之家"] {
            assert_eq!(is(token), Ok(false), "{token}");
        }
        assert!(is("金额>=很多").is_err());
    }
}
