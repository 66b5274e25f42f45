//! Reads years and centuries that are counted from the birth of Christ: 公元前221年, 公元前3世纪, 前598—前591年,
//! 公元前206年至公元220年. There is a year 0: 前1年 is 0000, 前598年 is -0597.

use crate::mention::cursor::{at, blanks, ends, range_sign, starts};
use crate::mention::date::decade::stage;
use crate::mention::date::parsed::Parsed;
use crate::mention::date::year::within_year;
use crate::mention::date::{Cue, Fine, Point, YearOf};
use crate::mention::number;

/// The words before the number, and whether it counts the years after Christ; longer ones first.
const LEADS: [(&str, bool); 6] =
    [("公元前", false), ("西元前", false), ("纪元前", false), ("公元", true), ("西元", true), ("前", false)];

/// Where the word begins that stands before a number, and whether it says after Christ.
pub(crate) fn lead_before(chars: &[char], number: usize) -> Option<(usize, bool)> {
    if !matches!(at(chars, number.checked_sub(1)?)?, '前' | '元') {
        return None;
    }
    let lead = LEADS.iter().find(|(lead, _)| ends(chars, number, lead));
    lead.map(|&(lead, after)| (number - lead.chars().count(), after))
}

/// The word at a place, as its end and whether it says after Christ.
fn lead_at(chars: &[char], from: usize) -> Option<(usize, bool)> {
    if !matches!(at(chars, from)?, '前' | '公' | '西' | '纪') {
        return None;
    }
    let lead = LEADS.iter().find(|(lead, _)| starts(chars, from, lead));
    lead.map(|&(lead, after)| (blanks(chars, from + lead.chars().count()), after))
}

/// A plain number of at most four figures, and where it ends.
fn few_figures(chars: &[char], from: usize) -> Option<(i32, usize)> {
    let number = number::read(chars, from)?;
    let n = number.plain().filter(|n| (1..=9999).contains(n))?;
    Some((i32::try_from(n).ok()?, number.end))
}

/// The year or century whose number is `n`, with what stands behind it.
fn unit(chars: &[char], n: i32, end: usize, after: bool) -> Option<Parsed> {
    let end = blanks(chars, end);
    if at(chars, end) == Some('年') {
        return Some(within_year(chars, end + 1, year(n, after)));
    }
    let told = starts(chars, end, "世纪") && n <= 60;
    told.then(|| Parsed::point(century(n, after), stage(chars, end + 2)))?
}

/// The year, the century or the range of them whose lead begins at `from`; 前 holds for its own end, and for the far
/// one that has no lead and is the smaller number: 公元前221—206年.
pub(crate) fn counted(chars: &[char], from: usize) -> Option<Parsed> {
    let (from, after) = lead_at(chars, from)?;
    let (n, end) = few_figures(chars, from)?;
    if let Some(parsed) = unit(chars, n, end, after) {
        return Some(parsed);
    }
    let far = range_sign(chars, end)?;
    let (far, lead) = lead_at(chars, far).map_or((far, None), |(end, after)| (end, Some(after)));
    let (m, stop) = few_figures(chars, far)?;
    let last = unit(chars, m, stop, lead.unwrap_or(after || m > n))?;
    let first = unit_like(&last, n, after);
    last.last.is_none().then_some(Parsed { first, last: Some(last.first), end: last.end })
}

/// The near end of a range whose unit is written at the far one.
fn unit_like(last: &Parsed, n: i32, after: bool) -> Point {
    match last.first.fine {
        Fine::Century(_) => century(n, after),
        _ => year(n, after),
    }
}

fn year(n: i32, after: bool) -> Point {
    Point { cue: Cue::Christ, ..Point::of(YearOf::Said(if after { n } else { 1 - n })) }
}

fn century(n: i32, after: bool) -> Point {
    let century = if after { n - 1 } else { -n };
    Point { fine: Fine::Century(century), cue: Cue::Christ, ..Point::of(YearOf::Said(century * 100)) }
}

/// The far end at `from` of a range that begins before Christ or in the first thousand years: 公元前206年至公元220年,
/// 公元前598年～前591年, 公元618年至907年.
pub(crate) fn far(chars: &[char], from: usize, first: &Point) -> Option<Parsed> {
    let YearOf::Said(begin) = first.year else { return None };
    if first.era.is_some() {
        return None;
    }
    let single = |parsed: &Parsed| parsed.last.is_none();
    if let Some((end, after)) = lead_at(chars, from)
        && (after || begin <= 0)
    {
        let (n, end) = few_figures(chars, end)?;
        return unit(chars, n, end, after).filter(single);
    }
    if begin >= 1000 || begin == 0 && first.fine == Fine::None {
        return None;
    }
    let (n, end) = few_figures(chars, from)?;
    let century = matches!(first.fine, Fine::Century(_));
    let before = begin <= 0 && n < if century { -begin / 100 } else { 1 - begin };
    let parsed = unit(chars, n, end, !before).filter(single)?;
    let YearOf::Said(year) = parsed.first.year else { return None };
    (year > begin && year < 2200 && matches!(parsed.first.fine, Fine::Century(_)) == century)
        .then_some(parsed)
}

#[cfg(test)]
mod tests {
    use crate::mention::{Context, find_mentions};

    #[test]
    fn before_holds_for_its_own_end() {
        for (text, surface, value) in [
            ("公元前221年统一", "公元前221年", "-0220"),
            ("公元前3世纪属楚", "公元前3世纪", "-02XX"),
            ("公元2世纪废", "公元2世纪", "01XX"),
            ("（前598—前591年）", "前598—前591年", "-0597/-0590"),
            ("公元前598年～前591年", "公元前598年～前591年", "-0597/-0590"),
            ("公元前221—206年", "公元前221—206年", "-0220/-0205"),
            ("公元前206年至公元220年", "公元前206年至公元220年", "-0205/0220"),
            ("西元前206—公元8年", "西元前206—公元8年", "-0205/0008"),
            ("公元前8世纪末至公元前5世纪", "公元前8世纪末至公元前5世纪", "-07XX/-04XX"),
            ("公元618年至907年", "公元618年至907年", "0618/0907"),
            ("公元581—618年", "公元581—618年", "0581/0618"),
        ] {
            let found = find_mentions(text, &Context::default());
            let shown: Vec<(&str, &str)> =
                found.iter().map(|m| (m.text.as_str(), m.value.as_str())).collect();
            assert_eq!(shown, [(surface, value)], "{text}");
        }
    }
}
