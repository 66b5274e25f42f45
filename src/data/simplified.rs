//! The table by which Traditional characters, and others that are written two ways, are looked up as one:
//! `traditional.txt`, which says how to add a pair.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Who looks characters up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Those who find mentions: 圓 and 圆 are 元, as in sums.
    Mentions,
    /// Those who search: 著 is 着, as a query cannot tell which of its two forms is meant.
    Search,
}

include!(concat!(env!("OUT_DIR"), "/simplified.rs"));

/// Characters that are looked up as another one, each before that one. Of two pairs for a character the later counts.
pub fn simplified(whose: For) -> impl Iterator<Item = (char, char)> {
    let pairs = PAIRS.iter().filter(move |(.., only)| only.is_none_or(|only| only == whose));
    pairs.map(|(from, to, _)| (*from, *to))
}

/// The form of one character that those who find mentions look it up as, itself where it has no other.
#[inline]
pub fn simple(c: char) -> char {
    static FORMS: LazyLock<Forms> = LazyLock::new(|| {
        let mut forms = Forms { some: vec![0; 0x1_0000 / 64], pairs: simplified(For::Mentions).collect() };
        for code in simplified(For::Mentions).map(|(c, _)| c as usize % 0x1_0000) {
            forms.some.get_mut(code / 64).into_iter().for_each(|bits| *bits |= 1 << (code % 64));
        }
        forms
    });
    let (forms, code) = (&*FORMS, c as usize % 0x1_0000);
    match forms.some.get(code / 64).is_some_and(|bits| bits >> (code % 64) & 1 != 0) {
        true => forms.pairs.get(&c).copied().unwrap_or(c),
        false => c,
    }
}

/// The other forms of characters.
struct Forms {
    /// A bit for each character that has one, by its place in its plane: most have none.
    some: Vec<u64>,
    pairs: FxHashMap<char, char>,
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn looking_up_twice_is_looking_up_once() {
        for whose in [For::Mentions, For::Search] {
            let pairs: HashMap<char, char> = simplified(whose).collect();
            let twice: Vec<_> = pairs.values().filter(|to| pairs.contains_key(to)).collect();
            assert!(pairs.len() > 4000 && twice.is_empty(), "{whose:?}: {twice:?}");
        }
    }

    #[test]
    fn one_character_is_looked_up_by_the_table() {
        assert_eq!("緒國鑑之".chars().map(simple).collect::<String>(), "绪国鉴之");
        assert!(COMPATIBILITY.len() > 600);
    }

    #[test]
    fn some_pairs_are_for_one_of_them() {
        let table = |whose| simplified(whose).collect::<HashMap<char, char>>();
        let (mentions, search) = (table(For::Mentions), table(For::Search));
        for (c, in_mentions, in_search) in [
            ('圓', '元', '圆'),
            ('參', '叁', '参'),
            ('著', '著', '着'),
            ('萬', '万', '万'),
            ('砲', '炮', '炮'),
        ] {
            let of = |pairs: &HashMap<char, char>| *pairs.get(&c).unwrap_or(&c);
            assert_eq!((of(&mentions), of(&search)), (in_mentions, in_search), "{c}");
        }
    }
}
