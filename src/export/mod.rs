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
mod columns;
mod csv;
mod datapackage;
pub mod days;
mod dc;
#[cfg(feature = "search")]
pub mod fold;
#[cfg(feature = "search")]
mod fulltext;
mod jsonld;
mod legend;
#[cfg(feature = "parquet")]
mod parquet;
pub mod read;
pub mod rows;
pub mod sentence;
pub mod sortable;
#[cfg(feature = "search")]
pub mod sqlite;
pub mod staging;
mod tei;
mod xml;

use std::fmt;
use std::path::{Path, PathBuf};

use crate::mark::Maker;
use crate::record::Record;
use read::{Fault, Records};
use staging::{Claim, Shape, Staging};

/// A view of the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A folder of CSV files: pages, sections, blocks, mentions, tables, observations.
    Csv,
    /// The CSV files as a data package, with what their columns hold and how they belong together.
    Datapackage,
    /// A folder of Parquet files: pages, sections, blocks, mentions, observations.
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
    /// A bag (RFC 8493) with records, their sources and Dublin Core.
    Bagit,
}

impl Format {
    /// All formats that this build can write, in the order in which they are documented.
    pub const ALL: &'static [Format] = &[
        Format::Csv,
        Format::Datapackage,
        #[cfg(feature = "parquet")]
        Format::Parquet,
        #[cfg(feature = "search")]
        Format::Sqlite,
        Format::Tei,
        Format::Dc,
        Format::Jsonld,
        Format::Bagit,
    ];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Datapackage => "datapackage",
            #[cfg(feature = "parquet")]
            Format::Parquet => "parquet",
            #[cfg(feature = "search")]
            Format::Sqlite => "sqlite",
            Format::Tei => "tei",
            Format::Dc => "dc",
            Format::Jsonld => "jsonld",
            Format::Bagit => "bagit",
        }
    }

    /// The name of the file or folder that is written where the caller names none.
    pub fn default_name(self) -> &'static str {
        match self {
            #[cfg(feature = "search")]
            Format::Sqlite => "records.sqlite",
            Format::Jsonld => "records.jsonld",
            other => other.name(),
        }
    }

    /// Whether the view is one file or a folder of files.
    pub fn shape(self) -> Shape {
        match self {
            Format::Csv | Format::Datapackage | Format::Tei | Format::Dc | Format::Bagit => Shape::Folder,
            #[cfg(feature = "parquet")]
            Format::Parquet => Shape::Folder,
            #[cfg(feature = "search")]
            Format::Sqlite => Shape::File,
            Format::Jsonld => Shape::File,
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
    /// For a bag: what the records were made from: folders of pages, or WARC and other files.
    pub sources: Vec<PathBuf>,
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

/// A view under construction.
trait View {
    /// Adds a record; `line` is the record as read, without its line end.
    fn add(&mut self, record: &Record, line: &str) -> Result<(), ExportError>;
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
    let staging = Staging::begin(&to, request.format.shape(), Claim { maker, replace: request.replace })?;
    let mut view = open_view(request, staging.path())?;
    let remark = records.seal().note();
    remark.as_ref().map_or(Ok(()), |remark| view.remark(remark))?;
    let (mut good, mut faults) = (0, 0);
    while let Some(next) = records.next_record()? {
        match next {
            Ok(record) => {
                view.add(&record, records.line())?;
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

/// Whoever insists may replace what is not ours, but never what is being read.
pub(crate) fn refuse_own_input(to: &Path, read: &Path) -> Result<(), ExportError> {
    let (Ok(target), Ok(input)) = (to.canonicalize(), read.canonicalize()) else { return Ok(()) };
    if !input.starts_with(&target) {
        return Ok(());
    }
    Err(ExportError(format!(
        "expected another place to write than {}, which holds what is read, {}; choose another with -o",
        to.display(),
        read.display()
    )))
}

fn open_view(request: &Request, at: &Path) -> Result<Box<dyn View>, ExportError> {
    Ok(match request.format {
        Format::Csv => Box::new(csv::CsvView::create(at, request.bom)?),
        Format::Datapackage => Box::new(datapackage::DatapackageView::create(at)?),
        #[cfg(feature = "parquet")]
        Format::Parquet => Box::new(parquet::ParquetView::create(at)?),
        #[cfg(feature = "search")]
        Format::Sqlite => Box::new(sqlite::SqliteView::create(at)?),
        Format::Tei => Box::new(tei::TeiView::create(at)?),
        Format::Dc => Box::new(dc::DcView::create(at, request.bom)?),
        Format::Jsonld => Box::new(jsonld::JsonldView::create(at)?),
        Format::Bagit => Box::new(bagit::BagView::create(at, &request.sources)?),
    })
}
