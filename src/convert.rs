//! Drives one page through the stages: the only function that knows their order.

mod draft;
mod tables;

use std::borrow::Cow;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::article::{self, Article, Content, Removed, Trace};
use crate::budget::Budget;
use crate::coverage;
use crate::data::{COVERAGE_YEARS, PROFILE_UNUSED, Profile, Profiles, VolumeReports};
use crate::decode::{Decoded, decode};
use crate::document::{self, Document};
use crate::error::{Failure, Notice, Rejection, Skip};
use crate::mention::{Context, Reading};
use crate::page::kind::{self, Kind};
use crate::page::{Page, Provenance, saved};
use crate::place::{self, Evidence, Place};
use crate::record::{Block, Charset, Coverage, CoverageBasis, GENERATOR, Record, SCHEMA, Section, Source};
use crate::section::{self, Split};

pub(crate) use draft::{Draft, Summed, Unread};

/// What the caller decides for a page. The default decides nothing.
///
/// ```
/// use nianjian::{Options, data::Profiles};
///
/// let profiles = Profiles::read("[site.'www.example.gov.cn']\ncontent = 'div.TRS_Editor'\n")?;
/// let options = Options { year: Some(2013), profiles: profiles.into(), ..Options::default() };
/// # assert_eq!(options.year, Some(2013));
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The year that the pages report on, one of [`COVERAGE_YEARS`] (another is not followed): seldom the
    /// year in which their book came out.
    pub year: Option<i32>,
    /// The label of the encoding, such as `gb18030`; it overrules all but a byte order mark.
    pub charset: Option<String>,
    /// Profiles of sites, and overrides of folders and pages, beside those built in.
    pub profiles: Arc<Profiles>,
    /// What a page may be at most.
    pub budget: Budget,
    /// The code of the place that the pages report on, six digits of GB/T 2260; it overrules what they say.
    pub place: Option<String>,
}

/// One page as far as it was understood: what `convert` makes a record of and `inspect` shows.
pub(crate) struct Understood {
    /// The page's address, as far as it is known.
    pub(crate) uri: Option<String>,
    /// Its text is gone: a large page takes much memory in each of its forms.
    pub(crate) decoded: Decoded<'static>,
    pub(crate) media_type: &'static str,
    pub(crate) article: Article,
    pub(crate) split: Split,
    pub(crate) coverage: Option<Coverage>,
    pub(crate) place: Option<Place>,
    /// The profiles that had a say.
    pub(crate) profiles: Vec<String>,
    /// What was seen while the tables were read.
    pub(crate) tables: Vec<Notice>,
}

/// Turns one page into its record, or says why not. Never panics; does no I/O. The same page with the same
/// options gives the same record, byte for byte.
///
/// # Errors
/// A failure where the page should give a record and does not: `empty`, `undecodable`, `too-deep`,
/// `bad-selector` of a profile, `other-format`, `frameset`, `iframe`, `scripted`, `redirect`. A skip where it is no
/// article: `not-a-page`, `no-text`, `link-list`, `no-article`.
///
/// ```
/// use nianjian::{Options, Page, convert};
///
/// let text = "财政局\n\n【概况】 2013年，全县财政收入1.2亿元，比上年增长8%，各项支出得到保障。\n";
/// let page = Page { body: text.into(), ..Page::default() };
/// let record = convert(&page, &Options::default())?;
/// assert_eq!(record.sections[0].heading.as_deref(), Some("概况"));
/// assert_eq!(record.coverage.map(|c| c.year), Some(2013));
/// # Ok::<(), nianjian::Rejection>(())
/// ```
pub fn convert(page: &Page, options: &Options) -> Result<Record, Rejection> {
    let (understood, ()) = understand(page, options, None, |_, _, _| ())?;
    Ok(assemble(page, understood, add_mentions))
}

/// Turns one page into a record whose mentions are found while it is written; see [`convert()`].
pub(crate) fn draft(page: &Page, options: &Options) -> Result<Draft, Rejection> {
    let (understood, ()) = understand(page, options, None, |_, _, _| ())?;
    Ok(assemble(page, understood, Unread::new))
}

