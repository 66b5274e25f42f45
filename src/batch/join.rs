//! Makes one record of the pages of an article.

use crate::error::Notice;
use crate::record::{Record, Section, Site, Work};

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
    // Named one by one, so that no field of a later schema is forgotten here.
    let Record {
        schema: _,
        id: _,
        source,
        title,
        published,
        published_surface,
        origin,
        contributors,
        breadcrumb,
        work: Work { title: book, volume, path },
        coverage,
        place,
        site: Site { organizer, hosts, site_id, icp, public_security },
        sections,
        attachments,
        pages,
        parts: _,
        notices,
        generator: _,
    } = page;
    fill(&mut whole.title, title);
    if whole.published.is_none() {
        (whole.published, whole.published_surface) = (published, published_surface);
    }
    fill(&mut whole.origin, origin);
    fill(&mut whole.coverage, coverage);
    fill(&mut whole.place, place);
    fill(&mut whole.work.title, book);
    fill(&mut whole.work.volume, volume);
    fill(&mut whole.site.organizer, organizer);
    fill(&mut whole.site.site_id, site_id);
    fill(&mut whole.site.icp, icp);
    fill(&mut whole.site.public_security, public_security);
    for (list, more) in
        [(&mut whole.work.path, path), (&mut whole.site.hosts, hosts), (&mut whole.breadcrumb, breadcrumb)]
    {
        if list.is_empty() {
            *list = more;
        }
    }
    unite(&mut whole.contributors, contributors);
    unite(&mut whole.attachments, attachments);
    say(&mut whole.notices, notices, number);
    go_on(&mut whole.sections, sections);
    if let (Some(known), Some(theirs)) = (&mut whole.pages, pages) {
        fill(&mut known.total, theirs.total);
        known.next = theirs.next;
    }
    whole.parts.push(source);
}

/// What is said of the whole article need not be said of each page.
fn say(known: &mut Vec<Notice>, of_page: Vec<Notice>, number: u32) {
    for Notice { code, message } in of_page {
        if !known.iter().any(|n| n.code == code && n.message == message) {
            known.push(Notice { code, message: format!("page {number}: {message}") });
        }
    }
}

/// Text before the first heading goes on with the section of the page before.
fn go_on(known: &mut Vec<Section>, mut sections: Vec<Section>) {
    let goes_on = sections.first().is_some_and(|s| s.heading.is_none());
    if let (true, Some(last)) = (goes_on, known.last_mut()) {
        last.blocks.extend(sections.remove(0).blocks);
    }
    known.extend(sections);
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
