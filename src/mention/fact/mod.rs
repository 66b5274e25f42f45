//! Says what each number counts or measures, whether it is a change, and what it is held against: a text and
//! its mentions in, the fields `measured`, `change` and `against` out. Each place where a text says so is a file:
//! before the number, behind it, over a change word, over a share, in an earlier number.

mod before;
mod behind;
mod beside;
mod change;
mod clause;
mod each;
#[cfg(test)]
mod examples;
mod province;
mod same;
mod share;

use crate::data::chars::Chars;
use crate::data::facts::{AGAIN, LINK, facts};
use crate::mention::cursor::among;
use crate::mention::found::{Found, Span, Words};
use crate::mention::{Change, Kind};
use before::Name;
use clause::{Clauses, Place};

/// What is known of a number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Fact {
    pub(crate) measured: Option<Words>,
    pub(crate) against: Option<Words>,
    /// The change word, 占 or 由 that led there.
    pub(crate) cue: Option<Words>,
    /// 分别 stands before it: the members it is the first of.
    members: Option<Words>,
    /// The name of the rule that found what is measured, or the change.
    pub(crate) rule: &'static str,
    pub(crate) change: Option<Change>,
    /// Its name stands before it, so that a number that follows at once may share it.
    shared: bool,
    /// How many numbers since that 分别.
    member: u8,
    /// How many numbers 分别 governs, where their names are those of as many numbers before.
    row: u8,
}

/// How far a name may stand from a number that has it from another one.
const FAR: usize = 400;

impl Fact {
    /// The fact without a name that stands far away: a name is handed on along a list, but not through a book.
    fn within(self, at: usize) -> Fact {
        let near = |words: &Words| words.span().0.abs_diff(at) <= FAR;
        if self.measured.iter().chain(&self.against).all(near) { self } else { Fact::default() }
    }

    /// The fact of a number with a name, by a rule.
    fn of(measured: Option<Span>, rule: &'static str) -> Fact {
        Fact { measured: measured.and_then(Words::of), rule, ..Fact::default() }
    }

    /// The same, led to by a word.
    fn by(self, cue: Span) -> Fact {
        Fact { cue: Words::of(cue), ..self }
    }

    /// The same, whose name a number that follows at once may share.
    fn shared(self) -> Fact {
        Fact { shared: true, ..self }
    }
}

fn place(chars: &[char], found: &Found) -> Place {
    // 县、乡、村三级 is a number.
    let sums =
        || (2..5).any(|back| found.start.checked_sub(back).and_then(|at| chars.get(at)) == Some(&'、'));
    let grade = found.kind == Kind::Count
        && found.unit.as_deref() == Some("级")
        && chars.get(found.end).is_some_and(|c| c.is_alphabetic())
        && !sums();
    Place { start: found.start, end: found.end, kind: found.kind, grade }
}

/// The facts of the mentions of a folded text, one for each; none at all where none states a quantity.
pub(crate) fn read(chars: &[char], mentions: &[Found]) -> Vec<Fact> {
    if !mentions.iter().any(|found| clause::states_quantity(found.kind)) {
        return Vec::new();
    }
    let places: Vec<Place> = mentions.iter().map(|found| place(chars, found)).collect();
    let parts = places.iter().any(Place::is_part_of_names);
    let clauses = Clauses { chars, places: &places, here: 0, facts: facts(), parts };
    let mut found: Vec<Fact> = Vec::with_capacity(mentions.len());
    for (i, (mention, &place)) in mentions.iter().zip(&places).enumerate() {
        let fact = if place.is_number() {
            let occurs = mention.unit.as_deref().is_some_and(counts_occurrences);
            let clauses = Clauses { here: i, ..clauses };
            let floor = clauses.floor(place.start);
            Reader { clauses, place, floor, mention, mentions, found: &found, occurs }
                .fact()
                .within(place.start)
        } else {
            Fact::default()
        };
        found.push(fact);
    }
    found
}

/// Reads the facts of one number.
struct Reader<'r> {
    clauses: Clauses<'r>,
    place: Place,
    /// Where its name may begin.
    floor: usize,
    mention: &'r Found,
    mentions: &'r [Found],
    /// The facts of the mentions before.
    found: &'r [Fact],
    /// Its unit counts occurrences.
    occurs: bool,
}

