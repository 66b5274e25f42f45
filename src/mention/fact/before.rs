//! Finds the name that stands before a number: 新培育|项目基地|8家.

use super::clause::{Clauses, Shape, Word};
use crate::data::chars::Chars;
use crate::data::facts::{
    ACT, COMPOUND, DOWN, LEAD, LINK, MEND, NOUN, OWNER, QUANTITY, Role, SCOPE, STATE, STOP, THING, UP, VERB,
    WHOLE,
};
use crate::mention::cursor::among;

/// A name before a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The word at which it ends to the left.
    pub(crate) cut: Option<Word>,
    /// The verb between the name and the number: 排污费|征收|230万元.
    pub(crate) verb: Option<Word>,
    /// Its last word is a noun of quantity.
    pub(crate) quantity: bool,
}

impl Name {
    /// No name, before what begins at `end`.
    fn none(end: usize) -> Name {
        Name { start: end, end, cut: None, verb: None, quantity: false }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start >= self.end
    }

    pub(crate) fn span(&self) -> (usize, usize) {
        (self.start, self.end)
    }

    /// Begins again before a verb or a bracket.
    fn begin_at(&mut self, at: usize) {
        (self.start, self.end) = (at, at);
    }
}

/// What is known of a name while it is read.
struct Read {
    /// Where the next word ends.
    at: usize,
    /// Where the reading began.
    end: usize,
    /// The first words that are verb or noun, from the right.
    acts: [Option<Word>; 4],
    /// An 和 before which nothing was read yet.
    joint: Option<Word>,
    /// 资金|投入, but 投入|300万元.
    held: Option<Word>,
}

/// What a word is to a name.
enum Part {
    Name,
    /// A verb between the name and the number.
    Verb,
    /// A verb with its own object, with which the name begins.
    Whole,
    No,
}

/// Ends of names of bodies: what stands before a verb of theirs is its subject.
static AGENTS: Chars = Chars::of("台局委院联会部厂司站队校行所社办处团府厅科股组室庭门关");

/// Ends of names of places, bodies and buildings that own things: all of those that [`Clauses::leave_owner`] asks for.
static OWNERS: Chars =
    Chars::of("省市县区镇乡州旗盟司团厂站行局校院社寺庙馆楼园场地心库山峰岭岗顶渠河江桥路线道");

/// Nouns of quantity that alone say nothing: 参观|人数.
const OF_A_VERB: [&str; 7] = ["能力", "人数", "户数", "次数", "面积", "金额", "数量"];

/// Ends of what only says of whom, and names nothing: 法官人均|结案268件.
pub(super) const NAMELESS: [&str; 5] = ["地区", "基础上", "人均", "户均", "亩均"];

/// Their last characters: to compare them all takes 2 % of all reading of prose.
pub(super) static NAMELESS_ENDS: Chars = Chars::of("区上均");

/// Verbs that take a rate as their object: 实现|合格率98%.
const RAISES: [&str; 14] = [
    "实现", "达到", "保持", "提高", "取得", "确保", "完成", "提升", "涉及", "获得", "达成", "形成", "占用",
    "增加",
];

