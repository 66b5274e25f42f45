//! Finds the name that stands behind a number: 400多户|贫困妇女.

use super::clause::{Clauses, Place, REACH, Shape};
use crate::data::chars::Chars;
use crate::data::facts::{ACT, BODY, COMPOUND, DOWN, LINK, NOUN, SCOPE, STATE, STOP, UP, VERB, WHOLE};
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

/// Classifiers that count nothing by themselves: behind them an attribute may begin with a verb.
static PURE: Chars = Chars::of("名位个家户所座项条支");
/// What completes a unit: 0.41吨标准煤.
const COMPLETES: [&str; 5] = ["标准煤", "标准箱", "当量", "标煤", "标箱"];

impl Clauses<'_> {
    /// The name behind the `i`-th mention.
    pub(crate) fn name_behind(&self, place: &Place, unit: Option<&str>, occurs: bool) -> Option<Behind> {
        let mut at = place.end;
        if self.at(at) == Some(' ') {
            at += 1;
        }
        let of = self.at(at) == Some('的');
        if of {
            at += 1;
        }
        let mut ceiling = self.chars.len().min(at + REACH);
        let behind = self.places.get(self.here + 1..).unwrap_or_default().iter();
        let mut behind = behind.skip_while(|other| other.start < at).take(8);
        let number = behind.find(|p| !matches!(p.kind, crate::mention::Kind::Ordinal));
        if let Some(next) = number {
            ceiling = ceiling.min(next.start);
        }
        if matches!(self.at(at), Some('标' | '当'))
            && COMPLETES.iter().any(|word| self.says(at, at + word.chars().count(), word))
        {
            return None;
        }
        // 5.6部/百人
        if matches!(self.at(at), Some('、' | '/')) {
            return None;
        }
        let unit = unit.filter(|unit| unit.len() == 3).and_then(|unit| unit.chars().next());
        // 十几县的盐民: the unit is the thing.
        if of
            && place.kind == crate::mention::Kind::Count
            && unit.is_some_and(|unit| among!(unit, "县村省市乡镇校厂国"))
        {
            return None;
        }
        let pure = place.kind == crate::mention::Kind::Count && unit.is_some_and(|unit| PURE.has(unit));
        let persons = unit.is_some_and(|unit| matches!(unit, '名' | '位' | '人'));
        let (mut start, mut end) = (at, at);
        let mut act = false;
        let mut last = None;
        // An attribute that a verb begins must come to its 的.
        let mut attribute = self.at(at) == Some('以') && pure | (unit == Some('次'));
        while let Some(word) = self.word_at(at, ceiling) {
            let empty = start == end;
            match word.shape {
                _ if self.at(word.start) == Some('每') => break,
                Shape::Mark | Shape::Bracket | Shape::Mention => break,
                Shape::Aspect => {
                    if !attribute {
                        break;
                    }
                }
                Shape::And => {
                    if empty && !attribute || word.end >= ceiling {
                        break;
                    }
                    let next = self.word_at(word.end, ceiling);
                    let goes_on = next.is_some_and(|next| {
                        !next.is(VERB.or(STOP)) && !matches!(next.shape, Shape::Mark)
                            || next.is(NOUN)
                            || next.is(ACT) && self.at(word.start) != Some('、')
                    });
                    if !goes_on && !attribute {
                        break;
                    }
                }
                Shape::Of => {
                    let next = self.word_at(word.end, ceiling);
                    let head = next
                        .is_some_and(|next| !next.is(STOP.or(LINK)) && !matches!(next.shape, Shape::Mark));
                    let whole = !attribute && last.is_some_and(|last: super::clause::Word| last.is(BODY));
                    if !head || whole {
                        break;
                    }
                    attribute = false;
                    (start, end) = (word.end, word.end);
                    at = word.end;
                    act = false;
                    continue;
                }
                Shape::Such => {
                    if empty || !self.goes_on(word.end, ceiling) {
                        break;
                    }
                    (start, end) = (word.end, word.end);
                    at = word.end;
                    continue;
                }
                Shape::Word(role) => {
                    let single = word.len() == 1;
                    let verb = role.is(VERB)
                        && !(role.is(ACT) && (empty || !persons && self.makes_a_name(word.end, ceiling)));
                    let verb = verb && !(occurs && !empty && self.makes_a_name(word.end, ceiling));
                    if role.is(NOUN) {
                    } else if role.is(WHOLE) && !empty && !attribute {
                        break;
                    } else if verb
                        || role.is(STOP)
                        || role.is(SCOPE) && !empty
                        || role.is(UP.or(DOWN)) && !single
                        || role.is(STATE) && !empty && !self.goes_on(word.end, ceiling)
                    {
                        if !attribute {
                            if !(empty && (pure && (role.is(VERB) || persons) || of && role.is(VERB))) {
                                break;
                            }
                            attribute = true;
                        }
                    } else if role.is(ACT) && !single {
                        if empty {
                            act = true;
                        } else if persons && !attribute && !self.makes_a_name(word.end, ceiling) {
                            break;
                        }
                    }
                }
                Shape::Quoted | Shape::Other => {}
            }
            at = word.end;
            if !attribute {
                end = at;
            }
            last = Some(word);
        }
        if attribute {
            return None;
        }
        while end > start && matches!(self.before(end), Some(' ' | '、' | '-' | '~' | '/')) {
            end -= 1;
        }
        // 34项指标中，28项达标; 32项指标中28项达标
        if end > start + 2
            && self.before(end) == Some('中')
            && (end >= ceiling || self.at(end).is_none_or(super::clause::ends_clause))
            && !["初中", "高中", "集中"].iter().any(|word| self.ends(end, word))
        {
            end -= 1;
        }
        // 三万元|之部分
        if self.at(start) == Some('之') && !self.says(start, start + 2, "之家") {
            return None;
        }
        // 6项|未达标
        if self.at(start) == Some('未')
            && !self.facts.at(self.chars, start, |_, role| role.is(NOUN)).is_some()
        {
            return None;
        }
        self.has_letter(start, end).then_some(Behind { start, end, of, act })
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
