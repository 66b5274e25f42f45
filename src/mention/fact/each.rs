//! Reads a name over 每: 公路密度每百平方公里|118公里.

use super::Reader;
use super::Words;
use super::before::Name;
use crate::data::chars::Chars;
use crate::data::facts::{LINK, NOUN};
use crate::mention::cursor::starts;

/// What 每 may govern where the mention does not say it: 每千人口|医师1.82人.
const PER: [&str; 12] =
    ["平方公里", "平方米", "立方米", "公里", "公顷", "人口", "人", "户", "亩", "名", "家", "吨"];
/// Their first characters: to compare them all takes a tenth of the time of 每-runs.
static PER_BEGINS: Chars = Chars::of("平立公人户亩名家吨");

impl Reader<'_> {
    /// 公路密度每百平方公里118公里: the number is that of what stands before 每; 每公里补助12万元: of what stands behind.
    pub(super) fn over_each(&self, name: &mut Name, floor: usize) {
        let Some(each) = name.cut.filter(|cut| self.clauses.is_each(cut)) else { return };
        let power = |c: &char| matches!(c, '百' | '千' | '万' | '亿' | '十');
        let mut at = each.end;
        while self.clauses.at(at).is_some_and(|c| power(&c) || c.is_ascii_digit()) {
            at += 1;
        }
        if name.verb.is_some() {
            name.start = name.end;
            return;
        }
        let per =
            self.mention.per.map(Words::span).and_then(|(start, end)| self.clauses.chars.get(start..end));
        let per = per.unwrap_or_default().iter().skip_while(|c| power(c)).count();
        let begins = self.clauses.at(at).is_some_and(|c| PER_BEGINS.has(c));
        let unit = || PER.iter().filter(|_| begins).find(|unit| starts(self.clauses.chars, at, unit));
        let per = if per > 0 { per } else { unit().map_or(0, |unit| unit.chars().count()) };
        let rest = if per > 0 && name.end >= at + per { at + per } else { name.end };
        if rest < name.end {
            name.start = rest;
            return;
        }
        // 人口密度为|每平方公里143人
        let mut end = each.start;
        let mut next = self.clauses.word_before(end, floor);
        while let Some(word) = next.filter(|w| w.is(LINK) && !w.is(NOUN)) {
            end = word.start;
            next = self.clauses.word_before(end, floor);
        }
        *name = self.clauses.name_from(next, end, floor);
    }
}
