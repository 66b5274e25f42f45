//! Makes the page of an entry.

use askama::Template;

use super::dates;
use super::filters;
use super::findings::{self, Accused};
use super::frame::{Frame, Place};
use super::marked::{Marked, Piece, cut};
use super::notices;
use super::say;
use super::survey::{Entry, Survey};
use super::table::{self, TableView};
use super::words::{Words, fill};
use crate::export::cite::{self, Citation, CitePiece, is_web};
use crate::export::fold::fold_char;
use crate::export::rows::texts;
use crate::mention::{Basis, Kind};
use crate::record::{Block, CharsetBasis, CoverageBasis, Record, Role, Section};

/// The page of an entry.
#[derive(Template)]
#[template(path = "entry.html")]
struct EntryPage<'a> {
    frame: Frame<'a>,
    stem: &'a str,
    han: &'static str,
    title: &'a str,
    trail: Vec<Step>,
    byline: Vec<(String, String)>,
    notices: Vec<NoticeView>,
    toc: Vec<(usize, &'a str)>,
    toc_small: String,
    legend: Vec<(&'static str, &'static str, usize)>,
    has_notes: bool,
    sections: Vec<SectionView<'a>>,
    source: Vec<(&'static str, String, bool, Option<&'a str>)>,
    has_source: bool,
    cites: Vec<Citation>,
    previous: Option<(&'a str, &'a str)>,
    next: Option<(&'a str, &'a str)>,
    previous_next: String,
}

struct Step {
    name: String,
    href: Option<String>,
}

struct NoticeView {
    grave: bool,
    head: String,
    text: String,
    evidence: String,
    advice: &'static str,
    code: &'static str,
}

struct SectionView<'a> {
    number: usize,
    heading: Option<HeadingView<'a>>,
    runs_in: bool,
    blocks: Vec<BlockView<'a>>,
}

struct HeadingView<'a> {
    bracketed: bool,
    marked: Marked<'a>,
}

enum BlockView<'a> {
    Text(TextView<'a>),
    Table(Box<TableView<'a>>),
    Figure((String, &'a str, Option<&'a str>)),
}

struct TextView<'a> {
    anchor: String,
    run_in: bool,
    class: &'static str,
    mark: Option<&'a str>,
    marked: Marked<'a>,
    /// Findings written out: number and sentence.
    sums: Vec<(usize, String)>,
}

/// Makes the page of the entry at `at` of the survey.
pub(crate) fn page(survey: &Survey, at: usize, record: &Record) -> String {
    let w = survey.w;
    let Some(entry) = survey.entries.get(at) else { return String::new() };
    let accused = findings::accused(record, w);
    let sections: Vec<SectionView<'_>> =
        record.sections.iter().enumerate().map(|(i, s)| section(i, s, &accused, w)).collect();
    let toc: Vec<(usize, &str)> = toc(record, w);
    let (previous, next) = survey.neighbours(at);
    let page = EntryPage {
        frame: Frame::new(survey, &entry.title, Place::Entry, "../"),
        stem: &entry.stem,
        han: han(record),
        title: &entry.title,
        trail: trail(survey, at, entry),
        byline: byline(record, w),
        notices: above(record, &accused, w),
        toc_small: fill(w.this_entry_n, &[&toc.len()]),
        toc,
        legend: legend(record, w),
        has_notes: sections.iter().any(SectionView::has_notes),
        sections,
        source: source(record, w),
        has_source: survey.has_source(at),
        cites: cite::citations(record),
        previous: previous.map(|e| (e.stem.as_str(), e.title.as_str())),
        next: next.map(|e| (e.stem.as_str(), e.title.as_str())),
        previous_next: format!("{} / {}", w.previous, w.next),
    };
    page.render().unwrap_or_default()
}

