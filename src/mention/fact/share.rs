//! Finds the name and the whole of a share: 女职工211名，占|全体职工人数|的18.2%; 是|1990年|的4倍.

use super::clause::Shape;
use super::{Fact, Links, Reader, Span, Words};

impl Reader<'_> {
    /// A ratio that is a share or a multiple.
    pub(super) fn share(&self, links: &Links) -> Option<Fact> {
        let clauses = &self.clauses;
        let mut end = links.start;
        let of = clauses.before(end) == Some('的');
        if of {
            end -= 1;
        }
        // What these words end with.
        let weighs = |at: usize| matches!(clauses.before(at), Some('重' | '例' | '额' | '比'));
        let weights = ["的比重", "的比例", "的份额", "比重", "比例", "份额"];
        if weighs(end)
            && let Some(weight) = weights.iter().find(|weight| clauses.ends(end, weight))
        {
            end -= weight.chars().count();
        }
        // 住户存款286亿元，占比|69.4%
        let shares = ["占比", "所占比重", "所占比例"];
        if weighs(links.start)
            && let Some(share) = shares.iter().find(|share| clauses.ends(links.start, share))
        {
            let at = links.start - share.chars().count();
            if clauses.before(at).is_some_and(super::clause::ends_clause) {
                return Some(self.part(at, None, (at, links.start)));
            }
        }
        let floor = clauses.far_floor(end);
        // All at once, which takes a tenth of the time of the words: most ratios are changes.
        let near = clauses.chars.get(floor..end).unwrap_or_default();
        if !of && !near.iter().fold(false, |some, &c| some | (c == '占')) {
            return None;
        }
        // 是上年的4倍: the 是 was read as a link of the number where nothing stands between.
        let mut at = end;
        for _ in 0..16 {
            let Some(word) = clauses.word_before(at, floor) else { break };
            if matches!(word.shape, Shape::Mark)
                || clauses.place_ending(word.end).is_some_and(|p| p.is_number())
            {
                break;
            }
            let says = |words: &[&str]| words.iter().any(|w| clauses.says(word.start, word.end, w));
            let share = clauses.at(word.start).is_some_and(|c| matches!(c, '占' | '约' | '仅' | '各' | '共'))
                && says(&["占", "约占", "仅占", "占到", "各占", "共占"]);
            let of_whole = of && says(&["完成", "完成了", "相当于", "及", "达到", "达"]);
            let multiple = of && says(&["是", "为", "达"]);
            if share || of_whole || multiple {
                let whole = (at < end).then(|| self.trim_whole(at, end)).flatten();
                return Some(self.part(word.start, whole, (word.start, word.end)));
            }
            at = word.start;
        }
        None
    }

    /// The fact of a share whose 占 begins at `at`.
    fn part(&self, at: usize, whole: Option<Span>, cue: Span) -> Fact {
        let clauses = &self.clauses;
        let mut at = at;
        let mut links = Links::default();
        let floor = clauses.floor(at);
        while let Some(word) = clauses.word_before(at, floor) {
            if !word.is(crate::data::facts::LINK) || word.is(crate::data::facts::NOUN) {
                break;
            }
            links.respectively |= clauses.says(word.start, word.end, "分别");
            at = word.start;
        }
        let name = clauses.name_before(at, floor);
        let against = whole.and_then(Words::of);
        // 农业人口18万人，非农业人口5万人，分别占|总人口|的78%和22%
        if let Some(fact) = self.respectively(&links, &name) {
            return Fact { against, ..fact.by(cue) };
        }
        // 教授36人、讲师80人，具有博士学位的|占58%: of whom is not said beside it.
        let elided = name.is_empty() && clauses.before(at) == Some('的') && self.follows_a_list();
        let measured = match self.fits(&name) {
            true => Some(name.span()),
            false if elided => None,
            false => self.named_before(at),
        };
        Fact { against, ..Fact::of(measured, "over a share").by(cue).shared() }
    }

    fn trim_whole(&self, start: usize, mut end: usize) -> Option<Span> {
        let mut start = start;
        for word in ["同期", "的"] {
            if self.clauses.ends(end, word) && end > start + word.chars().count() {
                end -= word.chars().count();
            }
        }
        while matches!(self.clauses.at(start), Some(' ' | '了')) && start < end {
            start += 1;
        }
        (start < end).then_some((start, end))
    }
}
