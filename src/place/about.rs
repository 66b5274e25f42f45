//! Reads what a page says it is about: its book, the chapters below the book, its title. Of these the more specific
//! that lies within the other wins.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::data::places::place_words;
use crate::error::Notice;

use super::dated::{Dated, Table, YEARS};
use super::read::{Chain, Edition, Historic, chain, of_year};
use super::{Evidence, PlaceBasis};

/// What the page is about, as far as its own words tell.
pub(super) enum Subject<'t> {
    /// A book about no place: a university's, a ministry's, a company's.
    NoPlace,
    /// Nothing names a place with a code; perhaps one without.
    Unknown { below: Option<String> },
    /// A place.
    Place(About<'t>),
}

/// The place that a page is about.
#[derive(Debug, Clone)]
pub(super) struct About<'t> {
    /// What it may be: homonyms are several.
    pub(super) places: Vec<&'t Dated>,
    pub(super) edition: Edition,
    pub(super) basis: PlaceBasis,
    /// The words that say so.
    pub(super) evidence: String,
    /// A place within it without a code.
    pub(super) below: Option<String>,
    /// The book of the whole country.
    pub(super) national: bool,
    /// What else names another place.
    pub(super) doubt: Option<Notice>,
    /// The zone's name begins like a place's without its suffix: 东湖高新区 need not be that of 东湖区.
    pub(super) weak: bool,
    /// The place stands without its suffix.
    pub(super) bare: bool,
}

/// The character by which one is looked up.
pub(super) fn simplified(c: char) -> char {
    static PAIRS: LazyLock<FxHashMap<char, char>> =
        LazyLock::new(|| crate::data::simplified::simplified(crate::data::simplified::For::Search).collect());
    PAIRS.get(&c).copied().unwrap_or(c)
}

/// Whether a character is no blank and no bracket of a title.
fn is_shown(c: &char) -> bool {
    !(c.is_whitespace() || matches!(c, '《' | '》' | '〈' | '〉'))
}

fn folded(text: &str) -> Vec<char> {
    text.chars().filter(is_shown).map(simplified).collect()
}

/// The last year that a volume names: 1988—2011.
pub(super) fn last_year(volume: &str) -> Option<i32> {
    let groups = volume.split(|c: char| !c.is_ascii_digit()).filter(|g| g.len() == 4);
    let years: Vec<i32> =
        groups.filter_map(|g| g.parse().ok()).filter(|y| (1000..=2100).contains(y)).collect();
    match years.as_slice() {
        // A yearbook's volume alone is the year in which it came out.
        [_] | [] => None,
        [.., last] => Some(*last),
    }
}

/// Reads book, chapters and title.
pub(super) fn read<'t>(table: &'t Table, seen: &Evidence<'_>, year: Option<i32>) -> Subject<'t> {
    let mut subject = match seen.book {
        Some(book) => of_book(table, book, year),
        None => Subject::Unknown { below: None },
    };
    if matches!(subject, Subject::NoPlace) {
        return subject;
    }
    let chapters = if seen.book.is_some() { seen.chapters } else { seen.breadcrumb };
    for chapter in chapters {
        deepen(
            table,
            &mut subject,
            chapter_place(table, chapter, year, seen.book.is_some()),
            PlaceBasis::Breadcrumb,
        );
    }
    if let Some(title) = seen.title {
        deepen(table, &mut subject, title_place(table, title, year), PlaceBasis::Title);
    }
    subject
}

/// A place that further words name.
enum Named<'t> {
    Coded { places: Vec<&'t Dated>, edition: Edition, evidence: String },
    Uncoded(String),
}

/// Takes a further place into the subject where it lies within it; one that does not is a doubt.
fn deepen<'t>(table: &Table, subject: &mut Subject<'t>, named: Option<Named<'t>>, basis: PlaceBasis) {
    let about = |places, edition, evidence, below| About {
        places,
        edition,
        basis,
        evidence,
        below,
        national: false,
        doubt: None,
        weak: false,
        bare: false,
    };
    match (named, subject) {
        (None, _) | (_, Subject::NoPlace) => {}
        (Some(Named::Uncoded(name)), Subject::Place(outer)) => outer.below = Some(name),
        (Some(Named::Uncoded(name)), Subject::Unknown { below }) => *below = Some(name),
        (Some(Named::Coded { places, edition, evidence }), subject @ Subject::Unknown { .. }) => {
            let Subject::Unknown { below } = subject else { return };
            *subject = Subject::Place(about(places, edition, evidence, below.take()));
        }
        (Some(Named::Coded { places, edition, evidence }), Subject::Place(outer)) => {
            let inner: Vec<&Dated> = places
                .iter()
                .copied()
                .filter(|p| outer.national || outer.places.iter().any(|o| o.holds(p)))
                .collect();
            let same = |p: &&&Dated| {
                outer.places.iter().any(|o| o.code == p.code || p.holds(o) || table.line(o).contains(p.code))
            };
            if !inner.is_empty() {
                *outer = about(inner, edition, evidence, None);
            } else if places.iter().filter(same).count() == 0 && basis == PlaceBasis::Title {
                let message = format!(
                    "the book says {}, the title {evidence}: the book's place is given",
                    outer.evidence
                );
                outer.doubt = Some(Notice::new("place-doubtful", message));
            }
        }
    }
}

