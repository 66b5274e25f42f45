//! Finds the name and the standard of a number that is a change: 财政收入|比上年|增长|8%.

use super::clause::{Shape, Word, ends_sentence};
use super::{Fact, Links, Reader, Span, Words};
use crate::data::chars::Chars;
use crate::data::facts::{COMPARE, DOWN, LEVEL, LINK, NOUN, QUANTITY, STOP, UP, VERB};
use crate::mention::{Change, Kind};

/// Words that say a change only beside a comparison: 比上年|多|3天.
static ADJECTIVES: Chars = Chars::of("多少快慢高低");
/// Words that make a number of their own: 新增|城镇就业1.2万人.
const OWN: [&str; 3] = ["新增", "新建", "净增"];
/// What stands in 高于|全市平均水平|4.2个百分点 before the standard.
const OVER: [&str; 5] = ["高于", "低于", "高出", "高过", "高出了"];
/// Whether a word of [`OVER`] begins with two characters.
fn begins_over(two: &[char]) -> bool {
    matches!(two, ['高' | '低', '于' | '出' | '过'])
}

/// Change words with their object inside: without a name before them they have none.
static WITH_OBJECT: Chars = Chars::of("收支税负值员编亏损利贷租息薪");

/// Ends of names of persons who have more, and of what is paid.
static PERSONS: Chars = Chars::of("民户者");
static PAID: Chars = Chars::of("税费款金");

pub(super) fn direction(word: &Word) -> Option<Change> {
    match (word.is(UP), word.is(DOWN)) {
        (true, _) => Some(Change::Up),
        (_, true) => Some(Change::Down),
        _ => None,
    }
}