/// Walks a page through all stages but the last. `look` sees its lines and what was dropped, which go when the article
/// has been read: a large page takes much memory in each of its forms.
pub(crate) fn understand<L>(
    page: &Page,
    options: &Options,
    trace: Option<&mut Trace>,
    look: impl FnOnce(&Document, &Article, Vec<Removed>) -> L,
) -> Result<(Understood, L), Rejection> {
    check_bytes(&page.body)?;
    let saved = saved::open(page)?;
    let (page, uri) = (&*saved.page, saved.uri);
    let provenance = &page.provenance;
    let (profile, profiles) = options.profiles.of(uri.as_deref(), provenance.path.as_deref());
    let decoded = decode(page, options.charset.as_deref(), &profile);
    check_text(&decoded)?;
    let media_type = document::media_type(&decoded.text, provenance.content_type.as_deref());
    options.budget.hold_text(&decoded.text, media_type)?;
    let mut document: Document = match media_type {
        "text/plain" => document::flat(&decoded.text),
        _ => document::parse(&decoded, &options.budget, &profile)?,
    };
    let noted = std::mem::take(&mut document.notices);
    options.budget.hold_lines(document.lines.len())?;
    let explain = |why| match why {
        Rejection::Skipped(skip) => document::explain(&decoded.text, skip),
        failed => failed,
    };
    let (mut article, removed) = article::read(&document, &profile, trace).map_err(explain)?;
    article.notices.extend(saved.notice);
    article.notices.extend(unused_headings(&article, &profile));
    article.notices.extend(cut_off(provenance, media_type, &decoded.text));
    article.notices.extend(noted);
    let looked = look(&document, &article, removed);
    drop(document);
    let Decoded { text, charset, notices } = decoded;
    drop(text);
    let decoded = Decoded { text: Cow::Borrowed(""), charset, notices };
    let mut split = section::split(&article, &profile);
    let told = options.year.or(profile.year).filter(|year| COVERAGE_YEARS.contains(year));
    let mut coverage = coverage::find(&article, &split.sections, told);
    let same = profile.volume_reports == Some(VolumeReports::Same);
    if let Some(coverage) = coverage.as_mut().filter(|c| same && c.basis == CoverageBasis::Volume) {
        coverage.year += 1;
    }
    let place = find_place(&mut article, coverage.as_ref(), options, &profile);
    let tables = tables::read(&article, &mut split.sections, coverage.as_ref(), &profile);
    article.blocks = Vec::new();
    if let Some(place) = &place {
        tables::place_rows(&mut split.sections, place);
    }
    let understood =
        Understood { uri, decoded, media_type, article, split, coverage, place, profiles, tables };
    Ok((understood, looked))
}

/// Finds the place that the page reports on; what was doubtful goes to the notices.
fn find_place(
    article: &mut Article,
    coverage: Option<&Coverage>,
    options: &Options,
    profile: &Profile,
) -> Option<Place> {
    let (place, notices) = place::find(&Evidence {
        caller: options.place.as_deref(),
        profile: profile.place.as_deref(),
        book: article.work.title.as_deref(),
        volume: article.work.volume.as_deref(),
        chapters: &article.work.path,
        breadcrumb: &article.breadcrumb,
        title: article.title.as_ref().map(|t| t.value.as_str()),
        organizer: article.site.organizer.as_deref(),
        hosts: &article.site.hosts,
        site_id: article.site.site_id.as_deref(),
        icp: article.site.icp.as_deref(),
        public_security: article.site.public_security.as_deref(),
        year: coverage.map(|c| c.year),
    });
    article.notices.extend(notices);
    place
}

/// The headings of a profile that stand nowhere in the article.
fn unused_headings(article: &Article, profile: &Profile) -> Vec<Notice> {
    let solid = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let told = profile.headings.iter().map(|heading| ("headings", heading));
    let told = told.chain(profile.no_headings.iter().map(|heading| ("no_headings", heading)));
    let unused = told.filter(|(key, heading)| {
        let heading = solid(heading);
        let text = |block: &'_ article::Block| match &block.content {
            Content::Paragraph { text } | Content::Item { text, .. } => Some(solid(text)),
            _ => None,
        };
        !article.blocks.iter().filter_map(text).any(|text| match *key {
            "headings" => text.starts_with(&heading),
            _ => text.contains(&heading),
        })
    });
    let say = |(key, heading)| format!("{key} {heading:?} of the profile stands nowhere in the text");
    unused.map(say).map(|message| Notice::new(PROFILE_UNUSED, message)).collect()
}