/// A title of a book without what says that it is a book, and without the era of an old one.
fn subject_of(book: &str) -> Vec<char> {
    let words = place_words();
    let text: String = folded(book).into_iter().collect();
    let mut name = words.books.iter().find_map(|b| text.strip_suffix(b.as_str())).unwrap_or(&text);
    if name.is_empty() {
        name = &text;
    }
    loop {
        let shorter =
            words.before.iter().find_map(|b| name.strip_prefix(b.as_str())).or_else(|| without_era(name));
        match shorter {
            Some(shorter) if !shorter.is_empty() => name = shorter,
            _ => return name.chars().collect(),
        }
    }
}

/// An old book's title without its era: 光绪顺天府志, 嘉庆松江府志.
fn without_era(name: &str) -> Option<&str> {
    const ERAS: [&str; 12] =
        ["光绪", "宣统", "同治", "咸丰", "道光", "嘉庆", "乾隆", "雍正", "康熙", "顺治", "万历", "嘉靖"];
    ERAS.iter().find_map(|era| name.strip_prefix(era))
}

fn of_book<'t>(table: &'t Table, title: &str, year: Option<i32>) -> Subject<'t> {
    let whole: String = folded(title).into_iter().collect();
    let name = subject_of(title);
    let found = chain(table, &name, year, true);
    let book = Book { title, bare: found.as_ref().is_some_and(|c| !c.full), name };
    if let Some(of) = whole.strip_suffix("年鉴")
        && of.starts_with("中国") | of.starts_with("中华人民共和国")
    {
        let state = place_words().national.iter().any(|n| n == of) || of.starts_with("中华人民共和国");
        let about = About { national: true, ..book.about(Vec::new(), Edition::Year) };
        return if state { Subject::Place(about) } else { Subject::NoPlace };
    }
    let length = found.as_ref().map_or(0, |c| c.length);
    let rest: String = book.name.get(length..).unwrap_or_default().iter().collect();
    if is_institution(&whole_subject(&whole)) || !rest.is_empty() && is_institution(&rest) {
        return Subject::NoPlace;
    }
    // 湾仔区 has no code of its own; what the table knows wins.
    let within =
        (found.is_none() || length < book.name.len()).then(|| book.lies_within(table, year)).flatten();
    within.map_or_else(|| book.place(table, found, &rest, year), Subject::Place)
}

/// A book by its title.
struct Book<'b> {
    title: &'b str,
    /// The title without what says that it is a book.
    name: Vec<char>,
    /// Whether its place stands without its suffix.
    bare: bool,
}

impl Book<'_> {
    fn about<'t>(&self, places: Vec<&'t Dated>, edition: Edition) -> About<'t> {
        About {
            places,
            edition,
            basis: PlaceBasis::Book,
            evidence: self.title.to_owned(),
            below: None,
            national: false,
            doubt: None,
            weak: false,
            bare: self.bare,
        }
    }

    /// About something within places, that has no code of its own.
    fn below<'t>(&self, places: Vec<&'t Dated>, edition: Edition) -> About<'t> {
        About { below: Some(as_written(self.title, &self.name)), ..self.about(places, edition) }
    }

    /// The place that is known to hold the one of the book.
    fn lies_within<'t>(&self, table: &'t Table, year: Option<i32>) -> Option<About<'t>> {
        let code = within(&self.text())?;
        let row = year.and_then(|y| table.at(code, y)).or_else(|| table.latest(code))?;
        Some(self.below(vec![row], edition_of(row, year)))
    }

    fn text(&self) -> String {
        self.name.iter().collect()
    }

    /// The place that the name begins with, or an older one; `rest` stands behind it.
    fn place<'t>(
        &self,
        table: &'t Table,
        found: Option<Chain<'t>>,
        rest: &str,
        year: Option<i32>,
    ) -> Subject<'t> {
        let province = |p: &&Dated| p.is_province() || p.is_prefecture() || is_trade(rest);
        match found {
            Some(found) if rest.is_empty() => Subject::Place(self.about(found.places, found.edition)),
            // A bare name that another word goes on with is none: 东海舰队, but 东海县舰艇.
            Some(found) if ends_uncoded(rest) => {
                let weak = !found.full;
                Subject::Place(About { weak, ..self.below(found.places, found.edition) })
            }
            Some(found) if found.full || found.places.iter().any(province) => {
                Subject::Place(self.about(found.places, found.edition))
            }
            _ => match historic(table, &self.text(), year) {
                Some((row, edition)) => Subject::Place(self.below(vec![row], edition)),
                None => {
                    let below = ends_uncoded(&self.text()).then(|| as_written(self.title, &self.name));
                    Subject::Unknown { below }
                }
            },
        }
    }
}

/// Whether a text begins or ends as the names of institutions do.
fn is_institution(text: &str) -> bool {
    let words = &place_words().institutions;
    words.iter().any(|i| text.ends_with(i.as_str()) || text.starts_with(i.as_str()))
}

