//! Writes views of records that other programs take: tables, databases, texts, bags. Reads
//! `records.jsonl` line by line, so memory does not grow with the number of records.
//!
//! Every view is written beside its place and moved there when it is whole: an export that is
//! stopped leaves the one before as it was.

#[cfg(feature = "arrow")]
pub mod arrow;
mod bagit;
#[cfg(feature = "search")]
pub mod bigrams;
mod citations;
pub(crate) mod cite;
mod columns;
mod csv;
mod datapackage;
pub mod days;
mod dc;
pub mod fold;
#[cfg(feature = "search")]
mod fulltext;
mod jsonld;
mod legend;
pub mod manner;
#[cfg(feature = "search")]
pub mod naming;
#[cfg(feature = "parquet")]
mod parquet;
mod payload;
pub mod read;
mod research_object;
pub mod rows;
pub mod sentence;
pub mod sortable;
#[cfg(feature = "search")]
pub mod sqlite;
pub mod staging;
pub mod stated;
mod tei;
mod texts;
#[cfg(feature = "fetch")]
mod wacz;
#[cfg(feature = "xlsx")]
mod xlsx;
mod xml;

use std::fmt;
use std::path::{Path, PathBuf};

pub use bagit::{BagOptions, SiteWriter};

use crate::mark::{self, Maker};
use crate::record::Record;
use read::{Fault, Records};
use staging::{Claim, Shape, Staging};

/// A view of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder of CSV files: pages, sections, blocks, mentions, tables, observations.
    Csv,
    /// A workbook for people: entries, numbers, dates, values of tables, and the tables themselves.
    #[cfg(feature = "xlsx")]
    Xlsx,
    /// The CSV files as a data package, with what their columns hold and how they belong together.
    Datapackage,
    /// A folder of Parquet files, a file a table of the CSV.
    #[cfg(feature = "parquet")]
    Parquet,
    /// One SQLite database with full-text search.
    #[cfg(feature = "search")]
    Sqlite,
    /// A folder of TEI P5 texts, one a record.
    Tei,
    /// A folder with Dublin Core as CSV and as XML.
    Dc,
    /// One JSON-LD document with terms of schema.org.
    Jsonld,
    /// A folder of citations: CSL-JSON, BibTeX, GB/T 7714.
    Citations,
    /// A JSON Lines file of texts as corpora take them: `id`, `text`, `metadata`.
    Texts,
    /// A bag (RFC 8493) with records, their sources, Dublin Core and an RO-Crate.
    Bagit,
    /// A WACZ 1.1.1: WARC files with an index and our titles and texts.
    #[cfg(feature = "fetch")]
    Wacz,
}

impl Format {
    /// All formats that this build can write, in the order in which they are documented.
    pub const ALL: &'static [Format] = &[
        Format::Csv,
        #[cfg(feature = "xlsx")]
        Format::Xlsx,
        Format::Datapackage,
        #[cfg(feature = "parquet")]
        Format::Parquet,
        #[cfg(feature = "search")]
        Format::Sqlite,
        Format::Tei,
        Format::Dc,
        Format::Jsonld,
        Format::Citations,
        Format::Texts,
        Format::Bagit,
        #[cfg(feature = "fetch")]
        Format::Wacz,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            #[cfg(feature = "xlsx")]
            Format::Xlsx => "xlsx",
            Format::Datapackage => "datapackage",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
            #[cfg(feature = "search")]
            Format::Sqlite => "sqlite",
            Format::Tei => "tei",
            Format::Dc => "dc",
            Format::Jsonld => "jsonld",
            Format::Citations => "citations",
            Format::Texts => "texts",
            Format::Bagit => "bagit",
            #[cfg(feature = "fetch")]
            Format::Wacz => "wacz",
        }
    }

    /// The name of the file or folder that is written where the caller names none.
    pub fn default_name(self) -> &'static str {
        match self {
            #[cfg(feature = "search")]
            Format::Sqlite => "records.sqlite",
            #[cfg(feature = "xlsx")]
            Format::Xlsx => "records.xlsx",
            Format::Jsonld => "records.jsonld",
            Format::Texts => "texts.jsonl",
            #[cfg(feature = "fetch")]
            Format::Wacz => "records.wacz",
            other => other.name(),
        }
    }

    /// Whether the view is one file or a folder of files.
    pub fn shape(self) -> Shape {
        match self {
            Format::Csv
            | Format::Datapackage
            | Format::Tei
            | Format::Dc
            | Format::Citations
            | Format::Bagit => Shape::Folder,
            #[cfg(feature = "parquet")]
            Format::Parquet => Shape::Folder,
            #[cfg(feature = "search")]
            Format::Sqlite => Shape::File,
            #[cfg(feature = "xlsx")]
            Format::Xlsx => Shape::File,
            Format::Jsonld | Format::Texts => Shape::File,
            #[cfg(feature = "fetch")]
            Format::Wacz => Shape::File,
        }
    }
}

