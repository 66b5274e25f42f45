//! Says what an element's name and its `style` mean for the layout of its text.

use html5ever::{LocalName, local_name};

/// What is read of a `style` attribute, or of a rule of a style sheet.
#[derive(Clone, Copy, Default, PartialEq)]
pub(super) struct Style<'a> {
    /// Whether it is stated if the text is shown: by `display` or `visibility`.
    pub(super) set: bool,
    pub(super) none: bool,
    /// It keeps its room and is not shown.
    pub(super) invisible: bool,
    /// The text is struck out.
    pub(super) struck: bool,
    /// The letters have no size.
    pub(super) sizeless: bool,
    pub(super) block: bool,
    pub(super) strong: Option<bool>,
    /// The typefaces, the wanted one first.
    pub(super) faces: &'a str,
    pub(super) indented: Option<bool>,
    /// How far the text is indented, in half em; what hangs is negative. It is the only sign of what is a part of
    /// what in a table.
    pub(super) indent: i32,
    pub(super) align: &'a str,
}

impl<'a> Style<'a> {
    pub(super) fn read(css: &'a str) -> Self {
        let (mut style, mut indent) = (Style::default(), 0.0_f32);
        for (property, value) in declarations(css) {
            let has = |word: &str| value.get(..word.len()).is_some_and(|v| v.eq_ignore_ascii_case(word));
            match property {
                Property::Display => {
                    style.set = true;
                    style.none |= has("none");
                    style.block = has("block");
                }
                Property::Visibility => {
                    style.set = true;
                    style.invisible = has("hidden") || has("collapse");
                }
                Property::Decoration => style.struck = has("line-through"),
                Property::Size => {
                    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                    style.sizeless = matches!(number, "0" | "0.0");
                }
                Property::Weight => {
                    style.strong = Some(has("bold") || value.parse::<u32>().is_ok_and(|w| w >= 600));
                }
                Property::Face => style.faces = value,
                Property::Align => style.align = value.split_whitespace().next().unwrap_or_default(),
                Property::FirstIndent => {
                    let digits = value.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
                    let number = value.get(..digits).and_then(|digits| digits.parse::<f32>().ok());
                    style.indented = number.map(|indent| indent > 0.0);
                    indent += half_ems(value).unwrap_or_default();
                }
                Property::Indent => indent += half_ems(value).unwrap_or_default(),
            }
        }
        if indent != 0.0 {
            style.indent = indent.round().clamp(-200.0, 200.0) as i32;
        }
        style
    }
}

/// What a declaration is about, as far as it is read.
enum Property {
    Display,
    Visibility,
    Decoration,
    Size,
    Weight,
    Face,
    Align,
    FirstIndent,
    Indent,
}

impl Property {
    /// Told by its length first: of a sheet's properties most are others.
    fn of(name: &str) -> Option<Property> {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        match name.len() {
            4 if is("font") => Some(Property::Face),
            7 if is("display") => Some(Property::Display),
            9 if is("font-size") => Some(Property::Size),
            10 if is("visibility") => Some(Property::Visibility),
            10 if is("text-align") => Some(Property::Align),
            11 if is("font-weight") => Some(Property::Weight),
            11 if is("font-family") => Some(Property::Face),
            11 if is("text-indent") => Some(Property::FirstIndent),
            11 if is("margin-left") => Some(Property::Indent),
            12 if is("padding-left") => Some(Property::Indent),
            15 if is("text-decoration") => Some(Property::Decoration),
            20 if is("text-decoration-line") => Some(Property::Decoration),
            _ => None,
        }
    }
}

/// The declarations of which something is read, with their values.
fn declarations(css: &str) -> impl Iterator<Item = (Property, &str)> {
    split(css, b';').filter_map(|declaration| {
        // The first letter tells most of the others, which are most of a sheet.
        let declaration = declaration.trim_ascii_start();
        let first = declaration.as_bytes().first()? | 0x20;
        if first.is_ascii_lowercase() && !matches!(first, b'd' | b'f' | b'm' | b'p' | b't' | b'v') {
            return None;
        }
        let (name, value) = declaration.split_at(declaration.bytes().position(|b| b == b':')?);
        Some((Property::of(trimmed(name))?, trimmed(value.get(1..)?)))
    })
}

/// A text without the blanks around it, which few have.
pub(super) fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [b'!'..=b'~', .., b'!'..=b'~'] | [b'!'..=b'~'] | [] => text,
        _ => text.trim(),
    }
}

