//! Cites an entry: GB/T 7714, BibTeX, CSL-JSON. Each text has holes where the script of the reading site puts the
//! name and the anchor of a section; left empty, it cites the whole entry.

use serde_json::json;

use super::read::place;
use crate::record::{Record, Role};

/// A citation, in pieces around its holes.
pub(crate) struct Citation {
    #[cfg_attr(not(feature = "site"), allow(dead_code, reason = "the reading site names the forms"))]
    pub(crate) name: &'static str,
    pub(crate) pieces: Vec<CitePiece>,
}

/// A piece of a citation.
#[cfg_attr(not(feature = "site"), allow(dead_code, reason = "the reading site names sections"))]
pub(crate) enum CitePiece {
    Text(String),
    /// The hole for a section's name, what goes around it, and how it is written there.
    Name {
        open: &'static str,
        close: &'static str,
        written: Written,
    },
    /// The hole for a section's anchor, so that two sections are not cited under one key, and what goes before it.
    Anchor {
        open: &'static str,
    },
}

/// How a name is written where it goes.
#[derive(Clone, Copy)]
pub(crate) enum Written {
    Plain,
    Tex,
    Json,
}

impl Written {
    /// Its name in the page.
    #[cfg(feature = "site")]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Written::Plain => "plain",
            Written::Tex => "tex",
            Written::Json => "json",
        }
    }
}

impl Citation {
    /// The citation of the whole entry.
    pub(crate) fn whole(&self) -> String {
        let text = |piece: &CitePiece| match piece {
            CitePiece::Text(text) => text.clone(),
            CitePiece::Name { .. } | CitePiece::Anchor { .. } => String::new(),
        };
        self.pieces.iter().map(text).collect()
    }
}

/// What a citation is made of.
struct Parts<'r> {
    authors: Vec<&'r str>,
    title: &'r str,
    book: Option<&'r str>,
    volume: Option<&'r str>,
    published: Option<&'r str>,
    /// The day of fetching.
    accessed: Option<&'r str>,
    url: Option<&'r str>,
    id: &'r str,
}

/// The citations of an entry.
pub(crate) fn citations(record: &Record) -> Vec<Citation> {
    let parts = parts(record);
    vec![gbt(&parts), bibtex(&parts), csl(&parts)]
}

fn parts(record: &Record) -> Parts<'_> {
    let written = record.contributors.iter().filter(|c| c.role == Role::Contributor);
    let mut authors: Vec<&str> = written.map(|c| c.name.as_str()).collect();
    if authors.is_empty() {
        authors.extend(record.origin.as_deref().filter(|origin| !names_the_book(origin, record)));
    }
    let url = record.source.uri.as_deref().filter(|u| is_web(u));
    Parts {
        authors,
        title: record.title.as_deref().unwrap_or_else(|| place(record)),
        book: record.work.title.as_deref(),
        volume: record.work.volume.as_deref(),
        published: record.published.as_deref(),
        accessed: record.source.retrieved.as_deref().and_then(|r| r.get(..10)),
        url,
        id: &record.id,
    }
}

/// Whether a source is the book itself and no author: 来源：《通州年鉴2014》.
fn names_the_book(origin: &str, record: &Record) -> bool {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let Some(book) = record.work.title.as_deref().map(plain).filter(|book| !book.is_empty()) else {
        return false;
    };
    let origin = plain(origin);
    let volume = |c: char| c.is_numeric() || "年卷版本".contains(c);
    origin.split_once(&book).is_some_and(|(before, behind)| before.chars().chain(behind.chars()).all(volume))
}

/// Whether an address leads to the web and runs nothing.
pub(crate) fn is_web(uri: &str) -> bool {
    uri.starts_with("https://") || uri.starts_with("http://")
}

/// 责任者. 题名[M/OL]//书名: 卷. (发布日期)[引用日期]. 网址.
fn gbt(p: &Parts<'_>) -> Citation {
    let authors = p.authors.iter().take(3).copied().collect::<Vec<_>>().join("，");
    let more = if p.authors.len() > 3 { "，等" } else { "" };
    let authors = if authors.is_empty() { String::new() } else { format!("{authors}{more}. ") };
    let kind = if p.book.is_some() { "M/OL" } else { "EB/OL" };
    let mut after = format!("[{kind}]");
    if let Some(book) = p.book {
        after.push_str("//");
        after.push_str(book);
        if let Some(volume) = p.volume {
            after.push_str(&format!("：{volume}"));
        }
    }
    after.push('.');
    if p.published.is_some() || p.accessed.is_some() {
        after.push(' ');
    }
    if let Some(day) = p.published {
        after.push_str(&format!("({day})"));
    }
    if let Some(day) = p.accessed {
        after.push_str(&format!("[{day}]"));
    }
    if p.published.is_some() || p.accessed.is_some() {
        after.push('.');
    }
    match p.url {
        Some(url) => after.push_str(&format!(" {url}.")),
        None => after.push_str(&format!(" {}.", p.id)),
    }
    let before = CitePiece::Text(format!("{authors}{}", p.title));
    let section = CitePiece::Name { open: "：", close: "", written: Written::Plain };
    Citation { name: "GB/T 7714", pieces: vec![before, section, CitePiece::Text(after)] }
}

