//! Reads the elements that hold no lines: line ends, pictures, metadata.

use html5ever::{LocalName, local_name};

use super::Walk;
use crate::data::{file_name, pictures};
use crate::document::attribute::{Attribute, Key, value};
use crate::document::line::Border;

impl Walk<'_, '_> {
    /// Deals with elements that hold no lines; true where this is one.
    pub(super) fn read_apart(&mut self, name: &LocalName, attrs: &[Attribute<'_>]) -> bool {
        match *name {
            local_name!("br") | local_name!("hr") => {
                if self.state.hidden.is_none() {
                    self.flush();
                    let rule = *name == local_name!("hr");
                    self.part(if rule { Border::Paragraph } else { Border::Break });
                }
            }
            local_name!("img") => self.figure(attrs),
            local_name!("meta") => self.meta(attrs),
            local_name!("title")
            | local_name!("script")
            | local_name!("style")
            | local_name!("template")
            | local_name!("noscript")
            | local_name!("iframe")
            | local_name!("noframes")
            | local_name!("noembed")
            | local_name!("svg")
            | local_name!("link")
            | local_name!("input") => {}
            _ => return false,
        }
        true
    }

    fn meta(&mut self, attrs: &[Attribute<'_>]) {
        let keys = [Key::Name, Key::Property, Key::Itemprop, Key::HttpEquiv];
        let Some(key) = keys.into_iter().find_map(|name| value(attrs, name)) else { return };
        let key = key.to_ascii_lowercase();
        let content = value(attrs, Key::Content).unwrap_or_default();
        if key.starts_with("content") && content.is_empty() {
            self.mark(key);
        } else if !content.is_empty() {
            self.out.meta.push((key, content.to_owned()));
        }
    }

    pub(super) fn figure(&mut self, attrs: &[Attribute<'_>]) {
        let (mut src, mut lazy, mut alt, mut small) = ("", "", "", false);
        for attr in attrs {
            let value = attr.trimmed();
            match attr.name {
                Key::Src => src = value,
                Key::DataSrc
                | Key::DataOriginal
                | Key::DataActualsrc
                | Key::UnderscoreSrc
                | Key::DataLazySrc
                | Key::Original
                | Key::File
                    if !value.is_empty() =>
                {
                    lazy = value;
                }
                Key::Alt => alt = value,
                Key::Width | Key::Height => {
                    small |= value.trim_end_matches("px").parse::<f32>().is_ok_and(|size| size < 50.0);
                }
                _ => {}
            }
        }
        let waits = || src.is_empty() || src.starts_with("data:") || pictures().is_placeholder(src);
        let uri = if !lazy.is_empty() && waits() { lazy } else { src };
        // What leads to another page is no picture of this one.
        if self.text.link().is_some_and(|href| !is_picture(href)) && pictures().is_arrow(uri, alt) {
            return;
        }
        if !uri.is_empty() && !uri.starts_with("data:") && self.state.hidden.is_none() {
            self.figures.push((uri.to_owned(), alt.to_owned(), small));
        }
    }
}

/// Whether an address is that of a picture, by how it ends.
fn is_picture(href: &str) -> bool {
    let Some((_, ending)) = file_name(href).rsplit_once('.') else { return false };
    ["jpg", "jpeg", "png", "gif", "webp", "bmp"].iter().any(|kind| ending.eq_ignore_ascii_case(kind))
}