impl SectionView<'_> {
    fn has_notes(&self) -> bool {
        let texts = self.blocks.iter().filter_map(|b| match b {
            BlockView::Text(text) => Some(&text.marked),
            BlockView::Table(_) | BlockView::Figure(_) => None,
        });
        let heading = self.heading.iter().map(|h| &h.marked);
        texts.chain(heading).any(|m| !m.notes.is_empty())
    }
}

/// The language of a text: whether its characters are Traditional.
pub(crate) fn han(record: &Record) -> &'static str {
    let (mut all, mut traditional) = (0, 0);
    let text = record.sections.iter().flat_map(texts).flat_map(|(_, text, _)| text.chars());
    for c in record.title.iter().flat_map(|t| t.chars()).chain(text).take(2000) {
        if ('\u{3400}'..='\u{9FFF}').contains(&c) {
            all += 1;
            traditional += usize::from(fold_char(c) != c);
        }
    }
    if traditional * 8 > all { "zh-Hant" } else { "zh-Hans" }
}

fn toc<'a>(record: &'a Record, w: &Words) -> Vec<(usize, &'a str)> {
    if record.sections.len() < 2 {
        return Vec::new();
    }
    let name = |s: &'a Section| s.heading.as_deref().filter(|h| !h.trim().is_empty());
    record.sections.iter().enumerate().map(|(i, s)| (i + 1, name(s).unwrap_or(w.opening))).collect()
}

fn trail(survey: &Survey, at: usize, entry: &Entry) -> Vec<Step> {
    let mut steps = Vec::new();
    if let Some((book, nth)) = survey.in_book(at) {
        let href = format!("../{}", survey.contents(entry.book, nth));
        steps.push(Step { name: book.name(survey.w), href: Some(href) });
    }
    steps.extend(entry.path.iter().map(|p| Step { name: p.clone(), href: None }));
    steps
}

fn byline(record: &Record, w: &Words) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if let Some(day) = &record.published {
        out.push((fill(w.published_on, &[&dates::in_words(day, w)]), String::new()));
    }
    if let Some(origin) = &record.origin {
        out.push((w.origin.to_owned(), origin.clone()));
    }
    for (role, name) in [(Role::Contributor, w.written_by), (Role::Editor, w.edited_by)] {
        let people: Vec<String> = record
            .contributors
            .iter()
            .filter(|c| c.role == role)
            .map(|c| match &c.organization {
                Some(organization) => format!("{}（{organization}）", c.name),
                None => c.name.clone(),
            })
            .collect();
        if !people.is_empty() {
            out.push((name.to_owned(), people.join("、")));
        }
    }
    if let Some(coverage) = &record.coverage {
        out.push((w.coverage.to_owned(), coverage.year.to_string()));
    }
    if let Some(place) = &record.place {
        out.push((w.place.to_owned(), place.path.join(" ")));
    }
    out
}

/// The notices above the text. What only concerns the encoding stands at the foot.
fn above(record: &Record, accused: &[Accused], w: &Words) -> Vec<NoticeView> {
    let mut out = Vec::new();
    let plain = |head: String, text: String| NoticeView {
        grave: false,
        head,
        text,
        evidence: String::new(),
        advice: "",
        code: "",
    };
    if !accused.is_empty() {
        let head = fill(w.contradictions_here, &[&accused.len()]);
        out.push(NoticeView { grave: true, ..plain(head, w.contradictions_where.to_owned()) });
    }
    let unresolved: Vec<&str> = unresolved(record).collect();
    if !unresolved.is_empty() {
        let shown = unresolved.iter().take(3).copied().collect::<Vec<_>>().join("、");
        let evidence = if unresolved.len() > 3 { format!("{shown}……") } else { shown };
        let head = fill(w.unresolved_here, &[&unresolved.len()]);
        let no_year = if record.coverage.is_none() { w.no_coverage } else { "" };
        out.push(NoticeView {
            evidence,
            advice: w.unresolved_why,
            code: "--year",
            ..plain(format!("{no_year}{head}"), String::new())
        });
    }
    for notice in &record.notices {
        match notice.code.as_str() {
            "coverage-guessed" | "coverage-doubtful" => out.push(coverage(record, &notice.code, w)),
            "title-guessed" => out.push(plain(w.title_notice.to_owned(), w.title_notice_text.to_owned())),
            code if !notices::above(code) => {}
            "table-sum" if findings::repeats(&notice.message, accused) => {}
            "table-sum" => {
                let text = notices::particulars(&notice.message, w);
                let head = notices::words(&notice.code, w).unwrap_or_default().to_owned();
                out.push(NoticeView { grave: true, ..plain(head, text) });
            }
            code => match notices::words(code, w) {
                Some(words) => out.push(plain(words.to_owned(), String::new())),
                None => out.push(plain(w.notice_other.to_owned(), notices::particulars(&notice.message, w))),
            },
        }
    }
    out
}