/// What to export, and where.
#[derive(Debug, Clone)]
pub struct Request {
    /// The folder that `convert` wrote, or a JSON Lines file of records.
    pub from: PathBuf,
    /// The file or folder to write; None: [`Format::default_name`] in the folder of `from`.
    pub to: Option<PathBuf>,
    /// The view.
    pub format: Format,
    /// CSV is for spreadsheets: it begins with a byte order mark, which they need to read it as UTF-8, and a `'`
    /// stands before what they would take for a formula.
    pub bom: bool,
    /// What the records were made from: for a bag folders of pages, or WARC and other files; for a WACZ its WARC
    /// files.
    pub sources: Vec<PathBuf>,
    /// What only bags have.
    pub bag: BagOptions,
    /// Replace what stands at the target though it does not carry our mark; see [`staging`].
    pub replace: bool,
}

/// What an export did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// What was written.
    pub to: PathBuf,
    /// How many records it holds.
    pub records: u64,
    /// How many lines were skipped; each was handed to `on_fault`.
    pub faults: u64,
    /// What the caller should know though nothing failed.
    pub notes: Vec<String>,
}

/// Why nothing was written: what was expected, what was found, where, and what to do.
#[derive(Debug)]
pub struct ExportError(pub(crate) String);

impl ExportError {
    /// A failure to read or write `path`.
    pub(crate) fn io(doing: &str, path: &Path, error: &std::io::Error) -> Self {
        ExportError(format!("cannot {doing} {}: {error}", path.display()))
    }
}

impl fmt::Display for ExportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ExportError {}

#[cfg_attr(
    not(feature = "xlsx"),
    allow(dead_code, reason = "workbooks read records again and write beside themselves")
)]
/// A record as it was read.
#[derive(Debug, Clone, Copy)]
struct Line<'l> {
    /// Its text without its line end.
    text: &'l str,
    /// Where it begins in the file of records, in bytes.
    begins: u64,
}

#[cfg_attr(
    not(feature = "xlsx"),
    allow(dead_code, reason = "workbooks read records again and write beside themselves")
)]
/// Where a view will stand and what it is made from, for those that write beside it or read a record again.
struct Target {
    /// The file of records.
    from: PathBuf,
    /// The file or folder.
    to: PathBuf,
    /// Who writes it.
    claim: Claim,
}