/// What stands between a name and its number.
#[derive(Debug, Clone, Copy, Default)]
struct Links {
    /// Where it begins.
    start: usize,
    /// 分别.
    respectively: bool,
    /// 折合.
    converts: bool,
    /// 增加到, 达到: the number is a level.
    level: bool,
    /// 达到 or 为: what reaches a level may be named before.
    reaches: bool,
    /// The word before them.
    word: Option<clause::Word>,
}

/// Whether a unit is one of occurrences: the verb before the number is what is counted, 巡河2.1万次.
fn counts_occurrences(unit: &str) -> bool {
    matches!(
        unit,
        "次" | "场" | "期" | "批次" | "班次" | "架次" | "场次" | "人次" | "例次" | "车次" | "人天" | "趟"
    )
}

/// Whether a unit is one of persons, or of households of them.
fn counts_persons(unit: &str) -> bool {
    matches!(unit, "人" | "人次" | "户" | "名" | "口")
}

/// Things whose name is one character.
static THINGS: Chars =
    Chars::of("街巷路桥塘堰井泉寺庙庵观塔亭门楼船车马牛羊猪鸡鸭鹅犬兔驴骡鱼树竹炮碑墓窑磨灶碉库圩");

/// What is measured out, whose name is one character.
static WARES: Chars = Chars::of("谷米麦豆粮粟稻薯盐茶铁煤炭油糖银田地");

/// Verbs that say only that something was done.
const DONE: [&str; 14] = [
    "开展", "举办", "进行", "发生", "组织", "召开", "实施", "举行", "出现", "达到", "完成", "发现", "参加",
    "提供",
];

