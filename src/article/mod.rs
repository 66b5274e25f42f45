//! Finds the article in a document, strips the chrome and reads title, date line, origin and contributors.

pub use crate::document::Cues;

mod alone;
mod attachments;
mod body;
mod breadcrumb;
mod classes;
mod contributors;
mod dateline;
mod day;
mod dropped;
mod folio;
mod furniture;
mod head;
mod labels;
mod letters;
mod names;
mod notes;
mod opening;
mod pager;
mod passes;
mod prose;
mod region;
mod rule;
mod score;
mod shaped;
mod sign;
mod signatures;
mod site;
mod table;
#[cfg(test)]
mod tests;
mod title;
mod trace;
mod verdicts;
mod work;

use std::borrow::Cow;

use crate::data::Profile;
use crate::document::{Document, Kind};
use crate::error::{Notice, Rejection, Skip};
use crate::record::{Attachment, Contributor, Pages, Site, Work};

pub use dateline::Written;
pub use rule::{Known, Rule};
pub use table::Table;
pub(crate) use table::is_note;
pub use trace::{Trace, Weighed};

use dropped::Dropped;
use passes::Place;
use shaped::ShapedPage;
use title::Title;
use verdicts::Verdicts;

/// An article without its page's furniture.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// The title.
    pub title: Option<Known<String>>,
    /// The date line's date.
    pub published: Option<Known<Written>>,
    /// 来源.
    pub origin: Option<Known<String>>,
    /// Who wrote, supplied or edited the text.
    pub contributors: Vec<Contributor>,
    /// The steps of the breadcrumb.
    pub breadcrumb: Vec<String>,
    /// What the page says of its book.
    pub work: Work,
    /// What the footer says of the site.
    pub site: Site,
    /// Files offered for download.
    pub attachments: Vec<Attachment>,
    /// The place of this page among the pages of one article.
    pub pages: Option<Pages>,
    /// The content in reading order.
    pub blocks: Vec<Block>,
    /// Which rule found the body, and who named the contributors.
    pub found_by: FoundBy,
    /// What was guessed.
    pub notices: Vec<Notice>,
}

/// What found that which is no single value.
#[derive(Debug, Clone, Default)]
pub struct FoundBy {
    /// The element that holds the text.
    pub body: String,
    /// The contributors.
    pub contributors: &'static str,
}

/// One block of content. Its text is final: offsets count in it, nobody rewrites it.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub content: Content,
    /// What speaks for a heading in it.
    pub cues: Cues,
}

/// The content of a block; text has its white space folded and its ends trimmed.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Content {
    Paragraph {
        text: String,
    },
    Item {
        marker: Option<String>,
        text: String,
    },
    Table(Box<Table>),
    /// A note to the text. The text is as the page has it, the mark at its start included.
    Note {
        mark: Option<String>,
        text: String,
    },
    Figure {
        uri: String,
        caption: Option<String>,
    },
}

/// A line that was dropped, or the end of one. Most of a page is: its text stays the document's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed<'d> {
    /// Its text.
    pub text: Cow<'d, str>,
    /// Why it is no content.
    pub rule: Rule,
}

impl Article {
    /// The title alone.
    pub fn title_text(&self) -> Option<&str> {
        self.title.as_ref().map(|known| known.value.as_str())
    }

    /// Which rule found each field and the body: `("title", "h1")`.
    pub fn rules(&self) -> Vec<(&'static str, &str)> {
        let Article { title, published, origin, contributors, found_by, .. } = self;
        let rows = [
            ("body", Some(found_by.body.as_str())),
            ("title", title.as_ref().map(|known| known.rule.as_str())),
            ("published", published.as_ref().map(|known| known.rule.as_str())),
            ("origin", origin.as_ref().map(|known| known.rule.as_str())),
            ("contributors", Some(found_by.contributors).filter(|_| !contributors.is_empty())),
        ];
        rows.into_iter().filter_map(|(field, rule)| Some((field, rule?))).collect()
    }
}

