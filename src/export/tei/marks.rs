//! Marks dates, measures and numbers where they stand in a text.

use crate::export::xml::{push_attribute, push_text, word};
use crate::export::{days, rows};
use crate::mention::{Bound, Kind, Mention};

/// Adds text with its mentions as elements. A mention that does not fit its text (offsets beyond
/// it, or over another mention) is left unmarked; the text is whole in any case.
pub(super) fn push_marked(out: &mut String, text: &str, mentions: &[Mention]) {
    let (mut rest, mut at) = (text, 0);
    // Where the text begins in the file is a name for it that no other text has.
    let names = Names { text: out.len(), spans: names(mentions) };
    let mut spans = names.spans.iter().peekable();
    let mut push = |out: &mut String, start: usize, end: usize, m: Option<&Mention>| {
        if start < at || end <= start {
            return;
        }
        let Some((before, from)) = split_at_char(rest, start - at) else { return };
        let Some((surface, after)) = split_at_char(from, end - start) else { return };
        push_text(out, before);
        match m {
            Some(m) => push_mention(out, m, surface, names.id(m).as_deref()),
            None => {
                out.push_str("<seg type=\"measured\"");
                push_attribute(out, "xml:id", &names.id_of(start));
                out.push('>');
                push_text(out, surface);
                out.push_str("</seg>");
            }
        }
        (rest, at) = (after, end);
    };
    for m in mentions {
        while let Some(&(start, end)) = spans.next_if(|span| span.0 < m.start) {
            push(out, start, end, None);
        }
        push(out, m.start, m.end, Some(m));
    }
    for &(start, end) in spans {
        push(out, start, end, None);
    }
    push_text(out, rest);
}

/// The names of what the numbers of a text measure.
struct Names {
    text: usize,
    /// In their order, none over another or over a mention.
    spans: Vec<(usize, usize)>,
}

impl Names {
    fn id_of(&self, start: usize) -> String {
        format!("m{}-{start}", self.text)
    }

    fn id(&self, m: &Mention) -> Option<String> {
        let phrase = m.measured.as_ref()?;
        self.spans.binary_search(&(phrase.start, phrase.end)).is_ok().then(|| self.id_of(phrase.start))
    }
}

/// The spans of names that can be marked: in their order, none over another or over a mention.
fn names(mentions: &[Mention]) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = mentions
        .iter()
        .filter_map(|m| m.measured.as_ref())
        .map(|phrase| (phrase.start, phrase.end))
        .collect();
    spans.sort_unstable();
    spans.dedup();
    let mut end = 0;
    spans.retain(|span| {
        let next = mentions.partition_point(|m| m.end <= span.0);
        let free = span.0 >= end && mentions.get(next).is_none_or(|m| m.start >= span.1);
        if free {
            end = span.1;
        }
        free
    });
    spans
}

fn split_at_char(text: &str, chars: usize) -> Option<(&str, &str)> {
    match text.char_indices().nth(chars) {
        Some((byte, _)) => text.split_at_checked(byte),
        None if text.chars().count() == chars => Some((text, "")),
        None => None,
    }
}

