//! Makes one record of the pages of an article.

use crate::error::Notice;
use crate::record::Record;

/// Joins pages, given in their order; none of none. What the first page does not know is taken from the
/// first that does, and each block says on which page it stands.
pub fn join(pages: Vec<Record>) -> Option<Record> {
    let count = pages.len();
    let mut pages = pages.into_iter();
    let mut whole = pages.next()?;
    mark(&mut whole, 1);
    for (number, page) in (2..).zip(pages) {
        add(&mut whole, page, number);
    }
    if let Some(total) = whole.pages.as_ref().and_then(|p| p.total).filter(|total| *total as usize != count) {
        whole.notices.push(Notice::new(
            "pages-missing",
            format!("the article has {total} pages, {count} of them were found and joined"),
        ));
    }
    Some(whole)
}

fn mark(page: &mut Record, number: u32) {
    for block in page.sections.iter_mut().flat_map(|s| &mut s.blocks) {
        block.set_part(number);
    }
}

fn add(whole: &mut Record, mut page: Record, number: u32) {
    mark(&mut page, number);
    fill(&mut whole.title, page.title);
    if whole.published.is_none() {
        (whole.published, whole.published_surface) = (page.published, page.published_surface);
    }
    fill(&mut whole.origin, page.origin);
    fill(&mut whole.coverage, page.coverage);
    fill(&mut whole.work.title, page.work.title);
    fill(&mut whole.work.volume, page.work.volume);
    fill(&mut whole.site.organizer, page.site.organizer);
    fill(&mut whole.site.site_id, page.site.site_id);
    fill(&mut whole.site.icp, page.site.icp);
    fill(&mut whole.site.public_security, page.site.public_security);
    for (list, more) in [
        (&mut whole.work.path, page.work.path),
        (&mut whole.site.hosts, page.site.hosts),
        (&mut whole.breadcrumb, page.breadcrumb),
    ] {
        if list.is_empty() {
            *list = more;
        }
    }
    unite(&mut whole.contributors, page.contributors);
    unite(&mut whole.attachments, page.attachments);
    let known = &mut whole.notices;
    for Notice { code, message } in page.notices {
        // Said of the whole article, it need not be said of each page.
        if !known.iter().any(|n| n.code == code && n.message == message) {
            known.push(Notice { code, message: format!("page {number}: {message}") });
        }
    }
    let mut sections = page.sections;
    // Text before the first heading goes on with the section of the page before.
    let goes_on = sections.first().is_some_and(|s| s.heading.is_none());
    if let (true, Some(last)) = (goes_on, whole.sections.last_mut()) {
        last.blocks.extend(sections.remove(0).blocks);
    }
    whole.sections.extend(sections);
    if let (Some(pages), Some(theirs)) = (&mut whole.pages, page.pages) {
        fill(&mut pages.total, theirs.total);
        pages.next = theirs.next;
    }
    whole.parts.push(page.source);
}

fn fill<T>(known: &mut Option<T>, found: Option<T>) {
    if known.is_none() {
        *known = found;
    }
}

fn unite<T: PartialEq>(known: &mut Vec<T>, found: Vec<T>) {
    for one in found {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}