/// The words of dates without a year.
pub(crate) fn unresolved(record: &Record) -> impl Iterator<Item = &str> {
    let mentions = record.sections.iter().flat_map(texts).flat_map(|(_, _, mentions)| mentions);
    mentions.filter(|m| m.basis == Some(Basis::Unresolved)).map(|m| m.text.as_str())
}

/// How many dates took their year from the year that the entry reports on.
pub(crate) fn resting(record: &Record) -> usize {
    let mentions = record.sections.iter().flat_map(texts).flat_map(|(_, _, mentions)| mentions);
    mentions.filter(|m| m.basis == Some(Basis::CoverageYear)).count()
}

/// What a guessed coverage year rests on.
pub(crate) fn coverage_ground(record: &Record, w: &Words) -> String {
    let Some(coverage) = &record.coverage else { return String::new() };
    let evidence = coverage.evidence.as_deref().unwrap_or_default();
    match coverage.basis {
        CoverageBasis::Majority => fill(w.coverage_guessed_majority, &[&evidence]),
        CoverageBasis::Overview => fill(w.coverage_guessed_overview, &[&evidence]),
        CoverageBasis::Caller | CoverageBasis::Volume => evidence.to_owned(),
    }
}

fn coverage(record: &Record, code: &str, w: &Words) -> NoticeView {
    let year = record.coverage.as_ref().map(|c| c.year.to_string()).unwrap_or_default();
    let head = match code {
        "coverage-guessed" => fill(w.coverage_guessed, &[&year]),
        _ => w.coverage_doubtful.to_owned(),
    };
    let message = record.notices.iter().find(|n| n.code == code).map(|n| n.message.as_str());
    let resting = resting(record);
    let mut text = match code {
        "coverage-guessed" => coverage_ground(record, w),
        _ => message.unwrap_or_default().to_owned(),
    };
    if resting > 0 {
        text.push_str(&fill(w.coverage_rests, &[&resting]));
    }
    NoticeView {
        grave: false,
        head,
        text,
        evidence: String::new(),
        advice: w.coverage_advice,
        code: "--year",
    }
}

const KINDS: [Kind; 8] = [
    Kind::Date,
    Kind::Duration,
    Kind::Age,
    Kind::Count,
    Kind::Ordinal,
    Kind::Money,
    Kind::Ratio,
    Kind::Measure,
];

/// The types of mentions of the record, with their numbers.
fn legend(record: &Record, w: &Words) -> Vec<(&'static str, &'static str, usize)> {
    let count = |kind: Kind| {
        let mentions = record.sections.iter().flat_map(texts).flat_map(|(_, _, mentions)| mentions);
        mentions.filter(|m| m.kind == kind).count()
    };
    let rows = KINDS.map(|kind| (say::kind_class(kind), say::kind_words(kind, w), count(kind)));
    rows.into_iter().filter(|row| row.2 > 0).collect()
}