/// The parts of a text between bytes of ASCII.
pub(super) fn split(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = memchr::memchr(at, text.as_bytes());
        rest = end.and_then(|end| text.get(end + 1..));
        text.get(..end.unwrap_or(text.len()))
    })
}

/// How many pixels make half an em: the letters of a table have 9 to 12 points.
const HALF_EM: f32 = 7.0;

/// A length in half em: 12px, 21.0pt, 2em, .5in.
fn half_ems(value: &str) -> Option<f32> {
    let value = value.split_ascii_whitespace().next()?;
    let end = value.find(|c: char| c.is_ascii_alphabetic() || c == '%').unwrap_or(value.len());
    let (number, unit) = value.split_at_checked(end)?;
    let number: f32 = number.parse().ok()?;
    let is = |word: &str| unit.trim_end_matches('!').eq_ignore_ascii_case(word);
    let units = [
        ("px", 1.0 / HALF_EM),
        ("", 1.0 / HALF_EM),
        ("pt", 4.0 / 3.0 / HALF_EM),
        ("em", 2.0),
        ("rem", 2.0),
        ("ic", 2.0),
        ("ch", 1.0),
        ("ex", 1.0),
        ("in", 96.0 / HALF_EM),
        ("cm", 37.8 / HALF_EM),
        ("mm", 3.78 / HALF_EM),
    ];
    units.iter().find(|(name, _)| is(name)).map(|(_, factor)| number * factor)
}

/// Whether a typeface is one that Chinese typesetting keeps for headings, as others use bold: the first of
/// the list, since those behind it only stand in for it.
pub(super) fn is_display_face(families: &str) -> bool {
    if families.is_empty() {
        return false;
    }
    let first = families.split(',').next().unwrap_or_default();
    let latin = || first.as_bytes().windows("simhei".len()).any(|name| name.eq_ignore_ascii_case(b"simhei"));
    !first.is_ascii() && ["黑体", "黑體", "小标宋"].iter().any(|face| first.contains(face)) || latin()
}

/// Whether a name is one of some.
macro_rules! is_one_of {
    ($name:expr, $($word:tt)+) => { matches!(*$name, $(local_name!($word))|+) };
}

/// Whether an element may hold a whole article.
pub(super) fn is_box(name: &LocalName) -> bool {
    is_one_of!(name, "div" "section" "article" "main" "body" "form" "table")
}

/// Whether text before and after an element stands in lines of its own.
pub(super) fn is_block(name: &LocalName) -> bool {
    let known = is_one_of!(
        name,
        "address" "article" "aside" "blockquote" "body" "button" "caption" "center" "dd" "details"
        "dialog" "dir" "div" "dl" "dt" "fieldset" "figcaption" "figure" "footer" "form" "h1" "h2" "h3"
        "h4" "h5" "h6" "header" "hgroup" "html" "legend" "li" "main" "menu" "nav" "ol" "optgroup"
        "option" "p" "pre" "section" "select" "summary" "table" "tbody" "td" "textarea" "tfoot" "th"
        "thead" "tr" "ul"
    );
    // Custom elements are containers, and so is what one content system wraps around the text.
    known || custom_part(name).is_some_and(|part| !INLINE.contains(&part)) || &**name == "ucapcontent"
}

/// How the names of custom elements end that stand within a line: `ne-text`, `uni-text`.
const INLINE: [&str; 14] =
    ["text", "span", "a", "b", "i", "em", "strong", "link", "mark", "code", "sup", "sub", "anchor", "icon"];

/// What the name of a custom element ends with: `h2` of `ne-h2`.
pub(super) fn custom_part(name: &LocalName) -> Option<&str> {
    if is_one_of!(name, "a" "b" "div" "em" "font" "i" "img" "li" "p" "span" "strong" "td" "tr" "u" "ul") {
        return None;
    }
    // No other name has a hyphen but a few of SVG and MathML, and all are too short for a search that prepares itself.
    name.bytes().rposition(|b| b == b'-').and_then(|at| name.get(at + 1..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_half_ems() {
        let rows = [
            ("padding-left:12px", 2),
            ("PADDING-LEFT: 24PX; color:red", 3),
            ("text-indent:21.0pt;mso-char-indent-count:2.0", 4),
            ("text-indent:2em", 4),
            ("margin-left:21pt;text-indent:-21pt", 0),
            ("padding:0cm 5.4pt 0cm 5.4pt", 0),
            ("text-indent:x", 0),
            ("", 0),
        ];
        for (css, want) in rows {
            assert_eq!(Style::read(css).indent, want, "{css}");
        }
    }
}