/// Whether a text ends as the names of places do that have no code.
fn ends_uncoded(text: &str) -> bool {
    place_words().uncoded.iter().any(|u| text.ends_with(u.as_str()))
}

/// Whether what stands behind a place in a book's title is a trade: 经济, 卫生, 教育.
fn is_trade(rest: &str) -> bool {
    (2..=6).contains(&rest.chars().count())
}

fn whole_subject(whole: &str) -> String {
    let words = place_words();
    words.books.iter().find_map(|b| whole.strip_suffix(b.as_str())).unwrap_or(whole).to_owned()
}

/// The name in the book's title as it is written there: 灣仔區.
fn as_written(book: &str, name: &[char]) -> String {
    let shown: Vec<char> = book.chars().filter(is_shown).collect();
    let folded: Vec<char> = shown.iter().copied().map(simplified).collect();
    match folded.windows(name.len().max(1)).position(|w| w == name) {
        Some(at) => shown.iter().skip(at).take(name.len()).collect(),
        None => name.iter().collect(),
    }
}

/// The province of a place that has no code.
fn within(name: &str) -> Option<&'static str> {
    let of = |n: &str| place_words().within.get(n).map(String::as_str);
    of(name).or_else(|| {
        let corps = name.starts_with("新疆生产建设兵团") || name.starts_with("兵团");
        corps.then_some("650000")
    })
}

fn edition_of(row: &Dated, year: Option<i32>) -> Edition {
    match year {
        Some(year) if row.stands(year) && year <= *YEARS.end() => Edition::Year,
        Some(year) if year < row.from => Edition::Other(row.from),
        _ => Edition::Other(row.to),
    }
}

/// A county or prefecture before 1949: the province of the place of that name in the first edition.
fn historic<'t>(table: &'t Table, name: &str, year: Option<i32>) -> Option<(&'t Dated, Edition)> {
    let (_, rows) = table.named(name)?;
    let Err(Historic) = of_year(table, &rows, year) else { return None };
    let province = |r: &Dated| r.code.get(..2).map(|two| format!("{two}0000"));
    let first = rows.first().and_then(|r| province(r))?;
    if rows.iter().any(|r| province(r).as_ref() != Some(&first)) {
        return None;
    }
    let row = table.at(&first, *YEARS.start()).or_else(|| table.latest(&first))?;
    Some((row, Edition::Other(row.from)))
}

/// The place that a chapter names: 河东区, 市县经济·常熟市, 乡镇·华士镇. Below a book a name without its suffix
/// counts, too.
fn chapter_place<'t>(table: &'t Table, chapter: &str, year: Option<i32>, bare: bool) -> Option<Named<'t>> {
    let words = place_words();
    let pieces: Vec<&str> = chapter.split(|c| words.marks.contains(c)).filter(|p| !p.is_empty()).collect();
    pieces.iter().rev().find_map(|piece| {
        let name = folded(piece);
        let text: String = name.iter().collect();
        if words.words.contains(&text) {
            return None;
        }
        if let Some(found) = chain(table, &name, year, bare) {
            let rest: String = name.get(found.length..).unwrap_or_default().iter().collect();
            if rest.is_empty() || found.full && is_survey(&rest) {
                return Some(coded(found, piece));
            }
        }
        is_uncoded(&text).then(|| Named::Uncoded((*piece).to_owned()))
    })
}

fn coded<'t>(found: Chain<'t>, evidence: &str) -> Named<'t> {
    Named::Coded { places: found.places, edition: found.edition, evidence: evidence.to_owned() }
}

/// Whether a name is one of a place that has no code; 乡镇 and 开发区 alone are words.
fn is_uncoded(name: &str) -> bool {
    let words = place_words();
    let ends = words.uncoded.iter().find(|u| name.ends_with(u.as_str()));
    let general = ["乡镇", "县区", "市区", "各", "街道乡镇", "镇乡", "农村", "新农村"];
    ends.is_some_and(|u| name.chars().count() > u.chars().count())
        && name.chars().count() <= 12
        && !general.iter().any(|g| name.starts_with(g) || name.ends_with(g))
}

fn is_survey(rest: &str) -> bool {
    ["概况", "综述", "简介", "概览", "概述", "基本情况", "篇", "卷", "部"].contains(&rest)
}

/// The place that a title begins with, where nothing or an office follows: 通州区妇女联合会.
fn title_place<'t>(table: &'t Table, title: &str, year: Option<i32>) -> Option<Named<'t>> {
    let words = place_words();
    let name = folded(title);
    let text: String = name.iter().collect();
    if words.words.iter().any(|w| text.starts_with(w.as_str())) {
        return None;
    }
    let found = chain(table, &name, year, false)?;
    let rest: String = name.get(found.length..).unwrap_or_default().iter().collect();
    let office = rest.chars().count() <= 20
        && !rest.contains(['驻', '，', '、', '。', '在', '赴', '与', '和'])
        && words.offices.iter().any(|o| rest.ends_with(o.as_str()));
    (found.full && (rest.is_empty() || office)).then(|| coded(found, title))
}