/// A view under construction.
trait View {
    /// Adds a record.
    fn add(&mut self, record: &Record, line: Line<'_>) -> Result<(), ExportError>;
    /// Says of the records as a whole what their reader must know, where the view has a place for it; the
    /// mark of every view says whether their run had come to its end. Comes before the first record.
    fn remark(&mut self, _what: &str) -> Result<(), ExportError> {
        Ok(())
    }
    /// Writes what is left; tells what the caller should know.
    fn finish(self: Box<Self>) -> Result<Vec<String>, ExportError>;
}

/// Exports the records of a folder. Lines that are no record of a schema that this program knows
/// are handed to `on_fault` and left out.
///
/// # Errors
/// Where the records cannot be read, the view cannot be written, or what stands at the target is not
/// ours: it is then left as it is.
pub fn export(request: &Request, on_fault: &mut dyn FnMut(&Fault)) -> Result<Summary, ExportError> {
    let mut records = Records::open(&request.from)?;
    let to = match &request.to {
        Some(to) => to.clone(),
        None => records.folder().join(request.format.default_name()),
    };
    for read in std::iter::once(records.file()).chain(request.sources.iter().map(PathBuf::as_path)) {
        refuse_own_input(&to, read)?;
    }
    let mut maker = Maker::new(format!("export --to {}", request.format.name()), records.seal().run.clone());
    maker.finished = records.seal().finished;
    let claim = Claim { maker, replace: request.replace };
    let staging = Staging::begin(&to, request.format.shape(), claim.clone())?;
    let target = Target { from: records.file().to_owned(), to: to.clone(), claim };
    let mut view = open_view(request, staging.path(), target)?;
    let remark = records.seal().note();
    remark.as_ref().map_or(Ok(()), |remark| view.remark(remark))?;
    let (mut good, mut faults) = (0, 0);
    while let Some(next) = records.next_record()? {
        match next {
            Ok(record) => {
                view.add(&record, Line { text: records.line(), begins: records.line_begins() })?;
                good += 1;
            }
            Err(fault) => {
                on_fault(&fault);
                faults += 1;
            }
        }
    }
    let mut notes = view.finish()?;
    notes.extend(records.note());
    notes.extend(remark);
    staging.commit()?;
    Ok(Summary { to, records: good, faults, notes })
}

/// Whoever insists may replace what is not ours, but never what is being read: not what holds it, not a part of a folder
/// of sources, and not what the run that made the records has beside them.
pub(crate) fn refuse_own_input(to: &Path, read: &Path) -> Result<(), ExportError> {
    let (Ok(target), Ok(input)) = (to.canonicalize(), read.canonicalize()) else { return Ok(()) };
    let part = input.is_dir() && target.starts_with(&input) && !mark::is_view(&target);
    let run = input.parent().filter(|_| input.ends_with("records.jsonl"));
    let of_run = run.and_then(|run| target.strip_prefix(run).ok()).is_some_and(mark::is_of_run);
    if !input.starts_with(&target) && !part && !of_run {
        return Ok(());
    }
    Err(ExportError(format!(
        "expected another place to write than {}, which is or holds what is read with {}; choose another with -o",
        to.display(),
        read.display()
    )))
}

fn open_view(request: &Request, at: &Path, target: Target) -> Result<Box<dyn View>, ExportError> {
    Ok(match request.format {
        Format::Csv => Box::new(csv::CsvView::create(at, request.bom)?),
        #[cfg(feature = "xlsx")]
        Format::Xlsx => Box::new(xlsx::XlsxView::create(at, target)?),
        Format::Datapackage => Box::new(datapackage::DatapackageView::create(at)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::ParquetView::create(at)?),
        #[cfg(feature = "search")]
        Format::Sqlite => Box::new(sqlite::SqliteView::create(at)?),
        Format::Tei => Box::new(tei::TeiView::create(at)?),
        Format::Dc => Box::new(dc::DcView::create(at, request.bom)?),
        Format::Jsonld => Box::new(jsonld::JsonldView::create(at)?),
        Format::Citations => Box::new(citations::CitationsView::create(at)?),
        Format::Texts => Box::new(texts::TextsView::create(at)?),
        Format::Bagit => Box::new(bagit::BagView::create(at, &target.from, &request.sources, &request.bag)?),
        #[cfg(feature = "fetch")]
        Format::Wacz => Box::new(wacz::WaczView::create(at, &request.sources)?),
    })
}
