//! Finds the name of a number in another number's: from–to, respectively, in a list, the same things again.

use super::before::Name;
use super::clause::{Shape, ends_sentence};
use super::{Fact, Links, Reader, Span, Words, counts_persons};
use crate::data::facts::QUANTITY;
use crate::mention::Kind;
use crate::mention::cursor::among;
use crate::mention::found::Found;

/// What stands for one of many: it is no level of the whole.
const AVERAGES: [&str; 7] = ["亩产", "单产", "人均", "户均", "亩均", "平均", "每亩"];

impl Reader<'_> {
    /// 普及率|由89%提高到96.4%: both numbers have the name before 由.
    pub(super) fn risen(&self, links: &Links) -> Option<Fact> {
        let clauses = &self.clauses;
        let mut at = links.start;
        // 由上年的94.1%, 从1978年的120万吨.
        if clauses.before(at) == Some('的')
            && let Some(date) = clauses.place_ending(at - 1)
            && date.kind == Kind::Date
        {
            at = date.start;
        }
        let floor = clauses.far_floor(at);
        // 由每人每年3800元
        while at > floor && self.mention.per.is_some() {
            let each = clauses.word_before(at, floor).filter(|word| {
                clauses.at(word.start) == Some('每') && word.len() > 1 && word.is(crate::data::facts::STOP)
            });
            let Some(each) = each else { break };
            at = each.start;
        }
        if at < links.start
            && let Some(word) = clauses.word_before(at, floor)
            && let Some(start) = self.made_level(&word, floor)
        {
            return self.risen_to(start);
        }
        if links.level {
            return self.risen_to(links.start);
        }
        let from = matches!(clauses.before(at), Some('由' | '从'))
            && clauses.word_before(at, floor).is_some_and(|w| w.len() == 1);
        if !from || !self.goes_on() {
            return None;
        }
        let floor = clauses.floor(at - 1);
        let mut name = clauses.name_before(at - 1, floor);
        self.over_each(&mut name, floor);
        let measured = if self.fits(&name) { Some(name.span()) } else { self.named_before(at - 1) };
        Some(Fact::of(measured, "from–to").by((at - 1, at)).shared())
    }

    /// Whether a change of the number follows in its clause: 由89%|提高到.
    fn goes_on(&self) -> bool {
        let chars = self.clauses.chars.get(self.place.end..).unwrap_or_default();
        let chars = chars.get(..24).unwrap_or(chars);
        let to = |pair: &[char]| match pair {
            [_, '到' | '至'] => true,
            [before, '为' | '成'] => among!(*before, "降减改升变增转调展加少大小短高低长扩缩"),
            _ => false,
        };
        let next = chars.windows(2).position(to);
        let mark = chars.iter().position(|&c| ends_sentence(c));
        next.is_some() && !mark.is_some_and(|mark| Some(mark) < next)
    }

    /// The number to which something rose: the change word begins at `at`.
    fn risen_to(&self, at: usize) -> Option<Fact> {
        let clauses = &self.clauses;
        let floor = clauses.floor(at);
        let mut at = at;
        while let Some(word) = clauses.word_before(at, floor) {
            if !word.is(crate::data::facts::STOP.or(crate::data::facts::LINK))
                || word.is(crate::data::facts::NOUN)
            {
                break;
            }
            at = word.start;
        }
        let mut name = clauses.name_before(at, floor);
        self.over_each(&mut name, floor);
        if self.fits(&name) && name.verb.is_none() {
            return Some(Fact::of(Some(name.span()), "from–to").shared());
        }
        let named = self.named_before(at).or_else(|| self.named_in_sentence_before(at));
        named.map(|span| Fact::of(Some(span), "from–to").shared())
    }

    /// 造林1.2万亩，1956年达|3.8万亩: behind a date alone stands the number of another year, of what is counted in its
    /// unit before, if that is one thing.
    pub(super) fn of_a_series(&self, at: usize) -> Option<Fact> {
        let clauses = &self.clauses;
        let mut from = clauses.place_ending(at).filter(|date| date.kind == Kind::Date)?.start;
        if matches!(clauses.before(from), Some('至' | '到')) {
            from -= 1;
        }
        if !clauses.before(from).is_some_and(|c| super::clause::ends_clause(c) && c != '\n') {
            return None;
        }
        let sentence = self.beginning(from);
        let here = self.one_name(sentence, from);
        let span = here.unwrap_or_else(|| self.named_in_sentence_before(from))?;
        Some(Fact::of(Some(span), "of a series").shared())
    }

    /// Where the sentence begins in which `at` stands, as far as numbers of it were read.
    fn beginning(&self, at: usize) -> usize {
        let floor = at.saturating_sub(4 * super::clause::REACH);
        let before = self.clauses.chars.get(floor..at).unwrap_or_default();
        before.iter().rposition(|&c| ends_sentence(c)).map_or(floor, |mark| floor + mark + 1)
    }

    /// What the numbers of this unit between two places count: none where they are none, and no name where they count
    /// more than one thing. An average is none of them: 亩产.
    fn one_name(&self, from: usize, to: usize) -> Option<Option<Span>> {
        let clauses = &self.clauses;
        let words = |(start, end): Span| clauses.chars.get(start..end);
        let mut one: Option<Span> = None;
        let before = self.found.iter().zip(clauses.places).zip(self.mentions).rev();
        let before = before.skip_while(|((_, place), _)| place.start >= to).take(12);
        for ((fact, place), mention) in before.take_while(|((_, place), _)| place.start >= from) {
            let same = mention.kind == self.place.kind && mention.unit == self.mention.unit;
            let of_each =
                mention.per.is_some_and(|per| !matches!(clauses.at(per.span().0), Some('年' | '月' | '日')));
            if !same || !place.is_number() || fact.change.is_some() || of_each {
                continue;
            }
            let Some(span) = fact.measured.map(Words::span) else { return Some(None) };
            if AVERAGES.iter().any(|average| clauses.says(span.0, span.0 + 2, average)) {
                continue;
            }
            if one.is_some_and(|other| words(other) != words(span)) {
                return Some(None);
            }
            one.get_or_insert(span);
        }
        one.map(Some)
    }

    /// Whether the number before is one of a list: 教授36人、讲师|80人.
    pub(super) fn follows_a_list(&self) -> bool {
        let before = || {
            let last = self.clauses.here.checked_sub(1)?;
            let from = self.clauses.places.get(last.checked_sub(1)?)?.end;
            let to = self.found.get(last)?.measured?.span().0;
            self.clauses.chars.get(from..to)
        };
        matches!(before(), Some(['、' | '和' | '与' | '及']))
    }

    /// 小学36所，学生1080人。次年增至|61所: where a sentence begins with a date and the change, what the sentence before
    /// counts in this unit, if that is one thing.
    fn named_in_sentence_before(&self, at: usize) -> Option<Span> {
        let clauses = &self.clauses;
        let mut from = at;
        let mut later = false;
        while let Some(c) = clauses.before(from) {
            match clauses.place_ending(from) {
                Some(date) if date.kind == Kind::Date => from = date.start,
                _ if matches!(c, ' ' | ',' | '，') => from -= 1,
                _ if matches!(c, '后' | '时' | '间' | '建' | '造') && !later => {
                    from = self.clause_of_time(from)?;
                    later = true;
                }
                _ => break,
            }
        }
        // 学校1958年停办过半，次年仅余|36所: a clause between speaks of the same thing.
        let said = from;
        while !clauses.before(from).is_some_and(ends_sentence) {
            from = self.clause_of_time(from)?.checked_sub(1)?;
            from += usize::from(clauses.at(from).is_some_and(ends_sentence));
        }
        let to = from.checked_sub(1).filter(|to| clauses.at(*to) != Some('\n'))?;
        let span = self.one_name(self.beginning(to), to)??;
        let thing = clauses.chars.get(span.1.saturating_sub(2).max(span.0)..span.1)?;
        let between = clauses.chars.get(from..said)?;
        (from == said || between.windows(thing.len()).any(|words| words == thing)).then_some(span)
    }

    /// 1984年|技术改造后，核定为12万吨: where a clause begins that has no number.
    fn clause_of_time(&self, end: usize) -> Option<usize> {
        let clauses = &self.clauses;
        let floor = end.saturating_sub(super::clause::REACH / 2);
        let mark = clauses.chars.get(floor..end)?.iter().rposition(|&c| super::clause::ends_clause(c))?;
        let start = floor + mark + 1;
        let numbers = clauses.backwards().skip_while(|place| place.end > end);
        let number = numbers.take_while(|place| place.start >= start).any(|place| place.is_number());
        (!number).then_some(start)
    }

    /// 分别: the k-th number takes the k-th member, or the whole where the members share a head.
    pub(super) fn respectively(&self, links: &Links, name: &Name) -> Option<Fact> {
        if !links.respectively {
            return None;
        }
        if !self.fits(name) {
            // The members are numbers themselves: 存栏12万头、出栏18万头，分别增长3%和下降1%.
            let row = self.row();
            let measured = self.numbers_before().nth(row.checked_sub(1)?)?.measured?.span();
            let enough = self.numbers_before().take(row).all(|fact| fact.measured.is_some());
            let fact = Fact::of(Some(measured), "respectively").shared();
            return enough.then_some(Fact { row: u8::try_from(row).unwrap_or_default(), ..fact });
        }
        let members = self.members(name.span());
        let measured = members.first().copied().unwrap_or(name.span());
        let fact = Fact::of(Some(measured), "respectively").shared();
        Some(Fact { members: Words::of(name.span()), ..fact })
    }

    /// The facts of the numbers before, from the right: 较|上年|分别增加7%及12% has a date among them.
    fn numbers_before(&self) -> impl Iterator<Item = &Fact> {
        let found = self.found.iter().zip(self.clauses.places).rev();
        found.filter(|(_, place)| place.is_number()).map(|(fact, _)| fact)
    }

    /// How many numbers follow each other from this one on, with only 、 or 和 between.
    fn row(&self) -> usize {
        let places = self.clauses.places.get(self.clauses.here..).unwrap_or_default();
        let joined = |between: &[char]| {
            between.iter().all(|c| !super::clause::ends_clause(*c))
                && between.iter().any(|c| matches!(c, '、' | '和' | '与' | '及'))
        };
        let near = |pair: &&[super::clause::Place]| match pair {
            [one, two] => {
                two.start.saturating_sub(one.end) <= 4
                    && two.is_number()
                    && self.clauses.chars.get(one.end..two.start).is_some_and(joined)
            }
            _ => false,
        };
        1 + places.windows(2).take(8).take_while(near).count()
    }

    /// The members of an enumeration; one, where they share a head.
    fn members(&self, span: Span) -> Vec<Span> {
        let clauses = &self.clauses;
        let mut members = Vec::new();
        let (mut start, mut at) = span;
        (start, at) = (start, start.min(at));
        while at < span.1 {
            let Some(word) = clauses.word_at(at, span.1) else { break };
            if matches!(word.shape, Shape::And) {
                members.push((start, at));
                start = word.end;
            }
            at = word.end;
        }
        members.push((start, span.1));
        let stands_alone = |&(start, end): &Span| {
            let quantity = clauses.word_before(end, start).is_some_and(|word| word.is(QUANTITY));
            let suffix = clauses.before(end).is_some_and(|c| among!(c, "数率量额值费款度"));
            quantity || suffix
        };
        let counts = matches!(self.place.kind, Kind::Count) && members.iter().all(|m| m.1 - m.0 >= 2);
        if members.len() > 1 && !counts && !members.first().is_some_and(stands_alone) {
            return vec![span];
        }
        members
    }

    /// A number without a name on either side.
    pub(super) fn same(&self, links: &Links) -> Fact {
        let listed = self.listed().or_else(|| self.again(links, false));
        listed.or_else(|| self.of_a_series(links.start)).unwrap_or_default()
    }

    /// 捐款20万元、3万美元: both numbers have the name.
    fn listed(&self) -> Option<Fact> {
        let last = self.found.last()?;
        let place = self.clauses.places.get(self.clauses.here.checked_sub(1)?)?;
        let between = self.clauses.chars.get(place.end..self.place.start)?;
        let joined = match between {
            [] => last.members.is_none(),
            [c] => matches!(c, '、' | '和' | '与' | '及' | '或' | ' '),
            _ => false,
        };
        if !joined || !last.shared || !place.is_number() {
            return None;
        }
        if last.row > 0 {
            let measured = self.numbers_before().nth(usize::from(last.row) - 1)?.measured;
            return Some(Fact { measured, ..*last });
        }
        if let Some(members) = last.members {
            let all = self.members(members.span());
            let member = last.member.saturating_add(1);
            let measured = all.get(usize::from(member)).or(all.first()).copied().and_then(Words::of);
            return Some(Fact { measured, member, ..*last });
        }
        Some(Fact { rule: "in a list", ..*last })
    }

    /// 34项指标，28项达标: the nearest earlier number with the same unit; 折合8457美元 and 达到326亿元: the number before.
    pub(super) fn again(&self, links: &Links, done: bool) -> Option<Fact> {
        // A table of numbers has none, and would be read six times.
        if !self.found.iter().rev().take(6).any(|fact| fact.measured.is_some()) {
            return None;
        }
        let clauses = &self.clauses;
        let at = links.start;
        let clean = done
            || at == 0
            || matches!(clauses.before(at), Some(',' | '，' | '、' | ';' | '；' | ' ' | '(' | '。'))
            || clauses.ends(at, "其中");
        let places = clauses.places.iter().zip(self.found).zip(self.mentions).rev().take(6);
        let mut to = self.place.start;
        for ((place, fact), mention) in places {
            let between = clauses.chars.get(place.end..to)?;
            if self.place.start - place.end > 4 * super::clause::REACH
                || between.iter().copied().any(ends_sentence)
            {
                return None;
            }
            to = place.end;
            let Some(measured) = fact.measured.map(Words::span) else { continue };
            if !done && (links.converts || links.reaches && fact.change.is_some()) {
                return Some(Fact::of(Some(measured), "of the number before"));
            }
            if clean
                && mention.kind == self.place.kind
                && mention.unit == self.mention.unit
                // 突破100万人次，达到112.3万人次
                && (!links.reaches || at == place.end + 1)
                && fact.change.is_none()
            {
                return Some(Fact::of(Some(measured), "the same again"));
            }
        }
        None
    }

    /// Whether a name before a number of persons is what the number before it counts, a place or a body: 13个|乡镇|8.6万人受灾.
    pub(super) fn is_counted(&self, name: &Name) -> bool {
        let Some(last) = self.clauses.here.checked_sub(1) else { return false };
        let counts_bodies =
            |found: &Found| matches!(found.unit.as_deref(), Some("个" | "家" | "所" | "处" | "座"));
        self.mention.unit.as_deref().is_some_and(counts_persons)
            && self.mentions.get(last).is_some_and(counts_bodies)
            && self.clauses.places.get(last).is_some_and(|place| place.end == name.span().0)
            && self
                .found
                .last()
                .is_some_and(|fact| fact.rule == "behind" && fact.measured == Words::of(name.span()))
    }

    /// 其中665,447人次|为内地旅客: 为 and 系 behind the number link the noun behind.
    pub(super) fn behind_link(&self, nothing_before: bool) -> Option<Span> {
        let clauses = &self.clauses;
        if !nothing_before
            || self.place.kind != Kind::Count
            || !matches!(clauses.at(self.place.end), Some('为' | '系' | '是'))
        {
            return None;
        }
        let from = super::clause::Place {
            start: self.place.end,
            end: self.place.end + 1,
            kind: Kind::Count,
            grade: false,
        };
        let named = clauses.name_behind(&from, None, false).map(|behind| (behind.start, behind.end));
        named.filter(|(start, end)| end - start >= 2 && clauses.at(*start) != Some('第'))
    }
}