/// Reads the article of a page, and everything that was dropped beside it. A page that is no article at all, such as a
/// list of links, is a skip. Where a trace is given, what was weighed goes into it.
pub fn read<'d>(
    page: &'d Document,
    profile: &Profile,
    mut trace: Option<&mut Trace>,
) -> Result<(Article, Vec<Removed<'d>>), Rejection> {
    let document = &ShapedPage::new(page);
    let Some(region) = region::find(document) else { return Err(nothing(document).into()) };
    let title = title::find(document, &region);
    if let Some(trace) = trace.as_deref_mut() {
        trace.bodies = Trace::best(region::weighed(document, &region));
        trace.titles = Trace::best(title::weighed(document, &region));
    }
    let title_line = title.as_ref().and_then(|t| t.line);
    let dated = dateline::read(document, &region, title_line);
    let (breadcrumb, crumb_lines) = breadcrumb::breadcrumb(document, &region, title_line);
    let read = lines_read(&dated.lines, &crumb_lines, title.as_ref());
    let name = title.as_ref().map(|t| t.known.value.as_str());
    let mut verdicts =
        passes::judge(&Place { document, region: &region, title: name, read: &read, own: &dated.own });
    let kept: Vec<usize> = (0..document.lines.len()).filter(|i| verdicts.keeps(*i)).collect();
    if let Some(skip) = links_only(document, &region, &kept) {
        return Err(skip.into());
    }
    let signed = std::mem::take(&mut verdicts.signed);
    let (contributors, named_by) = contributors::gather(signed, &dated);
    let hidden = hidden_text(document, &region);
    let at_end = verdicts.origin.take().map(|origin| Known::stated(origin, "signature"));
    let mut article = Article {
        title: title.map(|t| t.known),
        published: dated.date,
        origin: dated.origin.or(at_end),
        contributors,
        breadcrumb,
        attachments: attachments::attachments(document, &region),
        pages: pager::pages(document, &region),
        blocks: body::blocks(document, &kept, &verdicts),
        found_by: FoundBy { body: region.rule, contributors: named_by },
        ..Article::default()
    };
    let mut removed = removed(page, &verdicts);
    opening::read(&mut article, &mut removed);
    if let Some(trace) = trace {
        trace.fired = removed.iter().map(|r| (r.rule, r.text.to_string())).collect();
    }
    let dropped = Dropped::new(&removed);
    article.site = site::read(&dropped);
    article.work = work::read(&article, &dropped, document.title.as_deref());
    if let Some(told) = &profile.title_is {
        article.title = Some(Known::stated(told.clone(), "override"));
    }
    article.notices = notices(document, &article, &kept, &verdicts.guessed);
    article.notices.extend(hidden);
    Ok((article, removed))
}

/// The lines that date line, breadcrumb and title were read from.
fn lines_read(dates: &[usize], crumbs: &[usize], title: Option<&Title>) -> Vec<(usize, Rule)> {
    let dates = dates.iter().map(|i| (*i, Rule::DateLine));
    let crumbs = crumbs.iter().map(|i| (*i, Rule::Breadcrumb));
    let title = title.into_iter().flat_map(Title::lines).map(|i| (i, Rule::Title));
    dates.chain(crumbs).chain(title).collect()
}

/// Says that the page hides sentences in or right behind the text, as the panels of a reader that nobody has opened.
fn hidden_text(document: &ShapedPage, region: &region::Region) -> Option<Notice> {
    let near = region.lines.start..region.lines.end + 12;
    let hidden = document.lines.iter().enumerate().filter(|(i, line)| {
        let furniture = region.furniture.get(line.element as usize) == Some(&true);
        near.contains(i) && line.hidden == Some("hidden") && !furniture && line.link_chars == 0
    });
    let sentences = hidden.filter(|(_, line)| line.stops >= 2 && line.text.ends_with('。'));
    let chars: u32 = sentences.map(|(_, line)| line.chars).sum();
    (chars >= 40 && !region.unhidden).then(|| {
        let message =
            format!("{chars} characters of sentences beside the text are hidden by the page and left out");
        Notice::new("text-hidden", message)
    })
}