impl Reader<'_> {
    fn fact(&self) -> Fact {
        let links = self.links();
        if let Some(fact) = self.risen(&links) {
            return fact;
        }
        if self.place.kind == Kind::Ratio
            && let Some(fact) = self.share(&links)
        {
            return fact;
        }
        if let Some(fact) = self.changed(&links) {
            return fact;
        }
        self.level(&links)
    }

    fn unit(&self) -> Option<&str> {
        self.mention.unit.as_deref()
    }

    /// A number that is a level: the name behind it or before it.
    fn level(&self, links: &Links) -> Fact {
        if links.converts
            && let Some(fact) = self.again(links, false)
        {
            return fact;
        }
        let mut name = self.name_before_links(links);
        self.over_each(&mut name, self.floor);
        self.beside(&mut name);
        // 日均|处理590吨
        if self.is_average(&name) {
            name.start = name.end;
        }
        let before = !name.is_empty() && self.fits(&name);
        if !(before && name.quantity && name.verb.is_none())
            && (self.place.kind != Kind::Ratio || self.of())
            && let Some(behind) = self.clauses.name_behind(&self.place, self.unit(), self.occurs)
            && !(before && behind.act && !behind.of && name.verb.is_none() && self.may_be_done())
        {
            return Fact::of(Some((behind.start, self.owner_ends(&behind))), "behind");
        }
        if let Some(span) = self.behind_link(name.is_empty()) {
            return Fact::of(Some(span), "behind 为");
        }
        if links.respectively
            && let Some(fact) = self.respectively(links, &name)
        {
            return fact;
        }
        if self.is_done(&name)
            && let Some(fact) = self.again(links, true)
        {
            return fact;
        }
        if before && self.is_counted(&name) {
            return Fact::default();
        }
        if before {
            return self.named(&name);
        }
        if name.is_empty()
            && let Some(verb) = name.verb
            && self.occurs
            && !DONE.iter().any(|done| self.clauses.says(verb.start, verb.end, done))
        {
            return Fact::of(Some((verb.start, verb.end)), "activity");
        }
        if name.is_empty() && name.verb.is_none() {
            return self.same(links);
        }
        Fact::default()
    }

    /// The name that ends where the links begin: the word there is known, unless it says a level.
    fn name_before_links(&self, links: &Links) -> Name {
        if links.level {
            return self.clauses.name_before(links.start, self.floor);
        }
        self.clauses.name_from(links.word, links.start, self.floor)
    }

    /// Whether only a verb stands before the number: 审结12514件, 改造1100余公里.
    fn is_done(&self, name: &Name) -> bool {
        if self.occurs {
            return false;
        }
        let (start, end) = name.span();
        let governed = name.cut.is_some_and(|cut| cut.is(crate::data::facts::VERB));
        let alone = if name.is_empty() { name.verb } else { self.clauses.word_before(end, start) };
        !governed && alone.is_some_and(|word| word.is(AGAIN) && (name.is_empty() || word.start == start))
    }

    /// Whether a verb may stand behind the number: 500万元|建设水库, but 3项|培训制度.
    fn may_be_done(&self) -> bool {
        self.place.kind != Kind::Count || matches!(self.unit(), Some("人" | "人次" | "次"))
    }

    /// Whether a 的 stands behind the number.
    fn of(&self) -> bool {
        self.clauses.at(self.place.end) == Some('的')
    }

    /// The fact of a number with a name before it.
    fn named(&self, name: &Name) -> Fact {
        let mut span = name.span();
        // 计划免疫接种12.4万人次: who is counted is not named, the activity is.
        if let Some(verb) = name.verb
            && (self.occurs || self.unit().is_some_and(counts_persons) && verb.is(crate::data::facts::ACT))
            && name.end == verb.start
        {
            span.1 = verb.end;
        }
        let mut governs = name.cut;
        // 减轻|了|企业负担
        if let Some(cut) = governs.filter(|cut| matches!(cut.shape, clause::Shape::Aspect)) {
            governs = self.clauses.word_before(cut.start, self.floor);
        }
        let change = governs.and_then(|cut| self.governing_change(&cut));
        let rule = if change.is_some() { "object of a change" } else { "before" };
        let cue = change.and(governs).and_then(|cut| Words::of((cut.start, cut.end)));
        Fact { change, cue, ..Fact::of(Some(span), rule).shared() }
    }

    /// Whether a name before the number says what it counts.
    fn fits(&self, name: &Name) -> bool {
        let length = name.end.saturating_sub(name.start);
        let over = || {
            self.clauses.at(name.start) == Some('超')
                && !self
                    .clauses
                    .word_at(name.start, name.end)
                    .is_some_and(|word| word.is(crate::data::facts::NOUN))
        };
        if name.is_empty() || over() || self.says_no_thing(name) {
            return false;
        }
        // The unit is the thing: 沿黄|十几县.
        if matches!(self.clauses.at(name.start), Some('沿')) && length < 3
            || length == 1 && self.clauses.at(name.start).is_some_and(|c| among!(c, "分伤亡死"))
        {
            return false;
        }
        if length == 3 && self.clauses.says(name.start, name.start + 2, "平均") || self.is_recipient(name) {
            return false;
        }
        if let Some(verb) = name.verb {
            // Who does it is not what is counted.
            let last = self.clauses.before(name.end).unwrap_or_default();
            let pays = self.place.kind == Kind::Money && among!(last, "人民户者员众侨胞商");
            // 大学|招生3600人
            let teaches = matches!(self.unit(), Some("人" | "名" | "人次"))
                && ["大学", "中学", "小学", "图书馆", "博物馆"]
                    .iter()
                    .any(|body| self.clauses.ends(name.end, body));
            // 以调解方式|结案12360件
            let manner = ["方式", "形式"].iter().any(|word| self.clauses.ends(name.end, word));
            let agent = pays || teaches || manner || among!(last, "局委院联会部厂司校府团");
            let by = name.cut.is_some_and(|cut| matches!(self.clauses.at(cut.start), Some('由' | '被')));
            return length >= 2 && !agent && !by && verb.start == name.end;
        }
        let governed = name.cut.is_some_and(|cut| {
            matches!(cut.shape, clause::Shape::And)
                || cut.len() > 1 && cut.is(crate::data::facts::VERB.or(crate::data::facts::ACT))
        });
        // 街6条、井2眼
        let thing = self.place.kind == Kind::Count
            && self.clauses.at(name.start).is_some_and(|c| THINGS.has(c))
            && name.cut.is_none_or(|cut| !matches!(cut.shape, clause::Shape::Other));
        // 纱4.6万吨, 布2.1亿米.
        let alone = self.place.kind == Kind::Measure
            && name.cut.is_some_and(|cut| {
                matches!(cut.shape, clause::Shape::Mark) || cut.is(crate::data::facts::SCOPE)
            });
        length >= 2
            || thing
            || self.is_a_ware(name)
            || (governed || alone)
                && !self.clauses.at(name.start).is_some_and(|c| among!(c, "后前内中里时者间"))
    }

    /// 捐|谷二千四百石, 征|银三千两: what is measured out, with a name of one character.
    fn is_a_ware(&self, name: &Name) -> bool {
        let governs = |cut: clause::Word| {
            matches!(cut.shape, clause::Shape::Mark)
                || cut.is(crate::data::facts::VERB.or(crate::data::facts::SCOPE))
        };
        matches!(
            self.unit(),
            Some("石" | "担" | "斗" | "斛" | "[liang_cn]" | "[jin_cn]" | "[qing_cn]" | "[mu_cn]")
        ) && self.clauses.at(name.start).is_some_and(|c| WARES.has(c))
            && name.cut.is_none_or(governs)
    }

    /// 日均: how it is counted.
    fn is_average(&self, name: &Name) -> bool {
        name.end == name.start + 2
            && self.clauses.before(name.end) == Some('均')
            && self.clauses.word_at(name.start, name.end).is_some_and(|word| word.is(LINK))
    }

    /// 35岁以下|960名, 大殿可|容纳600人, 判处有期徒刑|312人: of whom, who does it or what they get, and not what.
    fn says_no_thing(&self, name: &Name) -> bool {
        let is_age = |place: &clause::Place| place.kind == Kind::Age && place.start == name.start;
        let sentenced = || {
            matches!(self.unit(), Some("人" | "名"))
                && ["徒刑", "拘役"].iter().any(|w| self.clauses.ends(name.end, w))
        };
        self.clauses.parts && self.clauses.place_ending(name.end).is_some_and(is_age)
            || sentenced()
            || name.verb.is_some() && self.clauses.before(name.end) == Some('可')
    }

    /// 移送|司法机关|7人: who gets it is not what is counted.
    fn is_recipient(&self, name: &Name) -> bool {
        let handed = |cut: &clause::Word| {
            self.clauses.at(cut.start).is_some_and(|c| matches!(c, '移' | '送' | '报'))
                && ["移送", "移交", "送交", "报送"]
                    .iter()
                    .any(|verb| self.clauses.says(cut.start, cut.end, verb))
        };
        name.cut.as_ref().is_some_and(handed)
            && ["部门", "机关", "法院", "检察院", "政府"].iter().any(|body| self.clauses.ends(name.end, body))
    }

    /// What stands between the name and the number.
    fn links(&self) -> Links {
        let (clauses, floor) = (&self.clauses, self.floor);
        let mut links = Links { start: self.place.start, ..Links::default() };
        loop {
            let at = links.start;
            if at <= floor {
                break;
            }
            if let Some(start) = self.before_a_link(at, floor) {
                links.start = start;
                continue;
            }
            let Some(word) = clauses.word_before(at, floor) else { break };
            if let Some(start) = self.made_level(&word, floor) {
                links.start = start;
                links.level = true;
                links.reaches = true;
                break;
            }
            if word.is(crate::data::facts::NOUN) || !word.is(LINK) {
                links.word = Some(word);
                break;
            }
            links.start = word.start;
            let says = |words: &str| clauses.ends(word.end, words);
            links.respectively |= clauses.says(word.start, word.start + 2, "分别");
            links.converts |= clauses.at(word.start) == Some('折');
            links.reaches |= clauses.at(word.start) == Some('达') || says("达") || says("到") || says("为");
        }
        links
    }

    /// Where the mark or word begins that ends at `at` and says nothing between a name and its number.
    fn before_a_link(&self, at: usize, floor: usize) -> Option<usize> {
        let clauses = &self.clauses;
        let length = match clauses.before(at)? {
            ' ' | ':' | '：' | '"' | '-' => 1,
            // 首次|突破100万人次
            '次' if clauses.ends(at, "首次") && at >= floor + 2 => 2,
            // 新建妇女之家42个，总数|达593个, but 会员总数|达593人
            '数' if clauses.ends(at, "总数")
                && at.checked_sub(3).and_then(|b| clauses.at(b)).is_some_and(clause::ends_clause) =>
            {
                2
            }
            // 增长|了|8%
            '了' if clauses
                .word_before(at - 1, floor)
                .is_some_and(|word| change::direction(&word).is_some()) =>
            {
                1
            }
            _ => return None,
        };
        Some(at - length)
    }
}
