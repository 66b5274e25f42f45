//! Reads a text that begins with places: 徐州市鼓楼区人民政府 is 徐州市, in it 鼓楼区, and an office.

use super::dated::{Dated, Form, Table, YEARS, may_begin};

/// The longest name of a place, in characters.
const LONGEST: usize = 16;
/// From this year on a place may stand for what bore its very name before the first list.
const REPUBLIC: i32 = 1949;

/// By which edition of the table a name was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edition {
    /// The list of the year asked for.
    Year,
    /// Another: of the year before, the first, the last, or through a place that followed.
    Other(i32),
}

/// The places that a text begins with.
#[derive(Debug, Clone)]
pub(super) struct Chain<'t> {
    /// What the last of them may be.
    pub(super) places: Vec<&'t Dated>,
    /// By which edition.
    pub(super) edition: Edition,
    /// How many characters they take.
    pub(super) length: usize,
    /// Whether all stand with their suffixes.
    pub(super) full: bool,
    /// How many there are.
    pub(super) steps: usize,
    /// The name of the last as written.
    pub(super) name: String,
}

/// A county or a prefecture before 1949: only its province is of today.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Historic;

/// The places of a year among those that ever had a name. Where there are none: those of the year before, of the
/// first edition, of the last one where no year is known, or the ones that a later place goes back to.
pub(super) fn of_year<'t>(
    table: &'t Table,
    rows: &[&'t Dated],
    year: Option<i32>,
) -> Result<(Vec<&'t Dated>, Edition), Historic> {
    let Some(year) = year else {
        let last = rows.iter().map(|r| r.to).max().unwrap_or_default();
        return Ok((rows.iter().copied().filter(|r| r.to == last).collect(), Edition::Other(last)));
    };
    let now: Vec<&Dated> = rows.iter().copied().filter(|r| r.stands(year)).collect();
    if !now.is_empty() {
        let edition = if year > *YEARS.end() { Edition::Other(*YEARS.end()) } else { Edition::Year };
        return Ok((now, edition));
    }
    let ended: Vec<&Dated> = rows.iter().copied().filter(|r| r.to == year - 1).collect();
    if !ended.is_empty() {
        return Ok((ended, Edition::Other(year - 1)));
    }
    let first = rows.iter().map(|r| r.from).min().unwrap_or_default();
    let earliest: Vec<&Dated> = rows.iter().copied().filter(|r| r.from == first).collect();
    if year < *YEARS.start() || earliest.iter().all(|r| r.is_province()) {
        if year < REPUBLIC && !earliest.iter().all(|r| r.is_province()) {
            return Err(Historic);
        }
        return Ok((earliest, Edition::Other(first)));
    }
    // A book under the name of today: what that place was in its year.
    let mut before: Vec<&Dated> = earliest.iter().flat_map(|r| table.before(r, year)).collect();
    before.sort_by_key(|r| r.code);
    before.dedup_by_key(|r| r.code);
    match before.len() {
        0 => Ok((earliest, Edition::Other(first))),
        _ => Ok((before, Edition::Other(year))),
    }
}

/// The longest chain of places at the beginning of a text (Simplified characters). `bare` says whether names
/// without their suffix count, too.
pub(super) fn chain<'t>(table: &'t Table, text: &[char], year: Option<i32>, bare: bool) -> Option<Chain<'t>> {
    let mut best: Option<Chain<'t>> = None;
    extend(table, text, year, bare, None, &mut best);
    best
}

fn extend<'t>(
    table: &'t Table,
    text: &[char],
    year: Option<i32>,
    bare: bool,
    before: Option<&Chain<'t>>,
    best: &mut Option<Chain<'t>>,
) {
    let from = before.map_or(0, |b| b.length);
    let mut name: String = text.iter().skip(from).take(LONGEST).collect();
    if !may_begin(&name) {
        return;
    }
    for long in (2..=text.len().saturating_sub(from).min(LONGEST)).rev() {
        name.truncate(name.char_indices().nth(long).map_or(name.len(), |(end, _)| end));
        let Some((form, rows)) = table.named(&name) else { continue };
        if form == Form::Bare && !bare {
            continue;
        }
        let Ok((rows, edition)) = of_year(table, &rows, year) else { continue };
        let rows: Vec<&Dated> = match before {
            Some(before) => rows.into_iter().filter(|r| before.places.iter().any(|b| b.holds(r))).collect(),
            None => rows,
        };
        if rows.is_empty() {
            continue;
        }
        let next = Chain {
            places: rows,
            edition: before.map_or(edition, |b| b.edition.max(edition)),
            length: from + long,
            full: form == Form::Full && before.is_none_or(|b| b.full),
            steps: before.map_or(1, |b| b.steps + 1),
            name: name.clone(),
        };
        // 乐山市中区 is 乐山 and 市中区: what takes the whole text wins, then what has more suffixes.
        let rank = |c: &Chain<'_>| (c.length, c.full, c.steps);
        if best.as_ref().is_none_or(|b| rank(&next) > rank(b)) {
            *best = Some(next.clone());
        }
        if next.steps < 4 {
            extend(table, text, year, bare, Some(&next), best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dated::table;
    use super::*;

    #[test]
    fn reads_chains() {
        /// Text, year, whether bare names count; the codes, and how many characters they take.
        type Row = (&'static str, Option<i32>, bool, &'static [&'static str], usize);
        let rows: [Row; 8] = [
            ("徐州市鼓楼区人民政府", Some(2012), false, &["320302"], 6),
            ("乐山市中区", Some(2012), true, &["511102"], 5),
            ("鼓楼", Some(2015), true, &["320106", "320302", "350102", "410204"], 2),
            ("铜山", Some(2008), true, &["320323"], 2),
            ("襄阳", Some(2008), true, &["420607"], 2),
            ("襄阳", Some(2014), true, &["420600"], 2),
            ("苏州工业园区", Some(2014), true, &["320500"], 2),
            ("黔西南布依族苗族自治州", Some(2016), false, &["522300"], 11),
        ];
        for (text, year, bare, codes, length) in rows {
            let text: Vec<char> = text.chars().collect();
            let got = chain(table(), &text, year, bare);
            let got = got.map(|c| (c.places.iter().map(|p| p.code).collect::<Vec<_>>(), c.length));
            assert_eq!(got, Some((codes.to_vec(), length)), "{text:?}");
        }
        let none: Vec<char> = "长江".chars().collect();
        assert!(chain(table(), &none, Some(2001), true).is_none());
    }
}
