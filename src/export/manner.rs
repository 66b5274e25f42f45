//! Tells in what manner a number counts a thing: 新建妇女之家42个 are new ones, 累计建成 is a sum over years, and
//! neither is the level that 妇女之家593个 states. The words stand in `manners.toml`.

use crate::data::columns::legends;
use crate::data::manners::{Manner, manners};
use crate::export::fold::fold_char;
use crate::export::sentence::ends_clause;
use crate::mention::{Kind, Mention};

/// What may stand between the word and the name: 新建了|各类|学校3所.
const BETWEEN: [&str; 6] = ["了", "各类", "各级", "各种", "全县", "全市"];
/// What joins the members of a list: 新建学校3所、|妇女之家42个.
const JOINS: &str = "、，,和及与以并";

/// What a manner is called in Chinese.
pub fn label(manner: &str) -> Option<&'static str> {
    legends().words("manner").find(|(name, _)| *name == manner).map(|(_, meaning)| meaning.chinese.as_str())
}

/// The manner of each mention of a text, by its name in the table; none where the number states a level, or is none.
pub fn manner_of_each(text: &str, mentions: &[Mention]) -> Vec<Option<&'static str>> {
    let folded: Vec<char> = text.chars().map(fold_char).collect();
    let mut out: Vec<Option<&'static str>> = Vec::new();
    let mut last: Option<(usize, Option<&'static str>)> = None;
    for mention in mentions {
        if !mention.kind.states_number() || mention.kind == Kind::Age {
            out.push(None);
            continue;
        }
        let (name, number) =
            (mention.measured.as_ref().map(|m| (m.start, m.end)), (mention.start, mention.end));
        let floor = last.map_or(0, |l| l.0);
        let found = own(&folded, floor, name, number).or_else(|| listed(&folded, name, number, last));
        out.push(found);
        let end = name.map_or(number.1, |name| name.1.max(number.1));
        last = Some((end.max(floor), found));
    }
    out
}

/// The manner that the words before the number say; `floor` is where the number before ends.
fn own(
    text: &[char],
    floor: usize,
    name: Option<(usize, usize)>,
    number: (usize, usize),
) -> Option<&'static str> {
    // The name stands before the number, and no other number between.
    let name = name.filter(|name| name.0 >= floor && name.1 <= number.0);
    let behind_name = name.map_or(floor, |name| name.1);
    let near = words(text, clause(text, number.0, behind_name), number.0);
    by_words(&near).or_else(|| {
        let name = name?;
        by_words(&words(text, clause(text, name.0, floor), name.0))
    })
}

/// The manner of the number before, where nothing but a comma stands between: 新建学校3所，妇女之家42个.
fn listed(
    text: &[char],
    name: Option<(usize, usize)>,
    number: (usize, usize),
    last: Option<(usize, Option<&'static str>)>,
) -> Option<&'static str> {
    let (end, manner) = last?;
    let begins = name.map_or(number.0, |name| name.0.min(number.0));
    let between = text.get(end..begins)?;
    (!between.is_empty() && between.iter().all(|c| JOINS.contains(*c))).then_some(manner)?
}

/// Where the clause of `at` begins, at `floor` or behind it.
fn clause(text: &[char], at: usize, floor: usize) -> usize {
    let before = text.get(floor..at).unwrap_or_default();
    let end = before.iter().rposition(|c| ends_clause(*c));
    end.map_or(floor, |end| floor + end + 1)
}

fn words(text: &[char], from: usize, to: usize) -> String {
    text.get(from..to).unwrap_or_default().iter().filter(|c| !c.is_whitespace()).collect()
}

/// The manner that words say which end before the number, or before the name of what it counts.
fn by_words(before: &str) -> Option<&'static str> {
    let mut bare = before.trim_end_matches(['“', '"', '「', '《']);
    while let Some(rest) = BETWEEN.iter().find_map(|filler| bare.strip_suffix(filler)) {
        bare = rest;
    }
    let in_clause =
        || manners().iter().find(|(_, m)| m.in_clause.keys().any(|word| before.contains(word.as_str())));
    let right_before = || {
        let fits = |m: &Manner| {
            let words = m.right_before.keys().filter(|word| bare.ends_with(word.as_str()));
            words.map(|word| word.len()).max()
        };
        let longest = manners().iter().filter_map(|(name, m)| Some((fits(m)?, name, m)));
        longest.max_by_key(|(length, ..)| *length).map(|(_, name, m)| (name, m))
    };
    in_clause().or_else(right_before).map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mention::{Context, find_mentions};

    fn manner(text: &str, number: &str) -> Option<&'static str> {
        let mentions = find_mentions(text, &Context { coverage_year: Some(2013), ..Context::default() });
        let at = mentions.iter().position(|m| m.text == number);
        let at = at.unwrap_or_else(|| panic!("{number} is no mention of {text}: {mentions:#?}"));
        manner_of_each(text, &mentions)[at]
    }

    #[test]
    fn every_word_of_the_table_makes_its_manner() {
        for (name, manner) in manners() {
            for (word, text) in manner.right_before.iter().chain(&manner.in_clause) {
                assert!(text.contains(word.as_str()), "{word}: {text}");
                let mentions = find_mentions(text, &Context::default());
                let found = manner_of_each(text, &mentions);
                assert!(
                    found.contains(&Some(name.as_str())),
                    "{name} {word}: {text}: {found:?} {mentions:#?}"
                );
            }
        }
    }

    #[test]
    fn a_manner_is_told_by_the_words_of_its_own_number() {
        let rows = [
            ("区妇联建立妇女之家593个。", "593个", None),
            ("新建妇女之家42个，总数达593个。", "42个", Some("new")),
            ("新建妇女之家42个，总数达593个。", "593个", None),
            ("妇女之家593个，其中新建42个。", "593个", None),
            ("妇女之家593个，其中新建42个。", "42个", Some("new")),
            ("新建42个妇女之家。", "42个", Some("new")),
            ("新建了各类学校3所。", "3所", Some("new")),
            ("全区新建学校3所，妇女之家42个。", "42个", Some("new")),
            ("全区新建学校3所；有妇女之家42个。", "42个", None),
            ("天然气用户新增4600户，累计2.8万户。", "4600户", Some("new")),
            ("天然气用户新增4600户，累计2.8万户。", "2.8万户", Some("running_total")),
            ("累计新建妇女之家593个。", "593个", Some("running_total")),
            ("日均客流1.2万人次。", "1.2万人次", None),
            ("新增變電容量100兆伏安。", "100兆伏安", Some("new")),
            ("全年改造危桥11座，实施安保工程42公里。", "42公里", None),
        ];
        for (text, number, want) in rows {
            assert_eq!(manner(text, number), want, "{text} {number}");
        }
    }
}
