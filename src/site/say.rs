//! Says what a mention means: in words, on what ground, and as the record has it; and whether the words of
//! the text leave something unsaid, which then stands in the margin.

use super::dates;
use super::number::with_unit;
use super::words::{Words, fill};
use crate::export::rows::bound_name;
use crate::mention::{Basis, Bound, Change, Kind, Mention};

/// What a mention means.
pub(crate) struct Meaning {
    /// In words: 不到 10,000 人次.
    pub(crate) words: String,
    /// What it is said of, held against, and on what ground.
    pub(crate) grounds: Vec<String>,
    /// As the record has it: `count 10000 less_than 人次`.
    pub(crate) machine: String,
}

/// How the year of a date is known, where the words do not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tag {
    /// 推: from what the book reports on.
    Inferred,
    /// 承: from an earlier date.
    Carried,
}

impl Tag {
    /// The tag of a basis.
    pub(crate) fn of(basis: Option<Basis>) -> Option<Tag> {
        match basis? {
            Basis::CoverageYear => Some(Tag::Inferred),
            Basis::Antecedent => Some(Tag::Carried),
            Basis::Explicit | Basis::Unresolved => None,
        }
    }

    /// Its sign.
    pub(crate) fn sign(self, w: &Words) -> &'static str {
        match self {
            Tag::Inferred => w.inferred,
            Tag::Carried => w.carried,
        }
    }
}

/// The class of a mention's underline.
pub(crate) fn class(mention: &Mention) -> &'static str {
    if mention.basis == Some(Basis::Unresolved) {
        return "d x";
    }
    kind_class(mention.kind)
}

/// The class of a type's underline.
pub(crate) fn kind_class(kind: Kind) -> &'static str {
    match kind {
        Kind::Date => "d",
        Kind::Duration => "u",
        Kind::Age => "g",
        Kind::Count => "c",
        Kind::Ordinal => "o",
        Kind::Money => "m",
        Kind::Ratio => "r",
        Kind::Measure => "q",
    }
}

/// The name of a type.
pub(crate) fn kind_words(kind: Kind, w: &Words) -> &'static str {
    match kind {
        Kind::Date => w.kind_date,
        Kind::Duration => w.kind_duration,
        Kind::Age => w.kind_age,
        Kind::Count => w.kind_count,
        Kind::Ordinal => w.kind_ordinal,
        Kind::Money => w.kind_money,
        Kind::Ratio => w.kind_ratio,
        Kind::Measure => w.kind_measure,
    }
}

/// The value of a mention in words.
pub(crate) fn value(mention: &Mention, w: &Words) -> String {
    let said = match mention.kind {
        Kind::Date => return date(mention, w),
        Kind::Duration => {
            let max = mention.max.as_deref().map(|max| dates::duration(max, w));
            let low = dates::duration(&mention.value, w);
            max.map_or(low.clone(), |max| fill(w.range, &[&low, &max]))
        }
        Kind::Ordinal => {
            let unit = mention.unit.as_deref().unwrap_or_default();
            return fill(w.nth, &[&format!("{} {unit}", mention.value)]).trim_end().to_owned();
        }
        Kind::Age if mention.unit.is_none() => amount(mention, Some("a"), w),
        Kind::Age | Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure => {
            amount(mention, mention.unit.as_deref(), w)
        }
    };
    let said = bounded(&said, mention.bound, w);
    let said = match mention.change {
        Some(Change::Up) => fill(w.rise, &[&said]),
        Some(Change::Down) => fill(w.fall, &[&said]),
        None => said,
    };
    match &mention.per {
        Some(per) if w.chinese() => format!("{} {said}", fill(w.each, &[per])),
        Some(per) => format!("{said} {}", fill(w.each, &[per])),
        None => said,
    }
}

fn amount(mention: &Mention, unit: Option<&str>, w: &Words) -> String {
    match &mention.max {
        Some(max) => fill(w.range, &[&super::number::grouped(&mention.value), &with_unit(max, unit, w)]),
        None => with_unit(&mention.value, unit, w),
    }
}

/// A number in words with its bound.
pub(crate) fn bounded(said: &str, bound: Option<Bound>, w: &Words) -> String {
    let pattern = match bound.unwrap_or(Bound::Exact) {
        Bound::Exact => return said.to_owned(),
        Bound::MoreThan => w.more_than,
        Bound::AtLeast => w.at_least,
        Bound::LessThan => w.less_than,
        Bound::AtMost => w.at_most,
        Bound::About => w.about_n,
    };
    fill(pattern, &[&said])
}

