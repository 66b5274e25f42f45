//! Reads `pictures.toml`: what the names of pictures and of their frames say.

use std::borrow::Cow;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words of pictures' names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pictures {
    placeholder: Group,
    arrow: Group,
    frame: Group,
    caption: Group,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    words: Vec<String>,
    #[allow(dead_code, reason = "documents the table; the tests read it")]
    examples: Vec<String>,
}

static PICTURES: LazyLock<Pictures> = LazyLock::new(|| {
    // The table is part of the program: a test reads it.
    toml::from_str(include_str!("pictures.toml"))
        .expect("pictures.toml holds the groups that pictures.rs names")
});

/// The words of pictures' names.
pub fn pictures() -> &'static Pictures {
    &PICTURES
}

impl Pictures {
    /// Whether a picture only keeps the room for another, by its address.
    pub fn is_placeholder(&self, uri: &str) -> bool {
        let name = file_name(uri).to_ascii_lowercase();
        self.placeholder.words.iter().any(|word| name.contains(word.as_str()))
    }

    /// Whether a class is that of a picture's frame, which holds the picture and what it shows.
    pub fn is_frame(&self, class: &str) -> bool {
        let is = |part: &str| self.frame.words.iter().any(|word| part.eq_ignore_ascii_case(word));
        class.split(|c: char| !c.is_ascii_alphanumeric()).any(is)
    }

    /// Whether a class is that of the words below a picture.
    pub fn is_caption(&self, class: &str) -> bool {
        let solid = |part: &str| part.replace(['-', '_'], "").to_ascii_lowercase();
        let is = |part: &str| self.caption.words.iter().any(|word| solid(part).contains(word.as_str()));
        class.split_ascii_whitespace().any(is)
    }

    /// Whether a picture only leads on, by its address or by what it says of itself.
    pub fn is_arrow(&self, uri: &str, alt: &str) -> bool {
        let words = || self.arrow.words.iter();
        // A picture is seldom described, and then seldom with blanks.
        let says = match alt.contains(char::is_whitespace) {
            true => Cow::Owned(alt.chars().filter(|c| !c.is_whitespace()).collect()),
            false => Cow::Borrowed(alt),
        };
        if !says.is_empty() && words().any(|word| *word == says) {
            return true;
        }
        let name = file_name(uri);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let parts = || stem.split(|c: char| !c.is_ascii_alphabetic()).filter(|part| !part.is_empty());
        let is = |part: &str| words().any(|word| part.eq_ignore_ascii_case(word));
        let button = |part: &str| {
            ["btn", "button", "icon", "ico", "img", "pic", "nav", "page"]
                .iter()
                .any(|word| part.eq_ignore_ascii_case(word))
        };
        parts().all(|part| is(part) || button(part)) && parts().any(is)
    }
}

/// The name of the file that an address leads to.
pub fn file_name(uri: &str) -> &str {
    let end = memchr::memchr2(b'?', b'#', uri.as_bytes()).unwrap_or(uri.len());
    let from = uri.as_bytes().get(..end).and_then(|path| memchr::memrchr(b'/', path)).map_or(0, |at| at + 1);
    uri.get(from..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_is_told() {
        let pictures = pictures();
        for example in &pictures.placeholder.examples {
            assert!(pictures.is_placeholder(example), "{example}");
        }
        for example in &pictures.arrow.examples {
            assert!(pictures.is_arrow(example, "") || pictures.is_arrow("", example), "{example}");
        }
        for example in &pictures.frame.examples {
            assert!(pictures.is_frame(example), "{example}");
        }
        for example in &pictures.caption.examples {
            assert!(pictures.is_caption(example), "{example}");
        }
        assert!(!pictures.is_frame("imgs text") && !pictures.is_caption("img text"));
        for other in ["1.jpg", "nextyear.jpg", "top-school.jpg", "W020150126.png", ""] {
            assert!(!pictures.is_arrow(other, "图1") && !pictures.is_placeholder(other), "{other}");
        }
    }
}
