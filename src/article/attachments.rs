//! Reads which files an article offers for download.

use crate::data::chrome;
use crate::document::{Line, Link};
use crate::record::Attachment;

use super::region::Region;
use super::shaped::ShapedPage;

/// Whether a link leads to a file, by its address or by its words.
fn is_file(href: &str, words: &str) -> bool {
    let path = memchr::memchr2(b'?', b'#', href.as_bytes()).and_then(|end| href.get(..end)).unwrap_or(href);
    let ends = |text: &str| text.rsplit_once('.').is_some_and(|(_, end)| chrome().ends_file(end));
    !href.is_empty() && (ends(path) || ends(words.trim())) && !is_script(href)
}

/// Whether an address only runs a script.
pub(super) fn is_script(href: &str) -> bool {
    href.get(.."javascript".len()).is_some_and(|h| h.eq_ignore_ascii_case("javascript"))
}

/// The words of a link.
pub(super) fn words<'l>(line: &'l Line, link: &Link) -> &'l str {
    line.text.get(link.start as usize..link.end as usize).unwrap_or_default().trim()
}

/// The files offered in the article and below it.
pub(super) fn attachments(document: &ShapedPage, region: &Region) -> Vec<Attachment> {
    let from = region.lines.start.min(region.first_prose.saturating_sub(12));
    let to = (region.lines.end + 25).min(document.lines.len());
    let mut out: Vec<Attachment> = Vec::new();
    for line in document.lines.get(from..to).unwrap_or_default().iter().filter(|l| l.hidden.is_none()) {
        for link in &line.links {
            let text = words(line, link);
            let uri = link.href.trim();
            if is_file(uri, text) && !text.is_empty() && !out.iter().any(|a| a.uri == uri) {
                out.push(Attachment { text: text.to_owned(), uri: uri.to_owned() });
            }
        }
    }
    out
}

/// Whether a line offers files and says nothing else.
pub(super) fn offers_files(line: &Line) -> bool {
    // 附件：1.<a>: a short name is no longer than what stands before it.
    let called = line.text.starts_with("附件") && line.chars <= line.link_chars + 8;
    !line.links.is_empty()
        && (called || line.link_chars * 2 > line.chars)
        && line.links.iter().all(|link| is_file(link.href.trim(), words(line, link)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_offer_files() {
        let line = |text: &str, start: usize, href: &str| {
            let link = crate::document::Link {
                start: start as u32,
                end: text.len() as u32,
                href: href.to_owned().into(),
            };
            let chars = |t: &str| t.chars().count() as u32;
            let link_chars = chars(&text[start..]);
            Line {
                text: text.to_owned().into(),
                chars: chars(text),
                link_chars,
                links: vec![link],
                ..Line::default()
            }
        };
        let lead = "附件：1.";
        assert!(offers_files(&line("附件：1.报表", lead.len(), "a.xls")));
        assert!(!offers_files(&line("附件：1.报表", lead.len(), "a.htm")));
        assert!(!offers_files(&line("各单位填写报表", "各单位填写".len(), "a.xls")));
    }
}
