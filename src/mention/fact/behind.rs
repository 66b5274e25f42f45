//! Finds the name that stands behind a number: 400多户|贫困妇女.

use super::clause::{Clauses, Place, REACH, Shape, Word, ends_clause};
use crate::data::facts::{ACT, BODY, COMPOUND, DOWN, LINK, NOUN, Role, SCOPE, STATE, STOP, UP, VERB, WHOLE};
use crate::mention::Kind;
use crate::mention::cursor::among;

/// A name behind a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Behind {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// A 的 stands between: 4万元|的图书.
    pub(crate) of: bool,
    /// It begins with a word that may be a verb: 500万元|建设水库.
    pub(crate) act: bool,
}

/// Whether a classifier counts nothing by itself: behind it an attribute may begin with a verb.
fn is_pure(classifier: char) -> bool {
    matches!(classifier, '名' | '位' | '个' | '家' | '户' | '所' | '座' | '项' | '条' | '支')
}

/// What completes a unit: 0.41吨标准煤.
const COMPLETES: [&str; 5] = ["标准煤", "标准箱", "当量", "标煤", "标箱"];

/// Nouns that behind persons say what they do: 2.4万名妇女|创业.
const DOES: [&str; 8] = ["创业", "就业", "增收", "脱贫", "致富", "再就业", "入学", "上岗"];

/// The number before a name, as far as the name asks for it.
struct Number {
    /// A 的 stands behind it.
    of: bool,
    /// Its classifier counts nothing by itself.
    pure: bool,
    persons: bool,
    /// It counts how often something occurs.
    occurs: bool,
    /// Where the next number begins.
    ceiling: usize,
}

/// A name, as far as it is read.
struct Read {
    start: usize,
    end: usize,
    at: usize,
    act: bool,
    /// An attribute that a verb begins must come to its 的.
    attribute: bool,
    last: Option<Word>,
}

impl Read {
    fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Begins again behind an attribute.
    fn begin_at(&mut self, at: usize) {
        (self.start, self.end, self.at) = (at, at, at);
    }
}

