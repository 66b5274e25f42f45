//! Keeps what holds for the text at one place of the tree.

use html5ever::{LocalName, local_name};

use super::style::{Style, custom_part, is_display_face};

/// What holds for the text at one place of the tree; restored when its element ends.
#[derive(Clone, Copy, Default)]
pub(super) struct State {
    pub(super) element: u32,
    pub(super) strong: bool,
    pub(super) centred: bool,
    pub(super) right: bool,
    pub(super) indented: bool,
    pub(super) caption: bool,
    pub(super) pre: bool,
    pub(super) level: Option<u8>,
    pub(super) hidden: Option<&'static str>,
    pub(super) script: Option<Script>,
}

/// Whether text stands above or below the line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Above,
    Below,
}

impl Script {
    /// A short text with its figures set so: the 4 of 10<sup>4</sup> is none of 104. Longer ones are text that an
    /// editor set small, and stay as they are.
    pub(super) fn set(self, text: &str) -> Option<String> {
        const SHORT: usize = 6;
        let figures = text.contains(|c: char| c.is_ascii_digit());
        let short = figures && text.trim().chars().nth(SHORT).is_none();
        let apart = text.trim_start().starts_with(['[', '［', '〔', '【', '(', '（']);
        (short && !apart).then(|| text.chars().map(|c| self.figure(c)).collect())
    }

    fn figure(self, c: char) -> char {
        let set = match self {
            Script::Above => "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻",
            Script::Below => "₀₁₂₃₄₅₆₇₈₉₊₋₋₋",
        };
        "0123456789+-−－".chars().position(|plain| plain == c).and_then(|at| set.chars().nth(at)).unwrap_or(c)
    }
}

impl State {
    /// What holds inside an element.
    pub(super) fn restyle(&mut self, name: &LocalName, style: &Style<'_>) {
        self.enter(name);
        if style.struck {
            self.hidden = self.hidden.or(Some("struck"));
        }
        if style.none {
            self.hidden = self.hidden.or(Some("hidden"));
        }
        self.strong = style.strong.unwrap_or_else(|| self.strong || is_display_face(style.faces));
        self.indented = style.indented.unwrap_or(self.indented);
        // A table stands in the middle; its text does not.
        if *name != local_name!("table") {
            match style.align {
                a if a.eq_ignore_ascii_case("center") => (self.centred, self.right) = (true, false),
                a if a.eq_ignore_ascii_case("right") => (self.centred, self.right) = (false, true),
                "" => {}
                _ => (self.centred, self.right) = (false, false),
            }
        }
    }

    /// What the name of an element says.
    fn enter(&mut self, name: &LocalName) {
        match *name {
            // Underlined words stand where others are bold.
            local_name!("b") | local_name!("strong") | local_name!("u") => self.strong = true,
            local_name!("center") => (self.centred, self.right) = (true, false),
            local_name!("h1") => self.level = Some(1),
            local_name!("h2") => self.level = Some(2),
            local_name!("h3") => self.level = Some(3),
            local_name!("h4") => self.level = Some(4),
            local_name!("h5") => self.level = Some(5),
            local_name!("h6") => self.level = Some(6),
            local_name!("caption") | local_name!("figcaption") => self.caption = true,
            local_name!("pre") => self.pre = true,
            local_name!("sup") => self.script = Some(Script::Above),
            local_name!("sub") => self.script = Some(Script::Below),
            local_name!("td") | local_name!("th") | local_name!("table") => {
                (self.centred, self.right, self.strong) = (false, false, *name == local_name!("th"));
            }
            local_name!("select")
            | local_name!("textarea")
            | local_name!("button")
            | local_name!("option")
            | local_name!("datalist") => self.hidden = self.hidden.or(Some("form-control")),
            local_name!("object")
            | local_name!("video")
            | local_name!("audio")
            | local_name!("canvas")
            // What a formula is in another notation.
            | local_name!("annotation")
            | local_name!("annotation-xml")
            | local_name!("marquee") => self.hidden = self.hidden.or(Some("embedded")),
            // How a word is read: it stands above the word, not behind it.
            local_name!("rt") | local_name!("rp") | local_name!("rtc") => {
                self.hidden = self.hidden.or(Some("reading"));
            }
            local_name!("del") | local_name!("s") | local_name!("strike") => {
                self.hidden = self.hidden.or(Some("struck"));
            }
            _ => self.level = custom_part(name).and_then(level).or(self.level),
        }
    }
}

/// The level of a heading whose custom element is named so: 2 of `h2` in `ne-h2`.
fn level(part: &str) -> Option<u8> {
    part.strip_prefix('h').and_then(|level| level.parse().ok()).filter(|level| (1..=6).contains(level))
}