impl Reader<'_> {
    /// The direction of a change word that takes the name as its object: 减轻|企业负担|1500多亿元.
    pub(super) fn governing_change(&self, cut: &Word) -> Option<Change> {
        if cut.len() < 2 || cut.is(NOUN) || OWN.iter().any(|own| self.clauses.says(cut.start, cut.end, own)) {
            return None;
        }
        direction(cut)
    }

    /// Where the change word before 到, 至 or 为 begins: 增加|到, 降|为, 发展|到.
    pub(super) fn made_level(&self, word: &Word, floor: usize) -> Option<usize> {
        let clauses = &self.clauses;
        // 增至 and 增到 stand in the tables as one word, or as two.
        let text = |w: &Word, words: &[&str]| words.iter().any(|s| clauses.says(w.start, w.end, s));
        if word.is(UP.or(DOWN))
            && word.len() > 1
            && clauses.before(word.end).is_some_and(|c| matches!(c, '至' | '到' | '为' | '成'))
        {
            // 下降|到 and 猛增|至, though 降到 and 增至 are words.
            let whole = clauses.word_before(word.end - 1, floor).filter(|whole| whole.is(UP.or(DOWN)));
            return Some(whole.map_or(word.start, |whole| whole.start.min(word.start)));
        }
        // 核定为 ends with 定为, a word of its own.
        let made = || {
            ["核定为", "调整为", "修订为", "核减为", "核增为"].iter().any(|made| clauses.ends(word.end, made))
        };
        if clauses.before(word.end) == Some('为') && made() {
            return word.end.checked_sub(3);
        }
        if !word.is(LEVEL) {
            return None;
        }
        let verb = clauses.word_before(word.start, floor)?;
        let level = verb.is(UP.or(DOWN))
            || text(
                &verb,
                &[
                    "发展", "调整", "扩充", "改", "变", "涨", "恢复", "延长", "扩", "退", "转", "回升",
                    "壮大", "跃", "跃升", "压缩",
                ],
            );
        if !level {
            return None;
        }
        let before = clauses.word_before(verb.start, floor);
        Some(before.filter(|w| text(w, &["逐步", "已", "又", "迅速"])).map_or(verb.start, |w| w.start))
    }

    /// A number right behind a change word.
    pub(super) fn changed(&self, links: &Links) -> Option<Fact> {
        let clauses = &self.clauses;
        if let Some(fact) = self.change_behind(links) {
            return Some(fact);
        }
        if let Some(fact) = self.above(links) {
            return Some(fact);
        }
        if links.level {
            return None;
        }
        let word = links.word?;
        let change = direction(&word).filter(|_| !word.is(NOUN))?;
        // 不高于60元: a bound.
        if OVER.iter().any(|over| clauses.says(word.start, word.end, over))
            && clauses.before(word.end) == Some('于')
        {
            return None;
        }
        let quantity = word.is(QUANTITY);
        let (against, end, respectively) = self.standard(word.start);
        let adjective = word.len() == 1 && clauses.at(word.start).is_some_and(|c| ADJECTIVES.has(c));
        if (adjective || quantity && word.len() == 1) && against.is_none() {
            return None;
        }
        let floor = clauses.floor(end);
        let mut name = clauses.name_before(end, floor);
        self.over_each(&mut name, floor);
        let against = against.or_else(|| self.opened(name.start));
        let fact = Fact {
            change: Some(change),
            against: against.and_then(Words::of),
            ..Fact::of(None, "over a change word").by((word.start, word.end)).shared()
        };
        let links = Links { respectively: respectively || links.respectively, ..*links };
        if let Some(members) = self.respectively(&links, &name) {
            return Some(Fact { change: fact.change, against: fact.against, cue: fact.cue, ..members });
        }
        let object = clauses.before(word.end).filter(|c| word.len() == 2 && WITH_OBJECT.has(*c));
        // 渔民|增收3200元: who has more is not what is more.
        if object.is_some() && clauses.before(name.end).is_some_and(|c| PERSONS.has(c)) {
            return Some(fact);
        }
        if self.fits(&name) {
            return Some(Fact { measured: Words::of(name.span()), ..fact });
        }
        self.changing(&word, object, end, fact)
    }

    /// What a change without a name before it is one of: that of a number before. The change and its standard are known,
    /// and the object within the change word.
    fn changing(&self, word: &Word, object: Option<char>, end: usize, fact: Fact) -> Option<Fact> {
        let clauses = &self.clauses;
        let own = OWN.iter().take(2).any(|own| clauses.says(word.start, word.end, own));
        if own && fact.against.is_none() {
            return self.added(word).map(|measured| Fact { measured, ..fact });
        }
        // 运输收入5.86亿元，增|收|3200万元; 税款186亿元，比上年增|收|17亿元
        let is_object = |(start, end): &Span| {
            let name = clauses.chars.get(*start..*end).unwrap_or_default();
            let paid = || fact.against.is_some() && name.last().is_some_and(|c| PAID.has(*c));
            object.is_none_or(|c| name.contains(&c) || c == '收' && paid())
        };
        let measured = self.named_before(end).filter(is_object);
        if word.len() == 1 && measured.is_none() {
            return None;
        }
        Some(Fact { measured: measured.and_then(Words::of), ..fact })
    }

    /// 贷款余额268亿元，新增|31亿元: right behind a number in its unit, and with nothing of its own, it is more of the same.
    fn added(&self, word: &Word) -> Option<Option<Words>> {
        let clauses = &self.clauses;
        // 藏书268万册，当年|新增|6.3万册
        let date = clauses.place_ending(word.start).filter(|place| place.kind == Kind::Date);
        let begins = date.map_or(word.start, |date| date.start);
        let last = self.clauses.here.checked_sub(1 + usize::from(date.is_some()))?;
        let (place, mention) = (clauses.places.get(last)?, self.mentions.get(last)?);
        let alone = clauses.at(self.place.end).is_none_or(super::clause::ends_clause);
        let follows = place.end + 1 == begins && matches!(clauses.at(place.end), Some(',' | '，'));
        let same = mention.kind == self.place.kind && mention.unit == self.mention.unit;
        let named = self.found.get(last)?.measured;
        (alone && follows && same && named.is_some()).then_some(named)
    }

    /// 有16.6%的|增长.
    fn change_behind(&self, links: &Links) -> Option<Fact> {
        let clauses = &self.clauses;
        if clauses.at(self.place.end) != Some('的') {
            return None;
        }
        let word = clauses.word_at(self.place.end + 1, self.place.end + 6)?;
        let change = direction(&word).filter(|_| word.len() > 1)?;
        let name = clauses.name_before(links.start, self.floor);
        let measured = if self.fits(&name) { Some(name.span()) } else { self.named_before(links.start) };
        let fact = Fact::of(measured, "before a change word").by((word.start, word.end));
        Some(Fact { change: Some(change), ..fact })
    }

    /// 高于|全市平均水平|4.2个百分点.
    fn above(&self, links: &Links) -> Option<Fact> {
        let clauses = &self.clauses;
        let before = clauses.chars.get(..links.start).unwrap_or_default();
        let over = |some, &c: &char| some | (c == '于') | (c == '出') | (c == '过');
        // All at once, and a known number of them, which takes a third of the time: nearly always there is none.
        let near = match before.last_chunk::<20>() {
            Some(near) => near.iter().fold(false, over),
            None => before.iter().fold(false, over),
        };
        if !near {
            return None;
        }
        let floor = clauses.far_floor(links.start);
        let words = clauses.chars.get(floor..links.start).unwrap_or_default();
        // Most clauses have none, and their words need not be looked up.
        if !words.windows(2).any(begins_over) {
            return None;
        }
        let mut at = links.start;
        for _ in 0..12 {
            let word = clauses.word_before(at, floor)?;
            if matches!(word.shape, Shape::Mark)
                || clauses.place_ending(word.end).is_some_and(|p| p.is_number())
            {
                return None;
            }
            if OVER.iter().any(|over| clauses.says(word.start, word.end, over)) {
                if at == links.start {
                    return None;
                }
                let change = direction(&word)?;
                let name = clauses.name_before(word.start, clauses.floor(word.start));
                let measured =
                    if self.fits(&name) { Some(name.span()) } else { self.named_before(word.start) };
                let fact = Fact::of(measured, "over a change word").by((word.start, word.end)).shared();
                // 高出|全省平均|5.1个百分点: the 平均 is no link here.
                let average = clauses.ends(self.place.start, "平均");
                let against = Words::of((at, if average { self.place.start } else { links.start }));
                return Some(Fact { change: Some(change), against, ..fact });
            }
            at = word.start;
        }
        None
    }

    /// What a change that ends at `end` is held against, where the words of the comparison begin, and whether 分别
    /// is among them.
    fn standard(&self, end: usize) -> (Option<Span>, usize, bool) {
        let clauses = &self.clauses;
        let (mut at, mut same, mut respectively) = (end, None, false);
        let floor = clauses.far_floor(end);
        // Adverbs right before the change word.
        while let Some(word) = clauses.word_before(at, floor) {
            if word.is(COMPARE) {
                same.get_or_insert((word.start, word.end));
            } else if ["比", "较", "有"].iter().any(|w| clauses.says(word.start, word.end, w))
                || !word.is(STOP.or(LINK))
                || word.is(NOUN)
            {
                break;
            }
            respectively |= clauses.says(word.start, word.start + 2, "分别");
            at = word.start;
        }
        let adverbs = at;
        let mut far = adverbs;
        // 与上年相比，增长8%.
        let compared = |at: usize| clauses.ends(at, "相比") || clauses.ends(at, "比较");
        let comma = matches!(clauses.before(far), Some(',' | '，'));
        if comma && compared(far - 1) {
            far -= 1;
        }
        let to = if compared(far) { far - 2 } else { far };
        let mut at = to;
        for _ in 0..14 {
            let Some(word) = clauses.word_before(at, floor) else { break };
            if matches!(word.shape, Shape::Mark)
                || clauses.place_ending(word.end).is_some_and(|p| p.is_number())
            {
                break;
            }
            let one = word.len() == 1;
            let begins = one && matches!(clauses.at(word.start), Some('比' | '较'))
                || to < far && one && matches!(clauses.at(word.start), Some('与' | '同' | '跟' | '和'));
            if begins && at < to {
                let span = self.trim_standard(at, to);
                let (start, more) = self.adverbs_before(word.start, floor);
                return (span.or(same), start, respectively | more);
            }
            if word.is(VERB) && to == far {
                break;
            }
            at = word.start;
        }
        (same, adverbs, respectively)
    }

    /// Where the adverbs before 比 begin, and whether 分别 is among them.
    fn adverbs_before(&self, at: usize, floor: usize) -> (usize, bool) {
        let clauses = &self.clauses;
        let (mut start, mut respectively) = (at, false);
        while let Some(word) = clauses.word_before(start, floor) {
            if !word.is(STOP.or(LINK)) || word.is(NOUN) || clauses.says(word.start, word.end, "有") {
                break;
            }
            respectively |= clauses.says(word.start, word.start + 2, "分别");
            start = word.start;
        }
        (start, respectively)
    }

    /// 与|上年|相比，发病率下降8%: the standard in the clause before that of the name, which begins at `at`.
    fn opened(&self, at: usize) -> Option<Span> {
        let clauses = &self.clauses;
        let floor = clauses.far_floor(at);
        let near = clauses.chars.get(at.saturating_sub(6).max(floor)..at)?;
        let mark = near.iter().rev().position(|c| matches!(c, ',' | '，'))?;
        let end = at - mark - 1;
        if !(clauses.ends(end, "相比") || clauses.ends(end, "比较") || clauses.ends(end, "对比")) {
            return None;
        }
        let to = if clauses.ends(end - 2, "同期") { end - 4 } else { end - 2 };
        let mut at = to;
        for _ in 0..10 {
            let word = clauses.word_before(at, floor)?;
            if matches!(word.shape, Shape::Mark) {
                return None;
            }
            if word.len() == 1 && matches!(clauses.at(word.start), Some('与' | '同' | '跟' | '和')) {
                return self.trim_standard(at, to);
            }
            at = word.start;
        }
        None
    }

    /// The standard without 同期 and without marks.
    fn trim_standard(&self, start: usize, mut end: usize) -> Option<Span> {
        for word in ["同期", "同期相", "相", "同口径", "又", "分别", "也", "的", ","] {
            if self.clauses.ends(end, word) && end > start + word.chars().count() {
                end -= word.chars().count();
            }
        }
        (start < end).then_some((start, end))
    }

    /// What the nearest number before `at` in the sentence measures. An amount is one of a thing that is counted in
    /// its unit, where one is: 用户12.4万户，整转率96%，比上年增加|8400户.
    pub(super) fn named_before(&self, at: usize) -> Option<Span> {
        let clauses = &self.clauses;
        let mut to = at;
        let mut nearest = None;
        let before = self.found.iter().zip(clauses.places).zip(self.mentions).rev();
        for ((fact, place), mention) in before.take(6) {
            let from = place.end.min(to);
            if at - from > 2 * super::clause::REACH
                || clauses.chars.get(from..to)?.iter().copied().any(ends_sentence)
            {
                break;
            }
            if let Some(measured) = fact.measured {
                if self.place.kind == Kind::Ratio || mention.unit == self.mention.unit {
                    return Some(measured.span());
                }
                nearest.get_or_insert(measured.span());
            }
            to = from;
        }
        nearest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_word_over_begins_as_is_looked_for() {
        for word in OVER {
            let two: Vec<char> = word.chars().take(2).collect();
            assert!(begins_over(&two), "{word}");
        }
    }
}