impl Clauses<'_> {
    /// The name behind a mention.
    pub(crate) fn name_behind(&self, place: &Place, unit: Option<&str>, occurs: bool) -> Option<Behind> {
        let mut at = place.end;
        if self.at(at) == Some(' ') {
            at += 1;
        }
        let of = self.at(at) == Some('的');
        if of {
            at += 1;
        }
        // Behind every other number stands a mark, and no name to read.
        if !of && self.at(at).is_none_or(|c| ends_clause(c) || c == '每') {
            return None;
        }
        let ceiling = self.ceiling(at);
        if at >= ceiling {
            return None;
        }
        let unit = unit.filter(|unit| unit.len() == 3).and_then(|unit| unit.chars().next());
        let counts = place.kind == Kind::Count;
        // 十几县的盐民: the unit is the thing.
        if self.is_of_the_unit(at)
            || of && counts && unit.is_some_and(|unit| among!(unit, "县村省市乡镇校厂国"))
        {
            return None;
        }
        let pure = counts && unit.is_some_and(is_pure);
        let persons = unit.is_some_and(|unit| matches!(unit, '名' | '位' | '人'));
        let number = Number { of, pure, persons, occurs, ceiling };
        let attribute = self.at(at) == Some('以') && pure | (unit == Some('次'));
        let mut name = Read { start: at, end: at, at, act: false, attribute, last: None };
        while let Some(word) = self.word_at(name.at, number.ceiling) {
            if !self.reads(&mut name, word, &number) {
                break;
            }
        }
        if name.attribute {
            return None;
        }
        let (start, end) = (name.start, self.without_ends(&name, number.ceiling));
        let found = self.has_letter(start, end) && !self.is_no_name(start);
        found.then_some(Behind { start, end, of, act: name.act })
    }

    /// Where the next number begins.
    fn ceiling(&self, at: usize) -> usize {
        let behind = self.places.get(self.here + 1..).unwrap_or_default().iter();
        let mut behind = behind.skip_while(|other| other.start < at).take(8);
        let number = behind.find(|place| !matches!(place.kind, Kind::Ordinal));
        let reach = self.chars.len().min(at + REACH);
        number.map_or(reach, |next| reach.min(next.start))
    }

    /// Whether what stands behind a number still is its unit: 0.41吨|标准煤, 5.6部|/百人.
    fn is_of_the_unit(&self, at: usize) -> bool {
        match self.at(at) {
            Some('、' | '/') => true,
            Some('标' | '当') => {
                COMPLETES.iter().any(|word| self.says(at, at + word.chars().count(), word))
            }
            _ => false,
        }
    }

    /// Reads one word more; false where the name ends before it.
    fn reads(&self, name: &mut Read, word: Word, number: &Number) -> bool {
        let goes_on = match word.shape {
            _ if self.at(word.start) == Some('每') => false,
            Shape::Mark | Shape::Bracket | Shape::Mention => false,
            Shape::Aspect => name.attribute,
            Shape::And => self.joins(name, &word, number.ceiling),
            Shape::Of => return self.ends_attribute(name, &word, number.ceiling),
            Shape::Such => {
                let goes_on = !name.is_empty() && self.goes_on(word.end, number.ceiling);
                if goes_on {
                    name.begin_at(word.end);
                }
                return goes_on;
            }
            Shape::Word(role) => self.takes_word(name, &word, role, number),
            Shape::Quoted | Shape::Other => true,
        };
        if goes_on {
            name.at = word.end;
            if !name.attribute {
                name.end = word.end;
            }
            name.last = Some(word);
        }
        goes_on
    }

    /// Whether an 和 joins two parts of the name.
    fn joins(&self, name: &Read, word: &Word, ceiling: usize) -> bool {
        if name.is_empty() && !name.attribute || word.end >= ceiling {
            return false;
        }
        let next = self.word_at(word.end, ceiling);
        name.attribute
            || next.is_some_and(|next| {
                !next.is(VERB.or(STOP)) && !matches!(next.shape, Shape::Mark)
                    || next.is(NOUN)
                    || next.is(ACT) && self.at(word.start) != Some('、')
            })
    }

    /// Begins the name again behind a 的, unless what stands before it is the whole of it.
    fn ends_attribute(&self, name: &mut Read, word: &Word, ceiling: usize) -> bool {
        let next = self.word_at(word.end, ceiling);
        let head = next.is_some_and(|next| !next.is(STOP.or(LINK)) && !matches!(next.shape, Shape::Mark));
        let whole = !name.attribute && name.last.is_some_and(|last| last.is(BODY));
        if !head || whole {
            return false;
        }
        name.attribute = false;
        name.act = false;
        name.begin_at(word.end);
        true
    }

    /// Whether a word of the tables is part of the name, or of an attribute that it begins.
    fn takes_word(&self, name: &mut Read, word: &Word, role: Role, number: &Number) -> bool {
        let (empty, single, ceiling) = (name.is_empty(), word.len() == 1, number.ceiling);
        let makes_a_name = || self.makes_a_name(word.end, ceiling);
        let verb = role.is(VERB)
            && !(role.is(ACT) && (empty || !number.persons && makes_a_name()))
            && !(number.occurs && !empty && makes_a_name());
        if role.is(NOUN) {
            let does = || DOES.iter().any(|does| self.says(word.start, word.end, does));
            let who = number.persons && name.last.is_some_and(|last| last.is(BODY));
            return !(who && does() && !self.goes_on(word.end, ceiling));
        }
        if role.is(WHOLE) && !empty && !name.attribute {
            return false;
        }
        let ends = verb
            || role.is(STOP)
            || role.is(SCOPE) && !empty
            || role.is(UP.or(DOWN)) && !single
            || role.is(STATE) && !role.is(NOUN) && !self.goes_on(word.end, ceiling);
        if ends {
            let begins = number.pure && (role.is(VERB) || number.persons) || number.of && role.is(VERB);
            name.attribute |= empty && begins;
            return name.attribute;
        }
        if role.is(ACT) && !single {
            name.act |= empty;
            return empty || !number.persons || name.attribute || makes_a_name();
        }
        true
    }

    /// Where the name ends without marks, and without the 中 of 34项指标|中，28项达标.
    fn without_ends(&self, name: &Read, ceiling: usize) -> usize {
        let (start, mut end) = (name.start, name.end);
        while end > start && matches!(self.before(end), Some(' ' | '、' | '-' | '~' | '/')) {
            end -= 1;
        }
        let among = end > start + 2
            && self.before(end) == Some('中')
            && (end >= ceiling || self.at(end).is_none_or(ends_clause))
            && !["初中", "高中", "集中"].iter().any(|word| self.ends(end, word));
        if among { end - 1 } else { end }
    }

    /// Whether what stands behind the number says of it: 三万元|之部分, 6项|未达标.
    fn is_no_name(&self, start: usize) -> bool {
        match self.at(start) {
            Some('之') => !self.says(start, start + 2, "之家"),
            Some('未') => self.facts.at(self.chars, start, |_, role| role.is(NOUN)).is_none(),
            _ => false,
        }
    }

    /// Whether a noun stands behind a word: 受灾|群众.
    fn goes_on(&self, at: usize, ceiling: usize) -> bool {
        let next = self.word_at(at, ceiling);
        next.is_some_and(|next| {
            !next.is(VERB.or(STOP).or(LINK))
                && !matches!(next.shape, Shape::Mark | Shape::And | Shape::Of | Shape::Aspect)
        })
    }

    /// Whether what stands behind a word that may be a verb makes one name with it, or nothing stands there.
    fn makes_a_name(&self, at: usize, ceiling: usize) -> bool {
        match self.word_at(at, ceiling) {
            None => true,
            Some(word) => {
                matches!(word.shape, Shape::Mark | Shape::And | Shape::Of | Shape::Such)
                    || word.is(COMPOUND.or(ACT))
                    || word.is(STOP)
            }
        }
    }
}
