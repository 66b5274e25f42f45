//! Reads the words of the clause around a number, one after another, to the left or to the right.

use crate::data::chars::Chars;
use crate::data::facts::{ACT, DOWN, Facts, NOUN, Role, UP, VERB};
use crate::mention::Kind;
use crate::mention::cursor::among;

/// How far from a number its name may begin: a clause is bounded, so that a text costs one pass.
pub(crate) const REACH: usize = 48;

/// Where a mention stands, and what it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// A grade before a noun: 一级|良种繁育田.
    pub(crate) grade: bool,
}

impl Place {
    /// Whether it states a quantity.
    pub(crate) fn is_number(&self) -> bool {
        states_quantity(self.kind)
    }

    /// Whether it may stand inside a name: 65岁以上|老人, 一等奖.
    pub(crate) fn is_part_of_names(&self) -> bool {
        self.grade || matches!(self.kind, Kind::Ordinal | Kind::Age)
    }
}

/// Whether what is of the kind has facts: it says how much of something there is.
pub(crate) fn states_quantity(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Money | Kind::Measure | Kind::Ratio)
}

/// What a word of a clause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word of the tables.
    Word(Role),
    /// A quotation or a title with its marks.
    Quoted,
    /// Something in brackets.
    Bracket,
    /// A mention that is part of a name.
    Mention,
    /// 、 和 与 及 或.
    And,
    /// 的.
    Of,
    /// 等.
    Such,
    /// 了 着: the verb before it governs.
    Aspect,
    /// What ends a clause.
    Mark,
    /// Any other character.
    Other,
}

/// A word of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) shape: Shape,
}

impl Word {
    /// Whether it has one of the roles.
    pub(crate) fn is(&self, role: Role) -> bool {
        matches!(self.shape, Shape::Word(has) if has.is(role))
    }

    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

/// A folded text with its mentions.
#[derive(Clone, Copy)]
pub(crate) struct Clauses<'t> {
    pub(crate) chars: &'t [char],
    pub(crate) places: &'t [Place],
    /// Which of them is read: what is asked for stands near it.
    pub(crate) here: usize,
    pub(crate) facts: &'static Facts,
    /// Whether a mention may be part of a name.
    pub(crate) parts: bool,
}

/// Characters that make a noun of the verb before them: 完成|率.
static NOMINAL: Chars = Chars::of("率量额者员值");

/// Characters that do so where they begin no word.
static SUFFIXES: Chars = Chars::of("部处科局院校团队站组班会室所点区费款金品证户厂网机度");

pub(crate) fn ends_clause(c: char) -> bool {
    matches!(
        c,
        ',' | '，'
            | '。'
            | ';'
            | '；'
            | ':'
            | '：'
            | '!'
            | '！'
            | '?'
            | '？'
            | '\n'
            | '('
            | '['
            | ']'
            | '【'
            | '】'
            | '|'
            | '…'
            | '①'..='⑳'
    )
}

pub(crate) fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '!' | '！' | '?' | '？' | '\n')
}