/// What a reader must know of a page that is not whole.
fn cut_off(provenance: &Provenance, media_type: &str, text: &str) -> Option<Notice> {
    let open = || media_type != "text/plain" && document::is_cut_off(text);
    let why = provenance.cut_off.clone().or_else(|| open().then(|| "its body is not closed".to_owned()))?;
    Some(Notice::new("cut-off", format!("the page is not all that there was: {why}; text may be missing")))
}

/// Refuses what is no page before anything is done to it.
fn check_bytes(bytes: &[u8]) -> Result<(), Rejection> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let message = format!("expected a page, found {} bytes without a character", bytes.len());
        return Err(Failure::new("read", "empty", message, "fetch the page again").into());
    }
    let Some(format) = kind::by_bytes(bytes) else { return Ok(()) };
    let name = format.name;
    let advice = match format.kind {
        Kind::Furniture => {
            return Err(Skip::new("not-a-page", format!("the bytes are those of {name}")).into());
        }
        Kind::Unsupported(advice) => advice,
        _ => "give the file the ending of its format: .warc, .warc.gz, .zip, .tar or .tar.gz",
    };
    Err(Failure::new("read", "other-format", format!("expected a page, found {name}"), advice).into())
}

/// How many bytes of a text are looked at before it is refused.
const SAMPLE: usize = 256 * 1024;

/// Refuses text that no decoding made readable: control characters, or mostly U+FFFD.
fn check_text(decoded: &Decoded<'_>) -> Result<(), Rejection> {
    let bytes = decoded.text.as_bytes();
    let bytes = bytes.get(..SAMPLE).unwrap_or(bytes);
    let is_control = |b: u8| (b < b' ') & (b != b'\t') & (b != b'\n') & (b != b'\r') & (b != b'\x0c');
    // A character takes four bytes at most: of nearly all pages this is enough to know, which takes a third of the time.
    // Those of four are counted with them: so one comparison tells them all.
    let may_be = |b: u8| (b.wrapping_sub(0xee) < 0x32) & (b.wrapping_sub(b'\t') > 4) | (b == b'\x0b');
    let most = count(bytes, may_be);
    if most * 40 <= bytes.len() {
        return Ok(());
    }
    let all = count(bytes, |b| b & 0xc0 != 0x80);
    if most * 10 <= all {
        return Ok(());
    }
    let control = count(bytes, is_control);
    // U+FFFD and the private use area, as UTF-8 writes them.
    let beyond = memchr::memchr2_iter(0xee, 0xef, bytes).filter(|at| match bytes.get(*at..at + 3) {
        Some([0xee, ..]) => true,
        Some([0xef, second, third]) => *second <= 0xa3 || (*second, *third) == (0xbf, 0xbd),
        _ => false,
    });
    let odd = control + beyond.count();
    if odd * 10 <= all {
        return Ok(());
    }
    let message = format!(
        "expected text, found {odd} of {all} characters that are none (read as {})",
        decoded.charset.name
    );
    let advice =
        "name the encoding with --charset if this is a page; leave it out if it is another kind of file";
    Err(Failure::new("decode", "undecodable", message, advice).into())
}

/// How many bytes are such; in runs short enough for a sum of one byte, and so long that none are left over where the
/// compiler takes sixteen at once: with 255 this takes a quarter longer.
fn count(bytes: &[u8], such: impl Fn(u8) -> bool) -> usize {
    bytes.chunks(128).map(|run| usize::from(run.iter().map(|b| u8::from(such(*b))).sum::<u8>())).sum()
}