fn date(mention: &Mention, w: &Words) -> String {
    let day = dates::in_words(&mention.value, w);
    match &mention.time {
        Some(time) => format!("{day} {time}"),
        None => day,
    }
}

/// What a mention means.
pub(crate) fn meaning(mention: &Mention, w: &Words) -> Meaning {
    let mut grounds = Vec::new();
    if let Some(measured) = &mention.measured {
        grounds.push(fill(w.said_of, &[&measured.text]));
    }
    if let Some(against) = &mention.against {
        let pattern = if mention.change.is_some() || mention.unit.as_deref() == Some("times") {
            w.than
        } else {
            w.of_whole
        };
        grounds.push(fill(pattern, &[&against.text]));
    }
    match mention.basis {
        Some(Basis::CoverageYear) => grounds.push(w.basis_coverage.to_owned()),
        Some(Basis::Antecedent) => grounds.push(w.basis_antecedent.to_owned()),
        Some(Basis::Unresolved) => grounds.push(w.basis_unresolved.to_owned()),
        Some(Basis::Explicit) | None => {}
    }
    let bound = mention.bound.filter(|b| *b != Bound::Exact).map(bound_name);
    let parts = [
        Some(mention.kind.name()),
        Some(mention.value.as_str()),
        mention.max.as_deref(),
        bound,
        mention.unit.as_deref(),
        mention.per.as_deref(),
    ];
    let machine = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    Meaning { words: value(mention, w), grounds, machine }
}

/// What the margin says of a mention: its value, and how its year is known. None where the words of the
/// text say all of it.
pub(crate) fn note(mention: &Mention, w: &Words) -> Option<(String, Option<Tag>)> {
    let tag = Tag::of(mention.basis);
    let unsaid = match mention.kind {
        // 同日, 1月17日, and parts of the year whose months are not written.
        Kind::Date => tag.is_some() || (mention.value.contains('/') && !names_its_end(mention)),
        Kind::Ordinal => false,
        Kind::Duration | Kind::Age => is_bounded(mention),
        Kind::Count | Kind::Money | Kind::Ratio | Kind::Measure => {
            is_bounded(mention)
                || mention.max.is_some()
                || mention.per.is_some()
                || (mention.kind == Kind::Money && mention.text.contains(['万', '亿', '萬', '億']))
        }
    };
    unsaid.then(|| (value(mention, w), tag))
}

fn is_bounded(mention: &Mention) -> bool {
    mention.bound.is_some_and(|b| b != Bound::Exact)
}

/// Whether a range of dates is written out: 1966～1976年, but not 2013年上半年.
fn names_its_end(mention: &Mention) -> bool {
    mention.text.contains(['至', '到', '-', '—', '－', '～', '~', '–', '、'])
        || mention.value.contains("..")
        || mention.text.ends_with('旬')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, find_mentions};
    use crate::site::Language;

    fn said(text: &str) -> Vec<(String, Option<String>)> {
        let w = Words::of(Language::Chinese);
        let context = Context { coverage_year: Some(2013), ..Context::default() };
        let mentions = find_mentions(text, &context);
        mentions.iter().map(|m| (value(m, w), note(m, w).map(|n| n.0))).collect()
    }

    #[test]
    fn values_are_said_in_words_and_the_margin_only_says_what_they_do_not() {
        let cases: &[(&str, &str, bool)] = &[
            ("近万人次", "不到 10,000 人次", true),
            ("260期", "260 期", false),
            ("50多万元", "多于 500,000 元", true),
            ("8.5亿元", "850,000,000 元", true),
            ("300元", "300 元", false),
            ("1月17日", "2013年1月17日", true),
            ("2013年1月17日", "2013年1月17日", false),
            ("2013年上半年", "2013年1月 至 2013年6月", true),
            ("98%以上", "不少于 98%", true),
            ("第八届", "第 8 届", false),
        ];
        for (text, words, in_margin) in cases {
            let found = said(text);
            let (value, note) = found.first().unwrap_or_else(|| panic!("{text}: nothing found"));
            assert_eq!(value, words, "{text}");
            assert_eq!(note.is_some(), *in_margin, "{text}");
        }
    }
}