impl Clauses<'_> {
    pub(crate) fn at(&self, at: usize) -> Option<char> {
        self.chars.get(at).copied()
    }

    pub(crate) fn before(&self, at: usize) -> Option<char> {
        self.at(at.checked_sub(1)?)
    }

    /// Whether a letter stands between: a name has one.
    pub(crate) fn has_letter(&self, from: usize, to: usize) -> bool {
        let letter = |c: &char| ('\u{4E00}'..='\u{9FFF}').contains(c) || c.is_alphabetic();
        self.chars.get(from..to).is_some_and(|chars| chars.iter().any(letter))
    }

    /// Whether the words stand between. They are Han, so that their length in bytes tells that of most others.
    #[inline]
    pub(crate) fn says(&self, from: usize, to: usize, words: &str) -> bool {
        words.len() == 3 * to.saturating_sub(from)
            // The first of them tells nearly always.
            && self.at(from) == words.chars().next()
            && self.chars.get(from..to).is_some_and(|chars| chars.iter().copied().eq(words.chars()))
    }

    /// Whether the text before `at` ends with the words.
    #[inline]
    pub(crate) fn ends(&self, at: usize, words: &str) -> bool {
        at.checked_sub(words.len() / 3).is_some_and(|from| self.says(from, at, words))
    }

    /// Where a name of the mention that ends at `at` may begin: behind the mention before it.
    pub(crate) fn floor(&self, at: usize) -> usize {
        let before = self.places.get(..self.here).unwrap_or_default().iter().rev();
        let ends = |place: &&Place| place.end <= at && !place.is_part_of_names();
        let floor = before.take(12).find(ends).map_or(0, |place| place.end);
        floor.max(at.saturating_sub(REACH))
    }

    /// Where the mentions before the `i`-th do not count, its clause begins.
    pub(crate) fn far_floor(&self, at: usize) -> usize {
        at.saturating_sub(REACH)
    }

    /// The word that ends at `end`, not before `floor`.
    pub(crate) fn word_before(&self, end: usize, floor: usize) -> Option<Word> {
        if end <= floor {
            return None;
        }
        let c = self.before(end)?;
        let word = |start, shape| Some(Word { start, end, shape });
        let opening = match c {
            '”' => Some('“'),
            '》' => Some('《'),
            '』' => Some('『'),
            '」' => Some('「'),
            ')' => Some('('),
            _ => None,
        };
        if let Some(opening) = opening {
            let within = self.chars.get(floor..end - 1)?;
            return match within.iter().rposition(|&o| o == opening) {
                Some(at) if c == ')' => word(floor + at, Shape::Bracket),
                Some(at) => word(floor + at, Shape::Quoted),
                None => word(end - 1, Shape::Mark),
            };
        }
        if self.parts
            && let Some(place) = self.part_ending(end)
            && place.start >= floor
        {
            return word(place.start, Shape::Mention);
        }
        if c == '及' && self.before(end - 1) == Some('以') && end - 2 >= floor {
            return word(end - 2, Shape::And);
        }
        if let Some((start, role)) = self.facts.ending(self.chars, end, floor) {
            return word(start, self.shape(start, end, role));
        }
        word(end - 1, self.one(c, end - 1))
    }

    /// The word that begins at `start`, before `ceiling`.
    pub(crate) fn word_at(&self, start: usize, ceiling: usize) -> Option<Word> {
        if start >= ceiling {
            return None;
        }
        let c = self.at(start)?;
        let word = |end, shape| Some(Word { start, end, shape });
        let closing = match c {
            '“' => Some('”'),
            '《' => Some('》'),
            '『' => Some('』'),
            '「' => Some('」'),
            _ => None,
        };
        if let Some(closing) = closing {
            let within = self.chars.get(start..ceiling)?;
            return match within.iter().position(|&o| o == closing) {
                Some(at) => word(start + at + 1, Shape::Quoted),
                None => word(start + 1, Shape::Mark),
            };
        }
        if c == '以' && self.at(start + 1) == Some('及') && start + 2 <= ceiling {
            return word(start + 2, Shape::And);
        }
        if let Some((end, role)) = self.facts.at(self.chars, start, |end, _| end <= ceiling) {
            return word(end, self.shape(start, end, role));
        }
        word(start + 1, self.one(c, start))
    }

    /// What a character is that is no word: 等 behind a grade belongs to it, 二等站.
    fn one(&self, c: char, at: usize) -> Shape {
        let grade = || {
            self.before(at).is_some_and(|c| among!(c, "一二三四五特上中下头"))
                && self.at(at + 1).is_some_and(|c| c.is_alphabetic())
        };
        match one(c) {
            Shape::Such if grade() => Shape::Other,
            shape => shape,
        }
    }

    /// What a word of the tables is where it stands: 完成 is a noun in 完成率.
    fn shape(&self, start: usize, end: usize, role: Role) -> Shape {
        // 建|调解中心 but 建筑: a character that begins a word is no verb.
        if end - start == 1
            && role.is(VERB.or(ACT))
            && self.facts.at(self.chars, start, |to, _| to > end).is_some()
        {
            return Shape::Other;
        }
        // 渔获|量
        if end - start == 1 && role.is(VERB) && self.at(end).is_some_and(|c| NOMINAL.has(c)) {
            let begins = self.facts.at(self.chars, end, |to, _| to > end + 1).is_some();
            return if begins { Shape::Word(role) } else { Shape::Other };
        }
        let nominal = end - start > 1
            && role.is(VERB.or(ACT).or(UP).or(DOWN))
            && (role.is(ACT) || !self.begins_a_name(end))
            && self.is_suffix(end);
        Shape::Word(if nominal { NOUN } else { role })
    }

    /// Whether more of a name follows the character at `at`, behind a word that is nothing but a verb: 缴获|机枪14挺.
    fn begins_a_name(&self, at: usize) -> bool {
        let Some(c) = self.at(at + 1) else { return false };
        !NOMINAL.has(self.at(at).unwrap_or_default())
            && ('\u{4E00}'..='\u{9FFF}').contains(&c)
            && !among!(c, "一二三四五六七八九十百千两有为共达约计的和与及")
    }

    /// Whether a character that makes a noun of the verb before it stands at `at`, and begins no word: 宣讲|团, 配备|车辆.
    fn is_suffix(&self, at: usize) -> bool {
        let Some(c) = self.at(at) else { return false };
        NOMINAL.has(c) || SUFFIXES.has(c) && self.facts.at(self.chars, at, |end, _| end > at + 1).is_none()
    }

    /// The mention that ends at `end` and is part of a name.
    fn part_ending(&self, end: usize) -> Option<&Place> {
        self.place_ending(end).filter(|place| place.is_part_of_names())
    }

    /// The mention that ends at `end`, which does not stand behind the one that is read.
    pub(crate) fn place_ending(&self, end: usize) -> Option<&Place> {
        self.backwards().find(|place| place.end <= end).filter(|place| place.end == end)
    }

    /// The mention that is read and those before it, from the right.
    pub(crate) fn backwards(&self) -> impl Iterator<Item = &Place> {
        self.places.get(..=self.here).unwrap_or_default().iter().rev()
    }
}

fn one(c: char) -> Shape {
    match c {
        '、' | '和' | '与' | '及' | '或' | '暨' => Shape::And,
        '的' => Shape::Of,
        '等' => Shape::Such,
        '了' | '着' => Shape::Aspect,
        ' ' => Shape::Mark,
        c if ends_clause(c) => Shape::Mark,
        _ => Shape::Other,
    }
}