/// What a reader must know of the article: made once, when all is read.
fn notices(document: &ShapedPage, article: &Article, kept: &[usize], guessed: &[String]) -> Vec<Notice> {
    let grids = kept.iter().filter_map(|i| match &document.lines.get(*i)?.kind {
        Kind::Table(grid) if grid.spans_ignored => Some(grid),
        _ => None,
    });
    let spans = grids.map(|grid| {
        let rows = grid.rows.len();
        let message = format!("a table of {rows} rows spans too many cells, its spans were not followed");
        Notice::new("table-spans-ignored", message)
    });
    let joined: u32 = kept.iter().filter_map(|i| document.lines.get(*i)).map(|line| line.joined).sum();
    let joined = (joined > 0).then(|| {
        let message = format!("{joined} lines, broken as a book prints them, were joined to those before");
        Notice::new("lines-joined", message)
    });
    let title = article.title.as_ref().filter(|title| title.guessed).map(|title| {
        let message = format!("no line of the page confirms the title, taken from {}", title.rule);
        Notice::new("title-guessed", message)
    });
    let named = article.contributors.iter().filter(|c| guessed.contains(&c.name));
    let names = named.map(|c| c.name.as_str()).collect::<Vec<_>>().join("、");
    let signed = (!names.is_empty()).then(|| {
        let message = format!("{names} stands in brackets beside the text, which is taken for a signature");
        Notice::new("contributor-guessed", message)
    });
    spans.chain(joined).chain(title).chain(signed).collect()
}

/// Everything that is not in the blocks, with its rule.
fn removed<'d>(document: &'d Document, verdicts: &Verdicts) -> Vec<Removed<'d>> {
    let lines = document.lines.iter().enumerate().filter_map(|(i, line)| {
        let rule = verdicts.rule(i)?;
        let text: Cow<str> = match &line.kind {
            Kind::Table(grid) => grid.source.join("\n").into(),
            _ => (&*line.text).into(),
        };
        (!text.is_empty()).then_some(Removed { text, rule })
    });
    let ends = verdicts.cuts.iter().filter_map(|cut| {
        let text = document.lines.get(cut.line)?.text.get(cut.range.clone())?.trim();
        Some(Removed { text: text.into(), rule: cut.rule })
    });
    lines.chain(ends).collect()
}

/// Why a page without running text gives no record.
fn nothing(document: &ShapedPage) -> Skip {
    let (mut chars, mut links, mut figures) = (0, 0, 0);
    for line in document.lines.iter().filter(|l| l.hidden.is_none()) {
        chars += line.chars;
        links += line.link_chars;
        figures += u32::from(matches!(line.kind, Kind::Figure(_)));
    }
    match (chars, links * 2 > chars) {
        (0, _) if figures > 0 => {
            Skip::new("image-only", format!("the page holds {figures} pictures and no text"))
        }
        (0, _) => Skip::new("no-text", "the page holds no text"),
        (_, true) => {
            Skip::new("link-list", format!("{links} of the page's {chars} characters stand in links"))
        }
        (_, false) => {
            Skip::new("no-article", format!("none of the page's {chars} characters make running text"))
        }
    }
}

/// A page whose text is a list of links with a sentence or two is no article.
fn links_only(document: &ShapedPage, region: &region::Region, kept: &[usize]) -> Option<Skip> {
    let prose: f32 = kept.iter().filter_map(|i| region.values.get(*i)).filter(|v| **v > 0.0).sum();
    // Below a title and its date line only what stands in and behind the text counts, not the menus of the site.
    let near = region.first_prose..(region.last_prose + 20).min(document.lines.len());
    let lines = if region.headed { document.lines.get(near) } else { Some(&*document.lines) };
    let shown = lines.into_iter().flatten().filter(|l| l.hidden.is_none());
    let links: u32 = shown.map(|l| l.link_chars).sum();
    let dense = prose < 60.0 && links as f32 > prose * 4.0;
    if kept.is_empty() || dense {
        return Some(Skip::new(
            "link-list",
            format!("{prose} characters of running text beside {links} in links"),
        ));
    }
    None
}
