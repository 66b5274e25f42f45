//! Answers a search from the index, as the page shows it.

use super::figures;
use super::search::{Answer, Asked, HitView};
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

/// Numbers as people say them: 超过1亿元, 1亿元以上.
const BEFORE: &[(&str, &str)] = &[
    ("超过", ">"),
    ("大于", ">"),
    ("高于", ">"),
    ("不少于", ">="),
    ("不低于", ">="),
    ("不足", "<"),
    ("少于", "<"),
    ("小于", "<"),
    ("低于", "<"),
];
const BEHIND: &[(&str, &str)] = &[("以上", ">="), ("以下", "<=")];

/// What is found, and what to say of it; nothing where nothing was asked.
pub(super) fn answer(site: &Site, asked: &Asked) -> Answer {
    let w = site.survey.w;
    let said = |state: String| Answer { state: Some(state), ..Answer::default() };
    let query = match query(asked) {
        Ok(Some(query)) => query,
        Ok(None) => return Answer::default(),
        Err(error) => return said(fill(w.hits_bad, &[&error])),
    };
    let book = asked.b.parse::<usize>().ok();
    let limit = if book.is_some() { LOOKED_AT } else { SHOWN };
    let results = match site.index.find(&query, limit) {
        Ok(results) => results,
        Err(error) => return said(fill(w.hits_failed, &[&error])),
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
    let plain = |t: &&str| conditions(t).is_ok_and(|c| c.is_empty()) && !matches!(*t, "AND" | "OR" | "NOT");
    let words: Vec<&str> = asked.q.split_whitespace().filter(plain).collect();
    Answer {
        state: Some(state),
        hits: hits.iter().filter_map(|(at, hit)| view(site, *at, hit)).collect(),
        beside: figures::named(&site.indicators, &words, w),
    }
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
    let (mut words, mut stated) = (Vec::new(), Vec::new());
    let spaced = asked.q.replace(['＞'], ">").replace(['＜'], "<");
    for token in spaced.split_whitespace() {
        let mut of_token = conditions(token)?;
        if of_token.is_empty() {
            words.push(token);
        }
        stated.append(&mut of_token);
    }
    if !asked.v.trim().is_empty() {
        let kind = KINDS.iter().find(|(name, _)| *name == asked.t).map_or(Kind::Money, |k| k.1);
        stated.push(Condition::number(kind, &asked.v)?);
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
    if words.is_none() && heading.is_none() && years.is_none() && stated.is_empty() {
        return Ok(None);
    }
    Ok(Some(Query {
        words,
        heading,
        years,
        place: None,
        conditions: stated,
        possible: asked.p,
        scope: Scope::Section,
    }))
}

/// The conditions that a word of a query states: none of most, two of 2013年1亿元以上.
fn conditions(token: &str) -> Result<Vec<Condition>, SearchError> {
    if let Some(amount) = spoken(token) {
        return Ok(vec![Condition::number(Kind::Money, &amount)?]);
    }
    if let Some((year, rest)) = token.split_once('年')
        && let (Some(amount), Some(date)) = (spoken(rest), condition(&format!("{year}年"))?)
    {
        return Ok(vec![date, Condition::number(Kind::Money, &amount)?]);
    }
    Ok(condition(token)?.into_iter().collect())
}

/// An amount as people say it, as a condition: 1亿元以上 → >=1亿元.
fn spoken(token: &str) -> Option<String> {
    let before = BEFORE.iter().find_map(|(word, sign)| Some((token.strip_prefix(word)?, *sign)));
    let behind = || BEHIND.iter().find_map(|(word, sign)| Some((token.strip_suffix(word)?, *sign)));
    let (amount, sign) = before.or_else(behind)?;
    let of_amounts = |c: char| c.is_ascii_digit() || ".,百千万萬亿億美欧港元".contains(c);
    let is_amount = amount.starts_with(|c: char| c.is_ascii_digit())
        && amount.ends_with('元')
        && amount.chars().all(of_amounts);
    is_amount.then(|| format!("{sign}{amount}"))
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
        assert_eq!(spoken("1亿元以上").as_deref(), Some(">=1亿元"));
        assert_eq!(spoken("不足5000万元").as_deref(), Some("<5000万元"));
        assert_eq!(spoken("县级以上"), None);
        let count = |token: &str| conditions(token).map(|c| c.len()).map_err(|e| e.to_string());
        assert_eq!(count("2013年1亿元以上"), Ok(2));
        assert_eq!(count("2013年度"), Ok(0));
    }
}