fn push_mention(out: &mut String, m: &Mention, surface: &str, measured: Option<&str>) {
    let name = match m.kind {
        Kind::Date => "date",
        Kind::Duration => "time",
        Kind::Ordinal => "num",
        Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure | Kind::Age => "measure",
    };
    out.push('<');
    out.push_str(name);
    let unit = m.unit.as_deref().and_then(word);
    let value = match m.kind {
        Kind::Date => {
            push_date(out, m);
            "@when"
        }
        Kind::Duration => {
            out.push_str(" type=\"duration\"");
            push_attribute(out, "dur-iso", &m.value);
            "@dur-iso"
        }
        Kind::Ordinal => {
            out.push_str(" type=\"ordinal\"");
            push_attribute(out, "value", &m.value);
            if let Some(unit) = unit {
                push_attribute(out, "subtype", &unit);
            }
            "@value"
        }
        _ => {
            push_attribute(out, "type", m.kind.name());
            push_attribute(out, "quantity", &m.value);
            if let Some(unit) = unit {
                push_attribute(out, "unit", &unit);
            }
            if let Some(per) = m.per.as_deref().and_then(word) {
                push_attribute(out, "subtype", &format!("per-{per}"));
            }
            if let Some(measured) = measured {
                push_attribute(out, "corresp", &format!("#{measured}"));
            }
            "@quantity"
        }
    };
    let readings: Vec<String> = readings(m).iter().map(|name| format!("#{name}")).collect();
    if !readings.is_empty() {
        push_attribute(out, "ana", &readings.join(" "));
    }
    out.push('>');
    push_bounded(out, m, surface, name == "measure");
    if m.bound.is_some_and(|b| b != Bound::Exact) {
        out.push_str("<certainty locus=\"value\"");
        push_attribute(out, "match", value);
        out.push_str(" cert=\"medium\"/>");
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

/// Adds the words of a mention; those of a bounded or ranging measure inside a `num`, which alone
/// can say between which ends the number lies.
fn push_bounded(out: &mut String, m: &Mention, surface: &str, measure: bool) {
    let exact = m.max.is_none() && m.bound.is_none_or(|b| b == Bound::Exact);
    if exact || !measure {
        push_text(out, surface);
        return;
    }
    out.push_str("<num");
    if m.max.is_none() {
        push_attribute(out, "value", &m.value);
    }
    let about_one = m.bound == Some(Bound::About) && m.max.is_none();
    if !about_one {
        let (low, high) = rows::ends(m);
        for (name, end) in [("atLeast", low), ("atMost", high)] {
            if let Some(end) = end {
                push_attribute(out, name, end);
            }
        }
    }
    out.push('>');
    push_text(out, surface);
    out.push_str("</num>");
}

fn push_date(out: &mut String, m: &Mention) {
    if let Some(relation) = m.relation {
        push_attribute(out, "type", rows::relation_name(relation));
    }
    push_days(out, &m.value);
    // The value itself, with the clock time as a second word.
    let exact = match &m.time {
        Some(time) => format!("{} T{time}", m.value),
        None => m.value.clone(),
    };
    push_attribute(out, "when-custom", &exact);
    push_attribute(out, "datingMethod", "https://www.loc.gov/standards/datetime/");
}

/// Adds `when` for a day, month or year, else `notBefore` and `notAfter` as far as they are known.
pub(super) fn push_days(out: &mut String, edtf: &str) {
    let plain = edtf.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let season = edtf.len() == 7 && edtf.get(5..7).is_some_and(|month| month > "12");
    let (from, to) = days::bounds(edtf);
    if plain && !season && from.is_some() {
        push_attribute(out, "when", edtf);
        return;
    }
    if let Some((first, last)) = edtf.split_once('/') {
        let is_plain =
            |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'-') && days::bounds(s).0.is_some();
        // An end keeps the precision that is written: to 2013-10 is not to its last day.
        for (name, written, day) in [("notBefore", first, from), ("notAfter", last, to)] {
            if is_plain(written) && !(written.len() == 7 && written.get(5..7).is_some_and(|m| m > "12")) {
                push_attribute(out, name, written);
            } else if let Some(day) = day {
                push_attribute(out, name, &day);
            }
        }
        return;
    }
    for (name, day) in [("notBefore", from), ("notAfter", to)] {
        if let Some(day) = day {
            push_attribute(out, name, &day);
        }
    }
}

/// How a mention is to be read, as the names of categories.
pub(super) fn readings(m: &Mention) -> Vec<String> {
    let bound = m.bound.filter(|b| *b != Bound::Exact).map(|b| format!("bound-{}", rows::bound_name(b)));
    let basis = m.basis.map(|b| format!("basis-{}", rows::basis_name(b)));
    let relation = m.relation.map(|r| format!("relation-{}", rows::relation_name(r)));
    let part = m.part_of_day.map(|p| format!("part_of_day-{}", rows::part_of_day_name(p)));
    let change = m.change.map(|c| format!("change-{}", rows::change_name(c)));
    bound.into_iter().chain(basis).chain(relation).chain(part).chain(change).collect()
}
