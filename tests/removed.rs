//! What is kept and what is dropped are together all of a page's text: nothing vanishes unsaid.

use std::fs;
use std::path::{Path, PathBuf};

use nianjian::article::{self, Article, Content};
use nianjian::data::Profile;
use nianjian::decode::decode;
use nianjian::document::{self, Limits};
use nianjian::page::Page;

fn pages() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/pages");
    let mut out: Vec<PathBuf> = fs::read_dir(root)
        .expect("fixtures/pages is there")
        .map(|e| e.expect("a folder").path().join("page.html"))
        .filter(|p| p.is_file())
        .collect();
    out.sort();
    assert!(!out.is_empty(), "no page in fixtures/pages");
    out
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{200b}' | '\u{feff}')).collect()
}

/// The text nodes of a page as another reader of its tree finds them.
fn text_nodes(page: &str) -> Vec<String> {
    let html = scraper::Html::parse_document(page);
    let skipped = ["script", "style", "template", "noscript", "iframe", "title", "svg", "noframes"];
    html.tree
        .root()
        .descendants()
        .filter_map(|node| {
            let text = node.value().as_text()?;
            let inside =
                node.ancestors().filter_map(|a| a.value().as_element()).any(|e| skipped.contains(&e.name()));
            Some(solid(text)).filter(|t| !inside && !t.is_empty())
        })
        .collect()
}

fn all_text(article: &Article) -> String {
    let mut out = String::new();
    for block in &article.blocks {
        match &block.content {
            Content::Paragraph { text } | Content::Item { text, .. } => out += text,
            Content::Table { caption, unit_note, rows, .. } => {
                out.extend(caption.iter().chain(unit_note).map(String::as_str));
                out.extend(rows.iter().flatten().map(String::as_str));
            }
            Content::Figure { caption, .. } => out.extend(caption.iter().map(String::as_str)),
        }
    }
    out.extend(article.removed.iter().map(|r| r.text.as_str()));
    solid(&out)
}

#[test]
fn kept_and_dropped_are_the_whole_page() {
    for path in pages() {
        let page = Page { body: fs::read(&path).expect("a page"), ..Page::default() };
        let decoded = decode(&page, None, &Profile::default());
        let document =
            document::parse(&decoded, &Limits::default(), &Profile::default()).expect("not too deep");
        let Ok(article) = article::read(&document, &Profile::default()) else { continue };
        let all = all_text(&article);
        for text in text_nodes(&decoded.text) {
            // A text may be kept but for the signature at its end.
            let parted =
                || text.char_indices().any(|(at, _)| all.contains(&text[..at]) && all.contains(&text[at..]));
            let there = all.contains(&text) || parted();
            assert!(there, "{}: {text:?} is neither kept nor dropped", path.display());
        }
        assert!(article.removed.iter().all(|r| !r.reason.is_empty()));
    }
}