/// Text that BibTeX reads as itself.
fn tex(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '{' | '}' | '\\' => {}
            '%' | '&' | '#' | '_' | '$' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn bibtex(p: &Parts<'_>) -> Citation {
    let key = p.id.trim_start_matches("sha256:").get(..12).unwrap_or("entry");
    let kind = if p.book.is_some() { "incollection" } else { "misc" };
    let mut after = String::from("}");
    let mut field = |name: &str, value: &str| after.push_str(&format!(",\n  {name} = {{{value}}}"));
    if !p.authors.is_empty() {
        let authors: Vec<String> = p.authors.iter().map(|a| format!("{{{}}}", tex(a))).collect();
        field("author", &authors.join(" and "));
    }
    if let Some(book) = p.book {
        field("booktitle", &tex(book));
    }
    if let Some(volume) = p.volume {
        field("volume", &tex(volume));
    }
    if let Some(day) = p.published {
        field("date", &tex(day));
    }
    if let Some(url) = p.url {
        field("url", &url.replace(['{', '}', '\\'], ""));
    }
    if let Some(day) = p.accessed {
        field("urldate", day);
    }
    field("note", p.id);
    after.push_str("\n}");
    let pieces = vec![
        CitePiece::Text(format!("@{kind}{{nianjian-{key}")),
        CitePiece::Anchor { open: "-" },
        CitePiece::Text(format!(",\n  title = {{{}", tex(p.title))),
        CitePiece::Name { open: "：", close: "", written: Written::Tex },
        CitePiece::Text(after),
    ];
    Citation { name: "BibTeX", pieces }
}

fn csl(p: &Parts<'_>) -> Citation {
    let date = |day: &str| {
        let parts: Vec<u32> = day.split('-').map_while(|part| part.parse().ok()).collect();
        (!parts.is_empty()).then(|| json!({ "date-parts": [parts] }))
    };
    let mut item = serde_json::Map::new();
    let kind = if p.book.is_some() { "chapter" } else { "webpage" };
    item.insert("type".into(), json!(kind));
    item.insert("title".into(), json!(p.title));
    if !p.authors.is_empty() {
        let authors: Vec<_> = p.authors.iter().map(|a| json!({ "literal": a })).collect();
        item.insert("author".into(), json!(authors));
    }
    let fields = [("container-title", p.book), ("volume", p.volume), ("URL", p.url)];
    for (name, value) in fields {
        if let Some(value) = value {
            item.insert(name.into(), json!(value));
        }
    }
    for (name, day) in [("issued", p.published), ("accessed", p.accessed)] {
        if let Some(day) = day.and_then(date) {
            item.insert(name.into(), day);
        }
    }
    let text = serde_json::to_string_pretty(&item).unwrap_or_default();
    let rest = text.trim_start_matches('{').trim_end_matches('}').trim_end();
    // The id has a hole in it, so it is not among the others.
    let id = json!(p.id).to_string();
    let pieces = vec![
        CitePiece::Text(format!("{{\n  \"id\": {}", id.trim_end_matches('"'))),
        CitePiece::Anchor { open: "#" },
        CitePiece::Text(format!("\",{rest}")),
        CitePiece::Name { open: ",\n  \"section\": \"", close: "\"", written: Written::Json },
        CitePiece::Text("\n}".to_owned()),
    ];
    Citation { name: "CSL-JSON", pieces }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_is_the_book_is_no_author() {
        let page = |origin: &str| {
            let body = format!(
                "<title>妇联</title><p>通州年鉴2014</p><h1>妇联</h1><p>来源：{origin}　发布时间：2015-03-11</p><p>2013年，全区建立妇女之家593个，走访慰问200户。</p>"
            );
            let mut record = crate::convert(
                &crate::Page { body: body.into(), ..crate::Page::default() },
                &crate::Options::default(),
            )
            .unwrap();
            record.origin = Some(origin.to_owned());
            record.work.title = Some("通州年鉴".to_owned());
            parts(&record).authors.join(",")
        };
        for origin in
            ["通州年鉴", "《通州年鉴》", "通州年鉴2014", "《通州年鉴》（2014年卷）", "2014年通州年鉴"]
        {
            assert_eq!(page(origin), "", "{origin}");
        }
        for origin in ["区妇联", "通州年鉴编辑部", "通州区档案馆"] {
            assert_eq!(page(origin), origin);
        }
    }
}
