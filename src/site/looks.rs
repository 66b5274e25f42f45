//! Gathers what is to be looked at, and makes its page.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use askama::Template;

use super::entry::{coverage_ground, resting};
use super::findings;
use super::frame::{Frame, Place};
use super::marked::standing;
use super::notices;
use super::scratch::Look;
use super::survey::{Entry, Survey};
use super::table::doubt_words;
use super::words::{Words, fill};
use crate::error::{Failure, Notice, Skip};
use crate::export::ExportError;
use crate::export::rows::{sections, texts};
use crate::export::sentence::Sentences;
use crate::mention::{Basis, Kind};
use crate::record::{Block, Record};

const CONTRADICTS: u8 = 0;
const UNRESOLVED: u8 = 1;
const GUESSED: u8 = 2;
const TABLES: u8 = 3;
const NOTICES: u8 = 4;
const NO_YEAR: u8 = 5;

/// How many of a kind its page lists.
const LISTED: usize = 500;

/// Inputs that gave no record.
#[derive(Default)]
pub(crate) struct Outcome {
    /// Files that are no pages.
    not_pages: usize,
    skipped: Listed,
    failed: Listed,
}

#[derive(Default)]
struct Listed {
    count: usize,
    /// The first of them: input and message.
    first: Vec<(String, String)>,
}

impl Listed {
    fn add(&mut self, input: String, message: String) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push((input, message));
        }
    }
}

#[derive(serde::Deserialize)]
struct Line<T> {
    input: String,
    #[serde(flatten)]
    why: T,
}

/// Reads what `convert` skipped and failed at. Where it says nothing, nothing is known of it.
pub(crate) fn outcome(folder: &Path, w: &Words) -> Outcome {
    let said = |message: &str| w.language().told(message).into_owned();
    let mut outcome = Outcome::default();
    for line in lines(&folder.join("skipped.jsonl")) {
        let Ok(Line { input, why }) = serde_json::from_str::<Line<Skip>>(&line) else { continue };
        match why.reason.as_str() {
            "not-a-page" => outcome.not_pages += 1,
            _ => outcome.skipped.add(input, said(&why.message)),
        }
    }
    for line in lines(&folder.join("failures.jsonl")) {
        let Ok(Line { input, why }) = serde_json::from_str::<Line<Failure>>(&line) else { continue };
        let told = format!("{}{}{}", said(&why.message), w.semicolon, said(&why.advice));
        outcome.failed.add(input, told);
    }
    outcome
}

fn lines(path: &Path) -> impl Iterator<Item = String> {
    let file = File::open(path).ok();
    file.into_iter().flat_map(|f| BufReader::new(f).lines().map_while(Result::ok))
}

/// Takes from a record what is to be looked at.
pub(crate) fn of_record(survey: &mut Survey, at: usize, record: &Record) -> Result<(), ExportError> {
    let w = survey.w;
    let accused = findings::accused(record, w);
    // A total that the conversion doubted and the check could not compare.
    let doubted = |n: &&Notice| n.code == "table-sum" && !findings::repeats(&n.message, &accused);
    if let Some(entry) = survey.entries.get_mut(at) {
        entry.contradictions = (accused.len() + record.notices.iter().filter(doubted).count()) as u32;
    }
    let whole = |kind, before: &str, words: &str, behind: String, note: String| Look {
        kind,
        entry: at,
        anchor: String::new(),
        before: before.to_owned(),
        words: words.to_owned(),
        behind,
        note,
    };
    for a in &accused {
        let behind = fill(w.look_computed, &[&a.sentence]);
        let look = whole(CONTRADICTS, "", &a.printed, behind, a.of.clone());
        survey.scratch.add_look(&Look { anchor: a.anchor(), ..look })?;
    }
    unresolved(survey, at, record)?;
    if record.coverage.is_none() {
        let dates = record.sections.iter().flat_map(texts).flat_map(|(_, _, mentions)| mentions);
        let dates = dates.filter(|m| m.kind == Kind::Date).count();
        let said = fill(w.look_dates_said, &[&dates]);
        survey.scratch.add_look(&whole(NO_YEAR, "", "", said, String::new()))?;
    }
    for notice in &record.notices {
        let look = match notice.code.as_str() {
            "coverage-guessed" => {
                let year = record.coverage.as_ref().map(|c| c.year.to_string()).unwrap_or_default();
                let ground = coverage_ground(record, w);
                let rest = match resting(record) {
                    0 => String::new(),
                    n => fill(w.look_dates_rest, &[&n]),
                };
                whole(GUESSED, w.look_year_taken, &year, fill(w.look_computed, &[&ground]), rest)
            }
            "title-guessed" => {
                let title = record.title.as_deref().unwrap_or_default();
                whole(GUESSED, w.look_title_taken, title, String::new(), w.title_notice_text.to_owned())
            }
            "table-sum" if findings::repeats(&notice.message, &accused) => continue,
            code => {
                let kind = if code == "table-sum" { CONTRADICTS } else { NOTICES };
                let said = notices::particulars(&notice.message, w);
                match notices::words(code, w) {
                    Some(words) if kind == CONTRADICTS => whole(kind, words, "", said, String::new()),
                    Some(words) => whole(kind, "", "", words.to_owned(), said),
                    None => whole(kind, "", "", said, code.to_owned()),
                }
            }
        };
        survey.scratch.add_look(&look)?;
    }
    for row in sections(record) {
        for (i, block) in row.section.blocks.iter().enumerate() {
            let Block::Table(table) = block else { continue };
            if table.doubts.is_empty() {
                continue;
            }
            let said: Vec<&str> = table.doubts.iter().map(|d| doubt_words(*d, w)).collect();
            let name = table.caption.clone().unwrap_or_else(|| w.table.to_owned());
            let look =
                whole(TABLES, "", &name, fill(w.look_doubts, &[&said.join(w.semicolon)]), String::new());
            survey.scratch.add_look(&Look { anchor: format!("s{}b{}", row.number, i + 1), ..look })?;
        }
    }
    Ok(())
}

