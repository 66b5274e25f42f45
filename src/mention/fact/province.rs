//! Leaves a province at the head of a name: 澳门|居住人口.

use super::before::Name;
use super::clause::Clauses;
use crate::data::chars::Chars;
use crate::data::facts::QUANTITY;
use crate::mention::cursor::among;

/// What stands without 省 before an indicator: a closed set. The table of places is read only where a place is looked for.
#[rustfmt::skip]
const PROVINCES: [&str; 34] = [
    "北京", "天津", "河北", "山西", "辽宁", "吉林", "上海", "江苏", "浙江", "安徽", "福建", "江西", "山东", "河南", "湖北",
    "湖南", "广东", "广西", "海南", "重庆", "四川", "贵州", "云南", "西藏", "陕西", "甘肃", "青海", "宁夏", "新疆", "台湾",
    "香港", "澳门", "内蒙古", "黑龙江",
];

/// Their first characters: most names begin with none of them.
static FIRST: Chars = Chars::of("北天河山辽吉上江浙安福湖广海重四贵云西陕甘青宁新台香澳内黑");

impl Clauses<'_> {
    /// Leaves a province before a noun of quantity.
    pub(super) fn leave_province(&self, name: &mut Name) {
        let start = name.start;
        if !self.at(start).is_some_and(|c| FIRST.has(c)) {
            return;
        }
        let Some(end) = PROVINCES.iter().find_map(|province| {
            let end = start + province.len() / 3;
            self.says(start, end, province).then_some(end)
        }) else {
            return;
        };
        let indicator = || {
            self.before(name.end).is_some_and(|c| among!(c, "口数量额值率"))
                || self.facts.ending(self.chars, name.end, end).is_some_and(|(_, role)| role.is(QUANTITY))
        };
        if name.end >= end + 2 && indicator() {
            name.start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, PROVINCES};

    #[test]
    fn each_province_is_looked_for() {
        for province in PROVINCES {
            assert!(province.starts_with(|c| FIRST.has(c)), "{province}");
        }
    }
}
