//! Names what made a number a year, or where a date without a year has it from: for explanations.

/// What gave the year of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    /// 2013年, 二〇一三年, 2013-01-17
    Figures,
    /// 一千九百九十八年
    Spelled,
    /// 05年, 〇八年
    Nought,
    /// ’98年
    Apostrophe,
    /// 九八年
    TwoDigits,
    /// 98年, where a clause begins
    Clipped,
    /// 98年3月, 七八年春
    Month,
    /// 98年底
    End,
    /// 延至835年
    Told,
    /// 公元742年, 公元前221年
    Christ,
    /// 民国二十五年
    Era,
    /// An earlier year of the sentence.
    Sentence,
    /// The heading in force.
    Heading,
    /// The year that the record covers.
    Coverage,
    /// The nearest earlier year that is written out.
    Earlier,
    /// The date that 同年, 次日 or a bare day goes back to.
    Antecedent,
}

impl Cue {
    /// In words.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Cue::Figures => "its four figures",
            Cue::Spelled => "a number spelled as a year",
            Cue::Nought => "a nought before the figure",
            Cue::Apostrophe => "an apostrophe for the century",
            Cue::TwoDigits => "two Han digits",
            Cue::Clipped => "two figures where a clause begins",
            Cue::Month => "the month or season behind it",
            Cue::End => "the end or beginning behind it",
            Cue::Told => "the verb before it",
            Cue::Christ => "公元 before it",
            Cue::Era => "the era",
            Cue::Sentence => "an earlier year of the sentence",
            Cue::Heading => "the heading in force",
            Cue::Coverage => "the coverage year",
            Cue::Earlier => "the nearest earlier year",
            Cue::Antecedent => "the earlier date that it goes back to",
        }
    }
}
