//! Writes records as a reading site: pages that open by a double click, from any web server, below any path,
//! and ask nothing of any other place.
//!
//! Records are read twice: the survey keeps a line of each entry and puts what pages gather from many
//! records into a database on disk; then each entry becomes its page. Memory is bounded by a record, the lines
//! of the entries, and the largest shard of the search index. The same records give the same bytes.

mod about;
mod answer;
mod ask;
mod chart;
mod dates;
mod entry;
mod figures;
mod filters;
mod findings;
mod folder;
mod frame;
mod gather;
mod home;
mod looks;
mod marked;
mod notices;
mod number;
mod say;
mod scratch;
mod search;
mod serve;
mod source;
mod sums;
mod survey;
mod table;
mod values;
mod words;
mod year;

use std::path::PathBuf;

use crate::export::read::{Fault, Records};
use crate::export::staging::{Claim, Shape, Staging};
use crate::export::{ExportError, refuse_own_input};
use crate::mark::Maker;
use folder::Folder;
use search::SearchIndex;
use survey::{Survey, Told};
use words::Words;

pub use crate::language::Language;
pub use serve::Server;

/// What to show, and where.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The folder that `convert` wrote, or a JSON Lines file of records.
    pub from: PathBuf,
    /// The folder to write; None: `site` in the folder of `from`.
    pub to: Option<PathBuf>,
    /// The title of the collection; None: the names of its books.
    pub title: Option<String>,
    /// The language of the frame; the texts have their own.
    pub language: Language,
    /// The line of the licence.
    pub licence: Option<String>,
    /// The folder in which the records' paths are found: pages are then shown as they were.
    pub sources: Option<PathBuf>,
    /// Replace what stands there, though this program did not write it or it was changed since.
    pub replace: bool,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The folder.
    pub to: PathBuf,
    /// How many entries it has.
    pub records: u64,
    /// How many lines were skipped; each was handed to `on_fault`.
    pub faults: u64,
    /// Files that were written, and files that were the same as before and stayed.
    pub files: (u64, u64),
    /// What the caller should know though nothing failed.
    pub notes: Vec<String>,
}

const STYLE: &str = include_str!("../../templates/site.css");
const SCRIPT: &str = include_str!("../../templates/site.js");

/// Writes the records of a folder as a site. Lines that are no record are handed to `on_fault` and left out.
///
/// # Errors
/// Where the records cannot be read or the site cannot be written; what stood at the target stays as it was.
pub fn write(request: &Request, on_fault: &mut dyn FnMut(&Fault)) -> Result<Summary, ExportError> {
    let mut records = Records::open(&request.from)?;
    let to = request.to.clone().unwrap_or_else(|| records.folder().join("site"));
    for read in std::iter::once(records.file()).chain(request.sources.as_deref()) {
        refuse_own_input(&to, read)?;
    }
    let mut maker = Maker::new("view", records.seal().run.clone());
    maker.finished = records.seal().finished;
    let staging = Staging::begin(&to, Shape::Folder, Claim { maker, replace: request.replace })?;
    let told = Told {
        w: Words::of(request.language),
        title: request.title.as_deref(),
        licence: request.licence.as_deref(),
        sources: request.sources.as_deref(),
    };
    let scratch = staging.path().join(".scratch");
    let (survey, faults) = survey::survey(&mut records, &told, &scratch, on_fault)?;
    let mut folder = Folder::new(staging.path(), &to)?;
    entries(request, &survey, &mut folder)?;
    let notes = records.note().into_iter().chain(records.seal().note()).collect();
    let summary = Summary {
        to,
        records: survey.entries.len() as u64,
        faults,
        files: (folder.written, folder.kept),
        notes,
    };
    folder.tidy();
    drop(survey);
    staging.commit()?;
    Ok(summary)
}

/// Reads the records once more and writes each with its page, then the pages of the whole.
fn entries(request: &Request, survey: &Survey, folder: &mut Folder) -> Result<(), ExportError> {
    let mut records = Records::open(&request.from)?;
    let mut index = SearchIndex::new(survey.length);
    let mut at = 0;
    while let Some(next) = records.next_record()? {
        let Ok(record) = next else { continue };
        let Some(entry) = survey.entries.get(at) else { break };
        folder.page(&format!("e/{}.html", entry.stem), &entry::page(survey, at, &record))?;
        folder.bytes(&format!("r/{}.json", entry.stem), records.line().as_bytes())?;
        if let Some(sources) = request.sources.as_deref().filter(|_| entry.has_source)
            && let Some(bytes) = source::bytes(sources, &record)
            && let Some(page) = source::page(survey, at, &record, &bytes)
        {
            folder.page(&format!("p/{}.html", entry.stem), &page)?;
        }
        index.add(folder, survey, at, &record)?;
        at += 1;
    }
    let known = index.finish(folder)?;
    whole(survey, folder, &known)
}

/// Writes the pages that gather from many records.
fn whole(survey: &Survey, folder: &mut Folder, search: &serde_json::Value) -> Result<(), ExportError> {
    folder.page("index.html", &home::home(survey))?;
    if survey.contents_apart() {
        for (at, book) in survey.books.iter().enumerate() {
            for page in 0..book.pages() {
                let text = home::volume(survey, at, page).unwrap_or_default();
                folder.page(&survey::contents_file(at, page), &text)?;
            }
        }
    }
    folder.page("years.html", &home::years(survey))?;
    let years = survey.scratch.sums.years();
    for (year, _) in &years {
        for file in year::files(survey, *year) {
            folder.page(&file.name, &year::page(survey, &file, &years)?)?;
        }
    }
    let (indicators, more) = figures::indicators(survey)?;
    folder.page("figures.html", &figures::list(survey, &indicators, more))?;
    folder.page("data/figures.js", &figures::script(&indicators, survey.w))?;
    for (at, indicator) in indicators.iter().enumerate() {
        if let Some((page, csv)) = figures::page(survey, &indicators, at)? {
            let stem = figures::stem(indicator);
            folder.page(&format!("f/{stem}.html"), &page)?;
            folder.page(&format!("f/{stem}.csv"), &csv)?;
        }
    }
    folder.page("look.html", &looks::page(survey)?)?;
    folder.page("about.html", &about::page(survey))?;
    folder.page("search.html", &search::page(survey, home::search_examples(survey)))?;
    folder.page("data/site.js", &search::site_script(survey, looks::open_count(survey), search))?;
    folder.page("site.css", STYLE)?;
    folder.page("site.js", SCRIPT)
}