fn section<'a>(at: usize, section: &'a Section, accused: &[Accused], w: &Words) -> SectionView<'a> {
    let number = at + 1;
    let heading = section.heading.as_deref().map(|text| HeadingView {
        bracketed: section.heading_surface.as_deref().is_some_and(|s| s.trim_start().starts_with('【')),
        marked: cut(text, &section.heading_mentions, &format!("s{number}b0"), &[], w),
    });
    // As yearbooks print it: 【概况】 stands in the first line of its text.
    let first_runs = matches!(section.blocks.first(), Some(Block::Paragraph { .. }));
    let runs_in = first_runs && heading.as_ref().is_some_and(|h| h.bracketed);
    let blocks = section.blocks.iter().enumerate().map(|(i, block)| {
        let here: Vec<Accused> =
            accused.iter().filter(|a| a.section == at && a.block == i).cloned().collect();
        self::block(block, format!("s{number}b{}", i + 1), runs_in && i == 0, &here, w)
    });
    SectionView { number, heading, runs_in, blocks: blocks.collect() }
}

fn block<'a>(
    block: &'a Block,
    anchor: String,
    run_in: bool,
    accused: &[Accused],
    w: &Words,
) -> BlockView<'a> {
    let sums = || findings::sums(accused, w);
    let text = |anchor: String, class: &'static str, mark: Option<&'a str>, text, mentions| {
        let marked = cut(text, mentions, &anchor, accused, w);
        BlockView::Text(TextView { run_in, class, mark, marked, sums: sums(), anchor })
    };
    match block {
        Block::Paragraph { text: t, mentions, .. } => text(anchor, "", None, t, mentions),
        Block::Item { text: t, mentions, marker, .. } => {
            text(anchor, "item", Some(marker.as_deref().unwrap_or("—")), t, mentions)
        }
        Block::Note { text: t, mentions, mark, .. } => {
            text(anchor, "note", Some(mark.as_deref().unwrap_or(w.note_mark)), t, mentions)
        }
        Block::Table(table) => BlockView::Table(Box::new(table::view(table, anchor, accused, w))),
        Block::Figure { uri, caption, .. } => {
            let said = caption.as_deref().filter(|c| !c.trim().is_empty());
            let name = said.unwrap_or_else(|| uri.rsplit('/').next().unwrap_or_default());
            BlockView::Figure((anchor, name, Some(uri.as_str()).filter(|u| is_web(u))))
        }
    }
}

fn source<'a>(record: &'a Record, w: &Words) -> Vec<(&'static str, String, bool, Option<&'a str>)> {
    let source = &record.source;
    let mut rows = Vec::new();
    if let Some(uri) = &source.uri {
        rows.push((w.source_address, uri.clone(), true, Some(uri.as_str()).filter(|u| is_web(u))));
    }
    if let Some(path) = &source.path {
        rows.push((w.source_file, path.clone(), true, None));
    }
    if let Some(at) = &source.retrieved {
        rows.push((w.source_fetched, at.clone(), false, None));
    }
    rows.push(("SHA-256", source.sha256.clone(), true, None));
    let charset = &source.charset;
    let mut encoding = charset.name.to_string();
    if let Some(declared) = charset.declared.as_deref().filter(|d| *d != charset.name)
        && charset.chosen_by != CharsetBasis::Label
    {
        encoding.push_str(&fill(w.in_brackets, &[&fill(w.source_declared, &[&declared])]));
    }
    if charset.replaced > 0 {
        encoding.push_str(&fill(w.in_brackets, &[&fill(w.source_replaced, &[&charset.replaced])]));
    }
    encoding.push_str(w.comma);
    encoding.push_str(&fill(w.source_length, &[&super::number::grouped(&source.bytes.to_string())]));
    rows.push((w.source_encoding, encoding, false, None));
    if let Some(organizer) = &record.site.organizer {
        rows.push((w.source_site, organizer.clone(), false, None));
    }
    for file in &record.attachments {
        rows.push((w.attachments, file.text.clone(), false, Some(file.uri.as_str()).filter(|u| is_web(u))));
    }
    rows
}