/// The first date without a year, and how many there are.
fn unresolved(survey: &mut Survey, at: usize, record: &Record) -> Result<(), ExportError> {
    let mut first = None;
    let mut count = 0;
    for row in sections(record) {
        for (block, text, mentions) in texts(row.section) {
            for (i, mention) in standing(text, mentions) {
                if mention.basis != Some(Basis::Unresolved) {
                    continue;
                }
                count += 1;
                if first.is_none() {
                    let (start, _, sentence) = Sentences::of(text).at(mention.start);
                    let (a, z) =
                        (mention.start - start.min(mention.start), mention.end - start.min(mention.end));
                    let piece =
                        |from: usize, n: usize| sentence.chars().skip(from).take(n).collect::<String>();
                    first = Some(Look {
                        kind: UNRESOLVED,
                        entry: at,
                        anchor: format!("s{}b{block}m{}", row.number, i + 1),
                        before: piece(0, a),
                        words: piece(a, z.saturating_sub(a)),
                        behind: piece(z, 120),
                        note: String::new(),
                    });
                }
            }
        }
    }
    let Some(look) = first else { return Ok(()) };
    let more = if count > 1 { fill(survey.w.look_first, &[&count]) } else { String::new() };
    let note = format!("{more}{}", survey.w.look_supply);
    survey.scratch.add_look(&Look { note, ..look })
}

/// The page of what is to be looked at.
#[derive(Template)]
#[template(path = "look.html")]
struct LookPage<'a> {
    frame: Frame<'a>,
    lead: String,
    kinds: Vec<KindView<'a>>,
}

struct KindView<'a> {
    id: &'static str,
    name: &'static str,
    say: String,
    count: usize,
    /// Whether a person must decide.
    open: bool,
    looks: Vec<LookView<'a>>,
    files: &'a [(String, String)],
    more: Option<String>,
}

struct LookView<'a> {
    look: Look,
    entry: &'a Entry,
    book: String,
}

impl LookView<'_> {
    fn href(&self) -> String {
        let hash = if self.look.anchor.is_empty() { "" } else { "#" };
        format!("e/{}.html{hash}{}", self.entry.stem, self.look.anchor)
    }
}

/// How many things an editor has to decide on.
pub(crate) fn open_count(survey: &Survey) -> usize {
    open_kinds(survey).iter().map(|(_, count)| count).sum()
}

/// What an editor has to decide on, by its kind; a kind of which there is nothing is left out.
pub(crate) fn open_kinds(survey: &Survey) -> Vec<(&'static str, usize)> {
    let w = survey.w;
    let looks = |kind| survey.scratch.sums.looks(kind);
    let kinds = [
        (w.look_contradicts, looks(CONTRADICTS)),
        (w.look_unresolved, looks(UNRESOLVED)),
        (w.look_guessed, looks(GUESSED)),
        (w.look_failed, survey.outcome.failed.count),
    ];
    kinds.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// Makes the page.
pub(crate) fn page(survey: &Survey) -> Result<String, ExportError> {
    let w = survey.w;
    let count = |kind: u8| survey.scratch.sums.looks(kind);
    let rows = [
        (CONTRADICTS, "contradicts", w.look_contradicts, w.look_contradicts_say),
        (UNRESOLVED, "unresolved", w.look_unresolved, w.look_unresolved_say),
        (GUESSED, "guessed", w.look_guessed, w.look_guessed_say),
        (NO_YEAR, "no-year", w.look_no_year, w.look_no_year_say),
        (TABLES, "tables", w.look_tables, w.look_tables_say),
        (NOTICES, "notices", w.look_notices, w.look_notices_say),
    ];
    let more = |count: usize, shown: usize| (count > shown).then(|| fill(w.look_more, &[&(count - shown)]));
    let mut kinds = Vec::new();
    for (kind, id, name, say) in rows {
        let looks = survey.scratch.looks(kind, LISTED)?;
        let looks: Vec<LookView<'_>> = looks
            .into_iter()
            .filter_map(|look| {
                let entry = survey.entries.get(look.entry)?;
                Some(LookView { book: survey.book_of(entry), look, entry })
            })
            .collect();
        kinds.push(KindView {
            id,
            name,
            say: say.to_owned(),
            count: count(kind),
            open: kind <= GUESSED,
            more: more(count(kind), looks.len()),
            looks,
            files: &[],
        });
    }
    let outcome = &survey.outcome;
    let others = match outcome.not_pages {
        0 => String::new(),
        n => fill(w.look_not_pages, &[&n]),
    };
    let files = [
        ("failed", w.look_failed, w.look_failed_say.to_owned(), &outcome.failed),
        ("skipped", w.look_skipped, format!("{}{others}", w.look_skipped_say), &outcome.skipped),
    ];
    for (id, name, say, listed) in files {
        kinds.push(KindView {
            id,
            name,
            say,
            count: listed.count,
            open: id == "failed",
            looks: Vec::new(),
            files: &listed.first,
            more: more(listed.count, listed.first.len()),
        });
    }
    // What a person must decide stands first, what has nothing last.
    kinds.sort_by_key(|kind| (kind.count == 0, !kind.open));
    let lead = fill(w.look_n, &[&open_count(survey)]);
    let page = LookPage { frame: Frame::new(survey, w.look, Place::Look, ""), lead, kinds };
    Ok(page.render().unwrap_or_default())
}