impl Clauses<'_> {
    /// The name that ends at `end`, or before a verb that ends there; empty where there is none.
    pub(crate) fn name_before(&self, end: usize, floor: usize) -> Name {
        self.name_from(self.word_before(end, floor), end, floor)
    }

    /// The same, where the word that ends at `end` is known, so that it is not looked up again.
    #[inline]
    pub(crate) fn name_from(&self, next: Option<Word>, end: usize, floor: usize) -> Name {
        // Behind half of all numbers of a dense text stands a mark, and no name to read.
        if next.is_none_or(|word| self.parts_names(&word)) {
            return Name { cut: next, ..Name::none(end) };
        }
        self.name_of(next, end, floor)
    }

    /// The name that is made of the words from `next` on.
    fn name_of(&self, mut next: Option<Word>, end: usize, floor: usize) -> Name {
        let mut name = Name::none(end);
        let mut read = Read { at: end, end, acts: [None; 4], joint: None, held: None };
        while let Some(word) = next {
            if !self.reads_back(&mut name, &mut read, word) {
                name.cut = Some(word);
                break;
            }
            next = self.word_before(read.at, floor);
        }
        if read.joint.is_some() {
            name.cut = read.joint;
        }
        // 投入|300万元, but 形成|报告
        let object = name.cut.is_some_and(|cut| cut.is(VERB) && cut.len() > 1 && cut.end == name.start);
        if let Some(word) = read.held
            && word.start == name.start
            && !object
        {
            (name.start, name.end, name.verb) = (word.start, word.start, Some(word));
        }
        if name.is_empty() {
            return name;
        }
        self.leave_links(&mut name);
        self.take_verb_of_rate(&mut name);
        self.leave_body(&mut name);
        self.leave_acts(&mut name, &read.acts);
        self.leave_beginning(&mut name, floor);
        self.leave_owner(&mut name);
        self.leave_whom(&mut name);
        self.leave_end(&mut name);
        name
    }

    /// Reads one word more to the left; false where the name begins behind it.
    fn reads_back(&self, name: &mut Name, read: &mut Read, word: Word) -> bool {
        let empty = name.is_empty();
        match word.shape {
            _ if self.parts_names(&word) => return false,
            Shape::And => {
                // 棉花11.3万担、|麻皮: a number stands before it, though it is no mention.
                let mut near = (1..4).filter_map(|back| self.at(word.start.checked_sub(back)?));
                if empty || near.any(|c| c.is_ascii_digit()) {
                    return false;
                }
                read.joint = Some(word);
                read.at = word.start;
                return true;
            }
            Shape::Bracket if empty => {
                name.begin_at(word.start);
                read.at = word.start;
                return true;
            }
            Shape::Word(role) => match self.part(name, read, &word, role) {
                Part::Name => {}
                Part::Verb => {
                    name.verb = Some(word);
                    name.begin_at(word.start);
                    read.at = word.start;
                    return true;
                }
                Part::Whole => {
                    name.start = word.start;
                    return false;
                }
                Part::No => return false,
            },
            _ => {}
        }
        read.at = word.start;
        name.start = word.start;
        read.joint = None;
        true
    }

    /// What a word of the tables is to the name.
    fn part(&self, name: &mut Name, read: &mut Read, word: &Word, role: Role) -> Part {
        let (empty, single) = (name.is_empty(), word.len() == 1);
        let changes = role.is(UP.or(DOWN));
        if empty && role.is(QUANTITY) {
            name.quantity = true;
        } else if empty && role.is(COMPOUND) && role.is(VERB) {
            read.held = Some(*word);
        } else if empty && role.is(STATE) && !role.is(NOUN) && name.verb.is_none() {
            return Part::Verb;
        } else if !role.is(NOUN.or(STATE)) {
            let noun = || role.is(ACT) && !empty && !self.has_object(word.end, read.end);
            if role.is(STOP.or(SCOPE)) || role.is(LINK) && word.len() > 2 {
                return Part::No;
            }
            if role.is(VERB) && !noun() || changes && !single {
                let verb = empty && name.verb.is_none() && role.is(VERB) && !changes;
                return if verb { Part::Verb } else { Part::No };
            }
            if role.is(WHOLE) {
                return Part::Whole;
            }
        }
        if role.is(ACT)
            && let Some(slot) = read.acts.iter_mut().find(|act| act.is_none())
        {
            *slot = Some(*word);
        }
        Part::Name
    }

    /// 调处|成功率, 靠泊|能力: a rate or a bare number of them takes the verb that it is the rate of.
    fn take_verb_of_rate(&self, name: &mut Name) {
        let rate = |name: &Name| {
            name.end == name.start + 3 && self.before(name.end) == Some('率')
                || name.end == name.start + 2
                    && OF_A_VERB.iter().any(|noun| self.says(name.start, name.end, noun))
        };
        if let Some(cut) = name.cut
            && cut.end == name.start
            && cut.len() == 2
            && cut.is(VERB)
            && rate(name)
            && !RAISES.iter().any(|verb| self.says(cut.start, cut.end, verb))
        {
            name.start = cut.start;
            name.cut = None;
            // 最大|靠泊能力
            if ["最大", "设计"].iter().any(|word| self.ends(cut.start, word)) {
                name.start -= 2;
            }
        }
    }

    /// Whether a word parts names, wherever it stands.
    #[inline]
    fn parts_names(&self, word: &Word) -> bool {
        match word.shape {
            Shape::Mark | Shape::Aspect | Shape::Of | Shape::Such => true,
            Shape::Word(_) | Shape::Quoted | Shape::Bracket => self.is_each(word),
            Shape::Mention | Shape::And | Shape::Other => self.is_each(word),
        }
    }

    #[inline]
    pub(super) fn is_each(&self, word: &Word) -> bool {
        word.len() == 1 && self.at(word.start) == Some('每')
    }

    /// Leaves verbs at the head of the clause: 培训|妇女.
    fn leave_acts(&self, name: &mut Name, acts: &[Option<Word>]) {
        // 接收|安置|转业干部: two verbs have one object.
        let governed = name.cut.is_some_and(|cut| {
            cut.is(VERB.or(UP).or(DOWN)) || matches!(cut.shape, Shape::Of | Shape::Such | Shape::And)
        });
        // 新|登记|市场主体.
        if !governed
            && self.at(name.start) == Some('新')
            && let Some(act) = self.word_at(name.start + 1, name.end.min(name.start + 3))
            && act.is(ACT)
            && !act.is(NOUN)
            && act.end < name.end
        {
            let object = self.has_object(act.end, name.end);
            name.start = if object { act.end } else { act.start };
            return;
        }
        for act in acts.iter().rev().flatten() {
            if act.start < name.start {
                continue;
            }
            let head = act.start == name.start
                && (!governed || act.is(VERB) && name.cut.is_some_and(|cut| cut.is(VERB)));
            let subject = act.start > name.start + 1 && self.before(act.start).is_some_and(|c| AGENTS.has(c));
            let titled = act.start == name.start && self.at(act.end) == Some('《');
            let governs = || self.has_object(act.end, name.end) || self.mends(act, name.end);
            // 编纂|出版|《县志》
            // 产|原盐, but 采煤, 售电量
            let single = act.len() == 1
                && (name.end < act.end + 2
                    || name.end == act.end + 2
                        && self.before(name.end).is_some_and(|c| among!(c, "率量额值数")));
            if titled || (head || subject) && !single && governs() {
                name.start = act.end;
                name.cut = Some(*act);
            }
        }
    }

    /// 改造|线路, but 供电线路.
    fn mends(&self, act: &Word, end: usize) -> bool {
        act.is(MEND) && self.facts.at(self.chars, act.end, |at, role| role.is(THING) && at == end).is_some()
    }

    /// Whether what stands behind a verb is its object, no head of one name with it.
    fn has_object(&self, from: usize, end: usize) -> bool {
        if from >= end {
            return false;
        }
        if matches!(self.at(from), Some('、' | '和' | '与' | '及' | '等' | '比')) {
            return false;
        }
        let rate = end == from + 3 && self.before(end) == Some('率');
        // 设计|流量, 核定|编制
        let planned = ["设计", "核定", "规划", "额定"].iter().any(|word| self.ends(from, word))
            && self.facts.at(self.chars, from, |at, role| role.is(QUANTITY) && at == end).is_some();
        if rate || planned || matches!(self.at(from), Some('最' | '总')) {
            return false;
        }
        let compound = self.facts.at(self.chars, from, |at, role| role.is(COMPOUND) && at == end);
        if compound.is_some() {
            return false;
        }
        // 培训|服务: two such words make one name.
        let again = self.facts.at(self.chars, from, |at, role| role.is(ACT) && at == end);
        again.is_none()
    }

    /// Leaves the place or body that owns the thing: 沅泽县|地区生产总值, 水文站|最大流量.
    fn leave_owner(&self, name: &mut Name) {
        self.leave_province(name);
        if name.cut.is_some_and(|cut| cut.is(VERB) || matches!(cut.shape, Shape::Of | Shape::And)) {
            return;
        }
        let (start, end) = name.span();
        if matches!(self.at(start), Some('《' | '“' | '「')) {
            return;
        }
        let whole = self.word_at(start, end).filter(|word| word.is(NOUN)).map_or(start, |word| word.end);
        for at in (start + 1..(start + 7).min(end.saturating_sub(1))).rev() {
            let Some(c) = self.at(at) else { continue };
            let next = self.at(at + 1).unwrap_or_default();
            let rest = end - at - 1;
            if at + 1 < whole || rest < 2 || !OWNERS.has(c) {
                continue;
            }
            let owner = if matches!(c, '省' | '市' | '县' | '区' | '镇' | '乡' | '州' | '旗' | '盟')
            {
                let before = self.at(at - 1).unwrap_or_default();
                let generic = at < start + 2
                    && among!(before, "地城社小园辖山景牧灌库学片林矿湖特新老集乡城省地")
                    || at > start && among!(before, "地城社小园辖山景牧灌库学片林矿湖特发护范理业")
                    || self.word_before(at + 1, start).is_some_and(|word| word.len() > 1);
                !generic && rest >= 2 && !among!(next, "级域场民政长委内外间划直辖属营办容人级镇村乡区县市")
            } else if matches!(c, '司' | '团' | '厂' | '站' | '行' | '局' | '校' | '院' | '社') {
                let indicator = self.facts.at(self.chars, at + 1, |to, role| role.is(QUANTITY) && to == end);
                at > start + usize::from(c == '行') && indicator.is_some()
                    || at > start + 1 && matches!(c, '局' | '厂') && self.produces(at, end)
                    || at > start
                        && (matches!(next, '总' | '最' | '在')
                            || self.says(at + 1, at + 3, "注册")
                            || self.says(at + 1, at + 3, "设计"))
                        && rest >= 3
            } else if among!(c, "寺庙馆楼校院园场地心库") && rest == 4 {
                // 新馆|建筑面积, but 展馆面积
                at > start && ["占地面积", "建筑面积"].iter().any(|area| self.ends(end, area))
            } else if among!(c, "山峰岭岗顶") && rest == 2 && self.says(at + 1, end, "海拔") {
                // 最高峰云台山|海拔
                true
            } else {
                // 太平渠|全长
                next == '全' && at > start && matches!(c, '渠' | '河' | '江' | '桥' | '路' | '线' | '道')
            };
            if owner {
                name.start = at + 1;
                return;
            }
        }
    }

    /// 对沿线国家|出口, 对农户|贷款: what is done, not to whom.
    fn leave_whom(&self, name: &mut Name) {
        let to_whom = name.cut.is_some_and(|cut| {
            let at = if cut.is(SCOPE) { cut.start.checked_sub(1) } else { Some(cut.start) };
            at.is_some_and(|at| matches!(self.at(at), Some('对' | '向')))
        });
        if to_whom
            && let Some((start, role)) = self.facts.ending(self.chars, name.end, name.start)
            && start > name.start
            && role.is(ACT)
        {
            name.start = start;
        }
    }

    /// 矿务局|原煤产量, but 厂房面积: whether a noun of quantity ends what stands behind the body that ends at `at`.
    fn produces(&self, at: usize, end: usize) -> bool {
        end >= at + 5
            && self.facts.at(self.chars, at, |to, _| to > at + 1).is_none()
            && self.facts.ending(self.chars, end, at + 1).is_some_and(|(_, role)| role.is(QUANTITY))
    }

    /// Leaves the body at the head of a clause: 医院|开放床位, 供电公司|售电量.
    fn leave_body(&self, name: &mut Name) {
        let (start, end) = name.span();
        let begins = name.cut.is_none_or(|cut| matches!(cut.shape, Shape::Mark) || cut.is(SCOPE));
        if !begins {
            return;
        }
        for at in start + 2..(start + 9).min(end.saturating_sub(1)) {
            let owner = |from: usize| {
                from >= start
                    && self.facts.at(self.chars, from, |to, role| to == at && role.is(OWNER)).is_some()
                    && self.facts.at(self.chars, from, |to, role| to > at && role.is(NOUN)).is_none()
            };
            let counted = || self.at(at).is_some_and(|c| among!(c, "数总量率网型级类"));
            if self.before(at).is_some_and(|last| self.facts.ends_owner(last))
                && (2..=5).any(|length| owner(at.saturating_sub(length)))
                && !counted()
            {
                name.start = at;
                name.cut = None;
                return;
            }
        }
    }

    /// Leaves what only ties the name to what stands before it: 七小时|内, 首场.
    fn leave_beginning(&self, name: &mut Name, floor: usize) {
        let place = |end: usize| self.place_ending(end);
        if name.start == floor
            && place(floor).is_some_and(|p| {
                matches!(p.kind, crate::mention::Kind::Date | crate::mention::Kind::Duration)
            })
            && matches!(
                self.at(floor),
                Some('内' | '里' | '中' | '后' | '前' | '间' | '起' | '初' | '末' | '来')
            )
        {
            name.start += 1;
        }
        // 档案41.7万卷（件）、|资料5.3万册
        if self.at(name.start) == Some('(')
            && let Some(bracket) = self.chars.get(name.start..name.end)
            && let Some(close) = bracket.iter().position(|c| *c == ')')
        {
            name.start += close + 1;
        }
        // 计|耕牛2460头
        let begins = name.cut.is_none_or(|cut| matches!(cut.shape, Shape::Mark));
        if begins
            && name.end >= name.start + 3
            && self.word_at(name.start, name.end).is_some_and(|word| word.len() == 1 && word.is(LEAD))
        {
            name.start += 1;
        }
        let inside = self.backwards().skip_while(|place| place.end > name.end);
        let mut inside = inside.take_while(|place| place.start >= name.start);
        if self.parts
            && let Some(ordinal) = inside.find(|place| place.kind == crate::mention::Kind::Ordinal)
            && ordinal.end + 2 <= name.end
        {
            name.start = ordinal.end;
        }
    }

    /// Leaves what only links at the end of a name: 补贴|最高.
    fn leave_links(&self, name: &mut Name) {
        if !matches!(self.before(name.end), Some('高' | '低' | '大' | '多' | '少' | '中' | '比')) {
            return;
        }
        for word in ["最高", "最低", "最大", "最多", "最少", "其中", "占比"] {
            if self.ends(name.end, word)
                && name.end >= name.start + 4
                && !self.says(name.start, name.start + 2, "极端")
            {
                name.end -= 2;
            }
        }
    }

    /// Leaves marks at the ends, and what is no name.
    fn leave_end(&self, name: &mut Name) {
        while name.end > name.start && matches!(self.before(name.end), Some(' ' | '、' | '-' | '~')) {
            name.end -= 1;
        }
        while name.end > name.start && matches!(self.at(name.start), Some(' ' | '、' | '-' | '~')) {
            name.start += 1;
        }
        let (start, end) = name.span();
        let says_nothing = end == start + 2 && self.says(start, start + 1, "最")
            || self.before(end).is_some_and(|c| NAMELESS_ENDS.has(c))
                && NAMELESS.iter().any(|words| self.ends(end, words))
            || end > start
                && self.chars.get(start..end - 1).is_some_and(|c| c.contains(&'距'))
                && !self.ends(end, "距离")
            // 扑火|中2人轻伤
            || self.before(end) == Some('中') && self.word_before(end, start).is_some_and(|word| word.len() == 1)
            || matches!(self.before(end), Some('日' | '月' | '季' | '时'));
        if says_nothing {
            name.start = name.end;
        }
        if !self.has_letter(name.start, name.end) {
            name.start = name.end;
        }
    }
}