/// Puts everything into the record; its mentions are found by `read`, with what is doubtful in them.
pub(crate) fn assemble<S, N>(
    page: &Page,
    understood: Understood,
    read: impl FnOnce(Vec<Section>, Option<&Coverage>, Vec<Notice>) -> (S, N),
) -> Record<S, N> {
    let Understood { uri, decoded, media_type, article, split, coverage, place, profiles, tables } =
        understood;
    let doubt = doubts(coverage.as_ref(), &split.sections);
    let by_profile = (!profiles.is_empty())
        .then(|| Notice::new("profile", format!("read by the profile of {}", profiles.join(", "))));
    let noted = [decoded.notices, article.notices].into_iter().flatten();
    let notices = noted.chain(doubt).chain(tables).chain(by_profile).collect();
    let (sections, notices) = read(split.sections, coverage.as_ref(), notices);
    let source = source(page, uri, media_type, decoded.charset);
    let id = format!("sha256:{}", source.sha256);
    let (published, published_surface) =
        article.published.map(|date| (date.value.edtf, date.value.surface)).unzip();
    let mut pages = article.pages;
    if let Some(first) = pages.as_mut().filter(|p| p.index == Some(1)) {
        first.article = Some(id.clone());
    }
    Record {
        schema: Cow::Borrowed(SCHEMA),
        id,
        source,
        title: article.title.map(|title| title.value),
        published,
        published_surface,
        origin: article.origin.map(|origin| origin.value),
        contributors: article.contributors,
        breadcrumb: article.breadcrumb,
        work: article.work,
        coverage,
        place,
        site: article.site,
        sections,
        attachments: article.attachments,
        pages,
        parts: Vec::new(),
        notices,
        generator: Cow::Borrowed(GENERATOR),
    }
}

/// Where the page is from, and its digest.
fn source(page: &Page, uri: Option<String>, media_type: &'static str, charset: Charset) -> Source {
    let provenance = &page.provenance;
    Source {
        uri,
        path: provenance.path.clone(),
        media_type: Cow::Borrowed(media_type),
        bytes: page.body.len() as u64,
        sha256: HEXLOWER.encode(&Sha256::digest(&page.body)),
        retrieved: provenance.retrieved.clone(),
        status: provenance.status,
        warc: provenance.warc.clone(),
        charset,
    }
}

/// Finds the mentions of all sections; the notices gain what was doubtful in them.
pub(crate) fn add_mentions(
    mut sections: Vec<Section>,
    coverage: Option<&Coverage>,
    mut notices: Vec<Notice>,
) -> (Vec<Section>, Vec<Notice>) {
    let mut reading = reading(&sections, coverage);
    for section in &mut sections {
        section.heading_mentions = reading.section(section.heading.as_deref());
        section.blocks.iter_mut().for_each(|block| find_in(&mut reading, block));
    }
    notices.extend(era_doubts(&reading));
    (sections, notices)
}

/// Says which years of eras say no year.
pub(crate) fn era_doubts(reading: &Reading) -> Option<Notice> {
    let doubts = reading.era_doubts();
    let message =
        format!("{}: several eras bore the name, or its years are not known here", doubts.join("、"));
    (!doubts.is_empty()).then(|| Notice::new("era-ambiguous", message))
}

/// Begins to read the texts of a record.
pub(crate) fn reading(sections: &[Section], coverage: Option<&Coverage>) -> Reading {
    let mut reading =
        Reading::new(&Context { coverage_year: coverage.map(|c| c.year), ..Context::default() });
    reading.let_dates_head(section::is_chronicle(sections));
    reading
}

/// Finds the mentions of the next block: those of paragraphs, items and notes.
pub(crate) fn find_in(reading: &mut Reading, block: &mut Block) {
    if let Block::Paragraph { text, mentions, .. }
    | Block::Item { text, mentions, .. }
    | Block::Note { text, mentions, .. } = block
    {
        *mentions = reading.find(text);
    }
}

/// What a reader must know of the coverage year.
fn doubts(coverage: Option<&Coverage>, sections: &[Section]) -> Option<Notice> {
    use crate::record::CoverageBasis::{Majority, Overview};
    let coverage = coverage?;
    if let Some(later) = coverage::later_opening(sections, coverage) {
        let message = format!(
            "coverage year {} by the volume, but the opening of the text says {later}",
            coverage.year
        );
        return Some(Notice::new("coverage-doubtful", message));
    }
    let evidence = coverage.evidence.as_deref().unwrap_or_default();
    let why = match coverage.basis {
        Overview => "the opening of the text says",
        Majority => "it is the year written most of the time:",
        _ => return None,
    };
    Some(Notice::new("coverage-guessed", format!("coverage year {}: {why} {evidence}", coverage.year)))
}
